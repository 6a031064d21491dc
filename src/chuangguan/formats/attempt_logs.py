"""Attempts from another platform or from paper, one a line: JSON lines, or a table with the same columns."""

import datetime as dt
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from chuangguan.errors import BadInput, BadInstant, Problem
from chuangguan.formats.cells import excerpt
from chuangguan.formats.headers import Line, read_sections
from chuangguan.rules.instants import read_instant
from chuangguan.values import Value

MAX_LINE_BYTES: Final = 65_536
MAX_NUMBER: Final = 10_000
"""The largest level or number of questions; beyond it a line is a slip of the keyboard."""

JSON_SUFFIXES: Final = (".jsonl", ".ndjson", ".json")
_COLUMNS: Final = {
    "entrant": ("entrant", "名册编号", "手机号码", "手机号", "工号"),
    "level": ("level", "关卡"),
    "started_at": ("started_at", "开始时间"),
    "submitted_at": ("submitted_at", "交卷时间"),
    "correct": ("correct", "答对题数"),
    "of": ("of", "题数"),
}
_LEAST: Final = {"level": 1, "correct": 0, "of": 1}
_NUMBER: Final = re.compile("[0-9]{1,9}")
_WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}[+-][0-9]{2}:[0-9]{2}")


class AttemptLine(Value, frozen=True, kw_only=True):
    """An attempt as a line gives it; instants in UTC ms, `submitted_at` None where it ran into the limit."""

    sheet: str = ""
    row: int
    member_no: str
    level: int
    started_at: int
    submitted_at: int | None
    correct: int
    of: int


class AttemptLog(Value, frozen=True, kw_only=True):
    """The good lines and the problems of the bad ones, each in the order of the file."""

    lines: tuple[AttemptLine, ...]
    problems: tuple[Problem, ...] = ()


class _Given(Value, frozen=True, kw_only=True):
    entrant: str
    level: int
    started_at: str
    submitted_at: str | None
    correct: int
    of: int


class _JsonLine(Value, frozen=True, kw_only=True):
    """Where a line of JSON stands; the counterpart of a table's `Line`."""

    file: str
    number: int
    sheet: str = ""

    def problem(self, code: str, field: str = "", **details: int | str) -> Problem:
        """Return a problem of this line and key."""
        return Problem(code=code, file=self.file, row=self.number, column=field, details=details)


_Read = AttemptLine | list[Problem]
_DECODER: Final = msgspec.json.Decoder(_Given)


def read_attempt_log(path: Path, zone: str) -> AttemptLog:
    """Return the attempts of a .jsonl, .ndjson, .json, .csv or .xlsx file; bad lines become problems.

    Instants without an offset are local to `zone`. `BadInput` where the file as a whole cannot be read.
    """
    is_json = path.suffix.lower() in JSON_SUFFIXES
    lines: list[AttemptLine] = []
    problems: list[Problem] = []
    for item in _read_json(path, zone) if is_json else _read_table(path, zone):
        if isinstance(item, AttemptLine):
            lines.append(item)
        else:
            problems += item
    return AttemptLog(lines=tuple(lines), problems=tuple(problems))


def _attempt(given: _Given, zone: str, line: Line | _JsonLine) -> _Read:
    """Return the attempt, or everything that is wrong with it."""
    started_at = _instant(given.started_at, zone)
    submitted_at = None if given.submitted_at is None else _instant(given.submitted_at, zone)
    problems = list(_problems(given, line))
    if started_at is None:
        problems.append(line.problem("instant_bad", "started_at", given=excerpt(given.started_at)))
    if given.submitted_at is not None and submitted_at is None:
        problems.append(line.problem("instant_bad", "submitted_at", given=excerpt(given.submitted_at)))
    if started_at is not None and submitted_at is not None and submitted_at < started_at:
        problems.append(line.problem("submitted_before_start", "submitted_at"))
    if problems or started_at is None:
        return problems
    return AttemptLine(
        sheet=line.sheet,
        row=line.number,
        member_no=given.entrant.strip(),
        level=given.level,
        started_at=started_at,
        submitted_at=submitted_at,
        correct=given.correct,
        of=given.of,
    )


