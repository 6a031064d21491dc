"""Attempts made on another platform or on paper (clauses 2.1, 4.2)."""

from typing import Any

import pytest

from chuangguan.errors import BadInput, Problem
from chuangguan.office.imports import AttemptRow, ImportReport
from chuangguan.rules.attempt import next_digest
from chuangguan.rules.campaign import PassRule, Quota
from chuangguan.sitting import ImportedLine
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, World, a_campaign, a_level, at, entrants, started_campaign

FIRST, SECOND = entrants(2)
LIMIT_MS = 300_000
LATER = at("2018-04-20")
CLOSES_AT = at("2018-05-01")


@pytest.fixture
def world() -> World:
    return ready()


def ready(**rules: Any) -> World:
    made = started_campaign(MemoryStore(), campaign=a_campaign(**rules))
    made.go_to(LATER)
    return made


def line(**changes: Any) -> ImportedLine:
    """Return a line that is handed in right after a minute, as it may stand for the first level."""
    started_at = changes.get("started_at", OPENS_AT)
    plain = {"level": 1, "started_at": started_at, "submitted_at": started_at + 60_000, "correct": 5, "of": 5}
    return ImportedLine(**{**plain, **changes})


def row(number: int = 1, *, person: int = 1, **changes: Any) -> AttemptRow:
    return AttemptRow(file="f.jsonl", row=number, member_no=f"138{person:08d}", line=line(**changes))


def load(world: World, *rows: AttemptRow, accept_rest: bool = False) -> ImportReport:
    return world.office.imports.load_attempts(rows, by=BY, accept_rest=accept_rest)


def refusals(world: World, *rows: AttemptRow) -> list[tuple[str, int]]:
    with pytest.raises(BadInput) as caught:
        load(world, *rows)
    return [(problem.code, problem.row) for problem in caught.value.problems]


def attempts_of(world: World, entrant: str) -> list[Any]:
    with world.record.read() as view:
        return view.rows.attempts_of(entrant)


def test_an_imported_attempt_counts_like_one_that_was_played_and_is_marked_for_ever(world: World) -> None:
    report = load(world, row(started_at=OPENS_AT + 1_000))
    assert (report.loaded, report.skipped, report.refused) == (1, 0, ())
    (attempt,) = attempts_of(world, FIRST)
    assert (attempt.is_imported, attempt.passed, attempt.elapsed_ms, attempt.period) == (True, True, 60_000, "2018-03")
    assert [(r.entrant, r.elapsed_ms) for r in world.boards.at(LATER).rows] == [(FIRST, 60_000)]
    assert world.verify().imported == 1
    assert world.verify().difference is None


def test_lines_are_applied_in_the_order_of_their_starts_whatever_their_order_in_the_file(world: World) -> None:
    rows = [row(1, level=2, started_at=OPENS_AT + 100_000), row(2, started_at=OPENS_AT)]
    assert load(world, *rows).loaded == 2
    assert [attempt.level for attempt in attempts_of(world, FIRST)] == [1, 2]


def test_the_same_line_again_is_skipped(world: World) -> None:
    rows = [row(1), row(2, person=2)]
    load(world, *rows)
    report = load(world, *rows, row(3, level=2, started_at=OPENS_AT + 100_000))
    assert (report.loaded, report.skipped) == (1, 2)
    assert len(attempts_of(world, FIRST)) == 2


@pytest.mark.parametrize(
    "change",
    [{"correct": 4}, {"submitted_at": OPENS_AT + 60_001}, {"submitted_at": None}, {"level": 2}],
    ids=str,
)
def test_a_line_that_says_otherwise_of_a_stored_one_is_refused(world: World, change: dict[str, Any]) -> None:
    load(world, row(1))
    assert refusals(world, row(7, **change)) == [("conflicts_with_stored_line", 7)]
    assert len(attempts_of(world, FIRST)) == 1


