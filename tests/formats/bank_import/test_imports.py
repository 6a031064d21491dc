import json
from pathlib import Path

import msgspec
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.documents.messages import say_problem
from chuangguan.errors import BadInput
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.imports import Import, import_bank, prefix_of
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.words import Reading
from chuangguan.formats.bank_workbooks import write_bank_xlsx
from chuangguan.formats.bank_writing import write_bank
from chuangguan.formats.banks import read_bank
from chuangguan.rules.bank import Question, bank_of

HEADER = "题型,题干,A,B,答案"
GOOD = [f"单选,第{n}条说的是,甲,乙,A" for n in range(1, 21)]
TEXT = "\r\n".join([HEADER, *GOOD])


def imported(tmp_path: Path, text: str, name: str = "题库.csv", encoding: str = "utf-8") -> Import:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return counted(import_bank(path))


def counted(done: Import) -> Import:
    assert done.found == done.taken + done.refused_count + len(done.skipped)
    return done


def codes(done: Import) -> list[str]:
    return [item.problem.code for item in (*done.refused, *done.skipped)]


def workbook(path: Path, sheets: dict[str, list[list[str | int]]], column: int = 0) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, column, cells)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.txt", "\t"), ("a.tsv", "\t"), ("a.txt", ",")])
def test_text_is_read_in_every_encoding(tmp_path: Path, encoding: str, name: str, delimiter: str) -> None:
    done = imported(tmp_path, TEXT.replace(",", delimiter), name, encoding)
    assert (done.found, done.taken, done.refusal) == (20, 20, None)
    assert done.questions[0] == Question(
        id="a-001", kind="single", stem="第1条说的是", options=("甲", "乙"), answer=("A",)
    )


def test_prose_in_a_text_file_is_no_table(tmp_path: Path) -> None:
    lines = "".join(f"{n}. 天空，看上去，是第{n}种（ ）。\nA. 蓝\nB. 红\n答案：A\n" for n in range(1, 6))
    assert imported(tmp_path, lines, "a.txt").taken == 5


def test_a_workbook_may_begin_in_column_b_with_several_sheets_and_blank_rows(tmp_path: Path) -> None:
    head: list[str | int] = ["题干", "A", "B", "答案"]
    rows: list[list[str | int]] = [["2018年题库"], [], head, ["天是", "蓝", "红", "A"], [], ["草是", "蓝", "绿", "B"]]
    more: list[list[str | int]] = [["海是", "蓝", "红", "A"], ["火是", "蓝", "红", "B"]]
    path = workbook(tmp_path / "a.xlsx", {"一": rows, "二": more, "说明": [["仅供练习"]], "空": []}, column=1)
    done = counted(import_bank(path))
    assert [question.stem for question in done.questions] == ["天是", "草是", "海是", "火是"]
    assert [question.answer for question in done.questions] == [("A",), ("B",), ("A",), ("B",)]


def test_merged_cells_and_hidden_columns_do_not_move_anything(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "题库")
        sheet.write_row(1, 0, ["章", "题干", "A", "B", "答案"])
        sheet.merge_range(2, 0, 3, 0, "第一章")
        sheet.write_row(2, 1, ["天是", "蓝", "红", "A"])
        sheet.write_row(3, 1, ["草是", "蓝", "绿", "B"])
        sheet.set_column(0, 0, None, None, {"hidden": True})
    done = counted(import_bank(path))
    assert [(q.stem, q.answer) for q in done.questions] == [("天是", ("A",)), ("草是", ("B",))]


def test_numbers_in_options_are_as_the_sheet_shows_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"一": [["题干", "A", "B", "答案"], ["有几年", 1000, 1500, "A"]]})
    assert import_bank(path).questions[0].options == ("1000", "1500")


