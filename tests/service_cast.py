"""Who calls the service in its tests: entrants, administrators of units, somebody banned, an organiser, nobody."""

from typing import Any

import pytest
from httpx import Response
from litestar.routes import HTTPRoute

from chuangguan.office.rosters import Enrolment
from chuangguan.play import Play
from chuangguan.testing import BY, an_enrolment, at
from service_world import ORGANISER, ServiceWorld

API = "/api/v1"
OWNER = "13800000001"
OTHER = "13800000002"
BANNED = "13800000004"
ADMIN = "13800000101"
OTHER_ADMIN = "13800000102"
"""The owner and ADMIN are of 一处; OTHER, BANNED and OTHER_ADMIN of 二处."""

CHINESE = range(0x4E00, 0xA000)


def with_cast(service: ServiceWorld) -> ServiceWorld:
    """Put administrators of two units on the roster and ban somebody."""
    rows = [
        Enrolment(member_no=number, name=f"管理员{unit}", unit=unit, is_admin=True, row=row)
        for row, (number, unit) in enumerate([(ADMIN, "一处"), (OTHER_ADMIN, "二处")], start=1)
    ]
    service.world.office.rosters.enrol(rows, by=BY)
    banned = service.world.office.rosters.entrant(BANNED)
    service.world.office.sanctions.impose(banned, code="1", decided_by="组委会", evidence="查实", by=BY, kind="ban")
    return service


def enrol(service: ServiceWorld, number: int, name: str, *, unit: str = "一处") -> None:
    """Put one more person with a name of their own on the roster."""
    service.world.office.rosters.enrol([an_enrolment(number, unit=unit, name=name)], by=BY)


def head(service: ServiceWorld) -> tuple[int, str]:
    """Return how many facts there are and the newest one's hash, past the service."""
    with service.world.record.read() as view:
        found = view.rows.head()
    assert found is not None
    return found.number, found.hash


def problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    """Return a problem document after checking that it is one, whole and in Chinese."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
    said: dict[str, Any] = answer.json()
    assert said["code"] == code, said
    assert said["status"] == status
    assert said["type"] == f"urn:chuangguan:problem:{code}"
    for text in (said["title"], said["detail"]):
        assert any(ord(character) in CHINESE for character in text), said
    assert set(said) <= {"type", "title", "status", "detail", "code", "field", "figures", "receipt"}
    return said


def routes_of(service: ServiceWorld) -> set[tuple[str, str]]:
    """Return the method and path of every route of the application, whatever OpenAPI tells of it."""
    return {
        (method, route.path_format)
        for route in service.app.routes
        if isinstance(route, HTTPRoute)
        for method in route.route_handler_map
        if method != "OPTIONS"
    }


def paper_of(service: ServiceWorld, attempt: int) -> dict[str, list[str]]:
    """Return the right responses to an attempt's paper, as JSON has them."""
    return {question: list(given) for question, given in service.world.right(attempt).items()}


def close_march(service: ServiceWorld, *, by: str = ORGANISER) -> dict[str, Any]:
    """Return the answer to closing March 2018 after its end."""
    service.world.clock.at = max(service.world.clock.at, at("2018-04-01T00:10"))
    answer = service.call("POST", f"{API}/organiser/periods/2018-03/closing", by=by, json={})
    assert answer.status_code == 200, answer.text
    closed: dict[str, Any] = answer.json()
    return closed


def planted_foreign_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `Play.receipt` forget whose attempt it is asked for."""
    genuine = Play.receipt

    def receipt(play: Play, entrant: str, attempt: int) -> Any:
        with play._record.read() as view:
            found = view.rows.attempt(attempt)
        return genuine(play, found.entrant if found else entrant, attempt)

    monkeypatch.setattr(Play, "receipt", receipt)
