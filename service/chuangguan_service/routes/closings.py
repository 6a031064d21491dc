"""Closings as everybody may see them: state, seal, commitment, revealed secret (clauses 2.4, 6.3–6.5)."""

from litestar import Controller, get
from litestar.di import NamedDependency

from chuangguan.cli.workplace import Workplace
from chuangguan.rules.closing import read_closing
from chuangguan.values import Value
from chuangguan_service.auth import NO_TOKEN, PUBLIC
from chuangguan_service.engine import Engine
from chuangguan_service.problems import errors
from chuangguan_service.schemas import PeriodId


class ClosingSchema(Value, frozen=True, kw_only=True):
    """一期的结榜：编号、更正版次、封存摘要，公示和定榜情况；`secret` 在定榜后公布。"""

    period: str
    number: int
    revision: int
    cutoff_at: int
    state: str
    seal: str
    previous_seal: str
    replaced_seal: str
    commitment: str
    secret: str
    ranked: int
    published_at: int
    objections_until: int


class ClosingController(Controller):
    """结榜"""

    path = "/closings"
    tags = ["结榜"]
    opt = PUBLIC
    security = NO_TOKEN

    @get("", summary="各期的结榜，更正前的各版在内", responses=errors(), operation_id="list_closings")
    async def every(self, engine: NamedDependency[Engine]) -> list[ClosingSchema]:
        """按编号排列。"""
        return await engine.look_long(_closings)

    @get("/{period:str}", summary="一期现行的结榜", responses=errors(404), operation_id="get_closing")
    async def one(self, period: PeriodId, engine: NamedDependency[Engine]) -> ClosingSchema:
        """没有结榜的期次为 404。"""
        return await engine.look_long(lambda workplace: _newest(workplace, period))


def _newest(workplace: Workplace, period: str) -> ClosingSchema:
    workplace.office.publicity.state(period)
    return [item for item in _closings(workplace) if item.period == period][-1]


def _closings(workplace: Workplace) -> list[ClosingSchema]:
    with workplace.record.read() as view:
        stored = view.rows.closings()
    states = {period: workplace.office.publicity.state(period) for period in {item.period for item in stored}}
    found = []
    for item in stored:
        closing, state = read_closing(item.canonical), states[item.period]
        is_newest = state.seal == item.seal
        found.append(
            ClosingSchema(
                period=item.period,
                number=item.number,
                revision=item.revision,
                cutoff_at=closing.cutoff_at,
                state=state.state if is_newest else "replaced",
                seal=item.seal,
                previous_seal=closing.previous_seal,
                replaced_seal=closing.replaced_seal,
                commitment=closing.commitment,
                secret=state.secret,
                ranked=len(closing.board),
                published_at=state.published_at if is_newest else 0,
                objections_until=state.objections_until if is_newest else 0,
            )
        )
    return found
