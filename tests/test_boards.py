"""A board at an instant, one's place, the rows around it, and the live index (clauses 5.1–5.4)."""

from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where it is installed

from chuangguan.boards import Board, LiveIndex, around, top
from chuangguan.errors import NotFound
from chuangguan.rules.board import BoardRow
from chuangguan.rules.campaign import Category, Ranking
from chuangguan.rules.ladder import Standing
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore, has_wal_reset_bug
from chuangguan.testing import BY, OPENS_AT, World, a_campaign, at, entrants, started_campaign

FIRST, SECOND, THIRD, FOURTH = entrants(4)


def played(**rules: Any) -> World:
    return started_campaign(MemoryStore(), campaign=a_campaign(**rules))


@pytest.fixture
def world() -> World:
    return played()


def listed(board: Board) -> list[tuple[int, str, int, int]]:
    return [(row.rank, row.entrant, row.levels, row.elapsed_ms) for row in board.rows]


def climb_from(world: World, instant: int, entrant: str, level: int, elapsed_ms: int) -> None:
    world.go_to(instant)
    world.climb(entrant, level, elapsed_ms=elapsed_ms)


# A board at an instant


@pytest.mark.parametrize(("offset_ms", "levels"), [(-1, 0), (0, 0), (1, 1)])
def test_an_attempt_counts_on_boards_of_instants_behind_its_submission(
    world: World, offset_ms: int, levels: int
) -> None:
    receipt = world.climb(FIRST)
    board = world.boards.at(receipt.submitted_at + offset_ms)
    assert len(board.rows) == levels
    assert board.unlisted == 4 - levels


def test_a_board_is_settled_from_its_instant_plus_the_grace_on(world: World) -> None:
    assert world.boards.at(OPENS_AT).settled_at == OPENS_AT + 3_000


def test_a_board_of_now_is_what_is_returned_without_an_instant(world: World) -> None:
    world.climb(FIRST)
    world.clock.at += 1
    assert world.boards.at() == world.boards.at(world.clock.at)
    assert world.boards.at().rows


def test_boards_go_by_levels_then_time_then_who_was_first(world: World) -> None:
    climb_from(world, OPENS_AT, FIRST, 1, 50_000)
    climb_from(world, OPENS_AT + 100_000, SECOND, 1, 50_000)
    climb_from(world, OPENS_AT + 200_000, THIRD, 1, 40_000)
    climb_from(world, OPENS_AT + 300_000, FOURTH, 1, 90_000)
    climb_from(world, OPENS_AT + 400_000, FOURTH, 2, 90_000)
    board = world.boards.at(world.clock.at + 1)
    assert listed(board) == [
        (1, FOURTH, 2, 180_000),
        (2, THIRD, 1, 40_000),
        (3, FIRST, 1, 50_000),
        (4, SECOND, 1, 50_000),
    ]
    assert board.unlisted == 0


def test_a_board_of_the_past_is_the_same_later(world: World) -> None:
    climb_from(world, OPENS_AT, FIRST, 1, 50_000)
    climb_from(world, OPENS_AT + 100_000, SECOND, 1, 40_000)
    instant = world.clock.at + 1
    then = world.boards.at(instant)
    climb_from(world, OPENS_AT + 200_000, FIRST, 2, 50_000)
    climb_from(world, OPENS_AT + 300_000, FIRST, 1, 1_000)
    assert world.boards.at(instant) == then
    assert world.boards.at(world.clock.at + 1) != then, "the control: the board of now has changed"


def test_a_slower_second_run_and_a_failure_move_nothing(world: World) -> None:
    climb_from(world, OPENS_AT, FIRST, 1, 50_000)
    climb_from(world, OPENS_AT + 100_000, FIRST, 2, 50_000)
    before = listed(world.boards.at(world.clock.at + 1))
    world.climb(FIRST, 1, elapsed_ms=60_000)
    world.climb(FIRST, 2, right=False)
    assert listed(world.boards.at(world.clock.at + 1)) == before


def test_who_need_not_be_ranked_is_neither_listed_nor_counted() -> None:
    world = played(categories=(Category(name="职工"), Category(name="出题人", duty="excluded")))
    world.enrol(1, category="出题人")
    outsider = entrants(5)[-1]
    world.climb(outsider)
    world.climb(FIRST)
    board = world.boards.at(world.clock.at + 1)
    assert [row.entrant for row in board.rows] == [FIRST]
    assert board.unlisted == 3


def test_voluntary_people_are_ranked() -> None:
    world = played(categories=(Category(name="职工"), Category(name="家属", duty="voluntary")))
    world.enrol(1, category="家属")
    guest = entrants(5)[-1]
    world.climb(guest)
    assert [row.entrant for row in world.boards.at(world.clock.at + 1).rows] == [guest]


