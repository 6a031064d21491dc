"""Banks in prose: what a line says by itself, what follows from its neighbours, and what must stay open."""

import itertools
import time
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.prose.answer_lists import entries_of
from chuangguan.formats.bank_import.prose.files import drafts_of_lines
from chuangguan.formats.bank_import.prose.lines import chapter_of, heading_of, number_of, pieces_of
from chuangguan.formats.bank_import.words import Reading, stated_kind
from chuangguan.formats.prose_files import MAX_LINE


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


@pytest.mark.parametrize(
    "kind", ["思考题", "简述题", "论述题", "判断改错题", "判断说明题", "名词解释", "案例分析题", "计算题"]
)
def test_a_section_of_what_no_bank_has_is_known_as_such(kind: str) -> None:
    heading = heading_of(f"二、{kind}")
    assert heading
    assert stated_kind(heading.kind, Reading()) == "skip"


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
        ("（✅）9. 甲", "plain", 9, "甲（✅）", True),
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
    ("line", "pieces"),
    [
        ("甲（ ）", [("text", "甲（ ）")]),
        ("正确答案：ABCD", [("answer", "ABCD")]),
        ("答案 A", [("answer", "A")]),
        ("答：略", [("answer", "略")]),
        ("本题答案：A", [("answer", "A")]),
        ("正确选项：A", [("answer", "A")]),
        ("Answer: A", [("answer", "A")]),
        ("答案为：A", [("answer", "A")]),
        ("答案是A。", [("answer", "A。")]),
        ("答案是A 解析：因为", [("answer", "A"), ("explanation", "因为")]),
        ("答案为错", [("answer", "错")]),
        ("D.丁。答案是：D", [("text", "D.丁。"), ("answer", "D")]),
        ("答案✅", [("answer", "✅")]),
        ("答案是A项的反面", [("text", "答案是A项的反面")]),
        ("答案是否公开", [("text", "答案是否公开")]),
        ("Answer a phone", [("text", "Answer a phone")]),
        ("正确选项有几个", [("text", "正确选项有几个")]),
        ("他说，答案是：A", [("text", "他说，答案是：A")]),
        ("我的答案是：A", [("text", "我的答案是：A")]),
        ("【答案】B【解析】因为答案：C", [("answer", "B"), ("explanation", "因为答案：C")]),
        ("学生答案：A 正确答案：B", [("other", "A"), ("answer", "B")]),
        ("我的答案：B;得分：0分；正确答案：A;", [("other", "B;"), ("other", "0分；"), ("answer", "A;")]),
        ("我答案：B", [("other", "B")]),
        ("我的答案: 对正确答案: 错", [("other", "对"), ("answer", "错")]),
        ("A. 条件有二，来源：捐款", [("text", "A. 条件有二，来源：捐款")]),
        ("D.丁 来源：教材", [("text", "D.丁"), ("source", "教材")]),
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
        ("1.❌ 2.✅ 3.╳", [(1, "❌"), (2, "✅"), (3, "╳")]),
        ("1.是 2.否", [(1, "是"), (2, "否")]),
        ("1.Y；2.N", [(1, "Y"), (2, "N")]),
        ("1.正确、2.不正确", [(1, "正确"), (2, "不正确")]),
        ("1.TRUE 2.False", [(1, "TRUE"), (2, "False")]),
        ("1对2错第3题对", [(1, "对"), (2, "错"), (3, "对")]),
        ("1-2 ✅❌", [(1, "✅"), (2, "❌")]),
        ("1-2 正确 错误", [(1, "正确"), (2, "错误")]),
        ("1.可 2.否", None),
        ("1.是的 2.否", None),
        ("1.No. 2.东", None),
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


def test_a_bracket_in_the_stem_is_left_for_the_judge_who_sees_the_whole_file() -> None:
    assert seen("1. 甲（A）\nA.一\nB.二\n答案：B") == [("甲（A）", ("一", "二"), "B")]
    assert seen("1. 甲（B）\nA.一\nB.二") == [("甲（B）", ("一", "二"), "")]


def test_letters_in_a_stem_that_has_an_empty_bracket_too_are_of_the_text() -> None:
    assert seen("1. 甲（A）是（ ）。\nA.一\nB.二") == [("甲（A）是（ ）。", ("一", "二"), "")]


@pytest.mark.parametrize(
    "options", ["A.一\nC.三", "A.一\nB.二\nB.三", "A.一\nB.二\nC.", "B.二\nC.三", "A.一\nC.三\nB.二"]
)
def test_options_that_do_not_come_once_each_in_order_leave_a_gap_or_a_doubt(options: str) -> None:
    (draft,) = drafts(f"1. 甲\n{options}\n答案：A")
    assert draft.doubt or "" in draft.options[:-1]


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


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("1.A 2.B 1.B 2.A", ["A", "B", "B", "A"]),
        ("1.A 2.B\n1.B\n2.A", ["A", "B", "B", "A"]),
        ("1.A 2.B 1.B", ["", "", "", ""]),
        ("1.A 1.B 2.B 2.A", ["", "", "", ""]),
        ("二、多选题\n1.A 2.B\n一、单选题\n1.B 2.A", ["", "", "", ""]),
    ],
)
def test_one_list_in_order_may_answer_chapters_that_number_anew(listed: str, expected: list[str]) -> None:
    chapter = "第{}章\n1. 甲\nA.一 B.二\n2. 乙\nA.一 B.二\n"
    assert answers(f"{chapter.format('一')}{chapter.format('二')}参考答案\n{listed}") == expected


