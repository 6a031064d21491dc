"""Single and multiple choice: whether the options are whole and apart, and which letters are right."""

from collections.abc import Iterator

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.judging.answers import (
    as_letters,
    as_places,
    is_ordered,
    letters_explained,
    looks_latin,
    may_be_or,
    readings_of,
    verdict_against,
)
from chuangguan.formats.bank_import.judging.cases import Case
from chuangguan.formats.bank_import.judging.doubts import doubts_of_texts
from chuangguan.formats.cells import excerpt
from chuangguan.rules.bank import LETTERS


def judge_choice(case: Case) -> tuple[str, ...] | Problem:
    """Return the letters of the right options, or why they are not certain."""
    problem = next(_doubts_of_options(case), None)
    if problem is not None:
        return problem
    letters = letters_of(case)
    if isinstance(letters, Problem):
        return letters
    return next(_against(case, letters), None) or tuple(letters)


def _against(case: Case, letters: str) -> Iterator[Problem]:
    """Yield what speaks against these letters: the kind, a key in the stem, the explanation."""
    if case.kind == "single" and len(letters) != 1:
        yield case.draft.problem("single_not_one", "答案", letters=len(letters))
    if case.kind == "multiple" and len(letters) == 1:
        yield case.draft.problem("multiple_too_few", "答案", letters=1)
    explanation = case.draft.explanation
    for column, other in (("题干", as_letters(case.keyed)), ("解析", letters_explained(explanation))):
        if other and sorted(other) != sorted(letters):
            yield case.draft.problem("answers_differ", column, given=f"{letters} 和 {other}")
    if case.keyed:
        yield case.draft.problem("stem_holds_key", "题干", given=case.keyed)
    if against := verdict_against(letters, explanation, case.stem):
        yield case.draft.problem("answers_differ", "解析", given=f"{letters} 和 {against}")


def _doubts_of_options(case: Case) -> Iterator[Problem]:
    options = case.options
    if not options and as_letters(case.answer):
        yield case.draft.problem("letters_without_options", "答案", given=excerpt(case.answer))
    if not options:
        yield case.draft.problem("options_lost", "答案", given=excerpt(case.answer))
    if len(options) == 1:
        yield case.draft.problem("options_not_apart", given=excerpt(options[0]))
    if len(options) > len(LETTERS):
        yield case.draft.problem("options_too_many", options=len(options))
    for letter, option in zip(LETTERS, options, strict=False):
        if not option:
            yield case.draft.problem("option_gap", letter, last=LETTERS[len(options) - 1])
    yield from _doubts_of_texts(case)


def _doubts_of_texts(case: Case) -> Iterator[Problem]:
    options = case.options
    for doubt in doubts_of_texts(case.stem, options):
        yield case.draft.problem(doubt.code, doubt.column, **doubt.details)
    if "\t" in "".join(case.draft.options) and any("\t" in option.strip() for option in case.draft.options):
        yield case.draft.problem("option_holds_others", given=excerpt("、".join(options)))


def letters_of(case: Case) -> str | Problem:
    """Return the letters of the right options, where every way to read the answer says the same."""
    readings = readings_of(case.answer, case.options, case.reading, is_single=case.kind == "single")
    if len(readings) > 1:
        return case.draft.problem("answer_two_ways", "答案", given=excerpt(case.answer))
    if not readings or _may_be_place(case):
        return _unread(case)
    letters = readings.pop()
    outside = [letter for letter in letters if letter not in LETTERS[: len(case.options)]]
    if outside:
        return case.draft.problem("answer_outside_options", "答案", letter=outside[0])
    if len(set(letters)) < len(letters):
        repeated = next(letter for letter in letters if letters.count(letter) > 1)
        return case.draft.problem("answer_repeated", "答案", letter=repeated)
    if case.kind != "single" and is_ordered(case.answer, case.stem, is_multiple=case.kind == "multiple"):
        return case.draft.problem("answer_ordered", "答案", given=excerpt(case.answer))
    if case.kind != "multiple" and may_be_or(case.answer):
        return case.draft.problem("answer_may_be_or", "答案", given=excerpt(case.answer))
    return letters


def _may_be_place(case: Case) -> bool:
    """Say whether a figure that is the text of an option may be the number of another one."""
    if case.habits.quotes or case.reading.index_base is not None or case.reading.form:
        return False
    places = as_places(case.answer)
    return bool(places) and max(places) <= len(case.options)


def _unread(case: Case) -> Problem:
    code = "answer_unread"
    if as_places(case.answer):
        code = "answer_index_unstated"
    elif looks_latin(case.answer):
        code = "letters_not_latin"
    return case.draft.problem(code, "答案", given=excerpt(case.answer))
