"""Hypothesis strategies: banks with quotas they fill, histories that the ladder admits, standings, closings' grounds.

Values are small on purpose, so that ties, repeats and boundaries come up often.
"""

from typing import Final

from hypothesis import strategies as st
from msgspec.structs import replace

from chuangguan.rules.attempt import FIRST_DIGEST, Attempt, next_digest
from chuangguan.rules.awards import Positions
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Kind, Question, bank_of
from chuangguan.rules.board import in_order, positions
from chuangguan.rules.campaign import (
    DEFAULT_KEYS,
    AttemptCap,
    AwardTier,
    Campaign,
    Ladder,
    PassRule,
    Quota,
    Ranking,
    RankingKey,
    Term,
    UnitAward,
)
from chuangguan.rules.closing import Grounds
from chuangguan.rules.draw import shortages
from chuangguan.rules.ladder import Standing, admit
from chuangguan.rules.roster import Membership, Roster, UnitTree, entrant_id
from chuangguan.rules.units import TurnoutWindow
from chuangguan.testing.builders import OPENS_AT, UNITS, a_campaign, a_level, a_member, some_grounds
from chuangguan.values import Refused, Value

_IDS: Final = st.text(st.sampled_from("ABcd019-_题号"), min_size=1, max_size=6)
_TEXTS: Final = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
_QUESTION_KINDS: Final[tuple[Kind, ...]] = ("single", "multiple", "true_false", "blank")
_TOPICS: Final = ("", "党章", "宪法")
_KINDS: Final = st.sampled_from(["submitted", "submitted", "expired"])
_ELAPSED: Final = st.sampled_from([1000, 1001, 1999, 2000, 60_000, 300_000])


@st.composite
def questions(draw: st.DrawFn, ids: st.SearchStrategy[str] = _IDS) -> Question:
    """Draw a question of any kind that a bank may hold."""
    kind = draw(st.sampled_from(_QUESTION_KINDS))
    options: tuple[str, ...] = ()
    if kind == "true_false":
        options = TRUE_FALSE_OPTIONS
    elif kind != "blank":
        options = tuple(draw(st.lists(_TEXTS, min_size=2, max_size=6, unique=True)))
    return Question(
        id=draw(ids),
        kind=kind,
        stem=draw(_TEXTS),
        options=options,
        answer=draw(_answers(kind, len(options))),
        topic=draw(st.sampled_from(_TOPICS)),
        difficulty=draw(st.integers(0, 3)),
        option_order_fixed=draw(st.booleans()),
        explanation=draw(st.just("") | _TEXTS),
        source=draw(st.just("") | _TEXTS),
    )


def _answers(kind: Kind, options: int) -> st.SearchStrategy[tuple[str, ...]]:
    if kind == "blank":
        word = st.text(st.sampled_from("一二三12 aB"), min_size=1, max_size=4).filter(str.strip)
        return st.lists(word, min_size=1, max_size=3).map(tuple)
    least, most = (2, options) if kind == "multiple" else (1, 1)
    letters = st.lists(st.sampled_from(LETTERS[:options]), min_size=least, max_size=most, unique=True)
    return letters.map(lambda drawn: tuple(sorted(drawn)))


def banks(min_size: int = 1, max_size: int = 25) -> st.SearchStrategy[Bank]:
    """Return banks of distinct ids."""
    return st.lists(questions(), min_size=min_size, max_size=max_size, unique_by=lambda q: q.id).map(bank_of)


@st.composite
def banks_with_quotas(draw: st.DrawFn) -> tuple[Bank, tuple[Quota, ...]]:
    """Draw a bank and one to three quotas that it fills, however the earlier ones are drawn."""
    bank = draw(banks())
    wanted = draw(st.lists(_quotas(), min_size=1, max_size=3))
    filled: list[Quota] = []
    for quota in wanted:
        if not shortages(bank, [*filled, quota]):
            filled.append(quota)
    return bank, tuple(filled) or (Quota(n=1),)


