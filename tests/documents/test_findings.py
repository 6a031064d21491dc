"""违规线索.xlsx, read back as a spreadsheet reads it."""

import ast
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import chuangguan
from chuangguan.documents.findings import WORKBOOK, FindingList, findings_workbook, write_findings
from chuangguan.documents.messages import say_finding
from chuangguan.documents.messages_findings import CAUTION, KINDS, MESSAGES
from chuangguan.rules.findings import Finding
from chuangguan.rules.instants import read_instant

FAST = Finding(
    kind="too_fast",
    sign="papers_too_fast",
    innocent="bank_known_by_heart",
    entrants=("E000001", "E000002"),
    attempts=(7, 9),
    figures={"papers": 2, "passed": 1, "fastest_ms": 700, "limit_ms": 2000},
)


def a_list(*found: Finding, name: str = "张三", unit: str = "一处", title: str = "春季闯关") -> FindingList:
    return FindingList(
        campaign=title,
        period="2018年3月",
        zone="Asia/Shanghai",
        made_at=read_instant("2018-04-02T09:00:00", "Asia/Shanghai"),
        findings=found,
        names={"E000001": name},
        units={"E000001": unit, "E000002": "二处"},
    )


def sheets_of(content: FindingList) -> Any:
    return openpyxl.load_workbook(io.BytesIO(findings_workbook(content)))


def rows_of(content: FindingList, sheet: str) -> list[list[object]]:
    return [list(row) for row in sheets_of(content)[sheet].iter_rows(values_only=True)]


def test_every_clue_has_its_evidence_and_what_would_explain_it() -> None:
    rows = rows_of(a_list(FAST), "线索")
    assert rows[0][0] == "春季闯关2018年3月违规线索"
    assert rows[2][0] == "统计于2018年4月2日9时00分00秒，共1条"
    assert rows[4] == [
        "1",
        "作答过快",
        "2",
        "2份试卷平均每题不足2000毫秒，最快每题700毫秒；其中过关1份",
        "反复练习后已熟记题目；不看题随意点选后交卷",
        "7、9",
        None,
    ]


def test_both_sheets_say_that_these_are_clues_for_a_person_to_check() -> None:
    for sheet in ("线索", "涉及人员"):
        assert CAUTION in [row[0] for row in rows_of(a_list(FAST), sheet)]
    assert "线索" in CAUTION
    assert "人工核查" in CAUTION


def test_people_stand_by_clue_and_who_was_erased_has_no_name() -> None:
    assert rows_of(a_list(FAST), "涉及人员")[3:] == [
        ["1", "作答过快", "E000001", "张三", "一处"],
        ["1", "作答过快", "E000002", "已注销", "二处"],
    ]


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A0", "+1+1", "@SUM(A1)", "张\u202e三", "长" * 200, "http://x.cn"])
def test_every_cell_is_text_whatever_it_holds(text: str) -> None:
    content = a_list(FAST, name=text, unit=text, title=text)
    cells = [
        cell for sheet in sheets_of(content) for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_very_many_attempts_are_counted_and_not_all_listed() -> None:
    many = Finding(
        kind="shared_origin",
        sign="device_shared",
        innocent="shared_machine",
        entrants=("E000001",),
        attempts=tuple(range(100)),
        figures={"persons": 1, "papers": 100},
    )
    assert str(rows_of(a_list(many), "线索")[4][5]).endswith("、39，另60次")


def test_without_findings_there_is_an_empty_list_and_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    assert len(rows_of(a_list(), "线索")) == 4
    assert findings_workbook(a_list(FAST)) == findings_workbook(a_list(FAST))
    path = write_findings(tmp_path, a_list(FAST))
    assert (path.name, path.read_bytes()) == (WORKBOOK, findings_workbook(a_list(FAST)))


def test_every_code_that_the_rules_give_is_said() -> None:
    given = {
        argument.value
        for path in (Path(chuangguan.__file__).parent / "rules" / "findings").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "a_finding"
        for argument in node.args[:3]
        if isinstance(argument, ast.Constant)
    }
    assert given == KINDS.keys() | MESSAGES.keys()
    assert say_finding(FAST)[0] == "作答过快"
