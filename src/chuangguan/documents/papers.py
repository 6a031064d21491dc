"""A paper that is printed: what an entrant is asked, what the answer sheet has room for, what is right.

It is drawn as clause 2.3 says, from a seed that is printed on it: nobody needs a secret to make it again, and none of
the campaign's secrets goes into it.
"""

from collections.abc import Mapping
from typing import Final

from chuangguan.documents.wording import printable
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Kind, Question, bank_version
from chuangguan.rules.campaign import Campaign, Level
from chuangguan.rules.canonical import message
from chuangguan.rules.draw import PaperQuestion, draw
from chuangguan.rules.scoring import points_of
from chuangguan.values import Value

KIND_NAMES: Final[Mapping[Kind, str]] = {"single": "单选", "multiple": "多选", "true_false": "判断", "blank": "填空"}
PRACTICE: Final = "练习卷，不计入活动成绩"
UNTIL_USED: Final = "启用前保密"


class PrintedQuestion(Value, frozen=True, kw_only=True):
    """A question as it is printed: its options in shown order, its answer in shown letters or in words."""

    number: int
    id: str
    kind: Kind
    stem: str
    options: tuple[str, ...]
    answer: tuple[str, ...]
    points: int
    explanation: str
    source: str

    @property
    def has_letters(self) -> bool:
        """Whether it is answered by letters."""
        return self.kind in ("single", "multiple")

    @property
    def answer_text(self) -> str:
        """The answer as whoever marks the paper reads it."""
        return (
            "；".join(" 或 ".join(text.split("|")) for text in self.answer)
            if self.kind == "blank"
            else "".join(self.answer)
        )


class PrintedPaper(Value, frozen=True, kw_only=True):
    """A paper that is printed, one of its copies; `copy` is empty where there is a single one.

    `number_name` is what the campaign knows people by: 手机号码 or 工号.
    """

    campaign: str
    organiser: str
    made_at: int
    number_name: str
    level: str
    copy: str
    mark: str
    seed: str
    version: str
    time_limit_ms: int
    questions: tuple[PrintedQuestion, ...]

    @property
    def points(self) -> int:
        """What the whole paper is worth."""
        return sum(question.points for question in self.questions)

    @property
    def point_each(self) -> int:
        """What each question is worth, 0 where they differ."""
        found = {question.points for question in self.questions}
        return found.pop() if len(found) == 1 else 0


def printed_papers(
    campaign: Campaign, level: Level, bank: Bank, *, seed: str, copies: int, is_open: bool
) -> list[PrintedPaper]:
    """Return so many different papers of a level, A卷, B卷 and so on; a single one is the A卷 without that name.

    The same bank, seed and level give the same papers for ever. Those of an open level are marked as practice.
    `Misuse` where the bank is short.
    """
    title = f"第{level.number}关{f'　{printable(level.title)}' if level.title else ''}"
    return [
        PrintedPaper(
            campaign=printable(campaign.title),
            organiser=printable(campaign.organiser),
            made_at=campaign.window.opens_at,
            number_name="手机号码" if campaign.member_no == "phone" else "工号",
            level=title,
            copy=f"{letter}卷" if copies > 1 else "",
            mark=PRACTICE if is_open else UNTIL_USED,
            seed=seed,
            version=bank_version(bank),
            time_limit_ms=level.time_limit_ms,
            questions=_questions(level, bank, message("printed paper", campaign.id, str(level.number), seed, letter)),
        )
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:copies]
    ]


def _questions(level: Level, bank: Bank, seed: bytes) -> tuple[PrintedQuestion, ...]:
    known = bank.by_id()
    drawn = draw(bank, level.quotas, seed).questions
    return tuple(_printed(number, known[item.question], item, level) for number, item in enumerate(drawn, 1))


def _printed(number: int, question: Question, item: PaperQuestion, level: Level) -> PrintedQuestion:
    has_letters = question.kind in ("single", "multiple")
    shown = [question.options[LETTERS.index(letter)] for letter in item.letters] if has_letters else []
    return PrintedQuestion(
        number=number,
        id=printable(question.id),
        kind=question.kind,
        stem=_text(question.stem),
        options=tuple(map(_text, shown)),
        answer=_answer(question, item),
        points=points_of(question, level.quotas),
        explanation=_text(question.explanation),
        source=_text(question.source),
    )


def _answer(question: Question, item: PaperQuestion) -> tuple[str, ...]:
    if question.kind == "blank":
        return tuple(map(_text, question.answer))
    if question.kind == "true_false":
        return (TRUE_FALSE_OPTIONS[LETTERS.index(question.answer[0])],)
    return tuple(sorted(LETTERS[item.letters.index(letter)] for letter in question.answer))


def _text(text: str) -> str:
    """Return a text as it is printed, its lines kept."""
    return "\n".join(map(printable, text.split("\n")))
