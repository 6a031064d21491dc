"""A period fixed: what a closing holds, its canonical bytes and its seal (clauses 6.3, 6.4)."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from chuangguan.rules.attempt import FIRST_DIGEST
from chuangguan.rules.awards import Award, Lot, Note, award, tiers_of
from chuangguan.rules.board import BoardRow, Ordered, in_order, positions, ranked
from chuangguan.rules.campaign import EDITION, Campaign, Period, UnitAward
from chuangguan.rules.canonical import closed_bytes, message, sha256_hex
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Roster, UnitTree, entrant_number
from chuangguan.rules.units import (
    NOBODY_DUE,
    Turnout,
    TurnoutWindow,
    UnitGrounds,
    UnitResult,
    UnitScore,
    hundredths,
    rank_units,
    turnouts,
    unit_results,
)
from chuangguan.values import Value

FORMAT = "chuangguan-closing-1"


class BankUsed(Value, frozen=True, kw_only=True):
    """The bank version that a level drew from at the cutoff."""

    level: int
    version: str


class OutsideSlot(Value, frozen=True, kw_only=True):
    """A tier that another body fills (clause 6.1)."""

    tier: str
    first: int
    last: int


class UnitTurnout(Value, frozen=True, kw_only=True):
    """A unit's participation as printed; `rate` in hundredths of a per cent, −1 with nobody due (clause 7.1)."""

    unit: str
    kind: str
    due: int
    took_part: int
    persons: int
    attempts: int
    rate: int
    is_over: int


class Figures(Value, frozen=True, kw_only=True):
    """The totals that a notice opens with; `rate` as in `UnitTurnout`."""

    due: int
    took_part: int
    persons: int
    attempts: int
    rate: int
    voluntary: int
    cleared_all: int
    levels_open: int


class Exclusion(Value, frozen=True, kw_only=True):
    """Somebody with a level who is not ranked, or is ranked without a right to prizes, and why."""

    entrant: str
    reason: str


class Change(Value, frozen=True, kw_only=True):
    """What a revision changed for an entrant: rank (0 not on the board), tiers (joined by 、), cash in fen."""

    entrant: str
    rank_before: int
    rank_after: int
    tiers_before: str
    tiers_after: str
    cash_before_fen: int
    cash_after_fen: int


class Closing(Value, frozen=True, kw_only=True):
    """The content of a closing; `docs/closing-format.md` names every key. Rates in hundredths of a per cent."""

    format: str = FORMAT
    edition: int = EDITION
    campaign: str
    number: int
    period: str
    revision: int
    cutoff_at: int
    last_fact: int
    rules_hash: str
    roster_hash: str
    banks: tuple[BankUsed, ...]
    commitment: str
    public_text: str
    attempts_hash: str
    board: list[BoardRow]
    awards: tuple[Award, ...]
    decided_outside: tuple[OutsideSlot, ...]
    unit_awards: tuple[UnitScore, ...]
    turnout: tuple[UnitTurnout, ...]
    figures: Figures
    exclusions: tuple[Exclusion, ...]
    changes: tuple[Change, ...] = ()
    imported_attempts: int
    notes: tuple[Note, ...]
    previous_seal: str
    replaced_seal: str


class Tally(Value, frozen=True, kw_only=True):
    """An entrant's counted attempts before a cutoff: their digest, and how many were imported."""

    digest: str
    imported: int


class Chain(Value, frozen=True, kw_only=True):
    """Where a closing stands in the one chain of closings."""

    number: int
    revision: int
    last_fact: int
    previous_seal: str
    replaced_seal: str = ""


class Grounds(Value, frozen=True, kw_only=True):
    """What a closing is computed from, apart from the regulations; loaded by the office, the same on every store.

    `stripped` says of whom a sanction takes rank and prizes, and whether their place stays vacant (clause 6.3).
    `announced` are the outages that are printed with the closing (clause 1.5).

    `windows_of` holds the turnout windows of the period's parts under `""`, and of each period that a term names.
    """

    period: Period
    rules_hash: str
    roster: Roster
    tree: UnitTree
    standings: Sequence[Standing]
    stripped: Mapping[str, bool] = {}
    announced: tuple[Note, ...] = ()
    tallies: Mapping[str, Tally]
    windows_of: Mapping[str, Sequence[TurnoutWindow]]
    levels_open: int
    banks: tuple[BankUsed, ...]
    commitment: str
    public_text: str


