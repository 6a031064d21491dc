"""Texts of a workbook in which runs of letters look different from the rest."""

import re
from typing import Final

from .markup import Attributes, is_on, value_of
from .symbols import SYMBOL, drawn

_WRITTEN: Final = {
    "superscript": dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)),
    "subscript": dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
}
# How workbooks write what XML may not hold.
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def is_rich(content: bytes) -> bool:
    """Say whether there may be a run that is struck out, raised or drawn as signs in XML."""
    return any(word in content for word in (b"strike", b"vertAlign", b"Webdings", b"Wingdings", b'"Symbol"'))


def raised(text: str, how: str) -> str | None:
    """Return a text with the small digits that Unicode has, None where it has none for a letter.

    >>> raised("10", "superscript"), raised("2", "subscript"), raised("x", "superscript")
    ('¹⁰', '₂', None)
    """
    letters = _WRITTEN.get(how, {})
    return "".join(letters[letter] for letter in text) if all(letter in letters for letter in text) else None


class RichText:
    """Collects the runs of one text; which of them are struck out, raised or drawn as signs is what counts."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin a new text."""
        self._runs: list[str] = []
        self._whats: set[str] = set()
        self._in_text = self._in_reading = self._is_struck = False
        self._how = self._font = ""

    def start(self, plain: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if plain == "r":
            self._how, self._font, self._is_struck = "", "", False
        elif plain == "t":
            self._in_text = True
        elif plain == "rPh":  # how the text is pronounced, which is not shown
            self._in_reading = True
        elif plain == "strike":
            self._is_struck = is_on(attributes)
        elif plain == "vertAlign":
            self._how = value_of(attributes).replace("baseline", "")
        elif plain == "rFont":
            self._font = value_of(attributes)

    def end(self, plain: str) -> None:
        """Take the end of an element."""
        if plain == "t":
            self._in_text = False
        elif plain == "rPh":
            self._in_reading = False

    def text(self, data: str) -> None:
        """Take characters."""
        if not self._in_text or self._in_reading:
            return
        seen = data.strip()
        if self._is_struck and seen:
            self._whats.add("struck")
        signs = drawn(self._font, data)
        written = raised(signs, self._how) if self._how and seen else signs
        if written != data:
            self._whats.add("raised" if written is None else "format" if SYMBOL in signs else "shown")
        self._runs.append(data if written is None else written)

    def mark(self) -> tuple[str, str] | None:
        """Return what is to be known of the text, None where it is as plain as any."""
        for what in ("struck", "raised", "format"):
            if what in self._whats:
                return what, ""
        text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), "".join(self._runs))
        return ("shown", text) if "shown" in self._whats else None
