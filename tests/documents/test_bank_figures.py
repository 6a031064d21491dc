"""题目统计.xlsx, read back as a spreadsheet reads it."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from chuangguan.documents.bank_charts import named_points
from chuangguan.documents.bank_figures import (
    BankFigures,
    bank_figures_workbook,
    remarks,
    said_alarm,
    write_bank_figures,
)
from chuangguan.rules.bank import TRUE_FALSE_OPTIONS, Question
from chuangguan.rules.exposures import Discrimination, Exposure, QuestionFigures, figures_of
from chuangguan.rules.instants import read_instant
from chuangguan.testing import a_question, entrants

COUNTS = {"attempts": 3, "entrants": 2, "imported": 0, "void": 0, "open": 0, "blank": 0, "outdated": 0}
HOSTILE = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://example.org")', "http://example.org")


def the_figures(*questions: Question, people: int = 12, title: str = "春季闯关") -> BankFigures:
    """Return what the workbook says where the first half of the people is right everywhere."""
    exposures = [
        Exposure(
            entrant=who,
            question=question.id,
            response=question.answer if place < people // 2 else ("A",),
            is_right=place < people // 2,
            pace_ms=7_500,
        )
        for place, who in enumerate(entrants(people))
        for question in questions
    ]
    by_id = {question.id: question for question in questions}
    return BankFigures(
        campaign=title,
        level="第1关",
        zone="Asia/Shanghai",
        made_at=read_instant("2018-04-02T09:00:00", "Asia/Shanghai"),
        remarks=remarks(COUNTS),
        figures=figures_of(by_id, exposures, dict.fromkeys(by_id, 15)),
        questions=by_id,
    )


TWO = (a_question(1, answer=("B",), difficulty=2), a_question(2, answer=("C",)))


def book_of(content: BankFigures) -> Any:
    return openpyxl.load_workbook(io.BytesIO(bank_figures_workbook(content)))


def rows_of(content: BankFigures, sheet: str) -> list[list[object]]:
    return [list(row) for row in book_of(content)[sheet].iter_rows(values_only=True)]


def test_a_row_a_question_with_numbers_as_numbers() -> None:
    rows = rows_of(the_figures(*TWO), "题目统计")
    assert rows[0][0] == "春季闯关第1关题目统计"
    assert rows[1][0] == "统计于2018年4月2日9时00分00秒"
    assert rows[3] == ["Q1", "单选", 2, "第1题", 15, 12, 0.5, 0.2538, 0.7462, 1, 1, 1, 0, 7.5, None]
    assert rows[4][:4] == ["Q2", "单选", None, "第2题"]
    assert "没有记录单题用时" in str(rows)


def test_a_row_an_option_with_the_shares_of_the_thirds() -> None:
    rows = rows_of(the_figures(*TWO), "选项统计")
    assert rows[3:7] == [
        ["Q1", "A", "选项1A", None, 6, 0.5, 6, 0, 6, 1],
        ["Q1", "B", "选项1B", "✓", 6, 0.5, 6, 1, 6, 0],
        ["Q1", "C", "选项1C", None, 0, 0, 6, 0, 6, 0],
        ["Q1", "D", "选项1D", None, 0, 0, 6, 0, 6, 0],
    ]


def test_there_are_three_charts_over_cells_that_hold_their_numbers() -> None:
    book = book_of(the_figures(*TWO))
    charts = {name: [type(chart).__name__ for chart in book[name]._charts] for name in book.sheetnames}
    assert charts == {
        "题目统计": [],
        "选项统计": [],
        "答对率分布": ["BarChart"],
        "最难的题": ["BarChart"],
        "区分度": ["ScatterChart"],
    }
    series = book["区分度"]._charts[0].series[0]
    assert (series.xVal.numRef.f, series.yVal.numRef.f) == ("题目统计!$G$4:$G$5", "题目统计!$J$4:$J$5")
    heads = [book["题目统计"].cell(3, column).value for column in range(7, 13)]
    assert heads == ["答对率", "答对率\n下限", "答对率\n上限", "区分度", "区分度\n下限", "区分度\n上限"]
    looks = [book["题目统计"].cell(4, column).number_format for column in (10, 14)]
    assert looks == ["0.00####", "0.0"]


def a_figure(number: int, value: float, high: float) -> QuestionFigures:
    return QuestionFigures(
        question=f"Q{number}",
        drawn=20,
        first=20,
        right=19,
        blank=0,
        facility=0.86 + number / 100,
        low=0.7,
        high=1.0,
        discrimination=Discrimination(value=value, low=-1.0, high=high, entrants=20),
        options=(),
        strong=7,
        weak=7,
        pace_ms=7_512,
        alarm=(),
    )


@pytest.mark.parametrize(
    ("figures", "named"),
    [
        ([(0.3, 0.6), (-0.2, 0.05), (0.05, 0.2)], ["Q1"]),
        ([(0.3, 0.6), (0.5, 0.8), (0.2, 0.4), (0.4, 0.7)], ["Q2", "Q0", "Q3"]),
        ([(-number / 100, 0.0) for number in range(12)], [f"Q{number}" for number in range(11, 1, -1)]),
    ],
)
def test_a_chart_names_what_hardly_discriminates_by_its_interval_else_the_least(
    figures: list[tuple[float, float]], named: list[str]
) -> None:
    made = [a_figure(number, *ends) for number, ends in enumerate(figures)]
    assert [item.question for item in named_points(made)] == named


def test_the_axes_of_the_scatter_lie_close_around_its_points() -> None:
    questions = tuple(a_question(number, id=f"Q{number}") for number in range(3))
    made = tuple(a_figure(number, value, 0.6) for number, value in enumerate((0.31, -0.12, 0.2)))
    content = replace(the_figures(*questions), figures=made)
    chart = book_of(content)["区分度"]._charts[0]
    ends = [(axis.scaling.min, axis.scaling.max) for axis in (chart.x_axis, chart.y_axis)]
    assert ends == [(0.8, 0.9), (-0.2, 0.4)]


@pytest.mark.parametrize(
    ("question", "alarm", "said"),
    [
        (a_question(1, answer=("A",)), ("B",), "高分组多数选 B（现答案 A）"),
        (a_question(1, kind="multiple", answer=("A", "C")), ("A", "C", "D"), "高分组多数选 ACD（现答案 AC）"),
        (
            a_question(1, kind="true_false", options=TRUE_FALSE_OPTIONS, answer=("A",)),
            ("B",),
            "高分组多数选 错（现答案 对）",
        ),
        (
            Question(id="K", kind="blank", stem="__和__", answer=("四|4", "五")),
            ("六", "五"),
            "高分组多数填 六；五（现答案 四或4；五）",
        ),
        (a_question(1, answer=("A",)), (), ""),
    ],
)
def test_an_alarm_says_what_the_strong_chose_as_the_bank_writes_it(
    question: Question, alarm: tuple[str, ...], said: str
) -> None:
    assert said_alarm(question, replace(a_figure(1, 0.5, 0.8), alarm=alarm)) == said


def test_a_facility_of_one_half_is_counted_among_those_from_50_per_cent() -> None:
    rows = rows_of(the_figures(*TWO), "答对率分布")
    assert [row[:2] for row in rows if row[1] not in {0, None}] == [["答对率", "题数"], ["50%至60%", 2]]


def test_the_hardest_come_first_and_no_more_than_a_page_holds() -> None:
    content = the_figures(*(a_question(number, answer=("B",), kind="single") for number in range(1, 30)))
    rows = rows_of(content, "最难的题")
    assert rows[0][0] == "春季闯关第1关题目统计：答对率最低的15题"
    assert len(rows) == 17


def test_without_attempts_there_is_a_workbook_all_the_same() -> None:
    content = the_figures(*TWO, people=0)
    assert rows_of(content, "题目统计")[3][4:9] == [15, 0, None, None, None]
    assert "区分度" not in book_of(content).sheetnames
    assert book_of(content)["最难的题"]._charts == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_or_a_link_whatever_a_bank_says(text: str) -> None:
    options = (text, "乙", "丙", f"{text}x")
    blank = Question(id="K", kind="blank", stem=text, answer=(text,))
    content = the_figures(a_question(1, id=text, stem=text, options=options, answer=("B",)), blank, title=text)
    book = book_of(content)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert text in {cell.value for cell in cells}


def test_a_formula_would_be_noticed() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    assert book.active["A1"].data_type == "f"


def test_the_same_content_gives_the_same_bytes_and_is_written_whole(tmp_path: Path) -> None:
    content = the_figures(*TWO)
    path = write_bank_figures(tmp_path / "统计" / "第1关.xlsx", content)
    assert path.read_bytes() == bank_figures_workbook(content)
    assert [item.name for item in path.parent.iterdir()] == ["第1关.xlsx"]


def test_what_was_left_out_is_said_and_nothing_that_was_not() -> None:
    said = "".join(remarks({**COUNTS, "imported": 7, "void": 1}))
    assert "从别处导入的 7 次没有试卷" in said
    assert "作废的 1 次不计入" in said
    assert "一题未答" not in said
    assert "导入" not in "".join(remarks(COUNTS))


def test_what_discrimination_and_the_groups_mean_is_said_in_plain_words() -> None:
    said = "".join(remarks(COUNTS))
    assert "负数说明好的反而答错" in said
    assert "区间上限也低于0.1" in said
    assert "同分的并入，人数可能超过三分之一" in said
    assert "相关系数" not in said
