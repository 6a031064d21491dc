"""The one place where an answer of somebody else's file is accepted, and it never guesses.

A draft becomes a question only if its answer can mean one thing. Everything else comes back as a problem that says
why; the codes of `SKIPPED` are no fault of the file: what a bank has no place for.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

from chuangguan.errors import Problem
from chuangguan.formats.cells import excerpt, has_hostile_characters
from chuangguan.formats.draft_texts import clean, clean_all, clean_stem, difficulty_of, key_of
from chuangguan.formats.draft_words import Reading, stated_kind, truth_of
from chuangguan.formats.drafts import PICTURE, Draft
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Kind, Question

SKIPPED: Final = ("kind_skipped", "question_and_answer", "question_repeated")

_FILLERS: Final = frozenset(("", "无", "/", "-", "—", "空"))
_PREFIX: Final = re.compile(r"(?:(?:正确|参考|标准|本题)?答案(?:是|为)?|选|answer)\s*[:：]?\s*", re.IGNORECASE)
_BETWEEN_LETTERS: Final = re.compile(r"[\s,，、;；/|.。．&+和]+")
_LETTER_AND_TEXT: Final = re.compile(r"([A-Ja-j])\s*[.、:)]\s*(\S.*)", re.DOTALL)
_TEXT_BETWEEN: Final = ("\n", "&", "|", "##", "#", ";", "；", ",", "，", "、")
_TAIL_ANSWER: Final = re.compile(r"[-—]\s*([A-F]{1,6}|对|错)\s*[:：]")
_BLANK: Final = re.compile("[_＿]{2,}|[(（]\\s*[)）]")
_SEPARATED_BLANKS: Final = re.compile(r"[;；|\n]|##")
_DATE: Final = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9](?:T[0-9:]+)?")
_ASKS_A_DATE: Final = re.compile("[年月日]|施行|生效|时间|何时|日期|哪天")
_SERIALS: Final = range(36_526, 55_154)
_ALL_LETTERS: Final = frozenset("ABCDEFGHIJ")
_DIGITS: Final = 2
_NO_LETTER: Final = "Z"
_MOST_TEXT: Final = 32_000


class _Case:
    """A draft under judgement: its parts cleaned, and the words of its problems."""

    __slots__ = ("answer", "draft", "kind", "options", "reading", "source", "stem")

    def __init__(self, draft: Draft, reading: Reading) -> None:
        cleaned = clean_stem(draft.stem, bare=bool(draft.answer))
        self.draft, self.reading = draft, reading
        self.kind = stated_kind(draft.kind or cleaned.kind, reading)
        self.stem, self.source = cleaned.stem, draft.source or cleaned.source
        self.answer = clean(draft.answer) or cleaned.answer
        self.options = _trimmed(clean_all(draft.options))

    def problem(self, code: str, column: str = "", **details: int | str) -> Problem:
        draft = self.draft
        return Problem(code=code, file=draft.file, sheet=draft.sheet, row=draft.row, column=column, details=details)


def judge(draft: Draft, reading: Reading) -> Question | Problem:
    """Return the question that a draft certainly is, with an empty id, else why it is refused or skipped."""
    case = _Case(draft, reading)
    problem = next(_doubts_before(case), None)
    if problem is not None:
        return problem
    kind = _kind(case)
    if kind == "":
        return (
            case.problem("kind_unstated", "题型") if _BLANK.search(case.stem) else case.problem("question_and_answer")
        )
    answer = _JUDGES[kind](case)
    return answer if isinstance(answer, Problem) else _question(case, kind, answer)


def _trimmed(options: list[str]) -> tuple[str, ...]:
    while options and not options[-1]:
        options.pop()
    return tuple(options)


def _doubts_before(case: _Case) -> Iterator[Problem]:
    """Yield what stands against a draft before its answer is looked at."""
    if doubt := case.draft.doubt:
        yield case.problem(doubt.code, doubt.column, **doubt.details)
    if case.kind == "skip":
        yield case.problem("kind_skipped", "题型", given=excerpt(case.draft.kind or "问答题"))
    if case.kind == "unknown":
        yield case.problem("import_kind_unknown", "题型", given=excerpt(case.draft.kind))
    if not case.stem:
        yield case.problem("stem_missing", "题干")
    texts = (case.stem, *case.options, case.answer)
    if has_hostile_characters("".join(texts).replace("\n", "")):
        yield case.problem("text_hostile", "题干")
    if max(map(len, texts)) > _MOST_TEXT:
        yield case.problem("text_too_long", "题干")
    if any(PICTURE in text for text in texts):
        yield case.problem("picture_lost", "题干")
    if not case.answer and not case.options and (tail := _TAIL_ANSWER.search(case.stem)):
        yield case.problem("options_lost", "答案", given=excerpt(tail[1]))
    if not case.answer:
        yield case.problem("answer_missing", "答案")


def _kind(case: _Case) -> Kind | Literal[""]:
    """Return the kind that is stated; where none is, or only that it is a choice, the one that the answer shows."""
    if case.kind in ("single", "multiple", "true_false", "blank"):
        return case.kind
    if _is_true_false(case):
        return "true_false"
    letters = _letters(case)
    if isinstance(letters, str):
        return "multiple" if len(letters) > 1 else "single"
    is_choice = case.options or case.kind == "choice" or _as_letters(case.answer) or _LETTER_AND_TEXT.match(case.answer)
    return "single" if is_choice else ""


def _is_true_false(case: _Case) -> bool:
    if not case.options:
        return case.kind == "" and truth_of(case.answer, case.reading, is_stated=False) is not None
    truths = [truth_of(option, case.reading) for option in case.options]
    return case.kind == "" and sorted(map(str, truths)) == ["False", "True"]


# Choices


def _judge_choice(case: _Case) -> tuple[str, ...] | Problem:
    problem = next(_doubts_of_options(case), None)
    if problem is not None:
        return problem
    letters = _letters(case)
    if isinstance(letters, Problem):
        return letters
    stated = case.kind
    if stated == "single" and len(letters) != 1:
        return case.problem("single_not_one", "答案", letters=len(letters))
    if stated == "multiple" and len(letters) == 1:
        return case.problem("multiple_too_few", "答案", letters=1)
    return tuple(letters)


def _doubts_of_options(case: _Case) -> Iterator[Problem]:
    options = case.options
    if not options and _as_letters(case.answer):
        yield case.problem("letters_without_options", "答案", given=excerpt(case.answer))
    if not options:
        yield case.problem("options_lost", "答案", given=excerpt(case.answer))
    if len(options) == 1:
        yield case.problem("options_not_apart", given=excerpt(options[0]))
    if len(options) > len(LETTERS):
        yield case.problem("options_too_many", options=len(options))
    for letter, option in zip(LETTERS, options, strict=False):
        if not option:
            yield case.problem("option_gap", letter, last=LETTERS[len(options) - 1])
    if len(set(options)) < len(options):
        repeated = next(index for index, option in enumerate(options) if option in options[:index])
        yield case.problem("option_repeated", LETTERS[repeated], first=LETTERS[options.index(options[repeated])])
    if _are_turned(case):
        yield case.problem("options_turned", given=excerpt("、".join(options)))


def _are_turned(case: _Case) -> bool:
    """Say whether a spreadsheet made dates or their serial numbers of options that were texts."""
    options = case.options
    if options[0].isdecimal() and all(option.isdecimal() and int(option) in _SERIALS for option in options):
        return True
    if _DATE.search("|".join(options)) is None:
        return False
    dates = [bool(_DATE.fullmatch(option)) for option in options]
    return any(dates) and not (all(dates) and _ASKS_A_DATE.search(case.stem))


def _letters(case: _Case) -> str | Problem:
    """Return the letters of the right options, where every way to read the answer says the same."""
    readings = {"".join(sorted(found)) for read in _READERS[case.reading.form] if (found := read(case))}
    if len(readings) > 1:
        return case.problem("answer_two_ways", "答案", given=excerpt(case.answer))
    if not readings:
        return _unread(case)
    letters = readings.pop()
    outside = [letter for letter in letters if letter not in LETTERS[: len(case.options)]]
    if outside:
        return case.problem("answer_outside_options", "答案", letter=outside[0])
    if len(set(letters)) < len(letters):
        repeated = next(letter for letter in letters if letters.count(letter) > 1)
        return case.problem("answer_repeated", "答案", letter=repeated)
    return letters


def _unread(case: _Case) -> Problem:
    if unicodedata.normalize("NFKC", case.answer).isdecimal():
        return case.problem("answer_index_unstated", "答案", given=excerpt(case.answer))
    return case.problem("answer_unread", "答案", given=excerpt(case.answer))


@lru_cache(maxsize=1024)
def _as_letters(answer: str) -> str:
    """Return the letters that an answer is written with, or an empty text.

    >>> [_as_letters(text) for text in ("ABD ", "ａ，c", "答案：B", "A.甲", "对")]
    ['ABD', 'AC', 'B', '', '']
    """
    plain = unicodedata.normalize("NFKC", _PREFIX.sub("", answer, count=1)).strip("()[]【】“”\"' ")
    letters = _BETWEEN_LETTERS.sub("", plain).upper()
    return letters if letters and set(letters) <= _ALL_LETTERS else ""


def _read_letters(case: _Case) -> str:
    return _as_letters(case.answer)


def _read_letter_and_text(case: _Case) -> str:
    """Return the letter before an option's text where they agree; where they do not, both, which no paper can have."""
    if _as_letters(case.answer):
        return ""
    found = _LETTER_AND_TEXT.fullmatch(unicodedata.normalize("NFKC", case.answer))
    if found is None or key_of(case.answer) in map(key_of, case.options):
        return ""
    matching = _letters_of_texts(case, [found[2]])
    return found[1].upper() if matching == found[1].upper() else ""


