import pytest

from chuangguan.errors import Problem
from chuangguan.formats.draft_words import Reading
from chuangguan.formats.drafts import Draft
from chuangguan.formats.judging import SKIPPED, judge
from chuangguan.rules.bank import Question

FOUR = ("甲", "乙", "丙", "丁")
TRUTHS = ("正确", "错误")
PLAIN = Reading()


def judged(
    kind: str, options: tuple[str, ...], answer: str, reading: Reading = PLAIN, stem: str = "下列说法对的是（ ）。"
) -> Question | Problem:
    return judge(Draft(file="a.csv", row=2, kind=kind, stem=stem, options=options, answer=answer), reading)


def said(verdict: Question | Problem) -> str:
    """Return kind and letters of a question, or the code of a problem."""
    if isinstance(verdict, Problem):
        return verdict.code
    return f"{verdict.kind} {'；'.join(verdict.answer) if verdict.kind == 'blank' else ''.join(verdict.answer)}"


@pytest.mark.parametrize(
    ("kind", "options", "answer", "verdict"),
    [
        # Letters in every dress
        ("单选题", FOUR, "B", "single B"),
        ("单项选择题", FOUR, "ｂ", "single B"),
        ("single_choice", FOUR, " b ", "single B"),
        ("单选", FOUR, "答案：B", "single B"),
        ("单选", FOUR, "（B）", "single B"),
        ("多选题", FOUR, "ABD ", "multiple ABD"),
        ("多选题", FOUR, "A,C,D", "multiple ACD"),
        ("多选题", FOUR, "D、A", "multiple AD"),
        ("多选题", FOUR, "Ａ；Ｃ", "multiple AC"),
        ("不定项选择题", FOUR, "A", "single A"),
        ("不定项选择题", FOUR, "AB", "multiple AB"),
        ("选择题", FOUR, "AB", "multiple AB"),
        ("", FOUR, "C", "single C"),
        ("", FOUR, "CA", "multiple AC"),
        # What an option says
        ("单选", FOUR, "丙", "single C"),
        ("单选", FOUR, "C.丙", "single C"),
        ("单选", ("100", "1000", "40", "400"), "400", "single D"),
        ("单选", ("依法行政。", "其他"), "依法行政", "single A"),
        ("单选", ("ENIAC", "图灵机"), "ENIAC", "single A"),
        ("单选", ("Chūn jié", "Chūnjié"), "Chūnjié", "single B"),
        ("多选", FOUR, "甲、丙", "multiple AC"),
        ("多选", FOUR, "甲\n丁", "multiple AD"),
        ("多选", ("甲、乙", "丙", "丁"), "甲、乙&丁", "multiple AC"),
        ("单选", ("A", "B", "C", "D"), "B", "single B"),
        # True and false
        ("判断题", (), "对", "true_false A"),
        ("判断题", (), "×", "true_false B"),
        ("判断", (), "✔️", "true_false A"),
        ("判断", (), "❌", "true_false B"),
        ("判断", (), "Y", "true_false A"),
        ("判断", (), "n", "true_false B"),
        ("判断", (), "F", "true_false B"),
        ("判断", (), "正确", "true_false A"),
        ("判断", (), "TRUE", "true_false A"),
        ("判断", TRUTHS, "A", "true_false A"),
        ("判断", ("错", "对"), "A", "true_false B"),
        ("判断", ("对", "错", "无", "无"), "B", "true_false B"),
        ("", (), "√", "true_false A"),
        ("", ("对", "错"), "B", "true_false B"),
        # Blanks
        ("填空题", (), "五年", "blank 五年"),
        ("判断说明题", (), "对", "import_kind_unknown"),
        # Never a guess
        ("单选", FOUR, "AB", "single_not_one"),
        ("多选", FOUR, "A", "multiple_too_few"),
        ("单选", FOUR, "E", "answer_outside_options"),
        ("多选", FOUR, "AA", "answer_repeated"),
        ("单选", FOUR, "戊", "answer_unread"),
        ("单选", FOUR, "2", "answer_index_unstated"),
        ("单选", FOUR, "C.甲", "answer_unread"),
        ("单选", ("B", "甲", "乙"), "B", "answer_two_ways"),
        ("多选", ("AB", "甲", "乙", "丙"), "AB", "answer_two_ways"),
        ("多选", FOUR, "甲、戊", "answer_unread"),
        ("单选", (), "B", "letters_without_options"),
        ("", (), "B", "letters_without_options"),
        ("单选", (), "甲", "options_lost"),
        ("单选", ("**A.R**B.L**D.C",), "A", "options_not_apart"),
        ("单选", ("甲", "", "丙"), "A", "option_gap"),
        ("单选", ("甲", "乙", "甲"), "B", "option_repeated"),
        ("多选", tuple("甲乙丙丁戊己庚"), "AB", "options_too_many"),
        ("", tuple("甲乙丙丁戊己庚"), "庚", "options_too_many"),
        ("单选", FOUR, "", "answer_missing"),
        ("判断", (), "A", "truth_letter"),
        ("判断", (), "1", "true_false_unread"),
        ("判断", ("对", "也对"), "A", "true_false_options"),
        ("判断", ("对", "错"), "C", "true_false_unread"),
        ("数字题", (), "36", "import_kind_unknown"),
        ("填空", FOUR, "甲", "blank_with_options"),
        ("", (), "T", "kind_unstated"),
    ],
)
def test_an_answer_counts_only_where_it_can_mean_one_thing(
    kind: str, options: tuple[str, ...], answer: str, verdict: str
) -> None:
    assert said(judged(kind, options, answer)) == verdict


