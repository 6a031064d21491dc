"""The command that lists what a person should look at."""

from pathlib import Path

import rich_click as click

from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, format_option, hint
from chuangguan.cli.workplace import Workplace, open_workplace, require_output
from chuangguan.documents.findings import FindingList, write_findings
from chuangguan.documents.messages import say_finding
from chuangguan.documents.messages_findings import CAUTION
from chuangguan.documents.wording import ERASED, period_text

_HEADERS = {
    "number": "序号",
    "kind": "类别",
    "persons": "人数",
    "people": "涉及人员",
    "seen": "依据",
    "innocent": "可能的正当原因",
}
_NAMED = 6


@click.command(cls=ChineseCommand)
@db_option
@click.option("--period", default="", metavar="期次", help="只看某一期的闯关，如 2018-04；默认为全部。")
@click.option("--out", default="", metavar="目录", help="把违规线索.xlsx 写到哪个目录。")
@by_option
@format_option
def findings(db: str, period: str, out: str, by: str, form: str) -> None:
    """列出违规线索：过快、设备集中、雷同、反复弃答、号码连续。

    线索只供人工核查，不是违规认定，不影响成绩。
    """
    if out:
        require_output(Path(out))
    with open_workplace(db) as workplace:
        content = _content(workplace, period, by)
    path = write_findings(Path(out), content) if out else None
    if form == "json":
        show_json(_plain(content))
        return
    if form == "table":
        say(CAUTION, style="yellow")
    if content.findings or form == "csv":
        show(_HEADERS, _rows(content, form), form)
    if form == "table":
        say(f"共 {len(content.findings)} 条线索。")
        if path:
            say(f"已写出 {path}")
        elif content.findings:
            hint("加上 --out 目录 写出违规线索.xlsx；核实后用 chuangguan disqualify 处理")


def _content(workplace: Workplace, period: str, by: str) -> FindingList:
    found = workplace.office.findings.of(period, by=by)
    entrants = sorted({entrant for finding in found for entrant in finding.entrants})
    purpose = f"findings {period}".strip()
    people = workplace.office.rosters.people(entrants, by=by, purpose=purpose) if entrants else {}
    now = workplace.record.now()
    with workplace.record.read() as view:
        campaign = view.campaign
        return FindingList(
            campaign=campaign.title,
            period=period_text(campaign.period(period), campaign.zone) if period else "",
            zone=campaign.zone,
            made_at=now,
            findings=tuple(found),
            names={entrant: person.name for entrant, person in people.items()},
            units={entrant: member.unit for entrant, member in view.roster(now).members.items()},
        )


def _rows(content: FindingList, form: str) -> list[dict[str, Cell]]:
    """Return a row a finding; a table names the first few people, a program gets everybody."""
    rows: list[dict[str, Cell]] = []
    for number, finding in enumerate(content.findings, start=1):
        kind, seen, innocent = say_finding(finding)
        named = finding.entrants if form == "csv" else finding.entrants[:_NAMED]
        more = "等" if len(named) < len(finding.entrants) else ""
        rows.append(
            {
                "number": number,
                "kind": kind,
                "persons": len(finding.entrants),
                "people": "、".join(f"{content.names.get(e, ERASED)}（{e}）" for e in named) + more,
                "seen": seen,
                "innocent": innocent,
            }
        )
    return rows


def _plain(content: FindingList) -> dict[str, object]:
    return {
        "caution": CAUTION,
        "findings": [
            {
                "kind": finding.kind,
                "sign": finding.sign,
                "figures": finding.figures,
                "innocent": finding.innocent,
                "entrants": [{"entrant": e, "name": content.names.get(e, ERASED)} for e in finding.entrants],
                "attempts": finding.attempts,
                "text": say_finding(finding)[1],
            }
            for finding in content.findings
        ],
    }
