"""Where the columns of somebody else's table are: under which names, or, without names, by what they hold."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from chuangguan.errors import Problem
from chuangguan.formats.cells import excerpt, normalise_header
from chuangguan.formats.draft_words import FILE_LETTERS, FILLERS, Reading, stated_kind, truth_of
from chuangguan.formats.option_cells import split_options
from chuangguan.formats.record_values import is_picture_key
from chuangguan.formats.sheets import Row
from chuangguan.rules.bank import LETTERS
from chuangguan.values import Value

NAMES: Final[Mapping[str, str]] = {
    "stem": "题干 题目 题目内容 试题 试题内容 试题题干 问题 问题内容 内容 题目描述 题目名称 题目正文 题面 "
    "tigan timu wenti shiti neirong question questiontext stem title content problem",
    "kind": "题型 类型 题目类型 试题类型 题目题型 试题题型 问题类型 题类 "
    "tixing leixing timuleixing type kind questiontype qtype",
    "answer": "答案 正确答案 标准答案 参考答案 题目答案 试题答案 正确选项 答案选项 正确答案选项 "
    "新答案 最终答案 更正答案 更正后答案 修正答案 修正后答案 修改后答案 "
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
_SIMPLE: Final = str.maketrans(
    "題選項內類難參準標確釋識點節來編號問單庫試據稱斷錯對簡論",
    "题选项内类难参准标确释识点节来编号问单库试据称断错对简论",
)
_OUTDATED: Final = re.compile(r"旧|舊|作废|废止|废弃|停用|(?:更正|修改|修正)前|[(（【\[]原")
_LIKE_AN_OPTION: Final = re.compile(
    r"(?:备选)?(?:选项|xuanxiang|options?|choice)(?:[^\u4e00-\u9fff].{0,2}|其[他它]|[六七八九十])"
    r"|[\u4e00-\u9fff]{0,3}[^\W\d_\u4e00-\u9fff][\u4e00-\u9fff]?"
)
_ABOUT_OPTIONS: Final = re.compile(r".*(?:[数量型]|固定|[乱顺排]序|解析|说明|分值?)(?:[(（].*)?")
_ABOUT_ANSWERS: Final = re.compile(
    r"答案.*(?:解析|详解|解释|说明|分析|依据|出处|来源|类型|长度|位置)$|(?:时间|日期|[人者员页数]|版本|单位|[编页]?[码号])$|^是否|^原"
)
_BESIDE: Final[Mapping[str, re.Pattern[str]]] = {
    "answer": re.compile("答案|更正|勘误|修订|纠错|订正"),
    "material": re.compile("材料|案例|背景|题干(?!类型|字数|长度)|passage|material"),
    "state": re.compile("备注|附注|状态|是否有效|审核|remark|note|status"),
}
_SAYS_NOTHING: Final = FILLERS | {"无误", "没有"}
_WITHDRAWN: Final = re.compile("(?<![未无不非])(?<!没有)(?:作废|删除|停用|无效|待定|有误|应为|错误)|^否$")
_SAYS_AN_ANSWER: Final = re.compile(r"(?<![不误易错])(?:答案|选)(?:应?[为是]|[:：])?\s*([A-F]{1,6})(?=$|[\s,，.。;])")
_NUMBER: Final = re.compile(r"[A-Za-z]{0,6}[-_.]?[0-9.\-]{1,12}")
_MOST_TOGETHER: Final = 0.1
_LOOKED_AT: Final = 200
_MOSTLY: Final = 0.9
_LETTER_ANSWER: Final = re.compile(r"[A-Fa-f](?:[\s,，、;；]*[A-Fa-f]){0,5}")


class Columns(Value, frozen=True, kw_only=True):
    """The index of each field, and those of the options that have a column each, in order; what a header calls all.

    `problem` says why nobody can be sure of them.
    """

    fields: dict[str, int]
    options: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    problem: Problem | None = None

    @property
    def is_usable(self) -> bool:
        """Whether a question could be read by them: its text, and an answer or options."""
        return "stem" in self.fields and ("answer" in self.fields or "options" in self.fields or len(self.options) > 1)

    def heading(self, index: int) -> str:
        """Return what the header calls a column; empty where it does not."""
        return self.headings[index] if index < len(self.headings) else ""


def field_of(name: str) -> str:
    """Return the field that a header or a key names, an option by its letter, empty for what nobody knows.

    A name that says it is an old one, as “答案（旧）” does, is no field.

    >>> field_of("试题类型(判断题、单选题)"), field_of("选项B"), field_of("right_answer"), field_of("答案（旧）")
    ('kind', 'B', 'answer', '')
    """
    text = normalise_header(name).translate(_SIMPLE).lower().replace("_", "").replace("-", "")
    if _OUTDATED.search(text):
        return ""
    short = re.split(r"[(（:：【\[*]", text, maxsplit=1)[0]
    if short in _FIELDS:
        return _FIELDS[short]
    option = _OPTION.fullmatch(short)
    if option is None:
        return ""
    if option[1]:
        return option[1].upper()
    place = _DIGITS.get(option[2])
    return FILE_LETTERS[int(option[2]) - 1 if place is None else place]


def named_columns(cells: Sequence[str], stated: Mapping[str, str]) -> Columns:
    """Return the columns that a row names; `stated` has the names that the file's owner gave us, name -> field."""
    fields: dict[str, int] = {}
    problem = None
    for index, cell in enumerate(cells):
        field = (stated.get(cell) or ("" if _is_taken(cell, stated) else field_of(cell))) if cell else ""
        if not field:
            continue
        if field in fields and field in {"stem", "answer", "options", *FILE_LETTERS}:
            details: dict[str, int | str] = {
                "first": cells[fields[field]],
                "first_number": fields[field] + 1,
                "number": index + 1,
            }
            problem = Problem(code="columns_alike", column=cell, details=details)
        fields.setdefault(field, index)
    columns = _with_options(fields, tuple(cells))
    return columns if problem is None else msgspec.structs.replace(columns, problem=problem)