@pytest.mark.parametrize(
    ("stem", "answer", "verdict"),
    [
        ("首都是____。", "甲", "blank 甲"),
        ("____和____。", "甲；乙", "blank 甲；乙"),
        ("____和____。", "甲;乙", "blank 甲；乙"),
        ("（ ）和（　）。", "甲；乙", "blank 甲；乙"),
        ("____和____。", "甲、乙", "blanks_differ"),
        ("____。", "甲；乙", "blank_unread"),
        ("____。", "甲|乙", "blank_unread"),
        ("____和____。", "甲；", "blank_unread"),
        ("说的是什么", "甲、乙", "blank 甲、乙"),
    ],
)
def test_blanks_have_a_text_each(stem: str, answer: str, verdict: str) -> None:
    assert said(judged("填空", (), answer, stem=stem)) == verdict


@pytest.mark.parametrize(
    ("reading", "kind", "options", "answer", "verdict"),
    [
        (Reading(index_base=0), "单选", FOUR, "2", "single C"),
        (Reading(index_base=1), "单选", FOUR, "2", "single B"),
        (Reading(index_base=0), "多选", FOUR, "0,3", "multiple AD"),
        (Reading(index_base=1), "单选", FOUR, "5", "answer_outside_options"),
        (Reading(index_base=1), "单选", ("2", "1", "3"), "2", "answer_two_ways"),
        (Reading(index_base=1, form="index"), "单选", ("2", "1", "3"), "2", "single B"),
        (Reading(form="text"), "单选", ("B", "甲", "乙"), "B", "single A"),
        (Reading(form="letters"), "单选", ("B", "甲", "乙"), "B", "single B"),
        (Reading(true=("A",), false=("B",)), "判断", (), "A", "true_false A"),
        (Reading(true=("1",), false=("0",)), "判断", (), "0", "true_false B"),
        (Reading(kinds={"1": "multiple"}), "1", FOUR, "AB", "multiple AB"),
        (Reading(kinds={"数字题": "blank"}), "数字题", (), "36", "blank 36"),
        (Reading(kinds={"单选": "skip"}), "单选", FOUR, "A", "kind_skipped"),
        (Reading(separator="+"), "多选", FOUR, "甲+丁", "multiple AD"),
    ],
)
def test_what_is_stated_decides(
    reading: Reading, kind: str, options: tuple[str, ...], answer: str, verdict: str
) -> None:
    assert said(judged(kind, options, answer, reading)) == verdict


