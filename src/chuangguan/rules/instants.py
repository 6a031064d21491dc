"""Instants, windows and the periods of a zone (clauses 1.1, 1.2).

Inside, an instant is an integer of UTC milliseconds; a window holds its opening and not its end.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chuangguan.errors import BadInstant, ClockWentBack
from chuangguan.values import Value

STEP_TOLERANCE_MS: Final = 2_000
"""How far the clock may read below the last stamp before new stamps are refused (clause 1.2)."""

DAY_MS: Final = 86_400_000
_DAY: Final = dt.timedelta(days=1)
_TEXT = re.compile(
    r"""\s*(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?!\d)日?
        (?:[T\s]*(?P<hour>\d{1,2})(?:[:时点](?:(?P<minute>\d{1,2})(?:[:分](?:(?P<second>\d{1,2})(?P<fraction>\.\d+)?秒?)?)?)?)?)?
        \s*(?P<offset>Z|[+-]\d{2}:\d{2})?\s*""",
    re.VERBOSE,
)


class Window(Value, frozen=True, kw_only=True):
    """The instants from `opens_at` on and before `closes_at`, both UTC ms."""

    opens_at: int
    closes_at: int

    def holds(self, at: int) -> bool:
        """Say whether `at` lies in the window."""
        return self.opens_at <= at < self.closes_at


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """Return the zone; `BadInstant` where the name is unknown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInstant(text=name) from None


def read_instant(value: str | dt.datetime | dt.date, zone: str) -> int:
    """Return the instant that `value` names; without an offset it is local to `zone`, a date is its midnight.

    >>> read_instant("2018-03-12", "Asia/Shanghai") == read_instant("2018年3月12日0时", "Asia/Shanghai")
    True
    """
    moment, _, _ = _parse(value)
    return _to_ms(moment, zone)


def read_end(value: str | dt.datetime | dt.date, zone: str) -> int:
    """Return the first instant outside, for an end as notices write it (clause 1.1).

    59 seconds mean the next whole minute, “23:59” the next minute, “24:00” and “24时” the next midnight; any other
    end is itself outside. A date without a time is refused, because it could mean either of two midnights.

    >>> read_end("2018-04-30T23:59:59", "Asia/Shanghai") == read_instant("2018-05-01", "Asia/Shanghai")
    True
    """
    moment, has_time, has_seconds = _parse(value)
    if not has_time:
        raise BadInstant(text=str(value))
    ends_in_59 = moment.second == 59 if has_seconds else moment.minute == 59  # noqa: PLR2004  the clause's own number
    if ends_in_59:
        moment = moment.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    return _to_ms(moment, zone)


def write_instant(at: int, zone: str) -> str:
    """Return ISO 8601 in `zone` with its offset and milliseconds; `read_instant` reads it back.

    >>> write_instant(1520816400000, "Asia/Shanghai")
    '2018-03-12T09:00:00.000+08:00'
    """
    return local_time(at, zone).isoformat(timespec="milliseconds")


def local_time(at: int, zone: str) -> dt.datetime:
    """Return the wall clock of `zone` at an instant, exact to the millisecond."""
    seconds, ms = divmod(at, 1000)
    return dt.datetime.fromtimestamp(seconds, zone_of(zone)).replace(microsecond=ms * 1000)


def _parse(value: str | dt.datetime | dt.date) -> tuple[dt.datetime, bool, bool]:
    """Return the moment, whether a time was given, and whether its seconds were."""
    if isinstance(value, dt.datetime):
        return value, True, True
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time()), False, False
    match = _TEXT.fullmatch(value)
    if match is None:
        raise BadInstant(text=value)
    part = match.groupdict()
    hour = int(part["hour"] or 0)
    micro = int((part["fraction"] or ".0")[1:7].ljust(6, "0"))
    try:
        moment = dt.datetime(int(part["year"]), int(part["month"]), int(part["day"]))  # noqa: DTZ001  as above
        if hour == 24 and not int(part["minute"] or 0) and not int(part["second"] or 0):  # noqa: PLR2004  “24时”
            moment += _DAY
        else:
            time = dt.time(hour, int(part["minute"] or 0), int(part["second"] or 0), micro)
            moment = dt.datetime.combine(moment, time)
    except (ValueError, OverflowError):
        raise BadInstant(text=value) from None
    if part["offset"]:
        moment = moment.replace(tzinfo=_offset(part["offset"]))
    return moment, part["hour"] is not None, part["second"] is not None


def _offset(text: str) -> dt.timezone:
    if text == "Z":
        return dt.UTC
    try:
        return dt.timezone(dt.timedelta(hours=int(text[:3]), minutes=int(text[0] + text[4:])))
    except ValueError:
        raise BadInstant(text=text) from None


def _to_ms(moment: dt.datetime, zone: str) -> int:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))
    return (aware - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(milliseconds=1)


def months(window: Window, zone: str) -> list[tuple[str, Window]]:
    """Return id and window of each calendar month of `zone` that `window` meets, cut to it."""
    first = local_time(window.opens_at, zone)
    year, month = first.year, first.month
    found = []
    while (opens_at := _month_start(year, month, zone)) < window.closes_at:
        after = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004  December
        closes_at = _month_start(*after, zone)
        cut = Window(opens_at=max(opens_at, window.opens_at), closes_at=min(closes_at, window.closes_at))
        found.append((f"{year:04d}-{month:02d}", cut))
        year, month = after
    return found


def _month_start(year: int, month: int, zone: str) -> int:
    return _to_ms(dt.datetime(year, month, 1), zone)  # noqa: DTZ001  local to the zone that is passed on


def day_of(at: int, zone: str) -> Window:
    """Return the calendar day of `zone` that `at` lies in."""
    midnight = local_time(at, zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return Window(opens_at=_to_ms(midnight, zone), closes_at=_to_ms(midnight + _DAY, zone))


def next_stamp(reading_at: int, last_at: int) -> int:
    """Return the stamp for a clock reading: never below the last one given (clause 1.2).

    A reading more than 2 s below it raises `ClockWentBack`.
    """
    if last_at - reading_at > STEP_TOLERANCE_MS:
        raise ClockWentBack(reading_at=reading_at, last_at=last_at)
    return max(reading_at, last_at)
