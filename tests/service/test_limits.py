"""Limits are each caller's own, whatever their address, on all routes together."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from chuangguan_service.settings import Settings
from service_cast import API, OTHER, OWNER, problem
from service_world import ServiceWorld, opened, settings_of


def limited(directory: Path, **changes: Any) -> Settings:
    return msgspec.structs.replace(settings_of(directory), **changes)


def reads(service: ServiceWorld, times: int, by: str = OWNER, **headers: str) -> list[int]:
    token = service.token(by)
    paths = [f"{API}/me", f"{API}/me/progress", f"{API}/boards/now"]
    headers = {"authorization": f"Bearer {token}", **headers}
    return [service.client.get(paths[n % 3], headers=headers).status_code for n in range(times)]


def test_who_asks_too_often_is_turned_away_until_the_next_minute(tmp_path: Path) -> None:
    with opened(tmp_path, settings=limited(tmp_path, reads_per_minute=9)) as service:
        service.world.clock.at += 20_001
        assert reads(service, 12) == [200] * 9 + [429] * 3
        answer = service.call("GET", f"{API}/me", by=OWNER)
        problem(answer, 429, "too_many_requests")
        assert answer.headers["retry-after"] == "40"
        assert reads(service, 3, OTHER) == [200] * 3, "others are not held up"
        service.world.clock.at += 39_999
        assert reads(service, 1) == [200]


def test_another_address_does_not_help(tmp_path: Path) -> None:
    with opened(tmp_path, settings=limited(tmp_path, reads_per_minute=9)) as service:
        statuses = []
        for n in range(30):
            address = f"10.0.{n}.{n}"
            said = {"x-forwarded-for": address, "x-real-ip": address, "forwarded": f"for={address}", "via": address}
            statuses += reads(service, 1, OWNER, **said)
        assert statuses == [200] * 9 + [429] * 21


def test_500_behind_one_address_are_not_held_up(tmp_path: Path) -> None:
    with opened(tmp_path, settings=limited(tmp_path, reads_per_minute=3), people=500) as service:
        for number in range(1, 501):
            headers = {"authorization": f"Bearer {service.token(f'138{number:08}')}"}
            answers = [service.client.get(f"{API}/me", headers=headers).status_code for _ in range(4)]
            assert answers == [200, 200, 200, 429]


def test_writes_have_a_limit_of_their_own(tmp_path: Path) -> None:
    with opened(tmp_path, settings=limited(tmp_path, writes_per_minute=2, reads_per_minute=2)) as service:
        for expected in (201, 200, 429):
            assert service.call("POST", f"{API}/attempts", by=OWNER, json={"level": 1}).status_code == expected
        assert reads(service, 3) == [200, 200, 429]


def test_500_sign_in_behind_one_address_in_a_minute_with_the_limit_as_delivered(tmp_path: Path) -> None:
    settings = limited(tmp_path, code_sender="console", sign_ins_per_minute=Settings(db=tmp_path).sign_ins_per_minute)
    with opened(tmp_path, settings=settings) as service:
        service.app.state.sender = type("Silent", (), {"send": lambda *_: None})()
        for number in range(500):
            member_no = f"138{number:08}"
            asked = service.call("POST", f"{API}/sign-in/codes", json={"member_no": member_no})
            tried = service.call("POST", f"{API}/sign-in", json={"member_no": member_no, "code": "000000"})
            assert (asked.status_code, tried.status_code) in {(202, 401), (202, 200)}


@pytest.mark.parametrize("rotated", [False, True])
def test_signing_in_is_limited_by_the_address_that_connects(tmp_path: Path, rotated: bool) -> None:  # noqa: FBT001
    settings = limited(tmp_path, code_sender="console", sign_ins_per_minute=5)
    with opened(tmp_path, settings=settings) as service:
        service.app.state.sender = type("Silent", (), {"send": lambda *_: None})()
        statuses = []
        for n in range(8):
            headers = {"x-forwarded-for": f"10.0.0.{n}"} if rotated else {}
            body = {"member_no": f"x{n}"}
            statuses.append(service.call("POST", f"{API}/sign-in/codes", json=body, headers=headers).status_code)
        assert statuses == [202] * 5 + [429] * 3
        assert reads(service, 2) == [200, 200], "who is signed in is not held up"


def test_without_limits_nobody_would_be_turned_away(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        assert reads(service, 30) == [200] * 30
