"""Foreign files are read by a child process with limits on memory and time: a bad one may bring its reader down.

Whatever happens there comes back as `BadInput` with one problem.
"""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final, Literal, TypeVar

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats._child import __main__ as child
from chuangguan.values import Value

MAX_FILE_BYTES: Final = 32 * 2**20
WALL_SECONDS: Final = 30

Reader = Literal["workbook", "document", "table", "lines", "objects", "object_lines"]
Item = TypeVar("Item")

_ABORTED: Final = -signal.SIGABRT
_OUT_OF_TIME: Final = [-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)]
_UNREADABLE: Final[Mapping[Reader, str]] = {"workbook": "sheet_unreadable", "document": "word_unreadable"}


class _Refusal(Value, frozen=True, kw_only=True):
    code: str
    row: int


_REFUSAL: Final = msgspec.json.Decoder(_Refusal)


def read_apart(path: Path, reader: Reader, decoder: msgspec.json.Decoder[Item]) -> list[Item]:
    """Return the items that a reader finds in a file, decoded.

    `BadInput` where the file is missing, too large, damaged, of another kind, or takes too long.
    """
    with tempfile.TemporaryFile() as output:
        _run(path, reader, output)
        output.seek(0)
        items: list[Item] = []
        for line in output:
            if line.startswith(b"{"):
                refusal = _REFUSAL.decode(line)
                raise bad(path, refusal.code, refusal.row)
            items.append(decoder.decode(line))
    return items


def bad(path: Path, code: str, row: int = 0, **details: int | str) -> BadInput:
    """Return the one problem of a file as what is to be raised."""
    return BadInput([Problem(code=code, file=str(path), row=row, details=details)])


def _run(path: Path, reader: Reader, output: IO[bytes]) -> None:
    command = [sys.executable, "-I", "-S", child.__file__, reader, _library(path) if reader == "workbook" else ""]
    try:
        with path.open("rb") as file:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise bad(path, "file_too_large")
            returned = _returned(command, file, output)
    except FileNotFoundError:
        raise bad(path, "file_missing") from None
    except OSError:
        raise bad(path, "file_unreadable") from None
    if returned is None or returned in _OUT_OF_TIME:
        raise bad(path, "file_timeout")
    # The reader aborts where the memory it asks for is refused.
    if returned in (child.TOO_LARGE, _ABORTED):
        raise bad(path, "file_too_large")
    if returned:
        raise bad(path, _UNREADABLE.get(reader, "text_not_text"))


def _library(path: Path) -> str:
    """Return the directory of the library that reads workbooks."""
    library = find_spec("python_calamine")
    if library is None or library.origin is None:
        raise bad(path, "files_extra_missing")
    return str(Path(library.origin).parents[1])


def _returned(command: list[str], file: IO[bytes], output: IO[bytes]) -> int | None:
    """Return the exit code of the child, None where it took too long."""
    try:
        done = subprocess.run(  # noqa: S603  our own script, and no shell
            command, stdin=file, stdout=output, stderr=subprocess.DEVNULL, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode
