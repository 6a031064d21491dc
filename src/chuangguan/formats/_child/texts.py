"""The text of a file, in the encodings that offices save."""

from typing import BinaryIO

from .limits import OLD_OFFICE, ZIP, RefusedError


def text_of(file: BinaryIO) -> tuple[str, str]:
    """Return a text and its encoding: UTF-8, UTF-16 with its mark, or GB18030."""
    content = file.read()
    if content.startswith((OLD_OFFICE, ZIP)):
        raise RefusedError("text_not_text")
    for encoding in encodings_of(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise RefusedError("text_nul", text.count("\n", 0, text.index("\0")) + 1)
        return text, encoding
    raise RefusedError("text_encoding")


def encodings_of(content: bytes) -> tuple[str, ...]:
    """Return the encodings that a text may have, the likeliest first; a mark at its head leaves only one."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig",) if content.startswith(b"\xef\xbb\xbf") else ("utf-8", "gb18030")
