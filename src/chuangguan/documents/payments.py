"""奖金发放表 as .xlsx and .docx: who is paid what, to be signed line by line; whole names, for internal use only."""

import io
from typing import Final

from chuangguan.documents.content import Material, PrizeList, prize_list
from chuangguan.documents.layout import ColumnLook, OfficialDocument
from chuangguan.documents.notice import anchor, title_of
from chuangguan.documents.sheet import Book, Cell, Column, Sheet, open_book
from chuangguan.documents.wording import PREVIEW, capital_yuan
from chuangguan.values import Value

NAME: Final = "奖金发放表"
_INTERNAL: Final = "内部使用，金额单位：元"
_SIGNATURES: Final = f"制表：{'　' * 9}审核：{'　' * 9}领导签字："
_ROW_POINTS: Final = 30
_ROW_MM: Final = 10.5
"""How high a line must be for somebody to sign in it."""


class Payment(Value, frozen=True, kw_only=True):
    """A line to be signed: a prize with cash, in fen; a name that is no longer kept prints 已注销.

    A prize that another body gave has no rank, which is 0 then, and a unit that has one signs under its own name.
    """

    name: str
    unit: str
    rank: int
    tier: str
    cash_fen: int


class UnitSum(Value, frozen=True, kw_only=True):
    """How many prizes and how much money, in fen, go to the people of a unit."""

    unit: str
    payments: int
    cash_fen: int


class PaymentList(Value, frozen=True, kw_only=True):
    """What 奖金发放表 says of a closing: its payments tier by tier and in order of position, and sums by unit."""

    content: PrizeList
    payments: tuple[Payment, ...]
    sums: tuple[UnitSum, ...]

    @property
    def total_fen(self) -> int:
        """What is paid in all."""
        return sum(payment.cash_fen for payment in self.payments)

    @property
    def has_fen(self) -> bool:
        """Whether a sum is no whole yuan; every sum is then printed with two decimals."""
        return any(payment.cash_fen % 100 for payment in self.payments)

    def yuan(self, fen: int) -> int | float:
        """Return a sum as the number that a cell holds, of the same kind in every cell."""
        return fen / 100 if self.has_fen else fen // 100

    def yuan_text(self, fen: int) -> str:
        """Return a sum in yuan, with the same decimals in every line."""
        return f"{fen // 100:,}{f'.{fen % 100:02d}' if self.has_fen else ''}"

    @property
    def total_in_words(self) -> str:
        """What is paid in all, as it stands above signatures."""
        return f"合计金额（大写）：人民币{capital_yuan(self.total_fen)}"

    @property
    def is_preview(self) -> bool:
        """Whether nothing may be paid by it yet."""
        return self.content.is_preview


def payment_list(material: Material) -> PaymentList:
    """Return who is paid by a closing; names are whole, since money is signed for, and the list is not published."""
    content = prize_list(material.in_full)
    payments = tuple(
        Payment(name=item.name, unit=item.unit, rank=item.rank, tier=item.tier, cash_fen=item.cash_fen)
        for item in content.winners
        if item.cash_fen
    )
    return PaymentList(content=content, payments=payments, sums=_sums(content, payments))


def _sums(content: PrizeList, payments: tuple[Payment, ...]) -> tuple[UnitSum, ...]:
    """Return a sum for each unit that is paid, in the order of the roster's tree."""
    paid: dict[str, list[int]] = {}
    for payment in payments:
        paid.setdefault(payment.unit or payment.name, []).append(payment.cash_fen)
    order = {line.unit: place for place, line in enumerate(content.turnout)}
    units = sorted(paid, key=lambda unit: order.get(unit, len(order)))
    return tuple(UnitSum(unit=unit, payments=len(paid[unit]), cash_fen=sum(paid[unit])) for unit in units)


def payment_workbook(said: PaymentList) -> bytes:
    """Return 奖金发放表.xlsx: a line a payment with room to sign, and a sheet of sums by unit."""
    stream = io.BytesIO()
    with open_book(stream, f"{_title(said)}{NAME}", said.content.cutoff_at) as book:
        _write_payments(book, said)
        _write_sums(book, said)
    return stream.getvalue()


def _title(said: PaymentList) -> str:
    return f"{said.content.campaign}{said.content.period}"


def _mark(said: PaymentList) -> str:
    return PREVIEW if said.is_preview else ""


