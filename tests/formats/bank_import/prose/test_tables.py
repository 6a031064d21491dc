"""Tables inside a document: of questions, of answers, and all others."""

import pytest

from chuangguan.errors import BadInput
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.prose.files import drafts_of_lines
from chuangguan.formats.bank_import.prose.tables import Item


def drafts(*items: str | list[str]) -> list[Draft]:
    numbered: list[Item] = list(enumerate(items, 1))
    return drafts_of_lines(numbered, "题.docx")


def test_a_table_whose_header_names_question_and_answer_is_read_as_a_table() -> None:
    found = drafts(
        "1. 甲是（ ）",
        "A. 一",
        "B. 二",
        "答案：A",
        "二、判断题",
        ["序号", "题目", "答案"],
        ["1", "乙有三个。", "对"],
        ["2", "丙有四个。", "错"],
        "三、单选题",
        "1. 丁是（ ）",
        "A. 一  B. 二",
        "答案：B",
    )
    assert [(draft.kind, draft.stem, draft.options, draft.answer) for draft in found] == [
        ("", "甲是（ ）", ("一", "二"), "A"),
        ("判断题", "乙有三个。", (), "对"),
        ("判断题", "丙有四个。", (), "错"),
        ("单选题", "丁是（ ）", ("一", "二"), "B"),
    ]
    assert [draft.row for draft in found] == [1, 7, 8, 10]


def test_a_table_with_a_column_for_each_option_is_read_as_a_table() -> None:
    (draft,) = drafts(["题目", "A", "B", "答案"], ["甲是（ ）", "A. 一", "B. 二", "B"])
    assert (draft.options, draft.answer) == (("一", "二"), "B")


def test_a_mapping_says_what_the_columns_of_a_table_are() -> None:
    items: list[Item] = [(1, ["说了什么", "对不对"]), (2, ["甲有三个。", "错"])]
    assert [draft.stem for draft in drafts_of_lines(items, "题.docx")] != ["甲有三个。"]
    (draft,) = drafts_of_lines(items, "题.docx", BankMapping(names={"说了什么": "stem", "对不对": "answer"}))
    assert (draft.stem, draft.answer) == ("甲有三个。", "错")


def test_two_columns_for_one_thing_refuse_the_file() -> None:
    with pytest.raises(BadInput) as caught:
        drafts(["题目", "答案", "答案"], ["甲", "A", "B"])
    assert caught.value.problems[0].code == "columns_alike"


@pytest.mark.parametrize(
    "table",
    [
        [["题号", "1", "2", "3"], ["答案", "A", "BC", "A"]],
        [["题号", "1", "2"], ["答案", "A", "BC"], ["题号", "3", ""], ["答案", "A", ""]],
        [["题号", "答案"], ["1", "A"], ["2", "BC"], ["3", "A"]],
        [["题号", "答案", "题号", "答案"], ["1", "A", "3", "A"], ["2", "BC", "", ""]],
        [["1", "2", "3"], ["A", "BC", "A"]],
    ],
)
@pytest.mark.parametrize("heading", ["", "参考答案"])
def test_a_table_of_answers_answers_the_questions_before_it(table: list[list[str]], heading: str) -> None:
    questions = [line for place in "123" for line in (f"{place}. 甲{place}", "A. 一  B. 二  C. 三")]
    assert [draft.answer for draft in drafts(*questions, heading, *table)] == ["A", "BC", "A"]
    assert all(draft.doubt is None for draft in drafts(*questions, heading, *table))


@pytest.mark.parametrize(
    "table",
    [
        [["1", "2"], ["甲", "乙"]],
        [["1", "2"], ["对", "错"]],
        [["1", "3"], ["A", "B"]],
        [["题号", "1"], ["分数", "A"]],
    ],
)
def test_a_table_of_something_else_answers_nothing(table: list[list[str]]) -> None:
    found = drafts("1. 甲", "A. 一  B. 二", "3. 乙", "A. 一  B. 二", *table)
    assert [draft for draft in found if draft.answer and draft.doubt is None] == []


def test_options_may_stand_in_cells() -> None:
    (draft,) = drafts("1. 甲是（ ）", ["A. 一", "B. 二"], ["C. 三", "D. 四"], "答案：C")
    assert (draft.options, draft.answer, draft.doubt) == (("一", "二", "三", "四"), "C", None)


def test_rows_with_numbers_that_nobody_can_read_are_doubtful() -> None:
    found = drafts(["序", "内容提要", "结果"], ["1", "甲有三个。", "对"], ["2", "乙有四个。", "错"])
    assert [draft.doubt.code if draft.doubt else "" for draft in found] == ["table_unread", "table_unread"]