@pytest.mark.parametrize(
    ("after_limit_ms", "elapsed_ms", "code"),
    [
        (-1, LIMIT_MS - 1, ""),
        (0, LIMIT_MS, ""),
        (1, LIMIT_MS, ""),
        (2_999, LIMIT_MS, ""),
        (3_000, 0, "too_late"),
    ],
)
def test_times_beyond_the_limit_are_cut_to_it_by_up_to_the_grace(
    world: World, after_limit_ms: int, elapsed_ms: int, code: str
) -> None:
    late = row(1, submitted_at=OPENS_AT + LIMIT_MS + after_limit_ms)
    if code:
        assert refusals(world, late) == [(code, 1)]
        return
    load(world, late)
    assert attempts_of(world, FIRST)[0].elapsed_ms == elapsed_ms
    assert load(world, late).skipped == 1


def test_a_line_without_a_submission_expired_at_the_limit(world: World) -> None:
    load(world, row(1, submitted_at=None, correct=3))
    (attempt,) = attempts_of(world, FIRST)
    assert (attempt.state, attempt.elapsed_ms, attempt.passed) == ("expired", LIMIT_MS, False)


@pytest.mark.parametrize(("on_limit", "passed"), [("submit", True), ("void", False)])
def test_an_expired_line_passes_only_where_the_limit_submits(on_limit: Any, *, passed: bool) -> None:
    world = ready(on_limit=on_limit)
    load(world, row(1, submitted_at=None))
    assert attempts_of(world, FIRST)[0].passed is passed


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row(1, person=99), "unknown_member_no"),
        (row(1, level=4), "unknown_level"),
        (row(1, level=0), "unknown_level"),
        (row(1, of=4), "paper_size_differs"),
        (row(1, correct=6), "correct_out_of_range"),
        (row(1, correct=-1), "correct_out_of_range"),
        (row(1, submitted_at=OPENS_AT - 1), "before_start"),
        (row(1, started_at=OPENS_AT - 1), "campaign_not_open"),
        (row(1, level=2), "previous_level_not_passed"),
        (row(1, level=3), "level_not_open"),
        (row(1, started_at=LATER - 59_999), "in_the_future"),
        (row(1, started_at=LATER + 1), "in_the_future"),
        (row(1, started_at=LATER - LIMIT_MS + 1, submitted_at=None), "in_the_future"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_line_that_cannot_be_is_refused_with_its_place(world: World, bad: AttemptRow, code: str) -> None:
    assert refusals(world, bad) == [(code, 1)]
    assert attempts_of(world, FIRST) == []


@pytest.mark.parametrize(
    "changes", [{"started_at": LATER - 60_000}, {"started_at": LATER - LIMIT_MS, "submitted_at": None}]
)
def test_a_line_that_ends_at_this_instant_is_not_in_the_future(world: World, changes: dict[str, Any]) -> None:
    assert load(world, row(1, **changes)).loaded == 1


def test_a_line_from_behind_the_close_is_refused(world: World) -> None:
    world.go_to("2018-05-10")
    assert refusals(world, row(1, started_at=CLOSES_AT)) == [("campaign_closed", 1)]
    assert load(world, row(1, started_at=CLOSES_AT - 1, submitted_at=None)).loaded == 1
    assert attempts_of(world, FIRST)[0].submitted_at == CLOSES_AT - 1


def test_the_opening_date_alone_decides_whether_a_level_was_open() -> None:
    world = started_campaign(MemoryStore(), banks={1: None})
    assert world.start_refused(FIRST).reason == "level_bank_short", "the control: nobody can play it here"
    world.go_to(LATER)
    assert load(world, row(1)).loaded == 1


@pytest.mark.parametrize(("starts_at", "loaded"), [(OPENS_AT + 59_999, False), (OPENS_AT + 60_000, True)])
def test_a_line_that_starts_before_the_end_of_a_stored_attempt_is_refused(
    world: World, starts_at: int, *, loaded: bool
) -> None:
    load(world, row(1))
    second = row(2, level=2, started_at=starts_at)
    if loaded:
        assert load(world, second).loaded == 1
    else:
        assert refusals(world, second) == [("overlaps_stored_attempt", 2)]


def test_a_line_older_than_the_newest_stored_attempt_is_refused(world: World) -> None:
    load(world, row(1, started_at=OPENS_AT + 500_000))
    assert refusals(world, row(2, started_at=OPENS_AT)) == [("overlaps_stored_attempt", 2)]


def test_entitlement_is_judged_at_the_start_of_a_line(world: World) -> None:
    cleared = [row(1), row(2, level=2, started_at=OPENS_AT + 100_000)]
    again = row(3, started_at=OPENS_AT + 200_000)
    too_soon = row(4, started_at=at("2018-04-02"))
    load(world, *cleared, again)
    assert [attempt.run for attempt in attempts_of(world, FIRST)] == [1, 1, 2]
    assert refusals(world, too_soon) == [("restart_not_allowed", 4)]


def test_who_was_not_on_the_roster_yet_was_not_entitled(world: World) -> None:
    world.office.rosters.end("13800000001", by=BY, from_at=at("2018-03-20"))
    assert refusals(world, row(1, started_at=at("2018-03-20"))) == [("not_on_roster", 1)]
    assert load(world, row(1, started_at=at("2018-03-20") - 1)).loaded == 1


def test_points_that_a_line_does_not_tell_are_refused() -> None:
    quotas = (Quota(n=3, kinds=("single",), points=1), Quota(n=2, kinds=("multiple",), points=5))
    world = ready(pass_rule=PassRule(rule="score", value="8"), levels=(a_level(1, quotas=quotas),))
    assert refusals(world, row(1)) == [("points_unknown", 1)]


def test_all_bad_lines_are_listed_in_the_order_of_the_file_and_nothing_is_loaded(world: World) -> None:
    rows = [row(1), row(5, person=99), row(3, person=2, of=4)]
    assert refusals(world, *rows) == [("paper_size_differs", 3), ("unknown_member_no", 5)]
    assert attempts_of(world, FIRST) == []


def test_the_others_are_loaded_where_that_is_asked_for(world: World) -> None:
    report = load(world, row(1), row(2, person=99), accept_rest=True)
    assert (report.loaded, [(p.code, p.file, p.row) for p in report.refused]) == (
        1,
        [("unknown_member_no", "f.jsonl", 2)],
    )
    assert len(attempts_of(world, FIRST)) == 1


def test_problems_that_the_file_had_already_stop_an_import_too(world: World) -> None:
    unreadable = Problem(code="bad_instant", file="f.jsonl", row=9)
    with pytest.raises(BadInput) as caught:
        world.office.imports.load_attempts([row(1)], by=BY, problems=[unreadable])
    assert caught.value.problems == (unreadable,)
    assert attempts_of(world, FIRST) == []


# Beside attempts that are played here


def test_an_attempt_that_is_overdue_is_expired_before_a_line_is_put_behind_it() -> None:
    world = started_campaign(MemoryStore())
    started = world.start(FIRST)
    world.play.save(FIRST, started.attempt, world.wrong(started.attempt), counter=1)
    world.go_to(LATER)
    load(world, row(1, started_at=OPENS_AT + LIMIT_MS))
    assert [attempt.state for attempt in attempts_of(world, FIRST)] == ["expired", "submitted"]
    assert world.play.sweep() == 0
    assert world.verify().difference is None


def test_an_entrants_digest_chains_the_expired_attempt_and_then_the_line() -> None:
    world = started_campaign(MemoryStore())
    world.start(FIRST)
    world.go_to(LATER)
    load(world, row(1, started_at=OPENS_AT + LIMIT_MS))
    world.play.sweep()
    played, imported = attempts_of(world, FIRST)
    assert played.digest == next_digest("", played)
    assert imported.digest == next_digest(played.digest, imported)
    with world.record.read() as view:
        (tally,) = view.rows.tallies(LATER)
    assert (tally.attempts, tally.imported, tally.digest) == (2, 1, imported.digest)


def test_a_line_is_refused_while_an_attempt_may_still_be_handed_in() -> None:
    world = started_campaign(MemoryStore())
    world.start(FIRST)
    world.go_to(OPENS_AT + LIMIT_MS + 2_999)
    behind = row(1, started_at=OPENS_AT + LIMIT_MS, submitted_at=OPENS_AT + LIMIT_MS + 1)
    assert refusals(world, behind) == [("overlaps_stored_attempt", 1)]
    world.clock.at += 1
    assert load(world, behind).loaded == 1
