"""Lists of answers that are not in step with their questions: after one slip of numbering each answer is another's.

A number that repeats, an entry without a question and a question without an entry each show one. What is no slip:
answers that are missing at the end or for a whole section, and questions that no list answers.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.prose.answer_lists import AnswerList, Entry, entries_by_head, fits, in_order
from chuangguan.formats.bank_import.prose.questions import Found
from chuangguan.formats.bank_import.words import Reading, stated_kind


def slipped(lists: Sequence[AnswerList], found: Sequence[Found], answered: Collection[int]) -> Mapping[int, Problem]:
    """Return the doubt about each question from which on a list is not in step with the numbers of its questions.

    `answered` are the indices of the questions that lists answer.
    """
    places = {found[index].place for index in answered}
    rounds: dict[int, list[int]] = {}
    for index, question in enumerate(found):
        rounds.setdefault(question.place.round, []).append(index)
    asked_at = [(question.place, question.number) for question in found]
    doubts: dict[int, Problem] = {}
    for answers in lists:
        asked = rounds.get(answers.round, [])
        entries = entries_by_head(answers)
        if in_order(entries, asked, asked_at):
            continue
        for group in _groups(entries):
            indices = [index for index in asked if found[index].number and fits(group[0], found[index].place)]
            excused = {index for index in indices if _is_excused(found[index], places)}
            after = _from_slip(_sorted(indices, [found[index].number for index in indices]), group, found, excused)
            for index in after:
                number = found[after[0]].number
                doubts[index] = Problem(code="answers_slipped", column="答案", details={"number": number})
    return doubts


def _groups(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries that a list says the same of, but for those of what no bank has."""
    groups: dict[tuple[str, str, str, str], list[Entry]] = {}
    for entry in entries:
        if stated_kind(entry.kind, Reading()) != "skip":
            groups.setdefault((entry.chapter, entry.kind, entry.ordinal, entry.head), []).append(entry)
    yield from groups.values()


def _is_excused(question: Found, places: Collection[object]) -> bool:
    """Say whether a list may pass over a question: it has its answer, or no list answers any of its section."""
    return question.is_answered or question.place not in places or stated_kind(question.kind, Reading()) == "skip"


def _sorted(items: Sequence[int], numbers: Sequence[int]) -> list[int]:
    """Return items by their numbers; as they come where a number comes twice."""
    if len(set(numbers)) < len(numbers):
        return list(items)
    return [item for _, item in sorted(zip(numbers, items, strict=True))]


def _from_slip(
    indices: Sequence[int], entries: Sequence[Entry], found: Sequence[Found], excused: Collection[int]
) -> Sequence[int]:
    """Return the questions from the first that is not in step with the entries; none where they only end early."""
    numbers = [entry.number for entry in entries]
    listed = _sorted(numbers, numbers)
    at = 0
    for place, index in enumerate(indices):
        if at == len(listed):
            return ()
        if found[index].number == listed[at]:
            at += 1
        elif index not in excused:
            return indices[place:]
    return ()
