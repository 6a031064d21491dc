"""The two-person release in a bank's file, and that it stays there."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats.bank_workbooks import write_bank_xlsx
from chuangguan.formats.bank_writing import write_bank
from chuangguan.formats.banks import COLUMNS, read_bank, read_bank_file
from chuangguan.formats.releases import RELEASE_COLUMNS, release_cells, release_problems
from chuangguan.rules.bank import Question, bank_of, bank_version, canonical_bank, unreleased
from chuangguan.testing import a_bank, a_question

ROW = {"编号": "X-1", "题型": "判断", "题干": "一小于二。", "答案": "对"}
RELEASED = {"命题人": "甲", "审核人": "乙", "状态": "已审核"}


def file_of(tmp_path: Path, *rows: dict[str, str], columns: tuple[str, ...] = (*COLUMNS, *RELEASE_COLUMNS)) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "questions.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def question_of(tmp_path: Path, **cells: str) -> Question:
    (question,) = read_bank(file_of(tmp_path, {**ROW, **cells})).questions
    return question


def test_a_released_question_is_known_as_one(tmp_path: Path) -> None:
    question = question_of(tmp_path, **RELEASED)
    assert (question.author, question.reviewer, question.is_released) == ("甲", "乙", True)


@pytest.mark.parametrize("cells", [{}, {"状态": "草稿"}, {"命题人": "甲", "审核人": "甲"}, RELEASED | {"状态": ""}])
def test_anything_less_is_not_released(tmp_path: Path, cells: dict[str, str]) -> None:
    bank = bank_of([question_of(tmp_path, **cells)])
    assert unreleased(bank) == ["X-1"]


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"状态": "已批准"}, "state_bad", "状态"),
        ({"命题人": ""}, "author_missing", "命题人"),
        ({"审核人": ""}, "reviewer_missing", "审核人"),
        ({"审核人": "甲"}, "reviewer_is_author", "审核人"),
        ({"命题人": "Ａ 君", "审核人": "a君"}, "reviewer_is_author", "审核人"),
        ({"审核人": "乙\u202e"}, "text_hostile", "审核人"),
    ],
)
def test_a_release_that_two_people_did_not_make_is_refused(
    tmp_path: Path, change: dict[str, str], code: str, column: str
) -> None:
    with pytest.raises(BadInput) as caught:
        question_of(tmp_path, **{**RELEASED, **change})
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column) == (code, 2, column)
    assert MESSAGES[code].format(**problem.details)


def test_the_three_columns_may_be_left_out_and_are_then_not_written(tmp_path: Path) -> None:
    path = file_of(tmp_path, ROW, columns=COLUMNS)
    assert write_bank(read_bank(path)) == path.read_bytes()
    head = write_bank(a_bank()).decode("utf-8-sig").split("\n", maxsplit=1)[0]
    assert head == ",".join(COLUMNS)


FORMS = (".csv", ".csv", ".csv", ".xlsx")
NAMES = st.text("甲乙 a=+", max_size=3).map(str.strip)


@settings(deadline=None, max_examples=80)
@given(releases=st.lists(st.tuples(NAMES, NAMES, st.booleans()), min_size=1, max_size=4), form=st.sampled_from(FORMS))
def test_a_release_comes_back_as_it_went_out(
    tmp_path_factory: Any, releases: list[tuple[str, str, bool]], form: str
) -> None:
    questions = [
        a_question(
            number,
            author=author,
            reviewer=reviewer,
            is_released=wanted and not list(release_problems(author, reviewer, "已审核")),
        )
        for number, (author, reviewer, wanted) in enumerate(releases, start=1)
    ]
    bank = bank_of(questions)
    path = tmp_path_factory.mktemp("bank") / f"bank{form}"
    path.write_bytes(write_bank_xlsx(bank) if path.suffix == ".xlsx" else write_bank(bank))
    assert read_bank(path) == bank


@given(NAMES, NAMES)
def test_nobody_releases_their_own_question(author: str, reviewer: str) -> None:
    cells = release_cells(a_question(author=author, reviewer=reviewer, is_released=True))
    if not author or not reviewer or author == reviewer:
        assert list(release_problems(*cells))
    draft = release_cells(a_question(author=author, reviewer=reviewer))
    assert not list(release_problems(*draft))


def test_a_release_is_outside_the_version_and_the_stored_bytes() -> None:
    bank = a_bank(3, author="甲某", reviewer="乙某", is_released=True)
    assert bank_version(bank) == bank_version(a_bank(3))
    assert "某" not in canonical_bank(bank).decode()


def test_a_file_tells_where_its_questions_stand(tmp_path: Path) -> None:
    path = file_of(tmp_path, {**ROW, "编号": "B"}, {**ROW, "编号": "A"})
    assert read_bank_file(path).places == {"B": ("", 2), "A": ("", 3)}
