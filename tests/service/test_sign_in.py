"""Signing in with a code, which tells nobody who is on the roster."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chuangguan.host import SystemEntropy
from chuangguan_service import codes
from chuangguan_service.codes import Codes
from chuangguan_service.routes import sign_in
from service_cast import API, BANNED, OWNER, head, problem, with_cast
from service_world import ServiceWorld, opened, settings_of

CODES = f"{API}/sign-in/codes"
SIGN_IN = f"{API}/sign-in"
STRANGER = "13999999999"
MINUTE_MS = 60_000


class Collected:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, member_no: str, code: str) -> None:
        self.sent.append((member_no, code))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceWorld]:
    settings = msgspec.structs.replace(settings_of(tmp_path), code_sender="console")
    with opened(tmp_path, settings=settings) as world:
        world.app.state.sender = Collected()
        yield with_cast(world)


def ask(service: ServiceWorld, member_no: str = OWNER) -> str:
    """Return the newest code that was sent to a number after asking for one, empty where there is none."""
    answer = service.call("POST", CODES, json={"member_no": member_no})
    assert answer.status_code == 202
    settle(service)
    sent = [code for number, code in service.app.state.sender.sent if number == member_no]
    return sent[-1] if sent else ""


def settle(service: ServiceWorld) -> None:
    """Wait for what is sent beside the answers."""
    for _ in range(500):
        if not service.app.state.sending:
            return
        service.client.get("/healthz")
    raise AssertionError


def enter(service: ServiceWorld, code: str, member_no: str = OWNER) -> Any:
    return service.call("POST", SIGN_IN, json={"member_no": member_no, "code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_code_signs_in_once(service: ServiceWorld) -> None:
    code = ask(service)
    signed_in = enter(service, code).json()
    headers = {"authorization": f"Bearer {signed_in['token']}"}
    assert service.client.get(f"{API}/me", headers=headers).json()["entrant"] == "E000001"
    assert signed_in["expires_at"] == service.world.clock.at + 12 * 3_600_000
    problem(enter(service, code), 401, "code_refused")


def test_a_session_ends_when_it_says(service: ServiceWorld) -> None:
    signed_in = enter(service, ask(service)).json()
    headers = {"authorization": f"Bearer {signed_in['token']}"}
    service.world.clock.at = signed_in["expires_at"]
    assert service.client.get(f"{API}/me", headers=headers).status_code == 200, "30 seconds are let pass"
    service.world.clock.at = signed_in["expires_at"] + 31_000
    problem(service.client.get(f"{API}/me", headers=headers), 401, "token_refused")


def test_a_code_holds_for_5_minutes(service: ServiceWorld) -> None:
    code = ask(service)
    service.world.clock.at += 5 * MINUTE_MS
    problem(enter(service, code), 401, "code_refused")
    code = ask(service)
    service.world.clock.at += 5 * MINUTE_MS - 1
    assert enter(service, code).status_code == 200


def test_a_code_holds_for_five_wrong_tries(service: ServiceWorld) -> None:
    code = ask(service)
    for _ in range(4):
        problem(enter(service, wrong(code)), 401, "code_refused")
    assert enter(service, code).status_code == 200
    service.world.clock.at += MINUTE_MS
    code = ask(service)
    for _ in range(5):
        problem(enter(service, wrong(code)), 401, "code_refused")
    problem(enter(service, code), 401, "code_refused")


def test_a_code_of_somebody_else_signs_nobody_in(service: ServiceWorld) -> None:
    code = ask(service)
    problem(enter(service, code, "13800000002"), 401, "code_refused")
    assert enter(service, code).status_code == 200


def test_one_code_is_sent_a_minute_and_ten_a_day(service: ServiceWorld) -> None:
    sent = service.app.state.sender.sent
    ask(service)
    service.world.clock.at += MINUTE_MS - 1
    ask(service)
    assert len(sent) == 1
    service.world.clock.at += 1
    for _ in range(20):
        ask(service)
        service.world.clock.at += MINUTE_MS
    assert len(sent) == 10
    ask(service, "13800000002")
    assert len(sent) == 11
    service.world.clock.at += 24 * 3_600_000
    ask(service)
    assert len(sent) == 12


def test_the_newest_code_counts(service: ServiceWorld) -> None:
    first = ask(service)
    service.world.clock.at += MINUTE_MS
    second = ask(service)
    assert first != second
    problem(enter(service, first), 401, "code_refused")
    assert enter(service, second).status_code == 200


def told(answer: Any) -> tuple[Any, ...]:
    """Return all that an answer tells but its own number."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return answer.status_code, answer.content, tuple(sorted(headers.items()))


