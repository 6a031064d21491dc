"""Devices and addresses go when they were kept long enough; everything else stays (clause 5.2)."""

from pathlib import Path
from typing import Any

import pytest

from chuangguan.errors import Misuse
from chuangguan.facts import OriginsForgotten, read_fact
from chuangguan.office.retention import LEAST_DAYS, USUAL_DAYS
from chuangguan.ports import Origin
from chuangguan.rules.instants import DAY_MS
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, World, an_enrolment, entrants, started_campaign

DEVICE = "retained-device-7f3a"


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Any) -> World:
    """Return a world in which three people played on one device, a minute each."""
    world = started_campaign(MemoryStore() if request.param == "memory" else SqliteStore.create(tmp_path / "a.db"))
    for entrant in entrants(3):
        play(world, entrant)
    return world


def play(world: World, entrant: str) -> int:
    origin = Origin(device=DEVICE, address="10.0.0.1")
    started = world.play.start(entrant, 1, origin=origin)
    attempt = int(getattr(started, "attempt", 0))
    world.clock.at += 60_000
    world.play.submit(entrant, attempt, world.right(attempt), origin=origin)
    return attempt


def origins(world: World) -> int:
    with world.record.read() as view:
        return len(list(view.rows.origins()))


def last_fact(world: World) -> object:
    with world.record.read() as view:
        head = view.rows.head()
    assert head
    return read_fact(head.body)


def test_the_edge_is_the_very_millisecond_before_so_many_days(world: World) -> None:
    ended_at = world.clock.at
    world.go_to(ended_at + LEAST_DAYS * DAY_MS)
    assert world.office.retention.forget_origins(days=LEAST_DAYS, by=BY).origins == 4, (
        "the last ended just 183 days ago"
    )
    world.clock.at += 1
    assert world.office.retention.forget_origins(days=LEAST_DAYS, by=BY).origins == 2
    assert origins(world) == 0


def test_a_year_is_usual_and_what_was_done_is_a_fact(world: World) -> None:
    world.clock.at += USUAL_DAYS * DAY_MS - 120_000
    world.office.retention.forget_origins(by=BY, reason="保存期满")
    assert last_fact(world) == OriginsForgotten(before_at=world.clock.at - USUAL_DAYS * DAY_MS, origins=0)
    world.clock.at += DAY_MS
    done = world.office.retention.forget_origins(by=BY, reason="保存期满")
    assert (done.origins, last_fact(world), origins(world)) == (6, done, 0)


@pytest.mark.parametrize("days", [182, 1, 0, -1, -(10**12)])
def test_below_six_months_nothing_is_removed_and_nothing_recorded(world: World, days: int) -> None:
    before = last_fact(world)
    world.clock.at += 10 * USUAL_DAYS * DAY_MS
    with pytest.raises(Misuse) as caught:
        world.office.retention.forget_origins(days=days, by=BY)
    assert caught.value.details == {"what": "retention_too_short", "days": days, "least": 183}
    assert (origins(world), last_fact(world)) == (6, before)


def test_days_without_end_keep_everything(world: World) -> None:
    assert world.office.retention.forget_origins(days=10**15, by=BY) == OriginsForgotten(before_at=0, origins=0)
    assert origins(world) == 6


def test_an_attempt_that_runs_keeps_its_origin(world: World) -> None:
    world.play.start("E000004", 1, origin=Origin(device=DEVICE))
    world.clock.at += 2 * USUAL_DAYS * DAY_MS
    assert world.office.retention.forget_origins(by=BY).origins == 6
    assert origins(world) == 1


def test_results_receipts_closings_and_seals_stay_and_findings_say_less(world: World) -> None:
    *_, fourth = entrants(4)
    attempt = play(world, fourth)
    receipt = world.play.receipt(fourth, attempt)
    world.go_to("2018-04-02")
    board = world.boards.at().rows
    closing = world.office.closings.close("2018-03", by=BY)
    assert "device_shared" in [item.sign for item in world.office.findings.of(by=BY)]
    world.clock.at += USUAL_DAYS * DAY_MS
    assert world.office.retention.forget_origins(by=BY).origins == 8
    assert "device_shared" not in [item.sign for item in world.office.findings.of(by=BY)]
    assert (world.play.receipt(fourth, attempt), world.boards.at().rows) == (receipt, board)
    after = world.office.closings.get("2018-03")
    assert after
    assert after.canonical == closing.canonical
    assert world.office.closings.due_for_revision() == []
    assert world.verify().difference is None


def test_what_was_removed_or_erased_is_in_the_file_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    world = started_campaign(SqliteStore.create(path))
    row = an_enrolment(1, name="待删除者甲乙丙")
    world.office.rosters.enrol([row], by=BY)
    for entrant in entrants(3):
        play(world, entrant)
    world.store.close()
    needles = (DEVICE.encode(), row.name.encode())
    assert all(needle in path.read_bytes() for needle in needles), "the control: it was there"
    world = world.reopened(SqliteStore(path))
    world.clock.at += 2 * USUAL_DAYS * DAY_MS
    world.office.retention.forget_origins(by=BY)
    world.office.rosters.erase(row.member_no, reason="本人要求", by=BY)
    world.store.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [needle for needle in needles if needle in left] == []
