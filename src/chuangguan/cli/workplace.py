"""The composition root of the command line: joins a database, the machine and the office."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from chuangguan.boards import Boards
from chuangguan.cli.output import stderr
from chuangguan.errors import BadInput, Problem, SecretMismatch, SecretMissing, StoreMissing
from chuangguan.host import SystemClock, SystemEntropy
from chuangguan.office import Office
from chuangguan.play import Play
from chuangguan.ports import Clock, Entropy, Store
from chuangguan.record import Record
from chuangguan.stores.sqlite import SqliteStore

SECRET_BYTES = 32


class Workplace:
    """Everything that works on one campaign."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy, root_secret: bytes | None) -> None:
        """Join the pieces."""
        self.record = Record(store, clock, software=version("chuangguan"))
        self.office = Office(self.record, entropy, root_secret)
        self.boards = Boards(self.record)
        self.play = Play(self.record, root_secret)

    def due_for_revision(self) -> list[str] | None:
        """Return the closed periods that would come out differently, None where that needs a secret not at hand."""
        try:
            return self.office.closings.due_for_revision()
        except SecretMissing:
            return None

    @property
    def zone(self) -> str:
        """The campaign's zone."""
        with self.record.read() as view:
            return view.campaign.zone


@contextmanager
def open_workplace(db: str, secret_file: str | None = None) -> Iterator[Workplace]:
    """Open a campaign's database, with the root secret unless `secret_file` is None.

    An empty `secret_file` is the usual place, where it may be missing; `SecretMismatch` for one of another campaign.
    """
    secret = None if secret_file is None else find_secret(db, secret_file)
    store = SqliteStore(Path(db))
    try:
        if store.is_exclusive:
            stderr.print("本机 SQLite 版本有已知缺陷，已独占数据库：本命令结束前其他程序不能打开它。", style="yellow")
        workplace = Workplace(store, SystemClock(), SystemEntropy(), secret)
        require_campaign(workplace, db, secret, secret_path(db, secret_file or ""))
        yield workplace
    finally:
        store.close()


def require_campaign(workplace: Workplace, db: str, secret: bytes | None, path: Path) -> None:
    """Refuse a database without a campaign and a secret of another one before anything is done."""
    with workplace.record.read() as view:
        if view.rows.campaign() is None:
            raise StoreMissing(path=db)
        if secret is None:
            return
        try:
            view.period_secret(secret, view.campaign.id)
        except SecretMismatch as error:
            raise SecretMismatch(path=str(path), **error.details) from None


def secret_path(db: str, secret_file: str) -> Path:
    """Return where the root secret is kept (clause 2.4)."""
    return Path(secret_file) if secret_file else Path(f"{db}.secret")


def find_secret(db: str, secret_file: str) -> bytes | None:
    """Return the root secret, or None where it is not in its usual place; one that was named must be there."""
    path = secret_path(db, secret_file)
    if path.exists():
        return read_secret(path)
    if secret_file:
        raise BadInput([Problem(code="secret_file_missing", file=str(path))])
    return None


def read_secret(path: Path) -> bytes:
    """Return the root secret in a file; `BadInput` where it holds none."""
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise BadInput([Problem(code="secret_unreadable", file=str(path))])
    return secret


def make_secret(path: Path, entropy: Entropy) -> bytes:
    """Write a new root secret to a file of mode 600 and return it; an existing file is never touched."""
    secret = entropy.token(SECRET_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput([Problem(code="secret_exists", file=str(path))]) from None
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return secret


def require_directory_of(path: Path) -> None:
    """Refuse a path whose directory is not there, before anything is made."""
    if not path.parent.is_dir():
        raise BadInput([Problem(code="directory_missing", file=str(path.parent))])


def require_output(directory: Path) -> None:
    """Refuse an output directory that is a file or would lie in one, before anything is done for it."""
    nearest = next(path for path in (directory, *directory.parents) if path.exists())
    if not nearest.is_dir():
        raise BadInput([Problem(code="not_a_directory", file=str(nearest))])
