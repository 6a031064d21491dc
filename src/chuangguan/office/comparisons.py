"""Comparisons: the same facts under another value of an open clause, and which prizes would move."""

from collections.abc import Mapping
from typing import Any, Final, get_args, get_type_hints

from msgspec.structs import replace

from chuangguan.errors import NotInThisEdition
from chuangguan.office.closings import grounds_of, lots, newest, next_chain
from chuangguan.office.desk import Desk
from chuangguan.rules.campaign import Campaign, Ladder, Ranking
from chuangguan.rules.closing import Change, changes_between, close_period
from chuangguan.values import Value

_WHERE: Final[Mapping[str, tuple[str, type[Value]]]] = {
    "best_of": ("ladder", Ladder),
    "time": ("ladder", Ladder),
    "precision": ("ranking", Ranking),
    "scope": ("ranking", Ranking),
    "boundary": ("", Campaign),
}
"""The clauses whose value decides a prize after the fact; what decides who may start cannot be played again."""


class Comparison(Value, frozen=True, kw_only=True):
    """What another value of `key` would change in a period: who moves, and the cash paid before and after, in fen."""

    key: str
    value_before: str
    value_after: str
    changes: tuple[Change, ...]
    paid_before_fen: int
    paid_after_fen: int


class Comparisons:
    """What an open clause is worth."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def compare(self, period_id: str, key: str, value: str) -> Comparison:
        """Return which ranks and prizes of a period another value would move, from the facts as they stand.

        `NotInThisEdition` for a key or a value that cannot be compared.
        """
        with self._desk.record.read() as view:
            period = view.campaign.period(period_id)
            other = with_value(view.campaign, key, value)
            grounds = grounds_of(view, period)
            chain = next_chain(view, newest(view, period_id))
            lot = lots(view, period, self._desk.root_secret)
            before = close_period(view.campaign, grounds, chain, lot)
            after = close_period(other, replace(grounds, standings=view.folded(period, other)), chain, lot)
            return Comparison(
                key=key,
                value_before=_value(view.campaign, key),
                value_after=value,
                changes=changes_between(before, after),
                paid_before_fen=sum(award.cash_fen for award in before.awards),
                paid_after_fen=sum(award.cash_fen for award in after.awards),
            )


def with_value(campaign: Campaign, key: str, value: str) -> Campaign:
    """Return the campaign with another value of one clause; `NotInThisEdition` where edition 1 has none such."""
    if key not in _WHERE:
        raise NotInThisEdition(key=key, value=value, known="、".join(_WHERE))
    part, kind = _WHERE[key]
    known = get_args(get_type_hints(kind)[key])
    if value not in known:
        raise NotInThisEdition(key=key, value=value, known="、".join(known))
    changed: dict[str, Any] = {key: value}
    return replace(campaign, **({part: replace(getattr(campaign, part), **changed)} if part else changed))


def _value(campaign: Campaign, key: str) -> str:
    part, _ = _WHERE[key]
    return str(getattr(getattr(campaign, part) if part else campaign, key))
