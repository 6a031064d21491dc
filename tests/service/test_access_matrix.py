"""Every route × nobody, another entrant, another unit's administrator, somebody banned, an entrant at an organiser's.

The routes are those of the application itself: one that this table does not know fails the first test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import Response

from service_cast import (
    ADMIN,
    API,
    BANNED,
    OTHER,
    OTHER_ADMIN,
    OWNER,
    head,
    paper_of,
    planted_foreign_read,
    problem,
    routes_of,
    with_cast,
)
from service_world import ORGANISER, ServiceWorld, opened

NOBODY = ""
STRANGER = "13999999999"
"""A genuine token of somebody who is not on the roster."""

CALLERS = {
    "nobody": NOBODY,
    "a stranger": STRANGER,
    "the owner": OWNER,
    "another entrant": OTHER,
    "somebody banned": BANNED,
    "the unit's administrator": ADMIN,
    "another unit's administrator": OTHER_ADMIN,
    "an organiser": ORGANISER,
}

Statuses = dict[str, int]


def everybody(status: int) -> Statuses:
    return dict.fromkeys(CALLERS, status)


def signed_in(entrants: int, organiser: int, **others: int) -> Statuses:
    """Return the statuses of a route that needs a token: 401 for nobody, 403 for strangers and who is banned."""
    refused = {"nobody": 401, "a stranger": 403, "somebody banned": 403}
    named = {name.replace("_", " "): status for name, status in others.items()}
    return {**everybody(entrants), **refused, "an organiser": organiser, **named}


def owners(own: int, organiser: int = 403) -> Statuses:
    """Return the statuses of a route of an attempt: 404 for whoever is not its owner."""
    return {**signed_in(404, organiser), "the owner": own}


def administrators(organiser: int = 200) -> Statuses:
    """Return the statuses of a route over 一处, with its administrator and another's."""
    return {
        **signed_in(403, organiser),
        "the unit's administrator": 200,
    }


@dataclass(frozen=True)
class Route:
    """A request to a route, and what it is answered with; `{attempt}` is the owner's, ended one."""

    path: str
    statuses: Statuses
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


ORGANISERS = {"nobody": 401, **{name: 403 for name in CALLERS if name not in {"nobody", "an organiser"}}}
UNIT = "unit=%E4%B8%80%E5%A4%84"
SANCTION = {"entrant": "E999999", "code": "1", "decided_by": "组委会", "evidence": "查实"}
SIGNED = {"drafted_by": "甲", "checked_by": "乙", "signed_by": "丙"}
PERIOD = f"{API}/organiser/periods/{{period}}"

