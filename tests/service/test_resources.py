"""Each resource answers what the library knows, and refuses in the library's words."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from httpx import Response

from chuangguan.boards import Board
from chuangguan.cli.closings import close
from chuangguan.testing import BY, a_campaign
from service_cast import (
    ADMIN,
    API,
    OTHER,
    OTHER_ADMIN,
    OWNER,
    close_march,
    enrol,
    head,
    paper_of,
    problem,
    with_cast,
)
from service_world import ORGANISER, ServiceWorld, opened

PERIOD = f"{API}/organiser/periods/2018-03"
SIGNED = {"drafted_by": "甲", "checked_by": "乙", "signed_by": "丙"}


def get(service: ServiceWorld, path: str, by: str | None = OWNER, **sent: Any) -> Any:
    answer = service.call("GET", f"{API}/{path}", by=by, **sent)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(service: ServiceWorld, path: str, by: str = ORGANISER, **body: Any) -> Response:
    return service.call("POST", path, by=by, json=body)


# The campaign and oneself.


def test_the_campaign_names_its_levels_and_periods_and_its_head(service: ServiceWorld) -> None:
    said = get(service, "campaign", by=None)
    assert (said["facts"], said["head"]) == head(service)
    assert [level["title"] for level in said["levels"]] == ["第1关", "第2关", "第3关"]
    assert [level["is_open"] for level in said["levels"]] == [True, True, False]
    assert [period["title"] for period in said["periods"]] == ["2018年3月", "2018年4月", "2018"]
    assert [period["phase"] for period in said["periods"]] == ["open", "upcoming", "open"]
    assert all(len(period["commitment"]) == 64 for period in said["periods"])


def test_one_sees_oneself_with_a_masked_name(service: ServiceWorld) -> None:
    with_cast(service)
    assert get(service, "me") == {
        "entrant": "E000001",
        "name": "人**",
        "unit": "一处",
        "is_admin": False,
        "is_organiser": False,
    }
    assert get(service, "me", by=ADMIN)["is_admin"]
    assert get(service, "me", by=ORGANISER) == {
        "entrant": "",
        "name": "",
        "unit": "",
        "is_admin": False,
        "is_organiser": True,
    }


def test_progress_says_what_one_may_do_next_and_why_not(service: ServiceWorld) -> None:
    said = get(service, "me/progress")
    assert [level["refusal"] and level["refusal"]["code"] for level in said["levels"]] == [
        None,
        "previous_level_not_passed",
        "level_not_open",
    ]
    assert said["standing"] is None
    started = service.start(OWNER)
    said = get(service, "me/progress")
    assert said["open_attempt"]["attempt"] == started["attempt"]
    service.world.clock.at += 60_000
    service.submit(OWNER, started["attempt"], service.world.right(started["attempt"]))
    said = get(service, "me/progress")
    assert said["open_attempt"] is None
    assert said["standing"]["elapsed_ms"] == 60_000
    assert [attempt["passed"] for attempt in said["attempts"]] == [True]
    assert said["levels"][1]["refusal"] is None


def test_a_name_is_published_as_its_owner_agrees(service: ServiceWorld) -> None:
    before = get(service, "me/publication")
    answer = service.call("PUT", f"{API}/me/publication", by=OWNER, json={"agreed": False})
    assert answer.status_code in {200, 409}, answer.text
    assert get(service, "me/publication", by=OTHER) == before


# Attempts.


def test_an_attempt_is_started_once_and_resumed_with_what_was_saved(service: ServiceWorld) -> None:
    first = post(service, f"{API}/attempts", OWNER, level=1)
    assert first.status_code == 201
    started = first.json()
    assert started["limit_end"] == started["started_at"] + 300_000
    assert started["closes_at"] == started["limit_end"] + 3_000
    assert started["now"] == service.world.clock.at
    question = started["questions"][0]["question"]
    path = f"{API}/attempts/{started['attempt']}/responses"
    saved = service.call("PUT", path, by=OWNER, json={"counter": 2, "responses": {question: ["B"]}})
    assert saved.json() == {"received_at": service.world.clock.at}
    service.call("PUT", path, by=OWNER, json={"counter": 1, "responses": {question: ["A"]}})
    service.world.clock.at += 1_000
    again = post(service, f"{API}/attempts", OWNER, level=1)
    assert again.status_code == 200
    assert again.json() == {**started, "resumed": True, "now": started["now"] + 1_000, "saved": {question: ["B"]}}


def test_a_submission_gets_its_receipt_again_and_another_one_a_refusal_with_it(service: ServiceWorld) -> None:
    started = service.start(OWNER)
    attempt = started["attempt"]
    problem(service.call("GET", f"{API}/attempts/{attempt}/receipt", by=OWNER), 409, "still_open")
    service.world.clock.at += 42_000
    right = service.world.right(attempt)
    receipt = service.submit(OWNER, attempt, right).json()
    assert receipt["passed"]
    assert receipt["elapsed_ms"] == 42_000
    assert (receipt["fact"], receipt["hash"]) == head(service)
    service.world.clock.at += 1_000
    assert service.submit(OWNER, attempt, right).json() == receipt
    assert service.submit(OWNER, attempt, right, key="another").json() == receipt
    assert service.call("GET", f"{API}/attempts/{attempt}/receipt", by=OWNER).json() == receipt
    said = problem(service.submit(OWNER, attempt, service.world.wrong(attempt)), 409, "already_submitted")
    assert said["receipt"] == receipt
    assert said["figures"] == {"attempt": attempt}
    second = service.start(OWNER, 2)["attempt"]
    assert problem(service.submit(OWNER, second, {}), 409, "key_used_for_another_attempt")["figures"]


@pytest.mark.parametrize(
    ("reveal", "right", "status"),
    [
        ("count", True, 403),
        ("never", True, 403),
        ("after_pass", True, 200),
        ("after_pass", False, 403),
        ("all", True, 200),
        ("all", False, 200),
    ],
)
def test_answers_are_shown_as_the_campaign_says(tmp_path: Path, reveal: Any, right: bool, status: int) -> None:  # noqa: FBT001
    with opened(tmp_path, campaign=a_campaign(reveal=reveal)) as service:
        open_one = service.start(OWNER)["attempt"]
        problem(service.call("GET", f"{API}/attempts/{open_one}/review", by=OWNER), 409, "still_open")
        receipt = service.climb(OWNER, right=right)
        assert receipt["correct"] == (-1 if reveal == "never" else 5 if right else 0)
        answer = service.call("GET", f"{API}/attempts/{receipt['attempt']}/review", by=OWNER)
        if status == 403:
            problem(answer, 403, "not_revealed")
        else:
            told = {item["question"]["question"]: item["answer"] for item in answer.json()}
            assert told == paper_of(service, receipt["attempt"])


# Boards.


def test_boards_have_ranks_masked_names_and_ones_own_row(service: ServiceWorld) -> None:
    for number, elapsed_ms in enumerate((50_000, 40_000, 60_000), start=1):
        service.climb(f"138{number:08}", elapsed_ms=elapsed_ms)
    # A board is of what was before its instant.
    service.world.clock.at += 1
    board = get(service, "boards/now")
    assert [(row["rank"], row["name"], row["is_me"]) for row in board["rows"]] == [
        (1, "人**", False),
        (2, "人**", True),
        (3, "人**", False),
    ]
    assert (board["listed"], board["my_rank"], board["seal"]) == (3, 2, "")
    assert len(get(service, "boards/now?top=1")["rows"]) == 1
    assert [row["rank"] for row in get(service, "boards/now/me?near=0")["rows"]] == [2]
    assert [row["rank"] for row in get(service, "boards/now/me?near=1")["rows"]] == [1, 2, 3]
    assert get(service, "boards/now?unit=二处")["listed"] == 1
    assert get(service, "boards/now?unit=总部")["listed"] == 3
    nobody = get(service, "boards/now/me", by="13800000004")
    assert (nobody["my_rank"], nobody["rows"]) == (0, [])
    assert get(service, "boards/now", by=ORGANISER)["my_rank"] == 0


def test_a_board_that_has_not_changed_is_not_sent_again(service: ServiceWorld) -> None:
    service.climb(OTHER)
    service.world.go_to("2018-04-02")
    path = f"{API}/boards/2018-03"
    first = service.call("GET", path, by=OWNER)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    for said in (tag, f'W/{tag}, "x"', f'"x", {tag}'):
        again = service.call("GET", path, by=OWNER, headers={"if-none-match": said})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert service.call("GET", path, by=OWNER, headers={"if-none-match": '"x"'}).status_code == 200
    assert service.call("GET", path, by=OTHER).headers["etag"] != tag, "whose row it is differs"
    close_march(service)
    assert service.call("GET", path, by=OWNER, headers={"if-none-match": tag}).status_code == 200


def test_the_board_of_a_closed_period_is_the_sealed_one(service: ServiceWorld) -> None:
    for number in (1, 2, 3):
        service.climb(f"138{number:08}", elapsed_ms=10_000 * number)
    closed = close_march(service)
    sealed = get(service, "boards/2018-03")
    assert sealed["seal"] == closed["seal"]
    # What is decided afterwards changes it by a revision only, for units as for all.
    service.world.office.sanctions.impose(
        "E000001", code="1", decided_by="组委会", evidence="查实", by=BY, kind="strip_awards"
    )
    live: Board = service.world.boards.of_period("2018-03")
    assert len(live.rows) == 2
    assert get(service, "boards/2018-03") == sealed
    unit = get(service, "boards/2018-03?unit=一处")
    assert [(row["rank"], row["elapsed_ms"]) for row in unit["rows"]] == [(1, 10_000), (2, 30_000)]
    assert unit["seal"] == closed["seal"]


# Closings and the month's end.


def test_a_closing_goes_its_way_to_final(service: ServiceWorld) -> None:
    service.climb(OWNER)
    preview = get(service, "organiser/periods/2018-03/preview", by=ORGANISER)
    assert (preview["is_preview"], preview["seal"], preview["ranked"]) == (True, "", 1)
    assert get(service, "closings", by=None) == []
    problem(post(service, f"{PERIOD}/closing"), 409, "period_not_ended")
    closed = close_march(service)
    assert [(award["tier"], award["name"]) for award in closed["awards"]] == [("一等奖", "人员1")]
    assert close_march(service) == closed
    problem(post(service, f"{PERIOD}/objections", text="异议"), 409, "no_publicity_running")
    published = post(service, f"{PERIOD}/publication", **SIGNED).json()
    assert published["objections_until"] > published["published_at"] == service.world.clock.at
    problem(post(service, f"{PERIOD}/publication", **SIGNED), 409, "published_already")
    problem(post(service, f"{PERIOD}/finalisation"), 409, "publicity_running")
    number = post(service, f"{PERIOD}/objections", text="代答", entrant="E000001").json()["number"]
    service.world.clock.at = published["objections_until"]
    problem(post(service, f"{PERIOD}/finalisation"), 409, "objections_undecided")
    decision = f"{API}/organiser/objections/{number}/decision"
    assert post(service, decision, decision="不成立", upheld=False).status_code == 201
    problem(post(service, decision, decision="不成立", upheld=False), 409, "decided_already")
    assert get(service, "closings/2018-03", by=None)["secret"] == ""
    final = post(service, f"{PERIOD}/finalisation").json()
    assert (final["state"], len(final["secret"])) == ("final", 64)
    seen = get(service, "closings/2018-03", by=None)
    assert (seen["state"], seen["secret"], seen["seal"]) == ("final", final["secret"], closed["seal"])
    assert service.world.verify().difference is None


def test_a_sanction_is_revised_into_a_closing_and_lifted_out_again(service: ServiceWorld) -> None:
    service.climb(OWNER)
    service.climb(OTHER)
    first = close_march(service)
    body = {"entrant": "E000001", "code": "1", "decided_by": "组委会", "evidence": "查实", "kind": "ban"}
    sanction = post(service, f"{API}/organiser/sanctions", **body).json()["number"]
    problem(service.call("GET", f"{API}/me", by=OWNER), 403, "caller_banned")
    revised = post(service, f"{PERIOD}/revision", reason="核查").json()
    assert (revised["revision"], revised["ranked"], first["ranked"]) == (1, 1, 2)
    assert {change["entrant"] for change in revised["changes"]} >= {"E000001"}
    states = [item["state"] for item in get(service, "closings", by=None)]
    assert states == ["replaced", "provisional"]
    lifting = f"{API}/organiser/sanctions/{sanction}/lifting"
    assert post(service, lifting, reason="申诉成立").status_code == 201
    assert service.call("GET", f"{API}/me", by=OWNER).status_code == 200
    problem(post(service, lifting, reason="申诉成立"), 409, "lifted_already")


def test_the_documents_are_those_of_the_command_line(service: ServiceWorld, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        service.climb(f"138{number:08}", elapsed_ms=10_000 * number)
    close_march(service)
    names = get(service, "organiser/periods/2018-03/documents", by=ORGANISER)
    answers = {name: service.call("GET", f"{PERIOD}/documents/{name}", by=ORGANISER) for name in names}
    # Last, because the command line goes by the machine's clock.
    out = tmp_path / "out"
    written = CliRunner().invoke(close, ["2018-03", "--db", str(service.db), "--out", str(out)])
    assert written.exit_code == 0, written.output
    expected = {path.name: path.read_bytes() for path in out.iterdir()}
    assert names == sorted(expected)
    for name, answer in answers.items():
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["cache-control"] == "no-store"
        if name.endswith((".json", ".csv")):
            assert answer.content == expected[name], name
        else:
            assert answer.content[:2] == expected[name][:2] == b"PK"


# Units.


def test_an_administrator_sees_their_own_subtree_only(service: ServiceWorld) -> None:
    with_cast(service)
    enrol(service, 201, "总部人员", unit="总部")
    service.climb(OWNER)
    own = get(service, "organiser/periods/2018-03/participation", by=ADMIN)
    assert [row["unit"] for row in own["units"]] == ["一处"]
    assert own["total"]["took_part"] == 1
    waiting = get(service, "organiser/periods/2018-03/pending", by=ADMIN)
    assert {person["unit"] for person in waiting["people"]} == {"一处"}
    everybody = get(service, "organiser/periods/2018-03/pending", by=ORGANISER)
    assert {person["unit"] for person in everybody["people"]} == {"总部", "一处", "二处"}
    assert everybody["count"] == len(everybody["people"])
    other = get(service, "organiser/periods/2018-03/pending", by=OTHER_ADMIN)
    assert {person["unit"] for person in other["people"]} == {"二处"}
    for path in ("participation", "pending"):
        problem(service.call("GET", f"{PERIOD}/{path}", by=ADMIN, params={"unit": "总部"}), 403, "other_unit")


def test_whoever_looks_at_names_is_on_record(service: ServiceWorld) -> None:
    with_cast(service)
    for path, by in (("pending", ADMIN), ("pending", ORGANISER), ("preview", ORGANISER)):
        before, _ = head(service)
        get(service, f"organiser/periods/2018-03/{path}", by=by)
        assert head(service)[0] == before + 1
        with service.world.record.read() as view:
            newest = list(view.rows.facts(after=before))[-1]
        assert b"personal-data-shown" in newest.body
        assert newest.actor == (ORGANISER if by == ORGANISER else "E000005")
