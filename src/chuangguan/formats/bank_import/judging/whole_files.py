"""The drafts of one file, judged together: how it counts its options, and which questions are there twice."""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.habits import habits_of, index_base_of
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.texts import key_of
from chuangguan.formats.bank_import.words import Reading
from chuangguan.rules.bank import Question

Judged = tuple[Draft, Question | Problem]
"""A draft with its verdict."""


def _reading(drafts: Sequence[Draft], stated: Reading) -> Reading:
    if stated.index_base is not None or stated.form not in ("", "index"):
        return stated
    base = index_base_of(drafts)
    return stated if base is None else msgspec.structs.replace(stated, index_base=base)


def judge_all(drafts: Sequence[Draft], stated: Reading) -> list[Judged]:
    """Return each draft with its verdict; one that was taken before, word for word, is skipped."""
    reading, habits = _reading(drafts, stated), habits_of(drafts, stated)
    taken: dict[tuple[object, ...], Draft] = {}
    judged: list[Judged] = []
    for draft in drafts:
        key = (draft.kind, draft.stem, draft.options, draft.answer)
        before = taken.get(key)
        verdict = judge(draft, reading, habits) if before is None else _repeated(draft, before)
        if isinstance(verdict, Question):
            taken[key] = draft
        judged.append((draft, verdict))
    return judged


def _repeated(draft: Draft, first: Draft) -> Problem:
    details: dict[str, int | str] = {"first_row": first.row}
    if first.sheet != draft.sheet:
        details["first_sheet"] = first.sheet
    return draft.problem("question_repeated", "", **details)


def without_repeats(judged: Sequence[Judged]) -> list[Judged]:
    """Return what was judged: a question that was there before is skipped, and refused where its answers differ."""
    taken = [(draft, verdict) for draft, verdict in judged if isinstance(verdict, Question)]
    keys = [key_of(question.stem) for _, question in taken]
    stems = Counter(keys)
    same: dict[tuple[object, ...], list[tuple[Draft, Question]]] = {}
    for key, (draft, question) in zip(keys, taken, strict=True):
        if stems[key] > 1:
            same.setdefault(_key(question), []).append((draft, question))
    verdicts = {id(draft): problem for group in same.values() for draft, problem in _repeats(group)}
    return [(draft, verdicts.get(id(draft), verdict)) for draft, verdict in judged]


def _repeats(group: Sequence[tuple[Draft, Question]]) -> Iterator[tuple[Draft, Problem]]:
    """Yield the problems of drafts that are one question; where the answers differ, each names one that differs."""
    firsts: dict[tuple[str, ...], Draft] = {}
    for draft, question in group:
        firsts.setdefault(_right_texts(question), draft)
    for draft, question in group:
        right = _right_texts(question)
        other = next((first for answer, first in firsts.items() if answer != right), None)
        if other is not None:
            yield draft, msgspec.structs.replace(_repeated(draft, other), code="answers_conflict", column="答案")
        elif draft is not firsts[right]:
            yield draft, _repeated(draft, firsts[right])


def _key(question: Question) -> tuple[object, ...]:
    return question.kind, key_of(question.stem), tuple(sorted(map(key_of, question.options)))


def _right_texts(question: Question) -> tuple[str, ...]:
    if question.kind == "blank":
        return tuple(map(key_of, question.answer))
    return tuple(sorted(key_of(question.options[question.letters.index(letter)]) for letter in question.answer))
