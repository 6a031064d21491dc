"""Banks as workbooks, which a clerk edits: an .xlsx that `formats.banks` reads back, and an empty one (clause 2.2).

Cells are texts, so that a spreadsheet makes no date of 3月1日; only 难度 is a number. Lists offer what a column may
hold, and a printed sheet is as wide as a page.
"""

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from chuangguan.errors import Misuse
from chuangguan.formats.bank_writing import rows_of
from chuangguan.formats.banks import COLUMNS, FIXED, KINDS
from chuangguan.formats.cells import shielded
from chuangguan.formats.releases import DRAFT, RELEASE_COLUMNS, RELEASED
from chuangguan.rules.bank import LETTERS, Bank

_MADE_AT: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_A4: Final = 9
_WIDTHS: Final = {
    "编号": 11, "题型": 6, "题干": 48, **dict.fromkeys(LETTERS, 20), "答案": 9, "知识点": 12, "难度": 6,
    "选项固定": 9, "解析": 36, "出处": 20, "命题人": 10, "审核人": 10, "状态": 9,
}  # fmt: skip
_NARROW: Final = 7
"""How wide the column of an option is that no question has, so that the others are larger on paper."""

_LINE_POINTS: Final = 15
_HIGHEST: Final = 400
_NUMBER: Final = "难度"
_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "题型": tuple(KINDS),
    "选项固定": (FIXED,),
    "状态": (DRAFT, RELEASED),
}
_ROOM: Final = 2_000
"""How many rows behind the last question still offer their lists to whoever types more."""

_CELL: Final = {"text_wrap": True, "valign": "top", "num_format": "@"}
_LOOKS: Final[Mapping[str, dict[str, Any]]] = {
    "head": {**_CELL, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#F2F2F2", "border": 1},
    "text": _CELL,
    "number": {**_CELL, "num_format": "0", "align": "center"},
}
_GUIDE: Final[Mapping[str, str]] = {
    "编号": "每题一个，不能重复，不能有空格，如 AQ-001",
    "题型": "单选、多选、判断 或 填空，可从下拉列表中选",
    "题干": "题目本身，不写题号；填空题的每个空写成两条以上下划线，如 ____",
    "A 至 F": "选择题的选项，从第一列起依次填写，不写字母，至少两项；判断题和填空题不填",
    "答案": "单选写一个字母，如 B；多选连写，如 ABD；判断写 对 或 错；"
    "填空各空之间用全角分号；隔开，同一空的几种写法用半角竖线 | 隔开，如 四|4；二十四|24",
    "知识点": "可以不填；组卷规则可以按它抽题",
    "难度": "1 最易，5 最难，可以不填；组卷规则可以按它抽题",
    "选项固定": "选项次序不能打乱的（如有“以上都对”）填 是，其余不填",
    "解析": "可以不填；为什么对、为什么错，交卷后显示，也印在答案上",
    "出处": "可以不填；法律名称-版本年份 第几条，如 劳动法-2018 第三十六条",
    "命题人": "两人把关的活动才填，否则这一列和后面两列可以删去",
    "审核人": "不能是命题人本人",
    "状态": "草稿 或 已审核",
}


def write_bank_xlsx(bank: Bank) -> bytes:
    """Return the .xlsx of a bank; `read_bank` gives the same bank back.

    `Misuse` where a text is longer than a cell of a workbook may be (32,767 characters).
    """
    columns, *rows = rows_of(bank)
    return _workbook(columns, rows, {})


def write_empty_bank() -> bytes:
    """Return the .xlsx that a bank is typed into: all columns, no question, and a sheet that says what goes where."""
    return _workbook((*COLUMNS, *RELEASE_COLUMNS), [], _GUIDE)


def _workbook(columns: Sequence[str], rows: Sequence[Sequence[str]], guide: Mapping[str, str]) -> bytes:
    import xlsxwriter  # noqa: PLC0415  only the extra `files` has it

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": _MADE_AT})  # the same bank gives the same bytes
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        used = [not rows or any(row[index] for row in rows) for index in range(len(columns))]
        widths = {
            column: _WIDTHS[column] if column not in LETTERS or is_used else _NARROW
            for column, is_used in zip(columns, used, strict=True)
        }
        sheet = book.add_worksheet("题库")
        _write_table(sheet, widths, rows, looks)
        _offer_choices(sheet, columns, len(rows) + _ROOM)
        if guide:
            # No row of it has two names of columns, or it would be taken for the header of another bank.
            _write_table(book.add_worksheet("填写说明"), {"这一列": 12, "怎样填写": 90}, list(guide.items()), looks)
    return content.getvalue()


def _write_table(
    sheet: Any,  # noqa: ANN401  xlsxwriter has no types
    widths: Mapping[str, int],
    rows: Sequence[Sequence[str]],
    looks: Mapping[str, Any],
) -> None:
    _set_page(sheet)
    columns = list(widths)
    for index, (column, width) in enumerate(widths.items()):
        sheet.set_column(index, index, width, looks[_look_of(column)])
        sheet.write_string(0, index, column, looks["head"])
    for number, cells in enumerate(rows, 1):
        lines = max(_lines(cell, width) for cell, width in zip(cells, widths.values(), strict=True))
        sheet.set_row(number, min(_LINE_POINTS * lines + 3, _HIGHEST))
        for index, cell in enumerate(cells):
            look = looks[_look_of(columns[index])]
            if cell and columns[index] == _NUMBER:
                sheet.write_number(number, index, int(cell), look)
            elif cell and sheet.write_string(number, index, shielded(cell), look):
                raise Misuse(what="cell_too_long", row=number + 1, column=columns[index])


def _look_of(column: str) -> str:
    return "number" if column == _NUMBER else "text"


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of so many narrow characters."""
    wide = (sum(1 + (unicodedata.east_asian_width(sign) in "WFA") for sign in line) for line in text.split("\n"))
    return sum(max(math.ceil(size / (width - 1)), 1) for size in wide)


def _set_page(sheet: Any) -> None:  # noqa: ANN401  xlsxwriter has no types
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.hide_gridlines(0)
    sheet.set_footer("&C&A　第 &P 页，共 &N 页")


def _offer_choices(sheet: Any, columns: Sequence[str], last: int) -> None:  # noqa: ANN401  xlsxwriter has no types
    for index, column in enumerate(columns):
        if column in _CHOICES:
            said = f"{column}应为：{'、'.join(_CHOICES[column])}"
            rule: dict[str, Any] = {"validate": "list", "source": list(_CHOICES[column]), "error_message": said}
        elif column == _NUMBER:
            said = "难度应为 1 至 5 的整数，或不填"
            rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 5, "error_message": said}
        else:
            continue
        sheet.data_validation(1, index, last, index, rule)
