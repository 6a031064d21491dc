import pytest

from chuangguan.formats.draft_texts import clean, clean_stem, difficulty_of
from chuangguan.formats.option_cells import split_inline, split_options, without_letters


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("A:甲\nB:乙\nC:丙", ("甲", "乙", "丙")),
        ("**A.甲**B.乙", ("甲", "乙")),
        ("**A:甲**B乙**C、丙", ("甲", "乙", "丙")),
        ("A.甲##B.乙##", ("甲", "乙")),
        ("A.甲##B.乙\n", ("甲", "乙")),
        ("**Ａ．甲**Ｂ．乙", ("甲", "乙")),
        ("A:甲***B:乙", ("甲", "乙")),
        ("A、甲 B、乙 C、丙", ("甲", "乙", "丙")),
        ("A 甲 B 乙", ("甲", "乙")),
        ("（A）甲（B）乙", ("甲", "乙")),
        ("A.60％B.70％##C.80％", ("60％", "70％", "80％")),
        ("**A.1:2**B.1:4", ("1:2", "1:4")),
        ("**A.0.5MΩ**B.1MΩ", ("0.5MΩ", "1MΩ")),
        ("甲|乙|丙", ("甲", "乙", "丙")),
        ("甲；乙；丙", ("甲", "乙", "丙")),
        ("甲\n乙", ("甲", "乙")),
        ("**A.甲；乙**B.丙", ("甲；乙", "丙")),
        # Where an option ends cannot be told
        ("**A.甲**B.乙**D.丙", None),
        ("**A.R**B.L**C.I**D.**C", None),
        ("**B.甲**A.乙", None),
        ("A.甲##乙##丙", None),
        ("A.甲##B.乙##C.丙D.丁", ("甲", "乙", "丙", "丁")),
        ("A.甲##B.乙##C.5mD.6m", None),
        ("**A.20**A**B.30**A", None),
        ("A.", None),
        ("", None),
        ("甲", None),
        ("||", None),
    ],
)
def test_options_of_one_cell_are_told_apart_or_not_at_all(text: str, options: tuple[str, ...] | None) -> None:
    assert split_options(text) == options


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("正确的是（ ）。A.甲 B.乙", ("正确的是（ ）。", ("甲", "乙"))),
        ("正确的是\nA. 甲\nB. 乙\nC. 丙", ("正确的是", ("甲", "乙", "丙"))),
        ("维生素A、B、C", None),
        ("血型A、B、O中", None),
        ("先A.甲 B.乙 再A.丙", None),
        ("没有选项", None),
    ],
)
def test_options_in_a_stem_are_told_apart_or_not_at_all(text: str, found: object) -> None:
    assert split_inline(text) == found


def test_letters_go_only_where_every_option_has_its_own() -> None:
    assert without_letters(["A、甲", "B、乙"]) == ("甲", "乙")
    assert without_letters(["A、甲", "乙"]) == ("A、甲", "乙")
    assert without_letters(["B、甲", "A、乙"]) == ("B、甲", "A、乙")


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("1.题", "题"),
        ("12、题", "题"),
        ("（3）题", "题"),
        ("第4题：题", "题"),
        ("12\t题", "题"),
        ("1.5米高的是", "1.5米高的是"),
        ("3、4月份的是", "3、4月份的是"),
        ("1978年的是", "1978年的是"),
        ("2018.10.1是", "2018.10.1是"),
        ("1. (单选题, 1分)题", "题"),
        ("【多选】题", "题"),
        ("题（2分）", "题"),
        ("题（本题2分）。", "题。"),
        ("题（出题：某单位 推荐：某人）", "题"),
        ("题(正确答案个数：3个)", "题"),
        ("与\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0无关", "与____无关"),
        ("甲\u3000乙", "甲\u3000乙"),
        ("甲\t乙", "甲 乙"),
        ("天是蓝的。来源：某书（某社2018年版）", "天是蓝的。"),
        ("下列来源：甲、乙", "下列来源：甲、乙"),
        ("甲\u200b乙\ufeff", "甲乙"),
        ("7", "7"),
    ],
)
def test_a_stem_loses_number_score_and_source(text: str, stem: str) -> None:
    assert clean_stem(text, bare=True).stem == stem


def test_a_text_keeps_its_line_feeds_but_no_other_control() -> None:
    assert clean(" 甲\r\n 乙_x000D_\t") == "甲\n乙"


def test_a_difficulty_is_a_number_or_a_usual_word() -> None:
    assert [difficulty_of(text) for text in ("3", "易", "困难", "★★", "0.7", "6", "")] == [3, 1, 5, 2, 0, 0, 0]
