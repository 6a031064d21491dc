"""What an amendment changes, and what of it is refused (clause 8.4)."""

from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.rules.amendment import amendments
from chuangguan.rules.campaign import AwardTier, Campaign, Category, Ladder, Level, Period
from chuangguan.rules.instants import Window, months

ZONE = "Asia/Shanghai"
DAY_MS = 86_400_000
WINDOW = Window(opens_at=1_519_833_600_000, closes_at=1_519_833_600_000 + 92 * DAY_MS)
MARCH, APRIL, MAY = (Period(id=name, kind="month", window=window) for name, window in months(WINDOW, ZONE))
OLD = Campaign(
    id="t-2018",
    title="试",
    window=WINDOW,
    levels=(
        Level(number=1, bank="a", opens_at=MARCH.window.opens_at, time_limit_ms=300_000),
        Level(number=2, bank="b", opens_at=MAY.window.opens_at, time_limit_ms=300_000),
    ),
    periods=(MARCH, APRIL, MAY),
    categories=(Category(name="在职"),),
    awards=(
        AwardTier(name="月奖", period="month", first=1, last=1, cash_fen=100),
        AwardTier(name="五月奖", period="2018-05", first=1, last=1, cash_fen=100),
    ),
)
NOW = APRIL.window.opens_at + DAY_MS


def changed(**changes: Any) -> dict[str, str]:
    return {item.key: item.refused for item in amendments(OLD, replace(OLD, **changes), NOW)}


def level(number: int, **changes: Any) -> tuple[Level, ...]:
    return tuple(replace(item, **changes) if item.number == number else item for item in OLD.levels)


def test_the_same_regulations_change_nothing() -> None:
    assert amendments(OLD, OLD, NOW) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "新"}, {"title": ""}),
        ({"id": "other"}, {"id": "never_changes"}),
        ({"release": "two_persons"}, {"release": "never_changes"}),
        ({"levels": level(1, time_limit_ms=1)}, {"level[1].time_limit_ms": "level_is_open"}),
        ({"levels": level(1, title="名")}, {"level[1].title": ""}),
        ({"levels": level(2, time_limit_ms=1)}, {"level[2].time_limit_ms": ""}),
        ({"levels": level(2, opens_at=NOW)}, {"level[2].opens_at": "opens_in_the_past"}),
        ({"levels": level(2, opens_at=NOW + 1)}, {"level[2].opens_at": ""}),
        ({"ladder": Ladder(restart="anytime")}, {"ladder.restart": "level_is_open"}),
        ({"boundary": "split"}, {"boundary": "past_cutoff"}),
        ({"grace_ms": 5_000}, {"grace_ms": "level_is_open"}),
        ({"awards": (replace(OLD.awards[0], cash_fen=200), OLD.awards[1])}, {"award[月奖].cash_fen": "past_cutoff"}),
        ({"awards": (OLD.awards[0], replace(OLD.awards[1], cash_fen=200))}, {"award[五月奖].cash_fen": ""}),
        (
            {"periods": (replace(MARCH, title="名"), APRIL, MAY)},
            {"period[2018-03].title": "past_cutoff"},
        ),
        ({"periods": (MARCH, replace(APRIL, title="名"), MAY)}, {"period[2018-04].title": ""}),
        ({"window": replace(WINDOW, closes_at=NOW)}, {"window.closes_at": "past_cutoff"}),
        ({"window": replace(WINDOW, closes_at=NOW + 1)}, {"window.closes_at": ""}),
        ({"window": replace(WINDOW, opens_at=1)}, {"window.opens_at": "never_changes"}),
    ],
)
def test_what_touches_an_open_level_or_a_past_cutoff_is_refused(
    changes: dict[str, Any], expected: dict[str, str]
) -> None:
    assert changed(**changes) == expected


def test_a_level_that_is_added_moves_no_other_key() -> None:
    new = Level(number=3, bank="c", opens_at=NOW + DAY_MS, time_limit_ms=300_000)
    found = changed(levels=(*OLD.levels, new))
    assert all(key.startswith("level[3].") and refused == "" for key, refused in found.items())
    assert found


def test_before_anything_is_open_nearly_everything_may_change() -> None:
    new = replace(OLD, ladder=Ladder(restart="anytime"), boundary="split")
    assert {item.refused for item in amendments(OLD, new, WINDOW.opens_at - 1)} == {""}
