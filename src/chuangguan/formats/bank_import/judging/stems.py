"""Stems as a bank holds them: what stands before, behind and in the brackets of a stem, and what is cut off.

Text is cut only where it can be nothing of the sentence; what is left in does no harm.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from chuangguan.formats.bank_import.texts import EMPTY, LINE_BREAK, clean
from chuangguan.formats.bank_import.words import KIND_NAMES, RIGHT_SIGNS, WRONG_SIGNS

_KIND_HEAD: Final = re.compile(rf"\s*[(（\[【]\s*((?:{KIND_NAMES})题?)\s*[,，、]?\s*(?:[0-9.]+\s*分)?\s*[)）\]】]\s*")
_OPEN: Final = tuple("(（[【")
_KIND_TAIL: Final = re.compile(r"\s*[(（\[【]\s*((?:单选|多选|单项选择|多项选择|不定项选择)题?)\s*[)）\]】]\s*$")
_SCORE: Final = re.compile(r"\s*[(（\[【]\s*[0-9.]+\s*分\s*[)）\]】]\s*([。.?？]?)\s*$")
_NOTE: Final = re.compile(
    r"\s*[(（\[【]\s*(?:(?:每题|本题)\s*[0-9.]+\s*分|正确答案个数\s*[:：]\s*[0-9]+\s*个?"
    r"|(?:出题|推荐|来源|难度)[:：][^()（）\[\]【】]*)\s*[)）\]】]\s*([。.?？]?)\s*$"
)
_LONGEST_TAIL: Final = 300
_WHOLE: Final = tuple("。？?！!）)_：:…")
_SOURCE: Final = re.compile(r"(?<=[。？?！!])\s*(?:来源|出处)[:：]\s*(\S[^\n]{0,200})$")
_WIDE_GAP: Final = re.compile("[\u00a0\u3000]{3,}|\u00a0{2,}| {5,}(?=\\S)")
_LETTERS: Final = re.compile(r"[(（\[【]\s*([A-Fa-fＡ-Ｆ](?:[\s,，、]*[A-Fa-fＡ-Ｆ])*)\s*[)）\]】]")
_ASKS: Final = re.compile("(?:是|有|为|包括|属于|正确|错误|什么|多少|如何|哪.{0,4}|几.?|[？?])$")
_SIGNS: Final = f"{RIGHT_SIGNS}{WRONG_SIGNS}"
_MARK: Final = f"[{_SIGNS}TF]|对|错|正确|错误|True|False"
_MARKS: Final = {
    "end": re.compile(rf"[(（\[【]\s*({_MARK})\s*[)）\]】]\s*[。.]?\s*$"),
    "head": re.compile(rf"^[(（\[【]\s*([{_SIGNS}]|对|错)\s*[)）\]】]"),
    "bare": re.compile(rf"(?<=[。.！!？?；;）)\s])([{_SIGNS}])\s*$"),
}
_BRACKETS: Final = re.compile(rf"[(（\[【{_SIGNS}]")
_BRACKETED_MARK: Final = re.compile(rf"[(（\[【]\s*[{_SIGNS}]\s*[)）\]】]")
_OF_THE_TEXT: Final = tuple("打画划标写作为是成不")  # what is drawn or named, as in “合格打（√）”
_KEY_AT_END: Final = re.compile(r"(?<![A-Za-z])[(（]\s*([A-FＡ-Ｆ]{1,6})\s*[)）]\s*[。.]?$")
_PADDED: Final = re.compile(r"[(（]\s+([A-Fa-fＡ-Ｆ]{1,6})\s+[)）]")


class CleanStem(NamedTuple):
    """A stem without what is not of it, and what that said: its kind and its source."""

    stem: str
    kind: str
    source: str


class Held(NamedTuple):
    """What a bracket of a stem holds: how it stands there, the answer, and the stem with the bracket emptied."""

    place: str
    answer: str
    stem: str


def clean_stem(text: str, *, cuts_score: bool, is_scored: bool = False, has_options: bool = False) -> CleanStem:
    """Return a stem without kind, score and source, its wide gaps drawn as blanks.

    A score is cut where the file `is_scored` throughout, else, if `cuts_score`, where the stem is whole without it.

    >>> clean_stem("(单选题, 1分)首都是（ ）。（2分）", cuts_score=True)
    CleanStem(stem='首都是（ ）。', kind='单选题', source='')
    >>> clean_stem("一年的满分为（12分）", cuts_score=True).stem
    '一年的满分为（12分）'
    """
    head = _KIND_HEAD.match(text) if text.lstrip()[:1] in _OPEN else None
    stem = (text[head.end() :] if head else text).rstrip()
    if "选" in stem and (tail := _at_end(_KIND_TAIL, stem)):
        head, stem = head or tail, stem[: tail.start()]
    if "分" in stem or "：" in stem or ":" in stem:
        stem = _without_tails(stem, cuts_score=cuts_score, is_scored=is_scored)
    source = _at_end(_SOURCE, stem) if "来源" in stem or "出处" in stem else None
    source = None if source and EMPTY.search(source[1]) else source
    stem = stem[: source.start()] if source else stem
    # A choice asks in one place; beside an empty bracket a gap is no second one.
    stem = stem if has_options and EMPTY.search(stem) else _with_blanks(stem)
    return CleanStem(clean(stem), head[1] if head else "", source[1] if source else "")


def _without_tails(stem: str, *, cuts_score: bool, is_scored: bool) -> str:
    while tail := _at_end(_NOTE, stem):
        stem = stem[: tail.start()] + tail[1]
    score = score_of(stem)
    if score and (is_scored or (cuts_score and stem[: score.start()].endswith(_WHOLE))):
        stem = stem[: score.start()] + score[1]
    return stem


def score_of(stem: str) -> re.Match[str] | None:
    """Return where a stem ends with a score in brackets."""
    return _at_end(_SCORE, stem) if "分" in stem else None


def _at_end(pattern: re.Pattern[str], stem: str) -> re.Match[str] | None:
    """Return where the end of a stem matches; long stems are not searched from their beginning."""
    return pattern.search(stem, max(len(stem) - _LONGEST_TAIL, 0))


def _with_blanks(stem: str) -> str:
    """Return a stem whose wide gaps inside a line are blanks; at the head of a line they only set it in."""
    stem = stem.strip()
    if _WIDE_GAP.search(stem) is None:
        return stem
    return "\n".join(_WIDE_GAP.sub("____", line.strip()) for line in LINE_BREAK.sub("\n", stem).split("\n"))


def held_in(stem: str, *, has_options: bool) -> Held | None:
    """Return the answer that one bracket of a stem holds: letters with options, else a mark of true or false.

    None where it may be of the text: beside an empty bracket, out of order, before a question, in mid-sentence.

    >>> held_in("首都是（B）。", has_options=True)
    Held(place='letters', answer='B', stem='首都是（）。')
    >>> held_in("关于维生素（A）的说法正确的是", has_options=True)
    """
    if _BRACKETS.search(stem) is None or EMPTY.search(stem):
        return None
    return _held_letters(stem) if has_options else _held_mark(stem)


def _held_letters(stem: str) -> Held | None:
    found = list(_LETTERS.finditer(stem))
    if len(found) != 1:
        return None
    bracket = found[0]
    letters = re.sub(r"[\s,，、]", "", unicodedata.normalize("NFKC", bracket[1])).upper()
    after = stem[bracket.end() :].strip("。.？?！!：:；;，, ")
    asks = after and (_ASKS.search(after) or stem.rstrip().endswith(("？", "?")))
    if asks or letters != "".join(sorted(set(letters))):
        return None
    return Held("letters", bracket[1], _emptied(stem, bracket))


def keyed_in(stem: str, letters: str) -> str:
    """Return the key that an author left in a stem: some of these `letters` in a bracket, or a mark at its end, or "".

    >>> keyed_in("首都是（B）。", "ABCD"), keyed_in("天是蓝的。（√）", ""), keyed_in("合格打（√）", "")
    ('B', '√', '')
    """
    padded = _PADDED.findall(stem)
    held = _held_letters(stem) if letters and not EMPTY.search(stem) else None
    at_end = _at_end(_KEY_AT_END, stem)
    found = held.answer if held else padded[0] if len(padded) == 1 else at_end[1] if at_end else ""
    found = re.sub(r"[\s,，、]", "", unicodedata.normalize("NFKC", found)).upper()
    if found and set(found) <= set(letters):
        return found
    mark = held_in(stem, has_options=False)
    return mark.answer if mark and mark.place != "head" else ""


def _held_mark(stem: str) -> Held | None:
    if len(_BRACKETED_MARK.findall(stem)) > 1:
        return None
    for place, pattern in _MARKS.items():
        found = pattern.search(stem)
        if found and not stem[: found.start()].rstrip().endswith(_OF_THE_TEXT):
            return Held(place, found[1], _emptied(stem, found))
    return None


def _emptied(stem: str, found: re.Match[str]) -> str:
    """Return a stem without the answer that was found; its bracket stays, as a round one."""
    before, after = stem[: found.start(1)].rstrip("[【"), stem[found.end(1) :].lstrip("]】")
    return f"{before}（ ）{after}" if len(before) + len(after) < len(stem) - len(found[1]) else before + after
