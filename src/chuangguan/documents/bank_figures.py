"""题目统计.xlsx: what recorded attempts say of a level's questions, with charts; stems and options stay text."""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from chuangguan.documents.bank_charts import write_charts
from chuangguan.documents.files import put_files
from chuangguan.documents.sheet import Book, Cell, Column, Sheet, open_book
from chuangguan.documents.wording import moment_text, printable
from chuangguan.rules.bank import Question
from chuangguan.rules.exposures import (
    ALARM_LEAST,
    CORRELATED_LEAST,
    DISCRIMINATION_LEAST,
    QuestionFigures,
)
from chuangguan.values import Value

KINDS: Final = {"single": "单选", "multiple": "多选", "true_false": "判断", "blank": "填空"}
_TABLE: Final = "题目统计"
_RATE_WIDTH: Final = 10


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
    return (
        f"共计 {counts['attempts']} 次闯关，{counts['entrants']} 人；只计每人第一次见到该题时的作答，重复见到的不计。",
        *([f"{left_out(counts)}。见过这些题的人以后再答，仍不算第一次。"] if left_out(counts) else []),
        "答对率按现行答案，未答的按答错计；区间为95%，人越少越宽。",
        "区分度说的是答对本题的人其余题是否也答得好：越接近1，越能分出会与不会；接近0，分不出；负数说明好的反而答错。",
        f"不足{CORRELATED_LEAST}人的不算区分度；区间上限也低于{DISCRIMINATION_LEAST}的题应当看一看。",
        "没有记录单题用时：每题用时是整卷用时除以题数的中位数。",
        "高分组、低分组：按其余首见题得分率排列的前、后三分之一；同分的并入，人数可能超过三分之一。",
        f"答案存疑：高分组（至少{ALARM_LEAST}人）中，过半数的人选了同一个不是现行答案的答案。",
    )


def left_out(counts: Mapping[str, int]) -> str:
    """Return which attempts do not count and why, empty where all do."""
    texts = {
        "imported": "从别处导入的 {} 次没有试卷，不知道抽到哪些题，不计入",
        "void": "作废的 {} 次不计入",
        "open": "还没有交卷的 {} 次不计入",
        "blank": "一题未答的 {} 次不计入",
        "outdated": "题干或选项后来改过的首次作答 {} 题次不计入",
    }
    return "；".join(text.format(counts[key]) for key, text in texts.items() if counts[key])


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
        write_charts(book, _title(content), content.figures, table=_TABLE, first=first)
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
        Column(title="答对率\n下限", kind="rate", width=_RATE_WIDTH),
        Column(title="答对率\n上限", kind="rate", width=_RATE_WIDTH),
        Column(title="区分度", kind="exact", width=_RATE_WIDTH),
        Column(title="区分度\n下限", kind="exact", width=_RATE_WIDTH),
        Column(title="区分度\n上限", kind="exact", width=_RATE_WIDTH),
        Column(title="未答", kind="count"),
        Column(title="每题用时\n（秒）", kind="tenths", width=_RATE_WIDTH),
        Column(title="答案存疑", kind="text", width=28),
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
        *([round(part, 2) for part in (found.value, found.low, found.high)] if found else ["", "", ""]),
        item.blank,
        round(item.pace_ms / 1000, 1) if item.pace_ms >= 0 else "",
        printable(said_alarm(question, item)),
    ]


def said_alarm(question: Question, item: QuestionFigures) -> str:
    """Return what most of the strong answered instead, empty where there is no alarm."""
    if not item.alarm:
        return ""
    verb = "填" if question.kind == "blank" else "选"
    return f"高分组多数{verb} {_said(question, item.alarm)}（现答案 {_said(question, question.answer)}）"


def _said(question: Question, response: Sequence[str]) -> str:
    """Return a response as a bank writes it: 对 or 错, the blanks' texts, letters."""
    if question.kind == "blank":
        return "；".join(words.replace("|", "或") for words in response)
    return "".join(said_option(question, option) for option in response)


def said_option(question: Question, option: str) -> str:
    """Return what people call an option: its letter, or 对 and 错; the text of a blank is its own name."""
    texts = dict(zip(question.letters, question.options, strict=True))
    return texts.get(option, option) if question.kind == "true_false" else option


def _write_options(book: Book, content: BankFigures) -> None:
    columns = [
        Column(title="编号"),
        Column(title="选项"),
        Column(title="内容", kind="text", width=44),
        Column(title="标准\n答案"),
        Column(title="选的\n人数", kind="count"),
        Column(title="选择率", kind="rate", width=_RATE_WIDTH),
        Column(title="高分组\n共几人", kind="count"),
        Column(title="高分组\n选择率", kind="rate", width=_RATE_WIDTH),
        Column(title="低分组\n共几人", kind="count"),
        Column(title="低分组\n选择率", kind="rate", width=_RATE_WIDTH),
    ]
    sheet = Sheet(book, "选项统计", columns)
    sheet.page.set_landscape()
    groups = "高分组、低分组：按其余首见题得分率排列的前、后三分之一；同分的并入，人数可能超过三分之一"
    sheet.title(f"{_title(content)}：各选项", groups)
    sheet.table([row for item in content.figures for row in _option_rows(content.questions[item.question], item)])


def _option_rows(question: Question, item: QuestionFigures) -> Iterator[list[Cell]]:
    texts = dict(zip(question.letters, question.options, strict=True))
    for option in item.options:
        yield [
            printable(question.id),
            said_option(question, option.option) if texts else "填空",
            printable(texts.get(option.option, option.option)),
            "✓" if option.is_right else "",
            option.chosen,
            _share(option.chosen, item.first),
            item.strong,
            _share(option.strong, item.strong),
            item.weak,
            _share(option.weak, item.weak),
        ]


def _share(part: int, whole: int) -> Cell:
    return _rounded(part / whole) if whole else ""


def _rounded(share: float) -> float:
    # A row is as high as its longest text, and a float in full is long.
    return round(share, 4)
