"""Cells that show something else than they hold: what is shown is read, or the question is refused."""

import datetime as dt
import re
import struct
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats._child import document
from chuangguan.formats._child.compound import CutShortError, stream_of
from chuangguan.formats._child.drawings import anchored
from chuangguan.formats._child.limits import MAX_ROWS
from chuangguan.formats._child.marked_cells import Known, Style, marks_in, place_of
from chuangguan.formats._child.number_formats import shown, shows_texts
from chuangguan.formats._child.old_workbook import marks_of_stream
from chuangguan.formats._child.rich_texts import RichText
from chuangguan.formats._child.symbols import SYMBOL
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.imports import Import, import_bank
from chuangguan.formats.bank_import.lost_marks import LOST, doubted
from chuangguan.formats.bank_import.tables.marks import marks_of
from chuangguan.formats.banks import COLUMNS
from chuangguan.formats.sheets import read_tables
from malformed_files import MAIN, PACKAGE, RELATIONS, looks_of, row_of, sheet_parts, zip_of
from old_workbooks import Cell, begin, compound, wide, xls_of
from old_workbooks import record as old_record

HEADER = ["题型", "题干", "选项A", "选项B", "选项C", "答案"]
GOOD = [["单选题", f"第{n}种颜色是（ ）", f"红{n}", f"黄{n}", f"蓝{n}", "ABC"[n % 3]] for n in range(12)]
LAST = len(GOOD)
"""The row of the question that is looked at, counted from 0."""

Write = Callable[[Any, Any], None]
FEW = ["单选题", "含氧量约为（ ）", "甲", "乙", "丙", "B"]


def imported(tmp_path: Path, write: Write, question: list[str] = FEW) -> Import:
    """Return what is read of a workbook with good questions and one more, after `write` has changed it."""
    path = tmp_path / "题库.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("题")
        for row, cells in enumerate([HEADER, *GOOD[1:], question]):
            sheet.write_row(row, 0, cells)
        write(book, sheet)
    return import_bank(path)


def refused(done: Import) -> list[tuple[str, int]]:
    assert done.found == done.taken + done.refused_count
    return [(unread.problem.code, unread.problem.row) for unread in done.refused]


# Numbers


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("0.5", "0%", "50%"),
        ("0.285", "0.0%", "28.5%"),
        ("0.28499999999999998", "0%", "29%"),
        ("7", "000", "007"),
        ("1.5", "0.00", "1.50"),
        ("2.5", "0", "3"),
        ("-2.5", "0", "-3"),
        ("-0.4", "0", "0"),
        ("1000", "#,##0", "1,000"),
        ("999999.5", "#,##0.00", "999,999.50"),
        ("12", "0_ ", "12"),
        ("12", "0_);[Red]\\(0\\)", "12"),
        ("-12", "0_);[Red]\\(0\\)", None),
        ("-2", "0.00_ ;[Red]\\-0.00\\ ", "-2.00"),
        ("-2", "0;0", None),
        ("0", "0;-0;-", None),
        ("0.375", "h:mm;@", "9:00"),
        ("0.375", "[$-F400]hh:mm:ss", "09:00:00"),
        ("1", "[h]:mm", "24:00"),
        ("1.5", "h:mm", None),
        ("0.3756", "h:mm", None),
        ("-1", "[h]:mm", None),
        ("0.5", 'h"时"mm"分"', None),
        ("12", '0"元"', None),
        ("12", '"¥"#,##0', None),
        ("12", "[DBNum1]General", None),
        ("0.5", "# ?/?", None),
        ("1000", "0.00E+00", None),
        ("12", "[>10]0;0.0", None),
        ("1e20", "0", None),
        ("46174", "yyyy/m/d;@", "2026/6/1"),
        ("46174", "yyyy/mm/dd", "2026/06/01"),
        ("46174", 'yyyy"年"m"月"d"日"', "2026年6月1日"),
        ("46174", "yyyy年m月d日", "2026年6月1日"),
        ("46174", 'm"月"d"日"', "6月1日"),
        ("46174", '[$-804]mm"月"dd"日";@', "06月01日"),
        ("46174", 'yyyy"年"m"月"', "2026年6月"),
        ("46174", "m/d", "6/1"),
        ("46174", "yyyy-mm-dd", "46174"),
        ("46174", "yyyy\\-mm\\-dd;@", "46174"),
        ("46174", "yyyy-m-dd", "2026-6-01"),
        ("46174", "[$-404]yyyy-mm-dd", None),
        ("46174", "yy\\-m\\-d", "26-6-1"),
        ("46174", "M/D", "6/1"),
        ("61", "m/d", "3/1"),
        ("2958465", "yyyy/m/d", "9999/12/31"),
        # Programs differ on the first two months of 1900; a time is hidden; names of months and days are not known.
        ("60", "m/d", None),
        ("2958466", "yyyy/m/d", None),
        ("46174.5", "m/d", None),
        ("-46174", "m/d", None),
        ("46174", "mmm-yy", None),
        ("46174", "d-mmm", None),
        ("46174", "yyy/m/d", None),
        ("46174", 'e"年"m"月"', None),
        ("46174", 'yyyy"年"m"月"d"日"dddd', None),
        ("46174", "[$-804]aaaa;@", None),
        ("46174", '[DBNum1][$-804]m"月"d"日"', None),
        ("46174", "[$-D000000]m/d", None),
        ("46174", "[$-F800]yyyy/m/d", None),
        ("46174", "[$-404]yyyy/m/d", None),
        ("43200.5", "yyyy/m/d h:mm", None),
        ("0.30000000000000004", "General", "0.3"),
        ("0.5", "0." + "0" * 30, "0.5" + "0" * 29),
        ("999999999999999", "0." + "0" * 30 + "%", "99999999999999900." + "0" * 30 + "%"),
        ("0.5", "0." + "0" * 31, None),
        ("0", "0;-0;;@", None),
        ("3", "0;-0;;@", "3"),
        ("0", "0.00;-0.00;@", "0.00"),
        ("5", ";;;", None),
        ("5", "_ ", None),
        ("5", "[=5]0;0.0", None),
        ("0", "[>5]0;[<3]0.0;0", None),
        ("123", "0\\ 00", None),
        ("123", "0_ 00", None),
        ("123", '"  "000\\ ', "123"),
        ("5", '0"元', None),
        ("5", "0\\", None),
        ("5", "0;0;0;@;0", None),
        ("1", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1.00"),
    ],
)
def test_a_number_shows_what_its_format_says_or_nothing_is_certain(value: str, code: str, text: str | None) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("code", "is_shown"),
    [
        ("", True),
        ("General", True),
        ("@", True),
        ("0;-0;;@", True),
        ("0.00", True),
        ("?", True),
        ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', True),
        (";;;", False),
        ("0;0;0;", False),
        ('"答案："@', False),
        ('@"。"', False),
        ('0;0;0;"第"@', False),
        ('[>1]0;"第"@', False),
    ],
)
def test_a_format_may_hide_a_text_or_write_something_around_it(tmp_path: Path, code: str, *, is_shown: bool) -> None:
    assert shows_texts(code) == is_shown
    if code not in ("", "?"):
        done = imported(
            tmp_path, lambda book, sheet: sheet.write_string(LAST, 3, "乙", book.add_format({"num_format": code}))
        )
        assert refused(done) == ([] if is_shown else [("format_lost", LAST + 1)])


