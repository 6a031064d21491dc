"""What organisers do over HTTP: turnout, the month-end verbs, the documents; unit administrators see their subtree."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta
from msgspec.structs import replace

from chuangguan.cli.closings import material_of
from chuangguan.cli.workplace import Workplace
from chuangguan.documents import write_documents
from chuangguan.documents.content import Material
from chuangguan.documents.messages import say_note
from chuangguan.documents.wording import ERASED
from chuangguan.errors import NotFound
from chuangguan.office.closings import SealedClosing
from chuangguan.office.publicity import PublicityState
from chuangguan.rules.closing import Change, Closing, closing_bytes
from chuangguan.rules.units import NOBODY_DUE, Pending, Turnout, hundredths
from chuangguan.rules.workings import UnitWorking
from chuangguan.stores.memory import MemoryStore
from chuangguan.values import Refused, Value
from chuangguan_service.auth import AnyCall, Call, Caller, administrators_only, organisers_only
from chuangguan_service.engine import Engine
from chuangguan_service.problems import RefusedRequest, errors
from chuangguan_service.schemas import LARGEST, Number, PeriodId

Text = Annotated[str, Meta(min_length=1, max_length=400)]
Name = Annotated[str, Meta(min_length=1, max_length=40)]
DocumentName = Annotated[str, PathParameter(description="文件名，见 list_documents")]
Unit = Annotated[str, QueryParameter(max_length=200, description="只看本单位及下属单位；单位管理员默认为本单位")]


class TurnoutSchema(Value, frozen=True, kw_only=True):
    """一个单位（含下级）的参加情况；`rate` 为参与率，单位万分之一，没有应参加人员时为 -1；`attempts` 是人次。"""

    unit: str
    depth: int
    due: int
    took_part: int
    pending: int
    persons: int
    attempts: int
    rate: int
    is_over: bool


class ParticipationSchema(Value, frozen=True, kw_only=True):
    """一期到此刻的参加情况。"""

    period: str
    at: int
    total: TurnoutSchema
    units: tuple[TurnoutSchema, ...]


class PendingPersonSchema(Value, frozen=True, kw_only=True):
    """还没有参加的一个人。"""

    entrant: str
    name: str
    unit: str


class PendingSchema(Value, frozen=True, kw_only=True):
    """还没有参加的人；查看姓名记入记录。"""

    period: str
    at: int
    count: int
    people: tuple[PendingPersonSchema, ...]


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


class Correction(Value, frozen=True, kw_only=True):
    """为什么更正或撤销，记入记录。"""

    reason: Text


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


class NewSanction(Value, frozen=True, kw_only=True):
    """一件处理；`kind` 不填的，按活动规则；`periods` 为空的，各期都算。"""

    entrant: Annotated[str, Meta(min_length=1, max_length=20)]
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    decided_by: Name
    evidence: Text
    kind: Literal["strip_awards", "void_attempts", "ban"] | None = None
    periods: Annotated[tuple[str, ...], Meta(max_length=50)] = ()
    attempts: Annotated[tuple[Annotated[int, Meta(ge=1, le=LARGEST)], ...], Meta(max_length=1_000)] = ()


class Numbered(Value, frozen=True, kw_only=True):
    """记下的编号。"""

    number: int


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


async def forget_callers(request: AnyCall) -> None:
    """Let a sanction hold from the next request on."""
    request.app.state.callers.forget()


class AdministratorController(Controller):
    """单位管理员和主办方"""

    path = "/organiser/periods/{period:str}"
    tags = ["主办方和单位管理员"]
    guards = [administrators_only]

    @get(
        "/participation",
        summary="各单位参加情况",
        responses=errors(401, 403, 404, 422),
        operation_id="get_participation",
    )
    async def participation(
        self, request: Call, period: PeriodId, engine: NamedDependency[Engine], unit: Unit = ""
    ) -> ParticipationSchema:
        """人数和人次分开；单位管理员只能看本单位及下属单位。"""
        asked = await engine.look(lambda workplace: _subtree(workplace, request.user, unit))
        found = await engine.look_long(lambda workplace: workplace.office.turnouts.pending(period, unit=asked))
        return _participation(found)

    @get("/pending", summary="谁还没有参加", responses=errors(401, 403, 404, 422, 507), operation_id="get_pending")
    async def pending(
        self, request: Call, period: PeriodId, engine: NamedDependency[Engine], unit: Unit = ""
    ) -> PendingSchema:
        """姓名完整显示，查看记入记录。"""
        asked = await engine.look(lambda workplace: _subtree(workplace, request.user, unit))
        found = await engine.look_long(lambda workplace: workplace.office.turnouts.pending(period, unit=asked))
        return await engine.write(lambda workplace: _pending(workplace, found, request.user.actor), "office")


class OrganiserController(Controller):
    """主办方"""

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
        """按此刻的记录计算，什么也不存。"""
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

    @post(
        "/sanctions",
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
        "/sanctions/{sanction:int}/lifting",
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

    @get(
        "/periods/{period:str}/documents",
        summary="有哪些文件",
        responses=errors(401, 403, 404, 507),
        operation_id="list_documents",
    )
    async def documents(self, request: Call, period: PeriodId, engine: NamedDependency[Engine]) -> list[str]:
        """已结的期次的获奖名单、排名、统计表、通报等。"""
        by = request.user.actor
        material = await _material(engine, period, by)
        return sorted(await asyncio.to_thread(_documents, material))

    @get(
        "/periods/{period:str}/documents/{name:str}",
        summary="取一份文件",
        media_type="application/octet-stream",
        responses=errors(401, 403, 404, 507),
        operation_id="get_document",
    )
    async def document(
        self, request: Call, period: PeriodId, name: DocumentName, engine: NamedDependency[Engine]
    ) -> Response[bytes]:
        """查看姓名记入记录。"""
        by = request.user.actor
        material = await _material(engine, period, by)
        files = await asyncio.to_thread(_documents, material)
        if name not in files:
            raise NotFound(kind="document", key=name)
        headers = {"Content-Disposition": "attachment", "Cache-Control": "no-store"}
        return Response(files[name], media_type="application/octet-stream", headers=headers)


def _subtree(workplace: Workplace, caller: Caller, unit: str) -> str:
    """Return the unit whose figures are asked for; an administrator's own where none is named, never another's."""
    if caller.is_organiser:
        return unit
    with workplace.record.read() as view:
        # An unknown unit looks like a foreign one.
        if not view.tree().holds(caller.unit, unit or caller.unit):
            raise PermissionDeniedException(extra={"code": "other_unit"})
    return unit or caller.unit


def _participation(found: Pending) -> ParticipationSchema:
    return ParticipationSchema(
        period=found.period.id,
        at=found.at,
        total=_turnout(found.turnout, "", 0, found.pending),
        units=tuple(_turnout(item.turnout, item.unit.unit, item.depth, item.pending) for item in found.units),
    )


def _turnout(turnout: Turnout, unit: str, depth: int, pending: int) -> TurnoutSchema:
    rate = turnout.rate
    return TurnoutSchema(
        unit=unit,
        depth=depth,
        due=turnout.due,
        took_part=turnout.took_part,
        pending=pending,
        persons=turnout.persons,
        attempts=turnout.attempts,
        rate=NOBODY_DUE if rate is None else hundredths(rate),
        is_over=turnout.is_over,
    )


def _pending(workplace: Workplace, found: Pending, by: str) -> PendingSchema:
    names = [(entrant, item.unit.unit) for item in found.units for entrant in item.entrants]
    purpose = f"pending {found.period.id}"
    people = workplace.office.rosters.people([entrant for entrant, _ in names], by=by, purpose=purpose)
    return PendingSchema(
        period=found.period.id,
        at=found.at,
        count=found.pending,
        people=tuple(
            PendingPersonSchema(entrant=entrant, name=people[entrant].name if entrant in people else ERASED, unit=unit)
            for entrant, unit in names
        ),
    )


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


async def _material(engine: Engine, period: str, by: str) -> Material:
    """Return what a closed period's documents are made from; that the names were looked at is recorded."""
    sealed = await engine.look_long(lambda workplace: workplace.office.closings.get(period))
    if sealed is None:
        raise NotFound(kind="closing", key=period)
    closing, canonical = sealed.closing, sealed.canonical
    workings = await engine.look_long(lambda w: _workings(w, period)) if closing.unit_awards else ()
    material = await engine.write(lambda workplace: material_of(workplace, closing, canonical, by=by), "office")
    return replace(material, workings=workings)


def _workings(workplace: Workplace, period: str) -> tuple[UnitWorking, ...]:
    return workplace.office.derivations.derive_units(period, MemoryStore()).workings


def _documents(material: Material) -> dict[str, bytes]:
    """Return a closing's documents by their names, exactly those that the command line writes."""
    with TemporaryDirectory() as scratch:
        return {path.name: path.read_bytes() for path in write_documents(Path(scratch), material)}
