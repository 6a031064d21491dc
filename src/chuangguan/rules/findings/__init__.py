"""Findings: what looks like cheating, with its figures and what else would explain it (clause 8.1).

A finding is evidence for a person to decide on, never a verdict; nothing here changes a result. The reasons of the
thresholds, and what they were measured at, are in docs/decisions/0009-findings.md.
"""

from collections.abc import Iterable, Mapping

from chuangguan.rules.findings.copying import copied_responses, in_step
from chuangguan.rules.findings.origins import consecutive_numbers, queues, shared_devices
from chuangguan.rules.findings.papers import harvesting, too_fast
from chuangguan.rules.findings.trace import Finding, Trace

__all__ = ["Finding", "Trace", "findings"]


def findings(traces: Iterable[Trace], units: Mapping[str, str], numbers: Mapping[str, str]) -> list[Finding]:
    """Return every finding, kind by kind; `units` and `numbers` (member numbers) are by opaque id."""
    ordered = sorted(traces, key=lambda trace: (trace.attempt.started_at, trace.attempt.attempt))
    return [
        *too_fast(ordered),
        *shared_devices(ordered),
        *queues(ordered),
        *copied_responses(ordered),
        *in_step(ordered),
        *harvesting(ordered),
        *consecutive_numbers(ordered, units, numbers),
    ]
