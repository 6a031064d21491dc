from pathlib import Path

import pytest

from chuangguan.errors import BadInput
from chuangguan.formats.bank_mapping import BankMapping, read_mapping
from chuangguan.formats.draft_words import Reading


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
    ("text", "code", "column"),
    [
        ("[columns]\n姓名 = 1", "mapping_unreadable", ""),
        ('[columns]\nname = "题"', "mapping_column_unknown", "columns.name"),
        ("[columns]\nstem = 0", "mapping_value_bad", "columns.stem"),
        ("[columns]\nstem = 65", "mapping_value_bad", "columns.stem"),
        ("[columns]\nstem = 1.5", "mapping_value_bad", "columns[...]"),
        ('[kinds]\n"1" = "问答"', "mapping_kind_unknown", "kinds.1"),
        ("[answers]\nindex_base = 2", "mapping_value_bad", "answers.index_base"),
        ('[answers]\nform = "guess"', "mapping_value_bad", "answers.form"),
        ("other = 1", "mapping_value_bad", ""),
        ("[columns", "mapping_unreadable", ""),
        ("a = " + "[" * 5_000, "mapping_unreadable", ""),
        ("#" * 70_000, "mapping_unreadable", ""),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_mapping_that_is_wrong_is_said_by_its_key(tmp_path: Path, text: str, code: str, column: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text)
    assert [(problem.code, problem.column) for problem in caught.value.problems] == [(code, column)]


def test_a_mapping_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_mapping(tmp_path / "mapping.toml")
    assert caught.value.problems[0].code == "file_missing"
