"""What a file does as a whole, which no question of it shows alone: numbers, scores, answers in its stems, indices."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.answers import as_letters, as_places
from chuangguan.formats.bank_import.judging.stems import held_in, score_of
from chuangguan.formats.bank_import.judging.truths import truth_said
from chuangguan.formats.bank_import.words import Reading, is_truth_pair, stated_kind
from chuangguan.formats.cells import excerpt
from chuangguan.values import Value

_FIGURES: Final = "[0-9０-９]{1,5}"
_NUMBERS: Final = re.compile(
    rf"\s*(?:(?P<words>第\s*{_FIGURES}\s*题\s*[:：.、]?)|(?P<brackets>[(（【\[]\s*{_FIGURES}\s*[)）】\]]\s*[.、]?)"
    rf"|(?P<plain>{_FIGURES}\s*(?:[.．、:：)）]+|\t)"
    rf"|(?:{_FIGURES}\s*)?[(（][^()（）]{{0,12}}重复[^()（）]{{0,6}}[)）]\s*[.．、:：]))\s*"
)
_MAY_BE_NUMBER: Final = re.compile(r"\s*[0-9０-９(（【\[第]")
_DIGITS: Final = re.compile(_FIGURES)
_LEADING: Final = re.compile(rf"\s*({_FIGURES})")
_BARE: Final = re.compile(rf"\s*{_FIGURES}\s*(?=[^0-9０-９\s.．、:：)）年月日%℃])")
_FEWEST_RUNNING: Final = 5
_NUMBERED: Final = 0.8
_FEWEST_NUMBERED: Final = 3
_MOST: Final = 0.5
_FEWEST_WITNESSES: Final = 3
_WITNESSES: Final = 0.1


class Habits(Value, frozen=True, kw_only=True):
    """What most questions of a file do.

    `is_scored` where their stems end with a score; `held` is how answers stand in their stems: "letters" in a bracket
    where there are options, for statements "end", "head" or "bare"; `counted` are those of them that are answers, since
    none stand elsewhere; `quotes` where answers are the words of options, and none can only be the number of one.
    """

    is_scored: bool = False
    held: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    quotes: bool = False


def habits_of(drafts: Sequence[Draft], reading: Reading) -> Habits:
    """Return what most of these drafts do."""
    held = Counter[str]()
    asked = Counter[bool]()
    apart = set[bool]()
    for draft in drafts:
        has_options = bool(draft.options)
        if draft.answer:
            # Of what has no options only a word for true or false could stand in a bracket as well.
            apart.add(has_options or truth_said(draft.answer, reading) is None)
        if not has_options and stated_kind(draft.kind, reading) in ("blank", "skip"):
            continue
        asked[has_options] += 1
        if found := held_in(draft.stem, has_options=has_options):
            held[found.place] += 1
    most = [place for place in held if held[place] >= _MOST * asked[place == "letters"]]
    scored = sum(score_of(draft.stem) is not None for draft in drafts)
    return Habits(
        is_scored=scored > _MOST * len(drafts),
        held=tuple(most),
        counted=tuple(place for place in most if _counts(place, held[place], apart)),
        quotes=any(map(_is_quote, drafts)) and not any(map(_is_place, drafts)),
    )


def _counts(place: str, count: int, apart: Collection[bool]) -> bool:
    """Say whether what stems hold is their answers: none stand apart, or only others do and these are several."""
    return not apart or ((place == "letters") not in apart and count >= _FEWEST_WITNESSES)


def _is_quote(draft: Draft) -> bool:
    answer = draft.answer
    return answer in draft.options and not as_letters(answer) and not as_places(answer) and _is_choice(draft)


def _is_place(draft: Draft) -> bool:
    return (
        bool(draft.answer) and draft.answer not in draft.options and _is_choice(draft) and bool(as_places(draft.answer))
    )


# Numbers before stems


class _Number(NamedTuple):
    style: str
    value: int
    end: int
    is_sure: bool


def without_numbers(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts without the numbers of their stems, where the file numbers them throughout; else as they are.

    Numbers that no sign keeps apart (“1一般…”) are cut where those of a sheet run on and these count with them. A
    number right before another figure (“16.2米”) is cut where the stems before or after count with it; a question where
    they do not is in doubt.
    """
    sheets = groupby(drafts, key=lambda draft: draft.sheet)
    return _without_signed([draft for _, sheet in sheets for draft in _without_bare(list(sheet))])


