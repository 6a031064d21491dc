"""`chuangguan serve` and `chuangguan demo --serve` as an operator types them, in processes of their own."""

import calendar
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chuangguan.errors import BadInput
from chuangguan.formats.campaigns import read_campaign
from chuangguan.host import ManualClock, SystemClock
from chuangguan.rules.instants import local_time, read_instant
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import World, an_enrolment
from chuangguan_service.commands import require_address
from chuangguan_service.demo import fill, moved_preset
from service_server import built_now, free_port

_TYPE = "import sys; from chuangguan.cli import run; sys.exit(run(sys.argv[1:]))"
_WITHOUT = f"import sys; sys.modules['{{}}'] = None; {_TYPE.removeprefix('import sys; ')}"
_ZONE = "Asia/Shanghai"


class Typed:
    """A command that runs in a directory, and what it printed so far."""

    def __init__(self, directory: Path, words: tuple[str, ...], environment: Mapping[str, str], code: str) -> None:
        self._printed = directory / f"printed-{time.monotonic_ns()}.txt"
        known = {name: text for name, text in os.environ.items() if not name.startswith("CHUANGGUAN_")}
        paths = os.pathsep.join(path for path in sys.path if path)
        with self._printed.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code, *words],
                cwd=directory,
                env={**known, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8", "COLUMNS": "400", **environment},
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        return self._printed.read_text(encoding="utf-8")

    def waited_for(self, base: str) -> "Typed":
        """Wait until the service is ready."""
        for _ in range(600):
            assert self.process.poll() is None, self.printed
            try:
                if httpx.get(f"{base}/readyz").status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(self.printed)

    def code(self, member_no: str) -> str:
        """Return the newest code that was printed for somebody; waits for it."""
        for _ in range(200):
            found = re.findall(rf"验证码 {member_no}：(\d{{6}})", self.printed)
            if found:
                return str(found[-1])
            time.sleep(0.05)
        raise AssertionError(self.printed)

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def typed(
    directory: Path, *words: str, environment: Mapping[str, str] | None = None, code: str = _TYPE
) -> Iterator[Typed]:
    command = Typed(directory, words, environment or {}, code)
    try:
        yield command
    finally:
        command.end()


def refused(directory: Path, *words: str, **more: Any) -> tuple[int, str]:
    """Return exit code and what was printed by a command that ends by itself."""
    with typed(directory, *words, **more) as command:
        code = command.process.wait(30)
        assert "Traceback" not in command.printed
        assert "程序内部出错" not in command.printed
        return code, command.printed


@pytest.fixture
def place(tmp_path: Path) -> Path:
    built_now(tmp_path, people=10).store.close()
    return tmp_path


SERVE = ("serve", "--db", "campaign.db")


def test_a_port_in_use_is_said_in_one_line(place: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, printed = refused(place, *SERVE, "--port", port)
    assert (code, f"不能在 127.0.0.1:{port} 上提供服务：端口已被占用" in printed) == (1, True)


def test_a_demo_whose_port_is_in_use_fills_nothing(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, printed = refused(tmp_path, "demo", "--serve", "--port", port)
    assert (code, "端口已被占用" in printed) == (1, True)
    assert not (tmp_path / "demo-output").exists()


@pytest.mark.parametrize(
    ("words", "environment", "exit_code", "said"),
    [
        (("serve", "--db", "no.db"), {}, 1, "“no.db”没有活动数据库"),
        (("serve", "--db", "text.db"), {}, 1, "“text.db”不是本系统的数据库"),
        (("serve",), {}, 2, "--db"),
        ((*SERVE, "--secret-file", "none"), {}, 1, "没有这个密钥文件"),
        ((*SERVE, "--secret-file", "text.db"), {}, 1, "不是有效的密钥文件"),
        ((*SERVE, "--secret-file", "wrong.secret"), {}, 1, "不是本活动的"),
        ((*SERVE, "--host", "1.2.3.4"), {}, 1, "不是本机的地址"),
        ((*SERVE, "--host", "nobody.example"), {}, 1, "应为 IP 地址"),
        ((*SERVE, "--port", "70000"), {}, 2, "--port"),
        (SERVE, {"CHUANGGUAN_QUEUE": "0"}, 1, "环境变量 CHUANGGUAN_QUEUE 不合要求：应为不小于1的整数"),
        (SERVE, {"CHUANGGUAN_QUEUE": "many"}, 1, "环境变量 CHUANGGUAN_QUEUE 不合要求：应为整数"),
        (SERVE, {"CHUANGGUAN_METRICS": "perhaps"}, 1, "环境变量 CHUANGGUAN_METRICS 不合要求：应为 true 或 false"),
        (SERVE, {"CHUANGGUAN_CODE_SENDER": "sms"}, 1, "CHUANGGUAN_CODE_SENDER 不合要求：没有“sms”这种写法"),
        (SERVE, {"CHUANGGUAN_QEUE": "9"}, 1, "环境变量 CHUANGGUAN_QEUE 不合要求：没有这一项设置"),
        (SERVE, {"CHUANGGUAN_CODE_SENDER": "webhook"}, 1, "CHUANGGUAN_CODE_WEBHOOK 不合要求：应为 https://"),
        (SERVE, {"CHUANGGUAN_TRUSTED_PROXIES": "127.0.0.1, *"}, 1, "CHUANGGUAN_TRUSTED_PROXIES 不合要求：“*”不是 IP"),
        (SERVE, {"CHUANGGUAN_ISSUER": "https://a.example"}, 1, "CHUANGGUAN_JWKS 不合要求：有签发方"),
        (
            SERVE,
            {"CHUANGGUAN_ISSUER": "a", "CHUANGGUAN_AUDIENCE": "b", "CHUANGGUAN_JWKS": "none.json"},
            1,
            "平台公钥（JWKS）无法读取",
        ),
    ],
)
def test_what_is_wrong_is_said_before_the_server_starts(
    place: Path, words: tuple[str, ...], environment: dict[str, str], exit_code: int, said: str
) -> None:
    (place / "text.db").write_text("no database", encoding="utf-8")
    (place / "wrong.secret").write_text("ab" * 32, encoding="ascii")
    more = () if "--port" in words else ("--port", str(free_port()))
    code, printed = refused(place, *words, *more, environment=environment)
    assert (code, said in printed) == (exit_code, True), printed
    assert "服务地址" not in printed


@pytest.mark.parametrize("package", ["granian", "litestar", "joserfc"])
def test_a_missing_package_is_named_by_its_extra(place: Path, package: str) -> None:
    for words in (SERVE, ("demo", "--serve")):
        code, printed = refused(place, *words, code=_WITHOUT.format(package))
        assert code == 2
        assert 'pip install "chuangguan[service]"' in printed


def test_the_secret_may_be_named_by_the_environment_and_the_address_may_be_one_of_ipv6(place: Path) -> None:
    try:
        require_address("::1", port := free_port())
    except BadInput:
        pytest.skip("this machine has no IPv6")
    (place / "campaign.db.secret").rename(place / "kept.secret")
    base, environment = f"http://[::1]:{port}", {"CHUANGGUAN_SECRET_FILE": "kept.secret"}
    with typed(place, *SERVE, "--host", "::1", "--port", str(port), environment=environment) as command:
        command.waited_for(base)
        assert f"服务地址 {base}/h5/" in command.printed
        assert "没有找到密钥文件" not in command.printed


def test_a_demo_whose_settings_are_wrong_fills_nothing(tmp_path: Path) -> None:
    words = ("demo", "--serve", "--port", str(free_port()))
    code, printed = refused(tmp_path, *words, environment={"CHUANGGUAN_QUEUE": "none"})
    assert (code, "CHUANGGUAN_QUEUE 不合要求" in printed) == (1, True)
    assert not (tmp_path / "demo-output").exists()


def test_without_the_secret_people_may_look_and_nobody_can_start(place: Path) -> None:
    (place / "campaign.db.secret").unlink()
    port = free_port()
    base, member_no = f"http://127.0.0.1:{port}", an_enrolment(1).member_no
    environment = {"CHUANGGUAN_CODE_SENDER": "console"}
    with typed(place, *SERVE, "--port", str(port), environment=environment) as command:
        command.waited_for(base)
        assert "没有找到密钥文件，不能开始闯关" in command.printed
        headers = signed_in(base, command, member_no)
        assert httpx.get(f"{base}/api/v1/me/progress", headers=headers).status_code == 200
        answer = httpx.post(f"{base}/api/v1/attempts", json={"level": 1}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "secret_missing")


def signed_in(base: str, command: Typed, member_no: str) -> dict[str, str]:
    asked = httpx.post(f"{base}/api/v1/sign-in/codes", json={"member_no": member_no})
    assert asked.status_code == 202, asked.text
    body = {"member_no": member_no, "code": command.code(member_no)}
    answer = httpx.post(f"{base}/api/v1/sign-in", json=body)
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
def test_the_service_ends_within_seconds_and_what_it_accepted_is_stored(place: Path, how: signal.Signals) -> None:
    port = free_port()
    base, member_no = f"http://127.0.0.1:{port}", an_enrolment(1).member_no
    environment = {"CHUANGGUAN_CODE_SENDER": "console"}
    with typed(place, *SERVE, "--port", str(port), environment=environment) as command:
        command.waited_for(base)
        assert f"服务地址 {base}/h5/" in command.printed
        assert httpx.get(f"{base}/h5/").status_code == 200
        headers = signed_in(base, command, member_no)
        begun = httpx.post(f"{base}/api/v1/attempts", json={"level": 1}, headers=headers).json()
        os.kill(command.process.pid, how) if how == signal.SIGTERM else os.killpg(command.process.pid, how)
        began = time.monotonic()
        command.process.wait(10)
        assert time.monotonic() - began < 8
        assert command.process.returncode == 0
        assert "Traceback" not in command.printed
    assert not (place / "campaign.db-wal").exists()
    with closing(SqliteStore(place / "campaign.db")) as store, store.read() as rows:
        assert [item.attempt for item in rows.open_attempts()] == [begun["attempt"]]


def test_uvicorn_serves_it_as_well(place: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    words = ("--factory", "chuangguan_service.app:create_app", "--port", str(port))
    environment = {"CHUANGGUAN_DB": "campaign.db"}
    with typed(place, *words, environment=environment, code="import uvicorn; uvicorn.main()") as command:
        command.waited_for(base)
        assert httpx.get(f"{base}/api/v1/campaign").json()["id"] == "open-now"
        os.kill(command.process.pid, signal.SIGTERM)
        command.process.wait(10)
        assert "Traceback" not in command.printed


# The demo


def test_the_demo_is_open_today_and_everybody_who_is_named_sees_what_they_should(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with typed(tmp_path, "demo", "--serve", "--people", "60", "--out", "out", "--port", str(port)) as command:
        command.waited_for(base)
        printed = command.printed
        assert f"服务地址 {base}/h5/" in printed
        entrant, admin, organiser = (
            re.search(rf"{who}\s+(\d+)", printed)[1]  # type: ignore[index]  # it is printed
            for who in ("参赛者", "单位管理员", "主办方")
        )
        campaign = httpx.get(f"{base}/api/v1/campaign").json()
        assert campaign["opens_at"] <= campaign["now"] < campaign["closes_at"]
        behind = [period for period in campaign["periods"] if period["closes_at"] + 3_000 < campaign["now"]]
        assert [period["phase"] in {"closed", "final"} for period in behind] == [True, True]
        assert len([level for level in campaign["levels"] if level["is_open"]]) == 3
        plays_on(base, signed_in(base, command, entrant))
        sees_their_unit(base, signed_in(base, command, admin), behind[-1]["id"])
        sees_everything(base, signed_in(base, command, organiser), behind)
        os.kill(command.process.pid, signal.SIGTERM)
        command.process.wait(10)
    nothing_is_ahead_of(SystemClock().now(), tmp_path / "out" / "service-demo.db")


def plays_on(base: str, headers: dict[str, str]) -> None:
    progress = httpx.get(f"{base}/api/v1/me/progress", headers=headers).json()
    startable = [level["number"] for level in progress["levels"] if level["refusal"] is None]
    assert startable
    answer = httpx.post(f"{base}/api/v1/attempts", json={"level": startable[-1]}, headers=headers)
    assert answer.status_code in {200, 201}
    assert len(answer.json()["questions"]) == 20
    assert httpx.get(f"{base}/api/v1/organiser/periods/x/preview", headers=headers).status_code == 403


def sees_their_unit(base: str, headers: dict[str, str], period: str) -> None:
    me = httpx.get(f"{base}/api/v1/me", headers=headers).json()
    assert me["is_admin"]
    pending = httpx.get(f"{base}/api/v1/organiser/periods/{period}/pending", headers=headers)
    assert pending.status_code == 200
    assert {person["unit"] for person in pending.json()["people"]} <= {me["unit"]}


def sees_everything(base: str, headers: dict[str, str], behind: list[dict[str, Any]]) -> None:
    assert httpx.get(f"{base}/api/v1/me", headers=headers).json()["is_organiser"]
    closings = httpx.get(f"{base}/api/v1/closings", headers=headers).json()
    assert [(item["period"], item["seal"]) for item in closings] == [(item["id"], item["seal"]) for item in behind]
    path = f"{base}/api/v1/organiser/periods/{behind[0]['id']}"
    assert httpx.get(f"{path}/publicity", headers=headers).status_code == 200
    assert "通报" in "".join(httpx.get(f"{path}/documents", headers=headers).json())


def nothing_is_ahead_of(now: int, db: Path) -> World:
    """Return the world of a filled demo once it is seen to be whole and of the past."""
    with closing(SqliteStore(db)) as store:
        with store.read() as rows:
            assert max(envelope.stored_at for envelope in rows.facts()) <= now
        secret = bytes.fromhex(Path(f"{db}.secret").read_text(encoding="ascii"))
        world = World(store, ManualClock(now), root_secret=secret)
        assert world.office.audit.verify(MemoryStore()).difference is None
        return world


@pytest.mark.parametrize(
    ("now", "closed", "level_3"),
    [
        ("2027-01-01T00:00:01", 1, False),
        ("2027-01-01T00:00:04", 2, False),
        ("2027-01-31T23:59:59", 2, True),
        ("2028-02-29T12:00:00", 2, True),
    ],
)
def test_the_demo_is_filled_up_to_the_moment_on_the_edges_of_months(
    tmp_path: Path,
    now: str,
    closed: int,
    level_3: bool,  # noqa: FBT001  a column
) -> None:
    at = read_instant(now, _ZONE)
    fill(tmp_path, 40, at)
    db = tmp_path / "service-demo.db"
    nothing_is_ahead_of(at, db)
    with closing(SqliteStore(db)) as store, store.read() as rows:
        assert len(rows.closings()) == closed
        attempts = [attempt for entrant in rows.person_digests() for attempt in rows.attempts_of(entrant)]
    assert (3 in {attempt.level for attempt in attempts}) == level_3


def each_day() -> list[datetime]:
    """Return the first, second, 15th and last two days of every month of three years, one of them a leap year."""
    found = []
    for year in (2027, 2028, 2029):
        for month in range(1, 13):
            last = calendar.monthrange(year, month)[1]
            found += [datetime(year, month, day) for day in (1, 2, 15, last - 1, last)]  # noqa: DTZ001  a wall clock
    return found


def test_on_every_day_the_third_month_of_the_moved_preset_is_today_s() -> None:
    for today in each_day():
        stated = read_campaign(moved_preset(today)).campaign
        months = [period for period in stated.periods if period.kind == "month"]
        assert months[2].id == f"{today:%Y-%m}", today
        noon = local_time(months[2].window.opens_at, _ZONE) + timedelta(days=today.day - 1, hours=12)
        at = int(noon.timestamp() * 1000)
        assert months[2].window.holds(at)
        assert months[1].cutoff_at <= at
        assert stated.window.holds(at)
        due = [level.number for level in stated.levels if level.is_due(at)]
        assert due == [1, 2, 3], today
        closes = local_time(stated.window.closes_at, _ZONE)
        assert (closes.day, closes.hour, closes.minute) == (1, 0, 0), today


def test_the_moved_preset_is_the_preset_otherwise() -> None:
    here = datetime(2018, 5, 20)  # noqa: DTZ001  a wall clock
    assert read_campaign(moved_preset(here)) == read_campaign(moved_preset(here.replace(day=1)))
    moved = read_campaign(moved_preset(here.replace(year=2030))).campaign
    plain = read_campaign(moved_preset(here)).campaign
    assert [level.time_limit_ms for level in moved.levels] == [level.time_limit_ms for level in plain.levels]
    assert [award.name for award in moved.awards] == [award.name for award in plain.awards]
    assert len(moved.periods) == len(plain.periods)
