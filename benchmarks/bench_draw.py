"""Seed to finished paper, beside plain standard-library code that draws the same amount."""

import random  # noqa: TID251  the baseline is what one would write without the rules
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.campaign import Quota
from chuangguan.rules.draw import draw, draw_seed

SECRET = bytes(32)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return bank_of(
        Question(id=f"Q{i}", kind="single", stem=f"题 {i}", options=("甲", "乙", "丙", "丁"), answer=("A",))
        for i in range(1000)
    )


def ours(bank: Bank, entrant: str) -> object:
    seed = draw_seed(SECRET, campaign_id="bench", entrant=entrant, level=1, ordinal=1, public_text="")
    return draw(bank, (Quota(n=20),), seed)


def plain(bank: Bank, entrant: str) -> object:
    chance = random.Random(entrant)
    paper = []
    for question in chance.sample(bank.questions, 20):
        letters = list("ABCD")
        chance.shuffle(letters)
        paper.append((question.id, "".join(letters)))
    return paper


@pytest.mark.benchmark(group="draw: 20 of 1,000, options shuffled")
@pytest.mark.parametrize("draws", [ours, plain])
def bench_draw(benchmark: BenchmarkFixture, bank: Bank, draws: Callable[[Bank, str], object]) -> None:
    benchmark(draws, bank, "E000042")
