"""What operators rely on: stamps before the queue, shedding, readiness, figures, logs, backups, a copy of the facts."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx import Response
from litestar.testing import TestClient

from chuangguan.cli import run
from chuangguan.cli.workplace import Workplace
from chuangguan.errors import BadInput, SecretMismatch, StoreFull, StoreMissing
from chuangguan.facts import Envelope, read_line, write_line
from chuangguan.host import ManualClock, SeededEntropy
from chuangguan.stores import sqlite
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import ROOT_SECRET, World, an_enrolment, at, started_campaign
from chuangguan_service.app import create_app
from chuangguan_service.logs import Log
from chuangguan_service.upkeep import Backups, FactsCopy
from service_server import Server, built_now, serving, started
from service_world import ORGANISER, ServiceWorld, built, opened, settings_of

FIRST = an_enrolment(1).member_no
SECOND = an_enrolment(2).member_no
HOUR = 3_600_000


@contextmanager
def stalled(service: ServiceWorld) -> Iterator[None]:
    """Keep the writer busy while the block runs."""
    reached, is_over = threading.Event(), threading.Event()

    def stand(_: Workplace) -> None:
        reached.set()
        assert is_over.wait(20)

    writer = service.app.state.engine.writer
    thread = threading.Thread(target=lambda: asyncio.run(writer.do(stand, "office")))
    thread.start()
    assert reached.wait(10)
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def behind(service: ServiceWorld, ask: Callable[[], Response], meanwhile_ms: int) -> Response:
    """Return the answer to a request that waits behind a stalled writer while the clock goes on."""
    answers: list[Response] = []
    thread = threading.Thread(target=lambda: answers.append(ask()))
    with stalled(service):
        waits = service.app.state.engine.writer.waiting
        thread.start()
        for _ in range(2_000):
            if service.app.state.engine.writer.waiting > waits:
                break
            time.sleep(0.005)
        service.world.clock.at += meanwhile_ms
    thread.join()
    return answers[0]


def test_a_submission_that_arrived_in_time_counts_although_it_is_stored_later(service: ServiceWorld) -> None:
    begun = service.start(FIRST)
    service.world.clock.at = begun["limit_end"] - 1
    right = service.world.right(begun["attempt"])
    answer = behind(service, lambda: service.submit(FIRST, begun["attempt"], right), 60_000)
    assert answer.status_code == 200
    assert answer.json() | {"fact": 0, "hash": ""} == {
        "attempt": begun["attempt"],
        "level": 1,
        "kind": "submitted",
        "passed": True,
        "correct": 5,
        "of": 5,
        "submitted_at": begun["limit_end"] - 1,
        "elapsed_ms": 299_999,
        "fact": 0,
        "hash": "",
    }


def test_the_control_one_that_arrived_too_late_does_not(service: ServiceWorld) -> None:
    begun = service.start(FIRST)
    service.world.clock.at = begun["closes_at"]
    answer = service.submit(FIRST, begun["attempt"], service.world.right(begun["attempt"]))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late")
    assert answer.json()["receipt"]["kind"] == "expired"


def test_a_save_that_arrived_in_time_is_kept_and_counts_at_the_expiry(service: ServiceWorld) -> None:
    begun = service.start(FIRST)
    right = {question: list(given) for question, given in service.world.right(begun["attempt"]).items()}
    service.world.clock.at = begun["limit_end"] - 1
    path = f"/api/v1/attempts/{begun['attempt']}/responses"
    body = {"counter": 1, "responses": right}
    answer = behind(service, lambda: service.call("PUT", path, by=FIRST, json=body), 60_000)
    assert (answer.status_code, answer.json()) == (200, {"received_at": begun["limit_end"] - 1})
    service.world.reopened(service.world.store).play.sweep()
    receipt = service.call("GET", f"/api/v1/attempts/{begun['attempt']}/receipt", by=FIRST).json()
    assert (receipt["kind"], receipt["correct"]) == ("expired", 5)


def test_a_start_begins_when_it_is_stored_so_that_nobody_loses_the_time_in_the_queue(service: ServiceWorld) -> None:
    asked_at = service.world.clock.at
    path = "/api/v1/attempts"
    answer = behind(service, lambda: service.call("POST", path, by=FIRST, json={"level": 1}), 60_000)
    assert answer.status_code == 201
    assert answer.json()["started_at"] == asked_at + 60_000
    assert answer.json()["limit_end"] == asked_at + 360_000


def test_what_is_shed_is_told_when_to_come_again_and_nothing_of_it_is_stored(tmp_path: Path) -> None:
    with opened(tmp_path, settings=settings_of(tmp_path, queue=2)) as service:
        begun = service.start(FIRST)
        path = f"/api/v1/attempts/{begun['attempt']}"
        before = facts_in(service)
        with stalled(service):
            refused = service.call("POST", "/api/v1/attempts", by=SECOND, json={"level": 1})
            assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
            assert int(refused.headers["retry-after"]) > 0
            # One more waits, which a save may and a start may not; then no save may either.
            body = {"counter": 1, "responses": {}}
            save = threading.Thread(target=lambda: service.call("PUT", f"{path}/responses", by=FIRST, json=body))
            save.start()
            while service.app.state.engine.writer.waiting < 2:
                time.sleep(0.005)
            for answer in (
                service.call("PUT", f"{path}/responses", by=FIRST, json=body),
                service.submit(FIRST, begun["attempt"], {}),
            ):
                assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
                assert "retry-after" in answer.headers
        save.join()
        assert facts_in(service) == before
        assert service.submit(FIRST, begun["attempt"], {}).status_code == 200


def test_on_a_full_disk_a_submission_is_refused_not_lost_and_may_be_sent_again(service: ServiceWorld) -> None:
    begun = service.start(FIRST)
    before = facts_in(service)
    store = service.app.state.engine._store
    commit = store._commit

    def fail() -> None:
        store._commit = commit
        store._connection.execute("rollback")
        raise StoreFull(path=str(service.db))

    store._commit = fail
    answer = service.submit(FIRST, begun["attempt"], {})
    assert (answer.status_code, answer.json()["code"]) == (507, "store_full")
    assert facts_in(service) == before
    assert str(service.db) not in answer.text + service.log.getvalue()
    assert service.submit(FIRST, begun["attempt"], {}).status_code == 200
    assert facts_in(service) == before + 1


def facts_in(service: ServiceWorld) -> int:
    with service.world.record.read() as view:
        head = view.rows.head()
        return head.number if head else 0


def test_the_service_is_ready_until_it_stops(service: ServiceWorld) -> None:
    # The service's own upkeep may stand in the queue for a moment.
    ready = wait_for(lambda: service.call("GET", "/readyz"), lambda answer: answer.json()["waiting"] == 0)
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "waiting": 0})
    service.app.state.engine.writer.stop()
    ready = service.call("GET", "/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert service.call("GET", "/healthz").json() == {"status": "ok"}
    answer = service.call("POST", "/api/v1/attempts", by=FIRST, json={"level": 1})
    assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")


def test_the_service_is_not_ready_when_its_database_cannot_be_read(service: ServiceWorld) -> None:
    service.world.store._connection.execute("pragma wal_checkpoint(truncate)")  # type: ignore[attr-defined]  # SQLite's
    service.db.write_bytes(b"nothing of ours" * 1_000)
    ready = service.call("GET", "/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)


def label_sets(service: ServiceWorld) -> set[str]:
    """Return the names and labels of every figure, without the values."""
    lines = service.call("GET", "/metrics").text.splitlines()
    return {line.rpartition(" ")[0] for line in lines if line.startswith("chuangguan_")}


def test_the_labels_of_the_figures_do_not_grow_with_what_people_ask_for(service: ServiceWorld) -> None:
    def ask(number: int) -> None:
        service.call("GET", f"/api/v1/attempts/{number}/receipt", by=FIRST)
        service.call("GET", f"/api/v1/boards/period-{number}", by=FIRST)
        service.call("GET", f"/nothing/{number}")
        service.call("GET", f"/h5/{number}.js")
        service.call("PATCH", f"/api/v1/{number}", by=FIRST)

    ask(1)
    service.call("GET", "/metrics")
    before = label_sets(service)
    for number in range(2, 502):
        ask(number)
    assert label_sets(service) == before
    assert any("/attempts/{attempt" in name for name in before)


def test_the_figures_tell_how_the_writer_is_doing(service: ServiceWorld) -> None:
    service.climb(FIRST)
    names = {name.partition("{")[0] for name in label_sets(service)}
    assert {"chuangguan_writes_waiting", "chuangguan_commit_jobs_count", "chuangguan_commits_failed_total"} <= names


def test_where_the_operator_wants_no_figures_there_are_none(tmp_path: Path) -> None:
    with opened(tmp_path, settings=settings_of(tmp_path, metrics=False)) as service:
        assert service.call("GET", "/metrics").status_code == 404


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"db": Path("none.db")}, StoreMissing),
        ({"secret_file": "wrong.secret"}, SecretMismatch),
        ({"secret_file": "none.secret"}, BadInput),
    ],
)
def test_no_service_is_made_over_a_database_or_a_secret_that_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], error: type[Exception]
) -> None:
    monkeypatch.chdir(tmp_path)
    built(tmp_path).store.close()
    Path("wrong.secret").write_text("ab" * 32, encoding="ascii")
    with pytest.raises(error):
        create_app(settings_of(tmp_path, **changes))


def lines_of(service: ServiceWorld) -> list[dict[str, Any]]:
    return [json.loads(line) for line in service.log.getvalue().splitlines()]


def test_every_request_leaves_one_line_with_its_id_and_nothing_that_is_anybody_s_business(
    service: ServiceWorld,
) -> None:
    token = service.token(FIRST)
    service.climb(FIRST)
    answers = [
        service.call("GET", "/api/v1/campaign", headers={"x-request-id": "mine"}),
        service.call("GET", "/api/v1/me", by=FIRST),
        service.call("GET", f"/api/v1/boards/now?unit={FIRST}", by=FIRST),
        service.call("GET", f"/{FIRST}/人员1"),
        service.call("POST", "/api/v1/sign-in", json={"member_no": FIRST, "code": "123456"}),
        service.call("GET", "/api/v1/me", headers={"authorization": f"Bearer {token}x"}),
        service.call("POST", "/api/v1/attempts", by=FIRST, content=b'{"level": "13800000001"'),
    ]
    requests = [line for line in lines_of(service) if line["event"] == "request"]
    ids = [line["request"] for line in requests]
    assert len(ids) == len(set(ids))
    assert [answer.headers["x-request-id"] for answer in answers] == ids[-len(answers) :]
    assert [answer.status_code for answer in answers] == [line["status"] for line in requests[-len(answers) :]]
    said = service.log.getvalue()
    for private in (FIRST, "人员1", token, token.rpartition(".")[2], "第1题", '"A"', "mine"):
        assert private not in said


def test_what_goes_wrong_on_our_side_is_told_by_kind_and_place_only(service: ServiceWorld) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"{FIRST} 人员1")

    service.app.state.engine._workplace.play.start = fail
    answer = service.call("POST", "/api/v1/attempts", by=FIRST, json={"level": 1})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    [failure] = [line for line in lines_of(service) if line["event"] == "failure"]
    assert (failure["kind"], failure["code"], failure["level"]) == ("RuntimeError", "internal", "error")
    assert re.fullmatch(r"test_operations\.py:\d+", failure["place"])
    assert failure["request"] == answer.headers["x-request-id"]
    for text in (service.log.getvalue(), answer.text):
        assert FIRST not in text
        assert "人员1" not in text


class Broken:
    """A stream on a disk that is full."""

    def write(self, _: str) -> int:
        raise OSError(28, "no space left on device")


def test_a_log_that_cannot_be_written_does_not_stop_the_service(service: ServiceWorld) -> None:
    service.app.state.log._stream = Broken()
    assert service.climb(FIRST)["passed"]


# Closings by the command line while the service runs


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with a campaign that opened forty days ago and in which two people climbed on the first day."""
    world = built_now(tmp_path, people=4)
    for entrant in ("E000001", "E000002"):
        world.climb(entrant)
    world.store.close()
    return tmp_path


