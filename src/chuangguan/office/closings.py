"""Closings: fix a period, show it before, read it back (clauses 6.3–6.6)."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from chuangguan.errors import Misuse, PeriodNotEnded
from chuangguan.facts import ClosingMade, IntervalVoided, PeriodExtended
from chuangguan.office.desk import Desk
from chuangguan.ports import StoredClosing
from chuangguan.record import Entry
from chuangguan.rules.attempt import expired_at, taken_before
from chuangguan.rules.awards import Lot, Note
from chuangguan.rules.campaign import Period
from chuangguan.rules.closing import (
    BankUsed,
    Chain,
    Closing,
    Grounds,
    Tally,
    changes_between,
    close_period,
    closing_bytes,
    read_closing,
    seal,
)
from chuangguan.rules.draw import tie_lot
from chuangguan.rules.roster import Roster
from chuangguan.rules.sanctions import stripped
from chuangguan.rules.units import TurnoutWindow
from chuangguan.values import Value
from chuangguan.view import View

LATER_CLOSINGS: Final = "later_closings_differ"
"""The note of a revision that names later closings which would differ too (clause 6.5)."""


class SealedClosing(Value, frozen=True, kw_only=True):
    """A closing with its canonical bytes and seal; `is_new` says whether this call made it."""

    closing: Closing
    canonical: bytes
    seal: str
    is_new: bool


class Closings:
    """The one chain of closings."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def close(self, period_id: str, *, by: str, reason: str = "") -> SealedClosing:
        """Fix a period, or return the closing it has (clause 6.5).

        `PeriodNotEnded` before its cutoff plus the grace (clause 6.6); `SecretMissing` where a lot must be drawn.
        """
        with self._desk.record.write(by, reason) as entry:
            period = entry.campaign.period(period_id)
            stored = newest(entry, period_id)
            if stored:
                return _sealed(stored)
            _expire_before(entry, period)
            return _seal(entry, compute(entry, period, self._desk.root_secret))

    def revise(self, period_id: str, *, by: str, reason: str) -> SealedClosing:
        """Close a closed period again from the facts of now; the earlier closing stays and is cited (clause 6.5).

        `Misuse` for a period that is not closed, or where nothing would change.
        """
        with self._desk.record.write(by, reason) as entry:
            period = entry.campaign.period(period_id)
            stored = newest(entry, period_id)
            if stored is None:
                raise Misuse(what="not_closed", period=period_id)
            if not self._differs(entry, stored):
                raise Misuse(what="nothing_to_revise", period=period_id)
            return _seal(entry, compute(entry, period, self._desk.root_secret))

    def preview(self, period_id: str) -> Closing:
        """Return what a closing would hold if it were made from the facts of now; nothing is stored."""
        with self._desk.record.read() as view:
            period = view.campaign.period(period_id)
            return compute(view, period, self._desk.root_secret)

    def get(self, period_id: str) -> SealedClosing | None:
        """Return the newest closing of a period, or None while it is open."""
        with self._desk.record.read() as view:
            stored = newest(view, period_id)
            return _sealed(stored) if stored else None

    def due_for_revision(self) -> list[str]:
        """Return the closed periods that would come out differently from the facts of now (clause 6.5)."""
        with self._desk.record.read() as view:
            periods = dict.fromkeys(stored.period for stored in view.rows.closings())
            return [period for period in periods if (stored := newest(view, period)) and self._differs(view, stored)]

    def _differs(self, view: View, stored: StoredClosing) -> bool:
        return would_differ(view, stored, self._desk.root_secret)


def would_differ(view: View, stored: StoredClosing, root_secret: bytes | None) -> bool:
    """Say whether a closing would come out differently from the facts of now, its place in the chain apart."""
    sealed = read_closing(stored.canonical)
    period = view.campaign.period(sealed.period)
    chain = Chain(
        number=sealed.number,
        revision=sealed.revision,
        last_fact=sealed.last_fact,
        previous_seal=sealed.previous_seal,
        replaced_seal=sealed.replaced_seal,
    )
    lot = lots(view, period, root_secret, sealed)
    again = close_period(view.campaign, grounds_of(view, period), chain, lot)
    said = tuple(note for note in sealed.notes if note.code != LATER_CLOSINGS)
    return replace(again, rules_hash=sealed.rules_hash, changes=sealed.changes) != replace(sealed, notes=said)


def newest(view: View, period_id: str) -> StoredClosing | None:
    """Return the newest closing of a period."""
    return next((item for item in reversed(view.rows.closings()) if item.period == period_id), None)


def _seal(entry: Entry, made: Closing) -> SealedClosing:
    canonical = closing_bytes(made)
    entry.append(
        ClosingMade(
            period=made.period,
            revision=made.revision,
            number=made.number,
            seal=seal(canonical),
            canonical=canonical.decode(),
        )
    )
    return SealedClosing(closing=made, canonical=canonical, seal=seal(canonical), is_new=True)


def _sealed(stored: StoredClosing) -> SealedClosing:
    return SealedClosing(
        closing=read_closing(stored.canonical), canonical=stored.canonical, seal=stored.seal, is_new=False
    )


