"""未参加名单.xlsx and 催办.txt: whole names, figures of the closing, nothing that runs."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chuangguan.documents.reminders import (
    PendingList,
    pending_list,
    pending_workbook,
    reminder_text,
    write_reminders,
)
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.roster import Person, Roster, Unit, UnitTree, entrant_id
from chuangguan.rules.units import Pending, TurnoutWindow, pending_units, turnouts
from chuangguan.testing import UNITS, a_campaign, a_member, at

CUTOFF = at("2018-04-01")
NOW = at("2018-03-20T18:00:00")
HOSTILE = (
    "=cmd|'/c calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "<b>&amp;</b>",
    "张\u202e三",
    "张\r\n三",
    "👩‍🚀" * 9,
    "长" * 200,
    "http://x.cn",
    "_x0041_",
    "{0}{name}",
)


def listed(
    *people: tuple[str, str, bool],
    units: tuple[Unit, ...] = UNITS,
    now: int = NOW,
    period: str = "2018-03",
    erased: tuple[str, ...] = (),
    **rules: Any,
) -> PendingList:
    """Return the content for people of name, unit, and whether they have taken part."""
    campaign: Campaign = a_campaign(**rules)
    ids = [entrant_id(number) for number in range(1, len(people) + 1)]
    members = [a_member(number, unit=unit) for number, (_, unit, _) in enumerate(people, start=1)]
    roster, tree = Roster(members, CUTOFF), UnitTree(units)
    window = TurnoutWindow(
        members=roster.members,
        handed_in={entrant: 2 for entrant, (_, _, took_part) in zip(ids, people, strict=True) if took_part},
    )
    found = pending_units(window, roster, tree, campaign.denominator)
    pending = Pending(
        period=campaign.period(period),
        at=now,
        unit="",
        turnout=turnouts([window], roster, tree, campaign.denominator)[""],
        pending=sum(item.pending for item in found.values() if not item.depth),
        units=tuple(found.values()),
    )
    names = {
        entrant: Person(entrant=entrant, member_no=f"138{number:08d}", name=name, salt="00" * 16)
        for number, (entrant, (name, _, _)) in enumerate(zip(ids, people, strict=True), start=1)
        if name not in erased
    }
    return pending_list(campaign, pending, names)


SOME = (("张三", "一处", True), ("李四", "一处", False), ("王五", "一处", False), ("赵六", "总部", False))


def rows_of(content: PendingList, sheet: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(pending_workbook(content)))
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def test_a_units_reminder_has_the_words_of_a_notice() -> None:
    upper, lower = listed(*SOME).reminders
    assert lower == (
        "一处管理员：截至2018年3月20日18时，你单位应参加3人，已参加1人，尚有2人未参加：李四、王五，"
        "请于2018年3月31日24时前完成。"
    )
    assert upper == (
        "总部管理员：截至2018年3月20日18时，你单位（含下级单位）应参加4人，已参加1人，尚有3人未参加："
        "赵六；下级单位一处2人，请于2018年3月31日24时前完成。"
    )


def test_everybody_who_is_missing_is_named_in_one_reminder_only() -> None:
    text = reminder_text(listed(*SOME))
    assert [text.count(name) for name, _, _ in SOME] == [0, 1, 1, 1]


def test_a_unit_where_nobody_is_missing_gets_no_reminder() -> None:
    content = listed(("张三", "一处", True), ("李四", "二处", False))
    assert [line.unit for line in content.lines if line.reminder] == ["总部", "二处"]
    assert "一处" not in content.reminders[0]


@pytest.mark.parametrize(
    ("now", "counted", "end"),
    [
        (at("2018-03-20T18:05:00"), "2018年3月20日18时05分", "请于2018年3月31日24时前完成"),
        (at("2018-03-20T18:05:09"), "2018年3月20日18时05分09秒", "请于2018年3月31日24时前完成"),
        (CUTOFF - 1, "2018年3月31日24时", "本期已于2018年3月31日24时截止"),
    ],
)
def test_a_period_that_is_over_has_no_last_day_to_keep(now: int, counted: str, end: str) -> None:
    reminder = listed(*SOME, now=now).reminders[-1]
    assert f"截至{counted}，" in reminder
    assert reminder.endswith(f"，{end}。")


def test_a_declared_headcount_is_flagged_where_it_differs_from_the_roster() -> None:
    units = (Unit(unit="一处", headcount=5), Unit(unit="二处", headcount=1), Unit(unit="三处", headcount=1))
    people = [
        *SOME[:3],
        ("钱七", "二处", True),
        ("孙八", "二处", True),
        ("周九", "二处", False),
        ("吴十", "三处", True),
    ]
    content = listed(*people, units=units, denominator="declared_headcount")
    assert [(line.due, line.took_part, line.pending, line.rate) for line in content.lines] == [
        (5, 1, 2, 2_000),
        (1, 2, 1, 10_000),
        (1, 1, 0, 10_000),
    ]
    assert [line.remark for line in content.lines] == [
        "应参加数为申报数，名册为3人",
        "超过应参加数；应参加数为申报数，名册为3人",
        "",
    ]
    first, second = content.reminders
    assert "应参加5人，已参加1人（应参加数为申报数，名册为3人），尚有2人未参加：李四、王五，" in first
    assert "应参加1人，已参加2人（超过应参加数；应参加数为申报数，名册为3人），尚有1人未参加：周九，" in second
    assert any("申报数" in remark for remark in content.remarks)
    assert not any("申报数" in remark for remark in listed(*SOME).remarks)


def test_a_period_of_several_months_says_that_each_person_is_counted_once() -> None:
    assert any("每人计一次" in remark for remark in listed(*SOME, period="2018").remarks)
    assert not any("每人计一次" in remark for remark in listed(*SOME).remarks)


def test_the_workbook_lists_people_by_unit_and_the_units_figures() -> None:
    content = listed(*SOME)
    people = rows_of(content, "未参加人员")
    assert people[0][0] == "春季闯关2018年3月未参加人员名单"
    assert people[1][0] == "统计截至2018年3月20日18时，本期2018年3月31日24时截止"
    assert people[2:] == [
        ["序号", "单位", "姓名", "备注"],
        [1, "总部", "赵六", None],
        [2, "一处", "李四", None],
        [3, "一处", "王五", None],
        ["合计", None, "3人", None],
    ]
    units = rows_of(content, "各单位参加情况")
    assert units[3:7] == [
        [1, "总部", None, 4, 1, 3, 0.25, 1, 2, None],
        [2, "一处", None, 3, 1, 2, 0.3333, 1, 2, None],
        [3, "二处", None, 0, 0, 0, "—", 0, 0, None],
        ["合计", None, None, 4, 1, 3, 0.25, 1, 2, None],
    ]
    assert [row[0] for row in units[7:]] == list(content.remarks)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([("张三", "一处", True)], "截至2018年3月20日18时，各单位名册中应参加的人员均已参加。"),
        ([], "截至2018年3月20日18时，各单位没有应参加的人员。"),
    ],
)
def test_where_nobody_is_missing_both_documents_say_so(people: list[tuple[str, str, bool]], said: str) -> None:
    content = listed(*people)
    assert reminder_text(content) == f"\ufeff春季闯关2018年3月催办\r\n\r\n{said}\r\n\r\n"
    rows = rows_of(content, "未参加人员")
    assert rows[3:] == [["合计", None, "0人", None], [said, None, None, None]]


def test_no_member_number_is_in_either_document() -> None:
    content = listed(*SOME)
    cells = [str(cell) for name in ("未参加人员", "各单位参加情况") for row in rows_of(content, name) for cell in row]
    assert "138" not in "".join(cells) + reminder_text(content)


def test_somebody_who_was_erased_is_counted_without_a_name() -> None:
    content = listed(*SOME, erased=("李四",))
    assert content.lines[1].names == ("已注销", "王五")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_or_unit_is_read_back_as_text(text: str) -> None:
    content = listed((text, text, False), units=(Unit(unit=text, kind=text),), title=text)
    book = openpyxl.load_workbook(io.BytesIO(pending_workbook(content)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    clean = text.translate(dict.fromkeys(map(ord, "\u202e\r\n")))
    assert [cell.value for cell in book["未参加人员"][4]] == [1, clean, clean, None]
    assert reminder_text(content).count("\r\n") == 4


def test_the_same_content_gives_the_same_bytes() -> None:
    assert pending_workbook(listed(*SOME)) == pending_workbook(listed(*SOME))
    assert pending_workbook(listed(*SOME)) != pending_workbook(listed(*SOME[:3]))


def test_both_files_are_written_and_read_as_they_were_made(tmp_path: Path) -> None:
    content = listed(*SOME)
    written = write_reminders(tmp_path / "催办", content)
    assert [path.name for path in written] == ["未参加名单.xlsx", "催办.txt"]
    assert written[0].read_bytes() == pending_workbook(content)
    assert written[1].read_bytes().decode() == reminder_text(content)
    assert len(list((tmp_path / "催办").iterdir())) == 2


def test_where_one_file_cannot_be_written_neither_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(content: PendingList) -> str:
        raise OSError

    monkeypatch.setattr("chuangguan.documents.reminders.reminder_text", fails)
    with pytest.raises(OSError):
        write_reminders(tmp_path, listed(*SOME))
    assert list(tmp_path.iterdir()) == []
