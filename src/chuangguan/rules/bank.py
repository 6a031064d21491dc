"""Questions, banks and their versions (clauses 2.2, 3.1)."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec

from chuangguan.rules.canonical import canonical_bytes, sha256_hex
from chuangguan.values import Value

Kind = Literal["single", "multiple", "true_false", "blank"]
LETTERS: Final = "ABCDEF"
TRUE_FALSE_OPTIONS: Final = ("对", "错")


class Question(Value, frozen=True, kw_only=True):
    """A question as the bank holds it.

    `answer` is the letters of the right options, one an entry (("A", "B", "D")); for a blank one entry a blank, its
    synonyms separated by `|`; true_false has the options 对 (A) and 错 (B).
    `difficulty` is 1–5, 0 where none is stated. Explanation and source are outside the bank's version; so is the
    two-person release, which stays in the file: no store keeps `author`, `reviewer` and `is_released`.
    """

    id: str
    kind: Kind
    stem: str
    options: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    topic: str = ""
    difficulty: int = 0
    option_order_fixed: bool = False
    explanation: str = ""
    source: str = ""
    author: str = ""
    reviewer: str = ""
    is_released: bool = False

    @property
    def letters(self) -> str:
        """The letters of its options, in the bank's order."""
        return LETTERS[: len(self.options)]

    @property
    def keeps_option_order(self) -> bool:
        """Whether a paper shows its options as the bank has them (clause 2.3)."""
        return self.option_order_fixed or self.kind in ("true_false", "blank")


class Bank(Value, frozen=True, kw_only=True):
    """Questions sorted by the UTF-8 bytes of their id; make one with `bank_of`."""

    questions: tuple[Question, ...]

    def by_id(self) -> dict[str, Question]:
        """Return the questions by id."""
        return {question.id: question for question in self.questions}


def bank_of(questions: Iterable[Question]) -> Bank:
    """Return the bank of these questions."""
    return Bank(questions=tuple(sorted(questions, key=lambda question: question.id.encode())))


def canonical_bank(bank: Bank) -> bytes:
    """Return the canonical JSON that the version is the SHA-256 of (clause 2.2); truth is written 1, untruth 0."""
    return canonical_bytes(
        [
            {
                "id": q.id,
                "kind": q.kind,
                "stem": q.stem,
                "options": q.options,
                "option_order_fixed": int(q.option_order_fixed),
                "answer": q.answer,
                "topic": q.topic,
                "difficulty": q.difficulty,
            }
            for q in bank.questions
        ]
    )


def bank_version(bank: Bank) -> str:
    """Return the version of a bank: 64 hex digits (clause 2.2)."""
    return sha256_hex(canonical_bank(bank))


class _Stored(Value, frozen=True, kw_only=True):
    id: str
    kind: Kind
    stem: str
    options: tuple[str, ...]
    option_order_fixed: int
    answer: tuple[str, ...]
    topic: str
    difficulty: int


def read_canonical_bank(canonical: bytes, extras: Mapping[str, tuple[str, str]]) -> Bank:
    """Return the bank whose canonical bytes these are, with explanation and source by question id."""
    rows = msgspec.json.decode(canonical, type=list[_Stored])
    return Bank(
        questions=tuple(
            Question(
                id=row.id,
                kind=row.kind,
                stem=row.stem,
                options=row.options,
                option_order_fixed=bool(row.option_order_fixed),
                answer=row.answer,
                topic=row.topic,
                difficulty=row.difficulty,
                explanation=extras.get(row.id, ("", ""))[0],
                source=extras.get(row.id, ("", ""))[1],
            )
            for row in rows
        )
    )


def unreleased(bank: Bank) -> list[str]:
    """Return the ids of the questions that nobody beside their author has released (clause 2.2)."""
    return [question.id for question in bank.questions if not question.is_released]


def is_right(question: Question, response: tuple[str, ...]) -> bool:
    """Say whether a response, in the bank's letters or as the blanks' texts, is right (clause 3.1).

    single and true_false want the option, multiple the exact set, blank each text in order after folding.
    """
    if question.kind != "blank":
        return bool(response) and sorted(set(response)) == sorted(question.answer)
    if len(response) != len(question.answer):
        return False
    return all(
        fold(given) in {fold(word) for word in accepted.split("|")}
        for given, accepted in zip(response, question.answer, strict=True)
    )


def fold(text: str) -> str:
    """Return a text as blanks are compared: NFKC, case folded, white space trimmed and collapsed (clause 3.1)."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class BankVersion(Value, frozen=True, kw_only=True):
    """A stored version of a bank: which, when (UTC ms), and whether it mends open levels (`revision`)."""

    bank: str
    version: str
    stored_at: int
    mode: Literal["edit", "revision"]


class BankInForce(Value, frozen=True, kw_only=True):
    """The version an open level draws from, and since when the level is open (UTC ms)."""

    version: str
    open_since: int


def bank_in_force(
    versions: Iterable[BankVersion], fillable: Mapping[str, bool], freezes_at: int, opens_at: int, at: int
) -> BankInForce | None:
    """Return what a level draws from at `at`, or None while its bank is missing or short (clauses 2.1, 2.2).

    The last version stored before `freezes_at` counts (the first after it, if there was none); while that one is
    short, the first later one that fills. Once open, only a revision replaces it. `versions` come in stored order.
    """
    chosen: BankInForce | None = None
    frozen: BankVersion | None = None
    for item in versions:
        if item.stored_at > at:
            break
        if item.stored_at < freezes_at:
            frozen = item
            continue
        chosen = chosen or _opened_by(frozen, fillable, opens_at)
        if chosen is None:
            chosen = _opened_by(item, fillable, opens_at)
        elif item.mode == "revision" and fillable[item.version]:
            chosen = BankInForce(version=item.version, open_since=chosen.open_since)
    return chosen or _opened_by(frozen, fillable, opens_at)


def _opened_by(item: BankVersion | None, fillable: Mapping[str, bool], opens_at: int) -> BankInForce | None:
    if item is None or not fillable[item.version]:
        return None
    return BankInForce(version=item.version, open_since=max(opens_at, item.stored_at))
