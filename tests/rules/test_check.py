"""The check of a campaign: contradictions, doubts, open points, and the rules said back."""

from typing import Any

import msgspec
import pytest

from chuangguan.documents.messages_campaign import MESSAGES
from chuangguan.errors import Problem
from chuangguan.formats.campaigns import read_campaign
from chuangguan.presets import preset_text
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.campaign import Ladder, Ranking
from chuangguan.rules.check import Report, check
from chuangguan.rules.check.budget import overruns
from chuangguan.rules.check.wording import said_duration, said_end, said_instant, said_share, said_yuan
from chuangguan.rules.instants import read_instant

ZONE = "Asia/Shanghai"
BASE = """
[campaign]
id = "base"
title = "基础活动"
opens = 2018-03-12T00:00:00
closes = 2018-05-31T23:59:59

[[category]]
name = "党员"

[play]
pass = "all_correct"
grace = "3s"
[ladder]
time = "passing_attempts"
[ranking]
keys = ["levels desc", "elapsed asc", "reached_at asc"]
[periods]
every = "month"
[[period]]
id = "2018"
cutoff = 2018-05-31T23:59:59

[[level]]
number = 1
bank = "甲"
opens = 2018-03-12T00:00:00
time_limit = "5m"
draw = 20

[[level]]
number = 2
bank = "乙"
opens = 2018-04-01T00:00:00
time_limit = "6m"
draw = 20

[[award]]
name = "一等奖"
period = "month"
ranks = [1, 5]
cash_yuan = 300
[[award]]
name = "二等奖"
period = "month"
ranks = [6, 15]
cash_yuan = 200

[[unit_award]]
name = "组织奖"
period = "2018"
lists = ["直属单位"]
winners = 3
terms = [{ metric = "participation", weight = "0.5" }, { metric = "level_ratio", weight = "0.5" }]
"""
SILENT = BASE[: BASE.index("[play]")] + BASE[BASE.index("[periods]") :]
"""The base without the tables that single keys stand in."""


def report_of(text: str, banks: dict[str, Bank] | None = None, at: str = "2018-03-01") -> Report:
    read = read_campaign(text)
    report = check(read.campaign, stated=read.stated, banks=banks, at=read_instant(at, ZONE))
    for problem in (*report.errors, *report.warnings):
        assert MESSAGES[problem.code].format(**problem.details)
    return report


def changed(*changes: tuple[str, str]) -> str:
    text = BASE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def places(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, problem.column) for problem in problems]


def questions(count: int) -> Bank:
    return bank_of(Question(id=f"Q{n:03d}", kind="true_false", stem=f"题{n}") for n in range(count))


