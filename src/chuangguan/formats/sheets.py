"""Tables out of files: the one function that reads every .csv and .xlsx.

A workbook is read by a child process with limits on memory and time, because a small legal file can bring its reader
down; whatever happens there comes back as `BadInput`.
"""

import csv
import io
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final, TypeVar

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats import _sheet_child as child
from chuangguan.formats.cells import text_of
from chuangguan.values import Value

MAX_FILE_BYTES: Final = 32 * 2**20
MAX_ROWS: Final = child.MAX_ROWS
MAX_COLUMNS: Final = child.MAX_COLUMNS
WALL_SECONDS: Final = 30

_ABORTED: Final = -signal.SIGABRT
_OUT_OF_TIME: Final = [-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)]
_Content = TypeVar("_Content")
_CHILD_LINES: Final = msgspec.json.Decoder(str | tuple[int, list[str | int | float | bool | None]])


class Row(Value, frozen=True, kw_only=True):
    """A row that is not blank; `number` counts from 1 as the spreadsheet does, the cells are as `text_of` says."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """Return the text at an index; beyond the row's end it is empty."""
        return self.cells[index] if index < len(self.cells) else ""

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that are not empty."""
        return tuple(cell for cell in self.cells if cell)


class Table(Value, frozen=True, kw_only=True):
    """A sheet's rows, blank ones left out; `sheet` is empty for a text file."""

    sheet: str = ""
    rows: tuple[Row, ...]


def read_tables(path: Path) -> list[Table]:
    """Return the tables of a .csv, .tsv, .txt, .xlsx or .xls file, those without a filled cell left out.

    Text may be UTF-8, UTF-16 with its mark, or GB18030, with commas or tabs. Hidden sheets are not read. `BadInput`
    names one problem: a file that is missing, too large, damaged, of another kind.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise _bad(path, "unknown_format", suffix=path.suffix)
    tables = _checked(path, reader)
    return [table for table in tables if table.rows]


def read_text(path: Path) -> str:
    """Return the text of a file, in UTF-8, UTF-16 with its mark, or GB18030; `BadInput` as `read_tables` has it."""
    return _checked(path, _decoded)


def _checked(path: Path, reader: Callable[[Path], _Content]) -> _Content:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _bad(path, "sheet_too_large")
        return reader(path)
    except FileNotFoundError:
        raise _bad(path, "file_missing") from None
    except OSError:
        raise _bad(path, "file_unreadable") from None


def _bad(path: Path, code: str, row: int = 0, **details: int | str) -> BadInput:
    return BadInput([Problem(code=code, file=str(path), row=row, details=details)])


# Text


def _read_csv(path: Path) -> list[Table]:
    text = _decoded(path)
    rows: list[Row] = []
    number = 0
    try:
        for number, cells in enumerate(_csv_rows(text), 1):
            row = Row(number=number, cells=tuple(text_of(cell) for cell in cells))
            if len(rows) == MAX_ROWS or any(row.cells[MAX_COLUMNS:]):
                raise _bad(path, "sheet_too_large", number)
            if row.filled:
                rows.append(row)
    except csv.Error:
        raise _bad(path, "csv_malformed", number + 1) from None
    return [Table(rows=tuple(rows))]


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    for encoding in encodings_of(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise _bad(path, "csv_nul", text.count("\n", 0, text.index("\0")) + 1)
        return text
    raise _bad(path, "csv_encoding")


def encodings_of(content: bytes) -> tuple[str, ...]:
    """Return the encodings that a text may have, the likeliest first; a mark at its head leaves only one."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig",) if content.startswith(b"\xef\xbb\xbf") else ("utf-8", "gb18030")


def _csv_rows(text: str) -> Iterator[list[str]]:
    # Lenient reading would take half a file for one cell after a stray quotation mark.
    return csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)


def _delimiter(text: str) -> str:
    for line in io.StringIO(text):
        tabs, commas = line.count("\t"), line.count(",")
        if tabs or commas:
            return "\t" if tabs > commas else ","
    return ","


# Workbooks


def _read_workbook(path: Path) -> list[Table]:
    library = find_spec("python_calamine")
    if library is None or library.origin is None:
        raise _bad(path, "files_extra_missing")
    command = [sys.executable, "-I", "-S", child.__file__, str(path.resolve()), str(Path(library.origin).parents[1])]
    with tempfile.TemporaryFile() as output:
        code = run_child(command, output)
        if code:
            raise _bad(path, code)
        output.seek(0)
        return _workbook_tables(output)


def run_child(command: list[str], output: IO[bytes]) -> str:
    """Return the code of what went wrong in the child, or an empty text."""
    try:
        done = subprocess.run(  # noqa: S603  our own script, and no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "sheet_timeout"
    if done.returncode in _OUT_OF_TIME:
        return "sheet_timeout"
    # The reader aborts where the memory it asks for is refused.
    if done.returncode in (child.TOO_LARGE, _ABORTED):
        return "sheet_too_large"
    return "sheet_unreadable" if done.returncode else ""


def _workbook_tables(output: IO[bytes]) -> list[Table]:
    sheets: list[tuple[str, list[Row]]] = []
    for line in output:
        item = _CHILD_LINES.decode(line)
        if isinstance(item, str):
            sheets.append((item, []))
            continue
        number, cells = item
        row = Row(number=number, cells=tuple(text_of(cell) for cell in cells))
        if row.filled:
            sheets[-1][1].append(row)
    return [Table(sheet=sheet, rows=tuple(rows)) for sheet, rows in sheets]


_READERS: Final[Mapping[str, Callable[[Path], list[Table]]]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_csv,
    ".xlsx": _read_workbook,
    ".xls": _read_workbook,
}