def _read_text(case: _Case) -> str:
    """Return the letters of the options that an answer quotes; "" where a part of it is no option."""
    whole = _letters_of_texts(case, [case.answer])
    if whole or case.kind == "single":
        return whole
    between = [case.reading.separator] if case.reading.separator else _TEXT_BETWEEN
    split = (case.answer.split(mark) for mark in between if mark in case.answer)
    found = {"".join(sorted(letters)) for parts in split if (letters := _letters_of_texts(case, parts))}
    return found.pop() if len(found) == 1 else ""


def _letters_of_texts(case: _Case, texts: Sequence[str]) -> str:
    exact = [text.strip() for text in texts]
    if all(case.options.count(text) == 1 for text in exact):
        return "".join(_letter(case.options.index(text)) for text in exact)
    wanted = [key_of(text) for text in exact]
    keys = [key_of(option) for option in case.options]
    if all(keys.count(text) == 1 for text in wanted):
        return "".join(_letter(keys.index(text)) for text in wanted)
    return ""


def _letter(place: int) -> str:
    """Return the letter of an option, counted from 0; beyond the last that a bank has, what is never one."""
    return LETTERS[place] if place < len(LETTERS) else _NO_LETTER


def _read_index(case: _Case) -> str:
    base = case.reading.index_base
    if base is None:
        return ""
    parts = _BETWEEN_LETTERS.split(unicodedata.normalize("NFKC", case.answer))
    if not all(part.isdecimal() and len(part) <= _DIGITS for part in parts):
        return ""
    places = [int(part) - base for part in parts]
    return "".join(_letter(place) if 0 <= place < len(case.options) else _NO_LETTER for place in places)


