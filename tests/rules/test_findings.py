"""Findings: each kind at its threshold, and all of them measured on a simulated month (clause 8.1)."""

import sys
from collections import Counter
from math import sqrt
from typing import Any, Final

import pytest

from chuangguan.rules.attempt import Attempt
from chuangguan.rules.findings import Finding, Trace, findings
from chuangguan.rules.findings.copying import FEWEST_COPIED, STEP_ATTEMPTS, STEP_MS
from chuangguan.rules.findings.origins import (
    DEVICE_ENTRANTS,
    NEIGHBOUR_GAP_MS,
    NEIGHBOURS,
    QUEUE_ENTRANTS,
    QUEUE_GAP_MS,
)
from chuangguan.rules.findings.papers import DROPPED_ANSWERED, DROPPED_ATTEMPTS, FASTEST_MS, FEWEST_ANSWERED
from chuangguan.rules.roster import entrant_id
from chuangguan.testing import OPENS_AT, attempts_in_one_run
from simulated_crowd import Crowd

HOUR: Final = 3_600_000
HONEST: Final = 3_200
CHEATS: Final = 40
SIGNS: Final = {
    "_bots": "papers_too_fast",
    "_one_phone": "device_shared",
    "_proxies": "address_queue",
    "_copiers": "same_wrong_responses",
    "_twins": "times_in_step",
    "_scrapers": "papers_dropped",
    "_row": "numbers_in_a_row",
}


def a_trace(number: int = 1, *, by: int = 1, at: int = 0, takes: int = 120_000, **changes: Any) -> Trace:
    """Return attempt `number` of a person, begun `at` ms after the opening."""
    (attempt,) = attempts_in_one_run((1, takes, True), begins_at=OPENS_AT + at)
    fields = {name: changes.pop(name) for name in Attempt.__struct_fields__ if name in changes}
    made = {"attempt": number, "entrant": entrant_id(by), "of": 20, **fields}
    return Trace(attempt=Attempt(**{**_fields(attempt), **made}), **{"answered": 20, **changes})


def _fields(attempt: Attempt) -> dict[str, Any]:
    return {name: getattr(attempt, name) for name in attempt.__struct_fields__}


def found(traces: list[Trace], units: dict[str, str] | None = None, **numbers: str) -> list[Finding]:
    return findings(traces, units or {}, numbers)


def signs(traces: list[Trace]) -> list[str]:
    return [finding.sign for finding in found(traces)]


# Papers


@pytest.mark.parametrize(
    ("answered", "takes", "state", "named"),
    [
        (20, 20 * FASTEST_MS, "submitted", False),
        (20, 20 * FASTEST_MS - 1, "submitted", True),
        (FEWEST_ANSWERED, FEWEST_ANSWERED * FASTEST_MS - 1, "submitted", True),
        (FEWEST_ANSWERED - 1, 100, "submitted", False),
        (20, 100, "expired", False),
    ],
)
def test_under_two_seconds_a_question_is_too_fast(answered: int, takes: int, state: str, *, named: bool) -> None:
    assert signs([a_trace(takes=takes, answered=answered, state=state)]) == (["papers_too_fast"] if named else [])


def test_an_imported_paper_is_judged_by_all_its_questions() -> None:
    assert signs([a_trace(takes=39_999, answered=-1, is_imported=True)]) == ["papers_too_fast"]


def test_a_finding_names_people_attempts_figures_and_an_innocent_explanation() -> None:
    traces = [a_trace(8, takes=20_000, passed=False), a_trace(3, takes=30_000, at=HOUR), a_trace(9, at=2 * HOUR)]
    assert found(traces) == [
        Finding(
            kind="too_fast",
            sign="papers_too_fast",
            innocent="bank_known_by_heart",
            entrants=("E000001",),
            attempts=(3, 8),
            figures={"papers": 2, "passed": 1, "fastest_ms": 1_000, "limit_ms": FASTEST_MS},
        )
    ]


