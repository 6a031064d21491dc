"""题目统计.xlsx: what recorded attempts say of a level's questions, with charts; stems and options stay text."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from chuangguan.documents.files import put_files
from chuangguan.documents.sheet import Book, Cell, Column, Sheet, open_book
from chuangguan.documents.wording import moment_text, printable
from chuangguan.rules.bank import Question
from chuangguan.rules.exposures import ALARM_LEAST, CORRELATED_LEAST, QuestionFigures
from chuangguan.values import Value

KINDS: Final = {"single": "单选", "multiple": "多选", "true_false": "判断", "blank": "填空"}
_TABLE: Final = "题目统计"
_COUNTS: Final = "答对率分布"
_HARDEST: Final = "最难的题"
_BINS: Final = 10
_MOST_BARS: Final = 15
"""More would not stand on one page with their table."""

_BAR_PX: Final = 18
_FRAME_PX: Final = 100
_WIDTH_PX: Final = 560
_HEIGHT_PX: Final = 380
_RATE_WIDTH: Final = 10
_BLUE: Final = "#2F5597"
_FACILITY_COLUMN: Final = 6
_DISCRIMINATION_COLUMN: Final = 9


class BankFigures(Value, frozen=True, kw_only=True):
    """What the workbook is made from; `level` as people say it, `remarks` the sentences below, `made_at` in UTC ms."""

    campaign: str
    level: str
    zone: str
    made_at: int
    remarks: tuple[str, ...]
    figures: tuple[QuestionFigures, ...]
    questions: Mapping[str, Question]


def remarks(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return what a reader must know of the figures; `counts` of attempts and of first exposures by why they count.

    Keys: attempts, entrants, imported, void, open, blank, outdated.
    """
    left_out = {
        "imported": "从别处导入的 {} 次没有试卷，不知道抽到哪些题，不计入",
        "void": "作废的 {} 次不计入",
        "open": "还没有交卷的 {} 次不计入",
        "blank": "一题未答的 {} 次不计入",
        "outdated": "题干或选项后来改过的首次作答 {} 题次不计入",
    }
    told = [text.format(counts[key]) for key, text in left_out.items() if counts[key]]
    return (
        f"共计 {counts['attempts']} 次闯关，{counts['entrants']} 人；只计每人第一次见到该题时的作答，重复见到的不计。",
        *([f"{'；'.join(told)}。见过这些题的人以后再答，仍不算第一次。"] if told else []),
        "答对率按现行答案，未答的按答错计；区间为95%。",
        f"区分度为本题对错与其余首见题得分率的相关系数，不足{CORRELATED_LEAST}人的不计；低于0.1的题应当看一看。",
        "没有记录单题用时：每题用时是整卷用时除以题数的中位数。",
        f"答案存疑：其余题得分率最高的三分之一（至少{ALARM_LEAST}人）中，过半数的人选了同一个不是标准答案的答案。",
    )


def write_bank_figures(path: Path, content: BankFigures) -> Path:
    """Write the workbook to `path` and return it; `StoreFull` on a full disk."""
    (written,) = put_files(path.parent, {path.name: [bank_figures_workbook(content)]})
    return written


def bank_figures_workbook(content: BankFigures) -> bytes:
    """Return the workbook: questions, options, three charts, what to know; the same content gives the same bytes."""
    stream = io.BytesIO()
    with open_book(stream, _title(content), content.made_at) as book:
        first = _write_questions(book, content)
        _write_options(book, content)
        _write_counts(book, content)
        _write_hardest(book, content)
        _write_scatter(book, content, first)
    return stream.getvalue()


def _title(content: BankFigures) -> str:
    return printable(f"{content.campaign}{content.level}题目统计")


def _write_questions(book: Book, content: BankFigures) -> int:
    columns = [
        Column(title="编号"),
        Column(title="题型"),
        Column(title="难度", kind="count"),
        Column(title="题干", kind="text", width=44),
        Column(title="抽到\n次数", kind="count"),
        Column(title="首见\n人数", kind="count"),
        Column(title="答对率", kind="rate", width=_RATE_WIDTH),
        Column(title="下限", kind="rate", width=_RATE_WIDTH),
        Column(title="上限", kind="rate", width=_RATE_WIDTH),
        Column(title="区分度", kind="exact", width=_RATE_WIDTH),
        Column(title="区间"),
        Column(title="未答", kind="count"),
        Column(title="每题用时\n（秒）", kind="exact", width=_RATE_WIDTH),
        Column(title="答案存疑", kind="text", width=14),
    ]
    sheet = Sheet(book, _TABLE, columns)
    sheet.page.set_landscape()
    sheet.title(_title(content), f"统计于{moment_text(content.made_at, content.zone)}")
    rows = [_question_row(content.questions[item.question], item) for item in content.figures]
    first = sheet.table(rows, strong={place for place, item in enumerate(content.figures) if item.alarm})
    for text in content.remarks:
        sheet.line(text)
    return first


def _question_row(question: Question, item: QuestionFigures) -> list[Cell]:
    found = item.discrimination
    return [
        printable(question.id),
        KINDS[question.kind],
        question.difficulty or "",
        printable(question.stem),
        item.drawn,
        item.first,
        *(map(_rounded, (item.facility, item.low, item.high)) if item.first else ["", "", ""]),
        _rounded(found.value) if found else "",
        f"{found.low:.2f}～{found.high:.2f}" if found else "",
        item.blank,
        item.pace_ms / 1000 if item.pace_ms >= 0 else "",
        printable(said_alarm(item)),
    ]


