"""The organiser's own .docx with placeholders, filled with a closing's content.

A template may name placeholders, go through lists and choose by a condition, nothing else: whatever else the template
language knows is refused by its kind before anything is filled, so a template reaches no attribute and no file, and
a nested list is a part of the outer one, so its work is bounded by the content.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from docx.opc.exceptions import PackageNotFoundError
from docx.shared import RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from chuangguan.documents.content import PrizeList
from chuangguan.documents.fields import FIELDS, Fields, fields_of, sample
from chuangguan.documents.wording import PREVIEW
from chuangguan.errors import BadInput, Problem
from chuangguan.values import Value

MAX_BYTES: Final = 10 * 2**20
MAX_XML_BYTES: Final = 4 * 2**20
MAX_PAGE_CHARACTERS: Final = 500_000
MAX_TAGS: Final = 2_000
MAX_INFLATED: Final = 40 * 2**20
_EXCERPT: Final = 40
_TAG: Final = re.compile(r"<[^>]*>")
_MARKS: Final = re.compile(r"\{\{.*|\{%.*|\{#.*", flags=re.DOTALL)
_ENDS: Final = {"{{": "}}", "{%": "%}", "{#": "#}"}
_PAIR: Final = re.compile(r"\{[{%#]|[}%#]\}")
_RAW: Final = re.compile(r"\{\{(?:p|r|tr|tc)\s")
"""Puts a value where markup stands; for values that are markup, which ours never are."""

_UNREADABLE: Final = (
    *(PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError),
    *(AttributeError, KeyError, ValueError),
)
"""What the library raises where parts of a package are missing or are not what their names say."""

_BROKEN: Final = (TemplateError, SyntaxError, RecursionError)
"""What reading a broken or endlessly nested tag may raise, in the template language or in Python beneath it."""

_TESTS: Final = (nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or)


class Template(Value, frozen=True, kw_only=True):
    """A template that was checked: the name of its file and its bytes."""

    name: str
    content: bytes

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return Path(self.name).stem


class _Bad(Exception):
    """What is wrong with a template, on its way out of the library that fills it."""

    def __init__(self, code: str, **details: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def read_template(path: Path) -> Template:
    """Return the template in a file, checked by filling it with a sample.

    `BadInput` names one problem: no file, no .docx, too large, a broken tag, a placeholder that is not known, none.
    """
    try:
        template = Template(name=path.name, content=_read(path))
        for has_rows in (True, False):
            _filled(template.content, sample(has_rows=has_rows))
    except _Bad as bad:
        raise _problem(str(path), bad) from None
    return template


def fill(template: Template, content: PrizeList) -> bytes:
    """Return the template's .docx with a closing's content; a preview is marked above everything else."""
    try:
        return _filled(template.content, fields_of(content), mark=PREVIEW if content.is_preview else "")
    except _Bad as bad:
        raise _problem(template.name, bad) from None


def _problem(file: str, bad: _Bad) -> BadInput:
    return BadInput([Problem(code=bad.code, file=file, details=bad.details)])


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _Bad("template_too_large")
        content = path.read_bytes()
    except FileNotFoundError:
        raise _Bad("file_missing") from None
    except OSError:
        raise _Bad("file_unreadable") from None
    _check_archive(content)
    return content


def _check_archive(content: bytes) -> None:
    """Refuse a zip that is none, is damaged, or inflates to more than a page of text and its pictures need."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            # Every entry is inflated once, which finds a directory that lies about a size.
            if archive.testzip() is not None:
                raise _Bad("template_unreadable")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise _Bad("template_unreadable") from None


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise _Bad("template_too_large")
    if any(entry.file_size > MAX_XML_BYTES for entry in entries if entry.filename.endswith((".xml", ".rels"))):
        raise _Bad("template_too_large")
    # Other methods are in no .docx, and zipfile inflates them without a bound.
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _Bad("template_unreadable")


def _filled(content: bytes, fields: Fields, *, mark: str = "") -> bytes:
    environment, made = _Environment(), _opened(content)
    try:
        made.render(dict(fields), environment, autoescape=True)
    except etree.XMLSyntaxError:
        raise _Bad("template_tag_across") from None
    except _BROKEN as error:
        raise _Bad("template_tag_broken", text=_broken(error)) from None
    if not environment.has_placeholder:
        raise _Bad("template_without_placeholder")
    if mark:
        _write_mark(made, mark)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _opened(content: bytes) -> "_Document":
    made = _Document(io.BytesIO(content))
    try:
        made.init_docx()
    except _UNREADABLE:
        raise _Bad("template_unreadable") from None
    return made


def _write_mark(made: "_Document", mark: str) -> None:
    # Its own method would open the file again.
    document = made.docx
    paragraph = document.add_paragraph()
    run = paragraph.add_run(mark)
    run.bold, run.font.color.rgb = True, RGBColor(0xC0, 0, 0)
    body = document.element.body
    body.remove(paragraph._p)  # noqa: SLF001  the library moves no paragraph
    body.insert(0, paragraph._p)  # noqa: SLF001  as above


