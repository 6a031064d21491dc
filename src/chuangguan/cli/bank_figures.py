"""The command that says how good and how hard a level's questions turned out to be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, db_option, format_option, hint
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.bank_figures import KINDS, BankFigures, remarks, said_alarm, write_bank_figures
from chuangguan.office.exposures import LevelFigures
from chuangguan.rules.bank import Question
from chuangguan.rules.exposures import QuestionFigures

_HEADERS: Final = {
    "question": "编号",
    "drawn": "抽到",
    "first": "首见",
    "facility": "答对率",
    "range": "95%区间",
    "discrimination": "区分度",
    "pace": "秒/题",
    "wrong": "最多的错选",
    "alarm": "答案存疑",
}
_CSV_HEADERS: Final = {
    "question": "编号",
    "kind": "题型",
    "difficulty": "难度",
    "stem": "题干",
    "drawn": "抽到次数",
    "first": "首见人数",
    "right": "答对人数",
    "blank": "未答人数",
    "facility": "答对率",
    "range": "95%区间",
    "discrimination": "区分度",
    "discrimination_range": "区分度95%区间",
    "pace": "每题用时（秒）",
    "options": "各选项人数",
    "strong": "高分组各选项人数",
    "weak": "低分组各选项人数",
    "alarm": "答案存疑",
}


@click.command("stats", cls=ChineseCommand)
@click.argument("level", metavar="关卡", type=int)
@db_option
@click.option("--out", default="", metavar="文件", help="写成带图的 Excel 文件，文件名以 .xlsx 结尾。")
@format_option
def bank_stats(level: int, db: str, out: str, form: str) -> None:
    """题目统计：答对率、区分度、各选项、用时、曝光，以及可能有错的答案。

    只计每人第一次见到该题时的作答；不涉及姓名。
    """
    path = Path(out)
    if out and path.suffix.lower() != ".xlsx":
        raise click.UsageError("--out 的文件名应以 .xlsx 结尾。")
    with open_workplace(db) as workplace:
        figures, questions = workplace.office.exposures.of(level)
        with workplace.record.read() as view:
            title, zone = view.campaign.title, view.campaign.zone
    said = remarks(_counts(figures))
    if out:
        content = BankFigures(
            campaign=title,
            level=f"第{level}关{figures.title}",
            zone=zone,
            made_at=figures.made_at,
            remarks=said,
            figures=figures.questions,
            questions=questions,
        )
        write_bank_figures(path, content)
    if form == "json":
        show_json({"figures": figures, "remarks": said})
        return
    rows = [_row(questions[item.question], item) for item in figures.questions]
    show(_HEADERS if form == "table" else _CSV_HEADERS, rows, form, title=f"第{level}关{figures.title}题目统计")
    if form == "table":
        _print_end(figures, said, out)


def _counts(figures: LevelFigures) -> Mapping[str, int]:
    return {
        "attempts": figures.attempts,
        "entrants": figures.entrants,
        "imported": figures.imported,
        "void": figures.void,
        "open": figures.open,
        "blank": figures.blank,
        "outdated": figures.outdated,
    }


def _row(question: Question, item: QuestionFigures) -> dict[str, Cell]:
    found = item.discrimination
    return {
        "question": question.id,
        "kind": KINDS[question.kind],
        "difficulty": question.difficulty or "",
        "stem": question.stem,
        "drawn": item.drawn,
        "first": item.first,
        "right": item.right,
        "blank": item.blank,
        "facility": f"{item.facility:.1%}" if item.first else "—",
        "range": f"{100 * item.low:.0f}～{item.high:.0%}" if item.first else "—",
        "discrimination": f"{found.value:.2f}" if found else "—",
        "discrimination_range": f"{found.low:.2f}～{found.high:.2f}" if found else "—",
        "pace": f"{item.pace_ms / 1000:.1f}" if item.pace_ms >= 0 else "—",
        "wrong": _most_wrong(item),
        "options": "，".join(f"{option.option} {option.chosen}" for option in item.options),
        "strong": "，".join(f"{option.option} {option.strong}" for option in item.options),
        "weak": "，".join(f"{option.option} {option.weak}" for option in item.options),
        "alarm": said_alarm(item),
    }


def _most_wrong(item: QuestionFigures) -> str:
    """Return the wrong option that was chosen most often, empty where nobody chose one."""
    wrong = [option for option in item.options if option.chosen and not option.is_right]
    most = max(wrong, key=lambda option: option.chosen, default=None)
    return f"{most.option} {most.chosen}人" if most else ""


def _print_end(figures: LevelFigures, said: tuple[str, ...], out: str) -> None:
    for text in said:
        say(text)
    if doubtful := [item.question for item in figures.questions if item.alarm]:
        say(f"提醒：{'、'.join(doubtful)} 的答案存疑，请对照出处核对；确有错误的用 bank revise 更正。", style="yellow")
    if out:
        say(f"已写出 {out}")
    else:
        hint("加上 --out 题目统计.xlsx 写出带图的表；用 bank simulate 加 --db 按这些记录估计难度")
