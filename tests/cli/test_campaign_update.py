"""A running campaign is amended from its file (clause 8.4)."""

import json
from typing import Any

FILE = "每月一关-2018.toml"


def update(clerk: Any, *words: str) -> tuple[str, ...]:
    return ("campaign", "update", FILE, "--reason", "补充关卡", *words)


def version(clerk: Any) -> int:
    with_version = json.loads(clerk.good("status", "--format", "json").out)
    return int(with_version["version"])


def test_the_same_file_changes_nothing(clerk: Any) -> None:
    assert "没有改动" in clerk.good(*update(clerk)).out


def test_a_later_level_is_filled_in_and_the_new_version_counts(clerk: Any) -> None:
    clerk.at("2018-05-20T09:00:00")
    clerk.edit(FILE, '"10分钟"', '"9分钟"')
    assert "以上为预览" in clerk.good(*update(clerk, "--preview")).out
    assert version(clerk) == 1
    shown = clerk.good(*update(clerk)).out
    assert "level[5].time_limit " in shown
    assert "10分00秒" in shown
    assert "9分00秒" in shown
    assert version(clerk) == 2
    assert "全部相符" in clerk.good("verify").out


def test_an_open_level_is_not_touched(clerk: Any) -> None:
    clerk.at("2018-05-20T09:00:00")
    clerk.edit(FILE, '"5分钟"', '"6分钟"')
    before = clerk.facts()
    done = clerk(*update(clerk))
    assert done.code == 1
    assert "已开放的关卡" in done.out
    assert "什么也没有改动" in done.err
    assert clerk.facts() == before


def test_money_is_shown_in_yuan_as_the_file_has_it(clerk: Any) -> None:
    clerk.at("2018-03-12T09:00:00")
    clerk.edit(FILE, "cash_yuan = 300", "cash_yuan = 1350")
    shown = clerk(*update(clerk, "--preview")).out
    assert ".cash_yuan" in shown.replace("\n", "")
    assert "1,350" in shown
    assert "135000" not in shown