def _broken(error: Exception) -> str:
    """Return the tag in which reading stopped, as its writer sees it."""
    if isinstance(error, TemplateSyntaxError) and error.source:
        return _excerpt(error.source, error.lineno)
    return "{{"


def _excerpt(markup: str, number: int) -> str:
    """Return how the tags of a line begin, without what surrounds them."""
    text = _TAG.sub("", markup.splitlines()[number - 1])
    found = _MARKS.search(text)
    return (found[0] if found else text).strip()[:_EXCERPT]


def _check_tags(markup: str) -> None:
    """Refuse tags that do not end, before anything searches for their ends again and again."""
    text = _TAG.sub("", markup)
    if raw := _RAW.search(text):
        raise _Bad("template_tag_not_allowed", text=raw[0].strip())
    marks = list(_PAIR.finditer(text))
    if len(markup) > MAX_PAGE_CHARACTERS or len(marks) > 2 * MAX_TAGS:
        raise _Bad("template_too_large")
    # An end by itself is text; a beginning is followed by its own end.
    for mark, following in pairwise([*marks, None]):
        if mark and (end := _ENDS.get(mark[0])) and (following is None or following[0] != end):
            raise _Bad("template_tag_broken", text=text[mark.start() :][:_EXCERPT])


class _NotAllowedError(Exception):
    """Something that no template of ours may hold, in a line of its markup."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Document(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template being filled; what a hasty template breaks is an error here and no page that is quietly wrong."""

    def patch_xml(self, src_xml: str) -> str:
        _check_tags(src_xml)
        return str(super().patch_xml(src_xml))

    def fix_tables(self, xml: str) -> Any:  # noqa: ANN401  docxtpl has no types
        try:
            etree.fromstring(xml)
        except etree.XMLSyntaxError:
            raise _Bad("template_tag_across") from None
        return super().fix_tables(xml)

    def render_properties(self, context: Mapping[str, object], jinja_env: object = None) -> None:
        """Leave the file's properties as they are: they are no pages, and their lengths are limited."""


class _Environment(SandboxedEnvironment):
    """A sandbox that compiles placeholders, lists and conditions only."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.filters.clear()
        self.has_placeholder = False

    def from_string(self, source: Any, *args: Any, **settings: Any) -> Any:  # noqa: ANN401  jinja2's own types
        tree = self.parse(source)
        try:
            for node in tree.body:
                self._check(node, FIELDS)
        except _NotAllowedError as error:
            raise _Bad("template_tag_not_allowed", text=_excerpt(source, error.number)) from None
        return super().from_string(tree, *args, **settings)

    def _check(self, node: nodes.Node, known: Mapping[str, object]) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self._check_shown(part, known)
            case nodes.If():
                self._check_test(node.test, known)
                for child in (*node.body, *node.elif_, *node.else_):
                    self._check(child, known)
            case nodes.For(target=nodes.Name() as target, test=None, recursive=False):
                inner = {target.name: _row_of(node.iter, known)}
                # An inner list must belong to a row of the outer one, or two long lists would multiply.
                texts = {name: kind for name, kind in known.items() if not isinstance(kind, list)}
                for child in (*node.body, *node.else_):
                    self._check(child, {**texts, **inner})
            case _:
                raise _NotAllowedError(node.lineno)

    def _check_shown(self, node: nodes.Node, known: Mapping[str, object]) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        self.has_placeholder = True
        if isinstance(_kind_of(node, known), list | dict):
            raise _Bad("template_list_shown", name=_name(node))

    def _check_test(self, node: nodes.Node, known: Mapping[str, object]) -> None:
        if isinstance(node, nodes.Const):
            return
        if not isinstance(node, _TESTS):
            _kind_of(node, known)
            return
        for child in node.iter_child_nodes():
            self._check_test(child, known)


def _row_of(node: nodes.Node, known: Mapping[str, object]) -> object:
    kind = _kind_of(node, known)
    if not isinstance(kind, list):
        raise _Bad("template_not_a_list", name=_name(node))
    return kind[0]


def _kind_of(node: nodes.Node, known: Mapping[str, object]) -> object:
    """Return what a placeholder stands for: "" for a text, a list of one row, or a row."""
    match node:
        case nodes.Name(name=name) if name in known:
            return known[name]
        case nodes.Name(name=name):
            raise _Bad("template_placeholder_unknown", name=name, known="、".join(known))
        case nodes.Getattr(node=inner, attr=attr):
            row = _kind_of(inner, known)
            if isinstance(row, dict) and attr in row:
                return row[attr]
            fields = "、".join(row) if isinstance(row, dict) else "无"
            raise _Bad("template_placeholder_unknown", name=f"{_name(inner)}.{attr}", known=fields)
        case _:
            raise _NotAllowedError(node.lineno)


def _name(node: nodes.Node) -> str:
    return ".".join(_parts(node))


def _parts(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Getattr):
        yield from _parts(node.node)
        yield node.attr
    elif isinstance(node, nodes.Name):
        yield node.name
