"""How a fact enters, what follows from it, and how everything is made again (clauses 1.2, 5.2)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from chuangguan import facts
from chuangguan.errors import ClockWentBack, Misuse
from chuangguan.facts import EMPTY_HASH, AnyFact, Envelope, read_fact, seal_envelope, write_fact
from chuangguan.ports import Store, UnitOfWork
from chuangguan.record import rebuild, replay
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, OPENS_AT, World, at, entrants, started_campaign
from chuangguan.view import Library, View

FIRST, SECOND, THIRD = entrants(3)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: Any, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore() if request.param == "memory" else SqliteStore.create(tmp_path / "record.db")
    yield made
    made.close()


@pytest.fixture
def world(store: Store) -> World:
    return started_campaign(store)


def derived_rows(rows: UnitOfWork) -> dict[str, object]:
    """Return everything that is derived from facts, and what is kept beside it for open attempts."""
    return {
        "campaigns": rows.campaigns(),
        "banks": [(version, rows.bank(version.version)) for version in rows.bank_versions()],
        "public_texts": rows.public_texts(),
        "units": rows.units(),
        "memberships": rows.memberships(),
        "digests": rows.person_digests(),
        "open": rows.open_attempts(),
        "attempts": list(rows.attempts_between(0, 2**60)),
        "standings": sorted(rows.improvements(), key=lambda standing: standing.entrant),
        "closings": rows.closings(),
        "saved": {attempt.attempt: rows.saved(attempt.attempt) for attempt in rows.open_attempts()},
    }


def a_month_of_play(world: World) -> None:
    """Let three people pass, fail, expire and stand in the middle, and close March."""
    world.climb(FIRST, 1)
    world.climb(FIRST, 2, right=False)
    world.climb(FIRST, 2)
    started = world.start(SECOND)
    world.play.save(SECOND, started.attempt, world.right(started.attempt), counter=1)
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY)
    started = world.start(THIRD)
    world.play.save(THIRD, started.attempt, world.right(started.attempt), counter=7)


# Appending


def test_facts_are_numbered_from_one_and_each_names_the_hash_of_the_one_before(world: World) -> None:
    a_month_of_play(world)
    with world.record.read() as view:
        envelopes = list(view.rows.facts())
    assert [envelope.number for envelope in envelopes] == list(range(1, len(envelopes) + 1))
    assert [envelope.previous_hash for envelope in envelopes] == [EMPTY_HASH, *(e.hash for e in envelopes[:-1])]


def test_an_envelope_says_when_by_whom_why_and_with_which_software(world: World) -> None:
    world.go_to(OPENS_AT + 5)
    with world.record.write("王五", "补录") as entry:
        envelope = entry.append(facts.UnitStored(unit="三处"))
    assert (envelope.stored_at, envelope.actor, envelope.reason, envelope.software) == (
        OPENS_AT + 5,
        "王五",
        "补录",
        "test",
    )


def test_an_error_in_a_unit_of_work_leaves_nothing_of_it(world: World) -> None:
    with world.record.read() as view:
        before = derived_rows(view.rows), view.rows.head()
    with pytest.raises(ZeroDivisionError), world.record.write(BY) as entry:  # noqa: PT012  the block breaks off
        entry.append(facts.UnitStored(unit="三处"))
        raise ZeroDivisionError
    with world.record.read() as view:
        assert (derived_rows(view.rows), view.rows.head()) == before


def test_the_end_of_an_attempt_that_never_began_is_a_misuse(world: World) -> None:
    end = facts.AttemptEnded(
        attempt=999, kind="expired", submitted_at=1, responses={}, correct=0, of=5, score=0, passed=False
    )
    with pytest.raises(Misuse), world.record.write(BY) as entry:
        entry.append(end)
    assert world.verify().difference is None


def test_every_unit_of_a_batch_gets_its_own_stamp_and_all_come_in_together(world: World) -> None:
    with world.record.read() as view:
        before = view.rows.head()
    assert before
    with world.store.batch():
        for entrant in (FIRST, SECOND):
            world.start(entrant)
            world.clock.at += 1
    with world.record.read() as view:
        stamps = [envelope.stored_at for envelope in view.rows.facts(after=before.number)]
    assert stamps == [OPENS_AT, OPENS_AT + 1]


def test_a_batch_that_breaks_off_leaves_nothing(world: World) -> None:
    with pytest.raises(ZeroDivisionError), world.store.batch():  # noqa: PT012  the block breaks off
        world.start(FIRST)
        raise ZeroDivisionError
    with world.record.read() as view:
        assert view.rows.open_attempts() == []
    assert world.start(FIRST).resumed is False


# Stamps


@pytest.mark.parametrize("back_ms", [1, 2_000])
def test_stamps_never_go_back(world: World, back_ms: int) -> None:
    given = world.record.now()
    world.clock.at = given - back_ms
    assert world.record.now() == given
    with world.record.write(BY) as entry:
        assert entry.at == given


def test_no_stamp_is_given_while_the_clock_is_more_than_two_seconds_behind_one_given(world: World) -> None:
    given = world.record.now()
    world.clock.at = given - 2_001
    with pytest.raises(ClockWentBack):
        world.record.now()
    with pytest.raises(ClockWentBack), world.record.write(BY):
        pass


def test_no_stamp_is_given_while_the_clock_is_more_than_two_seconds_behind_one_recorded(world: World) -> None:
    world.start(FIRST)
    world.clock.at = OPENS_AT - 2_001
    with pytest.raises(ClockWentBack):
        world.reopened(world.store).record.now()


# Expiring


def test_only_attempts_past_their_grace_are_expired(world: World) -> None:
    world.start(FIRST)
    world.clock.at += 1
    world.start(SECOND)
    world.go_to(OPENS_AT + 303_000)
    with world.record.write("clock") as entry:
        assert entry.expire_due() == 1
    with world.record.read() as view:
        assert [attempt.entrant for attempt in view.rows.open_attempts()] == [SECOND]


# Making everything again


def test_a_rebuild_makes_every_row_again_and_keeps_what_was_saved(world: World) -> None:
    a_month_of_play(world)
    with world.record.read() as view:
        before = derived_rows(view.rows)
        head = view.rows.head()
    with world.record.write(BY) as entry:
        count = rebuild(entry)
    with world.record.read() as view:
        assert derived_rows(view.rows) == before
        assert view.rows.head() == head
    assert head
    assert count == head.number
    assert before["saved"]


def test_a_rebuild_mends_rows_that_were_changed_behind_the_facts(world: World) -> None:
    a_month_of_play(world)
    with world.record.read() as view:
        before = derived_rows(view.rows)
        standing = view.rows.last_improvement(FIRST)
    assert standing
    with world.store.write() as rows:
        rows.put_improvement(standing.reached_at, replace(standing, levels=12))
        rows.commit()
    assert world.verify().difference is not None, "the control: the change is there"
    with world.record.write(BY) as entry:
        rebuild(entry)
    with world.record.read() as view:
        assert derived_rows(view.rows) == before
    assert world.verify().difference is None


def test_a_rebuild_that_breaks_off_leaves_every_row_in_its_order(world: World) -> None:
    a_month_of_play(world)
    with world.record.read() as view:
        before = derived_rows(view.rows)
    with pytest.raises(ZeroDivisionError), world.record.write(BY) as entry:  # noqa: PT012  the block breaks off
        entry.rows.clear_projections()
        raise ZeroDivisionError
    with world.record.read() as view:
        assert derived_rows(view.rows) == before
    assert world.verify().difference is None


def test_play_goes_on_after_a_rebuild(world: World) -> None:
    a_month_of_play(world)
    with world.record.write(BY) as entry:
        rebuild(entry)
    again = world.start(THIRD)
    assert again.resumed
    world.clock.at += 1
    assert world.play.submit(THIRD, again.attempt, {}) == world.play.receipt(THIRD, again.attempt)
    assert world.verify().difference is None


def test_the_facts_of_one_store_make_the_same_rows_in_another(world: World) -> None:
    a_month_of_play(world)
    copy = MemoryStore()
    with world.record.read() as view, copy.write() as rows:
        for envelope in view.rows.facts():
            rows.append(envelope)
            replay(View(rows, Library()), iter([envelope]))
        rows.commit()
        wanted = derived_rows(view.rows)
    with copy.read() as rows:
        assert {**derived_rows(rows), "saved": None} == {**wanted, "saved": None}


# The bytes of a fact and its envelope

KINDS: list[AnyFact] = [
    facts.CampaignStored(version=1, rules_hash="h", canonical="{}", commitments={"2018-03": "c"}),
    facts.BankStored(bank="b", version="v", mode="edit", canonical="[]", extras="{}"),
    facts.PublicTextDrawn(period="2018-03", text="公开文本"),
    facts.UnitStored(unit="甲", headcount=0),
    facts.RosterChanged(entrant="E000001", digest="d", labels=("青年",), ended=True),
    facts.AttemptStarted(
        entrant="E000001",
        level=1,
        ordinal=2,
        run=1,
        period="2018-03",
        started_at=1,
        limit_end=2,
        grace_ms=3,
        bank_version="v",
        campaign_version=1,
        paper="Q1:BADC",
    ),
    facts.AttemptEnded(
        attempt=6,
        kind="submitted",
        submitted_at=1,
        responses={"Q1": ("A",), "Q2": ()},
        correct=1,
        of=2,
        score=1,
        passed=False,
        received_at=0,
        key="k",
    ),
    facts.AttemptImported(
        entrant="E000001",
        level=1,
        ordinal=1,
        run=1,
        period="2018-03",
        started_at=1,
        line_submitted_at=None,
        limit_end=2,
        grace_ms=3,
        submitted_at=2,
        correct=0,
        of=5,
        score=0,
        passed=False,
        campaign_version=1,
    ),
    facts.ClosingMade(period="2018-03", revision=0, number=1, seal="sha256:0", canonical="{}"),
    facts.ClosingPublished(period="2018-03", seal="sha256:0", drafted_by="甲", checked_by="乙", signed_by="丙"),
    facts.ObjectionRecorded(period="2018-03", text="有误", entrant="E000001"),
    facts.ObjectionDecided(objection=1, upheld=False, decision="查无实据"),
    facts.ClosingFinalised(period="2018-03", seal="sha256:0", secret="00"),
    facts.AwardDecided(period="2018-03", tier="月冠军", decided_by="工委", entrants=("E000001",), units=("甲",)),
    facts.SanctionImposed(
        entrant="E000001",
        kind="void_attempts",
        code="代答",
        decided_by="纪委",
        evidence="记录",
        periods=("2018-03",),
        attempts=(1,),
    ),
    facts.SanctionLifted(sanction=1),
    facts.PeriodExtended(period="2018-03", cutoff_at=5, reason="停机"),
    facts.IntervalVoided(opens_at=1, closes_at=2, reason="故障"),
    facts.ExtraTimeGranted(entrant="E000001", per_cent=50, reason="视障"),
    facts.PersonErased(entrant="E000001"),
    facts.PublicationBasisRecorded(entrant="E000001", basis="consent", text_version="2018年版"),
    facts.OriginsForgotten(before_at=5, origins=2),
    facts.PersonalDataShown(purpose="board", persons=3),
]


@pytest.mark.parametrize("fact", KINDS, ids=lambda fact: type(fact).__name__)
def test_every_kind_of_fact_is_read_back_from_its_bytes_and_writes_the_same_ones(fact: AnyFact) -> None:
    body = write_fact(fact)
    assert read_fact(body) == fact
    assert write_fact(read_fact(body)) == body


def test_the_table_of_kinds_is_complete() -> None:
    assert {type(fact) for fact in KINDS} == set(AnyFact.__args__)


@pytest.mark.parametrize("body", [b'{"fact":"unheard-of"}', b'{"fact":"unit-stored","unit":"a","colour":"red"}', b"{}"])
def test_bytes_that_are_no_fact_are_refused(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        read_fact(body)


ENVELOPE = seal_envelope(
    number=1, stored_at=2, actor="a", reason="r", software="s", body=b"b", previous_hash=EMPTY_HASH
)


def sealed_again(envelope: Envelope, **changes: Any) -> str:
    parts = {name: getattr(envelope, name) for name in Envelope.__struct_fields__ if name != "hash"}
    return seal_envelope(**{**parts, **changes}).hash


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"stored_at": 3},
        {"actor": "b"},
        {"reason": ""},
        {"software": "t"},
        {"body": b"c"},
        {"previous_hash": "1" * 64},
        {"actor": "ar", "reason": ""},
        {"software": "", "reason": "rs"},
    ],
    ids=str,
)
def test_every_part_of_an_envelope_and_where_it_ends_is_in_its_hash(change: dict[str, Any]) -> None:
    assert sealed_again(ENVELOPE) == ENVELOPE.hash, "the control: unchanged parts give the same hash"
    assert sealed_again(ENVELOPE, **change) != ENVELOPE.hash
