"""The one writer: what it acknowledges is stored, what it cannot take it turns away, and nobody's failure is another's.

Jobs are done on a real SQLite file; a gate that a job waits at makes the writer stall where a test wants it to.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import pytest
from prometheus_client import REGISTRY

from chuangguan.cli.workplace import Workplace
from chuangguan.errors import NotFound, StoreBusy, StoreFull
from chuangguan.host import SeededEntropy
from chuangguan.play import Receipt, Started
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import ROOT_SECRET, World, entrants, started_campaign
from chuangguan.values import Refused
from chuangguan_service.writer import Overloaded, Writer

T = TypeVar("T")
PEOPLE = 80


class Desk:
    """A writer over a world's store, and a second connection that sees what is committed."""

    def __init__(self, path: Path, store: SqliteStore, *, limit: int = 1_000) -> None:
        self.world = started_campaign(store, people=PEOPLE)
        self.workplace = Workplace(store, self.world.clock, SeededEntropy("writer"), ROOT_SECRET)
        self.writer = Writer(self.workplace, store, limit=limit)
        self.beside = World(SqliteStore(path), self.world.clock)

    def facts(self) -> int:
        """Return how many facts are committed, as another connection sees it."""
        with self.beside.record.read() as view:
            head = view.rows.head()
            return head.number if head else 0

    def start(self, entrant: str) -> Coroutine[Any, Any, Started | Refused]:
        return self.writer.do(lambda w: w.play.start(entrant, 1), "start")


@contextmanager
def at_a_desk(directory: Path, kind: type[SqliteStore] = SqliteStore, *, limit: int = 1_000) -> Iterator[Desk]:
    path = directory / "writer.db"
    store = kind.create(path)
    desk = Desk(path, store, limit=limit)
    desk.writer.start()
    try:
        yield desk
    finally:
        desk.writer.stop()
        desk.beside.store.close()
        store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with at_a_desk(tmp_path) as opened:
        yield opened


def noting(seen: list[T], item: T) -> Callable[[Workplace], None]:
    """Return a job that only notes that it was done."""

    def note(_: Workplace) -> None:
        seen.append(item)

    return note


class Gate:
    """A job that stalls the writer until it is opened."""

    def __init__(self) -> None:
        self.reached = Event()
        self.opened = Event()

    def __call__(self, _: Workplace) -> None:
        self.reached.set()
        assert self.opened.wait(10)


def run(work: Callable[[], Awaitable[T]]) -> T:
    async def main() -> T:
        return await work()

    return asyncio.run(main())


async def stalled(writer: Writer) -> tuple[Gate, "asyncio.Task[None]"]:
    """Return a gate that the writer stands at."""
    gate = Gate()
    task = asyncio.create_task(writer.do(gate, "office"))
    assert await asyncio.to_thread(gate.reached.wait, 10)
    return gate, task


async def waiting(count: int, writer: Writer) -> None:
    """Wait until so many jobs were accepted."""
    for _ in range(1_000):
        if writer.waiting == count:
            return
        await asyncio.sleep(0.001)
    raise AssertionError(writer.waiting)


def test_a_job_is_acknowledged_only_after_its_commit(desk: Desk) -> None:
    before = desk.facts()

    async def scenario() -> list[int]:
        return [(await desk.start(name), desk.facts())[1] for name in entrants(3)]

    assert run(scenario) == [before + 1, before + 2, before + 3]


