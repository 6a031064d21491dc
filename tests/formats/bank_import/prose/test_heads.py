"""Lines made plain before they are read: odd forms of numbers, kinds beside them, what stands on every page."""

import pytest

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.prose.files import drafts_of_lines
from chuangguan.formats.bank_import.prose.heads import plain_lines


def drafts(text: str) -> list[Draft]:
    return drafts_of_lines(list(enumerate(text.split("\n"), 1)), "题.txt")


def questions(heads: list[str]) -> list[Draft]:
    stems = ("首都是（ ）。", "国歌是（ ）。", "国旗是（ ）。", "国徽是（ ）。")
    return drafts("".join(f"{head}{stem}\nA. 一\nB. 二\n答案：A\n" for head, stem in zip(heads, stems, strict=False)))


@pytest.mark.parametrize(
    "heads",
    [
        "一、 二、 三、", "（一） （二） （三）", "第一题 第二题 第三题", "题1： 题2： 题3：",
        "题目1： 题目2： 题目3：", "Q1. Q2. Q3.",
        "No.1 No.2 No.3", "1， 2， 3，", "1。 2。 3。", "###1. ###2. ###3.", "Q8. Q9. Q10.",
    ],
)  # fmt: skip
def test_odd_numbers_that_run_on_are_cut(heads: str) -> None:
    assert [draft.stem for draft in questions(heads.split())] == ["首都是（ ）。", "国歌是（ ）。", "国旗是（ ）。"]


@pytest.mark.parametrize("heads", [["1.1 ", "1.2 ", "1.3 ", "2.1 "], ["1-1 ", "1-2 ", "1-3 ", "2-1 "]])
def test_numbers_behind_those_of_a_chapter_are_cut(heads: list[str]) -> None:
    assert [draft.stem[:2] for draft in questions(heads)] == ["首都", "国歌", "国旗", "国徽"]


@pytest.mark.parametrize("heads", ["一、 五、 三、", "题3： 题1： 题9：", "Q7. Q3. Q9.", "（二） 第七题 Q1."])
def test_odd_numbers_that_do_not_run_on_are_doubtful(heads: str) -> None:
    found = questions(heads.split())
    assert {draft.doubt.code if draft.doubt else "" for draft in found} == {"stem_number_unclear"}


@pytest.mark.parametrize("head", ["1949年的", "一带一路的", "3.5 倍的", "十月的", "题目的", "1，2，3的"])
def test_words_and_figures_of_a_sentence_are_no_odd_numbers(head: str) -> None:
    (draft,) = questions([head])
    assert draft.doubt is None or head == "3.5 倍的"
    assert draft.stem.endswith("首都是（ ）。")


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("1【多选题】甲有（ ）。", "1、（多选题）甲有（ ）。"),
        ("1(单选题)甲", "1、（单选题）甲"),
        ("12 [判断题] 甲", "12、（判断题）甲"),
        ("多选题1、甲", "1、（多选题）甲"),
        ("【单选题】1.甲", "1、（单选题）甲"),
        ("单选题1.5倍", "单选题1.5倍"),
        ("1、甲（多选题）", "1、甲（多选题）"),
        ("1（甲）乙", "1（甲）乙"),
    ],
)
def test_a_kind_beside_the_number_goes_into_the_stem(line: str, plain: str) -> None:
    assert plain_lines([(1, line)]) == [(1, plain)]


def test_a_line_that_states_a_kind_counts() -> None:
    text = "{}1. 甲\nA. 一\nB. 二\n题型：多选题\n答案：A\n"
    (draft,) = drafts(text.format(""))
    assert (draft.kind, draft.doubt) == ("多选题", None)
    (draft,) = drafts(text.format("单选题\n"))
    assert draft.doubt
    assert draft.doubt.code == "kinds_differ"


@pytest.mark.parametrize(
    ("line", "stem", "code"),
    [
        ("内部资料 请勿外传", "甲的说法，对的是", ""),
        ("3/10", "甲的说法，对的是", ""),
        ("· 3 ·", "甲的说法，对的是", ""),
        ("第三页", "甲的说法，对的是", ""),
        ("2024年知识竞赛", "甲的说法，2024年知识竞赛对的是", "line_stray"),
        ("www.example.com", "甲的说法，对的是", ""),
        ("之中", "甲的说法，之中对的是", "line_stray"),
        ("正确的是（ ）。", "", ""),
    ],
)
def test_what_stands_on_every_page_is_no_text(line: str, stem: str, code: str) -> None:
    found = drafts(
        "".join(f"{n}. {x}的说法，\n{line}\n对的是\nA. 一\nB. 二\n答案：A\n" for n, x in enumerate("甲乙丙", 1))
    )
    assert {draft.doubt.code if draft.doubt else "" for draft in found} == {code}
    assert found[0].stem == stem or not stem
    (once,) = drafts("1. 甲的说法，\n之中\n对的是\nA. 一\nB. 二\n答案：A\n")
    assert once.doubt is None
    (once,) = drafts("1. 甲的说法，\nwww.example.com\n对的是\nA. 一\nB. 二\n答案：A\n")
    assert once.doubt
