"""Every code of the formats has a sentence, and every sentence a code."""

import re
from pathlib import Path

import pytest

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.formats import sheets

ELSEWHERE = {"campaigns.py", "campaign_file.py", "closed.py"}
"""Modules whose sentences stand in another table."""

SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(sheets.__file__).parent.rglob("*.py"))
    if path.name not in ELSEWHERE
)
CODES = set(re.findall(r'(?:problem|Problem|_?bad|RefusedError)\(\s*(?:code=|path, )?"([a-z_]+)"', SOURCES))
RETURNED = set(re.findall(r'(?:return|else|yield|code =|, code=|": ) ?"([a-z_]+)"', SOURCES))
ACROSS = {f"{code}_across_sheets" for code in CODES if code.startswith("duplicate_")}


def test_every_code_that_is_raised_has_a_message() -> None:
    assert {"phone_length", "text_nul", "header_missing", "duplicate_unit"} <= CODES | RETURNED
    assert not (CODES | ACROSS) - MESSAGES.keys()


def test_every_message_has_a_code_that_is_raised() -> None:
    assert not MESSAGES.keys() - CODES - RETURNED - ACROSS


@pytest.mark.parametrize("code", MESSAGES)
def test_a_message_is_chinese_and_ends_without_a_full_stop(code: str) -> None:
    assert re.search("[一-龥]", MESSAGES[code])
    assert not MESSAGES[code].endswith(("。", "."))
