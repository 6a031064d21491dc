"""Instants, lengths, money and shares in the words of a notice."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from chuangguan.rules.campaign import Campaign
from chuangguan.rules.instants import local_time
from chuangguan.rules.roster import Population

_EXACT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def exact(text: str) -> Fraction | None:
    """Return the number that an exact decimal such as `0.5` names, or None."""
    return Fraction(text) if _EXACT.fullmatch(text) else None


def said_instant(at: int, zone: str) -> str:
    """Return `2018年3月12日0时`, with minutes and seconds where there are any."""
    moment = local_time(at, zone)
    text = f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时"
    if moment.minute or moment.second:
        text += f"{moment.minute}分"
    return text + (f"{moment.second}秒" if moment.second else "")


def said_end(at: int, zone: str) -> str:
    """Return an end as notices write it: midnight is 24时 of the day before."""
    moment = local_time(at, zone)
    if moment.timetz().replace(tzinfo=None) != dt.time():
        return said_instant(at, zone)
    day = moment - dt.timedelta(days=1)
    return f"{day.year}年{day.month}月{day.day}日24时"


def said_duration(ms: int) -> str:
    """Return a length of time: `5分钟`, `1小时30分钟`, `3秒`."""
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest / 1000:g}"
    parts = [(f"{hours}小时", hours), (f"{minutes}分钟", minutes), (f"{seconds}秒", rest)]
    return "".join(text for text, size in parts if size) or "0秒"


def said_yuan(fen: int) -> str:
    """Return a sum of money: `5,000元`, `33.33元`."""
    return f"{fen // 100:,}元" if fen % 100 == 0 else f"{Decimal(fen) / 100:,.2f}元"


def said_share(text: str) -> str:
    """Return an exact decimal as a percentage: `50%`; a text that is none as it stands."""
    share = exact(text)
    return text if share is None else f"{float(share * 100):.10g}%"


def said_places(first: int, last: int) -> str:
    """Return `第6至15名`, or `第1名`."""
    return f"第{first}名" if first == last else f"第{first}至{last}名"


def said_population(among: Population) -> str:
    """Return whom a prize is for; empty for everybody."""
    parts = (among.unit, among.category, among.label and f"标签“{among.label}”")
    return "、".join(part for part in parts if part)


def period_name(campaign: Campaign, period_id: str) -> str:
    """Return what a notice calls a period: its title, its id, or 每月."""
    if period_id == "month":
        return "每月"
    return next((period.title for period in campaign.periods if period.id == period_id and period.title), period_id)
