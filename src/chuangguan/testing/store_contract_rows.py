"""The part of the store contract about projected rows: regulations, roster, attempts, improvements, closings."""

from typing import Any

import pytest

from chuangguan.errors import Conflict
from chuangguan.ports import Store, StoredCampaign, StoredClosing, TallyRow, UnitOfWork
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import BankVersion
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Membership, Unit

OPENS, CLOSES = 10_000, 20_000


def an_attempt(number: int, **changes: Any) -> Attempt:  # noqa: ANN401  the fields of Attempt
    """Return an open attempt whose number, ordinal and start differ for each `number`."""
    made: dict[str, Any] = {
        "attempt": number,
        "entrant": "E000001",
        "level": 1,
        "ordinal": number,
        "run": 1,
        "period": "2018-03",
        "started_at": 1000 * number,
        "limit_end": 1000 * number + 500,
        "grace_ms": 3,
        "campaign_version": 1,
    }
    return Attempt(**{**made, **changes})


def an_ended_attempt(number: int, **changes: Any) -> Attempt:  # noqa: ANN401  the fields of Attempt
    """Return a submitted attempt."""
    made: dict[str, Any] = {"state": "submitted", "submitted_at": OPENS, "of": 5, "has_response": True}
    return an_attempt(number, **{**made, **changes})


def put(store: Store, *attempts: Attempt) -> None:
    """Store attempts, one unit of work each."""
    for attempt in attempts:
        with store.write() as rows:
            rows.put_attempt(attempt)
            rows.commit()


