"""A tier that another body decides, in every document of a closing: before and after it is decided."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from docx import Document
from msgspec.structs import replace

from chuangguan.documents.content import Material, PrizeList, prize_list
from chuangguan.documents.decision_pages import publicity_page
from chuangguan.documents.decisions import publicity_notice
from chuangguan.documents.notice import notice
from chuangguan.documents.workbook import prize_workbook
from chuangguan.rules.awards import OutsideAward
from chuangguan.rules.campaign import AwardTier

Build = Callable[..., Material]
TIERS = (
    AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=30_000),
    AwardTier(name="月冠军", period="month", first=1, last=2, cash_fen=50_000, title="学习标兵", decided="outside"),
)


@pytest.fixture
def material(build: Build) -> Material:
    """Return a month with three people, the last without a level, and a tier of 2 × 500 yuan decided outside."""
    rows = ({"name": "张三"}, {"name": "李四"}, {"name": "王五", "levels": 0})
    return build(*rows, changes={"awards": TIERS})


def decided(material: Material, *entrants: str, units: tuple[str, ...] = ()) -> Material:
    award = OutsideAward(tier="月冠军", entrants=entrants, units=units, decided_by="省直工委")
    return replace(material, outside=(award,))


def sheet(content: PrizeList) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(prize_workbook(content)))
    return [list(row) for row in book["获奖名单"].iter_rows(values_only=True)][3:]


def table(document: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(document)).tables[0].rows][1:]


def text(document: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(document)).paragraphs)


def test_undecided_its_cash_is_in_the_budget_and_not_paid(material: Material) -> None:
    content = prize_list(material)
    assert (content.budget_fen, content.paid_fen, content.count) == (130_000, 30_000, "1人次")
    assert sheet(content)[1:] == [
        [None, None, "另行评定，尚未确定", None, None, None, "月冠军", None],
        ["合计", None, "1人次", None, None, None, None, 300],
    ]
    page = notice(content)
    assert "获奖1人次。奖金预算1,300元，实发300元。" in text(page)
    assert "第1至2名，各奖励500元，另行评定，尚未确定。" in text(page)
    assert "月冠军（第1至2名）由主办方以外的机构另行评定，尚未确定，奖金计入预算，尚未发放。" in text(page)
    assert table(page)[2][0] == "月冠军（另行评定，尚未确定）"
    assert table(page)[-1] == ["合计", "合计", "1人次", "", "", "", "300"]


def test_decided_its_recipients_stand_with_their_results_and_are_paid(material: Material) -> None:
    content = prize_list(decided(material, "E000002", "E000003"))
    assert [(w.position, w.rank, w.name, w.unit, w.levels, w.time, w.cash_fen) for w in content.tiers[1].winners] == [
        (0, 2, "李四", "工人报社", 2, "2分00秒", 50_000),
        (0, 0, "王五", "工人报社", 0, "", 50_000),
    ]
    assert (content.budget_fen, content.paid_fen, content.count) == (130_000, 130_000, "3人次")
    title = "“学习标兵”称号"
    assert sheet(content)[1:] == [
        [None, 2, "李四", "工人报社", 2, "2分00秒", "月冠军", 500, title],
        [None, None, "王五", "工人报社", None, None, "月冠军", 500, title],
        ["合计", None, "3人次", None, None, None, None, 1300, None],
    ]
    page = notice(content)
    assert "第1至2名，由省直工委评定，各奖励500元，授予：李四（工人报社）、王五（工人报社）。" in text(page)
    assert "月冠军（第1至2名）由省直工委另行评定。" in text(page)
    assert "尚未确定" not in text(page)
    assert table(page)[2][0] == "月冠军（2人）"
    assert table(page)[3:5] == [
        ["", "2", "李四", "工人报社", "2", "2分00秒", "500", title],
        ["", "", "王五", "工人报社", "", "", "500", title],
    ]
    assert table(page)[-1] == ["合计", "合计", "3人次", "", "", "", "1,300", ""]


def test_a_unit_is_counted_apart_from_persons(material: Material) -> None:
    content = prize_list(decided(material, "E000001", units=("工人报社",)))
    assert (content.count, content.tiers[1].count) == ("2人次、1个单位", "1人、1个单位")
    assert "授予：张三（工人报社）、工人报社。" in text(notice(content))
    assert sheet(content)[2][:4] == [None, None, "工人报社", None]
    assert content.paid_fen == 130_000


def test_a_decision_whose_recipients_were_all_sanctioned_leaves_the_places_vacant(material: Material) -> None:
    content = prize_list(decided(material))
    assert content.tiers[1].count == "0人"
    assert "由省直工委评定，空缺。" in text(notice(content))
    assert content.paid_fen == 30_000


def test_somebody_who_was_erased_is_called_so(build: Build) -> None:
    material = build({"name": "张三", "is_erased": True}, changes={"awards": TIERS})
    assert "授予：已注销（工人报社）" in text(notice(prize_list(decided(material, "E000001"))))


def test_the_publicity_lists_it_too(material: Material) -> None:
    shown = publicity_notice(
        decided(material, "E000002"), published_at=1_525_000_000_000, objections_until=1_525_604_800_000, signed_by="孙"
    )
    page = publicity_page(shown)
    assert "拟表彰2人次" in text(page)
    assert ["", "2", "李四", "工人报社", "2", "2分00秒", "500", "“学习标兵”称号"] in table(page)


def test_hostile_names_of_a_body_are_plain_text(material: Material) -> None:
    award = OutsideAward(tier="月冠军", entrants=("E000001",), decided_by="=cmd|'/c calc'!A0\u202e<b>{name}")
    page = notice(prize_list(replace(material, outside=(award,))))
    assert "由=cmd|'/c calc'!A0<b>{name}评定" in text(page)


def test_a_tier_of_the_campaigns_own_has_no_such_remark(material: Material) -> None:
    assert prize_list(material).tiers[0].remark == ""
    assert prize_list(replace(material, outside=())).tiers[1].is_undecided