def test_the_base_has_neither_errors_nor_warnings() -> None:
    report = report_of(BASE, {"甲": questions(20), "乙": questions(20)}, at="2018-05-01")
    assert report.errors == ()
    assert report.warnings == ()


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (('id = "base"', 'id = "Base 1"'), "campaign_id_bad", "campaign.id"),
        (('id = "base"', f'id = "{"x" * 41}"'), "campaign_id_bad", "campaign.id"),
        (('title = "基础活动"', 'title = " "'), "campaign_title_empty", "campaign.title"),
        (('id = "base"', 'id = "2018"'), "period_repeated", "period[1].id"),
        (('id = "2018"', 'id = "2018"\n[[period]]\nid = "2018-04"'), "period_repeated", "period[2].id"),
        (('id = "2018"', 'id = "2018"\n[[period]]\nid = "2018"'), "period_repeated", "period[2].id"),
        (('id = "2018"', 'id = "2018"\n[[period]]\nid = "a/b"'), "period_id_bad", "period[2].id"),
        (("cutoff = 2018-05-31", "cutoff = 2018-06-01"), "period_ends_after_campaign", "period[1].cutoff"),
        (('id = "2018"', 'id = "2018"\nopens = 2018-03-11'), "period_opens_before_campaign", "period[1].opens"),
        (('id = "2018"', 'id = "2018"\nopens = 2018-06-01'), "period_empty", "period[1].cutoff"),
        (('name = "党员"', 'name = "党员"\n[[category]]\nname = "党员"'), "category_repeated", "category[2].name"),
        (("number = 2", "number = 3"), "levels_not_numbered", "level[2].number"),
        (("number = 2", "number = 1"), "levels_not_numbered", "level[2].number"),
        (('time_limit = "5m"', 'time_limit = "0s"'), "time_limit_not_positive", "level[1].time_limit"),
        (("opens = 2018-04-01", "opens = 2018-06-01"), "level_opens_after_campaign", "level[2].opens"),
        (('"甲"\nopens = 2018-03-12', '"甲"\nopens = 2018-03-11'), "level_opens_before_campaign", "level[1].opens"),
        (('"甲"\nopens = 2018-03-12', '"甲"\nopens = 2018-04-02'), "levels_open_descending", "level[2].opens"),
        (("draw = 20", "draw = 0"), "draw_out_of_range", "level[1].draw"),
        (("draw = 20", "draw = 1001"), "draw_out_of_range", "level[1].draw"),
        (
            ("draw = 20", 'quotas = [{ n = 5 }, { n = 0, kinds = ["单选"] }]'),
            "draw_out_of_range",
            "level[1].quotas[2].n",
        ),
        (("draw = 20", "quotas = [{ n = 5, points = 0 }]"), "points_too_small", "level[1].quotas[1].points"),
        (
            ("draw = 20", "quotas = [{ n = 5, difficulties = [6] }]"),
            "difficulty_bad",
            "level[1].quotas[1].difficulties",
        ),
        (('"all_correct"', '{ rule = "all_correct", value = 3 }'), "pass_value_unused", "play.pass.value"),
        (('"all_correct"', '{ rule = "ratio", value = "0" }'), "ratio_bad", "play.pass.value"),
        (('"all_correct"', '{ rule = "ratio", value = "1.01" }'), "ratio_bad", "play.pass.value"),
        (('"all_correct"', '{ rule = "ratio", value = "60%" }'), "ratio_bad", "play.pass.value"),
        (('"all_correct"', '"ratio"'), "ratio_bad", "play.pass.value"),
        (('"all_correct"', '"min_correct"'), "pass_value_bad", "play.pass.value"),
        (('"all_correct"', '{ rule = "min_correct", value = 0 }'), "pass_value_bad", "play.pass.value"),
        (('"all_correct"', '{ rule = "score", value = 1.5 }'), "pass_value_bad", "play.pass.value"),
        (('time = "passing_attempts"', 'cap = { n = 0, per = "day" }'), "cap_too_small", "ladder.cap.n"),
        (
            ('time = "passing_attempts"', 'time = "all_attempts"\nbest_of = "level"'),
            "best_of_level_with_all_attempts",
            "ladder.time",
        ),
        (('keys = ["levels desc", ', "keys = ["), "keys_must_begin_with_levels", "ranking.keys"),
        (('"reached_at asc"]', '"elapsed asc"]'), "ranking_key_repeated", "ranking.keys[3]"),
        (
            ('period = "month"\nranks = [6, 15]', 'period = "2018-06"\nranks = [1, 15]'),
            "award_period_unknown",
            "award[2].period",
        ),
        (("ranks = [6, 15]", "ranks = [5, 15]"), "award_ranges_overlap", "award[2].ranks"),
        (("ranks = [6, 15]", "ranks = [1, 15]"), "award_ranges_overlap", "award[2].ranks"),
        (("ranks = [6, 15]", "ranks = [7, 15]"), "award_ranges_gap", "award[2].ranks"),
        (("ranks = [6, 15]", "ranks = [15, 6]"), "award_ranks_bad", "award[2].ranks"),
        (("ranks = [6, 15]", "ranks = [0, 15]"), "award_ranks_bad", "award[2].ranks"),
        (('name = "二等奖"', 'name = "一等奖"'), "award_repeated", "award[2].name"),
        (("cash_yuan = 300", "cash_yuan = -1"), "cash_negative", "award[1].cash_yuan"),
        (('period = "2018"', 'period = "2019"'), "award_period_unknown", "unit_award[1].period"),
        (("winners = 3", "winners = -1"), "winners_negative", "unit_award[1].winners"),
        (('["直属单位"]', '["直属单位", "直属单位"]'), "list_repeated", "unit_award[1].lists[2]"),
        (('weight = "0.5" }, {', 'weight = "0.4" }, {'), "weights_not_one", "unit_award[1].terms"),
        (('weight = "0.5" }, {', 'weight = "half" }, {'), "weight_bad", "unit_award[1].terms[1].weight"),
        (('weight = "0.5" }, {', 'weight = "0" }, {'), "weight_bad", "unit_award[1].terms[1].weight"),
        (
            ('weight = "0.5" }, {', 'weight = "0.5", window = "month" }, {'),
            "term_window_unknown",
            "unit_award[1].terms[1].window",
        ),
        (
            ('weight = "0.5" }, {', 'weight = "0.5", rounding = 7 }, {'),
            "rounding_bad",
            "unit_award[1].terms[1].rounding",
        ),
        (('weight = "0.5" }, {', 'weight = "0.5", cap = "all" }, {'), "term_cap_bad", "unit_award[1].terms[1].cap"),
    ],
)
def test_a_contradiction_is_an_error_with_its_key_path(change: tuple[str, str], code: str, path: str) -> None:
    assert places(report_of(changed(change)).errors) == [(code, path)]


