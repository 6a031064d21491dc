"""The content of a closing's documents, before it becomes sheets and pages."""

from collections.abc import Callable

import pytest

from chuangguan.documents.content import Material, printed_times, prize_list
from chuangguan.rules.board import BoardRow
from chuangguan.rules.campaign import AwardTier, Ranking
from chuangguan.rules.closing import seal
from chuangguan.rules.roster import Unit

Build = Callable[..., Material]
FOUR = ({"name": "张三"}, {"name": "李四"}, {"name": "王五"}, {"name": "赵六"})


def test_the_prize_list_says_who_gets_what(build: Build) -> None:
    content = prize_list(build(*FOUR))
    assert (content.period, content.cutoff) == ("2018年4月", "2018年4月30日23时59分59秒")
    assert [(w.tier, w.position, w.rank, w.name, w.unit, w.levels, w.time, w.cash_fen) for w in content.winners] == [
        ("一等奖", 1, 1, "张三", "工人报社", 2, "1分00秒", 30_000),
        ("二等奖", 2, 2, "李四", "工人报社", 2, "2分00秒", 20_000),
        ("二等奖", 3, 3, "王五", "工人报社", 2, "3分00秒", 20_000),
    ]
    assert (content.ranked, content.budget_fen, content.paid_fen) == (4, 70_000, 70_000)
    assert [(tier.tier, tier.places) for tier in content.tiers] == [
        ("一等奖", "第1名"),
        ("二等奖", "第2至3名"),
        ("月冠军", "第1名"),
    ]


def test_what_is_paid_is_what_the_closing_says(build: Build) -> None:
    tied = [{"name": name, "elapsed_ms": 60_000} for name in "甲乙丙丁"]
    for boundary in ("expand", "split", "draw"):
        material = build(*tied, changes={"boundary": boundary, "ranking": Ranking(keys=("levels desc", "elapsed asc"))})
        content = prize_list(material)
        given = sum(award.cash_fen for award in material.closing.awards)
        assert content.paid_fen == given == sum(winner.cash_fen for winner in content.winners)
        assert len(content.winners) == len(material.closing.awards)


def test_somebody_who_was_erased_is_called_so(build: Build) -> None:
    content = prize_list(build({"name": "张三", "is_erased": True}, {"name": ""}))
    assert [winner.name for winner in content.winners] == ["已注销", "已注销"]


def test_position_and_rank_part_where_somebody_has_no_right_to_prizes(build: Build) -> None:
    content = prize_list(build({"name": "张三", "has_prize_right": False}, {"name": "李四"}))
    assert [(w.name, w.position, w.rank) for w in content.winners] == [("李四", 1, 2)]


@pytest.mark.parametrize(
    ("elapsed", "precision", "times"),
    [
        ([18_437, 18_438], "millisecond", ["18.437秒", "18.438秒"]),
        ([18_437, 18_537], "millisecond", ["18.4秒", "18.5秒"]),
        ([18_437, 18_437], "millisecond", ["18秒", "18秒"]),
        ([18_437, 19_000], "millisecond", ["18秒", "19秒"]),
        ([18_437, 18_438], "second_floor", ["18秒", "18秒"]),
    ],
)
def test_times_have_the_decimals_that_neighbours_need(elapsed: list[int], precision: str, times: list[str]) -> None:
    rows = [BoardRow(rank=1, entrant="E000001", levels=1, elapsed_ms=ms, reached_at=0) for ms in elapsed]
    assert list(printed_times(rows, Ranking(precision=precision))) == times  # type: ignore[arg-type]


def test_units_stand_below_their_parents_in_the_order_given(build: Build) -> None:
    units = (Unit(unit="甲"), Unit(unit="乙"), Unit(unit="甲一", parent="甲"), Unit(unit="甲一甲", parent="甲一"))
    content = prize_list(build({"name": "张三", "unit": "甲一甲"}, units=units))
    assert [(line.unit, line.depth) for line in content.turnout] == [("甲", 0), ("甲一", 1), ("甲一甲", 2), ("乙", 0)]
    assert [line.rate_text for line in content.turnout] == ["100.00%", "100.00%", "100.00%", "—"]


def test_more_than_were_due_is_flagged(build: Build) -> None:
    units = (Unit(unit="工人报社", headcount=1),)
    changes = {"denominator": "declared_headcount"}
    line = prize_list(build({"name": "张三"}, {"name": "李四"}, units=units, changes=changes)).turnout[0]
    assert (line.due, line.took_part, line.rate_text, line.remark) == (1, 2, "100.00%", "超过应参加数")


def test_a_year_has_lists_of_units_and_its_title(build: Build) -> None:
    content = prize_list(build(*FOUR, {"name": "钱七", "unit": "办公室支部", "levels": 1}, period="2018"))
    assert content.period == "2018年度"
    assert [(u.award, u.title, len(u.scores), u.winning) for u in content.unit_lists] == [
        ("优秀组织奖", "直属单位", 2, ()),
        ("优秀组织奖", "机关支部", 1, ()),
    ]
    assert content.winners[0].remark == "现场竞赛资格"
    assert not content.has_cash


def test_only_units_within_the_stated_number_win(build: Build) -> None:
    campaign = build(*FOUR).campaign
    award = campaign.unit_awards[0]
    changes = {"unit_awards": (type(award)(name="优", period="2018", terms=award.terms, winners=1),)}
    content = prize_list(
        build(*FOUR, {"name": "钱七", "unit": "办公室支部", "levels": 1}, period="2018", changes=changes)
    )
    assert [score.unit for score in content.unit_lists[0].winning] == ["工人报社"]
    assert content.unit_lists[0].title == "全部单位"


def test_the_seal_is_that_of_the_stored_bytes_and_a_preview_has_none(build: Build) -> None:
    sealed = build(*FOUR)
    assert prize_list(sealed).seal == seal(sealed.canonical)
    assert prize_list(build(*FOUR, is_preview=True)).seal == ""


def test_a_place_won_by_lot_says_so(build: Build) -> None:
    tied = [{"name": name, "elapsed_ms": 60_000} for name in "甲乙丙丁"]
    ranking = Ranking(keys=("levels desc", "elapsed asc"))
    content = prize_list(build(*tied, changes={"boundary": "draw", "ranking": ranking}))
    assert {winner.remark for winner in content.winners} == {"抽签决定"}
    assert [winner.tier for winner in content.winners] == ["一等奖", "二等奖", "二等奖"]


def test_a_tier_that_nobody_reached_is_listed_empty(build: Build) -> None:
    content = prize_list(build({"name": "张三", "levels": 0}))
    assert [(len(tier.winners), tier.count) for tier in content.tiers] == [
        (0, "0人"),
        (0, "0人"),
        (0, "另行评定，尚未确定"),
    ]
    assert (content.ranked, content.budget_fen, content.paid_fen) == (0, 70_000, 0)


def test_items_and_titles_are_named(build: Build) -> None:
    tier = AwardTier(name="奖", period="month", first=1, last=1, item="图书一套", title="学习标兵")
    content = prize_list(build({"name": "张三"}, changes={"awards": (tier,)}))
    assert content.winners[0].other == "图书一套；“学习标兵”称号"
