"""From a closing to its being final, with objections, sanctions and revisions, as a clerk does it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

SIGNED = ("--drafted", "甲", "--checked", "乙", "--signed", "丙")
BECAUSE = ("--code", "代答", "--evidence", "谈话记录", "--decided-by", "纪委")


def number_in(text: str) -> str:
    return "".join(letter for letter in text.splitlines()[0] if letter.isdigit())


@pytest.fixture
def closed(clerk: Any) -> Any:
    """Return a clerk with three people on the board of April, which is closed."""
    line = (
        '{{"entrant": "{member_no}", "level": 1, "started_at": "2018-04-13T09:00:00.000+08:00", '
        '"submitted_at": "2018-04-13T09:01:{second:02d}.000+08:00", "correct": 20, "of": 20}}\n'
    )
    numbers = [number for (number,) in clerk.sql("select member_no from people order by entrant")][:3]
    lines = "".join(line.format(member_no=number, second=second) for second, number in enumerate(numbers))
    clerk.good("attempts", "import", clerk.write("a.jsonl", lines))
    clerk.good("close", "2018-04")
    return clerk


@pytest.fixture
def winner(closed: Any) -> str:
    """Return the member number of the first on the prize list."""
    closing = json.loads(closed.good("close", "2018-04", "--format", "json").out)
    return str(closing["awards"][0]["entrant"])


def test_a_closing_is_published_and_is_not_final_before_its_days_are_over(closed: Any) -> None:
    assert "还没有公示" in closed.refused("finalise", "2018-04")
    assert "开始公示" in closed.good("publish", "2018-04", *SIGNED).out
    assert "还不能定榜：公示到" in closed.refused("finalise", "2018-04")
    assert "已在公示" in closed.refused("publish", "2018-04", *SIGNED)


def test_an_objection_is_recorded_and_decided(closed: Any, winner: str) -> None:
    closed.good("publish", "2018-04", *SIGNED)
    number = number_in(closed.good("object", "2018-04", "第一名系他人代答", "--about", winner).out)
    assert "异议" in closed.refused("finalise", "2018-04")
    assert "不成立，查无实据" in closed.good("decide", number, "查无实据").out
    assert "已经处理" in closed.refused("decide", number, "再议")
    assert "没有这个异议" in closed.refused("decide", "9999", "无此异议")


def test_who_is_disqualified_leaves_the_list_by_a_revision_and_comes_back_by_another(closed: Any, winner: str) -> None:
    before = json.loads(closed.good("close", "2018-04", "--format", "json").out)
    number = number_in(closed.good("disqualify", winner, *BECAUSE, "--period", "2018-04").out)
    assert "2018-04" in closed.good("status").out
    revised = closed.good("revise", "2018-04", "--reason", "代答").out
    assert "更正第 1 版" in revised
    assert before["seal"] in revised
    assert "→ 不在榜" in revised
    after = json.loads(closed.good("close", "2018-04", "--format", "json").out)
    assert after["revision"] == 1
    assert winner not in [award["entrant"] for award in after["awards"]]
    assert {"entrant": winner, "reason": "sanctioned"} in after["exclusions"]
    assert "完全相同" in closed.refused("revise", "2018-04", "--reason", "再次")
    closed.good("reinstate", number, "--reason", "申诉成立")
    closed.good("revise", "2018-04", "--reason", "恢复资格")
    again = json.loads(closed.good("close", "2018-04", "--format", "json").out)
    assert again["awards"] == before["awards"]
    assert "全部相符" in closed.good("verify").out


def test_a_period_that_is_not_closed_is_neither_published_nor_revised(closed: Any) -> None:
    assert "2018-05尚未结榜，请先用 close 结榜" in closed.refused("publish", "2018-05", *SIGNED)
    assert "尚未结榜" in closed.refused("revise", "2018-05", "--reason", "试")


def test_voiding_needs_the_number_of_an_attempt(closed: Any, winner: str) -> None:
    assert "--attempt" in closed.refused("disqualify", winner, *BECAUSE, "--kind", "作废成绩")
    voiding = ("--kind", "作废成绩", "--attempt", "99999")
    assert "没有这个闯关记录" in closed.refused("disqualify", winner, *BECAUSE, *voiding)


def test_the_same_sanction_is_not_recorded_twice_but_another_is(closed: Any, winner: str) -> None:
    number = number_in(closed.good("disqualify", winner, *BECAUSE, "--period", "2018-04").out)
    again = closed.refused("disqualify", winner, *BECAUSE, "--period", "2018-04")
    assert f"已有同样的处理，编号{number}" in again
    closed.good("disqualify", winner, *BECAUSE, "--period", "2018-03")
    closed.good("reinstate", number, "--reason", "依据有误")
    closed.good("disqualify", winner, *BECAUSE, "--period", "2018-04")


def test_a_final_list_asks_for_no_objections_any_more(closed: Any) -> None:
    closed.good("publish", "2018-04", *SIGNED)
    closed.good("close", "2018-04", "--out", "公示中")
    closed.at("2018-11-12T09:00:01").good("finalise", "2018-04")
    closed.good("close", "2018-04", "--out", "定榜")
    closed.good("reprint", "2018-04", "--out", "补写")
    before, after = (read_back(closed.directory / name / "表彰通报.docx") for name in ("公示中", "定榜"))
    assert "公示7天" in before
    assert "已经定榜" not in before
    assert "公示7天" not in after
    assert "本结果已经定榜。" in after
    assert "已经定榜" not in read_back(closed.directory / "补写" / "拟表彰名单公示-2018-04.docx")


def test_only_the_loss_of_prizes_is_limited_to_a_period(closed: Any, winner: str) -> None:
    limited = ("--kind", "禁止参加", "--period", "2018-04")
    assert "请去掉 --period" in closed.refused("disqualify", winner, *BECAUSE, *limited)
    closed.good("disqualify", winner, *BECAUSE, "--kind", "取消奖励资格", "--period", "2018-04")


def test_after_its_days_it_is_final_and_the_secret_that_was_committed_to_is_shown(closed: Any) -> None:
    closed.good("publish", "2018-04", *SIGNED)
    closed.at("2018-11-12T09:00:01")
    shown = closed.good("finalise", "2018-04").out
    secret = shown.split("：")[-1].strip()
    commitments = json.loads(closed.good("status", "--format", "json").out)["commitments"]
    assert hashlib.sha256(bytes.fromhex(secret)).hexdigest() == commitments["2018-04"]
    assert json.loads(closed.good("close", "2018-04", "--format", "json").out)["state"] == "final"
    assert "已经定榜" in closed.refused("finalise", "2018-04")


def read_back(path: Path) -> str:
    """Return every text of a .docx, its tables too."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_publicity_correction_and_sanction_are_written_as_documents(closed: Any, winner: str) -> None:
    before = json.loads(closed.good("close", "2018-04", "--format", "json").out)
    name = before["standings"][0]["name"]
    out = ("--out", str(closed.directory / "公文"))
    assert "拟表彰名单公示-2018-04.docx" in closed.good("publish", "2018-04", *SIGNED, *out).out
    assert "违规通报-第" in closed.good("disqualify", winner, *BECAUSE, "--period", "2018-04", *out).out
    assert "更正通知-2018-04-第1次更正.docx" in closed.good("revise", "2018-04", "--reason", "代答", *out).out
    after = json.loads(closed.good("close", "2018-04", "--format", "json").out)
    said = {path.stem: read_back(path) for path in (closed.directory / "公文").glob("*.docx")}
    said = {name.split("-")[0]: text for name, text in said.items()}
    assert set(said) == {"拟表彰名单公示", "违规通报", "更正通知"}
    assert all(name in text and winner not in text for text in said.values())
    assert before["seal"] in said["拟表彰名单公示"]
    assert before["seal"] in said["更正通知"]
    assert after["seal"] in said["更正通知"]
    assert "签发人：丙" in said["拟表彰名单公示"]
    assert "其名次由后一名依次递补" in said["违规通报"]


