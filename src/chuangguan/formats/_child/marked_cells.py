"""The cells of a sheet that show something else than they hold, found without parsing the many that do not."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from .markup import parse, plain_name
from .number_formats import shown
from .rich_texts import RichText, is_rich

_FIRST: Final = re.compile(rb"<(?P<prefix>\w+:)?c[\s>]")
_ATTRIBUTE: Final = re.compile(rb"""\s(\w+)=["']([^"']*)["']""")
_PLACE: Final = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
_SPACED: Final = re.compile(rb"<[^<>]*(?:\s=|=\s)[^<>]*>")
_SPACES: Final = tuple(each for space in (b" ", b"\n", b"\r", b"\t") for each in (space + b"=", b"=" + space))
_EQUALS: Final = re.compile(rb"\s*=\s*")
_IN_CELL: Final = (b"DISPIMG(", b"IMAGE(")
_BASE: Final = 26
_SPREADSHEET: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Style(NamedTuple):
    """What a style of cells does to what they show."""

    code: str = ""
    is_struck: bool = False
    shows_texts: bool = True


class Known(NamedTuple):
    """What a workbook says of all its sheets: styles and shared texts that are out of the way, by their number."""

    styles: Mapping[int, Style]
    shared: Mapping[int, tuple[str, str]]
    recalculates: bool
    is_1904: bool = False


def marks_in(content: bytes, known: Known) -> Iterator[tuple[int, int, str, str]]:
    """Yield row, column and mark of the cells of a sheet with this XML."""
    if any(space in content for space in _SPACES):
        content = _SPACED.sub(lambda tag: _EQUALS.sub(b"=", tag[0]), content)
    first = _FIRST.search(content)
    if first is None:
        return
    sheet = _Sheet(content, first["prefix"] or b"", known)
    if wanted := sheet.wanted():
        for found in re.finditer(wanted, content):
            if found["shared"] and int(found["shared"]) not in known.shared:
                continue
            if mark := sheet.mark(found.start()):
                yield *sheet.place(found.start()), *mark


class _Sheet:
    """The XML of one sheet, in which cells begin with `opening`."""

    def __init__(self, content: bytes, prefix: bytes, known: Known) -> None:
        self._content, self._prefix, self._known = content, prefix, known
        self._opening, self._closing = b"<%sc" % prefix, b"</%sc>" % prefix
        self._counted = self._counted_places()

    def wanted(self) -> bytes:
        """Return the pattern of the cells that may have a mark; it is empty for most sheets."""
        content, known, prefix = self._content, self._known, self._prefix
        seen = []
        styles = [b"%d" % style for style in known.styles]
        if any(b's="%s"' % style in content or b"s='%s'" % style in content for style in styles):
            seen.append(rb"""(?=[^>]*\ss=["'](?:%s)["'])""" % b"|".join(styles))
        if 0 in known.styles:
            seen.append(rb"(?![^>]*\ss=)")
        if b't="e"' in content or b"t='e'" in content:
            seen.append(rb"""(?=[^>]*\st=["']e["'])""")
        if b" vm=" in content:
            seen.append(rb"(?=[^>]*\svm=)")
        if re.search(rb"<%sf[\s/>]" % prefix, content):
            seen.append(rb"[^>]*>\s*<%sf[\s/>]" % prefix)
        if is_rich(content):
            seen.append(rb"[^>]*>\s*<%sis>\s*<%sr[\s>]" % (prefix, prefix))
        if not seen and not known.shared:
            return b""
        # Last, for a cell that is wanted for another reason too; which text it is cannot be asked in a pattern.
        seen.append(rb"""(?=[^>]*\st=["']s["'])[^>]*>\s*<%sv>(?P<shared>[0-9]{1,9})<""" % prefix)
        return rb"%s(?=[\s>])(?:%s)" % (self._opening, b"|".join(seen))

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
        return self._content_mark(given.get(b"t", b"n"), value or b"", body, style)

    def _inside(self, body: bytes, name: bytes) -> bytes | None:
        """Return what stands in an element of a cell, None where there is none."""
        found = re.search(rb"<%s%s(?:\s[^>]*)?(?:/>|>([^<]*)<)" % (self._prefix, name), body)
        return (found[1] or b"") if found else None

    def _is_not_worked_out(self, kind: bytes | None, value: bytes | None) -> bool:
        """Say whether a formula has no result yet; some programs write 0 and tell the spreadsheet to work it out."""
        if not value:
            return kind != b"str" or value is None
        return self._known.recalculates and value == b"0"

    def _content_mark(self, kind: bytes, value: bytes, body: bytes, style: Style) -> tuple[str, str] | None:
        if kind == b"e":
            return "shown", value.decode("ascii")
        if kind in (b"s", b"str", b"inlineStr") and not style.shows_texts:
            return "format", ""
        if kind == b"s":
            return self._known.shared.get(int(value)) if value.isdigit() else None
        if kind == b"inlineStr":
            return self._rich_mark(body) if is_rich(body) else None
        if not value or not style.code or kind not in (b"n", b"d"):
            return None
        if kind == b"d":
            # A day that is written out, which hardly any program does, is not looked at more closely.
            return "format", ""
        return number_mark(value.decode("ascii"), style.code, is_1904=self._known.is_1904)

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
        """Return row and column of the cell that begins here; where it does not say, they are counted.

        What has no place of its own can only be asked for in the order of the cells.
        """
        given = dict(_ATTRIBUTE.findall(self._content, start, self._content.index(b">", start))).get(b"r")
        if given is not None:
            return place_of(given)
        return next((row, column) for place, row, column in self._counted if place == start)

    def _counted_places(self) -> Iterator[tuple[int, int, int]]:
        """Yield beginning, row and column of every cell, each counted on from the one before where it does not say."""
        row = column = 0
        for found in re.finditer(rb"<%s(row|c)(?=[\s>/])[^>]*" % self._prefix, self._content):
            given = dict(_ATTRIBUTE.findall(found[0])).get(b"r")
            if found[1] == b"row":
                row, column = row + 1 if given is None else int(given), 0
                continue
            at_row, column = (row, column + 1) if given is None else place_of(given)
            yield found.start(), at_row, column


def place_of(written: bytes) -> tuple[int, int]:
    """Return row and column of what a cell says of its place; any other text raises."""
    found = _PLACE.fullmatch(written)
    if found is None:
        raise ValueError(written)
    return int(found[2]), column_of(found[1].decode("ascii"))


@lru_cache(maxsize=4096)
def number_mark(value: str, code: str, *, is_1904: bool = False) -> tuple[str, str] | None:
    """Return what a number shows where that is not the number itself."""
    text = shown(value, code, is_1904=is_1904)
    if text is None:
        return "format", ""
    return None if text == shown(value, "") else ("shown", text)


def column_of(letters: str) -> int:
    """Return the number of a column by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * _BASE + ord(letter) - ord("A") + 1
    return number
