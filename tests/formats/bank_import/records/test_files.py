import json
from pathlib import Path
from typing import Any

import pytest

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.habits import habits_of, index_base_of
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.records.files import drafts_of_json
from chuangguan.formats.bank_import.words import Reading
from chuangguan.formats.json_files import read_json
from chuangguan.rules.bank import Question

LETTERED = {"A": "蓝", "B": "红"}


def records(tmp_path: Path, value: Any, name: str = "a.json") -> list[Draft]:
    path = tmp_path / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return drafts_of_json(str(path), read_json(path), BankMapping())


def said(draft: Draft) -> str:
    found = judge(draft, Reading())
    if isinstance(found, Question):
        return f"{found.kind} {found.stem} {'/'.join(found.options)} {''.join(found.answer)}"
    return found.code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"question": "天是", "type": "single", "options": LETTERED, "answer": "A"}], "single 天是 蓝/红 A"),
        ([{"题干": "天是", "题型": "单选", "选项": LETTERED, "答案": "A"}], "single 天是 蓝/红 A"),
        ([{"question": "天是", "A": "蓝", "B": "红", "answer": "b"}], "single 天是 蓝/红 B"),
        ([{"question": "天是", "options": ["A. 蓝", "B. 红"], "answer": "A"}], "single 天是 蓝/红 A"),
        ([{"question": "天是", "options": ["蓝", "红"], "answer": "蓝"}], "single 天是 蓝/红 A"),
        ([{"question": "天是", "options": "A.蓝\nB.红", "answer": "A"}], "single 天是 蓝/红 A"),
        (
            {"questions": [{"question": "天是", "type": "多选题", "right_answer": "AB",
                            "options": [{"letter": "A", "content": "蓝"}, {"letter": "B", "content": "红"}]}]},
            "multiple 天是 蓝/红 AB",
        ),
        ({"type": "true_false", "questions": [{"question": "天蓝", "answer": "对"}]}, "true_false 天蓝 对/错 A"),
        ({"type": "true_false", "questions": [{"question": "天蓝", "answer": False}]}, "true_false 天蓝 对/错 B"),
        ({"判断题": [{"题目": "天蓝", "答案": "错"}]}, "true_false 天蓝 对/错 B"),
        ({"data": {"list": [{"题目": "天蓝", "题型": "判断", "答案": "错"}]}}, "true_false 天蓝 对/错 B"),
        ([{"question": "天是", "type": "multi", "options": LETTERED, "answer": ["A", "B"]}], "multiple 天是 蓝/红 AB"),
        ([{"question": "天是", "type": "multi", "options": LETTERED, "answer": ["红", "蓝"]}],
         "multiple 天是 蓝/红 AB"),
        ({"天是|蓝|红": "红"}, "single 天是 蓝/红 B"),
        ({"案例中天是|蓝|红": "红"}, "single 案例中天是 蓝/红 B"),
        ([{"question": "天是", "options": {"B": "红", "A": "蓝"}, "answer": "A"}], "single 天是 蓝/红 A"),
        ([{"question": "天是", "options": {"A": "蓝", "C": "红"}, "answer": "A"}], "option_gap"),
        ([{"question": "天是", "options": LETTERED, "answer": 1}], "answer_index_unstated"),
        ([{"question": "天是", "answer": "A"}], "letters_without_options"),
        ([{"question": "谁写的？", "type": "essay", "answer": "某人"}], "kind_skipped"),
        (["一句话"], "stem_missing"),
    ],
)  # fmt: skip
def test_every_schema_gives_the_same_question(tmp_path: Path, value: Any, expected: str) -> None:
    assert [said(draft) for draft in records(tmp_path, value)] == [expected]


def asked(**more: Any) -> list[dict[str, Any]]:
    return [{"question": "天是", "type": "单选", **more}]


