"""What the texts of a question show against it, whatever read them: something in them belongs elsewhere.

An option that holds other options, an answer or a key was not told apart by its reader, or not by its author.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.words import FILE_LETTERS, LOOK_ALIKES, NO_VALUES, RIGHT_SIGNS, WRONG_SIGNS
from chuangguan.formats.cells import excerpt

_LETTERS: Final = f"{FILE_LETTERS}K"
_MARKS: Final = ".．、:：)）"
# A letter that another one follows at once is of an enumeration (“A、B都对”), and `C:\` is a path.
_LABEL: Final = re.compile(rf"(?<![A-Za-z0-9Ａ-Ｚ])([A-JＡ-Ｊ])\s*[{_MARKS}]\s*(?![A-JＡ-Ｊ](?![A-Za-z])|[\\/\s])(?=.)")
_NEXT_LABEL: Final = re.compile(
    r"(?<![A-Za-zＡ-Ｚ])([B-FＢ-Ｆ])\s*(?:[.．]|[、:：)）]$)|([B-FＢ-Ｆ])\s*[.．]$", re.MULTILINE
)
_LIKE_LABEL: Final = re.compile(rf"[{LOOK_ALIKES}]\s*[{_MARKS}]")
_NAMES_LETTERS: Final = re.compile("[A-JＡ-Ｊ]{2,}")
_FEW: Final = 3
_MARKED: Final = re.compile(
    "(?:加点|[划画](?:横|波浪)?线|下划线|加粗|黑体|标红|红色|着重号?)(?:标[出注示]|显示|部分)?的?(?:汉?字|词语?|成语|语?句子?|部分|短语|语段|内容)"
)
_QUOTED: Final = re.compile('[“”"【】「」〔〕]')
_PICTURE: Final = re.compile(
    r"[\[［【（(<《]\s*(?:图片|插图|题图|image|img)\s*\d*\s*[\]］】）)>》]"
    r"|[（(]\s*[如见]?[上下左右附]?图\s*[\d一二三四五六七八九十]*\s*[)）]"
    r"|[如见][上下左右附]?图(?:\s*\d|所示|[，,。：:])",
    re.IGNORECASE,
)
_STRUCK: Final = re.compile(r"~~[^~\s][^~]*~~")
_PAIRS: Final = ("“”", "‘’", "《》", "（）", "()", "【】")
_PAIRED: Final = re.compile("[“‘《（(【]")
_ANSWER: Final = re.compile(
    rf"(?:答案|解析|得分)\s*[:：]|[【\[](?:正确)?(?:答案|解析)"
    rf"|\s(?:正确|参考|标准)答案\s*[是为]?\s*[A-HＡ-Ｈ对错{RIGHT_SIGNS}{WRONG_SIGNS}]+\s*$",
    re.MULTILINE,
)
_KEY: Final = re.compile(
    rf"[(（\[【]\s*(?:[{RIGHT_SIGNS}{WRONG_SIGNS}]|正确|正确答案|正确选项|答案|对|错误|right|correct|true)\s*[)）\]】]|[☑✅]"
    r"|^[^\S\n]*[√✓✔]|(?<![打画划标写填选“\"'\s])\s*[√✓✔][^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_MARKS_LEFT: Final = tuple("、．：，)）。")
_MARK_ALONE: Final = re.compile(f"[(（]?[{RIGHT_SIGNS}{WRONG_SIGNS}][)）]?")
# Nearly every option holds none of these, and then there is nothing to look for.
_SUSPECT: Final = re.compile(f"[A-KＡ-Ｋ{LOOK_ALIKES}{RIGHT_SIGNS}{WRONG_SIGNS}答析得正错对RCTrct]")
_SPACES: Final = re.compile("(?<![A-Za-z\u00c0-\u024f])\\s+|\\s+(?![A-Za-z\u00c0-\u024f])|[.。;；]$")
_PLAIN: Final = re.compile("[\u4e00-\u9fffA-Za-z0-9]*")
_RAISED: Final = re.compile("[²³¹⁰-₟]")  # raised or lowered figures, which NFKC would level
_DATE: Final = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9](?:[T ][0-9:]+)?")
_MONTHS: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# As only a spreadsheet writes a date, or a figure that is too long for its cell
_SHOWN: Final = re.compile(rf"[0-9]{{1,2}}-{_MONTHS}|{_MONTHS}-[0-9]{{2}}|[0-9](?:\.[0-9]+)?E[+-][0-9]{{2,}}")
_DAY: Final = re.compile("(?:[12][0-9]{3}年)?[0-9]{1,2}月[0-9]{1,2}日|[12][0-9]{3}/[0-9]{1,2}/[0-9]{1,2}")
_RATIO: Final = re.compile("[0-9.]+(?:[/:：∶-][0-9.]+)+")
_ASKS_A_RATIO: Final = re.compile("比例|比值|比率|[配混合重量体积制]比|之比|比[为是应约]|分之|分数|坡度|稀释")
_ERROR: Final = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#{6,})|^=(?:\$?[A-Z]{1,3}\$?[0-9]+$|[A-Z.]{2,12}\()", re.MULTILINE
)
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_LOST: Final = re.compile(
    r"\ufffd|(?<=[\u4e00-\u9fff])\?{2,}(?=[\u4e00-\u9fff])|\?{3,}(?=[(（])|^\?{2,}$", re.MULTILINE
)
_OF_SPREADSHEETS: Final = re.compile("单元格|公式|函数|电子表格|工作表|excel|wps", re.IGNORECASE)
_HOUR: Final = re.compile("[0-9]{1,2}:0[0-9]")  # what 1:2 becomes
_TIME: Final = re.compile("[0-9]{1,2}:[0-9]{2}:[0-9]{2}")
_ASKS_A_DATE: Final = re.compile(
    "施行|生效|实施|时间|何时|什么时候|日期|期间|期[是为]|哪一?[天日年月]|[0-9（）()年月]日|日[”」》]|(?:[0-9]年|每年的?)[\\s（(_]|日(?:是|为|在|[起前后,，。(（]|$)|截至"
    "|(?<![低高大小多少等])于[（(_]|[自在][（(_]|[）)_]起|节[日是为在]|节$|发表|颁布|公布|发布|成立|召开|举行|签[署订]|开幕|闭幕"
    "|诞生|出生|逝世|爆发|结束|宣布|投降|解放"
)
_ASKS_FOR_ONE_DATE: Final = re.compile("何时|什么时候|日期|哪一?天|年月日")
_FIRST_TYPED: Final = "2000"
_SERIALS: Final = range(36_526, 55_154)
_SERIAL_DIGITS: Final = 5
_ROUND: Final = 10


def has_lost_marks(stem: str, options: Sequence[str]) -> bool:
    """Say whether a stem asks of characters that were marked on paper, and nothing in the texts marks any.

    >>> [has_lost_marks("下列加点字读音对的是（ ）", options) for options in (("长城", "成长"), ("【长】城", "成长"))]
    [True, False]
    """
    return _MARKED.search(stem) is not None and _QUOTED.search("\n".join((stem, *options))) is None


def names_a_picture(stem: str) -> bool:
    """Say whether a stem points at a picture that a bank cannot hold.

    >>> names_a_picture("如图所示，该标志是（ ）"), names_a_picture("绘制蓝图，要（ ）")
    (True, False)
    """
    return ("图" in stem or "im" in stem.lower()) and _PICTURE.search(stem) is not None


def holds_struck(text: str) -> bool:
    """Say whether words of a text are struck out between tildes."""
    return _STRUCK.search(text) is not None


def holds_answer(stem: str) -> bool:
    """Say whether an answer with its label stands in a stem."""
    return "答案" in stem and _ANSWER.search(stem) is not None


def is_damaged(stem: str, texts: Sequence[str]) -> bool:
    """Say whether texts hold errors or formulas of a spreadsheet that the stem does not ask about, or lost characters.

    >>> is_damaged("比例是（ ）", ("#N/A", "乙")), is_damaged("单元格显示（ ）", ("#N/A", "乙"))
    (True, False)
    """
    joined = "\n".join((stem, *texts))
    if ("#" in joined or "=" in joined) and _ERROR.search(joined) and _OF_SPREADSHEETS.search(stem) is None:
        return True
    # What programs write for an empty cell; among words of theirs it is one more.
    is_empty = not NO_VALUES.isdisjoint(texts) and any(map(_CHINESE.search, texts))
    return is_empty or _LOST.search(joined) is not None


def doubts_of_texts(stem: str, options: Sequence[str]) -> Iterator[Problem]:
    """Yield what a stem and its options hold that belongs elsewhere: other options, answers, keys."""
    joined = "\n".join(options)
    if same := same_options(options):
        yield Problem(code="option_repeated", column=_LETTERS[same[1]], details={"first": _LETTERS[same[0]]})
    if are_turned(options, stem):
        yield _problem("options_turned", "", excerpt("、".join(options)))
    if left := next((option for option in options if option.startswith(_MARKS_LEFT)), None):
        yield _problem("option_letter_astray", "", excerpt(left))
    if (
        options
        and ("A" in stem or "Ａ" in stem)
        and _holds_labels(stem)
        and not any(map(_NAMES_LETTERS.fullmatch, options))
    ):
        yield _problem("option_holds_others", "题干", excerpt(stem))
    if _PAIRED.search(joined) and _are_torn(options):
        yield _problem("options_not_apart", "", excerpt("、".join(options)))
    if _SUSPECT.search(joined) is None:
        return
    if _LIKE_LABEL.search(joined):
        yield _problem("letters_not_latin", "", _first(_LIKE_LABEL, options))
    yield from _labels(options, joined)
    if _ANSWER.search(joined):
        yield _problem("option_holds_answer", "", _first(_ANSWER, options))
    keyed = [option for option in options if _KEY.search(option) and not _MARK_ALONE.fullmatch(option)]
    if keyed and _KEY.search(joined):
        yield _problem("option_holds_key", _LETTERS[options.index(keyed[0])], excerpt(keyed[0]))


def _are_torn(options: Sequence[str]) -> bool:
    """Say whether quotation marks or brackets that one option opens are closed by the next: “以“ D. 西”为准” in two."""
    left = [[option.count(pair[0]) - option.count(pair[1]) for option in options] for pair in _PAIRS]
    return any(before > 0 > after for counts in left for before, after in pairwise(counts))


def _problem(code: str, column: str, given: str) -> Problem:
    return Problem(code=code, column=column, details={"given": given})


def _first(pattern: re.Pattern[str], options: Sequence[str]) -> str:
    return next(excerpt(option) for option in options if pattern.search(option))


def _labels(options: Sequence[str], joined: str) -> Iterator[Problem]:
    last = len(options) - 1
    if options and last < _FEW and _is_glued(options[last], _LETTERS[last + 1]):
        yield _problem("option_holds_others", _LETTERS[last], excerpt(options[last]))
    if _NEXT_LABEL.search(joined):
        for letter, option in zip(_LETTERS[1:], options[:-1], strict=False):
            found = [unicodedata.normalize("NFKC", label[1] or label[2]) for label in _NEXT_LABEL.finditer(option)]
            if letter in found or (found and found[-1] > letter and option.endswith(tuple(_MARKS))):
                yield _problem("option_letter_astray", letter, excerpt(option))
    if _LABEL.search(joined) is None:
        return
    for place, (letter, option) in enumerate(zip(_LETTERS, options, strict=False)):
        if _holds_labels(option) or _goes_on(option, _LETTERS[place + 1]):
            yield _problem("option_holds_others", letter, excerpt(option))
        if _LABEL.match(option):
            yield _problem("option_letter_astray", letter, excerpt(option))


def _holds_labels(text: str) -> bool:
    """Say whether a text holds the labels of two options, the one after the other."""
    letters = [unicodedata.normalize("NFKC", found) for found in _LABEL.findall(text)]
    return any(ord(after) == ord(before) + 1 for before, after in pairwise(letters))


def _goes_on(option: str, letter: str) -> bool:
    """Say whether the next option begins inside this one: after a space, or with a full stop behind its letter."""
    return any(
        unicodedata.normalize("NFKC", found[1]) == letter
        and found.start() > 0
        and (option[found.start() - 1].isspace() or option[found.end(1)] in ".．")
        for found in _LABEL.finditer(option)
    )


def _is_glued(option: str, letter: str) -> bool:
    """Say whether a last option of few holds the letter of the next behind a word, with or without a mark."""
    wide = chr(ord(letter) + 0xFEE0)
    if letter not in option and wide not in option:
        return False
    return re.search(rf"(?<=[^A-Za-z0-9])[{letter}{wide}][\s.．、:：)）,，。]*[\u4e00-\u9fff0-9]", option) is not None


# Options that are the same, or not what was typed


def same_options(options: Sequence[str]) -> tuple[int, int] | None:
    """Return the places of two options that a reader cannot tell apart: the same but for widths, spaces, a full stop.

    >>> same_options(("Ａ类", "B类", "A 类"))
    (0, 2)
    """
    if len(set(options)) == len(options) and _PLAIN.fullmatch("".join(options)):
        return None
    first: dict[str, int] = {}
    for place, option in enumerate(options):
        is_plain = _PLAIN.fullmatch(option) or _RAISED.search(option)
        key = option if is_plain else _SPACES.sub("", unicodedata.normalize("NFKC", option).strip())
        if (before := first.setdefault(key, place)) != place:
            return before, place
    return None


def are_turned(options: Sequence[str], stem: str) -> bool:
    """Say whether a spreadsheet made dates, times or the serial numbers of dates of options that were texts."""
    if options[0].isdecimal() and all(map(_is_serial, options)):
        return True
    joined = "|".join(options)
    if any(map(_SHOWN.fullmatch, options)) or _days_are_turned(options, stem):
        return True
    if "-" not in joined and ":" not in joined:
        return False
    dates = [bool(_DATE.fullmatch(option)) for option in options]
    if any(map(_HOUR.fullmatch, options)) and _ASKS_A_RATIO.search(stem):
        return True
    times = [bool(_TIME.fullmatch(option)) for option in options]
    if any(times):
        return not all(times) or _ASKS_A_RATIO.search(stem) is not None
    if not all(dates):
        return any(dates)
    # What was typed as 1/2 is a day of the year in which it was typed.
    years = {option[:4] for option in options}
    return len(years) == 1 and max(years) >= _FIRST_TYPED and _ASKS_A_DATE.search(stem) is None


def _is_serial(text: str) -> bool:
    """Say whether a text is the number by which a spreadsheet counts a day of our time."""
    return len(text) == _SERIAL_DIGITS and text.isdecimal() and int(text) in _SERIALS


def _days_are_turned(options: Sequence[str], stem: str) -> bool:
    """Say whether days such as “1月2日” may have been typed as 1/2: the stem asks for a ratio, or for no day."""
    others = [option for option in options if not _DAY.fullmatch(option)]
    if len(others) == len(options):
        return False
    asks = _ASKS_A_RATIO.search(stem) is None and _ASKS_A_DATE.search(stem) is not None
    return not asks or any(map(_RATIO.fullmatch, others))


def is_turned(answer: str, stem: str) -> bool:
    """Say whether a spreadsheet may have made a date or its serial number of an answer that was a text."""
    if answer.isdecimal():
        return _is_serial(answer) and int(answer) % _ROUND != 0
    if _SHOWN.fullmatch(answer) or _days_are_turned((answer,), stem):
        return True
    is_date = _DATE.fullmatch(answer) is not None and _ASKS_FOR_ONE_DATE.search(stem) is None
    return is_date or _TIME.fullmatch(answer) is not None
