"""G24. Limit 300,000 ms and grace 3,000; and the end of the campaign, to the millisecond."""

import pytest

from chuangguan.play import Receipt, RefusedWithReceipt
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import World, started_campaign

ENTRANT = "E000001"
LIMIT_MS = 300_000


@pytest.fixture
def world() -> World:
    return started_campaign(MemoryStore())


def submitted(world: World, at: int, *, received_at: int | None = None) -> Receipt | RefusedWithReceipt:
    attempt = world.start(ENTRANT).attempt
    responses = world.right(attempt)
    world.go_to(at)
    answer = world.play.submit(ENTRANT, attempt, responses, received_at=received_at)
    assert isinstance(answer, Receipt | RefusedWithReceipt)
    return answer


@pytest.mark.parametrize(("past_limit_ms", "elapsed_ms"), [(-1, 299_999), (0, 300_000), (1, 300_000), (2_999, 300_000)])
@pytest.mark.parametrize("queued_ms", [0, 5_000], ids=["at once", "behind a queue"])
def test_what_arrives_before_the_end_of_the_grace_is_taken(
    world: World, past_limit_ms: int, elapsed_ms: int, queued_ms: int
) -> None:
    at = world.clock.at + LIMIT_MS + past_limit_ms
    receipt = submitted(world, at + queued_ms, received_at=at)
    assert isinstance(receipt, Receipt)
    assert (receipt.kind, receipt.passed, receipt.elapsed_ms) == ("submitted", True, elapsed_ms)


@pytest.mark.parametrize("past_limit_ms", [3_000, 3_001, 60_000])
def test_what_arrives_later_is_refused_and_the_attempt_expires_at_its_limit(world: World, past_limit_ms: int) -> None:
    refused = submitted(world, world.clock.at + LIMIT_MS + past_limit_ms)
    assert isinstance(refused, RefusedWithReceipt)
    assert refused.reason == "too_late"
    assert (refused.receipt.kind, refused.receipt.passed, refused.receipt.elapsed_ms) == ("expired", False, LIMIT_MS)


def test_one_millisecond_before_the_campaign_closes_is_taken(world: World) -> None:
    closes_at = world.campaign.window.closes_at
    world.go_to(closes_at - 60_000)
    receipt = submitted(world, closes_at - 1)
    assert isinstance(receipt, Receipt)
    assert (receipt.submitted_at, receipt.elapsed_ms, receipt.passed) == (closes_at - 1, 59_999, True)


@pytest.mark.parametrize("past_end_ms", [0, 1, 2_999])
def test_from_the_close_on_nothing_is_taken_grace_or_not(world: World, past_end_ms: int) -> None:
    closes_at = world.campaign.window.closes_at
    world.go_to(closes_at - 60_000)
    refused = submitted(world, closes_at + past_end_ms)
    assert isinstance(refused, RefusedWithReceipt)
    assert (refused.receipt.kind, refused.receipt.submitted_at) == ("expired", closes_at - 1)
