import pytest

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.habits import Habits
from chuangguan.formats.bank_import.judging.judge import SKIPPED, judge
from chuangguan.formats.bank_import.words import Reading
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
        ("", FOUR, "AC", "multiple AC"),
        ("", FOUR, "CA", "answer_ordered"),
        ("不定项", FOUR, "CBDA", "answer_ordered"),
        ("多选题", FOUR, "CA", "multiple AC"),
        # What an option says
        ("单选", FOUR, "丙", "single C"),
        ("单选", FOUR, "C.丙", "single C"),
        ("单选", FOUR, "B:乙;", "single B"),
        ("单选", FOUR, "答案：B．乙", "single B"),
        ("多选", FOUR, "A:甲;C:丙;", "multiple AC"),
        ("多选", FOUR, "A/B", "multiple AB"),
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
        ("判断", (), "对（教材P3）", "true_false A"),
        ("判断", (), "错（见第三条）", "true_false B"),
        ("判断", (), "错误，应为东边", "true_false B"),
        ("判断", (), "×（应为东边）", "true_false B"),
        ("判断", (), "错。一年有十二个月。", "true_false B"),
        ("判断", (), "正确。依据《甲法》第三条", "true_false A"),
        ("判斷題", (), "錯誤", "true_false B"),
        ("判断", TRUTHS, "A", "true_false A"),
        ("判断", ("错", "对"), "A", "true_false B"),
        ("判断", ("对", "错", "无", "无"), "B", "true_false B"),
        ("", (), "√", "true_false A"),
        ("", ("对", "错"), "B", "true_false B"),
        ("", ("是", "否"), "B", "true_false B"),
        ("", ("Y", "X"), "B", "single B"),
        ("判断", (), "V", "true_false A"),
        ("判断", (), "☒", "true_false B"),
        ("判断", (), "答案：对", "true_false A"),
        ("判断", (), "正确的", "true_false A"),
        ("判断", TRUTHS, "A.正确", "true_false A"),
        ("判断", TRUTHS, "A.错误", "true_false_unread"),
        ("判断题（正确的选A，错误的选B）", (), "B", "true_false B"),
        ("三、判断题（对的填A、错的填B）", (), "A", "true_false A"),
        ("判断题（错误的选A，正确的选B）", (), "A", "true_false B"),
        ("[单选题]", FOUR, "A", "single A"),
        ("【多选】", FOUR, "AB", "multiple AB"),
        ("选择题-单选", FOUR, "A", "single A"),
        ("T/F", (), "T", "true_false A"),
        # Cells of options that are none
        ("单选", ("甲", "乙", "丙", "/"), "C", "single C"),
        ("单选", ("甲", "乙", "丙", "nan"), "C", "single C"),
        ("单选", ("甲", "乙", "无", "无"), "B", "single B"),
        ("单选", ("甲", "乙", "无"), "C", "single C"),
        ("单选", ("+", "-", "×", "/"), "D", "single D"),
        ("单选", ("甲", "乙", "/"), "C", "answer_outside_options"),
        # Blanks
        ("填空题", (), "五年", "blank 五年"),
        ("判断说明题", (), "对", "kind_skipped"),
        # Never a guess
        ("单选", FOUR, "AB", "single_not_one"),
        ("多选", FOUR, "A", "multiple_too_few"),
        ("单选", FOUR, "E", "answer_outside_options"),
        ("多选", FOUR, "AA", "answer_repeated"),
        ("单选", FOUR, "戊", "answer_unread"),
        ("单选", FOUR, "B项", "single B"),
        ("单选", FOUR, "故选B", "single B"),
        ("单选", FOUR, "选项B", "single B"),
        ("单选", FOUR, "【答案】B", "single B"),
        ("多选", FOUR, "A#C", "multiple AC"),
        ("多选", FOUR, "A-C", "answer_unread"),
        ("单选", FOUR, "2", "answer_index_unstated"),
        ("单选", FOUR, "C.甲", "answer_unread"),
        ("单选", ("2", "1", "4"), "2", "answer_index_unstated"),
        ("单选", ("7", "8", "9"), "7", "single A"),
        ("单选", ("B", "甲", "乙"), "B", "answer_two_ways"),
        ("多选", ("AB", "甲", "乙", "丙"), "AB", "answer_two_ways"),
        ("", FOUR, "A选B", "answer_unread"),
        ("", FOUR, "A，选B", "answer_unread"),
        ("", FOUR, "A/B", "answer_may_be_or"),
        ("", FOUR, "A|B", "answer_may_be_or"),
        ("", FOUR, "A或B", "answer_unread"),
        ("单选", FOUR, "B、甲", "answer_unread"),
        ("单选", FOUR, "С", "letters_not_latin"),
        ("填空", (), "甲或者乙", "blank_unread"),
        ("填空", (), "4/四", "blank_unread"),
        ("填空", (), "4或四", "blank_unread"),
        ("填空", (), "四（4）", "blank_unread"),
        ("填空", (), "答：2", "blank_unread"),
        ("填空", (), "①四", "blank_unread"),
        ("判断题（正确的选A）", (), "A", "truth_letter"),
        ("填空", (), "2018-02-03", "answer_turned"),
        ("填空", (), "43134", "answer_turned"),
        ("填空", (), "1:01:00", "answer_turned"),
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
        ("判断", (), "对（错）", "true_false_unread"),
        ("判断", (), "对，应为东边", "true_false_unread"),
        ("判断", (), "正确，但不全面", "true_false_unread"),
        ("判断", (), "错，对，错，对", "true_false_unread"),
        ("判断", (), "否，说法正确", "true_false_unread"),
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
        ("日期是____。", "2018-02-03", "blank 2018-02-03"),
        ("一共____元。", "40000", "blank 40000"),
        ("比是____。", "2-Jan", "answer_turned"),
        ("比例是____。", "1月2日", "answer_turned"),
        ("生于____。", "1月2日", "blank 1月2日"),
        ("数是____。", "略", "answer_missing"),
        ("数是____。", "见教材", "answer_missing"),
        ("数是____。", "/", "answer_missing"),
        ("____和____。", "—；—", "answer_missing"),
        ("从____到____。", "无；有", "blank 无；有"),
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
        (("2:1", "3:1", "1:01:00"), "比分是（ ）。", "options_turned"),
        (("08:00:00", "09:00:00"), "上班在（ ）。", "single A"),
        (("①②", "③④"), "正确的是（ ）。", "single A"),
        (("1月2日", "1/3", "2/3"), "比是（ ）。", "options_turned"),
        (("1月2日", "3月4日"), "比例是（ ）。", "options_turned"),
        (("1月2日", "3月4日"), "纪念日是（ ）。", "single A"),
        (("1月2日", "2月3日"), "代表人数超过全体的（ ）方可通过表决。", "options_turned"),
        (("1月2日", "2月3日"), "按面积计，所占份额应达到（ ）。", "options_turned"),
        (("1月2日", "2月3日"), "两队的比分是（ ）。", "options_turned"),
        (("1月2日", "2月3日"), "出席的应不少于（ ）。", "options_turned"),
        (("1月2日", "2月3日"), "汛期始于（ ）。", "single A"),
        (("9月1日", "9月5日"), "每年____为“慈善日”。", "single A"),
        (("2017/9/25", "2017/10/24"), "2017年（ ），决议写入了章程。", "single A"),
        (("2026年1月2日", "2026年2月3日"), "面积应达到（ ）以上。", "options_turned"),
        (("1949年10月1日", "1950年10月1日"), "共和国成立的日子是（ ）。", "single A"),
        (("2-Jan", "3-4", "13-5"), "比是（ ）。", "options_turned"),
        (("Mar-04", "15-16"), "比是（ ）。", "options_turned"),
        (("2024/1/2", "1:3", "1:4"), "比是（ ）。", "options_turned"),
        (("2024/1/2", "2024/3/4"), "讲话发表在（ ）。", "single A"),
        (("#N/A", "乙"), "天是（ ）。", "text_damaged"),
        (("甲", "########"), "天是（ ）。", "text_damaged"),
        (("甲", "??"), "天是（ ）。", "text_damaged"),
        (("甲", "乙"), "天#DIV/0!是（ ）。", "text_damaged"),
        (("甲", "乙"), "天??是（ ）。", "text_damaged"),
        (("甲", "乙\ufffd"), "天是（ ）。", "text_damaged"),
        (("=A1", "乙"), "天是（ ）。", "text_damaged"),
        (("=SUM(A1:A3)", "乙"), "天是（ ）。", "text_damaged"),
        (("=SUM(A1:A3)", "=AVG(A1:A3)"), "求和的公式是（ ）。", "single A"),
        (("甲", "nan", "乙"), "天是（ ）。", "text_damaged"),
        (("甲", "NULL", "乙"), "天是（ ）。", "text_damaged"),
        (("43101", "43132"), "每年（ ）。", "options_turned"),
        (("2026-01-02", "2026-01-03"), "日常保养中的配比为（ ）。", "options_turned"),
        (("2026-01-02", "2026-01-03"), "每年检查中合格的应占（ ）。", "options_turned"),
        (("1945-08-15", "1945-09-02"), "战争结束在", "single A"),
        (("2001-08-15", "2012-09-02"), "他到任在", "single A"),
        (("1月2日", "1月3日"), "坡度应为（ ）。", "options_turned"),
        (("1:02", "1:03"), "水泥与砂之比是（ ）。", "options_turned"),
        (("8:00", "9:00"), "上班在（ ）。", "single A"),
        (("0", "NULL"), "空值写作（ ）。", "single A"),
        (("1.38E+10", "70亿"), "有（ ）人。", "options_turned"),
        (("长城", "成长"), "下列加点字读音正确的是（ ）。", "marks_lost"),
        (("【长】城", "成【长】"), "下列加点字读音正确的是（ ）。", "single A"),
        (("A类", "B类"), "不得划线停车的是（ ）。", "single A"),
        (("#N/A", "#REF!"), "单元格中除以零显示（ ）。", "single A"),
        (("甲??", "乙"), "天是什么（ ）？", "single A"),
    ],
)
def test_options_that_a_spreadsheet_has_turned_are_not_trusted(
    options: tuple[str, ...], stem: str, verdict: str
) -> None:
    assert said(judged("单选", options, "A", stem=stem)) == verdict


