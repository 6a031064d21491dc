"""A Hypothesis state machine drives Play and Office on a store and compares them with a simple model at every step.

`HYPOTHESIS_PROFILE=scoreboard` runs it longer.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from chuangguan.boards import LiveIndex
from chuangguan.errors import ClockWentBack, PeriodNotEnded
from chuangguan.play import Receipt, RefusedWithReceipt, Started
from chuangguan.ports import Store
from chuangguan.record import rebuild
from chuangguan.rules.attempt import taken_before
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, OPENS_AT, a_bank, a_campaign, a_level, at, entrants, started_campaign
from chuangguan.values import Accepted, Refused

PEOPLE = entrants(3)
LIMIT_MS = 300_000
GRACE_MS = 3_000
LEVEL_OPENS = {1: OPENS_AT, 2: OPENS_AT, 3: at("2018-04-01")}
CUTOFFS = {"2018-03": at("2018-04-01"), "2018-04": at("2018-05-01")}
CLOSES_AT = at("2018-05-01")
CALENDAR = sorted(
    cutoff + offset_ms for cutoff in CUTOFFS.values() for offset_ms in (-LIMIT_MS - GRACE_MS, -LIMIT_MS, 0, GRACE_MS)
)
CLIMBS = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from([1, 20_000, 20_000, 60_000, LIMIT_MS - 1, LIMIT_MS, LIMIT_MS + GRACE_MS - 1]),
    st.sampled_from([True, True, True, False]),
)
"""Who starts the highest level open to them, how long they take, and whether they hand in right responses."""

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "scoreboard"
SIZE = settings(
    max_examples=1_000 if IS_LONG else 80,
    stateful_step_count=50 if IS_LONG else 30,
    deadline=None,
    derandomize=not IS_LONG,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Sitting:
    """An attempt as the model sees it; `passed` and `submitted_at` are None while it is open."""

    number: int
    entrant: str
    level: int
    run: int
    started_at: int
    saved: bool | None = None
    counter: int = 0
    submitted_at: int | None = None
    passed: bool = False

    @property
    def limit_end(self) -> int:
        return self.started_at + LIMIT_MS

    @property
    def over_at(self) -> int:
        """From when on it is no longer taken."""
        return min(self.limit_end + GRACE_MS, CLOSES_AT)


@dataclass
class Model:
    """The regulations again, as plainly as they can be said: a list of sittings and nothing else."""

    sittings: list[Sitting] = field(default_factory=list)

    def of(self, entrant: str) -> list[Sitting]:
        return [item for item in self.sittings if item.entrant == entrant]

    def open_of(self, entrant: str) -> Sitting | None:
        return next((item for item in self.of(entrant) if item.submitted_at is None), None)

    def open_edges(self) -> list[int]:
        """Return the instants at which something changes for an open sitting."""
        return [edge for item in self.sittings if item.submitted_at is None for edge in (item.limit_end, item.over_at)]

    def put(self, changed: Sitting) -> None:
        self.sittings = [changed if item.number == changed.number else item for item in self.sittings]

    def expire(self, sitting: Sitting) -> None:
        """End a sitting by the clock, on what was saved."""
        self.put(replace(sitting, submitted_at=min(sitting.limit_end, CLOSES_AT - 1), passed=sitting.saved is True))

    def runs(self, entrant: str, before: int = CLOSES_AT + 1) -> dict[int, tuple[int, int, int]]:
        """Return for each run its levels, their time, and when the last was reached."""
        found = {}
        for run in {item.run for item in self.of(entrant)}:
            passes = {
                item.level: item
                for item in self.of(entrant)
                if item.run == run and item.passed and item.submitted_at is not None and item.submitted_at < before
            }
            levels = next(n for n in range(5) if n + 1 not in passes)
            counting = [passes[level] for level in range(1, levels + 1)]
            found[run] = (
                levels,
                sum((item.submitted_at or 0) - item.started_at for item in counting),
                max((item.submitted_at or 0 for item in counting), default=0),
            )
        return found

    def run_for(self, entrant: str, level: int, now: int) -> int | str:
        """Return the run that an attempt belongs to, or the reason why there is none."""
        if now >= CLOSES_AT:
            return "campaign_closed"
        if now < LEVEL_OPENS[level]:
            return "level_not_open"
        passed = {item.level for item in self.of(entrant) if item.passed}
        if level > 1 and level - 1 not in passed:
            return "previous_level_not_passed"
        runs = self.runs(entrant)
        waiting = [(time, reached, -run) for run, (levels, time, reached) in runs.items() if levels == level - 1]
        if waiting:
            return -min(waiting)[2]
        if level > 1:
            return "next_in_no_run"
        if not runs:
            return 1
        due = {number for number, opens_at in LEVEL_OPENS.items() if opens_at <= now}
        return max(runs) + 1 if due <= passed else "restart_not_allowed"

    def board(self, before: int = CLOSES_AT + 1) -> list[tuple[str, int, int, int]]:
        """Return entrant, levels, time and when reached, best first."""
        rows = []
        for entrant in PEOPLE:
            runs = self.runs(entrant, before)
            levels, minus_time, minus_reached = max(
                ((levels, -time, -reached) for levels, time, reached in runs.values()), default=(0, 0, 0)
            )
            if levels:
                rows.append((entrant, levels, -minus_time, -minus_reached))
        return sorted(rows, key=lambda row: (-row[1], row[2], row[3], row[0]))


class Machine(RuleBasedStateMachine):
    """What may happen in a campaign, in any order."""

    jumps = 0

    def make_store(self) -> Store:
        return MemoryStore()

    @initialize()
    def begin(self) -> None:
        campaign = a_campaign(levels=tuple(a_level(number, opens_at=at_) for number, at_ in LEVEL_OPENS.items()))
        banks = {number: a_bank(8) for number in LEVEL_OPENS}
        self.world = started_campaign(self.make_store(), campaign=campaign, banks=banks, people=len(PEOPLE))
        self.model = Model()
        self.index = LiveIndex(campaign.ranking)
        self.handed_in: dict[str, tuple[int, dict[str, tuple[str, ...]], str, Receipt]] = {}
        self.sealed: dict[str, str] = {}

    @property
    def now(self) -> int:
        return self.world.clock.at

    def responses(self, attempt: int, *, right: bool) -> dict[str, tuple[str, ...]]:
        return self.world.right(attempt) if right else self.world.wrong(attempt)

    # What entrants do

    @rule(climbs=st.lists(CLIMBS, min_size=1, max_size=5))
    def climb(self, climbs: list[tuple[str, int, bool]]) -> None:
        for entrant, ms, right in climbs:
            admitted = [n for n in sorted(LEVEL_OPENS) if isinstance(self.model.run_for(entrant, n, self.now), int)]
            self._start(entrant, max(admitted, default=1))
            self.world.clock.at += ms
            self._submit(entrant, "c", right=right)

    @rule(entrant=st.sampled_from(PEOPLE), level=st.sampled_from(sorted(LEVEL_OPENS)))
    def start(self, entrant: str, level: int) -> None:
        self._start(entrant, level)

    def _start(self, entrant: str, level: int) -> None:
        answer = self.world.play.start(entrant, level)
        current = self.model.open_of(entrant)
        if current and self.now < current.over_at:
            assert isinstance(answer, Started)
            assert (answer.attempt, answer.level, answer.resumed) == (current.number, current.level, True)
            assert answer.started_at == current.started_at
            return
        if current:
            self.model.expire(current)
        run = self.model.run_for(entrant, level, self.now)
        if isinstance(run, str):
            assert isinstance(answer, Refused)
            assert answer.reason == run
            return
        assert isinstance(answer, Started), answer
        assert (answer.resumed, answer.taken_before) == (False, min(self.now + LIMIT_MS + GRACE_MS, CLOSES_AT))
        assert answer.ordinal == 1 + sum(item.level == level for item in self.model.of(entrant))
        self.model.sittings.append(
            Sitting(number=answer.attempt, entrant=entrant, level=level, run=run, started_at=self.now)
        )

    @rule(entrant=st.sampled_from(PEOPLE), right=st.booleans(), counter=st.integers(1, 3))
    def save(self, entrant: str, counter: int, *, right: bool) -> None:
        current = self.model.open_of(entrant)
        if current is None:
            return
        given = self.responses(current.number, right=right)
        answer = self.world.play.save(entrant, current.number, given, counter=counter)
        if self.now >= min(current.limit_end, CLOSES_AT):
            assert isinstance(answer, Refused)
            assert answer.reason == "too_late"
            return
        assert answer == Accepted()
        if counter > current.counter:
            self.model.put(replace(current, saved=right, counter=counter))

    @rule(entrant=st.sampled_from(PEOPLE), right=st.booleans(), key=st.sampled_from(["", "a", "b"]))
    def submit(self, entrant: str, key: str, *, right: bool) -> None:
        self._submit(entrant, key, right=right)

    def _submit(self, entrant: str, key: str, *, right: bool) -> None:
        current = self.model.open_of(entrant)
        if current is None:
            return
        given = self.responses(current.number, right=right)
        key = key and f"{key}{current.number}"
        answer = self.world.play.submit(entrant, current.number, given, key=key)
        if self.now >= current.over_at:
            assert isinstance(answer, RefusedWithReceipt)
            assert (answer.reason, answer.receipt.kind) == ("too_late", "expired")
            self.model.expire(current)
            assert answer.receipt.passed == (current.saved is True)
            return
        assert isinstance(answer, Receipt), answer
        submitted_at = min(self.now, current.limit_end)
        assert (answer.passed, answer.submitted_at) == (right, submitted_at)
        assert answer.elapsed_ms == submitted_at - current.started_at
        self.model.put(replace(current, submitted_at=submitted_at, passed=right))
        self.handed_in[entrant] = (current.number, given, key, answer)

    @precondition(lambda self: self.handed_in)
    @rule(data=st.data(), same=st.booleans())
    def retry(self, data: Any, *, same: bool) -> None:
        entrant = data.draw(st.sampled_from(sorted(self.handed_in)))
        attempt, given, key, receipt = self.handed_in[entrant]
        if same:
            assert self.world.play.submit(entrant, attempt, given, key=key) == receipt
            return
        others = dict.fromkeys(given, ("A", "B"))
        answer = self.world.play.submit(entrant, attempt, others, key=key)
        assert isinstance(answer, RefusedWithReceipt)
        assert answer.receipt == receipt

    # What time does

    @rule(ms=st.sampled_from([1, 999, 20_000, 60_000]))
    def wait(self, ms: int) -> None:
        self.world.clock.at += ms

    @precondition(lambda self: self.model.open_edges())
    @rule(data=st.data(), offset_ms=st.sampled_from([-1, 0, 1]))
    def jump_to_an_edge_of_an_open_attempt(self, data: Any, offset_ms: int) -> None:
        self._jump(data.draw(st.sampled_from(self.model.open_edges())) + offset_ms)

    @precondition(lambda self: len(self.model.sittings) >= 2 * self.jumps)
    @rule(data=st.data(), offset_ms=st.sampled_from([-1, 0, 1]))
    def jump_to_an_edge_of_the_calendar(self, data: Any, offset_ms: int) -> None:
        coming = [edge for edge in CALENDAR if edge + offset_ms > self.now]
        if coming:
            self.jumps += 1
            self._jump(data.draw(st.sampled_from(coming[:3])) + offset_ms)

    def _jump(self, instant: int) -> None:
        self.world.clock.at = max(self.now, instant)

    # What organisers and machines do

    @rule(period=st.sampled_from(sorted(CUTOFFS)))
    def close(self, period: str) -> None:
        cutoff = CUTOFFS[period]
        if period not in self.sealed and self.now < cutoff + GRACE_MS:
            with pytest.raises(PeriodNotEnded):
                self.world.office.closings.close(period, by=BY)
            return
        made = self.world.office.closings.close(period, by=BY)
        assert made.is_new is (period not in self.sealed)
        assert self.sealed.setdefault(period, made.seal) == made.seal
        if made.is_new:
            for item in self.model.sittings:
                if item.submitted_at is None and min(item.limit_end, CLOSES_AT - 1) < cutoff:
                    self.model.expire(item)
        board = [(row.entrant, row.levels, row.elapsed_ms, row.reached_at) for row in made.closing.board]
        assert board == self.model.board(cutoff)

    @rule(what=st.sampled_from(["sweep", "rebuild", "reopen", "break_off", "step_the_clock_back"]))
    def keep_going(self, what: str) -> None:
        getattr(self, what)()

    def sweep(self) -> None:
        overdue = [item for item in self.model.sittings if item.submitted_at is None and self.now >= item.over_at]
        assert self.world.play.sweep() == len(overdue)
        for item in overdue:
            self.model.expire(item)

    def rebuild(self) -> None:
        with self.world.record.write(BY) as entry:
            rebuild(entry)

    def reopen(self) -> None:
        """Close the file and open it again; a store in memory has none."""
        store = self.world.store
        if isinstance(store, SqliteStore):
            store.close()
            self.world = self.world.reopened(SqliteStore(store.path))

    def break_off(self) -> None:
        with pytest.raises(ZeroDivisionError), self.world.store.batch():  # noqa: PT012  the block breaks off
            self.world.play.start(PEOPLE[0], 1)
            self.world.play.sweep()
            raise ZeroDivisionError

    def step_the_clock_back(self) -> None:
        stamp = self.world.record.now()
        for back_ms in (1, 2_000):
            self.world.clock.at = stamp - back_ms
            assert self.world.record.now() == stamp
        self.world.clock.at = stamp - 2_001
        with pytest.raises(ClockWentBack):
            self.world.play.sweep()
        self.world.clock.at = stamp

    # What holds after every step

    @invariant()
    def the_board_is_the_models(self) -> None:
        rows = self.world.boards.at(self.now + 1).rows
        assert [(row.entrant, row.levels, row.elapsed_ms, row.reached_at) for row in rows] == self.model.board()

    @invariant()
    def the_index_is_the_board(self) -> None:
        self.index.catch_up(self.world.record)
        rows = self.world.boards.at(self.now + 1).rows
        assert {row.entrant: row.rank for row in rows} == {
            entrant: place for entrant in PEOPLE if (place := self.index.place(entrant))
        }

    @invariant()
    def a_board_of_the_past_is_the_models_of_then(self) -> None:
        for cutoff in CUTOFFS.values():
            rows = self.world.boards.at(cutoff).rows
            assert [(r.entrant, r.levels, r.elapsed_ms, r.reached_at) for r in rows] == self.model.board(cutoff)

    @invariant()
    def nobody_has_two_open_attempts(self) -> None:
        with self.world.record.read() as view:
            stored = {(item.entrant, item.attempt) for item in view.rows.open_attempts()}
        assert stored == {(item.entrant, item.number) for item in self.model.sittings if item.submitted_at is None}

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            assert self.world.office.closings.due_for_revision() == []
            assert self.world.verify().difference is None
        finally:
            self.world.store.close()


class SqliteMachine(Machine):
    """The same on a file, which may be closed and opened again at any time."""

    def make_store(self) -> Store:
        self.folder = tempfile.TemporaryDirectory()
        return SqliteStore.create(Path(self.folder.name) / "machine.db")

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "folder"):
            self.folder.cleanup()


@pytest.mark.parametrize("machine", [Machine, SqliteMachine])
def test_play_and_office_do_what_the_model_does(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=SIZE)


# Controls: a planted fault of one millisecond is found


def _one_too_late(limit_end: int, grace_ms: int, closes_at: int) -> int:
    return taken_before(limit_end, grace_ms, closes_at) + 1


def _one_too_early(limit_end: int, grace_ms: int, closes_at: int) -> int:
    return taken_before(limit_end, grace_ms, closes_at) - 1


@pytest.mark.parametrize("fault", [_one_too_late, _one_too_early])
def test_the_machine_finds_a_grace_that_is_a_millisecond_off(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[[int, int, int], int]
) -> None:
    monkeypatch.setattr("chuangguan.play.taken_before", fault)
    monkeypatch.setattr("chuangguan.record.taken_before", fault)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Machine, settings=settings(SIZE, max_examples=300, report_multiple_bugs=False))
