"""G16. A level's opening comes with 19 of 20 questions: it does not open; with the 20th it does."""

from chuangguan.rules.bank import Bank
from chuangguan.rules.campaign import Campaign, Quota
from chuangguan.rules.check import check
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, World, a_bank, a_campaign, a_level, started_campaign

CAMPAIGN = a_campaign(levels=(a_level(1, quotas=(Quota(n=20),)), a_level(2)))


def begun(bank: Bank) -> World:
    return started_campaign(MemoryStore(), campaign=CAMPAIGN, banks={1: bank})


def checked(campaign: Campaign, questions: int) -> list[tuple[str, str, int | str]]:
    banks = {"bank-1": a_bank(questions), "bank-2": a_bank()}
    report = check(campaign, stated=(), banks=banks, at=campaign.window.opens_at)
    return [(problem.code, problem.column, problem.details["missing"]) for problem in report.errors]


def test_with_19_questions_the_level_does_not_open() -> None:
    assert begun(a_bank(19)).start_refused("E000001").reason == "level_bank_short"


def test_with_20_questions_it_opens_on_time() -> None:
    assert len(begun(a_bank(20)).start("E000001").questions) == 20


def test_it_opens_late_with_the_20th_question_and_stays_open() -> None:
    world = begun(a_bank(19))
    world.clock.at += 3_600_000
    world.office.banks.load(1, a_bank(20), by=BY)
    assert len(world.start("E000001").questions) == 20
    world.office.banks.load(1, a_bank(18), by=BY)
    assert len(world.start("E000002").questions) == 20


def test_the_check_says_which_bank_is_short_and_by_how_many() -> None:
    assert checked(CAMPAIGN, 19) == [("bank_short", "level[1].bank", 1)]
    assert checked(CAMPAIGN, 20) == []
