"""The words by which rosters and commands name a basis of publication (clause 5.2)."""

import re
from collections.abc import Iterator
from typing import Final

from chuangguan.formats.cells import excerpt
from chuangguan.rules.roster import Basis

BASES: Final[dict[str, Basis]] = {"规定": "rule", "同意": "consent", "不同意": "none"}
_CONSENT: Final = re.compile(r"同意\s*(?:[(（](?P<within>[^()（）]*)[)）]|[:：](?P<behind>.*))?")
_LONGEST_VERSION: Final = 40


def read_basis(text: str) -> tuple[Basis | None, str]:
    """Return the basis that a cell names, None for an empty or a bad one, and the version of the text consented to.

    >>> read_basis("不同意"), read_basis("同意（2018年版）"), read_basis("同意:2018年版")
    (('none', ''), ('consent', '2018年版'), ('consent', '2018年版'))
    """
    consent = _CONSENT.fullmatch(text)
    if consent is None:
        return BASES.get(text), ""
    return "consent", (consent["within"] or consent["behind"] or "").strip()


def basis_problems(text: str) -> Iterator[tuple[str, dict[str, int | str]]]:
    """Yield what is wrong with a cell as code and details."""
    basis, text_version = read_basis(text)
    if text and basis is None:
        yield "publication_bad", {"given": excerpt(text)}
    elif basis == "consent" and not text_version:
        yield "consent_without_version", {}
    elif len(text_version) > _LONGEST_VERSION or not text_version.isprintable():
        yield "consent_version_bad", {"most": _LONGEST_VERSION}
