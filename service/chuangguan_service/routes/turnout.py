"""Turnout: how each unit takes part, and who has not yet; a unit's administrator sees their subtree (clause 7.1)."""

from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import QueryParameter

from chuangguan.cli.workplace import Workplace
from chuangguan.documents.wording import ERASED
from chuangguan.rules.units import NOBODY_DUE, Pending, Turnout, hundredths
from chuangguan.values import Value
from chuangguan_service.auth import Call, Caller, administrators_only
from chuangguan_service.engine import Engine
from chuangguan_service.problems import errors
from chuangguan_service.schemas import PeriodId

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


class TurnoutController(Controller):
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
