"""Every command as it is meant to be used."""

import contextlib
import csv
import io
import json
import os
import stat
import subprocess
import sys
from typing import Any

import pytest

LINE = (
    '{{"entrant": "{who}", "level": {level}, "started_at": "2018-{day}T09:00:00.000+08:00", '
    '"submitted_at": "2018-{day}T09:03:20.123+08:00", "correct": {correct}, "of": 20}}\n'
)


def line(who: int, level: int, day: str, correct: int = 20) -> str:
    return LINE.format(who=f"139{who:08d}", level=level, day=day, correct=correct)


def test_new_writes_a_campaign_file_of_the_year_with_its_banks_beside_it(desk: Any) -> None:
    done = desk.good("new", "每月一关", "--year", "2027", "--out", "活动")
    assert "每月一关-2027.toml" in done.out
    assert "2027-03-12" in (desk.directory / "活动/每月一关-2027.toml").read_text(encoding="utf-8")
    assert (desk.directory / "活动/question_banks/constitution/questions.csv").is_file()
    assert desk("check", "活动/每月一关-2027.toml").code == 0


def test_check_says_rules_open_points_and_warnings_with_the_name_of_the_file(clerk: Any) -> None:
    done = clerk.good("check", "每月一关-2018.toml")
    assert "规则澄清清单" in done.out
    assert "提醒：每月一关-2018.toml “unit_award[1].winners”" in done.out
    assert "0 处错误" in done.out
    assert max(map(_width, _table_lines(done.out))) <= 80


def test_check_as_json_and_as_csv(clerk: Any) -> None:
    found = json.loads(clerk.good("check", "每月一关-2018.toml", "--format", "json").raw)
    assert list(found) == ["errors", "warnings", "open_points", "sentences"]
    assert found["errors"] == []
    assert len(found["sentences"]) > 20
    rows = _csv(clerk.good("check", "每月一关-2018.toml", "--format", "csv").raw)
    assert rows[0] == ["类别", "条款", "未写明之处", "内容"]
    assert {row[0] for row in rows[1:]} == {"提醒", "规则", "待澄清"}


def test_schema_is_a_json_schema(desk: Any) -> None:
    found = json.loads(desk.good("schema").raw)
    assert found["$ref"] == "#/$defs/File"


def test_init_makes_a_secret_of_mode_600_and_prints_commitments_but_never_the_secret(desk: Any) -> None:
    desk.good("new", "每月一关")
    done = desk.good("init", "每月一关-2018.toml", "--db", "a.db", "--secret-file", "密钥", "--by", "李主任")
    path = desk.directory / "密钥"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = path.read_text(encoding="ascii").strip()
    assert len(bytes.fromhex(secret)) == 32
    assert not (desk.directory / "a.db.secret").exists()
    for command in (("status",), ("status", "--format", "json"), ("verify", "--secret-file", "密钥")):
        printed = desk(*command, "--db", "a.db")
        assert secret not in printed.out + printed.err
    assert secret not in done.out
    assert secret.encode() not in (desk.directory / "a.db").read_bytes()
    assert bytes.fromhex(secret) not in (desk.directory / "a.db").read_bytes()
    commitments = json.loads(desk.good("status", "--db", "a.db", "--format", "json").raw)["commitments"]
    assert "2018-04" in commitments
    assert all(value in done.out for value in commitments.values())


def test_the_name_and_the_reason_that_are_given_are_in_the_envelopes(clerk: Any) -> None:
    assert clerk.sql("select distinct actor from facts order by actor") == [("李主任",), ("王干事",)]
    clerk.good("roster", "rekey", "13900000001", "139-0000-0099", "--by", "张科长", "--reason", "换了手机")
    assert clerk.sql("select actor, reason from facts order by number desc limit 1") == [("张科长", "换了手机")]


def test_units_and_roster_a_second_time_change_nothing(clerk: Any) -> None:
    before = clerk.facts()
    assert "新增或变更 0 个" in clerk.good("units", "import", "units.csv").out
    assert "新增 0，变更 0，未变 5" in clerk.good("roster", "import", "roster.csv").out
    assert clerk.facts() == before


