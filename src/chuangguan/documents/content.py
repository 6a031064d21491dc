"""What a closing's documents say, once, before it becomes sheets and pages (clauses 5.1, 6.1–6.4, 7)."""

from collections.abc import Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from chuangguan.documents.remarks import remarks
from chuangguan.documents.wording import (
    ERASED,
    day_text,
    duration_text,
    last_second_text,
    period_text,
    printable,
    rate_text,
)
from chuangguan.rules.awards import Award, tiers_of
from chuangguan.rules.board import BoardRow, time_digits
from chuangguan.rules.campaign import AwardTier, Campaign, Period, Ranking
from chuangguan.rules.check.wording import said_places
from chuangguan.rules.closing import Closing, Figures, UnitTurnout, seal
from chuangguan.rules.roster import Person, UnitTree
from chuangguan.rules.units import UnitScore
from chuangguan.values import Value


class Material(Value, frozen=True, kw_only=True):
    """What the documents of a closing are made from.

    `canonical` holds the closing's bytes as stored. `people` and `units` (the name of the unit) go by opaque id;
    who is missing from `people` was erased. `issued_at` (UTC ms) dates the notice; 0 leaves its date to be filled in.
    """

    campaign: Campaign
    closing: Closing
    canonical: bytes
    people: Mapping[str, Person]
    units: Mapping[str, str]
    tree: UnitTree
    is_preview: bool = False
    issued_at: int = 0

    @property
    def period(self) -> Period:
        """The period that was closed."""
        return self.campaign.period(self.closing.period)

    def name_of(self, entrant: str) -> str:
        """Return a person's name, whole, or 已注销 for one who was erased."""
        person = self.people.get(entrant)
        return (printable(person.name) if person else "") or ERASED

    def unit_of(self, entrant: str) -> str:
        """Return the unit that an entrant competes for."""
        return printable(self.units.get(entrant, ""))


class Winner(Value, frozen=True, kw_only=True):
    """A line of the prize list; `time` as printed, cash in fen, `other` what is given besides cash."""

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

    @property
    def remark(self) -> str:
        """What stands in the last column: what is given besides cash, and that a lot decided."""
        return "；".join(text for text in (self.other, "抽签决定" if self.by_lot else "") if text)


class TierList(Value, frozen=True, kw_only=True):
    """A tier with its places in words, its cash in fen for each, and those who get it."""

    tier: str
    places: str
    cash_fen: int
    winners: tuple[Winner, ...]


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
    previous_seal: str
    replaced_seal: str
    commitment: str
    public_text: str

    @property
    def has_cash(self) -> bool:
        """Whether any money is given."""
        return bool(self.budget_fen or self.paid_fen)

    @property
    def winners(self) -> tuple[Winner, ...]:
        """Every line of the prize list, tier by tier."""
        return tuple(winner for tier in self.tiers for winner in tier.winners)


def prize_list(material: Material) -> PrizeList:
    """Return what the documents of a closing, or of its preview, say."""
    campaign, closing, period = material.campaign, material.closing, material.period
    tiers = [tier for group in tiers_of(campaign.awards, period) for tier in group if tier.decided == "here"]
    return PrizeList(
        campaign=printable(campaign.title),
        organiser=printable(campaign.organiser),
        period=period_text(period, campaign.zone),
        cutoff=last_second_text(closing.cutoff_at, campaign.zone),
        cutoff_at=closing.cutoff_at,
        issued=day_text(material.issued_at, campaign.zone),
        is_preview=material.is_preview,
        ranked=len(closing.board),
        tiers=tuple(_tier_lists(material, tiers)),
        budget_fen=sum(tier.places * tier.cash_fen for tier in tiers),
        paid_fen=sum(award.cash_fen for award in closing.awards),
        unit_lists=tuple(_unit_lists(campaign, closing)),
        turnout=tuple(_unit_lines(closing, material.tree)),
        figures=closing.figures,
        adds_up_periods=len(campaign.parts_of(period)) > 1,
        remarks=tuple(remarks(campaign, closing)),
        number=closing.number,
        revision=closing.revision,
        seal="" if material.is_preview else seal(material.canonical),
        previous_seal=closing.previous_seal,
        replaced_seal=closing.replaced_seal,
        commitment=closing.commitment,
        public_text=printable(closing.public_text),
    )


def printed_times(board: list[BoardRow], ranking: Ranking) -> Iterator[str]:
    """Yield each row's time with the decimals that its neighbours need to differ (clause 5.1)."""
    unit_ms = 1000 if ranking.precision == "second_floor" else 1
    elapsed = [row.elapsed_ms // unit_ms * unit_ms for row in board]
    return map(duration_text, elapsed, time_digits(elapsed))


def _tier_lists(material: Material, tiers: list[AwardTier]) -> Iterator[TierList]:
    board = material.closing.board
    rows = {row.entrant: (row, time) for row, time in zip(board, _times(material), strict=True)}
    made = partial(_winner, material)
    for tier in tiers:
        given = [award for award in material.closing.awards if award.tier == tier.name]
        yield TierList(
            tier=printable(tier.name),
            places=said_places(tier.first, tier.last),
            cash_fen=tier.cash_fen,
            winners=tuple(made(award, *rows[award.entrant]) for award in given),
        )


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


def _besides_cash(award: Award) -> Iterator[str]:
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
