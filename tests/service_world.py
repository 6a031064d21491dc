"""A campaign in a SQLite file with the service over it, for tests that speak HTTP to it in one process."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
from httpx import Response
from joserfc import jwt
from joserfc.jwk import RSAKey
from litestar import Litestar
from litestar.testing import TestClient

from chuangguan.ports import Clock
from chuangguan.rules.campaign import Campaign
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import World, started_campaign
from chuangguan_service.app import create_app
from chuangguan_service.logs import Log
from chuangguan_service.settings import Settings

ISSUER = "https://platform.example"
AUDIENCE = "chuangguan"
PLATFORM_KEY = RSAKey.generate_key(2048, parameters={"kid": "platform-1", "use": "sig"}, private=True)
ORGANISER = "organiser-1"


class ServiceWorld:
    """The service, a client of it, and the world behind it over a connection of its own."""

    def __init__(self, app: Litestar, client: "TestClient[Litestar]", world: World, log: StringIO, db: Path) -> None:
        self.app = app
        self.client = client
        self.world = world
        self.log = log
        self.db = db

    def token(self, member_no: str = "", **claims: Any) -> str:
        """Return a token as the host platform signs it; a claim that is None is left out."""
        now = self.world.clock.at // 1000
        said = {"iss": ISSUER, "aud": AUDIENCE, "sub": member_no or ORGANISER, "iat": now, "exp": now + 3_600}
        every = {**said, "member_no": member_no, **claims}
        header = {"alg": "RS256", "kid": "platform-1"}
        return jwt.encode(header, {name: value for name, value in every.items() if value is not None}, PLATFORM_KEY)

    def call(self, method: str, path: str, *, by: str | None = None, **request: Any) -> Response:
        """Return the answer to a request of somebody's: a member number, `ORGANISER`, or nobody's."""
        headers = dict(request.pop("headers", {}))
        if by is not None:
            said = {"role": "organiser", "sub": ORGANISER} if by == ORGANISER else {}
            headers["authorization"] = f"Bearer {self.token('' if by == ORGANISER else by, **said)}"
        return self.client.request(method, path, headers=headers, **request)

    def start(self, member_no: str, level: int = 1) -> dict[str, Any]:
        """Return a started attempt as the service hands it out."""
        answer = self.call("POST", "/api/v1/attempts", by=member_no, json={"level": level})
        assert answer.status_code in {200, 201}, answer.text
        return msgspec.json.decode(answer.content, type=dict[str, Any])

    def submit(self, member_no: str, attempt: int, responses: Mapping[str, Any], *, key: str = "key-1") -> Response:
        """Return the answer to a submission."""
        return self.call(
            "POST",
            f"/api/v1/attempts/{attempt}/submission",
            by=member_no,
            headers={"idempotency-key": key},
            json={"responses": {question: list(given) for question, given in responses.items()}},
        )

    def climb(self, member_no: str, level: int = 1, *, elapsed_ms: int = 60_000, right: bool = True) -> dict[str, Any]:
        """Return the receipt of an attempt that was started, took its time and was handed in."""
        started = self.start(member_no, level)
        self.world.clock.at += elapsed_ms
        attempt = started["attempt"]
        responses = self.world.right(attempt) if right else self.world.wrong(attempt)
        answer = self.submit(member_no, attempt, responses, key=f"key-{attempt}")
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=dict[str, Any])


def settings_of(directory: Path, **changes: Any) -> Settings:
    """Return the settings of a service whose tokens a platform signs."""
    jwks = directory / "jwks.json"
    jwks.write_bytes(msgspec.json.encode({"keys": [PLATFORM_KEY.as_dict(private=False)]}))
    said = {
        "db": directory / "campaign.db",
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "jwks": str(jwks),
        "board_seconds": 0,
        "reads_per_minute": 100_000,
        "writes_per_minute": 100_000,
        "sign_ins_per_minute": 100_000,
    }
    return Settings(**{**said, **changes})


def built(directory: Path, *, campaign: Campaign | None = None, people: int = 4, **rules: Any) -> World:
    """Return a world in a SQLite file, with its secret beside it."""
    db = directory / "campaign.db"
    world = started_campaign(SqliteStore.create(db), campaign=campaign, people=people, **rules)
    assert world.root_secret is not None
    Path(f"{db}.secret").write_text(world.root_secret.hex(), encoding="ascii")
    return world


@contextmanager
def opened(
    directory: Path, *, settings: Settings | None = None, clock: Clock | None = None, **rules: Any
) -> Iterator[ServiceWorld]:
    """Open a service over a new world and close both."""
    world = built(directory, **rules)
    log = StringIO()
    settings = settings or settings_of(directory)
    app = create_app(settings, clock=clock or world.clock, log=Log(world.clock, log))
    with closing(world.store), TestClient(app, raise_server_exceptions=False) as client:
        yield ServiceWorld(app, client, world, log, settings.db)
