"""`docs/verify.py`, which knows nothing of the library, agrees with it and finds what was tampered with."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec.structs import replace

from chuangguan.cli import run
from chuangguan.cli.audit import bundle_files
from chuangguan.documents.files import put_directory
from chuangguan.rules.bank import bank_of
from chuangguan.rules.campaign import AwardTier, Ladder, PassRule, Quota, Ranking
from chuangguan.rules.instants import Window
from chuangguan.stores.memory import MemoryStore
from chuangguan.testing import World, a_bank, a_campaign, a_level, at, entrants, started_campaign
from chuangguan.values import Refused
from golden.test_closing_format import BY, closed

SCRIPT: Final = Path(__file__).parents[1] / "docs" / "verify.py"
DAY_MS: Final = 86_400_000


def verdict(directory: Path, *words: str) -> tuple[int, str]:
    """Run the script by itself, without the library in reach; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-X", "utf8", str(SCRIPT), str(directory), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def exported(world: World, directory: Path) -> Path:
    put_directory(directory, bundle_files(world.office.audit.export(by=BY)))
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
    world = started_campaign(MemoryStore(), campaign=a_campaign(), people=6)
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
    mended = bank_of(replace(q, answer=("C",) if q.kind == "single" else q.answer) for q in a_bank(30).questions)
    for bank in (mended, bank_of(mended.questions[10:])):
        world.clock.at += 1_000
        world.office.banks.revise(1, bank, by=BY, reason="答案有误", apply=True)
        if "2018-03" in world.office.closings.due_for_revision():
            world.office.closings.revise("2018-03", by=BY, reason="更正答案")
    world.climb(people[4], 2)
    make_final(world, "2018-03")
    return world


def test_outages_extra_time_and_mended_answers_agree(tmp_path: Path) -> None:
    world = amended_world()
    assert world.verify().difference is None
    code, said = verdict(exported(world, tmp_path / "bundle"))
    assert code == 0, said
    assert "未复核：记录种类" not in said


