"""`verify` makes everything again from the facts and names the first thing that differs (clause 6.7)."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan import facts
from chuangguan.facts import EMPTY_HASH, Envelope, read_fact, seal_envelope, write_fact
from chuangguan.office import Office
from chuangguan.office.audit import Verification
from chuangguan.office.imports import AttemptRow
from chuangguan.record import rebuild
from chuangguan.rules.campaign import Quota, Ranking
from chuangguan.rules.canonical import sha256_hex
from chuangguan.rules.closing import closing_bytes, read_closing, seal
from chuangguan.rules.draw import commitment
from chuangguan.sitting import ImportedLine, begin, with_paper
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import (
    BY,
    OPENS_AT,
    SeededEntropy,
    World,
    a_bank,
    a_campaign,
    a_level,
    at,
    entrants,
    started_campaign,
)
from stored_tables import ORDER_ONLY, TABLES

FIRST, SECOND, THIRD, FOURTH = entrants(4)


def a_lived_in_world(store: Any) -> World:
    """Return a world with every kind of fact: passes, failures, expiries, imports, a move, a closing, an open one."""
    levels = tuple(a_level(number, quotas=(Quota(n=2),)) for number in (1, 2))
    campaign = a_campaign(levels=levels, public_text="required")
    world = started_campaign(store, campaign=campaign, banks={1: a_bank(5), 2: a_bank(6)})
    world.office.conduct.draw_text("2018-03", "03 07 11", by=BY)
    world.office.conduct.draw_text("2018-04", "05 06 13", by=BY)
    world.climb(FIRST, 1, elapsed_ms=50_000)
    world.climb(FIRST, 2, elapsed_ms=40_000)
    world.climb(FIRST, 1, elapsed_ms=20_000)
    world.climb(SECOND, 1, right=False)
    saved = world.start(SECOND)
    world.play.save(SECOND, saved.attempt, world.right(saved.attempt), counter=1)
    world.go_to("2018-03-20")
    line = ImportedLine(level=1, started_at=OPENS_AT, submitted_at=OPENS_AT + 70_000, correct=2, of=2)
    world.office.imports.load_attempts([AttemptRow(member_no="13800000003", line=line)], by=BY)
    world.office.rosters.move("13800000004", "一处", by=BY, from_at=at("2018-03-25"))
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY)
    world.climb(SECOND, 2)
    world.start(FOURTH)
    return world


@pytest.fixture
def world() -> World:
    return a_lived_in_world(MemoryStore())


def difference(world: World) -> str:
    found = world.verify().difference
    return found.code if found else ""


# A record that nobody touched


def test_a_record_that_nobody_touched_has_no_difference_and_everything_is_counted(world: World) -> None:
    with world.record.read() as view:
        head = view.rows.head()
    assert head
    assert world.verify() == Verification(
        facts=head.number, closings=1, draws=7, draws_not_checked=0, scores=6, imported=1, people=4, head=head.hash
    )


def test_without_the_secret_the_draws_are_counted_as_not_checked(world: World) -> None:
    found = Office(world.record, SeededEntropy("x"), None).audit.verify(MemoryStore())
    assert (found.difference, found.draws, found.draws_not_checked) == (None, 0, 7)


def test_without_the_secret_a_closing_is_made_again_from_the_lots_it_holds_which_count_as_not_checked() -> None:
    campaign = a_campaign(boundary="draw", ranking=Ranking(keys=("levels desc", "elapsed asc")))
    world = started_campaign(MemoryStore(), campaign=campaign)
    world.climb(FIRST)
    world.climb(SECOND)
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY)
    assert (world.verify().difference, world.verify().closings) == (None, 1)
    found = Office(world.record, SeededEntropy("x"), None).audit.verify(MemoryStore())
    assert (found.difference, found.closings, found.draws_not_checked) == (None, 1, 3)


def test_with_another_secret_the_first_draw_is_named(world: World) -> None:
    found = Office(world.record, SeededEntropy("x"), bytes(32)).audit.verify(MemoryStore()).difference
    assert found
    assert found.code == "fact_unusable"


def test_progress_is_told_fact_by_fact(world: World) -> None:
    seen: list[int] = []
    found = world.office.audit.verify(MemoryStore(), progress=seen.append)
    assert seen == list(range(1, found.facts + 1))


def test_verifying_changes_neither_the_store_nor_the_scratch_one(world: World) -> None:
    scratch = MemoryStore()
    with world.record.read() as view:
        before = view.rows.head()
    assert world.office.audit.verify(scratch).difference is None
    with world.record.read() as view, scratch.read() as rows:
        assert view.rows.head() == before
        assert rows.head() is None


def test_a_record_with_nothing_in_it_is_clean() -> None:
    world = World(MemoryStore(), a_lived_in_world(MemoryStore()).clock)
    assert world.verify().facts == 0
    assert world.verify().difference is None


def test_a_person_who_was_erased_is_no_difference(world: World) -> None:
    number = world.people()[FIRST].member_no
    world.office.rosters.erase(number, reason="本人要求", by=BY)
    found = world.verify()
    assert (found.difference, found.people) == (None, 3)


# Every column of every table, changed with raw SQL


def raw(world: World, sql: str, *values: object) -> None:
    assert isinstance(world.store, SqliteStore)
    world.store._connection.execute(sql, values)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in a file; each test changes it in a unit of work and rolls that back."""
    world = a_lived_in_world(SqliteStore.create(tmp_path_factory.mktemp("tamper") / "kept.db"))
    yield world
    world.store.close()


