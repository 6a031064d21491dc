"""What a cell says, and how it goes out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.formats.cells import (
    Cell,
    excerpt,
    has_hostile_characters,
    is_formula_like,
    mask_name,
    mask_phone,
    normalise_header,
    safe_csv_cell,
    shielded,
    text_of,
    unshielded,
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("", ""),
        ("00123", "00123"),
        (13800138000.0, "13800138000"),
        (13800138000, "13800138000"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.3"),
        (0.0, "0"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("\u00a0 张三\u3000", "张三"),
        ("张\u3000三", "张\u3000三"),
        ("上\r\n下", "上\n下"),
        (dt.date(2018, 3, 12), "2018-03-12"),
        (dt.datetime(2018, 3, 12, 9, 3, 20, 123000), "2018-03-12T09:03:20.123000"),  # noqa: DTZ001  cells have no zone
        (dt.time(9, 5), "09:05:00"),
        (dt.timedelta(hours=36), "1 day, 12:00:00"),
    ],
)
def test_a_cell_reads_as_the_spreadsheet_shows_it(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-5℃", "@cmd", "\t1", "\r1", "\n1", "＝1", "＋1", "－1", "＠1"])
def test_what_is_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert is_formula_like(text)
    assert safe_csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "张三", "1-2", "a=b", "'=1", "—", "–5"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert not is_formula_like(text)
    assert safe_csv_cell(text) == text


@given(st.text(alphabet="'=+-@＝a\t"))
def test_a_shield_is_taken_off_exactly(text: str) -> None:
    assert unshielded(shielded(text)) == text
    assert not is_formula_like(shielded(text))


@pytest.mark.parametrize(("text", "same"), [("=1", "=1"), ("'=1", "=1"), ("''=1", "'=1"), ("'a", "'a"), ("'", "'")])
def test_only_an_apostrophe_before_a_formula_is_a_shield(text: str, same: str) -> None:
    assert unshielded(text) == same


@pytest.mark.parametrize("text", ["姓 名", " 姓\u3000名 ", "姓\n名", "姓\u00a0名", "姓名"])
def test_white_space_in_a_header_does_not_count(text: str) -> None:
    assert normalise_header(text) == "姓名"


def test_full_width_letters_in_a_header_do_not_count() -> None:
    assert normalise_header("Ａ") == "A"
    assert normalise_header("姓各") != "姓名"


@pytest.mark.parametrize(
    "mark", ["\x00", "\x1b", "\n", "\x7f", "\x85", "\u202a", "\u202e", "\u2066", "\u2069", "\u200f"]
)
def test_control_characters_and_marks_of_direction_are_hostile(mark: str) -> None:
    assert has_hostile_characters(f"张{mark}三")


@pytest.mark.parametrize("text", ["张三", "买买提·吐尔逊", "O'Neil <b>", "𠮷野", "👍", "\u200b", "张 三", "\u202f"])
def test_strange_text_is_not_hostile(text: str) -> None:
    assert not has_hostile_characters(text)


@pytest.mark.parametrize(("length", "shown"), [(40, 40), (41, 41), (5000, 41)])
def test_a_message_holds_no_long_text(length: int, shown: int) -> None:
    assert len(excerpt("字" * length)) == shown


@pytest.mark.parametrize(
    ("name", "masked"), [("张三丰", "张*"), ("张三", "张*"), ("张", "张*"), ("𠮷野", "𠮷*"), ("", "")]
)
def test_a_name_is_masked_to_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800001234", "138****1234"),
        ("138000012345", "**********45"),
        ("A10257", "****57"),
        ("123", "*23"),
        ("12", "**"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_a_member_number_is_masked(number: str, masked: str) -> None:
    assert mask_phone(number) == masked