@pytest.mark.parametrize("listed", ["1.❌ 2.✅", "1.否 2.是", "1.N 2.Y", "1-2 错误 正确"])
def test_a_list_says_right_and_wrong_in_any_words(listed: str) -> None:
    assert answers(f"判断题\n1. 甲。\n2. 乙。\n答案\n{listed}") == [answer for _, answer in entries_of(listed) or ()]


@pytest.mark.parametrize("line", ["1.对 2.错", "1.是 2.否", "1.√ 2.×", "1.F 2.T"])
def test_entries_that_may_be_the_options_of_the_question_before_answer_nothing(line: str) -> None:
    assert answers(f"判断题\n1. 甲。\n{line}\n2. 乙。\n{line}") == ["", ""]
    assert doubts(f"判断题\n1. 甲。\n{line}\n答案：1\n") == ["options_not_apart"]
    assert answers(f"判断题\n1. 甲。\n2. 乙。\n答案：{line}") == line.replace("1.", "").split(" 2.")


@pytest.mark.parametrize("line", ["选B", "选：B", "答案是B", "答案为：B", "本题答案：B", "正确选项：B", "answer: B"])
def test_an_answer_may_have_any_usual_label(line: str) -> None:
    (first, second) = drafts(f"1. 甲\nA. 一\nB. 二\n{line}\n2. 乙\nA. 一\nB. 二\n答案：A")
    assert (first.options, second.answer) == (("一", "二"), "A")
    assert first.answer.removeprefix("选").removeprefix("：") == "B"


@pytest.mark.parametrize("line", ["选B的人多", "选A还是选B", "答案是B项的反面", "故选B", "不选B", "我的答案是：B"])
def test_a_sentence_that_names_a_letter_is_no_answer(line: str) -> None:
    assert seen(f"1. 甲\nA. 一\nB. 二\n{line}") == [("甲", ("一", "二"), "")]
    assert doubts(f"1. 甲\nA. 一\nB. 二\n{line}\n参考答案\n1.A 2.B") == ["line_stray"]
    assert seen(f"1. {line}，则\nA. 一\nB. 二\n答案：A") == [(f"{line}，则", ("一", "二"), "A")]


# What makes a question doubtful


def doubts(text: str) -> list[str]:
    return [draft.doubt.code if draft.doubt else "" for draft in drafts(text)]


