"""Exposures: the questions of a level as its entrants first met them, for how good and how hard they are."""

from collections import Counter
from collections.abc import Iterator, Mapping

from chuangguan.errors import NotFound
from chuangguan.facts import scored_responses
from chuangguan.office.desk import Desk
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import Question, is_right
from chuangguan.rules.campaign import Level
from chuangguan.rules.draw import read_paper
from chuangguan.rules.exposures import Exposure, QuestionFigures, figures_of, has_same_wording
from chuangguan.values import Value
from chuangguan.view import View


class LevelFigures(Value, frozen=True, kw_only=True):
    """What recorded attempts say of a level's questions, and what was left out.

    `attempts` with a paper count; `imported` have none, `void` count for nothing, `open` have no end yet, `blank` were
    left without any response. `outdated` are first exposures of a wording or options that the bank no longer has.
    """

    level: int
    title: str
    bank: str
    made_at: int
    attempts: int
    imported: int
    void: int
    open: int
    blank: int
    outdated: int
    entrants: int
    questions: tuple[QuestionFigures, ...]


class Exposures:
    """How good and how hard the questions of the campaign's levels turned out to be."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def of(self, level: int) -> tuple[LevelFigures, Mapping[str, Question]]:
        """Return a level's figures and the questions they are about; nobody is named, so no look is recorded.

        Responses are judged by the answers of now (clause 3.4). Raises `NotFound` for an unknown level, or a bank that
        was never stored.
        """
        now = self._desk.record.now()
        with self._desk.record.read() as view:
            found = view.campaign.level(level)
            questions = _questions(view, found, now)
            attempts = list(_attempts(view, found))
            tally = Counter(_kind(item) for item in attempts if item.level == level)
            exposures, drawn, outdated = _exposures(view, found, questions, attempts)
        return LevelFigures(
            level=level,
            title=found.title,
            bank=found.bank,
            made_at=now,
            attempts=tally["counted"],
            imported=tally["imported"],
            void=tally["void"],
            open=tally["open"],
            blank=tally["blank"],
            outdated=outdated,
            entrants=len({item.entrant for item in exposures}),
            questions=figures_of(questions, exposures, drawn),
        ), questions


def _questions(view: View, level: Level, at: int) -> Mapping[str, Question]:
    """Return the questions as the bank has them now: its newest revision, else what the level draws from."""
    stored = [item for item in view.bank_versions if item.bank == level.bank]
    if not stored:
        raise NotFound(kind="bank", key=level.bank)
    in_force = view.bank_in_force(level, at)
    return view.library.questions(in_force.version if in_force else stored[-1].version, view.rows)


def _attempts(view: View, level: Level) -> Iterator[Attempt]:
    """Yield everybody's attempts at levels with this bank, void ones too: they show questions all the same."""
    sharing = {item.number for item in view.campaign.levels if item.bank == level.bank}
    for entrant in view.rows.person_digests():
        mine = [item for item in view.rows.attempts_of(entrant) if item.level in sharing]
        yield from sorted(mine, key=lambda item: (item.started_at, item.attempt))


def _kind(attempt: Attempt) -> str:
    """Return whether an attempt counts, or why not."""
    if not attempt.paper:
        return "imported"
    if attempt.is_void:
        return "void"
    if not attempt.is_ended:
        return "open"
    return "counted" if attempt.has_response else "blank"


def _exposures(
    view: View, level: Level, questions: Mapping[str, Question], attempts: list[Attempt]
) -> tuple[list[Exposure], Counter[str], int]:
    """Return first exposures at the level, how many papers held each question, and how many were of an old wording."""
    seen: set[tuple[str, str]] = set()
    found: list[Exposure] = []
    drawn: Counter[str] = Counter()
    outdated = 0
    for attempt in attempts:
        asked = [item.question for item in read_paper(attempt.paper).questions] if attempt.paper else []
        drawn.update(asked)
        new = [name for name in asked if (attempt.entrant, name) not in seen]
        seen.update((attempt.entrant, name) for name in new)
        if new and attempt.level == level.number and _kind(attempt) == "counted":
            was = view.library.questions(attempt.bank_version, view.rows)
            same = [name for name in new if name in questions and has_same_wording(was[name], questions[name])]
            outdated += len(new) - len(same)
            responses = scored_responses(view.rows.end_of(attempt.attempt))
            found += [_exposure(attempt, questions[name], responses.get(name, ())) for name in same]
    return found, drawn, outdated


def _exposure(attempt: Attempt, question: Question, response: tuple[str, ...]) -> Exposure:
    return Exposure(
        entrant=attempt.entrant,
        question=question.id,
        response=response,
        is_right=is_right(question, response),
        pace_ms=attempt.elapsed_ms // attempt.of if attempt.state == "submitted" else -1,
    )
