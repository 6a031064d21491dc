"""Audit: make everything again from the facts and compare (clause 6.7)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from msgspec.structs import replace

from chuangguan.errors import ChuangguanError, Problem
from chuangguan.facts import (
    AnyFact,
    AttemptEnded,
    AttemptImported,
    AttemptStarted,
    CampaignStored,
    ClosingFinalised,
    ClosingMade,
    Envelope,
    PersonalDataShown,
    PersonErased,
    follows,
    kind_of,
    read_fact,
    write_line,
)
from chuangguan.office.audit_log import AuditRow, audit_rows
from chuangguan.office.closings import compute, newest
from chuangguan.office.desk import Desk
from chuangguan.ports import Store, UnitOfWork
from chuangguan.record import project
from chuangguan.rules.attempt import taken_before
from chuangguan.rules.canonical import sha256_hex
from chuangguan.rules.closing import closing_bytes, read_closing, seal
from chuangguan.rules.draw import commitment, period_secret
from chuangguan.rules.roster import Person
from chuangguan.sitting import ImportedLine, admit_line, begin, expiry, hand_in, with_paper
from chuangguan.values import Value
from chuangguan.view import Library, View


class Verification(Value, frozen=True, kw_only=True):
    """What `verify` made again, and the first thing that differs, if any.

    `imported` attempts have no draw or score to make again; `draws_not_checked`, and closings that
    drew lots, were left out for want of a secret, the root one or a revealed one. `head` is the hash of fact number
    `facts`, the last that was made again: both are to be compared with what was published.
    """

    facts: int
    closings: int
    draws: int
    draws_not_checked: int
    scores: int
    imported: int
    people: int
    head: str = ""
    difference: Problem | None = None


class AuditBundle(Value, frozen=True, kw_only=True):
    """What an auditor is given, without a name, a member number or a salt (clause 6.7).

    `facts` is a line of JSON for every envelope in order; `closings` are the canonical bytes by file name; `revealed`
    the periods whose secrets are among the facts; `head` and `count` are to be compared with what was published.
    """

    facts: bytes
    closings: dict[str, bytes]
    revealed: tuple[str, ...]
    head: str
    count: int


class _Differs(Exception):
    def __init__(self, code: str, **details: int | str) -> None:
        super().__init__(code)
        self.problem = Problem(code=code, details=details)


class Audit:
    """The checks that let an organiser defend every line."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def verify(
        self,
        scratch: Store,
        *,
        against: Mapping[int, str] | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Verification:
        """Return what was made again from the facts in `scratch`, an empty store, and the first difference.

        `against` holds published hashes, or how they begin, by number of fact: a record whose tail was dropped, or
        that was written anew with hashes that fit, differs from nothing else.
        """
        check = _Check(self._desk.root_secret, against or {})
        with self._desk.record.store.read() as rows, scratch.write() as copy:
            try:
                view = View(copy, Library(), _revealed(rows))
                for envelope in rows.facts():
                    check.fact(view, envelope)
                    progress(envelope.number)
                check.published()
                check.projections(rows, copy)
                check.people(rows)
            except _Differs as difference:
                return check.report(difference.problem)
            return check.report(None)

    def log(self, *, since: int = 0, actor: str = "", kind: str = "") -> list[AuditRow]:
        """Return what organisers did from an instant on (UTC ms), of one actor or one kind of fact where given."""
        with self._desk.record.read() as view:
            return [
                row
                for row in audit_rows(view.rows.facts())
                if row.stored_at >= since and actor in ("", row.actor) and kind in ("", kind_of(type(row.fact)))
            ]

    def export(self, *, by: str) -> AuditBundle:
        """Return everything that an auditor needs; that it was taken is the last fact in it (clause 6.7)."""
        with self._desk.record.write(by) as entry:
            entry.append(PersonalDataShown(purpose="audit export", persons=0))
            envelopes = list(entry.rows.facts())
            revealed = [fact.period for _, fact in entry.facts_of(ClosingFinalised)]
            return AuditBundle(
                facts=b"".join(map(write_line, envelopes)),
                closings={
                    f"{item.number:02d}-{item.period}-r{item.revision}.json": item.canonical
                    for item in entry.rows.closings()
                },
                revealed=tuple(revealed),
                head=envelopes[-1].hash,
                count=len(envelopes),
            )


