"""Comparisons: the same facts under another value of an open clause, and which prizes would move."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, get_args, get_type_hints

from msgspec.structs import replace

from chuangguan.errors import NotFound, NotInThisEdition, SecretMissing
from chuangguan.office.closings import grounds_of, lots, newest, next_chain
from chuangguan.office.desk import Desk
from chuangguan.rules.awards import Lot
from chuangguan.rules.campaign import Campaign, Ladder, Period, Ranking
from chuangguan.rules.check import Stake
from chuangguan.rules.check.contradictions import contradictions
from chuangguan.rules.check.spoken import sentence_of
from chuangguan.rules.closing import Chain, Change, Closing, Grounds, changes_between, close_period, read_closing
from chuangguan.values import Value
from chuangguan.view import View

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

    @property
    def prizes_moved(self) -> tuple[Change, ...]:
        """The changes of those whose tiers or cash would differ; who only changes rank is left out."""
        return tuple(
            change
            for change in self.changes
            if change.tiers_before != change.tiers_after or change.cash_before_fen != change.cash_after_fen
        )

    @property
    def cash_moved_fen(self) -> int:
        """The larger of what some would lose and what others would gain, in fen."""
        gains = [change.cash_after_fen - change.cash_before_fen for change in self.changes]
        return max(sum(gain for gain in gains if gain > 0), -sum(gain for gain in gains if gain < 0))


class Comparisons:
    """What an open clause is worth."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def compare(self, period_id: str, key: str, value: str) -> Comparison:
        """Return which ranks and prizes of a period another value would move, from the facts as they stand.

        `NotFound` for a key that cannot be compared, `NotInThisEdition` for such a value; `SecretMissing` where a lot
        must be drawn.
        """
        with self._desk.record.read() as view:
            period = view.campaign.period(period_id)
            with_value(view.campaign, key, value)
            return _compare(view, _as_it_is(view, period, self._desk.root_secret), key, value)

    def stakes(self, *, progress: Callable[[int], None] = lambda _: None) -> list[Stake]:
        """Return what every other value of every clause that can be compared would move; nothing is stored.

        Empty before a period has ended. A period whose lots want the secret is left out of what they decide.
        """
        at = self._desk.record.now()
        with self._desk.record.read() as view:
            others = [(key, value) for key in _WHERE for value in _others(view.campaign, key)]
            moved: dict[tuple[str, str], list[Comparison | str]] = {other: [] for other in others}
            ended = [period for period in view.campaign.periods if period.cutoff_at <= at]
            for number, period in enumerate(ended, start=1):
                for other, found in _compared(view, period, self._desk.root_secret, others):
                    moved[other].append(found)
                progress(number)
            return [_stake(view.campaign, *other, found) for other, found in moved.items()] if ended else []


class _AsItIs(NamedTuple):
    """A period under the values in force, and what it takes to close it under another one."""

    grounds: Grounds
    chain: Chain
    lot: Lot
    closing: Closing


def _as_it_is(view: View, period: Period, root_secret: bytes | None) -> _AsItIs:
    grounds = grounds_of(view, period)
    stored = newest(view, period.id)
    chain = next_chain(view, stored)
    lot = lots(view, period, root_secret, read_closing(stored.canonical) if stored else None)
    return _AsItIs(grounds, chain, lot, close_period(view.campaign, grounds, chain, lot))


def _compare(view: View, now: _AsItIs, key: str, value: str) -> Comparison:
    other = with_value(view.campaign, key, value)
    grounds = now.grounds
    if key != "boundary":
        # Only this clause leaves everybody's standing as it is.
        grounds = replace(grounds, standings=view.folded(grounds.period, other))
    after = close_period(other, grounds, now.chain, now.lot)
    return Comparison(
        key=key,
        value_before=_value(view.campaign, key),
        value_after=value,
        changes=changes_between(now.closing, after),
        paid_before_fen=sum(award.cash_fen for award in now.closing.awards),
        paid_after_fen=sum(award.cash_fen for award in after.awards),
    )


def _compared(
    view: View, period: Period, root_secret: bytes | None, others: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Comparison | str]]:
    """Yield each other value with its comparison, or the period's id where the secret is wanting."""
    try:
        now = _as_it_is(view, period, root_secret)
    except SecretMissing:
        yield from ((other, period.id) for other in others)
        return
    for other in others:
        try:
            yield other, _compare(view, now, *other)
        except SecretMissing:
            yield other, period.id


def _stake(campaign: Campaign, key: str, value: str, found: Sequence[Comparison | str]) -> Stake:
    made = [item for item in found if isinstance(item, Comparison)]
    return Stake(
        key=path_of(key),
        value=value,
        sentence=sentence_of(with_value(campaign, key, value), path_of(key)),
        prizes=sum(len(item.prizes_moved) for item in made),
        cash_fen=sum(item.cash_moved_fen for item in made),
        left_out=tuple(item for item in found if isinstance(item, str)),
    )


def _others(campaign: Campaign, key: str) -> list[str]:
    """Return the values of a clause that are not in force and would not contradict the other clauses."""
    known = len(contradictions(campaign))
    return [
        value
        for value in _values(key)
        if value != _value(campaign, key) and len(contradictions(with_value(campaign, key, value))) <= known
    ]


def path_of(key: str) -> str:
    """Return the path in a campaign file that settles a clause."""
    part, _ = _WHERE[key]
    return f"{part or 'awards'}.{key}"


def _values(key: str) -> tuple[str, ...]:
    return get_args(get_type_hints(_WHERE[key][1])[key])


def with_value(campaign: Campaign, key: str, value: str) -> Campaign:
    """Return the campaign with another value of one clause.

    `NotFound` for a clause that cannot be compared, `NotInThisEdition` for a value that edition 1 does not have.
    """
    if key not in _WHERE:
        raise NotFound(kind="open_clause", key=key, known="、".join(_WHERE))
    part, _ = _WHERE[key]
    known = _values(key)
    if value not in known:
        raise NotInThisEdition(key=key, value=value, known="、".join(known))
    changed: dict[str, Any] = {key: value}
    return replace(campaign, **({part: replace(getattr(campaign, part), **changed)} if part else changed))


def _value(campaign: Campaign, key: str) -> str:
    part, _ = _WHERE[key]
    return str(getattr(getattr(campaign, part) if part else campaign, key))
