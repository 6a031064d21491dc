"""The command that says how good and how hard a level's questions turned out to be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, db_option, format_option, hint
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.bank_figures import (
    KINDS,
    BankFigures,
    left_out,
    remarks,
    said_alarm,
    said_option,
    write_bank_figures,
)
from chuangguan.office.exposures import LevelFigures
from chuangguan.rules.bank import LETTERS, Question
from chuangguan.rules.exposures import DISCRIMINATION_LEAST, Discrimination, QuestionFigures, is_undiscriminating

_HEADERS: Final = {
    "question": "编号",
    "drawn": "抽到",
    "first": "首见",
    "facility": "答对率",
    "range": "95%区间",
    "discrimination": "区分度",
    "pace": "秒/题",
    "wrong": "最多错选",
}
_LETTERED: Final = {
    letter: f"选{letter}{word}" for letter, word in zip(LETTERS, ("或对", "或错", *[""] * 4), strict=True)
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
    "low": "答对率下限",
    "high": "答对率上限",
    "discrimination": "区分度",
    "discrimination_low": "区分度下限",
    "discrimination_high": "区分度上限",
    "pace": "每题用时（秒）",
    **{f"chosen_{letter}": f"{text}人数" for letter, text in _LETTERED.items()},
    "strong": "高分组人数",
    **{f"strong_{letter}": f"高分组{text}" for letter, text in _LETTERED.items()},
    "weak": "低分组人数",
    **{f"weak_{letter}": f"低分组{text}" for letter, text in _LETTERED.items()},
    "texts": "填空所填",
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
        low = [item.question for item in figures.questions if is_undiscriminating(item)]
        show_json({"figures": figures, "low_discrimination": low, "remarks": said})
    elif form == "csv":
        show(_CSV_HEADERS, [_csv_row(questions[item.question], item) for item in figures.questions], form)
    else:
        _print(figures, questions, said, out)


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
        "drawn": item.drawn,
        "first": item.first,
        "facility": f"{item.facility:.1%}" if item.first else "—",
        "range": f"{100 * item.low:.0f}～{item.high:.0%}" if item.first else "—",
        "discrimination": f"{round(found.value, 2) + 0.0:.2f}" if found else "—",
        "pace": f"{item.pace_ms / 1000:.1f}" if item.pace_ms >= 0 else "—",
        "wrong": _most_wrong(question, item),
    }


def _csv_row(question: Question, item: QuestionFigures) -> dict[str, Cell]:
    """Return a row of numbers; a kind without options has what was written in the blanks instead."""
    found = item.discrimination
    is_blank = question.kind == "blank"
    return {
        "question": question.id,
        "kind": KINDS[question.kind],
        "difficulty": question.difficulty or "",
        "stem": question.stem,
        "drawn": item.drawn,
        "first": item.first,
        "right": item.right,
        "blank": item.blank,
        **(
            {"facility": f"{item.facility:.1%}", "low": f"{item.low:.1%}", "high": f"{item.high:.1%}"}
            if item.first
            else {}
        ),
        **(_plain_discrimination(found) if found else {}),
        "pace": round(item.pace_ms / 1000, 1) if item.pace_ms >= 0 else "",
        "strong": item.strong,
        "weak": item.weak,
        **({} if is_blank else _chosen(item)),
        "texts": "；".join(f"{option.option} {option.chosen}人" for option in item.options) if is_blank else "",
        "alarm": said_alarm(question, item),
    }


def _plain_discrimination(found: Discrimination) -> dict[str, Cell]:
    return {
        "discrimination": round(found.value, 2),
        "discrimination_low": round(found.low, 2),
        "discrimination_high": round(found.high, 2),
    }


def _chosen(item: QuestionFigures) -> dict[str, Cell]:
    counts: dict[str, Cell] = {}
    for option in item.options:
        counts[f"chosen_{option.option}"] = option.chosen
        counts[f"strong_{option.option}"] = option.strong
        counts[f"weak_{option.option}"] = option.weak
    return counts


def _most_wrong(question: Question, item: QuestionFigures) -> str:
    """Return the wrong option that was chosen most often, empty where nobody chose one."""
    wrong = [option for option in item.options if option.chosen and not option.is_right]
    most = max(wrong, key=lambda option: option.chosen, default=None)
    return f"{said_option(question, most.option)} {most.chosen}人" if most else ""


def _print(figures: LevelFigures, questions: Mapping[str, Question], said: tuple[str, ...], out: str) -> None:
    name = f"第{figures.level}关{figures.title}"
    if any(item.first for item in figures.questions):
        rows = [_row(questions[item.question], item) for item in figures.questions]
        show(_HEADERS, rows, "table", title=f"{name}题目统计")
        for text in said:
            say(text)
        _print_doubts(figures, questions)
    else:
        why = left_out(_counts(figures))
        say(f"{name}还没有可统计的作答记录{f'：{why}' if why else ''}。")
    if out:
        say(f"已写出 {out}")
    else:
        hint("加上 --out 题目统计.xlsx 写出带图的表；用 bank simulate 加 --db 按这些记录估计难度")


def _print_doubts(figures: LevelFigures, questions: Mapping[str, Question]) -> None:
    """Print the questions that somebody should look at, and why."""
    if low := [item.question for item in figures.questions if is_undiscriminating(item)]:
        say(f"提醒：{'、'.join(low)} 区分度低（区间上限也低于{DISCRIMINATION_LEAST}），应当看一看。", style="yellow")
    doubtful = [item for item in figures.questions if item.alarm]
    for item in doubtful:
        say(f"提醒：{item.question} 答案存疑：{said_alarm(questions[item.question], item)}。", style="yellow")
    if doubtful:
        say("答案存疑的题请对照出处核对；确有错误的用 bank revise 更正。", style="yellow")
