"""The store contract finds stores that break it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chuangguan.stores.memory import MemoryStore, _UnitOfWork
from chuangguan.testing.store_contract import StoreContract

CONTRACT = StoreContract()


class _NothingUnique(_UnitOfWork):
    def _put_unique(self, name: str, key: Hashable, owner: int) -> None:
        self._put(name, key, owner)


class _NoRollback(_UnitOfWork):
    def end(self, *, keep: bool) -> None:
        super().end(keep=True)


class _LastSaveWins(_UnitOfWork):
    def save(self, attempt: int, responses: Any) -> None:
        self._put("saved", attempt, {item.question: item for item in responses})


class _EndsIncluded(_UnitOfWork):
    def _ended(self, opens_at: int, closes_at: int) -> Iterator[Any]:
        return super()._ended(opens_at, closes_at + 1)


class _AppendsAnything(_UnitOfWork):
    def append(self, envelope: Any) -> None:
        self._put("facts", envelope.number, envelope)


class _CommitsOnError(MemoryStore):
    @contextmanager
    def batch(self) -> Iterator[None]:
        yield


def a_store(rows: type[_UnitOfWork]) -> MemoryStore:
    store = MemoryStore()
    store._rows = rows()
    return store


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        (_NothingUnique, CONTRACT.test_a_second_open_attempt_of_an_entrant_is_a_conflict),
        (_NothingUnique, CONTRACT.test_a_second_attempt_with_an_ordinal_at_a_level_is_a_conflict),
        (_NothingUnique, CONTRACT.test_a_key_used_for_another_attempt_is_a_conflict_but_an_empty_one_never),
        (_NothingUnique, CONTRACT.test_a_member_number_of_another_is_a_conflict),
        (_NothingUnique, CONTRACT.test_an_attempt_ends_once),
        (_NoRollback, CONTRACT.test_leaving_without_commit_rolls_back),
        (_NoRollback, CONTRACT.test_an_error_rolls_back_even_behind_a_commit),
        (_NoRollback, CONTRACT.test_a_conflict_leaves_nothing_behind),
        (_AppendsAnything, CONTRACT.test_a_number_that_is_taken_is_a_conflict_and_the_first_fact_stays),
    ],
)
def test_the_contract_finds_a_store_that_breaks_it(
    rows: type[_UnitOfWork], check: Callable[[MemoryStore], None]
) -> None:
    check(MemoryStore())
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        check(a_store(rows))


def test_the_contract_finds_a_store_that_counts_the_end_of_a_window() -> None:
    check = CONTRACT.test_a_tally_counts_the_attempts_before_an_instant
    check(MemoryStore(), 10_000, 0)
    with pytest.raises(AssertionError):
        check(a_store(_EndsIncluded), 10_000, 0)


def test_the_contract_finds_a_store_that_lets_an_older_save_win() -> None:
    check = CONTRACT.test_the_highest_counter_wins_for_each_question
    check(MemoryStore(), 2, 1, "A")
    with pytest.raises(AssertionError):
        check(a_store(_LastSaveWins), 2, 1, "A")


def test_the_contract_finds_a_batch_that_is_none() -> None:
    check = CONTRACT.test_an_error_that_leaves_a_batch_undoes_every_unit_in_it
    check(MemoryStore())
    with pytest.raises(AssertionError):
        check(_CommitsOnError())
