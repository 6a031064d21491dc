"""What an attempt left behind, and what a finding is; how traces are put together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, TypeVar

from chuangguan.facts import Responses
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.roster import entrant_number
from chuangguan.values import Value

T = TypeVar("T")
Kind = Literal["too_fast", "shared_origin", "copied_responses", "harvesting", "consecutive_numbers"]


class Trace(Value, frozen=True, kw_only=True, gc=False):
    """An ended attempt and what it left behind; `answered` and `wrong` are unknown (−1, empty) of imported ones.

    `bank` is the bank's name, `asked` the ids of the paper's questions, `wrong` the wrong responses among them.
    """

    attempt: Attempt
    bank: str = ""
    asked: tuple[str, ...] = ()
    answered: int = -1
    wrong: Responses = {}
    devices: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Finding(Value, frozen=True, kw_only=True):
    """One clue: whom and which attempts it is about, its figures, and the code of what would explain it innocently.

    `sign` is the code of what was seen, said in Chinese with the figures: `papers_too_fast`, `device_shared` …
    """

    kind: Kind
    sign: str
    innocent: str
    entrants: tuple[str, ...]
    attempts: tuple[int, ...]
    figures: dict[str, int]


def cut(items: Sequence[T], belongs: Callable[[T, T], bool]) -> Iterator[list[T]]:
    """Yield the items cut wherever the next does not belong to the one before."""
    part = list(items[:1])
    for before, after in pairwise(items):
        if not belongs(before, after):
            yield part
            part = []
        part.append(after)
    if part:
        yield part


def joined(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the groups that pairs hang together in."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group.isdisjoint(pair)]
        groups.append(set(pair).union(*touched))
    return groups


def by_entrant(traces: Iterable[Trace]) -> dict[str, list[Trace]]:
    """Return everybody's traces by opaque id."""
    groups: dict[str, list[Trace]] = {}
    for trace in traces:
        groups.setdefault(trace.attempt.entrant, []).append(trace)
    return groups


def a_finding(
    kind: Kind, sign: str, innocent: str, entrants: Iterable[str], traces: Iterable[Trace], figures: dict[str, int]
) -> Finding:
    """Return a finding with people in the order of ids and attempts in the order of storing."""
    return Finding(
        kind=kind,
        sign=sign,
        innocent=innocent,
        entrants=tuple(sorted(entrants, key=entrant_number)),
        attempts=tuple(sorted({trace.attempt.attempt for trace in traces})),
        figures=figures,
    )
