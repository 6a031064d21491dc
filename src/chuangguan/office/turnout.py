"""Turnout: who has taken part so far, and who of those due has not (clause 7.1)."""

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from chuangguan.errors import NotFound
from chuangguan.office.desk import Desk
from chuangguan.rules.attempt import expired_at, taken_before
from chuangguan.rules.campaign import Period
from chuangguan.rules.units import Pending, TurnoutWindow, UnitPending, pending_units, turnouts
from chuangguan.view import View


class Turnouts:
    """Who takes part while a period runs; opaque ids only, names are the business of `rosters.people`."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def pending(self, period_id: str, *, unit: str = "") -> Pending:
        """Return who of the required people, of `unit` and below it where given, handed in nothing in a period so far.

        Due is who is required on the roster at the cutoff, as the closing counts (clause 7.1). A period of several
        months is one window here: somebody who handed in once in any of them is not pending, and each person is due
        once. `NotFound` for an unknown period or unit.
        """
        now = self._desk.record.now()
        with self._desk.record.read() as view:
            period = view.campaign.period(period_id)
            if unit and unit not in view.tree().units:
                raise NotFound(kind="unit", key=unit)
            return _pending(view, period, unit, now)


def _pending(view: View, period: Period, unit: str, now: int) -> Pending:
    tree = view.tree()
    roster = view.roster(period.cutoff_at - 1)
    window = TurnoutWindow(members=roster.members, handed_in=_handed_in(view, period, now))
    found = pending_units(window, roster, tree, view.campaign.denominator)
    if unit:
        top = found[unit]
        chosen = [_lifted(item, top.depth) for item in found.values() if tree.holds(unit, item.unit.unit)]
        turnout, count = top.turnout, top.pending
    else:
        chosen = list(found.values())
        turnout = turnouts([window], roster, tree, view.campaign.denominator)[""]
        count = sum(item.pending for item in chosen if not item.depth)
    at = min(now, period.cutoff_at - 1)
    return Pending(period=period, at=at, unit=unit, turnout=turnout, pending=count, units=tuple(chosen))


def _lifted(item: UnitPending, steps: int) -> UnitPending:
    return replace(item, depth=item.depth - steps)


def _handed_in(view: View, period: Period, now: int) -> Counter[str]:
    """Count by entrant what was handed in, overdue attempts whose expiry is not yet recorded included."""
    counts = Counter(dict(view.rows.handed_in(period.window.opens_at, period.cutoff_at)))
    counts.update(_overdue(view, period, now))
    return counts


def _overdue(view: View, period: Period, now: int) -> Iterator[str]:
    """Yield whose open attempt the clock has ended with a saved response, in the period (clause 1.4)."""
    closes_at = view.campaign.window.closes_at
    for attempt in view.rows.open_attempts():
        is_over = now >= taken_before(attempt.limit_end, attempt.grace_ms, closes_at)
        ends_inside = period.window.holds(expired_at(attempt.limit_end, closes_at))
        if is_over and ends_inside and view.rows.saved(attempt.attempt):
            yield attempt.entrant