TABLE: dict[tuple[str, str], Route] = {
    ("GET", "/healthz"): Route("/healthz", everybody(200)),
    ("GET", "/readyz"): Route("/readyz", everybody(200)),
    ("GET", "/metrics"): Route("/metrics", everybody(200)),
    ("GET", "/docs"): Route("/docs", everybody(200)),
    ("GET", "/docs/openapi.json"): Route("/docs/openapi.json", everybody(200)),
    ("GET", "/docs/{path}"): Route("/docs/nope", everybody(404)),
    ("GET", "/reference"): Route("/reference", everybody(200)),
    ("GET", "/reference/{file_path}"): Route("/reference/../../app.py", everybody(404)),
    ("HEAD", "/reference/{file_path}"): Route("/reference/nope", everybody(404)),
    ("GET", "/reference-assets/{name}"): Route("/reference-assets/nope", everybody(404)),
    ("GET", "/h5"): Route("/h5", everybody(200)),
    ("GET", "/h5/{file_path}"): Route("/h5/../app.py", everybody(404)),
    ("HEAD", "/h5/{file_path}"): Route("/h5/nope", everybody(404)),
    ("POST", f"{API}/sign-in/codes"): Route(f"{API}/sign-in/codes", everybody(403), {"member_no": OWNER}),
    ("POST", f"{API}/sign-in"): Route(f"{API}/sign-in", everybody(403), {"member_no": OWNER, "code": "123456"}),
    ("GET", f"{API}/campaign"): Route(f"{API}/campaign", everybody(200)),
    ("GET", f"{API}/closings"): Route(f"{API}/closings", everybody(200)),
    ("GET", f"{API}/closings/{{period}}"): Route(f"{API}/closings/2018-03", everybody(404)),
    ("GET", f"{API}/me"): Route(f"{API}/me", signed_in(200, 200)),
    ("GET", f"{API}/me/progress"): Route(f"{API}/me/progress", signed_in(200, 403)),
    ("GET", f"{API}/me/publication"): Route(f"{API}/me/publication", signed_in(200, 403)),
    ("PUT", f"{API}/me/publication"): Route(f"{API}/me/publication", signed_in(422, 403), {"agreed": "?"}),
    ("GET", f"{API}/boards/{{period}}"): Route(f"{API}/boards/now", signed_in(200, 200)),
    ("GET", f"{API}/boards/{{period}}/me"): Route(f"{API}/boards/now/me", signed_in(200, 403)),
    ("POST", f"{API}/attempts"): Route(f"{API}/attempts", signed_in(404, 403), {"level": 99}),
    ("GET", f"{API}/attempts/{{attempt}}/receipt"): Route(f"{API}/attempts/{{attempt}}/receipt", owners(200)),
    ("GET", f"{API}/attempts/{{attempt}}/review"): Route(f"{API}/attempts/{{attempt}}/review", owners(200)),
    ("PUT", f"{API}/attempts/{{attempt}}/responses"): Route(
        f"{API}/attempts/{{attempt}}/responses", owners(409), {"counter": 1, "responses": {}}
    ),
    ("POST", f"{API}/attempts/{{attempt}}/submission"): Route(
        f"{API}/attempts/{{attempt}}/submission", owners(200), {}, (("idempotency-key", "key"),)
    ),
    ("GET", f"{PERIOD}/participation"): Route(
        f"{API}/organiser/periods/2018-03/participation?{UNIT}", administrators()
    ),
    ("GET", f"{PERIOD}/pending"): Route(f"{API}/organiser/periods/2018-03/pending?{UNIT}", administrators()),
    **{
        (method, f"{PERIOD}/{name}"): Route(
            f"{API}/organiser/periods/2018-03/{name}", {**ORGANISERS, "an organiser": status}, body
        )
        for method, name, status, body in [
            ("GET", "preview", 200, None),
            ("GET", "publicity", 404, None),
            ("GET", "documents", 404, None),
            ("POST", "closing", 409, {}),
            ("POST", "revision", 409, {"reason": "更正"}),
            ("POST", "publication", 404, SIGNED),
            ("POST", "objections", 404, {"text": "异议"}),
            ("POST", "finalisation", 404, None),
        ]
    },
    ("GET", f"{PERIOD}/documents/{{name}}"): Route(
        f"{API}/organiser/periods/2018-03/documents/x", {**ORGANISERS, "an organiser": 404}
    ),
    ("POST", f"{API}/organiser/sanctions"): Route(
        f"{API}/organiser/sanctions", {**ORGANISERS, "an organiser": 404}, SANCTION
    ),
    ("POST", f"{API}/organiser/sanctions/{{sanction}}/lifting"): Route(
        f"{API}/organiser/sanctions/1/lifting", {**ORGANISERS, "an organiser": 404}, {"reason": "x"}
    ),
    ("POST", f"{API}/organiser/objections/{{objection}}/decision"): Route(
        f"{API}/organiser/objections/1/decision",
        {**ORGANISERS, "an organiser": 404},
        {"decision": "x", "upheld": False},
    ),
}


@dataclass(frozen=True)
class Stage:
    """A service whose owner has handed in an attempt."""

    service: ServiceWorld
    attempt: int


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with a_stage(tmp_path_factory.mktemp("matrix")) as found:
        yield found


def a_stage(directory: Any) -> Any:
    from contextlib import contextmanager  # noqa: PLC0415  one use

    from chuangguan.testing import a_campaign  # noqa: PLC0415  one use

    @contextmanager
    def staged() -> Iterator[Stage]:
        with opened(directory, campaign=a_campaign(reveal="all")) as service:
            with_cast(service)
            started = service.start(OWNER)
            service.world.clock.at += 60_000
            answer = service.submit(OWNER, started["attempt"], service.world.right(started["attempt"]), key="key")
            assert answer.json()["passed"]
            yield Stage(service, started["attempt"])

    return staged()


