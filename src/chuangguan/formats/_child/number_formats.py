"""What a spreadsheet shows of a number in the formats that leave no doubt: decimals, zeros, percent, times of day."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@",
    20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss",
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    0: "", 14: "", 15: "", 30: "", 31: "",
}  # fmt: skip
"""The formats that a workbook may use without writing them down, whole dates as General; any other is none of these."""

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
# A date without its year, or only with its month, shows less than whoever reads the cell is given.
_DATE: Final = re.compile(r"(?=.*y)(?=.*m)(?=.*d)(?:[ymd]|\"[年月日]\"|[年月日]|\\?[-/., ])+", re.IGNORECASE)
_LARGEST: Final = Decimal(10) ** 15
_DAY: Final = 86_400
_EXACT: Final = Context(prec=100)


class Format(NamedTuple):
    """What a part of a format does: "value" shows the number as it is, "other" what is not known here."""

    does: Literal["value", "number", "time", "other"]
    has_minus: bool = False
    is_grouped: bool = False
    whole: int = 1
    decimals: int = 0
    is_percent: bool = False
    is_total: bool = False


OTHER: Final = Format("other")


class Formats(NamedTuple):
    """What the parts of a format do: to numbers above, below and at zero as far as they have their own; to texts."""

    numbers: tuple[Format, ...]
    text: Format


def shown(value: str, code: str) -> str | None:
    """Return what a cell with this number and this format shows, None where that is not certain.

    >>> shown("0.5", "0%"), shown("7", "000"), shown("1.5", "0.00"), shown("12", '0"元"')
    ('50%', '007', '1.50', None)
    """
    number = Decimal(format(float(value), ".15g"))
    section = section_of(code, number)
    if section.does == "value":
        return format(number, "f") if number != number.to_integral_value() else str(int(number))
    if section.does == "other" or abs(number) >= _LARGEST:
        return None
    return time_shown(number, section) if section.does == "time" else number_shown(number, section)


def shows_values(code: str) -> bool:
    """Say whether a format shows every value as it is, or a whole date, which the reader of the cells tells apart."""
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
    if not section or code.lower() in ("general", "@") or _DATE.fullmatch(code):
        return Format("value")
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
