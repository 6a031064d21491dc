"""How the body of a request is read: as JSON, closed and strict, straight into the type that the route asks for."""

import re
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException, ValidationException

MEDIA_TYPE: Final = "application/json"
_PLACE: Final = re.compile(r"(?P<said>.*?)(?: - at `(?P<place>.*)`)?")
_NAMED: Final = re.compile(r"Object (?:contains unknown|missing required) field `(?P<field>.*)`")


class JsonRequest(Request[Any, Any, Any]):
    """A request whose body is read strictly: a number is no text that looks like one."""

    async def json(self) -> Any:  # noqa: ANN401  whatever the route asks for
        """Return the body as the route's type; 415 for what is not JSON, 400 where malformed, 422 where it differs."""
        if self.content_type[0] != MEDIA_TYPE:
            raise HTTPException(status_code=415)
        wanted = self.route_handler.parsed_data_field
        try:
            return msgspec.json.decode(await self.body(), type=wanted.annotation if wanted else Any)
        except msgspec.ValidationError as error:
            raise ValidationException(extra=[_named(str(error))]) from None
        except (ValueError, RecursionError):
            raise HTTPException(status_code=400, extra={"code": "malformed_json"}) from None


def _named(text: str) -> dict[str, str]:
    """Return what was said of which field."""
    found = _PLACE.fullmatch(text)
    said, place = (found["said"], found["place"] or "") if found else (text, "")
    named = _NAMED.fullmatch(said)
    key = place.removeprefix("$").removeprefix(".")
    return {"message": said, "key": ".".join(part for part in (key, named["field"] if named else "") if part)}
