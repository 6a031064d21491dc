"""Where the questions of a JSON file are: in lists under any keys, under kinds, under texts that several share."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from chuangguan.formats.bank_import.beside import sort_beside
from chuangguan.formats.bank_import.fields import field_of, plain_name
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.records.answers import is_answer_key
from chuangguan.formats.bank_import.records.options import are_marked_options, is_option_key
from chuangguan.formats.bank_import.records.stems import may_ask
from chuangguan.formats.bank_import.records.values import Json, is_filled, is_text, shown
from chuangguan.formats.bank_import.words import stated_kind

_LOOSE_STEMS: Final = frozenset(("title", "content", "内容", "题目名称"))
_IS_MATERIAL: Final = re.compile("材料|阅读|案例|回答|[。？?！!]")
_LONGEST_TITLE: Final = 30


_OPTION_LISTS: Final = frozenset((
    "answeroptions", "answerlist", "answerchoices", "optionlist", "optionslist", "optionitems", "choicelist",
    "选项列表", "选项集合", "选项信息",
))  # fmt: skip


class Place(NamedTuple):
    """What stands over a record: its kind, and the text that it asks about."""

    kind: str = ""
    material: str = ""


_TOP: Final = Place()


def records_of(value: Json, mapping: BankMapping, place: Place = _TOP) -> Iterator[tuple[Place, Json]]:
    """Yield every question of a file with what stands over it; a file that is too deep is never read as far as here."""
    if isinstance(value, list):
        for item in (_flat(item, mapping) for item in value):
            if _is_list_of_records(item) or (isinstance(item, dict) and _is_group(item, mapping)):
                yield from records_of(item, mapping, place)
            else:
                yield place, item
    elif isinstance(value, dict):
        record = _flat(value, mapping)
        if _is_question(record, mapping) and not _is_group(record, mapping):
            yield place, record
        else:
            yield from _records_under(record, place, mapping)


def _is_list_of_records(value: Json) -> bool:
    """Say whether a list holds records; one of texts alone is a row of a table, which is one question at most."""
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)


def _flat(value: Json, mapping: BankMapping) -> Json:
    """Return a record with what stands in an object under the key of its stem beside its other keys."""
    if not isinstance(value, dict):
        return value
    inner = [key for key, item in value.items() if isinstance(item, dict) and field_in(key, mapping) == "stem"]
    if len(inner) != 1:
        return value
    others = {key: item for key, item in value.items() if key != inner[0]}
    fields = [field_in(key, mapping) for key in value[inner[0]]]
    if "stem" not in fields or not others.keys().isdisjoint(value[inner[0]]) or _has_stem(others, mapping):
        return value
    return {**others, **value[inner[0]]}


def _has_stem(value: Mapping[str, Json], mapping: BankMapping) -> bool:
    return any(field_in(key, mapping) == "stem" for key in value)


def _records_under(value: Mapping[str, Json], place: Place, mapping: BankMapping) -> Iterator[tuple[Place, Json]]:
    kind = shown(next((item for key, item in value.items() if field_in(key, mapping) == "kind"), "")) or place.kind
    material = next((shown(item) for key, item in value.items() if _is_material(key, item)), place.material)
    for key, item in value.items():
        if isinstance(item, dict) or (isinstance(item, list) and any(isinstance(one, dict | list) for one in item)):
            over = key if stated_kind(key, mapping.reading) not in ("", "unknown") else kind
            yield from records_of(item, mapping, Place(over, material))
        elif isinstance(item, str) and "|" in key:
            yield Place(kind, material), {"stem": key, "answer": item}


def _is_group(value: Mapping[str, Json], mapping: BankMapping) -> bool:
    """Say whether an object has questions in it; its options are none, though they have texts and answers too."""
    return any(
        isinstance(one, dict) and (_is_question(one, mapping) or _is_group(one, mapping))
        for key, item in value.items()
        if field_with(key, item, mapping) != "options"
        for one in (item if isinstance(item, list) else [item])
    )


def _is_question(value: Mapping[str, Json], mapping: BankMapping) -> bool:
    fields = {
        field_with(key, item, mapping)
        for key, item in value.items()
        if not isinstance(item, dict) or field_in(key, mapping) == "options"
    }
    if {"answer", "options"} <= fields and may_ask(value, mapping.names):
        return True
    return "stem" in fields and (bool(fields & {"answer", "options"}) or any(map(is_option_key, value)))


def _is_material(key: str, value: Json) -> bool:
    """Say whether a text over questions is one that they ask about, and no title."""
    if not is_text(value) or not is_filled(value) or "|" in key:
        return False
    if plain_name(key) in _LOOSE_STEMS:
        return len(shown(value)) > _LONGEST_TITLE or _IS_MATERIAL.search(shown(value)) is not None
    return sort_beside(key) == "material" or field_of(key) == "stem"


def field_in(key: str, mapping: BankMapping) -> str:
    """Return what a key is for; the usual name of a field means nothing where another was stated for it."""
    if key in mapping.names:
        return mapping.names[key]
    field = "answer" if is_answer_key(key) else field_of(key)
    return "" if field in mapping.names.values() else field


def field_with(key: str, value: Json, mapping: BankMapping) -> str:
    """Return what a key is for with this value; under the name of an answer, options may be marked as right."""
    field = field_in(key, mapping)
    if key in mapping.names or not isinstance(value, list | dict):
        return field
    if plain_name(key) in _OPTION_LISTS:
        return "options" if field in ("", "answer") else field
    return "options" if field == "answer" and are_marked_options(value) else field
