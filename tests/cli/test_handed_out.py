"""The files that a closing hands out: whole where they must be, without what nobody may see."""

import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

PHONE = re.compile(r"13[89]000000[0-9]{2}")
"""The numbers of these people; eleven digits of any kind may stand in a seal."""

HOSTILE = ["=cmd|'/C calc'!A0", "+1-1", "@SUM(A1)", "<w:t>&\"'", "[red]张[/red]", "{0}{name}", "%s%n", "a" * 300]


@pytest.fixture
def closed(clerk: Any) -> Any:
    """Return a clerk with people of hostile names on the board of April."""
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE]
    rows = [f"{name},工人报社,138000000{number:02d}" for number, name in enumerate(quoted)]
    clerk.good("roster", "import", clerk.write("r.csv", "姓名,单位,手机号码\n" + "\n".join(rows)))
    line = (
        '{{"entrant": "138000000{number:02d}", "level": 1, "started_at": "2018-04-13T09:00:00.000+08:00", '
        '"submitted_at": "2018-04-13T09:01:{number:02d}.000+08:00", "correct": 20, "of": 20}}\n'
    )
    lines = "".join(line.format(number=number) for number in range(len(HOSTILE)))
    clerk.good("attempts", "import", clerk.write("a.jsonl", lines))
    return clerk


def _cells(path: Path) -> list[Any]:
    return [cell for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row if cell.value is not None]


def _words(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_closing_writes_its_files_and_says_where(closed: Any) -> None:
    printed = closed.good("close", "2018-04", "--out", "结果").out
    names = {path.name for path in (closed.directory / "结果").iterdir()}
    assert names == {
        *("获奖名单.xlsx", "排名.csv", "参与率统计表.xlsx", "表彰通报.docx", "结榜-2018-04.json"),
        *("奖金发放表.xlsx", "奖金发放表.docx"),
    }
    assert all(f"已写出 结果/{name}" in printed for name in names)


def test_no_phone_is_in_the_prize_list_or_the_notice_or_the_sealed_file(closed: Any) -> None:
    closed.good("close", "2018-04", "--out", "结果")
    place = closed.directory / "结果"
    for name in ("获奖名单.xlsx", "参与率统计表.xlsx", "奖金发放表.xlsx"):
        assert not PHONE.search(" ".join(str(cell.value) for cell in _cells(place / name)))
    assert not PHONE.search(_words(place / "表彰通报.docx") + _words(place / "奖金发放表.docx"))
    sealed = (place / "结榜-2018-04.json").read_text(encoding="utf-8")
    assert not PHONE.search(sealed)
    assert "[red]" not in sealed


def test_names_and_phones_are_masked_in_what_goes_on_the_web(closed: Any) -> None:
    closed.good("close", "2018-04", "--out", "结果")
    raw = (closed.directory / "结果/排名.csv").read_bytes()
    text = raw.decode("utf-8-sig")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert not PHONE.search(text)
    assert "138****0004" in text
    assert "张" not in text
    assert not re.search(r'(?m)(^|,)"?[=+@-]', text)


def test_a_hostile_name_comes_through_as_text_and_never_as_a_formula(closed: Any) -> None:
    closed.good("close", "2018-04", "--out", "结果")
    for name in ("获奖名单.xlsx", "参与率统计表.xlsx", "奖金发放表.xlsx"):
        assert {cell.data_type for cell in _cells(closed.directory / "结果" / name)} <= {"s", "n"}
    shown = [cell.value for cell in _cells(closed.directory / "结果/获奖名单.xlsx")]
    assert all(name in shown for name in HOSTILE[:7])
    assert all(name in _words(closed.directory / "结果/表彰通报.docx") for name in HOSTILE[:7])


def test_a_hostile_name_is_printed_as_it_is(closed: Any) -> None:
    printed = closed.good("board", "--period", "2018-04").out
    assert all(name in printed for name in HOSTILE[4:7])


def test_a_preview_stores_nothing_and_marks_everything(closed: Any) -> None:
    before = closed.facts()
    printed = closed.good("close", "2018-04", "--preview", "--out", "预").out
    assert closed.facts() == before
    assert "预览，非正式结果" in printed
    assert "sha256:" not in printed
    place = closed.directory / "预"
    assert not (place / "结榜-2018-04.json").exists()
    books, notices, [ranking] = (list(place.glob(f"*{suffix}")) for suffix in (".xlsx", ".docx", ".csv"))
    assert (len(books), len(notices)) == (3, 2)
    assert all(any("预览" in str(cell.value) for cell in _cells(book)) for book in books)
    assert all("预览" in _words(notice) for notice in notices)
    assert "预览" in ranking.read_text(encoding="utf-8-sig")


def test_a_closing_is_not_marked_as_a_preview(closed: Any) -> None:
    closed.good("close", "2018-04", "--out", "结果")
    place = closed.directory / "结果"
    assert not any("预览" in str(cell.value) for cell in _cells(place / "获奖名单.xlsx"))
    assert "预览" not in _words(place / "表彰通报.docx")
    assert "预览" not in (place / "排名.csv").read_text(encoding="utf-8-sig")


def own_template(closed: Any, line: str) -> str:
    document = docx.Document()
    document.add_paragraph(line)
    document.save(str(closed.directory / "本单位通报.docx"))
    return "本单位通报.docx"


def test_the_organisers_own_template_is_filled_beside_the_others(closed: Any) -> None:
    line = "{{期次}}：{% for 人 in 获奖人员 %}{{人.姓名}}；{% endfor %}"
    printed = closed.good("close", "2018-04", "--out", "结果", "--template", own_template(closed, line)).out
    assert "已写出 结果/本单位通报-2018-04.docx" in printed
    said = _words(closed.directory / "结果/本单位通报-2018-04.docx")
    assert said.startswith("2018年4月：")
    assert all(name in said for name in HOSTILE[:7])


def test_a_template_with_a_mistake_is_refused_before_anything_is_closed(closed: Any) -> None:
    name = own_template(closed, "{{ 不认识 }}")
    said = closed.refused("close", "2018-04", "--out", "结果", "--template", name)
    assert "本单位通报.docx：没有“不认识”这个占位符" in said
    assert "--template 要与 --out 一起用" in closed.refused("close", "2018-04", "--template", name, code=2)
    assert "文件不存在" in closed.refused("close", "2018-04", "--out", "结果", "--template", "没有.docx")


def test_two_periods_in_one_directory_replace_each_other_and_it_is_said(closed: Any) -> None:
    assert "已被替换" not in closed.good("close", "2018-03", "--out", "结果").out
    assert "2018-03 的同名文件已被替换" in closed.good("close", "2018-04", "--out", "结果").out
    assert "已被替换" not in closed.good("close", "2018-05", "--out", "结果", "--preview").out
    assert "已被替换" not in closed.good("close", "2018-05", "--out", "五月").out
