"""Questions that stand twice, nearly twice, or twice with two answers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from chuangguan.errors import Problem
from chuangguan.rules.bank import LETTERS, Bank, Kind, Question
from chuangguan.rules.bank_check.skeleton import pairs, right_texts, skeleton, wrong_texts

ALIKE_PER_CENT: Final = 80
"""From how many per cent of shared pairs of characters on two questions are called alike.

Measured in docs/decisions/0012-bank-check.md.
"""
_ASKS_BY_ITSELF: Final = 12
_SHARED_AT_MOST: Final = 2
"""A stem of so many characters that so many questions share says what is asked; a shorter one, or one that many share,
such as 下列说法正确的是, leaves that to the options."""


def repeated(bank: Bank) -> tuple[list[Problem], list[Problem]]:
    """Return as errors the questions that stand twice or contradict one another, as warnings other equal stems.

    Each question is named once, for the worst that is wrong with it.
    """
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in bank.questions:
        groups[skeleton(question.stem)].append(question)
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for stem, group in groups.items():
        asks = len(stem) >= _ASKS_BY_ITSELF and len(group) <= _SHARED_AT_MOST
        met = _Stem(asks=asks)
        for problem in filter(None, map(met.meet, group)):
            (errors if problem.code in _ERRORS else warnings).append(problem)
    return errors, warnings


_LISTED: Final[dict[str, Kind]] = {"single": "multiple", "multiple": "single"}
_BETWEEN: Final = re.compile("[、，,；;]")
_ERRORS: Final = ("question_twice", "answers_contradict")


class _Stem:
    """The questions of one stem so far: which was the first of each set of options, of each answer, of each text.

    Looked up, not compared one by one, so that a thousand of 下列说法正确的是 take no longer than they must.
    """

    def __init__(self, *, asks: bool) -> None:
        self._asks = asks
        self._first: Question | None = None
        self._by_options: dict[frozenset[str], Question] = {}
        self._by_answer: dict[frozenset[str], Question] = {}
        self._by_list: dict[tuple[Kind, frozenset[str]], Question] = {}
        self._right: dict[str, Question] = {}
        self._wrong: dict[str, Question] = {}

    def meet(self, question: Question) -> Problem | None:
        """Take a question in; return what it is to an earlier one that it may not stand beside, the worst first."""
        options = frozenset(map(skeleton, question.options))
        right, wrong = right_texts(question), wrong_texts(question)
        crossed = [self._wrong[text] for text in right if text in self._wrong]
        crossed += [self._right[text] for text in wrong if text in self._right]
        problem = None
        if options in self._by_options:
            other = self._by_options[options]
            problem = _pair(
                "question_twice" if _is_same_answer(question, other) else "answers_contradict", question, other
            )
        elif listed := self._said_otherwise(question):
            problem = _pair("stem_repeated", question, listed)
        elif crossed:
            problem = _pair("right_and_wrong", question, min(crossed, key=lambda other: other.id))
        elif right in self._by_answer:
            problem = _pair("stem_repeated", question, self._by_answer[right])
        elif self._asks and self._first:
            problem = _pair("stem_with_two_answers", question, self._first)
        self._keep(question, options, right, wrong)
        return problem

    def _said_otherwise(self, question: Question) -> Question | None:
        """Return the multiple choice question whose right options a single one lists in its right option, or it."""
        other = _LISTED.get(question.kind)
        return self._by_list.get((other, _listed(question))) if other else None

    def _keep(self, question: Question, options: frozenset[str], right: frozenset[str], wrong: frozenset[str]) -> None:
        self._first = self._first or question
        self._by_options.setdefault(options, question)
        self._by_answer.setdefault(right, question)
        if question.kind in _LISTED:
            self._by_list.setdefault((question.kind, _listed(question)), question)
        for text in right:
            self._right.setdefault(text, question)
        for text in wrong:
            self._wrong.setdefault(text, question)


def _listed(question: Question) -> frozenset[str]:
    """Return what is right of a question thing by thing: 甲、乙、丙 in one option are three options of another."""
    right = [text for letter, text in zip(LETTERS, question.options, strict=False) if letter in question.answer]
    parts = right if question.kind == "multiple" else [part for text in right for part in _BETWEEN.split(text)]
    return frozenset(skeleton(part) for part in parts if part.strip())


def _pair(code: str, question: Question, other: Question) -> Problem:
    return Problem(code=code, details={"question": question.id, "other": other.id})


def _is_same_answer(question: Question, other: Question) -> bool:
    """Say whether both accept one answer; of a blank's synonyms one is enough."""
    if question.kind != "blank":
        return right_texts(question) == right_texts(other)
    ours, theirs = _blanks(question), _blanks(other)
    return len(ours) == len(theirs) and all(mine & yours for mine, yours in zip(ours, theirs, strict=True))


