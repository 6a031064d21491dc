"""A matrix of tampering: every cell, row, fact and field of a lived-in record, changed one at a time, is found (6.7).

Whoever changes a fact and seals the chain behind it again leaves a record that may be whole by itself; that is found
against the head that was published. Which fields need that is listed here, and it is no more than these.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, get_args

import msgspec
import pytest
from msgspec.structs import replace

from chuangguan.facts import EMPTY_HASH, AnyFact, Envelope, kind_of, read_fact, seal_envelope
from chuangguan.office import Office
from chuangguan.office.imports import AttemptRow
from chuangguan.ports import Origin, UnitOfWork
from chuangguan.record import rebuild
from chuangguan.rules.campaign import AwardTier, Quota
from chuangguan.rules.instants import Window
from chuangguan.sitting import ImportedLine
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import (
    BY,
    OPENS_AT,
    ROOT_SECRET,
    SeededEntropy,
    World,
    a_bank,
    a_campaign,
    a_level,
    an_enrolment,
    at,
    entrants,
    started_campaign,
)
from chuangguan.view import Library, View
from stored_tables import ORDER_ONLY, TABLES

FIRST, SECOND, THIRD, FOURTH, FIFTH = entrants(5)
NUMBERS: Final = [an_enrolment(number).member_no for number in range(1, 6)]
DAY_MS: Final = 86_400_000
BECAUSE: Final[dict[str, Any]] = {"code": "代答", "decided_by": "纪委", "evidence": "谈话记录", "by": BY}
SIGNED: Final = {"drafted_by": "甲", "checked_by": "乙", "signed_by": "丙", "by": BY}
LEAST: Final = 500
ONLY_AGAINST_WHAT_WAS_PUBLISHED: Final = {
    "envelope": ("actor", "reason", "software"),
    "award-decided": ("decided_by", "entrants", "period", "tier", "units"),
    "closing-published": ("checked_by", "drafted_by", "period", "seal", "signed_by"),
    "extra-time-granted": ("reason",),
    "objection-decided": ("decision", "objection", "upheld"),
    "objection-recorded": ("entrant", "period", "text"),
    "origins-forgotten": ("before_at", "origins"),
    "personal-data-shown": ("persons", "purpose"),
    "publication-basis-recorded": ("entrant", "text_version"),
    "sanction-imposed": ("code", "decided_by", "evidence"),
}
"""What people said and decided: nothing is computed from it, so that only the published head vouches for it."""


# A record with every kind of fact


def a_record_of_everything(store: SqliteStore) -> World:
    world = _played(store)
    _closed_and_corrected(world)
    _made_final(world)
    return world


def _played(store: SqliteStore) -> World:
    levels = tuple(a_level(number, quotas=(Quota(n=2),)) for number in (1, 2))
    outside = AwardTier(name="特别奖", period="2018-03", first=1, last=1, decided="outside")
    campaign = a_campaign(levels=levels, public_text="required", publicity_days=1)
    campaign = replace(campaign, awards=(*campaign.awards, outside))
    world = started_campaign(store, campaign=campaign, banks={1: a_bank(5), 2: a_bank(6)}, people=5)
    world.office.conduct.draw_text("2018-03", "03 07 11", by=BY)
    world.office.conduct.draw_text("2018-04", "05 06 13", by=BY)
    world.office.rosters.grant_extra_time(NUMBERS[1], 50, reason="视障", by=BY)
    world.climb(FIRST, 1, elapsed_ms=50_000)
    world.climb(FIRST, 2, elapsed_ms=40_000)
    world.climb(SECOND, 1, right=False)
    saved = world.start(SECOND)
    world.play.save(SECOND, saved.attempt, world.right(saved.attempt), counter=1)
    world.go_to("2018-03-20")
    line = ImportedLine(level=1, started_at=OPENS_AT, submitted_at=OPENS_AT + 70_000, correct=2, of=2)
    world.office.imports.load_attempts([AttemptRow(member_no=NUMBERS[2], line=line)], by=BY)
    world.office.rosters.move(NUMBERS[3], "一处", by=BY, from_at=at("2018-03-25"))
    world.climb(FIFTH, 1, elapsed_ms=30_000)
    outage = Window(opens_at=world.clock.at - 30_000, closes_at=world.clock.at - 29_000)
    world.office.conduct.void_interval(outage, reason="故障", by=BY)
    world.climb(FOURTH, 1, elapsed_ms=55_000)
    world.office.conduct.extend("2018-03", at("2018-04-02"), reason="停机", by=BY)
    return world


def _closed_and_corrected(world: World) -> None:
    world.go_to(at("2018-04-02") + 3_000)
    world.office.closings.close("2018-03", by=BY)
    lifted = world.office.sanctions.impose(FIRST, **BECAUSE)
    world.office.sanctions.lift(lifted, reason="申诉成立", by=BY)
    with world.record.read() as view:
        (first_of_fourth,) = view.rows.attempts_of(FOURTH)
    voided = [first_of_fourth.attempt]
    world.office.sanctions.impose(FOURTH, kind="void_attempts", attempts=voided, **BECAUSE)
    world.office.sanctions.impose(FIFTH, kind="ban", **BECAUSE)
    world.office.sanctions.impose(THIRD, periods=["2018-03"], **BECAUSE)
    mended = world.office.banks.get(2)
    first, *others = mended.questions
    other = "B" if first.answer != ("B",) else "A"
    mended = replace(mended, questions=(replace(first, answer=(other,)), *others))
    world.office.banks.revise(2, mended, by=BY, reason="答案有误", apply=True)
    world.office.closings.revise("2018-03", by=BY, reason="取消资格")


def _made_final(world: World) -> None:
    world.office.publicity.publish("2018-03", **SIGNED)
    number = world.office.publicity.object("2018-03", "第一名系他人代答", entrant=FIRST, by=BY)
    world.office.publicity.decide(number, "查无实据", upheld=False, by=BY)
    world.clock.at += DAY_MS
    world.office.publicity.finalise("2018-03", by=BY)
    world.office.awards.decide("2018-03", "特别奖", decided_by="评审委员会", entrants=[FIRST], by=BY)
    world.office.consents.put(FIRST, "consent", text_version="1", by=BY)
    world.office.retention.forget_origins(by=BY)
    world.office.rosters.export(NUMBERS[0], by=BY)
    world.office.rosters.erase(NUMBERS[4], reason="本人要求", by=BY)
    world.climb(SECOND, 2)
    world.play.start(FIRST, 1, origin=Origin(device="手机", address="10.0.0.1"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in a file; each act of tampering is a unit of work that is rolled back."""
    world = a_record_of_everything(SqliteStore.create(tmp_path_factory.mktemp("matrix") / "a.db"))
    yield world
    world.store.close()


