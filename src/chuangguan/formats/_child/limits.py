"""What a file may cost, and the two ways in which a reader says no."""

import sys
from contextlib import suppress
from typing import BinaryIO, Final

MIB: Final = 2**20
MEMORY_BYTES: Final = 1024 * MIB
CPU_SECONDS: Final = 20
MAX_OUTPUT: Final = 64 * MIB
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 64

# What workbooks and documents before 2007, and encrypted ones of any year, begin with.
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
ZIP: Final = b"PK\x03\x04"


class TooLargeError(Exception):
    """The file goes beyond one of the limits above."""


class RefusedError(Exception):
    """The file is not what its reader reads: a code of `documents.messages_formats`, and the row where one is known."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(code, row)
        self.code = code
        self.row = row


def limit_resources() -> None:
    """Take the limits on memory, processor time and core files, where the system has them."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  Windows has no such module

    wanted = ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0))
    for what, value in wanted:
        with suppress(ValueError, OSError):  # macOS refuses some, and a lower limit may be in force already
            resource.setrlimit(what, (value, value))


def begins_with(file: BinaryIO, mark: bytes) -> bool:
    """Say whether a file begins with these bytes, and go back to its beginning."""
    found = file.read(len(mark)) == mark
    file.seek(0)
    return found
