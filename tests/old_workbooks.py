"""Old .xls workbooks, as small as their format allows: one stream of BIFF8 records in a compound file."""

import struct
from collections.abc import Sequence
from typing import Final

Cell = str | float | tuple[float, str] | None
"""A text, a number, or a number with its format."""

Sheets = dict[str, Sequence[Sequence[Cell]]]

SECTOR: Final = 512
END: Final = 0xFFFFFFFE
FREE: Final = 0xFFFFFFFF
SMALLEST: Final = 4096
"""A shorter stream would have to stand in another one, in sectors of its own."""


def xls_of(
    sheets: Sheets, font: tuple[int, int] = (0, 0), drawn: Sequence[int] = (), hidden: Sequence[str] = ()
) -> bytes:
    """Return a workbook with the rows of each sheet.

    `font` says how its letters look and how far they are raised, `drawn` what kinds of objects are on each sheet.
    """
    return compound(stream_of(sheets, font, drawn, hidden))


def stream_of(
    sheets: Sheets, font: tuple[int, int] = (0, 0), drawn: Sequence[int] = (), hidden: Sequence[str] = ()
) -> bytes:
    cells = [cell for rows in sheets.values() for row in rows for cell in row]
    texts = sorted({cell for cell in cells if isinstance(cell, str)})
    codes = ["General", *sorted({cell[1] for cell in cells if isinstance(cell, tuple)})]
    bodies = [sheet_of(rows, texts, codes, drawn) for rows in sheets.values()]
    shared = struct.pack("<II", len(texts), len(texts)) + b"".join(struct.pack("<H", len(t)) + wide(t) for t in texts)
    head = (
        begin(5)
        + record(0x42, struct.pack("<H", 1200))
        + record(0x31, struct.pack("<5H", 200, font[0], 0, 400, font[1]))
    )
    for number, code in enumerate(codes, 164):
        head += record(0x41E, struct.pack("<HH", number, len(code)) + wide(code))
    for number in range(164, 164 + len(codes)):
        head += record(0xE0, struct.pack("<HH", 0, number) + bytes(16))
    tail = record(0xFC, shared) + record(0x0A)
    offset = len(head) + sum(12 + 2 * len(name) for name in sheets) + len(tail)
    for name, body in zip(sheets, bodies, strict=True):
        head += record(0x85, struct.pack("<IBBB", offset, name in hidden, 0, len(name)) + wide(name))
        offset += len(body)
    return head + tail + b"".join(bodies)


def sheet_of(rows: Sequence[Sequence[Cell]], texts: Sequence[str], codes: Sequence[str], drawn: Sequence[int]) -> bytes:
    records = begin(16)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                records += record(0xFD, struct.pack("<HHHI", row, column, 0, texts.index(cell)))
            elif cell is not None:
                value, code = cell if isinstance(cell, tuple) else (cell, "General")
                records += number_of(row, column, codes.index(code), value)
    objects = b"".join(record(0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, 1) + bytes(14)) for kind in drawn)
    return records + objects + record(0x0A)


def number_of(row: int, column: int, style: int, value: float) -> bytes:
    """Return the record of a number: in four bytes where it is whole or has two decimals, as spreadsheets do."""
    for is_hundredths, whole in ((0, value), (1, value * 100)):
        if float(whole).is_integer():
            packed = (int(whole) << 2 | 2 | is_hundredths) & 0xFFFFFFFF
            return record(0x27E, struct.pack("<HHHI", row, column, style, packed))
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def begin(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def record(kind: int, content: bytes = b"") -> bytes:
    assert len(content) <= 8224, "a longer record would have to be continued"
    return struct.pack("<HH", kind, len(content)) + content


def wide(text: str) -> bytes:
    return b"\x01" + text.encode("utf-16-le")


def compound(stream: bytes, *, is_inside: bool = False) -> bytes:
    """Return a compound file: its head, the table of sectors, the directory, and the one stream.

    The stream is made as long as it has to be, or stands inside another one, as short streams do.
    """
    size = len(stream) if is_inside else max(len(stream), SMALLEST)
    content = stream.ljust(-(-size // SECTOR) * SECTOR, b"\0")
    small = [*range(1, -(-size // 64)), END]
    first = 2 + is_inside
    table = [0xFFFFFFFD, END, *[END] * is_inside, *range(first + 1, first + len(content) // SECTOR), END]
    assert max(len(table), len(small)) <= SECTOR // 4, "a longer stream would need more than one table"
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    tables = (2, 1) if is_inside else (END, 0)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, SMALLEST, *tables, END, 0, 0)
    root = entry("Root Entry", 5, 1, first if is_inside else END, len(content) if is_inside else 0)
    entries = root + entry("Workbook", 2, FREE, 0 if is_inside else first, size) + entry("", 0, FREE, 0, 0) * 2
    sectors = numbers_of(table) + entries + (numbers_of(small) if is_inside else b"")
    return head.ljust(SECTOR, b"\xff") + sectors + content


def numbers_of(table: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0" if name else b""
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
