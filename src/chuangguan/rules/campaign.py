"""The regulations as data: campaign, levels, quotas, periods, tiers; each value one of edition 1 (clauses 1–8).

A field's default is the value that applies when a campaign file is silent (**D** in the regulations).
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from chuangguan.errors import NotFound
from chuangguan.rules.bank import Kind
from chuangguan.rules.canonical import canonical_bytes, sha256_hex
from chuangguan.rules.instants import Window
from chuangguan.rules.roster import Duty, Population
from chuangguan.values import Value

EDITION = 1
RankingKey = Literal["levels desc", "elapsed asc", "reached_at asc"]
DEFAULT_KEYS: tuple[RankingKey, ...] = ("levels desc", "elapsed asc", "reached_at asc")


class Quota(Value, frozen=True, kw_only=True):
    """How many of which questions a paper takes (clause 2.1); an empty selection takes any. `points` a question."""

    n: int = 20
    kinds: tuple[Kind, ...] = ()
    topics: tuple[str, ...] = ()
    difficulties: tuple[int, ...] = ()
    points: int = 1


class PassRule(Value, frozen=True, kw_only=True):
    """When a paper is passed (clause 3.2); `value` is n, the score, or the ratio as an exact decimal."""

    rule: Literal["all_correct", "min_correct", "ratio", "score"] = "all_correct"
    value: str = ""


class AttemptCap(Value, frozen=True, kw_only=True):
    """How many attempts one may start per level, day, period or in the campaign (clause 4.1)."""

    n: int
    per: Literal["level", "day", "period", "campaign"]


class Level(Value, frozen=True, kw_only=True):
    """One step of the ladder; `opens_at` 0 means not yet set. `bank` names the bank it draws from."""

    number: int
    title: str = ""
    bank: str
    opens_at: int = 0
    time_limit_ms: int
    quotas: tuple[Quota, ...] = (Quota(),)

    @property
    def paper_size(self) -> int:
        """How many questions a paper of this level has (clause 2.1)."""
        return sum(quota.n for quota in self.quotas)

    def is_due(self, at: int) -> bool:
        """Say whether its opening date has come (banks apart)."""
        return 0 < self.opens_at <= at


class Period(Value, frozen=True, kw_only=True):
    """The span that is ranked and closed together; its window's end is the cutoff (clause 6.1)."""

    id: str
    title: str = ""
    kind: Literal["month", "declared"] = "declared"
    window: Window

    @property
    def cutoff_at(self) -> int:
        """The instant before which results count."""
        return self.window.closes_at

    def is_named(self, name: str) -> bool:
        """Say whether an award's `period` names this one: by its id, or as one of the months."""
        return name == self.id or (name == "month" and self.kind == "month")


class Ladder(Value, frozen=True, kw_only=True):
    """How one climbs (clauses 4.1–4.5)."""

    restart: Literal["after_clearing_all_open", "anytime", "never"] = "after_clearing_all_open"
    best_of: Literal["run", "level"] = "run"
    time: Literal["passing_attempts", "all_attempts"] = "passing_attempts"
    cap: AttemptCap | None = None


class Ranking(Value, frozen=True, kw_only=True):
    """How boards order people (clauses 5.1, 5.3)."""

    keys: tuple[RankingKey, ...] = DEFAULT_KEYS
    precision: Literal["millisecond", "second_floor"] = "millisecond"
    numbering: Literal["competition", "dense", "ordinal"] = "competition"
    scope: Literal["cumulative", "attempts_in_period"] = "cumulative"


class Category(Value, frozen=True, kw_only=True):
    """A kind of entrant with its duty."""

    name: str
    duty: Duty = "required"


class AwardTier(Value, frozen=True, kw_only=True):
    """A prize for a range of positions (clause 6.1).

    `period` is a period's id, or `month` for every month. `group` is empty for the group of its period and
    population. Cash in fen.
    """

    name: str
    period: str
    first: int
    last: int
    among: Population = Population()
    group: str = ""
    cash_fen: int = 0
    item: str = ""
    title: str = ""
    advancement: str = ""
    decided: Literal["here", "outside"] = "here"

    @property
    def places(self) -> int:
        """How many positions it takes."""
        return self.last - self.first + 1

    @property
    def group_key(self) -> tuple[str, str, Population | None]:
        """What the tiers of one group share (clause 6.1); one that is decided outside is a group of its own."""
        if self.decided == "outside":
            return (self.period, f"outside {self.name}", None)
        return (self.period, self.group, None) if self.group else (self.period, "", self.among)


class Term(Value, frozen=True, kw_only=True):
    """A term of a unit's score (clause 7.3); `weight` and `cap` are exact decimals, `rounding` places or -1 for none.

    `window` is a period's id, empty for the closing's own.
    """

    metric: Literal["participation", "level_ratio"]
    weight: str
    over: Literal["participants", "roster"] = "participants"
    window: str = ""
    rounding: int = -1
    cap: str = ""


