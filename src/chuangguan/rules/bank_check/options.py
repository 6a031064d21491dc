"""Options: those that name others, those that are the same, and where the right ones stand."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from chuangguan.errors import Problem
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Question
from chuangguan.rules.bank_check.skeleton import skeleton

FARTHEST_CHANCE: Final = 0.001
"""Below which chance positions are called far from even."""
LONGEST_PER_CENT: Final = 75
"""From how many per cent on the longest option is called right nearly always; measured as `likeness` is."""
_EXPECTED_AT_LEAST: Final = 5
_FEWEST_SINGLES: Final = 16
_CHOICES: Final = ("single", "multiple")
_LETTERED: Final = re.compile(
    rf"(?:选项|答案)?[{LETTERS}](?:(?:和|与|及|或|[、,+/&])[{LETTERS}])+(?:[二两三四]?[项者个])?(?:都|均|全|皆)?(?:对|是|不对|不是|错|正确|错误|不正确)?"
    rf"|[{LETTERS}]{{2,}}(?:[二两三四]?[项者个])?(?:都|均|全|皆)?(?:对|是|不对|不是|错|正确|错误|不正确)?"
    rf"|.*(?:选项|答案)[{LETTERS}](?![A-Za-z]).*"
)
_ABOVE: Final = re.compile(
    "(?:以上|上述)(?:$|[都均全皆是不没无任各几两二三四五六所]|选项|答案|说法|做法|情形|情况|内容|说的)"
)


def named_options(bank: Bank) -> Iterator[Problem]:
    """Yield each option that speaks of letters or of those above it, while a paper may show them in another order."""
    for question in bank.questions:
        if question.kind in _CHOICES and not question.option_order_fixed:
            for letter, text in zip(LETTERS, question.options, strict=False):
                if _names_others(text, letter, question):
                    yield Problem(code="option_names_others", column=letter, details={"question": question.id})


def _names_others(text: str, own: str, question: Question) -> bool:
    plain = "".join(text.split()).replace("，", ",").rstrip("。.")
    if _ABOVE.match(plain):
        return True
    # Beside A, B and O, “AB” is a blood group; and no option names itself.
    is_among_letters = sum(option.strip() in LETTERS for option in question.options) > 1
    is_itself = own in plain or not set(re.findall(f"[{LETTERS}]", plain)) <= set(question.letters)
    return not is_among_letters and not is_itself and _LETTERED.fullmatch(plain) is not None


def alike_options(bank: Bank) -> Iterator[Problem]:
    """Yield each option that differs from an earlier one in white space, width or punctuation only."""
    for question in bank.questions:
        first: dict[str, str] = {}
        for letter, text in zip(LETTERS, question.options, strict=False):
            other = first.setdefault(skeleton(text), letter)
            if other != letter:
                details: dict[str, int | str] = {"question": question.id, "first": other}
                yield Problem(code="option_alike", column=letter, details=details)


def positions(bank: Bank) -> Iterator[Problem]:
    """Yield the kinds of question whose right answers stand far from evenly: chi-square, p < 0.001.

    Single choice by the number of options, and 对 against 错; left out where fewer than five are expected a place.
    """
    for places in sorted({len(q.options) for q in bank.questions if q.kind == "single"}):
        questions = [q for q in bank.questions if q.kind == "single" and len(q.options) == places]
        yield from _uneven("positions_uneven", questions, LETTERS[:places])
    yield from _uneven("true_false_uneven", [q for q in bank.questions if q.kind == "true_false"], TRUE_FALSE_OPTIONS)


def _uneven(code: str, questions: Iterable[Question], names: Iterable[str]) -> Iterator[Problem]:
    counted = Counter(letter for question in questions for letter in question.answer[:1])
    counts = {name: counted[letter] for letter, name in zip(LETTERS, names, strict=False)}
    if sum(counts.values()) >= _EXPECTED_AT_LEAST * len(counts) and chance(list(counts.values())) < FARTHEST_CHANCE:
        shown = "、".join(f"{name} {count}" for name, count in counts.items())
        yield Problem(code=code, details={"counts": shown, "options": len(counts), "questions": sum(counts.values())})


def chance(counts: list[int]) -> float:
    """Return how likely counts at least as uneven as these are where every place is as likely (chi-square).

    >>> round(chance([44, 56]), 4), round(chance([10, 20, 30]), 5)
    (0.2301, 0.00674)
    """
    if len(counts) < len(TRUE_FALSE_OPTIONS):
        return 1.0
    expected = sum(counts) / len(counts)
    half = sum((count - expected) ** 2 for count in counts) / expected / 2
    freedom = len(counts) - 1
    step = 0.5 if freedom % 2 else 1.0
    tail = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    # The tail for two degrees of freedom more is one term more.
    while 2 * step < freedom:
        tail += half**step * math.exp(-half) / math.gamma(step + 1)
        step += 1
    return tail


def longest(bank: Bank) -> Iterator[Problem]:
    """Yield one problem where of the single choice questions at least 75 % have their longest option right.

    A question counts where its right option is longer than every other; fewer than 16 questions say nothing.
    """
    singles = [q for q in bank.questions if q.kind == "single" and len(q.options) > 1 and q.answer]
    right = sum(map(_is_longest_right, singles))
    if len(singles) >= _FEWEST_SINGLES and right * 100 >= len(singles) * LONGEST_PER_CENT:
        yield Problem(code="longest_is_right", details={"right": right, "questions": len(singles)})


def _is_longest_right(question: Question) -> bool:
    lengths = [len(skeleton(text)) for text in question.options]
    best = max(lengths)
    return lengths.count(best) == 1 and LETTERS[lengths.index(best)] == question.answer[0]
