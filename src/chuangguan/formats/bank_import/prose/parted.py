"""Lines that a program has parted or run together: a letter over its option, a number over its stem, answers in a grid.

Only what can be nothing else is put right.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.prose import lines as said
from chuangguan.formats.bank_import.prose.answer_lists import entries_of
from chuangguan.formats.bank_import.prose.options import letter_of
from chuangguan.rules.bank import LETTERS

_LETTER: Final = re.compile(r"(?P<letter>[A-H])\s*[、.．:：)）]?")
_KIND: Final = re.compile(r"[【\[（(]\s*[单多判填选不][^【】\[\]()（）]{1,6}题?\s*[】\])）]")
_ENTRIES_BEHIND: Final = re.compile(r"(?P<head>\D{2,16}?)\s*(?P<list>[（(]?\d.*)")
_GRID: Final = re.compile(r"(?:题号|序号)\s*(?:\t\s*\d{1,4}\s*)+")
_MARKED: Final = re.compile(r"\s*[(（]\s*正确(?:答案|选项)?\s*[)）]\s*$")
_STAR: Final = re.compile(r"(?<=[\])】）])\s*\*$")
_FEWEST: Final = 2

Line = tuple[int, str]


def mended(lines: Sequence[Line]) -> list[Line]:
    """Return lines with what belongs in one line in one, and a kind and its entries in two."""
    filled = [at for at, (_, line) in enumerate(lines) if line]
    texts = {at: lines[at][1] for at in filled}
    taken: set[int] = set()
    for place, at in enumerate(filled):
        if at not in taken:
            taken |= _join_grid(texts, filled[place : place + 2]) or _join_letters(texts, filled, place)
            taken |= _join_number(texts, filled[place : place + 2])
    kept = [(row, texts.get(at, line)) for at, (row, line) in enumerate(lines) if at not in taken]
    return [(row, part) for row, line in kept for part in _kind_apart(line)]


def _join_grid(texts: dict[int, str], pair: Sequence[int]) -> set[int]:
    """Write a row of numbers and one of as many answers as entries; return the line that is no more."""
    if len(pair) < _FEWEST or _GRID.fullmatch(texts[pair[0]]) is None:
        return set()
    numbers, answers = ([cell.strip() for cell in texts[at].split("\t")] for at in pair)
    entries = " ".join(f"{number}.{answer}" for number, answer in zip(numbers[1:], answers[1:], strict=False))
    if len(numbers) != len(answers) or answers[0] != "答案" or len(entries_of(entries) or ()) != len(numbers) - 1:
        return set()
    texts[pair[0]] = entries
    return {pair[1]}


def _join_letters(texts: dict[int, str], filled: Sequence[int], place: int) -> set[int]:
    """Put options behind letters A, B … that each stand in the line before; return the lines that are no more."""
    pairs: list[tuple[int, int]] = []
    for letter, at in zip("ABCDEFGH", range(place, len(filled) - 1, 2), strict=False):
        head, option = texts[filled[at]], texts[filled[at + 1]]
        found = _LETTER.fullmatch(head)
        if not found or found["letter"] != letter or not _is_option(option):
            break
        pairs.append((filled[at], filled[at + 1]))
    if len(pairs) < _FEWEST:
        return set()
    for head_at, option_at in pairs:
        texts[head_at] = f"{texts[head_at][0]}、{texts[option_at]}"
    return {option_at for _, option_at in pairs}


def _is_option(line: str) -> bool:
    is_other = said.number_of(line) or letter_of(line) or said.split_stem(line)[1] or _LETTER.fullmatch(line)
    return not is_other and said.pieces_of(line)[0][0] == "text" and said.heading_of(line) is None


def _join_number(texts: dict[int, str], pair: Sequence[int]) -> set[int]:
    """Put a stem that begins with its kind behind a number that stands alone; return the line that is no more."""
    if len(pair) < _FEWEST or not re.fullmatch(r"\d{1,4}[、.．]?", texts[pair[0]]) or not _KIND.match(texts[pair[1]]):
        return set()
    texts[pair[0]] = f"{texts[pair[0]].rstrip('、.．')}、{texts[pair[1]]}"
    return {pair[1]}


def _kind_apart(line: str) -> list[str]:
    """Return the kind and the entries of a line such as 一、单选题：1.B 2.A as two lines."""
    found = _ENTRIES_BEHIND.fullmatch(line)
    if found and said.heading_of(found["head"]) and entries_of(found["list"]):
        return [found["head"], found["list"]]
    return [line]


def with_marked(drafts: Sequence[Draft]) -> list[Draft]:
    """Return drafts with the options that are marked （正确答案） as their answers, where nothing else answers any."""
    marked = [_marked(draft) for draft in drafts]
    if not drafts or not all(marked) or any(draft.answer for draft in drafts):
        return list(drafts)
    return [
        msgspec.structs.replace(
            draft,
            stem=_STAR.sub("", draft.stem),
            options=tuple(_MARKED.sub("", option) for option in draft.options),
            answer=letters,
        )
        for draft, letters in zip(drafts, marked, strict=True)
    ]


def _marked(draft: Draft) -> str:
    return "".join(letter for letter, option in zip(LETTERS, draft.options, strict=False) if _MARKED.search(option))