LABELLED = [{"label": "B", "text": "红"}, {"label": "A", "text": "蓝"}]
BLUE = "single 天是 蓝/红 A"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # Keys with numbers of their own
        (asked(option0="蓝", option1="红", answer="A"), BLUE),
        (asked(option1="蓝", option2="红", answer="A"), BLUE),
        (asked(option_1="蓝", option_2="红", answer="蓝"), BLUE),
        (asked(option1="蓝", option2="红", answer=1), "answer_index_unstated"),
        (asked(option2="红", option3="蓝", answer="A"), "option_gap"),
        (asked(option0="", option1="蓝", option2="红", answer="A"), "option_gap"),
        (asked(optionA="蓝", option2="红", answer="A"), "options_unread"),
        (asked(optionA="蓝", optionB="红", optionOther="绿", answer="A"), "options_unread"),
        (asked(A="蓝", B="红", 其他="绿", answer="A"), "options_unread"),
        (asked(A="蓝", a="绿", B="红", answer="A"), "options_unread"),
        (asked(options={"0": "蓝", "1": "红"}, answer="A"), BLUE),
        # Letters of their own that are out of order or not all there
        (asked(options=["B. 红", "A. 蓝"], answer="A"), "option_letters_differ"),
        (asked(options=["A. 蓝", "B. 红", "D. 绿"], answer="C"), "option_letters_differ"),
        (asked(options=["蓝", "B. 红"], answer="A"), "option_letters_differ"),
        (asked(options=["A. 蓝", "B. 红", "C."], answer="A"), "option_empty"),
        (asked(options=["A", "B", "C"], answer="A"), "option_empty"),
        (asked(options=["A. 蓝", "B 红"], answer="A"), "option_letters_differ"),
        (asked(options={"A": "B. 红", "B": "A. 蓝"}, answer="A"), "option_letters_differ"),
        (asked(options={"A": "A. 蓝", "B": "B. 红"}, answer="A"), BLUE),
        (asked(options=["蓝", "红", "A、B都对"], answer="A"), "single 天是 蓝/红/A、B都对 A"),
        # Labels out of order say which option a letter or a text means, but not which one a number does
        (asked(options=LABELLED, answer="A"), BLUE),
        (asked(options=LABELLED, answer="蓝"), BLUE),
        (asked(options=LABELLED, answer=1), "answer_index_reordered"),
        (asked(options={"B": "红", "A": "蓝"}, answer="1"), "answer_index_reordered"),
        (asked(options=[*LABELLED, LABELLED[0]], answer="A"), "options_unread"),
        (asked(options=[{"value": "A", "label": "蓝"}, {"value": "B", "label": "红"}], answer="A"), BLUE),
        (asked(options=[{"id": 1, "name": "蓝"}, {"id": 2, "name": "红"}], answer="A"), BLUE),
        (asked(options=[{"id": 2, "text": "红"}, {"id": 1, "text": "蓝"}], answer=1), "answer_index_reordered"),
        (asked(options=[{"text": "蓝", "content": "绿"}, {"text": "红", "content": "黄"}], answer="A"),
         "options_unread"),
        # What is no text is never dropped
        (asked(options=["蓝", "红", {"text": "绿"}], answer="A"), "options_unread"),
        (asked(options=[{"text": "蓝"}, {"text": "红"}, {"html": "绿"}], answer="A"), "options_unread"),
        (asked(options=[{"text": "蓝"}, {"text": {"value": "红"}}], answer="A"), "options_unread"),
        (asked(options=[{"text": "蓝"}, {"text": "红", "image": "a.png"}], answer="A"), "picture_lost"),
        (asked(options=["蓝", "红"], answer="A", image="a.png"), "picture_lost"),
        (asked(options=["蓝", "红"], answer="A", image=""), BLUE),
        (asked(options=["蓝", "红"], answer="A", 材料="有人说天是红的。"), "material_lost"),
        (asked(options=["蓝", "红"], answer="A", extra_options=["绿"]), "options_unread"),
        (asked(options=["蓝", "红"], answer="A", is_deleted=True), "question_withdrawn"),
        (asked(options=["蓝", "红"], answer="A", is_deleted=False), BLUE),
        (asked(options=["蓝", "红"], answer="A", 状态="作废"), "question_withdrawn"),
        (asked(options=["蓝", "红"], answer="A", status="active"), BLUE),
        (asked(options=["蓝", "红"], answer="A", 备注="答案为B"), "answers_differ"),
        (asked(options=["蓝", "红"], answer="A", 备注="答案为A"), BLUE),
        (asked(options=["蓝", "红"], answer="A", 是否有效="否"), "question_withdrawn"),
        (asked(options=["蓝", "红"], answer="A", **{"图片(可选)": "a.png"}), "picture_lost"),
        (asked(options=["蓝", "红"], answer="A", 案例背景="有人说天是红的。"), "material_lost"),
        # Several options
        (asked(options=["蓝", "红"], A="蓝", B="红", answer="A"), BLUE),
        (asked(options=["蓝", "红"], A="红", B="蓝", answer="A"), "keys_differ"),
        (asked(options=["蓝", "红"], 选项=["红", "蓝"], answer="A"), "keys_differ"),
        # Several answers
        (asked(options=["蓝", "红"], answer="A", correct_answer="B"), "answer_keys_differ"),
        (asked(options=["蓝", "红"], answer="A", correct_answer="蓝"), BLUE),
        (asked(options=["蓝", "红"], answer="A", correct_answer="黄"), "answer_keys_differ"),
        (asked(options=["蓝", "红"], answer="A", 新答案="B"), "answer_keys_differ"),
        (asked(options=["蓝", "红"], answer="A", answer_text="红"), "answer_keys_differ"),
        (asked(options=["蓝", "红"], answer="A", answer_text="蓝", my_answer="B", correct_rate=0.4), BLUE),
        (asked(options=["蓝", "红", "绿"], answer="A", correct_index=0), "single 天是 蓝/红/绿 A"),
        (asked(options=["蓝", "红", "绿"], answer="A", correct_index=2), "answer_keys_differ"),
        (asked(key="B", options=["蓝", "红"], answer="A"), "answer_keys_differ"),
        (asked(key="q-17", options=["蓝", "红"], answer="A"), BLUE),
        (asked(key=2, options=["蓝", "红"], answer="A"), BLUE),
        (asked(key="A", options=["蓝", "红"]), BLUE),
        (asked(options=["蓝", "红"], answer={"A": True}), "answer_unread"),
        # Options that are marked as right
        (asked(options=[{"text": "蓝", "is_correct": True}, {"text": "红", "is_correct": False}]), BLUE),
        (asked(options=[{"text": "蓝", "isCorrect": 1}, {"text": "红", "isCorrect": 0}], answer="A"), BLUE),
        (asked(options=[{"text": "蓝", "correct": True}, {"text": "红"}], answer="B"), "answer_keys_differ"),
        (asked(options=[{"text": "蓝", "correct": False}, {"text": "红", "correct": False}], answer="A"),
         "answer_keys_differ"),
        (asked(options=[{"text": "蓝", "correct": "?"}, {"text": "红", "correct": 0}], answer="A"), "options_unread"),
        # Several texts that may be the stem
        ([{"title": "天空", "question": "天是", "options": ["蓝", "红"], "answer": "A"}], "keys_differ"),
        ([{"题目": "天是", "content": "地是", "options": ["蓝", "红"], "answer": "A"}], "keys_differ"),
        ([{"title": "第3题", "question": "天是", "options": ["蓝", "红"], "answer": "A"}], BLUE),
        ([{"title": "单选题", "question": "天是", "options": ["蓝", "红"], "answer": "A"}], BLUE),
        ([{"title": "多选题", "question": "天是", "options": ["蓝", "红"], "answer": "A"}], "multiple_too_few"),
        ([{"title": "天是", "question": "天是", "options": ["蓝", "红"], "answer": "A"}], BLUE),
        ([{"title": "天空", "question": {"text": "天是"}, "options": ["蓝", "红"], "answer": "A"}], "text_expected"),
        (asked(题型="多选", options=["蓝", "红"], answer="A"), "keys_differ"),
        (asked(题型="练习", options=["蓝", "红"], answer="A"), BLUE),
        # What a truth says of a choice
        (asked(options=["蓝", "红"], answer=True), "answer_unread"),
        (asked(options=["对", "错"], answer=True), "single 天是 对/错 A"),
        # A number that may be a place or a text
        (asked(options=["1", "2", "3"], answer=2), "answer_index_unstated"),
        (asked(options=["1", "2", "3"], answer="2"), "answer_index_unstated"),
        (asked(options=[8, 9, 10], answer=9), "single 天是 8/9/10 B"),
    ],
)  # fmt: skip
def test_what_a_record_says_twice_or_half_is_never_chosen_from(tmp_path: Path, value: Any, expected: str) -> None:
    assert [said(draft) for draft in records(tmp_path, value)] == [expected]


