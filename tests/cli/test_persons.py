"""One person's own data on the command line."""

import json
from typing import Any


def test_a_person_is_exported_and_then_erased(clerk: Any) -> None:
    (number,) = clerk.sql("select member_no from people order by entrant limit 1")[0]
    clerk.good("person", "export", number, "--out", "个人")
    (path,) = (clerk.directory / "个人").iterdir()
    assert json.loads(path.read_text(encoding="utf-8"))["person"]["member_no"] == number
    assert "已注销，编号 E000001" in clerk.good("person", "erase", number, "--reason", "本人要求").out
    assert "全部相符" in clerk.good("verify").out
    assert "没有这个名册编号" in clerk.refused("person", "erase", number, "--reason", "再次")