def test_whose_every_attempt_is_voided_is_named_in_the_correction(closed: Any, winner: str) -> None:
    name = json.loads(closed.good("close", "2018-04", "--format", "json").out)["standings"][0]["name"]
    statement = "select attempt, member_no from attempts join people using (entrant)"
    numbers = [str(number) for number, member_no in closed.sql(statement) if member_no == winner]
    voiding = [word for number in numbers for word in ("--attempt", number)]
    closed.good("disqualify", winner, *BECAUSE, "--kind", "作废成绩", *voiding)
    closed.good("revise", "2018-04", "--reason", "代答", "--out", str(closed.directory / "公文"))
    text = read_back(closed.directory / "公文" / "更正通知-2018-04-第1次更正.docx")
    assert f"不再获奖：{name}" in text
    assert "已注销" not in text


def test_a_directory_that_is_a_file_is_refused_before_anything_is_recorded(closed: Any, winner: str) -> None:
    out = ("--out", closed.write("是文件", "x"))
    closed.refused("publish", "2018-04", *SIGNED, *out)
    closed.refused("disqualify", winner, *BECAUSE, *out)
    closed.refused("revise", "2018-04", "--reason", "代答", *out)


def test_a_document_that_cannot_be_written_leaves_what_was_done_on_record(closed: Any) -> None:
    (closed.directory / "公文" / "拟表彰名单公示-2018-04.docx").mkdir(parents=True)
    done = closed("publish", "2018-04", *SIGNED, "--out", str(closed.directory / "公文"))
    assert done.code != 0
    assert "公示已经记入记录，只是文件没有写出" in done.err
    assert "已在公示" in closed.refused("publish", "2018-04", *SIGNED)


