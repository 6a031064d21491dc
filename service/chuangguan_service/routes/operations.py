"""What operators ask: is it alive, is it ready, how is it doing."""

from litestar import Response, get
from litestar.di import NamedDependency

from chuangguan.values import Value
from chuangguan_service.auth import NO_TOKEN, PUBLIC
from chuangguan_service.engine import Engine


class Health(Value, frozen=True, kw_only=True):
    """`ready` 为假时，请把请求转到别处或稍后再试。"""

    ready: bool
    waiting: int


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
    """Return that the process answers."""
    return {"status": "ok"}


@get("/readyz", opt=PUBLIC, security=NO_TOKEN, summary="能接受请求吗", tags=["运行"], operation_id="readyz")
async def readyz(engine: NamedDependency[Engine]) -> Response[Health]:
    """Return whether writes are taken and the database can be read."""
    ready = engine.writer.is_open and await engine.look(lambda workplace: bool(workplace.zone))
    return Response(Health(ready=ready, waiting=engine.writer.waiting), status_code=200 if ready else 503)
