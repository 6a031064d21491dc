"""The paragraphs of a Word document while they are read."""

from typing import Final

from .numbering import Look

_BLANK: Final = "____"


class Paragraph:
    """A paragraph that is being read: its pieces, its list, and what hangs on it."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, bool]] = []
        self.boxed: list[str] = []
        self.style = ""
        self.number_id: str | None = None
        self.level: int | None = None
        self.look = Look()
        self.is_gone = False

    def text(self) -> str:
        """Return what is written; spaces that are underlined by themselves are a blank to fill in."""
        texts: list[str] = []
        underlined = ""
        for text, is_underlined in [*self.pieces, ("", False)]:
            if is_underlined:
                underlined += text
                continue
            texts += [_BLANK if is_blank(underlined) else underlined, text]
            underlined = ""
        return "".join(texts)


def is_blank(text: str) -> bool:
    """Say whether an underlined text is nothing but room to write, more than the space between two words."""
    return not text.strip() and len(text) + text.count("\u3000") + text.count("\t") > 1