def _with_options(fields: dict[str, int], headings: tuple[str, ...] = ()) -> Columns:
    """Return columns of which the options are apart; a letter that is left out is a problem."""
    letters = [letter for letter in FILE_LETTERS if letter in fields]
    missing = next((letter for letter, has in zip(FILE_LETTERS, letters, strict=False) if letter != has), "")
    problem = Problem(code="option_column_missing", column=missing, details={"last": letters[-1]}) if missing else None
    return Columns(
        fields={name: index for name, index in fields.items() if name not in letters},
        options=tuple(fields[letter] for letter in letters),
        headings=headings,
        problem=problem,
    )


def with_spread_options(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Return columns whose one heading for all options, merged over theirs, gives each of them its own."""
    first = columns.fields.get("options")
    if first is None or columns.options or not columns.headings:
        return columns
    others, width = set(columns.fields.values()), _width(rows)
    end = first + 1
    while end < width and end not in others and not columns.heading(end):
        end += 1
    together = [row.cell(first) for row in rows if split_options(row.cell(first))]
    is_spread = any(row.cell(index) for row in rows for index in range(first + 1, end))
    if not is_spread or len(together) > _MOST_TOGETHER * len(rows):
        return columns
    fields = {name: index for name, index in columns.fields.items() if name != "options"}
    return msgspec.structs.replace(columns, fields=fields, options=tuple(range(first, end)))


def strange_columns(columns: Columns, rows: Sequence[Row]) -> tuple[int, ...]:
    """Return the columns in which nothing may stand: those without a heading, or with one like an option's.

    What stands left of all that is known is a number at most.
    """
    if not columns.headings:
        return ()
    # Where the options have columns of their own, one for all of them has nothing left to hold.
    fields = (index for name, index in columns.fields.items() if name != "options" or not columns.options)
    known = {*fields, *columns.options}
    return tuple(
        index
        for index in range(min(known), _width(rows))
        if index not in known and _may_hold_an_option(columns.heading(index))
    )


def _may_hold_an_option(heading: str) -> bool:
    name = normalise_header(heading).translate(_SIMPLE).lower()
    field = field_of(heading)
    if "选项" in name and not _ABOUT_OPTIONS.fullmatch(name.rpartition("选项")[2]) and field == "":
        return True
    return field == "options" or (field == "" and (not name or _LIKE_AN_OPTION.fullmatch(name) is not None))


def columns_beside(columns: Columns) -> dict[int, str]:
    """Return the columns that may say something against a question: index -> answer, picture, material or state."""
    known = {*columns.fields.values(), *columns.options}
    sorts = {index: _sort(heading) for index, heading in enumerate(columns.headings) if index not in known}
    return {index: sort for index, sort in sorts.items() if sort}


def _sort(heading: str) -> str:
    name = normalise_header(heading).translate(_SIMPLE).lower()
    if field_of(heading) or _OUTDATED.search(name):
        return ""
    if is_picture_key(re.split(r"[(（【\[]", name, maxsplit=1)[0]):
        return "picture"
    sort = next((sort for sort, pattern in _BESIDE.items() if pattern.search(name)), "")
    return "" if sort == "answer" and _ABOUT_ANSWERS.search(name) else sort


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


def _width(rows: Sequence[Row]) -> int:
    return max((len(row.cells) for row in rows), default=0)


def _is_taken(cell: str, stated: Mapping[str, str]) -> bool:
    """Say whether another name was stated for the field that this one would have."""
    return bool(stated) and field_of(cell) in stated.values()


def numbered_columns(numbers: Mapping[str, int]) -> Columns:
    """Return the columns that are stated by their numbers, counted from 1."""
    return _with_options({name: number - 1 for name, number in numbers.items()})


def columns_seen(rows: Sequence[Row], reading: Reading) -> Columns | None:
    """Return the columns of a table without a header, where what they hold leaves no doubt, else None.

    There must be one column of answers; before it the longest texts, with nothing but numbers before these; and
    options in all columns between them, the last of which some answer names, or together in one.
    """
    looked_at = rows[:_LOOKED_AT]
    columns = [[cell for row in looked_at if (cell := row.cell(index))] for index in range(_width(looked_at))]
    answers = [i for i, cells in enumerate(columns) if _share(cells, lambda cell: is_answer(cell, reading))]
    kinds = [i for i, cells in enumerate(columns) if _share(cells, lambda cell: _is_kind(cell, reading))]
    if len(answers) != 1 or len(kinds) > 1:
        return None
    filled = [index for index, cells in enumerate(columns) if cells and index not in kinds]
    together = [index for index in filled if _share(columns[index], _is_together)]
    before = [index for index in filled if index < answers[0] and index not in together]
    if not before or len(together) > 1:
        return None
    stem = max(before, key=lambda index: sum(map(len, columns[index])) / len(columns[index]))
    between = [index for index in before if index > stem]
    if not all(_share(columns[index], _is_number) for index in before if index < stem):
        return None
    found = {"stem": stem, "answer": answers[0], **({"kind": kinds[0]} if kinds else {})}
    if together:
        return None if between else Columns(fields={**found, "options": together[0]})
    if not between:
        return Columns(fields=found) if len(filled) == len(before) + 1 else None
    named = "".join(columns[answers[0]]).upper()
    is_certain = 1 < len(between) <= len(LETTERS) and LETTERS[len(between) - 1] in named
    return Columns(fields=found, options=tuple(between)) if is_certain else None


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(holds, cells)) >= _MOSTLY * len(cells)


def is_answer(cell: str, reading: Reading, *, is_stated: bool = True) -> bool:
    """Say whether a cell holds nothing but an answer: letters, or right or wrong."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    return _LETTER_ANSWER.fullmatch(plain) is not None or truth_of(cell, reading, is_stated=is_stated) is not None


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _is_kind(cell: str, reading: Reading) -> bool:
    return stated_kind(cell, reading) not in ("", "unknown") and truth_of(cell, reading) is None


def _is_together(cell: str) -> bool:
    """Say whether a cell holds options, the first of them with its letter."""
    return cell.lstrip("*# \n")[:2].strip("(（")[:1] in {"A", "Ａ"} and split_options(cell) is not None
