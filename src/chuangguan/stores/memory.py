"""A store in memory: the reference that the contract suite is read against, and a real one for tests and `verify`."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from chuangguan.errors import Conflict
from chuangguan.facts import AttemptEnded, Envelope, read_fact
from chuangguan.ports import Origin, Saved, StoredCampaign, StoredClosing, TallyRow
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import BankVersion
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Membership, Person, Unit, entrant_number

_PROJECTED = (
    "campaigns",
    "bank_versions",
    "banks",
    "public_texts",
    "units",
    "memberships",
    "digests",
    "attempts",
    "attempts_of",
    "open",
    "ordinals",
    "keys",
    "improvements",
    "closings",
    "revisions",
    "saved",
)


class _Rows:
    """The tables, each a dict, and a journal of what was there before, for rolling back."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[Any, Any]] = {}
        self._journal: list[tuple[dict[Any, Any], Hashable, Any]] = []
        self._marks: list[int] = []

    def _table(self, name: str) -> dict[Any, Any]:
        return self._tables.setdefault(name, {})

    def _put(self, name: str, key: Hashable, value: Any) -> None:  # noqa: ANN401  a table's own row
        table = self._table(name)
        self._journal.append((table, key, table.get(key)))
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value

    def _put_unique(self, name: str, key: Hashable, owner: int) -> None:
        if self._table(name).get(key, owner) != owner:
            raise Conflict(table=name)
        self._put(name, key, owner)

    def begin(self) -> None:
        """Mark the place to roll back to."""
        self._marks.append(len(self._journal))

    def end(self, *, keep: bool) -> None:
        """Forget the last mark, undoing what came since unless it is to be kept."""
        mark = self._marks.pop()
        while not keep and len(self._journal) > mark:
            table, key, before = self._journal.pop()
            if before is None:
                table.pop(key, None)
            else:
                table[key] = before
        if not self._marks:
            self._journal.clear()


