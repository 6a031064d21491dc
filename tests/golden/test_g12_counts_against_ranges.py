"""G12. Ranks 1 / 2–3 / 4–6 with counts 1 / 3 / 5: the counts 3 and 5 are wrong."""

import pytest

from chuangguan.errors import BadInput
from chuangguan.formats.campaigns import read_campaign
from chuangguan.presets import preset_text

RANKS = ([1, 1], [2, 3], [4, 6])


def text_with(counts: tuple[int, int, int]) -> str:
    preset = preset_text("每月一关")
    head, tail = preset[: preset.index("[[award]]")], preset[preset.index("[[unit_award]]") :]
    awards = "".join(
        f'[[award]]\nname = "{name}"\nperiod = "month"\nranks = {ranks}\ncount = {count}\n\n'
        for name, ranks, count in zip(("一等奖", "二等奖", "三等奖"), RANKS, counts, strict=True)
    )
    return head + awards + tail


def test_counts_that_contradict_their_ranges_are_refused() -> None:
    with pytest.raises(BadInput) as caught:
        read_campaign(text_with((1, 3, 5)))
    found = [(p.code, p.column, p.details["count"], p.details["places"]) for p in caught.value.problems]
    assert found == [
        ("counts_contradict_ranges", "award[2].count", 3, 2),
        ("counts_contradict_ranges", "award[3].count", 5, 3),
    ]


def test_counts_that_agree_are_read() -> None:
    tiers = read_campaign(text_with((1, 2, 3))).campaign.awards
    assert [tier.places for tier in tiers] == [1, 2, 3]
