"""Boundaries to the millisecond, through the whole engine: openings, limits, grace, cutoffs, the campaign's end."""

import pytest

from chuangguan.errors import PeriodNotEnded
from chuangguan.play import Receipt, Started
from chuangguan.rules.instants import read_end
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, ZONE, World, at, started_campaign
from chuangguan.values import Accepted, Refused

ENTRANT = "E000001"
LIMIT_MS, GRACE_MS = 300_000, 3_000
APRIL = at("2018-04-01")
CLOSES_AT = at("2018-05-01")


@pytest.fixture
def world() -> World:
    world = started_campaign(MemoryStore())
    world.go_to(OPENS_AT - 1000)
    return world


def outcome(answer: Started | Refused) -> str:
    return answer.reason if isinstance(answer, Refused) else "started"


def later(world: World, instant: int) -> World:
    """Return a world whose clock stands there; the stamps given so far are those of the preparation."""
    world.go_to(instant)
    return world


@pytest.mark.parametrize(
    ("past_ms", "expected"), [(-1000, "campaign_not_open"), (-1, "campaign_not_open"), (0, "started"), (1, "started")]
)
def test_the_campaign_opens_at_its_opening(world: World, past_ms: int, expected: str) -> None:
    assert outcome(later(world, OPENS_AT + past_ms).play.start(ENTRANT, 1)) == expected


@pytest.mark.parametrize(
    ("past_ms", "expected"),
    [(-1, "started"), (0, "campaign_closed"), (1, "campaign_closed"), (3_000, "campaign_closed")],
)
def test_nothing_starts_from_the_end_of_the_campaign_on(world: World, past_ms: int, expected: str) -> None:
    assert outcome(later(world, CLOSES_AT + past_ms).play.start(ENTRANT, 1)) == expected


def test_the_end_of_the_campaign_is_the_one_that_the_notice_wrote(world: World) -> None:
    assert world.campaign.window.closes_at == read_end("2018年4月30日24时", ZONE) == CLOSES_AT


@pytest.mark.parametrize(
    ("past_ms", "expected"), [(-1, "level_not_open"), (0, "started"), (1, "started"), (86_400_000, "started")]
)
def test_a_level_opens_at_its_opening_and_stays_open(world: World, past_ms: int, expected: str) -> None:
    later(world, OPENS_AT)
    world.climb(ENTRANT, 1)
    world.climb(ENTRANT, 2)
    assert outcome(later(world, APRIL + past_ms).play.start(ENTRANT, 3)) == expected


@pytest.mark.parametrize(("past_ms", "is_kept"), [(-1, True), (0, False), (1, False), (2_999, False)])
def test_a_save_counts_before_the_limit_and_not_in_the_grace(world: World, past_ms: int, *, is_kept: bool) -> None:
    started = later(world, OPENS_AT).start(ENTRANT)
    right = world.right(started.attempt)
    answer = later(world, started.limit_end + past_ms).play.save(ENTRANT, started.attempt, right, counter=1)
    assert answer == Accepted() if is_kept else outcome_of(answer) == "too_late"
    later(world, started.limit_end + GRACE_MS).play.sweep()
    receipt = world.play.receipt(ENTRANT, started.attempt)
    assert isinstance(receipt, Receipt)
    assert (receipt.kind, receipt.passed, receipt.elapsed_ms) == ("expired", is_kept, LIMIT_MS)


def outcome_of(answer: Accepted | Refused) -> str:
    return answer.reason if isinstance(answer, Refused) else "accepted"


@pytest.mark.parametrize(("past_ms", "expired"), [(-1, 0), (0, 0), (2_999, 0), (3_000, 1), (3_001, 1)])
def test_nothing_expires_an_attempt_before_the_end_of_the_grace(world: World, past_ms: int, expired: int) -> None:
    started = later(world, OPENS_AT).start(ENTRANT)
    assert later(world, started.limit_end + past_ms).play.sweep() == expired


@pytest.mark.parametrize(("past_ms", "expired"), [(-1, 0), (0, 1)])
def test_the_end_of_the_campaign_expires_what_is_open(world: World, past_ms: int, expired: int) -> None:
    started = later(world, CLOSES_AT - 1000).start(ENTRANT)
    assert later(world, CLOSES_AT + past_ms).play.sweep() == expired
    if expired:
        receipt = world.play.receipt(ENTRANT, started.attempt)
        assert isinstance(receipt, Receipt)
        assert receipt.submitted_at == CLOSES_AT - 1


@pytest.mark.parametrize(("past_ms", "listed"), [(-1, 1), (0, 0), (1, 0)])
def test_a_result_counts_before_the_cutoff(world: World, past_ms: int, listed: int) -> None:
    later(world, APRIL + past_ms - 60_000).climb(ENTRANT, elapsed_ms=60_000)
    later(world, APRIL + GRACE_MS)
    assert len(world.office.closings.close("2018-03", by=BY).closing.board) == listed


@pytest.mark.parametrize("past_ms", [-GRACE_MS, -1])
def test_a_period_is_not_closed_before_cutoff_and_grace(world: World, past_ms: int) -> None:
    later(world, APRIL + GRACE_MS + past_ms)
    with pytest.raises(PeriodNotEnded) as caught:
        world.office.closings.close("2018-03", by=BY)
    assert caught.value.details == {"period": "2018-03", "closable_at": APRIL + GRACE_MS, "cutoff_at": APRIL}


@pytest.mark.parametrize("past_ms", [0, 1])
def test_a_period_is_closed_from_cutoff_and_grace_on(world: World, past_ms: int) -> None:
    later(world, APRIL + GRACE_MS + past_ms)
    assert world.office.closings.close("2018-03", by=BY).is_new


@pytest.mark.parametrize(("limit_past_cutoff_ms", "expired_by_closing"), [(-1, True), (0, False), (1, False)])
def test_an_attempt_whose_limit_ends_at_the_cutoff_belongs_to_the_next_period(
    world: World, limit_past_cutoff_ms: int, *, expired_by_closing: bool
) -> None:
    started = later(world, APRIL + limit_past_cutoff_ms - LIMIT_MS).start(ENTRANT)
    world.play.save(ENTRANT, started.attempt, world.right(started.attempt), counter=1)
    later(world, APRIL + GRACE_MS)
    march = world.office.closings.close("2018-03", by=BY).closing
    assert isinstance(world.play.receipt(ENTRANT, started.attempt), Receipt) is expired_by_closing
    assert [row.entrant for row in march.board] == ([ENTRANT] if expired_by_closing else [])


@pytest.mark.parametrize(("at_ms", "period"), [(OPENS_AT, "2018-03"), (APRIL - 1, "2018-03"), (APRIL, "2018-04")])
def test_an_attempt_draws_with_the_secret_of_the_month_it_starts_in(world: World, at_ms: int, period: str) -> None:
    attempt = later(world, at_ms).start(ENTRANT).attempt
    with world.record.read() as view:
        stored = view.rows.attempt(attempt)
    assert stored is not None
    assert stored.period == period
