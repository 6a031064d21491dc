"""Devices and addresses that were kept long enough are removed by a command."""

from typing import Any

import pytest


@pytest.fixture
def office(clerk: Any) -> Any:
    """Return a clerk whose database has the origin of one imported attempt, as a service would have kept it."""
    line = (
        '{"entrant": "13900000001", "level": 1, "started_at": "2018-04-13T09:00:00.000+08:00", '
        '"submitted_at": "2018-04-13T09:01:20.000+08:00", "correct": 20, "of": 20}\n'
    )
    clerk.good("attempts", "import", clerk.write("a.jsonl", line))
    ((attempt,),) = clerk.sql("select attempt from attempts")
    clerk.sql(f"insert into origins values ({attempt}, 'd', '10.0.0.1')")
    return clerk


def test_what_is_due_goes_and_the_rest_verifies(office: Any) -> None:
    said = office.good("retention", "apply", "--reason", "保存期满").out
    assert "已删除 2017年11月5日9时00分00秒 以前结束的闯关的来源 0 条" in said
    assert office.sql("select count(*) from origins") == [(1,)]
    said = office.good("retention", "apply", "--days", "183", "--reason", "保存期满").out
    assert "来源 1 条" in said
    assert office.sql("select count(*) from origins") == [(0,)]
    assert "全部相符" in office.good("verify").out


def test_fewer_than_the_floor_is_refused_with_the_reason(office: Any) -> None:
    said = office.refused("retention", "apply", "--days", "182", "--reason", "急用")
    assert "不得少于183天" in said
    assert "网络安全法" in said
    assert office.sql("select count(*) from origins") == [(1,)]


@pytest.mark.parametrize("days", ["0", "-5", "一年", "99999999999999999999"])
def test_days_that_are_none_are_a_wrong_use(office: Any, days: str) -> None:
    assert "--days" in office.refused("retention", "apply", "--days", days, "--reason", "x", code=2)


def test_a_reason_is_asked_for(office: Any) -> None:
    assert "--reason" in office.refused("retention", "apply", code=2)
