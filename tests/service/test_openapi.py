"""The description of the interface: whole, Chinese, the same each time, and nowhere a field for a result or a time."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from chuangguan_service.app import create_app
from chuangguan_service.examples import EXAMPLES
from chuangguan_service.openapi import _types
from service_cast import CHINESE, OWNER, routes_of
from service_world import ServiceWorld, opened

FORBIDDEN = re.compile(r"score|correct|passed|result|elapsed|time|_at$|_ms$|rank|award|cash|name$|entrant$|limit|now")
ALLOWED = {("NewObjection", "entrant"), ("NewSanction", "entrant")}
"""An organiser says whom an objection or a sanction is about."""

REFUSALS = {"400", "405", "429", "500", "503"}
"""What every route can answer with."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceWorld]:
    with opened(tmp_path_factory.mktemp("openapi")) as world:
        yield world


@pytest.fixture(scope="module")
def described(service: ServiceWorld) -> dict[str, Any]:
    found: dict[str, Any] = service.client.get("/docs/openapi.json").json()
    return found


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, said) for path, item in described["paths"].items() for method, said in item.items()]


def is_chinese(text: str) -> bool:
    return any(ord(character) in CHINESE for character in text)


def test_every_route_of_the_interface_is_described(service: ServiceWorld, described: dict[str, Any]) -> None:
    expected = {route for route in routes_of(service) if route[1].startswith("/api/")}
    assert {(method.upper(), path) for method, path, _ in operations(described) if path.startswith("/api/")} == expected
    assert {path for _, path, _ in operations(described) if not path.startswith("/api/")} == {"/healthz", "/readyz"}


def test_every_route_says_in_chinese_what_it_does(described: dict[str, Any]) -> None:
    for method, path, said in operations(described):
        assert is_chinese(said["summary"]), (method, path)
        assert is_chinese(said["description"]), (method, path)
        assert said["operationId"]
        for status, response in said["responses"].items():
            assert is_chinese(response["description"]), (method, path, status)
        for parameter in said.get("parameters", []):
            assert is_chinese(parameter.get("description", "")) or parameter["name"] == "If-None-Match", parameter
    assert len({said["operationId"] for _, _, said in operations(described)}) == len(operations(described))


def test_every_route_documents_its_refusals_as_problem_documents(described: dict[str, Any]) -> None:
    problem = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
    for method, path, said in operations(described):
        if not path.startswith("/api/"):
            continue
        statuses = set(said["responses"])
        expected = {*REFUSALS}
        if said["security"]:
            expected |= {"401", "403"}
        if "requestBody" in said:
            expected |= {"413", "415", "422"}
        if method != "get":
            expected |= {"403"} if "sign-in" in path else {"507"}
        if any(parameter["in"] == "path" for parameter in said.get("parameters", [])):
            expected |= {"404"}
        assert expected <= statuses, (method, path, expected - statuses)
        for status in statuses:
            if int(status) >= 400:
                assert said["responses"][status]["content"] == {"application/problem+json": problem}, (path, status)


def test_only_what_needs_a_token_asks_for_one(service: ServiceWorld, described: dict[str, Any]) -> None:
    for method, path, said in operations(described):
        if method == "get" and "{" not in path:
            status = service.client.get(path).status_code
            assert (status == 401) == bool(said["security"]), (path, status)


