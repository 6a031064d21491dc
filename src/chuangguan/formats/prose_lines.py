"""What a single line of a bank written as prose says: a heading, a number, options, an answer, entries of a list."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from chuangguan.values import Value

_INVISIBLE: Final = re.compile("[\ufeff\u200b-\u200d\u2060\ufe0f\x00]|\\*\\*")
_SPACES: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u3000]")
_SEPARATOR: Final = re.compile(r"[-=*─—_·.…~～]{3,}")
_KIND: Final = (
    "单项?选择?题?|多项?选择?题?|不定项选择?题?|选择题|判断(?:正误|对错|改错|说明)?题?|是非题|填空题?"
    "|简答题?|问答题?|简述题|论述题?|名词解释题?|(?:案例|材料)?分析题|思考题|计算题|综合题|辨析题"
)
ORDINAL: Final = "[一二三四五六七八九十]+"
_HEADING: Final = re.compile(
    rf"#*\s*[【\[]?(?:第?(?P<ordinal>{ORDINAL})(?:部分|大题)?|[（(](?:{ORDINAL}|\d+)[)）]|\d+)?[、.．:：\s]*"
    rf"(?P<kind>{_KIND})[】\]]?\s*(?:部分)?\s*(?:参考|标准|正确)?(?P<answers>答案)?(?:[及与和]?解析)?\s*[:：]?\s*"
    r"(?:[（(【\[].{0,80}|(?:本大?题|每小?题|共).{0,80}|[,，].{0,80})?"
)
_CHAPTER: Final = re.compile(
    r"#*\s*(?P<label>第\s*[0-9零百一二三四五六七八九十]+\s*(?:章|讲|节|编|课|篇|单元|部分|专题))(?:[\s:：].{0,40}|.{0,20})"
)
_RULED: Final = re.compile(r"[-=—]{2,}\s*(?P<label>[^-=—\s].*?)\s*[-=—]{2,}")
_NUMBERS: Final = {
    "plain": re.compile(r"(?P<number>\d{1,4})\s*(?P<mark>[、.．:：)）]|\t|\s)\s*(?P<rest>.*)", re.DOTALL),
    "brackets": re.compile(r"[（(【\[]\s*(?P<number>\d{1,4})\s*[)）】\]](?P<mark>)[、.．]?\s*(?P<rest>.*)", re.DOTALL),
    "words": re.compile(r"第?\s*(?P<number>\d{1,4})\s*题(?P<mark>)\s*[、.．:：]?\s*(?P<rest>.*)", re.DOTALL),
}
_BEFORE_NUMBER: Final = re.compile(r"(?P<answer>[（(]\s*[A-Ha-h√×✓✔✗✘❌对错]{0,6}\s*[)）])\s*(?=\d{1,4}\s*[、.．])")
_LABELS: Final = {
    "解析": "explanation",
    "详解": "explanation",
    "答案": "answer",
    "ANSWER": "answer",
    "难": "difficulty",
    "知识点": "topic",
    "考点": "topic",
    "出处": "source",
    "来源": "source",
    "依据": "source",
}
_LABEL_WORDS: Final = (
    "(?:正确|参考|标准)?答案|ANSWER|(?:答案|试题|题目)?(?:解析|详解)|难(?:易程)?度|知识点|考点|出处|来源|依据"
)
_LABEL: Final = re.compile(
    rf"[【\[]\s*(?P<boxed>{_LABEL_WORDS})\s*[】\]]\s*[:：]?"
    rf"|(?:^|(?<=[\s。；;,，）)】|]))(?P<plain>{_LABEL_WORDS})\s*[:：]"
)
_AT_START: Final = re.compile(
    r"(?:(?P<plain>(?:正确|参考|标准)?答案)(?:\s+|(?=[A-Ha-h√×✓✔✗✘❌]))|(?P<short>答)\s*[:：])"
)
_LETTER: Final = "[A-HＡ-Ｈ]"
_MARKER: Final = rf"(?:[（(【\[]\s*({_LETTER})\s*[)）】\]]\s*[、.．:：]?|({_LETTER}|[a-h])\s*[、.．:：)）])"
_OPTION: Final = re.compile(rf"(?:[-*•]\s+)?{_MARKER}\s*|({_LETTER})(?:\t|\s+)(?=\S)")
_NEXT_OPTION: Final = re.compile(rf"(?<![A-Za-z0-9]){_MARKER}\s*")
_OPTION_IN_STEM: Final = re.compile(
    r"(?:\s|(?<=[)）。？?：:_]))[（(]?[AＡ]\s*[、.．:：)）](?=.*?[BＢ]\s*[、.．:：)）])"
)
_TRUE_FALSE_OPTION: Final = re.compile(r"(?P<which>true|false)\s*[、.．:：]\s*(?P<text>.*)", re.IGNORECASE)
_BARE_LETTERS: Final = re.compile(r"[A-HＡ-Ｈ](?:[\s,，、;；]*[A-HＡ-Ｈ]){0,7}|[a-h]{1,8}")
_BARE_MARK: Final = re.compile("[√×✓✔☑✗✘❌✖]|对|错|正确|错误|[TF]|True|False|true|false|TRUE|FALSE")
_INLINE: Final = re.compile(r"[（(]\s*([^（()）]{1,24}?)\s*[)）]")
_EMPTY: Final = re.compile(r"[（(]\s*[)）]|[_＿]{2,}")
_TRAILING_MARK: Final = re.compile(r"\s*([√×✓✔☑✗✘❌✖])\s*$")
VALUE_GAPS: Final = re.compile(r"[\s,，、;；|]+")
_SAME_MARKS: Final = {
    **dict.fromkeys(("√", "✓", "✔", "☑", "正确", "T", "TRUE"), "对"),
    **dict.fromkeys(("×", "✗", "✘", "❌", "✖", "错误", "F", "FALSE"), "错"),
}


class Number(Value, frozen=True, kw_only=True):
    """A number at the head of a line; `sure` is false where it may be a figure that the sentence begins with."""

    style: str
    value: int
    rest: str
    sure: bool


class Heading(Value, frozen=True, kw_only=True):
    """The head of a section: its kind as written, its ordinal, and whether its answers follow, not its questions."""

    kind: str
    ordinal: str
    answers: bool


def clean(text: str) -> str:
    """Return a line without what nobody sees: marks of byte order, joiners, bold stars; odd spaces are spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def is_separator(line: str) -> bool:
    """Say whether a line is only a rule between questions."""
    return _SEPARATOR.fullmatch(line) is not None


