"""The two workbooks, read back as a spreadsheet reads them."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.workbook import prize_workbook, turnout_workbook
from chuangguan.rules.roster import Unit

Build = Callable[..., Material]
HOSTILE = (
    "=cmd|'/c calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "<b>&amp;</b>",
    "张\u202e三",
    "👩‍🚀" * 9,
    "长" * 200,
    "http://x.cn",
    "_x0041_",
)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(content: bytes, sheet: str) -> list[list[object]]:
    return [list(row) for row in opened(content)[sheet].iter_rows(values_only=True)]


def test_the_prize_list_has_whole_names_and_sums(build: Build) -> None:
    rows = rows_of(
        prize_workbook(prize_list(build(*({"name": name} for name in ("张三", "李四", "王五", "赵六"))))), "获奖名单"
    )
    assert rows[0][0] == "“每月一关”答题闯关活动2018年4月获奖名单"
    assert rows[1][0] == "统计截至2018年4月30日23时59分59秒"
    assert rows[2:] == [
        ["位次", "名次", "姓名", "单位", "通过关数", "用时", "奖项", "奖金（元）"],
        [1, 1, "张三", "工人报社", 2, "1分00秒", "一等奖", 300],
        [2, 2, "李四", "工人报社", 2, "2分00秒", "二等奖", 200],
        [3, 3, "王五", "工人报社", 2, "3分00秒", "二等奖", 200],
        [None, None, "另行评定，尚未确定", None, None, None, "月冠军", None],
        ["合计", None, "3人次", None, None, None, None, 700],
    ]


def test_a_split_sum_keeps_its_fen(build: Build) -> None:
    tied = [{"name": name, "elapsed_ms": 60_000} for name in "甲乙丙"]
    material = build(*tied, changes={"boundary": "split", "ranking": _two_keys(build)})
    rows = rows_of(prize_workbook(prize_list(material)), "获奖名单")
    assert [row[7] for row in rows[3:6]] == [233.33, 233.33, 233.33]


def _two_keys(build: Build) -> object:
    ranking = build({"name": "张三"}).campaign.ranking
    return type(ranking)(keys=("levels desc", "elapsed asc"))


def test_the_explanation_carries_seal_number_and_cutoff(build: Build) -> None:
    content = prize_list(build({"name": "张三"}))
    said = {row[0]: row[1] for row in rows_of(prize_workbook(content), "说明")}
    assert said["结榜编号"] == "第2号"
    assert said["封存摘要"] == content.seal
    assert said["上一次结榜的封存摘要"] == f"sha256:{'a' * 64}"
    assert said["本期抽题密钥的承诺值"] == "c" * 64
    assert said["统计截至"] == "2018年4月30日23时59分59秒"
    assert (said["奖金预算（元）"], said["实发奖金（元）"]) == (700, 300)


def test_participation_stands_by_unit_with_the_totals_of_the_closing(build: Build) -> None:
    material = build(
        {"name": "张三"}, {"name": "李四", "unit": "办公室支部", "levels": 0}, {"name": "王五", "duty": "voluntary"}
    )
    rows = rows_of(turnout_workbook(prize_list(material)), "参与率统计表")
    assert [row[1] for row in rows[3:6]] == ["机关", "办公室支部", "工人报社"]
    assert rows[3][2:8] == ["直属单位", 1, 0, 0, 0, 0]
    assert rows[5][2:8] == ["直属单位", 1, 1, 1, 2, 6]
    figures = material.closing.figures
    total = rows[6]
    assert total[0] == "合计"
    assert total[3:8] == [figures.due, figures.took_part, figures.rate / 10_000, figures.persons, figures.attempts]
    assert str(rows[7][0]).startswith("填表人：")


def test_a_unit_with_nobody_due_has_a_dash(build: Build) -> None:
    rows = rows_of(turnout_workbook(prize_list(build({"name": "张三"}))), "参与率统计表")
    assert rows[3][5] == "—"


def test_children_are_indented_and_their_names_stay_clean(build: Build) -> None:
    sheet = opened(turnout_workbook(prize_list(build({"name": "张三"}))))["参与率统计表"]
    assert [(cell.value, cell.alignment.indent) for cell in sheet["B"][3:6]] == [
        ("机关", 0),
        ("办公室支部", 1),
        ("工人报社", 0),
    ]


def test_the_chart_is_a_native_one_over_every_unit(build: Build) -> None:
    content = turnout_workbook(prize_list(build({"name": "张三"})))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert "<c:barChart>" in chart
    assert "$B$4:$B$6" in chart
    assert "$F$4:$F$6" in chart


def test_without_units_there_is_no_chart_and_no_error(build: Build) -> None:
    content = turnout_workbook(prize_list(build(units=())))
    assert opened(content).sheetnames == ["参与率统计表"]


def test_sheets_print_on_a4_with_a_frozen_header_that_repeats(build: Build) -> None:
    for content in map(prize_list, (build({"name": "张三"}),)):
        for made in (prize_workbook(content), turnout_workbook(content)):
            sheet = opened(made).worksheets[0]
            assert sheet.page_setup.paperSize == 9
            assert sheet.freeze_panes == "A4"
            assert sheet.print_title_rows == "$3:$3"


@pytest.mark.parametrize("period", ["2018-04", "2018"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_name_unit_or_title_becomes_a_formula_or_a_link(build: Build, text: str, period: str) -> None:
    units = (Unit(unit=text, kind=text),)
    changes = {"title": text, "organiser": text}
    material = build({"name": text, "unit": text, "member_no": text}, units=units, changes=changes, period=period)
    content = prize_list(material)
    for made in (prize_workbook(content), turnout_workbook(content)):
        cells = [cell for sheet in opened(made) for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
    names = [row[2] for row in rows_of(prize_workbook(content), "获奖名单")]
    assert material.name_of("E000001") in names


def test_no_member_number_is_in_the_prize_list(build: Build) -> None:
    made = prize_workbook(prize_list(build({"name": "张三", "member_no": "13800001234"})))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        everything = "".join(parts.read(name).decode() for name in parts.namelist())
    assert "张三" in everything
    assert not re.search("138.{0,4}1234", everything)


def test_the_same_closing_gives_the_same_bytes(build: Build) -> None:
    first, again = (prize_list(build({"name": "张三"}, period="2018")) for _ in range(2))
    assert prize_workbook(first) == prize_workbook(again)
    assert turnout_workbook(first) == turnout_workbook(again)
    assert prize_workbook(first) != prize_workbook(prize_list(build({"name": "李四"}, period="2018")))


def test_a_year_has_a_sheet_for_each_list_of_units(build: Build) -> None:
    made = prize_workbook(prize_list(build({"name": "张三"}, {"name": "李四", "unit": "办公室支部"}, period="2018")))
    assert opened(made).sheetnames == ["获奖名单", "单位奖1", "单位奖2", "说明"]
    rows = rows_of(made, "单位奖2")
    assert rows[0][0] == "2018年度优秀组织奖得分排名（机关支部）"
    assert rows[3] == [1, "办公室支部", 1, 100, 100, None]


def test_the_explanation_names_the_fact_that_stored_the_closing(build: Build) -> None:
    material = build({"name": "张三"})
    assert not [row for row in rows_of(prize_workbook(prize_list(material)), "说明") if row[0] == "链上摘要"]
    content = prize_list(replace(material, fact=120, fact_hash="ab" * 32))
    assert ["链上摘要", f"第120条记录 {'ab' * 32}"] in rows_of(prize_workbook(content), "说明")
    preview = prize_list(replace(material, fact=120, fact_hash="ab" * 32, is_preview=True))
    assert (preview.fact, preview.fact_hash) == (0, "")


def test_every_sheet_of_a_preview_is_marked(build: Build) -> None:
    content = prize_list(build({"name": "张三"}, period="2018", is_preview=True))
    for made in (prize_workbook(content), turnout_workbook(content)):
        for sheet in opened(made):
            assert "预览，非正式结果" in sheet.oddHeader.center.text
    assert ["封存摘要", "预览，非正式结果"] in rows_of(prize_workbook(content), "说明")
    sealed = prize_workbook(prize_list(build({"name": "张三"}, period="2018")))
    with zipfile.ZipFile(io.BytesIO(sealed)) as parts:
        assert not any("预览".encode() in parts.read(name) for name in parts.namelist())