def test_a_campaign_that_ends_before_it_opens_is_refused() -> None:
    errors = places(report_of(changed(("closes = 2018-05-31", "closes = 2018-03-01"))).errors)
    assert ("campaign_window_empty", "campaign.closes") in errors


def test_a_campaign_without_levels_is_refused() -> None:
    text = BASE[: BASE.index("[[level]]")].replace("[campaign]", "level = []\n[campaign]")
    assert places(report_of(text).errors) == [("no_levels", "level")]


def test_an_unknown_category_of_an_award_is_refused_with_the_known_ones() -> None:
    text = changed(
        ("ranks = [1, 5]", 'ranks = [1, 5]\namong = { category = "群众" }'), ("ranks = [6, 15]", "ranks = [1, 15]")
    )
    (error,) = report_of(text).errors
    assert (error.code, error.column, error.details["known"]) == (
        "award_category_unknown",
        "award[1].among.category",
        "党员",
    )


def of_base(**changes: object) -> list[tuple[str, str]]:
    campaign = msgspec.structs.replace(read_campaign(BASE).campaign, **changes)
    return places(check(campaign, stated=(), banks=None, at=0).errors)


def test_negative_grace_and_publicity_are_refused() -> None:
    assert of_base(grace_ms=-1) == [("grace_negative", "play.grace")]
    assert of_base(publicity_days=-1) == [("publicity_negative", "awards.publicity_days")]
    assert of_base(grace_ms=0, publicity_days=0) == []


@pytest.mark.parametrize("precision", ["millisecond", "second_floor"])
def test_best_of_level_goes_with_cumulative_results_only(precision: Any) -> None:
    by_level, by_run = Ladder(best_of="level"), Ladder(best_of="run")
    in_period = Ranking(precision=precision, scope="attempts_in_period")
    assert of_base(ladder=by_level, ranking=in_period) == [("best_of_level_in_period", "ranking.scope")]
    assert of_base(ladder=by_run, ranking=in_period) == []
    assert of_base(ladder=by_level, ranking=Ranking(precision=precision)) == []


@pytest.mark.parametrize(
    ("rule", "value", "draw", "codes"),
    [
        ("min_correct", 20, "draw = 20", []),
        ("min_correct", 21, "draw = 20", ["min_correct_above_paper", "min_correct_above_paper"]),
        ("min_correct", 20, "draw = 19", ["min_correct_above_paper"]),
        ("score", 40, "quotas = [{ n = 20, points = 2 }]", ["score_above_paper"]),
        ("score", 20, "quotas = [{ n = 20, points = 2 }]", []),
        ("ratio", "1", "draw = 20", []),
        ("ratio", "0.6", "draw = 20", []),
    ],
)
def test_a_pass_must_be_possible(rule: str, value: int | str, draw: str, codes: list[str]) -> None:
    written = f'"{value}"' if isinstance(value, str) else value
    text = changed(('"all_correct"', f'{{ rule = "{rule}", value = {written} }}'), ("draw = 20", draw))
    assert [error.code for error in report_of(text).errors] == codes


def test_tiers_of_other_populations_or_groups_do_not_meet() -> None:
    other = 'ranks = [1, 15]\ngroup = "另组"'
    assert report_of(changed(("ranks = [6, 15]", other))).errors == ()
    among = 'ranks = [1, 15]\namong = { unit = "省总工会" }'
    assert report_of(changed(("ranks = [6, 15]", among))).errors == ()


