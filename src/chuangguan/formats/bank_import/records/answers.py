"""The answer of a JSON record, and whether everything else in it that says one says the same."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import field_of, may_say_an_answer, plain_name
from chuangguan.formats.bank_import.judging.answers import as_letters
from chuangguan.formats.bank_import.judging.habits import Habits
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.records.options import marked
from chuangguan.formats.bank_import.records.values import Json, is_filled, shown
from chuangguan.formats.bank_import.words import Reading, truth_of
from chuangguan.rules.bank import Question
from chuangguan.values import Value

_SECOND: Final = frozenset((
    "key", "correct", "answerindex", "correctindex", "correctanswerindex", "correctoptionindex", "rightindex",
    "answertext", "answercontent", "correcttext", "correctanswertext", "rightanswertext", "answerkey", "correctkey",
    "answerletter", "correctletter", "答案内容", "正确答案内容", "答案文本", "答案文字", "答案序号",
    "correctoptionid", "rightoptionid", "answeroptionid", "correctanswerid", "rightanswerid", "answerid", "correctid",
    "correctoptionids", "rightoptionids", "answeroptionids", "correctanswerids", "rightanswerids", "answerids",
))  # fmt: skip
_NUMBER_OF_ITS_OWN: Final = ("key",)

_VERDICTS: Final = frozenset((
    "correct", "iscorrect", "isright", "isanswercorrect", "answercorrect", "result", "answerresult", "judgeresult",
    "是否正确", "是否答对", "结果", "作答结果", "答题结果", "判题结果", "判定", "正误", "对错",
))  # fmt: skip
_WRONG: Final = frozenset(("wrong", "incorrect", "fail", "failed", "不正确", "答错", "错题"))
_OF_SOMEBODY: Final = re.compile(
    "(?:user|my|your|student|chosen|selected|given)(?:answer|choice|option|response)s?|selected|response|"
    "(?:我|你|学生|考生|用户|本人|学员)的?(?:答案|选择|选项|作答|回答)|作答(?:答案|选项|内容)?|所选(?:答案|选项)"
)
_NAMED_OPTION: Final = re.compile(r"(?:选项|option|choice)[\s_-]*([A-J])", re.IGNORECASE)

JudgedBy = tuple[Reading, Habits]
"""How the answers of a file are read, and what its questions do throughout."""


class RecordAnswers(Value, frozen=True, kw_only=True):
    """The answer that a record gives and where, and what else in it says one: key -> value.

    What is `sure` is meant as the answer and must be understood; what stands in `perhaps` only if it is.
    """

    key: str = ""
    value: Json = None
    sure: dict[str, Json] = {}
    perhaps: dict[str, Json] = {}


def answers_of(record: Mapping[str, Json], stated: Mapping[str, str]) -> RecordAnswers:
    """Return what says the answer; where its key is `stated`, no other key is looked at."""
    filled = {key: value for key, value in record.items() if value is False or is_filled(value)}
    if "answer" in stated.values():
        named = next((key for key in filled if stated.get(key) == "answer"), "")
        return RecordAnswers(key=named, value=filled.get(named))
    free = {key: value for key, value in filled.items() if key not in stated}
    first = {key: value for key, value in free.items() if field_of(key) == "answer" and plain_name(key) not in _SECOND}
    second = {key: value for key, value in free.items() if plain_name(key) in _SECOND}
    perhaps = {
        key: value for key, value in free.items() if key not in first and key not in second and may_say_an_answer(key)
    }
    key = next(iter(first or second), "")
    return RecordAnswers(
        key=key,
        value=free.get(key),
        sure={other: value for other, value in first.items() if other != key},
        perhaps={other: value for other, value in (second | perhaps).items() if other != key},
    )


def is_answer_key(key: str) -> bool:
    """Say whether a key may stand for the answer."""
    return field_of(key) == "answer" or plain_name(key) in _SECOND


def answer_text(value: Json, options: Sequence[str] = ()) -> str:
    """Return an answer as a text; a truth as the option that says it, else as the file writes it."""
    if isinstance(value, bool):
        said = str(value).lower()
        return next((option for option in options if truth_of(option, Reading(), is_stated=False) is value), said)
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return "\n".join(answer_text(item, options) for item in value)
    if isinstance(value, str) and value not in options and (named := _NAMED_OPTION.fullmatch(value.strip())):
        return named[1]
    return shown(value) or (json.dumps(value, ensure_ascii=False) if is_filled(value) else "")


def contradiction(draft: Draft, answers: RecordAnswers, flags: Sequence[bool], judged_by: JudgedBy) -> Problem | None:
    """Return what speaks against a draft: something in its record that says another answer.

    It is judged as the import will judge it, since what cannot be read cannot be contradicted.
    """
    said = _said(draft, draft.answer, judged_by)
    if said is None:
        # What is only perhaps an answer is none, but then the stem's brackets may not hold another one.
        is_open = not draft.answer and any(_readings(draft, value, judged_by) for value in answers.perhaps.values())
        return Problem(code="answer_missing", column="答案") if is_open else None
    if flags and answers.key and said != _said(draft, marked(flags), judged_by):
        return _differs(answers.key, "is_correct")
    for key, value in answers.sure.items():
        if said not in _readings(draft, value, judged_by):
            return _differs(answers.key, key)
    for key, value in answers.perhaps.items():
        if plain_name(key) in _NUMBER_OF_ITS_OWN and shown(value).isdigit():
            continue
        found = _readings(draft, value, judged_by)
        if (found or as_letters(shown(value))) and said not in found:
            return _differs(answers.key, key)
    return None


def called_wrong(record: Mapping[str, Json], answers: RecordAnswers, stated: Mapping[str, str]) -> Problem | None:
    """Return what speaks against an answer that its own record calls wrong, as that of an entrant's attempt is.

    Where the record has an answer of somebody as well, it is that one which is called wrong.
    """
    if not answers.key or stated or any(_OF_SOMEBODY.fullmatch(plain_name(key)) for key in record if record[key]):
        return None
    verdict = next((key for key in record if key != answers.key and _says_wrong(key, record[key], answers)), "")
    if not verdict:
        return None
    return Problem(code="answer_called_wrong", column="答案", details={"first": answers.key, "given": verdict})


def _says_wrong(key: str, value: Json, answers: RecordAnswers) -> bool:
    plain, said = plain_name(key), shown(value)
    if plain not in _VERDICTS:
        return False
    if field_of(key) == "answer":
        # Here a number is the place of the right option, and a no may be the answer itself.
        is_answer = truth_of(answer_text(answers.value), Reading()) is False
        return not is_answer and (value is False or said.lower() in _WRONG)
    return value is False or said.lower() in _WRONG or truth_of(said, Reading()) is False or said == "0"


_Said = tuple[str, tuple[str, ...]]


def _readings(draft: Draft, value: Json, judged_by: JudgedBy) -> set[_Said]:
    """Return what another value may say; a number may count from 0 or from 1 where nobody states it."""
    reading, habits = judged_by
    text = answer_text(value, draft.options)
    is_open = text.isascii() and text.isdigit() and reading.index_base is None
    readings = [msgspec.structs.replace(reading, index_base=base) for base in (0, 1)] if is_open else [reading]
    return {said for each in readings if (said := _said(draft, text, (each, habits))) is not None}


def _said(draft: Draft, answer: str, judged_by: JudgedBy) -> _Said | None:
    """Return what an answer says of a draft, None where nobody can tell."""
    found = judge(msgspec.structs.replace(draft, answer=answer), *judged_by)
    return (found.kind, found.answer) if isinstance(found, Question) else None


def _differs(first: str, other: str) -> Problem:
    return Problem(code="answer_keys_differ", column="答案", details={"first": first, "given": other})
