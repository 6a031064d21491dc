"""Banks: their version, canonical bytes, and which version a level draws from."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chuangguan.rules.bank import (
    Bank,
    BankInForce,
    BankVersion,
    bank_in_force,
    bank_of,
    bank_version,
    canonical_bank,
    read_canonical_bank,
)
from chuangguan.testing import a_bank, a_question
from chuangguan.testing.strategies import banks

OPENS_AT = 1000


@given(banks(), st.data())
def test_the_version_does_not_depend_on_the_order_of_questions(bank: Bank, data: st.DataObject) -> None:
    assert bank_version(bank_of(data.draw(st.permutations(bank.questions)))) == bank_version(bank)


@given(banks())
def test_a_bank_is_read_back_from_its_canonical_bytes(bank: Bank) -> None:
    extras = {question.id: (question.explanation, question.source) for question in bank.questions}
    assert read_canonical_bank(canonical_bank(bank), extras) == bank


def test_questions_go_by_the_bytes_of_their_ids() -> None:
    bank = bank_of(a_question(id=name) for name in ("é", "z", "Z", "题", "10", "9", "a"))
    assert [question.id for question in bank.questions] == ["10", "9", "Z", "a", "z", "é", "题"]


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Q2"},
        {"kind": "multiple"},
        {"stem": "另一题"},
        {"options": ("甲", "乙", "丙", "丁")},
        {"answer": ("C",)},
        {"topic": "宪法"},
        {"difficulty": 3},
        {"option_order_fixed": True},
    ],
    ids=str,
)
def test_whatever_a_question_asks_is_in_the_version(change: dict[str, Any]) -> None:
    assert bank_version(bank_of([a_question(1, **change)])) != bank_version(a_bank(1))


@pytest.mark.parametrize("change", [{"explanation": "见第一条"}, {"source": "党章"}], ids=str)
def test_explanation_and_source_may_be_mended_at_any_time(change: dict[str, Any]) -> None:
    assert bank_version(bank_of([a_question(1, **change)])) == bank_version(a_bank(1))


def test_the_canonical_bytes_name_eight_keys_and_write_truth_as_a_number() -> None:
    (question,) = json.loads(canonical_bank(bank_of([a_question(11)])))
    assert question == {
        "answer": ["D"],
        "difficulty": 0,
        "id": "Q11",
        "kind": "single",
        "option_order_fixed": 1,
        "options": ["选项11A", "选项11B", "选项11C", "选项11D"],
        "stem": "第11题",
        "topic": "",
    }


def stored(version: str, at: int, mode: Any = "edit") -> BankVersion:
    return BankVersion(bank="b", version=version, stored_at=at, mode=mode)


SHORT = "short"


def in_force(*versions: BankVersion, at: int = 5000, freezes_at: int = OPENS_AT) -> tuple[str, int] | None:
    fillable = {item.version: not item.version.startswith(SHORT) for item in versions}
    found = bank_in_force(versions, fillable, freezes_at, OPENS_AT, at)
    return (found.version, found.open_since) if found else None


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ((), None),
        ((stored("a", 900),), ("a", OPENS_AT)),
        ((stored("a", 800), stored("b", 999)), ("b", OPENS_AT)),
        ((stored("a", 900), stored("b", 1000)), ("a", OPENS_AT)),
        ((stored("a", 1000),), ("a", 1000)),
        ((stored("a", 1001), stored("b", 1002)), ("a", 1001)),
        ((stored("a", 900), stored("b", 2000, "revision")), ("b", OPENS_AT)),
        ((stored("a", 900), stored("b", 2000), stored("c", 3000, "revision")), ("c", OPENS_AT)),
        ((stored("short", 900),), None),
        ((stored("short", 900), stored("b", 2000)), ("b", 2000)),
        ((stored("short", 900), stored("short too", 1500), stored("b", 2000), stored("c", 3000)), ("b", 2000)),
        ((stored("a", 800), stored("short", 900)), None),
        ((stored("a", 900), stored("short", 2000, "revision")), ("a", OPENS_AT)),
        ((stored("a", 900), stored("b", 5000, "revision")), ("b", OPENS_AT)),
        ((stored("a", 900), stored("b", 5001, "revision")), ("a", OPENS_AT)),
    ],
    ids=[
        "none",
        "stored before the opening",
        "the last before it",
        "one at the opening is too late",
        "the first after it where there was none",
        "and not a later edit",
        "a revision replaces it",
        "an edit does not",
        "a short one opens nothing",
        "the first later one that fills does",
        "and stays",
        "the last before the opening counts even when short",
        "a short revision is not used",
        "a revision counts from its instant on",
        "and not before",
    ],
)
def test_what_an_open_level_draws_from(versions: tuple[BankVersion, ...], expected: tuple[str, int] | None) -> None:
    assert in_force(*versions) == expected


@pytest.mark.parametrize(("freezes_at", "version"), [(950, "a"), (951, "b"), (1000, "b")])
def test_a_public_text_freezes_a_bank_before_the_opening(freezes_at: int, version: str) -> None:
    assert in_force(stored("a", 900), stored("b", 950), freezes_at=freezes_at) == (version, OPENS_AT)


def test_a_question_with_fixed_options_keeps_their_order() -> None:
    assert not a_question(1).keeps_option_order
    assert replace(a_question(1), option_order_fixed=True).keeps_option_order
    assert a_question(5).keeps_option_order
    assert a_question(1, kind="blank", options=()).keeps_option_order


def test_the_level_is_open_from_its_opening_or_the_bank_whichever_is_later() -> None:
    assert bank_in_force([stored("a", 10)], {"a": True}, 1000, 1000, 1000) == BankInForce(version="a", open_since=1000)
