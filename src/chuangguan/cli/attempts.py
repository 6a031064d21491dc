"""Commands about attempts made elsewhere."""

from pathlib import Path

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.shell import (
    ChineseCommand,
    ChineseGroup,
    by_option,
    db_option,
    hint,
    print_problems,
    progress,
    reason_option,
)
from chuangguan.cli.workplace import open_workplace
from chuangguan.formats.attempt_logs import AttemptLine, read_attempt_log
from chuangguan.office.imports import AttemptRow
from chuangguan.sitting import ImportedLine


@click.group(cls=ChineseGroup)
def attempts() -> None:
    """成绩：导入其他平台或线下的闯关记录。"""


@attempts.command("import", cls=ChineseCommand)
@click.argument("file", metavar="成绩文件")
@db_option
@click.option("--accept-rest", is_flag=True, help="有坏行时仍导入其余各行；默认一行也不导入。")
@by_option
@reason_option
def import_attempts(file: str, db: str, accept_rest: bool, by: str, reason: str) -> None:  # noqa: FBT001  a flag
    """导入闯关记录（JSON 行、CSV 或 Excel），按开始时间先后计入；重复的行跳过。"""
    with open_workplace(db) as workplace:
        log = read_attempt_log(Path(file), workplace.zone)
        rows = [_row(file, line) for line in log.lines]
        with progress("导入", len(rows)) as shown:
            report = workplace.office.imports.load_attempts(
                rows, by=by, reason=reason, accept_rest=accept_rest, problems=log.problems, progress=shown
            )
    print_problems(report.refused, "未导入", style="yellow")
    say(f"导入 {report.loaded} 次，跳过已有的 {report.skipped} 次，拒绝 {len(report.refused)} 次。")
    hint(f"chuangguan board --db {db}")


def _row(file: str, line: AttemptLine) -> AttemptRow:
    return AttemptRow(
        file=file,
        sheet=line.sheet,
        row=line.row,
        member_no=line.member_no,
        line=ImportedLine(
            level=line.level,
            started_at=line.started_at,
            submitted_at=line.submitted_at,
            correct=line.correct,
            of=line.of,
        ),
    )
