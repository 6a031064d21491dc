"""The command that writes the documents of decisions again, from what is on record about them."""

from pathlib import Path

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.publicity import published_notice, revised_notice
from chuangguan.cli.sanctions import sanctioned_notice
from chuangguan.cli.shell import ChineseCommand, by_option, db_option
from chuangguan.cli.workplace import Workplace, open_workplace, require_output
from chuangguan.documents.decisions import write_publicity, write_revision, write_sanction
from chuangguan.facts import ClosingPublished


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@click.option("--out", required=True, metavar="目录", help="写到哪个目录。")
@by_option
def reprint(period: str, db: str, out: str, by: str) -> None:
    """补写：按记录重新写出一期的拟表彰名单公示、更正通知、违规通报。

    文件丢失、当时没有加 --out 或没有写成的，用它补写，日期仍为当时的日期；已撤销的处理不写。
    """
    directory = Path(out)
    require_output(directory)
    with open_workplace(db) as workplace:
        written = _written(workplace, directory, period, by)
    for path in written:
        say(f"已写出 {path}")
    if not written:
        say(f"{period} 没有公示、更正和违规处理的记录，不用补写。")


def _written(workplace: Workplace, directory: Path, period: str, by: str) -> list[Path]:
    with workplace.record.read() as view:
        view.campaign.period(period)
        published = [fact.seal for _, fact in view.facts_of(ClosingPublished) if fact.period == period]
        revised = [item.canonical for item in view.rows.closings() if item.period == period and item.revision]
        sanctions = [
            item.number for item in view.sanctions if not item.lifted and (not item.periods or period in item.periods)
        ]
    written = [
        *(write_publicity(directory, published_notice(workplace, seal, by=by)) for seal in published),
        *(write_revision(directory, revised_notice(workplace, canonical, by=by)) for canonical in revised),
        *(write_sanction(directory, sanctioned_notice(workplace, number, by=by)) for number in sanctions),
    ]
    return [path for paths in written for path in paths]
