"""The words that files have for kinds of questions and for right and wrong, and what else is stated about a file."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

from chuangguan.rules.bank import Kind
from chuangguan.values import Value

StatedKind = Kind | Literal["choice", "", "skip", "unknown"]

FILE_LETTERS: Final = "ABCDEFGHIJ"
"""The letters that files give to options; a bank has the first six of them."""

LOOK_ALIKES: Final = "\u0410\u0412\u0421\u0415\u041d\u0391\u0392\u03f9\u0395\u0397\u0430\u0441\u0435"
"""Cyrillic and Greek letters that are taken for A, B, C, E, H, a, c, e."""

RIGHT_SIGNS: Final = "√✓✔☑✅"
WRONG_SIGNS: Final = "×✗✘✖✕╳❌☒"
"""The signs by which files say right and wrong, each a single letter."""

ANSWER_LABEL: Final = "(?:正确|参考|标准|本题)?答案(?:是|为)?|正确选项|answer"
"""What stands before an answer, as a pattern for any case."""

FILLERS: Final = frozenset(("", "无", "空", "/", "-", "—"))
"""What stands in a cell that says nothing."""

NO_VALUES: Final = frozenset(("NULL", "null", "None", "nan", "NaN", "NaT", "<NA>", "undefined"))
"""What programs write for a cell that is empty."""

KIND_NAMES: Final = "单选|多选|判断|填空|单项选择|多项选择|不定项选择|不定项|简答|问答|论述"
"""The kinds that stand in brackets beside a number or a stem, as a pattern; 题 may follow."""

_WORDS: Final[Mapping[StatedKind, str]] = {
    "single": "单选 单选择 单项选择 单项 單選 單項選擇 single singlechoice radio danxuan danxuanti",
    "multiple": "多选 多选择 多项选择 多项 多選 多項選擇 multiple multiplechoice multi checkbox duoxuan duoxuanti",
    "choice": "选择 選擇 不定项 不定项选择 单选多选 choice xuanze xuanzeti",
    "true_false": "判断 判斷 判断正误 判断对错 是非 对错 "
    "truefalse tf judge judgement judgment boolean panduan panduanti",
    "blank": "填空 blank fill fillblank fillintheblank tiankong tiankongti",
    "skip": "问答 問答 简答 簡答 論述 "
    "论述 名词解释 案例 案例分析 材料 材料分析 计算 辨析 排序 匹配 连线 作文 主观 分析 实操 操作 "
    "思考 简述 判断改错 判断说明 "
    "阅读理解 完形填空 论文 综合 应用 essay shortanswer matching qa wenda jianda lunshu",
}


def _by_word() -> Iterator[tuple[str, StatedKind]]:
    for kind, words in _WORDS.items():
        for word in words.split():
            yield word, kind


_KINDS: Final = dict(_by_word())
_TRUE: Final = frozenset(
    (
        "对",
        "對",
        "正确",
        "正確",
        "正确的",
        "说法正确",
        "正",
        "是",
        "真",
        "TRUE",
        "T",
        "YES",
        "Y",
        "V",
        "RIGHT",
        "CORRECT",
        *RIGHT_SIGNS,
    )
)
_FALSE: Final = frozenset(
    (
        "错",
        "錯",
        "错误",
        "錯誤",
        "不正确",
        "不正確",
        "不对",
        "不對",
        "否",
        "假",
        "FALSE",
        "F",
        "NO",
        "N",
        "WRONG",
        "X",
        *WRONG_SIGNS,
    )
)
_CHI: Final = "\u03a7"  # a Greek letter that is taken for a cross
_NEEDS_KIND: Final = frozenset(f"TFYNXV是否真假正误{_CHI}")
_BOTH: Final = 2
_MARKS_OF_EMOJI: Final = "\ufe0e\ufe0f"


class Reading(Value, frozen=True, kw_only=True):
    """What somebody states about a file that cannot be seen in it: kinds, and what its answers mean.

    `form` says what an answer is where it could be several things; `index_base` is the number of the first option.
    """

    kinds: dict[str, Kind | Literal["choice", "skip"]] = {}
    form: Literal["", "letters", "text", "index"] = ""
    index_base: int | None = None
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    separator: str = ""


def stated_kind(text: str, reading: Reading) -> StatedKind:
    """Return the kind that a file's word for it means, "unknown" for a word that nobody knows.

    >>> stated_kind("一、单选题（每题1分）", Reading()), stated_kind("简答题", Reading())
    ('single', 'skip')
    """
    stated = reading.kinds.get(text.strip())
    return _usual_kind(text) if stated is None else stated


@lru_cache(maxsize=1024)
def _usual_kind(text: str) -> StatedKind:
    whole = re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", text)).lower().replace("題", "题")
    whole = re.sub(r"^[(\[【]([^()\[\]【】]+)[)\]】]$", r"\1", whole)
    word = re.sub(r"[(\[【].*|[0-9一二三四五六七八九十]+[、.．]|[-/]", "", whole).strip("：:。.、")
    last = re.split("[-—/]", whole)[-1]
    for each in (word, last):
        for shorter in (each, each.removesuffix("题"), each.removesuffix("选择题"), each.removesuffix("型")):
            if shorter in _KINDS:
                return _KINDS[shorter]
    return "unknown" if text.strip() else ""


def truth_of(text: str, reading: Reading, *, is_stated: bool = True) -> bool | None:
    """Return what a word says of a statement, None for no such word.

    Letters that could also be options (T, F, Y, N, X) count only where the kind `is_stated`.
    """
    if text in reading.true or text in reading.false:
        return text in reading.true
    word = unicodedata.normalize("NFKC", text).strip(f"。.;() {_MARKS_OF_EMOJI}").upper()
    if word in _NEEDS_KIND and not is_stated:
        return None
    return True if word in _TRUE else False if word in _FALSE else None


def is_truth_pair(options: Sequence[str], reading: Reading) -> bool:
    """Say whether two options are right and wrong; letters alone, such as X and Y, may be names."""
    if len(options) != _BOTH or all(option.isascii() and len(option) == 1 for option in options):
        return False
    return sorted(str(truth_of(option, reading)) for option in options) == ["False", "True"]
