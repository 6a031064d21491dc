"""Units: participation, metrics, scores (clauses 7.1–7.4); percentages leave here in hundredths of a per cent."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from chuangguan.rules.campaign import Period, Term, UnitAward
from chuangguan.rules.roster import Membership, Roster, Unit, UnitTree
from chuangguan.values import Value

NOBODY_DUE = -1
"""Stands for the rate of a unit with nobody due, which is printed “—”."""


class Turnout(Value, frozen=True, kw_only=True):
    """Who took part of a unit and all below it, in one window or added up over several.

    `due` and `took_part` are required people (persons, or person-periods over a year); `persons` is everybody who
    handed in, voluntary people included, `attempts` is how often (人次).
    """

    unit: str
    due: int = 0
    took_part: int = 0
    persons: int = 0
    attempts: int = 0

    @property
    def rate(self) -> Fraction | None:
        """Participation in per cent, capped at 100; None with nobody due (clause 7.1)."""
        return min(Fraction(100 * self.took_part, self.due), Fraction(100)) if self.due else None

    @property
    def is_over(self) -> bool:
        """Whether more took part than were due, which is flagged."""
        return self.took_part > self.due > 0


class TurnoutWindow(Value, frozen=True, kw_only=True):
    """What one window's participation is counted from: the roster at its cutoff, and attempts handed in in it."""

    members: Mapping[str, Membership]
    handed_in: Mapping[str, int]


def turnouts(windows: Sequence[TurnoutWindow], closing: Roster, tree: UnitTree, denominator: str) -> dict[str, Turnout]:
    """Return every unit's turnout added up over windows, rolled up the tree; `""` is everybody (clauses 7.1, 7.2).

    People count in the unit of the closing's roster; who has left it counts where they last were (clause 7.4).
    """
    own: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for window in windows:
        for entrant, member in window.members.items():
            unit = closing.members.get(entrant, member).unit
            _count(own[unit], member, window.handed_in.get(entrant, 0))
    sums: dict[str, Counter[str]] = {unit: Counter() for unit in ("", *tree.units)}
    for unit, counts in own.items():
        for upper in ("", *tree.above(unit)):
            sums[upper] += counts
    found = {unit: Turnout(unit=unit, **counts) for unit, counts in sums.items()}
    if denominator == "declared_headcount":
        return {unit: _with_headcount(turnout, tree, len(windows)) for unit, turnout in found.items()}
    return found


def _count(counts: Counter[str], member: Membership, attempts: int) -> None:
    if member.duty == "required":
        counts["due"] += 1
        counts["took_part"] += attempts > 0
    if attempts:
        counts["persons"] += 1
        counts["attempts"] += attempts


def _with_headcount(turnout: Turnout, tree: UnitTree, windows: int) -> Turnout:
    """Put the declared headcount in place of the roster's count; a unit that declared none has its parts' sum."""
    headcount = _declared(turnout.unit, tree)
    if headcount is None:
        return turnout
    return replace(turnout, due=headcount * windows)


def _declared(unit: str, tree: UnitTree) -> int | None:
    if unit and tree.units[unit].headcount is not None:
        return tree.units[unit].headcount
    below = [_declared(item.unit, tree) for item in tree.units.values() if item.parent == unit]
    declared = [count for count in below if count is not None]
    return sum(declared) if declared else None


class UnitPending(Value, frozen=True, kw_only=True):
    """Who of a unit has not taken part yet; `depth` is how far below the first unit of its branch it stands.

    `turnout` and `pending`, a count of persons, are rolled up the tree; `entrants` are the pending of its own.
    """

    unit: Unit
    depth: int
    turnout: Turnout
    pending: int
    entrants: tuple[str, ...]


class Pending(Value, frozen=True, kw_only=True):
    """Who of the required people has not taken part in a period by the instant `at` (UTC ms).

    `unit` is the one that was asked for, empty for all; `turnout` and `pending` are those of all of them together.
    """

    period: Period
    at: int
    unit: str
    turnout: Turnout
    pending: int
    units: tuple[UnitPending, ...]


