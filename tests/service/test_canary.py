"""Canaries in every answer, explanation, source, phone and name: whole runs are played and every byte is searched."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest
from httpx import Response

from chuangguan.office.rosters import Enrolment
from chuangguan.rules.bank import Bank, bank_of
from chuangguan.testing import BY, a_campaign, a_question
from chuangguan_service import problems
from chuangguan_service.logs import Log
from chuangguan_service.routes import attempts, boards
from service_cast import API, close_march
from service_world import ORGANISER, ServiceWorld, opened

TOLD = "AK金丝雀"
"""In every explanation and source, and in every text that is an answer to a question with blanks."""

PHONE = "1390000"
NAMED = "金丝雀名"
ENTRANTS = [f"{PHONE}{number:04}" for number in range(1, 5)]
ADMIN = ENTRANTS[0]


def a_marked_bank() -> Bank:
    """Return a bank whose every third question has blanks; explanations and sources carry the mark."""
    marks = {"explanation": f"{TOLD}解析", "source": f"{TOLD}出处"}
    blank = {"kind": "blank", "options": (), "answer": (f"{TOLD}答案",)}
    return bank_of(a_question(n, **marks, **(blank if n % 3 == 0 else {})) for n in range(1, 31))


class Listening:
    """A service whose every answer is kept."""

    def __init__(self, service: ServiceWorld) -> None:
        self.service = service
        self.heard: list[tuple[str, bytes]] = []

    def call(self, method: str, path: str, *, by: str | None = None, **sent: Any) -> Response:
        answer = self.service.call(method, path, by=by, **sent)
        headers = b"\n".join(name + b": " + value for name, value in answer.headers.raw)
        self.heard.append((path, headers + answer.content))
        return answer

    def all(self) -> bytes:
        return b"".join(content for _, content in self.heard)

    def logged(self) -> bytes:
        return self.service.log.getvalue().encode()


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listening]:
    with marked(tmp_path) as found:
        yield found


def marked(directory: Path, reveal: str = "count") -> Any:
    from contextlib import contextmanager  # noqa: PLC0415  one use

    @contextmanager
    def made() -> Iterator[Listening]:
        campaign = a_campaign(reveal=reveal)
        with opened(directory, campaign=campaign, people=0, banks=dict.fromkeys((1, 2, 3), a_marked_bank())) as service:
            rows = [
                Enrolment(member_no=number, name=f"{NAMED}{row}", unit="一处", is_admin=number == ADMIN, row=row)
                for row, number in enumerate(ENTRANTS, start=1)
            ]
            service.world.office.rosters.enrol(rows, by=BY)
            yield Listening(service)

    return made()


def play(listening: Listening, by: str, level: int, *, right: bool) -> int:
    """Start, save, err in every way, hand in twice, ask for receipt and review; return the attempt."""
    started = listening.call("POST", f"{API}/attempts", by=by, json={"level": level}).json()
    attempt = started["attempt"]
    path = f"{API}/attempts/{attempt}"
    world = listening.service.world
    given = {question: list(said) for question, said in (world.right if right else world.wrong)(attempt).items()}
    first = dict(list(given.items())[:2])
    letters = {question: said for question, said in first.items() if TOLD not in "".join(said)}
    listening.call("PUT", f"{path}/responses", by=by, json={"counter": 1, "responses": letters})
    listening.call("PUT", f"{path}/responses", by=by, json={"counter": 1, "responses": {"Q999": ["A"]}})
    listening.call("PUT", f"{path}/responses", by=by, json={"counter": 1, "responses": {next(iter(given)): ["Z"]}})
    listening.call("POST", f"{API}/attempts", by=by, json={"level": level})
    listening.call("GET", f"{path}/receipt", by=by)
    listening.call("GET", f"{path}/review", by=by)
    listening.call("GET", f"{path}/review", by=ENTRANTS[-1])
    world.clock.at += 60_000
    headers = {"idempotency-key": f"key-{attempt}"}
    listening.call("POST", f"{path}/submission", by=by, json={"responses": given, "x": 1}, headers=headers)
    listening.call("POST", f"{path}/submission", by=by, json={"responses": given})
    listening.call("POST", f"{path}/submission", by=by, json={"responses": given}, headers=headers)
    other = {question: ["A"] for question, said in given.items() if said == ["B"]}
    listening.call("POST", f"{path}/submission", by=by, json={"responses": other}, headers=headers)
    listening.call("GET", f"{path}/receipt", by=by)
    listening.call("GET", f"{path}/review", by=by)
    return int(attempt)


def look_around(listening: Listening) -> None:
    for by in (None, *ENTRANTS, ORGANISER, "13999999999"):
        for path in (
            *("campaign", "me", "me/progress", "me/publication", "closings", "closings/2018-03", "nope"),
            *("boards/now", "boards/2018-03", "boards/2018", "boards/2018-03/me", "boards/now?unit=一处", "boards/x"),
        ):
            listening.call("GET", f"{API}/{path}", by=by)
    for path in ("/metrics", "/healthz", "/readyz", "/docs/openapi.json", "/h5", "/nope"):
        listening.call("GET", path)
    for body in ({"member_no": ENTRANTS[0]}, {"member_no": ENTRANTS[0], "code": "1"}, {"member": ENTRANTS[0]}):
        listening.call("POST", f"{API}/sign-in/codes", json=body)


def whole_run(listening: Listening) -> None:
    for by in ENTRANTS[:3]:
        play(listening, by, 1, right=False)
        play(listening, by, 1, right=True)
        play(listening, by, 2, right=by == ENTRANTS[1])
    look_around(listening)
    # One whose time runs out, and one who is banned.
    started = listening.call("POST", f"{API}/attempts", by=ENTRANTS[3], json={"level": 1}).json()
    listening.service.world.clock.at = started["closes_at"]
    listening.call("POST", f"{API}/attempts/{started['attempt']}/submission", by=ENTRANTS[3], json={})
    close_march(listening.service)
    look_around(listening)


def found(content: bytes, mark: str) -> bool:
    """Say whether a mark is in some bytes, plain or as JSON may escape it."""
    return mark.encode() in content or msgspec.json.encode(mark.encode("unicode_escape").decode())[1:-1] in content


def unpacked(content: bytes) -> bytes:
    """Return what is in an office document, or the bytes themselves."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def tell_tales(listening: Listening) -> list[str]:
    """Return which marks were heard where they must not be."""
    heard, logged = listening.all(), listening.logged()
    tales = [f"answered: {mark}" for mark in (TOLD, PHONE, NAMED) if found(heard, mark)]
    tales += [f"logged: {mark}" for mark in (TOLD, PHONE, NAMED, "eyJ", "Bearer", "选项", "Q1") if found(logged, mark)]
    return tales


