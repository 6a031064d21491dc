"""Units, people, and who belongs where from when on (clauses 5.2, 6.4, 7.1, 7.4)."""

from collections.abc import Callable
from typing import Any

import pytest

from chuangguan.errors import BadInput, Conflict, NotFound
from chuangguan.facts import PersonalDataShown, read_fact
from chuangguan.office.rosters import Enrolment
from chuangguan.rules.campaign import Category
from chuangguan.rules.roster import Unit
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, World, a_campaign, an_enrolment, at, entrants, started_campaign

FIRST, SECOND = entrants(2)


@pytest.fixture
def world() -> World:
    return started_campaign(MemoryStore(), people=0)


def row(number: int, **changes: Any) -> Enrolment:
    return Enrolment(
        **{"member_no": f"138{number:08d}", "name": f"人员{number}", "unit": "一处", "row": number, **changes}
    )


def said(caught: pytest.ExceptionInfo[BadInput]) -> list[tuple[str, int]]:
    return [(problem.code, problem.row) for problem in caught.value.problems]


def facts_of(world: World) -> int:
    with world.record.read() as view:
        head = view.rows.head()
        return head.number if head else 0


# People


def test_opaque_ids_go_by_member_number_whatever_the_order_of_the_rows(world: World) -> None:
    world.office.rosters.enrol([row(3), row(1), row(2)], by=BY)
    people = world.people()
    assert {entrant: person.name for entrant, person in people.items()} == {
        "E000001": "人员1",
        "E000002": "人员2",
        "E000003": "人员3",
    }


def test_a_second_import_adds_and_updates_and_never_removes(world: World) -> None:
    world.office.rosters.enrol([row(1), row(2), row(3)], by=BY)
    done = world.office.rosters.enrol([row(2, unit="二处"), row(3), row(4)], by=BY)
    assert (done.added, done.changed, done.unchanged) == (1, 1, 1)
    with world.record.read() as view:
        units = {entrant: member.unit for entrant, member in view.roster(OPENS_AT).members.items()}
    assert units == {"E000001": "一处", "E000002": "二处", "E000003": "一处", "E000004": "一处"}


def test_ids_given_later_come_behind_whatever_the_member_number(world: World) -> None:
    world.office.rosters.enrol([row(5)], by=BY)
    world.office.rosters.enrol([row(1)], by=BY)
    assert world.office.rosters.entrant("13800000001") == "E000002"


def test_the_same_rows_again_store_nothing(world: World) -> None:
    world.office.rosters.enrol([row(1), row(2)], by=BY)
    before = facts_of(world)
    done = world.office.rosters.enrol([row(1), row(2)], by=BY)
    assert (done.unchanged, facts_of(world)) == (2, before)


@pytest.mark.parametrize(
    "change",
    [{"name": "新名"}, {"unit": "二处"}, {"is_admin": True}, {"has_prize_right": False}, {"labels": ("青年",)}],
    ids=str,
)
def test_every_change_of_a_row_is_a_fact(world: World, change: dict[str, Any]) -> None:
    world.office.rosters.enrol([row(1)], by=BY)
    before = facts_of(world)
    assert world.office.rosters.enrol([row(1, **change)], by=BY).changed == 1
    assert facts_of(world) == before + 1
    assert world.verify().difference is None


def test_people_without_a_category_have_the_first_one_and_its_duty() -> None:
    campaign = a_campaign(categories=(Category(name="在职"), Category(name="离退休", duty="voluntary")))
    world = started_campaign(MemoryStore(), campaign=campaign, people=0)
    world.office.rosters.enrol([row(1), row(2, category="离退休")], by=BY)
    with world.record.read() as view:
        members = view.roster(OPENS_AT).members
    assert [(m.category, m.duty) for m in members.values()] == [("在职", "required"), ("离退休", "voluntary")]


