"""The tables of the SQLite store and how older databases become newer ones."""

from typing import Final

from sqlite_utils import Database, Migrations

APPLICATION_ID: Final = 0x63_67_75_61
"""Marks a SQLite file as ours ("cgua")."""

migrations = Migrations("chuangguan")

PROJECTED: Final = (
    "campaigns",
    "bank_versions",
    "banks",
    "public_texts",
    "units",
    "memberships",
    "digests",
    "attempts",
    "improvements",
    "closings",
    "saved",
)
"""The tables that are rebuilt from the facts, and the working rows that hang on them."""


@migrations(name="0001_first")
def _first(db: Database) -> None:
    for statement in _FIRST.split(";\n"):
        if statement.strip():
            db.execute(statement)


SCHEMA_VERSION: Final = 1
"""How many migrations there are; kept in `PRAGMA user_version`."""

# `ends_attempt` and `rare_kind` are cut out of the text: SQLite 3.40 refuses json_extract in a schema under
# `trusted_schema = off`.
# Quotes inside JSON strings are escaped, so what is looked for is found nowhere else.
_FIRST: Final = """
create table facts (
    number integer primary key,
    stored_at integer not null,
    actor text not null,
    reason text not null,
    software text not null,
    body text not null,
    previous_hash text not null,
    hash text not null,
    ends_attempt integer generated always as (
        case when instr(body, '"fact":"attempt-ended"')
        then cast(substr(body, instr(body, '"attempt":') + length('"attempt":')) as integer) end
    ) virtual,
    rare_kind text generated always as (
        case when not instr(body, '"fact":"attempt-') and not instr(body, '"fact":"roster-')
        then substr(
            body,
            instr(body, '"fact":"') + 8,
            instr(substr(body, instr(body, '"fact":"') + 8), '"') - 1
        ) end
    ) virtual
) strict;
create unique index one_end_per_attempt on facts (ends_attempt) where ends_attempt is not null;
create index rare_facts on facts (rare_kind) where rare_kind is not null;
create table people (
    entrant integer primary key,
    member_no text not null unique,
    name text not null,
    salt text not null
) strict;
create table origins (fact integer primary key, device text not null, address text not null) strict;
create table campaigns (
    version integer primary key,
    rules_hash text not null,
    canonical text not null,
    commitments text not null
) strict;
create table bank_versions (
    place integer primary key,
    bank text not null,
    version text not null references banks (version) deferrable initially deferred,
    stored_at integer not null,
    mode text not null
) strict;
create table banks (version text primary key, canonical text not null, extras text not null) strict;
create table public_texts (period text primary key, text text not null, stored_at integer not null) strict;
create table units (
    place integer primary key,
    unit text not null unique,
    parent text not null,
    kind text not null,
    headcount integer
) strict;
create table memberships (
    entrant integer not null,
    from_at integer not null,
    unit text not null,
    category text not null,
    duty text not null,
    labels text not null,
    is_admin integer not null,
    has_prize_right integer not null,
    ended integer not null,
    primary key (entrant, from_at)
) strict, without rowid;
create table digests (entrant integer primary key, digest text not null) strict;
create table attempts (
    entrant integer not null,
    attempt integer not null,
    state text not null,
    is_void integer not null,
    submitted_at integer not null,
    is_imported integer not null,
    digest text not null,
    level integer not null,
    ordinal integer not null,
    run integer not null,
    period text not null,
    started_at integer not null,
    limit_end integer not null,
    grace_ms integer not null,
    bank_version text not null,
    campaign_version integer not null,
    paper text not null,
    correct integer not null,
    of integer not null,
    score integer not null,
    passed integer not null,
    has_response integer not null,
    key text not null,
    primary key (entrant, attempt)
) strict, without rowid;
create unique index attempt_number on attempts (attempt);
create unique index one_open_attempt on attempts (entrant) where state = 'open';
create index open_attempts on attempts (attempt) where state = 'open';
create unique index one_ordinal on attempts (entrant, level, ordinal);
create unique index one_use_of_a_key on attempts (entrant, key) where key <> '';
create index attempts_by_end on attempts (submitted_at, entrant, has_response, state, is_void);
create table improvements (
    entrant integer not null,
    at integer not null,
    levels integer not null,
    elapsed_ms integer not null,
    reached_at integer not null,
    run integer not null,
    primary key (entrant, at)
) strict, without rowid;
create table closings (
    number integer primary key,
    period text not null,
    revision integer not null,
    seal text not null unique,
    canonical text not null,
    fact integer not null,
    unique (period, revision)
) strict;
create table saved (
    attempt integer not null references attempts (attempt) deferrable initially deferred,
    question text not null,
    response text not null,
    counter integer not null,
    primary key (attempt, question)
) strict, without rowid
"""
