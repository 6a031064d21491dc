"""Banks: store a version, read one back (clauses 2.1, 2.2)."""

import msgspec

from chuangguan.errors import NotFound
from chuangguan.facts import BankStored
from chuangguan.office.desk import Desk
from chuangguan.rules.bank import Bank, bank_version, canonical_bank
from chuangguan.rules.draw import Shortage
from chuangguan.values import Value


class BankLoaded(Value, frozen=True, kw_only=True):
    """What loading did: the version, the levels it is for, and what it lacks.

    `frozen` are the levels among them that are open already and go on with the version they have (clause 2.2).
    """

    bank: str
    version: str
    questions: int
    levels: tuple[int, ...]
    frozen: tuple[int, ...]
    shortages: dict[int, list[Shortage]]


class Banks:
    """The banks of the campaign's levels."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def load(self, level: int, bank: Bank, *, by: str, reason: str = "") -> BankLoaded:
        """Store a bank as the newest version of the bank that a level names; `NotFound` for an unknown level."""
        version = bank_version(bank)
        extras = {q.id: (q.explanation, q.source) for q in bank.questions if q.explanation or q.source}
        with self._desk.record.write(by, reason) as entry:
            name = entry.campaign.level(level).bank
            levels = [item for item in entry.campaign.levels if item.bank == name]
            frozen = [item.number for item in levels if entry.bank_in_force(item, entry.at)]
            entry.append(
                BankStored(
                    bank=name,
                    version=version,
                    mode="edit",
                    canonical=canonical_bank(bank).decode(),
                    extras=msgspec.json.encode(extras, order="sorted").decode(),
                )
            )
            short = {
                item.number: found
                for item in levels
                if (found := entry.library.shortages(version, entry.stored.rules_hash, item, entry.rows))
            }
            return BankLoaded(
                bank=name,
                version=version,
                questions=len(bank.questions),
                levels=tuple(item.number for item in levels),
                frozen=tuple(frozen),
                shortages=short,
            )

    def get(self, level: int) -> Bank:
        """Return what a level draws from, or the newest stored version while it is not open; `NotFound` without one."""
        now = self._desk.record.now()
        with self._desk.record.read() as view:
            found = view.campaign.level(level)
            in_force = view.bank_in_force(found, now)
            stored = [item.version for item in view.bank_versions if item.bank == found.bank]
            version = in_force.version if in_force else next(reversed(stored), "")
            if not version:
                raise NotFound(kind="bank", key=found.bank)
            return Bank(questions=tuple(view.library.questions(version, view.rows).values()))