def _quotas() -> st.SearchStrategy[Quota]:
    return st.builds(
        Quota,
        n=st.integers(1, 6),
        kinds=st.sampled_from([(), ("single",), ("multiple", "blank"), ("true_false",)]),
        topics=st.sampled_from([(), ("党章",), ("", "宪法")]),
        difficulties=st.sampled_from([(), (0, 1), (2,)]),
        points=st.integers(1, 3),
    )


def rankings() -> st.SearchStrategy[Ranking]:
    """Return every way of ordering people that `check` lets through: the levels come first."""
    keys: list[tuple[RankingKey, ...]] = [
        DEFAULT_KEYS,
        DEFAULT_KEYS[:2],
        DEFAULT_KEYS[:1],
        ("levels desc", "reached_at asc", "elapsed asc"),
    ]
    return st.builds(
        Ranking,
        keys=st.sampled_from(keys),
        precision=st.sampled_from(["millisecond", "second_floor"]),
        numbering=st.sampled_from(["competition", "dense", "ordinal"]),
    )


def ladders() -> st.SearchStrategy[Ladder]:
    """Return every way of climbing that `check` lets through: best of level only with the passing attempts' time."""
    return st.builds(
        Ladder,
        restart=st.sampled_from(["after_clearing_all_open", "anytime", "never"]),
        best_of=st.sampled_from(["run", "level"]),
        time=st.sampled_from(["passing_attempts", "all_attempts"]),
    ).filter(lambda ladder: ladder.best_of == "run" or ladder.time == "passing_attempts")


def standings(max_size: int = 30, *, min_size: int = 0) -> st.SearchStrategy[list[Standing]]:
    """Return standings of distinct entrants, many of them tied."""
    one = st.builds(
        Standing,
        entrant=st.integers(1, 3 * max_size).map(entrant_id),
        levels=st.integers(1, 3),
        elapsed_ms=st.sampled_from([1000, 1001, 1999, 2000]),
        reached_at=st.sampled_from([OPENS_AT, OPENS_AT + 1]),
        run=st.integers(1, 3),
    )
    return st.lists(one, min_size=min_size, max_size=max_size, unique_by=lambda item: item.entrant)


class History(Value, frozen=True, kw_only=True):
    """One entrant's ended attempts in the order of storing, and the regulations they were admitted under."""

    ladder: Ladder
    ranking: Ranking
    levels: int
    attempts: tuple[Attempt, ...]

    def run_of(self, level: int) -> int | Refused:
        """Return the run that an attempt at a level would belong to, or why it may not start."""
        return admit(level, self.attempts, range(1, self.levels + 1), self.ladder, self.ranking)

    def admitted(self) -> list[int]:
        """Return the levels at which an attempt may start."""
        return [level for level in range(1, self.levels + 1) if not isinstance(self.run_of(level), Refused)]

    def after(self, level: int, elapsed_ms: int, *, passed: bool, kind: str = "submitted") -> "History":
        """Return the history with a further attempt, or itself where the ladder refuses it."""
        run = self.run_of(level)
        if isinstance(run, Refused):
            return self
        number = len(self.attempts) + 1
        started_at = self.attempts[-1].submitted_at if self.attempts else OPENS_AT
        ended = Attempt(
            attempt=number,
            entrant="E000001",
            level=level,
            ordinal=number,
            run=run,
            period="2018-03",
            started_at=started_at,
            limit_end=started_at + 300_000,
            grace_ms=3_000,
            campaign_version=1,
            state="expired" if kind == "expired" else "submitted",
            submitted_at=started_at + elapsed_ms,
            correct=5 if passed else 4,
            of=5,
            passed=passed,
            has_response=True,
        )
        previous = self.attempts[-1].digest if self.attempts else FIRST_DIGEST
        return replace(self, attempts=(*self.attempts, replace(ended, digest=next_digest(previous, ended))))


