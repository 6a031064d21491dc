"""Question banks in the native format: a CSV that a clerk edits, an .xlsx or a JSON with the same columns (clause 2.2).

One row a question. 答案 holds letters without separators (ABD), 对 or 错, or the blanks' texts separated by ；, each
with its synonyms separated by |. The three columns of `formats.releases` may stand behind 出处. A cell that begins like
a formula is written with an apostrophe before it, which is taken off again when it is read: “-5℃” is a fair beginning
of a question.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_objects import SUFFIX, is_native_objects, read_object_sections
from chuangguan.formats.cells import excerpt, has_hostile_characters, unshielded
from chuangguan.formats.headers import FirstSeen, Line, Section, read_sections
from chuangguan.formats.json_files import JsonFile
from chuangguan.formats.releases import RELEASE_COLUMNS, RELEASED, release_problems
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Kind, Question, bank_of
from chuangguan.values import Value

COLUMNS: Final = (
    "编号", "题型", "题干", *LETTERS, "答案", "知识点", "难度", "选项固定", "解析", "出处",
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = {"单选": "single", "多选": "multiple", "判断": "true_false", "填空": "blank"}
FIXED: Final = "是"
BLANKS_JOIN: Final = "；"

_ALL_COLUMNS: Final = (*COLUMNS, *RELEASE_COLUMNS)
_BLANK: Final = re.compile("[_＿]{2,}")
_SEPARATORS: Final = re.compile(r"[\s,、;/|.+&]")
_FEWEST_OPTIONS: Final = 2
_FEWEST_LETTERS: Final = {"single": 1, "multiple": 2}
_MOST_MISSING: Final = 3
"""A table that lacks more columns was not made for us, and a line for each of them would hide the remedy."""
_OTHER_FORMS: Final = (".docx", ".doc", ".jsonl")
_SYNONYMS_JOIN: Final = "|"


class BankFile(Value, frozen=True, kw_only=True):
    """What a file holds: the questions whose form is right, what is wrong with the others, and where all of them stand.

    `places` gives sheet and row by id, the first where it stands twice; `rows` id and stem by sheet and row, without
    the rows where several stand, as in a JSON of one line; `total` counts all questions.
    """

    bank: Bank
    problems: tuple[Problem, ...] = ()
    places: dict[str, tuple[str, int]]
    rows: dict[tuple[str, int], tuple[str, str]]
    total: int


def read_bank(path: Path) -> Bank:
    """Return the bank in a file; `BadInput` names every problem with its row and column, and nothing is half read."""
    found = read_bank_file(path)
    if found.problems:
        raise BadInput(found.problems)
    return found.bank


def read_bank_file(path: Path) -> BankFile:
    """Return what a file holds, for a check that says all at once; `BadInput` where it has no rows of a bank at all."""
    sections, problems = _sections(path)
    seen = FirstSeen()
    lines = [line for section in sections for line in section.lines]
    good = []
    for section in sections:
        problems += _unknown_columns(section)
        for line in section.lines:
            found = list(_problems_of(line, seen))
            problems += found
            good += [] if found else [line]
    if not lines:
        raise BadInput(problems or [Problem(code="bank_empty", file=str(path))])
    return BankFile(
        bank=bank_of(map(_question, good)),
        problems=tuple(problems),
        places={_cell(line, "编号"): _place(line) for line in reversed(lines)},
        rows=_rows_by_place(lines),
        total=len(lines),
    )


def _place(line: Line) -> tuple[str, int]:
    return line.sheet, line.number


def _rows_by_place(lines: Sequence[Line]) -> dict[tuple[str, int], tuple[str, str]]:
    counted = Counter(map(_place, lines))
    return {_place(line): (_cell(line, "编号"), _cell(line, "题干")) for line in lines if counted[_place(line)] == 1}


def is_native_json(file: JsonFile) -> bool:
    """Say whether a file is a JSON that `write_bank_json` may have written."""
    return is_native_objects(file, COLUMNS)


def _sections(path: Path) -> tuple[list[Section], list[Problem]]:
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        return read_object_sections(path, _ALL_COLUMNS)
    if path.is_dir():
        raise BadInput([Problem(code="is_a_directory", file=str(path))])
    if suffix in _OTHER_FORMS:
        raise BadInput([Problem(code="bank_not_native", file=str(path))])
    sections, problems = read_sections(path, {name: (name,) for name in _ALL_COLUMNS}, COLUMNS)
    if not sections and all(problem.code == "header_missing" for problem in problems):
        raise BadInput([Problem(code="bank_not_native", file=str(path))])
    return sections, _with_foreign_tables(problems, is_whole=not sections)


def _with_foreign_tables(problems: Sequence[Problem], *, is_whole: bool) -> list[Problem]:
    """Return the problems, those of a table that is somebody else's as one; of a whole file of such there is one."""
    missing = Counter(problem.sheet for problem in problems if problem.code == "column_missing")
    said: list[Problem] = []
    for problem in problems:
        is_foreign = problem.code == "column_missing" and missing[problem.sheet] > _MOST_MISSING
        place = "" if is_whole else problem.sheet
        found = Problem(code="bank_not_native", file=problem.file, sheet=place) if is_foreign else problem
        if found not in said[-1:]:
            said.append(found)
    return said


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
    parts = _cell(line, "答案").split(BLANKS_JOIN)
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
        option_order_fixed=_cell(line, "选项固定") == FIXED,
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
    if _cell(line, "选项固定") not in ("", FIXED):
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
