"""What a spreadsheet shows of a number in the formats that leave no doubt: decimals, zeros, percent, times, days."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@",
    20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss",
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    0: "", 14: "yyyy/m/d", 31: 'yyyy"年"m"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that a workbook may use without writing them down, days as Chinese programs show them; no other is one.

Those from 27 on hang on the language of the program alone, so that only those are here which it is used for.
"""

# Colours and the language; room left for a bracket, what fills the cell, spaces that are meant; literal letters.
_PIECE: Final = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|\$-[0-9a-f]+(?:,[0-9a-f]+)?)\]|\"\"|"
    r'(?P<room>_.|\*.|\\ |" +")|(?P<literal>\\.|"[^"]*")',
    re.IGNORECASE,
)
_SECTION: Final = re.compile(r'((?:[^;"\\]|"[^"]*"|\\.)*);')
_LITERAL: Final = re.compile(r'\\.|"[^"]*"')
_CONDITION: Final = re.compile(r"\[[<>=]")
_MOST_SECTIONS: Final = 4
_MOST_DECIMALS: Final = 30
_NUMBER: Final = re.compile(r"(?P<minus>\\?-)?(?P<grouped>#,##)?(?P<whole>0+)(?:\.(?P<decimals>0+))?(?P<percent>%)?")
_TIME: Final = re.compile(r"(?P<total>\[)?h(?P<two>h)?\]?:mm(?P<seconds>:ss)?", re.IGNORECASE)
# Three letters or more are names, and a year of three or five is that of nobody.
_OF_DATE: Final = re.compile(
    r"(?P<y>y{4}|yy)(?!y)|(?P<m>mm?)(?!m)|(?P<d>dd?)(?!d)|\"(?P<quoted>[年月日])\"|\\?(?P<sign>[-/., 年月日])",
    re.IGNORECASE,
)
_DATE: Final = re.compile(rf"(?=.*[ymd])(?:{re.sub(r'[?]P<[a-z]+>', '?:', _OF_DATE.pattern)})+", re.IGNORECASE)
# Any other language may bring its own figures, years or order.
_LANGUAGE: Final = re.compile(r"\[\$-(?!0*(?:804|409)\])", re.IGNORECASE)
# As the reader of the cells writes a day, which then needs no second look
_AS_READ: Final = "yyyy-mm-dd"
_EPOCHS: Final = {False: (dt.date(1899, 12, 30), 61), True: (dt.date(1904, 1, 1), 0)}
_LAST_DAY: Final = dt.date(9999, 12, 31)
_LARGEST: Final = Decimal(10) ** 15
_DAY: Final = 86_400
_EXACT: Final = Context(prec=100)


class Format(NamedTuple):
    """What a part of a format does: "value" shows the number as it is, "other" what is not known here."""

    does: Literal["value", "number", "time", "date", "other"]
    has_minus: bool = False
    is_grouped: bool = False
    whole: int = 1
    decimals: int = 0
    is_percent: bool = False
    is_total: bool = False
    date: str = ""


OTHER: Final = Format("other")


class Formats(NamedTuple):
    """What the parts of a format do: to numbers above, below and at zero as far as they have their own; to texts."""

    numbers: tuple[Format, ...]
    text: Format


def shown(value: str, code: str, *, is_1904: bool = False) -> str | None:
    """Return what a cell with this number and this format shows, None where that is not certain.

    `is_1904` says that the workbook counts its days from 1904.

    >>> shown("0.5", "0%"), shown("7", "000"), shown("1.5", "0.00"), shown("12", '0"元"'), shown("46174", "m/d")
    ('50%', '007', '1.50', None, '6/1')
    """
    number = Decimal(format(float(value), ".15g"))
    section = section_of(code, number)
    if section.does == "value":
        return format(number, "f") if number != number.to_integral_value() else str(int(number))
    if section.does == "other" or abs(number) >= _LARGEST:
        return None
    if section.does == "date":
        day = day_of(number, is_1904=is_1904)
        return date_shown(day, section.date) if day else None
    return time_shown(number, section) if section.does == "time" else number_shown(number, section)


def shows_values(code: str) -> bool:
    """Say whether a format shows every value as it is, or every day as the reader of the cells writes it."""
    formats = formats_of(code)
    return all(each.does == "value" for each in (*formats.numbers, formats.text))


def shows_texts(code: str) -> bool:
    """Say whether a format shows every text as it is: it may hide texts, or write something around them."""
    return formats_of(code).text.does == "value"


