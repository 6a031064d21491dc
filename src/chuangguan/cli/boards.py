"""The command that prints a board."""

import rich_click as click
from msgspec.structs import replace

from chuangguan.boards import Board
from chuangguan.boards import around as rows_around
from chuangguan.boards import top as top_rows
from chuangguan.cli.output import Cell, say, show
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, format_option, moment
from chuangguan.cli.status import time_text
from chuangguan.cli.workplace import Workplace, open_workplace
from chuangguan.documents.content import printed_times
from chuangguan.documents.wording import public_name
from chuangguan.errors import NotFound
from chuangguan.rules.instants import write_instant

HEADERS = {"rank": "名次", "name": "姓名", "unit": "单位", "levels": "通过关数", "time": "用时", "reached": "达成时间"}


@click.command(cls=ChineseCommand)
@db_option
@click.option("--period", default="", metavar="期次", help="某期的榜，如 2018-04。")
@click.option("--at", "instant", default="", metavar="时刻", help="某一时刻的榜；默认为现在。")
@click.option("--top", type=click.IntRange(1), default=None, metavar="N", help="只看前 N 名。")
@click.option("--unit", default="", metavar="单位", help="只看某单位（含下级）。")
@click.option("--around", default="", metavar="号码", help="只看某人前后各 10 名。")
@by_option
@format_option
def board(db: str, period: str, instant: str, top: int | None, unit: str, around: str, by: str, form: str) -> None:
    """显示排行榜：现在的、某一时刻的或某期的。"""
    if period and instant:
        raise click.UsageError("--period 和 --at 只能用一个。")
    if top and around:
        raise click.UsageError("--top 和 --around 只能用一个。")
    with open_workplace(db) as workplace:
        zone = workplace.zone
        if unit:
            _require_unit(workplace, unit)
        boards = workplace.boards
        if period:
            found = boards.of_period(period, unit=unit)
        else:
            found = boards.at(moment(instant, zone) if instant else None, unit=unit)
        rows = found.rows if top is None else top_rows(found.rows, top)
        if around:
            rows = rows_around(rows, workplace.office.rosters.entrant(around))
        printed = _printed(workplace, replace(found, rows=rows), zone, form, by)
    show(HEADERS, printed, form, title=f"截至 {time_text(found.at, zone)}（不含）")
    if form == "table":
        if around and not rows:
            say(f"{around} 不在这个榜上：尚未通过第一关、不参加排名，或不属于所选单位。", style="yellow")
        say(f"上榜 {len(found.rows)} 人，尚未通过第一关 {found.unlisted} 人。")


def _require_unit(workplace: Workplace, unit: str) -> None:
    with workplace.record.read() as view:
        if unit not in view.tree().units:
            raise NotFound(kind="unit", key=unit)


def _printed(workplace: Workplace, shown: Board, zone: str, form: str, by: str) -> list[dict[str, Cell]]:
    people = workplace.office.rosters.people([row.entrant for row in shown.rows], by=by, purpose="board")
    with workplace.record.read() as view:
        members, times = view.roster(shown.roster_at).members, printed_times(shown.rows, view.campaign.ranking)
        # A table is for the organiser and JSON for programs; CSV without numbers is what goes on a web page.
        unnamed = view.unnamed() if form == "csv" else frozenset()
    printed: list[dict[str, Cell]] = []
    for row, time in zip(shown.rows, times, strict=True):
        person = people.get(row.entrant)
        line: dict[str, Cell] = {
            "rank": row.rank,
            "entrant": person.member_no if person else row.entrant,
            "name": public_name(person, is_unnamed=row.entrant in unnamed),
            "unit": members[row.entrant].unit if row.entrant in members else "",
            "levels": row.levels,
        }
        if form == "json":
            line |= {"elapsed_ms": row.elapsed_ms, "reached_at": write_instant(row.reached_at, zone)}
        else:
            line |= {"time": time, "reached": time_text(row.reached_at, zone)}
        printed.append(line)
    return printed
