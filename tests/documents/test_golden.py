"""Every document's content, from one small fixed world, beside the text that was read and found good.

After a change that is meant, `WRITE_GOLDEN=1 python -m pytest tests/documents/test_golden.py` writes the texts again;
read what `git diff tests/golden/documents` shows.
"""

import io
import os
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from msgspec.structs import replace

from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.decision_pages import publicity_page, revision_page, sanction_page
from chuangguan.documents.decisions import publicity_notice, revision_notice, sanction_notice
from chuangguan.documents.notice import notice
from chuangguan.documents.payments import payment_list, payment_page, payment_workbook
from chuangguan.documents.ranking import ranking_lines
from chuangguan.documents.reminders import PendingList, pending_list, pending_workbook, reminder_text
from chuangguan.documents.report import report_notice, turnout_report
from chuangguan.documents.unit_workbook import unit_workbook
from chuangguan.documents.workbook import prize_workbook, turnout_workbook
from chuangguan.rules.campaign import Period
from chuangguan.rules.closing import Exclusion, changes_between, closing_bytes, seal
from chuangguan.rules.instants import DAY_MS, Window, read_instant
from chuangguan.rules.roster import Membership, Roster
from chuangguan.rules.sanctions import Sanction
from chuangguan.rules.units import Pending, TurnoutWindow, pending_units, turnouts
from documents.conftest import material_of as build

KEPT: Final = Path(__file__).parents[1] / "golden" / "documents"
MAY_2: Final = read_instant("2018-05-02T10:05:37.250", "Asia/Shanghai")
MARCH: Final = Window(
    opens_at=read_instant("2018-03-12", "Asia/Shanghai"), closes_at=read_instant("2018-04-01", "Asia/Shanghai")
)
PEOPLE: Final = (
    {"name": "张三", "elapsed_ms": 61_437},
    {"name": "李四", "unit": "办公室支部", "elapsed_ms": 61_902},
    {"name": "王五", "elapsed_ms": 62_000, "is_erased": True},
    {"name": "赵六", "unit": "机关", "elapsed_ms": 3_738_437, "duty": "voluntary"},
    {"name": "钱七", "levels": 1, "has_prize_right": False},
    {"name": "孙八", "unit": "办公室支部", "levels": 0},
)


class World:
    """One month and its year: the closing, its first revision, who has not taken part."""

    def __init__(self) -> None:
        april = build(*PEOPLE, issued_at=MAY_2)
        periods = (Period(id="2018-03", kind="month", window=MARCH), *april.campaign.periods)
        self.month = replace(april, campaign=replace(april.campaign, periods=periods))
        self.year = build(*PEOPLE, period="2018", issued_at=MAY_2)
        self.march = build(*PEOPLE[:2], {"name": "王五", "levels": 0}, period="2018-03", changes={"periods": periods})
        self.revised = self._revised()

    def _revised(self) -> Material:
        stripped = build({**PEOPLE[0], "levels": 0}, *PEOPLE[1:], issued_at=MAY_2)
        after = replace(
            stripped.closing,
            revision=1,
            replaced_seal=seal(self.month.canonical),
            exclusions=(Exclusion(entrant="E000001", reason="sanctioned"), *self.month.closing.exclusions),
            changes=changes_between(self.month.closing, stripped.closing),
        )
        return replace(stripped, closing=after, canonical=closing_bytes(after))

    @property
    def sanction(self) -> Sanction:
        return Sanction(
            number=41, entrant="E000001", kind="strip_awards", code="代答", decided_by="纪委", evidence="谈话记录第3号"
        )


def _pending(world: World) -> PendingList:
    """Return who of the month's people is missing: 张三 and 李四 have taken part."""
    material = world.month
    members = [
        Membership(entrant=entrant, unit=unit, category="required", duty="required")
        for entrant, unit in material.units.items()
    ]
    roster, denominator = Roster(members, material.closing.cutoff_at), material.campaign.denominator
    window = TurnoutWindow(members=roster.members, handed_in={"E000001": 2, "E000002": 1})
    found = pending_units(window, roster, material.tree, denominator)
    pending = Pending(
        period=material.period,
        at=MAY_2 - 10 * DAY_MS,
        unit="",
        turnout=turnouts([window], roster, material.tree, denominator)[""],
        pending=sum(item.pending for item in found.values() if not item.depth),
        units=tuple(found.values()),
    )
    return pending_list(material.campaign, pending, material.people)