AS_ORGANISER = {"CHUANGGUAN_ORGANISERS": FIRST, "CHUANGGUAN_BOARD_SECONDS": "600"}


def first_period(base: str) -> str:
    return str(httpx.get(f"{base}/api/v1/campaign").json()["periods"][0]["id"])


def test_a_closing_made_by_the_command_line_is_seen_at_once_and_is_the_one_that_the_service_makes(
    place: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path_factory.mktemp("copy")
    for name in ("campaign.db", "campaign.db.secret"):
        (copy / name).write_bytes((place / name).read_bytes())
    with (
        serving(place, AS_ORGANISER) as server,
        httpx.Client(base_url=f"{server.base}/api/v1", headers=signed_in(server)) as client,
    ):
        period = first_period(server.base)
        before = client.get(f"/boards/{period}").json()
        assert (before["seal"], before["listed"], client.get("/closings").json()) == ("", 2, [])
        assert run(["close", period, "--db", str(server.db), "--by", "经办人"]) == 0
        board = client.get(f"/boards/{period}").json()
        [listed] = client.get("/closings").json()
        assert board["seal"] == listed["seal"] != ""
        assert board["seal"] in capsys.readouterr().out.replace("\n", "")
        assert [row["rank"] for row in board["rows"]] == [row["rank"] for row in before["rows"]]
        again = client.post(f"/organiser/periods/{period}/closing", json={"reason": ""}).json()
        assert (again["seal"], again["number"]) == (listed["seal"], 1)
    with serving(copy, AS_ORGANISER) as server:
        answer = httpx.post(
            f"{server.base}/api/v1/organiser/periods/{period}/closing", json={}, headers=signed_in(server)
        )
    assert answer.json()["seal"] == listed["seal"]


def signed_in(server: Server) -> dict[str, str]:
    return {"authorization": f"Bearer {server.token(FIRST)}"}


@pytest.fixture
def old_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A SQLite library with the WAL-reset bug, as far as the store can tell; waits are short."""
    monkeypatch.setattr(sqlite, "has_wal_reset_bug", lambda _: True)
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 100)


def test_where_one_process_alone_may_have_the_file_the_command_names_the_service_s_own_close(
    tmp_path: Path, old_library: None, capsys: pytest.CaptureFixture[str]
) -> None:
    world = built(tmp_path)
    world.store.close()
    with alone(tmp_path, world) as service:
        service.climb(FIRST)
        service.world.go_to(at("2018-04-01") + 3_000)
        assert run(["close", "2018-03", "--db", str(service.db), "--by", "经办人"]) == 1
        said = capsys.readouterr().err.replace("\n", "")
        assert "正被另一程序占用" in said
        assert "POST /api/v1/organiser/periods/期次/closing" in said
        answer = service.call("POST", "/api/v1/organiser/periods/2018-03/closing", by=ORGANISER, json={})
        assert answer.status_code == 200
        board = service.call("GET", "/api/v1/boards/2018-03", by=FIRST).json()
        assert (board["seal"], board["listed"]) == (answer.json()["seal"], 1)
        assert service.call("GET", "/readyz").status_code == 200


class WorldInside(World):
    """A world on the service's own store, which it reads as a request does: by the thread that also writes."""

    def __init__(self, client: TestClient[Any], clock: ManualClock) -> None:
        super().__init__(client.app.state.engine._store, clock)
        self._client = client

    def right(self, attempt: int) -> dict[str, tuple[str, ...]]:
        """Return the right responses to an attempt's paper."""
        world = World(self.store, self.clock)
        with self._client.portal() as portal:
            return portal.call(self._client.app.state.engine.look, lambda _: world.right(attempt))


@contextmanager
def alone(directory: Path, world: World) -> Iterator[ServiceWorld]:
    """Open the service where nobody else may open its file."""
    log = StringIO()
    settings = settings_of(directory, backup_dir=str(directory / "b"), facts_copy=str(directory / "facts.jsonl"))
    app = create_app(settings, clock=world.clock, log=Log(world.clock, log))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield ServiceWorld(app, client, WorldInside(client, world.clock), log, settings.db)


def test_where_one_process_alone_may_have_the_file_facts_are_copied_and_a_backup_is_said_to_be_impossible(
    tmp_path: Path, old_library: None
) -> None:
    world = built(tmp_path)
    world.store.close()
    with alone(tmp_path, world) as service:
        receipt = service.climb(FIRST)
        last = wait_for(lambda: last_fact(tmp_path / "facts.jsonl"), lambda fact: fact == receipt["fact"])
        assert last == receipt["fact"]
        assert [line["event"] for line in lines_of(service) if line["level"] == "error"] == ["backup_impossible"]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "statuses"),
    [
        (("127.0.0.1",), ("1.1.1.1", "2.2.2.2"), [202, 202]),
        (("127.0.0.0/8",), ("9.9.9.9, 1.1.1.1", "9.9.9.9, 2.2.2.2"), [202, 202]),
        # What a caller writes in front of what the proxy adds is not believed.
        (("127.0.0.1",), ("8.8.8.8, 1.1.1.1", "9.9.9.9, 1.1.1.1"), [202, 429]),
        ((), ("1.1.1.1", "2.2.2.2"), [202, 429]),
        (("10.0.0.1",), ("1.1.1.1", "2.2.2.2"), [202, 429]),
    ],
)
def test_behind_a_proxy_that_is_trusted_people_are_told_apart_by_their_own_address(
    tmp_path: Path, trusted: tuple[str, ...], forwarded: tuple[str, str], statuses: list[int]
) -> None:
    settings = settings_of(tmp_path, code_sender="console", sign_ins_per_minute=1, trusted_proxies=trusted)
    world = built(tmp_path)
    app = create_app(settings, clock=world.clock, log=Log(world.clock, StringIO()))

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 50_000))  # type: ignore[arg-type]  # it is one
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            path, body = "/api/v1/sign-in/codes", {"member_no": "0"}
            answers = [await client.post(path, json=body, headers={"x-forwarded-for": said}) for said in forwarded]
            return [answer.status_code for answer in answers]

    assert asyncio.run(ask()) == statuses
    app.state.engine.stop()
    world.store.close()


