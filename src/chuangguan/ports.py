"""What the rest asks of a store, a clock and a source of chance: small Protocols, owned by the core.

A store keeps rows and never ranks; `record.py` alone decides what is written. One contract suite,
`chuangguan.testing.store_contract`, holds for every store.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from chuangguan.facts import Envelope
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import BankVersion
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Membership, Person, Unit
from chuangguan.values import Value


class Clock(Protocol):
    """The machine's clock."""

    def now(self) -> int:
        """Return the reading in UTC ms; `record.py` keeps stamps from going back."""


class Entropy(Protocol):
    """The machine's source of chance."""

    def token(self, size: int) -> bytes:
        """Return that many random bytes."""


class Origin(Value, frozen=True, kw_only=True):
    """Where a start or a submission came from; kept beside the facts, never in them."""

    device: str = ""
    address: str = ""


class Saved(NamedTuple):
    """The saved response to one question of an open attempt, in the bank's letters; the highest counter wins."""

    question: str
    response: tuple[str, ...]
    counter: int


class StoredClosing(NamedTuple):
    """A closing as it was sealed; `fact` is the number of its fact."""

    number: int
    period: str
    revision: int
    seal: str
    canonical: bytes
    fact: int


class StoredCampaign(NamedTuple):
    """A version of the regulations as it was stored."""

    version: int
    rules_hash: str
    canonical: bytes
    commitments: dict[str, str]


class TallyRow(NamedTuple):
    """One entrant's counted attempts before an instant: the last digest, how many, how many imported."""

    entrant: str
    digest: str
    attempts: int
    imported: int


