"""Storing a version of a bank and reading one back (clauses 2.1, 2.2)."""

import pytest

from chuangguan.errors import BadInput, NotFound
from chuangguan.rules.bank import Question, bank_of, bank_version
from chuangguan.rules.campaign import Quota
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, World, a_bank, a_campaign, a_level, a_question, entrants, started_campaign

(FIRST,) = entrants(1)


@pytest.fixture
def world() -> World:
    return started_campaign(MemoryStore(), banks={1: None, 2: None, 3: None})


def test_loading_says_the_version_the_questions_and_the_levels_it_is_for(world: World) -> None:
    loaded = world.office.banks.load(1, a_bank(20), by=BY)
    assert (loaded.bank, loaded.version, loaded.questions) == ("bank-1", bank_version(a_bank(20)), 20)
    assert (loaded.levels, loaded.frozen, loaded.shortages) == ((1,), (), {})


def test_levels_that_share_a_bank_are_loaded_together() -> None:
    levels = (a_level(1, bank="one"), a_level(2, bank="one", quotas=(Quota(n=12),)))
    world = started_campaign(MemoryStore(), campaign=a_campaign(levels=levels), banks={1: None, 2: None})
    loaded = world.office.banks.load(2, a_bank(10), by=BY)
    assert loaded.levels == (1, 2)
    assert {level: [(s.wanted, s.available) for s in short] for level, short in loaded.shortages.items()} == {
        2: [(12, 10)]
    }


def test_where_two_persons_must_release_only_released_questions_are_taken() -> None:
    campaign = a_campaign(release="two_persons")
    world = started_campaign(MemoryStore(), campaign=campaign, banks={1: None, 2: None, 3: None})
    mixed = bank_of([*a_bank(20, is_released=True).questions, a_question(21), a_question(22)])
    with pytest.raises(BadInput) as caught:
        world.office.banks.load(1, mixed, by=BY)
    assert [p.details["question"] for p in caught.value.problems] == ["Q21", "Q22"]
    world.office.banks.load(1, a_bank(20, is_released=True), by=BY)
    with pytest.raises(BadInput):
        world.office.banks.revise(1, a_bank(20), by=BY, reason="改", apply=True)
    assert world.office.banks.get(1) == a_bank(20)


def test_loading_a_bank_of_an_unknown_level_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.office.banks.load(4, a_bank(), by=BY)


def test_loading_a_bank_of_an_open_level_says_that_the_level_goes_on_with_its_own(world: World) -> None:
    world.office.banks.load(1, a_bank(20), by=BY)
    world.clock.at += 1
    assert world.office.banks.load(1, a_bank(21), by=BY).frozen == (1,)
    assert world.office.banks.get(1) == a_bank(20)


def test_the_newest_version_is_returned_while_a_level_is_not_open(world: World) -> None:
    world.office.banks.load(3, a_bank(20), by=BY)
    world.office.banks.load(3, a_bank(21), by=BY)
    assert world.office.banks.get(3) == a_bank(21)


def test_a_level_without_a_bank_has_none_to_return(world: World) -> None:
    with pytest.raises(NotFound):
        world.office.banks.get(1)


def test_explanations_and_sources_are_outside_the_version_and_come_back_with_the_bank(world: World) -> None:
    plain = Question(id="Q", kind="single", stem="题", options=("甲", "乙"), answer=("A",))
    explained = Question(
        id="Q", kind="single", stem="题", options=("甲", "乙"), answer=("A",), explanation="解析", source="出处"
    )
    first = world.office.banks.load(3, bank_of([plain]), by=BY)
    second = world.office.banks.load(3, bank_of([explained]), by=BY)
    assert first.version == second.version
    reopened = world.reopened(world.store)
    assert reopened.office.banks.get(3) == bank_of([explained])


def test_a_paper_keeps_the_version_it_was_drawn_from(world: World) -> None:
    world.office.banks.load(1, a_bank(20), by=BY)
    started = world.start(FIRST)
    world.clock.at += 1
    world.office.banks.load(1, a_bank(20, answer=("C",)), by=BY)
    receipt = world.play.submit(FIRST, started.attempt, world.right(started.attempt))
    assert getattr(receipt, "correct", None) == 5
    assert world.verify().difference is None


def test_the_first_version_after_an_opening_without_one_is_drawn_from(world: World) -> None:
    world.go_to(OPENS_AT + 3_600_000)
    world.office.banks.load(1, a_bank(20), by=BY)
    assert world.office.conduct.status().levels[0].questions == 20
