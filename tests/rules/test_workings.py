"""Workings: the sum is the score, every number of it is there, and what decided a tie is named."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.rules.campaign import Campaign, Term, UnitAward
from chuangguan.rules.closing import Chain, Grounds, close_period
from chuangguan.rules.roster import Roster, Unit, UnitTree, entrant_id
from chuangguan.rules.units import TurnoutWindow, hundredths, weighted
from chuangguan.rules.workings import UnitWorking, unit_workings
from chuangguan.testing import a_campaign, a_member, a_standing, some_grounds

HALVES = (Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5"))
FIRST_CLOSING = Chain(number=1, revision=0, last_fact=1, previous_seal="")
A, B = "甲", "乙"
IDLE = ((B, 0, (0, 0)), (B, 0, (0, 0)))


def an_award(*terms: Term, **changes: Any) -> UnitAward:
    return UnitAward(**{"name": "组织奖", "period": "2018", "terms": terms or HALVES, **changes})


def a_year(*people: tuple[str, int, tuple[int, ...]], award: UnitAward, **changes: Any) -> tuple[Campaign, Grounds]:
    """Return the year of these people: unit, levels, and how often they handed in, month by month."""
    rules = a_campaign(unit_awards=(award,), **changes)
    ids = [entrant_id(number) for number in range(1, len(people) + 1)]
    members = [a_member(number, unit=unit) for number, (unit, _, _) in enumerate(people, start=1)]
    roster = Roster(members, rules.window.opens_at)
    windows = [
        TurnoutWindow(
            members=roster.members,
            handed_in={e: often[month] for e, (_, _, often) in zip(ids, people, strict=True) if often[month]},
        )
        for month in range(2)
    ]
    grounds = some_grounds(
        rules,
        members,
        [a_standing(number, levels=levels) for number, (_, levels, _) in enumerate(people, start=1) if levels],
        period=rules.period("2018"),
        tree=UnitTree([Unit(unit=A, kind="一类", headcount=1), Unit(unit=B, kind="二类", headcount=4)]),
        windows_of={"": windows, "2018-04": windows[1:]},
        levels_open=3,
    )
    return rules, grounds


def workings(*people: tuple[str, int, tuple[int, ...]], award: UnitAward, **changes: Any) -> list[UnitWorking]:
    return list(unit_workings(*a_year(*people, award=award, **changes)))


def test_participation_has_each_period_and_the_sum() -> None:
    [first, _] = workings((A, 2, (1, 3)), (A, 1, (0, 1)), (B, 0, (0, 0)), award=an_award())
    term = first.terms[0]
    assert [(item.period, item.due, item.took_part) for item in term.turnouts] == [
        ("2018-03", 2, 1),
        ("2018-04", 2, 2),
    ]
    assert (term.period, term.due, term.took_part, term.result.counted) == ("2018", 4, 3, Fraction(75))
    assert (term.levels, term.persons, term.levels_open) == (0, 0, 0)


def test_a_term_with_a_window_counts_that_period_only() -> None:
    [first, *_] = workings(
        (A, 2, (1, 0)), (A, 1, (1, 1)), award=an_award(Term(metric="participation", weight="1", window="2018-04"))
    )
    term = first.terms[0]
    assert [(item.period, item.due, item.took_part) for item in term.turnouts] == [("2018-04", 2, 1)]
    assert (term.period, term.result.counted) == ("2018-04", Fraction(50))


@pytest.mark.parametrize(("over", "persons", "counted"), [("participants", 2, "50"), ("roster", 3, "100/3")])
def test_levels_are_those_of_the_people_counted(over: Any, persons: int, counted: str) -> None:
    people = ((A, 2, (1, 0)), (A, 1, (0, 1)), (A, 0, (0, 0)))
    [working] = workings(*people, award=an_award(Term(metric="level_ratio", weight="1", over=over)))
    term = working.terms[0]
    assert (term.levels, term.persons, term.levels_open) == (3, persons, 3)
    assert term.result.counted == Fraction(counted)
    assert (term.turnouts, term.due) == ((), 0)


def test_more_than_were_due_are_100_per_cent_and_flagged() -> None:
    people = ((A, 1, (1, 1)), (A, 1, (1, 1)), (B, 1, (1, 1)))
    over, under = workings(*people, award=an_award(), denominator="declared_headcount")
    assert [(item.score.unit, item.terms[0].is_over) for item in (over, under)] == [(A, True), (B, False)]
    assert (over.terms[0].due, over.terms[0].took_part, over.terms[0].result.counted) == (2, 4, Fraction(100))


def test_rounding_and_cap_are_between_the_metric_and_its_weight() -> None:
    award = an_award(Term(metric="participation", weight="0.35", rounding=0, cap="60"))
    [working] = workings((A, 1, (1, 1)), (A, 1, (1, 0)), (A, 1, (1, 0)), award=award)
    result = working.terms[0].result
    assert (result.counted, result.used, result.weighted) == (Fraction(200, 3), Fraction(60), Fraction(21))


@pytest.mark.parametrize(
    ("a", "b", "award", "key"),
    [
        (((A, 3, (1, 1)),), ((B, 1, (1, 1)),), an_award(), "score"),
        (((A, 1, (1, 1)),), ((B, 1, (1, 1)),), an_award(), ""),
        # 100 and 0, against 50 and 50: the same score.
        (((A, 0, (1, 1)),), ((B, 3, (1, 1)), (B, 0, (1, 1)), *IDLE), an_award(), "participation"),
        (((A, 3, (1, 1)),), ((B, 0, (1, 1)),), an_award(HALVES[0]), "level_ratio"),
    ],
)
def test_what_decided_between_neighbours_is_named(a: Any, b: Any, award: UnitAward, key: str) -> None:
    ahead, behind = workings(*a, *b, award=award)
    assert (ahead.ahead, ahead.key) == ("", "")
    assert (behind.ahead, behind.key) == (ahead.score.unit, key)
    assert (behind.score.rank == ahead.score.rank) == (not key)


def test_every_list_begins_anew() -> None:
    found = workings((A, 1, (1, 1)), (B, 1, (1, 0)), award=an_award(lists=("二类", "一类")))
    assert [(item.score.list, item.score.unit, item.score.rank, item.ahead) for item in found] == [
        ("二类", B, 1, ""),
        ("一类", A, 1, ""),
    ]


def test_a_period_without_unit_awards_has_no_workings() -> None:
    rules, grounds = a_year((A, 1, (1, 1)), award=an_award(period="2018-03"))
    assert unit_workings(rules, grounds) == ()


PEOPLE = st.lists(
    st.tuples(st.sampled_from((A, B)), st.integers(0, 3), st.tuples(st.integers(0, 2), st.integers(0, 2))),
    max_size=8,
)
TERMS = st.lists(
    st.builds(
        Term,
        metric=st.sampled_from(("participation", "level_ratio")),
        weight=st.sampled_from(("0.5", "0.35", "1")),
        over=st.sampled_from(("participants", "roster")),
        window=st.sampled_from(("", "2018-04")),
        rounding=st.integers(-1, 2),
        cap=st.sampled_from(("", "60", "100")),
    ),
    min_size=1,
    max_size=4,
)


@given(PEOPLE, TERMS, st.sampled_from(("roster_required", "declared_headcount")))
def test_the_workings_are_the_closing_s_scores_and_add_up(people: Any, terms: list[Term], denominator: Any) -> None:
    rules, grounds = a_year(*people, award=an_award(*terms), denominator=denominator)
    found = unit_workings(rules, grounds)
    assert tuple(item.score for item in found) == close_period(rules, grounds, FIRST_CLOSING, str).unit_awards
    for item in found:
        shares = [term.result.weighted for term in item.terms]
        assert hundredths(sum(shares, Fraction(0))) == item.score.score
        assert weighted([(term.result.term, term.result.counted) for term in item.terms]) == item.result.score
        for term in item.terms:
            assert sum(part.due for part in term.turnouts) == term.due
            assert sum(part.took_part for part in term.turnouts) == term.took_part
            assert term.result.counted == by_hand(term)


def by_hand(term: Any) -> Fraction:
    """Return a metric from the numbers that stand in its row."""
    if term.result.term.metric == "participation":
        return min(Fraction(100 * term.took_part, term.due), Fraction(100)) if term.due else Fraction(0)
    return Fraction(100 * term.levels, term.persons * term.levels_open) if term.persons else Fraction(0)
