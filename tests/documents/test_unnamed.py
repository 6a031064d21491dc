"""Who may not be named in public is masked in whatever is published, and whole in the rest (clause 5.2)."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from msgspec.structs import replace

from chuangguan.documents import write_documents
from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.decision_pages import publicity_page, revision_page, sanction_page
from chuangguan.documents.decisions import publicity_notice, revision_notice, sanction_notice
from chuangguan.documents.notice import notice
from chuangguan.documents.ranking import ranking_lines
from chuangguan.documents.wording import UNNAMED, masked_name, public_name
from chuangguan.documents.workbook import prize_workbook
from chuangguan.rules.closing import changes_between, closing_bytes
from chuangguan.rules.roster import Person
from chuangguan.rules.sanctions import Sanction

Build = Callable[..., Material]
AT = 1_525_226_737_250
FIRST = "E000001"
UNIT = "工人报社"
OTHERS = ({"name": "李四光"}, {"name": "王五"}, {"name": "赵六一"})

MASKED = [
    ("张三", "张*"),
    ("张三丰", "张**"),
    ("欧阳明月", "欧**"),
    ("张" + "三" * 199, "张**"),
    ("阿卜杜拉·买买提", "阿**"),
    ("张", "*"),
    ("👩", "*"),
    ("👩\u200d🚀", "👩*"),
    ("👩\u200d🚀" * 9, "👩**"),
    ("张\ufe0f", "*"),
    ("张\u200b", "*"),
    ("e\u0301", "*"),
    ("张 三", "张*"),
    ("张\u3000三", "张*"),
    ("张\u202e三\x00\x0b", "张*"),
    ("张\ud800三", "张*"),
    ("\ud800", "*"),
    ("\u202e", "*"),
    ("=cmd|'/c calc'!A0", "=**"),
    ("@SUM(A1)", "@**"),
    ("＝1", "＝*"),
    ("<b>&amp;</b>", "<**"),
    ("{name}%s", "{**"),
    ("", "*"),
]
HOSTILE = [
    "欧阳明月",
    "张" + "三" * 199,
    "👩\u200d🚀" * 9,
    "张\u202e三\x00\x0b",
    "张\ud800三",
    "=cmd|'/c calc'!A0",
    "<b>&amp;</b>",
    "{name}%s",
]


@pytest.mark.parametrize(("name", "masked"), MASKED, ids=lambda text: ascii(text[:20]))
def test_the_first_character_stays_and_never_the_length(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize("name", [name for name, _ in MASKED], ids=lambda name: ascii(name[:20]))
def test_a_masked_name_is_not_the_name_and_longer_than_two_tells_no_length(name: str) -> None:
    seen = public_name(person(name), is_unnamed=True)
    assert seen not in (name, public_name(person(name), is_unnamed=False)) or seen == "已注销"
    assert len(seen) <= 3


def test_whole_masked_and_erased_are_three_things() -> None:
    assert public_name(person("张三丰"), is_unnamed=False) == "张三丰"
    assert public_name(person("张三丰"), is_unnamed=True) == "张**"
    assert public_name(None, is_unnamed=True) == public_name(person("\u202e"), is_unnamed=True) == "已注销"


def person(name: str) -> Person:
    return Person(entrant=FIRST, member_no="13800001234", name=name, salt="00" * 16)


def without(build: Build, name: str, **changes: object) -> Material:
    """Return a closing whose first winner bears this name and may not be named."""
    material = build({"name": name, "member_no": "13800001234"}, *OTHERS, **changes)
    return replace(material, unnamed=frozenset({FIRST}))


def xml_of(content: bytes) -> str:
    """Return every text inside a package, whatever part it is in."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))


def texts_of(content: bytes) -> list[str]:
    """Return the texts of a .docx, paragraphs and cells, as python-docx reads them."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def cells_of(content: bytes) -> list[str]:
    """Return the cells of an .xlsx as openpyxl reads them; none may be a formula."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    return [str(cell.value) for cell in cells]


def revised(material: Material) -> Material:
    """Return the closing as a revision of one in which nobody had a place."""
    before = replace(material.closing, board=[], awards=[])
    closing = replace(material.closing, revision=1, changes=changes_between(before, material.closing))
    return replace(material, closing=closing, canonical=closing_bytes(closing))


