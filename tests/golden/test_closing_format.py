"""The golden closing: its bytes, its page `docs/closing-format.md`, and its hashes made from the page alone.

The campaign, the people and what they did are small and have everything that a closing can hold: a tie that overruns
the budget, a slot decided outside, a unit award without a number of winners, exclusions, an imported attempt, and a
revision after somebody was disqualified.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from chuangguan.host import ManualClock
from chuangguan.office.closings import SealedClosing
from chuangguan.office.imports import AttemptRow
from chuangguan.office.rosters import Enrolment
from chuangguan.rules.awards import award
from chuangguan.rules.campaign import AwardTier, Campaign, Category, Level, Period, Quota, Term, UnitAward
from chuangguan.rules.closing import Closing, closing_bytes, read_closing, seal
from chuangguan.rules.instants import Window, read_end, read_instant
from chuangguan.rules.roster import Unit
from chuangguan.sitting import ImportedLine
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import ROOT_SECRET, World, a_bank, a_standing

GOLDEN: Final = Path(__file__).with_name("closing.json")
PAGE: Final = Path(__file__).parents[2] / "docs" / "closing-format.md"
BY: Final = "组委会"
ZONE: Final = "Asia/Shanghai"


def window(opens: str, end: str) -> Window:
    return Window(opens_at=read_instant(opens, ZONE), closes_at=read_end(end, ZONE))


MARCH = window("2018-03-12", "2018-03-31T23:59:59")
APRIL = window("2018-04-01", "2018-04-30T23:59:59")
WHOLE = window("2018-03-12", "2018-04-30T23:59:59")

CAMPAIGN = Campaign(
    id="golden-2018",
    title="样例闯关",
    window=WHOLE,
    public_text="required",
    levels=(
        Level(number=1, bank="first", opens_at=MARCH.opens_at, time_limit_ms=300_000, quotas=(Quota(n=2),)),
        Level(number=2, bank="second", opens_at=APRIL.opens_at, time_limit_ms=360_000, quotas=(Quota(n=2),)),
    ),
    periods=(
        Period(id="2018-03", kind="month", window=MARCH),
        Period(id="2018-04", kind="month", window=APRIL),
    ),
    categories=(Category(name="在职"), Category(name="志愿", duty="voluntary"), Category(name="出题", duty="excluded")),
    awards=(
        AwardTier(name="全系统月冠军", period="month", first=1, last=1, decided="outside"),
        AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=30_000, title="月度闯关之星"),
        AwardTier(name="二等奖", period="month", first=2, last=3, cash_fen=10_000, item="图书一册"),
    ),
    unit_awards=(
        UnitAward(
            name="优秀组织奖",
            period="2018-04",
            lists=("处室",),
            terms=(Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5")),
        ),
    ),
)
UNITS = (
    Unit(unit="机关"),
    Unit(unit="一处", parent="机关", kind="处室"),
    Unit(unit="二处", parent="机关", kind="处室"),
)
PEOPLE = (
    Enrolment(member_no="13800000001", name="甲", unit="一处"),
    Enrolment(member_no="13800000002", name="乙", unit="二处"),
    Enrolment(member_no="13800000003", name="丙", unit="二处", category="志愿"),
    Enrolment(member_no="13800000004", name="丁", unit="一处", has_prize_right=False),
    Enrolment(member_no="13800000005", name="戊", unit="一处", category="出题"),
    Enrolment(member_no="13800000006", name="己", unit="二处"),
    Enrolment(member_no="13800000007", name="庚", unit="一处"),
)


def prepared() -> World:
    """Return the world a day before the opening, with everything that an organiser sets up."""
    world = World(MemoryStore(), ManualClock(WHOLE.opens_at - 86_400_000))
    world.office.conduct.begin(CAMPAIGN, by=BY)
    world.office.banks.load(1, a_bank(4), by=BY)
    world.office.banks.load(2, a_bank(5), by=BY)
    world.office.rosters.put_units(UNITS, by=BY)
    world.office.rosters.enrol(PEOPLE, by=BY)
    world.office.conduct.draw_text("2018-03", "3月11日开奖号码 01 02 03", by=BY)
    return world


def climb_alike(world: World, level: int, *, elapsed_ms: int) -> None:
    """Let the first two start and hand in at the same instants."""
    started = {entrant: world.start(entrant, level) for entrant in ("E000001", "E000002")}
    world.clock.at += elapsed_ms
    for entrant, attempt in started.items():
        world.play.submit(entrant, attempt.attempt, world.right(attempt.attempt))


def play_march(world: World) -> None:
    """Let four people pass level 1 on the first morning, two of them alike; one paper comes in from elsewhere."""
    world.go_to("2018-03-12T09:00")
    climb_alike(world, 1, elapsed_ms=61_234)
    world.go_to("2018-03-13T09:00")
    for entrant, elapsed_ms in (("E000004", 58_000), ("E000005", 57_000), ("E000007", 90_000)):
        world.climb(entrant, elapsed_ms=elapsed_ms)
    world.go_to("2018-03-14T09:00")
    world.climb("E000006", right=False)
    world.go_to("2018-03-20T09:00")
    line = ImportedLine(level=1, started_at=MARCH.opens_at, submitted_at=MARCH.opens_at + 99_000, correct=2, of=2)
    world.office.imports.load_attempts([AttemptRow(member_no="13800000003", line=line)], by=BY)


def play_april(world: World) -> None:
    """Let the two climb on alike, one paper run into its limit, and one person leave."""
    world.go_to("2018-04-02T09:00")
    climb_alike(world, 2, elapsed_ms=70_000)
    world.go_to("2018-04-03T09:00")
    started = world.start("E000006", 1)
    saved = dict(list(world.right(started.attempt).items())[:1])
    world.play.save("E000006", started.attempt, saved, counter=1)
    world.go_to("2018-04-10T09:00")
    world.office.rosters.end("13800000007", by=BY, from_at=read_instant("2018-04-10", ZONE), reason="调出")


def closed() -> tuple[World, SealedClosing]:
    """Return the world after April was closed and somebody was disqualified, and the revision of its closing."""
    world = prepared()
    play_march(world)
    world.go_to(MARCH.closes_at - 1)
    world.office.conduct.draw_text("2018-04", "3月31日开奖号码 04 05 06", by=BY)
    world.go_to(MARCH.closes_at + CAMPAIGN.grace_ms)
    world.office.closings.close("2018-03", by=BY)
    play_april(world)
    world.go_to(APRIL.closes_at + CAMPAIGN.grace_ms)
    world.office.closings.close("2018-04", by=BY)
    world.office.sanctions.impose(
        "E000003", code="代答", decided_by="纪委", evidence="谈话记录", periods=["2018-04"], by=BY
    )
    return world, world.office.closings.revise("2018-04", by=BY, reason="取消资格")


@pytest.fixture(scope="module")
def played() -> tuple[World, SealedClosing]:
    return closed()


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def facts(played: tuple[World, SealedClosing]) -> list[dict[str, Any]]:
    """Return the facts up to the closing as plain JSON, each with its number."""
    world, _ = played
    with world.record.read() as view:
        return [{"number": item.number, **json.loads(item.body)} for item in view.rows.facts()][:-1]


def test_the_golden_closing_comes_out_byte_for_byte(played: tuple[World, SealedClosing]) -> None:
    assert played[1].canonical == GOLDEN.read_bytes()


def test_the_page_shows_these_bytes_and_their_seal(page: str) -> None:
    blocks = re.findall(r"^```json\n(.*?)\n```$", page, flags=re.MULTILINE | re.DOTALL)
    assert blocks == [GOLDEN.read_text(encoding="utf-8")]
    assert f"`{seal(GOLDEN.read_bytes())}`" in page


def test_a_closing_with_one_figure_changed_has_other_bytes_and_another_seal() -> None:
    golden = read_closing(GOLDEN.read_bytes())
    changed = closing_bytes(replace(golden, imported_attempts=golden.imported_attempts + 1))
    assert changed != GOLDEN.read_bytes()
    assert seal(changed) != seal(GOLDEN.read_bytes())


def paths_of_value(value: object, path: str = "") -> Iterator[str]:
    """Yield the path of every key in plain JSON: `board[].rank`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{path}{key}"
            yield from paths_of_value(item, f"{path}{key}.")
    elif isinstance(value, list):
        for item in value:
            yield from paths_of_value(item, f"{path.removesuffix('.')}[].")


