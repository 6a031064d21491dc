"""Commands that keep a copy of a database and make a database from it again."""

import re
from contextlib import closing
from pathlib import Path
from typing import Final

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.output import say, stderr
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, hint, progress
from chuangguan.cli.workplace import Workplace, open_workplace, require_directory_of, secret_path
from chuangguan.errors import BadInput, Problem
from chuangguan.facts import Envelope, PersonErased, follows, read_line
from chuangguan.office.copies import people_that_differ
from chuangguan.office.copies import restore as restore_facts
from chuangguan.ports import Store
from chuangguan.stores.copies import back_up, opened_backup, require_free
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.view import Library, View

_HEAD: Final = re.compile("[0-9a-f]{16,64}")


@click.command(cls=ChineseCommand)
@click.argument("file", metavar="备份文件")
@db_option
@by_option
def backup(file: str, db: str, by: str) -> None:
    """备份：把数据库复制成一个新文件并核对，可在活动进行中做。

    备份含姓名和号码，请妥善保管；不含密钥，密钥文件另行保存。
    """
    place = Path(file)
    require_directory_of(place)
    require_free(place)
    with open_workplace(db) as workplace:
        _record_look(workplace, by)
    with closing(SqliteStore(Path(db))) as store:
        head = back_up(store, place)
    say(f"已备份到 {file}，并已核对：页面完整，记录链相符。", style="green")
    _say_head(head)
    say(f"密钥不在备份中：请把 {secret_path(db, '')} 另行保存，不要与备份放在一处。", style="yellow")
    hint(f"chuangguan restore {file} --db 新数据库文件")


def _record_look(workplace: Workplace, by: str) -> None:
    """Record that every name is about to leave, and say which of them a restore would refuse."""
    with workplace.record.read() as view:
        known = [person.entrant for person in view.rows.people()]
        different = people_that_differ(view.rows)
    workplace.office.rosters.people(known, by=by, purpose="backup")
    for entrant in different:
        text = f"{entrant} 的姓名或名册编号与名册记录不符，这份备份不能恢复；请用 verify 复核。"
        stderr.print(text, style="yellow", markup=False, soft_wrap=True)


def _say_head(head: Envelope) -> None:
    say(f"记录 {head.number} 条，链首 {head.hash}")


def _published(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    text = value.strip().rstrip("…").lower()
    if text and not _HEAD.fullmatch(text):
        raise click.UsageError("--expect-head 应为公布的链首，至少抄前16位。")
    return text


@click.command(cls=ChineseCommand)
@click.argument("file", metavar="备份文件")
@click.option("--db", required=True, metavar="新文件", help="恢复成哪个新的数据库文件。")
@click.option(
    "--expect-head", default="", metavar="链首", callback=_published, help="以前公布的链首，备份中必须有这一条。"
)
@click.option("--facts", default="", metavar="文件", help="服务写的记录副本，用来补上备份以后的记录。")
def restore(file: str, db: str, expect_head: str, facts: str) -> None:
    """恢复：由备份中的记录和人员重建一个新的数据库。

    榜单等一切推算所得都由记录重做。损坏、不全、被改动、属于别的程序的备份不予恢复。
    有记录副本（--facts）的，备份以后的记录一并补上，只缺备份以后新登记或改过的姓名和号码。
    """
    place = Path(db)
    require_directory_of(place)
    with opened_backup(Path(file), place) as (source, store):
        with source.read() as rows:
            known = rows.head()
        with progress("恢复", known.number if known else None) as shown:
            later = _later(Path(facts), source) if facts else []
            head = restore_facts(source, store, later=later, expected_head=expect_head, progress=shown)
        found = _number_of(store, expect_head) if expect_head else 0
        counted = _counted(store)
    say(f"已恢复到 {db}：人员 {counted[0]} 人与名册记录相符，榜单等已由记录重建。", style="green")
    if facts:
        say(f"记录副本补上了备份以后的 {len(later)} 条记录。")
    _say_people(*counted[1:], origin="备份以后才登记或改过，备份中没有" if facts else "备份中缺少")
    _say_head(head)
    if found:
        behind = f"，其后另有 {head.number - found} 条" if head.number > found else "，即最后一条"
        say(f"公布的链首是第 {found} 条{behind}。")
    else:
        source_name = "副本" if facts else "备份"
        say(f"请与公布的记录条数和链首核对：{source_name}以后的记录不在其中。", style="yellow")
    say(f"密钥不在备份中：请把密钥文件放到 {secret_path(db, '')}。", style="yellow")
    hint(f"chuangguan verify --db {db}")


def _say_people(erased: int, lost: list[str], *, origin: str) -> None:
    if erased:
        say(f"另有 {erased} 人已注销，没有姓名和号码。")
    if lost:
        say(f"{origin} {'、'.join(lost)} 的姓名和号码，又没有注销的记录，请核对。", style="yellow")


def _later(copy: Path, source: Store) -> list[Envelope]:
    """Return the facts of a copy behind a backup's last one, once the copy is seen to be of the same chain."""
    with copy.open("rb") as file, source.read() as rows:
        own = rows.facts()
        head = rows.head()
        later: list[Envelope] = []
        for row, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                # A torn last line is what a crash leaves, and is no fact yet.
                break
            envelope = _read_line(line, copy, row)
            if head is None or row <= head.number:
                _require(next(own, None) == envelope, "facts_copy_differs", copy, row)
            else:
                _require(follows(later[-1] if later else head, envelope), "fact_changed", copy, row)
                later.append(envelope)
        return later


def _require(holds: bool, code: str, copy: Path, row: int) -> None:  # noqa: FBT001  what must hold
    if not holds:
        raise BadInput([Problem(code=code, file=str(copy), row=row, details={"fact": row})])


def _read_line(line: bytes, copy: Path, row: int) -> Envelope:
    try:
        return read_line(line)
    except BadInput as error:
        raise BadInput([replace(problem, file=str(copy), row=row) for problem in error.problems]) from error


def _number_of(store: Store, head: str) -> int:
    """Return the number of the fact whose hash begins so."""
    with store.read() as rows:
        return next(envelope.number for envelope in rows.facts() if envelope.hash.startswith(head))


def _counted(store: Store) -> tuple[int, int, list[str]]:
    """Return how many persons there are, how many were erased, and the opaque ids without either."""
    with store.read() as rows:
        people = {person.entrant for person in rows.people()}
        erased = {fact.entrant for _, fact in View(rows, Library()).facts_of(PersonErased)}
        return len(people), len(erased), [name for name in rows.person_digests() if name not in people | erased]
