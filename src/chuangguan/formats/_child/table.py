"""Texts with commas or tabs: `[row, [cell, …]]` for each row that is not blank."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from .limits import MAX_COLUMNS, MAX_ROWS, RefusedError
from .texts import text_of

_SEVERAL = 2


def read(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each row, without the blank cells at its end."""
    text, _ = text_of(file)
    rows = number = 0
    try:
        for number, cells in enumerate(csv_rows(text), 1):
            while cells and not cells[-1].strip():
                cells.pop()
            rows += bool(cells)
            if rows > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise RefusedError("file_too_large", number)
            if cells:
                yield number, cells
    except csv.Error:
        raise RefusedError("csv_malformed", number + 1) from None


def csv_rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of every row."""
    # Lenient reading would take half a file for one cell after a stray quotation mark.
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)


def delimiter_of(text: str) -> str:
    """Return what there is more of in the first line that has a tab or a comma, or several semicolons and neither."""
    for line in io.StringIO(text):
        tabs, commas = line.count("\t"), line.count(",")
        if tabs or commas:
            return "\t" if tabs > commas else ","
        if line.count(";") >= _SEVERAL:
            return ";"
    return ","
