"""Workbooks: a text begins a sheet, `[row, [cell, …]]` is a row that is not blank; hidden sheets are left out.

A number behind the name of a sheet is how many empty columns on its left are left out.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, BinaryIO

from .archives import check_archive
from .compound import stream_of
from .limits import MAX_COLUMNS, MAX_ROWS, OLD_OFFICE, ZIP, TooLargeError, begins_with
from .sheet_checks import check_sheets


def read(file: BinaryIO) -> Iterator[Any]:
    """Yield every sheet that people see and its rows."""
    import python_calamine as calamine  # noqa: PLC0415  its directory and the limits come first

    if begins_with(file, ZIP):
        check_archive(file)
        check_sheets(file)
    elif begins_with(file, OLD_OFFICE):
        # The library reads one that is cut short as far as it goes.
        stream_of(file.read(), "Workbook")
        file.seek(0)
    book = calamine.CalamineWorkbook.from_filelike(file)
    rows = 0
    for name in seen_sheets(book):
        yield name
        sheet = book.get_sheet_by_name(name)
        if sheet.start and sheet.start[1]:
            yield sheet.start[1]
        for row in rows_of(sheet):
            rows += 1
            if rows > MAX_ROWS:
                raise TooLargeError
            yield row


def seen_sheets(book: Any) -> Iterator[str]:  # noqa: ANN401  calamine is imported after the limits
    """Yield the names of the sheets that people see; two of one name raise, for both would be read as the first."""
    import python_calamine as calamine  # noqa: PLC0415  as above

    names = [about.name.lower() for about in book.sheets_metadata]
    if len(set(names)) < len(names):
        raise ValueError(names)
    for about in book.sheets_metadata:
        if about.typ == calamine.SheetTypeEnum.WorkSheet and about.visible == calamine.SheetVisibleEnum.Visible:
            yield about.name


def rows_of(sheet: Any) -> Iterator[tuple[int, list[Any]]]:  # noqa: ANN401  calamine is imported after the limits
    """Yield number and cells of each row that is not blank, without the empty cells at its end."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        while cells and cells[-1] == "":
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise TooLargeError
        if cells:
            yield number, [written(cell) for cell in cells]


def written(cell: Any) -> Any:  # noqa: ANN401  whatever a cell holds
    """Return the ISO text of a date or time, any other value as it is."""
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else cell
