"""How one person's place came about: the worked cases explained, ties, people without a place, closed periods."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chuangguan.errors import NotFound, SecretMissing
from chuangguan.office import Office
from chuangguan.office.imports import AttemptRow
from chuangguan.play import Started
from chuangguan.rules.board import in_order, positions
from chuangguan.rules.campaign import AwardTier, Category, Ladder, Ranking
from chuangguan.rules.derivation import Derivation, deciding_key
from chuangguan.rules.roster import Population
from chuangguan.sitting import ImportedLine
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import (
    BY,
    OPENS_AT,
    SeededEntropy,
    World,
    a_campaign,
    a_level,
    a_standing,
    a_window,
    an_enrolment,
    at,
    entrants,
    started_campaign,
)
from chuangguan.testing.strategies import ladders, rankings

FIRST, SECOND, THIRD, FOURTH = entrants(4)
CUTOFF = at("2018-04-01")
GRACE_MS = 3_000
G1 = (
    (FIRST, 1, 200, True),
    (FIRST, 2, 290, False),
    (FIRST, 2, 250, True),
    (FIRST, 1, 150, True),
    (FIRST, 2, 300, False),
    (SECOND, 1, 210, True),
    (SECOND, 2, 230, True),
)


def played(*attempts: tuple[str, int, int, bool], people: int = 4, **rules: Any) -> World:
    """Return the world in which these attempts were played: entrant, level, seconds, passed."""
    world = started_campaign(MemoryStore(), campaign=a_campaign(**rules), people=people)
    for entrant, level, seconds, passed in attempts:
        world.climb(entrant, level, elapsed_ms=1000 * seconds, right=passed)
    return world


def number(entrant: str) -> str:
    return f"138{int(entrant[1:]):08d}"


def why(world: World, entrant: str, period: str = "2018-03") -> Derivation:
    return world.office.derivations.derive(number(entrant), period, MemoryStore())


def close(world: World, period: str = "2018-03", instant: int = CUTOFF + GRACE_MS) -> None:
    world.clock.at = max(world.clock.at, instant)
    world.office.closings.close(period, by=BY)


def treatments(derivation: Derivation) -> list[str]:
    return [shown.treatment for shown in derivation.attempts]


def runs(derivation: Derivation) -> list[tuple[int, int, int, bool]]:
    return [(s.run.run, s.run.levels, s.run.elapsed_ms, s.is_best) for s in derivation.runs]


# The worked cases, explained


@pytest.mark.parametrize(
    ("ladder", "rank", "expected", "said"),
    [
        (
            Ladder(best_of="run"),
            2,
            [(1, 2, 450_000, True), (2, 1, 150_000, False)],
            ["counting", "failed", "counting", "counting", "failed"],
        ),
        (
            Ladder(best_of="level"),
            1,
            [(0, 2, 400_000, True), (1, 2, 450_000, False), (2, 1, 150_000, False)],
            ["longer_pass", "failed", "counting", "counting", "failed"],
        ),
        (
            Ladder(time="all_attempts"),
            2,
            [(1, 2, 740_000, True), (2, 1, 150_000, False)],
            ["counting", "added", "counting", "counting", "failed"],
        ),
    ],
    ids=["best of run", "best of level", "failures added"],
)
def test_g1_is_explained(
    ladder: Ladder, rank: int, expected: list[tuple[int, int, int, bool]], said: list[str]
) -> None:
    found = why(played(*G1, ladder=ladder, levels=(a_level(1), a_level(2))), FIRST)
    assert found.row is not None
    assert (found.row.rank, runs(found), treatments(found)) == (rank, expected, said)


def test_g1_the_one_ahead_is_faster_by_ten_seconds() -> None:
    found = why(played(*G1), FIRST)
    assert found.ahead is not None
    assert (found.ahead.row.entrant, found.ahead.key, found.ahead.difference) == (SECOND, "elapsed asc", 10_000)
    assert found.behind is None
    assert [(shown.key, shown.difference) for shown in found.runs] == [("", 0), ("levels desc", 1)]


def test_g18_the_attempt_of_may_belongs_to_the_faster_first_run() -> None:
    levels = (a_level(1), a_level(2), a_level(3, opens_at=at("2018-05-01")))
    world = played(window=a_window("2018-03-12", "2018-05-31T23:59:59"), levels=levels)
    world.go_to("2018-04-10")
    for level, seconds in ((1, 180), (2, 220), (1, 240), (2, 250)):
        world.climb(FIRST, level, elapsed_ms=1000 * seconds)
    world.go_to("2018-05-02")
    world.climb(FIRST, 3, elapsed_ms=300_000)
    assert runs(why(world, FIRST, "2018-05")) == [(1, 3, 700_000, True), (2, 2, 490_000, False)]
    april = why(world, FIRST, "2018-04")
    assert runs(april) == [(1, 2, 400_000, True), (2, 2, 490_000, False)]
    assert treatments(april)[-1] == "after_cutoff"
    assert april.runs[1].key == "elapsed asc"
    assert april.runs[1].difference == 90_000


def test_g21_a_failure_above_the_last_pass_is_not_added() -> None:
    levels = (a_level(1), a_level(2), a_level(3))
    attempts = ((FIRST, 1, 200, True), (FIRST, 2, 250, True), (FIRST, 3, 300, False))
    found = why(played(*attempts, levels=levels, ladder=Ladder(time="all_attempts")), FIRST)
    assert runs(found) == [(1, 2, 450_000, True)]
    assert treatments(found) == ["counting", "counting", "failed"]


def test_g22_positions_are_counted_without_those_who_have_no_right_to_prizes() -> None:
    tiers = (AwardTier(name="一等奖", period="month", first=1, last=1),)
    world = started_campaign(MemoryStore(), campaign=a_campaign(awards=tiers), people=0)
    second_row, top_row = an_enrolment(1), replace(an_enrolment(2), has_prize_right=False)
    world.office.rosters.enrol([second_row, top_row], by=BY)
    second, top = entrants(2)
    world.climb(top, elapsed_ms=1000)
    world.climb(second, elapsed_ms=2000)
    found = why(world, second)
    [shown] = found.positions
    assert found.row is not None
    assert (found.row.rank, shown.position, shown.award is not None) == (2, 1, True)
    best = why(world, top)
    assert best.row is not None
    assert best.row.rank == 1
    assert [(item.position, item.award, item.reason) for item in best.positions] == [(0, None, "no_prize_right")]


# What does not count


def test_an_expired_attempt_is_a_failure_and_an_open_one_is_not_looked_at() -> None:
    world = played((FIRST, 1, 60, True))
    world.start(FIRST, 2)
    world.clock.at += 400_000
    world.start(FIRST, 2)
    found = why(world, FIRST)
    assert treatments(found) == ["counting", "failed", "open"]
    assert [shown.attempt.state for shown in found.attempts] == ["submitted", "expired", "open"]


@pytest.mark.parametrize(
    ("scope", "expected", "levels"),
    [("cumulative", ["counting", "counting"], 2), ("attempts_in_period", ["before_period", "counting"], 1)],
)
def test_an_attempt_before_the_period_counts_only_where_results_are_cumulative(
    scope: Any, expected: list[str], levels: int
) -> None:
    world = played((FIRST, 1, 60, True), ranking=Ranking(scope=scope))
    world.go_to("2018-04-05")
    world.climb(FIRST, 2)
    found = why(world, FIRST, "2018-04")
    assert found.best is not None
    assert (treatments(found), found.best.levels) == (expected, levels)


@pytest.mark.parametrize(
    ("offset_ms", "march", "april"), [(-1, "counting", "before_period"), (0, "after_cutoff", "counting")]
)
def test_the_cutoff_is_the_first_instant_of_the_next_period(offset_ms: int, march: str, april: str) -> None:
    world = played(ranking=Ranking(scope="attempts_in_period"))
    world.go_to(CUTOFF + offset_ms - 60_000)
    world.climb(FIRST)
    assert [treatments(why(world, FIRST, period)) for period in ("2018-03", "2018-04")] == [[march], [april]]


# Neighbours and ties


def in_one_instant(*people: str, **rules: Any) -> World:
    """Return the world in which these people reached level 1 in the same time and at the same instant."""
    world = played(**rules)
    started = [(entrant, world.start(entrant).attempt) for entrant in people]
    world.clock.at += 60_000
    for entrant, attempt in started:
        world.play.submit(entrant, attempt, world.right(attempt))
    return world


def test_who_is_equal_on_all_keys_is_tied_and_not_ahead() -> None:
    world = in_one_instant(FIRST, SECOND)
    world.climb(THIRD, elapsed_ms=61_000)
    found = why(world, FIRST)
    assert [row.entrant for row in found.tied] == [SECOND]
    assert (found.ahead, found.positions[0].position, found.positions[0].sharing) == (None, 1, 2)
    assert found.behind is not None
    assert (found.behind.row.entrant, found.behind.key, found.behind.difference) == (THIRD, "elapsed asc", 1_000)


def test_one_who_reached_it_later_in_the_same_time_is_behind_by_that() -> None:
    found = why(played((FIRST, 1, 60, True), (SECOND, 1, 60, True)), SECOND)
    assert found.ahead is not None
    assert (found.ahead.key, found.ahead.difference) == ("reached_at asc", 60_000)


def test_in_whole_seconds_a_difference_is_in_whole_seconds() -> None:
    one, other = a_standing(1, elapsed_ms=1_999), a_standing(2, elapsed_ms=3_000)
    assert deciding_key(one, other, Ranking(precision="second_floor")) == ("elapsed asc", 2_000)
    assert deciding_key(one, other, Ranking()) == ("elapsed asc", 1_001)
    assert deciding_key(one, one, Ranking()) == ("", 0)


# People without a place or a prize


def _without_a_level(world: World) -> None:
    world.climb(FIRST, right=False)


def _off_the_roster(world: World) -> None:
    world.office.rosters.end(number(FIRST), by=BY, from_at=OPENS_AT)


def _off_the_roster_with_a_level(world: World) -> None:
    world.climb(FIRST)
    world.office.rosters.end(number(FIRST), by=BY, from_at=world.clock.at)


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (_without_a_level, "no_level"),
        (_off_the_roster, "not_on_roster_then"),
        (_off_the_roster_with_a_level, "left_roster"),
    ],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_somebody_without_a_place_is_told_why(happened: Callable[[World], None], reason: str, is_closed: bool) -> None:  # noqa: FBT001  a case of the table
    world = played((SECOND, 1, 60, True))
    happened(world)
    if is_closed:
        close(world)
    found = why(world, FIRST)
    assert (found.row, found.reason) == (None, reason)
    assert [(shown.position, shown.reason) for shown in found.positions] == [(0, reason)]
    assert (found.ahead, found.tied, found.behind) == (None, (), None)


def test_somebody_of_a_category_that_is_not_ranked_is_told_so() -> None:
    world = played(categories=(Category(name="参赛人员"), Category(name="工作人员", duty="excluded")))
    world.enrol(1, category="工作人员")
    assert why(world, entrants(5)[-1]).reason == "no_level"
    with world.record.read() as view:
        member = view.membership(entrants(5)[-1], OPENS_AT)
    assert member is not None
    assert not member.is_ranked


def test_a_position_beyond_the_last_tier_gets_none() -> None:
    world = played(*((entrant, 1, 60 + n, True) for n, entrant in enumerate(entrants(4))))
    [shown] = why(world, FOURTH).positions
    assert (shown.position, shown.award, shown.reason) == (4, None, "beyond_tiers")


def test_somebody_outside_the_population_of_a_tier_is_told_so() -> None:
    tiers = (
        AwardTier(name="一处奖", period="month", first=1, last=1, among=Population(unit="一处")),
        AwardTier(name="二处奖", period="month", first=1, last=1, among=Population(unit="二处")),
    )
    found = why(played((FIRST, 1, 60, True), (SECOND, 1, 70, True), awards=tiers), SECOND)
    assert [(s.position, s.award.tier if s.award else "", s.reason) for s in found.positions] == [
        (0, "", "outside_population"),
        (1, "二处奖", ""),
    ]


def test_of_two_who_share_one_place_by_lot_one_is_told_that_the_lot_was_drawn() -> None:
    tiers = (AwardTier(name="冠军", period="month", first=1, last=1),)
    world = in_one_instant(FIRST, SECOND, boundary="draw", awards=tiers)
    close(world)
    shown = [why(world, entrant).positions[0] for entrant in (FIRST, SECOND)]
    assert sorted((item.position, item.reason, bool(item.award and item.award.lot)) for item in shown) == [
        (1, "", True),
        (1, "decided_by_lot", False),
    ]


def test_an_open_period_that_needs_a_lot_needs_the_secret_and_a_closed_one_does_not() -> None:
    tiers = (AwardTier(name="冠军", period="month", first=1, last=1),)
    world = in_one_instant(FIRST, SECOND, boundary="draw", awards=tiers)
    office = Office(world.record, SeededEntropy("other"), None)
    with pytest.raises(SecretMissing):
        office.derivations.derive(number(FIRST), "2018-03", MemoryStore())
    close(world)
    assert office.derivations.derive(number(FIRST), "2018-03", MemoryStore()).seal


@pytest.mark.parametrize(("member_no", "period"), [("13899999999", "2018-03"), ("13800000001", "2019-03")])
def test_an_unknown_person_or_period_is_not_found(member_no: str, period: str) -> None:
    with pytest.raises(NotFound):
        played().office.derivations.derive(member_no, period, MemoryStore())


# Closed periods


def test_a_closed_period_is_explained_by_the_facts_that_its_closing_saw() -> None:
    world = played((FIRST, 1, 60, True), (SECOND, 1, 50, True))
    close(world)
    before = why(world, FIRST)
    sealed = world.office.closings.get("2018-03")
    assert sealed is not None
    assert (before.seal, before.closing) == (sealed.seal, sealed.closing)
    world.climb(FIRST, 2)
    world.office.rosters.end(number(SECOND), by=BY, from_at=OPENS_AT)
    assert why(world, FIRST) == before


def test_an_attempt_stored_behind_the_closing_is_named_and_not_counted() -> None:
    world = played((FIRST, 1, 60, True))
    close(world)
    line = ImportedLine(level=1, started_at=OPENS_AT, submitted_at=OPENS_AT + 1_000, correct=5, of=5)
    world.office.imports.load_attempts([AttemptRow(member_no=number(THIRD), line=line)], by=BY)
    found = why(world, THIRD)
    assert (found.attempts, found.reason, len(found.stored_late)) == ((), "no_level", 1)
    assert why(world, FIRST).stored_late == ()


def test_an_attempt_that_was_made_void_counts_for_nothing() -> None:
    world = played((FIRST, 1, 60, True), (FIRST, 2, 70, True))
    second = why(world, FIRST).attempts[1].attempt.attempt
    world.office.sanctions.impose(
        FIRST, kind="void_attempts", attempts=[second], code="copied", decided_by="组委会", evidence="相同", by=BY
    )
    found = why(world, FIRST)
    assert (treatments(found), runs(found)) == (["counting", "void"], [(1, 1, 60_000, True)])


@pytest.mark.parametrize(("is_final", "position", "tier"), [(False, 2, "前两名"), (True, 3, "")])
def test_who_is_disqualified_moves_others_up_until_the_closing_is_final_and_then_leaves_a_vacancy(
    is_final: bool,  # noqa: FBT001  a case of the table
    position: int,
    tier: str,
) -> None:
    tiers = (AwardTier(name="前两名", period="month", first=1, last=2),)
    attempts = tuple((entrant, 1, 60 + n, True) for n, entrant in enumerate(entrants(3)))
    world = played(*attempts, awards=tiers, publicity_days=0)
    close(world)
    if is_final:
        world.office.publicity.finalise("2018-03", by=BY)
    world.office.sanctions.impose(FIRST, code="copied", decided_by="组委会", evidence="相同", by=BY)
    world.office.closings.revise("2018-03", by=BY, reason="违规")
    [shown] = why(world, THIRD).positions
    assert (shown.position, shown.award.tier if shown.award else "") == (position, tier)
    first = why(world, FIRST)
    assert first.row is None
    assert first.positions[0].position == 0
    assert first.positions[0].reason == first.reason == ("vacancy" if is_final else "sanctioned")


# A law


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    ladder=ladders(),
    ranking=rankings(),
    scope=st.sampled_from(["cumulative", "attempts_in_period"]),
    steps=st.lists(
        st.tuples(
            st.sampled_from(entrants(3)),
            st.sampled_from([1000, 1001, 20_000]),
            st.sampled_from([True, True, False]),
            st.booleans(),
        ),
        max_size=14,
    ),
    split_at=st.integers(0, 14),
    is_closed=st.booleans(),
)
def test_sum_place_and_tier_are_those_of_the_closing(
    ladder: Ladder,
    ranking: Ranking,
    scope: Any,
    steps: list[tuple[str, int, bool, bool]],
    split_at: int,
    is_closed: bool,  # noqa: FBT001  drawn
) -> None:
    keys = Ranking(keys=ranking.keys, precision=ranking.precision, numbering=ranking.numbering, scope=scope)
    world = played(people=3, ladder=ladder, ranking=keys, levels=(a_level(1), a_level(2)))
    for index, (entrant, elapsed_ms, right, is_second) in enumerate(steps):
        if index == split_at:
            world.go_to(CUTOFF + GRACE_MS)
        level = 2 if is_second else 1
        if isinstance(world.play.start(entrant, level), Started):
            world.clock.at += elapsed_ms
            world.climb(entrant, level, elapsed_ms=0, right=right)
    world.go_to(max(world.clock.at, at("2018-05-01") + GRACE_MS))
    for period in ("2018-03", "2018-04"):
        if is_closed:
            world.office.closings.close(period, by=BY)
        closing = world.office.closings.preview(period)
        sealed = world.office.closings.get(period)
        holds(world, period, sealed.closing if sealed else closing)


def holds(world: World, period: str, closing: Any) -> None:
    """Hold the derivation of everybody against the closing's rows and awards."""
    rows = {row.entrant: row for row in closing.board}
    ordered = in_order([a_standing(**_fields(row)) for row in closing.board], world.campaign.ranking)
    places = {item.entrant: place for place, sharing in positions(ordered) for item in sharing}
    awards = {award.entrant: award for award in closing.awards}
    for entrant in entrants(3):
        found = why(world, entrant, period)
        row = rows.get(entrant)
        assert found.row == row
        best = [shown for shown in found.runs if shown.is_best]
        assert [(s.run.levels, s.run.elapsed_ms, s.run.reached_at, s.run.run) for s in best] == (
            [(row.levels, row.elapsed_ms, row.reached_at, row.run)] if row else []
        )
        for shown in found.runs:
            assert shown.run.levels == len(shown.passes)
            assert shown.run.elapsed_ms == sum(a.elapsed_ms for a in (*shown.passes, *shown.failures))
        for place in found.positions:
            assert (place.position, place.award) == (places.get(entrant, 0), awards.get(entrant))


def _fields(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("levels", "elapsed_ms", "reached_at", "run")} | {
        "number": int(row.entrant[1:])
    }
