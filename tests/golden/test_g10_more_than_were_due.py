"""G10. 6062 of 5880 due took part: 100 % is printed, and flagged."""

import pytest

from chuangguan.rules.campaign import Campaign
from chuangguan.rules.closing import Chain, UnitTurnout, close_period
from chuangguan.rules.roster import Unit, UnitTree
from chuangguan.testing import a_campaign, a_member, a_standing, some_grounds

FIRST_CLOSING = Chain(number=1, revision=0, last_fact=1, previous_seal="")


def printed(campaign: Campaign, took_part: int) -> UnitTurnout:
    people = range(1, took_part + 1)
    grounds = some_grounds(
        campaign,
        [a_member(number, unit="省公司") for number in people],
        [a_standing(number) for number in people],
        tree=UnitTree([Unit(unit="省公司", headcount=5880)]),
    )
    return close_period(campaign, grounds, FIRST_CLOSING, str).turnout[0]


@pytest.mark.parametrize(
    ("took_part", "rate", "is_over"), [(5879, 9998, 0), (5880, 10_000, 0), (5881, 10_000, 1), (6062, 10_000, 1)]
)
def test_participation_is_capped_and_flagged_above_the_declared_headcount(
    took_part: int, rate: int, is_over: int
) -> None:
    turnout = printed(a_campaign(denominator="declared_headcount"), took_part)
    assert (turnout.due, turnout.took_part, turnout.rate, turnout.is_over) == (5880, took_part, rate, is_over)


def test_the_roster_can_not_be_exceeded() -> None:
    turnout = printed(a_campaign(denominator="roster_required"), 6062)
    assert (turnout.due, turnout.took_part, turnout.rate, turnout.is_over) == (6062, 6062, 10_000, 0)
