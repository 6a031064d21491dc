"""Texts of a workbook in which runs of letters look different from the rest."""

from typing import Final

from .markup import Attributes, is_on, value_of

_WRITTEN: Final = {
    "superscript": dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)),
    "subscript": dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
}


def is_rich(content: bytes) -> bool:
    """Say whether there may be a run that is struck out or raised in XML."""
    return b"strike" in content or b"vertAlign" in content


def raised(text: str, how: str) -> str | None:
    """Return a text with the small digits that Unicode has, None where it has none for a letter.

    >>> raised("10", "superscript"), raised("2", "subscript"), raised("x", "superscript")
    ('¹⁰', '₂', None)
    """
    letters = _WRITTEN.get(how, {})
    return "".join(letters[letter] for letter in text) if all(letter in letters for letter in text) else None


class RichText:
    """Collects the runs of one text; which of them are struck out or raised is what counts."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin a new text."""
        self._runs: list[str] = []
        self._whats: set[str] = set()
        self._in_text = self._in_reading = self._is_struck = False
        self._how = ""

    @property
    def has_text(self) -> bool:
        """Say whether there is anything in it."""
        return any(self._runs)

    def start(self, plain: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if plain == "r":
            self._how, self._is_struck = "", False
        elif plain == "t":
            self._in_text = True
        elif plain == "rPh":  # how the text is pronounced, which is not shown
            self._in_reading = True
        elif plain == "strike":
            self._is_struck = is_on(attributes)
        elif plain == "vertAlign":
            self._how = value_of(attributes).replace("baseline", "")

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
        written = raised(data, self._how) if self._how and seen else data
        if written != data:
            self._whats.add("raised" if written is None else "shown")
        self._runs.append(data if written is None else written)

    def mark(self) -> tuple[str, str] | None:
        """Return what is to be known of the text, None where it is as plain as any."""
        for what in ("struck", "raised"):
            if what in self._whats:
                return what, ""
        return ("shown", "".join(self._runs)) if "shown" in self._whats else None
