"""Exported and imported again it is the same bank, whatever stands in it, and no spreadsheet runs any of it."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bank_strategies import BANKS, NASTY
from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput, Misuse
from chuangguan.formats.bank_import.imports import import_bank
from chuangguan.formats.bank_workbooks import write_bank_xlsx, write_empty_bank
from chuangguan.formats.bank_writing import write_bank, write_bank_json
from chuangguan.formats.banks import COLUMNS, is_native_json, read_bank, read_bank_file
from chuangguan.formats.json_files import read_json
from chuangguan.rules.bank import TRUE_FALSE_OPTIONS, Bank, Question, bank_of, bank_version

WRITERS: Final[dict[str, Callable[[Bank], bytes]]] = {
    "csv": write_bank,
    "xlsx": write_bank_xlsx,
    "json": write_bank_json,
}
FORMULA_STARTS: Final = tuple("=+-@＝＋－＠\t\r")
NASTY_BANK: Final = bank_of(
    Question(
        id=f"{'=-+@'[number % 4]}{number}",
        kind="single",
        stem=text,
        options=("甲", f"{text}乙"),
        answer=("B",),
        topic=text,
        explanation=text,
        source=text,
        author=text.replace("\n", ""),
    )
    for number, text in enumerate(NASTY)
    if text.strip() == text and set(text).isdisjoint("\u200b\ufeff") and text
)


def again(bank: Bank, form: str) -> Bank:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"题库.{form}"
        path.write_bytes(WRITERS[form](bank))
        found = read_bank(path)
        assert import_bank(path).bank == found
        assert WRITERS[form](found) == path.read_bytes()
        return found


def is_the_same(bank: Bank, other: Bank) -> bool:
    """Say whether two banks have the same version and the same extras, which are outside it."""
    return bank_version(bank) == bank_version(other) and bank == other


@settings(deadline=None, max_examples=120)
@given(BANKS, st.sampled_from(["csv", "json"]))
def test_a_bank_comes_back_from_text_as_it_went_out(bank: Bank, form: str) -> None:
    assert is_the_same(again(bank, form), bank)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(BANKS)
def test_a_bank_comes_back_from_a_workbook_as_it_went_out(bank: Bank) -> None:
    assert is_the_same(again(bank, "xlsx"), bank)


@pytest.mark.parametrize("form", WRITERS)
def test_every_nasty_text_comes_back(form: str) -> None:
    assert is_the_same(again(NASTY_BANK, form), NASTY_BANK)


def test_a_bank_that_lost_an_explanation_is_noticed() -> None:
    first, *others = NASTY_BANK.questions
    lost = Bank(
        questions=(
            Question(**{**{name: getattr(first, name) for name in first.__struct_fields__}, "explanation": "别的"}),
            *others,
        )
    )
    assert bank_version(lost) == bank_version(NASTY_BANK)
    assert not is_the_same(lost, NASTY_BANK)


def test_a_bank_goes_through_all_forms_and_is_still_the_same() -> None:
    bank = NASTY_BANK
    for form in ("json", "xlsx", "csv", "json"):
        bank = again(bank, form)
    assert is_the_same(bank, NASTY_BANK)


# Nothing runs


def cells_of(content: bytes) -> list[Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def runs(cell: Any) -> bool:
    return cell.data_type != "s" or cell.value.startswith(FORMULA_STARTS) or cell.hyperlink is not None


def test_no_cell_of_a_workbook_is_a_formula_a_link_or_a_number() -> None:
    cells = cells_of(write_bank_xlsx(NASTY_BANK))
    assert len(cells) > 9 * len(NASTY_BANK.questions)
    assert [cell.value for cell in cells if runs(cell)] == []


def test_a_formula_in_a_workbook_would_be_noticed() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["=1+1", "＝1", 3])
    content = io.BytesIO()
    book.save(content)
    assert [cell.value for cell in cells_of(content.getvalue()) if runs(cell)] == ["=1+1", "＝1", 3]


def test_no_cell_of_a_csv_begins_like_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(write_bank(NASTY_BANK).decode("utf-8-sig"), newline="")))
    assert len(rows) == len(NASTY_BANK.questions) + 1
    assert [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)] == []


def test_json_says_every_text_as_it_is() -> None:
    said = json.loads(write_bank_json(NASTY_BANK))
    assert [item["题干"] for item in said] == [question.stem for question in NASTY_BANK.questions]
    assert set(map(type, said[0].values())) == {str}


def test_json_has_a_line_and_all_columns_for_each_question() -> None:
    plain = bank_of([Question(id="1", kind="true_false", stem="好。", options=TRUE_FALSE_OPTIONS, answer=("A",))])
    first, line, last = write_bank_json(plain).decode().splitlines()
    assert (first, last) == ("[", "]")
    assert tuple(json.loads(line)) == COLUMNS


# What is refused


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("text", ["左\u202e右", "\u2066甲", "一\x07二", "一\x85二", "一\u200f二"])
def test_a_text_that_hides_something_is_refused_in_every_form(tmp_path: Path, form: str, text: str) -> None:
    bank = bank_of([Question(id="1", kind="blank", stem="几？", answer=("一",), explanation=text)])
    path = tmp_path / f"b.{form}"
    path.write_bytes(WRITERS[form](bank))
    with pytest.raises(BadInput) as caught:
        read_bank(path)
    assert [(problem.code, problem.row, problem.column) for problem in caught.value.problems] == [
        ("text_hostile", 2, "解析")
    ]


@pytest.mark.parametrize(("form", "most"), [("csv", 131_072), ("xlsx", 32_767)])
def test_a_text_longer_than_a_cell_is_refused_and_not_cut(form: str, most: int) -> None:
    fits = bank_of([Question(id="1", kind="blank", stem="字" * most, answer=("一",))])
    assert is_the_same(again(fits, form), fits)
    shielded = bank_of([Question(id="1", kind="blank", stem="=" * most, answer=("一",))])
    with pytest.raises(Misuse) as caught:
        WRITERS[form](shielded)
    assert caught.value.details == {"what": "cell_too_long", "row": 2, "column": "题干"}


def test_json_holds_a_text_of_any_length() -> None:
    bank = bank_of([Question(id="1", kind="blank", stem="=" * 300_000, answer=("一",))])
    assert is_the_same(again(bank, "json"), bank)


GOOD: Final = '{"编号": "X-1", "题型": "填空", "题干": "几？", "答案": "一"}'
REFUSED: Final = [
    ("", "json_malformed", 1, ""),
    (GOOD, "json_not_list", 0, ""),
    ("[", "json_malformed", 1, ""),
    ("[]", "bank_empty", 0, ""),
    (f"[\n{GOOD},\n]", "json_malformed", 3, ""),
    (f"[\n{GOOD}\n] 完", "json_malformed", 3, ""),
    (f"[\n{GOOD}\n{GOOD}\n]", "json_malformed", 3, ""),
    (f"[{GOOD},\n{GOOD[:-1]}]", "json_malformed", 2, ""),
    (f"[{GOOD},\n\n3]", "line_not_object", 3, ""),
    (f"[{GOOD},\n{GOOD}]", "duplicate_id", 2, "编号"),
    (f'[{GOOD[:-1]}, "题型": "单选"}}]', "json_key_repeated", 1, ""),
    (f'[{GOOD},\n{GOOD[:-1]}, "题型": "单选"}}]', "json_key_repeated", 2, ""),
    (f'[{GOOD[:-1]}, "分值": "2"}}]', "column_unknown", 1, "分值"),
    (f'[{GOOD[:-1]}, "解析": ["甲"]}}]', "text_expected", 1, "解析"),
    (f'[{GOOD[:-1]}, "选项固定": true}}]', "text_expected", 1, "选项固定"),
    (f'[{GOOD[:-1]}, "难度": 9}}]', "difficulty_bad", 1, "难度"),
    (f'[{GOOD[:-1]}, "难度": NaN}}]', "json_malformed", 1, ""),
    (f'[{GOOD[:-1]}, "难度": {"9" * 5000}}}]', "json_malformed", 1, ""),
    (f'[{GOOD[:-1]}, "解析": "\\ud800"}}]', "text_hostile", 1, "解析"),
    ("[" * 100_000, "json_too_deep", 1, ""),
    (f'[{GOOD[:-1]}, "解析": {"[" * 100_000}', "json_too_deep", 1, ""),
]


@pytest.mark.parametrize(("text", "code", "row", "column"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_wrong_in_json_is_named_with_its_line(
    tmp_path: Path, text: str, code: str, row: int, column: str
) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_bank(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row, problem.column, problem.file) == (code, row, column, str(path))
    assert MESSAGES[code].format(**problem.details)


def test_json_may_leave_out_empty_keys_and_write_numbers(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(f'[\n  {GOOD[:-1]},\n   "难度": 3, "解析": null}}\n]', encoding="utf-8-sig")
    found = read_bank_file(path)
    assert found.bank.questions == (Question(id="X-1", kind="blank", stem="几？", answer=("一",), difficulty=3),)
    assert found.places == {"X-1": ("", 2)}


@pytest.mark.parametrize(
    ("name", "text", "is_native"),
    [
        ("b.json", write_bank_json(NASTY_BANK).decode(), True),
        ("b.json", f"[{GOOD}]", False),
        ("b.json", GOOD, False),
        ("b.json", "[]", False),
        ("b.jsonl", f"{GOOD}\n", False),
    ],
    ids=range(5),
)
def test_our_own_json_is_told_from_that_of_others(tmp_path: Path, name: str, text: str, is_native: bool) -> None:  # noqa: FBT001  a column of the table
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert is_native_json(read_json(path)) is is_native


# What a clerk sees in a spreadsheet


def test_a_workbook_is_made_for_editing_and_for_paper() -> None:
    questions = [
        Question(
            id=f"X-{number}",
            kind="single",
            stem="长" * 60,
            options=("3月1日", "1-2", "0012"),
            answer=("A",),
            difficulty=3,
        )
        for number in (1, 2)
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(write_bank_xlsx(bank_of(questions)))).active
    assert sheet is not None
    heads = {str(cell.value): cell for cell in sheet[1]}
    assert all(cell.font.b for cell in heads.values())
    assert sheet.freeze_panes == "A2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == (
        "landscape",
        9,
        "$1:$1",
    )
    assert sheet.column_dimensions["C"].width > 45
    cell = sheet[heads["难度"].coordinate.replace("1", "2")]
    assert (cell.value, cell.data_type) == (3, "n")
    for name in ("A", "B", "C", "题干"):
        cell = sheet.cell(2, heads[name].column)
        assert (cell.data_type, cell.number_format, cell.alignment.wrap_text) == ("s", "@", True)
    height = sheet.row_dimensions[2].height
    assert height is not None
    assert height > 40


def test_lists_offer_what_a_column_may_hold_below_the_questions_too() -> None:
    released = Question(id="1", kind="blank", stem="几？", answer=("一",), author="甲", reviewer="乙", is_released=True)
    sheet = openpyxl.load_workbook(io.BytesIO(write_bank_xlsx(bank_of([released])))).active
    assert sheet is not None
    rules = {str(sheet[f"{str(rule.sqref).rstrip('0123456789').split(':')[-1]}1"].value): rule for rule in
             sheet.data_validations.dataValidation}  # fmt: skip
    offered = {name: rule.formula1 for name, rule in rules.items() if rule.type == "list"}
    assert offered == {"题型": '"单选,多选,判断,填空"', "选项固定": '"是"', "状态": '"草稿,已审核"'}
    assert (rules["难度"].type, rules["难度"].formula1, rules["难度"].formula2) == ("whole", "1", "5")
    assert all(str(rule.sqref).endswith("2002") for rule in rules.values())


def test_an_empty_bank_has_every_column_and_no_question(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(write_empty_bank())
    with pytest.raises(BadInput) as caught:
        read_bank(path)
    assert [problem.code for problem in caught.value.problems] == ["bank_empty"]
    sheet = openpyxl.load_workbook(path)["题库"]
    assert [cell.value for cell in sheet[1]] == [*COLUMNS, "命题人", "审核人", "状态"]
    assert write_empty_bank() == path.read_bytes()
