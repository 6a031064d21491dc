"""The kinds of fact that are recorded, each a closed value (clause 5.2).

A fact holds ids, instants (UTC ms), responses and canonical bytes as text. Its own bytes are canonical JSON; its
envelope says when it was stored, by whom and why, with which software, and the hash of the one before.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.values import Value

EMPTY_HASH = "0" * 64
"""What the first fact has in place of the hash of the one before."""

Responses = dict[str, tuple[str, ...]]
"""Question id -> what was answered: letters of the bank's options in order, or the texts of the blanks."""


class Fact(Value, frozen=True, kw_only=True, tag_field="fact", omit_defaults=True):
    """The root of the kinds; the tag is the class name in lower case with hyphens."""


class CampaignStored(Fact, frozen=True, kw_only=True, tag="campaign-stored"):
    """A version of the regulations, as canonical bytes; commitments as period id -> SHA-256 of its secret."""

    version: int
    rules_hash: str
    canonical: str
    commitments: dict[str, str]


class BankStored(Fact, frozen=True, kw_only=True, tag="bank-stored"):
    """A version of a bank (clause 2.2); `extras` are the explanations and sources, outside the version."""

    bank: str
    version: str
    mode: Literal["edit", "revision"]
    canonical: str
    extras: str


class PublicTextDrawn(Fact, frozen=True, kw_only=True, tag="public-text-drawn"):
    """The public text of a period (clause 2.3)."""

    period: str
    text: str


class UnitStored(Fact, frozen=True, kw_only=True, tag="unit-stored"):
    """A unit, its place in the tree and its declared headcount."""

    unit: str
    parent: str = ""
    kind: str = ""
    headcount: int | None = None


class RosterChanged(Fact, frozen=True, kw_only=True, tag="roster-changed"):
    """An entrant's membership from an instant on; the person is only in `digest` (clause 5.2).

    `from_at` 0 means the campaign's opening; `ended` means that the entrant is on the roster no longer.
    """

    entrant: str
    digest: str
    from_at: int = 0
    unit: str = ""
    category: str = ""
    duty: Literal["required", "voluntary", "excluded"] = "required"
    labels: tuple[str, ...] = ()
    is_admin: bool = False
    has_prize_right: bool = True
    ended: bool = False


class AttemptStarted(Fact, frozen=True, kw_only=True, tag="attempt-started"):
    """An attempt with the paper that was handed out; its number is this fact's number."""

    entrant: str
    level: int
    ordinal: int
    run: int
    period: str
    started_at: int
    limit_end: int
    grace_ms: int
    bank_version: str
    campaign_version: int
    paper: str


class AttemptEnded(Fact, frozen=True, kw_only=True, tag="attempt-ended"):
    """A submission or an expiry, with the responses it was scored on."""

    attempt: int
    kind: Literal["submitted", "expired"]
    submitted_at: int
    responses: Responses
    correct: int
    of: int
    score: int
    passed: bool
    received_at: int | None = None
    key: str = ""


class AttemptImported(Fact, frozen=True, kw_only=True, tag="attempt-imported"):
    """An attempt made elsewhere: the line with the opaque id, and where it was put.

    `line_submitted_at` is the line's own (None: expired at the limit); `submitted_at` is cut to the limit.
    """

    entrant: str
    level: int
    ordinal: int
    run: int
    period: str
    started_at: int
    line_submitted_at: int | None
    limit_end: int
    grace_ms: int
    submitted_at: int
    correct: int
    of: int
    score: int
    passed: bool
    campaign_version: int


class ClosingMade(Fact, frozen=True, kw_only=True, tag="closing-made"):
    """A period fixed: the canonical bytes of its closing and their seal (clause 6.4)."""

    period: str
    revision: int
    number: int
    seal: str
    canonical: str


class ClosingPublished(Fact, frozen=True, kw_only=True, tag="closing-published"):
    """A provisional closing is shown from now on, by whom it was drafted, checked and signed (clause 6.3)."""

    period: str
    seal: str
    drafted_by: str
    checked_by: str
    signed_by: str


