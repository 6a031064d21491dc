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
