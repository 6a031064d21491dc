"""Reads one workbook and prints its cells; run as a process of its own, because a bad file may bring it down.

Usage: `python -I -S _sheet_child.py WORKBOOK DIRECTORY_OF_CALAMINE`. It imports nothing of the package, so that it
starts at once and depends on nothing that a hostile file could reach. Each line of its output is JSON: a string
begins a sheet, `[row, [cell, …]]` is a row that is not blank. Empty and hidden sheets are left out.
"""

import datetime as dt
import json
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

MIB: Final = 2**20
MEMORY_BYTES: Final = 1024 * MIB
CPU_SECONDS: Final = 20
MAX_ENTRIES: Final = 2_000
MAX_INFLATED: Final = 256 * MIB
RATIO_MATTERS_FROM: Final = 8 * MIB
MAX_RATIO: Final = 200
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 64
MAX_OUTPUT: Final = 64 * MIB

UNREADABLE: Final = 65
TOO_LARGE: Final = 66


class TooLargeError(Exception):
    """The workbook goes beyond one of the limits above."""


def limit_resources() -> None:
    """Take the limits on memory, processor time and core files, where the system has them."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  Windows has no such module

    wanted = ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0))
    for what, value in wanted:
        with suppress(ValueError, OSError):  # macOS refuses some, and a lower limit may be in force already
            resource.setrlimit(what, (value, value))


def check_archive(path: str) -> None:
    """Raise where a zip is a bomb or damaged: by its directory first, then by inflating and counting every entry."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        inflated = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if len(entries) > MAX_ENTRIES or inflated > MAX_INFLATED:
            raise TooLargeError
        if inflated > RATIO_MATTERS_FROM and inflated > MAX_RATIO * packed:
            raise TooLargeError
        # Other methods are in no spreadsheet, and zipfile inflates them without a bound.
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise zipfile.BadZipFile
        if archive.testzip() is not None:
            raise zipfile.BadZipFile


def rows_of(sheet: Any) -> Iterator[tuple[int, list[Any]]]:  # noqa: ANN401  calamine is imported after the limits
    """Yield number and cells of each row that is not blank, without the empty cells at its end."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        while cells and cells[-1] == "":
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise TooLargeError
        if cells:
            yield number, cells


def write_sheets(path: str) -> None:
    """Write every sheet that people see to the standard output."""
    import python_calamine as calamine  # noqa: PLC0415  its directory and the limits come first

    with open(path, "rb") as file:  # noqa: PTH123  pathlib would be most of the time it takes to start
        book = calamine.CalamineWorkbook.from_filelike(file)
        rows = size = 0
        for about in book.sheets_metadata:
            if about.typ != calamine.SheetTypeEnum.WorkSheet or about.visible != calamine.SheetVisibleEnum.Visible:
                continue
            size += emit(about.name)
            for number, cells in rows_of(book.get_sheet_by_name(about.name)):
                rows += 1
                size += emit((number, cells))
                if rows > MAX_ROWS or size > MAX_OUTPUT:
                    raise TooLargeError
    sys.stdout.buffer.flush()


def emit(item: Any) -> int:  # noqa: ANN401  whatever JSON can say
    """Write a line; return its length in bytes."""
    line = json.dumps(item, ensure_ascii=False, allow_nan=False, default=iso_text)
    return sys.stdout.buffer.write(line.encode() + b"\n")


def iso_text(value: Any) -> str:  # noqa: ANN401  the values that JSON has no form for
    """Return the ISO text of a date or time, the plain text of a duration."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def main(path: str, library: str) -> int:
    """Return the exit code: 0, or why the workbook could not be read."""
    limit_resources()
    sys.path.append(library)
    try:
        with open(path, "rb") as file:  # noqa: PTH123  as above
            is_zip = file.read(2) == b"PK"
        if is_zip:
            check_archive(path)
        write_sheets(path)
    except (TooLargeError, MemoryError):
        return TOO_LARGE
    except BaseException:  # noqa: BLE001  a panic of the reader is no Exception, and any failure means the same
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