CAPITAL = {"question": "首都是（ ）", "options": ["上海", "北京"]}
PEKING = "single 首都是（ ） 上海/北京 B"


def pair(first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**first, "text": "北京"}, {**second, "text": "上海"}]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"isCorrect": False}, "answer_called_wrong"),
        ({"correct": False}, "answer_called_wrong"),
        ({"isRight": 0}, "answer_called_wrong"),
        ({"result": "错误", "score": 0}, "answer_called_wrong"),
        ({"result": "wrong"}, "answer_called_wrong"),
        ({"作答结果": "错"}, "answer_called_wrong"),
        ({"是否正确": "否", "user_id": 7}, "answer_called_wrong"),
        ({"isCorrect": True}, PEKING),
        ({"result": "正确"}, PEKING),
        ({"correct": 1}, PEKING),
        # What is called wrong is then the answer of somebody, which is there too.
        ({"isCorrect": False, "userAnswer": "A"}, PEKING),
        ({"是否正确": "否", "我的答案": "A"}, PEKING),
        ({"isCorrect": False, "userAnswer": ""}, "answer_called_wrong"),
    ],
)
def test_an_answer_that_its_record_calls_wrong_is_never_taken(
    tmp_path: Path, more: dict[str, Any], expected: str
) -> None:
    assert [said(draft) for draft in records(tmp_path, [{**CAPITAL, "answer": "B", **more}])] == [expected]


