"""How a campaign is begun and conducted: its regulations, public texts, state (clauses 2.3, 2.4, 8.4)."""

from collections.abc import Sequence

from chuangguan.errors import Misuse, SecretMissing, StoreExists
from chuangguan.facts import CampaignStored, IntervalVoided, PeriodExtended, PublicTextDrawn
from chuangguan.office.desk import Desk
from chuangguan.rules.amendment import Amendment, amendments
from chuangguan.rules.campaign import Campaign, Period, canonical_campaign, rules_hash
from chuangguan.rules.draw import commitment, period_secret
from chuangguan.rules.instants import Window
from chuangguan.values import Value
from chuangguan.view import View


class LevelState(Value, frozen=True, kw_only=True):
    """A level as it stands: `bank_version` is empty while it cannot be played.

    `prepared` counts the questions of the bank stored last for it, which it draws from unless a later one comes first.
    """

    number: int
    title: str
    opens_at: int
    is_due: bool
    bank_version: str
    questions: int
    prepared: int = 0


class PeriodState(Value, frozen=True, kw_only=True):
    """A period as it stands; `phase` is upcoming, open, ended, closed or final."""

    period: Period
    phase: str
    seal: str


class Status(Value, frozen=True, kw_only=True):
    """The campaign as it stands at `now` (UTC ms): the head of the facts, commitments, levels and periods."""

    campaign: Campaign
    version: int
    rules_hash: str
    commitments: dict[str, str]
    now: int
    facts: int
    head: str
    entrants: int
    open_attempts: int
    levels: tuple[LevelState, ...]
    periods: tuple[PeriodState, ...]