# Backups


def wait_for(look: Callable[[], Any], holds: Callable[[Any], bool], seconds: float = 10) -> Any:
    """Return what is seen once it is as it should be, or at the end."""
    ends_at = time.monotonic() + seconds
    while not holds(seen := look()) and time.monotonic() < ends_at:
        time.sleep(0.05)
    return seen


def backups_of(directory: Path) -> list[Path]:
    return sorted(directory.glob("campaign-*.db"))


def test_backups_are_made_when_they_are_due_and_the_newest_few_are_kept(tmp_path: Path) -> None:
    world = built(tmp_path)
    kept = tmp_path / "backups"
    settings = settings_of(tmp_path, backup_dir=str(kept), backup_hours=6, backups_kept=3)
    backups = Backups(settings, world.clock)
    assert backups.is_due()
    backups.make()
    assert not backups.is_due()
    # What others put beside them is neither counted nor removed.
    strangers = [kept / "campaign-20180312.db", kept / "campaign-old.db", kept / "hd-1520784000000.db"]
    for stranger in strangers:
        stranger.write_bytes(b"")
    world.clock.at += 6 * HOUR - 1
    assert not backups.is_due()
    for _ in range(4):
        world.clock.at += 6 * HOUR
        assert backups.is_due()
        backups.make()
    ours = [path for path in backups_of(kept) if path not in strangers]
    assert [int(path.stem[-13:]) for path in ours] == [
        world.clock.at - 12 * HOUR,
        world.clock.at - 6 * HOUR,
        world.clock.at,
    ]
    assert all(path.exists() for path in strangers)
    world.store.close()


