"""G11. An end of 2021-09-27T24:00 is 2021-09-28T00:00."""

from chuangguan.rules.instants import read_end, read_instant
from chuangguan.testing import ZONE


def test_24_hours_are_the_next_midnight() -> None:
    midnight = read_instant("2021-09-28T00:00", ZONE)
    assert read_end("2021-09-27T24:00", ZONE) == read_end("2021-09-28T00:00", ZONE) == midnight
    assert read_end("2021-09-27T23:58", ZONE) == midnight - 120_000
