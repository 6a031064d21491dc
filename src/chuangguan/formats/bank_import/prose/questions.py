"""A question of a bank in prose while it is being read, line by line, and the draft that it gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.answers import as_letters, is_ordered, is_same
from chuangguan.formats.bank_import.prose import lines as said
from chuangguan.formats.bank_import.prose.answer_lists import Place, is_list_heading, may_be_options
from chuangguan.formats.bank_import.prose.options import letter_of, options_in, resembles, two_ways
from chuangguan.formats.bank_import.texts import key_of
from chuangguan.formats.bank_import.words import Reading, stated_kind, truth_of
from chuangguan.formats.cells import excerpt

_ENDS_OF_A_STATEMENT: Final = tuple(f"。！!）){said.SIGNS}")
_ENDS_BEFORE_A_NUMBER: Final = tuple("。.？?！!：:；;）)】_")
_OPENED: Final = tuple("（([【")
_MOST_LINES_OF_AN_OPTION: Final = 50


@dataclass(kw_only=True)
class Found:
    """A question while it is being read; `number` is 0 where it has none, `inner` that of a list in its stem.

    `next_letter` is the one that another option would have, `is_figure` whether its number may be one of a sentence.
    """

    row: int
    number: int
    place: Place
    kind: str
    stem: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    labelled: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    doubt: Problem | None = None
    open_label: str = ""
    inner: int = 0
    is_figure: bool = False
    next_letter: str = "A"

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

    def take(self, pieces: list[tuple[str, str]], *, is_wrapped: bool) -> None:
        """Take what a line is made of; `is_wrapped` where the line before is as long as lines are in this file."""
        for label, text in pieces:
            if label == "text":
                self._take_text(text, is_wrapped=is_wrapped)
            else:
                self.labelled.setdefault(label, []).append(text)
                self.open_label = label

    def _take_text(self, text: str, *, is_wrapped: bool) -> None:
        letter = letter_of(text)
        if self.open_label in ("answer", "other") and not any(self.labelled[self.open_label]):
            self.labelled[self.open_label].append(text)
        elif self.open_label == "explanation":
            self.labelled["explanation"].append(text)
        elif letter and (self.is_bare or self.options):
            self._take_option([text])
            if self.is_answered:
                self._is_stray(text)
        elif self.stem and said.is_bare_answer(text, has_options=bool(self.options)):
            self.labelled.setdefault("answer", []).append(text)
        elif self.is_bare and self.stem and is_list_heading(text):
            self.left.append(text)
            self._is_stray(text)
        elif self.is_bare and not (self.stem and (self.open_label or self.left)):
            stem, rest = said.split_stem(text)
            self.stem.append(stem)
            if rest:
                self._take_option([rest])
        else:
            self._take_rest(text, is_wrapped=is_wrapped)

    def _take_option(self, lines: list[str]) -> None:
        self.options.append(lines)
        options, _ = options_in([said.joined(lines)])
        self.next_letter = chr(ord(options[-1][0]) + 1) if options else "A"

    def _take_rest(self, text: str, *, is_wrapped: bool) -> None:
        """Take a line that follows options: one of them goes on in it only where lines are certainly broken."""
        if self.is_answered or self.open_label:
            self.left.append(text)
            if self.open_label == "answer" and self._may_go_on():
                self._is_stray(text)
            return
        if not self.options:
            return
        if resembles(text, self.next_letter):
            self.doubt = self.doubt or two_ways(self.next_letter, text)
        elif is_wrapped and len(self.options[-1]) < _MOST_LINES_OF_AN_OPTION:
            self._take_option([*self.options.pop(), text])
        else:
            self.left.append(text)
            self._is_stray(text)

    def _may_go_on(self) -> bool:
        """Say whether the answer beside it may go on in another line: it is a text, not letters or right and wrong."""
        answer = self.labelled["answer"][-1]
        is_whole = as_letters(answer) or truth_of(answer, Reading()) is not None
        return not is_whole and bool(self.options or self.kind)

    def takes_as_options(self, line: str, entries: Sequence[tuple[int, str]]) -> bool:
        """Take a line of entries that may be options of its own, which makes it doubtful; say whether it did."""
        if self.is_answered or not may_be_options(entries):
            return False
        self.lines.append(line)
        self.doubt = self.doubt or Problem(code="options_not_apart", details={"given": excerpt(line)})
        return True

    def _is_stray(self, text: str) -> None:
        self.doubt = self.doubt or _stray(text)

    def _unmarked(self, answers: list[str]) -> Problem | None:
        """Return the doubt that lines of the stem are options that nothing marks, or no part of its statement."""
        lines = self.stem[1:]
        if self.options:
            return None
        if any(resembles(first, "A") and resembles(second, "B") for first, second in pairwise(lines)):
            return two_ways("A", lines[0])
        if len(lines) > 1 and any(answer in lines for answer in answers):
            return Problem(code="options_not_apart", details={"given": excerpt("、".join(lines))})
        strays = [after for before, after in pairwise(self.stem) if before.endswith(_ENDS_OF_A_STATEMENT)]
        if strays:
            return Problem(code="line_stray", details={"given": excerpt(strays[0])})
        return None

    def _kinds_differ(self) -> Problem | None:
        """Return the doubt that what stands beside it calls it another kind than its section does."""
        kinds = {stated_kind(kind, Reading()) for kind in (self.kind, *self.labelled.get("kind", ())) if kind}
        if len(kinds - {"choice"}) < 2:  # noqa: PLR2004  two that differ
            return None
        return Problem(code="kinds_differ", column="题型", details={"given": excerpt(" ".join(self.labelled["kind"]))})

    def _option_left(self, options: Sequence[str]) -> Problem | None:
        """Return the doubt that a line behind its answer is an option, which may be of the answer as well."""
        texts = {key_of(option) for option in options if option}
        left = next((line for line in self.left if key_of(line) in texts), "")
        return Problem(code="line_stray", details={"given": excerpt(left)}) if left else None

    def draft(self, listed: dict[str, str], file: str) -> Draft:
        """Return the draft, with what a list of answers says of it; answers that differ are a doubt.

        An answer in a bracket of the stem is left there: only the judge sees whether the file does so throughout.
        """
        texts = {label: "\n".join(part for part in parts if part) for label, parts in self.labelled.items()}
        answers = [text for text in (*self.labelled.get("answer", ()), listed.get("answer", "")) if text]
        found, unsure = options_in([said.joined(lines) for lines in self.options])
        options, doubt = _in_order(found)
        doubt = (
            self.doubt
            or unsure
            or doubt
            or self._kinds_differ()
            or self._option_left(options)
            or self._unmarked(answers)
        )
        doubt = doubt if options or answers or self.left else None
        are_one = all(key_of(answers[0]) == key_of(other) or is_same(answers[0], other) for other in answers[1:])
        # Letters that may be an order are what the judge must see.
        answer = max(answers, key=lambda text: is_ordered(text, "", is_multiple=False), default="")
        if not are_one:
            doubt = Problem(code="answers_differ", column="答案", details={"given": excerpt(" 和 ".join(answers))})
        return Draft(
            file=file,
            row=self.row,
            kind=texts.get("kind", "") or self.kind,
            stem=said.joined(self.stem),
            options=options,
            answer=answer if are_one else "",
            topic=texts.get("topic", ""),
            difficulty=texts.get("difficulty", ""),
            explanation=texts.get("explanation", "") or listed.get("explanation", ""),
            source=texts.get("source", ""),
            original=tuple(self.lines),
            doubt=doubt,
        )


def _in_order(options: list[tuple[str, str]]) -> tuple[tuple[str, ...], Problem | None]:
    """Return the options by letter, a missing one empty, and the doubt that one is there twice or the last is empty."""
    letters = [letter for letter, _ in options]
    texts = dict(options)
    placed = [chr(code) for code in range(ord("A"), ord(max(letters, default="@")) + 1)]
    doubt = next((Problem(code="option_letter_twice", column=x) for x in placed if letters.count(x) > 1), None)
    if placed and not texts[placed[-1]]:
        # An empty place at the end would pass for one that the question never had.
        doubt = Problem(code="option_empty", column=placed[-1])
    opened = next((x for x in placed if texts.get(x, "").endswith(_OPENED)), "")
    if opened and opened != placed[-1]:
        # The bracket of the next letter, from which the line was broken.
        doubt = doubt or two_ways(chr(ord(opened) + 1), texts[opened])
    return tuple(texts.get(letter, "") for letter in placed), doubt


def _stray(line: str) -> Problem:
    """Return the doubt where a line belongs, which is clear of the head of a list of answers that could not be read."""
    if is_list_heading(line):
        return Problem(code="answer_list_unread", column="答案", details={"given": excerpt(line)})
    return Problem(code="line_stray", details={"given": excerpt(line)})


def number_two_ways(line: str) -> Problem:
    """Return the doubt whether the figure at the head of a line is a number."""
    return Problem(code="number_two_ways", column="题干", details={"given": excerpt(line)})


def may_be_one(before: Found, found: Found) -> bool:
    """Make the question before doubtful where its number may be a figure of the one before, and say the same of both.

    So it may be where a stem breaks off before a figure, or where the number of that figure comes again.
    """
    breaks_off = (
        found.is_figure and before.is_bare and bool(before.stem) and not before.stem[-1].endswith(_ENDS_BEFORE_A_NUMBER)
    )
    comes_again = before.is_figure and before.number == found.number
    if breaks_off or comes_again:
        before.doubt = before.doubt or number_two_ways(found.lines[0] if breaks_off else before.lines[0])
    return breaks_off
