"""Where the columns of somebody else's table are: under which names, or, without names, by what they hold."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from chuangguan.formats.cells import normalise_header
from chuangguan.formats.draft_words import Reading, stated_kind, truth_of
from chuangguan.formats.option_cells import split_options
from chuangguan.formats.sheets import Row
from chuangguan.rules.bank import LETTERS
from chuangguan.values import Value

NAMES: Final[Mapping[str, str]] = {
    "stem": "题干 题目 题目内容 试题 试题内容 试题题干 问题 问题内容 内容 题目描述 题目名称 题目正文 题面 "
    "tigan timu wenti shiti neirong question questiontext stem title content problem",
    "kind": "题型 类型 题目类型 试题类型 题目题型 试题题型 问题类型 题类 "
    "tixing leixing timuleixing type kind questiontype qtype",
    "answer": "答案 正确答案 标准答案 参考答案 题目答案 试题答案 正确选项 答案选项 正确答案选项 "
    "daan zhengquedaan biaozhundaan answer answers rightanswer correctanswer correct correctoption key",
    "options": "选项 题目选项 试题选项 备选项 备选答案 选项内容 候选项 xuanxiang options option choices",
    "explanation": "解析 答案解析 试题解析 题目解析 解释 解题思路 jiexi explanation analysis explain",
    "difficulty": "难度 难易度 难易程度 难度等级 难度系数 试题难度 nandu difficulty",
    "topic": "知识点 考点 章节 所属章节 知识模块 模块 zhishidian kaodian zhangjie topic chapter",
    "source": "出处 来源 依据 法律依据 试题来源 参考依据 chuchu laiyuan yiju source reference",
    "id": "编号 题号 序号 试题编号 题目编号 bianhao tihao xuhao id no number",
}  # fmt: skip
_FIELDS: Final = {name: field for field, names in NAMES.items() for name in names.split()}
_OPTION: Final = re.compile(
    r"(?:(?:备选)?(?:选项|答案)|xuanxiang|options?|choice|item)?([a-j])(?:选项|项)?|"
    r"(?:(?:备选)?选项|备选答案|xuanxiang|options?|choice)([1-9①-⑨一二三四五六七八九])"
)
_DIGITS: Final = {
    **dict(zip("①②③④⑤⑥⑦⑧⑨", range(9), strict=True)),
    **dict(zip("一二三四五六七八九", range(9), strict=True)),
}
_LOOKED_AT: Final = 200
_MOSTLY: Final = 0.9
_LETTER_ANSWER: Final = re.compile(r"[A-Fa-f](?:[\s,，、;；]*[A-Fa-f]){0,5}")


class Columns(Value, frozen=True, kw_only=True):
    """The index of each field, and those of the options that have a column each, in order."""

    fields: dict[str, int]
    options: tuple[int, ...] = ()
    repeated: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether a question could be read by them: its text, and an answer or options."""
        return "stem" in self.fields and ("answer" in self.fields or "options" in self.fields or len(self.options) > 1)


def field_of(name: str) -> str:
    """Return the field that a header or a key names, an option by its letter, empty for what nobody knows.

    >>> field_of("试题类型(判断题、单选题)"), field_of("选项B"), field_of("right_answer")
    ('kind', 'B', 'answer')
    """
    text = normalise_header(name).lower().replace("_", "").replace("-", "")
    short = re.split(r"[(（:：【\[*]", text, maxsplit=1)[0]
    if short in _FIELDS:
        return _FIELDS[short]
    option = _OPTION.fullmatch(short)
    if option is None:
        return ""
    if option[1]:
        return option[1].upper()
    place = _DIGITS.get(option[2])
    return "ABCDEFGHIJ"[int(option[2]) - 1 if place is None else place]


def named_columns(cells: Sequence[str], stated: Mapping[str, str]) -> Columns:
    """Return the columns that a row names; `stated` has the names that the file's owner gave us, name -> field."""
    fields: dict[str, int] = {}
    repeated = ""
    for index, cell in enumerate(cells):
        field = (stated.get(cell) or ("" if _is_taken(cell, stated) else field_of(cell))) if cell else ""
        if not field:
            continue
        if field in fields and field in {"stem", "answer", "options", *"ABCDEFGHIJ"}:
            repeated = cell
        fields.setdefault(field, index)
    options = tuple(fields.pop(letter) for letter in "ABCDEFGHIJ" if letter in fields)
    return Columns(fields=fields, options=options, repeated=repeated)


def _is_taken(cell: str, stated: Mapping[str, str]) -> bool:
    """Say whether another name was stated for the field that this one would have."""
    return bool(stated) and field_of(cell) in stated.values()


def numbered_columns(numbers: Mapping[str, int]) -> Columns:
    """Return the columns that are stated by their numbers, counted from 1."""
    options = tuple(numbers[letter] - 1 for letter in LETTERS if letter in numbers)
    return Columns(fields={name: n - 1 for name, n in numbers.items() if name not in LETTERS}, options=options)


def columns_seen(rows: Sequence[Row], reading: Reading) -> Columns | None:
    """Return the columns of a table without a header, where what they hold leaves no doubt, else None.

    There must be one column of answers, the longest texts before it, and options in all columns between them, or
    together in one.
    """
    looked_at = rows[:_LOOKED_AT]
    width = max(len(row.cells) for row in looked_at)
    columns = [[cell for row in looked_at if (cell := row.cell(index))] for index in range(width)]
    answers = [i for i, cells in enumerate(columns) if _share(cells, lambda cell: _is_answer(cell, reading))]
    kinds = [i for i, cells in enumerate(columns) if _share(cells, lambda cell: _is_kind(cell, reading))]
    if len(answers) != 1 or len(kinds) > 1:
        return None
    filled = [index for index in range(width) if columns[index] and index not in kinds]
    together = [index for index in filled if _share(columns[index], _is_together)]
    before = [index for index in filled if index < answers[0] and index not in together]
    if not before or len(together) > 1:
        return None
    stem = max(before, key=lambda index: sum(map(len, columns[index])) / len(columns[index]))
    between = [index for index in before if index > stem]
    found = {"stem": stem, "answer": answers[0], **({"kind": kinds[0]} if kinds else {})}
    if together:
        return None if between else Columns(fields={**found, "options": together[0]})
    if len(between) == 1 or (not between and len(filled) > len(before) + 1):
        return None
    return Columns(fields=found, options=tuple(between))


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(holds, cells)) >= _MOSTLY * len(cells)


def _is_answer(cell: str, reading: Reading) -> bool:
    plain = unicodedata.normalize("NFKC", cell).strip()
    return _LETTER_ANSWER.fullmatch(plain) is not None or truth_of(cell, reading) is not None


def _is_kind(cell: str, reading: Reading) -> bool:
    return stated_kind(cell, reading) not in ("", "unknown") and truth_of(cell, reading) is None


def _is_together(cell: str) -> bool:
    """Say whether a cell holds options, the first of them with its letter."""
    return cell.lstrip("*# \n")[:2].strip("(（")[:1] in {"A", "Ａ"} and split_options(cell) is not None


def names_for(stated: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return name -> field for what was stated as field and name."""
    return {name: field for field, name in stated}
