"""What operators ask: is it alive, is it ready, how is it doing."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.plugins.prometheus import PrometheusController

from chuangguan.errors import StoreError
from chuangguan.values import Value
from chuangguan_service.auth import NO_TOKEN, PUBLIC
from chuangguan_service.engine import Engine
from chuangguan_service.writer import Overloaded


class Health(Value, frozen=True, kw_only=True):
    """`ready` 为假时，请把请求转到别处或稍后再试。"""

    ready: bool
    waiting: int


class Metrics(PrometheusController):
    """Figures for Prometheus, of routes and never of persons."""

    include_in_schema = False


@get(
    "/healthz",
    opt=PUBLIC,
    security=NO_TOKEN,
    summary="进程还在吗",
    tags=["运行"],
    operation_id="healthz",
    sync_to_thread=False,
)
def healthz() -> dict[str, str]:
    """回答就是还在。"""
    return {"status": "ok"}


@get(
    "/readyz",
    opt=PUBLIC,
    security=NO_TOKEN,
    summary="能接受请求吗",
    tags=["运行"],
    operation_id="readyz",
    responses={503: ResponseSpec(Health, generate_examples=False, description="暂时不能")},
)
async def readyz(engine: NamedDependency[Engine]) -> Response[Health]:
    """数据库可读、写入已开通的为 200，否则 503。"""
    ready = engine.writer.is_open and await _is_readable(engine)
    return Response(Health(ready=ready, waiting=engine.writer.waiting), status_code=200 if ready else 503)


async def _is_readable(engine: Engine) -> bool:
    try:
        return await engine.look(lambda workplace: bool(workplace.zone))
    except (StoreError, Overloaded):
        return False
