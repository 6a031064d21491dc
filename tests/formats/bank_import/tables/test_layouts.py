import msgspec
import pytest

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import field_of
from chuangguan.formats.bank_import.judging.habits import without_numbers
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.tables.columns import columns_seen
from chuangguan.formats.bank_import.tables.layouts import columns_unknown, drafts_of_table, lost_drafts
from chuangguan.formats.bank_import.words import Reading
from chuangguan.formats.sheets import Row, Table
from chuangguan.rules.bank import Question

PLAIN = BankMapping()


def table(*rows: str) -> Table:
    """Return a sheet whose cells are separated by |; a blank row is left out, as a reader leaves it out."""
    cells = [tuple(cell.strip().replace("¶", "\n") for cell in row.split("|")) for row in rows]
    return Table(sheet="一", rows=tuple(Row(number=n, cells=row) for n, row in enumerate(cells, 1) if any(row)))


def drafts(*rows: str, mapping: BankMapping = PLAIN) -> list[Draft]:
    found = drafts_of_table(table(*rows), "a.xlsx", mapping)
    assert isinstance(found, list)
    return found


def read(*rows: str, mapping: BankMapping = PLAIN) -> list[str]:
    """Return for each row its number, stem, options and letters, or its number and why it is not taken."""
    judged = [(draft, judge(draft, mapping.reading)) for draft in drafts(*rows, mapping=mapping)]
    return [
        f"{draft.row} {found.stem} {'/'.join(found.options)} {''.join(found.answer)}"
        if isinstance(found, Question)
        else f"{draft.row} {found.code}"
        for draft, found in judged
    ]


@pytest.mark.parametrize(
    "header",
    [
        "题干|A|B|答案",
        "题 目|选项A|选项B|正确答案",
        "试题内容(必填)|A选项|B选项|标准答案",
        "question|option_a|Option B|right_answer",
        "timu|xuanxianga|xuanxiangb|daan",
        "Content|a|b|Answer",
        "题面|选项1|选项2|参考答案",
        "问题|选项一|选项二|题目答案",
        "题目|备选答案A|备选答案B|答案",
        "题目|答案A|答案B|正确答案",
    ],
)
def test_columns_are_known_by_many_names(header: str) -> None:
    assert read(header, "天是|蓝|红|A") == ["2 天是 蓝/红 A"]


def test_a_header_stands_under_a_title_block() -> None:
    rows = ["2018年题库|||", "", "单位|某某|日期|今天", "题干|A|B|答案", "天是|蓝|红|B"]
    assert read(*rows) == ["5 天是 蓝/红 B"]


def test_the_answer_may_stand_before_the_options_and_unknown_columns_are_passed_over() -> None:
    assert read("xuhao|type|content|answer|A|B|页码", "1|单选题|天是|B|蓝|红|p3") == ["2 天是 蓝/红 B"]


def test_a_first_column_without_a_name_is_passed_over() -> None:
    assert read("|Question|A|B|Answer", "0|天是|蓝|红|A") == ["2 天是 蓝/红 A"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("问题|选项|答案", "天是|A:蓝¶B:红|A"),
        ("题目内容|题目选项(选项之间用##隔开)|题目答案", "天是|**A.蓝**B.红|A"),
        ("题目内容|题目选项|题目答案", "天是|A.蓝##B.红|A"),
        ("题目|答案", "天是A.蓝 B.红|A"),
        ("题目|答案", "天是¶A.蓝¶B.红|A"),
        ("题目|答案", "天是&蓝&红|蓝"),
        ("题目|答案", "天是##蓝##红|蓝"),
    ],
)
def test_options_may_stand_together(header: str, row: str) -> None:
    assert read(header, row) == ["2 天是 蓝/红 A"]


def test_options_may_stand_in_the_rows_below() -> None:
    rows = ["题目|答案", "天是|A", "A.蓝|", "B.红|", "草是|B", "A.蓝|", "B.绿|"]
    assert read(*rows) == ["2 天是 蓝/红 A", "5 草是 蓝/绿 B"]
    rows = ["题目|选项|答案", "天是|A.蓝|A", "|B.红|", "草是|A.蓝|B", "|B.绿|"]
    assert read(*rows) == ["2 天是 蓝/红 A", "4 草是 蓝/绿 B"]


def test_what_is_wrong_with_a_row_of_options_is_wrong_with_their_question() -> None:
    good = ["草是|B||", "A.蓝|||", "B.绿|||"]
    assert read("题目|答案||备注", "天是|A||", "A.蓝|||", "B.红|||作废", *good) == [
        "2 question_withdrawn",
        "5 草是 蓝/绿 B",
    ]
    assert read("题目|答案||备注", "天是|A||", "A.蓝|||", "B.红||绿|", *good)[0] == "2 cell_outside_columns"


