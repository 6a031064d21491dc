"""Boards: the top, mine, the rows around me, by unit, for a period or now (clauses 5.1–5.4)."""

import hashlib
from typing import Annotated, Final

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter
from msgspec import json
from msgspec.structs import replace

from chuangguan.cli.workplace import Workplace
from chuangguan.documents.wording import ERASED, masked_name
from chuangguan.values import Value
from chuangguan.view import View
from chuangguan_service.auth import Call, entrants_only
from chuangguan_service.boards_cache import BoardCache, KeptBoard
from chuangguan_service.engine import Engine
from chuangguan_service.problems import errors
from chuangguan_service.schemas import PeriodId

Unit = Annotated[str, QueryParameter(max_length=200, description="只列本单位及下属单位")]
Top = Annotated[int, QueryParameter(ge=1, le=200, description="前多少行")]
Near = Annotated[int, QueryParameter(ge=0, le=50, description="前后各多少行")]
NoneMatch = Annotated[str, HeaderParameter(name="If-None-Match", required=False, max_length=200)]


_ANSWERS: Final = {
    304: ResponseSpec(None, generate_examples=False, description="与 If-None-Match 所说的相同"),
    **errors(401, 403, 404, 422),
}


class RowSchema(Value, frozen=True, kw_only=True):
    """榜上一行；姓名只显示姓，`time` 为印在榜上的用时。"""

    rank: int
    name: str
    unit: str
    levels: int
    elapsed_ms: int
    time: str
    reached_at: int
    is_me: bool


class BoardSchema(Value, frozen=True, kw_only=True):
    """榜单：截至 `at` 的成绩，`settled_at` 之后不会再变；`listed` 为上榜人数，`seal` 为已结榜的封存摘要。"""

    period: str
    unit: str
    at: int
    settled_at: int
    seal: str
    listed: int
    my_rank: int
    rows: tuple[RowSchema, ...]


class BoardController(Controller):
    """榜单"""

    path = "/boards"
    tags = ["榜单"]

    @get(
        "/{period:str}",
        summary="榜首若干行",
        responses=_ANSWERS,
        operation_id="get_board",
    )
    async def board(
        self,
        request: Call,
        period: PeriodId,
        engine: NamedDependency[Engine],
        boards: NamedDependency[BoardCache],
        unit: Unit = "",
        top: Top = 50,
        if_none_match: NoneMatch = "",
    ) -> Response[BoardSchema]:
        """期次或 now；已结榜的期次以封存的榜为准。"""
        found = await boards.get(period, unit)
        places = range(min(top, len(found.board.rows)))
        shown = await engine.look(lambda workplace: _shown(workplace, found, places, request.user.entrant))
        return _tagged(shown, if_none_match)

    @get(
        "/{period:str}/me",
        summary="我的名次和前后几行",
        guards=[entrants_only],
        responses=_ANSWERS,
        operation_id="get_my_place",
    )
    async def mine(
        self,
        request: Call,
        period: PeriodId,
        engine: NamedDependency[Engine],
        boards: NamedDependency[BoardCache],
        unit: Unit = "",
        near: Near = 5,
        if_none_match: NoneMatch = "",
    ) -> Response[BoardSchema]:
        """没有上榜时 `my_rank` 为 0，没有行。"""
        found = await boards.get(period, unit)
        entrant = request.user.entrant
        mine = found.places.get(entrant)
        last = len(found.board.rows)
        places = range(0) if mine is None else range(max(mine - near, 0), min(mine + near + 1, last))
        shown = await engine.look(lambda workplace: _shown(workplace, found, places, entrant))
        return _tagged(shown, if_none_match)


def _shown(workplace: Workplace, found: KeptBoard, places: range, entrant: str) -> BoardSchema:
    board = found.board
    with workplace.record.read() as view:
        rows = tuple(_row(view, found, place, entrant) for place in places)
    mine = found.places.get(entrant)
    return BoardSchema(
        period=found.period,
        unit=found.unit,
        at=board.at,
        settled_at=board.settled_at,
        seal=found.seal,
        listed=len(board.rows),
        my_rank=0 if mine is None else board.rows[mine].rank,
        rows=rows,
    )


def _row(view: View, found: KeptBoard, place: int, entrant: str) -> RowSchema:
    row = found.board.rows[place]
    person = view.rows.person(row.entrant)
    member = view.membership(row.entrant, found.board.roster_at)
    return RowSchema(
        rank=row.rank,
        name=masked_name(person.name) if person else ERASED,
        unit=member.unit if member else "",
        levels=row.levels,
        elapsed_ms=row.elapsed_ms,
        time=found.times[place],
        reached_at=row.reached_at,
        is_me=row.entrant == entrant,
    )


def _tagged(shown: BoardSchema, if_none_match: str) -> Response[BoardSchema]:
    """Answer with the board and its tag, or with 304 where the caller has it already."""
    # The tag names the rows: a board of now that nobody moved on stays the same, whenever it is looked at.
    body = json.encode(replace(shown, at=0, settled_at=0))
    tag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if tag in if_none_match:
        return Response(None, status_code=304, headers=headers)  # type: ignore[arg-type]  # 304 has no body
    return Response(shown, headers=headers)