class UnitAward(Value, frozen=True, kw_only=True):
    """An award to units by a weighted score, a list for each kind of unit named in `lists` (clause 7.3).

    `period` is as in `AwardTier`; `winners` 0 means that the organiser has not said how many.
    """

    name: str
    period: str
    terms: tuple[Term, ...]
    lists: tuple[str, ...] = ()
    winners: int = 0


class Campaign(Value, frozen=True, kw_only=True):
    """The whole of the regulations; its canonical bytes are hashed into every closing.

    `organiser` and `contacts` are for notices; `window` is when people may play, its end `closes_at` of clause 1.3.
    """

    id: str
    title: str
    organiser: str = ""
    contacts: tuple[str, ...] = ()
    edition: int = EDITION
    zone: str = "Asia/Shanghai"
    window: Window
    grace_ms: int = 3_000
    on_limit: Literal["submit", "void"] = "submit"
    public_text: Literal["none", "required"] = "none"
    release: Literal["one_person", "two_persons"] = "one_person"
    repeat: Literal["allowed", "avoid_seen"] = "allowed"
    reveal: Literal["count", "after_pass", "never", "all"] = "count"
    pass_rule: PassRule = PassRule()
    ladder: Ladder = Ladder()
    ranking: Ranking = Ranking()
    levels: tuple[Level, ...]
    periods: tuple[Period, ...] = ()
    member_no: Literal["phone", "staff_no"] = "phone"
    categories: tuple[Category, ...] = (Category(name="参赛人员"),)
    denominator: Literal["roster_required", "declared_headcount"] = "roster_required"
    boundary: Literal["expand", "split", "draw"] = "expand"
    publicity_days: int = 7
    sanction: Literal["strip_awards", "void_attempts", "ban"] = "strip_awards"
    awards: tuple[AwardTier, ...] = ()
    unit_awards: tuple[UnitAward, ...] = ()

    def level(self, number: int) -> Level:
        """Return a level; `NotFound` where there is none of that number."""
        if not 1 <= number <= len(self.levels):
            raise NotFound(kind="level", key=number)
        return self.levels[number - 1]

    def period(self, period_id: str) -> Period:
        """Return a period; `NotFound` where none has that id."""
        for period in self.periods:
            if period.id == period_id:
                return period
        raise NotFound(kind="period", key=period_id, known="、".join(period.id for period in self.periods))

    def period_at(self, at: int) -> str:
        """Return the id of the shortest declared period that `at` lies in, else the campaign id (clause 2.3)."""
        holding = [period for period in self.periods if period.window.holds(at)]
        if not holding:
            return self.id
        return min(holding, key=lambda period: period.window.closes_at - period.window.opens_at).id

    def parts_of(self, period: Period) -> Sequence[Period]:
        """Return the months inside a longer period, or the period itself where it has none (clause 7.2)."""
        inside = [
            part
            for part in self.periods
            if part.kind == "month"
            and period.window.opens_at <= part.window.opens_at
            and part.window.closes_at <= period.window.closes_at
        ]
        return inside or [period]

    def duty_of(self, category: str) -> Duty:
        """Return the duty of a category; `NotFound` for an unknown one."""
        for known in self.categories:
            if known.name == category:
                return known.duty
        raise NotFound(kind="category", key=category, known="、".join(item.name for item in self.categories))


def extended(campaign: Campaign, period_id: str, cutoff_at: int) -> Campaign:
    """Return the campaign with a period's end moved, and its own where the period would outlast it (clause 1.5)."""
    periods = tuple(
        replace(period, window=replace(period.window, closes_at=cutoff_at)) if period.id == period_id else period
        for period in campaign.periods
    )
    closes_at = max(campaign.window.closes_at, cutoff_at)
    return replace(campaign, periods=periods, window=replace(campaign.window, closes_at=closes_at))


def canonical_campaign(campaign: Campaign) -> bytes:
    """Return the canonical bytes of the regulations; a cap that is not set and a release by one person are left out."""
    plain = msgspec.to_builtins(campaign)
    if campaign.ladder.cap is None:
        del plain["ladder"]["cap"]
    if campaign.release == "one_person":
        del plain["release"]
    return canonical_bytes(plain)


def read_canonical_campaign(canonical: bytes) -> Campaign:
    """Return the campaign whose canonical bytes these are."""
    return msgspec.json.decode(canonical, type=Campaign)


def rules_hash(campaign: Campaign) -> str:
    """Return the SHA-256 of the regulations that closings cite."""
    return sha256_hex(canonical_campaign(campaign))
