"""The command that says who has not taken part."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

LINE = (
    '{{"entrant": "139{who:08d}", "level": 1, "started_at": "2018-04-13T09:00:00.000+08:00", '
    '"submitted_at": "2018-04-13T09:01:00.000+08:00", "correct": 3, "of": 20}}\n'
)


@pytest.fixture
def april(clerk: Any) -> Any:
    """Return a clerk in November, April long over; 李二 of 工人报社 and 赵四, who is voluntary, have taken part."""
    clerk.good("attempts", "import", clerk.write("a.jsonl", LINE.format(who=2) + LINE.format(who=4)))
    return clerk.at("2018-11-06T09:00:00")


def looks(clerk: Any) -> list[Any]:
    body = "select actor, body from facts where instr(body, 'personal-data-shown') > 0 order by number"
    return [(actor, json.loads(text)) for actor, text in clerk.sql(body)]


def test_it_prints_the_figures_by_unit_and_the_reminders(april: Any) -> None:
    done = april.good("pending", "--period", "2018-04").out
    assert "2018年4月参加情况" in done
    assert "工人报社管理员：截至2018年4月30日24时，你单位应参加2人，已参加1人，尚有1人未参加：王一，" in done
    assert "省总工会管理员" in done
    assert "办公室支部1人" in done
    assert "赵四" not in done
    assert "1390000" not in done


def test_while_the_period_runs_units_are_asked_to_finish_by_its_end(clerk: Any) -> None:
    done = clerk.at("2018-03-20T18:00:00").good("pending", "--period", "2018-03", "--unit", "工人报社").out
    assert "截至2018年3月20日18时，你单位应参加2人，已参加0人，尚有2人未参加：王一、李二，" in done
    assert "请于2018年3月31日24时前完成。" in done


def test_of_a_period_that_is_over_it_says_so(april: Any) -> None:
    assert "本期已于2018年4月30日24时截止。" in april.good("pending", "--period", "2018-04").out


def test_one_unit_with_what_lies_below_it(april: Any) -> None:
    done = april.good("pending", "--period", "2018-04", "--unit", "工人报社").out
    assert "王一" in done
    assert "张三" not in done
    assert "办公室支部" not in done


def test_the_look_is_recorded_with_who_looked_and_at_how_many(april: Any) -> None:
    april.good("pending", "--period", "2018-04", "--by", "王干事")
    april.good("pending", "--period", "2018-04", "--unit", "工人报社", "--by", "张科长")
    assert [(actor, look["purpose"], look["persons"]) for actor, look in looks(april)[-2:]] == [
        ("王干事", "pending 2018-04", 3),
        ("张科长", "pending 2018-04", 1),
    ]


def test_csv_has_a_row_for_each_person(april: Any) -> None:
    raw = april.good("pending", "--period", "2018-04", "--format", "csv").raw
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig")))) == [
        ["单位", "姓名"],
        ["办公室支部", "张三"],
        ["组织部支部", "钱五"],
        ["工人报社", "王一"],
    ]


def test_json_has_figures_people_and_reminders_without_numbers_of_people(april: Any) -> None:
    done = april.good("pending", "--period", "2018-04", "--format", "json")
    found = json.loads(done.raw)
    assert (found["period"], found["cutoff_at"]) == ("2018-04", "2018-05-01T00:00:00.000+08:00")
    assert found["total"] == {
        "due": 4,
        "took_part": 1,
        "pending": 3,
        "rate": 2_500,
        "persons": 2,
        "attempts": 2,
        "remark": "",
    }
    units = {unit["unit"]: unit for unit in found["units"]}
    assert units["工人报社"]["parent"] == "省总工会"
    assert units["工人报社"]["entrants"] == [{"entrant": "E000001", "name": "王一"}]
    assert units["工人报社"]["reminder"].startswith("工人报社管理员：")
    assert "1390000" not in done.out


def test_the_two_files_are_written_and_named(april: Any) -> None:
    done = april.good("pending", "--period", "2018-04", "--out", "催办")
    place = april.directory / "催办"
    assert {path.name for path in place.iterdir()} == {"未参加名单.xlsx", "催办.txt"}
    assert "已写出 催办/未参加名单.xlsx" in done.out
    text = (place / "催办.txt").read_text(encoding="utf-8-sig")
    assert text.count("管理员：") == 4


def test_a_hostile_name_is_read_back_as_it_is(april: Any) -> None:
    name = "=cmd|'/C calc'!A0[red]"
    april.good("roster", "import", april.write("r.csv", f"姓名,单位,手机号码\n{name},工人报社,13800000001\n"))
    done = april.good("pending", "--period", "2018-04", "--unit", "工人报社", "--out", "催办")
    assert name in done.out
    sheet = openpyxl.load_workbook(april.directory / "催办/未参加名单.xlsx")["未参加人员"]
    found = [cell for row in sheet for cell in row if cell.value == name]
    assert [cell.data_type for cell in found] == ["s"]
    raw = april.good("pending", "--period", "2018-04", "--format", "csv").raw.decode("utf-8-sig")
    assert f",'{name}" in raw


def test_where_everybody_has_taken_part_it_says_so(april: Any) -> None:
    done = april.good("attempts", "import", april.write("b.jsonl", "".join(LINE.format(who=n) for n in (1, 3, 5))))
    assert "导入 3 次" in done.out
    shown = april.good("pending", "--period", "2018-04", "--out", "催办").out
    assert "均已参加" in shown
    assert "管理员：" not in shown
    assert looks(april)[-1][1]["persons"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "2019-04"), "2019-04"),
        (("--period", "2018-04", "--unit", "没有这个"), "没有这个单位：没有这个"),
        (("--period", "2018-04", "--out", "a.jsonl"), "不是目录"),
    ],
)
def test_what_is_not_there_is_refused_before_anything_is_done(april: Any, words: tuple[str, ...], said: str) -> None:
    before = looks(april)
    assert said in april.refused("pending", *words)
    assert looks(april) == before


def test_the_period_must_be_given(april: Any) -> None:
    assert "--period" in april.refused("pending", code=2)
