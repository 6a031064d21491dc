"""Sources whose law has changed since the question was written."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from chuangguan.errors import Problem
from chuangguan.rules.bank import Bank, Question
from chuangguan.values import Value

_SOURCE: Final = re.compile(r"([^\s；;，,、《》-]+?)》?\s*-\s*([0-9]{4})(?![0-9])")
_BARE: Final = re.compile(r"(?:^|[；;，,、])\s*《?([^\s；;，,、《》-]+?)》?\s*第")


class Law(Value, frozen=True, kw_only=True):
    """A law of the table: its name, the version in force, and on what date somebody looked, empty where nobody did."""

    name: str
    in_force: str
    checked_on: str


def outdated(bank: Bank, laws: Iterable[Law]) -> Iterator[Problem]:
    """Yield each question whose source names another version than the one in force, then what could not be compared.

    A source reads 国旗法-2020 第五条, several are separated by ；. Counted are those of a law in the table without a
    version, and those of a law that it does not have; other sources are passed over.
    """
    known = {law.name: law for law in laws}
    if not known:
        return
    missing: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    for question in bank.questions:
        bare.update(list(dict.fromkeys(name for name in _BARE.findall(question.source) if name in known)))
        for name, version in _sources(question):
            if name not in known:
                missing[name] += 1
            elif not known[name].in_force.startswith(version):
                yield Problem(code="law_changed", column="出处", details=_details(question.id, version, known[name]))
    yield from _counted("law_without_version", bare)
    yield from _counted("law_not_listed", missing)


def unchecked(bank: Bank, laws: Iterable[Law]) -> tuple[str, ...]:
    """Return the laws that a bank rests on and whose version in force nobody has looked up."""
    used = {name for question in bank.questions for name, _ in _sources(question)}
    return tuple(law.name for law in laws if law.name in used and not law.checked_on)


def _sources(question: Question) -> dict[tuple[str, str], None]:
    """Return law and version of each source, in order and once."""
    return dict.fromkeys(_SOURCE.findall(question.source))


def _details(question: str, version: str, law: Law) -> dict[str, int | str]:
    return {"question": question, "law": law.name, "used": version, "in_force": law.in_force}


def _counted(code: str, laws: Mapping[str, int]) -> Iterator[Problem]:
    for name, count in laws.items():
        yield Problem(code=code, column="出处", details={"law": name, "questions": count})
