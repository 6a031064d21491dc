"""Responses against a paper's questions give a score, in integers (clauses 3.1, 3.2, 3.3)."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from chuangguan.errors import Problem
from chuangguan.facts import Responses
from chuangguan.rules.bank import Question, is_right
from chuangguan.rules.campaign import PassRule, Quota
from chuangguan.rules.draw import Paper, matches
from chuangguan.values import Value


class Score(Value, frozen=True, kw_only=True):
    """How many were right of how many, and the points."""

    correct: int
    of: int
    points: int


def score(
    paper: Paper,
    questions: Mapping[str, Question],
    responses: Responses,
    quotas: Sequence[Quota] = (Quota(),),
    *,
    dropped: Collection[str] = (),
) -> Score:
    """Return the score of responses in the bank's letters; a question without one is wrong, a dropped one right."""
    right = [
        questions[item.question]
        for item in paper.questions
        if item.question in dropped or is_right(questions[item.question], responses.get(item.question, ()))
    ]
    return Score(correct=len(right), of=len(paper.questions), points=sum(points_of(q, quotas) for q in right))


def points_of(question: Question, quotas: Sequence[Quota]) -> int:
    """Return what a question is worth: the points of the first quota that may take it (clause 3.1)."""
    return next((quota.points for quota in quotas if matches(quota, question)), 1)


def is_pass(rule: PassRule, result: Score) -> bool:
    """Say whether a score passes (clause 3.2); the ratio is compared exactly, without division."""
    if rule.rule == "all_correct":
        return result.correct == result.of
    if rule.rule == "min_correct":
        return result.correct >= int(rule.value)
    if rule.rule == "ratio":
        return result.correct >= Decimal(rule.value) * result.of
    return result.points >= int(rule.value)


def in_bank_letters(paper: Paper, responses: Mapping[str, Sequence[str]]) -> Responses:
    """Return responses given in the letters that were shown as the bank's letters, in order.

    A question that is not on the paper and a letter that was not shown are left out; texts of blanks are kept.
    """
    found: Responses = {}
    for item in paper.questions:
        given = responses.get(item.question)
        if given is not None:
            found[item.question] = _bank_letters(item.letters, given) if item.letters else tuple(given)
    return found


def not_shown(paper: Paper, responses: Mapping[str, Sequence[str]]) -> list[Problem]:
    """Return what of these responses answers a question that is not on the paper, or chooses what was not shown."""
    letters = {item.question: item.letters for item in paper.questions}
    problems = []
    for question, given in responses.items():
        if question not in letters:
            problems.append(Problem(code="question_not_on_paper", column=question))
        elif letters[question] and not set(given) <= set("ABCDEF"[: len(letters[question])]):
            problems.append(Problem(code="option_not_shown", column=question))
    return problems


def _bank_letters(letters: str, given: Sequence[str]) -> tuple[str, ...]:
    shown = dict(zip("ABCDEF", letters, strict=False))
    return tuple(sorted({shown[letter] for letter in given if letter in shown}))


def in_shown_letters(paper: Paper, responses: Responses) -> Responses:
    """Return what `in_bank_letters` took, in the letters that the entrant saw."""
    shown = {item.question: item.letters for item in paper.questions}
    return {
        question: tuple(sorted("ABCDEF"[shown[question].index(letter)] for letter in given))
        if shown[question]
        else given
        for question, given in responses.items()
    }
