"""Headers of tables: where they are under a title block, and the lines below them."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.cells import normalise_header
from chuangguan.formats.sheets import Row, Table, read_tables
from chuangguan.values import Value

HEADER_WITHIN: Final = 15
"""How many rows, blank ones apart, a header is looked for in."""


class Header(Value, frozen=True, kw_only=True):
    """Where a table's columns are: the header row, field -> index, field -> what people call it, the rows above."""

    row: Row
    columns: dict[str, int]
    names: dict[str, str]
    title_rows: tuple[Row, ...] = ()


class Line(Value, frozen=True, kw_only=True):
    """A row under a header, and where it stands."""

    file: str
    sheet: str
    header: Header
    row: Row

    @property
    def number(self) -> int:
        """The number of its row."""
        return self.row.number

    def get(self, field: str) -> str:
        """Return the text of a field; empty where there is no such column."""
        index = self.header.columns.get(field)
        return "" if index is None else self.row.cell(index)

    def problem(self, code: str, field: str = "", **details: int | str) -> Problem:
        """Return a problem of this row and field."""
        column = self.header.names.get(field, field)
        return Problem(code=code, file=self.file, sheet=self.sheet, row=self.number, column=column, details=details)


class Section(Value, frozen=True, kw_only=True):
    """A table with its header found, and the lines below it."""

    file: str
    sheet: str
    header: Header
    lines: tuple[Line, ...]


class FirstSeen:
    """Remembers where each key was first, so that a second one can name both rows."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._places: dict[str, tuple[str, int]] = {}

    def problem(self, code: str, field: str, key: str, line: Line, **details: str) -> Problem | None:
        """Return None for a key that is new, else `code` with the row of the earlier line.

        Where that line is on another sheet, the code ends in `_across_sheets` and the details name the sheet.
        """
        sheet, row = self._places.setdefault(key, (line.sheet, line.number))
        if (sheet, row) == (line.sheet, line.number):
            return None
        if sheet == line.sheet:
            return line.problem(code, field, **details, first_row=row)
        return line.problem(f"{code}_across_sheets", field, **details, first_row=row, first_sheet=sheet)


def find_header(table: Table, wanted: Mapping[str, Collection[str]], required: Collection[str]) -> Header | None:
    """Return the first row, of the 15 at the top, that names every required field, or None.

    `wanted` gives the names of each field as `normalise_header` writes them; of several that a row has, the earliest
    name counts.
    """
    for index, row in enumerate(table.rows[:HEADER_WITHIN]):
        columns = _columns(row, wanted)
        if columns.keys() >= set(required):
            usual = {field: next(iter(accepted)) for field, accepted in wanted.items()}
            found = {field: normalise_header(row.cells[column]) for field, column in columns.items()}
            return Header(row=row, columns=columns, names={**usual, **found}, title_rows=table.rows[:index])
    return None


def _columns(row: Row, wanted: Mapping[str, Collection[str]]) -> dict[str, int]:
    names = [normalise_header(cell) for cell in row.cells]
    found = {field: next((name for name in accepted if name in names), "") for field, accepted in wanted.items()}
    return {field: names.index(name) for field, name in found.items() if name}


def read_sections(
    path: Path, wanted: Mapping[str, Sequence[str]], required: Collection[str]
) -> tuple[list[Section], list[Problem]]:
    """Return the tables of a file that have the header, and the problems of those that nearly have it.

    A sheet that has nothing of it (notes, a sum) is passed over; where no sheet has it, that is a problem.
    """
    file = str(path)
    sections: list[Section] = []
    problems: list[Problem] = []
    for table in read_tables(path):
        header = find_header(table, wanted, required)
        if header is None:
            problems += _missing_columns(file, table, wanted, required)
            continue
        problems += _repeated_columns(file, table, header)
        lines = tuple(
            Line(file=file, sheet=table.sheet, header=header, row=row)
            for row in table.rows[len(header.title_rows) + 1 :]
        )
        sections.append(Section(file=file, sheet=table.sheet, header=header, lines=lines))
    if not sections and not problems:
        columns = "、".join(wanted[field][0] for field in wanted if field in required)
        problems.append(Problem(code="header_missing", file=file, details={"columns": columns}))
    return sections, problems


def _missing_columns(
    file: str, table: Table, wanted: Mapping[str, Sequence[str]], required: Collection[str]
) -> list[Problem]:
    """Name what is missing from the row most like a header; one with a single known name is taken for a sentence."""
    best = max(table.rows[:HEADER_WITHIN], key=lambda row: len(_columns(row, wanted)))
    found = _columns(best, wanted)
    if len(found) == 1 or not found.keys() & set(required):
        return []
    return [
        Problem(code="column_missing", file=file, sheet=table.sheet, row=best.number, column=accepted[0])
        for field, accepted in wanted.items()
        if field in required and field not in found
    ]


def _repeated_columns(file: str, table: Table, header: Header) -> list[Problem]:
    names = [normalise_header(cell) for cell in header.row.cells]
    return [
        Problem(code="column_repeated", file=file, sheet=table.sheet, row=header.row.number, column=names[index])
        for index in header.columns.values()
        if names.count(names[index]) > 1
    ]
