"""G1. A: run 1 = 200 s, fail 290 s, 250 s; run 2 = 150 s, fail 300 s. B: 210 s, 230 s. Who is first?"""

import pytest

from chuangguan.rules.campaign import Ladder
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import a_campaign, a_level, started_campaign

A, B = "E000001", "E000002"
ATTEMPTS = (
    (A, 1, 200, True),
    (A, 2, 290, False),
    (A, 2, 250, True),
    (A, 1, 150, True),
    (A, 2, 300, False),
    (B, 1, 210, True),
    (B, 2, 230, True),
)


@pytest.mark.parametrize(
    ("ladder", "expected"),
    [
        (Ladder(best_of="run"), [(B, 2, 440_000), (A, 2, 450_000)]),
        (Ladder(best_of="level"), [(A, 2, 400_000), (B, 2, 440_000)]),
        (Ladder(best_of="run", time="all_attempts"), [(B, 2, 440_000), (A, 2, 740_000)]),
    ],
    ids=["best of run", "best of level", "failures added"],
)
def test_a_and_b(ladder: Ladder, expected: list[tuple[str, int, int]]) -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(ladder=ladder, levels=(a_level(1), a_level(2))))
    for entrant, level, seconds, passed in ATTEMPTS:
        assert world.climb(entrant, level, elapsed_ms=1000 * seconds, right=passed).passed is passed
    assert [(row.entrant, row.levels, row.elapsed_ms) for row in world.boards.at(world.clock.at + 1).rows] == expected
