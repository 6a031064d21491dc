"""What a store's rows say at an instant: the regulations, banks in force, roster and standings.

Play, Boards and Office read through it; it asks the rules and writes nothing.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

import msgspec

from chuangguan.errors import NotFound, SecretMismatch, SecretMissing, StoreMissing
from chuangguan.facts import (
    AnyFact,
    ClosingFinalised,
    Envelope,
    ExtraTimeGranted,
    F,
    IntervalVoided,
    PeriodExtended,
    PublicationBasisRecorded,
    SanctionImposed,
    SanctionLifted,
    kind_of,
    read_fact,
)
from chuangguan.ports import StoredCampaign, UnitOfWork
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import Bank, BankInForce, BankVersion, Question, bank_in_force, read_canonical_bank
from chuangguan.rules.campaign import Campaign, Level, Period, extended, read_canonical_campaign
from chuangguan.rules.draw import Shortage, commitment, period_secret, shortages
from chuangguan.rules.instants import Window
from chuangguan.rules.ladder import Standing, standing
from chuangguan.rules.roster import Membership, PublicationBasis, Roster, UnitTree, entrant_number
from chuangguan.rules.sanctions import Sanction, voided

_DECISIONS: Final = (PeriodExtended, IntervalVoided, ExtraTimeGranted, SanctionImposed, SanctionLifted)


class Library:
    """Regulations and banks already decoded, by their hash; they never change, so it may be kept for ever."""

    def __init__(self) -> None:
        """Begin empty."""
        self._campaigns: dict[str, Campaign] = {}
        self._banks: dict[str, Mapping[str, Question]] = {}
        self._shortages: dict[tuple[str, str, int], list[Shortage]] = {}

    def campaign(self, rules_hash: str, canonical: bytes) -> Campaign:
        """Return the regulations with this hash."""
        if rules_hash not in self._campaigns:
            self._campaigns[rules_hash] = read_canonical_campaign(canonical)
        return self._campaigns[rules_hash]

    def questions(self, version: str, rows: UnitOfWork) -> Mapping[str, Question]:
        """Return the questions of a bank version by id, in the order of ids."""
        if version not in self._banks:
            stored = rows.bank(version)
            if stored is None:
                raise NotFound(kind="bank", key=version)
            canonical, extras = stored
            self._banks[version] = read_canonical_bank(canonical, msgspec.json.decode(extras)).by_id()
        return self._banks[version]

    def shortages(self, version: str, rules_hash: str, level: Level, rows: UnitOfWork) -> list[Shortage]:
        """Return the quotas of a level that a bank version cannot fill."""
        key = (version, rules_hash, level.number)
        if key not in self._shortages:
            bank = Bank(questions=tuple(self.questions(version, rows).values()))
            self._shortages[key] = shortages(bank, level.quotas)
        return self._shortages[key]


def publication_basis(fact: PublicationBasisRecorded, stored_at: int) -> PublicationBasis:
    """Return what a fact says of an entrant's publication, since when (UTC ms)."""
    return PublicationBasis(basis=fact.basis, text_version=fact.text_version, recorded_at=stored_at)


