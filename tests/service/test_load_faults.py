"""Over real HTTP: many at once, the server killed in the middle, callers who go away, a database that is held.

Clients do what the reference page does: they send the same submission with the same key until it is answered.
"""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from chuangguan.facts import AttemptEnded, AttemptStarted, read_fact
from chuangguan.host import SystemClock
from chuangguan.rules.draw import Words
from chuangguan.rules.roster import entrant_id
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import World, an_enrolment
from chuangguan_service.settings import Settings
from chuangguan_service.tokens import Tokens, session_key
from service_server import Server, built_now, free_port, serving, started

SCOREBOARD = os.environ.get("HYPOTHESIS_PROFILE") == "scoreboard"
KILLS = 20 if SCOREBOARD else 2
PLAYERS = 16 if SCOREBOARD else 6
_EARLY = Path(__file__).parent
_RUN_EARLY = "import sys, uvicorn; uvicorn.run('early_app:create_app', factory=True, port=int(sys.argv[1]))"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with a campaign that is open now and a closed store."""
    built_now(tmp_path, people=60).store.close()
    return tmp_path


def tokens_of(place: Path, numbers: Sequence[int]) -> list[str]:
    """Return the service's own tokens of these people, as it signs them."""
    db = place / "campaign.db"
    secret = bytes.fromhex(Path(f"{db}.secret").read_text(encoding="ascii"))
    tokens = Tokens(Settings(db=db), "open-now", session_key(secret, "open-now"))
    return [tokens.make(an_enrolment(number).member_no, SystemClock().now())[0] for number in numbers]


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", **more}


@contextmanager
def opened(place: Path) -> Iterator[World]:
    """Open what the service left."""
    store = SqliteStore(place / "campaign.db")
    try:
        yield World(store, SystemClock())  # type: ignore[arg-type]  # nobody sets this clock
    finally:
        store.close()


def ends_of(world: World) -> list[AttemptEnded]:
    with world.record.read() as view:
        facts = [read_fact(envelope.body) for envelope in view.rows.facts()]
    return [fact for fact in facts if isinstance(fact, AttemptEnded)]


def starts_of(world: World) -> list[AttemptStarted]:
    with world.record.read() as view:
        facts = [read_fact(envelope.body) for envelope in view.rows.facts()]
    return [fact for fact in facts if isinstance(fact, AttemptStarted)]


async def together(work: Callable[[httpx.AsyncClient, int], Any], count: int, base: str) -> list[Any]:
    limits = httpx.Limits(max_connections=count)
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=30) as client:
        return list(await asyncio.gather(*(work(client, number) for number in range(count))))


def test_fifty_starts_at_once_are_one_attempt_and_fifty_submissions_of_it_one_result(place: Path) -> None:
    [token] = tokens_of(place, [1])
    with serving(place) as server:

        async def start(client: httpx.AsyncClient, _: int) -> httpx.Response:
            return await client.post("/api/v1/attempts", json={"level": 1}, headers=bearer(token))

        begun = asyncio.run(together(start, 50, server.base))
        assert Counter(answer.status_code for answer in begun) == {201: 1, 200: 49}
        [attempt] = {answer.json()["attempt"] for answer in begun}
        papers = [answer.json() | {"resumed": False, "now": 0} for answer in begun]
        assert papers == [papers[0]] * 50
        question = papers[0]["questions"][0]["question"]

        async def submit(client: httpx.AsyncClient, number: int) -> httpx.Response:
            return await client.post(
                f"/api/v1/attempts/{attempt}/submission",
                json={"responses": {question: ["AB"[number % 2]]}},
                headers=bearer(token, **{"idempotency-key": f"key-{number}"}),
            )

        answers = asyncio.run(together(submit, 50, server.base))
    taken = [answer.json() for answer in answers if answer.status_code == 200]
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    # Those who gave the same responses as the first share its receipt; the others are refused with it.
    assert (len(taken), len(refused)) == (25, 25)
    assert taken == [taken[0]] * 25
    assert [(item["code"], item["receipt"]) for item in refused] == [("already_submitted", taken[0])] * 25
    with opened(place) as world:
        assert [(fact.attempt, len(starts_of(world))) for fact in ends_of(world)] == [(attempt, 1)]
        assert world.verify().difference is None


class Player:
    """Somebody who plays on whatever happens, and what they were told."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.receipts: list[dict[str, Any]] = []

    async def play(self, base: str, is_over: asyncio.Event) -> None:
        """Start, save and submit one attempt after the other; what has begun is brought to its end."""
        async with httpx.AsyncClient(base_url=base, timeout=10) as client:
            while not is_over.is_set():
                begun = await self._until_answered(client, "/api/v1/attempts", {"level": 1})
                responses = {item["question"]: ["A"] for item in begun["questions"]}
                path = f"/api/v1/attempts/{begun['attempt']}/submission"
                key = f"key-{begun['attempt']}"
                receipt = await self._until_answered(client, path, {"responses": responses}, key=key)
                assert receipt["attempt"] == begun["attempt"]
                self.receipts.append(receipt)

    async def _until_answered(self, client: httpx.AsyncClient, path: str, body: Any, *, key: str = "") -> Any:
        headers = bearer(self.token, **({"idempotency-key": key} if key else {}))
        while True:
            try:
                answer = await client.post(path, json=body, headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(0.02)
                continue
            if answer.status_code == 503:
                await asyncio.sleep(0.05)
                continue
            assert answer.status_code in {200, 201}, answer.text
            return answer.json()


async def played_through(place: Path, start: Callable[[int], Server], players: Sequence[Player], kills: int) -> None:
    """Let everybody play while the server is killed and started again, and finish with a server that lives."""
    port, is_over = free_port(), asyncio.Event()
    chance = Words(b"kills")
    server = await asyncio.to_thread(start, port)
    playing = [asyncio.create_task(player.play(server.base, is_over)) for player in players]
    for _ in range(kills):
        await asyncio.sleep(0.3 + chance.below(1_000) / 1_000)
        await asyncio.to_thread(server.kill)
        assert not any(task.done() for task in playing), [task for task in playing if task.done()]
        server = await asyncio.to_thread(start, port)
    await asyncio.sleep(0.5)
    is_over.set()
    try:
        await asyncio.wait_for(asyncio.gather(*playing), 60)
    finally:
        await asyncio.to_thread(server.stop)


def missing(world: World, receipts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the receipts whose fact is not where they say."""
    with world.record.read() as view:
        stored = {envelope.number: envelope.hash for envelope in view.rows.facts()}
    return [receipt for receipt in receipts if stored.get(receipt["fact"]) != receipt["hash"]]


