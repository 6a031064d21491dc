"""Bad input: one clear Chinese message that names file and place, exit code 1, nothing changed."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chuangguan.cli import closings, workplace
from chuangguan.errors import StoreFull
from chuangguan.stores import sqlite

CAMPAIGN = "每月一关-2018.toml"
ATTEMPT = (
    '{{"entrant": "{who}", "level": {level}, "started_at": "{start}", "submitted_at": "{end}", '
    '"correct": 20, "of": 20}}'
)


def attempt(who: str, level: int, start: str, end: str) -> str:
    offset = ".000+08:00"
    return ATTEMPT.format(who=who, level=level, start=f"2018-{start}{offset}", end=f"2018-{end}{offset}")


GOOD = attempt("13900000001", 1, "03-13T09:00:00", "03-13T09:03:00")


# Campaign files

CONTRADICTIONS = [
    ("ranks     = [6, 15]\n", "ranks     = [5, 15]\n", "award[3].ranks", "重叠"),
    ("ranks     = [6, 15]\n", "ranks     = [7, 15]\n", "award[3].ranks", "空缺"),
    ("ranks     = [6, 15]\n", "ranks     = [6, 15]\ncount     = 9\n", "award[3]", "名额9名，而名次范围有10名"),
    ("opens      = 2018-10-16T00:00:00", "opens      = 2018-11-16T00:00:00", "level[12].opens", "不在活动结束"),
    ("opens      = 2018-10-16T00:00:00", "opens      = 2018-10-32T00:00:00", "", "TOML"),
    ('period  = "2018"\nlists', 'period  = "2019"\nlists', "unit_award[1].period", "没有“2019”这个期次"),
    ('id        = "myyg-2018" ', 'id        = "每月一关" ', "campaign.id", "活动编号"),
    ('restart = "after_clearing_all_open" ', 'restrat = "anytime" ', "ladder.restrat", "是否应为“restart”"),
    ('bank       = "question_banks/constitution/', 'bank       = "题库/宪法/', "level[2].bank", "题库/宪法"),
]


@pytest.mark.parametrize(("old", "new", "place", "said"), CONTRADICTIONS, ids=[row[3] for row in CONTRADICTIONS])
def test_a_contradiction_in_a_campaign_file_is_named_with_its_key(
    desk: Any, old: str, new: str, place: str, said: str
) -> None:
    desk.good("new", "每月一关")
    desk.edit(CAMPAIGN, old, new)
    message = desk.refused("init", CAMPAIGN, "--db", "a.db")
    [named, counted] = message.splitlines()
    assert named.startswith(f"错误：{CAMPAIGN}")
    assert place in named
    assert said in named
    assert "共 1 处问题，什么也没有改动" in counted
    assert not list(desk.directory.glob("a.db*"))


def test_check_lists_all_contradictions_at_once(desk: Any) -> None:
    desk.good("new", "每月一关")
    for old, new, _, _ in (CONTRADICTIONS[0], CONTRADICTIONS[3]):
        desk.edit(CAMPAIGN, old, new)
    done = desk("check", CAMPAIGN)
    assert done.code == 1
    named = [row for row in done.out.splitlines() if row.startswith(f"错误：{CAMPAIGN} “")]
    assert len(named) == 2
    assert "2 处错误" in done.out


@pytest.mark.parametrize(
    ("quota", "rows", "said"),
    [
        ("draw       = 20", 20, "还缺1题"),
        ('quotas     = [{ n = 20, kinds = ["填空"] }]', 41, "第1条组卷规则要20题"),
        (
            'quotas     = [{ n = 21, kinds = ["单选"] }, { n = 1, topics = ["没有"] }]',
            41,
            "第2条组卷规则要1题，可用0题",
        ),
    ],
)
def test_an_open_level_whose_bank_cannot_fill_a_paper_is_refused(desk: Any, quota: str, rows: int, said: str) -> None:
    desk.at("2018-03-20T00:00:00").good("new", "每月一关")
    bank = desk.directory / "question_banks/national-symbols/questions.csv"
    bank.write_text("\n".join(bank.read_text(encoding="utf-8-sig").splitlines()[:rows]), encoding="utf-8-sig")
    text = (desk.directory / CAMPAIGN).read_text(encoding="utf-8")
    desk.write(CAMPAIGN, text.replace("draw       = 20", quota, 1))
    message = desk.refused("init", CAMPAIGN, "--db", "a.db")
    assert said in message
    assert f"错误：{CAMPAIGN} “level[1]" in message
    assert "第1关" in message


def test_the_same_short_bank_only_warns_before_the_level_opens(desk: Any) -> None:
    desk.good("new", "每月一关")
    bank = desk.directory / "question_banks/national-symbols/questions.csv"
    bank.write_text("\n".join(bank.read_text(encoding="utf-8-sig").splitlines()[:20]), encoding="utf-8-sig")
    assert "还缺1题" in desk.good("check", CAMPAIGN).out


def test_a_bad_question_is_named_with_file_row_and_column(desk: Any) -> None:
    desk.good("new", "每月一关")
    bank = desk.directory / "question_banks/constitution/questions.csv"
    rows = bank.read_text(encoding="utf-8-sig").splitlines()
    bank.write_text("\n".join([*rows[:2], rows[1], *rows[2:]]), encoding="utf-8-sig")
    message = desk.refused("init", CAMPAIGN, "--db", "a.db")
    assert "question_banks/constitution/questions.csv 第3行 “编号”" in message


def test_a_campaign_file_in_another_encoding_is_named(desk: Any) -> None:
    desk.good("new", "每月一关")
    text = (desk.directory / CAMPAIGN).read_text(encoding="utf-8")
    (desk.directory / "gbk.toml").write_bytes(text.encode("gb18030"))
    assert "gbk.toml：不是 UTF-8" in desk.refused("check", "gbk.toml")


@pytest.mark.parametrize("command", [["check", "没有.toml"], ["check", "."], ["bank", "check", "没有.csv"]])
def test_a_file_that_is_not_there_is_named(desk: Any, command: list[str]) -> None:
    assert command[-1] in desk.refused(*command)


# init and new


def test_init_never_touches_a_database_that_is_there(clerk: Any) -> None:
    assert "“a.db”已经存在" in clerk.refused("init", CAMPAIGN)


def test_init_never_touches_a_secret_that_is_there(clerk: Any) -> None:
    clerk.write("b.db.secret", "另一个活动的密钥")
    assert "b.db.secret：密钥文件已存在" in clerk.refused("init", CAMPAIGN, "--db", "b.db")


def test_init_into_a_directory_that_is_not_there_makes_nothing(clerk: Any) -> None:
    assert "没有" in clerk.refused("init", CAMPAIGN, "--db", "没有/b.db")
    assert "没有" in clerk.refused("init", CAMPAIGN, "--db", "b.db", "--secret-file", "没有/密钥")


def test_new_never_writes_over_a_file_or_a_bank(clerk: Any) -> None:
    message = clerk.refused("new", "每月一关")
    assert f"{CAMPAIGN}：" in message
    assert "question_banks：" in message
    assert "roster.csv：不是目录" in clerk.refused("new", "每月一关", "--out", "roster.csv")


# Units and rosters

ROSTERS = [
    ("王五,办公室支部,,\n", "第2行 “手机号码”：没有手机号码"),
    ("王五,办公室支部,139000000061,\n", "第2行 “手机号码”：手机号码是 12 位，应为 11 位"),
    ("王五,保卫科,13900000061,\n", "第2行 “单位”：没有“保卫科”这个单位"),
    (",办公室支部,13900000061,\n", "第2行 “姓名”：没有姓名"),
    ("王五,,13900000061,\n", "第2行 “单位”：没有单位"),
    ("王五,办公室支部,13900000061,\n赵六,办公室支部,13900000061,\n", "第3行 “手机号码”：号码与第 2 行重复"),
    ("王五,工人报社,13900000061,微学习专栏管理员\n", "第2行 “备注”：单位“工人报社”已有管理员王一"),
    (
        "王五,办公室支部,13900000061,微学习专栏管理员\n赵六,办公室支部,13900000062,微学习专栏管理员\n",
        "第 2、3 行",
    ),
]


@pytest.mark.parametrize(("rows", "said"), ROSTERS, ids=[row[1] for row in ROSTERS])
def test_a_bad_row_of_a_roster_is_named_and_nobody_is_enrolled(clerk: Any, rows: str, said: str) -> None:
    clerk.write("bad.csv", "姓名,单位,手机号码,备注\n" + rows + "好人,办公室支部,13900000069,\n")
    message = clerk.refused("roster", "import", "bad.csv")
    assert said in message
    assert message.startswith("错误：bad.csv 第")
    assert "什么也没有改动" in message


def test_a_category_that_the_campaign_does_not_have_is_refused(clerk: Any) -> None:
    message = clerk.refused("roster", "import", "roster.csv", "--category", "临时工")
    assert "第2行 “人员类别”：没有“临时工”这个人员类别，可用的有：" in message


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("甲,没有\n", "units.csv 第2行 “上级单位”：单位“甲”的上级单位“没有”不存在"),
        ("甲,乙\n乙,甲\n", "上级关系成了环"),
        ("甲,\n甲,\n", "第3行 “单位”：单位“甲”与第 2 行重复"),
    ],
)
def test_units_that_make_no_tree_are_refused(clerk: Any, rows: str, said: str) -> None:
    clerk.write("units.csv", "单位,上级单位\n" + rows)
    message = clerk.refused("units", "import", "units.csv")
    assert said in message
    assert "units.csv 第" in message


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("rekey 13900000001 139000000010", "手机号码是 12 位"),
        ("rekey 13900000001 13900000002", "这个号码已是另一人的"),
        ("rekey 13900000077 13900000078", "13900000077"),
        ("move 13900000001 保卫科 --from 2018-04-01", "没有这个单位：保卫科"),
        ("move 13900000001 工人报社 --from 春天", "“春天”不是有效的时刻"),
        ("end 13900000001 --from 0001-01-01", "“0001-01-01”不是有效的时刻"),
    ],
)
def test_a_change_of_the_roster_that_cannot_be_is_refused(clerk: Any, words: str, said: str) -> None:
    assert said in clerk.refused("roster", *words.split())


# Attempts

ATTEMPTS = [
    (attempt("13900000077", 1, "03-13T09:00:00", "03-13T09:03:00"), "名册中没有“13900000077”"),
    (attempt("13900000002", 2, "04-13T09:00:00", "04-13T09:03:00"), "须先通过第1关"),
    (attempt("13900000002", 2, "03-13T09:00:00", "03-13T09:03:00"), "第2关尚未开放"),
    (attempt("13900000002", 1, "03-11T23:59:59", "03-12T00:01:00"), "活动尚未开始"),
    (attempt("13900000002", 1, "03-13T09:00:00", "03-13T08:59:59"), "“submitted_at”：交卷时间早于开始时间"),
    (attempt("13900000002", 1, "03-13T09:00:00", "03-13T09:05:03"), "已过交卷时限"),
    (attempt("13900000001", 1, "04-14T09:00:00", "04-14T09:03:00"), "尚未通过已开放的第2关，不能重新自第一关开始"),
    (attempt("13900000001", 1, "03-13T09:00:00", "03-13T09:04:00"), "内容不一致"),
    (attempt("13900000001", 1, "03-13T09:01:00", "03-13T09:04:00"), "重叠"),
    (attempt("13900000002", 99, "03-13T09:00:00", "03-13T09:03:00"), "没有第99关"),
    (attempt("13900000002", 1, "03-13T09:00:00", "03-13T09:03:00").replace("20, ", "21, "), "多于总题数"),
    (attempt("13900000002", 1, "03-13T09:00:00", "03-13T09:03:00").replace('"of": 20', '"of": 30'), "应为20题"),
    (attempt("13900000002", 1, "11-13T09:00:00", "11-13T09:03:00"), "晚于现在"),
    (attempt("13900000002", 1, "11-01T00:00:00", "11-01T00:03:00"), "活动已于2018年11月1日0时00分00秒结束"),
    ("{}", "缺少这个键"),
    ("不是 JSON", "不是有效的 JSON"),
]


@pytest.mark.parametrize(("row", "said"), ATTEMPTS, ids=[row[1] for row in ATTEMPTS])
def test_a_bad_attempt_is_named_with_its_row_and_no_other_is_stored(clerk: Any, row: str, said: str) -> None:
    clerk.good("attempts", "import", clerk.write("first.jsonl", GOOD))
    other = attempt("13900000003", 1, "03-13T09:00:00", "03-13T09:03:00")
    message = clerk.refused("attempts", "import", clerk.write("bad.jsonl", f"{other}\n\n{row}\n"))
    assert said in message
    assert "bad.jsonl 第3行" in message
    assert "bad.jsonl 第1行" not in message


def test_an_attempt_before_one_was_on_the_roster_is_refused(clerk: Any) -> None:
    clerk.write("r.csv", "姓名,单位,手机号码\n周七,办公室支部,13900000061\n")
    clerk.good("roster", "import", "r.csv", "--from", "2018-04-15")
    clerk.write("a.jsonl", attempt("13900000061", 1, "04-14T23:59:59", "04-15T00:01:00"))
    assert "a.jsonl 第1行：参赛者E000006当时不在名册中" in clerk.refused("attempts", "import", "a.jsonl")
    clerk.write("a.jsonl", attempt("13900000061", 1, "04-15T00:00:00", "04-15T00:01:00"))
    clerk.good("attempts", "import", "a.jsonl")


# Periods, boards, words of a command


def test_a_period_that_has_not_ended_is_not_closed_but_previewed(clerk: Any) -> None:
    for moment in ("2018-04-30T23:59:59", "2018-05-01T00:00:02.999"):
        message = clerk.at(moment).refused("close", "2018-04", "--out", "结果")
        assert "2018-04要到2018年5月1日0时00分03秒之后才能结榜" in message
    before = clerk.facts()
    assert "预览" in clerk.good("close", "2018-04", "--preview").out
    assert clerk.facts() == before
    clerk.at("2018-05-01T00:00:03").good("close", "2018-04")


@pytest.mark.parametrize("words", ["close 2018-13", "board --period 2018-13"])
def test_an_unknown_period_is_refused_with_those_there_are(clerk: Any, words: str) -> None:
    message = clerk.refused(*words.split())
    assert "没有这个期次：2018-13，可用的有：2018-03、2018-04" in message


MISUSES = [
    ("board --period 2018-04 --at 2018-04-01", "--period 和 --at 只能用一个"),
    ("board --top 3 --around 13900000001", "--top 和 --around 只能用一个"),
    ("board --top 0", "--top 的值不对，应为不小于1的整数"),
    ("board --format pdf", "可用的有：table、csv、json"),
    ("board --tpo 3", "没有选项 --tpo"),
    ("closse 2018-04", "没有“closse”这个命令，是否应为 close"),
    ("close", "缺少 期次"),
    ("close 2018-04 2018-05", "多出了 2018-05"),
    ("bank load 一 x.csv", "关卡 的值不对，应为整数"),
    ("bank export 1 x.pdf", "应以 .csv、.xlsx、.json 结尾"),
    ("new 每周一关", "可用的有：每月一关"),
    ("units import", "缺少 单位文件"),
    ("roster move 13900000001 工人报社", "缺少 --from"),
]


@pytest.mark.parametrize(("words", "said"), MISUSES, ids=[row[0] for row in MISUSES])
def test_a_command_that_is_not_one_is_explained_in_chinese(clerk: Any, words: str, said: str) -> None:
    message = clerk.refused(*words.split(), code=2)
    assert said in message
    assert "--help 查看用法" in message


@pytest.mark.parametrize("by", ["", "  ", "a\nb", "\udcff", "\u202e张"])
def test_whoever_changes_something_must_be_named_in_one_line(clerk: Any, by: str) -> None:
    assert "--by" in clerk.refused("roster", "import", "roster.csv", "--by", by, code=2)


def test_a_machine_that_does_not_know_who_is_there_asks_for_a_name(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert "请用 --by 写明经办人" in clerk.refused("roster", "import", "roster.csv", code=2)
    clerk.good("roster", "import", "roster.csv", "--by", "王干事")


@pytest.mark.parametrize("text", ["", " ", "一\n二"])
def test_a_public_text_is_one_line(clerk: Any, text: str) -> None:
    assert "公开文本" in clerk.refused("draw-text", "2018-04", text, code=2)


def test_a_public_text_that_the_rules_do_not_ask_for_is_refused(clerk: Any) -> None:
    assert "不使用公开文本" in clerk.refused("draw-text", "2018-04", "开奖号码")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("board --unit 保卫科", "没有这个单位：保卫科"),
        ("board --around 13900000077", "没有这个名册编号：13900000077"),
        ("board --at 昨天", "“昨天”不是有效的时刻"),
        ("board --at 0001-01-01", "“0001-01-01”不是有效的时刻"),
        ("bank load 99 question_banks/constitution/questions.csv", "没有这个关卡：99"),
        ("close 2018-04 --out roster.csv", "roster.csv："),
        ("close 2018-04 --out roster.csv/结果", "roster.csv："),
    ],
)
def test_what_is_not_there_is_named(clerk: Any, words: str, said: str) -> None:
    assert said in clerk.refused(*words.split())


# Databases and disks


def test_a_database_that_is_not_there_or_not_ours_is_named(clerk: Any) -> None:
    assert "“没有.db”没有活动数据库" in clerk.refused("status", "--db", "没有.db")
    assert "“roster.csv”不是本系统的数据库" in clerk.refused("status", "--db", "roster.csv")
    clerk.write("empty.db", "")
    assert "“empty.db”不是本系统的数据库" in clerk.refused("status", "--db", "empty.db")


def test_a_database_of_a_newer_version_is_left_alone(clerk: Any) -> None:
    clerk.sql("pragma user_version = 999")
    message = clerk.refused("roster", "import", "roster.csv")
    assert "“a.db”由较新版本写成" in message
    assert clerk.sql("pragma user_version") == [(999,)]


_HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin immediate")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_database_that_another_process_holds_is_said_to_be_busy(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    clerk.write("r.csv", "姓名,单位,手机号码\n周七,办公室支部,13900000061\n")
    before = clerk.facts()
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(clerk.directory / "a.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        done = clerk("roster", "import", "r.csv")
        assert (done.code, done.out) == (1, "")
        assert "“a.db”正被另一程序占用，请稍后再试" in done.err
        holder.communicate()
    assert clerk.facts() == before
    clerk.good("roster", "import", "r.csv")


def _limit_pages(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """Let databases grow to so many pages and no further, which the library treats as a full disk."""
    connect = sqlite._connect

    def limited(path: Path) -> Any:
        connection = connect(path)
        connection.execute(f"pragma max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite, "_connect", limited)


def _large_roster(clerk: Any, people: int) -> str:
    rows = "".join(f"某人,办公室支部,137{number:08d}\n" for number in range(people))
    name: str = clerk.write("large.csv", "姓名,单位,手机号码\n" + rows)
    return name


def test_an_import_that_fills_the_disk_changes_nothing(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    [(pages,)] = clerk.sql("pragma page_count")
    large = _large_roster(clerk, 500)
    with monkeypatch.context() as patch:
        _limit_pages(patch, pages + 2)
        message = clerk.refused("roster", "import", large)
    assert "磁盘已满，“a.db”没有写入任何内容" in message
    clerk.good("roster", "import", large)


def test_init_on_a_full_disk_leaves_neither_database_nor_secret(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.good("new", "每月一关")
    for pages in (2, 40):
        with monkeypatch.context() as patch:
            _limit_pages(patch, pages)
            assert "磁盘已满" in desk.refused("init", CAMPAIGN, "--db", "a.db")
        assert not list(desk.directory.glob("a.db*"))
    desk.good("init", CAMPAIGN, "--db", "a.db")


def test_a_real_disk_that_is_full_is_said_to_be_full(clerk: Any, small_disk: Path) -> None:
    (small_disk / "b.db").write_bytes((clerk.directory / "a.db").read_bytes())
    before = clerk.facts("disk/b.db")
    done = clerk("roster", "import", _large_roster(clerk, 5_000), "--db", "disk/b.db")
    assert (done.code, done.out) == (1, "")
    assert "磁盘已满" in done.err
    assert clerk.facts("disk/b.db") == before
    (small_disk / "filler").write_bytes(b"x" * (1_048_576 - (small_disk / "b.db").stat().st_size - 65_536))
    done = clerk("init", CAMPAIGN, "--db", "disk/c.db")
    assert done.code == 1
    assert "磁盘已满" in done.err
    assert {path.name for path in small_disk.iterdir()} == {"b.db", "filler"}


def test_a_closing_whose_files_cannot_be_written_says_that_it_stands(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(directory: Path, *_: Any) -> list[Path]:
        raise StoreFull(path=str(directory))

    with monkeypatch.context() as patch:
        patch.setattr(closings, "write_documents", full)
        done = clerk("close", "2018-04", "--out", "结果")
    assert done.code == 1
    assert "已经结榜封存，只是文件没有写出" in done.err
    assert "磁盘已满" in done.err
    before = clerk.facts()
    assert "获奖名单.xlsx" in clerk.good("close", "2018-04", "--out", "结果").out
    assert clerk.facts() == before


def test_a_clock_that_is_behind_the_record_stops_whatever_is_stamped(clerk: Any) -> None:
    clerk.good("roster", "rekey", "13900000001", "13900000091")
    clerk.at("2018-11-05T08:59:57.999")
    for words in (["roster", "rekey", "13900000002", "13900000092"], ["close", "2018-04", "--out", "结果"]):
        assert "请校准时钟后再试" in clerk.refused(*words)
    clerk.at("2018-11-05T08:59:58").good("roster", "rekey", "13900000002", "13900000092")


def test_a_mistake_of_our_own_is_one_line_too(clerk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("[red]坏了[/red]")

    monkeypatch.setattr(workplace, "SqliteStore", broken)
    done = clerk.bare("status")
    assert (done.code, done.out) == (1, "")
    [line] = done.err.splitlines()
    assert line.startswith("错误：程序内部出错（ZeroDivisionError，broken 第")
    assert "[red]坏了[/red]。请把这一行告诉维护人员。" in line


# Secrets


@pytest.fixture
def lottery(desk: Any) -> Any:
    """Return a clerk whose campaign decides ties by lot, with two people who tie on the only first place."""
    desk.good("new", "每月一关")
    desk.edit(CAMPAIGN, '# boundary       = "expand" ', 'boundary       = "draw" ')
    desk.edit(CAMPAIGN, "ranks     = [1, 5]\n", "ranks     = [1, 1]\n")
    desk.edit(CAMPAIGN, "ranks     = [6, 15]\n", "ranks     = [2, 15]\n")
    desk.good("init", CAMPAIGN, "--db", "a.db")
    desk.good("units", "import", desk.write("units.csv", "单位\n工会\n"), "--db", "a.db")
    desk.write("roster.csv", "姓名,单位,手机号码\n王一,工会,13900000001\n李二,工会,13900000002\n")
    desk.good("roster", "import", "roster.csv", "--db", "a.db")
    tied = [attempt(who, 1, "03-13T09:00:00", "03-13T09:03:00") for who in ("13900000001", "13900000002")]
    desk.at("2018-05-02T09:00:00")
    desk.good("attempts", "import", desk.write("a.jsonl", "\n".join(tied)), "--db", "a.db")
    return desk


def test_a_lot_needs_the_secret(lottery: Any) -> None:
    (lottery.directory / "a.db.secret").rename(lottery.directory / "elsewhere")
    message = lottery.refused("close", "2018-03", "--db", "a.db", "--out", "结果")
    assert "缺少密钥文件" in message
    assert "--secret-file" in message
    lottery.good("close", "2018-03", "--db", "a.db", "--secret-file", "elsewhere")
    assert "没有密钥" not in lottery.good("status", "--db", "a.db").out
    assert "没有密钥" not in lottery.good("status", "--db", "a.db", "--secret-file", "elsewhere").out


@pytest.mark.parametrize("command", ["close 2018-03", "verify", "status"])
def test_the_secret_of_another_campaign_is_refused(lottery: Any, command: str) -> None:
    lottery.write("other", "ab" * 32 + "\n")
    message = lottery.refused(*command.split(), "--db", "a.db", "--secret-file", "other")
    assert "密钥文件“other”不是本活动的" in message


def test_a_secret_file_that_holds_none_or_is_not_there_is_named(lottery: Any) -> None:
    for content in ("", "密钥", "ab" * 31, "zz" * 32):
        lottery.write("other", content)
        assert "other：不是有效的密钥文件" in lottery.refused("verify", "--db", "a.db", "--secret-file", "other")
    assert "none：" in lottery.refused("verify", "--db", "a.db", "--secret-file", "none")
