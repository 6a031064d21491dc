import io
from typing import Any

import openpyxl
import pytest

from chuangguan.documents.import_report import import_workbook
from chuangguan.errors import Problem, RowKind
from chuangguan.formats.bank_import.imports import Import, Unread
from chuangguan.rules.bank import Question

QUESTION = Question(id="X1", kind="single", stem="题", options=("甲", "乙"), answer=("A",))
HEADINGS = ("题目", "甲", "乙", "答案", "备注")


def unread(code: str, *original: str, row: int = 7, row_kind: RowKind = "line", **details: int | str) -> Unread:
    problem = Problem(
        code=code, file="库/a.xlsx", sheet="一", row=row, row_kind=row_kind, column="答案", details=details
    )
    return Unread(problem=problem, original=original, headings=HEADINGS)


DONE = Import(
    file="库/a.xlsx",
    found=4,
    questions=(QUESTION,),
    refused=(
        unread("answer_unread", "=1+1", "两行\n的题", "", "戊", given="戊"),
        unread("stem_missing", *"甲乙丙丁", "", "戊", "己", row=4174),
    ),
    skipped=(unread("kind_skipped", "\u202e题\u0007", given="问答题"),),
)
PROSE = Unread(
    problem=Problem(code="answer_missing", file="b.docx", row=87, row_kind="paragraph"), original=("几？", "A. 一")
)


def book_of(done: list[Import], *, is_trial: bool = False) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(import_workbook(done, is_trial=is_trial)))
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    return book


def cells(done: list[Import], sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book_of(done)[sheet].iter_rows()]


def test_the_counts_add_up_on_the_first_sheet_and_say_what_became_of_the_file() -> None:
    assert ["a.xlsx", 4, 1, 2, 1, "已写入", None] in cells([DONE], "汇总")


@pytest.mark.parametrize(
    ("is_refused", "is_trial", "said"),
    [(False, False, "已写入"), (False, True, "可以写入"), (True, False, "没有写入：另有文件不收"),
     (True, True, "没有写入：另有文件不收")],
)  # fmt: skip
def test_a_file_is_not_written_where_another_one_is_refused(is_refused: bool, is_trial: bool, said: str) -> None:  # noqa: FBT001  columns of the table
    refusal = Problem(code="file_mostly_refused", file="c.csv", details={"refused": 1, "found": 3})
    bad = Import(file="c.csv", found=3, refused=(unread("stem_missing"),), refusal=refusal)
    rows = list(book_of([DONE, *([bad] if is_refused else [])], is_trial=is_trial)["汇总"].iter_rows(values_only=True))
    assert [row[5] for row in rows if row[0] == "a.xlsx"] == [said]
    assert [row[1:6] for row in rows if row[0] == "c.csv"] == [(3, 0, 3, 0, "整个文件不收（1 题有错）")] * is_refused


def test_every_question_that_was_not_taken_stands_beside_its_reason_under_the_headings_of_its_file() -> None:
    head, first, second, third = cells([DONE], "未收的题")[-4:]
    assert head == ["处理", "工作表", "位置", "列", "原因", "题目", "甲", "乙", "答案", "原文"]
    reason = "答案“戊”既不是选项字母，也不是某一选项的文字"
    assert first == ["不收", "一", 7, "答案", reason, "=1+1", "两行\n的题", None, "戊", None]
    assert second[-5:] == ["甲", "乙", "丙", "丁", "戊\n己"]
    assert (third[0], third[5]) == ("跳过", "题")


def test_the_sheet_is_filtered_printed_across_and_its_rows_are_plain_numbers() -> None:
    sheet = book_of([DONE])["未收的题"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.auto_filter.ref == "A3:J6"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet["C5"].value, sheet["C5"].number_format) == (4174, "0")


def test_files_with_other_headings_have_a_sheet_of_their_own_and_a_document_says_paragraphs() -> None:
    book = book_of([DONE, Import(file="b.docx", found=1, refused=(PROSE,), refusal=PROSE.problem)])
    assert book.sheetnames == ["汇总", "未收的题", "未收的题2"]
    head, row = list(book["未收的题2"].iter_rows(values_only=True))[-2:]
    assert head == ("处理", "位置", "原因", "原文")
    assert row == ("不收", "第87段", "没有答案", "几？\nA. 一")


def test_the_file_is_named_in_each_row_only_where_there_are_several() -> None:
    other = Unread(problem=Problem(code="stem_missing", file="c.xlsx", row=3), original=("", "子"), headings=HEADINGS)
    both = [DONE, Import(file="c.xlsx", found=1, refused=(other,))]
    assert [row[1] for row in cells(both, "未收的题")[-5:]] == ["文件", "a.xlsx", "a.xlsx", "a.xlsx", "c.xlsx"]


def test_a_file_that_is_refused_as_a_whole_says_why() -> None:
    refusal = Problem(code="file_without_options", file="a.csv", details={"found": 3, "refused": 3})
    rows = cells([Import(file="a.csv", found=3, refusal=refusal)], "汇总")
    assert [row[1:6] for row in rows if row[0] == "a.csv"] == [[3, 0, 3, 0, "整个文件不收"]]
    assert "整个文件不收" in str(rows[-1][6])


def test_the_same_import_gives_the_same_bytes() -> None:
    assert import_workbook([DONE]) == import_workbook([DONE])


def test_nothing_to_report_is_a_report_too() -> None:
    assert cells([Import(file="a.csv", found=1, questions=(QUESTION,))], "未收的题")[-1][0] == "处理"