def pending_units(window: TurnoutWindow, roster: Roster, tree: UnitTree, denominator: str) -> dict[str, UnitPending]:
    """Return every unit's pending people in one window, what lies below a unit right behind it (clause 7.1).

    Only required people can be pending. A declared headcount changes what is due, never who is named.
    """
    counted = turnouts([window], roster, tree, denominator)
    own: defaultdict[str, list[str]] = defaultdict(list)
    rolled_up: Counter[str] = Counter()
    for entrant, member in window.members.items():
        if member.duty == "required" and not window.handed_in.get(entrant):
            own[member.unit].append(entrant)
            rolled_up.update(tree.above(member.unit))
    return {
        unit.unit: UnitPending(
            unit=unit,
            depth=len(tree.above(unit.unit)) - 1,
            turnout=counted[unit.unit],
            pending=rolled_up[unit.unit],
            entrants=tuple(own[unit.unit]),
        )
        for unit in _branches(tree)
    }


def _branches(tree: UnitTree) -> Iterator[Unit]:
    """Yield the units in their order, those below each right behind it."""
    below: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in tree.units.values():
        below[unit.parent].append(unit)
    waiting = below[""][::-1]
    while waiting:
        unit = waiting.pop()
        yield unit
        waiting += below[unit.unit][::-1]


class UnitScore(Value, frozen=True, kw_only=True):
    """A unit's place on one list of an award; the three figures in hundredths (of a per cent, of a point)."""

    award: str
    list: str
    rank: int
    unit: str
    participation: int
    level_ratio: int
    score: int


class UnitGrounds(Value, frozen=True, kw_only=True):
    """What units are scored from: the turnout windows by name (`""` the closing's own), and levels by opaque id."""

    windows_of: Mapping[str, Sequence[TurnoutWindow]]
    roster: Roster
    tree: UnitTree
    denominator: str
    levels: Mapping[str, int]
    levels_open: int


Figure = Mapping[str, Fraction | None]
"""Unit -> a metric in per cent, None with nobody due."""


def _participation(term: Term, grounds: UnitGrounds) -> Figure:
    counted = turnouts(grounds.windows_of[term.window], grounds.roster, grounds.tree, grounds.denominator)
    return {unit: turnout.rate for unit, turnout in counted.items()}


def _level_ratio(term: Term, grounds: UnitGrounds) -> Figure:
    """Return the mean over required people of levels ÷ levels open × 100; 0 where nobody took part (clause 7.3)."""
    counted = levels_counted(term, grounds)
    return {unit: _mean_per_cent(values, grounds.levels_open) for unit, values in counted.items()}


def levels_counted(term: Term, grounds: UnitGrounds) -> dict[str, list[int]]:
    """Return, unit by unit, the levels of each person over whom a term takes the mean (clause 7.3)."""
    windows = grounds.windows_of[term.window]
    levels: dict[str, list[int]] = {unit: [] for unit in grounds.tree.units}
    for entrant, member in grounds.roster.members.items():
        took_part = any(window.handed_in.get(entrant) for window in windows)
        if member.duty == "required" and (took_part or term.over == "roster"):
            for unit in grounds.tree.above(member.unit):
                levels[unit].append(grounds.levels.get(entrant, 0))
    return levels


def _mean_per_cent(levels: Sequence[int], levels_open: int) -> Fraction:
    return Fraction(100 * sum(levels), len(levels) * levels_open) if levels and levels_open else Fraction(0)


METRICS: Final[Mapping[str, Callable[[Term, UnitGrounds], Figure]]] = {
    "participation": _participation,
    "level_ratio": _level_ratio,
}
"""The metrics that a term may name."""


class TermResult(Value, frozen=True, kw_only=True):
    """A term of one unit's score, exact: its metric as counted, as used, and its share of the score."""

    term: Term
    counted: Fraction
    used: Fraction
    weighted: Fraction


