"""What somebody states about a file that cannot be seen in it: `mapping.toml` of `bank import --map`.

header_row = 0              # 0: there is no header
[columns]                   # our field = the file's header, or the column's number from 1
stem = "内容"
A = 4
[kinds]                     # the file's word = ours, or "跳过"
"1" = "多选"
[answers]
form = "index"              # letters, text or index
index_base = 0
true = ["A"]
false = ["B"]
separator = "&"
"""

import tomllib
from pathlib import Path
from typing import Final, Literal

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_columns import NAMES
from chuangguan.formats.banks import KINDS
from chuangguan.formats.draft_words import Reading
from chuangguan.rules.bank import LETTERS, Kind
from chuangguan.values import Value

_KINDS: Final[dict[str, Kind | Literal["choice", "skip"]]] = {**KINDS, "选择": "choice", "跳过": "skip"}
_MOST_BYTES: Final = 2**16
_MOST_COLUMNS: Final = 64


class _Answers(Value, frozen=True, kw_only=True):
    form: Literal["", "letters", "text", "index"] = ""
    index_base: Literal[0, 1] | None = None
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    separator: str = ""


class _File(Value, frozen=True, kw_only=True):
    header_row: int | None = None
    columns: dict[str, str | int] = {}
    kinds: dict[str, str] = {}
    answers: _Answers = _Answers()


class BankMapping(Value, frozen=True, kw_only=True):
    """How the columns and answers of a file are to be read: header name -> field, field -> column number."""

    has_header: bool = True
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    reading: Reading = Reading()


def read_mapping(path: Path) -> BankMapping:
    """Return what a mapping file states; `BadInput` names what is wrong in it, by key."""
    try:
        content = path.read_bytes()
        if len(content) > _MOST_BYTES:
            raise _bad(path, "mapping_unreadable")
        stated = msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), _File)
    except FileNotFoundError:
        raise _bad(path, "file_missing") from None
    except OSError:
        raise _bad(path, "file_unreadable") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise _bad(path, "mapping_unreadable") from None
    except msgspec.ValidationError as error:
        key = str(error).rpartition("`$.")[2].rstrip("`")
        raise _bad(path, "mapping_value_bad", key if "`$." in str(error) else "") from None
    return _mapping(path, stated)


def _mapping(path: Path, stated: _File) -> BankMapping:
    problems = [
        Problem(code="mapping_column_unknown", file=str(path), column=f"columns.{field}")
        for field in stated.columns
        if field not in NAMES and field not in LETTERS
    ]
    problems += [
        Problem(code="mapping_kind_unknown", file=str(path), column=f"kinds.{word}", details={"given": kind})
        for word, kind in stated.kinds.items()
        if kind not in _KINDS
    ]
    numbers = {field: number for field, number in stated.columns.items() if isinstance(number, int)}
    problems += [
        Problem(code="mapping_value_bad", file=str(path), column=f"columns.{field}")
        for field, number in numbers.items()
        if not 1 <= number <= _MOST_COLUMNS
    ]
    if problems:
        raise BadInput(problems)
    answers = stated.answers
    return BankMapping(
        has_header=stated.header_row != 0,
        names={name: field for field, name in stated.columns.items() if isinstance(name, str)},
        numbers=numbers,
        reading=Reading(
            kinds={word: _KINDS[kind] for word, kind in stated.kinds.items()},
            form=answers.form,
            index_base=answers.index_base,
            true=answers.true,
            false=answers.false,
            separator=answers.separator,
        ),
    )


def _bad(path: Path, code: str, column: str = "") -> BadInput:
    return BadInput([Problem(code=code, file=str(path), column=column)])
