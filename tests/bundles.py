"""Bundles of audits as tests take them: worlds that have something of everything, and changes to their facts."""

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from msgspec import DecodeError
from msgspec.structs import replace

from chuangguan.cli.audit import bundle_files
from chuangguan.documents.files import put_directory
from chuangguan.errors import ChuangguanError
from chuangguan.facts import Envelope
from chuangguan.record import rebuild
from chuangguan.rules.bank import bank_of
from chuangguan.rules.campaign import AwardTier, Ladder, PassRule, Quota, Ranking
from chuangguan.rules.instants import Window
from chuangguan.rules.roster import Population, Unit
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import World, a_bank, a_campaign, a_level, at, entrants, started_campaign
from chuangguan.values import Refused
from chuangguan.view import Library, View
from golden.test_closing_format import BY, closed

SCRIPT: Final = Path(__file__).parents[1] / "docs" / "verify.py"
DAY_MS: Final = 86_400_000
SMALL_BANKS: Final = {level: a_bank(12) for level in (1, 2, 3)}

Rows = list[dict[str, Any]]
Files = dict[str, bytes]


def script() -> ModuleType:
    """Return `docs/verify.py` as a module, so that it can check a thousand bundles in one process."""
    spec = importlib.util.spec_from_file_location("docs_verify", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bundle_of(world: World) -> Files:
    return bundle_files(world.office.audit.export(by=BY))


def exported(world: World, directory: Path) -> Path:
    put_directory(directory, bundle_of(world))
    return directory


def make_final(world: World, period: str) -> None:
    world.office.publicity.publish(period, drafted_by="甲", checked_by="乙", signed_by="丙", by=BY)
    world.clock.at += 7 * DAY_MS
    assert not isinstance(world.office.publicity.finalise(period, by=BY), Refused)


def final_world() -> World:
    """Return the golden world, both months final and their secrets revealed, with a vacancy afterwards."""
    world, _ = closed()
    make_final(world, "2018-03")
    make_final(world, "2018-04")
    world.office.sanctions.impose("E000001", code="代答", decided_by="纪委", evidence="谈话记录", by=BY)
    world.office.closings.revise("2018-04", by=BY, reason="取消资格")
    return world


def climbed_world(**rules: Any) -> World:
    """Return a world of nine people with ties, failures, second runs, a void attempt; March and the year closed."""
    tiers = (
        AwardTier(name="一等奖", period="month", first=1, last=2, cash_fen=30_001),
        AwardTier(name="二等奖", period="month", first=3, last=4, cash_fen=10_000),
    )
    world = started_campaign(MemoryStore(), campaign=a_campaign(**{"awards": tiers, **rules}), people=9)
    people = entrants(9)
    for day in range(3):
        world.clock.at = at("2018-03-12T09:00") + day * DAY_MS
        for place, entrant in enumerate(people):
            if not isinstance(world.play.start(entrant, 1), Refused):
                world.climb(entrant, 1, elapsed_ms=60_700 + 400 * (place // 3) - 900 * day, right=(place + day) % 5 > 0)
            if not isinstance(world.play.start(entrant, 2), Refused):
                world.climb(entrant, 2, elapsed_ms=50_000 + 100 * (place % 2), right=place % 4 > 0)
    world.clock.at = at("2018-04-01") + 3_000
    world.office.closings.close("2018-03", by=BY)
    with world.record.read() as view:
        void = view.rows.attempts_of(people[1])[0].attempt
    sanctions = world.office.sanctions
    sanctions.impose(
        people[1], code="代答", decided_by="纪委", evidence="录像", by=BY, kind="void_attempts", attempts=[void]
    )
    sanctions.impose(people[2], code="代答", decided_by="纪委", evidence="录像", by=BY, kind="ban")
    world.office.closings.revise("2018-03", by=BY, reason="处理")
    make_final(world, "2018-03")
    world.clock.at = at("2018-05-01") + 3_000
    world.office.closings.close("2018-04", by=BY)
    world.office.closings.close("2018", by=BY)
    return world


def amended_world() -> World:
    """Return a world with an extension, a voided interval, extra time, a mended answer and a dropped question."""
    world = started_campaign(MemoryStore(), campaign=a_campaign(), banks=SMALL_BANKS, people=6)
    people = entrants(6)
    world.clock.at = at("2018-03-12T09:00")
    for place, entrant in enumerate(people[:5]):
        world.climb(entrant, elapsed_ms=50_000 + 1_000 * place, right=place != 1)
    world.office.rosters.grant_extra_time("13800000002", 50, reason="视力障碍", by=BY)
    world.climb(people[1], elapsed_ms=400_000)
    interval = Window(opens_at=at("2018-03-12T09:00"), closes_at=at("2018-03-12T09:00") + 50_001)
    world.office.conduct.void_interval(interval, reason="停机", by=BY)
    world.office.conduct.extend("2018-03", at("2018-04-02"), reason="停机", by=BY)
    world.clock.at = at("2018-04-01T10:00")
    world.climb(people[5], right=False)
    world.climb(people[0])
    world.clock.at = at("2018-04-02") + 3_000
    world.office.closings.close("2018-03", by=BY)
    mended = bank_of(replace(q, answer=("C",) if q.kind == "single" else q.answer) for q in SMALL_BANKS[1].questions)
    for bank in (mended, bank_of(mended.questions[4:])):
        world.clock.at += 1_000
        world.office.banks.revise(1, bank, by=BY, reason="答案有误", apply=True)
        if "2018-03" in world.office.closings.due_for_revision():
            world.office.closings.revise("2018-03", by=BY, reason="更正答案")
    world.climb(people[4], 2)
    make_final(world, "2018-03")
    return world


def busy_world() -> World:
    """Return a world with an amendment, an objection, a sanction that was lifted again, revisions and an erasure."""
    outside = AwardTier(name="月冠军", period="month", first=1, last=1, decided="outside")
    campaign = a_campaign(awards=(*a_campaign().awards, outside), publicity_days=3)
    world = started_campaign(MemoryStore(), campaign=campaign, banks=SMALL_BANKS, people=5)
    people, office = entrants(5), world.office
    office.rosters.put_units([Unit(unit="二处", parent="一处", kind="处室", headcount=3)], by=BY)
    world.clock.at = at("2018-03-12T09:00")
    for place, entrant in enumerate(people):
        world.climb(entrant, elapsed_ms=50_000 + 1_000 * place, right=place != 4)
    mended = replace(
        campaign, title="春季答题", awards=(*campaign.awards, replace(outside, name="年冠军", period="2018"))
    )
    assert not any(change.refused for change in office.conduct.amend(mended, reason="补充年冠军", by=BY, apply=True))
    world.climb(people[0], 2)
    office.rosters.move("13800000004", "二处", from_at=at("2018-03-20"), by=BY)
    world.clock.at = at("2018-04-01") + 3_000
    office.closings.close("2018-03", by=BY)
    office.publicity.publish("2018-03", drafted_by="甲", checked_by="乙", signed_by="丙", by=BY)
    objection = office.publicity.object("2018-03", "代答", entrant=people[1], by=BY)
    sanction = office.sanctions.impose(people[1], code="代答", decided_by="纪委", evidence="录像", by=BY)
    office.closings.revise("2018-03", by=BY, reason="处理")
    office.publicity.decide(objection, "查实", upheld=True, by=BY)
    office.awards.decide("2018-03", "月冠军", decided_by="省工委", entrants=[people[0]], by=BY)
    office.consents.put(people[2], "consent", text_version="2018", by=BY)
    make_final(world, "2018-03")
    office.sanctions.lift(sanction, by=BY, reason="复议")
    office.closings.revise("2018-03", by=BY, reason="复议")
    world.clock.at = at("2018-05-01") + 3_000
    office.closings.close("2018-04", by=BY)
    office.rosters.erase("13800000003", reason="本人申请", by=BY)
    office.retention.forget_origins(by=BY, reason="期满")
    return world


WITH_TIES: Final = Ranking(keys=("levels desc", "elapsed asc"), precision="second_floor")
RULES: Final[dict[str, dict[str, Any]]] = {
    "plain": {},
    "split": {"boundary": "split", "ranking": WITH_TIES},
    "draw": {"boundary": "draw", "ranking": WITH_TIES},
    "best of level": {"ladder": Ladder(best_of="level", restart="anytime")},
    "all attempts": {"ladder": Ladder(time="all_attempts", restart="anytime")},
    "in the period": {"ranking": Ranking(scope="attempts_in_period")},
    "floored, dense": {"ranking": Ranking(precision="second_floor", numbering="dense")},
    "two keys, ordinal": {"ranking": Ranking(keys=("levels desc", "elapsed asc"), numbering="ordinal")},
    "one unit, one category, seats by lot": {
        "awards": (
            AwardTier(name="处内", period="month", first=1, last=3, among=Population(unit="二处"), cash_fen=5_000),
            AwardTier(name="在职", period="month", first=1, last=2, among=Population(category="参赛人员")),
            AwardTier(name="出线", period="2018-03", first=1, last=2, group="出线", advancement="省赛"),
            AwardTier(name="全年", period="2018", first=1, last=1, among=Population(unit="总部"), title="标兵"),
        ),
        "ranking": WITH_TIES,
    },
    "late papers are void": {"on_limit": "void"},
    "ratio": {"pass_rule": PassRule(rule="ratio", value="0.6")},
    "unseen, quotas": {
        "repeat": "avoid_seen",
        "levels": (
            a_level(1, quotas=(Quota(n=2, kinds=("multiple",)), Quota(n=2, kinds=("single", "multiple"), points=3))),
            a_level(2, bank="bank-1"),
        ),
        "pass_rule": PassRule(rule="score", value="8"),
    },
}


def facts_of(files: Mapping[str, bytes]) -> Rows:
    return [json.loads(line) for line in files["facts.jsonl"].decode().splitlines()]


def with_facts(files: Mapping[str, bytes], rows: Rows) -> Files:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return {**files, "facts.jsonl": lines.encode()}


def restamp(rows: list[dict[str, Any]]) -> None:
    """Make the chain whole again, as somebody with the database and the program could."""
    previous = "0" * 64
    for number, row in enumerate(rows, start=1):
        row |= {"number": number, "previous_hash": previous}
        parts = [str(row[n]) for n in ("number", "stored_at", "actor", "reason", "software", "previous_hash", "body")]
        whole = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        row["hash"] = previous = hashlib.sha256(whole).hexdigest()


def altered(value: Any) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    if isinstance(value, list):
        return value[:-1] or [{"x": 1}]
    return {**value, next(iter(value), "x"): altered(next(iter(value.values()), 0))}


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def verify_finds(world: World, rows: Rows) -> str:
    """Return what the library's `verify` says of these facts, with the people of the world, as a code."""
    store = MemoryStore()
    try:
        with store.write() as unit:
            for row in rows:
                unit.append(Envelope(**{**row, "body": row["body"].encode()}))
            for person in world.people().values():
                unit.put_person(person)
            rebuild(View(unit, Library()))
            unit.commit()
    except (DecodeError, ChuangguanError) as error:
        return type(error).__name__
    found = World(store, world.clock).verify().difference
    return found.code if found else ""
