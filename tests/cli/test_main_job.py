"""The way of an organiser from end to end, with a prize list that is computed here, by other means."""

import csv
import datetime as dt
import json
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

OFFSET = dt.timezone(dt.timedelta(hours=8))
UNITS = """单位,上级单位,类型,党员总数
省总工会,,,
办公室支部,省总工会,机关支部,
组织部支部,省总工会,机关支部,
工人报社,省总工会,直属单位,
"""


class Try(NamedTuple):
    """An attempt: level, start, milliseconds (None ran into the limit), how many were right."""

    level: int
    start: str
    ms: int | None
    correct: int = 20


class Result(NamedTuple):
    """What a person's best run comes to, worked out by hand from their attempts below."""

    levels: int
    elapsed_ms: int
    reached_at: str


# March is imported from JSON lines, the first half of April from a CSV, what is later from a workbook.
TRIES: dict[int, list[Try]] = {
    1: [Try(1, "03-13T09:00:00.000", 60_000), Try(2, "04-02T09:00:00.000", 70_000)],
    # Failures cost attempts, not time.
    2: [
        Try(1, "03-13T09:00:00.000", 20_000, 19),
        Try(1, "03-14T09:00:00.000", 100_000),
        Try(2, "04-03T09:00:00.000", 20_000, 0),
        Try(2, "04-04T09:00:00.000", 90_000),
    ],
    # A restart that is better, and one that stops half-way.
    3: [
        Try(1, "03-13T09:00:00.000", 200_000),
        Try(2, "04-02T09:00:00.000", 200_000),
        Try(1, "04-10T09:00:00.000", 50_000),
        Try(2, "04-11T09:00:00.000", 60_000),
    ],
    4: [
        Try(1, "03-13T09:00:00.000", 80_000),
        Try(2, "04-02T09:00:00.000", 80_000),
        Try(1, "04-10T09:00:00.000", 10_000),
    ],
    # Two who tie on position 5 to the millisecond, and one who was there a millisecond later.
    5: [Try(1, "03-13T09:00:00.000", 100_000), Try(2, "04-05T09:00:00.000", 100_000)],
    6: [Try(1, "03-20T09:00:00.000", 110_000), Try(2, "04-05T09:00:10.000", 90_000)],
    7: [Try(1, "03-13T09:00:00.000", 100_000), Try(2, "04-05T09:00:00.001", 100_000)],
    # Voluntary; without a right to prizes; on the roster since 15 April; run into the limit with all right.
    8: [Try(1, "03-13T09:00:00.000", 110_000), Try(2, "04-05T09:00:00.000", 100_000)],
    9: [Try(1, "03-13T09:00:00.000", 50_000), Try(2, "04-05T09:00:00.000", 50_000)],
    10: [Try(1, "04-16T09:00:00.000", 110_000), Try(2, "04-17T09:00:00.000", 110_000)],
    11: [Try(1, "03-13T09:00:00.000", None), Try(2, "04-05T09:00:00.000", 100_000)],
    # Handed in 2,999 ms after the limit of six minutes, which is cut to the limit.
    12: [Try(1, "03-13T09:00:00.000", 50_000), Try(2, "04-05T09:00:00.000", 362_999)],
    13: [Try(1, "03-13T09:00:00.000", 40_000)],
    # Handed in at the first instant of May, and at the last of April.
    14: [Try(1, "03-13T09:00:00.000", 45_000), Try(2, "04-30T23:59:00.000", 60_000)],
    15: [Try(1, "03-13T09:00:00.000", 60_001), Try(2, "04-30T23:56:00.000", 239_999)],
    16: [Try(1, "04-13T09:00:00.000", 100_000, 19), Try(1, "04-14T09:00:00.000", 100_000, 0)],
    17: [],
    # Left on 20 April with the best time of all.
    18: [Try(1, "03-13T09:00:00.000", 1_000), Try(2, "04-05T09:00:00.000", 1_000)],
    19: [Try(1, "04-06T09:00:00.000", 101_000)],
    # Ties with 19 on position 15, the last place of the second tier.
    20: [Try(1, "04-06T09:00:00.000", 101_000)],
    **{number: [Try(1, "04-06T09:00:00.000", 100_000 + number * 1_000)] for number in range(21, 31)},
}
RESULTS: dict[int, Result] = {
    1: Result(2, 130_000, "04-02T09:01:10.000"),
    2: Result(2, 190_000, "04-04T09:01:30.000"),
    3: Result(2, 110_000, "04-11T09:01:00.000"),
    4: Result(2, 160_000, "04-02T09:01:20.000"),
    5: Result(2, 200_000, "04-05T09:01:40.000"),
    6: Result(2, 200_000, "04-05T09:01:40.000"),
    7: Result(2, 200_000, "04-05T09:01:40.001"),
    8: Result(2, 210_000, "04-05T09:01:40.000"),
    9: Result(2, 100_000, "04-05T09:00:50.000"),
    10: Result(2, 220_000, "04-17T09:01:50.000"),
    11: Result(2, 400_000, "04-05T09:01:40.000"),
    12: Result(2, 410_000, "04-05T09:06:00.000"),
    13: Result(1, 40_000, "03-13T09:00:40.000"),
    14: Result(1, 45_000, "03-13T09:00:45.000"),
    15: Result(2, 300_000, "04-30T23:59:59.999"),
    19: Result(1, 101_000, "04-06T09:01:41.000"),
    20: Result(1, 101_000, "04-06T09:01:41.000"),
    **{number: Result(1, 100_000 + number * 1_000, f"04-06T09:02:{number - 20:02d}.000") for number in range(21, 31)},
}
NO_PRIZE = 9
CASH_FEN = {"省总工会第1至5名": 30_000, "省总工会第6至15名": 20_000, "省总工会第16至30名": 10_000}
NAMES = {1: "=HYPERLINK(1)", 2: "<b>&\"李'", 3: "[red]张[/red]", 4: "欧阳{0}", 5: "尼加提·艾力"}
UNIT_OF = {n: ("工人报社", "办公室支部", "组织部支部")[n % 3] for n in TRIES}


