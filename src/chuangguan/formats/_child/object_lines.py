"""JSON Lines: `[line, value]` for each line that is not blank."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from .limits import RefusedError
from .objects import limited, past_gap, value_of
from .texts import text_of


def read(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Yield the value of each line."""
    text, _ = text_of(file)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if lines and is_whole(text, lines):
        raise RefusedError("json_is_whole", lines[0][0])
    return limited((number, line_value(line, number)) for number, line in lines)


def is_whole(text: str, lines: Sequence[tuple[int, str]]) -> bool:
    """Say whether a text is one list of objects, or one value over several lines whose first is none."""
    first = lines[0][1].lstrip()
    if len(lines) == 1:
        return first.startswith("[") and first[1:].lstrip().startswith("{") and _is_value(first)
    return first.startswith(("[", "{")) and not _is_value(first) and _is_value(text)


def _is_value(text: str) -> bool:
    try:
        value_of(text, past_gap(text, 0))
    except RefusedError:
        return False
    return True


def line_value(line: str, number: int) -> Any:  # noqa: ANN401  whatever JSON can say
    """Return the value that a line is."""
    try:
        return value_of(line, past_gap(line, 0))
    except RefusedError as error:
        raise RefusedError(error.code, number) from None