def difference_after(world: World, *statements: tuple[str, tuple[object, ...]]) -> str:
    """Return what `verify` finds after these statements, which are rolled back."""
    with world.store.write():
        for sql, values in statements:
            raw(world, sql, *values)
        return difference(world)


def changed(value: object) -> object:
    """Return another value of the same kind, which no key or constraint forbids."""
    if isinstance(value, int):
        return 1 - value if value in (0, 1) else value + 100_000
    if value is None:
        return 7
    text = str(value)
    return {"": "x", "[]": '["x"]', "{}": '{"x":["y","z"]}'}.get(text) or _other_text(text)


def _other_text(text: str) -> str:
    """Return the text with its last digit or letter exchanged, so that JSON stays JSON."""
    place = max(i for i, letter in enumerate(text) if letter.isalnum())
    return text[:place] + ("7" if text[place] != "7" else "8") + text[place + 1 :]


Row = dict[str, object]


def rows_of(world: World, table: str) -> list[tuple[str, tuple[object, ...], Row]]:
    """Return for each row of a table the condition that holds for it alone, the values for that, and the row."""
    assert isinstance(world.store, SqliteStore)
    run = world.store._connection.execute
    info = run(f"pragma table_info({table})").fetchall()
    columns, keys = [item[1] for item in info], [item[1] for item in info if item[5]]
    found = []
    for values in run(f"select {', '.join(columns)} from {table}").fetchall():
        row = dict(zip(columns, values, strict=True))
        found.append((" and ".join(f"{key} = ?" for key in keys), tuple(row[key] for key in keys), row))
    return found


@pytest.mark.parametrize("table", TABLES)
def test_a_change_of_any_cell_of_any_table_is_found(kept: World, table: str) -> None:
    assert difference(kept) == "", "the control: nothing is changed yet"
    unseen = []
    tried = 0
    for condition, key, row in rows_of(kept, table):
        for column, value in row.items():
            if (table, column) in ORDER_ONLY:
                continue
            update = f"update {table} set {column} = ? where {condition}"
            tried += 1
            if not difference_after(kept, (update, (changed(value), *key))):
                unseen.append((column, key, value))
    assert unseen == []
    assert tried >= 2
    assert difference(kept) == "", "every change was rolled back"


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_is_dropped_is_found(kept: World, table: str) -> None:
    for condition, key, _ in rows_of(kept, table):
        assert difference_after(kept, (f"delete from {table} where {condition}", key)), (table, key)


@pytest.mark.parametrize("column", ["name", "member_no", "salt"])
def test_two_people_exchanged_in_the_table_of_people_are_found(kept: World, column: str) -> None:
    people = list(kept.people().values())
    one, other = getattr(people[0], column), getattr(people[1], column)
    update = f"update people set {column} = ? where entrant = ?"
    assert difference_after(kept, (update, ("aside", 1)), (update, (one, 2)), (update, (other, 1))) == "person_differs"


@pytest.mark.parametrize(("table", "one", "other"), [("units", 1, 2), ("bank_versions", 1, 2)])
def test_two_rows_exchanged_in_their_order_are_found(kept: World, table: str, one: int, other: int) -> None:
    update = f"update {table} set place = ? where place = ?"
    assert difference_after(kept, (update, (-1, one)), (update, (one, other)), (update, (other, -1)))


def test_two_facts_exchanged_are_found(kept: World) -> None:
    update = "update facts set number = ? where number = ?"
    assert difference_after(kept, (update, (-1, 20)), (update, (20, 21)), (update, (21, -1))) == "fact_changed"


