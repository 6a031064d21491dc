"""The store in a SQLite file (default).

WAL with `synchronous=FULL`, so that what is acknowledged survives a power cut. Where the SQLite library has the
WAL-reset bug, the store takes an exclusive lock: one process, one connection (docs/decisions/0007-stores.md).
"""

import contextlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is installed

from chuangguan.errors import (
    ChuangguanError,
    Conflict,
    StoreBusy,
    StoreError,
    StoreExists,
    StoreFull,
    StoreMissing,
    StoreTooNew,
    StoreUnreadable,
)
from chuangguan.facts import Envelope
from chuangguan.ports import Origin, Saved, StoredCampaign, StoredClosing, TallyRow
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import BankVersion
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Membership, Person, Unit, entrant_id, entrant_number
from chuangguan.stores.schema import APPLICATION_ID, PROJECTED, SCHEMA_VERSION, migrations

BUSY_TIMEOUT_MS: Final = 10_000
_FOREVER: Final = 2**62

_ATTEMPT_COLUMNS: Final = tuple(name for name in Attempt.__struct_fields__ if name != "entrant")
_SELECT_ATTEMPT: Final = f"select entrant, {', '.join(_ATTEMPT_COLUMNS)} from attempts"  # noqa: S608  our own names
_PUT_ATTEMPT: Final = (
    f"insert into attempts (entrant, {', '.join(_ATTEMPT_COLUMNS)}) "  # noqa: S608  our own names
    f"values (?{', ?' * len(_ATTEMPT_COLUMNS)}) on conflict (entrant, attempt) do update set "
    + ", ".join(f"{name} = excluded.{name}" for name in _ATTEMPT_COLUMNS)
)
_COUNTED: Final = "state in ('submitted', 'expired') and is_void = 0"
_BOOLEANS: Final = ("is_void", "is_imported", "passed", "has_response")


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Say whether a SQLite library may lose committed rows when two connections write a WAL file.

    Fixed in 3.51.3, and in the maintained lines 3.50.7 and 3.44.6.
    """
    return not (version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0))


class _UnitOfWork:
    """The rows of `SqliteStore`; see `ports.UnitOfWork` for what each method promises."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401  pysqlite3 has no types
        self._run = connection.execute
        self._many = connection.executemany
        self.is_committed = False

    def _one(self, sql: str, *values: object) -> Any:  # noqa: ANN401  a row
        return self._run(sql, values).fetchone()

    def commit(self) -> None:
        self.is_committed = True

    def head(self) -> Envelope | None:
        row = self._one("select * from facts order by number desc limit 1")
        return _envelope(row) if row else None

    def append(self, envelope: Envelope) -> None:
        self._run(
            "insert into facts (number, stored_at, actor, reason, software, body, previous_hash, hash) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                envelope.number,
                envelope.stored_at,
                envelope.actor,
                envelope.reason,
                envelope.software,
                envelope.body.decode(),
                envelope.previous_hash,
                envelope.hash,
            ),
        )

    def facts(self, *, after: int = 0, until: int | None = None) -> Iterator[Envelope]:
        last = _FOREVER if until is None else until
        return map(
            _envelope, self._run("select * from facts where number > ? and number <= ? order by number", (after, last))
        )

    def facts_of(self, *kinds: str) -> Iterator[Envelope]:
        marks = ", ".join("?" for _ in kinds)
        rows = self._run(f"select * from facts where rare_kind in ({marks})", kinds)  # noqa: S608  our own marks
        return map(_envelope, sorted(rows))

    def end_of(self, attempt: int) -> Envelope | None:
        row = self._one("select * from facts where ends_attempt = ?", attempt)
        return _envelope(row) if row else None

    def put_person(self, person: Person) -> None:
        self._run(
            "insert into people values (?, ?, ?, ?) on conflict (entrant) do update set "
            "member_no = excluded.member_no, name = excluded.name, salt = excluded.salt",
            (entrant_number(person.entrant), person.member_no, person.name, person.salt),
        )

    def forget_person(self, entrant: str) -> None:
        number = entrant_number(entrant)
        self._run("delete from people where entrant = ?", (number,))
        own = "select attempt from attempts where entrant = ?"
        self._run(f"delete from origins where fact in ({own})", (number,))  # noqa: S608  our own names
        ends = f"select number from facts where ends_attempt in ({own})"  # noqa: S608  our own names
        self._run(f"delete from origins where fact in ({ends})", (number,))  # noqa: S608  our own names

    def person(self, entrant: str) -> Person | None:
        row = self._one("select * from people where entrant = ?", entrant_number(entrant))
        return _person(row) if row else None

    def person_by_member_no(self, member_no: str) -> Person | None:
        row = self._one("select * from people where member_no = ?", member_no)
        return _person(row) if row else None

    def people(self) -> Iterator[Person]:
        return map(_person, self._run("select * from people order by entrant"))

    def put_origin(self, fact: int, origin: Origin) -> None:
        self._run("insert or replace into origins values (?, ?, ?)", (fact, origin.device, origin.address))

    def origins(self) -> Iterator[tuple[int, Origin]]:
        for fact, device, address in self._run("select * from origins order by fact"):
            yield fact, Origin(device=device, address=address)

    def forget_origins(self, before: int) -> int:
        ended = "select attempt from attempts where state <> 'open' and submitted_at < ?"
        own = self._run(f"delete from origins where fact in ({ended})", (before,))  # noqa: S608  our own names
        ends = f"select number from facts where ends_attempt in ({ended})"  # noqa: S608  our own names
        submissions = self._run(f"delete from origins where fact in ({ends})", (before,))  # noqa: S608  our own names
        return int(own.rowcount + submissions.rowcount)

    def clear_projections(self) -> None:
        for table in PROJECTED:
            self._run(f"delete from {table}")  # noqa: S608  our own names

    def put_campaign(self, campaign: StoredCampaign) -> None:
        commitments = msgspec.json.encode(campaign.commitments).decode()
        self._run(
            "insert into campaigns values (?, ?, ?, ?)",
            (campaign.version, campaign.rules_hash, campaign.canonical.decode(), commitments),
        )

    def campaign(self) -> StoredCampaign | None:
        row = self._one("select * from campaigns order by version desc limit 1")
        return _campaign(row) if row else None

    def campaigns(self) -> list[StoredCampaign]:
        return [_campaign(row) for row in self._run("select * from campaigns order by version")]

    def put_bank(self, version: BankVersion, canonical: bytes, extras: bytes) -> None:
        self._run(
            "insert into bank_versions (bank, version, stored_at, mode) values (?, ?, ?, ?)",
            (version.bank, version.version, version.stored_at, version.mode),
        )
        self._run(
            "insert into banks values (?, ?, ?) on conflict (version) do update set extras = excluded.extras",
            (version.version, canonical.decode(), extras.decode()),
        )

    def bank_versions(self) -> list[BankVersion]:
        rows = self._run("select bank, version, stored_at, mode from bank_versions order by place")
        return [BankVersion(bank=bank, version=version, stored_at=at, mode=mode) for bank, version, at, mode in rows]

    def bank(self, version: str) -> tuple[bytes, bytes] | None:
        row = self._one("select canonical, extras from banks where version = ?", version)
        return (row[0].encode(), row[1].encode()) if row else None

    def put_public_text(self, period: str, text: str, stored_at: int) -> None:
        self._run("insert or replace into public_texts values (?, ?, ?)", (period, text, stored_at))

    def public_texts(self) -> dict[str, tuple[str, int]]:
        return {period: (text, at) for period, text, at in self._run("select * from public_texts order by period")}

    def put_unit(self, unit: Unit) -> None:
        self._run(
            "insert into units (unit, parent, kind, headcount) values (?, ?, ?, ?) on conflict (unit) do update set "
            "parent = excluded.parent, kind = excluded.kind, headcount = excluded.headcount",
            (unit.unit, unit.parent, unit.kind, unit.headcount),
        )

    def units(self) -> list[Unit]:
        rows = self._run("select unit, parent, kind, headcount from units order by place")
        return [Unit(unit=unit, parent=parent, kind=kind, headcount=count) for unit, parent, kind, count in rows]

    def put_membership(self, membership: Membership, digest: str) -> None:
        self._run(
            "insert or replace into memberships values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entrant_number(membership.entrant),
                membership.from_at,
                membership.unit,
                membership.category,
                membership.duty,
                "；".join(membership.labels),
                membership.is_admin,
                membership.has_prize_right,
                membership.ended,
            ),
        )
        self._run("insert or replace into digests values (?, ?)", (entrant_number(membership.entrant), digest))

    def memberships(self, entrant: str | None = None) -> list[Membership]:
        columns = "entrant, from_at, unit, category, duty, labels, is_admin, has_prize_right, ended"
        if entrant is None:
            rows = self._run(f"select {columns} from memberships order by entrant, from_at")  # noqa: S608  our own names
        else:
            rows = self._run(
                f"select {columns} from memberships where entrant = ? order by from_at",  # noqa: S608  our own names
                (entrant_number(entrant),),
            )
        return [_membership(row) for row in rows]

    def person_digests(self) -> dict[str, str]:
        rows = self._run("select entrant, digest from digests order by entrant")
        return {entrant_id(number): digest for number, digest in rows}

    def entrants(self) -> int:
        return int(self._one("select count(*) from digests")[0])

    def put_attempt(self, attempt: Attempt) -> None:
        values = [getattr(attempt, name) for name in _ATTEMPT_COLUMNS]
        self._run(_PUT_ATTEMPT, (entrant_number(attempt.entrant), *values))

    def _attempts(self, condition: str, *values: object) -> Iterator[Attempt]:
        return map(_attempt, self._run(f"{_SELECT_ATTEMPT} where {condition}", values))

    def attempt(self, number: int) -> Attempt | None:
        return next(self._attempts("attempt = ?", number), None)

    def attempts_of(self, entrant: str) -> list[Attempt]:
        return list(self._attempts("entrant = ? order by attempt", entrant_number(entrant)))

    def open_attempt(self, entrant: str) -> Attempt | None:
        return next(self._attempts("entrant = ? and state = 'open'", entrant_number(entrant)), None)

    def open_attempts(self) -> list[Attempt]:
        return list(self._attempts("state = 'open' order by attempt"))

    def attempt_by_key(self, entrant: str, key: str) -> Attempt | None:
        return next(self._attempts("entrant = ? and key = ? and key <> ''", entrant_number(entrant), key), None)

    def attempts_between(self, opens_at: int, closes_at: int) -> Iterator[Attempt]:
        return self._attempts(
            f"{_COUNTED} and submitted_at >= ? and submitted_at < ? order by entrant, attempt",
            opens_at,
            closes_at,
        )

    def handed_in(self, opens_at: int, closes_at: int) -> Iterator[tuple[str, int]]:
        rows = self._run(
            "select entrant, count(*) from attempts where submitted_at >= ? and submitted_at < ? "
            "and has_response = 1 and state in ('submitted', 'expired') and is_void = 0 group by entrant",
            (opens_at, closes_at),
        )
        return ((entrant_id(number), count) for number, count in rows)

    def tallies(self, before: int) -> Iterator[TallyRow]:
        rows = self._run(
            "select entrant, digest, count(*), sum(is_imported), max(attempt) from attempts "
            "where state in ('submitted', 'expired') and is_void = 0 and submitted_at < ? group by entrant",
            (before,),
        )
        return (TallyRow(entrant_id(number), digest, count, imported) for number, digest, count, imported, _ in rows)

    def clear_improvements(self, entrant: str) -> None:
        self._run("delete from improvements where entrant = ?", (entrant_number(entrant),))

    def put_improvement(self, at: int, standing: Standing) -> None:
        self._run(
            "insert or replace into improvements values (?, ?, ?, ?, ?, ?)",
            (
                entrant_number(standing.entrant),
                at,
                standing.levels,
                standing.elapsed_ms,
                standing.reached_at,
                standing.run,
            ),
        )

    def improvements(self, before: int | None = None) -> Iterator[Standing]:
        return map(_standing, self._run(IMPROVEMENTS_BEFORE, (_FOREVER if before is None else before,)))

    def last_improvement(self, entrant: str) -> Standing | None:
        row = self._one(
            "select entrant, levels, elapsed_ms, reached_at, run, at from improvements "
            "where entrant = ? order by at desc limit 1",
            entrant_number(entrant),
        )
        return _standing(row) if row else None

    def every_improvement(self) -> Iterator[tuple[int, Standing]]:
        columns = "entrant, levels, elapsed_ms, reached_at, run, at"
        rows = self._run(f"select {columns} from improvements order by entrant, at")  # noqa: S608  our own names
        return ((row[5], _standing(row)) for row in rows)

    def put_closing(self, closing: StoredClosing) -> None:
        self._run(
            "insert into closings values (?, ?, ?, ?, ?, ?)",
            (
                closing.number,
                closing.period,
                closing.revision,
                closing.seal,
                closing.canonical.decode(),
                closing.fact,
            ),
        )

    def closings(self) -> list[StoredClosing]:
        rows = self._run("select number, period, revision, seal, canonical, fact from closings order by number")
        return [StoredClosing(n, period, rev, seal, text.encode(), fact) for n, period, rev, seal, text, fact in rows]

    def last_closing(self) -> int:
        return int(self._one("select coalesce(max(number), 0) from closings")[0])

    def save(self, attempt: int, responses: Iterable[Saved]) -> None:
        self._many(
            "insert into saved values (?, ?, ?, ?) on conflict (attempt, question) do update set "
            "response = excluded.response, counter = excluded.counter where excluded.counter > saved.counter",
            [(attempt, r.question, msgspec.json.encode(r.response).decode(), r.counter) for r in responses],
        )

    def saved(self, attempt: int) -> list[Saved]:
        rows = self._run(
            "select question, response, counter from saved where attempt = ? order by question", (attempt,)
        )
        return [
            Saved(question, msgspec.json.decode(response, type=tuple[str, ...]), counter)
            for question, response, counter in rows
        ]

    def forget_saved(self, attempt: int) -> None:
        self._run("delete from saved where attempt = ?", (attempt,))