def said_alarm(item: QuestionFigures) -> str:
    """Return what most of the strong answered instead, empty where there is no alarm."""
    return f"多选{''.join(item.alarm)}" if item.alarm else ""


def _write_options(book: Book, content: BankFigures) -> None:
    columns = [
        Column(title="编号"),
        Column(title="选项"),
        Column(title="内容", kind="text", width=44),
        Column(title="标准\n答案"),
        Column(title="选的\n人数", kind="count"),
        Column(title="选择率", kind="rate", width=_RATE_WIDTH),
        Column(title="高分组\n选择率", kind="rate", width=_RATE_WIDTH),
        Column(title="低分组\n选择率", kind="rate", width=_RATE_WIDTH),
    ]
    sheet = Sheet(book, "选项统计", columns)
    sheet.title(f"{_title(content)}：各选项", "高分组、低分组：按其余首见题得分率排列的前、后三分之一")
    sheet.table([row for item in content.figures for row in _option_rows(content.questions[item.question], item)])


def _option_rows(question: Question, item: QuestionFigures) -> Iterator[list[Cell]]:
    texts = dict(zip(question.letters, question.options, strict=True))
    for option in item.options:
        yield [
            printable(question.id),
            option.option if texts else "填空",
            printable(texts.get(option.option, option.option)),
            "✓" if option.is_right else "",
            option.chosen,
            _share(option.chosen, item.first),
            _share(option.strong, item.strong),
            _share(option.weak, item.weak),
        ]


def _share(part: int, whole: int) -> Cell:
    return _rounded(part / whole) if whole else ""


def _rounded(share: float) -> float:
    # A row is as high as its longest text, and a float in full is long.
    return round(share, 4)


def _write_counts(book: Book, content: BankFigures) -> None:
    """Write how many questions have which facility, and the same as columns."""
    sheet = Sheet(book, _COUNTS, [Column(title="答对率", width=40), Column(title="题数", kind="count", width=40)])
    sheet.title(f"{_title(content)}：答对率分布")
    bins = [0] * _BINS
    for item in content.figures:
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


def _write_hardest(book: Book, content: BankFigures) -> None:
    """Write the questions that fewest answer right, with a bar for each."""
    asked = sorted((item for item in content.figures if item.first), key=lambda item: (item.facility, item.question))
    sheet = Sheet(book, _HARDEST, [Column(title="编号", width=40), Column(title="答对率", kind="rate", width=40)])
    sheet.title(f"{_title(content)}：答对率最低的{min(len(asked), _MOST_BARS)}题")
    first = sheet.table([[printable(item.question), _rounded(item.facility)] for item in asked[:_MOST_BARS]])
    if not asked:
        return
    chart = book.workbook.add_chart({"type": "bar"})
    _add_series(chart, _HARDEST, first, sheet.row - 1, num_format="0%")
    chart.set_title({"name": "答对率最低的题", "name_font": {"size": 14}})
    chart.set_x_axis({"visible": False, "min": 0, "max": 1.1, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": _WIDTH_PX, "height": _FRAME_PX + _BAR_PX * (sheet.row - first)})
    sheet.page.insert_chart(sheet.row + 1, 0, chart)


def _add_series(chart: object, sheet: str, first: int, last: int, *, num_format: str = "0") -> None:
    chart.add_series(  # type: ignore[attr-defined]  # xlsxwriter has no types
        {
            "name": sheet,
            "categories": [sheet, first, 0, last, 0],
            "values": [sheet, first, 1, last, 1],
            "data_labels": {"value": True, "num_format": num_format},
            "fill": {"color": _BLUE},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})  # type: ignore[attr-defined]  # as above


def _write_scatter(book: Book, content: BankFigures, first: int) -> None:
    """Draw a point a question on a page of its own: how easy it is, and how well it tells the strong from the weak."""
    if not any(item.discrimination for item in content.figures):
        return
    last = first + len(content.figures) - 1
    chart = book.workbook.add_chart({"type": "scatter"})
    chart.add_series(
        {
            "name": "题目",
            "categories": [_TABLE, first, _FACILITY_COLUMN, last, _FACILITY_COLUMN],
            "values": [_TABLE, first, _DISCRIMINATION_COLUMN, last, _DISCRIMINATION_COLUMN],
            "marker": {"type": "circle", "size": 7, "fill": {"color": _BLUE}, "border": {"color": _BLUE}},
        }
    )
    chart.set_title({"name": "答对率和区分度（一点一题；低于0.1的应当看一看）", "name_font": {"size": 14}})
    chart.set_legend({"none": True})
    low = {"label_position": "low", "num_font": {"size": 10}}
    chart.set_x_axis({"name": "答对率", "min": 0, "max": 1, "num_format": "0%", **low})
    chart.set_y_axis({"name": "区分度", "min": -1, "max": 1, "num_format": "0.0", **low})
    chart.set_size({"width": _WIDTH_PX, "height": _WIDTH_PX})
    sheet = Sheet(book, "区分度", [])
    sheet.page.insert_chart(0, 0, chart)
