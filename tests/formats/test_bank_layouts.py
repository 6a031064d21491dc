import msgspec
import pytest

from chuangguan.errors import Problem
from chuangguan.formats.bank_columns import columns_seen, field_of
from chuangguan.formats.bank_layouts import drafts_of_table, index_base_of
from chuangguan.formats.bank_mapping import BankMapping
from chuangguan.formats.draft_words import Reading
from chuangguan.formats.drafts import Draft
from chuangguan.formats.judging import judge
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
    assert read("xuhao|type|content|answer|A|B|页码", "1|单选题|1.天是|B|蓝|红|p3") == ["2 天是 蓝/红 B"]


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


def test_a_lost_row_of_options_is_no_guess() -> None:
    assert read("题目|答案", "天是|B", "A.蓝|", "C.红|") == ["2 options_not_apart"]


def test_an_answer_may_stand_in_the_stem() -> None:
    assert read("题目|A|B", "天是（ A ）。|蓝|红") == ["2 天是（ ）。 蓝/红 A"]


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


def test_numbers_that_run_on_are_cut_off_even_without_a_sign() -> None:
    rows = [f"{n}第{n + 3}条说的是|蓝|红|A" for n in range(1, 9)]
    assert read("题目|A|B|答案", *rows)[7] == "9 第11条说的是 蓝/红 A"
    alone = ["1978第一|蓝|红|A", "甲|蓝|红|A", "乙|蓝|红|A"]
    assert read("题目|A|B|答案", *alone)[0] == "2 1978第一 蓝/红 A"


def test_topic_difficulty_explanation_source_and_id_are_found() -> None:
    (found,) = drafts("编号|题干|A|B|答案|解析|难度|知识点|出处", "X1|天是|蓝|红|A|看|3|天|某书")
    assert (found.id, found.explanation, found.difficulty, found.topic, found.source) == ("X1", "看", "3", "天", "某书")


def test_a_header_that_has_two_answers_is_a_problem() -> None:
    found = drafts_of_table(table("题目|A|B|答案|正确答案", "天是|蓝|红|A|B"), "a.xlsx", PLAIN)
    assert isinstance(found, Problem)
    assert (found.code, found.column) == ("column_repeated", "正确答案")


# Without a header

BARE = ["1|单选题|天空看上去是|蓝|红|A", "2|单选题|草地看上去是|蓝|绿|B", "3|多选题|下列是颜色的|蓝|绿|AB"]


def test_a_table_without_a_header_is_read_where_its_cells_leave_no_doubt() -> None:
    assert read(*BARE) == ["1 天空看上去是 蓝/红 A", "2 草地看上去是 蓝/绿 B", "3 下列是颜色的 蓝/绿 AB"]
    assert read("天空看上去是|A.蓝##B.红|A", "草地看上去是|A.蓝##B.绿|B")[1] == "2 草地看上去是 蓝/绿 B"


@pytest.mark.parametrize(
    "rows",
    [
        ["天空看上去是|A|蓝|红", "草地看上去是|B|蓝|绿"],
        ["天空看上去是|蓝|红|A|B", "草地看上去是|蓝|绿|B|A"],
        ["天空看上去是|蓝|A", "草地看上去是|蓝|B"],
        ["张三|男|某地", "李四|女|某地"],
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
    ("answers", "base"),
    [("013", 0), ("134", 1), ("12", None), ("014", None), ("", None), ("9", None), ("4", 1), ("0", 0)],
)
def test_an_index_counts_from_where_the_file_shows_it(answers: str, base: int | None) -> None:
    draft = Draft(file="a", row=1, stem="题", options=("甲", "乙", "丙", "丁"))
    assert index_base_of([msgspec.structs.replace(draft, answer=answer) for answer in answers]) == base


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
    ],
)
def test_names_of_fields(name: str, field: str) -> None:
    assert field_of(name) == field
