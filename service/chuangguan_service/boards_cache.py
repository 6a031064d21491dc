"""Boards that many people look at: made at most every few seconds, the same for everybody (clause 5.2)."""

import asyncio
from typing import Final

from chuangguan.boards import Board
from chuangguan.cli.workplace import Workplace
from chuangguan.documents.content import printed_times
from chuangguan.errors import NotFound
from chuangguan.rules.board import board
from chuangguan.rules.closing import Closing
from chuangguan.values import Value
from chuangguan_service.engine import Engine

NOW: Final = "now"
_MOST: Final = 512
_COST: Final = 10
"""A board is kept at least this many times as long as it took to make, so that boards never take more than a tenth."""


class KeptBoard(Value, frozen=True, kw_only=True):
    """A board with its printed times and each entrant's row; `seal` is that of a closing, empty while there is none."""

    period: str
    unit: str
    seal: str
    board: Board
    times: tuple[str, ...]
    places: dict[str, int]


class BoardCache:
    """The boards that were asked for lately, by period (or `now`) and unit."""

    def __init__(self, engine: Engine, seconds: int) -> None:
        """Keep a board for so many seconds at least."""
        self._engine = engine
        self._kept_ms = seconds * 1000
        self._boards: dict[tuple[str, str], tuple[KeptBoard, int]] = {}
        self._closed = 0
        self._making = asyncio.Lock()

    async def get(self, period: str, unit: str) -> KeptBoard:
        """Return the board of a period, or of now, and of a unit's subtree if one is named; `NotFound` for others."""
        key = (period, unit)
        closed = await self._engine.look(_last_closing)
        if closed != self._closed:
            # Whoever made it, the command line say: a sealed board takes the place of what was kept at once.
            self._boards.clear()
            self._closed = closed
        known = self._boards.get(key)
        if known and self._engine.arrival() < known[1]:
            return known[0]
        # One at a time: whoever waits here mostly finds the board that the one before made.
        async with self._making:
            known = self._boards.get(key)
            began_at = self._engine.arrival()
            if known and began_at < known[1]:
                return known[0]
            made = await self._engine.look_long(lambda workplace: _make(workplace, period, unit))
            took_ms = self._engine.arrival() - began_at
            if len(self._boards) >= _MOST:
                self._boards.clear()
            self._boards[key] = (made, began_at + max(self._kept_ms, took_ms * _COST))
            return made


def _last_closing(workplace: Workplace) -> int:
    with workplace.record.read() as view:
        return view.rows.last_closing()


def _make(workplace: Workplace, period: str, unit: str) -> KeptBoard:
    with workplace.record.read() as view:
        campaign, tree = view.campaign, view.tree()
    if unit and unit not in tree.units:
        raise NotFound(kind="unit", key=unit)
    sealed = workplace.office.closings.get(period) if period != NOW else None
    if sealed:
        found = _sealed_board(workplace, sealed.closing, unit)
    elif period == NOW:
        found = workplace.boards.at(unit=unit)
    else:
        found = workplace.boards.of_period(period, unit=unit)
    return KeptBoard(
        period=period,
        unit=unit,
        seal=sealed.seal if sealed else "",
        board=found,
        times=tuple(printed_times(found.rows, campaign.ranking)),
        places={row.entrant: place for place, row in enumerate(found.rows)},
    )


def _sealed_board(workplace: Workplace, closing: Closing, unit: str) -> Board:
    """Return the board that was sealed; a unit's is of those rows of it, ranked among themselves."""
    at = closing.cutoff_at
    with workplace.record.read() as view:
        rows, campaign = closing.board, view.campaign
        if unit:
            tree, members = view.tree(), view.roster(at - 1).members
            own = (row for row in rows if row.entrant in members and tree.holds(unit, members[row.entrant].unit))
            rows = board((row.standing for row in own), campaign.ranking)
    return Board(at=at, settled_at=at + campaign.grace_ms, roster_at=at - 1, rows=rows, unlisted=-1)
