"""`check --db`: the open points by the money at stake, on the screen, as data and as a page to be signed."""

import csv
import io
import json
from typing import Any

import pytest
from docx import Document

FILE = "每月一关-2018.toml"
ONE, TWO = "13900000001", "13900000002"
MEASURE = "每期取少得的合计与多得的合计中较大的一个"


def line(number: str, level: int, minute: int, seconds: int, *, ms: int = 0) -> str:
    """Return a pass of so many seconds, as it is imported."""
    start = f"2018-04-13T09:{minute:02d}:00.000+08:00"
    end = f"2018-04-13T09:{minute + seconds // 60:02d}:{seconds % 60:02d}.{ms:03d}+08:00"
    return (
        f'{{"entrant": "{number}", "level": {level}, "started_at": "{start}", "submitted_at": "{end}", '
        f'"correct": 20, "of": 20}}\n'
    )


@pytest.fixture
def office(clerk: Any) -> Any:
    """Return a clerk in May whose April has 300 yuan for the first and 200 yuan for the second place."""
    for old, new in (("ranks     = [1, 5]", "ranks = [1, 1]"), ("ranks     = [6, 15]", "ranks = [2, 15]")):
        clerk.edit(FILE, old, new)
    (clerk.directory / "a.db").unlink()
    (clerk.directory / "a.db.secret").unlink()
    clerk.at("2018-03-10T09:00:00")("init", FILE)
    clerk.good("units", "import", "units.csv")
    clerk.good("roster", "import", "roster.csv")
    clerk.at("2018-05-02T09:00:00")
    return clerk


@pytest.fixture
def played(office: Any) -> Any:
    """Return the clerk where One is first by the best run, 200 s + 240 s, and Two by the best levels, 150 s + 250 s."""
    lines = [
        *(line(ONE, 1, 0, 200), line(ONE, 2, 10, 240)),
        *(line(TWO, 1, 0, 210), line(TWO, 2, 10, 250), line(TWO, 1, 20, 150), line(TWO, 2, 30, 300)),
    ]
    office.good("attempts", "import", office.write("a.jsonl", "".join(lines)))
    return office


def points(clerk: Any, *words: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(clerk.good("check", FILE, "--db", "a.db", "--format", "json", *words).raw)
    return plain


def everything(clerk: Any) -> list[Any]:
    """Return every row of every table."""
    tables = [name for (name,) in clerk.sql("select name from sqlite_master where type = 'table' order by name")]
    return [(name, clerk.sql(f"select * from {name}")) for name in tables]


def test_the_point_that_moves_money_comes_first_and_those_that_move_none_print_0(played: Any) -> None:
    found = points(played)
    assert found["is_priced"]
    assert MEASURE in found["measure"]
    first, *others = found["open_points"]
    assert (first["key"], first["cash_fen"], first["prizes"]) == ("ladder.best_of", 10_000, 2)
    assert first["values"][0]["value"] == "level"
    priced = [point for point in others if point["cash_fen"] is not None]
    assert [(point["key"], point["cash_fen"], point["prizes"]) for point in priced] == [
        ("ladder.time", 0, 0),
        ("ranking.precision", 0, 0),
        ("ranking.scope", 0, 0),
        ("awards.boundary", 0, 0),
    ]
    rest = others[len(priced) :]
    assert rest
    assert {(point["cash_fen"], tuple(point["values"])) for point in rest} == {(None, ())}
    assert [point["clause"] for point in rest] == sorted(point["clause"] for point in rest)


def test_in_a_campaign_with_other_results_another_point_comes_first(office: Any) -> None:
    """One is ahead by whole seconds and an earlier end, Two by milliseconds; nobody has a second run."""
    lines = [line(ONE, 1, 0, 200), line(ONE, 2, 10, 240, ms=900), line(TWO, 1, 0, 200, ms=500), line(TWO, 2, 20, 240)]
    office.good("attempts", "import", office.write("a.jsonl", "".join(lines)))
    found = {point["key"]: (point["cash_fen"], point["prizes"]) for point in points(office)["open_points"]}
    assert next(iter(found)) == "ranking.precision"
    assert found["ranking.precision"] == (10_000, 2)
    assert found["ladder.best_of"] == (0, 0)


def test_a_point_that_the_file_settles_is_not_priced(played: Any) -> None:
    played.edit(FILE, '# best_of = "run" ', 'best_of = "run" ')
    assert "ladder.best_of" not in [point["key"] for point in points(played)["open_points"]]


def test_a_terminal_shows_the_effects_and_how_the_money_is_counted(played: Any) -> None:
    shown = "".join(played.good("check", FILE, "--db", "a.db").out.split())
    assert MEASURE in shown
    assert "换一种规则" in shown
    assert "奖项不变，0元" in shown.replace("│", "")
    plain = played.good("check", FILE).out
    assert "换一种规则" not in plain


def test_csv_has_the_columns_of_the_money(played: Any) -> None:
    raw = played.good("check", FILE, "--db", "a.db", "--format", "csv").raw
    rows = [row for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))) if row["类别"] == "待澄清"]
    assert (rows[0]["涉及奖金（元）"], rows[0]["奖项变动（人次）"]) == ("100", "2")
    assert rows[0]["换一种规则的影响"] == "level：2人次的奖项会变，涉及奖金100元"
    assert rows[-1]["涉及奖金（元）"] == "—"
    assert "涉及奖金" not in played.good("check", FILE, "--format", "csv").raw.decode()