def heading_of(line: str) -> Heading | None:
    """Return the heading of a section, such as 一、单项选择题（每题2分）, or None."""
    found = _HEADING.fullmatch(line)
    if found is None or inline_answer(line, has_options=True)[1] or inline_answer(line, has_options=False)[1]:
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
            return Number(style=style, value=int(found["number"]), rest=rest.strip(), sure=sure)
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
    """Yield start, end and field of each label; what follows 解析 is all explanation."""
    if (found := _AT_START.match(line)) and not _LABEL.match(line):
        yield found.start(), found.end(), "answer"
    for found in _LABEL.finditer(line):
        word = found["boxed"] or found["plain"]
        field = next(meaning for label, meaning in _LABELS.items() if label in word)
        yield found.start(), found.end(), field
        if field == "explanation":
            return


def options_of(line: str) -> list[tuple[str, str]]:
    """Return letters and texts of the options in a line that begins with one.

    The next letter begins the next option wherever it stands, any other letter only after a space.
    """
    if found := _TRUE_FALSE_OPTION.fullmatch(line):
        return [("A" if found["which"].lower() == "true" else "B", found["text"].strip() or found["which"])]
    first = _OPTION.match(line)
    if first is None:
        return []
    options, start = [(_letter(first), "")], first.end()
    for found in _NEXT_OPTION.finditer(line, start):
        if ord(_letter(found)) == ord(options[-1][0]) + 1 or line[found.start() - 1].isspace():
            options[-1] = (options[-1][0], line[start : found.start()].strip())
            options.append((_letter(found), ""))
            start = found.end()
    options[-1] = (options[-1][0], line[start:].strip())
    return options if options[0][1] or len(options) == 1 else []


def _letter(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", next(group for group in found.groups() if group)).upper()


def split_stem(line: str) -> tuple[str, str]:
    """Return the stem and the options that follow it in the same line; without options the second is empty."""
    found = _OPTION_IN_STEM.search(line)
    if found and len(options_of(line[found.start() :].strip())) > 1:
        return line[: found.start()].strip(), line[found.start() :].strip()
    return line, ""


def is_bare_answer(line: str, *, has_options: bool) -> bool:
    """Say whether a line is nothing but an answer: letters where there are options, else a mark of true or false."""
    if has_options:
        return _BARE_LETTERS.fullmatch(line) is not None
    return _BARE_MARK.fullmatch(line) is not None


def inline_answer(stem: str, *, has_options: bool) -> tuple[str, str]:
    """Return the stem with its brackets emptied, and the answer that stood in them.

    Two such brackets count as none, and so does one where another stands empty: then the letters are of the text.
    """
    found = [match for match in _INLINE.finditer(stem) if _is_inline_answer(match[1].strip(), has_options=has_options)]
    if len(found) == 1 and not _EMPTY.search(stem):
        return f"{stem[: found[0].start(1)]}{stem[found[0].end(1) :]}", found[0][1]
    mark = _TRAILING_MARK.search(stem)
    if mark and not found and not has_options:
        return stem[: mark.start()], mark[1]
    return stem, ""


def _is_inline_answer(text: str, *, has_options: bool) -> bool:
    """Say whether a text in brackets is an answer; letters that are not in order may be an abbreviation."""
    letters = plain_answer(text)
    return is_bare_answer(text, has_options=has_options) and (
        not has_options or letters == "".join(sorted(set(letters)))
    )


def plain_answer(answer: str) -> str:
    """Return an answer as two answers to one question are compared."""
    plain = VALUE_GAPS.sub("", unicodedata.normalize("NFKC", answer)).upper()
    return _SAME_MARKS.get(plain, plain)


def joined(lines: list[str]) -> str:
    """Return lines that were broken as one text: lists keep their lines, Chinese closes up, other words get a space."""
    text = ""
    for line in lines:
        if not text or text.endswith(tuple("。？！?!：:；;\n")) or re.match(r"[（(]?\d+[)）、.．]|[①-⑳]", line):
            text = f"{text}\n{line}" if text else line
        else:
            text += line if _is_wide(text[-1]) or _is_wide(line[:1] or " ") else f" {line}"
    return text


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
