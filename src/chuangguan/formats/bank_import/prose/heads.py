"""The lines of a bank made plain before they are read: odd forms of numbers, what a page repeats."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.prose import lines as said
from chuangguan.formats.bank_import.prose.answer_lists import entries_of
from chuangguan.formats.bank_import.prose.options import letter_of
from chuangguan.formats.bank_import.prose.parted import mended
from chuangguan.formats.bank_import.words import KIND_NAMES
from chuangguan.formats.cells import excerpt

_KINDS: Final = f"(?:{KIND_NAMES}|选择)题?"
_KIND_HEADS: Final = (
    re.compile(rf"(?P<number>\d{{1,4}})\s*[(（\[【]\s*(?P<kind>{_KINDS})\s*[)）\]】]\s*(?P<rest>\S.*)"),
    re.compile(rf"(?P<kind>{_KINDS})\s*(?P<number>\d{{1,4}})\s*[、.．:：](?!\d)\s*(?P<rest>\S.*)"),
    re.compile(
        rf"[(（\[【]\s*(?P<kind>{_KINDS})\s*[)）\]】]\s*(?P<number>\d{{1,4}})\s*[、.．:：](?!\d)\s*(?P<rest>\S.*)"
    ),
)
_DIGITS: Final = "一二三四五六七八九十"
_ODD: Final = (
    re.compile(r"(?:题目?|试题|问题)\s*(?P<number>\d{1,4})\s*[、.．:：]?\s*(?P<rest>\S.*)"),
    re.compile(r"(?:Q|No\.?|Question)\s*(?P<number>\d{1,4})\s*[、.．:：]?\s*(?P<rest>\S.*)", re.IGNORECASE),
    re.compile(rf"第\s*(?P<number>[{_DIGITS}]{{1,3}})\s*题\s*[、.．:：]?\s*(?P<rest>\S.*)"),
    re.compile(r"(?P<number>\d{1,4})\s*[，。]\s*(?P<rest>[^\d\s].*)"),
    re.compile(r"#{1,6}\s*(?P<number>\d{1,4})\s*[、.．:：)）]\s*(?P<rest>\S.*)"),
    re.compile(r"\d{1,2}[.．-](?P<number>\d{1,3})\s+(?P<rest>\S.*)"),
)
_IS_ODD: Final = re.compile(
    rf"(?:题目?|试题|问题|Q|No\.?)\s*\d{{1,4}}\s*[、.．:：]|第\s*[{_DIGITS}]+\s*题|\d{{1,4}}[，。]\D|#+\s*\d|\d{{1,2}}-\d{{1,3}}\s"
    rf"|[{_DIGITS}]{{1,3}}[、.．]|[（(]\s*[{_DIGITS}]{{1,3}}\s*[)）]"
)
_ORDINAL: Final = re.compile(
    rf"[（(]?\s*(?P<number>[{_DIGITS}]{{1,3}})\s*(?:[)）]\s*[、.．]?|[、.．])\s*(?P<rest>\S.*)", re.DOTALL
)
_FEWEST: Final = 3
_MOST_BROKEN: Final = 0.2
_REPEATED: Final = 3
_RUNNING_WORDS: Final = re.compile("资料|外传|外泄|保密|机密|版权|翻印|公众号|微信|QQ|https?:|www[.]|编印|制作")
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ASKS: Final = tuple("。？?！!：:；;，,、）)_是有为括于指")

Line = tuple[int, str]


def plain_lines(lines: Sequence[Line]) -> list[Line]:
    """Return lines as `clean` makes them, without those of a page, numbers that run on in one odd form made plain."""
    cleaned = [(row, said.clean(text)) for row, text in lines]
    counts = Counter(line for _, line in cleaned)
    kept = [(row, line) for row, line in cleaned if not said.is_page_foot(line) and not _runs_along(line, counts)]
    kept = [(row, _kind_behind(line)) for row, line in mended(kept)]
    for form in _ODD:
        heads = {at: found for at, (_, line) in enumerate(kept) if (found := _head(form, line))}
        if _run_on([_value(found["number"]) for found in heads.values()]):
            kept = [
                (row, f"{_value(heads[at]['number'])}、{heads[at]['rest']}") if at in heads else (row, line)
                for at, (row, line) in enumerate(kept)
            ]
    return kept


def _kind_behind(line: str) -> str:
    """Return a line that has a kind before or right behind its number with the kind in a bracket of its stem."""
    for form in _KIND_HEADS:
        if (found := form.fullmatch(line)) and not entries_of(f"{found['number']}.{found['rest']}"):
            return f"{found['number']}、（{found['kind']}）{found['rest']}"
    return line


def _head(form: re.Pattern[str], line: str) -> re.Match[str] | None:
    found = form.fullmatch(line)
    return found if found and not said.heading_of(line) and not entries_of(line) else None


def _value(number: str) -> int:
    """Return a number that is written in figures or in Chinese up to 99.

    >>> _value("7"), _value("十"), _value("二十三")
    (7, 10, 23)
    """
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 * bool(ten) + (_DIGITS.find(ones) + 1 if ones else 0)


def _run_on(values: Sequence[int]) -> bool:
    """Say whether numbers run on, perhaps from 1 again here and there."""
    steps = [after - before for before, after in pairwise(values)]
    running = steps.count(1)
    broken = sum(step != 1 and after != 1 for step, after in zip(steps, values[1:], strict=True))
    return len(values) >= _FEWEST and running > len(steps) / 2 and broken <= _MOST_BROKEN * len(steps)


def _runs_along(line: str, counts: Counter[str]) -> bool:
    """Say whether a line is what stands on each page, such as 内部资料 请勿外传."""
    return counts[line] >= _REPEATED and _RUNNING_WORDS.search(line) is not None and not _says_something(line)


def _says_something(line: str) -> bool:
    return bool(letter_of(line) or said.number_of(line) or said.pieces_of(line)[0][0] != "text" or line.endswith(_ASKS))


def repeated_in(lines: Sequence[Line]) -> frozenset[str]:
    """Return the lines that stand in three places word for word and ask nothing: they may be of the page."""
    counts = Counter(line for _, line in lines if line)
    return frozenset(line for line, count in counts.items() if count >= _REPEATED and not _says_something(line))


def stray_in(stem: Sequence[str], repeated: frozenset[str], wraps_at: int) -> Problem | None:
    """Return the doubt that a line of a stem is of the page and not of the question.

    It is of the question where the line before was broken because it was full, from the width `wraps_at`.
    """
    strays = (
        line
        for before, line in pairwise(stem)
        if (line in repeated and not 0 < wraps_at <= said.width_of(before)) or _LINK.fullmatch(line)
    )
    return next((Problem(code="line_stray", details={"given": excerpt(line)}) for line in strays), None)


def without_ordinals(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts without ordinals such as 一、 that run on over their stems; other odd numbers are a doubt."""
    heads = [_ORDINAL.fullmatch(draft.stem) for draft in drafts]
    values = [_value(found["number"]) for found in heads if found]
    runs = _run_on(values) and len(values) > (1 - _MOST_BROKEN) * len(drafts)
    return list(_cut(drafts, heads if runs else [None] * len(drafts)))


def _cut(drafts: Sequence[Draft], heads: Sequence[re.Match[str] | None]) -> Iterator[Draft]:
    for draft, found in zip(drafts, heads, strict=True):
        if found:
            yield msgspec.structs.replace(draft, stem=found["rest"])
        elif _IS_ODD.match(draft.stem):
            doubt = Problem(code="stem_number_unclear", column="题干", details={"given": excerpt(draft.stem)})
            yield msgspec.structs.replace(draft, doubt=draft.doubt or doubt)
        else:
            yield draft
