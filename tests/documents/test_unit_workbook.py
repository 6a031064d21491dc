"""优秀组织奖得分计算表.xlsx, read back: a reader can add up every row by hand."""

import io
import re
import zipfile
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chuangguan.documents import write_documents
from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.unit_workbook import unit_workbook
from chuangguan.rules.campaign import Term, UnitAward
from chuangguan.rules.roster import Unit

Build = Callable[..., Material]
HOSTILE = ("=cmd|'/c calc'!A0", "+1+1", "@SUM(A1)", "<b>&amp;</b>", "甲\u202e乙", "👩‍🚀" * 9, "长" * 200, "http://x.cn")
HALVES = (Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5"))
ROUNDED = (
    Term(metric="participation", weight="0.35", rounding=0, cap="60"),
    Term(metric="level_ratio", weight="0.65", over="roster", rounding=1),
)
YEAR = (
    {"name": "张三"},
    {"name": "李四", "levels": 1},
    {"name": "王五", "levels": 0},
    {"name": "赵六", "unit": "机关", "levels": 1},
    {"name": "钱七", "unit": "办公室支部", "levels": 1},
    {"name": "孙八", "unit": "办公室支部", "levels": 0},
)


def award(*terms: Term, **changes: Any) -> dict[str, Any]:
    made = {"name": "优秀组织奖", "period": "2018", "lists": ("直属单位", "机关支部"), "terms": terms or HALVES}
    return {"unit_awards": (UnitAward(**{**made, **changes}),)}


def workbook(material: Material) -> bytes:
    return unit_workbook(prize_list(material), material.campaign, material.workings)


def opened(material: Material) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(material)))


def table(material: Material, sheet: str = "单位奖1") -> list[dict[str, Any]]:
    """Return the rows of a sheet's table by their headers."""
    rows = [list(row) for row in opened(material)[sheet].iter_rows(values_only=True)]
    first = next(number for number, row in enumerate(rows) if row[0] == "名次")
    body = [row for row in rows[first + 1 :] if isinstance(row[0], int)]
    return [dict(zip(rows[first], row, strict=True)) for row in body]


def test_a_unit_has_a_row_a_term_and_the_sum(build: Build) -> None:
    rows = table(build(*YEAR, period="2018"))
    mine = [list(row.values()) for row in rows if row["单位"] == "工人报社"]
    assert mine[0][:6] == [1, "工人报社", "参与率", "实际参加/应参加：2018年4月 2/3", 2, 3]
    assert mine[1][:7] == [1, "工人报社", "闯关成绩", "通过关数合计3关；2人×已开放2关", 3, 4, 75]
    assert mine[2] == [1, "工人报社", "合计", None, None, None, None, None, pytest.approx(70.833333), 70.83, None]
    assert [row["名次"] for row in rows] == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize("terms", [HALVES, ROUNDED])
def test_every_sum_can_be_added_up_from_its_rows(build: Build, terms: tuple[Term, ...]) -> None:
    material = build(*YEAR, period="2018", changes=award(*terms))
    rows = [*table(material), *table(material, "单位奖2")]
    assert [by_hand(rows, score.unit) for score in material.closing.unit_awards] == [
        (score.score / 100, score.score / 100) for score in material.closing.unit_awards
    ]


def by_hand(rows: list[dict[str, Any]], unit: str) -> tuple[float, float]:
    """Return a unit's score worked out from the numbers that its rows print, and the one that they say."""
    *terms, total = [row for row in rows if row["单位"] == unit]
    score = Fraction(0)
    for row in terms:
        metric = min(Fraction(100 * row["分子"], row["分母"]), Fraction(100))
        assert float(metric) == pytest.approx(row["指标\n（%）"])
        used = Fraction(str(row.get("计入\n（%）", ""))) if "计入\n（%）" in row else metric
        share = used * Fraction(str(row["权重"]))
        assert float(share) == pytest.approx(row["加权"])
        score += share
    printed = Decimal(score.numerator) / Decimal(score.denominator)
    return float(printed.quantize(Decimal("0.01"), ROUND_HALF_UP)), total["得分"]


