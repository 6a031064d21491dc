"""Commands that keep a copy of a database and make a database from it again."""

import re
from contextlib import closing
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.output import say, stderr
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, hint, progress
from chuangguan.cli.workplace import Workplace, open_workplace, require_directory_of, secret_path
from chuangguan.facts import Envelope
from chuangguan.office.copies import people_that_differ
from chuangguan.office.copies import restore as restore_facts
from chuangguan.ports import Store
from chuangguan.stores.copies import back_up, opened_backup, require_free
from chuangguan.stores.sqlite import SqliteStore

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
def restore(file: str, db: str, expect_head: str) -> None:
    """恢复：由备份中的记录和人员重建一个新的数据库。

    榜单等一切推算所得都由记录重做。损坏、不全、被改动、属于别的程序的备份不予恢复。
    """
    place = Path(db)
    require_directory_of(place)
    with opened_backup(Path(file), place) as (source, store):
        with source.read() as rows:
            head = rows.head()
        with progress("恢复", head.number if head else None) as shown:
            head = restore_facts(source, store, expected_head=expect_head, progress=shown)
        found = _number_of(store, expect_head) if expect_head else 0
        people, without = _counted(store)
    say(f"已恢复到 {db}：人员 {people} 人与名册记录相符，榜单等已由记录重建。", style="green")
    if without:
        say(f"另有 {without} 个参赛编号没有姓名和号码：已注销，或备份中缺失，请核对。", style="yellow")
    _say_head(head)
    if found:
        later = f"，其后另有 {head.number - found} 条" if head.number > found else "，即最后一条"
        say(f"公布的链首是第 {found} 条{later}。")
    else:
        say("请与公布的记录条数和链首核对：备份以后的记录不在其中。", style="yellow")
    say(f"密钥不在备份中：请把密钥文件放到 {secret_path(db, '')}。", style="yellow")
    hint(f"chuangguan verify --db {db}")


def _number_of(store: Store, head: str) -> int:
    """Return the number of the fact whose hash begins so."""
    with store.read() as rows:
        return next(envelope.number for envelope in rows.facts() if envelope.hash.startswith(head))


def _counted(store: Store) -> tuple[int, int]:
    """Return how many persons there are, and how many opaque ids without one."""
    with store.read() as rows:
        people = sum(1 for _ in rows.people())
        return people, rows.entrants() - people
