"""Tiers that another body decides: recorded, replaced, taken back, and refused (clause 6.1)."""

from typing import Any

import pytest

from chuangguan.documents.messages import say_error
from chuangguan.errors import BadInput, Misuse, NotFound
from chuangguan.facts import AwardDecided
from chuangguan.rules.awards import OutsideAward
from chuangguan.rules.campaign import AwardTier
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, World, a_campaign, an_enrolment, at, entrants, started_campaign

FIRST, SECOND, THIRD = entrants(3)
TIERS = (
    AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=30_000),
    AwardTier(name="月冠军", period="month", first=1, last=2, cash_fen=50_000, decided="outside"),
    AwardTier(name="年度标兵", period="2018", first=1, last=1, decided="outside"),
)


@pytest.fixture
def world() -> World:
    world = started_campaign(MemoryStore(), campaign=a_campaign(awards=TIERS))
    world.climb(FIRST)
    world.climb(SECOND)
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY)
    return world


def decide(world: World, *recipients: str, period: str = "2018-03", tier: str = "月冠军", **how: Any) -> None:
    how = {"decided_by": "工委", "by": BY, "entrants": recipients, **how}
    world.office.awards.decide(period, tier, **how)


def given(world: World) -> OutsideAward:
    (award,) = world.office.awards.given("2018-03")
    return award


def decisions(world: World) -> list[AwardDecided]:
    with world.record.read() as view:
        return [fact for _, fact in view.facts_of(AwardDecided)]


def problems(world: World, *recipients: str, **how: Any) -> set[tuple[str, str]]:
    """Return what is wrong with these recipients, once it is seen that nothing was recorded."""
    before = decisions(world)
    with pytest.raises(BadInput) as caught:
        decide(world, *recipients, **how)
    assert decisions(world) == before
    return {(item.column, item.code) for item in caught.value.problems}


def test_until_it_is_decided_nobody_has_it(world: World) -> None:
    assert given(world) == OutsideAward(tier="月冠军")


def test_a_tier_is_given_to_people_and_to_units(world: World) -> None:
    decide(world, SECOND, units=["一处"])
    assert given(world) == OutsideAward(tier="月冠军", entrants=(SECOND,), units=("一处",), decided_by="工委")


def test_the_newest_decision_holds_and_the_older_one_stays_on_record(world: World) -> None:
    decide(world, FIRST)
    decide(world, SECOND, decided_by="省直工委")
    assert (given(world).entrants, given(world).decided_by) == ((SECOND,), "省直工委")
    assert [fact.entrants for fact in decisions(world)] == [(FIRST,), (SECOND,)]


def test_nobody_takes_a_decision_back(world: World) -> None:
    decide(world, FIRST)
    decide(world)
    assert given(world) == OutsideAward(tier="月冠军")
    assert len(decisions(world)) == 2


def test_the_fact_names_nobody(world: World) -> None:
    decide(world, FIRST)
    with world.record.read() as view:
        head = view.rows.head()
        person = view.rows.person(FIRST)
    assert head
    assert person
    assert FIRST in head.body.decode()
    assert person.name not in head.body.decode()
    assert person.member_no not in head.body.decode()


def test_a_closing_and_its_seal_are_not_touched(world: World) -> None:
    before = world.office.closings.get("2018-03")
    decide(world, FIRST)
    assert world.office.closings.get("2018-03") == before
    assert world.office.closings.due_for_revision() == []
    assert world.verify().difference is None


@pytest.mark.parametrize(
    ("period", "tier", "said"),
    [
        ("2018-03", "一等奖", "没有这个由外单位评定的奖项：一等奖，可用的有：月冠军"),
        ("2018-03", "年度标兵", "没有这个由外单位评定的奖项：年度标兵，可用的有：月冠军"),
        ("2018", "月冠军", "没有这个由外单位评定的奖项：月冠军，可用的有：年度标兵"),
        ("2019-01", "月冠军", "没有这个期次：2019-01，可用的有：2018-03、2018-04、2018"),
    ],
)
def test_a_tier_that_is_not_decided_outside_for_the_period_is_refused_with_those_that_are(
    world: World, period: str, tier: str, said: str
) -> None:
    with pytest.raises(NotFound) as caught:
        decide(world, FIRST, period=period, tier=tier)
    assert say_error(caught.value) == said


def test_a_period_without_such_tiers_is_refused() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(awards=TIERS[:1]))
    with pytest.raises(Misuse) as caught:
        decide(world, FIRST)
    assert say_error(caught.value) == "2018-03没有由外单位评定的奖项"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"period": "2018-04"}, "2018-04尚未结榜，请先用 close 结榜"),
        ({"entrants": entrants(3)}, "“月冠军”只有2名，不能给3个"),
        ({"units": ["一处", "二处"]}, "“月冠军”只有2名，不能给3个"),
        ({"decided_by": " "}, "请写明“月冠军”由哪个机构评定"),
    ],
)
def test_too_early_too_many_and_by_no_body_are_refused(world: World, how: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse) as caught:
        decide(world, FIRST, **how)
    assert say_error(caught.value) == said
    assert decisions(world) == []


def test_recipients_who_cannot_be_given_it_are_all_named(world: World) -> None:
    assert problems(world, FIRST, FIRST) == {(FIRST, "recipient_twice")}
    assert problems(world, FIRST, units=["三处"]) == {("三处", "unknown_unit")}
    assert problems(world, "E000099", units=["三处"]) == {
        ("E000099", "recipient_not_on_roster"),
        ("三处", "unknown_unit"),
    }


def test_who_came_after_the_cutoff_is_not_on_its_roster_and_who_left_after_it_is(world: World) -> None:
    world.office.rosters.enrol([an_enrolment(5)], by=BY, from_at=at("2018-04-01"))
    world.office.rosters.end(an_enrolment(2).member_no, by=BY, from_at=at("2018-04-01"))
    assert problems(world, entrants(5)[-1]) == {(entrants(5)[-1], "recipient_not_on_roster")}
    decide(world, SECOND)
    assert given(world).entrants == (SECOND,)


@pytest.mark.parametrize(
    ("sanction", "is_refused"),
    [
        ({}, True),
        ({"kind": "ban"}, True),
        ({"periods": ["2018-03"]}, True),
        ({"periods": ["2018-04"]}, False),
    ],
)
def test_who_is_sanctioned_in_the_period_is_refused(world: World, sanction: dict[str, Any], is_refused: bool) -> None:  # noqa: FBT001  a case of the table
    world.office.sanctions.impose(FIRST, code="代答", decided_by="纪委", evidence="记录", by=BY, **sanction)
    if is_refused:
        assert problems(world, FIRST) == {(FIRST, "recipient_sanctioned")}
    else:
        decide(world, FIRST)
        assert given(world).entrants == (FIRST,)


def test_who_is_sanctioned_later_leaves_the_place_vacant_until_the_sanction_is_lifted(world: World) -> None:
    decide(world, FIRST)
    number = world.office.sanctions.impose(FIRST, code="代答", decided_by="纪委", evidence="记录", by=BY)
    assert given(world) == OutsideAward(tier="月冠军", decided_by="工委")
    world.office.sanctions.lift(number, by=BY, reason="复核")
    assert given(world).entrants == (FIRST,)


def test_a_tier_that_was_given_outlives_a_revision(world: World) -> None:
    decide(world, SECOND)
    world.office.sanctions.impose(FIRST, code="代答", decided_by="纪委", evidence="记录", by=BY)
    world.office.closings.revise("2018-03", by=BY, reason="代答")
    assert given(world).entrants == (SECOND,)
    assert world.verify().difference is None