IMPROVEMENTS_BEFORE: Final = (
    "select entrant, levels, elapsed_ms, reached_at, run, max(at) from improvements where at < ? group by entrant"
)
"""A board at an instant: each entrant's last improvement, read along the primary key, never the attempts."""


def _envelope(row: tuple[Any, ...]) -> Envelope:
    number, stored_at, actor, reason, software, body, previous_hash, own_hash = row[:8]
    return Envelope(
        number=number,
        stored_at=stored_at,
        actor=actor,
        reason=reason,
        software=software,
        body=body.encode(),
        previous_hash=previous_hash,
        hash=own_hash,
    )


def _person(row: tuple[int, str, str, str]) -> Person:
    return Person(entrant=entrant_id(row[0]), member_no=row[1], name=row[2], salt=row[3])


def _campaign(row: tuple[int, str, str, str]) -> StoredCampaign:
    return StoredCampaign(row[0], row[1], row[2].encode(), msgspec.json.decode(row[3], type=dict[str, str]))


def _membership(row: tuple[Any, ...]) -> Membership:
    return Membership(
        entrant=entrant_id(row[0]),
        from_at=row[1],
        unit=row[2],
        category=row[3],
        duty=row[4],
        labels=tuple(row[5].split("；")) if row[5] else (),
        is_admin=bool(row[6]),
        has_prize_right=bool(row[7]),
        ended=bool(row[8]),
    )


