"""The audit log: everything that organisers did, in order, and nothing of the entrants (clause 8.3)."""

import pytest

from chuangguan import facts
from chuangguan.documents.messages import say_fact
from chuangguan.facts import kind_of
from chuangguan.host import SeededEntropy
from chuangguan.office import Office
from chuangguan.office.audit_log import AuditRow
from chuangguan.office.imports import AttemptRow
from chuangguan.record import Record
from chuangguan.sitting import ImportedLine
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import BY, OPENS_AT, World, a_campaign, at, entrants, started_campaign

FIRST, SECOND, THIRD = entrants(3)


@pytest.fixture
def world() -> World:
    """Return a world with attempts of entrants, an import, a look, a sanction, an expiry by a closing."""
    world = started_campaign(MemoryStore(), campaign=a_campaign(publicity_days=0), people=5)
    world.climb(FIRST)
    world.start(SECOND)
    world.go_to("2018-03-20")
    size = world.campaign.level(1).paper_size
    line = ImportedLine(level=1, started_at=OPENS_AT, submitted_at=OPENS_AT + 70_000, correct=size, of=size)
    world.office.imports.load_attempts([AttemptRow(member_no="13800000003", line=line)], by="导入员")
    world.go_to(at("2018-04-01") + 3_000)
    world.office.closings.close("2018-03", by=BY, reason="三月到期")
    world.office.sanctions.impose(FIRST, code="代答", decided_by="纪委", evidence="核查记录第3号", by="监督员")
    world.start(THIRD, 2)
    world.go_to("2018-04-02")
    world.play.sweep()
    return world


def kinds(rows: list[AuditRow]) -> list[str]:
    return [kind_of(type(row.fact)) for row in rows]


def test_everything_an_organiser_did_is_there_in_order_and_nothing_of_an_entrant(world: World) -> None:
    rows = world.office.audit.log()
    assert kinds(rows) == [
        "campaign-stored",
        *["bank-stored"] * len(world.campaign.levels),
        "unit-stored",
        "roster-changed",
        "attempt-imported",
        "attempt-ended",
        "closing-made",
        "sanction-imposed",
    ]
    assert [row.number for row in rows] == sorted(row.number for row in rows)
    with world.record.read() as view:
        everything = {envelope.number for envelope in view.rows.facts()}
    listed = {number for row in rows for number in range(row.number, row.last + 1)}
    assert len(everything - listed) == 5, "the starts of three, the hand-in of one, what the clock expired of another"


def test_what_an_entrant_does_is_left_out_and_the_same_in_the_name_of_somebody_else_is_not(world: World) -> None:
    before = world.office.audit.log()
    world.climb(FIRST, 2)
    assert world.office.audit.log() == before
    started = world.start(SECOND)
    world.go_to("2018-04-03")
    with world.record.write("别人") as entry:
        entry.expire(next(item for item in entry.rows.open_attempts() if item.attempt == started.attempt))
    (row,) = world.office.audit.log()[len(before) :]
    assert (row.actor, kind_of(type(row.fact))) == ("别人", "attempt-ended")


def test_a_roster_of_2000_people_is_one_line_and_two_imports_of_it_are_two() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(), people=4)
    world.enrol(2_000)
    world.clock.at += 1
    world.enrol(3)
    first, second, third = [row for row in world.office.audit.log() if isinstance(row.fact, facts.RosterChanged)]
    assert [row.count for row in (first, second, third)] == [4, 2_000, 3]
    assert second.last - second.number + 1 == 2_000
    assert say_fact(second.fact, count=second.count) == "名册变动2000人"


def test_neighbours_of_other_people_reasons_or_instants_are_not_grouped() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(), people=1)
    before = len(world.office.audit.log())
    unit = facts.UnitStored(unit="三处")
    for actor, reason, later_ms in (("甲", "", 0), ("乙", "", 0), ("乙", "补报", 0), ("乙", "补报", 1)):
        world.clock.at += later_ms
        with world.record.write(actor, reason) as entry:
            entry.append(unit)
            entry.append(unit)
    rows = world.office.audit.log()[before:]
    assert [(row.actor, row.reason, row.count) for row in rows] == [
        ("甲", "", 2),
        ("乙", "", 2),
        ("乙", "补报", 2),
        ("乙", "补报", 2),
    ]


def test_decisions_are_never_grouped_even_when_they_come_together() -> None:
    world = started_campaign(MemoryStore(), campaign=a_campaign(), people=2)
    with world.record.write(BY, "核查") as entry:
        for entrant in entrants(2):
            entry.append(
                facts.SanctionImposed(entrant=entrant, kind="ban", code="代答", decided_by="纪委", evidence="第3号")
            )
    rows = [row for row in world.office.audit.log() if isinstance(row.fact, facts.SanctionImposed)]
    assert [row.count for row in rows] == [1, 1]


def test_it_can_be_asked_from_an_instant_on_of_an_actor_and_of_a_kind(world: World) -> None:
    audit = world.office.audit
    everything = audit.log()
    april = at("2018-04-01")
    assert audit.log(since=april) == [row for row in everything if row.stored_at >= april] == everything[-3:]
    assert kinds(audit.log(actor="监督员")) == ["sanction-imposed"]
    assert kinds(audit.log(kind="attempt-imported")) == ["attempt-imported"]
    assert audit.log(actor="没有此人") == []
    assert audit.log(actor=FIRST) == []


def test_a_reason_that_a_fact_holds_itself_is_the_reason_of_its_line(world: World) -> None:
    world.office.rosters.grant_extra_time("13800000002", 50, reason="申请第5号", by=BY)
    row = world.office.audit.log()[-1]
    assert (row.reason, say_fact(row.fact)) == ("申请第5号", f"{SECOND}的限时延长50%")


def test_neither_a_name_nor_a_number_of_anybody_is_in_it(world: World) -> None:
    world.office.rosters.move("13800000004", "二处", by=BY, from_at=at("2018-04-05"))
    world.office.rosters.rekey("13800000004", "13900000004", by=BY)
    said = "".join(say_fact(row.fact, count=row.count) + row.reason for row in world.office.audit.log())
    for person in world.people().values():
        assert person.name not in said
        assert person.member_no not in said
        assert person.salt not in said


def test_another_software_version_begins_another_line(world: World) -> None:
    office = Office(Record(world.store, world.clock, software="next"), SeededEntropy("x"), world.root_secret)
    unit = facts.UnitStored(unit="三处")
    for record in (world.record, office.audit._desk.record):
        with record.write(BY) as entry:
            entry.append(unit)
    assert [row.software for row in office.audit.log()[-2:]] == ["test", "next"]