def test_a_fact_that_is_dropped_and_the_rest_moved_up_is_found(kept: World) -> None:
    moved = "update facts set number = number - 1 where number > 20"
    assert difference_after(kept, ("delete from facts where number = 20", ()), (moved, ())) == "fact_changed"


@pytest.mark.parametrize(
    "sql",
    [
        "update people set salt = 'no hex' where entrant = 1",
        "update memberships set labels = 'no json' where entrant = 1",
        "update campaigns set commitments = 'no json'",
        "update closings set canonical = 'no json'",
        "update banks set extras = 'no json'",
        "update banks set canonical = 'no json'",
        "update campaigns set canonical = 'no json'",
    ],
)
def test_a_cell_that_cannot_even_be_read_is_a_difference_and_no_crash(kept: World, sql: str) -> None:
    assert difference_after(kept, (sql, ())) in ("person_differs", "projection_differs")


# A byte of any fact, in a store that takes anything


def envelopes(world: World) -> dict[int, Envelope]:
    assert isinstance(world.store, MemoryStore)
    return world.store._rows._table("facts")


def test_a_byte_changed_in_any_fact_is_found_and_the_fact_is_named(world: World) -> None:
    stored = envelopes(world)
    for number, envelope in list(stored.items()):
        for place in (0, len(envelope.body) // 3, len(envelope.body) // 2, len(envelope.body) - 1):
            body = bytearray(envelope.body)
            body[place] ^= 1
            stored[number] = replace(envelope, body=bytes(body))
            found = world.verify().difference
            assert found
            assert (found.code, found.details["fact"]) == ("fact_changed", number)
        stored[number] = envelope
    assert difference(world) == "", "the control: everything was put back"


# Facts changed by somebody who can seal envelopes again

Change = Callable[[Any], Any]


def restamped(world: World, kind: type, change: Change, *, which: int = -1) -> None:
    """Change the last fact of a kind, or another, and give every envelope from there on a hash that fits."""
    stored = envelopes(world)
    place = [number for number, envelope in stored.items() if isinstance(read_fact(envelope.body), kind)][which]
    previous = stored[place - 1].hash if place > 1 else EMPTY_HASH
    for number in range(place, len(stored) + 1):
        old = stored[number]
        body = write_fact(change(read_fact(old.body))) if number == place else old.body
        parts = {name: getattr(old, name) for name in ("number", "stored_at", "actor", "reason", "software")}
        stored[number] = seal_envelope(**parts, body=body, previous_hash=previous)
        previous = stored[number].hash


def _raised(closing: facts.ClosingMade) -> facts.ClosingMade:
    """Give the first prize more money and seal the closing again."""
    content = read_closing(closing.canonical.encode())
    first, *others = content.awards
    canonical = closing_bytes(replace(content, awards=(replace(first, cash_fen=1), *others)))
    return replace(closing, canonical=canonical.decode(), seal=seal(canonical))


def _other_paper(started: facts.AttemptStarted) -> facts.AttemptStarted:
    return replace(started, paper=" ".join(reversed(started.paper.split(" "))))


def _other_rules(stored: facts.CampaignStored) -> facts.CampaignStored:
    canonical = stored.canonical.replace('"grace_ms":3000', '"grace_ms":3001')
    return replace(stored, canonical=canonical, rules_hash=sha256_hex(canonical.encode()))


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        (facts.CampaignStored, lambda fact: replace(fact, rules_hash="0" * 64), "rules_differ"),
        (facts.CampaignStored, _other_rules, "start_differs"),
        (facts.CampaignStored, lambda fact: replace(fact, canonical="{}"), "rules_differ"),
        (facts.AttemptStarted, _other_paper, "draw_differs"),
        (facts.AttemptStarted, lambda fact: replace(fact, ordinal=9), "start_differs"),
        (facts.AttemptStarted, lambda fact: replace(fact, run=9), "start_differs"),
        (facts.AttemptStarted, lambda fact: replace(fact, started_at=fact.started_at + 1), "start_differs"),
        (facts.AttemptStarted, lambda fact: replace(fact, limit_end=fact.limit_end + 1), "start_differs"),
        (facts.AttemptStarted, lambda fact: replace(fact, entrant="E000077"), "start_differs"),
        (facts.AttemptEnded, lambda fact: replace(fact, correct=fact.correct - 1), "score_differs"),
        (facts.AttemptEnded, lambda fact: replace(fact, passed=not fact.passed), "score_differs"),
        (facts.AttemptEnded, lambda fact: replace(fact, responses={}), "score_differs"),
        (facts.AttemptEnded, lambda fact: replace(fact, submitted_at=fact.submitted_at - 1), "score_differs"),
        (facts.AttemptEnded, lambda fact: replace(fact, received_at=2**52), "score_differs"),
        (facts.AttemptEnded, lambda fact: replace(fact, attempt=9_999), "end_without_start"),
        (facts.AttemptImported, lambda fact: replace(fact, passed=False), "import_differs"),
        (facts.AttemptImported, lambda fact: replace(fact, submitted_at=fact.submitted_at - 1), "import_differs"),
        (facts.AttemptImported, lambda fact: replace(fact, level=2), "import_differs"),
        (facts.BankStored, lambda fact: replace(fact, version="0" * 64), "start_differs"),
        (facts.RosterChanged, lambda fact: replace(fact, unit="二处"), "closing_differs"),
        (facts.RosterChanged, lambda fact: replace(fact, digest="0" * 64), "projection_differs"),
        (facts.ClosingMade, _raised, "closing_differs"),
        (facts.ClosingMade, lambda fact: replace(fact, seal="sha256:" + "0" * 64), "seal_differs"),
        (facts.PublicTextDrawn, lambda fact: replace(fact, text="another"), "draw_differs"),
    ],
)
def test_a_change_with_hashes_that_fit_is_found_by_what_does_not_follow(
    world: World, kind: type, change: Change, code: str
) -> None:
    restamped(world, kind, lambda fact: fact)
    assert difference(world) == "", "the control: sealing again without a change fits"
    restamped(world, kind, change)
    assert difference(world) == code


