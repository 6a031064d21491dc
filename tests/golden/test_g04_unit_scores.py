"""G4. Unit X: 10 due, 8 took part, levels 12 12 12 6 6 6 3 3 of 12. Unit Y: 2 due, levels 12 and 3."""

from typing import Literal

import pytest

from chuangguan.rules.campaign import Term, UnitAward
from chuangguan.rules.roster import Membership, Roster, Unit, UnitTree, entrant_id
from chuangguan.rules.units import TurnoutWindow, UnitGrounds, UnitScore, rank_units, unit_results
from chuangguan.testing import a_member

LEVELS = {"X": (12, 12, 12, 6, 6, 6, 3, 3), "Y": (12, 3)}
DUE = {"X": 10, "Y": 2}


def grounds() -> UnitGrounds:
    members: list[Membership] = []
    levels: dict[str, int] = {}
    for unit, due in DUE.items():
        for place in range(due):
            member = a_member(len(members) + 1, unit=unit)
            members.append(member)
            if place < len(LEVELS[unit]):
                levels[member.entrant] = LEVELS[unit][place]
    roster = Roster(members, 0)
    window = TurnoutWindow(members=roster.members, handed_in=dict.fromkeys(levels, 1))
    return UnitGrounds(
        windows_of={"": [window]},
        roster=roster,
        tree=UnitTree([Unit(unit="X"), Unit(unit="Y")]),
        denominator="roster_required",
        levels=levels,
        levels_open=12,
    )


def scores(over: Literal["participants", "roster"]) -> list[UnitScore]:
    terms = (Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5", over=over))
    unit_award = UnitAward(name="组织奖", period="2018", terms=terms)
    return rank_units(unit_award, "", unit_results(unit_award, grounds()))


@pytest.mark.parametrize(
    ("over", "x", "y"),
    [
        ("participants", (8000, 6250, 7125), (10_000, 6250, 8125)),
        ("roster", (8000, 5000, 6500), (10_000, 6250, 8125)),
    ],
)
def test_the_scores_in_hundredths(
    over: Literal["participants", "roster"], x: tuple[int, ...], y: tuple[int, ...]
) -> None:
    found = {row.unit: (row.participation, row.level_ratio, row.score) for row in scores(over)}
    assert found == {"X": x, "Y": y}


def test_the_small_unit_comes_first() -> None:
    assert [(row.rank, row.unit) for row in scores("participants")] == [(1, "Y"), (2, "X")]


def test_two_more_who_cleared_everything_put_x_ahead() -> None:
    base = grounds()
    idle = [entrant_id(9), entrant_id(10)]
    levels = {**base.levels, **dict.fromkeys(idle, 12)}
    window = TurnoutWindow(members=base.roster.members, handed_in=dict.fromkeys(levels, 1))
    full = UnitGrounds(
        windows_of={"": [window]},
        roster=base.roster,
        tree=base.tree,
        denominator=base.denominator,
        levels=levels,
        levels_open=12,
    )
    terms = (Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5"))
    unit_award = UnitAward(name="组织奖", period="2018", terms=terms)
    ranked = rank_units(unit_award, "", unit_results(unit_award, full))
    assert [(row.unit, row.score) for row in ranked] == [("X", 8500), ("Y", 8125)]
