"""On what basis people are named in public: recorded, kept as history, changed in bulk (clause 5.2)."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from chuangguan.errors import Misuse, NotFound
from chuangguan.facts import PublicationBasisRecorded, read_fact
from chuangguan.office.rosters import Enrolled
from chuangguan.record import rebuild
from chuangguan.rules.roster import PublicationBasis, entrant_id
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, World, an_enrolment, entrants, started_campaign

FIRST, SECOND, THIRD = entrants(3)


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Any) -> World:
    return started_campaign(MemoryStore() if request.param == "memory" else SqliteStore.create(tmp_path / "a.db"))


def stored(world: World) -> list[PublicationBasisRecorded]:
    with world.record.read() as view:
        return [fact for _, fact in view.facts_of(PublicationBasisRecorded)]


def test_who_said_nothing_is_named_by_the_rule(world: World) -> None:
    assert world.office.consents.of(FIRST) == PublicationBasis(basis="rule")
    assert (world.office.consents.unnamed(), stored(world)) == (frozenset(), [])


def test_whoever_refused_is_not_named_until_they_consent(world: World) -> None:
    consents = world.office.consents
    assert consents.put(FIRST, "none", by=BY)
    assert consents.put(SECOND, "consent", text_version="2018年版", by=SECOND)
    assert consents.unnamed() == {FIRST}
    world.clock.at += 5
    assert consents.put(FIRST, "consent", text_version="2018年版", by=BY)
    assert consents.unnamed() == frozenset()
    assert consents.of(FIRST).text_version == "2018年版"
    assert consents.put(SECOND, "none", by=SECOND)
    assert consents.unnamed() == {SECOND}
    assert world.verify().difference is None


@pytest.mark.parametrize(("basis", "version"), [("rule", ""), ("none", ""), ("consent", "v1")])
def test_the_same_basis_again_is_no_second_fact(world: World, basis: Any, version: str) -> None:
    consents = world.office.consents
    consents.put(FIRST, "consent", text_version="v0", by=BY)
    assert [consents.put(FIRST, basis, text_version=version, by=BY) for _ in range(2)] == [True, False]
    assert len(stored(world)) == 2
    assert consents.put(FIRST, "consent", text_version="v2", by=BY), "the control: another version is a change"


@pytest.mark.parametrize(
    ("basis", "version", "what"),
    [
        ("consent", "", "consent_and_version"),
        ("consent", "  ", "consent_and_version"),
        ("none", "v1", "consent_and_version"),
        ("rule", "v1", "consent_and_version"),
        ("consent", "长" * 41, "text_version_bad"),
        ("consent", "版\u202e本", "text_version_bad"),
        ("consent", "版\n本", "text_version_bad"),
        ("consent", "\ud800", "text_version_bad"),
    ],
)
def test_a_consent_and_only_a_consent_names_its_text(world: World, basis: Any, version: str, what: str) -> None:
    with pytest.raises(Misuse) as caught:
        world.office.consents.put(FIRST, basis, text_version=version, by=BY)
    assert caught.value.details["what"] == what
    assert stored(world) == []
    assert world.office.consents.put(FIRST, "consent", text_version="长" * 40, by=BY)


def test_nobody_unknown_is_recorded(world: World) -> None:
    for entrant in ("E000099", "nobody"):
        with pytest.raises(NotFound):
            world.office.consents.put(entrant, "none", by=BY)
    assert stored(world) == []


def test_a_roster_changes_the_basis_of_many_and_leaves_the_others(world: World) -> None:
    rows = [an_enrolment(number, unit="一处" if number % 2 else "二处") for number in range(1, 6)]
    rows[0] = replace(rows[0], basis="none")
    rows[1] = replace(rows[1], basis="consent", text_version="v1")
    rows[2] = replace(rows[2], basis="rule")
    rows[4] = replace(rows[4], basis="none")
    enrol = world.office.rosters.enrol
    assert enrol(rows, by=BY) == Enrolled(added=1, changed=2, unchanged=2)
    assert world.office.consents.unnamed() == {FIRST, entrant_id(5)}
    assert enrol(rows, by=BY) == Enrolled(added=0, changed=0, unchanged=5)
    assert enrol([replace(row, basis=None, text_version="") for row in rows], by=BY).unchanged == 5
    assert world.office.consents.unnamed() == {FIRST, entrant_id(5)}
    assert len(stored(world)) == 3
    assert world.verify().difference is None


def test_a_row_that_brings_name_and_basis_is_one_change(world: World) -> None:
    row = replace(an_enrolment(1, unit="一处", name="新名"), basis="none")
    assert world.office.rosters.enrol([row], by=BY) == Enrolled(added=0, changed=1, unchanged=0)
    assert world.people()[FIRST].name == "新名"
    assert world.office.consents.unnamed() == {FIRST}


def test_a_bad_basis_among_many_rows_changes_nothing(world: World) -> None:
    rows = [replace(an_enrolment(9), basis="none"), replace(an_enrolment(10), basis="consent")]
    with pytest.raises(Misuse):
        world.office.rosters.enrol(rows, by=BY)
    assert (stored(world), len(world.people())) == ([], 4)


def test_an_export_has_the_basis_and_its_history(world: World) -> None:
    number = an_enrolment(1).member_no
    nothing = world.office.rosters.export(number, by=BY)
    assert (nothing.publication, nothing.publication_history) == (PublicationBasis(), ())
    world.office.consents.put(FIRST, "consent", text_version="v1", by=FIRST)
    world.clock.at += 1_000
    world.office.consents.put(SECOND, "consent", text_version="v9", by=SECOND)
    world.office.consents.put(FIRST, "none", by=FIRST, reason="撤回")
    found = world.office.rosters.export(number, by=BY)
    assert [(item.basis, item.text_version) for item in found.publication_history] == [("consent", "v1"), ("none", "")]
    assert found.publication == found.publication_history[-1]
    assert found.publication.recorded_at - found.publication_history[0].recorded_at == 1_000


def test_the_fact_holds_the_id_alone_and_stays_when_the_person_is_erased(world: World) -> None:
    world.office.consents.put(FIRST, "none", by=BY)
    person = world.people()[FIRST]
    with world.record.read() as view:
        head = view.rows.head()
    assert head
    body = json.loads(head.body)
    assert body == {"fact": "publication-basis-recorded", "entrant": FIRST, "basis": "none"}
    assert person.name not in str(body)
    world.office.rosters.erase(person.member_no, reason="本人要求", by=BY)
    assert stored(world) == [read_fact(head.body)]
    assert world.verify().difference is None


def test_a_rebuild_changes_nothing_of_it(world: World) -> None:
    world.office.consents.put(FIRST, "none", by=BY)
    with world.record.write(BY) as entry:
        assert entry.unnamed() == {FIRST}
        rebuild(entry)
    assert world.office.consents.unnamed() == {FIRST}


def test_one_unit_of_work_sees_what_it_recorded_itself(world: World) -> None:
    with world.record.write(BY) as entry:
        assert entry.unnamed() == frozenset()
        entry.append(PublicationBasisRecorded(entrant=THIRD, basis="none"))
        assert entry.unnamed() == {THIRD}
        entry.append(PublicationBasisRecorded(entrant=THIRD, basis="rule"))
        assert (entry.unnamed(), len(entry.publications[THIRD])) == (frozenset(), 2)


def test_closings_do_not_depend_on_it(world: World) -> None:
    world.climb(FIRST)
    world.go_to("2018-04-02")
    before = world.office.closings.close("2018-03", by=BY)
    world.office.consents.put(FIRST, "none", by=BY)
    assert world.office.closings.due_for_revision() == []
    after = world.office.closings.get("2018-03")
    assert after
    assert after.canonical == before.canonical
