"""Rosters and lists of units as offices send them."""

from pathlib import Path

import pytest
import xlsxwriter

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats.rosters import RosterFile, RosterLine, UnitLine, read_roster, read_units

HEADER = "姓 名,部 门,手机号码,备注"


def saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return path


def roster(tmp_path: Path, *rows: str, header: str = HEADER) -> RosterFile:
    return read_roster(saved(tmp_path, "\n".join((header, *rows))), default_unit="机关", default_category="党员")


def problems(caught: pytest.ExceptionInfo[BadInput]) -> list[tuple[int, str, str]]:
    """Return row, column and code of each problem, after saying it in Chinese."""
    for problem in caught.value.problems:
        assert MESSAGES[problem.code].format(**problem.details)
    return [(problem.row, problem.column, problem.code) for problem in caught.value.problems]


def refused(tmp_path: Path, *rows: str, header: str = HEADER) -> list[tuple[int, str, str]]:
    with pytest.raises(BadInput) as caught:
        roster(tmp_path, *rows, header=header)
    return problems(caught)


TEMPLATE = f"""省电力公司(单位)党员干部信息表,,,
{HEADER}
张某某,办公室,130000000000,微学习专栏管理员
王小明,人事处,138 0000-1234,微学习专栏管理员
李芳,财务处,13900005678,
,,,
注:每个单位需明确管理员一名。,,,
"""


def test_the_template_of_the_notice_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, TEMPLATE)
    assert read_roster(path, default_unit="别处", default_category="在职党员干部") == RosterFile(
        lines=(
            RosterLine(
                file=str(path),
                row=4,
                name="王小明",
                member_no="13800001234",
                unit="省电力公司",
                category="在职党员干部",
                is_admin=True,
            ),
            RosterLine(
                file=str(path), row=5, name="李芳", member_no="13900005678", unit="省电力公司", category="在职党员干部"
            ),
        ),
        skipped_samples=(3,),
    )


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("省电力公司(单位)党员干部信息表", "省电力公司"),
        ("省电力公司（单位）党员干部信息表", "省电力公司"),
        ("省总工会(机关)工作处 (单位) 信息表", "省总工会(机关)工作处"),
        ("Xxxx(单位)党员干部信息表", "缺省"),
        ("××（单位）党员干部信息表", "缺省"),
        ("党员干部信息表", "缺省"),
    ],
)
def test_the_unit_comes_from_the_title_or_else_from_the_call(tmp_path: Path, title: str, unit: str) -> None:
    path = saved(tmp_path, f"附件:\n{title}\n姓名,手机号\n王小明,13800001234\n")
    assert read_roster(path, default_unit="缺省").lines[0].unit == unit


def test_a_unit_in_the_row_goes_before_the_title(tmp_path: Path) -> None:
    text = "甲(单位)信息表\n姓名,手机号,所在单位\n王小明,13800001234,乙\n李芳,13900005678,\n"
    assert [line.unit for line in read_roster(saved(tmp_path, text)).lines] == ["乙", "甲"]


def test_the_same_roster_comes_out_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:D1", "省电力公司(单位)党员干部信息表")
        sheet.write_row(1, 0, ["姓 名", "部 门", "手机号码", "备注"])
        sheet.write_row(2, 0, ["王小明", "人事处", 13800001234])
    (line,) = read_roster(path).lines
    assert (line.sheet, line.row, line.name, line.member_no, line.unit) == (
        "Sheet1",
        3,
        "王小明",
        "13800001234",
        "省电力公司",
    )


@pytest.mark.parametrize("name", ["手机号码", "手机号", "手机", "联系电话", "电 话"])
def test_the_phone_has_many_headers(tmp_path: Path, name: str) -> None:
    assert roster(tmp_path, "王小明,13800001234", header=f"姓名,{name}").lines[0].member_no == "13800001234"


@pytest.mark.parametrize(
    "typed", ["13800001234", "138 0000 1234", "138-0000-1234", "１３８００００１２３４", " 13800001234\u00a0"]
)
def test_a_phone_may_be_grouped(tmp_path: Path, typed: str) -> None:
    assert roster(tmp_path, f"王小明,,{typed},").lines[0].member_no == "13800001234"


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("", "phone_missing"),
        ("-", "phone_missing"),
        ("1380000123", "phone_length"),
        ("138000012345", "phone_length"),
        ("130000000000", "phone_length"),
        ("12800001234", "phone_bad"),
        ("23800001234", "phone_bad"),
        ("1380000123X", "phone_bad"),
        ("1.38E+10", "phone_bad"),
    ],
)
def test_a_phone_that_is_none_is_refused(tmp_path: Path, phone: str, code: str) -> None:
    assert refused(tmp_path, f"王小明,人事处,{phone},") == [(2, "手机号码", code)]