QUESTION: Final = "1. 甲\nA. 一\nB. 二\n{}答案：A\n2. 乙\nA. 一\nB. 二\n答案：B\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", ""),
        ("第 3 页 共 10 页\n", ""),
        ("第5页\n", ""),
        ("- 12 -\n", ""),
        ("Page 2 of 9\n", ""),
        ("我的答案：B\n", ""),
        ("我的答案：\nB\n得分：0\n", ""),
        ("12\n", "line_stray"),
        ("用电常识\n", "line_stray"),
        ("\n用电常识\n\n", "line_stray"),
        ("注：旧题。\n", "line_stray"),
        ("C丙\n", "option_two_ways"),
        ("C， 丙\n", "option_two_ways"),
        ("(C 丙\n", "option_two_ways"),
        ("C。丙\n", "option_two_ways"),
        ("c丙\n", "option_two_ways"),
        ("\u0421. 丙\n", "option_two_ways"),
        ("C 丙\n", "option_two_ways"),
        ("C,丙\n", "option_two_ways"),
        ("C. 丙\n", ""),
        ("D. 丁\n", ""),
    ],
)
def test_a_line_behind_the_options_is_not_joined_to_them(line: str, code: str) -> None:
    assert doubts(QUESTION.format(line)) == [code, ""]
    first, _ = drafts(QUESTION.format(line))
    assert first.options[:2] == ("一", "二")


@pytest.mark.parametrize(
    ("line", "code"), [("安全常识", "line_stray"), ("第 3 页", ""), ("乙。", "line_stray"), ("2. 乙。", "")]
)
def test_a_line_behind_a_statement_is_doubtful(line: str, code: str) -> None:
    assert doubts(f"判断题\n1. 甲有三个。\n{line}\n答案：对\n")[0] == code
    assert doubts("判断题\n1. 甲有三个，\n乙有四个。\n答案：对\n") == [""]


@pytest.mark.parametrize("options", ["（A）2. 一\n（B）二", "（A）一\n（B）2. 二"])
def test_an_option_that_could_be_an_answer_before_a_number_is_doubtful(options: str) -> None:
    assert doubts(f"1. 甲是（ ）\n{options}\n答案：A\n") == ["option_two_ways"]
    assert seen("（A）1. 甲\nA. 一\nB. 二\n（B）2. 乙\nA. 一\nB. 二")[1][0] == "乙（B）"


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("BA", "AB", True),
        ("AB", "A、B", True),
        ("A", "A。", True),
        ("对", "✅", True),
        ("是", "正确", True),
        ("错", "不正确", True),
        ("北京", "北京。", True),
        ("A", "B", False),
        ("AB", "A", False),
        ("对", "错误", False),
        ("对", "对（教材第三页）", False),
        ("北京", "东京", False),
    ],
)
def test_two_answers_are_one_where_they_say_the_same(one: str, other: str, *, is_one: bool) -> None:
    (draft,) = drafts(f"1. 甲\n答案：{one}\n答案：{other}")
    assert (draft.answer, draft.doubt is None) == (one if is_one else "", is_one)


def test_of_two_orders_of_letters_the_one_that_may_be_an_order_is_kept() -> None:
    assert answers("1. 先后顺序是\nA. 一\nB. 二\n答案：AB\n答案：BA") == ["BA"]


@pytest.mark.parametrize("kind", ["判断题\n1. ", "判断题\n"])
def test_right_and_wrong_in_two_lines_are_no_answer(kind: str) -> None:
    assert [(draft.answer, draft.doubt is None) for draft in drafts(f"{kind}甲有三个。\n对\n错\n")] == [("", False)]
    assert answers(f"{kind}甲有三个。\n错\n") == ["错"]


@pytest.mark.parametrize(
    ("line", "stem", "options"),
    [
        ("甲（ ）A.一 B.二", "甲（ ）", ("一", "二")),
        ("甲（ ）（A）一 （B）二", "甲（ ）", ("一", "二")),
        ("甲（ ）（A、B类）A.一 B.二", "甲（ ）（A、B类）", ("一", "二")),
        ("甲（ ）（A、一 B、二）", "甲（ ）（A、一 B、二）", ()),
        ("甲（ ） A.一", "甲（ ） A.一", ()),
    ],
)
def test_options_may_follow_their_stem_in_its_line(line: str, stem: str, options: tuple[str, ...]) -> None:
    assert seen(f"1. {line}\n答案：A") == [(stem, options, "A")]


