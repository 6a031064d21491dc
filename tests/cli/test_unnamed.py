"""Somebody refuses to be named, as a clerk sees it: what is published masks the name, the rest prints it whole."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

NAME, NUMBER = "欧阳明月清风", "13900000008"
SIGNED = ("--drafted", "甲", "--checked", "乙", "--signed", "丙")
BECAUSE = ("--code", "代答", "--evidence", "谈话记录", "--decided-by", "纪委")
NAMING = {"获奖名单", "表彰通报", "拟表彰名单公示", "更正通知", "违规通报"}
"""What is published with whole names of those who did not refuse."""

INTERNAL = {"奖金发放表"}
LINE = (
    '{{"entrant": "{number}", "level": 1, "started_at": "2018-04-13T09:00:00.000+08:00", '
    '"submitted_at": "2018-04-13T09:0{minute}:20.000+08:00", "correct": 20, "of": 20}}\n'
)


@pytest.fixture
def office(clerk: Any) -> Any:
    """Return a clerk in April's office; who came first has a rare name, and refused."""
    clerk.good(
        "roster", "import", clerk.write("r.csv", f"姓名,单位,手机号码,公开依据\n{NAME},工人报社,{NUMBER},不同意\n")
    )
    numbers = (NUMBER, "13900000001", "13900000002")
    lines = "".join(LINE.format(number=number, minute=minute) for minute, number in enumerate(numbers, start=1))
    clerk.good("attempts", "import", clerk.write("a.jsonl", lines))
    return clerk


def text_of(path: Path) -> str:
    """Return everything that a file says, packages opened."""
    content = path.read_bytes()
    if path.suffix not in (".xlsx", ".docx"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))


def kind(name: str) -> str:
    """Return what a document is, without the period or number in its name."""
    return name.partition(".")[0].partition("-")[0]


def written(clerk: Any, directory: str) -> dict[str, str]:
    return {path.name: text_of(path) for path in (clerk.directory / directory).iterdir()}


def publish_everything(clerk: Any) -> dict[str, str]:
    """Write whatever is published about a month, with a sanction and its revision, and return it by file."""
    clerk.good("close", "2018-04", "--out", "公开")
    clerk.good("publish", "2018-04", *SIGNED, "--out", "公开")
    clerk.good("disqualify", NUMBER, *BECAUSE, "--period", "2018-04", "--out", "公开")
    clerk.good("revise", "2018-04", "--reason", "代答", "--out", "公开")
    return written(clerk, "公开")


def test_no_document_that_is_published_holds_the_name(office: Any) -> None:
    found = publish_everything(office)
    assert {name for name in found if kind(name) in (*NAMING, "排名")}, "the documents are there"
    held = {kind(name) for name, text in found.items() if NAME in text or "明月" in text or "**0008" in text}
    assert held <= INTERNAL
    masked = {kind(name) for name, text in found.items() if "欧**" in text and "为未同意公开姓名的人员" in text}
    assert masked == NAMING


def test_whoever_consents_is_named_in_the_same_documents(office: Any) -> None:
    office.good("person", "publication", NUMBER, "--basis", "同意", "--text-version", "2018年版")
    found = publish_everything(office)
    named = {kind(name) for name, text in found.items() if NAME in text}
    assert named - INTERNAL == NAMING
    assert not [name for name, text in found.items() if "未同意公开" in text]


def test_what_is_printed_again_obeys_the_basis_of_today(office: Any) -> None:
    office.good("person", "publication", NUMBER, "--basis", "规定")
    named = publish_everything(office)
    assert any(NAME in text for name, text in named.items() if kind(name) == "违规通报")
    office.good("person", "publication", NUMBER, "--basis", "不同意", "--reason", "撤回")
    office.good("reprint", "2018-04", "--out", "再印")
    again = written(office, "再印")
    assert {kind(name) for name in again} == {"拟表彰名单公示", "更正通知", "违规通报"}
    assert not [name for name, text in again.items() if NAME in text]


def test_a_board_that_is_published_is_csv_and_the_organiser_sees_names(office: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(office.good("board", "--format", "csv").out.removeprefix("\ufeff"))))
    assert [(row["名次"], row["姓名"], row["单位"]) for row in rows[:2]] == [
        ("1", "欧**", "工人报社"),
        ("2", "王一", "工人报社"),
    ]
    assert json.loads(office.good("board", "--format", "json").raw)[0]["name"] == NAME
    assert NAME in "".join(office.good("board").out.split())


def test_what_is_for_the_organiser_alone_prints_the_name_whole(office: Any) -> None:
    closed = office.good("close", "2018-04").out
    assert NAME in closed
    assert "未同意公开姓名" in closed
    assert json.loads(office.good("close", "2018-04", "--format", "json").raw)["standings"][0]["name"] == NAME
    assert NAME in office.good("close", "2018-04", "--format", "csv").out
    assert NAME in office.good("why", NUMBER, "--period", "2018-04").out
    office.good("pending", "--period", "2018-05", "--out", "催办")
    office.good("person", "export", NUMBER, "--out", "本人")
    for directory in ("催办", "本人"):
        assert any(NAME in text for text in written(office, directory).values()), directory
    assert any(NAME in text and NUMBER in text for text in written(office, "本人").values())


def test_an_export_shows_the_basis_and_its_history(office: Any) -> None:
    office.good(
        "person", "publication", NUMBER, "--basis", "同意", "--text-version", "2018年版", "--reason", "改变主意"
    )
    office.good("person", "export", NUMBER, "--out", "本人")
    (text,) = written(office, "本人").values()
    found = json.loads(text)
    assert [item["basis"] for item in found["publication_history"]] == ["none", "consent"]
    assert (found["publication"]["basis"], found["publication"]["text_version"]) == ("consent", "2018年版")


def test_the_same_again_is_said_and_is_no_fact(office: Any) -> None:
    assert "已记录：E000006 的公开依据为规定。" in office.good("person", "publication", NUMBER, "--basis", "规定").out
    before = office.facts()
    assert "没有变化" in office.good("person", "publication", NUMBER, "--basis", "规定").out
    assert office.facts() == before


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("--basis", "同意"), "应写明所同意的文本版本", 1),
        (("--basis", "不同意", "--text-version", "v1"), "其他依据不写版本", 1),
        (("--basis", "同意", "--text-version", "长" * 41), "最多40字", 1),
        (("--basis", "也许"), "规定、同意、不同意", 2),
        ((), "--basis", 2),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Any, words: tuple[str, ...], said: str, code: int
) -> None:
    assert said in office.refused("person", "publication", NUMBER, *words, code=code)


def test_nobody_unknown_has_a_basis(office: Any) -> None:
    assert "没有这个名册编号" in office.refused("person", "publication", "13999999999", "--basis", "规定")


def test_an_erased_person_who_refused_prints_as_erased(office: Any) -> None:
    office.good("person", "erase", NUMBER, "--reason", "本人要求")
    office.good("close", "2018-04", "--out", "公开")
    found = written(office, "公开")
    assert "已注销" in found["获奖名单.xlsx"]
    assert "欧**" not in found["获奖名单.xlsx"] + found["表彰通报.docx"]
    assert "未同意公开" not in found["表彰通报.docx"]
    assert "全部相符" in office.good("verify").out
