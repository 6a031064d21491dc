"""Fonts in which a letter is drawn as a sign: what it shows, where there is a character for that."""

from typing import Final

SYMBOL: Final = "［符号］"
"""The mark of what is not known here, which `formats.lost_marks` knows too."""

FONTS: Final = ("Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", "MT Extra")
_LOWEST_PRIVATE: Final = 0xF000
_SHOWN: Final = {
    **dict.fromkeys((("Wingdings", 0xFC), ("Wingdings", 0xFE), ("Wingdings 2", 0x50), ("Wingdings 2", 0x52)), "√"),
    **dict.fromkeys((("Wingdings", 0xFB), ("Wingdings", 0xFD), ("Wingdings 2", 0x4F), ("Wingdings 2", 0x51)), "×"),
    **{
        ("Symbol", code): letter
        for code, letter in zip(
            (0xB0, 0xB1, 0xB4, 0xB8, 0xA3, 0xB3, 0xB9, 0xBB, 0x57, 0x61, 0x62, 0x67, 0x6D, 0x70, 0x71),
            "°±×÷≤≥≠≈Ωαβγμπθ",
            strict=True,
        )
    },
    **{("Symbol", ord(letter)): letter for letter in "0123456789.,;:()+=/%!#&?<>[]{}|_"},
}


def symbol_of(font: str, code: int) -> str | None:
    """Return what a font draws for the number of a character, None where that is not known here.

    >>> symbol_of("Wingdings 2", ord("P")), symbol_of("Symbol", 0xF0B0), symbol_of("Webdings", ord("a"))
    ('√', '°', None)
    """
    return _SHOWN.get((font, code - _LOWEST_PRIVATE if code >= _LOWEST_PRIVATE else code))


def drawn(font: str, text: str) -> str:
    """Return what a font shows of a text, with a mark for what is not known here.

    >>> drawn("Wingdings", "甲 ü"), drawn("Wingdings", "J"), drawn("宋体", "J")
    ('甲 √', '［符号］', 'J')
    """
    if font not in FONTS:
        return text
    return "".join(
        symbol_of(font, ord(letter)) or SYMBOL if _is_drawn(letter) and not letter.isspace() else letter
        for letter in text
    )


def _is_drawn(letter: str) -> bool:
    """Say whether such a font has a sign for a letter; another font stands in for any other."""
    return ord(letter) <= 0xFF or 0xF020 <= ord(letter) <= 0xF0FF  # noqa: PLR2004  the places that they have
