"""Somebody else's file of questions becomes a bank, or says why not: every question found is taken, refused or skipped.

A file is taken only if it can be trusted as a whole: one that has letters but no options, or of which more than a
tenth is refused, gives nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.habits import without_numbers
from chuangguan.formats.bank_import.judging.judge import SKIPPED
from chuangguan.formats.bank_import.judging.whole_files import Judged, judge_all, without_repeats
from chuangguan.formats.bank_import.lost_marks import doubted
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.prose.files import drafts_of_lines
from chuangguan.formats.bank_import.records.files import drafts_of_json
from chuangguan.formats.bank_import.tables.layouts import (
    columns_unknown,
    drafts_of_table,
    is_prose,
    lost_drafts,
)
from chuangguan.formats.bank_import.tables.marks import marks_of
from chuangguan.formats.banks import is_native_json, read_bank
from chuangguan.formats.cells import excerpt
from chuangguan.formats.headers import find_header
from chuangguan.formats.json_files import JsonFile, read_json
from chuangguan.formats.prose_files import read_lines
from chuangguan.formats.sheets import Table, read_tables
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.values import Value

_OBJECTS: Final = (".json", ".jsonl")
SUFFIXES: Final = (".xlsx", ".xls", ".csv", ".tsv", ".txt", ".docx", *_OBJECTS)

_MOST_TEXT: Final = 32_000
_MOST_REFUSED: Final = 10
_MOSTLY: Final = 0.5
_NATIVE: Final = ("编号", "题型", "题干", "答案", "选项固定")
_OWN_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*")
_PREFIX: Final = re.compile(r"[^\w-]+|_+")
_WHOLE_FILE: Final[Mapping[str, str]] = {
    "letters_without_options": "file_without_options",
    "options_lost": "file_options_lost",
}


class Unread(Value, frozen=True, kw_only=True):
    """A question that was not taken: why and where, and what stands there, under which headings of the file."""

    problem: Problem
    stem: str = ""
    original: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


class Import(Value, frozen=True, kw_only=True):
    """What became of a file; `refusal` says why it is refused as a whole, and then nothing of it is taken."""

    file: str
    found: int
    questions: tuple[Question, ...] = ()
    refused: tuple[Unread, ...] = ()
    skipped: tuple[Unread, ...] = ()
    refusal: Problem | None = None

    @property
    def taken(self) -> int:
        """How many questions the bank gets."""
        return len(self.questions)

    @property
    def refused_count(self) -> int:
        """How many questions are refused, with a file that is refused as a whole all that are not skipped."""
        return self.found - self.taken - len(self.skipped)

    @property
    def bank(self) -> Bank:
        """The bank of what was taken."""
        return bank_of(self.questions)


def import_bank(path: Path, mapping: BankMapping | None = None, *, prefix: str = "") -> Import:
    """Return what a file gives; ids are the file's own where they are fit for it, else `prefix` and a number.

    `BadInput` where the file cannot be read at all.
    """
    mapping = mapping or BankMapping()
    if path.suffix.lower() not in (*SUFFIXES, ".doc"):
        raise _bad(path, "import_unknown_format", suffix=path.suffix)
    tables, objects, marks = _tables(path), _objects(path), marks_of(path)
    if _is_native(tables, objects):
        if problems := marks.problems(str(path)):
            raise BadInput(problems)
        bank = read_bank(path)
        return Import(file=str(path), found=len(bank.questions), questions=bank.questions)
    drafts = doubted(marks.under_pictures(_bounded(_drafts(path, marks.shown_in(tables), objects, mapping))))
    if not drafts:
        raise _bad(path, "no_questions_found")
    judged = without_repeats(judge_all(without_numbers(drafts), mapping.reading))
    return _decided(path, judged, prefix or prefix_of(path))


def prefix_of(path: Path) -> str:
    """Return what ids begin with where nobody says: the file's name without what a name in a cell may not have.

    >>> prefix_of(Path("题库 (2024).xlsx"))
    '题库-2024'
    """
    return _PREFIX.sub("-", unicodedata.normalize("NFKC", path.stem)).strip("-") or "Q"


def _bad(path: Path, code: str, **details: int | str) -> BadInput:
    return BadInput([Problem(code=code, file=str(path), details=details)])


# From the file to drafts


def _tables(path: Path) -> list[Table]:
    """Return the tables of a file that may hold some; a text that is no table has none."""
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xls", ".csv", ".tsv"):
        return read_tables(path)
    if suffix != ".txt":
        return []
    try:
        return [table for table in read_tables(path) if _is_wide(table)]
    except BadInput as error:
        if error.problems[0].code == "csv_malformed":
            return []
        raise


def _is_wide(table: Table) -> bool:
    """Say whether a text is a table: as good as every line of it has the same number of cells."""
    widths = Counter(len(row.cells) for row in table.rows)
    width, count = widths.most_common(1)[0]
    return width > 2 and count >= _MOSTLY * len(table.rows)  # noqa: PLR2004  a comma makes two cells of a sentence


def _objects(path: Path) -> JsonFile | None:
    return read_json(path) if path.suffix.lower() in _OBJECTS else None


def _is_native(tables: Sequence[Table], objects: JsonFile | None) -> bool:
    if objects is not None:
        return is_native_json(objects)
    return any(find_header(table, {name: (name,) for name in _NATIVE}, _NATIVE) for table in tables)


def _drafts(path: Path, tables: Sequence[Table], objects: JsonFile | None, mapping: BankMapping) -> list[Draft]:
    suffix = path.suffix.lower()
    if objects is not None:
        return drafts_of_json(str(path), objects, mapping)
    if suffix in (".docx", ".doc") or (suffix == ".txt" and not tables):
        return drafts_of_lines(read_lines(path), str(path), mapping)
    return _drafts_of_tables(path, tables, mapping)


def _drafts_of_tables(path: Path, tables: Sequence[Table], mapping: BankMapping) -> list[Draft]:
    """Return the drafts of all sheets; a sheet that is none of questions is passed over while another one is."""
    drafts: list[Draft] = []
    unknown: list[Table] = []
    for table in tables:
        found = drafts_of_table(table, str(path), mapping)
        if isinstance(found, Problem):
            raise BadInput([found])
        if found is None and is_prose(table):
            lines = [(row.number, row.filled[0]) for row in table.rows]
            found = [
                msgspec.structs.replace(draft, sheet=table.sheet)
                for draft in drafts_of_lines(lines, str(path), mapping)
            ]
        if found:
            drafts += found
        else:
            unknown.append(table)
    # A sheet of questions whose columns nobody can tell must not be lost without a word.
    large = [table for table in unknown if not drafts or (len(table.rows) >= _MOST_REFUSED and _is_wide(table))]
    if large:
        raise BadInput([columns_unknown(table, str(path)) for table in large])
    return drafts + [draft for table in unknown for draft in lost_drafts(table, str(path), mapping)]


def _bounded(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts; one with a text that no cell could hold is refused before anything looks into it."""
    return [_cut(draft) if _is_too_long(draft) else draft for draft in drafts]


