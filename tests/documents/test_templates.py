"""The organiser's own .docx, filled from a closing and read back; and templates that are refused."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from docx import Document

from chuangguan.documents import write_documents
from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.fields import FIELDS, fields_of
from chuangguan.documents.messages import say_problem
from chuangguan.documents.templates import fill, read_template
from chuangguan.errors import BadInput

Build = Callable[..., Material]
FOUR = ({"name": "张三"}, {"name": "李四", "unit": "办公室支部"}, {"name": "王五"}, {"name": "赵六"})
PAGE = Path(__file__).parents[2] / "docs" / "templates.md"
HOSTILE = (
    *("=cmd|'/c calc'!A0", "<w:t>&amp;</w:t>", "张\u202e三\x00\x0b", "👩‍🚀" * 9),
    *("长" * 200, "{{7*7}}", "]]>", "{_{"),
)


def docx_of(*lines: str, rows: Sequence[Sequence[str]] = (), header: str = "") -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.sections[0].header.paragraphs[0].text = header
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, part if item == name else old.read(item))
    return stream.getvalue()


def filled(directory: Path, material: Material, content: bytes) -> list[str]:
    """Return the lines, and the rows joined, of a template that was filled."""
    path = directory / "模板.docx"
    path.write_bytes(content)
    document = Document(io.BytesIO(fill(read_template(path), prize_list(material))))
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    rows = ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return [*lines, *rows]


def refused(directory: Path, content: bytes) -> tuple[str, str]:
    """Return code and message of the one problem of a template."""
    path = directory / "模板.docx"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_template(path)
    (problem,) = caught.value.problems
    return problem.code, say_problem(problem)


def test_figures_and_lists_of_the_closing_stand_where_the_template_asks(build: Build, tmp_path: Path) -> None:
    content = docx_of(
        "关于{{活动}}{{ 期次 }}的通报",
        "截至{{截止时刻}}，应参加{{应参加人数}}人，实际{{实际参加人数}}人，参与率{{参与率}}。",
        "预算{{预算}}元，实发{{实发}}元（{{实发大写}}）。{{封存编号}}",
        "{%p for 奖 in 奖项 %}",
        "{{奖.奖项}}：{% for 人 in 奖.获奖人员 %}{{人.序号}}{{人.姓名}}；{% endfor %}",
        "{%p endfor %}",
        "{%p for 条 in 说明 %}",
        "{{ 条 }}",
        "{%p endfor %}",
        rows=[
            ("姓名", "单位", "奖金"),
            ("{%tr for 人 in 获奖人员 %}", "", ""),
            ("{{人.姓名}}", "{{人.单位}}", "{{人.奖金}}"),
            ("{%tr endfor %}", "", ""),
        ],
        header="{{主办单位}}",
    )
    said = filled(tmp_path, build(*FOUR), content)
    assert said[:5] == [
        "关于“每月一关”答题闯关活动2018年4月的通报",
        "截至2018年4月30日23时59分59秒，应参加4人，实际4人，参与率100.00%。",
        "预算700元，实发700元（柒佰元整）。第2号",
        "一等奖：1张三；",
        "二等奖：1李四；2王五；",
    ]
    assert set(prize_list(build(*FOUR)).remarks) < set(said)
    assert said[-4:] == ["姓名|单位|奖金", "张三|工人报社|300", "李四|办公室支部|200", "王五|工人报社|200"]
    document = Document(io.BytesIO(fill(read_template(tmp_path / "模板.docx"), prize_list(build(*FOUR)))))
    assert document.sections[0].header.paragraphs[0].text == "机关委员会"


def test_every_placeholder_is_filled_and_stands_on_the_page_about_them(build: Build) -> None:
    page = set(re.findall(r"`([^`\n]+)`", PAGE.read_text(encoding="utf-8")))
    fields = fields_of(prize_list(build(*FOUR)))
    assert fields.keys() == FIELDS.keys()
    for name, kind in FIELDS.items():
        assert name in page
        value = fields[name]
        assert type(value) is type(kind)
        if isinstance(kind, list) and isinstance(kind[0], dict):
            assert isinstance(value, list)
            assert [set(row) for row in value] == [set(kind[0])] * len(value)
            assert set(kind[0]) <= page


def test_a_condition_chooses(build: Build, tmp_path: Path) -> None:
    content = docx_of("{% if 预览 %}草稿{% elif 获奖人员 and 预算 != '0' %}有奖{% else %}无奖{% endif %}{{期次}}")
    assert filled(tmp_path, build(*FOUR), content) == ["有奖2018年4月"]
    assert filled(tmp_path, build(*FOUR, is_preview=True), content)[1] == "草稿2018年4月"


def test_a_preview_is_marked_above_everything_else(build: Build, tmp_path: Path) -> None:
    content = docx_of("{{期次}}{{预览}}")
    assert filled(tmp_path, build(*FOUR), content) == ["2018年4月"]
    said = filled(tmp_path, build(*FOUR, is_preview=True), content)
    assert said == ["预览，非正式结果", "2018年4月预览，非正式结果"]


def test_it_is_written_under_its_own_name_and_the_period(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "我单位通报.docx"
    path.write_bytes(docx_of("{{期次}}"))
    template = read_template(path)
    names = [item.name for item in write_documents(tmp_path / "结果", build(*FOUR), template)]
    assert names[-1] == "我单位通报-2018-04.docx"
    preview = write_documents(tmp_path / "结果", build(*FOUR, is_preview=True), template)
    assert preview[-1].name == "我单位通报-2018-04-预览.docx"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("{{ 应参加人 }}", "template_placeholder_unknown", "“应参加人”"),
        ("{{期次}}{% if 预览 %}{{ 没有 }}{% endif %}", "template_placeholder_unknown", "“没有”"),
        ("{% for 人 in 获奖人员 %}{{人.手机}}{% endfor %}", "template_placeholder_unknown", "“人.手机”"),
        ("{{ 人.姓名 }}", "template_placeholder_unknown", "“人”"),
        ("{{ 活动 }", "template_tag_broken", "“{{ 活动 }”"),
        ("{{ 活动", "template_tag_broken", "“{{ 活动”"),
        ("{{ }}", "template_tag_broken", "{{ }}"),
        ("{% for 人 in 获奖人员 %}{{人.姓名}}", "template_tag_broken", "{% for 人 in 获奖人员 %}"),
        ("{{" + "(" * 5_000 + "期次" + ")" * 5_000 + "}}", "template_tag_broken", "没有写完整"),
        ("{{ 说明 }}", "template_list_shown", "“说明”"),
        ("{% for 字 in 活动 %}{{字}}{% endfor %}", "template_not_a_list", "“活动”"),
        ("没有", "template_without_placeholder", "花括号用半角"),
        ("｛｛活动｝｝", "template_without_placeholder", "花括号用半角"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: str, code: str, said: str) -> None:
    found, message = refused(tmp_path, docx_of(line))
    assert found == code
    assert said in message
    assert "出现问题" not in message


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 活动.__class__ }}",
        "{{ 活动['__class__'] }}",
        "{{ 活动|attr('__class__') }}",
        "{% for 人 in 获奖人员 %}{{ 人.items }}{% endfor %}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ range(10) }}",
        "{{ 'a' * 1000000000 }}",
        "{% include '/etc/passwd' %}",
        "{% import '/etc/passwd' as x %}",
        "{% extends '/etc/passwd' %}",
        "{% set 活动 = '别的' %}",
        "{% macro a() %}{% endmacro %}",
        "{% for a in 说明 if a %}{{a}}{% endfor %}",
        "{% for a in 获奖人员 %}{% for b in 获奖人员 %}{{b.姓名}}{% endfor %}{% endfor %}",
        "{{ 活动 ~ 期次 }}",
        "{{r 活动 }}",
    ],
)
def test_a_hostile_template_reaches_nothing(tmp_path: Path, line: str) -> None:
    for content in (docx_of("{{期次}}", line), docx_of("{{期次}}", header=line)):
        code, message = refused(tmp_path, content)
        assert code in {"template_tag_not_allowed", "template_placeholder_unknown"}
        assert "root:" not in message


def test_tags_across_a_table_are_refused(tmp_path: Path) -> None:
    code, message = refused(tmp_path, docx_of("{% if 预览 %}{{期次}}", rows=[("{% endif %}", "")]))
    assert code == "template_tag_across"
    assert "{%tr … %}" in message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "template_unreadable"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "template_unreadable"),
        (docx_of("{{期次}}")[:-90], "template_unreadable"),
        (with_part(docx_of("{{期次}}"), "[Content_Types].xml", b"<x/>"), "template_unreadable"),
        (with_part(docx_of("{{期次}}"), "word/document.xml", b"<w:document"), "template_unreadable"),
        (docx_of("{{期次}}") + b"\0" * 11 * 2**20, "template_too_large"),
        (with_part(docx_of("{{期次}}"), "word/styles.xml", b" " * 5 * 2**20), "template_too_large"),
        (with_part(docx_of("{{期次}}"), "docProps/thumbnail.jpeg", b" " * 41 * 2**20), "template_too_large"),
        (docx_of("{{期次}}" * 2_001), "template_too_large"),
        (docx_of("{{期次}}", "长" * 500_000), "template_too_large"),
    ],
    ids=["empty", "word97", "cut", "no-types", "no-xml", "file", "part", "picture", "tags", "page"],
)
def test_what_is_no_template_or_too_large_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path, content)[0] == code


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_template(tmp_path / "没有.docx")
    assert say_problem(caught.value.problems[0]).endswith("没有.docx：文件不存在")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_printed_as_it_is_and_never_read_as_a_tag(build: Build, tmp_path: Path, text: str) -> None:
    material = build({"name": text}, changes={"title": text, "organiser": text})
    said = filled(tmp_path, material, docx_of("{% for 人 in 获奖人员 %}{{人.姓名}}{% endfor %}", "{{活动}}{{期次}}"))
    # docxtpl writes its own escape for two braces as two braces.
    assert said[0] == material.name_of("E000001").replace("{_{", "{{")
    assert said[1].endswith("2018年4月")
