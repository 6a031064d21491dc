"""What recorded attempts say of a bank's questions, from first exposures only: who has seen a question may know it.

Facility, discrimination, which options were chosen by whom, and the alarm for an answer that may be wrong.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median_low
from typing import Final

from chuangguan.rules.bank import Question, fold
from chuangguan.values import Value

ALARM_LEAST: Final = 5
"""Fewer strong responses than this raise no alarm."""

ALARM_SHARE: Final = Fraction(1, 2)
"""An alarm wants more than this part of the strong to give one and the same response that is not the answer."""

CORRELATED_LEAST: Final = 10
"""A discrimination of fewer entrants than this says nothing."""

DISCRIMINATION_LEAST: Final = 0.1
"""A question whose whole interval lies below this hardly tells those who know from those who do not."""

_GROUPS: Final = 3
_TEXTS: Final = 6
_Z: Final = 1.96
_CERTAIN: Final = 0.999999


class Exposure(Value, frozen=True, kw_only=True, gc=False):
    """The first time that an entrant was asked a question, and the response in the bank's letters, empty for none.

    `pace_ms` is the paper's time by its questions, −1 where the paper was not handed in: no time of a single question
    is recorded anywhere.
    """

    entrant: str
    question: str
    response: tuple[str, ...] = ()
    is_right: bool = False
    pace_ms: int = -1


class Discrimination(Value, frozen=True, kw_only=True):
    """How being right goes with the rest of one's score, −1 to 1, its interval (19 in 20), and over how many people."""

    value: float
    low: float
    high: float
    entrants: int


class OptionTally(Value, frozen=True, kw_only=True):
    """How often an option, or the text of a blank, was chosen: by all, by the strong and by the weak third."""

    option: str
    is_right: bool
    chosen: int
    strong: int
    weak: int


class QuestionFigures(Value, frozen=True, kw_only=True):
    """What is known of a question; `facility` with its Wilson interval (19 in 20) counts a missing response as wrong.

    `drawn` counts papers with it, repeats included; `first` the first exposures that the rest is taken from; `strong`
    and `weak` how many people these thirds have. `pace_ms` is the median, −1 without one. `alarm` is the response that
    most of the strong share though it is not the answer, empty where there is none.
    """

    question: str
    drawn: int
    first: int
    right: int
    blank: int
    facility: float
    low: float
    high: float
    discrimination: Discrimination | None
    options: tuple[OptionTally, ...]
    strong: int
    weak: int
    pace_ms: int
    alarm: tuple[str, ...]


def is_undiscriminating(figures: QuestionFigures) -> bool:
    """Say whether a question's discrimination is too low, its interval taken into account."""
    return figures.discrimination is not None and figures.discrimination.high < DISCRIMINATION_LEAST