def close_period(campaign: Campaign, grounds: Grounds, chain: Chain, lot: Lot) -> Closing:
    """Return the closing of a period; the same inputs give the same bytes (clause 6.4)."""
    standings, exclusions = _ranked(grounds)
    ordered = in_order(standings, campaign.ranking)
    vacant = {entrant for entrant, is_vacant in grounds.stripped.items() if is_vacant}
    rows = [row for row in ranked(ordered, campaign.ranking) if row.entrant not in vacant]
    awards, notes = _awards(campaign, grounds, ordered, lot, vacant)
    counted = turnouts(grounds.windows_of[""], grounds.roster, grounds.tree, campaign.denominator)
    unit_awards, unit_notes = _unit_awards(campaign, grounds)
    return Closing(
        campaign=campaign.id,
        number=chain.number,
        period=grounds.period.id,
        revision=chain.revision,
        cutoff_at=grounds.period.cutoff_at,
        last_fact=chain.last_fact,
        rules_hash=grounds.rules_hash,
        roster_hash=grounds.roster.digest(),
        banks=grounds.banks,
        commitment=grounds.commitment,
        public_text=grounds.public_text,
        attempts_hash=attempts_hash(grounds.roster, grounds.tallies),
        board=rows,
        awards=tuple(awards),
        decided_outside=_outside(campaign, grounds.period),
        unit_awards=tuple(unit_awards),
        turnout=tuple(_printed(counted[unit], grounds.tree) for unit in grounds.tree.units),
        figures=_figures(counted[""], rows, grounds),
        exclusions=tuple(exclusions),
        imported_attempts=sum(tally.imported for tally in grounds.tallies.values()),
        notes=(*notes, *unit_notes, *grounds.announced),
        previous_seal=chain.previous_seal,
        replaced_seal=chain.replaced_seal,
    )


def changes_between(before: Closing, after: Closing) -> tuple[Change, ...]:
    """Return every entrant whose rank or awards differ, by the number of the id (clause 6.5)."""
    results_before, results_after = _results(before), _results(after)
    nothing = (0, "", 0)
    return tuple(
        Change(
            entrant=entrant,
            rank_before=old[0],
            rank_after=new[0],
            tiers_before=old[1],
            tiers_after=new[1],
            cash_before_fen=old[2],
            cash_after_fen=new[2],
        )
        for entrant in sorted(results_before.keys() | results_after.keys(), key=entrant_number)
        if (old := results_before.get(entrant, nothing)) != (new := results_after.get(entrant, nothing))
    )


def _results(closing: Closing) -> dict[str, tuple[int, str, int]]:
    """Return rank, tiers and cash of everybody who is on the board or has an award."""
    awards: defaultdict[str, list[Award]] = defaultdict(list)
    for given in closing.awards:
        awards[given.entrant].append(given)
    ranks = {row.entrant: row.rank for row in closing.board}
    return {
        entrant: (
            ranks.get(entrant, 0),
            "、".join(given.tier for given in awards.get(entrant, ())),
            sum(given.cash_fen for given in awards.get(entrant, ())),
        )
        for entrant in ranks.keys() | awards.keys()
    }


def closing_bytes(closing: Closing) -> bytes:
    """Return the canonical bytes: RFC 8785 JSON of integers and strings."""
    return closed_bytes(closing)


def read_closing(canonical: bytes) -> Closing:
    """Return the closing whose canonical bytes these are."""
    return msgspec.json.decode(canonical, type=Closing)


def seal(canonical: bytes) -> str:
    """Return the seal of canonical bytes: `sha256:` and 64 hex digits (clause 6.4)."""
    return f"sha256:{sha256_hex(canonical)}"


def attempts_hash(roster: Roster, tallies: Mapping[str, Tally]) -> str:
    """Return the SHA-256 over opaque id and digest of every ranked entrant in the order of ids (clause 6.4)."""
    digest = hashlib.sha256()
    for member in roster.members.values():
        if member.is_ranked:
            tally = tallies.get(member.entrant)
            digest.update(message(member.entrant, bytes.fromhex(tally.digest if tally else FIRST_DIGEST)))
    return digest.hexdigest()


