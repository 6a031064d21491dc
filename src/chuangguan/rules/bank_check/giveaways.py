"""Stems that give an answer away: their own, or in a small bank that of another question."""

from collections.abc import Iterator
from typing import Final

from chuangguan.errors import Problem
from chuangguan.rules.bank import Bank, Question
from chuangguan.rules.bank_check.skeleton import pairs, right_texts, skeleton, wrong_texts

FEWEST_CHARACTERS: Final = 4
"""Of what length on an option that stands in its own stem gives itself away; a shorter one is only a common word."""
FEWEST_BLANK: Final = 2
"""The same for what a blank asks."""
SHARED_PER_CENT: Final = 40
"""How much of a stem's pairs of characters another stem holds that is about the same thing."""
SMALL_BANK: Final = 60
"""In a bank of so many questions, three papers of twenty, two that speak of each other are often drawn together."""


def giveaways(bank: Bank) -> Iterator[Problem]:
    """Yield the questions whose own stem holds what is right, and in a small bank those that another stem answers."""
    stems = {question.id: skeleton(question.stem) for question in bank.questions}
    for question in bank.questions:
        if question.kind != "true_false":
            yield from _in_its_own(question, stems[question.id])
            if len(bank.questions) <= SMALL_BANK:
                yield from _in_another(question, stems)


def _in_its_own(question: Question, stem: str) -> Iterator[Problem]:
    fewest = FEWEST_BLANK if question.kind == "blank" else FEWEST_CHARACTERS
    if text := _told(question, stem, fewest):
        yield Problem(code="stem_tells_answer", details={"question": question.id, "text": text})


def _in_another(question: Question, stems: dict[str, str]) -> Iterator[Problem]:
    mine = pairs(stems[question.id])
    for other, stem in stems.items():
        shared = len(mine & pairs(stem)) * 100 >= len(mine) * SHARED_PER_CENT
        if other != question.id and shared and (text := _told(question, stem, FEWEST_CHARACTERS)):
            details: dict[str, int | str] = {"question": question.id, "other": other, "text": text}
            yield Problem(code="other_stem_tells_answer", details=details)
            return


def _told(question: Question, stem: str, fewest: int) -> str:
    """Return the right text that stands in a stem, empty where none does or a wrong option stands there as well."""
    if any(text in stem for text in wrong_texts(question)):
        return ""
    right = sorted(right_texts(question))
    if question.kind == "multiple" and not all(text in stem for text in right):
        return ""
    return next((text for text in right if len(text) >= fewest and text in stem), "")
