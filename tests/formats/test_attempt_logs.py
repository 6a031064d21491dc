"""Attempts from elsewhere: what a line must say, and that every bad one is named."""

import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats.attempt_logs import MAX_LINE_BYTES, MAX_NUMBER, AttemptLine, AttemptLog, read_attempt_log

ZONE = "Asia/Shanghai"
GOOD: dict[str, Any] = {
    "entrant": "13800001234",
    "level": 1,
    "started_at": "2018-03-12T09:00:00.000+08:00",
    "submitted_at": "2018-03-12T09:03:20.123+08:00",
    "correct": 20,
    "of": 20,
}
STARTED_AT = 1_520_816_400_000
LINE = AttemptLine(
    row=1,
    member_no="13800001234",
    level=1,
    started_at=STARTED_AT,
    submitted_at=STARTED_AT + 200_123,
    correct=20,
    of=20,
)


def read(tmp_path: Path, content: str | bytes, name: str = "log.jsonl") -> AttemptLog:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_attempt_log(path, ZONE)


def said(log: AttemptLog) -> list[tuple[int, str, str]]:
    """Return row, column and code of each problem, after saying it in Chinese."""
    for problem in log.problems:
        assert MESSAGES[problem.code].format(**problem.details)
    return [(problem.row, problem.column, problem.code) for problem in log.problems]


def test_a_line_of_json_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps(GOOD)) == AttemptLog(lines=(LINE,))


def test_a_mark_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    text = json.dumps(GOOD)
    log = read(tmp_path, f"\ufeff{text}\r\n\r\n  \n{text}")
    assert [line.row for line in log.lines] == [1, 4]
    assert log.problems == ()


def test_without_a_submission_it_ran_into_the_limit(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps({**GOOD, "submitted_at": None})).lines[0].submitted_at is None


@pytest.mark.parametrize(
    "text",
    [
        "2018-03-12T09:00:00.000+08:00",
        "2018-03-12T01:00:00.000Z",
        "2018-03-12T09:00:00+08:00",
        "2018-03-12 09:00:00",
        "2018/3/12 9:00",
        "2018年3月12日9时",
        "2018-03-12T10:00:00.000+09:00",
        "2018-03-11T24:00:00.000-01:00",
    ],
)
def test_an_instant_is_read_as_people_write_it(tmp_path: Path, text: str) -> None:
    line = read(tmp_path, json.dumps({**GOOD, "started_at": text})).lines[0]
    assert line.started_at == STARTED_AT


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"entrant": 13800001234}, "entrant", "text_expected"),
        ({"entrant": " "}, "entrant", "entrant_missing"),
        ({"level": "1"}, "level", "number_expected"),
        ({"level": 1.5}, "level", "number_expected"),
        ({"level": True}, "level", "number_expected"),
        ({"level": 0}, "level", "number_out_of_range"),
        ({"level": MAX_NUMBER + 1}, "level", "number_out_of_range"),
        ({"correct": -1}, "correct", "number_out_of_range"),
        ({"correct": 21}, "correct", "correct_beyond_of"),
        ({"correct": 0, "of": 0}, "of", "number_out_of_range"),
        ({"of": 10**30}, "of", "number_out_of_range"),
        ({"of": None}, "of", "number_expected"),
        ({"started_at": None}, "started_at", "text_expected"),
        ({"started_at": "昨天"}, "started_at", "instant_bad"),
        ({"started_at": "2018-13-12T09:00:00.000+08:00"}, "started_at", "instant_bad"),
        ({"submitted_at": ""}, "submitted_at", "instant_bad"),
        ({"submitted_at": 1520816400000}, "submitted_at", "text_expected"),
        ({"submitted_at": "2018-03-12T08:59:59.999+08:00"}, "submitted_at", "submitted_before_start"),
        ({"score": 100}, "score", "key_unknown"),
    ],
)
def test_a_mistake_is_named_with_its_key(tmp_path: Path, change: dict[str, Any], column: str, code: str) -> None:
    log = read(tmp_path, json.dumps(GOOD) + "\n" + json.dumps({**GOOD, **change}))
    assert log.lines == (LINE,)
    assert said(log) == [(2, column, code)]


@pytest.mark.parametrize("key", GOOD)
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    text = json.dumps({name: value for name, value in GOOD.items() if name != key})
    assert said(read(tmp_path, text)) == [(1, key, "key_missing")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "line_not_json"),
        (b"entrant,level", "line_not_json"),
        (b'{"entrant": "\xff"}', "line_not_json"),
        (b'{"entrant": "\\ud800"}', "line_not_json"),
        (b"[" * 60_000, "line_not_json"),
        (b'{"x": ' + b"[" * 60_000, "line_not_json"),
        (json.dumps(GOOD).replace('"of": 20', '"of": "x", "of": 20').encode(), "line_not_json"),
        (json.dumps(GOOD).replace('"of": 20', '"of": ' + "9" * 5_000).encode(), "line_not_json"),
        (b"[]", "line_not_object"),
        (b"null", "line_not_object"),
        (b'{"entrant": "' + b"1" * MAX_LINE_BYTES + b'"}', "line_too_long"),
    ],
)
def test_a_line_that_is_no_object_is_named_and_the_next_is_read(tmp_path: Path, line: bytes, code: str) -> None:
    log = read(tmp_path, line + b"\n" + json.dumps(GOOD).encode())
    assert said(log) == [(1, "", code)]
    assert [good.row for good in log.lines] == [2]


