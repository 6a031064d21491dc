"""Question banks in the native format: a CSV that a clerk edits, an .xlsx or a JSON with the same columns (clause 2.2).

One row a question. 答案 holds letters without separators (ABD), 对 or 错, or the blanks' texts separated by ；, each
with its synonyms separated by |. The three columns of `formats.releases` may stand behind 出处. A cell that begins like
a formula is written with an apostrophe before it, which is taken off again when it is read: “-5℃” is a fair beginning
of a question.
"""

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from chuangguan.errors import BadInput, Misuse, Problem
from chuangguan.formats.bank_objects import SUFFIX, is_native_objects, read_object_sections, write_objects
from chuangguan.formats.cells import excerpt, has_hostile_characters, shielded, unshielded
from chuangguan.formats.headers import FirstSeen, Line, Section, read_sections
from chuangguan.formats.releases import RELEASE_COLUMNS, RELEASED, release_cells, release_columns_of, release_problems
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Kind, Question, bank_of
from chuangguan.values import Value

COLUMNS: Final = (
    "编号", "题型", "题干", *LETTERS, "答案", "知识点", "难度", "选项固定", "解析", "出处",
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = {"单选": "single", "多选": "multiple", "判断": "true_false", "填空": "blank"}

_ALL_COLUMNS: Final = (*COLUMNS, *RELEASE_COLUMNS)
_NAMES: Final = {kind: name for name, kind in KINDS.items()}
_BLANK: Final = re.compile("[_＿]{2,}")
_SEPARATORS: Final = re.compile(r"[\s,、;/|.+&]")
_FEWEST_OPTIONS: Final = 2
_FEWEST_LETTERS: Final = {"single": 1, "multiple": 2}
_FIXED: Final = "是"
_BLANKS_JOIN: Final = "；"
_SYNONYMS_JOIN: Final = "|"
_MADE_AT: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class BankFile(Value, frozen=True, kw_only=True):
    """A bank and where each question stands in its file: sheet and row by id."""

    bank: Bank
    places: dict[str, tuple[str, int]]


def read_bank(path: Path) -> Bank:
    """Return the bank in a file; `BadInput` names every problem with its row and column, and nothing is half read."""
    return read_bank_file(path).bank


def read_bank_file(path: Path) -> BankFile:
    """Return the bank in a file and where its questions stand; `BadInput` as `read_bank`."""
    sections, problems = _sections(path)
    seen = FirstSeen()
    lines = [line for section in sections for line in section.lines]
    for section in sections:
        problems += _unknown_columns(section)
        for line in section.lines:
            problems += _problems_of(line, seen)
    if not lines and not problems:
        problems.append(Problem(code="bank_empty", file=str(path)))
    if problems:
        raise BadInput(problems)
    places = {_cell(line, "编号"): (line.sheet, line.number) for line in lines}
    return BankFile(bank=bank_of(_question(line) for line in lines), places=places)


def read_ids(path: Path) -> dict[tuple[str, int], str]:
    """Return the ids of a file by sheet and row, whatever else is wrong with its questions."""
    sections, _ = _sections(path)
    return {(line.sheet, line.number): _cell(line, "编号") for section in sections for line in section.lines}


def is_native_json(path: Path) -> bool:
    """Say whether a file is a JSON that `write_bank_json` may have written; `BadInput` where it cannot be read."""
    return is_native_objects(path, COLUMNS)


def _sections(path: Path) -> tuple[list[Section], list[Problem]]:
    if path.suffix.lower() == SUFFIX:
        return read_object_sections(path, _ALL_COLUMNS)
    return read_sections(path, {name: (name,) for name in _ALL_COLUMNS}, COLUMNS)


def write_bank(bank: Bank) -> bytes:
    """Return the CSV of a bank, UTF-8 with BOM; `read_bank` gives the same bank back.

    `Misuse` where a text is longer than what reads a CSV takes for a cell (131,072 characters).
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, row in enumerate(_rows(bank), 1):
        cells = [shielded(cell) for cell in row]
        if long := [index for index, cell in enumerate(cells) if len(cell) > csv.field_size_limit()]:
            raise Misuse(what="cell_too_long", row=number, column=_ALL_COLUMNS[long[0]])
        writer.writerow(cells)
    return text.getvalue().encode("utf-8-sig")


def write_bank_json(bank: Bank) -> bytes:
    """Return the JSON of a bank, its columns as keys, UTF-8; `read_bank` gives the same bank back."""
    columns, *rows = _rows(bank)
    return write_objects(columns, rows)


def write_bank_xlsx(bank: Bank) -> bytes:
    """Return the .xlsx of a bank, every cell a text; `read_bank` gives the same bank back.

    `Misuse` where a text is longer than a cell of a workbook may be (32,767 characters).
    """
    import xlsxwriter  # noqa: PLC0415  only the extra `files` has it

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _MADE_AT})  # the same bank gives the same bytes
        sheet = book.add_worksheet("题库")
        sheet.freeze_panes(1, 0)
        for row, cells in enumerate(_rows(bank)):
            for column, cell in enumerate(cells):
                if cell and sheet.write_string(row, column, shielded(cell)):
                    raise Misuse(what="cell_too_long", row=row + 1, column=_ALL_COLUMNS[column])
    return content.getvalue()


def _rows(bank: Bank) -> Iterator[tuple[str, ...]]:
    """Yield the header and the cells of each question."""
    more = release_columns_of(bank)
    yield (*COLUMNS, *more)
    for question in bank.questions:
        yield (*_cells(question), *(release_cells(question) if more else ()))


def _cells(question: Question) -> tuple[str, ...]:
    is_choice = question.kind in _FEWEST_LETTERS
    options = question.options if is_choice else ()
    return (
        question.id,
        _NAMES[question.kind],
        question.stem,
        *options,
        *[""] * (len(LETTERS) - len(options)),
        _answer_cell(question),
        question.topic,
        str(question.difficulty or ""),
        _FIXED if question.option_order_fixed else "",
        question.explanation,
        question.source,
    )


def _answer_cell(question: Question) -> str:
    if question.kind == "blank":
        return _BLANKS_JOIN.join(question.answer)
    if question.kind == "true_false":
        return TRUE_FALSE_OPTIONS[LETTERS.index(question.answer[0])]
    return "".join(question.answer)


def _cell(line: Line, column: str) -> str:
    return unshielded(line.get(column))


def _kind(line: Line) -> Kind | None:
    return KINDS.get(_cell(line, "题型"))


def _options(line: Line) -> dict[str, str]:
    """Return the options that are filled in, by letter."""
    return {letter: text for letter in LETTERS if (text := _cell(line, letter))}


def _letters(line: Line) -> str:
    """Return the answer with full-width and small letters made plain."""
    return unicodedata.normalize("NFKC", _cell(line, "答案")).upper()


def _blanks(line: Line) -> tuple[tuple[str, ...], ...]:
    """Return the accepted texts of each blank."""
    parts = _cell(line, "答案").split(_BLANKS_JOIN)
    return tuple(tuple(word.strip() for word in part.split(_SYNONYMS_JOIN)) for part in parts)


def _question(line: Line) -> Question:
    kind = KINDS[_cell(line, "题型")]
    return Question(
        id=_cell(line, "编号"),
        kind=kind,
        stem=_cell(line, "题干"),
        options=TRUE_FALSE_OPTIONS if kind == "true_false" else tuple(_options(line).values()),
        answer=_answer(line, kind),
        topic=_cell(line, "知识点"),
        difficulty=int(_cell(line, "难度") or 0),
        option_order_fixed=_cell(line, "选项固定") == _FIXED,
        explanation=_cell(line, "解析"),
        source=_cell(line, "出处"),
        author=_cell(line, "命题人"),
        reviewer=_cell(line, "审核人"),
        is_released=_cell(line, "状态") == RELEASED,
    )


def _answer(line: Line, kind: Kind) -> tuple[str, ...]:
    if kind == "blank":
        return tuple(_SYNONYMS_JOIN.join(words) for words in _blanks(line))
    if kind == "true_false":
        return (LETTERS[TRUE_FALSE_OPTIONS.index(_cell(line, "答案"))],)
    return tuple(sorted(_letters(line)))


def _unknown_columns(section: Section) -> Iterator[Problem]:
    """Name the columns that a bank does not have: what stands in them would be lost."""
    header = section.header
    for index, text in enumerate(header.row.cells):
        if text and index not in header.columns.values() and text not in _ALL_COLUMNS:
            yield Problem(
                code="column_unknown", file=section.file, sheet=section.sheet, row=header.row.number, column=text
            )


def _problems_of(line: Line, seen: FirstSeen) -> Iterator[Problem]:
    yield from _check_id(line, seen)
    yield from _check_texts(line)
    kind = _kind(line)
    if kind is None:
        yield line.problem("kind_unknown", "题型", given=excerpt(_cell(line, "题型")))
    else:
        yield from _check_options(line, kind)
        yield from _check_answer(line, kind)
    if _cell(line, "难度") not in ("", *"12345"):
        yield line.problem("difficulty_bad", "难度", given=excerpt(_cell(line, "难度")))
    if _cell(line, "选项固定") not in ("", _FIXED):
        yield line.problem("fixed_bad", "选项固定", given=excerpt(_cell(line, "选项固定")))
    for code, column, details in release_problems(*(_cell(line, column) for column in RELEASE_COLUMNS)):
        yield line.problem(code, column, **details)


def _check_id(line: Line, seen: FirstSeen) -> Iterator[Problem]:
    question_id = _cell(line, "编号")
    if not question_id:
        yield line.problem("id_missing", "编号")
    elif question_id.split() != [question_id]:
        yield line.problem("id_white_space", "编号")
    elif problem := seen.problem("duplicate_id", "编号", question_id, line, given=excerpt(question_id)):
        yield problem


def _check_texts(line: Line) -> Iterator[Problem]:
    if not _cell(line, "题干"):
        yield line.problem("stem_missing", "题干")
    for column in _ALL_COLUMNS:
        if has_hostile_characters(_cell(line, column).replace("\n", "")):
            yield line.problem("text_hostile", column)
    header = line.header.row
    if any(text and not header.cell(index) for index, text in enumerate(line.row.cells)):
        yield line.problem("cell_without_header")


def _check_options(line: Line, kind: Kind) -> Iterator[Problem]:
    options = _options(line)
    if kind not in _FEWEST_LETTERS:
        for letter in options:
            yield line.problem("option_not_allowed", letter)
        return
    last = max(options, default="")
    for letter in LETTERS:
        if letter < last and letter not in options:
            yield line.problem("option_gap", letter, last=last)
    if len(options) < _FEWEST_OPTIONS:
        yield line.problem("options_too_few", LETTERS[len(options)], options=len(options))
    texts = list(options.values())
    for index, letter in enumerate(options):
        if texts.index(texts[index]) < index:
            yield line.problem("option_repeated", letter, first=list(options)[texts.index(texts[index])])


def _check_answer(line: Line, kind: Kind) -> Iterator[Problem]:
    if not _cell(line, "答案"):
        yield line.problem("answer_missing", "答案")
        return
    yield from _ANSWER_CHECKS[kind](line)


def _check_letters(line: Line) -> Iterator[Problem]:
    letters = _letters(line)
    kind = KINDS[_cell(line, "题型")]
    if not _SEPARATORS.sub("", letters).isascii() or not _SEPARATORS.sub("", letters).isalpha():
        yield line.problem("answer_not_letters", "答案", given=excerpt(letters))
        return
    if _SEPARATORS.search(letters):
        yield line.problem("answer_with_separators", "答案", given=excerpt(letters))
        return
    options = _options(line)
    for letter in sorted(set(letters)):
        if letter not in options:
            yield line.problem("answer_outside_options", "答案", letter=letter)
        if letters.count(letter) > 1:
            yield line.problem("answer_repeated", "答案", letter=letter)
    if kind == "single" and len(letters) > 1:
        yield line.problem("single_not_one", "答案", letters=len(letters))
    if kind == "multiple" and len(letters) < _FEWEST_LETTERS[kind]:
        yield line.problem("multiple_too_few", "答案", letters=len(letters))


def _check_true_false(line: Line) -> Iterator[Problem]:
    if _cell(line, "答案") not in TRUE_FALSE_OPTIONS:
        yield line.problem("true_false_bad", "答案", given=excerpt(_cell(line, "答案")))


def _check_blanks(line: Line) -> Iterator[Problem]:
    blanks = _blanks(line)
    in_stem = len(_BLANK.findall(_cell(line, "题干")))
    if in_stem and in_stem != len(blanks):
        yield line.problem("blanks_differ", "答案", blanks=in_stem, answers=len(blanks))
    if any(not word for words in blanks for word in words):
        yield line.problem("synonym_empty", "答案")
    if "｜" in _cell(line, "答案"):
        yield line.problem("wide_bar", "答案")


_ANSWER_CHECKS: Final[Mapping[Kind, Callable[[Line], Iterator[Problem]]]] = {
    "single": _check_letters,
    "multiple": _check_letters,
    "true_false": _check_true_false,
    "blank": _check_blanks,
}
