"""Answers that are not those of their questions: slips of numbering, answers that go on, corrections."""

from typing import Final

import pytest

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.prose.files import drafts_of_lines


def drafts(text: str) -> list[Draft]:
    return drafts_of_lines(list(enumerate(text.split("\n"), 1)), "题.txt")


def doubts(text: str) -> list[str]:
    return [draft.doubt.code if draft.doubt else "" for draft in drafts(text)]


def asked(numbers: str) -> str:
    return "".join(f"{number}. 第{place}项是（ ）\nA. 一\nB. 二\n" for place, number in enumerate(numbers, 1))


def listed(numbers: str) -> str:
    return "参考答案\n" + " ".join(f"{number}.A" for number in numbers) + "\n"


@pytest.mark.parametrize(
    ("numbers", "entries", "expected"),
    [
        ("123456", "123456", "......"),
        ("123456", "1234", "....xx"),
        ("123456", "1234567", "......"),
        ("124567", "124567", "......"),
        ("122345", "122345", "......"),
        ("123456", "135246", "......"),
        ("122345", "123456", ".xxSSS"),
        ("123456", "122345", ".xSSSx"),
        ("124567", "123456", "..SSSx"),
        ("123456", "124567", "..xSSS"),
        ("123456", "12456", "..xSSS"),
    ],
)
def test_after_a_slip_of_numbers_no_answer_of_the_list_is_taken(numbers: str, entries: str, expected: str) -> None:
    found = drafts(asked(numbers) + listed(entries))
    codes = {"x": {"answer_not_listed", ""}, "S": {"answers_slipped"}, ".": {""}}
    for draft, sign in zip(found, expected, strict=True):
        assert (draft.doubt.code if draft.doubt else "") in codes[sign]
        assert bool(draft.answer) == (sign != "x")


def test_ranges_slip_as_single_entries_do() -> None:
    assert doubts(f"{asked('12345')}参考答案\n1-3 AAA 4-5 AA") == [""] * 5
    assert doubts(f"{asked('12234')}参考答案\n1-3 AAA 4-5 AA")[3:] == ["answers_slipped"] * 2


@pytest.mark.parametrize(
    ("section", "entries"),
    [
        ("三、问答题\n5. 为什么？\n6. 为什么呢？\n", "1.A 2.A 3.A 4.A 7.A 8.A"),
        ("三、填空题\n5. 一年有____个季节。\n6. 一年有____个月。\n", "1.A 2.A 3.A 4.A 7.A 8.A"),
        ("三、问答题\n5. 为什么？\n6. 为什么呢？\n", "1.A 2.A 3.A 4.A 5.A 6.A 7.A 8.A"),
    ],
)
def test_a_section_that_the_list_leaves_out_is_no_slip(section: str, entries: str) -> None:
    text = f"一、单选题\n{asked('1234')}{section}四、多选题\n{asked('78')}参考答案\n{entries}\n"
    found = drafts(text)
    assert [draft.doubt for draft in (*found[:4], *found[-2:])] == [None] * 6
    assert [draft.answer for draft in (*found[:4], *found[-2:])] == ["A"] * 6


def test_a_question_with_its_own_answer_may_be_left_out_of_the_list() -> None:
    text = asked("12345").replace("第3项是（ ）\nA. 一\nB. 二\n", "第3项是（ ）\nA. 一\nB. 二\n答案：B\n")
    assert doubts(f"{text}{listed('1245')}") == [""] * 5


ANSWERED: Final = "1. 甲\nA. 一\nB. 二\nC. 三\n{}\n2. 乙\nA. 一\nB. 二\n答案：A\n"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("答案：A", ""),
        ("答案：A\n用电常识", ""),
        ("答案：一", ""),
        ("答案：A\n二", "line_stray"),
        ("答案：\n一\n二", "line_stray"),
        ("答案：一\n都对", "line_stray"),
        ("答案：AB\nC", "answers_differ"),
        ("答案：A\n更正答案：B", "answer_corrected"),
        ("答案：A\n答案更正：B", "answer_corrected"),
        ("答案：A\n修订答案：B", "answer_corrected"),
        ("答案：A\n新答案：B", "answer_corrected"),
        ("答案：A\n最新答案：B", "answer_corrected"),
        ("答案：A\n修订说明见书", ""),
    ],
)
def test_what_follows_an_answer_may_be_of_it(answer: str, code: str) -> None:
    assert doubts(ANSWERED.format(answer)) == [code, ""]


