"""The documents of a closed period, exactly those that the command line writes."""

import asyncio
from typing import Annotated

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter
from msgspec.structs import replace

from chuangguan.cli.closings import material_of
from chuangguan.cli.workplace import Workplace
from chuangguan.documents import closing_documents
from chuangguan.documents.content import Material
from chuangguan.errors import NotFound
from chuangguan.rules.workings import UnitWorking
from chuangguan.stores.memory import MemoryStore
from chuangguan_service.auth import Call, organisers_only
from chuangguan_service.engine import Engine
from chuangguan_service.problems import errors
from chuangguan_service.schemas import PeriodId

DocumentName = Annotated[str, PathParameter(description="文件名，见 list_documents")]


class DocumentController(Controller):
    """主办方：文件"""

    path = "/organiser/periods/{period:str}/documents"
    tags = ["主办方"]
    guards = [organisers_only]

    @get("", summary="有哪些文件", responses=errors(401, 403, 404, 507), operation_id="list_documents")
    async def every(self, request: Call, period: PeriodId, engine: NamedDependency[Engine]) -> list[str]:
        """已结的期次的获奖名单、排名、统计表、通报等。"""
        material = await _material(engine, period, request.user.actor)
        return sorted(await asyncio.to_thread(closing_documents, material))

    @get(
        "/{name:str}",
        summary="取一份文件",
        media_type="application/octet-stream",
        responses=errors(401, 403, 404, 507),
        operation_id="get_document",
    )
    async def one(
        self, request: Call, period: PeriodId, name: DocumentName, engine: NamedDependency[Engine]
    ) -> Response[bytes]:
        """查看姓名记入记录。"""
        material = await _material(engine, period, request.user.actor)
        made = await asyncio.to_thread(closing_documents, material)
        if name not in made:
            raise NotFound(kind="document", key=name)
        content = await asyncio.to_thread(lambda: b"".join(made[name]()))
        headers = {"Content-Disposition": "attachment", "Cache-Control": "no-store"}
        return Response(content, media_type="application/octet-stream", headers=headers)


async def _material(engine: Engine, period: str, by: str) -> Material:
    """Return what a closed period's documents are made from; that the names were looked at is recorded."""
    sealed = await engine.look_long(lambda workplace: workplace.office.closings.get(period))
    if sealed is None:
        raise NotFound(kind="closing", key=period)
    closing, canonical = sealed.closing, sealed.canonical
    workings = await engine.look_long(lambda w: _workings(w, period)) if closing.unit_awards else ()
    material = await engine.write(lambda workplace: material_of(workplace, closing, canonical, by=by), "office")
    return replace(material, workings=workings)


def _workings(workplace: Workplace, period: str) -> tuple[UnitWorking, ...]:
    return workplace.office.derivations.derive_units(period, MemoryStore()).workings
