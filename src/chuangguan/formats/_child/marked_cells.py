"""The cells of a sheet that show something else than they hold, found without parsing the many that do not."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from .markup import parse, plain_name
from .number_formats import shown
from .rich_texts import RichText, is_rich

_FIRST: Final = re.compile(rb"<(?P<prefix>\w+:)?c[\s>]")
_ATTRIBUTE: Final = re.compile(rb"""\s(\w+)=["']([^"']*)["']""")
_ROW_NUMBER: Final = re.compile(rb"""\sr=["'](\d+)["']""")
_IN_CELL: Final = (b"DISPIMG(", b"IMAGE(")
_BASE: Final = 26
_SPREADSHEET: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Style(NamedTuple):
    """What a style of cells does to what they show."""

    code: str = ""
    is_struck: bool = False


class Known(NamedTuple):
    """What a workbook says of all its sheets: styles and shared texts that are out of the way, by their number."""

    styles: Mapping[int, Style]
    shared: Mapping[int, tuple[str, str]]
    recalculates: bool


def marks_in(content: bytes, known: Known) -> Iterator[tuple[int, int, str, str]]:
    """Yield row, column and mark of the cells of a sheet with this XML."""
    first = _FIRST.search(content)
    if first is None:
        return
    sheet = _Sheet(content, first["prefix"] or b"", known)
    if wanted := sheet.wanted():
        for found in re.finditer(wanted, content):
            if mark := sheet.mark(found.start()):
                yield *sheet.place(found.start()), *mark


class _Sheet:
    """The XML of one sheet, in which cells begin with `opening`."""

    def __init__(self, content: bytes, prefix: bytes, known: Known) -> None:
        self._content, self._prefix, self._known = content, prefix, known
        self._opening, self._closing = b"<%sc" % prefix, b"</%sc>" % prefix

    def wanted(self) -> bytes:
        """Return the pattern of the cells that may have a mark; it is empty for most sheets."""
        content, known, prefix = self._content, self._known, self._prefix
        seen = []
        styles = [b"%d" % style for style in known.styles]
        if any(b's="%s"' % style in content or b"s='%s'" % style in content for style in styles):
            seen.append(rb"""(?=[^>]*\ss=["'](?:%s)["'])""" % b"|".join(styles))
        if 0 in known.styles:
            seen.append(rb"(?![^>]*\ss=)")
        if b" vm=" in content:
            seen.append(rb"(?=[^>]*\svm=)")
        if re.search(rb"<%sf[\s/>]" % prefix, content):
            seen.append(rb"[^>]*>\s*<%sf[\s/>]" % prefix)
        if known.shared:
            numbers = b"|".join(b"%d" % number for number in known.shared)
            seen.append(rb"""(?=[^>]*\st=["']s["'])[^>]*>\s*<%sv>(?:%s)<""" % (prefix, numbers))
        if is_rich(content):
            seen.append(rb"[^>]*>\s*<%sis>\s*<%sr[\s>]" % (prefix, prefix))
        return rb"%s(?=[\s>])(?:%s)" % (self._opening, b"|".join(seen)) if seen else b""

    def mark(self, start: int) -> tuple[str, str] | None:
        """Return what is to be known of the cell that begins here."""
        content = self._content
        behind = content.index(b">", start)
        given = dict(_ATTRIBUTE.findall(content, start, behind))
        is_empty = content[behind - 1 : behind] == b"/"
        body = b"" if is_empty else content[behind + 1 : content.index(self._closing, behind)]
        value, formula = self._inside(body, b"v"), self._inside(body, b"f")
        if b"vm" in given or (formula and any(name in formula.upper() for name in _IN_CELL)):
            return "picture", ""
        if formula is not None and self._is_not_worked_out(given.get(b"t"), value):
            return "formula", ""
        number = given.get(b"s", b"0")
        style = self._known.styles.get(int(number), Style()) if number.isdigit() else Style()
        if style.is_struck and (value or b"<%st" % self._prefix in body):
            return "struck", ""
        return self._text_mark(given.get(b"t", b"n"), value or b"", body, style.code)

    def _inside(self, body: bytes, name: bytes) -> bytes | None:
        """Return what stands in an element of a cell, None where there is none."""
        found = re.search(rb"<%s%s(?:\s[^>]*)?(?:/>|>([^<]*)<)" % (self._prefix, name), body)
        return (found[1] or b"") if found else None

    def _is_not_worked_out(self, kind: bytes | None, value: bytes | None) -> bool:
        """Say whether a formula has no result yet; some programs write 0 and tell the spreadsheet to work it out."""
        if not value:
            return kind != b"str" or value is None
        return self._known.recalculates and value == b"0"

    def _text_mark(self, kind: bytes, value: bytes, body: bytes, code: str) -> tuple[str, str] | None:
        if kind == b"s":
            return self._known.shared.get(int(value)) if value.isdigit() else None
        if kind == b"inlineStr":
            return self._rich_mark(body) if is_rich(body) else None
        return number_mark(value.decode("ascii"), code) if kind == b"n" and value and code else None

    def _rich_mark(self, body: bytes) -> tuple[str, str] | None:
        rich = RichText()
        head = b' xmlns:%s="%s"' % (self._prefix[:-1], _SPREADSHEET) if self._prefix else b""
        parse(
            b"<a%s>%s</a>" % (head, body),
            lambda name, attributes: rich.start(plain_name(name), attributes),
            lambda name: rich.end(plain_name(name)),
            rich.text,
        )
        return rich.mark()

    def place(self, start: int) -> tuple[int, int]:
        """Return row and column of the cell that begins here; where it does not say, they are counted."""
        content = self._content
        given = dict(_ATTRIBUTE.findall(content, start, content.index(b">", start))).get(b"r", b"")
        letters = given.rstrip(b"0123456789")
        if letters and letters != given:
            return int(given[len(letters) :]), column_of(letters.decode("ascii"))
        row = content.rindex(b"<%srow" % self._prefix, 0, start)
        number = _ROW_NUMBER.search(content, row, content.index(b">", row))
        column = len(re.findall(rb"%s[\s>/]" % self._opening, content[row:start])) + 1
        return int(number[1]) if number else content.count(b"<%srow" % self._prefix, 0, start), column


def number_mark(value: str, code: str) -> tuple[str, str] | None:
    """Return what a number shows where that is not the number itself."""
    text = shown(value, code)
    if text is None:
        return "format", ""
    return None if text == shown(value, "") else ("shown", text)


def column_of(letters: str) -> int:
    """Return the number of a column by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * _BASE + ord(letter) - ord("A") + 1
    return number