def test_a_no_may_be_the_answer_itself(tmp_path: Path) -> None:
    value = [{"题目": "天红", "题型": "判断", "答案": "错", "correct": False}]
    assert [said(draft) for draft in records(tmp_path, value)] == ["true_false 天红 对/错 B"]


@pytest.mark.parametrize("key", ["排序", "sort", "seq", "orderNum", "sort_order", "顺序", "order", "position"])
@pytest.mark.parametrize(
    ("numbers", "expected"), [((2, 3, 1), "天津/上海/北京 B"), ((1, 2, 3), "上海/北京/天津 B"), ((3, 2, 1), "")]
)
def test_options_are_read_in_the_order_that_they_state(
    tmp_path: Path, key: str, numbers: tuple[int, ...], expected: str
) -> None:
    options = [{key: number, "text": text} for number, text in zip(numbers, ("上海", "北京", "天津"), strict=True)]
    found = [said(draft) for draft in records(tmp_path, [{**CAPITAL, "options": options, "answer": "B"}])]
    # Numbers that count down may be weights, unless they are called places.
    backwards = "single 首都是（ ） 天津/北京/上海 B" if key == "order" else "options_unread"
    assert found == [f"single 首都是（ ） {expected}" if expected else backwards]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (pair({"sort": 20}, {"sort": 10}), "options_unread"),
        (pair({"sort": 10}, {"sort": 20}), "single 首都是（ ） 北京/上海 B"),
        (pair({"sort": 0}, {"sort": 0}), "single 首都是（ ） 北京/上海 B"),
        (pair({"sort": 2}, {}), "options_unread"),
        (pair({"sort": 2, "id": 1}, {"sort": 1, "id": 2}), "options_unread"),
        (pair({"sort": 1, "id": 2}, {"sort": 2, "id": 1}), "options_unread"),
        (pair({"sort": 2, "label": "A"}, {"sort": 1, "label": "B"}), "single 首都是（ ） 北京/上海 B"),
        (pair({"sort": "末"}, {"sort": "首"}), "single 首都是（ ） 北京/上海 B"),
    ],
)
def test_options_whose_order_is_stated_in_two_ways_are_refused(
    tmp_path: Path, options: list[dict[str, Any]], expected: str
) -> None:
    value = [{**CAPITAL, "options": options, "answer": "B"}]
    assert [said(draft) for draft in records(tmp_path, value)] == [expected]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"title": "首都", "description": "首都是（ ）"}, "keys_differ"),
        ({"title": "首都", "body": "我国的首都在什么地方"}, "keys_differ"),
        ({"question": "首都是", "description": "哪一个是首都？"}, "keys_differ"),
        ({"question": "首都是（ ）", "description": "首都 是（ ）"}, PEKING),
        ({"question": "首都是（ ）", "description": "这一题考查地理"}, PEKING),
        ({"title": "首都是（ ）", "description": "这一题考查地理和常识"}, PEKING),
        ({"title": "首都是（ ）", "description": "单选题"}, PEKING),
        ({"description": "首都是（ ）"}, PEKING),
        ({"topic": "地理", "text": "首都是（ ）"}, PEKING),
        ({"name": "首都是（ ）"}, PEKING),
        ({"topic": "首都是（ ）"}, PEKING),
        ({"topic": "地理", "body": "首都是", "name": "张三"}, "stem_key_unknown"),
        ({"name": "首都是（ ）", "body": "哪里是首都？"}, "keys_differ"),
        ({"wenben": "首都是（ ）"}, "stem_key_unknown"),
    ],
)
def test_of_two_texts_that_may_be_the_stem_none_is_chosen(tmp_path: Path, texts: dict[str, str], expected: str) -> None:
    value = [{**texts, "options": CAPITAL["options"], "answer": "B"}]
    assert [said(draft) for draft in records(tmp_path, value)] == [expected]