def test_many_rows_of_options_are_one_question() -> None:
    (found,) = drafts("题目|选项|答案", "天是|A.蓝|A", *(f"|{'BCDEFGHIJ'[n % 9]}.红{n}|" for n in range(2_000)))
    assert (found.row, len(found.options), len(found.original)) == (2, 1, 2_003)


@pytest.mark.parametrize("line", ["【C】绿", "c.绿", "(C) 绿", "Ｃ、绿", "C．绿", "<p>C.绿</p>"])
def test_a_row_of_options_may_have_its_letter_in_any_form(line: str) -> None:
    assert read("题目|答案", "天是|A", "A.蓝|", "B.红|", f"{line}|") == ["2 天是 蓝/红/绿 A"]


@pytest.mark.parametrize("line", ["C.", "C", "D.绿", "A.绿"])
def test_a_row_of_options_that_nobody_can_read_is_not_lost(line: str) -> None:
    assert read("题目|答案", "天是|A", "A.蓝|", "B.红|", f"{line}|") == ["2 options_not_apart"]


@pytest.mark.parametrize("line", ["C 绿", "C绿", "C，绿", "C反应蛋白是什么", "C、D两地相距多少"])
def test_a_row_that_may_be_an_option_is_lost_to_none(line: str) -> None:
    rows = ["天是|A", "A.蓝|", "B.红|", f"{line}|", "草是|B", "A.红|", "B.绿|"]
    assert read("题目|答案", *rows) == ["2 options_not_apart", "5 row_is_piece", "6 草是 红/绿 B"]
    assert read("题目|答案", *rows[:3], f"{line}|对")[0] == "2 天是 蓝/红 A"
    assert read("题目|答案", *rows[:3], "CPU是什么|对", *rows[4:])[0] == "2 天是 蓝/红 A"
    assert read("题目|答案", *rows[:3], "CPU是什么|", *rows[4:])[0] == "2 row_beside_piece"


def test_a_lost_row_of_options_is_no_guess() -> None:
    assert read("题目|答案", "天是|B", "A.蓝|", "C.红|") == ["2 options_not_apart"]


def test_blocks_have_a_header_and_a_kind_each() -> None:
    rows = [
        "选择题|4|问答题|7",
        "选择题|||",
        "题目|A|B|答案",
        "天是|蓝|红|A",
        "问答题|||",
        "问题|答案||",
        "谁写的|某人||",
        "三、判断题|||",
        "题目|答案||",
        "天是蓝的|√||",
    ]
    assert read(*rows) == ["4 天是 蓝/红 A", "7 kind_skipped", "10 天是蓝的 对/错 A"]


def test_a_heading_between_the_rows_changes_the_kind() -> None:
    rows = ["题目|A|B|答案", "天是|蓝|红|A", "判断题|||", "天是蓝的|||对"]
    assert read(*rows) == ["2 天是 蓝/红 A", "4 天是蓝的 对/错 A"]


def test_rows_without_any_part_of_a_question_are_none() -> None:
    assert read("序号|题目|A|B|答案", "1|天是|蓝|红|A", "合计||||", "2||蓝|红|A") == [
        "2 天是 蓝/红 A",
        "4 stem_missing",
    ]


def stems(*texts: str) -> list[str]:
    rows = [f"{text}|蓝|红|A" for text in texts]
    return [draft.stem for draft in without_numbers(drafts("题目|A|B|答案", *rows))]


@pytest.mark.parametrize(
    "number",
    ["{}、", "{}.", "{}．", "{} 、", "（{}）", "({})", "【{}】", "[{}] ", "第{}题 ", "{}", "{} ", "<p>{}. "],
)
@pytest.mark.parametrize("figures", ["123456", "１２３４５６"])
def test_numbers_before_stems_are_cut_off_however_they_are_written(number: str, figures: str) -> None:
    end = "</p>" if number.startswith("<p>") else ""
    found = stems(
        *(f"{number.format(figure)}首都{place}是{end}" for figure, place in zip(figures, "甲乙丙丁戊己", strict=True))
    )
    assert found == [f"首都{place}是" for place in "甲乙丙丁戊己"]