def ask(stage: Stage, method: str, route: Route, caller: str) -> Response:
    by = CALLERS[caller] or None
    path = route.path.format(attempt=stage.attempt)
    body = {} if route.body is None else {"json": route.body}
    return stage.service.call(method, path, by=by, headers=dict(route.headers), **body)


def test_every_route_of_the_application_is_in_the_table(stage: Stage) -> None:
    assert routes_of(stage.service) == set(TABLE)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("method", "path"), TABLE)
def test_every_route_answers_every_kind_of_caller_as_the_table_says(
    stage: Stage, method: str, path: str, caller: str
) -> None:
    route = TABLE[method, path]
    answer = ask(stage, method, route, caller)
    assert answer.status_code == route.statuses[caller], answer.text
    if answer.status_code >= 400 and method != "HEAD":
        problem(answer, answer.status_code, answer.json()["code"])
    if answer.status_code == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


def test_most_pairs_of_the_table_are_refusals() -> None:
    pairs = [status for route in TABLE.values() for status in route.statuses.values()]
    assert all(set(route.statuses) == set(CALLERS) for route in TABLE.values())
    assert len(pairs) > 300
    assert sum(status >= 400 for status in pairs) > 200


WRITES: list[Callable[[Stage, str, int], Response]] = [
    lambda stage, by, attempt: stage.service.call("GET", f"{API}/attempts/{attempt}/receipt", by=by),
    lambda stage, by, attempt: stage.service.call("GET", f"{API}/attempts/{attempt}/review", by=by),
    lambda stage, by, attempt: stage.service.call(
        "PUT", f"{API}/attempts/{attempt}/responses", by=by, json={"counter": 9, "responses": {"Q1": ["A"]}}
    ),
    lambda stage, by, attempt: stage.service.submit(by, attempt, paper_of(stage.service, stage.attempt), key="key"),
    lambda stage, by, attempt: stage.service.submit(by, attempt, {}, key="another-key"),
]


@pytest.mark.parametrize("by", [OTHER, ADMIN, OTHER_ADMIN])
@pytest.mark.parametrize("write", WRITES)
def test_a_foreign_attempt_looks_like_an_unknown_one(
    stage: Stage, by: str, write: Callable[[Stage, str, int], Response]
) -> None:
    before = head(stage.service)
    foreign, unknown = write(stage, by, stage.attempt), write(stage, by, 999)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text == unknown.text.replace("999", str(stage.attempt))
    assert {*foreign.headers} == {*unknown.headers}
    assert head(stage.service) == before


@pytest.mark.parametrize("what", ["participation", "pending"])
@pytest.mark.parametrize("unit", ["二处", "总部", "没有这个单位"])
def test_a_foreign_unit_looks_like_an_unknown_one(stage: Stage, what: str, unit: str) -> None:
    path = f"{API}/organiser/periods/2018-03/{what}"
    said = problem(stage.service.call("GET", path, by=ADMIN, params={"unit": unit}), 403, "other_unit")
    assert said["detail"] == "只能查看本单位及下属单位"


def test_a_key_says_nothing_of_others_attempts(stage: Stage) -> None:
    """The owner's key is not taken for anybody else."""
    started = stage.service.start(OTHER)
    answer = stage.service.submit(OTHER, started["attempt"], {}, key="key")
    assert answer.status_code == 200, answer.text


def test_a_read_that_forgets_the_owner_would_be_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    planted_foreign_read(monkeypatch)
    key = ("GET", f"{API}/attempts/{{attempt}}/receipt")
    assert ask(stage, *_as_asked(key), "another entrant").status_code != TABLE[key].statuses["another entrant"]
    with pytest.raises(AssertionError):
        test_a_foreign_attempt_looks_like_an_unknown_one(stage, OTHER, WRITES[0])


def _as_asked(key: tuple[str, str]) -> tuple[str, Route]:
    return key[0], TABLE[key]
