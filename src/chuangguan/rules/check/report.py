"""What a check returns."""

from collections.abc import Callable

from chuangguan.errors import Problem
from chuangguan.rules.campaign import Campaign
from chuangguan.values import Value


class OpenPoint(Value, frozen=True, kw_only=True):
    """A point that the file leaves open, for the organiser to confirm (a 规则澄清 item).

    `key` is the path that would settle it, empty where edition 1 has one answer only. `question` is what the notice
    does not say, `sentence` what applies unless it is changed.
    """

    key: str
    clause: str
    question: str
    sentence: str


class Stake(Value, frozen=True, kw_only=True):
    """What another value of an open point would move over every period that has ended.

    `key` is the path that settles the point, `sentence` what would apply with `value`. `prizes` counts the persons
    whose tiers or cash would differ, once a period. `cash_fen` adds up, over the periods, the larger of what some
    would lose and what others would gain: the cash that would be somebody else's, paid in addition, or not paid.
    `left_out` are the periods in which a lot would decide and the secret is not at hand.
    """

    key: str
    value: str
    sentence: str
    prizes: int
    cash_fen: int
    left_out: tuple[str, ...] = ()


class Sentence(Value, frozen=True, kw_only=True):
    """A rule of the campaign said back in one Chinese sentence."""

    clause: str
    text: str


class Report(Value, frozen=True, kw_only=True):
    """All that a check finds; a campaign with `errors` is not to be used."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    open_points: tuple[OpenPoint, ...]
    sentences: tuple[Sentence, ...]


class Rule(Value, frozen=True, kw_only=True):
    """A rule that one key settles, and how it is said.

    `key` is empty where edition 1 has one answer only; `question` is what a notice may leave open, empty where it
    cannot. `say` gives the sentence, empty where the campaign has no such rule.
    """

    key: str = ""
    clause: str
    question: str = ""
    say: Callable[[Campaign], str]
