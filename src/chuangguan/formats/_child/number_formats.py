"""What a spreadsheet shows of a number in the formats that leave no doubt: decimals, zeros, percent, times of day."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@",
    20: "h:mm", 21: "h:mm:ss", 45: "mm:ss", 46: "[h]:mm:ss",
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    **dict.fromkeys((0, *range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58), ""),
}  # fmt: skip
"""The formats that a workbook may use without writing them down, dates as General; any other is none of these."""

# Colours, the language, room left for a bracket, what fills the cell, and a space that was meant literally.
_UNSEEN: Final = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|\$-[0-9a-f]+(?:,[0-9a-f]+)?)\]|_.|\*.|\\ |\"\"",
    re.IGNORECASE,
)
_SECTION: Final = re.compile(r'(?:[^;"\\]|"[^"]*"|\\.)*')
_NUMBER: Final = re.compile(r"(?P<minus>\\?-)?(?P<grouped>#,##)?(?P<whole>0+)(?:\.(?P<decimals>0+))?(?P<percent>%)?")
_TIME: Final = re.compile(r"(?P<total>\[)?h(?P<two>h)?\]?:mm(?P<seconds>:ss)?", re.IGNORECASE)
_DATE: Final = re.compile(r"(?=.*[ymd])(?:[ymd]|\"[年月日]\"|[年月日]|\\?[-/., ])+", re.IGNORECASE)
_LARGEST: Final = Decimal(10) ** 15
_DAY: Final = 86_400


class Format(NamedTuple):
    """What a part of a format does: "value" shows the number as it is, "other" what is not known here."""

    does: Literal["value", "number", "time", "other"]
    has_minus: bool = False
    is_grouped: bool = False
    whole: int = 1
    decimals: int = 0
    is_percent: bool = False
    is_total: bool = False


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
    """Say whether a format shows every number as it is, or a date, which the reader of the cells has told apart."""
    return all(format_of(part).does == "value" for part in _SECTION.findall(code) if part)


def section_of(code: str, number: Decimal) -> Format:
    """Return the part of a format that a number is shown with: positive; negative; zero."""
    sections = [part for part in _SECTION.findall(code) if part] or [""]
    index = 1 if number < 0 else 2 if number == 0 else 0
    section = format_of(sections[index] if index < len(sections) else sections[0])
    # Only the part for negative numbers writes the minus itself, and then must.
    is_wrong = section.does == "number" and section.has_minus != (index == 1 < len(sections))
    return Format("other") if is_wrong else section


@lru_cache(maxsize=1024)
def format_of(section: str) -> Format:
    """Return what one part of a format does."""
    code = _UNSEEN.sub("", section).strip()
    if code.lower() in ("", "general", "@") or _DATE.fullmatch(code):
        return Format("value")
    if found := _NUMBER.fullmatch(code):
        decimals = len(found["decimals"] or "")
        grouped, percent = bool(found["grouped"]), bool(found["percent"])
        return Format("number", bool(found["minus"]), grouped, len(found["whole"]), decimals, percent)
    if found := _TIME.fullmatch(code):
        parts = 3 if found["seconds"] else 2
        return Format("time", whole=2 if found["two"] else 1, decimals=parts, is_total=bool(found["total"]))
    return Format("other")


def number_shown(number: Decimal, how: Format) -> str:
    """Return a number with its zeros, its commas and its percent sign, rounded as a spreadsheet rounds."""
    scaled = number * 100 if how.is_percent else number
    rounded = scaled.quantize(Decimal(1).scaleb(-how.decimals), rounding=ROUND_HALF_UP)
    width = how.whole + (how.decimals + 1 if how.decimals else 0)
    text = format(abs(rounded), ",f" if how.is_grouped else "f").rjust(width, "0")
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