def _expire_before(entry: Entry, period: Period) -> None:
    """Expire the attempts that end before the cutoff; none may still be taken (clause 6.6)."""
    closes_at = entry.campaign.window.closes_at
    ending = [a for a in entry.rows.open_attempts() if expired_at(a.limit_end, closes_at) < period.cutoff_at]
    last = [taken_before(a.limit_end, a.grace_ms, closes_at) for a in ending]
    closable_at = max([period.cutoff_at + entry.campaign.grace_ms, *last])
    if entry.at < closable_at:
        raise PeriodNotEnded(period=period.id, closable_at=closable_at, cutoff_at=period.cutoff_at)
    for attempt in ending:
        entry.expire(attempt)


def next_chain(view: View, replaced: StoredClosing | None) -> Chain:
    """Return the place in the chain of a period's next closing."""
    earlier = view.rows.closings()
    head = view.rows.head()
    return Chain(
        number=len(earlier) + 1,
        revision=replaced.revision + 1 if replaced else 0,
        last_fact=head.number if head else 0,
        previous_seal=earlier[-1].seal if earlier else "",
        replaced_seal=replaced.seal if replaced else "",
    )


def lots(view: View, period: Period, root_secret: bytes | None, sealed: Closing | None = None) -> Lot:
    """Return what gives an entrant's lot (clause 2.5): from the secret, or without it as a sealed closing has it."""
    known = {award.entrant: award.lot for award in sealed.awards if award.lot} if sealed else {}

    def lot(entrant: str) -> str:
        if entrant in known and not view.has_secret(root_secret, period.id):
            return known[entrant]
        secret = view.period_secret(root_secret, period.id)
        return tie_lot(secret, campaign_id=view.campaign.id, period_id=period.id, entrant=entrant)

    return lot


def compute(view: View, period: Period, root_secret: bytes | None, sealed: Closing | None = None) -> Closing:
    """Return the next closing of a period from what the store's facts say: its first, or the revision of its newest.

    Without the root secret, lots are taken as `sealed` has them.
    """
    replaced = newest(view, period.id)
    lot = lots(view, period, root_secret, sealed)
    made = close_period(view.campaign, grounds_of(view, period), next_chain(view, replaced), lot)
    if replaced is None:
        return made
    later = "、".join(_later_that_differ(view, period, root_secret))
    notes = (*made.notes, Note(code=LATER_CLOSINGS, details={"periods": later})) if later else made.notes
    return replace(made, changes=changes_between(read_closing(replaced.canonical), made), notes=notes)


def _later_that_differ(view: View, period: Period, root_secret: bytes | None) -> list[str]:
    """Return the closed periods with a later cutoff that would come out differently too (clause 6.5)."""
    newest_of = {stored.period: stored for stored in view.rows.closings()}
    return [
        name
        for name, stored in newest_of.items()
        if view.campaign.period(name).cutoff_at > period.cutoff_at and would_differ(view, stored, root_secret)
    ]


def grounds_of(view: View, period: Period) -> Grounds:
    """Return what a closing of a period is computed from, from what the store's facts say."""
    last_instant = period.cutoff_at - 1
    due = [level for level in view.campaign.levels if level.is_due(last_instant)]
    in_force = [(level.number, view.bank_in_force(level, last_instant)) for level in due]
    text = view.rows.public_texts().get(period.id)
    roster = view.roster(last_instant)
    given = [award for award in view.campaign.unit_awards if period.is_named(award.period)]
    named = {term.window for award in given for term in award.terms}
    return Grounds(
        period=period,
        rules_hash=view.stored.rules_hash,
        roster=roster,
        tree=view.tree(),
        standings=view.standings_of(period),
        announced=tuple(_announced(view, period)),
        stripped=stripped(view.sanctions, period.id, view.final_since(period.id)),
        tallies={
            row.entrant: Tally(digest=row.digest, imported=row.imported) for row in view.rows.tallies(period.cutoff_at)
        },
        windows_of={
            name: _windows(view, view.campaign.period(name or period.id), last_instant, roster) for name in {"", *named}
        },
        levels_open=len(due),
        banks=tuple(BankUsed(level=number, version=bank.version) for number, bank in in_force if bank),
        commitment=view.stored.commitments[period.id],
        public_text=text[0] if text else "",
    )


def _announced(view: View, period: Period) -> Iterator[Note]:
    """Yield what was done about outages in a period (clause 1.5)."""
    for _, moved in view.facts_of(PeriodExtended):
        if moved.period == period.id:
            yield Note(code="period_extended", details={"cutoff_at": moved.cutoff_at, "reason": moved.reason})
    for _, void in view.facts_of(IntervalVoided):
        if void.opens_at < period.cutoff_at and void.closes_at > period.window.opens_at:
            yield Note(
                code="interval_voided",
                details={"opens_at": void.opens_at, "closes_at": void.closes_at, "reason": void.reason},
            )


def _windows(view: View, period: Period, known_at: int, known: Roster) -> list[TurnoutWindow]:
    """Return the turnout of each of a period's parts: the roster at its cutoff, what was handed in (7.1, 7.2)."""
    return [
        TurnoutWindow(
            members=(known if part.cutoff_at - 1 == known_at else view.roster(part.cutoff_at - 1)).members,
            handed_in=dict(view.rows.handed_in(part.window.opens_at, part.cutoff_at)),
        )
        for part in view.campaign.parts_of(period)
    ]
