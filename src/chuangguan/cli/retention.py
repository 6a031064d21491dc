"""The command that removes what is kept for a time only."""

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, hint
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.wording import moment_text
from chuangguan.office.retention import USUAL_DAYS

_MOST_DAYS = 36_500


@click.group(cls=ChineseGroup)
def retention() -> None:
    """保存期限：删除到期的闯关来源。"""


@retention.command("apply", cls=ChineseCommand)
@db_option
@click.option(
    "--days",
    type=click.IntRange(1, _MOST_DAYS),
    default=USUAL_DAYS,
    show_default=True,
    metavar="天数",
    help="保存多少天，不得少于183天。",
)
@click.option("--reason", required=True, metavar="事由", help="删除的事由，记入记录。")
@by_option
def apply(db: str, days: int, reason: str, by: str) -> None:
    """删除结束已超过若干天的闯关的来源（设备和网络地址），不可恢复；成绩、记录、结榜和回执不变。"""
    with open_workplace(db) as workplace:
        done = workplace.office.retention.forget_origins(days=days, reason=reason, by=by)
        before = moment_text(done.before_at, workplace.zone)
    say(f"已删除 {before} 以前结束的闯关的来源 {done.origins} 条。违规线索从此看不到它们。备份中仍有，请按期限销毁。")
    hint(f"chuangguan verify --db {db}")
