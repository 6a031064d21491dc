"""A Hypothesis state machine runs an office on two stores in lockstep and says what must hold after any sequence.

Sanctions, revisions, publicity, outages, amendments, wrong answers, extra time, erasure. A full model would be as
large as the library, so this one only keeps who is sanctioned since when; the rest are laws.
`HYPOTHESIS_PROFILE=scoreboard` runs it longer.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing as closing_file
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from chuangguan.boards import LiveIndex
from chuangguan.errors import Misuse, NotFound, PeriodNotEnded
from chuangguan.office.banks import BankRevision
from chuangguan.office.closings import SealedClosing
from chuangguan.office.publicity import PublicityState
from chuangguan.play import Started
from chuangguan.ports import Store
from chuangguan.record import rebuild
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.campaign import Campaign, Quota
from chuangguan.rules.closing import Closing
from chuangguan.rules.instants import Window
from chuangguan.rules.ladder import Key, ranking_key
from chuangguan.rules.sanctions import Kind, Sanction, stripped
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, World, a_bank, a_campaign, a_level, at, entrants, started_campaign

PEOPLE: Final = entrants(4)
PERIODS: Final = ("2018-03", "2018-04", "2018")
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
SIGNED: Final = {"drafted_by": "甲", "checked_by": "乙", "signed_by": "丙", "by": BY}
CLIMBS: Final = st.tuples(
    st.sampled_from(PEOPLE), st.sampled_from([20_000, 60_000, 60_000, 200_000]), st.sampled_from([True, True, False])
)
"""Who starts the highest level open to them, how long they take, and whether they answer as the bank says."""

IS_LONG: Final = os.environ.get("HYPOTHESIS_PROFILE") == "scoreboard"
SIZE: Final = settings(
    max_examples=1_000 if IS_LONG else 30,
    stateful_step_count=60 if IS_LONG else 40,
    deadline=None,
    derandomize=not IS_LONG,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def the_campaign() -> Campaign:
    """Return three levels of two questions, the third open from April on, a day of publicity, prizes for three."""
    levels = [a_level(number, quotas=(Quota(n=2),)) for number in (1, 2, 3)]
    levels[2] = replace(levels[2], opens_at=at("2018-04-01"))
    return a_campaign(levels=tuple(levels), publicity_days=1)


@dataclass(frozen=True)
class No:
    """What an office says to a call that it refuses by an error."""

    code: str
    what: object


def answer(act: Callable[..., Any], world: World, *given: object) -> Any:
    try:
        return act(world, *given)
    except (Misuse, NotFound, PeriodNotEnded) as error:
        return No(error.code, error.details)


@dataclass(frozen=True)
class Imposed:
    """A sanction as the machine remembers it; `number` is its fact's."""

    number: int
    entrant: str
    kind: Kind
    periods: tuple[str, ...]


