"""Lines out of texts in every encoding that offices send, and out of Word documents of every make."""

from pathlib import Path

import pytest

from chuangguan.errors import BadInput
from chuangguan.formats import isolation
from chuangguan.formats._child.document import number_text
from chuangguan.formats.drafts import PICTURE
from chuangguan.formats.prose_files import MAX_LINE, read_lines
from malformed_files import MAIN, RELATIONS, WORD, paragraphs, word_of, word_parts, zip_of

COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def lines_of(tmp_path: Path, body: str, **more: str | bytes) -> list[str]:
    path = tmp_path / "a.docx"
    path.write_bytes(word_of(body, "", **more))
    return [text for _, text in read_lines(path)]


def code_of(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_lines(path)
    (problem,) = caught.value.problems
    return problem.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_read_in_every_encoding_with_every_line_end(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "a.TXT"
    path.write_bytes(end.join(["题库", "", "甲"]).encode(encoding))
    assert read_lines(path) == [(1, "题库"), (2, ""), (3, "甲")]


def test_the_paragraphs_come_in_order_with_those_of_tables_and_boxes(tmp_path: Path) -> None:
    cell = f"<w:tc>{paragraphs('乙')}</w:tc><w:tc>{paragraphs('丙')}</w:tc>"
    assert lines_of(tmp_path, f"{paragraphs('甲')}<w:tbl><w:tr>{cell}</w:tr></w:tbl>{paragraphs('丁')}") == list(
        "甲乙丙丁"
    )


def test_runs_are_joined_and_tabs_and_breaks_are_kept(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>1</w:t><w:tab/></w:r><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p><w:p/>"
    assert lines_of(tmp_path, body) == ["1\t甲\n乙", ""]


def test_what_was_deleted_or_stands_there_twice_is_not_read(tmp_path: Path) -> None:
    deleted = "<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
    moved = "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
    twice = (
        f'<m:AlternateContent xmlns:m="{COMPATIBLE}"><m:Choice><w:r><w:t>甲</w:t></w:r></m:Choice>'
        "<m:Fallback><w:r><w:t>甲</w:t></w:r></m:Fallback></m:AlternateContent>"
    )
    assert lines_of(tmp_path, f"<w:p>{deleted}{moved}{twice}</w:p>") == ["新甲"]


def test_a_picture_and_a_tick_out_of_a_symbol_font_leave_their_marks(tmp_path: Path) -> None:
    body = '<w:p><w:r><w:drawing/><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="X" w:char="1"/></w:r></w:p>'
    assert lines_of(tmp_path, body) == [f"{PICTURE}√\ufffd"]


LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
NUMBERING = (
    f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">'
    + LEVEL.format(0, "decimal", "%1.")
    + LEVEL.format(1, "upperLetter", "%2、")
    + LEVEL.format(2, "bullet", "o")
    + '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="6"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num></w:numbering>"
)


def listed(text: str, level: int, number: int = 5) -> str:
    place = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{place}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_the_numbers_that_word_writes_itself_are_read(tmp_path: Path) -> None:
    body = "".join(
        listed(text, level, number)
        for text, level, number in [
            ("甲", 0, 5), ("一", 1, 5), ("二", 1, 5), ("乙", 0, 5),
            ("一", 1, 5), ("点", 2, 5), ("丙", 0, 6), ("无", 0, 9),
        ]
    )  # fmt: skip
    parts = {"word__numbering.xml": NUMBERING}
    assert lines_of(tmp_path, body, **parts) == [
        "1.\t甲", "A、\t一", "B、\t二", "2.\t乙", "A、\t一", "点", "1.\t丙", "无",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (3, "decimal", "3"),
        (3, "upperLetter", "C"),
        (27, "upperLetter", "27"),
        (3, "lowerLetter", "c"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (34, "japaneseCounting", "三十四"),
    ],
)
def test_a_number_of_a_list_is_written_as_word_writes_it(count: int, form: str, text: str) -> None:
    assert number_text(count, form) == text


def test_the_text_is_where_the_document_says(tmp_path: Path) -> None:
    parts = word_parts(paragraphs("甲"))
    moved = {("word/other.xml" if name == "word/document.xml" else name): part for name, part in parts.items()}
    moved["_rels/.rels"] = str(moved["_rels/.rels"]).replace("word/document.xml", "/word/other.xml")
    path = tmp_path / "a.docx"
    path.write_bytes(zip_of(moved))
    assert read_lines(path) == [(1, "甲")]


def test_a_line_may_be_as_long_as_the_limit_and_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("甲\n" + "乙" * MAX_LINE)
    assert len(read_lines(path)) == 2
    path.write_text("甲\n" + "乙" * (MAX_LINE + 1))
    with pytest.raises(BadInput) as caught:
        read_lines(path)
    assert (caught.value.problems[0].code, caught.value.problems[0].row) == ("prose_line_too_long", 2)


def test_a_document_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_of(paragraphs("甲")))
    assert read_lines(path)
    monkeypatch.setattr(isolation, "WALL_SECONDS", 0.000_1)
    assert code_of(path) == "file_timeout"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF", "prose_unknown"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "word_old"),
        ("a.txt", b"PK\x03\x04", "text_not_text"),
        ("a.txt", b"\xff\xff", "text_encoding"),
        ("a.txt", b"a\nb\0", "text_nul"),
        ("a.docx", b"PK\x03\x04", "word_unreadable"),
    ],
)
def test_a_file_that_is_no_prose_says_why(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert code_of(path) == code


def test_an_element_of_another_kind_of_file_is_no_paragraph(tmp_path: Path) -> None:
    assert lines_of(tmp_path, f'<x:p xmlns:x="{MAIN}"><x:r><x:t>甲</x:t></x:r></x:p>') == []
    assert lines_of(tmp_path, f'<x:p xmlns:x="{RELATIONS}"/><w:p/>') == [""]
