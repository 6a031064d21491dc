"""The same facts under another value of an open clause (clauses 4.4, 4.5, 5.1, 6.2; G1, G2)."""

import pytest
from msgspec.structs import replace

from chuangguan.errors import NotFound, NotInThisEdition
from chuangguan.office import Office
from chuangguan.rules.campaign import AwardTier, Ladder, Ranking
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import (
    ROOT_SECRET,
    SeededEntropy,
    World,
    a_campaign,
    a_level,
    at,
    entrants,
    started_campaign,
)

A, B = entrants(2)
SECOND = 1_000


MONTHLY = (AwardTier(name="第一名", period="month", first=1, last=1, cash_fen=30_000),)


@pytest.fixture
def world() -> World:
    return g1(MONTHLY)


def g1(tiers: tuple[AwardTier, ...]) -> World:
    """Return G1: A's runs 200 + 250 s with a failure of 290 s, then 150 s and a failure of 300 s; B's 210 + 230 s."""
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


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("best_of", "month", NotInThisEdition),
        ("restart", "anytime", NotFound),
        ("id", "x", NotFound),
        ("", "", NotFound),
    ],
)
def test_what_cannot_be_compared_is_refused(world: World, key: str, value: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        world.office.comparisons.compare("2018-04", key, value)
    with pytest.raises(NotFound):
        world.office.comparisons.compare("2019-01", "best_of", "level")


def worth(world: World, root_secret: bytes | None = ROOT_SECRET) -> dict[tuple[str, str], tuple[int, int]]:
    """Return prizes and cash in fen that each other value would move."""
    stakes = Office(world.record, SeededEntropy("x"), root_secret).comparisons.stakes()
    return {(stake.key, stake.value): (stake.prizes, stake.cash_fen) for stake in stakes}


def test_every_other_value_is_priced_once_a_period_has_ended(world: World) -> None:
    world.go_to("2018-05-01")
    assert worth(world) == {
        ("ladder.best_of", "level"): (2, 30_000),
        ("ladder.time", "all_attempts"): (0, 0),
        ("ranking.precision", "second_floor"): (0, 0),
        ("ranking.scope", "attempts_in_period"): (0, 0),
        ("awards.boundary", "split"): (0, 0),
        ("awards.boundary", "draw"): (0, 0),
    }


@pytest.mark.parametrize(("now", "priced"), [("2018-03-31T23:59:59.999", 0), ("2018-04-01", 6)])
def test_nothing_is_priced_before_a_period_has_ended(now: str, priced: int) -> None:
    world = started_campaign(MemoryStore())
    world.go_to(now)
    assert len(worth(world)) == priced


def test_a_stake_says_what_would_apply(world: World) -> None:
    world.go_to("2018-05-01")
    first = world.office.comparisons.stakes()[0]
    assert first.sentence == "最佳成绩按关计：各关取用时最短的一次过关，相加为总用时。"


def test_money_that_is_only_paid_in_addition_or_not_at_all_counts_whole() -> None:
    world = tied()
    assert worth(world)["awards.boundary", "split"] == (2, 20_000)
    assert worth(world)["awards.boundary", "draw"] == (1, 20_000)


def tied() -> World:
    """Return two who tie on a single place of 200 yuan: both get it, or 100 each, or one of them by lot."""
    tiers = (AwardTier(name="第一名", period="2018-03", first=1, last=1, cash_fen=20_000),)
    ranking = Ranking(keys=("levels desc",))
    world = started_campaign(MemoryStore(), campaign=a_campaign(awards=tiers, ranking=ranking))
    world.climb(A)
    world.climb(B)
    world.go_to(at("2018-04-01") + 3_000)
    return world


def test_the_periods_add_up() -> None:
    world = g1((*MONTHLY, replace(MONTHLY[0], period="2018")))
    world.go_to("2018-05-01")
    assert worth(world)["ladder.best_of", "level"] == (4, 60_000)


def test_a_value_that_contradicts_another_clause_is_not_offered() -> None:
    ladder = Ladder(best_of="level")
    world = started_campaign(MemoryStore(), campaign=a_campaign(ladder=ladder))
    world.go_to("2018-05-01")
    assert ("ladder.time", "all_attempts") not in worth(world)
    assert ("ladder.best_of", "run") in worth(world)


def test_without_the_secret_only_what_a_lot_decides_is_left_out() -> None:
    world = tied()
    stakes = Office(world.record, SeededEntropy("x"), None).comparisons.stakes()
    left_out = {(stake.key, stake.value): stake.left_out for stake in stakes if stake.left_out}
    assert left_out == {("awards.boundary", "draw"): ("2018-03",)}
    assert worth(world, None)["awards.boundary", "split"] == (2, 20_000)
    assert worth(world, None)["awards.boundary", "draw"] == (0, 0)


def test_pricing_stores_nothing(world: World) -> None:
    world.go_to("2018-05-01")
    with world.record.read() as view:
        before = view.rows.head()
    worth(world)
    with world.record.read() as view:
        assert view.rows.head() == before
