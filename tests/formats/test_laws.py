"""The table of laws that sources are compared with."""

from pathlib import Path

import pytest

from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput
from chuangguan.formats.laws import LAW_COLUMNS, read_laws
from chuangguan.formats.tables import write_csv
from chuangguan.rules.bank_check import Law

SHIPPED = Path(__file__).parents[2] / "question_banks" / "laws.csv"


def laws(tmp_path: Path, *rows: tuple[str, str, str, str]) -> tuple[Law, ...]:
    path = tmp_path / "laws.csv"
    path.write_bytes(write_csv(list(LAW_COLUMNS), rows))
    return read_laws(path)


def test_a_law_has_its_version_in_force_and_perhaps_a_day(tmp_path: Path) -> None:
    assert laws(tmp_path, ("宪法", "2018", "2018年3月11日修正", ""), ("工会法", "2009", "2021", "2025-11-01")) == (
        Law(name="宪法", in_force="2018年3月11日修正", checked_on=""),
        Law(name="工会法", in_force="2021", checked_on="2025-11-01"),
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("", "2018", "2018", ""), "law_missing"),
        (("宪法", "现行", "2018", ""), "version_bad"),
        (("宪法", "2018", "", ""), "version_bad"),
        (("宪法", "2018", "20189", ""), "version_bad"),
        (("宪法", "2018", "2018", "去年"), "day_bad"),
        (("工会法", "2021", "2021", ""), "duplicate_law"),
    ],
)
def test_a_row_that_cannot_be_compared_is_refused(tmp_path: Path, row: tuple[str, str, str, str], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        laws(tmp_path, ("工会法", "2021", "2021", ""), row)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == (code, 3)
    assert MESSAGES[code].format(**problem.details)


def test_the_shipped_table_is_read() -> None:
    assert {"国旗法", "宪法", "工会法"} <= {law.name for law in read_laws(SHIPPED)}
