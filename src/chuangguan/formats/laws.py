"""The table of laws: which version of each the questions rest on, which is in force, and when somebody looked."""

import re
from pathlib import Path
from typing import Final

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.cells import excerpt
from chuangguan.formats.headers import FirstSeen, Line, read_sections
from chuangguan.rules.bank_check import Law

LAW_COLUMNS: Final = ("法律", "题库所用版本", "现行版本", "核对日期")
_YEAR: Final = re.compile(r"[0-9]{4}(?![0-9])")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_laws(path: Path) -> tuple[Law, ...]:
    """Return the laws of a .csv or .xlsx file; `BadInput` names every problem with its row and column.

    A version begins with its year; no date means that nobody has looked yet.
    """
    sections, problems = read_sections(path, {name: (name,) for name in LAW_COLUMNS}, LAW_COLUMNS)
    lines = [line for section in sections for line in section.lines]
    seen = FirstSeen()
    for line in lines:
        problems += _problems_of(line, seen)
    if problems:
        raise BadInput(problems)
    return tuple(
        Law(name=line.get("法律"), in_force=line.get("现行版本"), checked_on=line.get("核对日期")) for line in lines
    )


def _problems_of(line: Line, seen: FirstSeen) -> list[Problem]:
    name = line.get("法律")
    found = [] if name else [line.problem("law_missing", "法律")]
    found += [
        line.problem("version_bad", column, given=excerpt(line.get(column)))
        for column in ("题库所用版本", "现行版本")
        if not _YEAR.match(line.get(column))
    ]
    if line.get("核对日期") and not _DAY.fullmatch(line.get("核对日期")):
        found.append(line.problem("day_bad", "核对日期", given=excerpt(line.get("核对日期"))))
    repeated = seen.problem("duplicate_law", "法律", name, line, given=excerpt(name)) if name else None
    return [*found, repeated] if repeated else found
