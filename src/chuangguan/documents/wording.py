"""Times, rates, money and names in the form that documents print."""

import unicodedata

from chuangguan.formats.cells import has_hostile_characters
from chuangguan.rules.campaign import Period
from chuangguan.rules.instants import day_of, local_time
from chuangguan.rules.roster import Person
from chuangguan.rules.units import NOBODY_DUE

ERASED = "已注销"
"""Stands for somebody whose name is no longer kept."""

UNNAMED = "姓名中有*号的，为未同意公开姓名的人员。"
"""Explains the asterisks of a document that has some."""

PREVIEW = "预览，非正式结果"
"""Marks everything that is made before a closing."""

_MS_DIGITS = 3
_MOST_ASTERISKS = 2
_UNSEEN = "CMZ"
"""General categories of what has no place of its own: control and format characters, marks, spaces."""
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def duration_text(ms: int, digits: int = 0) -> str:
    """Return a length of time in ms, cut and not rounded to `digits` decimals of a second (clause 5.1).

    >>> duration_text(3738437), duration_text(18437, 3)
    ('1小时02分18秒', '18.437秒')
    """
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    decimals = f".{f'{rest:03d}'[:digits]}" if digits else ""
    if hours:
        return f"{hours}小时{minutes:02d}分{seconds:02d}{decimals}秒"
    if minutes:
        return f"{minutes}分{seconds:02d}{decimals}秒"
    return f"{seconds}{decimals}秒"


def moment_text(at: int, zone: str, digits: int = 0) -> str:
    """Return the local time of an instant (UTC ms), cut to `digits` decimals of a second.

    >>> moment_text(1525103999999, "Asia/Shanghai")
    '2018年4月30日23时59分59秒'
    """
    moment = local_time(at, zone)
    decimals = f".{f'{at % 1000:03d}'[:digits]}" if digits else ""
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{day}{moment.hour}时{moment.minute:02d}分{moment.second:02d}{decimals}秒"


def precise_moment_text(at: int, zone: str) -> str:
    """Return the local time of an instant (UTC ms) to the millisecond."""
    return moment_text(at, zone, _MS_DIGITS)


def last_second_text(cutoff_at: int, zone: str) -> str:
    """Return the last second before a cutoff, as notices write an end (clause 1.1)."""
    return moment_text(cutoff_at - 1, zone)


def brief_moment_text(at: int, zone: str) -> str:
    """Return the local time of an instant (UTC ms) without minutes and seconds that are nought.

    >>> brief_moment_text(1525053600000, "Asia/Shanghai"), brief_moment_text(1525053900000, "Asia/Shanghai")
    ('2018年4月30日10时', '2018年4月30日10时05分')
    """
    return moment_text(at, zone).removesuffix("00秒").removesuffix("00分")


def end_text(cutoff_at: int, zone: str) -> str:
    """Return a cutoff as the end that a reader must keep: midnight is the 24时 of the day before (clause 1.1).

    >>> end_text(1525104000000, "Asia/Shanghai"), end_text(1525053600000, "Asia/Shanghai")
    ('2018年4月30日24时', '2018年4月30日10时')
    """
    if day_of(cutoff_at, zone).opens_at == cutoff_at:
        return f"{day_text(cutoff_at - 1, zone)}24时"
    return brief_moment_text(cutoff_at, zone)


def day_text(at: int, zone: str) -> str:
    """Return the local date of an instant (UTC ms), or a blank one to be filled in by hand for 0."""
    if not at:
        return "年　　月　　日"
    moment = local_time(at, zone)
    return f"{moment.year}年{moment.month}月{moment.day}日"


def period_text(period: Period, zone: str) -> str:
    """Return what a notice calls a period: `2018年4月`, or the title of a declared one."""
    if period.kind == "month":
        moment = local_time(period.window.opens_at, zone)
        return f"{moment.year}年{moment.month}月"
    return printable(period.title or period.id)


def rate_text(rate: int) -> str:
    """Return hundredths of a per cent as printed; “—” with nobody due (clause 7.1).

    >>> rate_text(9442), rate_text(-1)
    ('94.42%', '—')
    """
    return "—" if rate == NOBODY_DUE else f"{hundredths_text(rate)}%"


def hundredths_text(hundredths: int) -> str:
    """Return hundredths with two decimals."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def yuan(fen: int) -> int | float:
    """Return a sum of fen as the number of yuan that a cell holds."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def yuan_text(fen: int) -> str:
    """Return a sum of fen in yuan without the unit: `300`, `33.33`, `5,000`, as running text has it."""
    return f"{fen // 100:,}{f'.{fen % 100:02d}' if fen % 100 else ''}"


def capital_yuan(fen: int) -> str:
    """Return a sum of fen in the capital numerals of bills, which nobody turns into others with a stroke.

    A nought inside is said once, one at the end not at all; what ends with 分 has no 整.

    >>> capital_yuan(510_000), capital_yuan(10_005), capital_yuan(10_000_050), capital_yuan(0)
    ('伍仟壹佰元整', '壹佰元零伍分', '壹拾万元伍角整', '零元整')
    """
    yuan_part, rest = divmod(fen, 100)
    jiao, odd_fen = divmod(rest, 10)
    text = f"{_capitals(yuan_part)}元" if yuan_part or not fen else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    if not odd_fen:
        return f"{text}整"
    gap = "零" if text and not jiao else ""
    return f"{text}{gap}{_DIGITS[odd_fen]}分"


def _capitals(number: int) -> str:
    """Return a whole number in capital numerals; one from 10 to 19 begins with 壹拾."""
    for size, place in _PLACES:
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return f"{_capitals(head)}{place}{gap}{_capitals(rest) if rest else ''}"
    return _DIGITS[number]


def masked_name(name: str) -> str:
    """Return the name of somebody who may not be named: its first character, one asterisk or two, never its length.

    What cannot be seen counts for nothing, and of a name of one character nothing stays.

    >>> masked_name("张三"), masked_name("张三丰"), masked_name("欧阳明月"), masked_name("张")
    ('张*', '张**', '欧**', '*')
    """
    seen = [character for character in name if unicodedata.category(character)[0] not in _UNSEEN]
    return f"{seen[0]}{'*' * min(len(seen) - 1, _MOST_ASTERISKS)}" if len(seen) > 1 else "*"


def public_name(person: Person | None, *, is_unnamed: bool) -> str:
    """Return a person's name as a document prints it: whole, masked, or 已注销 for one who was erased (clause 5.2)."""
    name = printable(person.name) if person else ""
    if not name:
        return ERASED
    return masked_name(name) if is_unnamed else name


def printable(text: str) -> str:
    """Return a text without control characters and marks that turn its direction, which no document may hold."""
    if not has_hostile_characters(text):
        return text
    return "".join(character for character in text if not has_hostile_characters(character))