def appended(world: World, fact: facts.Fact) -> None:
    """Put one fact more behind the last, with a hash that fits."""
    stored = envelopes(world)
    last = stored[len(stored)]
    stored[len(stored) + 1] = seal_envelope(
        number=last.number + 1,
        stored_at=last.stored_at,
        actor=BY,
        reason="",
        software="test",
        body=write_fact(fact),
        previous_hash=last.hash,
    )


def last_of(world: World, kind: type) -> Any:
    return [fact for e in envelopes(world).values() if isinstance(fact := read_fact(e.body), kind)][-1]


def test_a_second_end_of_an_attempt_is_found(world: World) -> None:
    appended(world, last_of(world, facts.AttemptEnded))
    assert difference(world) == "ended_twice"


def test_a_second_start_while_an_attempt_is_open_is_found(world: World) -> None:
    last = envelopes(world)[len(envelopes(world))]
    with world.record.read() as view:
        begun = begin(view, FOURTH, view.campaign.level(1), last.stored_at)
        assert isinstance(begun, facts.AttemptStarted)
        second = with_paper(view, begun, world.root_secret)
    appended(world, second)
    assert difference(world) == "fact_unusable"


def test_a_second_first_closing_of_a_period_is_found(world: World) -> None:
    made = last_of(world, facts.ClosingMade)
    content = read_closing(made.canonical.encode())
    with world.record.read() as view:
        head = view.rows.head()
    assert head
    again = replace(content, number=2, previous_seal=made.seal, last_fact=head.number)
    canonical = closing_bytes(again)
    appended(world, replace(made, number=2, canonical=canonical.decode(), seal=seal(canonical)))
    assert difference(world) == "closing_differs"


@pytest.mark.parametrize("body", [b'{"fact":"unheard-of"}', b"no json", b"\xff"])
def test_a_fact_that_cannot_be_read_is_a_difference_and_no_crash(world: World, body: bytes) -> None:
    stored = envelopes(world)
    last = stored[len(stored)]
    parts = {name: getattr(last, name) for name in ("number", "stored_at", "actor", "reason", "software")}
    stored[len(stored)] = seal_envelope(**parts, body=body, previous_hash=last.previous_hash)
    assert difference(world) == "fact_unusable"


def test_a_stamp_that_goes_back_is_found(world: World) -> None:
    stored = envelopes(world)
    last = stored[len(stored)]
    stored[len(stored)] = seal_envelope(
        number=last.number,
        stored_at=1,
        actor=last.actor,
        reason=last.reason,
        software=last.software,
        body=last.body,
        previous_hash=last.previous_hash,
    )
    assert difference(world) == "stamp_went_back"


