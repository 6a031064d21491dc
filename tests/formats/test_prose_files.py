"""Lines out of texts in every encoding that offices send, and out of Word documents of every make."""

import warnings
import zipfile
from pathlib import Path

import pytest

from chuangguan.errors import BadInput
from chuangguan.formats import isolation
from chuangguan.formats._child.numbering import number_text
from chuangguan.formats.bank_import.drafts import PICTURE
from chuangguan.formats.prose_files import MAX_LINE, read_lines
from malformed_files import MAIN, PACKAGE, RELATIONS, WORD, paragraphs, word_of, word_parts, zip_of

COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def lines_of(tmp_path: Path, body: str, **more: str | bytes) -> list[str | tuple[str, ...]]:
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


def cell_of(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(paragraphs, texts))}</w:tc>"


def table_of(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_each_row_of_a_table_comes_as_its_cells_between_the_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    table = table_of(cell_of("序号") + cell_of("题目"), cell_of("1") + cell_of("乙（ ）", "A.丙"))
    path.write_bytes(word_of(f"{paragraphs('甲')}{table}{paragraphs('丁')}"))
    assert read_lines(path) == [(1, "甲"), (2, ("序号", "题目")), (4, ("1", "乙（ ）\nA.丙")), (7, "丁")]


def test_a_cell_over_two_columns_keeps_the_others_in_their_columns(tmp_path: Path) -> None:
    wide = cell_of("甲", properties='<w:gridSpan w:val="2"/>')
    assert lines_of(tmp_path, table_of(wide + cell_of("乙"))) == [("甲", "", "乙")]


def test_a_table_inside_a_cell_is_of_that_cell(tmp_path: Path) -> None:
    inner = table_of(cell_of("丙") + cell_of("丁"))
    outer = f"<w:tc>{paragraphs('乙')}{inner}<w:p/></w:tc>"
    assert lines_of(tmp_path, table_of(cell_of("甲") + outer)) == [("甲", "乙\n丙\n丁\n")]


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


SYMBOLS = (("Wingdings", "F0FC"), ("Symbol", "F0B0"), ("X", "1"))


def test_a_picture_and_a_tick_out_of_a_symbol_font_leave_their_marks(tmp_path: Path) -> None:
    symbols = "".join(f'<w:sym w:font="{font}" w:char="{code}"/>' for font, code in SYMBOLS)
    assert lines_of(tmp_path, f"<w:p><w:r><w:drawing/>{symbols}</w:r></w:p>") == [f"{PICTURE}√°［符号］"]


def run(text: str, *properties: str) -> str:
    look = "".join(f"<w:{each}/>" for each in properties)
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str, result: str = "") -> str:
    parts = (
        ("begin", f'<w:instrText xml:space="preserve">{instruction}</w:instrText>'),
        ("separate", result),
        ("end", ""),
    )
    return "".join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r><w:r>{inner}</w:r>' for kind, inner in parts)


INSIDE = (
    f"<w:smartTag>{run('甲')}</w:smartTag><w:sdt><w:sdtPr><w:rPr><w:strike/></w:rPr><w:text/></w:sdtPr>"
    f"<w:sdtContent>{run('乙')}</w:sdtContent></w:sdt><w:hyperlink>{run('丙')}</w:hyperlink>"
    f"<w:customXml>{run('丁')}</w:customXml>"
)


def font(name: str) -> str:
    return f'rFonts w:ascii="{name}" w:hAnsi="{name}"'


