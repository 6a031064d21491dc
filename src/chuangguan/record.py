"""The one way a fact enters: append, project, expire what is due, rebuild.

The only module that turns facts into rows, for every store (clause 5.2).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

from msgspec.structs import replace

from chuangguan import facts
from chuangguan.errors import Misuse
from chuangguan.facts import EMPTY_HASH, AnyFact, Envelope, read_fact, seal_envelope, write_fact
from chuangguan.ports import Clock, Store, StoredCampaign, StoredClosing, UnitOfWork
from chuangguan.rules.attempt import Attempt, next_digest, taken_before
from chuangguan.rules.bank import BankVersion
from chuangguan.rules.instants import next_stamp
from chuangguan.rules.ladder import ranking_key, standing
from chuangguan.rules.roster import Membership, Unit
from chuangguan.sitting import expiry, remark
from chuangguan.view import Library, View, publication_basis

_FOREVER: Final = 2**62


class Entry(View):
    """A unit of work that may append facts; `at` is its stamp, given when it began (clause 1.2)."""

    def __init__(
        self,
        rows: UnitOfWork,
        library: Library,
        *,
        head: Envelope | None,
        at: int,
        actor: str,
        reason: str,
        software: str,
    ) -> None:
        """Write to these rows, behind their last fact `head`, in the name of `actor`."""
        super().__init__(rows, library)
        self._head = head
        self.at = at
        self._actor = actor
        self._reason = reason
        self._software = software

    def append(self, fact: AnyFact) -> Envelope:
        """Store a fact in its envelope and what follows from it; return the envelope."""
        head = self._head
        envelope = seal_envelope(
            number=head.number + 1 if head else 1,
            stored_at=self.at,
            actor=self._actor,
            reason=self._reason,
            software=self._software,
            body=write_fact(fact),
            previous_hash=head.hash if head else EMPTY_HASH,
        )
        self.rows.append(envelope)
        self._head = envelope
        project(self, fact, envelope.number, self.at)
        return envelope

    def expire(self, attempt: Attempt) -> Envelope:
        """Store the end of an attempt that was not handed in, scored on what was saved in time (clause 1.4)."""
        responses = {item.question: item.response for item in self.rows.saved(attempt.attempt)}
        return self.append(expiry(self, attempt, responses))

    def is_overdue(self, attempt: Attempt) -> bool:
        """Say whether an open attempt can no longer be handed in (clause 1.4)."""
        return self.at >= taken_before(attempt.limit_end, attempt.grace_ms, self.campaign.window.closes_at)

    def expire_due(self) -> int:
        """Expire every open attempt that can no longer be handed in; return how many."""
        due = [attempt for attempt in self.rows.open_attempts() if self.is_overdue(attempt)]
        for attempt in due:
            self.expire(attempt)
        return len(due)


class Record:
    """The facts of one campaign in a store, and the stamps they are given."""

    def __init__(self, store: Store, clock: Clock, *, software: str) -> None:
        """Keep the facts of `store`; `software` is the version that envelopes name."""
        self.store = store
        self.clock = clock
        self.library = Library()
        self._software = software
        self._last_given = 0
        self._giving = Lock()

    @contextmanager
    def read(self) -> Iterator[View]:
        """Open a unit of work that only looks."""
        with self.store.read() as rows:
            yield View(rows, self.library)

    @contextmanager
    def write(self, actor: str, reason: str = "") -> Iterator[Entry]:
        """Open a unit of work that appends; it is committed when the block ends without an error."""
        with self.store.write() as rows:
            head = rows.head()
            at = self._give(head)
            yield Entry(rows, self.library, head=head, at=at, actor=actor, reason=reason, software=self._software)
            rows.commit()

    def now(self) -> int:
        """Return a stamp, for what arrives now; no later one will be below it (clause 1.2)."""
        with self.store.read() as rows:
            return self._give(rows.head())

    def arrival(self) -> int:
        """Return a stamp without asking the store: for what arrives while another thread works on it (clause 1.2)."""
        return self._give(None)

    def _give(self, head: Envelope | None) -> int:
        """Return the next stamp, behind the last one given and the last one recorded."""
        with self._giving:
            last = max(self._last_given, head.stored_at if head else 0)
            self._last_given = next_stamp(self.clock.now(), last)
            return self._last_given


def project(view: View, fact: AnyFact, number: int, stored_at: int) -> None:
    """Write the rows that follow from a fact."""
    _PROJECTIONS[type(fact)](view, fact, number, stored_at)


def rebuild(view: View) -> int:
    """Forget every projection and make it again from the facts; return how many facts there are."""
    kept = {attempt.attempt: view.rows.saved(attempt.attempt) for attempt in view.rows.open_attempts()}
    view.rows.clear_projections()
    count = replay(view, view.rows.facts())
    for attempt, responses in kept.items():
        view.rows.save(attempt, responses)
    return count


def replay(view: View, envelopes: Iterator[Envelope]) -> int:
    """Project envelopes in order; return how many there were."""
    count = 0
    for envelope in envelopes:
        project(view, read_fact(envelope.body), envelope.number, envelope.stored_at)
        count += 1
    return count


def _forget(view: View, *names: str) -> None:
    """Let a view look again at what a fact has changed."""
    for name in names:
        view.__dict__.pop(name, None)


def _campaign(view: View, fact: facts.CampaignStored, _number: int, _stored_at: int) -> None:
    view.rows.put_campaign(
        StoredCampaign(fact.version, fact.rules_hash, fact.canonical.encode(), dict(fact.commitments))
    )
    _forget(view, "stored", "campaign")


def _bank(view: View, fact: facts.BankStored, _number: int, stored_at: int) -> None:
    version = BankVersion(bank=fact.bank, version=fact.version, stored_at=stored_at, mode=fact.mode)
    view.rows.put_bank(version, fact.canonical.encode(), fact.extras.encode())
    _forget(view, "bank_versions")
    if fact.mode == "revision":
        _remark_all(view, {level.number for level in view.campaign.levels if level.bank == fact.bank})


def _remark_all(view: View, levels: Collection[int]) -> None:
    """Mark every ended attempt at these levels again, and count again whose result changed (clause 3.4)."""
    for entrant in view.rows.person_digests():
        changed = [again for again in _remarked(view, entrant, levels) if again is not None]
        for attempt in changed:
            view.rows.put_attempt(attempt)
        if changed:
            _recount(view, entrant)


def _remarked(view: View, entrant: str, levels: Collection[int]) -> Iterator[Attempt | None]:
    for attempt in view.rows.attempts_of(entrant):
        if attempt.is_ended and attempt.level in levels and not attempt.is_imported:
            end = view.rows.end_of(attempt.attempt)
            fact = read_fact(end.body) if end else None
            if isinstance(fact, facts.AttemptEnded):
                again = remark(view, attempt, fact.responses)
                yield again if again != attempt else None


def _public_text(view: View, fact: facts.PublicTextDrawn, _number: int, stored_at: int) -> None:
    view.rows.put_public_text(fact.period, fact.text, stored_at)


def _unit(view: View, fact: facts.UnitStored, _number: int, _stored_at: int) -> None:
    view.rows.put_unit(Unit(unit=fact.unit, parent=fact.parent, kind=fact.kind, headcount=fact.headcount))


def _membership(view: View, fact: facts.RosterChanged, _number: int, _stored_at: int) -> None:
    membership = Membership(
        entrant=fact.entrant,
        from_at=fact.from_at,
        unit=fact.unit,
        category=fact.category,
        duty=fact.duty,
        labels=fact.labels,
        is_admin=fact.is_admin,
        has_prize_right=fact.has_prize_right,
        ended=fact.ended,
    )
    view.rows.put_membership(membership, fact.digest)


def _started(view: View, fact: facts.AttemptStarted, number: int, _stored_at: int) -> None:
    view.rows.put_attempt(
        Attempt(
            attempt=number,
            entrant=fact.entrant,
            level=fact.level,
            ordinal=fact.ordinal,
            run=fact.run,
            period=fact.period,
            started_at=fact.started_at,
            limit_end=fact.limit_end,
            grace_ms=fact.grace_ms,
            bank_version=fact.bank_version,
            campaign_version=fact.campaign_version,
            paper=fact.paper,
        )
    )


def _ended(view: View, fact: facts.AttemptEnded, _number: int, _stored_at: int) -> None:
    attempt = view.rows.attempt(fact.attempt)
    if attempt is None:
        raise Misuse(what="end_without_start", attempt=fact.attempt)
    _count(
        view,
        replace(
            attempt,
            state=fact.kind,
            submitted_at=fact.submitted_at,
            correct=fact.correct,
            of=fact.of,
            score=fact.score,
            passed=fact.passed,
            has_response=bool(fact.responses) or fact.kind == "submitted",
            key=fact.key,
        ),
    )
    view.rows.forget_saved(attempt.attempt)


def _imported(view: View, fact: facts.AttemptImported, number: int, _stored_at: int) -> None:
    is_expired = fact.line_submitted_at is None
    _count(
        view,
        Attempt(
            attempt=number,
            entrant=fact.entrant,
            level=fact.level,
            ordinal=fact.ordinal,
            run=fact.run,
            period=fact.period,
            started_at=fact.started_at,
            limit_end=fact.limit_end,
            grace_ms=fact.grace_ms,
            campaign_version=fact.campaign_version,
            is_imported=True,
            state="expired" if is_expired else "submitted",
            submitted_at=fact.submitted_at,
            correct=fact.correct,
            of=fact.of,
            score=fact.score,
            passed=fact.passed,
            has_response=not is_expired or fact.correct > 0,
        ),
    )


def _count(view: View, ended: Attempt) -> None:
    """Store an ended attempt behind the entrant's earlier ones, and the improvement if it made one."""
    earlier = [item for item in view.rows.attempts_of(ended.entrant) if item.attempt != ended.attempt]
    previous = next((item.digest for item in reversed(earlier) if item.is_counted), "")
    is_void = view.is_void(ended)
    counted = replace(ended, is_void=is_void, digest="" if is_void else next_digest(previous, ended))
    view.rows.put_attempt(counted)
    _improve(view, [*earlier, counted])


