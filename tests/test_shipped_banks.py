"""The shipped banks are what their README says, fill the levels of the preset, and climb from level to level."""

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

from chuangguan.formats.banks import read_bank
from chuangguan.formats.campaigns import read_campaign
from chuangguan.presets import preset_text
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.campaign import Level
from chuangguan.rules.draw import shortages

ROOT: Final = Path(__file__).parents[1] / "question_banks"
PRESET: Final = read_campaign(preset_text("每月一关"))
FOLDERS: Final = [Path(name).parent.name for _, name in sorted(PRESET.bank_files.items())]
BANKS: Final = {folder: read_bank(ROOT / folder / "questions.csv") for folder in FOLDERS}
KINDS: Final = {"single": 18, "multiple": 10, "true_false": 8, "blank": 4}
NUMERALS: Final = "零一二三四五六七八九"
SOURCE: Final = re.compile(r"(?P<law>[^\s；-]+)(?:-(?P<year>[0-9]{4}))? 第[零一二三四五六七八九十百]+条(?:之一)?")

each_bank = pytest.mark.parametrize("bank", BANKS.values(), ids=list(BANKS))


def laws() -> dict[str, dict[str, str]]:
    text = (ROOT / "laws.csv").read_text(encoding="utf-8-sig")
    return {row["法律"]: row for row in csv.DictReader(io.StringIO(text))}


def unlisted(source: str) -> list[str]:
    """Return what in a source is no article of a law in laws.csv in the version that the banks used."""
    found = []
    for text in source.split("；"):
        match = SOURCE.fullmatch(text)
        law = laws().get(match["law"], {}) if match else {}
        if not match or not law or not law["题库所用版本"].startswith(match["year"] or ""):
            found.append(text)
    return found


def mean(bank: Bank) -> float:
    return sum(question.difficulty for question in bank.questions) / len(bank.questions)


def in_chinese(number: int) -> str:
    """Return a number from 1 to 100 as the laws write it."""
    tens, ones = divmod(number, 10)
    if number == 100:
        return "一百"
    return ("" if tens < 2 else NUMERALS[tens]) + ("十" if tens else "") + (NUMERALS[ones] if ones else "")


def numerals_missing(blank: str) -> bool:
    """Say whether a blank that takes a number takes it in one way of writing only."""
    words = set(blank.split("|"))
    return any((str(number) in words) != (in_chinese(number) in words) for number in range(1, 101))


def test_every_level_of_the_preset_has_a_folder_and_every_folder_a_level() -> None:
    assert len(FOLDERS) == 12
    assert sorted(FOLDERS) == sorted(path.name for path in ROOT.iterdir() if path.is_dir())


@each_bank
def test_a_bank_has_40_questions_of_four_kinds_each_with_all_that_teaches(bank: Bank) -> None:
    assert Counter(question.kind for question in bank.questions) == KINDS
    for question in bank.questions:
        assert all([question.topic, question.difficulty, question.explanation, question.source]), question.id


def test_no_id_stands_in_two_banks() -> None:
    ids = [question.id for bank in BANKS.values() for question in bank.questions]
    assert len(set(ids)) == len(ids) == 480


@pytest.mark.parametrize(("folder", "level"), list(zip(FOLDERS, PRESET.campaign.levels, strict=True)), ids=FOLDERS)
def test_a_bank_fills_the_papers_of_its_level(folder: str, level: Level) -> None:
    bank = BANKS[folder]
    assert shortages(bank, level.quotas) == []
    assert shortages(bank_of(bank.questions[: level.paper_size - 1]), level.quotas) != []


def test_each_level_is_harder_than_the_one_before() -> None:
    means = [mean(BANKS[folder]) for folder in FOLDERS]
    assert all(earlier < later for earlier, later in pairwise(means)), means


@each_bank
def test_every_source_is_an_article_of_a_law_in_the_table_of_laws(bank: Bank) -> None:
    assert {question.id: unlisted(question.source) for question in bank.questions if unlisted(question.source)} == {}


@pytest.mark.parametrize("source", ["", "监察法-2024", "监察法-2018 第八条", "某某法-2024 第八条", "监察法-2024 第8条"])
def test_a_source_without_article_or_of_another_version_is_found(source: str) -> None:
    assert unlisted(source) == [source]
    assert unlisted("监察法-2024 第八条；刑法 第三百八十八条之一") == []


def test_every_law_of_the_table_is_used() -> None:
    used = {match["law"] for question in all_questions() for match in SOURCE.finditer(question.source)}
    assert used == set(laws())


def all_questions() -> list[Question]:
    return [question for bank in BANKS.values() for question in bank.questions]


@each_bank
def test_a_number_in_a_blank_may_be_written_both_ways(bank: Bank) -> None:
    blanks = [question for question in bank.questions if question.kind == "blank"]
    assert [question.id for question in blanks if any(map(numerals_missing, question.answer))] == []


@pytest.mark.parametrize(
    ("blank", "expected"),
    [("二十四", True), ("24", True), ("二十四|24", False), ("十|10", False), ("一百|100|壹佰", False), ("明知", False)],
)
def test_a_number_written_one_way_is_found(blank: str, expected: bool) -> None:  # noqa: FBT001 (a table's column)
    assert numerals_missing(blank) is expected


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_readme_gives_the_counts_and_the_mean_of_a_bank(folder: str) -> None:
    row = next(line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if f"[{folder}]" in line)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    bank, level = BANKS[folder], FOLDERS.index(folder) + 1
    levels = [question.difficulty for question in bank.questions]
    assert cells[0] == str(level)
    assert cells[2] == PRESET.campaign.levels[level - 1].title
    assert cells[4:9] == [*map(str, KINDS.values()), "40"]
    assert cells[9] == f"{min(levels)}至{max(levels)}"
    assert float(cells[10]) == mean(bank)
