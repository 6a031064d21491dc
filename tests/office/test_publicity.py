"""The way of a closing from provisional to final (clauses 2.4, 6.3)."""

from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.errors import Misuse, NotFound, SecretMissing
from chuangguan.office import Office
from chuangguan.rules.draw import commitment
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, SeededEntropy, World, a_campaign, at, entrants, started_campaign
from chuangguan.values import Refused

FIRST, SECOND = entrants(2)
DAY_MS = 86_400_000
SIGNED = {"drafted_by": "甲", "checked_by": "乙", "signed_by": "丙", "by": BY}


@pytest.fixture
def world() -> World:
    return closed()


def closed(**rules: Any) -> World:
    world = started_campaign(MemoryStore(), campaign=a_campaign(**{"publicity_days": 7, **rules}))
    world.climb(FIRST)
    world.climb(SECOND)
    world.clock.at = at("2018-04-01") + 3_000
    world.office.closings.close("2018-03", by=BY)
    return world


def reason(answer: object) -> str:
    assert isinstance(answer, Refused)
    return answer.reason


def test_a_closing_is_born_provisional_and_becomes_final_after_its_publicity(world: World) -> None:
    publicity = world.office.publicity
    assert publicity.state("2018-03").state == "provisional"
    published = publicity.publish("2018-03", **SIGNED)
    assert published.objections_until == world.clock.at + 7 * DAY_MS
    world.clock.at = published.objections_until - 1
    assert reason(publicity.finalise("2018-03", by=BY)) == "publicity_running"
    world.clock.at += 1
    final = publicity.finalise("2018-03", by=BY)
    assert not isinstance(final, Refused)
    assert final.state == publicity.state("2018-03").state == "final"
    assert {item.period.id: item.phase for item in world.office.conduct.status().periods}["2018-03"] == "final"


def test_a_closing_that_was_not_published_is_not_made_final(world: World) -> None:
    assert reason(world.office.publicity.finalise("2018-03", by=BY)) == "not_published"


def test_without_publicity_days_it_may_be_made_final_at_once() -> None:
    assert not isinstance(closed(publicity_days=0).office.publicity.finalise("2018-03", by=BY), Refused)


@pytest.mark.parametrize("days", [0, 1, 30])
def test_an_amendment_of_the_days_leaves_a_running_publicity_as_it_was(world: World, days: int) -> None:
    publicity = world.office.publicity
    published = publicity.publish("2018-03", **SIGNED)
    amended = replace(a_campaign(publicity_days=7), publicity_days=days)
    (change,) = world.office.conduct.amend(amended, reason="修改", by=BY, apply=True)
    assert (change.key, change.refused) == ("publicity_days", "")
    assert publicity.state("2018-03").objections_until == published.objections_until
    world.clock.at = published.objections_until - 1
    assert reason(publicity.finalise("2018-03", by=BY)) == "publicity_running"
    world.clock.at += 1
    assert not isinstance(publicity.finalise("2018-03", by=BY), Refused)


def test_a_publicity_that_begins_after_the_amendment_has_the_new_days(world: World) -> None:
    amended = replace(a_campaign(publicity_days=7), publicity_days=1)
    world.office.conduct.amend(amended, reason="修改", by=BY, apply=True)
    published = world.office.publicity.publish("2018-03", **SIGNED)
    assert published.objections_until == world.clock.at + DAY_MS


def test_an_undecided_objection_keeps_it_provisional(world: World) -> None:
    publicity = world.office.publicity
    publicity.publish("2018-03", **SIGNED)
    number = publicity.object("2018-03", "第一名系他人代答", entrant=FIRST, by=BY)
    world.clock.at += 7 * DAY_MS
    assert reason(publicity.finalise("2018-03", by=BY)) == "objections_undecided"
    publicity.decide(number, "查无实据", upheld=False, by=BY)
    assert not isinstance(publicity.finalise("2018-03", by=BY), Refused)
    (objection,) = publicity.state("2018-03").objections
    assert (objection.decision, objection.upheld, objection.entrant) == ("查无实据", False, FIRST)


