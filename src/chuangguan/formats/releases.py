"""The three columns of a two-person release: who wrote a question, who reviewed it, where it stands (clause 2.2).

A file may leave them out. They stay in the file: no store, no export of a stored bank and no paper has them.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

from chuangguan.formats.cells import excerpt
from chuangguan.rules.bank import Bank, Question

RELEASE_COLUMNS: Final = ("命题人", "审核人", "状态")
RELEASED: Final = "已审核"
DRAFT: Final = "草稿"


def release_problems(author: str, reviewer: str, state: str) -> Iterator[tuple[str, str, dict[str, int | str]]]:
    """Yield what is wrong with the three cells of a question as code, column and details."""
    if state not in ("", DRAFT, RELEASED):
        yield "state_bad", "状态", {"given": excerpt(state)}
    if state != RELEASED:
        return
    if not author:
        yield "author_missing", "命题人", {}
    if not reviewer:
        yield "reviewer_missing", "审核人", {}
    elif _name(author) == _name(reviewer):
        yield "reviewer_is_author", "审核人", {}


def _name(text: str) -> str:
    """Return a name as two are compared: width and white space make no other person."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def release_columns_of(bank: Bank) -> tuple[str, ...]:
    """Return the three columns, or none for a bank that uses none of them."""
    return RELEASE_COLUMNS if any(map(_has_release, bank.questions)) else ()


def release_cells(question: Question) -> tuple[str, ...]:
    """Return the three cells of a question; one with a name that is not released is a draft."""
    state = RELEASED if question.is_released else DRAFT if _has_release(question) else ""
    return (question.author, question.reviewer, state)


def _has_release(question: Question) -> bool:
    return question.is_released or question.author != "" or question.reviewer != ""
