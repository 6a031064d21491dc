"""Compound files, which workbooks before 2007 are: a file system of sectors inside a file."""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

_HEAD: Final = struct.Struct("<24xHHHHH6xIIIIIIIII")
_LISTED_IN_HEAD: Final = 109
_ENTRY: Final = struct.Struct("<64sH50xIQ")
_MINI: Final = 64
_LAST_SECTOR: Final = 0xFFFFFFF0
_SHIFTS: Final = (9, 12)


class CutShortError(Exception):
    """A sector that the file speaks of is not there, or its sectors go round in a circle."""


def stream_of(content: bytes, name: str) -> bytes | None:
    """Return the bytes of a stream, None where there is none of this name; one that is cut short raises."""
    _, _, _, shift, _, _, _, root, _, cutoff, mini_table, _, more, _ = _HEAD.unpack_from(content)
    if shift not in _SHIFTS:
        raise CutShortError
    file = _Sectors(content, 1 << shift, more)
    entries = dict(_entries(b"".join(file.chain(root))))
    if name not in entries:
        return None
    start, size = entries[name]
    if size >= cutoff:
        return b"".join(file.chain(start))[:size]
    small = b"".join(file.chain(entries["Root Entry"][0]))
    table = _numbers(b"".join(file.chain(mini_table)))
    pieces = (small[place * _MINI : (place + 1) * _MINI] for place in _followed(table, start))
    return b"".join(pieces)[:size]


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield name, first sector and size of what the directory lists."""
    for written, length, start, size in _ENTRY.iter_unpack(directory[: len(directory) // _ENTRY.size * _ENTRY.size]):
        # The upper half of a size means nothing in files of this age.
        yield written[: max(length - 2, 0)].decode("utf-16-le", "replace"), (start, size & 0xFFFFFFFF)


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _followed(table: Sequence[int], start: int) -> Iterator[int]:
    """Yield the places of a chain."""
    for _ in range(len(table) + 1):
        if start >= _LAST_SECTOR:
            return
        if start >= len(table):
            break
        yield start
        start = table[start]
    raise CutShortError


class _Sectors:
    """The sectors of a file and the table that chains them."""

    def __init__(self, content: bytes, size: int, more: int) -> None:
        self._content, self._size = content, size
        tables = list(_numbers(content[76 : 76 + 4 * _LISTED_IN_HEAD]))
        while more < _LAST_SECTOR and len(tables) * size <= len(content) + _LISTED_IN_HEAD * size:
            *listed, more = _numbers(self._sector(more))
            tables += listed
        places = [place for place in tables if place < _LAST_SECTOR]
        self._table = [number for place in places for number in _numbers(self._sector(place))]

    def _sector(self, place: int) -> bytes:
        start = (place + 1) * self._size
        sector = self._content[start : start + self._size]
        if len(sector) < self._size:
            raise CutShortError
        return sector

    def chain(self, start: int) -> Iterator[bytes]:
        """Yield the sectors of a chain."""
        return (self._sector(place) for place in _followed(self._table, start))
