"""How the paragraphs of our documents look: the styles of GB/T 9704-2012, and those of papers and tables."""

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt

from chuangguan.values import Value

LATIN: Final = "Times New Roman"
SONG: Final = "方正小标宋简体"
FANG: Final = "仿宋_GB2312"
KAI: Final = "楷体_GB2312"
HEI: Final = "黑体"
_SONG_TEXT: Final = "宋体"
_LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
_RIGHT: Final = WD_ALIGN_PARAGRAPH.RIGHT
_CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
_JUSTIFIED: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
_CHARACTER: Final = 100
"""What Word counts one character of indent as."""


class _Look(Value, frozen=True, kw_only=True):
    """How a kind of paragraph is set; sizes and spacing in points, indents in characters."""

    font: str
    size: float
    spacing: float
    align: WD_ALIGN_PARAGRAPH = _JUSTIFIED
    first_line: int = 0
    left: int = 0
    right: int = 0
    keep_with_next: bool = False


_LOOKS: Final = {
    "通报标题": _Look(font=SONG, size=22, spacing=34, align=_CENTRE, keep_with_next=True),
    "通报正文": _Look(font=FANG, size=16, spacing=28.8, first_line=2),
    "主送机关": _Look(font=FANG, size=16, spacing=28.8),
    "一级标题": _Look(font=HEI, size=16, spacing=28.8, first_line=2, keep_with_next=True),
    "二级标题": _Look(font=KAI, size=16, spacing=28.8, first_line=2, keep_with_next=True),
    "空行": _Look(font=FANG, size=16, spacing=28.8, keep_with_next=True),
    "附件说明": _Look(font=FANG, size=16, spacing=28.8, align=_LEFT, first_line=2, keep_with_next=True),
    "附件说明续": _Look(font=FANG, size=16, spacing=28.8, align=_LEFT, first_line=5, keep_with_next=True),
    "发文机关署名": _Look(font=FANG, size=16, spacing=28.8, align=_RIGHT, right=2, keep_with_next=True),
    "成文日期": _Look(font=FANG, size=16, spacing=28.8, align=_RIGHT, right=4, keep_with_next=True),
    "附件序号": _Look(font=HEI, size=16, spacing=28.8, align=_LEFT, keep_with_next=True),
    "表格说明": _Look(font=FANG, size=12, spacing=20, align=_RIGHT, keep_with_next=True),
    "表格落款": _Look(font=FANG, size=14, spacing=36, align=_LEFT, keep_with_next=True),
    "封存说明": _Look(font=FANG, size=9, spacing=14, align=_LEFT, keep_with_next=True),
    "表头": _Look(font=HEI, size=12, spacing=18, align=_CENTRE),
    "表格居中": _Look(font=FANG, size=12, spacing=18, align=_CENTRE),
    "表格文字": _Look(font=FANG, size=12, spacing=18, align=_LEFT),
    "试卷名称": _Look(font=KAI, size=14, spacing=24, align=_CENTRE, keep_with_next=True),
    "试题标题": _Look(font=HEI, size=12, spacing=26, align=_LEFT, keep_with_next=True),
    "试题": _Look(font=_SONG_TEXT, size=12, spacing=20, align=_LEFT),
    "试题选项": _Look(font=_SONG_TEXT, size=12, spacing=20, align=_LEFT, left=2),
    "试卷说明": _Look(font=KAI, size=12, spacing=20, align=_LEFT, first_line=2),
    "奇数页码": _Look(font=_SONG_TEXT, size=14, spacing=18, align=_RIGHT, right=1),
    "偶数页码": _Look(font=_SONG_TEXT, size=14, spacing=18, align=_LEFT, left=1),
    "页脚名称": _Look(font=_SONG_TEXT, size=10.5, spacing=16, align=_CENTRE),
    "页眉标记": _Look(font=HEI, size=14, spacing=18, align=_CENTRE),
}


def add_styles(document: Any) -> None:  # noqa: ANN401  python-docx names a function's type only
    """Add every style to a document, under its name."""
    for name, look in _LOOKS.items():
        _add_style(document, name, look)


def _add_style(document: Any, name: str, look: _Look) -> None:  # noqa: ANN401  python-docx names a function's type only
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(look.size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), look.font)
    form = style.paragraph_format
    form.alignment = look.align
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.spacing)
    form.keep_with_next = look.keep_with_next
    form.widow_control = False
    set_indent(style.element.get_or_add_pPr(), size=look.size, first=look.first_line, left=look.left, right=look.right)


def set_indent(properties: Any, *, size: float, first: int = 0, left: int = 0, right: int = 0) -> None:  # noqa: ANN401  an XML element of python-docx
    """Set indents in characters, with the same in points for programs that know no characters."""
    element = properties.get_or_add_ind()
    for name, characters in (("firstLine", first), ("left", left), ("right", right)):
        if characters:
            element.set(qn(f"w:{name}Chars"), str(characters * _CHARACTER))
            element.set(qn(f"w:{name}"), str(twips(size * characters)))


def twips(points: float) -> int:
    """Return points as Word counts lengths."""
    return round(points * 20)