def _blanks(question: Question) -> list[set[str]]:
    return [set(map(skeleton, blank.split("|"))) for blank in question.answer]


def alike(bank: Bank) -> list[Problem]:
    """Return the questions that share at least 80 % of their pairs of characters with an earlier one (Jaccard).

    Options count without their order. Equal stems are the business of `repeated`. Each question is named once. Only
    those that share a rare pair are compared, which loses none.
    """
    profiles = [_profile(question) for question in bank.questions]
    stems = [skeleton(question.stem) for question in bank.questions]
    found = []
    for index, other, per_cent in _alike(profiles, stems):
        details: dict[str, int | str] = {
            "question": bank.questions[index].id,
            "other": bank.questions[other].id,
            "per_cent": per_cent,
        }
        found.append(Problem(code="question_alike", details=details))
    return found


def _profile(question: Question) -> frozenset[str]:
    texts = [skeleton(question.stem), *(map(skeleton, question.options) if question.kind != "true_false" else ())]
    return frozenset().union(*map(pairs, texts))


_Holders = dict[str, dict[str, list[int]]]
"""By pair of characters and then by stem: who has it among its rare ones."""


def _alike(profiles: Sequence[frozenset[str]], stems: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield each index with the first earlier one that is enough like it, and by how many per cent."""
    how_often = Counter(pair for profile in profiles for pair in profile)
    holders: _Holders = defaultdict(lambda: defaultdict(list))
    known: set[tuple[str, frozenset[str]]] = set()
    for index, (profile, stem) in enumerate(zip(profiles, stems, strict=True)):
        rare = _rare(profile, how_often)
        for other in _candidates(rare, stem, holders):
            per_cent = _per_cent(profile, profiles[other])
            if per_cent >= ALIKE_PER_CENT:
                yield index, other, per_cent
                break
        # Of those that say the same one is enough to be found by.
        if (stem, profile) not in known:
            known.add((stem, profile))
            for pair in rare:
                holders[pair][stem].append(index)


def _candidates(rare: Sequence[str], stem: str, holders: _Holders) -> Iterator[int]:
    """Yield each earlier one of another stem that shares a rare pair, the rarest first: it is the likeliest."""
    seen: set[int] = set()
    for pair in rare:
        for other, indices in holders[pair].items():
            if other != stem:
                yield from (index for index in indices if index not in seen)
                seen.update(indices)


def _rare(profile: frozenset[str], how_often: Counter[str]) -> list[str]:
    """Return the rarest pairs of a profile, so many that whatever is alike enough shares one of them.

    Two sets that share 80 % of their union share 80 % of each: of the larger part only one fifth, and one pair more,
    can be missing.
    """
    fewest = -(-len(profile) * ALIKE_PER_CENT // 100)
    return sorted(profile, key=lambda pair: (how_often[pair], pair))[: len(profile) - fewest + 1]


def _per_cent(one: frozenset[str], two: frozenset[str]) -> int:
    shared = len(one & two)
    return 100 * shared // (len(one) + len(two) - shared) if shared else 0
