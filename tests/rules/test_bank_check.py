"""What a check finds in a bank whose form is right, each beside a neighbour that it must leave alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.documents.messages import say_problem
from chuangguan.errors import Problem
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Question, bank_of
from chuangguan.rules.bank_check import Law, check_bank, check_for_campaign, unchecked
from chuangguan.rules.bank_check.options import chance
from chuangguan.rules.bank_check.skeleton import pairs, skeleton
from chuangguan.rules.campaign import Quota
from chuangguan.testing import a_bank, a_campaign, a_level
from chuangguan.testing.strategies import banks

STEM = "单位与劳动者协商一致以后解除合同的，应当怎样办理手续？"
OPTIONS = ("书面通知", "口头说明", "登报公告", "不必办理")


def single(number: int = 1, **changes: Any) -> Question:
    made: dict[str, Any] = {"kind": "single", "stem": STEM, "options": OPTIONS, "answer": ("A",)}
    return Question(id=f"Q{number:05}", **{**made, **changes})


def blank(number: int = 1, **changes: Any) -> Question:
    made: dict[str, Any] = {"kind": "blank", "stem": "劳动关系自____之日起建立。", "answer": ("用工",)}
    return Question(id=f"Q{number:05}", **{**made, **changes})


def true_false(number: int, answer: str, stem: str = "") -> Question:
    return Question(
        id=f"Q{number:05}",
        kind="true_false",
        stem=stem or f"{chr(0x4E00 + number)}{chr(0x5E00 + number)}。",
        options=TRUE_FALSE_OPTIONS,
        answer=(answer,),
    )


def found(*questions: Question, laws: tuple[Law, ...] = ()) -> tuple[list[str], list[str]]:
    """Return the codes of the errors and of the warnings; each has its sentence."""
    report = check_bank(bank_of(questions), laws)
    for problem in (*report.errors, *report.warnings):
        assert "（" + problem.code not in say_problem(problem)
    return [p.code for p in report.errors], [p.code for p in report.warnings]


def only(*questions: Question, laws: tuple[Law, ...] = ()) -> Problem:
    report = check_bank(bank_of(questions), laws)
    (problem,) = (*report.errors, *report.warnings)
    return problem


# Texts


@pytest.mark.parametrize(
    ("one", "two", "is_same"),
    [
        ("《宪法》规定，", "宪法规定", True),
        ("２０１８年", "2018 年", True),
        ("工会____会员", "工会＿＿会员。", True),
        ("1.5 倍", "15倍", False),
        ("零下-5度", "零下5度", False),
        ("12:30", "1230", False),
        ("50%", "50", False),
        ("10²", "102", False),
        ("5，6", "56", True),
        ("。", "，", False),
        ("会员", "会长", False),
    ],
)
def test_texts_fold_together_unless_they_mean_another_number(one: str, two: str, *, is_same: bool) -> None:
    assert (skeleton(one) == skeleton(two)) is is_same


@given(st.text(min_size=1))
def test_a_text_never_folds_to_nothing_and_folds_once(text: str) -> None:
    assert skeleton(text)
    assert skeleton(skeleton(text)) == skeleton(text) or not skeleton(text).strip()


# Questions that stand twice


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (single(1), single(2)),
        (single(1), single(2, stem=STEM.replace("，", " ,"))),
        (single(1), single(2, options=(*OPTIONS[1:], OPTIONS[0]), answer=("D",))),
        (blank(1), blank(2, answer=("用工|上班",))),
        (true_false(1, "A", "合同应当书面订立。"), true_false(2, "A", "合同应当书面订立")),
    ],
)
def test_a_question_that_stands_twice_is_an_error(one: Question, two: Question) -> None:
    problem = only(one, two)
    assert (problem.code, problem.details) == ("question_twice", {"question": "Q00002", "other": "Q00001"})


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (single(1), single(2, answer=("B",))),
        (single(1), single(2, options=(*OPTIONS[1:], OPTIONS[0]), answer=("A",))),
        (blank(1), blank(2, answer=("签约",))),
        (true_false(1, "A", "合同应当书面订立。"), true_false(2, "B", "合同应当书面订立")),
    ],
)
def test_one_question_with_two_answers_is_an_error(one: Question, two: Question) -> None:
    assert found(one, two) == (["answers_contradict"], [])


OTHER = ("电话告知", "托人转告", "张贴通知", "当面宣布")


@pytest.mark.parametrize(
    ("stem", "options", "answer", "code"),
    [
        (STEM, (*OTHER[:3], OPTIONS[0]), "D", "stem_repeated"),
        (STEM, (*OTHER[:3], OPTIONS[0]), "A", "right_and_wrong"),
        (STEM, OTHER, "A", "stem_with_two_answers"),
        ("下列正确的是", (*OTHER[:3], OPTIONS[0]), "A", "right_and_wrong"),
    ],
)
def test_equal_stems_with_other_options_are_for_a_person_to_decide(
    stem: str, options: tuple[str, ...], answer: str, code: str
) -> None:
    assert found(single(1, stem=stem), single(2, stem=stem, options=options, answer=(answer,))) == ([], [code])


LIST = ("办公场所、印章、经费", "印章", "办公场所，经费", "会徽")


@pytest.mark.parametrize(
    ("answer", "code"), [(("B", "C", "D"), "stem_repeated"), (("B", "D"), "stem_with_two_answers")]
)
def test_an_option_that_lists_what_another_question_has_as_options_says_the_same(
    answer: tuple[str, ...], code: str
) -> None:
    several = single(2, kind="multiple", options=("会徽", "办公场所", "印章", "经费"), answer=answer)
    assert found(single(1, options=LIST, answer=("A",)), several) == ([], [code])
    assert found(single(3, options=LIST, answer=("A",)), several) == ([], [code])


def test_the_same_things_in_another_order_are_two_answers_of_single_choice() -> None:
    one, two = (
        single(number, options=(text, *OTHER[:2]), answer=("A",))
        for number, text in enumerate(("印章、经费", "经费、印章"), start=1)
    )
    assert found(one, two) == ([], ["stem_with_two_answers"])


def test_a_stem_that_leaves_the_asking_to_its_options_may_stand_often() -> None:
    short = [single(1, stem="下列正确的是"), single(2, stem="下列正确的是", options=OTHER)]
    assert found(*short) == ([], [])
    many = [single(number, options=tuple(f"{text}{number}" for text in OTHER)) for number in range(1, 4)]
    assert found(*many) == ([], [])


def test_a_question_is_named_once_for_the_worst_that_is_wrong_with_it() -> None:
    assert found(single(1), single(2, options=OTHER), single(3)) == (["question_twice"], [])
    assert found(single(1), single(2), single(3)) == (["question_twice", "question_twice"], [])


# Nearly twice


def test_a_question_with_a_word_changed_is_nearly_another() -> None:
    problem = only(single(1), single(2, stem=STEM.replace("应当", "应该")))
    assert problem.code == "question_alike"
    assert problem.details == {"question": "Q00002", "other": "Q00001", "per_cent": 89}


def test_a_question_of_which_a_fifth_differs_is_another() -> None:
    assert found(single(1), single(2, stem=STEM.replace("单位与劳动者", "甲乙双方"))) == ([], [])


def likeness_by_hand(bank: Bank) -> dict[str, dict[str, int]]:
    """Return for each question the earlier ones that are like it enough, every two compared."""
    profiles = []
    for q in bank.questions:
        texts = [q.stem, *(q.options if q.kind != "true_false" else ())]
        profiles.append((q.id, skeleton(q.stem), frozenset().union(*(pairs(skeleton(text)) for text in texts))))
    found: dict[str, dict[str, int]] = {}
    for index, (name, stem, mine) in enumerate(profiles):
        for other, text, theirs in profiles[:index]:
            per_cent = 100 * len(mine & theirs) // len(mine | theirs)
            if per_cent >= 80 and text != stem:
                found.setdefault(name, {})[other] = per_cent
    return found


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text("甲乙丙丁", min_size=1, max_size=9), min_size=1, max_size=12).map(
        lambda stems: bank_of(true_false(number, "A", stem) for number, stem in enumerate(stems))
    )
    | banks(max_size=12)
)
def test_the_index_finds_what_comparing_every_two_finds(bank: Bank) -> None:
    named = [p.details for p in check_bank(bank).warnings if p.code == "question_alike"]
    by_hand = likeness_by_hand(bank)
    assert [item["question"] for item in named] == list(by_hand)
    for item in named:
        assert by_hand[str(item["question"])][str(item["other"])] == item["per_cent"]


@settings(deadline=None, max_examples=60)
@given(banks(max_size=8))
def test_a_bank_beside_itself_is_repeated_question_by_question(bank: Bank) -> None:
    twin = [
        Question(**{name: getattr(q, name) for name in q.__struct_fields__} | {"id": f"{q.id}~"})
        for q in bank.questions
    ]
    report = check_bank(bank_of([*bank.questions, *twin]))
    named = {
        str(p.details["question"]).rstrip("~")
        for p in report.errors
        if p.code in {"question_twice", "answers_contradict"}
    }
    assert named == {q.id for q in bank.questions}


# Options


@pytest.mark.parametrize(
    "text",
    [
        "以上都对", "以上均是", "以上全部", "以上都不是", "以上", "上述各项", "以上选项均正确",
        "以上三项", "以上答案均不正确。", "A和B", "A、B", "A，B都对", "AB", "ABC都对", "选项A正确", "A、C两项",
    ],
)  # fmt: skip
def test_an_option_that_names_others_needs_a_fixed_order(text: str) -> None:
    question = single(options=(*OPTIONS[:3], text))
    assert only(question).code == "option_names_others"
    assert (only(question).column, only(question).details) == ("D", {"question": "Q00001"})
    assert found(single(options=(*OPTIONS[:3], text), option_order_fixed=True)) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "县级以上人民政府",
        "以上一年度工资为准",
        "60分以上",
        "A股",
        "AB型血",
        "ABCD",
        "D级",
        "ABB公司",
        "都对",
        "上述人民法院",
    ],
)
def test_an_option_that_only_sounds_so_is_left_alone(text: str) -> None:
    assert found(single(options=(*OPTIONS[:3], text))) == ([], [])


def test_beside_blood_groups_ab_names_no_others() -> None:
    assert found(single(options=("A", "B", "O", "AB"))) == ([], [])


def test_options_that_differ_in_punctuation_only_are_doubted() -> None:
    problem = only(single(options=("书面", "口头", "「书面」", "登报")))
    assert (problem.code, problem.column, problem.details) == (
        "option_alike",
        "C",
        {"question": "Q00001", "first": "A"},
    )
    assert found(single(options=("1.5", "15", "-15", "15%"))) == ([], [])


def of_letters(letters: str, **changes: Any) -> list[Question]:
    stems = [f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}{chr(0x6C00 + n)}" for n in range(len(letters))]
    return [
        single(
            n,
            stem=stems[n],
            options=tuple(f"{stems[n][::-1]}{letter}" for letter in LETTERS[:4]),
            answer=(letter,),
            **changes,
        )
        for n, letter in enumerate(letters)
    ]


def test_positions_far_from_even_are_told_with_their_counts() -> None:
    problem = only(*of_letters("A" * 24 + "B" * 6 + "C" * 6 + "D" * 4))
    assert (problem.code, problem.details["counts"]) == ("positions_uneven", "A 24、B 6、C 6、D 4")


@pytest.mark.parametrize("letters", ["ABCD" * 10, "A" * 16 + "B" * 8 + "C" * 8 + "D" * 8, "A" * 19])
def test_positions_as_chance_makes_them_are_left_alone(letters: str) -> None:
    assert found(*of_letters(letters)) == ([], [])


def test_true_and_false_far_from_even_are_told() -> None:
    uneven = only(*(true_false(number, "A" if number else "B") for number in range(16)))
    assert (uneven.code, uneven.details["counts"]) == ("true_false_uneven", "对 15、错 1")
    assert found(*(true_false(number, "AB"[number % 2]) for number in range(16))) == ([], [])


@pytest.mark.parametrize(
    ("counts", "p"),
    [
        ([44, 56], 0.23014),
        ([10, 20, 30], 0.00674),
        ([10, 10, 10, 10], 1.0),
        ([24, 6, 6, 4], 0.00001),
        ([9, 1, 4, 6, 5], 0.14684),
    ],
)
def test_chance_is_the_tail_of_chi_square(counts: list[int], p: float) -> None:
    assert round(chance(counts), 5) == p


def test_the_longest_option_that_is_nearly_always_right_is_told() -> None:
    def asked(number: int, *, is_long: bool) -> Question:
        (question,) = of_letters("ABCD"[number % 4])
        options = [f"{chr(0x7000 + number)}{letter}" for letter in "甲乙丙丁"]
        options[number % 4] += "，并且写明理由" * is_long
        stem = f"{chr(0x4E00 + number)}{chr(0x5E00 + number)}"
        return single(number, stem=stem, options=tuple(options), answer=question.answer)

    assert only(*(asked(n, is_long=n % 4 > 0) for n in range(16))).details == {"right": 12, "questions": 16}
    assert found(*(asked(n, is_long=n % 4 > 0 and n != 1) for n in range(16))) == ([], [])
    assert found(*(asked(n, is_long=True) for n in range(15))) == ([], [])


# Stems that tell


@pytest.mark.parametrize(
    "question",
    [
        single(stem="用人单位书面通知以后，应当怎样通知劳动者？"),
        blank(stem="检察院是行使____权的检察机关。", answer=("检察",)),
        single(kind="multiple", stem="书面通知和口头说明以后怎样办？", answer=("A", "B")),
    ],
)
def test_a_stem_that_holds_its_answer_tells_it(question: Question) -> None:
    assert found(question) == ([], ["stem_tells_answer"])


@pytest.mark.parametrize(
    "question",
    [
        single(stem="书面通知和口头说明，用哪一种？"),
        single(stem="用人单位书面通知谁？", options=("通知", "说明", "公告", "不办")),
        blank(stem="一年有____个月。一年。", answer=("一",)),
        single(kind="multiple", stem="书面通知以后怎样办？", answer=("A", "B")),
    ],
)
def test_a_stem_that_holds_a_wrong_option_or_a_common_word_tells_nothing(question: Question) -> None:
    assert found(question) == ([], [])


TELLS = blank(2, stem="单位与劳动者协商一致以后解除合同的，书面通知之后还要____。", answer=("登记",))


def test_in_a_small_bank_the_stem_of_another_question_may_tell() -> None:
    problem = only(single(1), TELLS)
    assert problem.details == {"question": "Q00001", "other": "Q00002", "text": "书面通知"}
    # The same words about something else tell nothing, nor does a stem that is rarely drawn together with this one.
    assert found(single(1), blank(2, stem="会员书面通知会长之后还要____。", answer=("登记",))) == ([], [])
    many = [true_false(number, "AB"[number % 2]) for number in range(3, 62)]
    assert found(single(1), TELLS, *many) == ([], [])


# Laws


LAWS = (
    Law(name="国旗法", in_force="2020年10月17日修正", checked_on=""),
    Law(name="宪法", in_force="2018", checked_on="2025-11-01"),
)


@pytest.mark.parametrize("source", ["国旗法-2009 第五条", "宪法-2018 第一条；《国旗法》-2009 第五条", "国旗法 - 2009"])
def test_a_source_whose_law_has_changed_is_named(source: str) -> None:
    problem = only(single(source=source), laws=LAWS)
    assert (problem.code, problem.details["law"], problem.details["used"]) == ("law_changed", "国旗法", "2009")


def test_sources_that_cannot_be_compared_are_counted_law_by_law() -> None:
    told = check_bank(
        bank_of([blank(1, source="工会法-2021 第二条"), single(2, source="国旗法 第五条；宪法第一条")]), LAWS
    ).warnings
    assert [(p.code, p.details["law"], p.details["questions"]) for p in told] == [
        ("law_without_version", "国旗法", 1),
        ("law_without_version", "宪法", 1),
        ("law_not_listed", "工会法", 1),
    ]


@pytest.mark.parametrize("source", ["国旗法-2020 第五条", "", "内部资料", "某法-20201 号"])
def test_a_source_in_force_or_of_another_form_is_left_alone(source: str) -> None:
    assert found(single(source=source), laws=LAWS) == ([], [])


def test_without_a_table_no_source_is_judged() -> None:
    assert found(single(source="国旗法-1990 第五条")) == ([], [])


def test_a_law_that_nobody_has_looked_up_is_named_where_a_bank_rests_on_it() -> None:
    assert unchecked(bank_of([single(source="国旗法-2020 第五条；宪法-2018 第一条")]), LAWS) == ("国旗法",)
    assert unchecked(bank_of([single(source="宪法-2018 第一条")]), LAWS) == ()


# Campaigns


def for_campaign(bank: Bank, *names: str, **changes: Any) -> list[Problem]:
    levels = (
        a_level(1, bank="甲"),
        a_level(2, bank="甲", quotas=(Quota(n=12),)),
        a_level(3, bank="乙", quotas=(Quota(n=99),)),
    )
    report = check_for_campaign(bank, a_campaign(levels=levels, **changes), names)
    return [*report.errors, *report.warnings]


def test_every_level_that_uses_a_bank_is_asked_whether_it_suffices() -> None:
    (problem,) = for_campaign(a_bank(10), "甲")
    assert problem.details == {"level": 2, "quota": 1, "wanted": 12, "available": 10}
    assert for_campaign(a_bank(12), "甲") == []


def test_questions_that_are_not_released_are_errors_where_the_campaign_asks_for_it() -> None:
    bank = bank_of([single(1, is_released=True), *a_bank(12, is_released=True).questions, single(2)])
    assert [p.details for p in for_campaign(bank, "甲", release="two_persons")] == [{"question": "Q00002"}]
    assert for_campaign(bank, "甲") == []
