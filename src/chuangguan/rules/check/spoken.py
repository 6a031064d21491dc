"""Rules that a single key settles, each said in a sentence; where the key is silent the sentence is an open point."""

from collections.abc import Collection
from typing import Final

from chuangguan.rules.campaign import Campaign
from chuangguan.rules.check.report import OpenPoint, Sentence
from chuangguan.rules.check.said_playing import PLAYING_RULES
from chuangguan.rules.check.said_ranking import RANKING_RULES

_RULES: Final = PLAYING_RULES + RANKING_RULES


def spoken_sentences(campaign: Campaign) -> list[Sentence]:
    """Return the sentence of every rule that the campaign has."""
    said = ((rule.clause, rule.say(campaign)) for rule in _RULES)
    return [Sentence(clause=clause, text=text) for clause, text in said if text]


def sentence_of(campaign: Campaign, key: str) -> str:
    """Return the sentence of the rule that a key settles; empty where the campaign has no such rule."""
    return next((rule.say(campaign) for rule in _RULES if rule.key == key), "")


def spoken_points(campaign: Campaign, stated: Collection[str]) -> list[OpenPoint]:
    """Return the rules whose key the file does not state, with what applies then."""
    asked = (rule for rule in _RULES if rule.question and rule.key not in stated)
    return [
        OpenPoint(key=rule.key, clause=rule.clause, question=rule.question, sentence=text)
        for rule in asked
        if (text := rule.say(campaign))
    ]