def _improve(view: View, attempts: Sequence[Attempt]) -> None:
    """Store the improvement that the last of an entrant's attempts made, if it made one."""
    newest = attempts[-1]
    if not (newest.passed and newest.is_counted):
        return
    campaign = view.campaign
    best = standing([item for item in attempts if not item.is_void], campaign.ladder, campaign.ranking)
    known = view.rows.last_improvement(newest.entrant)
    if best and (known is None or ranking_key(best, campaign.ranking) < ranking_key(known, campaign.ranking)):
        view.rows.put_improvement(newest.submitted_at, best)


def _recount(view: View, entrant: str) -> None:
    """Make an entrant's digests and improvements again after some of their attempts became void, or count again."""
    view.rows.clear_improvements(entrant)
    done: list[Attempt] = []
    digest = ""
    for attempt in view.rows.attempts_of(entrant):
        again = replace(attempt, is_void=attempt.is_ended and view.is_void(attempt))
        if again.is_counted:
            digest = next_digest(digest, again)
        done.append(replace(again, digest=digest if again.is_counted else ""))
        view.rows.put_attempt(done[-1])
        _improve(view, done)


def _closing(view: View, fact: facts.ClosingMade, number: int, _stored_at: int) -> None:
    view.rows.put_closing(
        StoredClosing(fact.number, fact.period, fact.revision, fact.seal, fact.canonical.encode(), number)
    )