def public_documents(material: Material) -> dict[str, list[str]]:
    """Return the texts of everything that is published about a closing, by name."""
    publicity = publicity_notice(material, published_at=AT, objections_until=AT, signed_by="孙某")
    sanction = sanction_notice(
        material.campaign,
        Sanction(number=9, entrant=FIRST, kind="strip_awards", code="代答", decided_by="纪委", evidence="记录"),
        name=material.name_of(FIRST),
        unit=UNIT,
        final_periods=(),
        issued_at=AT,
        is_masked=material.masks([FIRST]),
    )
    return {
        "获奖名单.xlsx": cells_of(prize_workbook(prize_list(material))),
        "表彰通报.docx": texts_of(notice(prize_list(material))),
        "公示.docx": texts_of(publicity_page(publicity)),
        "更正通知.docx": texts_of(revision_page(revision_notice(revised(material), "补录"))),
        "违规通报.docx": texts_of(sanction_page(sanction)),
    }


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name[:20]))
def test_the_whole_name_is_in_no_document_that_is_published(build: Build, name: str) -> None:
    material = without(build, name)
    whole = material.in_full.name_of(FIRST)
    for document, texts in public_documents(material).items():
        assert whole not in "\n".join(texts), document
        assert masked_name(name) in "\n".join(texts), document
        assert "\n".join(texts).count(UNNAMED) >= 1, document
    for document, texts in public_documents(material.in_full).items():
        assert whole in "\n".join(texts), f"the control: {document} names who may be named"
        assert UNNAMED not in "\n".join(texts), document


def test_nothing_of_the_name_hides_in_the_packages(build: Build) -> None:
    material = without(build, "欧阳明月清风")
    content = prize_list(material)
    pages = (
        notice(content),
        publicity_page(publicity_notice(material, published_at=AT, objections_until=AT, signed_by="孙")),
    )
    for package in (prize_workbook(content), *pages, revision_page(revision_notice(revised(material), "补录"))):
        assert not [part for part in ("欧阳", "明月", "清风") if part in xml_of(package)]
        assert "李四光" in xml_of(package), "the control: the others are there"


def test_place_unit_figures_and_prize_stay(build: Build) -> None:
    material = without(build, "张三丰")
    masked, *others = prize_list(material).winners
    whole, *same = prize_list(material.in_full).winners
    assert masked == replace(whole, name="张**")
    assert others == same
    assert masked.unit == UNIT


def test_the_asterisks_are_explained_only_where_there_are_some(build: Build) -> None:
    material = build({"name": "张三"}, *OTHERS)
    assert prize_list(replace(material, unnamed=frozenset({"E000004"}))).remarks == prize_list(material).remarks, (
        "the fourth has no prize and is in no list"
    )
    erased = build({"name": "张三", "is_erased": True}, *OTHERS)
    assert UNNAMED not in prize_list(replace(erased, unnamed=frozenset({FIRST}))).remarks
    assert UNNAMED in prize_list(replace(material, unnamed=frozenset({FIRST}))).remarks


def test_the_sheet_that_is_torn_off_explains_them_too(build: Build) -> None:
    def first_sheet(material: Material) -> list[object]:
        book = openpyxl.load_workbook(io.BytesIO(prize_workbook(prize_list(material))))
        return [cell.value for row in book["获奖名单"].iter_rows() for cell in row]

    material = without(build, "张三丰")
    assert UNNAMED in first_sheet(material)
    assert UNNAMED not in first_sheet(material.in_full)


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name[:20]))
def test_the_ranking_leaves_out_the_number_and_masks_as_for_everybody(build: Build, name: str) -> None:
    material = without(build, name)
    rows = list(csv.reader(io.StringIO("".join(ranking_lines(material)).removeprefix("\ufeff"), newline="")))
    whole = list(csv.reader(io.StringIO("".join(ranking_lines(material.in_full)).removeprefix("\ufeff"), newline="")))
    assert [row[2] for row in rows[1:3]] == ["", "138****0002"]
    assert whole[1][2] == "138****1234"
    assert material.in_full.name_of(FIRST) not in "".join(cell for row in rows for cell in row)
    assert [row[:1] + row[3:] for row in rows] == [row[:1] + row[3:] for row in whole]


def test_whatever_a_closing_writes_has_the_name_nowhere_but_where_money_is_paid(build: Build, tmp_path: Path) -> None:
    material = without(build, "欧阳明月清风")
    masked = {path.name: text_of(path) for path in write_documents(tmp_path / "masked", material)}
    internal = {name for name in masked if name.startswith("奖金发放表")}
    for name, text in masked.items():
        found = [part for part in ("欧阳", "明月", "清风") if part in text]
        assert found == (["欧阳", "明月", "清风"] if name in internal else []), name
    whole = {path.name: text_of(path) for path in write_documents(tmp_path / "whole", material.in_full)}
    named = {name for name, text in whole.items() if "欧阳明月清风" in text}
    assert {"获奖名单.xlsx", "表彰通报.docx"} <= named - internal, "the control: it would be there"


def text_of(path: Path) -> str:
    """Return everything that a file says, packages opened."""
    content = path.read_bytes()
    return xml_of(content) if path.suffix in (".xlsx", ".docx") else content.decode()
