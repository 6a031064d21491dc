"""The command line, one module a noun; commands of other packages join by the entry-point group chuangguan.commands."""

import sys
from importlib.metadata import entry_points, version
from io import TextIOWrapper

import rich_click as click

from chuangguan.cli.amendments import campaign
from chuangguan.cli.attempts import attempts
from chuangguan.cli.audit import audit
from chuangguan.cli.awards import award
from chuangguan.cli.banks import bank, draw_text
from chuangguan.cli.boards import board
from chuangguan.cli.campaigns import check, init, new, schema
from chuangguan.cli.closings import close, verify
from chuangguan.cli.comparisons import compare
from chuangguan.cli.copies import backup, restore
from chuangguan.cli.demo import demo
from chuangguan.cli.findings import findings
from chuangguan.cli.outages import extend, void
from chuangguan.cli.persons import person
from chuangguan.cli.publicity import decide, finalise, object_, publish, revise
from chuangguan.cli.reports import report
from chuangguan.cli.reprints import reprint
from chuangguan.cli.retention import retention
from chuangguan.cli.rosters import roster, units
from chuangguan.cli.sanctions import disqualify, reinstate
from chuangguan.cli.shell import ChineseGroup, guarded
from chuangguan.cli.status import status
from chuangguan.cli.turnout import pending
from chuangguan.cli.why import why

click.rich_click.OPTIONS_PANEL_TITLE = "选项"
click.rich_click.ARGUMENTS_PANEL_TITLE = "参数"
click.rich_click.COMMANDS_PANEL_TITLE = "命令"
click.rich_click.ERRORS_PANEL_TITLE = "用法不对"
click.rich_click.REQUIRED_LONG_STRING = "[必填]"
click.rich_click.DEFAULT_STRING = "[默认：{}]"


@click.group(cls=ChineseGroup, name="chuangguan")
@click.version_option(version("chuangguan"), "--version", help="显示版本。", message="chuangguan %(version)s")
def cli() -> None:
    """闯关：从活动文件到当月封存的获奖名单。

    一般步骤：new 新建活动文件 → check 检查 → init 建库 → units import、roster import 导入单位和名册
    → attempts import 导入成绩（或由服务接收）→ close 结榜 → publish 公示
    → finalise 定榜；verify 随时复核。
    """


for _command in (
    new,
    check,
    schema,
    init,
    status,
    campaign,
    bank,
    draw_text,
    units,
    roster,
    person,
    retention,
    attempts,
    board,
    why,
    compare,
    pending,
    report,
    extend,
    void,
    close,
    publish,
    object_,
    decide,
    finalise,
    award,
    disqualify,
    reinstate,
    revise,
    reprint,
    verify,
    audit,
    findings,
    backup,
    restore,
    demo,
    *(point.load() for point in entry_points(group="chuangguan.commands")),
):
    cli.add_command(_command)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 1 bad input, 2 a command that is not one."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a rare character of a name shows it as a question mark; the work goes on.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    return guarded(cli, arguments)