class ObjectionRecorded(Fact, frozen=True, kw_only=True, tag="objection-recorded"):
    """Somebody objects to a published closing; its number is this fact's number (clause 6.3)."""

    period: str
    text: str
    entrant: str = ""


class ObjectionDecided(Fact, frozen=True, kw_only=True, tag="objection-decided"):
    """What was decided on an objection (clause 6.3)."""

    objection: int
    upheld: bool
    decision: str


class ClosingFinalised(Fact, frozen=True, kw_only=True, tag="closing-finalised"):
    """A closing is final, and its period's secret, as hex, is revealed (clauses 2.4, 6.3)."""

    period: str
    seal: str
    secret: str


class AwardDecided(Fact, frozen=True, kw_only=True, tag="award-decided"):
    """Who another body gave a tier to that is decided outside, nobody where that is taken back (clause 6.1).

    The newest for a period and tier holds.
    """

    period: str
    tier: str
    decided_by: str
    entrants: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class SanctionImposed(Fact, frozen=True, kw_only=True, tag="sanction-imposed"):
    """A sanction with its evidence; its number is this fact's number; no `periods` means all (clause 8.2)."""

    entrant: str
    kind: Literal["strip_awards", "void_attempts", "ban"]
    code: str
    decided_by: str
    evidence: str
    periods: tuple[str, ...] = ()
    attempts: tuple[int, ...] = ()


class SanctionLifted(Fact, frozen=True, kw_only=True, tag="sanction-lifted"):
    """A sanction holds no longer; both stay on record (clause 8.2)."""

    sanction: int


class PeriodExtended(Fact, frozen=True, kw_only=True, tag="period-extended"):
    """A period that is not closed ends later, for a reason (clause 1.5)."""

    period: str
    cutoff_at: int
    reason: str


class IntervalVoided(Fact, frozen=True, kw_only=True, tag="interval-voided"):
    """The attempts that overlap an interval count for nothing, for a reason (clause 1.5)."""

    opens_at: int
    closes_at: int
    reason: str


class ExtraTimeGranted(Fact, frozen=True, kw_only=True, tag="extra-time-granted"):
    """An entrant's limits are so many whole per cent longer from now on, for a reason (clause 1.3)."""

    entrant: str
    per_cent: int
    reason: str


class PersonErased(Fact, frozen=True, kw_only=True, tag="person-erased"):
    """Name, member number, salt and origins of an entrant are gone; everything else stays (clause 5.2)."""

    entrant: str


class PublicationBasisRecorded(Fact, frozen=True, kw_only=True, tag="publication-basis-recorded"):
    """On what basis an entrant may be named in public from now on; a consent is to a version of a text (clause 5.2)."""

    entrant: str
    basis: Literal["rule", "consent", "none"]
    text_version: str = ""


class OriginsForgotten(Fact, frozen=True, kw_only=True, tag="origins-forgotten"):
    """So many origins, those of attempts that ended before an instant, are gone (clause 5.2)."""

    before_at: int
    origins: int


class PersonalDataShown(Fact, frozen=True, kw_only=True, tag="personal-data-shown"):
    """Names and member numbers of so many persons were looked at or exported (clause 6.7)."""

    purpose: str
    persons: int


AnyFact = (
    CampaignStored
    | BankStored
    | PublicTextDrawn
    | UnitStored
    | RosterChanged
    | AttemptStarted
    | AttemptEnded
    | AttemptImported
    | ClosingMade
    | ClosingPublished
    | ObjectionRecorded
    | ObjectionDecided
    | ClosingFinalised
    | AwardDecided
    | SanctionImposed
    | SanctionLifted
    | PeriodExtended
    | IntervalVoided
    | ExtraTimeGranted
    | PersonErased
    | PublicationBasisRecorded
    | OriginsForgotten
    | PersonalDataShown
)

F = TypeVar("F", bound=Fact)


def kind_of(fact: type[Fact]) -> str:
    """Return the tag that facts of a class carry."""
    return str(fact.__struct_config__.tag)


