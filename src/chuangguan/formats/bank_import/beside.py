"""What stands beside a question and speaks against it: another answer, a picture, material, its state.

A table has it in columns and a record under keys; what it means hangs on the name alone, whatever the file.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.fields import (
    OUT_OF_USE,
    bare_name,
    field_of,
    is_outdated,
    is_picture,
    may_say_an_answer,
    plain_name,
)
from chuangguan.formats.bank_import.judging.answers import as_letters, is_same
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.texts import key_of
from chuangguan.formats.bank_import.words import FILLERS, RIGHT_SIGNS, WRONG_SIGNS, Reading, truth_of
from chuangguan.formats.cells import excerpt
from chuangguan.rules.bank import Question

Sort = Literal["", "answer", "picture", "material", "gone", "used", "state", "word"]
"""What a name promises: “gone” asks for a no, “used” for a yes, “state” for no word against; “word” may be a text."""

_GONE: Final = (
    f"{OUT_OF_USE}|弃用|删除|下架|禁用|失效|无效|撤[回销]|"
    "delet(?:ed?|ion)|disabled?|removed?|withdrawn|invalid|obsolete|deprecated|inactive|retired|archived"
)
_USED: Final = (
    "正常|有效|启用|可用|在用|使用|采用|入库|生效|发布|上架|通过|"
    "enabled?|valid|active|available|usable|published|approved"
)
_WHOSE: Final = "(?:是否|[本该]题|题目|试题|审核|已经?|被|question|item|is|was)*"
_FLAG: Final = "(?:标[志记识]|状态|与否|否|性|flag|status)?"
_SORTS: Final[tuple[tuple[Sort, re.Pattern[str]], ...]] = (
    ("material", re.compile("材料|案例|背景|短文|题干(?!类型|字数|长度)|passage|material|casetext")),
    ("material", re.compile("(?:article|reading|context|background)(?:text|content)?$")),
    (
        "material",
        re.compile("(?:共用|公用|公共)?(?:情[景境]|条件|前提|资料|场景|引言|设问|大题|小题|表格|图示)(?:描述|内容)?$"),
    ),
    ("material", re.compile("(?:题目|题干|问题|试题)(?:[2-9二三续]|补充|续)(?:内容|说明)?$")),
    (
        "state",
        re.compile(
            "备注|附注|批注|状态|审核|复核|校对|校核|审校|意见|批示|标[记识注]|处理|remark|note|status|state(?!ment)"
        ),
    ),
    ("word", re.compile("(?:题目|试题|其[他它])?(?:说明|情况)$")),
)
_SHARED: Final = re.compile("材料|案例|背景|短文|[共公][用同共]|大题|情[景境]|资料|场景|passage|material|case")
_IS_GONE: Final = re.compile(rf"{_WHOSE}(?:{_GONE}|隐藏|hidden|del){_FLAG}(?:原因|日期|时间|reason|at|time|date|on)?")
_IS_USED: Final = re.compile(rf"{_WHOSE}(?:{_USED}){_FLAG}")
_STAYS: Final = re.compile(rf"(?:审核|复核|已经?)*(?:{_USED}|normal)|(?:未被?|不|非|not|un)(?:{_GONE})")
_AGAINST: Final = re.compile(
    rf"(?<![未无不非没])(?<!没有)(?<!not)(?<!un)(?:{_GONE}|有误|应为|错误|存疑|有[争异]议|旧题|过[时期]|暂[不停]|停止使用"
    "|待[定审核改修查确发启]|(?:不[可能要得再]|勿)使?用|incorrect|wrong|rejected|draft|pending)"
    "|未(?:审|通过|发布|启用|生效|确[定认])|不(?:通过|确定|合格|采用|采纳|入库)|驳回|草稿|审核中|^否$"
    "|答案(?:有?错|不对)|超纲|不再?考(?!虑|核|察|勤|验|究|量|古)"
    "|^(?:此题|本题|已|暂|先|建议)*(?:取消|关闭|禁用|不[用要]|删[掉去]?)了?$"
)
_SAYS_AN_ANSWER: Final = re.compile(
    r"(?<![不误易错])(?:答案|正确选项|选择?|改|更正)(?:应?该?改?[为是成]|:)?\s*([A-F](?:[\s,、;]*[A-F])*+)(?=$|[\s,.。;:!)项选])"
    rf"|答案(?:应?该?[为是]|:)\s*(对|错|正确|错误|[{RIGHT_SIGNS}{WRONG_SIGNS}])(?=$|[\s,.。;])",
    re.IGNORECASE,
)
_PARKED: Final = re.compile(r"[A-Ja-jＡ-Ｊ]\s*[.．、:：)）]\s*\S")
_LONGEST_WORD: Final = 10
_SAYS_NOTHING: Final = FILLERS | {"无误", "没有", "null", "none", "nan", "nat", "n/a"}
_FIGURES: Final = {"0": False, "0.0": False, "1": True, "1.0": True}
_GONE_SHEET: Final = re.compile(
    rf"(?:已|待|暂)?(?:{_GONE}|不用|不再使用|停止使用|取消|淘汰|过[时期])的?(?:题目?|试题|题库|内容)?[0-9]{{0,2}}"
    "|废题|待(?:审核?|定|修改)(?:题目?)?|备份|填写说明|(?:旧|老|原)(?:题目?|试题|题库|版|版本|版题库)[0-9]{0,2}|回收站|垃圾箱|草稿箱?|(?:填写)?(?:示例|样例|范例)(?:题目?)?"
)


def doubt_of_sheet(name: str) -> Problem | None:
    """Return what the name of a sheet says against all its questions."""
    if _GONE_SHEET.fullmatch(plain_name(name)) is None:
        return None
    return Problem(code="sheet_withdrawn", details={"given": excerpt(name)})


@lru_cache(maxsize=1024)
def sort_beside(name: str) -> Sort:
    """Return what stands under a heading or a key that is no field, empty where it says nothing against a question.

    >>> [sort_beside(name) for name in ("更正", "图片(可选)", "案例背景", "是否停用", "is_valid", "备注", "来源")]
    ['answer', 'picture', 'material', 'gone', 'used', 'state', '']
    """
    plain = plain_name(name)
    if field_of(name):
        return ""
    if _IS_GONE.fullmatch(bare_name(plain)):
        return "gone"
    if _IS_USED.fullmatch(bare_name(plain)):
        return "used"
    if is_outdated(plain):
        return ""
    if is_picture(plain):
        return "picture"
    if may_say_an_answer(name):
        return "answer"
    return next((sort for sort, pattern in _SORTS if pattern.search(plain)), "")


def doubt_beside(beside: Iterable[tuple[str, str]], draft: Draft, reading: Reading) -> Problem | None:
    """Return what the first of these cells that does so, each with its name before it, says against a question."""
    return next(filter(None, (_doubt(name, cell, draft, reading) for name, cell in beside)), None)


def _doubt(name: str, cell: str, draft: Draft, reading: Reading) -> Problem | None:
    sort, plain = sort_beside(name), plain_name(cell)
    if not sort or plain in _SAYS_NOTHING:
        return None
    if sort in ("picture", "material"):
        details: dict[str, int | str] = {"given": excerpt(cell)} if sort == "material" else {}
        return None if says_nothing(cell) else Problem(code=f"{sort}_lost", column="题干", details=details)
    if sort == "word" and len(plain) > _LONGEST_WORD:
        return None
    if sort != "answer" and (_is_withdrawn(sort, plain) or _PARKED.match(cell)):
        return Problem(code="question_withdrawn", details={"given": excerpt(f"{name}：{cell}")})
    answers = [cell] if sort == "answer" else _answers_in(cell)
    if all(_is_the_answer(answer, draft, reading) for answer in answers):
        return None
    return Problem(code="answers_differ", column="答案", details={"given": excerpt(f"{draft.answer}、{cell}")})


def may_be_merged(name: str) -> bool:
    """Say whether a heading is one of material that several questions may share, so that its cell is merged."""
    return sort_beside(name) == "material" and _SHARED.search(plain_name(name)) is not None


def says_nothing(cell: str) -> bool:
    """Say whether a cell of a picture or of material has none."""
    plain = plain_name(cell)
    return plain in _SAYS_NOTHING or _truth(plain) is False


def _is_withdrawn(sort: Sort, plain: str) -> bool:
    """Say whether a plain cell says that its question is no longer in use, or not yet."""
    if sort == "gone":
        return _truth(plain) is not False and _STAYS.fullmatch(plain) is None
    # A figure is a yes or a no only where one is asked for.
    said = _truth(plain) if sort == "used" else truth_of(plain, Reading(), is_stated=False)
    return said is False or _AGAINST.search(plain) is not None


def _truth(plain: str) -> bool | None:
    return _FIGURES.get(plain, truth_of(plain, Reading()))


def _answers_in(text: str) -> list[str]:
    """Return the answers that a remark names.

    >>> _answers_in("原答案为A，应选B"), _answers_in("不选B"), _answers_in("答案：错。")
    (['A', 'B'], [], ['错'])
    """
    if as_letters(text):
        return [text]
    return [letters or word for letters, word in _SAYS_AN_ANSWER.findall(unicodedata.normalize("NFKC", text))]


def _is_the_answer(text: str, draft: Draft, reading: Reading) -> bool:
    """Say whether a text means the answer of a draft: the same words, or what is judged to be the same."""
    if key_of(text) == key_of(draft.answer) or is_same(text, draft.answer):
        return True
    said, meant = (judge(msgspec.structs.replace(draft, answer=answer), reading) for answer in (text, draft.answer))
    return isinstance(said, Question) and isinstance(meant, Question) and said.answer == meant.answer
