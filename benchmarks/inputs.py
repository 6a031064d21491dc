"""Big invented inputs."""

import os

from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import entrant_id

SIZE = int(os.environ.get("BENCH_SIZE", "1000000"))
"""How many entrants; smaller for a quick look."""


def standings(count: int) -> list[Standing]:
    """Return standings spread as a campaign's are: few levels, times in a band, arrival over a month."""
    return [
        Standing(
            entrant=entrant_id(number),
            levels=1 + number * 7919 % 12,
            elapsed_ms=100_000 + number * 104_729 % 3_000_000,
            reached_at=1_520_784_000_000 + number * 15_485_863 % 2_592_000_000,
            run=1,
        )
        for number in range(1, count + 1)
    ]
