"""The names of elements in Word documents."""

from typing import Final

_SPACES: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
MATH: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
FALLBACK: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"


def local(name: str) -> str:
    """Return the plain name of an element of a Word document, of a formula's with `m:`, empty for another kind."""
    space, _, plain = name.rpartition(" ")
    if space in _SPACES:
        return plain
    return f"m:{plain}" if space in MATH else ""
