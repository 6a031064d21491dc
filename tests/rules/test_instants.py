"""Instants: every way that notices write an end, months of every length, zones with summer time, stamps."""

import calendar
import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.errors import BadInstant, ClockWentBack
from chuangguan.rules.instants import (
    STEP_TOLERANCE_MS,
    Window,
    day_of,
    local_time,
    months,
    next_stamp,
    read_end,
    read_instant,
    write_instant,
    zone_of,
)

ZONE = "Asia/Shanghai"
NEW_YORK = "America/New_York"
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC).timestamp()) * 1000


def local(text: str, zone: str = ZONE) -> int:
    """Return the instant of a plain ISO text, by the standard library alone."""
    return round(dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


ENDS = [
    # 59 seconds mean the next whole minute, with or without a fraction.
    ("2018-04-30T23:59:59", "2018-05-01T00:00"),
    ("2018-04-30 23:59:59", "2018-05-01T00:00"),
    ("2018/04/30 23:59:59", "2018-05-01T00:00"),
    ("2018/4/30 23:59:59", "2018-05-01T00:00"),
    ("2018.4.30 23:59:59", "2018-05-01T00:00"),
    ("2018-04-30T23:59:59.9", "2018-05-01T00:00"),
    ("2018-04-30T23:59:59.99", "2018-05-01T00:00"),
    ("2018-04-30T23:59:59.999", "2018-05-01T00:00"),
    ("2018-04-30T23:59:59.000", "2018-05-01T00:00"),
    ("2018-04-30T23:59:59.999999", "2018-05-01T00:00"),
    ("2018-04-30T23:59:59.999999999", "2018-05-01T00:00"),
    ("2018年4月30日23时59分59秒", "2018-05-01T00:00"),
    ("2018年04月30日23时59分59秒", "2018-05-01T00:00"),
    ("2018年4月30日 23时59分59秒", "2018-05-01T00:00"),
    ("2018年4月30日 23:59:59", "2018-05-01T00:00"),
    ("2018年4月30日23:59:59", "2018-05-01T00:00"),
    ("2018年4月30日23点59分59秒", "2018-05-01T00:00"),
    ("2018年4月30日23时59分59", "2018-05-01T00:00"),
    ("  2018-04-30T23:59:59  ", "2018-05-01T00:00"),
    ("2018-04-30T17:00:59", "2018-04-30T17:01"),
    ("2018-04-30T17:29:59.5", "2018-04-30T17:30"),
    ("2018-04-30T17:59:59", "2018-04-30T18:00"),
    ("2018-04-30T00:00:59", "2018-04-30T00:01"),
    ("2018-12-31T23:59:59", "2019-01-01T00:00"),
    ("2018-02-28T23:59:59", "2018-03-01T00:00"),
    ("2020-02-28T23:59:59", "2020-02-29T00:00"),
    ("2020-02-29T23:59:59", "2020-03-01T00:00"),
    # Without seconds, an end in :59 means the next minute.
    ("2018-04-30T23:59", "2018-05-01T00:00"),
    ("2018-04-30 23:59", "2018-05-01T00:00"),
    ("2018/4/30 23:59", "2018-05-01T00:00"),
    ("2018.4.30 23:59", "2018-05-01T00:00"),
    ("2018年4月30日23时59分", "2018-05-01T00:00"),
    ("2018年4月30日23:59", "2018-05-01T00:00"),
    ("2018年4月30日23点59分", "2018-05-01T00:00"),
    ("2018年4月30日23时59", "2018-05-01T00:00"),
    ("2018-04-30T17:59", "2018-04-30T18:00"),
    ("2018-04-30T00:59", "2018-04-30T01:00"),
    ("2020-02-29 23:59", "2020-03-01T00:00"),
    # 24 o'clock is the next midnight.
    ("2018-04-30T24:00", "2018-05-01T00:00"),
    ("2018-04-30 24:00", "2018-05-01T00:00"),
    ("2018-04-30T24:00:00", "2018-05-01T00:00"),
    ("2018/4/30 24:00:00", "2018-05-01T00:00"),
    ("2018年4月30日24时", "2018-05-01T00:00"),
    ("2018年4月30日 24时", "2018-05-01T00:00"),
    ("2018年4月30日24点", "2018-05-01T00:00"),
    ("2018年4月30日24:00", "2018-05-01T00:00"),
    ("2018年4月30日24时00分", "2018-05-01T00:00"),
    ("2018年4月30日24时00分00秒", "2018-05-01T00:00"),
    ("2018年12月31日24时", "2019-01-01T00:00"),
    ("2019年2月28日24时", "2019-03-01T00:00"),
    ("2020年2月28日24时", "2020-02-29T00:00"),
    # Any other end is itself outside.
    ("2018-05-01T00:00", "2018-05-01T00:00"),
    ("2018-05-01T00:00:00", "2018-05-01T00:00"),
    ("2018年5月1日0时", "2018-05-01T00:00"),
    ("2018年5月1日0:00", "2018-05-01T00:00"),
    ("2018-04-30T17:00", "2018-04-30T17:00"),
    ("2018年4月30日17时", "2018-04-30T17:00"),
    ("2018年4月30日17时30分", "2018-04-30T17:30"),
    ("2018-04-30T23:58", "2018-04-30T23:58"),
    ("2018-04-30T23:59:00", "2018-04-30T23:59"),
    ("2018-04-30T23:59:58", "2018-04-30T23:59:58"),
    ("2018-04-30T23:59:58.999", "2018-04-30T23:59:58.999"),
    ("2018-04-30T23:59:30", "2018-04-30T23:59:30"),
    ("2018-04-30T12:00:00.5", "2018-04-30T12:00:00.500"),
    # An offset says itself where it is local.
    ("2018-04-30T23:59:59+08:00", "2018-05-01T00:00"),
    ("2018-04-30T23:59:59 +08:00", "2018-05-01T00:00"),
    ("2018-04-30T23:59+08:00", "2018-05-01T00:00"),
    ("2018-04-30T24:00+08:00", "2018-05-01T00:00"),
    ("2018-04-30T15:59:59Z", "2018-05-01T00:00"),
    ("2018-04-30T15:59:59.999Z", "2018-05-01T00:00"),
    ("2018-04-30T16:00Z", "2018-05-01T00:00"),
    ("2018-04-30T11:59:59-04:00", "2018-05-01T00:00"),
    ("2018-04-30T21:29:59+05:30", "2018-05-01T00:00"),
    ("2018-04-30T12:29-03:30", "2018-04-30T23:59"),
]


@pytest.mark.parametrize(("text", "first_outside"), ENDS, ids=[text for text, _ in ENDS])
def test_an_end_is_the_first_instant_outside(text: str, first_outside: str) -> None:
    assert read_end(text, ZONE) == local(first_outside)


@pytest.mark.parametrize(
    ("value", "first_outside"),
    [
        (dt.datetime(2018, 4, 30, 23, 59, 59), "2018-05-01T00:00"),  # noqa: DTZ001  local until a zone is applied
        (dt.datetime(2018, 4, 30, 23, 59, 59, 999_000), "2018-05-01T00:00"),  # noqa: DTZ001  as above
        (dt.datetime(2018, 4, 30, 23, 59), "2018-04-30T23:59"),  # noqa: DTZ001  as above: TOML always has seconds
        (dt.datetime(2018, 5, 1), "2018-05-01T00:00"),  # noqa: DTZ001  as above
        (dt.datetime(2018, 4, 30, 15, 59, 59, tzinfo=dt.UTC), "2018-05-01T00:00"),
    ],
)
def test_an_end_may_be_a_datetime_of_toml(value: dt.datetime, first_outside: str) -> None:
    assert read_end(value, ZONE) == local(first_outside)


@pytest.mark.parametrize("value", ["2018-04-30", "2018年4月30日", "2018/4/30", dt.date(2018, 4, 30)], ids=str)
def test_an_end_without_a_time_could_be_either_midnight_and_is_refused(value: str | dt.date) -> None:
    with pytest.raises(BadInstant) as caught:
        read_end(value, ZONE)
    assert caught.value.details == {"text": str(value)}


NO_INSTANTS = [
    "",
    " ",
    "月底",
    "2018",
    "2018-04",
    "4月30日24时",
    "2018-04-31T10:00",
    "2018-02-29T10:00",
    "2100-02-29T10:00",
    "2018-13-01T10:00",
    "2018-00-01T10:00",
    "2018-04-00T10:00",
    "2018-04-30T25:00",
    "2018-04-30T24:01",
    "2018-04-30T24:00:01",
    "2018-04-30T23:60",
    "2018-04-30T23:59:60",
    "2018-04-30T-1:00",
    "2018-04-30T10:00+8",
    "2018-04-30T10:00+24:00",
    "2018-04-30T10:00:00,5",
    "2018-04-30T10:00 下午",
    "2018-04-30T10:00 2018-05-01T10:00",
    "18-04-30T10:00",
    "2018-04-301",
    "2018-04-3010:00",
    "2018-4-123",
    "9999-12-31T24:00",
    "0000-01-01T00:00",
    "1525104000000",
    "2018-04-30T23:59:59\x00",
]


@pytest.mark.parametrize("text", NO_INSTANTS, ids=repr)
@pytest.mark.parametrize("read", [read_instant, read_end], ids=["instant", "end"])
def test_what_is_no_instant_is_refused_with_its_text(read: object, text: str) -> None:
    assert callable(read)
    with pytest.raises(BadInstant) as caught:
        read(text, ZONE)
    assert str(caught.value.details["text"]) in text


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2018-03-12", "2018-03-12T00:00"),
        ("2018年3月12日", "2018-03-12T00:00"),
        ("2018/3/12", "2018-03-12T00:00"),
        ("2018年3月12日0时", "2018-03-12T00:00"),
        ("2018年3月12日9时", "2018-03-12T09:00"),
        ("2018-03-12T09:00", "2018-03-12T09:00"),
        ("2018-03-12 9:05", "2018-03-12T09:05"),
        ("2018-03-12T09:00:00.001", "2018-03-12T09:00:00.001"),
        ("2018-03-12T09:00:00.1239", "2018-03-12T09:00:00.123"),
        ("2018-03-12T23:59:59", "2018-03-12T23:59:59"),
        ("2018-03-12T23:59", "2018-03-12T23:59"),
        ("2018-03-12T24:00", "2018-03-13T00:00"),
        ("2018-03-12T01:00Z", "2018-03-12T09:00"),
    ],
)
def test_an_instant_is_what_it_says(text: str, at: str) -> None:
    assert read_instant(text, ZONE) == local(at)


