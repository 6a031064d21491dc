"""What a file of somebody else's says of a question, before it is judged whether it can be trusted."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from chuangguan.errors import Problem, RowKind
from chuangguan.values import Value

PICTURE: Final = "［图］"
"""Stands in a text where the file has a picture, which no draft can hold."""

_ROW_KINDS: Final[Mapping[str, RowKind]] = {".json": "question", ".docx": "paragraph"}


class Draft(Value, frozen=True, kw_only=True):
    """A question as it was found: texts as they stand in the file, white space trimmed, nothing guessed.

    `row` counts from 1 what `row_kind` says. `options` are in order, without their letters where the file gave letters;
    `answer` is the text that stands for the answer: letters, words, the option's text, an index.
    `kind` is what the file calls it, empty where it does not say. `original` is the row or the lines themselves,
    `headings` what the table calls its cells. `id` is the number or name that the file has for it. `doubt` is what was
    seen in the file that makes the question unsafe whatever else stands in it.
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
    headings: tuple[str, ...] = ()
    id: str = ""
    doubt: Problem | None = None

    @property
    def row_kind(self) -> RowKind:
        """What `row` counts: in .json the questions, in .docx the paragraphs, else lines."""
        return _ROW_KINDS.get(PurePath(self.file).suffix.lower(), "line")

    def problem(self, code: str, column: str = "", **details: int | str) -> Problem:
        """Return what is wrong with this question, with the place where it stands."""
        return Problem(
            code=code,
            file=self.file,
            sheet=self.sheet,
            row=self.row,
            row_kind=self.row_kind,
            column=column,
            details=details,
        )
