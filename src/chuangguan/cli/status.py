"""The command that says how a campaign stands."""

import rich_click as click

from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, db_option, format_option, hint, secret_option
from chuangguan.cli.workplace import open_workplace
from chuangguan.office.conduct import Status
from chuangguan.rules.instants import local_time, write_instant

PHASES = {
    "upcoming": "未开始",
    "open": "进行中",
    "ended": "已截止，待结榜",
    "closed": "已结榜（公示中）",
    "final": "已定榜",
}

_SEAL_SHOWN = 19
"""How much of a seal stands in a table of 80 columns; `close` prints all of it."""


@click.command(cls=ChineseCommand)
@db_option
@secret_option
@format_option
def status(db: str, secret_file: str, form: str) -> None:
    """显示活动现状：关卡、期次、记录数和链首、承诺值。"""
    with open_workplace(db, secret_file) as workplace:
        now = workplace.office.conduct.status()
        due = workplace.due_for_revision()
    if form == "json":
        show_json(_plain_status(now, due))
        return
    if form == "table":
        say(f"{now.campaign.title}（{now.campaign.id}，规则第 {now.version} 版 {now.rules_hash[:16]}…）")
        say(f"参赛 {now.entrants} 人，进行中 {now.open_attempts} 次。")
        say(f"记录 {now.facts} 条，链首 {now.head}")
        _show_levels(now, form)
    _show_periods(now, form)
    if form == "table":
        _say_due(due)
        show_commitments(now.commitments)
        ended = [p.period.id for p in now.periods if p.phase == "ended"]
        if ended:
            hint(f"chuangguan close {ended[0]} --db {db} --out 结果目录")


def _say_due(due: list[str] | None) -> None:
    if due is None:
        say("没有密钥文件，未能核对已结榜的各期是否有后到的记录；可用 --secret-file 指明。", style="yellow")
    for period in due or []:
        say(f"{period} 结榜以后又有处理、更正或后到的记录，待更正，请用 revise。", style="yellow")


def _plain_status(now: Status, due: list[str] | None) -> dict[str, object]:
    zone = now.campaign.zone
    return {
        "campaign": now.campaign.id,
        "title": now.campaign.title,
        "version": now.version,
        "rules_hash": now.rules_hash,
        "now": write_instant(now.now, zone),
        "facts": now.facts,
        "head": now.head,
        "entrants": now.entrants,
        "open_attempts": now.open_attempts,
        "levels": [
            {
                "number": level.number,
                "title": level.title,
                "opens_at": write_instant(level.opens_at, zone) if level.opens_at else None,
                "is_due": level.is_due,
                "bank_version": level.bank_version,
                "questions": level.questions,
                "prepared": level.prepared,
            }
            for level in now.levels
        ],
        "periods": [
            {
                "period": item.period.id,
                "cutoff_at": write_instant(item.period.cutoff_at, zone),
                "phase": item.phase,
                "seal": item.seal,
            }
            for item in now.periods
        ],
        "due_for_revision": due,
        "commitments": now.commitments,
    }


def _show_levels(now: Status, form: str) -> None:
    rows: list[dict[str, Cell]] = [
        {
            "number": level.number,
            "title": level.title,
            "opens_at": _minute_text(level.opens_at, now.campaign.zone) if level.opens_at else "未定",
            "state": _level_state(level.is_due, level.bank_version),
            "questions": level.questions if level.is_due else level.prepared,
            "version": level.bank_version[:12],
        }
        for level in now.levels
    ]
    headers = {
        "number": "关",
        "title": "名称",
        "opens_at": "开放时间",
        "state": "状态",
        "questions": "题数",
        "version": "题库版本",
    }
    show(headers, rows, form, title="关卡")


def _level_state(is_due: bool, version: str) -> str:  # noqa: FBT001  two facts of a level
    if not is_due:
        return "未开放"
    return "已开放" if version else "缺题库"


def _show_periods(now: Status, form: str) -> None:
    rows: list[dict[str, Cell]] = [
        {
            "period": item.period.id,
            "cutoff_at": _minute_text(item.period.cutoff_at, now.campaign.zone),
            "phase": PHASES[item.phase],
            "seal": f"{item.seal[:_SEAL_SHOWN]}…" if item.seal and form == "table" else item.seal,
        }
        for item in now.periods
    ]
    show({"period": "期次", "cutoff_at": "截止（不含）", "phase": "状态", "seal": "封存摘要"}, rows, form, title="期次")


def show_commitments(commitments: dict[str, str]) -> None:
    """Print the commitments of every period as a table."""
    rows: list[dict[str, Cell]] = [{"period": period, "commitment": value} for period, value in commitments.items()]
    show({"period": "期次", "commitment": "承诺值（随规则公布）"}, rows, "table", title="抽题密钥承诺")


def time_text(at: int, zone: str) -> str:
    """Return an instant as people read it, to the second."""
    return local_time(at, zone).strftime("%Y-%m-%d %H:%M:%S")


def _minute_text(at: int, zone: str) -> str:
    """Return an instant to the minute, as most openings and cutoffs are."""
    return time_text(at, zone).removesuffix(":00")
