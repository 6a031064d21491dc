"""A month's closing out of SQLite to sealed bytes, beside a bare SELECT of the same rows."""

import resource
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytest_benchmark.fixture import BenchmarkFixture

from chuangguan.host import ManualClock, SeededEntropy
from chuangguan.office import Office
from chuangguan.record import Record
from chuangguan.rules.attempt import Attempt, next_digest
from chuangguan.rules.campaign import AwardTier, Campaign, Category, Level, Period
from chuangguan.rules.instants import Window, months, read_end, read_instant
from chuangguan.rules.roster import Membership, Unit
from chuangguan.stores.sqlite import IMPROVEMENTS_BEFORE, SqliteStore
from inputs import SIZE, standings

ZONE = "Asia/Shanghai"
WINDOW = Window(opens_at=read_instant("2018-03-01", ZONE), closes_at=read_end("2018-05-31T23:59:59", ZONE))
UNITS = [f"单位{number}" for number in range(300)]


def campaign() -> Campaign:
    return Campaign(
        id="bench",
        title="基准",
        window=WINDOW,
        levels=tuple(
            Level(number=n, bank=f"b{n}", opens_at=WINDOW.opens_at, time_limit_ms=3_600_000) for n in range(1, 13)
        ),
        periods=tuple(Period(id=name, kind="month", window=window) for name, window in months(WINDOW, ZONE)),
        categories=(Category(name="在职"),),
        awards=(AwardTier(name="一等奖", period="month", first=1, last=5, cash_fen=30_000),),
    )


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with one improvement and one attempt an entrant, written row by row as the record would."""
    path = tmp_path_factory.mktemp("bench") / "bench.db"
    store = SqliteStore.create(path)
    record = Record(store, ManualClock(WINDOW.opens_at), software="bench")
    office = Office(record, SeededEntropy("bench"), bytes(32))
    office.conduct.begin(campaign(), by="bench")
    office.rosters.put_units([Unit(unit=name) for name in UNITS], by="bench")
    with store.write() as rows:
        for number, standing in enumerate(standings(SIZE)):
            rows.put_membership(
                Membership(entrant=standing.entrant, unit=UNITS[number % 300], category="在职", duty="required"),
                "0" * 64,
            )
            rows.put_improvement(standing.reached_at, standing)
            attempt = Attempt(
                attempt=number + 1_000,
                entrant=standing.entrant,
                level=1,
                ordinal=1,
                run=1,
                period="2018-03",
                started_at=standing.reached_at - 100_000,
                limit_end=standing.reached_at,
                grace_ms=3_000,
                campaign_version=1,
                is_imported=True,
                state="submitted",
                submitted_at=standing.reached_at,
                correct=20,
                of=20,
                passed=True,
                has_response=True,
            )
            rows.put_attempt(replace(attempt, digest=next_digest("", attempt)))
        rows.commit()
    store.close()
    return path


@pytest.mark.benchmark(group="closing out of SQLite")
def bench_closing_ours(benchmark: BenchmarkFixture, database: Path, tmp_path: Path) -> None:
    copies = iter(range(10))

    def fresh() -> tuple[tuple[Office, SqliteStore], dict[str, object]]:
        path = tmp_path / f"copy{next(copies)}.db"
        source, target = sqlite3.connect(database), sqlite3.connect(path)
        source.backup(target)
        target.close()
        source.close()
        store = SqliteStore(path)
        record = Record(store, ManualClock(WINDOW.closes_at), software="bench")
        return (Office(record, SeededEntropy("bench"), bytes(32)), store), {}

    def close(office: Office, store: SqliteStore) -> int:
        sealed = office.closings.close("2018-03", by="bench")
        store.close()
        return len(sealed.closing.board)

    assert benchmark.pedantic(close, setup=fresh, rounds=3) > SIZE / 2
    benchmark.extra_info["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.benchmark(group="closing out of SQLite")
def bench_closing_bare_select(benchmark: BenchmarkFixture, database: Path) -> None:
    store = SqliteStore(database)
    run = store._connection.execute
    before = WINDOW.closes_at

    def select() -> int:
        improvements = run(IMPROVEMENTS_BEFORE, (before,)).fetchall()
        roster = run(
            "select entrant, from_at, unit, category, duty, labels, is_admin, has_prize_right, ended from memberships "
            "order by entrant, from_at"
        ).fetchall()
        return len(improvements) + len(roster)

    assert benchmark.pedantic(select, rounds=3) == 2 * SIZE
    store.close()
