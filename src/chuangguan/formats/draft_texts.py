"""The texts of a draft made clean: numbers and scores cut off, white space plain, blanks drawn as ____."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_NUMBER: Final = re.compile(
    r"\s*(?:第\s*[0-9]{1,5}\s*题\s*[:：.、]?|[(（][0-9]{1,5}[)）]\s*[.、]?|[0-9]{1,5}\s*(?:[.．、:：)）]+(?![0-9])|\t))\s*"
)
_KIND_HEAD: Final = re.compile(
    r"\s*[(（\[【]\s*((?:单选|多选|判断|填空|单项选择|多项选择|不定项选择|不定项|简答|问答|论述)题?)\s*[,，、]?\s*(?:[0-9.]+\s*分)?\s*[)）\]】]\s*"
)
_TAILS: Final = re.compile(
    r"\s*(?:[(（\[【]\s*(?:[0-9.]+\s*分|(?:每题|本题)\s*[0-9.]+\s*分|正确答案个数\s*[:：]\s*[0-9]+\s*个?|出题[:：].*|推荐[:：].*|来源[:：].*|难度[:：].*)\s*[)）\]】])\s*([。.?？]?)\s*$"
)
_SOURCE: Final = re.compile(r"(?<=[。？?！!）)])\s*(?:来源|出处)[:：]\s*(\S[^\n]{0,200})$")
_INLINE: Final = re.compile(
    r"[(（\[【]\s*([A-Fa-fＡ-Ｆ](?:[\s,，、]*[A-Fa-fＡ-Ｆ])*|[√×✓✔✗✘❌]|对|错|正确|错误)\s*[)）\]】]"
)
_EMPTY: Final = re.compile(r"[(（]\s*[)）]|[_＿]{2,}")
_WIDE_GAP: Final = re.compile("[\u00a0\u3000]{3,}|\u00a0{2,}| {5,}(?=\\S)")
_BREAK: Final = re.compile("_x000[DdAa]_|\r\n?|\u2028")
_INVISIBLE: Final = re.compile("[\u200b\ufeff\u2060]")
_UNCLEAN: Final = re.compile("[\t-\r\u00a0\u2028\u200b\ufeff\u2060]|  |_x000")
_SPACES: Final = re.compile("[\t\x0b\x0c\u00a0 ]+")
_LINE_ENDS: Final = re.compile(r"\s*\n\s*")
_PLAIN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]*")
_NOT_OF_A_KEY: Final = re.compile(r"[\s。.;；]+$|\s+")
_DIFFICULTIES: Final = {
    **dict.fromkeys(("容易", "易", "简单", "easy", "低"), 1),
    **dict.fromkeys(("较易", "较容易", "偏易"), 2),
    **dict.fromkeys(("中", "中等", "一般", "适中", "medium", "normal"), 3),
    **dict.fromkeys(("较难", "偏难"), 4),
    **dict.fromkeys(("难", "困难", "hard", "difficult", "高"), 5),
    **{digit: int(digit) for digit in "12345"},
    **{"★" * stars: stars for stars in range(1, 6)},
}


class CleanStem(NamedTuple):
    """A stem without what is not of it, and what that said: its kind, the answer in its brackets, its source."""

    stem: str
    kind: str
    answer: str
    source: str


def clean(text: str) -> str:
    """Return a text with plain spaces and line feeds, none at its ends and nothing invisible."""
    if _UNCLEAN.search(text) is None:
        return text.strip()
    text = _SPACES.sub(" ", _INVISIBLE.sub("", _BREAK.sub("\n", text)))
    return _LINE_ENDS.sub("\n", text).strip()


def clean_all(texts: Sequence[str]) -> list[str]:
    """Return each text as `clean` does."""
    if _UNCLEAN.search("|".join(texts)) is None:
        return [text.strip() for text in texts]
    return [clean(text) for text in texts]


def clean_stem(text: str, *, bare: bool) -> CleanStem:
    """Return a stem without number, score and source; with `bare` false the answer is taken out of its brackets.

    >>> clean_stem("1. (单选题, 1分)首都是（ ）。", bare=True)
    CleanStem(stem='首都是（ ）。', kind='单选题', answer='', source='')
    >>> clean_stem("首都是（ A ）。（2分）", bare=False)
    CleanStem(stem='首都是（ ）。', kind='', answer='A', source='')
    """
    number = _NUMBER.match(text)
    stem = text[number.end() :] if number and number.end() < len(text) else text
    head = _KIND_HEAD.match(stem)
    kind = head[1] if head else ""
    stem = stem[head.end() :] if head else stem
    if "分" in stem or "：" in stem or ":" in stem:
        stem = _without_tails(stem)
    answer = ""
    # Where another bracket stands empty the letters are of the text, as an abbreviation is.
    if not bare and len(found := _INLINE.findall(stem)) == 1 and not _EMPTY.search(stem):
        answer = found[0]
        stem = _INLINE.sub("（ ）", stem)
    source = _SOURCE.search(stem) if "来源" in stem or "出处" in stem else None
    stem = stem[: source.start()] if source else stem
    return CleanStem(clean(_WIDE_GAP.sub("____", stem.strip())), kind, answer, source[1] if source else "")


def _without_tails(stem: str) -> str:
    while tail := _TAILS.search(stem):
        stem = stem[: tail.start()] + tail[1]
    return stem


def difficulty_of(text: str) -> int:
    """Return 1–5 for a difficulty that is one of these or a usual word, 0 for anything else.

    >>> difficulty_of("较难"), difficulty_of("0.85")
    (4, 0)
    """
    return _DIFFICULTIES.get(text.strip().lower(), 0) if text else 0


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Return a text as answers and options are compared: NFKC, without white space and a full stop at its end."""
    if _PLAIN.fullmatch(text):
        return text
    return _NOT_OF_A_KEY.sub("", unicodedata.normalize("NFKC", text))
