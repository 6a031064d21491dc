import json
from pathlib import Path
from typing import Any

import pytest

from chuangguan.errors import BadInput
from chuangguan.formats.bank_mapping import BankMapping
from chuangguan.formats.bank_records import read_records
from chuangguan.formats.draft_words import Reading
from chuangguan.formats.drafts import Draft
from chuangguan.formats.judging import judge
from chuangguan.rules.bank import Question

LETTERED = {"A": "蓝", "B": "红"}


def records(tmp_path: Path, value: Any, name: str = "a.json") -> list[Draft]:
    path = tmp_path / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return read_records(path, BankMapping())


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


def test_a_line_is_an_object_and_keeps_its_number(tmp_path: Path) -> None:
    line = json.dumps({"question": "天是", "options": LETTERED, "answer": "A"}, ensure_ascii=False)
    found = records(tmp_path, f"{line}\n\n{line}\n", "a.jsonl")
    assert [(draft.row, said(draft)) for draft in found] == [(1, "single 天是 蓝/红 A"), (3, "single 天是 蓝/红 A")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"题目": "天蓝", "题型": "判断", "答案": "错"}]', encoding=encoding)
    assert [said(draft) for draft in read_records(path, BankMapping())] == ["true_false 天蓝 对/错 B"]


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