class UnitOfWork(Protocol):
    """One transaction: load, decide, append, project; leaving without `commit` rolls back."""

    def commit(self) -> None:
        """Make everything written since the start last."""

    # Facts, the truth.
    def head(self) -> Envelope | None:
        """Return the last fact's envelope."""

    def append(self, envelope: Envelope) -> None:
        """Write the next fact; `Conflict` where its number is taken."""

    def facts(self, *, after: int = 0, until: int | None = None) -> Iterator[Envelope]:
        """Yield envelopes in order, from behind `after` up to and with `until`."""

    def facts_of(self, *kinds: str) -> Iterator[Envelope]:
        """Yield the envelopes of facts with these tags, in order; for the kinds that are few, not for attempts."""

    def end_of(self, attempt: int) -> Envelope | None:
        """Return the envelope of the fact that ended an attempt."""

    # People: not facts, erasable.
    def put_person(self, person: Person) -> None:
        """Write or replace a person; `Conflict` where the member number is another's."""

    def forget_person(self, entrant: str) -> None:
        """Remove a person and the origins of everything they did."""

    def person(self, entrant: str) -> Person | None:
        """Return the person behind an opaque id."""

    def person_by_member_no(self, member_no: str) -> Person | None:
        """Return the person with a member number."""

    def people(self) -> Iterator[Person]:
        """Yield everybody in the order of opaque ids."""

    def put_origin(self, fact: int, origin: Origin) -> None:
        """Keep where the start or submission of that fact came from."""

    def origins(self) -> Iterator[tuple[int, Origin]]:
        """Yield fact number and origin in the order of facts."""

    def forget_origins(self, before: int) -> int:
        """Remove the origins of attempts that ended before an instant, void ones too; return how many."""

    # Projections: rebuilt from the facts.
    def clear_projections(self) -> None:
        """Forget everything that is derived from facts."""

    def put_campaign(self, campaign: StoredCampaign) -> None:
        """Write a version of the regulations."""

    def campaign(self) -> StoredCampaign | None:
        """Return the newest version."""

    def campaigns(self) -> list[StoredCampaign]:
        """Return every version in order."""

    def put_bank(self, version: BankVersion, canonical: bytes, extras: bytes) -> None:
        """Write a version of a bank; the same version of a bank may be stored again later."""

    def bank_versions(self) -> list[BankVersion]:
        """Return every version of every bank in stored order."""

    def bank(self, version: str) -> tuple[bytes, bytes] | None:
        """Return canonical bytes and the newest extras of a version."""

    def put_public_text(self, period: str, text: str, stored_at: int) -> None:
        """Write a period's public text."""

    def public_texts(self) -> dict[str, tuple[str, int]]:
        """Return text and stored_at by period."""

    def put_unit(self, unit: Unit) -> None:
        """Write or replace a unit."""

    def units(self) -> list[Unit]:
        """Return the units in the order of first storing."""

    def put_membership(self, membership: Membership, digest: str) -> None:
        """Write a membership; one of the same entrant and `from_at` is replaced."""

    def memberships(self, entrant: str | None = None) -> list[Membership]:
        """Return memberships by entrant number, then from_at; those of one entrant where it is given."""

    def person_digests(self) -> dict[str, str]:
        """Return the digest in the newest roster fact of each entrant."""

    def entrants(self) -> int:
        """Return how many opaque ids have been given."""

    def put_attempt(self, attempt: Attempt) -> None:
        """Write or replace an attempt.

        `Conflict` on a second open one of an entrant, a second ordinal at a level, or a key used for another attempt.
        """

    def attempt(self, number: int) -> Attempt | None:
        """Return an attempt."""

    def attempts_of(self, entrant: str) -> list[Attempt]:
        """Return an entrant's attempts in the order of storing."""

    def open_attempt(self, entrant: str) -> Attempt | None:
        """Return an entrant's open attempt."""

    def open_attempts(self) -> list[Attempt]:
        """Return every open attempt in the order of storing."""

    def attempt_by_key(self, entrant: str, key: str) -> Attempt | None:
        """Return the attempt that a submission's key was used for."""

    def attempts_between(self, opens_at: int, closes_at: int) -> Iterator[Attempt]:
        """Yield the ended, not void attempts with `submitted_at` in a window, by entrant and order of storing."""

    def handed_in(self, opens_at: int, closes_at: int) -> Iterator[tuple[str, int]]:
        """Yield entrant and how many attempts they handed in (submitted, or expired with a response) in a window."""

    def tallies(self, before: int) -> Iterator[TallyRow]:
        """Yield one row an entrant over the ended, not void attempts with `submitted_at` before an instant."""

    def clear_improvements(self, entrant: str) -> None:
        """Forget an entrant's improvements."""

    def put_improvement(self, at: int, standing: Standing) -> None:
        """Write that an entrant's standing is this from the instant `at` on."""

    def improvements(self, before: int | None = None) -> Iterator[Standing]:
        """Yield each entrant's last improvement, of those before an instant; in no promised order."""

    def last_improvement(self, entrant: str) -> Standing | None:
        """Return an entrant's newest standing."""

    def every_improvement(self) -> Iterator[tuple[int, Standing]]:
        """Yield every improvement behind the instant that it holds from, by entrant number, then instant."""

    def put_closing(self, closing: StoredClosing) -> None:
        """Write a closing."""

    def closings(self) -> list[StoredClosing]:
        """Return every closing in the order of the chain."""

    def last_closing(self) -> int:
        """Return the number of the last closing without reading one, 0 where there is none."""

    # Working rows: neither facts nor rebuilt.
    def save(self, attempt: int, responses: Iterable[Saved]) -> None:
        """Keep responses of an open attempt; for each question the highest counter wins."""

    def saved(self, attempt: int) -> list[Saved]:
        """Return what is kept for an attempt."""

    def forget_saved(self, attempt: int) -> None:
        """Drop what is kept for an attempt."""


class Store(Protocol):
    """Where a campaign is kept."""

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that sees one state and writes nothing."""

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work that may write; inside a batch it is a savepoint."""

    def batch(self) -> AbstractContextManager[None]:
        """Commit the units inside once, at the end; nothing in it is acknowledged before."""

    def close(self) -> None:
        """Let go of the place."""
