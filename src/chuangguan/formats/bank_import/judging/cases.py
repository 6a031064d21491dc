"""A draft made ready for judgement: its texts cleaned, its kind told, the answer taken out of its stem."""

import re
from typing import Final

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.habits import Habits
from chuangguan.formats.bank_import.judging.stems import clean_stem, held_in, keyed_in
from chuangguan.formats.bank_import.texts import clean, clean_all
from chuangguan.formats.bank_import.words import FILLERS, NO_VALUES, Reading, stated_kind
from chuangguan.rules.bank import LETTERS

_NONE: Final = frozenset(("/", "\\", "-", "—", "——", "N/A", "n/a"))
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


class Case:
    """A draft under judgement, its parts cleaned.

    `kind` is the one that is stated, by the file or at the `head` or end of the stem; `other_answer` is what a bracket
    of the stem says beside `answer` where the file puts answers there; `keyed` is what one says that stays in the stem.
    """

    __slots__ = (
        "answer", "draft", "habits", "head", "keyed", "kind", "options", "other_answer", "reading", "source", "stem",
    )  # fmt: skip

    def __init__(self, draft: Draft, reading: Reading, habits: Habits) -> None:
        self.draft, self.reading, self.habits = draft, reading, habits
        kind = stated_kind(draft.kind, reading)
        has_options = bool(draft.options)
        cleaned = clean_stem(
            draft.stem,
            cuts_score=has_options or kind == "blank",
            is_scored=habits.is_scored,
            has_options=has_options,
        )
        self.head = stated_kind(cleaned.kind, reading) if cleaned.kind else ""
        self.kind = self.head if kind in ("", "choice") and self.head else kind
        self.stem, self.source = cleaned.stem, draft.source or cleaned.source
        self.answer, self.other_answer = clean(draft.answer), ""
        self.options = _trimmed(clean_all(draft.options))
        if habits.held:
            self._take_out(habits)
        self.keyed = keyed_in(self.stem, LETTERS[: len(self.options)])

    def _take_out(self, habits: Habits) -> None:
        """Take the answer out of the stem where the file puts it there; it counts where none stands by itself."""
        held = held_in(self.stem, has_options=bool(self.options))
        if held is None or held.place not in habits.held:
            return
        self.stem = clean(held.stem)
        if self.answer:
            self.other_answer = held.answer
        elif held.place in habits.counted:
            self.answer = held.answer


def _trimmed(options: list[str]) -> tuple[str, ...]:
    """Return options without the empty ones at their end, and without what files write into cells of none."""
    joined = "".join(option for option in options if option not in _NONE)
    while options and (not options[-1] or _is_none(options[-1], joined)):
        options.pop()
    # A single “none” may be an option; two are not.
    while len(options) > 1 and options[-1] in FILLERS and options[-1] == options[-2]:
        filler = options[-1]
        while options and options[-1] == filler:
            options.pop()
    return tuple(options)


def _is_none(option: str, others: str) -> bool:
    """Say whether an option only fills a cell of none: a stroke among words, what a program writes for nothing."""
    if option in _NONE:
        return any(map(str.isalnum, others))
    return option in NO_VALUES and _CHINESE.search(others) is not None
