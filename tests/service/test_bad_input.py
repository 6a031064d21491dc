"""Whatever is sent that is not right gets its problem document and the right status, and nothing changes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service_cast import API, OTHER, OWNER, head, problem, with_cast
from service_world import ORGANISER, ServiceWorld, opened

JSON = {"content-type": "application/json"}
DEEP = 100_000
HUGE = 10**30
STARTS = f"{API}/attempts"
SANCTIONS = f"{API}/organiser/sanctions"

BODIES: list[tuple[str, bytes, int, str, str]] = [
    ("a body that breaks off", b"{", 400, "malformed_json", ""),
    ("no body", b"", 422, "invalid_field", "内容"),
    ("two values", b'{"level":1}{"level":1}', 400, "malformed_json", ""),
    ("bytes that are no UTF-8", b'\xff\xfe{"level":1}', 400, "malformed_json", ""),
    ("a byte order mark", b'\xef\xbb\xbf{"level":1}', 400, "malformed_json", ""),
    ("half a surrogate pair", b'{"\\ud800":1}', 400, "malformed_json", ""),
    ("null", b"null", 422, "invalid_field", "内容"),
    ("an array", b"[]", 422, "invalid_field", "内容"),
    ("a text", b'"level"', 422, "invalid_field", "内容"),
    ("no level", b"{}", 422, "invalid_field", "level"),
    ("a score", b'{"level":2,"score":100}', 422, "invalid_field", "score"),
    ("an elapsed time", b'{"level":2,"elapsed_ms":1}', 422, "invalid_field", "elapsed_ms"),
    ("a start of one's own", b'{"level":2,"started_at":1}', 422, "invalid_field", "started_at"),
    ("somebody else", b'{"level":2,"entrant":"E000002"}', 422, "invalid_field", "entrant"),
    ("a number as text", b'{"level":"2"}', 422, "invalid_field", "level"),
    ("a broken number", b'{"level":1.5}', 422, "invalid_field", "level"),
    ("a number with a point", b'{"level":2.0}', 422, "invalid_field", "level"),
    ("true for a number", b'{"level":true}', 422, "invalid_field", "level"),
    ("a list for a number", b'{"level":[2]}', 422, "invalid_field", "level"),
    ("level 0", b'{"level":0}', 422, "invalid_field", "level"),
    ("level -1", b'{"level":-1}', 422, "invalid_field", "level"),
    ("a level of 31 digits", f'{{"level":{HUGE}}}'.encode(), 422, "invalid_field", "level"),
    ("a level of 5,000 digits", b'{"level":' + b"9" * 5_000 + b"}", 422, "invalid_field", "level"),
    ("a level beyond every number", b'{"level":1e999}', 422, "invalid_field", "level"),
    ("not a number", b'{"level":NaN}', 400, "malformed_json", ""),
    ("100,000 brackets", b"[" * DEEP + b"]" * DEEP, 422, "invalid_field", "内容"),
    ("100,000 brackets in a field", b'{"level":' + b"[" * DEEP + b"]" * DEEP + b"}", 422, "invalid_field", "level"),
    ("100,000 open braces", b'{"level":' * 20_000, 422, "invalid_field", "level"),
    ("NUL in a field's name", b'{"lev\\u0000el":1}', 422, "invalid_field", "lev\0el"),
]
"""What is sent to start an attempt with -> status, code and field."""

TYPES = [
    ("no content type", None),
    ("text", "text/plain"),
    ("a form", "application/x-www-form-urlencoded"),
    ("a form with files", "multipart/form-data; boundary=x"),
    ("MessagePack", "application/msgpack"),
    ("nonsense", "a/b/c;;;"),
    ("JSON of another kind", "application/ld+json"),
]

LEVELS = [
    ("a level that is not open yet", 3, 409, "level_not_open"),
    ("a level that is not earned", 2, 409, "previous_level_not_passed"),
    ("a level that there is none of", 99, 404, "not_found"),
]

Sent = Callable[[int, str], dict[str, Any]]
RESPONSES: list[tuple[str, Sent, int, str]] = [
    ("a question not on the paper", lambda _, __: {"responses": {"Q9999": ["A"]}}, 422, "question_not_on_paper"),
    ("an option that is not there", lambda _, q: {"responses": {q: ["Z"]}}, 422, "option_not_shown"),
    ("a small letter", lambda _, q: {"responses": {q: ["a"]}}, 422, "option_not_shown"),
    ("NUL for a letter", lambda _, q: {"responses": {q: ["\0"]}}, 422, "option_not_shown"),
    ("NUL for a question", lambda _, __: {"responses": {"\0": ["A"]}}, 422, "question_not_on_paper"),
    ("a text for a list", lambda _, q: {"responses": {q: "A"}}, 422, "invalid_field"),
    ("null for a list", lambda _, q: {"responses": {q: None}}, 422, "invalid_field"),
    ("a number for a letter", lambda _, q: {"responses": {q: [1]}}, 422, "invalid_field"),
    ("21 letters", lambda _, q: {"responses": {q: ["A"] * 21}}, 422, "invalid_field"),
    ("a letter of 201 characters", lambda _, q: {"responses": {q: ["A" * 201]}}, 422, "invalid_field"),
    ("501 questions", lambda _, __: {"responses": {f"Q{n}": ["A"] for n in range(501)}}, 422, "invalid_field"),
    ("responses as a list", lambda _, __: {"responses": [["Q1", "A"]]}, 422, "invalid_field"),
    ("a score", lambda _, __: {"responses": {}, "score": 100}, 422, "invalid_field"),
    ("how many are right", lambda _, __: {"responses": {}, "correct": 5}, 422, "invalid_field"),
    ("that it is passed", lambda _, __: {"responses": {}, "passed": True}, 422, "invalid_field"),
    ("a time", lambda _, __: {"responses": {}, "submitted_at": 1}, 422, "invalid_field"),
    ("a level", lambda _, __: {"responses": {}, "level": 2}, 422, "invalid_field"),
]

COUNTERS = [-1, 2**53, HUGE, "1", 1.5, True, None]
KEYS = [None, "", " ", "x" * 65, "a\tb", "a b\x7f", "键"]
NUMBERS = [
    "0",
    "-1",
    "999",
    str(2**53 - 1),
    str(2**53),
    str(2**63),
    str(HUGE),
    "9" * 5_000,
    "abc",
    "1.0",
    "%00",
    "1%00",
]
QUERIES = [
    ("top=0", 422, "invalid_field"),
    ("top=201", 422, "invalid_field"),
    ("top=x", 422, "invalid_field"),
    ("top=" + "9" * 400, 422, "invalid_field"),
    ("unit=" + "x" * 201, 422, "invalid_field"),
    ("unit=%00", 404, "not_found"),
    ("unit=%ff%fe", 404, "not_found"),
    ("unit=x%27%20or%201=1", 404, "not_found"),
]

ORGANISERS: list[tuple[str, str, str, Any, int, str]] = [
    ("an unknown entrant", "POST", SANCTIONS, {"entrant": "E999999"}, 404, "not_found"),
    ("an unknown period", "POST", SANCTIONS, {"kind": "strip_awards", "periods": ["2017-01"]}, 404, "not_found"),
    ("an unknown attempt", "POST", SANCTIONS, {"kind": "void_attempts", "attempts": [999]}, 404, "not_found"),
    ("an attempt of 31 digits", "POST", SANCTIONS, {"kind": "void_attempts", "attempts": [HUGE]}, 422, "invalid_field"),
    ("no attempt to void", "POST", SANCTIONS, {"kind": "void_attempts"}, 409, "attempts_to_void"),
    ("periods for a ban", "POST", SANCTIONS, {"kind": "ban", "periods": ["2018-03"]}, 409, "periods_to_strip"),
    ("a kind of sanction that is none", "POST", SANCTIONS, {"kind": "shoot"}, 422, "invalid_field"),
    ("no evidence", "POST", SANCTIONS, {"evidence": ""}, 422, "invalid_field"),
    ("evidence of 401 characters", "POST", SANCTIONS, {"evidence": "x" * 401}, 422, "invalid_field"),
    ("an unknown sanction", "POST", f"{SANCTIONS}/1/lifting", {"reason": "x"}, 404, "not_found"),
    ("a sanction of 31 digits", "POST", f"{SANCTIONS}/{HUGE}/lifting", {"reason": "x"}, 422, "invalid_field"),
    (
        "an unknown objection",
        "POST",
        f"{API}/organiser/objections/1/decision",
        {"decision": "x", "upheld": True},
        404,
        "not_found",
    ),
    (
        "a text for yes or no",
        "POST",
        f"{API}/organiser/objections/1/decision",
        {"decision": "x", "upheld": "yes"},
        422,
        "invalid_field",
    ),
    ("a period that is not over", "POST", f"{API}/organiser/periods/2018-03/closing", {}, 409, "period_not_ended"),
    ("an unknown period", "POST", f"{API}/organiser/periods/2017-01/closing", {}, 404, "not_found"),
    (
        "a period that is not closed",
        "POST",
        f"{API}/organiser/periods/2018-03/revision",
        {"reason": "x"},
        409,
        "not_closed",
    ),
    ("nothing to make final", "POST", f"{API}/organiser/periods/2018-03/finalisation", None, 404, "not_found"),
    ("no closing", "GET", f"{API}/organiser/periods/2018-03/documents", None, 404, "not_found"),
    ("no closing", "GET", f"{API}/organiser/periods/2018-03/publicity", None, 404, "not_found"),
    ("a way out", "GET", f"{API}/organiser/periods/2018-03/documents/..%2f..%2fcampaign.db", None, 404, ""),
    ("an unknown unit", "GET", f"{API}/organiser/periods/2018-03/pending?unit=x", None, 404, "not_found"),
]
SANCTION = {"entrant": "E000001", "code": "1", "decided_by": "组委会", "evidence": "查实"}


@pytest.fixture(scope="module")
def playing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceWorld]:
    """One world for all: nothing that is refused changes it. The owner has an open attempt."""
    with opened(tmp_path_factory.mktemp("bad"), people=5) as service:
        with_cast(service)
        service.start(OWNER)
        yield service


@pytest.fixture
def untouched(playing: ServiceWorld) -> Iterator[ServiceWorld]:
    before = head(playing)
    yield playing
    assert head(playing) == before, "a refused request changed something"


@pytest.mark.parametrize(("body", "status", "code", "field"), [row[1:] for row in BODIES], ids=[r[0] for r in BODIES])
def test_a_body_that_is_not_right_is_refused(
    untouched: ServiceWorld, body: bytes, status: int, code: str, field: str
) -> None:
    said = problem(untouched.call("POST", STARTS, by=OTHER, content=body, headers=JSON), status, code)
    assert said.get("field", "") == field


@pytest.mark.parametrize("media_type", [row[1] for row in TYPES], ids=[row[0] for row in TYPES])
def test_a_body_of_another_type_is_refused(untouched: ServiceWorld, media_type: str | None) -> None:
    headers = {"content-type": media_type} if media_type else {}
    answer = untouched.call("POST", STARTS, by=OTHER, content=b'{"level":1}', headers=headers)
    problem(answer, 415, "unsupported_media_type")


def test_a_body_of_10_mb_is_refused(untouched: ServiceWorld) -> None:
    answer = untouched.call("POST", STARTS, by=OTHER, content=b" " * 10_000_000, headers=JSON)
    problem(answer, 413, "too_large")


def test_a_body_of_10_mb_that_says_nothing_of_its_length_is_refused(untouched: ServiceWorld) -> None:
    pieces = (b" " * 100_000 for _ in range(100))
    problem(untouched.call("POST", STARTS, by=OTHER, content=pieces, headers=JSON), 413, "too_large")


@pytest.mark.parametrize(("level", "status", "code"), [row[1:] for row in LEVELS], ids=[row[0] for row in LEVELS])
def test_a_level_that_is_not_ones_turn_is_refused(untouched: ServiceWorld, level: int, status: int, code: str) -> None:
    problem(untouched.call("POST", STARTS, by=OTHER, json={"level": level}), status, code)


@pytest.mark.parametrize(("sent", "status", "code"), [row[1:] for row in RESPONSES], ids=[row[0] for row in RESPONSES])
@pytest.mark.parametrize("verb", ["save", "submit"])
def test_responses_that_the_paper_does_not_allow_are_refused(
    untouched: ServiceWorld, verb: str, sent: Sent, status: int, code: str
) -> None:
    attempt, question = an_open_question(untouched)
    body = sent(attempt, question)
    answer = save(untouched, attempt, body) if verb == "save" else submit(untouched, attempt, body)
    problem(answer, status, code)


@pytest.mark.parametrize("counter", COUNTERS)
def test_a_counter_that_is_none_is_refused(untouched: ServiceWorld, counter: object) -> None:
    attempt, question = an_open_question(untouched)
    answer = save(untouched, attempt, {"counter": counter, "responses": {question: ["A"]}})
    assert problem(answer, 422, "invalid_field")["field"] == "counter"


@pytest.mark.parametrize("key", KEYS)
def test_a_submission_without_a_key_of_1_to_64_visible_characters_is_refused(
    untouched: ServiceWorld, key: str | None
) -> None:
    attempt, question = an_open_question(untouched)
    headers = {} if key is None else {"idempotency-key": key.encode()}
    answer = submit(untouched, attempt, {"responses": {question: ["A"]}}, headers=headers)
    problem(answer, 400, "key_missing")


def test_a_device_name_of_65_characters_is_refused(untouched: ServiceWorld) -> None:
    answer = untouched.call("POST", STARTS, by=OTHER, json={"level": 1}, headers={"x-device-id": "d" * 65})
    problem(answer, 422, "invalid_field")


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:24])
@pytest.mark.parametrize("what", ["receipt", "review"])
def test_an_attempt_that_there_is_none_of_is_refused(untouched: ServiceWorld, number: str, what: str) -> None:
    answer = untouched.call("GET", f"{STARTS}/{number}/{what}", by=OWNER)
    assert answer.status_code in {404, 422}
    problem(answer, answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(("query", "status", "code"), QUERIES, ids=[row[0][:20] for row in QUERIES])
def test_a_query_that_is_not_right_is_refused(untouched: ServiceWorld, query: str, status: int, code: str) -> None:
    problem(untouched.call("GET", f"{API}/boards/now?{query}", by=OWNER), status, code)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [r[1:] for r in ORGANISERS],
    ids=[f"{r[0]} {r[2]}" for r in ORGANISERS],
)
def test_what_an_organiser_sends_that_is_not_right_is_refused(
    untouched: ServiceWorld, method: str, path: str, body: Any, status: int, code: str
) -> None:
    body = {**SANCTION, **body} if path == SANCTIONS else body
    answer = untouched.call(method, path, by=ORGANISER, **({} if body is None else {"json": body}))
    problem(answer, status, code or answer.json()["code"])


def test_an_address_that_is_none_and_a_method_that_is_none_are_refused(untouched: ServiceWorld) -> None:
    for path in ("/nope", f"{API}/nope", "/docs/nope", "/h5/nope", "/h5/../../app.py", "/reference-assets/app.py"):
        answer = untouched.call("GET", path)
        problem(answer, 404, answer.json()["code"])
    said = untouched.call("DELETE", STARTS, by=OWNER)
    problem(said, 405, "method_not_allowed")
    assert "POST" in said.headers["allow"]


def test_a_submission_after_the_limit_is_refused_with_the_receipt_that_counts(tmp_path: Path) -> None:
    with opened(tmp_path) as service:
        started = service.start(OWNER)
        service.world.clock.at = started["closes_at"]
        answer = service.submit(OWNER, started["attempt"], service.world.right(started["attempt"]))
        said = problem(answer, 409, "too_late")
        assert said["receipt"]["kind"] == "expired"
        assert not said["receipt"]["passed"]
        problem(save(service, started["attempt"], {"counter": 1, "responses": {}}), 409, "already_ended")
        # One millisecond earlier it would have counted.
        started = service.start(OWNER)
        service.world.clock.at = started["closes_at"] - 1
        assert service.submit(OWNER, started["attempt"], service.world.right(started["attempt"])).json()["passed"]


def test_a_refused_request_that_changed_something_would_be_found(playing: ServiceWorld) -> None:
    before = head(playing)
    playing.start("13800000005")
    assert head(playing) != before


def an_open_question(service: ServiceWorld) -> tuple[int, str]:
    started = service.start(OWNER)
    return started["attempt"], started["questions"][0]["question"]


def save(service: ServiceWorld, attempt: int, body: dict[str, Any]) -> Any:
    return service.call("PUT", f"{STARTS}/{attempt}/responses", by=OWNER, json={"counter": 1, **body})


def submit(service: ServiceWorld, attempt: int, body: dict[str, Any], headers: Any = None) -> Any:
    headers = {"idempotency-key": "key"} if headers is None else headers
    return service.call("POST", f"{STARTS}/{attempt}/submission", by=OWNER, json=body, headers=headers)