def test_the_service_makes_a_backup_by_itself_and_it_can_be_restored(place: Path) -> None:
    kept = place / "backups"
    with serving(place, {"CHUANGGUAN_BACKUP_DIR": str(kept)}) as server:
        [made] = wait_for(lambda: backups_of(kept), bool)
        log = server.log
    assert run(["restore", str(made), "--db", str(place / "n.db")]) == 0
    with closing(SqliteStore(place / "n.db")) as store, store.read() as rows:
        shown = rows.head()
        assert shown is not None
        # That every name left with it is the last thing in it.
        assert (shown.actor, b'"purpose":"backup"' in shown.body) == ("service", True)
    assert "failed" not in log.read_text(encoding="utf-8")


# The copy of the facts


def last_fact(path: Path) -> int:
    """Return the number of the last whole line."""
    if not path.exists():
        return 0
    lines = [line for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    return read_line(lines[-1]).number if lines else 0


def all_facts(db: Path) -> list[Envelope]:
    with closing(SqliteStore(db)) as store, store.read() as rows:
        return list(rows.facts())


def play_one(server: Server) -> int:
    """Start and hand in, and return the number of the last fact."""
    with httpx.Client(base_url=f"{server.base}/api/v1", headers=signed_in(server)) as client:
        answer = client.post("/attempts", json={"level": 2})
        assert answer.status_code in {200, 201}, answer.text
        begun = answer.json()
        path = f"/attempts/{begun['attempt']}/submission"
        return int(client.post(path, json={}, headers={"idempotency-key": f"k{begun['attempt']}"}).json()["fact"])


def test_the_copy_is_a_second_behind_and_goes_on_after_a_crash_that_tore_its_last_line(place: Path) -> None:
    copy = place / "elsewhere.jsonl"
    environment = {"CHUANGGUAN_FACTS_COPY": str(copy)}
    server = started(place, environment)
    fact = play_one(server)
    began = time.monotonic()
    assert wait_for(lambda: last_fact(copy), lambda last: last == fact) == fact
    assert time.monotonic() - began < 3
    server.kill()
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-20])
    with serving(place, environment) as server:
        fact = play_one(server)
        assert wait_for(lambda: last_fact(copy), lambda last: last == fact) == fact
    facts = all_facts(place / "campaign.db")
    assert copy.read_bytes() == b"".join(map(write_line, facts))
    assert copy.stat().st_mode & 0o077 == 0


