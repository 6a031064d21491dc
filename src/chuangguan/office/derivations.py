"""Derivations: why somebody stands where they stand in a period (clauses 4.2, 5.1, 6.1)."""

from typing import Final

from chuangguan.errors import BadInput, NotFound, Problem
from chuangguan.facts import AttemptEnded, AttemptImported, AttemptStarted, read_fact
from chuangguan.office.closings import compute, grounds_of, newest
from chuangguan.office.desk import Desk
from chuangguan.ports import Store, StoredClosing
from chuangguan.record import project
from chuangguan.rules.closing import Closing, read_closing
from chuangguan.rules.derivation import Derivation, DerivationGrounds, derive
from chuangguan.rules.workings import UnitDerivation, unit_workings
from chuangguan.view import View

_VACANCY: Final = "vacancy"


class Derivations:
    """Explains places from a period's closing, or from the facts as they stand while it has none."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def derive(self, member_no: str, period_id: str, scratch: Store) -> Derivation:
        """Return how a person's place in a period came about.

        A closed period is explained by the facts that its closing saw, made again in `scratch`, an empty store.
        `NotFound` for a member number or a period that is unknown; `SecretMissing` where a preview must draw lots.
        """
        with self._desk.record.read() as view:
            period = view.campaign.period(period_id)
            person = view.rows.person_by_member_no(member_no)
            if person is None:
                raise NotFound(kind="member_no", key=member_no)
            stored = newest(view, period_id)
            if stored:
                return _as_sealed(view, person.entrant, stored, scratch)
            preview = compute(view, period, self._desk.root_secret)
            return derive(_grounds(view, person.entrant, preview), person.entrant)

    def derive_units(self, period_id: str, scratch: Store, *, is_preview: bool = False) -> UnitDerivation:
        """Return how the scores of a period's unit awards came about, term by term (clause 7.3).

        A closed period is worked out from the facts that its closing saw, made again in `scratch`, an empty store,
        unless a preview from the facts of now is asked for; `BadInput` where that does not give the sealed scores.
        `NotFound` for an unknown period; `SecretMissing` where a preview must draw lots.
        """
        with self._desk.record.read() as view:
            period = view.campaign.period(period_id)
            stored = newest(view, period_id)
            if stored is None or is_preview:
                return _unit_derivation(view, compute(view, period, self._desk.root_secret))
            closing = read_closing(stored.canonical)
            head = view.rows.head()
            if head and head.number == closing.last_fact + 1:
                # Nothing was stored behind the closing, so the rows say what it saw.
                return _unit_derivation(view, closing, seal=stored.seal)
            with scratch.write() as copy:
                then = View(copy, view.library)
                for envelope in view.rows.facts(until=closing.last_fact):
                    then.rows.append(envelope)
                    project(then, read_fact(envelope.body), envelope.number, envelope.stored_at)
                return _unit_derivation(then, closing, seal=stored.seal)


def _unit_derivation(view: View, closing: Closing, *, seal: str = "") -> UnitDerivation:
    period = view.campaign.period(closing.period)
    has_awards = any(period.is_named(award.period) for award in view.campaign.unit_awards)
    workings = unit_workings(view.campaign, grounds_of(view, period)) if has_awards else ()
    if tuple(item.score for item in workings) != closing.unit_awards:
        raise BadInput([Problem(code="workings_differ", details={"period": closing.period})])
    return UnitDerivation(campaign=view.campaign, closing=closing, seal=seal, tree=view.tree(), workings=workings)


def _as_sealed(view: View, entrant: str, stored: StoredClosing, scratch: Store) -> Derivation:
    closing = read_closing(stored.canonical)
    with scratch.write() as copy:
        then = View(copy, view.library)
        _replay_for({entrant, *_vacant(closing)}, then, view, closing.last_fact)
        late = _stored_late(then, view, entrant, closing.cutoff_at)
        return derive(_grounds(then, entrant, closing, seal=stored.seal, stored_late=late), entrant)


def _stored_late(then: View, view: View, entrant: str, cutoff_at: int) -> tuple[int, ...]:
    """Return the attempts that ended before a cutoff by a fact that the closing did not see (clause 6.5)."""
    seen = {item.attempt for item in then.rows.attempts_of(entrant) if item.is_ended}
    ended = (item for item in view.rows.attempts_of(entrant) if item.is_ended and item.submitted_at < cutoff_at)
    return tuple(item.attempt for item in ended if item.attempt not in seen)


def _vacant(closing: Closing) -> set[str]:
    return {item.entrant for item in closing.exclusions if item.reason == _VACANCY}


def _replay_for(wanted: set[str], then: View, view: View, last_fact: int) -> None:
    """Project the facts up to a number, of attempts those of a few only: of the others the board is enough."""
    own = {item.attempt for entrant in wanted for item in view.rows.attempts_of(entrant)}
    for envelope in view.rows.facts(until=last_fact):
        fact = read_fact(envelope.body)
        if isinstance(fact, AttemptEnded):
            is_wanted = fact.attempt in own
        else:
            is_wanted = not isinstance(fact, AttemptStarted | AttemptImported) or fact.entrant in wanted
        then.rows.append(envelope)
        if is_wanted:
            project(then, fact, envelope.number, envelope.stored_at)


def _grounds(
    view: View, entrant: str, closing: Closing, *, seal: str = "", stored_late: tuple[int, ...] = ()
) -> DerivationGrounds:
    vacant = _vacant(closing)
    standings = view.standings_of(view.campaign.period(closing.period)) if vacant else []
    return DerivationGrounds(
        campaign=view.campaign,
        closing=closing,
        seal=seal,
        attempts=view.rows.attempts_of(entrant),
        members=view.roster(closing.cutoff_at - 1).members,
        tree=view.tree(),
        vacant=[item for item in standings if item.entrant in vacant],
        stored_late=stored_late,
    )