def paths_of_struct(struct: type[Struct], path: str = "") -> Iterator[str]:
    """Yield the path of every field of a Struct and of the Structs inside it."""
    for field in fields(struct):
        yield f"{path}{field.name}"
        inner, mark = field.type, ""
        if get_origin(inner) in (list, tuple):
            inner, mark = get_args(inner)[0], "[]"
        if isinstance(inner, type) and issubclass(inner, Struct):
            yield from paths_of_struct(inner, f"{path}{field.name}{mark}.")


def details_of_a_remainder() -> Iterator[str]:
    """Yield the paths in the one note that a closing with the golden one's rules cannot have."""
    tier = AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=100)
    sharing = [a_standing(number, elapsed_ms=1) for number in (1, 2, 3)]
    _, notes = award([tier], [(1, sharing)], "split", str)
    for note in notes:
        yield from (f"notes[].details.{name}" for name in note.details)


def written_paths() -> set[str]:
    golden = json.loads(GOLDEN.read_bytes())
    return {*paths_of_value(golden), *details_of_a_remainder()}


def named_paths(page: str) -> list[str]:
    """Return what the first column of the tables of keys names."""
    return re.findall(r"^\| `([a-z_.\[\]]+)` \|", page, flags=re.MULTILINE)


def test_every_key_is_named_on_the_page_once_and_no_other(page: str) -> None:
    named = named_paths(page)
    assert sorted(named) == sorted({*written_paths(), *paths_of_struct(Closing)})


