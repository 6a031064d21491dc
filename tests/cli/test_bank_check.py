"""`bank check`: what it says of a file, alone and for a campaign, and which banks a campaign takes."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chuangguan.formats.bank_workbooks import write_bank_xlsx
from chuangguan.formats.bank_writing import write_bank
from chuangguan.formats.banks import read_bank
from chuangguan.formats.releases import RELEASE_COLUMNS
from chuangguan.testing import a_bank

SHIPPED = sorted((Path(__file__).parents[2] / "question_banks").glob("*/questions.csv"))
HEAD = "编号,题型,题干,A,B,C,D,E,F,答案,知识点,难度,选项固定,解析,出处\n"
GOOD = "X-1,单选,工会章程由谁通过？,会员大会,主席,秘书,,,,A,,,,,\n"
CAMPAIGN = """
[campaign]
id = "spring"
title = "闯关"
opens = "2018-03-12"
closes = "2018-12-31T23:59:59"

[play]
release = "{release}"

[[level]]
number = 1
bank = "banks/one.csv"
opens = "2018-12-01"
time_limit = "5m"
draw = {draw}
"""


def bank_file(desk: Any, *rows: str, name: str = "one.csv") -> str:
    (desk.directory / "banks").mkdir(exist_ok=True)
    return str(desk.write(f"banks/{name}", HEAD + "".join(rows)))


def campaign_file(desk: Any, *, release: str = "one_person", draw: int = 1) -> str:
    return str(desk.write("活动.toml", CAMPAIGN.format(release=release, draw=draw)))


def told(desk: Any, *words: str, code: int = 0) -> dict[str, Any]:
    done = desk("bank", "check", *words, "--format", "json")
    assert (done.code, done.err) == (code, "")
    found: dict[str, Any] = json.loads(done.raw)
    return found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_a_shipped_bank_has_no_error_and_hardly_a_doubt(desk: Any, path: Path) -> None:
    found = told(desk, str(path))
    assert found["errors"] == []
    assert len(found["warnings"]) <= 1


def test_a_bank_in_order_says_so(desk: Any) -> None:
    assert "1 题，没有发现错误\n" in desk.good("bank", "check", bank_file(desk, GOOD)).out


DOUBTFUL = "X-2,单选,章程通过以后主席怎样产生？,选举产生,选举 产生,任命,,,,A,,,,,\n"


def test_errors_and_warnings_name_file_row_and_question(desk: Any) -> None:
    file = bank_file(desk, GOOD, DOUBTFUL, GOOD.replace("X-1", "X-3"))
    found = told(desk, file, code=1)
    (error,), (warning,) = found["errors"], found["warnings"]
    text = "与另一题重复"
    expected = {
        "code": "question_twice",
        "file": file,
        "sheet": "",
        "row": 4,
        "column": "",
        "question": "X-3",
        "other": "X-1",
        "other_row": 2,
        "stem": "工会章程由谁通过？",
    }
    assert error == expected | {"text": text}
    assert (warning["row"], warning["column"], warning["question"]) == (3, "B", "X-2")
    done = desk("bank", "check", file)
    assert done.code == 1
    assert "3 题，1 处错误，1 处提醒" in done.out
    assert done.out.count(file) == 1
    assert done.out.index("错误（1 处）") < done.out.index("提醒（1 处）")
    assert all(word in done.out for word in (text, "X-3", "第2行", "工会章程由谁通过？"))
    rows = list(csv.DictReader(io.StringIO(desk("bank", "check", file, "--format", "csv").raw.decode("utf-8-sig"))))
    assert [(row["类别"], row["行"], row["题目"]) for row in rows] == [("错误", "4", "X-3"), ("提醒", "3", "X-2")]


def test_warnings_alone_leave_a_bank_usable(desk: Any) -> None:
    assert told(desk, bank_file(desk, DOUBTFUL))["errors"] == []


BAD_FORM = [
    ("X-9,单选,几？,一,二,,,,,C,,,,,\n", "answer_outside_options"),
    ("X-9,多选,几？,一,二,,,,,A,,,,,\n", "multiple_too_few"),
    ("X-9,单选,几？,一,一,,,,,A,,,,,\n", "option_repeated"),
]


@pytest.mark.parametrize(("row", "code"), BAD_FORM)
def test_a_bad_form_is_an_error_with_its_question(desk: Any, row: str, code: str) -> None:
    file = bank_file(desk, GOOD, row)
    (error,) = told(desk, file, code=1)["errors"]
    assert (error["code"], error["row"], error["question"]) == (code, 3, "X-9")
    assert desk("bank", "check", file, "--format", "csv").raw.decode("utf-8-sig").count("X-9") == 1
    said = desk("bank", "check", file)
    assert said.code == 1
    assert "2 题，1 处错误" in said.out


def test_a_law_that_has_changed_is_told_by_the_table_that_is_named(desk: Any) -> None:
    file = bank_file(desk, GOOD.replace(",,,,,\n", ",,,,,某法-2001 第一条\n").replace("A,,,,,,", "A,,,,,"))
    table = desk.write("laws.csv", "法律,题库所用版本,现行版本,核对日期\n某法,2001,2019,2025-11-01\n")
    assert [item["code"] for item in told(desk, file)["warnings"]] == ["law_not_listed"]
    (warning,) = told(desk, file, "--laws", table)["warnings"]
    assert "依据《某法》2001版，现行的是2019" in warning["text"]
    assert "没有.csv" in desk.refused("bank", "check", file, "--laws", "没有.csv")


def test_for_a_campaign_the_quotas_of_its_levels_are_looked_at(desk: Any) -> None:
    file = bank_file(desk, GOOD)
    assert told(desk, file, "--campaign", campaign_file(desk))["errors"] == []
    (error,) = told(desk, file, "--campaign", campaign_file(desk, draw=2), code=1)["errors"]
    assert error["text"] == "第1关第1条组卷规则要2题，可用1题"


def test_a_file_that_no_level_names_is_checked_as_the_bank_of_the_level_that_is_stated(desk: Any) -> None:
    file, campaign = bank_file(desk, GOOD, name="two.csv"), campaign_file(desk, draw=2)
    assert "请用 --level" in desk.refused("bank", "check", file, "--campaign", campaign, code=2)
    (error,) = told(desk, file, "--campaign", campaign, "--level", "1", code=1)["errors"]
    assert error["code"] == "level_short"
    assert "没有" in desk.refused("bank", "check", file, "--campaign", campaign, "--level", "2")
    assert "--campaign" in desk.refused("bank", "check", file, "--level", "1", code=2)


def test_errors_of_form_and_what_the_other_questions_show_are_told_at_once(desk: Any) -> None:
    twice = GOOD.replace("X-1", "X-2")
    file = bank_file(desk, GOOD, twice, BAD_FORM[0][0], BAD_FORM[1][0].replace("X-9", "X-8"))
    found = told(desk, file, "--campaign", campaign_file(desk, draw=4), "--level", "1", code=1)
    # Whether there are enough of them is asked when all can be read.
    assert [(item["row"], item["code"]) for item in found["errors"]] == [
        (4, "answer_outside_options"),
        (5, "multiple_too_few"),
        (3, "question_twice"),
    ]
    assert (found["questions"], found["version"]) == (4, "")
    said = desk("bank", "check", file).out
    assert "4 题，3 处错误" in said
    assert "改正以后请再检查一次" in said


def test_questions_that_stand_on_one_line_of_a_json_are_counted_and_checked_apart(desk: Any) -> None:
    cells = {"编号": "X-1", "题型": "判断", "题干": "一小于二。", "答案": "对"}
    told_of = [cells, {**cells, "编号": "X-2"}, {**cells, "编号": "X-3", "答案": "A"}]
    file = str(desk.write("题库.json", json.dumps(told_of, ensure_ascii=False)))
    found = told(desk, file, code=1)
    assert (found["questions"], [item["code"] for item in found["errors"]]) == (3, ["true_false_bad", "question_twice"])
    assert found["errors"][1]["stem"] == "一小于二。"


def test_a_workbook_of_what_was_found_can_be_filtered_and_printed(desk: Any) -> None:
    file = bank_file(desk, GOOD, DOUBTFUL, GOOD.replace("X-1", "=1+1"))
    assert desk("bank", "check", file, "--out", "结果.xlsx").code == 1
    sheet = openpyxl.load_workbook(desk.directory / "结果.xlsx")["检查结果"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1][0] == "one.csv：3 题，1 处错误，1 处提醒"
    assert rows[2] == ["类别", "行", "题目", "另一题", "问题", "题干"]
    assert rows[3] == ["错误", "2", "X-1", "=1+1（第4行）", "与另一题重复", "工会章程由谁通过？"]
    assert rows[4][:3] == ["提醒", "3", "X-2"]
    assert (sheet.auto_filter.ref, sheet.page_setup.orientation) == ("A3:F5", "landscape")
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(("out", "said"), [("结果.csv", ".xlsx"), ("题库.xlsx", "题库文件本身")])
def test_a_workbook_is_never_written_over_the_bank_nor_under_another_name(desk: Any, out: str, said: str) -> None:
    (desk.directory / "题库.xlsx").write_bytes(write_bank_xlsx(a_bank(2)))
    before = (desk.directory / "题库.xlsx").read_bytes()
    assert said in desk.refused("bank", "check", "题库.xlsx", "--out", out, code=2)
    assert (desk.directory / "题库.xlsx").read_bytes() == before


def test_of_very_many_errors_the_first_are_shown_and_the_rest_counted(desk: Any) -> None:
    file = bank_file(desk, *(GOOD.replace("X-1", f"X-{number}") for number in range(1, 61)))
    assert "另有 9 处错误未列出，加 --out" in desk("bank", "check", file).out


def released(desk: Any, name: str, **changes: Any) -> str:
    (desk.directory / "banks").mkdir(exist_ok=True)
    path = desk.directory / "banks" / name
    release = {"author": "甲某", "reviewer": "乙某", "is_released": True}
    path.write_bytes(write_bank(a_bank(20, **{**release, **changes})))
    return f"banks/{name}"


def test_a_campaign_that_asks_for_it_takes_released_questions_only(desk: Any) -> None:
    campaign = campaign_file(desk, release="two_persons", draw=20)
    released(desk, "one.csv", is_released=False)
    (error, *rest) = told(desk, "banks/one.csv", "--campaign", campaign, code=1)["errors"]
    assert (error["code"], error["column"], len(rest)) == ("question_not_released", "状态", 19)
    assert "有20题未经审核：Q1、Q10、" in desk.refused("init", campaign, "--db", "a.db", "--by", "王")
    released(desk, "one.csv")
    assert told(desk, "banks/one.csv", "--campaign", campaign)["errors"] == []
    desk.good("init", campaign, "--db", "a.db", "--by", "王")
    draft = released(desk, "two.csv", is_released=False)
    for command in ("load", "revise"):
        assert "题目 Q1 未经审核" in desk.refused("bank", command, "1", draft, "--db", "a.db", "--by", "王")
    desk.good("bank", "load", "1", released(desk, "two.csv"), "--db", "a.db", "--by", "王")


def test_a_campaign_that_does_not_ask_takes_drafts(desk: Any) -> None:
    campaign = campaign_file(desk, draw=20)
    released(desk, "one.csv", is_released=False)
    desk.good("init", campaign, "--db", "a.db", "--by", "王")


def test_no_name_of_a_release_reaches_the_database_or_an_export(desk: Any) -> None:
    released(desk, "one.csv")
    assert "甲某" in (desk.directory / "banks/one.csv").read_text(encoding="utf-8")
    desk.good("init", campaign_file(desk, release="two_persons", draw=20), "--db", "a.db", "--by", "王")
    facts = json.dumps(desk.sql("select * from facts"), ensure_ascii=False, default=str)
    assert "Q1" in facts
    assert "甲某" not in facts
    assert "乙某" not in facts
    desk.good("bank", "export", "1", "out.csv", "--db", "a.db")
    content = (desk.directory / "out.csv").read_text(encoding="utf-8-sig")
    assert not any(column in content for column in RELEASE_COLUMNS)
    assert read_bank(desk.directory / "out.csv") == a_bank(20)
