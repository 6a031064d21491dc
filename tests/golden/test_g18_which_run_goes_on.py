"""G18. April: run 1 = levels 1, 2 in 400 s, a slower restart in 490 s. May: level 3 in 300 s counts with run 1."""

from chuangguan.rules.campaign import Ranking
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import World, a_campaign, a_level, a_window, at, started_campaign

ENTRANT = "E000001"
BY_THREE_KEYS = Ranking()
BY_TWO_KEYS = Ranking(keys=("levels desc", "elapsed asc"))


def in_may(first: tuple[int, int], second: tuple[int, int], ranking: Ranking = BY_THREE_KEYS) -> World:
    """Return the world in which two runs of two levels, in seconds, and then level 3 in 300 s were played."""
    levels = (a_level(1), a_level(2), a_level(3, opens_at=at("2018-05-01")))
    rules = a_campaign(window=a_window("2018-03-12", "2018-05-31T23:59:59"), levels=levels, ranking=ranking)
    world = started_campaign(MemoryStore(), campaign=rules)
    world.go_to("2018-04-10")
    for run in (first, second):
        for level, seconds in enumerate(run, start=1):
            world.climb(ENTRANT, level, elapsed_ms=1000 * seconds)
    world.go_to("2018-05-02")
    world.climb(ENTRANT, 3, elapsed_ms=300_000)
    return world


def result(world: World) -> tuple[int, int, int]:
    row = world.boards.at(world.clock.at + 1).rows[0]
    return row.levels, row.elapsed_ms, row.run


def test_the_attempt_belongs_to_the_faster_first_run() -> None:
    assert result(in_may((180, 220), (240, 250))) == (3, 700_000, 1)


def test_it_belongs_to_the_restart_where_that_was_faster() -> None:
    assert result(in_may((240, 250), (180, 220))) == (3, 700_000, 2)


def test_of_two_runs_of_the_same_time_the_one_that_was_there_first_goes_on() -> None:
    assert result(in_may((200, 200), (200, 200))) == (3, 700_000, 1)


def test_of_two_runs_that_are_equal_on_every_key_the_newest_goes_on() -> None:
    assert result(in_may((200, 200), (200, 200), BY_TWO_KEYS)) == (3, 700_000, 2)
