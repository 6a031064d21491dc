"""The options of a JSON record: a list, an object, keys of their own, with letters, numbers or marks of the right ones.

Where it cannot be told which text is which option, that is said as a doubt.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.fields import field_of, is_picture, plain_name
from chuangguan.formats.bank_import.option_cells import without_letters
from chuangguan.formats.bank_import.records.places import (
    ORDERS,
    are_disordered,
    are_letters,
    are_numbers,
    ids_of,
    letter_of,
    number_of,
)
from chuangguan.formats.bank_import.records.values import Json, is_filled, is_text, shown
from chuangguan.formats.bank_import.words import FILE_LETTERS, Reading, truth_of
from chuangguan.formats.cells import excerpt
from chuangguan.values import Value

_LABELS: Final = (
    "letter", "key", "label", "option", "选项", "选项字母", "字母", "tag", "mark", "prefix", "name", "id", "value",
    "index", "order", "no", "number", "序号", *sorted(ORDERS),
)  # fmt: skip
_TEXTS: Final = (
    "content", "text", "value", "title", "desc", "description", "body", "label", "name", "option", "选项", "内容",
    "选项内容", "文本",
    "answertext", "optiontext", "choicetext", "optioncontent", "选项文本",
)  # fmt: skip
_FLAGS: Final = frozenset((
    "iscorrect", "correct", "isright", "right", "isanswer", "answer", "istrue", "iscorrectanswer", "正确", "是否正确",
    "是否答案", "正确答案",
))  # fmt: skip
_MORE: Final = re.compile("(?:备选)?选项|(?:option|choice)(?!s|count|num|type)|其[他它]$|others?$")
_EXTRA: Final = re.compile("(?:extra|more|other|additional|补充|附加|其[他它])(?:options?|choices?|选项)")


class RecordOptions(Value, frozen=True, kw_only=True):
    """Options in the order of their letters, and what the record says of them.

    `is_one_text` means that they stand together in one text that is still to be split; `first_number` is the number
    that the first has in the file; `is_reordered` means that the file has them in another order; `flags` say of each
    whether the file marks it as right, and are empty where it marks none; `ids` are those by which the file may name
    them, where they are neither letters nor numbers that count.
    """

    texts: tuple[str, ...] = ()
    is_one_text: bool = False
    first_number: int | None = None
    is_reordered: bool = False
    flags: tuple[bool, ...] = ()
    ids: tuple[str, ...] = ()
    doubt: Problem | None = None


class _Item(NamedTuple):
    """One option as it stands: its letter or number, its text, whether it is marked as right, its id."""

    label: str
    text: Json
    flag: bool = False
    id: str = ""


_UNREAD: Final = RecordOptions(doubt=Problem(code="options_unread", column="选项"))


def options_of(value: Json) -> RecordOptions:
    """Return the options that a value holds."""
    if isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value):
            return _of_objects(value, [])
        return _in_order([_Item("", item) for item in value])
    if isinstance(value, dict):
        if value and all(isinstance(item, dict) for item in value.values()):
            return _of_objects(list(value.values()), list(value))
        return options_of_keys(value)
    text = shown(value)
    if (inner := _written_out(text)) is not None:
        return options_of(inner)
    return RecordOptions(texts=(text,), is_one_text=True) if text else RecordOptions()


def _written_out(text: str) -> Json:
    """Return the list or object that a text is when read as JSON, None where it is none."""
    if not text.startswith(("[", "{")):
        return None
    try:
        value = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list | dict) else None


def _without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def are_marked_options(value: Json) -> bool:
    """Say whether a value is a list of options, of each of which it is said whether it is right."""
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(item, dict) and _flag(item) is not None for item in value)
        and all(any(plain_name(key) in _FLAGS for key in item) for item in value)
        and bool(_text_keys(value, ""))
    )


def letters_of_ids(answer: Json, options: RecordOptions) -> Json:
    """Return the letters of the options whose ids an answer names; any other answer as it is."""
    named = [shown(item) for item in (answer if isinstance(answer, list) else [answer])]
    if not options.ids or not named or not set(named) <= set(options.ids) or not set(named).isdisjoint(options.texts):
        return answer
    return marked([own in named for own in options.ids])


def marked(flags: Sequence[bool]) -> str:
    """Return the letters of the options that are marked as right."""
    return "".join(letter for letter, flag in zip(FILE_LETTERS, flags, strict=False) if flag)


def options_of_keys(values: Mapping[str, Json]) -> RecordOptions:
    """Return the options that have a key each, such as `A`, `optionA` or `option1`."""
    return _in_order([_Item(key, text) for key, text in values.items() if is_filled(text) or not _is_extra(key)])


def is_option_key(key: str) -> bool:
    """Say whether a key of a record names one option, or further ones, of which nobody can tell the letters."""
    is_numbered = number_of(key) is not None and not plain_name(key)[:1].isdigit()
    return len(field_of(key)) == 1 or is_numbered or _is_extra(key)


def _is_extra(key: str) -> bool:
    return _EXTRA.fullmatch(plain_name(key)) is not None


def may_be_option_key(key: str) -> bool:
    """Say whether a key that nobody knows looks like that of one more option."""
    return _MORE.match(plain_name(key)) is not None


def with_own_letters(texts: Sequence[str]) -> tuple[tuple[str, ...], Problem | None]:
    """Return options without the letters that they begin with, and a doubt where these are not A, B, C … in order.

    >>> with_own_letters(["A. 甲", "B. 乙"])
    (('甲', '乙'), None)
    """
    plain = without_letters(tuple(texts))
    # What is cut off looks alike in a list: letters with a mark beside letters without are of the texts, or a slip.
    cut = [text[: len(text) - len(left)] for text, left in zip(texts, plain or texts, strict=True) if text]
    if plain is None or len({label.strip().isalpha() for label in cut if label}) > 1:
        given = excerpt("、".join(texts))
        return tuple(texts), Problem(code="option_letters_differ", column="选项", details={"given": given})
    is_bare = "".join(texts) == FILE_LETTERS[: len(texts)]
    empty = [
        letter for letter, text, left in zip(FILE_LETTERS, texts, plain, strict=False) if is_bare or (text and not left)
    ]
    return plain, Problem(code="option_empty", column=empty[0]) if empty else None


def _in_order(items: Sequence[_Item], *, is_flagged: bool = False) -> RecordOptions:
    """Return the options in the order of their labels, or as they stand where they have none."""
    if any(is_filled(item.text) and not is_text(item.text) for item in items):
        return _UNREAD
    places, first_number = _places([item.label for item in items])
    if len(set(places)) < len(items) or not all(0 <= place < len(FILE_LETTERS) for place in places):
        return _UNREAD
    there = dict(zip(places, items, strict=True))
    last = max((place for place, item in there.items() if is_filled(item.text)), default=-1)
    sorted_items = [there.get(place, _Item("", "")) for place in range(last + 1)]
    return RecordOptions(
        texts=tuple(shown(item.text) for item in sorted_items),
        first_number=first_number,
        is_reordered=places != sorted(places),
        flags=tuple(item.flag for item in sorted_items) if is_flagged else (),
        ids=tuple(item.id for item in sorted_items) if all(item.id for item in sorted_items) else (),
    )


def _places(labels: Sequence[str]) -> tuple[list[int], int | None]:
    """Return the place of each option, -1 for a label that says none, and the number of the first where it has one."""
    if not any(labels):
        return list(range(len(labels))), None
    numbers = [number for label in labels if (number := number_of(label)) is not None]
    if len(numbers) == len(labels):
        first = min(1, *numbers)
        return [number - first for number in numbers], first
    # A file that numbers some and letters others is not understood.
    return [-1 if number_of(label) is not None else letter_of(label) for label in labels], None


def _of_objects(items: Sequence[Mapping[str, Json]], labels: Sequence[str]) -> RecordOptions:
    """Return the options of objects; `labels` are the keys that they stand under, if they do."""
    label = "" if labels else _label_key(items)
    texts = _text_keys(items, label)
    if len({tuple(shown(item.get(key)) for item in items) for key in texts}) != 1:
        return _UNREAD
    flags = [_flag(item) for item in items]
    if None in flags or any(_is_lost(item, texts[0]) for item in items):
        return _UNREAD
    if any(is_filled(value) for item in items for key, value in item.items() if is_picture(plain_name(key))):
        return RecordOptions(doubt=Problem(code="picture_lost", column="选项"))
    names = labels or [shown(item[label]) if label else "" for item in items]
    if are_disordered(items, names):
        return _UNREAD
    is_flagged = any(plain_name(key) in _FLAGS and value is not None for item in items for key, value in item.items())
    rows = zip(names, items, flags, ids_of(items, texts[0]), strict=True)
    read = [_Item(name, item.get(texts[0]), flag is True, own) for name, item, flag, own in rows]
    return _in_order(read, is_flagged=is_flagged)


def _label_key(items: Sequence[Mapping[str, Json]]) -> str:
    """Return the key under which every item has its letter, else its number, empty where there is none."""
    keys = [key for name in _LABELS for key in items[0] if plain_name(key) == name]
    return next((key for test in (are_letters, are_numbers) for key in keys if test([i.get(key) for i in items])), "")


def _text_keys(items: Sequence[Mapping[str, Json]], label: str) -> list[str]:
    """Return the keys that hold the texts; those that hold labels only where nothing else does."""
    there = dict.fromkeys(key for item in items for key in item)
    keys = [key for name in _TEXTS for key in there if plain_name(key) == name and key != label]
    filled = [key for key in keys if any(is_filled(item.get(key)) for item in items)]
    tests: tuple[Callable[[Sequence[Json]], bool], ...] = (are_letters, are_numbers) if label else ()
    others = [key for key in filled if not any(test([item.get(key) for item in items]) for test in tests)]
    return others or filled


def _flag(item: Mapping[str, Json]) -> bool | None:
    """Return whether an item is marked as right, None where it cannot be told."""
    marks = {_truth(value) for key, value in item.items() if plain_name(key) in _FLAGS and value is not None}
    return marks.pop() if len(marks) == 1 else None if marks else False


def _truth(value: Json) -> bool | None:
    if value in (0, 1):
        return bool(value)
    return truth_of(value, Reading()) if isinstance(value, str) else None


def _is_lost(item: Mapping[str, Json], text: str) -> bool:
    """Say whether an item has no text but something else that it may be."""
    known = {*_LABELS, *_FLAGS}
    return not is_filled(item.get(text)) and any(
        is_filled(value) and not isinstance(value, bool | int | float)
        for key, value in item.items()
        if plain_name(key) not in known and key != text
    )
