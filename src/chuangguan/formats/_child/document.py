"""Word documents: `[paragraph, text]` in order, and `[paragraph, [cell, …]]` for each row of a table.

Each paragraph comes with the number that Word writes before it. What no text can hold leaves a mark in its place, which
`formats.lost_marks` knows. The paragraphs of a text box follow the one that it hangs on, each with such a mark.
"""

import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from .archives import check_archive
from .limits import MAX_COLUMNS, MAX_ROWS, OLD_OFFICE, RefusedError, TooLargeError, begins_with
from .markup import Attributes, Parts, is_on, parse, value_of
from .numbering import Look, Numbering, Styles, whole
from .paragraphs import Paragraph
from .rich_texts import raised
from .symbols import SYMBOL, drawn, symbol_of
from .word_names import FALLBACK, local

PICTURE: Final = "［图］"
FORMULA: Final = "［公式］"
RAISED: Final = "［上下标］"
STRUCK: Final = "［删除线］"
BOX: Final = "［文本框］"

_MAIN: Final = "officeDocument"
_NOT_SHOWN: Final = (
    "del", "moveFrom", "rt",
    "pPrChange", "rPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange", "tblGridChange",
)  # fmt: skip
# What puts another file into the text, which Word does for good when it saves the document.
_ELSEWHERE: Final = ("altChunk", "subDoc")
_WRITTEN: Final = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-",
    "drawing": PICTURE, "pict": PICTURE, "object": PICTURE, "ruby": SYMBOL,
    "footnoteReference": SYMBOL, "endnoteReference": SYMBOL,
}  # fmt: skip
# The parts of formulas whose letters may stand in a line.
_IN_LINE: Final = ("oMath", "oMathPara", "oMathParaPr", "r", "t", "rPr", "ctrlPr", "jc", "sty", "nor", "lit", "scr")
_FIELDS: Final = {
    "EQ": FORMULA, "SYMBOL": SYMBOL, "MACROBUTTON": SYMBOL, "ADVANCE": SYMBOL, "INCLUDEPICTURE": PICTURE,
    "FORMCHECKBOX": SYMBOL, "FORMDROPDOWN": SYMBOL,
}  # fmt: skip
_SYMBOL_FONT: Final = range(0xF020, 0xF100)
_ENOUGH: Final = 64


