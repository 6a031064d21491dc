"""How one entrant's place came about: attempts, runs, neighbours, tiers, by the functions that rank (clauses 4–6)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from chuangguan.rules.attempt import Attempt
from chuangguan.rules.awards import Award, tiers_of
from chuangguan.rules.board import BoardRow, in_order, positions
from chuangguan.rules.campaign import AwardTier, Campaign, Period, Ranking
from chuangguan.rules.closing import Closing
from chuangguan.rules.ladder import (
    Run,
    Standing,
    added_failures,
    counting_passes,
    ranking_key,
    runs,
    standing,
)
from chuangguan.rules.roster import Membership, UnitTree
from chuangguan.values import Value

Treatment = Literal[
    "counting",
    "added",
    "failed",
    "longer_pass",
    "unreached",
    "open",
    "void",
    "after_cutoff",
    "before_period",
]
"""What became of an attempt: its pass counts, its time is added, or why it does not count."""


class AttemptShown(Value, frozen=True, kw_only=True):
    """An attempt and what became of it."""

    attempt: Attempt
    treatment: Treatment


class RunShown(Value, frozen=True, kw_only=True):
    """A run with what it adds up; `key` and `difference` say by what the best one is better, empty for itself.

    Run 0 is put together from the shortest passes of all (clause 4.5). A run that is equal on all keys has no key.
    """

    run: Run
    passes: tuple[Attempt, ...]
    failures: tuple[Attempt, ...]
    is_best: bool
    key: str = ""
    difference: int = 0


class Neighbour(Value, frozen=True, kw_only=True):
    """Who stands directly ahead or behind, and the first key on which the two differ.

    `difference` is in levels or ms (whole seconds of ms where times are compared in seconds).
    """

    row: BoardRow
    key: str
    difference: int


class PositionShown(Value, frozen=True, kw_only=True):
    """The position for a group of tiers, who share it, and the award or the code of why there is none.

    `position` is 0 for one who holds none.
    """

    tiers: tuple[AwardTier, ...]
    position: int
    sharing: int
    award: Award | None
    reason: str


class Derivation(Value, frozen=True, kw_only=True):
    """One entrant's place in a period, with all that it follows from.

    `seal` is empty where the period is not closed; `reason` says why somebody is not on the board. `stored_late` are
    the attempts from before the cutoff that were stored or ended behind the closing (clause 6.5).
    """

    campaign: Campaign
    closing: Closing
    seal: str
    entrant: str
    member: Membership | None
    attempts: tuple[AttemptShown, ...]
    runs: tuple[RunShown, ...]
    best: Standing | None
    row: BoardRow | None
    reason: str
    ahead: Neighbour | None
    tied: tuple[BoardRow, ...]
    behind: Neighbour | None
    positions: tuple[PositionShown, ...]
    stored_late: tuple[int, ...] = ()

    @property
    def period(self) -> Period:
        """The period that is looked at."""
        return self.campaign.period(self.closing.period)


class DerivationGrounds(Value, frozen=True, kw_only=True):
    """What a derivation is made from: the closing or its preview, and the facts up to its last one.

    `attempts` are the entrant's own in the order of storing; `members` the roster at the cutoff; `vacant` the standings
    of those who hold a position and are not on the board (clause 6.3).
    """

    campaign: Campaign
    closing: Closing
    seal: str
    attempts: Sequence[Attempt]
    members: Mapping[str, Membership]
    tree: UnitTree
    vacant: Sequence[Standing] = ()
    stored_late: tuple[int, ...] = ()


def derive(grounds: DerivationGrounds, entrant: str) -> Derivation:
    """Return how an entrant's place in a closing came about; nothing in it is computed twice."""
    campaign, closing = grounds.campaign, grounds.closing
    period = campaign.period(closing.period)
    in_period = campaign.ranking.scope == "attempts_in_period"
    counted = [item for item in grounds.attempts if not _left_out(item, period, in_period=in_period)]
    best = standing(counted, campaign.ladder, campaign.ranking, from_first_pass=in_period)
    shown = _runs(campaign, counted, best, from_first_pass=in_period)
    row = next((item for item in closing.board if item.entrant == entrant), None)
    ahead, tied, behind = _beside(closing.board, row, campaign.ranking)
    return Derivation(
        campaign=campaign,
        closing=closing,
        seal=grounds.seal,
        entrant=entrant,
        member=grounds.members.get(entrant),
        attempts=_attempts(grounds.attempts, shown, period, in_period=in_period),
        runs=tuple(shown),
        best=best,
        row=row,
        reason="" if row else _why_unranked(grounds, entrant, best),
        ahead=ahead,
        tied=tied,
        behind=behind,
        positions=tuple(_position(grounds, group, entrant, best) for group in _groups(campaign, period)),
        stored_late=grounds.stored_late,
    )


def _left_out(attempt: Attempt, period: Period, *, in_period: bool) -> Treatment | None:
    """Return why an attempt's result is not looked at for a period, or None where it is (clauses 5.2, 5.3)."""
    if attempt.is_void:
        return "void"
    if not attempt.is_ended:
        return "open"
    if attempt.submitted_at >= period.cutoff_at:
        return "after_cutoff"
    return "before_period" if in_period and attempt.submitted_at < period.window.opens_at else None