def test_an_award_decided_outside_needs_no_other_ranges() -> None:
    assert report_of(changed(("ranks = [6, 15]", 'ranks = [9, 15]\ndecided = "outside"'))).errors == ()


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (("opens = 2018-04-01T00:00:00\n", ""), "level_without_opening", "level[2].opens"),
        (("opens = 2018-04-01", "opens = 2018-03-12"), "levels_open_together", "level[2].opens"),
        (('time_limit = "5m"', 'time_limit = "59s"'), "time_limit_unusual", "level[1].time_limit"),
        (('time_limit = "5m"', 'time_limit = "181m"'), "time_limit_unusual", "level[1].time_limit"),
        (("winners = 3\n", ""), "unit_award_without_winners", "unit_award[1].winners"),
        (("cutoff = 2018-05-31T23:59:59\n", ""), "period_without_cutoff", "period[1].cutoff"),
        (("cash_yuan = 300\n", ""), "award_gives_nothing", "award[1]"),
        (("cash_yuan = 300", 'advancement = "决赛"'), "advancement_of_several", "award[1].advancement"),
        (('name = "党员"', 'name = "党员"\nduty = "voluntary"'), "nobody_required", "category"),
    ],
)
def test_a_likely_slip_is_a_warning(change: tuple[str, str], code: str, path: str) -> None:
    report = report_of(changed(change))
    assert report.errors == ()
    assert places(report.warnings) == [(code, path)]


@pytest.mark.parametrize("limit", ["1m", "3h"])
def test_limits_from_one_minute_to_three_hours_are_usual(limit: str) -> None:
    assert report_of(changed(('time_limit = "5m"', f'time_limit = "{limit}"'))).warnings == ()


def test_a_short_bank_of_an_open_level_is_an_error_that_says_which_and_by_how_many() -> None:
    report = report_of(BASE, {"甲": questions(19), "乙": questions(20)}, at="2018-03-12")
    (error,) = report.errors
    assert (error.code, error.column) == ("bank_short", "level[1].bank")
    assert error.details == {"level": 1, "bank": "甲", "quota": 1, "wanted": 20, "available": 19, "missing": 1}
    assert report.warnings == ()
    assert report_of(BASE, {"甲": questions(20), "乙": questions(20)}, at="2018-03-12").errors == ()


@pytest.mark.parametrize(
    ("at", "held", "errors", "warnings"),
    [
        ("2018-03-11T23:59:59.999", 19, [], ["bank_short_later"]),
        ("2018-03-12", 19, ["bank_short"], []),
        ("2018-06-01", 19, ["bank_short"], []),
        ("2018-03-11", None, [], ["bank_missing_later"]),
        ("2018-03-12", None, ["bank_missing"], []),
        ("2018-06-01", None, [], ["bank_missing_later"]),
    ],
)
def test_a_bank_is_wanted_when_its_level_opens(
    at: str, held: int | None, errors: list[str], warnings: list[str]
) -> None:
    banks = {"乙": questions(20)} | ({} if held is None else {"甲": questions(held)})
    report = report_of(BASE, banks, at=at)
    assert [error.code for error in report.errors] == errors
    assert [warning.code for warning in report.warnings] == warnings


def test_a_bank_that_would_not_be_taken_is_an_error_however_late_its_level_opens() -> None:
    release = BASE.replace("[play]", '[play]\nrelease = "two_persons"', 1)
    (one, two) = report_of(release, {"甲": questions(20), "乙": questions(1)}, at="2018-03-01").errors
    assert (one.code, one.column, one.details["count"]) == ("bank_not_released", "level[1].bank", 20)
    assert str(one.details["questions"]).endswith("Q009……")
    assert (two.column, two.details["questions"]) == ("level[2].bank", "Q000")
    assert not report_of(BASE, {"甲": questions(20), "乙": questions(20)}, at="2018-03-01").errors


def test_the_warning_of_a_later_bank_has_its_date() -> None:
    (warning,) = report_of(BASE, {"甲": questions(20)}, at="2018-03-12").warnings
    assert (warning.code, warning.details["opens"]) == ("bank_missing_later", "2018年4月1日0时")


def test_a_bank_of_a_level_without_a_date_is_a_warning() -> None:
    text = changed(("opens = 2018-04-01T00:00:00\n", ""))
    missing = report_of(text, {"甲": questions(20)}, at="2018-05-01").warnings
    assert [warning.code for warning in missing] == ["level_without_opening", "bank_missing_undated"]
    short = report_of(text, {"甲": questions(20), "乙": questions(3)}, at="2018-05-01").warnings
    assert [warning.code for warning in short] == ["level_without_opening", "bank_short_undated"]


def test_banks_that_nobody_gave_are_not_looked_at() -> None:
    assert report_of(BASE, None, at="2018-05-01").warnings == ()


