"""An attempt, its states, and when it is taken, late or expired (clauses 1.3, 1.4)."""

import hashlib
from typing import Literal

from chuangguan.rules.canonical import message
from chuangguan.values import Value

State = Literal["open", "submitted", "expired"]
FIRST_DIGEST = bytes(32).hex()


class Attempt(Value, frozen=True, kw_only=True):
    """One timed sitting of one paper; `attempt` is the number of the fact that began it. Instants in UTC ms.

    `state` is how it ended, `is_void` that it counts for nothing. `digest` chains the entrant's counted attempts up to
    this one (clause 6.4); it and the results are empty while the attempt is open.
    """

    attempt: int
    entrant: str
    level: int
    ordinal: int
    run: int
    period: str
    started_at: int
    limit_end: int
    grace_ms: int
    bank_version: str = ""
    campaign_version: int
    paper: str = ""
    is_imported: bool = False
    state: State = "open"
    is_void: bool = False
    submitted_at: int = 0
    correct: int = 0
    of: int = 0
    score: int = 0
    passed: bool = False
    has_response: bool = False
    key: str = ""
    digest: str = ""

    @property
    def elapsed_ms(self) -> int:
        """The time it took."""
        return self.submitted_at - self.started_at

    @property
    def is_ended(self) -> bool:
        """Whether it has a result."""
        return self.state != "open"

    @property
    def is_counted(self) -> bool:
        """Whether its result counts (clause 5.2)."""
        return self.is_ended and not self.is_void


def taken_before(limit_end: int, grace_ms: int, closes_at: int) -> int:
    """Return the first instant at which a submission is no longer taken, and the attempt expires (clauses 1.3, 1.4)."""
    return min(limit_end + grace_ms, closes_at)


def saved_before(limit_end: int, closes_at: int) -> int:
    """Return the first instant at which a save no longer counts for an expiry (clause 1.4)."""
    return min(limit_end, closes_at)


def submitted_at(received_at: int, limit_end: int) -> int:
    """Return the instant that a taken submission counts from: time over the limit is cut to it (clause 1.3)."""
    return min(received_at, limit_end)


def expired_at(limit_end: int, closes_at: int) -> int:
    """Return the `submitted_at` of an attempt that expired (clause 1.4)."""
    return min(limit_end, closes_at - 1)


def next_digest(previous: str, attempt: Attempt) -> str:
    """Return digestₙ from digestₙ₋₁ over what counts of an attempt, both as hex (clause 6.4)."""
    fields = message(
        str(attempt.level),
        str(attempt.ordinal),
        str(attempt.run),
        attempt.bank_version,
        str(attempt.started_at),
        str(attempt.submitted_at),
        str(attempt.correct),
        str(attempt.of),
        attempt.state,
    )
    return hashlib.sha256(bytes.fromhex(previous or FIRST_DIGEST) + fields).hexdigest()