class RegulationsContract:
    """Versions of the regulations and banks, public texts, closings."""

    def test_the_newest_version_of_the_regulations_is_returned_and_every_one_kept(self, store: Store) -> None:
        first = StoredCampaign(1, "hash 1", '{"题":1}'.encode(), {"2018-03": "c"})
        second = StoredCampaign(2, "hash 2", b"{}", {})
        with store.write() as rows:
            assert rows.campaign() is None
            rows.put_campaign(first)
            assert rows.campaign() == first
            rows.put_campaign(second)
            assert rows.campaign() == second
            assert rows.campaigns() == [first, second]

    def test_a_bank_version_stored_again_is_listed_twice_with_the_newest_extras(self, store: Store) -> None:
        first = BankVersion(bank="b", version="v1", stored_at=1, mode="edit")
        second = BankVersion(bank="b", version="v2", stored_at=2, mode="revision")
        again = BankVersion(bank="b", version="v1", stored_at=3, mode="edit")
        with store.write() as rows:
            rows.put_bank(first, b'["v1"]', b"old")
            rows.put_bank(second, b'["v2"]', b"other")
            rows.put_bank(again, b'["v1"]', b"new")
            assert rows.bank_versions() == [first, second, again]
            assert rows.bank("v1") == (b'["v1"]', b"new")
            assert rows.bank("v2") == (b'["v2"]', b"other")
            assert rows.bank("v3") is None

    def test_public_texts_are_kept_by_period_with_their_stamp(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_public_text("2018-04", "双色球 08", 7)
            assert rows.public_texts() == {"2018-04": ("双色球 08", 7)}

    def test_closings_come_back_in_the_order_of_the_chain_byte_for_byte(self, store: Store) -> None:
        first = StoredClosing(1, "2018-03", 0, "sha256:a", '{"期":"三月"}'.encode(), 17)
        second = StoredClosing(2, "2018-04", 0, "sha256:b", b"{}", 29)
        with store.write() as rows:
            rows.put_closing(first)
            rows.put_closing(second)
            assert rows.closings() == [first, second]
            assert rows.last_closing() == second.number


class RosterContract:
    """Units and memberships."""

    def test_units_keep_the_place_they_were_first_stored_in(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_unit(Unit(unit="乙"))
            rows.put_unit(Unit(unit="甲", parent="乙", kind="支部", headcount=0))
            rows.put_unit(Unit(unit="乙", headcount=5))
            assert rows.units() == [
                Unit(unit="乙", headcount=5),
                Unit(unit="甲", parent="乙", kind="支部", headcount=0),
            ]

    def test_memberships_go_by_entrant_number_then_from_at_and_one_of_the_same_start_is_replaced(
        self, store: Store
    ) -> None:
        late = _member("E1000000", 0)
        first, moved = _member("E000002", 0, labels=("青年", "先锋")), _member("E000002", 50, is_admin=True)
        ended = _member("E000002", 50, ended=True, has_prize_right=False)
        with store.write() as rows:
            for member in (late, moved, first, ended):
                rows.put_membership(member, f"digest of {member.entrant}")
            assert rows.memberships() == [first, ended, late]
            assert rows.memberships("E000002") == [first, ended]
            assert rows.memberships("E000003") == []
            assert rows.entrants() == len(rows.person_digests())
            assert rows.person_digests() == {"E000002": "digest of E000002", "E1000000": "digest of E1000000"}


def _member(entrant: str, from_at: int, **changes: Any) -> Membership:  # noqa: ANN401  the fields of Membership
    made: dict[str, Any] = {
        "entrant": entrant,
        "from_at": from_at,
        "unit": "甲",
        "category": "在职",
        "duty": "voluntary",
    }
    return Membership(**{**made, **changes})


class AttemptsContract:
    """Attempts: what is unique, and what is counted at boundaries."""

    def test_every_part_of_an_attempt_comes_back(self, store: Store) -> None:
        everything = an_ended_attempt(
            3,
            bank_version="v",
            paper="Q1:BA Q2:AB",
            is_imported=True,
            correct=4,
            score=8,
            passed=True,
            key="一次",
            digest="ab",
        )
        put(store, everything)
        with store.read() as rows:
            assert rows.attempt(3) == everything
            assert rows.attempt(4) is None

    def test_a_second_open_attempt_of_an_entrant_is_a_conflict(self, store: Store) -> None:
        put(store, an_attempt(1), an_attempt(2, entrant="E000002"))
        with pytest.raises(Conflict):
            put(store, an_attempt(3, level=2))
        with store.read() as rows:
            assert rows.open_attempts() == [an_attempt(1), an_attempt(2, entrant="E000002")]

    def test_a_next_attempt_may_open_once_the_first_has_ended(self, store: Store) -> None:
        put(store, an_attempt(1), an_ended_attempt(1), an_attempt(2))
        with store.read() as rows:
            assert rows.open_attempt("E000001") == an_attempt(2)
            assert rows.attempts_of("E000001") == [an_ended_attempt(1), an_attempt(2)]

    def test_a_second_attempt_with_an_ordinal_at_a_level_is_a_conflict(self, store: Store) -> None:
        put(store, an_ended_attempt(1, ordinal=1), an_ended_attempt(2, ordinal=1, level=2))
        put(store, an_ended_attempt(3, ordinal=1, entrant="E000002"))
        with pytest.raises(Conflict):
            put(store, an_ended_attempt(4, ordinal=1))

    def test_a_key_used_for_another_attempt_is_a_conflict_but_an_empty_one_never(self, store: Store) -> None:
        put(store, an_ended_attempt(1, key="k"), an_ended_attempt(2, key="k", entrant="E000002"))
        put(store, an_ended_attempt(3), an_ended_attempt(4))
        with pytest.raises(Conflict):
            put(store, an_ended_attempt(5, key="k"))
        with store.read() as rows:
            assert rows.attempt_by_key("E000001", "k") == an_ended_attempt(1, key="k")
            assert rows.attempt_by_key("E000001", "") is None
            assert rows.attempt_by_key("E000003", "k") is None

    def test_a_conflict_leaves_nothing_behind(self, store: Store) -> None:
        put(store, an_attempt(1))
        with pytest.raises(Conflict):
            _put_unit_and_attempt(store, Unit(unit="甲"), an_attempt(2))
        with store.read() as rows:
            assert rows.units() == []
            assert rows.attempt(2) is None
            assert [attempt.attempt for attempt in rows.attempts_of("E000001")] == [1]

    @pytest.mark.parametrize(
        ("submitted_at", "is_inside"),
        [
            (OPENS - 1, False),
            (OPENS, True),
            (OPENS + 1, True),
            (CLOSES - 1, True),
            (CLOSES, False),
            (CLOSES + 1, False),
        ],
    )
    def test_an_attempt_counts_in_the_window_that_holds_its_end(
        self, store: Store, submitted_at: int, *, is_inside: bool
    ) -> None:
        put(store, an_ended_attempt(1, submitted_at=submitted_at))
        with store.read() as rows:
            assert len(list(rows.attempts_between(OPENS, CLOSES))) == is_inside
            assert dict(rows.handed_in(OPENS, CLOSES)) == ({"E000001": 1} if is_inside else {})

    @pytest.mark.parametrize(("before", "counted"), [(OPENS - 1, 0), (OPENS, 0), (OPENS + 1, 1)])
    def test_a_tally_counts_the_attempts_before_an_instant(self, store: Store, before: int, counted: int) -> None:
        put(store, an_ended_attempt(1, submitted_at=OPENS))
        with store.read() as rows:
            assert len(list(rows.tallies(before))) == counted

    def test_neither_open_nor_void_attempts_are_counted(self, store: Store) -> None:
        put(store, an_attempt(1), an_ended_attempt(2, is_void=True))
        with store.read() as rows:
            assert _counted(rows) == ([], {}, [])

    def test_an_expiry_is_handed_in_only_with_a_response(self, store: Store) -> None:
        put(store, an_ended_attempt(1, state="expired", has_response=False), an_ended_attempt(2, state="expired"))
        with store.read() as rows:
            attempts, handed_in, tallies = _counted(rows)
        assert attempts == [1, 2]
        assert handed_in == {"E000001": 1}
        assert tallies == [TallyRow("E000001", "", 2, 0)]

    def test_a_tally_has_the_last_digest_and_counts_the_imported(self, store: Store) -> None:
        put(store, an_ended_attempt(1, digest="first", is_imported=True), an_ended_attempt(2, digest="second"))
        put(store, an_ended_attempt(3, digest="later", submitted_at=CLOSES))
        put(store, an_ended_attempt(4, digest="other", entrant="E000002"))
        with store.read() as rows:
            assert sorted(rows.tallies(CLOSES)) == [
                TallyRow("E000001", "second", 2, 1),
                TallyRow("E000002", "other", 1, 0),
            ]

    def test_attempts_in_a_window_go_by_entrant_number_then_storing(self, store: Store) -> None:
        put(store, an_ended_attempt(1, entrant="E1000000"), an_ended_attempt(2, entrant="E999999"))
        put(store, an_ended_attempt(3, entrant="E1000000", submitted_at=OPENS + 1))
        with store.read() as rows:
            assert _counted(rows)[0] == [2, 1, 3]


def _put_unit_and_attempt(store: Store, unit: Unit, attempt: Attempt) -> None:
    with store.write() as rows:
        rows.put_unit(unit)
        rows.put_attempt(attempt)
        rows.commit()


def _counted(rows: UnitOfWork) -> tuple[list[int], dict[str, int], list[TallyRow]]:
    attempts = [attempt.attempt for attempt in rows.attempts_between(OPENS, CLOSES)]
    return attempts, dict(rows.handed_in(OPENS, CLOSES)), list(rows.tallies(CLOSES))


class ImprovementsContract:
    """Improvements: the standing from an instant on."""

    def test_a_standing_holds_after_its_instant_until_the_next_one(self, store: Store) -> None:
        first, second = _standing(1, 100), _standing(2, 200)
        with store.write() as rows:
            rows.put_improvement(100, first)
            rows.put_improvement(200, second)
            for before, expected in ((100, []), (101, [first]), (200, [first]), (201, [second]), (None, [second])):
                assert list(rows.improvements(before)) == expected
            assert rows.last_improvement("E000001") == second
            assert rows.last_improvement("E000002") is None

    def test_two_improvements_at_one_instant_leave_the_last_written(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_improvement(100, _standing(1, 100))
            rows.put_improvement(100, _standing(2, 100))
            assert list(rows.improvements(101)) == [_standing(2, 100)]

    def test_the_order_of_writing_does_not_matter(self, store: Store) -> None:
        with store.write() as rows:
            rows.put_improvement(200, _standing(2, 200))
            rows.put_improvement(100, _standing(1, 100))
            assert list(rows.improvements()) == [_standing(2, 200)]
            assert rows.last_improvement("E000001") == _standing(2, 200)

    def test_each_entrant_has_one_standing(self, store: Store) -> None:
        with store.write() as rows:
            for number in (2, 1):
                rows.put_improvement(number, _standing(1, number, entrant=f"E00000{number}"))
            assert sorted(item.entrant for item in rows.improvements()) == ["E000001", "E000002"]


def _standing(levels: int, reached_at: int, *, entrant: str = "E000001") -> Standing:
    return Standing(entrant=entrant, levels=levels, elapsed_ms=1000 * levels, reached_at=reached_at, run=1)