def test_nothing_in_the_database_changes_and_no_secret_is_needed(played: Any) -> None:
    (played.directory / "a.db.secret").unlink()
    before = everything(played)
    found = points(played)
    assert found["open_points"][0]["cash_fen"] == 10_000
    assert everything(played) == before


def test_before_a_period_has_ended_nothing_is_priced(clerk: Any) -> None:
    clerk.at("2018-03-20")
    found = points(clerk)
    assert not found["is_priced"]
    assert {point["cash_fen"] for point in found["open_points"]} == {None}
    assert "尚无已截止的期次" in clerk.good("check", FILE, "--db", "a.db").out


def test_the_page_to_be_signed_has_a_row_a_point_in_the_same_order(played: Any) -> None:
    assert "已写出 清单.docx" in played.good("check", FILE, "--db", "a.db", "--out", "清单.docx").out
    document = Document(played.directory / "清单.docx")
    head, first, *rest = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert head == ["条款", "未写明之处", "采用的规则", "换一种规则的影响", "确认\n签字"]
    assert first[3] == (
        "改为“最佳成绩按关计：各关取用时最短的一次过关，相加为总用时。”2人次的奖项会变，涉及奖金100元。"
    )
    assert (first[0], first[4]) == ("4.5", "")
    assert [row[0] for row in rest] == [point["clause"] for point in points(played)["open_points"][1:]]
    assert rest[-1][3] == "—"
    assert MEASURE in "".join(paragraph.text for paragraph in document.paragraphs)


def test_without_a_database_the_page_has_no_column_of_effects(clerk: Any) -> None:
    clerk.good("check", FILE, "--out", "页/清单.docx")
    document = Document(clerk.directory / "页" / "清单.docx")
    assert [cell.text for cell in document.tables[0].rows[0].cells] == [
        "条款",
        "未写明之处",
        "采用的规则",
        "确认\n签字",
    ]
    assert MEASURE not in "".join(paragraph.text for paragraph in document.paragraphs)


def test_a_database_with_other_rules_is_said_and_one_of_another_campaign_refused(clerk: Any) -> None:
    clerk.edit(FILE, '# best_of = "run" ', 'best_of = "level" ')
    assert "数据库中现行的规则与活动文件不同" in clerk.good("check", FILE, "--db", "a.db").out
    clerk.edit(FILE, 'id        = "myyg-2018"', 'id = "other"')
    assert "这是另一个活动（myyg-2018）的数据库" in clerk.refused("check", FILE, "--db", "a.db")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--db", "没有.db"), 1, "没有活动数据库"),
        (("--out", "清单.pdf"), 2, ".docx"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused(clerk: Any, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in clerk.refused("check", FILE, *words, code=code)
