"""Quotas by difficulty: those that keep papers alike, and those that give a wanted chance to pass."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final

from msgspec.structs import replace

from chuangguan.rules.bank import Bank, Question
from chuangguan.rules.campaign import PassRule, Quota
from chuangguan.rules.difficulty import Block, joined, needed, score_chances, wrong_tables
from chuangguan.rules.draw import matches, shortages
from chuangguan.values import Value

NEAR: Final = 0.05
"""A chance is near the wanted one when it is off by no more than this part of it."""

_STEPS: Final = 20
_Drawn = tuple[tuple[int, ...], float]


class Proposal(Value, frozen=True, kw_only=True):
    """How many questions of each difficulty to draw, and the chance that gives.

    `is_reached` says whether that is near the wanted one; where it is not, no draw from this bank comes nearer.
    """

    counts: dict[int, int]
    chance: float
    is_reached: bool

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """The proposal as quotas."""
        return tuple(Quota(n=n, difficulties=(difficulty,)) for difficulty, n in self.counts.items())


def split_by_difficulty(bank: Bank, quotas: Sequence[Quota]) -> tuple[Quota, ...] | None:
    """Return the quotas cut by difficulty as their questions stand to each other, so that every paper is as hard.

    None where a question has no difficulty, or where the parts could come out short.
    """
    if any(question.difficulty == 0 for question in bank.questions):
        return None
    found: list[Quota] = []
    for quota in quotas:
        pool = Counter(question.difficulty for question in bank.questions if matches(quota, question))
        found += [replace(quota, n=n, difficulties=(level,)) for level, n in _shared_out(quota.n, pool) if n]
    return None if shortages(bank, found) else tuple(found)


def _shared_out(n: int, pool: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return `n` shared out in proportion, what is left over to the largest remainders."""
    total = sum(pool.values())
    whole = {level: n * size // total for level, size in pool.items()}
    by_remainder = sorted(pool, key=lambda level: (-(n * pool[level] % total), level))
    for level in by_remainder[: n - sum(whole.values())]:
        whole[level] += 1
    return sorted(whole.items())


def propose(
    bank: Bank, quotas: Sequence[Quota], facility: Mapping[str, float], *, rule: PassRule, wanted: float
) -> Proposal | None:
    """Return how many of each difficulty to draw for a wanted chance, papers staying as large as they are.

    Of the draws that come near it, the one nearest to the bank's own mix. None where a question has no difficulty,
    where papers are passed by points, which a new draw would change, or where quotas select by kind or topic, which
    it would lose.
    """
    pool = [question for question in bank.questions if any(matches(quota, question) for quota in quotas)]
    if rule.rule == "score" or not _is_whole_by_difficulty(pool, bank):
        return None
    size = sum(quota.n for quota in quotas)
    groups: dict[int, list[float]] = {}
    for question in sorted(pool, key=lambda item: item.difficulty):
        groups.setdefault(question.difficulty, []).append(facility[question.id])
    mix = [size * len(group) / len(pool) for group in groups.values()]
    need = needed(rule, size)
    found = list(_draws(list(groups.values()), size, need)) if need <= size else []
    if not found:
        return None
    near = [item for item in found if abs(item[1] - wanted) <= NEAR * wanted]
    counts, chance = min(
        near or found,
        key=lambda item: (
            0.0 if near else abs(math.log(max(item[1], 1e-300) / wanted)),
            math.fsum((n - even) ** 2 for n, even in zip(item[0], mix, strict=True)),
            item[0],
        ),
    )
    return Proposal(
        counts={level: n for level, n in zip(groups, counts, strict=True) if n}, chance=chance, is_reached=bool(near)
    )


def _is_whole_by_difficulty(pool: Sequence[Question], bank: Bank) -> bool:
    """Say whether the pool has of every difficulty all or none of the bank's questions, and none without one."""
    mine = Counter(question.difficulty for question in pool)
    every = Counter(question.difficulty for question in bank.questions)
    return 0 not in mine and all(every[level] == n for level, n in mine.items())


def _draws(groups: Sequence[Sequence[float]], size: int, need: int) -> Iterator[_Drawn]:
    """Yield the ways to draw `size` from the groups, with their chances to get `need` right.

    All ways up to `_STEPS` questions; of larger papers those in greater steps, for they grow beyond counting.
    """
    most, step = size - need, math.ceil(size / _STEPS)
    tables = [wrong_tables(group, min(len(group), size), most) for group in groups]
    sums = [list(accumulate(table)) for table in tables[-1]]

    def further(index: int, left: int, counts: tuple[int, ...], wrong: list[float]) -> Iterator[_Drawn]:
        if index == len(tables) - 1:
            if left < len(tables[index]):
                yield (*counts, left), _within(wrong, sums[left], most)
            return
        for n in {*range(0, min(left, len(tables[index]) - 1) + 1, step), min(left, len(tables[index]) - 1)}:
            yield from further(index + 1, left - n, (*counts, n), joined(wrong, tables[index][n])[: most + 1])

    return further(0, size, (), [1.0])


def _within(wrong: Sequence[float], sums: Sequence[float], most: int) -> float:
    """Return the chance of no more than `most` wrong, those of the last group being summed up already."""
    return min(math.fsum(chance * sums[most - place] for place, chance in enumerate(wrong)), 1.0)


def correct_enough(parts: Sequence[Block], facility: Mapping[str, float], wanted: float) -> int:
    """Return the most right responses one may ask for so that the chance to pass is at least the wanted one."""
    chances = score_chances(parts, facility)
    return max(n for n in range(len(chances)) if n == 0 or math.fsum(chances[n:]) >= wanted)
