"""Rosters: units, people, who belongs where from when on (clauses 5.2, 7.1, 7.4)."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from chuangguan.errors import BadInput, Misuse, NotFound, Problem
from chuangguan.facts import ExtraTimeGranted, PersonalDataShown, PersonErased, RosterChanged, UnitStored
from chuangguan.office.consents import record_basis
from chuangguan.office.desk import Desk
from chuangguan.record import Entry
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.roster import Basis, Membership, Person, PublicationBasis, Unit, UnitTree, entrant_id
from chuangguan.rules.sanctions import Sanction
from chuangguan.values import Value

MOST_EXTRA_TIME: Final = 300
"""The most extra time in per cent; more is taken for a slip of the keyboard."""


class Enrolment(Value, frozen=True, kw_only=True):
    """A row of a roster; `file`, `sheet` and `row` say where it stands. An empty category is the first one.

    `basis` is on what basis the person may be named in public, None as before.
    """

    member_no: str
    name: str
    unit: str
    category: str = ""
    labels: tuple[str, ...] = ()
    is_admin: bool = False
    has_prize_right: bool = True
    basis: Basis | None = None
    text_version: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0


class Enrolled(Value, frozen=True, kw_only=True):
    """What an import did, in persons."""

    added: int
    changed: int
    unchanged: int


class PersonExport(Value, frozen=True, kw_only=True):
    """Everything that is kept about one person."""

    person: Person
    memberships: tuple[Membership, ...]
    attempts: tuple[Attempt, ...]
    sanctions: tuple[Sanction, ...]
    extra_time_per_cent: int
    publication: PublicationBasis
    publication_history: tuple[PublicationBasis, ...]


class Rosters:
    """The units and the people of the campaign."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def put_units(self, units: Sequence[Unit], *, by: str, reason: str = "") -> int:
        """Store units that are new or differ and return how many; `BadInput` for an unknown parent or a circle."""
        with self._desk.record.write(by, reason) as entry:
            known = {unit.unit: unit for unit in entry.rows.units()}
            UnitTree({**known, **{unit.unit: unit for unit in units}}.values())
            changed = [unit for unit in units if known.get(unit.unit) != unit]
            for unit in changed:
                entry.append(UnitStored(unit=unit.unit, parent=unit.parent, kind=unit.kind, headcount=unit.headcount))
            return len(changed)

    def enrol(self, rows: Sequence[Enrolment], *, by: str, from_at: int = 0, reason: str = "") -> Enrolled:
        """Add and update people, never remove; opaque ids go by member number within one call (clause 6.4).

        `from_at` (UTC ms, 0 the campaign's opening) is from when on a new membership holds. `BadInput` names every
        bad row: an unknown unit or category, a second administrator of a unit.
        """
        with self._desk.record.write(by, reason) as entry:
            problems = _problems(entry, rows)
            if problems:
                raise BadInput(problems)
            done = {"added": 0, "changed": 0, "unchanged": 0}
            for row in sorted(rows, key=lambda row: row.member_no):
                done[self._enrol_one(entry, row, from_at)] += 1
            return Enrolled(**done)

    def _enrol_one(self, entry: Entry, row: Enrolment, from_at: int) -> str:
        known = entry.rows.person_by_member_no(row.member_no)
        if known is None:
            salt = self._desk.entropy.token(16).hex()
            entrant = entrant_id(entry.rows.entrants() + 1)
            person = Person(entrant=entrant, member_no=row.member_no, name=row.name, salt=salt)
            _store(entry, person, _membership(entry.campaign, row, entrant, from_at))
            _put_basis(entry, entrant, row)
            return "added"
        is_new_basis = _put_basis(entry, known.entrant, row)
        current = _newest(entry, known.entrant)
        wanted = _membership(entry.campaign, row, known.entrant, from_at or current.from_at)
        if wanted == replace(current, from_at=wanted.from_at) and row.name == known.name:
            return "changed" if is_new_basis else "unchanged"
        _store(entry, replace(known, name=row.name), wanted)
        return "changed"

    def rekey(self, old: str, new: str, *, by: str, reason: str = "") -> None:
        """Give a person another member number; history stays. `Conflict` where the new one is another's."""
        with self._desk.record.write(by, reason) as entry:
            person = _person(entry, old)
            _store(entry, replace(person, member_no=new), _newest(entry, person.entrant))

    def move(self, member_no: str, unit: str, *, by: str, from_at: int, reason: str = "") -> None:
        """Put a person in another unit from an instant on (UTC ms); earlier closings keep theirs (clause 7.4)."""
        with self._desk.record.write(by, reason) as entry:
            if all(known.unit != unit for known in entry.rows.units()):
                raise NotFound(kind="unit", key=unit)
            person = _person(entry, member_no)
            moved = replace(_newest(entry, person.entrant), unit=unit, from_at=from_at, is_admin=False)
            _store(entry, person, moved)

    def end(self, member_no: str, *, by: str, from_at: int, reason: str = "") -> None:
        """Take a person off the roster from an instant on (UTC ms); their results stay on record."""
        with self._desk.record.write(by, reason) as entry:
            person = _person(entry, member_no)
            _store(entry, person, replace(_newest(entry, person.entrant), from_at=from_at, ended=True))

    def grant_extra_time(self, member_no: str, per_cent: int, *, reason: str, by: str) -> None:
        """Lengthen a person's limits by whole per cent for attempts started from now on (clause 1.3).

        0 takes it back. It is in no public document. `Misuse` below 0 or above 300.
        """
        with self._desk.record.write(by, reason) as entry:
            if not 0 <= per_cent <= MOST_EXTRA_TIME:
                raise Misuse(what="extra_time_out_of_range", most=MOST_EXTRA_TIME)
            person = _person(entry, member_no)
            entry.append(ExtraTimeGranted(entrant=person.entrant, per_cent=per_cent, reason=reason))

    def erase(self, member_no: str, *, reason: str, by: str) -> str:
        """Remove name, member number, salt and origins of a person for good and return the opaque id (clause 5.2).

        Results stay under the id, every seal still verifies, and documents print 已注销.
        """
        with self._desk.record.write(by, reason) as entry:
            person = _person(entry, member_no)
            entry.append(PersonErased(entrant=person.entrant))
            entry.rows.forget_person(person.entrant)
            return person.entrant

    def export(self, member_no: str, *, by: str) -> PersonExport:
        """Return everything that is kept about a person; that it was handed out is recorded (clause 6.7)."""
        with self._desk.record.write(by) as entry:
            person = _person(entry, member_no)
            entry.append(PersonalDataShown(purpose="person export", persons=1))
            return PersonExport(
                person=person,
                memberships=tuple(entry.rows.memberships(person.entrant)),
                attempts=tuple(entry.rows.attempts_of(person.entrant)),
                sanctions=tuple(entry.sanctions_of(person.entrant)),
                extra_time_per_cent=entry.extra_time.get(person.entrant, 0),
                publication=entry.publication(person.entrant),
                publication_history=tuple(entry.publications.get(person.entrant, ())),
            )

    def entrant(self, member_no: str) -> str:
        """Return the opaque id behind a member number; `NotFound` where there is none."""
        with self._desk.record.read() as view:
            person = view.rows.person_by_member_no(member_no)
            if person is None:
                raise NotFound(kind="member_no", key=member_no)
            return person.entrant

    def people(self, entrants: Iterable[str], *, by: str, purpose: str) -> dict[str, Person]:
        """Return the persons behind opaque ids, by id; who was erased is missing. The look is a fact (clause 6.7)."""
        with self._desk.record.write(by) as entry:
            found = {entrant: person for entrant in entrants if (person := entry.rows.person(entrant))}
            entry.append(PersonalDataShown(purpose=purpose, persons=len(found)))
            return found