@pytest.mark.parametrize(
    "texts",
    [
        [f"{n}首都甲是" for n in range(1, 6)],
        [f"{n}首都甲是" for n in (1, 2, 3, 4, 9, 8, 7, 6)],
        [f"{n}年首都甲是" for n in range(1971, 1979)],
        [f"{n}月首都甲是" for n in range(1, 9)],
        ["1首都甲是", "2首都乙是", *["首都丙是"] * 8],
        [f"【20{n}】首都甲是" for n in (18, 21, 16, 23, 12)],
    ],
)
def test_figures_that_may_be_of_the_text_stay(texts: list[str]) -> None:
    assert stems(*texts) == texts


def test_a_figure_that_does_not_count_with_its_neighbours_stays() -> None:
    numbered = [f"{n}第{n + 3}条说的是" for n in range(1, 9)]
    found = stems(*numbered, "1978第一", *(f"{n}又说的是" for n in range(10, 18)))
    assert (found[7], found[8], found[9]) == ("第11条说的是", "1978第一", "又说的是")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("题目|选项|答案", "<p>天是</p>|<p>A.蓝</p><p>B.红</p>|<p>A</p>"),
        ("题目|A|B|答案", "天是|<p>A.蓝</p>|<p>B.红</p>|A"),
        ("题目|A|B|答案", "天<b>是</b>|<span>蓝</span>|红&nbsp;|A"),
        ("题目|答案", "<div>天是</div><div>A.蓝</div><div>B.红</div>|A"),
    ],
)
def test_html_comes_off_before_options_are_told_apart(header: str, row: str) -> None:
    assert read(header, row) == ["2 天是 蓝/红 A"]


def test_html_comes_off_the_options_in_the_rows_below() -> None:
    assert read("题目|答案", "<p>天是</p>|A", "<p>A.蓝</p>|", "<p>B.红</p>|") == ["2 天是 蓝/红 A"]
    assert read("题目|选项|答案", "天是|A.蓝|A", "|B.红|", "|<p>C.绿<img src='a.png'></p>|") == ["2 picture_lost"]
    assert read("题目|A|B|答案", "a<b时|a<1|b>2|A") == ["2 a<b时 a<1/b>2 A"]


def test_topic_difficulty_explanation_source_and_id_are_found() -> None:
    (found,) = drafts("编号|题干|A|B|答案|解析|难度|知识点|出处", "X1|天是|蓝|红|A|看|3|天|某书")
    assert (found.id, found.explanation, found.difficulty, found.topic, found.source) == ("X1", "看", "3", "天", "某书")


def problem(*rows: str, mapping: BankMapping = PLAIN) -> Problem:
    found = drafts_of_table(table(*rows), "a.xlsx", mapping)
    assert isinstance(found, Problem)
    return found


def test_a_header_that_has_two_answers_is_a_problem_that_names_both() -> None:
    found = problem("题目|A|B|答案|正确答案", "天是|蓝|红|A|B")
    assert (found.code, found.column) == ("columns_alike", "正确答案")
    assert found.details == {"first": "答案", "first_number": 4, "number": 5}
    assert problem("题目|A|B|答案|新答案", "天是|蓝|红|A|B").code == "columns_alike"


def test_an_old_answer_is_none() -> None:
    assert read("题目|A|B|答案（旧）|更正后答案", "天是|蓝|红|B|A") == ["2 天是 蓝/红 A"]


CYRILLIC = "С"
"""Looks like a C."""


@pytest.mark.parametrize(
    "header", ["题目|A|B|D|答案", f"题目|A|B|{CYRILLIC}|D|答案", "题目|选项2|选项3|答案", "题目|C|D|答案"]
)
def test_a_letter_that_no_column_has_is_a_problem(header: str) -> None:
    assert problem(header, "天是|蓝|红|绿|B|A").code == "option_column_missing"