def test_roster_rekey_move_and_end_say_what_they_did(clerk: Any) -> None:
    assert "13900000001 → 13900000099" in clerk.good("roster", "rekey", "13900000001", "139 0000 0099").out
    moved = clerk.good("roster", "move", "13900000099", "办公室支部", "--from", "2018-04-20")
    assert "办公室支部" in moved.out
    assert "不在册" in clerk.good("roster", "end", "13900000002", "--from", "2018年4月20日").out
    clerk.good("attempts", "import", clerk.write("a.jsonl", line(99, 1, "03-13")))
    [row] = json.loads(clerk.good("board", "--period", "2018-04", "--format", "json").raw)
    assert (row["entrant"], row["unit"]) == ("13900000099", "办公室支部")


def test_the_same_attempts_twice_are_all_skipped(clerk: Any) -> None:
    clerk.write("a.jsonl", line(1, 1, "03-13", 19) + line(1, 1, "03-14") + line(2, 1, "03-13"))
    assert "导入 3 次，跳过已有的 0 次" in clerk.good("attempts", "import", "a.jsonl").out
    before = clerk.facts()
    assert "导入 0 次，跳过已有的 3 次" in clerk.good("attempts", "import", "a.jsonl").out
    assert clerk.facts() == before


def test_with_accept_rest_the_good_lines_are_imported_and_the_bad_ones_listed(clerk: Any) -> None:
    clerk.write("a.jsonl", line(1, 1, "03-13") + line(77, 1, "03-13") + "{}\n" + line(2, 1, "03-13"))
    assert "第2行" in clerk.refused("attempts", "import", "a.jsonl")
    done = clerk("attempts", "import", "a.jsonl", "--accept-rest")
    assert done.code == 0
    assert "导入 2 次" in done.out
    assert "未导入：a.jsonl 第2行：名册中没有“13900000077”" in done.err
    assert "未导入：a.jsonl 第3行" in done.err


def test_of_very_many_problems_the_first_are_listed_and_the_rest_counted(clerk: Any) -> None:
    clerk.write("a.jsonl", "".join(line(1000 + n, 1, "03-13") for n in range(60)))
    message = clerk.refused("attempts", "import", "a.jsonl")
    assert message.count("名册中没有") == 50
    assert "另有 10 处问题未列出" in message
    assert "共 60 处问题" in message


def test_board_of_now_of_an_instant_of_a_period_of_a_unit_and_around_somebody(clerk: Any) -> None:
    clerk.write("a.jsonl", line(1, 1, "03-13") + line(3, 1, "04-13") + line(2, 1, "05-13"))
    clerk.good("attempts", "import", "a.jsonl")

    def board(*options: str) -> list[str]:
        rows = json.loads(clerk.good("board", *options, "--format", "json").raw)
        return [row["entrant"][-1] for row in rows]

    assert board() == ["1", "3", "2"]
    assert board("--at", "2018-05-01T00:00:00") == ["1", "3"]
    assert board("--period", "2018-03") == ["1"]
    assert board("--unit", "工人报社") == ["1", "2"]
    assert board("--unit", "省总工会", "--top", "1") == ["1"]
    assert board("--around", "13900000002") == ["1", "3", "2"]
    assert "13900000004 不在这个榜上" in clerk.good("board", "--around", "13900000004").out


def test_board_gives_instants_in_iso_8601_with_offset_and_milliseconds(clerk: Any) -> None:
    clerk.good("attempts", "import", clerk.write("a.jsonl", line(1, 1, "03-13")))
    [row] = json.loads(clerk.good("board", "--format", "json").raw)
    assert row == {
        "rank": 1,
        "entrant": "13900000001",
        "name": "王一",
        "unit": "工人报社",
        "levels": 1,
        "elapsed_ms": 200_123,
        "reached_at": "2018-03-13T09:03:20.123+08:00",
    }


