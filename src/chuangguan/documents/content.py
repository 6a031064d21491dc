"""What a closing's documents say, once, before it becomes sheets and pages (clauses 5.1, 6.1–6.4, 7)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from chuangguan.documents.remarks import remarks
from chuangguan.documents.wording import (
    ERASED,
    UNNAMED,
    day_text,
    duration_text,
    last_second_text,
    period_text,
    printable,
    public_name,
    rate_text,
)
from chuangguan.rules.awards import Award, OutsideAward, tiers_of
from chuangguan.rules.board import BoardRow, time_digits
from chuangguan.rules.campaign import AwardTier, Campaign, Period, Ranking
from chuangguan.rules.check.wording import said_places
from chuangguan.rules.closing import Closing, Figures, UnitTurnout, seal
from chuangguan.rules.roster import Person, UnitTree
from chuangguan.rules.units import UnitScore
from chuangguan.rules.workings import UnitWorking
from chuangguan.values import Value


class Material(Value, frozen=True, kw_only=True):
    """What the documents of a closing are made from.

    `canonical` holds the closing's bytes as stored. `people` and `units` (the name of the unit) go by opaque id;
    who is missing from `people` was erased. `outside` says to whom another body gave the tiers that it decides.
    `issued_at` (UTC ms) dates the notice; 0 leaves its date to be filled in.
    `is_final` says that the period is final, so that no objections are asked for any more (clause 6.3).
    `fact` and `fact_hash` are number and hash of the fact that stored the closing; a preview has none.
    """

    campaign: Campaign
    closing: Closing
    canonical: bytes
    people: Mapping[str, Person]
    units: Mapping[str, str]
    tree: UnitTree
    outside: tuple[OutsideAward, ...] = ()
    is_preview: bool = False
    is_final: bool = False
    issued_at: int = 0
    fact: int = 0
    fact_hash: str = ""
    workings: tuple[UnitWorking, ...] = ()
    """How the scores of the unit awards came about (clause 7.3), where that is to be written too."""
    unnamed: frozenset[str] = frozenset()
    """Who may not be named in public (clause 5.2); their names are masked in everything that is made from this."""

    @property
    def in_full(self) -> "Material":
        """The same with every name whole, for the organiser's own use only."""
        return replace(self, unnamed=frozenset())

    @property
    def period(self) -> Period:
        """The period that was closed."""
        return self.campaign.period(self.closing.period)

    def name_of(self, entrant: str) -> str:
        """Return a person's name as documents print it: masked for who may not be named, 已注销 for who was erased."""
        return public_name(self.people.get(entrant), is_unnamed=entrant in self.unnamed)

    def masks(self, entrants: Iterable[str]) -> bool:
        """Say whether one of these entrants is printed with a masked name, which a document then explains."""
        return any(entrant in self.unnamed and self.name_of(entrant) != ERASED for entrant in entrants)

    def unit_of(self, entrant: str) -> str:
        """Return the unit that an entrant competes for."""
        return printable(self.units.get(entrant, ""))


UNDECIDED: Final = "另行评定，尚未确定"
"""Stands for those who get a tier until the other body has decided."""


class Winner(Value, frozen=True, kw_only=True):
    """A line of the prize list; `time` as printed, cash in fen, `other` what is given besides cash.

    Who was given a tier by another body has no position, and a unit nothing but its name; both are 0 or empty then.
    """

    position: int
    rank: int
    name: str
    unit: str
    levels: int
    time: str
    tier: str
    cash_fen: int
    other: str
    by_lot: bool
    is_unit: bool = False

    @property
    def named(self) -> str:
        """A person with their unit, as in running text, or a unit."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name

    @property
    def remark(self) -> str:
        """What stands in the last column: what is given besides cash, and that a lot decided."""
        return "；".join(text for text in (self.other, "抽签决定" if self.by_lot else "") if text)


class TierList(Value, frozen=True, kw_only=True):
    """A tier with its places in words, its cash in fen for each, and those who get it.

    `decided_by` names the body that decided a tier `is_outside`, and is empty until it has.
    """

    tier: str
    places: str
    cash_fen: int
    winners: tuple[Winner, ...]
    is_outside: bool = False
    decided_by: str = ""

    @property
    def is_undecided(self) -> bool:
        """Whether another body has yet to say who gets it."""
        return self.is_outside and not self.decided_by

    @property
    def count(self) -> str:
        """How many get it, as printed behind its name."""
        return UNDECIDED if self.is_undecided else _counted(self.winners, "人")

    @property
    def remark(self) -> str:
        """What a reader must know about a tier that another body decides; empty for one of this campaign's own."""
        if not self.is_outside:
            return ""
        if self.decided_by:
            return f"{self.tier}（{self.places}）由{self.decided_by}另行评定。"
        unpaid = "，奖金计入预算，尚未发放" if self.cash_fen else ""
        return f"{self.tier}（{self.places}）由主办方以外的机构{UNDECIDED}{unpaid}。"


