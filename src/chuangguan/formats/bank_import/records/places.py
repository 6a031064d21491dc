"""What the labels, order keys and ids of options in a JSON record say of their places."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from chuangguan.formats.bank_import.fields import field_of, plain_name
from chuangguan.formats.bank_import.records.values import Json, shown
from chuangguan.formats.bank_import.words import FILE_LETTERS

_NUMBERED: Final = re.compile(r"(?:(?:备选)?选项|备选答案|options?|choice|xuanxiang|opt)?([0-9]{1,2})")
_ENDS: Final = " .．、:：,，()（）[]【】"
ORDERS: Final = frozenset((
    "index", "order", "序号",
    "排序", "排序号", "顺序", "顺序号", "次序", "sort", "sortorder", "sortnum", "sortno", "sortindex", "seq", "seqno",
    "sequence", "ordernum", "orderno", "orderindex", "orderby", "displayorder", "position", "rank",
))  # fmt: skip
"""The names of keys by which options are put in order."""

_PLACES: Final = ("index", "order", "序号")
_IDS: Final = ("id", "optionid", "choiceid", "answerid", "itemid", "code", "uuid", "key", "value", "选项id", "选项编号")


def number_of(label: str) -> int | None:
    """Return the number that a label is, None where it is none."""
    found = _NUMBERED.fullmatch(plain_name(label.strip(_ENDS)))
    return int(found[1]) if found else None


def letter_of(label: str) -> int:
    """Return the place of the letter that a label is, -1 where it is none."""
    field = field_of(label.strip(_ENDS))
    return FILE_LETTERS.find(field) if field else -1


def are_letters(values: Sequence[Json]) -> bool:
    """Say whether values are letters of options."""
    return all(isinstance(value, str) and number_of(value) is None and letter_of(value) >= 0 for value in values)


def are_numbers(values: Sequence[Json]) -> bool:
    """Say whether values count: 0, 1, 2 … or 1, 2, 3 …, in any order."""
    numbers = sorted(number for value in values if (number := number_of(shown(value))) is not None)
    return numbers in (list(range(len(values))), list(range(1, len(values) + 1)))


def are_disordered(items: Sequence[Mapping[str, Json]], names: Sequence[str]) -> bool:
    """Say whether a key that orders the options has them in another order than the one in which they would be read."""
    numbers = [number_of(name) for name in names]
    if any(name and number is None for name, number in zip(names, numbers, strict=True)):
        return False
    places = sorted(range(len(items)), key=lambda place: numbers[place] or 0)
    keys = [key for key in dict.fromkeys(key for item in items for key in item) if plain_name(key) in ORDERS]
    if any(_runs_backwards([item.get(key) for item in items]) for key in keys if plain_name(key) not in _PLACES):
        return True
    return any(_is_descending([items[place].get(key) for place in places]) for key in keys)


def _runs_backwards(values: Sequence[Json]) -> bool:
    """Say whether numbers count down as they stand: they may be weights, of which the largest comes first."""
    numbers = [number for value in values if (number := number_of(shown(value))) is not None]
    return len(numbers) == len(values) > 1 and numbers == sorted(set(numbers), reverse=True)


def _is_descending(values: Sequence[Json]) -> bool:
    """Say whether values are numbers that do not ascend, or only some of them are numbers."""
    found = [float(text) for value in values if re.fullmatch(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", text := shown(value))]
    return bool(found) and (len(found) < len(values) or found != sorted(found))


def ids_of(items: Sequence[Mapping[str, Json]], text: str) -> list[str]:
    """Return the ids of options that can be taken for nothing else, empty where they have none."""
    for key in [key for name in _IDS for key in items[0] if plain_name(key) == name and key != text]:
        values = [item.get(key) for item in items]
        ids = [shown(value) for value in values]
        if all(ids) and len(set(ids)) == len(ids) and not any(map(_says_a_place, ids)):
            return ids
    return [""] * len(items)


def _says_a_place(name: str) -> bool:
    number = number_of(name)
    return letter_of(name) >= 0 or (number is not None and number <= len(FILE_LETTERS))
