"""Sanctions and what they take away, before and after a closing is final (clauses 6.3, 6.5, 8.2; G17)."""

from collections.abc import Callable
from typing import Any

import pytest

from chuangguan.errors import Misuse, NotFound
from chuangguan.office import Office
from chuangguan.rules.campaign import AwardTier
from chuangguan.rules.closing import Closing
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import BY, SeededEntropy, World, a_campaign, at, entrants, started_campaign
from chuangguan.values import Refused

PEOPLE = entrants(6)
CUTOFF = at("2018-04-01")
DAY_MS = 86_400_000


def played(store: Any, **rules: Any) -> World:
    """Return a world in which six people passed level 1 in March, each a second slower, and March is closed."""
    tiers = (AwardTier(name="奖", period="month", first=1, last=4, cash_fen=10_000),)
    campaign = a_campaign(**{"awards": tiers, "publicity_days": 7, **rules})
    world = started_campaign(store, campaign=campaign, people=6)
    for place, entrant in enumerate(PEOPLE):
        world.climb(entrant, elapsed_ms=60_000 + 1_000 * place)
    world.clock.at = CUTOFF + 3_000
    world.office.closings.close("2018-03", by=BY)
    return world


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Any) -> World:
    return played(MemoryStore() if request.param == "memory" else SqliteStore.create(tmp_path / "a.db"))


def disqualify(world: World, entrant: str, **changes: Any) -> int:
    return world.office.sanctions.impose(
        entrant, **{"code": "代答", "decided_by": "纪委", "evidence": "谈话记录", "by": BY, **changes}
    )


def make_final(world: World) -> None:
    world.office.publicity.publish("2018-03", drafted_by="甲", checked_by="乙", signed_by="丙", by=BY)
    world.clock.at += 7 * DAY_MS
    assert not isinstance(world.office.publicity.finalise("2018-03", by=BY), Refused)


def revise(world: World) -> Closing:
    return world.office.closings.revise("2018-03", by=BY, reason="取消资格").closing


def places(closing: Closing) -> list[tuple[int, str]]:
    return [(award.position, award.entrant) for award in closing.awards]


def test_while_a_closing_is_provisional_those_below_move_up_by_a_revision(world: World) -> None:
    disqualify(world, PEOPLE[2])
    closing = revise(world)
    assert places(closing) == [(1, PEOPLE[0]), (2, PEOPLE[1]), (3, PEOPLE[3]), (4, PEOPLE[4])]
    assert [(c.entrant, c.rank_before, c.rank_after) for c in closing.changes] == [
        (PEOPLE[2], 3, 0),
        (PEOPLE[3], 4, 3),
        (PEOPLE[4], 5, 4),
        (PEOPLE[5], 6, 5),
    ]
    assert world.verify().difference is None


def test_once_it_is_final_nobody_moves_and_the_place_is_vacant(world: World) -> None:
    make_final(world)
    disqualify(world, PEOPLE[2])
    closing = revise(world)
    assert places(closing) == [(1, PEOPLE[0]), (2, PEOPLE[1]), (4, PEOPLE[3])]
    assert [row.rank for row in closing.board] == [1, 2, 4, 5, 6]
    assert [(c.entrant, c.cash_before_fen, c.cash_after_fen) for c in closing.changes] == [(PEOPLE[2], 10_000, 0)]
    assert [(item.entrant, item.reason) for item in closing.exclusions] == [(PEOPLE[2], "vacancy")]
    assert world.verify().difference is None


def test_a_revision_cites_what_it_replaces_and_both_stay(world: World) -> None:
    first = world.office.closings.get("2018-03")
    assert first
    disqualify(world, PEOPLE[0])
    second = world.office.closings.revise("2018-03", by=BY, reason="取消资格")
    assert (second.closing.revision, second.closing.number) == (1, 2)
    assert (second.closing.previous_seal, second.closing.replaced_seal) == (first.seal, first.seal)
    with world.record.read() as view:
        assert [stored.seal for stored in view.rows.closings()] == [first.seal, second.seal]
    assert world.office.closings.close("2018-03", by=BY).seal == second.seal


def test_a_period_is_due_for_revision_until_it_is_revised(world: World) -> None:
    assert world.office.closings.due_for_revision() == []
    disqualify(world, PEOPLE[0])
    assert world.office.closings.due_for_revision() == ["2018-03"]
    revise(world)
    assert world.office.closings.due_for_revision() == []


def test_a_revision_that_would_change_nothing_is_refused(world: World) -> None:
    with pytest.raises(Misuse):
        revise(world)
    disqualify(world, PEOPLE[0], periods=["2018-04"])
    with pytest.raises(Misuse):
        revise(world)


def test_a_revision_names_the_later_closings_that_would_differ_too() -> None:
    world = played(MemoryStore())
    world.clock.at = at("2018-05-01") + 3_000
    world.office.closings.close("2018-04", by=BY)
    disqualify(world, PEOPLE[0])
    assert [note.details for note in revise(world).notes if note.code == "later_closings_differ"] == [
        {"periods": "2018-04"}
    ]
    world.office.closings.revise("2018-04", by=BY, reason="取消资格")
    assert world.office.closings.due_for_revision() == []
    assert world.verify().difference is None


