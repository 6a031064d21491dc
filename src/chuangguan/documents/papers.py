"""A paper that is printed: what an entrant is asked, what the answer sheet has room for, what is right.

It is drawn as clause 2.3 says, from a seed that is printed on it: nobody needs a secret to make it again, and none of
the campaign's secrets goes into it. Several copies ask the same questions, each in an order of its own, of options
too: neighbours cannot copy, and nobody in the room has the harder paper.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final

from chuangguan.documents.wording import printable
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Kind, Question, bank_of, bank_version
from chuangguan.rules.campaign import Campaign, Level, PassRule, Quota
from chuangguan.rules.canonical import message
from chuangguan.rules.check.wording import said_share
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
    pass_rule: str
    questions: tuple[PrintedQuestion, ...]

    @property
    def points(self) -> int:
        """What the whole paper is worth."""
        return points_of_all(self.questions)

    @property
    def point_each(self) -> int:
        """What each question is worth, 0 where they differ."""
        return point_each_of(self.questions)

    @property
    def parts(self) -> list[tuple[Kind, list[PrintedQuestion]]]:
        """The questions by kind, in printed order."""
        return [(kind, list(group)) for kind, group in groupby(self.questions, key=lambda question: question.kind)]


def points_of_all(questions: Iterable[PrintedQuestion]) -> int:
    """Return what questions are worth together."""
    return sum(question.points for question in questions)


def point_each_of(questions: Iterable[PrintedQuestion]) -> int:
    """Return what each of some questions is worth, 0 where they differ."""
    found = {question.points for question in questions}
    return found.pop() if len(found) == 1 else 0


def printed_papers(
    campaign: Campaign, level: Level, bank: Bank, *, seed: str, copies: int, is_open: bool
) -> list[PrintedPaper]:
    """Return so many copies of a level's paper, A卷, B卷 and so on; a single one is the A卷 without that name.

    All have the same questions, by kind, in orders of their own. The same bank, seed and level give the same papers for
    ever. Those of an open level are marked as practice. `Misuse` where the bank is short.
    """
    drawn: tuple[PaperQuestion, ...] = ()
    title = f"第{level.number}关{f'　{printable(level.title)}' if level.title else ''}"
    found: list[PrintedPaper] = []
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:copies]:
        lot = message("printed paper", campaign.id, str(level.number), seed, letter)
        drawn = _shuffled(bank, drawn, lot) if drawn else draw(bank, level.quotas, lot).questions
        found.append(
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
                pass_rule=_said_pass(campaign.pass_rule),
                questions=_questions(level, bank, drawn),
            )
        )
    return found


def _shuffled(bank: Bank, drawn: Iterable[PaperQuestion], lot: bytes) -> tuple[PaperQuestion, ...]:
    """Return the same questions in another order, their options too."""
    known = bank.by_id()
    same = bank_of(known[item.question] for item in drawn)
    return draw(same, (Quota(n=len(same.questions)),), lot).questions


def _said_pass(rule: PassRule) -> str:
    return {
        "all_correct": "全部答对",
        "min_correct": f"答对{rule.value}题以上（含{rule.value}题）",
        "ratio": f"答对的题不少于全卷的{said_share(rule.value)}" if rule.rule == "ratio" else "",
        "score": f"得分不低于{rule.value}分",
    }[rule.rule] + "为过关"


def _questions(level: Level, bank: Bank, drawn: Iterable[PaperQuestion]) -> tuple[PrintedQuestion, ...]:
    """Return the questions as they are printed: one kind after the other, each in drawn order."""
    known, kinds = bank.by_id(), list(KIND_NAMES)
    ordered = sorted(drawn, key=lambda item: kinds.index(known[item.question].kind))
    return tuple(_printed(number, known[item.question], item, level) for number, item in enumerate(ordered, 1))


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
