"""How the questions of a section are numbered so far, and what that makes of a figure at the head of a line."""

import re
from dataclasses import dataclass

from chuangguan.formats.bank_import.prose.lines import Number


@dataclass(kw_only=True)
class Numbering:
    """The style of the numbers, the mark behind the first of them, and the last; empty before the first."""

    style: str = ""
    mark: str = ""
    last: int = 0
    _before: tuple[str, int] = ("", 0)

    def begin_section(self) -> None:
        """Begin anew, but for sections that number on where the one before has ended."""
        if self.last:
            self._before = (self.style, self.last)
        self.style, self.last = "", 0

    def take(self, number: Number) -> None:
        """Take the number of a question that begins."""
        self.mark = self.mark if self.style else number.mark
        self.style, self.last = number.style, number.value

    def runs_on(self, number: Number) -> bool:
        """Say whether a number is the one that must come next."""
        return number.value == self.last + 1

    def may_be(self, number: Number, *, follows: bool) -> bool:
        """Say whether a figure that could be of the sentence is a number: the next one, where others or parts show it.

        `follows` where parts of a question come behind it.
        """
        if self.style:
            return self.runs_on(number)
        return (self.runs_on(number) and follows) or (number.style, number.value - 1) == self._before

    def is_certain(self, line: str, number: Number | None) -> bool:
        """Say whether the figure at the head of a question is certainly its number, or certainly none."""
        if number is None:
            return not self.style or re.match(rf"{self.last + 1}(?!\d)", line) is None
        return number.mark != " " or not self.style or self.mark == " "
