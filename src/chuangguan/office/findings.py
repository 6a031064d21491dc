"""Findings of a campaign: the attempts with what they left behind, laid before the rules (clause 8.1)."""

from collections.abc import Iterator

from chuangguan.facts import AttemptEnded, PersonalDataShown, Responses, read_fact
from chuangguan.office.desk import Desk
from chuangguan.ports import Origin
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.bank import is_right
from chuangguan.rules.draw import read_paper
from chuangguan.rules.findings import Finding, Trace, findings
from chuangguan.rules.instants import Window
from chuangguan.view import View


class Findings:
    """Clues for a person to check; they change no result, and none of them is a verdict."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def of(self, period: str = "", *, by: str) -> list[Finding]:
        """Return the findings in a period's attempts, or in all; comparing member numbers is a look that is recorded.

        Raises `NotFound` for an unknown period.
        """
        with self._desk.record.write(by) as entry:
            window = entry.campaign.window
            if period:
                asked = entry.campaign.period(period)
                window = Window(opens_at=asked.window.opens_at, closes_at=asked.cutoff_at)
            found = list(_traces(entry, window))
            numbers = {person.entrant: person.member_no for person in entry.rows.people()}
            members = entry.roster(min(entry.at, window.closes_at - 1)).members
            entry.append(PersonalDataShown(purpose=f"findings {period}".strip(), persons=len(numbers)))
        units = {entrant: member.unit for entrant, member in members.items()}
        return findings(found, units, numbers)


def _traces(view: View, window: Window) -> Iterator[Trace]:
    origins = dict(view.rows.origins())
    banks = {item.version: item.bank for item in view.bank_versions}
    for attempt in view.rows.attempts_between(window.opens_at, window.closes_at):
        if not attempt.paper:
            yield Trace(attempt=attempt)
            continue
        responses, number = _end(view, attempt)
        places = [origins[fact] for fact in (attempt.attempt, number) if fact in origins]
        yield Trace(
            attempt=attempt,
            bank=banks.get(attempt.bank_version, attempt.bank_version),
            asked=tuple(item.question for item in read_paper(attempt.paper).questions),
            answered=len(responses),
            wrong=_wrong(view, attempt, responses),
            devices=_named(places, "device"),
            addresses=_named(places, "address"),
        )


def _end(view: View, attempt: Attempt) -> tuple[Responses, int]:
    """Return what an attempt was scored on and the number of the fact that ended it."""
    envelope = view.rows.end_of(attempt.attempt)
    fact = read_fact(envelope.body) if envelope else None
    return (fact.responses, envelope.number) if envelope and isinstance(fact, AttemptEnded) else ({}, 0)


def _wrong(view: View, attempt: Attempt, responses: Responses) -> Responses:
    questions = view.library.questions(attempt.bank_version, view.rows)
    return {
        name: response
        for name, response in responses.items()
        if response and name in questions and not is_right(questions[name], response)
    }


def _named(places: list[Origin], what: str) -> tuple[str, ...]:
    return tuple(sorted({getattr(place, what) for place in places} - {""}))
