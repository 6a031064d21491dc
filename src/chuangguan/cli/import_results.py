"""What `bank import` prints: a table with reasons that are alike put together, or every row for a program."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.cells import chop_cells

from chuangguan.cli.output import Cell, say, show, show_json, stdout
from chuangguan.documents.import_report import Handled, not_taken, said_reason, said_results
from chuangguan.documents.messages import said_row, say_problem
from chuangguan.documents.papers import KIND_NAMES
from chuangguan.formats.bank_import.imports import Import
from chuangguan.formats.bank_writing import answer_cell
from chuangguan.rules.bank import LETTERS, Question

_COUNTS: Final = {
    "file": "文件",
    "found": "找到",
    "taken": "收下",
    "refused": "不收",
    "skipped": "跳过",
    "result": "结果",
}
_GROUPS: Final = {"handled": "处理", "count": "题数", "reason": "原因", "places": "在哪里"}
_ROWS: Final = {
    "handled": "处理",
    "count": "题数",
    "file": "文件",
    "sheet": "工作表",
    "place": "位置",
    "column": "列",
    "reason": "原因",
    "stem": "题干",
}
_PLACES: Final = 3
_STEM: Final = 10
_FIRST: Final = 30
_BESIDE: Final = 25
"""How many columns of a terminal 处理, 题数 and the lines of the table take."""

_LEAST_WIDTH: Final = 12


def show_results(done: Sequence[Import], form: str, *, is_trial: bool) -> None:
    """Print what became of the files; as CSV and JSON with every question that was not taken."""
    if form == "json":
        refusals = {item.file: say_problem(item.refusal) for item in done if item.refusal}
        unread = [{**_row(each), "row": each.item.problem.row} for each in not_taken(done)]
        show_json({"files": _counts(done, is_trial=is_trial), "unread": unread, "refusals": refusals})
    elif form == "csv":
        show(_ROWS, [row for item in done for row in _rows(item)], form)
    else:
        counts = [{**row, "file": Path(str(row["file"])).name} for row in _counts(done, is_trial=is_trial)]
        show(_COUNTS, counts, form, title="找到＝收下＋不收＋跳过")
        for item in done:
            _say_taken(item)
        _show_groups(not_taken(done))


def _counts(done: Sequence[Import], *, is_trial: bool) -> list[dict[str, Cell]]:
    return [
        {
            "file": item.file,
            "found": item.found,
            "taken": item.taken,
            "refused": item.refused_count,
            "skipped": len(item.skipped),
            "result": result,
        }
        for item, result in zip(done, said_results(done, is_trial=is_trial), strict=True)
    ]


def _rows(done: Import) -> list[dict[str, Cell]]:
    """Return lines whose 题数 add up to what was found: what was taken, then each question that was not."""
    name = Path(done.file).name
    rows: list[dict[str, Cell]] = [{"handled": "收下", "count": done.taken, "file": name}]
    if done.refusal:
        others = done.refused_count - len(done.refused)
        reason = said_reason(done.refusal)
        rows.append({"handled": "整个文件不收", "count": others, "file": name, "reason": reason})
    return rows + [_row(each) for each in not_taken([done])]


def _row(handled: Handled) -> dict[str, Cell]:
    problem = handled.item.problem
    return {
        "handled": handled.word,
        "count": 1,
        "file": Path(problem.file).name,
        "sheet": problem.sheet,
        "place": said_row(problem),
        "column": problem.column,
        "reason": said_reason(problem),
        "stem": handled.item.stem,
    }


def _say_taken(done: Import) -> None:
    """Say of what kinds the questions are, and show the first: whoever sees it knows whether they were read rightly."""
    if not done.questions:
        return
    counts = Counter(question.kind for question in done.questions)
    kinds = "、".join(f"{KIND_NAMES[kind]} {counts[kind]}" for kind in KIND_NAMES if counts[kind])
    say(f"{Path(done.file).name}：{kinds}。第一题 {_said_question(done.questions[0])}")


def _said_question(question: Question) -> str:
    options = zip(LETTERS, question.options if question.kind in ("single", "multiple") else (), strict=False)
    parts = [
        f"{question.id}（{KIND_NAMES[question.kind]}）{_short(question.stem, _FIRST)}",
        *(f"{letter}．{_short(text, _STEM)}" for letter, text in options),
        f"答案 {_short(answer_cell(question), _FIRST)}",
    ]
    return "　".join(parts)


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def _show_groups(unread: Sequence[Handled]) -> None:
    """Print reasons with how many questions each has and where the first are, refused ones before skipped ones."""
    if not unread:
        return
    groups: dict[tuple[str, str], list[Handled]] = {}
    for handled in unread:
        groups.setdefault((handled.word, handled.item.problem.code), []).append(handled)
    ordered = sorted(groups.values(), key=lambda group: (group[0].word != "不收", -len(group)))
    words = Counter(handled.word for handled in unread)
    title = f"有错的 {words['不收']} 题，跳过的 {words['跳过']} 题"
    show(_GROUPS, [_group_row(group, unread) for group in ordered], "table", title=title)
    _say_kinds(unread)


def _group_row(group: Sequence[Handled], unread: Sequence[Handled]) -> dict[str, Cell]:
    reason = said_reason(group[0].item.problem)
    is_same = all(said_reason(handled.item.problem) == reason for handled in group)
    has_files = len({handled.item.problem.file for handled in unread}) > 1
    places = [_said_place(handled, has_file=has_files) for handled in group[:_PLACES]]
    more = [f"等 {len(group)} 处"] if len(group) > _PLACES else []
    return {
        "handled": group[0].word,
        "count": len(group),
        "reason": _folded([reason if is_same else f"如：{reason}"]),
        "places": _folded([*places, *more]),
    }


def _folded(lines: Sequence[str]) -> str:
    """Return lines as narrow as half a table; a table would break them at spaces and leave Chinese half empty."""
    width = max((stdout.width - _BESIDE) // 2, _LEAST_WIDTH)
    return "\n".join(piece for line in lines for piece in chop_cells(line, width))


def _said_place(handled: Handled, *, has_file: bool) -> str:
    problem = handled.item.problem
    file = Path(problem.file).name if has_file else ""
    sheet = f"“{problem.sheet}”" if problem.sheet else ""
    place = " ".join(filter(None, (file, f"{sheet}{said_row(problem)}")))
    stem = _short(handled.item.stem, _STEM)
    return f"{place}：{stem}" if stem else place


def _say_kinds(unread: Sequence[Handled]) -> None:
    """Say what to write of kinds that nobody knows; what they mean only the file's owner can say."""
    problems = [handled.item.problem for handled in unread]
    kinds = Counter(str(item.details["given"]) for item in problems if item.code == "import_kind_unknown")
    if not kinds:
        return
    say("题型不认识的，把下面几行存为 mapping.toml，再加 --map mapping.toml；")
    say("“？”改成 单选、多选、判断、填空、选择 或 跳过：")
    say("[kinds]")
    for kind, count in kinds.most_common():
        say(f'{json.dumps(kind, ensure_ascii=False)} = "？"  # {count} 题')