def test_a_sheet_of_questions_that_nobody_can_read_is_not_lost_without_a_word(tmp_path: Path) -> None:
    head: list[str | int] = ["题干", "A", "B", "答案"]
    unclear: list[list[str | int]] = [[f"第{n}条说的是", "A", "甲", "乙"] for n in range(12)]
    path = workbook(tmp_path / "a.xlsx", {"一": [head, ["天是", "蓝", "红", "A"]], "二": unclear})
    with pytest.raises(BadInput) as caught:
        import_bank(path)
    assert [(problem.code, problem.sheet) for problem in caught.value.problems] == [("columns_unknown", "二")]


def test_the_same_question_is_skipped_and_one_with_another_answer_refused(tmp_path: Path) -> None:
    rows = [HEADER, *GOOD, *GOOD[:3], "单选,第4条说的是,乙,甲,B", "单选,第5条说的是,乙,甲,A"]
    done = imported(tmp_path, "\n".join(rows))
    assert (done.found, done.taken, done.refused_count, len(done.skipped)) == (25, 19, 2, 4)
    assert codes(done) == ["answers_conflict"] * 2 + ["question_repeated"] * 4
    assert [item.problem.details["first_row"] for item in done.refused] == [26, 6]


def test_a_question_is_taken_though_the_same_one_was_refused_before(tmp_path: Path) -> None:
    rows = [f"{HEADER},备注", "单选,第1条说的是,甲,乙,A,作废", *GOOD]
    done = imported(tmp_path, "\n".join(rows))
    assert (done.taken, codes(done)) == (20, ["question_withdrawn"])


def test_questions_of_one_stem_with_many_answers_each_name_another(tmp_path: Path) -> None:
    blanks = [f"填空,第1条说的是____,,,{answer}" for answer in "甲乙丙甲"]
    done = imported(tmp_path, "\n".join([HEADER, *GOOD, *GOOD, *blanks]))
    conflicts = [item.problem for item in done.refused if item.problem.code == "answers_conflict"]
    assert [(problem.row, problem.details["first_row"]) for problem in conflicts] == [(42, 43), (43, 42), (44, 42)]


@pytest.mark.parametrize("text", ["天" * 32_001, "天选（ ）" + " " * 40_000 + "。"])
def test_a_text_that_no_cell_could_hold_is_refused_and_shown_in_short(tmp_path: Path, text: str) -> None:
    row = {"question": text, "options": ["甲", "乙"], "answer": "A"}
    done = imported(tmp_path, json.dumps([row]), "题库.json")
    assert codes(done) == ["text_too_long"]
    assert len(done.refused[0].stem) < 100


@pytest.mark.parametrize("text", ["9" * 5_000, "（重复）：" + "9" * 5_000])
def test_a_figure_of_thousands_of_digits_is_a_text_as_any(tmp_path: Path, text: str) -> None:
    rows = [HEADER, *GOOD, f"单选,{text}多少,{text},2,A"]
    assert imported(tmp_path, "\n".join(rows)).taken == len(GOOD) + 1


