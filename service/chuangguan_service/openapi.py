"""The description of the interface: Litestar's of the routes, msgspec's of the types, examples, Chinese throughout."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args, get_origin

import msgspec
from litestar import Litestar, Request, Response, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.routes import HTTPRoute

from chuangguan_service.auth import PUBLIC
from chuangguan_service.engine import SOFTWARE
from chuangguan_service.examples import EXAMPLES
from chuangguan_service.problems import MEDIA_TYPE, ProblemDocument, document

_SAID: Final[Mapping[str, str]] = {
    "Request fulfilled, document follows": "成功",
    "Document created, URL follows": "已存入",
    "Request accepted, processing continues off-line": "已受理",
}
"""What HTTP calls a success -> what we call it."""


def openapi_config() -> OpenAPIConfig:
    """Return how the interface is described, at `/docs/openapi.json`."""
    bearer = SecurityScheme(type="http", scheme="bearer", bearer_format="JWT", description="主办平台或本服务签发的令牌")
    return OpenAPIConfig(
        title="闯关服务",
        version=SOFTWARE,
        description="每月一关等答题闯关活动的接口。时刻一律为 UTC 毫秒；出错时的回答见 ProblemDocument。",
        components=Components(security_schemes={"bearer": bearer}),
        use_handler_docstrings=True,
        openapi_router=Router(
            "/docs", route_handlers=[], opt=PUBLIC, include_in_schema=False, after_request=_as_problem
        ),
        render_plugins=[_Described(path="/openapi.json")],
    )


async def _as_problem(response: Response[Any]) -> Response[Any]:
    """Answer what is not among the documents like any other address that is none."""
    missing = document("no_such_route", 404)
    if response.status_code != missing.status:
        return response
    return Response(missing, status_code=missing.status, media_type=MEDIA_TYPE)


class _Described(JsonRenderPlugin):
    """The description as JSON, with what Litestar leaves out."""

    _rendered: bytes | None = None

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the description, the same bytes each time."""
        if self._rendered is None:
            self._rendered = msgspec.json.encode(_completed(request.app, openapi_schema))
        return self._rendered


def _completed(app: Litestar, schema: dict[str, Any]) -> dict[str, Any]:
    paths = {path: _item(item) for path, item in schema["paths"].items()}
    components = {**schema["components"], "schemas": _schemas(app)}
    return {**schema, "paths": paths, "components": components}


def _schemas(app: Litestar) -> dict[str, Any]:
    """Return the types as msgspec checks them: closed, with every limit and what their first lines say."""
    types = [ProblemDocument, *_types(app)]
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {
        name: {**found[name], **({"examples": [EXAMPLES[name]]} if name in EXAMPLES else {})} for name in sorted(found)
    }


def _types(app: Litestar) -> Iterator[Any]:
    """Yield the types of every body that is described, of requests and answers."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler, _ in route.route_handler_map.values():
            if handler.resolve_include_in_schema():
                returned = handler.parsed_fn_signature.return_type.annotation
                yield get_args(returned)[0] if get_origin(returned) is Response else returned
                if handler.parsed_data_field:
                    yield handler.parsed_data_field.annotation


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {method: _operation(operation) for method, operation in item.items()}


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    responses = {
        status: {**response, "description": _SAID.get(response["description"], response["description"])}
        for status, response in operation["responses"].items()
    }
    # What needs no token is said with an empty alternative, which Litestar puts behind that of the router.
    security = [] if {} in operation["security"] else operation["security"]
    return {**operation, "responses": responses, "security": security}
