"""What commands print: tables for people, CSV and JSON for programs."""

import sys
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from chuangguan.formats.tables import write_csv

FORMATS: Final = ("table", "csv", "json")
stdout = Console(highlight=False)
stderr = Console(stderr=True, highlight=False)

Cell = str | int | float


def say(text: str = "", *, style: str = "") -> None:
    """Print a line for people, as it is."""
    stdout.print(text, style=style or None, markup=False, soft_wrap=True)


def show(headers: Mapping[str, str], rows: Sequence[Mapping[str, Cell]], form: str, *, title: str = "") -> None:
    """Print rows as a table under their Chinese headers, or as CSV, or as JSON under their keys."""
    if form == "json":
        show_json(rows)
    elif form == "csv":
        table = write_csv(list(headers.values()), [[row.get(key, "") for key in headers] for row in rows])
        _write(table)
    else:
        if title:
            say(title, style="bold")
        stdout.print(_table(headers, rows))


def show_json(value: object) -> None:
    """Print a value as JSON, indented."""
    _write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def _write(content: bytes) -> None:
    # Lines for people go through the text layer, which must not come behind these bytes.
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _table(headers: Mapping[str, str], rows: Sequence[Mapping[str, Cell]]) -> Table:
    table = Table(header_style="bold")
    for key, header in headers.items():
        is_number = bool(rows) and all(isinstance(row.get(key, 0), int) for row in rows)
        table.add_column(header, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_text(row.get(key, "")) for key in headers))
    return table


def _text(cell: Cell) -> str:
    return escape(str(cell))