class UnitLine(Value, frozen=True, kw_only=True):
    """A unit's participation; `depth` is how far below a root it stands, `remark` flags what a reader must know."""

    unit: str
    depth: int
    kind: str
    due: int
    took_part: int
    persons: int
    attempts: int
    rate: int
    remark: str

    @property
    def rate_text(self) -> str:
        """The rate as printed."""
        return rate_text(self.rate)


class UnitList(Value, frozen=True, kw_only=True):
    """A list of a unit award, best first; `winners` 0 where the organiser has not said how many."""

    award: str
    title: str
    winners: int
    scores: tuple[UnitScore, ...]

    @property
    def winning(self) -> tuple[UnitScore, ...]:
        """Those who win, ties on the last place included."""
        return tuple(score for score in self.scores if score.rank <= self.winners)


class PrizeList(Value, frozen=True, kw_only=True):
    """The content of every document of a closing; money in fen, rates in hundredths of a per cent.

    `cutoff` is the last second that counts, `issued` the notice's date; `adds_up_periods` says that persons were
    added up over several periods (clause 7.2). `seal` is empty for a preview.
    """

    campaign: str
    organiser: str
    period: str
    cutoff: str
    cutoff_at: int
    issued: str
    is_preview: bool
    ranked: int
    tiers: tuple[TierList, ...]
    budget_fen: int
    paid_fen: int
    unit_lists: tuple[UnitList, ...]
    turnout: tuple[UnitLine, ...]
    figures: Figures
    adds_up_periods: bool
    remarks: tuple[str, ...]
    number: int
    revision: int
    seal: str
    fact: int
    fact_hash: str
    previous_seal: str
    replaced_seal: str
    commitment: str
    public_text: str

    @property
    def has_masked(self) -> bool:
        """Whether a name of the list is masked, which the remarks explain."""
        return UNNAMED in self.remarks

    @property
    def chained(self) -> str:
        """The fact that stored the closing and its hash as printed; empty for a preview."""
        return f"第{self.fact}条记录 {self.fact_hash}" if self.fact else ""

    @property
    def has_cash(self) -> bool:
        """Whether any money is given."""
        return bool(self.budget_fen or self.paid_fen)

    @property
    def winners(self) -> tuple[Winner, ...]:
        """Every line of the prize list, tier by tier."""
        return tuple(winner for tier in self.tiers for winner in tier.winners)

    @property
    def count(self) -> str:
        """How many prizes are given, as printed: persons, and units apart."""
        return _counted(self.winners, "人次")


def prize_list(material: Material) -> PrizeList:
    """Return what the documents of a closing, or of its preview, say."""
    campaign, closing, period = material.campaign, material.closing, material.period
    tiers = [tier for group in tiers_of(campaign.awards, period) for tier in group]
    lists = tuple(_tier_lists(material, tiers))
    return PrizeList(
        campaign=printable(campaign.title),
        organiser=printable(campaign.organiser),
        period=period_text(period, campaign.zone),
        cutoff=last_second_text(closing.cutoff_at, campaign.zone),
        cutoff_at=closing.cutoff_at,
        issued=day_text(material.issued_at, campaign.zone),
        is_preview=material.is_preview,
        ranked=len(closing.board),
        tiers=lists,
        budget_fen=sum(tier.places * tier.cash_fen for tier in tiers),
        paid_fen=sum(award.cash_fen for award in closing.awards)
        + sum(winner.cash_fen for tier in lists if tier.is_outside for winner in tier.winners),
        unit_lists=tuple(_unit_lists(campaign, closing)),
        turnout=tuple(_unit_lines(closing, material.tree)),
        figures=closing.figures,
        adds_up_periods=len(campaign.parts_of(period)) > 1,
        remarks=(
            *remarks(campaign, closing, [tier.remark for tier in lists if tier.remark], is_final=material.is_final),
            *_masked_remark(material),
        ),
        number=closing.number,
        revision=closing.revision,
        seal="" if material.is_preview else seal(material.canonical),
        fact=0 if material.is_preview else material.fact,
        fact_hash="" if material.is_preview else material.fact_hash,
        previous_seal=closing.previous_seal,
        replaced_seal=closing.replaced_seal,
        commitment=closing.commitment,
        public_text=printable(closing.public_text),
    )


def _masked_remark(material: Material) -> Iterator[str]:
    winners = [award.entrant for award in material.closing.awards]
    if material.masks([*winners, *(entrant for item in material.outside for entrant in item.entrants)]):
        yield UNNAMED


