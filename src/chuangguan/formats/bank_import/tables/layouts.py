"""Tables of questions in any layout, as drafts: where the header is, what belongs to one question, where options stand.

Nothing is judged here, and nothing counted twice: a row is one draft, a row of options belongs to the draft above it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.beside import doubt_beside, doubt_of_sheet, may_be_merged
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import plain_name
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.markup import plain_side
from chuangguan.formats.bank_import.option_cells import split_inline, split_options
from chuangguan.formats.bank_import.tables.blocks import Block, blocks_of
from chuangguan.formats.bank_import.tables.columns import (
    Columns,
    columns_beside,
    doubt_of_numbers,
    is_answer,
    named_columns,
    strange_columns,
    with_spread_options,
)
from chuangguan.formats.bank_import.tables.pieces import (
    Asked,
    doubt_below_material,
    doubt_beside_pieces,
    draft_of_row,
    goes_on,
    is_closing,
    is_second_header,
)
from chuangguan.formats.bank_import.words import Reading, stated_kind
from chuangguan.formats.cells import excerpt
from chuangguan.formats.headers import HEADER_WITHIN
from chuangguan.formats.sheets import Row, Table

_JOINTS: Final = ("|", "&", "##")
_MOSTLY_ALIKE: Final = 0.7
_FEWEST_STATES: Final = 3
_STATE: Final = re.compile("状态|status")
_SHORTEST_STEM: Final = 4


def drafts_of_table(table: Table, file: str, mapping: BankMapping) -> list[Draft] | Problem | None:
    """Return the drafts of a sheet; None where it is no table of questions, a problem where its header is two-faced."""
    above, blocks = blocks_of(table, mapping)
    if not blocks:
        return None
    drafts = _lost(above, Problem(code="row_above_header"), (file, table.sheet), mapping.reading)
    for block in blocks:
        if problem := block.columns.problem or doubt_of_numbers(block.columns, block.rows):
            return msgspec.structs.replace(problem, file=file, sheet=table.sheet)
        drafts += _drafts_of_block(block, (file, table.sheet), mapping.reading)
    doubt = doubt_of_sheet(table.sheet)
    return [msgspec.structs.replace(draft, doubt=draft.doubt or doubt) for draft in drafts] if doubt else drafts


def lost_drafts(table: Table, file: str, mapping: BankMapping) -> list[Draft]:
    """Return what looks like a question in a sheet whose columns nobody can tell, so that it is refused and counted."""
    return _lost(table.rows, Problem(code="row_without_columns"), (file, table.sheet), mapping.reading)


def columns_unknown(table: Table, file: str) -> Problem:
    """Return why nothing of a sheet is read: what stands where its header should be, or nothing under a good one."""
    for row in table.rows[:HEADER_WITHIN]:
        if named_columns(row.cells, {}).is_usable:
            return Problem(code="rows_empty", file=file, sheet=table.sheet, details={"header": row.number})
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


def _drafts_of_block(block: Block, place: tuple[str, str], reading: Reading) -> list[Draft]:
    columns = with_spread_options(block.columns, block.rows)
    strange, beside = strange_columns(columns, block.rows), columns_beside(columns)
    usual, asked = _usual_states(columns, beside, block.rows), list[Asked]()
    for row in block.rows:
        draft = draft_of_row(row, columns, block.kind, place)
        doubt = _outside(row, columns, strange) or _unusual(row, columns, usual) or draft.doubt
        if not (draft.stem or draft.answer or draft.options or doubt) or is_second_header(draft) or is_closing(row):
            continue
        if columns.options or not asked or not goes_on(asked[-1], draft):
            asked.append(Asked(draft, [], [], []))
        asked[-1].rows.append(row)
        asked[-1].doubts.extend(filter(None, [doubt]))
    doubt_beside_pieces(asked, reading)
    for index in beside:
        if may_be_merged(columns.heading(index)):
            doubt_below_material(asked, index)
    drafts = [_whole(item, columns, beside, reading) for item in asked]
    drafts = _with_merged(drafts, "topic", reading) if "topic" in columns.fields else drafts
    return _with_merged(drafts, "kind", reading) if "kind" in columns.fields else drafts


def _outside(row: Row, columns: Columns, strange: Sequence[int]) -> Problem | None:
    """Return what is wrong with a row where a cell stands in a column in which nothing may."""
    index = next((index for index in strange if row.cell(index)), None)
    if index is None:
        return None
    details: dict[str, int | str] = {"number": index + 1, "given": excerpt(row.cell(index))}
    if heading := columns.heading(index):
        return Problem(code="option_heading_unknown", column=excerpt(heading), details=details)
    return Problem(code="cell_outside_columns", details=details)


def _usual_states(columns: Columns, beside: Sequence[int], rows: Sequence[Row]) -> dict[int, str]:
    """Return the state that nearly all rows have, by its column, where a heading promises one."""
    usual: dict[int, str] = {}
    for index in beside:
        if _STATE.search(plain_name(columns.heading(index))):
            states = Counter(cell for row in rows if (cell := row.cell(index)))
            state, count = next(iter(states.most_common(1)), ("", 0))
            if count >= max(_FEWEST_STATES, _MOSTLY_ALIKE * states.total()):
                usual[index] = state
    return usual


def _unusual(row: Row, columns: Columns, usual: Mapping[int, str]) -> Problem | None:
    """Return what is wrong with a row whose state is another one than that of nearly all others."""
    index = next((index for index, state in usual.items() if row.cell(index) not in ("", state)), None)
    if index is None:
        return None
    return Problem(code="state_unusual", column=columns.heading(index), details={"given": excerpt(row.cell(index))})


def _whole(asked: Asked, columns: Columns, beside: Sequence[int], reading: Reading) -> Draft:
    """Return the draft of all rows of a question, its options apart, doubtful where a cell beside it is against it."""
    draft = asked.draft
    if asked.lines:
        options = ("\n".join((*draft.options, *asked.lines)),)
        draft = msgspec.structs.replace(draft, options=options, original=(*draft.original, *asked.lines))
    draft = draft if columns.options else _with_options(draft)
    cells = ((columns.heading(index), row.cell(index)) for row in asked.rows for index in beside)
    doubt = next(iter(asked.doubts), None) or (doubt_beside(cells, draft, reading) if beside else None)
    return msgspec.structs.replace(draft, doubt=doubt) if doubt else draft


def _with_merged(drafts: Sequence[Draft], field: Literal["kind", "topic"], reading: Reading) -> list[Draft]:
    """Return drafts of which those without a kind, or a topic, have that of the draft above, as a merged cell says.

    Where a kind was only forgotten, an answer that does not go with it is refused, and the others are the same.
    """
    told = [getattr(draft, field) for draft in drafts]
    if not told or not told[0] or all(told):
        return list(drafts)
    text, found = "", list[Draft]()
    for draft, own in zip(drafts, told, strict=True):
        text = own or text
        is_carried = not own and (field == "topic" or stated_kind(text, reading) not in ("skip", "unknown"))
        found.append(msgspec.structs.replace(draft, **{field: text}) if is_carried else draft)
    return found


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
