"""The audit log: everything that organisers did, in order (clause 8.3)."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from chuangguan.facts import (
    AnyFact,
    AttemptEnded,
    AttemptImported,
    AttemptStarted,
    Envelope,
    RosterChanged,
    UnitStored,
    read_fact,
)
from chuangguan.values import Value

BY_CLOCK: Final = "clock"
"""Whom `play` names where the clock ended an attempt."""

IN_GROUPS: Final = (UnitStored, RosterChanged, AttemptImported, AttemptEnded)
"""The kinds that one command makes many of; every other fact is a decision and has a line of its own."""


class AuditRow(Value, frozen=True, kw_only=True):
    """A line of the audit log: what was stored at `stored_at` (UTC ms), by whom, why and with which software.

    Neighbouring facts that one command made are one line: `count` facts from `number` to `last`, `fact` the first.
    """

    number: int
    last: int
    count: int
    stored_at: int
    actor: str
    reason: str
    software: str
    fact: AnyFact


class _Done(NamedTuple):
    """A fact in its envelope."""

    envelope: Envelope
    fact: AnyFact


def audit_rows(envelopes: Iterable[Envelope]) -> Iterator[AuditRow]:
    """Yield a line for everything that organisers did, an entrant's own starts and ends left out."""
    for _, group in groupby(_done(envelopes), key=_command):
        together = list(group)
        first, last = together[0], together[-1]
        yield AuditRow(
            number=first.envelope.number,
            last=last.envelope.number,
            count=len(together),
            stored_at=first.envelope.stored_at,
            actor=first.envelope.actor,
            # Some facts hold their reason themselves, as it is printed with what they change.
            reason=first.envelope.reason or getattr(first.fact, "reason", ""),
            software=first.envelope.software,
            fact=first.fact,
        )


def _done(envelopes: Iterable[Envelope]) -> Iterator[_Done]:
    entrant_of: dict[int, str] = {}
    for envelope in envelopes:
        fact = read_fact(envelope.body)
        if isinstance(fact, AttemptStarted):
            entrant_of[envelope.number] = fact.entrant
            own = {fact.entrant}
        elif isinstance(fact, AttemptEnded):
            own = {entrant_of.pop(fact.attempt, ""), BY_CLOCK}
        else:
            own = set()
        if envelope.actor not in own:
            yield _Done(envelope, fact)


def _command(done: _Done) -> tuple[object, ...]:
    """Return what facts of one command have in common; a number of its own where they are not to be grouped."""
    envelope = done.envelope
    if not isinstance(done.fact, IN_GROUPS):
        return (envelope.number,)
    return type(done.fact), envelope.actor, envelope.reason, envelope.stored_at, envelope.software
