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
_USUAL_OPTIONS: Final = 4
_WITNESSES: Final = 10
_IS_NUMBER: Final = re.compile("(?:题号|序号|编号)$")
_WEAK_ANSWERS: Final = frozenset(("正误", "对错", "结果"))
_WEAK_STEM: Final = "大题题干"
_SURE_ANSWER: Final = re.compile("[正准]确?答案")
_ANSWER_NUMBER: Final = re.compile("答案([1-9])$")
_LONGEST_KIND: Final = 30
_PLACE: Final = "[0-9０-９一二三四五六七八九十]{1,4}"
_ABOUT_KIND: Final = re.compile(
    rf"(?:[(（]?(?:第?{_PLACE}部分|{_PLACE})[)）]?\s*[、.．:：\s-]?\s*)?([\u4e00-\u9fffA-Za-z]{{2,8}}?)库?"
    rf"\s*(?:[(（]?\s*共?\s*(?:{_PLACE})?\s*[道个小]{{0,2}}题?\s*[)）]?)?"
)


class Columns(Value, frozen=True, kw_only=True):
    """The index of each field, and those of the options that have a column each, in order; what a header calls all.

    `kind` is what the heading over the questions calls them; `problem` says why nobody can be sure of the columns.
    """

    fields: dict[str, int]
    options: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    kind: str = ""
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
    for index, field in enumerate(_fields_named(cells, stated)):
        if not field:
            continue
        if field in fields and field in {"stem", "answer", "options", *FILE_LETTERS}:
            problem = _alike(cells, fields[field], index)
        fields.setdefault(field, index)
    kind = cells[fields["stem"]] if "stem" in fields and "kind" not in fields else ""
    columns = _with_options(fields, tuple(cells), kind if kind and is_kind_word(kind, Reading()) else "")
    return columns if problem is None else msgspec.structs.replace(columns, problem=problem)


def _fields_named(cells: Sequence[str], stated: Mapping[str, str]) -> list[str]:
    """Return the field of each heading; some names say one only where no other heading does."""
    fields = [
        (stated.get(cell) or ("" if _is_taken(cell, stated) else field_of(cell))) if cell else "" for cell in cells
    ]
    names = [plain_name(cell) for cell in cells]
    if "answer" not in fields and sum(name in _WEAK_ANSWERS for name in names) == 1:
        fields[next(index for index, name in enumerate(names) if name in _WEAK_ANSWERS)] = "answer"
    if "stem" not in fields and _WEAK_STEM in names:
        fields[names.index(_WEAK_STEM)] = "stem"
    if "stem" not in fields and "kind" not in fields and "answer" in fields:
        words = [index for index, cell in enumerate(cells) if not fields[index] and is_kind_word(cell, Reading())]
        fields = ["stem" if [index] == words else field for index, field in enumerate(fields)]
    if any(_SURE_ANSWER.search(name) for name, field in zip(names, fields, strict=True) if field == "answer"):
        numbers = [(int(found[1]), index) for index, name in enumerate(names) if (found := _ANSWER_NUMBER.match(name))]
        if len(numbers) > 1 and [number for number, _ in numbers] == list(range(1, len(numbers) + 1)):
            for number, index in numbers:
                fields[index] = FILE_LETTERS[number - 1]
    return fields


def _alike(headings: Sequence[str], first: int, index: int) -> Problem:
    details: dict[str, int | str] = {"first": headings[first], "first_number": first + 1, "number": index + 1}
    return Problem(code="columns_alike", column=headings[index], details=details)


def is_kind_word(text: str, reading: Reading) -> bool:
    """Say whether a text is nothing but a kind that a bank has, with its place or a count around it at most.

    >>> [is_kind_word(text, Reading()) for text in ("二、多选题（20道）", "判断题1", "判断能力", "简答题")]
    [True, True, False, False]
    """
    found = _ABOUT_KIND.fullmatch(text) if len(text) <= _LONGEST_KIND else None
    return found is not None and stated_kind(found[1], reading) not in ("", "unknown", "skip")


def doubt_of_numbers(columns: Columns, rows: Sequence[Row]) -> Problem | None:
    """Return a problem where question and answer have a column of numbers each, and these differ in some row.

    The answers are then a list of their own, which stands beside that of the questions.
    """
    numbers = [index for index, name in enumerate(map(plain_name, columns.headings)) if _IS_NUMBER.search(name)]
    if len(numbers) <= 1:
        return None
    parts = [index for name in ("stem", "answer", "options") if (index := columns.fields.get(name)) is not None]
    first, *others = sorted({max(before) for part in (*parts, *columns.options) if (before := _up_to(numbers, part))})
    for other in others:
        if any(row.cell(first) != row.cell(other) for row in rows if all(row.cell(part) for part in parts)):
            return _alike(columns.headings, first, other)
    return None


def _up_to(numbers: Sequence[int], part: int) -> list[int]:
    return [number for number in numbers if number < part]


def _with_options(fields: dict[str, int], headings: tuple[str, ...] = (), kind: str = "") -> Columns:
    """Return columns of which the options are apart; a letter that is left out is a problem."""
    letters = [letter for letter in FILE_LETTERS if letter in fields]
    missing = next((letter for letter, has in zip(FILE_LETTERS, letters, strict=False) if letter != has), "")
    problem = Problem(code="option_column_missing", column=missing, details={"last": letters[-1]}) if missing else None
    return Columns(
        fields={name: index for name, index in fields.items() if name not in letters},
        options=tuple(fields[letter] for letter in letters),
        headings=headings,
        kind=kind,
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
    if end == width:
        end = _last_option(columns, first, end, rows) + 1
    return msgspec.structs.replace(columns, fields=fields, options=tuple(range(first, end)))


def _last_option(columns: Columns, first: int, end: int, rows: Sequence[Row]) -> int:
    """Return the last column that is one of options for certain: some answer names it, or all rows have it.

    No heading says where they end, and behind them may be remarks, for which a short file is no witness.
    """
    named = (
        set("".join(as_letters(row.cell(columns.fields["answer"])) for row in rows))
        if "answer" in columns.fields
        else set()
    )
    asked = [row for row in rows if row.cell(first)]
    for index in range(end - 1, first + 1, -1):
        place = index - first
        is_full = place < _USUAL_OPTIONS and all(row.cell(index) for row in asked)
        if (place < len(FILE_LETTERS) and FILE_LETTERS[place] in named) or (
            is_full and (not named or len(asked) < _WITNESSES)
        ):
            return index
    return first + 1


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
