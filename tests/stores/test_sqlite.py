"""The SQLite store keeps the contract, and what only a file can get wrong: settings, locks, full disks."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is installed

from chuangguan.errors import (
    Conflict,
    StoreBusy,
    StoreExists,
    StoreFull,
    StoreMissing,
    StoreTooNew,
    StoreUnreadable,
)
from chuangguan.facts import Envelope, UnitStored
from chuangguan.ports import Saved
from chuangguan.stores import sqlite
from chuangguan.stores.schema import APPLICATION_ID, PROJECTED, SCHEMA_VERSION
from chuangguan.stores.sqlite import IMPROVEMENTS_BEFORE, SqliteStore, has_wal_reset_bug
from chuangguan.testing.store_contract import StoreContract
from chuangguan.testing.store_contract_facts import an_envelope, append


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqliteStore]:
        store = SqliteStore.create(tmp_path / "campaign.db")
        yield store
        store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "campaign.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore.create(path)
    yield store
    store.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)


def numbers(store: SqliteStore) -> list[int]:
    with store.read() as rows:
        return [envelope.number for envelope in rows.facts()]


def pragma(store: SqliteStore, name: str) -> object:
    return store._connection.execute(f"pragma {name}").fetchone()[0]


def save(store: SqliteStore, attempt: int) -> None:
    with store.write() as rows:
        rows.save(attempt, [Saved("Q1", ("A",), 1)])
        rows.commit()


def append_until_full(store: SqliteStore, *, after: int) -> int:
    """Return the number of the last fact that was acknowledged."""
    number = after
    with contextlib.suppress(StoreFull):
        while number < 1000:
            append(store, a_large_fact(number + 1))
            number += 1
    return number


def fill_and_go_on(store: SqliteStore) -> None:
    append_until_full(store, after=1)
    leave_room(store, 1000)
    with contextlib.suppress(StoreFull):
        append(store, an_envelope(2))


def a_large_fact(number: int) -> Envelope:
    return an_envelope(number, UnitStored(unit="单位" * 500))


def leave_room(store: SqliteStore, pages: int) -> None:
    store._connection.execute(f"pragma max_page_count = {int(str(pragma(store, 'page_count'))) + pages}")


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("application_id", APPLICATION_ID),
        ("user_version", SCHEMA_VERSION),
        ("integrity_check", "ok"),
    ],
)
def test_a_new_and_a_reopened_database_have_the_settings(path: Path, name: str, value: object) -> None:
    for create in (True, False):
        store = SqliteStore(path, create=create)
        assert pragma(store, name) == value
        store.close()


def test_every_table_of_ours_is_strict(store: SqliteStore) -> None:
    tables = {name: strict for _, name, _, _, _, strict in store._connection.execute("pragma table_list")}
    ours = {name for name in tables if not name.startswith(("sqlite_", "_sqlite_"))}
    assert ours == {"facts", "people", "origins", *PROJECTED}
    assert {tables[name] for name in ours} == {1}


def test_a_text_where_a_number_belongs_is_refused(store: SqliteStore) -> None:
    with pytest.raises(Conflict), store.write() as rows:
        rows._run("insert into digests values ('eins', '')")
    with pytest.raises(sqlite3.IntegrityError):
        store._connection.execute("insert into digests values ('eins', '')")


def test_saved_responses_need_their_attempt(store: SqliteStore) -> None:
    with pytest.raises(Conflict):
        save(store, 7)


def test_a_board_at_an_instant_reads_improvements_only_and_sorts_nothing(store: SqliteStore) -> None:
    plan = store.explain(IMPROVEMENTS_BEFORE, 5)
    assert plan
    assert all("improvements" in step for step in plan)


def test_the_check_of_the_plan_would_see_the_attempts_and_a_sort(store: SqliteStore) -> None:
    plan = store.explain("select entrant, max(submitted_at) from attempts group by level")
    assert not all("improvements" in step for step in plan)
    assert any("TEMP B-TREE" in step for step in plan)


def test_facts_are_there_after_reopening(path: Path, store: SqliteStore) -> None:
    append(store, an_envelope(1))
    store.close()
    again = SqliteStore(path)
    assert numbers(again) == [1]
    again.close()


def test_a_path_that_is_taken_is_not_created_again(path: Path, store: SqliteStore) -> None:
    append(store, an_envelope(1))
    with pytest.raises(StoreExists) as caught:
        SqliteStore.create(path)
    assert caught.value.details == {"path": str(path)}
    assert numbers(store) == [1]


def test_a_path_without_a_file_is_not_opened_and_not_made(path: Path) -> None:
    with pytest.raises(StoreMissing):
        SqliteStore(path)
    assert not path.exists()


def test_a_newer_database_is_refused_and_stays_as_it_was(path: Path, store: SqliteStore) -> None:
    append(store, an_envelope(1))
    store.close()
    execute(path, f"pragma user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew) as caught:
        SqliteStore(path)
    assert caught.value.details == {"path": str(path), "found": SCHEMA_VERSION + 1, "known": SCHEMA_VERSION}
    assert path.read_bytes() == before


def test_a_database_older_than_its_first_migration_is_brought_up_to_date(path: Path) -> None:
    execute(path, f"pragma application_id = {APPLICATION_ID}")
    store = SqliteStore(path)
    append(store, an_envelope(1))
    assert pragma(store, "user_version") == SCHEMA_VERSION
    store.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"x", "姓名,手机\n".encode(), b"SQLite format 3\x00" + bytes(84), bytes(8192)],
    ids=["empty", "short", "table", "header only", "zeros"],
)
def test_a_foreign_file_is_unreadable_and_stays_as_it_was(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreUnreadable):
        SqliteStore(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_unreadable_and_stays_as_it_was(path: Path) -> None:
    execute(path, "create table facts (number integer primary key)", "insert into facts values (1)")
    before = path.read_bytes()
    with pytest.raises(StoreUnreadable):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_unreadable(path: Path, store: SqliteStore) -> None:
    append(store, *map(an_envelope, range(1, 40)))
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(byte ^ 0xFF for byte in content[4096:]))
    with pytest.raises(StoreUnreadable):
        numbers(SqliteStore(path))


_HOLD = """
import sys
from sqlite_utils.utils import sqlite3
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin immediate")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.mark.usefixtures("impatient")
def test_a_database_that_another_process_writes_is_busy_for_writers_only(path: Path, store: SqliteStore) -> None:
    append(store, an_envelope(1))
    store.close()
    waiting = SqliteStore(path)
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert numbers(waiting) == [1]
        with pytest.raises(StoreBusy) as caught:
            append(waiting, an_envelope(2))
        holder.communicate("\n")
    assert caught.value.details == {"path": str(path)}
    append(waiting, an_envelope(2))
    assert numbers(waiting) == [1, 2]
    waiting.close()


