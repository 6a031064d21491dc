"""The placeholders of an organiser's own template: their Chinese names and what each stands for (docs/templates.md)."""

from collections.abc import Iterable
from typing import Final

from chuangguan.documents.content import PrizeList, TierList, UnitLine, Winner
from chuangguan.documents.wording import PREVIEW, capital_yuan, rate_text, yuan_text

Row = dict[str, object]
Fields = dict[str, object]
"""Values by placeholder: texts, lists of texts, and lists of rows."""

_WINNER: Final = ("序号", "位次", "名次", "姓名", "单位", "关数", "用时", "奖项", "奖金", "备注")
_TIER: Final = ("序号", "奖项", "名次范围", "人数", "每人奖金", "备注")
_UNIT: Final = ("序号", "单位", "类型", "应参加人数", "实际参加人数", "参与率", "参加总人数", "答题人次", "备注")
_TEXTS: Final = (
    *("活动", "主办单位", "期次", "截止时刻", "成文日期", "预览"),
    *("应参加人数", "实际参加人数", "参与率", "参加总人数", "答题人次"),
    *("已开放关数", "全部通关人数", "上榜人数", "获奖人次"),
    *("预算", "实发", "实发大写", "封存编号", "封存摘要"),
)


def _row(names: tuple[str, ...]) -> Row:
    return dict.fromkeys(names, "")


FIELDS: Final[Fields] = {
    **dict.fromkeys(_TEXTS, ""),
    "获奖人员": [_row(_WINNER)],
    "奖项": [{**_row(_TIER), "获奖人员": [_row(_WINNER)]}],
    "单位参与情况": [_row(_UNIT)],
    "说明": [""],
}
"""Every placeholder: "" for a text, a list of one for a list of such."""


def sample(*, has_rows: bool) -> Fields:
    """Return fields to try a template with: every list of one row and every text there, or nothing at all."""
    return {name: _sample(kind, has_rows=has_rows) for name, kind in FIELDS.items()}


def _sample(kind: object, *, has_rows: bool) -> object:
    if isinstance(kind, list):
        return [_sample(item, has_rows=has_rows) for item in kind] if has_rows else []
    if isinstance(kind, dict):
        return {name: _sample(item, has_rows=has_rows) for name, item in kind.items()}
    return "例" if has_rows else ""


def fields_of(content: PrizeList) -> Fields:
    """Return what the placeholders stand for in a closing; every figure is a text as the documents print it."""
    return {
        **_head(content),
        **_figures(content),
        "获奖人员": _numbered(map(_winner, content.winners)),
        "奖项": _numbered(map(_tier, content.tiers)),
        "单位参与情况": _numbered(map(_unit, content.turnout)),
        "说明": list(content.remarks),
    }


def _head(content: PrizeList) -> Fields:
    revision = f"（第{content.revision}次更正）" if content.revision else ""
    return {
        "活动": content.campaign,
        "主办单位": content.organiser,
        "期次": content.period,
        "截止时刻": content.cutoff,
        "成文日期": content.issued,
        "预览": PREVIEW if content.is_preview else "",
        "封存编号": PREVIEW if content.is_preview else f"第{content.number}号{revision}",
        "封存摘要": content.seal or PREVIEW,
    }


def _figures(content: PrizeList) -> Fields:
    figures = content.figures
    return {
        "应参加人数": str(figures.due),
        "实际参加人数": str(figures.took_part),
        "参与率": rate_text(figures.rate),
        "参加总人数": str(figures.persons),
        "答题人次": str(figures.attempts),
        "已开放关数": str(figures.levels_open),
        "全部通关人数": str(figures.cleared_all),
        "上榜人数": str(content.ranked),
        "获奖人次": str(len(content.winners)),
        "预算": yuan_text(content.budget_fen),
        "实发": yuan_text(content.paid_fen),
        "实发大写": capital_yuan(content.paid_fen),
    }


def _numbered(rows: Iterable[Row]) -> list[Row]:
    return [{"序号": str(number), **row} for number, row in enumerate(rows, start=1)]


def _number(number: int) -> str:
    """Return a number that a prize of another body may lack."""
    return str(number) if number else ""


def _winner(winner: Winner) -> Row:
    return {
        "位次": _number(winner.position),
        "名次": _number(winner.rank),
        "姓名": winner.name,
        "单位": winner.unit,
        "关数": _number(winner.levels),
        "用时": winner.time,
        "奖项": winner.tier,
        "奖金": yuan_text(winner.cash_fen),
        "备注": winner.remark,
    }


def _tier(tier: TierList) -> Row:
    return {
        "奖项": tier.tier,
        "名次范围": tier.places,
        "人数": str(len(tier.winners)),
        "每人奖金": yuan_text(tier.cash_fen),
        "备注": tier.remark,
        "获奖人员": _numbered(map(_winner, tier.winners)),
    }


def _unit(line: UnitLine) -> Row:
    return {
        "单位": line.unit,
        "类型": line.kind,
        "应参加人数": str(line.due),
        "实际参加人数": str(line.took_part),
        "参与率": line.rate_text,
        "参加总人数": str(line.persons),
        "答题人次": str(line.attempts),
        "备注": line.remark,
    }
