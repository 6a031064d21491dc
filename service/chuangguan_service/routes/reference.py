"""What the page of the API's reference is made of: the viewer's files come from an installed package, never a host."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from litestar import get
from litestar.params import FromPath
from litestar.response import File

from chuangguan.errors import NotFound
from chuangguan_service.auth import NO_TOKEN, PUBLIC

_ASSETS: Final = {"swagger_bundle.js": "text/javascript", "swagger_style.css": "text/css"}


@get("/reference-assets/{name:str}", opt=PUBLIC, security=NO_TOKEN, include_in_schema=False, sync_to_thread=False)
def reference_asset(name: FromPath[str]) -> File:
    """Return a file of the viewer."""
    spec = find_spec("offapi")
    if name not in _ASSETS or spec is None or spec.origin is None:
        raise NotFound(kind="document", key=name)
    return File(Path(spec.origin).with_name(name), media_type=_ASSETS[name], content_disposition_type="inline")
