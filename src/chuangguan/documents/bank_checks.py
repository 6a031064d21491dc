"""检查结果.xlsx: what a check of a bank found, a row each, for those who mend it in a spreadsheet."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chuangguan.documents.files import put_files
from chuangguan.documents.sheet import Column, Sheet, open_book
from chuangguan.documents.wording import printable
from chuangguan.values import Value

_MADE_AT: Final = 946_684_800_000
_COLUMNS: Final = {
    "severity": Column(title="类别", width=8),
    "sheet": Column(title="工作表", kind="text", width=12),
    "row": Column(title="行", width=8),
    "question": Column(title="题目", kind="text", width=14),
    "other": Column(title="另一题", kind="text", width=20),
    "text": Column(title="问题", kind="text", width=40),
    "stem": Column(title="题干", kind="text", width=60),
}


class CheckedRow(Value, frozen=True, kw_only=True):
    """One thing that was found: how grave it is, where it stands, and the question and the other one it is about."""

    severity: str
    sheet: str
    row: int
    question: str
    other: str
    text: str
    stem: str


def write_bank_check(path: Path, file: str, said: str, rows: Sequence[CheckedRow]) -> Path:
    """Write the workbook to `path` and return it; `StoreFull` on a full disk."""
    (written,) = put_files(path.parent, {path.name: [bank_check_workbook(file, said, rows)]})
    return written


def bank_check_workbook(file: str, said: str, rows: Sequence[CheckedRow]) -> bytes:
    """Return the workbook; `said` are the counts below the title. The same check gives the same bytes."""
    stream = io.BytesIO()
    with open_book(stream, "题库检查结果", _MADE_AT) as book:
        names = [name for name in _COLUMNS if name != "sheet" or any(row.sheet for row in rows)]
        sheet = Sheet(book, "检查结果", [_COLUMNS[name] for name in names])
        sheet.page.set_landscape()
        sheet.title("题库检查结果", printable(f"{file}：{said}"))
        first = sheet.table([[_cell(row, name) for name in names] for row in rows])
        sheet.page.autofilter(first - 1, 0, sheet.row - 1, len(names) - 1)
    return stream.getvalue()


def _cell(row: CheckedRow, name: str) -> str:
    # Row numbers are names, not counts: 1,092 would be looked for in vain.
    text: str | int = getattr(row, name)
    return printable(str(text)) if text else ""
