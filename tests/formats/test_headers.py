"""Finding a header under a title block, and saying what it lacks."""

from pathlib import Path

import pytest

from chuangguan.errors import Problem
from chuangguan.formats.headers import HEADER_WITHIN, FirstSeen, Header, Section, find_header, read_sections
from chuangguan.formats.sheets import Row, Table

WANTED = {"name": ("姓名",), "phone": ("手机号码", "电话"), "unit": ("单位",)}
REQUIRED = ("name", "phone")


def table(*rows: str) -> Table:
    return Table(rows=tuple(Row(number=n, cells=tuple(row.split(","))) for n, row in enumerate(rows, 1) if row))


def sections_of(tmp_path: Path, text: str) -> tuple[list[Section], list[Problem]]:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    return read_sections(path, WANTED, REQUIRED)


def test_a_header_is_found_under_a_title_block() -> None:
    header = find_header(
        table("某某(单位)信息表", "", "制表：李四,2018年", "序号,姓 名,电 话", "1,张三,138"), WANTED, REQUIRED
    )
    assert header is not None
    assert header.row.number == 4
    assert header.columns == {"name": 1, "phone": 2}
    assert [row.number for row in header.title_rows] == [1, 3]
    assert header.names == {"name": "姓名", "phone": "电话", "unit": "单位"}


@pytest.mark.parametrize(("titles", "is_found"), [(0, True), (HEADER_WITHIN - 1, True), (HEADER_WITHIN, False)])
def test_a_header_stands_in_the_first_rows(titles: int, is_found: bool) -> None:  # noqa: FBT001  a column of the table
    found = find_header(table(*["标题"] * titles, "姓名,电话"), WANTED, REQUIRED)
    assert (found is not None) is is_found


def test_of_two_columns_for_one_field_the_better_name_counts() -> None:
    header = find_header(table("姓名,电话,手机号码"), WANTED, REQUIRED)
    assert header is not None
    assert header.columns["phone"] == 2


def test_a_row_without_a_required_column_is_no_header() -> None:
    assert find_header(table("姓名,单位", "张三,x"), WANTED, REQUIRED) is None


def test_lines_are_read_by_field(tmp_path: Path) -> None:
    (section,), problems = sections_of(tmp_path, "标题\n姓名,电话,单位\n张三,138\n\n,,机关\n")
    assert problems == []
    assert [(line.number, line.get("name"), line.get("unit")) for line in section.lines] == [
        (3, "张三", ""),
        (5, "", "机关"),
    ]
    assert section.lines[0].get("remark") == ""


def test_a_problem_of_a_line_says_where(tmp_path: Path) -> None:
    (section,), _ = sections_of(tmp_path, "姓 名,电话\n张三,138\n")
    problem = section.lines[0].problem("phone_bad", "phone", digits=3)
    where = (problem.file, problem.sheet, problem.row, problem.column, problem.details)
    assert where == (str(tmp_path / "a.csv"), "", 2, "电话", {"digits": 3})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("header_missing", 0, "")]),
        ("一句说明\n", [("header_missing", 0, "")]),
        ("姓名\n张三\n", [("header_missing", 0, "")]),
        ("标题\n姓名,单位\n张三,机关\n", [("column_missing", 2, "手机号码")]),
        ("姓名,姓 名,电话\n张三,李四,1\n", [("column_repeated", 1, "姓名")]),
        ("姓名,电话,备注,备注\n张三,1,,\n", []),
    ],
)
def test_what_a_header_lacks_is_named(tmp_path: Path, text: str, found: list[tuple[str, int, str]]) -> None:
    _, problems = sections_of(tmp_path, text)
    assert [(problem.code, problem.row, problem.column) for problem in problems] == found


def test_the_columns_of_a_missing_header_are_listed(tmp_path: Path) -> None:
    _, (problem,) = sections_of(tmp_path, "x\n")
    assert problem.details == {"columns": "姓名、手机号码"}


def test_a_second_key_names_the_place_of_the_first(tmp_path: Path) -> None:
    (section,), _ = sections_of(tmp_path, "姓名,电话\n张三,1\n李四,1\n")
    first, second = section.lines
    seen = FirstSeen()
    assert seen.problem("twice", "phone", "1", first) is None
    assert seen.problem("twice", "phone", "2", second) is None
    problem = seen.problem("twice", "phone", "1", second)
    assert problem is not None
    assert (problem.code, problem.row, problem.details) == ("twice", 3, {"first_row": 2})


def test_header_is_a_closed_value() -> None:
    with pytest.raises(TypeError):
        Header(row=Row(number=1, cells=()), columns={}, names={}, other=1)  # type: ignore[call-arg]
