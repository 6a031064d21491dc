"""Banks written as prose: the lines of a text or a Word document become drafts.

A line is taken for what it says by itself and what follows it; an answer at a chapter's end goes to the one question
it can mean. What cannot be attributed stays empty, for the judge to refuse: nothing is guessed here.
"""

from collections.abc import Sequence
from typing import Final

from chuangguan.formats import prose_lines as said
from chuangguan.formats.answer_lists import (
    AnswerList,
    Place,
    after_list_label,
    entries_of,
    is_entry,
    is_list_heading,
    listed_answers,
    ordinal_of,
)
from chuangguan.formats.drafts import Draft
from chuangguan.formats.prose_files import read_lines
from chuangguan.formats.prose_questions import Found

__all__ = ["drafts_of_lines", "read_lines"]

_LOOK_AHEAD: Final = 40
_BARE_IN_A_ROW: Final = 3
_LINES_WITH_AN_ANSWER: Final = 2
_ENDS_OF_A_SENTENCE: Final = tuple("。？?！!）)；;")


def drafts_of_lines(lines: Sequence[tuple[int, str]], file: str) -> list[Draft]:
    """Return what the lines, each with its number, say of questions; `file` is the name the drafts carry.

    >>> [draft] = drafts_of_lines([(1, "1. 首都是（ ）。"), (2, "A.甲 B.乙"), (3, "答案：B")], "题.txt")
    >>> draft.stem, draft.options, draft.answer
    ('首都是（ ）。', ('甲', '乙'), 'B')
    """
    reader = _Reader([(row, line) for row, text in lines for line in text.split("\n") for line in [said.clean(line)]])
    reader.read()
    answers = listed_answers(reader.lists, [(found.place, found.number) for found in reader.questions])
    return [found.draft(answers.get(index, {}), file) for index, found in enumerate(reader.questions)]


