"""Standings in order: ranks and positions with ties (clauses 5.1, 5.4, 6.1)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from chuangguan.rules.campaign import Ranking
from chuangguan.rules.ladder import Key, Standing, key_function
from chuangguan.rules.roster import entrant_number
from chuangguan.values import Value


class BoardRow(Value, frozen=True, kw_only=True, gc=False):
    """A line of a board: the rank that is printed, and the standing."""

    rank: int
    entrant: str
    levels: int
    elapsed_ms: int
    reached_at: int
    run: int = 0

    @property
    def standing(self) -> Standing:
        """The standing that the row lists."""
        return Standing(
            entrant=self.entrant,
            levels=self.levels,
            elapsed_ms=self.elapsed_ms,
            reached_at=self.reached_at,
            run=self.run,
        )


Ordered = Sequence[tuple[Key, Standing]]
"""Standings with their keys, best first."""


def in_order(standings: Iterable[Standing], ranking: Ranking) -> Ordered:
    """Return standings with their keys, best first; tied ones by the number of the opaque id (clause 5.1)."""
    key_of = key_function(ranking)
    # Flat tuples compare fastest; the number is unique, so that the comparison never reaches the standing.
    entries = sorted([(*key_of(item), entrant_number(item.entrant), item) for item in standings])
    return [((first, second, third), item) for first, second, third, _, item in entries]


def board(standings: Iterable[Standing], ranking: Ranking) -> list[BoardRow]:
    """Return the board of these standings, best first (clause 5.1). Cost: one sort."""
    return ranked(in_order(standings, ranking), ranking)


def ranked(ordered: Ordered, ranking: Ranking) -> list[BoardRow]:
    """Return the rows of a board with their ranks (clause 5.1).

    Ranks are 1, 1, 3 (`competition`), 1, 1, 2 (`dense`) or 1, 2, 3 (`ordinal`).
    """
    rows: list[BoardRow] = []
    rank, last_key = 0, None
    for place, (key, item) in enumerate(ordered, start=1):
        if ranking.numbering == "dense":
            rank += key != last_key
        elif ranking.numbering == "ordinal" or key != last_key:
            rank = place
        last_key = key
        rows.append(
            BoardRow(
                rank=rank,
                entrant=item.entrant,
                levels=item.levels,
                elapsed_ms=item.elapsed_ms,
                reached_at=item.reached_at,
                run=item.run,
            )
        )
    return rows


def positions(ordered: Iterable[tuple[Key, Standing]]) -> Iterator[tuple[int, list[Standing]]]:
    """Yield each position with those who share it: 1 + the number strictly better (clause 6.1)."""
    place = 1
    for _, sharing in groupby(ordered, key=itemgetter(0)):
        people = [item for _, item in sharing]
        yield place, people
        place += len(people)


def time_digits(elapsed: Sequence[int]) -> list[int]:
    """Return how many decimals each printed time needs so that differing neighbours differ (clause 5.1).

    Times are cut, not rounded; whole seconds where neighbours already differ or are equal to the millisecond.
    """
    needs = [0] * len(elapsed)
    for i in range(len(elapsed) - 1):
        digits = _telling_digits(elapsed[i], elapsed[i + 1])
        needs[i], needs[i + 1] = max(needs[i], digits), max(needs[i + 1], digits)
    return needs


def _telling_digits(a: int, b: int) -> int:
    if a == b:
        return 0
    return next(digits for digits in range(4) if a // 10 ** (3 - digits) != b // 10 ** (3 - digits))
