"""Closings: the same inputs give the same canonical bytes, which read back equal and hold no name."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chuangguan.rules.attempt import FIRST_DIGEST
from chuangguan.rules.campaign import AwardTier, Campaign, Term, UnitAward
from chuangguan.rules.canonical import canonical_bytes, message, sha256_hex
from chuangguan.rules.closing import (
    Chain,
    Closing,
    Grounds,
    Tally,
    attempts_hash,
    close_period,
    closing_bytes,
    read_closing,
    seal,
)
from chuangguan.rules.roster import Roster
from chuangguan.testing import OPENS_AT, a_campaign, a_member, a_standing, some_grounds
from chuangguan.testing.strategies import campaigns, closing_grounds

CHAIN = Chain(number=1, revision=0, last_fact=7, previous_seal="")
PEOPLE = range(1, 6)
CAMPAIGN = a_campaign()


def lot(entrant: str) -> str:
    return sha256_hex(entrant.encode())


def closed(campaign: Campaign, grounds: Grounds, chain: Chain = CHAIN) -> Closing:
    return close_period(campaign, grounds, chain, lot)


def plain_grounds(**changes: Any) -> Grounds:
    standings = [a_standing(number) for number in PEOPLE]
    return replace(some_grounds(CAMPAIGN, map(a_member, PEOPLE), standings), **changes)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Campaign, Grounds]:
    campaign = draw(campaigns())
    return campaign, draw(closing_grounds(campaign))


# Laws


# A machine that is busy otherwise is no fault of the law.
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_a_closing_is_written_canonically_and_read_back_equal(case: tuple[Campaign, Grounds]) -> None:
    closing = closed(*case)
    written = closing_bytes(closing)
    assert canonical_bytes(closing) == written
    assert read_closing(written) == closing
    assert closing_bytes(read_closing(written)) == written


@settings(max_examples=60)
@given(cases(), st.data())
def test_rows_in_another_order_give_the_same_bytes(case: tuple[Campaign, Grounds], data: st.DataObject) -> None:
    campaign, grounds = case
    members = data.draw(st.permutations(list(grounds.roster.members.values())))
    tallies = data.draw(st.permutations(list(grounds.tallies.items())))
    permuted = replace(
        grounds,
        standings=data.draw(st.permutations(list(grounds.standings))),
        roster=Roster(members, OPENS_AT),
        tallies=dict(tallies),
    )
    assert closing_bytes(closed(campaign, permuted)) == closing_bytes(closed(campaign, grounds))


@settings(max_examples=60)
@given(cases())
def test_who_is_ranked_is_on_the_board_and_everybody_else_is_excluded_with_a_reason(
    case: tuple[Campaign, Grounds],
) -> None:
    campaign, grounds = case
    closing = closed(campaign, grounds)
    excluded = {item.entrant: item.reason for item in closing.exclusions}
    for item in grounds.standings:
        member = grounds.roster.members[item.entrant]
        is_listed = item.entrant in {row.entrant for row in closing.board}
        assert is_listed is member.is_ranked
        assert (excluded.get(item.entrant) == "excluded_duty") is not is_listed
        assert (excluded.get(item.entrant) == "no_prize_right") is (is_listed and not member.has_prize_right)
    winners = {award.entrant for award in closing.awards}
    assert winners <= {row.entrant for row in closing.board} - set(excluded)


@settings(max_examples=60)
@given(cases())
def test_figures_are_the_sums_of_the_rows(case: tuple[Campaign, Grounds]) -> None:
    campaign, grounds = case
    closing = closed(campaign, grounds)
    required = [m for m in grounds.roster.members.values() if m.duty == "required"]
    handed_in = grounds.windows_of[""][0].handed_in
    assert closing.figures.due == len(required)
    assert closing.figures.took_part == sum(m.entrant in handed_in for m in required)
    assert closing.figures.attempts == sum(handed_in.values())
    root = closing.turnout[0]
    assert (root.due, root.took_part, root.persons) == (
        closing.figures.due,
        closing.figures.took_part,
        closing.figures.persons,
    )


def test_only_integers_and_strings_are_written() -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]

    written = json.loads(closing_bytes(closed(CAMPAIGN, plain_grounds())))
    assert {type(leaf) for leaf in leaves(written)} == {int, str}
    assert list(written) == sorted(written)


# What a closing covers


def with_chain(**changes: Any) -> Callable[[], Closing]:
    return lambda: closed(CAMPAIGN, plain_grounds(), replace(CHAIN, **changes))


@pytest.mark.parametrize(
    "changed",
    [
        with_chain(number=2),
        with_chain(revision=1),
        with_chain(last_fact=8),
        with_chain(previous_seal="sha256:"),
        with_chain(replaced_seal="sha256:"),
        lambda: closed(CAMPAIGN, plain_grounds(rules_hash="")),
        lambda: closed(CAMPAIGN, plain_grounds(banks=())),
        lambda: closed(CAMPAIGN, plain_grounds(commitment="")),
        lambda: closed(CAMPAIGN, plain_grounds(public_text="双色球")),
        lambda: closed(CAMPAIGN, plain_grounds(levels_open=3)),
        lambda: closed(CAMPAIGN, plain_grounds(period=CAMPAIGN.period("2018-04"))),
        lambda: closed(CAMPAIGN, plain_grounds(standings=[a_standing(1)])),
        lambda: closed(CAMPAIGN, plain_grounds(tallies={"E000001": Tally(digest="00" * 32, imported=0)})),
        lambda: closed(CAMPAIGN, plain_grounds(tallies={"E000001": Tally(digest="00" * 32, imported=1)})),
        lambda: closed(CAMPAIGN, plain_grounds(roster=Roster([a_member(n, unit="二处") for n in PEOPLE], OPENS_AT))),
        lambda: closed(a_campaign(id="autumn-2018"), plain_grounds()),
    ],
)
def test_whatever_a_closing_rests_on_changes_its_seal(changed: Callable[[], Closing]) -> None:
    plain = closing_bytes(closed(CAMPAIGN, plain_grounds()))
    assert seal(closing_bytes(closed(CAMPAIGN, plain_grounds()))) == seal(plain)
    assert seal(closing_bytes(changed())) != seal(plain)


def test_a_seal_is_the_sha_256_of_the_bytes() -> None:
    assert seal(b"abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_hash_of_attempts_goes_over_every_ranked_entrant_in_the_order_of_ids() -> None:
    roster = Roster([a_member(1_000_000), a_member(2, duty="excluded"), a_member(999_999)], OPENS_AT)
    tallies = {"E1000000": Tally(digest="ab" * 32, imported=0), "E000002": Tally(digest="cd" * 32, imported=0)}
    expected = message("E999999", bytes.fromhex(FIRST_DIGEST)) + message("E1000000", bytes.fromhex("ab" * 32))
    assert attempts_hash(roster, tallies) == sha256_hex(expected)


def test_imported_attempts_are_counted() -> None:
    tallies = {"E000001": Tally(digest="ab" * 32, imported=2), "E000002": Tally(digest="cd" * 32, imported=3)}
    assert closed(CAMPAIGN, plain_grounds(tallies=tallies)).imported_attempts == 5


def test_one_who_left_the_roster_is_excluded_with_the_reason() -> None:
    grounds = plain_grounds(roster=Roster([a_member(number) for number in PEOPLE if number != 2], OPENS_AT))
    closing = closed(CAMPAIGN, grounds)
    assert [(item.entrant, item.reason) for item in closing.exclusions] == [("E000002", "left_roster")]
    assert [row.entrant for row in closing.board] == ["E000001", "E000003", "E000004", "E000005"]
    assert [item.entrant for item in closing.awards] == ["E000001", "E000003", "E000004"]


# Awards and figures


def test_a_tier_decided_outside_is_held_open() -> None:
    outside = AwardTier(name="特别奖", period="2018-03", first=1, last=2, decided="outside")
    campaign = a_campaign(awards=(*CAMPAIGN.awards, outside))
    closing = closed(campaign, plain_grounds())
    assert [(slot.tier, slot.first, slot.last) for slot in closing.decided_outside] == [("特别奖", 1, 2)]
    assert [item.tier for item in closing.awards] == ["一等奖", "二等奖", "二等奖"]


def test_tiers_of_another_population_are_given_beside() -> None:
    young = replace(CAMPAIGN.awards[0], name="青年奖", among=replace(CAMPAIGN.awards[0].among, label="青年"))
    members = [a_member(number, labels=("青年",) if number > 3 else ()) for number in PEOPLE]
    campaign = a_campaign(awards=(*CAMPAIGN.awards, young))
    grounds = some_grounds(campaign, members, [a_standing(number) for number in PEOPLE])
    given_young = [item for item in closed(campaign, grounds).awards if item.tier == "青年奖"]
    assert [(item.entrant, item.position) for item in given_young] == [("E000004", 1)]


def test_a_tie_by_lot_has_the_lot_in_the_closing() -> None:
    campaign = a_campaign(boundary="draw")
    grounds = some_grounds(campaign, map(a_member, PEOPLE), [a_standing(n, elapsed_ms=1000) for n in PEOPLE])
    awards = closed(campaign, grounds).awards
    drawn = sorted(map(lot, (f"E00000{number}" for number in PEOPLE)))[:3]
    assert [(item.position, item.lot) for item in awards] == [(1, ticket) for ticket in drawn]


@pytest.mark.parametrize(
    ("levels", "levels_open", "cleared_all"), [(1, 2, 0), (2, 2, 5), (3, 2, 5), (1, 1, 5), (1, 0, 0)]
)
def test_who_has_cleared_everything_that_is_open_is_counted(levels: int, levels_open: int, cleared_all: int) -> None:
    grounds = plain_grounds(standings=[a_standing(n, levels=levels) for n in PEOPLE], levels_open=levels_open)
    assert closed(CAMPAIGN, grounds).figures.cleared_all == cleared_all


def test_a_unit_award_goes_by_list_and_says_when_the_number_of_winners_is_not_stated() -> None:
    terms = (Term(metric="participation", weight="1"),)
    unit_award = UnitAward(name="组织奖", period="2018-03", terms=terms)
    campaign = a_campaign(unit_awards=(unit_award, replace(unit_award, name="年度奖", period="2018")))
    closing = closed(campaign, plain_grounds())
    assert [(row.award, row.rank, row.unit) for row in closing.unit_awards] == [
        ("组织奖", 1, "一处"),
        ("组织奖", 1, "总部"),
    ]
    assert [(note.code, note.details) for note in closing.notes] == [("winners_not_stated", {"award": "组织奖"})]
    stated = a_campaign(unit_awards=(replace(unit_award, winners=1),))
    assert closed(stated, plain_grounds()).notes == ()


def test_with_nobody_due_a_rate_is_minus_one() -> None:
    grounds = plain_grounds(roster=Roster([], OPENS_AT), standings=[], windows_of={"": []})
    closing = closed(CAMPAIGN, grounds)
    assert closing.figures.rate == -1
    assert {row.rate for row in closing.turnout} == {-1}
    assert closing.board == []
    assert closing.awards == ()