def sent(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the types of all that is sent, those within others included."""
    schemas = described["components"]["schemas"]
    names = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, said in operations(described)
        if "requestBody" in said
        for content in said["requestBody"]["content"].values()
    }
    assert len(names) >= 9
    return {name: schemas[name] for name in names}


def forbidden(described: dict[str, Any]) -> list[tuple[str, str]]:
    found = [(name, field) for name, schema in sent(described).items() for field in schema["properties"]]
    found += [
        (path, parameter["name"])
        for _, path, said in operations(described)
        for parameter in said.get("parameters", [])
        if parameter["in"] != "path"
    ]
    return [item for item in found if FORBIDDEN.search(item[1].lower()) and item not in ALLOWED]


def test_no_request_says_a_score_a_result_or_a_time(described: dict[str, Any]) -> None:
    assert forbidden(described) == []
    level = [name for name, schema in sent(described).items() if "level" in schema["properties"]]
    assert level == ["Start"]


@pytest.mark.parametrize("field", ["score", "correct_count", "elapsed_ms", "passed", "submitted_at", "client_time"])
def test_a_field_that_says_a_result_would_be_found(described: dict[str, Any], field: str) -> None:
    planted = msgspec.json.decode(msgspec.json.encode(described))
    planted["components"]["schemas"]["Submission"]["properties"][field] = {"type": "integer"}
    assert forbidden(planted) == [("Submission", field)]


def test_every_type_is_closed_and_described(described: dict[str, Any]) -> None:
    for name, schema in described["components"]["schemas"].items():
        assert schema["additionalProperties"] is False, name
        assert is_chinese(schema["description"]), name


def test_every_body_that_is_sent_has_an_example(described: dict[str, Any]) -> None:
    for name, schema in sent(described).items():
        assert schema["examples"], name
    assert described["components"]["schemas"]["ProblemDocument"]["examples"]


def test_every_example_is_one(service: ServiceWorld) -> None:
    types: dict[str, Any] = {}
    for found in _types(service.app):
        for type_ in (found, *getattr(found, "__args__", ())):
            types[getattr(type_, "__name__", "")] = type_
    from chuangguan_service.problems import ProblemDocument  # noqa: PLC0415  the one that no route names
    from chuangguan_service.schemas import ReceiptSchema  # noqa: PLC0415  likewise

    types |= {"ProblemDocument": ProblemDocument, "ReceiptSchema": ReceiptSchema}
    for name, example in EXAMPLES.items():
        msgspec.json.decode(msgspec.json.encode(example), type=types[name])
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"level":"1"}', type=types["Start"])


def test_the_description_is_the_same_bytes_each_time(service: ServiceWorld) -> None:
    first = service.client.get("/docs/openapi.json").content
    assert service.client.get("/docs/openapi.json").content == first
    another = create_app(service.app.state.settings, clock=service.world.clock)
    from litestar.testing import TestClient  # noqa: PLC0415  one use

    with TestClient(another) as client:
        assert client.get("/docs/openapi.json").content == first
        assert client.get("/docs").content == first


def test_what_is_open_to_all_holds_nothing_personal(service: ServiceWorld) -> None:
    receipt = service.climb(OWNER)
    service.call("GET", f"/api/v1/attempts/{receipt['attempt']}/receipt", by="13800000002")
    service.client.get("/api/v1/boards/now?unit=人员1")
    service.client.get("/nope/人员1/13800000001")
    paths = ["/metrics", "/docs", "/docs/openapi.json", "/healthz", "/readyz", "/reference", "/api/v1/campaign"]
    # The examples in the documents name nobody who is on the roster.
    read = b"".join(service.client.get(path).content.replace(b"E000001", b"") for path in paths)
    assert len(read) > 50_000
    for personal in ("人员1", service.token(OWNER)):
        assert personal.encode() not in read, personal
    for path in paths:
        if "docs" not in path:
            assert OWNER.encode() not in service.client.get(path).content
            assert b"E000001" not in service.client.get(path).content
    # Labels are bounded: a path's pattern, never the path.
    assert b"/nope" not in read
    assert b'route="/api/v1/attempts/{attempt}/receipt"' in read
    assert f"/attempts/{receipt['attempt']}".encode() not in read


def test_the_viewer_loads_nothing_from_outside(service: ServiceWorld) -> None:
    page = service.client.get("/reference").text
    assert "http://" not in page
    assert "https://" not in page
    for asset in ("swagger_bundle.js", "swagger_style.css"):
        answer = service.client.get(f"/reference-assets/{asset}")
        assert answer.status_code == 200
        assert len(answer.content) > 10_000
    assert "default-src 'none'" in service.client.get("/reference").headers["content-security-policy"]
