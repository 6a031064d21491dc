"""Campaign files: what is read, and that every slip is named with its key path."""

import json
import re

import msgspec
import pytest

from chuangguan.documents.messages_campaign import MESSAGES
from chuangguan.errors import BadInput, Problem
from chuangguan.formats.campaign_file import File
from chuangguan.formats.campaigns import json_schema, read_campaign, read_duration
from chuangguan.formats.closed import read_closed
from chuangguan.presets import preset_text
from chuangguan.rules.campaign import DEFAULT_KEYS, AttemptCap, PassRule, Quota, canonical_campaign
from chuangguan.rules.campaign import read_canonical_campaign as read_back
from chuangguan.rules.instants import read_instant
from chuangguan.rules.roster import Population

ZONE = "Asia/Shanghai"
SMALL = """
[campaign]
id = "small"
title = "小活动"
opens = 2018-03-12T00:00:00
closes = 2018-04-30T23:59:59

[[level]]
number = 1
time_limit = "5m"
"""


def problems_of(text: str) -> list[Problem]:
    with pytest.raises(BadInput) as caught:
        read_campaign(text, file="活动.toml")
    problems = list(caught.value.problems)
    for problem in problems:
        assert MESSAGES[problem.code].format(**problem.details)
        assert problem.file == "活动.toml"
    return problems


def found(text: str) -> list[tuple[str, str]]:
    return [(problem.code, problem.column) for problem in problems_of(text)]


def test_a_silent_file_gets_the_values_of_the_regulations() -> None:
    campaign = read_campaign(SMALL).campaign
    assert campaign.zone == ZONE
    assert campaign.grace_ms == 3_000
    assert campaign.pass_rule == PassRule()
    assert campaign.ranking.keys == DEFAULT_KEYS
    assert campaign.levels[0].quotas == (Quota(n=20),)
    assert campaign.levels[0].bank == "level-1"
    assert campaign.levels[0].opens_at == 0
    assert campaign.publicity_days == 7
    assert campaign.ladder.cap is None
    assert [category.name for category in campaign.categories] == ["参赛人员"]
    assert campaign.periods == ()


def test_an_end_with_59_seconds_is_the_next_midnight() -> None:
    assert read_campaign(SMALL).campaign.window.closes_at == read_instant("2018-05-01", ZONE)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2018-03-12T00:00:00", "2018-03-12"),
        ("2018-03-12", "2018-03-12"),
        ('"2018年3月12日9时"', "2018-03-12T09:00"),
        ("2018-03-12T00:00:00+09:00", "2018-03-11T23:00"),
        ("2018-03-12T00:00:00Z", "2018-03-12T08:00"),
    ],
)
def test_an_opening_may_be_a_toml_date_or_a_text(written: str, meant: str) -> None:
    text = SMALL.replace("2018-03-12T00:00:00", written)
    assert read_campaign(text).campaign.window.opens_at == read_instant(meant, ZONE)


def test_months_and_declared_periods_come_in_order() -> None:
    text = (
        SMALL + '[periods]\nevery = "month"\n[[period]]\nid = "2018"\ntitle = "2018年度"\ncutoff = "2018-04-15 24:00"\n'
    )
    periods = read_campaign(text).campaign.periods
    assert [(period.id, period.title, period.kind) for period in periods] == [
        ("2018-03", "2018年3月", "month"),
        ("2018-04", "2018年4月", "month"),
        ("2018", "2018年度", "declared"),
    ]
    assert periods[2].window.opens_at == read_instant("2018-03-12", ZONE)
    assert periods[2].cutoff_at == read_instant("2018-04-16", ZONE)


def test_a_period_without_a_cutoff_ends_with_the_campaign() -> None:
    campaign = read_campaign(SMALL + '[[period]]\nid = "2018"\n').campaign
    assert campaign.periods[0].cutoff_at == campaign.window.closes_at


@pytest.mark.parametrize(
    ("written", "bank", "files"),
    [
        ('"banks/a.csv"', "banks/a.csv", {1: "banks/a.csv"}),
        ('"a.xlsx"', "a.xlsx", {1: "a.xlsx"}),
        ('"十九大报告"', "十九大报告", {}),
        ('""', "level-1", {}),
    ],
)
def test_a_bank_is_a_file_or_a_name(written: str, bank: str, files: dict[int, str]) -> None:
    read = read_campaign(SMALL + f"bank = {written}\n")
    assert read.campaign.levels[0].bank == bank
    assert read.bank_files == files


