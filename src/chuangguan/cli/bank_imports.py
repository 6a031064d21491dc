"""The command that takes in somebody else's questions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import rich_click as click

from chuangguan.cli.import_results import show_results
from chuangguan.cli.new_files import require_new
from chuangguan.cli.output import say, stderr
from chuangguan.cli.shell import ChineseCommand, format_option, hint, print_problems
from chuangguan.documents.files import put_files
from chuangguan.documents.import_report import NAME, import_workbook
from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.imports import Import, import_bank, prefix_of
from chuangguan.formats.bank_import.mapping import BankMapping, read_mapping
from chuangguan.formats.bank_writing import write_bank


@click.command("import", cls=ChineseCommand)
@click.argument("files", metavar="文件…", nargs=-1, required=True)
@click.option("--to", "directory", default="", metavar="目录", help="题库写到这个目录，每个文件一份 .csv。")
@click.option("--prefix", default="", metavar="前缀", help="编号的前缀，默认用文件名。")
@click.option("--map", "mapping", default="", metavar="文件", help="说明各列、题型和答案形式的 mapping.toml。")
@click.option("--report", default="", metavar="文件", help="另写一份 .xlsx 报告，导入失败或只看结果时也写。")
@click.option("--dry-run", "is_trial", is_flag=True, help="只看结果，不写题库。")
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
    if report:
        require_new([Path(report)])
    done = [_import(path, stated, prefix) for path in paths]
    refused = [item.refusal for item in done if item.refusal]
    if report:
        put_files(Path(report).parent, {Path(report).name: [import_workbook(done, is_trial=is_trial)]})
    if not refused and not is_trial:
        _write(Path(directory), dict(zip(targets.values(), done, strict=True)))
    show_results(done, form, is_trial=is_trial)
    if refused:
        print_problems(refused, "错误")
        stderr.print(_said_end(done, report), style="red", markup=False, soft_wrap=True)
        return 1
    if form == "table":
        _say_end(directory, list(targets.values()), report, is_trial=is_trial)
    return 0


def _said_end(done: Sequence[Import], report: str) -> str:
    """Return what became of an import that is refused, and where every question of it is to be seen."""
    has_more = any(item.refused or item.skipped for item in done)
    more = f"报告已写出 {report}。" if report else "加 --report 报告.xlsx，可看每一题的原文和原因。" if has_more else ""
    return f"题库没有写入。{more}"


def _say_end(directory: str, names: Sequence[str], report: str, *, is_trial: bool) -> None:
    if is_trial:
        say("只看结果，题库没有写入。")
    else:
        say(f"已写入 {directory}：{'、'.join(names)} 和 {NAME}。")
    if report:
        say(f"报告已写出 {report}。")
    if not is_trial:
        hint(f"chuangguan bank check {Path(directory) / names[0]}")


def _check_options(directory: str, prefix: str, report: str, *, is_trial: bool) -> None:
    if not directory and not is_trial:
        raise click.UsageError("请用 --to 写明写到哪个目录，或用 --dry-run 只看结果。")
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
    first: dict[str, Path] = {}
    for path in paths:
        if (other := first.setdefault(names[path], path)) is not path:
            raise click.UsageError(f"{other} 和 {path} 会写成同一个题库 {names[path]}，请分开导入或改名。")
    return names


def _refuse_existing(directory: Path, targets: Mapping[Path, str]) -> None:
    if any((directory / name).resolve() == path.resolve() for path, name in targets.items()):
        raise click.UsageError("题库会盖住原文件，请换一个目录。")
    there = [name for name in (*targets.values(), NAME) if (directory / name).exists()]
    if there:
        raise click.UsageError(f"{directory} 中已有 {'、'.join(there)}，请换一个目录，或先移走。")


def _import(path: Path, mapping: BankMapping, prefix: str) -> Import:
    """Return what became of a file; one that cannot be read is refused as a whole, and the others are looked at."""
    if path.is_dir():
        return Import(file=str(path), found=0, refusal=Problem(code="is_a_directory", file=str(path)))
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
