"""Options that stand together in one text, in one cell or behind the stem, and the letters that options bring along.

Nothing is guessed: where the letters do not come once each and in order, there is no way to tell where an option
ends, and the answer is None.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from chuangguan.formats.bank_import.words import FILE_LETTERS

_UPPER: Final = "A-JＡ-Ｊ"
_ANY: Final = f"{_UPPER}a-jａ-ｊ"
_MARK: Final = r"[.．、,，)）]|[:：](?![\\/])"
_LABEL: Final = re.compile(
    rf"(?<![0-9A-Za-zＡ-Ｚａ-ｚ])(?:[(（\[【]([{_ANY}])[)）\]】]\s*(?:{_MARK})?|([{_ANY}])(?:\s*({_MARK})|(\s+)(?=\S)|(?![A-Za-z])))"
)
_SEPARATORS: Final = "*#$|;；,，。？?！!：:)）]】_"
_LINE_STARTS: Final = ("", "\n", "*", "#", "$", "|", ";", "；")
_BRACKET: Final = "("
_SPACE: Final = " "
_NARROW: Final = r"\*{2,}|#{2,}|\$;\$|\$\$|@@|§+|<br\s*/?>|\\n|\n"
_NARROW_BETWEEN: Final = re.compile(_NARROW, re.IGNORECASE)
_BETWEEN: Final = re.compile(rf"{_NARROW}|\|{{1,2}}|[;；]", re.IGNORECASE)
_SIGN: Final = re.compile(r"(?:\$;\$|\$+|@+|&+|\^+|/+|\++|§+|=+|-+|<br\s*/?>|\\n)$")
_SIGNS_OF_TEXTS: Final = "+"
_RUN: Final = re.compile(r"\*{2,}|#{2,}")
_FIRST_CHARACTERS: Final = frozenset("ABCDEFGHIJabcdefghij(（[【ＡＢＣＤＥＦＧＨＩＪａｂｃｄｅｆｇｈｉｊ")
_SORTS: Final = frozenset("类型级组种等区号班股点")
_LETTERS_NAMED: Final = re.compile(rf"[{_UPPER}](?![A-Za-z])")
_FEWEST: Final = 2
_LONGEST_LABEL: Final = 12


class _Label(NamedTuple):
    """A letter that may begin an option; `is_apart` and `is_first` say what stands before it: a separator, a line."""

    letter: str
    mark: str
    start: int
    end: int
    is_apart: bool
    is_first: bool


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
    found = [options for head, options in _readings(text) if not head.strip("*# ")]
    return found[0] if len(found) == 1 else _unlettered(text)


def split_inline(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return what stands before the options, and the options, where A, B … come once each and in order.

    >>> split_inline("下列正确的是 A.甲 B.乙")
    ('下列正确的是', ('甲', '乙'))
    """
    found = list(_readings(text))
    return found[0] if len(found) == 1 else None