@pytest.mark.parametrize(("periods", "listed_now", "listed_in_april"), [((), 1, 1), (("2018-04",), 2, 1)])
def test_who_is_sanctioned_is_on_no_board_that_the_sanction_covers_until_it_is_lifted(
    world: World, periods: tuple[str, ...], listed_now: int, listed_in_april: int
) -> None:
    world.climb(FIRST)
    world.climb(SECOND)
    index = LiveIndex(Ranking())
    index.catch_up(world.record)
    number = world.office.sanctions.impose(
        FIRST, code="proxy", decided_by="活动办公室", evidence="同一设备", periods=periods, by=BY
    )
    world.clock.at += 1
    index.catch_up(world.record)
    assert [len(world.boards.at().rows), len(index)] == [listed_now] * 2
    assert len(world.boards.of_period("2018-04").rows) == listed_in_april
    world.climb(FIRST, 2)
    world.clock.at += 1
    index.catch_up(world.record)
    assert [len(world.boards.at().rows), len(index)] == [listed_now] * 2
    world.office.sanctions.lift(number, by=BY, reason="查无实据")
    world.clock.at += 1
    index.catch_up(world.record)
    assert [len(world.boards.at().rows), len(index)] == [2, 2]


def test_who_has_left_is_on_boards_of_before_only(world: World) -> None:
    world.climb(FIRST)
    left_at = world.clock.at + 10
    world.office.rosters.end("13800000001", by=BY, from_at=left_at)
    assert [row.entrant for row in world.boards.at(left_at - 1).rows] == [FIRST]
    assert world.boards.at(left_at).rows == []


@pytest.mark.parametrize(
    ("unit", "expected", "unlisted"),
    [
        ("", [FIRST, SECOND], 2),
        ("总部", [FIRST, SECOND], 2),
        ("一处", [FIRST], 1),
        ("二处", [SECOND], 1),
        ("无", [], 0),
    ],
)
def test_a_units_board_lists_its_subtree_with_ranks_of_its_own(
    world: World, unit: str, expected: list[str], unlisted: int
) -> None:
    world.climb(FIRST)
    world.climb(SECOND)
    board = world.boards.at(world.clock.at + 1, unit=unit)
    assert [row.entrant for row in board.rows] == expected
    assert [row.rank for row in board.rows] == list(range(1, len(expected) + 1))
    assert board.unlisted == unlisted


# A period's board


def test_a_period_is_ranked_by_the_roster_that_its_closing_will_see(world: World) -> None:
    world.climb(FIRST)
    world.climb(SECOND)
    cutoff_at = world.campaign.period("2018-03").cutoff_at
    world.office.rosters.end("13800000001", by=BY, from_at=cutoff_at)
    world.office.rosters.end("13800000002", by=BY, from_at=cutoff_at - 1)
    assert [row.entrant for row in world.boards.of_period("2018-03").rows] == [FIRST]
    world.go_to(cutoff_at + 3_000)
    assert [row.entrant for row in world.office.closings.close("2018-03", by=BY).closing.board] == [FIRST]
    assert world.boards.at(cutoff_at).rows == []


def test_a_cumulative_period_counts_everything_before_its_cutoff(world: World) -> None:
    climb_from(world, OPENS_AT, FIRST, 1, 50_000)
    climb_from(world, at("2018-04-01"), FIRST, 2, 40_000)
    assert listed(world.boards.of_period("2018-03")) == [(1, FIRST, 1, 50_000)]
    assert listed(world.boards.of_period("2018-04")) == [(1, FIRST, 2, 90_000)]


def test_a_period_by_its_own_attempts_counts_from_the_first_level_passed_in_it() -> None:
    world = played(ranking=Ranking(scope="attempts_in_period"))
    climb_from(world, OPENS_AT, FIRST, 1, 50_000)
    climb_from(world, at("2018-04-01"), FIRST, 2, 40_000)
    assert listed(world.boards.of_period("2018-03")) == [(1, FIRST, 1, 50_000)]
    assert listed(world.boards.of_period("2018-04")) == [(1, FIRST, 1, 40_000)]


@pytest.mark.parametrize(("offset_ms", "march", "april"), [(-1, 1, 0), (0, 0, 1)])
def test_an_attempt_belongs_to_the_period_that_it_was_submitted_in(offset_ms: int, march: int, april: int) -> None:
    world = played(ranking=Ranking(scope="attempts_in_period"))
    climb_from(world, at("2018-04-01") - 60_000 + offset_ms, FIRST, 1, 60_000)
    assert len(world.boards.of_period("2018-03").rows) == march
    assert len(world.boards.of_period("2018-04").rows) == april


def test_an_unknown_period_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.boards.of_period("2018-05")


# Top and around


def rows_of(*ranks: int) -> list[BoardRow]:
    return [
        BoardRow(rank=rank, entrant=f"E{number:06d}", levels=1, elapsed_ms=rank, reached_at=1)
        for number, rank in enumerate(ranks, start=1)
    ]


