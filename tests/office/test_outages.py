"""Outages made good, and extra time for a person (clauses 1.3, 1.5)."""

from typing import Any

import pytest

from chuangguan.errors import Misuse, NotFound
from chuangguan.play import Started
from chuangguan.rules.instants import Window
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, World, a_campaign, an_enrolment, at, entrants, started_campaign

FIRST, SECOND = entrants(2)
CUTOFF = at("2018-04-01")
HOUR_MS = 3_600_000


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Any) -> World:
    store = MemoryStore() if request.param == "memory" else SqliteStore.create(tmp_path / "a.db")
    return started_campaign(store, campaign=a_campaign())


def extend(world: World, period: str = "2018-03", to: int = CUTOFF + 24 * HOUR_MS) -> None:
    world.office.conduct.extend(period, to, reason="停机", by=BY)


def test_a_period_that_ends_later_counts_what_comes_until_then(world: World) -> None:
    extend(world)
    world.clock.at = CUTOFF + HOUR_MS
    world.climb(FIRST)
    world.clock.at = CUTOFF + 24 * HOUR_MS + 3_000
    closing = world.office.closings.close("2018-03", by=BY).closing
    assert [row.entrant for row in closing.board] == [FIRST]
    assert closing.cutoff_at == CUTOFF + 24 * HOUR_MS
    assert [note.code for note in closing.notes if note.code == "period_extended"] == ["period_extended"]
    assert world.verify().difference is None


def test_without_that_it_counts_for_the_next_period(world: World) -> None:
    world.clock.at = CUTOFF + HOUR_MS
    world.climb(FIRST)
    world.clock.at = CUTOFF + 24 * HOUR_MS + 3_000
    assert world.office.closings.close("2018-03", by=BY).closing.board == []


def test_the_last_period_takes_the_campaign_with_it(world: World) -> None:
    closes_at = world.campaign.window.closes_at
    extend(world, "2018-04", closes_at + HOUR_MS)
    world.clock.at = closes_at + 1
    assert isinstance(world.play.start(FIRST, 1), Started)
    assert world.verify().difference is None


@pytest.mark.parametrize("to", [CUTOFF, CUTOFF - 1])
def test_a_period_is_never_made_shorter(world: World, to: int) -> None:
    with pytest.raises(Misuse):
        extend(world, to=to)


def test_a_closed_period_is_not_extended_nor_voided(world: World) -> None:
    world.clock.at = CUTOFF + 3_000
    world.office.closings.close("2018-03", by=BY)
    with pytest.raises(Misuse):
        extend(world)
    with pytest.raises(Misuse):
        world.office.conduct.void_interval(Window(opens_at=CUTOFF - HOUR_MS, closes_at=CUTOFF), reason="故障", by=BY)


def test_the_attempts_of_a_voided_interval_count_for_nothing(world: World) -> None:
    world.climb(FIRST, elapsed_ms=60_000)
    with world.record.read() as view:
        (attempt,) = view.rows.attempts_of(FIRST)
    world.clock.at += HOUR_MS
    world.climb(SECOND, elapsed_ms=70_000)
    interval = Window(opens_at=attempt.started_at - 1, closes_at=attempt.started_at + 1)
    assert world.office.conduct.void_interval(interval, reason="故障", by=BY) == 1
    world.clock.at = CUTOFF + 3_000
    closing = world.office.closings.close("2018-03", by=BY).closing
    assert [row.entrant for row in closing.board] == [SECOND]
    assert [note.details["reason"] for note in closing.notes if note.code == "interval_voided"] == ["故障"]
    assert world.verify().difference is None


@pytest.mark.parametrize(("opens", "closes", "is_void"), [(-10, 0, False), (-10, 1, True), (0, 5, True)])
@pytest.mark.parametrize("edge", ["start", "end"])
def test_an_attempt_overlaps_an_interval_to_the_millisecond(
    opens: int,
    closes: int,
    is_void: bool,  # noqa: FBT001  a column of the table
    edge: str,
) -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign())
    world.climb(FIRST, elapsed_ms=60_000)
    with world.record.read() as view:
        (attempt,) = view.rows.attempts_of(FIRST)
    world.clock.at += HOUR_MS
    if edge == "start":
        interval = Window(opens_at=attempt.started_at + opens, closes_at=attempt.started_at + closes)
    else:
        # Mirrored: an interval that begins behind the end, or with it.
        interval = Window(opens_at=attempt.submitted_at + 1 - closes, closes_at=attempt.submitted_at + 1 - opens)
    world.office.conduct.void_interval(interval, reason="故障", by=BY)
    assert (world.boards.at().rows == []) is is_void


def test_an_attempt_that_was_open_in_a_voided_interval_is_void_when_it_ends(world: World) -> None:
    started = world.start(FIRST)
    world.clock.at += 1_000
    interval = Window(opens_at=world.clock.at - 500, closes_at=world.clock.at)
    world.office.conduct.void_interval(interval, reason="故障", by=BY)
    world.play.submit(FIRST, started.attempt, world.right(started.attempt))
    assert world.boards.at().rows == []
    assert world.verify().difference is None


def test_an_interval_of_the_future_is_refused(world: World) -> None:
    now = world.clock.at
    with pytest.raises(Misuse):
        world.office.conduct.void_interval(Window(opens_at=now, closes_at=now + 1), reason="故障", by=BY)


def test_extra_time_lengthens_the_limit_of_attempts_started_afterwards(world: World) -> None:
    member_no = an_enrolment(1).member_no
    before = world.start(FIRST)
    world.office.rosters.grant_extra_time(member_no, 50, reason="视障", by=BY)
    assert world.start(FIRST).limit_end == before.limit_end
    world.play.submit(FIRST, before.attempt, {})
    after = world.start(FIRST)
    limit_ms = before.limit_end - before.started_at
    assert after.limit_end - after.started_at == limit_ms * 3 // 2
    other = world.start(SECOND)
    assert other.limit_end - other.started_at == limit_ms
    assert world.verify().difference is None


@pytest.mark.parametrize("per_cent", [-1, 301])
def test_extra_time_that_looks_like_a_slip_is_refused(world: World, per_cent: int) -> None:
    with pytest.raises(Misuse):
        world.office.rosters.grant_extra_time(an_enrolment(1).member_no, per_cent, reason="误", by=BY)
    with pytest.raises(NotFound):
        world.office.rosters.grant_extra_time("13900000000", 10, reason="误", by=BY)
