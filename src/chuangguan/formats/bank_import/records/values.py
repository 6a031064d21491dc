"""Values of JSON records, as all that reads them looks at them."""

from typing import Any

from chuangguan.formats.cells import text_of

Json = Any
"""Whatever JSON can say."""


def is_text(value: Json) -> bool:
    """Say whether a value is a text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def is_filled(value: Json) -> bool:
    """Say whether a value says anything; a number always does."""
    return bool(value.strip()) if isinstance(value, str) else is_text(value) or bool(value)


def shown(value: Json) -> str:
    """Return the text of a text or a number, empty for anything else."""
    return text_of(value) if is_text(value) else ""
