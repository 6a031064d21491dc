"""The law of JSON: whatever shape a record has, what is taken of it is what the record says, and no less."""

import html
import json
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.formats.bank_import.judging.habits import habits_of, index_base_of
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.records.files import drafts_of_value
from chuangguan.formats.bank_import.words import Reading
from chuangguan.rules.bank import Question

LETTERS: Final = "ABCDEF"
TEXTS: Final = st.one_of(
    st.text("东西南北春夏秋冬", min_size=2, max_size=5),
    st.sampled_from(
        ("A型", "B型", "维生素B、维生素K", "E. coli", "C", "2", "3", "0", "1", "x<y", "R&D", "对", "错",
         "以上都对", "Ａ类", "甲；乙", "10％", "<b>", "A|B", "true", "无")
    ),
)  # fmt: skip
SHAPES: Final = (
    "list", "list with letters", "mixed letters", "objects", "value and label", "numbered objects", "object",
    "letter keys", "option keys", "keys from 0", "keys from 1", "one text",
)  # fmt: skip
SHUFFLED: Final = ("list with letters", "objects", "value and label", "object", "letter keys", "option keys")
FORMS: Final = ("letters", "text", "index", "flags")
HARMLESS: Final[tuple[dict[str, Any], ...]] = (
    {}, {}, {"score": 2}, {"tags": ["甲"]}, {"key": 7}, {"title": "第3题"}, {"correct_rate": 0.5}, {"image": None},
    {"my_answer": "A", "user_answer": "B"}, {"解析": "因为A"}, {"id": "q-1"},
)  # fmt: skip
RIGHT: Final = ("answer", "correct_answer", "答案", "right_answer")
OTHERS: Final = ("正确答案", "参考答案", "新答案", "answer_text")

Truth = tuple[str, frozenset[str], frozenset[str]] | None
"""Stem, options and right options; None where the record contradicts itself, so that nothing may be taken."""


@st.composite
def asked(draw: st.DrawFn, form: str, base: int) -> tuple[dict[str, Any], Truth]:
    """Return a record and what it says."""
    options = draw(st.lists(TEXTS, min_size=2, max_size=5, unique=True))
    options += draw(st.sampled_from(([], [], ["A、B都对"])))
    is_multiple = draw(st.booleans())
    right = draw(
        st.lists(st.sampled_from(options), min_size=1 + is_multiple, max_size=2 if is_multiple else 1, unique=True)
    )
    shape = draw(st.sampled_from(SHAPES if form != "flags" else ("objects", "value and label")))
    order = list(range(len(options)))
    if shape in SHUFFLED:
        order = draw(st.permutations(order))
    stem = draw(st.text("甲乙丙丁", min_size=3, max_size=8)) + draw(
        st.sampled_from(("是（ ）", "（A）的是", "是哪一项", "有<什么>"))
    )
    truth: Truth = (stem, frozenset(options), frozenset(right))
    if form == "index" and order != sorted(order):
        truth = None
    dress = html_of if draw(st.integers(0, 5)) == 0 else str
    record: dict[str, Any] = {"type": "多选题" if is_multiple else "单选题", "question": dress(stem)}
    record |= options_in(shape, [dress(option) for option in options], order, [option in right for option in options])
    if form != "flags":
        remove_flags(record)
        record[draw(st.sampled_from(RIGHT))] = answer_in(form, options, right, base)
    noise = draw(st.sampled_from(HARMLESS))
    record = noise | record if draw(st.booleans()) else record | noise
    if draw(st.integers(0, 5)) == 0:
        wrong = next(option for option in (*options[::-1], "") if option not in right)
        record[draw(st.sampled_from(OTHERS))] = LETTERS[options.index(wrong)] if wrong else "F"
        truth = None
    return record, truth


def html_of(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def options_in(shape: str, options: list[str], order: list[int], flags: list[bool]) -> dict[str, Any]:
    """Return options in a shape; `order` is the one in which they stand, where they have letters."""
    pairs = [(LETTERS[place], options[place], flags[place]) for place in order]
    shapes: dict[str, dict[str, Any]] = {
        "list": {"options": options},
        "list with letters": {"options": [f"{letter}. {text}" for letter, text, _ in pairs]},
        "mixed letters": {"options": [f"{LETTERS[0]}. {options[0]}", *options[1:]]},
        "objects": {"options": [{"label": letter, "text": text, "is_correct": flag} for letter, text, flag in pairs]},
        "value and label": {"choices": [{"value": name, "label": text, "correct": flag} for name, text, flag in pairs]},
        "numbered objects": {"options": [{"id": place, "text": text} for place, text in enumerate(options, 1)]},
        "object": {"选项": {letter: text for letter, text, _ in pairs}},
        "letter keys": {letter: text for letter, text, _ in pairs},
        "option keys": {f"option_{letter.lower()}": text for letter, text, _ in pairs},
        "keys from 0": {f"option{place}": text for place, text in enumerate(options)},
        "keys from 1": {f"option{place}": text for place, text in enumerate(options, 1)},
        "one text": {"options": "\n".join(f"{letter}. {text}" for letter, text, _ in pairs)},
    }
    return shapes[shape]


def remove_flags(record: dict[str, Any]) -> None:
    for item in (*record.get("options", ()), *record.get("choices", ())):
        if isinstance(item, dict):
            item.pop("is_correct", None)
            item.pop("correct", None)


def answer_in(form: str, options: list[str], right: list[str], base: int) -> Any:
    places = sorted(options.index(text) for text in right)
    if form == "letters":
        return "".join(LETTERS[place] for place in places)
    values: list[Any] = right if form == "text" else [place + base for place in places]
    return values[0] if len(values) == 1 else values


@st.composite
def files(draw: st.DrawFn) -> list[tuple[dict[str, Any], Truth]]:
    form, base = draw(st.sampled_from(FORMS)), draw(st.integers(0, 1))
    return draw(st.lists(asked(form, base), min_size=1, max_size=8))


def taken(records: list[dict[str, Any]]) -> list[Truth]:
    """Return what is taken of each record as an import would, None for what is refused."""
    drafts = drafts_of_value("a.json", json.loads(json.dumps(records)), BankMapping())
    reading = Reading(index_base=index_base_of(drafts))
    judged = [judge(draft, reading, habits_of(drafts, reading)) for draft in drafts]
    return [said(item) if isinstance(item, Question) else None for item in judged]


def said(question: Question) -> Truth:
    right = frozenset(question.options[LETTERS.index(letter)] for letter in question.answer)
    return question.stem, frozenset(question.options), right


@given(files())
@settings(deadline=None, max_examples=150)
def test_what_is_taken_of_a_record_is_what_it_says(file: list[tuple[dict[str, Any], Truth]]) -> None:
    for (record, truth), found in zip(file, taken([record for record, _ in file]), strict=True):
        assert found in (None, truth), record


def test_plain_records_are_taken_in_every_shape() -> None:
    for shape in SHAPES:
        record = {"question": "天是", "type": "单选", **options_in(shape, ["蓝", "红"], [0, 1], [True, False])}
        expected = None if shape == "mixed letters" else ("天是", frozenset(("蓝", "红")), frozenset("蓝"))
        assert taken([{**record, "answer": "A"}]) == [expected], shape
