"""The month's end over HTTP: preview, close, publish, hear objections, make final, revise (clauses 6.3–6.6)."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta

from chuangguan.cli.closings import material_of
from chuangguan.cli.workplace import Workplace
from chuangguan.documents.messages import say_note
from chuangguan.office.closings import SealedClosing
from chuangguan.office.publicity import PublicityState
from chuangguan.rules.closing import Change, Closing, closing_bytes
from chuangguan.values import Refused, Value
from chuangguan_service.auth import Call, forget_callers, organisers_only
from chuangguan_service.engine import Engine
from chuangguan_service.problems import RefusedRequest, errors
from chuangguan_service.schemas import Correction, Name, Number, Numbered, PeriodId, Text


class AwardSchema(Value, frozen=True, kw_only=True):
    """一个奖项。"""

    tier: str
    position: int
    entrant: str
    name: str
    unit: str
    cash_fen: int


class ResultSchema(Value, frozen=True, kw_only=True):
    """结榜或预览的结果；预览没有封存摘要。"""

    period: str
    is_preview: bool
    number: int
    revision: int
    seal: str
    ranked: int
    awards: tuple[AwardSchema, ...]
    changes: tuple[dict[str, int | str], ...]
    notes: tuple[str, ...]


class Reason(Value, frozen=True, kw_only=True):
    """事由，记入记录。"""

    reason: Annotated[str, Meta(max_length=400)] = ""


class Signatures(Value, frozen=True, kw_only=True):
    """公示的拟稿、核稿、签发。"""

    drafted_by: Name
    checked_by: Name
    signed_by: Name


class NewObjection(Value, frozen=True, kw_only=True):
    """一件异议；`entrant` 为被反映人的参赛编号，可以不填。"""

    text: Text
    entrant: Annotated[str, Meta(max_length=20)] = ""


class Decision(Value, frozen=True, kw_only=True):
    """对异议的处理。"""

    decision: Text
    upheld: bool


class ObjectionSchema(Value, frozen=True, kw_only=True):
    """一件异议；没有处理的 `decision` 为空。"""

    number: int
    text: str
    entrant: str
    upheld: bool
    decision: str


class PublicitySchema(Value, frozen=True, kw_only=True):
    """公示和定榜情况。"""

    period: str
    seal: str
    state: str
    published_at: int
    objections_until: int
    secret: str
    objections: tuple[ObjectionSchema, ...]


class MonthEndController(Controller):
    """主办方：结榜、公示、异议、定榜、更正"""

    path = "/organiser"
    tags = ["主办方"]
    guards = [organisers_only]
    after_response = forget_callers  # type: ignore[assignment]  # a hook of the router's, not a method

    @get(
        "/periods/{period:str}/preview",
        summary="预览结榜",
        responses=errors(401, 403, 404, 507),
        operation_id="preview_closing",
    )
    async def preview(self, request: Call, period: PeriodId, engine: NamedDependency[Engine]) -> ResultSchema:
        """按此刻的记录计算，不结榜；查看姓名记入记录。"""
        closing = await engine.look_long(lambda workplace: workplace.office.closings.preview(period))
        by = request.user.actor
        return await engine.write(lambda workplace: _result(workplace, closing, "", by), "office")

    @post(
        "/periods/{period:str}/closing",
        status_code=200,
        summary="结榜",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="close_period",
    )
    async def close(
        self, request: Call, period: PeriodId, data: JSONBody[Reason], engine: NamedDependency[Engine]
    ) -> ResultSchema:
        """已结的期次给出同一结果。"""
        by = request.user.actor
        return await engine.write(
            lambda w: _sealed(w, w.office.closings.close(period, by=by, reason=data.reason), by), "office"
        )

    @post(
        "/periods/{period:str}/revision",
        status_code=200,
        summary="更正已结的榜",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="revise_closing",
    )
    async def revise(
        self, request: Call, period: PeriodId, data: JSONBody[Correction], engine: NamedDependency[Engine]
    ) -> ResultSchema:
        """列出每个变动的名次和奖项；原来的结榜保留。"""
        by = request.user.actor
        return await engine.write(
            lambda w: _sealed(w, w.office.closings.revise(period, by=by, reason=data.reason), by), "office"
        )

    @get(
        "/periods/{period:str}/publicity",
        summary="公示和异议",
        responses=errors(401, 403, 404),
        operation_id="get_publicity",
    )
    async def publicity(self, period: PeriodId, engine: NamedDependency[Engine]) -> PublicitySchema:
        """异议及其处理。"""
        return _publicity(await engine.look_long(lambda workplace: workplace.office.publicity.state(period)))

    @post(
        "/periods/{period:str}/publication",
        status_code=200,
        summary="开始公示",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="publish_closing",
    )
    async def publish(
        self, request: Call, period: PeriodId, data: JSONBody[Signatures], engine: NamedDependency[Engine]
    ) -> PublicitySchema:
        """公示期自此开始。"""
        by = request.user.actor
        return await engine.write(
            lambda w: _publicity(
                w.office.publicity.publish(
                    period,
                    drafted_by=data.drafted_by,
                    checked_by=data.checked_by,
                    signed_by=data.signed_by,
                    by=by,
                )
            ),
            "office",
        )

    @post(
        "/periods/{period:str}/objections",
        summary="记录一件异议",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="record_objection",
    )
    async def object(
        self, request: Call, period: PeriodId, data: JSONBody[NewObjection], engine: NamedDependency[Engine]
    ) -> Numbered:
        """公示期内才受理。"""
        by = request.user.actor
        number = await engine.write(
            lambda w: w.office.publicity.object(period, data.text, entrant=data.entrant, by=by), "office"
        )
        return Numbered(number=number)

    @post(
        "/objections/{objection:int}/decision",
        summary="处理一件异议",
        responses=errors(401, 403, 404, 409, 413, 415, 422, 507),
        operation_id="decide_objection",
    )
    async def decide(
        self, request: Call, objection: Number, data: JSONBody[Decision], engine: NamedDependency[Engine]
    ) -> Numbered:
        """每件只处理一次。"""
        by = request.user.actor
        await engine.write(
            lambda w: w.office.publicity.decide(objection, data.decision, upheld=data.upheld, by=by), "office"
        )
        return Numbered(number=objection)

    @post(
        "/periods/{period:str}/finalisation",
        status_code=200,
        summary="定榜",
        responses=errors(401, 403, 404, 409, 507),
        operation_id="finalise_closing",
    )
    async def finalise(self, request: Call, period: PeriodId, engine: NamedDependency[Engine]) -> PublicitySchema:
        """公示期满、异议处理完毕才能定榜；定榜即公布本期的抽题密钥。"""
        by = request.user.actor
        state = await engine.write(lambda w: w.office.publicity.finalise(period, by=by), "office")
        if isinstance(state, Refused):
            raise RefusedRequest(state)
        return _publicity(state)


def _sealed(workplace: Workplace, sealed: SealedClosing, by: str) -> ResultSchema:
    return _result(workplace, sealed.closing, sealed.seal, by)


def _result(workplace: Workplace, closing: Closing, seal: str, by: str) -> ResultSchema:
    material = material_of(workplace, closing, closing_bytes(closing), by=by, is_preview=not seal).in_full
    zone = workplace.zone
    return ResultSchema(
        period=closing.period,
        is_preview=not seal,
        number=closing.number,
        revision=closing.revision,
        seal=seal,
        ranked=len(closing.board),
        awards=tuple(
            AwardSchema(
                tier=award.tier,
                position=award.position,
                entrant=award.entrant,
                name=material.name_of(award.entrant),
                unit=material.unit_of(award.entrant),
                cash_fen=award.cash_fen,
            )
            for award in closing.awards
        ),
        changes=tuple(_change(change) for change in closing.changes),
        notes=tuple(say_note(note, zone) for note in closing.notes),
    )


def _change(change: Change) -> dict[str, int | str]:
    return {
        "entrant": change.entrant,
        "rank_before": change.rank_before,
        "rank_after": change.rank_after,
        "tiers_before": change.tiers_before,
        "tiers_after": change.tiers_after,
        "cash_before_fen": change.cash_before_fen,
        "cash_after_fen": change.cash_after_fen,
    }


def _publicity(state: PublicityState) -> PublicitySchema:
    return PublicitySchema(
        period=state.period,
        seal=state.seal,
        state=state.state,
        published_at=state.published_at,
        objections_until=state.objections_until,
        secret=state.secret,
        objections=tuple(
            ObjectionSchema(
                number=item.number, text=item.text, entrant=item.entrant, upheld=item.upheld, decision=item.decision
            )
            for item in state.objections
        ),
    )
