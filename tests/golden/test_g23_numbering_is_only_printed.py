"""G23. 400 people on whole seconds, tiers 1–30: dense numbering changes what is printed and nobody's prize."""

from typing import Literal

import pytest

from chuangguan.rules.campaign import AwardTier, Ranking
from chuangguan.rules.closing import Chain, Closing, close_period
from chuangguan.testing import a_campaign, a_member, a_standing, some_grounds

Numbering = Literal["competition", "dense", "ordinal"]
PEOPLE = range(1, 401)
FIRST_CLOSING = Chain(number=1, revision=0, last_fact=1, previous_seal="")
TIERS = (
    AwardTier(name="一等奖", period="month", first=1, last=5, cash_fen=30_000),
    AwardTier(name="二等奖", period="month", first=6, last=15, cash_fen=20_000),
    AwardTier(name="三等奖", period="month", first=16, last=30, cash_fen=10_000),
)


def closed(numbering: Numbering) -> Closing:
    """Return a closing in which four people share each whole second."""
    ranking = Ranking(keys=("levels desc", "elapsed asc"), precision="second_floor", numbering=numbering)
    campaign = a_campaign(ranking=ranking, awards=TIERS)
    standings = [a_standing(number, elapsed_ms=60_000 + 250 * (number - 1)) for number in PEOPLE]
    grounds = some_grounds(campaign, map(a_member, PEOPLE), standings)
    return close_period(campaign, grounds, FIRST_CLOSING, str)


@pytest.mark.parametrize(
    ("numbering", "ranks"),
    [
        ("competition", [1, 1, 1, 1, 5, 5, 5, 5, 9]),
        ("dense", [1, 1, 1, 1, 2, 2, 2, 2, 3]),
        ("ordinal", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_the_printed_ranks_differ(numbering: Numbering, ranks: list[int]) -> None:
    assert [row.rank for row in closed(numbering).board][:9] == ranks


@pytest.mark.parametrize("numbering", ["dense", "ordinal"])
def test_the_prizes_do_not(numbering: Numbering) -> None:
    assert closed(numbering).awards == closed("competition").awards


def test_the_tiers_go_by_positions() -> None:
    awards = closed("dense").awards
    assert [item.position for item in awards] == [4 * (place // 4) + 1 for place in range(32)]
    assert [sum(item.tier == tier.name for item in awards) for tier in TIERS] == [8, 8, 16]
