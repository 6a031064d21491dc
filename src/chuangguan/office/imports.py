"""Imports: attempts made on another platform or on paper (clauses 2.1, 4.2)."""

from collections.abc import Callable, Sequence

from chuangguan.errors import BadInput, NotFound, Problem
from chuangguan.office.desk import Desk
from chuangguan.record import Entry
from chuangguan.rules.attempt import Attempt
from chuangguan.sitting import ImportedLine, admit_line
from chuangguan.values import Refused, Value


class AttemptRow(Value, frozen=True, kw_only=True):
    """A line of a file of attempts: where it stands, whose it is, and what it says."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    member_no: str
    line: ImportedLine


class ImportReport(Value, frozen=True, kw_only=True):
    """What an import did, in lines; `refused` says why."""

    loaded: int
    skipped: int
    refused: tuple[Problem, ...]


class Imports:
    """Attempts from elsewhere, marked so for ever."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def load_attempts(
        self,
        rows: Sequence[AttemptRow],
        *,
        by: str,
        reason: str = "",
        accept_rest: bool = False,
        problems: Sequence[Problem] = (),
        progress: Callable[[int], None] = lambda _: None,
    ) -> ImportReport:
        """Store the attempts in the order of their starts; the same line again is skipped.

        Any bad line, those in `problems` included, makes it `BadInput` with nothing stored, unless `accept_rest`.
        """
        counts = {"loaded": 0, "skipped": 0}
        refused = list(problems)
        with self._desk.record.write(by, reason) as entry:
            for done, row in enumerate(sorted(rows, key=lambda row: (row.line.started_at, row.row)), start=1):
                outcome = _load_one(entry, row)
                if isinstance(outcome, Refused):
                    refused.append(_problem(row, outcome))
                else:
                    counts[outcome] += 1
                progress(done)
            if refused and not accept_rest:
                raise BadInput(sorted(refused, key=lambda problem: problem.row))
        return ImportReport(**counts, refused=tuple(sorted(refused, key=lambda problem: problem.row)))


def _load_one(entry: Entry, row: AttemptRow) -> str | Refused:
    person = entry.rows.person_by_member_no(row.member_no)
    if person is None:
        return Refused(reason="unknown_member_no", details={"member_no": row.member_no})
    if (row.line.submitted_at or row.line.started_at) > entry.at:
        return Refused(reason="in_the_future", details={"started_at": row.line.started_at})
    stored = _stored_line(entry, person.entrant, row.line)
    if stored:
        same = _says(stored) == _says_line(stored, row.line)
        return "skipped" if same else Refused(reason="conflicts_with_stored_line", details={"attempt": stored.attempt})
    _expire_overdue(entry, person.entrant)
    try:
        fact = admit_line(entry, person.entrant, row.line)
    except NotFound as error:
        return Refused(reason="unknown_level", details={**error.details})
    if isinstance(fact, Refused):
        return fact
    if fact.submitted_at > entry.at:
        return Refused(reason="in_the_future", details={"started_at": fact.started_at})
    entry.append(fact)
    return "loaded"


def _expire_overdue(entry: Entry, entrant: str) -> None:
    """Expire the attempt that a line comes behind, so that their ends are stored in order (clauses 1.4, 6.4)."""
    current = entry.rows.open_attempt(entrant)
    if current and entry.is_overdue(current):
        entry.expire(current)


def _stored_line(entry: Entry, entrant: str, line: ImportedLine) -> Attempt | None:
    return next((a for a in entry.rows.attempts_of(entrant) if a.is_imported and a.started_at == line.started_at), None)


def _says(stored: Attempt) -> tuple[object, ...]:
    return (stored.level, stored.state == "expired", stored.submitted_at, stored.correct, stored.of)


def _says_line(stored: Attempt, line: ImportedLine) -> tuple[object, ...]:
    """Return what a line says, its time cut to the limit as the stored one's was."""
    is_expired = line.submitted_at is None
    at = stored.submitted_at if line.submitted_at is None else min(line.submitted_at, stored.limit_end)
    return (line.level, is_expired, at, line.correct, line.of)


def _problem(row: AttemptRow, refusal: Refused) -> Problem:
    return Problem(code=refusal.reason, file=row.file, sheet=row.sheet, row=row.row, details={**refusal.details})
