"""Workbooks that their reader would read without a word though something of them is lost, or for ever."""

import re
import zipfile
from typing import BinaryIO, Final

from .archives import part_key
from .limits import TooLargeError

# Each pattern begins with letters that are searched for quickly, and looks back from there.
_NO_TEXT: Final = re.compile(rb"""t=(?<=\st=)["']s["'][^>]*>\s*<(?:\w+:)?v>(?![0-9]{0,9}</)""")
_TOO_FAR: Final = re.compile(rb"""r=(?<=\sr=)["'][A-Za-z]*[0-9]{8}""")


def check_sheets(file: BinaryIO) -> None:
    """Raise where a part is in UTF-16, a cell names no text of those that are shared, or a row is none of any sheet."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            key = part_key(name)
            if key.startswith("xl/") and key.endswith(".xml"):
                with archive.open(name) as part:
                    check_part(part.read() if "/worksheets/" in key else part.read(4))
    file.seek(0)


def check_part(content: bytes) -> None:
    """Raise as `check_sheets` says."""
    if b"\0" in content[:4] or _NO_TEXT.search(content):
        raise zipfile.BadZipFile
    if _TOO_FAR.search(content):
        raise TooLargeError
