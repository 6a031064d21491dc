"""What another body decided, recorded by a clerk and printed with the rest of a closing."""

import io
import json
from typing import Any

import openpyxl
import pytest
from docx import Document

TIER = "全系统月冠军"
BODY = ("--decided-by", "省直工委")
LINE = (
    '{{"entrant": "{number}", "level": 1, "started_at": "2018-04-13T09:00:00.000+08:00", '
    '"submitted_at": "2018-04-13T09:01:{second:02d}.000+08:00", "correct": 20, "of": 20}}\n'
)
ROSTER = "姓名,单位,手机号码\n王一,报社,13900000001\n李二,报社,13900000002\n张三,支部,13900000003\n"
ONE, TWO, THREE = "13900000001", "13900000002", "13900000003"


@pytest.fixture
def closed(desk: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a clerk whose April is closed with two people on the board and a tier of 2 × 500 yuan decided outside."""
    monkeypatch.setenv("CHUANGGUAN_DB", "a.db")
    desk.good("new", "每月一关", "--year", "2018")
    desk.edit(
        "每月一关-2018.toml",
        'ranks   = [1, 1]\ndecided = "outside"',
        'ranks = [1, 2]\ncash_yuan = 500\ndecided = "outside"',
    )
    desk("init", "每月一关-2018.toml")
    desk.good("units", "import", desk.write("units.csv", "单位,上级单位,类型\n报社,,直属单位\n支部,,机关支部\n"))
    desk.good("roster", "import", desk.write("roster.csv", ROSTER))
    desk.at("2018-05-02T09:00:00")
    lines = "".join(LINE.format(number=number, second=second) for second, number in enumerate((ONE, TWO)))
    desk.good("attempts", "import", desk.write("a.jsonl", lines))
    desk.good("close", "2018-04")
    return desk


def award(*words: str) -> tuple[str, ...]:
    return ("award", "set", TIER, "--period", "2018-04", *BODY, *words)


def figures(clerk: Any) -> set[tuple[int, int]]:
    """Return budget and sum paid, in yuan, as JSON, terminal, notice and workbook give them."""
    plain = json.loads(clerk.good("close", "2018-04", "--format", "json").raw)
    shown = clerk.good("close", "2018-04", "--out", "结果").out
    (line,) = [line for line in shown.splitlines() if line.startswith("奖金预算")]
    notice = "".join(paragraph.text for paragraph in Document(clerk.directory / "结果" / "表彰通报.docx").paragraphs)
    book = openpyxl.load_workbook(io.BytesIO((clerk.directory / "结果" / "获奖名单.xlsx").read_bytes()))
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows()}
    total = next(row for row in book["获奖名单"].iter_rows(values_only=True) if row[0] == "合计")
    assert total[7] == about["实发奖金（元）"]
    said = notice.partition("奖金预算")[2].partition("。")[0].replace(",", "")
    return {
        (plain["budget_fen"] // 100, plain["paid_fen"] // 100),
        tuple(int(word) for word in line.replace(",", "").replace("，", " ").split() if word.isdigit()),
        tuple(int(part.strip("元实发")) for part in said.split("，")),
        (about["奖金预算（元）"], about["实发奖金（元）"]),
    }


def test_the_figures_are_equal_everywhere_before_and_after_it_is_decided(closed: Any) -> None:
    budget = 1000 + 5 * 300 + 10 * 200 + 15 * 100
    assert figures(closed) == {(budget, 600)}
    closed.good(*award("--member-no", TWO, "--unit", "支部"))
    assert figures(closed) == {(budget, 1600)}
    closed.good(*award("--nobody"))
    assert figures(closed) == {(budget, 600)}


def test_the_recipients_are_shown_by_name_and_in_json_by_number(closed: Any) -> None:
    before = closed.good("close", "2018-04").out
    assert "另行评定，尚未确定" in before
    assert "王一" in before
    done = closed.good(*award("--member-no", THREE)).out
    assert done == f"2018-04 {TIER}：已记录获奖 1 个，由省直工委评定。\n"
    shown = closed.good("close", "2018-04").out
    assert "张三" in shown
    assert f"说明：{TIER}（第1至2名）由省直工委另行评定。" in shown
    assert "尚未确定" not in shown
    plain = json.loads(closed.good("close", "2018-04", "--format", "json").raw)
    assert plain["decided_outside"] == [
        {"tier": TIER, "entrants": [THREE], "units": [], "decided_by": "省直工委", "cash_fen": 50_000}
    ]


def test_the_names_are_nowhere_but_in_documents_and_the_look_at_them_is_recorded(closed: Any) -> None:
    closed.good(*award("--member-no", THREE, "--by", "赵某", "--reason", "工委通报第4号"))
    ((body, actor, reason),) = closed.sql(
        "select body, actor, reason from facts where instr(body, 'award-decided') > 0"
    )
    assert ("张三" in str(body), THREE in str(body)) == (False, False)
    assert (actor, reason) == ("赵某", "工委通报第4号")
    looks = "select body from facts where instr(body, 'personal-data-shown') > 0 order by number desc"
    assert '"persons":2' in str(closed.sql(looks)[0])
    closed.good("close", "2018-04", "--out", "结果")
    assert '"persons":3' in str(closed.sql(looks)[0])
    assert "全部相符" in closed.good("verify").out


def test_who_was_erased_is_printed_as_erased(closed: Any) -> None:
    closed.good(*award("--member-no", THREE))
    closed.good("person", "erase", THREE, "--reason", "本人要求")
    assert "已注销" in closed.good("close", "2018-04").out
    assert "张三" not in closed.good("close", "2018-04").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (award("--member-no", ONE, "--member-no", ONE), f"“{ONE}”：写了两次"),
        (award("--member-no", "13999999999"), "没有这个名册编号：13999999999"),
        (award("--unit", "没有的单位"), "没有“没有的单位”这个单位"),
        (award("--member-no", ONE, "--member-no", TWO, "--unit", "支部"), f"“{TIER}”只有2名，不能给3个"),
        (("award", "set", "省总工会第1至5名", "--period", "2018-04", *BODY, "--member-no", ONE), f"可用的有：{TIER}"),
        (("award", "set", TIER, "--period", "2018", *BODY, "--member-no", ONE), "2018没有由外单位评定的奖项"),
        (("award", "set", TIER, "--period", "2018-03", *BODY, "--member-no", ONE), "2018-03尚未结榜"),
        (("award", "set", TIER, "--period", "2019-01", *BODY, "--member-no", ONE), "没有这个期次：2019-01"),
        (("award", "set", TIER, "--period", "2018-04", "--decided-by", "", "--member-no", ONE), "由哪个机构评定"),
    ],
)
def test_what_cannot_be_recorded_is_refused(closed: Any, words: tuple[str, ...], said: str) -> None:
    assert said in closed.refused(*words)


def test_a_recipient_who_is_sanctioned_is_named_by_the_number_that_was_given(closed: Any) -> None:
    closed.good("disqualify", ONE, "--code", "代答", "--evidence", "记录", "--decided-by", "纪委")
    assert f"“{ONE}”：已被取消2018-04的奖励资格" in closed.refused(*award("--member-no", ONE))


@pytest.mark.parametrize("words", [(), ("--nobody", "--member-no", ONE), ("--nobody", "--unit", "支部")])
def test_recipients_or_nobody_must_be_said(closed: Any, words: tuple[str, ...]) -> None:
    assert "--nobody" in closed.refused(*award(*words), code=2)
