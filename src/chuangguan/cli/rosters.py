"""Commands about units and people."""

from collections.abc import Iterable
from pathlib import Path

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, hint, moment, reason_option
from chuangguan.cli.workplace import open_workplace
from chuangguan.errors import BadInput, Problem
from chuangguan.formats.rosters import RosterLine, UnitLine, read_member_no, read_roster, read_units
from chuangguan.office.rosters import Enrolment
from chuangguan.rules.roster import Unit


@click.group(cls=ChineseGroup)
def units() -> None:
    """单位：导入。"""


@units.command("import", cls=ChineseCommand)
@click.argument("file", metavar="单位文件")
@db_option
@by_option
@reason_option
def import_units(file: str, db: str, by: str, reason: str) -> None:
    """导入单位：列名为 单位、上级单位、类型、党员总数；有则更新，不删除。"""
    lines = read_units(Path(file))
    found = [Unit(unit=line.unit, parent=line.parent, kind=line.kind, headcount=line.headcount) for line in lines]
    with open_workplace(db) as workplace:
        try:
            changed = workplace.office.rosters.put_units(found, by=by, reason=reason)
        except BadInput as error:
            raise BadInput(_placed(error.problems, lines)) from None
    say(f"{len(found)} 个单位，新增或变更 {changed} 个。")
    hint(f"chuangguan roster import 名册.xlsx --db {db}")


def _placed(problems: Iterable[Problem], lines: Iterable[UnitLine]) -> list[Problem]:
    """Say in which row of the list each unit stands that does not fit into the tree."""
    places = {line.unit: line for line in lines}
    return [
        replace(problem, file=line.file, sheet=line.sheet, row=line.row, column="上级单位")
        if (line := places.get(str(problem.details.get("unit"))))
        else problem
        for problem in problems
    ]


@click.group(cls=ChineseGroup)
def roster() -> None:
    """名册：导入、换号、调动、离开。"""


@roster.command("import", cls=ChineseCommand)
@click.argument("file", metavar="名册文件")
@db_option
@click.option("--unit", default="", metavar="单位", help="表中和标题都没有单位时用它。")
@click.option("--category", default="", metavar="人员类别", help="表中没有类别时用它；默认为活动文件的第一类。")
@click.option("--from", "from_date", default="", metavar="日期", help="从何时起在册；默认为活动开始。")
@by_option
@reason_option
def import_roster(file: str, db: str, unit: str, category: str, from_date: str, by: str, reason: str) -> None:
    """导入名册（CSV 或 Excel）：新增和更新，从不删除。"""
    with open_workplace(db) as workplace:
        with workplace.record.read() as view:
            campaign = view.campaign
        found = read_roster(Path(file), default_unit=unit, default_category=category, member_no=campaign.member_no)
        done = workplace.office.rosters.enrol(
            [_enrolment(line) for line in found.lines],
            by=by,
            reason=reason,
            from_at=moment(from_date, workplace.zone) if from_date else 0,
        )
    if found.skipped_samples:
        say(f"跳过填写示例：第 {'、'.join(map(str, found.skipped_samples))} 行。")
    say(f"{len(found.lines)} 人：新增 {done.added}，变更 {done.changed}，未变 {done.unchanged}。")
    hint(f"chuangguan status --db {db}")


def _enrolment(line: RosterLine) -> Enrolment:
    return Enrolment(
        member_no=line.member_no,
        name=line.name,
        unit=line.unit,
        category=line.category,
        labels=line.labels,
        is_admin=line.is_admin,
        has_prize_right=line.has_prize_right,
        basis=line.basis,
        text_version=line.text_version,
        file=line.file,
        sheet=line.sheet,
        row=line.row,
    )


@roster.command("rekey", cls=ChineseCommand)
@click.argument("old", metavar="原号码")
@click.argument("new", metavar="新号码")
@db_option
@by_option
@reason_option
def rekey(old: str, new: str, db: str, by: str, reason: str) -> None:
    """换号：成绩随人走。"""
    with open_workplace(db) as workplace:
        with workplace.record.read() as view:
            kind = view.campaign.member_no
        number = read_member_no(new, kind)
        workplace.office.rosters.rekey(old, number, by=by, reason=reason)
    say(f"已换号：{old} → {number}，成绩不变。")


@roster.command("move", cls=ChineseCommand)
@click.argument("member_no", metavar="号码")
@click.argument("unit", metavar="新单位")
@click.option("--from", "from_date", required=True, metavar="日期", help="从何时起。")
@db_option
@by_option
@reason_option
def move(member_no: str, unit: str, from_date: str, db: str, by: str, reason: str) -> None:
    """调动：从某日起算在新单位，已结榜的期次不变。"""
    with open_workplace(db) as workplace:
        at = moment(from_date, workplace.zone)
        workplace.office.rosters.move(member_no, unit, by=by, from_at=at, reason=reason)
    say(f"已调动：{member_no} 自 {from_date} 起属于 {unit}。")


@roster.command("end", cls=ChineseCommand)
@click.argument("member_no", metavar="号码")
@click.option("--from", "from_date", required=True, metavar="日期", help="从何时起不在册。")
@db_option
@by_option
@reason_option
def end(member_no: str, from_date: str, db: str, by: str, reason: str) -> None:
    """离开：从某日起不在册，成绩保留。"""
    with open_workplace(db) as workplace:
        workplace.office.rosters.end(member_no, by=by, from_at=moment(from_date, workplace.zone), reason=reason)
    say(f"已记录：{member_no} 自 {from_date} 起不在册，成绩保留。")


@roster.command("extra-time", cls=ChineseCommand)
@click.argument("member_no", metavar="号码")
@click.argument("per_cent", metavar="百分比", type=int)
@db_option
@click.option("--reason", required=True, metavar="事由", help="延时的事由，记入记录，不对外公布。")
@by_option
def extra_time(member_no: str, per_cent: int, db: str, reason: str, by: str) -> None:
    """延时：今后开始的闯关按百分比延长限时，0 为取消。"""
    with open_workplace(db) as workplace:
        workplace.office.rosters.grant_extra_time(member_no, per_cent, reason=reason, by=by)
    say(f"已记录：限时延长 {per_cent}%。" if per_cent else "已取消延时。")
