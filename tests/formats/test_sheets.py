"""Reading tables: every encoding that offices send, and files that are out to harm."""

import datetime as dt
import io
import struct
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import xlsxwriter

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats import isolation
from chuangguan.formats._child.archives import MAX_ENTRIES
from chuangguan.formats.sheets import MAX_COLUMNS, MAX_ROWS, Row, Table, read_tables
from malformed_files import row_of, sheet_parts, zip_of

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": CONTENT_TYPES,
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
    f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
PLAIN = '<row r="1"><c r="A1"><v>1</v></c></row>'


def workbook_of(rows: str, extra: dict[str, bytes] | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a workbook whose sheet has these rows, written as bare XML."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return content.getvalue()


def saved(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def code_of(path: Path) -> str:
    """Return the code of the one problem that a file has, after saying it in Chinese."""
    with pytest.raises(BadInput) as caught:
        read_tables(path)
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    assert MESSAGES[problem.code].format(**problem.details)
    return problem.code


# Text


@pytest.mark.parametrize(
    "content",
    [
        "姓名,电话\n张三,1\n".encode(),
        "姓名,电话\r\n张三,1\r\n".encode("utf-8-sig"),
        "姓名,电话\r\n张三,1\r\n".encode("gb18030"),
        "姓名\t电话\r\n张三\t1\r\n".encode("utf-16"),
        "姓名\t电话\r\n张三\t1".encode("utf-8-sig"),
        b"\xfe\xff" + "姓名,电话\r\n张三,1".encode("utf-16-be"),
    ],
)
def test_text_is_read_in_every_encoding_that_excel_saves(tmp_path: Path, content: bytes) -> None:
    (table,) = read_tables(saved(tmp_path, "a.csv", content))
    assert table.sheet == ""
    assert [row.cells for row in table.rows] == [("姓名", "电话"), ("张三", "1")]


def test_a_header_with_several_semicolons_and_no_comma_has_semicolons_between_its_cells(tmp_path: Path) -> None:
    (table,) = read_tables(saved(tmp_path, "a.csv", "名单\n姓名;电话;单位\n张三;1;甲,乙\n".encode()))
    assert [row.cells for row in table.rows] == [("名单",), ("姓名", "电话", "单位"), ("张三", "1", "甲,乙")]
    (table,) = read_tables(saved(tmp_path, "a.csv", "姓名;又名,电话;手机\n张三,1\n".encode()))
    assert table.rows[0].cells == ("姓名;又名", "电话;手机")


def test_rows_count_as_in_the_spreadsheet_and_blank_ones_are_left_out(tmp_path: Path) -> None:
    content = '标题\n\n,,\na,"上\n下"\n  ,\u3000\n尾,1\n'.encode()
    (table,) = read_tables(saved(tmp_path, "a.csv", content))
    assert [(row.number, row.filled) for row in table.rows] == [(1, ("标题",)), (4, ("a", "上\n下")), (6, ("尾", "1"))]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n", b"\xff\xfe"])
def test_a_file_without_a_filled_cell_has_no_table(tmp_path: Path, content: bytes) -> None:
    assert read_tables(saved(tmp_path, "a.csv", content)) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,\x002\n", "text_nul"),
        ("a,b\n".encode("utf-16-le"), "text_nul"),
        (b"\xff\xfea", "text_encoding"),
        (b"a,\xff\xff\n", "text_encoding"),
        (b'a,"b\n1,2\n', "csv_malformed"),
        (b'a,"b"c\n', "csv_malformed"),
        (b"a," + b"b" * 200_000, "csv_malformed"),
        (b"," * MAX_COLUMNS + b"x", "file_too_large"),
        (b"x\n" * (MAX_ROWS + 1), "file_too_large"),
    ],
)
def test_text_that_is_no_table_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert code_of(saved(tmp_path, "a.csv", content)) == code


def test_the_limits_of_a_text_are_inside(tmp_path: Path) -> None:
    (wide,) = read_tables(saved(tmp_path, "a.csv", b"," * (MAX_COLUMNS - 1) + b"x,,,"))
    assert wide.rows[0].filled == ("x",)
    (long,) = read_tables(saved(tmp_path, "b.csv", b"x\n" * MAX_ROWS))
    assert len(long.rows) == MAX_ROWS