def test_a_phone_of_12_digits_is_refused_with_their_number(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        roster(tmp_path, "王小明,,138000012345,")
    assert caught.value.problems[0].details == {"digits": 12}


@pytest.mark.parametrize("name", ["张某某", "李某某", "王某", "示例", "示例：张三", "XXX", "张××"])
def test_a_sample_row_is_skipped_where_its_number_is_none(tmp_path: Path, name: str) -> None:
    real = "王小明,,13800001234,"
    assert roster(tmp_path, f"{name},办公室,130000000000,管理员", real).skipped_samples == (2,)
    assert roster(tmp_path, f"{name},办公室,13000000000,", real).skipped_samples == (2,)
    assert roster(tmp_path, f"{name},办公室,,", real).skipped_samples == (2,)
    assert roster(tmp_path, f"{name},办公室,13900005678,", real).skipped_samples == ()


def test_a_real_name_with_the_number_of_a_sample_is_not_skipped(tmp_path: Path) -> None:
    assert refused(tmp_path, "张三,办公室,130000000000,") == [(2, "手机号码", "phone_length")]


@pytest.mark.parametrize(
    "note",
    [
        "注:每个单位需明确管理员一名。,,,",
        "每个单位需明确管理员一名。,,,",
        ",,,每个单位一名",
        "填表人：王五,,联系电话：84320225,",
        "合计,,2人,",
        ",机关,,",
        ",,,",
    ],
)
def test_a_foot_note_is_passed_over(tmp_path: Path, note: str) -> None:
    assert len(roster(tmp_path, "王小明,,13800001234,", note).lines) == 1


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("王小明,,,", [(2, "手机号码", "phone_missing")]),
        (",,13800001234,", [(2, "姓名", "name_missing")]),
        (",人事处,,管理员", [(2, "姓名", "name_missing"), (2, "手机号码", "phone_missing")]),
        ("王\u202e小明,,13800001234,", [(2, "姓名", "name_hostile")]),
        ("王\u2066小明,,13800001234,", [(2, "姓名", "name_hostile")]),
        ('"王\n小明",,13800001234,', [(2, "姓名", "name_hostile")]),
        ("王\x1b小明,,13800001234,", [(2, "姓名", "name_hostile")]),
    ],
)
def test_a_row_that_is_no_person_is_refused(tmp_path: Path, row: str, found: list[tuple[int, str, str]]) -> None:
    assert refused(tmp_path, row) == found


@pytest.mark.parametrize("name", ["买买提·吐尔逊", "O'Neil", "=cmd()", "𠮷野", "<b>", "张 三", "合计明", "注小明"])
def test_a_strange_name_is_fine(tmp_path: Path, name: str) -> None:
    assert roster(tmp_path, f"{name},,13800001234,").lines[0].name == name


def test_a_number_that_stands_twice_names_both_rows(tmp_path: Path) -> None:
    rows = ("王小明,,13800001234,", "李芳,,13900005678,", "王晓明,,138-0000-1234,")
    with pytest.raises(BadInput) as caught:
        roster(tmp_path, *rows)
    assert problems(caught) == [(4, "手机号码", "duplicate_member_no")]
    assert caught.value.problems[0].details == {"first_row": 2}


def test_a_number_that_stands_on_two_sheets_names_both(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("机关", "基层"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["姓名", "手机号", "单位"])
            sheet.write_row(1, 0, ["王小明", 13800001234, name])
    with pytest.raises(BadInput) as caught:
        read_roster(path)
    assert problems(caught) == [(2, "手机号", "duplicate_member_no_across_sheets")]
    assert caught.value.problems[0].sheet == "基层"
    assert caught.value.problems[0].details == {"first_row": 2, "first_sheet": "机关"}


def test_a_row_without_a_unit_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, f"{HEADER}\n王小明,,13800001234,\n")
    with pytest.raises(BadInput) as caught:
        read_roster(path)
    assert problems(caught) == [(2, "单位", "unit_missing")]


@pytest.mark.parametrize(
    ("remark", "is_admin"), [("微学习专栏管理员", True), ("管理员", True), ("", False), ("书记", False)]
)
def test_the_remark_makes_the_administrator(
    tmp_path: Path,
    remark: str,
    is_admin: bool,  # noqa: FBT001  a column of the table
) -> None:
    assert roster(tmp_path, f"王小明,,13800001234,{remark}").lines[0].is_admin is is_admin


