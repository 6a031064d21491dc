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

_WORDS: Final = r"(?:更正|勘误|纠错|订正)(?:表|说明)?"
_CORRECTS: Final = r"(?:更正|勘误|纠错|订正|有误|应为|应改为|应是|改为|改成)"
_CORRECTION: Final = re.compile(
    rf"[（(【\[]?\s*{_WORDS}\s*[】\]]?\s*(?:[:：].*|第.*|$)|.*第\s*\d+\s*题[^。？?]{{0,12}}{_CORRECTS}.*"
    r"|.*答案(?:有误|应?改[为成]).*"
)
_HEADING: Final = re.compile(rf"[（(【\[]?\s*{_WORDS}\s*[】\]]?\s*[:：]?")
_CORRECTED: Final = re.compile(r"第?\s*(\d{1,4})\s*题")
_PICTURE: Final = re.compile(
    r"[\[［【（(<《]\s*(?:图片|插图|题图|image|img)\s*\d*\s*[\]］】）)>》]"
    r"|[（(]\s*[如见]?[上下左右附]?图\s*[\d一二三四五六七八九十]*\s*[)）]"
    r"|[如见][上下左右附]?图(?:\s*\d|所示|[，,。：:])",
    re.IGNORECASE,
)
_STRUCK: Final = re.compile(r"~~[^~\s][^~]*~~")
_KEY: Final = re.compile(r"\s(?:正确|参考|标准)答案\s*[是为]?\s*[A-HＡ-Ｈ√×对错]+\s*$")


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
    doubts: dict[int, Problem] = {}
    for line in lines:
        if not _CORRECTION.fullmatch(line):
            continue
        numbers = {int(number) for number in _CORRECTED.findall(line)}
        is_remark = re.search(r"\d", line) is None and _HEADING.fullmatch(line) is None
        meant = [
            index
            for index, question in enumerate(found)
            if question.number in numbers or (is_remark and line in question.lines)
        ]
        problem = Problem(code="answer_corrected", column="答案", details={"given": excerpt(line)})
        doubts |= dict.fromkeys(meant or range(len(found)), problem)
    return doubts


def worded(draft: Draft) -> Problem | None:
    """Return the doubt that the words of a draft show: a picture, struck words, a key or an option in an option."""
    if _PICTURE.search(draft.stem):
        return Problem(code="picture_lost", column="题干")
    if any(_STRUCK.search(text) for text in (draft.stem, *draft.options)):
        return Problem(code="struck_lost")
    for place, option in enumerate(draft.options):
        letter = chr(ord("A") + place)
        if _KEY.search(option):
            return Problem(code="option_holds_answer", column=letter, details={"given": excerpt(option)})
        if re.search(rf"\s{letter}[、.．]\s*\S", option):
            return two_ways(letter, option)
    return None
