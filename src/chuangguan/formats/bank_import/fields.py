"""What the headings of tables and the keys of records name: which field of a question."""

import re
from collections.abc import Mapping
from typing import Final

from chuangguan.formats.bank_import.words import FILE_LETTERS
from chuangguan.formats.cells import normalise_header

FIELD_NAMES: Final[Mapping[str, str]] = {
    "stem": "题干 题目 题目内容 试题 试题内容 试题题干 问题 问题内容 内容 题目描述 题目名称 题目正文 题面 "
    "tigan timu wenti shiti neirong question questiontext stem title content problem q",
    "kind": "题型 类型 题目类型 试题类型 题目题型 试题题型 问题类型 题类 "
    "tixing leixing timuleixing type kind questiontype qtype",
    "answer": "答案 正确答案 标准答案 参考答案 题目答案 试题答案 正确选项 答案选项 正确答案选项 "
    "本题答案 正确项 标答 选择答案 试题参考答案 answerkey "
    "新答案 最终答案 更正答案 更正后答案 修正答案 修正后答案 修改后答案 "
    "daan zhengquedaan biaozhundaan answer answers rightanswer correctanswer correct correctoption key ans",
    "options": "选项 题目选项 试题选项 备选项 备选答案 选项内容 候选项 xuanxiang options option choices",
    "explanation": "解析 答案解析 试题解析 题目解析 解释 解题思路 jiexi explanation analysis explain",
    "difficulty": "难度 难易度 难易程度 难度等级 难度系数 试题难度 nandu difficulty",
    "topic": "知识点 考点 章节 所属章节 知识模块 模块 zhishidian kaodian zhangjie topic chapter",
    "source": "出处 来源 依据 法律依据 试题来源 参考依据 chuchu laiyuan yiju source reference",
    "id": "编号 题号 序号 试题编号 题目编号 bianhao tihao xuhao id no number",
}  # fmt: skip
_FIELDS: Final = {name: field for field, names in FIELD_NAMES.items() for name in names.split()}
_OPTION: Final = re.compile(
    r"(?:(?:备选)?(?:选项|答案)|备选项|候选项|选择项?|选|题支|xuanxiang|options?|choice|item)?"
    r"[(\[【]?([a-j])[)\]】]?[.、:]?(?:选项|项|答案)?(?:内容|描述)?|"
    r"(?:(?:备选)?选项|备选项|候选项|选择项?|题支|备选答案|xuanxiang|options?|choice)"
    r"[(\[【]?([1-9①-⑨一二三四五六七八九])[)\]】]?"
)
_ROUND: Final = re.compile(r"[*★#]*(?:【([^【】]*)】|\[([^\[\]]*)\]|\(([^()]*)\)|([^*★#].*))[*★]?")
_DIGITS: Final = {
    **dict(zip("①②③④⑤⑥⑦⑧⑨", range(9), strict=True)),
    **dict(zip("一二三四五六七八九", range(9), strict=True)),
}
_SIMPLE: Final = str.maketrans(
    "題選項內類難參準標確釋識點節來編號問單庫試據稱斷錯對簡論刪廢棄無誤審駁過備註狀態圖舊",
    "题选项内类难参准标确释识点节来编号问单库试据称断错对简论删废弃无误审驳过备注状态图旧",
)
OUT_OF_USE: Final = "作废|废止|废弃|停用"
"""What names and cells call what is no longer in use, as a pattern."""

_OUTDATED: Final = re.compile(rf"旧|{OUT_OF_USE}|(?:更正|修改|修正)前|[(（【\[]原")
_PICTURE: Final = re.compile(
    r"(?:question|stem|title|content|option|选项|题目|题干|试题|题|附|配|插)?"
    r"(?:image|img|pic|picture|photo|figure|graph|audio|video|media|attachment|图片|图像|图|附件|音频|视频)s?"
    r"(?:url|uri|path|src|file|link|list|name|地址|链接)?s?"
)

_SAYS_AN_ANSWER: Final = re.compile(
    "答案|更正|勘误|修订|纠错|订正|answer|correct|(?<!copy)right|正确|^(?:修改|校对|改)(?:后|为|结果)$|^最终(?:结果)?$"
)
_SAYS_SOMETHING_ELSE: Final = re.compile(
    "user|my|your|student|wrong|我的|你的|学生|考生|用户|易错|[详解]解|解[析释]|分析|说明|依据|出处|来源|长度|位置|数量|个数|题数|项数|"
    "analysis|expla|answered|show|time|count|num|rate|率|时间|日期|次数|人数|score|得分|status|type|形式|类型|版本|单位|"
    "[人者员页数]$|[编页]?[码号]$|^是否|^原"
)


def field_of(name: str) -> str:
    """Return the field that a header or a key names, an option by its letter, empty for what nobody knows.

    A name that says it is an old one, as “答案（旧）” does, is no field.

    >>> field_of("试题类型(判断题、单选题)"), field_of("选项B"), field_of("right_answer"), field_of("答案（旧）")
    ('kind', 'B', 'answer', '')
    """
    text = _inside(plain_name(name))
    if is_outdated(text):
        return ""
    short = bare_name(text)
    if short in _FIELDS:
        option = _OPTION.fullmatch(text)
        return _letter(option) if option and text != short else _FIELDS[short]
    if "/" in short and len(found := {_FIELDS.get(part, "") for part in short.split("/")}) == 1:
        return found.pop()
    option = _OPTION.fullmatch(text) or _OPTION.fullmatch(short)
    return _letter(option) if option else ""


def _inside(text: str) -> str:
    """Return a plain name without the star before it or the brackets around it."""
    found = _ROUND.fullmatch(text)
    return next(filter(None, found.groups()), "") if found else text


def _letter(option: re.Match[str]) -> str:
    if option[1]:
        return option[1].upper()
    place = _DIGITS.get(option[2])
    return FILE_LETTERS[int(option[2]) - 1 if place is None else place]


def bare_name(plain: str) -> str:
    """Return a plain name without the remark that follows it, as in “图片(可选)”."""
    return re.split(r"[(（:：【\[*]", plain, maxsplit=1)[0]


def plain_name(name: str) -> str:
    """Return a heading or a key as names are compared: simplified, in small letters, without spaces, _ and -.

    >>> plain_name("Right_Answer"), plain_name(" 題 型 ")
    ('rightanswer', '题型')
    """
    return normalise_header(name).translate(_SIMPLE).lower().replace("_", "").replace("-", "")


def is_outdated(name: str) -> bool:
    """Say whether a plain name says of itself that it is of an older state."""
    return _OUTDATED.search(name) is not None


def is_picture(name: str) -> bool:
    """Say whether a plain name is one of a picture, a sound or a file."""
    return _PICTURE.fullmatch(bare_name(name)) is not None


def may_say_an_answer(name: str) -> bool:
    """Say whether a heading or a key that is no known field may be one of another answer.

    >>> [name for name in ("answer2", "更正", "我的答案", "answer_time", "答案") if may_say_an_answer(name)]
    ['answer2', '更正']
    """
    plain = plain_name(name)
    return (
        field_of(name) == ""
        and not is_outdated(plain)
        and _SAYS_AN_ANSWER.search(plain) is not None
        and _SAYS_SOMETHING_ELSE.search(plain) is None
    )