SMALL = ('vertAlign w:val="superscript"', 'vertAlign w:val="subscript"')
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
FRACTION = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (run("A", "strike") + run("B"), "A［删除线］B"),
        (run("A", "dstrike") + run("B"), "A［删除线］B"),
        (run("A", 'strike w:val="0"') + run("B", 'dstrike w:val="false"'), "AB"),
        (run(" ", "strike") + run("B"), " B"),
        (f"<w:pPr><w:rPr><w:strike/><w:vanish/></w:rPr></w:pPr>{run('A')}", "A"),
        (run("2") + run("10", SMALL[0]), "2¹⁰"),
        (run("CO") + run("2", SMALL[1]), "CO₂"),
        (run("e") + run("x", SMALL[0]), "ex［上下标］"),
        (run("2", 'vertAlign w:val="baseline"'), "2"),
        (run("题") + run("答案B", "vanish") + run("（ ）"), "题（ ）"),
        (run("首都是") + run("   ", 'u w:val="single"') + run("市"), "首都是____市"),
        (run("首都是") + run("\u3000", "u") + run(" ", "u") + run("市"), "首都是____市"),
        (run("划") + run("  错误  ", "u") + run("的"), "划  错误  的"),
        (run("  ", "u") + run("错", "u") + run("  ", "u"), "  错  "),
        (run("甲") + run(" ", "u") + run("乙"), "甲 乙"),
        (run("甲") + run("   ", 'u w:val="none"') + run("乙"), "甲   乙"),
        (run("比") + field(" EQ \\f(1,2)"), "比［公式］"),
        (run("比") + field("EQ \\f(1,", "") + run("大"), "比［公式］大"),
        (field(f" EQ \\s(1,</w:instrText></w:r>{field('PAGE', '<w:t>2</w:t>')}<w:r><w:instrText>)"), "［公式］2"),
        ('<w:fldSimple w:instr=" EQ \\o(甲,乙)"><w:r><w:t/></w:r></w:fldSimple>', "［公式］"),
        (field('SYMBOL 176 \\f "Symbol"') + run("C"), "［符号］C"),
        (field("PAGEREF x", "<w:t>12</w:t>"), "12"),
        (f"<m:oMath {MATH}><m:r><m:t>x=1</m:t></m:r></m:oMath>", "x=1"),
        (f"{run('等于')}<m:oMath {MATH}>{FRACTION}</m:oMath>{run('的')}", "等于［公式］的"),
        (run("当") + "<w:r><w:object/></w:r>" + run("增大"), "当［图］增大"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>pīn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r>",
         "［符号］拼"),
        (run("30\uf0b0"), "30\uf0b0［符号］"),
        (run("30\uf0b0 P", font("Symbol")), "30° ［符号］"),
        (run("甲（P）", font("Wingdings 2")) + run("P"), "甲（√）P"),
        (run("甲（P）", font("宋体")), "甲（P）"),
        (run("J", font("Wingdings")), "［符号］"),
        (run("字", 'em w:val="dot"') + run("字", 'em w:val="none"'), "字［符号］字"),
        (run("注") + "<w:r><w:footnoteReference w:id='2'/></w:r>" + run("的"), "注［符号］的"),
        ("<w:r><w:t>A.甲</w:t><w:ptab/><w:t>B.乙</w:t></w:r>", "A.甲\tB.乙"),
        (INSIDE, "甲乙丙丁"),
        (f'<w:ins>{run("甲")}</w:ins><w:moveTo>{run("乙")}</w:moveTo><w:bdo>{run("丙")}</w:bdo>', "甲乙丙"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict><w:t>甲</w:t></w:r>",
         "［图］甲［删除线］"),
    ],
)  # fmt: skip
def test_what_no_text_can_hold_leaves_a_mark_and_the_rest_is_read(tmp_path: Path, runs: str, text: str) -> None:
    assert lines_of(tmp_path, f"<w:p>{runs}</w:p>") == [text]


