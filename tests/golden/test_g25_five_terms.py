"""G25. Five units, five terms: .35 .35 .10 .10 in whole per cent and at most 100, and .10 of a mean score.

The five figures of each unit are given: edition 1 has the metrics participation and level_ratio, so schools, pupils,
pass rate, full marks and mean stand under these names. What is tested is the arithmetic of clause 7.3: each figure is
rounded and capped before it is weighted, and only the sum is rounded to two decimals.
"""

from fractions import Fraction

import pytest

from chuangguan.rules.campaign import Term
from chuangguan.rules.units import Turnout, hundredths, term_results, weighted

WEIGHTS = ("0.35", "0.35", "0.10", "0.10")
TERMS = (
    *(Term(metric="participation", weight=weight, rounding=0, cap="100") for weight in WEIGHTS),
    Term(metric="level_ratio", weight="0.10"),
)
CASES = (
    (("85", "81", "64", "2", "63.18"), 7102),
    (("86", "67", "57", "1", "59.53"), 6530),
    (("34", "20", "50", "1", "57.06"), 2971),
    (("103", "99", "90", "12", "88.00"), 8865),
    (("0", "0", "0", "0", "0.00"), 0),
)


def figures(*texts: str) -> list[tuple[Term, Fraction]]:
    return list(zip(TERMS, map(Fraction, texts), strict=True))


@pytest.mark.parametrize(("given", "score"), CASES)
def test_the_printed_scores_in_hundredths(given: tuple[str, ...], score: int) -> None:
    assert hundredths(weighted(figures(*given))) == score


@pytest.mark.parametrize(("given", "score"), CASES)
def test_the_shares_of_the_terms_are_the_score(given: tuple[str, ...], score: int) -> None:
    shares = [item.weighted for item in term_results(figures(*given))]
    assert hundredths(sum(shares, Fraction(0))) == score


@pytest.mark.parametrize(("pupils", "used"), [("81.49", 81), ("81.5", 82), ("99.5", 100), ("103.2", 100)])
def test_a_figure_is_whole_and_at_most_100_before_it_is_weighted(pupils: str, used: int) -> None:
    result = term_results(figures("85", pupils, "64", "2", "63.18"))[1]
    assert (result.counted, result.used) == (Fraction(pupils), Fraction(used))
    assert result.weighted == Fraction("0.35") * used


def test_without_rounding_and_cap_the_scores_are_others() -> None:
    plain = [(Term(metric=term.metric, weight=term.weight), value) for term, value in figures(*CASES[3][0])]
    assert hundredths(weighted(plain)) == 8970


@pytest.mark.parametrize(("took_part", "rate", "is_over"), [(99, 99, False), (100, 100, False), (103, 100, True)])
def test_103_of_100_print_100_per_cent_and_are_flagged(took_part: int, rate: int, is_over: bool) -> None:  # noqa: FBT001  a column
    turnout = Turnout(unit="甲", due=100, took_part=took_part)
    assert (turnout.rate, turnout.is_over) == (Fraction(rate), is_over)
