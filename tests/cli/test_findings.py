"""The command `findings`: what it lists, writes, refuses and records."""

import json
from typing import Any

import pytest


@pytest.fixture
def played(clerk: Any) -> Any:
    """Return an office in which 李二 handed in 20 questions in 30 s and 王一 in two minutes."""
    lines = [
        {"entrant": number, "level": 1, "started_at": f"{start}+08:00", "submitted_at": f"{end}+08:00"}
        | {"correct": 20, "of": 20}
        for number, start, end in (
            ("13900000001", "2018-03-12T09:00:00.000", "2018-03-12T09:02:00.000"),
            ("13900000002", "2018-03-12T10:00:00.000", "2018-03-12T10:00:30.000"),
        )
    ]
    clerk.write("成绩.jsonl", "\n".join(json.dumps(line) for line in lines))
    clerk.good("attempts", "import", "成绩.jsonl", "--by", "王干事")
    return clerk


def test_the_table_says_that_these_are_clues_and_names_who_and_why(played: Any) -> None:
    said = played.good("findings", "--period", "2018-03", "--by", "纪检").out
    assert "不是违规认定" in said
    assert "共 1 条线索" in said
    assert "李二" in said.replace("\n", "")
    assert "王一" not in said


def test_json_has_figures_people_and_sentence(played: Any) -> None:
    said = json.loads(played.good("findings", "--format", "json").out)
    (finding,) = said["findings"]
    assert (finding["kind"], finding["figures"]["fastest_ms"]) == ("too_fast", 1_500)
    assert finding["entrants"] == [{"entrant": "E000002", "name": "李二"}]
    assert finding["text"].startswith("1份试卷平均每题不足2000毫秒")
    assert "线索" in said["caution"]


def test_csv_has_a_line_a_finding(played: Any) -> None:
    lines = played.good("findings", "--format", "csv").out.lstrip("\ufeff").splitlines()
    assert lines[0] == "序号,类别,人数,涉及人员,依据,可能的正当原因"
    assert [line.split(",")[:4] for line in lines[1:]] == [["1", "作答过快", "1", "李二（E000002）"]]


def test_the_workbook_is_written_where_it_is_asked_for(played: Any) -> None:
    said = played.good("findings", "--period", "2018-03", "--out", "线索").out
    assert "违规线索.xlsx" in said
    assert (played.directory / "线索" / "违规线索.xlsx").stat().st_size > 1_000


def test_a_period_without_findings_says_so(played: Any) -> None:
    assert "共 0 条线索" in played.good("findings", "--period", "2018-04").out
    assert json.loads(played.good("findings", "--period", "2018-04", "--format", "json").out)["findings"] == []


def test_both_looks_at_people_are_recorded_with_who_looked(played: Any) -> None:
    before = played.sql("select max(number) from facts")[0][0]
    played.good("findings", "--period", "2018-03", "--by", "纪检")
    looks = played.sql(f"select actor, body from facts where number > {before} order by number")
    assert [actor for actor, _ in looks] == ["纪检", "纪检"]
    assert [json.loads(body)["persons"] for _, body in looks] == [5, 1]


def test_an_unknown_period_and_a_file_as_directory_are_refused(played: Any) -> None:
    assert "没有这个期次" in played.refused("findings", "--period", "2018-13")
    played.write("file", "")
    assert "不是目录" in played.refused("findings", "--out", "file")
