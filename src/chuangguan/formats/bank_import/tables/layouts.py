"""Tables of questions in any layout, as drafts: where the header is, what belongs to one question, where options stand.

Nothing is judged here, and nothing counted twice: a row is one draft, a row of options belongs to the draft above it.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.beside import doubt_beside
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import field_of
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.markup import plain_draft, plain_side
from chuangguan.formats.bank_import.option_cells import split_inline, split_options, without_letters
from chuangguan.formats.bank_import.tables.columns import (
    Columns,
    columns_beside,
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
_OPTION_LETTER: Final = re.compile(
    r"(?:<[^<>]*>|[(（【\[\s])*[A-Ja-jＡ-Ｊａ-ｊ]"
    r"(?:(?P<mark>\s*(?:[.．:：)）】\]]|、(?!\s*[A-JＡ-Ｊ](?![A-Za-z]))|$))|(?![A-Za-z0-9]))"
)
_JOINTS: Final = ("|", "&", "##")
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
        drafts += _drafts_of_block(block, (file, table.sheet), mapping.reading)
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
    drafts: list[Draft] = []
    for row in rows:
        texts = [cell for cell in row.filled if not is_answer(plain_side(cell), reading, is_stated=False)]
        text = max(texts, key=len, default="")
        if len(texts) < len(row.filled) and len(text) >= _SHORTEST_STEM:
            drafts.append(
                Draft(file=place[0], sheet=place[1], row=row.number, stem=text, original=row.cells, doubt=doubt)
            )
    return drafts


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


class _Asked(NamedTuple):
    """A question as its first row has it, all its rows, the options of the later ones, and what is wrong with any."""

    draft: Draft
    rows: list[Row]
    lines: list[str]
    doubts: list[Problem]


def _drafts_of_block(block: _Block, place: tuple[str, str], reading: Reading) -> list[Draft]:
    columns = with_spread_options(block.columns, block.rows)
    strange, asked = strange_columns(columns, block.rows), list[_Asked]()
    for row in block.rows:
        draft = _draft(row, columns, block.kind, place)
        doubt = _outside(row, strange) or draft.doubt
        if not (draft.stem or draft.answer or draft.options or doubt) or _is_second_header(draft):
            continue
        if columns.options or not asked or not _goes_on(asked[-1], draft):
            asked.append(_Asked(draft, [], [], []))
        asked[-1].rows.append(row)
        asked[-1].doubts.extend(filter(None, [doubt]))
    beside = columns_beside(columns)
    drafts = [_whole(item, columns, beside, reading) for item in asked]
    return _with_merged_kinds(drafts, reading) if "kind" in columns.fields else drafts


def _outside(row: Row, strange: Sequence[int]) -> Problem | None:
    """Return what is wrong with a row where a cell stands in a column in which nothing may."""
    for index in strange:
        if cell := row.cell(index):
            return Problem(code="cell_outside_columns", details={"number": index + 1, "given": excerpt(cell)})
    return None


def _whole(asked: _Asked, columns: Columns, beside: Sequence[int], reading: Reading) -> Draft:
    """Return the draft of all rows of a question, its options apart, doubtful where a cell beside it is against it."""
    draft = asked.draft
    if asked.lines:
        options = ("\n".join((*draft.options, *asked.lines)),)
        draft = msgspec.structs.replace(draft, options=options, original=(*draft.original, *asked.lines))
    draft = draft if columns.options else _with_options(draft)
    cells = ((columns.heading(index), row.cell(index)) for row in asked.rows for index in beside)
    doubt = next(iter(asked.doubts), None) or (doubt_beside(cells, draft, reading) if beside else None)
    return msgspec.structs.replace(draft, doubt=doubt) if doubt else draft


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
    """Return what a row holds, without markup; options that have a column each without letters of their own."""
    cells, size = row.cells, len(row.cells)
    get = {field: cells[index] for field, index in columns.fields.items() if index < size}
    together = (get["options"],) if get.get("options") else ()
    options = tuple([row.cell(index) for index in columns.options]) if columns.options else together
    draft = plain_draft(
        Draft(
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
        )
    )
    return _without_letters(draft) if columns.options else draft


def _without_letters(draft: Draft) -> Draft:
    texts = draft.options
    options = without_letters(texts)
    if options is texts:
        return draft
    doubt = draft.doubt or _doubt_of_letters(texts, options)
    return msgspec.structs.replace(draft, options=options or texts, doubt=doubt)


def _doubt_of_letters(texts: Sequence[str], options: Sequence[str] | None) -> Problem | None:
    """Return what is wrong with the letters that options of a column each have of their own."""
    if options is None:
        return Problem(code="option_letters_differ", details={"given": excerpt("、".join(filter(None, texts)))})
    pairs = zip(FILE_LETTERS, texts, options, strict=False)
    empty = next((letter for letter, text, left in pairs if text and not left), "")
    return Problem(code="option_empty", column=empty) if empty else None


def _goes_on(above: _Asked, draft: Draft) -> bool:
    """Say whether a row goes on with the options of the question above, and take what it has; it may add a doubt."""
    if draft.answer or (draft.stem and draft.options):
        return False
    line = draft.stem or "\n".join(draft.options)
    letter = _OPTION_LETTER.match(line)
    if letter and letter["mark"] is not None:
        above.lines.append(line)
        return True
    if letter and (above.lines or above.draft.options):
        # “C反应蛋白…” may be an option or a question, and neither may be lost to the other.
        above.doubts.append(Problem(code="options_not_apart", details={"given": excerpt(line)}))
    return False


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


def is_prose(table: Table) -> bool:
    """Say whether a sheet is a text, one line a cell."""
    return all(len(row.filled) == 1 for row in table.rows)
