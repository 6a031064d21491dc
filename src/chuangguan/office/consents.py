"""Consents: on what basis who may be named in public (clause 5.2)."""

from typing import Final

from chuangguan.errors import Misuse, NotFound
from chuangguan.facts import PublicationBasisRecorded
from chuangguan.office.desk import Desk
from chuangguan.record import Entry
from chuangguan.rules.roster import Basis, PublicationBasis

LONGEST_VERSION: Final = 40
"""Characters of the name of a consent's text; it is kept in a fact for ever."""


class Consents:
    """What the organiser knows of people's will to be named; documents that are published obey it."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def put(self, entrant: str, basis: Basis, *, by: str, text_version: str = "", reason: str = "") -> bool:
        """Record on what basis an entrant may be named in public from now on; return whether that is a change.

        `by` is the entrant's own id where they said so themselves. `NotFound` for an unknown entrant; `Misuse` for a
        consent without the version of its text (at most 40 characters), or a version without a consent.
        """
        with self._desk.record.write(by, reason) as entry:
            if not entry.rows.memberships(entrant):
                raise NotFound(kind="entrant", key=entrant)
            return record_basis(entry, entrant, basis, text_version)

    def of(self, entrant: str) -> PublicationBasis:
        """Return on what basis an entrant may be named in public as things stand."""
        with self._desk.record.read() as view:
            return view.publication(entrant)

    def unnamed(self) -> frozenset[str]:
        """Return the opaque ids of those who may not be named in public."""
        with self._desk.record.read() as view:
            return view.unnamed()


def record_basis(entry: Entry, entrant: str, basis: Basis, text_version: str) -> bool:
    """Append the basis of an entrant unless it is the one on record; `Misuse` as `Consents.put` says."""
    if (basis == "consent") != bool(text_version.strip()):
        raise Misuse(what="consent_and_version", basis=basis)
    if len(text_version) > LONGEST_VERSION or not text_version.isprintable():
        raise Misuse(what="text_version_bad", most=LONGEST_VERSION)
    known = entry.publication(entrant)
    if (known.basis, known.text_version) == (basis, text_version):
        return False
    entry.append(PublicationBasisRecorded(entrant=entrant, basis=basis, text_version=text_version))
    return True
