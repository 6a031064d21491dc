"""A person is erased: name, number, salt and origins go, and every seal still verifies (clauses 5.2, 6.7)."""

from typing import Any

import pytest

from chuangguan.errors import NotFound
from chuangguan.ports import Origin
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, World, an_enrolment, at, entrants, started_campaign

FIRST, SECOND = entrants(2)
NUMBER = an_enrolment(1).member_no


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Any) -> World:
    world = started_campaign(MemoryStore() if request.param == "memory" else SqliteStore.create(tmp_path / "a.db"))
    for entrant in (FIRST, SECOND):
        started = world.play.start(entrant, 1, origin=Origin(device="手机", address="10.0.0.1"))
        world.clock.at += 60_000
        attempt = getattr(started, "attempt", 0)
        world.play.submit(entrant, attempt, world.right(attempt), origin=Origin(device="手机", address="10.0.0.2"))
    world.clock.at = at("2018-04-01") + 3_000
    world.office.closings.close("2018-03", by=BY)
    return world


def test_the_person_is_gone_and_the_seal_still_verifies(world: World) -> None:
    before = world.office.closings.get("2018-03")
    assert world.office.rosters.erase(NUMBER, reason="本人要求", by=BY) == FIRST
    assert list(world.people()) == [name for name in world.people() if name != FIRST]
    assert FIRST not in world.people()
    assert world.office.closings.get("2018-03") == before
    assert world.verify().difference is None
    with pytest.raises(NotFound):
        world.office.rosters.entrant(NUMBER)


def test_the_origins_of_what_they_did_go_with_them_and_those_of_others_stay(world: World) -> None:
    with world.record.read() as view:
        before = len(list(view.rows.origins()))
    world.office.rosters.erase(NUMBER, reason="本人要求", by=BY)
    with world.record.read() as view:
        assert (before, len(list(view.rows.origins()))) == (4, 2)


def test_results_stay_under_the_id(world: World) -> None:
    rows = world.boards.at().rows
    world.office.rosters.erase(NUMBER, reason="本人要求", by=BY)
    assert world.boards.at().rows == rows


def test_a_person_who_vanished_without_that_fact_is_a_difference(world: World) -> None:
    with world.store.write() as rows:
        rows.forget_person(FIRST)
        rows.commit()
    difference = world.verify().difference
    assert difference
    assert difference.code == "person_missing"


def test_who_enrols_again_with_the_same_number_is_somebody_new(world: World) -> None:
    world.office.rosters.erase(NUMBER, reason="本人要求", by=BY)
    world.office.rosters.enrol([an_enrolment(1)], by=BY)
    assert world.office.rosters.entrant(NUMBER) not in (FIRST, SECOND)
    assert world.verify().difference is None


def test_an_export_holds_everything_about_one_person_and_nobody_else(world: World) -> None:
    found = world.office.rosters.export(NUMBER, by=BY)
    assert (found.person.entrant, found.person.member_no) == (FIRST, NUMBER)
    assert {attempt.entrant for attempt in found.attempts} == {FIRST}
    assert len(found.attempts) == 1
    with pytest.raises(NotFound):
        world.office.rosters.export("13900000000", by=BY)