def _without_bare(drafts: Sequence[Draft]) -> list[Draft]:
    values = [int(found[1]) if (found := _LEADING.match(draft.stem)) else -1 for draft in drafts]
    if _runs(values) < max(_FEWEST_RUNNING, _NUMBERED * (len(drafts) - 1)):
        return list(drafts)
    return [
        msgspec.structs.replace(draft, stem=draft.stem[number.end() :])
        if is_counted and (number := _BARE.match(draft.stem))
        else draft
        for draft, is_counted in zip(drafts, _counted(values), strict=True)
    ]


def _runs(values: Sequence[int]) -> int:
    return sum(after == before + 1 for before, after in pairwise(values) if before >= 0)


def _counted(values: Sequence[int]) -> list[bool]:
    """Say of each number whether it counts on from the one before, or the one after from it."""
    ring = [-1, *values, -1]
    return [ring[at] + 1 == value > 0 or ring[at + 2] == value + 1 > 0 for at, value in enumerate(values)]


def _without_signed(drafts: Sequence[Draft]) -> list[Draft]:
    numbers = [_number_of(draft.stem) for draft in drafts]
    styles = Counter(number.style for number in numbers if number)
    (style, count), *_ = styles.most_common(1) or [("", 0)]
    kept = [number if number and number.style == style else None for number in numbers]
    values = [number.value if number else -1 for number in kept]
    if count < max(_FEWEST_NUMBERED, _NUMBERED * len(drafts)) or _runs(values) < _MOST * (count - 1):
        return list(drafts)
    return [
        _without(draft, number, is_counted=is_counted) if number else draft
        for draft, number, is_counted in zip(drafts, kept, _counted(values), strict=True)
    ]


def _number_of(stem: str) -> _Number | None:
    found = _NUMBERS.match(stem) if _MAY_BE_NUMBER.match(stem) else None
    if found is None or found.end() == len(stem):
        return None
    digits = _DIGITS.search(found[0])
    return _Number(
        style=found.lastgroup or "",
        value=int(digits[0]) if digits else -1,
        end=found.end(),
        is_sure=not stem[found.end()].isdigit(),
    )


def _without(draft: Draft, number: _Number, *, is_counted: bool) -> Draft:
    if number.is_sure or is_counted:
        stem = draft.stem[number.end :]
        again = _number_of(stem) if stem[:1].isdigit() else None
        if again and again.is_sure and (again.style, again.value) == (number.style, number.value):
            stem = stem[again.end :]
        return msgspec.structs.replace(draft, stem=stem)
    doubt = Problem(code="stem_number_unclear", column="题干", details={"given": excerpt(draft.stem)})
    return msgspec.structs.replace(draft, doubt=draft.doubt or doubt)


# Answers that are numbers


def index_base_of(drafts: Sequence[Draft]) -> int | None:
    """Return the number of the first option, where the answers of a file are numbers that leave no doubt, else None.

    A 0 cannot count from 1, and the number of the last option cannot count from 0; one such answer may be a slip or
    stand for none, so there must be several, every answer must fit and none may be letters.
    """
    places: list[tuple[int, int]] = []
    rows = 0
    for draft in drafts:
        if not draft.answer or draft.answer in draft.options or not _is_choice(draft):
            continue
        if as_letters(draft.answer):
            return None
        if found := as_places(draft.answer):
            rows += 1
            places += [(place, len(draft.options)) for place in found]
    zeros = sum(place == 0 for place, _ in places)
    lasts = sum(place == options for place, options in places)
    base = int(lasts > 0)
    fits = all(base <= place < options + base for place, options in places)
    is_clear = (zeros == 0) != (lasts == 0) and zeros + lasts >= max(_FEWEST_WITNESSES, _WITNESSES * rows)
    return base if fits and is_clear else None


def _is_choice(draft: Draft) -> bool:
    return bool(draft.options) and not is_truth_pair(draft.options, Reading())
