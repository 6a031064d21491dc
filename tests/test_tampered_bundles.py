"""Every field of every fact of three bundles is changed, and `docs/verify.py` finds each change that can be seen.

A change is made as somebody who has the database could make it: without the hashes, or with the whole chain of hashes
made anew ("restamped"). What cannot be seen in a restamped bundle is listed with its reason; all of it is found with
the head that was published, and what the library's own `verify` finds of it is listed apart.
"""

import json
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, Final

import pytest

from bundles import (
    Files,
    Rows,
    altered,
    amended_world,
    bundle_of,
    busy_world,
    canonical,
    facts_of,
    final_world,
    restamp,
    script,
    verify_finds,
    with_facts,
)
from chuangguan.testing import World

VERIFY: Final = script()
WORLDS: Final = {"final": final_world, "amended": amended_world, "busy": busy_world}

ONLY_LIBRARY: Final = {
    ("attempt-started", "paper"): "the secret of its period is not revealed yet",
    ("award-decided", "entrants"): "no result follows from it; the library refuses what is no list of ids",
    ("bank-stored", "extras"): "explanations follow no rule; the library refuses what it cannot read",
    ("bank-stored", "mode"): "nothing was drawn from the first version; the library refuses another word",
    ("campaign-stored", "commitments"): "its period is not final; the library compares it with the next version",
    ("interval-voided", "opens_at"): "the same attempts are void; it stands in the notes of a closing",
    ("interval-voided", "closes_at"): "the same attempts are void; it stands in the notes of a closing",
    ("interval-voided", "reason"): "it stands in the notes of a closing",
    ("period-extended", "reason"): "it stands in the notes of a closing",
    ("publication-basis-recorded", "basis"): "no result follows from it; the library refuses another word",
    ("roster-changed", "digest"): "names are not in a bundle",
    ("sanction-imposed", "kind"): "another word counts as strip_awards; the library refuses it",
    ("unit-stored", "kind"): "it counts for turnout and unit awards",
    ("unit-stored", "parent"): "it counts for turnout and unit awards",
    ("unit-stored", "unit"): "it counts for turnout and unit awards",
}
ONLY_HEAD: Final = {
    ("award-decided", "decided_by"): "a text from elsewhere",
    ("award-decided", "tier"): "a decision from elsewhere",
    ("closing-published", "checked_by"): "a name",
    ("closing-published", "drafted_by"): "a name",
    ("closing-published", "signed_by"): "a name",
    ("extra-time-granted", "reason"): "a text",
    ("objection-decided", "decision"): "a text",
    ("objection-decided", "upheld"): "a decision of people",
    ("objection-recorded", "text"): "a text",
    ("origins-forgotten", "before_at"): "origins are not in a bundle",
    ("origins-forgotten", "origins"): "origins are not in a bundle",
    ("personal-data-shown", "persons"): "who looked at names is on record only",
    ("personal-data-shown", "purpose"): "who looked at names is on record only",
    ("publication-basis-recorded", "text_version"): "a text from elsewhere",
    ("roster-changed", "category"): "only of one who left, or before a later fact of the same day",
    ("roster-changed", "from_at"): "only of one who left: a millisecond later is before the same cutoff",
    ("roster-changed", "unit"): "only of one who left, or before a later fact of the same day",
    ("sanction-imposed", "code"): "a text",
    ("sanction-imposed", "decided_by"): "a text",
    ("sanction-imposed", "evidence"): "a text",
    ("unit-stored", "headcount"): "the regulations of this campaign do not count by it",
}
ON_THE_ENVELOPE: Final = {"stored_at": "later by 1 ms", "actor": "a name", "reason": "a text", "software": "a text"}
"""What a restamped envelope may say instead: who stored a fact and why is on record only."""
DROPPED_UNSEEN: Final = {
    "attempt-ended": "the last of its entrant, after the last closing",
    "closing-finalised": "without it the secret is not revealed, so that the draws are said to be unchecked",
    "closing-published": "the days of publicity are not checked",
    "origins-forgotten": "origins are not in a bundle",
    "person-erased": "people are not in a bundle",
    "personal-data-shown": "the last of the chain, or on record only",
}


class Tampered:
    """A world's bundle, and its facts to be changed."""

    def __init__(self, name: str) -> None:
        self.world: World = WORLDS[name]()
        self.files: Files = bundle_of(self.world)
        self.rows: Rows = facts_of(self.files)
        self.head = f"{len(self.rows)}:{self.rows[-1]['hash']}"

    def found(self, rows: Rows, *heads: str) -> list[str]:
        found: list[str] = VERIFY.check(with_facts(self.files, rows), heads)[1]
        return found

    def copy(self) -> Rows:
        return [dict(row) for row in self.rows]

    def fields(self) -> Iterator[tuple[tuple[str, str], Rows]]:
        """Yield kind and field, and the facts with that field of one of them changed, the hashes as they were."""
        for place, row in enumerate(self.rows):
            fact = json.loads(row["body"])
            for key, value in fact.items():
                rows = self.copy()
                rows[place]["body"] = canonical({**fact, key: altered(value)})
                yield (fact["fact"], key), rows

    def kind(self, place: int) -> Any:
        return json.loads(self.rows[place]["body"])["fact"]

    @cached_property
    def restamped(self) -> tuple[int, list[tuple[tuple[str, str], Rows]]]:
        """How many fields were changed and restamped, and those changes that are not found."""
        changes = list(self.fields())
        for _, rows in changes:
            restamp(rows)
        return len(changes), [(changed, rows) for changed, rows in changes if not self.found(rows)]