def test_quotas_take_kinds_in_chinese() -> None:
    text = (
        SMALL + 'quotas = [{ n = 15, kinds = ["单选", "判断"], topics = ["总纲"] }, '
        "{ n = 5, difficulties = [4], points = 2 }]\n"
    )
    assert read_campaign(text).campaign.levels[0].quotas == (
        Quota(n=15, kinds=("single", "true_false"), topics=("总纲",)),
        Quota(n=5, difficulties=(4,), points=2),
    )


def test_the_sections_reach_the_campaign() -> None:
    campaign = read_campaign(
        SMALL
        + """
[play]
pass = { rule = "ratio", value = 0.6 }
grace = "0s"
[ladder]
cap = { n = 3, per = "day" }
[ranking]
keys = ["levels desc", "elapsed asc"]
[awards]
boundary = "split"
[[award]]
name = "一等奖"
period = "2018"
ranks = [1, 5]
count = 5
cash_yuan = 300
among = { unit = "省总工会", category = "参赛人员", label = "青年" }
[[unit_award]]
name = "优秀组织奖"
period = "2018"
terms = [
  { metric = "participation", weight = 0.5, rounding = 0, cap = 100 },
  { metric = "level_ratio", weight = "0.5" },
]
"""
    ).campaign
    assert campaign.pass_rule == PassRule(rule="ratio", value="0.6")
    assert campaign.grace_ms == 0
    assert campaign.ladder.cap == AttemptCap(n=3, per="day")
    assert campaign.ranking.keys == ("levels desc", "elapsed asc")
    assert campaign.boundary == "split"
    assert campaign.awards[0].cash_fen == 30_000
    assert campaign.awards[0].among == Population(unit="省总工会", category="参赛人员", label="青年")
    first, second = campaign.unit_awards[0].terms
    assert (first.weight, first.rounding, first.cap) == ("0.5", 0, "100")
    assert (second.weight, second.rounding, second.cap) == ("0.5", -1, "")


def test_what_the_file_states_is_listed_by_key_path() -> None:
    stated = read_campaign(SMALL + 'bank = ""\n[ladder]\ncap = { n = 3, per = "day" }\n').stated
    assert {"campaign.id", "level[1].time_limit", "ladder", "ladder.cap", "ladder.cap.n"} <= stated
    assert not {"ladder.restart", "level[1].opens", "level[1].bank", "ranking.keys"} & stated


def test_every_unknown_key_is_named_at_once() -> None:
    text = SMALL.replace('title = "小活动"', 'title = "小活动"\ntitel = "x"\norganizer = "工会"') + (
        'limit = "5m"\n[[level]]\nnumber = 2\ntime_limit = "5m"\nquotas = [{ n = 5, kind = ["单选"] }]\n[zzz]\na = 1\n'
    )
    problems = problems_of(text)
    assert {(problem.code, problem.column, problem.details.get("meant")) for problem in problems} == {
        ("unknown_key_meant", "campaign.titel", "title"),
        ("unknown_key_meant", "campaign.organizer", "organiser"),
        ("unknown_key_meant", "level[1].limit", "time_limit"),
        ("unknown_key_meant", "level[2].quotas[1].kind", "kinds"),
        ("unknown_key", "zzz", None),
    }