class OfficeMachine(RuleBasedStateMachine):
    """What an office may do to a campaign that is played, in any order, on two stores at once."""

    def make_stores(self) -> tuple[Store, Store]:
        self.folder = tempfile.TemporaryDirectory()
        return MemoryStore(), SqliteStore.create(Path(self.folder.name) / "office.db")

    @initialize(climbs=st.lists(CLIMBS, min_size=2, max_size=6), is_march_over=st.booleans())
    def begin(self, climbs: list[tuple[str, int, bool]], *, is_march_over: bool) -> None:
        self.stated = the_campaign()
        banks = {level.number: a_bank(6) for level in self.stated.levels}
        self.worlds = [
            started_campaign(store, campaign=self.stated, banks=banks, people=len(PEOPLE))
            for store in self.make_stores()
        ]
        self.index = LiveIndex(self.stated.ranking)
        self.sanctions: list[Imposed] = []
        self.final: dict[str, int] = {}
        self.seals: list[str] = []
        self.gone: list[str] = []
        self.play(climbs)
        if is_march_over:
            self.pass_time(at("2018-04-01") + 3_000 - self.now)
            self.close("2018-03")
            self.go_through_the_publicity("2018-03")

    @property
    def world(self) -> World:
        """The first of the two, for what is only looked at."""
        return self.worlds[0]

    @property
    def now(self) -> int:
        return self.world.clock.at

    def both(self, act: Callable[..., Any], *given: object) -> Any:
        """Do the same in both worlds and return what both answer."""
        first, second = (answer(act, world, *given) for world in self.worlds)
        is_same = first == second
        assert is_same, "the two stores differ"  # by itself: pytest would take minutes to say where
        return first

    def pass_time(self, ms: int) -> None:
        for world in self.worlds:
            world.clock.at += ms

    def head(self) -> int:
        with self.world.record.read() as view:
            head = view.rows.head()
            return head.number if head else 0

    # What entrants do

    @rule(climbs=st.lists(CLIMBS, min_size=1, max_size=4))
    def play(self, climbs: list[tuple[str, int, bool]]) -> None:
        for entrant, ms, is_right in climbs:
            before = self.worth(entrant)
            started = self.start_highest(entrant)
            self.pass_time(ms)
            if started:
                self.both(_hand_in, entrant, started.attempt, is_right)
            assert self.worth(entrant) <= before, "a further attempt never worsens a standing"

    @rule(entrant=st.sampled_from(PEOPLE), is_saved=st.booleans())
    def leave_open(self, entrant: str, *, is_saved: bool) -> None:
        started = self.start_highest(entrant)
        if started and is_saved:
            number = started.attempt
            self.both(lambda world: world.play.save(entrant, number, world.right(number), counter=1))

    def start_highest(self, entrant: str) -> Started | None:
        for level in range(len(self.stated.levels), 0, -1):
            started = self.both(lambda world, n: world.play.start(entrant, n), level)
            if isinstance(started, Started):
                return started
        return None

    def worth(self, entrant: str) -> Key:
        with self.world.record.read() as view:
            found = next((item for item in view.standings_at(None) if item.entrant == entrant), None)
        return (-found.levels, found.elapsed_ms, found.reached_at) if found else (0, 0, 0)

    # What time does

    @rule(ms=st.sampled_from([1, 60_000, HOUR_MS]))
    def wait(self, ms: int) -> None:
        self.pass_time(ms)

    @rule(offset_ms=st.sampled_from([-1, 0, 3_000, 3_000]))
    def jump_to_the_next_edge(self, offset_ms: int) -> None:
        """Go to the end of a period or of a publicity, or right before."""
        ends = [period.cutoff_at for period in self.world.campaign.periods]
        states = [answer(lambda world, name: world.office.publicity.state(name), self.world, name) for name in PERIODS]
        ends += [state.objections_until for state in states if isinstance(state, PublicityState)]
        coming = [end + offset_ms for end in ends if end + offset_ms > self.now]
        if coming:
            self.pass_time(min(coming) - self.now)

    # Closings and their publicity

    @rule(period=st.sampled_from(PERIODS))
    def close(self, period: str) -> None:
        made = self.both(lambda world: world.office.closings.close(period, by=BY))
        if isinstance(made, SealedClosing) and made.is_new:
            self.sealed(made)

    @precondition(lambda self: self.seals)
    @rule(period=st.sampled_from(PERIODS))
    def revise(self, period: str) -> None:
        made = self.both(lambda world: world.office.closings.revise(period, by=BY, reason="更正"))
        if isinstance(made, SealedClosing):
            self.sealed(made)
        assert period not in self.both(lambda world: world.office.closings.due_for_revision())

    @precondition(lambda self: self.seals)
    @rule()
    def revise_whatever_is_due(self) -> None:
        for period in sorted(self.both(lambda world: world.office.closings.due_for_revision()), key=PERIODS.index):
            self.sealed(self.both(lambda world, p: world.office.closings.revise(p, by=BY, reason="更正"), period))
        assert self.both(lambda world: world.office.closings.due_for_revision()) == []
        for period in PERIODS:
            made = self.world.office.closings.get(period)
            if made:
                self.obeys_sanctions(made.closing)

    def sealed(self, made: SealedClosing) -> None:
        assert made.is_new
        self.seals.append(made.seal)
        self.obeys_sanctions(made.closing)
        assert least_count(made.closing) >= 0

    def obeys_sanctions(self, closing: Closing) -> None:
        """Those below a sanctioned entrant move up while it is provisional; once it is final, a place stays vacant."""
        with self.world.record.read() as view:
            standings = {item.entrant: item for item in view.standings_of(view.campaign.period(closing.period))}
        taken = self.stripped(closing.period)
        assert {row.entrant for row in closing.board} == standings.keys() - taken.keys()
        assert not taken.keys() & {award.entrant for award in closing.awards}
        vacant = [entrant for entrant, is_vacant in taken.items() if is_vacant and entrant in standings]
        keys = {name: ranking_key(standings[name], self.stated.ranking) for name in standings}
        places = [*vacant, *(row.entrant for row in closing.board)]
        for row in closing.board:
            assert row.rank == 1 + sum(keys[other] < keys[row.entrant] for other in places)
        ranks = {row.entrant: row.rank for row in closing.board}
        assert all(award.position == ranks[award.entrant] for award in closing.awards)

    def stripped(self, period: str) -> dict[str, bool]:
        """Return whom sanctions keep from rank and prizes, and whether they came after the closing was final."""
        found: dict[str, bool] = {}
        for item in self.sanctions:
            if item.kind != "void_attempts" and (not item.periods or period in item.periods):
                is_late = period in self.final and item.number > self.final[period]
                found[item.entrant] = found.get(item.entrant, True) and is_late
        return found

    @precondition(lambda self: self.seals)
    @rule(period=st.sampled_from(PERIODS))
    def publish(self, period: str) -> None:
        self.both(lambda world: world.office.publicity.publish(period, **SIGNED))

    @precondition(lambda self: self.seals)
    @rule(period=st.sampled_from(PERIODS), entrant=st.sampled_from(PEOPLE), is_upheld=st.booleans())
    def object_and_decide(self, period: str, entrant: str, *, is_upheld: bool) -> None:
        number = self.both(lambda world: world.office.publicity.object(period, "有异议", entrant=entrant, by=BY))
        if isinstance(number, int):
            assert self.finalised(period) is None, "an undecided objection is in the way"
            self.both(lambda world: world.office.publicity.decide(number, "已核实", upheld=is_upheld, by=BY))

    @precondition(lambda self: self.seals)
    @rule(period=st.sampled_from(PERIODS))
    def finalise(self, period: str) -> None:
        self.finalised(period)

    def finalised(self, period: str) -> PublicityState | None:
        state = self.both(lambda world: world.office.publicity.finalise(period, by=BY))
        if not isinstance(state, PublicityState):
            return None
        assert self.now >= state.objections_until > 0
        assert period not in self.final
        self.final[period] = self.head()
        return state

    @precondition(lambda self: self.seals)
    @rule(period=st.sampled_from(PERIODS))
    def go_through_the_publicity(self, period: str) -> None:
        """Take the common way to a final closing in one step, so that more happens behind it."""
        self.publish(period)
        self.pass_time(DAY_MS)
        self.finalised(period)

    # What is decided about entrants

    @rule(entrant=st.sampled_from(PEOPLE), kind=st.sampled_from(["strip_awards", "strip_awards", "ban"]))
    def sanction(self, entrant: str, kind: Kind) -> None:
        self.impose(entrant, kind)

    @rule(entrant=st.sampled_from(PEOPLE), period=st.sampled_from(PERIODS))
    def sanction_in_one_period(self, entrant: str, period: str) -> None:
        self.impose(entrant, "strip_awards", periods=(period,))

    @rule(entrant=st.sampled_from(PEOPLE), data=st.data())
    def void_attempts(self, entrant: str, data: Any) -> None:
        with self.world.record.read() as view:
            numbers = [attempt.attempt for attempt in view.rows.attempts_of(entrant)]
        if numbers:
            some = data.draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=2, unique=True))
            self.impose(entrant, "void_attempts", attempts=tuple(some))

    def impose(
        self, entrant: str, kind: Kind, *, periods: tuple[str, ...] = (), attempts: tuple[int, ...] = ()
    ) -> None:
        said = {"code": "代答", "decided_by": "纪委", "evidence": "谈话记录", "by": BY}
        number = self.both(
            lambda world: world.office.sanctions.impose(entrant, kind=kind, periods=periods, attempts=attempts, **said)
        )
        if isinstance(number, No):
            assert (entrant, kind, periods) in {(item.entrant, item.kind, item.periods) for item in self.sanctions}
            return
        self.sanctions.append(Imposed(number, entrant, kind, periods))

    @precondition(lambda self: self.sanctions)
    @rule(data=st.data())
    def lift(self, data: Any) -> None:
        one = data.draw(st.sampled_from(self.sanctions))
        self.both(lambda world: world.office.sanctions.lift(one.number, by=BY, reason="申诉成立"))
        self.sanctions.remove(one)

    # Outages, amendments, wrong answers

    @rule(period=st.sampled_from(PERIODS), ms=st.sampled_from([1, HOUR_MS, 2 * DAY_MS]))
    def extend(self, period: str, ms: int) -> None:
        before = self.world.campaign.period(period).cutoff_at
        self.both(lambda world: world.office.conduct.extend(period, before + ms, reason="停机", by=BY))

    @rule(length_ms=st.sampled_from([1, 30_000, HOUR_MS]), ago_ms=st.sampled_from([0, 60_000]))
    def void_an_interval(self, length_ms: int, ago_ms: int) -> None:
        end = self.now - ago_ms
        interval = Window(opens_at=end - length_ms, closes_at=end)
        count = self.both(lambda world: world.office.conduct.void_interval(interval, reason="故障", by=BY))
        assert isinstance(count, No) or count >= 0

    @rule(what=st.sampled_from(["a_later_level", "its_date", "publicity", "an_open_level", "title"]))
    def amend(self, what: str) -> None:
        wanted = getattr(self, f"with_{what}")()
        changes = self.both(lambda world: world.office.conduct.amend(wanted, reason="修改", by=BY, apply=True))
        if any(change.refused for change in changes):
            return
        added = [level.number for level in wanted.levels[len(self.stated.levels) :]]
        self.stated = wanted
        for level in added:
            self.both(lambda world, n: world.office.banks.load(n, a_bank(6), by=BY), level)

    def with_a_later_level(self) -> Campaign:
        number = len(self.stated.levels) + 1
        return replace(self.stated, levels=(*self.stated.levels, a_level(number, opens_at=0, quotas=(Quota(n=2),))))

    def with_its_date(self) -> Campaign:
        opens_at = max(self.now + HOUR_MS, *(level.opens_at for level in self.stated.levels))
        dated = (replace(level, opens_at=level.opens_at or opens_at) for level in self.stated.levels)
        return replace(self.stated, levels=tuple(dated))

    def with_publicity(self) -> Campaign:
        return replace(self.stated, publicity_days=3 - self.stated.publicity_days)

    def with_an_open_level(self) -> Campaign:
        first, *others = self.stated.levels
        return replace(self.stated, levels=(replace(first, time_limit_ms=first.time_limit_ms + 1), *others))

    def with_title(self) -> Campaign:
        return replace(self.stated, title=f"{self.stated.title}。"[:30])

    @rule(level=st.integers(1, 3), place=st.integers(0, 5), is_dropped=st.booleans())
    def mend_a_bank(self, level: int, place: int, *, is_dropped: bool) -> None:
        bank = self.world.office.banks.get(level)
        mended = without(bank, place) if is_dropped else with_another_answer(bank, place)

        def revise(world: World, *, apply: bool) -> BankRevision:
            return world.office.banks.revise(level, mended, by=BY, reason="答案有误", apply=apply)

        looked = self.both(lambda world: revise(world, apply=False))
        assert looked == self.both(lambda world: revise(world, apply=True))

    # People

    @rule(place=st.integers(1, len(PEOPLE)), per_cent=st.sampled_from([0, 50, 300]))
    def grant_extra_time(self, place: int, per_cent: int) -> None:
        number = f"138{place:08d}"
        self.both(lambda world: world.office.rosters.grant_extra_time(number, per_cent, reason="视障", by=BY))

    @precondition(lambda self: len(self.gone) < 2)
    @rule(place=st.integers(1, len(PEOPLE)))
    def erase(self, place: int) -> None:
        number = f"138{place:08d}"
        person = self.world.people().get(PEOPLE[place - 1])
        erased = self.both(lambda world: world.office.rosters.erase(number, reason="本人要求", by=BY))
        if person:
            assert erased == person.entrant
            self.gone += [person.name, person.member_no, person.salt]
        assert isinstance(self.both(lambda world: world.office.rosters.entrant(number)), No)

    # What machines do

    @rule(what=st.sampled_from(["sweep", "rebuild", "reopen", "verify"]))
    def keep_going(self, what: str) -> None:
        getattr(self, what)()

    def sweep(self) -> None:
        self.both(lambda world: world.play.sweep())

    def rebuild(self) -> None:
        for world in self.worlds:
            with world.record.write(BY) as entry:
                rebuild(entry)

    def reopen(self) -> None:
        """Close the file and open it again; both worlds begin anew, so that their chance stays the same."""
        first, second = (world.store for world in self.worlds)
        assert isinstance(second, SqliteStore)
        second.close()
        stores: tuple[Store, Store] = (first, SqliteStore(second.path))
        self.worlds = [world.reopened(store) for world, store in zip(self.worlds, stores, strict=True)]

    def verify(self) -> None:
        """Every seal of every closing ever made still verifies, whatever came later."""
        found = self.both(lambda world: world.verify())
        assert (found.difference, found.closings) == (None, len(self.seals))

    # What holds after every step

    @invariant()
    def both_stores_hold_the_same(self) -> None:
        """The head's hash stands for every byte of every fact, closings included; rows are compared beside."""
        self.both(facts_and_rows)

    @invariant()
    def the_index_is_the_board(self) -> None:
        """Say so where no period began since the last fact; a sanction may be for one period only."""
        self.index.catch_up(self.world.record)
        with self.world.record.read() as view:
            head = view.rows.head()
            if not head or len({view.campaign.period_at(instant) for instant in (head.stored_at, self.now + 1)}) > 1:
                return
        rows = self.world.boards.at(self.now + 1).rows
        assert {row.entrant: row.rank for row in rows} == {
            entrant: place for entrant in PEOPLE if (place := self.index.place(entrant))
        }

    @invariant()
    def nothing_that_was_sealed_is_lost(self) -> None:
        with self.world.record.read() as view:
            assert [stored.seal for stored in view.rows.closings()] == self.seals

    @invariant()
    def nobody_is_counted_below_zero(self) -> None:
        assert self.world.boards.at(self.now + 1).unlisted >= 0
        for period in PERIODS:
            found = self.world.office.turnouts.pending(period)
            assert min(found.pending, found.turnout.due - found.pending, found.turnout.attempts) >= 0
            assert found.turnout.attempts >= found.turnout.persons >= found.turnout.took_part >= 0

    @invariant()
    def who_was_erased_is_in_no_table(self) -> None:
        for world in self.worlds if self.gone else []:
            text = everything(world.store)
            traces = [trace for trace in self.gone if trace in text]
            assert traces == []

    def teardown(self) -> None:
        try:
            if hasattr(self, "gone"):
                self.revise_whatever_is_due()
                self.verify()
        finally:
            files = self.put_away()
        traces = [trace for trace in self.gone if any(trace.encode() in content for content in files)]
        assert traces == []

    def put_away(self) -> list[bytes]:
        """Close both stores and return what is left of them on the disk, which is then removed."""
        for world in getattr(self, "worlds", ()):
            world.store.close()
        if not hasattr(self, "folder"):
            return []
        files = [path.read_bytes() for path in Path(self.folder.name).iterdir()]
        self.folder.cleanup()
        return files


