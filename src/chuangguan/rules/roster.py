"""Who belongs to which unit and category, from when on (clauses 5.2, 5.4, 7.1, 7.4)."""

import hashlib
from collections.abc import Iterable
from typing import Literal

from chuangguan.errors import BadInput, NotFound, Problem
from chuangguan.rules.canonical import closed_bytes, message, sha256_hex
from chuangguan.values import Value

Duty = Literal["required", "voluntary", "excluded"]
Basis = Literal["rule", "consent", "none"]


class Unit(Value, frozen=True, kw_only=True):
    """An organisation; `parent` is empty at a root, `headcount` is what it declared, if it did."""

    unit: str
    parent: str = ""
    kind: str = ""
    headcount: int | None = None


class Membership(Value, frozen=True, kw_only=True, gc=False):
    """What holds for an entrant from `from_at` on (UTC ms; 0 the campaign's opening), until the next one."""

    entrant: str
    from_at: int = 0
    unit: str
    category: str
    duty: Duty
    labels: tuple[str, ...] = ()
    is_admin: bool = False
    has_prize_right: bool = True
    ended: bool = False

    @property
    def is_ranked(self) -> bool:
        """Whether boards list this entrant (clause 5.4)."""
        return self.duty != "excluded"


class PublicationBasis(Value, frozen=True, kw_only=True):
    """On what basis an entrant may be named in public (clause 5.2); `recorded_at` 0 where nothing was recorded.

    `rule` is the organiser's own, `consent` the entrant's to a version of a text; on `none` nobody is named.
    """

    basis: Basis = "rule"
    text_version: str = ""
    recorded_at: int = 0


class Person(Value, frozen=True, kw_only=True):
    """Who an entrant is; kept apart from every fact and erasable. `salt` is 16 random bytes as hex."""

    entrant: str
    member_no: str
    name: str
    salt: str

    @property
    def digest(self) -> str:
        """The SHA-256 over salt, member number and name that roster facts hold (clause 5.2)."""
        return hashlib.sha256(message(bytes.fromhex(self.salt), self.member_no, self.name)).hexdigest()


def entrant_id(number: int) -> str:
    """Return the opaque id of a number: `E` and at least six digits (clause 6.4)."""
    return f"E{number:06d}"


def entrant_number(entrant: str) -> int:
    """Return the number of an opaque id; `NotFound` for a text that is none."""
    try:
        return int(entrant[1:])
    except ValueError:
        raise NotFound(kind="entrant", key=entrant) from None


class Roster:
    """The memberships in force at one instant: `members` by opaque id, in the order of ids' numbers."""

    def __init__(self, memberships: Iterable[Membership], at: int) -> None:
        """Take the latest of each entrant's memberships from before or at `at`; later ones in the list win ties."""
        latest: dict[str, Membership] = {}
        for item in memberships:
            known = latest.get(item.entrant)
            if item.from_at <= at and (known is None or item.from_at >= known.from_at):
                latest[item.entrant] = item
        present = (item for item in latest.values() if not item.ended)
        self.members = {item.entrant: item for item in sorted(present, key=lambda item: entrant_number(item.entrant))}

    def get(self, entrant: str) -> Membership | None:
        """Return the membership in force, or None."""
        return self.members.get(entrant)

    def digest(self) -> str:
        """Return the SHA-256 over opaque id, unit, category, duty and date of everybody, by id (clause 6.4)."""
        rows = [(m.entrant, m.unit, m.category, m.duty, m.from_at) for m in self.members.values()]
        return sha256_hex(closed_bytes(rows))


class UnitTree:
    """The units and what lies below each (clause 7.1)."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Take the units in their order; a parent that is unknown or above itself is `BadInput`."""
        self.units = {unit.unit: unit for unit in units}
        problems = [
            Problem(code="unknown_parent_unit", details={"unit": unit.unit, "parent": unit.parent})
            for unit in self.units.values()
            if unit.parent and unit.parent not in self.units
        ]
        if problems:
            raise BadInput(problems)
        self._above = {name: self._path(name) for name in self.units}

    def _path(self, name: str) -> tuple[str, ...]:
        path = [name]
        while parent := self.units[path[-1]].parent:
            if parent in path:
                raise BadInput([Problem(code="unit_above_itself", details={"unit": name})])
            path.append(parent)
        return tuple(path)

    def above(self, unit: str) -> tuple[str, ...]:
        """Return the unit and every unit that holds it, nearest first; nothing for an unknown one."""
        return self._above.get(unit, ())

    def holds(self, upper: str, unit: str) -> bool:
        """Say whether `unit` is `upper` or lies below it."""
        return upper in self.above(unit)


class Population(Value, frozen=True, kw_only=True):
    """A part of the entrants: by unit subtree, category or label; an empty one is everybody (clause 5.4)."""

    unit: str = ""
    category: str = ""
    label: str = ""

    def holds(self, member: Membership, tree: UnitTree) -> bool:
        """Say whether a member belongs to it."""
        return (
            (not self.unit or tree.holds(self.unit, member.unit))
            and (not self.category or member.category == self.category)
            and (not self.label or self.label in member.labels)
        )
