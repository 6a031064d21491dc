"""`bank export` and `bank paper`: what a clerk hands out, and what is refused."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from chuangguan.formats.banks import read_bank
from chuangguan.rules.bank import bank_version

SOURCE = "question_banks/labour-law/questions.csv"


def lines_of(path: Path) -> list[str]:
    page = Document(str(path))
    return [*(item.text for item in page.sections[0].header.paragraphs), *(item.text for item in page.paragraphs)]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_level_goes_out_and_comes_back_as_the_same_bank(clerk: Any, form: str) -> None:
    found = read_bank(clerk.directory / SOURCE)
    clerk.at("2018-03-20T09:00:00")
    assert "40 题" in clerk.good("bank", "export", "4", f"out/b.{form}").out
    assert read_bank(clerk.directory / f"out/b.{form}") == found
    again = json.loads(clerk("bank", "check", f"out/b.{form}", "--format", "json").raw)
    assert again["version"] == bank_version(found)
    assert "用于第 5 关。" in clerk.good("bank", "load", "5", f"out/b.{form}", "--by", "李主任").out
    said = clerk.at("2018-11-05T09:00:00").good("bank", "load", "5", f"out/b.{form}", "--by", "李主任").out
    assert "用于" not in said
    assert "第 5 关已经开放，仍用开放时的题库" in said


def test_a_file_is_turned_into_another_form_without_a_database(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHUANGGUAN_DB")
    before = clerk.facts()
    for source, target in ((SOURCE, "a.json"), ("a.json", "b.XLSX"), ("b.XLSX", "c.csv")):
        clerk.good("bank", "export", source, target)
    assert (clerk.directory / "c.csv").read_bytes() == (clerk.directory / SOURCE).read_bytes()
    assert clerk.facts() == before


def test_a_level_without_a_database_is_refused(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHUANGGUAN_DB")
    assert "要用 --db 写明活动数据库" in clerk.refused("bank", "export", "4", "b.csv", code=2)


@pytest.mark.parametrize("name", ["b.pdf", "b", "b.xls", "b.docx"])
def test_a_form_that_there_is_not_is_refused(clerk: Any, name: str) -> None:
    assert "应以 .csv、.xlsx、.json 结尾" in clerk.refused("bank", "export", "4", name, code=2)


def test_a_bad_file_is_not_turned_into_anything(clerk: Any) -> None:
    clerk.write("bad.json", '[{"编号": "1", "题型": "单选", "题干": "几？", "A": "一", "B": "二", "答案": "C"}]')
    assert "第1行 “答案”" in clerk.refused("bank", "export", "bad.json", "b.csv")
    clerk.write("other.json", '{"data": []}')
    assert "bank import" in clerk.refused("bank", "export", "other.json", "b.csv")


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx", "b.json"])
def test_a_file_that_may_have_been_edited_since_is_not_replaced(clerk: Any, name: str) -> None:
    clerk.good("bank", "export", "4", name)
    assert f"{name}：已存在" in clerk.refused("bank", "export", "5", name)
    assert f"{SOURCE}：已存在" in clerk.refused("bank", "export", "4", SOURCE)


def test_an_empty_bank_says_how_it_is_filled_and_is_read_once_it_is(desk: Any) -> None:
    assert "从第2行起录入" in desk.good("bank", "new", "新.xlsx").out
    assert "题库中没有题目" in desk.refused("bank", "check", "新.xlsx")
    assert "已存在" in desk.refused("bank", "new", "新.xlsx")
    assert "应以 .xlsx 结尾" in desk.refused("bank", "new", "新.csv", code=2)
    book = openpyxl.load_workbook(desk.directory / "新.xlsx")
    assert book.sheetnames == ["题库", "填写说明"]
    heads = {str(cell.value): cell.column for cell in book["题库"][1]}
    for column, text in {"编号": 1, "题型": "填空", "题干": "一年有____季、____时", "答案": "四|4；二十四|24"}.items():
        book["题库"].cell(2, heads[column], text)
    book.save(desk.directory / "新.xlsx")
    (question,) = read_bank(desk.directory / "新.xlsx").questions
    assert question.answer == ("四|4", "二十四|24")


def test_printed_papers_are_not_replaced_and_their_seed_is_named(clerk: Any) -> None:
    clerk.good("bank", "paper", "4", "卷", "--seed", "六月演练", "--copies", "2")
    said = clerk.refused("bank", "paper", "4", "卷", "--seed", "七月", "--copies", "2")
    assert "试卷-A卷.docx：已有试卷（种子 六月演练），可能已经印发" in said
    clerk.good("bank", "paper", "4", "卷2", "--seed", "七月", "--copies", "2")


@pytest.mark.parametrize("name", ["试卷.docx", "答题卡.docx"])
def test_a_file_of_that_name_that_is_no_paper_is_not_replaced_either(clerk: Any, name: str) -> None:
    (clerk.directory / "卷").mkdir()
    (clerk.directory / "卷" / name).write_bytes(b"PK")
    assert f"{name}：已存在" in clerk.refused("bank", "paper", "4", "卷")


def test_several_copies_are_said_to_ask_the_same(clerk: Any) -> None:
    said = clerk.good("bank", "paper", "4", "卷", "--copies", "3").out
    assert "A卷、B卷、C卷题目相同，题目和选项的次序不同" in said
    assert "题目相同" not in clerk.good("bank", "paper", "4", "一份").out


def test_papers_are_the_same_again_from_their_seed_without_the_secret(clerk: Any) -> None:
    clerk.good("bank", "paper", "4", "one", "--seed", "演练")
    (clerk.directory / "a.db.secret").rename(clerk.directory / "elsewhere.secret")
    said = clerk.good("bank", "paper", "4", "two", "--seed", "演练", "--copies", "2").out
    assert "抽题种子 演练" in said
    first, again, other = (
        lines_of(clerk.directory / name) for name in ("one/试卷.docx", "two/试卷-A卷.docx", "two/试卷-B卷.docx")
    )
    questions = [line for line in first if "．" in line]
    assert len(questions) > 20
    assert questions == [line for line in again if "．" in line]
    assert questions != [line for line in other if "．" in line]
    assert sorted(path.name for path in (clerk.directory / "two").iterdir()) == sorted(
        f"{name}-{copy}卷.docx" for name in ("试卷", "答题卡", "答案") for copy in "AB"
    )


def test_a_paper_without_a_seed_gets_one_that_is_printed(clerk: Any) -> None:
    said = clerk.good("bank", "paper", "4", "one").out
    seed = said.partition("抽题种子 ")[2].split("。")[0]
    assert len(seed) == 10
    clerk.good("bank", "paper", "4", "two", "--seed", seed)
    assert lines_of(clerk.directory / "one/试卷.docx") == lines_of(clerk.directory / "two/试卷.docx")


def test_a_paper_of_an_open_level_is_practice_and_one_of_a_closed_level_is_kept_secret(clerk: Any) -> None:
    clerk.at("2018-04-10T09:00:00")
    before = clerk.facts()
    assert "第 2 关已经开放，试卷只作练习" in clerk.good("bank", "paper", "2", "open").out
    assert "第 3 关尚未开放，试卷和答案启用前须保密" in clerk.good("bank", "paper", "3", "later").out
    assert lines_of(clerk.directory / "open/试卷.docx")[0] == "练习卷，不计入活动成绩"
    assert lines_of(clerk.directory / "later/试卷.docx")[0] == "启用前保密"
    assert clerk.facts() == before


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        ("bank paper 4 out --copies 0", "--copies 的值不对，应为不小于1、不大于26的整数", 2),
        ("bank paper 4 out --copies 27", "--copies 的值不对", 2),
        ("bank paper 4 roster.csv", "roster.csv", 1),
        ("bank paper 99 out", "没有这个关卡：99", 1),
        (f"bank paper 4 out --seed {'长' * 41}", "--seed 应为一行文字，不超过 40 字", 2),
    ],
)
def test_what_no_paper_can_be_made_from_is_named(clerk: Any, words: str, said: str, code: int) -> None:
    assert said in clerk.refused(*words.split(), code=code)


@pytest.mark.parametrize("seed", ["a\nb", "\u202e张", "\udcff"])
def test_a_seed_is_one_plain_line(clerk: Any, seed: str) -> None:
    assert "--seed 应为一行文字" in clerk.refused("bank", "paper", "4", "out", "--seed", seed, code=2)


def test_a_short_bank_gives_no_paper(clerk: Any) -> None:
    rows = (clerk.directory / SOURCE).read_text(encoding="utf-8-sig").splitlines()
    clerk.at("2018-03-20T09:00:00").good("bank", "load", "4", clerk.write("short.csv", "\n".join(rows[:11])))
    assert "题库不足：要20题，可用10题" in clerk.refused("bank", "paper", "4", "out")
