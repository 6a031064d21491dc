"""A writing process is killed in the middle; every fact it acknowledged is there afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import OPENS_AT, ManualClock, World, started_campaign

WRITER = Path(__file__).with_name("crash_writer.py")
KILLS = 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with a campaign that has begun."""
    made = tmp_path / "killed.db"
    started_campaign(SqliteStore.create(made)).store.close()
    return made


def killed_after(path: Path, lines: int, mode: str) -> list[tuple[int, str]]:
    """Return what a writer acknowledged that was killed when it had said so many lines, or a few more."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(WRITER), str(path), mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
        assert writer.stdout
        said = [writer.stdout.readline() for _ in range(lines)]
        writer.kill()
        said += writer.stdout.readlines()
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(int(number), digest) for number, digest in whole]


def reopened(path: Path) -> World:
    """Return the world of the file as its writer left it, which is seen to be without a difference."""
    store = SqliteStore(path)
    with store.read() as rows:
        head = rows.head()
    world = World(store, ManualClock(max(OPENS_AT, head.stored_at if head else 0)))
    assert world.verify().difference is None
    return world


def missing(world: World, acknowledged: list[tuple[int, str]]) -> list[tuple[int, str]]:
    with world.record.read() as view:
        stored = {envelope.number: envelope.hash for envelope in view.rows.facts()}
    return [(number, digest) for number, digest in acknowledged if stored.get(number) != digest]


def test_every_acknowledged_fact_is_there_after_the_writer_was_killed(path: Path) -> None:
    acknowledged: list[tuple[int, str]] = []
    for turn in range(KILLS):
        acknowledged += killed_after(path, 1 + 7 * turn, "honest")
        world = reopened(path)
        assert missing(world, acknowledged) == []
        world.store.close()
    assert len(acknowledged) >= sum(1 + 7 * turn for turn in range(KILLS))


def test_an_attempt_that_the_writer_left_open_goes_on(path: Path) -> None:
    killed_after(path, 5, "honest")
    world = reopened(path)
    with world.record.read() as view:
        left_open = view.rows.open_attempts()
    for attempt in left_open:
        assert world.start(attempt.entrant).attempt == attempt.attempt
    world.climb("E000001")
    assert world.verify().difference is None
    world.store.close()


def test_the_control_acknowledging_before_the_commit_loses_facts(path: Path) -> None:
    acknowledged = killed_after(path, 20, "early")
    world = reopened(path)
    assert len(missing(world, acknowledged)) >= 20
    world.store.close()