class _Reader:
    """Goes through the lines once, looking ahead where a line by itself could be two things."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        self.questions: list[Found] = []
        self.lists: list[AnswerList] = []
        self._open: Found | None = None
        self._list: AnswerList | None = None
        self._place = Place()
        self._kind = ""
        self._style = ""
        self._last = 0
        self._after_gap = False
        self._marks: dict[tuple[str, str], str] = {}

    def read(self) -> None:
        for index, (_, line) in enumerate(self.lines):
            if not line:
                self._after_gap = True
                continue
            self._read_line(index, line)
            self._after_gap = False
        self._close()

    def _read_line(self, index: int, line: str) -> None:
        if said.is_separator(line):
            self._close()
        elif self._is_heading(index, line) or self._is_listed(index, line):
            pass
        else:
            self._read_text(index, line)

    # Headings and lists of answers

    def _is_heading(self, index: int, line: str) -> bool:
        """Take a line that begins a section, a chapter or a list of answers; say whether it did."""
        heading = said.heading_of(line)
        if heading is not None:
            self._close()
            if heading.answers or (self._list and self._answers_follow(index)):
                self._begin_list().turn_to(heading.kind, heading.ordinal)
            else:
                self._begin_section(heading)
            return True
        if is_list_heading(line) and self._answers_follow(index):
            self._close()
            self._begin_list()
            return True
        return self._is_chapter(index, line)

    def _is_chapter(self, index: int, line: str) -> bool:
        label = said.chapter_of(line)
        if not label or self._mark_after(index, "") in ("option", "answer"):
            return False
        self._close()
        if self._list and self._answers_follow(index):
            self._list.turn_to_chapter(label)
            return True
        self._list, self._kind, self._style, self._last = None, "", "", 0
        self._place = Place(round=self._place.round, chapter=label, section=self._place.section + 1)
        return True

    def _begin_section(self, heading: said.Heading) -> None:
        self._list, self._kind, self._style, self._last = None, heading.kind, "", 0
        self._place = Place(
            round=self._place.round,
            chapter=self._place.chapter,
            section=self._place.section + 1,
            kind=heading.kind,
            ordinal=heading.ordinal,
        )

    def _begin_list(self) -> AnswerList:
        """Return the list that is open, or a new one: the questions since the list before are its questions."""
        if self._list is None:
            self._list = AnswerList(round=self._place.round)
            self.lists.append(self._list)
            self._place = Place(round=self._place.round + 1, chapter=self._place.chapter, section=self._place.section)
        return self._list

    def _answers_follow(self, index: int) -> bool:
        """Say whether the next lines that are no heading are entries of a list of answers."""
        for _, line in self.lines[index + 1 : index + _LOOK_AHEAD]:
            if not line or said.heading_of(line) or said.chapter_of(line):
                continue
            return is_entry(line)
        return False

    def _is_listed(self, index: int, line: str) -> bool:
        """Take a line of a list of answers; outside a list only one that can be nothing else."""
        ordinal, content = ordinal_of(after_list_label(line))
        entries = entries_of(content)
        if self._list is None and not (entries and len(entries) > 1):
            return False
        if entries:
            self._close()
            self._begin_list().take(entries, ordinal)
            return True
        return self._list is not None and self._is_long_entry(index, line)

    def _is_long_entry(self, index: int, line: str) -> bool:
        assert self._list is not None  # noqa: S101  the caller has seen it
        taken = self._mark_after(index, "") not in ("option", "answer") and self._list.take_line(line)
        if not taken:
            self._list = None
        return taken

    # Questions

    def _read_text(self, index: int, line: str) -> None:
        number = said.number_of(line)
        if number and self._begins_question(index, number):
            self._begin(index, number)
            return
        pieces = said.pieces_of(line)
        is_text = pieces[0][0] == "text"
        if is_text and self._is_new(index, line):
            self._begin(index, None)
        elif self._open or not is_text or said.options_of(line):
            found = self._open or self._start(self.lines[index][0], 0)
            found.lines.append(line)
            found.take(pieces, is_apart=self._after_gap and self._style != "")

    def _begin(self, index: int, number: said.Number | None) -> None:
        row, line = self.lines[index]
        found = self._start(row, number.value if number else 0)
        found.lines.append(line)
        if number:
            self._style, self._last = number.style, number.value
        found.take(said.pieces_of(number.rest if number else line), is_apart=False)

    def _start(self, row: int, number: int) -> Found:
        self._close()
        self._open = Found(row=row, number=number, place=self._place, kind=self._kind)
        return self._open

    def _close(self) -> None:
        """Put the open question with the others; a title that stands before the first of a section is none."""
        found, self._open = self._open, None
        if found is None or found.is_nothing:
            return
        is_title = found.is_bare and not found.number and not found.stem[-1].endswith(_ENDS_OF_A_SENTENCE)
        begins = not self.questions or self.questions[-1].place != found.place
        if not (is_title and begins):
            self.questions.append(found)

    def _begins_question(self, index: int, number: said.Number) -> bool:
        """Say whether a number begins a question: it runs on, begins again, or a question's parts follow it."""
        found = self._open
        if self._style and number.style != self._style:
            return False
        follows = self._mark_after(index, number.style) in ("option", "answer") or self._has_own_answer(number.rest)
        if not number.sure and not (number.value == self._last + 1 and (self._style or follows)):
            return False
        if found is None:
            return True
        if found.is_bare and found.stem:
            return self._leaves_a_bare_stem(found, number, follows=follows)
        if found.open_label == "explanation" and number.value != self._last + 1:
            return follows
        return number.value == self._last + 1 or follows or (self._after_gap and number.value == 1)

    def _leaves_a_bare_stem(self, found: Found, number: said.Number, *, follows: bool) -> bool:
        """Tell the next question from a list inside the stem, which counts from 1 by itself."""
        if found.inner and number.value == found.inner + 1:
            found.inner += 1
            return False
        if number.value > self._last or not found.number or self._are_bare():
            return True
        if number.value == 1 and not follows:
            found.inner = 1
        return number.value == 1 and (follows or self._answers_itself(found))

    def _are_bare(self) -> bool:
        """Say whether the questions before are bare as well: statements, with their answers elsewhere."""
        before = self.questions[-_BARE_IN_A_ROW:]
        return len(before) == _BARE_IN_A_ROW and all(found.is_bare for found in before)

    def _answers_itself(self, found: Found) -> bool:
        return self._has_own_answer(said.joined(found.stem[-_LINES_WITH_AN_ANSWER:]))

    @staticmethod
    def _has_own_answer(text: str) -> bool:
        return bool(said.inline_answer(text, has_options=False)[1] or said.split_stem(text)[1])

    def _is_new(self, index: int, line: str) -> bool:
        """Say whether a line without a number begins a question."""
        found = self._open
        options = said.options_of(line)
        if found is None:
            return not options and (not self._style or self._mark_after(index, self._style) in ("option", "answer"))
        if options or (not found.is_answered and said.is_bare_answer(line, has_options=bool(found.options))):
            return self._is_stemless(found, options)
        if found.open_label == "answer" and not found.is_answered:
            return False
        return self._follows_whole(index, found, line)

    def _is_stemless(self, found: Found, options: list[tuple[str, str]]) -> bool:
        """Say whether options begin again where the question before has its own."""
        is_again = bool(found.options) and bool(options) and options[0][0] == "A"
        return is_again and found.open_label != "explanation"

    def _follows_whole(self, index: int, found: Found, line: str) -> bool:
        mark = self._mark_after(index, self._style)
        has_parts = mark == "option" or (mark == "answer" and found.is_answered)
        if found.open_label == "explanation" and self._style:
            return False
        if self._style:
            return has_parts and not found.is_bare
        if found.is_bare:
            return self._after_gap or (self._answers_itself(found) and self._has_own_answer(line))
        if found.is_answered and found.open_label != "explanation":
            return True
        return has_parts or self._after_gap

    def _mark_after(self, index: int, style: str) -> str:
        """Return what comes first after a line: "option" (an A), "later", "answer", "number", or ""."""
        for _, line in self.lines[index + 1 : index + _LOOK_AHEAD]:
            if not line:
                continue
            key = (line, style)
            if key not in self._marks:
                self._marks[key] = _mark(line, style)
            if self._marks[key]:
                return self._marks[key]
        return ""


def _mark(line: str, style: str) -> str:
    options = said.options_of(line)
    if options:
        return "option" if options[0][0] == "A" else "later"
    number = said.number_of(line)
    if said.is_separator(line) or said.heading_of(line) or (number and number.style == (style or number.style)):
        return "number"
    pieces = said.pieces_of(line)
    if any(label == "answer" for label, _ in pieces) or said.is_bare_answer(line, has_options=False):
        return "answer"
    if said.is_bare_answer(line, has_options=True):
        return "answer"
    return "later" if pieces[0][0] == "explanation" else ""