def test_what_an_absurd_draw_would_lack_is_not_computed() -> None:
    text = changed(("draw = 20", 'quotas = [{ n = 999999999, topics = ["x"] }, { n = 999999999 }]'))
    report = report_of(text, {"甲": questions(20), "乙": questions(20)}, at="2018-03-12")
    assert {error.code for error in report.errors} == {"draw_out_of_range"}


def as_the_notice_says() -> str:
    """Return the preset without what its author added to the notice of 2018."""
    text = preset_text("每月一关")
    head, _, levels = text.partition("[[level]]\nnumber     = 5\n")
    levels = "\n".join(line for line in levels.split("\n") if not line.startswith("opens      = "))
    return head.replace("cutoff = 2018-10-31T23:59:59\n", "") + "[[level]]\nnumber     = 5\n" + levels


@pytest.mark.parametrize(
    ("key", "clause", "question", "sentence"),
    [
        ("period[1].cutoff", "6.1", "2018年度成绩统计截至哪一刻", "2018年10月31日24时"),
        ("unit_award[1].winners", "7.3", "“优秀组织奖”评多少名", "名额由主办方"),
        ("", "7.2", "年度参与率怎样由各月得出", "各月参加人数之和除以各月应参加人数之和"),
        ("", "7.3", "闯关成绩怎样折算为百分制", "乘以100"),
        ("award[1].decided", "6.1", "本名册无法计算", "“全系统月冠军”只留名额"),
        ("level[*].opens", "4.1", "第5、6、7、8、9、10、11、12关哪一天开放", "暂不开放"),
        ("ladder.time", "4.4", "失败的闯关是否计入用时", "失败和超时的闯关不计入"),
        ("ladder.best_of", "4.5", "最好的一轮，还是各关最好成绩相加", "取最好的一轮"),
        ("ranking.keys", "5.1", "关数和用时都相同的", "先达成者在前"),
        ("level[*].quotas", "2.1", "由哪些题型组成", "不分题型"),
        ("", "3.1", "怎样评分", "漏选、错选均不得分"),
        ("", "5.4", "自愿参加人员", "厅级干部、非党员干部自愿参加，参加排名，可以获奖，不计入参与率"),
        (
            "awards.boundary",
            "6.2",
            "末位并列",
            "第5名、第15名、第30名中有一处两人并列，每月奖金最多为5,100元，超出预算100元",
        ),
        ("", "6.3", "名额是否递补", "依次递补"),
        ("", "5.2", "信息表样例行的手机号码", "12位"),
    ],
)
def test_everything_that_notice_003_leaves_open_is_listed(key: str, clause: str, question: str, sentence: str) -> None:
    report = report_of(as_the_notice_says())
    assert report.errors == ()
    assert [
        point
        for point in report.open_points
        if (point.key, point.clause) == (key, clause) and question in point.question and sentence in point.sentence
    ]


def test_what_the_notice_leaves_open_and_matters_for_a_date_is_also_a_warning() -> None:
    codes = [warning.code for warning in report_of(as_the_notice_says()).warnings]
    assert codes == ["level_without_opening"] * 8 + ["period_without_cutoff", "unit_award_without_winners"]


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ('[play]\ngrace = "3s"', "play.grace"),
        ('[play]\non_limit = "submit"', "play.on_limit"),
        ('[play]\nrepeat = "allowed"', "play.repeat"),
        ('[play]\nreveal = "count"', "play.reveal"),
        ('[play]\npublic_text = "none"', "play.public_text"),
        ('[play]\npass = "all_correct"', "play.pass"),
        ('[ladder]\ncap = "none"', "ladder.cap"),
        ('[ladder]\nrestart = "never"', "ladder.restart"),
        ('[ladder]\ntime = "passing_attempts"', "ladder.time"),
        ('[ladder]\nbest_of = "run"', "ladder.best_of"),
        ('[ranking]\nkeys = ["levels desc"]', "ranking.keys"),
        ('[ranking]\nprecision = "millisecond"', "ranking.precision"),
        ('[ranking]\nnumbering = "dense"', "ranking.numbering"),
        ('[ranking]\nscope = "cumulative"', "ranking.scope"),
        ('[awards]\nboundary = "expand"', "awards.boundary"),
        ("[awards]\npublicity_days = 7", "awards.publicity_days"),
        ('[units]\ndenominator = "roster_required"', "units.denominator"),
        ('[integrity]\nsanction = "ban"', "integrity.sanction"),
    ],
)
def test_a_point_is_open_exactly_while_the_file_is_silent(section: str, key: str) -> None:
    assert key in [point.key for point in report_of(SILENT).open_points]
    assert key not in [point.key for point in report_of(f"{SILENT}\n{section}\n").open_points]


