"""The draw, which anybody can recompute in any language (clauses 2.3, 2.4, 2.5, 2.6)."""

import hashlib
import hmac
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, TypeVar

from chuangguan.errors import Misuse
from chuangguan.rules.bank import Bank, Question
from chuangguan.rules.campaign import Quota
from chuangguan.rules.canonical import message
from chuangguan.values import Value

T = TypeVar("T")
_WORD: Final = 2**64
_FIRST_WORDS: Final = 112
"""Enough for a paper of 20 with four options each, so that most draws squeeze the seed once."""


class Words:
    """The words of a seed: bytes 8k … 8k+7 of SHAKE-256(seed) as big-endian integers."""

    def __init__(self, seed: bytes) -> None:
        """Start at word 0."""
        self._words = chain.from_iterable(_squeezed(seed))

    def below(self, bound: int) -> int:
        """Return an unbiased number from 0 to `bound` − 1; a bound of 1 takes no word."""
        if bound == 1:
            return 0
        # The last, incomplete stretch of `bound` numbers below 2^64 is skipped.
        last = _WORD - bound
        for word in self._words:
            number = word % bound
            if word - number <= last:
                break
        return number

    def take(self, items: Iterable[T], n: int) -> list[T]:
        """Return `n` of the items in drawn order: the first steps of a Fisher–Yates shuffle."""
        pool = list(items)
        for i in range(n):
            j = i + self.below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:n]


def _squeezed(seed: bytes) -> Iterator[tuple[int, ...]]:
    """Yield the words of a seed without end; the first stretch is enough for most papers of 20."""
    first, last = 0, _FIRST_WORDS
    while True:
        stream = hashlib.shake_256(seed).digest(8 * last)
        yield struct.unpack_from(f">{last - first}Q", stream, 8 * first)
        first, last = last, 2 * last


def period_secret(root_secret: bytes, campaign_id: str, period_id: str) -> bytes:
    """Return the secret of a period: 32 bytes."""
    return hmac.digest(root_secret, message("period", campaign_id, period_id), "sha256")


def commitment(secret: bytes) -> str:
    """Return the SHA-256 of a period's secret, published with the rules (clause 2.4)."""
    return hashlib.sha256(secret).hexdigest()


def draw_seed(secret: bytes, *, campaign_id: str, entrant: str, level: int, ordinal: int, public_text: str) -> bytes:
    """Return the seed of one attempt's paper."""
    fields = message("draw", campaign_id, entrant, str(level), str(ordinal), public_text)
    return hmac.digest(secret, fields, "sha256")


def tie_lot(secret: bytes, *, campaign_id: str, period_id: str, entrant: str) -> str:
    """Return the lot that decides a tie, as hex; the smallest comes first (clause 2.5)."""
    return hmac.digest(secret, message("tie", campaign_id, period_id, entrant), "sha256").hex()


class PaperQuestion(Value, frozen=True, kw_only=True):
    """A question of a paper: its id and the bank's letters in the order they are shown; none for a blank."""

    question: str
    letters: str


class Paper(Value, frozen=True, kw_only=True):
    """What an attempt is asked, in order."""

    questions: tuple[PaperQuestion, ...]


def write_paper(paper: Paper) -> str:
    """Return the paper in one line: `Q16:BADC Q25:AB …`, the letters being the bank's in shown order."""
    return " ".join(f"{item.question}:{item.letters}" for item in paper.questions)


@lru_cache(maxsize=4_096)
def read_paper(text: str) -> Paper:
    """Return the paper that `write_paper` wrote; those read lately are kept, as a hand-in needs its paper thrice."""
    items = (token.rpartition(":") for token in text.split(" "))
    return Paper(questions=tuple(PaperQuestion(question=name, letters=letters) for name, _, letters in items))


def matches(quota: Quota, question: Question) -> bool:
    """Say whether a quota may take a question (clause 2.1)."""
    return (
        (not quota.kinds or question.kind in quota.kinds)
        and (not quota.topics or question.topic in quota.topics)
        and (not quota.difficulties or question.difficulty in quota.difficulties)
    )