def test_up_to_a_tenth_may_be_refused_and_no_more(tmp_path: Path) -> None:
    bad = "单选,{}说的是,甲,乙,E"
    done = imported(tmp_path, "\n".join([HEADER, *GOOD[:18], bad.format("某条"), bad.format("另一条")]))
    assert (done.refusal, done.taken, done.refused_count) == (None, 18, 2)
    assert done.refused[0].original == ("单选", "某条说的是", "甲", "乙", "E")
    done = imported(tmp_path, "\n".join([HEADER, *GOOD[:17], bad.format("某条"), bad.format("另一条")]))
    assert done.refusal is not None
    assert done.refusal.code == "file_mostly_refused"
    assert (done.refusal.details["refused"], done.refusal.details["found"]) == (2, 19)
    assert (done.found, done.taken, done.refused_count) == (19, 0, 19)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (["题干,答案", "第一条说的是,A", "第二条说的是,B"], "file_without_options"),
        (["题干,题型,答案", "第一条说的是,单选,甲", "第二条说的是,单选,乙"], "file_options_lost"),
        (["题干,题型,答案", "谁写的,问答题,某人"], "nothing_to_take"),
        (["题干,答案", "谁写的,某人"], "nothing_to_take"),
    ],
)
def test_a_file_may_be_refused_as_a_whole(tmp_path: Path, rows: list[str], code: str) -> None:
    done = imported(tmp_path, "\n".join(rows))
    assert done.refusal is not None
    assert (done.refusal.code, done.taken) == (code, 0)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "word_old"),
        ("a.pdf", b"%PDF", "import_unknown_format"),
        ("a", b"", "import_unknown_format"),
        ("a.xlsx", b"text", "sheet_unreadable"),
        ("a.csv", b"a,b\n1,2\n", "columns_unknown"),
        ("a.csv", b"", "no_questions_found"),
        ("a.txt", b"", "no_questions_found"),
        ("a.json", b"{}", "no_questions_found"),
        ("a.json", b"{", "json_malformed"),
        ("a.csv", "题目,答案,答案\n天,A,B".encode(), "columns_alike"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        import_bank(path)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_file_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        import_bank(tmp_path / "a.csv")
    assert caught.value.problems[0].code == "file_missing"


# Ids


def test_ids_are_a_prefix_and_the_place_in_the_file_so_that_mending_one_moves_no_other(tmp_path: Path) -> None:
    rows = [HEADER, *GOOD]
    whole = {question.stem: question.id for question in imported(tmp_path, "\n".join(rows)).questions}
    rows[5] = rows[5].replace("A", "E")
    mended = {question.stem: question.id for question in imported(tmp_path, "\n".join(rows)).questions}
    assert whole.items() - mended.items() == {("第5条说的是", "题库-005")}
    path = tmp_path / "题库.csv"
    assert import_bank(path, prefix="AF").questions[0].id == "AF-001"


@pytest.mark.parametrize(
    ("ids", "made"),
    [(("LAB001", "LAB002"), ["LAB001", "LAB002"]), (("1", "2"), ["题库-001", "题库-002"]),
     (("LAB1", "LAB1"), ["题库-001", "题库-002"]), (("LAB1", ""), ["题库-001", "题库-002"])],
)  # fmt: skip
def test_ids_of_the_file_are_kept_where_they_are_names(tmp_path: Path, ids: tuple[str, str], made: list[str]) -> None:
    rows = ["编号,题干,A,B,答案", f"{ids[0]},天是,蓝,红,A", f"{ids[1]},草是,蓝,绿,B"]
    assert [question.id for question in imported(tmp_path, "\n".join(rows)).questions] == made


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("题库 (2024).xlsx", "题库-2024"), ("a_b.csv", "a-b"), ("！！.csv", "Q"), ("=1.csv", "1"), ("ＡＢ.csv", "AB")],
)
def test_a_prefix_is_made_from_the_name_of_the_file(name: str, prefix: str) -> None:
    assert prefix_of(Path(name)) == prefix


# Stated and seen


def test_an_index_is_read_where_the_file_shows_what_it_counts_from(tmp_path: Path) -> None:
    rows = [f"第{n}条说的是,甲,乙,丙,{answer}" for n, answer in enumerate("012100")]
    done = imported(tmp_path, "\n".join(["题干,A,B,C,答案", *rows]))
    assert [question.answer for question in done.questions] == [(letter,) for letter in "ABCBAA"]
    unclear = imported(tmp_path, "\n".join(["题干,A,B,C,答案", *rows[1:2], *rows[3:]]))
    assert set(codes(unclear)) == {"answer_index_unstated"}


def test_a_figure_that_quotes_an_option_is_refused_where_other_figures_are_numbers_of_options(tmp_path: Path) -> None:
    rows = ["甲是,天,地,人,1", "二加一是,3,2,1,2"]
    assert codes(imported(tmp_path, "\n".join(["题干,A,B,C,答案", *rows]))) == ["answer_index_unstated"] * 2


