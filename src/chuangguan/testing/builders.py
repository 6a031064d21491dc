"""Builders of questions, banks and campaigns; what a test does not name has a plain value."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Bank, Question, bank_of
from chuangguan.rules.campaign import AwardTier, Campaign, Level, Period, Quota, rules_hash
from chuangguan.rules.canonical import sha256_hex
from chuangguan.rules.closing import BankUsed, Grounds, Tally
from chuangguan.rules.draw import read_paper
from chuangguan.rules.instants import Window, months, read_end, read_instant
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Membership, Roster, Unit, UnitTree, entrant_id
from chuangguan.rules.units import TurnoutWindow

ZONE: Final = "Asia/Shanghai"
ROOT_SECRET: Final = bytes(range(32))
"""A root secret for tests; never one for a real campaign."""

UNITS: Final = (Unit(unit="总部"), Unit(unit="一处", parent="总部"), Unit(unit="二处", parent="总部"))
"""The units of tests: 一处 and 二处 below 总部."""

_MULTIPLE_EVERY: Final = 7
_TRUE_FALSE_EVERY: Final = 5
_FIXED_EVERY: Final = 11


def at(text: str) -> int:
    """Return the instant of a text in the tests' zone, UTC ms.

    >>> at("2018-03-12T09:00") - at("2018-03-12")
    32400000
    """
    return read_instant(text, ZONE)


OPENS_AT: Final = at("2018-03-12")
"""When `a_campaign` opens."""


def a_question(number: int = 1, **changes: Any) -> Question:  # noqa: ANN401  the fields of Question
    """Return question `Q1`, `Q2` …: every fifth true_false, every seventh multiple (two of five), else single.

    Options of a question differ, so that a right one is known by its text.
    """
    made: dict[str, Any] = {"id": f"Q{number}", "stem": f"第{number}题", **_shape(number)}
    return Question(**{**made, "option_order_fixed": number % _FIXED_EVERY == 0, **changes})


def _shape(number: int) -> dict[str, Any]:
    if number % _TRUE_FALSE_EVERY == 0:
        return {"kind": "true_false", "options": TRUE_FALSE_OPTIONS, "answer": ("AB"[number % 2],)}
    if number % _MULTIPLE_EVERY == 0:
        return {"kind": "multiple", "options": _options(number, 5), "answer": ("B", "D")}
    return {"kind": "single", "options": _options(number, 4), "answer": ("ABCD"[number % 4],)}


def _options(number: int, count: int) -> tuple[str, ...]:
    return tuple(f"选项{number}{letter}" for letter in LETTERS[:count])


def a_bank(n: int = 30, **changes: Any) -> Bank:  # noqa: ANN401  the fields of Question
    """Return a bank of `n` questions, each with `changes`."""
    return bank_of(a_question(number, **changes) for number in range(1, n + 1))


def a_level(number: int = 1, **changes: Any) -> Level:  # noqa: ANN401  the fields of Level
    """Return a level of five questions and five minutes, open from the campaign's opening on, with its own bank."""
    made: dict[str, Any] = {
        "number": number,
        "bank": f"bank-{number}",
        "opens_at": OPENS_AT,
        "time_limit_ms": 300_000,
        "quotas": (Quota(n=5),),
    }
    return Level(**{**made, **changes})


def a_window(opens: str, end: str) -> Window:
    """Return the window between an opening and an end as notices write it, in the tests' zone."""
    return Window(opens_at=at(opens), closes_at=read_end(end, ZONE))


def a_campaign(**changes: Any) -> Campaign:  # noqa: ANN401  the fields of Campaign
    """Return a campaign of 12 March to the end of April 2018 with three levels, the third from April on.

    Its periods are the months that its window meets, `2018-03` and so on, and the declared `2018` over all of it; a
    month's first place has 300 yuan, the second and third 100.
    """
    window = changes.get("window", a_window("2018-03-12", "2018-04-30T23:59:59"))
    periods = tuple(Period(id=name, kind="month", window=month) for name, month in months(window, ZONE))
    made: dict[str, Any] = {
        "id": "spring-2018",
        "title": "春季闯关",
        "window": window,
        "levels": (a_level(1), a_level(2), a_level(3, opens_at=at("2018-04-01"))),
        "periods": (*periods, Period(id="2018", window=window)),
        "awards": (
            AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=30_000),
            AwardTier(name="二等奖", period="month", first=2, last=3, cash_fen=10_000),
        ),
    }
    return Campaign(**{**made, **changes})


