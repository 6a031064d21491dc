"""What an amendment of a running campaign changes, and what of it is refused (clause 8.4)."""

from collections.abc import Iterator
from typing import Final

import msgspec

from chuangguan.rules.campaign import Campaign, Period
from chuangguan.values import Value

_NEVER: Final = ("id", "edition", "zone", "member_no", "window.opens_at", "release")
_ALWAYS: Final = ("title", "organiser", "contacts", "publicity_days", "sanction", "reveal", "category")
_OF_EVERY_PERIOD: Final = ("boundary", "denominator")
_KEYED_BY: Final = {
    "levels": ("level", "number"),
    "periods": ("period", "id"),
    "categories": ("category", "name"),
    "awards": ("award", "name"),
    "unit_awards": ("unit_award", "name"),
}


class Amendment(Value, frozen=True, kw_only=True):
    """A key whose value changes, both as JSON text, empty where there is none; `refused` says why it may not.

    The reasons: `never_changes`, `level_is_open`, `opens_in_the_past`, `past_cutoff`.
    """

    key: str
    before: str
    after: str
    refused: str = ""


def amendments(old: Campaign, new: Campaign, at: int) -> tuple[Amendment, ...]:
    """Return every key that differs, and whether it touches an open level or a past cutoff at `at` (clause 8.4)."""
    before, after = dict(_flat(old)), dict(_flat(new))
    return tuple(
        Amendment(
            key=key,
            before=before.get(key, ""),
            after=after.get(key, ""),
            refused=_refusal(key, old, new, at),
        )
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    )


def _flat(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Yield key paths and values; entries of a list go by their name, so that a new one moves no other."""
    for key, value in msgspec.to_builtins(campaign).items():
        if key in _KEYED_BY:
            word, name = _KEYED_BY[key]
            for entry in value:
                yield from _leaves(f"{word}[{entry[name]}]", entry)
        else:
            yield from _leaves(key, value)


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}", inner)
    else:
        yield path, msgspec.json.encode(value).decode()


def _refusal(key: str, old: Campaign, new: Campaign, at: int) -> str:
    head, _, rest = key.partition(".")
    word, _, name = head.rstrip("]").partition("[")
    if key in _NEVER or word in _ALWAYS:
        return "never_changes" if key in _NEVER else ""
    if word == "level":
        return _of_level(int(name), rest, old, new, at)
    if word == "period":
        return "past_cutoff" if _is_past([p for p in (*old.periods, *new.periods) if p.id == name], at) else ""
    if word in ("award", "unit_award"):
        return "past_cutoff" if _is_past(_periods_of(name, old, new), at) else ""
    if key == "window.closes_at":
        return "past_cutoff" if new.window.closes_at <= at else ""
    if word in _OF_EVERY_PERIOD:
        return "past_cutoff" if _is_past(list(old.periods), at) else ""
    return "level_is_open" if any(level.is_due(at) for level in old.levels) else ""


def _of_level(number: int, field: str, old: Campaign, new: Campaign, at: int) -> str:
    if field == "title":
        return ""
    if any(level.number == number and level.is_due(at) for level in old.levels):
        return "level_is_open"
    if any(level.number == number and level.is_due(at) for level in new.levels):
        return "opens_in_the_past"
    return ""


def _periods_of(name: str, old: Campaign, new: Campaign) -> list[Period]:
    """Return the periods in which an award of that name is, or was to be, given."""
    tiers = [tier.period for c in (old, new) for tier in c.awards if tier.name == name]
    units = [award.period for c in (old, new) for award in c.unit_awards if award.name == name]
    named = tiers + units
    return [period for c in (old, new) for period in c.periods if any(period.is_named(item) for item in named)]


def _is_past(periods: list[Period], at: int) -> bool:
    return any(period.cutoff_at <= at for period in periods)