def test_what_follows_a_verdict_on_a_statement_is_its_explanation_where_it_has_none() -> None:
    for explanation, expected in (("", "应为东边"), ("日出东方。", "日出东方。")):
        draft = Draft(file="a.csv", row=2, kind="判断", stem="日出西边", answer="错，应为东边", explanation=explanation)
        found = judge(draft, PLAIN)
        assert isinstance(found, Question)
        assert found.explanation == expected


def test_a_figure_quotes_an_option_where_other_answers_of_the_file_quote_too() -> None:
    draft = Draft(file="a.csv", row=2, kind="单选", stem="二加零是（ ）。", options=("1", "2", "4"), answer="2")
    assert said(judge(draft, PLAIN, Habits(quotes=True))) == "single B"
    assert said(judge(draft, PLAIN, Habits())) == "answer_index_unstated"


INLINE = Habits(held=("letters", "end"), counted=("letters", "end"))


@pytest.mark.parametrize(
    ("stem", "options", "answer", "habits", "verdict"),
    [
        ("（判断题，2分）天是蓝的。（√）", (), "", INLINE, "true_false A"),
        ("首都是（ B ）。", FOUR, "", INLINE, "single B"),
        ("坚持（ B ）为中心。", FOUR, "", INLINE, "single B"),
        ("下列属于的有（ A、C ）。", FOUR, "", INLINE, "multiple AC"),
        ("首都是（B）和（C）。", FOUR, "", INLINE, "answer_missing"),
        ("关于甲类（A）的说法正确的是", FOUR, "", INLINE, "answer_missing"),
        ("关于甲类（A）的说法是对的吗？", FOUR, "", INLINE, "answer_missing"),
        ("信道（CA）是什么协议。", FOUR, "", INLINE, "answer_missing"),
        ("走（正确）的路。", (), "", INLINE, "answer_missing"),
        ("队员（对）队长要诚实", (), "", INLINE, "answer_missing"),
        ("首都是（ B ）。", FOUR, "", Habits(), "answer_missing"),
        ("首都是（ B ）。", FOUR, "", Habits(held=("letters",)), "answer_missing"),
        ("天是蓝的。（√）", (), "", Habits(held=("end",)), "answer_missing"),
        ("禁止的记号是×", (), "", Habits(held=("bare",), counted=("bare",)), "answer_missing"),
        ("天是蓝的。×", (), "", Habits(held=("bare",), counted=("bare",)), "true_false B"),
        ("（×）天是绿的。", (), "", Habits(held=("head",), counted=("head",)), "true_false B"),
        ("首都是（ B ）。", FOUR, "A", INLINE, "answers_differ"),
        ("首都是（ B ）。", FOUR, "B", INLINE, "single B"),
        ("天是蓝的。（√）", (), "错", INLINE, "answers_differ"),
        ("天是绿的。（✅）", (), "错", Habits(), "answers_differ"),
        ("天是绿的。（✖）", (), "对", Habits(), "answers_differ"),
        ("如图所示，该标志是（ ）", FOUR, "A", Habits(), "picture_lost"),
        ("该标志（如图）是（ ）", FOUR, "A", Habits(), "picture_lost"),
        ("[图片]该标志是（ ）", FOUR, "A", Habits(), "picture_lost"),
        ("绘制蓝图，要（ ）", FOUR, "A", Habits(), "single A"),
        ("试图（ ）", FOUR, "A", Habits(), "single A"),
        ("关于甲类（A）的说法正确的是", FOUR, "B", INLINE, "single B"),
        ("下列正确的是（A）", FOUR, "B", Habits(), "answers_differ"),
        ("消防电话（ B ）是", FOUR, "A", Habits(), "answers_differ"),
        ("下列正确的是（B）", FOUR, "B", Habits(), "stem_holds_key"),
        ("下列正确的是（ ）。（B）", FOUR, "B", Habits(), "stem_holds_key"),
        ("噪声不大于（ ）dB(A)。", FOUR, "B", Habits(), "single B"),
        ("下列正确的是（ ）。（A）", FOUR, "B", Habits(), "answers_differ"),
        ("下列正确的是（F）", FOUR, "B", Habits(), "single B"),
        ("月亮是方的。（√）", (), "错", Habits(), "answers_differ"),
        ("月亮是方的。（√）", TRUTHS, "B", Habits(), "answers_differ"),
        ("月亮是方的。（×）", (), "错", Habits(), "stem_holds_key"),
        ("表示错误的记号写作（×）", (), "对", Habits(), "true_false A"),
        ("合格打（√），不合格打（×）", (), "", INLINE, "answer_missing"),
        ("甲（×）乙成立（√）", (), "", INLINE, "answer_missing"),
        ("乘号写作（×）。", (), "", INLINE, "answer_missing"),
        ("最高一级是（）。-D:开除", (), "", INLINE, "options_lost"),
        ("", FOUR, "A", INLINE, "stem_missing"),
        ("甲\u202e乙（A）", FOUR, "", INLINE, "text_hostile"),
    ],
)
def test_an_answer_in_a_bracket_of_the_stem_counts_only_where_the_file_keeps_them_there(
    stem: str, options: tuple[str, ...], answer: str, habits: Habits, verdict: str
) -> None:
    draft = Draft(file="a.csv", row=2, stem=stem, options=options, answer=answer)
    assert said(judge(draft, PLAIN, habits)) == verdict


