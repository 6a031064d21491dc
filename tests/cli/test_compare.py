"""The command that says which prizes another value of an open clause would move."""

from typing import Any


def test_a_value_that_moves_nobody_is_said_with_the_money(clerk: Any) -> None:
    shown = clerk.good("compare", "2018-04", "--with", "best_of=level").out
    assert "best_of：run → level，名次变动 0 人" in shown
    assert "奖金合计 0 元 → 0 元" in shown


def test_a_value_that_is_not_known_is_refused_with_those_that_are(clerk: Any) -> None:
    message = clerk("compare", "2018-04", "--with", "best_of=month").err
    assert "run、level" in message
    assert clerk("compare", "2018-04", "--with", "restart=never").code == 1


def test_a_clause_that_cannot_be_compared_is_refused_with_those_that_can(clerk: Any) -> None:
    message = clerk("compare", "2018-04", "--with", "restart=never").err
    assert "没有这个可以比较的规则：restart" in message
    assert "best_of、time、precision、scope、boundary" in message
