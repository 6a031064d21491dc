"""`backup` and `restore` as a clerk types them: what is printed, what is refused, and that nothing is left behind."""

from pathlib import Path
from typing import Any

import pytest

from chuangguan.facts import write_line
from chuangguan.stores.sqlite import SqliteStore

ATTEMPT = (
    '{"entrant": "13900000001", "level": 1, "started_at": "2018-03-13T09:00:00.000+08:00", '
    '"submitted_at": "2018-03-13T09:03:00.000+08:00", "correct": 20, "of": 20}'
)


def head(clerk: Any, db: str = "a.db") -> str:
    [(found,)] = clerk.sql("select hash from facts order by number desc limit 1", db)
    return str(found)


@pytest.fixture
def backed_up(clerk: Any) -> Any:
    """Return a clerk with an imported attempt, a closed March and the backup `b.db`."""
    clerk.good("attempts", "import", clerk.write("a.jsonl", ATTEMPT))
    clerk.good("close", "2018-03")
    clerk.good("backup", "b.db", "--by", "王干事")
    return clerk


def replace_bytes(clerk: Any, old: str, new: str) -> None:
    """Change a text in the backup behind SQLite's back, byte for byte of the same length."""
    path = clerk.directory / "b.db"
    content = path.read_bytes()
    assert len(old.encode()) == len(new.encode())
    assert content.count(old.encode()) == 1
    path.write_bytes(content.replace(old.encode(), new.encode()))


def test_a_backup_names_its_facts_and_head_and_says_that_the_secret_is_not_in_it(clerk: Any) -> None:
    done = clerk.good("backup", "b.db", "--by", "王干事")
    [(count,)] = clerk.sql("select max(number) from facts")
    assert f"记录 {count} 条，链首 {head(clerk)}" in done.out
    assert "密钥不在备份中：请把 a.db.secret 另行保存" in done.out
    secret = (clerk.directory / "a.db.secret").read_text(encoding="ascii").strip()
    content = (clerk.directory / "b.db").read_bytes()
    assert secret.encode() not in content
    assert bytes.fromhex(secret) not in content
    assert {name for name in clerk.files() if name.startswith("b.db") or "partial" in name} == {"b.db"}


def test_a_backup_is_an_export_of_names_and_is_recorded_in_itself(clerk: Any) -> None:
    clerk.good("backup", "b.db", "--by", "王干事")
    shown = "select actor, body from facts order by number desc limit 1"
    [(actor, body)] = clerk.sql(shown, "b.db")
    assert actor == "王干事"
    assert '"persons":5,"purpose":"backup"' in body
    assert clerk.sql(shown) == [(actor, body)]


def test_a_restored_database_verifies_and_has_the_same_board_and_the_same_closing(backed_up: Any) -> None:
    done = backed_up.good("restore", "b.db", "--db", "n.db")
    assert "人员 5 人与名册记录相符" in done.out
    assert head(backed_up) in done.out
    assert "请把密钥文件放到 n.db.secret" in done.out
    (backed_up.directory / "n.db.secret").write_bytes((backed_up.directory / "a.db.secret").read_bytes())
    assert "全部相符" in backed_up.good("verify", "--db", "n.db").out
    assert head(backed_up, "n.db") == head(backed_up)
    boards = [backed_up.good("board", "--format", "csv", "--db", db).raw for db in ("a.db", "n.db")]
    assert boards[0] == boards[1]
    closings = "select period, seal, canonical from closings"
    assert backed_up.sql(closings, "n.db") == backed_up.sql(closings) != []


