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
