"""Workbooks, where what a cell shows is not what it holds: `[sheet, row, column, what, text]`, counted from 1.

`what` is "shown" with the text that people see, or what no text can hold: a "picture" over the row, a "formula" that
was never worked out, text that is "struck" out or "raised", a "format" or font that shows what is not known here.
Hidden rows and columns are read as any other.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from .archives import MAX_INFLATED, check_directory
from .compound import stream_of
from .drawings import pictures_of
from .limits import MAX_COLUMNS, ZIP, begins_with
from .marked_cells import Known, Style, marks_in
from .markup import Attributes, Parts, is_on, parse, plain_name, value_of
from .number_formats import BUILT_IN, shows_texts, shows_values
from .old_workbook import marks_of_stream
from .rich_texts import RichText, is_rich
from .symbols import FONTS
from .workbook import seen_sheets

_BOOK: Final = "xl/workbook.xml"
_STYLES: Final = "xl/styles.xml"
_SHARED: Final = "xl/sharedStrings.xml"

Mark = tuple[str, int, int, str, str]


def read(file: BinaryIO) -> Iterator[Mark]:
    """Yield what is to be known of the sheets that people see; `workbook` has checked the file before."""
    if not begins_with(file, ZIP):
        stream = stream_of(file.read(), "Workbook")
        file.seek(0)
        yield from marks_of_ancient(file) if stream is None else marks_of_stream(stream)
        return
    check_directory(file)
    with zipfile.ZipFile(file) as archive:
        parts = Parts(archive, MAX_INFLATED)
        sheets, recalculates, is_1904 = sheets_of(parts)
        shared = parts.read(_SHARED) if parts.has(_SHARED) else b""
        known = Known(
            styles_of(parts.read(_STYLES)) if parts.has(_STYLES) else {},
            shared_of(shared) if is_rich(shared) else {},
            recalculates,
            is_1904,
        )
        for sheet, part in sheets:
            content = parts.read(part)
            yield from ((sheet, row, 0, "picture", "") for row in pictures_of(parts, part, content))
            yield from ((sheet, *mark) for mark in marks_in(content, known))


def marks_of_ancient(file: BinaryIO) -> Iterator[Mark]:
    """Yield the cells of a workbook before 1997 with a time or decimals: their format is not seen, 0.5 may be 50%."""
    import python_calamine as calamine  # noqa: PLC0415  its directory and the limits come first

    book = calamine.CalamineWorkbook.from_filelike(file)
    for name in seen_sheets(book):
        sheet = book.get_sheet_by_name(name)
        left = sheet.start[1] if sheet.start else 0
        for row, cells in enumerate(sheet.iter_rows(), 1):
            for column, cell in enumerate(cells[:MAX_COLUMNS], left + 1):
                is_decimal = isinstance(cell, float) and not cell.is_integer()
                if is_decimal or isinstance(cell, dt.time | dt.timedelta):
                    yield name, row, column, "format", ""


def sheets_of(parts: Parts) -> tuple[list[tuple[str, str]], bool, bool]:
    """Return name and part of each sheet that people see, whether formulas are yet to be worked out, days from 1904."""
    relations = parts.relations(_BOOK)
    sheets: list[tuple[str, str]] = []
    recalculates = is_1904 = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal recalculates, is_1904
        plain = plain_name(name)
        if plain == "sheet" and value_of(attributes, "state") in ("", "visible"):
            relation = relations.get(value_of(attributes, "id"))
            if relation is not None and relation.kind == "worksheet":
                sheets.append((value_of(attributes, "name"), relation.target))
        elif plain == "calcPr":
            recalculates = value_of(attributes, "fullCalcOnLoad") in ("1", "true")
        elif plain == "workbookPr":
            is_1904 = value_of(attributes, "date1904") in ("1", "true")

    parse(parts.read(_BOOK), start)
    return sheets, recalculates, is_1904


def styles_of(content: bytes) -> dict[int, Style]:
    """Return the styles that may show something else than a cell holds, by their number."""
    codes = {str(number): code for number, code in BUILT_IN.items()}
    struck: list[bool] = []
    drawn: list[bool] = []
    styles: list[Style] = []
    path: list[str] = ["", ""]

    def start(name: str, attributes: Attributes) -> None:
        path.append(plain_name(name))
        if path[-2:] == ["numFmts", "numFmt"]:
            codes[value_of(attributes, "numFmtId")] = value_of(attributes, "formatCode")
        elif path[-2:] == ["fonts", "font"]:
            struck.append(False)
            drawn.append(False)
        elif path[-3:] == ["fonts", "font", "strike"]:
            struck[-1] = is_on(attributes)
        elif path[-3:] == ["fonts", "font", "name"]:
            drawn[-1] = value_of(attributes) in FONTS
        elif path[-2:] == ["cellXfs", "xf"]:
            font = int(value_of(attributes, "fontId") or "0")
            is_struck, is_drawn = (font < len(each) and each[font] for each in (struck, drawn))
            # A format that is neither written down nor built in everywhere looks as the language of the program says.
            pattern = "?" if is_drawn else codes.get(value_of(attributes, "numFmtId") or "0", "?")
            styles.append(Style(pattern, is_struck, shows_texts(pattern) and not is_drawn))

    def end(_name: str) -> None:
        path.pop()

    parse(content, start, end)
    return {number: style for number, style in enumerate(styles) if style.is_struck or not shows_values(style.code)}


def shared_of(content: bytes) -> dict[int, tuple[str, str]]:
    """Return what is to be known of the shared texts in which a run is out of the ordinary, by their number."""
    found: dict[int, tuple[str, str]] = {}
    rich = RichText()
    count = 0

    def start(name: str, attributes: Attributes) -> None:
        plain = plain_name(name)
        if plain == "si":
            rich.clear()
        rich.start(plain, attributes)

    def end(name: str) -> None:
        nonlocal count
        plain = plain_name(name)
        rich.end(plain)
        if plain == "si":
            if mark := rich.mark():
                found[count] = mark
            count += 1

    parse(content, start, end, rich.text)
    return found
