"""The command that takes in somebody else's questions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, format_option, hint
from chuangguan.documents.files import put_files
from chuangguan.documents.import_report import NAME, import_workbook, said_reason
from chuangguan.documents.messages import say_problem
from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_imports import Import, Unread, import_bank, prefix_of
from chuangguan.formats.bank_mapping import BankMapping, read_mapping
from chuangguan.formats.banks import write_bank

_SHOWN: Final = 20
_COUNTS: Final = {"file": "文件", "found": "找到", "taken": "收下", "refused": "不收", "skipped": "跳过"}
_UNREAD: Final = {"handled": "处理", "file": "文件", "sheet": "工作表", "row": "行", "column": "列", "reason": "原因"}


@click.command("import", cls=ChineseCommand)
@click.argument("files", metavar="文件…", nargs=-1, required=True)
@click.option("--to", "directory", default="", metavar="目录", help="题库写到这个目录，每个文件一份 .csv。")
@click.option("--prefix", default="", metavar="前缀", help="编号的前缀，默认用文件名。")
@click.option("--map", "mapping", default="", metavar="文件", help="说明各列、题型和答案形式的 mapping.toml。")
@click.option("--report", default="", metavar="文件", help="另写一份 .xlsx 报告，导入失败时也写。")
@click.option("--dry-run", "is_trial", is_flag=True, help="只看结果，什么也不写。")
@format_option
def import_banks(
    files: tuple[str, ...],
    directory: str,
    prefix: str,
    mapping: str,
    report: str,
    is_trial: bool,  # noqa: FBT001  a flag
    form: str,
) -> int:
    """导入别处的题库：Excel、CSV、文本、Word、JSON，布局自动识别。

    答案没有把握的题一律不收，报告写明在哪一行、为什么。任何一个文件整个不收，就什么也不写。
    """
    _check_options(directory, prefix, report, is_trial=is_trial)
    stated = read_mapping(Path(mapping)) if mapping else BankMapping()
    paths = [Path(file) for file in files]
    targets = _targets(paths)
    if not is_trial:
        _refuse_existing(Path(directory), targets)
    done = [_import(path, stated, prefix) for path in paths]
    _show(done, form)
    if report:
        put_files(Path(report).parent, {Path(report).name: [import_workbook(done)]})
    if refused := [item.refusal for item in done if item.refusal]:
        raise BadInput(refused)
    if not is_trial:
        _write(Path(directory), dict(zip(targets.values(), done, strict=True)))
        if form == "table":
            say(f"已写入 {directory}：{'、'.join(targets.values())} 和 {NAME}。")
        hint(f"chuangguan bank check {Path(directory) / next(iter(targets.values()))}")
    return 0


def _check_options(directory: str, prefix: str, report: str, *, is_trial: bool) -> None:
    if not directory and not is_trial:
        raise click.UsageError("请用 --to 写明写到哪个目录，或用 --dry-run 只看结果。")
    if is_trial and report:
        raise click.UsageError("--dry-run 什么也不写，不能与 --report 一起用。")
    if prefix and prefix_of(Path(f"{prefix}.csv")) != prefix:
        raise click.UsageError("--prefix 只能有文字、数字和短横线。")
    if report and not report.lower().endswith(".xlsx"):
        raise click.UsageError("报告的文件名应以 .xlsx 结尾。")


def _targets(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the name of the bank that each file becomes."""
    same = Counter(map(prefix_of, paths))
    names = {
        path: f"{prefix_of(path)}{f'-{path.suffix[1:].lower()}' if same[prefix_of(path)] > 1 else ''}.csv"
        for path in paths
    }
    if len(set(names.values())) < len(paths):
        raise click.UsageError("有两个文件会写成同一个题库，请分开导入或改名。")
    return names


def _refuse_existing(directory: Path, targets: Mapping[Path, str]) -> None:
    if any((directory / name).resolve() == path.resolve() for path, name in targets.items()):
        raise click.UsageError("题库会盖住原文件，请换一个目录。")
    there = [name for name in (*targets.values(), NAME) if (directory / name).exists()]
    if there:
        raise click.UsageError(f"{directory} 中已有 {'、'.join(there)}，请换一个目录，或先移走。")


def _import(path: Path, mapping: BankMapping, prefix: str) -> Import:
    """Return what became of a file; one that cannot be read is refused as a whole, and the others are looked at."""
    try:
        return import_bank(path, mapping, prefix=prefix)
    except BadInput as error:
        return Import(file=str(path), found=0, refusal=error.problems[0])


def _write(directory: Path, banks: dict[str, Import]) -> None:
    """Write all banks and the report, or nothing."""
    was_there = directory.exists()
    files = {name: [write_bank(item.bank)] for name, item in banks.items()}
    try:
        put_files(directory, {**files, NAME: [import_workbook(list(banks.values()))]})
    except Exception:
        if not was_there and directory.is_dir():
            directory.rmdir()
        raise


def _show(done: Sequence[Import], form: str) -> None:
    counts: list[dict[str, Cell]] = [
        {
            "file": item.file,
            "found": item.found,
            "taken": item.taken,
            "refused": item.refused_count,
            "skipped": len(item.skipped),
        }
        for item in done
    ]
    unread = [_unread(word, item.problem) for each in done for word, part in _parts(each) for item in part]
    if form == "json":
        refusals = {item.file: say_problem(item.refusal) for item in done if item.refusal}
        show_json({"files": counts, "unread": unread, "refusals": refusals})
        return
    show(_COUNTS, counts, form, title="找到＝收下＋不收＋跳过")
    if form == "table" and unread:
        show(_UNREAD, unread[:_SHOWN], form, title=f"未收的 {len(unread)} 题")
        if len(unread) > _SHOWN:
            say(f"另有 {len(unread) - _SHOWN} 题未列出，见 .xlsx 报告。")


def _parts(done: Import) -> list[tuple[str, tuple[Unread, ...]]]:
    return [("不收", done.refused), ("跳过", done.skipped)]


def _unread(word: str, problem: Problem) -> dict[str, Cell]:
    return {
        "handled": word,
        "file": Path(problem.file).name,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "reason": said_reason(problem),
    }
