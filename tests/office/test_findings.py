"""Findings from the attempts, origins and member numbers of a store."""

import pytest

from chuangguan.errors import NotFound
from chuangguan.facts import PersonalDataShown, read_fact
from chuangguan.ports import Origin
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, World, entrants, started_campaign

FIRST, SECOND, THIRD, FOURTH = entrants(4)


@pytest.fixture
def world() -> World:
    return started_campaign(MemoryStore())


def signs(world: World, period: str = "") -> list[str]:
    return [finding.sign for finding in world.office.findings.of(period, by=BY)]


def test_a_quick_paper_is_found_with_its_attempt(world: World) -> None:
    receipt = world.climb(FIRST, elapsed_ms=9_999)
    world.climb(SECOND, elapsed_ms=10_000)
    (finding,) = world.office.findings.of(by=BY)
    assert (finding.kind, finding.entrants, finding.attempts) == ("too_fast", (FIRST,), (receipt.attempt,))
    assert finding.figures["passed"] == 1


def test_a_device_is_known_from_the_start_and_from_the_submission(world: World) -> None:
    for entrant in (FIRST, SECOND):
        world.play.start(entrant, 1, origin=Origin(device="手机甲"))
    started = world.start(THIRD)
    world.clock.at += 60_000
    world.play.submit(THIRD, started.attempt, world.right(started.attempt), origin=Origin(device="手机甲"))
    world.clock.at += 600_000
    world.play.sweep()
    (finding,) = world.office.findings.of(by=BY)
    assert (finding.sign, finding.entrants) == ("device_shared", (FIRST, SECOND, THIRD))


def test_papers_left_to_expire_are_harvesting(world: World) -> None:
    for _ in range(8):
        world.start(FOURTH)
        world.clock.at += 400_000
    world.play.sweep()
    (finding,) = world.office.findings.of("2018-03", by=BY)
    assert (finding.sign, finding.figures["papers"], finding.figures["level"]) == ("papers_dropped", 8, 1)
    assert 5 < finding.figures["questions"] <= 30


def test_only_the_attempts_of_the_period_that_was_asked_for_count(world: World) -> None:
    world.climb(FIRST, elapsed_ms=1_000)
    assert signs(world, "2018-03") == ["papers_too_fast"]
    assert signs(world, "2018-04") == []
    assert signs(world, "2018") == ["papers_too_fast"]
    with pytest.raises(NotFound):
        world.office.findings.of("2018-13", by=BY)


def test_honest_play_has_no_findings(world: World) -> None:
    for number, entrant in enumerate(entrants(4)):
        world.climb(entrant, elapsed_ms=60_000 + 7_000 * number, right=number != 2)
    assert signs(world) == []


def test_the_look_at_member_numbers_is_recorded_and_changes_nothing_else(world: World) -> None:
    world.climb(FIRST, elapsed_ms=1_000)
    with world.record.read() as view:
        head = view.rows.head()
        assert head
    world.office.findings.of("2018-03", by="审计")
    with world.record.read() as view:
        (envelope,) = view.rows.facts(after=head.number)
    assert envelope.actor == "审计"
    assert read_fact(envelope.body) == PersonalDataShown(purpose="findings 2018-03", persons=4)
    assert world.verify().difference is None


def test_an_unknown_period_records_no_look(world: World) -> None:
    with world.record.read() as view:
        before = view.rows.head()
    with pytest.raises(NotFound):
        world.office.findings.of("nothing", by=BY)
    with world.record.read() as view:
        assert view.rows.head() == before
