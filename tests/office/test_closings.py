"""Fixing a period, showing it before, reading it back (clauses 6.3–6.6, 7.1, 7.2, 7.4)."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.errors import NotFound, PeriodNotEnded, SecretMissing
from chuangguan.office import Office
from chuangguan.office.imports import AttemptRow
from chuangguan.play import Receipt
from chuangguan.rules.campaign import AwardTier, Category, Ranking, Term, UnitAward
from chuangguan.rules.closing import Closing, closing_bytes, read_closing
from chuangguan.sitting import ImportedLine
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import (
    BY,
    OPENS_AT,
    SeededEntropy,
    World,
    a_campaign,
    an_enrolment,
    at,
    entrants,
    started_campaign,
)

FIRST, SECOND, THIRD, FOURTH = entrants(4)
CUTOFF = at("2018-04-01")
CLOSES_AT = at("2018-05-01")
GRACE_MS = 3_000


def played(**rules: Any) -> World:
    return started_campaign(MemoryStore(), campaign=a_campaign(**rules))


@pytest.fixture
def world() -> World:
    return played()


def close(world: World, period: str = "2018-03", instant: int = CUTOFF + GRACE_MS) -> Closing:
    world.clock.at = max(world.clock.at, instant)
    return world.office.closings.close(period, by=BY).closing


def prizes(closing: Closing) -> list[tuple[str, int, str]]:
    return [(item.tier, item.position, item.entrant) for item in closing.awards]


def facts_of(world: World) -> int:
    with world.record.read() as view:
        head = view.rows.head()
        return head.number if head else 0


# When


@pytest.mark.parametrize("offset_ms", [-1, 0, GRACE_MS - 1])
def test_a_period_is_not_closed_before_its_cutoff_plus_the_grace(world: World, offset_ms: int) -> None:
    world.go_to(CUTOFF + offset_ms)
    before = facts_of(world)
    with pytest.raises(PeriodNotEnded) as caught:
        world.office.closings.close("2018-03", by=BY)
    assert caught.value.details == {"period": "2018-03", "closable_at": CUTOFF + GRACE_MS, "cutoff_at": CUTOFF}
    assert facts_of(world) == before


def test_a_period_is_closed_from_its_cutoff_plus_the_grace_on(world: World) -> None:
    assert close(world, instant=CUTOFF + GRACE_MS).cutoff_at == CUTOFF


def test_a_refused_closing_expires_nobody(world: World) -> None:
    world.start(FIRST)
    world.go_to(CUTOFF + GRACE_MS - 1)
    with pytest.raises(PeriodNotEnded):
        world.office.closings.close("2018-03", by=BY)
    with world.record.read() as view:
        assert len(view.rows.open_attempts()) == 1


def test_an_unknown_period_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.office.closings.close("2018-05", by=BY)
    with pytest.raises(NotFound):
        world.office.closings.preview("2018-05")


# Once and for ever


def test_closing_again_gives_the_same_closing_and_stores_nothing(world: World) -> None:
    world.climb(FIRST)
    world.go_to(CUTOFF + GRACE_MS)
    first = world.office.closings.close("2018-03", by=BY)
    before = facts_of(world)
    world.go_to("2018-04-20")
    again = world.office.closings.close("2018-03", by="another", reason="again")
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.canonical, again.seal, again.closing) == (first.canonical, first.seal, first.closing)
    assert facts_of(world) == before


def test_the_seal_is_the_sha_256_of_the_canonical_bytes(world: World) -> None:
    world.climb(FIRST)
    close(world)
    sealed = world.office.closings.get("2018-03")
    assert sealed
    assert sealed.seal == f"sha256:{hashlib.sha256(sealed.canonical).hexdigest()}"
    assert closing_bytes(sealed.closing) == sealed.canonical
    assert read_closing(sealed.canonical) == sealed.closing


def test_an_open_period_has_no_closing(world: World) -> None:
    assert world.office.closings.get("2018-03") is None


def test_closings_make_one_chain(world: World) -> None:
    world.climb(FIRST)
    march = close(world)
    april = close(world, "2018-04", CLOSES_AT + GRACE_MS)
    sealed = world.office.closings.get("2018-03")
    assert sealed
    assert (march.number, march.previous_seal, april.number, april.previous_seal) == (1, "", 2, sealed.seal)


def test_the_closing_does_not_say_when_or_by_whom_it_was_made() -> None:
    seals = set()
    for by, instant in (("甲", CUTOFF + GRACE_MS), ("乙", CLOSES_AT)):
        world = played()
        world.climb(FIRST)
        world.go_to(instant)
        seals.add(world.office.closings.close("2018-03", by=by).seal)
    assert len(seals) == 1


# Before


def test_a_preview_stores_nothing_and_may_be_had_at_any_time(world: World) -> None:
    world.climb(FIRST)
    before = facts_of(world)
    shown = world.office.closings.preview("2018-03")
    assert prizes(shown) == [("一等奖", 1, FIRST)]
    assert facts_of(world) == before
    assert close(world) == shown


# What it holds


def test_attempts_that_ended_before_the_cutoff_are_expired_and_count(world: World) -> None:
    world.go_to(CUTOFF - 300_001)
    started = world.start(FIRST)
    world.play.save(FIRST, started.attempt, world.right(started.attempt), counter=1)
    closing = close(world)
    assert [(row.entrant, row.reached_at) for row in closing.board] == [(FIRST, CUTOFF - 1)]
    assert closing.figures.took_part == 1


@pytest.mark.parametrize(("offset_ms", "march"), [(-1, 1), (0, 0)])
def test_an_attempt_belongs_to_the_period_before_whose_cutoff_it_was_handed_in(
    world: World, offset_ms: int, march: int
) -> None:
    world.go_to(CUTOFF - 60_000 + offset_ms)
    world.climb(FIRST)
    assert len(close(world).board) == march


def test_an_attempt_whose_limit_ends_behind_the_cutoff_stays_open_and_belongs_to_the_next_period(world: World) -> None:
    world.go_to(CUTOFF - 10_000)
    started = world.start(FIRST)
    closing = close(world)
    assert closing.board == []
    receipt = world.play.submit(FIRST, started.attempt, world.right(started.attempt))
    assert isinstance(receipt, Receipt)
    assert [row.entrant for row in close(world, "2018-04", CLOSES_AT + GRACE_MS).board] == [FIRST]
    assert world.office.closings.due_for_revision() == []


def test_a_month_is_cumulative_and_its_prizes_go_by_positions(world: World) -> None:
    world.climb(FIRST, elapsed_ms=50_000)
    world.climb(SECOND, elapsed_ms=40_000)
    assert prizes(close(world)) == [("一等奖", 1, SECOND), ("二等奖", 2, FIRST)]
    world.climb(FIRST, 2)
    assert prizes(close(world, "2018-04", CLOSES_AT + GRACE_MS)) == [("一等奖", 1, FIRST), ("二等奖", 2, SECOND)]


def test_who_is_ranked_without_a_right_to_prizes_is_passed_over_and_named(world: World) -> None:
    without_right = replace(an_enrolment(1, unit="一处"), has_prize_right=False)
    world.office.rosters.enrol([without_right], by=BY)
    world.climb(FIRST, elapsed_ms=10_000)
    world.climb(SECOND, elapsed_ms=20_000)
    closing = close(world)
    assert [row.entrant for row in closing.board] == [FIRST, SECOND]
    assert prizes(closing) == [("一等奖", 1, SECOND)]
    assert [(item.entrant, item.reason) for item in closing.exclusions] == [(FIRST, "no_prize_right")]


def test_who_left_or_need_not_be_ranked_is_named_and_not_ranked() -> None:
    world = played(categories=(Category(name="职工"), Category(name="出题人", duty="excluded")))
    world.enrol(1, category="出题人")
    outsider = entrants(5)[-1]
    for entrant in (FIRST, outsider, SECOND):
        world.climb(entrant)
    world.office.rosters.end("13800000001", by=BY, from_at=world.clock.at)
    closing = close(world)
    assert [row.entrant for row in closing.board] == [SECOND]
    assert [(item.entrant, item.reason) for item in closing.exclusions] == [
        (FIRST, "left_roster"),
        (outsider, "excluded_duty"),
    ]


def test_imported_attempts_are_counted(world: World) -> None:
    world.go_to(CUTOFF)
    line = ImportedLine(level=1, started_at=OPENS_AT, submitted_at=OPENS_AT + 1_000, correct=5, of=5)
    world.office.imports.load_attempts([AttemptRow(member_no="13800000001", line=line)], by=BY)
    assert close(world).imported_attempts == 1


def test_the_last_fact_named_is_the_one_before_the_closing(world: World) -> None:
    world.climb(FIRST)
    assert close(world).last_fact == facts_of(world) - 1


# Lots


def with_a_tie(**rules: Any) -> World:
    world = played(ranking=Ranking(keys=("levels desc", "elapsed asc")), **rules)
    world.climb(FIRST)
    world.climb(SECOND)
    return world


def without_the_secret(world: World) -> Office:
    return Office(world.record, SeededEntropy("world"), None)


def test_a_tie_on_the_boundary_decided_by_lot_needs_the_secret_and_comes_out_the_same_again() -> None:
    world = with_a_tie(boundary="draw")
    world.go_to(CUTOFF + GRACE_MS)
    with pytest.raises(SecretMissing):
        without_the_secret(world).closings.close("2018-03", by=BY)
    closing = close(world)
    assert sorted(prizes(closing)) == sorted(prizes(close(with_a_tie(boundary="draw"))))
    assert {tier for tier, _, _ in prizes(closing)} == {"一等奖", "二等奖"}
    assert all(item.lot for item in closing.awards)


def test_a_closing_without_lots_needs_no_secret() -> None:
    world = with_a_tie(boundary="expand")
    world.go_to(CUTOFF + GRACE_MS)
    closing = without_the_secret(world).closings.close("2018-03", by=BY).closing
    assert prizes(closing) == [("一等奖", 1, FIRST), ("一等奖", 1, SECOND)]


# Figures of a month and of a year


def test_a_months_participation_counts_required_people_who_handed_in(world: World) -> None:
    world.climb(FIRST, right=False)
    world.start(SECOND)
    figures = close(world).figures
    assert (figures.due, figures.took_part, figures.attempts, figures.rate) == (4, 1, 1, 2_500)


def test_an_expired_attempt_with_a_saved_response_is_participation(world: World) -> None:
    started = world.start(SECOND)
    world.play.save(SECOND, started.attempt, world.wrong(started.attempt), counter=1)
    assert close(world).figures.took_part == 1


def test_a_years_participation_is_in_person_periods(world: World) -> None:
    world.climb(FIRST)
    close(world)
    world.climb(FIRST, right=False, level=2)
    world.climb(SECOND)
    world.climb(SECOND, 2)
    figures = close(world, "2018", CLOSES_AT + GRACE_MS).figures
    assert (figures.due, figures.took_part, figures.attempts, figures.rate) == (8, 3, 4, 3_750)


def test_who_moved_counts_in_the_unit_of_the_closings_roster_and_earlier_closings_keep_theirs(world: World) -> None:
    world.climb(FIRST)
    march = close(world)
    world.office.rosters.move("13800000001", "二处", by=BY, from_at=world.clock.at)
    april = close(world, "2018-04", CLOSES_AT + GRACE_MS)
    year = close(world, "2018", CLOSES_AT + GRACE_MS)

    def due(closing: Closing) -> dict[str, int]:
        return {item.unit: item.due for item in closing.turnout}

    assert due(march) == {"总部": 4, "一处": 2, "二处": 2}
    assert due(april) == {"总部": 4, "一处": 1, "二处": 3}
    assert due(year) == {"总部": 8, "一处": 2, "二处": 6}
    assert world.office.closings.due_for_revision() == []


@pytest.mark.parametrize(
    ("period", "months"), [("month", ["2018-03", "2018-04"]), ("2018", ["2018"]), ("2018-04", ["2018-04"])]
)
def test_a_unit_award_is_given_in_the_periods_that_it_names(period: str, months: list[str]) -> None:
    terms = (Term(metric="participation", weight="1"),)
    world = played(unit_awards=(UnitAward(name="优秀组织奖", period=period, terms=terms, winners=1),))
    world.climb(FIRST)
    given = {name: close(world, name, CLOSES_AT + GRACE_MS).unit_awards for name in ("2018-03", "2018-04", "2018")}
    assert [name for name in given if given[name]] == months


def test_a_closing_decided_by_lot_is_compared_with_the_facts_of_now_without_the_secret() -> None:
    world = with_a_tie(boundary="draw")
    close(world)
    assert without_the_secret(world).closings.due_for_revision() == []


def test_units_are_scored_over_the_window_that_a_term_names() -> None:
    terms = (Term(metric="participation", weight="1", window="2018-03"),)
    world = played(unit_awards=(UnitAward(name="优秀组织奖", period="2018-04", terms=terms, winners=1),))
    world.climb(FIRST)
    scores = close(world, "2018-04", CLOSES_AT + GRACE_MS).unit_awards
    assert [(item.unit, item.score) for item in scores] == [("一处", 5_000), ("总部", 2_500), ("二处", 0)]


def test_a_tier_for_the_year_is_given_with_the_year() -> None:
    world = played(awards=(AwardTier(name="年度第一", period="2018", first=1, last=1),))
    world.climb(FIRST)
    assert prizes(close(world)) == []
    assert prizes(close(world, "2018", CLOSES_AT + GRACE_MS)) == [("年度第一", 1, FIRST)]


# Facts that come late


def _out_of_the_queue(world: World) -> None:
    attempt = world.start(THIRD).attempt
    world.play.submit(THIRD, attempt, world.right(attempt), received_at=CUTOFF - 1)


def _by_import(world: World) -> None:
    line = ImportedLine(level=1, started_at=OPENS_AT, submitted_at=OPENS_AT + 1_000, correct=5, of=5)
    world.office.imports.load_attempts([AttemptRow(member_no="13800000004", line=line)], by=BY)


def _by_the_roster(world: World) -> None:
    world.office.rosters.end("13800000002", by=BY, from_at=CUTOFF - 1)


def _behind_the_cutoff(world: World) -> None:
    world.climb(FIRST, 2)
    world.office.rosters.end("13800000002", by=BY, from_at=CUTOFF)


@pytest.mark.parametrize(
    ("late", "due"),
    [
        (_out_of_the_queue, ["2018-03"]),
        (_by_import, ["2018-03"]),
        (_by_the_roster, ["2018-03"]),
        (_behind_the_cutoff, []),
    ],
)
def test_a_fact_dated_before_the_cutoff_of_a_closed_period_makes_it_due_for_revision_and_changes_nothing(
    world: World, late: Callable[[World], None], due: list[str]
) -> None:
    world.climb(FIRST)
    world.climb(SECOND)
    world.go_to(CUTOFF - 10_000)
    world.start(THIRD)
    sealed = close(world)
    late(world)
    assert world.office.closings.due_for_revision() == due
    assert close(world) == sealed
    assert world.verify().difference is None
