"""G3. Handed in at 23:59:59.999 on 30 April: April. At 00:00:00.000 on 1 May: May."""

import pytest

from chuangguan.rules.instants import read_instant
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, ZONE, World, a_campaign, a_window, started_campaign

ENTRANT = "E000001"


def handed_in_at(text: str) -> World:
    """Return a campaign of March to May in which one attempt was handed in at that instant, and June has come."""
    rules = a_campaign(window=a_window("2018-03-12", "2018-05-31T23:59:59"))
    world = started_campaign(MemoryStore(), campaign=rules)
    at = read_instant(text, ZONE)
    world.go_to(at - 60_000)
    receipt = world.climb(ENTRANT, elapsed_ms=60_000)
    assert receipt.submitted_at == at
    world.go_to("2018-06-01T00:00:03")
    return world


@pytest.mark.parametrize(
    ("text", "in_april"),
    [("2018-04-30T23:59:59.999+08:00", [ENTRANT]), ("2018-05-01T00:00:00.000+08:00", [])],
)
def test_the_month_that_a_hand_in_counts_for(text: str, in_april: list[str]) -> None:
    world = handed_in_at(text)
    april = world.office.closings.close("2018-04", by=BY).closing
    may = world.office.closings.close("2018-05", by=BY).closing
    assert [row.entrant for row in april.board] == in_april
    assert [row.entrant for row in may.board] == [ENTRANT]
    assert (april.figures.attempts, may.figures.attempts) == ((1, 0) if in_april else (0, 1))
