"""Questions in .json and .jsonl of any schema, as drafts.

Known are a list of objects, an object with such lists under any keys, and an object of `stem|option|option` and
answer. Of a record only what can mean one thing is read; where two keys say different things, that is a doubt.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.beside import doubt_beside, sort_beside
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.answers import as_places
from chuangguan.formats.bank_import.judging.habits import habits_of, index_base_of
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.markup import plain_side, plain_texts
from chuangguan.formats.bank_import.option_cells import split_inline, split_options
from chuangguan.formats.bank_import.records.answers import (
    JudgedBy,
    RecordAnswers,
    answer_text,
    answers_of,
    called_wrong,
    contradiction,
)
from chuangguan.formats.bank_import.records.groups import Place, field_in, field_with, records_of
from chuangguan.formats.bank_import.records.options import (
    RecordOptions,
    is_option_key,
    letters_of_ids,
    marked,
    may_be_option_key,
    options_of,
    options_of_keys,
    with_own_letters,
)
from chuangguan.formats.bank_import.records.stems import differing, is_kind, stem_of
from chuangguan.formats.bank_import.records.values import Json, is_filled, shown
from chuangguan.formats.bank_import.tables.layouts import options_joined
from chuangguan.formats.bank_import.words import Reading, stated_kind
from chuangguan.formats.cells import excerpt
from chuangguan.formats.json_files import JsonFile

_Filled = Mapping[str, Mapping[str, Json]]
"""What a record has for each field: key -> value."""


class _Found(NamedTuple):
    """A draft with what else its record says."""

    draft: Draft
    options: RecordOptions
    answers: RecordAnswers


def drafts_of_json(path: str, file: JsonFile, mapping: BankMapping) -> list[Draft]:
    """Return the drafts of what a .json or .jsonl file holds.

    The row of a draft is the line of a .jsonl file, else its place among all questions of the file.
    """
    if file.form != "lines":
        values = [value for _, value in file.items]
        return drafts_of_value(path, values if file.form == "list" else values[0], mapping)
    found = [_found(path, number, Place(), record, mapping) for number, record in file.items]
    return _compared(found, mapping.reading)


def drafts_of_value(file: str, value: Json, mapping: BankMapping) -> list[Draft]:
    """Return the drafts of what a .json file holds."""
    records = enumerate(records_of(value, mapping), 1)
    found = [_found(file, number, place, record, mapping) for number, (place, record) in records]
    return _compared(found, mapping.reading)


# From a record to a draft


def _found(file: str, number: int, place: Place, record: Json, mapping: BankMapping) -> _Found:
    original = (json.dumps(record, ensure_ascii=False),)
    if not isinstance(record, dict):
        draft = Draft(file=file, row=number, stem="", original=original)
        return _Found(draft, RecordOptions(), RecordAnswers())
    get: dict[str, dict[str, Json]] = {}
    for key, value in record.items():
        if is_filled(value):
            get.setdefault(field_with(key, value, mapping), {})[key] = value
    kind, kind_doubt = _kind(get, mapping.reading)
    draft = Draft(
        file=file,
        row=number,
        kind=kind or place.kind,
        stem="",
        topic=plain_side(_first(get.get("topic"))),
        difficulty=_first(get.get("difficulty")),
        explanation=plain_side(_first(get.get("explanation"))),
        source=plain_side(_first(get.get("source"))),
        original=original,
        id=_first(get.get("id")),
        doubt=_material_over(place) or kind_doubt,
    )
    return _asked(draft, record, get, mapping)


def _asked(draft: Draft, record: Mapping[str, Json], get: _Filled, mapping: BankMapping) -> _Found:
    """Return a draft with what it asks: its stem, its options, its answer, and what speaks against them."""
    raw_stem, stem_doubt = _stem(draft, record, get, mapping)
    options, options_doubt = _options(record, get, mapping)
    answers = answers_of({key: record[key] for key in record if key not in get.get("options", {})}, mapping.names)
    value = letters_of_ids(answers.value, options) if answers.key else marked(options.flags)
    (stem, answer, *texts), markup_doubt = plain_texts((raw_stem, answer_text(value, options.texts), *options.texts))
    if options.is_one_text:
        texts = list(split_options(texts[0]) or texts)
    shown_options, letters_doubt = with_own_letters(texts)
    index_doubt = _index_doubt(value, texts, options, mapping.reading)
    if not texts and (apart := split_inline(stem) or options_joined(stem, answer)):
        stem, shown_options = apart
    asked = msgspec.structs.replace(draft, stem=stem, options=shown_options, answer=answer)
    beside_doubt = doubt_beside(_beside(record, mapping), asked, mapping.reading)
    others = (stem_doubt, called_wrong(record, answers, mapping.names), markup_doubt, options_doubt, letters_doubt)
    doubt = beside_doubt or draft.doubt or next(filter(None, others), index_doubt)
    return _Found(msgspec.structs.replace(asked, doubt=doubt), options, answers)


def _material_over(place: Place) -> Problem | None:
    details: dict[str, int | str] = {"given": excerpt(place.material)}
    return Problem(code="material_lost", column="题干", details=details) if place.material else None


def _stem(draft: Draft, record: Mapping[str, Json], get: _Filled, mapping: BankMapping) -> tuple[str, Problem | None]:
    """Return the stem and what speaks against it; without one a question that is skipped anyway has no doubt."""
    stem, doubt = stem_of(record, get.get("stem", {}), mapping.names)
    is_skipped = not stem and stated_kind(draft.kind, mapping.reading) == "skip"
    return stem, None if is_skipped else doubt


def _kind(get: _Filled, reading: Reading) -> tuple[str, Problem | None]:
    """Return what a record calls its kind; a word that nobody knows counts only where there is no other."""
    words = {key: text for key, value in get.get("kind", {}).items() if (text := shown(value))}
    known = {key: kind for key, word in words.items() if (kind := stated_kind(word, reading)) != "unknown"}
    if words:
        return words[next(iter(known or words))], differing(known, "题型")
    titles = [text for value in get.get("stem", {}).values() if is_kind(text := shown(value))]
    return titles[0] if titles and len(get["stem"]) > 1 else "", None


def _options(record: Mapping[str, Json], get: _Filled, mapping: BankMapping) -> tuple[RecordOptions, Problem | None]:
    """Return the options of a record, from whichever keys they stand in, and a doubt where these differ."""
    found = {key: options_of(value) for key, value in get.get("options", {}).items()}
    keys = {key: record[key] for key in record if key not in mapping.names and is_option_key(key)}
    stated = {field: record[key] for key, field in mapping.names.items() if len(field) == 1 and key in record}
    if any(map(is_filled, (stated or keys).values())):
        found[next(iter(stated or keys))] = options_of_keys(stated or keys)
        more = [
            key for key in record if is_filled(record[key]) and may_be_option_key(key) and not field_in(key, mapping)
        ]
        if not stated and [key for key in more if key not in keys]:
            return RecordOptions(), Problem(code="options_unread", column=more[0])
    if not found:
        return RecordOptions(), None
    first, *others = found.values()
    texts = {key: "\n".join(with_own_letters(options.texts)[0]) for key, options in found.items()}
    doubts = [options.doubt for options in (first, *others) if options.doubt]
    return first, doubts[0] if doubts else differing(texts, "选项")


def _beside(record: Mapping[str, Json], mapping: BankMapping) -> Iterator[tuple[str, str]]:
    """Yield what stands beside a question, key and text; other answers are compared with the whole file in view."""
    for key, value in record.items():
        if key not in mapping.names and sort_beside(key) not in ("", "answer") and (value is False or is_filled(value)):
            yield key, answer_text(value)


def _index_doubt(value: Json, texts: Sequence[str], options: RecordOptions, reading: Reading) -> Problem | None:
    """Return a doubt where a number may be the place of an option or its text, or where places say nothing."""
    answer = answer_text(value)
    places = as_places(answer)
    if not places or reading.form == "text":
        return None
    if options.is_reordered:
        return Problem(code="answer_index_reordered", column="答案", details={"given": answer})
    others = {texts[at] for place in places for at in (place, place - 1) if 0 <= at < len(texts)} - {answer}
    is_number = all(isinstance(item, int) for item in (value if isinstance(value, list) else [value]))
    if is_number and not {str(place) for place in places}.isdisjoint(texts) and others and reading.form == "":
        return Problem(code="answer_index_unstated", column="答案", details={"given": answer})
    return None


def _first(values: Mapping[str, Json] | None) -> str:
    return next((text for value in (values or {}).values() if (text := shown(value))), "")


# From drafts to drafts that are compared with the whole file


def _compared(found: Sequence[_Found], stated: Reading) -> list[Draft]:
    """Return the drafts; of the answers that are numbers it can only be told by all of them what they mean."""
    drafts = [item.draft for item in found]
    base = index_base_of(drafts) if stated.index_base is None else stated.index_base
    reading = msgspec.structs.replace(stated, index_base=base)
    judged_by = reading, habits_of(drafts, reading)
    is_misnumbered = stated.index_base is None and any(map(_is_misnumbered, found))
    return [_with_doubt(item, judged_by, is_misnumbered=is_misnumbered) for item in found]


def _is_misnumbered(item: _Found) -> bool:
    """Say whether an answer is none of the numbers that its options have in the file."""
    first, places = item.options.first_number, as_places(item.draft.answer)
    return first is not None and not all(first <= place < first + len(item.options.texts) for place in places)


def _with_doubt(item: _Found, judged_by: JudgedBy, *, is_misnumbered: bool) -> Draft:
    draft = item.draft
    if draft.doubt:
        return draft
    doubt = contradiction(draft, item.answers, item.options.flags, judged_by)
    if is_misnumbered and item.options.first_number is not None and as_places(draft.answer):
        doubt = Problem(code="answer_index_unstated", column="答案", details={"given": draft.answer})
    return msgspec.structs.replace(draft, doubt=doubt) if doubt else draft
