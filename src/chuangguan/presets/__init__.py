"""Ready campaign files, one a known activity, for an organiser to copy and edit."""

from importlib.resources import files
from typing import Final

from chuangguan.errors import NotFound

PRESETS: Final = {"每月一关": "monthly-level.toml"}
YEAR: Final = 2018
"""The year that every preset is written for."""


def preset_text(name: str, *, year: int = YEAR) -> str:
    """Return a preset as TOML text, its dates and ids moved to `year`; `NotFound` for an unknown name.

    A preset writes its year nowhere but in dates, periods and ids.
    """
    if name not in PRESETS:
        raise NotFound(kind="preset", key=name, known="、".join(PRESETS))
    text = files(__name__).joinpath(PRESETS[name]).read_text(encoding="utf-8")
    return text.replace(str(YEAR), f"{year:04d}")
