"""The command that amends a running campaign."""

from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.campaigns import load_banks, read_with_banks, report_on
from chuangguan.cli.output import Cell, say, show, stderr
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, hint, secret_option
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.messages import say_problem
from chuangguan.documents.wording import duration_text, yuan_text
from chuangguan.errors import BadInput, Problem
from chuangguan.rules.amendment import Amendment
from chuangguan.rules.bank import bank_version
from chuangguan.rules.instants import write_instant

_IN_THE_FILE: Final = {".cash_fen": ".cash_yuan", ".time_limit_ms": ".time_limit", "].opens_at": "].opens"}


@click.group(cls=ChineseGroup)
def campaign() -> None:
    """活动：在进行中修改。"""


@campaign.command("update", cls=ChineseCommand)
@click.argument("file", metavar="活动文件")
@db_option
@click.option("--reason", required=True, metavar="事由", help="修改的事由，记入记录。")
@click.option("--preview", is_flag=True, help="只列出变化，不修改。")
@secret_option
@by_option
def update(file: str, db: str, reason: str, preview: bool, secret_file: str, by: str) -> int:  # noqa: FBT001  a flag
    """修改：列出与现行规则的差别，存为新的一版；不得涉及已开放的关卡、已截止的期次。"""
    path = Path(file)
    stated, banks = read_with_banks(path)
    report = report_on(path, stated, banks)
    if report.errors:
        raise BadInput(report.errors)
    with open_workplace(db, secret_file) as workplace:
        conduct = workplace.office.conduct
        changes = conduct.amend(stated.campaign, reason=reason, by=by, apply=not preview)
        refused = [change for change in changes if change.refused]
        if changes and not refused and not preview:
            with workplace.record.read() as view:
                known = {(item.bank, item.version) for item in view.bank_versions}
            new = {name: bank for name, bank in banks.items() if (name, bank_version(bank)) not in known}
            load_banks(workplace, stated, new, by=by)
        zone = workplace.zone
    _print(changes, zone)
    if refused:
        stderr.print(f"有 {len(refused)} 处不能改，什么也没有改动。", style="red")
        return 1
    if not changes:
        say("与现行规则相同，没有改动。")
    elif preview:
        say("以上为预览，没有改动。")
    else:
        say(f"已存为新的一版，改动 {len(changes)} 处。")
        hint(f"chuangguan status --db {db}")
    return 0


def _print(changes: tuple[Amendment, ...], zone: str) -> None:
    rows: list[dict[str, Cell]] = [
        {
            "key": _file_key(change.key),
            "before": _shown(change.key, change.before, zone),
            "after": _shown(change.key, change.after, zone),
            "refused": say_problem(Problem(code=change.refused)) if change.refused else "",
        }
        for change in changes
    ]
    if rows:
        show({"key": "键", "before": "原来", "after": "改为", "refused": "不能改的原因"}, rows, "table", title="变化")


def _file_key(key: str) -> str:
    """Return a key as the campaign file writes it, where the unit of its value is another."""
    for ours, theirs in _IN_THE_FILE.items():
        key = f"{key.removesuffix(ours)}{theirs}" if key.endswith(ours) else key
    return key


def _shown(key: str, text: str, zone: str) -> str:
    if key.endswith("_at") and text.isdecimal():
        return write_instant(int(text), zone) if int(text) else "未定"
    if key.endswith("_ms") and text.isdecimal():
        return duration_text(int(text))
    if key.endswith("_fen") and text.isdecimal():
        return yuan_text(int(text))
    return text.strip('"')