def test_a_letter_that_no_stated_column_has_is_a_problem() -> None:
    mapping = BankMapping(numbers={"stem": 1, "A": 2, "C": 3, "answer": 4})
    assert problem("天是|蓝|红|A", mapping=mapping).column == "B"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("题目|A|B||答案", "天是|蓝|红|绿|A"),
        ("题目|答案|A|B", "天是|A|1|000米|2000米"),
        ("题目|A|B|答案", "天是|蓝|红|A|多出来的"),
        ("题目|答案", "天是蓝的|草是绿的|对"),
        ("题目|A|B|答案", "||||天是什么颜色"),
    ],
)
def test_a_cell_that_stands_under_no_heading_makes_its_row_unsafe(header: str, row: str) -> None:
    assert read(header, row, "草是|绿|红|A")[0] == "2 cell_outside_columns"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("题目|A|B|选项其他|答案", "天是|蓝|红|都不是|A"),
        (f"题目|A|B|{CYRILLIC}|答案", "天是|蓝|红|绿|A"),
        ("题目|选项A|选项B|备选C|答案", "天是|蓝|红|绿|A"),
        ("题目|选项|选项A|选项B|答案", "天是|绿|蓝|红|A"),
        ("题目|A|B|答案|其他选项", "天是|蓝|红|A|都不是"),
        ("题目|A|B|答案|第五个选项", "天是|蓝|红|A|都不是"),
    ],
)
def test_a_cell_under_a_heading_like_an_options_makes_its_row_unsafe(header: str, row: str) -> None:
    assert read(header, row, "草是|绿|红|A")[0] == "2 option_heading_unknown"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("|题目|A|B|答案", "1|天是|蓝|红|A"),
        ("题目|A|B|选项数|答案", "天是|蓝|红|2|A"),
        ("题目|A|B||答案", "天是|蓝|红||A"),
    ],
)
def test_a_number_before_all_and_an_empty_column_harm_nothing(header: str, row: str) -> None:
    assert read(header, row) == ["2 天是 蓝/红 A"]


@pytest.mark.parametrize(
    ("heading", "cell", "found"),
    [
        ("修订答案", "B", "2 answers_differ"),
        ("答案更正", "B", "2 answers_differ"),
        ("答案2", "B", "2 answers_differ"),
        ("勘误", "应选B", "2 answers_differ"),
        ("图片链接", "1.png", "2 picture_lost"),
        ("题图", "见图", "2 picture_lost"),
        ("案例", "某人说", "2 material_lost"),
        ("公共题干", "某人说", "2 material_lost"),
        ("备注", "此题作废", "2 question_withdrawn"),
        ("备注", "正确答案B", "2 answers_differ"),
        ("附注", "此题选B", "2 answers_differ"),
        ("附注", "此题选A", "2 天是 蓝/红 A"),
        ("附注", "不选B", "2 天是 蓝/红 A"),
        ("是否有效", "否", "2 question_withdrawn"),
        ("修订答案", "A", "2 天是 蓝/红 A"),
        ("修改后", "B", "2 answers_differ"),
        ("最终", "B", "2 answers_differ"),
        ("修改后", "A", "2 天是 蓝/红 A"),
        ("答案内容", "蓝", "2 天是 蓝/红 A"),
        ("答案内容", "红", "2 answers_differ"),
        ("作废", "是", "2 question_withdrawn"),
        ("是否停用", "否", "2 天是 蓝/红 A"),
        ("答案（旧）", "B", "2 天是 蓝/红 A"),
        ("答案出处", "某书", "2 天是 蓝/红 A"),
        ("修订日期", "2018-01-01", "2 天是 蓝/红 A"),
        ("勘误", "无", "2 天是 蓝/红 A"),
        ("图片", "", "2 天是 蓝/红 A"),
        ("选项数量", "2", "2 天是 蓝/红 A"),
        ("备注", "第一章", "2 天是 蓝/红 A"),
        ("状态", "未删除", "2 天是 蓝/红 A"),
        ("是否有效", "是", "2 天是 蓝/红 A"),
    ],
)
def test_another_column_may_speak_against_a_question(heading: str, cell: str, found: str) -> None:
    assert read(f"题目|A|B|答案|{heading}", f"天是|蓝|红|A|{cell}") == [found]


def test_a_second_answer_is_compared_once_the_options_are_apart() -> None:
    header = "题目|选项|答案|答案内容"
    assert read(header, "天是|A.蓝 B.红|A|蓝", "草是|A.绿 B.红|Ａ|红") == ["2 天是 蓝/红 A", "3 answers_differ"]
    assert read("题目|答案|答案内容", "天是|A|蓝", "A.蓝||", "B.红||") == ["2 天是 蓝/红 A"]


def test_one_heading_may_be_merged_over_all_options() -> None:
    assert read("题目|选项||答案", "天是|蓝|红|A") == ["2 天是 蓝/红 A"]
    assert read("题目|答案|选项", "天是|A|蓝|红") == ["2 天是 蓝/红 A"]
    assert read("题目|选项||答案", "|A|B|", "天是|蓝|红|A") == ["3 天是 蓝/红 A"]
    assert read("题目|选项||答案", "天是|A.蓝 B.红|其他|A")[0] == "2 cell_outside_columns"
    assert read("题目|选项||答案", "天是|A.蓝|红|A")[0] == "2 option_letters_differ"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("A.蓝|B、红", "蓝/红 A"),
        ("a.蓝|b.红", "蓝/红 A"),
        ("A 类|B 类", "A 类/B 类 A"),
        ("A类火灾（固体）|B类火灾（液体）", "A类火灾（固体）/B类火灾（液体） A"),
        ("A级|B1级", "A级/B1级 A"),
        ("蓝|A、B都不是", "蓝/A、B都不是 A"),
        ("A.蓝|B.A、B都不是", "蓝/A、B都不是 A"),
    ],
)
def test_letters_of_options_are_cut_off_where_they_are_marked(options: str, found: str) -> None:
    assert read("题目|A|B|答案", f"天是|{options}|A") == [f"2 天是 {found}"]


