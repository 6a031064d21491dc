"""How hard a level is: the chance to pass it at one try, its spread over papers, and what tries show of a bank.

The model: one entrant of middling knowledge answers each question right with its facility, whatever the others are,
and learns nothing between tries. Chance comes from a seed (clause 2.3), so that asking again gives the same figures.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Final

from chuangguan.rules.bank import Bank
from chuangguan.rules.campaign import PassRule, Quota
from chuangguan.rules.draw import draw, matches
from chuangguan.rules.scoring import points_of
from chuangguan.values import Value

FACILITY: Final[Mapping[int, float]] = {0: 0.82, 1: 0.95, 2: 0.9, 3: 0.82, 4: 0.7, 5: 0.55}
"""The facility that each difficulty stands for until people have answered; 0, none stated, counts as 3."""

PRIOR: Final = 10
"""What a difficulty says weighs as much as so many recorded responses."""

PAPERS: Final = 2_000
"""How many papers a spread is taken from."""

MOST: Final = 0.9
"""The share of a bank that counts as having seen it."""

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_Z: Final = 1.96


class Block(Value, frozen=True, kw_only=True):
    """Questions by id of which a paper takes `n`, every such set being as likely; `points` a question."""

    questions: tuple[str, ...]
    n: int
    points: int = 1


class Spread(Value, frozen=True, kw_only=True):
    """How the chance to pass differs from paper to paper: mean, its interval, and the chances at `QUANTILES`."""

    papers: int
    mean: float
    low: float
    high: float
    quantiles: tuple[float, ...]


class Forecast(Value, frozen=True, kw_only=True):
    """What is to be expected of a level.

    `low` and `high` enclose `chance`, 19 times in 20, where it is not exact. `expected_tries` is None where nobody can
    pass. `exposed` are the questions an entrant has seen on average after 1, 2 … tries, `exposed_after` the tries until
    that is nine tenths of `questions`. `questions_wanted` is the size of a bank that would not be too small.
    """

    questions: int
    paper: int
    chance: float
    low: float
    high: float
    is_exact: bool
    expected_tries: float | None
    spread: Spread
    exposed: tuple[float, ...]
    exposed_after: int
    is_too_small: bool
    questions_wanted: int


def facilities(
    bank: Bank, by_difficulty: Mapping[int, float] = FACILITY, recorded: Mapping[str, tuple[int, int]] | None = None
) -> dict[str, float]:
    """Return the facility of each question by id; `recorded` are right and all first responses of those that have any.

    Recorded ones are drawn towards the difficulty's by `PRIOR`, so that three right of three is no certainty.
    """
    found = {}
    for question in bank.questions:
        right, answered = (recorded or {}).get(question.id, (0, 0))
        found[question.id] = (right + PRIOR * by_difficulty[question.difficulty]) / (answered + PRIOR)
    return found


def blocks(bank: Bank, quotas: Sequence[Quota]) -> list[Block] | None:
    """Return the parts that a paper is drawn from apart from each other; None where quotas overlap in part."""
    wanted: dict[tuple[str, ...], int] = {}
    points: dict[tuple[str, ...], int] = {}
    for quota in quotas:
        pool = tuple(question.id for question in bank.questions if matches(quota, question))
        wanted[pool] = wanted.get(pool, 0) + quota.n
        points.setdefault(pool, quota.points)
    if max(Counter(name for pool in wanted for name in pool).values(), default=0) > 1:
        return None
    return [Block(questions=pool, n=n, points=points[pool]) for pool, n in wanted.items()]


def wrong_tables(chances: Sequence[float], n: int, most: int, *, least: int = 0) -> list[list[float]]:
    """Return for each size up to `n` how likely 0, 1 … `most` wrong are on so many questions drawn from those.

    Exact: the mean over all sets of that size; of so many first questions a set holds the last in size ÷ many cases.
    Only products of chances are added, so nothing cancels. Sizes below `least` are not made.
    """
    tables = [[0.0] * (most + 1) for _ in range(n + 1)]
    tables[0][0] = 1.0
    for place, right in enumerate(chances, start=1):
        lowest = max(least - (len(chances) - place), 1)
        for size in range(min(place, n), lowest - 1, -1):
            held, table, smaller = size / place, tables[size], tables[size - 1]
            hit, miss = held * right, held * (1 - right)
            for wrong in range(min(size, most), 0, -1):
                table[wrong] = table[wrong] * (1 - held) + smaller[wrong] * hit + smaller[wrong - 1] * miss
            table[0] = table[0] * (1 - held) + smaller[0] * hit
    return tables


def wrong_chances(chances: Sequence[float], n: int, most: int) -> list[float]:
    """Return how likely 0, 1 … `most` wrong are on `n` questions drawn from those with these facilities, exactly.

    Where all are drawn it is the Poisson-binomial distribution.
    """
    return wrong_tables(chances, n, most, least=n)[n]


def right_chances(chances: Sequence[float], n: int) -> list[float]:
    """Return how likely 0, 1 … n right are on `n` questions drawn from those with these facilities, exactly."""
    return wrong_chances(chances, n, n)[::-1]


def needed(rule: PassRule, size: int) -> int:
    """Return how many right, or how many points under `score`, pass a paper of `size` (clause 3.2)."""
    if rule.rule == "all_correct":
        return size
    if rule.rule == "ratio":
        return math.ceil(Decimal(rule.value) * size)
    return int(rule.value)


def pass_chance(parts: Sequence[Block], facility: Mapping[str, float], rule: PassRule) -> float:
    """Return the chance to pass a paper drawn from these blocks, over papers and responses, exactly."""
    need = needed(rule, sum(part.n for part in parts))
    if rule.rule == "score":
        return min(math.fsum(score_chances(parts, facility, in_points=True)[max(need, 0) :]), 1.0)
    most = sum(part.n for part in parts) - max(need, 0)
    if most < 0:
        return 0.0
    total = [1.0]
    for part in parts:
        chances = wrong_chances([facility[name] for name in part.questions], part.n, min(most, part.n))
        total = joined(total, chances)[: most + 1]
    return min(math.fsum(total), 1.0)


def score_chances(parts: Sequence[Block], facility: Mapping[str, float], *, in_points: bool = False) -> list[float]:
    """Return how likely each count of right ones, or of points, is on a paper drawn from these blocks."""
    total = [1.0]
    for part in parts:
        chances = right_chances([facility[name] for name in part.questions], part.n)
        total = joined(total, chances, part.points if in_points else 1)
    return total


def joined(total: Sequence[float], chances: Sequence[float], points: int = 1) -> list[float]:
    """Return the distribution of a sum, the second part counting `points` each."""
    found = [0.0] * (len(total) + points * (len(chances) - 1))
    for right, chance in enumerate(chances):
        for before, so_far in enumerate(total):
            found[before + points * right] += so_far * chance
    return found


def paper_chance(
    paper: Iterable[str], facility: Mapping[str, float], rule: PassRule, points: Mapping[str, int] | None = None
) -> float:
    """Return the chance to pass one paper; `points` by question where they differ from 1."""
    by_points: dict[int, list[str]] = {}
    for name in paper:
        by_points.setdefault((points or {}).get(name, 1), []).append(name)
    parts = [Block(questions=tuple(names), n=len(names), points=worth) for worth, names in by_points.items()]
    if rule.rule == "all_correct":
        return math.prod(facility[name] for part in parts for name in part.questions)
    return pass_chance(parts, facility, rule)


def seeded_papers(bank: Bank, quotas: Sequence[Quota], seed: str, papers: int = PAPERS) -> list[tuple[str, ...]]:
    """Return the questions of so many papers, drawn as any paper is from the words of a seed."""
    return [
        tuple(item.question for item in draw(bank, quotas, f"{seed}/{number}".encode()).questions)
        for number in range(papers)
    ]


def spread_of(chances: Sequence[float]) -> Spread:
    """Return the spread of the chances of papers drawn by lot; the interval of the mean holds 19 times in 20."""
    mean = math.fsum(chances) / len(chances)
    variance = math.fsum((chance - mean) ** 2 for chance in chances) / max(len(chances) - 1, 1)
    error = _Z * math.sqrt(variance / len(chances))
    ordered = sorted(chances)
    return Spread(
        papers=len(chances),
        mean=mean,
        low=max(mean - error, 0.0),
        high=min(mean + error, 1.0),
        quantiles=tuple(ordered[min(int(part * len(ordered)), len(ordered) - 1)] for part in QUANTILES),
    )


def spread(
    bank: Bank, quotas: Sequence[Quota], facility: Mapping[str, float], rule: PassRule, seed: str, papers: int = PAPERS
) -> Spread:
    """Return the spread over seeded papers of a bank."""
    points = {question.id: points_of(question, quotas) for question in bank.questions}
    drawn = seeded_papers(bank, quotas, seed, papers)
    return spread_of([paper_chance(paper, facility, rule, points) for paper in drawn])


def forecast(
    bank: Bank,
    quotas: Sequence[Quota],
    facility: Mapping[str, float],
    *,
    rule: PassRule,
    seed: str,
    most_tries: int | None = None,
    avoids_seen: bool = False,
    papers: int = PAPERS,
) -> Forecast:
    """Return what is to be expected of a level that draws from this bank; `most_tries` is its cap, None for none.

    Exact where every two quotas choose from the same questions or from wholly different ones, else over seeded papers.
    `Misuse` where the bank is short. The repeat rule `avoid_seen` changes what tries show, not the first try's chance.
    """
    drawn = spread(bank, quotas, facility, rule, seed, papers)
    parts = blocks(bank, quotas)
    chance = pass_chance(parts, facility, rule) if parts else drawn.mean
    low, high = (chance, chance) if parts else (drawn.low, drawn.high)
    shares = _shares(parts) if parts else _counted_shares(seeded_papers(bank, quotas, seed, papers))
    size = sum(quota.n for quota in quotas)
    after = exposed_after(shares, avoids_seen=avoids_seen)
    tries = math.inf if chance == 0 else 1 / chance
    played = tries if most_tries is None else min(tries, most_tries)
    return Forecast(
        questions=shares.total(),
        paper=size,
        chance=chance,
        low=low,
        high=high,
        is_exact=bool(parts),
        expected_tries=None if chance == 0 else tries,
        spread=drawn,
        exposed=tuple(exposed(shares, n, avoids_seen=avoids_seen) for n in range(1, after + 1)[:10]),
        exposed_after=after,
        is_too_small=played >= after,
        questions_wanted=_questions_wanted(size, played, avoids_seen=avoids_seen),
    )


def drawn_on(bank: Bank, quotas: Sequence[Quota], *, avoids_seen: bool = False) -> tuple[int, int] | None:
    """Return how many questions these quotas draw on, and after how many tries nine tenths of them are seen.

    None where quotas overlap in part.
    """
    parts = blocks(bank, quotas)
    if parts is None:
        return None
    shares = _shares(parts)
    return shares.total(), exposed_after(shares, avoids_seen=avoids_seen)


def _shares(parts: Sequence[Block]) -> Counter[float]:
    """Return how many questions are on how great a share of the papers."""
    found: Counter[float] = Counter()
    for part in parts:
        found[part.n / len(part.questions)] += len(part.questions)
    return found


def _counted_shares(papers: Sequence[tuple[str, ...]]) -> Counter[float]:
    times = Counter(name for paper in papers for name in paper)
    return Counter(time / len(papers) for time in times.values())


def exposed(shares: Mapping[float, int], tries: int, *, avoids_seen: bool = False) -> float:
    """Return how many different questions so many tries show on average; `shares` as questions by share of papers."""
    if avoids_seen:
        return math.fsum(questions * min(share * tries, 1.0) for share, questions in shares.items())
    return math.fsum(questions * (1 - (1 - share) ** tries) for share, questions in shares.items())


def exposed_after(shares: Mapping[float, int], *, avoids_seen: bool = False) -> int:
    """Return after how many tries an entrant has seen nine tenths of the questions on average."""
    most = MOST * sum(shares.values()) - 1e-9
    return next(tries for tries in count(1) if exposed(shares, tries, avoids_seen=avoids_seen) >= most)


def _questions_wanted(size: int, tries: float, *, avoids_seen: bool) -> int:
    """Return the smallest bank of which so many papers show less than nine tenths; 0 where no bank is large enough."""
    if math.isinf(tries):
        return 0
    whole = max(math.floor(tries), 1)
    share = MOST / whole if avoids_seen else 1 - (1 - MOST) ** (1 / whole)
    return math.floor(size / share) + 1
