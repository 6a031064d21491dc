"""Sanctions: impose and lift, with evidence; both stay on record (clause 8.2)."""

from collections.abc import Sequence

from chuangguan.errors import Misuse, NotFound
from chuangguan.facts import SanctionImposed, SanctionLifted
from chuangguan.office.desk import Desk
from chuangguan.rules.sanctions import Kind, Sanction


class Sanctions:
    """What is decided about entrants who broke the rules."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def impose(
        self,
        entrant: str,
        *,
        code: str,
        decided_by: str,
        evidence: str,
        by: str,
        kind: Kind | None = None,
        periods: Sequence[str] = (),
        attempts: Sequence[int] = (),
    ) -> int:
        """Record a sanction, of the campaign's kind where none is named, and return its number.

        No `periods` means all, and only `strip_awards` may name some. `NotFound` for an unknown entrant, period or
        attempt; `Misuse` where `void_attempts` names no attempt, or another kind names some, or names periods, and
        where a sanction that holds takes the same already.
        """
        with self._desk.record.write(by) as entry:
            if not entry.rows.memberships(entrant):
                raise NotFound(kind="entrant", key=entrant)
            for period in periods:
                entry.campaign.period(period)
            for number in attempts:
                attempt = entry.rows.attempt(number)
                if attempt is None or attempt.entrant != entrant:
                    raise NotFound(kind="attempt", key=number)
            chosen = kind or entry.campaign.sanction
            if (chosen == "void_attempts") != bool(attempts):
                raise Misuse(what="attempts_to_void", kind=chosen)
            if periods and chosen != "strip_awards":
                raise Misuse(what="periods_to_strip", kind=chosen)
            for known in entry.sanctions_of(entrant):
                if not known.lifted and known.takes_the_same(chosen, periods, attempts):
                    # Its second 违规通报 would look like another offence.
                    raise Misuse(what="sanctioned_already", sanction=known.number)
            return entry.append(
                SanctionImposed(
                    entrant=entrant,
                    kind=chosen,
                    code=code,
                    decided_by=decided_by,
                    evidence=evidence,
                    periods=tuple(periods),
                    attempts=tuple(attempts),
                )
            ).number

    def lift(self, sanction: int, *, by: str, reason: str) -> None:
        """Record that a sanction holds no longer; `NotFound` for an unknown one, `Misuse` for a lifted one."""
        with self._desk.record.write(by, reason) as entry:
            known = {item.number: item for item in entry.sanctions}
            if sanction not in known:
                raise NotFound(kind="sanction", key=sanction)
            if known[sanction].lifted:
                raise Misuse(what="lifted_already", sanction=sanction)
            entry.append(SanctionLifted(sanction=sanction))

    def on_record(self, entrant: str = "") -> list[Sanction]:
        """Return every sanction in order, or one entrant's."""
        with self._desk.record.read() as view:
            return view.sanctions_of(entrant) if entrant else list(view.sanctions)
