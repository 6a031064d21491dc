"""Banks in prose: what a line says by itself, what follows from its neighbours, and what must stay open."""

import itertools
import time
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.formats.answer_lists import entries_of
from chuangguan.formats.bank_prose import drafts_of_lines
from chuangguan.formats.drafts import Draft
from chuangguan.formats.prose_lines import chapter_of, heading_of, number_of, options_of, pieces_of


def drafts(text: str) -> list[Draft]:
    return drafts_of_lines(list(enumerate(text.split("\n"), 1)), "题.txt")


def seen(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(draft.stem, draft.options, draft.answer) for draft in drafts(text)]


def answers(text: str) -> list[str]:
    return [draft.answer for draft in drafts(text)]


# A line by itself


@pytest.mark.parametrize(
    ("line", "kind", "ordinal", "has_answers"),
    [
        ("单选题", "单选题", "", False),
        ("一、单项选择题（每题2分，共20题）", "单项选择题", "一", False),
        ("第二部分 多选题", "多选题", "二", False),
        ("（三）判断题：", "判断题", "", False),
        ("【填空题】", "填空题", "", False),
        ("## 四、简答题", "简答题", "四", False),
        ("二、多选题答案", "多选题", "二", True),
    ],
)
def test_a_heading_of_a_section_says_its_kind(line: str, kind: str, ordinal: str, *, has_answers: bool) -> None:
    heading = heading_of(line)
    assert heading
    assert (heading.kind, heading.ordinal, heading.answers) == (kind, ordinal, has_answers)


@pytest.mark.parametrize("line", ["单选题有几道？", "1、多选（ABD）", "判断下列说法", "三、多选题（√）"])
def test_a_question_about_kinds_is_no_heading(line: str) -> None:
    assert heading_of(line) is None


@pytest.mark.parametrize(
    ("line", "style", "value", "rest", "is_sure"),
    [
        ("1. 甲", "plain", 1, "甲", True),
        ("12、甲", "plain", 12, "甲", True),
        ("3\t甲", "plain", 3, "甲", True),
        ("（4） 甲", "brackets", 4, "甲", True),
        ("第5题：甲", "words", 5, "甲", True),
        ("６．甲", "plain", 6, "甲", True),
        ("7", "plain", 0, "", False),
        ("2.5倍", "plain", 2, "5倍", False),
        ("21 世纪", "plain", 21, "世纪", False),
        ("（ A ）8. 甲", "plain", 8, "甲（ A ）", True),
    ],
)
def test_a_number_is_told_from_a_figure(line: str, style: str, value: int, rest: str, *, is_sure: bool) -> None:
    number = number_of(line)
    if not value:
        assert number is None
        return
    assert number
    assert (number.style, number.value, number.rest, number.sure) == (style, value, rest, is_sure)


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("A、甲", [("A", "甲")]),
        ("(B) 乙", [("B", "乙")]),
        ("Ｃ．丙", [("C", "丙")]),
        ("D 丁", [("D", "丁")]),
        ("A.甲 B.乙 C.丙", [("A", "甲"), ("B", "乙"), ("C", "丙")]),
        ("A.甲B.乙", [("A", "甲"), ("B", "乙")]),
        ("A.维生素C.D", [("A", "维生素C.D")]),
        ("A.一 C.三", [("A", "一"), ("C", "三")]),
        ("A.一 B. C.三", [("A", "一"), ("B", ""), ("C", "三")]),
        ("A.一 B.二 B.三", [("A", "一"), ("B", "二"), ("B", "三")]),
        ("A.", [("A", "")]),
        ("false. 错误", [("B", "错误")]),
        ("AB、甲", []),
        ("API 接口", []),
        ("A. B. C.", []),
    ],
)
def test_options_in_a_line_run_on_in_order(line: str, options: list[tuple[str, str]]) -> None:
    assert options_of(line) == options


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("甲（ ）", [("text", "甲（ ）")]),
        ("正确答案：ABCD", [("answer", "ABCD")]),
        ("答案 A", [("answer", "A")]),
        ("答：略", [("answer", "略")]),
        ("【答案】B【解析】因为答案：C", [("answer", "B"), ("explanation", "因为答案：C")]),
        ("D.丁 答案：D 难度：易", [("text", "D.丁"), ("answer", "D"), ("difficulty", "易")]),
        ("知识点：总则 出处：第一条", [("topic", "总则"), ("source", "第一条")]),
        ("（正确答案个数：3个）", [("text", "（正确答案个数：3个）")]),
        ("这个答案是对的", [("text", "这个答案是对的")]),
    ],
)
def test_a_line_falls_apart_at_its_labels(line: str, pieces: list[tuple[str, str]]) -> None:
    assert pieces_of(line) == pieces


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("1.A 2.BC 3.√", [(1, "A"), (2, "BC"), (3, "√")]),
        ("1-5 ABCDA", [(1, "A"), (2, "B"), (3, "C"), (4, "D"), (5, "A")]),
        ("1～3：AB BC ACD", [(1, "AB"), (2, "BC"), (3, "ACD")]),
        ("1-2 AB；3-4：√×", [(1, "A"), (2, "B"), (3, "√"), (4, "×")]),
        ("（1）A（2）B", [(1, "A"), (2, "B")]),
        ("1-3 AB", [(1, ""), (2, ""), (3, "")]),
        ("1. 甲是什么", None),
        ("1.A 和 2.B", None),
        ("", None),
    ],
)
def test_entries_of_a_list_are_read_only_where_the_line_is_nothing_else(
    line: str, entries: list[tuple[int, str]] | None
) -> None:
    assert entries_of(line) == entries


