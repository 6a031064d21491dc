"""The blocks of a table: where a header is, which rows are under it, and which kind is written over them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from chuangguan.formats.bank_import.fields import field_of
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.tables.columns import (
    Columns,
    columns_seen,
    is_kind_word,
    named_columns,
    numbered_columns,
)
from chuangguan.formats.bank_import.words import Reading, stated_kind
from chuangguan.formats.headers import HEADER_WITHIN
from chuangguan.formats.sheets import Row, Table
from chuangguan.values import Value

_LONGEST_HEADING: Final = 30
_LONGEST_NAME: Final = 12
_MOST_IN_HEADING: Final = 3
_SAID_BEHIND: Final = re.compile("[(（【\\[:：。，,;；\\n]")
_COUNT: Final = re.compile(
    "[(（]?(?:共|每题|满分|合计)?\\s*[0-9一二三四五六七八九十百.]{1,5}\\s*(?:[道个小]{0,2}题|分).{0,12}"
)
_KEPT_TEXT: Final = re.compile('="([^"]*)"')

# Every row has a kind and an answer, and only headings name them; looking closely at each would take too long.
_LIKE_AN_ANSWER: Final = re.compile("答|正确|结果|正误|对错|daan|answer|correct|key", re.IGNORECASE)


class Block(Value, frozen=True, kw_only=True):
    """The rows under a header, and the kind that was written over it."""

    columns: Columns
    kind: str
    rows: list[Row]


def blocks_of(table: Table, mapping: BankMapping) -> tuple[list[Row], list[Block]]:
    """Return the rows above the first header, and for each header the kind written over it and the rows under it.

    Without any header the whole sheet is one block, where its columns can be told. Where nothing else states a kind,
    the name of the sheet may.
    """
    rows = [_unwrapped(row) for row in table.rows]
    above, blocks = _under_headers(rows, mapping)
    if not blocks and (columns := _without_header(rows, mapping)):
        above, blocks = [], [Block(columns=columns, kind="", rows=rows)]
    named = table.sheet if is_kind_word(table.sheet, mapping.reading) else ""
    if named and not any(block.kind or "kind" in block.columns.fields for block in blocks):
        blocks = [msgspec.structs.replace(block, kind=named) for block in blocks]
    return above, blocks


def _unwrapped(row: Row) -> Row:
    """Return a row whose cells are without the sign by which a spreadsheet keeps a text of a .csv as it is: ="1/2"."""
    if not any(cell.startswith('="') for cell in row.cells):
        return row
    cells = ((cell, _KEPT_TEXT.fullmatch(cell)) for cell in row.cells)
    return msgspec.structs.replace(row, cells=tuple(kept[1].strip() if kept else cell for cell, kept in cells))


def _under_headers(rows: Sequence[Row], mapping: BankMapping) -> tuple[list[Row], list[Block]]:
    above, blocks, next_kind = list[Row](), list[Block](), ""
    if mapping.numbers or not mapping.has_header:
        return above, blocks
    for index, row in enumerate(rows):
        found = _header(row, index < HEADER_WITHIN and not blocks, mapping)
        if found is not None:
            blocks.append(Block(columns=found, kind=found.kind or next_kind, rows=[]))
            next_kind = ""
        elif heading := _heading(row, mapping):
            next_kind = heading
            if blocks:
                blocks.append(Block(columns=blocks[-1].columns, kind=heading, rows=[]))
        elif blocks:
            blocks[-1].rows.append(row)
        else:
            above.append(row)
    return above, [block for block in blocks if block.rows]


def _header(row: Row, is_early: bool, mapping: BankMapping) -> Columns | None:  # noqa: FBT001  where a row stands
    """Return the columns that a row names; below the first header a row must begin to look like another one."""
    if not is_early and not _may_be_header([cell for cell in row.cells if 0 < len(cell) <= _LONGEST_NAME]):
        return None
    columns = named_columns(row.cells, mapping.names)
    return columns if columns.is_usable else None


def _may_be_header(cells: Sequence[str]) -> bool:
    """Say whether short cells may be headings: one of a stem, or a kind for one beside a heading of answers."""
    if any(map(_may_be_stem, cells)):
        return True
    return any(map(_LIKE_AN_ANSWER.search, cells)) and any(map(_may_be_kind, cells))


@lru_cache(maxsize=4096)
def _may_be_stem(cell: str) -> bool:
    return cell[:1].isalpha() and field_of(cell) == "stem"


@lru_cache(maxsize=4096)
def _may_be_kind(cell: str) -> bool:
    return is_kind_word(cell, Reading())


def _heading(row: Row, mapping: BankMapping) -> str:
    """Return the kind that a row of a single cell announces, or one of a heading and a count of questions or points."""
    if not 1 <= sum(map(bool, row.cells)) <= _MOST_IN_HEADING:
        return ""
    (first, *others) = row.filled
    if not all(map(_COUNT.fullmatch, others)):
        return ""
    # What a kind asks for may be said at length behind it.
    short = first if len(first) <= _LONGEST_HEADING else _SAID_BEHIND.split(first, maxsplit=1)[0]
    if len(short) > _LONGEST_HEADING or (others and not is_kind_word(short, mapping.reading)):
        return ""
    return short if stated_kind(short, mapping.reading) not in ("", "unknown") else ""


def _without_header(rows: Sequence[Row], mapping: BankMapping) -> Columns | None:
    if mapping.numbers:
        columns = numbered_columns(mapping.numbers)
        return columns if columns.is_usable else None
    return columns_seen(rows, mapping.reading)
