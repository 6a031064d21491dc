"""Units: participation rolled up a tree, person-periods, terms, rounding half up, ranks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.rules.campaign import Term, UnitAward
from chuangguan.rules.roster import Membership, Roster, Unit, UnitTree
from chuangguan.rules.units import (
    Turnout,
    TurnoutWindow,
    UnitGrounds,
    UnitResult,
    half_up,
    hundredths,
    rank_units,
    turnouts,
    unit_results,
    weighted,
)
from chuangguan.testing import UNITS, a_member

TREE = UnitTree(UNITS)
MEMBERS = (
    a_member(1, unit="一处"),
    a_member(2, unit="一处"),
    a_member(3, unit="二处"),
    a_member(4, unit="二处", duty="voluntary"),
    a_member(5, unit="总部", duty="excluded"),
)


def window(*members: Membership, **handed_in: int) -> TurnoutWindow:
    return TurnoutWindow(members=Roster(members, 0).members, handed_in=handed_in)


def counted(
    *windows: TurnoutWindow,
    closing: tuple[Membership, ...] = MEMBERS,
    tree: UnitTree = TREE,
    by: str = "roster_required",
) -> dict[str, tuple[int, int, int, int]]:
    found = turnouts(windows, Roster(closing, 0), tree, by)
    return {name: (item.due, item.took_part, item.persons, item.attempts) for name, item in found.items()}


def test_figures_roll_up_the_tree_and_keep_persons_and_attempts_apart() -> None:
    assert counted(window(*MEMBERS, E000001=3, E000003=1, E000004=2, E000005=1)) == {
        "": (3, 2, 4, 7),
        "总部": (3, 2, 4, 7),
        "一处": (2, 1, 1, 3),
        "二处": (1, 1, 2, 3),
    }


def test_somebody_who_handed_nothing_in_is_due_and_took_no_part() -> None:
    assert counted(window(*MEMBERS))["一处"] == (2, 0, 0, 0)


def test_a_year_adds_up_person_periods() -> None:
    march = window(MEMBERS[0], MEMBERS[1], E000001=2)
    april = window(*MEMBERS, E000001=1, E000002=1)
    assert counted(march, april)["一处"] == (4, 3, 3, 4)


def test_who_moved_counts_in_the_unit_of_the_closing_and_who_left_where_they_last_were() -> None:
    moved = a_member(1, unit="二处")
    found = counted(window(*MEMBERS, E000001=1, E000002=1), closing=(moved, *MEMBERS[2:]))
    assert found["一处"] == (1, 1, 1, 1)
    assert found["二处"] == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("headcounts", "due"),
    [
        ({}, {"总部": 3, "一处": 2, "二处": 1}),
        ({"一处": 10}, {"总部": 10, "一处": 10, "二处": 1}),
        ({"一处": 10, "二处": 5}, {"总部": 15, "一处": 10, "二处": 5}),
        ({"总部": 40, "一处": 10}, {"总部": 40, "一处": 10, "二处": 1}),
        ({"一处": 0}, {"总部": 0, "一处": 0, "二处": 1}),
    ],
    ids=["none", "one", "both", "upper", "zero"],
)
def test_a_declared_headcount_stands_in_for_the_roster(headcounts: dict[str, int], due: dict[str, int]) -> None:
    tree = UnitTree([Unit(unit=u.unit, parent=u.parent, headcount=headcounts.get(u.unit)) for u in UNITS])
    found = counted(window(*MEMBERS), tree=tree, by="declared_headcount")
    assert {unit: found[unit][0] for unit in due} == due


def test_a_declared_headcount_is_due_in_every_window() -> None:
    tree = UnitTree([Unit(unit="一处", headcount=10)])
    found = counted(window(MEMBERS[0]), window(MEMBERS[0]), closing=MEMBERS[:1], tree=tree, by="declared_headcount")
    assert found["一处"][0] == 20


@pytest.mark.parametrize(
    ("due", "took_part", "rate", "is_over"),
    [
        (0, 0, None, False),
        (0, 3, None, False),
        (3, 1, Fraction(100, 3), False),
        (3, 3, Fraction(100), False),
        (3, 4, Fraction(100), True),
    ],
)
def test_a_rate_is_exact_capped_and_absent_with_nobody_due(
    due: int, took_part: int, rate: Fraction | None, *, is_over: bool
) -> None:
    turnout = Turnout(unit="一处", due=due, took_part=took_part)
    assert turnout.rate == rate
    assert turnout.is_over is is_over


# Rounding


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Fraction(0), 0),
        (Fraction(100), 10_000),
        (Fraction(200, 3), 6667),
        (Fraction(100, 3), 3333),
        (Fraction("71.245"), 7125),
        (Fraction("71.2449999"), 7124),
        (Fraction("0.005"), 1),
        (Fraction("0.0049"), 0),
        (Fraction("1.015"), 102),
        (Fraction("1.005"), 101),
        (Fraction("2.675"), 268),
        (Fraction("99.995"), 10_000),
    ],
)
def test_two_decimals_are_rounded_half_up(value: Fraction, printed: int) -> None:
    assert hundredths(value) == printed


def test_floats_would_have_rounded_otherwise() -> None:
    assert round(2.675, 2) == 2.67
    assert hundredths(Fraction("2.675")) == 268


@given(st.fractions(0, 200), st.integers(0, 4))
def test_rounding_moves_by_half_a_place_at_most_and_up_at_the_half(value: Fraction, places: int) -> None:
    step = Fraction(1, 10**places)
    rounded = half_up(value, places)
    assert rounded % step == 0
    assert -step / 2 < rounded - value <= step / 2


@pytest.mark.parametrize(
    ("term", "value", "expected"),
    [
        (Term(metric="participation", weight="0.5"), Fraction(80), Fraction(40)),
        (Term(metric="participation", weight="0.35"), Fraction(85), Fraction("29.75")),
        (Term(metric="participation", weight="1", rounding=0), Fraction("85.5"), Fraction(86)),
        (Term(metric="participation", weight="1", rounding=0), Fraction("85.49"), Fraction(85)),
        (Term(metric="participation", weight="1", rounding=2), Fraction(200, 3), Fraction("66.67")),
        (Term(metric="participation", weight="1", cap="100"), Fraction(103), Fraction(100)),
        (Term(metric="participation", weight="1", rounding=0, cap="100"), Fraction("99.6"), Fraction(100)),
        (Term(metric="participation", weight="0.1", cap="50"), Fraction(80), Fraction(5)),
    ],
)
def test_a_term_is_rounded_and_capped_before_it_is_weighted(term: Term, value: Fraction, expected: Fraction) -> None:
    assert weighted([(term, value)]) == expected


def test_terms_are_added_up_exactly() -> None:
    thirds = [(Term(metric="participation", weight="0.1"), Fraction(1, 3))] * 3
    assert weighted(thirds) == Fraction("0.1")


# Scores and ranks

HALVES = (Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5"))
AWARD = UnitAward(name="组织奖", period="2018", terms=HALVES)


def grounds(handed_in: dict[str, int], levels: dict[str, int], *, levels_open: int = 4) -> UnitGrounds:
    roster = Roster(MEMBERS, 0)
    return UnitGrounds(
        windows_of={"": [TurnoutWindow(members=roster.members, handed_in=handed_in)]},
        roster=roster,
        tree=TREE,
        denominator="roster_required",
        levels=levels,
        levels_open=levels_open,
    )


def test_a_level_ratio_is_the_mean_over_required_people_who_took_part() -> None:
    base = grounds({"E000001": 1, "E000004": 1, "E000005": 1}, {"E000001": 3, "E000004": 4, "E000005": 4})
    found = {result.unit: (result.participation, result.level_ratio) for result in unit_results(AWARD, base)}
    assert found == {
        "总部": (Fraction(100, 3), Fraction(75)),
        "一处": (Fraction(50), Fraction(75)),
        "二处": (Fraction(0), Fraction(0)),
    }


def test_a_level_ratio_over_the_roster_counts_everybody_due() -> None:
    over_roster = UnitAward(
        name="组织奖", period="2018", terms=(Term(metric="level_ratio", weight="1", over="roster"),)
    )
    base = grounds({"E000001": 1}, {"E000001": 4})
    assert {result.unit: result.score for result in unit_results(over_roster, base)} == {
        "总部": Fraction(100, 3),
        "一处": Fraction(50),
        "二处": Fraction(0),
    }


def test_a_unit_with_nobody_due_is_not_ranked() -> None:
    roster = Roster(MEMBERS[3:], 0)
    base = UnitGrounds(
        windows_of={"": [TurnoutWindow(members=roster.members, handed_in={"E000004": 1})]},
        roster=roster,
        tree=TREE,
        denominator="roster_required",
        levels={},
        levels_open=4,
    )
    assert unit_results(AWARD, base) == []


def test_while_no_level_is_open_a_level_ratio_is_nothing() -> None:
    base = grounds({"E000001": 1}, {"E000001": 1}, levels_open=0)
    assert {result.level_ratio for result in unit_results(AWARD, base)} == {Fraction(0)}


def result(unit: str, score: str, participation: str = "50", level_ratio: str = "50") -> UnitResult:
    return UnitResult(
        unit=unit, participation=Fraction(participation), level_ratio=Fraction(level_ratio), score=Fraction(score)
    )


@pytest.mark.parametrize(
    ("results", "ranks"),
    [
        ([result("甲", "70"), result("乙", "80")], [("乙", 1), ("甲", 2)]),
        ([result("甲", "70.001", "40"), result("乙", "70.004", "60")], [("乙", 1), ("甲", 2)]),
        ([result("甲", "70.004", "40"), result("乙", "70.001", "60")], [("乙", 1), ("甲", 2)]),
        ([result("甲", "70.005"), result("乙", "70.004")], [("甲", 1), ("乙", 2)]),
        ([result("甲", "70", "50", "40"), result("乙", "70", "50", "60")], [("乙", 1), ("甲", 2)]),
        ([result("甲", "70", "50.001"), result("乙", "70", "50.002")], [("乙", 1), ("甲", 2)]),
        ([result("丙", "70"), result("甲", "80"), result("乙", "80")], [("乙", 1), ("甲", 1), ("丙", 3)]),
    ],
    ids=[
        "by score",
        "equal in print: by participation",
        "equal in print whatever was cut off",
        "different in print",
        "then by level ratio",
        "participation exactly",
        "else shared",
    ],
)
def test_units_are_ranked_on_the_printed_score(results: list[UnitResult], ranks: list[tuple[str, int]]) -> None:
    assert [(row.unit, row.rank) for row in rank_units(AWARD, "", results)] == ranks
    assert [(row.unit, row.rank) for row in rank_units(AWARD, "", reversed(results))] == ranks