def number(person: int) -> str:
    return f"139{person:08d}"


def name(person: int) -> str:
    return NAMES.get(person, f"职工{person}")


def instant(text: str) -> str:
    return f"2018-{text}+08:00"


def expected_awards() -> list[tuple[int, str, str, int]]:
    """Place by place, as one would with pencil and paper: who has nobody better before them gets the place."""
    better = {
        who: sum(
            (-other.levels, other.elapsed_ms, other.reached_at) < (-mine.levels, mine.elapsed_ms, mine.reached_at)
            for rival, other in RESULTS.items()
            if rival != NO_PRIZE
        )
        for who, mine in RESULTS.items()
        if who != NO_PRIZE
    }
    awards = []
    for who, count in sorted(better.items(), key=lambda item: (item[1], item[0])):
        position = count + 1
        tier = next(tier for tier, last in zip(CASH_FEN, (5, 15, 30), strict=True) if position <= last)
        awards.append((position, tier, number(who), CASH_FEN[tier]))
    return awards


# The files that people send in


def write_rosters(clerk: Any) -> None:
    rows = ["姓名,单位,手机号码,人员类别,不参评,备注"]
    for who in TRIES:
        if UNIT_OF[who] != "工人报社" and who != 10:
            category = "非党员干部" if who == 8 else ""
            remark = "微学习专栏管理员" if who == 13 else ""
            quoted = f'"{name(who).replace(chr(34), chr(34) * 2)}"'
            rows.append(f"{quoted},{UNIT_OF[who]},{number(who)},{category},{'是' if who == NO_PRIZE else ''},{remark}")
    clerk.write("roster.csv", "\n".join(rows))
    clerk.write("late.csv", f"姓名,单位,手机号码\n{name(10)},{UNIT_OF[10]},{number(10)}\n")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["工人报社(单位)党员干部信息表"])
    sheet.append(["填报时间：2018年3月"])
    sheet.append(["姓 名", "部 门", "手机号码", "不参评", "备注"])
    sheet.append(["张某", "某部门", "138XXXXXXXX", "", "示例"])
    for who in TRIES:
        if UNIT_OF[who] == "工人报社":
            grouped = f"{number(who)[:3]} {number(who)[3:7]} {number(who)[7:]}"
            mark = "是" if who == NO_PRIZE else None
            sheet.append([name(who), "编辑部", int(number(who)) if who % 2 else grouped, mark, None])
    sheet.append(["注：手机号码请认真核对，12位的无法导入。"])
    book.save(clerk.directory / "工人报社.xlsx")