def test_an_option_behind_the_answer_is_doubtful() -> None:
    assert doubts("1. 甲\nA. 一\nB. 二\n答案：A\nC. 三\n") == ["line_stray"]


def test_a_line_is_joined_where_the_file_breaks_its_lines() -> None:
    full = "一二三四五六七八九十" * 2
    wrapped = "".join(f"{place}. 甲{full}\n乙\nA. {full}乙\n丙\nB. 丁\n答案：A\n" for place in range(1, 6))
    assert [draft.options for draft in drafts(wrapped)] == [(f"{full}乙丙", "丁")] * 5
    assert doubts(wrapped) == [""] * 5
    assert doubts(wrapped.replace("B. 丁\n", "B. 丁\n戊\n")) == ["line_stray"] * 5
    assert doubts(wrapped.replace("\n丙\n", "\nB 丙\n")) == ["option_two_ways"] * 5
    assert doubts(wrapped.replace("\n丙\n", f"\n{full}乙" * 50 + "\n丙\n")) == ["line_stray"] * 5


def test_only_the_right_answer_counts_beside_what_an_entrant_gave() -> None:
    given = "1. 甲\nA. 一\nB. 二\n{}\n"
    assert seen(given.format("我的答案：B\n正确答案：A")) == [("甲", ("一", "二"), "A")]
    assert seen(given.format("学生答案：A 正确答案：B")) == [("甲", ("一", "二"), "B")]
    assert seen(given.format("我的答案：B")) == [("甲", ("一", "二"), "")]
    assert seen("1. 甲。\n我的答案：×\n回答错误\n正确答案：√") == [("甲。", (), "√")]


THREE: Final = "{}1. 甲\nA. 一\nB. 二\n答案：A\n{}2. 乙\nA. 一\nB. 二\n答案：A\n3. 丙\nA. 一\nB. 二\n答案：A\n{}"


@pytest.mark.parametrize(
    ("before", "between", "codes"),
    [
        ("", "（一）某厂停电两小时，请回答2～3题。\n", "x22"),
        ("", "某厂停电两小时。\n请完成第2、3题\n", "x22"),
        ("", "2～3题共用题干\n", "x22"),
        ("", "案例一：某厂停电两小时\n", "x22"),
        ("", "某厂停电两小时，根据以上材料回答下列问题。\n", "x22"),
        ("", "某厂停电两小时，损失很大。\n", "x2x"),
        ("", "\n某厂停电两小时，损失很大\n\n", "x2x"),
        ("材料：某厂停电两小时。\n停了三次。\n请回答1-2题\n", "", "22x"),
        ("某厂停电两小时。\n请回答1-2题\n", "", "22x"),
        ("材料：某厂停电两小时。\n停了三次。\n", "一、单选题（每题1分）\n", "2xx"),
        ("一、单项选择题（第1～3题，每题1分）\n", "", "xxx"),
        ("请完成1～50题，答案写在卡上。\n", "", "xxx"),
        ("某厂停电两小时，损失很大。\n", "", "x2xx"),
        ("", "用电常识\n", "xxx"),
        ("", "【分析】这题说的是停电两小时。\n", "xxx"),
    ],
)
def test_questions_whose_material_stands_elsewhere_are_doubtful(before: str, between: str, codes: str) -> None:
    expected = ["material_lost" if code == "2" else "" for code in codes]
    assert doubts(THREE.format(before, between, "")) == expected


def test_a_remark_behind_every_answer_is_no_material() -> None:
    remarked = QUESTION.format("").replace("答案：A\n", "答案：A\n停电两小时的是这一项。\n")
    assert doubts(f"{remarked}停电三小时的是那一项。") == ["", ""]


@pytest.mark.parametrize("listed", ["1.A 3.B", "1.A 2.B 2.A 3.B", "1-3 AB"])
def test_a_question_that_the_list_of_answers_passes_over_is_doubtful(listed: str) -> None:
    questions = "1. 甲\nA.一 B.二\n2. 关于（A）的说法\nA.一 B.二\n3. 丙\nA.一 B.二\n"
    assert doubts(f"{questions}参考答案\n{listed}")[1] == "answer_not_listed"


