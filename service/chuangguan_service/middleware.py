"""Around every request: an id, a line in the log, headers that browsers are held to, and limits for each caller."""

from collections import Counter
from itertools import count
from secrets import token_hex
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import TooManyRequestsException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter as Count
from prometheus_client import Histogram

from chuangguan.ports import Clock
from chuangguan_service.logs import Log
from chuangguan_service.settings import Settings

MINUTE_MS: Final = 60_000
_READING: Final = {"GET", "HEAD", "OPTIONS"}

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_FIXED: Final = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


# By the pattern of a route and by methods that HTTP knows, so that nobody's typing makes a new series.
_REQUESTS: Final = Count("chuangguan_requests", "Answers by route and status", ["method", "route", "status"])
_SECONDS: Final = Histogram("chuangguan_request_seconds", "From a request to its answer", ["method", "route"])
_METHODS: Final = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}


class Around:
    """Gives each request an id, its answer the headers, the log a line and the metrics a count."""

    def __init__(self, app: ASGIApp, log: Log, clock: Clock) -> None:
        """Wrap an application."""
        self._app = app
        self._log = log
        self._clock = clock
        # A process's own mark and a count: as good as a random id, without asking the machine each time.
        self._mark = token_hex(6)
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = f"{self._mark}-{next(self._numbers)}"
        scope.setdefault("state", {})["request_id"] = request_id
        began_at = self._clock.now()
        status = 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableScopeHeaders.from_message(message)
                headers.headers += _FIXED
                headers["X-Request-Id"] = request_id
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            self._tell(scope, request_id, status, self._clock.now() - began_at)

    def _tell(self, scope: Scope, request_id: str, status: int, ms: int) -> None:
        # The pattern, not the path: a path can hold whatever somebody typed.
        route, method = str(scope.get("path_template", "")), str(scope.get("method", ""))
        user = scope.get("user")
        self._log.event(
            "request",
            request=request_id,
            method=method,
            route=route,
            status=status,
            ms=ms,
            caller=getattr(user, "entrant", ""),
        )
        known = method if method in _METHODS else "other"
        _REQUESTS.labels(known, route, status).inc()
        _SECONDS.labels(known, route).observe(ms / 1000)


class Limiter:
    """Counts who does how much in a minute, on all routes together."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Allow what the settings allow."""
        self._clock = clock
        self._most = {
            "reads": settings.reads_per_minute,
            "writes": settings.writes_per_minute,
            "sign-in": settings.sign_ins_per_minute,
        }
        self._minute = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, kind: str, key: str) -> None:
        """Count one more; 429 with when to try again where that is one too many."""
        now = self._clock.now()
        if now // MINUTE_MS != self._minute:
            # Every minute begins from nothing, so that what is kept is bounded by what came in one.
            self._minute = now // MINUTE_MS
            self._counts.clear()
        self._counts[kind, key] += 1
        if self._counts[kind, key] > self._most[kind]:
            seconds = (MINUTE_MS - now % MINUTE_MS + 999) // 1000
            raise TooManyRequestsException(headers={"Retry-After": str(seconds)})


class Limits(ASGIMiddleware):
    """Turns away who does too much in a minute: callers by who they are, whatever their address; others by address."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass a request on, or answer 429 with when to try again."""
        kind, key = _counted(scope)
        if kind:
            # The application's, because Litestar copies a middleware with what is in it.
            scope["litestar_app"].state.limiter.count(kind, key)
        await next_app(scope, receive, send)


def _counted(scope: Scope) -> tuple[str, str]:
    user = scope.get("user")
    if user is not None:
        return ("reads" if scope.get("method") in _READING else "writes"), user.key
    if scope["route_handler"].opt.get("limit") == "sign-in":
        return "sign-in", (scope.get("client") or ("", 0))[0]
    return "", ""
