"""What a platform tests itself with: a clock set by hand, seeded chance, builders, and a campaign that has begun.

`chuangguan.testing.strategies` has the Hypothesis strategies, `chuangguan.testing.store_contract` the suite that any
store passes. Only those two need pytest and Hypothesis.
"""

from chuangguan.host import ManualClock, SeededEntropy
from chuangguan.testing.builders import (
    OPENS_AT,
    ROOT_SECRET,
    UNITS,
    ZONE,
    a_bank,
    a_campaign,
    a_level,
    a_member,
    a_question,
    a_standing,
    a_window,
    at,
    attempts_in_one_run,
    right_responses,
    some_grounds,
    wrong_responses,
)
from chuangguan.testing.world import BY, World, an_enrolment, entrants, started_campaign

__all__ = [
    "BY",
    "OPENS_AT",
    "ROOT_SECRET",
    "UNITS",
    "ZONE",
    "ManualClock",
    "SeededEntropy",
    "World",
    "a_bank",
    "a_campaign",
    "a_level",
    "a_member",
    "a_question",
    "a_standing",
    "a_window",
    "an_enrolment",
    "at",
    "attempts_in_one_run",
    "entrants",
    "right_responses",
    "some_grounds",
    "started_campaign",
    "wrong_responses",
]
