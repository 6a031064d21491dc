"""Publicity: show a provisional closing, hear objections, make it final (clause 6.3)."""

from chuangguan.errors import Misuse, NotFound
from chuangguan.facts import CampaignStored, ClosingFinalised, ClosingPublished, ObjectionDecided, ObjectionRecorded
from chuangguan.office.closings import newest, would_differ
from chuangguan.office.desk import Desk
from chuangguan.ports import StoredClosing
from chuangguan.record import Entry
from chuangguan.rules.instants import DAY_MS
from chuangguan.values import Refused, Value
from chuangguan.view import View


class Objection(Value, frozen=True, kw_only=True):
    """An objection on record; `decision` is empty while it is undecided."""

    number: int
    period: str
    text: str
    entrant: str = ""
    upheld: bool = False
    decision: str = ""


class PublicityState(Value, frozen=True, kw_only=True):
    """Where a closed period stands: provisional or final, published since when, and who can object until when.

    Instants in UTC ms, 0 where there is none; `secret` is the revealed secret of a final closing, as hex.
    """

    period: str
    seal: str
    state: str
    published_at: int = 0
    objections_until: int = 0
    objections: tuple[Objection, ...] = ()
    secret: str = ""


class Publicity:
    """The way of a closing from provisional to final."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def state(self, period: str) -> PublicityState:
        """Return where a period stands; `NotFound` while it is not closed."""
        with self._desk.record.read() as view:
            return _state(view, _closed(view, period))

    def publish(self, period: str, *, drafted_by: str, checked_by: str, signed_by: str, by: str) -> PublicityState:
        """Begin the publicity of the newest closing; `Misuse` where it is final or published already."""
        with self._desk.record.write(by) as entry:
            closing = _closed(entry, period)
            state = _state(entry, closing)
            if state.state == "final":
                raise Misuse(what="closing_is_final", period=period)
            if state.published_at:
                raise Misuse(what="published_already", period=period)
            entry.append(
                ClosingPublished(
                    period=period,
                    seal=closing.seal,
                    drafted_by=drafted_by,
                    checked_by=checked_by,
                    signed_by=signed_by,
                )
            )
            return _state(entry, closing)

    def object(self, period: str, text: str, *, entrant: str = "", by: str) -> int:
        """Record an objection to a published closing, about an entrant where one is named; return its number."""
        with self._desk.record.write(by) as entry:
            state = _state(entry, _closed(entry, period))
            if state.state == "final" or not state.published_at:
                raise Misuse(what="no_publicity_running", period=period)
            if entrant and not entry.rows.memberships(entrant):
                raise NotFound(kind="entrant", key=entrant)
            return entry.append(ObjectionRecorded(period=period, text=text, entrant=entrant)).number

    def decide(self, objection: int, decision: str, *, upheld: bool, by: str) -> None:
        """Record what was decided on an objection; `NotFound` for an unknown one, `Misuse` for a decided one."""
        with self._desk.record.write(by) as entry:
            recorded = {item.number: item for item in _objections(entry)}
            if objection not in recorded:
                raise NotFound(kind="objection", key=objection)
            if recorded[objection].decision:
                raise Misuse(what="decided_already", objection=objection)
            entry.append(ObjectionDecided(objection=objection, upheld=upheld, decision=decision))

    def finalise(self, period: str, *, by: str) -> PublicityState | Refused:
        """Make the newest closing final and reveal the period's secret (clause 2.4), or say what stands in the way.

        Raises `SecretMissing` without the root secret, `Misuse` where it is final already.
        """
        with self._desk.record.write(by) as entry:
            closing = _closed(entry, period)
            state = _state(entry, closing)
            if state.state == "final":
                raise Misuse(what="closing_is_final", period=period)
            refusal = _not_yet(entry, state)
            if refusal:
                return refusal
            if would_differ(entry, closing, self._desk.root_secret):
                return Refused(reason="due_for_revision", details={"period": period})
            secret = entry.period_secret(self._desk.root_secret, period).hex()
            entry.append(ClosingFinalised(period=period, seal=closing.seal, secret=secret))
            return _state(entry, closing)


def _closed(view: View, period: str) -> StoredClosing:
    view.campaign.period(period)
    closing = newest(view, period)
    if closing is None:
        raise NotFound(kind="closing", key=period)
    return closing


def _not_yet(entry: Entry, state: PublicityState) -> Refused | None:
    undecided = [item.number for item in state.objections if not item.decision]
    if undecided:
        numbers = "、".join(map(str, undecided))
        return Refused(reason="objections_undecided", details={"objections": numbers})
    if not state.published_at:
        may_skip = not entry.campaign.publicity_days
        return None if may_skip else Refused(reason="not_published", details={"period": state.period})
    if entry.at < state.objections_until:
        return Refused(reason="publicity_running", details={"ends_at": state.objections_until})
    return None


def _state(view: View, closing: StoredClosing) -> PublicityState:
    final = next((fact for _, fact in view.facts_of(ClosingFinalised) if fact.period == closing.period), None)
    published = [number for number, fact in view.facts_of(ClosingPublished) if fact.seal == closing.seal]
    published_at = view.stored_at(published[0]) if published else 0
    return PublicityState(
        period=closing.period,
        seal=closing.seal,
        state="final" if final else "provisional",
        published_at=published_at,
        objections_until=published_at + _days_at(view, published[0]) * DAY_MS if published else 0,
        objections=tuple(item for item in _objections(view) if item.period == closing.period),
        secret=final.secret if final else "",
    )


def _days_at(view: View, published: int) -> int:
    """Return the days that were in force at the publishing fact; an amendment never shortens a running publicity."""
    versions = [fact for number, fact in view.facts_of(CampaignStored) if number < published]
    return view.library.campaign(versions[-1].rules_hash, versions[-1].canonical.encode()).publicity_days


def _objections(view: View) -> list[Objection]:
    decided = {fact.objection: fact for _, fact in view.facts_of(ObjectionDecided)}
    return [
        Objection(
            number=number,
            period=fact.period,
            text=fact.text,
            entrant=fact.entrant,
            upheld=number in decided and decided[number].upheld,
            decision=decided[number].decision if number in decided else "",
        )
        for number, fact in view.facts_of(ObjectionRecorded)
    ]