def _instant(text: str, zone: str) -> int | None:
    # Nearly every log has this one form, for which the standard library is several times as fast.
    moment = None
    if _WRITTEN.fullmatch(text):
        with suppress(ValueError):
            moment = dt.datetime.fromisoformat(text)
    try:
        return read_instant(moment or text, zone)
    except BadInstant:
        return None


def _problems(given: _Given, line: Line | _JsonLine) -> Iterator[Problem]:
    if not given.entrant.strip():
        yield line.problem("entrant_missing", "entrant")
    for field, least in _LEAST.items():
        if not least <= getattr(given, field) <= MAX_NUMBER:
            yield line.problem("number_out_of_range", field, least=least, most=MAX_NUMBER)
    if given.correct > given.of:
        yield line.problem("correct_beyond_of", "correct", correct=given.correct, of=given.of)


# JSON lines


def _read_json(path: Path, zone: str) -> Iterator[_Read]:
    file = str(path)
    for number, content in _json_lines(path):
        line = _JsonLine(file=file, number=number)
        if len(content) > MAX_LINE_BYTES:
            yield [line.problem("line_too_long", most=MAX_LINE_BYTES)]
            continue
        try:
            given = _DECODER.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield _json_problems(content, line)
        else:
            yield _attempt(given, zone, line)


def _json_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each line that is not blank; of an endless line only the beginning."""
    try:
        with path.open("rb") as file:
            number = 0
            while content := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                text = (content.removeprefix(BOM_UTF8) if number == 1 else content).strip()
                if text:
                    yield number, text if len(content) <= MAX_LINE_BYTES else content
                while content and not content.endswith(b"\n"):
                    content = file.readline(MAX_LINE_BYTES + 1)
    except FileNotFoundError:
        raise BadInput([Problem(code="file_missing", file=str(path))]) from None
    except OSError:
        raise BadInput([Problem(code="file_unreadable", file=str(path))]) from None


def _json_problems(content: bytes, line: _JsonLine) -> list[Problem]:
    """Name every key of a line that the decoder refused."""
    try:
        item = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [line.problem("line_not_json")]
    if not isinstance(item, dict):
        return [line.problem("line_not_object")]
    unknown = [line.problem("key_unknown", excerpt(key)) for key in item if key not in _COLUMNS]
    missing = [line.problem("key_missing", key) for key in _COLUMNS if key not in item]
    wrong = [line.problem(_wrong_code(key), key) for key in _COLUMNS if key in item and not _is_fit(key, item[key])]
    # A key given twice can hide what the decoder stumbled over; the line must not get lost for that.
    return [*unknown, *missing, *wrong] or [line.problem("line_not_json")]


def _is_fit(key: str, value: Any) -> bool:  # noqa: ANN401  anything that JSON can say
    if key in _LEAST:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) or (key == "submitted_at" and value is None)


def _wrong_code(key: str) -> str:
    return "number_expected" if key in _LEAST else "text_expected"


# Tables


def _read_table(path: Path, zone: str) -> Iterator[_Read]:
    sections, problems = read_sections(path, _COLUMNS, tuple(_COLUMNS))
    if problems:
        raise BadInput(problems)
    for section in sections:
        for line in section.lines:
            wrong = [field for field in _LEAST if not _NUMBER.fullmatch(line.get(field))]
            if wrong:
                yield [line.problem("number_expected", field) for field in wrong]
            else:
                yield _attempt(_given(line), zone, line)


def _given(line: Line) -> _Given:
    return _Given(
        entrant=line.get("entrant"),
        level=int(line.get("level")),
        started_at=line.get("started_at"),
        submitted_at=line.get("submitted_at") or None,
        correct=int(line.get("correct")),
        of=int(line.get("of")),
    )
