"""A backup is whole and checked, or is not there: other writers, full disks, what is in the way, what was changed."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is installed

from chuangguan.errors import BadInput, StoreExists, StoreFull, StoreMissing, StoreTooNew, StoreUnreadable
from chuangguan.facts import Envelope
from chuangguan.stores.copies import CARRIED, back_up, laid_beside, opened_backup
from chuangguan.stores.schema import PROJECTED, SCHEMA_VERSION
from chuangguan.stores.sqlite import SqliteStore, has_wal_reset_bug
from chuangguan.testing import started_campaign
from chuangguan.testing.store_contract_facts import an_envelope, append

WRITER = Path(__file__).parents[1] / "crash_writer.py"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A database in use, with a campaign that has begun."""
    store = SqliteStore.create(tmp_path / "a.db")
    started_campaign(store)
    yield store
    store.close()


@pytest.fixture
def file(store: SqliteStore, tmp_path: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "backup.db"
    back_up(store, file)
    return file


def envelopes(store: SqliteStore) -> list[Envelope]:
    with store.read() as rows:
        return list(rows.facts())


def envelopes_in(path: Path) -> list[Envelope]:
    with closing(SqliteStore(path)) as store:
        return envelopes(store)


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(str(path), isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


DAY_S = 86_400


@pytest.mark.parametrize(
    ("age_s", "name", "inside", "is_swept"),
    [
        (DAY_S + 60, ".b.db.xyz.partial", "database", True),
        (DAY_S + 60, ".other.db.xyz.partial", "database-wal", True),
        (DAY_S - 60, ".b.db.xyz.partial", "database", False),
        (DAY_S + 60, ".b.db.xyz.partial", "somebody's letter", False),
        (DAY_S + 60, "b.db.xyz.partial", "database", False),
        (DAY_S + 60, ".b.db.xyz", "database", False),
    ],
)
def test_what_a_killed_backup_left_behind_is_swept_by_the_next_a_day_later(
    store: SqliteStore,
    tmp_path: Path,
    age_s: int,
    name: str,
    inside: str,
    is_swept: bool,  # noqa: FBT001  a column of the table
) -> None:
    left = tmp_path / name
    left.mkdir()
    (left / inside).write_text("姓名", encoding="utf-8")
    then = tmp_path.stat().st_mtime - age_s
    os.utime(left, (then, then))
    back_up(store, tmp_path / "b.db")
    assert names(tmp_path) == {"a.db", "b.db"} | (set() if is_swept else {name})


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()} - {"a.db-wal", "a.db-shm"}


def take(file: Path) -> list[Envelope]:
    """Return what a backup holds, opened as a restore opens it."""
    place = file.with_name("new.db")
    with opened_backup(file, place) as (backup, _):
        taken = envelopes(backup)
    place.unlink()
    return taken


def lay(place: Path, *, beside_it: bool = False, meanwhile: bytes = b"") -> None:
    """Lay a file at a place, with something left beside it, or while another is made there."""
    with laid_beside(place) as beside:
        beside.write_bytes(b"ours")
        if beside_it:
            Path(f"{beside}-wal").write_bytes(b"rest")
        if meanwhile:
            place.write_bytes(meanwhile)


# Backing up


def test_a_backup_holds_every_fact_and_nothing_else_is_left(store: SqliteStore, tmp_path: Path) -> None:
    head = back_up(store, tmp_path / "backup.db")
    assert envelopes(store)[-1] == head
    assert names(tmp_path) == {"a.db", "backup.db"}
    assert envelopes_in(tmp_path / "backup.db") == envelopes(store)


def test_a_backup_may_be_read_by_those_who_may_read_the_database(store: SqliteStore, tmp_path: Path) -> None:
    store.path.chmod(0o600)
    back_up(store, tmp_path / "backup.db")
    assert (tmp_path / "backup.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(has_wal_reset_bug(sqlite3.sqlite_version_info), reason="this library lets one process in")
def test_every_fact_that_another_process_was_told_is_stored_is_in_a_backup_made_behind_it(
    store: SqliteStore, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(WRITER), str(store.path), "honest"]
    told: list[tuple[int, str]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
        assert writer.stdout
        for turn in range(5):
            lines = [writer.stdout.readline().split() for _ in range(20)]
            told += [(int(number), digest) for number, digest in lines]
            place = tmp_path / f"backup{turn}.db"
            head = back_up(store, place)
            kept = {envelope.number: envelope.hash for envelope in envelopes_in(place)}
            assert [fact for fact in told if kept.get(fact[0]) != fact[1]] == []
            assert max(kept) == head.number >= told[-1][0]
        assert writer.poll() is None, "it was writing all the while"
        writer.kill()


def test_the_control_a_copied_file_lacks_what_stands_beside_it(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "copied.db").write_bytes(store.path.read_bytes())
    try:
        found = envelopes_in(tmp_path / "copied.db")
    except (StoreUnreadable, StoreMissing):
        found = []
    assert found != envelopes(store)


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_a_backup_is_never_laid_over_a_file_nor_beside_what_sqlite_left_of_another(
    store: SqliteStore, tmp_path: Path, suffix: str
) -> None:
    taken = tmp_path / f"backup.db{suffix}"
    taken.write_bytes(b"mine")
    with pytest.raises(StoreExists) as caught:
        back_up(store, tmp_path / "backup.db")
    assert caught.value.details == {"path": str(taken)}
    assert taken.read_bytes() == b"mine"
    assert names(tmp_path) == {"a.db", taken.name}


def test_a_file_that_is_made_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    place = tmp_path / "b.db"
    with pytest.raises(StoreExists):
        lay(place, meanwhile=b"theirs")
    assert place.read_bytes() == b"theirs"
    assert names(tmp_path) == {"b.db"}


def test_what_cannot_be_put_in_place_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(PermissionError):
        lay(tmp_path / "b.db")
    assert names(tmp_path) == set()


def test_a_database_that_sqlite_could_not_bring_home_is_not_put_in_place(tmp_path: Path) -> None:
    with pytest.raises(StoreFull):
        lay(tmp_path / "b.db", beside_it=True)
    assert names(tmp_path) == set()
    lay(tmp_path / "b.db")
    assert names(tmp_path) == {"b.db"}


def test_a_disk_that_fills_leaves_nothing_and_is_said_of_the_backup(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: SqliteStore, path: Path) -> None:
        path.write_bytes(b"half")
        raise StoreFull(path=str(path))

    monkeypatch.setattr(SqliteStore, "copy_to", full)
    with pytest.raises(StoreFull) as caught:
        back_up(store, tmp_path / "backup.db")
    assert caught.value.details == {"path": str(tmp_path / "backup.db")}
    assert names(tmp_path) == {"a.db"}


@pytest.mark.parametrize(("number", "is_full"), [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EIO, False)])
def test_a_disk_that_is_found_full_late_is_full_all_the_same(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, is_full: bool
) -> None:
    def late(_: int) -> None:
        raise OSError(number, "late")

    monkeypatch.setattr(os, "fsync", late)
    with pytest.raises(StoreFull if is_full else OSError):
        back_up(store, tmp_path / "backup.db")
    assert names(tmp_path) == {"a.db"}


CHANGES: dict[str, tuple[str, str, int]] = {
    "body": ("update facts set body = replace(body, 'fact', 'face') where number = 3", "fact_changed", 3),
    "actor": ("update facts set actor = actor || 'x' where number = 4", "fact_changed", 4),
    "stamp": ("update facts set stored_at = stored_at + 1 where number = 5", "fact_changed", 5),
    "hash": ("update facts set hash = previous_hash where number = 2", "fact_changed", 2),
    "first gone": ("delete from facts where number = 1", "fact_missing", 1),
    "one gone": ("delete from facts where number = 4", "fact_missing", 4),
    "all gone": ("delete from facts", "no_facts", 0),
}


@pytest.mark.parametrize(("change", "code", "number"), CHANGES.values(), ids=CHANGES)
def test_a_database_whose_chain_is_broken_is_not_backed_up(
    store: SqliteStore, tmp_path: Path, change: str, code: str, number: int
) -> None:
    store._connection.execute(change)
    with pytest.raises(BadInput) as caught:
        back_up(store, tmp_path / "backup.db")
    [problem] = caught.value.problems
    assert (problem.code, problem.file) == (code, str(store.path))
    assert problem.details.get("fact", 0) == number
    assert names(tmp_path) == {"a.db"}


def test_a_copy_that_is_not_of_this_database_is_noticed(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another(_store: SqliteStore, path: Path) -> None:
        with closing(SqliteStore.create(path)) as copy:
            append(copy, an_envelope(1))

    monkeypatch.setattr(SqliteStore, "copy_to", another)
    with pytest.raises(BadInput) as caught:
        back_up(store, tmp_path / "backup.db")
    assert [problem.code for problem in caught.value.problems] == ["backup_differs"]
    assert names(tmp_path) == {"a.db"}


# Opening a backup


def test_a_backup_is_opened_by_a_copy_and_stays_byte_for_byte(store: SqliteStore, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    assert take(file) == envelopes(store)
    assert file.read_bytes() == before
    assert names(tmp_path) == {"a.db", "backup.db"}


def _add(statement: str) -> Callable[[Path], None]:
    return lambda file: execute(file, statement, "pragma journal_mode = delete")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-8192])


def _scramble(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:8192] + bytes(byte ^ 0xFF for byte in content[8192:]))


DAMAGES: dict[str, tuple[Callable[[Path], object], type[Exception]]] = {
    "foreign": (lambda file: file.write_text("姓名,手机\n", encoding="utf-8"), StoreUnreadable),
    "empty": (lambda file: file.write_bytes(b""), StoreUnreadable),
    "of another program": (_add("pragma application_id = 7"), StoreUnreadable),
    "newer": (_add(f"pragma user_version = {SCHEMA_VERSION + 1}"), StoreTooNew),
    "cut": (_cut, StoreUnreadable),
    "scrambled": (_scramble, StoreUnreadable),
    "with a trigger": (
        _add("create trigger t after insert on people begin update people set name = 'x'; end"),
        StoreUnreadable,
    ),
    "another table": (_add("alter table people add column more text"), StoreUnreadable),
}


@pytest.mark.parametrize(("damage", "error"), DAMAGES.values(), ids=DAMAGES)
def test_what_is_no_backup_of_ours_is_refused_by_its_own_name(
    file: Path, damage: Callable[[Path], object], error: type[Exception]
) -> None:
    damage(file)
    with pytest.raises(error) as caught, opened_backup(file, file.with_name("new.db")):
        pass
    assert caught.value.details["path"] == str(file)  # type: ignore[attr-defined]  # errors of the store have it
    assert names(file.parent) == {"a.db", "backup.db"}


def test_a_database_in_use_is_no_backup(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught, opened_backup(store.path, tmp_path / "new.db"):
        pass
    assert [problem.code for problem in caught.value.problems] == ["backup_not_closed"]


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, opened_backup(tmp_path / "none.db", tmp_path / "new.db"):
        pass
    assert caught.value.filename == str(tmp_path / "none.db")
    assert names(tmp_path) == set()


def test_every_table_is_either_carried_or_made_again(store: SqliteStore) -> None:
    tables = {row[1] for row in store._connection.execute("pragma table_list")}
    ours = {name for name in tables if not name.startswith(("sqlite_", "_sqlite_"))}
    assert ours == {*CARRIED, *PROJECTED}
