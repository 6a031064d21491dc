"""The sentences of a derivation."""

from typing import Any, get_args

import pytest

from chuangguan.documents.derivation import DerivationLine, derivation_lines, said_reason, said_treatment
from chuangguan.rules.campaign import AwardTier, Ladder, Ranking
from chuangguan.rules.derivation import AttemptShown, Derivation, Treatment
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, World, a_campaign, at, entrants, started_campaign

FIRST, SECOND, THIRD, FOURTH = entrants(4)
NAMES = {FIRST: "甲", SECOND: "乙", THIRD: "丙"}
NUMBERS = {FIRST: "13800000001", SECOND: "13800000002", FOURTH: "13800000004"}
G1 = (
    (FIRST, 1, 200_000, True),
    (FIRST, 2, 290_000, False),
    (FIRST, 2, 250_001, True),
    (FIRST, 1, 150_000, True),
    (SECOND, 1, 210_000, True),
    (SECOND, 2, 230_000, True),
)


def played(*attempts: tuple[str, int, int, bool], **rules: Any) -> World:
    world = started_campaign(MemoryStore(), campaign=a_campaign(**rules))
    for entrant, level, elapsed_ms, passed in attempts:
        world.climb(entrant, level, elapsed_ms=elapsed_ms, right=passed)
    return world


def why(world: World, entrant: str = FIRST, period: str = "2018-03") -> Derivation:
    return world.office.derivations.derive(NUMBERS[entrant], period, MemoryStore())


def said(world: World, clause: str, entrant: str = FIRST, period: str = "2018-03") -> list[str]:
    found = derivation_lines(why(world, entrant, period), NAMES)
    return [line.text for line in found if line.clause == clause]


def test_the_clauses_stand_in_the_order_in_which_a_place_comes_about() -> None:
    lines = list(derivation_lines(why(played(*G1)), NAMES))
    assert list(dict.fromkeys(line.clause for line in lines)) == [
        "6.4",
        "5.3",
        "5.4",
        "4.2",
        "4.4",
        "4.5",
        "5.1",
        "6.1",
    ]
    assert all(line.text.endswith("。") for line in lines)
    assert isinstance(lines[0], DerivationLine)


def test_an_open_period_is_said_to_be_unofficial_and_a_closed_one_names_its_seal() -> None:
    world = played(*G1)
    assert "尚未结榜" in said(world, "6.4")[0]
    world.go_to(at("2018-04-01") + 3_000)
    seal = world.office.closings.close("2018-03", by=BY).seal
    [text] = said(world, "6.4")
    assert seal in text
    assert "结榜编号1" in text


def test_every_attempt_is_said_with_run_level_end_time_and_whether_it_counts() -> None:
    texts = said(played(*G1), "4.2")
    assert len(texts) == 4
    assert "第1轮第1关，2018年3月12日0时00分00秒开始，用时3分20秒交卷，答对5/5题，通过：计入。" in texts[0]
    assert "用时4分50秒交卷，答对0/5题，未通过：不计。" in texts[1]
    assert "第2轮第1关" in texts[3]


def test_a_run_is_added_up_from_its_passes_to_the_millisecond_that_counts() -> None:
    [first, second] = said(played(*G1), "4.4")
    assert "第1轮：2关，第1关3分20秒＋第2关4分10.001秒，合计7分30.001秒" in first
    assert "第2轮：1关，第1关2分30秒，合计2分30秒" in second


def test_failures_that_are_added_are_said_in_the_sum() -> None:
    [first, _] = said(played(*G1, ladder=Ladder(time="all_attempts")), "4.4")
    assert "＋第2关未通过4分50秒，合计12分20.001秒" in first


def test_the_best_run_is_said_with_the_key_that_makes_it_better() -> None:
    assert said(played(*G1), "4.5") == [
        "成绩取第1轮：2关，7分30.001秒。",
        "它优于第2轮：通过关数多1关。",
    ]


def test_of_equal_runs_the_earlier_is_said_to_be_taken() -> None:
    attempts = tuple((FIRST, level, 60_000, True) for level in (1, 2, 1, 2))
    texts = said(played(*attempts, ranking=Ranking(keys=("levels desc", "elapsed asc"))), "4.5")
    assert texts[-1] == "它与第2轮各项排名依据相同，取较早的一轮。"


def test_best_of_level_says_that_it_is_put_together() -> None:
    assert said(played(*G1, ladder=Ladder(best_of="level")), "4.5") == ["成绩取各关取最短的一次：2关，6分40.001秒。"]


def test_neighbours_are_named_with_the_key_and_the_difference() -> None:
    assert said(played(*G1), "5.1") == [
        "榜上名次第2名，共2人上榜。",
        "前一名乙（第1名，2关，7分20秒）在前：关数相同，用时短10.001秒。",
        "后面没有人。",
    ]
    assert said(played(*G1), "5.1", SECOND)[1:] == [
        "前面没有人。",
        "后一名甲（第2名，2关，7分30.001秒）在后：本人关数相同，用时短10.001秒。",
    ]


def test_whole_seconds_are_said_to_be_compared() -> None:
    texts = said(played(*G1, ranking=Ranking(precision="second_floor")), "5.1")
    assert "用时舍去不足一秒的部分后比较。" in texts
    assert "用时短10秒" in texts[2]


def test_a_prize_is_said_with_its_places_and_what_is_given() -> None:
    tier = AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=30_050, item="图书", title="闯关之星")
    world = played(*G1, awards=(tier,))
    [text] = said(world, "6.1", SECOND)
    assert text == "一等奖：在有获奖资格的人中位次第1，获一等奖（第1名），奖金300.50元，图书，“闯关之星”称号。"
    [text] = said(world, "6.1")
    assert text == "一等奖：在有获奖资格的人中位次第2，不获奖：位次在各奖项名额之外。"


def test_somebody_who_never_played_is_told_so() -> None:
    world = played(*G1)
    assert said(world, "4.2", FOURTH) == ["没有闯关记录。"]
    assert said(world, "4.5", FOURTH) == ["没有成绩。"]
    assert said(world, "5.1", FOURTH) == ["不在榜上：截止时尚未通过任何一关，不上榜。"]
    assert said(world, "6.1", FOURTH) == ["一等奖、二等奖：没有位次，不获奖：截止时尚未通过任何一关，不上榜。"]


@pytest.mark.parametrize("period", ["2018"])
def test_a_period_without_tiers_says_so(period: str) -> None:
    assert said(played(*G1), "6.1", period=period) == ["本期没有由本系统评定的个人奖项。"]


@pytest.mark.parametrize("treatment", get_args(Treatment))
def test_every_treatment_has_a_sentence(treatment: Treatment) -> None:
    attempt = why(played(*G1)).attempts[0].attempt
    assert said_treatment(AttemptShown(attempt=attempt, treatment=treatment))


@pytest.mark.parametrize(
    "reason",
    [
        *("no_level", "not_on_roster_then", "beyond_tiers", "decided_by_lot", "outside_population"),
        *("left_roster", "excluded_duty", "no_prize_right"),
    ],
)
def test_every_reason_has_a_sentence(reason: str) -> None:
    assert "出现问题" not in said_reason(reason, "Asia/Shanghai")


def test_a_hostile_name_is_printed_without_its_marks() -> None:
    lines = derivation_lines(why(played(*G1)), {SECOND: "乙\u202e\n丙"})
    assert any("前一名乙丙（" in line.text for line in lines)


def test_everybody_whose_name_is_not_given_is_named_by_opaque_id() -> None:
    assert any(SECOND in line.text for line in derivation_lines(why(played(*G1)), {}))