@pytest.mark.parametrize(
    ("papers", "answered", "imported", "named"),
    [
        (DROPPED_ATTEMPTS, DROPPED_ANSWERED, False, True),
        (DROPPED_ATTEMPTS - 1, 0, False, False),
        (DROPPED_ATTEMPTS, DROPPED_ANSWERED + 1, False, False),
        (DROPPED_ATTEMPTS, -1, True, False),
    ],
)
def test_many_papers_of_one_level_opened_and_dropped(
    papers: int, answered: int, *, imported: bool, named: bool
) -> None:
    traces = [
        a_trace(n, at=n * HOUR, answered=answered, is_imported=imported, asked=(f"Q{n}",), state="expired")
        for n in range(papers)
    ]
    assert signs(traces) == (["papers_dropped"] if named else [])
    elsewhere = [a_trace(n, at=n * HOUR, answered=0, level=1 + n % 2, state="expired") for n in range(papers)]
    assert signs(elsewhere) == []


# Where from


@pytest.mark.parametrize("persons", [DEVICE_ENTRANTS - 1, DEVICE_ENTRANTS])
def test_a_device_of_many(persons: int) -> None:
    traces = [a_trace(n, by=n, at=n * HOUR, devices=("d",)) for n in range(1, persons + 1)]
    assert signs(traces) == ["device_shared"] * (persons >= DEVICE_ENTRANTS)


@pytest.mark.parametrize(
    ("persons", "gap", "named"),
    [
        (QUEUE_ENTRANTS, QUEUE_GAP_MS, True),
        (QUEUE_ENTRANTS, QUEUE_GAP_MS + 1, False),
        (QUEUE_ENTRANTS - 1, 0, False),
        (50, -1, False),
    ],
)
def test_one_behind_the_other_at_one_address(persons: int, gap: int, *, named: bool) -> None:
    traces = [a_trace(n, by=n, at=n * (120_000 + gap), addresses=("a",)) for n in range(1, persons + 1)]
    assert signs(traces) == (["address_queue"] if named else [])


def test_500_people_behind_one_address_are_no_finding() -> None:
    traces = [a_trace(n, by=n, at=n * 7_001, takes=90_000 + 97 * n, addresses=("a",)) for n in range(1, 501)]
    assert signs(traces) == []


@pytest.mark.parametrize(
    ("persons", "gap", "units", "named"),
    [
        (NEIGHBOURS, NEIGHBOUR_GAP_MS, 1, True),
        (NEIGHBOURS, NEIGHBOUR_GAP_MS + 1, 1, False),
        (NEIGHBOURS - 1, 0, 1, False),
        (NEIGHBOURS, 0, 2, False),
    ],
)
def test_numbers_in_a_row_that_start_one_after_another(persons: int, gap: int, units: int, *, named: bool) -> None:
    row = {entrant_id(n): str(13_800_000_000 + n) for n in range(1, persons + 1)}
    others = {entrant_id(n): str(13_900_000_000 + 9 * n) for n in range(100, 120)}
    traces = [a_trace(n, by=n, at=n * gap, takes=90_000 + 9_000 * n) for n in range(1, persons + 1)]
    belongs = {entrant: f"u{int(entrant[1:]) % units}" for entrant in row}
    done = found(traces, belongs, **row, **others)
    assert [finding.sign for finding in done] == (["numbers_in_a_row"] if named else [])
    assert found(traces, belongs, **row) == []  # where every number has a neighbour, that says nothing


def test_neighbours_who_start_with_their_whole_unit_are_no_finding() -> None:
    numbers = {entrant_id(n): str(13_800_000_000 + (n if n <= 4 else 9 * n)) for n in range(1, 21)}
    traces = [a_trace(n, by=n, at=n * 10_000, takes=90_000 + 9_000 * n) for n in range(1, 21)]
    units = dict.fromkeys(numbers, "u")
    assert found(traces, units, **numbers) == []
    assert [finding.sign for finding in found(traces[:4], units, **numbers)] == ["numbers_in_a_row"]


# Alike


def a_class(shared: int, persons: int = 40) -> list[Trace]:
    """Return people who all saw 20 questions; the first two share so many wrong responses, everybody has one."""
    asked = tuple(f"Q{n}" for n in range(20))
    common = {f"Q{n}": ("D",) for n in range(1, shared + 1)}
    return [
        a_trace(by, by=by, at=by * HOUR, bank="b", asked=asked, wrong={"Q0": ("C",), **(common if by <= 2 else {})})
        for by in range(1, persons + 1)
    ]


