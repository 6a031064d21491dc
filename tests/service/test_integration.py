"""The page for a platform's developer is true: its commands run in order in one shell, its answers have that shape."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from chuangguan.documents.messages import is_known
from chuangguan_service.problems import DETAILS, TITLES
from chuangguan_service.settings import PREFIX, Settings
from service_server import free_port

PAGE: Final = Path(__file__).parents[2] / "docs" / "integration.md"
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK: Final = "===block==="
_MINE: Final = "import sys; from chuangguan.cli import run; sys.exit(run(sys.argv[1:]))"


def blocks(text: str) -> list[tuple[str, str]]:
    """Return language and content of every block of a page."""
    return [(found[1], found[2]) for found in _BLOCK.finditer(text)]


def typed_in(text: str, directory: Path) -> list[str]:
    """Run the `sh` blocks of a page in one shell, whose programs are ours, and return what each printed."""
    programs = directory / "programs"
    programs.mkdir()
    script(programs / "python3", f'exec "{sys.executable}" "$@"')
    script(programs / "chuangguan", f'exec "{sys.executable}" -c "{_MINE}" "$@"')
    script(programs / "pip", ":")
    commands = [content for language, content in blocks(text) if language == "sh"]
    known = {name: said for name, said in os.environ.items() if not name.startswith(PREFIX)}
    environment = {
        **known,
        "PATH": f"{programs}{os.pathsep}{known['PATH']}",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    shell = subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", "".join(f"{content}\necho '{_MARK}'\n" for content in commands)],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        printed, complaints = shell.communicate(timeout=300)
    finally:
        stop(shell.pid)
    assert shell.returncode == 0, (printed[-2_000:], complaints[-2_000:])
    return printed.split(f"{_MARK}\n")[:-1]


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def stop(group: int) -> None:
    """End the shell and the service that it left running."""
    try:
        os.killpg(group, signal.SIGTERM)
    except ProcessLookupError:
        return


def shape(value: Any) -> Any:
    """Return what a value is made of: the keys of its objects, the kinds of everything else."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def shown_answers(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the place of an `sh` block among its kind and the answer that the page shows behind it."""
    place = -1
    for language, content in blocks(text):
        if language == "sh":
            place += 1
        elif language == "json":
            yield place, msgspec.json.decode(content)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block of the page printed, the port changed to a free one."""
    if not shutil.which("bash") or not shutil.which("curl"):
        pytest.skip("the page is typed into bash, with curl")
    text = PAGE.read_text(encoding="utf-8").replace("8000", str(free_port()))
    return typed_in(text, tmp_path_factory.mktemp("platform"))


def test_the_whole_cycle_of_the_page_runs_and_its_answers_have_the_shape_that_is_shown(done: list[str]) -> None:
    answers = list(shown_answers(PAGE.read_text(encoding="utf-8")))
    assert len(answers) >= 9
    for place, shown in answers:
        assert shape(msgspec.json.decode(done[place])) == shape(shown), done[place]


def test_what_the_page_says_of_the_answers_is_so(done: list[str]) -> None:
    found = {place: msgspec.json.decode(done[place]) for place, _ in shown_answers(PAGE.read_text(encoding="utf-8"))}
    answers = list(found.values())
    shown = [item for _, item in shown_answers(PAGE.read_text(encoding="utf-8"))]
    for answer, said in zip(answers, shown, strict=True):
        for key in ("code", "status", "title", "detail", "kind", "resumed", "is_organiser", "of", "ready", "state"):
            assert answer.get(key) == said.get(key), key
    paper = next(answer for answer in answers if "limit_end" in answer)
    assert len(paper["questions"]) == 20
    assert paper["started_at"] < paper["limit_end"] < paper["closes_at"]
    assert b"answer" not in msgspec.json.encode(paper["questions"])


@pytest.mark.parametrize("page", ["```sh\nfalse\n```\n", "```sh\ncurl -sf http://127.0.0.1:9/\n```\n"])
def test_the_control_a_command_that_fails_is_noticed(tmp_path: Path, page: str) -> None:
    with pytest.raises(AssertionError):
        typed_in(page, tmp_path)


def test_every_setting_is_in_the_table_with_its_default_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = dict(re.findall(rf"^\| `{PREFIX}(\w+)` \| (.*?) \|", text, flags=re.MULTILINE))
    assert list(rows) == [name.upper() for name in Settings.__struct_fields__]
    plain = Settings(db=Path("hd.db"))
    for name in Settings.__struct_fields__[2:]:
        value = getattr(plain, name)
        said = str(value).lower() if isinstance(value, bool) else str(value or "空")
        assert rows[name.upper()].strip("`") == said, name


def test_every_code_and_status_in_the_table_of_errors_is_one_of_ours() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## 出错")[2].partition("## 设置")[0]
    rows = re.findall(r"^\| ([\d、]+) \| (.*?) \|", section, flags=re.MULTILINE)
    statuses = {int(status) for row, _ in rows for status in row.split("、")}
    assert statuses == set(TITLES) - {405, 415}
    codes = {code for _, cell in rows for code in re.findall(r"`(\w+)`", cell)}
    assert [code for code in sorted(codes) if code not in DETAILS and not is_known(code)] == []
