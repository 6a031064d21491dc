"""How the units' scores of a closing came about, term by term, by the functions that score (clauses 7.1–7.4)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

from chuangguan.rules.campaign import Campaign, Period, Term, UnitAward
from chuangguan.rules.closing import Closing, Grounds, unit_grounds, unit_scores
from chuangguan.rules.roster import UnitTree
from chuangguan.rules.units import (
    TermResult,
    Turnout,
    UnitGrounds,
    UnitResult,
    UnitScore,
    deciding_unit_key,
    levels_counted,
    turnouts,
    unit_results,
)
from chuangguan.values import Value


class PeriodTurnout(Value, frozen=True, kw_only=True):
    """Who took part of a unit in one period that is added up."""

    period: str
    due: int
    took_part: int


class TermWorking(Value, frozen=True, kw_only=True):
    """A term of one unit's score with the numbers that its metric is made from; `period` is the one it counts.

    Participation has `turnouts` and their sums; level_ratio has the sum of `levels` over `persons`, of `levels_open`.
    """

    result: TermResult
    period: str
    turnouts: tuple[PeriodTurnout, ...] = ()
    due: int = 0
    took_part: int = 0
    levels: int = 0
    persons: int = 0
    levels_open: int = 0

    @property
    def is_over(self) -> bool:
        """Whether more took part than were due, so that the metric is 100 and flagged (clause 7.1)."""
        return self.took_part > self.due > 0


class UnitWorking(Value, frozen=True, kw_only=True):
    """How a unit's score and rank on one list came about; the score is the exact sum `result.score`, printed.

    `ahead` is the unit directly ahead, empty for the first; `key` is what decided between the two, empty where they
    share a rank (clause 7.3).
    """

    score: UnitScore
    result: UnitResult
    terms: tuple[TermWorking, ...]
    ahead: str
    key: str


class UnitDerivation(Value, frozen=True, kw_only=True):
    """The workings of a period's unit awards, list by list, best first; `seal` is empty where it is not closed."""

    campaign: Campaign
    closing: Closing
    seal: str
    tree: UnitTree
    workings: tuple[UnitWorking, ...]

    @property
    def period(self) -> Period:
        """The period that is looked at."""
        return self.campaign.period(self.closing.period)

    @property
    def awards(self) -> tuple[UnitAward, ...]:
        """The unit awards of the period."""
        return tuple(award for award in self.campaign.unit_awards if self.period.is_named(award.period))

    def of_unit(self, unit: str) -> tuple[UnitWorking, ...]:
        """Return the workings of one unit, one for each list that it stands on."""
        return tuple(item for item in self.workings if item.score.unit == unit)

    def behind(self, working: UnitWorking) -> UnitWorking | None:
        """Return the one directly behind on the same list."""
        mine = (working.score.award, working.score.list, working.score.unit)
        return next((item for item in self.workings if (item.score.award, item.score.list, item.ahead) == mine), None)


def unit_workings(campaign: Campaign, grounds: Grounds) -> tuple[UnitWorking, ...]:
    """Return how each unit score of a closing came about, in the order of the closing's own unit awards."""
    scored = unit_grounds(campaign, grounds)
    given = [award for award in campaign.unit_awards if grounds.period.is_named(award.period)]
    return tuple(working for award in given for working in _workings(campaign, grounds.period, award, scored))


def _workings(campaign: Campaign, period: Period, award: UnitAward, scored: UnitGrounds) -> Iterator[UnitWorking]:
    results = {result.unit: result for result in unit_results(award, scored)}
    counts = [_counts(campaign, campaign.period(term.window or period.id), term, scored) for term in award.terms]
    ahead: UnitScore | None = None
    for score in unit_scores(award, list(results.values()), scored.tree):
        if ahead is not None and ahead.list != score.list:
            ahead = None
        result = results[score.unit]
        yield UnitWorking(
            score=score,
            result=result,
            terms=tuple(map(_term_working, result.terms, counts, repeat(score.unit))),
            ahead=ahead.unit if ahead else "",
            key=deciding_unit_key(results[ahead.unit], result) if ahead else "",
        )
        ahead = score


class _Counts(NamedTuple):
    """What the metric of a term is made from, of all units: turnouts of the parts and summed, or people's levels."""

    period: str
    parts: Mapping[str, Mapping[str, Turnout]]
    total: Mapping[str, Turnout]
    levels: Mapping[str, Sequence[int]]
    levels_open: int


def _counts(campaign: Campaign, period: Period, term: Term, scored: UnitGrounds) -> _Counts:
    if term.metric == "level_ratio":
        return _Counts(period.id, {}, {}, levels_counted(term, scored), scored.levels_open)
    windows = scored.windows_of[term.window]
    parts = {
        part.id: turnouts([window], scored.roster, scored.tree, scored.denominator)
        for part, window in zip(campaign.parts_of(period), windows, strict=True)
    }
    return _Counts(period.id, parts, turnouts(windows, scored.roster, scored.tree, scored.denominator), {}, 0)


def _term_working(result: TermResult, counts: _Counts, unit: str) -> TermWorking:
    if result.term.metric == "level_ratio":
        levels = counts.levels[unit]
        return TermWorking(
            result=result,
            period=counts.period,
            levels=sum(levels),
            persons=len(levels),
            levels_open=counts.levels_open,
        )
    return TermWorking(
        result=result,
        period=counts.period,
        turnouts=tuple(
            PeriodTurnout(period=name, due=counted[unit].due, took_part=counted[unit].took_part)
            for name, counted in counts.parts.items()
        ),
        due=counts.total[unit].due,
        took_part=counts.total[unit].took_part,
    )
