"""Sanctions over HTTP: impose and lift (clause 8.2)."""

from typing import Annotated, Literal

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from chuangguan.values import Value
from chuangguan_service.auth import Call, forget_callers, organisers_only
from chuangguan_service.engine import Engine
from chuangguan_service.problems import errors
from chuangguan_service.schemas import LARGEST, Correction, Name, Number, Numbered, Text


class NewSanction(Value, frozen=True, kw_only=True):
    """一件处理；`kind` 不填的，按活动规则；`periods` 为空的，各期都算。"""

    entrant: Annotated[str, Meta(min_length=1, max_length=20)]
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    decided_by: Name
    evidence: Text
    kind: Literal["strip_awards", "void_attempts", "ban"] | None = None
    periods: Annotated[tuple[str, ...], Meta(max_length=50)] = ()
    attempts: Annotated[tuple[Annotated[int, Meta(ge=1, le=LARGEST)], ...], Meta(max_length=1_000)] = ()


class SanctionController(Controller):
    """主办方：处理"""

    path = "/organiser/sanctions"
    tags = ["主办方"]
    guards = [organisers_only]
    after_response = forget_callers  # type: ignore[assignment]  # a hook of the router's, not a method

    @post(
        "",
        summary="记录一件处理",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="impose_sanction",
    )
    async def sanction(self, request: Call, data: JSONBody[NewSanction], engine: NamedDependency[Engine]) -> Numbered:
        """处理之后，已结的榜要用更正才会变动。"""
        by = request.user.actor
        number = await engine.write(
            lambda w: w.office.sanctions.impose(
                data.entrant,
                code=data.code,
                decided_by=data.decided_by,
                evidence=data.evidence,
                kind=data.kind,
                periods=data.periods,
                attempts=data.attempts,
                by=by,
            ),
            "office",
        )
        return Numbered(number=number)

    @post(
        "/{sanction:int}/lifting",
        summary="撤销一件处理",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="lift_sanction",
    )
    async def lift(
        self, request: Call, sanction: Number, data: JSONBody[Correction], engine: NamedDependency[Engine]
    ) -> Numbered:
        """处理和撤销都留在记录中。"""
        by = request.user.actor
        await engine.write(lambda w: w.office.sanctions.lift(sanction, by=by, reason=data.reason), "office")
        return Numbered(number=sanction)