def test_the_last_fact_dropped_is_found_by_the_rows_it_left(world: World) -> None:
    stored = envelopes(world)
    del stored[len(stored)]
    assert difference(world) == "projection_differs"


# Without the root secret: what final periods have revealed


def a_world_of_two_months() -> World:
    """Return a world whose March is final, with a lot in it, and whose April is closed by lot and not final."""
    ranking = Ranking(keys=("levels desc", "elapsed asc"))
    world = started_campaign(MemoryStore(), campaign=a_campaign(boundary="draw", ranking=ranking, publicity_days=0))
    world.climb(FIRST)
    world.climb(SECOND)
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY)
    world.office.publicity.finalise("2018-03", by=BY)
    world.climb(THIRD)
    world.go_to(at("2018-05-01") + 3_000)
    world.office.closings.close("2018-04", by=BY)
    return world


def without_root(world: World) -> Verification:
    return Office(world.record, SeededEntropy("x"), None).audit.verify(MemoryStore())


def remade(world: World) -> None:
    """Make the derived rows again, as somebody who changed the facts would."""
    with world.record.write(BY) as entry:
        rebuild(entry)


def _other_lot(closing: facts.ClosingMade) -> facts.ClosingMade:
    """Give the first prize a lot that is smaller still, so that the order stays, and seal the closing again."""
    content = read_closing(closing.canonical.encode())
    first, *others = content.awards
    assert first.lot
    canonical = closing_bytes(replace(content, awards=(replace(first, lot="0" * 64), *others)))
    return replace(closing, canonical=canonical.decode(), seal=seal(canonical))


def test_without_the_root_secret_revealed_periods_are_checked_and_the_rest_is_counted() -> None:
    world = a_world_of_two_months()
    found = without_root(world)
    assert (found.difference, found.draws, found.draws_not_checked) == (None, 2, 2)
    assert (world.verify().draws, world.verify().draws_not_checked) == (3, 0)


@pytest.mark.parametrize(("which", "code"), [(0, "draw_differs"), (-1, "")])
def test_a_changed_paper_is_found_by_the_revealed_secret_and_only_by_it(which: int, code: str) -> None:
    world = a_world_of_two_months()
    restamped(world, facts.AttemptStarted, _other_paper, which=which)
    remade(world)
    found = without_root(world)
    assert (found.difference.code if found.difference else "") == code
    assert found.draws_not_checked == (0 if code else 2)
    assert difference(world) == "draw_differs", "with the root secret both are found"


def test_a_changed_lot_is_found_by_the_revealed_secret_and_only_by_it() -> None:
    for which, code in ((0, "closing_differs"), (-1, "")):
        world = a_world_of_two_months()
        restamped(world, facts.ClosingMade, _other_lot, which=which)
        remade(world)
        found = without_root(world).difference
        # The second closing names the seal of the first, which is another one now; the first is what is found first.
        assert (found.code if found else "") == code
        assert difference(world) == "closing_differs"


@pytest.mark.parametrize("secret", ["00" * 32, "no hex", ""])
def test_a_revealed_secret_that_was_not_committed_to_is_found_with_and_without_the_root_secret(secret: str) -> None:
    world = a_world_of_two_months()
    restamped(world, facts.ClosingFinalised, lambda fact: replace(fact, secret=secret))
    remade(world)
    assert difference(world) == "secret_differs"
    found = without_root(world)
    assert found.difference
    assert (found.difference.code, found.difference.details["period"]) == ("secret_differs", "2018-03")
    assert (found.draws, found.draws_not_checked) == (0, 3), "nothing is drawn from a secret that is none"


@pytest.mark.parametrize("body", [b'{"fact":"closing-finalised"}', b'{"fact":"closing-finalised",', b"\xff"])
def test_a_revealing_fact_that_cannot_be_read_is_a_difference_and_no_crash(body: bytes) -> None:
    world = a_world_of_two_months()
    stored = envelopes(world)
    place = next(n for n, envelope in stored.items() if isinstance(read_fact(envelope.body), facts.ClosingFinalised))
    stored[place] = replace(stored[place], body=body)
    found = without_root(world).difference
    assert found
    assert (found.code, found.details["fact"]) == ("fact_changed", place)


def test_a_period_made_final_twice_or_by_another_seal_is_found() -> None:
    world = a_world_of_two_months()
    final = last_of(world, facts.ClosingFinalised)
    appended(world, final)
    assert difference(world) == "final_differs"
    for change in ({"seal": "sha256:" + "0" * 64}, {"period": "2018-04"}, {"period": "2018"}):
        world = a_world_of_two_months()
        restamped(world, facts.ClosingFinalised, partial(replace, **change))
        assert difference(world) == "final_differs"


