"""Workbooks before 2007, where what a cell shows is not what it holds; the marks are those of `workbook_marks`.

What is drawn, struck out or raised in them cannot be told by its cell, so the whole file is refused.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from .limits import MAX_COLUMNS, RefusedError
from .marked_cells import number_mark
from .number_formats import BUILT_IN, shows_texts

_BEGIN, _END, _SHEET, _FONT, _XF, _FORMAT, _OBJECT, _1904 = 0x809, 0x0A, 0x85, 0x31, 0xE0, 0x41E, 0x5D, 0x22
_NUMBER, _RK, _MANY_RK, _FORMULA = 0x203, 0x27E, 0xBD, 0x06
_SHARED_TEXT, _TEXT, _RESULT, _TRUTH_OR_ERROR = 0xFD, 0x204, 0x207, 0x205
_OF_A_FORMULA: Final = (0x4BC, 0x221, 0x236)
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_STRUCK: Final = 0x8
_COMMENT_OR_LIST: Final = (0x19, 0x14)
_NO_NUMBER: Final = b"\xff\xff"
_IS_TEXT, _IS_ERROR = 0, 2

Record = tuple[int, bytes]
Value = float | str | None
"""A number; what an error shows; an empty text for any other text; None for a formula without its result."""

Cell = tuple[int, int, int, Value]


class _Sheet(NamedTuple):
    name: str
    offset: int


def marks_of_stream(stream: bytes) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the marks of the cells in the sheets that people see."""
    codes = {**BUILT_IN}
    styles: list[int] = []
    sheets: list[_Sheet] = []
    is_1904 = False
    for kind, body in _records(stream, 0):
        if kind == _FONT:
            _refuse_looks(body)
        elif kind == _FORMAT:
            codes[_short(body)] = _text(body[2:], 2)
        elif kind == _XF:
            styles.append(_short(body, 2))
        elif kind == _1904:
            is_1904 = _short(body) != 0
        elif kind == _SHEET and not body[4] & 3 and not body[5]:
            sheets.append(_Sheet(_text(body[6:], 1), int.from_bytes(body[:4], "little")))
    for sheet in sheets:
        for row, column, style, value in _cells(stream, sheet.offset):
            code = codes.get(styles[style] if style < len(styles) else 0, "?")
            if column < MAX_COLUMNS and (mark := _mark(value, code, is_1904=is_1904)):
                yield sheet.name, row + 1, column + 1, *mark


def _mark(value: Value, code: str, *, is_1904: bool) -> tuple[str, str] | None:
    if value is None:
        return "formula", ""
    if isinstance(value, float):
        return number_mark(repr(value), code, is_1904=is_1904)
    if value:
        return "shown", value
    return None if shows_texts(code) else ("format", "")


def _records(stream: bytes, place: int) -> Iterator[Record]:
    """Yield the records of a part of the stream, without those of charts inside it."""
    depth = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 1:
            yield kind, stream[place + 4 : place + 4 + size]
        if depth == 0:
            return
        place += 4 + size
    # Without its end the rest is lost.
    raise EOFError


def _refuse_looks(font: bytes) -> None:
    if _short(font, 2) & _STRUCK or _short(font, 8):
        raise RefusedError("old_workbook_looks")


def _cells(stream: bytes, place: int) -> Iterator[Cell]:
    """Yield row and column from 0, style and value of the cells in a sheet that may show something else."""
    waiting: list[Cell] = []
    for kind, body in _records(stream, place):
        if kind == _OBJECT and _short(body, 4) not in _COMMENT_OR_LIST:
            raise RefusedError("old_workbook_looks")
        if kind == _RESULT:
            yield from ((row, column, style, "") for row, column, style, _ in waiting)
        elif kind in _OF_A_FORMULA:
            continue
        else:
            yield from waiting
        waiting = []
        cells = _cells_of(kind, body)
        # The result that is a text comes in the next record.
        if kind == _FORMULA and cells[0][-1] is None:
            waiting = cells
        else:
            yield from cells
    yield from waiting


def _cells_of(kind: int, body: bytes) -> list[Cell]:
    """Return the cells of a record; a formula whose result is a text has none yet."""
    if kind in (_NUMBER, _FORMULA, _TRUTH_OR_ERROR, _SHARED_TEXT, _TEXT):
        row, column, style = struct.unpack_from("<HHH", body)
        value: Value = ""
        if kind == _NUMBER or (kind == _FORMULA and body[12:14] != _NO_NUMBER):
            value = struct.unpack_from("<d", body, 6)[0]
        elif kind == _FORMULA:
            value = _result(body)
        elif kind == _TRUTH_OR_ERROR and body[7]:
            value = _error(body[6])
        return [(row, column, style, value)]
    if kind not in (_RK, _MANY_RK):
        return []
    row, column = struct.unpack_from("<HH", body)
    packed = (struct.unpack_from("<HI", body, 4 + 6 * index) for index in range((len(body) - 4) // 6))
    return [(row, column + index, style, _unpacked(number)) for index, (style, number) in enumerate(packed)]


def _result(body: bytes) -> str | None:
    """Return the result of a formula that is no number."""
    if body[6] == _IS_TEXT:
        return None
    return _error(body[8]) if body[6] == _IS_ERROR else ""


def _error(code: int) -> str:
    return _ERRORS.get(code, "#N/A")


def _unpacked(packed: int) -> float:
    """Return the number of 30 bits that a cell of few digits holds: whole or not, perhaps in hundredths."""
    if packed & 2:
        number = float((packed >> 2) - ((packed >> 31) << 30))
    else:
        number = struct.unpack("<d", bytes(4) + (packed & 0xFFFFFFFC).to_bytes(4, "little"))[0]
    return number / 100 if packed & 1 else number


def _short(body: bytes, place: int = 0) -> int:
    return int.from_bytes(body[place : place + 2], "little")


def _text(body: bytes, size: int) -> str:
    """Return a text after its length, of so many bytes, and the byte that says how wide its characters are."""
    length, is_wide = int.from_bytes(body[:size], "little"), body[size] & 1
    written = body[size + 1 : size + 1 + length * (1 + is_wide)]
    return written.decode("utf-16-le" if is_wide else "latin-1", "replace")