@pytest.mark.parametrize(
    "options", ["B.蓝|A.红", "A.蓝|红", "a.蓝|c.红", f"A.蓝|B.绿|{CYRILLIC}.红", "A 蓝|B 红", "A.蓝|C.红"]
)
def test_letters_of_options_that_do_not_fit_their_columns_are_refused(options: str) -> None:
    columns = "|".join("ABC"[: options.count("|") + 1])
    assert read(f"题目|{columns}|答案", f"天是|{options}|A") == ["2 option_letters_differ"]


def test_an_option_that_is_only_its_letter_is_refused() -> None:
    assert read("题目|A|B|C|答案", "天是|A.蓝|B.红|C.|A") == ["2 option_empty"]


def test_a_kind_that_is_merged_over_its_rows_counts_for_all_of_them() -> None:
    rows = ["题型|题目|A|B|答案", "单选题|天是|蓝|红|A", "多选题|都是|甲|乙|AB", "|也都是|甲|乙|A", "|全是|丙|丁|AB"]
    assert read(*rows) == ["2 天是 蓝/红 A", "3 都是 甲/乙 AB", "4 multiple_too_few", "5 全是 丙/丁 AB"]
    bare = ["题型|题目|A|B|答案", "|天是|蓝|红|A", "多选题|都是|甲|乙|AB", "|云是|白|红|A"]
    assert read(*bare) == ["2 天是 蓝/红 A", "3 都是 甲/乙 AB", "4 云是 白/红 A"]
    essays = ["题型|题目|A|B|答案", "简答题|说说天|||很蓝", "|天是|蓝|红|A"]
    assert read(*essays) == ["2 kind_skipped", "3 天是 蓝/红 A"]


@pytest.mark.parametrize(
    "answer", ["A", "(A)", "（ａ）", "A/B", "AB。", "答案：B", "【答案】B", "对", "√", "A、C", "<p>A</p>"]
)
def test_a_question_above_the_header_is_refused_not_lost(answer: str) -> None:
    rows = ["题库|A卷", f"1|天空看上去是|蓝|红|{answer}", "编号|题目|A|B|答案", "2|草是|红|绿|B"]
    assert read(*rows) == ["2 row_above_header", "4 草是 红/绿 B"]


@pytest.mark.parametrize("above", ["2018年题库|A卷", "答案：B", "出题单位|某某中学", "蓝|A"])
def test_a_row_above_the_header_that_is_no_question_is_passed_over(above: str) -> None:
    assert read(above, "题目|A|B|答案", "草是|红|绿|B") == ["3 草是 红/绿 B"]


def test_a_question_of_a_sheet_without_columns_is_refused_not_lost() -> None:
    unknown = table("天空看上去是|A|蓝|红|B", "备注|某某", "草地看上去是|B|蓝|绿|A")
    assert drafts_of_table(unknown, "a.xlsx", PLAIN) is None
    lost = lost_drafts(unknown, "a.xlsx", PLAIN)
    assert [(draft.row, draft.stem) for draft in lost] == [(1, "天空看上去是"), (3, "草地看上去是")]
    refused = judge(lost[0], Reading())
    assert isinstance(refused, Problem)
    assert refused.code == "row_without_columns"


def test_a_sheet_that_is_not_understood_says_what_stands_in_its_header() -> None:
    found = columns_unknown(table("某某题库||", "题号|内文|选甲|选乙|钥匙", "1|天是|蓝|红|A"), "a.xlsx")
    assert found.details == {"header": 2, "given": "题号、内文、选甲、选乙、钥匙"}


# Without a header

BARE = ["1|单选题|天空看上去是|蓝|红|A", "2|单选题|草地看上去是|蓝|绿|B", "3|多选题|下列是颜色的|蓝|绿|AB"]


def test_a_table_without_a_header_is_read_where_its_cells_leave_no_doubt() -> None:
    assert read(*BARE) == ["1 天空看上去是 蓝/红 A", "2 草地看上去是 蓝/绿 B", "3 下列是颜色的 蓝/绿 AB"]
    assert read("天空看上去是|A.蓝##B.红|A", "草地看上去是|A.蓝##B.绿|B")[1] == "2 草地看上去是 蓝/绿 B"