def test_the_control_a_writer_that_answers_before_its_commit_is_seen_to(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as desk:
        seen: list[int] = []
        outcome = desk.writer._outcome

        def early(job: Any) -> Any:
            made = outcome(job)
            seen.append(desk.facts())
            return made

        desk.writer._outcome = early  # type: ignore[method-assign]  # the planted fault
        before = desk.facts()
        run(lambda: desk.start("E000001"))
        assert seen == [before]


def test_jobs_that_wait_together_are_committed_together_in_their_order(desk: Desk) -> None:
    before = desk.facts()
    seen: list[int] = []

    def look(_: Workplace) -> None:
        seen.append(desk.facts())

    async def scenario() -> list[Started | Refused]:
        gate, task = await stalled(desk.writer)
        jobs = []
        for place, name in enumerate(entrants(10)):
            jobs.append(asyncio.create_task(desk.start(name)))
            await waiting(place * 2 + 2, desk.writer)
            jobs.append(asyncio.create_task(desk.writer.do(look, "office")))  # type: ignore[arg-type]  # None
            await waiting(place * 2 + 3, desk.writer)
        gate.opened.set()
        await task
        return [item for item in await asyncio.gather(*jobs) if item]

    begun = run(scenario)
    assert [item.attempt for item in begun if isinstance(item, Started)] == list(range(before + 1, before + 11))
    # Nothing was to be seen beside before all of it was.
    assert seen == [before] * 10
    assert desk.facts() == before + 10


def test_a_job_that_fails_is_undone_alone(desk: Desk) -> None:
    before = desk.facts()

    def start_and_fail(workplace: Workplace) -> None:
        workplace.play.start("E000002", 1)
        raise NotFound(kind="period", key="nothing")

    async def scenario() -> list[Any]:
        gate, task = await stalled(desk.writer)
        jobs = [
            asyncio.create_task(item)
            for item in (desk.start("E000001"), desk.writer.do(start_and_fail, "start"), desk.start("E000003"))
        ]
        await waiting(4, desk.writer)
        gate.opened.set()
        await task
        return await asyncio.gather(*jobs, return_exceptions=True)

    first, failed, third = run(scenario)
    assert (first.attempt, third.attempt) == (before + 1, before + 2)
    assert isinstance(failed, NotFound)
    assert desk.facts() == before + 2
    assert desk.beside.verify().difference is None


class FullDisk(SqliteStore):
    """A store whose next commit fails."""

    fails_with: Exception | None = None

    def _commit(self) -> None:
        if self.fails_with:
            error, self.fails_with = self.fails_with, None
            self._connection.execute("rollback")
            raise error
        super()._commit()


@pytest.mark.parametrize("error", [StoreFull(path="x"), StoreBusy(path="x"), OSError("gone")], ids=type)
def test_a_commit_that_fails_is_told_to_everybody_in_it_and_the_next_one_goes_well(
    tmp_path: Path, error: Exception
) -> None:
    with at_a_desk(tmp_path, FullDisk) as desk:
        store = desk.world.store
        assert isinstance(store, FullDisk)
        before = desk.facts()

        async def scenario() -> list[Any]:
            gate, task = await stalled(desk.writer)
            jobs = [asyncio.create_task(desk.start(name)) for name in entrants(5)]
            await waiting(6, desk.writer)
            store.fails_with = None
            gate.opened.set()
            # The gate's own commit goes well; the group behind it meets the fault.
            await task
            return await asyncio.gather(*jobs, return_exceptions=True)

        def plant(_: Workplace) -> None:
            store.fails_with = error

        async def failing() -> list[Any]:
            gate, task = await stalled(desk.writer)
            jobs = [asyncio.create_task(desk.start(name)) for name in entrants(5)]
            jobs.append(asyncio.create_task(desk.writer.do(plant, "office")))  # type: ignore[arg-type]  # None
            await waiting(7, desk.writer)
            gate.opened.set()
            await task
            return await asyncio.gather(*jobs, return_exceptions=True)

        assert run(failing) == [error] * 6
        assert desk.facts() == before
        assert all(isinstance(item, Started) for item in run(scenario))
        assert desk.facts() == before + 5
        assert desk.beside.verify().difference is None


def shed(kind: str) -> float:
    return REGISTRY.get_sample_value("chuangguan_writes_shed_total", {"kind": kind}) or 0.0


@pytest.mark.parametrize(
    ("waits", "accepted"),
    [
        (4, ["start", "save", "submit", "office"]),
        (5, ["save", "submit", "office"]),
        (7, ["save", "submit", "office"]),
        (8, ["submit", "office"]),
        (9, ["submit", "office"]),
        (10, []),
    ],
)
def test_of_a_queue_of_ten_starts_are_shed_first_then_saves_and_submissions_last(
    tmp_path: Path, waits: int, accepted: list[str]
) -> None:
    with at_a_desk(tmp_path, limit=10) as desk:
        done: list[str] = []
        counted = {kind: shed(kind) for kind in ("start", "save", "submit", "office")}

        async def scenario() -> list[str]:
            gate, task = await stalled(desk.writer)
            jobs = [asyncio.create_task(desk.writer.do(lambda _: None, "submit")) for _ in range(waits - 1)]
            await waiting(waits, desk.writer)
            taken = []
            for kind in counted:
                job = asyncio.create_task(desk.writer.do(noting(done, kind), kind))
                await asyncio.sleep(0)
                if not (job.done() and isinstance(job.exception(), Overloaded)):
                    taken.append(kind)
                    # Leave the queue as it was, so that each kind meets the same one.
                    desk.writer._waiting -= 1
                    jobs.append(job)
            desk.writer._waiting += len(taken)
            gate.opened.set()
            await asyncio.gather(task, *jobs)
            return taken

        assert run(scenario) == accepted
        assert done == accepted
        assert {kind for kind in counted if shed(kind) > counted[kind]} == set(counted) - set(accepted)
        assert desk.writer.waiting == 0


def test_whoever_came_first_is_served_first_whatever_the_others_want(desk: Desk) -> None:
    order: list[int] = []

    async def scenario() -> None:
        gate, task = await stalled(desk.writer)
        kinds = ("start", "save", "submit", "office")
        jobs = [asyncio.create_task(desk.writer.do(noting(order, number), kinds[number % 4])) for number in range(200)]
        await waiting(201, desk.writer)
        gate.opened.set()
        await asyncio.gather(task, *jobs)

    run(scenario)
    assert order == list(range(200))


def test_what_was_accepted_is_done_before_the_writer_stops_and_nothing_more_is_taken(desk: Desk) -> None:
    before = desk.facts()

    async def scenario() -> list[Any]:
        gate, task = await stalled(desk.writer)
        jobs = [asyncio.create_task(desk.start(name)) for name in entrants(PEOPLE)]
        await waiting(PEOPLE + 1, desk.writer)
        stopping = asyncio.create_task(asyncio.to_thread(desk.writer.stop))
        while desk.writer.is_open:  # noqa: ASYNC110  a thread closes it
            await asyncio.sleep(0.001)
        with pytest.raises(Overloaded):
            await desk.start("E000001")
        gate.opened.set()
        await asyncio.gather(task, stopping)
        return await asyncio.gather(*jobs)

    assert all(isinstance(item, Started) for item in run(scenario))
    assert desk.facts() == before + PEOPLE
    with pytest.raises(Overloaded):
        run(lambda: desk.start("E000001"))
    assert desk.facts() == before + PEOPLE


def test_a_writer_that_never_began_takes_nothing_and_stops_at_once(tmp_path: Path) -> None:
    path = tmp_path / "idle.db"
    idle = Desk(path, SqliteStore.create(path))
    with pytest.raises(Overloaded):
        run(lambda: idle.start("E000001"))
    idle.writer.stop()
    idle.beside.store.close()
    idle.world.store.close()


def test_a_job_whose_caller_has_gone_is_done_once(desk: Desk) -> None:
    before = desk.facts()

    async def scenario() -> None:
        gate, task = await stalled(desk.writer)
        gone = asyncio.create_task(desk.start("E000001"))
        await waiting(2, desk.writer)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        gate.opened.set()
        await task
        await desk.writer.do(lambda _: None, "office")

    run(scenario)
    assert desk.facts() == before + 1
    with desk.beside.record.read() as view:
        assert [attempt.entrant for attempt in view.rows.open_attempts()] == ["E000001"]


def test_a_job_whose_caller_s_loop_is_closed_does_not_end_the_writer(desk: Desk) -> None:
    before = desk.facts()
    gate = Gate()

    async def leaving() -> None:
        job = asyncio.create_task(desk.writer.do(gate, "office"))
        await asyncio.to_thread(gate.reached.wait, 10)
        job.cancel()

    asyncio.run(leaving())
    gate.opened.set()
    assert isinstance(run(lambda: desk.start("E000001")), Started)
    assert desk.writer.is_open
    assert desk.facts() == before + 1


def test_fifty_submissions_of_one_attempt_that_wait_together_have_one_result(desk: Desk) -> None:
    started = desk.world.start("E000001")
    desk.world.clock.at += 60_000
    right = desk.world.right(started.attempt)
    before = desk.facts()

    def hand_in(key: str) -> Callable[[Workplace], Receipt | Refused]:
        return lambda workplace: workplace.play.submit("E000001", started.attempt, right, key=key)

    async def scenario() -> list[Receipt | Refused]:
        gate, task = await stalled(desk.writer)
        jobs = [asyncio.create_task(desk.writer.do(hand_in(f"key-{number}"), "submit")) for number in range(50)]
        await waiting(51, desk.writer)
        gate.opened.set()
        await task
        return list(await asyncio.gather(*jobs))

    receipts = run(scenario)
    assert receipts == [receipts[0]] * 50
    assert isinstance(receipts[0], Receipt)
    assert desk.facts() == before + 1


def test_how_full_the_queue_is_and_how_large_groups_are_can_be_measured(desk: Desk) -> None:
    name = "chuangguan_commit_jobs"
    before = REGISTRY.get_sample_value(f"{name}_sum") or 0.0

    async def scenario() -> float | None:
        gate, task = await stalled(desk.writer)
        jobs = [asyncio.create_task(desk.start(entrant)) for entrant in entrants(20)]
        await waiting(21, desk.writer)
        depth = REGISTRY.get_sample_value("chuangguan_writes_waiting")
        gate.opened.set()
        await asyncio.gather(task, *jobs)
        return depth

    assert run(scenario) == 21
    assert REGISTRY.get_sample_value("chuangguan_writes_waiting") == 0
    assert REGISTRY.get_sample_value(f"{name}_sum") == before + 21
