"""Banks in the native format as JSON: a list of objects, one a question, a line each when we write it.

The keys are the columns of `formats.banks`, the values the texts of their cells; a key that is left out is an empty
cell. No apostrophe stands before what begins like a formula, since no spreadsheet runs JSON.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeGuard

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.cells import excerpt, shielded, text_of
from chuangguan.formats.headers import Header, Line, Section
from chuangguan.formats.sheets import MAX_ROWS, Row, read_text

SUFFIX: Final = ".json"

_GAP: Final = re.compile(r"[ \t\n\r]*")


class _RepeatedError(ValueError):
    """An object has a key twice, which would lose what stood under it first."""


def write_objects(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the JSON of rows, UTF-8, every column a key of every object."""
    lines = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    return "[\n{}\n]\n".format(",\n".join(lines)).encode()


def is_native_objects(path: Path, needed: Collection[str]) -> bool:
    """Say whether a file is JSON whose first object has all the `needed` keys; `BadInput` where it cannot be read."""
    if path.suffix.lower() != SUFFIX:
        return False
    try:
        _, first = next(_objects(read_text(path)), (0, None))
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and set(needed) <= first.keys()


def read_object_sections(path: Path, columns: Sequence[str]) -> tuple[list[Section], list[Problem]]:
    """Return the objects of a file as the lines of one table, and what is no cell of it; a line is where one begins.

    `BadInput` where the file is no list in JSON, such as one of somebody else's schema.
    """
    header = Header(
        row=Row(number=1, cells=tuple(columns)),
        columns={name: index for index, name in enumerate(columns)},
        names={name: name for name in columns},
    )
    problems: list[Problem] = []
    lines: list[Line] = []
    for number, item in _read(path):
        problems += _problems_of(str(path), number, item, columns)
        if isinstance(item, dict):
            # What a spreadsheet would have shielded is read back without the shield.
            cells = tuple(shielded(_text(item.get(name))) for name in columns)
            lines.append(Line(file=str(path), sheet="", header=header, row=Row(number=number, cells=cells)))
    return [Section(file=str(path), sheet="", header=header, lines=tuple(lines))], problems


def _read(path: Path) -> list[tuple[int, Any]]:
    try:
        text = read_text(path)
        if not text.startswith("[", _past_gap(text, 0)):
            raise _bad(path, "json_not_list")
        found = list(islice(_objects(text), MAX_ROWS + 1))
    except _RepeatedError as error:
        raise _bad(path, "json_key_repeated", *error.args) from None
    except RecursionError:
        raise _bad(path, "json_too_deep") from None
    except json.JSONDecodeError as error:
        raise _bad(path, "json_malformed", error.lineno) from None
    except ValueError:
        raise _bad(path, "json_malformed") from None
    if len(found) > MAX_ROWS:
        raise _bad(path, "sheet_too_large")
    return found


def _bad(path: Path, code: str, row: int = 0) -> BadInput:
    return BadInput([Problem(code=code, file=str(path), row=row)])


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the items of a list with the line that each begins in; `ValueError` where the text is no list."""
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse)
    place = _past(text, _past_gap(text, 0), "[")
    is_more, line, counted = not text.startswith("]", place), 1, 0
    while is_more:
        line, counted = line + text.count("\n", counted, place), place
        try:
            item, place = decoder.raw_decode(text, place)
        except _RepeatedError:
            raise _RepeatedError(line) from None
        yield line, item
        place = _past_gap(text, place)
        is_more = not text.startswith("]", place)
        place = _past(text, place, ",") if is_more else place
    place = _past(text, place, "]")
    if place < len(text):
        raise json.JSONDecodeError("", text, place)


def _past_gap(text: str, place: int) -> int:
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def _past(text: str, place: int, mark: str) -> int:
    """Return the place behind a mark and the gap after it."""
    if not text.startswith(mark, place):
        raise json.JSONDecodeError("", text, place)
    return _past_gap(text, place + 1)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedError
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _problems_of(file: str, row: int, item: object, columns: Collection[str]) -> Iterator[Problem]:
    if not isinstance(item, dict):
        yield Problem(code="line_not_object", file=file, row=row)
        return
    for key, value in item.items():
        if key not in columns:
            yield Problem(code="column_unknown", file=file, row=row, column=excerpt(key))
        elif not _is_cell(value):
            yield Problem(code="text_expected", file=file, row=row, column=key)


def _is_cell(value: object) -> TypeGuard[str | int | float | None]:
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))


def _text(value: object) -> str:
    return text_of(value) if _is_cell(value) else ""
