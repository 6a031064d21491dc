"""Chances to pass, against banks small enough to go through every paper and every way to answer it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.errors import Misuse
from chuangguan.rules.bank import Bank, bank_of
from chuangguan.rules.campaign import PassRule, Quota
from chuangguan.rules.difficulty import (
    FACILITY,
    PRIOR,
    Block,
    blocks,
    exposed,
    exposed_after,
    facilities,
    forecast,
    needed,
    paper_chance,
    pass_chance,
    right_chances,
    score_chances,
    spread,
)
from chuangguan.testing import a_bank, a_question

ALL = PassRule()
RULES = (
    ALL,
    PassRule(rule="min_correct", value="2"),
    PassRule(rule="ratio", value="0.6"),
    PassRule(rule="score", value="4"),
)
CHANCES = st.floats(0, 1)
MIXED = (0.95, 0.2, 0.7, 0.55, 0.9, 0.1)


def a_mixed_bank(*difficulties: int) -> Bank:
    return bank_of(a_question(number, difficulty=level) for number, level in enumerate(difficulties, start=1))


def every_outcome(paper: Sequence[str], facility: Mapping[str, float]) -> Iterable[tuple[tuple[bool, ...], float]]:
    for rights in product([False, True], repeat=len(paper)):
        pairs = zip(paper, rights, strict=True)
        yield rights, math.prod(facility[name] if right else 1 - facility[name] for name, right in pairs)


def one_paper(paper: Sequence[str], facility: Mapping[str, float], rule: PassRule, points: Mapping[str, int]) -> float:
    """Return the chance to pass one paper by going through every way to answer it."""
    total = 0.0
    for rights, chance in every_outcome(paper, facility):
        got = [points[name] if rule.rule == "score" else 1 for name, right in zip(paper, rights, strict=True) if right]
        total += chance * (sum(got) >= needed(rule, len(paper)))
    return total


def every_paper(parts: Sequence[Block]) -> list[tuple[str, ...]]:
    sets = product(*(combinations(part.questions, part.n) for part in parts))
    return [tuple(name for chosen in found for name in chosen) for found in sets]


TWO_BLOCKS = (
    Block(questions=("a", "b", "c", "d"), n=2),
    Block(questions=("e", "f", "g"), n=2, points=3),
)
TWO_FACILITIES = dict(zip("abcdefg", (*MIXED, 0.42), strict=True))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_the_chance_over_all_papers_is_what_going_through_every_one_gives(rule: PassRule) -> None:
    points = {name: part.points for part in TWO_BLOCKS for name in part.questions}
    papers = every_paper(TWO_BLOCKS)
    brute = sum(one_paper(paper, TWO_FACILITIES, rule, points) for paper in papers) / len(papers)
    assert pass_chance(TWO_BLOCKS, TWO_FACILITIES, rule) == pytest.approx(brute, abs=1e-12)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_the_chance_of_one_paper_is_what_every_way_to_answer_gives(rule: PassRule) -> None:
    paper, points = ("a", "d", "e", "g"), {"a": 1, "d": 1, "e": 3, "g": 3}
    brute = one_paper(paper, TWO_FACILITIES, rule, points)
    assert paper_chance(paper, TWO_FACILITIES, rule, points) == pytest.approx(brute, abs=1e-12)


def test_the_oracle_notices_a_chance_that_is_off() -> None:
    brute = one_paper(("a", "e"), TWO_FACILITIES, ALL, {"a": 1, "e": 3})
    assert paper_chance(("a", "f"), TWO_FACILITIES, ALL) != pytest.approx(brute, abs=1e-3)


def test_all_right_on_a_drawn_paper_is_the_elementary_symmetric_polynomial_by_the_number_of_papers() -> None:
    symmetric = sum(math.prod(chosen) for chosen in combinations(MIXED, 3))
    assert right_chances(MIXED, 3)[3] == pytest.approx(symmetric / math.comb(6, 3), abs=1e-15)


def test_a_paper_of_the_whole_bank_is_the_poisson_binomial() -> None:
    expected = [0.0] * 7
    names = [str(number) for number in range(6)]
    for rights, chance in every_outcome(names, dict(zip(names, MIXED, strict=True))):
        expected[sum(rights)] += chance
    assert right_chances(MIXED, 6) == pytest.approx(expected, abs=1e-15)


def test_alike_questions_are_binomial() -> None:
    assert right_chances([0.95] * 40, 20)[20] == pytest.approx(0.95**20)
    assert right_chances([0.5] * 9, 4)[2] == pytest.approx(6 / 16)


@given(st.lists(CHANCES, min_size=1, max_size=12), st.data())
def test_chances_lie_between_none_and_certain_and_make_a_whole(chances: list[float], data: st.DataObject) -> None:
    found = right_chances(chances, data.draw(st.integers(0, len(chances))))
    assert all(0 <= chance <= 1 + 1e-12 for chance in found)
    assert math.fsum(found) == pytest.approx(1)


@given(st.lists(CHANCES, min_size=2, max_size=9), CHANCES, st.data())
def test_an_easier_question_makes_no_level_harder(chances: list[float], easier: float, data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(chances)))
    rule = data.draw(st.sampled_from([ALL, PassRule(rule="min_correct", value=str(max(n - 1, 1)))]))
    names = tuple(map(str, range(len(chances))))
    part = Block(questions=names, n=n)
    before = dict(zip(names, chances, strict=True))
    after = {**before, "0": max(chances[0], easier)}
    assert pass_chance([part], after, rule) >= pass_chance([part], before, rule) - 1e-12


@given(st.lists(CHANCES, min_size=1, max_size=9))
def test_a_lower_bar_is_no_harder(chances: list[float]) -> None:
    names = tuple(map(str, range(len(chances))))
    parts, facility = [Block(questions=names, n=len(names))], dict(zip(names, chances, strict=True))
    bars = [PassRule(rule="min_correct", value=str(n)) for n in range(1, len(names) + 1)]
    found = [pass_chance(parts, facility, bar) for bar in bars]
    assert all(lower >= higher - 1e-12 for lower, higher in pairwise(found))
    assert pass_chance(parts, facility, ALL) == pytest.approx(found[-1], abs=1e-12)


@pytest.mark.parametrize(
    ("rule", "size", "expected"),
    [
        (ALL, 20, 20),
        (PassRule(rule="min_correct", value="18"), 20, 18),
        (PassRule(rule="ratio", value="0.9"), 20, 18),
        (PassRule(rule="ratio", value="0.91"), 20, 19),
        (PassRule(rule="ratio", value="0.07"), 100, 7),
        (PassRule(rule="score", value="60"), 20, 60),
    ],
)
def test_how_many_are_needed(rule: PassRule, size: int, expected: int) -> None:
    assert needed(rule, size) == expected


def test_a_facility_comes_from_the_difficulty_until_people_have_answered() -> None:
    bank = a_mixed_bank(1, 3, 5, 0)
    assert facilities(bank) == {"Q1": 0.95, "Q2": 0.82, "Q3": 0.55, "Q4": 0.82}
    assert facilities(bank, {**FACILITY, 5: 0.3})["Q3"] == pytest.approx(0.3)


def test_recorded_responses_are_drawn_towards_the_difficulty() -> None:
    bank = a_mixed_bank(1, 3)
    found = facilities(bank, recorded={"Q1": (0, 3), "Q2": (820, 1000)})
    assert found["Q1"] == pytest.approx(0.95 * PRIOR / (PRIOR + 3))
    assert found["Q2"] == pytest.approx(0.82)
    assert facilities(bank, recorded={"Q1": (1000, 1000)})["Q1"] < 1


def test_quotas_of_the_same_questions_are_one_block_and_those_of_others_are_another() -> None:
    bank = a_mixed_bank(1, 1, 1, 2, 2)
    easy, hard = Quota(n=1, difficulties=(1,), points=2), Quota(n=1, difficulties=(2,))
    found = blocks(bank, (easy, hard, Quota(n=1, difficulties=(1,), points=9)))
    assert found == [
        Block(questions=("Q1", "Q2", "Q3"), n=2, points=2),
        Block(questions=("Q4", "Q5"), n=1),
    ]


def test_quotas_that_overlap_in_part_are_no_blocks() -> None:
    assert blocks(a_mixed_bank(1, 1, 2, 2), (Quota(n=1, difficulties=(1,)), Quota(n=2))) is None


def a_forecast(bank: Bank, *quotas: Quota, **changes: Any) -> Any:
    return forecast(bank, quotas, facilities(bank), **{"rule": ALL, "seed": "s", "papers": 400, **changes})


def test_overlapping_quotas_are_reckoned_from_seeded_papers_with_an_interval_that_holds_the_truth() -> None:
    bank = a_mixed_bank(1, 1, 5, 5)
    quotas = (Quota(n=1, difficulties=(1,)), Quota(n=2))
    facility = facilities(bank)
    truth = 0.0
    for first in ("Q1", "Q2"):
        rest = [name for name in facility if name != first]
        for others in combinations(rest, 2):
            truth += facility[first] * math.prod(facility[name] for name in others) / 6
    found = a_forecast(bank, *quotas, papers=2_000)
    assert not found.is_exact
    assert found.low < truth < found.high
    assert found.high - found.low < 0.02


def test_exact_chances_agree_with_seeded_papers_and_tries_are_their_inverse() -> None:
    bank = a_mixed_bank(*(1, 2, 3, 4, 5) * 4)
    found = a_forecast(bank, Quota(n=5), papers=2_000)
    assert found.is_exact
    assert found.low == found.high == found.chance
    assert found.spread.low < found.chance < found.spread.high
    assert found.expected_tries == pytest.approx(1 / found.chance)
    assert list(found.spread.quantiles) == sorted(found.spread.quantiles)


def test_the_same_seed_gives_the_same_forecast_and_another_one_other_papers() -> None:
    bank = a_mixed_bank(*(1, 2, 3, 4, 5) * 4)
    assert a_forecast(bank, Quota(n=5)) == a_forecast(bank, Quota(n=5))
    assert a_forecast(bank, Quota(n=5)).spread != a_forecast(bank, Quota(n=5), seed="t").spread


def test_quantiles_are_those_of_every_paper() -> None:
    bank = a_mixed_bank(1, 1, 5, 5)
    facility = facilities(bank)
    every = sorted(math.prod(facility[name] for name in paper) for paper in combinations(facility, 2))
    found = spread(bank, (Quota(n=2),), facility, ALL, "s", 2_000)
    assert found.quantiles == pytest.approx((every[0], every[1], every[2], every[4], every[5]), abs=1e-12)
    assert every[0] < every[1]
    assert every[4] < every[5]


def test_nobody_passes_what_nobody_can_answer() -> None:
    bank = a_mixed_bank(1, 1)
    found = forecast(bank, (Quota(n=2),), {"Q1": 0.0, "Q2": 1.0}, rule=ALL, seed="s", papers=10)
    assert (found.chance, found.expected_tries, found.is_too_small, found.questions_wanted) == (0, None, True, 0)


def test_a_short_bank_is_misuse() -> None:
    with pytest.raises(Misuse):
        a_forecast(a_bank(3), Quota(n=4))


@pytest.mark.parametrize("tries", [1, 2, 3])
def test_what_tries_show_is_what_going_through_every_pair_of_papers_gives(tries: int) -> None:
    papers = list(combinations(range(5), 2))
    brute = sum(len(set().union(*drawn)) for drawn in product(papers, repeat=tries)) / len(papers) ** tries
    assert exposed({2 / 5: 5}, tries) == pytest.approx(brute)


def test_where_seen_questions_are_avoided_tries_show_more() -> None:
    assert [exposed({0.4: 5}, tries, avoids_seen=True) for tries in (1, 2, 3)] == [2, 4, 5]
    assert exposed_after({0.5: 40}) == 4
    assert exposed_after({0.5: 40}, avoids_seen=True) == 2
    assert exposed_after({1.0: 20}) == 1


@pytest.mark.parametrize(
    ("questions", "difficulty", "most_tries", "is_too_small"),
    [(40, 1, None, False), (20, 1, None, True), (40, 2, None, True), (40, 2, 3, False), (40, 2, 4, True)],
)
def test_a_bank_is_too_small_where_tries_show_nine_tenths_before_one_passes(
    questions: int,
    difficulty: int,
    most_tries: int | None,
    is_too_small: bool,  # noqa: FBT001  a column of the table
) -> None:
    found = a_forecast(a_bank(questions, difficulty=difficulty), Quota(n=20), most_tries=most_tries, papers=2)
    assert found.is_too_small is is_too_small


@pytest.mark.parametrize("avoids_seen", [False, True])
@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_the_size_that_is_wanted_is_just_large_enough(
    difficulty: int,
    avoids_seen: bool,  # noqa: FBT001  a column of the table
) -> None:
    def is_too_small(questions: int) -> bool:
        bank = a_bank(questions, difficulty=difficulty)
        return bool(a_forecast(bank, Quota(n=20), papers=2, avoids_seen=avoids_seen).is_too_small)

    wanted = a_forecast(a_bank(20, difficulty=difficulty), Quota(n=20), papers=2, avoids_seen=avoids_seen)
    assert not is_too_small(wanted.questions_wanted)
    assert is_too_small(wanted.questions_wanted - 1)


def test_points_make_a_score() -> None:
    parts = [Block(questions=("a",), n=1, points=2), Block(questions=("b",), n=1, points=5)]
    assert score_chances(parts, {"a": 1.0, "b": 0.5}, in_points=True) == [0, 0, 0.5, 0, 0, 0, 0, 0.5]
