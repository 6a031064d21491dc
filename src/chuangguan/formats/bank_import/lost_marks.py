"""The marks that readers leave in a text where the file shows what no text can hold, and what they mean for a draft."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import PICTURE, Draft

LOST: Final[Mapping[str, str]] = {
    PICTURE: "picture_lost",
    "［公式］": "formula_lost",
    "［上下标］": "raised_lost",
    "［删除线］": "struck_lost",
    "［文本框］": "box_lost",
    "［符号］": "symbol_lost",
    "［无结果］": "result_lost",
    "［格式］": "format_lost",
}
"""The code of the problem that each mark is."""


def doubted(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts, doubtful where a mark stands in question or answer; an explanation with one is left out."""
    return [_doubted(draft) for draft in drafts]


def _doubted(draft: Draft) -> Draft:
    if code := _code_in((draft.kind, draft.stem, *draft.options, draft.answer)):
        return msgspec.structs.replace(draft, doubt=draft.doubt or Problem(code=code))
    return msgspec.structs.replace(draft, explanation="") if _code_in((draft.explanation,)) else draft


def _code_in(texts: Iterable[str]) -> str:
    text = "\n".join(texts)
    # Nearly every text has none, and there are very many.
    return next((code for mark, code in LOST.items() if mark in text), "") if "［" in text else ""