def test_a_sanction_that_is_lifted_gives_the_place_back_and_both_stay_on_record(world: World) -> None:
    number = disqualify(world, PEOPLE[0])
    revise(world)
    world.office.sanctions.lift(number, by=BY, reason="申诉成立")
    assert places(revise(world))[0] == (1, PEOPLE[0])
    assert [(item.number, item.lifted) for item in world.office.sanctions.on_record(PEOPLE[0])] == [(number, True)]
    with pytest.raises(Misuse):
        world.office.sanctions.lift(number, by=BY, reason="再次")


def test_who_is_disqualified_still_counts_in_unit_figures_and_may_play_on(world: World) -> None:
    before = world.office.closings.get("2018-03")
    disqualify(world, PEOPLE[0])
    assert before
    assert revise(world).turnout == before.closing.turnout
    assert not isinstance(world.play.start(PEOPLE[0], 2), Refused)


def test_who_is_banned_may_not_start_until_the_ban_is_lifted(world: World) -> None:
    world.clock.at = at("2018-04-02")
    number = disqualify(world, PEOPLE[0], kind="ban")
    refused = world.play.start(PEOPLE[0], 2)
    assert isinstance(refused, Refused)
    assert refused.reason == "banned"
    assert not isinstance(world.play.start(PEOPLE[1], 2), Refused)
    world.office.sanctions.lift(number, by=BY, reason="申诉成立")
    assert not isinstance(world.play.start(PEOPLE[0], 2), Refused)


def test_voided_attempts_count_for_nothing_and_count_again_when_that_is_lifted(world: World) -> None:
    with world.record.read() as view:
        (attempt,) = view.rows.attempts_of(PEOPLE[0])
        before = list(view.rows.every_improvement()), list(view.rows.tallies(CUTOFF))
    number = disqualify(world, PEOPLE[0], kind="void_attempts", attempts=[attempt.attempt])
    assert PEOPLE[0] not in [row.entrant for row in world.boards.at().rows]
    closing = revise(world)
    assert places(closing)[0] == (1, PEOPLE[1])
    assert world.verify().difference is None
    world.office.sanctions.lift(number, by=BY, reason="申诉成立")
    with world.record.read() as view:
        assert (list(view.rows.every_improvement()), list(view.rows.tallies(CUTOFF))) == before
    assert world.verify().difference is None


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"entrant": "E000099"}, NotFound),
        ({"periods": ["2019-01"]}, NotFound),
        ({"kind": "void_attempts"}, Misuse),
        ({"kind": "void_attempts", "attempts": [99_999]}, NotFound),
        ({"attempts": [1]}, NotFound),
        ({"kind": "ban", "periods": ["2018-03"]}, Misuse),
    ],
)
def test_a_sanction_that_makes_no_sense_is_refused(changes: dict[str, Any], error: type[Exception]) -> None:
    world = played(MemoryStore())
    with pytest.raises(error):
        disqualify(world, changes.pop("entrant", PEOPLE[0]), **changes)
    assert world.office.sanctions.on_record() == []


def test_the_same_sanction_is_recorded_once_until_it_is_lifted(world: World) -> None:
    first = disqualify(world, PEOPLE[0], periods=("2018-03",))
    with pytest.raises(Misuse) as caught:
        disqualify(world, PEOPLE[0], periods=("2018-03",), evidence="另一份材料")
    assert caught.value.details == {"what": "sanctioned_already", "sanction": first}
    assert disqualify(world, PEOPLE[0]) > first
    assert disqualify(world, PEOPLE[1], periods=("2018-03",)) > first
    world.office.sanctions.lift(first, by=BY, reason="申诉成立")
    assert disqualify(world, PEOPLE[0], periods=("2018-03",)) > first


def test_voiding_attempts_is_never_limited_to_a_period(world: World) -> None:
    with world.record.read() as view:
        (attempt,) = view.rows.attempts_of(PEOPLE[0])
    voiding: dict[str, Any] = {"kind": "void_attempts", "attempts": [attempt.attempt]}
    with pytest.raises(Misuse) as refused:
        disqualify(world, PEOPLE[0], **voiding, periods=["2018-03"])
    assert refused.value.details == {"what": "periods_to_strip", "kind": "void_attempts"}
    assert world.office.sanctions.on_record() == []
    disqualify(world, PEOPLE[0], **voiding)


def test_without_the_secret_a_revision_is_made_again_too(world: World) -> None:
    disqualify(world, PEOPLE[0])
    revise(world)
    office = Office(world.record, SeededEntropy("x"), None)
    assert office.audit.verify(MemoryStore()).difference is None


def _tamper(world: World, change: Callable[[str], str]) -> None:
    with world.store.write() as rows:
        for envelope in list(rows.facts_of("sanction-imposed")):
            rows._run("update facts set body = ? where number = ?", (change(envelope.body.decode()), envelope.number))  # type: ignore[attr-defined]
        rows.commit()


def test_a_sanction_that_is_changed_afterwards_is_found(tmp_path: Any) -> None:
    world = played(SqliteStore.create(tmp_path / "a.db"))
    disqualify(world, PEOPLE[0])
    assert world.verify().difference is None
    _tamper(world, lambda body: body.replace(PEOPLE[0], PEOPLE[1]))
    difference = world.verify().difference
    assert difference
    assert difference.code == "fact_changed"
