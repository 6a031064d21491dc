"""公示, 更正通知 and 违规通报 of a small campaign, read back by python-docx."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from msgspec.structs import replace

from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.decision_pages import publicity_page, revision_page, sanction_page
from chuangguan.documents.decisions import (
    PublicityNotice,
    RevisionNotice,
    SanctionNotice,
    publicity_notice,
    revision_notice,
    sanction_notice,
    write_publicity,
    write_revision,
    write_sanction,
)
from chuangguan.rules.closing import Exclusion, changes_between, closing_bytes, seal
from chuangguan.rules.instants import DAY_MS, read_instant
from chuangguan.rules.sanctions import Sanction

Build = Callable[..., Material]
HOSTILE = ("=cmd|'/c calc'!A0", "<b>&amp;</b>", "张\u202e三\x00\x0b", "👩‍🚀" * 9, "长" * 200, "{name}%s", "]]>")
FOUR = ({"name": "张三"}, {"name": "李四"}, {"name": "王五"}, {"name": "赵六"})
MAY_2 = read_instant("2018-05-02T10:05:37.250", "Asia/Shanghai")
BY_DISCIPLINE = Sanction(
    number=41, entrant="E000001", kind="strip_awards", code="代答", decided_by="纪委", evidence="谈话记录"
)


def lines_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs if paragraph.text]


def table_of(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(content)).tables[0].rows]


def everything(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))


def shown(material: Material, days: int = 7) -> PublicityNotice:
    return publicity_notice(material, published_at=MAY_2, objections_until=MAY_2 + days * DAY_MS, signed_by="孙某")


def revised(build: Build, *, vacancy: bool = False, **changes: Any) -> Material:
    """Return the closing of four people after the first of them was taken off the board."""
    before = build(*FOUR, **changes)
    stripped = build({"name": "张三", "levels": 0}, *FOUR[1:], **changes)
    closing = stripped.closing
    reason = "vacancy" if vacancy else "sanctioned"
    after = replace(
        closing,
        revision=1,
        replaced_seal=seal(before.canonical),
        exclusions=(Exclusion(entrant="E000001", reason=reason),),
        changes=changes_between(before.closing, closing),
    )
    return replace(stripped, closing=after, canonical=closing_bytes(after), issued_at=MAY_2)


def sanctioned(build: Build, final: tuple[str, ...] = (), **fields: Any) -> SanctionNotice:
    sanction = replace(BY_DISCIPLINE, **fields)
    campaign = build(*FOUR).campaign
    return sanction_notice(campaign, sanction, name="张三", unit="工人报社", final_periods=final, issued_at=MAY_2)


def test_the_publicity_of_a_month_reads_as_one(build: Build) -> None:
    material = build(*FOUR, issued_at=MAY_2)
    lines = lines_of(publicity_page(shown(material)))
    assert lines[:8] == [
        "关于“每月一关”答题闯关活动\n2018年4月拟表彰名单的公示",
        "截至2018年4月30日23时59分59秒，进入排名的共4人，拟表彰3人次，名单见附件。现予公示，接受监督。",
        "一、公示时间",
        "公示期自2018年5月2日起，至2018年5月9日10时05分止。",
        "二、异议的提出",
        "对名单有异议的，请于公示期内实名向主办方反映，并说明所指的人和具体事由。",
        "联系人：李某。",
        "电话：0731-84320000。",
    ]
    assert lines[-8:] == [
        "附件：拟表彰名单",
        "机关委员会",
        "2018年5月2日",
        "结榜编号：第2号",
        f"封存摘要：{seal(material.canonical)}",
        "签发人：孙某",
        "附件",
        "拟表彰名单",
    ]


def test_the_publicity_and_the_correction_name_the_fact_that_stored_the_closing(build: Build) -> None:
    stored = {"fact": 120, "fact_hash": "ab" * 32}
    line = f"链上摘要：第120条记录 {'ab' * 32}"
    for content in (
        publicity_page(shown(replace(build(*FOUR), **stored))),
        revision_page(revision_notice(replace(revised(build), **stored), "代答")),
    ):
        lines = lines_of(content)
        assert lines[lines.index(line) - 1].startswith("封存摘要：")


def test_the_publicity_lists_the_awards_of_the_closing_with_whole_names_and_no_phone(build: Build) -> None:
    material = build({"name": "张三", "member_no": "13800001234"}, *FOUR[1:])
    content = publicity_page(shown(material))
    listed = [row for row in table_of(content) if row[0].isdigit()]
    board = {row.entrant: row for row in material.closing.board}
    assert [(row[0], row[1], row[2], row[6]) for row in listed] == [
        (str(a.position), str(board[a.entrant].rank), material.name_of(a.entrant), str(a.cash_fen // 100))
        for a in material.closing.awards
    ]
    assert not re.search("138.{0,4}1234", everything(content))


def test_the_publicity_says_its_days_once_and_none_where_there_are_none(build: Build) -> None:
    material = build(*FOUR, changes={"publicity_days": 7})
    assert "公示7天" in "".join(prize_list(material).remarks)
    assert "公示7天" not in "".join(lines_of(publicity_page(shown(material))))
    assert "自2018年5月2日起公示。" in lines_of(publicity_page(shown(material, days=0)))


def test_the_publicity_of_a_year_names_the_units(build: Build) -> None:
    said = lines_of(publicity_page(shown(build(*FOUR, period="2018"))))
    assert "一、拟表彰单位" in said
    assert any(line.startswith("优秀组织奖（直属单位）：") for line in said)


def test_a_correction_reads_as_one(build: Build) -> None:
    material = revised(build)
    content = revision_page(revision_notice(material, "张三系他人代答"))
    lines = lines_of(content)
    assert lines[: lines.index("三、其他")] == [
        "关于更正“每月一关”答题闯关活动\n2018年4月成绩通报的通知",
        "各有关单位：",
        "2018年4月成绩已按现有记录重新计算，系第1次更正。现通知如下：",
        "一、更正原因",
        "张三系他人代答。",
        "二、更正内容",
        "名次或奖项有变化的共4人，原名次、更正后名次和奖项见附件。",
        "不再获奖：张三（工人报社），一等奖→无。",
        "奖项调整：李四（工人报社），二等奖→一等奖。",
        "递补人员：赵六（工人报社），无→二等奖。",
        "奖金实发总额不变，为700元。",
    ]
    assert lines[-5:-2] == [
        "结榜编号：第2号（第1次更正）",
        f"封存摘要：{seal(material.canonical)}",
        f"原封存摘要：{material.closing.replaced_seal}",
    ]
    assert table_of(content)[1:] == [
        ["1", "张三", "工人报社", "1", "不在榜", "一等奖", "无", "300→0"],
        ["2", "李四", "工人报社", "2", "1", "二等奖", "一等奖", "200→300"],
        ["3", "王五", "工人报社", "3", "2", "二等奖", "二等奖", "200"],
        ["4", "赵六", "工人报社", "4", "3", "无", "二等奖", "0→200"],
    ]


def test_the_changes_of_a_correction_stand_in_the_order_of_the_places(build: Build) -> None:
    material = revised(build)
    turned = replace(material, closing=replace(material.closing, changes=material.closing.changes[::-1]))
    assert turned.closing.changes != material.closing.changes
    assert revision_notice(turned, "代答").changes[0].rank_before == "1"
    assert [line.rank_before for line in revision_notice(turned, "代答").changes][-1] == "4"


def test_a_correction_that_moves_nobody_says_so_and_has_no_empty_table(build: Build) -> None:
    material = revised(build)
    same = replace(material, closing=replace(material.closing, changes=()))
    content = revision_page(revision_notice(same, "名册变动"))
    lines = lines_of(content)
    assert "名次和奖项没有变化，变化的是参与情况等其他数据。" in lines
    assert not any("附件" in line for line in lines)
    assert not Document(io.BytesIO(content)).tables
    assert Document(io.BytesIO(revision_page(revision_notice(material, "代答")))).tables


def test_the_figures_of_a_correction_are_those_of_both_closings(build: Build) -> None:
    material = revised(build, changes={"publicity_days": 7})
    said = revision_notice(material, "代答")
    assert said.content == prize_list(material)
    assert said.paid_before_fen == sum(award.cash_fen for award in build(*FOUR).closing.awards)
    fields = ("rank_before", "rank_after")
    given = [[str(getattr(change, field) or "不在榜") for field in fields] for change in material.closing.changes]
    assert [[getattr(line, field) for field in fields] for line in said.changes] == given


def test_what_less_is_paid_is_said(build: Build) -> None:
    material = revised(build)
    fewer = replace(material.closing, awards=material.closing.awards[:1])
    changes = changes_between(build(*FOUR).closing, fewer)
    said = revision_notice(replace(material, closing=replace(fewer, changes=changes)), "代答")
    assert "奖金实发总额由700元更正为300元。" in lines_of(revision_page(said))


def test_a_vacancy_is_said_and_nobody_moves_up(build: Build) -> None:
    material = revised(build, vacancy=True)
    only = replace(material, closing=replace(material.closing, changes=material.closing.changes[:1]))
    said = lines_of(revision_page(revision_notice(only, "代答")))
    assert "本次更正没有递补人员。" in said
    assert "定榜后取消资格、位次空缺不再递补的：张三（工人报社）。" in said
    moved = lines_of(revision_page(revision_notice(revised(build), "代答")))
    assert not any("空缺" in line for line in moved)


def test_somebody_erased_is_named_as_such_in_a_correction(build: Build) -> None:
    material = replace(revised(build), people={}, units={})
    assert {row[1] for row in table_of(revision_page(revision_notice(material, "代答")))[1:]} == {"已注销"}
    assert "不再获奖：已注销，一等奖→无。" in lines_of(revision_page(revision_notice(material, "代答")))


def test_a_sanction_reads_as_one(build: Build) -> None:
    assert lines_of(sanction_page(sanctioned(build, periods=("2018-04",)))) == [
        "关于“每月一关”答题闯关活动\n违规处理情况的通报",
        "各有关单位：",
        "经核查，工人报社张三在“每月一关”答题闯关活动中有违规情形。现将处理情况通报如下：",
        "一、违规情形",
        "代答。",
        "二、认定依据",
        "谈话记录。",
        "三、处理决定",
        "依照活动实施方案，经纪委决定，取消其2018年4月的排名和奖励资格。",
        "其名次由后一名依次递补。",
        "机关委员会",
        "2018年5月2日",
        "处理编号：第41号",
    ]


@pytest.mark.parametrize(
    ("fields", "final", "consequence", "succession"),
    [
        ({}, (), "取消其本活动各期的排名和奖励资格。", "其名次由后一名依次递补。"),
        (
            {"kind": "ban"},
            ("2018-04",),
            "取消其本活动各期的排名和奖励资格，并禁止其继续参加本活动。",
            "2018年4月已定榜，其位次空缺，不再递补；其余各期的名次由后一名依次递补。",
        ),
        (
            {"periods": ("2018-04",)},
            ("2018-04",),
            "取消其2018年4月的排名和奖励资格。",
            "2018年4月已定榜，其位次空缺，不再递补。",
        ),
        (
            {"periods": ("2018",)},
            ("2018-04",),
            "取消其2018年度的排名和奖励资格。",
            "其名次由后一名依次递补。",
        ),
        (
            {"kind": "void_attempts", "attempts": (7, 9)},
            ("2018-04",),
            "作废其2次闯关成绩（第7号、第9号）。",
            "有关期次的名次按其余有效成绩重新计算。",
        ),
    ],
)
def test_what_a_sanction_takes_and_who_moves_up_is_said(
    build: Build, fields: dict[str, Any], final: tuple[str, ...], consequence: str, succession: str
) -> None:
    said = sanctioned(build, final, **fields)
    assert (said.consequence, said.succession) == (consequence, succession)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_in_all_three(build: Build, text: str) -> None:
    texts = {"title": text, "organiser": text, "contacts": (text,)}
    material = build({"name": text, "unit": "工人报社"}, {"name": text}, changes=texts)
    name = material.name_of("E000001")
    publicity = publicity_page(replace(shown(material), signed_by=name))
    changed = replace(material, closing=revised(build).closing)
    revision = revision_page(revision_notice(changed, text))
    sanction = sanction_page(
        sanction_notice(
            material.campaign,
            replace(BY_DISCIPLINE, code=text, decided_by=text, evidence=text),
            name=text,
            unit=text,
            final_periods=(),
            issued_at=MAY_2,
        )
    )
    assert table_of(publicity)[2][2] == name
    assert table_of(revision)[1][1] == name
    assert any(f"经核查，{name}{name}在" in line for line in lines_of(sanction))
    for content in (publicity, revision, sanction):
        assert "<w:hyperlink" not in everything(content)
        assert not set("\u202e\x00\x0b") & set("".join(lines_of(content)).replace("\n", ""))


def test_each_is_written_under_its_name(build: Build, tmp_path: Path) -> None:
    correction: RevisionNotice = revision_notice(revised(build), "代答")
    paths = [
        *write_publicity(tmp_path, shown(build(*FOUR))),
        *write_revision(tmp_path, correction),
        *write_sanction(tmp_path, sanctioned(build)),
    ]
    assert [path.name for path in paths] == [
        "拟表彰名单公示-2018-04.docx",
        "更正通知-2018-04-第1次更正.docx",
        "违规通报-第41号.docx",
    ]
    assert all(lines_of(path.read_bytes()) for path in paths)
