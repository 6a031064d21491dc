"""Values out of .json and .jsonl files."""

from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from chuangguan.formats.isolation import read_apart
from chuangguan.values import Value

_LINES: Final = ".jsonl"
_ITEMS: Final = msgspec.json.Decoder(bool | tuple[int, Any])


class JsonFile(Value, frozen=True, kw_only=True):
    """What a file holds: each item of a list, the value of each line, or one value; with the line it begins in."""

    form: Literal["list", "lines", "value"]
    items: tuple[tuple[int, Any], ...]


def read_json(path: Path) -> JsonFile:
    """Return what a .json or .jsonl file holds; of the second kind every line is an item.

    `BadInput` names one problem: a missing or too large file, one too deep, no JSON, or with a key twice.
    """
    if path.suffix.lower() == _LINES:
        return JsonFile(form="lines", items=tuple(read_apart(path, "object_lines", _ITEMS)))
    is_list, *items = read_apart(path, "objects", _ITEMS)
    return JsonFile(form="list" if is_list else "value", items=tuple(items))
