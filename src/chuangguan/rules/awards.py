"""Tiers: who gets what, and ties on a boundary (clauses 6.1, 6.2)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import takewhile

from chuangguan.rules.campaign import AwardTier, Period
from chuangguan.rules.ladder import Standing
from chuangguan.values import Value

Lot = Callable[[str], str]
"""Opaque id -> its lot; the smallest comes first (clause 2.5)."""

Positions = Iterable[tuple[int, Sequence[Standing]]]
"""Each position with those who share it, best first; read no further than the tiers go."""


class Award(Value, frozen=True, kw_only=True):
    """A tier given to an entrant; `lot` is the lot that decided, empty where none was needed. Cash in fen."""

    tier: str
    position: int
    entrant: str
    cash_fen: int = 0
    item: str = ""
    title: str = ""
    advancement: str = ""
    lot: str = ""


class OutsideAward(Value, frozen=True, kw_only=True):
    """A tier that another body fills, and whom it gave it to; `decided_by` is empty until then (clause 6.1)."""

    tier: str
    entrants: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    decided_by: str = ""


class Note(Value, frozen=True, kw_only=True):
    """Something that a closing says about itself: a code and its figures."""

    code: str
    details: dict[str, int | str] = {}


def tiers_of(tiers: Sequence[AwardTier], period: Period) -> list[list[AwardTier]]:
    """Return the groups of tiers that a period's closing gives, each in the order of its ranges (clause 6.1)."""
    groups: dict[object, list[AwardTier]] = {}
    for tier in tiers:
        if period.is_named(tier.period):
            groups.setdefault(tier.group_key, []).append(tier)
    return [sorted(group, key=lambda tier: tier.first) for group in groups.values()]


def award(
    tiers: Sequence[AwardTier], contenders: Positions, boundary: str, lot: Lot, vacant: Collection[str] = ()
) -> tuple[list[Award], list[Note]]:
    """Return who gets a group's tiers, and what is to be printed about it (clause 6.2).

    `contenders` are the positions among those of the population with the right to prizes; who is in `vacant` holds a
    position and gets nothing (clause 6.3).
    """
    awards: list[Award] = []
    notes: list[Note] = []
    last = max(tier.last for tier in tiers)
    for position, sharing in takewhile(lambda pair: pair[0] <= last, contenders):
        tier = _tier_at(tiers, position)
        if tier is None:
            continue
        if position + len(sharing) - 1 <= tier.last:
            awards += [_give(tier, position, person.entrant, tier.cash_fen) for person in sharing]
        elif boundary == "draw" or tier.advancement:
            awards += _by_lot(tiers, position, sharing, lot)
        elif boundary == "split":
            awards += _split(tiers, tier, position, sharing, notes)
        else:
            awards += [_give(tier, position, person.entrant, tier.cash_fen) for person in sharing]
    awards = [item for item in awards if item.entrant not in vacant]
    return awards, notes + _budget_notes(tiers, awards)


def _tier_at(tiers: Sequence[AwardTier], position: int) -> AwardTier | None:
    return next((tier for tier in tiers if tier.first <= position <= tier.last), None)


def _give(tier: AwardTier, position: int, entrant: str, cash_fen: int, lot: str = "") -> Award:
    return Award(
        tier=tier.name,
        position=position,
        entrant=entrant,
        cash_fen=cash_fen,
        item=tier.item,
        title=tier.title,
        advancement=tier.advancement,
        lot=lot,
    )


def _by_lot(tiers: Sequence[AwardTier], position: int, sharing: Sequence[Standing], lot: Lot) -> list[Award]:
    """Hand out the places covered one by one, in the order of the lots."""
    given = []
    drawn = sorted((lot(person.entrant), person.entrant) for person in sharing)
    for place, (ticket, entrant) in enumerate(drawn, start=position):
        tier = _tier_at(tiers, place)
        if tier is not None:
            given.append(_give(tier, position, entrant, tier.cash_fen, ticket))
    return given


def _split(
    tiers: Sequence[AwardTier], tier: AwardTier, position: int, sharing: Sequence[Standing], notes: list[Note]
) -> list[Award]:
    """Add up the cash of the places covered and give each the same part in whole fen."""
    places = range(position, position + len(sharing))
    pool = sum(covered.cash_fen for place in places if (covered := _tier_at(tiers, place)))
    share, remainder = divmod(pool, len(sharing))
    if remainder:
        details: dict[str, int | str] = {"tier": tier.name, "position": position, "remainder_fen": remainder}
        notes.append(Note(code="split_remainder", details=details))
    return [_give(tier, position, person.entrant, share) for person in sharing]


def _budget_notes(tiers: Sequence[AwardTier], awards: Sequence[Award]) -> list[Note]:
    budget = sum(tier.places * tier.cash_fen for tier in tiers)
    paid = sum(item.cash_fen for item in awards)
    if paid <= budget:
        return []
    names = "、".join(tier.name for tier in tiers)
    return [Note(code="budget_overrun", details={"tiers": names, "budget_fen": budget, "paid_fen": paid})]