def _hand_in(world: World, entrant: str, attempt: int, is_right: bool) -> object:  # noqa: FBT001  handed on by `both`
    responses = world.right(attempt) if is_right else world.wrong(attempt)
    return world.play.submit(entrant, attempt, responses)


def with_another_answer(bank: Bank, place: int) -> Bank:
    questions = list(bank.questions)
    chosen = questions[place % len(questions)]
    questions[place % len(questions)] = replace(chosen, answer=_next_answer(chosen))
    return bank_of(questions)


def _next_answer(question: Question) -> tuple[str, ...]:
    letters = "ABCDE"[: len(question.options)]
    return (letters[(letters.index(question.answer[0]) + 1) % len(letters)],)


def without(bank: Bank, place: int) -> Bank:
    """Return the bank without a question; where that leaves it short, the office refuses it."""
    return bank_of(item for i, item in enumerate(bank.questions) if i != place % len(bank.questions))


def facts_and_rows(world: World) -> tuple[object, ...]:
    with world.record.read() as view:
        rows = view.rows
        attempts = [attempt for entrant in rows.person_digests() for attempt in rows.attempts_of(entrant)]
        return rows.head(), attempts, list(rows.every_improvement()), rows.closings(), rows.memberships()


def least_count(closing: Closing) -> int:
    """Return the smallest number of persons, attempts or fen in a closing."""
    figures = closing.figures
    counts = [figures.due, figures.took_part, figures.persons, figures.attempts, figures.voluntary, figures.cleared_all]
    counts += [n for item in closing.turnout for n in (item.due, item.took_part, item.persons, item.attempts)]
    return min(*counts, *(award.cash_fen for award in closing.awards), *(row.levels for row in closing.board))


