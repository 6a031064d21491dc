"""Attempts: the instants at which they are taken, saved and expired, and the digest that a closing covers."""

from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.rules.attempt import (
    FIRST_DIGEST,
    expired_at,
    next_digest,
    saved_before,
    submitted_at,
    taken_before,
)
from chuangguan.rules.canonical import message, sha256_hex
from chuangguan.testing import attempts_in_one_run

LIMIT_END, GRACE_MS = 300_000, 3_000
LATER = 1_000_000
ATTEMPT = attempts_in_one_run((1, 60_000, True))[0]


@pytest.mark.parametrize(
    ("closes_at", "taken", "saved", "expired"),
    [
        (LATER, 303_000, 300_000, 300_000),
        (303_001, 303_000, 300_000, 300_000),
        (303_000, 303_000, 300_000, 300_000),
        (302_999, 302_999, 300_000, 300_000),
        (300_001, 300_001, 300_000, 300_000),
        (300_000, 300_000, 300_000, 299_999),
        (299_999, 299_999, 299_999, 299_998),
        (100_000, 100_000, 100_000, 99_999),
    ],
)
def test_the_end_of_the_campaign_comes_before_limit_and_grace(
    closes_at: int, taken: int, saved: int, expired: int
) -> None:
    assert taken_before(LIMIT_END, GRACE_MS, closes_at) == taken
    assert saved_before(LIMIT_END, closes_at) == saved
    assert expired_at(LIMIT_END, closes_at) == expired


def test_without_grace_the_limit_is_the_end() -> None:
    assert taken_before(LIMIT_END, 0, LATER) == saved_before(LIMIT_END, LATER) == LIMIT_END


@pytest.mark.parametrize(
    ("received_at", "counts_from"),
    [(299_999, 299_999), (300_000, 300_000), (300_001, 300_000), (302_999, 300_000)],
)
def test_time_over_the_limit_is_cut(received_at: int, counts_from: int) -> None:
    assert submitted_at(received_at, LIMIT_END) == counts_from


def test_the_digest_is_that_of_the_clause() -> None:
    fields = message("1", "1001", "1", "", str(ATTEMPT.started_at), str(ATTEMPT.submitted_at), "5", "5", "submitted")
    first = sha256_hex(bytes(32) + fields)
    assert next_digest("", ATTEMPT) == next_digest(FIRST_DIGEST, ATTEMPT) == first
    assert next_digest(first, ATTEMPT) == sha256_hex(bytes.fromhex(first) + fields)


@pytest.mark.parametrize(
    "change",
    [
        {"level": 2},
        {"ordinal": 2},
        {"run": 2},
        {"bank_version": "ab"},
        {"started_at": ATTEMPT.started_at + 1},
        {"submitted_at": ATTEMPT.submitted_at + 1},
        {"correct": 4},
        {"of": 6},
        {"state": "expired"},
    ],
    ids=str,
)
def test_whatever_counts_of_an_attempt_changes_its_digest(change: dict[str, Any]) -> None:
    assert next_digest("", replace(ATTEMPT, **change)) != next_digest("", ATTEMPT)


@pytest.mark.parametrize("change", [{"key": "k"}, {"paper": "Q1:AB"}, {"attempt": 9}, {"digest": "ab"}], ids=str)
def test_what_does_not_count_leaves_the_digest(change: dict[str, Any]) -> None:
    assert next_digest("", replace(ATTEMPT, **change)) == next_digest("", ATTEMPT)


@pytest.mark.parametrize(("state", "is_ended"), [("open", False), ("submitted", True), ("expired", True)])
def test_an_attempt_has_a_result_once_it_is_submitted_or_expired(state: str, *, is_ended: bool) -> None:
    changed: dict[str, Any] = {"state": state}
    assert replace(ATTEMPT, **changed).is_ended is is_ended
