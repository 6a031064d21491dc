"""导入报告.xlsx: what an import took of each file, and every row that it did not take beside the reason."""

import io
from collections.abc import Sequence
from typing import Final

from chuangguan.documents.messages import say_problem
from chuangguan.documents.sheet import Column, Sheet, open_book
from chuangguan.documents.wording import printable
from chuangguan.errors import Problem
from chuangguan.formats.bank_imports import Import, Unread

NAME: Final = "导入报告.xlsx"

_MADE_AT: Final = 946_684_800_000
_LONGEST: Final = 30_000
_MOST_CELLS: Final = 12


def import_workbook(done: Sequence[Import]) -> bytes:
    """Return the report as a workbook, every cell a text or a count; the same import gives the same bytes."""
    stream = io.BytesIO()
    with open_book(stream, "题库导入报告", _MADE_AT) as book:
        counts = Sheet(
            book, "汇总", [Column(title="文件", kind="text", width=40), *_count_columns(), _text("说明", 50)]
        )
        counts.title("题库导入报告", "找到＝收下＋不收＋跳过")
        counts.table([_counted(item) for item in done])
        unread = [(word, item) for each in done for word, items in _parts(each) for item in items]
        width = min(max((len(item.original) for _, item in unread), default=1), _MOST_CELLS)
        columns = [
            Column(title="处理", width=8), _text("文件", 24), _text("工作表", 12), Column(title="行", kind="count"),
            _text("列", 10), _text("原因", 40), *(_text(f"原文{place}", 24) for place in range(1, width + 1)),
        ]  # fmt: skip
        rows = Sheet(book, "未收的题", columns)
        rows.title("未收的题和原因", "原文照录自文件，供对照改正")
        rows.table([[word, *_place(item), *_original(item, width)] for word, item in unread])
    return stream.getvalue()


def said_reason(problem: Problem) -> str:
    """Return why something was not taken, without its place."""
    return say_problem(Problem(code=problem.code, details=problem.details))


def _count_columns() -> list[Column]:
    return [Column(title=word, kind="count", width=9) for word in ("找到", "收下", "不收", "跳过")]


def _text(title: str, width: int) -> Column:
    return Column(title=title, kind="text", width=width)


def _parts(done: Import) -> list[tuple[str, tuple[Unread, ...]]]:
    return [("不收", done.refused), ("跳过", done.skipped)]


def _counted(done: Import) -> list[str | int]:
    why = said_reason(done.refusal) if done.refusal else ""
    return [_cell(done.file), done.found, done.taken, done.refused_count, len(done.skipped), _cell(why)]


def _place(item: Unread) -> list[str | int]:
    problem = item.problem
    reason = said_reason(problem)
    return [_cell(problem.file), _cell(problem.sheet), problem.row, _cell(problem.column), _cell(reason)]


def _original(item: Unread, width: int) -> list[str]:
    """Return the cells as they stood; what is beyond the last column stands in it, so that nothing is lost."""
    cells = list(item.original)
    if len(cells) > width:
        cells[width - 1 :] = [" | ".join(cells[width - 1 :])]
    return [_cell(cell) for cell in cells] + [""] * (width - len(cells))


def _cell(text: str) -> str:
    """Return a text that a cell can hold, its lines kept."""
    shown = "\n".join(map(printable, text.split("\n")))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}……"