def test_every_field_of_the_structs_occurs_in_the_golden_closing() -> None:
    assert set(paths_of_struct(Closing)) <= written_paths()


def test_a_key_that_the_page_forgets_is_noticed(page: str) -> None:
    forgetful = page.replace("| `board[].rank` |", "| `board[].place` |")
    assert set(named_paths(forgetful)) ^ {*written_paths(), *paths_of_struct(Closing)} == {
        "board[].rank",
        "board[].place",
    }


# The rest makes the hashes again with nothing but the page and the standard library.


def message(*parts: str | bytes) -> bytes:
    data = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(item).to_bytes(4, "big") + item for item in data)


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def on_the_roster(facts: Iterable[dict[str, Any]], cutoff_at: int) -> dict[str, dict[str, Any]]:
    newest: dict[str, dict[str, Any]] = {}
    for fact in facts:
        if fact["fact"] == "roster-changed" and fact.get("from_at", 0) < cutoff_at:
            newest[fact["entrant"]] = fact
    return {entrant: fact for entrant, fact in sorted(newest.items()) if not fact.get("ended")}


def digests(facts: Iterable[dict[str, Any]], cutoff_at: int) -> dict[str, bytes]:
    started: dict[int, dict[str, Any]] = {}
    found: dict[str, bytes] = {}
    for fact in facts:
        if fact["fact"] == "attempt-started":
            started[fact["number"]] = fact
        elif fact["fact"] in ("attempt-ended", "attempt-imported") and fact["submitted_at"] < cutoff_at:
            at = {**started[fact["attempt"]], **fact} if fact["fact"] == "attempt-ended" else fact
            kind = at.get("kind") or ("submitted" if at["line_submitted_at"] is not None else "expired")
            numbers = [at["level"], at["ordinal"], at["run"], at.get("bank_version", ""), at["started_at"]]
            numbers += [at["submitted_at"], at["correct"], at["of"], kind]
            earlier = found.get(at["entrant"], bytes(32))
            found[at["entrant"]] = hashlib.sha256(earlier + message(*map(str, numbers))).digest()
    return found


def test_the_seal_and_the_bytes_come_out_of_the_page_alone() -> None:
    golden = GOLDEN.read_bytes()
    assert canonical(json.loads(golden)) == golden
    assert "sha256:" + hashlib.sha256(golden).hexdigest() == seal(golden)


def test_the_roster_hash_comes_out_of_the_page_alone(facts: list[dict[str, Any]]) -> None:
    golden = json.loads(GOLDEN.read_bytes())
    rows = [
        [entrant, fact["unit"], fact["category"], fact.get("duty", "required"), fact.get("from_at", 0)]
        for entrant, fact in on_the_roster(facts, golden["cutoff_at"]).items()
    ]
    assert len(rows) == len(PEOPLE) - 1
    assert hashlib.sha256(canonical(rows)).hexdigest() == golden["roster_hash"]


def test_the_attempts_hash_comes_out_of_the_page_alone(facts: list[dict[str, Any]]) -> None:
    golden = json.loads(GOLDEN.read_bytes())
    digest_of = digests(facts, golden["cutoff_at"])
    joined = b"".join(
        message(entrant, digest_of.get(entrant, bytes(32)))
        for entrant, fact in on_the_roster(facts, golden["cutoff_at"]).items()
        if fact.get("duty") != "excluded"
    )
    assert hashlib.sha256(joined).hexdigest() == golden["attempts_hash"]


def test_the_rules_hash_and_the_commitment_come_out_of_the_page_alone(facts: list[dict[str, Any]]) -> None:
    golden = json.loads(GOLDEN.read_bytes())
    stored = next(fact for fact in facts if fact["fact"] == "campaign-stored")
    assert hashlib.sha256(stored["canonical"].encode()).hexdigest() == golden["rules_hash"]
    assert canonical(json.loads(stored["canonical"])) == stored["canonical"].encode()
    secret = hmac.digest(ROOT_SECRET, message("period", "golden-2018", "2018-04"), "sha256")
    assert hashlib.sha256(secret).hexdigest() == golden["commitment"] == stored["commitments"]["2018-04"]


def test_the_closing_before_is_the_one_that_it_cites(played: tuple[World, SealedClosing]) -> None:
    with played[0].record.read() as view:
        march, april, revision = view.rows.closings()
    assert (march.period, april.period) == ("2018-03", "2018-04")
    assert played[1].closing.previous_seal == played[1].closing.replaced_seal == april.seal
    assert played[1].seal == revision.seal
    assert played[0].verify().difference is None
