"""The contract that every store keeps, as pytest tests.

Subclass it in a test module and give it a `store`, open and empty:

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self, tmp_path): ...
"""

import pytest

from chuangguan.errors import Conflict
from chuangguan.ports import Origin, Saved, Store, StoredCampaign, StoredClosing, UnitOfWork
from chuangguan.rules.bank import BankVersion
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Membership, Person, Unit
from chuangguan.testing.store_contract_facts import FactsContract, UnitOfWorkContract, an_end, an_envelope
from chuangguan.testing.store_contract_rows import (
    AttemptsContract,
    ImprovementsContract,
    RegulationsContract,
    RosterContract,
    an_attempt,
    an_ended_attempt,
)


class PeopleContract:
    """People and origins: beside the facts."""

    def test_a_person_is_found_by_opaque_id_and_by_member_number(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_person(_person("E000001", "138"))
            assert rows.person("E000001") == rows.person_by_member_no("138") == _person("E000001", "138")
            assert rows.person("E000002") is None
            assert rows.person_by_member_no("139") is None

    def test_a_member_number_of_another_is_a_conflict(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_person(_person("E000001", "138"))
            rows.commit()
        with pytest.raises(Conflict), store.write() as rows:
            rows.put_person(_person("E000002", "138"))
        with store.read() as rows:
            assert list(rows.people()) == [_person("E000001", "138")]

    def test_a_member_number_that_was_given_up_is_free(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_person(_person("E000001", "138"))
            rows.put_person(_person("E000001", "139"))
            assert rows.person_by_member_no("138") is None
            rows.put_person(_person("E000002", "138"))
            assert rows.person_by_member_no("138") == _person("E000002", "138")

    def test_people_go_by_the_number_of_the_opaque_id(self, store: Store) -> None:
        with store.write() as rows:
            for entrant in ("E1000000", "E999999", "E000002"):
                rows.put_person(_person(entrant, entrant))
            assert [person.entrant for person in rows.people()] == ["E000002", "E999999", "E1000000"]

    def test_origins_go_by_fact(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_origin(7, Origin(device="手机", address="10.0.0.1"))
            rows.put_origin(3, Origin())
            assert list(rows.origins()) == [(3, Origin()), (7, Origin(device="手机", address="10.0.0.1"))]

    def test_origins_of_attempts_that_ended_before_an_instant_are_forgotten(self, store: Store) -> None:
        with store.write() as rows:
            for number, ended_at in enumerate((99, 100, 101), start=1):
                rows.put_attempt(an_ended_attempt(number, submitted_at=ended_at, is_void=number == 1))
                rows.put_origin(number, Origin(device=f"d{number}"))
            rows.put_attempt(an_attempt(4))
            for fact in (4, 9):
                rows.put_origin(fact, Origin(device=f"d{fact}"))
            assert rows.forget_origins(100) == 1
            assert [fact for fact, _ in rows.origins()] == [2, 3, 4, 9]
            assert (rows.forget_origins(100), rows.forget_origins(102)) == (0, 2)
            assert [fact for fact, _ in rows.origins()] == [4, 9]

    def test_the_origin_of_a_submission_goes_with_that_of_its_start(self, store: Store) -> None:
        with store.write() as rows:
            rows.append(an_envelope(1))
            rows.append(an_envelope(2, an_end(1)))
            rows.put_attempt(an_ended_attempt(1, submitted_at=100))
            for fact in (1, 2):
                rows.put_origin(fact, Origin(address="10.0.0.1"))
            assert (rows.forget_origins(100), len(list(rows.origins()))) == (0, 2)
            assert (rows.forget_origins(101), list(rows.origins())) == (2, [])

    def test_origins_are_there_again_where_forgetting_them_was_not_committed(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_attempt(an_ended_attempt(1, submitted_at=100))
            rows.put_origin(1, Origin(device="d"))
            rows.commit()
        with store.write() as rows:
            assert rows.forget_origins(101) == 1
        with store.read() as rows:
            assert list(rows.origins()) == [(1, Origin(device="d"))]


def _person(entrant: str, member_no: str) -> Person:
    return Person(entrant=entrant, member_no=member_no, name="张三", salt="00" * 16)


class SavedContract:
    """Saved responses of open attempts."""

    @pytest.mark.parametrize(("first", "second", "kept"), [(1, 2, "B"), (2, 1, "A"), (1, 1, "A"), (0, 5, "B")])
    def test_the_highest_counter_wins_for_each_question(self, store: Store, first: int, second: int, kept: str) -> None:
        with store.write() as rows:
            rows.put_attempt(an_attempt(1))
            rows.save(1, [Saved("Q1", ("A",), first), Saved("Q2", ("甲", ""), 1)])
            rows.save(1, [Saved("Q1", ("B",), second)])
            rows.commit()
        with store.read() as rows:
            counter = second if kept == "B" else first
            assert rows.saved(1) == [Saved("Q1", (kept,), counter), Saved("Q2", ("甲", ""), 1)]

    def test_what_is_forgotten_is_gone_and_only_that(self, store: Store) -> None:
        with store.write() as rows:
            for number in (1, 2):
                rows.put_attempt(an_attempt(number, entrant=f"E00000{number}"))
                rows.save(number, [Saved("Q1", ("A",), 1)])
            rows.forget_saved(1)
            rows.commit()
        with store.read() as rows:
            assert rows.saved(1) == []
            assert rows.saved(2) == [Saved("Q1", ("A",), 1)]


class RebuildContract:
    """Forgetting projections."""

    def test_projections_are_forgotten_while_facts_people_and_origins_stay(self, store: Store) -> None:
        with store.write() as rows:
            _fill(rows)
            rows.clear_projections()
            rows.commit()
        with store.read() as rows:
            lists = (rows.campaigns(), rows.bank_versions(), rows.units(), rows.memberships(), rows.closings())
            assert not any(lists)
            assert rows.last_closing() == 0
            assert not (rows.attempts_of("E000001"))
            assert not (rows.open_attempts())
            assert not (rows.saved(2))
            assert (rows.campaign(), rows.bank("v"), rows.last_improvement("E000001")) == (None, None, None)
            assert not (rows.public_texts())
            assert not (rows.person_digests())
            assert rows.entrants() == 0
            assert rows.head() == an_envelope(1)
            assert rows.person("E000001") == _person("E000001", "138")
            assert list(rows.origins()) == [(1, Origin(device="d"))]

    def test_what_was_forgotten_can_be_written_again(self, store: Store) -> None:
        for _ in range(2):
            with store.write() as rows:
                rows.clear_projections()
                if rows.head() is None:
                    rows.append(an_envelope(1))
                _project(rows)
                rows.commit()
        with store.read() as rows:
            assert rows.entrants() == 1
            assert rows.open_attempts() == [an_attempt(2)]


def _fill(rows: UnitOfWork) -> None:
    rows.append(an_envelope(1))
    rows.put_person(_person("E000001", "138"))
    rows.put_origin(1, Origin(device="d"))
    _project(rows)


def _project(rows: UnitOfWork) -> None:
    rows.put_campaign(StoredCampaign(1, "h", b"{}", {}))
    rows.put_bank(BankVersion(bank="b", version="v", stored_at=1, mode="edit"), b"[]", b"{}")
    rows.put_public_text("2018-03", "text", 1)
    rows.put_unit(Unit(unit="甲"))
    rows.put_membership(Membership(entrant="E000001", unit="甲", category="", duty="required"), "digest")
    rows.put_attempt(an_attempt(2))
    rows.save(2, [Saved("Q1", ("A",), 1)])
    rows.put_improvement(1, Standing(entrant="E000001", levels=1, elapsed_ms=1, reached_at=1, run=1))
    rows.put_closing(StoredClosing(1, "2018-03", 0, "sha256:", b"{}", 1))


class StoreContract(
    FactsContract,
    UnitOfWorkContract,
    PeopleContract,
    SavedContract,
    RebuildContract,
    RegulationsContract,
    RosterContract,
    AttemptsContract,
    ImprovementsContract,
):
    """Everything a store promises; a subclass gives the fixture `store`."""
