"""Options that stand together in one text: in one cell, or behind the stem.

Nothing is guessed: where the letters do not come once each and in order, there is no way to tell where an option
ends, and the answer is None.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

LETTERS: Final = "ABCDEFGHIJ"

_FIRST_LETTERS: Final = ("A", "Ａ")
_MARKS: Final = ".．、:：,，)）"
_BETWEEN: Final = re.compile(r"\*{2,}|#{2,}|\$\$|\|{1,2}|\n|[;；]")
_NARROW_BETWEEN: Final = re.compile(r"\*{2,}|#{2,}|\$\$|\n")
_RUN: Final = re.compile(r"\*{2,}|#{2,}")
_LABEL: Final = re.compile(rf"[(（\[【]?([A-JＡ-Ｊa-jａ-ｊ])[)）\]】]?\s*[{_MARKS}]?\s*")
_STRICT_LABEL: Final = re.compile(
    rf"(?<![0-9A-Za-zＡ-Ｚａ-ｚ])(?:[(（\[【]([A-JＡ-Ｊ])[)）\]】]|([A-JＡ-Ｊ])\s*[{_MARKS}]|([A-JＡ-Ｊ])\s+(?=\S))"
)
_FEWEST: Final = 2


def split_options(text: str) -> tuple[str, ...] | None:
    """Return the options of a cell in order, without their letters; None where they cannot be told apart.

    Known are `**A.x**B.y`, `A.x##B.y`, a line each, `x|y`, `x;y`, and `A.x B.y` where every letter is there once.

    >>> split_options("**A.正确**B.错误")
    ('正确', '错误')
    >>> split_options("A.60％B.70％##C.80％##D.100％")
    ('60％', '70％', '80％', '100％')
    >>> split_options("A.R##B.L##D.C") is None
    True
    """
    for between in (_NARROW_BETWEEN, _BETWEEN):
        pieces = [piece.strip() for piece in between.split(text.strip()) if piece.strip()]
        if len(pieces) >= _FEWEST and (found := _in_order(pieces)):
            return found
    if inline := split_inline(text):
        return inline[1] if not inline[0].strip("*# ") else None
    return _unlettered(text)


def _in_order(pieces: Sequence[str]) -> tuple[str, ...] | None:
    """Return the pieces without their letters, where these are A, B, C … and nothing else hides in a piece."""
    texts: list[str] = []
    for letter, piece in zip(LETTERS, pieces, strict=False):
        label = _LABEL.match(piece)
        if label is None or _plain(label[1]) != letter or not piece[label.end() :]:
            return None
        texts.append(piece[label.end() :].strip())
    if len(pieces) >= len(LETTERS) or _hides(LETTERS[len(texts)], texts[-1]):
        return None
    return tuple(texts)


def _hides(letter: str, text: str) -> bool:
    """Say whether a text may go on with the next option."""
    return re.search(rf"{letter}\s*[{_MARKS}]", unicodedata.normalize("NFKC", text)) is not None


def _unlettered(text: str) -> tuple[str, ...] | None:
    """Return options that are only kept apart, where none of them begins as a letter would."""
    for between in (_NARROW_BETWEEN, _BETWEEN):
        pieces = [piece.strip() for piece in between.split(text.strip())]
        if len(pieces) >= _FEWEST and all(pieces) and not any(_STRICT_LABEL.match(piece) for piece in pieces):
            return tuple(pieces)
    return None


def split_inline(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return what stands before the options, and the options, where A, B … come once each and in order.

    >>> split_inline("下列正确的是 A.甲 B.乙")
    ('下列正确的是', ('甲', '乙'))
    """
    marks = list(_STRICT_LABEL.finditer(text))
    letters = "".join(_letter(mark) for mark in marks)
    if len(letters) < _FEWEST or letters != LETTERS[: len(letters)]:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    options = tuple(
        text[mark.end() : end].rstrip(" \t\n*#;；|　").lstrip() for mark, end in zip(marks, ends, strict=True)
    )
    if not all(options) or any(_RUN.search(option) for option in options):
        return None
    if len(options) == len(LETTERS) or _hides(LETTERS[len(options)], options[-1]):
        return None
    return text[: marks[0].start()].strip(), options


def without_letters(options: Sequence[str]) -> tuple[str, ...]:
    """Return options without the letters before them, where each of them has its own.

    >>> without_letters(["A. 甲", "B. 乙"]), without_letters(["A型", "B型"])
    (('甲', '乙'), ('A型', 'B型'))
    """
    if not options or options[0].lstrip("(（[【 ")[:1] not in _FIRST_LETTERS:
        return tuple(options)
    marks = [_STRICT_LABEL.match(option.strip()) for option in options]
    if all(mark and _letter(mark) == letter for mark, letter in zip(marks, LETTERS, strict=False)):
        return tuple(option.strip()[mark.end() :].strip() for option, mark in zip(options, marks, strict=True) if mark)
    return tuple(options)


def _letter(mark: re.Match[str]) -> str:
    return _plain(mark[1] or mark[2] or mark[3])


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter).upper()
