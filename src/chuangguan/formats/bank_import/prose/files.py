"""Banks written as prose: the lines of a text or a Word document become drafts.

A line is taken for what it says by itself and what follows it; an answer at a chapter's end goes to the one question
it can mean. What cannot be attributed stays empty or makes its question doubtful, for the judge to refuse: nothing is
guessed here.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.prose.answer_lists import listed_answers
from chuangguan.formats.bank_import.prose.heads import repeated_in, stray_in, without_ordinals
from chuangguan.formats.bank_import.prose.lines import inline_answer
from chuangguan.formats.bank_import.prose.material import is_sentence
from chuangguan.formats.bank_import.prose.parted import with_marked
from chuangguan.formats.bank_import.prose.questions import Found
from chuangguan.formats.bank_import.prose.reader import ProseReader
from chuangguan.formats.bank_import.prose.slips import slipped
from chuangguan.formats.bank_import.prose.tables import Item, apart
from chuangguan.formats.bank_import.prose.whole import answers_before, corrected, glued_options
from chuangguan.formats.bank_import.words import Reading, stated_kind
from chuangguan.formats.cells import excerpt
from chuangguan.formats.prose_files import MAX_LINE

_NOTHING_STATED: Final = BankMapping()


def drafts_of_lines(items: Sequence[Item], file: str, mapping: BankMapping = _NOTHING_STATED) -> list[Draft]:
    """Return what the lines, each with its number, say of questions; `file` is the name the drafts carry.

    Where an item has cells it is the row of a table. `BadInput` where a line is longer than that of any file of prose,
    or a table has two columns for one thing.

    >>> [draft] = drafts_of_lines([(1, "1. 首都是（ ）。"), (2, "A.甲 B.乙"), (3, "答案：B")], "题.txt")
    >>> draft.stem, draft.options, draft.answer
    ('首都是（ ）。', ('甲', '乙'), 'B')
    """
    texts, tabled = apart(items, file, mapping)
    lines = [(row, line) for row, text in texts for line in text.split("\n")]
    for row, line in lines:
        if len(line) > MAX_LINE:
            raise BadInput([Problem(code="prose_line_too_long", file=file, row=row, details={"most": MAX_LINE})])
    reader = ProseReader(lines)
    reader.read()
    found = reader.questions
    answers = listed_answers(reader.lists, [(question.place, question.number) for question in found])
    unlisted = set(_unlisted(reader, answers))
    shifted = slipped(reader.lists, found, answers)
    after = _sentences_before(found)
    repeated = repeated_in(reader.lines)
    read = [question.draft(answers.get(index, {}), file) for index, question in enumerate(found)]
    read = with_marked(without_ordinals(read))
    whole = answers_before(found, read)
    unread = next((draft.doubt for draft in read if draft.doubt and draft.doubt.code == "answer_list_unread"), None)
    mended = corrected((line for _, line in reader.lines), found)
    drafts = []
    for index, draft in enumerate(read):
        doubt = (
            draft.doubt
            or after.get(index)
            or stray_in(found[index].stem, repeated, reader.wraps_at)
            or (Problem(code="answer_not_listed", column="答案") if index in unlisted else None)
            or shifted.get(index)
            or whole
            or (unread if not draft.answer and not inline_answer(draft.stem, has_options=bool(draft.options)) else None)
            or mended.get(index)
            or glued_options(draft)
        )
        drafts.append(_doubted(draft, doubt, mapping.reading))
    return sorted((*drafts, *tabled), key=lambda draft: draft.row)


def _doubted(draft: Draft, doubt: Problem | None, reading: Reading) -> Draft:
    """Return a draft with its doubt; what a bank has no place for is passed over, whatever stands against it."""
    is_skipped = stated_kind(draft.kind, reading) == "skip"
    return msgspec.structs.replace(draft, doubt=None if is_skipped else doubt)


def _unlisted(reader: ProseReader, answers: Mapping[int, Mapping[str, str]]) -> Iterator[int]:
    """Yield the questions that a list of answers passes over though it has their neighbours, or leaves open.

    A bracket in the stem of such a question is no answer: the answer was to be in the list.
    """
    questions = reader.questions
    listed = {questions[index].place for index in answers}
    numbers = {(answered.round, entry.number) for answered in reader.lists for entry in answered.entries}
    for index, found in enumerate(questions):
        is_open = not found.is_answered and not answers.get(index, {}).get("answer")
        if is_open and (found.place in listed or (found.place.round, found.number) in numbers):
            yield index


def _sentences_before(questions: Sequence[Found]) -> dict[int, Problem]:
    """Return the doubt about each question before which a sentence stands that may be material for it.

    Where most questions are followed by one it is a remark on them.
    """
    left = [
        next((line for line in _left_by(found, after) if is_sentence(line)), "") for found, after in pairwise(questions)
    ]
    if sum(map(bool, left)) * 2 > len(left):
        return {}
    return {
        index + 1: Problem(code="material_lost", column="题干", details={"given": excerpt(line)})
        for index, line in enumerate(left)
        if line and questions[index + 1].place == questions[index].place
    }


def _left_by(found: Found, after: Found) -> list[str]:
    """Return the lines before a question that no other has taken; a text without a number before a number is none."""
    return found.stem if found.is_bare and not found.number and after.number else found.left