def test_a_section_that_no_list_answers_is_not_doubtful() -> None:
    text = "单选题\n1. 甲（A）\nA.一 B.二\n2. 乙（B）\nA.一 B.二\n判断题\n3. 丙。\n判断题答案：\n3.√\n"
    assert doubts(text) == ["", "", ""]


@pytest.mark.parametrize(
    ("head", "code"),
    [("2. 乙", ""), ("2 个月", "number_two_ways"), ("2乙", "number_two_ways"), ("2.5月", ""), ("2、乙", "")],
)
def test_a_figure_at_the_head_of_a_question_is_its_number_or_doubtful(head: str, code: str) -> None:
    text = f"1. 甲\nA. 一\nB. 二\n答案：A\n{head}是\nA. 一\nB. 二\n答案：A\n"
    assert doubts(text) == ["", code]


@pytest.mark.parametrize(
    ("lines", "code"),
    [("\u0410. 一\n\u0412. 二", "option_two_ways"), ("A型\nB型", "option_two_ways"), ("Ⓐ 一\nⒷ 二", "option_two_ways")],
)
def test_options_whose_letters_are_none_are_doubtful(lines: str, code: str) -> None:
    assert doubts(f"1. 甲\n{lines}\n答案：A") == [code]
    assert doubts("1. 甲\n一\n二\n答案：一") == ["options_not_apart"]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("第二章答案\n1-2 BB\n第一章答案\n1-2 AA", ["A", "A", "B", "B"]),
        ("第一章答案\n1-2 AA\n第二章答案\n1-2 BB", ["A", "A", "B", "B"]),
        ("试卷二答案\n1-2 BB\n试卷一答案\n1-2 AA", ["", "", "", ""]),
        ("试卷答案\n1-2 AA\n1-2 BB", ["A", "A", "B", "B"]),
    ],
)
def test_names_over_the_lists_of_answers_count_for_more_than_their_order(listed: str, expected: list[str]) -> None:
    chapter = "第{}章\n1. 甲\nA.一 B.二\n2. 乙\nA.一 B.二\n"
    assert answers(f"{chapter.format('一')}{chapter.format('二')}{listed}") == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [("第一章", ["A", "B"]), ("第二章", ["", ""]), ("第一节", ["A", "B"]), ("试卷一", ["A", "B"])],
)
def test_a_list_that_names_another_chapter_is_not_that_of_the_questions_before_it(
    head: str, expected: list[str]
) -> None:
    assert answers(f"第一章\n1. 甲\nA.一 B.二\n2. 乙\nA.一 B.二\n{head}答案\n1-2 AB") == expected


@pytest.mark.parametrize("between", ["", "\n", "【解析】因为。\n"])
@pytest.mark.parametrize(("last", "code"), [("", "answers_before"), ("答案：B\n", "")])
def test_answers_before_their_questions_make_every_question_doubtful(between: str, last: str, code: str) -> None:
    one = f"答案：{{}}\n{between}{{}}. 甲\nA. 一\nB. 二\n{between if not between.strip() else ''}"
    text = "一、单选题\n" + "".join(one.format("AB"[number % 2], number) for number in range(1, 4)) + last
    assert set(doubts(text)) == {code}


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("更正：第2题答案应为A", "x2x"),
        ("（第2题应为B）", "x2x"),
        ("注：第1题、第3题有误，第3题改为A", "2x2"),
        ("更正：第9题答案应为A", "222"),
        ("勘误：", "222"),
        ("勘误：2-A", "222"),
        ("解析：更正错误", "xxx"),
        ("见第2题", "xxx"),
        ("更正：第1题、第9题答案应为A", "2xx"),
        ("勘误：见第3题\n勘误：", "222"),
    ],
)
def test_a_question_that_a_line_behind_the_list_corrects_is_doubtful(line: str, codes: str) -> None:
    questions = "".join(f"{number}. 甲\nA. 一\nB. 二\n" for number in range(1, 4))
    expected = ["answer_corrected" if code == "2" else "" for code in codes]
    assert doubts(f"{questions}参考答案\n1.A 2.B 3.A\n{line}")[:3] == expected


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("更正：B", "answer_corrected"),
        ("（答案有误，应选B）", "answer_corrected"),
        ("点评：答案应改为B", "answer_corrected"),
        ("解析：更正登记的期限", ""),
        ("答案说明：应为常识", ""),
    ],
)
def test_a_correction_behind_a_question_is_about_that_one(line: str, code: str) -> None:
    assert doubts(f"{QUESTION.format('')}{line}\n3. 丙\nA. 一\nB. 二\n答案：A") == ["", code, ""]


