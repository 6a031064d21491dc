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
from chuangguan.formats.bank_import.judging.answers import (
    as_letters,
    as_places,
    is_ordered,
    is_same,
    labelled,
    letters_explained,
    letters_of_heading,
    looks_latin,
    may_be_or,
    note_of,
    readings_of,
    says_nothing,
    truth_explained,
    truth_said,
    verdict_against,
)
from chuangguan.formats.bank_import.judging.cases import Case
from chuangguan.formats.bank_import.judging.doubts import (
    doubts_of_texts,
    has_lost_marks,
    holds_answer,
    holds_struck,
    is_damaged,
    is_turned,
    names_a_picture,
)
from chuangguan.formats.bank_import.judging.habits import Habits
from chuangguan.formats.bank_import.markup import plain_draft
from chuangguan.formats.bank_import.texts import clean_all, difficulty_of
from chuangguan.formats.bank_import.words import FILLERS, Reading, is_truth_pair, truth_of
from chuangguan.formats.cells import excerpt, has_hostile_characters
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Kind, Question

SKIPPED: Final = ("kind_skipped", "question_and_answer", "question_repeated")

_TAIL_ANSWER: Final = re.compile(r"[-—]\s*([A-F]{1,6}|对|错)\s*[:：]")
_LETTER_AND_TEXT: Final = re.compile(r"[A-Ja-jＡ-Ｊ]\s*[.．、:：)）]\s*\S")
_BLANK: Final = re.compile("[_＿]{2,}|[(（]\\s*[)）]")
_SEPARATED_BLANKS: Final = re.compile(r"[;；|\n]|##")
_UNCLEAR: Final = re.compile(
    "[;；|｜\n]|##|均可|都可|或者|[(（]或|言之成理|^略$|^(?:答|如|例如)\\s*[:：]|^[①-⑳]"
    "|[0-9]\\s*[或/、(（]\\s*[一二三四五六七八九十百]|[一二三四五六七八九十百]\\s*[或/、(（]\\s*[0-9]"
)
_LIKE_BLANKS: Final = re.compile("_|—{2,}|﹍|…|-{3,}")
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
    letters = _letters(case)
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
    code = "kind_unstated" if _BLANK.search(case.stem) else "question_and_answer"
    return case.draft.problem(code, "题型")


# Choices


def _judge_choice(case: Case) -> tuple[str, ...] | Problem:
    problem = next(_doubts_of_options(case), None)
    if problem is not None:
        return problem
    letters = _letters(case)
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


def _letters(case: Case) -> str | Problem:
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


# Statements and blanks


def _judge_true_false(case: Case) -> tuple[str, ...] | Problem:
    truth = _truth(case)
    if isinstance(truth, Problem):
        return truth
    return (LETTERS[TRUE_FALSE_OPTIONS.index("对" if truth else "错")],)


def _truth(case: Case) -> bool | Problem:
    given = {
        letter: truth_of(option, case.reading)
        for letter, option in zip(LETTERS, case.options, strict=False)
        if option not in FILLERS
    } or letters_of_heading(case.draft.kind)
    if given and sorted(map(str, given.values())) != ["False", "True"]:
        return case.draft.problem("true_false_options", given=excerpt("、".join(case.options)))
    said = truth_said(case.answer, case.reading)
    letter = as_letters(case.answer) or labelled(case.answer, case.options)
    named = given.get(letter)
    if said is not None and named is not None and said != named:
        return case.draft.problem("answer_two_ways", "答案", given=excerpt(case.answer))
    if said is None and named is None:
        code = "truth_letter" if letter and not given else "true_false_unread"
        return case.draft.problem(code, "答案", given=excerpt(case.answer))
    truth = bool(said) if named is None else named
    keyed = given.get(case.keyed, truth_of(case.keyed, case.reading))
    if keyed is not None and keyed != truth:
        return case.draft.problem("answers_differ", "题干", given=excerpt(f"{case.answer} 和 {case.keyed}"))
    if keyed is not None:
        return case.draft.problem("stem_holds_key", "题干", given=case.keyed)
    if truth_explained(case.draft.explanation) == (not truth):
        return case.draft.problem("answers_differ", "解析", given=excerpt(f"{case.answer} 和 {case.draft.explanation}"))
    return truth


def _judge_blank(case: Case) -> tuple[str, ...] | Problem:
    blanks = len(_BLANK.findall(case.stem))
    if case.options:
        return case.draft.problem("blank_with_options", options=len(case.options))
    parts = [part.strip() for part in _SEPARATED_BLANKS.split(case.answer)] if blanks > 1 else [case.answer]
    if not blanks and _LIKE_BLANKS.search(case.stem):
        return case.draft.problem("blanks_unseen", "题干")
    drawn = len(re.findall("[_＿]{2,}", case.stem))
    if all(map(says_nothing, parts)):
        return case.draft.problem("answer_missing", "答案")
    if len(parts) != max(blanks, 1) or drawn not in (0, len(parts)):
        return case.draft.problem("blanks_differ", "答案", blanks=blanks, answers=len(parts))
    if not all(parts) or any(_UNCLEAR.search(part) for part in parts):
        return case.draft.problem("blank_unread", "答案", given=excerpt(case.answer))
    if any(is_turned(part, case.stem) for part in parts):
        return case.draft.problem("answer_turned", "答案", given=excerpt(case.answer))
    return tuple(parts)


_JUDGES: Final[Mapping[str, Callable[[Case], tuple[str, ...] | Problem]]] = {
    "single": _judge_choice,
    "multiple": _judge_choice,
    "true_false": _judge_true_false,
    "blank": _judge_blank,
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
