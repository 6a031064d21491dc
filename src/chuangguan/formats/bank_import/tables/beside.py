"""What stands beside a question in its row and speaks against it: another answer, a picture, material, its state."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.fields import field_of, is_outdated, is_picture, may_say_an_answer, plain_name
from chuangguan.formats.bank_import.tables.columns import Columns
from chuangguan.formats.bank_import.words import FILLERS
from chuangguan.formats.cells import excerpt

_BESIDE: Final[Mapping[str, re.Pattern[str]]] = {
    "material": re.compile("材料|案例|背景|题干(?!类型|字数|长度)|passage|material"),
    "state": re.compile("备注|附注|状态|是否有效|审核|remark|note|status"),
}
_SAYS_NOTHING: Final = FILLERS | {"无误", "没有"}
_WITHDRAWN: Final = re.compile("(?<![未无不非])(?<!没有)(?:作废|删除|停用|无效|待定|有误|应为|错误)|^否$")
_SAYS_AN_ANSWER: Final = re.compile(r"(?<![不误易错])(?:答案|选)(?:应?[为是]|[:：])?\s*([A-F]{1,6})(?=$|[\s,，.。;])")


def columns_beside(columns: Columns) -> dict[int, str]:
    """Return the columns that may say something against a question: index -> answer, picture, material or state."""
    known = {*columns.fields.values(), *columns.options}
    sorts = {index: _sort(heading) for index, heading in enumerate(columns.headings) if index not in known}
    return {index: sort for index, sort in sorts.items() if sort}


def _sort(heading: str) -> str:
    name = plain_name(heading)
    if field_of(heading) or is_outdated(name):
        return ""
    if is_picture(re.split(r"[(（【\[]", name, maxsplit=1)[0]):
        return "picture"
    if may_say_an_answer(heading):
        return "answer"
    return next((sort for sort, pattern in _BESIDE.items() if pattern.search(name)), "")


def doubt_beside(sort: str, cell: str, answers: Sequence[str]) -> Problem | None:
    """Return what a cell of a column of this sort says against its question, whose answer may be written so."""
    if cell in _SAYS_NOTHING:
        return None
    if sort == "picture":
        return Problem(code="picture_lost", column="题干")
    if sort == "material":
        return Problem(code="material_lost", column="题干", details={"given": excerpt(cell)})
    if sort == "state":
        if _WITHDRAWN.search(cell):
            return Problem(code="question_withdrawn", details={"given": excerpt(cell)})
        said = _SAYS_AN_ANSWER.search(cell)
        if said is None or _bare(said[1]) in map(_bare, answers):
            return None
    elif _bare(cell) in map(_bare, answers):
        return None
    return Problem(code="answers_differ", column="答案", details={"given": excerpt("、".join((*answers[:1], cell)))})


def _bare(answer: str) -> str:
    return re.sub(r"[\s,，、;；.。]", "", unicodedata.normalize("NFKC", answer)).upper()