def test_stated_draws_and_terms_are_not_open() -> None:
    keys = [point.key for point in report_of(BASE).open_points]
    assert "level[*].draw" not in keys
    assert "level[*].draw" in [point.key for point in report_of(changed(("draw = 20\n", ""))).open_points]
    assert "unit_award[1].terms[2].over" in keys
    text = changed(('metric = "level_ratio"', 'metric = "level_ratio", over = "roster"'))
    assert "unit_award[1].terms[2].over" not in [point.key for point in report_of(text).open_points]


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        ("1.1", "活动自2018年3月12日0时起，至2018年10月31日24时止。"),
        ("2.1", "第1关“国旗国徽国歌”：2018年3月12日0时开放，从本关题库随机抽取试题20道，限时5分钟。"),
        ("3.2", "全部答对的为过关，过关后取得下一关闯关资格。"),
        ("4.1", "不限制闯关次数。"),
        ("4.2", "通过当时已开放的全部关卡后，可以重新自第一关开始新的一轮。"),
        ("6.1", "每月设“全系统月冠军”1名，由外单位评定，本活动只留名额，不作计算。"),
        ("6.1", "每月设“省总工会第6至15名”10名，取第6至15名，每人奖励200元。"),
        ("6.1", "2018年度设“年度个人总成绩第一名”1名，取第1名，取得参加工委现场知识抢答竞赛的资格。"),
        ("6.1", "每月奖金30名，合计5,000元，8期共40,000元。"),
    ],
)
def test_the_preset_is_said_back(clause: str, text: str) -> None:
    sentences = report_of(preset_text("每月一关")).sentences
    assert (clause, text) in [(sentence.clause, sentence.text) for sentence in sentences]


def test_every_value_of_edition_1_has_its_own_sentence() -> None:
    variants = {
        "play": ['on_limit = "void"', 'repeat = "avoid_seen"', 'public_text = "required"']
        + [f'reveal = "{value}"' for value in ("after_pass", "never", "all")],
        "ladder": [f'restart = "{value}"' for value in ("anytime", "never")]
        + ['best_of = "level"', 'time = "all_attempts"']
        + [f'cap = {{ n = 3, per = "{value}" }}' for value in ("level", "day", "period", "campaign")],
        "ranking": ['precision = "second_floor"', 'scope = "attempts_in_period"']
        + [f'numbering = "{value}"' for value in ("dense", "ordinal")],
        "awards": [f'boundary = "{value}"' for value in ("split", "draw")] + ["publicity_days = 0"],
        "units": ['denominator = "declared_headcount"'],
        "integrity": [f'sanction = "{value}"' for value in ("void_attempts", "ban")],
    }
    said = {
        report_of(f"{SILENT}\n[{table}]\n{line}\n").sentences for table, lines in variants.items() for line in lines
    }
    assert len({*said, report_of(SILENT).sentences}) == 1 + sum(len(lines) for lines in variants.values())


def test_a_tie_on_each_last_place_costs_100_yuan_more() -> None:
    campaign = read_campaign(preset_text("每月一关")).campaign
    assert [(case.last, case.budget_fen, case.over_fen) for case in overruns(campaign)] == [
        (5, 500_000, 10_000),
        (15, 500_000, 10_000),
        (30, 500_000, 10_000),
    ]


def test_the_words_of_a_notice() -> None:
    assert said_instant(read_instant("2018-03-12T09:30:05", ZONE), ZONE) == "2018年3月12日9时30分5秒"
    assert said_end(read_instant("2018-05-01", ZONE), ZONE) == "2018年4月30日24时"
    assert said_end(read_instant("2018-05-01T18:00", ZONE), ZONE) == "2018年5月1日18时"
    assert [said_duration(ms) for ms in (0, 3_000, 2_500, 300_000, 5_400_000)] == [
        "0秒",
        "3秒",
        "2.5秒",
        "5分钟",
        "1小时30分钟",
    ]
    assert [said_yuan(fen) for fen in (500_000, 3_333)] == ["5,000元", "33.33元"]
    assert [said_share(text) for text in ("0.5", "0.125", "1", "half")] == ["50%", "12.5%", "100%", "half"]
