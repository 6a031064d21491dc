"""Questions in .json and .jsonl of any schema, as drafts.

Known are a list of objects, an object with such lists under any keys, and an object of `stem|option|option` and
answer.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from chuangguan.formats.bank_columns import field_of
from chuangguan.formats.bank_layouts import options_joined
from chuangguan.formats.bank_mapping import BankMapping
from chuangguan.formats.cells import text_of
from chuangguan.formats.draft_words import stated_kind
from chuangguan.formats.drafts import Draft
from chuangguan.formats.json_files import read_json
from chuangguan.formats.option_cells import split_inline, split_options, without_letters

_LETTERS: Final = "ABCDEFGHIJ"
_LETTER_KEYS: Final = ("letter", "key", "label", "name", "id", "option", "选项", "tag")
_TEXT_KEYS: Final = ("content", "text", "value", "title", "desc", "内容")
_DEEPEST: Final = 6


def read_records(path: Path, mapping: BankMapping) -> list[Draft]:
    """Return the drafts of a .json or .jsonl file; `BadInput` names what makes it no such file.

    The row of a draft is the line of a .jsonl file, else its place among all questions of the file.
    """
    file = read_json(path)
    if path.suffix.lower() == ".jsonl":
        found = [(number, "", record) for number, record in file.items]
    else:
        values = [value for _, value in file.items]
        records = _records(values if file.is_list else values[0], "")
        found = [(number, kind, record) for number, (kind, record) in enumerate(records, 1)]
    return [_draft(str(path), number, kind, record, mapping) for number, kind, record in found]


def _records(value: Any, kind: str, depth: int = 0) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  as above
    """Yield every question with the kind that stands over it."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, list) and depth < _DEEPEST:
                yield from _records(item, kind, depth + 1)
            else:
                yield kind, item
        return
    if not isinstance(value, dict):
        return
    if _is_question(value):
        yield kind, value
        return
    kind = _text(next((value[key] for key in value if field_of(key) == "kind"), "")) or kind
    for key, item in value.items():
        if isinstance(item, list | dict) and depth < _DEEPEST:
            over = key if stated_kind(key, BankMapping().reading) not in ("", "unknown") else kind
            yield from _records(item, over, depth + 1)
        elif isinstance(item, str) and "|" in key:
            yield kind, {"stem": key, "answer": item}


def _is_question(value: Mapping[str, Any]) -> bool:
    fields = {field_of(key) for key, item in value.items() if not isinstance(item, dict) or field_of(key) == "options"}
    return "stem" in fields and bool(fields & {"answer", "options", "A"})


def _draft(file: str, number: int, kind: str, record: Any, mapping: BankMapping) -> Draft:  # noqa: ANN401  as above
    if not isinstance(record, dict):
        return Draft(file=file, row=number, stem="", original=(_shown(record),))
    found: dict[str, Any] = {}
    for key, item in record.items():
        found.setdefault(mapping.names.get(key) or field_of(key), item)
    stem, answer = _text(found.get("stem")), _answer(found.get("answer"))
    options = _options(found.get("options")) or _options({k: v for k, v in found.items() if k and k in _LETTERS})
    if not options and (apart := split_inline(stem) or options_joined(stem, answer)):
        stem, options = apart
    return Draft(
        file=file,
        row=number,
        kind=_text(found.get("kind")) or kind,
        stem=stem,
        options=options,
        answer=answer,
        topic=_text(found.get("topic")),
        difficulty=_text(found.get("difficulty")),
        explanation=_text(found.get("explanation")),
        source=_text(found.get("source")),
        original=(_shown(record),),
        id=_text(found.get("id")),
    )


def _options(value: Any) -> tuple[str, ...]:  # noqa: ANN401  as above
    """Return options in the order of their letters; empty where one has no letter of its own or is missing."""
    if isinstance(value, str):
        return split_options(value) or ((value,) if value else ())
    if isinstance(value, dict):
        return _lettered([(str(letter), _text(text)) for letter, text in value.items()])
    if not isinstance(value, list):
        return ()
    if all(isinstance(item, dict) for item in value):
        pairs = [(_part(item, _LETTER_KEYS), _part(item, _TEXT_KEYS)) for item in value]
        return _lettered(pairs) if any(letter for letter, _ in pairs) else tuple(text for _, text in pairs)
    return without_letters([_text(item) for item in value])


def _lettered(pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    texts = {field_of(letter): text for letter, text in pairs}
    last = max((letter for letter, text in texts.items() if text), default="")
    if len(texts) < len(pairs) or not set(texts) <= set(_LETTERS) or not last:
        return ()
    return tuple(texts.get(letter, "") for letter in _LETTERS[: _LETTERS.index(last) + 1])


def _part(item: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((_text(item[key]) for key in keys if key in item), "")


def _answer(value: Any) -> str:  # noqa: ANN401  as above
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    return "对" if value is True else "错" if value is False else _text(value)


def _text(value: Any) -> str:  # noqa: ANN401  as above
    return text_of(value) if isinstance(value, str | int | float) else ""


def _shown(record: Any) -> str:  # noqa: ANN401  as above
    return json.dumps(record, ensure_ascii=False)