@pytest.mark.parametrize(("n", "count"), [(0, 0), (-1, 0), (1, 1), (2, 3), (3, 3), (4, 4), (9, 4)])
def test_the_top_takes_in_everyone_who_shares_the_last_rank(n: int, count: int) -> None:
    assert len(top(rows_of(1, 2, 2, 4), n)) == count


@pytest.mark.parametrize(
    ("entrant", "expected"),
    [
        ("E000001", ["E000001", "E000002"]),
        ("E000002", ["E000001", "E000002", "E000003"]),
        ("E000004", ["E000003", "E000004"]),
        ("E000009", []),
    ],
)
def test_the_rows_around_one_stop_at_the_ends_of_the_board(entrant: str, expected: list[str]) -> None:
    assert [row.entrant for row in around(rows_of(1, 2, 3, 4), entrant, 1)] == expected


# The live index


def a_standing(number: int, *, levels: int = 1, elapsed_ms: int = 1_000, reached_at: int = 1) -> Standing:
    return Standing(entrant=f"E{number:06d}", levels=levels, elapsed_ms=elapsed_ms, reached_at=reached_at)


def assert_index_is_board(index: LiveIndex, world: World) -> None:
    """Compare every place and the whole order with the board of now."""
    rows = world.boards.at(world.clock.at + 1).rows
    assert len(index) == len(rows)
    for row in rows:
        assert index.place(row.entrant) == row.rank
        assert [item.entrant for item in index.around(row.entrant, 99)] == [other.entrant for other in rows]


def test_the_index_follows_the_facts_and_agrees_with_the_board_at_every_step(world: World) -> None:
    index = LiveIndex(world.campaign.ranking)
    for entrant, level, elapsed_ms in (
        (FIRST, 1, 50_000),
        (SECOND, 1, 40_000),
        (THIRD, 1, 50_000),
        (FIRST, 2, 10_000),
        (SECOND, 2, 20_000),
        (SECOND, 1, 5_000),
        (SECOND, 2, 5_000),
    ):
        world.climb(entrant, level, elapsed_ms=elapsed_ms)
        index.catch_up(world.record)
        assert_index_is_board(index, world)


def test_the_index_takes_in_a_change_of_the_roster() -> None:
    world = played(categories=(Category(name="职工"), Category(name="出题人", duty="excluded")))
    index = LiveIndex(world.campaign.ranking)
    world.climb(FIRST)
    world.climb(SECOND)
    index.catch_up(world.record)
    world.office.rosters.end("13800000001", by=BY, from_at=world.clock.at)
    world.enrol(1, category="出题人")
    world.climb(entrants(5)[-1])
    index.catch_up(world.record)
    assert index.place(FIRST) is None
    assert_index_is_board(index, world)


def test_the_index_of_nothing_knows_nobody(world: World) -> None:
    index = LiveIndex(world.campaign.ranking)
    index.catch_up(world.record)
    assert (len(index), index.place(FIRST), index.around(FIRST)) == (0, None, [])


def test_those_who_share_a_key_share_a_place_and_the_next_is_counted_behind_them() -> None:
    index = LiveIndex(Ranking(keys=("levels desc", "elapsed asc")))
    index.fill([a_standing(1), a_standing(2, reached_at=9), a_standing(3, elapsed_ms=2_000), a_standing(4, levels=2)])
    assert [index.place(f"E{n:06d}") for n in (4, 1, 2, 3)] == [1, 2, 2, 4]


def test_an_update_moves_one_entrant_and_leaves_the_others() -> None:
    index = LiveIndex(Ranking())
    index.fill([a_standing(n, elapsed_ms=1_000 * n) for n in range(1, 6)])
    index.update(a_standing(5, elapsed_ms=1))
    index.update(a_standing(6, elapsed_ms=2_500))
    assert [item.entrant for item in index.around("E000001", 9)] == [f"E{n:06d}" for n in (5, 1, 2, 6, 3, 4)]


def test_filling_again_forgets_what_was_there() -> None:
    index = LiveIndex(Ranking())
    index.fill([a_standing(1), a_standing(2)])
    index.fill([a_standing(3)])
    assert (len(index), index.place("E000001"), index.place("E000003")) == (1, None, 1)


@pytest.mark.skipif(has_wal_reset_bug(sqlite3.sqlite_version_info), reason="this SQLite lets one process in at a time")
def test_the_index_takes_in_what_another_connection_wrote(tmp_path: Path) -> None:
    world = started_campaign(SqliteStore.create(tmp_path / "shared.db"))
    other = world.reopened(SqliteStore(tmp_path / "shared.db"))
    index = LiveIndex(world.campaign.ranking)
    index.catch_up(world.record)
    other.climb(FIRST)
    assert index.place(FIRST) is None, "the control: it has not looked yet"
    index.catch_up(world.record)
    assert index.place(FIRST) == 1
    assert_index_is_board(index, world)
    other.store.close()
    world.store.close()
