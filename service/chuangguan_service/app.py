"""The composition root: settings in, an ASGI application out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from os import environ
from pathlib import Path
from typing import Any, Final

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from litestar import Litestar, Router
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.static_files import create_static_files_router

from chuangguan.errors import ChuangguanError
from chuangguan.host import SystemClock, SystemEntropy
from chuangguan.ports import Clock
from chuangguan_service.auth import PUBLIC, Callers, TokenMiddleware
from chuangguan_service.boards_cache import BoardCache
from chuangguan_service.bodies import JsonRequest
from chuangguan_service.codes import Codes, sender_of
from chuangguan_service.engine import Engine
from chuangguan_service.logs import Log
from chuangguan_service.middleware import Around, Limiter, Limits
from chuangguan_service.openapi import openapi_config
from chuangguan_service.problems import RefusedRequest, answer_problem
from chuangguan_service.routes.attempts import AttemptController
from chuangguan_service.routes.boards import BoardController
from chuangguan_service.routes.campaign import CampaignController
from chuangguan_service.routes.closings import ClosingController
from chuangguan_service.routes.documents import DocumentController
from chuangguan_service.routes.month_end import MonthEndController
from chuangguan_service.routes.operations import Metrics, healthz, readyz
from chuangguan_service.routes.reference import reference_asset
from chuangguan_service.routes.sanctions import SanctionController
from chuangguan_service.routes.sign_in import SignInController
from chuangguan_service.routes.turnout import TurnoutController
from chuangguan_service.settings import Settings, read_settings
from chuangguan_service.tokens import Tokens, session_key
from chuangguan_service.upkeep import tasks_of
from chuangguan_service.writer import Overloaded

API: Final = "/api/v1"
LARGEST_BODY: Final = 256 * 1024
_WEB: Final = Path(__file__).with_name("web")
_ALWAYS_ASKED: Final = CacheControlHeader(no_cache=True)
"""After an upgrade no browser may join old modules of the page with new ones."""

_REFERENCE: Final = Path(__file__).with_name("reference")


def create_app(settings: Settings | None = None, *, clock: Clock | None = None, log: Log | None = None) -> Litestar:
    """Return the application of a campaign's database; without `settings` those of the environment.

    Raises the errors of `errors.StoreError` for a database that cannot be opened, `BadInput` for settings.
    """
    settings = settings or read_settings(environ)
    clock = clock or SystemClock()
    log = log or Log(clock)
    engine = Engine(settings, clock)
    # Without the root secret nothing can be started; people who look around are signed out by a restart.
    key = session_key(engine.root_secret, engine.campaign_id) if engine.root_secret else SystemEntropy().token(32)
    state = State(
        {
            "settings": settings,
            "engine": engine,
            "clock": clock,
            "log": log,
            "tokens": Tokens(settings, engine.campaign_id, key),
            "callers": Callers(engine),
            "limiter": Limiter(settings, clock),
            "codes": Codes(SystemEntropy()),
            "sender": sender_of(settings),
            "sending": set(),
        }
    )
    boards = BoardCache(engine, settings.board_seconds)

    async def provide_engine() -> Engine:
        return engine

    async def provide_boards() -> BoardCache:
        return boards

    api = Router(
        API,
        route_handlers=[
            SignInController,
            CampaignController,
            AttemptController,
            BoardController,
            ClosingController,
            TurnoutController,
            MonthEndController,
            SanctionController,
            DocumentController,
        ],
        middleware=[
            DefineMiddleware(TokenMiddleware, exclude_http_methods=()),
            Limits(),
        ],
        security=[{"bearer": []}],
    )
    handlers: list[Any] = [
        api,
        healthz,
        readyz,
        create_static_files_router("/h5", [_WEB], html_mode=True, opt=PUBLIC, cache_control=_ALWAYS_ASKED),
        create_static_files_router("/reference", [_REFERENCE], html_mode=True, opt=PUBLIC),
        reference_asset,
    ]
    if settings.metrics:
        handlers.append(Metrics)
    app = Litestar(
        route_handlers=handlers,
        state=state,
        dependencies={"engine": Provide(provide_engine), "boards": Provide(provide_boards)},
        request_class=JsonRequest,
        exception_handlers={
            HTTPException: answer_problem,
            ChuangguanError: answer_problem,
            RefusedRequest: answer_problem,
            Overloaded: answer_problem,
            Exception: answer_problem,
        },
        lifespan=[_lifespan],
        openapi_config=openapi_config(),
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
    )
    # Around the whole, so that what belongs to no route has its id, its headers and its line in the log as well.
    app.asgi_handler = Around(app.asgi_handler, log, clock)
    if settings.trusted_proxies:
        app.asgi_handler = wrap_asgi_with_proxy_headers(app.asgi_handler, list(settings.trusted_proxies))
    return app


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    """Take writes while the application runs, and finish those that were accepted before it ends."""
    state = app.state
    engine: Engine = state.engine
    engine.start()
    tasks = tasks_of(state.settings, engine, state.clock, state.log)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await asyncio.to_thread(engine.stop)
