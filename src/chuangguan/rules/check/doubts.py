"""What is allowed and yet likely a slip, and banks that are missing or short (clauses 2.1, 4.1, 6.1)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from chuangguan.errors import Problem
from chuangguan.rules.bank import Bank, unreleased
from chuangguan.rules.campaign import AwardTier, Campaign, Level
from chuangguan.rules.check.contradictions import PAPER_SIZES
from chuangguan.rules.check.wording import said_instant
from chuangguan.rules.draw import shortages

_USUAL_LIMIT: Final = range(60_000, 10_800_000 + 1)
"""One minute to three hours, in ms."""
_NAMED: Final = 10
"""How many questions a problem names."""


def doubts(campaign: Campaign, stated: Collection[str]) -> list[Problem]:
    """Return the warnings that banks have no part in."""
    return [
        *_levels(campaign),
        *_openings_shared(campaign),
        *_cutoffs(campaign, stated),
        *_prizes(campaign),
        *_unit_awards(campaign),
    ]


def bank_problems(campaign: Campaign, banks: Mapping[str, Bank], at: int) -> tuple[list[Problem], list[Problem]]:
    """Return as errors the banks that are wanted at `at`, and as warnings those that are wanted later (clause 2.1).

    A level whose date has come wants a bank that is not short, and while the campaign runs one at all: afterwards only
    imports are left to come, and those bring their own questions. A warning has the date of its level. A bank with
    questions that are not released is an error wherever the campaign requires that (clause 2.2).
    """
    now, later = [], []
    for number, level in enumerate(campaign.levels, 1):
        for problem in _bank_problems(f"level[{number}].bank", level, banks):
            if level.is_due(at) and (problem.code == "bank_short" or campaign.window.holds(at)):
                now.append(problem)
            else:
                later.append(_dated(campaign, level, problem))
    if campaign.release == "two_persons":
        now += _unreleased(campaign, banks)
    return now, later


def _unreleased(campaign: Campaign, banks: Mapping[str, Bank]) -> Iterator[Problem]:
    """Yield the levels whose bank would not be taken (clause 2.2)."""
    for number, level in enumerate(campaign.levels, 1):
        if level.bank in banks and (found := unreleased(banks[level.bank])):
            more = "……" if len(found) > _NAMED else ""
            shown = "、".join(found[:_NAMED]) + more
            details: dict[str, int | str] = {"level": level.number, "bank": level.bank, "count": len(found)}
            path = f"level[{number}].bank"
            yield Problem(code="bank_not_released", column=path, details={**details, "questions": shown})


def _bank_problems(path: str, level: Level, banks: Mapping[str, Bank]) -> Iterator[Problem]:
    details: dict[str, int | str] = {"level": level.number, "bank": level.bank}
    if level.bank not in banks:
        yield Problem(code="bank_missing", column=path, details=details)
    elif all(quota.n in PAPER_SIZES for quota in level.quotas):
        for short in shortages(banks[level.bank], level.quotas):
            lack = {"wanted": short.wanted, "available": short.available, "missing": short.wanted - short.available}
            yield Problem(code="bank_short", column=path, details={**details, "quota": short.quota, **lack})


def _dated(campaign: Campaign, level: Level, problem: Problem) -> Problem:
    if not level.opens_at:
        code, opens = f"{problem.code}_undated", ""
    else:
        code, opens = f"{problem.code}_later", said_instant(level.opens_at, campaign.zone)
    return Problem(code=code, column=problem.column, details={**problem.details, "opens": opens})


def _levels(campaign: Campaign) -> Iterator[Problem]:
    for number, level in enumerate(campaign.levels, 1):
        if not level.opens_at:
            path = f"level[{number}].opens"
            yield Problem(code="level_without_opening", column=path, details={"level": level.number})
        if level.time_limit_ms > 0 and level.time_limit_ms not in _USUAL_LIMIT:
            details: dict[str, int | str] = {"level": level.number, "seconds": level.time_limit_ms // 1000}
            yield Problem(code="time_limit_unusual", column=f"level[{number}].time_limit", details=details)


def _openings_shared(campaign: Campaign) -> Iterator[Problem]:
    first: dict[int, int] = {}
    for number, level in enumerate(campaign.levels, 1):
        if level.opens_at in first:
            details: dict[str, int | str] = {
                "level": level.number,
                "other": first[level.opens_at],
                "opens": said_instant(level.opens_at, campaign.zone),
            }
            yield Problem(code="levels_open_together", column=f"level[{number}].opens", details=details)
        elif level.opens_at:
            first[level.opens_at] = level.number


def _cutoffs(campaign: Campaign, stated: Collection[str]) -> Iterator[Problem]:
    declared = (period for period in campaign.periods if period.kind == "declared")
    for number, period in enumerate(declared, 1):
        path = f"period[{number}].cutoff"
        if path not in stated:
            yield Problem(code="period_without_cutoff", column=path, details={"period": period.id})


def _prizes(campaign: Campaign) -> Iterator[Problem]:
    for number, tier in enumerate(campaign.awards, 1):
        details: dict[str, int | str] = {"award": tier.name, "places": tier.places}
        if tier.decided == "here" and not _gives(tier):
            yield Problem(code="award_gives_nothing", column=f"award[{number}]", details=details)
        if tier.advancement and tier.places > 1:
            yield Problem(code="advancement_of_several", column=f"award[{number}].advancement", details=details)


def _gives(tier: AwardTier) -> bool:
    return bool(tier.cash_fen or tier.item or tier.title or tier.advancement)


def _unit_awards(campaign: Campaign) -> Iterator[Problem]:
    for number, award in enumerate(campaign.unit_awards, 1):
        if not award.winners:
            path = f"unit_award[{number}].winners"
            yield Problem(code="unit_award_without_winners", column=path, details={"award": award.name})
    if campaign.unit_awards and all(item.duty != "required" for item in campaign.categories):
        yield Problem(code="nobody_required", column="category")
