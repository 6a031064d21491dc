"""G9. The phone 130000000000 has 12 digits and is refused; the template's whole sample row is skipped."""

from pathlib import Path

import pytest

from chuangguan.errors import BadInput
from chuangguan.formats.rosters import read_roster

HEADER = "姓名,单位,手机号码,备注\n"
PERSON = "王小明,人事处,13800001234,\n"


def saved(tmp_path: Path, row: str) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(HEADER + row + PERSON, encoding="utf-8")
    return path


def test_a_person_with_12_digits_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_roster(saved(tmp_path, "李芳,财务处,130000000000,\n"), default_category="党员")
    problem = caught.value.problems[0]
    assert (problem.code, problem.row, problem.details) == ("phone_length", 2, {"digits": 12})
    assert len(caught.value.problems) == 1


def test_the_sample_row_of_the_template_is_skipped(tmp_path: Path) -> None:
    read = read_roster(saved(tmp_path, "张某某,办公室,130000000000,微学习专栏管理员\n"), default_category="党员")
    assert read.skipped_samples == (2,)
    assert [line.name for line in read.lines] == ["王小明"]


def test_a_phone_of_11_digits_is_taken(tmp_path: Path) -> None:
    read = read_roster(saved(tmp_path, "李芳,财务处,13000001111,\n"), default_category="党员")
    assert [line.member_no for line in read.lines] == ["13000001111", "13800001234"]
