"""A question of a bank in prose while it is being read, line by line, and the draft that it gives."""

from dataclasses import dataclass, field
from typing import Final

from chuangguan.formats import prose_lines as said
from chuangguan.formats.answer_lists import Place
from chuangguan.formats.drafts import Draft

_CONFLICT: Final = "≠"
_LOST: Final = "\ufffd"


@dataclass(kw_only=True)
class Found:
    """A question while it is being read; `number` is 0 where it has none, `inner` that of a list in its stem."""

    row: int
    number: int
    place: Place
    kind: str
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    labelled: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    open_label: str = ""
    inner: int = 0

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing but a stem so far."""
        return not self.options and "answer" not in self.labelled

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of a question was seen, only what may stand beside one."""
        return self.is_bare and not self.stem

    @property
    def is_answered(self) -> bool:
        """Whether an answer stands beside it."""
        return any(self.labelled.get("answer", ()))

    def take(self, pieces: list[tuple[str, str]], *, is_apart: bool) -> None:
        """Take what a line is made of; `is_apart` where a gap parts it from the options before."""
        for label, text in pieces:
            if label == "text":
                self._take_text(text, is_apart=is_apart)
            else:
                self.labelled.setdefault(label, []).append(text)
                self.open_label = label

    def _take_text(self, text: str, *, is_apart: bool) -> None:
        options = said.options_of(text)
        if self.open_label == "answer" and not self.is_answered:
            self.labelled["answer"].append(text)
        elif self.open_label == "explanation":
            self.labelled["explanation"].append(text)
        elif options and (self.is_bare or self.options):
            self._add_options(options)
        elif not self.is_answered and self.stem and said.is_bare_answer(text, has_options=bool(self.options)):
            self.labelled.setdefault("answer", []).append(text)
        elif self.is_bare:
            stem, rest = said.split_stem(text)
            self.stem.append(stem)
            self._add_options(said.options_of(rest) if rest else [])
        elif not self.is_answered and not self.open_label and not is_apart:
            self.options[-1][1].append(text)

    def _add_options(self, options: list[tuple[str, str]]) -> None:
        self.options += [(letter, [text] if text else []) for letter, text in options]

    def draft(self, listed: dict[str, str], file: str) -> Draft:
        """Return the draft, with what a list of answers says of it; answers that differ come as they are, joined."""
        texts = {label: "\n".join(part for part in parts if part) for label, parts in self.labelled.items()}
        stem, inline = said.inline_answer(said.joined(self.stem), has_options=bool(self.options))
        answers = [text for text in (*self.labelled.get("answer", ()), inline, listed.get("answer", "")) if text]
        return Draft(
            file=file,
            row=self.row,
            kind=self.kind,
            stem=stem,
            options=_in_order(self.options),
            answer=answers[0] if len(set(map(said.plain_answer, answers))) == 1 else _CONFLICT.join(answers),
            topic=texts.get("topic", ""),
            difficulty=texts.get("difficulty", ""),
            explanation=texts.get("explanation", "") or listed.get("explanation", ""),
            source=texts.get("source", ""),
            original=tuple(self.lines),
        )


def _in_order(options: list[tuple[str, list[str]]]) -> tuple[str, ...]:
    """Return the options by letter; where one is missing, empty or there twice, its place is empty and not the last.

    An empty place at the end would pass for one that the question never had.
    """
    if not options:
        return ()
    letters = [letter for letter, _ in options]
    texts = {letter: said.joined(lines) for letter, lines in options if letters.count(letter) == 1}
    placed = [texts.get(chr(code), "") for code in range(ord("A"), ord(max(letters)) + 1)]
    return (*placed, _LOST) if not placed[-1] else tuple(placed)
