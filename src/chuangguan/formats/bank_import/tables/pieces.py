"""The rows of a table as parts of questions: what a row holds, and whether it goes on with the one above."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.beside import says_nothing
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import field_of
from chuangguan.formats.bank_import.judging.stems import held_in
from chuangguan.formats.bank_import.markup import plain_draft
from chuangguan.formats.bank_import.option_cells import without_letters
from chuangguan.formats.bank_import.tables.columns import Columns
from chuangguan.formats.bank_import.words import FILE_LETTERS, Reading, stated_kind
from chuangguan.formats.cells import excerpt
from chuangguan.formats.sheets import Row

_OPTION_LETTER: Final = re.compile(
    r"(?:<[^<>]*>|[(（【\[\s])*[A-Ja-jＡ-Ｊａ-ｊ]"
    r"(?:(?P<mark>\s*(?:[.．:：)）】\]]|、(?!\s*[A-JＡ-Ｊ](?![A-Za-z]))|$))|(?![A-Za-z0-9]))"
)
_OWN_NUMBER: Final = re.compile(
    r"\s*(?:第?\s*[0-9０-９]{1,5}\s*(?:[.．、:：)）题](?![0-9０-９])|\s)|[(（【\[]\s*[0-9０-９]{1,5}\s*[)）】\]])"
)
_NOTE: Final = re.compile(
    r"\s*(?:[(（【\[]?\s*(?:注|说明|提示|备注|附|要求|填写|填表|温馨|合计|总计|小计|共计|总分|[※★▲●■＊*])"
    r"|第\s*[0-9０-９一二三四五六七八九十百]{1,4}\s*[章节篇编部单讲模条]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]"
    r"|(?:模块|单元|专题|项目|任务|部分|篇章|chapter|part|unit)\s*[0-9０-９一二三四五六七八九十IVX]"
    r"|请(?:在|按|将|勿|注意|仔细|认真|填)|【[^【】]*】$|.*(?:部分|[篇章]|(?:单选|多选|判断|填空|选择|不定项|简答|问答)题?)$)",
    re.IGNORECASE,
)
_LONGEST_NOTE: Final = 40
_CLOSING: Final = re.compile(
    r"(?:合计|总计|小计|共计|总分)(?:[:：].{0,20})?"
    r"|(?:制表|审核|审批|复核|校对|填表|命题|出题|编制|批准|单位负责|负责)人?\s*(?:签[字名])?[:：].{0,20}"
)
_MOSTLY: Final = 0.5
_MOST_IN_CLOSING: Final = 4
_MOST_ON_MATERIAL: Final = 5


class Asked(NamedTuple):
    """A question as its first row has it, all its rows, the options of the later ones, and what is wrong with any."""

    draft: Draft
    rows: list[Row]
    lines: list[str]
    doubts: list[Problem]


def draft_of_row(row: Row, columns: Columns, kind: str, place: tuple[str, str]) -> Draft:
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


def goes_on(above: Asked, draft: Draft) -> bool:
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


def is_second_header(draft: Draft) -> bool:
    """Say whether a row only names the options under a heading that is merged over them."""
    if draft.stem or draft.answer or len(draft.options) <= 1:
        return False
    return "".join(map(field_of, draft.options)) == FILE_LETTERS[: len(draft.options)]


# Rows that are only a piece of a question


def is_closing(row: Row) -> bool:
    """Say whether a row closes a table: a sum, or who made it."""
    filled = row.filled
    return len(filled) < _MOST_IN_CLOSING and _CLOSING.fullmatch(filled[0]) is not None


def doubt_beside_pieces(asked: Sequence[Asked], reading: Reading) -> None:
    """Make doubtful what may be cut in two: the questions beside a row that is only a piece, and the piece itself.

    A row with a number of its own goes on with none above it.
    """
    answers = sum(bool(item.draft.answer) for item in asked)
    if answers < _MOSTLY * sum(bool(item.draft.stem) for item in asked):
        return
    for index, item in enumerate(asked):
        if not _is_piece(item, reading):
            continue
        above, below = asked[max(index - 1, 0) : index], asked[index + 1 : index + 2]
        cut = [each for each in above if not _is_numbered(item.draft, each.draft)]
        if not _OPTION_LETTER.match(item.draft.stem):
            cut += [each for each in below if not _is_numbered(each.draft, item.draft)]
        for each in cut:
            each.doubts.append(Problem(code="row_beside_piece", details={"number": item.draft.row}))
        if cut:
            item.doubts.append(Problem(code="row_is_piece"))


def doubt_below_material(asked: Sequence[Asked], column: int) -> None:
    """Make doubtful the rows below one that has material, whose own cell is empty: it may be merged over them.

    More questions than a few do not hang on one material, and a merged cell says its text only in the first row.
    """
    text, left = "", 0
    for item in asked:
        own = next(filter(None, (row.cell(column) for row in item.rows)), "")
        text, left = (own, _MOST_ON_MATERIAL) if own else (text, left - 1)
        if text and not own and left >= 0 and not says_nothing(text):
            item.doubts.append(Problem(code="material_lost", column="题干", details={"given": excerpt(text)}))


def _is_piece(item: Asked, reading: Reading) -> bool:
    """Say whether a row is a stem alone, or options or an answer alone; a note or a heading is none."""
    draft = item.draft
    if item.lines or stated_kind(draft.kind, reading) == "skip" or (draft.options and (draft.stem or draft.answer)):
        return False
    if not draft.stem:
        return True
    if draft.answer or held_in(draft.stem, has_options=False):
        return False
    return len(draft.stem) > _LONGEST_NOTE or _NOTE.match(draft.stem) is None


def _is_numbered(draft: Draft, above: Draft) -> bool:
    """Say whether a row has a number that the row above has not."""
    if draft.id not in ("", above.id) or _OWN_NUMBER.match(draft.stem):
        return True
    # Where stems are numbered, a figure alone is the number of a stem that was lost.
    return draft.stem.isdecimal() and _OWN_NUMBER.match(above.stem) is not None