def _is_too_long(draft: Draft) -> bool:
    texts = (draft.kind, draft.stem, draft.answer, draft.explanation, draft.topic, draft.source)
    return any(len(text) > _MOST_TEXT for text in texts) or any(len(text) > _MOST_TEXT for text in draft.options)


def _cut(draft: Draft) -> Draft:
    texts = dict.fromkeys(("kind", "answer", "explanation", "topic", "source"), "")
    doubt = Problem(code="text_too_long", column="题干")
    return msgspec.structs.replace(draft, stem=excerpt(draft.stem), options=(), doubt=doubt, **texts)


# From verdicts to a bank


def _decided(path: Path, judged: Sequence[Judged], prefix: str) -> Import:
    unread = [
        Unread(problem=verdict, stem=draft.stem, original=draft.original, headings=draft.headings)
        for draft, verdict in judged
        if isinstance(verdict, Problem)
    ]
    skipped = tuple(item for item in unread if item.problem.code in SKIPPED)
    refused = tuple(item for item in unread if item.problem.code not in SKIPPED)
    refusal = _refusal(path, len(judged) - len(skipped), refused)
    return Import(
        file=str(path),
        found=len(judged),
        questions=() if refusal else _named(judged, prefix),
        refused=refused,
        skipped=skipped,
        refusal=refusal,
    )


def _refusal(path: Path, asked: int, refused: Sequence[Unread]) -> Problem | None:
    """Return why a file is refused as a whole, where it is; `asked` are the questions that were not skipped."""
    if not asked:
        return Problem(code="nothing_to_take", file=str(path))
    if len(refused) * _MOST_REFUSED <= asked:
        return None
    figures: dict[str, int | str] = {"refused": len(refused), "found": asked}
    (commonest, count), *_ = Counter(item.problem.code for item in refused).most_common(1)
    if count >= _MOSTLY * asked and commonest in _WHOLE_FILE:
        return Problem(code=_WHOLE_FILE[commonest], file=str(path), details=figures)
    # The reason that is repeated is said in the words of the first question that has it.
    first = next(item.problem for item in refused if item.problem.code == commonest)
    details = {**first.details, **figures, "commonest": commonest, "count": count}
    return Problem(code="file_mostly_refused", file=str(path), row_kind=first.row_kind, details=details)


def _named(judged: Sequence[Judged], prefix: str) -> tuple[Question, ...]:
    """Return the questions with their ids: the file's own where every one of them is fit and there once.

    A made id counts what was found, so that mending one question leaves the ids of the others as they were.
    """
    taken = [
        (place, draft.id, verdict) for place, (draft, verdict) in enumerate(judged, 1) if isinstance(verdict, Question)
    ]
    own = {own_id for _, own_id, _ in taken if _OWN_ID.fullmatch(own_id)}
    digits = max(3, len(str(len(judged))))
    return tuple(
        msgspec.structs.replace(question, id=own_id if len(own) == len(taken) else f"{prefix}-{place:0{digits}d}")
        for place, own_id, question in taken
    )
