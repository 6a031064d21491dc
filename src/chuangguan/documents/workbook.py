"""获奖名单.xlsx and 参与率统计表.xlsx: names are text, counts and money are numbers, no cell is a formula."""

import io
from collections.abc import Iterator
from typing import Final

from chuangguan.documents.content import UNDECIDED, PrizeList, UnitLine, UnitList, Winner
from chuangguan.documents.sheet import Book, Cell, Column, Indented, Sheet, open_book
from chuangguan.documents.wording import PREVIEW, UNNAMED, yuan
from chuangguan.rules.units import NOBODY_DUE

_SIGNATURES: Final = f"填表人：{'　' * 10}审核人：{'　' * 10}日期："
_SHEET: Final = "参与率统计表"
_BAR_PX: Final = 26
_FRAME_PX: Final = 130
_WIDTH_PX: Final = 660


def prize_workbook(content: PrizeList) -> bytes:
    """Return 获奖名单.xlsx: names as they may be published, no numbers; the same content gives the same bytes."""
    stream = io.BytesIO()
    with open_book(stream, f"{content.campaign}{content.period}获奖名单", content.cutoff_at) as book:
        _write_winners(book, content)
        for number, unit_list in enumerate(content.unit_lists, start=1):
            _write_unit_list(book, content, unit_list, number)
        _write_about(book, content)
    return stream.getvalue()


def turnout_workbook(content: PrizeList) -> bytes:
    """Return 参与率统计表.xlsx: a row a unit in the order of the tree, a row of totals, a chart."""
    stream = io.BytesIO()
    with open_book(stream, f"{content.campaign}{content.period}参与率统计表", content.cutoff_at) as book:
        first = _write_turnout(book, content)
        _write_chart(book, content, first)
    return stream.getvalue()


def _mark(content: PrizeList) -> str:
    return PREVIEW if content.is_preview else ""


def _write_winners(book: Book, content: PrizeList) -> None:
    has_remark = any(winner.remark for winner in content.winners)
    columns = [
        Column(title="位次", kind="count"),
        Column(title="名次", kind="count"),
        Column(title="姓名"),
        Column(title="单位", kind="text"),
        Column(title="通过关数", kind="count"),
        Column(title="用时"),
        Column(title="奖项"),
        Column(title="奖金（元）", kind="money"),
        *([Column(title="备注")] if has_remark else []),
    ]
    sheet = Sheet(book, "获奖名单", columns, mark=_mark(content))
    sheet.title(f"{content.campaign}{content.period}获奖名单", f"统计截至{content.cutoff}")
    rows = [[*cells, *([remark] if has_remark else [])] for cells, remark in _winner_rows(content)]
    total: list[Cell] = ["合计", "", content.count, "", "", "", "", yuan(content.paid_fen)]
    sheet.table(rows, [*total, *([""] if has_remark else [])])
    if content.has_masked:
        sheet.line(UNNAMED)


def _winner_rows(content: PrizeList) -> Iterator[tuple[list[Cell], str]]:
    """Yield the cells of each line and its remark; a tier that is yet to be decided has a line that says so."""
    for tier in content.tiers:
        if tier.is_undecided:
            yield ["", "", UNDECIDED, "", "", "", tier.tier, ""], ""
        for winner in tier.winners:
            yield _winner_cells(winner), winner.remark


def _winner_cells(winner: Winner) -> list[Cell]:
    return [
        winner.position or "",
        winner.rank or "",
        winner.name,
        winner.unit,
        winner.levels or "",
        winner.time,
        winner.tier,
        yuan(winner.cash_fen),
    ]


def _write_unit_list(book: Book, content: PrizeList, unit_list: UnitList, number: int) -> None:
    columns = [
        Column(title="名次", kind="count"),
        Column(title="单位", kind="text"),
        Column(title="参与率", kind="rate"),
        Column(title="闯关成绩", kind="money"),
        Column(title="得分", kind="money"),
        Column(title="评定"),
    ]
    # A list's own name may hold what the name of a sheet may not, so sheets are numbered.
    sheet = Sheet(book, f"单位奖{number}", columns, mark=_mark(content))
    sheet.title(f"{content.period}{unit_list.award}得分排名（{unit_list.title}）", f"统计截至{content.cutoff}")
    winning = {score.unit for score in unit_list.winning}
    sheet.table(
        [
            [
                score.rank,
                score.unit,
                score.participation / 10_000,
                score.level_ratio / 100,
                score.score / 100,
                unit_list.award if score.unit in winning else "",
            ]
            for score in unit_list.scores
        ]
    )


