"""Codes as Chinese sentences; the source is searched so that no code is forgotten."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import chuangguan
from chuangguan.documents import messages_campaign, messages_core, messages_formats
from chuangguan.documents.messages import is_known, say_error, say_note, say_problem, say_refusal
from chuangguan.errors import BadInput, Misuse, NotFound, PeriodNotEnded, Problem, StoreFull
from chuangguan.rules.awards import Note
from chuangguan.rules.instants import read_instant
from chuangguan.values import Refused

SOURCE = Path(chuangguan.__file__).parent
CODE = re.compile("[a-z]+(_[a-z]+)+")
SAYING = re.compile("(Problem|Refused|Note|Exclusion|Misuse|_Differs|_?problem|_bad|_repeated)$")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def words(node: ast.expr | None) -> Iterator[str]:
    """Yield the texts that an expression may be: itself, or the arms of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from words(node.body)
        yield from words(node.orelse)


def code_argument(node: ast.Call) -> ast.expr | None:
    """Return the argument that holds the code: a method's first, a function's second behind where it stands."""
    is_behind = len(node.args) > 1 and isinstance(node.func, ast.Name) and not isinstance(node.args[0], ast.Constant)
    return node.args[int(is_behind)] if node.args else None


def codes_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and SAYING.search(called(node)):
            for keyword in node.keywords:
                if keyword.arg in {"code", "reason", "what"}:
                    yield from words(keyword.value)
            yield from (word for word in words(code_argument(node)) if CODE.fullmatch(word))
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"code", "reason"}:
            yield from words(node.value)


def test_every_code_in_the_source_has_a_message() -> None:
    found = {(path.name, code) for path, tree in trees() for code in codes_of(tree)}
    assert {("sitting.py", "level_bank_short"), ("play.py", "already_submitted"), ("audit.py", "fact_changed")} <= found
    assert {("errors.py", "store_full"), ("roster.py", "unit_above_itself"), ("closing.py", "left_roster")} <= found
    assert {("draw.py", "quota_short"), ("imports.py", "in_the_future"), ("rosters.py", "second_admin")} <= found
    assert sorted(item for item in found if not is_known(item[1])) == []


def test_a_code_without_a_message_would_be_found() -> None:
    tree = ast.parse(
        'Problem(code="never_said")\nreason = "a_b" if x else "c_d"\nline.problem("e_f", "g_h")\n_bad(path, "i_j", n)'
    )
    assert set(codes_of(tree)) == {"never_said", "a_b", "c_d", "e_f", "i_j"}
    assert not is_known("never_said")


def test_every_kind_of_thing_that_is_not_found_has_a_name() -> None:
    kinds = {
        word
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == "NotFound"
        for keyword in node.keywords
        if keyword.arg == "kind"
        for word in words(keyword.value)
    }
    assert {"level", "period", "unit"} <= kinds <= messages_core.WORDS["kind"].keys()


def test_no_template_is_hidden_by_one_that_needs_the_same() -> None:
    for code in messages_campaign.MESSAGES.keys() & messages_formats.MESSAGES.keys():
        assert messages_campaign.MESSAGES[code] != messages_formats.MESSAGES[code]
    assert not messages_core.MESSAGES.keys() & (
        messages_campaign.MESSAGES.keys() | messages_formats.MESSAGES.keys()
    ) - {"not_in_this_edition"}


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            Problem(
                code="phone_length", file="名册.xlsx", sheet="Sheet1", row=3, column="手机号码", details={"digits": 12}
            ),
            "名册.xlsx 工作表“Sheet1” 第3行 “手机号码”：手机号码是 12 位，应为 11 位",
        ),
        (
            Problem(code="unknown_unit", file="名册.csv", row=5, column="单位", details={"unit": "甲"}),
            "名册.csv 第5行 “单位”：没有“甲”这个单位，请先导入单位",
        ),
        (
            Problem(code="key_missing", file="a.toml", column="campaign", details={"key": "id"}),
            "a.toml “campaign”：缺少“id”",
        ),
        (Problem(code="key_missing", file="a.jsonl", row=2, column="level"), "a.jsonl 第2行 “level”：缺少这个键"),
        (
            Problem(code="seal_differs", details={"fact": 9, "period": "2018-04"}),
            "第9条记录（2018-04结榜）的内容与封存摘要不符",
        ),
        (Problem(code="stem_missing", file="a.json", row=8, row_kind="question"), "a.json 第8题：没有题干"),
        (
            Problem(code="question_repeated", file="a.docx", row=9, row_kind="paragraph", details={"first_row": 2}),
            "a.docx 第9段：与第 2 段的题目相同，跳过",
        ),
        (
            Problem(
                code="answers_conflict", file="a.xlsx", sheet="乙", row=4, details={"first_row": 4, "first_sheet": "甲"}
            ),
            "a.xlsx 工作表“乙” 第4行：与工作表“甲”第 4 行的题目相同，答案却不同，两处都不收",
        ),
        (Problem(code="no_such_code", file="a.csv", details={"n": 1}), "a.csv：出现问题（no_such_code）n：1"),
    ],
)
def test_a_problem_says_where_and_what(problem: Problem, sentence: str) -> None:
    assert say_problem(problem) == sentence


