"""`why --unit`: how a unit's score came about, and the sheet that `close --out` writes beside it."""

import json
from typing import Any

import openpyxl
import pytest

LINE = (
    '{{"entrant": "139{who:08d}", "level": {level}, "started_at": "2018-{day}T09:00:00.000+08:00", '
    '"submitted_at": "2018-{day}T09:03:20.123+08:00", "correct": 20, "of": 20}}\n'
)
LINES = "".join(
    LINE.format(who=who, level=level, day=day)
    for who, level, day in ((1, 1, "03-13"), (2, 1, "03-14"), (2, 2, "04-02"), (3, 1, "03-15"))
)
UNIT = "工人报社"
SHEET = "优秀组织奖得分计算表.xlsx"


@pytest.fixture
def office(clerk: Any) -> Any:
    clerk.write("a.jsonl", LINES)
    clerk.good("attempts", "import", "a.jsonl")
    return clerk


def why(office: Any, unit: str, period: str = "2018") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.good("why", "--unit", unit, "--period", period, "--format", "json").raw)
    return found


def test_a_unit_is_explained_line_by_line(office: Any) -> None:
    out = "".join(office.good("why", "--unit", UNIT, "--period", "2018").out.replace("│", "").split())
    for said in (
        "工人报社2018年度优秀组织奖得分（直属单位）",
        "尚未结榜",
        "得分＝参与率×0.5＋闯关成绩×0.5。",
        "（1）参与率：2018年3月应参加2人，参加2人。",
        "（1）参与率：2018年4月应参加2人，参加1人。",
        "各期合计参加3人期，应参加16人期，3÷16×100＝18.75。",
        "通过关数合计3关，已开放12关，3÷（2×12）×100＝12.5。",
        "合计：9.375＋6.25＝15.625，四舍五入保留两位小数，得分15.63分。",
    ):
        assert said in out


def test_nobody_s_name_is_looked_at(office: Any) -> None:
    before = office.sql("select count(*) from facts")
    why(office, UNIT)
    assert office.sql("select count(*) from facts") == before


def test_a_closed_year_is_explained_by_its_seal_whatever_comes_later(office: Any) -> None:
    seal = json.loads(office.good("close", "2018", "--format", "json").raw)["seal"]
    first = why(office, UNIT)
    office.good("roster", "move", "13900000001", "办公室支部", "--from", "2018-03-12", "--by", "王干事")
    assert why(office, UNIT) == first
    assert (first["seal"], first["state"]) == (seal, "closed")
    [working] = first["workings"]
    assert (working["rank"], working["score"], working["sum"]) == (1, 1563, "125/8")


def test_the_sheet_has_the_scores_of_the_closing_and_of_why(office: Any) -> None:
    office.good("close", "2018", "--out", "结果")
    office.good("close", "2018", "--out", "再次")
    for place in ("结果", "再次"):
        sheet = openpyxl.load_workbook(office.directory / place / SHEET)["单位奖1"]
        rows = [row for row in sheet.iter_rows(values_only=True) if row[1:3] == (UNIT, "合计")]
        assert [row[-2] for row in rows] == [15.63]
    assert why(office, UNIT)["workings"][0]["score"] == 1563


def test_a_preview_of_a_closed_year_is_of_the_facts_of_now(office: Any) -> None:
    office.good("close", "2018")
    office.good("roster", "move", "13900000001", "办公室支部", "--from", "2018-03-12", "--by", "王干事")
    office.good("close", "2018", "--preview", "--out", "预览")
    sheet = openpyxl.load_workbook(office.directory / "预览" / "优秀组织奖得分计算表-预览.xlsx")["单位奖1"]
    [score] = [row[-2] for row in sheet.iter_rows(values_only=True) if row[1:3] == (UNIT, "合计")]
    assert score != 15.63


def test_a_month_has_no_such_sheet(office: Any) -> None:
    office.good("close", "2018-04", "--out", "结果")
    assert not (office.directory / "结果" / SHEET).exists()
    found = why(office, UNIT, "2018-04")
    assert (found["workings"], found["reason"]) == ([], "2018年4月没有由本系统评定的单位奖项。")
    assert "没有单位奖得分" in office.good("why", "--unit", UNIT, "--period", "2018-04").out


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("--unit", "没有的单位", "--period", "2018"), "没有这个单位：没有的单位", 1),
        (("--unit", UNIT, "--period", "2019"), "没有这个期次：2019", 1),
        (("--unit", UNIT), "--period", 2),
        (("--period", "2018"), "二者择一", 2),
        (("13900000001", "--unit", UNIT, "--period", "2018"), "二者择一", 2),
    ],
)
def test_what_is_wrong_is_refused(office: Any, words: tuple[str, ...], said: str, code: int) -> None:
    assert said in office.refused("why", *words, code=code)


def test_a_sealed_year_that_the_record_does_not_give_is_not_explained_away(office: Any) -> None:
    office.good("close", "2018")
    [(canonical,)] = office.sql("select canonical from closings where period = '2018'")
    assert canonical.count('"score":1563') == 1
    office.sql("update closings set canonical = replace(canonical, '\"score\":1563', '\"score\":9999')")
    assert "与封存的结榜不一致" in office.refused("why", "--unit", UNIT, "--period", "2018")