@pytest.mark.parametrize(
    "tamper",
    [
        "update attempts set passed = 0, correct = 1",
        "update improvements set elapsed_ms = 1",
        "delete from improvements",
        "update memberships set has_prize_right = 1",
        "update closings set seal = 'sha256:0'",
        "update campaigns set canonical = '{}'",
        "update units set unit = '假' where place = 2",
    ],
)
def test_changed_rows_of_a_backup_are_made_again_from_its_facts(backed_up: Any, tamper: str) -> None:
    backed_up.sql(tamper, "b.db")
    backed_up.good("restore", "b.db", "--db", "n.db")
    assert "全部相符" in backed_up.good("verify", "--db", "n.db", "--secret-file", "a.db.secret").out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"correct":20', '"correct":19', "条记录与其校验值不符"),
        ('"started_at":1520902800000', '"started_at":1520902800001', "条记录与其校验值不符"),
        ("钱五", "钱六", "E000005的姓名或名册编号与名册记录不符"),
    ],
)
def test_a_byte_that_was_changed_in_the_facts_or_people_of_a_backup_is_found(
    backed_up: Any, old: str, new: str, said: str
) -> None:
    replace_bytes(backed_up, old, new)
    message = backed_up.refused("restore", "b.db", "--db", "n.db")
    assert message.startswith("错误：")
    assert said in message
    replace_bytes(backed_up, new, old)
    backed_up.good("restore", "b.db", "--db", "n.db")


def test_a_tail_that_was_dropped_is_found_with_a_published_head_only(backed_up: Any) -> None:
    published = head(backed_up)
    backed_up.sql("delete from facts where number = (select max(number) from facts)", "b.db")
    for text in (published, published[:16], f"{published[:16].upper()}…"):
        message = backed_up.refused("restore", "b.db", "--db", "n.db", "--expect-head", text)
        assert f"b.db：记录中没有链首{text.rstrip('…').lower()}" in message
    assert "请与公布的记录条数和链首核对" in backed_up.good("restore", "b.db", "--db", "n.db").out


def test_a_head_that_was_published_earlier_is_found_among_the_facts(backed_up: Any) -> None:
    [(earlier,)] = backed_up.sql("select hash from facts where number = 3")
    [(count,)] = backed_up.sql("select max(number) from facts")
    done = backed_up.good("restore", "b.db", "--db", "n.db", "--expect-head", head(backed_up))
    assert f"公布的链首是第 {count} 条，即最后一条。" in done.out
    done = backed_up.good("restore", "b.db", "--db", "m.db", "--expect-head", earlier[:16])
    assert f"公布的链首是第 3 条，其后另有 {count - 3} 条。" in done.out


@pytest.mark.parametrize("text", ["0" * 15, "0" * 65, "g" * 64, "第一条"])
def test_what_cannot_be_a_head_is_a_misuse(backed_up: Any, text: str) -> None:
    assert "--expect-head 应为" in backed_up.refused("restore", "b.db", "--db", "n.db", "--expect-head", text, code=2)


def test_neither_command_writes_over_a_file(backed_up: Any) -> None:
    before = backed_up.facts("b.db")
    assert "“b.db”已经存在" in backed_up.refused("backup", "b.db")
    assert "“roster.csv”已经存在" in backed_up.refused("backup", "roster.csv")
    assert "“a.db”已经存在" in backed_up.refused("restore", "b.db", "--db", "a.db")
    assert backed_up.facts("b.db") == before
    backed_up.write("n.db-wal", "")
    assert "“n.db-wal”已经存在" in backed_up.refused("restore", "b.db", "--db", "n.db")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("backup 没有/b.db", "没有："),
        ("backup n.db --db 没有.db", "“没有.db”没有活动数据库"),
        ("restore 没有.db --db n.db", "找不到文件或目录 没有.db"),
        ("restore . --db n.db", "这是目录，应为文件"),
        ("restore roster.csv --db n.db", "“roster.csv”不是本系统的数据库"),
        ("restore b.db --db 没有/n.db", "没有："),
    ],
)
def test_what_is_not_there_or_no_backup_is_named(backed_up: Any, words: str, said: str) -> None:
    assert said in backed_up.refused(*words.split())


def test_a_newer_backup_and_a_database_in_use_are_not_restored(backed_up: Any) -> None:
    backed_up.sql("pragma user_version = 999", "b.db")
    assert "“b.db”由较新版本写成" in backed_up.refused("restore", "b.db", "--db", "n.db")
    backed_up.write("b.db-wal", "what is not in the file yet")
    message = backed_up.refused("restore", "b.db", "--db", "n.db")
    assert "b.db：旁边还有它的 -wal 文件，说明它是正在使用的数据库" in message