@pytest.mark.parametrize(
    ("code", "values", "texts"),
    [
        ("0%", (0.5, 0.6, 0.7), ("50%", "60%", "70%")),
        ("000", (1, 2, 30), ("001", "002", "030")),
        ("0.00", (1.5, 2, 2.5), ("1.50", "2.00", "2.50")),
        ("h:mm", (1 / 3, 0.375, 0.5), ("8:00", "9:00", "12:00")),
        ("[h]:mm", (1, 2, 3), ("24:00", "48:00", "72:00")),
        ("General", (0.5, 6, 7.25), ("0.5", "6", "7.25")),
    ],
)
def test_options_that_are_numbers_are_read_as_they_are_shown(
    tmp_path: Path, code: str, values: tuple[float, ...], texts: tuple[str, ...]
) -> None:
    def write(book: Any, sheet: Any) -> None:
        look = book.add_format({"num_format": code})
        for column, value in enumerate(values, 2):
            sheet.write_number(LAST, column, value, look)

    done = imported(tmp_path, write)
    assert done.questions[-1].options == texts
    assert done.refused == ()


def test_empty_columns_on_the_left_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "题库.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("题")
        percent = book.add_format({"num_format": "0%"})
        for row, cells in enumerate([HEADER, *GOOD]):
            sheet.write_row(row + 3, 2, cells)
        for column, value in enumerate((0.5, 0.25, 0.75), 4):
            sheet.write_number(LAST + 3, column, value, percent)
    assert import_bank(path).questions[-1].options == ("50%", "25%", "75%")


@pytest.mark.parametrize(
    "code", ['"¥"#,##0', "# ?/?", "0.00E+00", '0"元"', "yyyy/m/d h:mm", "h:mm AM/PM", 'm"月"d"日"', "mmm-yy"]
)
def test_an_option_in_a_format_of_another_kind_is_refused(tmp_path: Path, code: str) -> None:
    done = imported(
        tmp_path, lambda book, sheet: sheet.write_number(LAST, 3, 2.5, book.add_format({"num_format": code}))
    )
    assert refused(done) == [("format_lost", LAST + 1)]
    assert done.taken == LAST - 1


