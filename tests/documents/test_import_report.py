import io
from typing import Any

import openpyxl

from chuangguan.documents.import_report import import_workbook
from chuangguan.errors import Problem
from chuangguan.formats.bank_imports import Import, Unread
from chuangguan.rules.bank import Question

QUESTION = Question(id="X1", kind="single", stem="题", options=("甲", "乙"), answer=("A",))


def unread(code: str, *original: str, **details: int | str) -> Unread:
    problem = Problem(code=code, file="a.xlsx", sheet="一", row=7, column="答案", details=details)
    return Unread(problem=problem, original=original)


DONE = Import(
    file="a.xlsx",
    found=4,
    questions=(QUESTION,),
    refused=(unread("answer_unread", "=1+1", "两行\n的题", given="戊"), unread("stem_missing", *"甲" * 20)),
    skipped=(unread("kind_skipped", "\u202e题\u0007", given="问答题"),),
)


def cells(done: list[Import], sheet: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(import_workbook(done)))
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_the_counts_add_up_on_the_first_sheet() -> None:
    assert ["a.xlsx", 4, 1, 2, 1, None] in cells([DONE], "汇总")


def test_every_question_that_was_not_taken_stands_beside_its_reason_as_it_was() -> None:
    rows = cells([DONE], "未收的题")
    reason = "答案“戊”既不是选项字母，也不是某一选项的文字"
    (found,) = [row for row in rows if row[5] == reason]
    assert found[:5] == ["不收", "a.xlsx", "一", 7, "答案"]
    assert found[6:8] == ["=1+1", "两行\n的题"]
    (long,) = [row for row in rows if row[5] == "没有题干"]
    assert long[-1] == " | ".join("甲" * 9)
    assert [row[6] for row in rows if row[0] == "跳过"] == ["题"]


def test_a_file_that_is_refused_as_a_whole_says_why() -> None:
    refusal = Problem(code="file_without_options", file="a.csv", details={"found": 3, "refused": 3})
    rows = cells([Import(file="a.csv", found=3, refusal=refusal)], "汇总")
    assert [row[1:5] for row in rows if row[0] == "a.csv"] == [[3, 0, 3, 0]]
    assert "整个文件不收" in str(rows[-1][5])


def test_the_same_import_gives_the_same_bytes() -> None:
    assert import_workbook([DONE]) == import_workbook([DONE])


def test_nothing_to_report_is_a_report_too() -> None:
    assert cells([Import(file="a.csv", found=1, questions=(QUESTION,))], "未收的题")[-1][0] == "处理"
