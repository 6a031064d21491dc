"""Every reader on files that were good and are damaged: an import whose counts add up, or one error; nothing else.

`HYPOTHESIS_PROFILE=scoreboard` damages many more.
"""

import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import malformed_files
from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats.bank_import.imports import import_bank
from chuangguan.formats.bank_writing import write_bank
from chuangguan.formats.banks import read_bank

GOOD: Final = malformed_files.good_files()
TEXTS: Final = sorted(name for name in GOOD if not name.endswith(("x", "y")) or name.endswith(".jsonl"))
ZIPS: Final = ("a.docx", "a.xlsx", "b.docx", "b.xlsx")
IS_LONG: Final = os.environ.get("HYPOTHESIS_PROFILE") == "scoreboard"
TIMES: Final = 20 if IS_LONG else 1

LINES: Final = st.sampled_from(
    """\
一、单选题;二、判断题（共2题）;三、简答题;第一章 总则;1. 甲（ ）;2、乙（A）;（3）丙;12\t丁;甲乙丙;
A、一;B.二;(C) 三;D 四;A.一 B.二 C.三;true. 正确;false. 错误;正确答案：ABD;答案：;答案: A,C;B;√;错
解析：因为;【解析】看【答案】A;难度：易;----;参考答案;1.A 2.BC 3.√;1-5 ABCDA;1-3 AB;一、1.A 2.B
1.【答案】A;2. B 解析：因为;\u00a0;（ √ ）4. 戊;第5题 己;甲是____。;① 甲;--- 题 ---;**A.一** **B.二**
A. B. C.;C.;2.5倍;答;1.;二、单选题答案;判断题;A.一  C.三;参考答案及解析;1.√""".replace("\n", ";").split(";")
)

Damage = Callable[[bytes], bytes]


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    """Return a way to damage bytes: one, a span gone, doubled or put elsewhere, foreign bytes, a cut."""
    place, other = draw(st.floats(0, 1)), draw(st.floats(0, 1))
    length = draw(st.integers(1, 40))
    foreign = draw(
        st.binary(max_size=8) | st.sampled_from([b"\0", b"\xff", b'"', b",", b"\n", b"<", b"&a;", b"A", b"1."])
    )
    how = draw(st.sampled_from(["replace", "remove", "double", "move", "insert", "cut"]))

    def damage(content: bytes) -> bytes:
        at, to = int(place * len(content)), int(other * len(content))
        span = content[at : at + length]
        if how == "cut":
            return content[:at]
        if how == "move":
            return content[:to] + span + content[to:]
        kept = {"replace": foreign, "remove": b"", "double": span * 2, "insert": foreign + span}[how]
        return content[:at] + kept + content[at + length :]

    return damage


def damaged(content: bytes, ways: list[Damage]) -> bytes:
    for damage in ways:
        content = damage(content)
    return content


def damaged_inside(content: bytes, part: int, ways: list[Damage]) -> bytes:
    """Return a zip that is a good one again, with one of its parts damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(parts)[part % len(parts)]
    return malformed_files.zip_of({**parts, name: damaged(bytes(parts[name]), ways)})  # type: ignore[arg-type]


def named_code(error: BadInput) -> str:
    """Return the code of an error; assert that each of its problems has a sentence."""
    codes = [problem.code for problem in error.problems]
    assert codes
    assert set(codes) <= MESSAGES.keys()
    return codes[0]


def outcome_of(name: str, content: bytes) -> str:
    """Return "read" or the code of the error; assert that it is one or the other, and that the counts add up."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            found = import_bank(path)
        except BadInput as error:
            return named_code(error)
        assert found.found == found.taken + found.refused_count + len(found.skipped)
        assert {item.problem.code for item in (*found.refused, *found.skipped)} <= MESSAGES.keys()
        if found.questions:
            again = path.with_name("native.csv")
            again.write_bytes(write_bank(found.bank))
            assert read_bank(again) == found.bank
        return "read"


@settings(max_examples=60 * TIMES, deadline=None)
@pytest.mark.parametrize("name", TEXTS)
@given(ways=st.lists(damages(), min_size=1, max_size=4))
def test_a_damaged_text_is_an_import_or_an_error(name: str, ways: list[Damage]) -> None:
    assert outcome_of(name, damaged(GOOD[name], ways))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on a process")
@settings(max_examples=12 * TIMES, deadline=None)
@pytest.mark.parametrize("name", ZIPS)
@given(part=st.integers(0, 9), ways=st.lists(damages(), min_size=1, max_size=3), is_inside=st.booleans())
def test_a_damaged_archive_is_an_import_or_an_error(
    name: str, part: int, ways: list[Damage], *, is_inside: bool
) -> None:
    content = damaged_inside(GOOD[name], part, ways) if is_inside else damaged(GOOD[name], ways)
    assert outcome_of(name, content)


@settings(max_examples=150 * TIMES, deadline=None)
@given(lines=st.lists(LINES, max_size=24))
def test_lines_in_any_order_are_an_import_or_an_error(lines: list[str]) -> None:
    assert outcome_of("a.txt", "\n".join(lines).encode())


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_files_are_good_before_they_are_damaged(name: str) -> None:
    assert outcome_of(name, GOOD[name]) == "read"


def test_a_damage_that_matters_is_noticed() -> None:
    assert outcome_of("a.csv", GOOD["a.csv"] + b"\xff\xff") == "text_encoding"
    assert outcome_of("a.docx", GOOD["a.docx"][:-30]) == "word_unreadable"