def test_a_reader_sees_one_state_while_another_connection_writes(path: Path, store: SqliteStore) -> None:
    append(store, an_envelope(1))
    reader = SqliteStore(path)
    with reader.read() as rows:
        assert rows.head() == an_envelope(1)
        append(store, an_envelope(2))
        assert rows.head() == an_envelope(1)
    assert numbers(reader) == [1, 2]
    reader.close()


def test_a_full_disk_loses_nothing_that_was_acknowledged_and_writing_goes_on_once_there_is_room(
    path: Path, store: SqliteStore
) -> None:
    leave_room(store, 1)
    acknowledged = append_until_full(store, after=0)
    assert acknowledged > 0
    with pytest.raises(StoreFull) as caught:
        append(store, a_large_fact(acknowledged + 1))
    assert caught.value.details == {"path": str(path)}
    assert numbers(store) == list(range(1, acknowledged + 1))
    assert pragma(store, "integrity_check") == "ok"
    leave_room(store, 1000)
    append(store, an_envelope(acknowledged + 1))
    assert numbers(store) == list(range(1, acknowledged + 2))


def test_a_disk_that_fills_inside_a_batch_undoes_the_batch(store: SqliteStore) -> None:
    append(store, an_envelope(1))
    leave_room(store, 2)
    with pytest.raises(StoreFull), store.batch():
        append(store, *map(a_large_fact, range(2, 1000)))
    assert numbers(store) == [1]
    leave_room(store, 1000)
    with store.batch():
        append(store, an_envelope(2))
    assert numbers(store) == [1, 2]


def test_a_batch_that_a_full_disk_has_undone_is_not_committed_though_its_units_went_on(store: SqliteStore) -> None:
    append(store, an_envelope(1))
    leave_room(store, 2)
    with pytest.raises(StoreFull), store.batch():
        fill_and_go_on(store)
    assert numbers(store) == [1]


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 44, 9), False),
        ((3, 45, 0), True),
        ((3, 46, 1), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 50, 8), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_the_libraries_with_the_wal_reset_bug_are_known(version: tuple[int, ...], *, is_affected: bool) -> None:
    assert has_wal_reset_bug(version) is is_affected


@pytest.mark.usefixtures("impatient")
def test_an_affected_library_has_the_database_for_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "has_wal_reset_bug", lambda _: True)
    alone = SqliteStore.create(path)
    assert alone.is_exclusive
    append(alone, an_envelope(1))
    with pytest.raises(StoreBusy):
        SqliteStore(path)
    alone.close()
    later = SqliteStore(path)
    assert numbers(later) == [1]
    later.close()


@pytest.mark.usefixtures("impatient")
def test_a_sound_library_lets_a_second_process_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "has_wal_reset_bug", lambda _: False)
    first = SqliteStore.create(path)
    append(first, an_envelope(1))
    second = SqliteStore(path)
    append(second, an_envelope(2))
    assert not first.is_exclusive
    assert numbers(first) == [1, 2]
    first.close()
    second.close()