@pytest.mark.parametrize(
    ("stem", "answer", "habits", "kept"),
    [
        ("首都是（ B ）。（2分）", "", INLINE, "首都是（ ）。"),
        ("首都是【B】。", "B", INLINE, "首都是（ ）。"),
        ("关于甲类（A）的说法正确的是", "A", INLINE, "关于甲类（A）的说法正确的是"),
    ],
)
def test_a_bracket_is_emptied_only_where_it_would_give_the_answer_away(
    stem: str, answer: str, habits: Habits, kept: str
) -> None:
    found = judge(Draft(file="a.csv", row=2, kind="选择", stem=stem, options=FOUR, answer=answer), PLAIN, habits)
    assert isinstance(found, Question)
    assert found.stem == kept


@pytest.mark.parametrize(
    ("options", "answer", "verdict"),
    [
        (("甲", "乙", "丙", "丁 A.戊 B.己 C.庚"), "A", "option_holds_others"),
        (("甲", "乙", "丙D. 丁"), "A", "option_holds_others"),
        (("甲", "乙", "丙D丁"), "A", "option_holds_others"),
        (("甲", "乙", "丙(D 丁"), "A", "option_holds_others"),
        (("甲", "乙", "丙", "丁 E、戊"), "A", "option_holds_others"),
        (("甲\t乙", "丙", "丁"), "A", "option_holds_others"),
        (("B.甲", "A.乙", "C.丙"), "A", "option_letter_astray"),
        (("A.甲", "乙", "丙"), "A", "option_letter_astray"),
        (("、甲", "乙", "丙"), "A", "option_letter_astray"),
        (("甲", "乙С. 丙", "丁"), "A", "letters_not_latin"),
        (("甲", "乙我的答案：B"), "A", "option_holds_answer"),
        (("甲", "乙【答案】B"), "A", "option_holds_answer"),
        (("甲", "乙с. 丙", "丁"), "A", "letters_not_latin"),
        (("甲", "“", "”"), "A", "options_not_apart"),
        (("甲B.", "乙"), "A", "option_letter_astray"),
        (("甲B. A和BC.", "乙"), "A", "option_letter_astray"),
        (("甲", "见C.3节", "乙"), "A", "option_letter_astray"),
        (("甲", "见B.3节", "乙"), "A", "single A"),
        (("甲和乙C.", "丙"), "A", "option_letter_astray"),
        (("世界时(UTC)", "北京时"), "A", "single A"),
        (("甲和BB. AC.", "丙"), "A", "option_letter_astray"),
        (("甲", "维生素B."), "A", "single A"),
        (("甲", "以“", "西”为准"), "A", "options_not_apart"),
        (("甲", "“乙”", "（丙）"), "A", "single A"),
        (("甲“", "乙“", "丙”"), "A", "options_not_apart"),
        (("甲", "乙（√）", "丙"), "B", "option_holds_key"),
        (("甲", "乙（✅）", "丙"), "B", "option_holds_key"),
        (("甲", "乙（✖）", "丙"), "B", "option_holds_key"),
        (("甲", "乙 正确答案 A", "丙"), "B", "option_holds_answer"),
        (("~~甲~~", "乙", "丙"), "B", "struck_lost"),
        (("甲", "乙（正确答案）", "丙"), "B", "option_holds_key"),
        (("甲", "乙（正确）", "丙"), "B", "option_holds_key"),
        (("☑甲", "乙", "丙"), "A", "option_holds_key"),
        (("甲√", "乙", "丙"), "A", "option_holds_key"),
        (("A类", "Ａ类", "B类"), "A", "option_repeated"),
        (("甲 类", "甲类", "乙类"), "A", "option_repeated"),
        (("甲。", "甲", "乙"), "C", "option_repeated"),
        # What only looks like it
        (("甲型", "C语言", "D语言"), "A", "single A"),
        (("A、B都对", "维生素D", "丙", "丁"), "A", "single A"),
        (("甲", "乙", "丙", "A、B、C都对"), "D", "single D"),
        (("A类火", "B类火", "C类火", "D类火"), "A", "single A"),
        (("维生素A、维生素B", "维生素B、维生素C", "乙", "丙"), "A", "single A"),
        (("甲", "乙", "丙", "维生素E、维生素K"), "D", "single D"),
        (("C:\\Windows", "D:\\Users", "甲", "乙"), "B", "single B"),
        (("打√", "打×", "画○"), "A", "single A"),
        (("√", "×", "○"), "A", "single A"),
        (("10²", "102", "20"), "A", "single A"),
        (("mA", "MA", "A"), "mA", "single A"),
    ],
)
def test_options_that_hold_what_belongs_elsewhere_are_refused(
    options: tuple[str, ...], answer: str, verdict: str
) -> None:
    assert said(judged("单选", options, answer)) == verdict


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        (Draft(file="a", row=1, stem="A.甲　B.乙　C.丙", options=FOUR, answer="A"), "option_holds_others"),
        (
            Draft(file="a", row=1, stem="有（ ）。\nA.甲\nB.乙", options=("AB", "A", "B"), answer="AB"),
            "answer_two_ways",
        ),
        (
            Draft(file="a", row=1, stem="有（ ）。\nA.甲\nB.乙\nC.丙", options=("AB", "以上都是"), answer="B"),
            "single B",
        ),
        (Draft(file="a", row=1, stem="天是（ ）。答案：A", options=FOUR, answer="A"), "option_holds_answer"),
        (Draft(file="a", row=1, stem="[判断题]天是蓝的。", kind="单选", options=FOUR, answer="A"), "kinds_differ"),
        (Draft(file="a", row=1, stem="天是（ ）。（多选题）", kind="单选", options=FOUR, answer="A"), "kinds_differ"),
        (Draft(file="a", row=1, stem="（多选）天是（ ）。", kind="选择题", options=FOUR, answer="AB"), "multiple AB"),
        (Draft(file="a", row=1, stem="（单选）天是（ ）。", options=FOUR, answer="AB"), "single_not_one"),
        (Draft(file="a", row=1, stem="天", kind="填空", answer="60\tC"), "answer_with_tab"),
        (Draft(file="a", row=1, stem="天", kind="多选", options=FOUR, answer="A\tC"), "multiple AC"),
        (Draft(file="a", row=1, stem="天", options=FOUR, answer="A", explanation="甲错，故选B。"), "answers_differ"),
        (Draft(file="a", row=1, stem="天", options=FOUR, answer="AB", explanation="故选A、B。"), "multiple AB"),
        (Draft(file="a", row=1, stem="天", options=FOUR, answer="A", explanation="选B。"), "answers_differ"),
        (Draft(file="a", row=1, stem="天", options=FOUR, answer="A", explanation="B项符合题意。"), "answers_differ"),
        (Draft(file="a", row=1, stem="天", options=FOUR, answer="A", explanation="A项不符合题意。"), "answers_differ"),
        (Draft(file="a", row=1, stem="天", options=FOUR, answer="A", explanation="选A。"), "single A"),
        (Draft(file="a", row=1, stem="天", options=FOUR, answer="A", explanation="如果选B的人多"), "single A"),
        (Draft(file="a", row=1, stem="天蓝。", answer="错误，应为黑"), "true_false B"),
        (
            Draft(file="a", row=1, stem="天", doubt=Problem(code="text_hostile"), options=FOUR, answer="A"),
            "text_hostile",
        ),
        (Draft(file="a", row=1, stem="省会\n①甲\n②乙", answer="②"), "options_not_apart"),
        (Draft(file="a", row=1, stem="省会是（ ）", answer="甲"), "kind_unstated"),
        (Draft(file="a", row=1, stem="省会", answer="В"), "letters_not_latin"),
    ],
)
def test_what_contradicts_itself_is_refused(draft: Draft, verdict: str) -> None:
    assert said(judge(draft, PLAIN)) == verdict


