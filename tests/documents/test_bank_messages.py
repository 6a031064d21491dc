"""Every code of a bank's check has a sentence of its own, and every sentence a code."""

import re
from pathlib import Path

from chuangguan.documents import messages_campaign, messages_core, messages_formats
from chuangguan.documents.messages_banks import MESSAGES
from chuangguan.rules import bank_check

SOURCES = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(bank_check.__path__[0]).glob("*.py")))
CODES = set(re.findall(r'"((?:[a-z]+_)+[a-z]+)"', SOURCES))


def test_every_message_has_a_code_and_no_other_table_says_it_first() -> None:
    assert {"question_twice", "law_changed"} <= MESSAGES.keys() <= CODES
    for table in (messages_campaign, messages_core, messages_formats):
        assert not MESSAGES.keys() & table.MESSAGES.keys()


def test_what_is_no_message_is_no_code() -> None:
    others = {"true_false", "two_persons", "per_cent", "in_force", "check_bank", "check_for_campaign"}
    assert CODES - MESSAGES.keys() == others
