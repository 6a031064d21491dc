"""The XML of office files, parsed without a document type, so that no entity can be read."""

import posixpath
import zipfile
from collections.abc import Callable
from typing import Final, NamedTuple
from xml.parsers import expat  # a document type is refused before an entity can be read

from .archives import part_key
from .limits import TooLargeError

MAX_PART: Final = 64 * 2**20

Attributes = dict[str, str]


class EntityError(Exception):
    """The file has a part that no office program writes."""


class Relation(NamedTuple):
    """What one part of an office file says of another: the last word of the kind, and where it is."""

    kind: str
    target: str


def parse(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _name: None,
    text: Callable[[str], None] = lambda _data: None,
) -> None:
    """Call `start`, `end` and `text` for what stands in XML; names have the form `NAMESPACE NAME`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(content, True)  # noqa: FBT003  the parser's own way to say that this is all


def refuse(*_details: object) -> None:
    """Raise: what may hold entities is not read."""
    raise EntityError


def plain_name(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]


def value_of(attributes: Attributes, wanted: str = "val") -> str:
    """Return the attribute of this plain name, or an empty text."""
    return next((text for name, text in attributes.items() if name.rpartition(" ")[2] == wanted), "")


def is_on(attributes: Attributes) -> bool:
    """Say whether an element that switches something on does so: without a value it does."""
    return value_of(attributes) not in ("0", "false", "off", "none")


class Parts:
    """The parts of an office file by their names."""

    def __init__(self, archive: zipfile.ZipFile, most: int = MAX_PART) -> None:
        self._archive = archive
        self._most = most
        self._names = {part_key(name): name for name in archive.namelist()}

    def has(self, name: str) -> bool:
        """Say whether there is such a part."""
        return part_key(name) in self._names

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; too large a one raises, and so does one that is not there."""
        found = self._names[part_key(name)]
        if self._archive.getinfo(found).file_size > self._most:
            raise TooLargeError
        return self._archive.read(found)

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return what a part, or the whole file, points at, by id; addresses outside are left out."""
        folder, _, name = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}

        def start(_name: str, attributes: Attributes) -> None:
            if identity := value_of(attributes, "Id"):
                target = posixpath.normpath(posixpath.join("/", folder, value_of(attributes, "Target")))
                found[identity] = Relation(value_of(attributes, "Type").rpartition("/")[2], target.lstrip("/"))

        if self.has(rels):
            parse(self.read(rels), start)
        return found
