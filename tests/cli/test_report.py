"""`report`: 情况通报 of a closed period, written from its closing."""

import re
from typing import Any

import pytest
from docx import Document

LINE = (
    '{{"entrant": "139{who:08d}", "level": {level}, "started_at": "2018-{day}T09:00:00.000+08:00", '
    '"submitted_at": "2018-{day}T09:03:20.123+08:00", "correct": 20, "of": 20}}\n'
)
LINES = "".join(
    LINE.format(who=who, level=level, day=day)
    for who, level, day in ((1, 1, "03-13"), (2, 1, "03-14"), (2, 2, "04-02"), (3, 1, "03-15"))
)


@pytest.fixture
def office(clerk: Any) -> Any:
    clerk.write("a.jsonl", LINES)
    clerk.good("attempts", "import", "a.jsonl")
    return clerk


def text_of(office: Any, place: str) -> str:
    document = Document(str(office.directory / place / "情况通报.docx"))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_a_closed_month_is_compared_with_the_one_before(office: Any) -> None:
    office.good("close", "2018-03")
    office.good("close", "2018-04")
    out = office.good("report", "2018-04", "--out", "通报").out
    assert out == "已写出 通报/情况通报.docx\n"
    text = text_of(office, "通报")
    assert "应参加4人，实际参加1人，参与率25.00%" in text
    assert "与2018年3月（应参加4人，实际参加3人，参与率75.00%）相比，参与率下降50.00个百分点。" in text
    assert "参与率低于80%的单位有3个：办公室支部（0.00%）、组织部支部（0.00%）、工人报社（50.00%）。" in text
    assert "2018年5月的统计截至2018年5月31日24时" in text


def test_the_month_before_need_not_be_closed(office: Any) -> None:
    office.good("close", "2018-03")
    office.good("close", "2018-05")
    office.good("report", "2018-05", "--out", "通报")
    assert "与2018年3月（" in text_of(office, "通报")
    office.good("report", "2018-03", "--out", "三月")
    assert "相比" not in text_of(office, "三月")


def test_a_revised_closing_is_what_counts(office: Any) -> None:
    office.good("close", "2018-03")
    office.good("roster", "move", "13900000003", "工人报社", "--from", "2018-03-12", "--by", "王干事")
    office.good("report", "2018-03", "--out", "原先")
    office.good("revise", "2018-03", "--reason", "调动")
    office.good("report", "2018-03", "--out", "更正")
    assert "（第1次更正）" in text_of(office, "更正")
    assert "办公室支部（" in text_of(office, "原先")
    assert "办公室支部（" not in text_of(office, "更正")


def test_the_threshold_is_the_organiser_s(office: Any) -> None:
    office.good("close", "2018-04")
    office.good("report", "2018-04", "--out", "通报", "--below", "30")
    assert "参与率低于30%的单位有2个" in text_of(office, "通报")


def test_no_person_is_named_and_no_name_is_looked_at(office: Any) -> None:
    office.good("close", "2018-03")
    before = office.sql("select count(*) from facts")
    office.good("report", "2018-03", "--out", "通报")
    assert office.sql("select count(*) from facts") == before
    assert not re.search("王一|李二|张三|13900000", text_of(office, "通报"))


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("2018-04", "--out", "通报"), "尚未结榜", 1),
        (("2019-04", "--out", "通报"), "没有这个期次：2019-04", 1),
        (("2018-04",), "--out", 2),
        (("2018-04", "--out", "a.jsonl"), "不是目录", 1),
        (("2018-04", "--out", "通报", "--below", "101"), "--below", 2),
        (("2018-04", "--out", "通报", "--below", "低"), "--below", 2),
    ],
)
def test_what_is_wrong_is_refused(office: Any, words: tuple[str, ...], said: str, code: int) -> None:
    assert said in office.refused("report", *words, code=code)