DAYS = (dt.date(2026, 1, 1), dt.date(2026, 6, 1), dt.date(2026, 11, 9))
FIRE_DAY = ["单选题", "全国消防日是（ ）", "", "", "", "C"]
# What LibreOffice shows of these days in these formats, whether the workbook counts them from 1900 or from 1904
SHOWN_DAYS = [
    ('m"月"d"日"', ("1月1日", "6月1日", "11月9日")),
    ('[$-804]m"月"d"日";@', ("1月1日", "6月1日", "11月9日")),
    ("m/d;@", ("1/1", "6/1", "11/9")),
    ("m-d", ("1-1", "6-1", "11-9")),
    ('yyyy"年"m"月"', ("2026年1月", "2026年6月", "2026年11月")),
    ('yyyy"年"m"月"d"日";@', ("2026年1月1日", "2026年6月1日", "2026年11月9日")),
    ("yyyy/m/d", ("2026/1/1", "2026/6/1", "2026/11/9")),
    ("yyyy\\.mm\\.dd", ("2026.01.01", "2026.06.01", "2026.11.09")),
]


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize(("code", "texts"), [*SHOWN_DAYS, ("yyyy-mm-dd", tuple(map(str, DAYS)))])
def test_days_are_read_as_they_are_shown(tmp_path: Path, code: str, texts: tuple[str, ...], *, is_1904: bool) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        sheet = book.add_worksheet("题")
        for row, cells in enumerate([HEADER, *GOOD[1:], FIRE_DAY]):
            sheet.write_row(row, 0, cells)
        for column, day in enumerate(DAYS, 2):
            sheet.write_datetime(LAST, column, day, book.add_format({"num_format": code}))
    assert read_options(path) == texts


def read_options(path: Path) -> tuple[str, ...]:
    """Return the options of the last row of a workbook as the import reads its cells."""
    *_, row = marks_of(path).shown_in(read_tables(path))[0].rows
    return row.cells[2:5]


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
@pytest.mark.parametrize(("code", "texts"), [*SHOWN_DAYS, ("mm-dd-yy", ("2026/1/1", "2026/6/1", "2026/11/9"))])
def test_days_of_another_program_are_read_as_they_are_shown(
    tmp_path: Path, code: str, texts: tuple[str, ...], epoch: Any
) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.epoch = epoch
    for cells in [HEADER, *GOOD[1:], FIRE_DAY]:
        book.active.append(cells)
    for column, day in enumerate(DAYS, 3):
        cell = book.active.cell(LAST + 1, column, day)
        cell.number_format = code
    book.save(path)
    assert read_options(path) == texts


@pytest.mark.parametrize(
    ("code", "problems"),
    [('m"月"d"日"', []), ("d-mmm", [("format_lost", LAST + 1)]), (15, [("format_lost", LAST + 1)])],
)
def test_a_question_with_days_is_taken_where_they_are_certain(
    tmp_path: Path, code: str | int, problems: list[tuple[str, int]]
) -> None:
    def write(book: Any, sheet: Any) -> None:
        for column, day in enumerate(DAYS, 2):
            sheet.write_datetime(LAST, column, day, book.add_format({"num_format": code}))

    done = imported(tmp_path, write, FIRE_DAY)
    assert refused(done) == problems
    assert problems or done.questions[-1].options == ("1月1日", "6月1日", "11月9日")


@pytest.mark.parametrize(
    ("number", "text"),
    [(14, "2026/6/1"), (31, "2026年6月1日"), (57, "2026年6月"), (58, "6月1日"), (16, "［格式］"), (22, "［格式］")],
)
def test_a_format_that_is_not_written_down_is_that_of_chinese_programs(tmp_path: Path, number: int, text: str) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        look = book.add_format({"num_format": number})
        book.add_worksheet().write_row(0, 0, ["题", "题", "甲", "乙"])
        book.worksheets()[0].write_datetime(0, 4, dt.date(2026, 6, 1), look)
    assert read_options(path)[2].endswith(text)


@pytest.mark.parametrize(
    ("attributes", "style", "text"),
    [('t="d"', 1, "［格式］"), ('t="d"', 0, "2026-06-01"), ("", 1, "［格式］")],
)
def test_a_day_that_is_written_out_is_refused_in_a_format_of_its_own(
    tmp_path: Path, attributes: str, style: int, text: str
) -> None:
    value = "2026-06-01" if attributes else "46174.25"
    rows = f'<row r="1"><c r="A1" t="str"><v>甲</v></c><c r="E1" {attributes} s="{style}"><v>{value}</v></c></row>'
    path = tmp_path / "a.xlsx"
    looks = {name: str(part).replace("0.0_ ", "m/d") for name, part in looks_of().items()}
    path.write_bytes(zip_of({**sheet_parts(rows), **looks}))
    assert read_options(path)[2].endswith(text)


