"""Sheets as an office prints them: A4, a title, a table with a header that repeats, text as text."""

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from chuangguan.values import Value

_A4: Final = 9
_WIDEST: Final = 34
_NARROWEST: Final = 8
_LINE_POINTS: Final = 14
_ROW_POINTS: Final = 5
_FONT: Final = "宋体"
_CELL: Final = {"font_name": _FONT, "font_size": 11, "border": 1, "valign": "vcenter"}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {
        "font_name": _FONT,
        "font_size": 16,
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "line": {"font_name": _FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True},
    "mark": {"font_name": _FONT, "font_size": 12, "bold": True, "font_color": "#C00000", "align": "center"},
    "head": {**_CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"},
    "text": {**_CELL, "num_format": "@", "text_wrap": True},
    "label": {**_CELL, "num_format": "@", "align": "center", "text_wrap": True},
    "count": {**_CELL, "num_format": "#,##0", "align": "center"},
    "plain": {**_CELL, "num_format": "0", "align": "center"},
    "money": {**_CELL, "num_format": "#,##0.00", "align": "right"},
    "rate": {**_CELL, "num_format": "0.00%", "align": "center"},
    "exact": {**_CELL, "num_format": "0.00####", "align": "right"},
    "tenths": {**_CELL, "num_format": "0.0", "align": "right"},
}
_STRONG: Final = {"bold": True, "bg_color": "#F2F2F2"}


class Indented(NamedTuple):
    """A text that stands so many steps to the right."""

    text: str
    depth: int


Cell = str | int | float | Indented


class Column(Value, frozen=True, kw_only=True):
    """A column of a table: its header, how its cells look, and its width where that does not follow its cells."""

    title: str
    kind: Literal["text", "label", "count", "plain", "money", "rate", "exact", "tenths"] = "label"
    width: int = 0


class Book:
    """A workbook being written."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401  xlsxwriter has no types
        """Write into an open workbook of xlsxwriter."""
        self.workbook = workbook
        self._formats: dict[tuple[str, int, bool], Any] = {}

    def format(self, name: str, indent: int = 0, *, strong: bool = False) -> Any:  # noqa: ANN401  xlsxwriter has no types
        """Return one of the few formats that sheets use."""
        key = (name, indent, strong)
        if key not in self._formats:
            extra = {"indent": indent} if indent else {}
            self._formats[key] = self.workbook.add_format({**_FORMATS[name], **extra, **(_STRONG if strong else {})})
        return self._formats[key]


class Sheet:
    """One sheet, filled from above; `row` is the next free one."""

    def __init__(self, book: Book, name: str, columns: Sequence[Column], *, mark: str = "") -> None:
        """Set up an A4 page for these columns; `mark` is printed at the head of every page and under the title."""
        self.book = book
        self.columns = columns
        self.row = 0
        self._mark = mark
        self.page = book.workbook.add_worksheet(name)
        self.page.set_paper(_A4)
        self.page.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        self.page.center_horizontally()
        self.page.fit_to_pages(1, 0)
        self.page.set_footer("&C第 &P 页，共 &N 页")
        if mark:
            self.page.set_header(f"&C{mark}")

    def title(self, text: str, *lines: str) -> None:
        """Write the title over the whole width, the mark if there is one, and lines below it."""
        self._across(text, "title", height=46)
        if self._mark:
            self._across(self._mark, "mark")
        for line in lines:
            self._across(line, "line", height=20)

    def line(self, text: str) -> None:
        """Write a line over the whole width."""
        self._across(text, "line", height=30)

    def _across(self, text: str, look: str, *, height: int = 18) -> None:
        self.page.set_row(self.row, height)
        self.page.merge_range(self.row, 0, self.row, len(self.columns) - 1, "", self.book.format(look))
        self.page.write_string(self.row, 0, text, self.book.format(look))
        self.row += 1

    def table(
        self,
        rows: Sequence[Sequence[Cell]],
        total: Sequence[Cell] = (),
        *,
        row_points: int = 0,
        strong: Container[int] = (),
    ) -> int:
        """Write header, rows and a row of totals; freeze and repeat the header. Return the first row's index.

        No row is lower than `row_points`; the rows of the indexes `strong`, counted from 0, stand out.
        """
        for index, column in enumerate(self.columns):
            self.page.write_string(self.row, index, column.title, self.book.format("head"))
        self.page.set_row(self.row, 32)
        self.page.freeze_panes(self.row + 1, 0)
        self.page.repeat_rows(self.row)
        first = self.row + 1
        self.row = first
        widths = [_fit(column, [row[index] for row in rows]) for index, column in enumerate(self.columns)]
        for index, width in enumerate(widths):
            self.page.set_column(index, index, width)
        for cells in (*rows, *([total] if total else [])):
            lines = max(_lines(cell, width) for cell, width in zip(cells, widths, strict=True))
            self.page.set_row(self.row, max(_LINE_POINTS * max(lines, 1) + _ROW_POINTS, row_points))
            self._cells(cells, strong=self.row - first in strong)
        return first

    def _cells(self, cells: Sequence[Cell], *, strong: bool) -> None:
        look = partial(self.book.format, strong=strong)
        for index, (column, cell) in enumerate(zip(self.columns, cells, strict=True)):
            if isinstance(cell, Indented):
                self.page.write_string(self.row, index, cell.text, look(column.kind, cell.depth))
            elif cell == "":
                self.page.write_blank(self.row, index, None, look(_text_look(column)))
            elif isinstance(cell, str):
                self.page.write_string(self.row, index, cell, look(_text_look(column)))
            else:
                self.page.write_number(self.row, index, cell, look(_number_look(column, cell)))
        self.row += 1


def _text_look(column: Column) -> str:
    return column.kind if column.kind == "text" else "label"


def _number_look(column: Column, cell: float) -> str:
    """Return the look of a number; whole yuan have no decimals."""
    if column.kind in {"plain", "rate", "exact", "tenths"}:
        return column.kind
    return "count" if isinstance(cell, int) else "money"


def _width(cell: Cell) -> int:
    """Return how many narrow characters wide a cell is; a Chinese one counts double."""
    if isinstance(cell, Indented):
        return _width(cell.text) + 2 * cell.depth
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in str(cell))


def _lines(cell: Cell, width: int) -> int:
    """Return how many lines a cell takes in a column of so many narrow characters."""
    if isinstance(cell, str) and "\n" in cell:
        return sum(max(math.ceil(_width(line) / width), 1) for line in cell.split("\n"))
    return math.ceil(_width(cell) / width)


def _fit(column: Column, cells: Sequence[Cell]) -> int:
    """Return the width of a column: its widest cell, within limits, or the widest line of its header."""
    head = max(_width(line) for line in column.title.split("\n")) + 3
    widest = max(map(_width, cells), default=0) + 2
    return column.width or max(min(widest, _WIDEST), head, _NARROWEST)


@contextmanager
def open_book(stream: io.BytesIO, title: str, created_at: int) -> Iterator[Book]:
    """Open a workbook that is written to `stream` on leaving; `created_at` (UTC ms) makes its bytes repeat."""
    import xlsxwriter  # noqa: PLC0415  only the extra `files` has it

    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as workbook:
        created = dt.datetime.fromtimestamp(created_at // 1000, dt.UTC).replace(tzinfo=None)
        workbook.set_properties({"title": title[:255], "created": created})
        yield Book(workbook)
