"""What prizes cost, and how much more where people tie on the last place of a tier (clauses 6.1, 6.2)."""

from collections.abc import Sequence

from chuangguan.rules.campaign import AwardTier, Campaign
from chuangguan.values import Value


class Overrun(Value, frozen=True, kw_only=True):
    """Two people share position `last` of a tier of `period`: `over_fen` beyond the budget of `budget_fen`."""

    period: str
    last: int
    budget_fen: int
    over_fen: int


def budget_fen(campaign: Campaign, period_id: str) -> int:
    """Return the cash of all places that are decided here for a period's id, or for each `month`."""
    return sum(tier.places * tier.cash_fen for tier in _cash_tiers(campaign, period_id))


def periods_with_cash(campaign: Campaign) -> list[str]:
    """Return the periods that the file gives cash for, in its order."""
    with_cash = (tier.period for tier in campaign.awards if _pays(tier))
    return list(dict.fromkeys(with_cash))


def places_with_cash(campaign: Campaign, period_id: str) -> int:
    """Return how many places of a period get cash."""
    return sum(tier.places for tier in _cash_tiers(campaign, period_id))


def overruns(campaign: Campaign) -> list[Overrun]:
    """Return what a tie of two on each tier's last position costs beyond the budget where both get the tier."""
    return [
        Overrun(
            period=tier.period,
            last=tier.last,
            budget_fen=budget_fen(campaign, tier.period),
            over_fen=tier.cash_fen - nxt,
        )
        for tier in campaign.awards
        if _pays(tier) and tier.cash_fen > (nxt := _next_cash(campaign.awards, tier))
    ]


def _cash_tiers(campaign: Campaign, period_id: str) -> list[AwardTier]:
    return [tier for tier in campaign.awards if tier.period == period_id and _pays(tier)]


def _pays(tier: AwardTier) -> bool:
    return tier.decided == "here" and tier.cash_fen > 0


def _next_cash(tiers: Sequence[AwardTier], tier: AwardTier) -> int:
    """Return the cash of the place below a tier, 0 beyond the last."""
    below = (t for t in tiers if t.group_key == tier.group_key and t.first <= tier.last + 1 <= t.last)
    return sum(t.cash_fen for t in below)