def test_a_format_in_a_column_that_nobody_reads_is_no_harm(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write(0, 6, "更新时间")
        sheet.write_number(LAST, 6, 43200.5, book.add_format({"num_format": "yyyy/m/d h:mm"}))

    assert refused(imported(tmp_path, write)) == []


# Letters that look different


@pytest.mark.parametrize(
    ("column", "runs", "code"),
    [
        (5, ("strike", "A", None, "B"), "struck_lost"),
        (5, (None, "A", "strike", "B"), "struck_lost"),
        (3, (None, "黄色", "strike", "（旧）"), "struck_lost"),
        (3, (None, "10", "superscript", "x"), "raised_lost"),
        (1, (None, "光速 v", "subscript", "max", None, "（ ）"), "raised_lost"),
    ],
)
def test_letters_that_are_struck_out_or_raised_are_refused(
    tmp_path: Path, column: int, runs: tuple[str | None, ...], code: str
) -> None:
    assert refused(imported(tmp_path, lambda book, sheet: write_rich(book, sheet, column, runs))) == [(code, LAST + 1)]


def write_rich(book: Any, sheet: Any, column: int, runs: tuple[str | None, ...]) -> None:
    looks = {
        None: book.add_format(),
        "strike": book.add_format({"font_strikeout": True}),
        "superscript": book.add_format({"font_script": 1}),
        "subscript": book.add_format({"font_script": 2}),
    }
    pieces = [piece for how, text in zip(runs[::2], runs[1::2], strict=True) for piece in (looks[how], text)]
    assert sheet.write_rich_string(LAST, column, *pieces) == 0


@pytest.mark.parametrize("struck", [1, 3, 5])
def test_a_whole_cell_that_is_struck_out_is_refused(tmp_path: Path, struck: int) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write(LAST, struck, FEW[struck], book.add_format({"font_strikeout": True}))

    assert refused(imported(tmp_path, write)) == [("struck_lost", LAST + 1)]


def test_small_digits_are_read_as_small_digits(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        write_rich(
            book, sheet, 1, (None, "2", "superscript", "10", None, "约为（ ），CO", "subscript", "2", None, "除外")
        )
        write_rich(book, sheet, 3, (None, "10", "superscript", "-2", None, " 米"))

    done = imported(tmp_path, write)
    assert (done.questions[-1].stem, done.questions[-1].options[1]) == ("2¹⁰约为（ ），CO₂除外", "10⁻² 米")


def test_an_empty_cell_that_is_struck_out_and_colours_are_no_harm(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_blank(LAST, 4, None, book.add_format({"font_strikeout": True}))
        red, bold = book.add_format({"font_color": "red"}), book.add_format({"bold": True})
        sheet.write_rich_string(LAST, 3, red, "黄", bold, "色")

    assert imported(tmp_path, write).questions[-1].options == ("甲", "黄色")


@pytest.mark.parametrize(
    ("font", "text", "problems"),
    [
        ("Wingdings 2", "P", [("format_lost", LAST + 1)]),
        ("Wingdings 2", 4, [("format_lost", LAST + 1)]),
        ("宋体", "P", []),
        ("Wingdings 2", "", []),
    ],
)
def test_a_cell_in_a_font_of_signs_is_refused(
    tmp_path: Path, font: str, text: str | int, problems: list[tuple[str, int]]
) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write(LAST, 4, text, book.add_format({"font_name": font}))

    assert refused(imported(tmp_path, write)) == problems


@pytest.mark.parametrize(
    ("font", "text", "options", "problems"),
    [
        ("Wingdings 2", "P", ("甲", "见√处", "丙"), []),
        ("Wingdings", "J", (), [("format_lost", LAST + 1)]),
        ("宋体", "J", ("甲", "见J处", "丙"), []),
    ],
)
def test_letters_in_a_font_of_signs_are_read_as_what_they_show(
    tmp_path: Path, font: str, text: str, options: tuple[str, ...], problems: list[tuple[str, int]]
) -> None:
    def write(book: Any, sheet: Any) -> None:
        assert sheet.write_rich_string(LAST, 3, "见", book.add_format({"font_name": font}), text, "处") == 0

    done = imported(tmp_path, write)
    assert refused(done) == problems
    assert problems or done.questions[-1].options == options


def test_what_xml_may_not_hold_is_read_beside_small_digits() -> None:
    rich = RichText()
    for how, text in (("", "1_x000D_"), ("superscript", "2"), ("", "_x005F_x0041_")):
        rich.start("r", {})
        rich.start("vertAlign", {"val": how})
        rich.start("t", {})
        rich.text(text)
        rich.end("t")
    assert rich.mark() == ("shown", "1\r²_x0041_")


def test_a_run_in_a_cell_of_its_own_text_is_seen_too(tmp_path: Path) -> None:
    run = '<c r="B3" t="inlineStr"><is><r><rPr><strike/></rPr><t>旧</t></r><r><t>新（ ）</t></r></is></c>'
    rows = row_of(1, ["题型", "题干", "选项A", "选项B", "答案"]) + "".join(
        row_of(n, ["单选题", f"排在第{n}的是（ ）", "甲", "乙", "A"]) for n in range(2, 14)
    )
    cell = '<c r="B3" t="inlineStr"><is><t>排在第3的是（ ）</t></is></c>'
    assert cell in rows
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(sheet_parts(rows.replace(cell, run))))
    assert refused(import_bank(path)) == [("struck_lost", 3)]


# Formulas


@pytest.mark.parametrize("column", [1, 4, 5])
def test_a_formula_without_a_result_is_refused_where_its_cell_is_used(tmp_path: Path, column: int) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for cells in [[*HEADER, "备注"], *GOOD]:
        book.active.append(cells)
    book.active.cell(5, column + 1).value = '="甲"&1'
    book.active["G5"].value = "=ROW()"
    book.active["G6"].value = "=ROW()"
    book.save(path)
    assert refused(import_bank(path)) == [("result_lost", 5)]


@pytest.mark.parametrize(("result", "codes"), [("丙", []), (0, ["result_lost"]), (3, [])])
def test_a_formula_counts_by_its_result_and_a_0_that_is_yet_to_be_worked_out_is_none(
    tmp_path: Path, result: str | int, codes: list[str]
) -> None:
    done = imported(tmp_path, lambda _book, sheet: sheet.write_formula(LAST, 4, '="丙"', None, result))
    assert [code for code, _ in refused(done)] == codes


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
@pytest.mark.parametrize(("column", "codes"), [(2, ["text_damaged"]), (4, ["text_damaged"]), (6, [])])
def test_an_error_is_no_empty_cell(tmp_path: Path, error: str, column: int, codes: list[str]) -> None:
    def write(_book: Any, sheet: Any) -> None:
        sheet.write(0, 6, "更新时间")
        sheet.write_formula(LAST, column, "=A1", None, error)

    assert [code for code, _ in refused(imported(tmp_path, write))] == codes


# Pictures


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "a.bmp"
    head = b"BM" + (62).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little")
    size = (1).to_bytes(4, "little") * 2 + b"\x01\0\x18\0"
    path.write_bytes(head + size + bytes(24) + bytes(8))
    return path


@pytest.mark.parametrize(
    ("row", "scale", "rows"),
    [(LAST, 1, [LAST + 1]), (3, 1, [4]), (3, 30, [4, 5]), (LAST + 2, 1, [LAST + 1]), (0, 1, [])],
)
def test_a_picture_over_a_row_makes_its_question_doubtful(
    tmp_path: Path, picture: Path, row: int, scale: int, rows: list[int]
) -> None:
    def write(_book: Any, sheet: Any) -> None:
        sheet.insert_image(row, 1, picture, {"x_scale": 1, "y_scale": scale})

    problems = imported(tmp_path, write).refused
    assert [(unread.problem.code, unread.problem.row) for unread in problems] == [("picture_lost", row) for row in rows]


def test_comments_are_no_pictures(tmp_path: Path) -> None:
    assert refused(imported(tmp_path, lambda _book, sheet: sheet.write_comment(LAST, 1, "请核对"))) == []


def test_a_text_box_over_a_row_makes_its_question_doubtful(tmp_path: Path) -> None:
    done = imported(tmp_path, lambda _book, sheet: sheet.insert_textbox(LAST, 1, "作废", {"height": 12}))
    assert [unread.problem.code for unread in done.refused] == ["picture_lost"]


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
SHAPE = (
    f'<d:wsDr xmlns:d="{DRAWING}"><d:twoCellAnchor><d:from><d:row>2</d:row></d:from><d:to><d:row>2</d:row>'
    '<d:rowOff>9</d:rowOff></d:to><d:sp><d:spPr><d:ext cx="{0}" cy="{0}"/></d:spPr></d:sp></d:twoCellAnchor></d:wsDr>'
)
OLD_SHAPE = (
    '<xml xmlns:x="urn:schemas-microsoft-com:office:excel"><x:ClientData ObjectType="{}"><x:Anchor>'
    "\n 3, 30, 2, 3, 3, 59, 2, 9</x:Anchor></x:ClientData></xml>"
)
NO_PLACE = '<x:ClientData ObjectType="Pict"><x:SizeWithCells/></x:ClientData>'
OBJECT = (
    "<oleObjects><oleObject><objectPr><anchor><from><row>1</row></from><to><row>1</row><rowOff>5</rowOff></to></anchor>"
    "</objectPr></oleObject></oleObjects></worksheet>"
)


@pytest.mark.parametrize(
    ("kind", "drawn", "end", "rows"),
    [
        ("drawing", SHAPE.format(90_000), "</worksheet>", {3}),
        ("drawing", SHAPE.format(9_000), "</worksheet>", set()),
        ("vmlDrawing", OLD_SHAPE.format("Pict"), "</worksheet>", {3}),
        ("vmlDrawing", OLD_SHAPE.format("Pict").replace('"', "'"), "</worksheet>", {3}),
        ("vmlDrawing", OLD_SHAPE.format("Note"), "</worksheet>", set()),
        ("vmlDrawing", NO_PLACE + OLD_SHAPE.format("Note"), "</worksheet>", set()),
        ("vmlDrawing", NO_PLACE + OLD_SHAPE.format("Pict"), "</worksheet>", {3}),
        ("vmlDrawing", OLD_SHAPE.format("Pict").replace(" 2, 3, 3", " -7, 3, 3"), "</worksheet>", {1, 2, 3}),
        ("image", "", OBJECT, {2}),
    ],
)
def test_shapes_and_objects_are_pictures_unless_nobody_sees_them(
    tmp_path: Path, kind: str, drawn: str, end: str, rows: set[int]
) -> None:
    parts = sheet_parts(row_of(1, ["甲"]))
    sheet = "xl/worksheets/sheet1.xml"
    relation = f'<Relationship Id="r9" Type="{RELATIONS}/{kind}" Target="../drawings/x.xml"/>'
    parts |= {
        sheet: str(parts[sheet]).replace("</worksheet>", end),
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relation}</Relationships>',
        "xl/drawings/x.xml": drawn,
    }
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(parts))
    assert marks_of(path)._pictures.get("Sheet1", set()) == rows


