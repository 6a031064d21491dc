"""Commands about outages: move a period's end, void an interval."""

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, hint, moment
from chuangguan.cli.workplace import open_workplace
from chuangguan.rules.instants import Window, read_end, write_instant


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@click.option("--to", "end", required=True, metavar="时刻", help="新的截止时刻，如 2018-05-02T23:59:59。")
@click.option("--reason", required=True, metavar="事由", help="顺延的事由，结榜时印出。")
@by_option
def extend(period: str, db: str, end: str, reason: str, by: str) -> None:
    """顺延：把尚未结榜的一期的截止时刻推后（如因停机）。"""
    with open_workplace(db) as workplace:
        cutoff_at = read_end(end, workplace.zone)
        workplace.office.conduct.extend(period, cutoff_at, reason=reason, by=by)
        shown = write_instant(cutoff_at, workplace.zone)
    say(f"{period} 的截止时刻推后到 {shown}（不含）。")


@click.command(cls=ChineseCommand)
@click.argument("opens", metavar="起")
@click.argument("closes", metavar="止")
@db_option
@click.option("--reason", required=True, metavar="事由", help="作废的事由，结榜时印出。")
@by_option
def void(opens: str, closes: str, db: str, reason: str, by: str) -> None:
    """作废时段：与某一时段重叠的闯关一律不计（如因故障）；只能用于未结榜的期次。"""
    with open_workplace(db) as workplace:
        zone = workplace.zone
        interval = Window(opens_at=moment(opens, zone), closes_at=moment(closes, zone))
        count = workplace.office.conduct.void_interval(interval, reason=reason, by=by)
    say(f"已作废 {count} 次闯关。")
    hint(f"chuangguan board --db {db}")
