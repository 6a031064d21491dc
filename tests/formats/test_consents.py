"""How a roster says on what basis somebody is named in public."""

from pathlib import Path

import pytest

from chuangguan.documents.messages import say_problem
from chuangguan.errors import BadInput
from chuangguan.formats.consents import BASES, basis_problems, read_basis
from chuangguan.formats.rosters import RosterFile, read_roster

HEADER = "姓名,手机号码,单位,公开依据"


def roster(tmp_path: Path, *cells: str, header: str = HEADER) -> RosterFile:
    path = tmp_path / "名册.csv"
    rows = [f"人员{number},138000000{number:02d},甲{cell}" for number, cell in enumerate(cells, start=1)]
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return read_roster(path, default_unit="", default_category="")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", (None, "")),
        ("规定", ("rule", "")),
        ("不同意", ("none", "")),
        ("同意（2018年版）", ("consent", "2018年版")),
        ("同意(2018年版)", ("consent", "2018年版")),
        ("同意： 2018年版 ", ("consent", "2018年版")),
        ("同意:v2:3", ("consent", "v2:3")),
        ("同意 （甲 乙）", ("consent", "甲 乙")),
        (f"同意:{'长' * 40}", ("consent", "长" * 40)),
    ],
)
def test_a_cell_names_the_basis_and_the_text(text: str, said: tuple[str | None, str]) -> None:
    assert read_basis(text) == said
    assert list(basis_problems(text)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("同意", "consent_without_version"),
        ("同意（）", "consent_without_version"),
        ("同意： ", "consent_without_version"),
        (f"同意:{'长' * 41}", "consent_version_bad"),
        ("同意:\u202e版", "consent_version_bad"),
        ("同意（a）b", "publication_bad"),
        ("同意2018年版", "publication_bad"),
        ("同意（甲", "publication_bad"),
        ("不同意（甲）", "publication_bad"),
        ("是", "publication_bad"),
        ("consent", "publication_bad"),
        ("=规定", "publication_bad"),
    ],
)
def test_any_other_cell_is_a_problem(text: str, code: str) -> None:
    assert [found for found, _ in basis_problems(text)] == [code]


def test_a_roster_brings_the_basis_of_each_row(tmp_path: Path) -> None:
    lines = roster(tmp_path, ",规定", ",同意（2018年版）", ",不同意", ",").lines
    assert [(line.basis, line.text_version) for line in lines] == [
        ("rule", ""),
        ("consent", "2018年版"),
        ("none", ""),
        (None, ""),
    ]


def test_a_roster_without_the_column_says_nothing_of_it(tmp_path: Path) -> None:
    (line,) = roster(tmp_path, "", header="姓名,手机号码,单位").lines
    assert (line.basis, line.text_version) == (None, "")


def test_bad_cells_are_named_all_at_once_with_file_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        roster(tmp_path, ",同意", ",规定", ",也许")
    said = [say_problem(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems]
    assert said == [
        "名册.csv 第2行 “公开依据”：同意公开的，应写明所同意的文本版本，如 同意（2018年版）",
        "名册.csv 第4行 “公开依据”：公开依据应为 规定、同意（文本版本）、不同意 或不填，现为“也许”",
    ]


def test_the_words_of_the_command_are_those_of_the_roster() -> None:
    assert {word: read_basis(word)[0] for word in BASES} == BASES
