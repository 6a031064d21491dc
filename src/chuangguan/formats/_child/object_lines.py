"""JSON Lines: `[line, value]` for each line that is not blank."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from .limits import RefusedError
from .objects import limited, past_gap, value_of
from .texts import text_of


def read(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Yield the value of each line."""
    text, _ = text_of(file)
    return limited(
        (number, line_value(line, number)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
    )


def line_value(line: str, number: int) -> Any:  # noqa: ANN401  whatever JSON can say
    """Return the value that a line is."""
    try:
        return value_of(line, past_gap(line, 0))
    except RefusedError as error:
        raise RefusedError(error.code, number) from None
