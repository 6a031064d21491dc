"""Lines out of files that are written as prose: plain text in every usual encoding, and Word documents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from chuangguan.formats.isolation import Reader, bad, read_apart

MAX_LINE: Final = 4_000

_READERS: Final[Mapping[str, Reader]] = {".txt": "lines", ".docx": "document", ".doc": "document"}
_ITEMS: Final = msgspec.json.Decoder(tuple[int, str | tuple[str, ...]])


def read_lines(path: Path) -> list[tuple[int, str | tuple[str, ...]]]:
    """Return number and text of the lines of a .txt file or the paragraphs of a Word document, blank ones too.

    For each row of a table in a document there are its cells instead of a text. Text may be UTF-8, UTF-16 with its
    mark, or GB18030. `BadInput` names one problem: a file that is missing, too large, damaged, encrypted, of another
    kind; a Word 97 document is refused, for nothing reads it reliably.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise bad(path, "prose_unknown", suffix=path.suffix)
    lines = read_apart(path, reader, _ITEMS)
    for row, text in lines:
        whole = text if isinstance(text, str) else "\n".join(text)
        if len(whole) > MAX_LINE and max(map(len, whole.split("\n"))) > MAX_LINE:
            raise bad(path, "prose_line_too_long", row, most=MAX_LINE)
    return lines
