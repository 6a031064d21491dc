"""The service beside an empty application on the same server, and an evening of people who play at their own times."""

import asyncio
import os
import random  # noqa: TID251  when people begin is the load, not a draw
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chuangguan.facts import AttemptEnded, read_fact
from chuangguan.stores.sqlite import SqliteStore
from service_load import RUNNING, Client, Measured, Player, Prepared, Server, connected, cycles, prepared, served

CLIENTS = 16
SECONDS = 10.0
ROUNDS = 3
PEOPLE = 2_000
PLAYERS = 500
EVENING_S = 60.0
SITTING_S = 10.0
SAVES = 20
SEED = 20180430


@pytest.fixture
def ready(tmp_path: Path) -> Prepared:
    return prepared(tmp_path, PEOPLE)


@pytest.fixture
def ours(ready: Prepared, tmp_path: Path) -> Iterator[Server]:
    with served("chuangguan_service.app:create_app", RUNNING | {"CHUANGGUAN_DB": str(ready.db)}, tmp_path) as server:
        yield server


@pytest.fixture
def empty(ready: Prepared, tmp_path: Path) -> Iterator[Server]:
    directory = tmp_path / "empty"
    directory.mkdir()
    with served("empty_app:create_empty", {"CHUANGGUAN_DB": str(ready.db)}, directory) as server:
        yield server


def bench_whole_cycles_beside_an_empty_application(ready: Prepared, ours: Server, empty: Server, capsys: Any) -> None:
    for server in (empty, ours):
        asyncio.run(cycles(server, ready.players, CLIENTS, 1.0))
    pairs = [
        (
            asyncio.run(cycles(empty, ready.players, CLIENTS, SECONDS)),
            asyncio.run(cycles(ours, ready.players, CLIENTS, SECONDS)),
        )
        for _ in range(ROUNDS)
    ]
    with capsys.disabled():
        print(f"\nWhole cycles (start, submit 20 responses), {CLIENTS} clients, {ROUNDS} × {SECONDS:.0f} s each")
        for plain, full in pairs:
            print(f"  empty application  {said(plain)}")
            print(f"  service            {said(full)}   ratio {full.cycles_a_second / plain.cycles_a_second:.2f}")


def said(measured: Measured) -> str:
    return (
        f"{measured.cycles_a_second:6.0f} cycles/s   p50 {measured.p50_ms:6.1f} ms   p99 {measured.p99_ms:6.1f} ms   "
        f"CPU {measured.cpu_ms:.2f} ms a cycle"
    )


def bench_an_evening_of_sittings(ready: Prepared, ours: Server, tmp_path: Path, capsys: Any) -> None:
    chance = random.Random(SEED)
    begins = sorted(chance.uniform(0.0, EVENING_S) for _ in range(PLAYERS))
    waits = asyncio.run(evening(ours, ready.players, begins))
    kept = handed_in(ready.db)
    fsyncs = fsync_speed(tmp_path)
    submits = sorted(waits)
    half, most = submits[len(submits) // 2], submits[int(len(submits) * 0.99)]
    with capsys.disabled():
        print(f"\n{PLAYERS} sittings begun at random over {EVENING_S:.0f} s, {SITTING_S:.0f} s and {SAVES} saves each")
        print(f"  handed in and kept {kept} of {PLAYERS}")
        print(f"  submit p50 {half * 1000:.1f} ms   p99 {most * 1000:.1f} ms")
        print(f"  raw fsync of 4 KiB on this disk: {fsyncs:.0f} a second")
    assert kept == PLAYERS


async def evening(server: Server, players: list[Player], begins: list[float]) -> list[float]:
    """Let one player after another begin at their times; return how long each submission took."""
    began = time.perf_counter()

    async def one(player: Player, at: float) -> float:
        await asyncio.sleep(max(began + at - time.perf_counter(), 0))
        async with connected(server.port) as client:
            return await sitting(client, player)

    return await asyncio.gather(*(one(player, at) for player, at in zip(players, begins, strict=False)))


async def sitting(client: Client, player: Player) -> float:
    """Start, save one response after another, submit them all; return how long the submission took."""
    began = time.perf_counter()
    started = msgspec.json.decode(await client.send("POST", "/api/v1/attempts", player.token, b'{"level":1}'))
    path = f"/api/v1/attempts/{started['attempt']}"
    responses: dict[str, list[str]] = {}
    for number, item in enumerate(started["questions"], start=1):
        await asyncio.sleep(max(began + SITTING_S * number / (SAVES + 1) - time.perf_counter(), 0))
        responses[item["question"]] = ["A"]
        body = msgspec.json.encode({"counter": number, "responses": {item["question"]: ["A"]}})
        await client.send("PUT", f"{path}/responses", player.token, body)
    await asyncio.sleep(max(began + SITTING_S - time.perf_counter(), 0))
    sent = time.perf_counter()
    body = msgspec.json.encode({"responses": responses})
    await client.send("POST", f"{path}/submission", player.token, body, key="one")
    return time.perf_counter() - sent


def handed_in(db: Path) -> int:
    """Return how many submissions with every response are in the database."""
    store = SqliteStore(db)
    try:
        with store.read() as rows:
            facts = (read_fact(envelope.body) for envelope in rows.facts())
            return sum(isinstance(fact, AttemptEnded) and len(fact.responses) == SAVES for fact in facts)
    finally:
        store.close()


def fsync_speed(directory: Path) -> float:
    """Return how many times a second a page written to a file reaches this disk."""
    times = 200
    with (directory / "fsync").open("wb") as file:
        began = time.perf_counter()
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return times / (time.perf_counter() - began)