@pytest.mark.parametrize("answer", ["({})", "（{}）", "{}。", "答案：{}", "选{}", "【{}】"])
def test_an_answer_of_a_table_without_a_header_may_have_its_words_and_brackets(answer: str) -> None:
    rows = [f"天空看上去是|蓝|红|{answer.format('A')}", f"草地看上去是|蓝|绿|{answer.format('B')}"]
    assert read(*rows) == ["1 天空看上去是 蓝/红 A", "2 草地看上去是 蓝/绿 B"]


@pytest.mark.parametrize(
    "rows",
    [
        ["天空看上去是|A|蓝|红", "草地看上去是|B|蓝|绿"],
        ["天空看上去是|蓝|红|A|B", "草地看上去是|蓝|绿|B|A"],
        ["天空看上去是|蓝|A", "草地看上去是|蓝|B"],
        ["张三|男|某地", "李四|女|某地"],
        ["1|天空看上去是|蓝|红|颜色|A", "2|草地看上去是|蓝|绿|颜色|B"],
        ["1|天空是蓝的|某书第一章说天空是蓝的|对", "2|草是红的|某书第二章说草是绿的|错"],
        ["天空|天空看上去是什么颜色|蓝|红|A", "草地|草地看上去是什么颜色|蓝|绿|B"],
    ],
)
def test_a_table_that_leaves_a_doubt_is_none(rows: list[str]) -> None:
    assert drafts_of_table(table(*rows), "a.xlsx", PLAIN) is None
    assert columns_seen(table(*rows).rows, Reading()) is None


def test_columns_may_be_stated_by_number() -> None:
    mapping = BankMapping(numbers={"stem": 1, "answer": 2, "A": 3, "B": 4})
    assert read("天空看上去是|A|蓝|红", mapping=mapping) == ["1 天空看上去是 蓝/红 A"]


def test_columns_may_be_stated_by_name() -> None:
    mapping = BankMapping(names={"正文": "stem", "钥匙": "answer"})
    assert read("标题|正文|A|B|钥匙", "甲|天是|蓝|红|A", mapping=mapping) == ["2 天是 蓝/红 A"]
    assert drafts_of_table(table("标题|正文|A|B|钥匙", "甲|天是|蓝|红|A"), "a.xlsx", PLAIN) != drafts(
        "标题|正文|A|B|钥匙", "甲|天是|蓝|红|A", mapping=mapping
    )


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("题 型", "kind"),
        ("选项Ｃ", "C"),
        ("A", "A"),
        ("知识点", "topic"),
        ("姓名", ""),
        ("", ""),
        ("答案A", "A"),
        ("K", ""),
        ("題目", "stem"),
        ("選項B", "B"),
        ("正確答案", "answer"),
        ("難度", "difficulty"),
        ("更正后答案", "answer"),
        ("答案（旧）", ""),
        ("答案(作废)", ""),
        ("答案（原）", ""),
        ("原答案", ""),
        ("更正前答案", ""),
        *(
            (name, "B")
            for name in ("备选项B", "选择B", "选择项B", "选项B内容", "选项B描述", "选项（B）", "选项[B]", "选B")
        ),
        *((name, "B") for name in ("候选项B", "*选项B", "题支B", "B.", "B、", "(B)", "【B】", "B答案")),
        *((name, "B") for name in ("备选项2", "选项(2)", "选择2", "选项②")),
        *((name, "answer") for name in ("*正确答案", "【答案】", "本题答案", "正确项", "标答", "选择答案")),
        *((name, "answer") for name in ("试题参考答案", "正确答案/参考答案", "Answer Key")),
        ("选项(A-D)", "options"),
        ("选项数", ""),
        ("答案/解析", ""),
        ("我的答案", ""),
        ("答案数量", ""),
    ],
)
def test_names_of_fields(name: str, field: str) -> None:
    assert field_of(name) == field


# A second column of numbers


@pytest.mark.parametrize("heading", ["题号", "序号", "答案题号"])
def test_answers_with_numbers_of_their_own_must_count_as_the_questions_do(heading: str) -> None:
    header = f"题号|题干|A|B|{heading}|答案"
    assert read(header, "1|天是|蓝|红|1|A", "2|草是|绿|红|2|A") == ["2 天是 蓝/红 A", "3 草是 绿/红 A"]
    assert problem(header, "1|天是|蓝|红|1|A", "2|草是|绿|红|3|B").code == "columns_alike"


