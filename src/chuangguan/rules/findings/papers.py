"""Papers answered faster than they can be read, and papers opened and dropped (clause 8.1)."""

from collections.abc import Iterator, Sequence
from typing import Final

from chuangguan.rules.findings.trace import Finding, Trace, a_finding, by_entrant

FASTEST_MS: Final = 2_000
"""A question cannot be read and answered in less (clause 8.1)."""

FEWEST_ANSWERED: Final = 5
"""Whoever touches fewer questions and hands in has given up; that is no speed."""

DROPPED_ANSWERED: Final = 2
"""A paper with no more responses than this was opened and dropped."""

DROPPED_ATTEMPTS: Final = 8
"""A bad network drops a few papers of a level, not so many."""


def too_fast(traces: Sequence[Trace]) -> Iterator[Finding]:
    """Yield who handed papers in faster than they can be read."""
    for entrant, mine in by_entrant(traces).items():
        pace = {item.attempt.attempt: _ms_a_question(item) for item in mine}
        fast = [item for item in mine if pace[item.attempt.attempt] < FASTEST_MS]
        if fast:
            figures = {
                "papers": len(fast),
                "passed": sum(item.attempt.passed for item in fast),
                "fastest_ms": min(pace[item.attempt.attempt] for item in fast),
                "limit_ms": FASTEST_MS,
            }
            yield a_finding("too_fast", "papers_too_fast", "bank_known_by_heart", [entrant], fast, figures)


def _ms_a_question(trace: Trace) -> int:
    """Return how long a response took on average, FASTEST_MS for a paper whose pace says nothing."""
    answered = trace.attempt.of if trace.attempt.is_imported else trace.answered
    if trace.attempt.state != "submitted" or answered < FEWEST_ANSWERED:
        return FASTEST_MS
    return trace.attempt.elapsed_ms // answered


def harvesting(traces: Sequence[Trace]) -> Iterator[Finding]:
    """Yield who opened many papers of a level and dropped them, to see questions or to wait for an easy draw."""
    dropped: dict[tuple[str, int], list[Trace]] = {}
    for trace in traces:
        if not trace.attempt.is_imported and trace.answered <= DROPPED_ANSWERED:
            dropped.setdefault((trace.attempt.entrant, trace.attempt.level), []).append(trace)
    for (entrant, level), mine in dropped.items():
        if len(mine) >= DROPPED_ATTEMPTS:
            seen = {question for trace in mine for question in trace.asked}
            figures = {"level": level, "papers": len(mine), "questions": len(seen)}
            yield a_finding("harvesting", "papers_dropped", "bad_connection", [entrant], mine, figures)