class _UnitOfWork(_Rows):
    """The rows of `MemoryStore`; see `ports.UnitOfWork` for what each method promises."""

    is_committed = False

    def commit(self) -> None:
        self.is_committed = True

    def head(self) -> Envelope | None:
        table = self._table("facts")
        return table[len(table)] if table else None

    def append(self, envelope: Envelope) -> None:
        if envelope.number != len(self._table("facts")) + 1:
            raise Conflict(table="facts")
        fact = read_fact(envelope.body)
        if isinstance(fact, AttemptEnded):
            self._put_unique("ends", fact.attempt, envelope.number)
        self._put("facts", envelope.number, envelope)

    def facts(self, *, after: int = 0, until: int | None = None) -> Iterator[Envelope]:
        table = self._table("facts")
        last = len(table) if until is None else min(until, len(table))
        return (table[number] for number in range(after + 1, last + 1))

    def facts_of(self, *kinds: str) -> Iterator[Envelope]:
        tags = [f'"fact":"{kind}"'.encode() for kind in kinds]
        return (envelope for envelope in self.facts() if any(tag in envelope.body for tag in tags))

    def end_of(self, attempt: int) -> Envelope | None:
        return self._table("facts").get(self._table("ends").get(attempt, 0))

    def put_person(self, person: Person) -> None:
        known = self.person(person.entrant)
        if known and known.member_no != person.member_no:
            self._put("member_nos", known.member_no, None)
        self._put_unique("member_nos", person.member_no, entrant_number(person.entrant))
        self._put("people", entrant_number(person.entrant), person)

    def forget_person(self, entrant: str) -> None:
        known = self.person(entrant)
        if known:
            self._put("member_nos", known.member_no, None)
            self._put("people", entrant_number(entrant), None)
        for number in self._table("attempts_of").get(entrant, ()):
            for fact in (number, self._table("ends").get(number)):
                self._put("origins", fact, None)

    def person(self, entrant: str) -> Person | None:
        return self._table("people").get(entrant_number(entrant))

    def person_by_member_no(self, member_no: str) -> Person | None:
        number = self._table("member_nos").get(member_no)
        return self._table("people")[number] if number else None

    def people(self) -> Iterator[Person]:
        table = self._table("people")
        return (table[number] for number in sorted(table))

    def put_origin(self, fact: int, origin: Origin) -> None:
        self._put("origins", fact, origin)

    def origins(self) -> Iterator[tuple[int, Origin]]:
        return iter(sorted(self._table("origins").items()))

    def forget_origins(self, before: int) -> int:
        ended = [a for a in self._table("attempts").values() if a.is_ended and a.submitted_at < before]
        due = {fact for a in ended for fact in (a.attempt, self._table("ends").get(a.attempt))}
        forgotten = due & self._table("origins").keys()
        for fact in forgotten:
            self._put("origins", fact, None)
        return len(forgotten)

    def clear_projections(self) -> None:
        for name in _PROJECTED:
            # From the last row to the first, so that rolling back puts them in their order again.
            for key in reversed(list(self._table(name))):
                self._put(name, key, None)

    def put_campaign(self, campaign: StoredCampaign) -> None:
        self._put("campaigns", campaign.version, campaign)

    def campaign(self) -> StoredCampaign | None:
        return self._table("campaigns").get(len(self._table("campaigns")))

    def campaigns(self) -> list[StoredCampaign]:
        return list(self._table("campaigns").values())

    def put_bank(self, version: BankVersion, canonical: bytes, extras: bytes) -> None:
        self._put("bank_versions", len(self._table("bank_versions")) + 1, version)
        self._put("banks", version.version, (canonical, extras))

    def bank_versions(self) -> list[BankVersion]:
        return list(self._table("bank_versions").values())

    def bank(self, version: str) -> tuple[bytes, bytes] | None:
        return self._table("banks").get(version)

    def put_public_text(self, period: str, text: str, stored_at: int) -> None:
        self._put("public_texts", period, (text, stored_at))

    def public_texts(self) -> dict[str, tuple[str, int]]:
        return dict(self._table("public_texts"))

    def put_unit(self, unit: Unit) -> None:
        self._put("units", unit.unit, unit)

    def units(self) -> list[Unit]:
        return list(self._table("units").values())

    def put_membership(self, membership: Membership, digest: str) -> None:
        number = entrant_number(membership.entrant)
        known = self._table("memberships").get(number, ())
        others = [item for item in known if item.from_at != membership.from_at]
        self._put("memberships", number, tuple(sorted([*others, membership], key=lambda item: item.from_at)))
        self._put("digests", membership.entrant, digest)

    def memberships(self, entrant: str | None = None) -> list[Membership]:
        table = self._table("memberships")
        if entrant is not None:
            return list(table.get(entrant_number(entrant), ()))
        return [item for number in sorted(table) for item in table[number]]

    def person_digests(self) -> dict[str, str]:
        return dict(self._table("digests"))

    def entrants(self) -> int:
        return len(self._table("memberships"))

    def put_attempt(self, attempt: Attempt) -> None:
        number, entrant = attempt.attempt, attempt.entrant
        is_open = attempt.state == "open"
        if is_open:
            self._put_unique("open", entrant, number)
        elif self._table("open").get(entrant) == number:
            self._put("open", entrant, None)
        self._put_unique("ordinals", (entrant, attempt.level, attempt.ordinal), number)
        if attempt.key:
            self._put_unique("keys", (entrant, attempt.key), number)
        if number not in self._table("attempts"):
            self._put("attempts_of", entrant, (*self._table("attempts_of").get(entrant, ()), number))
        self._put("attempts", number, attempt)

    def attempt(self, number: int) -> Attempt | None:
        return self._table("attempts").get(number)

    def attempts_of(self, entrant: str) -> list[Attempt]:
        return [self._table("attempts")[number] for number in self._table("attempts_of").get(entrant, ())]

    def open_attempt(self, entrant: str) -> Attempt | None:
        return self.attempt(self._table("open").get(entrant, 0))

    def open_attempts(self) -> list[Attempt]:
        return [self._table("attempts")[number] for number in sorted(self._table("open").values())]

    def attempt_by_key(self, entrant: str, key: str) -> Attempt | None:
        return self.attempt(self._table("keys").get((entrant, key), 0))

    def _ended(self, opens_at: int, closes_at: int) -> Iterator[Attempt]:
        by_entrant = self._table("attempts_of")
        for entrant in sorted(by_entrant, key=entrant_number):
            for attempt in self.attempts_of(entrant):
                if attempt.is_counted and opens_at <= attempt.submitted_at < closes_at:
                    yield attempt

    def attempts_between(self, opens_at: int, closes_at: int) -> Iterator[Attempt]:
        return self._ended(opens_at, closes_at)

    def handed_in(self, opens_at: int, closes_at: int) -> Iterator[tuple[str, int]]:
        counts: dict[str, int] = {}
        for attempt in self._ended(opens_at, closes_at):
            if attempt.has_response:
                counts[attempt.entrant] = counts.get(attempt.entrant, 0) + 1
        return iter(counts.items())

    def tallies(self, before: int) -> Iterator[TallyRow]:
        rows: dict[str, TallyRow] = {}
        for attempt in self._ended(0, before):
            known = rows.get(attempt.entrant, TallyRow(attempt.entrant, "", 0, 0))
            rows[attempt.entrant] = TallyRow(
                attempt.entrant, attempt.digest, known.attempts + 1, known.imported + attempt.is_imported
            )
        return iter(rows.values())

    def clear_improvements(self, entrant: str) -> None:
        self._put("improvements", entrant, None)

    def put_improvement(self, at: int, standing: Standing) -> None:
        known = self._table("improvements").get(standing.entrant, ())
        others = [row for row in known if row[0] != at]
        rows = sorted([*others, (at, standing)], key=lambda row: row[0])
        self._put("improvements", standing.entrant, tuple(rows))

    def improvements(self, before: int | None = None) -> Iterator[Standing]:
        for rows in self._table("improvements").values():
            counting = [standing for at, standing in rows if before is None or at < before]
            if counting:
                yield counting[-1]

    def last_improvement(self, entrant: str) -> Standing | None:
        rows = self._table("improvements").get(entrant)
        return rows[-1][1] if rows else None

    def every_improvement(self) -> Iterator[tuple[int, Standing]]:
        table = self._table("improvements")
        for entrant in sorted(table, key=entrant_number):
            yield from sorted(table[entrant], key=lambda row: row[0])

    def put_closing(self, closing: StoredClosing) -> None:
        self._put_unique("revisions", (closing.period, closing.revision), closing.number)
        self._put("closings", closing.number, closing)

    def closings(self) -> list[StoredClosing]:
        return list(self._table("closings").values())

    def last_closing(self) -> int:
        return max(self._table("closings"), default=0)

    def save(self, attempt: int, responses: Iterable[Saved]) -> None:
        kept = dict(self._table("saved").get(attempt, {}))
        for item in responses:
            if item.question not in kept or item.counter > kept[item.question].counter:
                kept[item.question] = item
        self._put("saved", attempt, kept)

    def saved(self, attempt: int) -> list[Saved]:
        return sorted(self._table("saved").get(attempt, {}).values())

    def forget_saved(self, attempt: int) -> None:
        self._put("saved", attempt, None)


class MemoryStore:
    """A store that lives as long as the object; for one thread."""

    def __init__(self) -> None:
        """Begin empty."""
        self._rows = _UnitOfWork()

    @contextmanager
    def read(self) -> Iterator[_UnitOfWork]:
        """Open a unit of work that only looks; what it writes all the same is undone."""
        self._rows.begin()
        try:
            yield self._rows
        finally:
            self._rows.end(keep=False)

    @contextmanager
    def write(self) -> Iterator[_UnitOfWork]:
        """Open a unit of work; leaving without `commit` rolls back."""
        self._rows.begin()
        self._rows.is_committed = False
        try:
            yield self._rows
        except BaseException:
            self._rows.end(keep=False)
            raise
        self._rows.end(keep=self._rows.is_committed)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Keep all units inside, or none if an error leaves the block."""
        self._rows.begin()
        try:
            yield
        except BaseException:
            self._rows.end(keep=False)
            raise
        self._rows.end(keep=True)

    def close(self) -> None:
        """Do nothing: there is no place to let go of."""