def test_a_line_may_be_as_long_as_the_limit(tmp_path: Path) -> None:
    text = json.dumps(GOOD)
    assert read(tmp_path, text + " " * (MAX_LINE_BYTES - len(text) - 1) + "\n").problems == ()


def test_everything_wrong_with_a_line_is_named_at_once(tmp_path: Path) -> None:
    text = json.dumps({"entrant": 1, "level": 0, "started_at": "x", "submitted_at": 3, "correct": 1, "extra": 1})
    found = said(read(tmp_path, text))
    assert found == [
        (1, "extra", "key_unknown"),
        (1, "of", "key_missing"),
        (1, "entrant", "text_expected"),
        (1, "submitted_at", "text_expected"),
    ]
    both = said(read(tmp_path, json.dumps({**GOOD, "level": 0, "started_at": "x", "submitted_at": "y"})))
    assert [code for _, _, code in both] == ["number_out_of_range", "instant_bad", "instant_bad"]


def test_an_empty_log_has_no_lines(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == AttemptLog(lines=())


CHINESE = "手机号码,关卡,开始时间,交卷时间,答对题数,题数"


@pytest.mark.parametrize("header", [",".join(GOOD), CHINESE, CHINESE.replace("手机号码", "工号")])
def test_a_table_says_the_same(tmp_path: Path, header: str) -> None:
    text = (
        f"{header}\n13800001234,1,2018-03-12 09:00:00,2018-03-12 09:03:20.123,20,20\n13800001234,1,2018-03-13,,3,20\n"
    )
    first, second = read(tmp_path, text, "log.csv").lines
    assert first == AttemptLine(
        row=2,
        member_no=LINE.member_no,
        level=1,
        started_at=LINE.started_at,
        submitted_at=LINE.submitted_at,
        correct=20,
        of=20,
    )
    assert (second.row, second.submitted_at) == (3, None)


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("成绩")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        sheet.write_row(0, 0, CHINESE.split(","))
        sheet.write_row(1, 0, [13800001234, 1])
        sheet.write_number(1, 2, 43171.375, moment)
        sheet.write_number(1, 3, 43171.375 + 200.123 / 86_400, moment)
        sheet.write_row(1, 4, [20, 20])
    (line,) = read_attempt_log(path, ZONE).lines
    assert (line.sheet, line.row, line.started_at, line.submitted_at) == ("成绩", 2, STARTED_AT, STARTED_AT + 200_123)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",1,2018-03-12 09:00,,20,20", "手机号码", "entrant_missing"),
        ("1,一,2018-03-12 09:00,,20,20", "关卡", "number_expected"),
        ("1,1,,,20,20", "开始时间", "instant_bad"),
        ("1,1,2018-03-12 09:00,晚上,20,20", "交卷时间", "instant_bad"),
        ("1,1,2018-03-12 09:00,,,20", "答对题数", "number_expected"),
        ("1,1,2018-03-12 09:00,,21,20", "答对题数", "correct_beyond_of"),
        ("1,1,2018-03-12 09:00,,-1,20", "答对题数", "number_expected"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_header(tmp_path: Path, row: str, column: str, code: str) -> None:
    log = read(tmp_path, f"{CHINESE}\n1,1,2018-03-12 09:00,,20,20\n{row}\n", "log.csv")
    assert len(log.lines) == 1
    assert said(log) == [(3, column, code)]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("log.csv", "手机号码,关卡\n1,1\n", "column_missing"),
        ("log.csv", "", "header_missing"),
        ("log.csv", "a\0", "text_nul"),
        ("log.xlsx", "{}", "sheet_unreadable"),
        ("log.pdf", "{}", "unknown_format"),
    ],
)
def test_a_file_that_is_no_log_is_refused_as_a_whole(tmp_path: Path, name: str, content: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, content, name)
    assert {problem.code for problem in caught.value.problems} == {code}


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv"])
def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_attempt_log(tmp_path / name, ZONE)
    assert caught.value.problems[0].code == "file_missing"


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").mkdir()
    with pytest.raises(BadInput) as caught:
        read_attempt_log(tmp_path / "log.jsonl", ZONE)
    assert caught.value.problems[0].code == "file_unreadable"
