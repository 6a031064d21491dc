"""G2. Notice 003's tiers, 30 places: what a tie on a boundary costs, and whom it reaches."""

import pytest

from chuangguan.rules.awards import Award, Note, award
from chuangguan.rules.board import in_order, positions
from chuangguan.rules.campaign import AwardTier, Ranking
from chuangguan.testing import a_standing

TIERS = [
    AwardTier(name="一等奖", period="month", first=1, last=5, cash_fen=30_000),
    AwardTier(name="二等奖", period="month", first=6, last=15, cash_fen=20_000),
    AwardTier(name="三等奖", period="month", first=16, last=30, cash_fen=10_000),
]
BUDGET_FEN = 500_000


def given(boundary: str, shared: int = 0) -> tuple[list[Award], list[Note]]:
    """Return what 40 people get of whom the two behind `shared` − 1 others share that position."""
    people = [a_standing(n, elapsed_ms=1000 * (shared if n == shared + 1 else n)) for n in range(1, 41)]
    return award(TIERS, positions(in_order(people, Ranking())), boundary, lambda entrant: entrant)


def total_fen(awards: list[Award]) -> int:
    return sum(item.cash_fen for item in awards)


@pytest.mark.parametrize("boundary", ["expand", "split", "draw"])
def test_without_ties_a_month_costs_5000_yuan_and_has_30_winners(boundary: str) -> None:
    awards, notes = given(boundary)
    assert (total_fen(awards), len(awards), notes) == (BUDGET_FEN, 30, [])


@pytest.mark.parametrize(("shared", "winners"), [(5, 30), (15, 30), (30, 31)])
def test_expand_gives_both_the_better_tier_and_prints_the_overrun(shared: int, winners: int) -> None:
    awards, notes = given("expand", shared)
    assert (total_fen(awards), len(awards)) == (510_000, winners)
    assert [item.tier for item in awards if item.position == shared] == [TIERS[(5, 15, 30).index(shared)].name] * 2
    assert [(note.code, note.details["budget_fen"], note.details["paid_fen"]) for note in notes] == [
        ("budget_overrun", BUDGET_FEN, 510_000)
    ]


def test_split_gives_both_250_yuan_on_position_5() -> None:
    awards, notes = given("split", 5)
    assert [item.cash_fen for item in awards if item.position == 5] == [25_000, 25_000]
    assert (total_fen(awards), len(awards), notes) == (BUDGET_FEN, 30, [])


def test_split_beyond_the_last_tier_halves_the_last_prize() -> None:
    awards, _ = given("split", 30)
    assert [item.cash_fen for item in awards if item.position == 30] == [5_000, 5_000]
    assert (total_fen(awards), len(awards)) == (BUDGET_FEN, 31)


def test_a_tie_inside_a_tier_costs_nothing_more() -> None:
    awards, notes = given("expand", 3)
    assert (total_fen(awards), len(awards), notes) == (BUDGET_FEN, 30, [])
