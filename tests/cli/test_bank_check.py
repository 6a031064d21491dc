"""`bank check`: what it says of a file, alone and for a campaign, and which banks a campaign takes."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from chuangguan.formats.banks import read_bank, write_bank
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
    assert "1 题，没有问题" in desk.good("bank", "check", bank_file(desk, GOOD)).out


DOUBTFUL = "X-2,单选,章程通过以后主席怎样产生？,选举产生,选举 产生,任命,,,,A,,,,,\n"


def test_errors_and_warnings_name_file_row_and_question(desk: Any) -> None:
    file = bank_file(desk, GOOD, DOUBTFUL, GOOD.replace("X-1", "X-3"))
    found = told(desk, file, code=1)
    (error,), (warning,) = found["errors"], found["warnings"]
    text = "题目 X-3 与 X-1 重复"
    expected = {
        "code": "question_twice",
        "file": file,
        "sheet": "",
        "row": 4,
        "column": "",
        "question": "X-3",
        "other": "X-1",
    }
    assert error == expected | {"text": text}
    assert (warning["row"], warning["column"], warning["question"]) == (3, "B", "X-2")
    done = desk("bank", "check", file)
    assert done.code == 1
    assert "3 题，1 处错误，1 处提醒" in done.out
    assert f"错误：{file} 第4行：{text}" in done.out
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
    assert "第3行" in desk.refused("bank", "check", file)


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
    (warning,) = told(desk, bank_file(desk, GOOD, name="two.csv"), "--campaign", "活动.toml")["warnings"]
    assert warning["code"] == "bank_of_no_level"


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