def _write_about(book: Book, content: PrizeList) -> None:
    sheet = Sheet(
        book, "说明", [Column(title="项目", width=24), Column(title="内容", kind="text", width=76)], mark=_mark(content)
    )
    sheet.title(f"{content.period}结榜说明")
    sheet.table(list(_about(content)))


def _about(content: PrizeList) -> list[list[Cell]]:
    facts = {
        "活动": content.campaign,
        "期次": content.period,
        "统计截至": content.cutoff,
        "结榜编号": _number(content),
        "封存摘要": content.seal or PREVIEW,
        "链上摘要": content.chained,
        "上一次结榜的封存摘要": content.previous_seal,
        "被更正的封存摘要": content.replaced_seal,
        "本期抽题密钥的承诺值": content.commitment,
        "本期公开文本": content.public_text,
    }
    rows: list[list[Cell]] = [[name, text] for name, text in facts.items() if text]
    rows += [["奖金预算（元）", yuan(content.budget_fen)], ["实发奖金（元）", yuan(content.paid_fen)]]
    rows += [[f"说明{number}", text] for number, text in enumerate(content.remarks, start=1)]
    return rows


def _number(content: PrizeList) -> str:
    revision = f"，第{content.revision}次更正" if content.revision else ""
    return PREVIEW if content.is_preview else f"第{content.number}号{revision}"


def _write_turnout(book: Book, content: PrizeList) -> int:
    added_up = "\n（各期累计）" if content.adds_up_periods else ""
    columns = [
        Column(title="序号", kind="count"),
        Column(title="单位", kind="text"),
        Column(title="类型"),
        Column(title=f"应参加人数{added_up}", kind="count"),
        Column(title=f"实际参加人数{added_up}", kind="count"),
        Column(title="参与率", kind="rate"),
        Column(title="参加总人数\n（含自愿）", kind="count"),
        Column(title="答题人次", kind="count"),
        Column(title="备注"),
    ]
    sheet = Sheet(book, _SHEET, columns, mark=_mark(content))
    sheet.title(f"{content.campaign}{content.period}各单位参与率统计表", f"统计截至{content.cutoff}")
    figures = content.figures
    counts: list[Cell] = [figures.due, figures.took_part, _rate(figures.rate), figures.persons, figures.attempts]
    rows = [_unit_cells(number, line) for number, line in enumerate(content.turnout, start=1)]
    first = sheet.table(rows, ["合计", "", "", *counts, ""])
    sheet.line(_SIGNATURES)
    return first


def _unit_cells(number: int, line: UnitLine) -> list[Cell]:
    return [
        number,
        Indented(line.unit, line.depth),
        line.kind,
        line.due,
        line.took_part,
        _rate(line.rate),
        line.persons,
        line.attempts,
        line.remark,
    ]


def _rate(rate: int) -> Cell:
    return "—" if rate == NOBODY_DUE else rate / 10_000


def _write_chart(book: Book, content: PrizeList, first: int) -> None:
    """Draw one bar a unit on a page of its own, in the order of the table."""
    if not content.turnout:
        return
    last = first + len(content.turnout) - 1
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "参与率",
            "categories": [_SHEET, first, 1, last, 1],
            "values": [_SHEET, first, 5, last, 5],
            "data_labels": {"value": True, "num_format": "0.00%"},
            "fill": {"color": "#2F5597"},
            "gap": 60,
        }
    )
    mark = f"（{PREVIEW}）" if content.is_preview else ""
    chart.set_title({"name": f"{content.period}各单位参与率{mark}", "name_font": {"size": 14}})
    chart.set_legend({"none": True})
    # Every bar says its own value, so the axis need not; it leaves room for the label of a full bar.
    chart.set_x_axis({"visible": False, "min": 0, "max": 1.1, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": _WIDTH_PX, "height": _FRAME_PX + _BAR_PX * len(content.turnout)})
    sheet = Sheet(book, "参与率图", [], mark=_mark(content))
    sheet.page.insert_chart(0, 0, chart)