def _revealed(rows: UnitOfWork) -> dict[str, bytes]:
    """Return the secrets that facts reveal, by period; one that was not committed to is left for its own check."""
    view = View(rows, Library())
    commitments: dict[str, str] = {}
    try:
        for _, stored in view.facts_of(CampaignStored):
            commitments |= stored.commitments
        found = {fact.period: _secret(fact) for _, fact in view.facts_of(ClosingFinalised)}
    except ValueError:
        # The walk comes to the fact that cannot be read and names it.
        return {}
    return {period: secret for period, secret in found.items() if commitment(secret) == commitments.get(period)}


def _secret(fact: ClosingFinalised) -> bytes:
    """Return the secret that a fact reveals, empty where it is no hex."""
    try:
        return bytes.fromhex(fact.secret)
    except ValueError:
        return b""


class _Check:
    """One run of `verify`: what was seen so far, and the check of each kind of fact."""

    def __init__(self, root_secret: bytes | None, against: Mapping[int, str]) -> None:
        self._root_secret = root_secret
        self._against = against
        self._last: Envelope | None = None
        self._counts = dict.fromkeys(
            ("facts", "closings", "draws", "draws_not_checked", "scores", "imported", "people"), 0
        )

    def report(self, difference: Problem | None) -> Verification:
        head = self._last.hash if self._last else ""
        return Verification(**self._counts, head=head, difference=difference)

    def _seen(self, what: str) -> None:
        self._counts[what] += 1

    def fact(self, view: View, envelope: Envelope) -> None:
        """Check an envelope's place in the chain and what its fact says, then project it."""
        self._chain(envelope)
        try:
            fact = read_fact(envelope.body)
            _CHECKS.get(type(fact), _nothing)(self, view, fact, envelope)
            view.rows.append(envelope)
            project(view, fact, envelope.number, envelope.stored_at)
        except (ChuangguanError, ValueError, KeyError) as error:
            raise _Differs("fact_unusable", fact=envelope.number, said=str(error)[:200]) from error
        self._last = envelope
        self._seen("facts")

    def _chain(self, envelope: Envelope) -> None:
        previous = self._last
        if not follows(previous, envelope):
            raise _Differs("fact_changed", fact=previous.number + 1 if previous else 1)
        if previous and envelope.stored_at < previous.stored_at:
            raise _Differs("stamp_went_back", fact=envelope.number)
        if not envelope.hash.startswith(self._against.get(envelope.number, "")):
            raise _Differs("published_differs", fact=envelope.number)

    def published(self) -> None:
        """See that every fact whose hash was published is there."""
        last = max(self._against, default=0)
        if last > self._counts["facts"]:
            raise _Differs("published_missing", fact=last, facts=self._counts["facts"])

    def campaign(self, view: View, fact: CampaignStored, envelope: Envelope) -> None:
        if sha256_hex(fact.canonical.encode()) != fact.rules_hash:
            raise _Differs("rules_differ", fact=envelope.number)
        earlier = view.rows.campaign()
        if earlier and not earlier.commitments.items() <= fact.commitments.items():
            raise _Differs("commitment_differs", fact=envelope.number)

    def finalised(self, view: View, fact: ClosingFinalised, envelope: Envelope) -> None:
        """See that the newest closing was made final, once, and that the revealed secret is the one committed to."""
        closing = newest(view, fact.period)
        if closing is None or closing.seal != fact.seal or view.final_since(fact.period) is not None:
            raise _Differs("final_differs", fact=envelope.number, period=fact.period)
        secret, root = _secret(fact), self._root_secret
        is_derived = root is None or secret == period_secret(root, view.campaign.id, fact.period)
        if not is_derived or commitment(secret) != view.stored.commitments.get(fact.period):
            raise _Differs("secret_differs", fact=envelope.number, period=fact.period)

    def started(self, view: View, fact: AttemptStarted, envelope: Envelope) -> None:
        again = begin(view, fact.entrant, view.campaign.level(fact.level), envelope.stored_at)
        if again != replace(fact, paper=""):
            raise _Differs("start_differs", fact=envelope.number, entrant=fact.entrant)
        if not view.has_secret(self._root_secret, fact.period):
            return self._seen("draws_not_checked")
        drawn = with_paper(view, replace(fact, paper=""), self._root_secret)
        if drawn.paper != fact.paper:
            raise _Differs("draw_differs", fact=envelope.number, entrant=fact.entrant)
        return self._seen("draws")

    def ended(self, view: View, fact: AttemptEnded, envelope: Envelope) -> None:
        attempt = view.rows.attempt(fact.attempt)
        if attempt is None:
            raise _Differs("end_without_start", fact=envelope.number)
        if attempt.is_ended:
            raise _Differs("ended_twice", fact=envelope.number, entrant=attempt.entrant)
        closes_at = view.campaign.window.closes_at
        last = taken_before(attempt.limit_end, attempt.grace_ms, closes_at)
        if fact.received_at is None:
            again, in_time = expiry(view, attempt, fact.responses), envelope.stored_at >= last
        else:
            again = hand_in(view, attempt, fact.responses, key=fact.key, received_at=fact.received_at)
            in_time = attempt.started_at <= fact.received_at < last
        if again != fact or not in_time:
            raise _Differs("score_differs", fact=envelope.number, entrant=attempt.entrant)
        self._seen("scores")

    def imported(self, view: View, fact: AttemptImported, envelope: Envelope) -> None:
        line = ImportedLine(
            level=fact.level,
            started_at=fact.started_at,
            submitted_at=fact.line_submitted_at,
            correct=fact.correct,
            of=fact.of,
        )
        if admit_line(view, fact.entrant, line) != fact:
            raise _Differs("import_differs", fact=envelope.number, entrant=fact.entrant)
        self._seen("imported")

    def closing(self, view: View, fact: ClosingMade, envelope: Envelope) -> None:
        canonical = fact.canonical.encode()
        if seal(canonical) != fact.seal:
            raise _Differs("seal_differs", fact=envelope.number, period=fact.period)
        sealed = read_closing(canonical)
        period = view.campaign.period(fact.period)
        again = compute(view, period, self._root_secret, sealed)
        key = _first_difference(again, sealed)
        if key or closing_bytes(again) != canonical:
            raise _Differs("closing_differs", fact=envelope.number, period=fact.period, key=key)
        if not view.has_secret(self._root_secret, fact.period) and any(award.lot for award in sealed.awards):
            self._seen("draws_not_checked")
        self._seen("closings")

    def people(self, rows: UnitOfWork) -> None:
        """Compare names and member numbers with the digests in the roster facts."""
        digests = rows.person_digests()
        for person in rows.people():
            if digests.get(person.entrant) != person_digest(person):
                raise _Differs("person_differs", entrant=person.entrant)
            self._seen("people")
            del digests[person.entrant]
        erased = {fact.entrant for _, fact in View(rows, Library()).facts_of(PersonErased)}
        missing = next((entrant for entrant in digests if entrant not in erased), None)
        if missing:
            raise _Differs("person_missing", entrant=missing)

    def projections(self, rows: UnitOfWork, copy: UnitOfWork) -> None:
        """Compare the store's derived rows with those made again."""
        for name, read in _PROJECTED.items():
            try:
                _compare(name, read(rows), read(copy))
            except ValueError as error:
                raise _Differs("projection_differs", table=name, row=str(error)[:200]) from error