def test_every_unknown_unit_and_category_is_listed_and_nothing_is_stored(world: World) -> None:
    before = facts_of(world)
    with pytest.raises(BadInput) as caught:
        world.office.rosters.enrol([row(1), row(2, unit="无"), row(3, category="无"), row(4, unit="无")], by=BY)
    assert sorted(said(caught)) == [("unknown_category", 3), ("unknown_unit", 2), ("unknown_unit", 4)]
    assert facts_of(world) == before
    assert world.people() == {}


@pytest.mark.parametrize(
    ("stored", "coming", "bad_rows"),
    [
        ([], [row(1, is_admin=True), row(2, is_admin=True)], [2]),
        ([row(1, is_admin=True)], [row(2, is_admin=True)], [2]),
        ([row(1, is_admin=True)], [row(2, is_admin=True, unit="二处")], []),
        ([row(1, is_admin=True)], [row(1), row(2, is_admin=True)], []),
        ([row(1, is_admin=True)], [row(1, is_admin=True)], []),
    ],
    ids=["both in one file", "one stored", "another unit", "handed over", "the same again"],
)
def test_a_unit_has_one_administrator(
    world: World, stored: list[Enrolment], coming: list[Enrolment], bad_rows: list[int]
) -> None:
    world.office.rosters.enrol(stored, by=BY)
    if not bad_rows:
        world.office.rosters.enrol(coming, by=BY)
        return
    with pytest.raises(BadInput) as caught:
        world.office.rosters.enrol(coming, by=BY)
    assert said(caught) == [("second_admin", number) for number in bad_rows]


def test_a_membership_from_a_date_leaves_what_was_before(world: World) -> None:
    world.office.rosters.enrol([row(1)], by=BY)
    world.office.rosters.enrol([row(1, unit="二处")], by=BY, from_at=at("2018-04-01"))
    with world.record.read() as view:
        assert view.roster(at("2018-04-01") - 1).members[FIRST].unit == "一处"
        assert view.roster(at("2018-04-01")).members[FIRST].unit == "二处"


def test_who_has_ended_is_enrolled_again_under_the_same_id(world: World) -> None:
    world.office.rosters.enrol([row(1)], by=BY)
    world.office.rosters.end("13800000001", by=BY, from_at=at("2018-03-20"))
    world.office.rosters.enrol([row(1)], by=BY, from_at=at("2018-04-01"))
    with world.record.read() as view:
        on_roster = [view.membership(FIRST, at(day)) is not None for day in ("2018-03-19", "2018-03-20", "2018-04-01")]
    assert on_roster == [True, False, True]


def test_facts_name_nobody(world: World) -> None:
    world.office.rosters.enrol([row(1, name="张金丝雀")], by=BY)
    with world.record.read() as view:
        bodies = b"".join(envelope.body for envelope in view.rows.facts())
    assert "金丝雀".encode() not in bodies
    assert b"13800000001" not in bodies


# Changing


def test_a_move_counts_from_its_instant_on_and_ends_the_administration(world: World) -> None:
    world.office.rosters.enrol([row(1, is_admin=True)], by=BY)
    moved_at = at("2018-04-01")
    world.office.rosters.move("13800000001", "二处", by=BY, from_at=moved_at)
    with world.record.read() as view:
        before, after = view.membership(FIRST, moved_at - 1), view.membership(FIRST, moved_at)
    assert before
    assert after
    assert (before.unit, before.is_admin, after.unit, after.is_admin) == ("一处", True, "二处", False)


def test_an_end_takes_somebody_off_from_its_instant_on(world: World) -> None:
    world.office.rosters.enrol([row(1)], by=BY)
    world.office.rosters.end("13800000001", by=BY, from_at=at("2018-04-01"))
    with world.record.read() as view:
        assert view.membership(FIRST, at("2018-04-01") - 1)
        assert view.membership(FIRST, at("2018-04-01")) is None


