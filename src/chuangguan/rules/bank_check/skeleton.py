"""Texts as two questions are compared: what looks the same folds together, what means something else stays apart."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from chuangguan.rules.bank import LETTERS, Question

_RAISED: Final = ("<super>", "<sub>", "<fraction>")
_BEFORE_DIGITS: Final = "-.:/"
_PER: Final = "%‰"


@lru_cache(maxsize=65_536)
def skeleton(text: str) -> str:
    """Return a text after NFKC, without white space and punctuation; never empty for a text that is not.

    What changes a number stays: 10² is not 102, 1.5 is not 15, -5 is not 5, 50% is not 50. A text of punctuation alone
    stays as it is.

    >>> skeleton(" 《宪法》， ２０１８年。"), skeleton("10² ；1.5")
    ('宪法2018年', '10²1.5')
    """
    plain = "".join(map(_compatible, text))
    kept = (char for index, char in enumerate(plain) if not _is_dropped(plain, index, char))
    return "".join(kept) or "".join(plain.split()) or text


def _compatible(char: str) -> str:
    """Return the NFKC of a character; raised and lowered ones keep their place, as they mean another number."""
    return char if unicodedata.decomposition(char).startswith(_RAISED) else unicodedata.normalize("NFKC", char)


def _is_dropped(text: str, index: int, char: str) -> bool:
    if char in _PER or (char in _BEFORE_DIGITS and text[index + 1 : index + 2].isdecimal()):
        return False
    return char == "_" or unicodedata.category(char)[0] in "ZCP"


def pairs(text: str) -> frozenset[str]:
    """Return every two characters that stand side by side; a single one stands for itself."""
    return frozenset(text[index : index + 2] for index in range(max(len(text) - 1, 1))) if text else frozenset()


def right_texts(question: Question) -> frozenset[str]:
    """Return what is right of a question, folded: the texts of its right options, or every accepted word."""
    if question.kind == "blank":
        return frozenset(skeleton(word) for blank in question.answer for word in blank.split("|") if word)
    return frozenset(skeleton(text) for letter, text in _lettered(question) if letter in question.answer)


def wrong_texts(question: Question) -> frozenset[str]:
    """Return the wrong options of a question, folded; a blank has none."""
    return frozenset(skeleton(text) for letter, text in _lettered(question) if letter not in question.answer)


def _lettered(question: Question) -> Iterator[tuple[str, str]]:
    return zip(LETTERS, question.options, strict=False)