def a_member(number: int = 1, **changes: Any) -> Membership:  # noqa: ANN401  the fields of Membership
    """Return the membership of a required entrant of 一处."""
    made: dict[str, Any] = {"entrant": entrant_id(number), "unit": "一处", "category": "参赛人员", "duty": "required"}
    return Membership(**{**made, **changes})


def a_standing(number: int = 1, **changes: Any) -> Standing:  # noqa: ANN401  the fields of Standing
    """Return the standing of an entrant with one level, whose time grows with the number."""
    made: dict[str, Any] = {
        "entrant": entrant_id(number),
        "levels": 1,
        "elapsed_ms": 1000 * number,
        "reached_at": OPENS_AT,
        "run": 1,
    }
    return Standing(**{**made, **changes})


def some_grounds(
    campaign: Campaign,
    members: Iterable[Membership],
    standings: Sequence[Standing],
    **changes: Any,  # noqa: ANN401  the fields of Grounds
) -> Grounds:
    """Return what the closing of `2018-03` is computed from; whoever has a standing handed in once."""
    roster = Roster(members, campaign.window.opens_at)
    handed_in = {item.entrant: 1 for item in standings}
    made: dict[str, Any] = {
        "period": campaign.period("2018-03"),
        "rules_hash": rules_hash(campaign),
        "roster": roster,
        "tree": UnitTree(UNITS),
        "standings": standings,
        "tallies": {item.entrant: Tally(digest=sha256_hex(item.entrant.encode()), imported=0) for item in standings},
        "windows_of": {"": [TurnoutWindow(members=roster.members, handed_in=handed_in)]},
        "levels_open": 2,
        "banks": (BankUsed(level=1, version=sha256_hex(b"bank")),),
        "commitment": sha256_hex(b"secret"),
        "public_text": "",
    }
    return Grounds(**{**made, **changes})


def attempts_in_one_run(*results: tuple[int, int, bool], run: int = 1, begins_at: int = OPENS_AT) -> list[Attempt]:
    """Return an entrant's ended attempts, one behind the other, for each (level, elapsed ms, passed)."""
    attempts: list[Attempt] = []
    started_at = begins_at
    for number, (level, elapsed_ms, passed) in enumerate(results, start=1):
        attempts.append(
            Attempt(
                attempt=run * 1000 + number,
                entrant="E000001",
                level=level,
                ordinal=run * 1000 + number,
                run=run,
                period="2018-03",
                started_at=started_at,
                limit_end=started_at + 300_000,
                grace_ms=3_000,
                campaign_version=1,
                state="submitted",
                submitted_at=started_at + elapsed_ms,
                correct=5 if passed else 4,
                of=5,
                passed=passed,
                has_response=True,
            )
        )
        started_at += elapsed_ms
    return attempts


def right_responses(paper: str, questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    """Return the right response to every question of a stored paper, in the letters that are shown."""
    return {
        item.question: _shown(item.letters, questions[item.question].answer)
        if item.letters
        else tuple(words.split("|")[0] for words in questions[item.question].answer)
        for item in read_paper(paper).questions
    }


def wrong_responses(paper: str, questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    """Return a wrong response to every question of a stored paper, in the letters that are shown."""
    right = right_responses(paper, questions)
    return {
        item.question: _other_letter(item.letters, right[item.question])
        if item.letters
        else tuple(f"非{text}" for text in right[item.question])
        for item in read_paper(paper).questions
    }


def _shown(letters: str, answer: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(LETTERS[letters.index(letter)] for letter in answer))


def _other_letter(letters: str, right: tuple[str, ...]) -> tuple[str, ...]:
    return next((letter,) for letter in LETTERS[: len(letters)] if (letter,) != right)
