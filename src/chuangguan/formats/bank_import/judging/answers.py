"""What the text of an answer can mean: letters, the texts of options, places.

Every way to read an answer is tried, and only what all of them agree on is one.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from chuangguan.formats.bank_import.texts import key_of
from chuangguan.formats.bank_import.words import (
    ANSWER_LABEL,
    FILE_LETTERS,
    FILLERS,
    LOOK_ALIKES,
    Reading,
    truth_of,
)
from chuangguan.rules.bank import LETTERS

NO_LETTER: Final = "Z"
"""Stands for the letter of an option that a bank cannot have, so that the answer is outside."""

_LABELS: Final = rf"\s*(?:[【\[]\s*答案\s*[】\]]|{ANSWER_LABEL}|答(?=\s*[:：])"
_LABELLED: Final = re.compile(rf"{_LABELS})\s*[:：]?\s*", re.IGNORECASE)
_PREFIX: Final = re.compile(rf"{_LABELS}|(?:故|应|本题)?选项?)\s*[:：]?\s*", re.IGNORECASE)
_BETWEEN_LETTERS: Final = re.compile(r"[\s,，、;；/|.。．&+和_#*]+")
_MAY_BE_OR: Final = re.compile("[/|]")
_LABEL: Final = re.compile(r"([A-J])\s*[.、:)]\s*", re.IGNORECASE)
_NO_TEXT: Final = re.compile(r"[\s.。、,;:()&|]+")
_TEXT_BETWEEN: Final = ("\n", "&", "|", "##", "#", ";", "；", ",", "，", "、")
_LIKE_LATIN: Final = re.compile(f"[{LOOK_ALIKES}]")
_EXPLAINED: Final = re.compile(
    "(?<![不误未])(?:故选|所以选|因此选|应选|本题选|(?:^|(?<=[,，。.;；\\s]))选(?=[A-F]+[。.]?$)|(?<!错误)答案应?改?[为选是]|(?:正确|参考|标准)答案(?:应?改?[为是选])?"
    r"|更正(?:为|答案)?|勘误\s*[:：]?\s*答案)择?\s*[:：]?\s*([A-F](?:[、,，]?[A-F])*)(?![A-Za-z])"
)
_VERDICT: Final = re.compile(
    r"(?<![A-Za-z、和])([A-F](?:[、和]?[A-F])*)\s*(?:选?项)?(正确|符合题意|当选|错误|不正确|不对|不符合题意|不当选)(?=[,，。.;；、\s)）]|$)"
)
_RIGHT_VERDICTS: Final = ("正确", "符合题意", "当选")
_ASKS_FOR_WRONG: Final = re.compile("[不错误非未无没除]")
_ASKS_ORDER: Final = re.compile("顺序|排序|先后|次序")
_SAYS_NOTHING: Final = FILLERS | {"见教材", "见解析", "见课本", "——", "略"}
_DIGITS: Final = 2


@lru_cache(maxsize=1024)
def as_letters(answer: str) -> str:
    """Return the letters that an answer is written with, or an empty text.

    >>> [as_letters(text) for text in ("ABD ", "ａ，c", "答案：B", "A.甲", "A选B", "对")]
    ['ABD', 'AC', 'B', '', '', '']
    """
    letters = _BETWEEN_LETTERS.sub("", _plain(answer)).upper()
    return letters if letters and set(letters) <= set(FILE_LETTERS) else ""


def _plain(answer: str) -> str:
    """Return an answer without the words and brackets around it."""
    text = unicodedata.normalize("NFKC", _without(_PREFIX, answer))
    return text.removesuffix("项").strip("()[]【】“”\"' ")


def without_label(answer: str) -> str:
    """Return an answer without the word for it that stands before it, as 答案：."""
    return _without(_LABELLED, answer)


def _without(label: re.Pattern[str], answer: str) -> str:
    found = label.match(answer)
    return answer[found.end() :] if found else answer


@lru_cache(maxsize=1024)
def as_places(answer: str) -> tuple[int, ...]:
    """Return the numbers that an answer is written with, none where it is something else."""
    parts = _BETWEEN_LETTERS.split(unicodedata.normalize("NFKC", answer))
    is_all = all(part.isdecimal() and len(part) <= _DIGITS for part in parts)
    return tuple(int(part) for part in parts) if is_all else ()


def looks_latin(answer: str) -> bool:
    """Say whether an answer is written with letters that only look like A, B, C."""
    return _LIKE_LATIN.search(answer) is not None


def may_be_or(answer: str) -> bool:
    """Say whether letters are parted by what may mean one or the other."""
    return len(as_letters(answer)) > 1 and _MAY_BE_OR.search(_plain(answer)) is not None


def readings_of(answer: str, options: Sequence[str], reading: Reading, *, is_single: bool) -> set[str]:
    """Return the letters of the right options, sorted, in every way that an answer can be read."""
    form, readings = reading.form, set[str]()
    letters = as_letters(answer) if form in ("", "letters") else ""
    if form in ("", "letters"):
        readings.add(letters or labelled(answer, options))
    # Letters cannot quote options that are all longer than they, whatever spaces and full stops are between.
    if form == "text" or (form == "" and not (letters and min(map(len, options), default=0) > 2 * len(answer) + 2)):
        readings.add(_quoted(answer, options, reading.separator, is_single=is_single))
    if form in ("", "index") and reading.index_base is not None:
        places = [place - reading.index_base for place in as_places(answer)]
        readings.add("".join(letter_at(place) if 0 <= place < len(options) else NO_LETTER for place in places))
    return {"".join(sorted(found)) for found in readings if found}


def letter_at(place: int) -> str:
    """Return the letter of an option, counted from 0; beyond the last that a bank has, what is never one."""
    return LETTERS[place] if place < len(LETTERS) else NO_LETTER


def labelled(answer: str, options: Sequence[str]) -> str:
    """Return the letters that stand before the texts of their options, as in “A:甲;C:丙;”; "" where one disagrees."""
    text = _plain(answer)
    letters = [letter.upper() for letter in _LABEL.findall(text)]
    keys = [key_of(option) for option in options]
    is_repeated = len(set(letters)) < len(letters)
    if (
        not letters
        or is_repeated
        or key_of(answer) in keys
        or any(letter not in LETTERS[: len(options)] for letter in letters)
    ):
        return ""
    agreed = "".join(f"{letter}{options[LETTERS.index(letter)]}" for letter in letters)
    return "".join(letters) if _bare(text) == _bare(agreed) else ""


def _bare(text: str) -> str:
    return _NO_TEXT.sub("", unicodedata.normalize("NFKC", text))


def _quoted(answer: str, options: Sequence[str], separator: str, *, is_single: bool) -> str:
    """Return the letters of the options that an answer quotes; "" where a part of it is no option."""
    whole = _letters_of([answer], options)
    if whole or is_single:
        return whole
    between = [separator] if separator else _TEXT_BETWEEN
    split = (answer.split(mark) for mark in between if mark in answer)
    found = {"".join(sorted(letters)) for parts in split if (letters := _letters_of(parts, options))}
    return found.pop() if len(found) == 1 else ""


def _letters_of(texts: Sequence[str], options: Sequence[str]) -> str:
    exact = [text.strip() for text in texts]
    if all(options.count(text) == 1 for text in exact):
        return "".join(letter_at(options.index(text)) for text in exact)
    wanted = [key_of(text) for text in exact]
    keys = [key_of(option) for option in options]
    if all(keys.count(text) == 1 for text in wanted):
        return "".join(letter_at(keys.index(text)) for text in wanted)
    return ""


def is_same(answer: str, other: str) -> bool:
    """Say whether two answers to one question say the same: the same letters, or both right or both wrong."""
    truths = [truth_of(text, Reading()) for text in (answer, other)]
    if None not in truths:
        return truths[0] == truths[1]
    letters = {"".join(sorted(as_letters(text))) for text in (answer, other)}
    return len(letters) == 1 and "" not in letters


def letters_explained(explanation: str) -> str:
    """Return the letters that an explanation ends up with, as in “故选B”, or an empty text."""
    found = _EXPLAINED.findall(explanation)
    return as_letters(found[-1]) if found else ""


def verdict_against(letters: str, explanation: str, stem: str) -> str:
    """Return the words of an explanation that say another option is right, or one of these wrong; else an empty text.

    A stem that asks for what is wrong, or may do, has explanations of either sense.

    >>> verdict_against("A", "B项正确，A项错误。", "首都是（ ）"), verdict_against("A", "A项错误。", "不对的是（ ）")
    ('B项正确', '')
    """
    if _ASKS_FOR_WRONG.search(stem):
        return ""
    for found in _VERDICT.finditer(explanation):
        named = set(as_letters(found[1]))
        is_right = found[2] in _RIGHT_VERDICTS
        if (is_right and not named <= set(letters)) or (not is_right and named & set(letters)):
            return found[0]
    return ""


def is_ordered(answer: str, stem: str, *, is_multiple: bool) -> bool:
    """Say whether letters may be an order: not as in the alphabet, and no kind or a stem that asks for an order."""
    letters = as_letters(answer)
    return letters != "".join(sorted(letters)) and (not is_multiple or _ASKS_ORDER.search(stem) is not None)


def says_nothing(answer: str) -> bool:
    """Say whether what stands for the answer of a blank is none, as “见教材”."""
    return answer in _SAYS_NOTHING