class Conduct:
    """Beginning a campaign, and what is done while it runs."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def begin(self, campaign: Campaign, *, by: str) -> dict[str, str]:
        """Store the regulations with the commitments of every period, and return these (clause 2.4).

        One database holds one campaign: `StoreExists` where there is one.
        """
        commitments = self._commitments(campaign, [campaign.id, *(period.id for period in campaign.periods)])
        with self._desk.record.write(by) as entry:
            if entry.rows.campaign() is not None:
                raise StoreExists(path="")
            entry.append(_stored(campaign, 1, commitments))
        return commitments

    def amend(self, campaign: Campaign, *, reason: str, by: str, apply: bool) -> tuple[Amendment, ...]:
        """Return what new regulations change; store them as the next version if `apply` and nothing is refused (8.4).

        A closed period counts as past. `SecretMissing` where a new period needs its commitment.
        """
        with self._desk.record.write(by, reason) as entry:
            old = entry.library.campaign(entry.stored.rules_hash, entry.stored.canonical)
            changes = amendments(old, campaign, entry.at)
            if apply and changes and not any(change.refused for change in changes):
                known = entry.stored.commitments
                new = [period.id for period in campaign.periods if period.id not in known]
                commitments = {**known, **(self._commitments(campaign, new) if new else {})}
                entry.append(_stored(campaign, entry.stored.version + 1, commitments))
            return changes

    def _commitments(self, campaign: Campaign, periods: Sequence[str]) -> dict[str, str]:
        secret = self._desk.root_secret
        if secret is None:
            raise SecretMissing(needed_for=campaign.id)
        return {period: commitment(period_secret(secret, campaign.id, period)) for period in periods}

    def draw_text(self, period: str, text: str, *, by: str, reason: str = "") -> None:
        """Record a period's public text, which freezes the banks of its levels (clause 2.3).

        The campaign's id stands for the time that lies in no declared period.

        `NotFound` for an unknown period, `Misuse` where the campaign uses none or one is recorded already.
        """
        with self._desk.record.write(by, reason) as entry:
            if period != entry.campaign.id:
                entry.campaign.period(period)
            if entry.campaign.public_text == "none":
                raise Misuse(what="no_public_text_used")
            if period in entry.rows.public_texts():
                raise Misuse(what="public_text_recorded", period=period)
            entry.append(PublicTextDrawn(period=period, text=text))

    def extend(self, period_id: str, cutoff_at: int, *, reason: str, by: str) -> None:
        """Move the end of a period that is not closed later (UTC ms), because of an outage say (clause 1.5).

        `Misuse` where it is closed, or where the new end is not later than the old one.
        """
        with self._desk.record.write(by, reason) as entry:
            period = entry.campaign.period(period_id)
            _require_open(entry, period_id)
            if cutoff_at <= period.cutoff_at:
                raise Misuse(what="not_later", cutoff_at=period.cutoff_at)
            entry.append(PeriodExtended(period=period_id, cutoff_at=cutoff_at, reason=reason))

    def void_interval(self, interval: Window, *, reason: str, by: str) -> int:
        """Void the attempts that overlap an interval of the past, and return how many (clause 1.5).

        `Misuse` where it is not over yet or lies in the future, or where a period that it touches is closed.
        """
        with self._desk.record.write(by, reason) as entry:
            if not interval.opens_at < interval.closes_at <= entry.at:
                raise Misuse(what="interval_not_past", closes_at=interval.closes_at)
            for stored in entry.rows.closings():
                if entry.campaign.period(stored.period).cutoff_at > interval.opens_at:
                    raise Misuse(what="period_is_closed", period=stored.period)
            entry.append(IntervalVoided(opens_at=interval.opens_at, closes_at=interval.closes_at, reason=reason))
            attempts = (a for name in entry.rows.person_digests() for a in entry.rows.attempts_of(name))
            return sum(a.is_void and interval.holds(max(a.started_at, interval.opens_at)) for a in attempts)

    def status(self) -> Status:
        """Return the campaign as it stands now."""
        now = self._desk.record.now()
        with self._desk.record.read() as view:
            head = view.rows.head()
            sealed = {closing.period: closing for closing in view.rows.closings()}
            levels = []
            newest = {item.bank: item.version for item in view.bank_versions}
            for level in view.campaign.levels:
                bank = view.bank_in_force(level, now)
                version = bank.version if bank else ""
                levels.append(
                    LevelState(
                        number=level.number,
                        title=level.title,
                        opens_at=level.opens_at,
                        is_due=level.is_due(now),
                        bank_version=version,
                        questions=_count(view, version),
                        prepared=_count(view, newest.get(level.bank, "")),
                    )
                )
            return Status(
                campaign=view.campaign,
                version=view.stored.version,
                rules_hash=view.stored.rules_hash,
                commitments=view.stored.commitments,
                now=now,
                facts=head.number if head else 0,
                head=head.hash if head else "",
                entrants=view.rows.entrants(),
                open_attempts=len(view.rows.open_attempts()),
                levels=tuple(levels),
                periods=tuple(
                    PeriodState(
                        period=period,
                        phase=_phase(view, period, now, is_closed=period.id in sealed),
                        seal=sealed[period.id].seal if period.id in sealed else "",
                    )
                    for period in view.campaign.periods
                ),
            )


def _stored(campaign: Campaign, version: int, commitments: dict[str, str]) -> CampaignStored:
    return CampaignStored(
        version=version,
        rules_hash=rules_hash(campaign),
        canonical=canonical_campaign(campaign).decode(),
        commitments=commitments,
    )


def _count(view: View, version: str) -> int:
    return len(view.library.questions(version, view.rows)) if version else 0


def _require_open(view: View, period_id: str) -> None:
    if any(stored.period == period_id for stored in view.rows.closings()):
        raise Misuse(what="period_is_closed", period=period_id)


def _phase(view: View, period: Period, now: int, *, is_closed: bool) -> str:
    if is_closed:
        return "closed" if view.final_since(period.id) is None else "final"
    if now < period.window.opens_at:
        return "upcoming"
    return "open" if now < period.cutoff_at else "ended"
