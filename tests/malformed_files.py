"""Files that no reader may fall over: cut short, of another kind, bombs, deep, with wrong encodings and wrong parts.

`corpus()` makes them by name, more of them with `HYPOTHESIS_PROFILE=scoreboard`; the name ends as the file's does.
`good_files()` are small files that are as they should be, for a fuzzer to damage.
"""

import gzip
import io
import json
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from old_workbooks import xls_of

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
MIB: Final = 2**20
PIECES: Final = 256 if os.environ.get("HYPOTHESIS_PROFILE") == "scoreboard" else 8

OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
MAGIC: Final = {
    "png": bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(40),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "gzip": gzip.compress(b"1. x\n" * 40, mtime=0),
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(60),
    "exe": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200),
    "sqlite": b"SQLite format 3\x00" + bytes(100),
    "ole": OLE + bytes(600),
    "empty zip": b"PK\x05\x06" + bytes(18),
    "half a zip head": b"PK\x03\x04\x14",
    "rtf": b"{\\rtf1\\ansi \\'d2\\'bb}",
    "page": "<html><body><p>一年有几季</p></body></html>".encode(),
}
ENTITIES: Final = {
    "a million laughs": '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]>",
    "a file from outside": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    "an address from outside": '<!DOCTYPE a [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>',
    "a document type": '<!DOCTYPE a SYSTEM "a.dtd">',
}
PROSE: Final = (
    "单选题\n1、一年有几季（ ）。\nA、三季\nB、四季\n正确答案：B\n2、一打是几个（ ）。\nA、十二 B、十\n正确答案：A\n"
)
TABLE: Final = "题型,题干,选项A,选项B,答案\n单选题,一年有几季,三季,四季,B\n判断题,一周有七天,,,对\n"
RECORDS: Final = [
    {"type": "单选题", "question": "一年有几季", "options": ["三季", "四季"], "answer": "B"},
    {"type": "判断题", "question": "一周有七天", "answer": "对"},
]


def zip_of(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, method)
    return content.getvalue()


