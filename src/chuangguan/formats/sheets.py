"""Tables out of files: the one function that reads every .csv and .xlsx."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from chuangguan.formats._child.limits import MAX_COLUMNS, MAX_ROWS
from chuangguan.formats.cells import text_of
from chuangguan.formats.isolation import Reader, bad, read_apart
from chuangguan.values import Value

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "Row", "Table", "read_tables"]

_READERS: Final[Mapping[str, Reader]] = {
    ".csv": "table",
    ".tsv": "table",
    ".txt": "table",
    ".xlsx": "workbook",
    ".xls": "workbook",
}
_ITEMS: Final = msgspec.json.Decoder(str | int | tuple[int, list[str | int | float | bool | None]])


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
    """A sheet's rows, blank ones left out; `sheet` is empty for a text file.

    `left_out` is how many empty columns on its left are left out, which a spreadsheet's own columns count.
    """

    sheet: str = ""
    left_out: int = 0
    rows: tuple[Row, ...]


def read_tables(path: Path) -> list[Table]:
    """Return the tables of a .csv, .tsv, .txt, .xlsx or .xls file, those without a filled cell left out.

    Text may be UTF-8, UTF-16 with its mark, or GB18030, with commas or tabs. Hidden sheets are not read. `BadInput`
    names one problem: a file that is missing, too large, damaged, of another kind.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise bad(path, "unknown_format", suffix=path.suffix)
    sheets = [Table(rows=())]
    rows: list[Row] = []
    for item in read_apart(path, reader, _ITEMS):
        if isinstance(item, str):
            sheets[-1] = replace(sheets[-1], rows=tuple(rows))
            sheets.append(Table(sheet=item, rows=()))
            rows = []
        elif isinstance(item, int):
            sheets[-1] = replace(sheets[-1], left_out=item)
        else:
            row = Row(number=item[0], cells=tuple(map(text_of, item[1])))
            if row.filled:
                rows.append(row)
    sheets[-1] = replace(sheets[-1], rows=tuple(rows))
    return [table for table in sheets if table.rows]