def _sanction(view: View, fact: facts.SanctionImposed, _number: int, _stored_at: int) -> None:
    _forget(view, "decisions", "sanctions")
    if fact.kind == "void_attempts":
        _recount(view, fact.entrant)


def _lifted(view: View, fact: facts.SanctionLifted, _number: int, _stored_at: int) -> None:
    _forget(view, "decisions", "sanctions")
    for sanction in view.sanctions:
        if sanction.number == fact.sanction and sanction.kind == "void_attempts":
            _recount(view, sanction.entrant)


def _extension(view: View, _fact: facts.PeriodExtended, _number: int, _stored_at: int) -> None:
    _forget(view, "decisions", "campaign")


def _interval(view: View, fact: facts.IntervalVoided, _number: int, _stored_at: int) -> None:
    _forget(view, "decisions", "voided_intervals")
    hit = (a for a in view.rows.attempts_between(fact.opens_at, _FOREVER) if a.started_at < fact.closes_at)
    for entrant in sorted({attempt.entrant for attempt in hit}):
        _recount(view, entrant)


def _extra_time(view: View, _fact: facts.ExtraTimeGranted, _number: int, _stored_at: int) -> None:
    _forget(view, "decisions", "extra_time")


def _publication(view: View, fact: facts.PublicationBasisRecorded, _number: int, stored_at: int) -> None:
    known = view.__dict__.get("publications")
    if known is not None:
        # A roster may bring one for everybody, so what was read is added to and not read again.
        known.setdefault(fact.entrant, []).append(publication_basis(fact, stored_at))


def _nothing(_view: View, _fact: AnyFact, _number: int, _stored_at: int) -> None:
    """Derive no row from a fact that is read where it stands."""


_PROJECTIONS: Final[Mapping[type, Callable[[View, Any, int, int], None]]] = {
    facts.CampaignStored: _campaign,
    facts.BankStored: _bank,
    facts.PublicTextDrawn: _public_text,
    facts.UnitStored: _unit,
    facts.RosterChanged: _membership,
    facts.AttemptStarted: _started,
    facts.AttemptEnded: _ended,
    facts.AttemptImported: _imported,
    facts.ClosingMade: _closing,
    facts.ClosingPublished: _nothing,
    facts.ObjectionRecorded: _nothing,
    facts.ObjectionDecided: _nothing,
    facts.ClosingFinalised: _nothing,
    facts.AwardDecided: _nothing,
    facts.SanctionImposed: _sanction,
    facts.SanctionLifted: _lifted,
    facts.PeriodExtended: _extension,
    facts.IntervalVoided: _interval,
    facts.ExtraTimeGranted: _extra_time,
    facts.PersonErased: _nothing,
    facts.PublicationBasisRecorded: _publication,
    facts.OriginsForgotten: _nothing,
    facts.PersonalDataShown: _nothing,
}
