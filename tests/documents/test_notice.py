"""表彰通报.docx, read back paragraph by paragraph, and its layout by GB/T 9704-2012."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from msgspec.structs import replace

from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.notice import chinese_number, notice, title_lines
from chuangguan.rules.instants import read_instant
from chuangguan.rules.roster import Unit

Build = Callable[..., Material]
HOSTILE = ("=cmd|'/c calc'!A0", "<b>&amp;</b>", "张\u202e三\x00\x0b", "👩‍🚀" * 9, "长" * 200, "{name}%s", "]]>")
FOUR = ({"name": "张三"}, {"name": "李四"}, {"name": "王五"}, {"name": "赵六"})
OPENING = (
    "截至2018年4月30日23时59分59秒，应参加5人，实际参加4人，参与率80.00%，累计答题12人次；"
    "通过全部已开放关卡（共2关）4人。依照活动实施方案，现将成绩通报如下："
)


def opened(material: Material) -> Any:
    return Document(io.BytesIO(notice(prize_list(material))))


def lines_of(material: Material) -> list[str]:
    return [paragraph.text for paragraph in opened(material).paragraphs if paragraph.text]


def table_of(material: Material, number: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in opened(material).tables[number].rows]


def everything(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))


def test_the_notice_of_a_month_reads_as_one(build: Build) -> None:
    material = build(*FOUR, {"name": "钱七", "unit": "办公室支部", "levels": 0})
    assert lines_of(material) == [
        "关于“每月一关”答题闯关活动\n2018年4月成绩的通报",
        "各有关单位：",
        OPENING,
        "一、个人成绩",
        "进入排名的共4人，获奖3人次。奖金预算700元，实发700元。",
        "（一）一等奖",
        "第1名，共1人，每人奖励300元，获奖人员为：张三（工人报社）。",
        "（二）二等奖",
        "第2至3名，共2人，每人奖励200元，获奖人员为：李四（工人报社）、王五（工人报社）。",
        "（三）月冠军",
        "第1名，另行评定，尚未确定。",
        "二、单位参与情况",
        "参与率居前的单位为：工人报社（100.00%）。各单位参与情况见附件2。",
        "三、有关说明",
        "1．排名依据：通过关数多者在前，相同的用时短者在前，再相同的先达成者在前。",
        "2．成绩为活动开始以来截至统计时刻的累计最好成绩，统计时共开放2关。",
        "3．月冠军（第1名）由主办方以外的机构另行评定，尚未确定。",
        "4．本结果自发布之日起公示7天，有异议的，请于公示期内实名向主办方反映。联系人：李某，电话：0731-84320000。",
        "附件：1．获奖名单",
        "2．各单位参与率统计表",
        "机关委员会",
        "年　　月　　日",
        "结榜编号：第2号",
        f"封存摘要：{prize_list(material).seal}",
        "附件1",
        "获奖名单",
        "附件2",
        "各单位参与率统计表",
    ]


def test_the_notice_names_the_fact_that_stored_the_closing_with_its_hash_and_a_preview_names_none(build: Build) -> None:
    stored = replace(build(*FOUR), fact=1_234_567, fact_hash="ab" * 32)
    lines = lines_of(stored)
    place = lines.index(f"封存摘要：{prize_list(stored).seal}")
    assert lines[place + 1] == f"链上摘要：第1234567条记录 {'ab' * 32}"
    for material in (replace(stored, is_preview=True), build(*FOUR), build(*FOUR, is_preview=True)):
        assert not any("链上摘要" in line for line in lines_of(material))


def test_the_annexes_are_tables_with_the_sums_of_the_closing(build: Build) -> None:
    material = build(*FOUR)
    prizes, turnout = table_of(material, 0), table_of(material, 1)
    assert prizes[1][0] == "一等奖（1人）"
    assert prizes[2] == ["1", "1", "张三", "工人报社", "2", "1分00秒", "300"]
    assert prizes[-1][-1] == str(material.closing.awards[0].cash_fen // 100 + 400)
    figures = material.closing.figures
    assert turnout[-1][2:6] == [str(figures.due), str(figures.took_part), "100.00%", str(figures.attempts)]
    assert turnout[1] == ["1", "机关", "0", "0", "—", "0", ""]


def test_a_year_adds_the_awards_to_units(build: Build) -> None:
    material = build(*FOUR, {"name": "钱七", "unit": "办公室支部"}, period="2018")
    lines = lines_of(material)
    heads = [line for line in lines if re.match("[一二三四]、", line)]
    assert heads == ["一、个人成绩", "二、优秀组织奖", "三、单位参与情况", "四、有关说明"]
    assert "参加评选的单位共2个，得分排名见附件3，获奖名额由主办方确定。" in lines
    assert "第1名，共1人，每人获得现场竞赛资格，获奖人员为：张三（工人报社）。" in lines
    assert table_of(material, 2)[1][0] == "直属单位（2个单位）"
    assert "奖金" not in "".join(table_of(material, 0)[0])


def test_units_that_win_are_named_where_their_number_is_stated(build: Build) -> None:
    campaign = build(*FOUR).campaign
    award = campaign.unit_awards[0]
    changes = {"unit_awards": (type(award)(name="组织奖", period="2018", terms=award.terms, winners=1),)}
    lines = lines_of(build(*FOUR, period="2018", changes=changes))
    assert "参加评选的单位共1个，组织奖授予：工人报社（100.00分）。" in lines


def test_a_long_tier_is_listed_in_the_annex_only(build: Build) -> None:
    tier = build(*FOUR).campaign.awards[0]
    changes = {"awards": (type(tier)(name="奖", period="month", first=1, last=11, cash_fen=100),)}
    players = [{"name": f"人{number}"} for number in range(11)]
    assert "第1至11名，共11人，每人奖励1元，名单见附件1。" in lines_of(build(*players, changes=changes))


def test_a_tier_that_nobody_reached_is_said_to_be_vacant(build: Build) -> None:
    lines = lines_of(build({"name": "张三"}))
    assert "第2至3名空缺。" in lines


def test_a_unit_is_not_compared_with_its_own_part(build: Build) -> None:
    units = (Unit(unit="总会"), Unit(unit="甲", parent="总会"), Unit(unit="乙", parent="总会"))
    players = ({"name": "张三", "unit": "甲"}, {"name": "李四", "unit": "乙"})
    lines = lines_of(build(*players, units=units))
    assert any("居前的单位为：甲（100.00%）、乙（100.00%）。" in line for line in lines)


def test_a_unit_below_the_whole_does_not_lead_among_few(build: Build) -> None:
    units = (Unit(unit="总会"), Unit(unit="甲", parent="总会"), Unit(unit="乙", parent="总会"))
    players = ({"name": "张三", "unit": "甲"}, {"name": "李四", "unit": "乙", "levels": 0})
    assert any("居前的单位为：甲（100.00%）。" in line for line in lines_of(build(*players, units=units)))


def test_many_full_units_are_counted_instead_of_named(build: Build) -> None:
    units = tuple(Unit(unit=f"单位{number}") for number in range(5))
    players = [{"name": "张三", "unit": f"单位{number}", "levels": int(number != 4)} for number in range(5)]
    lines = lines_of(build(*players, units=units))
    assert any("应有人员参加的5个单位中，参与率达到100%的有4个。" in line for line in lines)


def test_a_date_is_printed_where_it_is_given(build: Build) -> None:
    issued_at = read_instant("2018-05-02", "Asia/Shanghai")
    assert "2018年5月2日" in lines_of(build(*FOUR, issued_at=issued_at))


def test_the_page_is_laid_out_by_the_standard(build: Build) -> None:
    document = opened(build(*FOUR))
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round(size.mm) for size in sizes] == [210, 297, 37, 35]
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (28, 26)
    for style, font, size in (
        ("通报标题", "方正小标宋简体", 22),
        ("通报正文", "仿宋_GB2312", 16),
        ("一级标题", "黑体", 16),
        ("二级标题", "楷体_GB2312", 16),
    ):
        found = document.styles[style]
        assert found.font.size == Pt(size)
        assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert found.font.name == "Times New Roman"
    body = document.styles["通报正文"]
    assert 28 <= body.paragraph_format.line_spacing.pt <= 29
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"


def test_pages_are_numbered_outside(build: Build) -> None:
    document = opened(build(*FOUR))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, style in ((section.footer, "奇数页码"), (section.even_page_footer, "偶数页码")):
        paragraph = footer.paragraphs[0]
        assert (paragraph.text, paragraph.style.name) == ("—  —", style)
        assert "PAGE" in paragraph._p.xml


def test_annexes_begin_new_pages_and_their_headers_repeat(build: Build) -> None:
    document = opened(build(*FOUR))
    breaks = [p.text for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert breaks == ["附件1", "附件2"]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert not any("w:tblHeader" in table.rows[1]._tr.xml for table in document.tables)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(build: Build, text: str) -> None:
    units = (Unit(unit=text, kind=text),)
    material = build({"name": text, "unit": text}, units=units, changes={"title": text, "organiser": text})
    assert table_of(material, 0)[2][2] == material.name_of("E000001")
    assert "<w:hyperlink" not in everything(notice(prize_list(material)))


def test_no_member_number_is_in_the_notice(build: Build) -> None:
    content = everything(notice(prize_list(build({"name": "张三", "member_no": "13800001234"}))))
    assert "张三" in content
    assert not re.search("138.{0,4}1234", content)


def test_every_page_of_a_preview_is_marked_and_carries_no_seal(build: Build) -> None:
    material = build(*FOUR, is_preview=True)
    section = opened(material).sections[0]
    assert {header.paragraphs[0].text for header in (section.header, section.even_page_header)} == {"预览，非正式结果"}
    assert "（预览，非正式结果）" in lines_of(material)
    assert not any("sha256" in line for line in lines_of(material))
    assert "预览" not in everything(notice(prize_list(build(*FOUR))))


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("知识竞赛", ["关于知识竞赛2018年4月成绩的通报"]),
        ("“每月一关”答题闯关活动", ["关于“每月一关”答题闯关活动", "2018年4月成绩的通报"]),
        (
            "“学习新思想、奋斗新时代”“每月一关”答题闯关活动",
            ["关于“学习新思想、奋斗新时代”", "“每月一关”答题闯关活动", "2018年4月成绩的通报"],
        ),
        ("《民法典》“天天学”活动", ["关于《民法典》“天天学”活动", "2018年4月成绩的通报"]),
    ],
)
def test_a_title_is_broken_between_quotations(build: Build, title: str, lines: list[str]) -> None:
    assert title_lines(prize_list(build(*FOUR, changes={"title": title}))).split("\n") == lines


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_heads_count_in_chinese(number: int, text: str) -> None:
    assert chinese_number(number) == text
