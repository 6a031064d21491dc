"""Retention: how long the devices and addresses of attempts are kept (clause 5.2)."""

from typing import Final

from chuangguan.errors import Misuse
from chuangguan.facts import OriginsForgotten
from chuangguan.office.desk import Desk
from chuangguan.rules.instants import DAY_MS

LEAST_DAYS: Final = 183
"""Six months, for which the Cybersecurity Law has network logs kept."""

USUAL_DAYS: Final = 365


class Retention:
    """What is kept beside the facts for a time only."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def forget_origins(self, *, by: str, days: int = USUAL_DAYS, reason: str = "") -> OriginsForgotten:
        """Remove the origins of attempts that ended more than `days` ago for good, and return what was recorded.

        Facts, closings and receipts stay as they are; findings say less. `Misuse` below 183 days.
        """
        if days < LEAST_DAYS:
            raise Misuse(what="retention_too_short", days=days, least=LEAST_DAYS)
        with self._desk.record.write(by, reason) as entry:
            before_at = max(entry.at - days * DAY_MS, 0)
            done = OriginsForgotten(before_at=before_at, origins=entry.rows.forget_origins(before_at))
            entry.append(done)
            return done
