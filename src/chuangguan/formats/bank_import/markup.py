"""HTML in the texts of a question: what only dresses them is taken off, what carries meaning makes them doubtful.

Every text that comes out is one that goes in unchanged, so that reading it a second time does no harm.
"""

import html
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats._child.rich_texts import raised
from chuangguan.formats.bank_import.drafts import Draft

_HINT: Final = re.compile("[<&]|!\\[")
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)/?>|<!--")
_ENTITY: Final = re.compile(r"&nbsp;?|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MARKDOWN_PICTURE: Final = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_BLOCKS: Final = frozenset(("p", "div", "center", "h1", "h2", "h3", "h4", "h5", "h6"))
_EMPHASIS: Final = frozenset(("b", "strong", "i", "em", "u", "font", "span"))
_PICTURES: Final = frozenset(("img", "svg", "canvas", "video", "audio", "object", "embed", "iframe"))
_OTHERS: Final = frozenset((
    "a", "abbr", "area", "article", "big", "button", "caption", "code", "col", "dd", "del", "dl", "dt", "fieldset",
    "form", "frame", "head", "hr", "html", "body", "ins", "input", "kbd", "label", "legend", "li", "link", "map",
    "math", "meta", "ol", "option", "pre", "rp", "rt", "ruby", "s", "samp", "script", "section", "select", "small",
    "strike", "style", "sub", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title", "tr",
    "tt", "ul", "var",
))  # fmt: skip
_STRANGE: Final = _PICTURES | _OTHERS | {"!--"}
_TAGS: Final = _BLOCKS | _EMPHASIS | _PICTURES | _OTHERS | {"br"}
_STYLE: Final = re.compile(
    r"line-through|display\s*:\s*none|visibility\s*:\s*hidden|vertical-align\s*:\s*(?:su|text-)|url\s*\(|text-emphasis"
    r"|\bhidden\b",
    re.IGNORECASE,
)
_UNDERLINED: Final = re.compile(r"text-decoration[^;\"']*underline", re.IGNORECASE)
_ABOUT_TAGS: Final = re.compile(
    "标签|标记|HTML|CSS|XML|网页|浏览器|代码|实体|转义|换行|段落|加粗|粗体|斜体|字体|超链接", re.IGNORECASE
)
_ABOUT_EMPHASIS: Final = re.compile("[划画]线|加点|加粗|粗体|黑体字|斜体|着重|标红|红字|标黄")
_RAISED: Final = re.compile("<(sub|sup)>([^<>]*)</\\1>", re.IGNORECASE)
_HOW: Final = {"sub": "subscript", "sup": "superscript"}
_LINE_EDGES: Final = re.compile("[ \t\u00a0\u3000]*\n\\s*")


class _Read(NamedTuple):
    """A text as it is shown, what of it is lost by that, and whether it was emphasised or only in part HTML."""

    text: str
    lost: str = ""
    is_emphasised: bool = False
    is_loose: bool = False


def plain_texts(texts: Sequence[str]) -> tuple[tuple[str, ...], Problem | None]:
    r"""Return the texts of one question without markup, and why they cannot be trusted, if so, as they stand.

    >>> plain_texts(["<p>首都是&nbsp;（ ）</p>", "<b>北京</b>"])
    (('首都是\xa0（ ）', '北京'), None)
    """
    if not any(map(_HINT.search, texts)):
        return tuple(texts), None
    read = [_read(text) for text in texts]
    lost = next((found.lost for found in read if found.lost), "")
    if lost in _PICTURES:
        return tuple(texts), Problem(code="picture_lost", column="题干")
    whole = "\n".join(found.text for found in read)
    if any(found.is_loose for found in read) and (about := _ABOUT_TAGS.search(whole)):
        lost = lost or about[0]
    if any(found.is_emphasised for found in read) and (about := _ABOUT_EMPHASIS.search(whole)):
        lost = lost or about[0]
    if lost:
        return tuple(texts), Problem(code="markup_unsure", details={"given": lost})
    return tuple(found.text for found in read), None


def plain_draft(draft: Draft) -> Draft:
    """Return a draft without markup in its texts; with a doubt where that would change what they say."""
    texts = (draft.stem, draft.answer, *draft.options)
    if _HINT.search("\n".join((*texts, draft.topic, draft.explanation, draft.source))) is None:
        return draft
    (stem, answer, *options), doubt = plain_texts(texts)
    sides = {name: plain_side(text) for name in ("topic", "explanation", "source") if (text := getattr(draft, name))}
    return msgspec.structs.replace(
        draft, stem=stem, answer=answer, options=tuple(options), doubt=draft.doubt or doubt, **sides
    )


def plain_side(text: str) -> str:
    """Return a text that no answer hangs on, without its markup where nothing is lost by that, else as it stands."""
    return plain_texts([text])[0][0]


def _read(original: str) -> _Read:
    text = _RAISED.sub(_raised, original)
    if _MARKDOWN_PICTURE.search(text):
        return _Read(text, "img")
    tags = [tag for tag in _TAG.finditer(text) if tag[2] is None or tag[2].lower() in _TAGS]
    if not tags:
        shown = _unescaped(text)
        return _Read(shown, _left(shown), is_loose=shown != original)
    names = [(tag[2] or "!--").lower() for tag in tags]
    strange = sorted((name for name in names if name in _STRANGE), key=lambda name: name not in _PICTURES)
    lost = next(iter(strange), "") or next((tag[0] for tag in tags if _STYLE.search(tag[3])), "")
    if lost:
        return _Read(text, lost)
    is_loose = not (original.strip().startswith("<") and original.strip().endswith(">"))
    plain = _without_tags(text, tags, may_be_empty=not is_loose)
    if not plain:
        return _Read(text, tags[0][0])
    return _Read(plain, _left(plain), not _EMPHASIS.isdisjoint(names), is_loose)


def _raised(found: re.Match[str]) -> str:
    """Return raised or lowered figures as letters of their own, as they stand where there are none for them."""
    written = raised(found[2], _HOW[found[1].lower()])
    return found[0] if written is None else written


def _without_tags(text: str, tags: Sequence[re.Match[str]], *, may_be_empty: bool) -> str | None:
    """Return what a browser shows; None where the tags are not closed as they were opened."""
    pieces: list[str] = []
    opened: list[tuple[str, bool, int]] = []
    place = 0
    for tag in tags:
        pieces.append(_unescaped(text[place : tag.start()]))
        place, name = tag.end(), tag[2].lower()
        if name == "br":
            pieces.append("\n")
        elif not tag[1]:
            opened.append((name, name == "u" or _UNDERLINED.search(tag[3]) is not None, len(pieces)))
        elif not opened or opened[-1][0] != name:
            return None
        else:
            _, is_underlined, start = opened.pop()
            inner = "".join(pieces[start:])
            if not inner and not may_be_empty:
                return None
            pieces[start:] = [_closed(name, inner, is_underlined=is_underlined)]
    shown = "".join(pieces) + _unescaped(text[place:])
    return None if opened else _LINE_EDGES.sub("\n", shown).strip()


def _closed(name: str, inner: str, *, is_underlined: bool) -> str:
    """Return what an element shows: an underlined gap is a blank, a block has lines of its own."""
    if is_underlined and inner.isspace():
        return "____"
    return f"\n{inner}\n" if name in _BLOCKS else inner


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(f"{entity[0].rstrip(';')};"), text)


def _left(plain: str) -> str:
    """Return what of a text would be taken for markup, if it were read again."""
    tag = next((tag[0] for tag in _TAG.finditer(plain) if tag[2] is None or tag[2].lower() in _TAGS), "")
    entity = next((found[0] for found in _ENTITY.finditer(plain) if _unescaped(found[0]) != found[0]), "")
    return tag or entity
