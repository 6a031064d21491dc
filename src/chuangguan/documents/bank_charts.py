"""The charts of 题目统计.xlsx: how many questions are how easy, which are the hardest, which hardly discriminate."""

import math
from collections.abc import Sequence
from typing import Any, Final

from chuangguan.documents.sheet import Book, Column, Sheet
from chuangguan.documents.wording import printable
from chuangguan.rules.exposures import QuestionFigures, is_undiscriminating

_COUNTS: Final = "答对率分布"
_HARDEST: Final = "最难的题"
_BINS: Final = 10
_MOST_BARS: Final = 15
"""More would not stand on one page with their table."""

_BAR_PX: Final = 18
_FRAME_PX: Final = 100
_WIDTH_PX: Final = 560
_HEIGHT_PX: Final = 380
_BLUE: Final = "#2F5597"
_MOST_LABELS: Final = 10
"""More names on one chart would cover each other."""

_FEWEST_LABELS: Final = 3
_TENTHS: Final = 10
_FACILITY_COLUMN: Final = 6
_DISCRIMINATION_COLUMN: Final = 9


def write_charts(book: Book, title: str, figures: Sequence[QuestionFigures], *, table: str, first: int) -> None:
    """Write a sheet a chart; the questions stand on the sheet `table` from the row `first` on, in the order given."""
    _write_counts(book, title, figures)
    _write_hardest(book, title, figures)
    _write_scatter(book, table, first, figures)


def _write_counts(book: Book, title: str, figures: Sequence[QuestionFigures]) -> None:
    """Write how many questions have which facility, and the same as columns."""
    sheet = Sheet(book, _COUNTS, [Column(title="答对率", width=40), Column(title="题数", kind="count", width=40)])
    sheet.title(f"{title}：答对率分布")
    bins = [0] * _BINS
    for item in figures:
        if item.first:
            bins[min(int(item.facility * _BINS), _BINS - 1)] += 1
    first = sheet.table([[_said_bin(place), number] for place, number in enumerate(bins)])
    chart = book.workbook.add_chart({"type": "column"})
    _add_series(chart, _COUNTS, first, first + _BINS - 1)
    chart.set_title({"name": "各答对率的题数", "name_font": {"size": 14}})
    chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": False}})
    chart.set_size({"width": _WIDTH_PX, "height": _HEIGHT_PX})
    sheet.page.insert_chart(sheet.row + 1, 0, chart)


def _said_bin(place: int) -> str:
    return f"{100 * place // _BINS}%至{100 * (place + 1) // _BINS}%"


def _write_hardest(book: Book, title: str, figures: Sequence[QuestionFigures]) -> None:
    """Write the questions that fewest answer right, with a bar for each."""
    asked = sorted((item for item in figures if item.first), key=lambda item: (item.facility, item.question))
    sheet = Sheet(book, _HARDEST, [Column(title="编号", width=40), Column(title="答对率", kind="rate", width=40)])
    sheet.title(f"{title}：答对率最低的{min(len(asked), _MOST_BARS)}题")
    first = sheet.table([[printable(item.question), round(item.facility, 4)] for item in asked[:_MOST_BARS]])
    if not asked:
        return
    chart = book.workbook.add_chart({"type": "bar"})
    _add_series(chart, _HARDEST, first, sheet.row - 1, num_format="0%")
    chart.set_title({"name": "答对率最低的题", "name_font": {"size": 14}})
    chart.set_x_axis({"visible": False, "min": 0, "max": 1.1, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": _WIDTH_PX, "height": _FRAME_PX + _BAR_PX * (sheet.row - first)})
    sheet.page.insert_chart(sheet.row + 1, 0, chart)


def _add_series(chart: Any, sheet: str, first: int, last: int, *, num_format: str = "0") -> None:  # noqa: ANN401  xlsxwriter has no types
    chart.add_series(
        {
            "name": sheet,
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, 1, last, 1],
            "data_labels": {"value": True, "num_format": num_format},
            "fill": {"color": _BLUE},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})


def _write_scatter(book: Book, table: str, first: int, figures: Sequence[QuestionFigures]) -> None:
    """Draw a point a question on a page of its own: how easy it is, and how well it tells the strong from the weak."""
    known = [item for item in figures if item.discrimination]
    if not known:
        return
    last = first + len(figures) - 1
    named = named_points(figures)
    labels = [{"value": printable(item.question)} if item in named else {"delete": True} for item in figures]
    chart = book.workbook.add_chart({"type": "scatter"})
    chart.add_series(
        {
            "name": "题目",
            "categories": [table, first, _FACILITY_COLUMN, last, _FACILITY_COLUMN],
            "values": [table, first, _DISCRIMINATION_COLUMN, last, _DISCRIMINATION_COLUMN],
            "marker": {"type": "circle", "size": 6, "fill": {"color": _BLUE}, "border": {"color": _BLUE}},
            "data_labels": {"value": True, "position": "above", "font": {"size": 9}, "custom": labels},
        }
    )
    why = "应当看一看" if any(map(is_undiscriminating, named)) else "区分度最低"
    chart.set_title({"name": f"答对率和区分度（一点一题，标出编号的{why}）", "name_font": {"size": 14}})
    chart.set_legend({"none": True})
    low = {"label_position": "low", "num_font": {"size": 10}}
    chart.set_x_axis({"name": "答对率", "num_format": "0%", **_span([item.facility for item in known]), **low})
    values = [item.discrimination.value for item in known if item.discrimination]
    chart.set_y_axis({"name": "区分度", "num_format": "0.0", **_span([0.0, *values]), **low})
    chart.set_size({"width": _WIDTH_PX, "height": _WIDTH_PX})
    sheet = Sheet(book, "区分度", [])
    sheet.page.insert_chart(0, 0, chart)


def named_points(figures: Sequence[QuestionFigures]) -> list[QuestionFigures]:
    """Return the questions that a chart names: those that hardly discriminate, else the few that do so least."""
    known = [(item.discrimination.value, item.question, item) for item in figures if item.discrimination]
    ordered = [item for _, _, item in sorted(known, key=lambda entry: entry[:2])]
    low = [item for item in ordered if is_undiscriminating(item)]
    return low[:_MOST_LABELS] or ordered[:_FEWEST_LABELS]


def _span(values: Sequence[float]) -> dict[str, float]:
    """Return the ends of an axis, in tenths, that shows all of these and little more."""
    least, most = math.floor(min(values) * _TENTHS), math.ceil(max(values) * _TENTHS)
    return {"min": least / _TENTHS, "max": max(most, least + 1) / _TENTHS, "major_unit": 1 / _TENTHS}
