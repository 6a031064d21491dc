"""One-time codes: who has the phone of a member number may sign in; nothing tells who is on the roster."""

import hashlib
import hmac
import json
import sys
from collections import Counter
from typing import Final, Protocol
from urllib.request import Request, urlopen

from chuangguan.ports import Entropy
from chuangguan.rules.instants import DAY_MS
from chuangguan.values import Value
from chuangguan_service.settings import Settings

_DIGITS: Final = 6
_LIVES_MS: Final = 5 * 60_000
_TRIES: Final = 5
_AGAIN_MS: Final = 60_000
_MOST: Final = 100_000
_MOST_A_DAY: Final = 10
"""Codes for one number: what a stranger can have sent to somebody, and times `_TRIES` what they can guess."""
_SEND_S: Final = 5


class CodeSender(Protocol):
    """How a code reaches somebody: a text message, a work chat; the platform's business."""

    def send(self, member_no: str, code: str) -> None:
        """Send a code; an `OSError` says that it could not be sent."""


class ConsoleSender:
    """Prints codes where the service runs: for trying out, never for a campaign with prizes."""

    def send(self, member_no: str, code: str) -> None:
        """Print a code to the error stream."""
        sys.stderr.write(f"验证码 {member_no}：{code}\n")
        sys.stderr.flush()


class WebhookSender:
    """Posts `{"member_no", "code"}` as JSON to an address of the platform's, which sends the message."""

    def __init__(self, address: str) -> None:
        """Post to this http or https address."""
        self._address = address

    def send(self, member_no: str, code: str) -> None:
        """Post a code and wait for a 2xx answer."""
        body = json.dumps({"member_no": member_no, "code": code}).encode()
        request = Request(self._address, body, {"content-type": "application/json"})  # noqa: S310  set by the operator
        with urlopen(request, timeout=_SEND_S) as answer:  # noqa: S310  as above
            answer.read(1)


def sender_of(settings: Settings) -> CodeSender | None:
    """Return the sender that the settings name."""
    if settings.code_sender == "console":
        return ConsoleSender()
    return WebhookSender(settings.code_webhook) if settings.code_sender == "webhook" else None


class _Waiting(Value, frozen=True, kw_only=True):
    digest: bytes
    made_at: int
    tries: int = 0


class Codes:
    """The codes that wait to be used; lost when the service stops, so that people ask again."""

    def __init__(self, entropy: Entropy) -> None:
        """Begin without a code."""
        self._entropy = entropy
        self._salt = entropy.token(32)
        self._waiting: dict[str, _Waiting] = {}
        self._day = 0
        self._made: Counter[str] = Counter()

    def make(self, member_no: str, now: int, *, is_known: bool = True) -> str | None:
        """Return a new code for a member number; None within a minute of the last one, after many a day, for strangers.

        A stranger's code is made all the same, so that the time it takes tells nothing, but waits for nobody.
        """
        self._forget_old(now)
        known = self._waiting.get(member_no)
        code = str(int.from_bytes(self._entropy.token(8), "big") % 10**_DIGITS).zfill(_DIGITS)
        waiting = _Waiting(digest=self._digest(member_no, code), made_at=now)
        is_soon = known is not None and now - known.made_at < _AGAIN_MS
        if not is_known or is_soon or len(self._waiting) >= _MOST or self._made[member_no] >= _MOST_A_DAY:
            return None
        self._made[member_no] += 1
        self._waiting[member_no] = waiting
        return code

    def use(self, member_no: str, code: str, now: int) -> bool:
        """Say whether a code is right, which uses it up; after five wrong ones it holds no longer."""
        self._forget_old(now)
        known = self._waiting.pop(member_no, None)
        given = self._digest(member_no, code)
        if known is None:
            # As much work as for a code that waits, so that the time of the answer tells nothing.
            return hmac.compare_digest(given, self._salt)
        if hmac.compare_digest(given, known.digest):
            return True
        if known.tries + 1 < _TRIES:
            self._waiting[member_no] = _Waiting(digest=known.digest, made_at=known.made_at, tries=known.tries + 1)
        return False

    def _digest(self, member_no: str, code: str) -> bytes:
        return hmac.digest(self._salt, f"{member_no}\0{code}".encode(), hashlib.sha256)

    def _forget_old(self, now: int) -> None:
        if now // DAY_MS != self._day:
            self._day = now // DAY_MS
            self._made.clear()
        # In the order in which they were made, but for those put back after a wrong try, which are old as well.
        for member_no in [name for name, waiting in self._waiting.items() if now - waiting.made_at >= _LIVES_MS]:
            del self._waiting[member_no]
