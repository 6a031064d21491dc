"""JSON: whether the file is a list, then `[line, value]` for each item of it, or for the one other value that it is."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final, NoReturn

from .limits import MAX_ROWS, RefusedError
from .texts import text_of

MAX_DEPTH: Final = 32
MAX_VALUES: Final = 4_000_000

_GAP: Final = re.compile(r"[ \t\n\r]*")


class RepeatedError(ValueError):
    """An object has a key twice, which would lose what stood under it first."""


def read(file: BinaryIO) -> Iterator[Any]:
    """Yield what the file is and its values, each with the line that it begins in."""
    text, _ = text_of(file)
    start = past_gap(text, 0)
    is_list = text.startswith("[", start)
    yield is_list
    if not is_list and is_lines(text, start):
        raise RefusedError("json_is_lines", 1 + text.count("\n", 0, start))
    yield from limited(items_of(text, start) if is_list else [(1 + text.count("\n", 0, start), value_of(text, start))])


def limited(values: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """Yield the values as long as they are not too many or too deep."""
    size = 0
    for count, (line, value) in enumerate(values, 1):
        size += size_of(value, line)
        if count > MAX_ROWS or size > MAX_VALUES:
            raise RefusedError("file_too_large", line)
        yield line, value


def size_of(value: Any, line: int) -> int:  # noqa: ANN401  whatever JSON can say
    """Return how many values a value holds with itself."""
    size, level = 0, [value]
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return size
        size += len(level)
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [item for items in inner for item in items]
    raise RefusedError("json_too_deep", line)


def value_of(text: str, start: int) -> Any:  # noqa: ANN401  as above
    """Return the one value that a text is."""
    value, end = parsed(text, start, 1 + text.count("\n", 0, start))
    require_end(text, past_gap(text, end))
    return value


def is_lines(text: str, start: int) -> bool:
    """Say whether an object ends with its line and the next line begins another, as in a file of JSON Lines."""
    line_end = text.find("\n", start)
    if line_end < 0 or not text.startswith("{", start):
        return False
    try:
        _, end = parsed(text[start:line_end], 0, 0)
    except RefusedError:
        return False
    return past_gap(text, start + end) > line_end and text.startswith("{", past_gap(text, line_end))


def items_of(text: str, start: int) -> Iterator[tuple[int, Any]]:
    """Yield the items of a list one by one, so that each has its line."""
    place, line, counted = past(text, start, "["), 1, 0
    is_more = not text.startswith("]", place)
    while is_more:
        line, counted = line + text.count("\n", counted, place), place
        item, place = parsed(text, place, line)
        yield line, item
        place = past_gap(text, place)
        is_more = not text.startswith("]", place)
        place = past(text, place, ",") if is_more else place
    require_end(text, past(text, place, "]"))


def parsed(text: str, place: int, line: int) -> tuple[Any, int]:
    """Return the value at a place and the place behind it."""
    try:
        return _DECODER.raw_decode(text, place)
    except RepeatedError:
        raise RefusedError("json_key_repeated", line) from None
    except RecursionError:
        raise RefusedError("json_too_deep", line) from None
    except json.JSONDecodeError as error:
        raise RefusedError("json_malformed", error.lineno) from None
    except ValueError:  # a constant that is none of JSON, or a number too long to be one
        raise RefusedError("json_malformed", line) from None


def past(text: str, place: int, mark: str) -> int:
    """Return the place behind a mark and the gap after it."""
    if not text.startswith(mark, place):
        raise RefusedError("json_malformed", 1 + text.count("\n", 0, place))
    return past_gap(text, place + 1)


def past_gap(text: str, place: int) -> int:
    """Return the place behind the white space at a place."""
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def require_end(text: str, place: int) -> None:
    """Raise where a text goes on."""
    if place < len(text):
        raise RefusedError("json_malformed", 1 + text.count("\n", 0, place))


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of these keys and values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise RepeatedError
    return found


def refuse(constant: str) -> NoReturn:
    """Raise for NaN and Infinity."""
    raise ValueError(constant)


def finite(written: str) -> float:
    """Return a number; one that is too large to be told from infinity raises."""
    number = float(written)
    return refuse(written) if number in (float("inf"), -float("inf")) else number


_DECODER: Final = json.JSONDecoder(object_pairs_hook=object_of, parse_constant=refuse, parse_float=finite)
