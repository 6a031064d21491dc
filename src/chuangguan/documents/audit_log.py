"""办理记录.xlsx: everything that organisers did, every cell a text (clause 8.3)."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chuangguan.documents.files import put_files
from chuangguan.documents.sheet import Column, Sheet, open_book
from chuangguan.documents.wording import moment_text, printable
from chuangguan.values import Value

_LONGEST: Final = 30_000


class LogLine(Value, frozen=True, kw_only=True):
    """A line of the log, each part as it is printed; `number` may be a range."""

    number: str
    at: str
    actor: str
    said: str
    reason: str
    software: str


class AuditLog(Value, frozen=True, kw_only=True):
    """What the workbook is made from: the lines, how many facts there are and their head; `made_at` in UTC ms."""

    campaign: str
    zone: str
    made_at: int
    facts: int
    head: str
    lines: Sequence[LogLine]


def write_log(path: Path, content: AuditLog) -> Path:
    """Write the workbook to `path`, whole or not at all, and return it; `StoreFull` on a full disk."""
    (written,) = put_files(path.parent, {path.name: [log_workbook(content)]})
    return written


def log_workbook(content: AuditLog) -> bytes:
    """Return the log as a workbook; the same content gives the same bytes."""
    title = printable(f"{content.campaign}办理记录")
    columns = [
        Column(title="记录号", width=12),
        Column(title="时间", width=20),
        Column(title="经办人", width=10),
        Column(title="内容", kind="text", width=50),
        Column(title="事由", kind="text", width=20),
        Column(title="软件版本", width=11),
    ]
    stream = io.BytesIO()
    with open_book(stream, title, content.made_at) as book:
        sheet = Sheet(book, "办理记录", columns)
        made = f"截至{moment_text(content.made_at, content.zone)}，共{len(content.lines)}项"
        sheet.title(title, made, f"记录{content.facts}条，链首{content.head}")
        sheet.table([[_cell(getattr(line, name)) for name in line.__struct_fields__] for line in content.lines])
    return stream.getvalue()


def _cell(text: str) -> str:
    """Return a text that a cell can hold; what it cannot hold would be dropped without a word."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（过长，全文见记录）"
