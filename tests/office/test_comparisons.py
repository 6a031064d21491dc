"""The same facts under another value of an open clause (clauses 4.4, 4.5, 5.1, 6.2; G1, G2)."""

import pytest

from chuangguan.errors import NotFound, NotInThisEdition
from chuangguan.rules.campaign import AwardTier
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import World, a_campaign, a_level, at, entrants, started_campaign

A, B = entrants(2)
SECOND = 1_000


@pytest.fixture
def world() -> World:
    """Return G1: A's runs 200 + 250 s with a failure of 290 s, then 150 s and a failure of 300 s; B's 210 + 230 s."""
    tiers = (AwardTier(name="第一名", period="month", first=1, last=1, cash_fen=30_000),)
    levels = (a_level(1, time_limit_ms=600 * SECOND), a_level(2, time_limit_ms=600 * SECOND))
    world = started_campaign(MemoryStore(), campaign=a_campaign(levels=levels, awards=tiers))
    world.clock.at = at("2018-04-02")
    for level, right, seconds in ((1, True, 200), (2, False, 290), (2, True, 250), (1, True, 150), (2, False, 300)):
        world.climb(A, level, right=right, elapsed_ms=seconds * SECOND)
    for level, seconds in ((1, 210), (2, 230)):
        world.climb(B, level, elapsed_ms=seconds * SECOND)
    return world


def test_best_of_level_turns_the_first_two_round(world: World) -> None:
    found = world.office.comparisons.compare("2018-04", "best_of", "level")
    assert (found.value_before, found.value_after) == ("run", "level")
    assert {(c.entrant, c.rank_before, c.rank_after, c.tiers_after) for c in found.changes} == {
        (A, 2, 1, "第一名"),
        (B, 1, 2, ""),
    }
    assert (found.paid_before_fen, found.paid_after_fen) == (30_000, 30_000)


@pytest.mark.parametrize(("key", "value"), [("time", "all_attempts"), ("boundary", "split"), ("best_of", "run")])
def test_a_value_that_moves_nobody_says_so(world: World, key: str, value: str) -> None:
    assert world.office.comparisons.compare("2018-04", key, value).changes == ()


def test_nothing_is_stored(world: World) -> None:
    before = world.boards.at().rows
    world.office.comparisons.compare("2018-04", "best_of", "level")
    assert world.boards.at().rows == before
    assert world.campaign.ladder.best_of == "run"


@pytest.mark.parametrize(("key", "value"), [("best_of", "month"), ("restart", "anytime"), ("id", "x"), ("", "")])
def test_what_cannot_be_compared_is_refused(world: World, key: str, value: str) -> None:
    with pytest.raises(NotInThisEdition):
        world.office.comparisons.compare("2018-04", key, value)
    with pytest.raises(NotFound):
        world.office.comparisons.compare("2019-01", "best_of", "level")