def test_a_person_who_was_changed_in_the_database_is_said_to_spoil_the_backup(clerk: Any) -> None:
    clerk.sql("update people set name = '王二' where name = '王一'")
    done = clerk("backup", "b.db")
    assert (done.code, "E000001 的姓名或名册编号与名册记录不符" in done.err) == (0, True)
    assert "E000001的姓名" in clerk.refused("restore", "b.db", "--db", "n.db")


def test_who_was_erased_is_counted_and_who_is_merely_missing_is_named(clerk: Any) -> None:
    clerk.good("person", "erase", "13900000002", "--reason", "本人要求")
    clerk.good("backup", "b.db")
    shown = clerk.good("restore", "b.db", "--db", "n.db").out
    assert "另有 1 人已注销" in shown
    assert "缺少" not in shown
    clerk.sql("delete from people where name = '王一'", "b.db")
    shown = clerk.good("restore", "b.db", "--db", "m.db").out
    assert "另有 1 人已注销" in shown
    assert "备份中缺少 E000001 的姓名和号码" in shown


def test_where_everybody_is_there_nothing_is_said_of_missing_people(backed_up: Any) -> None:
    shown = backed_up.good("restore", "b.db", "--db", "n.db").out
    assert "已注销" not in shown
    assert "缺少" not in shown


def test_a_database_whose_facts_were_changed_is_not_backed_up(clerk: Any) -> None:
    clerk.sql("update facts set actor = '别人' where number = 2")
    assert "a.db：第2条记录与其校验值不符" in clerk.refused("backup", "b.db")


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("backup disk/c.db", 376_000),
        ("backup disk/c.db", 1_026_000),
        ("restore b.db --db disk/c.db", 126_000),
        ("restore b.db --db disk/c.db", 926_000),
    ],
)
def test_a_disk_that_is_full_keeps_nothing_of_a_backup_or_a_restored_database(
    backed_up: Any, small_disk: Path, words: str, filled: int
) -> None:
    (small_disk / "filler").write_bytes(b"x" * filled)
    assert "磁盘已满，“disk/c.db”没有写入任何内容" in backed_up.refused(*words.split())
    assert {path.name for path in small_disk.iterdir()} == {"filler"}


def test_the_control_a_disk_with_room_takes_a_backup(backed_up: Any, small_disk: Path) -> None:
    backed_up.good("backup", "disk/c.db")
    assert {path.name for path in small_disk.iterdir()} == {"c.db"}


@pytest.fixture
def copied(backed_up: Any) -> Any:
    """Return a clerk with a copy of every fact, of which the backup lacks the last ones, somebody enrolled in them."""
    roster = (backed_up.directory / "roster.csv").read_text(encoding="utf-8")
    backed_up.write("more.csv", roster + "孙六,工人报社,13900000006,,,\n")
    backed_up.good("roster", "import", "more.csv")
    backed_up.good("attempts", "import", backed_up.write("b.jsonl", ATTEMPT.replace("000001", "000002")))
    store = SqliteStore(backed_up.directory / "a.db")
    with store.read() as rows:
        (backed_up.directory / "facts.jsonl").write_bytes(b"".join(map(write_line, rows.facts())))
    store.close()
    return backed_up


def test_a_copy_of_the_facts_brings_back_what_was_stored_after_the_backup(copied: Any) -> None:
    [(count,)] = copied.sql("select max(number) from facts")
    [(before,)] = copied.sql("select max(number) from facts", "b.db")
    done = copied.good("restore", "b.db", "--db", "n.db", "--facts", "facts.jsonl", "--expect-head", head(copied))
    assert f"补上了备份以后的 {count - before} 条记录" in done.out
    assert "备份以后才登记或改过，备份中没有 E000006 的姓名和号码" in done.out
    assert f"公布的链首是第 {count} 条，即最后一条" in done.out
    assert head(copied, "n.db") == head(copied)
    for table in ("attempts", "improvements", "memberships"):
        assert copied.sql(f"select * from {table}", "n.db") == copied.sql(f"select * from {table}") != []
    assert "E000006" in copied("verify", "--db", "n.db", "--secret-file", "a.db.secret").out
    people = "select entrant, member_no, name from people where entrant < 6"
    assert copied.sql(people, "n.db") == copied.sql(people) != []


