"""Banks: store a version, read one back (clauses 2.1, 2.2)."""

from typing import Literal

import msgspec

from chuangguan.errors import BadInput, Misuse, NotFound, Problem
from chuangguan.facts import BankStored
from chuangguan.office.desk import Desk
from chuangguan.record import Entry
from chuangguan.rules.bank import Bank, bank_version, canonical_bank, unreleased
from chuangguan.rules.board import board
from chuangguan.rules.campaign import Level
from chuangguan.rules.draw import Shortage, shortages
from chuangguan.rules.roster import entrant_number
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


class BankRevision(Value, frozen=True, kw_only=True):
    """What a revision of a bank does: the questions it changes and drops, who passes now, whose rank moves.

    `passes` are the attempts that become a pass; `moved` is rank before and after by opaque id, 0 not on the board.
    """

    version: str
    changed: tuple[str, ...]
    dropped: tuple[str, ...]
    passes: tuple[int, ...]
    moved: dict[str, tuple[int, int]]


class _OnlyLooking(Exception):
    def __init__(self, revised: BankRevision) -> None:
        super().__init__()
        self.revised = revised


class Banks:
    """The banks of the campaign's levels."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def load(self, level: int, bank: Bank, *, by: str, reason: str = "") -> BankLoaded:
        """Store a bank as the newest version of the bank that a level names; `NotFound` for an unknown level.

        `BadInput` names the questions that are not released, where the campaign requires that (clause 2.2).
        """
        version = bank_version(bank)
        with self._desk.record.write(by, reason) as entry:
            name = entry.campaign.level(level).bank
            levels = [item for item in entry.campaign.levels if item.bank == name]
            frozen = [item.number for item in levels if entry.bank_in_force(item, entry.at)]
            _store(entry, name, bank, "edit")
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

    def revise(self, level: int, bank: Bank, *, by: str, reason: str, apply: bool) -> BankRevision:
        """Mend the answers of a level's bank and return what that moves; nothing is stored unless `apply` (clause 3.4).

        Every attempt that drew a changed question is marked again; a dropped question counts as right. `Misuse` where
        the bank would be short for an open level, `NotFound` where it has never been stored, `BadInput` where the
        campaign requires released questions and there are others.
        """
        try:
            with self._desk.record.write(by, reason) as entry:
                revised = _revise(entry, entry.campaign.level(level), bank)
                if not apply:
                    raise _OnlyLooking(revised)  # noqa: TRY301  leaving by an error rolls the unit of work back
                return revised
        except _OnlyLooking as look:
            return look.revised

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


def _store(entry: Entry, name: str, bank: Bank, mode: Literal["edit", "revision"]) -> None:
    _require_release(entry, bank)
    extras = {q.id: (q.explanation, q.source) for q in bank.questions if q.explanation or q.source}
    entry.append(
        BankStored(
            bank=name,
            version=bank_version(bank),
            mode=mode,
            canonical=canonical_bank(bank).decode(),
            extras=msgspec.json.encode(extras, order="sorted").decode(),
        )
    )


def _require_release(entry: Entry, bank: Bank) -> None:
    """Refuse a bank with questions that are not released, where the campaign requires that (clause 2.2)."""
    if entry.campaign.release == "two_persons" and (found := unreleased(bank)):
        raise BadInput(
            [Problem(code="question_not_released", column="状态", details={"question": item}) for item in found]
        )


def _revise(entry: Entry, level: Level, bank: Bank) -> BankRevision:
    stored = [item.version for item in entry.bank_versions if item.bank == level.bank]
    if not stored:
        raise NotFound(kind="bank", key=level.bank)
    for other in entry.campaign.levels:
        if other.bank == level.bank and entry.bank_in_force(other, entry.at) and shortages(bank, other.quotas):
            raise Misuse(what="revision_leaves_short", level=other.number)
    in_force = entry.bank_in_force(level, entry.at)
    before = entry.library.questions(in_force.version if in_force else stored[-1], entry.rows)
    after = bank.by_id()
    ranks, passed = _ranks(entry), _passed(entry)
    _store(entry, level.bank, bank, "revision")
    ranks_after = _ranks(entry)
    return BankRevision(
        version=bank_version(bank),
        changed=tuple(name for name in before if name in after and before[name].answer != after[name].answer),
        dropped=tuple(name for name in before if name not in after),
        passes=tuple(sorted(_passed(entry) - passed)),
        moved={
            name: (ranks.get(name, 0), ranks_after.get(name, 0))
            for name in sorted(ranks.keys() | ranks_after.keys(), key=entrant_number)
            if ranks.get(name, 0) != ranks_after.get(name, 0)
        },
    )


def _ranks(entry: Entry) -> dict[str, int]:
    members = entry.roster(entry.at).members
    listed = (item for item in entry.standings_at(None) if item.entrant in members and members[item.entrant].is_ranked)
    return {row.entrant: row.rank for row in board(listed, entry.campaign.ranking)}


def _passed(entry: Entry) -> set[int]:
    return {a.attempt for name in entry.rows.person_digests() for a in entry.rows.attempts_of(name) if a.passed}
