"""Values out of JSON: with their lines, within limits, and read by another process."""

from pathlib import Path
from typing import Literal

import msgspec
import pytest

from chuangguan.errors import BadInput
from chuangguan.formats import isolation
from chuangguan.formats._child.limits import MAX_ROWS
from chuangguan.formats._child.objects import MAX_DEPTH, MAX_VALUES
from chuangguan.formats.json_files import JsonFile, read_json


def saved(tmp_path: Path, text: str, name: str = "a.json") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def code_of(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_json(path)
    (problem,) = caught.value.problems
    return problem.code


@pytest.mark.parametrize(
    ("name", "text", "form", "items"),
    [
        ("a.json", "[]", "list", ()),
        ("a.json", '\n[1,\n "甲", [2],\n\n{"a": null}]\n', "list", ((2, 1), (3, "甲"), (3, [2]), (5, {"a": None}))),
        ("a.json", '\n {"a": [1]}', "value", ((2, {"a": [1]}),)),
        ("a.json", "true", "value", ((1, True),)),
        ("a.jsonl", '{"a": 1}\n\n[2]\n', "lines", ((1, {"a": 1}), (3, [2]))),
        ("a.jsonl", "", "lines", ()),
    ],
)
def test_every_value_has_the_line_it_begins_in(
    tmp_path: Path,
    name: str,
    text: str,
    form: Literal["list", "lines", "value"],
    items: tuple[tuple[int, object], ...],
) -> None:
    assert read_json(saved(tmp_path, text, name)) == JsonFile(form=form, items=items)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.json", '\n{"a": 1}\n\n{"a": 2}', "json_is_lines"),
        ("a.json", '{"a": 1} \r\n{"a": 2}\r\n', "json_is_lines"),
        ("a.json", '{"a": 1} {"a": 2}', "json_malformed"),
        ("a.json", '{"a": \n1}\n{"a": 2}', "json_malformed"),
        ("a.json", '{"a": 1}\n', ""),
        ("a.json", '[{"a": 1},\n{"a": 2}]', ""),
        ("a.jsonl", '[{"a": 1},\n{"a": 2}]', "json_is_whole"),
        ("a.jsonl", '{\n"a": [{"b": 1}]}', "json_is_whole"),
        ("a.jsonl", ' [ {"a": 1}]', "json_is_whole"),
        ("a.jsonl", '[{"a": 1},\n{"a": 2}', "json_malformed"),
        ("a.jsonl", "[1]", ""),
        ("a.jsonl", '{"a": 1}', ""),
    ],
)
def test_a_file_with_the_name_of_the_other_form_is_told_so(tmp_path: Path, name: str, text: str, code: str) -> None:
    path = saved(tmp_path, text, name)
    if code:
        assert code_of(path) == code
    else:
        assert read_json(path).items


def nested(depth: int) -> str:
    return "[" * depth + "1" + "]" * depth


def test_the_limits_of_depth_and_number_are_inside(tmp_path: Path) -> None:
    # The list itself is no item, and what stands deepest is a value too.
    assert read_json(saved(tmp_path, nested(MAX_DEPTH)))
    assert code_of(saved(tmp_path, nested(MAX_DEPTH + 1))) == "json_too_deep"
    assert len(read_json(saved(tmp_path, f"[{'1,' * (MAX_ROWS - 1)}1]")).items) == MAX_ROWS
    assert code_of(saved(tmp_path, f"[{'1,' * MAX_ROWS}1]")) == "file_too_large"


@pytest.mark.parametrize(
    ("text", "code"), [("1e308", ""), ("1e-999", ""), ("1e999", "json_malformed"), ("-1e999", "json_malformed")]
)
def test_a_number_that_no_program_can_hold_is_refused_in_its_line(tmp_path: Path, text: str, code: str) -> None:
    for path, row in ((saved(tmp_path, f"[0,\n{text}]"), 2), (saved(tmp_path, f"0\n\n{text}", "a.jsonl"), 3)):
        if not code:
            assert read_json(path).items[-1] == (row, float(text))
            continue
        with pytest.raises(BadInput) as caught:
            read_json(path)
        assert [(problem.code, problem.row) for problem in caught.value.problems] == [(code, row)]


@pytest.mark.parametrize(("digits", "code"), [(4_300, ""), (4_301, "json_malformed")])
def test_a_number_of_very_many_digits_is_read_or_refused(tmp_path: Path, digits: int, code: str) -> None:
    path = saved(tmp_path, f"[{'9' * digits}]")
    if code:
        assert code_of(path) == code
    else:
        assert read_json(path).items == ((1, 10**digits - 1),)


def test_a_bomb_of_empty_lists_is_too_large(tmp_path: Path) -> None:
    assert code_of(saved(tmp_path, f'{{"a": [{"[]," * MAX_VALUES}[]]}}')) == "file_too_large"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.txt"])
def test_a_text_that_takes_too_long_is_given_up(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader: dict[str, isolation.Reader] = {
        ".json": "objects",
        ".jsonl": "object_lines",
        ".csv": "table",
        ".txt": "lines",
    }
    path = saved(tmp_path, "[1]", name)
    decoder = msgspec.json.Decoder()
    assert isolation.read_apart(path, reader[path.suffix], decoder)
    monkeypatch.setattr(isolation, "WALL_SECONDS", 0.000_1)
    with pytest.raises(BadInput) as caught:
        isolation.read_apart(path, reader[path.suffix], decoder)
    assert caught.value.problems[0].code == "file_timeout"
