"""Pages of an official document as GB/T 9704-2012 lays them out, by python-docx."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

from chuangguan.documents.page_styles import add_styles, set_indent, twips
from chuangguan.values import Value


class ColumnLook(Value, frozen=True, kw_only=True):
    """A column of a table on a page: header, width in mm, and whether its cells are centred."""

    title: str
    width_mm: float
    centred: bool = True


class Piece(Value, frozen=True, kw_only=True):
    """A piece of a paragraph's text."""

    text: str
    is_underlined: bool = False


class OfficialDocument:
    """A document being written from its first line on."""

    def __init__(self, title: str, author: str, created_at: int, *, mark: str = "") -> None:
        """Begin an A4 document; `mark` stands at the head of every page; `created_at` in UTC ms."""
        self._document = Document()
        self._set_properties(title, author, created_at)
        self._set_page()
        add_styles(self._document)
        self._number_pages()
        if mark:
            self._mark_pages(mark)

    def narrow(self) -> None:
        """Set the margins of a form that is filled in, where more lines and wider ones go on a page."""
        section = self._document.sections[0]
        section.top_margin = section.bottom_margin = Mm(22)
        section.left_margin = section.right_margin = Mm(20)
        section.header_distance = section.footer_distance = Mm(12)

    def name_pages(self, name: str) -> None:
        """Say at the foot of every page what it is a page of, which of how many: loose sheets get mixed."""
        section = self._document.sections[0]
        for footer in (section.footer, section.even_page_footer):
            paragraph = _styled(footer.paragraphs[0], "页脚名称")
            paragraph.clear()  # type: ignore[no-untyped-call]  # the library leaves it untyped
            _write(paragraph, f"{name}　第")
            _add_field(paragraph, "PAGE")
            _write(paragraph, "页（共")
            _add_field(paragraph, "NUMPAGES")
            _write(paragraph, "页）")

    def paragraph(self, text: str, style: str, *, keep_with_next: bool = False) -> None:
        """Add a paragraph in one of the styles of an official document."""
        paragraph = _styled(self._document.add_paragraph(), style)
        if keep_with_next:
            paragraph.paragraph_format.keep_with_next = True
        _write(paragraph, text)

    def question(
        self, pieces: Sequence[Piece], style: str, *, keep_with_next: bool, tabs_mm: Sequence[float] = ()
    ) -> None:
        """Add a paragraph of plain and underlined pieces that no page tears apart, with tab stops from the margin."""
        paragraph = _styled(self._document.add_paragraph(), style)
        form = paragraph.paragraph_format
        form.keep_together, form.keep_with_next = True, keep_with_next
        for stop in tabs_mm:
            form.tab_stops.add_tab_stop(Mm(stop))
        for piece in pieces:
            _write(paragraph, piece.text, is_underlined=piece.is_underlined)

    def blank(self) -> None:
        """Add an empty line."""
        _styled(self._document.add_paragraph(), "空行")

    def new_page(self, text: str, style: str) -> None:
        """Add a paragraph that begins a new page."""
        paragraph = _styled(self._document.add_paragraph(), style)
        paragraph.paragraph_format.page_break_before = True
        _write(paragraph, text)

    def table(self, columns: Sequence[ColumnLook]) -> "PageTable":
        """Add a table with a header that repeats on every page."""
        return PageTable(self._document.add_table(rows=0, cols=len(columns)), columns)

    def to_bytes(self) -> bytes:
        """Return the .docx."""
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _set_properties(self, title: str, author: str, created_at: int) -> None:
        created = dt.datetime.fromtimestamp(created_at // 1000, dt.UTC)
        properties = self._document.core_properties
        properties.title, properties.author, properties.language = title[:255], author[:255], "zh-CN"
        properties.comments, properties.last_modified_by = "", author[:255]
        properties.created = properties.modified = created

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(20), Mm(25)
        section.different_first_page_header_footer = False
        language = self._document.styles.element.find(f".//{qn('w:lang')}")
        if language is not None:
            language.set(qn("w:eastAsia"), "zh-CN")

    def _number_pages(self) -> None:
        """Put page numbers outside: on the right of odd pages, on the left of even ones."""
        self._document.settings.odd_and_even_pages_header_footer = True
        section = self._document.sections[0]
        for footer, style in ((section.footer, "奇数页码"), (section.even_page_footer, "偶数页码")):
            paragraph = _styled(footer.paragraphs[0], style)
            _write(paragraph, "— ")
            _add_field(paragraph, "PAGE")
            _write(paragraph, " —")

    def _mark_pages(self, mark: str) -> None:
        section = self._document.sections[0]
        for header in (section.header, section.even_page_header):
            _write(_styled(header.paragraphs[0], "页眉标记"), mark, RGBColor(0xC0, 0, 0))


class PageTable:
    """A table that is filled row by row."""

    def __init__(self, table: Table, columns: Sequence[ColumnLook]) -> None:
        """Write the header row of an empty table."""
        self._table = table
        self._columns = columns
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _narrow_margins(table)
        for index, column in enumerate(columns):
            table.columns[index].width = Mm(column.width_mm)
        self._header()

    def _header(self) -> None:
        row = self._add_row()
        _flag(row, "w:tblHeader")
        for cell, column in zip(row.cells, self._columns, strict=True):
            _fill(cell, column.title, "表头")

    def row(self, cells: Sequence[str], *, indent: int = 0, height_mm: float = 0) -> None:
        """Add a row, no lower than `height_mm`; its columns that are not centred stand `indent` characters in."""
        row = self._add_row()
        if height_mm:
            row.height, row.height_rule = Mm(height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
        added = row.cells
        for cell, text, column in zip(added, cells, self._columns, strict=True):
            paragraph = _fill(cell, text, "表格居中" if column.centred else "表格文字")
            if indent and not column.centred:
                set_indent(paragraph.paragraph_format.element.get_or_add_pPr(), size=12, left=indent)

    def total(self, cells: Sequence[str]) -> None:
        """Add the row of totals; its first cell reaches over the second."""
        added = self._add_row().cells
        _fill(added[0].merge(added[1]), cells[0], "表头")
        for cell, text in zip(added[2:], cells[2:], strict=True):
            _fill(cell, text, "表格居中")

    def band(self, text: str) -> None:
        """Add a row of one cell over the whole width, kept with the next row."""
        cells = self._add_row().cells
        paragraph = _fill(cells[0].merge(cells[-1]), text, "表头")
        paragraph.paragraph_format.keep_with_next = True

    def _add_row(self) -> _Row:
        row: _Row = self._table.add_row()  # type: ignore[no-untyped-call]  # the library leaves it untyped
        _flag(row, "w:cantSplit")
        for cell, column in zip(row.cells, self._columns, strict=True):
            cell.width = Mm(column.width_mm)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return row


def _styled(paragraph: Paragraph, style: str) -> Paragraph:
    """Return the paragraph in one of our styles, whose id is its name."""
    # Set by name, the library walks through every style for every cell of a table.
    paragraph._p.style = style  # noqa: SLF001  as said
    return paragraph


def _write(paragraph: Paragraph, text: str, colour: RGBColor | None = None, *, is_underlined: bool = False) -> None:
    run = paragraph.add_run(text)
    # Quotation marks and dashes belong to both scripts; the hint makes them Chinese ones.
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")  # noqa: SLF001  the library has no name for it
    if is_underlined:
        run.font.underline = True
    if colour:
        run.font.color.rgb = colour


def _add_field(paragraph: Paragraph, name: str) -> None:
    """Write what the program that shows the page reckons, such as its number."""
    for kind, instruction in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = instruction
        run._r.append(mark)  # noqa: SLF001  the library has no fields


def _fill(cell: Any, text: str, style: str) -> Paragraph:  # noqa: ANN401  python-docx keeps its cell's type private
    paragraph = _styled(cell.paragraphs[0], style)
    _write(paragraph, text)
    return paragraph


def _narrow_margins(table: Table) -> None:
    """Leave 1 mm beside the text of a cell, so that seven columns fit a page."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips(Mm(1).pt)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tblPr.append(margins)  # noqa: SLF001  the library has no name for it


def _flag(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  the library has no name for it
