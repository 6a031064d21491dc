"""导入报告.xlsx: what an import took of each file, and every row that it did not take beside the reason."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from chuangguan.documents.messages import said_row, say_problem
from chuangguan.documents.sheet import Book, Cell, Column, Sheet, open_book
from chuangguan.documents.wording import printable
from chuangguan.errors import Problem
from chuangguan.formats.bank_import.imports import Import, Unread

NAME: Final = "导入报告.xlsx"

_MADE_AT: Final = 946_684_800_000
_LONGEST: Final = 30_000
_MOST_CELLS: Final = 20
_FILE_PLACE: Final = 1
_NARROWEST: Final = 6
_WIDEST: Final = 20
_WIDEST_LONGEST: Final = 44
_WIDEST_ALONE: Final = 70


class Handled(NamedTuple):
    """A question that was not taken, and whether it was refused or skipped."""

    word: str
    item: Unread


def import_workbook(done: Sequence[Import], *, is_trial: bool = False) -> bytes:
    """Return the report as a workbook, every cell a text or a number; the same import gives the same bytes.

    What was not taken stands under the headings that its file has; each set of headings has a sheet of its own.
    """
    stream = io.BytesIO()
    with open_book(stream, "题库导入报告", _MADE_AT) as book:
        columns = [_text("文件", 36), *_count_columns(), _text("结果", 30), _text("说明", 50)]
        counts = Sheet(book, "汇总", columns)
        counts.page.set_landscape()
        counts.title("题库导入报告", "找到＝收下＋不收＋跳过")
        results = said_results(done, is_trial=is_trial)
        counts.table([_counted(item, result) for item, result in zip(done, results, strict=True)])
        groups: dict[tuple[str, ...], list[Handled]] = {}
        for handled in not_taken(done):
            groups.setdefault(handled.item.headings, []).append(handled)
        for number, (headings, group) in enumerate((groups or {(): []}).items(), 1):
            _write_group(book, f"未收的题{number if number > 1 else ''}", headings, group)
    return stream.getvalue()


def not_taken(done: Sequence[Import]) -> list[Handled]:
    """Return everything that was refused or skipped, file by file."""
    return [
        Handled(word, item)
        for each in done
        for word, items in (("不收", each.refused), ("跳过", each.skipped))
        for item in items
    ]


def said_results(done: Sequence[Import], *, is_trial: bool) -> list[str]:
    """Return what became of each file: one that is refused keeps the others from being written too."""
    is_refused = any(item.refusal for item in done)
    other = "没有写入：另有文件不收" if is_refused else "可以写入" if is_trial else "已写入"
    return [_said_refusal(item) if item.refusal else other for item in done]


def _said_refusal(done: Import) -> str:
    return f"整个文件不收（{len(done.refused)} 题有错）" if done.refused else "整个文件不收"


def said_reason(problem: Problem) -> str:
    """Return why something was not taken, without its place."""
    return say_problem(Problem(code=problem.code, row_kind=problem.row_kind, details=problem.details))


def _count_columns() -> list[Column]:
    return [Column(title=word, kind="count", width=9) for word in ("找到", "收下", "不收", "跳过")]


def _text(title: str, width: int) -> Column:
    return Column(title=title, kind="text", width=width)


def _counted(done: Import, result: str) -> list[Cell]:
    why = said_reason(done.refusal) if done.refusal else ""
    name = _cell(Path(done.file).name)
    return [name, done.found, done.taken, done.refused_count, len(done.skipped), result, _cell(why)]


def _write_group(book: Book, name: str, headings: tuple[str, ...], group: Sequence[Handled]) -> None:
    """Write questions whose files have the same headings; a column that is empty in all of them is left out."""
    heads: list[tuple[Column, Callable[[Handled], Cell]]] = [
        (Column(title="处理", width=8), lambda it: it.word),
        (_text("文件", 18), lambda it: _cell(Path(it.item.problem.file).name)),
        (_text("工作表", 12), lambda it: _cell(it.item.problem.sheet)),
        (Column(title="位置", kind="plain", width=10), lambda it: _place(it.item.problem)),
        (_text("列", 9), lambda it: _cell(it.item.problem.column)),
        (_text("原因", 30), lambda it: _cell(said_reason(it.item.problem))),
    ]
    rows = [[*(get(it) for _, get in heads), *_original(it.item, headings)] for it in group]
    titles = [column for column, _ in heads]
    titles += _columns_of(headings, [[str(cell) for cell in row[len(heads) :]] for row in rows])
    files = sorted({Path(it.item.problem.file).name for it in group})
    kept = [index for index in range(len(titles)) if not rows or any(row[index] != "" for row in rows)]
    if len(files) == 1:
        kept.remove(_FILE_PLACE)
    sheet = Sheet(book, name, [titles[index] for index in kept])
    sheet.page.set_landscape()
    sheet.title("未收的题和原因", f"原文照录自 {_cell('、'.join(files))}，供对照改正" if files else "没有未收的题")
    first = sheet.table([[row[index] for index in kept] for row in rows])
    sheet.page.autofilter(first - 1, 0, max(first - 1 + len(rows), first), len(kept) - 1)


def _columns_of(headings: tuple[str, ...], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Return the columns of the original cells; the longest texts, which are the stems, have the widest."""
    columns = [[row[index] for row in rows] for index in range(len(rows[0]) if rows else 0)]
    sizes = [sum(map(len, cells)) for cells in columns]
    found = []
    for index, cells in enumerate(columns):
        title = _cell(headings[index]) if index < len(headings) else "原文"
        widest = _WIDEST_LONGEST if sizes[index] == max(sizes) else _WIDEST
        found.append(_text(title, _fit(title, cells, widest if headings else _WIDEST_ALONE)))
    return found


def _place(problem: Problem) -> Cell:
    """Return a row as a number that sorts and filters, or in words where it is none of a spreadsheet."""
    return problem.row if problem.row and problem.row_kind == "line" else said_row(problem)


def _original(item: Unread, headings: tuple[str, ...]) -> list[str]:
    """Return the cells as they stood, one a heading, and one more for the rest; without headings one for all."""
    width = min(len(headings), _MOST_CELLS)
    cells = [*item.original[:width], *[""] * (width - len(item.original))]
    return [*map(_cell, cells), _cell("\n".join(cell for cell in item.original[width:] if cell))]


def _fit(title: str, cells: Sequence[str], widest: int) -> int:
    """Return the width of a column: its widest line, within limits."""
    lines = [line for cell in (title, *cells) for line in cell.split("\n")]
    needed = max(sum(1 if sign.isascii() else 2 for sign in line) for line in lines) + 2
    return min(max(needed, _NARROWEST), widest)


def _cell(text: str) -> str:
    """Return a text that a cell can hold, its lines kept."""
    shown = "\n".join(map(printable, text.split("\n")))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}……"