class UnitResult(Value, frozen=True, kw_only=True):
    """A unit's metrics in per cent and its score, exact; the score is the sum of its terms."""

    unit: str
    participation: Fraction
    level_ratio: Fraction
    score: Fraction
    terms: tuple[TermResult, ...] = ()


def unit_results(award: UnitAward, grounds: UnitGrounds) -> list[UnitResult]:
    """Return the result of every unit with somebody due (clauses 7.1, 7.3)."""
    figures = [(term, METRICS[term.metric](term, grounds)) for term in award.terms]
    participation = _shown("participation", award, grounds)
    ratio = _shown("level_ratio", award, grounds)
    results: list[UnitResult] = []
    for unit in grounds.tree.units:
        if (taken := participation[unit]) is not None:
            terms = term_results([(term, figure[unit] or Fraction(0)) for term, figure in figures])
            results.append(
                UnitResult(
                    unit=unit,
                    participation=taken,
                    level_ratio=ratio[unit] or Fraction(0),
                    score=_total(terms),
                    terms=terms,
                )
            )
    return results


def _shown(metric: str, award: UnitAward, grounds: UnitGrounds) -> Figure:
    """Return a metric as the award's own term counts it, or plainly where it has no such term."""
    term = next((term for term in award.terms if term.metric == metric), None)
    return METRICS[metric](term or replace(award.terms[0], metric=metric), grounds)


def weighted(metrics: Sequence[tuple[Term, Fraction]]) -> Fraction:
    """Return the sum of weight × metric, each rounded and capped before weighting where its term says so."""
    return _total(term_results(metrics))


def term_results(metrics: Sequence[tuple[Term, Fraction]]) -> tuple[TermResult, ...]:
    """Return each metric as it is used and what it is worth; rounding and cap come before the weight (clause 7.3)."""
    results: list[TermResult] = []
    for term, counted in metrics:
        rounded = counted if term.rounding < 0 else half_up(counted, term.rounding)
        used = min(rounded, Fraction(Decimal(term.cap))) if term.cap else rounded
        share = Fraction(Decimal(term.weight)) * used
        results.append(TermResult(term=term, counted=counted, used=used, weighted=share))
    return tuple(results)


def _total(terms: Iterable[TermResult]) -> Fraction:
    return sum((item.weighted for item in terms), Fraction(0))


def half_up(value: Fraction, places: int) -> Fraction:
    """Return a value ≥ 0 rounded half-up to decimal places."""
    scale = 10**places
    return Fraction(int(value * scale + Fraction(1, 2)), scale)


def hundredths(value: Fraction) -> int:
    """Return a value ≥ 0 as printed: two decimals, half-up, as an integer of hundredths (clause 7.3)."""
    return int(half_up(value, 2) * 100)


UNIT_KEYS: Final = ("score", "participation", "level_ratio")
"""What units are ranked on, in this order (clause 7.3)."""


def _rank_key(result: UnitResult) -> tuple[int, Fraction, Fraction]:
    return (-hundredths(result.score), -result.participation, -result.level_ratio)


def deciding_unit_key(ahead: UnitResult, behind: UnitResult) -> str:
    """Return the first of `UNIT_KEYS` on which two results differ, empty where they share a rank."""
    pairs = zip(UNIT_KEYS, _rank_key(ahead), _rank_key(behind), strict=True)
    return next((name for name, mine, other in pairs if mine != other), "")


def rank_units(award: UnitAward, list_name: str, results: Iterable[UnitResult]) -> list[UnitScore]:
    """Return a list's units, best first: on the printed score, then participation, then level ratio exactly."""
    keyed = sorted(((_rank_key(result), result) for result in results), key=lambda pair: (pair[0], pair[1].unit))
    scores: list[UnitScore] = []
    rank, last_key = 0, None
    for place, (key, result) in enumerate(keyed, start=1):
        rank = rank if key == last_key else place
        last_key = key
        scores.append(
            UnitScore(
                award=award.name,
                list=list_name,
                rank=rank,
                unit=result.unit,
                participation=hundredths(result.participation),
                level_ratio=hundredths(result.level_ratio),
                score=hundredths(result.score),
            )
        )
    return scores
