"""Lists of answers behind the questions: which question an entry can mean, if it can mean only one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import msgspec

from chuangguan.formats.bank_import.prose import lines as said
from chuangguan.formats.bank_import.prose.options import letter_of
from chuangguan.formats.bank_import.words import Reading, truth_of
from chuangguan.values import Value

_ENTRY: Final = re.compile(
    r"(?:第?\s*(?P<number>\d{1,4})\s*题?\s*[、.．:：)）\-—]?|[（(]\s*(?P<inner>\d{1,4})\s*[)）])\s*[（(]?\s*"
    r"(?:(?P<letters>[A-HＡ-Ｈa-h]{1,8}(?![A-Za-z]))|(?P<word>[^\s\d第,，;；。、.:：（()）]{1,9}))\s*[)）]?[\s,，;；。、.]*"
)
_RANGE: Final = re.compile(
    r"(?P<first>\d{1,4})\s*(?:[-－—–~～]+|至|到)\s*(?P<last>\d{1,4})\s*题?\s*[、.．:：)）]?\s*"
    rf"(?P<values>(?:正确|错误|[A-HＡ-Ｈa-h{said.SIGNS}对错是否TFYN\s,，、;；|])+)[。.]?\s*"
)
_GAPS: Final = re.compile(r"[\s,，、;；|]+")
_LIST_HEADING: Final = re.compile(
    r"#*\s*[【\[]?.{0,30}[（(]?答案[)）]?\s*(?:[及与和]?\s*(?:解析|详解|说明|评分标准))?(?:部分|如下|如下表|表)?[】\]]?\s*[:：]?"
    r"|(?i:answers?(?: keys?)?)\s*[:：]?"
)
_LIST_WORDS: Final = re.compile(r"[#\s【\[]|(?:参考|标准|正确)?答案.*")
_ORDINAL_FIRST: Final = re.compile(rf"[（(]?({said.ORDINAL})[)）]?[、.．:：]\s*")


class Place(Value, frozen=True, kw_only=True):
    """Where a question stands: how many lists came before it, its chapter, its section with kind and ordinal."""

    round: int = 0
    chapter: str = ""
    section: int = 0
    kind: str = ""
    ordinal: str = ""


class Entry(Value, frozen=True, kw_only=True):
    """An answer of a list and what the list says of where its question stands, empty where it says nothing."""

    number: int
    answer: str
    explanation: str = ""
    chapter: str = ""
    kind: str = ""
    ordinal: str = ""
    head: str = ""


@dataclass(kw_only=True)
class AnswerList:
    """A list while it is being read; its questions are those of its `round`."""

    round: int
    entries: list[Entry] = field(default_factory=list)
    _chapter: str = ""
    _kind: str = ""
    _ordinal: str = ""
    _head: str = ""

    def turn_to_head(self, line: str) -> None:
        """Take what follows for the answers that a heading names, such as 试卷二答案; 答案 alone names none."""
        self._head = _LIST_WORDS.sub("", line)

    def turn_to(self, kind: str, ordinal: str) -> None:
        """Take what follows for the answers of a section."""
        self._kind, self._ordinal = kind, ordinal

    def turn_to_chapter(self, label: str) -> None:
        """Take what follows for the answers of a chapter."""
        self._chapter, self._kind, self._ordinal = label, "", ""

    def take(self, entries: Sequence[tuple[int, str]], ordinal: str = "") -> None:
        """Add entries that stand in one line, behind the ordinal of their section where there is one."""
        if ordinal:
            self.turn_to("", ordinal)
        for number, answer in entries:
            self._add(number, answer, "")

    def take_line(self, line: str) -> bool:
        """Add an entry with an explanation, or what goes on with it; say whether the line was of the list."""
        number = said.number_of(line)
        if number is None:
            return self._goes_on(line)
        texts: dict[str, str] = {}
        for label, text in said.pieces_of(number.rest):
            texts.setdefault(label, text)
        answer = texts.get("answer", texts.get("text", ""))
        if "answer" in texts or self._is_text(answer) or entries_of(f"1.{answer}"):
            self._add(number.value, answer, texts.get("explanation", ""))
            return True
        return False

    def _is_text(self, answer: str) -> bool:
        return self._kind.startswith("填空") and answer != ""

    def _goes_on(self, line: str) -> bool:
        pieces = said.pieces_of(line)
        if not self.entries or letter_of(line) or any(label == "answer" for label, _ in pieces):
            return False
        if pieces[0][0] != "explanation" and not self.entries[-1].explanation:
            return False
        last = self.entries.pop()
        text = "".join(part for label, part in pieces if label in ("text", "explanation"))
        explanation = "\n".join(part for part in (last.explanation, text) if part)
        self._add(last.number, last.answer, explanation)
        return True

    def _add(self, number: int, answer: str, explanation: str) -> None:
        self.entries.append(
            Entry(
                number=number,
                answer=answer,
                explanation=explanation,
                chapter=self._chapter,
                kind=self._kind,
                ordinal=self._ordinal,
                head=self._head,
            )
        )


def listed_answers(lists: Sequence[AnswerList], questions: Sequence[tuple[Place, int]]) -> dict[int, dict[str, str]]:
    """Return answer and explanation by the index of the question, where entry and question mean only each other.

    `questions` are places and numbers. An entry that fits two questions is of neither, and so are two entries that
    fit one question.
    """
    numbered: dict[tuple[int, int], list[int]] = {}
    rounds: dict[int, list[int]] = {}
    for index, (place, number) in enumerate(questions):
        numbered.setdefault((place.round, number), []).append(index)
        rounds.setdefault(place.round, []).append(index)
    pairs: list[tuple[int, Entry]] = []
    for answers in lists:
        entries = entries_by_head(answers)
        if ordered := in_order(entries, rounds.get(answers.round, ()), questions):
            pairs += ordered
            continue
        for entry in entries:
            candidates = numbered.get((answers.round, entry.number), ())
            fitting = list(islice((index for index in candidates if fits(entry, questions[index][0])), 2))
            if len(fitting) == 1:
                pairs.append((fitting[0], entry))
    claims = Counter(index for index, _ in pairs)
    return {
        index: {"answer": entry.answer, "explanation": entry.explanation}
        for index, entry in pairs
        if claims[index] == 1
    }


def entries_by_head(answers: AnswerList) -> list[Entry]:
    """Return the entries of a list, those under one of several names as of the chapter that it names."""
    if not _has_names(answers.entries):
        return answers.entries
    return [
        msgspec.structs.replace(entry, chapter=entry.chapter or said.chapter_of(entry.head))
        for entry in answers.entries
    ]


def _has_names(entries: Sequence[Entry]) -> bool:
    """Say whether headings give the parts of a list several names; a single one may be that of the file."""
    return len({entry.head for entry in entries if entry.head}) > 1


def in_order(
    entries: Sequence[Entry], asked: Sequence[int], questions: Sequence[tuple[Place, int]]
) -> list[tuple[int, Entry]]:
    """Return each question with its entry where a list has all numbers of its questions, as they come and come again.

    So the numbers may begin again in a chapter that the list does not name. Else it is empty, and where the list has
    names that are of no chapter: their order may be another than that of the questions.
    """
    if _has_names(entries) and not all(entry.chapter for entry in entries):
        return []
    if [questions[index][1] for index in asked] != [entry.number for entry in entries]:
        return []
    pairs = list(zip(asked, entries, strict=True))
    return pairs if all(fits(entry, questions[index][0]) for index, entry in pairs) else []


def fits(entry: Entry, place: Place) -> bool:
    """Say whether an entry can be that of a question at this place, by what the list says of it."""
    return (
        (not entry.chapter or entry.chapter == place.chapter)
        and (not entry.kind or _kind_key(entry.kind) == _kind_key(place.kind))
        and (not entry.ordinal or not place.ordinal or entry.ordinal == place.ordinal)
        and not _is_other_chapter(said.chapter_of(entry.head), place.chapter)
    )


def _is_other_chapter(named: str, chapter: str) -> bool:
    """Say whether two labels are of two chapters; a chapter and a section, 第一章 and 第二节, may be in each other."""
    return named != chapter and bool(named and chapter) and named[-1] == chapter[-1]


def _kind_key(kind: str) -> str:
    """Return what kinds are compared by: 单选题 and 单项选择题 are one."""
    return kind[:1]


# The lines of a list


def entries_of(line: str) -> list[tuple[int, str]] | None:
    """Return number and answer of each entry where a line is nothing but entries of a list, else None.

    A range whose answers are not as many as its numbers gives each of them the empty answer.

    >>> entries_of("1.A 2.BC"), entries_of("1-3 ABD")
    ([(1, 'A'), (2, 'BC')], [(1, 'A'), (2, 'B'), (3, 'D')])
    """
    entries: list[tuple[int, str]] = []
    at = 0
    while at < len(line):
        if found := _RANGE.match(line, at):
            entries += _range_entries(int(found["first"]), int(found["last"]), found["values"])
        elif (found := _ENTRY.match(line, at)) and (found["letters"] or truth_of(found["word"], Reading()) is not None):
            entries.append((int(found["number"] or found["inner"]), found["letters"] or found["word"]))
        else:
            return None
        at = found.end()
    return entries or None


def _range_entries(first: int, last: int, values: str) -> list[tuple[int, str]]:
    numbers = range(first, min(last, first + 999) + 1)
    words = [word for word in _GAPS.split(values) if word]
    for answers in (words, list("".join(words))):
        if len(answers) == len(numbers):
            return list(zip(numbers, answers, strict=True))
    return [(number, "") for number in numbers]


def may_be_options(entries: Sequence[tuple[int, str]]) -> bool:
    """Say whether entries may be the options of one question: 1.对 2.错."""
    truths = [truth_of(answer, Reading()) for _, answer in entries]
    return [number for number, _ in entries] == [1, 2] and set(truths) == {True, False}


def ordinal_of(line: str) -> tuple[str, str]:
    """Return the ordinal before the entries of a section, such as 一、1.A 2.B, and what follows it."""
    found = _ORDINAL_FIRST.match(line)
    return (found[1], line[found.end() :]) if found else ("", line)


def is_entry(line: str) -> bool:
    """Say whether a line can begin a list of answers: entries, or a number with a labelled answer."""
    number = said.number_of(line)
    pieces = said.pieces_of(number.rest) if number and number.rest else []
    labels = [label for label, _ in pieces]
    is_explained = labels[:2] == ["text", "explanation"] and entries_of(f"1.{pieces[0][1]}") is not None
    return entries_of(ordinal_of(line)[1]) is not None or labels[:1] == ["answer"] or is_explained


def is_list_heading(line: str) -> bool:
    """Say whether a line may head a list of answers, such as 参考答案及解析."""
    return _LIST_HEADING.fullmatch(line) is not None


def after_list_label(line: str) -> str:
    """Return the rest of a line that begins with 答案：, a line without it as it stands."""
    pieces = said.pieces_of(line)
    return pieces[0][1] if len(pieces) == 1 and pieces[0][0] == "answer" else line
