"""Golden files: one small case a file, with what must come of it beside it.

`valid/` are files that are taken whole; `invalid/` files of which nothing is taken, for the reason that is named.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats.bank_import.imports import Import, import_bank
from chuangguan.rules.bank import Question

GOLDEN: Final = Path(__file__).parent / "golden_banks"
EXPECTED: Final = ".expected.json"


def cases(folder: str) -> list[str]:
    return sorted(path.name for path in (GOLDEN / folder).iterdir() if not path.name.endswith(EXPECTED))


def expected(folder: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / folder / f"{name}{EXPECTED}").read_text(encoding="utf-8"))
    return found


def told(question: Question) -> dict[str, object]:
    answer: object = list(question.answer) if question.kind == "blank" else "".join(question.answer)
    return {"kind": question.kind, "stem": question.stem, "options": list(question.options), "answer": answer}


def outcome(path: Path) -> dict[str, object]:
    """Return what came of a file that must be refused, in the words of the expectation."""
    try:
        found = import_bank(path)
    except BadInput as error:
        return {"error": error.problems[0].code}
    refused = [item.problem.code for item in found.refused]
    return {"refused": refused, "refusal": found.refusal.code if found.refusal else None}


def adds_up(found: Import) -> bool:
    return found.found == found.taken + found.refused_count + len(found.skipped)


@pytest.mark.parametrize("name", cases("valid"))
def test_a_valid_file_gives_exactly_its_questions(name: str) -> None:
    found = import_bank(GOLDEN / "valid" / name)
    wanted = expected("valid", name)
    assert [told(question) for question in found.questions] == wanted["questions"]
    assert (len(found.skipped), found.refused, found.refusal) == (wanted["skipped"], (), None)
    assert adds_up(found)


@pytest.mark.parametrize("name", cases("invalid"))
def test_an_invalid_file_gives_nothing_and_its_reason(name: str) -> None:
    wanted = expected("invalid", name)
    assert outcome(GOLDEN / "invalid" / name) == wanted
    named = {*wanted.get("refused", ()), wanted.get("refusal"), wanted.get("error")} - {None}
    assert named
    assert named <= MESSAGES.keys()


def test_a_wrong_answer_in_an_expectation_is_noticed() -> None:
    name = "sections-by-kind.txt"
    wanted = expected("valid", name)["questions"]
    wanted[0]["answer"] = "A"
    assert [told(question) for question in import_bank(GOLDEN / "valid" / name).questions] != wanted


def test_there_are_cases_of_both_kinds_and_each_has_its_expectation() -> None:
    assert (len(cases("valid")) >= 25, len(cases("invalid")) >= 25) == (True, True)
    for folder in ("valid", "invalid"):
        files = {path.name for path in (GOLDEN / folder).iterdir()}
        assert files == {name + end for name in cases(folder) for end in ("", EXPECTED)}
