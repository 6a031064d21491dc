"""A closing made on many copies of a record, in processes and at times of their own: one seal (clauses 6.4, 6.5)."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chuangguan.ports import Saved
from chuangguan.record import replay
from chuangguan.rules.campaign import Ranking
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import ManualClock, World, a_campaign, at, entrants, started_campaign
from chuangguan.view import Library, View

COPIER = Path(__file__).with_name("closing_copier.py")
COPIES = 20
CLOSABLE_AT = at("2018-04-01") + 3_000
FIRST, SECOND, THIRD, FOURTH = entrants(4)


def played(path: Path) -> World:
    """Return March as it was left: ties decided by lot, failures, and two attempts that nobody has expired yet."""
    campaign = a_campaign(boundary="draw", ranking=Ranking(keys=("levels desc", "elapsed asc")))
    world = started_campaign(SqliteStore.create(path), campaign=campaign)
    for entrant in (FIRST, SECOND):
        world.climb(entrant, 1, right=False)
        world.climb(entrant, 1)
    for entrant in (THIRD, FOURTH):
        started = world.start(entrant)
        world.play.save(entrant, started.attempt, world.right(started.attempt), counter=1)
    return world


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A file that is closed, so that copying it copies everything."""
    path = tmp_path / "record.db"
    played(path).store.close()
    return path


def closed_elsewhere(path: Path, instant: int, by: str) -> str:
    """Return the seal of March that another process gets."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(COPIER), str(path), "2018-03", str(instant), by]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


def in_memory(path: Path) -> World:
    """Return the same record in memory: the facts replayed, and what is saved of open attempts beside them."""
    source, copy = SqliteStore(path), MemoryStore()
    with source.read() as rows, copy.write() as ours:
        for envelope in rows.facts():
            ours.append(envelope)
            replay(View(ours, Library()), iter([envelope]))
        for attempt in rows.open_attempts():
            ours.save(attempt.attempt, [Saved(*item) for item in rows.saved(attempt.attempt)])
        ours.commit()
    source.close()
    return World(copy, ManualClock(CLOSABLE_AT + 777))


def test_copies_closed_by_processes_at_different_times_have_one_seal(record: Path, tmp_path: Path) -> None:
    copies = [Path(shutil.copy(record, tmp_path / f"copy{n}.db")) for n in range(COPIES)]
    with ThreadPoolExecutor(2) as pool:
        seals = list(
            pool.map(lambda n: closed_elsewhere(copies[n], CLOSABLE_AT + n * 3_600_000, f"主办方{n}"), range(COPIES))
        )
    assert len(set(seals)) == 1
    world = in_memory(record)
    closing = world.office.closings.close("2018-03", by="another")
    assert {closing.seal} == set(seals)
    assert len(closing.closing.board) == 4, "the attempts that the closing had to expire are in it"
    assert any(award.lot for award in closing.closing.awards), "and so is a lot"


def test_closing_the_same_copy_again_gives_the_seal_it_has(record: Path) -> None:
    first = closed_elsewhere(record, CLOSABLE_AT, "甲")
    assert closed_elsewhere(record, CLOSABLE_AT + 1_000, "乙") == first


def test_the_control_one_attempt_more_gives_another_seal(record: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(record, tmp_path / "other.db"))
    world = in_memory(record)
    store = SqliteStore(other)
    more = World(store, ManualClock(CLOSABLE_AT - 60_000_000))
    more.climb(FIRST, 2)
    store.close()
    assert closed_elsewhere(other, CLOSABLE_AT, "甲") != world.office.closings.close("2018-03", by="甲").seal
