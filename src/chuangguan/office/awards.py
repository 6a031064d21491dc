"""Awards that another body decides: who got a tier that the regulations only hold open (clause 6.1)."""

from collections.abc import Iterator, Sequence

from chuangguan.errors import BadInput, Misuse, NotFound, Problem
from chuangguan.facts import AwardDecided
from chuangguan.office.closings import newest
from chuangguan.office.desk import Desk
from chuangguan.record import Entry
from chuangguan.rules.awards import OutsideAward, tiers_of
from chuangguan.rules.campaign import AwardTier
from chuangguan.view import View


class Awards:
    """The tiers of a period that are `decided = outside`, and who was given them."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def decide(
        self,
        period: str,
        tier: str,
        *,
        decided_by: str,
        by: str,
        entrants: Sequence[str] = (),
        units: Sequence[str] = (),
        reason: str = "",
    ) -> None:
        """Record to whom another body gave a tier of a closed period; nobody takes an earlier decision back.

        The newest decision holds. `NotFound` for a tier that is not decided outside, `Misuse` where nobody decided,
        for a period that is not closed or more recipients than places, `BadInput` with all who cannot be given it.
        """
        with self._desk.record.write(by, reason) as entry:
            places = _tier_of(entry, period, tier).places
            if not decided_by.strip():
                raise Misuse(what="nobody_decided", tier=tier)
            if newest(entry, period) is None:
                raise Misuse(what="not_closed", period=period)
            if len(entrants) + len(units) > places:
                raise Misuse(what="more_than_places", tier=tier, places=places, given=len(entrants) + len(units))
            problems = [*_repeated([*entrants, *units]), *_not_entitled(entry, period, entrants)]
            problems += _unknown_units(entry, units)
            if problems:
                raise BadInput(problems)
            entry.append(
                AwardDecided(
                    period=period, tier=tier, decided_by=decided_by, entrants=tuple(entrants), units=tuple(units)
                )
            )

    def given(self, period: str) -> list[OutsideAward]:
        """Return a period's tiers that are decided outside, with those who hold them now.

        Somebody whose prizes of the period a sanction has taken since is left out, and the place is vacant.
        """
        with self._desk.record.read() as view:
            decided = {fact.tier: fact for _, fact in view.facts_of(AwardDecided) if fact.period == period}
            return [_given(view, period, tier, decided.get(tier.name)) for tier in _outside(view, period)]


def _given(view: View, period: str, tier: AwardTier, fact: AwardDecided | None) -> OutsideAward:
    if fact is None or not (fact.entrants or fact.units):
        return OutsideAward(tier=tier.name)
    return OutsideAward(
        tier=tier.name,
        entrants=tuple(entrant for entrant in fact.entrants if not _is_stripped(view, period, entrant)),
        units=fact.units,
        decided_by=fact.decided_by,
    )


def _outside(view: View, period: str) -> list[AwardTier]:
    groups = tiers_of(view.campaign.awards, view.campaign.period(period))
    return [tier for group in groups for tier in group if tier.decided == "outside"]


def _tier_of(view: View, period: str, name: str) -> AwardTier:
    tiers = {tier.name: tier for tier in _outside(view, period)}
    if not tiers:
        raise Misuse(what="no_tier_outside", period=period)
    if name not in tiers:
        raise NotFound(kind="tier", key=name, known="、".join(tiers))
    return tiers[name]


def _is_stripped(view: View, period: str, entrant: str) -> bool:
    return any(sanction.strips(period) for sanction in view.sanctions_of(entrant))


def _repeated(recipients: Sequence[str]) -> Iterator[Problem]:
    for recipient in dict.fromkeys(recipients):
        if recipients.count(recipient) > 1:
            yield Problem(code="recipient_twice", column=recipient)


def _not_entitled(entry: Entry, period: str, entrants: Sequence[str]) -> Iterator[Problem]:
    """Name those who were not on the roster that the closing rests on, or are sanctioned now."""
    members = entry.roster(entry.campaign.period(period).cutoff_at - 1).members
    for entrant in dict.fromkeys(entrants):
        if entrant not in members:
            yield Problem(code="recipient_not_on_roster", column=entrant, details={"period": period})
        elif _is_stripped(entry, period, entrant):
            yield Problem(code="recipient_sanctioned", column=entrant, details={"period": period})


def _unknown_units(entry: Entry, units: Sequence[str]) -> Iterator[Problem]:
    known = {unit.unit for unit in entry.rows.units()}
    for unit in dict.fromkeys(units):
        if unit not in known:
            yield Problem(code="unknown_unit", column=unit, details={"unit": unit})