def printed_times(board: list[BoardRow], ranking: Ranking) -> Iterator[str]:
    """Yield each row's time with the decimals that its neighbours need to differ (clause 5.1)."""
    unit_ms = 1000 if ranking.precision == "second_floor" else 1
    elapsed = [row.elapsed_ms // unit_ms * unit_ms for row in board]
    return map(duration_text, elapsed, time_digits(elapsed))


def _tier_lists(material: Material, tiers: list[AwardTier]) -> Iterator[TierList]:
    board = material.closing.board
    rows = {row.entrant: (row, time) for row, time in zip(board, _times(material), strict=True)}
    made = partial(_winner, material)
    for tier in (item for item in tiers if item.decided == "here"):
        given = [award for award in material.closing.awards if award.tier == tier.name]
        yield TierList(
            tier=printable(tier.name),
            places=said_places(tier.first, tier.last),
            cash_fen=tier.cash_fen,
            winners=tuple(made(award, *rows[award.entrant]) for award in given),
        )
    decided = {item.tier: item for item in material.outside}
    for tier in (item for item in tiers if item.decided == "outside"):
        yield _outside_list(material, tier, decided.get(tier.name, OutsideAward(tier=tier.name)), rows)


def _outside_list(
    material: Material, tier: AwardTier, decided: OutsideAward, rows: Mapping[str, tuple[BoardRow, str]]
) -> TierList:
    persons = (_recipient(material, tier, entrant, *rows.get(entrant, (None, ""))) for entrant in decided.entrants)
    units = (_unit_recipient(tier, unit) for unit in decided.units)
    return TierList(
        tier=printable(tier.name),
        places=said_places(tier.first, tier.last),
        cash_fen=tier.cash_fen,
        winners=(*persons, *units),
        is_outside=True,
        decided_by=printable(decided.decided_by),
    )


def _recipient(material: Material, tier: AwardTier, entrant: str, row: BoardRow | None, time: str) -> Winner:
    return Winner(
        position=0,
        rank=row.rank if row else 0,
        name=material.name_of(entrant),
        unit=material.unit_of(entrant),
        levels=row.levels if row else 0,
        time=time,
        tier=printable(tier.name),
        cash_fen=tier.cash_fen,
        other=printable("；".join(_besides_cash(tier))),
        by_lot=False,
    )


def _unit_recipient(tier: AwardTier, unit: str) -> Winner:
    return Winner(
        position=0,
        rank=0,
        name=printable(unit),
        unit="",
        levels=0,
        time="",
        tier=printable(tier.name),
        cash_fen=tier.cash_fen,
        other=printable("；".join(_besides_cash(tier))),
        by_lot=False,
        is_unit=True,
    )


def _counted(winners: tuple[Winner, ...], word: str) -> str:
    units = sum(winner.is_unit for winner in winners)
    persons = len(winners) - units
    parts = ([f"{persons}{word}"] if persons or not units else []) + ([f"{units}个单位"] if units else [])
    return "、".join(parts)


def _times(material: Material) -> Iterator[str]:
    return printed_times(material.closing.board, material.campaign.ranking)


def _winner(material: Material, award: Award, row: BoardRow, time: str) -> Winner:
    return Winner(
        position=award.position,
        rank=row.rank,
        name=material.name_of(award.entrant),
        unit=material.unit_of(award.entrant),
        levels=row.levels,
        time=time,
        tier=printable(award.tier),
        cash_fen=award.cash_fen,
        other=printable("；".join(_besides_cash(award))),
        by_lot=bool(award.lot),
    )


def _besides_cash(award: Award | AwardTier) -> Iterator[str]:
    if award.item:
        yield award.item
    if award.title:
        yield f"“{award.title}”称号"
    if award.advancement:
        yield f"{award.advancement}资格"


def _unit_lists(campaign: Campaign, closing: Closing) -> Iterator[UnitList]:
    winners = {award.name: award.winners for award in campaign.unit_awards}
    lists: dict[tuple[str, str], list[UnitScore]] = {}
    for score in closing.unit_awards:
        lists.setdefault((score.award, score.list), []).append(score)
    for (award, title), scores in lists.items():
        yield UnitList(
            award=printable(award),
            title=printable(title) or "全部单位",
            winners=winners.get(award, 0),
            scores=tuple(replace(score, unit=printable(score.unit)) for score in scores),
        )


def _unit_lines(closing: Closing, tree: UnitTree) -> Iterator[UnitLine]:
    """Yield the units with what lies below each behind it, in the order in which they were given."""
    below: dict[str, list[UnitTurnout]] = {}
    for item in closing.turnout:
        below.setdefault(tree.units[item.unit].parent, []).append(item)
    waiting = [(item, 0) for item in reversed(below.get("", []))]
    while waiting:
        item, depth = waiting.pop()
        yield _unit_line(item, depth)
        waiting += [(child, depth + 1) for child in reversed(below.get(item.unit, []))]


def _unit_line(item: UnitTurnout, depth: int) -> UnitLine:
    return UnitLine(
        unit=printable(item.unit),
        depth=depth,
        kind=printable(item.kind),
        due=item.due,
        took_part=item.took_part,
        persons=item.persons,
        attempts=item.attempts,
        rate=item.rate,
        remark="超过应参加数" if item.is_over else "",
    )