def test_bank_check_load_and_export_keep_the_same_bank(clerk: Any) -> None:
    source = "question_banks/labour-law/questions.csv"
    found = json.loads(clerk.good("bank", "check", source, "--format", "json").raw)
    assert found["questions"] == 40
    assert "没有发现错误" in clerk.good("bank", "check", source).out
    for target in ("b.csv", "b.xlsx"):
        clerk.good("bank", "export", "4", target)
        again = json.loads(clerk.good("bank", "check", target, "--format", "json").raw)
        assert again["version"] == found["version"]
    assert "第 5 关已经开放" in clerk.good("bank", "load", "5", "b.xlsx", "--by", "李主任").out


def test_loading_a_bank_of_an_open_level_says_that_the_level_keeps_its_own(clerk: Any) -> None:
    done = clerk.good("bank", "load", "1", "question_banks/labour-law/questions.csv")
    assert "第 1 关已经开放，仍用开放时的题库" in done.out


def test_loading_a_short_bank_warns_what_is_missing(clerk: Any) -> None:
    rows = (clerk.directory / "question_banks/labour-law/questions.csv").read_text(encoding="utf-8-sig").splitlines()
    done = clerk.good("bank", "load", "5", clerk.write("short.csv", "\n".join(rows[:11])))
    assert "要 20 题，只有 10 题" in done.out


def test_draw_text_is_recorded_where_the_rules_ask_for_it(desk: Any) -> None:
    desk.good("new", "每月一关")
    desk.edit("每月一关-2018.toml", '# public_text = "none" ', 'public_text = "required" ')
    desk.good("init", "每月一关-2018.toml", "--db", "a.db")
    assert "0312" in desk.good("draw-text", "2018-03", "双色球 0312", "--db", "a.db").out
    assert "不能更改" in desk.refused("draw-text", "2018-03", "另一个", "--db", "a.db")


def test_status_shows_levels_periods_and_commitments_in_80_columns(clerk: Any) -> None:
    clerk.good("close", "2018-03")
    printed = clerk.good("status").out
    assert "已结榜（公示中）" in printed
    assert "缺题库" not in printed
    assert max(map(_width, _table_lines(printed))) <= 80
    rows = [row for row in printed.splitlines() if row.startswith("│ 2018-0")]
    assert len(rows) == 14


def test_status_counts_the_questions_of_a_bank_that_waits_for_its_level(clerk: Any) -> None:
    clerk.at("2018-03-12T09:00:00")
    levels = json.loads(clerk.good("status", "--format", "json").raw)["levels"]
    assert [(level["questions"], level["prepared"]) for level in levels[:2]] == [(40, 40), (0, 40)]
    row = next(row for row in clerk.good("status").out.splitlines() if "2018-04-01 00:00" in row)
    assert "未开放" in row
    assert " 40 " in row


def test_status_names_a_level_that_has_no_bank(desk: Any) -> None:
    without_the_fifth_bank(desk)
    levels = json.loads(desk.good("status", "--db", "a.db", "--format", "json").raw)["levels"]
    assert [(level["questions"], level["prepared"]) for level in levels[4:6]] == [(0, 0), (0, 40)]
    desk.at("2018-07-01T09:00:00")
    assert "缺题库" in desk.good("status", "--db", "a.db").out


def test_a_bank_that_nobody_loaded_is_not_exported(desk: Any) -> None:
    without_the_fifth_bank(desk)
    assert "没有这个题库：第5关题库" in desk.refused("bank", "export", "5", "x.csv", "--db", "a.db")


def without_the_fifth_bank(desk: Any) -> None:
    desk.good("new", "每月一关")
    desk.edit("每月一关-2018.toml", "question_banks/work-safety/questions.csv", "第5关题库")
    desk("init", "每月一关-2018.toml", "--db", "a.db")


def test_status_as_json_has_instants_as_texts(clerk: Any) -> None:
    found = json.loads(clerk.good("status", "--format", "json").raw)
    assert found["now"] == "2018-11-05T09:00:00.000+08:00"
    assert found["levels"][1]["opens_at"] == "2018-04-01T00:00:00.000+08:00"
    assert found["periods"][1] == {
        "period": "2018-04",
        "cutoff_at": "2018-05-01T00:00:00.000+08:00",
        "phase": "ended",
        "seal": "",
    }
    assert found["facts"] == clerk.facts()[0][0]


