"""The one place where a question of somebody else's file is accepted, and it never guesses.

A draft becomes a question only if its answer can mean one thing and its texts hold nothing that belongs elsewhere.
Everything else comes back as a problem that says why; the codes of `SKIPPED` are no fault of the file: what a bank has
no place for.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.answers import as_letters, is_same, looks_latin
from chuangguan.formats.bank_import.judging.blanks import judge_blank
from chuangguan.formats.bank_import.judging.cases import Case
from chuangguan.formats.bank_import.judging.choices import judge_choice, letters_of
from chuangguan.formats.bank_import.judging.doubts import (
    has_lost_marks,
    holds_answer,
    holds_struck,
    is_damaged,
    names_a_picture,
)
from chuangguan.formats.bank_import.judging.habits import Habits
from chuangguan.formats.bank_import.judging.statements import judge_statement
from chuangguan.formats.bank_import.judging.truths import note_of, truth_said
from chuangguan.formats.bank_import.markup import plain_draft
from chuangguan.formats.bank_import.texts import EMPTY, clean_all, difficulty_of
from chuangguan.formats.bank_import.words import Reading, is_truth_pair
from chuangguan.formats.cells import excerpt, has_hostile_characters
from chuangguan.rules.bank import TRUE_FALSE_OPTIONS, Kind, Question

SKIPPED: Final = ("kind_skipped", "question_and_answer", "question_repeated")

_TAIL_ANSWER: Final = re.compile(r"[-—]\s*([A-F]{1,6}|对|错)\s*[:：]")
_LETTER_AND_TEXT: Final = re.compile(r"[A-Ja-jＡ-Ｊ]\s*[.．、:：)）]\s*\S")
_NO_HABITS: Final = Habits()


def judge(draft: Draft, reading: Reading, habits: Habits = _NO_HABITS) -> Question | Problem:
    """Return the question that a draft certainly is, with an empty id, else why it is refused or skipped.

    `habits` are those of its file; without them nothing in a stem is an answer or a score.
    """
    case = Case(plain_draft(draft), reading, habits)
    problem = next(_doubts_before(case), None)
    if problem is not None:
        return problem
    kind = _kind(case)
    if kind == "":
        return _without_kind(case)
    answer = _JUDGES[kind](case)
    return answer if isinstance(answer, Problem) else _question(case, kind, answer)


def _doubts_before(case: Case) -> Iterator[Problem]:
    """Yield what stands against a draft before its answer is looked at."""
    if doubt := case.draft.doubt:
        yield case.draft.problem(doubt.code, doubt.column, **doubt.details)
    yield from _doubts_of_kind(case)
    yield from _doubts_of_stem(case)
    if not case.answer:
        yield case.draft.problem("answer_missing", "答案")
    if case.other_answer and not is_same(case.other_answer, case.answer):
        yield case.draft.problem("answers_differ", "答案", given=excerpt(f"{case.answer} 和 {case.other_answer}"))
    if "\t" in case.draft.answer.strip() and not as_letters(case.answer):
        yield case.draft.problem("answer_with_tab", "答案", given=excerpt(case.answer))


def _doubts_of_stem(case: Case) -> Iterator[Problem]:
    if not case.stem:
        yield case.draft.problem("stem_missing", "题干")
    texts = (case.stem, *case.options, case.answer)
    joined = "".join(texts)
    if has_hostile_characters(joined.replace("\n", "")):
        yield case.draft.problem("text_hostile", "题干")
    if is_damaged(case.stem, texts[1:]):
        yield case.draft.problem("text_damaged", "题干")
    if names_a_picture(case.stem):
        yield case.draft.problem("picture_lost", "题干")
    if "~~" in joined and holds_struck(joined):
        yield case.draft.problem("struck_lost", "题干")
    if has_lost_marks(case.stem, case.options):
        yield case.draft.problem("marks_lost", "题干")
    if holds_answer(case.stem):
        yield case.draft.problem("option_holds_answer", "题干", given=excerpt(case.stem))
    if not case.answer and not case.options and (tail := _TAIL_ANSWER.search(case.stem)):
        yield case.draft.problem("options_lost", "答案", given=excerpt(tail[1]))


def _doubts_of_kind(case: Case) -> Iterator[Problem]:
    if case.kind == "skip":
        yield case.draft.problem("kind_skipped", "题型", given=excerpt(case.draft.kind or "问答题"))
    if case.kind == "unknown":
        yield case.draft.problem("import_kind_unknown", "题型", given=excerpt(case.draft.kind))
    if case.head and case.head != case.kind and not (case.head == "choice" and case.kind in ("single", "multiple")):
        yield case.draft.problem("kinds_differ", "题型", given=excerpt(case.draft.kind))


def _kind(case: Case) -> Kind | Literal[""]:
    """Return the kind that is stated; where none is, or only that it is a choice, the one that the answer shows."""
    if case.kind in ("single", "multiple", "true_false", "blank"):
        return case.kind
    if _is_true_false(case):
        return "true_false"
    letters = letters_of(case)
    if isinstance(letters, str):
        return "multiple" if len(letters) > 1 else "single"
    is_choice = case.options or case.kind == "choice" or as_letters(case.answer) or _LETTER_AND_TEXT.match(case.answer)
    return "single" if is_choice else ""


def _is_true_false(case: Case) -> bool:
    if not case.options:
        return case.kind == "" and truth_said(case.answer, case.reading, is_stated=False) is not None
    return case.kind == "" and is_truth_pair(case.options, case.reading)


def _without_kind(case: Case) -> Problem:
    """Return why there is no telling what a draft is: a choice whose options are not apart, a blank, or an essay."""
    if looks_latin(case.answer):
        return case.draft.problem("letters_not_latin", "答案", given=excerpt(case.answer))
    if case.answer in case.stem:
        return case.draft.problem("options_not_apart", given=excerpt(case.stem))
    code = "kind_unstated" if EMPTY.search(case.stem) else "question_and_answer"
    return case.draft.problem(code, "题型")


_JUDGES: Final[Mapping[str, Callable[[Case], tuple[str, ...] | Problem]]] = {
    "single": judge_choice,
    "multiple": judge_choice,
    "true_false": judge_statement,
    "blank": judge_blank,
}


def _question(case: Case, kind: Kind, answer: tuple[str, ...]) -> Question | Problem:
    draft = case.draft
    options = {"true_false": TRUE_FALSE_OPTIONS, "blank": ()}.get(kind, case.options)
    explanation = draft.explanation or (note_of(case.answer) if kind == "true_false" else "")
    extras = clean_all((draft.topic, explanation, case.source))
    if has_hostile_characters("".join(extras).replace("\n", "")):
        return case.draft.problem("text_hostile", "解析")
    return Question(
        id="",
        kind=kind,
        stem=case.stem,
        options=options,
        answer=answer,
        topic=extras[0],
        difficulty=difficulty_of(draft.difficulty),
        explanation=extras[1],
        source=extras[2],
    )