def _attempt(row: tuple[Any, ...]) -> Attempt:
    values = dict(zip(_ATTEMPT_COLUMNS, row[1:], strict=True))
    for name in _BOOLEANS:
        values[name] = bool(values[name])
    return Attempt(entrant=entrant_id(row[0]), **values)


def _standing(row: tuple[int, int, int, int, int, int]) -> Standing:
    return Standing(entrant=entrant_id(row[0]), levels=row[1], elapsed_ms=row[2], reached_at=row[3], run=row[4])


class SqliteStore:
    """A campaign in a SQLite file; one connection, for one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, or make it where `create` says so; the errors are those of `errors.StoreError`."""
        self.path = path
        _require(path, create=create)
        self.is_exclusive = has_wal_reset_bug(sqlite3.sqlite_version_info)
        self._depth = 0
        self._batch_lost_by: BaseException | None = None
        with _translated(path):
            self._connection = _connect(path)
            try:
                self._prepare(create=create)
            except BaseException:
                self._connection.close()
                raise

    @classmethod
    def create(cls, path: Path) -> "SqliteStore":
        """Make a new database; `StoreExists` where the file is there already."""
        return cls(path, create=True)

    def _prepare(self, *, create: bool) -> None:
        run = self._connection.execute
        if self.is_exclusive:
            run("pragma locking_mode = exclusive")
        application, version = (run(f"pragma {name}").fetchone()[0] for name in ("application_id", "user_version"))
        if not create and application != APPLICATION_ID:
            raise StoreUnreadable(path=str(self.path))
        if version > SCHEMA_VERSION:
            raise StoreTooNew(path=str(self.path), found=version, known=SCHEMA_VERSION)
        for setting in ("journal_mode = wal", "synchronous = full", "trusted_schema = off", "temp_store = memory"):
            run(f"pragma {setting}")
        # What is erased must not stay readable in the file's free pages.
        run("pragma secure_delete = on")
        if version < SCHEMA_VERSION:
            self._migrate()
        run("pragma foreign_keys = on")

    def _migrate(self) -> None:
        """Bring the schema up to date; parallel starters wait for each other."""
        run = self._connection.execute
        run("begin immediate")
        migrations.apply(Database(self._connection, strict=True, execute_plugins=False))
        run(f"pragma application_id = {APPLICATION_ID}")
        run(f"pragma user_version = {SCHEMA_VERSION}")
        run("commit")

    @contextmanager
    def read(self) -> Iterator[_UnitOfWork]:
        """Open a unit of work that sees one state; what it writes all the same is undone."""
        with _translated(self.path), self._transaction("begin") as rows:
            yield rows
            rows.is_committed = False

    @contextmanager
    def write(self) -> Iterator[_UnitOfWork]:
        """Open a unit of work under BEGIN IMMEDIATE, or a savepoint inside a batch."""
        with _translated(self.path), self._transaction("begin immediate") as rows:
            yield rows

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Commit the units inside once, at the end."""
        with _translated(self.path), self._transaction("begin immediate") as rows:
            yield
            rows.commit()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[_UnitOfWork]:
        is_inner = self._depth > 0
        if self._batch_lost_by:
            raise self._batch_lost_by
        self._connection.execute(f"savepoint unit{self._depth}" if is_inner else begin)
        self._depth += 1
        rows = _UnitOfWork(self._connection)
        try:
            yield rows
        except BaseException as error:
            rows.is_committed = False
            # A full disk makes the library undo the whole transaction, the units before this one included.
            if not self._connection.in_transaction:
                self._batch_lost_by = error
            raise
        finally:
            self._depth -= 1
            self._end(rows, is_inner=is_inner)

    def _end(self, rows: _UnitOfWork, *, is_inner: bool) -> None:
        if self._batch_lost_by:
            self._end_lost(rows, is_inner=is_inner)
        elif is_inner:
            if not rows.is_committed:
                self._connection.execute(f"rollback to unit{self._depth}")
            self._connection.execute(f"release unit{self._depth}")
        elif rows.is_committed:
            self._commit()
        elif self._connection.in_transaction:
            self._connection.execute("rollback")

    def _end_lost(self, rows: _UnitOfWork, *, is_inner: bool) -> None:
        """Leave a batch that the library has undone; nobody may take it for committed."""
        if is_inner:
            return
        lost_by, self._batch_lost_by = self._batch_lost_by, None
        if rows.is_committed and lost_by:
            raise lost_by

    def _commit(self) -> None:
        try:
            self._connection.execute("commit")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("rollback")
            raise

    def copy_to(self, path: Path) -> None:
        """Write what the store holds at one moment to a new file, while others may go on writing."""
        with _translated(path):
            self._connection.execute("vacuum into ?", (str(path),))

    def check_pages(self) -> None:
        """Read the whole file; `StoreUnreadable` where pages, rows or indexes do not agree."""
        with _translated(self.path):
            said = self._connection.execute("pragma integrity_check(1)").fetchone()[0]
            if said != "ok":
                raise StoreUnreadable(path=str(self.path), said=said)

    def shape_of(self, tables: Iterable[str]) -> list[tuple[str, ...]]:
        """Return how these tables are declared, with the indexes and triggers on them."""
        with _translated(self.path):
            rows = self._connection.execute("select type, name, tbl_name, sql from sqlite_schema order by type, name")
            return [tuple(row) for row in rows if row[2] in tables]

    def explain(self, sql: str, *values: object) -> list[str]:
        """Return the steps of SQLite's plan for a statement."""
        return [row[3] for row in self._connection.execute(f"explain query plan {sql}", values)]

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._connection.close()


def _connect(path: Path) -> Any:  # noqa: ANN401  pysqlite3 has no types
    connection = sqlite3.connect(
        str(path), timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute(f"pragma busy_timeout = {BUSY_TIMEOUT_MS}")
    return connection


def _require(path: Path, *, create: bool) -> None:
    if create and path.exists():
        raise StoreExists(path=str(path))
    if not create and not path.is_file():
        raise StoreMissing(path=str(path))


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except ChuangguanError:
        raise
    except sqlite3.IntegrityError as error:
        raise Conflict(table=str(error).rpartition(": ")[2]) from error
    except sqlite3.DatabaseError as error:
        raise _store_error(str(error), path) from error


def _store_error(text: str, path: Path) -> StoreError:
    if "locked" in text or "busy" in text:
        return StoreBusy(path=str(path))
    if "full" in text:
        return StoreFull(path=str(path))
    return StoreUnreadable(path=str(path), said=text)