@pytest.mark.parametrize("kind", ["问答题", "简答", "三、论述题", "名词解释", "排序题", "essay"])
def test_kinds_that_a_bank_has_no_place_for_are_skipped(kind: str) -> None:
    verdict = judged(kind, (), "略")
    assert isinstance(verdict, Problem)
    assert (verdict.code, verdict.code in SKIPPED) == ("kind_skipped", True)


@pytest.mark.parametrize(
    ("options", "stem", "verdict"),
    [
        (("43101", "43132", "43160", "43070"), "自（ ）起施行。", "options_turned"),
        (("2018-01-02", "2018-03-04"), "比例是（ ）。", "options_turned"),
        (("2018-01-02", "1-3"), "自（ ）起施行。", "options_turned"),
        (("2018-01-02", "2018-03-04"), "自（ ）起施行。", "single A"),
        (("1000", "1500"), "有（ ）年历史。", "single A"),
        (("①②", "③④"), "正确的是（ ）。", "single A"),
    ],
)
def test_options_that_a_spreadsheet_has_turned_are_not_trusted(
    options: tuple[str, ...], stem: str, verdict: str
) -> None:
    assert said(judged("单选", options, "A", stem=stem)) == verdict


@pytest.mark.parametrize(
    ("stem", "kind", "verdict"),
    [
        ("（判断题，2分）天是蓝的。（√）", "", "true_false A"),
        ("首都是（ B ）。", "", "single B"),
        ("首都是（B）和（C）。", "", "answer_missing"),
        ("最高一级是（）。-D:开除", "", "options_lost"),
        ("", "单选", "stem_missing"),
        ("甲\u202e乙（A）", "单选", "text_hostile"),
    ],
)
def test_an_answer_may_stand_in_the_one_bracket_of_the_stem(stem: str, kind: str, verdict: str) -> None:
    options = () if "判断" in stem or "-" in stem else FOUR
    assert said(judged(kind, options, "", stem=stem)) == verdict


def test_the_answer_is_taken_out_of_the_stem() -> None:
    found = judged("单选", FOUR, "", stem="3．首都是（ B ）。（2分）")
    assert isinstance(found, Question)
    assert found.stem == "首都是（ ）。"


def test_a_source_at_the_end_of_a_stem_is_kept_as_the_source() -> None:
    found = judged("单选", FOUR, "A", stem="天是（ ）的。来源：某书")
    assert isinstance(found, Question)
    assert (found.stem, found.source) == ("天是（ ）的。", "某书")


def test_topic_difficulty_explanation_and_source_go_along() -> None:
    draft = Draft(
        file="a.csv", row=2, kind="单选", stem="题", options=FOUR, answer="A", topic="总则", difficulty="较难",
        explanation=" 见第一条 ", source="某法",
    )  # fmt: skip
    found = judge(draft, PLAIN)
    assert isinstance(found, Question)
    assert (found.topic, found.difficulty, found.explanation, found.source) == ("总则", 4, "见第一条", "某法")


def test_a_question_that_wants_an_essay_is_skipped() -> None:
    assert said(judged("", (), "略", stem="谁写的？")) == "question_and_answer"
    assert "question_and_answer" in SKIPPED


def test_a_problem_says_where() -> None:
    found = judge(Draft(file="a.xlsx", sheet="一", row=7, stem="题", options=FOUR, answer="E"), PLAIN)
    assert isinstance(found, Problem)
    assert (found.file, found.sheet, found.row, found.column, found.details) == (
        "a.xlsx", "一", 7, "答案", {"letter": "E"},
    )  # fmt: skip
