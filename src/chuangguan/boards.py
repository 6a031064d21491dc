"""Boards: what anyone reads: a board at an instant, one's place, the rows around it (clauses 5.1–5.4)."""

from collections.abc import Iterable

from sortedcontainers import SortedKeyList

from chuangguan.facts import AttemptEnded, AttemptImported, AttemptStarted, read_fact
from chuangguan.record import Record
from chuangguan.rules.board import BoardRow, board
from chuangguan.rules.campaign import Ranking
from chuangguan.rules.ladder import Standing, key_function
from chuangguan.rules.roster import entrant_number
from chuangguan.rules.sanctions import stripped
from chuangguan.values import Value
from chuangguan.view import View


class Board(Value, frozen=True, kw_only=True):
    """A board as at an instant; `unlisted` are the ranked entrants without a level.

    `settled_at` is from when on nothing before the instant can still arrive (clause 5.2). `roster_at` is the instant
    whose roster says who is ranked and where they belong: of a period, the last millisecond before its cutoff, as its
    closing has it.
    """

    at: int
    settled_at: int
    roster_at: int
    rows: list[BoardRow]
    unlisted: int


class Boards:
    """Boards of one campaign, computed from the record at each call."""

    def __init__(self, record: Record) -> None:
        """Read the campaign of `record`."""
        self._record = record

    def at(self, instant: int | None = None, *, unit: str = "") -> Board:
        """Return the board of everything before an instant (now where none is given), of a unit's subtree if named."""
        at = self._record.now() if instant is None else instant
        with self._record.read() as view:
            return _board(view, view.standings_at(at), at, unit, view.campaign.period_at(at), roster_at=at)

    def of_period(self, period_id: str, *, unit: str = "") -> Board:
        """Return the board that a period is ranked by, as it stands; `NotFound` for an unknown period."""
        with self._record.read() as view:
            period = view.campaign.period(period_id)
            standings, cutoff_at = view.standings_of(period), period.cutoff_at
            return _board(view, standings, cutoff_at, unit, period.id, roster_at=cutoff_at - 1)


def top(rows: list[BoardRow], n: int) -> list[BoardRow]:
    """Return the rows of the first `n` ranks, those who share the last one included."""
    return [row for row in rows if row.rank <= n] if n > 0 else []


def around(rows: list[BoardRow], entrant: str, n: int = 10) -> list[BoardRow]:
    """Return the row of an entrant with up to `n` on either side; nothing where they are not listed."""
    place = next((i for i, row in enumerate(rows) if row.entrant == entrant), None)
    return [] if place is None else rows[max(place - n, 0) : place + n + 1]


def _board(view: View, standings: Iterable[Standing], at: int, unit: str, period_id: str, *, roster_at: int) -> Board:
    tree = view.tree() if unit else None
    sanctioned = stripped(view.sanctions, period_id, None)
    members = {
        entrant: member
        for entrant, member in view.roster(roster_at).members.items()
        if member.is_ranked and entrant not in sanctioned and (tree is None or tree.holds(unit, member.unit))
    }
    rows = board((item for item in standings if item.entrant in members), view.campaign.ranking)
    settled_at = at + view.campaign.grace_ms
    return Board(at=at, settled_at=settled_at, roster_at=roster_at, rows=rows, unlisted=len(members) - len(rows))


class LiveIndex:
    """The standings of now in order, kept up to date from the facts; a cache that can be thrown away.

    Who is listed goes by the instant of the last fact that was taken in. Place of one, rows around one and update of
    one cost the logarithm of how many there are.
    """

    def __init__(self, ranking: Ranking) -> None:
        """Begin empty, at fact 0."""
        self._key_of = key_function(ranking)
        self._keys: dict[str, tuple[int, int, int, int]] = {}
        self._standings: dict[str, Standing] = {}
        self._order: SortedKeyList = SortedKeyList(key=self._keys.__getitem__)
        self._seen = 0

    def __len__(self) -> int:
        """Return how many are listed."""
        return len(self._order)

    def fill(self, standings: Iterable[Standing]) -> None:
        """Take these standings in place of what was there."""
        self._standings = {item.entrant: item for item in standings}
        self._keys.clear()
        self._keys.update({item.entrant: self._key(item) for item in self._standings.values()})
        self._order = SortedKeyList(self._keys, key=self._keys.__getitem__)

    def update(self, standing: Standing) -> None:
        """Put an entrant's new standing in place of the old one."""
        if standing.entrant in self._keys:
            self._order.remove(standing.entrant)
        self._keys[standing.entrant] = self._key(standing)
        self._standings[standing.entrant] = standing
        self._order.add(standing.entrant)

    def place(self, entrant: str) -> int | None:
        """Return an entrant's rank in competition numbering, or None where they are not listed."""
        key = self._keys.get(entrant)
        return None if key is None else 1 + self._order.bisect_key_left(key[:-1])

    def around(self, entrant: str, n: int = 10) -> list[Standing]:
        """Return the standing of an entrant with up to `n` on either side."""
        if entrant not in self._keys:
            return []
        index = self._order.index(entrant)
        return [self._standings[name] for name in self._order[max(index - n, 0) : index + n + 1]]

    def catch_up(self, record: Record) -> None:
        """Take in what was stored since the last call, by whatever process."""
        with record.read() as view:
            head = view.rows.head()
            if head is None or head.number == self._seen:
                return
            if self._seen == 0 or not self._follow(view):
                self._refill(view, head.stored_at)
            self._seen = head.number

    def _refill(self, view: View, at: int) -> None:
        members = view.roster(at).members
        sanctioned = stripped(view.sanctions, view.campaign.period_at(at), None)
        listed = {entrant for entrant, member in members.items() if member.is_ranked and entrant not in sanctioned}
        self.fill(standing for standing in view.standings_at(None) if standing.entrant in listed)

    def _follow(self, view: View) -> bool:
        """Take in the new facts one by one; False where one of them may move more than one entrant."""
        for envelope in view.rows.facts(after=self._seen):
            fact = read_fact(envelope.body)
            if isinstance(fact, AttemptStarted):
                continue
            if not isinstance(fact, AttemptEnded | AttemptImported):
                return False
            attempt = view.rows.attempt(fact.attempt if isinstance(fact, AttemptEnded) else envelope.number)
            improved = view.rows.last_improvement(attempt.entrant) if attempt else None
            if improved and self._is_listed(view, improved.entrant, envelope.stored_at):
                self.update(improved)
        return True

    def _is_listed(self, view: View, entrant: str, at: int) -> bool:
        member = view.membership(entrant, at)
        is_sanctioned = entrant in stripped(view.sanctions_of(entrant), view.campaign.period_at(at), None)
        return member is not None and member.is_ranked and not is_sanctioned

    def _key(self, standing: Standing) -> tuple[int, int, int, int]:
        return (*self._key_of(standing), entrant_number(standing.entrant))
