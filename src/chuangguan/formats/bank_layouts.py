"""Tables of questions in any layout, as drafts: where the header is, what belongs to one question, where options stand.

Nothing is judged here, and nothing counted twice: a row is one draft, a row of options belongs to the draft above it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_columns import Columns, columns_seen, field_of, named_columns, numbered_columns
from chuangguan.formats.bank_mapping import BankMapping
from chuangguan.formats.draft_words import stated_kind
from chuangguan.formats.drafts import Draft
from chuangguan.formats.headers import HEADER_WITHIN
from chuangguan.formats.option_cells import split_inline, split_options, without_letters
from chuangguan.formats.sheets import Row, Table

_LONGEST_HEADING: Final = 30
_LONGEST_NAME: Final = 12
_OPTION_LINE: Final = re.compile(r"[(（]?([A-JＡ-Ｊ])\s*[.．、:：)）]\s*(\S.*)", re.DOTALL)
_JOINTS: Final = ("|", "&", "##")
_RUNNING: Final = re.compile(r"\s*([0-9]{1,5})(?=[^0-9\s.．、:：)）年月日%℃])")
_ANY_NUMBER: Final = re.compile(r"\s*([0-9]{1,5})")
_FEWEST_RUNNING: Final = 5
_MOSTLY: Final = 0.8


def drafts_of_table(table: Table, file: str, mapping: BankMapping) -> list[Draft] | Problem | None:
    """Return the drafts of a sheet; None where it is no table of questions, a problem where its header is two-faced."""
    blocks = list(_blocks(table, mapping))
    if not blocks and (seen := _without_header(table, mapping)):
        blocks = [(seen, "", list(table.rows))]
    if not blocks:
        return None
    drafts: list[Draft] = []
    for columns, kind, rows in blocks:
        if columns.repeated:
            return Problem(code="column_repeated", file=file, sheet=table.sheet, column=columns.repeated)
        drafts += without_running_numbers(_drafts_of_block(rows, columns, kind, (file, table.sheet)))
    return drafts


def _without_header(table: Table, mapping: BankMapping) -> Columns | None:
    if mapping.numbers:
        columns = numbered_columns(mapping.numbers)
        return columns if columns.is_usable else None
    return columns_seen(table.rows, mapping.reading)


def _blocks(table: Table, mapping: BankMapping) -> Iterator[tuple[Columns, str, list[Row]]]:
    """Yield each header of a sheet with the kind that was written over it and the rows under it."""
    columns, kind, rows = None, "", list[Row]()
    if mapping.numbers or not mapping.has_header:
        return
    next_kind = ""
    for index, row in enumerate(table.rows):
        found = _header(row, index < HEADER_WITHIN and columns is None, mapping)
        if found is None and (heading := _heading(row, mapping)):
            next_kind = heading
            if columns is not None:
                yield columns, kind, rows
                kind, rows = next_kind, []
        elif found is not None:
            if columns is not None and rows:
                yield columns, kind, rows
            columns, kind, rows, next_kind = found, next_kind, [], ""
        elif columns is not None:
            rows.append(row)
    if columns is not None:
        yield columns, kind, rows


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


def _drafts_of_block(rows: Sequence[Row], columns: Columns, kind: str, place: tuple[str, str]) -> list[Draft]:
    drafts: list[Draft] = []
    for row in rows:
        draft = _draft(row, columns, kind, place)
        if not (draft.stem or draft.answer or draft.options):
            continue
        if drafts and not columns.options and (longer := _continued(drafts[-1], draft)):
            drafts[-1] = longer
        else:
            drafts.append(draft)
    return [_with_options(draft) for draft in drafts] if not columns.options else drafts


def _draft(row: Row, columns: Columns, kind: str, place: tuple[str, str]) -> Draft:
    cells, size = row.cells, len(row.cells)
    get = {field: cells[index] for field, index in columns.fields.items() if index < size}
    if columns.options:
        options = without_letters([cells[index] if index < size else "" for index in columns.options])
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
        id=get.get("id", ""),
    )


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


def index_base_of(drafts: Iterable[Draft]) -> int | None:
    """Return the number of the first option, where the answers of a file are numbers that leave no doubt, else None.

    A 0 cannot count from 1, and the number of the last option cannot count from 0.
    """
    answers = [(int(draft.answer), len(draft.options)) for draft in drafts if _is_index(draft)]
    from_zero = any(answer == 0 for answer, _ in answers)
    from_one = any(answer == options for answer, options in answers)
    fits = all(from_one <= answer < options + from_one for answer, options in answers)
    return int(from_one) if fits and from_zero != from_one else None


def _is_index(draft: Draft) -> bool:
    answer = draft.answer
    return (
        answer.isascii()
        and answer.isdigit()
        and len(answer) == 1
        and answer not in draft.options
        and bool(draft.options)
    )


def is_prose(table: Table) -> bool:
    """Say whether a sheet is a text, one line a cell."""
    return all(len(row.filled) == 1 for row in table.rows)
