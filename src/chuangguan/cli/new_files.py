"""Files that may not be there yet: what the commands about banks write never takes the place of a file."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.prose_files import read_lines

_PRINTED_SEED: Final = re.compile("抽题种子：([^　]+)")


def require_new(paths: Iterable[Path]) -> None:
    """Refuse to replace a file: the first in the way is named, of a printed paper with its seed if it can be read."""
    for path in paths:
        if not path.exists():
            continue
        if path.suffix.lower() == ".docx" and (seed := _seed_of(path)):
            raise BadInput([Problem(code="paper_exists", file=str(path), details={"seed": seed})])
        raise BadInput([Problem(code="file_exists", file=str(path))])


def _seed_of(path: Path) -> str:
    """Return the seed that is printed on a paper, empty where none can be read."""
    try:
        lines = read_lines(path)
    except BadInput:
        return ""
    texts = (text for _, text in lines if isinstance(text, str))
    return next((found[1] for text in texts if (found := _PRINTED_SEED.match(text))), "")
