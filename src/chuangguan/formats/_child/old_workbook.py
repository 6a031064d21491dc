"""Workbooks before 2007, where what a cell shows is not what it holds; the marks are those of `workbook_marks`.

What is drawn, struck out or raised in them cannot be told by its cell, so the whole file is refused.
"""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from .limits import MAX_COLUMNS, RefusedError
from .marked_cells import number_mark
from .number_formats import BUILT_IN

_BEGIN, _END, _SHEET, _FONT, _XF, _FORMAT, _OBJECT = 0x809, 0x0A, 0x85, 0x31, 0xE0, 0x41E, 0x5D
_NUMBER, _RK, _MANY_RK, _FORMULA = 0x203, 0x27E, 0xBD, 0x06
_STRUCK: Final = 0x8
_COMMENT_OR_LIST: Final = (0x19, 0x14)
_NO_NUMBER: Final = b"\xff\xff"

Record = tuple[int, bytes]


class _Sheet(NamedTuple):
    name: str
    offset: int


def marks_of_stream(stream: bytes) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the marks of the numbers in the sheets that people see."""
    codes = {**BUILT_IN}
    styles: list[int] = []
    sheets: list[_Sheet] = []
    for kind, body in _records(stream, 0):
        if kind == _FONT:
            _refuse_looks(body)
        elif kind == _FORMAT:
            codes[_short(body)] = _text(body[2:], 2)
        elif kind == _XF:
            styles.append(_short(body, 2))
        elif kind == _SHEET and not body[4] & 3 and not body[5]:
            sheets.append(_Sheet(_text(body[6:], 1), int.from_bytes(body[:4], "little")))
    for sheet in sheets:
        for row, column, style, number in _numbers(stream, sheet.offset):
            code = codes.get(styles[style] if style < len(styles) else 0, "?")
            if column < MAX_COLUMNS and (mark := number_mark(repr(number), code)):
                yield sheet.name, row + 1, column + 1, *mark


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


def _numbers(stream: bytes, place: int) -> Iterator[tuple[int, int, int, float]]:
    """Yield row and column from 0, style and value of the numbers in a sheet."""
    for kind, body in _records(stream, place):
        if kind == _OBJECT and _short(body, 4) not in _COMMENT_OR_LIST:
            raise RefusedError("old_workbook_looks")
        if kind not in (_NUMBER, _RK, _MANY_RK, _FORMULA):
            continue
        row, column, style = struct.unpack_from("<HHH", body)
        if kind == _NUMBER or (kind == _FORMULA and body[12:14] != _NO_NUMBER):
            yield row, column, style, struct.unpack_from("<d", body, 6)[0]
        elif kind in (_RK, _MANY_RK):
            for index in range(1 if kind == _RK else (len(body) - 6) // 6):
                style, packed = struct.unpack_from("<HI", body, 4 + 6 * index)
                yield row, column + index, style, _unpacked(packed)


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
