"""Reads the file that stands on the standard input and writes its content to the standard output.

Usage: `python -I -S __main__.py READER LIBRARY`, where LIBRARY is the directory that calamine is in. Each line of the
output is JSON, one item of the reader; an object, always the last line, says why the file is refused.
"""

import codecs
import json
import os.path
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any, Final

UNREADABLE: Final = 65
TOO_LARGE: Final = 66

# A new encoder for every line would take most of the time.
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=str).encode

# Half a character, as JSON can say it, becomes a noncharacter, which whoever judges texts refuses where it stands.
_HALVES: Final = "noncharacter"


def write(items: Iterable[Any], most: int) -> bool:
    """Write each item as a line; return False where they would be more than `most` bytes."""
    out, size = sys.stdout.buffer, 0
    for item in items:
        size += out.write(_ENCODE(item).encode(errors=_HALVES) + b"\n")
        if size > most:
            return False
    out.flush()
    return True


def noncharacters(error: UnicodeError) -> tuple[bytes, int]:
    """Return what stands for what cannot be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "\uffff".encode() * (error.end - error.start), error.end


codecs.register_error(_HALVES, noncharacters)


def main(reader: str, library: str) -> int:
    """Return the exit code: 0, or why the file could not be read."""
    # pathlib would be most of the time it takes to start.
    sys.path += [os.path.dirname(os.path.dirname(os.path.abspath(__file__))), library]  # noqa: PTH100, PTH120
    limits = import_module("_child.limits")
    limits.limit_resources()
    try:
        items = import_module(f"_child.{reader}").read(sys.stdin.buffer)
        return 0 if write(items, limits.MAX_OUTPUT) else TOO_LARGE
    except limits.RefusedError as error:
        write([{"code": error.code, "row": error.row}], limits.MAX_OUTPUT)
        return 0
    except (limits.TooLargeError, MemoryError):
        return TOO_LARGE
    except BaseException:  # noqa: BLE001  a panic of the reader is no Exception, and any failure means the same
        return UNREADABLE


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
