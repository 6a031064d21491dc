"""An office with a clerk: a directory to work in, a clock that is set by hand, commands run in this process."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chuangguan.cli import campaigns, run, workplace
from chuangguan.host import ManualClock
from chuangguan.rules.instants import read_instant

_OLD_SQLITE = "本机 SQLite"
"""How the line begins that is printed wherever the machine's library is not to be trusted with two processes."""

UNITS = """单位,上级单位,类型,党员总数
省总工会,,,
办公室支部,省总工会,机关支部,3
组织部支部,省总工会,机关支部,3
工人报社,省总工会,直属单位,3
"""
ROSTER = """姓名,单位,手机号码,人员类别,不参评,备注
王一,工人报社,13900000001,,,微学习专栏管理员
李二,工人报社,13900000002,,,
张三,办公室支部,13900000003,,,
赵四,办公室支部,13900000004,非党员干部,,
钱五,组织部支部,13900000005,,是,
"""


def at(text: str) -> int:
    return read_instant(text, "Asia/Shanghai")


@dataclass(frozen=True)
class Done:
    """What a command did: its exit code, what it printed, and the bytes of its standard output."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()


class Clerk:
    """Runs commands in a directory with the database `a.db`."""

    def __init__(self, directory: Path, clock: ManualClock, capture: Any) -> None:
        self.directory = directory
        self.clock = clock
        self._capture = capture

    def __call__(self, *words: str) -> Done:
        """Run a command; whatever comes of it, nobody is shown a traceback or an English word of the machinery."""
        done = self.bare(*words)
        for machinery in ("Traceback", "程序内部出错", "出现问题（", "Error"):
            assert machinery not in done.err + done.out
        return done

    def bare(self, *words: str) -> Done:
        """Run a command and look at nothing."""
        self._capture.readouterr()
        code = run(list(words))
        out, err = self._capture.readouterr()
        said = [row for row in err.decode().splitlines() if not row.startswith(_OLD_SQLITE)]
        return Done(code, out, "\n".join(said))

    def good(self, *words: str) -> Done:
        """Run a command that must succeed without a complaint."""
        done = self(*words)
        assert (done.code, done.err) == (0, "")
        return done

    def refused(self, *words: str, code: int = 1) -> str:
        """Run a command that must be refused; return its message, once it is seen that nothing changed."""
        before = self.files(), self.facts()
        done = self(*words)
        assert (done.code, done.out) == (code, "")
        assert (self.files(), self.facts()) == before
        return done.err

    def at(self, text: str) -> "Clerk":
        """Set the clock."""
        self.clock.at = at(text)
        return self

    def write(self, name: str, content: str) -> str:
        (self.directory / name).write_text(content, encoding="utf-8")
        return name

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a text file as in an editor; what is to be changed must be there, once."""
        path = self.directory / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    def sql(self, statement: str, db: str = "a.db") -> list[Any]:
        """Return what a statement gives, run by a library that is not ours."""
        connection = sqlite3.connect(self.directory / db)
        try:
            rows = connection.execute(statement).fetchall()
            connection.commit()
        finally:
            connection.close()
        return rows

    def facts(self, db: str = "a.db") -> list[Any]:
        """Return number and hash of the last fact that is no look at names, and the rows of people and attempts."""
        if not (self.directory / db).exists():
            return []
        try:
            return self.sql(
                "select max(number), hash, (select count(*) from people), (select count(*) from attempts) from facts "
                "where instr(body, 'personal-data-shown') = 0",
                db,
            )
        except sqlite3.DatabaseError:
            return []

    def files(self) -> dict[str, str]:
        """Return every file and directory, databases without content: reading one may touch its bytes."""
        found = {}
        for path in self.directory.rglob("*"):
            is_database = path.is_dir() or (".db" in path.suffixes and path.suffix != ".secret")
            content = b"" if is_database else path.read_bytes()
            found[str(path.relative_to(self.directory))] = hashlib.sha256(content).hexdigest()
        # SQLite makes and removes these two as it likes.
        return {name: digest for name, digest in found.items() if not name.endswith(("-wal", "-shm"))}


@pytest.fixture(scope="session")
def ready_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with the campaign of 2018, its database, four units and five people."""
    directory = tmp_path_factory.mktemp("office")
    clock = ManualClock(at("2018-03-10T09:00:00"))
    (directory / "units.csv").write_text(UNITS, encoding="utf-8")
    (directory / "roster.csv").write_text(ROSTER, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        _set_clock(patch, clock)
        patch.chdir(directory)
        for command in (
            "new 每月一关 --year 2018",
            "init 每月一关-2018.toml --db a.db --by 李主任",
            "units import units.csv --db a.db --by 王干事",
            "roster import roster.csv --db a.db --by 王干事",
        ):
            assert run(command.split()) == 0
    return directory


def _set_clock(patch: pytest.MonkeyPatch, clock: ManualClock) -> None:
    for module in (campaigns, workplace):
        patch.setattr(module, "SystemClock", lambda: clock)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Clerk:
    """Return a clerk in an empty directory, on 10 March 2018."""
    clock = ManualClock(at("2018-03-10T10:00:00"))
    _set_clock(monkeypatch, clock)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("CHUANGGUAN_DB", raising=False)
    directory = tmp_path / "desk"
    directory.mkdir()
    monkeypatch.chdir(directory)
    return Clerk(directory, clock, capsysbinary)


@pytest.fixture
def clerk(desk: Clerk, ready_office: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """Return a clerk in an office of their own that is ready to import attempts, on 5 November 2018."""
    shutil.copytree(ready_office, desk.directory, dirs_exist_ok=True)
    monkeypatch.setenv("CHUANGGUAN_DB", "a.db")
    return desk.at("2018-11-05T09:00:00")


@pytest.fixture
def small_disk(clerk: Any) -> Iterator[Path]:
    """Return a directory on a disk of 1 MB, where this user may mount one."""
    place = clerk.directory / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