def _person(entry: Entry, member_no: str) -> Person:
    person = entry.rows.person_by_member_no(member_no)
    if person is None:
        raise NotFound(kind="member_no", key=member_no)
    return person


def _newest(entry: Entry, entrant: str) -> Membership:
    return entry.rows.memberships(entrant)[-1]


def _membership(campaign: Campaign, row: Enrolment, entrant: str, from_at: int) -> Membership:
    category = row.category or campaign.categories[0].name
    return Membership(
        entrant=entrant,
        from_at=from_at,
        unit=row.unit,
        category=category,
        duty=campaign.duty_of(category),
        labels=row.labels,
        is_admin=row.is_admin,
        has_prize_right=row.has_prize_right,
    )


def _store(entry: Entry, person: Person, membership: Membership) -> None:
    entry.rows.put_person(person)
    entry.append(
        RosterChanged(
            entrant=person.entrant,
            digest=person.digest,
            from_at=membership.from_at,
            unit=membership.unit,
            category=membership.category,
            duty=membership.duty,
            labels=membership.labels,
            is_admin=membership.is_admin,
            has_prize_right=membership.has_prize_right,
            ended=membership.ended,
        )
    )


def _put_basis(entry: Entry, entrant: str, row: Enrolment) -> bool:
    return row.basis is not None and record_basis(entry, entrant, row.basis, row.text_version)


def _problems(entry: Entry, rows: Sequence[Enrolment]) -> list[Problem]:
    units = {unit.unit for unit in entry.rows.units()}
    categories = {category.name for category in entry.campaign.categories}
    problems = []
    for row in rows:
        if row.unit not in units:
            problems.append(_problem(row, "unknown_unit", "单位", unit=row.unit))
        if row.category and row.category not in categories:
            known = "、".join(sorted(categories))
            problems.append(_problem(row, "unknown_category", "人员类别", category=row.category, known=known))
    return problems + _admin_problems(entry, rows)


def _admin_problems(entry: Entry, rows: Sequence[Enrolment]) -> list[Problem]:
    """Name the rows that would give a unit a second administrator, those stored already included."""
    coming = {row.member_no for row in rows}
    admins: dict[str, str] = {}
    for member in entry.roster(entry.at).members.values():
        person = entry.rows.person(member.entrant) if member.is_admin else None
        if person and person.member_no not in coming:
            admins[member.unit] = person.name
    problems = []
    for row in rows:
        if row.is_admin and row.unit in admins:
            problems.append(_problem(row, "second_admin", "备注", unit=row.unit, other=admins[row.unit]))
        elif row.is_admin:
            admins[row.unit] = row.name
    return problems


def _problem(row: Enrolment, code: str, column: str, **details: str) -> Problem:
    return Problem(code=code, file=row.file, sheet=row.sheet, row=row.row, column=column, details={**details})
