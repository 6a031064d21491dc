"""A simulated month of honest people and of people who cheat in every way that findings look for, as traces.

The honest are made hard to tell apart: questions have popular wrong options, units learn from handouts with mistakes,
play together at a gong, sit behind one address, have numbers in a row, share a telephone at home, lose connections.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from chuangguan.rules.attempt import Attempt
from chuangguan.rules.draw import Words
from chuangguan.rules.findings import Trace
from chuangguan.rules.roster import entrant_id

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
LIMIT_MS: Final = 5 * MINUTE
PAPER: Final = 20
BANK: Final = 40
UNITS: Final = 40
OTHER_LETTERS: Final = "BCDE"


@dataclass
class Player:
    """Somebody who plays: how weak, how quick, from where, and what they believe wrongly."""

    entrant: str
    unit: str
    member_no: str
    device: str
    address: str
    weakness: int
    pace_ms: int
    drop_percent: int
    beliefs: dict[str, str] = field(default_factory=dict)
    cheats: str = ""


class Crowd:
    """Everybody and their attempts; the same seed gives the same month."""

    def __init__(self, seed: str, honest: int, cheats_of_a_kind: int, *, list_percent: int = 35) -> None:
        self.list_percent = list_percent
        self.words = Words(seed.encode())
        self.players: list[Player] = []
        self.traces: list[Trace] = []
        self._hardness = {(level, q): 2 + self.words.below(25) for level in (1, 2) for q in range(BANK)}
        self._handouts = {
            unit: {f"L{1 + self.words.below(2)}Q{self.words.below(BANK)}": "D" for _ in range(3)}
            for unit in range(0, UNITS, 8)
        }
        self._gong = {unit: (3 + unit % 20) * DAY + 15 * HOUR for unit in range(0, UNITS, 5)}
        self._play_honestly(honest)
        for seeds in (
            self._bots,
            self._one_phone,
            self._proxies,
            self._copiers,
            self._twins,
            self._scrapers,
            self._row,
        ):
            while sum(player.cheats == seeds.__name__ for player in self.players) < cheats_of_a_kind:
                seeds()

    def chance(self, percent: int) -> bool:
        return self.words.below(100) < percent

    def between(self, low: int, high: int) -> int:
        return low + self.words.below(high - low + 1)

    # Honest people

    def _play_honestly(self, count: int) -> None:
        for number in range(count):
            player = self.join(number)
            if number % 50 == 1:  # a couple at home
                player.device = self.players[-2].device
            self.play(player, self._first_start(player))

    def join(self, number: int, cheats: str = "") -> Player:
        unit = self.words.below(UNITS)
        phone = 13_900_000_000 + 7 * number + self.words.below(5) if number % 20 > 5 else 13_100_000_000 + number
        player = Player(
            entrant=entrant_id(len(self.players) + 1),
            unit=f"U{unit}" if number % 20 > 5 else f"U{number // 20 % UNITS}",
            member_no=str(phone),
            device=f"d{len(self.players)}",
            address=f"unit{unit}" if self.chance(70) else f"network{self.words.below(6)}",
            weakness=self.between(10, 150),
            pace_ms=2_100 + self.words.below(400) if self.chance(1) else self.between(4_000, 13_500),
            drop_percent=30 if self.chance(2) else 2,
            cheats=cheats,
        )
        if self.chance(30):
            player.beliefs = self._handouts.get(unit, {})
        self.players.append(player)
        return player

    def _first_start(self, player: Player) -> int:
        gong = self._gong.get(int(player.unit[1:]))
        if gong and self.chance(80):
            return gong + self.words.below(60 * SECOND)
        day = max(self.words.below(30), self.words.below(30))
        return day * DAY + 8 * HOUR + self.words.below(14 * HOUR)

    def play(self, player: Player, at: int) -> None:
        """Climb both levels with a few repetitions, together with the others if there is a gong."""
        for level in (1, 2):
            for _ in range(1 + self.words.below(5)):
                if self.chance(player.drop_percent):
                    at = self.drop(player, level, at)
                elif self.chance(3):
                    at = self.sit(player, level, at, LIMIT_MS, state="expired", answered=self.between(3, PAPER))
                else:
                    at = self.sit(player, level, at, PAPER * max(player.pace_ms * self.between(85, 115) // 100, 2_010))
                at += self.between(3, 40) * SECOND if self.chance(60) else self.between(1, 48) * HOUR

    def paper(self, level: int) -> list[int]:
        return self.words.take(range(BANK), PAPER)

    def drop(self, player: Player, level: int, at: int) -> int:
        return self.sit(player, level, at, LIMIT_MS, state="expired", answered=self.words.below(2))

    def sit(
        self,
        player: Player,
        level: int,
        at: int,
        elapsed_ms: int,
        *,
        state: str = "submitted",
        answered: int = PAPER,
        key: dict[str, tuple[str, ...]] | None = None,
    ) -> int:
        """Add an attempt and return its end; `key` has the wrong responses of whom it is copied from."""
        asked = self.paper(level)
        elapsed_ms = min(elapsed_ms, LIMIT_MS)
        wrong = dict(self._slips(player, level, asked[:answered]))
        if key is not None:
            copied = {f"L{level}Q{q}" for q in asked[:answered] if self.chance(90)}
            kept = {name: response for name, response in wrong.items() if name not in copied}
            wrong = kept | {name: key[name] for name in sorted(copied) if name in key}
        number = len(self.traces) + 1
        attempt = Attempt(
            attempt=number,
            entrant=player.entrant,
            level=level,
            ordinal=number,
            run=1,
            period="2018-04",
            started_at=at,
            limit_end=at + LIMIT_MS,
            grace_ms=3_000,
            campaign_version=1,
            state="expired" if state == "expired" else "submitted",
            submitted_at=at + elapsed_ms,
            of=PAPER,
            correct=answered - len(wrong),
            has_response=answered > 0,
            passed=answered == PAPER and len(wrong) <= PAPER * 4 // 10,
        )
        self.traces.append(
            Trace(
                attempt=attempt,
                bank=f"b{level}",
                asked=tuple(f"L{level}Q{q}" for q in asked),
                answered=answered,
                wrong=wrong,
                devices=(player.device,),
                addresses=(player.address,),
            )
        )
        return at + elapsed_ms

    def _slips(self, player: Player, level: int, asked: Sequence[int]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for q in asked:
            name = f"L{level}Q{q}"
            if name in player.beliefs:
                yield name, (player.beliefs[name],)
            elif self.words.below(10_000) < self._hardness[level, q] * player.weakness:
                yield name, (self._distractor(q),)

    def _distractor(self, q: int) -> str:
        """Return a wrong option: one is more tempting than the others."""
        first = q % 3
        place = first if self.chance(60) else (first + 1 + self.words.below(2)) % 3
        return OTHER_LETTERS[place]

    # People who cheat, a group at a time; a player's `cheats` is the name of the method

    def _cheats(self, kind: str, count: int) -> list[Player]:
        return [self.join(1_000_000 + 20 * len(self.players) + 6, kind) for _ in range(count)]

    def _bots(self) -> None:
        (bot,) = self._cheats("_bots", 1)
        at = self._first_start(bot)
        for level in (1, 2):
            at = self.sit(bot, level, at, PAPER * self.between(300, 1_990)) + MINUTE

    def _one_phone(self) -> None:
        """Somebody who plays for three to six others on one telephone."""
        players = self._cheats("_one_phone", self.between(3, 6))
        for player in players:
            player.device = players[0].device
            self.play(player, self._first_start(player))

    def _proxies(self) -> None:
        """Somebody who signs in for others one after another, with a telephone each, at home."""
        players = self._cheats("_proxies", self.between(7, 10))
        at = self._first_start(players[0])
        for player in players:
            player.address = f"home{players[0].entrant}"
            for level in (1, 2):
                at = self.sit(player, level, at, PAPER * self.between(3_000, 5_000)) + self.between(4, 25) * SECOND

    def _copiers(self) -> None:
        """Two to four who give the responses of one list, mistakes included, and slip now and then."""
        ring = self._cheats("_copiers", self.between(2, 4))
        key: dict[str, tuple[str, ...]] = {
            f"L{level}Q{q}": (self._distractor(q),)
            for level in (1, 2)
            for q in range(BANK)
            if self.chance(self.list_percent)
        }
        for player in ring:
            at = self._first_start(player)
            for attempt in range(6):
                elapsed_ms = PAPER * self.between(3_000, 9_000)
                at = self.sit(player, 1 + attempt // 3, at, elapsed_ms, key=key) + self.between(1, 30) * HOUR

    def _twins(self) -> None:
        """One hand on two telephones."""
        pair = self._cheats("_twins", 2)
        at = self._first_start(pair[0])
        for attempt in range(5):
            elapsed_ms = PAPER * self.between(3_000, 9_000)
            ends = [
                self.sit(player, 1 + attempt // 3, at + self.words.below(1_500), elapsed_ms + self.words.below(900))
                for player in pair
            ]
            at = max(ends) + self.between(1, 600) * MINUTE

    def _scrapers(self) -> None:
        (scraper,) = self._cheats("_scrapers", 1)
        at = self._first_start(scraper)
        for _ in range(self.between(8, 25)):
            at = self.drop(scraper, 1, at) + self.between(1, 60) * SECOND

    def _row(self) -> None:
        """Numbers bought in a row and signed in one after another."""
        players = self._cheats("_row", self.between(4, 8))
        base, at = 17_000_000_000 + 100 * len(self.players), self.between(1, 28) * DAY + self.between(18, 21) * HOUR
        for place, player in enumerate(players):
            player.member_no, player.unit = str(base + place), players[0].unit
            self.play(player, at)
            at += self.between(20, 240) * SECOND
