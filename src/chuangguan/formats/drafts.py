"""What a file of somebody else's says of a question, before it is judged whether it can be trusted."""

from typing import Final

from chuangguan.errors import Problem
from chuangguan.values import Value

PICTURE: Final = "［图］"
"""Stands in a text where the file has a picture, which no draft can hold."""


class Draft(Value, frozen=True, kw_only=True):
    """A question as it was found: texts as they stand in the file, white space trimmed, nothing guessed.

    `row` counts from 1 as a spreadsheet or an editor does. `options` are in order, without their letters where the
    file gave letters; `answer` is the text that stands for the answer: letters, words, the option's text, an index.
    `kind` is what the file calls it, empty where it does not say. `original` is the row or the lines themselves. `id`
    is the number or name that the file has for it. `doubt` is what was seen in the file that makes the question unsafe
    whatever else stands in it.
    """

    file: str
    sheet: str = ""
    row: int
    kind: str = ""
    stem: str
    options: tuple[str, ...] = ()
    answer: str = ""
    topic: str = ""
    difficulty: str = ""
    explanation: str = ""
    source: str = ""
    original: tuple[str, ...] = ()
    id: str = ""
    doubt: Problem | None = None