def word_parts(body: str, head: str = "") -> dict[str, str | bytes]:
    """Return the parts of a Word document with this body; `head` stands before its root."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="a/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORD}"><w:body>'
        f"{body}</w:body></w:document>",
    }


def paragraphs(text: str) -> str:
    """Return a paragraph for each line."""
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in text.split("\n"))


def word_of(body: str, head: str = "", **more: str | bytes) -> bytes:
    """Return a Word document; further parts by their name with `__` for the slash."""
    return zip_of({**word_parts(body, head), **{name.replace("__", "/"): part for name, part in more.items()}})


def sheet_parts(rows: str, head: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook with these rows in its one sheet."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }


def row_of(number: int, cells: list[str]) -> str:
    """Return a row of texts."""
    return (
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for column, cell in enumerate(cells)
        )
        + "</row>"
    )


def sheet_of(rows: str = "", head: str = "") -> bytes:
    """Return a workbook; without rows that of `TABLE`."""
    lines = TABLE.strip().split("\n")
    return zip_of(sheet_parts(rows or "".join(row_of(n, line.split(",")) for n, line in enumerate(lines, 1)), head))


def looks_of(head: str = "") -> dict[str, str | bytes]:
    """Return the further parts of a workbook in which cells and letters look different, and something is drawn."""
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    row = "<row>0</row>"
    return {
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'{head}<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="176" formatCode="0.0_ "/>'
        "</numFmts><fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf numFmtId='176'/>"
        "<xf fontId='1'/></cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>甲</t></si><si><r><t>2</t></r><r><rPr>'
        '<vertAlign val="superscript"/></rPr><t>3</t></r></si></sst>',
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{RELATIONS}/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
        "xl/drawings/drawing1.xml": f'{head}<wsDr xmlns="{drawn}"><oneCellAnchor><from>{row}</from><pic/>'
        "</oneCellAnchor></wsDr>",
    }


def looking_sheet(head: str = "") -> bytes:
    """Return a workbook of two questions with the parts of `looks_of`, which its cells use."""
    cells = ("单选题", "一年有几季", "", "四季", "B")
    row = row_of(2, list(cells)).replace('<c r="C2" t="inlineStr"><is><t></t></is></c>', '<c r="C2" s="1"><v>3</v></c>')
    other = row_of(3, ["单选题", "六的三分之一", "", "三", "A"])
    other = other.replace('<c r="C3" t="inlineStr"><is><t></t></is></c>', '<c r="C3" t="s"><v>1</v></c>')
    return zip_of({**sheet_parts(row_of(1, TABLE.split("\n")[0].split(",")) + row + other), **looks_of(head)})


def looking_document() -> bytes:
    """Return a document with styles, lists, a field and small digits."""
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1、"/></w:lvl>'
    parts = {
        "word__styles.xml": f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="s"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style></w:styles>",
        "word__numbering.xml": f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{level}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    }
    listed = '<w:p><w:pPr><w:pStyle w:val="s"/></w:pPr><w:r><w:t>'
    body = paragraphs(PROSE).replace('<w:p><w:r><w:t xml:space="preserve">A、三', f"{listed}三")
    body = body.replace('<w:p><w:r><w:t xml:space="preserve">B、四', f"{listed}四")
    return word_of(f'{body}<w:p><w:fldSimple w:instr="PAGE"/></w:p>', **parts)


def good_files() -> dict[str, bytes]:
    """Return a file of every kind that is as it should be."""
    return {
        "a.xlsx": sheet_of(),
        "b.xlsx": looking_sheet(),
        "a.xls": xls_of({"题": [line.split(",") for line in TABLE.strip().split("\n")]}),
        "b.docx": looking_document(),
        "a.docx": word_of(paragraphs(PROSE)),
        "a.txt": PROSE.encode(),
        "b.txt": PROSE.encode("gb18030"),
        "c.txt": PROSE.encode("utf-16"),
        "a.csv": TABLE.encode("utf-8-sig"),
        "a.tsv": TABLE.replace(",", "\t").encode("utf-16"),
        "a.json": json.dumps(RECORDS, ensure_ascii=False).encode(),
        "a.jsonl": "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS).encode(),
    }


def corpus() -> dict[str, Callable[[], bytes]]:
    """Return what makes each malformed file, by a name that ends as the file does."""
    return {name: make for makers in _MAKERS for name, make in makers()}


Named = Iterator[tuple[str, Callable[[], bytes]]]


def _made(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _cut_short() -> Named:
    good = good_files()
    for name in ("a.xlsx", "a.xls", "a.docx", "a.json"):
        content, end = good[name], name[1:]
        for part in range(1, PIECES):
            yield f"cut at {part} of {PIECES}{end}", _made(content[: len(content) * part // PIECES])
    for name in ("a.xlsx", "a.docx"):
        yield f"without its last byte{name[1:]}", _made(good[name][:-1])
    records = good["a.jsonl"]
    for part in range(1, 8):
        yield f"cut at {part} of 8.jsonl", _made(records[: len(records) // 2 * part // 8])


def _of_another_kind() -> Named:
    for end in (".xlsx", ".xls", ".docx", ".json", ".jsonl", ".txt", ".csv", ".tsv", ".doc"):
        for what, content in MAGIC.items():
            yield f"{what}{end}", _made(content)
        yield f"empty{end}", _made(b"")
        yield f"spaces{end}", _made(b" \n\t\r\n ")
        yield f"nothing but nul{end}", _made(bytes(64))


def _swapped() -> Named:
    yield "a document.xlsx", lambda: word_of(paragraphs(PROSE))
    yield "a workbook.docx", sheet_of
    yield "a workbook.txt", sheet_of
    yield "a document.csv", lambda: word_of(paragraphs(PROSE))
    yield "a text.json", PROSE.encode
    yield "a table.jsonl", TABLE.encode
    yield "a text.docx", PROSE.encode
    yield "a table.xls", TABLE.encode


def _bombs() -> Named:
    zeros = bytes(24 * MIB)
    yield "a bomb by its ratio.xlsx", lambda: zip_of({**sheet_parts(""), "x": zeros})
    yield "a bomb by its ratio.docx", lambda: zip_of({**word_parts(""), "word/media/x.png": zeros})
    yield "a bomb in the text.docx", lambda: word_of(f"<w:p><w:r><w:t>{' ' * len(zeros)}</w:t></w:r></w:p>")
    for end, parts in ((".xlsx", sheet_parts("")), (".docx", word_parts(""))):
        yield f"too many entries{end}", _entries(parts)
        yield f"a method without a bound{end}", _packed(parts)
        yield f"a directory that lies{end}", _lying(parts)
    yield "a zip in a zip.docx", lambda: zip_of({"a.zip": zip_of({"b.zip": zip_of({"c": zeros})})})
    yield (
        "a far cell.xlsx",
        lambda: sheet_of(row_of(1, ["1"]) + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'),
    )
    yield "a wide row.xlsx", lambda: sheet_of('<row r="1"><c r="A1"><v>1</v></c><c r="CV1"><v>2</v></c></row>')
    yield "too many columns.csv", (",".join("甲" * 100) + "\n").encode
    yield "an endless line.txt", lambda: b"1. " + b"x" * 100_000
    yield "an endless paragraph.docx", lambda: word_of(paragraphs("一" * 100_000))
    yield "an endless cell.csv", lambda: b"a,b\n1," + b"x" * 200_000 + b"\n"
    yield "too many lines.txt", lambda: b"a\n" * 200_001
    yield "too many paragraphs.docx", lambda: zip_of(word_parts(f"{'<w:p/>' * 200_001}"), zipfile.ZIP_STORED)


def _entries(parts: dict[str, str | bytes]) -> Callable[[], bytes]:
    return lambda: zip_of({**parts, **{f"x{number}": b"" for number in range(2_001)}})


def _packed(parts: dict[str, str | bytes]) -> Callable[[], bytes]:
    return lambda: zip_of(parts, zipfile.ZIP_BZIP2)


def _lying(parts: dict[str, str | bytes]) -> Callable[[], bytes]:
    size = 300_001
    return lambda: zip_of({**parts, "x": bytes(size)}).replace(struct.pack("<L", size), struct.pack("<L", 10))


def _xml() -> Named:
    for what, head in ENTITIES.items():
        yield f"{what}.docx", _document("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", head)
    for what, body in {
        "an entity that nobody declared": "<w:p><w:r><w:t>&who;</w:t></w:r></w:p>",
        "an element that never ends": "<w:p>",
        "elements that cross": "<w:p><w:r></w:p></w:r>",
        "an attribute twice": '<w:p w:a="1" w:a="2"/>',
        "a prefix that nobody declared": "<x:p/>",
        "a control character": "<w:p><w:r><w:t>\x01</w:t></w:r></w:p>",
        "half a surrogate": "<w:p><w:r><w:t>&#xD800;</w:t></w:r></w:p>",
        "a bare ampersand": "<w:p><w:r><w:t>甲&乙</w:t></w:r></w:p>",
        "two roots": "</w:body></w:document><w:document><w:body>",
        "no questions": paragraphs("只是一篇文章"),
        "nothing": "",
    }.items():
        yield f"{what}.docx", _document(body)
    for what, rows in {
        "a cell that never ends": "<row r='1'><c r=",
        "a number that is none": '<row r="1"><c r="A1"><v>x1</v></c></row>',
        "a row that never ends": '<row r="1">',
        "a place that is none": '<row r="1"><c r="1A"><v>1</v></c></row>',
        "a shared text that is not there": '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
    }.items():
        yield f"{what}.xlsx", _workbook(rows)
    for what, head in ENTITIES.items():
        yield f"{what} in the styles.xlsx", _looking(head)
    deep = 200_000
    yield "deep.docx", lambda: word_of("<w:p>" * deep)
    yield "deep tables.docx", lambda: word_of("<w:tbl><w:tr><w:tc>" * deep)
    yield "wrong bytes.docx", lambda: zip_of({**word_parts(""), "word/document.xml": b"<a>\xff\xfe\x80</a>"})
    yield (
        "an encoding that nobody knows.docx",
        lambda: zip_of({**word_parts(""), "word/document.xml": b'<?xml version="1.0" encoding="x-none"?><a/>'}),
    )


def _looking(head: str) -> Callable[[], bytes]:
    return lambda: looking_sheet(head)


def _document(body: str, head: str = "") -> Callable[[], bytes]:
    return lambda: word_of(body, head)


def _workbook(rows: str) -> Callable[[], bytes]:
    return lambda: sheet_of(rows)


def _wrong_parts() -> Named:
    for end, parts in ((".docx", word_parts(paragraphs(PROSE))), (".xlsx", sheet_parts(row_of(1, ["1"])))):
        for name in parts:
            if name != "[Content_Types].xml" and not (end == ".xlsx" and name == "_rels/.rels"):
                yield (
                    f"without {name.replace('/', '-')}{end}",
                    _made(zip_of({k: v for k, v in parts.items() if k != name})),
                )
                yield f"with an empty {name.replace('/', '-')}{end}", _made(zip_of({**parts, name: ""}))
    for what, target in {
        "a part that points at itself": "_rels/.rels",
        "a part above the archive": "../../../../etc/hostname",
        "a part with an absolute path": "/etc/hostname",
        "a part that is not there": "word/none.xml",
        "a part without a name": "",
    }.items():
        yield f"{what}.docx", _pointing(target)
    yield (
        "a number of parts that does not count.docx",
        lambda: word_of(paragraphs(PROSE), **{"word__numbering.xml": "<w:numbering"}),
    )
    yield "a damaged byte.docx", lambda: _damaged(word_of(paragraphs(PROSE)))
    yield "a damaged byte.xlsx", lambda: _damaged(sheet_of())
    yield "a password.docx", lambda: _encrypted(word_of(paragraphs(PROSE)))
    yield "a password.xlsx", lambda: _encrypted(sheet_of())


def _pointing(target: str) -> Callable[[], bytes]:
    parts = word_parts(paragraphs(PROSE))
    rels = str(parts["_rels/.rels"]).replace("word/document.xml", target)
    return lambda: zip_of({**parts, "_rels/.rels": rels})


def _damaged(content: bytes) -> bytes:
    """Return a zip with a bit turned in the data of each of its entries."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            changed[entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size // 2] ^= 0x20
    return bytes(changed)