def test_slips_of_different_sections_are_reported_together() -> None:
    text = SMALL.replace('"5m"', '"soon"').replace('title = "小活动"', "title = 3") + '[ladder]\nrestart = "always"\n'
    assert found(text) == [
        ("text_expected", "campaign.title"),
        ("not_in_this_edition", "ladder.restart"),
        ("bad_duration", "level[1].time_limit"),
    ]


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (("id = ", "# id = "), "key_missing", "campaign.id"),
        (("number = 1", 'number = "1"'), "whole_number_expected", "level[1].number"),
        (("number = 1", "number = true"), "whole_number_expected", "level[1].number"),
        (("number = 1", "number = 1.0"), "whole_number_expected", "level[1].number"),
        (("number = 1", "number = 10000000000"), "number_too_large", "level[1].number"),
        (("number = 1", "number = 1\ndraw = 10000000000000000000000"), "number_too_large", "level[1].draw"),
        (("[[level]]", "[level]"), "list_expected", "level"),
        (("number = 1", "number = 1\nquotas = [5]"), "table_expected", "level[1].quotas[1]"),
        (
            ("number = 1", 'number = 1\nquotas = [{ n = 1, kinds = ["single"] }]'),
            "not_in_this_edition",
            "level[1].quotas[1].kinds[1]",
        ),
        (
            ("number = 1", 'number = 1\nquotas = [{ n = 1, kinds = "单选" }]'),
            "list_expected",
            "level[1].quotas[1].kinds",
        ),
        (("number = 1", "number = 1\ndraw = 5\nquotas = [{ n = 5 }]"), "draw_and_quotas", "level[1].quotas"),
        (('"5m"', "5"), "text_expected", "level[1].time_limit"),
        (('"5m"', '"5"'), "bad_duration", "level[1].time_limit"),
        (('"5m"', '""'), "bad_duration", "level[1].time_limit"),
        (("2018-03-12T00:00:00", '""'), "bad_opening", "campaign.opens"),
        (('id = "small"', 'id = "small"\nzone = ""'), "bad_zone", "campaign.zone"),
        (('"5m"', '"-5m"'), "bad_duration", "level[1].time_limit"),
        (("2018-03-12T00:00:00", '"3月12日后"'), "bad_opening", "campaign.opens"),
        (("2018-03-12T00:00:00", "0218-03-12"), "bad_opening", "campaign.opens"),
        (("2018-03-12T00:00:00", "12:00:00"), "bad_opening", "campaign.opens"),
        (("2018-04-30T23:59:59", "2018-04-30"), "bad_end", "campaign.closes"),
        (("2018-04-30T23:59:59", "9999-12-31T23:59:59"), "bad_end", "campaign.closes"),
        (('id = "small"', 'id = "small"\nzone = "北京"'), "bad_zone", "campaign.zone"),
        (('id = "small"', 'id = "small"\nedition = 2'), "not_in_this_edition", "campaign.edition"),
        (('id = "small"', 'id = "small"\ncontacts = "张三"'), "list_expected", "campaign.contacts"),
        (('id = "small"', 'id = "small"\ncontacts = [84320225]'), "text_expected", "campaign.contacts[1]"),
    ],
)
def test_a_slip_is_named_with_its_key_path(change: tuple[str, str], code: str, path: str) -> None:
    assert change[0] in SMALL
    assert found(SMALL.replace(*change)) == [(code, path)]


@pytest.mark.parametrize(
    ("section", "path", "known"),
    [
        ('[play]\npass = "most"', "play.pass", "all_correct、min_correct、ratio、score"),
        ('[play]\non_limit = "zero"', "play.on_limit", "submit、void"),
        ('[ladder]\nbest_of = "latest"', "ladder.best_of", "run、level"),
        ('[ladder]\ntime = "wall_clock"', "ladder.time", "passing_attempts、all_attempts"),
        ('[ladder]\ncap = "many"', "ladder.cap", "none"),
        ('[ranking]\nkeys = ["attempts asc"]', "ranking.keys[1]", "levels desc、elapsed asc、reached_at asc"),
        ('[awards]\nboundary = "playoff"', "awards.boundary", "expand、split、draw"),
        ('[integrity]\nsanction = "zero"', "integrity.sanction", "strip_awards、void_attempts、ban"),
        ('[units]\ndenominator = "registered"', "units.denominator", "roster_required、declared_headcount"),
        ('[periods]\nevery = "week"', "periods.every", "month"),
        ('[[category]]\nname = "家属"\nduty = "coverage_only"', "category[1].duty", "required、voluntary、excluded"),
    ],
)
def test_a_value_of_no_edition_1_is_refused_with_those_it_knows(section: str, path: str, known: str) -> None:
    (problem,) = problems_of(f"{SMALL}\n{section}\n")
    assert (problem.code, problem.column, problem.details["known"]) == ("not_in_this_edition", path, known)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a = 1\na b", 2, 3), ('a = "', 1, 6), ("a = 1\na = 2\n", 2, 6), ("[x]\nd = 2018-02-30\n", 2, 5)],
)
def test_a_syntax_error_has_its_line_and_column(text: str, line: int, column: int) -> None:
    (problem,) = problems_of(text)
    assert (problem.code, problem.details) == ("toml_syntax", {"line": line, "column": column})


