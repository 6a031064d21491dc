import pytest

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.habits import Habits, habits_of, index_base_of, without_numbers
from chuangguan.formats.bank_import.words import Reading

FOUR = ("甲", "乙", "丙", "丁")


def drafts(*stems: str, options: tuple[str, ...] = (), answer: str = "") -> list[Draft]:
    return [Draft(file="a", row=row, stem=stem, options=options, answer=answer) for row, stem in enumerate(stems, 1)]


def habits(*found: Draft) -> Habits:
    return habits_of(found, Reading())


@pytest.mark.parametrize(
    ("stems", "kept"),
    [
        (("1.甲", "2.乙", "3.丙"), ["甲", "乙", "丙"]),
        (("1、甲", "2、乙", "3、丙"), ["甲", "乙", "丙"]),
        (("（1）甲", "（2）乙", "（3）丙"), ["甲", "乙", "丙"]),
        (("第1题：甲", "第2题：乙", "第3题：丙"), ["甲", "乙", "丙"]),
        (("1\t甲", "2\t乙", "3\t丙"), ["甲", "乙", "丙"]),
        (("1.甲", "2.2：1绕法", "3.丙"), ["甲", "2：1绕法", "丙"]),
        (("1.甲", "2.2018年", "2.乙", "3.丙"), ["甲", "2018年", "乙", "丙"]),
        (("1.甲", "2.2、乙", "3.丙"), ["甲", "乙", "丙"]),
        (("1.甲", "(1题重复). 乙", "2.丙", "3.丁", "4.戊"), ["甲", "乙", "丙", "丁", "戊"]),
        (("1.甲", "2.乙", "3.丙", "4.丁", "（2021）戊"), ["甲", "乙", "丙", "丁", "（2021）戊"]),
        # No number, or none that can be told from the text
        (("3.是质数。",), ["3.是质数。"]),
        (("3.是质数。", "乙", "丙"), ["3.是质数。", "乙", "丙"]),
        (("1978年", "1979年", "1980年"), ["1978年", "1979年", "1980年"]),
        (("5.甲", "9.乙", "2.丙"), ["5.甲", "9.乙", "2.丙"]),
        (("1.", "2.", "3."), ["1.", "2.", "3."]),
    ],
)
def test_numbers_are_cut_only_where_the_file_numbers_its_stems(stems: tuple[str, ...], kept: list[str]) -> None:
    assert [draft.stem for draft in without_numbers(drafts(*stems))] == kept


def test_a_figure_that_does_not_count_on_with_its_neighbours_is_a_doubt() -> None:
    found = without_numbers(drafts("1.甲", "2.乙", "3.丙", "9.5米", "4.丁", "5.戊"))
    assert [draft.doubt.code if draft.doubt else "" for draft in found] == ["", "", "", "stem_number_unclear", "", ""]


def test_answers_in_stems_count_where_none_stand_elsewhere() -> None:
    held = drafts("在（A）。", "有（B）。", options=FOUR)
    assert (habits(*held).held, habits(*held).counted) == (("letters",), ("letters",))
    statements = drafts("天蓝。（√）", "天绿。（×）")
    assert habits(*held, *statements).counted == ("letters", "end")


@pytest.mark.parametrize(
    ("others", "counted"),
    [
        (drafts("在（ ）。", options=FOUR, answer="A"), ()),
        (drafts("天蓝。", answer="对"), ("letters",)),
        (drafts("首都", answer="甲"), ()),
    ],
)
def test_answers_in_stems_do_not_count_beside_others_of_their_sort(
    others: list[Draft], counted: tuple[str, ...]
) -> None:
    held = drafts("在（A）。", "有（B）。", "是（C）。", options=FOUR)
    assert habits(*held, *others).counted == counted
    assert habits(*held[:1], *others).counted == ()


def test_what_few_stems_hold_is_no_habit() -> None:
    few = [*drafts("甲（A）好", options=FOUR, answer="B"), *drafts("乙", "丙", "丁", options=FOUR, answer="B")]
    assert habits(*few).held == ()
    assert habits(*few[:1]).held == ("letters",)


def test_scores_are_a_habit_where_most_stems_end_with_one() -> None:
    assert habits(*drafts("甲。（2分）", "乙。（2分）", "丙")).is_scored
    assert not habits(*drafts("甲。（2分）", "乙", "丙")).is_scored


@pytest.mark.parametrize(
    ("answers", "base"),
    [
        ("0130201", 0),
        ("1344214", 1),
        ("0123", None),
        ("1234", None),
        ("0001444", None),
        ("444A", None),
        ("1122", None),
        ("9", None),
        ("", None),
    ],
)
def test_an_index_counts_from_where_several_answers_show_it(answers: str, base: int | None) -> None:
    assert index_base_of([draft for answer in answers for draft in drafts("题", options=FOUR, answer=answer)]) == base


def test_figures_that_say_right_or_wrong_are_no_index() -> None:
    statements = drafts("甲", "乙", "丙", "丁", options=("对", "错"), answer="0")
    assert index_base_of(statements) is None


def test_answers_quote_where_some_are_words_of_options_and_none_is_only_a_number() -> None:
    word, figure, place = (drafts("甲是", options=("2", "3", "乙"), answer=answer) for answer in ("乙", "2", "1"))
    assert habits(*word, *figure).quotes
    assert not habits(*figure).quotes
    assert not habits(*word, *place).quotes
