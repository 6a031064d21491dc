"""What somebody states about a file that cannot be seen in it: `mapping.toml` of `bank import --map`.

header_row = 0              # 0: there is no header
[columns]                   # our field = the file's header, or the column's number from 1
stem = "内容"
A = 4
[kinds]                     # the file's word = ours, or "跳过"
"1" = "多选"
[answers]
form = "index"              # letters, text or index
index_base = 0
true = ["A"]
false = ["B"]
separator = "&"
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.fields import FIELD_NAMES
from chuangguan.formats.bank_import.words import Reading
from chuangguan.formats.banks import KINDS
from chuangguan.formats.isolation import bad
from chuangguan.rules.bank import LETTERS, Kind
from chuangguan.values import Value

_KINDS: Final[dict[str, Kind | Literal["choice", "skip"]]] = {**KINDS, "选择": "choice", "跳过": "skip"}
_MOST_BYTES: Final = 2**16
_MOST_COLUMNS: Final = 64
_LINE: Final = re.compile(r"at line ([0-9]+)")
_BARE: Final = re.compile(r"\s*[A-Za-z0-9_.-]*[^\x00-\x7f][^\"'=]*=")


_Test = Callable[[Any], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_KEYS: Final[Mapping[str, Mapping[str, tuple[str, _Test]]]] = {
    "": {
        "header_row": ("number", _is_number),
        "columns": ("table", lambda value: isinstance(value, dict)),
        "kinds": ("table", lambda value: isinstance(value, dict)),
        "answers": ("table", lambda value: isinstance(value, dict)),
    },
    "answers": {
        "form": ("form", lambda value: value in ("letters", "text", "index")),
        "index_base": ("base", lambda value: _is_number(value) and value in (0, 1)),
        "true": ("texts", _are_texts),
        "false": ("texts", _are_texts),
        "separator": ("text", _is_text),
    },
}
"""Each key of a table with what its value must be: a word for it, and how it is told."""


class BankMapping(Value, frozen=True, kw_only=True):
    """How the columns and answers of a file are to be read: header name -> field, field -> column number."""

    has_header: bool = True
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    reading: Reading = Reading()


def read_mapping(path: Path) -> BankMapping:
    """Return what a mapping file states; `BadInput` names all that is wrong in it, by key, or the line of the first."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise bad(path, "file_missing") from None
    except OSError:
        raise bad(path, "file_unreadable") from None
    stated = _parsed(path, content)
    problems = list(_problems(str(path), stated))
    if problems:
        raise BadInput(problems)
    return _mapping(stated)


def _parsed(path: Path, content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig") if len(content) <= _MOST_BYTES else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        raise bad(path, "mapping_unreadable")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise bad(path, "mapping_unreadable") from None
    except tomllib.TOMLDecodeError as error:
        found, lines = _LINE.search(str(error)), text.split("\n")
        row = int(found[1]) if found else len(lines)
        line = lines[row - 1]
        raise bad(path, "mapping_key_bare" if _BARE.match(line) else "mapping_malformed", row) from None


def _problems(file: str, stated: Mapping[str, Any]) -> Iterator[Problem]:
    for table, keys in _KEYS.items():
        values = stated.get(table, {}) if table else stated
        for key, value in values.items() if isinstance(values, dict) else ():
            name = f"{table}.{key}" if table else key
            if key not in keys:
                yield Problem(code="mapping_key_unknown", file=file, column=name, details={"known": "、".join(keys)})
            elif not keys[key][1](value):
                yield _bad_value(file, name, keys[key][0])
    for field, column in _table(stated, "columns").items():
        if field not in FIELD_NAMES and field not in LETTERS:
            yield Problem(code="mapping_column_unknown", file=file, column=f"columns.{field}")
        elif not _is_text(column) and not (_is_number(column) and 1 <= column <= _MOST_COLUMNS):
            yield _bad_value(file, f"columns.{field}", "column")
    for word, kind in _table(stated, "kinds").items():
        if not isinstance(kind, str) or kind not in _KINDS:
            details: dict[str, int | str] = {"given": str(kind)}
            yield Problem(code="mapping_kind_unknown", file=file, column=f"kinds.{word}", details=details)


def _bad_value(file: str, name: str, expected: str) -> Problem:
    return Problem(code="mapping_value_bad", file=file, column=name, details={"expected": expected})


def _table(stated: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = stated.get(name, {})
    return table if isinstance(table, dict) else {}


def _mapping(stated: Mapping[str, Any]) -> BankMapping:
    columns, answers = _table(stated, "columns"), _table(stated, "answers")
    return BankMapping(
        has_header=stated.get("header_row") != 0,
        names={name: field for field, name in columns.items() if isinstance(name, str)},
        numbers={field: number for field, number in columns.items() if isinstance(number, int)},
        reading=Reading(
            kinds={word: _KINDS[kind] for word, kind in _table(stated, "kinds").items()},
            form=answers.get("form", ""),
            index_base=answers.get("index_base"),
            true=tuple(answers.get("true", ())),
            false=tuple(answers.get("false", ())),
            separator=answers.get("separator", ""),
        ),
    )
