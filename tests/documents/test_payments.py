"""奖金发放表.xlsx and .docx: who signs for what, and sums that agree with the closing."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from docx import Document

from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.payments import PaymentList, payment_list, payment_page, payment_workbook
from chuangguan.documents.wording import capital_yuan
from chuangguan.rules.campaign import AwardTier

Build = Callable[..., Material]
FOUR = (
    {"name": "张三"},
    {"name": "李四", "unit": "办公室支部"},
    {"name": "王五", "is_erased": True},
    {"name": "赵六"},
)
HOSTILE = ("=cmd|'/c calc'!A0", "@SUM(A1)", "<b>&amp;</b>", "张\u202e三\x00", "👩‍🚀" * 9, "长" * 200, "{{7*7}}", "]]>")


def rows_of(said: PaymentList, sheet: str = "奖金发放表") -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(payment_workbook(said)))
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def tables_of(said: PaymentList) -> list[list[list[str]]]:
    document = Document(io.BytesIO(payment_page(said)))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def lines_of(said: PaymentList) -> list[str]:
    return [line.text for line in Document(io.BytesIO(payment_page(said))).paragraphs if line.text]


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (15, "壹角伍分"),
        (100, "壹元整"),
        (105, "壹元零伍分"),
        (150, "壹元伍角整"),
        (1_000, "壹拾元整"),
        (1_100, "壹拾壹元整"),
        (10_005, "壹佰元零伍分"),
        (10_500, "壹佰零伍元整"),
        (101_000, "壹仟零壹拾元整"),
        (510_000, "伍仟壹佰元整"),
        (510_050, "伍仟壹佰元伍角整"),
        (1_000_000, "壹万元整"),
        (10_000_500, "壹拾万零伍元整"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (680_714, "陆仟捌佰零柒元壹角肆分"),
        (1_000_050_000, "壹仟万零伍佰元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_500_000_000, "壹亿零伍佰万元整"),
        (123_456_789_012, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
    ],
)
def test_a_sum_in_capital_numerals(fen: int, said: str) -> None:
    assert capital_yuan(fen) == said


def test_capital_numerals_are_read_back_as_the_sum() -> None:
    sums = [*range(2_000), *range(9_990_000, 10_010_000, 77), 10**12 + 1, 987_654_321_098]
    assert [fen for fen in sums if read_capitals(capital_yuan(fen)) != fen] == []
    assert read_capitals("壹佰零伍元整") != 10_005


def read_capitals(text: str) -> int:
    """Read a sum the other way round, by the values of the characters."""
    digits = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
    scales = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = fen = 0
    for character in text.removesuffix("整"):
        if character in digits:
            digit = digits[character]
        elif character in scales:
            section += digit * scales[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * 10**4
            section = digit = 0
        elif character == "亿":
            total = (total + section + digit) * 10**8
            section = digit = 0
        elif character == "元":
            fen += (total + section + digit) * 100
            digit = 0
        else:
            fen += digit * {"角": 10, "分": 1}[character]
            digit = 0
    return fen


def test_the_list_stands_tier_by_tier_with_room_to_sign_and_its_total_in_words(build: Build) -> None:
    rows = rows_of(payment_list(build(*FOUR)))
    assert [row[0] for row in rows[:2]] == ["“每月一关”答题闯关活动2018年4月奖金发放表", "内部使用，金额单位：元"]
    assert rows[2:7] == [
        ["序号", "姓名", "单位", "名次", "奖项", "金额（元）", "签领"],
        [1, "张三", "工人报社", 1, "一等奖", 300, None],
        [2, "李四", "办公室支部", 2, "二等奖", 200, None],
        [3, "已注销", "工人报社", 3, "二等奖", 200, None],
        ["合计", "3人次", None, None, None, 700, None],
    ]
    assert rows[7][0] == "合计金额（大写）：人民币柒佰元整"
    assert [part.strip("　") for part in str(rows[8][0]).split("：")] == ["制表", "审核", "领导签字", ""]


def test_sums_by_unit_stand_in_the_order_of_the_roster_and_add_up(build: Build) -> None:
    said = payment_list(build(*FOUR))
    assert [row[:4] for row in rows_of(said, "各单位合计")[3:6]] == [
        [1, "办公室支部", 1, 200],
        [2, "工人报社", 2, 500],
        ["合计", None, 3, 700],
    ]
    assert sum(item.cash_fen for item in said.sums) == said.total_fen == prize_list(build(*FOUR)).paid_fen


def test_the_pages_say_the_same_as_the_sheets(build: Build) -> None:
    said = payment_list(build(*FOUR))
    payments, sums = tables_of(said)
    assert payments[1:4] == [
        ["1", "张三", "工人报社", "1", "一等奖", "300", ""],
        ["2", "李四", "办公室支部", "2", "二等奖", "200", ""],
        ["3", "已注销", "工人报社", "3", "二等奖", "200", ""],
    ]
    assert payments[4][5] == "700"
    assert sums[-1] == ["合计", "合计", "3", "700", ""]
    assert lines_of(said).count("合计金额（大写）：人民币柒佰元整") == 2


def test_only_who_is_given_money_is_listed(build: Build) -> None:
    tiers = (
        AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=33_333),
        AwardTier(name="鼓励奖", period="month", first=2, last=4, item="证书"),
    )
    said = payment_list(build(*FOUR, changes={"awards": tiers}))
    assert [(item.name, item.cash_fen) for item in said.payments] == [("张三", 33_333)]
    assert rows_of(said)[3][5] == 333.33
    assert tables_of(said)[0][1][5] == "333.33"
    assert "人民币叁佰叁拾叁元叁角叁分" in said.total_in_words


def test_sums_have_the_same_decimals_in_every_line(build: Build) -> None:
    tiers = (
        AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=30_000),
        AwardTier(name="二等奖", period="month", first=2, last=3, cash_fen=10_050),
    )
    said = payment_list(build(*FOUR, changes={"awards": tiers}))
    assert [row[5] for row in tables_of(said)[0][1:]] == ["300.00", "100.50", "100.50", "501.00"]
    formats = [row[5].number_format for row in openpyxl.load_workbook(io.BytesIO(payment_workbook(said)))["奖金发放表"]]
    assert set(formats[3:7]) == {"#,##0.00"}


def test_names_are_whole_where_the_public_list_masks_them(build: Build) -> None:
    material = build(*FOUR)
    masked = type(material)(
        **{name: getattr(material, name) for name in material.__struct_fields__ if name != "unnamed"},
        unnamed=frozenset({"E000001"}),
    )
    assert prize_list(masked).winners[0].name != "张三"
    assert payment_list(masked).payments[0].name == "张三"


def test_it_prints_on_a4_with_a_header_that_repeats_and_lines_high_enough_to_sign(build: Build) -> None:
    said = payment_list(build(*FOUR))
    sheet = openpyxl.load_workbook(io.BytesIO(payment_workbook(said))).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.print_title_rows == "$3:$3"
    assert all(sheet.row_dimensions[row].height >= 30 for row in range(4, 7))
    table = Document(io.BytesIO(payment_page(said))).tables[0]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert all(row.height and row.height.mm > 10 for row in table.rows[1:4])


def test_a_preview_is_marked_on_sheets_and_pages(build: Build) -> None:
    said = payment_list(build(*FOUR, is_preview=True))
    for sheet in openpyxl.load_workbook(io.BytesIO(payment_workbook(said))):
        assert "预览" in sheet.oddHeader.center.text
    assert "（预览，非正式结果）" in lines_of(said)
    assert "预览" not in "".join(lines_of(payment_list(build(*FOUR))))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_stays_a_text_and_is_no_formula(build: Build, text: str) -> None:
    changes: dict[str, Any] = {"title": text, "organiser": text}
    material = build({"name": text, "unit": "工人报社"}, changes=changes)
    said = payment_list(material)
    book = openpyxl.load_workbook(io.BytesIO(payment_workbook(said)))
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert rows_of(said)[3][1] == tables_of(said)[0][1][1] == material.name_of("E000001")


def test_the_same_closing_gives_the_same_sheet(build: Build) -> None:
    assert payment_workbook(payment_list(build(*FOUR))) == payment_workbook(payment_list(build(*FOUR)))
    assert payment_workbook(payment_list(build(*FOUR))) != payment_workbook(payment_list(build(*FOUR[1:])))
