"""What the answer to a statement, its explanation or the heading over it says: right or wrong."""

import re
from typing import Final

from chuangguan.formats.bank_import.judging.answers import without_label
from chuangguan.formats.bank_import.words import RIGHT_SIGNS, WRONG_SIGNS, Reading, truth_of

_WITH_NOTE: Final = re.compile(r"(\S{1,3}?)[。.]?\s*[,，。.;；:：(（\[【\n]\s*(\S.*?)[)）\]】]?", re.DOTALL)
_PLACE: Final = re.compile(
    r"(?:教材|课本|见|依据|来源|根据|[Pp]\.?\s*[0-9]|第[^()（）]{1,8}[页条章节款]|《)[^对错√×]*", re.DOTALL
)
_MORE_ANSWERS: Final = re.compile(
    rf"[{RIGHT_SIGNS}{WRONG_SIGNS}]|(?:说法正确|无误|是对的|^(?:应[该当为是]*)?(?:正确|对))[。.]?$|^(?:正?确|错误?|对|\W)*$"
)
_TRUTH_EXPLAINED: Final = re.compile(
    "(?:故|所以|因此)(?:本题|此题|该题|题干)?的?(?:说法|表述|叙述)?[是为]?(正确|错误|对|错)的?[。.]?$"
)
_HEADING_LETTERS: Final = re.compile(
    '(正确|错误|对|错|√|×)的?[请应]?[选填涂写为]?\\s*[“"]?([AB])[”"]?\\s*[,，、;；]\\s*(正确|错误|对|错|√|×)的?[请应]?[选填涂写为]?\\s*[“"]?([AB])'
)


def truth_said(answer: str, reading: Reading, *, is_stated: bool = True) -> bool | None:
    """Return what an answer says of a statement; where it stands in a book may follow, and after “wrong” what is right.

    >>> [truth_said(text, Reading()) for text in ("对（教材P3）", "答案：错误，应为东边", "对，应为东边")]
    [True, False, None]
    """
    word, note = _noted(without_label(answer))
    said = truth_of(word, reading, is_stated=is_stated)
    return None if said and note and not _PLACE.fullmatch(note) else said


def note_of(answer: str) -> str:
    """Return what follows right or wrong in the answer to a statement."""
    return _noted(without_label(answer))[1]


def _noted(answer: str) -> tuple[str, str]:
    """Return an answer and the note behind it, empty where there is none or it may be one more answer."""
    found = _WITH_NOTE.fullmatch(answer)
    return (found[1], found[2]) if found and not _MORE_ANSWERS.search(found[2]) else (answer, "")


def letters_of_heading(kind: str) -> dict[str, bool | None]:
    """Return what A and B stand for where the heading of a section says it, as 判断题（正确的选A，错误的选B）.

    >>> letters_of_heading("判断题（正确的选A，错误的选B）"), letters_of_heading("判断题")
    ({'A': True, 'B': False}, {})
    """
    found = _HEADING_LETTERS.search(kind)
    if found is None or {found[2], found[4]} != {"A", "B"}:
        return {}
    said = {found[2]: truth_of(found[1], Reading()), found[4]: truth_of(found[3], Reading())}
    return said if set(said.values()) == {True, False} else {}


def truth_explained(explanation: str) -> bool | None:
    """Return what an explanation ends up with, as in “故本题说法错误。”, or None."""
    found = _TRUTH_EXPLAINED.search(explanation)
    return truth_of(found[1], Reading()) if found else None