def test_a_second_administrator_of_a_unit_is_refused(tmp_path: Path) -> None:
    header = "姓名,手机号,单位,备注"
    rows = ("甲一,13800000001,甲,管理员", "乙一,13800000002,乙,管理员", "甲二,13800000003,甲,管理员")
    assert len(roster(tmp_path, *rows[:2], header=header).lines) == 2
    with pytest.raises(BadInput) as caught:
        roster(tmp_path, *rows, header=header)
    assert problems(caught) == [(4, "备注", "too_many_admins")]
    assert caught.value.problems[0].details == {"unit": "甲", "rows": "2、4"}


@pytest.mark.parametrize(
    ("cell", "has_right"),
    [("", True), ("否", True), ("是", False), ("√", False), ("1", False), ("不参评", False)],
)
def test_a_column_takes_the_right_to_prizes(
    tmp_path: Path,
    cell: str,
    has_right: bool,  # noqa: FBT001  a column of the table
) -> None:
    line = roster(tmp_path, f"王小明,13800001234,{cell}", header="姓名,手机号,不参评").lines[0]
    assert line.has_prize_right is has_right


def test_anything_else_there_is_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, "王小明,13800001234,可能", header="姓名,手机号,不参评")
    assert found == [(2, "不参评", "without_prize_bad")]


def test_category_and_labels_are_read(tmp_path: Path) -> None:
    header = "姓名,手机号,人员类别,标签"
    first, second = roster(
        tmp_path, "王小明,13800001234,厅级干部,机关；新党员 ;", "李芳,13900005678,,", header=header
    ).lines
    assert (first.category, first.labels) == ("厅级干部", ("机关", "新党员"))
    assert (second.category, second.labels) == ("党员", ())


def test_hostile_characters_beside_the_name_are_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, "王小明,13800001234,机\u202e关", header="姓名,手机号,单位")
    assert found == [(2, "单位", "text_hostile")]


def test_staff_numbers_are_texts(tmp_path: Path) -> None:
    path = saved(tmp_path, "姓名,工号,手机号\n王小明,A-007,\n李芳,0012,\n张某某,000,\n")
    found = read_roster(path, default_unit="机关", member_no="staff_no")
    assert [line.member_no for line in found.lines] == ["A-007", "0012"]
    assert found.skipped_samples == (4,)


@pytest.mark.parametrize(("number", "code"), [("", "staff_no_missing"), ("A\x1b7", "staff_no_bad")])
def test_a_staff_number_that_is_none_is_refused(tmp_path: Path, number: str, code: str) -> None:
    path = saved(tmp_path, f"姓名,部门,职工号\n王小明,人事处,{number}\n")
    with pytest.raises(BadInput) as caught:
        read_roster(path, default_unit="机关", member_no="staff_no")
    assert problems(caught) == [(2, "职工号", code)]


def test_a_roster_without_phones_lacks_the_column(tmp_path: Path) -> None:
    assert refused(tmp_path, "王小明,人事处,1", header="姓名,单位,工号") == [(1, "手机号码", "column_missing")]


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    found = refused(tmp_path, "王小明,,1380000123,", "李芳,,,", ",,13900005678,")
    assert [code for _, _, code in found] == ["phone_length", "phone_missing", "name_missing"]


# Units


def units(tmp_path: Path, text: str) -> list[UnitLine]:
    return read_units(saved(tmp_path, text))


def test_units_are_read(tmp_path: Path) -> None:
    text = "单位名册\n单 位,上级单位,类型,党员总数\n省总工会,,,\n省电力公司,省总工会,直属单位,120\n注:以上\n"
    file = str(tmp_path / "roster.csv")
    assert units(tmp_path, text) == [
        UnitLine(file=file, row=3, unit="省总工会"),
        UnitLine(file=file, row=4, unit="省电力公司", parent="省总工会", kind="直属单位", headcount=120),
    ]


def test_a_list_of_names_is_enough(tmp_path: Path) -> None:
    assert [line.unit for line in units(tmp_path, "单位\n甲\n乙\n")] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("甲,,,3", (3, "单位", "duplicate_unit")),
        (",甲,,3", (3, "单位", "unit_missing")),
        ("乙,,,三", (3, "党员总数", "headcount_bad")),
        ("乙,,,-1", (3, "党员总数", "headcount_bad")),
        ("乙,,,1.5", (3, "党员总数", "headcount_bad")),
        ("乙\u202e,,,1", (3, "单位", "text_hostile")),
    ],
)
def test_a_mistake_in_a_unit_is_named(tmp_path: Path, row: str, found: tuple[int, str, str]) -> None:
    with pytest.raises(BadInput) as caught:
        units(tmp_path, f"单位,上级单位,类型,党员总数\n甲,,,0\n{row}\n")
    assert problems(caught) == [found]


def test_a_file_without_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        units(tmp_path, "")
    assert problems(caught) == [(0, "", "header_missing")]