@st.composite
def histories(draw: st.DrawFn, *, levels: int = 3, max_size: int = 14) -> History:
    """Draw a history that the ladder admits, restarts included."""
    history = History(ladder=draw(ladders()), ranking=draw(rankings()), levels=levels, attempts=())
    steps = st.tuples(st.integers(0, levels), _ELAPSED, st.sampled_from([True, True, False]), _KINDS)
    for choice, elapsed_ms, passed, kind in draw(st.lists(steps, max_size=max_size)):
        admitted = history.admitted()
        if admitted:
            history = history.after(admitted[choice % len(admitted)], elapsed_ms, passed=passed, kind=kind)
    return history


@st.composite
def tier_groups(draw: st.DrawFn) -> list[AwardTier]:
    """Draw a group of tiers: ranges from position 1 on without gaps, the later ones worth less."""
    cash_fen = sorted(draw(st.lists(st.integers(0, 50_000), min_size=1, max_size=4)), reverse=True)
    tiers: list[AwardTier] = []
    for number, worth in enumerate(cash_fen, start=1):
        first = tiers[-1].last + 1 if tiers else 1
        last = first + draw(st.integers(0, 4))
        tiers.append(AwardTier(name=f"{number}等奖", period="2018-03", first=first, last=last, cash_fen=worth))
    return tiers


def contenders() -> st.SearchStrategy[Positions]:
    """Return positions with those who share each, as `awards.award` takes them."""
    return standings().map(lambda people: list(positions(in_order(people, Ranking(keys=DEFAULT_KEYS[:1])))))


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """Draw a small campaign: one to four levels, any ladder, ranking, boundary and pass rule."""
    count = draw(st.integers(1, 4))
    rule = draw(
        st.sampled_from([PassRule(), PassRule(rule="min_correct", value="3"), PassRule(rule="ratio", value="0.6")])
    )
    caps = st.none() | st.builds(AttemptCap, n=st.integers(1, 5), per=st.sampled_from(["level", "day", "period"]))
    return a_campaign(
        id=draw(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)),
        title=draw(_TEXTS),
        levels=tuple(a_level(number) for number in range(1, count + 1)),
        ladder=replace(draw(ladders()), cap=draw(caps)),
        ranking=draw(rankings()),
        pass_rule=rule,
        boundary=draw(st.sampled_from(["expand", "split", "draw"])),
        reveal=draw(st.sampled_from(["count", "after_pass", "never", "all"])),
        unit_awards=(
            UnitAward(
                name="优秀组织奖",
                period="2018-03",
                terms=(Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5")),
            ),
        ),
    )


@st.composite
def closing_grounds(draw: st.DrawFn, campaign: Campaign) -> Grounds:
    """Draw what the closing of `2018-03` is computed from: a roster over a tree of units, standings, turnout."""
    members = [draw(_memberships(number)) for number in range(1, draw(st.integers(0, 12)) + 1)]
    known = {member.entrant for member in members}
    found = [item for item in draw(standings(12)) if item.entrant in known]
    counts = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(known), st.integers(1, 9))))
    return some_grounds(
        campaign,
        members,
        found,
        tree=UnitTree([*UNITS[:-1], replace(UNITS[-1], headcount=3)]),
        windows_of={"": [TurnoutWindow(members=Roster(members, OPENS_AT).members, handed_in=counts)]},
        levels_open=draw(st.integers(0, len(campaign.levels))),
        public_text=draw(st.just("") | _TEXTS),
    )


def _memberships(number: int) -> st.SearchStrategy[Membership]:
    return st.builds(
        a_member,
        st.just(number),
        unit=st.sampled_from(["总部", "一处", "二处"]),
        duty=st.sampled_from(["required", "required", "voluntary", "excluded"]),
        has_prize_right=st.sampled_from([True, True, False]),
    )
