"""Awards: nobody twice, nobody passed over, budgets, lots, and ties on a boundary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chuangguan.rules.awards import Award, Note, Positions, award, tiers_of
from chuangguan.rules.board import in_order, positions
from chuangguan.rules.campaign import AwardTier, Period, Ranking
from chuangguan.rules.canonical import sha256_hex
from chuangguan.rules.instants import Window
from chuangguan.rules.roster import Population
from chuangguan.testing import a_standing
from chuangguan.testing.strategies import contenders, tier_groups

BOUNDARIES = st.sampled_from(["expand", "split", "draw"])


def lot(entrant: str) -> str:
    return sha256_hex(entrant.encode())


def no_lot(entrant: str) -> str:
    pytest.fail(f"a lot was drawn for {entrant}")


def places_of(tiers: list[AwardTier]) -> int:
    return sum(tier.places for tier in tiers)


def budget_of(tiers: list[AwardTier]) -> int:
    return sum(tier.places * tier.cash_fen for tier in tiers)


def paid(awards: list[Award]) -> int:
    return sum(item.cash_fen for item in awards)


def position_of(people: Positions) -> dict[str, int]:
    return {person.entrant: position for position, sharing in people for person in sharing}


# Laws


@given(tier_groups(), contenders(), BOUNDARIES)
def test_nobody_gets_two_tiers_of_a_group(tiers: list[AwardTier], people: Positions, boundary: str) -> None:
    awards, _ = award(tiers, people, boundary, lot)
    assert len({item.entrant for item in awards}) == len(awards)


@given(tier_groups(), contenders(), st.sampled_from(["expand", "split"]))
def test_who_gets_a_prize_is_at_a_position_that_has_one_and_everybody_there_gets_it(
    tiers: list[AwardTier], people: Positions, boundary: str
) -> None:
    awards, _ = award(tiers, people, boundary, no_lot)
    expected = {entrant: place for entrant, place in position_of(people).items() if place <= places_of(tiers)}
    assert {item.entrant: item.position for item in awards} == expected


@given(tier_groups(), contenders())
def test_expand_gives_the_tier_of_the_position_in_full(tiers: list[AwardTier], people: Positions) -> None:
    awards, notes = award(tiers, people, "expand", no_lot)
    for item in awards:
        (tier,) = [tier for tier in tiers if tier.first <= item.position <= tier.last]
        assert (item.tier, item.cash_fen, item.lot) == (tier.name, tier.cash_fen, "")
    overrun = [note for note in notes if note.code == "budget_overrun"]
    assert bool(overrun) == (paid(awards) > budget_of(tiers))


@given(tier_groups(), contenders())
def test_split_never_costs_more_than_the_budget(tiers: list[AwardTier], people: Positions) -> None:
    awards, notes = award(tiers, people, "split", no_lot)
    remainders = sum(int(note.details["remainder_fen"]) for note in notes)
    assert paid(awards) + remainders <= budget_of(tiers)
    if len(position_of(people)) >= places_of(tiers):
        assert paid(awards) + remainders == budget_of(tiers)
    assert {note.code for note in notes} <= {"split_remainder"}


@given(tier_groups(), contenders())
def test_lots_hand_out_each_place_once(tiers: list[AwardTier], people: Positions) -> None:
    awards, notes = award(tiers, people, "draw", lot)
    assert len(awards) == min(places_of(tiers), len(position_of(people)))
    assert paid(awards) <= budget_of(tiers)
    assert notes == []
    for tier in tiers:
        assert sum(item.tier == tier.name for item in awards) <= tier.places


@given(tier_groups(), contenders(), BOUNDARIES)
def test_nobody_better_gets_less(tiers: list[AwardTier], people: Positions, boundary: str) -> None:
    cash = {item.entrant: item.cash_fen for item in award(tiers, people, boundary, lot)[0]}
    worst_so_far: list[int] = []
    for _, sharing in people:
        mine = [cash.get(person.entrant, 0) for person in sharing]
        assert all(max(mine) <= worse for worse in worst_so_far)
        worst_so_far.append(min(mine))


@given(tier_groups(), contenders())
def test_those_who_share_a_position_get_the_same_unless_it_goes_by_lot(
    tiers: list[AwardTier], people: Positions
) -> None:
    for boundary in ("expand", "split"):
        by_position: dict[int, set[tuple[str, int]]] = {}
        for item in award(tiers, people, boundary, no_lot)[0]:
            by_position.setdefault(item.position, set()).add((item.tier, item.cash_fen))
        assert all(len(given_there) == 1 for given_there in by_position.values())


# Cases

TIERS = [
    AwardTier(name="一等奖", period="month", first=1, last=2, cash_fen=30_000),
    AwardTier(name="二等奖", period="month", first=3, last=4, cash_fen=10_001),
]


def people_at(*elapsed: int) -> Positions:
    return list(positions(in_order([a_standing(n, elapsed_ms=ms) for n, ms in enumerate(elapsed, start=1)], Ranking())))


def test_a_remainder_goes_to_nobody_and_is_printed() -> None:
    awards, notes = award(TIERS, people_at(1, 2, 2, 2, 5), "split", no_lot)
    # Places 2, 3 and 4: 30,000 + 10,001 + 10,001 fen among three.
    assert [item.cash_fen for item in awards] == [30_000, 16_667, 16_667, 16_667]
    assert notes == [Note(code="split_remainder", details={"tier": "一等奖", "position": 2, "remainder_fen": 1})]


def test_a_tie_inside_a_tier_needs_no_lot() -> None:
    awards, _ = award(TIERS, people_at(1, 1, 3), "draw", no_lot)
    assert [(item.entrant, item.lot) for item in awards] == [("E000001", ""), ("E000002", ""), ("E000003", "")]


def test_a_tie_on_a_boundary_goes_by_the_smallest_lot_which_is_printed() -> None:
    lots = {"E000001": "c", "E000002": "a", "E000003": "b"}
    awards, _ = award(TIERS, people_at(1, 1, 1), "draw", lots.__getitem__)
    assert [(item.entrant, item.tier, item.position, item.lot) for item in awards] == [
        ("E000002", "一等奖", 1, "a"),
        ("E000003", "一等奖", 1, "b"),
        ("E000001", "二等奖", 1, "c"),
    ]


@pytest.mark.parametrize("boundary", ["expand", "split", "draw"])
def test_a_seat_of_advancement_always_goes_by_lot(boundary: str) -> None:
    seats = [AwardTier(name="决赛", period="month", first=1, last=2, advancement="进入决赛")]
    awards, _ = award(seats, people_at(1, 2, 2, 2), boundary, lot)
    assert len(awards) == 2
    assert awards[1].lot == min(lot(f"E00000{number}") for number in (2, 3, 4))


def test_the_next_position_after_a_tie_has_so_many_places_fewer() -> None:
    awards, _ = award(TIERS, people_at(1, 2, 2, 4, 5), "expand", no_lot)
    assert [(item.tier, item.position) for item in awards] == [
        ("一等奖", 1),
        ("一等奖", 2),
        ("一等奖", 2),
        ("二等奖", 4),
    ]


def test_nobody_listed_means_no_award_and_no_note() -> None:
    assert award(TIERS, [], "split", no_lot) == ([], [])


# Groups

MARCH = Period(id="2018-03", kind="month", window=Window(opens_at=0, closes_at=10))
YEAR = Period(id="2018", window=Window(opens_at=0, closes_at=100))


def names(period: Period, *tiers: AwardTier) -> list[list[str]]:
    return [[tier.name for tier in group] for group in tiers_of(tiers, period)]


def test_tiers_of_a_period_form_a_group_in_the_order_of_their_ranges() -> None:
    assert names(MARCH, TIERS[1], TIERS[0]) == [["一等奖", "二等奖"]]
    assert names(YEAR, *TIERS) == []
    assert names(YEAR, replace(TIERS[0], period="2018")) == [["一等奖"]]


def test_another_population_a_named_group_and_a_tier_decided_outside_stand_alone() -> None:
    one, two = TIERS
    assert names(MARCH, one, replace(two, among=Population(category="离退休"))) == [["一等奖"], ["二等奖"]]
    assert names(MARCH, one, replace(two, group="另一组")) == [["一等奖"], ["二等奖"]]
    assert names(MARCH, replace(one, group="组"), replace(two, group="组", among=Population(unit="甲"))) == [
        ["一等奖", "二等奖"]
    ]
    assert names(MARCH, one, replace(two, decided="outside")) == [["一等奖"], ["二等奖"]]
