"""Tables of questions in any layout, as drafts: where the header is, what belongs to one question, where options stand.

Nothing is judged here, and nothing counted twice: a row is one draft, a row of options belongs to the draft above it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import field_of
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.option_cells import split_inline, split_options, without_letters
from chuangguan.formats.bank_import.tables.beside import columns_beside, doubt_beside
from chuangguan.formats.bank_import.tables.columns import (
    Columns,
    columns_seen,
    is_answer,
    named_columns,
    numbered_columns,
    strange_columns,
    with_spread_options,
)
from chuangguan.formats.bank_import.words import FILE_LETTERS, Reading, stated_kind
from chuangguan.formats.cells import excerpt
from chuangguan.formats.headers import HEADER_WITHIN
from chuangguan.formats.sheets import Row, Table
from chuangguan.values import Value

_LONGEST_HEADING: Final = 30
_LONGEST_NAME: Final = 12
_OPTION_LINE: Final = re.compile(r"[(（]?([A-JＡ-Ｊ])\s*[.．、:：)）]\s*(\S.*)", re.DOTALL)
_JOINTS: Final = ("|", "&", "##")
_RUNNING: Final = re.compile(r"\s*([0-9]{1,5})(?=[^0-9\s.．、:：)）年月日%℃])")
_ANY_NUMBER: Final = re.compile(r"\s*([0-9]{1,5})")
_FEWEST_RUNNING: Final = 5
_MOSTLY: Final = 0.8
_SHORTEST_STEM: Final = 4


class _Block(Value, frozen=True, kw_only=True):
    """The rows under a header, and the kind that was written over it."""

    columns: Columns
    kind: str
    rows: list[Row]


def drafts_of_table(table: Table, file: str, mapping: BankMapping) -> list[Draft] | Problem | None:
    """Return the drafts of a sheet; None where it is no table of questions, a problem where its header is two-faced."""
    above, blocks = _blocks(table, mapping)
    if not blocks and (seen := _without_header(table, mapping)):
        above, blocks = [], [_Block(columns=seen, kind="", rows=list(table.rows))]
    if not blocks:
        return None
    drafts = _lost(above, Problem(code="row_above_header"), (file, table.sheet), mapping.reading)
    for block in blocks:
        if problem := block.columns.problem:
            return msgspec.structs.replace(problem, file=file, sheet=table.sheet)
        drafts += without_running_numbers(_drafts_of_block(block, (file, table.sheet), mapping.reading))
    return drafts


def lost_drafts(table: Table, file: str, mapping: BankMapping) -> list[Draft]:
    """Return what looks like a question in a sheet whose columns nobody can tell, so that it is refused and counted."""
    return _lost(table.rows, Problem(code="row_without_columns"), (file, table.sheet), mapping.reading)


def columns_unknown(table: Table, file: str) -> Problem:
    """Return why nothing of a sheet is read: what stands where its header should be."""
    header = next((row for row in table.rows[:HEADER_WITHIN] if len(row.filled) > 1), table.rows[0])
    given = excerpt("、".join(header.filled))
    return Problem(
        code="columns_unknown", file=file, sheet=table.sheet, details={"header": header.number, "given": given}
    )


def _lost(rows: Iterable[Row], doubt: Problem, place: tuple[str, str], reading: Reading) -> list[Draft]:
    """Return a draft that is refused for every row with an answer in one cell and a text in another."""
    return [
        Draft(file=place[0], sheet=place[1], row=row.number, stem=text, original=row.cells, doubt=doubt)
        for row in rows
        if any(is_answer(cell, reading, is_stated=False) for cell in row.filled)
        and len(text := max(row.filled, key=len)) >= _SHORTEST_STEM
    ]


def _without_header(table: Table, mapping: BankMapping) -> Columns | None:
    if mapping.numbers:
        columns = numbered_columns(mapping.numbers)
        return columns if columns.is_usable else None
    return columns_seen(table.rows, mapping.reading)


def _blocks(table: Table, mapping: BankMapping) -> tuple[list[Row], list[_Block]]:
    """Return the rows above the first header, and for each header the kind written over it and the rows under it."""
    above, blocks, next_kind = list[Row](), list[_Block](), ""
    if mapping.numbers or not mapping.has_header:
        return above, blocks
    for index, row in enumerate(table.rows):
        found = _header(row, index < HEADER_WITHIN and not blocks, mapping)
        if found is not None:
            blocks.append(_Block(columns=found, kind=next_kind, rows=[]))
            next_kind = ""
        elif heading := _heading(row, mapping):
            next_kind = heading
            if blocks:
                blocks.append(_Block(columns=blocks[-1].columns, kind=heading, rows=[]))
        elif blocks:
            blocks[-1].rows.append(row)
        else:
            above.append(row)
    return above, [block for block in blocks if block.rows]


def _header(row: Row, is_early: bool, mapping: BankMapping) -> Columns | None:  # noqa: FBT001  where a row stands
    """Return the columns that a row names; below the first header a row must begin to look like another one."""
    if not is_early and not any(len(cell) <= _LONGEST_NAME and _may_be_stem(cell) for cell in row.cells):
        return None
    columns = named_columns(row.cells, mapping.names)
    return columns if columns.is_usable else None


@lru_cache(maxsize=4096)
def _may_be_stem(cell: str) -> bool:
    return cell[:1].isalpha() and field_of(cell) == "stem"


def _heading(row: Row, mapping: BankMapping) -> str:
    """Return the kind that a row of a single cell announces."""
    if sum(map(bool, row.cells)) != 1 or len(row.filled[0]) > _LONGEST_HEADING:
        return ""
    return row.filled[0] if stated_kind(row.filled[0], mapping.reading) not in ("", "unknown") else ""


def _drafts_of_block(block: _Block, place: tuple[str, str], reading: Reading) -> list[Draft]:
    columns = with_spread_options(block.columns, block.rows)
    strange, beside = strange_columns(columns, block.rows), columns_beside(columns)
    drafts: list[Draft] = []
    for row in block.rows:
        draft = _draft(row, columns, block.kind, place)
        if strange and (outside := next((index for index in strange if row.cell(index)), None)) is not None:
            details: dict[str, int | str] = {"number": outside + 1, "given": excerpt(row.cell(outside))}
            draft = msgspec.structs.replace(draft, doubt=Problem(code="cell_outside_columns", details=details))
        elif beside and draft.stem and (doubt := _doubt_beside(row, beside, draft)):
            draft = msgspec.structs.replace(draft, doubt=doubt)
        if not (draft.stem or draft.answer or draft.options or draft.doubt) or _is_second_header(draft):
            continue
        if drafts and not columns.options and (longer := _continued(drafts[-1], draft)):
            drafts[-1] = longer
        else:
            drafts.append(draft)
    drafts = drafts if columns.options else [_with_options(draft) for draft in drafts]
    return _with_merged_kinds(drafts, reading) if "kind" in columns.fields else drafts


def _doubt_beside(row: Row, beside: Mapping[int, str], draft: Draft) -> Problem | None:
    """Return what the other columns say against a question; its answer may be repeated there in full."""
    full = "".join(text for letter, text in zip(FILE_LETTERS, draft.options, strict=False) if letter in draft.answer)
    doubts = (doubt_beside(sort, row.cell(index), (draft.answer, full)) for index, sort in beside.items())
    return next(filter(None, doubts), None)


def _is_second_header(draft: Draft) -> bool:
    """Say whether a row only names the options under a heading that is merged over them."""
    if draft.stem or draft.answer or len(draft.options) <= 1:
        return False
    return "".join(map(field_of, draft.options)) == FILE_LETTERS[: len(draft.options)]


def _with_merged_kinds(drafts: Sequence[Draft], reading: Reading) -> list[Draft]:
    """Return drafts of which those without a kind have that of the draft above, as a cell merged over them says.

    Where the kind was only forgotten, an answer that does not go with it is refused, and the others are the same.
    """
    if not drafts or not drafts[0].kind or all(draft.kind for draft in drafts):
        return list(drafts)
    kind, found = "", list[Draft]()
    for draft in drafts:
        kind = draft.kind or kind
        is_carried = not draft.kind and stated_kind(kind, reading) not in ("skip", "unknown")
        found.append(msgspec.structs.replace(draft, kind=kind) if is_carried else draft)
    return found


def _draft(row: Row, columns: Columns, kind: str, place: tuple[str, str]) -> Draft:
    cells, size = row.cells, len(row.cells)
    get = {field: cells[index] for field, index in columns.fields.items() if index < size}
    doubt = None
    if columns.options:
        texts = tuple([cells[index] if index < size else "" for index in columns.options])
        options = without_letters(texts)
        doubt = _doubt_of_letters(texts, options) if options is not texts else None
        options = options or texts
    else:
        options = (get["options"],) if get.get("options") else ()
    return Draft(
        file=place[0],
        sheet=place[1],
        row=row.number,
        kind=get.get("kind") or kind,
        stem=get.get("stem", ""),
        options=options if any(options) else (),
        answer=get.get("answer", ""),
        topic=get.get("topic", ""),
        difficulty=get.get("difficulty", ""),
        explanation=get.get("explanation", ""),
        source=get.get("source", ""),
        original=cells,
        headings=columns.headings,
        id=get.get("id", ""),
        doubt=doubt,
    )


def _doubt_of_letters(texts: Sequence[str], options: Sequence[str] | None) -> Problem | None:
    """Return what is wrong with the letters that options of a column each have of their own."""
    if options is None:
        return Problem(code="option_letters_differ", details={"given": excerpt("、".join(filter(None, texts)))})
    pairs = zip(FILE_LETTERS, texts, options, strict=False)
    empty = next((letter for letter, text, left in pairs if text and not left), "")
    return Problem(code="option_empty", column=empty) if empty else None


def _continued(above: Draft, draft: Draft) -> Draft | None:
    """Return the draft above with the option that this row goes on with, None where the row is a question itself."""
    if draft.answer:
        return None
    lines = "\n".join(draft.options) if not draft.stem else "" if draft.options else draft.stem
    option = _OPTION_LINE.fullmatch(lines)
    if option is None:
        return None
    text = "\n".join((*above.options, lines))
    return msgspec.structs.replace(above, options=(text,), original=(*above.original, lines))


def _with_options(draft: Draft) -> Draft:
    """Return a draft with the options of its one cell, or of its stem, apart; as it is where nobody can tell them."""
    if draft.options:
        options = split_options(draft.options[0])
        return msgspec.structs.replace(draft, options=options) if options else draft
    if inline := split_inline(draft.stem):
        return msgspec.structs.replace(draft, stem=inline[0], options=inline[1])
    if joined := options_joined(draft.stem, draft.answer):
        return msgspec.structs.replace(draft, stem=joined[0], options=joined[1])
    return draft


def options_joined(stem: str, answer: str) -> tuple[str, tuple[str, ...]] | None:
    """Return stem and options of `stem|option|option`, where the answer quotes some of these options.

    >>> options_joined("首都是？|北京|上海", "北京")
    ('首都是？', ('北京', '上海'))
    """
    for joint in _JOINTS:
        head, *options = (part.strip() for part in stem.split(joint))
        quoted = {part.strip() for part in answer.split(joint)}
        if len(options) > 1 and head and (answer.strip() in options or quoted <= set(options)):
            return head, tuple(options)
    return None


def without_running_numbers(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts whose stems begin with numbers that run on, without those that no sign keeps apart (“1一般…”)."""
    numbers = [int(found[1]) if (found := _ANY_NUMBER.match(draft.stem)) else -1 for draft in drafts]
    runs = sum(after == before + 1 > 0 for before, after in pairwise(numbers))
    if runs < max(_FEWEST_RUNNING, _MOSTLY * (len(drafts) - 1)):
        return list(drafts)
    return [_without_number(draft) for draft in drafts]


def _without_number(draft: Draft) -> Draft:
    number = _RUNNING.match(draft.stem)
    return msgspec.structs.replace(draft, stem=draft.stem[number.end() :]) if number else draft


def is_prose(table: Table) -> bool:
    """Say whether a sheet is a text, one line a cell."""
    return all(len(row.filled) == 1 for row in table.rows)
