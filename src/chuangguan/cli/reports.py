"""The command that writes how things stand in a closed period."""

from pathlib import Path

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, db_option
from chuangguan.cli.workplace import Workplace, open_workplace, require_output
from chuangguan.documents.content import Material
from chuangguan.documents.report import follows, turnout_report, write_report
from chuangguan.errors import Misuse
from chuangguan.rules.closing import Closing

_MOST = 100


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@click.option("--out", required=True, metavar="目录", help="把情况通报写到哪个目录。")
@click.option(
    "--below",
    type=click.IntRange(0, _MOST),
    default=80,
    show_default=True,
    metavar="百分比",
    help="参与率低于百分之几的单位，在通报中点名。",
)
def report(period: str, db: str, out: str, below: int) -> None:
    """情况通报：已结榜的一期，总体参与情况、与上期相比、参与率靠前和偏低的单位。

    数字取自封存的结榜，只点单位，不点个人；还没有结榜的，用 pending 催办。
    """
    require_output(Path(out))
    with open_workplace(db) as workplace:
        material = _material(workplace, period)
        previous = _previous(workplace, material)
    written = write_report(Path(out), turnout_report(material, previous, below=below))
    for path in written:
        say(f"已写出 {path}")


def _material(workplace: Workplace, period: str) -> Material:
    """Return the figures of a closed period; the notice names nobody, so no name is looked at."""
    with workplace.record.read() as view:
        view.campaign.period(period)
    sealed = workplace.office.closings.get(period)
    if sealed is None:
        raise Misuse(what="not_closed", period=period)
    with workplace.record.read() as view:
        stored = next(item for item in view.rows.closings() if item.seal == sealed.seal)
        return Material(
            campaign=view.campaign,
            closing=sealed.closing,
            canonical=sealed.canonical,
            people={},
            units={},
            tree=view.tree(),
            issued_at=workplace.record.now(),
            fact=stored.fact,
            fact_hash=view.envelope(stored.fact).hash,
        )


def _previous(workplace: Workplace, material: Material) -> Closing | None:
    """Return the newest closing of the last closed period that this one follows."""
    earlier = [item for item in material.campaign.periods if follows(item, material.period)]
    for item in sorted(earlier, key=lambda item: -item.cutoff_at):
        if sealed := workplace.office.closings.get(item.id):
            return sealed.closing
    return None
