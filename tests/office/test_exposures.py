"""What the office counts of a level's attempts: first exposures, and what is left out and said."""

import pytest

from chuangguan.errors import NotFound
from chuangguan.office.exposures import LevelFigures
from chuangguan.rules.bank import bank_of
from chuangguan.rules.exposures import QuestionFigures
from chuangguan.rules.instants import Window
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, World, a_bank, a_campaign, a_level, a_question, entrants, started_campaign

FIRST, SECOND, THIRD, FOURTH = entrants(4)


@pytest.fixture
def world() -> World:
    return started_campaign(MemoryStore(), banks={1: a_bank(6)})


def figures(world: World, level: int = 1) -> LevelFigures:
    return world.office.exposures.of(level)[0]


def total(found: LevelFigures, what: str) -> int:
    return sum(getattr(item, what) for item in found.questions)


def one(found: LevelFigures, question: str) -> QuestionFigures:
    return next(item for item in found.questions if item.question == question)


def test_a_question_counts_when_it_is_first_seen_and_never_again(world: World) -> None:
    world.climb(FIRST, right=False)
    before = figures(world)
    world.climb(FIRST)
    after = figures(world)
    assert (total(before, "first"), total(before, "right"), total(before, "drawn")) == (5, 0, 5)
    assert (total(after, "first"), total(after, "drawn"), after.attempts, after.entrants) == (6, 10, 2, 1)
    assert total(after, "right") == 1
    assert all(item.facility in {0.0, 1.0} for item in after.questions)


def test_everybody_has_first_exposures_of_their_own(world: World) -> None:
    for entrant in (FIRST, SECOND, THIRD):
        world.climb(entrant, elapsed_ms=10_000)
    found = figures(world)
    assert (total(found, "first"), total(found, "right"), found.entrants) == (15, 15, 3)
    assert {item.pace_ms for item in found.questions if item.first} == {2_000}


def test_an_attempt_that_was_left_blank_shows_its_questions_but_says_nothing(world: World) -> None:
    world.start(FIRST)
    world.clock.at += 400_000
    world.play.sweep()
    found = figures(world)
    assert (found.attempts, found.blank, total(found, "first"), total(found, "drawn")) == (0, 1, 0, 5)
    world.climb(FIRST)
    assert total(figures(world), "first") == 1


def test_an_open_attempt_is_told_and_not_counted(world: World) -> None:
    world.start(FIRST)
    found = figures(world)
    assert (found.open, found.attempts, total(found, "first")) == (1, 0, 0)


def test_a_void_attempt_is_told_and_its_questions_are_seen_all_the_same(world: World) -> None:
    began = world.clock.at
    world.climb(FIRST)
    world.clock.at += 3_600_000
    world.office.conduct.void_interval(Window(opens_at=began, closes_at=began + 3_600_000), by=BY, reason="停机")
    world.climb(FIRST)
    found = figures(world)
    assert (found.void, found.attempts, total(found, "first")) == (1, 1, 1)


def test_answers_are_those_of_now(world: World) -> None:
    receipts = [world.climb(entrant) for entrant in (FIRST, SECOND)]
    name = world.questions(receipts[0].attempt)
    mended = bank_of(
        a_question(number, answer=("C",)) if number == 1 else a_question(number) for number in range(1, len(name) + 1)
    )
    before = one(figures(world), "Q1")
    world.office.banks.revise(1, mended, by=BY, reason="错题", apply=True)
    after = one(figures(world), "Q1")
    assert before.first == before.right == after.first > 0
    assert after.right == 0


def test_responses_to_another_wording_are_told_and_not_counted(world: World) -> None:
    for entrant in (FIRST, SECOND):
        world.climb(entrant)
    before = one(figures(world), "Q1")
    other = bank_of(a_question(n, **({"stem": "改过的题干"} if n == 1 else {})) for n in range(1, 7))
    world.office.banks.revise(1, other, by=BY, reason="题干", apply=True)
    found = figures(world)
    assert found.outdated == before.first > 0
    assert one(found, "Q1").first == 0


def test_a_level_with_the_same_bank_shows_its_questions_too() -> None:
    levels = (a_level(1, bank="同"), a_level(2, bank="同"))
    world = started_campaign(MemoryStore(), campaign=a_campaign(levels=levels), banks={1: a_bank(5), 2: None})
    world.climb(FIRST)
    world.climb(FIRST, 2)
    assert (total(figures(world, 1), "first"), total(figures(world, 2), "first")) == (5, 0)


def test_an_unknown_level_and_a_bank_that_was_never_stored_are_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        figures(world, 9)
    bare = started_campaign(MemoryStore(), banks={2: None})
    with pytest.raises(NotFound):
        figures(bare, 2)
