"""A real server process over a campaign that is open now, for tests that need a network, a browser or a crash."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from chuangguan.cli.campaigns import shipped_banks
from chuangguan.formats.banks import read_bank
from chuangguan.host import SystemClock
from chuangguan.rules.bank import Bank
from chuangguan.rules.campaign import Campaign, Period, Quota
from chuangguan.rules.instants import Window, months
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import ZONE, World, a_campaign, a_level, started_campaign

DAY: Final = 86_400_000
_ZONE_MS: Final = 8 * 3_600_000
BANKS: Final = ("national-symbols", "constitution", "trade-union-law", "labour-law")
TITLES: Final = ("国旗国徽国歌", "宪法", "工会法", "劳动法与劳动合同法")
_READY_S: Final = 30


class Server:
    """A running service: where it is, and what it wrote to its error stream."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, db: Path, log: Path) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{port}"
        self.db = db
        self.log = log

    def code(self, member_no: str) -> str:
        """Return the newest one-time code that was sent to a member number; waits for it."""
        for _ in range(200):
            found = re.findall(rf"验证码 {re.escape(member_no)}：(\d{{6}})", self.log.read_text(encoding="utf-8"))
            if found:
                return str(found[-1])
            time.sleep(0.05)
        raise AssertionError(f"no code for {member_no}")

    def token(self, member_no: str) -> str:
        """Return a token of somebody's, asked for as a client does."""
        answer = httpx.post(f"{self.base}/api/v1/sign-in/codes", json={"member_no": member_no})
        assert answer.status_code == 202, answer.text
        answer = httpx.post(f"{self.base}/api/v1/sign-in", json={"member_no": member_no, "code": self.code(member_no)})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    def kill(self) -> None:
        """End it as a crash does, with everything that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as an operator does: what it accepted is finished."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(_READY_S)
            except subprocess.TimeoutExpired:
                self.kill()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(directory: Path, environment: Mapping[str, str] | None = None, *, port: int = 0) -> Server:
    """Return the service of `directory`'s campaign.db once it is ready; `environment` holds further settings."""
    port = port or free_port()
    db, log = directory / "campaign.db", directory / f"server-{port}.log"
    said = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CHUANGGUAN_")},
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONIOENCODING": "utf-8",
        "CHUANGGUAN_DB": str(db),
        "CHUANGGUAN_CODE_SENDER": "console",
        "CHUANGGUAN_SIGN_INS_PER_MINUTE": "100000",
        "CHUANGGUAN_READS_PER_MINUTE": "100000",
        "CHUANGGUAN_WRITES_PER_MINUTE": "100000",
        **(environment or {}),
    }
    with log.open("ab") as stream:
        command = [sys.executable, "-m", "chuangguan", "serve", "--db", str(db), "--port", str(port)]
        process = subprocess.Popen(command, env=said, stdout=stream, stderr=stream, start_new_session=True)
    server = Server(process, port, db, log)
    for _ in range(_READY_S * 20):
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{server.base}/readyz").status_code == 200:
                return server
        except httpx.TransportError:
            time.sleep(0.05)
    server.stop()
    raise AssertionError(log.read_text(encoding="utf-8"))


@contextmanager
def serving(directory: Path, environment: Mapping[str, str] | None = None, *, port: int = 0) -> Iterator[Server]:
    """Serve `directory`'s campaign.db and stop in the end."""
    server = started(directory, environment, port=port)
    try:
        yield server
    finally:
        server.stop()


def shipped() -> dict[int, Bank]:
    """Return the banks that come with the package, by level."""
    return {level: read_bank(shipped_banks() / name / "questions.csv") for level, name in enumerate(BANKS, start=1)}


def open_campaign(**changes: Any) -> Campaign:
    """Return a campaign that opened 40 days ago: two levels of 20 questions open, the third from the day after next."""
    today = (SystemClock().now() + _ZONE_MS) // DAY * DAY - _ZONE_MS
    window = Window(opens_at=today - 40 * DAY, closes_at=today + 60 * DAY)
    periods = tuple(
        Period(id=name, title=f"{int(name[-2:])}月", kind="month", window=month) for name, month in months(window, ZONE)
    )
    opens_at = (window.opens_at, window.opens_at, today + 2 * DAY, today + 30 * DAY)
    levels = tuple(
        a_level(number, title=title, opens_at=opens, quotas=(Quota(n=20),))
        for number, (title, opens) in enumerate(zip(TITLES, opens_at, strict=True), start=1)
    )
    made: dict[str, Any] = {
        "id": "open-now",
        "title": "学法用法闯关活动",
        "organiser": "某市总工会",
        "contacts": ("010-00000000",),
        "window": window,
        "levels": levels,
        "periods": periods,
        "reveal": "after_pass",
    }
    return a_campaign(**{**made, **changes})


def built_now(
    directory: Path,
    *,
    people: int = 30,
    campaign: Campaign | None = None,
    banks: Mapping[int, Bank | None] | None = None,
) -> World:
    """Return a world in `directory`'s campaign.db whose campaign is open by the machine's clock.

    Its own clock stands at the opening; a test that lets people play in the past moves it, never beyond now.
    """
    directory.mkdir(parents=True, exist_ok=True)
    db = directory / "campaign.db"
    world = started_campaign(
        SqliteStore.create(db), campaign=campaign or open_campaign(), banks=banks or {**shipped()}, people=people
    )
    assert world.root_secret is not None
    Path(f"{db}.secret").write_text(world.root_secret.hex(), encoding="ascii")
    return world
