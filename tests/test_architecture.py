"""What the house promises about itself: a bare import, documented modules, few public names, clauses that are there."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

import chuangguan

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "chuangguan"
MODULES: Final = sorted(SOURCE.rglob("*.py"))
MOST_NAMES: Final = 45
NOT_WANTED: Final = (
    "sqlite3",
    "pysqlite3",
    "sqlite_utils",
    "click",
    "rich",
    "litestar",
    "docx",
    "openpyxl",
    "xlsxwriter",
)
CLAUSES: Final = (
    *("1.1", "1.2", "1.3", "1.4", "1.5"),
    *("2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7"),
    *("3.1", "3.2", "3.3", "3.4"),
    *("4.1", "4.2", "4.3", "4.4", "4.5"),
    *("5.1", "5.2", "5.3", "5.4"),
    *("6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7"),
    *("7.1", "7.2", "7.3", "7.4"),
    *("8.1", "8.2", "8.3", "8.4"),
)


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def after_the_readme(then: str) -> subprocess.CompletedProcess[str]:
    """Play the README's example in a fresh interpreter, then run `then`."""
    played = f"import doctest, sys; done = doctest.testfile({str(ROOT / 'README.md')!r}, module_relative=False)"
    script = f"{played}\nassert done.failed == 0 < done.attempted, done\n{then}"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


def test_the_readme_is_played_without_database_web_or_document_packages() -> None:
    done = after_the_readme(f"print([name for name in {NOT_WANTED!r} if name in sys.modules])")
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stdout + done.stderr


def test_a_package_that_is_imported_is_noticed() -> None:
    done = after_the_readme(f"import sqlite3; print([name for name in {NOT_WANTED!r} if name in sys.modules])")
    assert done.stdout.strip() == "['sqlite3']", done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, path


def test_the_public_names_are_sorted_few_and_there() -> None:
    names = chuangguan.__all__
    assert names == sorted(set(names))
    assert len(names) <= MOST_NAMES
    assert [missing for missing in names if not hasattr(chuangguan, missing)] == []


def test_the_regulations_have_the_clauses_of_this_edition_in_order() -> None:
    assert tuple(re.findall(r"^\*\*([0-9]\.[0-9])[ *]", regulations(), flags=re.MULTILINE)) == CLAUSES


def test_the_table_of_the_regulations_names_a_module_for_every_clause() -> None:
    rows = re.findall(r"^\| ([0-9].*?) \| .* \| (`.*`) \|$", regulations(), flags=re.MULTILINE)
    assert {clause for clauses, _ in rows for clause in spelt_out(clauses)} == set(CLAUSES)


def test_every_clause_that_the_source_cites_is_in_the_regulations() -> None:
    """A clause that this version does not build is named among those that are left out."""
    left_out = set(re.findall(r"[0-9]\.[0-9]", regulations().partition("本版尚未实现")[2].partition("\n\n")[0]))
    cited = {clause for path in MODULES for clause in clauses_cited(path.read_text(encoding="utf-8"))}
    assert len(cited) > len(CLAUSES) // 2
    assert cited - {*CLAUSES, *left_out} == set()


def test_a_clause_that_does_not_exist_is_noticed() -> None:
    assert set(clauses_cited("Return it (clauses 2.3, 9.9 and 4.1–4.3).")) - {*CLAUSES} == {"9.9"}


def spelt_out(clauses: str) -> list[str]:
    """Return the clauses that a cell names, those inside a range such as 4.1—4.5 included."""
    found: list[str] = []
    for part in clauses.split("、"):
        first, _, last = part.partition("—")
        found += CLAUSES[CLAUSES.index(first) : CLAUSES.index(last or first) + 1]
    return found


def regulations() -> str:
    return (ROOT / "docs" / "regulations.md").read_text(encoding="utf-8")


def clauses_cited(source: str) -> list[str]:
    passages = re.findall(r"clauses? ((?:[0-9]\.[0-9](?:, |–| and )?)+)", source)
    return [clause for passage in passages for clause in re.findall(r"[0-9]\.[0-9]", passage)]