_Reader = Callable[[_Case], str]
_READERS: Final[Mapping[str, tuple[_Reader, ...]]] = {
    "": (_read_letters, _read_letter_and_text, _read_text, _read_index),
    "letters": (_read_letters, _read_letter_and_text),
    "text": (_read_text,),
    "index": (_read_index,),
}


# Statements and blanks


def _judge_true_false(case: _Case) -> tuple[str, ...] | Problem:
    truth = _truth(case)
    if isinstance(truth, Problem):
        return truth
    return (LETTERS[TRUE_FALSE_OPTIONS.index("对" if truth else "错")],)


def _truth(case: _Case) -> bool | Problem:
    given = {
        letter: truth_of(option, case.reading)
        for letter, option in zip(LETTERS, case.options, strict=False)
        if option not in _FILLERS
    }
    if given and sorted(map(str, given.values())) != ["False", "True"]:
        return case.problem("true_false_options", given=excerpt("、".join(case.options)))
    said = truth_of(case.answer, case.reading)
    letter = _as_letters(case.answer)
    named = given.get(letter)
    if said is not None and named is not None and said != named:
        return case.problem("answer_two_ways", "答案", given=excerpt(case.answer))
    if said is None and named is None:
        code = "truth_letter" if letter and not given else "true_false_unread"
        return case.problem(code, "答案", given=excerpt(case.answer))
    return bool(said) if named is None else named


def _judge_blank(case: _Case) -> tuple[str, ...] | Problem:
    blanks = len(_BLANK.findall(case.stem))
    if case.options:
        return case.problem("blank_with_options", options=len(case.options))
    parts = [part.strip() for part in _SEPARATED_BLANKS.split(case.answer)] if blanks > 1 else [case.answer]
    drawn = len(re.findall("[_＿]{2,}", case.stem))
    if len(parts) != max(blanks, 1) or drawn not in (0, len(parts)):
        return case.problem("blanks_differ", "答案", blanks=blanks, answers=len(parts))
    if not all(parts) or any(_SEPARATED_BLANKS.search(part) or "｜" in part for part in parts):
        return case.problem("blank_unread", "答案", given=excerpt(case.answer))
    return tuple(parts)


_JUDGES: Final[Mapping[str, Callable[[_Case], tuple[str, ...] | Problem]]] = {
    "single": _judge_choice,
    "multiple": _judge_choice,
    "true_false": _judge_true_false,
    "blank": _judge_blank,
}


def _question(case: _Case, kind: Kind, answer: tuple[str, ...]) -> Question | Problem:
    draft = case.draft
    options = {"true_false": TRUE_FALSE_OPTIONS, "blank": ()}.get(kind, case.options)
    extras = clean_all((draft.topic, draft.explanation, case.source))
    if has_hostile_characters("".join(extras).replace("\n", "")):
        return case.problem("text_hostile", "解析")
    return Question(
        id="",
        kind=kind,
        stem=case.stem,
        options=options,
        answer=answer,
        topic=extras[0],
        difficulty=difficulty_of(draft.difficulty),
        explanation=extras[1],
        source=extras[2],
    )
