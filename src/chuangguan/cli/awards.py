"""The command that records who another body gave a tier."""

from collections.abc import Mapping

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, hint, reason_option
from chuangguan.cli.workplace import open_workplace
from chuangguan.errors import BadInput


@click.group(cls=ChineseGroup)
def award() -> None:
    """奖项：记录由外单位评定的结果。"""


@award.command("set", cls=ChineseCommand)
@click.argument("tier", metavar="奖项")
@db_option
@click.option("--period", required=True, metavar="期次", help="哪一期，须已结榜。")
@click.option("--member-no", "numbers", multiple=True, metavar="号码", help="给谁，可重复。")
@click.option("--unit", "units", multiple=True, metavar="单位", help="给哪个单位，可重复。")
@click.option("--nobody", is_flag=True, help="撤回以前记录的结果，恢复为尚未确定。")
@click.option("--decided-by", required=True, metavar="机构", help="评定的机构，印在名单和通报里。")
@by_option
@reason_option
def set_(  # noqa: PLR0913  one parameter an option
    tier: str,
    db: str,
    period: str,
    numbers: tuple[str, ...],
    units: tuple[str, ...],
    nobody: bool,  # noqa: FBT001  a flag
    decided_by: str,
    by: str,
    reason: str,
) -> None:
    """记录由外单位评定的奖项给了谁；再记一次，以新的为准，旧的留在记录中。"""
    if nobody == bool(numbers or units):
        raise click.UsageError("请用 --member-no 或 --unit 写明给谁；撤回以前的结果写 --nobody，不写给谁。")
    with open_workplace(db) as workplace:
        entrants = [workplace.office.rosters.entrant(number) for number in numbers]
        try:
            workplace.office.awards.decide(
                period,
                tier,
                entrants=entrants,
                units=units,
                decided_by=decided_by,
                by=by,
                reason=reason,
            )
        except BadInput as error:
            raise _named(error, dict(zip(entrants, numbers, strict=True))) from None
    done = "已撤回，尚未确定" if nobody else f"已记录获奖 {len(numbers) + len(units)} 个，由{decided_by}评定"
    say(f"{period} {tier}：{done}。")
    hint(f"chuangguan close {period} --db {db} --out 目录 重新写出名单和通报")


def _named(error: BadInput, entrants: Mapping[str, str]) -> BadInput:
    """Return the error with recipients named as the clerk named them."""
    return BadInput([replace(item, column=entrants.get(item.column, item.column)) for item in error.problems])