@pytest.mark.parametrize(
    ("stem", "option", "code"),
    [
        ("甲", "二", ""),
        ("甲", "二    正确答案A", "option_holds_answer"),
        ("甲", "这是正确答案", ""),
        ("甲", "10 B. 20", "option_two_ways"),
        ("甲", "~~二~~", "struck_lost"),
        ("~~不~~是", "二", "struck_lost"),
        ("1~~2是", "二", ""),
        ("[图片]表示", "二", "picture_lost"),
        ("甲（见图1）", "二", "picture_lost"),
        ("如图所示，甲", "二", "picture_lost"),
        ("企图2次", "二", ""),
        ("甲", "如图所示", ""),
    ],
)
def test_words_that_stand_for_something_lost_make_a_question_doubtful(stem: str, option: str, code: str) -> None:
    (draft,) = drafts_of_lines([(1, f"1. {stem}（ ）"), (2, "A. 一"), (3, f"B. {option}"), (4, "答案：A")], "a.txt")
    found = judge(draft, Reading())
    assert (found.code if isinstance(found, Problem) else "") == code


def test_what_is_passed_over_has_no_doubt() -> None:
    assert doubts("材料：某厂停电。\n一、简答题\n1. 甲为什么？\n答案：略\n") == [""]
    assert doubts("简答题\n材料：某厂停电。\n1. 甲为什么？\n答案：略\n") == [""]


def test_what_the_mapping_passes_over_has_no_doubt() -> None:
    lines = list(enumerate(["多选题", "材料：某厂停电。", "1. 甲是", "A. 一", "B. 二", "答案：A"], 1))
    skipping = BankMapping(reading=Reading(kinds={"多选题": "skip"}))
    for mapping, is_certain in ((BankMapping(), False), (skipping, True)):
        (draft,) = drafts_of_lines(lines, "题.txt", mapping)
        assert (draft.doubt is None) == is_certain


def test_a_line_may_not_be_longer_than_in_any_file_of_prose() -> None:
    assert drafts_of_lines([(3, f"1. 甲\nA.一\n{'乙' * MAX_LINE}")], "题.csv")
    with pytest.raises(BadInput) as caught:
        drafts_of_lines([(3, f"1. 甲\nA.一\n乙{'乙' * MAX_LINE}")], "题.csv")
    assert (caught.value.problems[0].code, caught.value.problems[0].row) == ("prose_line_too_long", 3)


def test_two_stars_are_a_sign_between_figures_and_bold_around_words() -> None:
    assert seen("1. **2**3**是\nA. 2**4\n**B.** 8\n答案：B") == [("2**3是", ("2**4", "8"), "B")]


def test_an_explanation_keeps_its_lines_and_takes_no_question() -> None:
    (first, second) = drafts("1. 甲\nA.一 B.二\n答案：A\n解析：看。\nA. 对\n5. 见书\n2. 乙\nA.一 B.二\n答案：B")
    assert first.explanation == "看。\nA. 对\n5. 见书"
    assert (second.stem, second.answer) == ("乙", "B")


def test_a_list_in_a_stem_keeps_its_lines() -> None:
    assert seen("1. 下列：\n①甲\n②乙\n对的是\nA. ①\nB. ②\n答案：A")[0][0] == "下列：\n①甲\n②乙\n对的是"


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