def test_a_chapter_is_told_from_a_sentence() -> None:
    assert chapter_of("第01讲 总论") == "第01讲"
    assert chapter_of("--- 章程 ---") == "章程"
    assert chapter_of("第二节课讲的是什么？") == ""


# Lines together


def test_an_answer_that_differs_from_the_one_in_the_stem_is_left_for_the_judge_to_refuse() -> None:
    assert seen("1. 甲（A）\nA.一\nB.二\n答案：B") == [("甲（）", ("一", "二"), "B≠A")]
    assert answers("1. 甲（B）\nA.一\nB.二\n答案：b") == ["b"]


def test_letters_in_a_stem_that_has_an_empty_bracket_too_are_of_the_text() -> None:
    assert seen("1. 甲（A）是（ ）。\nA.一\nB.二") == [("甲（A）是（ ）。", ("一", "二"), "")]


@pytest.mark.parametrize("options", ["A.一\nC.三", "A.一\nB.二\nB.三", "A.一\nB.二\nC.", "B.二\nC.三"])
def test_options_that_do_not_come_once_each_leave_a_gap(options: str) -> None:
    (draft,) = drafts(f"1. 甲\n{options}\n答案：A")
    assert "" in draft.options[:-1]


def test_an_entry_that_fits_two_questions_is_of_neither() -> None:
    text = "单选题\n1. 甲\nA.一 B.二\n判断题\n1. 乙。\n答案\n"
    assert answers(f"{text}1.A") == ["", ""]
    assert answers(f"{text}一、单选题\n1.A") == ["A", ""]


def test_two_entries_that_fit_one_question_are_of_none() -> None:
    assert answers("1. 甲\nA.一 B.二\n2. 乙\nA.一 B.二\n答案\n1.A 1.B 2.A") == ["", "A"]


def test_a_list_answers_only_the_questions_since_the_list_before() -> None:
    chapter = "1. 甲\nA.一 B.二\n2. 乙\nA.一 B.二\n答案：1-2 {}\n"
    assert answers(chapter.format("AB") + chapter.format("BB")) == ["A", "B", "B", "B"]


def test_the_lists_of_all_chapters_may_stand_at_the_end() -> None:
    questions = "第一章\n1. 甲\nA.一 B.二\n第二章\n1. 乙\nA.一 B.二\n参考答案\n"
    assert answers(f"{questions}第一章\n1.A\n第二章\n1.B") == ["A", "B"]
    assert answers(f"{questions}1.A\n1.B") == ["", ""]


