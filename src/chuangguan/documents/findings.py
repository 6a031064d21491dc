"""违规线索.xlsx: the clues of a period for a person to check, every cell a text (clause 8.1)."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from chuangguan.documents.files import put_files
from chuangguan.documents.messages import say_finding
from chuangguan.documents.messages_findings import CAUTION
from chuangguan.documents.sheet import Book, Cell, Column, Sheet, open_book
from chuangguan.documents.wording import ERASED, moment_text, printable
from chuangguan.rules.findings import Finding
from chuangguan.values import Value

WORKBOOK: Final = "违规线索.xlsx"
_LISTED: Final = 40
"""How many numbers of attempts a cell lists; the rest is counted."""


class FindingList(Value, frozen=True, kw_only=True):
    """What the workbook is made from; `names` and `units` by opaque id, `made_at` in UTC ms."""

    campaign: str
    period: str
    zone: str
    made_at: int
    findings: tuple[Finding, ...]
    names: Mapping[str, str]
    units: Mapping[str, str]


def write_findings(directory: Path, content: FindingList) -> Path:
    """Write 违规线索.xlsx into `directory` and return its path; `StoreFull` on a full disk."""
    (path,) = put_files(directory, {WORKBOOK: [findings_workbook(content)]})
    return path


def findings_workbook(content: FindingList) -> bytes:
    """Return 违规线索.xlsx: a sheet of the clues and one of the people; the same content gives the same bytes."""
    stream = io.BytesIO()
    with open_book(stream, _title(content), content.made_at) as book:
        _write_clues(book, content)
        _write_people(book, content)
    return stream.getvalue()


def _title(content: FindingList) -> str:
    return printable(f"{content.campaign}{content.period}违规线索")


def _write_clues(book: Book, content: FindingList) -> None:
    columns = [
        Column(title="序号"),
        Column(title="类别"),
        Column(title="人数"),
        Column(title="依据", kind="text", width=54),
        Column(title="可能的正当原因", kind="text", width=34),
        Column(title="闯关记录号", kind="text", width=24),
        Column(title="核查意见", kind="text", width=16),
    ]
    sheet = Sheet(book, "线索", columns)
    made = f"统计于{moment_text(content.made_at, content.zone)}，共{len(content.findings)}条"
    sheet.title(_title(content), CAUTION, made)
    sheet.table([_clue(number, finding) for number, finding in enumerate(content.findings, start=1)])


def _clue(number: int, finding: Finding) -> list[Cell]:
    kind, seen, innocent = say_finding(finding)
    listed = "、".join(map(str, finding.attempts[:_LISTED]))
    rest = len(finding.attempts) - _LISTED
    attempts = f"{listed}，另{rest}次" if rest > 0 else listed
    return [str(number), kind, str(len(finding.entrants)), seen, innocent, attempts, ""]


def _write_people(book: Book, content: FindingList) -> None:
    columns = [
        Column(title="线索序号"),
        Column(title="类别"),
        Column(title="参赛编号"),
        Column(title="姓名"),
        Column(title="单位", kind="text"),
    ]
    sheet = Sheet(book, "涉及人员", columns)
    sheet.title(f"{_title(content)}涉及人员")
    sheet.line(CAUTION)
    sheet.table(list(_people(content)))


def _people(content: FindingList) -> Iterator[list[Cell]]:
    for number, finding in enumerate(content.findings, start=1):
        kind, _, _ = say_finding(finding)
        for entrant in finding.entrants:
            name = printable(content.names.get(entrant, ERASED))
            yield [str(number), kind, entrant, name, printable(content.units.get(entrant, ""))]