def test_a_stem_that_nobody_finds_is_told_with_the_keys_that_are_there(tmp_path: Path) -> None:
    draft, skipped = records(tmp_path, [{"wenben": "首都", "answer": "B"}, {"wenben": "为何", "type": "问答题"}])
    assert draft.doubt is not None
    assert draft.doubt.details == {"given": "wenben、answer"}
    assert said(skipped) == "kind_skipped"


FLAGGED = [{"answerText": "上海", "isCorrect": False}, {"answerText": "北京", "isCorrect": True}]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"question": "首都是（ ）", "answers": [{"text": "上海", "right": False}, {"text": "北京", "right": True}]},
         PEKING),
        ({"question": "首都是（ ）", "answers": [{"content": "上海", "correct": 0}, {"content": "北京", "correct": 1}]},
         PEKING),
        ({"question": "首都是（ ）", "answers": ["上海", "北京"]}, "kind_unstated"),
        ({"question": "首都是（ ）", "answerOptions": FLAGGED}, PEKING),
        ({"question": "首都是（ ）", "answerOptions": FLAGGED, "options": ["北京", "上海"]}, "keys_differ"),
        ({"question": {"stem": "首都是（ ）", "choices": ["上海", "北京"]}, "answerKey": "B"}, PEKING),
        ({"question": {"stem": "首都是（ ）", "choices": ["上海", "北京"], "answer": "A"}, "answerKey": "B"},
         "answer_keys_differ"),
        ({"id": 1, "question": {"id": 1, "stem": "首都是（ ）", "choices": ["上海", "北京"]}, "answerKey": "B"},
         "answer_missing"),
        ({"题目": "首都是（ ）", "选项": '["上海", "北京"]', "答案": "B"}, PEKING),
        ({"题目": "首都是（ ）", "选项": '{"B": "北京", "A": "上海"}', "答案": "B"}, PEKING),
        ({"题目": "首都是（ ）", "选项": '{"A": "上海", "A": "北京"}', "答案": "B"}, "options_not_apart"),
        ({"题目": "首都是（ ）", "选项": "['上海', '北京']", "答案": "B"}, "options_not_apart"),
        ({**CAPITAL, "answer": "选项B"}, PEKING),
        ({**CAPITAL, "answer": "option_b"}, PEKING),
        ({**CAPITAL, "answer": ["选项A", "选项B"]}, "multiple 首都是（ ） 上海/北京 AB"),
        ({"question": "哪个是（ ）", "options": ["选项B", "选项A"], "answer": "选项B"}, "answer_two_ways"),
        # An id that can be no place
        ({**CAPITAL, "options": pair({"id": 1002}, {"id": 1001}), "answer": 1001}, "single 首都是（ ） 北京/上海 B"),
        ({**CAPITAL, "options": pair({"id": "x2"}, {"id": "x1"}), "answer": ["x1"]}, "single 首都是（ ） 北京/上海 B"),
        ({**CAPITAL, "options": pair({"id": 1002}, {"id": 1001}), "correctOptionId": 1001},
         "single 首都是（ ） 北京/上海 B"),
        ({**CAPITAL, "options": pair({"id": 1002}, {"id": 1001}), "correctOptionIds": [1001]},
         "single 首都是（ ） 北京/上海 B"),
        ({**CAPITAL, "options": pair({"id": 1002}, {"id": 1002}), "answer": 1002}, "answer_unread"),
        ({**CAPITAL, "options": pair({"id": 1002}, {"id": 1001}), "answer": 1003}, "answer_unread"),
        ({**CAPITAL, "options": pair({"id": 1}, {"id": 2}), "answer": 2}, "answer_index_unstated"),
        ({**CAPITAL, "options": pair({"id": 3}, {"id": 2}), "answer": 2}, "answer_index_unstated"),
    ],
)  # fmt: skip
def test_the_shapes_that_quiz_programs_write_are_read_or_refused(
    tmp_path: Path, record: dict[str, Any], expected: str
) -> None:
    assert [said(draft) for draft in records(tmp_path, [record])] == [expected]


