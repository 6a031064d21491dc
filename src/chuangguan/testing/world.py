"""A campaign that has begun, with every piece joined and the clock in hand."""

from collections.abc import Mapping
from typing import Final

from chuangguan.boards import Boards
from chuangguan.host import ManualClock, SeededEntropy
from chuangguan.office import Office
from chuangguan.office.audit import Verification
from chuangguan.office.rosters import Enrolment
from chuangguan.play import Play, Receipt, Started
from chuangguan.ports import Store
from chuangguan.record import Record
from chuangguan.rules.bank import Bank, Question
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.roster import Person, entrant_id
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing.builders import ROOT_SECRET, UNITS, a_bank, a_campaign, at, right_responses, wrong_responses
from chuangguan.values import Refused

BY: Final = "测试员"
_PREPARED_BEFORE_MS: Final = 86_400_000


class World:
    """Store, clock, record, play, office and boards of one campaign; entrants are `E000001` and so on."""

    def __init__(self, store: Store, clock: ManualClock, *, root_secret: bytes | None = ROOT_SECRET) -> None:
        """Join the pieces over a store, empty or begun."""
        self.store = store
        self.clock = clock
        self.root_secret = root_secret
        self.record = Record(store, clock, software="test")
        self.play = Play(self.record, root_secret)
        self.office = Office(self.record, SeededEntropy("world"), root_secret)
        self.boards = Boards(self.record)

    def reopened(self, store: Store) -> "World":
        """Return the same world over another opening of the same store."""
        return World(store, self.clock, root_secret=self.root_secret)

    @property
    def campaign(self) -> Campaign:
        """The newest regulations."""
        with self.record.read() as view:
            return view.campaign

    def people(self) -> dict[str, Person]:
        """Return everybody by opaque id, without the fact that a look of the office leaves."""
        with self.record.read() as view:
            return {person.entrant: person for person in view.rows.people()}

    def go_to(self, instant: str | int) -> None:
        """Set the clock to an instant, as UTC ms or as a text in the tests' zone."""
        self.clock.at = at(instant) if isinstance(instant, str) else instant

    def enrol(self, people: int, *, unit: str = "一处", category: str = "") -> None:
        """Put as many more people on the roster, in one unit."""
        with self.record.read() as view:
            first = view.rows.entrants() + 1
        rows = [an_enrolment(number, unit=unit, category=category) for number in range(first, first + people)]
        self.office.rosters.enrol(rows, by=BY)

    def start(self, entrant: str, level: int = 1) -> Started:
        """Return a started attempt; an `AssertionError` with the refusal where there is none."""
        started = self.play.start(entrant, level)
        assert isinstance(started, Started), started
        return started

    def questions(self, attempt: int) -> Mapping[str, Question]:
        """Return the questions of the bank version that an attempt was drawn from, by id."""
        with self.record.read() as view:
            stored = view.rows.attempt(attempt)
            return view.library.questions(stored.bank_version, view.rows) if stored else {}

    def right(self, attempt: int) -> dict[str, tuple[str, ...]]:
        """Return the right responses to an attempt's paper, in the letters that are shown."""
        return right_responses(self._paper(attempt), self.questions(attempt))

    def wrong(self, attempt: int) -> dict[str, tuple[str, ...]]:
        """Return wrong responses to an attempt's paper, in the letters that are shown."""
        return wrong_responses(self._paper(attempt), self.questions(attempt))

    def _paper(self, attempt: int) -> str:
        with self.record.read() as view:
            stored = view.rows.attempt(attempt)
            return stored.paper if stored else ""

    def climb(self, entrant: str, level: int = 1, *, elapsed_ms: int = 60_000, right: bool = True) -> Receipt:
        """Start at `level`, let the clock run, hand in, and return the receipt; an `AssertionError` where refused."""
        started = self.start(entrant, level)
        self.clock.at += elapsed_ms
        responses = self.right(started.attempt) if right else self.wrong(started.attempt)
        receipt = self.play.submit(entrant, started.attempt, responses)
        assert isinstance(receipt, Receipt), receipt
        return receipt

    def start_refused(self, entrant: str, level: int = 1) -> Refused:
        """Return why an attempt may not start; an `AssertionError` where it may."""
        refused = self.play.start(entrant, level)
        assert isinstance(refused, Refused), refused
        return refused

    def verify(self) -> Verification:
        """Return what `verify` finds."""
        return self.office.audit.verify(MemoryStore())


def an_enrolment(number: int, *, unit: str = "一处", category: str = "", name: str = "") -> Enrolment:
    """Return the roster row of a number: member number 13800000001 … and a name of its own."""
    return Enrolment(
        member_no=f"138{number:08d}", name=name or f"人员{number}", unit=unit, category=category, row=number
    )


def started_campaign(
    store: Store,
    *,
    campaign: Campaign | None = None,
    banks: Mapping[int, Bank | None] | None = None,
    people: int = 4,
) -> World:
    """Return a world whose campaign opens now: begun, banks loaded, three units, `people` on the roster.

    `banks` are by level: one that is not named has `a_bank()`, one that is None has none. The clock stands at the
    opening; everything was prepared a day before.
    """
    rules = campaign or a_campaign()
    world = World(store, ManualClock(rules.window.opens_at - _PREPARED_BEFORE_MS))
    world.office.conduct.begin(rules, by=BY)
    for level in rules.levels:
        bank = (banks or {}).get(level.number, a_bank())
        if bank:
            world.office.banks.load(level.number, bank, by=BY)
    world.office.rosters.put_units(UNITS, by=BY)
    rows = [an_enrolment(number, unit="一处" if number % 2 else "二处") for number in range(1, people + 1)]
    world.office.rosters.enrol(rows, by=BY)
    world.clock.at = rules.window.opens_at
    return world


def entrants(people: int) -> list[str]:
    """Return the opaque ids of the first so many people."""
    return [entrant_id(number) for number in range(1, people + 1)]