def test_an_explanation_keeps_its_lines_and_takes_no_question() -> None:
    (first, second) = drafts("1. 甲\nA.一 B.二\n答案：A\n解析：看。\nA. 对\n5. 见书\n2. 乙\nA.一 B.二\n答案：B")
    assert first.explanation == "看。\nA. 对\n5. 见书"
    assert (second.stem, second.answer) == ("乙", "B")


def test_a_draft_carries_its_place_and_its_lines() -> None:
    text = "判断题\n\n1. 甲。\n\u00a0\n答案：对\n2. 乙。\n答案：错"
    first, second = drafts(text)
    assert (first.row, first.kind, first.original) == (3, "判断题", ("1. 甲。", "答案：对"))
    assert (second.row, second.file) == (6, "题.txt")


def test_no_question_is_lost_where_nothing_but_statements_run_on() -> None:
    lines = [f"{number}. 第{number}句。" for number in (*range(1, 9), *range(1, 5))]
    assert len(drafts("\n".join(lines))) == 12


# Whatever bank is written down is read again

Written = list[tuple[str, tuple[str, ...], str]]
TEXTS: Final = st.text("东西南北春夏秋冬山水", min_size=2, max_size=6)
NUMBERS: Final = ("{}. ", "{}、", "（{}）", "第{}题 ", "{}\t")
OPTIONS: Final = ("{}、{}\n", "{}.{}\n", "({}) {}\n", "**{}.{}**\n", "\u00a0\n{}．{}\n")
ANSWERS: Final = ("正确答案：{}\n", "答案: {}\n\n", "【答案】{}\n", "{}\n", "参考答案：{}\n解析：略\n----\n")


@st.composite
def banks(draw: st.DrawFn) -> Written:
    count = draw(st.integers(1, 6))
    stems = draw(st.lists(TEXTS, min_size=count, max_size=count, unique=True))
    options = st.lists(TEXTS, min_size=2, max_size=6, unique=True)
    found = []
    for stem in stems:
        texts = draw(options)
        right = draw(st.sets(st.integers(0, len(texts) - 1), min_size=1))
        found.append((f"{stem}是（ ）。", tuple(texts), "".join("ABCDEF"[place] for place in sorted(right))))
    return found


def written(bank: Written, number: str, option: str) -> list[str]:
    """Return each question as lines, without its answer."""
    return [
        "".join(
            (number.format(place), stem, "\n", *itertools.starmap(option.format, zip("ABCDEF", options, strict=False)))
        )
        for place, (stem, options, _) in enumerate(bank, 1)
    ]


@settings(max_examples=60, deadline=None)
@given(bank=banks(), number=st.sampled_from(NUMBERS), option=st.sampled_from(OPTIONS), answer=st.sampled_from(ANSWERS))
def test_a_bank_written_in_any_layout_is_read_again(bank: Written, number: str, option: str, answer: str) -> None:
    text = "".join(
        question + answer.format(letters)
        for question, (_, _, letters) in zip(written(bank, number, option), bank, strict=True)
    )
    assert seen(text) == bank


@settings(max_examples=60, deadline=None)
@given(bank=banks(), number=st.sampled_from(NUMBERS), option=st.sampled_from(OPTIONS))
def test_a_bank_with_its_answers_at_the_end_is_read_again(bank: Written, number: str, option: str) -> None:
    questions = "".join(written(bank, number, option))
    listed = " ".join(f"{place}.{letters}" for place, (_, _, letters) in enumerate(bank, 1))
    assert seen(f"{questions}参考答案\n{listed}\n") == bank


@pytest.mark.parametrize(
    "lines",
    [["1. 甲 A. B. C. 答案", "第11111111111111111x"], ["甲乙丙"], ["A.一 B.二", "甲", "甲"], ["1. 甲", "1.A 1.B"]],
)
def test_a_file_is_read_in_time_that_grows_with_its_length(lines: list[str]) -> None:
    many = [(row, lines[row % len(lines)]) for row in range(20_000)]
    began = time.process_time()
    drafts_of_lines([(0, "1. 甲"), (0, "A.一"), *many], "a.txt")
    assert time.process_time() - began < 20