def test_every_acknowledged_submission_is_there_once_after_the_server_was_killed(place: Path) -> None:
    players = [Player(token) for token in tokens_of(place, range(1, PLAYERS + 1))]
    asyncio.run(played_through(place, lambda port: started(place, port=port), players, KILLS))
    receipts = [receipt for player in players for receipt in player.receipts]
    assert len(receipts) > KILLS * PLAYERS
    with opened(place) as world:
        assert missing(world, receipts) == []
        assert Counter(fact.attempt for fact in ends_of(world)) == Counter(item["attempt"] for item in receipts)
        assert world.verify().difference is None


def test_the_control_a_writer_that_answers_before_its_commit_loses_some(place: Path) -> None:
    [token] = tokens_of(place, [1])
    with started_early(place) as server, httpx.Client(base_url=server.base) as client:
        begun = client.post("/api/v1/attempts", json={"level": 1}, headers=bearer(token)).json()
        answer = client.post(
            f"/api/v1/attempts/{begun['attempt']}/submission",
            json={},
            headers=bearer(token, **{"idempotency-key": "k"}),
        )
        server.kill()
    assert answer.status_code == 200
    with opened(place) as world:
        assert missing(world, [answer.json()]) == [answer.json()]


@contextmanager
def started_early(place: Path) -> Iterator[Server]:
    """Serve with the planted fault, by the other server that is known to work."""
    port, log = free_port(), place / "early.log"
    paths = os.pathsep.join([str(_EARLY), *(path for path in sys.path if path)])
    environment = {**os.environ, "PYTHONPATH": paths, "CHUANGGUAN_DB": str(place / "campaign.db")}
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", _RUN_EARLY, str(port)],
            env=environment,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    server = Server(process, port, place / "campaign.db", log)
    try:
        server_is_up(server)
        yield server
    finally:
        server.stop()


def server_is_up(server: Server) -> None:
    for _ in range(200):
        try:
            if httpx.get(f"{server.base}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            server.process.poll()
            asyncio.run(asyncio.sleep(0.05))
    raise AssertionError(server.log.read_text(encoding="utf-8"))


def test_a_submission_whose_sender_hangs_up_is_stored_once(place: Path) -> None:
    [token] = tokens_of(place, [1])
    with serving(place) as server:
        with httpx.Client(base_url=server.base) as client:
            begun = client.post("/api/v1/attempts", json={"level": 1}, headers=bearer(token)).json()
        path = f"/api/v1/attempts/{begun['attempt']}/submission"
        asyncio.run(hang_up(server, path, token))
        with httpx.Client(base_url=server.base) as client:
            for _ in range(100):
                receipt = client.get(f"/api/v1/attempts/{begun['attempt']}/receipt", headers=bearer(token))
                if receipt.status_code == 200:
                    break
            again = client.post(path, json={}, headers=bearer(token, **{"idempotency-key": "k"}))
    assert again.json() == receipt.json()
    with opened(place) as world:
        assert [fact.attempt for fact in ends_of(world)] == [begun["attempt"]]


async def hang_up(server: Server, path: str, token: str) -> None:
    """Send a submission and close the connection without waiting for the answer."""
    port = int(server.base.rpartition(":")[2])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nidempotency-key: k\r\n"
    writer.write(f"{head}content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}".encode())
    await writer.drain()
    writer.close()


def test_what_was_accepted_is_stored_when_the_server_is_told_to_stop(place: Path) -> None:
    tokens = tokens_of(place, range(1, 51))
    with serving(place) as server:

        async def scenario() -> list[Any]:
            async def start(client: httpx.AsyncClient, number: int) -> Any:
                try:
                    return await client.post("/api/v1/attempts", json={"level": 1}, headers=bearer(tokens[number]))
                except httpx.TransportError:
                    return None

            playing = asyncio.create_task(together(start, 50, server.base))
            await asyncio.sleep(0.1)
            await asyncio.to_thread(server.stop)
            return await playing

        answers = [item for item in asyncio.run(scenario()) if item is not None and item.status_code == 201]
    with opened(place) as world:
        stored = {fact.entrant for fact in starts_of(world)}
        told = {item.json()["attempt"] for item in answers}
        with world.record.read() as view:
            assert told <= {attempt.attempt for attempt in view.rows.open_attempts()}
        assert stored <= {entrant_id(number) for number in range(1, 51)}
        assert world.verify().difference is None
