"""Values and keys of JSON records, as all that reads them looks at them."""

import re
from typing import Any, Final

from chuangguan.formats.cells import normalise_header, text_of

Json = Any
"""Whatever JSON can say."""

_PICTURE_KEY: Final = re.compile(
    r"(?:question|stem|title|content|option|选项|题目|题干|试题|题|附|配|插)?"
    r"(?:image|img|pic|picture|photo|figure|graph|audio|video|media|attachment|图片|图像|图|附件|音频|视频)s?"
    r"(?:url|uri|path|src|file|link|list|name|地址|链接)?s?"
)


def is_text(value: Json) -> bool:
    """Say whether a value is a text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def is_filled(value: Json) -> bool:
    """Say whether a value says anything; a number always does."""
    return bool(value.strip()) if isinstance(value, str) else is_text(value) or bool(value)


def shown(value: Json) -> str:
    """Return the text of a text or a number, empty for anything else."""
    return text_of(value) if is_text(value) else ""


def plain_key(key: str) -> str:
    """Return a key as keys are compared.

    >>> plain_key("Right_Answer")
    'rightanswer'
    """
    return normalise_header(key).lower().replace("_", "").replace("-", "")


def is_picture_key(key: str) -> bool:
    """Say whether a key is one of a picture, a sound or a file."""
    return _PICTURE_KEY.fullmatch(plain_key(key)) is not None
