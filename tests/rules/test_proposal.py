"""Quotas by difficulty: proportionate ones narrow the spread, proposed ones give the wanted chance."""

import math
from itertools import product

import pytest

from chuangguan.rules.bank import Bank, bank_of
from chuangguan.rules.campaign import PassRule, Quota
from chuangguan.rules.difficulty import blocks, facilities, pass_chance, spread
from chuangguan.rules.draw import shortages
from chuangguan.rules.proposal import NEAR, correct_enough, propose, split_by_difficulty
from chuangguan.testing import a_question

ALL = PassRule()


def a_mixed_bank(*difficulties: int) -> Bank:
    return bank_of(a_question(number, difficulty=level) for number, level in enumerate(difficulties, start=1))


MIXED = a_mixed_bank(*(1, 2, 3, 4, 5) * 6)


def test_quotas_by_difficulty_make_papers_alike_and_leave_the_mean() -> None:
    facility = facilities(MIXED)
    split = split_by_difficulty(MIXED, (Quota(n=10),))
    assert split == tuple(Quota(n=2, difficulties=(level,)) for level in (1, 2, 3, 4, 5))
    free = spread(MIXED, (Quota(n=10),), facility, ALL, "s", 500).quantiles
    bound = spread(MIXED, split, facility, ALL, "s", 500).quantiles
    assert bound[-1] - bound[0] < 1e-12 < free[-1] - free[0]


def test_what_does_not_divide_goes_to_the_largest_remainders() -> None:
    bank = a_mixed_bank(1, 1, 1, 1, 2, 2, 2, 5)
    assert split_by_difficulty(bank, (Quota(n=4, points=3),)) == (
        Quota(n=2, difficulties=(1,), points=3),
        Quota(n=2, difficulties=(2,), points=3),
    )


def test_a_question_without_difficulty_or_quotas_that_may_run_short_are_not_split() -> None:
    assert split_by_difficulty(a_mixed_bank(1, 0), (Quota(n=1),)) is None
    assert split_by_difficulty(a_mixed_bank(1, 2), (Quota(n=1), Quota(n=1))) is None


def test_the_proposal_is_the_one_that_going_through_every_draw_finds() -> None:
    bank = a_mixed_bank(1, 1, 1, 2, 2, 3, 3, 4, 5, 5)
    facility = facilities(bank)
    found = propose(bank, (Quota(n=4),), facility, rule=ALL, wanted=0.45)
    assert found is not None
    best = 0.0
    for counts in product(range(4), range(3), range(3), range(2), range(3)):
        if sum(counts) == 4:
            quotas = tuple(Quota(n=n, difficulties=(level,)) for level, n in enumerate(counts, start=1) if n)
            chance = pass_chance(blocks(bank, quotas) or [], facility, ALL)
            best = min(best, chance, key=lambda item: abs(math.log(max(item, 1e-9) / 0.45)))
    assert found.is_reached == (abs(best - 0.45) <= NEAR * 0.45)
    assert abs(found.chance - 0.45) <= NEAR * 0.45
    assert pass_chance(blocks(bank, found.quotas) or [], facility, ALL) == pytest.approx(found.chance)
    assert shortages(bank, found.quotas) == []


@pytest.mark.parametrize(("wanted", "counts"), [(0.999, {1: 6, 2: 4}), (0.0001, {4: 4, 5: 6})])
def test_what_cannot_be_reached_is_said_with_the_nearest(wanted: float, counts: dict[int, int]) -> None:
    found = propose(MIXED, (Quota(n=10),), facilities(MIXED), rule=ALL, wanted=wanted)
    assert found is not None
    assert (found.is_reached, found.counts) == (False, counts)


def test_of_the_draws_near_the_wanted_chance_the_one_like_the_bank_is_proposed() -> None:
    facility = facilities(MIXED)
    chance = pass_chance(blocks(MIXED, split_by_difficulty(MIXED, (Quota(n=10),)) or ()) or [], facility, ALL)
    found = propose(MIXED, (Quota(n=10),), facility, rule=ALL, wanted=chance)
    assert found is not None
    assert found.counts == dict.fromkeys((1, 2, 3, 4, 5), 2)


def test_a_lower_bar_is_counted_in() -> None:
    rule = PassRule(rule="min_correct", value="7")
    found = propose(MIXED, (Quota(n=10),), facilities(MIXED), rule=rule, wanted=0.8)
    assert found is not None
    assert found.is_reached
    assert pass_chance(blocks(MIXED, found.quotas) or [], facilities(MIXED), rule) == pytest.approx(found.chance)


def test_nothing_is_proposed_for_points_or_without_difficulties() -> None:
    score = PassRule(rule="score", value="6")
    assert propose(MIXED, (Quota(n=10),), facilities(MIXED), rule=score, wanted=0.5) is None
    bank = a_mixed_bank(1, 0)
    assert propose(bank, (Quota(n=1),), facilities(bank), rule=ALL, wanted=0.5) is None


@pytest.mark.parametrize(
    ("quota", "is_proposed"),
    [
        (Quota(n=2), True),
        (Quota(n=2, difficulties=(1, 2)), True),
        (Quota(n=2, topics=("甲",)), False),
        (Quota(n=2, kinds=("multiple",)), False),
        (Quota(n=2, kinds=("single",)), True),
    ],
)
def test_nothing_is_proposed_that_would_lose_a_selection_by_kind_or_topic(quota: Quota, *, is_proposed: bool) -> None:
    bank = bank_of(
        a_question(number, difficulty=number % 2 + 1, topic="甲" if number < 5 else "乙", kind="single")
        for number in range(1, 9)
    )
    if quota.kinds == ("multiple",):
        more = (a_question(number, difficulty=1, kind="multiple", answer=("A", "B")) for number in range(10, 14))
        bank = bank_of([*bank.questions, *more])
    assert (propose(bank, (quota,), facilities(bank), rule=ALL, wanted=0.8) is not None) == is_proposed


def test_how_many_right_one_may_ask_for() -> None:
    bank = a_mixed_bank(*[1] * 20)
    parts = blocks(bank, (Quota(n=20),)) or []
    facility = facilities(bank)
    enough = correct_enough(parts, facility, 0.7)
    chances = [pass_chance(parts, facility, PassRule(rule="min_correct", value=str(n))) for n in (enough, enough + 1)]
    assert chances[0] >= 0.7 > chances[1]
