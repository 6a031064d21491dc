"""Malformed files of every kind: each ends as one clear problem, and whoever asked lives on."""

import os
import sys
from pathlib import Path
from typing import Final

import pytest

import malformed_files
from chuangguan.documents.messages import say_problem
from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput, Problem
from chuangguan.formats.bank_import.imports import SUFFIXES, import_bank

CORPUS: Final = malformed_files.corpus()
GOOD: Final = malformed_files.good_files()
KINDS: Final = (*SUFFIXES, ".doc")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on a process")


def problem_of(path: Path) -> Problem:
    """Return the one problem that a file comes to: it cannot be read, or nothing of it is taken."""
    try:
        found = import_bank(path)
    except BadInput as error:
        (problem,) = error.problems
        return problem
    assert found.refusal
    assert found.questions == ()
    return found.refusal


def is_clear(problem: Problem) -> bool:
    """Say whether a problem has its sentence, in Chinese, with all its figures."""
    said = say_problem(problem)
    return problem.code in MESSAGES and "出现问题" not in said and any("一" <= letter <= "龥" for letter in said)


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_a_malformed_file_ends_as_one_clear_problem(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(CORPUS[name]())
    problem = problem_of(path)
    assert problem.file == str(path)
    assert is_clear(problem)


def test_there_are_at_least_200_malformed_files_and_some_of_every_kind() -> None:
    assert len(CORPUS) >= 200
    assert {Path(name).suffix for name in CORPUS} == set(KINDS)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_same_kind_of_file_is_read_when_it_is_not_malformed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD[name])
    found = import_bank(path)
    assert (found.found, found.taken, found.refusal) == (2, 2, None)
    assert found.questions[0].answer == ("B",)


def test_a_code_without_a_sentence_is_noticed() -> None:
    assert not is_clear(Problem(code="gone_wrong", file="a.csv"))
    assert not is_clear(Problem(code="unknown_format", file="a.csv"))


@pytest.mark.parametrize("suffix", KINDS)
def test_a_directory_under_the_name_of_a_file_is_one_clear_problem(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"folder{suffix}"
    path.mkdir()
    assert is_clear(problem_of(path))


@pytest.mark.parametrize("suffix", KINDS)
def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path, suffix: str) -> None:
    assert problem_of(tmp_path / f"none{suffix}").code == "file_missing"
    (tmp_path / f"link{suffix}").symlink_to(tmp_path / f"none{suffix}")
    assert problem_of(tmp_path / f"link{suffix}").code == "file_missing"


@pytest.mark.parametrize("suffix", KINDS)
def test_a_link_that_leads_round_in_a_circle_is_one_clear_problem(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"circle{suffix}"
    path.symlink_to(path)
    assert is_clear(problem_of(path))


@pytest.mark.parametrize("suffix", KINDS)
def test_a_file_that_nobody_may_read_is_one_clear_problem(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"closed{suffix}"
    path.write_bytes(GOOD.get(f"a{suffix}", b"x"))
    path.chmod(0)
    if os.access(path, os.R_OK):
        path = path / "inside.txt"  # whoever runs as root may read all; below a file there is nothing for anybody
    assert is_clear(problem_of(path.with_suffix(suffix)))


@pytest.mark.parametrize("suffix", KINDS)
def test_a_file_beyond_the_size_is_not_opened(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"large{suffix}"
    with path.open("wb") as file:
        file.truncate(32 * malformed_files.MIB + 1)
    assert is_clear(problem_of(path))


@pytest.mark.parametrize("suffix", ["", ".pdf", ".docm", ".xlsm", ".wps", ".rtf", ".html", ".db"])
def test_a_file_of_a_kind_that_no_reader_has_is_one_clear_problem(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"x")
    assert problem_of(path).code == "import_unknown_format"
    assert is_clear(problem_of(path))
