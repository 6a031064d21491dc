"""Starting, saving, handing in and reviewing (clauses 1.2–1.4, 2.1–2.7, 3.3, 4.1–4.3)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from chuangguan.errors import BadInput, ClockWentBack, NotFound, SecretMismatch, SecretMissing
from chuangguan.facts import AttemptEnded, read_fact
from chuangguan.play import Play, Receipt, RefusedWithReceipt, ReviewedQuestion, ShownQuestion
from chuangguan.ports import Origin
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.campaign import AttemptCap, Ladder, PassRule, Quota
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, World, a_bank, a_campaign, a_level, at, entrants, started_campaign
from chuangguan.values import Accepted, Refused

FIRST, SECOND = entrants(2)
STRANGER = "E000099"
LIMIT_MS = 300_000
CLOSES_AT = at("2018-05-01")
DAY_MS = 86_400_000


def played(*, banks: dict[int, Bank | None] | None = None, people: int = 2, **rules: Any) -> World:
    return started_campaign(MemoryStore(), campaign=a_campaign(**rules), banks=banks, people=people)


@pytest.fixture
def world() -> World:
    return played()


def reason_of(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason


def received(answer: object) -> Receipt:
    assert isinstance(answer, Receipt), answer
    return answer


def ends(world: World) -> list[AttemptEnded]:
    with world.record.read() as view:
        found = [read_fact(envelope.body) for envelope in view.rows.facts()]
    return [fact for fact in found if isinstance(fact, AttemptEnded)]


def ids(world: World, attempt: int) -> set[str]:
    return set(world.questions(attempt)) & set(world.right(attempt))


# Starting


def test_a_start_hands_out_as_many_questions_as_the_quotas_ask_for(world: World) -> None:
    started = world.start(FIRST)
    assert (len(started.questions), started.ordinal, started.resumed) == (5, 1, False)
    assert (started.started_at, started.limit_end) == (OPENS_AT, OPENS_AT + LIMIT_MS)
    assert started.taken_before == OPENS_AT + LIMIT_MS + 3_000


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_second_start_at_whatever_level_hands_out_the_open_attempt_with_its_paper_and_clock(
    world: World, level: int
) -> None:
    first = world.start(FIRST)
    world.clock.at += 10_000
    again = world.start(FIRST, level)
    assert again == replace(first, resumed=True, now=OPENS_AT + 10_000)


def test_another_entrant_gets_another_attempt_and_another_paper(world: World) -> None:
    mine, theirs = world.start(FIRST), world.start(SECOND)
    assert mine.attempt != theirs.attempt
    assert [q.question for q in mine.questions] != [q.question for q in theirs.questions]


@pytest.mark.parametrize(
    ("instant", "reason"),
    [
        (OPENS_AT - 1, "campaign_not_open"),
        (OPENS_AT, ""),
        (CLOSES_AT - 1, ""),
        (CLOSES_AT, "campaign_closed"),
    ],
)
def test_attempts_start_from_the_opening_on_and_before_the_close(world: World, instant: int, reason: str) -> None:
    world.go_to(instant)
    answer = world.play.start(FIRST, 1)
    assert (answer.reason if isinstance(answer, Refused) else "") == reason


@pytest.mark.parametrize(("offset_ms", "reason"), [(-1, "level_not_open"), (0, "")])
def test_a_level_opens_at_its_instant(world: World, offset_ms: int, reason: str) -> None:
    world.climb(FIRST, 1)
    world.climb(FIRST, 2)
    world.go_to(at("2018-04-01") + offset_ms)
    answer = world.play.start(FIRST, 3)
    assert (answer.reason if isinstance(answer, Refused) else "") == reason


def test_a_level_without_an_opening_instant_is_not_open() -> None:
    world = played(levels=(a_level(1, opens_at=0),))
    assert world.start_refused(FIRST).reason == "level_not_open"


def test_a_level_that_does_not_exist_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.play.start(FIRST, 4)


def test_who_is_not_on_the_roster_may_not_start(world: World) -> None:
    assert world.start_refused(STRANGER).reason == "not_on_roster"


@pytest.mark.parametrize(("offset_ms", "reason"), [(-1, ""), (0, "not_on_roster")])
def test_who_has_left_the_roster_may_not_start_from_that_instant_on(world: World, offset_ms: int, reason: str) -> None:
    left_at = OPENS_AT + DAY_MS
    world.office.rosters.end("13800000001", by=BY, from_at=left_at)
    world.go_to(left_at + offset_ms)
    answer = world.play.start(FIRST, 1)
    assert (answer.reason if isinstance(answer, Refused) else "") == reason


def test_the_next_level_wants_the_one_below_passed(world: World) -> None:
    assert world.start_refused(FIRST, 2).reason == "previous_level_not_passed"
    world.climb(FIRST, 1, right=False)
    assert world.start_refused(FIRST, 2).reason == "previous_level_not_passed"
    world.climb(FIRST, 1)
    assert world.start(FIRST, 2).level == 2


def test_a_level_that_is_passed_in_the_only_run_is_refused(world: World) -> None:
    world.climb(FIRST, 1)
    world.climb(FIRST, 2)
    assert world.start_refused(FIRST, 2).reason == "next_in_no_run"


@pytest.mark.parametrize(
    ("restart", "after_one", "after_all_open"),
    [
        ("after_clearing_all_open", "restart_not_allowed", ""),
        ("anytime", "", ""),
        ("never", "restart_not_allowed", "restart_not_allowed"),
    ],
)
def test_a_new_run_begins_as_the_restart_rule_says(restart: Any, after_one: str, after_all_open: str) -> None:
    for passed, expected in ((1, after_one), (2, after_all_open)):
        world = played(ladder=Ladder(restart=restart))
        for level in range(1, passed + 1):
            world.climb(FIRST, level)
        answer = world.play.start(FIRST, 1)
        assert (answer.reason if isinstance(answer, Refused) else "") == expected


@pytest.mark.parametrize(
    ("per", "later", "reason"),
    [
        ("level", "2018-04-10", "attempts_used_up"),
        ("day", "2018-03-12T23:59", "attempts_used_up"),
        ("day", "2018-03-13T00:00", ""),
        ("period", "2018-03-31T23:59", "attempts_used_up"),
        ("period", "2018-04-01T00:00", ""),
        ("campaign", "2018-04-10", "attempts_used_up"),
    ],
)
def test_caps_count_attempts_started_in_the_campaigns_zone(per: Any, later: str, reason: str) -> None:
    world = played(ladder=Ladder(cap=AttemptCap(n=2, per=per)))
    world.climb(FIRST, 1, right=False)
    world.climb(FIRST, 1, right=False)
    world.go_to(later)
    answer = world.play.start(FIRST, 1)
    assert (answer.reason if isinstance(answer, Refused) else "") == reason


def test_a_cap_per_level_leaves_the_next_level_free() -> None:
    world = played(ladder=Ladder(cap=AttemptCap(n=1, per="level")))
    world.climb(FIRST, 1)
    assert world.start(FIRST, 2).level == 2


def test_the_ordinal_counts_every_attempt_at_the_level_expired_ones_included(world: World) -> None:
    world.climb(FIRST, 1, right=False)
    world.start(FIRST)
    world.clock.at += LIMIT_MS + 3_000
    assert world.start(FIRST).ordinal == 3


def test_drawing_needs_the_root_secret(world: World) -> None:
    with pytest.raises(SecretMissing):
        Play(world.record, None).start(FIRST, 1)


def test_drawing_with_another_root_secret_than_the_committed_one_is_refused(world: World) -> None:
    with pytest.raises(SecretMismatch):
        Play(world.record, bytes(32)).start(FIRST, 1)
    assert world.start(FIRST).resumed is False


# Papers


@pytest.mark.parametrize(("repeat", "shares_questions"), [("avoid_seen", False), ("allowed", True)])
def test_seen_questions_are_avoided_only_where_the_campaign_says_so(repeat: Any, *, shares_questions: bool) -> None:
    world = played(repeat=repeat, banks={1: a_bank(10)})
    papers = []
    for _ in range(2):
        papers.append(ids(world, world.start(FIRST).attempt))
        world.clock.at += LIMIT_MS + 3_000
    assert bool(papers[0] & papers[1]) is shares_questions


def test_seen_questions_are_avoided_across_the_levels_of_one_bank() -> None:
    levels = (a_level(1, bank="one"), a_level(2, bank="one"))
    world = played(repeat="avoid_seen", levels=levels, banks={1: a_bank(10), 2: None})
    first = ids(world, world.climb(FIRST, 1).attempt)
    second = ids(world, world.climb(FIRST, 2).attempt)
    assert not first & second


def test_no_attempt_of_a_period_starts_before_its_required_public_text() -> None:
    world = played(public_text="required")
    assert world.start_refused(FIRST).reason == "public_text_missing"
    world.office.conduct.draw_text("2018-03", "双色球 03 07 11", by=BY)
    assert world.start(FIRST).ordinal == 1


def test_the_public_text_changes_the_paper() -> None:
    papers = []
    for text in ("甲", "乙"):
        world = played(public_text="required")
        world.office.conduct.draw_text("2018-03", text, by=BY)
        papers.append([q.question for q in world.start(FIRST).questions])
    assert papers[0] != papers[1]


@pytest.mark.parametrize("short", [a_bank(4), None])
def test_a_level_with_a_short_bank_opens_when_the_bank_is_filled(short: Bank | None) -> None:
    world = played(banks={1: short})
    assert world.start_refused(FIRST).reason == "level_bank_short"
    world.go_to(OPENS_AT + 3_600_000)
    world.office.banks.load(1, a_bank(5), by=BY)
    assert len(world.start(FIRST).questions) == 5


def test_a_bank_edited_after_the_opening_does_not_reach_the_open_level(world: World) -> None:
    world.go_to(OPENS_AT + 1_000)
    world.office.banks.load(1, bank_of(Question(id=f"N{n}", kind="single", stem="新") for n in range(9)), by=BY)
    assert all(q.question.startswith("Q") for q in world.start(FIRST).questions)


def test_a_bank_edited_before_the_opening_is_the_one_that_is_drawn_from() -> None:
    world = played()
    world.go_to(OPENS_AT - 1)
    world.office.banks.load(1, a_bank(20, stem="改过的题干"), by=BY)
    world.go_to(OPENS_AT)
    assert {q.stem for q in world.start(FIRST).questions} == {"改过的题干"}


# The limit, the grace and the close


@pytest.mark.parametrize(
    ("after_limit_ms", "elapsed_ms"),
    [(-LIMIT_MS, 0), (-1, LIMIT_MS - 1), (0, LIMIT_MS), (1, LIMIT_MS), (2_999, LIMIT_MS), (3_000, None)],
)
def test_a_submission_is_taken_until_the_grace_is_over_and_its_time_cut_to_the_limit(
    world: World, after_limit_ms: int, elapsed_ms: int | None
) -> None:
    started = world.start(FIRST)
    world.clock.at = started.limit_end + after_limit_ms
    answer = world.play.submit(FIRST, started.attempt, world.right(started.attempt))
    if elapsed_ms is None:
        assert reason_of(answer) == "too_late"
        assert ends(world)[-1].kind == "expired"
    else:
        assert received(answer).elapsed_ms == elapsed_ms
        assert received(answer).passed


@pytest.mark.parametrize(("offset_ms", "taken"), [(-1, True), (0, False), (1, False)])
def test_the_campaigns_close_cuts_every_attempt(world: World, offset_ms: int, *, taken: bool) -> None:
    world.go_to(CLOSES_AT - 60_000)
    started = world.start(FIRST)
    assert started.taken_before == CLOSES_AT
    world.go_to(CLOSES_AT + offset_ms)
    answer = world.play.submit(FIRST, started.attempt, world.right(started.attempt))
    assert isinstance(answer, Receipt) is taken
    assert ends(world)[-1].submitted_at == CLOSES_AT - 1


def test_what_arrived_in_time_is_taken_however_long_it_waited(world: World) -> None:
    started = world.start(FIRST)
    world.clock.at += LIMIT_MS + 60_000
    arrived_at = started.limit_end + 2_999
    answer = world.play.submit(FIRST, started.attempt, world.right(started.attempt), received_at=arrived_at)
    assert received(answer).elapsed_ms == LIMIT_MS


def test_what_arrived_before_the_start_is_refused(world: World) -> None:
    started = world.start(FIRST)
    answer = world.play.submit(FIRST, started.attempt, {}, received_at=started.started_at - 1)
    assert reason_of(answer) == "before_start"
    assert world.play.receipt(FIRST, started.attempt) == Refused(
        reason="still_open", details={"attempt": started.attempt}
    )


def _by_sweep(world: World, attempt: int) -> None:
    assert world.play.sweep() == 1


def _by_the_next_start(world: World, attempt: int) -> None:
    assert world.start(FIRST, 2).attempt != attempt


def _by_a_late_submission(world: World, attempt: int) -> None:
    assert reason_of(world.play.submit(FIRST, attempt, world.wrong(attempt))) == "too_late"


def _by_a_closing(world: World, attempt: int) -> None:
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY)


@pytest.mark.parametrize("notice", [_by_sweep, _by_the_next_start, _by_a_late_submission, _by_a_closing])
def test_whoever_notices_an_expiry_makes_the_same_fact(notice: Callable[[World, int], None]) -> None:
    world = played()
    started = world.start(FIRST)
    saved = world.right(started.attempt)
    world.clock.at += 1_000
    assert world.play.save(FIRST, started.attempt, saved, counter=1) == Accepted()
    world.go_to(started.limit_end + 3_000)
    notice(world, started.attempt)
    (end,) = ends(world)
    assert (end.kind, end.submitted_at, end.received_at) == ("expired", started.limit_end, None)
    assert (end.correct, end.of, end.passed) == (5, 5, True)
    assert world.verify().difference is None


@pytest.mark.parametrize(("after_limit_ms", "expired"), [(-1, 0), (0, 0), (2_999, 0), (3_000, 1)])
def test_nothing_expires_an_attempt_before_its_grace_is_over(world: World, after_limit_ms: int, expired: int) -> None:
    started = world.start(FIRST)
    world.clock.at = started.limit_end + after_limit_ms
    assert world.play.sweep() == expired


def test_an_attempt_that_the_close_ends_counts_from_the_last_instant_before(world: World) -> None:
    world.go_to(CLOSES_AT - 60_000)
    world.start(FIRST)
    world.go_to(CLOSES_AT)
    assert world.play.sweep() == 1
    assert ends(world)[-1].submitted_at == CLOSES_AT - 1


@pytest.mark.parametrize(("on_limit", "passed"), [("submit", True), ("void", False)])
def test_saved_responses_pass_an_expired_attempt_only_where_the_limit_submits(on_limit: Any, *, passed: bool) -> None:
    world = played(on_limit=on_limit)
    started = world.start(FIRST)
    world.play.save(FIRST, started.attempt, world.right(started.attempt), counter=1)
    world.clock.at += LIMIT_MS + 3_000
    world.play.sweep()
    receipt = received(world.play.receipt(FIRST, started.attempt))
    assert (receipt.kind, receipt.correct, receipt.passed) == ("expired", 5, passed)


def test_an_expired_attempt_without_saved_responses_fails(world: World) -> None:
    started = world.start(FIRST)
    world.clock.at += LIMIT_MS + 3_000
    world.play.sweep()
    assert received(world.play.receipt(FIRST, started.attempt)).correct == 0


# Saving


@pytest.mark.parametrize(("after_limit_ms", "reason"), [(-1, ""), (0, "too_late"), (2_999, "too_late")])
def test_saves_count_before_the_limit_only(world: World, after_limit_ms: int, reason: str) -> None:
    started = world.start(FIRST)
    world.clock.at = started.limit_end + after_limit_ms
    answer = world.play.save(FIRST, started.attempt, world.right(started.attempt), counter=1)
    assert (answer.reason if isinstance(answer, Refused) else "") == reason
    world.clock.at = started.limit_end + 3_000
    world.play.sweep()
    assert ends(world)[-1].passed is (reason == "")


def test_saves_count_before_the_close_only(world: World) -> None:
    world.go_to(CLOSES_AT - 60_000)
    started = world.start(FIRST)
    world.go_to(CLOSES_AT)
    assert reason_of(world.play.save(FIRST, started.attempt, {}, counter=1)) == "too_late"


def test_a_save_that_arrived_in_time_counts_however_long_it_waited(world: World) -> None:
    started = world.start(FIRST)
    world.clock.at = started.limit_end + 1_000
    answer = world.play.save(
        FIRST, started.attempt, world.right(started.attempt), counter=1, received_at=started.limit_end - 1
    )
    assert answer == Accepted()


@pytest.mark.parametrize(("counters", "winner"), [((1, 2), 1), ((2, 1), 0), ((3, 3), 0)])
def test_of_saves_the_highest_counter_wins_and_the_first_of_equals(
    world: World, counters: tuple[int, int], winner: int
) -> None:
    started = world.start(FIRST)
    saves = (world.wrong(started.attempt), world.right(started.attempt))
    for counter, responses in zip(counters, saves, strict=True):
        world.play.save(FIRST, started.attempt, responses, counter=counter)
    assert world.start(FIRST).saved == saves[winner]


def test_counters_are_compared_question_by_question(world: World) -> None:
    started = world.start(FIRST)
    right, wrong = world.right(started.attempt), world.wrong(started.attempt)
    one, *others = right
    world.play.save(FIRST, started.attempt, {one: right[one]}, counter=9)
    world.play.save(FIRST, started.attempt, wrong, counter=5)
    assert world.start(FIRST).saved == {one: right[one], **{name: wrong[name] for name in others}}


def test_a_resumed_attempt_shows_what_was_saved_in_the_letters_that_were_shown(world: World) -> None:
    started = world.start(FIRST)
    right = world.right(started.attempt)
    world.play.save(FIRST, started.attempt, right, counter=1)
    assert world.start(FIRST).saved == right


def test_a_save_after_the_end_is_refused(world: World) -> None:
    receipt = world.climb(FIRST)
    assert reason_of(world.play.save(FIRST, receipt.attempt, {}, counter=1)) == "already_ended"


# Handing in


def test_a_question_that_a_submission_omits_keeps_its_saved_response(world: World) -> None:
    started = world.start(FIRST)
    right = world.right(started.attempt)
    one, *others = right
    world.play.save(FIRST, started.attempt, {one: right[one]}, counter=1)
    answer = world.play.submit(FIRST, started.attempt, {name: right[name] for name in others})
    assert received(answer).correct == 5


def test_a_submission_overrides_what_was_saved(world: World) -> None:
    started = world.start(FIRST)
    world.play.save(FIRST, started.attempt, world.wrong(started.attempt), counter=99)
    assert received(world.play.submit(FIRST, started.attempt, world.right(started.attempt))).passed


def test_one_wrong_response_fails_where_all_must_be_right(world: World) -> None:
    started = world.start(FIRST)
    right, wrong = world.right(started.attempt), world.wrong(started.attempt)
    one = next(iter(right))
    receipt = received(world.play.submit(FIRST, started.attempt, {**right, one: wrong[one]}))
    assert (receipt.correct, receipt.passed) == (4, False)


def test_the_pass_rule_of_the_campaign_decides() -> None:
    world = played(pass_rule=PassRule(rule="min_correct", value="4"))
    started = world.start(FIRST)
    right = world.right(started.attempt)
    right.popitem()
    receipt = received(world.play.submit(FIRST, started.attempt, right))
    assert (receipt.correct, receipt.passed) == (4, True)


@pytest.mark.parametrize(
    ("response", "code"),
    [({"nobody's question": ("A",)}, "question_not_on_paper"), ({"": ("Z",)}, "option_not_shown")],
)
def test_a_response_that_the_paper_does_not_allow_is_bad_input(
    world: World, response: dict[str, tuple[str, ...]], code: str
) -> None:
    started = world.start(FIRST)
    right = world.right(started.attempt)
    name = next(iter(right))
    noisy = {**right, **{question or name: given for question, given in response.items()}}
    for hand_over in (world.play.submit, partial(world.play.save, counter=1)):
        with pytest.raises(BadInput) as caught:
            hand_over(FIRST, started.attempt, noisy)
        assert [problem.code for problem in caught.value.problems] == [code]
    assert not ends(world)
    assert received(world.play.submit(FIRST, started.attempt, right)).passed


def test_a_paper_without_a_response_is_handed_in_and_fails(world: World) -> None:
    started = world.start(FIRST)
    assert received(world.play.submit(FIRST, started.attempt, {})).correct == 0


@pytest.mark.parametrize("key", ["k", "another key", ""])
def test_the_same_responses_again_get_the_same_receipt_whatever_the_key(world: World, key: str) -> None:
    started = world.start(FIRST)
    right = world.right(started.attempt)
    first = world.play.submit(FIRST, started.attempt, right, key="k")
    world.clock.at += DAY_MS
    assert world.play.submit(FIRST, started.attempt, right, key=key) == first
    assert len(ends(world)) == 1


@pytest.mark.parametrize("key", ["k", "another key", ""])
def test_other_responses_after_the_end_are_refused_with_the_receipt_that_counts(world: World, key: str) -> None:
    started = world.start(FIRST)
    first = world.play.submit(FIRST, started.attempt, world.wrong(started.attempt), key="k")
    again = world.play.submit(FIRST, started.attempt, world.right(started.attempt), key=key)
    assert isinstance(again, RefusedWithReceipt)
    assert (again.reason, again.receipt) == ("already_submitted", first)
    assert world.play.receipt(FIRST, started.attempt) == first


def test_a_key_that_was_used_for_another_attempt_is_refused(world: World) -> None:
    first = world.start(FIRST)
    world.play.submit(FIRST, first.attempt, world.wrong(first.attempt), key="k")
    second = world.start(FIRST)
    answer = world.play.submit(FIRST, second.attempt, world.right(second.attempt), key="k")
    assert answer == Refused(reason="key_used_for_another_attempt", details={"attempt": first.attempt})
    assert received(world.play.submit(FIRST, second.attempt, world.right(second.attempt), key="l")).passed


def test_two_entrants_may_use_the_same_key(world: World) -> None:
    for entrant in (FIRST, SECOND):
        started = world.start(entrant)
        assert received(world.play.submit(entrant, started.attempt, world.right(started.attempt), key="k")).passed


def test_the_saved_responses_again_get_the_receipt_of_an_expired_attempt_and_others_do_not(world: World) -> None:
    started = world.start(FIRST)
    right = world.right(started.attempt)
    world.play.save(FIRST, started.attempt, right, counter=1)
    world.clock.at += LIMIT_MS + 3_000
    world.play.sweep()
    receipt = world.play.receipt(FIRST, started.attempt)
    assert world.play.submit(FIRST, started.attempt, right) == receipt
    late = world.play.submit(FIRST, started.attempt, world.wrong(started.attempt))
    assert isinstance(late, RefusedWithReceipt)
    assert (late.reason, late.receipt) == ("too_late", receipt)


@pytest.mark.parametrize("attempt_of", [lambda world: world.start(FIRST).attempt, lambda _: 9_999, lambda _: 1])
def test_an_attempt_that_is_not_ones_own_is_not_found_whatever_it_is(
    world: World, attempt_of: Callable[[World], int]
) -> None:
    attempt = attempt_of(world)
    calls: list[Callable[[], object]] = [
        lambda: world.play.save(SECOND, attempt, {}, counter=1),
        lambda: world.play.submit(SECOND, attempt, {}),
        lambda: world.play.receipt(SECOND, attempt),
        lambda: world.play.review(SECOND, attempt),
    ]
    for call in calls:
        with pytest.raises(NotFound) as caught:
            call()
        assert caught.value.details == {"kind": "attempt", "key": attempt}
    assert ends(world) == []


def test_a_receipt_names_the_place_of_the_end_in_the_chain(world: World) -> None:
    receipt = world.climb(FIRST, elapsed_ms=61_234)
    with world.record.read() as view:
        head = view.rows.head()
    assert head
    assert (receipt.fact, receipt.hash) == (head.number, head.hash)
    assert (receipt.elapsed_ms, receipt.submitted_at) == (61_234, OPENS_AT + 61_234)


def test_origins_are_kept_beside_the_facts_and_never_in_them(world: World) -> None:
    origin = Origin(device="canary-device", address="203.0.113.7")
    started = world.play.start(FIRST, 1, origin=origin)
    assert not isinstance(started, Refused)
    receipt = received(world.play.submit(FIRST, started.attempt, {}, origin=origin))
    with world.record.read() as view:
        assert list(view.rows.origins()) == [(started.attempt, origin), (receipt.fact, origin)]
        assert not any(b"canary-device" in envelope.body for envelope in view.rows.facts())


# What is told, and when


@pytest.mark.parametrize(("reveal", "correct"), [("count", 4), ("after_pass", 4), ("all", 4), ("never", -1)])
def test_a_receipt_tells_how_many_were_right_unless_the_campaign_never_does(reveal: Any, correct: int) -> None:
    world = played(reveal=reveal)
    started = world.start(FIRST)
    right = world.right(started.attempt)
    right.popitem()
    assert received(world.play.submit(FIRST, started.attempt, right)).correct == correct


@pytest.mark.parametrize(
    ("reveal", "passed", "instant", "shown"),
    [
        ("count", True, CLOSES_AT, False),
        ("count", False, CLOSES_AT, False),
        ("never", True, CLOSES_AT, False),
        ("after_pass", True, CLOSES_AT - 1, True),
        ("after_pass", False, CLOSES_AT - 1, False),
        ("after_pass", False, CLOSES_AT, True),
        ("all", False, OPENS_AT + DAY_MS, True),
    ],
)
def test_papers_are_reviewed_as_far_as_the_campaign_reveals_them(
    reveal: Any, instant: int, *, passed: bool, shown: bool
) -> None:
    world = played(reveal=reveal)
    receipt = world.climb(FIRST, right=passed)
    world.go_to(instant)
    answer = world.play.review(FIRST, receipt.attempt)
    if not shown:
        assert reason_of(answer) == "not_revealed"
        return
    assert isinstance(answer, list)
    given = world.right(receipt.attempt) if passed else world.wrong(receipt.attempt)
    assert {item.question.question: item.answer for item in answer} == world.right(receipt.attempt)
    assert {item.question.question: item.response for item in answer} == given


def test_an_open_attempt_is_not_reviewed_even_where_everything_is_revealed() -> None:
    world = played(reveal="all")
    assert reason_of(world.play.review(FIRST, world.start(FIRST).attempt)) == "still_open"


CANARY = "金丝雀"


def _canary_bank() -> Bank:
    """Return a bank whose answers and explanations hold a mark that nothing else holds."""
    return bank_of(
        Question(
            id=f"B{n}",
            kind="blank",
            stem="填空",
            answer=(f"{CANARY}甲|{CANARY}乙", f"{CANARY}丙"),
            explanation=f"{CANARY}解析",
            source=f"{CANARY}出处",
        )
        for n in range(9)
    )


def test_nothing_handed_out_before_the_end_holds_an_answer() -> None:
    world = played(banks={1: _canary_bank()}, reveal="all")
    started = world.start(FIRST)
    handed_out: list[object] = [
        started,
        world.play.save(FIRST, started.attempt, {"B1": ("猜",)}, counter=1),
        world.start(FIRST),
        world.play.review(FIRST, started.attempt),
        world.play.receipt(FIRST, started.attempt),
        world.play.start(SECOND, 2),
        world.play.submit(FIRST, started.attempt, {"B1": ("猜",)}),
    ]
    assert all(CANARY.encode() not in msgspec.json.encode(item) for item in handed_out)
    assert all(question.blanks == 2 for question in started.questions)
    reviewed = world.play.review(FIRST, started.attempt)
    assert CANARY.encode() in msgspec.json.encode(reviewed), "the control: afterwards the mark is there to be seen"


def test_what_is_handed_out_of_a_question_is_a_closed_list_of_fields() -> None:
    assert ShownQuestion.__struct_fields__ == ("question", "kind", "stem", "options", "blanks")
    assert "answer" in ReviewedQuestion.__struct_fields__


def test_options_are_shown_in_another_order_than_the_banks_but_for_some_by_chance() -> None:
    world = played(banks={1: bank_of(_ordered(n) for n in range(40))}, levels=(a_level(1, quotas=(Quota(n=40),)),))
    shown = [q.options for q in world.start(FIRST).questions]
    assert all(sorted(options) == ["1", "2", "3", "4"] for options in shown)
    assert sum(options[0] == "1" for options in shown) < 25, "the right option stands anywhere"


def _ordered(number: int) -> Question:
    return Question(id=f"S{number}", kind="single", stem="题", options=("1", "2", "3", "4"), answer=("A",))


# The clock


@pytest.mark.parametrize("back_ms", [1, 1_999, 2_000])
def test_a_clock_that_is_a_little_back_gives_the_last_stamp_again(world: World, back_ms: int) -> None:
    first = world.start(FIRST)
    world.clock.at = first.started_at - back_ms
    assert world.start(SECOND).started_at == first.started_at


def test_a_clock_that_is_far_back_gives_no_stamp_until_it_is_right_again(world: World) -> None:
    first = world.start(FIRST)
    world.clock.at = first.started_at - 2_001
    for call in (lambda: world.play.start(SECOND, 1), world.play.sweep, world.record.now):
        with pytest.raises(ClockWentBack):
            call()
    world.clock.at = first.started_at
    assert world.start(SECOND).started_at == first.started_at


def test_a_stamp_that_was_given_and_not_yet_recorded_holds_the_clock_too(world: World) -> None:
    started = world.start(FIRST)
    world.clock.at += 60_000
    arrived_at = world.record.now()
    world.clock.at -= 500
    world.play.submit(FIRST, started.attempt, world.right(started.attempt), received_at=arrived_at)
    assert world.start(FIRST, 2).started_at >= arrived_at