@pytest.mark.parametrize(
    ("text", "code"),
    [("a = " + "[" * 5_000, "toml_too_deep"), ("a = " + "9" * 5_000, "toml_syntax"), ("", "key_missing")],
)
def test_a_hostile_or_empty_file_is_bad_input(text: str, code: str) -> None:
    assert {problem.code for problem in problems_of(text)} == {code}


def test_a_file_saved_with_a_byte_order_mark_is_read() -> None:
    assert read_campaign("\ufeff" + SMALL) == read_campaign(SMALL)


def tiers(*counts: int) -> str:
    """Write golden case G12: ranks 1, 2–3, 4–6 with the counts of the notice."""
    ranks = ([1, 1], [2, 3], [4, 6])
    return SMALL + "".join(
        f'[[award]]\nname = "{number}等奖"\nperiod = "2018"\nranks = {span}\ncount = {count}\n'
        for number, (span, count) in enumerate(zip(ranks, counts, strict=True), 1)
    )


def test_counts_that_contradict_ranges_are_named_with_both_numbers() -> None:
    problems = problems_of(tiers(1, 3, 5))
    assert [(p.code, p.column, p.details["count"], p.details["places"]) for p in problems] == [
        ("counts_contradict_ranges", "award[2].count", 3, 2),
        ("counts_contradict_ranges", "award[3].count", 5, 3),
    ]
    assert [award.places for award in read_campaign(tiers(1, 2, 3)).campaign.awards] == [1, 2, 3]


@pytest.mark.parametrize("ranks", ["[1]", "[1, 2, 3]", '["1", "5"]', "5"])
def test_ranks_are_two_whole_numbers(ranks: str) -> None:
    text = SMALL + f'[[award]]\nname = "奖"\nperiod = "2018"\nranks = {ranks}\n'
    assert found(text) == [("pair_expected", "award[1].ranks")]


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("5m", 300_000),
        ("300s", 300_000),
        ("5分钟", 300_000),
        ("5 分", 300_000),
        ("1小时30分", 5_400_000),
        ("1h 30min", 5_400_000),
        ("90秒", 90_000),
        ("2500ms", 2_500),
        ("0s", 0),
    ],
)
def test_a_duration_is_written_as_clerks_do(text: str, ms: int) -> None:
    assert read_duration(text) == ms


@pytest.mark.parametrize("text", ["", "5", "m", "5x", "-5m", "5.5m", "5m later", "五分钟", "12345678m"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        read_duration(text)


@pytest.mark.parametrize("text", [SMALL, preset_text("每月一关")])
def test_the_canonical_bytes_of_a_read_campaign_read_back(text: str) -> None:
    campaign = read_campaign(text).campaign
    assert read_back(canonical_campaign(campaign)) == campaign


def described(node: object) -> list[str]:
    """Return every key of the schema whose description has no Chinese."""
    if isinstance(node, list):
        return [key for item in node for key in described(item)]
    if not isinstance(node, dict):
        return []
    mine = [key for key, item in node.get("properties", {}).items() if item.get("description", "").isascii()]
    return mine + [key for item in node.values() for key in described(item)]


def test_the_schema_describes_every_key_in_chinese() -> None:
    schema = json_schema()
    assert described(schema) == []
    assert described({"properties": {"bare": {}}}) == ["bare"]
    assert '"additionalProperties": false' in json.dumps(schema)


def test_the_schema_knows_the_same_keys_as_the_reader() -> None:
    properties = set(json_schema()["$defs"]["File"]["properties"])
    assert properties == {field.encode_name for field in msgspec.structs.fields(File)}


def test_a_tree_that_is_no_table_is_a_problem() -> None:
    value, problems = read_closed([1], File, {})
    assert value is None
    assert [problem.code for problem in problems] == ["table_expected"]
