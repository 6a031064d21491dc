"""The preset 每月一关: seed 003 for any year, without errors."""

import pytest

from chuangguan.errors import NotFound
from chuangguan.formats.campaigns import CampaignFile, read_campaign
from chuangguan.presets import PRESETS, preset_text
from chuangguan.rules.check import check
from chuangguan.rules.check.budget import budget_fen
from chuangguan.rules.instants import local_time, write_instant

MINUTE = 60_000


@pytest.fixture
def preset() -> CampaignFile:
    return read_campaign(preset_text("每月一关"))


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("year", range(2018, 2041))
def test_a_preset_of_any_year_has_no_errors(name: str, year: int) -> None:
    read = read_campaign(preset_text(name, year=year))
    report = check(read.campaign, stated=read.stated, banks={}, at=read.campaign.window.opens_at - 1)
    assert report.errors == ()
    assert read.campaign.id == f"myyg-{year}"
    assert [period.id for period in read.campaign.periods] == [f"{year}-{month:02d}" for month in range(3, 11)] + [
        str(year)
    ]
    assert ("2018" in preset_text(name, year=year)) == (year == 2018)


def test_an_unknown_preset_is_not_found() -> None:
    with pytest.raises(NotFound) as caught:
        preset_text("每日一关")
    assert caught.value.details["known"] == "每月一关"


def test_it_opens_one_level_a_month_to_june_and_two_to_october(preset: CampaignFile) -> None:
    days = [local_time(level.opens_at, "Asia/Shanghai") for level in preset.campaign.levels]
    assert [(day.month, day.day) for day in days] == [
        (3, 12),
        (4, 1),
        (5, 1),
        (6, 1),
        *((month, day) for month in range(7, 11) for day in (1, 16)),
    ]


def test_papers_have_20_questions_and_limits_rise_from_5_to_20_minutes(preset: CampaignFile) -> None:
    limits = [level.time_limit_ms for level in preset.campaign.levels]
    assert {level.paper_size for level in preset.campaign.levels} == {20}
    assert (limits[0], limits[-1]) == (5 * MINUTE, 20 * MINUTE)
    assert limits == sorted(set(limits))


FOLDERS = (
    "national-symbols",
    "constitution",
    "trade-union-law",
    "labour-law",
    "work-safety",
    "personal-information",
    "data-security",
    "civil-servants",
    "civil-code-general",
    "supervision",
    "administrative-sanctions",
    "duty-crimes",
)


def test_every_level_has_a_title_and_names_a_shipped_bank(preset: CampaignFile) -> None:
    assert preset.bank_files == {n: f"question_banks/{folder}/questions.csv" for n, folder in enumerate(FOLDERS, 1)}
    assert [level.title for level in preset.campaign.levels] == [
        "国旗国徽国歌",
        "宪法",
        "工会法",
        "劳动法与劳动合同法",
        "安全生产法",
        "个人信息保护法",
        "数据安全与保密",
        "公务员法",
        "民法典总则",
        "监察法",
        "政务处分法",
        "刑法之贪污贿赂与渎职",
    ]


def test_the_months_prizes_are_those_of_the_notice(preset: CampaignFile) -> None:
    tiers = [tier for tier in preset.campaign.awards if tier.cash_fen]
    assert [(tier.period, tier.first, tier.last, tier.cash_fen) for tier in tiers] == [
        ("month", 1, 5, 30_000),
        ("month", 6, 15, 20_000),
        ("month", 16, 30, 10_000),
    ]
    assert budget_fen(preset.campaign, "month") == 500_000


def test_the_other_prizes_are_those_of_the_notice(preset: CampaignFile) -> None:
    champion, first = preset.campaign.awards[0], preset.campaign.awards[-1]
    assert (champion.name, champion.decided) == ("全系统月冠军", "outside")
    assert (first.period, first.first, first.last, first.advancement) == ("2018", 1, 1, "工委现场知识抢答竞赛")
    (unit_award,) = preset.campaign.unit_awards
    assert unit_award.lists == ("直属单位", "机关支部")
    assert [(term.metric, term.weight) for term in unit_award.terms] == [
        ("participation", "0.5"),
        ("level_ratio", "0.5"),
    ]


def test_it_runs_from_12_march_to_the_end_of_october(preset: CampaignFile) -> None:
    window = preset.campaign.window
    assert write_instant(window.opens_at, "Asia/Shanghai") == "2018-03-12T00:00:00.000+08:00"
    assert write_instant(window.closes_at, "Asia/Shanghai") == "2018-11-01T00:00:00.000+08:00"
    assert preset.campaign.period("2018").cutoff_at == window.closes_at


def test_people_are_required_or_voluntary_as_in_the_notice(preset: CampaignFile) -> None:
    assert {item.name: item.duty for item in preset.campaign.categories} == {
        "在职党员干部": "required",
        "厅级干部": "voluntary",
        "非党员干部": "voluntary",
    }
