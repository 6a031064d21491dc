"""The demo: the same people, the same play, the same seals."""

import json
import re
from typing import Any


def test_the_demo_gives_the_same_seals_each_time_and_april_ties_on_position_5(desk: Any) -> None:
    first, again = (desk.good("demo", "--people", "60", "--out", out).out for out in ("一", "二"))
    seals = re.findall("sha256:[0-9a-f]{64}", first)
    assert len(set(seals)) == 2
    assert re.findall("sha256:[0-9a-f]{64}", again) == seals
    assert "全部相符" in first
    april = json.loads((desk.directory / "一/2018-04/结榜-2018-04.json").read_bytes())
    assert [award["position"] for award in april["awards"]][:7] == [1, 2, 3, 4, 5, 5, 7]
    for name in ("获奖名单.xlsx", "排名.csv", "参与率统计表.xlsx", "表彰通报.docx"):
        assert f"一/2018-04/{name}" in first


def test_the_crowd_of_the_demo_errs_by_a_pattern_so_that_statistics_have_something_to_show(desk: Any) -> None:
    desk.good("demo", "--people", "120", "--out", "三")
    desk.at("2018-11-05T09:00:00")
    told = json.loads(desk.good("bank", "stats", "1", "--db", "三/demo.db", "--format", "json").out)["figures"]
    alarms = {item["question"]: item["alarm"] for item in told["questions"] if item["alarm"]}
    assert alarms == {"GQ-009": ["A"]}
    misled = [
        item["question"]
        for item in told["questions"]
        if any(option["chosen"] for option in item["options"] if not option["is_right"])
    ]
    assert len(misled) > len(told["questions"]) / 2
    assert "答案存疑：高分组多数选 A（现答案 B）" in desk.good("bank", "stats", "1", "--db", "三/demo.db").out
