import pytest

from chuangguan.formats.bank_import.judging.stems import clean_stem, held_in


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("(单选题, 1分)题", "题"),
        ("【多选】题", "题"),
        ("题（多选题）", "题"),
        ("题是（ ）（2分）", "题是（ ）"),
        ("题（本题2分）。", "题。"),
        ("题（出题：某单位 推荐：某人）", "题"),
        ("题(正确答案个数：3个)", "题"),
        ("与\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0无关", "与____无关"),
        ("与      有关", "与____有关"),
        ("第一段。\n      第二段      完。", "第一段。\n第二段____完。"),
        ("第一段。_x000D_\n\u3000\u3000\u3000\u3000第二段。", "第一段。\n第二段。"),
        ("甲\u3000乙", "甲\u3000乙"),
        ("甲\t乙", "甲 乙"),
        ("天是蓝的。来源：某书（某社2018年版）", "天是蓝的。"),
        ("下列来源：甲、乙", "下列来源：甲、乙"),
        ("首都是（ ）（来源：甲书）", "首都是（ ）"),
        ("根据（来源：甲）的规定，首都是（ ）", "根据（来源：甲）的规定，首都是（ ）"),
        ("在（难度：高）的比赛中，冠军是（ ）", "在（难度：高）的比赛中，冠军是（ ）"),
        ("能量（ATP）来源：（ ）的分解", "能量（ATP）来源：（ ）的分解"),
        ("首都是哪里？来源：（ ）", "首都是哪里？来源：（ ）"),
        ("甲\u200b乙\ufeff", "甲乙"),
        ("1.5米高的是", "1.5米高的是"),
        ("（2021）某某第1号", "（2021）某某第1号"),
        ("法官作出（判断）", "法官作出（判断）"),
        ("满分为（12分）", "满分为（12分）"),
        ("7", "7"),
    ],
)
def test_a_stem_loses_kind_score_and_source_and_nothing_else(text: str, stem: str) -> None:
    assert clean_stem(text, cuts_score=True).stem == stem


def test_a_gap_beside_the_empty_bracket_of_a_choice_is_no_blank() -> None:
    assert clean_stem("下列       对的是（ ）", cuts_score=True, has_options=True).stem == "下列 对的是（ ）"
    assert clean_stem("每次(       )。", cuts_score=True, has_options=True).stem == "每次( )。"
    assert clean_stem("下列       对", cuts_score=True, has_options=True).stem == "下列____对"
    assert clean_stem("（ ）和       ", cuts_score=True).stem == "（ ）和"
    assert clean_stem("（ ）和       。", cuts_score=True).stem == "（ ）和____。"


def test_a_score_stays_where_neither_file_nor_sentence_says_that_it_is_one() -> None:
    assert clean_stem("天是蓝的。（2分）", cuts_score=False).stem == "天是蓝的。（2分）"
    assert clean_stem("天是蓝的。（2分）", cuts_score=False, is_scored=True).stem == "天是蓝的。"


@pytest.mark.parametrize(
    ("stem", "has_options", "held"),
    [
        ("在（ B ）。", True, ("letters", "B")),
        ("（Ａ）是第一", True, ("letters", "Ａ")),
        ("有【A、C】", True, ("letters", "A、C")),
        ("甲（A）是（ ）。", True, None),
        ("甲（A）和乙（B）", True, None),
        ("甲（BA）好", True, None),
        ("甲（A）的说法，错的是", True, None),
        ("甲（A）对吗？", True, None),
        ("天蓝。（√）", True, None),
        ("天蓝。（√）", False, ("end", "√")),
        ("天蓝（错误）。", False, ("end", "错误")),
        ("（×）天绿。", False, ("head", "×")),
        ("天蓝。√", False, ("bare", "√")),
        ("打√", False, None),
        ("走（对）的路", False, None),
        ("天蓝____（√）", False, None),
    ],
)
def test_a_bracket_holds_an_answer_only_where_the_sentence_leaves_room_for_one(
    stem: str,
    has_options: bool,  # noqa: FBT001  a row of the table
    held: tuple[str, str] | None,
) -> None:
    found = held_in(stem, has_options=has_options)
    assert (found and (found.place, found.answer)) == held
