"""The ladder: who may start, which run an attempt belongs to, and that trying again never harms."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chuangguan.rules.attempt import Attempt
from chuangguan.rules.campaign import AttemptCap, Ladder, Ranking
from chuangguan.rules.instants import Window
from chuangguan.rules.ladder import Run, Standing, admit, cap_reached, ranking_key, runs, standing
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import OPENS_AT, a_campaign, attempts_in_one_run, started_campaign
from chuangguan.testing.strategies import History, histories
from chuangguan.values import Refused

LADDER, RANKING = Ladder(), Ranking()
STEPS = st.tuples(st.integers(1, 3), st.sampled_from([1, 999, 1000, 1001, 1999, 60_000, 300_000]), st.booleans())


def played(*results: tuple[int, int, bool], ladder: Ladder = LADDER, levels: int = 3) -> History:
    history = History(ladder=ladder, ranking=RANKING, levels=levels, attempts=())
    for level, seconds, passed in results:
        before = history
        history = history.after(level, 1000 * seconds, passed=passed)
        assert history is not before, "the ladder refuses it"
    return history


def result(history: History) -> Standing | None:
    return standing(history.attempts, history.ladder, history.ranking)


def worth(history: History) -> list[int]:
    """Return the ranking key, the worst possible where there is no level."""
    found = result(history)
    return list(ranking_key(found, history.ranking)) if found else [2**62]


# Laws


@given(histories(), STEPS)
def test_a_further_attempt_never_worsens_a_standing(history: History, step: tuple[int, int, bool]) -> None:
    assume(not may_a_shorter_pass_be_worth_less(history))
    level, elapsed_ms, passed = step
    assert worth(history.after(level, elapsed_ms, passed=passed)) <= worth(history)


def may_a_shorter_pass_be_worth_less(history: History) -> bool:
    """Say whether the best of each level, put together, may get later without getting shorter in print."""
    keys = history.ranking.keys
    is_cut = "reached_at asc" in keys and (
        history.ranking.precision == "second_floor" or keys.index("reached_at asc") < 2
    )
    return history.ladder.best_of == "level" and is_cut


@pytest.mark.parametrize(
    "ranking",
    [Ranking(precision="second_floor"), Ranking(keys=("levels desc", "reached_at asc", "elapsed asc"))],
    ids=["whole seconds", "reached_at before elapsed"],
)
def test_where_a_shorter_pass_is_worth_less_the_standing_on_record_stays(ranking: Ranking) -> None:
    rules = a_campaign(ladder=Ladder(best_of="level", restart="anytime"), ranking=ranking)
    world = started_campaign(MemoryStore(), campaign=rules)
    world.climb("E000001", elapsed_ms=1001)
    before = world.boards.at(world.clock.at + 1).rows
    world.climb("E000001", elapsed_ms=1000)
    assert world.boards.at(world.clock.at + 1).rows == before
    assert world.verify().difference is None


def worth_since(history: History, opens_at: int) -> list[int]:
    """Return the ranking key from the attempts handed in from an instant on (clause 5.3)."""
    mine = [attempt for attempt in history.attempts if attempt.submitted_at >= opens_at]
    found = standing(mine, history.ladder, history.ranking, from_first_pass=True)
    return list(ranking_key(found, history.ranking)) if found else [2**62]


@given(histories(), STEPS, st.integers(0, 14))
def test_nor_does_it_in_a_period_that_begins_anywhere(history: History, step: tuple[int, int, bool], cut: int) -> None:
    assume(history.ladder.best_of == "run")
    opens_at = history.attempts[cut].started_at if cut < len(history.attempts) else 0
    level, elapsed_ms, passed = step
    assert worth_since(history.after(level, elapsed_ms, passed=passed), opens_at) <= worth_since(history, opens_at)


def test_best_of_level_would_worsen_a_standing_of_a_period_so_check_refuses_it() -> None:
    ladder = Ladder(best_of="level")
    history = played(*((level, 100, True) for level in (1, 2, 3, 4)), ladder=ladder, levels=4)
    third = history.attempts[2].started_at + 1
    again = history.after(1, 100_000, passed=True)
    assert (worth_since(history, third)[0], worth_since(again, third)[0]) == (-2, -1)


def test_the_law_would_see_a_standing_that_is_the_last_run() -> None:
    history = played((1, 100, True), (2, 100, True), (3, 100, True), (1, 100, True))
    last_run = [attempt for attempt in history.attempts if attempt.run == 2]
    last = standing(last_run, LADDER, RANKING)
    assert last is not None
    assert list(ranking_key(last, RANKING)) > worth(history)


@given(histories(), st.lists(STEPS, max_size=4))
def test_a_run_once_given_never_moves(history: History, steps: list[tuple[int, int, bool]]) -> None:
    longer = history
    for level, elapsed_ms, passed in steps:
        longer = longer.after(level, elapsed_ms, passed=passed)
    assert longer.attempts[: len(history.attempts)] == history.attempts
    runs_before, runs_after = (runs(item.attempts, item.ladder) for item in (history, longer))
    for before, after in zip(runs_before, runs_after, strict=False):
        assert before.run == after.run
        assert before.levels <= after.levels


@given(histories())
def test_runs_begin_with_level_1_and_are_numbered_without_gaps(history: History) -> None:
    first_of: dict[int, Attempt] = {}
    for attempt in history.attempts:
        first_of.setdefault(attempt.run, attempt)
    assert list(first_of) == list(range(1, len(first_of) + 1))
    assert all(attempt.level == 1 for attempt in first_of.values())


@given(histories())
def test_an_attempt_is_at_the_next_level_of_its_run(history: History) -> None:
    for number, attempt in enumerate(history.attempts):
        mine = [run for run in runs(history.attempts[:number], history.ladder) if run.run == attempt.run]
        assert (mine[0].levels if mine else 0) + 1 == attempt.level


@given(histories())
def test_a_right_to_a_level_is_never_lost_to_a_refusal_that_is_not_about_runs(history: History) -> None:
    passed = {attempt.level for attempt in history.attempts if attempt.passed}
    for level in range(2, history.levels + 1):
        run = history.run_of(level)
        if isinstance(run, Refused):
            assert run.reason == ("next_in_no_run" if level - 1 in passed else "previous_level_not_passed")


@settings(max_examples=60)
@given(histories())
def test_best_of_level_is_never_worse_than_best_of_run(history: History) -> None:
    by_run = standing(history.attempts, Ladder(best_of="run"), RANKING)
    by_level = standing(history.attempts, Ladder(best_of="level"), RANKING)
    assert (by_run is None) == (by_level is None)
    if by_run and by_level:
        assert by_level.levels >= by_run.levels
        assert by_level.levels > by_run.levels or by_level.elapsed_ms <= by_run.elapsed_ms


# Runs and their worth


@pytest.mark.parametrize(
    ("results", "time", "expected"),
    [
        ([], "passing_attempts", None),
        ([(1, 100, False)], "passing_attempts", None),
        ([(1, 100, True)], "passing_attempts", (1, 100)),
        ([(1, 100, False), (1, 90, True)], "passing_attempts", (1, 90)),
        ([(1, 100, False), (1, 90, True)], "all_attempts", (1, 190)),
        ([(1, 100, True), (2, 50, False)], "all_attempts", (1, 100)),
        ([(1, 100, True), (2, 50, False), (2, 60, True)], "all_attempts", (2, 210)),
        ([(1, 100, True), (2, 60, True), (3, 70, True)], "passing_attempts", (3, 230)),
    ],
)
def test_the_worth_of_one_run(
    results: list[tuple[int, int, bool]], time: str, expected: tuple[int, int] | None
) -> None:
    ladder = Ladder(time=time)  # type: ignore[arg-type]  # the table's values are those of the type
    found = result(played(*results, ladder=ladder))
    assert (found and (found.levels, found.elapsed_ms // 1000)) == expected


def test_reached_at_is_the_end_of_the_last_pass_that_counts() -> None:
    history = played((1, 100, True), (2, 50, False), (2, 60, True), (3, 10, False))
    found = result(history)
    assert found is not None
    assert found.reached_at == history.attempts[2].submitted_at


def test_of_two_passes_of_a_level_the_shorter_counts_and_of_equal_ones_the_earlier() -> None:
    first, slower, equal = attempts_in_one_run((1, 100, True), (1, 120, True), (1, 100, True))
    assert runs([slower, first], LADDER) == [
        Run(run=1, levels=1, elapsed_ms=100, reached_at=first.submitted_at),
    ]
    assert runs([first, equal], LADDER)[0].reached_at == first.submitted_at


def test_a_gap_ends_what_a_run_has_cleared_unless_a_period_is_looked_at_alone() -> None:
    attempts = attempts_in_one_run((2, 100, True), (3, 110, True), (5, 120, True))
    assert runs(attempts, LADDER)[0].levels == 0
    assert runs(attempts, LADDER, from_first_pass=True)[0].levels == 2
    assert standing(attempts, LADDER, RANKING) is None
    assert standing(attempts, LADDER, RANKING, from_first_pass=True) == Standing(
        entrant="E000001", levels=2, elapsed_ms=210, reached_at=attempts[1].submitted_at, run=1
    )


def test_of_two_equal_runs_the_earlier_is_shown() -> None:
    first = attempts_in_one_run((1, 100, True), run=1)
    second = attempts_in_one_run((1, 100, True), run=2)
    found = standing([*first, *second], LADDER, RANKING)
    assert found is not None
    assert found.run == 1


# Who may start


def admitted(level: int, history: History) -> int | str:
    run = history.run_of(level)
    return run.reason if isinstance(run, Refused) else run


@pytest.mark.parametrize(
    ("results", "level", "expected"),
    [
        ([], 1, 1),
        ([], 2, "previous_level_not_passed"),
        ([(1, 100, False)], 1, 1),
        ([(1, 100, False)], 2, "previous_level_not_passed"),
        ([(1, 100, True)], 2, 1),
        ([(1, 100, True)], 3, "previous_level_not_passed"),
        ([(1, 100, True)], 1, "restart_not_allowed"),
        ([(1, 100, True), (2, 100, False)], 2, 1),
        ([(1, 100, True), (2, 100, False)], 1, "restart_not_allowed"),
        ([(1, 100, True), (2, 100, True)], 2, "next_in_no_run"),
        ([(1, 100, True), (2, 100, True), (3, 100, True)], 1, 2),
        ([(1, 100, True), (2, 100, True), (3, 100, True)], 3, "next_in_no_run"),
        ([(1, 100, True), (2, 100, True), (3, 100, True), (1, 100, False)], 1, 2),
        ([(1, 100, True), (2, 100, True), (3, 100, True), (1, 100, True)], 1, 3),
        ([(1, 100, True), (2, 100, True), (3, 100, True), (1, 100, True)], 2, 2),
    ],
)
def test_the_run_of_a_start_or_why_there_is_none(
    results: list[tuple[int, int, bool]], level: int, expected: int | str
) -> None:
    assert admitted(level, played(*results)) == expected


@pytest.mark.parametrize(
    ("restart", "results", "expected"),
    [
        ("anytime", [(1, 100, True)], 2),
        ("anytime", [(1, 100, False)], 1),
        ("after_clearing_all_open", [(1, 100, True)], "restart_not_allowed"),
        ("after_clearing_all_open", [(1, 100, True), (2, 100, True), (3, 100, True)], 2),
        ("never", [(1, 100, True), (2, 100, True), (3, 100, True)], "restart_not_allowed"),
        ("never", [], 1),
    ],
)
def test_when_one_may_begin_again(restart: str, results: list[tuple[int, int, bool]], expected: int | str) -> None:
    ladder = Ladder(restart=restart)  # type: ignore[arg-type]  # the table's values are those of the type
    assert admitted(1, played(*results, ladder=ladder)) == expected


def test_an_attempt_goes_to_the_best_of_the_runs_that_wait_for_its_level() -> None:
    slow, fast = attempts_in_one_run((1, 200, True), run=1), attempts_in_one_run((1, 100, True), run=2)
    assert admit(2, [*slow, *fast], [1, 2], LADDER, RANKING) == 2
    assert admit(2, [*fast, *slow], [1, 2], LADDER, RANKING) == 2
    equal = attempts_in_one_run((1, 100, True), run=3)
    assert admit(2, [*slow, *fast, *equal], [1, 2], LADDER, RANKING) == 3


def test_a_refused_start_names_the_level_that_is_missing_below() -> None:
    refused = admit(3, played((1, 100, True)).attempts, [1, 2, 3], LADDER, RANKING)
    assert refused == Refused(reason="previous_level_not_passed", details={"level": 3, "previous": 2})


def test_a_refused_restart_names_the_open_levels_that_are_missing() -> None:
    refused = admit(1, played((1, 100, True)).attempts, [1, 2, 3], LADDER, RANKING)
    assert refused == Refused(reason="restart_not_allowed", details={"missing": "2、3"})


def test_levels_that_are_not_open_are_not_missing() -> None:
    assert admit(1, played((1, 100, True)).attempts, [1], LADDER, RANKING) == 2


# Caps

DAY = Window(opens_at=OPENS_AT, closes_at=OPENS_AT + 86_400_000)
NEXT_DAY = Window(opens_at=DAY.closes_at, closes_at=DAY.closes_at + 86_400_000)


@pytest.mark.parametrize(
    ("cap", "level", "day", "period", "reached"),
    [
        (AttemptCap(n=3, per="campaign"), 1, DAY, DAY, True),
        (AttemptCap(n=4, per="campaign"), 1, DAY, DAY, False),
        (AttemptCap(n=2, per="level"), 1, DAY, DAY, True),
        (AttemptCap(n=3, per="level"), 1, DAY, DAY, False),
        (AttemptCap(n=1, per="level"), 3, DAY, DAY, False),
        (AttemptCap(n=3, per="day"), 1, DAY, DAY, True),
        (AttemptCap(n=3, per="day"), 1, NEXT_DAY, DAY, False),
        (AttemptCap(n=3, per="period"), 1, NEXT_DAY, DAY, True),
        (AttemptCap(n=3, per="period"), 1, DAY, NEXT_DAY, False),
    ],
)
def test_three_attempts_use_up_a_cap(
    cap: AttemptCap, level: int, day: Window, period: Window, *, reached: bool
) -> None:
    attempts = attempts_in_one_run((1, 100, False), (1, 100, True), (2, 100, False))
    assert cap_reached(cap, level, attempts, day, period) is reached


@pytest.mark.parametrize(("offset_ms", "reached"), [(-1, False), (0, True), (86_399_999, True), (86_400_000, False)])
def test_an_attempt_counts_on_the_day_it_starts(offset_ms: int, *, reached: bool) -> None:
    attempts = attempts_in_one_run((1, 100, False), begins_at=DAY.opens_at + offset_ms)
    assert cap_reached(AttemptCap(n=1, per="day"), 1, attempts, DAY, DAY) is reached
