"""A wrong answer in the bank is mended, and every attempt that drew it is marked again (clause 3.4)."""

from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.errors import Misuse
from chuangguan.facts import AttemptEnded, read_fact
from chuangguan.office.banks import BankRevision
from chuangguan.play import Receipt
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.campaign import Quota
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, World, a_campaign, a_level, at, entrants, started_campaign

FIRST, SECOND = entrants(2)
QUESTIONS = [
    Question(id=f"Q{n}", kind="single", stem=f"题{n}", options=("甲", "乙", "丙"), answer=("A",)) for n in range(3)
]
WRONG = bank_of(QUESTIONS)
MENDED = bank_of([replace(QUESTIONS[0], answer=("B",)), *QUESTIONS[1:]])
DROPPED = bank_of(QUESTIONS[1:])


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Any) -> World:
    store = MemoryStore() if request.param == "memory" else SqliteStore.create(tmp_path / "a.db")
    campaign = a_campaign(levels=(a_level(1, quotas=(Quota(n=3),)), a_level(2, quotas=(Quota(n=2),))))
    return started_campaign(store, campaign=campaign, banks={1: WRONG})


def answer(world: World, entrant: str, first: str, elapsed_ms: int = 60_000) -> Receipt:
    """Hand in a paper: `first` to the question whose answer is in doubt, the rest right."""
    started = world.start(entrant)
    wanted = {"Q0": first, "Q1": "甲", "Q2": "甲"}
    responses = {q.question: ["ABC"[q.options.index(wanted[q.question])]] for q in started.questions}
    world.clock.at += elapsed_ms
    receipt = world.play.submit(entrant, started.attempt, responses)
    assert isinstance(receipt, Receipt)
    return receipt


def revise(world: World, bank: Bank = MENDED, *, apply: bool = True) -> BankRevision:
    return world.office.banks.revise(1, bank, by=BY, reason="答案有误", apply=apply)


def ranks(world: World) -> list[str]:
    return [row.entrant for row in world.boards.at().rows]


def test_a_failed_attempt_becomes_a_pass_with_its_own_time_and_a_pass_stays_one(world: World) -> None:
    right_all_along = answer(world, FIRST, "乙", 50_000)
    passed_then = answer(world, SECOND, "甲", 60_000)
    assert (right_all_along.passed, passed_then.passed) == (False, True)
    world.clock.at += 1
    assert ranks(world) == [SECOND]
    revised = revise(world)
    assert (revised.changed, revised.dropped, revised.passes) == (("Q0",), (), (right_all_along.attempt,))
    assert ranks(world) == [FIRST, SECOND]
    assert world.boards.at().rows[0].elapsed_ms == 50_000
    assert world.verify().difference is None


def test_a_preview_says_the_same_and_stores_nothing(world: World) -> None:
    answer(world, FIRST, "乙")
    with world.record.read() as view:
        before = view.rows.head(), view.rows.attempts_of(FIRST)
    looked = revise(world, apply=False)
    with world.record.read() as view:
        assert (view.rows.head(), view.rows.attempts_of(FIRST)) == before
    assert looked == revise(world)


def test_both_scores_are_kept_the_first_in_its_fact(world: World) -> None:
    receipt = answer(world, FIRST, "乙")
    revise(world)
    with world.record.read() as view:
        (attempt,) = view.rows.attempts_of(FIRST)
        end = view.rows.end_of(receipt.attempt)
    assert end
    fact = read_fact(end.body)
    assert isinstance(fact, AttemptEnded)
    assert (fact.correct, attempt.correct) == (2, 3)


def test_a_dropped_question_counts_as_right_whatever_was_answered(world: World) -> None:
    campaign = a_campaign(levels=(a_level(1, quotas=(Quota(n=2),)),))
    other = started_campaign(MemoryStore(), campaign=campaign, banks={1: WRONG})
    started = other.start(FIRST)
    while "Q0" not in {q.question for q in started.questions}:
        other.play.submit(FIRST, started.attempt, {})
        started = other.start(FIRST)
    responses = {q.question: ["ABC"[q.options.index("甲" if q.question != "Q0" else "丙")]] for q in started.questions}
    receipt = other.play.submit(FIRST, started.attempt, responses)
    assert isinstance(receipt, Receipt)
    assert not receipt.passed
    assert receipt.attempt in other.office.banks.revise(1, DROPPED, by=BY, reason="删题", apply=True).passes


def test_an_open_level_is_never_left_short(world: World) -> None:
    with pytest.raises(Misuse):
        revise(world, DROPPED)


def test_an_attempt_that_was_open_then_is_marked_by_the_mended_answer(world: World) -> None:
    started = world.start(FIRST)
    revise(world)
    wanted = {"Q0": "乙", "Q1": "甲", "Q2": "甲"}
    responses = {q.question: ["ABC"[q.options.index(wanted[q.question])]] for q in started.questions}
    receipt = world.play.submit(FIRST, started.attempt, responses)
    assert isinstance(receipt, Receipt)
    assert receipt.passed
    assert world.verify().difference is None


def test_papers_drawn_from_then_on_use_the_revision_and_closed_periods_are_due(world: World) -> None:
    answer(world, FIRST, "乙")
    world.clock.at = at("2018-04-01") + 3_000
    world.office.closings.close("2018-03", by=BY)
    revised = revise(world)
    assert world.office.closings.due_for_revision() == ["2018-03"]
    closing = world.office.closings.revise("2018-03", by=BY, reason="错题").closing
    assert [change.entrant for change in closing.changes] == [FIRST]
    assert world.office.conduct.status().levels[0].bank_version == revised.version
    assert world.verify().difference is None


def test_an_edit_of_the_bank_moves_nobody(world: World) -> None:
    answer(world, FIRST, "乙")
    world.office.banks.load(1, MENDED, by=BY)
    assert ranks(world) == []
