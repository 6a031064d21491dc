"""Goes through the lines of a bank in prose: which of them begin a question, a section, a list of answers."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.prose import lines as said
from chuangguan.formats.bank_import.prose.answer_lists import (
    AnswerList,
    Place,
    after_list_label,
    entries_of,
    is_entry,
    is_list_heading,
    ordinal_of,
)
from chuangguan.formats.bank_import.prose.heads import plain_lines
from chuangguan.formats.bank_import.prose.material import Material, is_title, material_of
from chuangguan.formats.bank_import.prose.numbering import Numbering
from chuangguan.formats.bank_import.prose.options import letter_of, two_ways
from chuangguan.formats.bank_import.prose.questions import Found, may_be_one, number_two_ways
from chuangguan.formats.cells import excerpt

_LOOK_AHEAD: Final = 40
_BARE_IN_A_ROW: Final = 3
_LINES_WITH_AN_ANSWER: Final = 2


class ProseReader:
    """Goes through the lines once, looking ahead where a line by itself could be two things."""

    def __init__(self, lines: Sequence[tuple[int, str]]) -> None:
        self.lines = plain_lines(lines)
        self.questions: list[Found] = []
        self.lists: list[AnswerList] = []
        self._open: Found | None = None
        self._list: AnswerList | None = None
        self._place = Place()
        self._kind = ""
        self._numbers = Numbering()
        self._after_gap = False
        self._material: Material | None = None
        self.wraps_at = said.wrapped_at([line for _, line in self.lines])
        self._marks: dict[tuple[str, str], str] = {}

    def read(self) -> None:
        """Fill `questions` and `lists`, both in the order of the lines."""
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
        elif self._is_heading(index, line) or self._is_listed(index, line) or self._is_material(index, line):
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
            self._begin_list().turn_to_head(line)
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
        self._list, self._material, self._kind = None, None, ""
        self._numbers.begin_section()
        self._place = Place(round=self._place.round, chapter=label, section=self._place.section + 1)
        return True

    def _begin_section(self, heading: said.Heading) -> None:
        self._list, self._material, self._kind = None, None, heading.kind
        self._numbers.begin_section()
        section = self._place.section + 1
        self._place = replace(self._place, section=section, kind=heading.kind, ordinal=heading.ordinal)

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
            if not line or said.heading_of(line) or said.chapter_of(line) or is_list_heading(line):
                continue
            return is_entry(line)
        return False

    def _is_listed(self, index: int, line: str) -> bool:
        """Take a line of a list of answers; outside a list only one that can be nothing else."""
        ordinal, content = ordinal_of(after_list_label(line))
        entries = entries_of(content)
        if self._list is None and not (entries and len(entries) > 1):
            return False
        if entries and content == line and self._open and self._open.takes_as_options(line, entries):
            return True
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

    # What questions share

    def _is_material(self, index: int, line: str) -> bool:
        """Take a line that announces material for several questions, or goes on with it; say whether it did."""
        found = self._open
        if said.number_of(line) or letter_of(line):
            return False
        material = material_of(line)
        is_stem = found is not None and found.is_bare and found.number > 0
        if material is None or (is_stem and material.first <= (found.number if found else 0)):
            return (
                self._material is not None
                and found is None
                and self._mark_after(index, self._numbers.style) == "number"
            )
        if found and found.is_bare and not found.number:
            self._open = None
        self._close()
        self._material = material
        return True

    # Questions

    def _read_text(self, index: int, line: str) -> None:
        number = said.number_of(line)
        if number and self._is_option_too(line):
            number = None
        if number and self._begins_question(index, number):
            self._begin(index, number)
            return
        pieces = said.pieces_of(line)
        is_text = pieces[0][0] == "text"
        if is_text and self._is_new(index, line):
            self._begin(index, None)
        elif self._open or not is_text or letter_of(line):
            found = self._open or self._start(self.lines[index][0], 0)
            found.lines.append(line)
            found.take(pieces, is_wrapped=self._is_wrapped(index))

    def _is_option_too(self, line: str) -> bool:
        """Say whether a line such as （C）3. 甲 could be the next option, and not an answer before its number."""
        found = self._open
        if found is None or not found.stem or letter_of(line) != found.next_letter:
            return False
        found.doubt = found.doubt or two_ways(found.next_letter, line)
        return True

    def _is_wrapped(self, index: int) -> bool:
        """Say whether the line before was certainly broken because it was full."""
        return bool(self.wraps_at and index) and said.width_of(self.lines[index - 1][1]) >= self.wraps_at

    def _begin(self, index: int, number: said.Number | None) -> None:
        row, line = self.lines[index]
        before = self._open
        found = self._start(row, number.value if number else 0)
        found.lines.append(line)
        found.is_figure = number is not None and not number.sure
        if not self._numbers.is_certain(line, number) or (before and may_be_one(before, found)):
            found.doubt = found.doubt or number_two_ways(line)
        if number:
            self._numbers.take(number)
        found.take(said.pieces_of(number.rest if number else line), is_wrapped=False)

    def _start(self, row: int, number: int) -> Found:
        self._close()
        self._open = Found(row=row, number=number, place=self._place, kind=self._kind)
        if self._material and self._material.is_for(number):
            given = excerpt(self._material.text)
            self._open.doubt = Problem(code="material_lost", column="题干", details={"given": given})
        return self._open

    def _close(self) -> None:
        """Put the open question with the others; a title that stands before the first of a section is none."""
        found, self._open = self._open, None
        if found is None or found.is_nothing:
            return
        begins = not self.questions or self.questions[-1].place != found.place
        if not (begins and found.is_bare and not found.number and is_title(found.stem[-1])):
            self.questions.append(found)

    def _begins_question(self, index: int, number: said.Number) -> bool:
        """Say whether a number begins a question: it runs on, begins again, or a question's parts follow it."""
        found = self._open
        if self._numbers.style and number.style != self._numbers.style:
            return False
        follows = self._mark_after(index, number.style) in ("option", "answer") or said.has_own_answer(number.rest)
        if not number.sure and not self._numbers.may_be(number, follows=follows):
            return False
        if found is None:
            return True
        if found.is_bare and found.stem:
            return self._leaves_a_bare_stem(found, number, follows=follows)
        if found.open_label == "explanation" and not self._numbers.runs_on(number):
            return follows
        return self._numbers.runs_on(number) or follows or (self._after_gap and number.value == 1)

    def _leaves_a_bare_stem(self, found: Found, number: said.Number, *, follows: bool) -> bool:
        """Tell the next question from a list inside the stem, which counts from 1 by itself."""
        if found.inner and number.value == found.inner + 1:
            found.inner += 1
            return False
        if number.value > self._numbers.last or not found.number or self._are_bare():
            return True
        if number.value == 1 and not follows:
            found.inner = 1
        if number.value > 1 and number.sure:
            # A list whose numbers are not its own, such as one that an explanation began with and the question ends.
            found.doubt = found.doubt or number_two_ways(number.rest)
        return number.value == 1 and (follows or self._answers_itself(found))

    def _are_bare(self) -> bool:
        """Say whether the questions before are bare as well: statements, with their answers elsewhere."""
        before = self.questions[-_BARE_IN_A_ROW:]
        return len(before) == _BARE_IN_A_ROW and all(found.is_bare for found in before)

    def _answers_itself(self, found: Found) -> bool:
        return said.has_own_answer(said.joined(found.stem[-_LINES_WITH_AN_ANSWER:]))

    def _is_new(self, index: int, line: str) -> bool:
        """Say whether a line without a number begins a question."""
        found = self._open
        letter = letter_of(line)
        if found is None:
            return not letter and (
                not self._numbers.style or self._mark_after(index, self._numbers.style) in ("option", "answer")
            )
        if letter or said.is_bare_answer(line, has_options=bool(found.options)):
            return self._is_stemless(found, letter)
        if found.open_label in ("answer", "other") and not any(found.labelled[found.open_label]):
            return False
        return self._follows_whole(index, found, line)

    @staticmethod
    def _is_stemless(found: Found, letter: str) -> bool:
        """Say whether options begin again where the question before has its own."""
        return bool(found.options) and letter == "A" and found.open_label != "explanation"

    def _follows_whole(self, index: int, found: Found, line: str) -> bool:
        mark = self._mark_after(index, self._numbers.style)
        has_parts = mark == "option" or (mark == "answer" and found.is_answered)
        if found.open_label == "explanation" and self._numbers.style:
            return False
        if self._numbers.style:
            return has_parts and not found.is_bare
        if found.is_bare:
            return self._after_gap or (self._answers_itself(found) and said.has_own_answer(line))
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
                self._marks[key] = said.mark_of(line, style)
            if self._marks[key]:
                return self._marks[key]
        return ""