def test_a_number_that_is_not_the_unit_s_own_is_noticed(build: Build) -> None:
    rows = table(build(*YEAR, period="2018"))
    rows[0]["分子"] += 1
    with pytest.raises(AssertionError):
        by_hand(rows, rows[0]["单位"])


def test_rounding_and_cap_have_columns_of_their_own_where_stated(build: Build) -> None:
    rows = table(build(*YEAR, period="2018", changes=award(*ROUNDED)))
    [taken, levels, _] = [row for row in rows if row["单位"] == "工人报社"]
    assert (taken["取舍和上限"], taken["计入\n（%）"]) == ("四舍五入取整，超过60的按60计", 60)
    assert (levels["取舍和上限"], levels["计入\n（%）"]) == ("四舍五入保留1位小数", 50)
    assert "取舍和上限" not in table(build(*YEAR, period="2018"))[0]


def test_every_list_has_a_sheet_with_its_title(build: Build) -> None:
    book = opened(build(*YEAR, period="2018"))
    assert [sheet["A1"].value for sheet in book] == [
        "2018年度优秀组织奖得分计算表（直属单位）",
        "2018年度优秀组织奖得分计算表（机关支部）",
    ]
    assert [sheet["A2"].value for sheet in book] == [
        "统计截至2018年10月31日23时59分59秒　得分＝参与率×0.5＋闯关成绩×0.5"
    ] * 2


def test_the_remark_says_what_a_reader_must_know(build: Build) -> None:
    units = (Unit(unit="工人报社", kind="直属单位", headcount=1), Unit(unit="乙", kind="直属单位", headcount=1))
    changes = {**award(winners=1), "denominator": "declared_headcount"}
    people = ({"name": "一"}, {"name": "二"}, {"name": "三", "unit": "乙"})
    rows = table(build(*people, period="2018", units=units, changes=changes))
    assert [row["备注"] for row in rows] == [
        None,
        None,
        "优秀组织奖",
        "超过应参加数，参与率按100%计",
        None,
        "与乙得分、参与率、闯关成绩都相同，并列；优秀组织奖",
    ]


def test_numbers_are_numbers_and_no_cell_is_a_formula(build: Build) -> None:
    sheet = opened(build(*YEAR, period="2018"))["单位奖1"]
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert types == {"n", "s"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_text_as_it_is(build: Build, name: str) -> None:
    units = (Unit(unit=name, kind="直属单位"),)
    material = build({"name": "张三", "unit": name}, period="2018", units=units, changes=award(name=f"奖{name}"))
    printed = name.replace("\u202e", "")
    assert {row["单位"] for row in table(material)} == {printed}
    sheet = opened(material)["单位奖1"]
    assert printed in sheet["A1"].value
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"n", "s"}
    with zipfile.ZipFile(io.BytesIO(workbook(material))) as parts:
        content = "".join(parts.read(part).decode() for part in parts.namelist() if part.endswith(".xml"))
    assert not re.search("<f>|<hyperlink|\u202e", content)


def test_the_same_closing_gives_the_same_bytes(build: Build) -> None:
    assert workbook(build(*YEAR, period="2018")) == workbook(build(*YEAR, period="2018"))


def test_it_stands_among_the_documents_of_a_closing_with_unit_awards_only(build: Build, tmp_path: Path) -> None:
    name = "优秀组织奖得分计算表.xlsx"
    assert name in {path.name for path in write_documents(tmp_path / "a", build(*YEAR, period="2018"))}
    assert name not in {path.name for path in write_documents(tmp_path / "b", build(*YEAR))}
    preview = build(*YEAR, period="2018", is_preview=True)
    assert "优秀组织奖得分计算表-预览.xlsx" in {path.name for path in write_documents(tmp_path / "c", preview)}
    assert opened(preview)["单位奖1"]["A2"].value == "预览，非正式结果"
