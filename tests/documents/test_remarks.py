"""The sentences under 有关说明: each one appears when it applies, and only then."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from chuangguan.documents.content import Material, prize_list
from chuangguan.rules.awards import Note
from chuangguan.rules.campaign import Ranking
from chuangguan.rules.closing import Exclusion
from chuangguan.rules.roster import Unit

Build = Callable[..., Material]
TIED = tuple({"name": name, "elapsed_ms": 60_000} for name in "甲乙丙丁")
TWO_KEYS = {"ranking": Ranking(keys=("levels desc", "elapsed asc"))}


def said(material: Material) -> str:
    return "\n".join(prize_list(material).remarks)


def test_a_plain_month_says_how_it_is_ranked_what_counts_what_is_left_out_and_how_to_object(build: Build) -> None:
    assert said(build({"name": "张三"})).split("\n") == [
        "排名依据：通过关数多者在前，相同的用时短者在前，再相同的先达成者在前。",
        "成绩为活动开始以来截至统计时刻的累计最好成绩，统计时共开放2关。",
        "月冠军（第1名）由主办方以外的机构另行评定，尚未确定。",
        "本结果自发布之日起公示7天，有异议的，请于公示期内实名向主办方反映。联系人：李某，电话：0731-84320000。",
    ]


@pytest.mark.parametrize(
    ("rows", "options", "sentence"),
    [
        (TIED[:1], {"changes": {"publicity_days": 3}}, "公示3天"),
        (({"name": "张三", "duty": "voluntary"},), {}, "自愿参加人员1人参与排名，不计入参与率。"),
        (({"name": "张三", "has_prize_right": False},), {}, "名册注明不参评的1人列入名次，不占获奖位次。"),
        (({"name": "张三", "duty": "excluded"},), {}, "另有1人有成绩而不参加排名"),
        (TIED[:2], {"changes": TWO_KEYS}, "一等奖中第1名2人并列。"),
        (
            (*TIED[:2], {"name": "戊", "elapsed_ms": 90_000}),
            {"changes": TWO_KEYS},
            "一等奖、二等奖预算700元，因末位并列实发800元，超出预算。",
        ),
        (
            TIED[:3],
            {"changes": {**TWO_KEYS, "boundary": "split"}},
            "一等奖第1名并列平分奖金，除不尽的0.01元不发。",
        ),
        (TIED, {"changes": {"ranking": Ranking(precision="second_floor")}}, "用时舍去不足一秒的部分后比较"),
        (TIED, {"changes": {"ranking": Ranking(scope="attempts_in_period")}}, "成绩只计本期内交卷的闯关。"),
        (TIED, {"period": "2018"}, "“优秀组织奖”的名额规则没有写明"),
        (
            TIED,
            {"units": (Unit(unit="工人报社", headcount=1),), "changes": {"denominator": "declared_headcount"}},
            "实际参加人数超过应参加人数的，参与率按100%计",
        ),
    ],
)
def test_what_applies_is_said_and_nothing_else(
    build: Build, rows: tuple[dict[str, object], ...], options: dict[str, object], sentence: str
) -> None:
    assert sentence in said(build(*rows, **options))
    assert sentence not in said(build({"name": "张三"}))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("sanctioned", "1人被取消资格，名次由后一名依次递补。"),
        ("vacancy", "1人在定榜后被取消资格，其名次空缺。"),
        ("left_roster", "另有1人有成绩而不参加排名"),
    ],
)
def test_who_is_left_out_and_why_is_told_apart(build: Build, reason: str, sentence: str) -> None:
    material = build({"name": "张三"})
    closing = replace(material.closing, exclusions=(Exclusion(entrant="E000001", reason=reason),))
    assert sentence in said(replace(material, closing=closing))
    assert sentence not in said(material)


def test_later_closings_are_named_as_a_notice_names_periods(build: Build) -> None:
    material = build({"name": "张三"})
    note = Note(code="later_closings_differ", details={"periods": "2018-04、2018"})
    noted = replace(material, closing=replace(material.closing, notes=(note,)))
    assert "2018年4月、2018年度按现有记录重算也有变化，另行更正。" in said(noted)
    assert "2018-04" not in said(noted)
    assert "另行更正" not in said(material)


def test_a_final_closing_says_so_in_place_of_the_days_for_objections(build: Build) -> None:
    material = build({"name": "张三"})
    assert said(replace(material, is_final=True)).endswith("本结果已经定榜。")
    assert "公示7天" not in said(replace(material, is_final=True))
    assert "定榜" not in said(material)
