"""What the service's benchmarks are made of: a lean HTTP client, whole cycles, and an empty application beside ours."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from chuangguan.host import SystemClock
from chuangguan.rules.campaign import Campaign, Period, Quota
from chuangguan.rules.instants import Window
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import World, a_bank, a_campaign, a_level, an_enrolment, started_campaign
from chuangguan_service.settings import Settings
from chuangguan_service.tokens import Tokens, session_key

HOUR_MS = 3_600_000
QUESTIONS = 20
RIGHT_STATUS = {200, 201}
RUNNING = {"CHUANGGUAN_WRITES_PER_MINUTE": "1000000"}
"""What a service is told that is not to hold back one client who plays for many."""


class Client:
    """One keep-alive connection that speaks just enough HTTP/1.1."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, method: str, path: str, token: str, body: bytes, *, key: str = "") -> bytes:
        """Return the body of an answer; an `AssertionError` for a status that is none of success."""
        more = f"idempotency-key: {key}\r\n" if key else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{more}"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = next(line for line in answer.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        content = await self._reader.readexactly(int(length.split(b":")[1]))
        assert int(answer[9:12]) in RIGHT_STATUS, (path, answer[:15], content[:300])
        return content


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Client]:
    """Open a connection to a port of this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


class Player(NamedTuple):
    """Somebody who plays: their token."""

    token: str


class Prepared(NamedTuple):
    """A database to serve, and who plays in it."""

    db: Path
    players: list[Player]


def prepared(directory: Path, people: int, *, time_limit_ms: int = 300_000) -> Prepared:
    """Return a database whose campaign opened an hour ago, with so many people on the roster and their tokens."""
    now = SystemClock().now()
    window = Window(opens_at=now - HOUR_MS, closes_at=now + 100 * HOUR_MS)
    level = a_level(1, opens_at=window.opens_at, time_limit_ms=time_limit_ms, quotas=(Quota(n=QUESTIONS),))
    campaign: Campaign = a_campaign(
        window=window, levels=(level,), periods=(Period(id="now", window=window),), awards=()
    )
    db = directory / "campaign.db"
    store = SqliteStore.create(db)
    with store.batch():
        world: World = started_campaign(store, campaign=campaign, banks={1: a_bank(200)}, people=people)
    store.close()
    assert world.root_secret is not None
    Path(f"{db}.secret").write_text(world.root_secret.hex(), encoding="ascii")
    tokens = Tokens(Settings(db=db), campaign.id, session_key(world.root_secret, campaign.id))
    names = [an_enrolment(number).member_no for number in range(1, people + 1)]
    return Prepared(db, [Player(tokens.make(name, now)[0]) for name in names])


class Server(NamedTuple):
    """A server that runs: where it listens and which processes it is."""

    port: int
    process: "subprocess.Popen[bytes]"

    def cpu_s(self) -> float:
        """Return the processor time that the server and its workers have used."""
        ticks = os.sysconf("SC_CLK_TCK")
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / ticks


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(other for child in children for other in _family(int(child)))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextmanager
def served(target: str, environment: dict[str, str], directory: Path) -> Iterator[Server]:
    """Serve an application factory with granian, one worker, as `chuangguan serve` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = (
        "import sys\n"
        "from granian import Granian\n"
        "from granian.constants import Interfaces\n"
        "if __name__ == '__main__':\n"
        "    Granian(sys.argv[1], address='127.0.0.1', port=int(sys.argv[2]), interface=Interfaces.ASGI,\n"
        "            factory=True, websockets=False, log_enabled=False).serve()\n"
    )
    path = directory / "serve_it.py"
    path.write_text(script, encoding="utf-8")
    here = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    with (directory / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(path), target, str(port)],
            env={**os.environ, **environment, "PYTHONPATH": here},
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(port, process)
            yield Server(port, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "the server has stopped"
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not listen")


class Measured(NamedTuple):
    """What a run of cycles came to: a second's worth, waits in ms, and processor time a cycle."""

    cycles_a_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float


async def cycles(server: Server, players: Sequence[Player], clients: int, seconds: float) -> Measured:
    """Let clients do whole cycles, start then submit, one after another for so long; each cycle by another player."""
    waits: list[float] = []
    ends_at = time.perf_counter() + seconds
    began_at, cpu_before = time.perf_counter(), server.cpu_s()

    async def one(mine: Sequence[Player]) -> None:
        async with connected(server.port) as client:
            turn = 0
            while time.perf_counter() < ends_at:
                player = mine[turn % len(mine)]
                turn += 1
                began = time.perf_counter()
                await cycle(client, player, f"{turn}-{began}")
                waits.append(time.perf_counter() - began)

    await asyncio.gather(*(one(players[i::clients]) for i in range(clients)))
    took = time.perf_counter() - began_at
    waits.sort()
    return Measured(
        cycles_a_second=len(waits) / took,
        p50_ms=waits[len(waits) // 2] * 1000,
        p99_ms=waits[int(len(waits) * 0.99)] * 1000,
        cpu_ms=(server.cpu_s() - cpu_before) / len(waits) * 1000,
    )


async def cycle(client: Client, player: Player, key: str) -> dict[str, Any]:
    """Start level 1 and hand in twenty responses, the first option of each; return the receipt."""
    started = msgspec.json.decode(await client.send("POST", "/api/v1/attempts", player.token, b'{"level":1}'))
    responses = {item["question"]: ["A"] for item in started["questions"]}
    body = msgspec.json.encode({"responses": responses})
    path = f"/api/v1/attempts/{started['attempt']}/submission"
    receipt: dict[str, Any] = msgspec.json.decode(await client.send("POST", path, player.token, body, key=key))
    return receipt
