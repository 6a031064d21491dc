"""What can go wrong, as one tree; each leaf carries data, and a stable English `code`.

    ChuangguanError
    ├── BadInput               a file or its content, every problem at once
    ├── BadInstant             a text that is no instant
    ├── NotFound               no such entrant, level, period, attempt, unit …
    ├── NotInThisEdition       a value that this edition of the regulations does not know
    ├── PeriodNotEnded         too early to close
    ├── ClockWentBack          the machine's clock is behind what is already recorded
    ├── SecretMissing          an action needs the root secret and it is not there
    ├── SecretMismatch         the root secret is not the one whose commitments were published
    ├── Misuse                 a call that can never be right
    └── StoreError
        ├── StoreExists        there is a campaign already where a new one was to be made
        ├── StoreMissing       there is no campaign there
        ├── StoreBusy          another process holds the database
        ├── StoreFull          the disk is full
        ├── StoreUnreadable    not a database of ours, or a damaged one
        ├── StoreTooNew        written by a newer version
        └── Conflict           a row that must be unique is there already

Refusals that are part of the game (too late, not entitled) are values, not errors: see `values.Refused`.
"""

from typing import ClassVar, Literal

from chuangguan.values import Value

RowKind = Literal["line", "question", "paragraph"]
"""What the rows of a file are: lines as a spreadsheet or an editor shows them, or what a person counts instead."""


class Problem(Value, frozen=True, kw_only=True):
    """One thing that is wrong, where it is, and what a message needs to say it.

    `row` counts from 1 what `row_kind` says; `column` is a header's text or a key path.
    """

    code: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    row_kind: RowKind = "line"
    column: str = ""
    details: dict[str, int | str] = {}


class ChuangguanError(Exception):
    """The root of every error that this library raises."""

    code: ClassVar[str] = "error"

    def __init__(self, **details: int | str) -> None:
        """Keep what a message fills in; the text shown to people is made at the edge."""
        super().__init__(self.code, details)
        self.details = details


class BadInput(ChuangguanError):
    """A file or its content; `problems` holds every one that was found."""

    code = "bad_input"

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        """Keep the problems in the order of the file."""
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class BadInstant(ChuangguanError):
    """`text` is no instant that a notice would write (clause 1.1)."""

    code = "bad_instant"


class NotFound(ChuangguanError):
    """Nothing of `kind` has the key `key`."""

    code = "not_found"


class NotInThisEdition(ChuangguanError):
    """`value` of `key` is not in this edition."""

    code = "not_in_this_edition"


class PeriodNotEnded(ChuangguanError):
    """`period` may be closed from `closable_at` on (clause 6.6)."""

    code = "period_not_ended"


class ClockWentBack(ChuangguanError):
    """The clock reads `reading_at`, which is too far below `last_at` (clause 1.2)."""

    code = "clock_went_back"


class SecretMissing(ChuangguanError):
    """`needed_for` cannot be done without the root secret (clause 2.4)."""

    code = "secret_missing"


class SecretMismatch(ChuangguanError):
    """The root secret does not give the published commitment of `period`."""

    code = "secret_mismatch"


class Misuse(ChuangguanError):
    """A call that can never be right; `what` says which rule it breaks."""

    code = "misuse"


class StoreError(ChuangguanError):
    """Something about the place where facts are kept."""

    code = "store_error"


class StoreExists(StoreError):
    """A campaign is kept at `path` already."""

    code = "store_exists"


class StoreMissing(StoreError):
    """No campaign is kept at `path`."""

    code = "store_missing"


class StoreBusy(StoreError):
    """Another process holds the database at `path`."""

    code = "store_busy"


class StoreFull(StoreError):
    """The disk that holds `path` is full; nothing was written."""

    code = "store_full"


class StoreUnreadable(StoreError):
    """`path` is not a database of ours, or is damaged."""

    code = "store_unreadable"


class StoreTooNew(StoreError):
    """The database was written by a newer version: it has schema `found`, this one knows `known`."""

    code = "store_too_new"


class Conflict(StoreError):
    """A row of `table` that must be unique is there already."""

    code = "conflict"