_encoder = msgspec.json.Encoder(order="sorted")
_decoder: msgspec.json.Decoder[AnyFact] = msgspec.json.Decoder(AnyFact)


def write_fact(fact: Fact) -> bytes:
    """Return the bytes that are stored and hashed."""
    return _encoder.encode(fact)


def read_fact(body: bytes) -> AnyFact:
    """Return the fact that `write_fact` wrote."""
    return _decoder.decode(body)


class Envelope(Value, frozen=True, kw_only=True):
    """A stored fact: its number from 1, when and by whom it was stored, why, and its place in the hash chain."""

    number: int
    stored_at: int
    actor: str
    reason: str
    software: str
    body: bytes
    previous_hash: str
    hash: str


def scored_responses(end: Envelope | None) -> Responses:
    """Return what an attempt was scored on, by the envelope that ended it; nothing where there is none."""
    fact = read_fact(end.body) if end else None
    return fact.responses if isinstance(fact, AttemptEnded) else {}


def seal_envelope(
    *, number: int, stored_at: int, actor: str, reason: str, software: str, body: bytes, previous_hash: str
) -> Envelope:
    """Return the envelope with its hash: SHA-256 over every other part, each behind its length (clause 2.3)."""
    parts = (str(number), str(stored_at), actor, reason, software, previous_hash)
    digest = hashlib.sha256()
    for part in (*(text.encode() for text in parts), body):
        digest.update(len(part).to_bytes(4, "big") + part)
    return Envelope(
        number=number,
        stored_at=stored_at,
        actor=actor,
        reason=reason,
        software=software,
        body=body,
        previous_hash=previous_hash,
        hash=digest.hexdigest(),
    )


class _Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An envelope as a line of JSON, its body in it as text: the very bytes that were hashed."""

    number: int
    stored_at: int
    actor: str
    reason: str
    software: str
    body: str
    previous_hash: str
    hash: str


_line_decoder = msgspec.json.Decoder(_Line)


def write_line(envelope: Envelope) -> bytes:
    """Return an envelope as a line of JSON, as bundles and copies of the facts hold it."""
    plain = {name: getattr(envelope, name) for name in envelope.__struct_fields__}
    return msgspec.json.encode({**plain, "body": envelope.body.decode()}) + b"\n"


def read_line(line: bytes) -> Envelope:
    """Return the envelope that `write_line` wrote; `BadInput` for a line that is none."""
    try:
        read = _line_decoder.decode(line)
    except msgspec.MsgspecError as error:
        raise BadInput([Problem(code="fact_line_unreadable", details={"said": str(error)[:200]})]) from error
    plain = {name: getattr(read, name) for name in read.__struct_fields__}
    return Envelope(**{**plain, "body": read.body.encode()})


def follows(previous: Envelope | None, envelope: Envelope) -> bool:
    """Say whether an envelope stands whole, right behind another one or, where there is none, as the first."""
    return envelope == seal_envelope(
        number=previous.number + 1 if previous else 1,
        stored_at=envelope.stored_at,
        actor=envelope.actor,
        reason=envelope.reason,
        software=envelope.software,
        body=envelope.body,
        previous_hash=previous.hash if previous else EMPTY_HASH,
    )


def chained(envelopes: Iterable[Envelope], previous: Envelope | None = None) -> Iterator[Envelope]:
    """Yield envelopes once each is seen to follow the one before; `BadInput` names the first that does not.

    The first one follows `previous`, or is the first of all where there is none.
    """
    for envelope in envelopes:
        number = previous.number + 1 if previous else 1
        if envelope.number != number:
            raise BadInput([Problem(code="fact_missing", details={"fact": number})])
        if not follows(previous, envelope):
            raise BadInput([Problem(code="fact_changed", details={"fact": number})])
        if previous and envelope.stored_at < previous.stored_at:
            raise BadInput([Problem(code="stamp_went_back", details={"fact": number})])
        yield envelope
        previous = envelope
