"""The command that checks a bank: its form, what is doubtful in it, and what a campaign wants of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.campaigns import read_campaign_at, shipped_banks
from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, format_option, hint
from chuangguan.documents.bank_checks import CheckedRow, write_bank_check
from chuangguan.documents.messages import say_problem
from chuangguan.documents.wording import printable
from chuangguan.errors import Problem
from chuangguan.formats.banks import BankFile, read_bank_file
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
    "other_row": "另一题的行",
    "text": "内容",
    "stem": "题干",
}
_COLUMNS: Final = {"place": "行", "question": "题目", "other": "另一题", "text": "问题", "stem": "题干"}
_SEVERITIES: Final = {"error": "错误", "warning": "提醒"}
_SHOWN: Final = 50
"""How many errors, and how many warnings, are shown on a terminal; a workbook holds all."""

_STEM_SHOWN: Final = 20


@click.command("check", cls=ChineseCommand)
@click.argument("file", metavar="题库文件")
@click.option("--campaign", default="", metavar="活动文件", help="同时检查题库是否够各关组卷、是否审核。")
@click.option(
    "--level", type=int, default=None, metavar="关卡", help="按这一关的题库检查，不论文件名；与 --campaign 同用。"
)
@click.option("--laws", default="", metavar="文件", help="法律版本对照表；不写用随软件提供的那一份。")
@click.option("--out", default="", metavar="文件", help="把检查结果写成 Excel 文件，文件名以 .xlsx 结尾。")
@format_option
def check_bank_file(file: str, campaign: str, level: int | None, laws: str, out: str, form: str) -> int:
    """检查题库：错误必须改正，提醒由人判断。

    查格式、重复和相近的题、答案相互矛盾、选项和题干露出答案、答案位置偏斜、依据的法律已修改。
    """
    path = Path(file)
    _require_fitting(path, campaign, level, out)
    known = _laws(laws)
    found = read_bank_file(path)
    report = _placed_report(path, found, _reports(path, found, known, campaign, level))
    if out:
        write_bank_check(Path(out), path.name, _said(found, report), _checked(report, found))
    if form == "table":
        _print(file, found, report, out)
        _print_laws(unchecked(found.bank, known))
    elif form == "json":
        show_json({**_head(file, found), **_plain(report, found), "unchecked_laws": unchecked(found.bank, known)})
    else:
        show(_HEADERS, _rows(report, found), form)
    return int(bool(report.errors))


def _require_fitting(path: Path, campaign: str, level: int | None, out: str) -> None:
    if level is not None and not campaign:
        raise click.UsageError("--level 要与 --campaign 同用。")
    if out and Path(out).suffix.lower() != ".xlsx":
        raise click.UsageError("--out 的文件名应以 .xlsx 结尾。")
    if out and Path(out).resolve() == path.resolve():
        raise click.UsageError("--out 不能是题库文件本身，请换一个文件名。")


def _laws(file: str) -> tuple[Law, ...]:
    """Return the table that was named, else the one beside the shipped banks."""
    shipped = shipped_banks() / "laws.csv"
    if file or shipped.is_file():
        return read_laws(Path(file) if file else shipped)
    return ()


def _reports(path: Path, found: BankFile, laws: Iterable[Law], campaign: str, level: int | None) -> list[BankReport]:
    """Return what is wrong with the form, then what the readable questions show."""
    reports = [BankReport(errors=found.problems), check_bank(found.bank, laws)]
    if campaign:
        reports.append(_for_campaign(path, found, Path(campaign), level))
    return reports


def _for_campaign(path: Path, found: BankFile, campaign: Path, level: int | None) -> BankReport:
    stated = read_campaign_at(campaign)
    used = {
        stated.campaign.level(number).bank
        for number, name in stated.bank_files.items()
        if (campaign.parent / name).resolve() == path.resolve()
    }
    if level is not None:
        used = {stated.campaign.level(level).bank}
    if not used:
        raise click.UsageError(f"{campaign} 中没有关卡用 {path} 作题库，请用 --level 写明按哪一关检查。")
    report = check_for_campaign(found.bank, stated.campaign, used)
    if found.problems:
        # The questions that cannot be read yet may be the ones that are short.
        report = replace(report, errors=tuple(item for item in report.errors if item.code != "level_short"))
    return report


def _placed_report(path: Path, found: BankFile, reports: Sequence[BankReport]) -> BankReport:
    """Return the reports as one, each problem with the file, and the sheet, row and id of its question."""
    places, names = found.places, {place: name for place, (name, _) in found.rows.items()}

    def placed(problem: Problem) -> Problem:
        if problem.row:
            name = names.get((problem.sheet, problem.row), "")
            return replace(problem, details={**problem.details, "question": name})
        sheet, row = places.get(str(problem.details.get("question", "")), ("", 0))
        return replace(problem, file=str(path), sheet=sheet, row=row)

    return BankReport(
        errors=tuple(placed(problem) for report in reports for problem in report.errors),
        warnings=tuple(placed(problem) for report in reports for problem in report.warnings),
    )


def _head(file: str, found: BankFile) -> dict[str, object]:
    version = "" if found.problems else bank_version(found.bank)
    return {"file": file, "questions": found.total, "version": version, "kinds": _kinds(found.bank)}


def _kinds(bank: Bank) -> list[dict[str, Cell]]:
    kinds = Counter(question.kind for question in bank.questions)
    return [{"kind": KINDS[kind], "count": count} for kind, count in kinds.items()]


def _plain(report: BankReport, found: BankFile) -> dict[str, object]:
    return {
        "errors": [_row(problem, found) for problem in report.errors],
        "warnings": [_row(problem, found) for problem in report.warnings],
    }


def _row(problem: Problem, found: BankFile) -> dict[str, Cell]:
    """Return a problem for a program; its text says what it is, its other cells where."""
    other = str(problem.details.get("other", ""))
    return {
        "code": problem.code,
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "question": str(problem.details.get("question", "")),
        "other": other,
        "other_row": found.places.get(other, ("", 0))[1],
        "text": say_problem(replace(problem, file="", sheet="", row=0, column="")),
        "stem": _stem(problem, found),
    }


def _stem(problem: Problem, found: BankFile) -> str:
    """Return the stem of what a problem is about; rows with a wrong form are not in the bank."""
    question = found.bank.by_id().get(str(problem.details.get("question", "")))
    at_place = found.rows.get((problem.sheet, problem.row), ("", ""))[1]
    return at_place or (question.stem if question else "")


def _rows(report: BankReport, found: BankFile) -> list[dict[str, Cell]]:
    parts = (("error", report.errors), ("warning", report.warnings))
    return [{"severity": _SEVERITIES[name], **_row(problem, found)} for name, part in parts for problem in part]


def _checked(report: BankReport, found: BankFile) -> list[CheckedRow]:
    """Return the same for people: the other question with its row, the column before what is wrong there."""
    places = found.places
    return [
        CheckedRow(
            severity=_SEVERITIES[name],
            sheet=problem.sheet,
            row=problem.row,
            question=str(problem.details.get("question", "")),
            other=_said_other(problem, places),
            text=say_problem(replace(problem, file="", sheet="", row=0)),
            stem=_stem(problem, found),
        )
        for name, part in (("error", report.errors), ("warning", report.warnings))
        for problem in part
    ]


def _said_other(problem: Problem, places: dict[str, tuple[str, int]]) -> str:
    """Return the other question with its place, the sheet too where it is another one."""
    other = str(problem.details.get("other", ""))
    if other not in places:
        return other
    sheet, row = places[other]
    where = f"“{sheet}”第{row}行" if sheet != problem.sheet else f"第{row}行"
    return f"{other}（{where}）"


def _said(found: BankFile, report: BankReport) -> str:
    counts = [f"{found.total} 题", f"{len(report.errors)} 处错误" if report.errors else "没有发现错误"]
    return "，".join([*counts, *([f"{len(report.warnings)} 处提醒"] if report.warnings else [])])


def _print(file: str, found: BankFile, report: BankReport, out: str) -> None:
    say(f"{file}：{_said(found, report)}", style="bold")
    say("　".join(f"{row['kind']} {row['count']}" for row in _kinds(found.bank)))
    if not found.problems:
        say(f"题库版本 {bank_version(found.bank)}")
    rows = _checked(report, found)
    _print_part([row for row in rows if row.severity == _SEVERITIES["error"]], "错误", "red", out)
    _print_part([row for row in rows if row.severity == _SEVERITIES["warning"]], "提醒", "yellow", out)
    if found.problems:
        say("格式有错的题没有参加其余各项检查，改正以后请再检查一次。", style="yellow")
    if out:
        say(f"检查结果已写出 {out}")
    if report.errors:
        hint("改正错误后再检查一次；提醒请逐条判断。")


def _print_part(rows: Sequence[CheckedRow], word: str, style: str, out: str) -> None:
    if not rows:
        return
    say(f"{word}（{len(rows)} 处）", style=style)
    headers = {key: head for key, head in _COLUMNS.items() if any(_line(row)[key] for row in rows)}
    show(headers, [_line(row) for row in rows[:_SHOWN]], "table")
    if len(rows) > _SHOWN:
        where = f"见 {out}" if out else "加 --out 检查结果.xlsx 看全部"
        say(f"另有 {len(rows) - _SHOWN} 处{word}未列出，{where}。", style=style)


def _line(row: CheckedRow) -> dict[str, Cell]:
    number = str(row.row) if row.row else ""
    stem = printable(row.stem)
    return {
        "place": f"{row.sheet} {number}".strip(),
        "question": row.question,
        # On a narrow terminal the place would be torn anywhere.
        "other": row.other.replace("（", "\n（"),
        "text": row.text,
        "stem": stem if len(stem) <= _STEM_SHOWN else f"{stem[:_STEM_SHOWN]}…",
    }


def _print_laws(names: Sequence[str]) -> None:
    if names:
        say(
            f"法律是否修改尚未核对（{'、'.join(names)}）：请查官方文本，把日期填入 laws.csv 的“核对日期”。",
            style="yellow",
        )
