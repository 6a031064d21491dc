"""The one thread that writes: jobs wait in a bounded queue and are committed in groups (clauses 1.2, 5.2).

A job runs in a savepoint of its own and is answered only after the commit that holds it, so that what was acknowledged
is on disk.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Final, NamedTuple, TypeVar

from prometheus_client import Counter, Gauge, Histogram

from chuangguan.cli.workplace import Workplace
from chuangguan.ports import Store

T = TypeVar("T")
Work = Callable[[Workplace], T]

_GROUP: Final = 64
"""How many jobs a commit holds at most; more would make the first of them wait without sparing the disk much."""

SHARES: Final = {"start": 0.5, "save": 0.75, "submit": 1.0, "office": 1.0}
"""How full the queue may be for each kind of job to be accepted: submissions are the last to be turned away."""

_WAITING: Final = Gauge("chuangguan_writes_waiting", "Writes that were accepted and are not answered")
_GROUPS: Final = Histogram("chuangguan_commit_jobs", "Writes in one commit", buckets=(1, 2, 4, 8, 16, 32, _GROUP))
_FAILED: Final = Counter("chuangguan_commits_failed", "Commits that failed, with everything in them")
_SHED: Final = Counter("chuangguan_writes_shed", "Writes that were turned away", ["kind"])


class Overloaded(Exception):
    """The queue is too full for a job of this kind, or the service is stopping; nothing was accepted."""


class _Job(NamedTuple):
    work: Work[Any]
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]


class _Outcome(NamedTuple):
    value: Any
    error: BaseException | None


class Writer:
    """A thread that owns the writing store and everything that works on it."""

    def __init__(self, workplace: Workplace, store: Store, *, limit: int) -> None:
        """Accept up to `limit` waiting jobs once `start` was called."""
        self._workplace = workplace
        self._store = store
        self._limit = limit
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = Lock()
        self._waiting = 0
        self._is_open = False
        self._thread = Thread(target=self._run, name="chuangguan-writer")

    @property
    def waiting(self) -> int:
        """How many jobs were accepted and are not answered."""
        return self._waiting

    @property
    def is_open(self) -> bool:
        """Whether jobs are accepted."""
        return self._is_open and self._thread.is_alive()

    def start(self) -> None:
        """Begin to accept jobs."""
        self._is_open = True
        self._thread.start()

    def stop(self) -> None:
        """Accept nothing more, finish what was accepted and come back."""
        with self._lock:
            was_open, self._is_open = self._is_open, False
        if was_open:
            self._queue.put(None)
            self._thread.join()

    async def do(self, work: Work[T], kind: str) -> T:
        """Return what a job returns, or raise what it raises, once it is committed; `Overloaded` is never accepted."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        with self._lock:
            if not self._is_open or self._waiting >= self._limit * SHARES[kind]:
                _SHED.labels(kind).inc()
                raise Overloaded
            self._count(1)
            self._queue.put(_Job(work, loop, answer))
        # What was accepted is done even if nobody waits for the answer any more.
        return await asyncio.shield(answer)

    def _count(self, jobs: int) -> None:
        self._waiting += jobs
        _WAITING.set(self._waiting)

    def _run(self) -> None:
        is_last = False
        while not is_last:
            jobs = [self._queue.get()]
            while len(jobs) < _GROUP and jobs[-1] is not None:
                try:
                    jobs.append(self._queue.get_nowait())
                except Empty:
                    break
            is_last = jobs[-1] is None
            self._answer([job for job in jobs if job is not None])

    def _answer(self, jobs: list[_Job]) -> None:
        if not jobs:
            return
        outcomes = self._commit(jobs)
        with self._lock:
            self._count(-len(jobs))
        answered = [(job.answer, outcome) for job, outcome in zip(jobs, outcomes, strict=True)]
        for loop in {job.loop for job in jobs}:
            # A loop that is closed has nobody left to be answered. One call wakes it for the whole group.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_resolve, [pair for pair in answered if pair[0].get_loop() is loop])

    def _commit(self, jobs: list[_Job]) -> list[_Outcome]:
        _GROUPS.observe(len(jobs))
        try:
            with self._store.batch():
                return [self._outcome(job) for job in jobs]
        except Exception as error:  # noqa: BLE001  nothing was committed, so everybody is told so
            _FAILED.inc()
            return [_Outcome(None, error)] * len(jobs)

    def _outcome(self, job: _Job) -> _Outcome:
        try:
            # A savepoint around all of it: a job of several units of work is done whole or not at all.
            with self._store.batch():
                value = job.work(self._workplace)
        except Exception as error:  # noqa: BLE001  its savepoint is undone and its caller is told
            return _Outcome(None, error)
        return _Outcome(value, None)


def _resolve(answered: list[tuple[asyncio.Future[Any], _Outcome]]) -> None:
    for answer, outcome in answered:
        if answer.done():
            continue
        if outcome.error is None:
            answer.set_result(outcome.value)
        else:
            answer.set_exception(outcome.error)