def test_the_row_of_a_broken_quotation_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_tables(saved(tmp_path, "a.csv", b'a,b\n1,2\n3,"4"5\n'))
    assert caught.value.problems[0].row == 3


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a", "a.xlsm"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    assert code_of(saved(tmp_path, name, b"a,b\n")) == "unknown_format"


@pytest.mark.parametrize("name", ["none.csv", "none.xlsx"])
def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    assert code_of(tmp_path / name) == "file_missing"


@pytest.mark.parametrize("name", ["folder.csv", "folder.xlsx"])
def test_a_folder_is_no_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert code_of(tmp_path / name) in ("file_unreadable", "sheet_unreadable")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_beyond_the_size_is_not_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(isolation.MAX_FILE_BYTES + 1)
    assert code_of(path) == "file_too_large"


# Workbooks


def test_the_cells_of_a_workbook_are_the_texts_that_people_see(tmp_path: Path) -> None:
    path = tmp_path / "a.XLSX"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("机关")
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write(2, 1, " 张三 ")
        sheet.write(2, 2, 13800138000)
        sheet.write(4, 1, True)  # noqa: FBT003  a cell's value
        sheet.write_datetime(4, 2, dt.datetime(2018, 3, 12), date)  # noqa: DTZ001  cells have no zone
        sheet.write_datetime(4, 3, dt.datetime(2018, 3, 12, 9, 3, 20), moment)  # noqa: DTZ001  as above
        sheet.write_string(5, 1, "00123")
        sheet.write_blank(9, 200, None, date)
        book.add_worksheet("空")
        hidden = book.add_worksheet("藏")
        hidden.hide()
        hidden.write(0, 0, "x")
        book.add_worksheet("支部").write(0, 0, "x")
    first, second = read_tables(path)
    assert first == Table(
        sheet="机关",
        left_out=1,
        rows=(
            Row(number=3, cells=("张三", "13800138000")),
            Row(number=5, cells=("TRUE", "2018-03-12", "2018-03-12T09:03:20")),
            Row(number=6, cells=("00123",)),
        ),
    )
    assert second.sheet == "支部"


def test_a_bare_workbook_is_read(tmp_path: Path) -> None:
    (table,) = read_tables(saved(tmp_path, "a.xlsx", workbook_of(PLAIN)))
    assert table.rows == (Row(number=1, cells=("1",)),)


def lying_bomb() -> bytes:
    """Return a workbook with an entry of 300 MB that its directory says has 1,000 bytes."""
    content = workbook_of(PLAIN, {"xl/media/x.xml": bytes(300 * 2**20)})
    return content.replace(struct.pack("<L", 300 * 2**20), struct.pack("<L", 1_000))


