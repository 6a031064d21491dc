"""Rosters: who belongs where at an instant, units as a tree, populations, digests."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chuangguan.errors import BadInput, NotFound
from chuangguan.rules.canonical import sha256_hex
from chuangguan.rules.roster import (
    Membership,
    Person,
    Population,
    Roster,
    Unit,
    UnitTree,
    entrant_id,
    entrant_number,
)
from chuangguan.testing import UNITS, a_member

FIRST = a_member(1)
MOVED = a_member(1, from_at=100, unit="二处")
ENDED = a_member(1, from_at=200, ended=True)
TREE = UnitTree(UNITS)


@pytest.mark.parametrize(
    ("at", "expected"), [(0, FIRST), (99, FIRST), (100, MOVED), (199, MOVED), (200, None), (201, None)]
)
def test_a_membership_holds_from_its_instant_on(at: int, expected: Membership | None) -> None:
    assert Roster([FIRST, MOVED, ENDED], at).get("E000001") == expected
    assert Roster([ENDED, FIRST, MOVED], at).get("E000001") == expected


def test_somebody_who_comes_later_is_not_on_the_roster_before() -> None:
    late = a_member(2, from_at=100)
    assert set(Roster([FIRST, late], 99).members) == {"E000001"}
    assert set(Roster([FIRST, late], 100).members) == {"E000001", "E000002"}
    assert Roster([FIRST, late], 100).get("E000003") is None


def test_one_who_ended_may_come_back() -> None:
    assert Roster([FIRST, ENDED, a_member(1, from_at=300)], 300).get("E000001") == a_member(1, from_at=300)


def test_the_digest_goes_by_the_number_of_the_opaque_id() -> None:
    roster = Roster([a_member(1_000_000), a_member(999_999)], 0)
    assert roster.digest() == sha256_hex(
        '[["E999999","一处","参赛人员","required",0],["E1000000","一处","参赛人员","required",0]]'.encode()
    )
    assert Roster([a_member(999_999), a_member(1_000_000)], 0).digest() == roster.digest()


@pytest.mark.parametrize(
    "change",
    [
        {"entrant": "E000002"},
        {"unit": "二处"},
        {"category": "别的"},
        {"duty": "voluntary"},
        {"from_at": -1},
        {"ended": True},
    ],
    ids=str,
)
def test_who_belongs_where_is_in_the_digest(change: dict[str, Any]) -> None:
    assert Roster([replace(FIRST, **change)], 0).digest() != Roster([FIRST], 0).digest()


@pytest.mark.parametrize(("duty", "is_ranked"), [("required", True), ("voluntary", True), ("excluded", False)])
def test_who_is_excluded_is_not_ranked(duty: str, *, is_ranked: bool) -> None:
    assert a_member(1, duty=duty, has_prize_right=False).is_ranked is is_ranked


# Opaque ids and people


@pytest.mark.parametrize(
    ("number", "entrant"),
    [(1, "E000001"), (42, "E000042"), (999_999, "E999999"), (1_000_000, "E1000000"), (12_345_678, "E12345678")],
)
def test_an_opaque_id_has_at_least_six_digits(number: int, entrant: str) -> None:
    assert entrant_id(number) == entrant
    assert entrant_number(entrant) == number


@given(st.integers(1, 10**9))
def test_an_opaque_id_is_read_back(number: int) -> None:
    assert entrant_number(entrant_id(number)) == number


@pytest.mark.parametrize("change", [{"name": "李四"}, {"member_no": "139"}, {"salt": "01" * 16}], ids=str)
def test_name_number_and_salt_are_in_a_persons_digest(change: dict[str, Any]) -> None:
    person = Person(entrant="E000001", member_no="138", name="张三", salt="00" * 16)
    assert replace(person, **change).digest != person.digest
    assert replace(person, entrant="E000002").digest == person.digest


def test_name_and_number_do_not_run_together() -> None:
    one = Person(entrant="E000001", member_no="13", name="8张三", salt="00" * 16)
    assert one.digest != replace(one, member_no="138", name="张三").digest


# Units


def test_a_unit_has_above_it_every_unit_that_holds_it() -> None:
    tree = UnitTree([*UNITS, Unit(unit="一组", parent="一处")])
    assert tree.above("一组") == ("一组", "一处", "总部")
    assert tree.above("总部") == ("总部",)
    assert tree.above("没有") == ()
    assert tree.holds("总部", "一组")
    assert not tree.holds("二处", "一组")
    assert not tree.holds("一组", "一处")


def test_every_unknown_parent_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        UnitTree([Unit(unit="甲", parent="无"), Unit(unit="乙"), Unit(unit="丙", parent="也无")])
    assert [(problem.code, problem.details) for problem in caught.value.problems] == [
        ("unknown_parent_unit", {"unit": "甲", "parent": "无"}),
        ("unknown_parent_unit", {"unit": "丙", "parent": "也无"}),
    ]


@pytest.mark.parametrize(
    "units",
    [
        [Unit(unit="甲", parent="甲")],
        [Unit(unit="甲", parent="乙"), Unit(unit="乙", parent="甲")],
        [Unit(unit="甲", parent="乙"), Unit(unit="乙", parent="丙"), Unit(unit="丙", parent="乙")],
    ],
    ids=["itself", "each other", "a circle above"],
)
def test_a_unit_above_itself_is_refused(units: list[Unit]) -> None:
    with pytest.raises(BadInput) as caught:
        UnitTree(units)
    assert caught.value.problems[0].code == "unit_above_itself"


@pytest.mark.parametrize(
    ("population", "is_held"),
    [
        (Population(), True),
        (Population(unit="一处"), True),
        (Population(unit="总部"), True),
        (Population(unit="二处"), False),
        (Population(category="参赛人员"), True),
        (Population(category="离退休"), False),
        (Population(label="青年"), True),
        (Population(label="先锋"), False),
        (Population(unit="总部", category="参赛人员", label="青年"), True),
        (Population(unit="二处", category="参赛人员", label="青年"), False),
    ],
)
def test_a_population_holds_those_who_are_all_it_names(population: Population, *, is_held: bool) -> None:
    assert population.holds(a_member(1, labels=("青年", "党员")), TREE) is is_held


@pytest.mark.parametrize("text", ["", "E", "张三", "138-0000", "E12x"])
def test_a_text_that_is_no_opaque_id_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        entrant_number(text)
    assert entrant_number("E000042") == 42
