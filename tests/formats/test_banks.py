"""Banks in the native format: what is refused, and that nothing is lost on the way out and back."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings

from bank_strategies import BANKS
from chuangguan.documents.messages_formats import MESSAGES
from chuangguan.errors import BadInput, Misuse, Problem
from chuangguan.formats.bank_workbooks import write_bank_xlsx
from chuangguan.formats.bank_writing import write_bank
from chuangguan.formats.banks import COLUMNS, read_bank
from chuangguan.rules.bank import LETTERS, Bank, Question, bank_of

SINGLE = {"编号": "X-1", "题型": "单选", "题干": "一加一等于几？", "A": "一", "B": "二", "C": "三", "答案": "B"}
MULTIPLE = {"编号": "X-2", "题型": "多选", "题干": "哪些是偶数？", "A": "一", "B": "二", "C": "四", "答案": "BC"}
TRUE_FALSE = {"编号": "X-3", "题型": "判断", "题干": "一小于二。", "答案": "对"}
BLANK = {"编号": "X-4", "题型": "填空", "题干": "____加____等于三。", "答案": "一|1；二|2"}
SHIPPED = sorted((Path(__file__).parents[2] / "question_banks").glob("*/questions.csv"))


def csv_of(*questions: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(questions)
    return text.getvalue()


def read(tmp_path: Path, text: str) -> Bank:
    path = tmp_path / "questions.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return read_bank(path)


def problems_of(tmp_path: Path, text: str) -> list[Problem]:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text)
    for problem in caught.value.problems:
        assert problem.file == str(tmp_path / "questions.csv")
        assert MESSAGES[problem.code].format(**problem.details)
    return list(caught.value.problems)


def test_every_kind_is_read(tmp_path: Path) -> None:
    more = {"知识点": "算术", "难度": "2", "选项固定": "是", "解析": "想一想", "出处": "课本 第一条"}
    bank = read(tmp_path, csv_of(BLANK, TRUE_FALSE, MULTIPLE, {**SINGLE, **more}))
    assert bank.questions == (
        Question(
            id="X-1",
            kind="single",
            stem="一加一等于几？",
            options=("一", "二", "三"),
            answer=("B",),
            topic="算术",
            difficulty=2,
            option_order_fixed=True,
            explanation="想一想",
            source="课本 第一条",
        ),
        Question(id="X-2", kind="multiple", stem="哪些是偶数？", options=("一", "二", "四"), answer=("B", "C")),
        Question(id="X-3", kind="true_false", stem="一小于二。", options=("对", "错"), answer=("A",)),
        Question(id="X-4", kind="blank", stem="____加____等于三。", answer=("一|1", "二|2")),
    )


@pytest.mark.parametrize(
    ("base", "change", "answer"),
    [
        (MULTIPLE, {"答案": "CB"}, ("B", "C")),
        (MULTIPLE, {"答案": "ｂｃ"}, ("B", "C")),
        (SINGLE, {"答案": "b"}, ("B",)),
        (TRUE_FALSE, {"答案": "错"}, ("B",)),
        (BLANK, {"答案": " 一 | 1 ； 二 "}, ("一|1", "二")),
        (BLANK, {"题干": "一加一等于＿＿＿＿。", "答案": "二"}, ("二",)),
        (BLANK, {"题干": "写出任意两个偶数，变量 a_b 除外", "答案": "二；四；六"}, ("二", "四", "六")),
    ],
)
def test_an_answer_is_read(
    tmp_path: Path, base: dict[str, str], change: dict[str, str], answer: tuple[str, ...]
) -> None:
    assert read(tmp_path, csv_of({**base, **change})).questions[0].answer == answer


REFUSED = [
    (SINGLE, {"编号": ""}, "id_missing", "编号"),
    (SINGLE, {"编号": "X 1"}, "id_white_space", "编号"),
    (SINGLE, {"编号": "X\u30001"}, "id_white_space", "编号"),
    (SINGLE, {"题型": "选择"}, "kind_unknown", "题型"),
    (SINGLE, {"题型": ""}, "kind_unknown", "题型"),
    (SINGLE, {"题干": " "}, "stem_missing", "题干"),
    (SINGLE, {"题干": "一\u202e二"}, "text_hostile", "题干"),
    (SINGLE, {"解析": "一\x07二"}, "text_hostile", "解析"),
    (SINGLE, {"A": ""}, "option_gap", "A"),
    (SINGLE, {"E": "五"}, "option_gap", "D"),
    (SINGLE, {"B": "", "C": "", "答案": "A"}, "options_too_few", "B"),
    (SINGLE, {"C": "一"}, "option_repeated", "C"),
    (TRUE_FALSE, {"A": "对"}, "option_not_allowed", "A"),
    (BLANK, {"B": "二"}, "option_not_allowed", "B"),
    (SINGLE, {"答案": ""}, "answer_missing", "答案"),
    (TRUE_FALSE, {"答案": ""}, "answer_missing", "答案"),
    (BLANK, {"答案": ""}, "answer_missing", "答案"),
    (SINGLE, {"答案": "二"}, "answer_not_letters", "答案"),
    (SINGLE, {"答案": "2"}, "answer_not_letters", "答案"),
    (SINGLE, {"答案": "、"}, "answer_not_letters", "答案"),
    (SINGLE, {"答案": "D"}, "answer_outside_options", "答案"),
    (SINGLE, {"答案": "AB"}, "single_not_one", "答案"),
    (MULTIPLE, {"答案": "A"}, "multiple_too_few", "答案"),
    (MULTIPLE, {"答案": "ABB"}, "answer_repeated", "答案"),
    (MULTIPLE, {"答案": "ABG"}, "answer_outside_options", "答案"),
    (MULTIPLE, {"答案": "A,C"}, "answer_with_separators", "答案"),
    (MULTIPLE, {"答案": "A，C"}, "answer_with_separators", "答案"),
    (MULTIPLE, {"答案": "A、C"}, "answer_with_separators", "答案"),
    (MULTIPLE, {"答案": "A C"}, "answer_with_separators", "答案"),
    (MULTIPLE, {"答案": "A；C"}, "answer_with_separators", "答案"),
    (TRUE_FALSE, {"答案": "正确"}, "true_false_bad", "答案"),
    (TRUE_FALSE, {"答案": "A"}, "true_false_bad", "答案"),
    (BLANK, {"答案": "一"}, "blanks_differ", "答案"),
    (BLANK, {"答案": "一；二；三"}, "blanks_differ", "答案"),
    (BLANK, {"答案": "一|；二"}, "synonym_empty", "答案"),
    (BLANK, {"答案": "；二"}, "synonym_empty", "答案"),
    (BLANK, {"答案": "一｜1；二"}, "wide_bar", "答案"),
    (SINGLE, {"难度": "0"}, "difficulty_bad", "难度"),
    (SINGLE, {"难度": "6"}, "difficulty_bad", "难度"),
    (SINGLE, {"难度": "易"}, "difficulty_bad", "难度"),
    (SINGLE, {"难度": "12"}, "difficulty_bad", "难度"),
    (SINGLE, {"选项固定": "否"}, "fixed_bad", "选项固定"),
]


@pytest.mark.parametrize(("base", "change", "code", "column"), REFUSED)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, base: dict[str, str], change: dict[str, str], code: str, column: str
) -> None:
    good = {**SINGLE, "编号": "X-0"}
    assert read(tmp_path, csv_of(good, base)).questions
    problems = problems_of(tmp_path, csv_of(good, {**base, **change}))
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [(code, 3, column)]


def test_a_repeated_id_names_both_rows(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, csv_of(SINGLE, MULTIPLE, {**MULTIPLE, "编号": "X-1"}))
    assert (problem.code, problem.row, problem.column) == ("duplicate_id", 4, "编号")
    assert problem.details == {"given": "X-1", "first_row": 2}


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    text = csv_of({**SINGLE, "难度": "9", "答案": "F"}, {**MULTIPLE, "编号": ""}, {**BLANK, "题干": ""})
    found = [(problem.row, problem.code) for problem in problems_of(tmp_path, text)]
    assert found == [(2, "answer_outside_options"), (2, "difficulty_bad"), (3, "id_missing"), (4, "stem_missing")]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    columns = tuple(name for name in COLUMNS if name != column)
    (problem,) = problems_of(tmp_path, csv_of(SINGLE, columns=columns))
    assert (problem.code, problem.row, problem.column) == ("column_missing", 1, column)


def test_a_column_that_no_bank_has_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, csv_of({**SINGLE, "G": "七"}, columns=(*COLUMNS, "G")))
    assert (problem.code, problem.row, problem.column) == ("column_unknown", 1, "G")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "题目,类型,A,B,C,D,答案\n几？,单选,一,二,三,四,B\n"),
        ("a.csv", csv_of(SINGLE, columns=COLUMNS[:11])),
        ("a.txt", "1. 几？\nA. 一\nB. 二\n答案：B\n"),
        ("a.docx", ""),
        ("a.doc", ""),
        ("a.jsonl", "{}\n"),
    ],
    ids=range(6),
)
def test_a_file_of_another_make_is_said_to_be_one_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_bank(path)
    assert [(problem.code, problem.row) for problem in caught.value.problems] == [("bank_not_native", 0)]
    assert "bank import" in MESSAGES["bank_not_native"]


def test_a_sheet_of_another_make_beside_a_bank_is_named_once_and_three_columns_are_named_each(tmp_path: Path) -> None:
    path = tmp_path / "bank.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, columns in (("一", COLUMNS), ("二", ["题干", "答案", "分值"]), ("三", COLUMNS[3:])):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns)
            sheet.write_row(1, 0, [1, "判断", "好？", "", "", "", "", "", "", "对"][: len(columns)])
    with pytest.raises(BadInput) as caught:
        read_bank(path)
    found = [(problem.code, problem.sheet, problem.column) for problem in caught.value.problems]
    missing = [("column_missing", "三", column) for column in COLUMNS[:3]]
    assert found == [("bank_not_native", "二", ""), *missing]


def test_the_questions_that_the_manual_shows_are_read_as_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "question-banks.md").read_text(encoding="utf-8")
    bank = read(tmp_path, page.partition("```csv\n")[2].partition("```")[0])
    assert [question.answer for question in bank.questions] == [
        ("B",), ("A", "B", "D"), ("C",), ("B",), ("四|4", "十二|12"),
    ]  # fmt: skip
    assert [question.option_order_fixed for question in bank.questions] == [False, False, True, False, False]
    assert all(f"| {column} |" in page for column in COLUMNS if column not in LETTERS)


def test_a_comma_that_shifts_the_cells_is_found(tmp_path: Path) -> None:
    text = csv_of({**SINGLE, "出处": "甲"}).replace("甲", "甲,乙")
    (problem,) = problems_of(tmp_path, text)
    assert (problem.code, problem.row) == ("cell_without_header", 2)


@pytest.mark.parametrize(
    ("text", "code"), [("", "bank_not_native"), ("随便\n", "bank_not_native"), (csv_of(), "bank_empty")]
)
def test_a_file_without_questions_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert [problem.code for problem in problems_of(tmp_path, text)] == [code]


@pytest.mark.parametrize("stem", ["-5℃时水会怎样？", "=1+1", "+", "@人", "＝", "'=1", "''-", "'引'"])
def test_a_stem_may_begin_like_a_formula(tmp_path: Path, stem: str) -> None:
    bank = bank_of([Question(id="1", kind="blank", stem=stem, answer=("-1",))])
    content = write_bank(bank)
    assert not [cell for cell in csv_cells(content) if cell[:1] in tuple("=+-@＝")]
    assert read(tmp_path, content.decode("utf-8-sig")) == bank
    path = tmp_path / "bank.xlsx"
    path.write_bytes(write_bank_xlsx(bank))
    assert read_bank(path) == bank


def csv_cells(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row if cell]


def test_a_stem_that_nobody_shielded_is_read_as_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, csv_of({**SINGLE, "题干": "-5℃时水会怎样？"})).questions[0].stem == "-5℃时水会怎样？"


# The way out and back


@settings(deadline=None, max_examples=150)
@given(BANKS)
def test_a_bank_comes_back_as_it_went_out(bank: Bank) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.csv"
        path.write_bytes(write_bank(bank))
        again = read_bank(path)
        assert again == bank
        assert write_bank(again) == path.read_bytes()


def test_a_workbook_holds_the_same_bank_and_only_texts(tmp_path: Path) -> None:
    more = {"难度": "3", "选项固定": "是", "题干": "上\n下", "出处": "=HYPERLINK(1)", "解析": "http://example.org"}
    bank = read(tmp_path, csv_of({**SINGLE, **more}, MULTIPLE, TRUE_FALSE, BLANK))
    path = tmp_path / "bank.xlsx"
    path.write_bytes(write_bank_xlsx(bank))
    assert read_bank(path) == bank
    assert write_bank_xlsx(bank) == path.read_bytes()


def test_a_workbook_that_a_clerk_typed_is_read_and_its_sheet_named(tmp_path: Path) -> None:
    path = tmp_path / "bank.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "请按格式填写")
        for name in ("一", "二"):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, "每月一关题库")
            sheet.write_row(1, 0, COLUMNS)
            sheet.write_row(2, 0, [101 if name == "一" else 102, "单选", "几？", 1, 2.5, "", "", "", "", "B", "", 3])
    one, two = read_bank(path).questions
    assert (one.id, one.options, one.difficulty, two.id) == ("101", ("1", "2.5"), 3, "102")


def test_a_repeated_id_on_another_sheet_names_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "bank.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("一", "二"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, COLUMNS)
            sheet.write_row(1, 0, [1, "判断", "好？", "", "", "", "", "", "", "对"])
    with pytest.raises(BadInput) as caught:
        read_bank(path)
    (problem,) = caught.value.problems
    assert (problem.sheet, problem.row) == ("二", 2)
    assert MESSAGES[problem.code].format(**problem.details) == "编号“1”与工作表“一”第 2 行重复"


def test_a_text_too_long_for_a_cell_is_not_dropped() -> None:
    bank = bank_of([Question(id="1", kind="blank", stem="字" * 32_768, answer=("一",))])
    with pytest.raises(Misuse) as caught:
        write_bank_xlsx(bank)
    assert caught.value.details == {"what": "cell_too_long", "row": 2, "column": "题干"}


def test_the_shipped_banks_are_found() -> None:
    assert SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_a_shipped_bank_is_as_we_would_write_it(path: Path) -> None:
    assert write_bank(read_bank(path)) == path.read_bytes()
