"""Facility, discrimination, options by thirds and the alarm, against sums done the long way."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.rules.bank import Question
from chuangguan.rules.exposures import (
    ALARM_LEAST,
    CORRELATED_LEAST,
    Exposure,
    alarm,
    discrimination,
    figures_of,
    has_same_wording,
    thirds,
    wilson,
)
from chuangguan.testing import a_question, entrants

ASKED = a_question(1, answer=("B",))
OTHERS = [a_question(number, answer=("A",)) for number in (2, 3, 4)]
BLANK = Question(id="K", kind="blank", stem="填空", answer=("甲|乙",))


def seen(entrant: str, question: Question, letter: str = "", **changes: Any) -> Exposure:
    response = (letter,) if letter else ()
    made = {"entrant": entrant, "question": question.id, "response": response, "is_right": response == question.answer}
    return Exposure(**{**made, **changes})


def a_class(people: int, letters: Sequence[str]) -> list[Exposure]:
    """Return what people chose at the question asked; the earlier in the row, the more of the others they had right."""
    found = []
    for place, (entrant, letter) in enumerate(zip(entrants(people), letters, strict=True)):
        right = 3 - 3 * place // people
        found.append(seen(entrant, ASKED, letter))
        found += [seen(entrant, other, "A" if number < right else "C") for number, other in enumerate(OTHERS)]
    return found


def figures(exposures: list[Exposure], question: Question = ASKED) -> Any:
    questions = {item.id: item for item in (question, *OTHERS)}
    return figures_of(questions, exposures, {question.id: 99})[0]


@pytest.mark.parametrize(
    ("right", "n", "low", "high"), [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1)]
)
def test_the_wilson_interval_is_the_one_of_the_tables(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=5e-4)


def test_of_nothing_one_knows_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share_and_narrows_with_more(n: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, n))
    low, high = wilson(right, n)
    more_low, more_high = wilson(10 * right, 10 * n)
    assert 0 <= low <= right / n + 1e-12
    assert right / n - 1e-12 <= high <= 1
    assert more_high - more_low < high - low


def test_facility_counts_a_missing_response_as_wrong_and_tells_it() -> None:
    found = figures([seen("E1", ASKED, "B"), seen("E2", ASKED, "C"), seen("E3", ASKED), seen("E4", ASKED, "B")])
    assert (found.first, found.right, found.blank, found.facility, found.drawn) == (4, 2, 1, 0.5, 99)
    assert [(item.option, item.chosen, item.is_right) for item in found.options] == [
        ("A", 0, False),
        ("B", 2, True),
        ("C", 1, False),
        ("D", 0, False),
    ]


def test_a_question_that_nobody_saw_has_figures_of_nothing() -> None:
    found = figures([])
    assert (found.first, found.facility, found.low, found.high, found.pace_ms) == (0, 0.0, 0.0, 1.0, -1)
    assert (found.discrimination, found.alarm) == (None, ())


def test_time_is_the_median_of_papers_that_were_handed_in() -> None:
    found = figures([seen(f"E{n}", ASKED, "B", pace_ms=pace) for n, pace in enumerate([9_000, -1, 3_000, 60_000])])
    assert found.pace_ms == 9_000


def test_options_of_a_multiple_choice_are_counted_each() -> None:
    asked = a_question(7)
    found = figures(
        [
            Exposure(entrant="E1", question="Q7", response=("B", "D"), is_right=True),
            Exposure(entrant="E2", question="Q7", response=("A", "B")),
        ],
        asked,
    )
    assert [(item.option, item.chosen) for item in found.options] == [("A", 1), ("B", 2), ("C", 0), ("D", 1), ("E", 0)]


def test_blanks_are_counted_by_text_folded_as_they_are_marked() -> None:
    found = figures(
        [
            Exposure(entrant="E1", question="K", response=("甲",), is_right=True),
            Exposure(entrant="E2", question="K", response=(" 甲 ",), is_right=True),
            Exposure(entrant="E3", question="K", response=("丙",)),
        ],
        BLANK,
    )
    assert [(item.option, item.chosen, item.is_right) for item in found.options] == [("甲", 2, True), ("丙", 1, False)]


PAIRS = [(n % 3 != 0, (n * 7 % 11) / 11) for n in range(12)]


def by_hand(pairs: Sequence[tuple[bool, float]]) -> float:
    """Return the point-biserial correlation by its own formula: means of two groups, not a product of moments."""
    ones = [rest for right, rest in pairs if right]
    noughts = [rest for right, rest in pairs if not right]
    n, mean = len(pairs), sum(rest for _, rest in pairs) / len(pairs)
    deviation = math.sqrt(sum((rest - mean) ** 2 for _, rest in pairs) / n)
    apart = sum(ones) / len(ones) - sum(noughts) / len(noughts)
    return apart / deviation * math.sqrt(len(ones) * len(noughts) / n**2)


def test_discrimination_is_the_point_biserial_correlation() -> None:
    found = discrimination(PAIRS)
    assert found is not None
    assert found.value == pytest.approx(by_hand(PAIRS))
    assert found.low < found.value < found.high
    assert found.entrants == 12
    assert math.atanh(found.high) - math.atanh(found.low) == pytest.approx(2 * 1.96 / 3)
    turned = discrimination([(not right, rest) for right, rest in PAIRS])
    assert turned is not None
    assert turned.value == pytest.approx(-found.value)


def test_the_question_itself_is_no_part_of_the_rest() -> None:
    """Two questions of which everybody has just one right: with itself in the score, nothing would go with it."""
    people = entrants(CORRELATED_LEAST)
    exposures = [seen(who, ASKED, "BC"[n % 2]) for n, who in enumerate(people)]
    exposures += [seen(who, OTHERS[0], "CA"[n % 2]) for n, who in enumerate(people)]
    assert figures(exposures).discrimination.value == pytest.approx(-1)


@pytest.mark.parametrize(
    "pairs",
    [
        PAIRS[: CORRELATED_LEAST - 1],
        [(True, n / 12) for n in range(12)],
        [(n % 2 == 0, 0.5) for n in range(12)],
    ],
    ids=["too few", "all right", "all alike"],
)
def test_where_nothing_can_be_said_nothing_is(pairs: list[tuple[bool, float]]) -> None:
    assert discrimination(pairs) is None


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), max_size=40))
def test_discrimination_lies_between_its_bounds(pairs: list[tuple[bool, float]]) -> None:
    found = discrimination(pairs)
    assert found is None or -1 <= found.low <= found.high <= 1
    assert found is None or found.low - 1e-5 <= found.value <= found.high + 1e-5


def test_who_ties_with_the_last_of_a_third_belongs_to_it() -> None:
    shares = [1, 1, 1, 0.5, 0.5, 0, 0]
    rest = [(Fraction(share), seen(f"E{n}", ASKED, "B")) for n, share in enumerate(shares)]
    strong, weak = thirds(rest)
    assert [item.entrant for item in strong] == ["E0", "E1", "E2"]
    assert [item.entrant for item in weak] == ["E5", "E6"]
    assert thirds(rest[:2]) == ([], [])


def test_options_are_told_by_the_strong_and_the_weak_third() -> None:
    found = figures(a_class(12, "BBBBCCCCDDDD"))
    told = {item.option: (item.chosen, item.strong, item.weak) for item in found.options}
    assert (told["B"], told["C"], told["D"]) == ((4, 4, 0), (4, 0, 0), (4, 0, 4))
    assert told["A"] == (0, 0, 0)
    assert found.discrimination.value > 0


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("C" * 6 + "B" * 12, ("C",)),
        ("B" * 6 + "C" * 12, ()),
        ("CCCBBB" + "C" * 12, ()),
        ("CCCCBB" + "B" * 12, ("C",)),
        ("CCCDDA" + "C" * 12, ()),
    ],
    ids=["strong agree", "only the weak", "half", "more than half", "no agreement"],
)
def test_an_alarm_is_raised_where_most_strong_entrants_agree_on_another_option(
    letters: str, expected: tuple[str, ...]
) -> None:
    people = entrants(18)
    exposures = [seen(who, ASKED, letter) for who, letter in zip(people, letters, strict=True)]
    exposures += [seen(who, OTHERS[0], "A" if place < 6 else "C") for place, who in enumerate(people)]
    assert figures(exposures).alarm == expected


@pytest.mark.parametrize(("strong", "expected"), [(ALARM_LEAST, ("C",)), (ALARM_LEAST - 1, ())])
def test_few_strong_entrants_raise_no_alarm(strong: int, expected: tuple[str, ...]) -> None:
    assert alarm(ASKED, [seen(f"E{n}", ASKED, "C") for n in range(strong)]) == expected


def test_no_response_is_no_agreement() -> None:
    assert alarm(ASKED, [seen(f"E{n}", ASKED) for n in range(9)]) == ()


def test_a_blank_that_the_strong_fill_alike_raises_an_alarm() -> None:
    strong = [Exposure(entrant=f"E{n}", question="K", response=("丙 ",)) for n in range(6)]
    assert alarm(BLANK, strong) == ("丙",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"answer": ("C",)}, True),
        ({"difficulty": 5}, True),
        ({"stem": "另一题"}, False),
        ({"options": ("1", "2")}, False),
    ],
)
def test_a_mended_answer_leaves_the_wording(changes: dict[str, Any], expected: object) -> None:
    assert has_same_wording(a_question(1), a_question(1, **changes)) is expected