def test_a_stem_keeps_figures_that_are_of_its_text(tmp_path: Path) -> None:
    statements = ["（2021）某字第1号有效,对", "3.是质数。,对", "一年的满分为（12分）,对", "110、119是电话。,对"]
    done = imported(tmp_path, "\n".join(["题干,答案", *statements]))
    assert [question.stem for question in done.questions] == [row.removesuffix(",对") for row in statements]


def test_a_refused_file_repeats_the_reason_that_most_of_its_questions_have(tmp_path: Path) -> None:
    rows = ["天是,蓝,红,C", "地是,圆,方,E", "人是,甲,乙,丙"]
    refusal = imported(tmp_path, "\n".join(["题干,A,B,答案", *rows])).refusal
    assert refusal
    assert "最多的原因（2 题）：答案 C 不在选项之中" in say_problem(refusal)


def test_what_a_mapping_states_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("题目,题目类型,答案\n天是&蓝&红,1,蓝&红\n草是&蓝&绿,0,绿\n", encoding="utf-8")
    assert import_bank(path).taken == 0
    mapping = BankMapping(reading=Reading(kinds={"0": "single", "1": "multiple"}))
    assert [(q.kind, q.answer) for q in import_bank(path, mapping).questions] == [
        ("multiple", ("A", "B")),
        ("single", ("B",)),
    ]


# The native format


def test_a_native_bank_comes_back_as_it_is(tmp_path: Path) -> None:
    bank = bank_of(
        [
            Question(id="X9", kind="blank", stem="有____年", answer=("5|五",), difficulty=2, source="某法"),
            Question(id="X1", kind="single", stem="-5℃", options=("甲", "乙"), answer=("A",), option_order_fixed=True),
        ]
    )
    for name, content in [("a.csv", write_bank(bank)), ("a.xlsx", write_bank_xlsx(bank))]:
        (tmp_path / name).write_bytes(content)
        assert counted(import_bank(tmp_path / name)).bank == bank


def test_a_native_bank_with_a_mistake_is_not_read_in_another_way(tmp_path: Path) -> None:
    bank = bank_of([Question(id="X1", kind="single", stem="题", options=("甲", "乙"), answer=("A",))])
    (tmp_path / "a.csv").write_bytes(write_bank(bank).replace(b",A,,,", b",E,,,"))
    with pytest.raises(BadInput) as caught:
        import_bank(tmp_path / "a.csv")
    assert [problem.code for problem in caught.value.problems] == ["answer_outside_options"]


def test_what_is_taken_is_a_bank_that_the_check_accepts(tmp_path: Path) -> None:
    rows = [
        HEADER, *GOOD, "判断,天是蓝的,,,√", "填空,有____年,,,五年", "多选,=1+1,甲,乙,AB",
        '单选,"两行\n的题",\'甲,@乙,B', "填空,是（ ）和（ ）,,,甲；乙",
    ]  # fmt: skip
    done = imported(tmp_path, "\n".join(rows))
    (tmp_path / "out.csv").write_bytes(write_bank(done.bank))
    assert (read_bank(tmp_path / "out.csv"), done.taken) == (done.bank, 25)


TEXTS = st.text(alphabet=st.sampled_from("甲乙丙AB1._（）() |&=+-@'\t\n\u00a0，；"), max_size=8)


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(["单选", "多选", "判断", "填空", ""]),
    stem=TEXTS,
    options=st.lists(TEXTS, max_size=7),
    answer=TEXTS | st.sampled_from([*"ABC对错", "AB", "甲；乙"]),
    topic=TEXTS,
)
def test_whatever_is_accepted_is_fit_for_the_native_format(
    tmp_path_factory: pytest.TempPathFactory, kind: str, stem: str, options: list[str], answer: str, topic: str
) -> None:
    draft = Draft(file="a", row=1, kind=kind, stem=stem, options=tuple(options), answer=answer, topic=topic)
    found = judge(draft, Reading())
    if isinstance(found, Question):
        bank = bank_of([msgspec.structs.replace(found, id="X1")])
        path = tmp_path_factory.getbasetemp() / "law.csv"
        path.write_bytes(write_bank(bank))
        assert read_bank(path) == bank