def test_two_numbers_before_the_question_or_one_behind_all_harm_nothing() -> None:
    assert read("序号|编号|题干|A|B|答案|题号", "1|X7|天是|蓝|红|A|9") == ["2 天是 蓝/红 A"]


# Pieces of a question

NUMBERED = "题号|题干|A|B|C|答案"
FIRST, LAST = "1|草是|红|绿|蓝|B", "9|云是|白|红|蓝|A"
WHOLE = ["草是 红/绿/蓝 B", "云是 白/红/蓝 A"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["5|灭火器|红|绿|黄|B", "|指针应在哪里||||"], ["3 row_beside_piece", "4 row_is_piece"]),
        (["5|灭火器||||", "|指针应在哪里|红|绿|黄|B"], ["3 row_is_piece", "4 row_beside_piece"]),
        (["5|天是|蓝|红||A", "||||绿|"], ["3 row_beside_piece", "4 row_is_piece"]),
        (["5|天是|蓝|红|绿|A", "|||||B"], ["3 row_beside_piece", "4 row_is_piece"]),
    ],
)
def test_a_question_cut_over_two_rows_is_refused_whole_and_its_neighbours_are_not(
    rows: list[str], expected: list[str]
) -> None:
    assert read(NUMBERED, FIRST, *rows, LAST) == [f"2 {WHOLE[0]}", *expected, f"5 {WHOLE[1]}"]


def test_a_piece_of_one_cell_of_options_or_of_a_statement_is_refused_with_its_question() -> None:
    assert read("题干|选项|答案", "天是|蓝;红|A", "|绿;黄|")[0] == "2 row_beside_piece"
    assert read("题干|答案", "天是蓝的|对", "安全出口可以|", "上锁|错")[1:] == ["3 row_is_piece", "4 row_beside_piece"]


@pytest.mark.parametrize(
    "row",
    [
        "", "注：以上每题1分|||||", "|注：以上每题1分||||", "|第二章 灭火||||", "|二、灭火||||", "|以下为单选题||||",
        "合计|2||||", "|合计||||100", "制表人：张三||||审核人：李四|", "6|又一题||||", "二、单选题|||||",
    ],
)  # fmt: skip
def test_notes_headings_and_numbered_rows_between_questions_cut_none(row: str) -> None:
    found = read(NUMBERED, FIRST, row, LAST)
    assert (found[0], found[-1]) == (f"2 {WHOLE[0]}", f"4 {WHOLE[1]}")


def test_a_sum_and_who_made_a_table_are_no_questions() -> None:
    assert read("题干|A|B|答案", "天是|蓝|红|A", "合计|100||", "制表人：张三|审核人：李四||") == ["2 天是 蓝/红 A"]


def test_material_may_be_merged_over_the_rows_below() -> None:
    rows = ["案例|题干|A|B|答案", "|天是|蓝|红|A", "某厂停电。|草是|红|绿|B", *["|云是|白|红|A"] * 6]
    assert [line[2:] for line in read(*rows)] == ["天是 蓝/红 A", *["material_lost"] * 6, "云是 白/红 A"]


def test_a_topic_that_is_merged_over_its_rows_counts_for_all_of_them() -> None:
    rows = ["章节|题干|A|B|答案", "天|天是|蓝|红|A", "|云是|白|红|A", "地|草是|红|绿|B"]
    assert [draft.topic for draft in drafts(*rows)] == ["天", "天", "地"]
    assert [draft.topic for draft in drafts(rows[0], rows[2], rows[1])] == ["", "天"]


# Where the options end


def test_a_remark_behind_options_under_one_merged_heading_is_no_option() -> None:
    rows = ["题干|答案|选项||||", "天是|A|蓝|红|绿|黄", "草是|D|蓝|红|黄|绿", "云是|A|白|红|绿|黄|教材P3"]
    assert read(*rows)[1:] == ["3 草是 蓝/红/黄/绿 D", "4 cell_outside_columns"]
    assert read(*rows[:3], "云是|E|黑|红|绿|黄|白")[1:] == ["3 草是 蓝/红/黄/绿 D", "4 云是 黑/红/绿/黄/白 E"]


# States and sheets


def test_a_state_that_nearly_no_other_question_has_is_refused() -> None:
    good = [f"天{n}是|蓝|红|A|1" for n in range(9)]
    assert read("题干|A|B|答案|状态", *good, "草是|红|绿|B|0")[-1] == "11 state_unusual"
    assert read("题干|A|B|答案|页码", *good, "草是|红|绿|B|0")[-1] == "11 草是 红/绿 B"
    assert read("题干|A|B|答案|状态", *good[:2], "草是|红|绿|B|0")[-1] == "4 草是 红/绿 B"


