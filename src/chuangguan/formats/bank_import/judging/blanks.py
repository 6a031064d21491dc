"""Blanks to fill in: whether there is one certain answer for each."""

import re
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.judging.answers import says_nothing
from chuangguan.formats.bank_import.judging.cases import Case
from chuangguan.formats.bank_import.judging.doubts import is_turned
from chuangguan.formats.bank_import.texts import EMPTY
from chuangguan.formats.cells import excerpt

_SEPARATED_BLANKS: Final = re.compile(r"[;；|\n]|##")
_UNCLEAR: Final = re.compile(
    "[;；|｜\n]|##|均可|都可|或者|[(（]或|言之成理|^略$|^(?:答|如|例如)\\s*[:：]|^[①-⑳]"
    "|[0-9]\\s*[或/、(（]\\s*[一二三四五六七八九十百]|[一二三四五六七八九十百]\\s*[或/、(（]\\s*[0-9]"
)
_DRAWN: Final = re.compile("[_＿]{2,}")
_LIKE_BLANKS: Final = re.compile("_|—{2,}|﹍|…|-{3,}")


def judge_blank(case: Case) -> tuple[str, ...] | Problem:
    """Return what each blank is to be filled with, or why that is not certain."""
    blanks = len(EMPTY.findall(case.stem))
    if case.options:
        return case.draft.problem("blank_with_options", options=len(case.options))
    parts = [part.strip() for part in _SEPARATED_BLANKS.split(case.answer)] if blanks > 1 else [case.answer]
    if not blanks and _LIKE_BLANKS.search(case.stem):
        return case.draft.problem("blanks_unseen", "题干")
    drawn = len(_DRAWN.findall(case.stem))
    if all(map(says_nothing, parts)):
        return case.draft.problem("answer_missing", "答案")
    if len(parts) != max(blanks, 1) or drawn not in (0, len(parts)):
        return case.draft.problem("blanks_differ", "答案", blanks=blanks, answers=len(parts))
    if not all(parts) or any(_UNCLEAR.search(part) for part in parts):
        return case.draft.problem("blank_unread", "答案", given=excerpt(case.answer))
    if any(is_turned(part, case.stem) for part in parts):
        return case.draft.problem("answer_turned", "答案", given=excerpt(case.answer))
    return tuple(parts)
