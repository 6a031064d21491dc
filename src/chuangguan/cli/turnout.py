"""The command that says who has not taken part."""

from pathlib import Path

import rich_click as click

from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, format_option, hint
from chuangguan.cli.workplace import Workplace, open_workplace, require_output
from chuangguan.documents.reminders import PendingLine, PendingList, pending_list, write_reminders
from chuangguan.documents.wording import rate_text
from chuangguan.rules.instants import write_instant
from chuangguan.rules.units import Pending

_HEADERS = {
    "unit": "单位",
    "due": "应参加",
    "took_part": "已参加",
    "pending": "未参加",
    "rate": "参与率",
    "persons": "总人数",
    "attempts": "人次",
    "remark": "备注",
}


@click.command(cls=ChineseCommand)
@db_option
@click.option("--period", required=True, metavar="期次", help="哪一期，如 2018-04。")
@click.option("--unit", default="", metavar="单位", help="只看某单位（含下级）。")
@click.option("--out", default="", metavar="目录", help="把未参加名单、催办文字写到哪个目录。")
@by_option
@format_option
def pending(db: str, period: str, unit: str, out: str, by: str, form: str) -> None:
    """催办：一期内谁还没有参加，按单位列出，附给各单位的催办文字。"""
    if out:
        require_output(Path(out))
    with open_workplace(db) as workplace:
        zone = workplace.zone
        found = workplace.office.turnouts.pending(period, unit=unit)
        content = _content(workplace, found, by)
    written = write_reminders(Path(out), content) if out else []
    if form == "json":
        show_json(_plain(found, content, zone))
    elif form == "csv":
        show({"unit": "单位", "name": "姓名"}, _name_rows(content), form)
    else:
        _print(content)
        for path in written:
            say(f"已写出 {path}")
        if not out and content.reminders:
            hint("加上 --out 目录 写出未参加名单和催办文字")


def _content(workplace: Workplace, found: Pending, by: str) -> PendingList:
    """Return what is printed and written; looking at the names is recorded."""
    named = [entrant for item in found.units for entrant in item.entrants]
    people = workplace.office.rosters.people(named, by=by, purpose=f"pending {found.period.id}")
    with workplace.record.read() as view:
        return pending_list(view.campaign, found, people)


def _print(content: PendingList) -> None:
    rows = [*(_row(line) for line in content.lines), _row(content.total) | {"unit": "合计"}]
    show(_HEADERS, rows, "table", title=f"{content.period}参加情况，截至{content.counted}")
    for text in content.reminders or (content.outcome,):
        say()
        say(text)
    say()
    for remark in content.remarks:
        say(f"说明：{remark}", style="dim")


def _row(line: PendingLine) -> dict[str, Cell]:
    return {
        "unit": f"{'　' * line.depth}{line.unit}",
        "due": line.due,
        "took_part": line.took_part,
        "pending": line.pending,
        "rate": rate_text(line.rate),
        "persons": line.persons,
        "attempts": line.attempts,
        "remark": line.remark,
    }


def _name_rows(content: PendingList) -> list[dict[str, Cell]]:
    return [{"unit": line.unit, "name": name} for line in content.lines for name in line.names]


def _plain(found: Pending, content: PendingList, zone: str) -> dict[str, object]:
    return {
        "period": found.period.id,
        "cutoff_at": write_instant(found.period.cutoff_at, zone),
        "at": write_instant(found.at, zone),
        "unit": found.unit,
        "total": _plain_line(content.total),
        "units": [
            {
                "unit": line.unit,
                "parent": item.unit.parent,
                "kind": line.kind,
                **_plain_line(line),
                "entrants": [
                    {"entrant": entrant, "name": name} for entrant, name in zip(item.entrants, line.names, strict=True)
                ],
                "reminder": line.reminder,
            }
            for item, line in zip(found.units, content.lines, strict=True)
        ],
        "remarks": content.remarks,
    }


def _plain_line(line: PendingLine) -> dict[str, object]:
    return {
        "due": line.due,
        "took_part": line.took_part,
        "pending": line.pending,
        "rate": line.rate,
        "persons": line.persons,
        "attempts": line.attempts,
        "remark": line.remark,
    }
