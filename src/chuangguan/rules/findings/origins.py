"""Many entrants on one device, at one address one behind the other, or with phone numbers in a row (clause 8.1)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from chuangguan.rules.findings.trace import Finding, Trace, a_finding, cut

DEVICE_ENTRANTS: Final = 3
"""Two people at home share a telephone; a third is worth a look."""

QUEUE_ENTRANTS: Final = 6
"""So many people one behind the other at one address; fewer come about by chance where a network has one address."""

QUEUE_GAP_MS: Final = 30_000
"""Between the end of one and the start of the next: as long as it takes to sign in for somebody else."""

NEIGHBOURS: Final = 4
"""Consecutive numbers from which on a row of them is looked at."""

NEIGHBOUR_GAP_MS: Final = 300_000
"""Between the first starts of neighbours in number."""

_PHONE_DIGITS: Final = 11


def shared_devices(traces: Sequence[Trace]) -> Iterator[Finding]:
    """Yield the devices that many entrants played on."""
    for mine in _grouped(traces, "devices").values():
        entrants = {item.attempt.entrant for item in mine}
        if len(entrants) >= DEVICE_ENTRANTS:
            figures = {"persons": len(entrants), "papers": len(mine)}
            yield a_finding("shared_origin", "device_shared", "shared_machine", entrants, mine, figures)


def queues(traces: Sequence[Trace]) -> Iterator[Finding]:
    """Yield the addresses from which many entrants played one behind the other, as when one person plays for all.

    That many people share an address says nothing: a unit and a telephone network have one each.
    """
    for mine in _grouped(traces, "addresses").values():
        for queue in cut(mine, _is_next):
            entrants = {item.attempt.entrant for item in queue}
            if len(entrants) >= QUEUE_ENTRANTS:
                figures = {"persons": len(entrants), "papers": len(queue), "gap_s": QUEUE_GAP_MS // 1000}
                yield a_finding("shared_origin", "address_queue", "shared_machine", entrants, queue, figures)


def _is_next(before: Trace, after: Trace) -> bool:
    return 0 <= after.attempt.started_at - before.attempt.submitted_at <= QUEUE_GAP_MS


def _grouped(traces: Sequence[Trace], where: Literal["devices", "addresses"]) -> dict[str, list[Trace]]:
    groups: dict[str, list[Trace]] = {}
    for trace in traces:
        for origin in getattr(trace, where):
            groups.setdefault(origin, []).append(trace)
    return groups


def consecutive_numbers(
    traces: Sequence[Trace], units: Mapping[str, str], numbers: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield rows of consecutive phone numbers of one unit whose first starts follow each other within minutes.

    Rows that start while as many others of their unit do are left out: there the unit plays together.
    """
    first = {trace.attempt.entrant: trace for trace in reversed(traces)}
    phones = sorted((int(text), entrant) for entrant, text in numbers.items() if _is_phone(text))
    if 2 * sum(after[0] - before[0] == 1 for before, after in pairwise(phones)) > len(phones):
        return  # Where most numbers follow each other they were given out that way and tell nothing.

    def follows(before: tuple[int, str], after: tuple[int, str]) -> bool:
        one, other = before[1], after[1]
        apart = abs(first[one].attempt.started_at - first[other].attempt.started_at)
        return after[0] - before[0] == 1 and units.get(one) == units.get(other) and apart <= NEIGHBOUR_GAP_MS

    for row in cut([item for item in phones if item[1] in first], follows):
        mine = [first[entrant] for _, entrant in row]
        if len(row) < NEIGHBOURS or _plays_together(mine, first.values(), units):
            continue
        starts = [trace.attempt.started_at for trace in mine]
        figures = {"persons": len(row), "span_s": (max(starts) - min(starts)) // 1000}
        entrants = [entrant for _, entrant in row]
        yield a_finding("consecutive_numbers", "numbers_in_a_row", "numbers_of_the_unit", entrants, mine, figures)


def _plays_together(row: Sequence[Trace], first: Iterable[Trace], units: Mapping[str, str]) -> bool:
    """Say whether as many others of the unit first start while a row does."""
    starts = [trace.attempt.started_at for trace in row]
    unit = units.get(row[0].attempt.entrant)
    from_at, to_at = min(starts) - NEIGHBOUR_GAP_MS, max(starts) + NEIGHBOUR_GAP_MS
    starting = [item for item in first if from_at <= item.attempt.started_at <= to_at]
    return sum(units.get(item.attempt.entrant) == unit for item in starting) >= 2 * len(row)


def _is_phone(text: str) -> bool:
    return len(text) == _PHONE_DIGITS and text.isascii() and text.isdecimal() and text[0] == "1"