def test_the_control_without_the_copy_those_facts_are_lost(copied: Any) -> None:
    copied.good("restore", "b.db", "--db", "n.db")
    assert head(copied, "n.db") == head(copied, "b.db") != head(copied)


def test_who_was_erased_after_the_backup_stays_erased(copied: Any) -> None:
    copied.good("person", "erase", "13900000002", "--reason", "本人要求")
    store = SqliteStore(copied.directory / "a.db")
    with store.read() as rows:
        (copied.directory / "facts.jsonl").write_bytes(b"".join(map(write_line, rows.facts())))
    store.close()
    assert copied.sql("select count(*) from people where name = '李二'", "b.db") == [(1,)]
    assert "另有 1 人已注销" in copied.good("restore", "b.db", "--db", "n.db", "--facts", "facts.jsonl").out
    assert copied.sql("select count(*) from people where name = '李二'", "n.db") == [(0,)]


def lines_of(clerk: Any) -> list[bytes]:
    content: bytes = (clerk.directory / "facts.jsonl").read_bytes()
    return content.splitlines(keepends=True)


@pytest.mark.parametrize("torn", [b"", b'{"number":999', b"\0" * 40])
def test_the_torn_last_line_of_a_copy_is_left_out_and_a_copy_that_ends_early_adds_nothing(
    copied: Any, torn: bytes
) -> None:
    lines = lines_of(copied)
    (copied.directory / "facts.jsonl").write_bytes(b"".join(lines) + torn)
    copied.good("restore", "b.db", "--db", "n.db", "--facts", "facts.jsonl")
    assert head(copied, "n.db") == head(copied)
    (copied.directory / "facts.jsonl").write_bytes(b"".join(lines[:3]) + torn)
    done = copied.good("restore", "b.db", "--db", "m.db", "--facts", "facts.jsonl")
    assert "补上了备份以后的 0 条记录" in done.out


@pytest.mark.parametrize(
    ("place", "old", "new", "said"),
    [
        (0, b'"number":1', b'"number":2', "第1行：不是这个数据库的记录副本"),
        (2, b'"actor":"', b'"actor":"X', "第3行：不是这个数据库的记录副本"),
        (-1, b'"actor":"', b'"actor":"X', "条记录与其校验值不符"),
        (-1, b"{", b"[", "不是一条记录"),
        (-2, b'\\"correct\\":20', b'\\"correct\\":19', "条记录与其校验值不符"),
    ],
)
def test_a_copy_of_another_chain_or_one_that_was_changed_is_refused(
    copied: Any, place: int, old: bytes, new: bytes, said: str
) -> None:
    lines = lines_of(copied)
    if place < 0:
        place = max(number for number, line in enumerate(lines) if old in line)
    lines[place] = lines[place].replace(old, new, 1)
    (copied.directory / "facts.jsonl").write_bytes(b"".join(lines))
    message = copied.refused("restore", "b.db", "--db", "n.db", "--facts", "facts.jsonl")
    assert "facts.jsonl" in message
    assert said in message


def test_a_copy_with_a_hole_or_without_a_file_is_refused(copied: Any) -> None:
    lines = lines_of(copied)
    (copied.directory / "facts.jsonl").write_bytes(b"".join([*lines[:-2], lines[-1]]))
    assert "条记录与其校验值不符" in copied.refused("restore", "b.db", "--db", "n.db", "--facts", "facts.jsonl")
    assert "找不到文件或目录 没有" in copied.refused("restore", "b.db", "--db", "n.db", "--facts", "没有")
