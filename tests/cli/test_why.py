"""`why`: one person's place, said to the organiser and recorded as a look."""

import json
from typing import Any

import pytest

LINE = (
    '{{"entrant": "{who}", "level": {level}, "started_at": "2018-{day}T09:00:00.000+08:00", '
    '"submitted_at": "2018-{day}T09:03:20.123+08:00", "correct": {correct}, "of": 20}}\n'
)


def line(who: int, level: int, day: str, correct: int = 20) -> str:
    return LINE.format(who=f"139{who:08d}", level=level, day=day, correct=correct)


LINES = line(1, 1, "03-13") + line(2, 1, "03-14") + line(2, 2, "04-02") + line(3, 1, "03-15", 12) + line(5, 1, "03-16")
FIRST = "13900000001"


@pytest.fixture
def office(clerk: Any) -> Any:
    clerk.write("a.jsonl", LINES)
    clerk.good("attempts", "import", "a.jsonl")
    return clerk


def why(office: Any, member_no: str, *words: str) -> dict[str, Any]:
    plain = office.good("why", member_no, "--period", "2018-04", "--format", "json", *words).raw
    found: dict[str, Any] = json.loads(plain)
    return found


def looks(office: Any) -> list[Any]:
    return list(office.sql("select actor, body from facts where instr(body, 'personal-data-shown') order by number"))


def test_an_open_period_is_explained_from_the_facts_as_they_stand(office: Any) -> None:
    out = office.good("why", FIRST, "--period", "2018-04").out
    plain = "".join(out.split())
    for said in ("王一（13900000001）2018年4月", "尚未结榜", "非正式结果", "通过关数多1关", "李二"):
        assert said in plain
    assert looks(office)[-1][0]


def test_the_json_has_runs_neighbours_positions_and_the_same_sentences(office: Any) -> None:
    found = why(office, FIRST)
    assert (found["state"], found["seal"], found["rank"], found["best_run"]) == ("preview", "", 2, 1)
    assert [(item["level"], item["treatment"]) for item in found["attempts"]] == [(1, "counting")]
    assert (found["runs"][0]["elapsed_ms"], found["runs"][0]["is_best"]) == (200_123, True)
    assert (found["ahead"]["entrant"], found["ahead"]["key"], found["ahead"]["difference"]) == (
        "13900000002",
        "levels desc",
        1,
    )
    assert found["behind"]["entrant"] == "13900000005"
    assert [(item["position"], item["cash_fen"], item["reason"]) for item in found["awards"]] == [(2, 30_000, None)]
    assert found["lines"][0]["clause"] == "6.4"


def test_a_closed_period_is_explained_by_its_seal(office: Any) -> None:
    seal = json.loads(office.good("close", "2018-04", "--format", "json").raw)["seal"]
    assert why(office, FIRST)["seal"] == seal
    out = office.good("why", FIRST, "--period", "2018-04").out
    assert seal in "".join(out.replace("│", "").split())


@pytest.mark.parametrize(
    ("member_no", "reason"),
    [("13900000003", "no_level"), ("13900000004", "no_level"), ("13900000005", "no_prize_right")],
)
def test_who_has_no_prize_is_told_why(office: Any, member_no: str, reason: str) -> None:
    [shown] = why(office, member_no)["awards"]
    assert (shown["tier"], shown["reason"]["code"]) == (None, reason)
    assert shown["reason"]["text"]


def test_the_look_at_the_names_is_recorded_with_who_and_for_what(office: Any) -> None:
    before = len(looks(office))
    why(office, FIRST, "--by", "张科长")
    [(actor, body)] = looks(office)[before:]
    assert actor == "张科长"
    assert json.loads(body) == {"fact": "personal-data-shown", "persons": 3, "purpose": "why 2018-04"}


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("13999999999", "--period", "2018-04"), "没有这个名册编号：13999999999", 1),
        ((FIRST, "--period", "2019-04"), "没有这个期次：2019-04", 1),
        ((FIRST,), "--period", 2),
        ((FIRST, "--period", "2018-04", "--format", "csv"), "--format", 2),
        ((FIRST, "--period", "2018-04", "--secret-file", "没有"), "没有", 1),
    ],
)
def test_what_is_wrong_is_refused(office: Any, words: tuple[str, ...], said: str, code: int) -> None:
    assert said in office.refused("why", *words, code=code)
