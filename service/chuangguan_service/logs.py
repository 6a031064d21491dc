"""Structured logs: a line of JSON an event, with a request id; never a name, a phone, a token or a response."""

import sys
from contextlib import suppress
from traceback import extract_tb
from typing import Any, Final, TextIO

from litestar import Request
from msgspec import json

from chuangguan.ports import Clock

_LEVELS: Final = {True: "error", False: "info"}


class Log:
    """Where events are written, one line each."""

    def __init__(self, clock: Clock, stream: TextIO | None = None) -> None:
        """Write to a stream, the error stream where none is given."""
        self._clock = clock
        self._stream = stream or sys.stderr

    def event(self, name: str, *, is_error: bool = False, **fields: object) -> None:
        """Write an event with its fields."""
        line = {"at": self._clock.now(), "level": _LEVELS[is_error], "event": name, **fields}
        # What cannot be logged, because a disk is full or nobody reads any more, must not stop the service.
        with suppress(OSError, ValueError):
            self._stream.write(json.encode(line).decode() + "\n")

    def failure(self, request: Request[Any, Any, Any], code: str, error: BaseException) -> None:
        """Write what went wrong on our side: its kind and place, not its words, which might quote somebody's data."""
        cause = error.__cause__
        self.event(
            "failure",
            is_error=True,
            code=code,
            kind=type(error).__name__,
            cause=type(cause).__name__ if cause else "",
            place=place_of(error),
            request=request.scope.get("state", {}).get("request_id", ""),
        )


def place_of(error: BaseException) -> str:
    """Return where an error was raised, as file and line."""
    places = extract_tb(error.__traceback__)
    return f"{places[-1].filename.rpartition('/')[2]}:{places[-1].lineno}" if places else ""
