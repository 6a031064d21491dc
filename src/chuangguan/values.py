"""The base of every value: frozen, keyword-only, closed to unknown keys."""

from typing import ClassVar

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value that never changes; a verb that alters it returns the next one.

    `frozen` and `kw_only` are said again by every subclass: the one for type checkers, the other is not inherited.
    """


class Accepted(Value, frozen=True, kw_only=True, tag_field="verdict", tag="accepted"):
    """The plain yes of a rule."""

    accepted: ClassVar[bool] = True


class Refused(Value, frozen=True, kw_only=True, tag_field="verdict", tag="refused"):
    """The no of a rule, with the stable English code of its reason and what one needs to see it.

    `details` holds what a message fills in: instants in UTC ms, counts, level numbers, ids.
    """

    accepted: ClassVar[bool] = False
    reason: str
    details: dict[str, int | str] = {}
