"""Wrong responses that agree beyond chance, and times in step (clause 8.1)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil, log2
from typing import Final

from chuangguan.rules.findings.trace import Finding, Trace, a_finding, joined
from chuangguan.rules.roster import entrant_number

COPIED_PERCENT: Final = 75
"""How many of the wrong responses somebody who copies is taken to share; the rest is slips of their own."""

UNCOMMON_PERCENT: Final = 25
"""A wrong response that more people give is a common error and tells nothing of two who share it."""

FEWEST_COPIED: Final = 5
"""Below it no sum of rare responses is called a pattern."""

MARGIN_BITS: Final = 3
"""By chance at most one campaign in eight names a pair, whatever its size."""

STEP_MS: Final = 2_000
"""Start and end both within this: one hand on two telephones; people who begin together end far apart."""

STEP_ATTEMPTS: Final = 3
"""One such coincidence is common where a unit plays together, two happen, three do not."""

_Place = tuple[str, str]
_Given = tuple[_Place, tuple[str, ...]]


class _Answering:
    """Which questions everybody was asked and which uncommon wrong responses they gave, each once a person."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        self.asked: dict[str, set[_Place]] = {}
        self.wrong: dict[str, set[_Given]] = {}
        for trace in traces:
            places = {name: (trace.bank, name) for name in trace.asked}
            self.asked.setdefault(trace.attempt.entrant, set()).update(places.values())
            mine = {(places[name], response) for name, response in trace.wrong.items()}
            self.wrong.setdefault(trace.attempt.entrant, set()).update(mine)
        persons = Counter(place for asked in self.asked.values() for place in asked)
        givers = Counter(given for wrong in self.wrong.values() for given in wrong)
        self._share = {g: n / persons[g[0]] for g, n in givers.items() if 100 * n <= UNCOMMON_PERCENT * persons[g[0]]}
        self.wrong = {entrant: wrong & self._share.keys() for entrant, wrong in self.wrong.items()}
        self._numbers = {entrant: entrant_number(entrant) for entrant in self.asked}
        self._slips: dict[_Place, float] = {}
        self._givers: dict[_Given, list[str]] = {}
        for given, share in self._share.items():
            self._slips[given[0]] = self._slips.get(given[0], 0.0) + share
        for entrant, wrong in self.wrong.items():
            for given in wrong:
                self._givers.setdefault(given, []).append(entrant)

    def _weakness(self, entrant: str, shared: set[_Given]) -> float:
        """Return how many wrong responses somebody gave for each that others gave, at least 1.

        The places of the shared ones are left out, or copying would pass for weakness.
        """
        places = self.asked[entrant] - {given[0] for given in shared}
        wrong = sum(given[0] in places for given in self.wrong[entrant])
        expected = sum(self._slips.get(place, 0.0) for place in places)
        return max(1.0, wrong / expected) if expected else 1.0

    def alike(self, entrant: str, needed: int) -> Iterator[tuple[str, float]]:
        """Yield those before an entrant whose wrong responses are the same beyond chance, and by how many bits."""
        shared: Counter[str] = Counter()
        for given in self.wrong[entrant]:
            shared.update(self._givers[given])
        number = self._numbers[entrant]
        for other, n in shared.items():
            if n >= FEWEST_COPIED and self._numbers[other] < number and self._at_most(entrant, other) >= needed:
                bits = (self._bits(entrant, other) + self._bits(other, entrant)) / 2
                if bits >= needed:
                    yield other, bits

    def _at_most(self, one: str, other: str) -> float:
        return sum(log2(COPIED_PERCENT / 100 / self._share[given]) for given in self.wrong[one] & self.wrong[other])

    def _bits(self, source: str, copier: str) -> float:
        """Return the log-likelihood ratio, in bits, of `copier` having the wrong responses of `source`.

        Under chance a ratio of 2^b comes about at most once in 2^b pairs, whatever the responses are.
        """
        weakness = self._weakness(copier, self.wrong[source] & self.wrong[copier])
        copied, bits, asked, wrong = COPIED_PERCENT / 100, 0.0, self.asked[copier], self.wrong[copier]
        for given in self.wrong[source]:
            if given[0] in asked:
                # Weak people give every wrong response more often.
                chance = min(0.5, self._share[given] * weakness)
                bits += log2(copied / chance) if given in wrong else log2((1 - copied) / (1 - chance))
        return bits


def copied_responses(traces: Sequence[Trace]) -> Iterator[Finding]:
    """Yield groups whose wrong responses agree beyond chance; right ones agree by themselves and are not looked at."""
    answering = _Answering([trace for trace in traces if trace.asked])
    persons = max(len(answering.asked), 2)
    needed = ceil(log2(persons * (persons - 1) / 2)) + MARGIN_BITS
    found: dict[tuple[str, str], int] = {}
    for entrant in sorted(answering.asked, key=entrant_number):
        found.update(((entrant, other), int(bits)) for other, bits in answering.alike(entrant, needed))
    for group in joined(found):
        mine = [trace for trace in traces if trace.attempt.entrant in group and trace.wrong]
        pairs = [pair for pair in found if pair[0] in group]
        figures = {
            "persons": len(group),
            "same": max(len(answering.wrong[a] & answering.wrong[b]) for a, b in pairs),
            "bits": max(found[pair] for pair in pairs),
            "needed_bits": needed,
        }
        yield a_finding("copied_responses", "same_wrong_responses", "same_material", group, mine, figures)


def in_step(traces: Sequence[Trace]) -> Iterator[Finding]:
    """Yield groups who time and again started and handed in within moments of each other."""
    found: dict[tuple[str, str], list[Trace]] = {}
    for one, other in _near(traces):
        a, b = sorted((one.attempt.entrant, other.attempt.entrant), key=entrant_number)
        found.setdefault((a, b), []).extend((one, other))
    close = {pair: met for pair, met in found.items() if len(met) // 2 >= STEP_ATTEMPTS}
    for group in joined(close):
        mine = [trace for pair, met in close.items() if pair[0] in group for trace in met]
        times = max(len(met) // 2 for pair, met in close.items() if pair[0] in group)
        figures = {"persons": len(group), "times": times, "step_s": STEP_MS // 1000}
        yield a_finding("copied_responses", "times_in_step", "played_together", group, mine, figures)


def _near(traces: Sequence[Trace]) -> Iterator[tuple[Trace, Trace]]:
    """Yield the pairs of submissions of different people whose starts and ends are both within STEP_MS."""
    submitted = [trace for trace in traces if trace.attempt.state == "submitted"]
    for index, one in enumerate(submitted):
        for other in submitted[index + 1 :]:
            if other.attempt.started_at - one.attempt.started_at > STEP_MS:
                break
            ends_apart = abs(other.attempt.submitted_at - one.attempt.submitted_at)
            if ends_apart <= STEP_MS and other.attempt.entrant != one.attempt.entrant:
                yield one, other
