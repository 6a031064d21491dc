"""How far an entrant is, and what they may do next (clauses 4.1–4.5)."""

from typing import Any

import pytest

from chuangguan.progress import LevelProgress, Progress
from chuangguan.record import replay
from chuangguan.rules.campaign import Ladder
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, World, a_campaign, entrants, started_campaign
from chuangguan.view import Library, View

FIRST, SECOND = entrants(2)
LIMIT_MS = 300_000
GRACE_MS = 3_000


def played(**rules: Any) -> World:
    return started_campaign(MemoryStore(), campaign=a_campaign(**rules))


@pytest.fixture
def world() -> World:
    return played()


def of(world: World, entrant: str = FIRST) -> Progress:
    return world.play.progress(entrant)


def reasons(progress: Progress) -> list[str]:
    return [level.refusal.reason if level.refusal else "" for level in progress.levels]


def test_who_begins_may_play_the_first_level_only(world: World) -> None:
    progress = of(world)
    assert reasons(progress) == ["", "previous_level_not_passed", "level_not_open"]
    assert (progress.runs, progress.standing, progress.open_attempt, progress.attempts) == ((), None, None, ())
    assert progress.now == world.clock.at


def test_what_may_be_played_is_what_a_start_accepts(world: World) -> None:
    world.climb(FIRST, 1)
    world.climb(SECOND, 1)
    world.climb(SECOND, 2)
    for entrant in (FIRST, SECOND):
        for level in of(world, entrant).levels:
            twin = started_again(world)
            answer = twin.play.start(entrant, level.number)
            assert (level.refusal is None) == (not hasattr(answer, "reason"))


def started_again(world: World) -> World:
    """Return a world of its own in which the same facts were stored."""
    copy = MemoryStore()
    with world.store.read() as rows, copy.write() as ours:
        replay(View(ours, Library()), rows.facts())
        for envelope in rows.facts():
            ours.append(envelope)
        ours.commit()
    return world.reopened(copy)


def test_a_pass_is_counted_with_its_best_time_and_opens_the_next_level(world: World) -> None:
    world.climb(FIRST, 1, right=False)
    world.climb(FIRST, 1, elapsed_ms=70_000)
    world.climb(FIRST, 2, elapsed_ms=50_000)
    progress = of(world)
    first, second = progress.levels[:2]
    assert (first.attempts, first.passed, first.best_ms) == (2, True, 70_000)
    assert (second.attempts, second.passed, second.best_ms) == (1, True, 50_000)
    assert progress.standing is not None
    assert (progress.standing.levels, progress.standing.elapsed_ms) == (2, 120_000)
    assert [(item.level, item.passed) for item in progress.attempts] == [(1, False), (1, True), (2, True)]


@pytest.mark.parametrize(("waited_ms", "is_open"), [(LIMIT_MS + GRACE_MS - 1, True), (LIMIT_MS + GRACE_MS, False)])
def test_an_attempt_is_open_until_it_can_no_longer_be_handed_in(world: World, waited_ms: int, is_open: object) -> None:
    started = world.start(FIRST)
    world.clock.at += waited_ms
    current = of(world).open_attempt
    assert (current.attempt if current else 0) == (started.attempt if is_open else 0)


@pytest.mark.parametrize(("reveal", "correct"), [("count", 5), ("never", -1)])
def test_how_many_were_right_is_told_as_the_campaign_says(reveal: str, correct: int) -> None:
    world = played(reveal=reveal)
    world.climb(FIRST)
    assert of(world).attempts[0].correct == correct


def test_a_void_attempt_is_listed_and_counts_for_nothing(world: World) -> None:
    receipt = world.climb(FIRST)
    world.office.sanctions.impose(
        FIRST,
        code="fault",
        decided_by="办公室",
        evidence="故障",
        kind="void_attempts",
        attempts=[receipt.attempt],
        by=BY,
    )
    progress = of(world)
    assert [item.is_void for item in progress.attempts] == [True]
    assert (progress.standing, progress.levels[0].attempts, progress.levels[0].passed) == (None, 0, False)


def test_the_limit_of_a_level_is_ones_own_where_there_is_extra_time(world: World) -> None:
    world.office.rosters.grant_extra_time("13800000001", 50, reason="视力障碍", by=BY)
    assert limits(of(world)) == [450_000] * 3
    assert limits(of(world, SECOND)) == [300_000] * 3


def limits(progress: Progress) -> list[int]:
    return [level.time_limit_ms for level in progress.levels if isinstance(level, LevelProgress)]


def test_who_may_never_start_again_is_told_so() -> None:
    world = played(ladder=Ladder(restart="never"))
    world.climb(FIRST, 1)
    world.climb(FIRST, 2)
    assert reasons(of(world))[0] == "restart_not_allowed"
