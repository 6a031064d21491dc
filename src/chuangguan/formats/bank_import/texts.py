"""The texts of a draft made clean: white space plain, nothing invisible; and how two of them are compared."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

LINE_BREAK: Final = re.compile("_x000[DdAa]_|\r\n?|\u2028")
INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]")
EMPTY: Final = re.compile(r"[(（]\s*[)）]|[_＿]{2,}")
"""What a stem leaves open: a bracket or a blank."""

_UNCLEAN: Final = re.compile("[\t-\r\u00a0\u00ad\u2028\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]|  |_x000")
_SPACES: Final = re.compile("[\t\x0b\x0c\u00a0 ]+")
_PLAIN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]*")
_DIFFICULTIES: Final = {
    **dict.fromkeys(("容易", "易", "简单", "easy", "低"), 1),
    **dict.fromkeys(("较易", "较容易", "偏易"), 2),
    **dict.fromkeys(("中", "中等", "一般", "适中", "medium", "normal"), 3),
    **dict.fromkeys(("较难", "偏难"), 4),
    **dict.fromkeys(("难", "困难", "hard", "difficult", "高"), 5),
    **{digit: int(digit) for digit in "12345"},
    **{"★" * stars: stars for stars in range(1, 6)},
}


def clean(text: str) -> str:
    """Return a text with plain spaces and line feeds, none at its ends and nothing invisible."""
    if _UNCLEAN.search(text) is None:
        return text.strip()
    text = _SPACES.sub(" ", INVISIBLE.sub("", LINE_BREAK.sub("\n", text)))
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


def clean_all(texts: Sequence[str]) -> list[str]:
    """Return each text as `clean` does."""
    if _UNCLEAN.search("|".join(texts)) is None:
        return [text.strip() for text in texts]
    return [clean(text) for text in texts]


def difficulty_of(text: str) -> int:
    """Return 1–5 for a difficulty that is one of these or a usual word, 0 for anything else.

    >>> difficulty_of("较难"), difficulty_of("0.85")
    (4, 0)
    """
    return _DIFFICULTIES.get(text.strip().lower(), 0) if text else 0


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Return a text as answers and options are compared: NFKC, without white space and a full stop at its end."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip("。.;；")
