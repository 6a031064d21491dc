"""G21. all_attempts: 200 s, 250 s, a failure at level 3 of 300 s: (2, 450 s)."""

import pytest

from chuangguan.rules.campaign import Ladder
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import a_campaign, a_level, started_campaign


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([(1, 200, True), (2, 250, True), (3, 300, False)], (2, 450_000)),
        ([(1, 200, True), (2, 250, True), (3, 300, False), (3, 100, True)], (3, 850_000)),
        ([(1, 200, True), (2, 290, False), (2, 250, True), (3, 300, False)], (2, 740_000)),
    ],
    ids=["above the last pass", "once it is passed", "below it"],
)
def test_failures_count_up_to_the_last_pass(attempts: list[tuple[int, int, bool]], expected: tuple[int, int]) -> None:
    rules = a_campaign(ladder=Ladder(time="all_attempts"), levels=(a_level(1), a_level(2), a_level(3)))
    world = started_campaign(MemoryStore(), campaign=rules)
    for level, seconds, passed in attempts:
        world.climb("E000001", level, elapsed_ms=1000 * seconds, right=passed)
    row = world.boards.at(world.clock.at + 1).rows[0]
    assert (row.levels, row.elapsed_ms) == expected
