"""Plain texts: `[number, line]` for every line, blank ones too."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from .limits import MAX_ROWS, RefusedError
from .texts import text_of

_PRIVATE: Final = range(0xE000, 0xF900)


def read(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines."""
    text, encoding = text_of(file)
    # Characters for private use mean that it was another encoding.
    if encoding == "gb18030" and any(ord(character) in _PRIVATE for character in text):
        raise RefusedError("text_encoding")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_ROWS:
        raise RefusedError("file_too_large")
    return enumerate(lines, 1)