def test_two_who_alone_share_many_wrong_responses() -> None:
    (finding,) = found(a_class(10))
    assert (finding.sign, finding.entrants, finding.attempts) == (
        "same_wrong_responses",
        ("E000001", "E000002"),
        (1, 2),
    )
    assert finding.figures["same"] == 10
    assert finding.figures["bits"] >= finding.figures["needed_bits"]


@pytest.mark.parametrize("shared", [0, 1, FEWEST_COPIED - 1])
def test_a_few_shared_mistakes_are_no_finding(shared: int) -> None:
    assert signs(a_class(shared)) == []


def test_a_mistake_that_everybody_makes_tells_nothing() -> None:
    asked = tuple(f"Q{n}" for n in range(20))
    traces = [
        a_trace(by, by=by, at=by * HOUR, bank="b", asked=asked, wrong=dict.fromkeys(asked, ("D",)))
        for by in range(1, 41)
    ]
    assert signs(traces) == []


@pytest.mark.parametrize(
    ("times", "apart", "named"),
    [(STEP_ATTEMPTS, STEP_MS, True), (STEP_ATTEMPTS, STEP_MS + 1, False), (STEP_ATTEMPTS - 1, 0, False)],
)
def test_two_who_start_and_end_together_again_and_again(times: int, apart: int, *, named: bool) -> None:
    traces = [a_trace(2 * n + by, by=by, at=n * HOUR + by * apart) for n in range(times) for by in (0, 1)]
    assert signs(traces) == (["times_in_step"] if named else [])


def test_a_class_that_starts_together_and_ends_apart_is_no_finding() -> None:
    traces = [a_trace(50 * n + by, by=by, at=n * HOUR, takes=90_000 + 2_001 * by) for n in range(9) for by in range(9)]
    assert signs(traces) == []


def test_nothing_has_no_findings_and_the_order_of_attempts_changes_nothing() -> None:
    assert found([]) == []
    traces = [*a_class(10), *(a_trace(n, by=n, at=n * HOUR, devices=("d",)) for n in range(100, 104))]
    assert found(traces) == found(traces[::-1])


# Measured


def test_hit_rate_and_false_flags_on_a_simulated_month(capsys: pytest.CaptureFixture[str]) -> None:
    crowd = Crowd("month", HONEST, CHEATS)
    done = findings(
        crowd.traces,
        {player.entrant: player.unit for player in crowd.players},
        {player.entrant: player.member_no for player in crowd.players},
    )
    named = {(finding.sign, entrant) for finding in done for entrant in finding.entrants}
    hits, seeded = Counter[str](), Counter[str]()
    for player in crowd.players:
        if player.cheats:
            seeded[player.cheats] += 1
            hits[player.cheats] += (SIGNS[player.cheats], player.entrant) in named
    honest = {player.entrant for player in crowd.players if not player.cheats}
    false = len({entrant for _, entrant in named} & honest)
    said = [f"honest {len(honest)}, attempts {len(crowd.traces)}"]
    said += [f"{SIGNS[kind]:22} {share(hits[kind], count)}" for kind, count in seeded.items()]
    said += [f"{'all seeded':22} {share(hits.total(), seeded.total())}"]
    said += [f"{'honest and named':22} {false} of {len(honest)}, 95 %: at most {most(false, len(honest)):.3%}"]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(said) + "\n")
    assert len(honest) >= 2_000
    assert set(seeded) == set(SIGNS)
    assert all(100 * hits[kind] >= 95 * count for kind, count in seeded.items())
    assert 1_000 * false <= len(honest)


def share(hits: int, n: int) -> str:
    """Return a share with its 95 % interval (Wilson)."""
    low, high = wilson(hits, n)
    return f"{hits} of {n}, 95 %: {low:.1%} to {high:.1%}"


def wilson(hits: int, n: int) -> tuple[float, float]:
    z, p = 1.96, hits / n
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def most(hits: int, n: int) -> float:
    """Return the 95 % bound of a small share: three of n where none was seen."""
    return wilson(hits, n)[1] if hits else 3 / n
