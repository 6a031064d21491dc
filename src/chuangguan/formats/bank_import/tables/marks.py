"""What the cells of a workbook show beside what they hold: percent, struck out text, pictures over their rows.

Only whoever reads questions of other makes needs it: a cell whose look cannot be a text gets a mark, so that no
question is taken from it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import PICTURE, Draft
from chuangguan.formats.bank_import.lost_marks import LOST
from chuangguan.formats.cells import text_of
from chuangguan.formats.isolation import read_apart
from chuangguan.formats.sheets import MAX_COLUMNS, Row, Table

_WORKBOOKS: Final = (".xlsx", ".xls")
_MARKS: Final[Mapping[str, str]] = {
    "picture": PICTURE,
    "formula": "［无结果］",
    "struck": "［删除线］",
    "raised": "［上下标］",
    "format": "［格式］",
}
_ITEMS: Final = msgspec.json.Decoder(tuple[str, int, int, str, str])


class SheetMarks:
    """The marks of one workbook; those of a file of another kind are none."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[str, int], list[tuple[int, str, str]]] = defaultdict(list)
        self._pictures: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, sheet: str, row: int, column: int, what: str, text: str) -> None:
        """Take what was seen of a cell, or of a picture over a row."""
        if what == "picture":
            self._pictures[sheet].add(row)
        elif column <= MAX_COLUMNS:
            self._cells[sheet, row].append((column, what, text))

    def shown_in(self, tables: Sequence[Table]) -> list[Table]:
        """Return the tables with what their cells show, and with a mark where no text can say it."""
        if not self._cells:
            return list(tables)
        return [
            msgspec.structs.replace(table, rows=tuple(self._shown(table, row) for row in table.rows))
            for table in tables
        ]

    def _shown(self, table: Table, row: Row) -> Row:
        marks = self._cells.get((table.sheet, row.number))
        if marks is None:
            return row
        # A mark in a column that is left out as empty is on a cell that nobody reads.
        seen = [(column - table.left_out - 1, what, text) for column, what, text in marks if column > table.left_out]
        cells = [*row.cells, *[""] * (max((index for index, _, _ in seen), default=0) + 1 - len(row.cells))]
        for index, what, text in seen:
            cells[index] = text_of(text) if what == "shown" else cells[index] + _MARKS[what]
        return msgspec.structs.replace(row, cells=tuple(cells))

    def problems(self, file: str) -> list[Problem]:
        """Return what stands against reading the cells of a file as what they hold."""
        seen = {(sheet, row): what for (sheet, row), marks in self._cells.items() for _, what, _ in marks}
        seen |= {(sheet, row): "picture" for sheet, rows in self._pictures.items() for row in rows}
        return [
            Problem(code=LOST[_MARKS.get(what, _MARKS["format"])], file=file, sheet=sheet, row=row)
            for (sheet, row), what in sorted(seen.items())
        ]

    def under_pictures(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the drafts, doubtful where a picture lies over a row of theirs, up to the row where the next begins.

        One that is no whole question may be a piece of the next, which is then doubtful too.
        """
        under = {place for sheet in self._pictures for place in self._places_under(sheet, drafts)}
        return [
            msgspec.structs.replace(draft, doubt=draft.doubt or Problem(code="picture_lost"))
            if (draft.sheet, draft.row) in under
            else draft
            for draft in drafts
        ]

    def _places_under(self, sheet: str, drafts: Sequence[Draft]) -> Iterator[tuple[str, int]]:
        """Yield sheet and row of the drafts under the pictures of a sheet."""
        begun = {draft.row: draft for draft in drafts if draft.sheet == sheet}
        rows = sorted(begun)
        for picture in self._pictures[sheet]:
            index = bisect_right(rows, picture) - 1
            if index < 0:
                continue
            draft = begun[rows[index]]
            is_piece = not (draft.stem and draft.answer)
            yield from ((sheet, row) for row in rows[index : index + 1 + is_piece])


def marks_of(path: Path) -> SheetMarks:
    """Return the marks of a file; `BadInput` as `read_tables` raises it."""
    marks = SheetMarks()
    if path.suffix.lower() in _WORKBOOKS:
        for item in read_apart(path, "workbook_marks", _ITEMS):
            marks.add(*item)
    return marks