def test_of_two_templates_the_one_whose_details_are_there_speaks() -> None:
    read_bank = Problem(code="difficulty_bad", details={"given": "六"})
    read_campaign = Problem(code="difficulty_bad", details={"value": 6})
    assert say_problem(read_bank) == "难度应为 1 至 5 的整数或不填，现为“六”"
    assert say_problem(read_campaign) == "难度应为1至5，现为6"


OPENS_AT = read_instant("2018-04-01", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (
            Refused(reason="level_not_open", details={"level": 2, "opens_at": OPENS_AT}),
            "第2关尚未开放，开放时刻：2018年4月1日0时00分00秒",
        ),
        (Refused(reason="level_not_open", details={"level": 9, "opens_at": 0}), "第9关尚未开放，开放时刻：未定"),
        (Refused(reason="too_late", details={"limit_end": OPENS_AT}), "已过交卷时限，到时为2018年4月1日0时00分00秒"),
        (Refused(reason="too_late", details={"attempt": 7}), "已过交卷时限，这次闯关按超时收卷"),
        (
            Refused(reason="restart_not_allowed", details={"missing": "2、3"}),
            "尚未通过已开放的第2、3关，不能重新自第一关开始",
        ),
        (Refused(reason="restart_not_allowed"), "按活动规则，不能重新自第一关开始"),
        (Refused(reason="attempts_used_up", details={"n": 3, "per": "day"}), "闯关次数已用完：每日最多3次"),
    ],
)
def test_a_refusal_says_why(refused: Refused, sentence: str) -> None:
    assert say_refusal(refused) == sentence


def test_instants_are_local_to_the_campaign() -> None:
    refused = Refused(reason="campaign_closed", details={"closes_at": OPENS_AT})
    assert say_refusal(refused, "UTC") == "活动已于2018年3月31日16时00分00秒结束"


def test_an_error_is_one_sentence_and_bad_input_a_line_a_problem() -> None:
    assert say_error(StoreFull(path="/d")) == "磁盘已满，“/d”没有写入任何内容，请清理磁盘后再试"
    assert (
        say_error(NotFound(kind="period", key="2018-13", known="2018-03")) == "没有这个期次：2018-13，可用的有：2018-03"
    )
    assert say_error(NotFound(kind="unit", key="甲")) == "没有这个单位：甲"
    assert say_error(Misuse(what="no_public_text_used")) == "本活动的规则不使用公开文本"
    assert say_error(Misuse(what="unheard_of")) == "程序调用有误：unheard_of"
    ended = PeriodNotEnded(period="2018-04", closable_at=OPENS_AT, cutoff_at=OPENS_AT)
    assert say_error(ended).startswith("2018-04要到2018年4月1日0时00分00秒之后才能结榜")
    problems = [Problem(code="name_missing", row=2), Problem(code="unit_missing", row=3)]
    assert say_error(BadInput(problems)) == "第2行：没有姓名\n第3行：没有单位"


def test_braces_and_hostile_marks_in_details_are_plain_text() -> None:
    problem = Problem(code="unknown_unit", file="\u202ea.csv", details={"unit": "{0}\u202e{unit}"})
    assert say_problem(problem) == "a.csv：没有“{0}{unit}”这个单位，请先导入单位"


def test_notes_of_a_closing_have_money_in_yuan() -> None:
    note = Note(code="budget_overrun", details={"tiers": "甲、乙", "budget_fen": 500_000, "paid_fen": 510_050})
    assert say_note(note) == "甲、乙预算5,000元，因末位并列实发5,100.50元，超出预算"
