"""Which fact a start, a hand-in, an expiry or an imported line makes.

Play and the office store these facts; `verify` makes them again from the facts before and compares.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from chuangguan.facts import AttemptEnded, AttemptImported, AttemptStarted, Responses
from chuangguan.rules.attempt import Attempt, expired_at, submitted_at, taken_before
from chuangguan.rules.bank import Bank
from chuangguan.rules.campaign import Level
from chuangguan.rules.draw import Paper, draw, draw_seed, read_paper, write_paper
from chuangguan.rules.instants import day_of
from chuangguan.rules.ladder import admit, cap_reached
from chuangguan.rules.sanctions import is_banned
from chuangguan.rules.scoring import Score, is_pass, score
from chuangguan.values import Refused, Value
from chuangguan.view import View


class ImportedLine(Value, frozen=True, kw_only=True):
    """An attempt made elsewhere, as its line says; instants in UTC ms, `submitted_at` None for expired at the limit."""

    level: int
    started_at: int
    submitted_at: int | None
    correct: int
    of: int


def begin(view: View, entrant: str, level: Level, at: int) -> AttemptStarted | Refused:
    """Return the start of an attempt, its paper still to be drawn, or why it may not start (clauses 2.1, 4.1, 4.2)."""
    attempts = view.rows.attempts_of(entrant)
    refusal = _not_playable(view, entrant, at) or _capped(view, level, attempts, at)
    if refusal:
        return refusal
    bank = view.bank_in_force(level, at)
    if bank is None:
        return _shut(level, at)
    period = view.campaign.period_at(at)
    if view.public_text(period) is None:
        return Refused(reason="public_text_missing", details={"period": period})
    run = admit(level.number, _counted(attempts), view.open_levels(at), view.campaign.ladder, view.campaign.ranking)
    if isinstance(run, Refused):
        return run
    return AttemptStarted(
        entrant=entrant,
        level=level.number,
        ordinal=_next_ordinal(level, attempts),
        run=run,
        period=period,
        started_at=at,
        limit_end=at + view.time_limit_ms(level, entrant),
        grace_ms=view.campaign.grace_ms,
        bank_version=bank.version,
        campaign_version=view.stored.version,
        paper="",
    )


def with_paper(view: View, begun: AttemptStarted, root_secret: bytes | None) -> AttemptStarted:
    """Return the start with its paper drawn (clause 2.3)."""
    seed = draw_seed(
        view.period_secret(root_secret, begun.period),
        campaign_id=view.campaign.id,
        entrant=begun.entrant,
        level=begun.level,
        ordinal=begun.ordinal,
        public_text=view.public_text(begun.period) or "",
    )
    return replace(begun, paper=write_paper(_draw(view, begun, seed)))


def _draw(view: View, begun: AttemptStarted, seed: bytes) -> Paper:
    level = view.campaign.level(begun.level)
    bank = Bank(questions=tuple(view.library.questions(begun.bank_version, view.rows).values()))
    if view.campaign.repeat == "allowed":
        return draw(bank, level.quotas, seed)
    return draw(bank, level.quotas, seed, _seen(view, begun.entrant, level))


def _seen(view: View, entrant: str, level: Level) -> Counter[str]:
    """Count how many of the entrant's earlier papers from the same bank held each question (clause 2.6)."""
    same_bank = {other.number for other in view.campaign.levels if other.bank == level.bank}
    papers = [read_paper(a.paper) for a in view.rows.attempts_of(entrant) if a.paper and a.level in same_bank]
    return Counter(item.question for paper in papers for item in paper.questions)


def hand_in(view: View, attempt: Attempt, responses: Responses, *, key: str, received_at: int) -> AttemptEnded:
    """Return the end of an attempt that was handed in in time, scored on `responses` in bank letters (clause 1.3)."""
    result = mark(view, attempt, responses)
    return AttemptEnded(
        attempt=attempt.attempt,
        kind="submitted",
        submitted_at=submitted_at(received_at, attempt.limit_end),
        received_at=received_at,
        responses=responses,
        correct=result.correct,
        of=result.of,
        score=result.points,
        passed=is_pass(view.campaign.pass_rule, result),
        key=key,
    )


def expiry(view: View, attempt: Attempt, responses: Responses) -> AttemptEnded:
    """Return the end of an attempt that was not handed in, scored on what was saved in time (clause 1.4)."""
    result = mark(view, attempt, responses)
    return AttemptEnded(
        attempt=attempt.attempt,
        kind="expired",
        submitted_at=expired_at(attempt.limit_end, view.campaign.window.closes_at),
        responses=responses,
        correct=result.correct,
        of=result.of,
        score=result.points,
        passed=_expired_pass(view, result),
    )


def mark(view: View, attempt: Attempt, responses: Responses) -> Score:
    """Return the score of an attempt's paper for responses in the bank's letters."""
    questions, dropped = view.marking_key(attempt)
    quotas = view.campaign.level(attempt.level).quotas
    return score(read_paper(attempt.paper), questions, responses, quotas, dropped=dropped)


def remark(view: View, ended: Attempt, responses: Responses) -> Attempt:
    """Return an ended attempt with the score that the newest revision of its bank gives (clause 3.4).

    A failed attempt may become a pass, a pass stays one; run, times and ordinal stay. The first score is in its fact.
    """
    result = mark(view, ended, responses)
    passes = is_pass(view.campaign.pass_rule, result) if ended.state == "submitted" else _expired_pass(view, result)
    return replace(ended, correct=result.correct, score=result.points, passed=ended.passed or passes)


