"""The options of a question in prose: which letters of its lines are labels, as far as that is certain.

A label at the beginning of a line is one, whatever letters follow. Inside a line only the next letter in order can be
one; where it could as well be a word of the option before, the question is doubtful.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.words import LOOK_ALIKES
from chuangguan.formats.cells import excerpt
from chuangguan.values import Value

MARK: Final = r"[、.．)）]|[:：](?![\\/])"
"""What stands behind the letter of an option, as a pattern; `C:\\` is a path."""

_MARKED: Final = (
    r"(?:[（(【\[]\s*(?P<boxed>[A-HＡ-Ｈ])\s*[)）】\]]\s*[、.．:：]?"
    rf"|(?P<plain>[A-HＡ-Ｈa-h])\s*(?P<mark>{MARK}))\s*"
)
# Behind a comma another letter is of an enumeration: “A，B都对”.
_WITH_COMMA: Final = r"(?P<comma>[A-HＡ-Ｈ])\s*[,，](?!\s*[A-HＡ-Ｈ](?![A-Za-z]))\s*(?=\S)"
_FIRST: Final = re.compile(
    rf"(?:[-*•]\s+)?(?:{_MARKED}|{_WITH_COMMA}|(?P<bare>[A-HＡ-Ｈ])(?P<gap>\t|\s+)(?:[-–—]\s+(?=\D))?(?=\S))"
)
_INSIDE: Final = re.compile(rf"(?<![A-Za-z0-9]){_MARKED}")
_WORD: Final = re.compile(r"(?P<which>true|false)\s*[、.．:：]\s*", re.IGNORECASE)
_WORDS: Final = {"true": "A", "false": "B"}
_LOOK_ALIKES: Final = str.maketrans(LOOK_ALIKES, "ABCEHABCEHACE")
_BARE: Final = " "
_UNMARKED: Final = (_BARE, "\t")
_COMMA: Final = ","
_ALL_OR_NONE: Final = (_BARE, _COMMA)
"""Forms that are labels only where every line has them."""
_TAB: Final = 4
_WIDEST_GAP: Final = 20
_KEEP_APART: Final = ".)"
"""Marks that are not found in the middle of a Chinese text, and so may end a label that nothing parts from it."""


class Label(Value, frozen=True, kw_only=True):
    """A letter that may label an option: where it stands, its form, and how much white space is before it."""

    letter: str
    start: int
    end: int
    form: str
    is_small: bool = False
    is_apart: bool = True
    gap: int = 0


def letter_of(line: str) -> str:
    """Return the letter of the option that a line begins with, or an empty text.

    >>> [letter_of(line) for line in ("A.甲", "(B) 乙", "AB型", "true. 真")]
    ['A', 'B', '', 'A']
    """
    label = _first(line)
    return label.letter if label else ""


def options_in(lines: Sequence[str]) -> tuple[list[tuple[str, str]], Problem | None]:
    """Return letters and texts of the options in lines that each begin with one, and what is doubtful about them.

    >>> options_in(["A.甲 B.乙", "C. A、B都对"])
    ([('A', '甲'), ('B', '乙'), ('C', 'A、B都对')], None)
    """
    heads = [label for line in lines for label in [_first(line)] if label is not None]
    if columns := _in_two_columns(lines, heads):
        return columns, None
    options: list[tuple[str, str]] = []
    before: list[list[Label]] = []
    forms = {head.form for head in heads}
    doubts = [head.letter for head in heads if head.form in _ALL_OR_NONE and len(forms) > 1]
    for line, head, following in zip_longest(lines, heads, heads[1:]):
        if following:
            labels, doubt = _labels_before(line, head, following.letter)
        else:
            labels, doubt = _labels_to_end(line, head, forms, before)
        before.append(labels)
        doubt = doubt or _hidden(line, labels)
        doubts += [doubt] if doubt else []
        options += _texts(line, labels)
    doubts += [after for (before, _), (after, _) in pairwise(options) if after < before]
    given = next((line for line in reversed(lines) if doubts and doubts[0] in line), lines[-1] if lines else "")
    return options, two_ways(doubts[0], given) if doubts else None


def _in_two_columns(lines: Sequence[str], heads: Sequence[Label]) -> list[tuple[str, str]]:
    """Return the options of lines such as A C and B D, where each has its second one and nothing else; else none."""
    size = len(heads)
    if size < 2 or [head.letter for head in heads] != [chr(ord("A") + place) for place in range(size)]:  # noqa: PLR2004  a column
        return []
    columns: list[tuple[str, str]] = []
    for line, head in zip(lines, heads, strict=True):
        inside = [label for match in _INSIDE.finditer(line, head.end) for label in [_label(match)] if label.is_apart]
        if [(label.letter, label.form) for label in inside] != [(chr(ord(head.letter) + size), head.form)]:
            return []
        columns += _texts(line, [head, *inside])
    return sorted(columns) if all(text for _, text in columns) else []


def two_ways(letter: str, line: str) -> Problem:
    """Return the doubt whether a letter of a line is a label or a word."""
    return Problem(code="option_two_ways", column=letter, details={"given": excerpt(line), "letter": letter})


def resembles(line: str, letter: str) -> bool:
    """Say whether a line that is no option begins like the option of this letter: without its mark, or a look-alike."""
    return re.match(rf"\W*{letter}", _plain(line), re.IGNORECASE) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)


def _first(line: str) -> Label | None:
    if word := _WORD.match(line):
        return Label(letter=_WORDS[word["which"].lower()], start=0, end=word.end(), form="word")
    found = _FIRST.match(line)
    if found is None:
        return None
    if letter := found["bare"] or found["comma"]:
        form = _COMMA if found["comma"] else "\t" if found["gap"] == "\t" else _BARE
        return Label(letter=_plain(letter), start=0, end=found.end(), form=form)
    return _label(found)


def _label(found: re.Match[str]) -> Label:
    letter = _plain(found["boxed"] or found["plain"])
    ahead = found.string[max(0, found.start() - _WIDEST_GAP) : found.start()]
    gap = ahead[len(ahead.rstrip()) :]
    return Label(
        letter=letter.upper(),
        start=found.start(),
        end=found.end(),
        form="(" if found["boxed"] else _plain(found["mark"]),
        is_small=letter.islower(),
        is_apart=not ahead or gap != "",
        gap=len(gap.expandtabs(_TAB)),
    )


def _texts(line: str, labels: Sequence[Label]) -> list[tuple[str, str]]:
    ends = [*(label.start for label in labels[1:]), len(line)]
    texts = [(label.letter, line[label.end : end].strip()) for label, end in zip(labels, ends, strict=True)]
    return [(letter, text or line.strip(" .、:：．")) for letter, text in texts] if labels[0].form == "word" else texts


def _candidates(line: str, after: Label, letter: str) -> tuple[list[Label], list[Label]]:
    """Return what may be the label of a letter behind another label: apart from the text before, and glued to it."""
    found = [
        label for match in _INSIDE.finditer(line, after.end) for label in [_label(match)] if label.letter == letter
    ]
    glued = [
        label
        for label in found
        if not label.is_apart and (label.form == "(", label.is_small) == (after.form == "(", after.is_small)
    ]
    return [label for label in found if label.is_apart], glued


def _next(letter: str) -> str:
    return chr(ord(letter) + 1)


def _labels_before(line: str, head: Label, last: str) -> tuple[list[Label], str]:
    """Return the labels of a line that goes on with the letter `last` in the next one, and a doubtful letter."""
    labels, doubt = [head], ""
    while _next(labels[-1].letter) < last:
        letter = _next(labels[-1].letter)
        apart, glued = _candidates(line, labels[-1], letter)
        found = apart or glued
        if not found:
            return labels, doubt
        if len(found) > 1 or head.form in _UNMARKED or (not apart and glued[0].form != labels[-1].form):
            doubt = letter
        labels.append(found[0])
    if later := _later(line, labels[-1], {head.form}) or (last if _is_repeated(line, labels[-1], last) else ""):
        doubt = later
    is_bare = head.form in _UNMARKED and _stands_bare(line[labels[-1].end :], _next(labels[-1].letter))
    return labels, _next(labels[-1].letter) if is_bare else doubt


def _is_repeated(line: str, after: Label, letter: str) -> bool:
    """Say whether the letter that the next line begins with labels something in this line as well."""
    apart, _ = _candidates(line, after, letter)
    return letter > after.letter and any(label.start > after.end for label in apart)


def _labels_to_end(line: str, head: Label, forms: set[str], before: list[list[Label]]) -> tuple[list[Label], str]:
    """Return the labels of the last line of options, where nothing says which letter is the last; and a doubt."""
    labels = [head]
    is_all_glued = bool(before or head.letter == "A") and all(map(_is_glued_line, before))
    while True:
        letter = _next(labels[-1].letter)
        apart, glued = _candidates(line, labels[-1], letter)
        if not apart and not glued:
            break
        found = apart[0] if apart else glued[0]
        is_sure = (
            len(apart) == 1
            if apart
            else len(glued) == 1 and _is_glued_label(line, labels, found, is_all_glued=is_all_glued)
        )
        if not is_sure or found.start == labels[-1].end:
            return labels, letter
        labels.append(found)
    is_one_a_line = bool(before) and all(len(others) == 1 for others in before)
    is_last_alone = is_one_a_line and len(labels) == 2  # noqa: PLR2004  every line before has one, this has two
    known = forms | {label.form for label in labels[:-1]}
    inside = [label for others in (*before, labels) for label in others[1:]]
    is_mixed = head.form in _UNMARKED and len(labels) > 1
    if is_last_alone or is_mixed or labels[-1].form not in known or _is_nearer(inside):
        return labels, labels[-1].letter
    return labels, _left_over(line, labels[-1], known)


def _is_nearer(inside: Sequence[Label]) -> bool:
    """Say whether the last of the labels inside lines stands nearer to the text before than all others do."""
    if len(inside) < 2 or inside[-1].form in _KEEP_APART:  # noqa: PLR2004  one to compare with
        return False
    return inside[-1].gap == 1 and all(label.gap > 1 for label in inside[:-1])


def _is_glued_line(labels: Sequence[Label]) -> bool:
    return len(labels) > 1 and not any(label.is_apart for label in labels[1:])


def _is_glued_label(line: str, labels: Sequence[Label], found: Label, *, is_all_glued: bool) -> bool:
    """Say whether a letter that no space parts from the text before is a label: others show it, or the whole line."""
    later, _ = _candidates(line, found, _next(found.letter))
    if later:
        return True
    is_line_glued = not any(label.is_apart for label in labels[1:])
    return is_all_glued and is_line_glued and found.form == labels[0].form and found.form in _KEEP_APART


def _left_over(line: str, last: Label, forms: set[str]) -> str:
    """Return a letter behind the last label that could be one as well: a later one, or the next without its mark."""
    if later := _later(line, last, forms):
        return later
    letter = _next(last.letter)
    return letter if _stands_bare(line[last.end :], letter) else ""


def _hidden(line: str, labels: Sequence[Label]) -> str:
    """Return a letter that may label an option right behind a figure or a word, where labels are glued to texts."""
    is_apart = all(label.is_apart for label in labels[1:])
    where = "$" if is_apart else ""
    following = ((_next(letter), text) for letter, text in _texts(line, labels))
    label = r"(?<![A-Za-z0-9]){}\s*[,，]" if labels[0].form == _COMMA else rf"[A-Za-z0-9]{{}}(?:{MARK}){where}"
    hidden = (letter for letter, text in following if re.search(label.format(letter), text))
    return next(hidden, "")


def _later(line: str, last: Label, forms: set[str]) -> str:
    """Return a letter beyond the next that stands apart behind a label, in a form that labels have here."""
    for match in _INSIDE.finditer(line, last.end):
        label = _label(match)
        if label.is_apart and label.start > last.end and label.letter > last.letter and label.form in forms:
            return label.letter
    return ""


def _stands_bare(text: str, letter: str) -> bool:
    """Say whether a letter, or what looks like it, stands apart in a text with no mark behind it."""
    return re.search(rf"\s\W?{letter}(?![A-Za-z0-9])", _plain(text)) is not None