@pytest.mark.parametrize(("at", "is_held"), [(9, False), (10, True), (11, True), (19, True), (20, False), (21, False)])
def test_a_window_holds_its_opening_and_not_its_end(at: int, *, is_held: bool) -> None:
    assert Window(opens_at=10, closes_at=20).holds(at) is is_held


def test_an_empty_window_holds_nothing() -> None:
    assert not any(Window(opens_at=10, closes_at=10).holds(at) for at in (9, 10, 11))


@pytest.mark.parametrize("name", ["Asia/Peking", "", "../etc/passwd", "/etc/localtime", "北京", "a\x00b"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(BadInstant):
        zone_of(name)


@pytest.mark.parametrize("year", range(2018, 2035))
@pytest.mark.parametrize("zone", [ZONE, NEW_YORK, "Australia/Lord_Howe"])
def test_the_months_of_a_year_follow_each_other_and_have_their_days(year: int, zone: str) -> None:
    whole = Window(opens_at=local(f"{year}-01-01", zone), closes_at=local(f"{year + 1}-01-01", zone))
    found = months(whole, zone)
    assert [name for name, _ in found] == [f"{year}-{month:02d}" for month in range(1, 13)]
    assert found[0][1].opens_at == whole.opens_at
    assert found[-1][1].closes_at == whole.closes_at
    for (_, month), (_, following) in pairwise(found):
        assert month.closes_at == following.opens_at
    for number, (_, month) in enumerate(found, start=1):
        days = calendar.monthrange(year, number)[1]
        assert abs(month.closes_at - month.opens_at - days * DAY_MS) <= (0 if zone == ZONE else HOUR_MS)


@pytest.mark.parametrize(("year", "days"), [(2018, 28), (2019, 28), (2020, 29), (2024, 29), (2028, 29), (2100, 28)])
def test_february_has_its_days(year: int, days: int) -> None:
    whole = Window(opens_at=local(f"{year}-02-01"), closes_at=local(f"{year}-03-01"))
    (found,) = months(whole, ZONE)
    assert found == (f"{year}-02", whole)
    assert whole.closes_at - whole.opens_at == days * DAY_MS


def test_months_are_cut_to_the_campaign() -> None:
    whole = Window(opens_at=local("2018-03-12T09:00"), closes_at=local("2018-05-01T00:00"))
    march_ends = local("2018-04-01")
    assert months(whole, ZONE) == [
        ("2018-03", Window(opens_at=whole.opens_at, closes_at=march_ends)),
        ("2018-04", Window(opens_at=march_ends, closes_at=whole.closes_at)),
    ]


@pytest.mark.parametrize(("closes_ms_later", "count"), [(-1, 2), (0, 2), (1, 3)])
def test_a_month_is_met_from_its_first_millisecond(closes_ms_later: int, count: int) -> None:
    whole = Window(opens_at=local("2018-03-12"), closes_at=local("2018-05-01") + closes_ms_later)
    assert len(months(whole, ZONE)) == count


def test_months_go_over_the_new_year() -> None:
    whole = Window(opens_at=local("2018-12-31T23:59:59.999"), closes_at=local("2019-01-01T00:00:00.001"))
    assert [(name, w.closes_at - w.opens_at) for name, w in months(whole, ZONE)] == [("2018-12", 1), ("2019-01", 1)]


@pytest.mark.parametrize(
    ("zone", "text", "hours"),
    [
        (ZONE, "2018-03-11T12:00", 24),
        (NEW_YORK, "2018-03-10T12:00", 24),
        (NEW_YORK, "2018-03-11T12:00", 23),
        (NEW_YORK, "2018-11-04T12:00", 25),
        (NEW_YORK, "2018-11-05T12:00", 24),
        ("Europe/Berlin", "2018-03-25T01:00", 23),
        (ZONE, "1986-05-04T12:00", 23),
    ],
)
def test_a_day_has_the_hours_of_its_zone(zone: str, text: str, hours: int) -> None:
    at = local(text, zone)
    day = day_of(at, zone)
    assert day.holds(at)
    assert day.closes_at - day.opens_at == hours * HOUR_MS
    assert day == day_of(day.opens_at, zone) == day_of(day.closes_at - 1, zone)
    assert day != day_of(day.closes_at, zone)
    assert day != day_of(day.opens_at - 1, zone)


def test_in_a_zone_with_summer_time_a_wall_clock_is_read_by_the_rules_of_its_day() -> None:
    assert read_instant("2018-03-11T01:59", NEW_YORK) == utc(2018, 3, 11, 6, 59)
    assert read_instant("2018-03-11T03:00", NEW_YORK) == utc(2018, 3, 11, 7, 0)
    assert read_end("2018-03-31T23:59:59", NEW_YORK) == utc(2018, 4, 1, 4, 0)
    assert read_end("2018-11-30T24:00", NEW_YORK) == utc(2018, 12, 1, 5, 0)


def test_of_an_hour_that_comes_twice_the_first_is_meant_unless_an_offset_says_otherwise() -> None:
    assert read_instant("2018-11-04T01:30", NEW_YORK) == utc(2018, 11, 4, 5, 30)
    assert read_instant("2018-11-04T01:30-05:00", NEW_YORK) == utc(2018, 11, 4, 6, 30)


@given(
    st.integers(utc(1980, 1, 1), utc(2100, 1, 1)),
    st.sampled_from([ZONE, NEW_YORK, "UTC", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_a_written_instant_is_read_back_to_the_millisecond(at: int, zone: str) -> None:
    assert read_instant(write_instant(at, zone), "UTC") == at
    assert local_time(at, zone).microsecond == at % 1000 * 1000


@pytest.mark.parametrize(
    ("reading_at", "stamp"),
    [(10_001, 10_001), (10_000, 10_000), (9_999, 10_000), (10_000 - STEP_TOLERANCE_MS, 10_000), (99_999, 99_999)],
)
def test_a_stamp_is_never_below_the_last_one(reading_at: int, stamp: int) -> None:
    assert next_stamp(reading_at, 10_000) == stamp


@pytest.mark.parametrize("reading_at", [10_000 - STEP_TOLERANCE_MS - 1, 0])
def test_more_than_two_seconds_below_it_no_stamp_is_given(reading_at: int) -> None:
    with pytest.raises(ClockWentBack) as caught:
        next_stamp(reading_at, 10_000)
    assert caught.value.details == {"reading_at": reading_at, "last_at": 10_000}
