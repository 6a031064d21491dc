"""Canonical bytes: RFC 8785 for integers and strings, and nothing else."""

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.errors import Misuse
from chuangguan.rules.canonical import canonical_bytes, message, sha256_hex
from chuangguan.rules.instants import Window

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
LEAVES = st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": 2, "A": 3, "": 4, "10": 5, "9": 6}, '{"":4,"10":5,"9":6,"A":3,"a":2,"b":1}'),
        ({"x": [3, 1, 2], "y": {}}, '{"x":[3,1,2],"y":{}}'),
        ([], "[]"),
        ((1, 2), "[1,2]"),
        (0, "0"),
        (-1, "-1"),
        (9007199254740991, "9007199254740991"),
        (-9007199254740991, "-9007199254740991"),
        ("一等奖", '"一等奖"'),
        ("€🙂", '"€🙂"'),
        ('"\\/', '"\\"\\\\/"'),
        ("\b\t\n\f\r", '"\\b\\t\\n\\f\\r"'),
        ("\x00\x01\x0b\x1f", '"\\u0000\\u0001\\u000b\\u001f"'),
        ("\x7f\x80\u2028\u2029\ufeff", '"\x7f\x80\u2028\u2029\ufeff"'),
        ("<>&'", '"<>&\'"'),
        # The string of RFC 8785, 3.2.3.
        ("\u20ac$\u000f\nA'\u0042\u0022\u005c\\\"/", '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
    ],
    ids=repr,
)
def test_the_bytes_are_those_of_rfc_8785(value: object, expected: str) -> None:
    assert canonical_bytes(value) == expected.encode()


def test_a_struct_is_written_as_its_fields_in_the_order_of_keys() -> None:
    assert canonical_bytes(Window(opens_at=1, closes_at=2)) == b'{"closes_at":2,"opens_at":1}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        0.5,
        float("nan"),
        True,
        False,
        None,
        2**53,
        -(2**53),
        {"键": 1},
        {1: 1},
        [[{"a": 1.5}]],
        {"a": [None]},
        ({"a": {"b": True}},),
    ],
    ids=repr,
)
def test_whatever_another_language_might_write_differently_is_refused(value: object) -> None:
    with pytest.raises(Misuse):
        canonical_bytes(value)


def shuffled(value: Any) -> Any:
    """Return an equal value whose dicts were filled in the other order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in sorted(value, reverse=True)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


@given(VALUES)
def test_equal_values_have_the_same_bytes_which_read_back_equal(value: object) -> None:
    written = canonical_bytes(value)
    assert canonical_bytes(shuffled(value)) == written
    assert json.loads(written) == value
    assert json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == written


@given(VALUES, VALUES)
def test_different_values_have_different_bytes(one: object, other: object) -> None:
    assert (canonical_bytes(one) == canonical_bytes(other)) == (one == other)


def test_the_hash_is_sha_256() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_hex(b"x") == hashlib.sha256(b"x").hexdigest()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((), b""),
        (("",), b"\x00\x00\x00\x00"),
        (("ab",), b"\x00\x00\x00\x02ab"),
        (("a", b"b"), b"\x00\x00\x00\x01a\x00\x00\x00\x01b"),
        (("关",), b"\x00\x00\x00\x03\xe5\x85\xb3"),
        (("x" * 256,), b"\x00\x00\x01\x00" + b"x" * 256),
    ],
    ids=["none", "empty", "one", "two", "three bytes a character", "256 bytes"],
)
def test_each_field_of_a_message_stands_behind_its_length(fields: tuple[str | bytes, ...], expected: bytes) -> None:
    assert message(*fields) == expected


@given(st.lists(TEXTS, max_size=5), st.lists(TEXTS, max_size=5))
def test_two_messages_are_equal_only_with_the_same_fields(one: list[str], other: list[str]) -> None:
    assert (message(*one) == message(*other)) == (one == other)


def test_without_lengths_two_messages_would_run_together() -> None:
    one, other = ("E1", "11"), ("E11", "1")
    assert "".join(one) == "".join(other)
    assert message(*one) != message(*other)
