"""How a unit's score came about, sentence by sentence."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from chuangguan.documents.content import Material
from chuangguan.documents.unit_derivation import (
    decimal_text,
    exact_text,
    said_formula,
    tie_remark,
    unit_lines,
    why_not_scored,
)
from chuangguan.rules.campaign import Term, UnitAward
from chuangguan.rules.roster import Unit
from chuangguan.rules.workings import UnitDerivation

Build = Callable[..., Material]
HOSTILE = ("=cmd|'/c calc'!A0", "<b>&amp;</b>", "甲\u202e乙", "长" * 200, "[red]x[/red]")
HALVES = (Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5"))
YEAR = (
    {"name": "张三"},
    {"name": "李四", "levels": 1},
    {"name": "王五", "levels": 0},
    {"name": "赵六", "unit": "机关", "levels": 1},
)


def award(*terms: Term, **changes: Any) -> dict[str, Any]:
    made = {"name": "优秀组织奖", "period": "2018", "lists": ("直属单位", "机关支部"), "terms": terms or HALVES}
    return {"unit_awards": (UnitAward(**{**made, **changes}),)}


def derivation(material: Material, seal: str = "sha256:0") -> UnitDerivation:
    return UnitDerivation(
        campaign=material.campaign,
        closing=material.closing,
        seal=seal,
        tree=material.tree,
        workings=material.workings,
    )


def said(material: Material, unit: str, seal: str = "sha256:0") -> list[str]:
    found = derivation(material, seal)
    return [line.text for working in found.of_unit(unit) for line in unit_lines(found, working)]


def test_the_working_of_a_year_reads_line_by_line(build: Build) -> None:
    assert said(build(*YEAR, period="2018"), "工人报社") == [
        "2018年度已结榜，结榜编号2，封存摘要 sha256:0；以第99条及以前的记录为准。",
        "得分＝参与率×0.5＋闯关成绩×0.5。",
        "（1）参与率：2018年度参加2人，应参加3人，2÷3×100＝66.666667（精确值200/3）。",
        "66.666667（精确值200/3）×权重0.5＝33.333333（精确值100/3）。",
        "（2）闯关成绩：应参加的人中实际参加的2人，通过关数合计3关，已开放2关，3÷（2×2）×100＝75。",
        "75×权重0.5＝37.5。",
        "合计：33.333333＋37.5＝70.833333（精确值425/6），四舍五入保留两位小数，得分70.83分。",
        "“直属单位”共2个单位，名次第2名。",
        "前一名机关（第1名，75.00分）：得分75.00高于70.83。",
        "优秀组织奖的名额规则没有写明，由主办方确定。",
    ]


def test_rounding_and_cap_are_said_where_they_are_stated(build: Build) -> None:
    term = Term(metric="participation", weight="0.35", rounding=0, cap="60")
    lines = said(build(*YEAR, period="2018", changes=award(term)), "工人报社")
    assert "四舍五入取整，超过60的按60计：66.666667（精确值200/3）计入60。" in lines
    assert "60×权重0.35＝21。" in lines
    assert not [line for line in said(build(*YEAR, period="2018"), "工人报社") if "计入" in line]


def test_more_than_were_due_is_said(build: Build) -> None:
    units = (Unit(unit="工人报社", kind="直属单位", headcount=1),)
    changes = {**award(), "denominator": "declared_headcount"}
    lines = said(build(*YEAR[:2], period="2018", units=units, changes=changes), "工人报社")
    assert "（1）参与率：2018年度参加2人，应参加1人，超过应参加数，参与率按100%计。" in lines


def test_the_whole_roster_is_said_where_the_mean_is_over_it(build: Build) -> None:
    term = Term(metric="level_ratio", weight="1", over="roster")
    lines = said(build(*YEAR, period="2018", changes=award(term)), "工人报社")
    assert "（1）闯关成绩：全部应参加的人3人，通过关数合计3关，已开放2关，3÷（3×2）×100＝50。" in lines


@pytest.mark.parametrize(("winners", "text"), [(1, "不获奖"), (2, "：获奖")])
def test_who_is_among_the_winners_is_said(build: Build, winners: int, text: str) -> None:
    assert text in said(build(*YEAR, period="2018", changes=award(winners=winners)), "工人报社")[-1]


def test_a_tie_is_said_on_both_sides_with_what_decided_it(build: Build) -> None:
    units = (Unit(unit="甲"), Unit(unit="乙"))
    tied = ({"name": "一", "unit": "甲"}, {"name": "二", "unit": "乙"})
    material = build(*tied, period="2018", units=units, changes=award(lists=()))
    assert "前一名乙（第1名，100.00分）：得分、参与率、闯关成绩的精确值都相同，并列。" in said(material, "甲")
    assert "后一名甲（第1名，100.00分）：得分、参与率、闯关成绩的精确值都相同，并列。" in said(material, "乙")
    assert [tie_remark(item) for item in material.workings] == ["", "与乙得分、参与率、闯关成绩都相同，并列"]


def test_a_tie_on_the_printed_score_is_decided_by_exact_values(build: Build) -> None:
    units = (Unit(unit="甲"), Unit(unit="乙"))
    one_term = award(Term(metric="participation", weight="1"), lists=())
    rows = ({"name": "一", "unit": "甲", "levels": 2}, {"name": "二", "unit": "乙", "levels": 1})
    material = build(*rows, period="2018", units=units, changes=one_term)
    assert "前一名甲（第1名，100.00分）：得分相同，闯关成绩100高于50。" in said(material, "乙")
    assert tie_remark(material.workings[1]) == "与甲得分相同，闯关成绩较低"


def test_a_preview_says_so(build: Build) -> None:
    assert said(build(*YEAR, period="2018"), "工人报社", seal="")[0].endswith("推算，非正式结果。")


@pytest.mark.parametrize(
    ("unit", "period", "text"),
    [
        ("工人报社", "2018-04", "2018年4月没有由本系统评定的单位奖项。"),
        ("省局", "2018", "类型为“未填”，不在分榜的单位类型之内，不参加评选。"),
        ("办公室支部", "2018", "没有应参加的人员，不参加评选。"),
    ],
)
def test_a_unit_without_a_score_is_told_why(build: Build, unit: str, period: str, text: str) -> None:
    units = (Unit(unit="省局"), Unit(unit="工人报社", kind="直属单位"), Unit(unit="办公室支部", kind="机关支部"))
    found = derivation(build({"name": "张三"}, period=period, units=units))
    assert found.of_unit(unit) == () or unit == "工人报社"
    assert why_not_scored(found, unit) == text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_of_units_hold_no_character_that_turns_a_line(build: Build, name: str) -> None:
    units = (Unit(unit=name, kind="直属单位"), Unit(unit="工人报社", kind="直属单位"))
    rows = ({"name": "一", "unit": name, "levels": 1}, {"name": "二"})
    lines = said(build(*rows, period="2018", units=units), "工人报社")
    assert [line for line in lines if name.replace("\u202e", "") in line]
    assert not [line for line in lines if "\u202e" in line]


@pytest.mark.parametrize(
    ("value", "decimal", "exact"),
    [
        (Fraction(0), "0", "0"),
        (Fraction(100), "100", "100"),
        (Fraction("57.06"), "57.06", "57.06"),
        (Fraction(1, 3), "0.333333", "0.333333（精确值1/3）"),
        (Fraction(2, 3), "0.666667", "0.666667（精确值2/3）"),
        (Fraction("0.0000005"), "0.000001", "0.000001（精确值1/2000000）"),
        (Fraction("99.9999999"), "100", "100（精确值999999999/10000000）"),
    ],
)
def test_a_value_is_printed_to_six_places_and_exactly(value: Fraction, decimal: str, exact: str) -> None:
    assert (decimal_text(value), exact_text(value)) == (decimal, exact)


def test_the_formula_names_every_term_with_its_weight() -> None:
    made = award(Term(metric="participation", weight="0.35"), Term(metric="level_ratio", weight="0.10"))
    assert said_formula(made["unit_awards"][0]) == "得分＝参与率×0.35＋闯关成绩×0.10"