def envelopes(world: World) -> list[Envelope]:
    with world.record.read() as view:
        return list(view.rows.facts())


def published(world: World) -> dict[int, str]:
    found = world.verify()
    return {found.facts: found.head}


def test_the_record_has_every_kind_of_fact_and_is_whole(world: World) -> None:
    assert {type(read_fact(item.body)) for item in envelopes(world)} == set(get_args(AnyFact))
    assert world.office.audit.verify(MemoryStore(), against=published(world)).difference is None


# Acts of tampering


class Act(NamedTuple):
    """One act: what kind it is, where, and what it does in a unit of work."""

    kind: str
    place: tuple[object, ...]
    do: Callable[[UnitOfWork], None]


UNIQUE: Final = {("closings", "revision")}
"""Columns where the other of 0 and 1 is another row's."""

MOST_ROWS: Final = 5
"""How many rows of a long table, far apart, are changed cell by cell; `test_audit.py` goes through all of them."""


def raw(rows: UnitOfWork, sql: str, *values: object) -> Any:
    return rows._run(sql, values)  # type: ignore[attr-defined]


def updating(sql: str, *values: object) -> Callable[[UnitOfWork], None]:
    return lambda rows: raw(rows, sql, *values) and None


def other(value: object) -> object:
    """Return another value of the same kind, which no key or constraint forbids."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 1 - value if value in (0, 1) else value + 100_000
    if value is None:
        return 7
    if isinstance(value, dict):
        return {**value, "x": "y"} if not value else {**value, next(iter(value)): other(next(iter(value.values())))}
    if isinstance(value, list):
        return [*value[:-1], other(value[-1])] if value else ["x"]
    text = str(value)
    return {"": "x", "[]": '["x"]', "{}": '{"x":["y","z"]}'}.get(text) or _other_text(text)


def _other_text(text: str) -> str:
    """Return the text with its last digit or letter exchanged, so that JSON stays JSON."""
    place = max(i for i, letter in enumerate(text) if letter.isalnum())
    return text[:place] + ("7" if text[place] != "7" else "8") + text[place + 1 :]


def cells_and_rows(world: World) -> Iterator[Act]:
    with world.store.read() as rows:
        found = {table: _rows_of(rows, table) for table in TABLES}
    for table, listed in found.items():
        for where, key, row in listed[:: 1 + len(listed) // MOST_ROWS]:
            yield Act("row dropped", (table, *key), updating(f"delete from {table} where {where}", *key))
            for column, value in row.items():
                if (table, column) not in ORDER_ONLY:
                    sql = f"update {table} set {column} = ? where {where}"
                    new = 7 if (table, column) in UNIQUE else other(value)
                    yield Act("cell", (table, column, *key), updating(sql, new, *key))


def _rows_of(rows: UnitOfWork, table: str) -> list[tuple[str, tuple[object, ...], dict[str, object]]]:
    """Return for each row the condition that holds for it alone, the values for that, and the row."""
    info = raw(rows, f"pragma table_info({table})").fetchall()
    columns, keys = [item[1] for item in info], [item[1] for item in info if item[5]]
    listed = [
        dict(zip(columns, row, strict=True))
        for row in raw(rows, f"select {', '.join(columns)} from {table}").fetchall()
    ]
    where = " and ".join(f"{key} = ?" for key in keys)
    return [(where, tuple(row[key] for key in keys), row) for row in listed]


def tails_and_orders(world: World) -> Iterator[Act]:
    count = len(envelopes(world))
    for length in range(1, 11):
        yield Act("tail dropped", (length,), updating("delete from facts where number > ?", count - length))
        yield Act("tail dropped, rows made again", (length,), _without_tail(count - length))
    for number in range(1, count):
        yield Act("reordered", (number,), _exchanged(number))


def _without_tail(last: int) -> Callable[[UnitOfWork], None]:
    def do(rows: UnitOfWork) -> None:
        raw(rows, "delete from facts where number > ?", last)
        rebuild(View(rows, Library()))

    return do


def _exchanged(number: int) -> Callable[[UnitOfWork], None]:
    def do(rows: UnitOfWork) -> None:
        for old, new in ((number, -1), (number + 1, number), (-1, number + 1)):
            raw(rows, "update facts set number = ? where number = ?", new, old)

    return do


def restamps(world: World) -> Iterator[Act]:
    """Yield every field of the last fact of each kind, changed, with hashes that fit from there on."""
    stored = envelopes(world)
    last_of = {type(read_fact(envelope.body)): envelope for envelope in stored}
    for kind, envelope in last_of.items():
        body = msgspec.json.decode(envelope.body)
        full = msgspec.json.decode(msgspec.json.encode(msgspec.structs.asdict(read_fact(envelope.body))))
        for field in kind.__struct_fields__:
            content = msgspec.json.encode({**body, field: other(full[field])}, order="sorted")
            changed = replace(envelope, body=content)
            yield Act("restamped", (kind_of(kind), field), _restamped(stored, changed))
    for part in ("actor", "reason", "software", "stored_at"):
        changed = replace(stored[-1], **{part: other(getattr(stored[-1], part))})
        yield Act("restamped", ("envelope", part), _restamped(stored, changed))


def _restamped(stored: list[Envelope], changed: Envelope) -> Callable[[UnitOfWork], None]:
    def do(rows: UnitOfWork) -> None:
        previous = stored[changed.number - 2].hash if changed.number > 1 else EMPTY_HASH
        for old in [changed, *stored[changed.number :]]:
            parts = {
                name: getattr(old, name) for name in ("number", "stored_at", "actor", "reason", "software", "body")
            }
            new = seal_envelope(**parts, previous_hash=previous)
            values = (new.stored_at, new.actor, new.reason, new.software, new.body.decode(), previous, new.hash)
            raw(
                rows,
                "update facts set stored_at = ?, actor = ?, reason = ?, software = ?, body = ?, previous_hash = ?,"
                " hash = ? where number = ?",
                *values,
                new.number,
            )
            previous = new.hash

    return do


def is_found(world: World, act: Act, told: dict[int, str] | None = None) -> bool:
    with world.store.write() as rows:
        act.do(rows)
        return world.office.audit.verify(MemoryStore(), against=told).difference is not None


# The matrix


def test_at_least_500_acts_of_tampering_are_all_found(world: World) -> None:
    told = published(world)
    tried: Counter[str] = Counter()
    unseen = []
    for act in (*cells_and_rows(world), *tails_and_orders(world), *restamps(world)):
        tried[act.kind] += 1
        if not is_found(world, act, told):
            unseen.append((act.kind, act.place))
    for secret in wrong_secrets():
        tried["wrong secret"] += 1
        office = Office(world.record, SeededEntropy("x"), secret)
        if office.audit.verify(MemoryStore(), against=told).difference is None:
            unseen.append(("wrong secret", (secret,)))
    assert unseen == []
    assert sum(tried.values()) - len(unseen) == sum(tried.values()) >= LEAST
    kinds = ("cell", "row dropped", "tail dropped", "tail dropped, rows made again", "reordered", "restamped")
    assert set(tried) == {*kinds, "wrong secret"}
    assert min(tried.values()) >= 10, tried
    assert published(world) == told, "the control: every act was rolled back, and the record is whole"


def wrong_secrets() -> Iterator[bytes]:
    for place in range(len(ROOT_SECRET)):
        secret = bytearray(ROOT_SECRET)
        secret[place] ^= 1
        yield bytes(secret)


def test_what_is_seen_only_against_what_was_published(world: World) -> None:
    alone = {act.place for act in restamps(world) if not is_found(world, act)}
    assert alone == {(kind, field) for kind, fields in ONLY_AGAINST_WHAT_WAS_PUBLISHED.items() for field in fields}


def test_an_act_that_changes_nothing_is_not_found(world: World) -> None:
    stored = envelopes(world)
    same = Act("restamped", (), _restamped(stored, stored[3]))
    assert not is_found(world, same, published(world))
    assert not is_found(world, Act("cell", (), updating("update people set name = name")), published(world))
