"""What stands beside a question: the same words mean the same in a table and in a record."""

from typing import Any

import pytest

from chuangguan.formats.bank_import.beside import sort_beside
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.mapping import BankMapping
from chuangguan.formats.bank_import.records.files import drafts_of_value
from chuangguan.formats.bank_import.tables.layouts import drafts_of_table
from chuangguan.formats.sheets import Row, Table

PLAIN = BankMapping()
GONE = "question_withdrawn"


def row(name: str, cell: str, options: tuple[str, ...] = ("蓝", "红", "绿"), answer: str = "A") -> Draft:
    letters = "ABC"[: len(options)]
    cells = [("题目", *letters, "答案", name), ("天是", *options, answer, cell)]
    table = Table(sheet="一", rows=tuple(Row(number=number, cells=row) for number, row in enumerate(cells, 1)))
    found = drafts_of_table(table, "a.xlsx", PLAIN)
    assert isinstance(found, list)
    (draft,) = found
    return draft


def record(name: str, value: Any, options: tuple[str, ...] = ("蓝", "红", "绿"), answer: str = "A") -> Draft:
    letters = dict(zip("ABC", options, strict=False))
    (draft,) = drafts_of_value("a.json", [{"题目": "天是", **letters, "答案": answer, name: value}], PLAIN)
    return draft


def code(draft: Draft) -> str:
    return draft.doubt.code if draft.doubt else ""


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        # A state, a remark
        *((name, "作废", GONE) for name in ("状态", "題目狀態", "审核状态", "备注", "附注", "state", "remark")),
        *(
            ("状态", cell, GONE)
            for cell in (
                "已废止", "已廢棄", "下架", "已删除", "無效", "disabled", "Deleted", "archived", "待定", "答案有误",
                "旧题", "已过期", "暂停使用", "不再使用", "请勿使用", "有争议", "存疑", "否", "错", "×",
            )
        ),
        *(("审核状态", cell, GONE) for cell in ("未通过", "审核不通过", "驳回", "待审核", "未审核", "草稿")),
        *(
            ("状态", cell, "")
            for cell in (
                "正常", "启用", "已发布", "有效", "已审核", "未删除", "未停用", "没有错误", "无误", "没有争议",
                "active", "not deleted", "1", "0", "",
            )
        ),
        *(("备注", cell, "") for cell in ("无", "-", "第一章", "2018年第3期", "已更正", "NULL", "难度适中，选自教材")),
        ("审核状态", "通过", ""),
        ("审核人", "张三", ""),
        ("statement", "作废", ""),
        ("来源", "作废的旧书", ""),
        ("出处", "某书", ""),
        # A yes or a no
        *((name, "是", GONE) for name in ("作废", "删除", "是否停用", "是否已删除", "删除标志", "is_disabled")),
        *(("isDeleted", cell, GONE) for cell in ("1", "true", "TRUE", "Y", "1.0", "2", "已删除", "2024-01-01")),
        *(("是否停用", cell, "") for cell in ("否", "0", "0.0", "false", "N", "×", "正常", "启用", "未停用", "无", "")),
        ("deleted_at", "2024-01-01 08:00:00", GONE),
        ("deleted_at", "NULL", ""),
        ("停用原因", "重复", GONE),
        ("停用原因", "无", ""),
        *((name, "是", GONE) for name in ("是否停用(是/否)", "作废（可选）", "该题是否作废", "is_hidden")),
        *((name, "否", GONE) for name in ("是否有效(是/否)", "题目是否启用", "is_available")),
        *(("是否有效", cell, GONE) for cell in ("否", "0", "false", "×", "无效", "N")),
        *(("是否有效", cell, "") for cell in ("是", "1", "true", "√", "有效", "")),
        ("enabled", "false", GONE),
        ("is_active", "1", ""),
        ("published", "2018-01-01", ""),
        ("有效期", "0", ""),
        # An answer in a remark
        *(
            ("备注", cell, "answers_differ")
            for cell in (
                "答案为B", "答案：B", "应选B", "此题选 B 项", "答案改为B", "选AB", "答案为A、C", "原答案A，应选B",
                "答案为ｂ", "正确答案B", "更正：B", "答案：√", "正确选项：B",
            )
        ),
        *(
            ("备注", cell, "")
            for cell in ("答案为A", "此题选A", "不选B", "误选B", "易错选B", "选自B类教材", "答案：a。", "答案见教材",
                         "选项B、C对调", "选项C的写法已更正", "B卷")
        ),
        # Material, a picture
        *((name, "某厂停电。", "material_lost") for name in ("案例", "案例背景", "公共题干", "阅读短文", "passage")),
        ("material", "某厂停电。", "material_lost"),
        ("context", "某厂停电。", "material_lost"),
        ("contextual", "某厂停电。", ""),
        ("材料", "无", ""),
        *((name, "a.png", "picture_lost") for name in ("图片", "图片(可选)", "题目图片（可选）", "image_url", "題圖")),
        *(("图片", cell, "") for cell in ("", "无", "否", "0")),
        ("页码", "3", ""),
        *((name, "否", GONE) for name in ("是否启用", "是否使用", "是否采用", "是否入库", "启用", "有效")),
        ("有效性", "无效", GONE),
        ("是否使用", "是", ""),
        ("使用次数", "0", ""),
        *((name, "作废", GONE) for name in ("标记", "处理结果")),
        ("说明", "已作废", GONE),
        ("说明", "本条说的是旧规定作废以后怎样处理", ""),
        ("专家意见", "建议删除", GONE),
        ("修改意见", "答案改为B", "answers_differ"),
        *((name, "B", "answers_differ") for name in ("校对", "复核", "备注")),
        *((name, "A", "") for name in ("校对", "复核", "备注")),
        ("是否修改", "否", ""),
        *(("状态", cell, GONE) for cell in ("禁用", "未启用", "关闭", "未发布")),
        ("审核意见", "不合格", GONE),
        ("审核意见", "合格", ""),
        *(("备注", cell, GONE) for cell in ("不用", "取消", "删", "此题答案错", "超纲不考", "E.其他")),
        *(("备注", cell, "") for cell in ("不用计算器", "取消限制后的新题", "不考虑摩擦", "不再考核学历")),
        *((name, "某厂停电。", "material_lost") for name in ("情景", "情境", "条件", "前提", "资料", "场景", "引言")),
        *((name, "某厂停电。", "material_lost") for name in ("设问", "大题", "小题", "表格", "图示")),
        *((name, "某厂停电。", "material_lost") for name in ("题目2", "问题补充")),
        ("条件限制", "某厂停电。", ""),
    ],
)  # fmt: skip
def test_what_stands_beside_a_question_means_the_same_in_every_file(name: str, cell: str, expected: str) -> None:
    assert (code(row(name, cell)), code(record(name, cell))) == (expected, expected)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("deleted", True, GONE),
        ("deleted", 1, GONE),
        ("deleted", False, ""),
        ("deleted", 0, ""),
        ("deleted_at", None, ""),
        ("enabled", False, GONE),
        ("enabled", True, ""),
        ("status", 1, ""),
        ("images", [], ""),
        ("images", ["a.png"], "picture_lost"),
        ("image", False, ""),
        ("image", {"url": "a.png"}, "picture_lost"),
    ],
)
def test_a_record_says_it_with_values_of_its_own(name: str, value: Any, expected: str) -> None:
    assert code(record(name, value)) == expected


