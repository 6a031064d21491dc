"""优秀组织奖得分计算表.xlsx: a row for each unit and term, then its sum; every number of the sum stands in the row."""

import io
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from chuangguan.documents.content import PrizeList
from chuangguan.documents.sheet import Book, Cell, Column, Sheet, open_book
from chuangguan.documents.unit_derivation import (
    METRIC_NAMES,
    WHOLE_LIST,
    said_counts,
    said_formula,
    said_rounding,
    term_remark,
    tie_remark,
)
from chuangguan.documents.wording import PREVIEW, printable
from chuangguan.rules.campaign import Campaign, UnitAward
from chuangguan.rules.workings import TermWorking, UnitWorking

_NOTES: Final = (
    "参与率＝实际参加÷应参加×100，分子、分母为各期人数之和，超过100的按100计。",
    "闯关成绩＝通过关数合计÷（人数×已开放关数）×100。",
    "除不尽的显示六位小数，计算一律用精确值，得分在最后四舍五入保留两位小数。",
    "名次按得分；得分相同的，依次比较参与率、闯关成绩的精确值，仍相同的并列。",
)


def unit_workbook(content: PrizeList, campaign: Campaign, workings: tuple[UnitWorking, ...]) -> bytes:
    """Return 优秀组织奖得分计算表.xlsx of a closing's workings, a sheet a list; the same gives the same bytes."""
    stream = io.BytesIO()
    awards = {award.name: award for award in campaign.unit_awards}
    with open_book(stream, f"{content.campaign}{content.period}优秀组织奖得分计算表", content.cutoff_at) as book:
        lists = groupby(workings, key=lambda item: (item.score.award, item.score.list))
        for number, ((award, title), mine) in enumerate(lists, start=1):
            _write_list(book, content, campaign, awards[award], f"单位奖{number}", title, list(mine))
    return stream.getvalue()


def _write_list(
    book: Book,
    content: PrizeList,
    campaign: Campaign,
    award: UnitAward,
    name: str,
    title: str,
    workings: list[UnitWorking],
) -> None:
    sheet = Sheet(book, name, list(_columns(award)), mark=PREVIEW if content.is_preview else "")
    sheet.page.set_landscape()
    sheet.title(
        f"{content.period}{printable(award.name)}得分计算表（{printable(title) or WHOLE_LIST}）",
        f"统计截至{content.cutoff}　{said_formula(award)}",
    )
    rows: list[list[Cell]] = []
    sums: set[int] = set()
    for working in workings:
        rows += [_term_row(campaign, working, term) for term in working.terms]
        sums.add(len(rows))
        rows.append(_sum_row(award, working))
    sheet.table(rows, strong=sums)
    for line in (*_NOTES, *_sealed(content)):
        sheet.line(line)


def _columns(award: UnitAward) -> Iterator[Column]:
    yield Column(title="名次", kind="count")
    yield Column(title="单位", kind="text", width=26)
    yield Column(title="项目")
    yield Column(title="由来", kind="text", width=54)
    yield Column(title="分子", kind="count", width=10)
    yield Column(title="分母", kind="count", width=10)
    yield Column(title="指标\n（%）", kind="exact", width=13)
    if any(map(said_rounding, award.terms)):
        yield Column(title="取舍和上限", width=20)
        yield Column(title="计入\n（%）", kind="exact", width=13)
    yield Column(title="权重", kind="exact", width=9)
    yield Column(title="加权", kind="exact", width=13)
    yield Column(title="得分", kind="money", width=10)
    yield Column(title="备注", kind="text", width=24)


def _term_row(campaign: Campaign, working: UnitWorking, term: TermWorking) -> list[Cell]:
    result = term.result
    numerator, denominator = _fraction(term)
    rounded: list[Cell] = [said_rounding(result.term), float(result.used)] if _has_rounding(working) else []
    return [
        working.score.rank,
        printable(working.score.unit),
        METRIC_NAMES[result.term.metric],
        said_counts(campaign, term),
        numerator,
        denominator,
        float(result.counted),
        *rounded,
        float(result.term.weight),
        float(result.weighted),
        "",
        term_remark(term),
    ]


def _fraction(working: TermWorking) -> tuple[int, int]:
    if working.result.term.metric == "level_ratio":
        return working.levels, working.persons * working.levels_open
    return working.took_part, working.due


def _has_rounding(working: UnitWorking) -> bool:
    return any(said_rounding(item.result.term) for item in working.terms)


def _sum_row(award: UnitAward, working: UnitWorking) -> list[Cell]:
    score = working.score
    given = printable(award.name) if score.rank <= award.winners else ""
    blanks: list[Cell] = [""] * (7 if _has_rounding(working) else 5)
    return [
        score.rank,
        printable(score.unit),
        "合计",
        *blanks,
        float(working.result.score),
        score.score / 100,
        "；".join(text for text in (tie_remark(working), given) if text),
    ]


def _sealed(content: PrizeList) -> Iterator[str]:
    if content.seal:
        yield f"封存摘要：{content.seal}"
    if content.chained:
        yield f"链上摘要：{content.chained}"
