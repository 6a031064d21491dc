"""Commands for the auditor."""

from pathlib import Path
from typing import Final, get_args

import rich_click as click

from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, format_option, hint, moment
from chuangguan.cli.status import time_text
from chuangguan.cli.workplace import Workplace, open_workplace, require_directory_of
from chuangguan.documents.audit_log import AuditLog, LogLine, write_log
from chuangguan.documents.files import put_directory
from chuangguan.documents.messages import say_fact
from chuangguan.documents.wording import printable
from chuangguan.errors import BadInput, Problem
from chuangguan.facts import AnyFact, kind_of
from chuangguan.office.audit import AuditBundle
from chuangguan.office.audit_log import AuditRow
from chuangguan.rules.instants import write_instant

_README: Final = """审计包

供审计、纪检复核用，不是公布用的材料，请勿放到网站上。

facts.jsonl  全部记录，一行一条，按次序：编号、入库时刻（UTC 毫秒）、经办、事由、软件版本、
             内容（body，原样的 JSON 文字）、上一条的摘要、本条的摘要。
closings/    各次结榜封存的字节，一次一个文件；其 SHA-256 即通报上的封存摘要。

参赛人员只有参赛编号，没有姓名、号码，也没有盐值；名册记录中只有由它们得出的摘要。
经办人、事由、公示签发人和处理依据是组织方自己写下的文字，照原样在记录中。
题库（含答案）在记录中；已定榜各期的密钥也在记录中，未定榜的没有，所以其抽题还不能复核。

记录 {count} 条，链首 {head}
结榜 {closings} 次；已公布密钥的期次：{revealed}

复核：取项目 docs 目录中的 verify.py（只有一个文件，只用 Python 标准库，不用安装任何东西），运行

    python verify.py 本目录 --head 通报上的链上摘要，或组织方公布的 记录条数:链首

它由 facts.jsonl 重算试卷、评分、轮次、榜单、奖项和封存摘要，逐项比较，不能复核的逐项说明（参加情况、
单位得分、更正的各处变化和说明由系统自己的 verify 复核）；退出码 0 为全部相符。
末尾缺几条记录时，只有与公布的链首比较才能发现。
"""

_KINDS: Final = [kind_of(kind) for kind in get_args(AnyFact)]
_HEADERS: Final = {
    "number": "记录号",
    "at": "时间",
    "actor": "经办人",
    "said": "内容",
    "reason": "事由",
    "software": "软件版本",
}


@click.group(cls=ChineseGroup)
def audit() -> None:
    """审计：给审计、纪检的材料。"""


@audit.command(cls=ChineseCommand)
@click.argument("directory", metavar="目录")
@db_option
@by_option
def export(directory: str, db: str, by: str) -> None:
    """导出审计包：全部记录和各次结榜，不含姓名、号码和盐值。

    写到一个新目录；已有内容的目录不会改动。导出本身也记入记录。
    """
    place = Path(directory)
    require_directory_of(place)
    if place.is_file() or (place.is_dir() and any(place.iterdir())):
        raise BadInput([Problem(code="file_exists", file=directory)])
    with open_workplace(db) as workplace:
        bundle = workplace.office.audit.export(by=by)
    put_directory(place, bundle_files(bundle))
    say(f"已写出审计包 {directory}：记录 {bundle.count} 条，结榜 {len(bundle.closings)} 次，链首 {bundle.head}")
    hint(f"python docs/verify.py {directory} --head {bundle.count}:{bundle.head}")


@audit.command("log", cls=ChineseCommand)
@db_option
@click.option("--since", default="", metavar="时刻", help="只列这一时刻以来的，如 2018-04-01。")
@click.option("--actor", default="", metavar="姓名", help="只列一个经办人的。")
@click.option("--kind", type=click.Choice(_KINDS), metavar="种类", help="只列一种记录，如 sanction-imposed。")
@click.option("--out", default="", metavar="文件.xlsx", help="另写成一份电子表格。")
@format_option
def log_(db: str, since: str, actor: str, kind: str | None, out: str, form: str) -> None:
    """办理记录：主办方办过的每一件事，时间、经办人、内容、事由，按次序列出。

    参赛者自己的开始和交卷不列；人员只有参赛编号，没有姓名、号码。一次命令连续写入的同类记录合为一行。
    """
    if out and Path(out).suffix.lower() != ".xlsx":
        raise click.UsageError("--out 应为 .xlsx 文件。")
    if out:
        require_directory_of(Path(out))
    with open_workplace(db) as workplace:
        rows = workplace.office.audit.log(
            since=moment(since, workplace.zone) if since else 0, actor=actor.strip(), kind=kind or ""
        )
        content = _log(workplace, rows)
    if out:
        write_log(Path(out), content)
    if form == "json":
        show_json([_plain_row(row, content.zone) for row in rows])
        return
    show(_HEADERS, [_cells(line) for line in content.lines], form)
    if form == "table":
        say(f"共 {len(rows)} 项；记录 {content.facts} 条，链首 {content.head}")
        if out:
            say(f"已写出 {out}")


def _log(workplace: Workplace, rows: list[AuditRow]) -> AuditLog:
    now = workplace.record.now()
    with workplace.record.read() as view:
        head, campaign = view.rows.head(), view.campaign
    return AuditLog(
        campaign=campaign.title,
        zone=campaign.zone,
        made_at=now,
        facts=head.number if head else 0,
        head=head.hash if head else "",
        lines=[_line(row, campaign.zone) for row in rows],
    )


def _line(row: AuditRow, zone: str) -> LogLine:
    return LogLine(
        number=str(row.number) if row.count == 1 else f"{row.number}—{row.last}",
        at=time_text(row.stored_at, zone),
        actor=printable(row.actor),
        said=say_fact(row.fact, zone, count=row.count),
        reason=printable(row.reason),
        software=printable(row.software),
    )


def _cells(line: LogLine) -> dict[str, Cell]:
    return {name: getattr(line, name) for name in _HEADERS}


def _plain_row(row: AuditRow, zone: str) -> dict[str, object]:
    return {
        "number": row.number,
        "last": row.last,
        "count": row.count,
        "at": write_instant(row.stored_at, zone),
        "actor": row.actor,
        "kind": kind_of(type(row.fact)),
        "text": say_fact(row.fact, zone, count=row.count),
        "reason": row.reason,
        "software": row.software,
    }


def bundle_files(bundle: AuditBundle) -> dict[str, bytes]:
    """Return the files of a bundle by their paths in it."""
    readme = _README.format(
        count=bundle.count,
        head=bundle.head,
        closings=len(bundle.closings),
        revealed="、".join(bundle.revealed) or "无",
    )
    return {
        "facts.jsonl": bundle.facts,
        "README.txt": readme.encode(),
        **{f"closings/{name}": canonical for name, canonical in bundle.closings.items()},
    }