def _attempts(
    attempts: Iterable[Attempt], shown: Sequence[RunShown], period: Period, *, in_period: bool
) -> tuple[AttemptShown, ...]:
    together = [item for item in shown if item.run.run == 0] or shown
    passes = {attempt.attempt for item in together for attempt in item.passes}
    added = {attempt.attempt for item in together for attempt in item.failures}
    cleared = {(item.run.run, attempt.level) for item in together for attempt in item.passes}

    def treatment(attempt: Attempt) -> Treatment:
        left_out = _left_out(attempt, period, in_period=in_period)
        if left_out or not attempt.passed:
            return left_out or ("added" if attempt.attempt in added else "failed")
        if attempt.attempt in passes:
            return "counting"
        is_cleared = {(attempt.run, attempt.level), (0, attempt.level)} & cleared
        return "longer_pass" if is_cleared else "unreached"

    return tuple(AttemptShown(attempt=item, treatment=treatment(item)) for item in attempts)


def _runs(
    campaign: Campaign, counted: Sequence[Attempt], best: Standing | None, *, from_first_pass: bool
) -> list[RunShown]:
    """Return every run, or before them the one that is put together from all (clause 4.5)."""
    worth = runs(counted, campaign.ladder, from_first_pass=from_first_pass)
    if best and campaign.ladder.best_of == "level":
        together = Run(run=0, levels=best.levels, elapsed_ms=best.elapsed_ms, reached_at=best.reached_at)
        worth = [together, *worth]
    shown = []
    for run in worth:
        own = [item for item in counted if run.run in (0, item.run)]
        passes = counting_passes(own, from_first_pass=from_first_pass)
        is_best = best is not None and run.run == best.run
        key, difference = deciding_key(best, run, campaign.ranking) if best and not is_best else ("", 0)
        shown.append(
            RunShown(
                run=run,
                passes=tuple(passes),
                failures=tuple(added_failures(own, passes, campaign.ladder)),
                is_best=is_best,
                key=key,
                difference=difference,
            )
        )
    return shown


def deciding_key(one: Run | Standing, other: Run | Standing, ranking: Ranking) -> tuple[str, int]:
    """Return the first ranking key on which two results differ and by how much; no key where they tie (clause 5.1)."""
    for key, mine, theirs in zip(ranking.keys, ranking_key(one, ranking), ranking_key(other, ranking), strict=False):
        if mine != theirs:
            is_floored = key == "elapsed asc" and ranking.precision == "second_floor"
            return key, abs(mine - theirs) * (1000 if is_floored else 1)
    return "", 0


def _beside(
    board: Sequence[BoardRow], row: BoardRow | None, ranking: Ranking
) -> tuple[Neighbour | None, tuple[BoardRow, ...], Neighbour | None]:
    """Return who is directly ahead, who is equal on all keys, and who is directly behind."""
    if row is None:
        return None, (), None
    own = board.index(row)
    key = ranking_key(row.standing, ranking)
    first = last = own
    while first > 0 and ranking_key(board[first - 1].standing, ranking) == key:
        first -= 1
    while last + 1 < len(board) and ranking_key(board[last + 1].standing, ranking) == key:
        last += 1
    tied = tuple(item for item in board[first : last + 1] if item is not row)
    ahead = _neighbour(row, board[first - 1], ranking) if first else None
    behind = _neighbour(row, board[last + 1], ranking) if last + 1 < len(board) else None
    return ahead, tied, behind


def _neighbour(row: BoardRow, other: BoardRow, ranking: Ranking) -> Neighbour:
    key, difference = deciding_key(row.standing, other.standing, ranking)
    return Neighbour(row=other, key=key, difference=difference)


def _groups(campaign: Campaign, period: Period) -> list[list[AwardTier]]:
    here = ([tier for tier in group if tier.decided == "here"] for group in tiers_of(campaign.awards, period))
    return [group for group in here if group]


def _why_unranked(grounds: DerivationGrounds, entrant: str, best: Standing | None) -> str:
    """Return the code of why an entrant is not on the board: as the closing gives it, or for want of a level (5.1)."""
    given = _exclusion(grounds.closing, entrant)
    if given or best:
        return given
    return "no_level" if entrant in grounds.members else "not_on_roster_then"


def _exclusion(closing: Closing, entrant: str) -> str:
    return next((item.reason for item in closing.exclusions if item.entrant == entrant), "")


def _position(
    grounds: DerivationGrounds, tiers: Sequence[AwardTier], entrant: str, best: Standing | None
) -> PositionShown:
    """Return the position among those of a group's population with the right to prizes (clause 6.1)."""
    closing = grounds.closing
    names = {tier.name for tier in tiers}
    award = next((item for item in closing.awards if item.entrant == entrant and item.tier in names), None)
    contenders = _contenders(grounds, tiers[0])
    position, sharing = next(
        ((place, len(people)) for place, people in contenders if any(item.entrant == entrant for item in people)),
        (0, 0),
    )
    none_because = "" if award else _why_no_award(grounds, tiers, entrant, best, position)
    if not any(row.entrant == entrant for row in closing.board):
        position, sharing = 0, 0  # the place that a vacancy leaves is nobody's
    return PositionShown(tiers=tuple(tiers), position=position, sharing=sharing, award=award, reason=none_because)


def _contenders(grounds: DerivationGrounds, tier: AwardTier) -> Iterable[tuple[int, Sequence[Standing]]]:
    members, tree = grounds.members, grounds.tree
    entitled = [
        item
        for item in (*(row.standing for row in grounds.closing.board), *grounds.vacant)
        if members[item.entrant].has_prize_right and tier.among.holds(members[item.entrant], tree)
    ]
    return positions(in_order(entitled, grounds.campaign.ranking))


def _why_no_award(
    grounds: DerivationGrounds, tiers: Sequence[AwardTier], entrant: str, best: Standing | None, position: int
) -> str:
    excluded = _exclusion(grounds.closing, entrant)
    if excluded:
        return excluded
    if position:
        return "decided_by_lot" if position <= tiers[-1].last else "beyond_tiers"
    if entrant not in {row.entrant for row in grounds.closing.board}:
        return _why_unranked(grounds, entrant, best)
    return "outside_population"
