"""Campaigns: the regulations as canonical bytes, and what one asks them."""

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from chuangguan.errors import NotFound
from chuangguan.rules.campaign import (
    AttemptCap,
    AwardTier,
    Campaign,
    Ladder,
    Level,
    Period,
    Quota,
    canonical_campaign,
    read_canonical_campaign,
    rules_hash,
)
from chuangguan.rules.canonical import canonical_bytes, sha256_hex
from chuangguan.rules.roster import Population
from chuangguan.testing import OPENS_AT, a_campaign, a_level, a_window, at
from chuangguan.testing.strategies import campaigns

CAMPAIGN = a_campaign()


@settings(max_examples=60)
@given(campaigns())
def test_regulations_are_read_back_from_their_canonical_bytes(campaign: Campaign) -> None:
    written = canonical_campaign(campaign)
    assert read_canonical_campaign(written) == campaign
    assert canonical_campaign(read_canonical_campaign(written)) == written


def test_the_hash_is_that_of_the_canonical_bytes() -> None:
    assert rules_hash(CAMPAIGN) == sha256_hex(canonical_campaign(CAMPAIGN))


@pytest.mark.parametrize(
    "changed",
    [
        a_campaign(title="夏季闯关"),
        a_campaign(grace_ms=3_001),
        a_campaign(boundary="draw"),
        a_campaign(ladder=Ladder(cap=AttemptCap(n=1, per="day"))),
        a_campaign(levels=(a_level(1),)),
        a_campaign(awards=()),
        a_campaign(release="two_persons"),
    ],
)
def test_every_rule_is_in_the_hash(changed: Campaign) -> None:
    assert rules_hash(changed) != rules_hash(CAMPAIGN)


def test_a_release_by_one_person_is_left_out_so_that_earlier_regulations_keep_their_hash() -> None:
    assert b"release" not in canonical_campaign(CAMPAIGN)
    released = a_campaign(release="two_persons")
    assert b'"release":"two_persons"' in canonical_campaign(released)
    assert read_canonical_campaign(canonical_campaign(released)) == released


def test_the_bytes_are_canonical() -> None:
    assert canonical_bytes(CAMPAIGN.window) in canonical_campaign(CAMPAIGN)


def test_levels_go_by_number_from_1() -> None:
    assert [CAMPAIGN.level(number).number for number in (1, 2, 3)] == [1, 2, 3]
    for number in (-1, 0, 4):
        with pytest.raises(NotFound) as caught:
            CAMPAIGN.level(number)
        assert caught.value.details == {"kind": "level", "key": number}


@pytest.mark.parametrize(("offset_ms", "is_due"), [(-1, False), (0, True), (1, True)])
def test_a_level_is_due_from_its_opening_on(offset_ms: int, *, is_due: bool) -> None:
    assert a_level(1).is_due(OPENS_AT + offset_ms) is is_due


def test_a_level_without_an_opening_is_never_due() -> None:
    assert not a_level(1, opens_at=0).is_due(2**60)


def test_a_paper_is_as_long_as_the_sum_of_its_quotas() -> None:
    assert Level(number=1, bank="b", time_limit_ms=1).paper_size == 20
    assert a_level(1, quotas=(Quota(n=10), Quota(n=3))).paper_size == 13


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-03-12", "2018-03"),
        ("2018-03-31T23:59:59.999", "2018-03"),
        ("2018-04-01", "2018-04"),
        ("2018-04-30T23:59:59.999", "2018-04"),
        ("2018-05-01", "spring-2018"),
        ("2018-03-11T23:59:59.999", "spring-2018"),
    ],
)
def test_an_instant_lies_in_the_shortest_declared_period(text: str, expected: str) -> None:
    assert CAMPAIGN.period_at(at(text)) == expected


def test_a_week_is_shorter_than_its_month() -> None:
    week = Period(id="week", window=a_window("2018-03-19", "2018-03-26T00:00"))
    campaign = a_campaign(periods=(*CAMPAIGN.periods, week))
    assert campaign.period_at(at("2018-03-20")) == "week"
    assert campaign.period_at(at("2018-03-26")) == "2018-03"


def test_a_longer_period_has_the_months_inside_it_as_its_parts() -> None:
    year, march = CAMPAIGN.period("2018"), CAMPAIGN.period("2018-03")
    assert [part.id for part in CAMPAIGN.parts_of(year)] == ["2018-03", "2018-04"]
    assert CAMPAIGN.parts_of(march) == [march]
    late = Period(id="late", window=a_window("2018-03-20", "2018-04-30T23:59:59"))
    assert [part.id for part in CAMPAIGN.parts_of(late)] == ["2018-04"]
    inside = Period(id="inside", window=a_window("2018-03-20", "2018-03-25T00:00"))
    assert CAMPAIGN.parts_of(inside) == [inside]


def test_what_is_not_there_is_not_found_and_the_known_ones_are_named() -> None:
    with pytest.raises(NotFound) as caught:
        CAMPAIGN.period("2018-05")
    assert caught.value.details == {"kind": "period", "key": "2018-05", "known": "2018-03、2018-04、2018"}
    with pytest.raises(NotFound) as caught:
        CAMPAIGN.duty_of("外星人")
    assert caught.value.details == {"kind": "category", "key": "外星人", "known": "参赛人员"}
    assert CAMPAIGN.duty_of("参赛人员") == "required"


def test_tiers_of_one_period_and_population_are_one_group_unless_said_otherwise() -> None:
    first = AwardTier(name="一等奖", period="month", first=1, last=5)
    second = AwardTier(name="二等奖", period="month", first=6, last=15)
    assert first.group_key == second.group_key
    assert (first.places, second.places) == (5, 10)
    others = [
        replace(second, period="2018"),
        replace(second, among=Population(unit="甲")),
        replace(second, group="组"),
        replace(second, decided="outside"),
    ]
    assert len({first.group_key, *(tier.group_key for tier in others)}) == 5
    assert replace(first, group="组").group_key == replace(others[1], group="组").group_key
