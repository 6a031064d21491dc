"""Word documents: `[paragraph, text]` in order, those of table cells and text boxes where they stand.

Each paragraph comes with the number that Word writes before it.
"""

import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final
from xml.parsers import expat  # a document type is refused before an entity can be read

from .archives import check_archive
from .limits import MAX_ROWS, OLD_OFFICE, RefusedError, TooLargeError, begins_with

MAX_PART: Final = 64 * 2**20

_SPACES: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
)
_FALLBACK: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_TYPES: Final = "/officeDocument"
_NOT_SHOWN: Final = ("del", "moveFrom")
_WRITTEN: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "drawing": "［图］", "pict": "［图］"}
_SYMBOLS: Final = {
    ("Wingdings", "FC"): "√",
    ("Wingdings", "FB"): "×",
    ("Wingdings", "FE"): "√",
    ("Wingdings", "FD"): "×",
    ("Wingdings 2", "50"): "√",
    ("Wingdings 2", "4F"): "×",
    ("Wingdings 2", "52"): "√",
    ("Wingdings 2", "51"): "×",
}
_CHINESE: Final = "〇一二三四五六七八九十"
_CHINESE_FORMATS: Final = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
)

Attributes = dict[str, str]


class EntityError(Exception):
    """The document has a part that no word processor writes."""


def parse(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _name: None,
    text: Callable[[str], None] = lambda _data: None,
) -> None:
    """Call `start`, `end` and `text` for what stands in XML; names have the form `NAMESPACE NAME`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(content, True)  # noqa: FBT003  the parser's own way to say that this is all


def refuse(*_details: object) -> None:
    """Raise: what may hold entities is not read."""
    raise EntityError


def local(name: str) -> str:
    """Return the plain name of an element of a Word document, an empty text for one of another kind."""
    space, _, plain = name.rpartition(" ")
    return plain if space in _SPACES else ""


def value_of(attributes: Attributes, wanted: str = "val") -> str:
    """Return the attribute of this plain name, or an empty text."""
    return next((text for name, text in attributes.items() if name.rpartition(" ")[2] == wanted), "")


class Numbering:
    """The numbers that Word writes before paragraphs: lists, their levels, and how far each has counted."""

    def __init__(self) -> None:
        self.levels: dict[tuple[str, int], dict[str, str]] = {}
        self.lists: dict[str, str] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self._kind = self._id = ""
        self._level = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element of word/numbering.xml."""
        plain, value = local(name), value_of(attributes)
        if plain in ("abstractNum", "num"):
            self._kind, self._id = plain, value_of(attributes, f"{plain}Id")
        elif plain == "abstractNumId":
            self.lists[self._id] = value
        elif plain in ("lvl", "lvlOverride"):
            self._level = whole(value_of(attributes, "ilvl"))
        elif plain in ("start", "numFmt", "lvlText") and self._kind == "abstractNum":
            self.levels.setdefault((self._id, self._level), {})[plain] = value
        elif plain == "startOverride":
            self.starts[self._id, self._level] = whole(value)

    def label(self, number_id: str, level: int) -> str:
        """Return the number of the next paragraph of a list, counted on; empty for a bullet or no list."""
        abstract = self.lists.get(number_id, "")
        form = self.levels.get((abstract, level))
        if form is None:
            return ""
        counts = self.counts.setdefault(abstract, {})
        begins = self.starts.pop((number_id, level), None)
        if begins is not None or level not in counts:
            counts[level] = (whole(form.get("start", "1")) if begins is None else begins) - 1
        counts[level] += 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        return self._written(abstract, level, form.get("lvlText", ""))

    def _written(self, abstract: str, level: int, text: str) -> str:
        if self.levels[abstract, level].get("numFmt") in ("bullet", "none"):
            return ""
        for index in range(level + 1):
            form = self.levels.get((abstract, index), {})
            count = self.counts[abstract].get(index, whole(form.get("start", "1")))
            text = text.replace(f"%{index + 1}", number_text(count, form.get("numFmt", "decimal")))
        return f"{text}\t" if text else ""


