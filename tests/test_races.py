"""Barrier threads, each with its own opening of one file: one end for an attempt, one open attempt for an entrant."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is installed

from chuangguan.errors import Conflict
from chuangguan.facts import AttemptEnded, AttemptStarted, read_fact
from chuangguan.play import Receipt, RefusedWithReceipt, Started
from chuangguan.sitting import hand_in
from chuangguan.stores.sqlite import SqliteStore, has_wal_reset_bug
from chuangguan.testing import World, entrants, started_campaign

pytestmark = pytest.mark.skipif(
    has_wal_reset_bug(sqlite3.sqlite_version_info), reason="this SQLite lets one connection in at a time"
)

T = TypeVar("T")
THREADS = 16
ROUNDS = 20
PEOPLE = entrants(ROUNDS)


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[list[World]]:
    """One world a thread, all over the same file."""
    path = tmp_path / "race.db"
    first = started_campaign(SqliteStore.create(path), people=ROUNDS)
    made = [first, *(first.reopened(SqliteStore(path)) for _ in range(THREADS - 1))]
    yield made
    for world in made:
        world.store.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as made:
        yield made


def all_at_once(pool: ThreadPoolExecutor, worlds: list[World], act: Callable[[World, int], T]) -> list[T]:
    """Return what each world's thread gets from `act`, called when all of them are there."""
    barrier = Barrier(THREADS)

    def run(place: int) -> T:
        barrier.wait()
        return act(worlds[place], place)

    return list(pool.map(run, range(THREADS)))


def ends_of(world: World, attempt: int) -> list[AttemptEnded]:
    with world.record.read() as view:
        facts = [read_fact(envelope.body) for envelope in view.rows.facts(after=attempt)]
    return [fact for fact in facts if isinstance(fact, AttemptEnded) and fact.attempt == attempt]


def submit_one_of_two(entrant: str, attempt: int, world: World, place: int) -> Receipt | RefusedWithReceipt:
    """Hand in right responses from one half of the threads and wrong ones from the other, each with its own key."""
    responses = world.wrong(attempt) if place % 2 else world.right(attempt)
    answer = world.play.submit(entrant, attempt, responses, key=f"{attempt} {place}")
    assert isinstance(answer, (Receipt, RefusedWithReceipt))
    return answer


def test_of_many_submissions_of_one_attempt_exactly_one_is_accepted(
    worlds: list[World], pool: ThreadPoolExecutor
) -> None:
    for entrant in PEOPLE:
        attempt = worlds[0].start(entrant).attempt
        submit = partial(submit_one_of_two, entrant, attempt)
        answers = all_at_once(pool, worlds, submit)
        receipts = {answer.hash if isinstance(answer, Receipt) else answer.receipt.hash for answer in answers}
        assert len(receipts) == 1, "everybody is shown the one receipt that counts"
        assert len(ends_of(worlds[0], attempt)) == 1
        accepted = [place % 2 for place, answer in enumerate(answers) if isinstance(answer, Receipt)]
        assert len(accepted) == THREADS // 2, "the same responses get it as an answer, the others as a refusal"
        assert len(set(accepted)) == 1
    assert worlds[0].verify().difference is None


def start_one_of_two(entrant: str, world: World, place: int) -> Started:
    """Start at level 1 from one half of the threads and at level 2, refused while nothing is open, from the other."""
    answer = world.play.start(entrant, 1 + place % 2)
    while not isinstance(answer, Started):
        assert answer.reason == "previous_level_not_passed"
        answer = world.play.start(entrant, 1 + place % 2)
    return answer


def test_of_many_starts_one_makes_an_attempt_and_all_are_handed_it(
    worlds: list[World], pool: ThreadPoolExecutor
) -> None:
    for entrant in PEOPLE:
        start = partial(start_one_of_two, entrant)
        answers = all_at_once(pool, worlds, start)
        assert len({answer.attempt for answer in answers}) == 1
        assert [answer.resumed for answer in answers].count(False) == 1
        assert len({answer.questions for answer in answers}) == 1
    with worlds[0].record.read() as view:
        started = [fact for e in view.rows.facts() if isinstance(fact := read_fact(e.body), AttemptStarted)]
        assert sorted(fact.entrant for fact in started) == PEOPLE
        assert len(view.rows.open_attempts()) == ROUNDS


def test_many_people_play_at_once_and_the_facts_are_one_chain(worlds: list[World], pool: ThreadPoolExecutor) -> None:
    def play(world: World, place: int) -> Receipt:
        return world.climb(PEOPLE[place], elapsed_ms=0)

    receipts = all_at_once(pool, worlds, play)
    assert len({receipt.fact for receipt in receipts}) == THREADS
    assert worlds[0].verify().difference is None
    assert len(worlds[0].boards.at(worlds[0].clock.at + 1).rows) == THREADS


# Controls: somebody who reads, waits for the others, and then writes without looking again


def careless_submissions(worlds: list[World], pool: ThreadPoolExecutor, entrant: str) -> list[str]:
    """Return what each thread gets that saw the attempt open, waited for the others, and stored its end."""
    attempt = worlds[0].start(entrant).attempt
    all_have_read = Barrier(THREADS)

    def submit(world: World, _place: int) -> str:
        with world.record.read() as view:
            own = view.rows.attempt(attempt)
        assert own
        assert not own.is_ended
        all_have_read.wait()
        try:
            with world.record.write(entrant) as entry:
                entry.append(hand_in(entry, own, {}, key="", received_at=entry.at))
        except Conflict:
            return "conflict"
        return "accepted"

    return all_at_once(pool, worlds, submit)


def test_the_unique_index_lets_one_end_in_even_from_those_who_do_not_look_again(
    worlds: list[World], pool: ThreadPoolExecutor
) -> None:
    for entrant in PEOPLE[:3]:
        answers = careless_submissions(worlds, pool, entrant)
        assert (answers.count("accepted"), answers.count("conflict")) == (1, THREADS - 1)
    assert worlds[0].verify().difference is None


def test_the_control_without_the_index_reading_and_then_inserting_lets_many_ends_in(
    worlds: list[World], pool: ThreadPoolExecutor
) -> None:
    store = worlds[0].store
    assert isinstance(store, SqliteStore)
    store._connection.execute("drop index one_end_per_attempt")
    answers = careless_submissions(worlds, pool, PEOPLE[0])
    assert answers.count("accepted") > 1
    found = worlds[0].verify().difference
    assert found
    assert found.code == "ended_twice"
