"""What a single line of a bank written as prose says: a heading, a number, options, an answer, entries of a list."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from chuangguan.formats.bank_import.judging.answers import as_letters
from chuangguan.formats.bank_import.prose.options import MARK, letter_of, options_in
from chuangguan.formats.bank_import.texts import EMPTY, INVISIBLE
from chuangguan.formats.bank_import.words import ANSWER_LABEL, RIGHT_SIGNS, WRONG_SIGNS, Reading, truth_of
from chuangguan.values import Value

SIGNS: Final = f"{RIGHT_SIGNS}{WRONG_SIGNS}"
"""The signs for right and wrong."""

_BOLD: Final = re.compile(r"(?<![A-Za-z0-9)\]*])\*\*(?=[^\s*])(.{0,300}?[^\s*])\*\*(?![A-Za-z0-9(\[*])")
_PAGE: Final = re.compile(
    r"第\s*\d+\s*页(?:\s*[,，/]?\s*[（(]?\s*共\s*\d+\s*页\s*[)）]?)?|共\s*\d+\s*页\s*[,，]?\s*第\s*\d+\s*页"
    r"|([-—–·•])\s*\d{1,4}\s*\1|\d{1,3}\s*/\s*\d{1,3}|第[一二三四五六七八九十百]{1,5}页|Page\s+\d+(?:\s+of\s+\d+)?",
    re.IGNORECASE,
)
_SPACES: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")
_LONG_GAP: Final = re.compile(r"(\s{40})\s+")
_SEPARATOR: Final = re.compile(r"[-=*─—_·.…~～]{3,}")
_KIND: Final = (
    "单项?选择?题?|多项?选择?题?|不定项选择?题?|选择题|判断(?:正误|对错|改错|说明)?题?|是非题|填空题?"
    "|简答题?|问答题?|简述题|论述题?|名词解释题?|(?:案例|材料)?分析题|思考题|计算题|综合题|辨析题"
)
ORDINAL: Final = "[一二三四五六七八九十]+"
_HEADING: Final = re.compile(
    rf"[#★☆※◆●■▲]*\s*[【\[]?(?:[IVX]{{1,4}}(?=[、.．])|第?(?P<ordinal>{ORDINAL})(?:部分|大题)?|[（(](?:{ORDINAL}|\d+)[)）]|\d+)?[、.．:：\s]*"
    rf"(?P<kind>{_KIND})[】\]]?\s*(?:部分)?\s*(?:参考|标准|正确)?(?P<answers>答案)?(?:[及与和]?解析)?\s*[:：]?\s*"
    r"(?:[（(【\[].{0,80}|(?:本大?题|每小?题|共).{0,80}|[,，].{0,80}|\d{1,3}\s*(?:道题?|小?题)|[★☆※◆●■▲]+)?"
)
_SPACED: Final = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_CHAPTER: Final = re.compile(
    r"#*\s*(?P<label>第\s*[0-9零百一二三四五六七八九十]+\s*(?:章|讲|节|编|课|篇|单元|部分|专题))(?:[\s:：].{0,40}|.{0,20})"
)
_RULED: Final = re.compile(r"[-=—]{2,}\s*(?P<label>[^-=—\s].*?)\s*[-=—]{2,}")
_NUMBERS: Final = {
    "plain": re.compile(r"(?P<number>\d{1,4})\s*(?P<mark>[、.．:：)）]|\t|\s)\s*(?P<rest>.*)", re.DOTALL),
    "brackets": re.compile(r"[（(【\[]\s*(?P<number>\d{1,4})\s*[)）】\]](?P<mark>)[、.．]?\s*(?P<rest>.*)", re.DOTALL),
    "words": re.compile(r"第?\s*(?P<number>\d{1,4})\s*题(?P<mark>)\s*[、.．:：]?\s*(?P<rest>.*)", re.DOTALL),
}
_BEFORE_NUMBER: Final = re.compile(rf"(?P<answer>[（(]\s*[A-Ha-h{SIGNS}对错]{{0,6}}\s*[)）])\s*(?=\d{{1,4}}\s*[、.．])")
_LABELS: Final = {
    "解析": "explanation",
    "详解": "explanation",
    "难": "difficulty",
    "知识点": "topic",
    "考点": "topic",
    "出处": "source",
    "来源": "source",
    "依据": "source",
    "题型": "kind",
    "章节": "other",
}
_OTHER_WORDS: Final = (
    "(?:我|你|您|本人|学生|考生|用户)的?(?:答案|作答)|(?:作答|答题)(?:结果|情况)|(?:本题)?(?:得分|分值)|批语"
)
_ANSWER_WORDS: Final = rf"{_OTHER_WORDS}|{ANSWER_LABEL}|(?:答案|试题|题目)?(?:解析|详解)"
_SIDE_WORDS: Final = "难(?:易程)?度|知识点|考点|出处|来源|依据|题型|所属章节"
# Behind a comma some words are of the sentence: “条件有二，来源：捐款”, “他说，答案是：三”.
_LABEL: Final = re.compile(
    rf"[【\[]\s*(?P<boxed>{_ANSWER_WORDS}|{_SIDE_WORDS})\s*[】\]]\s*[:：]?"
    rf"|(?:^|(?<=[\s。；;）)】|])|(?<=[,，])(?!\w{{0,5}}[是为]\s*[:：]))(?P<plain>{_ANSWER_WORDS})\s*[:：]"
    rf"|(?:^|(?<=[\s。】|]))(?P<side>{_SIDE_WORDS})\s*[:：]"
    rf"|(?<=[A-Ha-h{SIGNS}对错])(?P<glued>正确答案)\s*[:：]",
    re.IGNORECASE,
)
_ANSWER: Final = re.compile(ANSWER_LABEL, re.IGNORECASE)
_AT_START: Final = re.compile(rf"(?:{ANSWER_LABEL})(?<=案)(?:\s+|(?=[A-Ha-h{SIGNS}]))|答\s*[:：]")
_OPTION_IN_STEM: Final = re.compile(rf"(?:\s|(?<=[)）。？?：:_]))(?:[（(]\s*[AＡ]\s*[)）]|[AＡ]\s*(?:{MARK}))")
_SECOND_OPTION: Final = re.compile(rf"[BＢ]\s*(?:{MARK})")
_BARE_LETTERS: Final = re.compile(r"(?:选\s*[:：]?\s*)?(?:[A-HＡ-Ｈ](?:[\s,，、;；]*[A-HＡ-Ｈ]){0,7}|[a-h]{1,8})")
_TRUTH_LETTERS: Final = ("T", "F")
_BRACKETS: Final = tuple("（(")
_INLINE: Final = re.compile(r"[（(]([^（()）]{1,40})[)）]")
_ENDS_OF_A_LINE: Final = tuple("。？！?!：:；;\n")
_LISTED: Final = re.compile(r"[（(]?\d+[)）、.．]|[①-⑳]")
_NARROWEST: Final = 40
_RAGGED: Final = 4
_FEWEST_FULL: Final = 5


class Number(Value, frozen=True, kw_only=True):
    """A number at the head of a line; `sure` is false where it may be a figure that the sentence begins with."""

    style: str
    value: int
    rest: str
    sure: bool
    mark: str = ""


class Heading(Value, frozen=True, kw_only=True):
    """The head of a section: its kind as written, its ordinal, and whether its answers follow, not its questions."""

    kind: str
    ordinal: str
    answers: bool


def clean(text: str) -> str:
    """Return a line without what nobody sees: marks of byte order, joiners, stars around what is bold.

    Odd spaces are spaces, and a gap is no longer than any blank. Two stars between figures are a sign of the text.
    """
    plain = _LONG_GAP.sub(r"\1", _SPACES.sub(" ", INVISIBLE.sub("", text)))
    return _BOLD.sub(r"\1", plain).strip()


def is_page_foot(line: str) -> bool:
    """Say whether a line is nothing but the number of a page."""
    return _PAGE.fullmatch(line) is not None


def is_separator(line: str) -> bool:
    """Say whether a line is only a rule between questions."""
    return _SEPARATOR.fullmatch(line) is not None


def heading_of(line: str) -> Heading | None:
    """Return the heading of a section, such as 一、单项选择题（每题2分）, or None."""
    found = _HEADING.fullmatch(line) or _HEADING.fullmatch(_SPACED.sub("", line))
    if found is None or inline_answer(line, has_options=True) or inline_answer(line, has_options=False):
        return None
    return Heading(kind=found["kind"], ordinal=found["ordinal"] or "", answers=found["answers"] is not None)


def chapter_of(line: str) -> str:
    """Return the label of a chapter's heading, such as 第一章 or the title between two rules; else empty."""
    if line.endswith(tuple("。？！?!；;：:（）()")) and not _RULED.fullmatch(line):
        return ""
    found = _CHAPTER.fullmatch(line) or _RULED.fullmatch(line)
    return "".join(found["label"].split()) if found else ""