def test_a_second_decision_never_takes_the_place_of_the_first(closed: Any, winner: str) -> None:
    out = ("--out", str(closed.directory / "公文"))
    closed.good("publish", "2018-04", *SIGNED, *out)
    closed.good("disqualify", winner, *BECAUSE, *out)
    closed.good("revise", "2018-04", "--reason", "代答", *out)
    closed.good("publish", "2018-04", *SIGNED, *out)
    closed.good("disqualify", "13900000002", *BECAUSE, *out)
    closed.good("revise", "2018-04", "--reason", "又一人", *out)
    names = {path.name for path in (closed.directory / "公文").iterdir()}
    assert {
        "拟表彰名单公示-2018-04.docx",
        "拟表彰名单公示-2018-04-第1次更正.docx",
        "更正通知-2018-04-第1次更正.docx",
        "更正通知-2018-04-第2次更正.docx",
    } < names
    assert len([name for name in names if name.startswith("违规通报-第")]) == 2
    assert len(names) == 6


def test_decisions_whose_documents_are_lost_are_written_again_as_they_were(closed: Any, winner: str) -> None:
    out = ("--out", str(closed.directory / "公文"))
    closed.good("publish", "2018-04", *SIGNED, *out)
    closed.good("disqualify", winner, *BECAUSE, "--period", "2018-04", *out)
    closed.good("revise", "2018-04", "--reason", "代答", *out)
    closed.clock.at += 40 * 86_400_000
    printed = closed.good("reprint", "2018-04", "--out", str(closed.directory / "补写")).out
    first = {path.name: read_back(path) for path in (closed.directory / "公文").iterdir()}
    again = {path.name: read_back(path) for path in (closed.directory / "补写").iterdir()}
    assert again == first
    assert len(first) == 3
    assert all(name in printed for name in first)


def test_what_was_never_decided_and_what_was_lifted_is_not_written(closed: Any, winner: str) -> None:
    place = closed.directory / "补写"
    assert "不用补写" in closed.good("reprint", "2018-04", "--out", str(place)).out
    printed = closed.good("disqualify", winner, *BECAUSE).out
    number = next(word for word in printed.replace("。", " ").split() if word.isdigit())
    assert "违规通报-第" in closed.good("reprint", "2018-04", "--out", str(closed.directory / "先")).out
    closed.good("reinstate", number, "--reason", "查明属实")
    assert "不用补写" in closed.good("reprint", "2018-04", "--out", str(place)).out
    assert not place.exists()
    assert "没有这个期次" in closed.refused("reprint", "2018-13", "--out", str(place))
