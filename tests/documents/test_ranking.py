"""排名.csv, which goes on the web: masked, safe, streamed."""

import csv
import io
import re
from collections.abc import Callable
from itertools import islice

import pytest

from chuangguan.documents.content import Material
from chuangguan.documents.ranking import BYTE_ORDER_MARK, HEADERS, ranking_lines

Build = Callable[..., Material]
HOSTILE = (
    "=cmd|'/c calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "<b>&amp;</b>",
    "张\u202e三",
    "👩‍🚀" * 9,
    "长" * 200,
    'a",\n"b',
)


def rows_of(material: Material) -> list[list[str]]:
    text = "".join(ranking_lines(material))
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_a_row_has_rank_masked_person_unit_result_and_award(build: Build) -> None:
    header, *rows = rows_of(build({"name": "张三丰", "member_no": "13800001234"}, {"name": "李四"}))
    assert header == list(HEADERS)
    assert rows[0] == [
        "1",
        "张*",
        "138****1234",
        "工人报社",
        "2",
        "1分00秒",
        "2018年4月2日0时00分00.001秒",
        "一等奖",
    ]


def test_no_whole_name_and_no_whole_number_is_in_it(build: Build) -> None:
    players = [{"name": name} for name in ("张三丰", "欧阳修", "李四")]
    text = "".join(ranking_lines(build(*players)))
    assert not any(player["name"] in text for player in players)
    assert not re.search(r"1[3-9]\d{9}", text)


def test_somebody_who_was_erased_has_no_number(build: Build) -> None:
    rows = rows_of(build({"name": "张三", "is_erased": True}))
    assert rows[1][1:3] == ["已注销", ""]


def test_no_cell_of_hostile_names_and_units_runs_as_a_formula(build: Build) -> None:
    rows = rows_of(build(*({"name": text, "unit": text, "member_no": text} for text in HOSTILE)))
    assert len(rows) == 1 + len(HOSTILE)
    assert {len(row) for row in rows} == {len(HEADERS)}
    assert not any(cell[:1] in tuple("=+-@\t\r＝＋－＠") for row in rows for cell in row if cell)


def test_every_line_of_a_preview_is_marked(build: Build) -> None:
    rows = rows_of(build({"name": "张三"}, {"name": "李四"}, is_preview=True))
    assert [row[-1] for row in rows] == ["备注", "预览，非正式结果", "预览，非正式结果"]


def test_lines_are_made_one_at_a_time(build: Build) -> None:
    lines = ranking_lines(build({"name": "张三"}, {"name": "李四"}))
    assert [line.count("\r\n") for line in islice(lines, 2)] == [1, 1]


@pytest.mark.parametrize("number", ["", "7", "A10257"])
def test_a_staff_number_is_masked_too(build: Build, number: str) -> None:
    cell = rows_of(build({"name": "张三", "member_no": number or "0"}))[1][2]
    assert "*" in cell
    assert number not in cell or not number
