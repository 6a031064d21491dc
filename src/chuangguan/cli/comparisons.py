"""The command that says which prizes another value of an open clause would move."""

import rich_click as click

from chuangguan.cli.output import Cell, say, show
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, secret_option
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.decisions import best_rank, said_rank
from chuangguan.documents.wording import yuan_text


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@click.option("--with", "setting", required=True, metavar="键=值", help="如 best_of=level、time=all_attempts。")
@db_option
@secret_option
@by_option
def compare(period: str, setting: str, db: str, secret_file: str, by: str) -> None:
    """比较：同样的记录换一种规则，哪些名次和奖金会变。"""
    key, _, value = setting.partition("=")
    with open_workplace(db, secret_file) as workplace:
        found = workplace.office.comparisons.compare(period, key.strip(), value.strip())
        moved = [change.entrant for change in found.changes]
        people = workplace.office.rosters.people(moved, by=by, purpose=f"compare {period}")
    rows: list[dict[str, Cell]] = [
        {
            "name": people[change.entrant].name if change.entrant in people else "已注销",
            "rank": f"{said_rank(change.rank_before)} → {said_rank(change.rank_after)}",
            "tiers": f"{change.tiers_before or '无'} → {change.tiers_after or '无'}",
        }
        for change in sorted(found.prizes_moved, key=best_rank)
    ]
    say(f"{found.key}：{found.value_before} → {found.value_after}，名次变动 {len(found.changes)} 人。")
    if rows:
        show({"name": "姓名", "rank": "名次", "tiers": "奖项"}, rows, "table", title=f"奖项变动 {len(rows)} 人")
    say(f"奖金合计 {yuan_text(found.paid_before_fen)} 元 → {yuan_text(found.paid_after_fen)} 元。")
