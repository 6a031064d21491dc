"""The board of a million entrants, and the live index, each beside its baseline in the same run."""

import sqlite3
from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from pytest_benchmark.fixture import BenchmarkFixture
from sortedcontainers import SortedList

from chuangguan.boards import LiveIndex
from chuangguan.rules.board import board
from chuangguan.rules.campaign import Ranking
from chuangguan.rules.ladder import Standing, ranking_key
from chuangguan.rules.roster import entrant_number

RANKING = Ranking()
Key = tuple[int, int, int, int]


def key_of(standing: Standing) -> Key:
    return (-standing.levels, standing.elapsed_ms, standing.reached_at, entrant_number(standing.entrant))


@pytest.fixture(scope="module")
def keys(million: Sequence[Standing]) -> list[Key]:
    return [key_of(standing) for standing in million]


@pytest.mark.benchmark(group="board of all", min_rounds=3, max_time=1)
def bench_board_ours(benchmark: BenchmarkFixture, million: Sequence[Standing]) -> None:
    rows = benchmark.pedantic(board, args=(million, RANKING), rounds=3)
    assert rows[0].rank == 1


@pytest.mark.benchmark(group="board of all", min_rounds=3, max_time=1)
def bench_board_sorted_of_bare_keys(benchmark: BenchmarkFixture, keys: list[Key]) -> None:
    rows = benchmark.pedantic(sorted, args=(keys,), rounds=3)
    assert len(rows) == len(keys)


@pytest.fixture(scope="module")
def index(million: Sequence[Standing]) -> LiveIndex:
    live = LiveIndex(RANKING)
    live.fill(million)
    return live


@pytest.fixture(scope="module")
def bare(keys: list[Key]) -> SortedList:
    return SortedList(keys)


@pytest.fixture(scope="module")
def table(keys: list[Key]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table standings (levels, elapsed, reached, entrant primary key) without rowid")
    connection.executemany("insert into standings values (?, ?, ?, ?)", keys)
    connection.execute("create index by_rank on standings (levels, elapsed, reached, entrant)")
    return connection


@pytest.fixture(scope="module")
def middle(million: Sequence[Standing]) -> Standing:
    return sorted(million, key=lambda item: ranking_key(item, RANKING))[len(million) // 2]


@pytest.mark.benchmark(group="live index: place of one")
def bench_place_ours(benchmark: BenchmarkFixture, index: LiveIndex, middle: Standing) -> None:
    assert benchmark(index.place, middle.entrant)


@pytest.mark.benchmark(group="live index: place of one")
def bench_place_bare(benchmark: BenchmarkFixture, bare: SortedList, middle: Standing) -> None:
    assert benchmark(bare.bisect_left, key_of(middle)) >= 0


@pytest.mark.benchmark(group="live index: place of one")
def bench_place_sqlite(benchmark: BenchmarkFixture, table: sqlite3.Connection, middle: Standing) -> None:
    levels, elapsed, reached, _ = key_of(middle)
    sql = (
        "select count(*) from standings where levels < ? or levels = ? and (elapsed < ? or elapsed = ? and reached < ?)"
    )
    assert benchmark(lambda: table.execute(sql, (levels, levels, elapsed, elapsed, reached)).fetchone())


@pytest.mark.benchmark(group="live index: 20 around one")
def bench_around_ours(benchmark: BenchmarkFixture, index: LiveIndex, middle: Standing) -> None:
    assert len(benchmark(index.around, middle.entrant, 10)) == 21


@pytest.mark.benchmark(group="live index: 20 around one")
def bench_around_bare(benchmark: BenchmarkFixture, bare: SortedList, middle: Standing) -> None:
    def around() -> list[Key]:
        place = bare.index(key_of(middle))
        return list(bare[place - 10 : place + 11])

    assert len(benchmark(around)) == 21


@pytest.mark.benchmark(group="live index: 20 around one")
def bench_around_sqlite(benchmark: BenchmarkFixture, table: sqlite3.Connection, middle: Standing) -> None:
    key = key_of(middle)
    names = "levels, elapsed, reached, entrant"
    backwards = "levels desc, elapsed desc, reached desc, entrant desc"
    above = f"select * from standings where ({names}) < (?, ?, ?, ?) order by {backwards} limit 10"
    below = f"select * from standings where ({names}) >= (?, ?, ?, ?) order by {names} limit 11"
    assert benchmark(lambda: table.execute(above, key).fetchall() + table.execute(below, key).fetchall())


@pytest.mark.benchmark(group="live index: update of one")
def bench_update_ours(benchmark: BenchmarkFixture, index: LiveIndex, middle: Standing) -> None:
    faster = replace(middle, elapsed_ms=middle.elapsed_ms - 1)

    def update() -> None:
        index.update(faster)
        index.update(middle)

    benchmark(update)


@pytest.mark.benchmark(group="live index: update of one")
def bench_update_bare(benchmark: BenchmarkFixture, bare: SortedList, middle: Standing) -> None:
    old = key_of(middle)
    new = (old[0], old[1] - 1, *old[2:])

    def update() -> None:
        bare.remove(old)
        bare.add(new)
        bare.remove(new)
        bare.add(old)

    benchmark(update)


@pytest.mark.benchmark(group="live index: update of one")
def bench_update_sqlite(benchmark: BenchmarkFixture, table: sqlite3.Connection, middle: Standing) -> None:
    entrant = entrant_number(middle.entrant)

    def update() -> None:
        table.execute("update standings set elapsed = elapsed - 1 where entrant = ?", (entrant,))
        table.execute("update standings set elapsed = elapsed + 1 where entrant = ?", (entrant,))

    benchmark(update)
