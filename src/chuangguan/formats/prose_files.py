"""Lines out of files that are written as prose: plain text in every usual encoding, and Word documents.

A document is read by a child process with limits on memory and time, as a workbook is.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats import _word_child as child
from chuangguan.formats.sheets import MAX_FILE_BYTES, encodings_of, run_child

MAX_LINE: Final = 4_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK"
_PRIVATE: Final = range(0xE000, 0xF900)
_CHILD_LINES: Final = msgspec.json.Decoder(tuple[int, str])


def read_lines(path: Path) -> list[tuple[int, str]]:
    """Return number and text of the lines of a .txt file or the paragraphs of a .docx, blank ones too.

    Text may be UTF-8, UTF-16 with its mark, or GB18030. `BadInput` names one problem: a file that is missing, too
    large, damaged, encrypted, of another kind; a Word 97 document is refused, for nothing reads it reliably.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise _bad(path, "prose_unknown", suffix=path.suffix)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _bad(path, "prose_too_large")
        lines = reader(path)
    except FileNotFoundError:
        raise _bad(path, "file_missing") from None
    except OSError:
        raise _bad(path, "file_unreadable") from None
    for row, text in lines:
        if len(text) > MAX_LINE and max(map(len, text.split("\n"))) > MAX_LINE:
            raise _bad(path, "prose_line_too_long", row, most=MAX_LINE)
    return lines


def _bad(path: Path, code: str, row: int = 0, **details: int | str) -> BadInput:
    return BadInput([Problem(code=code, file=str(path), row=row, details=details)])


def _read_text(path: Path) -> list[tuple[int, str]]:
    content = path.read_bytes()
    if content.startswith((_OLE, _ZIP)):
        raise _bad(path, "text_not_text")
    text = _decoded(content)
    if text is None:
        raise _bad(path, "text_encoding")
    if "\0" in text:
        raise _bad(path, "text_nul", text.count("\n", 0, text.index("\0")) + 1)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > child.MAX_LINES:
        raise _bad(path, "prose_too_large")
    return list(enumerate(lines, 1))


def _decoded(content: bytes) -> str | None:
    """Return the text, None where no encoding fits; characters for private use mean that it was another one."""
    for encoding in encodings_of(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_wrong = encoding == "gb18030" and any(ord(character) in _PRIVATE for character in text)
        return None if is_wrong else text
    return None


def _read_word(path: Path) -> list[tuple[int, str]]:
    with path.open("rb") as file:
        head = file.read(len(_OLE))
    if head == _OLE:
        raise _bad(path, "word_old")
    command = [sys.executable, "-I", "-S", child.__file__, str(path.resolve()), str(Path(child.__file__).parent)]
    with tempfile.TemporaryFile() as output:
        code = run_child(command, output)
        if code:
            raise _bad(path, _code_of(code))
        output.seek(0)
        return [_CHILD_LINES.decode(line) for line in output]


def _code_of(code: str) -> str:
    """Return what the code of a workbook is for a document."""
    if code == "sheet_too_large":
        return "prose_too_large"
    if code == "sheet_timeout":
        return "prose_timeout"
    return "word_unreadable"


def _refuse_word_97(path: Path) -> list[tuple[int, str]]:
    with path.open("rb"):  # one that is not there is missing, not old
        raise _bad(path, "word_old")


_READERS: Final[Mapping[str, Callable[[Path], list[tuple[int, str]]]]] = {
    ".txt": _read_text,
    ".docx": _read_word,
    ".doc": _refuse_word_97,
}