def everything(store: Store) -> str:
    """Return every table of a store as text."""
    if isinstance(store, MemoryStore):
        return repr(store._rows._tables)
    assert isinstance(store, SqliteStore)
    with closing_file(sqlite3.connect(store.path)) as connection:
        return "\n".join(connection.iterdump())


def test_an_office_does_the_same_on_both_stores_and_keeps_every_law() -> None:
    run_state_machine_as_test(OfficeMachine, settings=SIZE)


# Controls: planted faults are found


def _forget_nothing(_entrant: str) -> None:
    """Stand in for what a store should have forgotten."""


class StoreThatForgetsAProjection(OfficeMachine):
    """One store keeps the improvements that a sanction made void."""

    def make_stores(self) -> tuple[Store, Store]:
        first, second = super().make_stores()
        assert isinstance(first, MemoryStore)
        vars(first._rows)["clear_improvements"] = _forget_nothing
        return first, second


class StoreThatKeepsTheErased(OfficeMachine):
    """One store keeps the name of who was erased."""

    def make_stores(self) -> tuple[Store, Store]:
        first, second = super().make_stores()
        assert isinstance(first, MemoryStore)
        vars(first._rows)["forget_person"] = _forget_nothing
        return first, second


def found_by(machine: type[OfficeMachine]) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=settings(SIZE, max_examples=300, phases=[Phase.generate]))


@pytest.mark.parametrize("machine", [StoreThatForgetsAProjection, StoreThatKeepsTheErased])
def test_the_machine_finds_a_store_that_does_something_else(machine: type[OfficeMachine]) -> None:
    found_by(machine)


def _nobody(_sanctions: object, _period: str, _final_since: int | None) -> dict[str, bool]:
    return {}


def _everybody_moves_up(sanctions: Iterable[Sanction], period: str, _final_since: int | None) -> dict[str, bool]:
    return stripped(sanctions, period, None)


@pytest.mark.parametrize("fault", [_nobody, _everybody_moves_up])
def test_the_machine_finds_a_closing_that_forgets_a_sanction_or_a_vacancy(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[..., dict[str, bool]]
) -> None:
    monkeypatch.setattr("chuangguan.office.closings.stripped", fault)
    found_by(OfficeMachine)
