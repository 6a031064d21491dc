"""Tables inside a Word document: one of questions is read as a table, one of answers as a list, others as lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import field_of
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.prose.answer_lists import entries_of, may_be_options
from chuangguan.formats.bank_import.prose.lines import clean, heading_of
from chuangguan.formats.bank_import.tables.columns import named_columns
from chuangguan.formats.bank_import.tables.layouts import drafts_of_table
from chuangguan.formats.headers import HEADER_WITHIN
from chuangguan.formats.sheets import Row, Table

Item = tuple[int, str | Sequence[str]]
Line = tuple[int, str]

_NUMBER: Final = re.compile(r"\d{1,4}[.．、]?")
_NUMBERED: Final = ("id", "stem")
_FEWEST_NUMBERED: Final = 2


def apart(items: Sequence[Item], file: str, mapping: BankMapping) -> tuple[list[Line], list[Draft]]:
    """Return the lines of a document, and the drafts of its tables of questions.

    An answer table becomes lines of a list of answers; the cells of any other table are lines. `BadInput` where a
    table has two columns for one thing.
    """
    lines: list[Line] = []
    drafts: list[Draft] = []
    kind = ""
    for is_text, group in groupby(items, key=lambda item: isinstance(item[1], str)):
        if is_text:
            texts = [(row, text) for row, text in group if isinstance(text, str)]
            lines += texts
            kind = _kind_after(texts, kind)
            continue
        rows = [(row, [clean(cell) for cell in cells]) for row, cells in group if not isinstance(cells, str)]
        found = _questions(rows, kind, file, mapping)
        drafts += found
        if not found:
            lines += _answers(rows) or [(row, cell) for row, cells in rows for cell in cells]
    return lines, drafts


def _kind_after(lines: Sequence[Line], kind: str) -> str:
    for _, text in lines:
        if heading := heading_of(clean(text)):
            kind = heading.kind
    return kind


def _questions(rows: Sequence[tuple[int, list[str]]], kind: str, file: str, mapping: BankMapping) -> list[Draft]:
    table = Table(rows=tuple(Row(number=row, cells=tuple(cells)) for row, cells in rows if any(cells)))
    if any(_is_header(row, mapping) for row in table.rows[:HEADER_WITHIN]):
        found = drafts_of_table(table, file, mapping)
        if isinstance(found, Problem):
            raise BadInput([found])
        return [msgspec.structs.replace(draft, kind=draft.kind or kind) for draft in found or []]
    numbered = [row for row in table.rows if len(row.filled) > 2 and _NUMBER.fullmatch(row.cell(0))]  # noqa: PLR2004  a number, and more than a text
    if len(numbered) < _FEWEST_NUMBERED or _answers(rows):
        return []
    doubt = Problem(code="table_unread")
    return [
        Draft(file=file, row=row.number, stem=" ".join(row.filled[1:]), original=row.cells, doubt=doubt)
        for row in numbered
    ]


def _is_header(row: Row, mapping: BankMapping) -> bool:
    columns = named_columns(row.cells, mapping.names)
    return columns.is_usable and columns.fields.get("stem") != columns.fields.get("id")


def _answers(rows: Sequence[tuple[int, list[str]]]) -> list[Line]:
    """Return the lines of a list of answers for a table of numbers and answers, across or down; else none."""
    pairs = list(_pairs_across(rows)) or list(_pairs_down(rows))
    if not pairs or not all(_NUMBER.fullmatch(number) and answer for _, number, answer in pairs):
        return []
    entries = " ".join(f"{number.rstrip('.．、')}.{answer}" for _, number, answer in pairs)
    return [(pairs[0][0], "答案"), (pairs[0][0], entries)]


def _pairs_across(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, str, str]]:
    """Yield number and answer where a row of numbers stands over one of answers, named or bare."""
    if len(rows) % 2:
        return
    for (row, numbers), (_, answers) in zip(rows[::2], rows[1::2], strict=True):
        named = bool(numbers and answers) and field_of(numbers[0]) in _NUMBERED and field_of(answers[0]) == "answer"
        if len(numbers) != len(answers) or not (named or _is_bare_list(numbers, answers)):
            return
        for number, answer in zip(numbers[named:], answers[named:], strict=True):
            if number or answer:
                yield row, number, answer


def _is_bare_list(numbers: Sequence[str], answers: Sequence[str]) -> bool:
    """Say whether numbers run on over nothing but answers, two at least that are no options such as 1.对 2.错."""
    figures = [int(number) for number in numbers if number.isdecimal()]
    runs_on = len(figures) > 1 and all(after == before + 1 for before, after in pairwise(figures))
    if may_be_options(list(zip(figures, answers, strict=False))):
        return False
    return runs_on and len(figures) == len(numbers) and all(entries_of(f"1.{answer}") for answer in answers)


def _pairs_down(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, str, str]]:
    """Yield number and answer where they stand in columns with their names, perhaps several times side by side."""
    names = [field_of(cell) for cell in rows[0][1]]
    if not names or len(names) % 2 or any(name != "answer" for name in names[1::2]):
        return
    if any(name not in _NUMBERED for name in names[::2]):
        return
    for column in range(0, len(names), 2):
        for row, cells in rows[1:]:
            number, answer = (*cells[column : column + 2], "", "")[:2]
            if number or answer:
                yield row, number, answer