def test_a_row_of_a_list_is_one_question_that_is_not_found(tmp_path: Path) -> None:
    rows = [["题干", "A", "B"], ["首都是（ ）", "上海", "北京"]]
    assert [said(draft) for draft in records(tmp_path, rows)] == ["stem_missing"] * 2
    assert [said(draft) for draft in records(tmp_path, [[{**CAPITAL, "answer": "B"}]])] == [PEKING]


def test_an_object_of_records_may_name_their_stems_loosely(tmp_path: Path) -> None:
    value = {"1": {"topic": "首都是（ ）", "options": CAPITAL["options"], "answer": "B"}}
    assert [said(draft) for draft in records(tmp_path, value)] == [PEKING]


def test_a_truth_is_named_as_the_file_writes_it(tmp_path: Path) -> None:
    assert [draft.answer for draft in records(tmp_path, asked(options=["蓝", "红"], answer=True))] == ["true"]


def indexed(first: int, *answers: int) -> list[dict[str, Any]]:
    options = {f"option{first + place}": text for place, text in enumerate("蓝红绿黄")}
    return [{"question": f"第{place}种颜色", **options, "answer": answer} for place, answer in enumerate(answers)]


@pytest.mark.parametrize(
    ("value", "answers"),
    [
        (indexed(1, 4, 4, 4, 2), "DDDB"),
        (indexed(0, 0, 0, 0, 2), "AAAC"),
        # The numbers of the keys and those of the answers do not begin alike
        (indexed(1, 0, 0, 0, 2), ""),
        (indexed(0, 4, 4, 4, 2), ""),
    ],
)
def test_answers_that_are_numbers_agree_with_the_numbers_of_the_keys(
    tmp_path: Path, value: list[dict[str, Any]], answers: str
) -> None:
    drafts = records(tmp_path, value)
    judged = [judge(draft, Reading(index_base=index_base_of(drafts))) for draft in drafts]
    assert "".join(letter for item in judged if isinstance(item, Question) for letter in item.answer) == answers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"type": "判断", "questions": [{"题目": "天蓝", "答案": "错"}]},
          {"type": "判断", "questions": [{"题目": "天红", "答案": "错"}]}],
         ["true_false 天蓝 对/错 B", "true_false 天红 对/错 B"]),
        ([{"question": "有人抬头看天。", "children": asked(options=["蓝", "红"], answer="A")}], ["material_lost"]),
        ([{"material": "有人抬头", "list": asked(options=["蓝", "红"], answer="A")}], ["material_lost"]),
        ([{"案例背景": "有人抬头", "list": asked(options=["蓝", "红"], answer="A")}], ["material_lost"]),
        ({"title": "颜色题库", "questions": asked(options=["蓝", "红"], answer="A")}, [BLUE]),
        ({"title": "阅读下文，回答问题", "questions": asked(options=["蓝", "红"], answer="A")}, ["material_lost"]),
        ({"tags": ["颜色"], "questions": asked(options=["蓝", "红"], answer="A")}, [BLUE]),
        ({"questions": [*asked(options=["蓝", "红"], answer="A"), {"ques": "地是"}]}, [BLUE, "stem_key_unknown"]),
        ([{"question": "天是", "type": "单选",
           "options": [{"content": "蓝", "answer": True}, {"content": "红", "answer": False}]}], [BLUE]),
    ],
)  # fmt: skip
def test_every_question_of_a_group_is_found_with_what_stands_over_it(
    tmp_path: Path, value: Any, expected: list[str]
) -> None:
    assert [said(draft) for draft in records(tmp_path, value)] == expected


