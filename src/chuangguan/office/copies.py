"""Restoring: a record made again in an empty store from another's facts and people, and from nothing else."""

from collections.abc import Callable, Iterable, Iterator

from chuangguan.errors import BadInput, ChuangguanError, Conflict, Problem, StoreError
from chuangguan.facts import Envelope, OriginsForgotten, PersonErased, chained
from chuangguan.office.audit import person_digest
from chuangguan.ports import Saved, Store, UnitOfWork
from chuangguan.record import replay
from chuangguan.view import Library, View


def restore(
    source: Store,
    target: Store,
    *,
    later: Iterable[Envelope] = (),
    expected_head: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Envelope:
    """Fill the empty store `target` from a backup and return the last fact; rows come from the facts alone.

    `later` are facts behind the backup's last one, from a copy of the facts; who was enrolled or renamed since then
    has no name. `expected_head` is the hash of a fact that must be there, or how it begins. Origins and the responses
    saved for open attempts come along; they are in no chain. `BadInput` names the first fact or person that is not as
    it was recorded; `target` is then as it was.
    """
    with source.read() as rows, target.write() as ours:
        view = View(ours, Library())
        is_found = not expected_head

        def enter(envelopes: Iterator[Envelope]) -> None:
            nonlocal is_found
            for envelope in envelopes:
                _enter(view, envelope)
                is_found = is_found or envelope.hash.startswith(expected_head)
                progress(envelope.number)

        enter(chained(rows.facts()))
        head = ours.head()
        if head is None:
            raise BadInput([Problem(code="no_facts")])
        _carry(rows, ours)
        enter(chained(later, head))
        if not is_found:
            raise BadInput([Problem(code="head_not_in_facts", details={"head": expected_head})])
        _forget(ours, view, head.number)
        last = ours.head()
        ours.commit()
        return last or head


def _enter(view: View, envelope: Envelope) -> None:
    try:
        view.rows.append(envelope)
        replay(view, iter([envelope]))
    except (ChuangguanError, ValueError, KeyError) as error:
        if isinstance(error, StoreError) and not isinstance(error, Conflict):
            # A full disk is no fault of the fact.
            raise
        details: dict[str, int | str] = {"fact": envelope.number, "said": str(error)[:200]}
        raise BadInput([Problem(code="fact_unusable", details=details)]) from error


def _carry(rows: UnitOfWork, ours: UnitOfWork) -> None:
    """Take over what stands beside the facts: people as the roster facts know them, origins, saved responses."""
    for person in rows.people():
        ours.put_person(person)
    for entrant in people_that_differ(ours):
        raise BadInput([Problem(code="person_differs", details={"entrant": entrant})])
    for fact, origin in rows.origins():
        ours.put_origin(fact, origin)
    for attempt in ours.open_attempts():
        ours.save(attempt.attempt, _saved(rows, attempt.attempt))


def _forget(ours: UnitOfWork, view: View, head: int) -> None:
    """Take away what the facts behind a backup's head say is gone or is not so any more."""
    for number, fact in view.facts_of(OriginsForgotten):
        if number > head:
            ours.forget_origins(fact.before_at)
    erased = [fact.entrant for number, fact in view.facts_of(PersonErased) if number > head]
    for entrant in {*erased, *people_that_differ(ours)}:
        ours.forget_person(entrant)


def _saved(rows: UnitOfWork, attempt: int) -> list[Saved]:
    try:
        return rows.saved(attempt)
    except ValueError as error:
        raise BadInput([Problem(code="saved_unreadable", details={"attempt": attempt})]) from error


def people_that_differ(rows: UnitOfWork) -> list[str]:
    """Return the opaque ids whose name or member number is not as it was recorded; a backup would be refused."""
    digests = rows.person_digests()
    return [person.entrant for person in rows.people() if digests.get(person.entrant) != person_digest(person)]