@pytest.mark.parametrize(
    ("options", "answer", "cell", "expected"),
    [
        (("蓝", "红", "绿"), "AB", "BA", ""),
        (("蓝", "红", "绿"), "AB", "A、B", ""),
        (("蓝", "红", "绿"), "A", "（A）", ""),
        (("蓝", "红", "绿"), "Ａ", "蓝", ""),
        (("蓝", "红", "绿"), "a", "蓝", ""),
        (("蓝", "红", "绿"), "答案：A", "蓝", ""),
        (("蓝", "红", "绿"), "A", "A.蓝", ""),
        (("蓝", "红", "绿"), "AC", "蓝；绿", ""),
        (("蓝", "红", "绿"), "蓝", "A", ""),
        (("蓝", "红", "绿"), "A", "无", ""),
        (("对", "错"), "A", "√", ""),
        ((), "对", "√", ""),
        ((), "错误", "×", ""),
        (("蓝", "红", "绿"), "AB", "AC", "answers_differ"),
        (("蓝", "红", "绿"), "a", "红", "answers_differ"),
        (("蓝", "红", "绿"), "A", "黄", "answers_differ"),
        (("蓝", "红", "绿"), "AC", "蓝", "answers_differ"),
        (("对", "错"), "A", "×", "answers_differ"),
        ((), "对", "×", "answers_differ"),
    ],
)
def test_a_second_answer_is_compared_by_what_it_means(
    options: tuple[str, ...], answer: str, cell: str, expected: str
) -> None:
    assert code(row("答案内容", cell, options, answer)) == expected


@pytest.mark.parametrize(
    ("options", "answer", "remark", "expected"),
    [
        (("蓝", "红", "绿"), "AC", "答案为C、A", ""),
        (("蓝", "红", "绿"), "蓝", "答案为A", ""),
        ((), "对", "答案：√", ""),
        ((), "对", "答案：×", "answers_differ"),
        (("蓝", "红", "绿"), "AC", "答案为A", "answers_differ"),
    ],
)
def test_an_answer_in_a_remark_is_compared_likewise(
    options: tuple[str, ...], answer: str, remark: str, expected: str
) -> None:
    drafts = row("备注", remark, options, answer), record("备注", remark, options, answer)
    assert [code(draft) for draft in drafts] == [expected, expected]


def test_a_doubt_names_the_column_and_what_stands_in_it() -> None:
    doubt = row("是否停用", "是").doubt
    assert doubt is not None
    assert doubt.details == {"given": "是否停用：是"}


@pytest.mark.parametrize("name", ["题目", "答案（旧）", "答案(作废)", "旧备注", "页码", "修订日期", "选项数量"])
def test_a_field_or_an_old_or_unknown_name_says_nothing(name: str) -> None:
    assert sort_beside(name) == ""