def _encrypted(content: bytes) -> bytes:
    """Return a zip whose entries all say that they are encrypted."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            changed[entry.header_offset + 6] |= 1
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 8] |= 1
    return bytes(changed)


def _old() -> Named:
    """Make compound files: their tables of sectors point nowhere, at themselves, round in a circle."""
    for what, sector in {"itself": 0, "nowhere": 0x7FFFFFFF, "a circle": 1, "the end": 0xFFFFFFFE}.items():
        head = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
        head += struct.pack("<IIIIIIII", 1, 0, 0, 4096, sector, 1, sector, 1) + struct.pack("<I", sector)
        content = head.ljust(512, b"\xff") + struct.pack("<II", 1, 0) * 64 + bytes(512) * 4
        for end in (".xls", ".doc", ".xlsx", ".docx"):
            yield f"sectors that point at {what}{end}", _made(content)


def _json() -> Named:
    for what, text in {
        "a comma too many": '[{"question": "甲", "answer": "A"},]',
        "single quotes": "[{'question': '甲'}]",
        "a comment": '[] // "x"',
        "two values": "[] []",
        "not a number": '[{"question": "甲", "answer": NaN}]',
        "infinity": '[{"question": "甲", "answer": -Infinity}]',
        "a bare word": "题库",
        "a text": '"题库"',
        "a number": "5",
        "null": "null",
        "true": "true",
        "an empty list": "[]",
        "an empty object": "{}",
        "lists of lists": "[[], [[], []]]",
        "a raw tab in a text": '[{"question": "甲\t\n乙"}]',
        "an escape that is none": '[{"question": "\\x"}]',
        "a key without a value": '[{"question"}]',
        "a key twice": '[{"question": "甲", "question": "乙"}]',
        "a number too long": f'[{{"question": {"9" * 5000}}}]',
        "deep lists": "[" * 100_000,
        "deep lists that end": "[" * 100_000 + "]" * 100_000,
        "deep objects": '{"a":' * 100_000,
        "deep objects that end": '{"a":' * 100_000 + "1" + "}" * 100_000,
    }.items():
        yield f"{what}.json", text.encode
        if what not in ("an empty list", "an empty object"):
            yield f"{what}.jsonl", text.replace("\n", " ").encode
    yield "half a character.json", lambda: b'\xef\xbb\xbf[{"question": "\xe7'
    yield "utf-16 without a mark.json", lambda: '[{"question": "甲"}]'.encode("utf-16-le")


def _encodings() -> Named:
    texts = {".txt": PROSE, ".csv": TABLE, ".tsv": TABLE.replace(",", "\t")}
    for end, text in texts.items():
        yield f"half a character{end}", _made(b"\xef\xbb\xbf" + text.encode()[:13])
        yield f"utf-16 cut in a character{end}", _made(text.encode("utf-16")[:-1])
        yield f"half a surrogate{end}", _made(b"\xff\xfe" + "甲".encode("utf-16-le") + b"\x00\xd8\x41\x00")
        yield f"utf-32{end}", _made(text.encode("utf-32"))
        yield f"utf-16 without a mark{end}", _made("1,A\n2,B\n".encode("utf-16-le"))
        yield f"a nul{end}", _made(text.replace("一", "一\0").encode())
        yield f"bytes of no encoding{end}", _made(text.encode() + b"\xff\xff\xff")
    yield "an open quote.csv", (TABLE + '"一年,二\n').encode
    yield "a quote inside.csv", (TABLE + '单选,"一"年,二,三,A\n').encode
    yield "no header.csv", "甲,乙,丙\n一,二,三\n".encode
    yield "only a header.csv", "题型,题干,选项A,选项B,答案\n".encode
    yield "private characters.txt", _made("1. 甲".encode() + b"\xaa\xa1\xff")


_MAKERS: Final = (
    _cut_short, _of_another_kind, _swapped, _bombs, _xml, _wrong_parts, _old, _json, _encodings,
)  # fmt: skip