def test_after_the_machine_is_lost_a_backup_and_the_copy_bring_everything_back_but_new_names(place: Path) -> None:
    copy, kept = place / "elsewhere.jsonl", place / "backups"
    environment = {"CHUANGGUAN_FACTS_COPY": str(copy), "CHUANGGUAN_BACKUP_DIR": str(kept)}
    server = started(place, environment)
    [backup] = wait_for(lambda: backups_of(kept), bool)
    fact = play_one(server)
    wait_for(lambda: last_fact(copy), lambda last: last >= fact)
    server.kill()
    lost = all_facts(place / "campaign.db")
    assert run(["restore", str(backup), "--facts", str(copy), "--db", str(place / "n.db")]) == 0
    assert all_facts(place / "n.db") == lost
    (place / "n.db.secret").write_bytes((place / "campaign.db.secret").read_bytes())
    assert run(["verify", "--db", str(place / "n.db")]) == 0


@contextmanager
def copying(directory: Path, copy: Path) -> Iterator[tuple[FactsCopy, Workplace]]:
    """Open a copy of a small record."""
    store = SqliteStore.create(directory / "own.db")
    world = started_campaign(store)
    workplace = Workplace(store, world.clock, SeededEntropy("copy"), ROOT_SECRET)
    try:
        yield FactsCopy(copy), workplace
    finally:
        store.close()


