"""What README, CONTRIBUTING and docs show is true: their examples hold, their command lines run, their links lead on.

Command lines in `sh` blocks are typed in order in an empty directory that holds small invented input files; `make`
targets and installs are excepted.
"""

import doctest
import importlib
import json
import re
import shlex
from pathlib import Path
from typing import Final

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from chuangguan.cli import run
from chuangguan.formats.tables import write_csv

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
EXCEPTED: Final = ("make", "pip", "pipx")
# Its commands need a server and a shell of their own: tests/service/test_integration.py types them in.
TYPED_ELSEWHERE: Final = ROOT / "docs" / "integration.md"
WITH_EXAMPLES: Final = sorted(
    path for path in (ROOT / "src").rglob("*.py") if ">>> " in path.read_text(encoding="utf-8")
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def type_in(example: Example) -> str | None:
    """Type the commands of a block; return what went wrong."""
    for line in example.parsed.splitlines():
        words = shlex.split(line, comments=True)
        if not words or words[0] in EXCEPTED:
            continue
        if words[0] != "chuangguan":
            return f"“{line}” is neither ours nor excepted"
        code = run(words[1:])
        if code != 0:
            return f"“{line}” ended with {code}"
    return None


EXAMPLES: Final = Sybil([PythonCodeBlockParser(), CodeBlockParser(language="sh", evaluator=type_in)])


def hold_true(page: Path) -> int:
    """Evaluate every example of a page in order and return how many there were."""
    count = 0
    for example in EXAMPLES.parse(page).examples():
        example.evaluate()
        count += 1
    return count


@pytest.fixture(autouse=True)
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a directory that holds what an office would send in: units, people and results, all invented."""
    monkeypatch.chdir(tmp_path)
    units = [
        ("省总工会", "", "", ""),
        ("省工人文化宫", "省总工会", "直属单位", "2"),
        ("组织部支部", "省总工会", "机关支部", "2"),
    ]
    people = [
        ("周一", "13800000001", "省工人文化宫", "在职党员干部", ""),
        ("吴二", "13800000002", "省工人文化宫", "在职党员干部", "微学习专栏管理员"),
        ("郑三", "13800000003", "省工人文化宫", "非党员干部", ""),
        ("王四", "13800000004", "组织部支部", "在职党员干部", ""),
    ]
    Path("单位.csv").write_bytes(write_csv(["单位", "上级单位", "类型", "党员总数"], units))
    Path("名册.csv").write_bytes(write_csv(["姓名", "手机号码", "单位", "人员类别", "备注"], people))
    lines = [
        result("13800000001", 1, "2018-03-12T09:00", "2018-03-12T09:03"),
        result("13800000003", 1, "2018-03-13T20:00"),
    ]
    lines += [result("13800000001", 2, "2018-04-02T09:00", "2018-04-02T09:05")]
    Path("成绩.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def result(member_no: str, level: int, started: str, submitted: str = "") -> str:
    line = {
        "entrant": member_no,
        "level": level,
        "started_at": f"{started}:00.000+08:00",
        "submitted_at": f"{submitted}:20.123+08:00" if submitted else None,
        "correct": 20 if submitted else 12,
        "of": 20,
    }
    return json.dumps(line)


@pytest.mark.parametrize("page", [page for page in PAGES if page != TYPED_ELSEWHERE], ids=name)
def test_the_examples_and_commands_of_a_page_hold(page: Path) -> None:
    hold_true(page)


@pytest.mark.parametrize(
    ("page", "commands"),
    [
        ("README.md", ["new", "check", "init", "units", "roster", "attempts", "board", "close", "verify"]),
        (
            "README.zh-CN.md",
            ["new", "check", "init", "units", "roster", "attempts", "board", "close", "verify", "bank"],
        ),
    ],
)
def test_a_readme_shows_the_way_from_the_file_to_the_prize_list(page: str, commands: list[str]) -> None:
    shown = re.findall(r"^chuangguan (\S+)", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(commands) <= set(shown)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("```python\n>>> 1 + 1\n3\n```\n", "Expected"),
        ("```sh\nchuangguan verify --db none.db\n```\n", "ended with 1"),
        ("```sh\nchuangguan no-such-command\n```\n", "ended with 2"),
        ("```sh\nrm -r docs\n```\n", "neither ours nor excepted"),
    ],
    ids=["python", "refused", "unknown", "foreign"],
)
def test_an_example_that_does_not_hold_is_noticed(inputs: Path, block: str, said: str) -> None:
    page = inputs / "page.md"
    page.write_text(block, encoding="utf-8")
    with pytest.raises(Exception, match=said):
        hold_true(page)


def test_make_targets_and_installs_are_excepted_and_comments_are_no_commands(inputs: Path) -> None:
    page = inputs / "page.md"
    page.write_text("```sh\nmake nothing  # a target\npip install nothing\n# chuangguan no\n```\n", encoding="utf-8")
    assert hold_true(page) == 1


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name)
def test_the_examples_in_docstrings_hold(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    done = doctest.testmod(module)
    assert (done.failed, done.attempted > 0) == (0, True)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("path", ["rules/nothing.py", "office/nothing.py"])
def test_a_module_that_is_not_there_is_noticed(path: str) -> None:
    assert missing_modules(f"`{path}`、`rules/draw.py`") == [path]


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent != ROOT], ids=name)
def test_every_module_that_a_page_of_docs_names_is_there(page: Path) -> None:
    assert missing_modules(page.read_text(encoding="utf-8")) == []


def missing_modules(text: str) -> list[str]:
    named = re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", text)
    return [path for path in named if not any((base / path).exists() for base in (ROOT, ROOT / "src" / "chuangguan"))]
