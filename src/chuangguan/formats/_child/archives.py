"""Zip files, which workbooks and documents are, and bombs may be."""

import zipfile
from typing import BinaryIO, Final

from .limits import MIB, TooLargeError

MAX_ENTRIES: Final = 2_000
MAX_INFLATED: Final = 256 * MIB
RATIO_MATTERS_FROM: Final = 8 * MIB
MAX_RATIO: Final = 200


def part_key(name: str) -> str:
    """Return a name as parts of office files are compared: some programs write other cases and backslashes."""
    return name.replace("\\", "/").lower()


def check_archive(file: BinaryIO) -> None:
    """Raise where a zip is a bomb or damaged: by its directory first, then by inflating and counting every entry."""
    check_directory(file)
    with zipfile.ZipFile(file) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
    file.seek(0)


def check_directory(file: BinaryIO) -> None:
    """Raise where a zip is a bomb by its own directory; no entry can then give more than it says there."""
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        # Of two parts with one name every reader takes another.
        if len({part_key(entry.filename) for entry in entries}) < len(entries):
            raise zipfile.BadZipFile
        inflated = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if len(entries) > MAX_ENTRIES or inflated > MAX_INFLATED:
            raise TooLargeError
        if inflated > RATIO_MATTERS_FROM and inflated > MAX_RATIO * packed:
            raise TooLargeError
        # Other methods are in no office file, and zipfile inflates them without a bound.
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise zipfile.BadZipFile
    file.seek(0)
