"""Who has not taken part so far, as the closing will count it (clauses 7.1, 7.2)."""

from typing import Any

import pytest

from chuangguan.errors import NotFound
from chuangguan.office.imports import AttemptRow
from chuangguan.rules.campaign import Category
from chuangguan.rules.roster import Unit
from chuangguan.rules.units import Pending
from chuangguan.sitting import ImportedLine
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, World, a_campaign, an_enrolment, at, entrants, started_campaign

FIRST, SECOND, THIRD, FOURTH, FIFTH = entrants(5)
CUTOFF = at("2018-04-01")
GRACE_MS = 3_000
DUTIES = (
    Category(name="干部"),
    Category(name="群众", duty="voluntary"),
    Category(name="退休", duty="excluded"),
)


def played(**rules: Any) -> World:
    """Return a world of 总部 with 一处 (first, third) and 二处 (second, fourth)."""
    return started_campaign(MemoryStore(), campaign=a_campaign(**rules))


@pytest.fixture
def world() -> World:
    return played()


def pending(world: World, period: str = "2018-03", unit: str = "") -> Pending:
    return world.office.turnouts.pending(period, unit=unit)


def named(found: Pending) -> dict[str, tuple[str, ...]]:
    return {item.unit.unit: item.entrants for item in found.units}


def figures(found: Pending) -> dict[str, tuple[int, int, int]]:
    return {item.unit.unit: (item.turnout.due, item.turnout.took_part, item.pending) for item in found.units}


def test_who_handed_in_nothing_is_named_once_in_their_own_unit_and_counted_in_those_above(world: World) -> None:
    world.climb(FIRST, right=False)
    found = pending(world)
    assert named(found) == {"总部": (), "一处": (THIRD,), "二处": (SECOND, FOURTH)}
    assert figures(found) == {"总部": (4, 1, 3), "一处": (2, 1, 1), "二处": (2, 0, 2)}
    assert (found.turnout.due, found.turnout.took_part, found.pending) == (4, 1, 3)
    assert [item.depth for item in found.units] == [0, 1, 1]


def test_persons_and_attempts_are_counted_apart(world: World) -> None:
    world.climb(FIRST)
    world.climb(FIRST, 2)
    counted = pending(world).turnout
    assert (counted.took_part, counted.persons, counted.attempts) == (1, 1, 2)


def test_a_unit_shows_what_lies_below_it_and_nothing_else(world: World) -> None:
    world.office.rosters.put_units(
        [Unit(unit="一科", parent="一处"), Unit(unit="外单位"), Unit(unit="二科", parent="二处")], by=BY
    )
    world.enrol(1, unit="一科")
    found = pending(world, unit="一处")
    assert named(found) == {"一处": (FIRST, THIRD), "一科": (FIFTH,)}
    assert [item.depth for item in found.units] == [0, 1]
    assert (found.unit, found.turnout.due, found.pending) == ("一处", 3, 3)
    everybody = pending(world)
    assert list(named(everybody)) == ["总部", "一处", "一科", "二处", "二科", "外单位"]
    assert [item.depth for item in everybody.units] == [0, 1, 2, 1, 2, 0]


def test_who_joins_before_the_cutoff_is_due_and_who_joins_at_it_is_not(world: World) -> None:
    world.office.rosters.enrol([an_enrolment(5)], by=BY, from_at=CUTOFF - 1)
    world.office.rosters.enrol([an_enrolment(6)], by=BY, from_at=CUTOFF)
    assert named(pending(world))["一处"] == (FIRST, THIRD, FIFTH)
    assert len(named(pending(world, "2018-04"))["一处"]) == 4


def test_who_has_left_is_not_named_and_who_moved_is_named_in_the_new_unit(world: World) -> None:
    world.office.rosters.end("13800000001", by=BY, from_at=CUTOFF - 1)
    world.office.rosters.move("13800000003", "二处", by=BY, from_at=CUTOFF - 1)
    assert named(pending(world)) == {"总部": (), "一处": (), "二处": (SECOND, THIRD, FOURTH)}


def test_voluntary_and_excluded_people_are_never_named() -> None:
    world = played(categories=DUTIES)
    world.enrol(2, unit="一处", category="群众")
    world.enrol(1, unit="一处", category="退休")
    assert named(pending(world))["一处"] == (FIRST, THIRD)
    world.climb(FIFTH)
    counted = pending(world).turnout
    assert (counted.due, counted.took_part, counted.persons, counted.attempts) == (4, 0, 1, 1)


def let_run_out(world: World, *, saving: bool) -> int:
    """Start, save the first response where wanted, and go to the first instant at which nothing is taken any more."""
    started = world.start(FIRST)
    if saving:
        question, response = next(iter(world.wrong(started.attempt).items()))
        world.play.save(FIRST, started.attempt, {question: response}, counter=1)
    world.go_to(started.limit_end + GRACE_MS)
    return started.attempt