class Lines:
    """Collects the paragraphs and the rows of tables of word/document.xml, each when it ends."""

    def __init__(self, numbering: Numbering, styles: Styles) -> None:
        self.items: list[tuple[int, str | list[str]]] = []
        self._numbering, self._styles = numbering, styles
        self._count = 0
        self._open: list[Paragraph] = []
        self._hidden = self._in_properties = self._boxes = self._tables = 0
        self._in_text = self._in_instruction = False
        self._instruction = ""
        self._row: list[str] = []
        self._cell: list[str] = []
        self._first = self._span = 1
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "p": self._start_paragraph,
            "txbxContent": self._start_box,
            "tbl": self._start_table,
            "tr": self._start_row,
            "tc": self._start_cell,
            "gridSpan": self._take_span,
            "gridBefore": self._take_gap,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "p": self._end_paragraph,
            "txbxContent": self._end_box,
            "tbl": self._end_table,
            "tr": self._end_row,
            "tc": self._end_cell,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        plain = local(name)
        if self._hidden or name == FALLBACK or plain in _NOT_SHOWN:
            self._hidden += 1
            if self._in_properties and plain in ("del", "moveFrom"):
                self._open[-1].is_gone = True
        elif plain in _ELSEWHERE:
            raise RefusedError("word_unreadable")
        elif plain in self._starts:
            self._starts[plain](attributes)
        elif self._open:
            self._inside(plain, attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        plain = local(name)
        if self._hidden:
            self._hidden -= 1
        elif plain in self._ends:
            self._ends[plain]()
        elif plain in ("t", "m:t"):
            self._in_text = False
        elif plain == "instrText":
            self._in_instruction = False
        elif plain == "pPr" and self._in_properties:
            self._in_properties -= 1

    def text(self, data: str) -> None:
        """Take characters."""
        if self._hidden or not self._open:
            return
        if self._in_text:
            self._write(data)
        elif self._in_instruction:
            # Its first word says what it shows.
            self._instruction += data if len(self._instruction) < _ENOUGH else ""

    # What stands in a paragraph

    def _inside(self, plain: str, attributes: Attributes) -> None:
        if plain == "pPr":
            self._in_properties += 1
        elif self._in_properties:
            self._take_place(plain, attributes)
        elif plain in ("r", "m:r"):
            self._open[-1].look = self._styles.look(self._open[-1].style, Look())
        elif plain == "rStyle":
            self._open[-1].look = self._styles.look(value_of(attributes), self._open[-1].look)
        elif plain in ("t", "m:t"):
            self._in_text = True
        elif plain == "sym":
            code = int(value_of(attributes, "char"), 16)
            self._add(symbol_of(value_of(attributes, "font"), code) or SYMBOL)
        elif plain in _WRITTEN:
            self._add(_WRITTEN[plain])
        elif plain.startswith("m:"):
            if plain.removeprefix("m:") not in _IN_LINE:
                self._add(FORMULA)
                self._hidden = 1
        else:
            self._take_field(plain, attributes)
            self._open[-1].look = self._open[-1].look.changed(plain, attributes)

    def _take_place(self, plain: str, attributes: Attributes) -> None:
        """Take an element of the properties of a paragraph: its style and its place in a list."""
        paragraph = self._open[-1]
        if plain == "pStyle":
            paragraph.style = value_of(attributes)
        elif plain == "numId":
            paragraph.number_id = value_of(attributes)
        elif plain == "ilvl":
            paragraph.level = whole(value_of(attributes))
        elif plain == "vanish":
            paragraph.is_gone = is_on(attributes)

    def _take_field(self, plain: str, attributes: Attributes) -> None:
        """Take an element of a field, whose result is text, or of one that shows what no text can hold."""
        if plain == "instrText":
            self._in_instruction = True
        elif plain == "fldSimple":
            self._add_field(value_of(attributes, "instr"))
        elif plain == "fldChar":  # it begins, parts or ends a field, or begins one inside
            self._add_field(self._instruction)
            self._instruction = ""

    def _add_field(self, instruction: str) -> None:
        words = instruction.replace("\\", " \\").split(maxsplit=1)
        if words and (mark := _FIELDS.get(words[0].upper())):
            self._add(mark)

    def _write(self, data: str) -> None:
        look = self._open[-1].look
        data = drawn(look.font, data)
        written = raised(data, look.raised) if look.raised and data.strip() else data
        text = f"{data}{RAISED}" if written is None else written
        if any(ord(letter) in _SYMBOL_FONT for letter in data) or (look.is_dotted and data.strip()):
            text = f"{text}{SYMBOL}"
        self._add(f"{text}{STRUCK}" if look.is_struck and data.strip() else text)

    def _add(self, text: str) -> None:
        paragraph = self._open[-1]
        if not paragraph.look.is_hidden:
            paragraph.pieces.append((text, paragraph.look.is_underlined))

    # Paragraphs, boxes and tables

    def _start_paragraph(self, _attributes: Attributes) -> None:
        self._open.append(Paragraph())

    def _end_paragraph(self) -> None:
        paragraph = self._open.pop()
        text = paragraph.text()
        text = self._label(paragraph, text) + text
        if self._boxes:
            boxed = self._open[-1].boxed if self._open else []
            boxed += [f"{text}{BOX}"] if text.strip() else []
            boxed += paragraph.boxed
            return
        for line in (text, *paragraph.boxed):
            self._count += 1
            if self._count > MAX_ROWS:
                raise TooLargeError
            if self._tables:
                self._cell.append(line)
            else:
                self.items.append((self._count, line))

    def _label(self, paragraph: Paragraph, text: str) -> str:
        """Return the number before a paragraph, of its own list or of its style's."""
        number_id, level = self._styles.place(paragraph.style)
        if paragraph.number_id is not None:
            number_id = paragraph.number_id
        if not number_id or (paragraph.is_gone and not text.strip()):
            return ""
        of_style = whole(level) if level else self._numbering.level_of(number_id, paragraph.style)
        label = self._numbering.label(number_id, of_style if paragraph.level is None else paragraph.level)
        # An empty paragraph has its number too, but that belongs to nothing.
        return label if text.strip() else ""

    def _start_box(self, _attributes: Attributes) -> None:
        self._boxes += 1

    def _end_box(self) -> None:
        self._boxes -= 1

    def _start_table(self, _attributes: Attributes) -> None:
        self._tables += not self._boxes

    def _end_table(self) -> None:
        self._tables -= not self._boxes

    @property
    def _in_row(self) -> bool:
        """Whether what begins and ends belongs to a row of its own, not to a table inside a cell."""
        return self._tables == 1 and not self._boxes

    def _start_row(self, _attributes: Attributes) -> None:
        if self._in_row:
            self._row, self._cell, self._first = [], [], self._count + 1

    def _end_row(self) -> None:
        if self._in_row:
            self.items.append((self._first, self._row))

    def _start_cell(self, _attributes: Attributes) -> None:
        if self._in_row:
            self._cell, self._span = [], 1

    def _take_span(self, attributes: Attributes) -> None:
        if self._in_row:
            self._span = whole(value_of(attributes))

    def _take_gap(self, attributes: Attributes) -> None:
        if self._in_row:
            self._row += [""] * whole(value_of(attributes))

    def _end_cell(self) -> None:
        if self._in_row:
            self._row += ["\n".join(self._cell), *[""] * (self._span - 1)]
            if len(self._row) > MAX_COLUMNS:
                raise TooLargeError


def read(file: BinaryIO) -> Iterator[tuple[int, str | list[str]]]:
    """Yield number and text of the paragraphs, or the cells of a row."""
    if begins_with(file, OLD_OFFICE):
        raise RefusedError("word_old")
    check_archive(file)
    numbering, styles = Numbering(), Styles()
    with zipfile.ZipFile(file) as archive:
        parts = Parts(archive)
        main = next(relation.target for relation in parts.relations().values() if relation.kind == _MAIN)
        folder = main.rpartition("/")[0]
        said = {relation.kind: relation.target for relation in parts.relations(main).values()}
        for name, take in (("styles", styles.start), ("numbering", numbering.start)):
            part = said.get(name, f"{folder}/{name}.xml")
            if parts.has(part):
                parse(parts.read(part), take)
        numbering.follow(styles)
        lines = Lines(numbering, styles)
        parse(parts.read(main), lines.start, lines.end, lines.text)
    return iter(lines.items)
