"""Generated requests over the served description: no server error, and no answer that the description does not allow.

Two entrants and an organiser take turns; a fifth of the requests are of the kind that must be refused.
`HYPOTHESIS_PROFILE=scoreboard` sends ten times as many.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
import schemathesis
from httpx import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from chuangguan.play import Play
from service_cast import OTHER, OWNER, planted_foreign_read, with_cast
from service_world import ORGANISER, ServiceWorld, opened

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "scoreboard"
EACH = {GenerationMode.POSITIVE: 700 if IS_LONG else 70, GenerationMode.NEGATIVE: 140 if IS_LONG else 14}
LEAST = 20_000 if IS_LONG else 2_000
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
]
SIZE = settings(
    deadline=None,
    derandomize=not IS_LONG,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
REFUSED = {400, 403, 404, 405, 415, 422}
"""What is answered about somebody else's attempt: 409 would already tell how it stands."""

PERIODS = ["2018-03", "2018-04", "2018", "now", "2017-01", "期"]
ORGANISERS = [ORGANISER, ORGANISER, OWNER]
ENTRANTS = [OWNER, OTHER, OWNER, OTHER, ORGANISER]
"""Who calls an organiser's route, and any other."""


@dataclass
class Fuzzing:
    """A service, its description, whose attempt is whose, and what was answered."""

    service: ServiceWorld
    description: Any
    owners: dict[int, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    cases: int = 0

    def operations(self) -> list[Any]:
        return [found.ok() for found in self.description.get_all_operations()]

    def send(self, case: Any, caller: str) -> Response:
        sent = case.as_transport_kwargs(base_url="http://testserver.local")
        headers = {**sent["headers"], "Authorization": self.tokens[caller]}
        content = {name: sent[name] for name in ("json", "files") if name in sent}
        if "data" in sent:
            content["content"] = sent["data"]
        self.cases += 1
        return self.service.client.request(
            sent["method"], sent["url"], params=sent.get("params"), headers=headers, **content
        )

    @cached_property
    def tokens(self) -> dict[str, str]:
        organiser = self.service.token("", role="organiser", sub=ORGANISER)
        signed = {OWNER: self.service.token(OWNER), OTHER: self.service.token(OTHER), ORGANISER: organiser}
        return {name: f"Bearer {token}" for name, token in signed.items()}

    def check(self, case: Any, caller: str, answer: Response) -> None:
        self.statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code < 300 and case.path.endswith("/attempts"):
            self.owners.setdefault(answer.json()["attempt"], caller)
        attempt = (case.path_parameters or {}).get("attempt", 0)
        owner = self.owners.get(attempt, caller)
        assert owner == caller or answer.status_code in REFUSED, f"{caller} was answered about {owner}'s attempt"


@pytest.fixture
def fuzzing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzing]:
    with opened(tmp_path_factory.mktemp("fuzzing")) as service:
        with_cast(service)
        served = service.client.get("/docs/openapi.json").json()
        # Every request bears a token; what is answered without one is in the matrix of routes and callers.
        for operation in (operation for item in served["paths"].values() for operation in item.values()):
            operation["security"] = []
        made = Fuzzing(service, schemathesis.openapi.from_dict(served))
        for member_no in (OWNER, OTHER):
            started = service.climb(member_no)
            made.owners[started["attempt"]] = member_no
            made.owners[service.start(member_no, 2)["attempt"]] = member_no
        yield made


def fuzz(fuzzing: Fuzzing, operation: Any, mode: GenerationMode) -> None:
    own = sorted(fuzzing.owners)
    callers = ORGANISERS if "/organiser/" in operation.path else ENTRANTS

    @settings(SIZE, max_examples=EACH[mode])
    @given(case=operation.as_strategy(generation_mode=mode), caller=st.sampled_from(callers), data=st.data())
    def run(case: Any, caller: str, data: st.DataObject) -> None:
        if "attempt" in (case.path_parameters or {}) and mode is GenerationMode.POSITIVE and data.draw(st.booleans()):
            case.path_parameters["attempt"] = data.draw(st.sampled_from(own))
        if "period" in (case.path_parameters or {}) and mode is GenerationMode.POSITIVE:
            case.path_parameters["period"] = data.draw(st.sampled_from(PERIODS))
        fuzzing.check(case, caller, fuzzing.send(case, caller))

    run()


def test_generated_requests_get_no_server_error_and_no_answer_that_is_not_described(fuzzing: Fuzzing) -> None:
    for operation in fuzzing.operations():
        fuzz(fuzzing, operation, GenerationMode.POSITIVE)
        # What takes neither parameters nor a body cannot be asked wrongly.
        with suppress(Unsatisfiable):
            fuzz(fuzzing, operation, GenerationMode.NEGATIVE)
    assert fuzzing.cases >= LEAST
    assert sum(fuzzing.statuses[status] for status in (200, 201, 202)) >= LEAST // 20, fuzzing.statuses
    assert fuzzing.statuses[404] >= LEAST // 50, fuzzing.statuses
    assert fuzzing.service.world.verify().difference is None


def operation_of(fuzzing: Fuzzing, name: str) -> Any:
    return next(item for item in fuzzing.operations() if item.definition.raw["operationId"] == name)


def test_a_planted_server_error_is_found(fuzzing: Fuzzing, monkeypatch: pytest.MonkeyPatch) -> None:
    def receipt(_play: Play, _entrant: str, _attempt: int) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Play, "receipt", receipt)
    with pytest.raises((FailureGroup, AssertionError)):
        fuzz(fuzzing, operation_of(fuzzing, "get_receipt"), GenerationMode.POSITIVE)


def test_a_planted_answer_of_another_shape_is_found(fuzzing: Fuzzing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chuangguan_service.routes.attempts.receipt_schema", lambda _receipt: {"attempt": "one"})
    with pytest.raises((FailureGroup, AssertionError)):
        fuzz(fuzzing, operation_of(fuzzing, "get_receipt"), GenerationMode.POSITIVE)


def test_a_planted_read_that_forgets_the_owner_is_found(fuzzing: Fuzzing, monkeypatch: pytest.MonkeyPatch) -> None:
    planted_foreign_read(monkeypatch)
    with pytest.raises((AssertionError, ExceptionGroup), match="was answered about"):
        fuzz(fuzzing, operation_of(fuzzing, "get_receipt"), GenerationMode.POSITIVE)
