"""Banks in the native format as JSON: a list of objects, one a question, a line each when we write it.

The keys are the columns of `formats.banks`, the values the texts of their cells; a key that is left out is an empty
cell. No apostrophe stands before what begins like a formula, since no spreadsheet runs JSON.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeGuard

from chuangguan.errors import Problem
from chuangguan.formats.cells import excerpt, shielded, text_of
from chuangguan.formats.headers import Header, Line, Section
from chuangguan.formats.isolation import bad
from chuangguan.formats.json_files import JsonFile, read_json
from chuangguan.formats.sheets import Row

SUFFIX: Final = ".json"


def write_objects(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the JSON of rows, UTF-8, every column a key of every object."""
    lines = [json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows]
    return "[\n{}\n]\n".format(",\n".join(lines)).encode()


def is_native_objects(file: JsonFile, needed: Collection[str]) -> bool:
    """Say whether a file is a list whose first object has all the `needed` keys."""
    first = file.items[0][1] if file.form == "list" and file.items else None
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
    file = read_json(path)
    if file.form != "list":
        raise bad(path, "json_not_list")
    for number, item in file.items:
        problems += _problems_of(str(path), number, item, columns)
        if isinstance(item, dict):
            # What a spreadsheet would have shielded is read back without the shield.
            cells = tuple(shielded(_text(item.get(name))) for name in columns)
            lines.append(Line(file=str(path), sheet="", header=header, row=Row(number=number, cells=cells)))
    return [Section(file=str(path), sheet="", header=header, lines=tuple(lines))], problems


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