def test_a_rekey_keeps_the_id_the_name_and_the_history(world: World) -> None:
    world.office.rosters.enrol([row(1)], by=BY)
    world.climb(FIRST)
    world.office.rosters.rekey("13800000001", "13900000001", by=BY)
    assert world.office.rosters.entrant("13900000001") == FIRST
    assert world.people()[FIRST].name == "人员1"
    assert len(world.boards.at(world.clock.at + 1).rows) == 1
    with pytest.raises(NotFound):
        world.office.rosters.entrant("13800000001")
    assert world.verify().difference is None


def test_a_rekey_to_somebody_elses_number_is_a_conflict_and_changes_nothing(world: World) -> None:
    world.office.rosters.enrol([row(1), row(2)], by=BY)
    before = world.people(), facts_of(world)
    with pytest.raises(Conflict):
        world.office.rosters.rekey("13800000001", "13800000002", by=BY)
    assert (world.people(), facts_of(world)) == before
    assert world.office.rosters.entrant("13800000001") == FIRST
    assert world.office.rosters.entrant("13800000002") == SECOND


def test_a_number_that_was_given_up_may_be_given_to_somebody_else(world: World) -> None:
    world.office.rosters.enrol([row(1)], by=BY)
    world.office.rosters.rekey("13800000001", "13900000001", by=BY)
    world.office.rosters.enrol([row(1, name="后来者")], by=BY)
    assert world.office.rosters.entrant("13800000001") == SECOND


@pytest.mark.parametrize(
    "call",
    [
        lambda rosters: rosters.move("139", "一处", by=BY, from_at=0),
        lambda rosters: rosters.move("13800000001", "无", by=BY, from_at=0),
        lambda rosters: rosters.end("139", by=BY, from_at=0),
        lambda rosters: rosters.rekey("139", "138", by=BY),
        lambda rosters: rosters.entrant("139"),
    ],
)
def test_unknown_people_and_units_are_not_found(world: World, call: Callable[[Any], object]) -> None:
    world.office.rosters.enrol([row(1)], by=BY)
    with pytest.raises(NotFound):
        call(world.office.rosters)


# Units


def test_only_units_that_are_new_or_differ_are_stored(world: World) -> None:
    known = [Unit(unit="总部"), Unit(unit="一处", parent="总部")]
    assert world.office.rosters.put_units(known, by=BY) == 0
    assert world.office.rosters.put_units([*known, Unit(unit="三处", headcount=9)], by=BY) == 1
    assert world.office.rosters.put_units([Unit(unit="三处", headcount=10)], by=BY) == 1


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([Unit(unit="甲", parent="无")], "unknown_parent_unit"),
        ([Unit(unit="甲", parent="甲")], "unit_above_itself"),
        ([Unit(unit="甲", parent="乙"), Unit(unit="乙", parent="甲")], "unit_above_itself"),
        ([Unit(unit="总部", parent="一处")], "unit_above_itself"),
    ],
)
def test_a_tree_of_units_with_a_hole_or_a_circle_is_refused_and_nothing_stored(
    world: World, units: list[Unit], code: str
) -> None:
    before = facts_of(world)
    with pytest.raises(BadInput) as caught:
        world.office.rosters.put_units(units, by=BY)
    assert caught.value.problems[0].code == code
    assert facts_of(world) == before


def test_an_enrolment_for_tests_is_a_plain_row() -> None:
    assert an_enrolment(1) == row(1)


def test_a_look_at_names_is_a_fact_and_changes_nothing_else(world: World) -> None:
    world.office.rosters.enrol([row(1), row(2)], by=BY)
    before = facts_of(world)
    seen = world.office.rosters.people([FIRST, "E000999"], by="审计", purpose="名单")
    assert [person.name for person in seen.values()] == ["人员1"]
    with world.record.read() as view:
        (envelope,) = view.rows.facts(after=before)
    assert envelope.actor == "审计"
    assert read_fact(envelope.body) == PersonalDataShown(purpose="名单", persons=1)