def caught_up(copy: FactsCopy, workplace: Workplace) -> int:
    """Copy what is missing and return how many facts that was."""
    missing = copy.missing(workplace)
    if missing:
        copy.append(missing)
    return len(missing)


@pytest.mark.parametrize("cut", [0, 1, 17, 400])
def test_a_copy_of_which_only_torn_bytes_are_there_is_begun_again(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "facts.jsonl"
    with copying(tmp_path, path) as (copy, workplace):
        with workplace.record.read() as view:
            facts = list(view.rows.facts())
        path.write_bytes(write_line(facts[0])[:cut])
        assert caught_up(copy, workplace) == len(facts)
        assert path.read_bytes() == b"".join(map(write_line, facts))
        assert caught_up(copy, workplace) == 0


@pytest.mark.parametrize(
    "content",
    [b"a text of somebody's", b"a text of somebody's\n", b"{}\n", b"SQLite format 3\0" * 100, b"\n", b"x" * 20_000_000],
    ids=["text", "line", "json", "database", "empty", "large"],
)
def test_a_file_that_is_no_copy_of_this_chain_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(content)
    with copying(tmp_path, path) as (copy, workplace), pytest.raises(BadInput):
        caught_up(copy, workplace)
    assert path.read_bytes() == content


def test_the_copy_of_another_campaign_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    other = World(SqliteStore.create(tmp_path / "other.db"), ManualClock(0))
    started_campaign(other.store, people=9)
    with other.record.read() as view:
        content = b"".join(map(write_line, view.rows.facts()))
    other.store.close()
    path.write_bytes(content + b"torn")
    with copying(tmp_path, path) as (copy, workplace), pytest.raises(BadInput) as caught:
        caught_up(copy, workplace)
    assert [problem.code for problem in caught.value.problems] == ["facts_copy_differs"]
    assert path.read_bytes() == content + b"torn"


def test_a_copy_that_could_not_be_written_whole_is_looked_at_again_before_it_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    with copying(tmp_path, path) as (copy, workplace):
        missing = copy.missing(workplace)
        copy.append(missing[:3])
        # A disk that was full in the middle of a line.
        with path.open("ab") as file:
            file.write(write_line(missing[3])[:50])
        copy._last = None
        assert caught_up(copy, workplace) == len(missing) - 3
        assert path.read_bytes() == b"".join(map(write_line, missing))


def test_a_copy_that_cannot_be_written_is_told_once_and_the_service_goes_on(tmp_path: Path) -> None:
    (tmp_path / "facts.jsonl").write_bytes(b"somebody's\n")
    with opened(tmp_path, settings=settings_of(tmp_path, facts_copy=str(tmp_path / "facts.jsonl"))) as service:
        service.climb(FIRST)
        time.sleep(2.5)
        failed = [line for line in lines_of(service) if line["event"] == "facts_copy_failed"]
        assert [(line["level"], line["kind"], line["code"]) for line in failed] == [
            ("error", "BadInput", "fact_line_unreadable")
        ]


# The page of the API's reference


def test_the_reference_opens_without_the_internet_and_shows_the_api(place: Path) -> None:
    api = pytest.importorskip("playwright.sync_api")
    chromium = Path("/usr/bin/chromium")
    if not chromium.exists():
        pytest.skip("no Chromium is installed")
    asked: list[str] = []
    said: list[str] = []
    with serving(place) as server, api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{server.base}/reference/")
        page.get_by_text("交卷", exact=True).first.wait_for()
        assert "闯关服务" in page.inner_text("#reference")
        browser.close()
    assert [url for url in asked if not url.startswith((server.base, "data:"))] == []
    assert said == []
