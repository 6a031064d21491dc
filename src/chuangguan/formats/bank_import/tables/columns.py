"""Where the columns of somebody else's table are: under which names, or, without names, by what they hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.beside import sort_beside
from chuangguan.formats.bank_import.fields import field_of, plain_name
from chuangguan.formats.bank_import.judging.answers import as_letters
from chuangguan.formats.bank_import.option_cells import split_options
from chuangguan.formats.bank_import.words import FILE_LETTERS, Reading, stated_kind, truth_of
from chuangguan.formats.sheets import Row
from chuangguan.rules.bank import LETTERS
from chuangguan.values import Value

_LIKE_AN_OPTION: Final = re.compile(
    r"(?:备选)?(?:选项|xuanxiang|options?|choice)(?:[^\u4e00-\u9fff].{0,2}|其[他它]|[六七八九十])"
    r"|[\u4e00-\u9fff]{0,3}[^\W\d_\u4e00-\u9fff][\u4e00-\u9fff]?"
)
_ABOUT_OPTIONS: Final = re.compile(r".*(?:[数量型]|固定|[乱顺排]序|解析|说明|分值?)(?:[(（].*)?")
_NUMBER: Final = re.compile(r"[A-Za-z]{0,6}[-_.]?[0-9.\-]{1,12}")
_MOST_TOGETHER: Final = 0.1
_LOOKED_AT: Final = 200
_MOSTLY: Final = 0.9


class Columns(Value, frozen=True, kw_only=True):
    """The index of each field, and those of the options that have a column each, in order; what a header calls all.

    `problem` says why nobody can be sure of them.
    """

    fields: dict[str, int]
    options: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    problem: Problem | None = None

    @property
    def is_usable(self) -> bool:
        """Whether a question could be read by them: its text, and an answer or options."""
        return "stem" in self.fields and ("answer" in self.fields or "options" in self.fields or len(self.options) > 1)

    def heading(self, index: int) -> str:
        """Return what the header calls a column; empty where it does not."""
        return self.headings[index] if index < len(self.headings) else ""


def named_columns(cells: Sequence[str], stated: Mapping[str, str]) -> Columns:
    """Return the columns that a row names; `stated` has the names that the file's owner gave us, name -> field."""
    fields: dict[str, int] = {}
    problem = None
    for index, cell in enumerate(cells):
        field = (stated.get(cell) or ("" if _is_taken(cell, stated) else field_of(cell))) if cell else ""
        if not field:
            continue
        if field in fields and field in {"stem", "answer", "options", *FILE_LETTERS}:
            details: dict[str, int | str] = {
                "first": cells[fields[field]],
                "first_number": fields[field] + 1,
                "number": index + 1,
            }
            problem = Problem(code="columns_alike", column=cell, details=details)
        fields.setdefault(field, index)
    columns = _with_options(fields, tuple(cells))
    return columns if problem is None else msgspec.structs.replace(columns, problem=problem)


def _with_options(fields: dict[str, int], headings: tuple[str, ...] = ()) -> Columns:
    """Return columns of which the options are apart; a letter that is left out is a problem."""
    letters = [letter for letter in FILE_LETTERS if letter in fields]
    missing = next((letter for letter, has in zip(FILE_LETTERS, letters, strict=False) if letter != has), "")
    problem = Problem(code="option_column_missing", column=missing, details={"last": letters[-1]}) if missing else None
    return Columns(
        fields={name: index for name, index in fields.items() if name not in letters},
        options=tuple(fields[letter] for letter in letters),
        headings=headings,
        problem=problem,
    )


