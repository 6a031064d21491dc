"""What the service does by itself while it runs: expire what is over, copy the facts, make backups."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from chuangguan.cli.workplace import Workplace
from chuangguan.errors import BadInput, ChuangguanError, Problem
from chuangguan.facts import Envelope, read_line, write_line
from chuangguan.ports import Clock, UnitOfWork
from chuangguan.stores.copies import back_up
from chuangguan.stores.sqlite import SqliteStore
from chuangguan_service.engine import Engine
from chuangguan_service.logs import Log, place_of
from chuangguan_service.settings import Settings

_COPY_S: Final = 1
"""How often new facts are copied: what a lost machine can lose is about this much."""

_AT_ONCE: Final = 5_000
_TAIL: Final = 16 * 1024 * 1024
"""More than the longest line: a campaign or a bank in one fact."""

_APPENDING: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT
_OURS_ALONE: Final = 0o600

_BACKUP_S: Final = 300
"""How often it is looked whether a backup is due."""

_ACTOR: Final = "service"
_HOUR_MS: Final = 3_600_000


def tasks_of(settings: Settings, engine: Engine, clock: Clock, log: Log) -> list["asyncio.Task[None]"]:
    """Start what the settings ask for; each task goes on whatever goes wrong, which is told to the log."""
    jobs: list[tuple[str, float, Callable[[], Awaitable[None]]]] = [
        ("sweep", settings.sweep_seconds, lambda: _sweep(engine))
    ]
    if settings.facts_copy:
        copy = FactsCopy(Path(settings.facts_copy))
        jobs.append(("facts_copy", _COPY_S, lambda: _copy(engine, copy)))
    if settings.backup_dir and engine.is_exclusive:
        # The one connection that may have the file is never without a transaction of the writer's.
        log.event("backup_impossible", is_error=True)
    elif settings.backup_dir:
        backups = Backups(settings, clock)
        jobs.append(("backup", _BACKUP_S, lambda: _back_up(engine, backups)))
    return [asyncio.create_task(_again(name, seconds, work, log)) for name, seconds, work in jobs]


async def _again(name: str, seconds: float, work: Callable[[], Awaitable[None]], log: Log) -> None:
    told = ""
    while True:
        try:
            await work()
            told = ""
        except Exception as error:  # noqa: BLE001  the next turn may go well, and a task that ended would be missed
            # The same trouble every second is told once.
            if told != type(error).__name__:
                told = type(error).__name__
                log.event(f"{name}_failed", is_error=True, kind=told, code=_code(error), place=place_of(error))
        await asyncio.sleep(seconds)


def _code(error: Exception) -> str:
    if isinstance(error, BadInput):
        return error.problems[0].code
    return error.code if isinstance(error, ChuangguanError) else ""


async def _sweep(engine: Engine) -> None:
    """Expire what nobody handed in, so that everybody sees it soon (clause 1.4)."""
    await engine.write(lambda workplace: workplace.play.sweep(), "start")


async def _copy(engine: Engine, copy: "FactsCopy") -> None:
    """Copy until nothing is missing; what one connection alone sees is written only once it is committed."""
    while envelopes := await engine.look_long(copy.missing):
        await asyncio.to_thread(copy.append, envelopes)


async def _back_up(engine: Engine, backups: "Backups") -> None:
    if await asyncio.to_thread(backups.is_due):
        await engine.write(_record_look, "office")
        await asyncio.to_thread(backups.make)


def _record_look(workplace: Workplace) -> None:
    """Record that every name is about to leave (clause 6.7)."""
    with workplace.record.read() as view:
        known = [person.entrant for person in view.rows.people()]
    workplace.office.rosters.people(known, by=_ACTOR, purpose="backup")


class FactsCopy:
    """A file that every fact is appended to, in order: for another disk or machine, against the loss of this one."""

    def __init__(self, path: Path) -> None:
        """Go on with the file where it ends; nothing is read before the first `missing`."""
        self._path = path
        self._last: int | None = None

    def missing(self, workplace: Workplace) -> list[Envelope]:
        """Return the next facts that are not in the file; `BadInput` for a file that is none of this chain."""
        with workplace.record.read() as view:
            if self._last is None:
                self._last = self._resume(view.rows)
            return list(view.rows.facts(after=self._last, until=self._last + _AT_ONCE))

    def append(self, envelopes: Sequence[Envelope]) -> None:
        """Write what `missing` returned, once it is known to be stored for good."""
        # Whatever goes wrong, the end of the file is looked at again before anything else is written.
        self._last = None
        with os.fdopen(os.open(self._path, _APPENDING, _OURS_ALONE), "ab") as file:
            file.writelines(map(write_line, envelopes))
            file.flush()
            os.fsync(file.fileno())
        self._last = envelopes[-1].number

    def _resume(self, rows: UnitOfWork) -> int:
        """Return the number of the last fact in the file, cutting off a line that a crash tore."""
        if not self._path.exists():
            return 0
        with self._path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - _TAIL, 0))
            tail = file.read()
            whole = tail[: tail.rfind(b"\n") + 1]
            number = _number_of_last(rows, whole, tail, str(self._path))
            # Only now is the file known to be ours.
            file.truncate(size - len(tail) + len(whole))
        return number


def _number_of_last(rows: UnitOfWork, whole: bytes, tail: bytes, path: str) -> int:
    """Return the number of the last line's fact, which the store must know."""
    if not whole:
        first = next(rows.facts(until=1), None)
        if first and write_line(first).startswith(tail):
            return 0
        raise BadInput([Problem(code="facts_copy_differs", file=path, details={"fact": 1})])
    last = read_line(whole[whole[:-1].rfind(b"\n") + 1 :])
    if next(rows.facts(after=last.number - 1, until=last.number), None) != last:
        raise BadInput([Problem(code="facts_copy_differs", file=path, details={"fact": last.number})])
    return last.number


class Backups:
    """Checked copies of the database, one every so many hours, the newest few kept."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Keep them in the directory that the settings name."""
        self._directory = Path(settings.backup_dir)
        self._db = settings.db
        self._every_ms = settings.backup_hours * _HOUR_MS
        self._kept = settings.backups_kept
        self._clock = clock

    def is_due(self) -> bool:
        """Say whether the newest backup is old enough for the next one."""
        newest = max(map(_stamp_of, self._backups()), default=0)
        return self._clock.now() - newest >= self._every_ms

    def make(self) -> None:
        """Make a backup and remove those that are too many; the errors are those of `stores.copies.back_up`."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with closing(SqliteStore(self._db)) as store:
            back_up(store, self._directory / f"{self._db.stem}-{self._clock.now()}.db")
        for path in self._backups()[: -self._kept]:
            path.unlink()

    def _backups(self) -> list[Path]:
        """Return our own backups, oldest first; what somebody else put beside them is never counted or removed."""
        named = re.compile(rf"{re.escape(self._db.stem)}-\d{{13}}\.db")
        found = (path for path in self._directory.glob("*.db") if named.fullmatch(path.name))
        return sorted(found, key=_stamp_of)


def _stamp_of(path: Path) -> int:
    """Return when a backup was made, UTC ms, as its name says."""
    return int(path.stem.rpartition("-")[2])
