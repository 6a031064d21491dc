"""Banks on their way out: their rows, and the CSV and the JSON that `formats.banks` reads back (clause 2.2)."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from chuangguan.errors import Misuse
from chuangguan.formats.bank_objects import write_objects
from chuangguan.formats.banks import BLANKS_JOIN, COLUMNS, FIXED, KINDS
from chuangguan.formats.cells import shielded
from chuangguan.formats.releases import RELEASE_COLUMNS, release_cells, release_columns_of
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Question

_ALL_COLUMNS: Final = (*COLUMNS, *RELEASE_COLUMNS)
_NAMES: Final = {kind: name for name, kind in KINDS.items()}


def write_bank(bank: Bank) -> bytes:
    """Return the CSV of a bank, UTF-8 with BOM; `read_bank` gives the same bank back.

    `Misuse` where a text is longer than what reads a CSV takes for a cell (131,072 characters).
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, row in enumerate(rows_of(bank), 1):
        cells = [shielded(cell) for cell in row]
        if long := [index for index, cell in enumerate(cells) if len(cell) > csv.field_size_limit()]:
            raise Misuse(what="cell_too_long", row=number, column=_ALL_COLUMNS[long[0]])
        writer.writerow(cells)
    return text.getvalue().encode("utf-8-sig")


def write_bank_json(bank: Bank) -> bytes:
    """Return the JSON of a bank, its columns as keys, UTF-8; `read_bank` gives the same bank back."""
    columns, *rows = rows_of(bank)
    return write_objects(columns, rows)


def rows_of(bank: Bank) -> Iterator[tuple[str, ...]]:
    """Yield the header and the cells of each question."""
    more = release_columns_of(bank)
    yield (*COLUMNS, *more)
    for question in bank.questions:
        yield (*_cells(question), *(release_cells(question) if more else ()))


def _cells(question: Question) -> tuple[str, ...]:
    options = question.options if question.kind in ("single", "multiple") else ()
    return (
        question.id,
        _NAMES[question.kind],
        question.stem,
        *options,
        *[""] * (len(LETTERS) - len(options)),
        answer_cell(question),
        question.topic,
        str(question.difficulty or ""),
        FIXED if question.option_order_fixed else "",
        question.explanation,
        question.source,
    )


def answer_cell(question: Question) -> str:
    """Return the answer of a question as its cell holds it."""
    if question.kind == "blank":
        return BLANKS_JOIN.join(question.answer)
    if question.kind == "true_false":
        return TRUE_FALSE_OPTIONS[LETTERS.index(question.answer[0])]
    return "".join(question.answer)
