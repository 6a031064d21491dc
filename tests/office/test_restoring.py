"""A record restored from another's facts and people has right rows, whatever the other's rows say."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.errors import BadInput, Conflict, StoreError, StoreFull
from chuangguan.facts import seal_envelope
from chuangguan.office.copies import people_that_differ, restore
from chuangguan.ports import Origin, Saved, Store
from chuangguan.rules.ladder import Standing
from chuangguan.stores.memory import MemoryStore, _UnitOfWork
from chuangguan.testing import World, at, entrants, started_campaign
from chuangguan.testing.world import BY

FIRST, SECOND, THIRD, FOURTH = entrants(4)


@pytest.fixture
def world() -> World:
    """March closed, an attempt of April open with a saved response, one origin."""
    world = started_campaign(MemoryStore())
    world.climb(FIRST)
    world.climb(SECOND, right=False)
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY)
    started = world.start(THIRD)
    world.play.save(THIRD, started.attempt, world.right(started.attempt), counter=1)
    with world.store.write() as rows:
        rows.put_origin(started.attempt, Origin(device="手机"))
        rows.commit()
    return world


def restored(world: World, **settings: Any) -> World:
    target = MemoryStore()
    restore(world.store, target, **settings)
    return world.reopened(target)


def refused(world: World, **settings: Any) -> tuple[str, int | str]:
    """Return code and place of what is refused, once it is seen that the target is empty."""
    target = MemoryStore()
    with pytest.raises(BadInput) as caught:
        restore(world.store, target, **settings)
    with target.read() as rows:
        assert (rows.head(), list(rows.people()), rows.campaign()) == (None, [], None)
    [problem] = caught.value.problems
    return problem.code, next(iter(problem.details.values()), 0)


def everything(store: Store) -> list[object]:
    """Return whatever a store holds, table by table."""
    with store.read() as rows:
        ids = list(rows.person_digests())
        attempts = [attempt for entrant in ids for attempt in rows.attempts_of(entrant)]
        return [
            list(rows.facts()),
            list(rows.people()),
            list(rows.origins()),
            rows.campaigns(),
            rows.bank_versions(),
            rows.units(),
            rows.memberships(),
            attempts,
            [rows.saved(attempt.attempt) for attempt in attempts],
            list(rows.every_improvement()),
            rows.closings(),
        ]


def test_a_restored_record_is_equal_row_for_row_and_verifies(world: World) -> None:
    again = restored(world)
    assert everything(again.store) == everything(world.store)
    assert again.verify() == world.verify()
    assert again.verify().difference is None


def test_a_restored_record_goes_on_where_it_stood(world: World) -> None:
    again = restored(world)
    with again.record.read() as view:
        [left_open] = view.rows.open_attempts()
    assert again.start(THIRD).attempt == left_open.attempt
    again.climb(FOURTH)
    assert again.verify().difference is None


def test_the_head_and_the_progress_are_told(world: World) -> None:
    seen: list[int] = []
    head = restore(world.store, MemoryStore(), progress=seen.append)
    with world.store.read() as rows:
        assert rows.head() == head
    assert seen == list(range(1, head.number + 1))


# Rows that are made again


def _better(rows: Any) -> None:
    rows.put_improvement(at("2018-03-13"), Standing(entrant=FOURTH, levels=12, elapsed_ms=1, reached_at=1, run=1))


def _passed(rows: Any) -> None:
    [attempt] = rows.attempts_of(SECOND)
    rows.put_attempt(replace(attempt, passed=True, correct=attempt.of))


def _moved(rows: Any) -> None:
    [membership] = rows.memberships(FIRST)
    rows.put_membership(replace(membership, unit="总部"), rows.person_digests()[FIRST])


@pytest.mark.parametrize("tamper", [_better, _passed, _moved])
def test_rows_that_somebody_changed_are_right_again(world: World, tamper: Callable[[Any], None]) -> None:
    right = everything(world.store)
    with world.store.write() as rows:
        tamper(rows)
        rows.commit()
    assert everything(world.store) != right, "the control: the change is there to be seen"
    found = world.verify().difference
    assert found
    assert found.code == "projection_differs"
    assert everything(restored(world).store) == right


# What is refused


def change_person(world: World, entrant: str, **changes: str) -> None:
    with world.store.write() as rows:
        person = rows.person(entrant)
        assert person
        rows.put_person(replace(person, **changes))
        rows.commit()


@pytest.mark.parametrize(
    "changes", [{"name": "人员2"}, {"member_no": "13800000009"}, {"salt": "00" * 16}, {"salt": "x"}]
)
def test_a_person_who_is_not_as_recorded_is_refused(world: World, changes: dict[str, str]) -> None:
    change_person(world, FIRST, **changes)
    assert refused(world) == ("person_differs", FIRST)
    with world.store.read() as rows:
        assert people_that_differ(rows) == [FIRST]


def test_people_as_they_were_recorded_do_not_differ(world: World) -> None:
    with world.store.read() as rows:
        assert people_that_differ(rows) == []


def store_of(world: World) -> MemoryStore:
    assert isinstance(world.store, MemoryStore)
    return world.store


def with_facts(world: World, change: Callable[[list[Any]], list[Any]]) -> World:
    """Return a world whose store gives these facts in place of its own."""

    class Other(_UnitOfWork):
        def facts(self, **_: Any) -> Any:
            return iter(change(list(super().facts())))

    store_of(world)._rows.__class__ = Other
    return world


def _again(envelopes: list[Any], number: int, **changes: Any) -> list[Any]:
    """Change a fact and seal every one from there on anew, as who knows the format would."""
    made = envelopes[: number - 1]
    for envelope in [replace(envelopes[number - 1], **changes), *envelopes[number:]]:
        values = {name: getattr(envelope, name) for name in envelope.__struct_fields__ if name != "hash"}
        made.append(seal_envelope(**{**values, "previous_hash": made[-1].hash}))
    return made


CHAINS: dict[str, tuple[Callable[[list[Any]], list[Any]], str, int]] = {
    "first gone": (lambda facts: facts[1:], "fact_missing", 1),
    "one gone": (lambda facts: facts[:4] + facts[5:], "fact_missing", 5),
    "changed": (lambda facts: [*facts[:4], replace(facts[4], actor="x"), *facts[5:]], "fact_changed", 5),
    "sealed anew alone": (lambda facts: [*_again(facts, 5, actor="x")[:5], *facts[5:]], "fact_changed", 6),
    "stamp behind": (lambda facts: _again(facts, 9, stored_at=1), "stamp_went_back", 9),
    "unreadable": (lambda facts: _again(facts, 5, body=b"{}"), "fact_unusable", 5),
    "none": (lambda _: [], "no_facts", 0),
}


@pytest.mark.parametrize(("change", "code", "number"), CHAINS.values(), ids=CHAINS)
def test_a_chain_that_is_broken_is_refused_at_its_first_break(
    world: World, change: Callable[[list[Any]], list[Any]], code: str, number: int
) -> None:
    assert refused(with_facts(world, change)) == (code, number)


def test_only_a_published_head_finds_a_tail_that_was_dropped_or_facts_that_were_sealed_anew(world: World) -> None:
    with world.store.read() as rows:
        stored = list(rows.facts())
    head = stored[-1].hash
    for expected in (head, head[:16], stored[5].hash):
        assert everything(restored(world, expected_head=expected).store) == everything(world.store)

    for change in (lambda facts: facts[:-1], lambda facts: _again(facts, 5, actor="x")):
        other = with_facts(restored(world), change)
        restored(other)
        assert refused(other, expected_head=head) == ("head_not_in_facts", head)


def test_a_saved_response_that_cannot_be_read_is_refused(world: World) -> None:
    class Broken(_UnitOfWork):
        def saved(self, attempt: int) -> list[Saved]:
            raise ValueError

    store_of(world)._rows.__class__ = Broken
    code, _ = refused(world)
    assert code == "saved_unreadable"


class _FullOrTwice(MemoryStore):
    def __init__(self, error: StoreError) -> None:
        super().__init__()

        class Rows(_UnitOfWork):
            def append(self, _: Any) -> None:
                raise error

        self._rows.__class__ = Rows


def test_a_disk_that_fills_is_no_fault_of_a_fact(world: World) -> None:
    with pytest.raises(StoreFull):
        restore(world.store, _FullOrTwice(StoreFull(path="b.db")))
    with pytest.raises(BadInput) as caught:
        restore(world.store, _FullOrTwice(Conflict(table="facts.ends_attempt")))
    assert [problem.code for problem in caught.value.problems] == ["fact_unusable"]
