"""A process that plays one attempt after another and says each fact's number and hash once it is stored.

    python crash_writer.py DATABASE honest|early

`honest` acknowledges behind the commit; `early`, the control, inside a batch that is not committed yet.
"""

import sys
from pathlib import Path

from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import OPENS_AT, ManualClock, World, entrants

PEOPLE = entrants(4)
BATCH = 1_000


def acknowledge(world: World) -> None:
    with world.record.read() as view:
        head = view.rows.head()
    if head:
        sys.stdout.write(f"{head.number} {head.hash}\n")
        sys.stdout.flush()


def play(world: World, times: int) -> None:
    """Let everybody try the first level again and again, and never pass it."""
    for turn in range(times):
        entrant = PEOPLE[turn % len(PEOPLE)]
        started = world.start(entrant)
        acknowledge(world)
        world.clock.at += 1
        world.play.submit(entrant, started.attempt, world.wrong(started.attempt))
        acknowledge(world)


def main(path: str, mode: str) -> None:
    store = SqliteStore(Path(path))
    with store.read() as rows:
        head = rows.head()
    world = World(store, ManualClock(max(OPENS_AT, head.stored_at if head else 0)))
    while True:
        if mode == "early":
            with store.batch():
                play(world, BATCH)
        else:
            play(world, BATCH)


if __name__ == "__main__":
    main(*sys.argv[1:])