def named(sheet: str, *rows: str) -> list[Draft]:
    found = drafts_of_table(msgspec.structs.replace(table(*rows), sheet=sheet), "a.xlsx", PLAIN)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("sheet", ["作废", "已删除", "停用题", "旧题库", "回收站", "示例", "废题", "待审核"])
def test_a_sheet_that_is_named_as_out_of_use_is_refused(sheet: str) -> None:
    (draft,) = named(sheet, "题干|A|B|答案", "天是|蓝|红|A")
    assert draft.doubt is not None
    assert draft.doubt.code == "sheet_withdrawn"


@pytest.mark.parametrize("sheet", ["Sheet1", "2024题库", "新题库", "作废管理办法", "模板"])
def test_a_sheet_of_another_name_is_read(sheet: str) -> None:
    assert [draft.doubt for draft in named(sheet, "题干|A|B|答案", "天是|蓝|红|A")] == [None]


# What states the kind


@pytest.mark.parametrize(
    ("sheet", "kind"),
    [
        *((sheet, sheet) for sheet in ("判断题", "判断", "三、判断题", "判断题1", "判断题（20道）", "判断题库")),
        *((sheet, "") for sheet in ("判断能力", "Sheet1", "安全-判断", "简答题", "综合", "第一章 判断")),
    ],
)
def test_the_name_of_a_sheet_states_the_kind_only_if_it_is_a_kind(sheet: str, kind: str) -> None:
    assert [draft.kind for draft in named(sheet, "序号|题目|答案", "1|天是蓝的|T")] == [kind]
    assert [draft.kind for draft in named(sheet, "题型|题目|答案", "填空题|天是__的|蓝")] == ["填空题"]


def test_a_heading_that_is_a_kind_stands_over_the_questions() -> None:
    assert read("序号|判断题|答案", "1|天是蓝的|T") == ["2 天是蓝的 对/错 A"]
    rows = ["序号|单选题|A|B|答案", "1|天是|蓝|红|A", "序号|多选题|A|B|答案", "1|都是|甲|乙|AB"]
    assert read(*rows) == ["2 天是 蓝/红 A", "4 都是 甲/乙 AB"]
    assert drafts_of_table(table("序号|判断题|单选题|答案", "1|天是蓝的|甲|T"), "a.xlsx", PLAIN) is None


@pytest.mark.parametrize(
    "heading",
    [
        "二、多选题（本大题共4小题，每小题2分，共8分。多选、少选、错选均不得分）||||",
        "二、多选题：本大题共4小题，每小题2分，共8分，多选、少选、错选均不得分||||",
        "二、多选题|共4题|||",
        "二、多选题|共4题|每题2分||",
    ],
)
def test_a_heading_that_goes_on_at_length_changes_the_kind(heading: str) -> None:
    rows = ["题目|A|B|C|答案", "天是|蓝|红|绿|A", heading, "草是|蓝|红|绿|C"]
    assert read(*rows) == ["2 天是 蓝/红/绿 A", "4 multiple_too_few"]


# Headings that mean something only beside others


def test_some_names_are_the_answer_only_where_no_other_is() -> None:
    assert read("题目|正误", "天是蓝的|√") == ["2 天是蓝的 对/错 A"]
    assert read("题目|A|B|答案|结果", "天是|蓝|红|A|B") == ["2 天是 蓝/红 A"]


def test_numbered_answers_are_options_only_beside_a_right_answer() -> None:
    assert read("题目|答案1|答案2|正确答案", "天是|蓝|红|A") == ["2 天是 蓝/红 A"]
    assert read("题目|答案1|答案3|正确答案", "天是|蓝|红|A") == ["2 answers_differ"]


def test_a_question_may_stand_under_its_big_question() -> None:
    assert read("大题题干|小题题干|A|B|答案", "天是||蓝|红|A", "草|是|红|绿|B") == ["2 天是 蓝/红 A", "3 material_lost"]


def test_a_text_that_a_spreadsheet_keeps_as_it_is_loses_its_sign() -> None:
    assert read("题目|A|B|答案", '一半是|="1/2"|="1/3"|A', '又是|=1/2|"1/3"|A')[0] == "2 一半是 1/2/1/3 A"


def test_a_good_header_with_nothing_below_it_says_so() -> None:
    assert columns_unknown(table("题干|A|B|答案"), "a.xlsx").code == "rows_empty"