def has_same_wording(one: Question, other: Question) -> bool:
    """Say whether what an entrant saw is the same; the answer may have been mended since (clause 3.4)."""
    return (one.kind, one.stem, one.options) == (other.kind, other.stem, other.options)


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the Wilson interval, 19 times in 20, of a share; all of it for none of none."""
    if n == 0:
        return 0.0, 1.0
    share, square = right / n, _Z * _Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def figures_of(
    questions: Mapping[str, Question], exposures: Iterable[Exposure], drawn: Mapping[str, int]
) -> tuple[QuestionFigures, ...]:
    """Return the figures of each question, in the order given; `drawn` are the papers that held it."""
    mine: dict[str, list[Exposure]] = {name: [] for name in questions}
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for exposure in exposures:
        mine[exposure.question].append(exposure)
        asked[exposure.entrant] += 1
        right[exposure.entrant] += exposure.is_right
    rest = {
        name: [
            (Fraction(right[item.entrant] - item.is_right, asked[item.entrant] - 1), item)
            for item in found
            if asked[item.entrant] > 1
        ]
        for name, found in mine.items()
    }
    return tuple(_figures(question, mine[name], rest[name], drawn.get(name, 0)) for name, question in questions.items())


def _figures(
    question: Question, found: Sequence[Exposure], rest: Sequence[tuple[Fraction, Exposure]], drawn: int
) -> QuestionFigures:
    right = sum(item.is_right for item in found)
    low, high = wilson(right, len(found))
    strong, weak = thirds(rest)
    paces = [item.pace_ms for item in found if item.pace_ms >= 0]
    return QuestionFigures(
        question=question.id,
        drawn=drawn,
        first=len(found),
        right=right,
        blank=sum(not item.response for item in found),
        facility=right / len(found) if found else 0.0,
        low=low,
        high=high,
        discrimination=discrimination([(item.is_right, float(share)) for share, item in rest]),
        options=_options(question, found, strong, weak),
        strong=len(strong),
        weak=len(weak),
        pace_ms=median_low(paces) if paces else -1,
        alarm=alarm(question, strong),
    )


def thirds(rest: Sequence[tuple[Fraction, Exposure]]) -> tuple[list[Exposure], list[Exposure]]:
    """Return the strong and the weak third by the rest of their scores; who ties with the last of a third belongs."""
    if len(rest) < _GROUPS:
        return [], []
    shares = sorted(share for share, _ in rest)
    size = len(shares) // _GROUPS
    strong = [item for share, item in rest if share >= shares[-size]]
    weak = [item for share, item in rest if share <= shares[size - 1]]
    return strong, weak


def discrimination(pairs: Sequence[tuple[bool, float]]) -> Discrimination | None:
    """Return the point-biserial correlation of being right with the rest of the score, by Fisher's interval.

    None for fewer than `CORRELATED_LEAST`, and where all were right, all wrong, or all alike in the rest.
    """
    n = len(pairs)
    if n < CORRELATED_LEAST:
        return None
    mean_right = math.fsum(right for right, _ in pairs) / n
    mean_rest = math.fsum(rest for _, rest in pairs) / n
    both = math.fsum((right - mean_right) * (rest - mean_rest) for right, rest in pairs)
    of_right = math.fsum((right - mean_right) ** 2 for right, _ in pairs)
    of_rest = math.fsum((rest - mean_rest) ** 2 for _, rest in pairs)
    if min(of_right, of_rest) < 1e-12:  # noqa: PLR2004  what floats leave of nought
        return None
    value = max(-1.0, min(1.0, both / math.sqrt(of_right * of_rest)))
    turned = math.atanh(max(-_CERTAIN, min(_CERTAIN, value)))
    half = _Z / math.sqrt(n - 3)
    return Discrimination(value=value, low=math.tanh(turned - half), high=math.tanh(turned + half), entrants=n)


def alarm(question: Question, strong: Sequence[Exposure]) -> tuple[str, ...]:
    """Return the response that more than half of the strong share though it is not the answer, empty for none."""
    if len(strong) < ALARM_LEAST:
        return ()
    wrong = Counter(
        _as_compared(question, item.response) for item in strong if item.response and not item.is_right
    ).most_common(1)
    if wrong and wrong[0][1] > ALARM_SHARE * len(strong):
        return wrong[0][0]
    return ()


def _as_compared(question: Question, response: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, response)) if question.kind == "blank" else tuple(sorted(response))


def _options(
    question: Question, found: Sequence[Exposure], strong: Sequence[Exposure], weak: Sequence[Exposure]
) -> tuple[OptionTally, ...]:
    """Return a tally an option; of blanks the texts given most often, the right ones among them."""
    counts = [_chosen(question, part) for part in (found, strong, weak)]
    rights = _rights(question, found)
    names = list(question.letters) or [name for name, _ in counts[0].most_common(_TEXTS)]
    return tuple(
        OptionTally(
            option=name, is_right=name in rights, chosen=counts[0][name], strong=counts[1][name], weak=counts[2][name]
        )
        for name in names
    )


def _chosen(question: Question, found: Sequence[Exposure]) -> Counter[str]:
    if question.kind == "blank":
        return Counter(_text(item) for item in found if item.response)
    return Counter(letter for item in found for letter in set(item.response))


def _rights(question: Question, found: Sequence[Exposure]) -> set[str]:
    if question.kind == "blank":
        return {_text(item) for item in found if item.is_right}
    return set(question.answer)


def _text(item: Exposure) -> str:
    return "；".join(map(fold, item.response))