def test_status_says_when_a_closed_period_is_due_for_revision(clerk: Any) -> None:
    clerk.good("close", "2018-04")
    clerk.good("attempts", "import", clerk.write("late.jsonl", line(1, 1, "04-13")))
    assert "2018-04 结榜以后" in clerk.good("status").out
    assert json.loads(clerk.good("status", "--format", "json").raw)["due_for_revision"] == ["2018-04"]


def test_verify_finds_everything_in_order_and_then_two_names_that_were_exchanged(clerk: Any) -> None:
    clerk.good("attempts", "import", clerk.write("a.jsonl", line(1, 1, "03-13")))
    clerk.good("close", "2018-03")
    assert "全部相符" in clerk.good("verify").out
    clerk.sql("update people set name = case entrant when 1 then '李二' else '王一' end where entrant in (1, 2)")
    done = clerk("verify")
    assert done.code == 1
    assert "不符：" in done.out
    assert "E000001" in done.out
    assert json.loads(clerk("verify", "--format", "json").raw)["difference"]["code"] == "person_differs"


def test_help_is_chinese_and_nothing_of_it_is_cut_off(desk: Any) -> None:
    groups = {"": desk.good("--help").out}
    groups |= {name: desk.good(name, "--help").out for name in ("attempts", "bank", "roster", "units")}
    for printed in groups.values():
        assert "用法：" in printed
        assert "Usage" not in printed
        assert "COMMAND" not in printed
        assert "，…" not in printed.replace("命令 …", "")
    assert "[必填]" in desk.good("close", "--help").out


def test_the_command_runs_as_a_process_of_its_own(clerk: Any) -> None:
    new = _process("board", "--format", "csv")
    assert new.returncode == 0
    assert new.stdout.startswith(b"\xef\xbb\xbf\xe5\x90\x8d\xe6\xac\xa1,")
    wrong = _process("close", "2018-13")
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert "没有这个期次：2018-13" in wrong.stderr.decode()


def test_on_a_terminal_the_next_step_is_named(clerk: Any) -> None:
    pty = pytest.importorskip("pty", reason="this machine has no terminals of its own making")
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "chuangguan", "status"], stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):
            while chunk := os.read(ours, 65_536):
                shown += chunk
    os.close(ours)
    assert process.returncode == 0
    assert "下一步：chuangguan close 2018-03 --db a.db --out 结果目录" in shown.decode()


def test_a_reader_that_has_had_enough_is_no_error(clerk: Any) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "chuangguan", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)


def test_a_terminal_that_lacks_a_character_does_not_stop_the_work(clerk: Any) -> None:
    clerk.good("roster", "import", clerk.write("r.csv", "姓名,手机号码\n𠮷田,13900000050\n"), "--unit", "工人报社")
    clerk.good("attempts", "import", clerk.write("a.jsonl", line(50, 1, "03-13")))
    done = _process("board", PYTHONIOENCODING="gbk")
    assert done.returncode == 0
    assert "?田" in done.stdout.decode("gbk")


@pytest.mark.parametrize("command", ["board", "status", "check", "close"])
def test_csv_has_a_byte_order_mark_and_no_formula(clerk: Any, command: str) -> None:
    clerk.good("roster", "import", clerk.write("r.csv", "姓名,手机号码\n=1+1,13900000050\n"), "--unit", "工人报社")
    clerk.good("attempts", "import", clerk.write("a.jsonl", line(50, 1, "03-13")))
    words = {"check": ["check", "每月一关-2018.toml"], "close": ["close", "2018-04"]}.get(command, [command])
    raw = clerk.good(*words, "--format", "csv").raw
    assert raw.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in _csv(raw) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert ("'=1+1" in cells) == (command in {"board", "close"})


def _process(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "chuangguan", *words],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def _csv(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def _table_lines(text: str) -> list[str]:
    return [row for row in text.splitlines() if row and row[0] in "┏┃┡│├└"]


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
