"""verify --against and audit log, run as a clerk runs them (clauses 6.7, 8.3)."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from chuangguan.cli.closings import print_verification
from chuangguan.office.audit import Verification


@pytest.fixture
def closed(clerk: Any) -> Any:
    """Return an office whose April is closed."""
    clerk.good("close", "2018-04", "--out", "结果", "--by", "王干事", "--reason", "四月到期")
    return clerk


def head(clerk: Any) -> tuple[int, str]:
    ((number, found),) = clerk.sql("select number, hash from facts order by number desc limit 1")
    return number, found


def test_status_prints_the_number_of_facts_and_the_whole_head(closed: Any) -> None:
    number, found = head(closed)
    assert f"记录 {number} 条，链首 {found}\n" in closed.good("status").out
    said = json.loads(closed.good("status", "--format", "json").out)
    assert (said["facts"], said["head"]) == (number, found)


def test_verify_says_number_and_head_to_be_compared(closed: Any) -> None:
    number, found = head(closed)
    assert f"记录 {number} 条，链首 {found}\n" in closed.good("verify").out
    said = json.loads(closed.good("verify", "--format", "json").out)
    assert (said["facts"], said["head"]) == (number, found)


def test_what_the_workbook_prints_is_what_verify_can_be_told(closed: Any) -> None:
    book = openpyxl.load_workbook(closed.directory / "结果" / "获奖名单.xlsx")
    said = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    place, found = said["链上摘要"].removeprefix("第").split("条记录 ")
    assert closed.sql(f"select hash, instr(body, 'closing-made') > 0 from facts where number = {place}") == [(found, 1)]
    closed.good("verify", "--against", f"{place}:{found}", "--against", f"1：{first(closed)[:16].upper()}…")


def first(clerk: Any) -> str:
    ((found,),) = clerk.sql("select hash from facts where number = 1")
    return str(found)


@pytest.mark.parametrize("draws", [0, 2])
def test_how_many_draws_could_not_be_checked_is_said_where_there_are_any(draws: int, capsys: Any) -> None:
    done = Verification(
        facts=9, closings=1, draws=3, draws_not_checked=draws, scores=5, imported=0, people=4, head="ab" * 32
    )
    assert print_verification(done) == 0
    out = capsys.readouterr().out
    assert ("密钥尚未公布的各期有 2 次抽题未能复核" in out) == bool(draws)
    assert f"记录 9 条，链首 {'ab' * 32}" in out


def test_without_the_secret_verify_does_what_it_can(closed: Any) -> None:
    (closed.directory / "a.db.secret").rename(closed.directory / "elsewhere")
    assert "全部相符" in closed.good("verify").out


@pytest.mark.parametrize("change", ["dropped", "another"])
def test_what_does_not_fit_what_was_published_is_said(closed: Any, change: str) -> None:
    number, found = head(closed)
    told = f"{number + 1}:{found}" if change == "dropped" else f"{number}:{'0' * 16}"
    done = closed("verify", "--against", told)
    assert done.code == 1
    assert ("末尾的记录被删去" if change == "dropped" else "不是公布的那一个") in done.out


@pytest.mark.parametrize("text", ["3", "3:", "3:abc", "0:" + "a" * 64, "a" * 64, "3:" + "g" * 16, "3:" + "a" * 65])
def test_what_cannot_be_a_published_hash_is_a_misuse(closed: Any, text: str) -> None:
    assert "--against 应为" in closed.refused("verify", "--against", text, code=2)


def test_a_number_can_be_told_once_only(closed: Any) -> None:
    told = ["--against", f"3:{'a' * 16}", "--against", f"3:{'b' * 16}"]
    assert "只能写一次" in closed.refused("verify", *told, code=2)


def test_the_log_says_who_did_what_when_and_why(closed: Any) -> None:
    rows = json.loads(closed.good("audit", "log", "--format", "json").out)
    assert [row["kind"] for row in rows if row["kind"] != "bank-stored"] == [
        "campaign-stored",
        "unit-stored",
        "roster-changed",
        "closing-made",
        "personal-data-shown",
    ]
    made = next(row for row in rows if row["kind"] == "closing-made")
    assert (made["actor"], made["reason"], made["at"]) == ("王干事", "四月到期", "2018-11-05T09:00:00.000+08:00")
    assert made["text"].startswith("2018-04结榜，编号第1号，封存摘要sha256:")
    roster = next(row for row in rows if row["kind"] == "roster-changed")
    assert (roster["count"], roster["text"], roster["last"] - roster["number"]) == (5, "名册变动5人", 4)
    table = closed.good("audit", "log").out
    assert f"共 {len(rows)} 项" in table
    for secret in ("王一", "13900000001"):
        assert secret not in table


def test_the_log_as_csv_and_as_a_workbook_says_the_same(closed: Any) -> None:
    done = closed.good("audit", "log", "--format", "csv", "--out", "办理.xlsx")
    rows = list(csv.reader(io.StringIO(done.raw.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(closed.directory / "办理.xlsx")
    printed = [[cell.value or "" for cell in row] for row in book["办理记录"].iter_rows()]
    assert rows == printed[3:]


def test_the_log_can_be_asked_from_an_instant_on_of_an_actor_and_of_a_kind(closed: Any) -> None:
    def kinds(*words: str) -> list[str]:
        return [row["kind"] for row in json.loads(closed.good("audit", "log", "--format", "json", *words).out)]

    assert kinds("--since", "2018-11-05") == ["closing-made", "personal-data-shown"]
    assert kinds("--since", "2018-11-06") == []
    assert "campaign-stored" in kinds("--actor", "李主任")
    assert kinds("--actor", "李主任", "--kind", "roster-changed") == []
    assert kinds("--actor", "王干事", "--kind", "roster-changed") == ["roster-changed"]


def test_the_log_refuses_a_wrong_kind_instant_and_file(closed: Any) -> None:
    assert "可用的有" in closed.refused("audit", "log", "--kind", "gossip", code=2)
    assert "不是有效的时刻" in closed.refused("audit", "log", "--since", "昨天")
    assert "应为 .xlsx" in closed.refused("audit", "log", "--out", "办理.docx", code=2)
    assert "没有这个目录" in closed.refused("audit", "log", "--out", "无/办理.xlsx")