def boxed(*texts: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{''.join(map(paragraphs, texts))}</w:txbxContent></w:pict></w:r>"


def test_a_text_box_does_not_run_into_its_paragraph_nor_into_the_one_before(tmp_path: Path) -> None:
    body = (
        paragraphs("31. 甲（ ）")
        + f"<w:p>{run('32. 乙')}{boxed('答案：B', '')}{run('（ ）')}</w:p>"
        + paragraphs("A. 丙")
    )
    assert lines_of(tmp_path, body) == ["31. 甲（ ）", f"32. 乙{PICTURE}（ ）", "答案：B［文本框］", "A. 丙"]


def test_a_text_box_in_a_cell_stays_in_it_with_a_table_of_its_own(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><w:txbxContent>{table_of(cell_of('丁'))}{paragraphs('戊')}</w:txbxContent></w:pict></w:r>"
    row = f"<w:tc><w:p>{run('甲')}{box}</w:p></w:tc>{cell_of('乙')}"
    assert lines_of(tmp_path, table_of(row)) == [(f"甲{PICTURE}\n丁［文本框］\n戊［文本框］", "乙")]


def test_content_that_is_held_together_around_paragraphs_and_rows_are_read(tmp_path: Path) -> None:
    around = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    row = around.format(f"<w:tr>{around.format(cell_of('乙'))}{cell_of('丙')}</w:tr>")
    assert lines_of(tmp_path, around.format(paragraphs("甲")) + f"<w:tbl>{row}</w:tbl>") == ["甲", ("乙", "丙")]


def test_a_row_that_begins_further_right_and_a_cell_that_was_wider_keep_their_columns(tmp_path: Path) -> None:
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    wider = '<w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>'
    rows = (cell_of("甲") + cell_of("乙"), before + cell_of("丙"), cell_of("丁", properties=wider) + cell_of("戊"))
    assert lines_of(tmp_path, table_of(*rows)) == [("甲", "乙"), ("", "丙"), ("丁", "戊")]
    before = before.replace('"1"', '"64"')
    (tmp_path / "a.docx").write_bytes(word_of(table_of(before + cell_of("丙"))))
    assert code_of(tmp_path / "a.docx") == "file_too_large"


@pytest.mark.parametrize("part", ["altChunk", "subDoc"])
def test_a_document_with_another_file_in_its_text_is_refused(tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_of(f'{paragraphs("甲")}<w:{part} xmlns:r="{RELATIONS}" r:id="r7"/>'))
    assert code_of(path) == "word_unreadable"
    path.write_bytes(word_of(f"{paragraphs('甲')}<w:del><w:{part}/></w:del>"))
    assert read_lines(path) == [(1, "甲")]


@pytest.mark.parametrize("twin", ["word/document.xml", "WORD\\document.xml"])
def test_a_file_with_two_parts_of_one_name_is_refused(tmp_path: Path, twin: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_of(paragraphs("甲")))
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(twin, word_parts(paragraphs("乙"))["word/document.xml"])
    assert code_of(path) == "word_unreadable"


def test_how_a_paragraph_looked_before_a_change_is_not_read(tmp_path: Path) -> None:
    place = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr>'
    old = f"<w:pPr><w:pPrChange><w:pPr>{place}</w:pPr></w:pPrChange></w:pPr>"
    look = "<w:r><w:rPr><w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange></w:rPr><w:t>说明</w:t></w:r>"
    body = listed("甲", 1) + f"<w:p>{old}{look}</w:p>" + listed("乙", 1)
    assert lines_of(tmp_path, body, **{"word__numbering.xml": NUMBERING}) == ["A、\t甲", "说明", "B、\t乙"]


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


def test_an_empty_paragraph_of_a_list_has_its_number_unless_it_was_deleted_or_is_hidden(tmp_path: Path) -> None:
    empty = listed("", 0)
    gone = [empty.replace("<w:pPr>", f"<w:pPr><w:rPr><w:{look}/></w:rPr>") for look in ("del", "vanish", "moveFrom")]
    body = listed("甲", 0) + empty + listed("乙", 0) + "".join(gone) + listed("丙", 0)
    texts = lines_of(tmp_path, body, **{"word__numbering.xml": NUMBERING})
    assert texts == ["1.\t甲", "", "3.\t乙", "", "", "", "4.\t丙"]


def test_a_list_may_write_the_levels_of_another_in_its_own_way(tmp_path: Path) -> None:
    own = f'<w:lvlOverride w:ilvl="0">{LEVEL.format(0, "decimalEnclosedCircle", "%1")}</w:lvlOverride>'
    numbering = NUMBERING.replace('<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>', own)
    assert numbering != NUMBERING
    body = listed("甲", 0) + listed("乙", 0, 6) + listed("丙", 1, 6)
    texts = lines_of(tmp_path, body, **{"word__numbering.xml": numbering})
    assert texts == ["1.\t甲", "②\t乙", "A、\t丙"]


@pytest.mark.parametrize(("legal", "text"), [("<w:isLgl/>", "1.1\t乙"), ('<w:isLgl w:val="0"/>', "一.1\t乙")])
def test_a_level_may_want_those_above_in_digits(tmp_path: Path, legal: str, text: str) -> None:
    levels = LEVEL.format(0, "chineseCounting", "%1、") + LEVEL.format(1, "decimal", "%1.%2").replace(
        "<w:lvlText", f"{legal}<w:lvlText"
    )
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    texts = lines_of(tmp_path, listed("甲", 0) + listed("乙", 1), **{"word__numbering.xml": numbering})
    assert texts == ["一、\t甲", text]


STYLES = (
    f'<w:styles xmlns:w="{WORD}">'
    '<w:style w:styleId="item"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="based"><w:basedOn w:val="item"/></w:style>'
    '<w:style w:styleId="round"><w:basedOn w:val="round"/></w:style>'
    '<w:style w:styleId="linked"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="letters"><w:pPr><w:numPr><w:numId w:val="8"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="gone"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:styleId="lined"><w:rPr><w:u w:val="single"/></w:rPr></w:style>'
    '<w:style w:styleId="secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)
LISTS = NUMBERING.replace(
    "</w:numbering>",
    '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="letters"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"/><w:lvl w:ilvl="1"><w:pStyle w:val="linked"/></w:lvl>'
    + LEVEL.format(0, "upperLetter", "(%1)")
    + LEVEL.format(1, "lowerLetter", "%2.")
    + '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="8"><w:abstractNumId w:val="2"/></w:num></w:numbering>',
)


@pytest.mark.parametrize(
    ("style", "direct", "text"),
    [
        ("item", "", "A、\t甲"),
        ("based", "", "A、\t甲"),
        ("round", "", "甲"),
        ("none", "", "甲"),
        ("item", '<w:numPr><w:numId w:val="0"/></w:numPr>', "甲"),
        ("item", '<w:numPr><w:ilvl w:val="0"/></w:numPr>', "1.\t甲"),
        ("letters", "", "(A)\t甲"),
        ("linked", "", "a.\t甲"),
        ("gone", "", "甲［删除线］"),
        ("secret", "", ""),
    ],
)
def test_a_style_gives_a_paragraph_its_number_and_its_look(tmp_path: Path, style: str, direct: str, text: str) -> None:
    body = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{direct}</w:pPr>{run("甲")}</w:p>'
    assert lines_of(tmp_path, body, **{"word__numbering.xml": LISTS, "word__styles.xml": STYLES}) == [text]


@pytest.mark.parametrize(("style", "text"), [("lined", "甲____乙"), ("item", "甲   乙")])
def test_room_that_a_style_underlines_is_a_blank(tmp_path: Path, style: str, text: str) -> None:
    look = f'rStyle w:val="{style}"'
    body = f"<w:p>{run('甲')}{run('   ', look)}{run('乙')}</w:p>"
    assert lines_of(tmp_path, body, **{"word__styles.xml": STYLES}) == [text]


@pytest.mark.parametrize(("style", "text"), [("gone", "甲［删除线］乙"), ("secret", "乙"), ("item", "甲乙")])
def test_a_style_of_letters_gives_them_their_look(tmp_path: Path, style: str, text: str) -> None:
    look = f'rStyle w:val="{style}"'
    body = f"<w:p>{run('甲', look)}{run('乙')}</w:p>"
    assert lines_of(tmp_path, body, **{"word__styles.xml": STYLES}) == [text]


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (3, "decimal", "3"),
        (3, "upperLetter", "C"),
        (26, "upperLetter", "Z"),
        (27, "upperLetter", "AA"),
        (53, "lowerLetter", "aaa"),
        (0, "upperLetter", "0［符号］"),
        (3, "lowerLetter", "c"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"),
        (34, "japaneseCounting", "三十四"),
        (100, "chineseCounting", "100"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (3, "decimalEnclosedParen", "⑶"),
        (3, "decimalEnclosedFullstop", "⒊"),
        (3, "ideographTraditional", "丙"),
        (3, "chineseLegalSimplified", "叁"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (3, "decimalZero", "03"),
        (12, "decimalFullWidth", "１２"),
        (3, "koreanCounting", "3［符号］"),
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


def test_lists_and_styles_are_where_the_document_says(tmp_path: Path) -> None:
    rels = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/numbering" Target="lists2.xml"/>'
    parts = {"word__lists2.xml": NUMBERING, "word___rels__document.xml.rels": f"{rels}</Relationships>"}
    assert lines_of(tmp_path, listed("甲", 0), **parts) == ["1.\t甲"]
    assert lines_of(tmp_path, listed("甲", 0), **{"word__lists2.xml": NUMBERING}) == ["甲"]


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
