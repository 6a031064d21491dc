"""Every public name is built from words of docs/glossary.md, and none of the words it rules out is used."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import chuangguan

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "chuangguan"
GLOSSARY: Final = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
FIELD, BUILT, _ = re.split(r"^## (?:Words|Grammar).*$", GLOSSARY, flags=re.MULTILINE)
NAMED_PLACES: Final = ("rules/**/*.py", "play.py", "boards.py", "office/*.py")


def words(name: str) -> list[str]:
    """Return the words of a name: `PeriodNotEnded` and `read_end` fall apart alike."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def rows(table: str) -> Iterator[list[str]]:
    for line in table.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("| ").split(" | ")]


def codes(table: str) -> list[str]:
    return [code for row in rows(table) for code in re.findall("`([^`]+)`", row[0])]


def ruled_out() -> set[str]:
    return {word.strip() for row in rows(FIELD) for word in row[3].split(",")} - {"–"}


KNOWN: Final = {word for code in codes(FIELD) + codes(BUILT) for word in words(code)}


def unknown_words(names: Iterable[str]) -> dict[str, list[str]]:
    """Return for each name the words that the glossary does not have, in the singular or as they stand."""
    missing = {name: [w for w in words(name) if not {w, w.removesuffix("s")} & KNOWN] for name in names}
    return {name: found for name, found in missing.items() if found}


def public_classes() -> set[str]:
    return {
        node.name
        for pattern in NAMED_PLACES
        for path in SOURCE.glob(pattern)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }


def given_names(source: str) -> Iterator[str]:
    """Yield every name that a source gives; names of other libraries that it only uses are theirs."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.alias(asname=str(name)):
                yield name


def used_words(source: str) -> set[str]:
    """Return the words of every name given and every plain text that may be a value, such as `expired`."""
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    plain = (text for text in texts if isinstance(text, str) and re.fullmatch("[a-z_]+", text))
    return {word for name in (*given_names(source), *plain) for word in words(name)}


def sources() -> dict[str, str]:
    return {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}


def test_every_public_name_is_built_from_words_of_the_glossary() -> None:
    assert unknown_words([*chuangguan.__all__, *public_classes()]) == {}


def test_a_name_with_a_word_of_its_own_is_noticed() -> None:
    assert unknown_words(["Play", "BankGizmo"]) == {"BankGizmo": ["gizmo"]}


def test_no_name_in_the_source_has_a_word_that_the_glossary_rules_out() -> None:
    wrong = {
        (place, name): found
        for place, source in sources().items()
        for name in given_names(source)
        if (found := ruled_out() & set(words(name)))
    }
    assert wrong == {}


def test_a_word_that_is_ruled_out_is_noticed_wherever_a_name_is_given() -> None:
    source = (
        "class Season:\n    def users(self, user, *, team=1):\n        self.grade = quiz = team\n        return quiz\n"
    )
    found = {word for name in given_names(source) for word in words(name)} & ruled_out()
    assert found == {"season", "user", "team", "grade", "quiz"}


def test_every_word_of_the_field_is_really_used() -> None:
    used: set[str] = set().union(*map(used_words, sources().values()))
    unused = [code for code in codes(FIELD) if not set(words(code)) <= used]
    assert unused == []


def test_no_code_stands_twice_in_the_glossary() -> None:
    listed = codes(FIELD) + codes(BUILT)
    assert sorted(listed) == sorted(set(listed))
    assert ruled_out().isdisjoint(listed)
