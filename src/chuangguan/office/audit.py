"""Audit: make everything again from the facts and compare (clause 6.7)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from chuangguan.errors import ChuangguanError, Problem, SecretMissing
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
    read_fact,
)
from chuangguan.office.closings import compute
from chuangguan.office.desk import Desk
from chuangguan.ports import Store, UnitOfWork
from chuangguan.record import project
from chuangguan.rules.attempt import taken_before
from chuangguan.rules.canonical import sha256_hex
from chuangguan.rules.closing import closing_bytes, read_closing, seal
from chuangguan.rules.roster import Person
from chuangguan.sitting import ImportedLine, admit_line, begin, expiry, hand_in, with_paper
from chuangguan.values import Value
from chuangguan.view import Library, View


class Verification(Value, frozen=True, kw_only=True):
    """What `verify` made again, and the first thing that differs, if any.

    `imported` attempts have no draw or score to make again; `draws_not_checked`, and closings that
    drew lots, were left out for want of the secret.
    """

    facts: int
    closings: int
    draws: int
    draws_not_checked: int
    scores: int
    imported: int
    people: int
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

    def verify(self, scratch: Store, *, progress: Callable[[int], None] = lambda _: None) -> Verification:
        """Return what was made again from the facts in `scratch`, an empty store, and the first difference."""
        check = _Check(self._desk.root_secret)
        with self._desk.record.store.read() as rows, scratch.write() as copy:
            try:
                view = View(copy, Library())
                for envelope in rows.facts():
                    check.fact(view, envelope)
                    progress(envelope.number)
                check.projections(rows, copy)
                check.people(rows)
            except _Differs as difference:
                return check.report(difference.problem)
            return check.report(None)

    def export(self, *, by: str) -> AuditBundle:
        """Return everything that an auditor needs; that it was taken is the last fact in it (clause 6.7)."""
        with self._desk.record.write(by) as entry:
            entry.append(PersonalDataShown(purpose="audit export", persons=0))
            envelopes = list(entry.rows.facts())
            revealed = [fact.period for _, fact in entry.facts_of(ClosingFinalised)]
            return AuditBundle(
                facts=b"".join(_line(envelope) for envelope in envelopes),
                closings={
                    f"{item.number:02d}-{item.period}-r{item.revision}.json": item.canonical
                    for item in entry.rows.closings()
                },
                revealed=tuple(revealed),
                head=envelopes[-1].hash,
                count=len(envelopes),
            )


def _line(envelope: Envelope) -> bytes:
    """Return an envelope as a line of JSON, its body in it as text: the very bytes that were hashed."""
    plain = {name: getattr(envelope, name) for name in envelope.__struct_fields__}
    return msgspec.json.encode({**plain, "body": envelope.body.decode()}) + b"\n"


class _Check:
    """One run of `verify`: what was seen so far, and the check of each kind of fact."""

    def __init__(self, root_secret: bytes | None) -> None:
        self._root_secret = root_secret
        self._last: Envelope | None = None
        self._counts = dict.fromkeys(
            ("facts", "closings", "draws", "draws_not_checked", "scores", "imported", "people"), 0
        )

    def report(self, difference: Problem | None) -> Verification:
        return Verification(**self._counts, difference=difference)

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
        self._seen("facts")

    def _chain(self, envelope: Envelope) -> None:
        previous = self._last
        if not follows(previous, envelope):
            raise _Differs("fact_changed", fact=previous.number + 1 if previous else 1)
        if previous and envelope.stored_at < previous.stored_at:
            raise _Differs("stamp_went_back", fact=envelope.number)
        self._last = envelope

    def campaign(self, _view: View, fact: CampaignStored, envelope: Envelope) -> None:
        if sha256_hex(fact.canonical.encode()) != fact.rules_hash:
            raise _Differs("rules_differ", fact=envelope.number)

    def started(self, view: View, fact: AttemptStarted, envelope: Envelope) -> None:
        again = begin(view, fact.entrant, view.campaign.level(fact.level), envelope.stored_at)
        if again != replace(fact, paper=""):
            raise _Differs("start_differs", fact=envelope.number, entrant=fact.entrant)
        try:
            drawn = with_paper(view, replace(fact, paper=""), self._root_secret)
        except SecretMissing:
            return self._seen("draws_not_checked")
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
        if self._root_secret is None and any(award.lot for award in sealed.awards):
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