def lines() -> list[dict[str, Any]]:
    found = []
    for who, tries in TRIES.items():
        for made in tries:
            start = dt.datetime.fromisoformat(instant(made.start))
            end = None if made.ms is None else start + dt.timedelta(milliseconds=made.ms)
            found.append(
                {
                    "entrant": number(who),
                    "level": made.level,
                    "started_at": start.isoformat(timespec="milliseconds"),
                    "submitted_at": end.isoformat(timespec="milliseconds") if end else None,
                    "correct": made.correct,
                    "of": 20,
                }
            )
    # Whatever order a file is in, attempts are applied in the order of their starts.
    return sorted(found, key=lambda line: (str(line["entrant"])[::-1], line["level"]), reverse=True)


def write_attempts(clerk: Any) -> None:
    every = lines()
    march = [line for line in every if line["started_at"] < "2018-04"]
    april = [line for line in every if "2018-04" <= line["started_at"] < "2018-04-12"]
    rest = [line for line in every if line["started_at"] >= "2018-04-12"]
    clerk.write("3月.jsonl", "".join(json.dumps(line) + "\n" for line in march))
    with (clerk.directory / "4月.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(april[0]))
        writer.writeheader()
        writer.writerows(april)
    book = openpyxl.Workbook()
    book.active.append(["手机号码", "关卡", "开始时间", "交卷时间", "答对题数", "题数"])
    for line in rest:
        book.active.append(list(line.values()))
    book.save(clerk.directory / "4月下旬.xlsx")
    assert march
    assert rest


def run_the_campaign(clerk: Any) -> None:
    clerk.good("new", "每月一关", "--year", "2018")
    clerk.good("check", "每月一关-2018.toml")
    clerk.good("init", "每月一关-2018.toml", "--db", "a.db")
    clerk.at("2018-03-11T09:00:00")
    clerk.good("units", "import", clerk.write("units.csv", UNITS), "--db", "a.db")
    write_rosters(clerk)
    printed = clerk.good("roster", "import", "工人报社.xlsx", "--db", "a.db").out
    assert "跳过填写示例：第 4 行" in printed
    clerk.good("roster", "import", "roster.csv", "--db", "a.db")
    clerk.good("roster", "import", "late.csv", "--from", "2018-04-15", "--db", "a.db")
    clerk.at("2018-05-01T00:00:03")
    clerk.good("roster", "end", number(18), "--from", "2018-04-20", "--db", "a.db")
    write_attempts(clerk)
    for file in ("3月.jsonl", "4月.csv", "4月下旬.xlsx"):
        clerk.good("attempts", "import", file, "--db", "a.db")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the office is kept once it is ready to close April, so that it is made once only."""
    return tmp_path_factory.mktemp("kept") / "office"


@pytest.fixture
def campaign(desk: Any, kept: Path) -> Any:
    """Return a clerk who may close April, three seconds after it ended."""
    if kept.exists():
        shutil.copytree(kept, desk.directory, dirs_exist_ok=True)
    else:
        run_the_campaign(desk)
        shutil.copytree(desk.directory, kept)
    return desk.at("2018-05-01T00:00:03")


def test_april_gives_the_prize_list_that_was_worked_out_by_hand(campaign: Any) -> None:
    table = campaign.good("close", "2018-04", "--db", "a.db", "--out", "结果").out
    assert "应参加 28 人，参加 25 人，参与率 89.29%" in table
    found = json.loads(campaign.good("close", "2018-04", "--db", "a.db", "--format", "json").raw)
    awards = [(item["position"], item["tier"], item["entrant"], item["cash_fen"]) for item in found["awards"]]
    assert sorted(awards) == sorted(expected_awards())
    assert [position for position, *_ in awards][:8] == [1, 2, 3, 4, 5, 5, 7, 8]
    assert [(position, cash) for position, _, _, cash in awards][14:17] == [(15, 20_000), (15, 20_000), (17, 10_000)]
    assert found["exclusions"] == [
        {"entrant": number(NO_PRIZE), "reason": "no_prize_right"},
        {"entrant": number(18), "reason": "left_roster"},
    ]
    assert found["notes"] == []
    assert "全部相符" in campaign.good("verify", "--db", "a.db").out


def test_the_standings_are_those_that_were_worked_out_by_hand(campaign: Any) -> None:
    found = json.loads(campaign.good("close", "2018-04", "--db", "a.db", "--format", "json").raw)
    standings = {
        row["entrant"]: (row["name"], row["unit"], row["levels"], row["elapsed_ms"], row["reached_at"])
        for row in found["standings"]
    }
    assert standings == {
        number(who): (name(who), UNIT_OF[who], result.levels, result.elapsed_ms, instant(result.reached_at))
        for who, result in RESULTS.items()
    }
    ranks = [row["rank"] for row in found["standings"]]
    assert ranks[:9] == [1, 2, 3, 4, 5, 6, 6, 8, 9]
    assert found["standings"][0]["entrant"] == number(NO_PRIZE)


def test_the_json_of_a_closing_has_the_keys_that_were_promised(campaign: Any) -> None:
    march = json.loads(campaign.good("close", "2018-03", "--db", "a.db", "--format", "json").raw)
    april = json.loads(campaign.good("close", "2018-04", "--db", "a.db", "--format", "json").raw)
    keys = "period cutoff_at revision state seal previous_seal standings awards unit_awards exclusions notes"
    assert list(april) == [*keys.split(), "decided_outside", "budget_fen", "paid_fen"]
    assert (april["period"], april["cutoff_at"]) == ("2018-04", "2018-05-01T00:00:00.000+08:00")
    assert (april["revision"], april["state"]) == (0, "provisional")
    assert re.fullmatch("sha256:[0-9a-f]{64}", april["seal"])
    assert (march["previous_seal"], april["previous_seal"]) == ("", march["seal"])
    assert list(april["standings"][0]) == ["rank", "entrant", "name", "unit", "levels", "elapsed_ms", "reached_at"]
    assert list(april["awards"][0]) == ["tier", "position", "entrant", "cash_fen"]
    assert {row["entrant"] for row in march["standings"]} <= {number(who) for who in TRIES}


def test_the_year_scores_the_units_with_rates_as_decimal_texts(campaign: Any) -> None:
    campaign.at("2018-11-05T09:00:00")
    found = json.loads(campaign.good("close", "2018", "--db", "a.db", "--format", "json").raw)
    keys = "award list rank unit participation level_ratio score"
    assert [list(item) for item in found["unit_awards"]] == [keys.split()] * 3
    rows = [[item[key] for key in keys.split()[1:]] for item in found["unit_awards"]]
    # Person-periods: 15 of 10 + 7 × 9, 12 of 8 × 9, 13 of 9 + 7 × 10. Levels: 14 by 9, 12 by 8, 13 by 10 people, of 12.
    assert rows == [
        ["直属单位", 1, "工人报社", "20.55", "12.96", "16.76"],
        ["机关支部", 1, "组织部支部", "16.67", "12.50", "14.58"],
        ["机关支部", 2, "办公室支部", "16.46", "10.83", "13.64"],
    ]
    assert [note["code"] for note in found["notes"]] == ["winners_not_stated"]
    # By April everybody's best; 14's second level was handed in in May and counts for the year.
    assert [row["entrant"] for row in found["standings"]][:3] == [number(9), number(14), number(3)]


def test_closing_twice_gives_the_same_seal_and_files_and_changes_nothing(campaign: Any) -> None:
    first = campaign.good("close", "2018-04", "--db", "a.db", "--out", "结果").out
    [seal] = re.findall("sha256:[0-9a-f]{64}", first)
    canonical = (campaign.directory / "结果/结榜-2018-04.json").read_bytes()
    before = campaign.facts()
    campaign.at("2018-12-24T09:00:00")
    assert seal in campaign.good("close", "2018-04", "--db", "a.db", "--out", "再次", "--by", "别人").out
    assert (campaign.directory / "再次/结榜-2018-04.json").read_bytes() == canonical
    assert campaign.facts() == before


def test_an_attempt_stored_after_the_closing_does_not_move_its_seal(campaign: Any) -> None:
    first = campaign.good("close", "2018-04", "--db", "a.db", "--format", "json").raw
    late = {"entrant": number(17), "level": 1, "correct": 20, "of": 20}
    late |= {"started_at": instant("04-20T09:00:00.000"), "submitted_at": instant("04-20T09:00:01.000")}
    campaign.good("attempts", "import", campaign.write("late.jsonl", json.dumps(late)), "--db", "a.db")
    assert campaign.good("close", "2018-04", "--db", "a.db", "--format", "json").raw == first
    assert "全部相符" in campaign.good("verify", "--db", "a.db").out


def test_a_copy_of_the_database_gives_the_same_seal(campaign: Any, tmp_path: Path) -> None:
    first = json.loads(campaign.good("close", "2018-04", "--db", "a.db", "--format", "json").raw)
    (tmp_path / "copy").mkdir()
    for file in ("a.db", "a.db.secret"):
        (tmp_path / "copy" / file).write_bytes((campaign.directory / file).read_bytes())
    other = str(tmp_path / "copy/a.db")
    again = json.loads(campaign.good("close", "2018-04", "--db", other, "--format", "json").raw)
    assert again == first
