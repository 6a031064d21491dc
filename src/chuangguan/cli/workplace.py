"""The composition root of the command line: joins a database, the machine and the office."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from chuangguan.boards import Boards
from chuangguan.cli.output import stderr
from chuangguan.errors import SecretMissing, StoreExists
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

    @property
    def zone(self) -> str:
        """The campaign's zone."""
        with self.record.read() as view:
            return view.campaign.zone


@contextmanager
def open_workplace(db: str, secret_file: str = "") -> Iterator[Workplace]:
    """Open a campaign's database; the root secret is read where its file is there."""
    store = SqliteStore(Path(db))
    try:
        if store.is_exclusive:
            stderr.print("本机 SQLite 版本有已知缺陷，已独占数据库：本命令结束前其他程序不能打开它。", style="yellow")
        yield Workplace(store, SystemClock(), SystemEntropy(), read_secret(secret_path(db, secret_file)))
    finally:
        store.close()


def secret_path(db: str, secret_file: str) -> Path:
    """Return where the root secret is kept (clause 2.4)."""
    return Path(secret_file) if secret_file else Path(f"{db}.secret")


def read_secret(path: Path) -> bytes | None:
    """Return the root secret, or None where there is no such file."""
    if not path.exists():
        return None
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        raise SecretMissing(needed_for=str(path)) from None
    if len(secret) != SECRET_BYTES:
        raise SecretMissing(needed_for=str(path))
    return secret


def make_secret(path: Path, entropy: Entropy) -> bytes:
    """Write a new root secret to a file of mode 600 and return it; an existing file is never touched."""
    secret = entropy.token(SECRET_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StoreExists(path=str(path)) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret.hex() + "\n")
    return secret
