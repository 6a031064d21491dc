"""An example of each body that is sent and of the most important answers, for the description of the interface."""

from collections.abc import Mapping
from typing import Any, Final

_OPENS_AT: Final = 1_520_784_000_000
_STARTED_AT: Final = _OPENS_AT + 3_600_000
_MINUTE: Final = 60_000
_HASH: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_RECEIPT: Final = {
    "attempt": 4711,
    "level": 1,
    "kind": "submitted",
    "passed": True,
    "correct": 20,
    "of": 20,
    "submitted_at": _STARTED_AT + 3 * _MINUTE,
    "elapsed_ms": 3 * _MINUTE,
    "fact": 4733,
    "hash": _HASH,
}

EXAMPLES: Final[Mapping[str, Any]] = {
    # What is sent.
    "CodeWanted": {"member_no": "13800000001"},
    "SignIn": {"member_no": "13800000001", "code": "482913"},
    "Start": {"level": 1},
    "Save": {"counter": 3, "responses": {"Q0007": ["A"], "Q0021": ["B", "D"]}},
    "Submission": {"responses": {"Q0007": ["A"], "Q0021": ["B", "D"]}},
    "Consent": {"agreed": True, "text_version": "2026-09"},
    "Reason": {"reason": "四月结榜"},
    "Correction": {"reason": "核减一名退出人员"},
    "Signatures": {"drafted_by": "李一", "checked_by": "王二", "signed_by": "张三"},
    "NewObjection": {"text": "反映某人由他人代答", "entrant": "E000012"},
    "Decision": {"decision": "查实，取消本期名次", "upheld": True},
    "NewSanction": {
        "entrant": "E000012",
        "code": "替答",
        "decided_by": "活动组委会",
        "evidence": "核查记录第3号",
        "kind": "strip_awards",
        "periods": ["2018-03"],
    },
    # What is answered.
    "CodeSent": {"detail": "号码在名册中的，验证码已发出，5分钟内有效"},
    "SignedIn": {"token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMzgwMDAwMDAwMSJ9.c2ln", "expires_at": _OPENS_AT},
    "ReceiptSchema": _RECEIPT,
    "SavedSchema": {"received_at": _STARTED_AT + _MINUTE},
    "AttemptSchema": {
        "attempt": 4711,
        "level": 1,
        "ordinal": 1,
        "started_at": _STARTED_AT,
        "limit_end": _STARTED_AT + 20 * _MINUTE,
        "closes_at": _STARTED_AT + 20 * _MINUTE + 3_000,
        "now": _STARTED_AT,
        "resumed": False,
        "questions": [
            {"question": "Q0007", "kind": "single", "stem": "第七题", "options": ["甲", "乙", "丙", "丁"], "blanks": 0},
            {"question": "Q0021", "kind": "blank", "stem": "第二十一题：____", "options": [], "blanks": 1},
        ],
        "saved": {},
    },
    "MeSchema": {"entrant": "E000001", "name": "张*", "unit": "一处", "is_admin": False, "is_organiser": False},
    "BoardSchema": {
        "period": "2018-03",
        "unit": "",
        "at": _STARTED_AT,
        "settled_at": _STARTED_AT + 3_000,
        "seal": "",
        "listed": 1,
        "my_rank": 1,
        "rows": [
            {
                "rank": 1,
                "name": "张*",
                "unit": "一处",
                "levels": 1,
                "elapsed_ms": 3 * _MINUTE,
                "time": "00:03:00",
                "reached_at": _STARTED_AT + 3 * _MINUTE,
                "is_me": True,
            }
        ],
    },
    "Numbered": {"number": 5120},
    "ProblemDocument": {
        "type": "urn:chuangguan:problem:already_submitted",
        "title": "现在不能这样做",
        "status": 409,
        "detail": "这次闯关已经交卷，以第一次交卷为准",
        "code": "already_submitted",
        "figures": {"attempt": 4711},
        "receipt": _RECEIPT,
    },
}
"""The name of a type -> an example of it."""