def test_the_secret_that_is_revealed_is_the_one_that_was_committed_to(world: World) -> None:
    world.office.publicity.publish("2018-03", **SIGNED)
    assert world.office.publicity.state("2018-03").secret == ""
    world.clock.at += 7 * DAY_MS
    world.office.publicity.finalise("2018-03", by=BY)
    secret = world.office.publicity.state("2018-03").secret
    assert commitment(bytes.fromhex(secret)) == world.office.conduct.status().commitments["2018-03"]


def test_without_the_root_secret_nothing_is_made_final() -> None:
    world = closed(publicity_days=0)
    with pytest.raises(SecretMissing):
        Office(world.record, SeededEntropy("x"), None).publicity.finalise("2018-03", by=BY)
    assert world.office.publicity.state("2018-03").state == "provisional"


def test_a_revision_is_published_anew(world: World) -> None:
    publicity = world.office.publicity
    publicity.publish("2018-03", **SIGNED)
    world.office.sanctions.impose(FIRST, code="代答", decided_by="纪委", evidence="记录", by=BY)
    world.office.closings.revise("2018-03", by=BY, reason="取消资格")
    world.clock.at += 7 * DAY_MS
    assert reason(publicity.finalise("2018-03", by=BY)) == "not_published"
    publicity.publish("2018-03", **SIGNED)
    world.clock.at += 7 * DAY_MS
    assert not isinstance(publicity.finalise("2018-03", by=BY), Refused)


def test_nothing_is_published_or_made_final_twice(world: World) -> None:
    publicity = world.office.publicity
    publicity.publish("2018-03", **SIGNED)
    with pytest.raises(Misuse):
        publicity.publish("2018-03", **SIGNED)
    world.clock.at += 7 * DAY_MS
    publicity.finalise("2018-03", by=BY)
    with pytest.raises(Misuse):
        publicity.finalise("2018-03", by=BY)
    with pytest.raises(Misuse):
        publicity.publish("2018-03", **SIGNED)


def test_objections_are_heard_only_while_the_publicity_runs(world: World) -> None:
    publicity = world.office.publicity
    with pytest.raises(Misuse):
        publicity.object("2018-03", "早了", by=BY)
    publicity.publish("2018-03", **SIGNED)
    with pytest.raises(NotFound):
        publicity.object("2018-03", "查无此人", entrant="E000999", by=BY)
    world.clock.at += 7 * DAY_MS
    publicity.finalise("2018-03", by=BY)
    with pytest.raises(Misuse):
        publicity.object("2018-03", "晚了", by=BY)


def test_an_objection_is_decided_once(world: World) -> None:
    publicity = world.office.publicity
    publicity.publish("2018-03", **SIGNED)
    number = publicity.object("2018-03", "有误", by=BY)
    publicity.decide(number, "成立", upheld=True, by=BY)
    with pytest.raises(Misuse):
        publicity.decide(number, "不成立", upheld=False, by=BY)
    with pytest.raises(NotFound):
        publicity.decide(number + 100, "无此异议", upheld=False, by=BY)


@pytest.mark.parametrize("period", ["2018-04", "2019-01"])
def test_a_period_that_is_not_closed_has_no_publicity(world: World, period: str) -> None:
    with pytest.raises(NotFound):
        world.office.publicity.state(period)


def test_the_way_to_final_is_verified_with_the_rest(world: World) -> None:
    world.office.publicity.publish("2018-03", **SIGNED)
    world.clock.at += 7 * DAY_MS
    world.office.publicity.finalise("2018-03", by=BY)
    assert world.verify().difference is None


def test_a_closing_that_is_due_for_revision_is_not_made_final(world: World) -> None:
    world.office.publicity.publish("2018-03", **SIGNED)
    world.office.sanctions.impose(FIRST, code="代答", decided_by="纪委", evidence="记录", by=BY)
    world.clock.at += 7 * DAY_MS
    assert reason(world.office.publicity.finalise("2018-03", by=BY)) == "due_for_revision"
