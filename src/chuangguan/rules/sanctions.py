"""What a sanction takes away, and from when (clause 8.2)."""

from collections.abc import Iterable
from typing import Literal

from chuangguan.values import Value

Kind = Literal["strip_awards", "void_attempts", "ban"]


class Sanction(Value, frozen=True, kw_only=True):
    """A sanction on record; `number` is its fact's, `periods` empty for all, `lifted` when it holds no longer.

    `strip_awards`: neither ranked nor awarded, still in unit figures, may play on. `void_attempts`: the named attempts
    count for nothing. `ban`: as `strip_awards`, and no start.
    """

    number: int
    entrant: str
    kind: Kind
    code: str
    decided_by: str
    evidence: str
    periods: tuple[str, ...] = ()
    attempts: tuple[int, ...] = ()
    lifted: bool = False

    def takes_the_same(self, kind: Kind, periods: Iterable[str], attempts: Iterable[int]) -> bool:
        """Say whether a sanction of this kind, for these periods and attempts, would take nothing more."""
        return (self.kind, set(self.periods), set(self.attempts)) == (kind, set(periods), set(attempts))

    def strips(self, period: str) -> bool:
        """Say whether it takes rank and prizes in a period."""
        return not self.lifted and self.kind != "void_attempts" and (not self.periods or period in self.periods)


def is_banned(sanctions: Iterable[Sanction]) -> bool:
    """Say whether one of an entrant's sanctions forbids to start."""
    return any(sanction.kind == "ban" and not sanction.lifted for sanction in sanctions)


def voided(sanctions: Iterable[Sanction]) -> set[int]:
    """Return the attempts that count for nothing."""
    return {
        attempt
        for sanction in sanctions
        if sanction.kind == "void_attempts" and not sanction.lifted
        for attempt in sanction.attempts
    }


def stripped(sanctions: Iterable[Sanction], period: str, final_since: int | None) -> dict[str, bool]:
    """Return whom sanctions strip in a period, and whether their place stays vacant (clause 6.3).

    `final_since` is the number of the fact that made the period's closing final: who was sanctioned before it moves
    those below up, who was sanctioned after it leaves a vacancy.
    """
    found: dict[str, bool] = {}
    for sanction in sanctions:
        if sanction.strips(period):
            leaves_vacancy = final_since is not None and sanction.number > final_since
            found[sanction.entrant] = found.get(sanction.entrant, True) and leaves_vacancy
    return found
