"""Pictures, formulas and shapes that lie over the rows of a sheet."""

import re
from collections.abc import Iterator
from typing import Final

from .limits import MAX_ROWS
from .markup import Attributes, Parts, parse, plain_name, value_of

_DRAWN: Final = ("drawing", "vmlDrawing")
_ANCHORS: Final = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "anchor")
_SEEN: Final = ("pic", "graphicFrame", "cxnSp", "contentPart")
_SPECK: Final = 25_400
_SHAPE: Final = re.compile(rb"<(?:\w+:)?ClientData\s")
_COMMENT: Final = re.compile(rb"""[^>]*ObjectType=["']Note["']""")
_ANCHOR: Final = re.compile(rb"<(?:\w+:)?Anchor>([^<]*)<")


def pictures_of(parts: Parts, sheet: str, content: bytes) -> Iterator[int]:
    """Yield the rows, counted from 1, over which something is drawn on a sheet with this XML."""
    if b"anchor" in content:
        yield from anchored(content)
    for relation in parts.relations(sheet).values():
        if relation.kind in _DRAWN and parts.has(relation.target):
            drawn = parts.read(relation.target)
            yield from anchored(drawn) if relation.kind == "drawing" else shapes(drawn)


def anchored(content: bytes) -> list[int]:
    """Return the rows under the anchors of a drawing, or of the objects in a sheet."""
    anchors = Anchors()
    parse(content, anchors.start, anchors.end, anchors.text)
    return anchors.rows


def shapes(content: bytes) -> Iterator[int]:
    """Yield the rows under the shapes that are no comments; programs write this part as something like XML."""
    for shape in _SHAPE.split(content)[1:]:
        found = None if _COMMENT.match(shape) else _ANCHOR.search(shape)
        numbers = [int(number) for number in re.findall(rb"-?\d{1,9}", found[1])] if found else []
        if len(numbers) > 6:  # noqa: PLR2004  column, offset, row, offset, and the same of the other corner
            yield from covered(numbers[2], numbers[6], numbers[7] if len(numbers) > 7 else 0)  # noqa: PLR2004  as above


def covered(first: int, last: int, reaches: int) -> range:
    """Return the rows from 1 between two that count from 0; the last only if the picture reaches into it."""
    end = min(max(last + (reaches > 0), first + 1), MAX_ROWS)
    return range(max(first, 0) + 1, end + 1)


class Anchors:
    """Collects the rows under each anchor when it ends."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self._path: list[str] = []
        self._numbers: dict[tuple[str, str], str] = {}
        self._is_seen = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        plain = plain_name(name)
        self._path.append(plain)
        if plain in _ANCHORS:
            self._numbers, self._is_seen = {}, plain == "anchor"
        elif plain in _SEEN or (plain == "ext" and "cx" in attributes and not self._is_speck(attributes)):
            self._is_seen = True

    def _is_speck(self, attributes: Attributes) -> bool:
        """Say whether a shape is too small to be seen, as those are that pages leave behind when they are pasted."""
        sizes = [value_of(attributes, side) for side in ("cx", "cy")]
        return all(size.isdecimal() and int(size) <= _SPECK for size in sizes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._path.pop()
        plain = plain_name(name)
        if plain == "absoluteAnchor" and self._is_seen:
            # Where that is depends on how high every row is.
            self.rows += covered(0, MAX_ROWS, 0)
        elif plain in _ANCHORS and self._is_seen:
            first, last, reaches = (
                self._number(*place) for place in (("from", "row"), ("to", "row"), ("to", "rowOff"))
            )
            self.rows += covered(first, last, reaches)

    def _number(self, corner: str, what: str) -> int:
        text = self._numbers.get((corner, what), "0").strip()
        return int(text) if text.isdecimal() and len(text) <= len(str(MAX_ROWS)) + 3 else 0

    def text(self, data: str) -> None:
        """Take characters."""
        if len(self._path) > 1 and self._path[-2] in ("from", "to"):
            key = (self._path[-2], self._path[-1])
            self._numbers[key] = self._numbers.get(key, "") + data