@lru_cache(maxsize=1024)
def formats_of(code: str) -> Formats:
    """Return what the parts of a format do."""
    parts = _SECTION.findall(f"{code};")
    is_whole = len(";".join(parts)) == len(code)
    formats = [OTHER if len(parts) > 1 and not part else format_of(part) for part in parts]
    has_text = is_whole and (len(parts) == _MOST_SECTIONS or "@" in _LITERAL.sub("", parts[-1]))
    if not is_whole or _CONDITION.search(code) or len(parts) > _MOST_SECTIONS:
        return Formats((OTHER,), OTHER if "@" in code else Format("value"))
    # A part for texts alone shows numbers too.
    numbers = formats[:-1] if has_text and len(parts) > 1 else formats
    return Formats(tuple(numbers), formats[-1] if has_text else Format("value"))


def section_of(code: str, number: Decimal) -> Format:
    """Return the part of a format that a number is shown with: positive; negative; zero."""
    formats = formats_of(code).numbers
    index = 1 if number < 0 else 2 if number == 0 else 0
    section = formats[index] if index < len(formats) else formats[0]
    # Only the part for negative numbers writes the minus itself, and then must.
    is_wrong = section.does == "number" and section.has_minus != (index == 1 < len(formats))
    return OTHER if is_wrong else section


@lru_cache(maxsize=1024)
def format_of(section: str) -> Format:
    """Return what one part of a format does."""
    code = _PIECE.sub(lambda piece: piece["literal"] or (" " if piece["room"] else ""), section).strip()
    if not section or code.lower() in ("general", "@"):
        return Format("value")
    if _DATE.fullmatch(code):
        is_read = code.replace("\\", "").lower() == _AS_READ
        return OTHER if _LANGUAGE.search(section) else Format("value") if is_read else Format("date", date=code)
    if (found := _NUMBER.fullmatch(code)) and len(found["decimals"] or "") <= _MOST_DECIMALS:
        decimals = len(found["decimals"] or "")
        grouped, percent = bool(found["grouped"]), bool(found["percent"])
        return Format("number", bool(found["minus"]), grouped, len(found["whole"]), decimals, percent)
    if found := _TIME.fullmatch(code):
        parts = 3 if found["seconds"] else 2
        return Format("time", whole=2 if found["two"] else 1, decimals=parts, is_total=bool(found["total"]))
    return OTHER


def number_shown(number: Decimal, how: Format) -> str:
    """Return a number with its zeros, its commas and its percent sign, rounded as a spreadsheet rounds."""
    scaled = number * 100 if how.is_percent else number
    rounded = scaled.quantize(Decimal(1).scaleb(-how.decimals), ROUND_HALF_UP, _EXACT)
    width = how.whole + (how.decimals + 1 if how.decimals else 0)
    text = format(rounded.copy_abs(), ",f" if how.is_grouped else "f").rjust(width, "0")
    return f"{'-' if rounded < 0 else ''}{text}{'%' if how.is_percent else ''}"


def time_shown(number: Decimal, how: Format) -> str | None:
    """Return a time of day, or hours that go on beyond a day; None where a date is hidden in the number."""
    if number < 0 or (number >= 1 and not how.is_total):
        return None
    seconds = int((number * _DAY).to_integral_value(ROUND_HALF_UP))
    hours, rest = divmod(seconds, 3600)
    texts = [str(hours).rjust(how.whole, "0"), f"{rest // 60:02}", f"{rest % 60:02}"]
    # Seconds that a format leaves out are hidden, not rounded away.
    return ":".join(texts[: how.decimals]) if how.decimals == len(texts) or not rest % 60 else None


def day_of(number: Decimal, *, is_1904: bool) -> dt.date | None:
    """Return the day that a number counts, None where programs differ on it, or where a time is hidden in it."""
    epoch, first = _EPOCHS[is_1904]
    # The first two months of 1900 are counted with a day too many by some.
    is_day = number == number.to_integral_value() and first <= number <= (_LAST_DAY - epoch).days
    return epoch + dt.timedelta(days=int(number)) if is_day else None


def date_shown(day: dt.date, code: str) -> str:
    """Return a day in figures, in the order and with the signs of a format.

    >>> date_shown(dt.date(2026, 6, 1), 'yyyy"年"mm"月"')
    '2026年06月'
    """
    figures = {"y": f"{day.year:04}", "m": f"{day.month:02}", "d": f"{day.day:02}"}

    def written(found: re.Match[str]) -> str:
        name = found.lastgroup or ""
        if name not in figures:
            return found[name]
        return figures[name][-len(found[0]) :] if len(found[0]) > 1 else figures[name].lstrip("0")

    return _OF_DATE.sub(written, code)
