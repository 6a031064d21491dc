"""Progress: how far one entrant is, what they did, and what they may do next (clauses 4.1–4.5)."""

from chuangguan.rules.attempt import Attempt, State, taken_before
from chuangguan.rules.ladder import Run, Standing, runs, standing
from chuangguan.sitting import begin
from chuangguan.values import Refused, Value
from chuangguan.view import View


class LevelProgress(Value, frozen=True, kw_only=True):
    """A level and an entrant: `best_ms` is their shortest pass, 0 without one; `refusal` why it may not be started."""

    number: int
    title: str
    opens_at: int
    time_limit_ms: int
    questions: int
    attempts: int
    passed: bool
    best_ms: int
    refusal: Refused | None


class PastAttempt(Value, frozen=True, kw_only=True):
    """An attempt that has ended; `correct` is −1 where the campaign does not tell it. Instants in UTC ms."""

    attempt: int
    level: int
    ordinal: int
    run: int
    state: State
    started_at: int
    submitted_at: int
    elapsed_ms: int
    passed: bool
    correct: int
    of: int
    is_void: bool


class OpenAttempt(Value, frozen=True, kw_only=True):
    """The attempt that a start would hand out again (clause 4.3)."""

    attempt: int
    level: int
    started_at: int
    limit_end: int


class Progress(Value, frozen=True, kw_only=True):
    """How far an entrant is at `now`; `standing` is None without a level, attempts are in the order of storing."""

    now: int
    levels: tuple[LevelProgress, ...]
    runs: tuple[Run, ...]
    standing: Standing | None
    open_attempt: OpenAttempt | None
    attempts: tuple[PastAttempt, ...]


def progress(view: View, entrant: str, at: int) -> Progress:
    """Return an entrant's progress at an instant."""
    attempts = view.rows.attempts_of(entrant)
    counted = [attempt for attempt in attempts if not attempt.is_void]
    campaign = view.campaign
    return Progress(
        now=at,
        levels=tuple(_level(view, entrant, number, counted, at) for number in range(1, len(campaign.levels) + 1)),
        runs=tuple(runs(counted, campaign.ladder)),
        standing=standing(counted, campaign.ladder, campaign.ranking),
        open_attempt=next((_open(item) for item in attempts if _is_open(view, item, at)), None),
        attempts=tuple(_past(view, item) for item in attempts if item.is_ended),
    )


def _level(view: View, entrant: str, number: int, counted: list[Attempt], at: int) -> LevelProgress:
    level = view.campaign.level(number)
    mine = [attempt for attempt in counted if attempt.level == number]
    begun = begin(view, entrant, level, at)
    return LevelProgress(
        number=number,
        title=level.title,
        opens_at=level.opens_at,
        time_limit_ms=view.time_limit_ms(level, entrant),
        questions=level.paper_size,
        attempts=len(mine),
        passed=any(attempt.passed for attempt in mine),
        best_ms=min((attempt.elapsed_ms for attempt in mine if attempt.passed), default=0),
        refusal=begun if isinstance(begun, Refused) else None,
    )


def _is_open(view: View, attempt: Attempt, at: int) -> bool:
    last = taken_before(attempt.limit_end, attempt.grace_ms, view.campaign.window.closes_at)
    return not attempt.is_ended and at < last


def _open(attempt: Attempt) -> OpenAttempt:
    return OpenAttempt(
        attempt=attempt.attempt, level=attempt.level, started_at=attempt.started_at, limit_end=attempt.limit_end
    )


def _past(view: View, attempt: Attempt) -> PastAttempt:
    return PastAttempt(
        attempt=attempt.attempt,
        level=attempt.level,
        ordinal=attempt.ordinal,
        run=attempt.run,
        state=attempt.state,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        elapsed_ms=attempt.elapsed_ms,
        passed=attempt.passed,
        correct=-1 if view.campaign.reveal == "never" else attempt.correct,
        of=attempt.of,
        is_void=attempt.is_void,
    )
