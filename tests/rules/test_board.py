"""Boards: one order whatever the input's, three numberings, positions, and times that differ in print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chuangguan.rules.board import board, in_order, positions, time_digits
from chuangguan.rules.campaign import Ranking
from chuangguan.rules.ladder import Standing, ranking_key
from chuangguan.testing import OPENS_AT, a_standing
from chuangguan.testing.strategies import rankings, standings

RANKING = Ranking()


def key(item: object, ranking: Ranking) -> list[int]:
    return list(ranking_key(item, ranking))  # type: ignore[arg-type]  # a row has what a standing has


@given(standings(), rankings(), st.data())
def test_the_same_standings_in_another_order_give_the_same_board(
    people: list[Standing], ranking: Ranking, data: st.DataObject
) -> None:
    permuted = data.draw(st.permutations(people))
    assert board(permuted, ranking) == board(people, ranking)
    assert list(positions(in_order(permuted, ranking))) == list(positions(in_order(people, ranking)))


@given(standings(), rankings())
def test_nobody_stands_before_somebody_better(people: list[Standing], ranking: Ranking) -> None:
    rows = board(people, ranking)
    keys = [key(row, ranking) for row in rows]
    assert keys == sorted(keys)
    assert sorted(row.entrant for row in rows) == sorted(item.entrant for item in people)


@given(standings(), rankings())
def test_the_three_numberings_agree(people: list[Standing], ranking: Ranking) -> None:
    competition, dense, ordinal = (
        [row.rank for row in board(people, replace(ranking, numbering=numbering))]
        for numbering in ("competition", "dense", "ordinal")
    )
    keys = [key(row, ranking) for row in board(people, ranking)]
    assert ordinal == list(range(1, len(people) + 1))
    assert competition == [1 + sum(other < mine for other in keys) for mine in keys]
    distinct = sorted({tuple(mine) for mine in keys})
    assert dense == [1 + distinct.index(tuple(mine)) for mine in keys]


@given(standings(), rankings())
def test_a_position_is_one_more_than_how_many_are_better_whatever_the_numbering(
    people: list[Standing], ranking: Ranking
) -> None:
    for position, sharing in positions(in_order(people, ranking)):
        for item in sharing:
            assert position == 1 + sum(key(other, ranking) < key(item, ranking) for other in people)
    assert sum(len(sharing) for _, sharing in positions(in_order(people, ranking))) == len(people)


def test_tied_rows_go_by_the_number_of_the_opaque_id() -> None:
    people = [replace(a_standing(1), entrant=entrant) for entrant in ("E1000000", "E000010", "E999999", "E000009")]
    assert [row.entrant for row in board(people, RANKING)] == ["E000009", "E000010", "E999999", "E1000000"]


@pytest.mark.parametrize(
    ("numbering", "ranks"), [("competition", [1, 1, 3]), ("dense", [1, 1, 2]), ("ordinal", [1, 2, 3])]
)
def test_two_first_and_one_behind(numbering: str, ranks: list[int]) -> None:
    people = [a_standing(1), a_standing(2, elapsed_ms=1000), a_standing(3)]
    ranking = Ranking(numbering=numbering)  # type: ignore[arg-type]  # the table's values are those of the type
    assert [row.rank for row in board(people, ranking)] == ranks


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"levels": 2, "elapsed_ms": 99_999}, {"levels": 1, "elapsed_ms": 1}),
        ({"elapsed_ms": 1000}, {"elapsed_ms": 1001}),
        ({"elapsed_ms": 1000, "reached_at": OPENS_AT}, {"elapsed_ms": 1000, "reached_at": OPENS_AT + 1}),
    ],
)
def test_more_levels_then_less_time_then_earlier(better: dict[str, int], worse: dict[str, int]) -> None:
    people = [a_standing(1, **{"elapsed_ms": 5, **worse}), a_standing(2, **{"elapsed_ms": 5, **better})]
    assert [(row.entrant, row.rank) for row in board(people, RANKING)] == [("E000002", 1), ("E000001", 2)]


@pytest.mark.parametrize(("elapsed_ms", "ranks"), [(1000, [1, 1]), (1999, [1, 1]), (2000, [1, 2])])
def test_on_whole_seconds_the_milliseconds_do_not_count(elapsed_ms: int, ranks: list[int]) -> None:
    ranking = Ranking(keys=("levels desc", "elapsed asc"), precision="second_floor")
    people = [a_standing(1, elapsed_ms=1000), a_standing(2, elapsed_ms=elapsed_ms)]
    assert [row.rank for row in board(people, ranking)] == ranks


def test_an_empty_board_has_no_rows() -> None:
    assert board([], RANKING) == []
    assert list(positions([])) == []


@pytest.mark.parametrize(
    ("elapsed", "digits"),
    [
        ([], []),
        ([1000], [0]),
        ([1000, 2000], [0, 0]),
        ([1999, 2000], [0, 0]),
        ([1000, 1000], [0, 0]),
        ([1000, 1100], [1, 1]),
        ([1099, 1100], [1, 1]),
        ([1010, 1020], [2, 2]),
        ([1001, 1002], [3, 3]),
        ([1000, 2000, 2001, 3000], [0, 3, 3, 0]),
        ([1000, 1100, 1101], [1, 3, 3]),
    ],
)
def test_a_printed_time_has_as_many_digits_as_neighbours_need_to_differ(elapsed: list[int], digits: list[int]) -> None:
    assert time_digits(elapsed) == digits


@given(st.lists(st.integers(0, 5000), max_size=20).map(sorted))
def test_neighbours_that_differ_are_printed_differently_and_never_out_of_order(elapsed: list[int]) -> None:
    digits = time_digits(elapsed)
    for (one, its), (other, others) in zip(
        zip(elapsed, digits, strict=True), list(zip(elapsed, digits, strict=True))[1:], strict=False
    ):
        shared = min(its, others)
        if one != other:
            assert one // 10 ** (3 - shared) < other // 10 ** (3 - shared)