def _readings(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each way to read a text as a stem and its options."""
    labels = list(_labels(text))
    for chain in _chains(labels, text):
        ends = [label.start for label in chain[1:]] + [len(text)]
        options = tuple(
            text[label.end : end].rstrip(" \t\n*#;；|　,，、").lstrip() for label, end in zip(chain, ends, strict=True)
        )
        options = _without_common_sign(options)
        head = text[: chain[0].start].strip()
        is_unsure = _is_word(chain, options) or (
            not any(map(_is_marked, chain)) and _may_be_of_the_text(chain, options, head)
        )
        if all(options) and not is_unsure and not any(_RUN.search(option) for option in options):
            yield head, options


def _without_common_sign(options: tuple[str, ...]) -> tuple[str, ...]:
    """Return options without the sign that keeps them apart: all but the last end with it, and it is nowhere else.

    Where it is, or a plus may be one of the text, as in “A.Na+B.Cl”, nothing is left of any option, so that nobody
    takes them. A sign behind every option, as in “A.5$B.6$”, or around some, as in “$x$”, is of their texts.
    """
    ends = {found[0] if (found := _SIGN.search(option)) else "" for option in options[:-1]}
    sign = ends.pop() if len(ends) == 1 else ""
    if not sign or options[-1].endswith(sign):
        return options
    bodies = tuple(option.removesuffix(sign) for option in options[:-1])
    if all(body.startswith(sign) for body in bodies):
        return options
    if sign[0] in _SIGNS_OF_TEXTS or any(sign[0] in text for text in (*bodies, options[-1])):
        return ("",) * len(options)
    return (*(body.rstrip() for body in bodies), options[-1])


def _is_word(chain: Sequence[_Label], options: Sequence[str]) -> bool:
    """Say whether beside letters with a mark one without may be a word: “C类火灾” after “A.固体”, “B.液体”."""
    bare = [option for label, option in zip(chain, options, strict=True) if label.mark == ""]
    return len(bare) < len(chain) and any(option[:1] in _SORTS for option in bare)


def _may_be_of_the_text(chain: Sequence[_Label], options: Sequence[str], head: str) -> bool:
    """Say whether letters without a mark may be of their texts: “A 类火灾 B 类火灾”, “A4纸”."""
    if head and not all(label.is_first for label in chain):
        return True
    firsts = {option[:1] for option in options}
    is_close = any(label.mark == "" for label in chain)
    if is_close and (len(chain) <= _FEWEST or min(map(len, options)) == 1 or any(map(str.isdigit, firsts))):
        return True
    return len(firsts) == 1 or not _SORTS.isdisjoint(firsts)


def _labels(text: str) -> Iterator[_Label]:
    """Yield what may begin an option: a letter with a mark, or one that begins a line, or stands between spaces."""
    for found in _LABEL.finditer(text):
        letter = found[1] or found[2]
        before = text[max(found.start() - _LONGEST_LABEL, 0) : found.start()]
        is_first = (before.rstrip(" \t　") or before)[-1:] in _LINE_STARTS
        is_apart = is_first or before[-1].isspace() or before[-1] in _SEPARATORS
        mark = _BRACKET if found[1] else _plain(found[3]) if found[3] else _SPACE if found[4] else ""
        may_be = is_first or (letter.isupper() and (is_apart if mark == _SPACE else bool(mark)))
        if may_be and (letter.isupper() or mark not in ("", _SPACE)):
            yield _Label(_plain(letter).upper(), mark, found.start(), found.end(), is_apart, is_first)


def _chains(labels: Sequence[_Label], text: str) -> Iterator[list[_Label]]:
    """Yield the labels A, B … that begin the lines; where none do, those of one mark, then those that stand apart."""
    lines = [label for label in labels if label.is_first]
    if _is_in_order(lines) and not _goes_on(lines, labels, text):
        yield lines
        return
    found = False
    for mark in sorted({label.mark for label in labels if label.letter == "A" and label.mark}):
        # “维生素A、维生素B”: a letter in the middle of a text names something more often than it begins an option.
        chain = [label for label in labels if label.mark == mark and label.is_apart]
        if mark not in ("、", _SPACE) and (not _is_in_order(chain) or (mark == "." and _goes_on(chain, labels, text))):
            chain = [label for label in labels if label.mark == mark]
        if _is_in_order(chain):
            found = True
            if not _goes_on(chain, labels, text):
                yield chain
    mixed = [label for label in labels if label.is_apart]
    if not found and any(map(_is_marked, mixed)) and _is_in_order(mixed) and not _goes_on(mixed, labels, text):
        yield mixed


def _is_in_order(chain: Sequence[_Label]) -> bool:
    letters = "".join(label.letter for label in chain)
    return _FEWEST <= len(letters) < len(FILE_LETTERS) and letters == FILE_LETTERS[: len(letters)]


def _goes_on(chain: Sequence[_Label], labels: Sequence[_Label], text: str) -> bool:
    """Say whether the text of the last option may hold the next one."""
    letter, last = FILE_LETTERS[len(chain)], chain[-1]
    if any(label.letter == letter and label.is_apart and label.start > chain[0].start for label in labels):
        return True
    if not _is_marked(last):
        return False
    following = rf"\({letter}\)" if last.mark == _BRACKET else rf"{letter}\s*{re.escape(last.mark)}"
    return re.search(following, _plain(text[last.end :])) is not None


def _unlettered(text: str) -> tuple[str, ...] | None:
    """Return options that are only kept apart, where none of them begins as a letter would."""
    for between in (_NARROW_BETWEEN, _BETWEEN):
        pieces = tuple(piece.strip() for piece in between.split(text.strip()))
        if len(pieces) >= _FEWEST and all(pieces) and without_letters(pieces) == pieces:
            return None if _may_have_letters(pieces) else pieces
    return None


def _may_have_letters(pieces: Sequence[str]) -> bool:
    """Say whether letters before figures may be those of options, as in “A110”, “B119”."""
    firsts = "".join(piece[0] for piece in pieces).upper()
    return firsts == FILE_LETTERS[: len(pieces)] and not _are_of_the_text([piece[1:] for piece in pieces])


# Options that stand apart already


def without_letters(options: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return options without the letters that stand before each; None where these are not A, B, C … one for each.

    Letters without a mark behind them are of the text where all options go on alike; else nobody can tell.

    >>> without_letters(("A. 甲", "B. 乙")), without_letters(("A型", "B型")), without_letters(("B. 甲", "A. 乙"))
    (('甲', '乙'), ('A型', 'B型'), None)
    """
    if not any(option[:1] in _FIRST_CHARACTERS for option in options):
        return options
    own = [_own(option) for option in options]
    texts = tuple(option[label.end :].lstrip() if label else option for label, option in zip(own, options, strict=True))
    in_place = [label for letter, label in zip(FILE_LETTERS, own, strict=False) if label and label.letter == letter]
    filled = sum(map(bool, options))
    if len(in_place) == filled and any(map(_is_marked, in_place)):
        return texts
    labelled = [(label, text) for label, text in zip(own, texts, strict=True) if label]
    # An option “A、B都对” has no letter of its own.
    if any(_is_marked(label) and not (label.mark in "、," and _LETTERS_NAMED.match(text)) for label, text in labelled):
        return None
    are_all = {label.letter for label, _ in labelled} == set(FILE_LETTERS[:filled])
    is_doubtful = (are_all or len(in_place) >= _FEWEST) and not _are_of_the_text([text for _, text in labelled])
    return None if is_doubtful else options


def _own(option: str) -> _Label | None:
    label = next((label for label in _labels(option[:_LONGEST_LABEL]) if label.start == 0), None)
    # “B1级” begins with no letter of its own.
    return None if label and label.mark == "" and option[label.end : label.end + 1].isdigit() else label


def _is_marked(label: _Label) -> bool:
    return label.mark not in ("", _SPACE)


def _are_of_the_text(rests: Sequence[str]) -> bool:
    """Say whether texts behind letters go on alike, as “A类…”, “B类…” do."""
    return len(set(rests)) == 1 or all(rest[:1] in _SORTS for rest in rests)


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