def number_of(line: str) -> Number | None:
    """Return the number that a line begins with, an answer in brackets before it put behind, or None."""
    ahead = _BEFORE_NUMBER.match(line)
    text = line[ahead.end() :] if ahead else line
    for style, pattern in _NUMBERS.items():
        if found := pattern.fullmatch(text):
            mark, rest = found["mark"], found["rest"]
            sure = not (mark == " " or (mark in (".", "．", ":", "：") and rest[:1].isdigit()))
            rest = f"{rest}{ahead['answer']}" if ahead else rest
            return Number(style=style, value=int(found["number"]), rest=rest.strip(), sure=sure, mark=mark)
    return None


def pieces_of(line: str) -> list[tuple[str, str]]:
    """Return what a line is made of: ("text", …) first unless it is empty, then labelled pieces in order."""
    marks = list(_labels(line))
    if not marks:
        return [("text", line)]
    ends = [start for start, _, _ in marks[1:]] + [len(line)]
    head = line[: marks[0][0]].strip()
    pieces = [("text", head)] if head else []
    return pieces + [(field, line[after:end].strip()) for (_, after, field), end in zip(marks, ends, strict=True)]


def _labels(line: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and field of each label; what follows 解析 is all explanation, what entrants gave is "other"."""
    labels = list(_LABEL.finditer(line))
    if begin := _answer_begins(line[: labels[0].start()] if labels else line):
        yield 0, begin, "answer"
    for found in labels:
        field = _meaning(found["boxed"] or found["plain"] or found["side"] or found["glued"])
        yield found.start(), found.end(), field
        if field == "explanation":
            return


def _answer_begins(text: str) -> int:
    """Return where an answer begins behind its label without a colon, 0 where the text may be a sentence.

    “答案是A项的反面” is one: behind 是 there is nothing but an answer.
    """
    if found := _AT_START.match(text):
        return found.end()
    found = _ANSWER.match(text)
    rest = text[found.end() :].strip(" 。.;；") if found else ""
    is_answer = is_bare_answer(rest, has_options=True) or is_bare_answer(rest, has_options=False)
    return found.end() if found and is_answer else 0


def _meaning(word: str) -> str:
    if re.fullmatch(_OTHER_WORDS, word):
        return "other"
    if _ANSWER.fullmatch(word):
        return "answer"
    return next(meaning for label, meaning in _LABELS.items() if label in word)


def split_stem(line: str) -> tuple[str, str]:
    """Return the stem and the options that follow it in the same line; without options the second is empty."""
    found = _OPTION_IN_STEM.search(line)
    if found and _SECOND_OPTION.search(line, found.end()):
        options, _ = options_in([line[found.start() :].strip()])
        if len(options) > 1 and options[0][1]:
            return line[: found.start()].strip(), line[found.start() :].strip()
    return line, ""


def is_bare_answer(line: str, *, has_options: bool) -> bool:
    """Say whether a line is nothing but an answer: letters where there are options, else a mark of true or false."""
    if has_options:
        return _BARE_LETTERS.fullmatch(line) is not None
    is_word = not line.startswith(_BRACKETS) and truth_of(line, Reading(), is_stated=False) is not None
    return is_word or line in _TRUTH_LETTERS


def inline_answer(stem: str, *, has_options: bool) -> str:
    """Return the answer that stands in a bracket of a stem, or the mark at its end; else an empty text.

    Two such brackets count as none, and so does one where another stands empty: then the letters are of the text.
    """
    texts: list[str] = [text.strip() for text in _INLINE.findall(stem)]
    found = [text for text in texts if _is_inline_answer(text, has_options=has_options)]
    if len(found) == 1 and not EMPTY.search(stem):
        return found[0]
    mark = stem.rstrip()[-1:]
    return mark if not found and not has_options and mark in SIGNS else ""


def has_own_answer(text: str) -> bool:
    """Say whether a stem has its answer in it, or its options behind it in the same line."""
    return bool(inline_answer(text, has_options=False) or split_stem(text)[1])


def _is_inline_answer(text: str, *, has_options: bool) -> bool:
    """Say whether a text in brackets is an answer; letters that are not in order may be an abbreviation."""
    letters = as_letters(text)
    return is_bare_answer(text, has_options=has_options) and (
        not has_options or letters == "".join(sorted(set(letters)))
    )


def mark_of(line: str, style: str) -> str:
    """Return what a line begins: "option" (an A), "later", "answer", "number" (of this style, if it is one), or ""."""
    letter = letter_of(line)
    if letter:
        return "option" if letter == "A" else "later"
    number = number_of(line)
    if is_separator(line) or heading_of(line) or (number and number.style == (style or number.style)):
        return "number"
    pieces = pieces_of(line)
    if any(label == "answer" for label, _ in pieces) or is_bare_answer(line, has_options=False):
        return "answer"
    if is_bare_answer(line, has_options=True):
        return "answer"
    return "later" if pieces[0][0] == "explanation" else ""


def joined(lines: list[str]) -> str:
    """Return lines that were broken as one text: lists keep their lines, Chinese closes up, other words get a space."""
    filled = list(filter(None, lines))
    return "".join(filled[:1] + [_gap(before, line) + line for before, line in pairwise(filled)])


def _gap(before: str, line: str) -> str:
    """Return what keeps a line from the one before."""
    if before.endswith(_ENDS_OF_A_LINE) or _LISTED.match(line) or _LISTED.match(before):
        return "\n"
    return "" if _is_wide(before[-1]) or _is_wide(line[0]) else " "


def width_of(line: str) -> int:
    """Return how many columns a line takes on a screen."""
    return sum(1 + _is_wide(character) for character in line)


def wrapped_at(lines: list[str]) -> int:
    """Return the width from which a line of this file was broken, 0 where lines are as long as they happen to be."""
    widths = Counter(map(width_of, lines))
    most = max(widths, default=0)
    full = sum(count for width, count in widths.items() if width > most - _RAGGED)
    return most - _RAGGED + 1 if most >= _NARROWEST and full >= _FEWEST_FULL else 0


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
