"""The command that checks a bank: its form, what is doubtful in it, and what a campaign wants of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.campaigns import read_campaign_at, shipped_banks
from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, format_option, hint
from chuangguan.documents.messages import say_problem
from chuangguan.errors import BadInput, Problem
from chuangguan.formats.banks import BankFile, read_bank_file, read_ids
from chuangguan.formats.laws import read_laws
from chuangguan.rules.bank import Bank, bank_version
from chuangguan.rules.bank_check import BankReport, Law, check_bank, check_for_campaign, unchecked

KINDS: Final = {"single": "单选", "multiple": "多选", "true_false": "判断", "blank": "填空"}
_HEADERS: Final = {
    "severity": "类别",
    "file": "文件",
    "sheet": "工作表",
    "row": "行",
    "column": "列",
    "question": "题目",
    "other": "另一题",
    "text": "内容",
}
_SEVERITIES: Final = {"error": "错误", "warning": "提醒"}


@click.command("check", cls=ChineseCommand)
@click.argument("file", metavar="题库文件")
@click.option("--campaign", default="", metavar="活动文件", help="同时检查题库是否够各关组卷、是否审核。")
@click.option("--laws", default="", metavar="文件", help="法律版本对照表；不写用随软件提供的那一份。")
@format_option
def check_bank_file(file: str, campaign: str, laws: str, form: str) -> int:
    """检查题库：错误必须改正，提醒由人判断。

    查格式、重复和相近的题、答案相互矛盾、选项和题干露出答案、答案位置偏斜、依据的法律已修改。
    """
    path = Path(file)
    known = _laws(laws)
    try:
        found = read_bank_file(path)
    except BadInput as error:
        return _refuse(path, error, form)
    report = _report(path, found, known, campaign)
    if form == "table":
        _print(file, found.bank, report)
        if names := unchecked(found.bank, known):
            say(f"法律对照表没有写明这些法律现行版本的核对日期：{'、'.join(names)}。")
    elif form == "json":
        show_json({**_head(file, found.bank), **_plain(report), "unchecked_laws": unchecked(found.bank, known)})
    else:
        show(_HEADERS, _rows(report), form)
    return int(bool(report.errors))


def _laws(file: str) -> tuple[Law, ...]:
    """Return the table that was named, else the one beside the shipped banks."""
    shipped = shipped_banks() / "laws.csv"
    if file or shipped.is_file():
        return read_laws(Path(file) if file else shipped)
    return ()


def _refuse(path: Path, error: BadInput, form: str) -> int:
    """Report a file whose form is wrong; a file that cannot be read at all is raised as anywhere."""
    if form == "table" or not all(problem.row for problem in error.problems):
        raise error
    ids = read_ids(path)
    report = BankReport(errors=tuple(_with_id(problem, ids) for problem in error.problems))
    if form == "json":
        show_json({"file": str(path), **_plain(report)})
    else:
        show(_HEADERS, _rows(report), form)
    return 1


def _with_id(problem: Problem, ids: Mapping[tuple[str, int], str]) -> Problem:
    return replace(problem, details={**problem.details, "question": ids.get((problem.sheet, problem.row), "")})


def _report(path: Path, found: BankFile, laws: Iterable[Law], campaign: str) -> BankReport:
    reports = [check_bank(found.bank, laws)]
    if campaign:
        reports.append(_for_campaign(path, found.bank, Path(campaign)))
    errors, warnings = (
        tuple(_placed(problem, path, found.places) for problem in problems)
        for problems in (
            [problem for report in reports for problem in report.errors],
            [problem for report in reports for problem in report.warnings],
        )
    )
    return BankReport(errors=errors, warnings=warnings)


def _for_campaign(path: Path, bank: Bank, campaign: Path) -> BankReport:
    stated = read_campaign_at(campaign)
    used = {
        stated.campaign.level(number).bank
        for number, name in stated.bank_files.items()
        if (campaign.parent / name).resolve() == path.resolve()
    }
    return check_for_campaign(bank, stated.campaign, used)


def _placed(problem: Problem, path: Path, places: Mapping[str, tuple[str, int]]) -> Problem:
    """Return a problem with the file, and the sheet and row of its question."""
    sheet, row = places.get(str(problem.details.get("question", "")), ("", 0))
    return replace(problem, file=str(path), sheet=sheet, row=row)


def _head(file: str, bank: Bank) -> dict[str, object]:
    return {"file": file, "questions": len(bank.questions), "version": bank_version(bank), "kinds": _kinds(bank)}


def _kinds(bank: Bank) -> list[dict[str, Cell]]:
    kinds = Counter(question.kind for question in bank.questions)
    return [{"kind": KINDS[kind], "count": count} for kind, count in kinds.items()]


def _plain(report: BankReport) -> dict[str, object]:
    return {
        "errors": [_row(problem) for problem in report.errors],
        "warnings": [_row(problem) for problem in report.warnings],
    }


def _row(problem: Problem) -> dict[str, Cell]:
    """Return a problem for a program; its text says what it is, its other cells where."""
    bare = replace(problem, file="", sheet="", row=0, column="")
    return {
        "code": problem.code,
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "question": str(problem.details.get("question", "")),
        "other": str(problem.details.get("other", "")),
        "text": say_problem(bare),
    }


def _rows(report: BankReport) -> list[dict[str, Cell]]:
    found = (("error", report.errors), ("warning", report.warnings))
    return [{"severity": _SEVERITIES[name], **_row(problem)} for name, problems in found for problem in problems]


def _print(file: str, bank: Bank, report: BankReport) -> None:
    counted = f"{len(report.errors)} 处错误，{len(report.warnings)} 处提醒"
    said = counted if report.errors or report.warnings else "没有问题"
    show({"kind": "题型", "count": "题数"}, _kinds(bank), "table", title=f"{file}：{len(bank.questions)} 题，{said}")
    say(f"题库版本 {bank_version(bank)}")
    for problem in report.warnings:
        say(f"提醒：{say_problem(problem)}", style="yellow")
    for problem in report.errors:
        say(f"错误：{say_problem(problem)}", style="red")
    if report.errors:
        hint("改正错误后再检查一次；提醒请逐条判断。")