@pytest.mark.parametrize(("what", "rows"), [("d:pic", MAX_ROWS), ("d:none", 0)])
def test_a_picture_that_is_at_no_cell_may_be_over_any_row(what: str, rows: int) -> None:
    drawn = f'<d:wsDr xmlns:d="{DRAWING}"><d:absoluteAnchor><d:pos x="0" y="9"/><{what}/></d:absoluteAnchor></d:wsDr>'
    assert anchored(drawn.encode()) == list(range(1, rows + 1))


@pytest.mark.parametrize("cell", ['<f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v>', '<v a="b">1</v>'])
def test_a_picture_inside_a_cell_is_a_picture(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "a.xlsx"
    given = "" if "<f>" in cell else ' vm="1"'
    path.write_bytes(zip_of(sheet_parts(f'<row r="1"><c r="A1" t="str"{given}>{cell}</c></row>')))
    assert marks_of(path)._pictures == {"Sheet1": {1}}


# Where marks stand


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="4"><c r="B4"{0}/></row>',
        "<row/><row/><row/><row><c/><c{0}/></row>",
        '<row r="3"/><row><c r="A4"/><c{0}/></row>',
        '<row r="4"><c r="D4"/><c r="A4"/><c{0}/></row>',
        '<row r="4"><c r="A9"/><c{0}/></row>',
        '<row r = "3"><c/></row><row><c r\n=\n"A4"/><c{0}/></row>',
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_cell_has_its_place_whether_it_says_so_or_not(tmp_path: Path, rows: str, prefix: str) -> None:
    parts = sheet_parts("")
    cell = (
        rows.replace("{0}/>", ' t="str"><f>1</f></c>').replace("<", f"<{prefix}").replace(f"<{prefix}/", f"</{prefix}")
    )
    name = f' xmlns:x="{MAIN}"' if prefix else f' xmlns="{MAIN}"'
    parts["xl/worksheets/sheet1.xml"] = (
        f"<{prefix}worksheet{name}><{prefix}sheetData>{cell}</{prefix}sheetData></{prefix}worksheet>"
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of(parts))
    assert dict(marks_of(path)._cells) == {("Sheet1", 4): [(2, "formula", "")]}


@pytest.mark.parametrize("place", ["1", "A", "A-1", "$A$1", "A12345678", "ZZZZ1", "A" + "9" * 5000])
def test_a_place_that_is_none_is_no_place(place: str) -> None:
    with pytest.raises(ValueError, match=re.escape(place[:5])):
        place_of(place.encode())
    assert place_of(b"xfd1048576") == (1_048_576, 16_384)


@pytest.mark.parametrize("form", [' s="{}"', " s='{}'", ' s = "{}"', '\ns\n=\n"{}"'])
@pytest.mark.parametrize(("style", "marks"), [(2, [(1, "struck", "")]), (0, [])])
def test_a_style_is_seen_however_it_is_written(
    tmp_path: Path, form: str, style: int, marks: list[tuple[int, str, str]]
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zip_of({**sheet_parts(f'<row r="1"><c{form.format(style)}><v>1</v></c></row>'), **looks_of()}))
    assert marks_of(path)._cells.get(("Sheet1", 1), []) == marks


def test_the_time_for_cells_without_a_place_grows_with_their_number() -> None:
    rows = b'<row><c t="s"><v>0</v></c><c s="1"><v>0.5</v></c></row>'
    known = Known({1: Style("0%")}, {}, recalculates=False)

    def seconds(count: int) -> float:
        begun = time.process_time()
        assert sum(1 for _ in marks_in(rows * count, known)) == count
        return time.process_time() - begun

    # Eight times as many took sixty times as long when each was counted from the first.
    assert seconds(16_000) < 30 * seconds(2_000) + 1


@pytest.mark.parametrize(
    ("look", "value", "problems"),
    [
        ({"num_format": "0%"}, 0.5, [("format_lost", 3)]),
        ({"font_strikeout": True}, "五成", [("struck_lost", 3)]),
        ({"num_format": "0"}, 5, []),
        ({"bold": True}, "五成", []),
    ],
)
def test_a_bank_of_our_own_that_was_edited_is_refused_where_its_cells_show_something_else(
    tmp_path: Path, look: dict[str, Any], value: str | float, problems: list[tuple[str, int]]
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("题库")
        sheet.write_row(0, 0, COLUMNS)
        for row, stem in ((1, "一半是（ ）"), (2, "对半是（ ）")):
            sheet.write_row(row, 0, [f"甲{row}", "单选", stem, "一成", "五成"])
            sheet.write(row, COLUMNS.index("答案"), "B")
        sheet.write(2, COLUMNS.index("B"), value, book.add_format(look))
    if not problems:
        assert import_bank(path).taken == 2
        return
    with pytest.raises(BadInput) as caught:
        import_bank(path)
    assert [(problem.code, problem.row) for problem in caught.value.problems] == problems


def test_hidden_rows_and_columns_are_read_and_hidden_sheets_are_not(tmp_path: Path) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.set_row(LAST, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
        other = book.add_worksheet("旧")
        other.write_row(0, 0, HEADER)
        other.write_row(1, 0, ["单选题", "旧题（ ）", "甲", "乙", "丙", "A"])
        other.hide()

    done = imported(tmp_path, write)
    assert done.questions[-1].options == ("甲", "乙", "丙")
    assert done.found == LAST


def test_every_mark_has_its_sentence_and_those_of_documents_are_known() -> None:
    assert set(LOST.values()) <= MESSAGES.keys()
    left = (document.PICTURE, document.FORMULA, document.RAISED, document.STRUCK, document.BOX, SYMBOL)
    assert set(left) <= LOST.keys()


@pytest.mark.parametrize("mark", LOST)
def test_a_mark_makes_a_question_doubtful_and_an_explanation_go(mark: str) -> None:
    plain = Draft(file="a", row=1, stem="［甲］（ ）", options=("甲", "乙"), answer="A", explanation="略")
    assert doubted([plain]) == [plain]
    for change in ({"stem": f"甲{mark}"}, {"options": ("甲", mark)}, {"answer": f"A{mark}"}, {"kind": mark}):
        (draft,) = doubted([Draft(**{"file": "a", "row": 1, "stem": "甲", **change})])  # type: ignore[arg-type]
        assert draft.doubt is not None
        assert draft.doubt.code == LOST[mark]
    (draft,) = doubted([Draft(file="a", row=1, stem="甲", explanation=f"见{mark}")])
    assert (draft.doubt, draft.explanation) == (None, "")


# Old workbooks


def old(tmp_path: Path, *questions: list[Cell], **looks: Any) -> Path:
    path = tmp_path / "旧题库.xls"
    rows: list[Sequence[Cell]] = [["某单位知识竞赛题库"], [], HEADER, *GOOD, *questions]
    path.write_bytes(xls_of({"题库": rows, "空": []}, **looks))
    return path


def test_an_old_workbook_with_its_header_in_the_third_row_is_read(tmp_path: Path) -> None:
    done = import_bank(old(tmp_path, ["单选题", "一打是几个", 10, 12, 0.125, "B"]))
    assert done.refused == ()
    assert (done.found, done.questions[0].stem) == (len(GOOD) + 1, GOOD[0][1])
    assert done.questions[-1].options == ("10", "12", "0.125")


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (-7.25, "0.000", "-7.250"),
        (7, "000", "007"),
        (0.375, "h:mm", "9:00"),
        (1234567, "#,##0", "1,234,567"),
        (46174, 'm"月"d"日"', "6月1日"),
        (46174, "yyyy/m/d", "2026/6/1"),
    ],
)
def test_a_number_of_an_old_workbook_is_read_as_it_is_shown(tmp_path: Path, value: float, code: str, text: str) -> None:
    done = import_bank(old(tmp_path, ["单选题", "何时施行", (value, code), "甲", "乙", "A"]))
    assert done.questions[-1].options[0] == text


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize(("code", "texts"), SHOWN_DAYS)
def test_days_of_an_old_workbook_are_shown_from_the_year_that_it_counts_from(
    code: str, texts: tuple[str, ...], *, is_1904: bool
) -> None:
    epoch = dt.date(1904, 1, 1) if is_1904 else dt.date(1899, 12, 30)
    cells = [old_record(0x203, struct.pack("<3Hd", 4, 2, 0, (day - epoch).days)) for day in DAYS]
    found = list(marks_of_stream(stream_with(*cells, code=code, is_1904=is_1904)))
    assert [(what, text) for *_, what, text in found] == [("shown", text) for text in texts]


@pytest.mark.parametrize("code", ['0"元"', "# ?/?", "0.00E+00"])
def test_a_number_of_an_old_workbook_in_another_format_is_refused(tmp_path: Path, code: str) -> None:
    done = import_bank(old(tmp_path, ["单选题", "多少钱", "甲", (2.5, code), "乙", "A"]))
    assert refused(done) == [("format_lost", len(GOOD) + 4)]
    assert done.refused[0].problem.sheet == "题库"


@pytest.mark.parametrize("looks", [{}, {"drawn": (0x19, 0x14)}, {"font": (2, 0)}])
def test_an_old_workbook_with_comments_and_slanted_letters_is_read(tmp_path: Path, looks: dict[str, Any]) -> None:
    assert import_bank(old(tmp_path, **looks)).taken == len(GOOD)


@pytest.mark.parametrize(
    ("looks", "code"),
    [
        ({"drawn": (0x19, 8)}, "old_workbook_looks"),
        ({"font": (8, 0)}, "old_workbook_looks"),
        ({"font": (0, 1)}, "old_workbook_looks"),
        ({"drawn": (8,), "hidden": ("题库", "空")}, "no_questions_found"),
    ],
)
def test_an_old_workbook_with_looks_that_cannot_be_told_by_cell_is_refused(
    tmp_path: Path, looks: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        import_bank(old(tmp_path, **looks))
    assert [problem.code for problem in caught.value.problems] == [code]


def stream_with(*records: bytes, code: str = "General", is_1904: bool = False) -> bytes:
    """Return the stream of a workbook with one sheet, a format of its own, and these records."""
    form = old_record(0x41E, struct.pack("<HH", 164, len(code)) + wide(code)) + old_record(
        0xE0, struct.pack("<2H", 0, 164)
    )
    head = begin(5) + old_record(0x22, struct.pack("<H", is_1904)) + form
    sheet = begin(16) + b"".join(records) + old_record(0x0A)
    offset = len(head) + 4 + 8 + 2 + 4
    return head + old_record(0x85, struct.pack("<IBBB", offset, 0, 0, 1) + wide("a")) + old_record(0x0A) + sheet


def formula(result: bytes) -> bytes:
    return old_record(0x06, struct.pack("<3H", 4, 2, 0) + result + bytes(8))


TEXT_RESULT, TEXT_BEHIND = formula(b"\0\0\0\0\0\0\xff\xff"), old_record(0x207, b"\1\0\0a")


@pytest.mark.parametrize(
    ("records", "code", "marks"),
    [
        ([TEXT_RESULT, TEXT_BEHIND], "General", []),
        ([TEXT_RESULT, old_record(0x4BC, bytes(10)), TEXT_BEHIND], "General", []),
        ([TEXT_RESULT, TEXT_BEHIND], ";;;", [("format", "")]),
        ([TEXT_RESULT], "General", [("formula", "")]),
        ([TEXT_RESULT, TEXT_RESULT, TEXT_BEHIND], "General", [("formula", "")]),
        ([formula(b"\3\0\0\0\0\0\xff\xff")], "General", []),
        ([formula(b"\1\0\1\0\0\0\xff\xff")], "General", []),
        ([formula(b"\2\0\x2a\0\0\0\xff\xff")], "General", [("shown", "#N/A")]),
        ([formula(struct.pack("<d", 0.5))], "0%", [("shown", "50%")]),
        ([old_record(0x205, struct.pack("<3HBB", 4, 2, 0, 7, 1))], "General", [("shown", "#DIV/0!")]),
        ([old_record(0x205, struct.pack("<3HBB", 4, 2, 0, 1, 0))], "General", []),
        ([old_record(0xFD, struct.pack("<3HI", 4, 2, 0, 0))], '"第"@', [("format", "")]),
        ([old_record(0xFD, struct.pack("<3HI", 4, 2, 0, 0))], "@", []),
        ([old_record(0xFD, struct.pack("<3HI", 4, 2, 9, 0))], "@", []),
        ([old_record(0xBD, struct.pack("<2HHIHIH", 4, 1, 0, 6, 0, 14, 2))], "00", [("shown", "01"), ("shown", "03")]),
    ],
)
def test_a_cell_of_an_old_workbook_shows_its_error_its_result_or_that_there_is_none(
    records: list[bytes], code: str, marks: list[tuple[str, str]]
) -> None:
    found = list(marks_of_stream(stream_with(*records, code=code)))
    assert [mark for *_, what, text in found for mark in [(what, text)]] == marks
    assert all(place[:3] in (("a", 5, 3), ("a", 5, 2)) for place in found)


@pytest.mark.parametrize(("size", "is_inside"), [(100, True), (2_000, True), (5_000, False)])
def test_a_stream_is_read_whether_it_is_long_or_stands_in_another_one(size: int, *, is_inside: bool) -> None:
    stream = bytes(number % 251 for number in range(size))
    assert stream_of(compound(stream, is_inside=is_inside), "Workbook") == stream
    assert stream_of(compound(stream, is_inside=is_inside), "Book") is None


def test_a_compound_file_that_is_cut_short_is_noticed() -> None:
    content = compound(bytes(5_000))
    for cut in (1, 600, 4_000):
        with pytest.raises(CutShortError):
            stream_of(content[:-cut], "Workbook")
