"""Material that several questions share: a draft cannot hold it, so what depends on it must not be taken without."""

import re
from typing import Final

from chuangguan.formats.bank_import.prose import lines as said
from chuangguan.values import Value

_NAMED: Final = re.compile(
    r"(?:回答|完成|解答|作答|试答|做)[^。？?]{0,12}?(?P<first>\d{1,4})\s*题?\s*[-－—–~～、,，和与至到]+\s*第?\s*(?P<last>\d{1,4})"
)
_SHARED: Final = re.compile(
    r"(?P<first>\d{1,4})\s*[-－—–~～、至到]+\s*(?P<last>\d{1,4})\s*题?\s*[^。？?]{0,6}(?:共用|共同|基于|根据|依据|题干|背景)"
)
_FOLLOWING: Final = re.compile(
    r"(?:根据|依据|结合|阅读|针对)?[^。？?]{0,8}(?:材料|资料|案例|案情|背景|情景|情境|短文|图表?|表格?|题干)?[^。？?]{0,4}"
    r"(?:回答|完成|解答|作答)[^。？?]{0,6}(?:下列|以下|下面|后面|各)[^。？?]{0,6}(?:题|问)"
)
_HEAD: Final = re.compile(
    rf"(?:[（(【\[]?(?:{said.ORDINAL})[)）】\]、.．]\s*)?[【\[]?(?:阅读(?:下列|以下|下面)?(?:材料|短文)|(?:背景)?(?:材料|资料)|"
    rf"案例|案情|情景|情境|共用题干)\s*(?:{said.ORDINAL}|\d+)?\s*[】\]]?(?:[:：].*|\s+\S.*)?"
)
_INSTRUCTION: Final = re.compile(
    "答题|作答|试卷|本卷|考试|满分|每小?题|答案(?:写|填)|姓名|请(?:在|将|把|选|从|完成|判断|填)|(?:下列|以下|下面)各?题|选出|共[0-9]+(?:小|道)?题"
)
_NUMBERED_TITLE: Final = re.compile(
    r".{0,20}(?:试题|试卷|题库|练习|测试|测验|竞赛)[^，。？?]{0,4}[（(][^()（），。\s]{1,4}[)）]"
)
_LABELLED: Final = re.compile(r"[【\[（(]|[^，。：:]{1,8}[:：]")
_ENDS_OF_A_STEM: Final = tuple("。？?！!）)；;")
_ENDS: Final = tuple("。！？!?：:…；;”」")
_MOST_SHARE: Final = 10
_SHORTEST: Final = 10


class Material(Value, frozen=True, kw_only=True):
    """The line that says that material is shared, and the questions it names; up to the next heading where none."""

    text: str
    first: int = 0
    last: int = 0

    def is_for(self, number: int) -> bool:
        """Say whether a question of this number depends on it; 0 is a question without a number."""
        return not self.first or not number or self.first <= number <= self.last


def material_of(line: str) -> Material | None:
    """Return the shared material that a line announces, or None.

    >>> material_of("（一）某厂停电，请回答6～7题。")
    Material(text='（一）某厂停电，请回答6～7题。', first=6, last=7)
    """
    named = _NAMED.search(line) or _SHARED.search(line)
    if named:
        first, last = int(named["first"]), int(named["last"])
        # More questions than this is what an instruction at the head of a paper names.
        return Material(text=line, first=first, last=last) if first < last < first + _MOST_SHARE else None
    if _HEAD.fullmatch(line) or _FOLLOWING.search(line):
        return Material(text=line)
    return None


def is_title(line: str) -> bool:
    """Say whether a line that stands before questions is a title, or tells entrants what to do."""
    return (
        not line.endswith(_ENDS_OF_A_STEM)
        or _NUMBERED_TITLE.fullmatch(line) is not None
        or _INSTRUCTION.search(line) is not None
    )


def is_sentence(line: str) -> bool:
    """Say whether a line is a sentence that nothing labels, which may be material that a question depends on."""
    is_prose = line.endswith(_ENDS) or "，" in line
    return len(line) >= _SHORTEST and is_prose and _LABELLED.match(line) is None
