"""100,000 rows of .xlsx into questions, beside calamine alone that only reads the cells."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from pytest_benchmark.fixture import BenchmarkFixture

from chuangguan.formats.bank_import.imports import import_bank

ROWS = int(os.environ.get("BENCH_SIZE", "100000"))
HEADER = ("序号", "题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析")
ANSWERS = (("单选题", "C"), ("多选题", "ABD"), ("单选题", "a"), ("多选题", "A,C"))


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("import") / "题库.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([HEADER, *map(cells_of, range(1, ROWS + 1))]):
            sheet.write_row(row, 0, cells)
    return path


def cells_of(number: int) -> tuple[int | str, ...]:
    kind, answer = ANSWERS[number % len(ANSWERS)]
    options = [f"选项{letter}的内容{number % 97}" for letter in "甲乙丙丁"]
    return (number, kind, f"{number}. 第{number}题：下列说法符合规定的是（ ）。", *options, answer, "见有关条文。")


def ours(path: Path) -> int:
    return import_bank(path).taken


def calamine_alone(path: Path) -> int:
    return len(python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) - 1


@pytest.mark.benchmark(group=f"import: {ROWS:,} rows of .xlsx into questions")
@pytest.mark.parametrize("reads", [calamine_alone, ours])
def bench_import(benchmark: BenchmarkFixture, workbook: Path, reads: Callable[[Path], int]) -> None:
    assert benchmark.pedantic(reads, (workbook,), rounds=3) == ROWS
