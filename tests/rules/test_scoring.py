"""Scoring: right responses, points, pass rules, and letters as shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.facts import Responses
from chuangguan.rules.bank import Bank, Question, is_right
from chuangguan.rules.campaign import PassRule, Quota
from chuangguan.rules.draw import Paper, draw, read_paper, write_paper
from chuangguan.rules.scoring import Score, in_bank_letters, in_shown_letters, is_pass, points_of, score
from chuangguan.testing import a_bank, a_question, right_responses, wrong_responses
from chuangguan.testing.strategies import banks

SEEDS = st.binary(min_size=32, max_size=32)
SINGLE = a_question(1)
MULTIPLE = a_question(7)
BLANK = a_question(1, kind="blank", options=(), answer=("十九大|第十九次全国代表大会", "2017"))


@pytest.mark.parametrize(
    ("question", "response", "expected"),
    [
        (SINGLE, ("B",), True),
        (SINGLE, ("A",), False),
        (SINGLE, (), False),
        (SINGLE, ("A", "B"), False),
        (SINGLE, ("B", "B"), True),
        (MULTIPLE, ("B", "D"), True),
        (MULTIPLE, ("D", "B"), True),
        (MULTIPLE, ("B",), False),
        (MULTIPLE, ("B", "C", "D"), False),
        (MULTIPLE, (), False),
        (BLANK, ("十九大", "2017"), True),
        (BLANK, ("第十九次全国代表大会", "２０１７"), True),
        (BLANK, (" 十九大 ", "2017 "), True),
        (BLANK, ("2017", "十九大"), False),
        (BLANK, ("十九大",), False),
        (BLANK, ("十九大", "2017", ""), False),
        (BLANK, ("", ""), False),
        (BLANK, ("十九大|第十九次全国代表大会", "2017"), False),
    ],
)
def test_what_is_right(question: Question, response: tuple[str, ...], *, expected: bool) -> None:
    assert is_right(question, response) is expected


@pytest.mark.parametrize(
    ("given_text", "accepted"),
    [("Wi-Fi", "wi-fi"), ("ＡＢＣ", "abc"), ("a  b", "a b"), ("a\u3000b", "a b"), ("ﬁ", "fi"), ("Straße", "STRASSE")],
)
def test_blanks_are_compared_after_folding(given_text: str, accepted: str) -> None:
    assert is_right(a_question(1, kind="blank", options=(), answer=(accepted,)), (given_text,))
    assert not is_right(a_question(1, kind="blank", options=(), answer=(accepted,)), (given_text + "x",))


@pytest.mark.parametrize(
    ("rule", "value", "passing"),
    [
        ("all_correct", "", [20]),
        ("min_correct", "18", [18, 19, 20]),
        ("ratio", "0.6", range(12, 21)),
        ("ratio", "0.601", range(13, 21)),
        ("ratio", "0.95", [19, 20]),
        ("ratio", "1", [20]),
        ("ratio", "0.1", range(2, 21)),
    ],
)
def test_the_pass_rules_at_every_score_of_20(rule: str, value: str, passing: list[int]) -> None:
    pass_rule = PassRule(rule=rule, value=value)  # type: ignore[arg-type]  # the table's rules are those of the type
    found = [n for n in range(21) if is_pass(pass_rule, Score(correct=n, of=20, points=5 * n))]
    assert found == list(passing)


@pytest.mark.parametrize(("points", "passes"), [(59, False), (60, True), (61, True)])
def test_a_score_is_compared_with_the_points(points: int, *, passes: bool) -> None:
    assert is_pass(PassRule(rule="score", value="60"), Score(correct=1, of=20, points=points)) is passes


def test_a_ratio_is_exact_where_floats_are_not() -> None:
    assert is_pass(PassRule(rule="ratio", value="0.7"), Score(correct=7, of=10, points=7))
    assert is_pass(PassRule(rule="ratio", value="0.1"), Score(correct=3, of=30, points=3))
    assert 3 * 0.1 != 0.3


def test_points_are_those_of_the_first_quota_that_may_take_a_question() -> None:
    quotas = (Quota(n=1, kinds=("multiple",), points=4), Quota(n=4, points=2))
    assert points_of(MULTIPLE, quotas) == 4
    assert points_of(SINGLE, quotas) == 2
    assert points_of(SINGLE, quotas[:1]) == 1


def test_a_paper_is_scored_question_by_question() -> None:
    paper = read_paper("Q1:ABCD Q7:EDCBA Q5:AB")
    responses: Responses = {"Q1": ("B",), "Q7": ("B",), "Q99": ("A",)}
    found = score(paper, a_bank().by_id(), responses, (Quota(n=3, points=5),))
    assert found == Score(correct=1, of=3, points=5)


@given(banks(), SEEDS)
def test_right_responses_score_full_and_wrong_ones_nothing(bank: Bank, seed: bytes) -> None:
    questions = bank.by_id()
    paper = draw(bank, (Quota(n=len(questions)),), seed)
    full = in_bank_letters(paper, right_responses(write_paper(paper), questions))
    none = in_bank_letters(paper, wrong_responses(write_paper(paper), questions))
    assert score(paper, questions, full).correct == len(questions)
    assert score(paper, questions, none).correct == 0


PAPER = read_paper("Q1:CADB Q5:AB Q9:")


def test_shown_letters_become_the_banks_and_back() -> None:
    shown = {"Q1": ("A", "C"), "Q5": ("B",), "Q9": ("甲", "乙")}
    bank_letters = {"Q1": ("C", "D"), "Q5": ("B",), "Q9": ("甲", "乙")}
    assert in_bank_letters(PAPER, shown) == bank_letters
    assert in_shown_letters(PAPER, bank_letters) == shown


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"Q2": ("A",)}, {}),
        ({"Q1": ("E", "F", "x", "")}, {"Q1": ()}),
        ({"Q5": ("C",)}, {"Q5": ()}),
        ({"Q1": ("A", "A")}, {"Q1": ("C",)}),
        ({"Q1": ()}, {"Q1": ()}),
        ({"Q9": ()}, {"Q9": ()}),
    ],
)
def test_what_was_not_shown_is_left_out(
    shown: dict[str, tuple[str, ...]], expected: dict[str, tuple[str, ...]]
) -> None:
    assert in_bank_letters(PAPER, shown) == expected


@given(st.permutations("ABCDEF"), st.sets(st.sampled_from("ABCDEF")))
def test_letters_survive_any_order_of_options(order: list[str], chosen: set[str]) -> None:
    paper: Paper = read_paper(f"Q1:{''.join(order)}")
    shown: Responses = {"Q1": tuple(sorted(chosen))}
    assert in_shown_letters(paper, in_bank_letters(paper, shown)) == shown