def with_spread_options(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Return columns whose one heading for all options, merged over theirs, gives each of them its own."""
    first = columns.fields.get("options")
    if first is None or columns.options or not columns.headings:
        return columns
    others, width = set(columns.fields.values()), _width(rows)
    end = first + 1
    while end < width and end not in others and not columns.heading(end):
        end += 1
    together = [row.cell(first) for row in rows if split_options(row.cell(first))]
    is_spread = any(row.cell(index) for row in rows for index in range(first + 1, end))
    if not is_spread or len(together) > _MOST_TOGETHER * len(rows):
        return columns
    fields = {name: index for name, index in columns.fields.items() if name != "options"}
    return msgspec.structs.replace(columns, fields=fields, options=tuple(range(first, end)))


def strange_columns(columns: Columns, rows: Sequence[Row]) -> tuple[int, ...]:
    """Return the columns in which nothing may stand: those without a heading, or with one like an option's.

    What stands left of all that is known is a number at most.
    """
    if not columns.headings:
        return ()
    # Where the options have columns of their own, one for all of them has nothing left to hold.
    fields = (index for name, index in columns.fields.items() if name != "options" or not columns.options)
    known = {*fields, *columns.options}
    return tuple(
        index
        for index in range(min(known), _width(rows))
        if index not in known and _may_hold_an_option(columns.heading(index))
    )


def columns_beside(columns: Columns) -> tuple[int, ...]:
    """Return the columns that may say something against a question."""
    known = {*columns.fields.values(), *columns.options}
    headings = enumerate(columns.headings)
    return tuple(index for index, heading in headings if index not in known and sort_beside(heading))


def _may_hold_an_option(heading: str) -> bool:
    name = plain_name(heading)
    field = field_of(heading)
    if "选项" in name and not _ABOUT_OPTIONS.fullmatch(name.rpartition("选项")[2]) and field == "":
        return True
    return field == "options" or (field == "" and (not name or _LIKE_AN_OPTION.fullmatch(name) is not None))


def _width(rows: Sequence[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)


def _is_taken(cell: str, stated: Mapping[str, str]) -> bool:
    """Say whether another name was stated for the field that this one would have."""
    return bool(stated) and field_of(cell) in stated.values()


def numbered_columns(numbers: Mapping[str, int]) -> Columns:
    """Return the columns that are stated by their numbers, counted from 1."""
    return _with_options({name: number - 1 for name, number in numbers.items()})


def columns_seen(rows: Sequence[Row], reading: Reading) -> Columns | None:
    """Return the columns of a table without a header, where what they hold leaves no doubt, else None.

    There must be one column of answers; before it the longest texts, with nothing but numbers before these; and
    options in all columns between them, the last of which some answer names, or together in one.
    """
    looked_at = rows[:_LOOKED_AT]
    columns = [[cell for row in looked_at if (cell := row.cell(index))] for index in range(_width(looked_at))]
    answers = [i for i, cells in enumerate(columns) if _share(cells, lambda cell: is_answer(cell, reading))]
    kinds = [i for i, cells in enumerate(columns) if _share(cells, lambda cell: _is_kind(cell, reading))]
    if len(answers) != 1 or len(kinds) > 1:
        return None
    filled = [index for index, cells in enumerate(columns) if cells and index not in kinds]
    together = [index for index in filled if _share(columns[index], _is_together)]
    before = [index for index in filled if index < answers[0] and index not in together]
    if not before or len(together) > 1:
        return None
    stem = max(before, key=lambda index: sum(map(len, columns[index])) / len(columns[index]))
    between = [index for index in before if index > stem]
    if not all(_share(columns[index], _is_number) for index in before if index < stem):
        return None
    found = {"stem": stem, "answer": answers[0], **({"kind": kinds[0]} if kinds else {})}
    if together:
        return None if between else Columns(fields={**found, "options": together[0]})
    if not between:
        return Columns(fields=found) if len(filled) == len(before) + 1 else None
    named = "".join(map(as_letters, columns[answers[0]]))
    is_certain = 1 < len(between) <= len(LETTERS) and LETTERS[len(between) - 1] in named
    return Columns(fields=found, options=tuple(between)) if is_certain else None


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(holds, cells)) >= _MOSTLY * len(cells)


def is_answer(cell: str, reading: Reading, *, is_stated: bool = True) -> bool:
    """Say whether a cell holds nothing but an answer: letters, or right or wrong."""
    return as_letters(cell) != "" or truth_of(cell, reading, is_stated=is_stated) is not None


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _is_kind(cell: str, reading: Reading) -> bool:
    return stated_kind(cell, reading) not in ("", "unknown") and truth_of(cell, reading) is None


def _is_together(cell: str) -> bool:
    """Say whether a cell holds options, the first of them with its letter."""
    return cell.lstrip("*# \n")[:2].strip("(（")[:1] in {"A", "Ａ"} and split_options(cell) is not None
