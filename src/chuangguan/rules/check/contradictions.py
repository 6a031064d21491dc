"""What a campaign contradicts: each rule of the regulations that its values break, with the key path."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from chuangguan.errors import Problem
from chuangguan.rules.campaign import AwardTier, Campaign, Level, Period, Quota, Term
from chuangguan.rules.check.wording import exact, said_end, said_instant

_CAMPAIGN_ID: Final = re.compile(r"[a-z0-9-]{1,40}")
_PERIOD_ID: Final = re.compile(r"[\w-]{1,40}")
_MAX_PLACES: Final = 6
PAPER_SIZES: Final = range(1, 1_001)
"""How many questions a quota may ask for; more is a slip of the keyboard."""
_DIFFICULTIES: Final = range(1, 6)


def contradictions(campaign: Campaign) -> list[Problem]:
    """Return every error in the campaign's own words, banks apart."""
    return [problem for rule in _RULES for problem in rule(campaign)]


def _problem(code: str, path: str, **details: int | str) -> Problem:
    return Problem(code=code, column=path, details=details)


def _repeated(code: str, values: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> Iterator[Problem]:
    """Yield a problem for each (path, value) whose value came before."""
    seen = set(taken)
    for path, value in values:
        if value in seen:
            yield _problem(code, path, value=value)
        seen.add(value)


def _head(campaign: Campaign) -> Iterator[Problem]:
    if not _CAMPAIGN_ID.fullmatch(campaign.id):
        yield _problem("campaign_id_bad", "campaign.id", value=campaign.id)
    if not campaign.title.strip():
        yield _problem("campaign_title_empty", "campaign.title")
    if campaign.window.closes_at <= campaign.window.opens_at:
        yield _problem("campaign_window_empty", "campaign.closes")
    if campaign.grace_ms < 0:
        yield _problem("grace_negative", "play.grace", ms=campaign.grace_ms)
    if campaign.publicity_days < 0:
        yield _problem("publicity_negative", "awards.publicity_days", days=campaign.publicity_days)


def _categories(campaign: Campaign) -> Iterator[Problem]:
    names = [(f"category[{n}].name", item.name) for n, item in enumerate(campaign.categories, 1)]
    yield from _repeated("category_repeated", names)


def _declared(campaign: Campaign) -> Iterator[tuple[str, Period]]:
    declared = (period for period in campaign.periods if period.kind == "declared")
    for number, period in enumerate(declared, 1):
        yield f"period[{number}]", period


def _period_ids(campaign: Campaign) -> Iterator[Problem]:
    months = [period.id for period in campaign.periods if period.kind == "month"]
    ids = [(f"{path}.id", period.id) for path, period in _declared(campaign)]
    yield from _repeated("period_repeated", ids, taken=[*months, "month", campaign.id])
    for path, value in ids:
        if not _PERIOD_ID.fullmatch(value):
            yield _problem("period_id_bad", path, value=value)


def _period_windows(campaign: Campaign) -> Iterator[Problem]:
    whole = campaign.window
    for path, period in _declared(campaign):
        if period.cutoff_at <= period.window.opens_at:
            yield _problem("period_empty", f"{path}.cutoff", period=period.id)
        if period.window.opens_at < whole.opens_at:
            opens = said_instant(whole.opens_at, campaign.zone)
            yield _problem("period_opens_before_campaign", f"{path}.opens", period=period.id, opens=opens)
        if period.cutoff_at > whole.closes_at:
            closes = said_end(whole.closes_at, campaign.zone)
            yield _problem("period_ends_after_campaign", f"{path}.cutoff", period=period.id, closes=closes)


def _levels(campaign: Campaign) -> Iterator[Problem]:
    if not campaign.levels:
        yield _problem("no_levels", "level")
    for number, level in enumerate(campaign.levels, 1):
        path = f"level[{number}]"
        if level.number != number:
            yield _problem("levels_not_numbered", f"{path}.number", found=level.number, wanted=number)
        if level.time_limit_ms <= 0:
            yield _problem("time_limit_not_positive", f"{path}.time_limit", level=level.number)
        yield from _opening(campaign, path, level)
        for place, quota in enumerate(level.quotas, 1):
            yield from _quota(path, level, quota, place)


def _opening(campaign: Campaign, path: str, level: Level) -> Iterator[Problem]:
    if level.opens_at and level.opens_at < campaign.window.opens_at:
        opens = said_instant(campaign.window.opens_at, campaign.zone)
        yield _problem("level_opens_before_campaign", f"{path}.opens", level=level.number, opens=opens)
    if level.opens_at >= campaign.window.closes_at:
        closes = said_end(campaign.window.closes_at, campaign.zone)
        yield _problem("level_opens_after_campaign", f"{path}.opens", level=level.number, closes=closes)


def _opening_order(campaign: Campaign) -> Iterator[Problem]:
    """Yield the levels that open before a lower one; a lower one without a date says nothing."""
    latest: Level | None = None
    for number, level in enumerate(campaign.levels, 1):
        if not level.opens_at:
            continue
        if latest and level.opens_at < latest.opens_at:
            yield _problem("levels_open_descending", f"level[{number}].opens", level=level.number, lower=latest.number)
        else:
            latest = level


def _quota(path: str, level: Level, quota: Quota, place: int) -> Iterator[Problem]:
    if quota.n not in PAPER_SIZES:
        most = PAPER_SIZES[-1]
        yield _problem(
            "draw_out_of_range", f"{path}.{_draw_key(level, place)}", level=level.number, n=quota.n, most=most
        )
    if quota.points < 1:
        yield _problem("points_too_small", f"{path}.quotas[{place}].points", level=level.number, points=quota.points)
    for difficulty in quota.difficulties:
        if difficulty not in _DIFFICULTIES:
            yield _problem("difficulty_bad", f"{path}.quotas[{place}].difficulties", value=difficulty)


def _draw_key(level: Level, place: int) -> str:
    """Return the key that the file most likely has: a single plain quota is written `draw`."""
    quota = level.quotas[place - 1]
    return "draw" if level.quotas == (Quota(n=quota.n),) else f"quotas[{place}].n"


def _pass_rule(campaign: Campaign) -> Iterator[Problem]:
    rule, value = campaign.pass_rule.rule, campaign.pass_rule.value
    number = exact(value)
    if rule == "all_correct":
        if value:
            yield _problem("pass_value_unused", "play.pass.value", value=value)
    elif rule == "ratio":
        if number is None or not 0 < number <= 1:
            yield _problem("ratio_bad", "play.pass.value", value=value)
    elif not value.isdecimal() or not number:
        yield _problem("pass_value_bad", "play.pass.value", rule=rule, value=value)
    else:
        yield from _above_paper(campaign, int(number))


def _above_paper(campaign: Campaign, wanted: int) -> Iterator[Problem]:
    """Yield the levels whose paper is too small to be passed at all."""
    by_score = campaign.pass_rule.rule == "score"
    for level in campaign.levels:
        most = sum(quota.n * quota.points for quota in level.quotas) if by_score else level.paper_size
        if wanted > most:
            code = "score_above_paper" if by_score else "min_correct_above_paper"
            yield _problem(code, "play.pass.value", level=level.number, value=wanted, most=most)


def _ladder(campaign: Campaign) -> Iterator[Problem]:
    ladder = campaign.ladder
    if ladder.cap and ladder.cap.n < 1:
        yield _problem("cap_too_small", "ladder.cap.n", n=ladder.cap.n)
    if ladder.best_of == "level" and ladder.time == "all_attempts":
        yield _problem("best_of_level_with_all_attempts", "ladder.time")
    if ladder.best_of == "level" and campaign.ranking.scope == "attempts_in_period":
        # A restart in the period would begin the unbroken sequence anew and worsen a standing (clause 4.2).
        yield _problem("best_of_level_in_period", "ranking.scope")


def _keys(campaign: Campaign) -> Iterator[Problem]:
    keys = campaign.ranking.keys
    if not keys or keys[0] != "levels desc":
        yield _problem("keys_must_begin_with_levels", "ranking.keys", found=keys[0] if keys else "")
    yield from _repeated("ranking_key_repeated", [(f"ranking.keys[{n}]", key) for n, key in enumerate(keys, 1)])


def _known_periods(campaign: Campaign) -> list[str]:
    months = [period.id for period in campaign.periods if period.kind == "month"]
    declared = [period.id for period in campaign.periods if period.kind == "declared"]
    return [*(["month"] if months else []), *declared, *months]


def _awards(campaign: Campaign) -> Iterator[Problem]:
    known = _known_periods(campaign)
    categories = [item.name for item in campaign.categories]
    for number, tier in enumerate(campaign.awards, 1):
        path = f"award[{number}]"
        if tier.period not in known:
            yield _unknown("award_period_unknown", f"{path}.period", tier.period, known)
        if tier.among.category and tier.among.category not in categories:
            yield _unknown("award_category_unknown", f"{path}.among.category", tier.among.category, categories)
        if tier.first < 1 or tier.last < tier.first:
            yield _problem("award_ranks_bad", f"{path}.ranks", award=tier.name, first=tier.first, last=tier.last)
        if tier.cash_fen < 0:
            yield _problem("cash_negative", f"{path}.cash_yuan", award=tier.name)
    names = [(f"award[{n}].name", f"{tier.period} {tier.name}") for n, tier in enumerate(campaign.awards, 1)]
    yield from _repeated("award_repeated", names)


def _unknown(code: str, path: str, value: str, known: Iterable[str]) -> Problem:
    return _problem(code, path, value=value, known="、".join(known))


def _award_ranges(campaign: Campaign) -> Iterator[Problem]:
    """Yield where ranges of a group overlap or leave positions out, from the first position on (clause 6.1)."""
    groups: dict[object, list[tuple[AwardTier, str]]] = {}
    for number, tier in enumerate(campaign.awards, 1):
        if 1 <= tier.first <= tier.last and tier.decided == "here":
            groups.setdefault(tier.group_key, []).append((tier, f"award[{number}].ranks"))
    for group in groups.values():
        yield from _group_ranges(sorted(group, key=lambda item: (item[0].first, item[0].last)))


def _group_ranges(group: list[tuple[AwardTier, str]]) -> Iterator[Problem]:
    reached, above = 0, ""
    for tier, path in group:
        if tier.first <= reached:
            yield _problem(
                "award_ranges_overlap", path, award=tier.name, other=above, first=tier.first, reached=reached
            )
        elif tier.first > reached + 1:
            yield _problem("award_ranges_gap", path, award=tier.name, first=reached + 1, last=tier.first - 1)
        if tier.last > reached:
            reached, above = tier.last, tier.name


def _unit_awards(campaign: Campaign) -> Iterator[Problem]:
    known = _known_periods(campaign)
    for number, award in enumerate(campaign.unit_awards, 1):
        path = f"unit_award[{number}]"
        if award.period not in known:
            yield _unknown("award_period_unknown", f"{path}.period", award.period, known)
        if award.winners < 0:
            yield _problem("winners_negative", f"{path}.winners", award=award.name)
        yield from _repeated("list_repeated", [(f"{path}.lists[{n}]", name) for n, name in enumerate(award.lists, 1)])
        for place, term in enumerate(award.terms, 1):
            yield from _term(f"{path}.terms[{place}]", term, known)
        yield from _weights(f"{path}.terms", award.name, award.terms)
    names = [(f"unit_award[{n}].name", f"{item.period} {item.name}") for n, item in enumerate(campaign.unit_awards, 1)]
    yield from _repeated("award_repeated", names)


def _term(path: str, term: Term, known: list[str]) -> Iterator[Problem]:
    if not exact(term.weight):
        yield _problem("weight_bad", f"{path}.weight", value=term.weight)
    if term.window and (term.window == "month" or term.window not in known):
        yield _unknown("term_window_unknown", f"{path}.window", term.window, [k for k in known if k != "month"])
    if not -1 <= term.rounding <= _MAX_PLACES:
        yield _problem("rounding_bad", f"{path}.rounding", value=term.rounding, most=_MAX_PLACES)
    if term.cap and not exact(term.cap):
        yield _problem("term_cap_bad", f"{path}.cap", value=term.cap)


def _weights(path: str, award: str, terms: tuple[Term, ...]) -> Iterator[Problem]:
    weights = [weight for term in terms if (weight := exact(term.weight))]
    if len(weights) == len(terms) and sum(weights) != 1:
        yield _problem("weights_not_one", path, award=award, sum="+".join(term.weight for term in terms))


_RULES: Final[tuple[Callable[[Campaign], Iterator[Problem]], ...]] = (
    _head,
    _categories,
    _period_ids,
    _period_windows,
    _levels,
    _opening_order,
    _pass_rule,
    _ladder,
    _keys,
    _awards,
    _award_ranges,
    _unit_awards,
)
