"""Foreign files are read by a child process with limits on memory and time: a bad one may bring its reader down.

Whatever happens there comes back as `BadInput` with one problem.
"""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final, Generic, Literal, TypeVar

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats._child import __main__ as child
from chuangguan.values import Value

MAX_FILE_BYTES: Final = 32 * 2**20
WALL_SECONDS: Final = 30

Reader = Literal["workbook", "workbook_marks", "document", "table", "lines", "objects", "object_lines"]
Item = TypeVar("Item")

_ABORTED: Final = -signal.SIGABRT
_OUT_OF_TIME: Final = [-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)]
_UNREADABLE: Final[Mapping[Reader, str]] = {
    "workbook": "sheet_unreadable",
    "workbook_marks": "sheet_unreadable",
    "document": "word_unreadable",
}
_WITH_LIBRARY: Final = ("workbook", "workbook_marks")


class _Refusal(Value, frozen=True, kw_only=True):
    code: str
    row: int


_REFUSAL: Final = msgspec.json.Decoder(_Refusal)


def read_apart(path: Path, reader: Reader, decoder: msgspec.json.Decoder[Item]) -> list[Item]:
    """Return the items that a reader finds in a file, decoded.

    `BadInput` where the file is missing, too large, damaged, of another kind, or takes too long.
    """
    command = [sys.executable, "-I", "-S", child.__file__, reader, _library(path) if reader in _WITH_LIBRARY else ""]
    lines = _Lines(command, decoder)
    try:
        with path.open("rb") as file:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise bad(path, "file_too_large")
            code = lines.read(file)
    except FileNotFoundError:
        raise bad(path, "file_missing") from None
    except OSError:
        raise bad(path, "file_unreadable") from None
    if code is None:
        raise bad(path, _UNREADABLE.get(reader, "text_not_text"))
    if code:
        raise bad(path, code)
    if lines.refusal:
        raise bad(path, lines.refusal.code, lines.refusal.row)
    return lines.items


def bad(path: Path, code: str, row: int = 0, **details: int | str) -> BadInput:
    """Return the one problem of a file as what is to be raised."""
    return BadInput([Problem(code=code, file=str(path), row=row, details=details)])


def _library(path: Path) -> str:
    """Return the directory of the library that reads workbooks."""
    library = find_spec("python_calamine")
    if library is None or library.origin is None:
        raise bad(path, "files_extra_missing")
    return str(Path(library.origin).parents[1])


class _Lines(Generic[Item]):
    """What a child writes, decoded while it goes on reading."""

    def __init__(self, command: list[str], decoder: msgspec.json.Decoder[Item]) -> None:
        self._command, self._decoder = command, decoder
        self.items: list[Item] = []
        self.refusal: _Refusal | None = None

    def read(self, file: IO[bytes]) -> str | None:
        """Read to the end; return an empty text, the code of a limit that was reached, None where the child broke."""
        is_late = threading.Event()

        def stop() -> None:
            is_late.set()
            process.kill()

        with subprocess.Popen(  # noqa: S603  our own script, and no shell
            self._command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            timer = threading.Timer(WALL_SECONDS, stop)
            timer.start()
            try:
                is_whole = self._takes(process.stdout or ())
            finally:
                timer.cancel()
        if is_late.is_set() or process.returncode in _OUT_OF_TIME:
            return "file_timeout"
        # The reader aborts where the memory it asks for is refused.
        if process.returncode in (child.TOO_LARGE, _ABORTED):
            return "file_too_large"
        return "" if is_whole and not process.returncode else None

    def _takes(self, lines: Iterable[bytes]) -> bool:
        """Take the lines; return False where one cannot be read, as the last of a child that is stopped."""
        try:
            for line in lines:
                if line.startswith(b"{"):
                    self.refusal = _REFUSAL.decode(line)
                else:
                    self.items.append(self._decoder.decode(line))
        except msgspec.DecodeError:
            return False
        return True