def whole(text: str) -> int:
    """Return the number of a text of at most four digits, 0 for any other."""
    return int(text) if text.isdecimal() and len(text) <= 4 else 0  # noqa: PLR2004  no list counts further


def number_text(count: int, form: str) -> str:
    """Return a number as a list writes it: letters, Chinese, else digits."""
    if form in ("upperLetter", "lowerLetter") and 1 <= count <= 26:  # noqa: PLR2004  letters
        return chr(ord("A" if form == "upperLetter" else "a") + count - 1)
    if form in _CHINESE_FORMATS and 1 <= count <= 99:  # noqa: PLR2004  two places
        tens, ones = divmod(count, 10)
        head = (_CHINESE[tens] if tens > 1 else "") + ("十" if tens else "")
        return head + (_CHINESE[ones] if ones else "")
    return str(count)


class Lines:
    """Collects the paragraphs of word/document.xml, each when it ends."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.texts: list[str] = []
        self._open: list[list[str]] = []
        self._lists: list[tuple[str, int]] = []
        self._hidden = 0
        self._in_text = False
        self._in_properties = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        plain = local(name)
        if self._hidden or name == _FALLBACK or plain in _NOT_SHOWN:
            self._hidden += 1
        elif plain == "p":
            self._open.append([])
            self._lists.append(("", 0))
        elif self._open:
            self._inside(plain, attributes)

    def _inside(self, plain: str, attributes: Attributes) -> None:
        if plain == "t":
            self._in_text = True
        elif plain == "pPr":
            self._in_properties += 1
        elif plain == "numId":
            self._lists[-1] = (value_of(attributes), self._lists[-1][1])
        elif plain == "ilvl":
            self._lists[-1] = (self._lists[-1][0], whole(value_of(attributes)))
        elif plain == "sym":
            symbol = value_of(attributes, "char").upper().removeprefix("F0")
            self._open[-1].append(_SYMBOLS.get((value_of(attributes, "font"), symbol), "\ufffd"))
        elif plain in _WRITTEN and not self._in_properties:
            self._open[-1].append(_WRITTEN[plain])

    def end(self, name: str) -> None:
        """Take the end of an element."""
        plain = local(name)
        if self._hidden:
            self._hidden -= 1
        elif plain == "t":
            self._in_text = False
        elif plain == "pPr":
            self._in_properties -= 1
        elif plain == "p":
            self._keep()

    def text(self, data: str) -> None:
        """Take characters."""
        if self._in_text and self._open and not self._hidden:
            self._open[-1].append(data)

    def _keep(self) -> None:
        text = "".join(self._open.pop())
        number_id, level = self._lists.pop()
        label = self.numbering.label(number_id, level) if number_id and text.strip() else ""
        self.texts.append(label + text)
        if len(self.texts) > MAX_ROWS:
            raise TooLargeError


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a part; too large a one raises."""
    if archive.getinfo(name).file_size > MAX_PART:
        raise TooLargeError
    return archive.read(name)


def main_part(archive: zipfile.ZipFile) -> str:
    """Return the name of the part that holds the text."""
    found: list[str] = []

    def start(_name: str, attributes: Attributes) -> None:
        if value_of(attributes, "Type").endswith(_TYPES):
            found.append(value_of(attributes, "Target").lstrip("/"))

    parse(part_of(archive, "_rels/.rels"), start)
    return found[0]


def read(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield number and text of the paragraphs."""
    if begins_with(file, OLD_OFFICE):
        raise RefusedError("word_old")
    check_archive(file)
    numbering = Numbering()
    with zipfile.ZipFile(file) as archive:
        main = main_part(archive)
        folder = main.rpartition("/")[0]
        if f"{folder}/numbering.xml" in archive.namelist():
            parse(part_of(archive, f"{folder}/numbering.xml"), numbering.start)
        lines = Lines(numbering)
        parse(part_of(archive, main), lines.start, lines.end, lines.text)
    return enumerate(lines.texts, 1)