def test_an_answer_of_words_that_goes_on_is_doubtful() -> None:
    assert doubts("填空题\n1. 甲是____。\n答案：总体国家\n安全观\n") == ["line_stray"]
    assert doubts("填空题\n1. 甲是____。\n答案：总体国家安全观\n解析：见书\n") == [""]


@pytest.mark.parametrize(
    ("explanation", "codes"),
    [
        ("解析：有两点：\n1. 依据宪法。\n2. 依据教材。\n", ["", "number_two_ways"]),
        ("解析：有三点：\n1. 依据宪法。\n2. 依据教材。\n3. 依据通知。\n", ["", "", "number_two_ways"]),
        ("解析：有两点：\n①依据宪法。\n②依据教材。\n", ["", ""]),
    ],
)
def test_a_numbered_explanation_swallows_no_question(explanation: str, codes: list[str]) -> None:
    assert doubts(f"1. 甲\nA. 一\nB. 二\n答案：A\n{explanation}2. 乙\nA. 一\nB. 二\n答案：A\n") == codes


@pytest.mark.parametrize(
    ("stem", "codes"),
    [
        ("2. 约定利率为\n3.5%的是", ["", "", "number_two_ways", "number_two_ways"]),
        ("2. 约定利率如下：\n3.5%的是", ["", "", "number_two_ways", ""]),
        ("2. 约定利率为\n3%的是", ["", "", ""]),
    ],
)
def test_a_figure_that_begins_a_line_of_a_stem_begins_no_question(stem: str, codes: list[str]) -> None:
    found = drafts(f"1. 甲\nA. 一\nB. 二\n答案：A\n{stem}\nA. 一\nB. 二\n答案：A\n3. 丙\nA. 一\nB. 二\n答案：A\n")
    taken = [draft.stem for draft in found if draft.answer and draft.doubt is None]
    assert taken in (["甲", "丙"], ["甲", "约定利率为3%的是", "丙"])
    assert len(found) == len(codes)


@pytest.mark.parametrize(
    ("first", "second"),
    [("2. 1949年是丑年。", "3. 乙。"), ("2 1949年是丑年。", "3 乙。"), ("1. 甲是丑年。", "2. 乙。")],
)
def test_numbers_may_run_on_over_sections(first: str, second: str) -> None:
    mark = first[1 : 2 + first[1:].index(" ")]
    text = f"一、单选题\n1{mark}甲\nA. 一\nB. 二\n答案：A\n二、判断题\n{first}\n答案：对\n{second}\n答案：对\n"
    assert [draft.stem for draft in drafts(text)] == ["甲", first[1:].removeprefix(mark), "乙。"]


@pytest.mark.parametrize("options", ["（A）一  （\nB）二\nC）三", "（A）一\n（B）二 （\nC）三"])
def test_a_bracket_that_the_line_breaks_off_is_of_the_next_letter(options: str) -> None:
    assert doubts(f"1. 甲\n{options}\n答案：A\n") == ["option_two_ways"]


def test_a_dash_between_letter_and_option_is_no_text() -> None:
    (draft,) = drafts("1. 甲\nA - 一\nB - 二\n答案：A")
    assert draft.options == ("一", "二")
    (draft,) = drafts("1. 甲\nA - 1\nB - 2\n答案：A")
    assert draft.options == ("- 1", "- 2")


def test_a_letter_without_a_mark_is_followed_by_none_with_one() -> None:
    line = "A 东  B B、C都对  C 方案 C：减  D D：丁"
    assert doubts(f"1. 甲\n{line}\n答案：A\n") == ["option_two_ways"]
    assert doubts("1. 甲\nA 东\nB 西\nC 南\n答案：A\n") == [""]
