"""The stem of a JSON record: under a key that names one, else under a key that may, where its text asks something."""

import re
from collections.abc import Mapping
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.fields import plain_name
from chuangguan.formats.bank_import.records.values import Json, is_filled, is_text, shown
from chuangguan.formats.bank_import.words import Reading, stated_kind
from chuangguan.formats.cells import excerpt

_HEADING: Final = re.compile(
    r"(?:第?\s*[0-9一二三四五六七八九十百]+\s*题?|(?:题目?|试题|问题|question|no|q)\s*[.:：#]?\s*[0-9]+)\s*[.、:：]?",
    re.IGNORECASE,
)
_ASKED: Final = frozenset(("statement", "prompt", "题述"))
_LOOSE: Final = _ASKED | frozenset((
    "description", "desc", "text", "body", "detail", "details", "topic", "name", "subject", "描述", "正文", "标题",
))  # fmt: skip
_TITLES: Final = ("title", "题目名称")
_ASKS: Final = re.compile("[(（\\[【][\\s\u3000]*[)）\\]】]|_{2,}|[?？]|下列|以下|哪[一个些项种]")


def stem_of(
    record: Mapping[str, Json], filled: Mapping[str, Json], stated: Mapping[str, str]
) -> tuple[str, Problem | None]:
    """Return the text of a question, and a doubt where two keys have one; a bare number or kind is only its title.

    `filled` is what stands under the keys that name a stem. Where a mapping has `stated` one, no other is looked at.
    """
    strange = [key for key, value in filled.items() if not is_text(value)]
    if strange:
        return "", Problem(code="text_expected", column=strange[0])
    stems = {key: shown(value) for key, value in filled.items()}
    loose = {} if "stem" in stated.values() else loose_stems(record, stated)
    if not stems:
        return _asked_loosely(record, loose)
    full = {key: text for key, text in stems.items() if not is_heading(text)} or stems
    key, text = next(iter(full.items()))
    other = next((other for other, beside in loose.items() if _asks_beside(key, text, beside)), "")
    doubt = differing(full, "题干") or (_two(key, other, "题干") if other else None)
    return text, doubt


def loose_stems(record: Mapping[str, Json], stated: Mapping[str, str]) -> dict[str, str]:
    """Return the texts under keys that may name a stem, but also something else."""
    return {
        key: text
        for key, value in record.items()
        if key not in stated and plain_name(key) in _LOOSE and (text := shown(value)) and not is_heading(text)
    }


def may_ask(record: Mapping[str, Json], stated: Mapping[str, str]) -> bool:
    """Say whether a text under a key that may name a stem is one."""
    return any(_is_asked(key, text) for key, text in loose_stems(record, stated).items())


def is_heading(text: str) -> bool:
    """Say whether a text is a number or a kind of question alone."""
    return _HEADING.fullmatch(text) is not None or is_kind(text)


def is_kind(text: str) -> bool:
    """Say whether a text is a kind of question."""
    return stated_kind(text, Reading()) not in ("", "unknown", "skip")


def differing(texts: Mapping[str, str], column: str) -> Problem | None:
    """Return a doubt where keys that mean the same have different texts."""
    first = next(iter(texts), "")
    other = next((key for key in texts if texts[key] != texts[first]), "")
    return _two(first, other, column) if other else None


def _two(first: str, other: str, column: str) -> Problem:
    return Problem(code="keys_differ", column=column, details={"first": first, "given": other})


def _asked_loosely(record: Mapping[str, Json], loose: Mapping[str, str]) -> tuple[str, Problem | None]:
    asked = {key: text for key, text in loose.items() if _is_asked(key, text)}
    if asked:
        return next(iter(asked.values())), differing(asked, "题干")
    keys = "、".join(key for key, value in record.items() if is_filled(value))
    return "", Problem(code="stem_key_unknown", column="题干", details={"given": excerpt(keys)}) if keys else None


def _is_asked(key: str, text: str) -> bool:
    return plain_name(key) in _ASKED or _ASKS.search(text) is not None


def _asks_beside(key: str, stem: str, text: str) -> bool:
    """Say whether a text beside a stem may be the question itself, of which the stem is only the title."""
    if "".join(text.split()) == "".join(stem.split()):
        return False
    is_title = plain_name(key) in _TITLES and not _ASKS.search(stem)
    return _ASKS.search(text) is not None or (is_title and len(text) > len(stem))
