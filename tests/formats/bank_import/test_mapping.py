from pathlib import Path

import pytest

from chuangguan.documents.messages import say_problem
from chuangguan.errors import BadInput
from chuangguan.formats.bank_import.mapping import BankMapping, read_mapping
from chuangguan.formats.bank_import.words import Reading


def read(tmp_path: Path, text: str) -> BankMapping:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def test_a_mapping_states_columns_kinds_and_answers(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
        header_row = 0
        [columns]
        stem = "正文"
        A = 4
        [kinds]
        "1" = "多选"
        "其他" = "跳过"
        [answers]
        form = "index"
        index_base = 0
        true = ["A"]
        false = ["B"]
        separator = "&"
        """,
    )
    reading = Reading(
        kinds={"1": "multiple", "其他": "skip"}, form="index", index_base=0, true=("A",), false=("B",), separator="&"
    )
    assert found == BankMapping(has_header=False, names={"正文": "stem"}, numbers={"A": 4}, reading=reading)


def test_an_empty_mapping_states_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == BankMapping()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns]\n题干 = 1", "第2行：等号左边的中文要加引号"),
        ('[columns]\nstem="题"\n\n题型 = "类"', "第4行：等号左边的中文要加引号"),
        ('[columns]\nname = "题"', "“columns.name”：没有这个字段，应为 stem kind"),
        ("[columns]\nstem = 0", "“columns.stem”：值不对，应为表头的文字，或从 1 数起的列号"),
        ("[columns]\nstem = 65", "“columns.stem”：值不对，应为表头的文字，或从 1 数起的列号"),
        ("[columns]\nstem = 1.5", "“columns.stem”：值不对，应为表头的文字，或从 1 数起的列号"),
        ("columns = 1", "“columns”：值不对，应为一个表"),
        ('[kinds]\n"1" = "问答"', "“kinds.1”：“问答”不对，应为 单选、"),
        ('[kinds]\n"1" = ["单选"]', "“kinds.1”："),
        ("[answers]\nindex_base = 2", "“answers.index_base”：值不对，应为 0 或 1"),
        ("[answers]\nindex_base = true", "“answers.index_base”：值不对，应为 0 或 1"),
        ('[answers]\nform = "guess"', "“answers.form”：值不对，应为 letters、text 或 index"),
        ('[answers]\ntrue = "对"', "“answers.true”：值不对，应为文字的列表"),
        ("[answers]\nfoo = 1", "“answers.foo”：没有这个名称，可用 form、index_base、true、false、separator"),
        ("[column]\nstem = 1", "“column”：没有这个名称，可用 header_row、columns、kinds、answers"),
        ("header_row = true", "“header_row”：值不对，应为整数"),
        ("other = 1", "“other”：没有这个名称，可用 header_row"),
        ("\n[columns", "第2行：这一行不是有效的 TOML"),
        ("a = 1\nstem", "第2行：这一行不是有效的 TOML"),
        ('a = "', "第1行：这一行不是有效的 TOML"),
        ("a = " + "[" * 5_000, "应为 UTF-8 的 TOML"),
        ("#" * 70_000, "应为 UTF-8 的 TOML"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_mapping_that_is_wrong_is_said_by_its_key_or_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text)
    (problem,) = caught.value.problems
    assert f"mapping.toml {said}" in say_problem(problem) or f"：对应文件读不出来，{said}" in say_problem(problem)


def test_all_that_is_wrong_in_a_mapping_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, '[column]\nstem = 1\n[columns]\nx = 1\nstem = 0\n[kinds]\n"1" = "甲"\n[answers]\nform = 1')
    assert [problem.column for problem in caught.value.problems] == [
        "column",
        "answers.form",
        "columns.x",
        "columns.stem",
        "kinds.1",
    ]


def test_a_text_that_is_no_utf_8_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes("[columns]\nstem = '题'".encode("gb18030"))
    with pytest.raises(BadInput) as caught:
        read_mapping(path)
    assert [problem.code for problem in caught.value.problems] == ["mapping_unreadable"]


def test_a_mapping_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_mapping(tmp_path / "mapping.toml")
    assert caught.value.problems[0].code == "file_missing"