def _ranked(grounds: Grounds) -> tuple[list[Standing], list[Exclusion]]:
    """Return the standings that are ranked, and who else has a level and why they are not, or get no prize."""
    ranked: list[Standing] = []
    exclusions: list[Exclusion] = []
    for item in grounds.standings:
        member = grounds.roster.get(item.entrant)
        if member is None:
            exclusions.append(Exclusion(entrant=item.entrant, reason="left_roster"))
        elif not member.is_ranked:
            exclusions.append(Exclusion(entrant=item.entrant, reason="excluded_duty"))
        elif grounds.stripped.get(item.entrant) is False:
            exclusions.append(Exclusion(entrant=item.entrant, reason="sanctioned"))
        elif item.entrant in grounds.stripped:
            exclusions.append(Exclusion(entrant=item.entrant, reason="vacancy"))
            ranked.append(item)
        else:
            ranked.append(item)
            if not member.has_prize_right:
                exclusions.append(Exclusion(entrant=item.entrant, reason="no_prize_right"))
    exclusions.sort(key=lambda item: entrant_number(item.entrant))
    return ranked, exclusions


def _awards(
    campaign: Campaign, grounds: Grounds, ordered: Ordered, lot: Lot, vacant: Collection[str]
) -> tuple[list[Award], list[Note]]:
    members, tree = grounds.roster.members, grounds.tree
    awards: list[Award] = []
    notes: list[Note] = []
    for group in tiers_of(campaign.awards, grounds.period):
        tiers = [tier for tier in group if tier.decided == "here"]
        if tiers:
            among = tiers[0].among
            entitled = (
                (key, item)
                for key, item in ordered
                if members[item.entrant].has_prize_right and among.holds(members[item.entrant], tree)
            )
            given, said = award(tiers, positions(entitled), campaign.boundary, lot, vacant)
            awards += given
            notes += said
    return awards, notes


def _outside(campaign: Campaign, period: Period) -> tuple[OutsideSlot, ...]:
    return tuple(
        OutsideSlot(tier=tier.name, first=tier.first, last=tier.last)
        for group in tiers_of(campaign.awards, period)
        for tier in group
        if tier.decided == "outside"
    )


def _unit_awards(campaign: Campaign, grounds: Grounds) -> tuple[list[UnitScore], list[Note]]:
    scores: list[UnitScore] = []
    notes: list[Note] = []
    scored = unit_grounds(campaign, grounds)
    for unit_award in campaign.unit_awards:
        if grounds.period.is_named(unit_award.period):
            scores += unit_scores(unit_award, unit_results(unit_award, scored), scored.tree)
            if not unit_award.winners:
                notes.append(Note(code="winners_not_stated", details={"award": unit_award.name}))
    return scores, notes


def unit_grounds(campaign: Campaign, grounds: Grounds) -> UnitGrounds:
    """Return what the units of a closing are scored from."""
    return UnitGrounds(
        windows_of=grounds.windows_of,
        roster=grounds.roster,
        tree=grounds.tree,
        denominator=campaign.denominator,
        levels={item.entrant: item.levels for item in grounds.standings},
        levels_open=grounds.levels_open,
    )


def unit_scores(unit_award: UnitAward, results: Sequence[UnitResult], tree: UnitTree) -> Iterator[UnitScore]:
    """Yield the scores of an award, list by list, each best first (clause 7.3)."""
    for list_name in unit_award.lists or ("",):
        mine = [result for result in results if not list_name or tree.units[result.unit].kind == list_name]
        yield from rank_units(unit_award, list_name, mine)


def _printed(turnout: Turnout, tree: UnitTree) -> UnitTurnout:
    return UnitTurnout(
        unit=turnout.unit,
        kind=tree.units[turnout.unit].kind,
        due=turnout.due,
        took_part=turnout.took_part,
        persons=turnout.persons,
        attempts=turnout.attempts,
        rate=_printed_rate(turnout),
        is_over=int(turnout.is_over),
    )


def _printed_rate(turnout: Turnout) -> int:
    return NOBODY_DUE if turnout.rate is None else hundredths(turnout.rate)


def _figures(everybody: Turnout, rows: Sequence[BoardRow], grounds: Grounds) -> Figures:
    members = grounds.roster.members
    return Figures(
        due=everybody.due,
        took_part=everybody.took_part,
        persons=everybody.persons,
        attempts=everybody.attempts,
        rate=_printed_rate(everybody),
        voluntary=sum(members[row.entrant].duty == "voluntary" for row in rows),
        cleared_all=sum(row.levels >= grounds.levels_open > 0 for row in rows),
        levels_open=grounds.levels_open,
    )