class View:
    """One unit of work, read through the regulations."""

    def __init__(self, rows: UnitOfWork, library: Library, revealed: Mapping[str, bytes] | None = None) -> None:
        """Look at these rows; `revealed` are secrets by period that stand in for the root secret, for `verify`."""
        self.rows = rows
        self.library = library
        self._revealed = revealed or {}

    @cached_property
    def stored(self) -> StoredCampaign:
        """The newest version of the regulations as it was stored; `StoreMissing` before there is one."""
        stored = self.rows.campaign()
        if stored is None:
            raise StoreMissing(path="")
        return stored

    @cached_property
    def decisions(self) -> list[tuple[int, AnyFact]]:
        """What organisers decided that every start and end must ask about: one look for all of these kinds."""
        tags = (kind_of(kind) for kind in _DECISIONS)
        return [(envelope.number, read_fact(envelope.body)) for envelope in self.rows.facts_of(*tags)]

    def _decided(self, kind: type[F]) -> Iterator[tuple[int, F]]:
        return ((number, fact) for number, fact in self.decisions if isinstance(fact, kind))

    @cached_property
    def campaign(self) -> Campaign:
        """The newest regulations, with the ends that periods were moved to (clause 1.5)."""
        stored = self.library.campaign(self.stored.rules_hash, self.stored.canonical)
        for _, fact in self._decided(PeriodExtended):
            stored = extended(stored, fact.period, fact.cutoff_at)
        return stored

    @cached_property
    def voided_intervals(self) -> list[Window]:
        """The intervals whose attempts count for nothing (clause 1.5)."""
        return [Window(opens_at=f.opens_at, closes_at=f.closes_at) for _, f in self._decided(IntervalVoided)]

    def is_void(self, attempt: Attempt) -> bool:
        """Say whether an ended attempt counts for nothing: by a sanction, or because it overlaps a voided interval."""
        return attempt.attempt in voided(self.sanctions_of(attempt.entrant)) or any(
            attempt.started_at < interval.closes_at and attempt.submitted_at >= interval.opens_at
            for interval in self.voided_intervals
        )

    @cached_property
    def extra_time(self) -> dict[str, int]:
        """By how many per cent whose limits are longer (clause 1.3)."""
        return {fact.entrant: fact.per_cent for _, fact in self._decided(ExtraTimeGranted)}

    def time_limit_ms(self, level: Level, entrant: str) -> int:
        """Return how long an entrant has for a paper of a level (clause 1.3)."""
        return level.time_limit_ms * (100 + self.extra_time.get(entrant, 0)) // 100

    @cached_property
    def publications(self) -> dict[str, list[PublicationBasis]]:
        """On what basis who may be named in public, the newest last; who is missing: by the rule (clause 5.2)."""
        found: dict[str, list[PublicationBasis]] = {}
        for envelope in self.rows.facts_of(kind_of(PublicationBasisRecorded)):
            fact = read_fact(envelope.body)
            if isinstance(fact, PublicationBasisRecorded):
                found.setdefault(fact.entrant, []).append(publication_basis(fact, envelope.stored_at))
        return found

    def publication(self, entrant: str) -> PublicationBasis:
        """Return on what basis an entrant may be named in public as things stand."""
        return self.publications.get(entrant, [PublicationBasis()])[-1]

    def unnamed(self) -> frozenset[str]:
        """Return who may not be named in public."""
        return frozenset(entrant for entrant, found in self.publications.items() if found[-1].basis == "none")

    @cached_property
    def bank_versions(self) -> list[BankVersion]:
        """Every stored version of every bank, in stored order."""
        return self.rows.bank_versions()

    def period_secret(self, root_secret: bytes | None, period: str) -> bytes:
        """Return a period's secret, once it is seen to be the one that was committed to (clause 2.4)."""
        if root_secret is not None:
            secret = period_secret(root_secret, self.campaign.id, period)
        elif period in self._revealed:
            secret = self._revealed[period]
        else:
            raise SecretMissing(needed_for=period)
        if self.stored.commitments.get(period) != commitment(secret):
            raise SecretMismatch(period=period)
        return secret

    def has_secret(self, root_secret: bytes | None, period: str) -> bool:
        """Say whether a period's secret can be derived from the root secret or was revealed."""
        return root_secret is not None or period in self._revealed

    @cached_property
    def sanctions(self) -> list[Sanction]:
        """Every sanction on record, in order, the lifted ones marked (clause 8.2)."""
        lifted = {fact.sanction for _, fact in self._decided(SanctionLifted)}
        return [
            Sanction(
                number=number,
                entrant=fact.entrant,
                kind=fact.kind,
                code=fact.code,
                decided_by=fact.decided_by,
                evidence=fact.evidence,
                periods=fact.periods,
                attempts=fact.attempts,
                lifted=number in lifted,
            )
            for number, fact in self._decided(SanctionImposed)
        ]

    def sanctions_of(self, entrant: str) -> list[Sanction]:
        """Return one entrant's sanctions."""
        return [sanction for sanction in self.sanctions if sanction.entrant == entrant]

    def final_since(self, period: str) -> int | None:
        """Return the number of the fact that made a period's closing final, or None while it is provisional."""
        return next((number for number, fact in self.facts_of(ClosingFinalised) if fact.period == period), None)

    def envelope(self, number: int) -> Envelope:
        """Return the envelope of a fact that is there."""
        return next(self.rows.facts(after=number - 1, until=number))

    def stored_at(self, number: int) -> int:
        """Return when a fact was stored."""
        return self.envelope(number).stored_at

    def facts_of(self, kind: type[F]) -> Iterator[tuple[int, F]]:
        """Yield number and fact of every fact of a kind, in order; not for attempts, which are many."""
        for envelope in self.rows.facts_of(kind_of(kind)):
            fact = read_fact(envelope.body)
            if isinstance(fact, kind):
                yield envelope.number, fact

    def tree(self) -> UnitTree:
        """Return the units."""
        return UnitTree(self.rows.units())

    def roster(self, at: int) -> Roster:
        """Return who is on the roster at an instant."""
        return Roster(self.rows.memberships(), at)

    def membership(self, entrant: str, at: int) -> Membership | None:
        """Return one entrant's membership at an instant."""
        return Roster(self.rows.memberships(entrant), at).get(entrant)

    def bank_in_force(self, level: Level, at: int) -> BankInForce | None:
        """Return what an open level draws from, or None while it is not open (clauses 2.1, 2.2)."""
        if not level.is_due(at):
            return None
        versions = [item for item in self.bank_versions if item.bank == level.bank]
        fillable = {
            item.version: not self.library.shortages(item.version, self.stored.rules_hash, level, self.rows)
            for item in versions
        }
        return bank_in_force(versions, fillable, self._freezes_at(level), level.opens_at, at)

    def marking_key(self, attempt: Attempt) -> tuple[Mapping[str, Question], set[str]]:
        """Return the questions that an attempt is marked by, and which of them were dropped (clause 3.4).

        They are those of its bank version, as the newest revision of that bank since has them.
        """
        drawn = self.library.questions(attempt.bank_version, self.rows)
        bank = self.campaign.level(attempt.level).bank
        places = [i for i, item in enumerate(self.bank_versions) if item.bank == bank]
        since = max((i for i in places if self.bank_versions[i].version == attempt.bank_version), default=0)
        revisions = [self.bank_versions[i] for i in places if i > since and self.bank_versions[i].mode == "revision"]
        if not revisions:
            return drawn, set()
        revised = self.library.questions(revisions[-1].version, self.rows)
        return {**drawn, **{name: revised[name] for name in drawn if name in revised}}, set(drawn) - set(revised)

    def _freezes_at(self, level: Level) -> int:
        """Return when a level's bank is fixed: its opening, or the public text of the period it opens in (2.3)."""
        if self.campaign.public_text == "none":
            return level.opens_at
        drawn = self.rows.public_texts()
        period = self.campaign.period_at(level.opens_at)
        return min(level.opens_at, drawn[period][1]) if period in drawn else level.opens_at

    def open_levels(self, at: int) -> Iterator[int]:
        """Yield the numbers of the levels that can be played."""
        return (level.number for level in self.campaign.levels if self.bank_in_force(level, at))

    def due_levels(self, at: int) -> list[int]:
        """Return the numbers of the levels whose opening date has come, banks apart (clauses 2.1, 7.3)."""
        return [level.number for level in self.campaign.levels if level.is_due(at)]

    def public_text(self, period: str) -> str | None:
        """Return the public text that draws of a period use; None where one is required and not yet recorded."""
        if self.campaign.public_text == "none":
            return ""
        drawn = self.rows.public_texts().get(period)
        return drawn[0] if drawn else None

    def standings_at(self, at: int | None) -> list[Standing]:
        """Return every standing from attempts before an instant, None for now (clauses 4.5, 5.2)."""
        return list(self.rows.improvements(at))

    def standings_of(self, period: Period) -> list[Standing]:
        """Return the standings that a period is ranked by (clause 5.3)."""
        if self.campaign.ranking.scope == "cumulative":
            return self.standings_at(period.cutoff_at)
        return self.folded(period, self.campaign)

    def folded(self, period: Period, campaign: Campaign) -> list[Standing]:
        """Return a period's standings from the attempts themselves, under regulations that may differ."""
        is_cumulative = campaign.ranking.scope == "cumulative"
        opens_at = 0 if is_cumulative else period.window.opens_at
        by_entrant: dict[str, list[Attempt]] = {}
        for attempt in self.rows.attempts_between(opens_at, period.cutoff_at):
            by_entrant.setdefault(attempt.entrant, []).append(attempt)
        found = [
            standing(mine, campaign.ladder, campaign.ranking, from_first_pass=not is_cumulative)
            for mine in by_entrant.values()
        ]
        return sorted((item for item in found if item), key=lambda item: entrant_number(item.entrant))