SHARED = {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>甲</t></si></sst>'.encode()}
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a cell in the farthest corner": (lambda: workbook_of(FAR), "file_too_large"),
    "a cell beyond the last column": (
        lambda: workbook_of('<row r="1"><c r="A1"><v>1</v></c><c r="BM1"><v>2</v></c></row>'),
        "file_too_large",
    ),
    "too many rows": (
        lambda: workbook_of("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, MAX_ROWS + 2))),
        "file_too_large",
    ),
    "a bomb by its size": (lambda: workbook_of(PLAIN, {"x": bytes(257 * 2**20)}), "file_too_large"),
    "a bomb by its ratio": (lambda: workbook_of(PLAIN, {"x": bytes(20 * 2**20)}), "file_too_large"),
    "a bomb that lies": (lying_bomb, "sheet_unreadable"),
    "too many entries": (lambda: workbook_of(PLAIN, {f"x{n}": b"" for n in range(2_000)}), "file_too_large"),
    "a method that is not bounded": (lambda: workbook_of(PLAIN, method=zipfile.ZIP_BZIP2), "sheet_unreadable"),
    "a truncated file": (lambda: workbook_of(PLAIN)[:-40], "sheet_unreadable"),
    "a file with a damaged byte": (
        lambda: workbook_of(PLAIN).replace(b"xl/worksheets", b"xl/worksheetz", 1),
        "sheet_unreadable",
    ),
    "broken XML": (lambda: workbook_of("<row r='1'><c r="), "sheet_unreadable"),
    "a sheet in UTF-16": (
        lambda: workbook_of("", {"xl/worksheets/SHEET2.xml": "<worksheet/>".encode("utf-16")}),
        "sheet_unreadable",
    ),
    "a number that is none": (lambda: workbook_of('<row r="1"><c r="A1"><v>NaN</v></c></row>'), "sheet_unreadable"),
    "two parts of one name": (
        lambda: workbook_of(PLAIN, {"xl/Worksheets/sheet1.xml": b"<worksheet/>"}),
        "sheet_unreadable",
    ),
    **{
        f"a shared text with the number {number}": (
            partial(workbook_of, f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>', SHARED),
            "sheet_unreadable",
        )
        for number in ("-1", "x", "1.0", "1", "9" * 5000)
    },
    "a row that is far beyond the last": (
        lambda: workbook_of('<row r="123456789"><c><v>1</v></c></row>'),
        "file_too_large",
    ),
    "a cell that is far beyond the last": (
        lambda: workbook_of('<row><c r="A99999999999"><v>1</v></c></row>'),
        "file_too_large",
    ),
    "text under another name": ("姓名,手机号码\n张三,1\n".encode, "sheet_unreadable"),
    "an empty file": (lambda: b"", "sheet_unreadable"),
    "the beginning of an old workbook": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "sheet_unreadable"),
}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', "甲"),
        ('<c t="s"><v>0</v></c>', "甲"),
        ('<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>', "甲乙"),
        ('<c t="str"><f>1</f><v>甲_x000D_</v></c>', "甲"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="d"><v>2024-01-02</v></c>', "2024-01-02"),
        ('<c s="99"><v>5</v></c>', "5"),
        ('<c t="s"/>', ""),
    ],
)
def test_a_cell_of_every_kind_is_read(tmp_path: Path, cell: str, text: str) -> None:
    rows = f'<row r="1">{cell}<c><v>7</v></c></row>'
    (table,) = read_tables(saved(tmp_path, "a.xlsx", workbook_of(rows, SHARED)))
    assert table.rows[0].filled == tuple(filter(None, (text, "7")))


@pytest.mark.parametrize(("second", "read"), [("B", 2), ("sheet1", 0)])
def test_two_sheets_of_one_name_are_refused(tmp_path: Path, second: str, read: int) -> None:
    parts = sheet_parts(row_of(1, ["甲"]))
    for name, before, more in (
        ("xl/workbook.xml", "</sheets>", f'<sheet name="{second}" sheetId="2" r:id="r2"/>'),
        (
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="r2" Type="{RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/>',
        ),
    ):
        parts[name] = str(parts[name]).replace(before, more + before)
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet1.xml"]
    path = saved(tmp_path, "a.xlsx", zip_of(parts))
    if read:
        assert len(read_tables(path)) == read
    else:
        assert code_of(path) == "sheet_unreadable"


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_date_is_the_same_whichever_year_the_workbook_counts_from(tmp_path: Path, *, is_1904: bool) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        look = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_datetime(0, 0, dt.datetime(2024, 1, 2), look)  # noqa: DTZ001  cells have no zone
    assert read_tables(path)[0].rows[0].cells == ("2024-01-02",)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on a process")
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_workbook_ends_as_one_problem(tmp_path: Path, case: str) -> None:
    make, code = HOSTILE[case]
    assert code_of(saved(tmp_path, "a.xlsx", make())) == code


def test_entries_up_to_the_limit_are_read(tmp_path: Path) -> None:
    extra = {f"x{n}": b"" for n in range(MAX_ENTRIES - len(PARTS) - 1)}
    assert read_tables(saved(tmp_path, "a.xlsx", workbook_of(PLAIN, extra)))


def test_the_last_column_is_read(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="BL1"><v>2</v></c></row>'
    (table,) = read_tables(saved(tmp_path, "a.xlsx", workbook_of(rows)))
    assert len(table.rows[0].cells) == MAX_COLUMNS


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, "a.xlsx", workbook_of(PLAIN))
    assert read_tables(path)
    monkeypatch.setattr(isolation, "WALL_SECONDS", 0.000_1)
    assert code_of(path) == "file_timeout"


def test_without_the_library_it_says_which_extra_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, "a.xlsx", workbook_of(PLAIN))
    monkeypatch.setattr(isolation, "find_spec", lambda _name: None)
    assert code_of(path) == "files_extra_missing"