def _sanction(world: World) -> bytes:
    said = sanction_notice(
        world.month.campaign, world.sanction, name="张三", unit="工人报社", final_periods=("2018-04",), issued_at=MAY_2
    )
    return sanction_page(said)


def _publicity(world: World) -> bytes:
    return publicity_page(
        publicity_notice(world.month, published_at=MAY_2, objections_until=MAY_2 + 7 * DAY_MS, signed_by="孙某")
    )


def _units(world: World) -> bytes:
    return unit_workbook(prize_list(world.year), world.year.campaign, world.year.workings)


DOCUMENTS: Final[dict[str, Callable[[World], bytes]]] = {
    "获奖名单.xlsx": lambda world: prize_workbook(prize_list(world.month)),
    "获奖名单-年度.xlsx": lambda world: prize_workbook(prize_list(world.year)),
    "参与率统计表.xlsx": lambda world: turnout_workbook(prize_list(world.month)),
    "优秀组织奖得分计算表.xlsx": _units,
    "奖金发放表.xlsx": lambda world: payment_workbook(payment_list(world.month)),
    "奖金发放表.docx": lambda world: payment_page(payment_list(world.month)),
    "排名.csv": lambda world: "".join(ranking_lines(world.month)).encode(),
    "表彰通报.docx": lambda world: notice(prize_list(world.month)),
    "表彰通报-年度.docx": lambda world: notice(prize_list(world.year)),
    "表彰通报-预览.docx": lambda world: notice(prize_list(replace(world.month, is_preview=True))),
    "情况通报.docx": lambda world: report_notice(turnout_report(world.month, world.march.closing, below=80)),
    "公示.docx": _publicity,
    "更正通知.docx": lambda world: revision_page(revision_notice(world.revised, "张三系他人代答")),
    "违规通报.docx": _sanction,
    "未参加名单.xlsx": lambda world: pending_workbook(_pending(world)),
    "催办.txt": lambda world: reminder_text(_pending(world)).encode(),
}
"""What the office hands out, by the name of its golden text; a new document is a line here."""


def told(name: str, content: bytes) -> str:
    """Return what a document says: paragraphs and rows in their order, one a line, cells parted by bars."""
    readers = {".xlsx": _told_book, ".docx": _told_pages, ".csv": _told_text, ".txt": _told_text}
    return "\n".join(readers[Path(name).suffix](content)) + "\n"


def _told_text(content: bytes) -> Iterator[str]:
    yield from content.decode("utf-8-sig").splitlines()


def _told_book(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        yield f"# {sheet.title}"
        if sheet.oddHeader.center.text:
            yield f"(head) {sheet.oddHeader.center.text}"
        for row in sheet.iter_rows(values_only=True):
            yield " | ".join("" if cell is None else _line(str(cell)) for cell in row)


def _told_pages(content: bytes) -> Iterator[str]:
    document = Document(io.BytesIO(content))
    head = document.sections[0].header.paragraphs[0].text
    if head:
        yield f"(head) {head}"
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                yield " | ".join(_line(cell.text) for cell in row.cells)
        elif isinstance(part, Paragraph):
            yield _line(part.text)


def _line(text: str) -> str:
    return text.replace("\n", "/")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_what_it_said_when_it_was_read(name: str, world: World) -> None:
    said, path = told(name, DOCUMENTS[name](world)), KEPT / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_no_text_is_kept_of_a_document_that_is_no_more() -> None:
    assert {path.name for path in KEPT.iterdir()} == {f"{name}.txt" for name in DOCUMENTS}


def test_another_figure_or_name_is_noticed(world: World) -> None:
    closing = world.month.closing
    dearer = replace(closing.awards[0], cash_fen=closing.awards[0].cash_fen + 100)
    changed = replace(world.month, closing=replace(closing, awards=(dearer, *closing.awards[1:])))
    for name in ("获奖名单.xlsx", "奖金发放表.xlsx", "奖金发放表.docx", "表彰通报.docx"):
        said = told(name, DOCUMENTS[name](_other(world, changed)))
        assert said != (KEPT / f"{name}.txt").read_text(encoding="utf-8")


def _other(world: World, month: Material) -> World:
    other = copy(world)
    other.month = month
    return other