def test_no_answer_no_phone_and_no_name_is_in_any_byte_of_a_whole_run(listening: Listening) -> None:
    whole_run(listening)
    assert tell_tales(listening) == []
    assert len(listening.heard) > 250
    assert len(listening.all()) > 400_000
    assert listening.logged().count(b"\n") >= len(listening.heard)
    # What must be told is told: masked names, receipts.
    assert found(listening.all(), "金*")
    assert found(listening.all(), '"passed":true')


def test_answers_are_told_after_the_end_where_the_campaign_says_so(tmp_path: Path) -> None:
    with marked(tmp_path, reveal="all") as listening:
        started = listening.call("POST", f"{API}/attempts", by=ADMIN, json={"level": 1}).json()
        listening.call("GET", f"{API}/attempts/{started['attempt']}/review", by=ADMIN)
        assert tell_tales(listening) == []
        listening.service.world.clock.at = started["closes_at"]
        listening.service.world.play.sweep()
        reviewed = listening.call("GET", f"{API}/attempts/{started['attempt']}/review", by=ADMIN)
        assert found(reviewed.content, TOLD), "the marks would be found"


def test_whole_names_are_told_to_organisers_and_administrators_alone(listening: Listening) -> None:
    pending = f"{API}/organiser/periods/2018-03/pending"
    for by in (ORGANISER, ADMIN):
        assert found(listening.call("GET", pending, by=by).content, NAMED)
    assert not found(listening.all(), PHONE)
    for other in (None, *ENTRANTS[1:]):
        assert not found(listening.call("GET", pending, by=other).content, NAMED)
    play(listening, ENTRANTS[1], 1, right=True)
    listening.heard.clear()
    assert found(msgspec.json.encode(close_march(listening.service)), NAMED)
    assert not found(listening.logged(), NAMED)
    names = listening.call("GET", f"{API}/organiser/periods/2018-03/documents", by=ORGANISER).json()
    whole_names = 0
    for name in names:
        document = listening.call("GET", f"{API}/organiser/periods/2018-03/documents/{name}", by=ORGANISER)
        parts = unpacked(document.content)
        assert not found(parts, PHONE), f"{name} holds a phone"
        whole_names += found(parts, NAMED)
    assert whole_names > 0, "the names would be found"


def test_an_error_inside_tells_nothing(listening: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of an error may quote a row, a path or a statement; they are neither answered nor logged."""

    def broken(*_given: Any, **_named: Any) -> Any:
        raise RuntimeError(f"insert into people values ('{PHONE}0001', '{NAMED}', '{TOLD}')")

    monkeypatch.setattr(attempts, "_handed_out", broken)
    answer = listening.call("POST", f"{API}/attempts", by=ADMIN, json={"level": 1})
    assert answer.status_code == 500
    assert tell_tales(listening) == []
    for word in ("Traceback", "insert", "RuntimeError", ".py", "sqlite"):
        assert not found(answer.content, word)
    assert "RuntimeError" in listening.service.log.getvalue()


def plant_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = attempts._question
    monkeypatch.setattr(
        attempts, "_question", lambda item: msgspec.structs.replace(genuine(item), stem=f"{item.stem}{TOLD}")
    )


def plant_name(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = "public_name" if hasattr(boards, "public_name") else "masked_name"
    monkeypatch.setattr(boards, shown, lambda person, **_: getattr(person, "name", person))


def plant_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(problems.DETAILS, "not_entered", f"没有{PHONE}0001")


def plant_log_line(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = Log.event
    monkeypatch.setattr(Log, "event", lambda log, name, **said: genuine(log, name, **said, token="Bearer eyJ"))


@pytest.mark.parametrize("plant", [plant_answer, plant_name, plant_phone, plant_log_line])
def test_a_planted_leak_is_found(listening: Listening, monkeypatch: pytest.MonkeyPatch, plant: Any) -> None:
    plant(monkeypatch)
    play(listening, ENTRANTS[1], 1, right=True)
    look_around(listening)
    assert tell_tales(listening) != []


def test_what_is_scanned_is_what_the_bank_and_the_roster_hold() -> None:
    assert all(TOLD in question.explanation and TOLD in question.source for question in a_marked_bank().questions)