def test_a_mapping_says_which_of_two_keys_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    value = asked(title="天空", options=["蓝", "红"], answer="A", correct_answer="B")
    path.write_text(json.dumps(value), encoding="utf-8")
    mapping = BankMapping(names={"question": "stem", "correct_answer": "answer"})
    assert [said(draft) for draft in drafts_of_json(str(path), read_json(path), mapping)] == ["single 天是 蓝/红 B"]


def test_a_second_answer_is_compared_where_only_the_whole_file_says_how_the_first_is_read(tmp_path: Path) -> None:
    words = asked(options=["蓝", "红"], answer="红")[0]
    figure = {"question": "几只", "type": "单选", "options": ["三", "九", "2"], "answer": "2"}
    drafts = records(tmp_path, [words, figure, {**figure, "question": "几条", "正确答案": "A"}])
    reading = Reading()
    judged = [judge(draft, reading, habits_of(drafts, reading)) for draft in drafts]
    assert [item.code if isinstance(item, Problem) else "".join(item.answer) for item in judged] == [
        "B",
        "C",
        "answer_keys_differ",
    ]


def test_html_is_read_and_a_picture_in_it_is_not(tmp_path: Path) -> None:
    html = asked(options=["<p>蓝</p>", "<p>红</p>"], answer="<p>A</p>")
    picture = asked(options=["<p>蓝<img src='a.png'></p>", "<p>红</p>"], answer="A")
    assert [said(draft) for draft in records(tmp_path, html + picture)] == [BLUE, "picture_lost"]


def test_a_line_is_an_object_and_keeps_its_number(tmp_path: Path) -> None:
    line = json.dumps({"question": "天是", "options": LETTERED, "answer": "A"}, ensure_ascii=False)
    found = records(tmp_path, f"{line}\n\n{line}\n", "a.jsonl")
    assert [(draft.row, said(draft)) for draft in found] == [(1, "single 天是 蓝/红 A"), (3, "single 天是 蓝/红 A")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"题目": "天蓝", "题型": "判断", "答案": "错"}]', encoding=encoding)
    assert [said(draft) for draft in drafts_of_json(str(path), read_json(path), BankMapping())] == [
        "true_false 天蓝 对/错 B"
    ]


@pytest.mark.parametrize(
    ("name", "text", "code", "row"),
    [
        ("a.json", "[{", "json_malformed", 1),
        ("a.json", "", "json_malformed", 1),
        ("a.json", "[NaN]", "json_malformed", 1),
        ("a.json", '{"甲|乙": "乙", "甲|乙": "甲"}', "json_key_repeated", 1),
        ("a.json", "[" * 200_000, "json_too_deep", 1),
        ("a.json", '{"a":' * 200_000, "json_too_deep", 1),
        ("a.jsonl", '{"题目": "天"}\n{', "json_malformed", 2),
        ("a.json", "[\0]", "text_nul", 1),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_json_is_one_problem(tmp_path: Path, name: str, text: str, code: str, row: int) -> None:
    with pytest.raises(BadInput) as caught:
        records(tmp_path, text, name)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == (code, row)


@pytest.mark.parametrize("text", ["null", "3", '"题"', "{}", "[]", '{"a": {"b": {"c": 1}}}'])
def test_json_without_questions_has_no_drafts(tmp_path: Path, text: str) -> None:
    assert records(tmp_path, text) == []
