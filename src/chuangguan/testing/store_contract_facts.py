"""The part of the store contract about facts and units of work."""

import pytest

from chuangguan.errors import ChuangguanError, Conflict
from chuangguan.facts import (
    EMPTY_HASH,
    AnyFact,
    AttemptEnded,
    Envelope,
    PublicTextDrawn,
    UnitStored,
    seal_envelope,
    write_fact,
)
from chuangguan.ports import Store
from chuangguan.rules.roster import Unit


class _Boom(ChuangguanError):
    """An error that leaves a unit of work."""


def an_envelope(number: int, fact: AnyFact | None = None) -> Envelope:
    """Return the sealed envelope of a fact; the chain is not the store's business."""
    return seal_envelope(
        number=number,
        stored_at=number * 10,
        actor="甲",
        reason="因 \x00 由",
        software="1.0",
        body=write_fact(fact or UnitStored(unit=f"单位{number}")),
        previous_hash=EMPTY_HASH,
    )


def append(store: Store, *envelopes: Envelope) -> None:
    """Store facts, one unit of work each."""
    for envelope in envelopes:
        with store.write() as rows:
            rows.append(envelope)
            rows.commit()


def an_end(attempt: int) -> AttemptEnded:
    """Return the end of an attempt, for what asks only whose it is."""
    return AttemptEnded(
        attempt=attempt, kind="submitted", submitted_at=1, responses={}, correct=0, of=1, score=0, passed=False
    )


class FactsContract:
    """Facts: numbered, appended, never changed."""

    def test_an_empty_store_has_no_head(self, store: Store) -> None:
        with store.read() as rows:
            assert rows.head() is None
            assert list(rows.facts()) == []

    def test_facts_come_back_in_order_byte_for_byte(self, store: Store) -> None:
        written = [an_envelope(1), an_envelope(2, PublicTextDrawn(period="p", text='"引号"\n\u2028🙂')), an_envelope(3)]
        append(store, *written)
        with store.read() as rows:
            assert list(rows.facts()) == written
            assert rows.head() == written[-1]

    @pytest.mark.parametrize(
        ("after", "until", "numbers"),
        [
            (0, None, [1, 2, 3, 4]),
            (2, None, [3, 4]),
            (4, None, []),
            (9, None, []),
            (0, 0, []),
            (0, 2, [1, 2]),
            (1, 3, [2, 3]),
            (3, 2, []),
            (0, 9, [1, 2, 3, 4]),
        ],
    )
    def test_facts_are_read_from_behind_one_number_up_to_another(
        self, store: Store, after: int, until: int | None, numbers: list[int]
    ) -> None:
        append(store, *map(an_envelope, range(1, 5)))
        with store.read() as rows:
            assert [envelope.number for envelope in rows.facts(after=after, until=until)] == numbers

    def test_a_number_that_is_taken_is_a_conflict_and_the_first_fact_stays(self, store: Store) -> None:
        append(store, an_envelope(1))
        with pytest.raises(Conflict):
            append(store, an_envelope(1, UnitStored(unit="另一个")))
        with store.read() as rows:
            assert list(rows.facts()) == [an_envelope(1)]

    def test_an_attempt_ends_once(self, store: Store) -> None:
        append(store, an_envelope(1), an_envelope(2, an_end(1)))
        with pytest.raises(Conflict):
            append(store, an_envelope(3, an_end(1)))
        append(store, an_envelope(3, an_end(2)))
        with store.read() as rows:
            assert rows.end_of(1) == an_envelope(2, an_end(1))
            assert rows.end_of(2) == an_envelope(3, an_end(2))
            assert rows.end_of(3) is None


class UnitOfWorkContract:
    """Units of work and batches: all or nothing."""

    def test_leaving_without_commit_rolls_back(self, store: Store) -> None:
        with store.write() as rows:
            rows.append(an_envelope(1))
            rows.put_unit(Unit(unit="甲"))
        assert _seen(store) == ([], [])

    def test_an_error_rolls_back_even_behind_a_commit(self, store: Store) -> None:
        with pytest.raises(_Boom):
            _append_and_fail(store, an_envelope(1))
        assert _seen(store) == ([], [])

    def test_a_unit_that_only_looks_leaves_nothing_behind(self, store: Store) -> None:
        with store.read() as rows:
            rows.put_unit(Unit(unit="甲"))
            rows.commit()
        with store.batch():
            with store.read() as rows:
                rows.put_unit(Unit(unit="甲"))
            _put_unit(store, "乙")
        assert _seen(store) == ([], ["乙"])

    def test_what_is_committed_is_seen_by_the_next_unit(self, store: Store) -> None:
        append(store, an_envelope(1))
        _put_unit(store, "甲")
        assert _seen(store) == ([1], ["甲"])

    def test_a_rollback_gives_back_what_was_there_before(self, store: Store) -> None:
        _put_unit(store, "甲")
        with store.write() as rows:
            rows.put_unit(Unit(unit="甲", headcount=3))
            rows.put_unit(Unit(unit="乙"))
        with store.read() as rows:
            assert rows.units() == [Unit(unit="甲")]

    def test_a_batch_keeps_the_units_inside(self, store: Store) -> None:
        with store.batch():
            append(store, an_envelope(1))
            _put_unit(store, "甲")
            assert _seen(store) == ([1], ["甲"])
        assert _seen(store) == ([1], ["甲"])

    def test_an_error_that_leaves_a_batch_undoes_every_unit_in_it(self, store: Store) -> None:
        append(store, an_envelope(1))
        with pytest.raises(_Boom), store.batch():
            _append_then_fail(store, an_envelope(2), an_envelope(3))
        assert _seen(store) == ([1], [])

    def test_a_unit_that_fails_in_a_batch_leaves_the_others(self, store: Store) -> None:
        with store.batch():
            append(store, an_envelope(1))
            with pytest.raises(_Boom):
                _append_and_fail(store, an_envelope(2))
            with store.write() as rows:
                rows.append(an_envelope(2))
            _put_unit(store, "甲")
        assert _seen(store) == ([1], ["甲"])


def _append_and_fail(store: Store, envelope: Envelope) -> None:
    """Fail inside the unit of work, behind its commit."""
    with store.write() as rows:
        rows.append(envelope)
        rows.commit()
        raise _Boom


def _append_then_fail(store: Store, *envelopes: Envelope) -> None:
    """Fail behind units of work that were committed."""
    append(store, *envelopes)
    raise _Boom


def _put_unit(store: Store, name: str) -> None:
    with store.write() as rows:
        rows.put_unit(Unit(unit=name))
        rows.commit()


def _seen(store: Store) -> tuple[list[int], list[str]]:
    with store.read() as rows:
        return [envelope.number for envelope in rows.facts()], [unit.unit for unit in rows.units()]
