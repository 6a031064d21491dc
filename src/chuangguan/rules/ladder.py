"""Runs: may one start, which run an attempt belongs to, what a run is worth (clauses 4.1–4.5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from chuangguan.rules.attempt import Attempt
from chuangguan.rules.campaign import AttemptCap, Ladder, Ranking
from chuangguan.rules.instants import Window
from chuangguan.values import Refused, Value


class Run(Value, frozen=True, kw_only=True):
    """One way up: how many levels, in what time, and when the last of them was reached (clause 4.4)."""

    run: int
    levels: int = 0
    elapsed_ms: int = 0
    reached_at: int = 0


class Standing(Value, frozen=True, kw_only=True, gc=False):
    """An entrant's best result (clause 4.5); `run` is 0 where it is put together from several."""

    entrant: str
    levels: int
    elapsed_ms: int
    reached_at: int
    run: int = 0


Key = tuple[int, int, int]
"""What results are ordered by, smallest first."""

_KEYS: Final[Mapping[str, Callable[[Run | Standing], int]]] = {
    "levels desc": lambda result: -result.levels,
    "elapsed asc": lambda result: result.elapsed_ms,
    "reached_at asc": lambda result: result.reached_at,
}
_FLOORED: Final = {**_KEYS, "elapsed asc": lambda result: result.elapsed_ms // 1000}


def key_function(ranking: Ranking) -> Callable[[Run | Standing], Key]:
    """Return the function that gives what results are ordered by, smallest first (clause 5.1)."""
    table = _FLOORED if ranking.precision == "second_floor" else _KEYS
    # Always three parts, so that a board of a million need not build a list a row.
    first, second, third = (*(table[key] for key in ranking.keys), *(_nothing for _ in _KEYS))[: len(_KEYS)]
    return lambda result: (first(result), second(result), third(result))


def _nothing(_result: Run | Standing) -> int:
    return 0


def ranking_key(result: Run | Standing, ranking: Ranking) -> Key:
    """Return what one result is ordered by, smallest first."""
    return key_function(ranking)(result)


def runs(attempts: Iterable[Attempt], ladder: Ladder, *, from_first_pass: bool = False) -> list[Run]:
    """Return what each run is worth, from the counted attempts of one entrant in the order of storing.

    A run's levels are unbroken from level 1, or from the first level it passes where only a period's attempts are
    looked at (clause 5.3).
    """
    by_run: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_run.setdefault(attempt.run, []).append(attempt)
    return [_worth(number, by_run[number], ladder, from_first_pass=from_first_pass) for number in sorted(by_run)]


def _worth(number: int, attempts: Sequence[Attempt], ladder: Ladder, *, from_first_pass: bool) -> Run:
    counting = counting_passes(attempts, from_first_pass=from_first_pass)
    added = added_failures(attempts, counting, ladder)
    elapsed_ms = sum(attempt.elapsed_ms for attempt in (*counting, *added))
    reached_at = max((attempt.submitted_at for attempt in counting), default=0)
    return Run(run=number, levels=len(counting), elapsed_ms=elapsed_ms, reached_at=reached_at)


def added_failures(attempts: Iterable[Attempt], counting: Iterable[Attempt], ladder: Ladder) -> list[Attempt]:
    """Return the failed attempts whose time is added to that of the counting passes (clause 4.4)."""
    if ladder.time != "all_attempts":
        return []
    cleared = {attempt.level for attempt in counting}
    return [a for a in attempts if a.is_ended and not a.passed and a.level in cleared]


def counting_passes(attempts: Iterable[Attempt], *, from_first_pass: bool) -> list[Attempt]:
    """Return the shortest pass, the earlier of equals, of each level of the unbroken sequence (clauses 4.2, 5.3)."""
    shortest: dict[int, Attempt] = {}
    for attempt in attempts:
        if attempt.passed:
            known = shortest.get(attempt.level)
            if known is None or attempt.elapsed_ms < known.elapsed_ms:
                shortest[attempt.level] = attempt
    level = min(shortest, default=1) if from_first_pass else 1
    counting = []
    while level in shortest:
        counting.append(shortest[level])
        level += 1
    return counting


def standing(
    attempts: Sequence[Attempt], ladder: Ladder, ranking: Ranking, *, from_first_pass: bool = False
) -> Standing | None:
    """Return the standing that one entrant's counted attempts give, or None without a level (clauses 4.4, 4.5)."""
    if not any(attempt.passed for attempt in attempts):
        return None
    if ladder.best_of == "level":
        best = _worth(0, attempts, ladder, from_first_pass=from_first_pass)
    else:
        every = runs(attempts, ladder, from_first_pass=from_first_pass)
        best = min(every, key=lambda run: (ranking_key(run, ranking), run.run))
    if not best.levels:
        return None
    return Standing(
        entrant=attempts[0].entrant,
        levels=best.levels,
        elapsed_ms=best.elapsed_ms,
        reached_at=best.reached_at,
        run=best.run,
    )


def admit(
    level: int, attempts: Sequence[Attempt], open_levels: Iterable[int], ladder: Ladder, ranking: Ranking
) -> int | Refused:
    """Return the run that an attempt at an open level belongs to, or why it may not start (clauses 4.1, 4.2).

    `attempts` are the entrant's own in the order of storing, void ones left out.
    """
    passed = {attempt.level for attempt in attempts if attempt.passed}
    if level > 1 and level - 1 not in passed:
        return Refused(reason="previous_level_not_passed", details={"level": level, "previous": level - 1})
    every = runs(attempts, ladder)
    waiting = [run for run in every if run.levels == level - 1]
    if waiting:
        return min(waiting, key=lambda run: (ranking_key(run, ranking), -run.run)).run
    if level > 1:
        return Refused(reason="next_in_no_run", details={"level": level})
    return _new_run(every, passed, set(open_levels), ladder)


def _new_run(every: Sequence[Run], passed: set[int], open_levels: set[int], ladder: Ladder) -> int | Refused:
    may_restart = ladder.restart == "anytime" or (ladder.restart == "after_clearing_all_open" and open_levels <= passed)
    if not every:
        return 1
    if may_restart:
        return every[-1].run + 1
    missing = sorted(open_levels - passed)
    details: dict[str, int | str] = {"missing": "、".join(map(str, missing))} if missing else {}
    return Refused(reason="restart_not_allowed", details=details)


def cap_reached(cap: AttemptCap, level: int, attempts: Iterable[Attempt], day: Window, period: Window) -> bool:
    """Say whether the attempts started so far, void ones left out, use up a cap (clause 4.1)."""
    counts: dict[str, Callable[[Attempt], bool]] = {
        "level": lambda attempt: attempt.level == level,
        "day": lambda attempt: day.holds(attempt.started_at),
        "period": lambda attempt: period.holds(attempt.started_at),
        "campaign": lambda _: True,
    }
    return sum(map(counts[cap.per], attempts)) >= cap.n