@cache
def a_bundle(name: str) -> Tampered:
    return Tampered(name)


@pytest.fixture(params=WORLDS)
def tampered(request: pytest.FixtureRequest) -> Tampered:
    return a_bundle(request.param)


def test_the_bundle_that_nobody_changed_has_no_difference_even_restamped(tampered: Tampered) -> None:
    rows = tampered.copy()
    restamp(rows)
    assert rows == tampered.rows
    assert tampered.found(rows, tampered.head) == []
    assert verify_finds(tampered.world, rows) == ""


def test_any_field_of_any_fact_changed_is_found_by_the_chain(tampered: Tampered) -> None:
    missed = [changed for changed, rows in tampered.fields() if not tampered.found(rows)]
    assert missed == []


def test_any_field_of_any_fact_changed_and_restamped_is_found_but_for_what_is_listed(tampered: Tampered) -> None:
    count, unseen = tampered.restamped
    assert [changed for changed, _ in unseen if changed not in ONLY_LIBRARY | ONLY_HEAD] == []
    assert len(unseen) < count / 5
    assert all(tampered.found(rows, tampered.head) for _, rows in unseen)


def test_any_part_of_any_envelope_changed_is_found_by_the_chain(tampered: Tampered) -> None:
    for place, row in enumerate(tampered.rows):
        for part in row:
            rows = tampered.copy()
            rows[place][part] = altered(row[part])
            assert tampered.found(rows), (place, part)


def test_who_stored_a_fact_and_why_restamped_is_found_by_the_published_head_alone(tampered: Tampered) -> None:
    for place, part in zip(range(len(tampered.rows)), [*ON_THE_ENVELOPE] * len(tampered.rows), strict=False):
        rows = tampered.copy()
        rows[place][part] = altered(rows[place][part])
        restamp(rows)
        assert tampered.found(rows) == [] or part == "stored_at"
        assert tampered.found(rows, tampered.head)


def test_any_fact_dropped_is_found_by_the_chain_and_the_last_by_the_published_head(tampered: Tampered) -> None:
    for place in range(len(tampered.rows)):
        rows = tampered.copy()
        del rows[place]
        assert tampered.found(rows, *([tampered.head] if place == len(rows) else []))


def test_any_fact_dropped_and_restamped_is_found_but_for_what_is_listed(tampered: Tampered) -> None:
    for place in range(len(tampered.rows)):
        rows = tampered.copy()
        del rows[place]
        restamp(rows)
        assert tampered.found(rows) or tampered.kind(place) in DROPPED_UNSEEN, place
        assert tampered.found(rows, tampered.head)


def test_any_tail_dropped_is_found_by_the_published_head(tampered: Tampered) -> None:
    for place in range(len(tampered.rows)):
        assert tampered.found(tampered.copy()[:place], tampered.head)


def test_any_two_neighbours_exchanged_are_found_by_the_chain_and_restamped_by_the_published_head(
    tampered: Tampered,
) -> None:
    for place in range(len(tampered.rows) - 1):
        rows = tampered.copy()
        rows[place : place + 2] = rows[place + 1], rows[place]
        assert tampered.found(rows)
        restamp(rows)
        assert tampered.found(rows, tampered.head)


def test_what_is_listed_is_not_found_indeed_and_the_library_finds_its_part() -> None:
    unseen = [(a_bundle(name).world, *change) for name in WORLDS for change in a_bundle(name).restamped[1]]
    assert {changed for _, changed, _ in unseen} == {*ONLY_LIBRARY, *ONLY_HEAD}
    left = [(world, changed, rows) for world, changed, rows in unseen if changed in ONLY_LIBRARY]
    assert {changed for world, changed, rows in left if verify_finds(world, rows)} == set(ONLY_LIBRARY)


def test_secrets_exchanged_between_two_periods_are_found_even_with_their_commitments() -> None:
    tampered = a_bundle("final")
    rows = tampered.copy()
    first, second = (row for row in rows if json.loads(row["body"])["fact"] == "closing-finalised")
    facts = [json.loads(row["body"]) for row in (first, second)]
    for row, fact, other in ((first, *facts), (second, *reversed(facts))):
        row["body"] = canonical({**fact, "secret": other["secret"]})
    restamp(rows)
    assert any("承诺值" in text for text in tampered.found(rows))
    campaign = json.loads(rows[0]["body"])
    months = campaign["commitments"]
    months["2018-03"], months["2018-04"] = months["2018-04"], months["2018-03"]
    rows[0]["body"] = canonical(campaign)
    restamp(rows)
    assert any("paper" in text for text in tampered.found(rows))


def test_more_than_500_changes_are_found_that_nothing_but_the_facts_gives_away() -> None:
    counts = [(count, len(unseen)) for count, unseen in (a_bundle(name).restamped for name in WORLDS)]
    assert sum(count - unseen for count, unseen in counts) > 750
