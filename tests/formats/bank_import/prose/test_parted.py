"""Lines that programs part or run together, and the heads of sections and of lists of answers."""

import pytest

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.prose.files import drafts_of_lines
from chuangguan.formats.bank_import.prose.parted import mended, with_marked


def drafts(text: str) -> list[Draft]:
    return drafts_of_lines(list(enumerate(text.split("\n"), 1)), "题.txt")


QUESTIONS = "一、单选题\n1. 甲（ ）\nA. 一\nB. 二\n2. 乙（ ）\nA. 一\nB. 二\n"


@pytest.mark.parametrize(
    "listed",
    [
        "参考答案\n1.B 2.A", "参考答案\n一、单选题：1.B 2.A", "参考答案\n一、单选题：1-2 BA", "参考答案\n单选：1-2 BA",
        "参考答案\n1.B【解析】看书。\n2.A【解析】看书。", "参考答案\n1.B。解析：看书。\n2.A。解析：看书。",
        "参考答案如下：\n1.B 2.A", "答案部分\n1.B 2.A", "Answers\n1.B 2.A", "试题（答案）\n1.B 2.A",
        "答案\n题号\t1\t2\n答案\tB\tA",
    ],
)  # fmt: skip
def test_a_list_of_answers_may_be_written_in_any_usual_way(listed: str) -> None:
    found = drafts(QUESTIONS + listed)
    assert [(draft.answer.rstrip("。"), draft.doubt) for draft in found] == [("B", None), ("A", None)]


@pytest.mark.parametrize(
    "listed",
    ["参考答案\nB A", "参考答案\n第一题选乙", "参考答案\n题号\t1\t2\n答案\tB"],
)
def test_a_list_of_answers_that_is_not_read_says_so_for_every_question(listed: str) -> None:
    found = drafts(QUESTIONS + listed)
    assert {draft.doubt.code if draft.doubt else "" for draft in found[:2]} == {"answer_list_unread"}


def test_the_head_of_an_unread_list_is_no_part_of_a_statement() -> None:
    (first, second) = drafts("判断题\n1. 甲。\n2. 乙。\n参考答案\n对错\n")
    assert (first.stem, second.stem, second.answer) == ("甲。", "乙。", "")


@pytest.mark.parametrize(
    "head", ["二、多选题 30题", "多选题30道", "II. 多选题", "★多选题★", "二、 多 选 题", "二、多选题"]
)
def test_the_head_of_a_section_may_be_decorated(head: str) -> None:
    (_, second) = drafts(f"一、单选题\n1. 甲\nA. 一\nB. 二\n答案：A\n{head}\n1. 乙\nA. 一\nB. 二\n答案：AB\n")
    assert (second.kind, second.stem) == ("多选题", "乙")


@pytest.mark.parametrize("line", ["多选题30分", "★多选题有几道", "多 选 题 有几道？"])
def test_a_sentence_about_kinds_is_no_head(line: str) -> None:
    assert all(draft.kind != "多选题" for draft in drafts(f"1. 甲\nA. 一\nB. 二\n答案：A\n{line}\n"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["A、", "上海", "B、", "北京"], ["A、上海", "B、北京"]),
        (["A", "", "上海", "B", "北京", "答案：B"], ["A、上海", "", "B、北京", "答案：B"]),
        (["A", "2. 甲（ ）A.一 B.二", "B"], ["A", "2. 甲（ ）A.一 B.二", "B"]),
        (["A", "甲（ ） A.一 B.二", "B", "乙"], ["A", "甲（ ） A.一 B.二", "B", "乙"]),
        (["A", "上海", "C", "北京"], ["A", "上海", "C", "北京"]),
        (["B", "上海", "A", "北京"], ["B", "上海", "A", "北京"]),
        (["A", "上海"], ["A", "上海"]),
        (["1", "【单选题】甲"], ["1、【单选题】甲"]),
        (["1", "甲"], ["1", "甲"]),
        (["题号\t1\t2", "答案\tB\tA"], ["1.B 2.A"]),
        (["题号\t1\t2", "答案\tB\t甲"], ["题号\t1\t2", "答案\tB\t甲"]),
        (["题号\t1\t2", "得分\tB\tA"], ["题号\t1\t2", "得分\tB\tA"]),
        (["一、单选题：1.B 2.A"], ["一、单选题：", "1.B 2.A"]),
        (["判断题1.√ 2.×"], ["判断题", "1.√ 2.×"]),
        (["一、单选题：1题是什么"], ["一、单选题：1题是什么"]),
        (["单选题（1-20题）"], ["单选题（1-20题）"]),
    ],
)
def test_lines_are_joined_or_parted_only_where_nothing_else_is_meant(lines: list[str], expected: list[str]) -> None:
    assert [line for _, line in mended(list(enumerate(lines)))] == expected


def test_options_marked_throughout_are_the_answers() -> None:
    text = "1. 甲（ ）[单选题] *\nA. 一\nB. 二(正确答案)\n"
    text += "2. 乙（ ）[多选题] *\nA. 一（正确答案）\nB. 二（正确答案）\nC. 三\n"
    assert [(draft.stem, draft.options, draft.answer) for draft in drafts(text)] == [
        ("甲（ ）[单选题]", ("一", "二"), "B"),
        ("乙（ ）[多选题]", ("一", "二", "三"), "AB"),
    ]


def test_options_marked_here_and_there_answer_nothing() -> None:
    marked = Draft(file="a.txt", row=1, stem="甲", options=("一", "二（正确）"))
    assert [draft.answer for draft in with_marked([marked])] == ["B"]
    bare = Draft(file="a.txt", row=2, stem="乙", options=("一", "二"))
    assert with_marked([marked, bare]) == [marked, bare]
    answered = Draft(file="a.txt", row=2, stem="乙", options=("一", "二（正确）"), answer="A")
    assert with_marked([marked, answered]) == [marked, answered]
    assert with_marked([]) == []


@pytest.mark.parametrize(("title", "count"), [("模拟试题（一）", 1), ("模拟试题", 1), ("下列试题对的是（ ）", 2)])
def test_a_title_with_its_ordinal_is_no_question(title: str, count: int) -> None:
    assert len(drafts(f"{title}\n1. 甲\nA. 一\nB. 二\n答案：A\n")) == count