def forged(world: World) -> None:
    """Exchange the secret of March together with its commitment."""
    secret = bytes(32)
    restamped(world, facts.ClosingFinalised, lambda fact: replace(fact, secret=secret.hex()))
    commitments = {"2018-03": commitment(secret)}
    restamped(
        world,
        facts.CampaignStored,
        lambda fact: replace(fact, commitments={**fact.commitments, **commitments}),
        which=0,
    )
    remade(world)


def test_a_secret_exchanged_together_with_its_commitment_draws_other_papers() -> None:
    world = a_world_of_two_months()
    forged(world)
    found = without_root(world).difference
    assert found
    assert found.code == "draw_differs"


def test_a_secret_that_is_not_derived_from_the_root_one_is_found_where_nothing_was_drawn() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(publicity_days=0))
    world.go_to(at("2018-04-01") + 3_000)
    sealed = world.office.closings.close("2018-03", by=BY)
    world.office.publicity.finalise("2018-03", by=BY)
    assert difference(world) == ""
    forged(world)
    canonical = closing_bytes(replace(sealed.closing, commitment=commitment(bytes(32))))
    restamped(world, facts.ClosingMade, lambda fact: replace(fact, canonical=canonical.decode(), seal=seal(canonical)))
    restamped(world, facts.ClosingFinalised, lambda fact: replace(fact, seal=seal(canonical)))
    remade(world)
    assert without_root(world).difference is None, "the control: by itself it is whole"
    assert difference(world) == "secret_differs"


def test_a_later_version_of_the_regulations_may_not_exchange_a_commitment(world: World) -> None:
    first = last_of(world, facts.CampaignStored)
    changed_one = {**first.commitments, "2018-03": "0" * 64}
    appended(world, replace(first, version=2))
    remade(world)
    assert difference(world) == "", "the control: the same commitments again"
    appended(world, replace(first, version=3, commitments=changed_one))
    remade(world)
    assert difference(world) == "commitment_differs"


# Against what was published: the one defence against a record that was written anew


def published(world: World) -> dict[int, str]:
    """Return number and hash of the last fact, as they are printed when they are published."""
    found = world.verify()
    return {found.facts: found.head}


def against(world: World, told: dict[int, str]) -> str:
    found = world.office.audit.verify(MemoryStore(), against=told).difference
    return found.code if found else ""


def test_what_was_published_is_found_again_whole_or_by_its_beginning_also_later(world: World) -> None:
    told = published(world)
    ((number, head),) = told.items()
    world.climb(SECOND)
    assert against(world, told) == against(world, {number: head[:16]}) == against(world, published(world) | told) == ""
    assert against(world, {number: "0" * 64}) == "published_differs"
    assert against(world, {number - 1: head}) == "published_differs"
    assert against(world, {**told, number + 99: head}) == "published_missing"


def test_a_record_whose_tail_was_dropped_is_whole_by_itself_and_found_against_what_was_published(world: World) -> None:
    told = published(world)
    stored = envelopes(world)
    del stored[len(stored)]
    remade(world)
    assert difference(world) == "", "the control: by itself nothing is missing"
    assert against(world, told) == "published_missing"


def test_a_record_that_was_written_anew_is_whole_by_itself_and_found_against_what_was_published(world: World) -> None:
    told = published(world)
    (last,) = told
    world.climb(SECOND)
    # The last two facts go, and another attempt with a better time takes the place of the one that was published.
    stored = envelopes(world)
    for number in range(last - 1, len(stored) + 1):
        del stored[number]
    remade(world)
    world.climb(FOURTH, elapsed_ms=1_000)
    world.climb(FIRST, elapsed_ms=1_000)
    assert len(stored) > last
    assert difference(world) == "", "the control: by itself it is whole"
    assert against(world, told) == "published_differs"


def test_another_actor_with_hashes_that_fit_is_found_against_what_was_published(world: World) -> None:
    told = published(world)
    stored = envelopes(world)
    previous = EMPTY_HASH
    for number, old in list(stored.items()):
        parts = {name: getattr(old, name) for name in ("number", "stored_at", "reason", "software", "body")}
        stored[number] = seal_envelope(**parts, actor=old.actor.replace(BY, "别人"), previous_hash=previous)
        previous = stored[number].hash
    assert difference(world) == "", "the control: by itself it is whole"
    assert against(world, told) == "published_differs"
