"""An application that does nothing: it checks the same tokens, decodes and encodes the same bytes."""

from os import environ
from pathlib import Path
from typing import Any

from litestar import Litestar, Response, post
from litestar.connection import ASGIConnection
from litestar.middleware import DefineMiddleware
from litestar.middleware.authentication import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.params import FromPath, JSONBody

from chuangguan.host import SystemClock
from chuangguan_service.routes.attempts import AttemptSchema, QuestionSchema, Start, Submission
from chuangguan_service.schemas import ReceiptSchema
from chuangguan_service.settings import Settings
from chuangguan_service.tokens import Tokens, session_key

CLOCK = SystemClock()
CAMPAIGN = "spring-2018"
_OPTIONS = tuple(f"选项{number}" for number in range(4))
PAPER = AttemptSchema(
    attempt=1,
    level=1,
    ordinal=1,
    started_at=0,
    limit_end=300_000,
    closes_at=303_000,
    now=0,
    resumed=False,
    questions=tuple(
        QuestionSchema(question=f"Q{number}", kind="single", stem=f"第{number}题", options=_OPTIONS, blanks=0)
        for number in range(20)
    ),
    saved={},
)
RECEIPT = ReceiptSchema(
    attempt=1,
    level=1,
    kind="submitted",
    passed=False,
    correct=5,
    of=20,
    submitted_at=1,
    elapsed_ms=1,
    fact=2,
    hash="0" * 64,
)


class Authenticated(AbstractAuthenticationMiddleware):
    """Checks the token as the service does."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        token = connection.headers["authorization"].partition(" ")[2]
        claims = await connection.app.state.tokens.check(token, CLOCK.now())
        return AuthenticationResult(user=claims.subject, auth=claims)


@post("/api/v1/attempts")
async def start(data: JSONBody[Start]) -> AttemptSchema:
    return PAPER


@post("/api/v1/attempts/{attempt:int}/submission")
async def submit(attempt: FromPath[int], data: JSONBody[Submission]) -> Response[ReceiptSchema]:
    return Response(RECEIPT, status_code=200)


def create_empty() -> Litestar:
    """Return the application."""
    db = environ["CHUANGGUAN_DB"]
    secret = bytes.fromhex(Path(f"{db}.secret").read_text(encoding="ascii"))
    app = Litestar([start, submit], middleware=[DefineMiddleware(Authenticated)], logging_config=None)
    app.state.tokens = Tokens(Settings(db=Path(db)), CAMPAIGN, session_key(secret, CAMPAIGN))
    return app