def _write_payments(book: Book, said: PaymentList) -> None:
    columns = [
        Column(title="序号", kind="count"),
        Column(title="姓名"),
        Column(title="单位", kind="text"),
        Column(title="名次", kind="count"),
        Column(title="奖项"),
        Column(title="金额（元）", kind="money"),
        Column(title="签领", width=18),
    ]
    sheet = Sheet(book, NAME, columns, mark=_mark(said))
    sheet.title(f"{_title(said)}{NAME}", _INTERNAL)
    rows: list[list[Cell]] = [
        [number, item.name, item.unit, item.rank or "", item.tier, said.yuan(item.cash_fen), ""]
        for number, item in enumerate(said.payments, start=1)
    ]
    sheet.table(rows, ["合计", f"{len(rows)}人次", "", "", "", said.yuan(said.total_fen), ""], row_points=_ROW_POINTS)
    _write_foot(sheet, said)


def _write_sums(book: Book, said: PaymentList) -> None:
    columns = [
        Column(title="序号", kind="count"),
        Column(title="单位", kind="text", width=34),
        Column(title="人次", kind="count", width=12),
        Column(title="金额（元）", kind="money", width=16),
        Column(title="备注", width=20),
    ]
    sheet = Sheet(book, "各单位合计", columns, mark=_mark(said))
    sheet.title(f"{_title(said)}各单位奖金合计", _INTERNAL)
    rows: list[list[Cell]] = [
        [number, item.unit, item.payments, said.yuan(item.cash_fen), ""]
        for number, item in enumerate(said.sums, start=1)
    ]
    sheet.table(rows, ["合计", "", len(said.payments), said.yuan(said.total_fen), ""])
    _write_foot(sheet, said)


def _write_foot(sheet: Sheet, said: PaymentList) -> None:
    sheet.line(said.total_in_words)
    sheet.line(_SIGNATURES)
    for line in anchor(said.content):
        sheet.line(line)


def payment_page(said: PaymentList) -> bytes:
    """Return 奖金发放表.docx: the same lines, sums by unit and foot on pages."""
    content = said.content
    page = OfficialDocument(f"{_title(said)}{NAME}", content.organiser, content.cutoff_at, mark=_mark(said))
    page.narrow()
    page.paragraph(title_of(content.campaign, f"{content.period}{NAME}").removeprefix("关于"), "通报标题")
    if said.is_preview:
        page.paragraph(f"（{PREVIEW}）", "通报标题")
    page.paragraph(_INTERNAL, "表格说明")
    _write_payment_table(page, said)
    _sign(page, said)
    page.new_page("各单位奖金合计", "通报标题")
    page.paragraph(_INTERNAL, "表格说明")
    _write_sum_table(page, said)
    _sign(page, said)
    return page.to_bytes()


def _write_payment_table(page: OfficialDocument, said: PaymentList) -> None:
    table = page.table(
        [
            ColumnLook(title="序号", width_mm=12),
            ColumnLook(title="姓名", width_mm=24),
            ColumnLook(title="单位", width_mm=50, centred=False),
            ColumnLook(title="名次", width_mm=13),
            ColumnLook(title="奖项", width_mm=23),
            ColumnLook(title="金额\n（元）", width_mm=20),
            ColumnLook(title="签领", width_mm=28),
        ]
    )
    for number, item in enumerate(said.payments, start=1):
        cells = [str(number), item.name, item.unit, str(item.rank or ""), item.tier, said.yuan_text(item.cash_fen), ""]
        table.row(cells, height_mm=_ROW_MM)
    table.total(["合计", "", f"{len(said.payments)}人次", "", "", said.yuan_text(said.total_fen), ""])


def _write_sum_table(page: OfficialDocument, said: PaymentList) -> None:
    table = page.table(
        [
            ColumnLook(title="序号", width_mm=16),
            ColumnLook(title="单位", width_mm=78, centred=False),
            ColumnLook(title="人次", width_mm=24),
            ColumnLook(title="金额（元）", width_mm=30),
            ColumnLook(title="备注", width_mm=22),
        ]
    )
    for number, item in enumerate(said.sums, start=1):
        table.row([str(number), item.unit, str(item.payments), said.yuan_text(item.cash_fen), ""])
    table.total(["合计", "", str(len(said.payments)), said.yuan_text(said.total_fen), ""])


def _sign(page: OfficialDocument, said: PaymentList) -> None:
    page.paragraph(said.total_in_words, "表格落款", keep_with_next=True)
    page.paragraph(_SIGNATURES, "表格落款", keep_with_next=True)
    *before, last = anchor(said.content)
    for line in before:
        page.paragraph(line, "封存说明", keep_with_next=True)
    page.paragraph(last, "封存说明")