@pytest.mark.parametrize("swept", [True, False])
@pytest.mark.parametrize("saving", [True, False])
def test_an_attempt_that_ran_out_counts_only_with_a_saved_response(world: World, *, saving: bool, swept: bool) -> None:
    let_run_out(world, saving=saving)
    if swept:
        assert world.play.sweep() == 1
    assert (FIRST in named(pending(world))["一处"]) is not saving
    assert pending(world).turnout.attempts == int(saving)


def test_an_attempt_that_may_still_be_handed_in_does_not_count(world: World) -> None:
    let_run_out(world, saving=True)
    world.clock.at -= 1
    assert FIRST in named(pending(world))["一处"]


def test_an_attempt_counts_in_the_period_that_it_was_handed_in_in(world: World) -> None:
    world.go_to(CUTOFF - 60_000)
    world.climb(FIRST, elapsed_ms=60_000)
    assert FIRST in named(pending(world))["一处"]
    assert FIRST not in named(pending(world, "2018-04"))["一处"]


def test_an_imported_attempt_counts(world: World) -> None:
    world.go_to(OPENS_AT + 60_000)
    line = ImportedLine(level=1, started_at=OPENS_AT, submitted_at=OPENS_AT + 1_000, correct=0, of=5)
    world.office.imports.load_attempts([AttemptRow(member_no="13800000001", line=line)], by=BY)
    assert named(pending(world))["一处"] == (THIRD,)


def test_in_a_period_of_several_months_one_attempt_in_any_of_them_is_enough(world: World) -> None:
    world.climb(FIRST)
    world.go_to(CUTOFF)
    world.climb(SECOND)
    assert named(pending(world, "2018")) == {"总部": (), "一处": (THIRD,), "二处": (FOURTH,)}
    assert pending(world, "2018").turnout.due == 4


def test_when_everybody_has_taken_part_nobody_is_named(world: World) -> None:
    for entrant in (FIRST, SECOND, THIRD, FOURTH):
        world.climb(entrant, right=False)
    assert set(named(pending(world)).values()) == {()}
    assert pending(world).pending == 0


def test_with_nobody_due_nobody_is_named_and_there_is_no_rate() -> None:
    world = played(categories=(Category(name="群众", duty="voluntary"),))
    found = pending(world)
    assert (found.pending, found.turnout.due, found.turnout.rate) == (0, 0, None)


def test_a_declared_headcount_changes_what_is_due_and_not_who_is_named() -> None:
    world = played(denominator="declared_headcount")
    world.office.rosters.put_units(
        [Unit(unit="一处", parent="总部", headcount=5), Unit(unit="二处", parent="总部", headcount=1)], by=BY
    )
    world.climb(SECOND)
    world.climb(FOURTH)
    found = pending(world)
    assert figures(found) == {"总部": (6, 2, 2), "一处": (5, 0, 2), "二处": (1, 2, 0)}
    assert [item.turnout.is_over for item in found.units] == [False, False, True]


@pytest.mark.parametrize("denominator", ["roster_required", "declared_headcount"])
def test_the_figures_are_those_of_the_closing(denominator: str) -> None:
    world = played(denominator=denominator, categories=DUTIES)
    world.office.rosters.put_units([Unit(unit="一处", parent="总部", headcount=1)], by=BY)
    world.enrol(1, unit="二处", category="群众")
    for entrant in (FIRST, THIRD, FIFTH):
        world.climb(entrant)
    found = pending(world)
    world.go_to(CUTOFF + GRACE_MS)
    closing = world.office.closings.close("2018-03", by=BY).closing
    assert [
        (u.unit.unit, u.turnout.due, u.turnout.took_part, u.turnout.persons, u.turnout.attempts, u.turnout.is_over)
        for u in found.units
    ] == [(u.unit, u.due, u.took_part, u.persons, u.attempts, bool(u.is_over)) for u in closing.turnout]
    total = closing.figures
    assert (found.turnout.due, found.turnout.took_part) == (total.due, total.took_part)


@pytest.mark.parametrize(
    ("now", "counted"), [(CUTOFF - 2, CUTOFF - 2), (CUTOFF - 1, CUTOFF - 1), (CUTOFF + 99, CUTOFF - 1)]
)
def test_it_is_counted_at_the_instant_of_the_question_and_never_behind_the_cutoff(
    world: World, now: int, counted: int
) -> None:
    world.go_to(now)
    assert pending(world).at == counted


def test_asking_stores_nothing(world: World) -> None:
    with world.record.read() as view:
        before = view.rows.head()
    pending(world)
    with world.record.read() as view:
        assert view.rows.head() == before


@pytest.mark.parametrize(("period", "unit", "kind"), [("2018-07", "", "period"), ("2018-03", "三处", "unit")])
def test_an_unknown_period_or_unit_is_refused(world: World, period: str, unit: str, kind: str) -> None:
    with pytest.raises(NotFound) as refused:
        pending(world, period, unit)
    assert refused.value.details["kind"] == kind