def _expired_pass(view: View, result: Score) -> bool:
    return view.campaign.on_limit == "submit" and is_pass(view.campaign.pass_rule, result)


def admit_line(view: View, entrant: str, line: ImportedLine) -> AttemptImported | Refused:
    """Return the fact of an imported attempt, entitlement judged at its start, or why it is refused (2.1, 4.2).

    A line past the limit by less than the grace is cut to it; the opening date alone decides whether a level is open.
    """
    level = view.campaign.level(line.level)
    attempts = view.rows.attempts_of(entrant)
    refusal = (
        _not_playable(view, entrant, line.started_at)
        or _impossible(view, entrant, level, line)
        or _overlapping(attempts, line)
        or _capped(view, level, attempts, line.started_at)
    )
    if refusal:
        return refusal
    due = view.due_levels(line.started_at)
    if level.number not in due:
        return _shut(level, line.started_at)
    run = admit(level.number, _counted(attempts), due, view.campaign.ladder, view.campaign.ranking)
    if isinstance(run, Refused):
        return run
    return _imported(view, entrant, level, line, run=run, ordinal=_next_ordinal(level, attempts))


def _imported(view: View, entrant: str, level: Level, line: ImportedLine, *, run: int, ordinal: int) -> AttemptImported:
    limit_end = line.started_at + view.time_limit_ms(level, entrant)
    closes_at = view.campaign.window.closes_at
    result = Score(correct=line.correct, of=line.of, points=line.correct * level.quotas[0].points)
    is_expired = line.submitted_at is None
    return AttemptImported(
        entrant=entrant,
        level=level.number,
        ordinal=ordinal,
        run=run,
        period=view.campaign.period_at(line.started_at),
        started_at=line.started_at,
        line_submitted_at=line.submitted_at,
        limit_end=limit_end,
        grace_ms=view.campaign.grace_ms,
        submitted_at=expired_at(limit_end, closes_at)
        if line.submitted_at is None
        else submitted_at(line.submitted_at, limit_end),
        correct=line.correct,
        of=line.of,
        score=result.points,
        passed=_expired_pass(view, result) if is_expired else is_pass(view.campaign.pass_rule, result),
        campaign_version=view.stored.version,
    )


def _impossible(view: View, entrant: str, level: Level, line: ImportedLine) -> Refused | None:
    """Return why a line cannot be an attempt at its level, whoever made it."""
    if line.of != level.paper_size:
        return Refused(reason="paper_size_differs", details={"of": line.of, "expected": level.paper_size})
    if not 0 <= line.correct <= line.of:
        return Refused(reason="correct_out_of_range", details={"correct": line.correct, "of": line.of})
    if view.campaign.pass_rule.rule == "score" and len({quota.points for quota in level.quotas}) > 1:
        return Refused(reason="points_unknown", details={"level": level.number})
    if line.submitted_at is None:
        return None
    if line.submitted_at < line.started_at:
        return Refused(reason="before_start", details={"started_at": line.started_at})
    limit_end = line.started_at + view.time_limit_ms(level, entrant)
    last = taken_before(limit_end, view.campaign.grace_ms, view.campaign.window.closes_at)
    if line.submitted_at >= last:
        return Refused(reason="too_late", details={"limit_end": limit_end})
    return None


def _overlapping(attempts: Sequence[Attempt], line: ImportedLine) -> Refused | None:
    newest = attempts[-1] if attempts else None
    if newest and (newest.state == "open" or line.started_at < newest.submitted_at):
        return Refused(reason="overlaps_stored_attempt", details={"started_at": newest.started_at})
    return None


def _not_playable(view: View, entrant: str, at: int) -> Refused | None:
    window = view.campaign.window
    if at < window.opens_at:
        return Refused(reason="campaign_not_open", details={"opens_at": window.opens_at})
    if at >= window.closes_at:
        return Refused(reason="campaign_closed", details={"closes_at": window.closes_at})
    if view.membership(entrant, at) is None:
        return Refused(reason="not_on_roster", details={"entrant": entrant})
    if is_banned(view.sanctions_of(entrant)):
        return Refused(reason="banned", details={"entrant": entrant})
    return None


def _capped(view: View, level: Level, attempts: Sequence[Attempt], at: int) -> Refused | None:
    campaign = view.campaign
    cap = campaign.ladder.cap
    if cap is None:
        return None
    period_id = campaign.period_at(at)
    period = next((item.window for item in campaign.periods if item.id == period_id), campaign.window)
    if cap_reached(cap, level.number, _counted(attempts), day_of(at, campaign.zone), period):
        return Refused(reason="attempts_used_up", details={"n": cap.n, "per": cap.per})
    return None


def _counted(attempts: Sequence[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if not attempt.is_void]


def _next_ordinal(level: Level, attempts: Sequence[Attempt]) -> int:
    return 1 + sum(attempt.level == level.number for attempt in attempts)


def _shut(level: Level, at: int) -> Refused:
    reason = "level_bank_short" if level.is_due(at) else "level_not_open"
    return Refused(reason=reason, details={"level": level.number, "opens_at": level.opens_at})
