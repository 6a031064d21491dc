"""The wheel as somebody installs it: bare it is a library, with the extra `cli` it brings its banks and its demo."""

import importlib.util
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
BIN: Final = "Scripts" if os.name == "nt" else "bin"


def call(*command: str | Path, at: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a directory away from the sources, with nothing in the environment that leads back to them."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=at, env={**kept, "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False)


class Installed:
    """A fresh environment and the directory to work in."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.work = home / "work"
        self.work.mkdir()
        venv.create(home / "venv", with_pip=False)

    def program(self, name: str) -> Path:
        return self.home / "venv" / BIN / name

    def install(self, what: str) -> None:
        pip: list[str | Path] = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--python",
            self.program("python"),
        ]
        done = call(*pip, "install", "--constraint", ROOT / "constraints.txt", what, at=self.work)
        assert done.returncode == 0, done.stdout + done.stderr

    def run(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return call(self.program(name), *arguments, at=self.work)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once, with the backend that is there, else with one that the build fetches."""
    out = tmp_path_factory.mktemp("dist")
    isolation = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    done = call(sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", out, ROOT, at=out)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel without any extra."""
    environment = Installed(tmp_path_factory.mktemp("bare"))
    environment.install(str(wheel))
    return environment


@pytest.fixture(scope="module")
def with_commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel with the extra `cli`."""
    environment = Installed(tmp_path_factory.mktemp("with-commands"))
    environment.install(f"{wheel}[cli]")
    return environment


def test_the_bare_wheel_plays_the_ladder_of_the_readme(bare: Installed) -> None:
    (bare.work / "README.md").write_bytes((ROOT / "README.md").read_bytes())
    done = bare.run("python", "-m", "doctest", "README.md")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_bare_wheel_brings_no_package_of_an_extra(bare: Installed) -> None:
    found = bare.run("python", "-c", "import importlib.util as u; print(*map(u.find_spec, ['click', 'sqlite_utils']))")
    assert found.stdout.split() == ["None", "None"], found.stderr


def test_the_bare_command_says_in_one_line_which_extra_is_missing(bare: Installed) -> None:
    done = bare.run("chuangguan", "--help")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "chuangguan[cli]" in line


def test_with_the_extra_the_command_lists_its_commands(with_commands: Installed) -> None:
    done = with_commands.run("chuangguan", "--help")
    assert done.returncode == 0, done.stderr
    assert "attempts" in done.stdout


def test_with_the_extra_the_demo_runs_from_the_banks_and_the_preset_in_the_wheel(with_commands: Installed) -> None:
    done = with_commands.run("chuangguan", "demo", "--people", "60")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("全部相符。")
    written = {path.name for path in (with_commands.work / "demo-output" / "2018-04").iterdir()}
    assert {"获奖名单.xlsx", "排名.csv", "参与率统计表.xlsx", "表彰通报.docx", "结榜-2018-04.json"} <= written


def test_with_the_extra_a_campaign_is_written_with_its_banks_beside_it(with_commands: Installed) -> None:
    made = with_commands.run("chuangguan", "new", "每月一关", "--year", "2027")
    assert made.returncode == 0, made.stderr
    assert (with_commands.work / "每月一关-2027.toml").is_file()
    assert len(list((with_commands.work / "question_banks").glob("*/questions.csv"))) == 12
    assert (with_commands.work / "question_banks" / "laws.csv").is_file()


def test_the_wheel_brings_the_service_with_its_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = ("app.py", "web/index.html", "web/main.js", "reference/index.html")
    assert {f"chuangguan_service/{name}" for name in files} <= names


def test_without_the_extra_service_the_command_says_in_one_line_what_to_install(with_commands: Installed) -> None:
    done = with_commands.run("chuangguan", "serve", "--db", "none.db")
    assert done.returncode == 2
    assert "chuangguan[service]" in done.stderr