class Shortage(Value, frozen=True, kw_only=True):
    """A quota that cannot be filled: its place in the file from 1, and how many questions it lacks."""

    quota: int
    wanted: int
    available: int


def shortages(bank: Bank, quotas: Sequence[Quota]) -> list[Shortage]:
    """Return the quotas that may come out short, however the ones before them are drawn (clause 2.1)."""
    found = []
    for index, quota in enumerate(quotas):
        mine = {q.id for q in bank.questions if matches(quota, q)}
        lost = _most_taken(bank, quotas[:index], mine)
        if len(mine) - lost < quota.n:
            found.append(Shortage(quota=index + 1, wanted=quota.n, available=max(len(mine) - lost, 0)))
    return found


def _most_taken(bank: Bank, earlier: Sequence[Quota], mine: set[str]) -> int:
    """Return the most of `mine` that earlier quotas may take: a matching of their seats to those questions."""
    seats = [[q.id for q in bank.questions if q.id in mine and matches(quota, q)] for quota in earlier]
    if all(len(quota_pool) == len(mine) or not quota_pool for quota_pool in seats):
        return min(len(mine), sum(quota.n for quota, pool in zip(earlier, seats, strict=True) if pool))
    holder: dict[str, tuple[int, int]] = {}
    return sum(
        _seat((index, seat), seats, holder, set()) for index, quota in enumerate(earlier) for seat in range(quota.n)
    )


def _seat(
    seat: tuple[int, int], seats: Sequence[Sequence[str]], holder: dict[str, tuple[int, int]], tried: set[str]
) -> bool:
    """Give a seat a question, moving others along if that helps (augmenting path)."""
    for question in seats[seat[0]]:
        if question not in tried:
            tried.add(question)
            if question not in holder or _seat(holder[question], seats, holder, tried):
                holder[question] = seat
                return True
    return False


def draw(bank: Bank, quotas: Sequence[Quota], seed: bytes, seen: Mapping[str, int] | None = None) -> Paper:
    """Return the paper of a seed; the same inputs give the same paper for ever (clause 2.3).

    `seen` is given where repeats are avoided (clause 2.6): how many earlier papers held each question.
    A bank that cannot fill a quota is `Misuse`: look at `shortages` before.
    """
    words = Words(seed)
    chosen: dict[str, Question] = {}
    for quota in quotas:
        pool = _selected(bank, quota, chosen)
        if len(pool) < quota.n:
            raise Misuse(what="quota_short", wanted=quota.n, available=len(pool))
        taken = words.take(pool, quota.n) if seen is None else _take_unseen(words, pool, quota.n, seen)
        chosen.update((question.id, question) for question in taken)
    return Paper(
        questions=tuple(
            PaperQuestion(question=q.id, letters=_shown_letters(words, q))
            for q in words.take(chosen.values(), len(chosen))
        )
    )


def _selected(bank: Bank, quota: Quota, chosen: Collection[str]) -> Sequence[Question]:
    """Return the questions that match a quota and are not yet taken, in the order of ids."""
    if not chosen and not (quota.kinds or quota.topics or quota.difficulties):
        return bank.questions
    return [question for question in bank.questions if question.id not in chosen and matches(quota, question)]


def _take_unseen(words: Words, pool: Sequence[Question], n: int, seen: Mapping[str, int]) -> list[Question]:
    groups: dict[int, list[Question]] = {}
    for question in pool:
        groups.setdefault(seen.get(question.id, 0), []).append(question)
    taken: list[Question] = []
    for _, group in sorted(groups.items()):
        taken += words.take(group, min(n - len(taken), len(group)))
    return taken


def _shown_letters(words: Words, question: Question) -> str:
    letters = question.letters
    return letters if question.keeps_option_order else "".join(words.take(letters, len(letters)))