def _compare(table: str, ours: Iterable[object], again: Iterable[object]) -> None:
    for row, wanted in zip_longest(ours, again):
        if row != wanted:
            raise _Differs("projection_differs", table=table, row=str(row or wanted)[:200])


def person_digest(person: Person) -> str:
    """Return the digest of a person, empty where the salt is none."""
    try:
        return person.digest
    except ValueError:
        return ""


def _nothing(_check: _Check, _view: View, _fact: AnyFact, _envelope: Envelope) -> None:
    """Check nothing more of a fact that only says what was decided."""


_CHECKS: Final[Mapping[type, Callable[[_Check, View, Any, Envelope], None]]] = {
    CampaignStored: _Check.campaign,
    AttemptStarted: _Check.started,
    AttemptEnded: _Check.ended,
    AttemptImported: _Check.imported,
    ClosingMade: _Check.closing,
    ClosingFinalised: _Check.finalised,
}


def _first_difference(again: object, sealed: object) -> str:
    """Return the first key of a closing that differs, empty where none does."""
    fields = getattr(again, "__struct_fields__", ())
    return next((name for name in fields if getattr(again, name) != getattr(sealed, name)), "")


def _attempts(rows: UnitOfWork) -> Iterator[object]:
    for entrant in rows.person_digests():
        yield from rows.attempts_of(entrant)


def _banks(rows: UnitOfWork) -> Iterator[object]:
    for version in rows.bank_versions():
        yield version, rows.bank(version.version)


_PROJECTED: Final[Mapping[str, Callable[[UnitOfWork], Iterable[object]]]] = {
    "campaigns": lambda rows: rows.campaigns(),
    "banks": _banks,
    "public_texts": lambda rows: sorted(rows.public_texts().items()),
    "units": lambda rows: rows.units(),
    "memberships": lambda rows: rows.memberships(),
    "digests": lambda rows: rows.person_digests().items(),
    "attempts": _attempts,
    "improvements": lambda rows: rows.every_improvement(),
    "closings": lambda rows: rows.closings(),
}
