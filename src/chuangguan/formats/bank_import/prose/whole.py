"""What the whole of a bank in prose makes doubtful: answers before their questions, corrections, words without a place.

Each rule only takes questions out; none of them gives an answer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.prose.options import two_ways
from chuangguan.formats.bank_import.prose.questions import Found
from chuangguan.formats.cells import excerpt

_WORDS: Final = (
    r"(?:(?:更正|勘误|纠错|订正)(?:表|说明|后?的?答案)?|答案(?:更正|勘误|纠错|订正|修订|修正|修改)"
    r"|(?:修订|修正|修改|改正|最新|新|最终)后?的?答案)"
)
_CORRECTS: Final = r"(?:更正|勘误|纠错|订正|有误|应为|应改为|应是|改为|改成)"
_CORRECTION: Final = re.compile(
    rf"[（(【\[]?\s*{_WORDS}\s*[】\]]?\s*(?:[:：].*|第.*|$)|.*第\s*\d+\s*题[^。？?]{{0,12}}{_CORRECTS}.*"
    r"|.*答案(?:有误|应?改[为成]).*"
)
_HEADING: Final = re.compile(rf"[（(【\[]?\s*{_WORDS}\s*[】\]]?\s*[:：]?")
_CORRECTED: Final = re.compile(r"第?\s*(\d{1,4})\s*题")


def answers_before(found: Sequence[Found], drafts: Sequence[Draft]) -> Problem | None:
    """Return the doubt about every question where answers seem to stand before their questions, not behind them.

    So it is where an answer comes before the first question and none is left for the last.
    """
    if len(found) < 2 or drafts[-1].answer:  # noqa: PLR2004  a first and a last
        return None
    first, last = found[0], found[-1]
    is_before = first.is_answered and not first.options and (not first.stem or (not first.number and last.number > 0))
    return Problem(code="answers_before", column="答案") if is_before else None


def corrected(lines: Iterable[str], found: Sequence[Found]) -> Mapping[int, Problem]:
    """Return the doubt about each question that a line corrects; all of them where it names none that is there.

    A line without a figure that stands in a question is about that one.
    """
    numbers = {question.number for question in found}
    held = {line for question in found for line in question.lines}
    by_number: dict[int, Problem] = {}
    by_line: dict[str, Problem] = {}
    of_all: Problem | None = None
    for line in filter(_CORRECTION.fullmatch, lines):
        problem = Problem(code="answer_corrected", column="答案", details={"given": excerpt(line)})
        named = numbers.intersection(map(int, _CORRECTED.findall(line)))
        by_number |= dict.fromkeys(named, problem)
        if line in held and re.search(r"\d", line) is None and _HEADING.fullmatch(line) is None:
            by_line[line] = problem
        elif not named:
            of_all = problem
    doubts = {
        index: by_number.get(question.number) or next(filter(None, map(by_line.get, question.lines)), of_all)
        for index, question in enumerate(found)
    }
    return {index: problem for index, problem in doubts.items() if problem}


def glued_options(draft: Draft) -> Problem | None:
    """Return the doubt about an option in which its own letter stands once more, before another text."""
    for place, option in enumerate(draft.options):
        letter = chr(ord("A") + place)
        if re.search(rf"\s{letter}[、.．]\s*\S", option):
            return two_ways(letter, option)
    return None