RULES: Final[dict[str, dict[str, Any]]] = {
    "plain": {},
    "split": {"boundary": "split"},
    "draw": {"boundary": "draw"},
    "best of level": {"ladder": Ladder(best_of="level", restart="anytime")},
    "all attempts": {"ladder": Ladder(time="all_attempts", restart="anytime")},
    "in the period": {"ranking": Ranking(scope="attempts_in_period")},
    "floored, dense": {"ranking": Ranking(precision="second_floor", numbering="dense")},
    "two keys, ordinal": {"ranking": Ranking(keys=("levels desc", "elapsed asc"), numbering="ordinal")},
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


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_the_script_agrees_with_the_library_under_other_rules(rules: dict[str, Any], tmp_path: Path) -> None:
    world = climbed_world(**rules)
    assert world.verify().difference is None
    code, said = verdict(exported(world, tmp_path / "bundle"))
    assert (code, said.splitlines()[-1]) == (0, "全部相符。"), said
    assert "结榜 4 次" in said


def test_the_golden_world_agrees_and_what_could_not_be_checked_is_said(tmp_path: Path) -> None:
    code, said = verdict(exported(closed()[0], tmp_path / "bundle"))
    assert code == 0, said
    assert "未复核：抽题（所在期次未定榜，密钥未公布） 9 次" in said
    assert "未复核：导入成绩的抽题和答案（只有一行结果） 1 次" in said


def test_with_revealed_secrets_every_paper_is_drawn_again(tmp_path: Path) -> None:
    code, said = verdict(exported(final_world(), tmp_path / "bundle"))
    assert code == 0, said
    assert "抽题 9 次" in said
    assert "密钥未公布" not in said


def test_the_demo_agrees_and_the_command_writes_no_name_number_or_salt(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--people", "60", "--out", str(tmp_path)]) == 0
    database, bundle = str(tmp_path / "demo.db"), tmp_path / "audit"
    assert run(["audit", "export", str(bundle), "--db", database, "--by", "审计员"]) == 0
    head = capfd.readouterr().out.split()[-1]
    code, said = verdict(bundle, "--expect-head", head)
    assert code == 0, said
    assert sorted(path.name for path in bundle.iterdir()) == ["README.txt", "closings", "facts.jsonl"]
    written = b"".join(path.read_bytes() for path in bundle.rglob("*") if path.is_file()).decode()
    assert head in written
    before = (bundle / "facts.jsonl").read_bytes()
    assert run(["audit", "export", str(bundle), "--db", database]) == 1
    assert "已存在" in capfd.readouterr().err
    assert (bundle / "facts.jsonl").read_bytes() == before


def test_no_name_number_or_salt_is_in_a_bundle_and_the_export_is_a_fact() -> None:
    world = final_world()
    bundle = world.office.audit.export(by="审计员")
    lines = bundle.facts.decode().splitlines()
    last = json.loads(lines[-1])
    assert (len(lines), last["actor"], bundle.head) == (bundle.count, "审计员", last["hash"])
    assert json.loads(last["body"]) == {"fact": "personal-data-shown", "persons": 0, "purpose": "audit export"}
    for person in world.people().values():
        assert person.member_no not in bundle.facts.decode()
        assert person.salt not in bundle.facts.decode()
    assert bundle.revealed == ("2018-03", "2018-04")
    assert world.verify().difference is None


def test_a_directory_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OSError, match="there"):
        put_directory(tmp_path / "there", {"a.txt": b"1", "b/c.txt": b"2"})
    assert [path.name for path in tmp_path.rglob("*")] == ["there", "mine.txt"]


def test_the_script_imports_the_standard_library_only_and_is_short_enough_to_read() -> None:
    for path in (SCRIPT, SCRIPT.with_name("verify_rules.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
        assert imported <= {*sys.stdlib_module_names, "verify_rules"}
        assert len(lines) <= 500


# Tampering: a change to the facts, one JSON object an envelope with its fact under "body", or to the closings' files.

Bundle = tuple[list[dict[str, Any]], dict[str, bytes]]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(final_world(), tmp_path_factory.mktemp("audit") / "bundle")


def read(directory: Path) -> Bundle:
    rows = [json.loads(line) for line in (directory / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    return rows, {path.name: path.read_bytes() for path in (directory / "closings").iterdir()}


def written(directory: Path, bundle: Bundle) -> Path:
    rows, files = bundle
    facts = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    put_directory(directory, {"facts.jsonl": facts, **{f"closings/{name}": data for name, data in files.items()}})
    return directory


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


def last_of(rows: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(row for row in reversed(rows) if json.loads(row["body"])["fact"] == kind)


def change_fact(kind: str, key: str, change: Callable[[Any], Any] = altered) -> Callable[[Bundle], None]:
    def tamper(bundle: Bundle) -> None:
        row = last_of(bundle[0], kind)
        fact = json.loads(row["body"])
        row["body"] = canonical({**fact, key: change(fact.get(key, ""))})
        restamp(bundle[0])

    return tamper


def change_closing(change: Callable[[dict[str, Any]], None]) -> Callable[[Bundle], None]:
    """Change the last closing everywhere: in its file, its fact, its seal, and the chain of facts."""

    def tamper(bundle: Bundle) -> None:
        rows, files = bundle
        row = last_of(rows, "closing-made")
        fact = json.loads(row["body"])
        closing = json.loads(fact["canonical"])
        change(closing)
        text = canonical(closing)
        fact |= {"canonical": text, "seal": "sha256:" + hashlib.sha256(text.encode()).hexdigest()}
        files[max(files)] = text.encode()
        row["body"] = canonical(fact)
        restamp(rows)

    return tamper


def change_key(key: str) -> Callable[[Bundle], None]:
    return change_closing(lambda closing: closing.update({key: altered(closing[key])}))


def change_file(key: str) -> Callable[[Bundle], None]:
    def tamper(bundle: Bundle) -> None:
        name = max(bundle[1])
        closing = json.loads(bundle[1][name])
        bundle[1][name] = canonical({**closing, key: altered(closing[key])}).encode()

    return tamper


def change_envelope(key: str) -> Callable[[Bundle], None]:
    return lambda bundle: bundle[0][9].update({key: altered(bundle[0][9][key])})


def drop_fact(kind: str, *, whole: bool) -> Callable[[Bundle], None]:
    def tamper(bundle: Bundle) -> None:
        bundle[0].remove(last_of(bundle[0], kind))
        if whole:
            restamp(bundle[0])

    return tamper


def right_answers(bundle: Bundle) -> None:
    """Turn the failed paper into a pass, responses left as they are."""
    row = next(row for row in bundle[0] if '"passed":false' in row["body"])
    row["body"] = canonical({**json.loads(row["body"]), "passed": True})
    restamp(bundle[0])


def swap_facts(bundle: Bundle) -> None:
    bundle[0][10], bundle[0][11] = bundle[0][11], bundle[0][10]


KEYS: Final = sorted(json.loads((Path(__file__).parent / "golden" / "closing.json").read_bytes()))
ENVELOPE: Final = ("number", "stored_at", "actor", "reason", "software", "body", "previous_hash", "hash")
DROPPED: Final = (
    "bank-stored",
    "unit-stored",
    "roster-changed",
    "public-text-drawn",
    "attempt-ended",
    "sanction-imposed",
)
IN_FACTS: Final = {
    "attempt-started": ("entrant", "level", "ordinal", "run", "period", "started_at", "bank_version", "paper"),
    "attempt-ended": ("attempt", "kind", "submitted_at", "correct", "of", "score", "passed"),
    "attempt-imported": ("level", "ordinal", "run", "started_at", "submitted_at", "correct", "passed"),
    "roster-changed": ("entrant", "ended"),
    "bank-stored": ("bank", "version", "canonical"),
    "campaign-stored": ("rules_hash", "canonical"),
    "public-text-drawn": ("period", "text"),
    "sanction-imposed": ("entrant",),
    "unit-stored": ("parent", "kind"),
    "closing-finalised": ("secret", "seal", "period"),
    "closing-made": ("period", "revision", "number", "seal"),
}


AMENDED: Final = {
    "period-extended": ("period", "cutoff_at", "reason"),
    "interval-voided": ("reason", "closes_at"),
    "extra-time-granted": ("entrant", "per_cent"),
    "bank-stored": ("mode", "version"),
}


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(amended_world(), tmp_path_factory.mktemp("amended") / "bundle")


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, keys in AMENDED.items() for key in keys])
def test_an_amendment_that_is_tampered_with_is_found(kind: str, key: str, amended: Path, tmp_path: Path) -> None:
    bundle = read(amended)
    change_fact(kind, key, lambda value: "edit" if value == "revision" else altered(value))(bundle)
    code, said = verdict(written(tmp_path / "bundle", bundle))
    assert (code, "不符：" in said) == (1, True), said


def tampers() -> Iterator[Any]:
    for key in KEYS:
        yield pytest.param(change_key(key), id=f"restamped closing, {key}")
        yield pytest.param(change_file(key), id=f"closing's file, {key}")
    for key in ENVELOPE:
        yield pytest.param(change_envelope(key), id=f"envelope, {key}")
    for kind in DROPPED:
        yield pytest.param(drop_fact(kind, whole=False), id=f"dropped {kind}")
        yield pytest.param(drop_fact(kind, whole=True), id=f"dropped {kind}, restamped")
    for kind, keys in IN_FACTS.items():
        for key in keys:
            yield pytest.param(change_fact(kind, key), id=f"restamped {kind}, {key}")
    yield pytest.param(change_fact("attempt-ended", "responses", lambda _: {}), id="restamped responses")
    later = change_fact("roster-changed", "from_at", lambda from_at: from_at + 30 * DAY_MS)
    yield pytest.param(later, id="restamped roster-changed, from_at")
    yield pytest.param(right_answers, id="a failure made a pass, restamped")
    yield pytest.param(swap_facts, id="two facts exchanged")
    yield pytest.param(change_closing(lambda closing: closing["board"].reverse()), id="board in another order")
    yield pytest.param(change_closing(lambda closing: closing["board"].pop(0)), id="first row of the board dropped")
    yield pytest.param(change_closing(lambda closing: closing["awards"][0].update(cash_fen=1)), id="another cash")
    yield pytest.param(change_closing(lambda closing: closing.update(extra=1)), id="one key more")
    yield pytest.param(change_closing(lambda closing: closing.pop("notes")), id="one key less")
    yield pytest.param(lambda bundle: bundle[1].pop(max(bundle[1])), id="a closing's file missing")
    yield pytest.param(lambda bundle: bundle[1].update({"99.json": b"{}"}), id="a closing's file too many")
    yield pytest.param(lambda bundle: bundle[0].clear(), id="no facts at all")


@pytest.mark.parametrize("tamper", list(tampers()))
def test_what_is_tampered_with_is_found(tamper: Callable[[Bundle], None], original: Path, tmp_path: Path) -> None:
    bundle = read(original)
    tamper(bundle)
    code, said = verdict(written(tmp_path / "bundle", bundle))
    assert code == 1, said
    assert "不符：" in said


def test_the_same_bundle_written_again_unchanged_agrees(original: Path, tmp_path: Path) -> None:
    bundle = read(original)
    restamp(bundle[0])
    assert bundle == read(original)
    code, said = verdict(written(tmp_path / "bundle", bundle))
    assert code == 0, said


def test_a_tail_that_was_dropped_is_found_by_the_published_head_alone(original: Path, tmp_path: Path) -> None:
    rows, files = read(original)
    shorter = written(tmp_path / "bundle", (rows[:-1], files))
    assert verdict(original, "--expect-head", rows[-1]["hash"])[0] == 0
    assert verdict(shorter)[0] == 0
    code, said = verdict(shorter, "--expect-head", rows[-1]["hash"])
    assert (code, "末尾有缺" in said) == (1, True)


def test_there_are_enough_changes() -> None:
    assert len(list(tampers())) >= 100