@pytest.mark.parametrize(
    ("stem", "explanation", "verdict"),
    [
        ("天是（ ）", "正确答案应为B", "answers_differ"),
        ("天是（ ）", "本题选B。", "answers_differ"),
        ("天是（ ）", "参考答案B", "answers_differ"),
        ("天是（ ）", "答案选B。", "answers_differ"),
        ("天是（ ）", "因此选择B", "answers_differ"),
        ("天是（ ）", "应选B项", "answers_differ"),
        ("天是（ ）", "更正：B", "answers_differ"),
        ("天是（ ）", "勘误：答案B", "answers_differ"),
        ("天是（ ）", "B项正确", "answers_differ"),
        ("天是（ ）", "A项错误，见第一条", "answers_differ"),
        ("天是（ ）", "A项正确，B、C项错误，本题选A。", "single A"),
        ("不属于的是（ ）", "A项错误，B项正确", "single A"),
        ("天是（ ）", "不应选B，错误答案为C", "single A"),
    ],
)
def test_an_explanation_that_contradicts_the_answer_is_believed_no_more_than_it(
    stem: str, explanation: str, verdict: str
) -> None:
    draft = Draft(file="a", row=1, stem=stem, options=FOUR, answer="A", explanation=explanation)
    assert said(judge(draft, PLAIN)) == verdict


@pytest.mark.parametrize(
    ("stem", "options", "is_scored", "kept"),
    [
        ("一年的满分为（12分）", (), False, "一年的满分为（12分）"),
        ("及格线为【60分】。", (), False, "及格线为【60分】。"),
        ("天是蓝的。（2分）", (), True, "天是蓝的。"),
        ("满分是（ ）。（2分）", FOUR, False, "满分是（ ）。"),
        ("满分是（ ）（2分）。", FOUR, False, "满分是（ ）。"),
        ("满分不是（12分）", FOUR, False, "满分不是（12分）"),
    ],
)
def test_a_score_is_cut_only_where_it_can_be_nothing_else(
    stem: str,
    options: tuple[str, ...],
    is_scored: bool,  # noqa: FBT001  a row of the table
    kept: str,
) -> None:
    draft = Draft(file="a", row=1, stem=stem, options=options, answer="A" if options else "对")
    found = judge(draft, PLAIN, Habits(is_scored=is_scored))
    assert isinstance(found, Question)
    assert found.stem == kept


def test_letters_of_a_question_about_an_order_are_not_taken_for_a_set() -> None:
    assert said(judged("多选", FOUR, "CBDA", stem="施工的顺序是（ ）。")) == "answer_ordered"


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
