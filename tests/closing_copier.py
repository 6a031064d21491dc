"""A process that closes a period of a copy of a database at an instant of its own and says the seal.

python closing_copier.py DATABASE PERIOD INSTANT_MS NAME
"""

import sys
from pathlib import Path

from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import ManualClock, World


def main(path: str, period: str, instant: str, by: str) -> None:
    world = World(SqliteStore(Path(path)), ManualClock(int(instant)))
    sys.stdout.write(world.office.closings.close(period, by=by).seal)
    world.store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
