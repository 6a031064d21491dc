"""A cell of a table: its text on the way in, its safety and its masking on the way out."""

import datetime as dt
import re
import unicodedata
from typing import Final

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

_FORMULA_STARTS: Final = "=+-@\t\r\n＝＋－＠"
_SHIELDED: Final = re.compile(f"'+[{re.escape(_FORMULA_STARTS)}]")
_NEEDS_SHIELD: Final = re.compile(f"'*[{re.escape(_FORMULA_STARTS)}]")
_HOSTILE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_EXCERPT: Final = 40
_MOBILE: Final = re.compile("1[0-9]{10}")
_TAIL: Final = 2
_DIGITS_EXCEL_KEEPS: Final = ".15g"


def text_of(cell: Cell) -> str:
    """Return the text that a spreadsheet shows for a cell, without the spaces at its ends.

    A whole number has no decimals, though readers hand it over as a float; dates and times are ISO 8601; an empty
    cell is the empty text; a line end inside a cell is a line feed.

    >>> text_of(13800138000.0)
    '13800138000'
    """
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, _DIGITS_EXCEL_KEEPS)
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def is_formula_like(text: str) -> bool:
    """Say whether a spreadsheet might run a text as a formula."""
    return text != "" and text[0] in _FORMULA_STARTS


def safe_csv_cell(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe goes before one that is like a formula."""
    return f"'{text}" if is_formula_like(text) else text


def shielded(text: str) -> str:
    """Return the safe form of a text that must be read back exactly; `unshielded` is the way back.

    A text that begins with apostrophes and then like a formula gets one apostrophe more, so that none is lost.

    >>> unshielded(shielded("-5℃")), unshielded(shielded("'=1"))
    ('-5℃', "'=1")
    """
    return f"'{text}" if _NEEDS_SHIELD.match(text) else text


def unshielded(text: str) -> str:
    """Return the text without the one apostrophe that `shielded` put before it."""
    return text[1:] if _SHIELDED.match(text) else text


def normalise_header(text: str) -> str:
    """Return a header as headers are compared: NFKC, without any white space.

    >>> normalise_header("姓 名")
    '姓名'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def has_hostile_characters(text: str) -> bool:
    """Say whether a text holds control characters, marks that turn its direction, or what no XML may hold."""
    return _HOSTILE.search(text) is not None


def excerpt(text: str) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"


def mask_name(name: str) -> str:
    """Return a name as it goes on the web: its first character and one asterisk.

    >>> mask_name("张三丰")
    '张*'
    """
    return f"{name[:1]}*" if name else ""


def mask_phone(member_no: str) -> str:
    """Return a member number as it goes on the web; of one that is no phone the last two characters stay.

    >>> mask_phone("13800001234"), mask_phone("A10257")
    ('138****1234', '****57')
    """
    if _MOBILE.fullmatch(member_no):
        return f"{member_no[:3]}****{member_no[-4:]}"
    hidden = max(len(member_no) - _TAIL, 0)
    # A number of one or two characters would stay whole, so it is hidden altogether.
    return "*" * hidden + member_no[hidden:] if hidden else "*" * len(member_no)