def test_signing_in_does_not_tell_who_is_on_the_roster(service: ServiceWorld) -> None:
    before = head(service)
    numbers = [OWNER, STRANGER, BANNED, "x", "1" * 40, "张三"]
    assert len({told(service.call("POST", CODES, json={"member_no": number})) for number in numbers}) == 1
    settle(service)
    assert [number for number, _ in service.app.state.sender.sent] == [OWNER]
    # Asking again within the minute looks the same, and so does every wrong code.
    assert len({told(service.call("POST", CODES, json={"member_no": number})) for number in numbers}) == 1
    assert len({told(enter(service, "000000", number)) for number in numbers[1:]}) == 1
    assert told(enter(service, "000000", OWNER)) == told(enter(service, "000000", STRANGER))
    assert head(service) == before


def test_the_same_work_is_done_for_whoever_asks(service: ServiceWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose time of answering tells who is on the roster does different things for them."""
    done: Counter[str] = Counter()

    def counting(owner: Any, name: str) -> None:
        genuine = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            done[name] += 1
            return genuine(*given, **named)

        monkeypatch.setattr(owner, name, counted)

    counting(Codes, "_digest")
    counting(Codes, "_forget_old")
    counting(SystemEntropy, "token")
    counting(sign_in, "_send")
    counting(sign_in, "is_banned")
    counts = []
    for number in (OWNER, STRANGER):
        done.clear()
        service.call("POST", CODES, json={"member_no": number})
        service.call("POST", SIGN_IN, json={"member_no": number, "code": "000000"})
        counts.append(dict(done))
    assert counts[0] == counts[1]
    assert len(counts[0]) == 5, counts


def test_a_sender_that_fails_changes_no_answer_and_is_logged_without_the_number(service: ServiceWorld) -> None:
    class Broken:
        def send(self, member_no: str, code: str) -> None:
            raise OSError(member_no, code)

    expected = told(service.call("POST", CODES, json={"member_no": STRANGER}))
    service.app.state.sender = Broken()
    assert told(service.call("POST", CODES, json={"member_no": OWNER})) == expected
    settle(service)
    assert "code_not_sent" in service.log.getvalue()
    assert OWNER not in service.log.getvalue()


def test_a_service_without_a_sender_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        problem(service.call("POST", CODES, json={"member_no": OWNER}), 403, "signing_in_closed")
        problem(enter(service, "123456"), 403, "signing_in_closed")


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６", " 12345", "-12345", 123456, None])
def test_what_is_no_code_of_six_digits_is_refused(service: ServiceWorld, code: object) -> None:
    answer = service.call("POST", SIGN_IN, json={"member_no": OWNER, "code": code})
    assert problem(answer, 422, "invalid_field")["field"] == "code"


@pytest.mark.parametrize("member_no", ["", "1" * 41, 13800000001, None, ["1"]])
def test_what_is_no_member_number_is_refused(service: ServiceWorld, member_no: object) -> None:
    answer = service.call("POST", CODES, json={"member_no": member_no})
    assert problem(answer, 422, "invalid_field")["field"] == "member_no"


def test_codes_are_spread_over_all_of_six_digits() -> None:
    made = Codes(SystemEntropy())
    drawn = [made.make(str(number), 0) or "" for number in range(2_000)]
    assert all(len(code) == 6 and code.isdigit() for code in drawn)
    assert len(set(drawn)) > 1_980
    assert {code[0] for code in drawn} == set("0123456789")


def test_waiting_codes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "_MOST", 3)
    made = Codes(SystemEntropy())
    assert [made.make(str(number), 0) is None for number in range(5)] == [False, False, False, True, True]
    # They make room when they are old.
    assert made.make("9", 5 * MINUTE_MS) is not None
