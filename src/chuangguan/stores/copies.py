"""Copies of a SQLite database that are there whole and checked, or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec.structs import replace

from chuangguan.errors import BadInput, Problem, StoreError, StoreExists, StoreFull, StoreUnreadable
from chuangguan.facts import Envelope, chained
from chuangguan.stores.sqlite import SqliteStore

CARRIED: Final = ("facts", "people", "origins", "saved")
"""The tables that a restored database takes rows from; all others are made again from the facts."""

_BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database in use; left over beside another one, it would be taken for that one's own."""

_PARTIAL: Final = ".partial"
_DAY_S: Final = 86_400

_FULL: Final = {errno.ENOSPC, errno.EDQUOT}


def back_up(store: SqliteStore, place: Path) -> Envelope:
    """Write a checked copy of a database to a new file and return the last fact in it.

    Every fact that was stored before the call is in it. `StoreExists` where something is in the way; `BadInput` where
    the chain of facts is broken.
    """
    with store.read() as rows:
        before = rows.head()
    with laid_beside(place) as copy:
        with about(store.path, written=place):
            store.copy_to(copy)
            head = _checked_head(copy)
        with store.read() as rows:
            same = next(rows.facts(after=head.number - 1, until=head.number), None)
        if same != head or (before and before.number > head.number):
            raise BadInput([Problem(code="backup_differs", file=str(store.path))])
        shutil.copymode(store.path, copy)
    return head


def _checked_head(path: Path) -> Envelope:
    """Return the last fact of a database once its pages and its chain are seen to be whole."""
    with closing(SqliteStore(path)) as store:
        store.check_pages()
        head: Envelope | None = None
        with store.read() as rows:
            for head in chained(rows.facts()):  # noqa: B007  the last one is wanted
                pass
    if head is None:
        raise BadInput([Problem(code="no_facts")])
    return head


@contextmanager
def opened_backup(file: Path, place: Path) -> Iterator[tuple[SqliteStore, SqliteStore]]:
    """Open a backup, by a copy so that nothing happens to the file, and a new database that will stand at `place`.

    `StoreError` where the file is not ours, newer or damaged, or `place` is taken; `BadInput` for a database in use,
    whose file is not all of it.
    """
    for suffix in _BESIDE:
        if Path(f"{file}{suffix}").exists():
            raise BadInput([Problem(code="backup_not_closed", file=str(file), details={"suffix": suffix})])
    with laid_beside(place) as beside, about(file, written=place):
        copy = beside.with_name("backup")
        shutil.copyfile(file, copy)
        with closing(SqliteStore(copy)) as backup, closing(SqliteStore.create(beside)) as store:
            backup.check_pages()
            # Data is taken, never behaviour: no table, index or trigger that is not ours to the letter.
            if backup.shape_of(CARRIED) != store.shape_of(CARRIED):
                raise StoreUnreadable(path=str(file))
            yield backup, store


@contextmanager
def laid_beside(place: Path) -> Iterator[Path]:
    """Yield a path to write a database to; when the block ends well, it stands at `place`.

    Whatever goes wrong leaves nothing. `StoreExists` where something is at `place` already, `StoreFull` where the
    disk is full.
    """
    require_free(place)
    try:
        with TemporaryDirectory(prefix=f".{place.name}.", suffix=_PARTIAL, dir=place.parent) as scratch:
            _sweep(Path(scratch))
            beside = Path(scratch) / "database"
            yield beside
            if Path(f"{beside}-wal").exists():
                # The last connection could not bring it home, for which a full disk is the cause.
                raise StoreFull(path=str(place))
            _put_in_place(beside, place)
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(path=str(place)) from error
        raise


def _sweep(scratch: Path) -> None:
    """Remove what killed copies left beside this one, names of people in it; a younger one may still be at work."""
    before = scratch.stat().st_mtime - _DAY_S
    for left in scratch.parent.glob(f".*{_PARTIAL}"):
        if left.is_dir() and not left.is_symlink() and left.stat().st_mtime < before and _is_ours(left):
            shutil.rmtree(left, ignore_errors=True)


def _is_ours(left: Path) -> bool:
    """Say whether a directory holds nothing but what a copy is made of."""
    made = {f"{name}{suffix}" for name in ("database", "backup") for suffix in ("", *_BESIDE)}
    return {path.name for path in left.iterdir()} <= made


def require_free(place: Path) -> None:
    """Refuse a place where a database stands already, or what SQLite left of one."""
    for suffix in ("", *_BESIDE):
        path = Path(f"{place}{suffix}")
        if path.exists():
            raise StoreExists(path=str(path))


def _put_in_place(beside: Path, place: Path) -> None:
    with beside.open("r+b") as file:
        os.fsync(file.fileno())
    try:
        # Reserves the name: a rename alone would silently take the place of a file made meanwhile.
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        raise StoreExists(path=str(place)) from None
    try:
        beside.replace(place)
    except BaseException:
        place.unlink()
        raise
    _sync_directory(place.parent)


def _sync_directory(directory: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def about(kept: Path, *, written: Path) -> Iterator[None]:
    """Let errors speak of the files that were asked for: a full disk of `written`, anything else of `kept`."""
    try:
        yield
    except BadInput as error:
        raise BadInput([replace(problem, file=problem.file or str(kept)) for problem in error.problems]) from error
    except StoreFull as error:
        raise StoreFull(path=str(written)) from error
    except StoreError as error:
        raise type(error)(**{**error.details, "path": str(kept)}) from error
