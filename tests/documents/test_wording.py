"""Times, rates, money and names as documents print them."""

import pytest

from chuangguan.documents.wording import (
    day_text,
    duration_text,
    last_second_text,
    moment_text,
    period_text,
    precise_moment_text,
    printable,
    rate_text,
    yuan,
    yuan_text,
)
from chuangguan.rules.campaign import Period
from chuangguan.rules.instants import Window, read_end, read_instant

ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("ms", "digits", "text"),
    [
        (0, 0, "0秒"),
        (999, 0, "0秒"),
        (18_437, 3, "18.437秒"),
        (18_437, 1, "18.4秒"),
        (59_999, 2, "59.99秒"),
        (60_000, 0, "1分00秒"),
        (3_599_999, 0, "59分59秒"),
        (3_600_000, 0, "1小时00分00秒"),
        (3_738_437, 0, "1小时02分18秒"),
        (3_738_437, 3, "1小时02分18.437秒"),
        (36_000_005, 3, "10小时00分00.005秒"),
    ],
)
def test_a_time_is_cut_and_never_rounded(ms: int, digits: int, text: str) -> None:
    assert duration_text(ms, digits) == text


@pytest.mark.parametrize(
    ("end", "text"),
    [
        ("2018-04-30T23:59:59", "2018年4月30日23时59分59秒"),
        ("2018-04-30 24:00", "2018年4月30日23时59分59秒"),
        ("2016-02-29T23:59:59", "2016年2月29日23时59分59秒"),
        ("2018-10-26T18:00:00", "2018年10月26日17时59分59秒"),
    ],
)
def test_a_cutoff_prints_the_last_second_that_counts(end: str, text: str) -> None:
    assert last_second_text(read_end(end, ZONE), ZONE) == text


def test_moments_are_local_and_cut() -> None:
    at = read_instant("2018-03-12T09:03:05", ZONE) + 7
    assert moment_text(at, ZONE) == "2018年3月12日9时03分05秒"
    assert moment_text(at, "UTC") == "2018年3月12日1时03分05秒"
    assert precise_moment_text(at, ZONE) == "2018年3月12日9时03分05.007秒"


def test_a_date_that_is_not_given_is_left_to_be_filled_in() -> None:
    assert day_text(read_instant("2018-05-02", ZONE), ZONE) == "2018年5月2日"
    assert day_text(0, ZONE).split("　") == ["年", "", "月", "", "日"]


def test_a_period_is_called_by_its_month_or_its_title() -> None:
    april = Window(opens_at=read_instant("2018-04-01", ZONE), closes_at=read_instant("2018-05-01", ZONE))
    assert period_text(Period(id="2018-04", kind="month", window=april), ZONE) == "2018年4月"
    assert period_text(Period(id="q2", title="第二季度", window=april), ZONE) == "第二季度"
    assert period_text(Period(id="q2", window=april), ZONE) == "q2"


@pytest.mark.parametrize(
    ("rate", "text"), [(-1, "—"), (0, "0.00%"), (5, "0.05%"), (9442, "94.42%"), (10_000, "100.00%")]
)
def test_a_rate_has_two_decimals_and_is_a_dash_with_nobody_due(rate: int, text: str) -> None:
    assert rate_text(rate) == text


@pytest.mark.parametrize(
    ("fen", "number", "text"), [(0, 0, "0"), (30_000, 300, "300"), (3_333, 33.33, "33.33"), (5, 0.05, "0.05")]
)
def test_money_is_in_yuan(fen: int, number: float, text: str) -> None:
    assert yuan(fen) == number
    assert isinstance(yuan(fen), int) == (fen % 100 == 0)
    assert yuan_text(fen) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("张三丰", "张三丰"),
        ("=1+1", "=1+1"),
        ("张\u202e三\x00丰\x0b", "张三丰"),
        ("a\nb", "ab"),
        ("\ud800", ""),
        ("👩‍🚀李", "👩‍🚀李"),
    ],
)
def test_only_characters_that_no_document_may_hold_are_left_out(text: str, printed: str) -> None:
    assert printable(text) == printed
