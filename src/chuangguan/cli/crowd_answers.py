"""What the demo's invented people answer: hard questions are missed more often, and mostly by the same wrong option.

One question is missed by most of those who know the rest too, as happens where a bank's answer is wrong: it shows what
the statistics of a bank make of that. The shipped answer to it is right.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from chuangguan.play import ShownQuestion
from chuangguan.rules.bank import LETTERS, Question
from chuangguan.rules.draw import Words

DISPUTED: Final[Mapping[str, str]] = {"GQ-009": "A"}
"""The question that most people answer with this option of the bank."""

_DISPUTED_OF_FOUR: Final = 3
_LUCK: Final = 12
"""Luck weighs as much as so many steps of difficulty."""

_WORDS_OF_NOBODY: Final = "不记得"


def right_response(shown: ShownQuestion, question: Question) -> list[str]:
    """Return the right response to a question, in the letters that are shown."""
    if question.kind == "blank":
        return [words.split("|")[0] for words in question.answer]
    return _as_shown(shown, question, question.answer)


def misses_the_disputed(paper: Sequence[ShownQuestion], words: Words) -> list[str]:
    """Return the disputed questions of a paper that somebody who meets them misses."""
    return [shown.question for shown in paper if shown.question in DISPUTED and words.below(4) < _DISPUTED_OF_FOUR]


def missed(paper: Sequence[ShownQuestion], questions: Mapping[str, Question], n: int, words: Words) -> list[str]:
    """Return which `n` questions of a paper are missed: the hardest, as far as luck lets them."""
    weights = {shown.question: questions[shown.question].difficulty + words.below(_LUCK) for shown in paper}
    return sorted(weights, key=lambda name: -weights[name])[:n]


def wrong_response(shown: ShownQuestion, question: Question, words: Words) -> list[str]:
    """Return a wrong response, empty for none; three of four people who choose are misled in the same way."""
    if question.kind == "blank":
        return [_WORDS_OF_NOBODY] * len(question.answer) if words.below(2) else []
    if words.below(8) == 0:
        return []
    usual = Words(f"misleads {question.id}".encode())
    return _as_shown(shown, question, _misled(question, words if words.below(4) == 0 else usual))


def _misled(question: Question, words: Words) -> Sequence[str]:
    """Return a wrong response in the bank's letters: another option, or of several right ones one less or one more."""
    wrong = [letter for letter in question.letters if letter not in question.answer]
    if question.kind != "multiple":
        return DISPUTED.get(question.id) or words.take(wrong, 1)
    if wrong and words.below(2):
        return [*question.answer, *words.take(wrong, 1)]
    return words.take(question.answer, len(question.answer) - 1)


def _as_shown(shown: ShownQuestion, question: Question, letters: Sequence[str]) -> list[str]:
    texts = {question.options[question.letters.index(letter)] for letter in letters}
    return [LETTERS[place] for place, option in enumerate(shown.options) if option in texts]
