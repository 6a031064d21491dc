"""`docs/verify.py`, which knows nothing of the library, agrees with it and finds what was tampered with."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, get_args

import pytest

from bundles import (
    DAY_MS,
    RULES,
    SCRIPT,
    Files,
    Rows,
    altered,
    amended_world,
    bundle_of,
    busy_world,
    canonical,
    climbed_world,
    exported,
    facts_of,
    final_world,
    restamp,
    script,
    verify_finds,
    with_facts,
)
from chuangguan.cli import run
from chuangguan.documents.files import put_directory
from chuangguan.facts import AnyFact, kind_of
from chuangguan.testing import World
from golden.test_closing_format import closed

VERIFY: Final = script()


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


@pytest.mark.parametrize("made", [amended_world, busy_world])
def test_outages_extra_time_amendments_revisions_and_erasures_agree(made: Callable[[], World], tmp_path: Path) -> None:
    world = made()
    assert world.verify().difference is None
    code, said = verdict(exported(world, tmp_path / "bundle"))
    assert (code, "不符" in said.replace("全部相符", "")) == (0, False), said


def test_every_kind_of_fact_is_known_to_the_script_and_another_one_is_a_difference() -> None:
    known = {*VERIFY.SAID.split(), *(name[1:].replace("_", "-") for name in vars(VERIFY.Record))}
    assert {kind_of(kind) for kind in get_args(AnyFact)} <= known
    files = bundle_of(closed()[0])
    rows = facts_of(files)
    rows[-1]["body"] = canonical({"fact": "prize-invented"})
    restamp(rows)
    assert "prize-invented" in "".join(VERIFY.check(with_facts(files, rows))[1])


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
    code, said = verdict(bundle, "--head", head)
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


def test_the_script_is_one_file_of_the_standard_library_only_and_short_enough_to_read() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)
    assert len(lines) <= 500
    assert [path.name for path in SCRIPT.parent.glob("*.py")] == ["verify.py"]


def test_a_directory_without_a_bundle_is_a_difference(tmp_path: Path) -> None:
    code, said = verdict(tmp_path)
    assert (code, "没有记录" in said) == (1, True)


# Tampering: a change to the facts, one JSON object an envelope with its fact under "body", or to the closings' files.

Bundle = tuple[Rows, Files]


@pytest.fixture(scope="module")
def original() -> Files:
    return bundle_of(final_world())


def read(files: Files) -> Bundle:
    closings = {name: data for name, data in files.items() if name.startswith("closings/")}
    return facts_of(files), closings


def found_in(bundle: Bundle) -> list[str]:
    rows, closings = bundle
    found: list[str] = VERIFY.check(with_facts(closings, rows))[1]
    return found


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
ONLY_LIBRARY: Final = ("changes", "figures", "notes", "turnout", "unit_awards")
ENVELOPE: Final = ("number", "stored_at", "actor", "reason", "software", "body", "previous_hash", "hash")
DROPPED: Final = (
    "bank-stored",
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
    "closing-finalised": ("secret", "seal", "period"),
    "closing-made": ("period", "revision", "number", "seal"),
}


AMENDED: Final = {
    "period-extended": ("period", "cutoff_at"),
    "extra-time-granted": ("entrant", "per_cent"),
    "bank-stored": ("mode", "version"),
}


@pytest.fixture(scope="module")
def amended() -> Files:
    return bundle_of(amended_world())


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, keys in AMENDED.items() for key in keys])
def test_an_amendment_that_is_tampered_with_is_found(kind: str, key: str, amended: Files) -> None:
    bundle = read(amended)
    change_fact(kind, key, lambda value: "edit" if value == "revision" else altered(value))(bundle)
    assert found_in(bundle)


def tampers() -> Iterator[Any]:
    for key in KEYS:
        if key not in ONLY_LIBRARY:
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
    yield pytest.param(lambda bundle: bundle[1].update({"closings/99.json": b"{}"}), id="a closing's file too many")
    yield pytest.param(lambda bundle: bundle[0].clear(), id="no facts at all")


@pytest.mark.parametrize("tamper", list(tampers()))
def test_what_is_tampered_with_is_found(tamper: Callable[[Bundle], None], original: Files) -> None:
    bundle = read(original)
    tamper(bundle)
    assert found_in(bundle)


@pytest.mark.parametrize("key", ONLY_LIBRARY)
def test_what_the_script_says_it_leaves_out_is_found_by_the_library(key: str) -> None:
    world = final_world()
    bundle = read(bundle_of(world))
    assert verify_finds(world, bundle[0]) == ""
    change_key(key)(bundle)
    assert found_in(bundle) == []
    assert any(key in text for text in VERIFY.NOT_CHECKED)
    assert verify_finds(world, bundle[0]) in {"closing_differs", "fact_unusable"}


def test_a_tampered_bundle_in_a_directory_ends_with_1_and_says_what_differs(original: Files, tmp_path: Path) -> None:
    bundle = read(original)
    put_directory(tmp_path / "same", with_facts(bundle[1], bundle[0]))
    right_answers(bundle)
    put_directory(tmp_path / "other", with_facts(bundle[1], bundle[0]))
    assert verdict(tmp_path / "same")[0] == 0
    code, said = verdict(tmp_path / "other")
    assert (code, "不符：记录 26（attempt-ended）：passed 应为 False，写的是 True" in said) == (1, True), said


def test_the_same_bundle_written_again_unchanged_agrees(original: Files) -> None:
    bundle = read(original)
    restamp(bundle[0])
    assert bundle == read(original)
    assert found_in(bundle) == []


def test_a_tail_that_was_dropped_is_found_by_the_published_head_alone(original: Files, tmp_path: Path) -> None:
    rows, closings = read(original)
    put_directory(tmp_path / "whole", original)
    put_directory(tmp_path / "cut", with_facts(closings, rows[:-1]))
    last = rows[-1]["hash"]
    for head in (last, last[:16], f"{len(rows)}:{last}"):
        assert verdict(tmp_path / "whole", "--head", head)[0] == 0
        code, said = verdict(tmp_path / "cut", "--head", head)
        assert (code, "末尾有缺" in said) == (1, True)
    assert verdict(tmp_path / "cut", "--head", f"{len(rows) - 1}:{rows[-2]['hash']}")[0] == 0


@pytest.mark.parametrize(
    "cut", [lambda last: last[:15], lambda last: f"1:{last}", lambda _: "", lambda last: "x" + last]
)
def test_a_head_that_is_too_short_or_of_another_fact_is_a_difference(cut: Any, original: Files) -> None:
    last = facts_of(original)[-1]["hash"]
    assert VERIFY.check(original, [cut(last)])[1]


def test_there_are_enough_changes() -> None:
    assert len(list(tampers())) >= 100
