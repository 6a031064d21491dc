"""A small campaign that is closed by the rules themselves, for documents to be made from."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from chuangguan.documents.content import Material
from chuangguan.rules.attempt import FIRST_DIGEST
from chuangguan.rules.campaign import AwardTier, Campaign, Category, Level, Period, Term, UnitAward
from chuangguan.rules.closing import Chain, Grounds, Tally, close_period, closing_bytes
from chuangguan.rules.instants import Window, read_instant
from chuangguan.rules.ladder import Standing
from chuangguan.rules.roster import Membership, Person, Roster, Unit, UnitTree, entrant_id
from chuangguan.rules.units import TurnoutWindow
from chuangguan.rules.workings import unit_workings

ZONE = "Asia/Shanghai"
OPENS_AT = read_instant("2018-03-12", ZONE)
APRIL = Window(opens_at=read_instant("2018-04-01", ZONE), closes_at=read_instant("2018-05-01", ZONE))
ALL_YEAR = Window(opens_at=OPENS_AT, closes_at=read_instant("2018-11-01", ZONE))
UNITS = (
    Unit(unit="机关", kind="直属单位"),
    Unit(unit="工人报社", kind="直属单位"),
    Unit(unit="办公室支部", parent="机关", kind="机关支部"),
)


class Player(NamedTuple):
    """Somebody on the roster; no levels means that they handed nothing in."""

    name: str
    unit: str = "工人报社"
    member_no: str = ""
    duty: str = "required"
    has_prize_right: bool = True
    levels: int = 2
    elapsed_ms: int = 0
    is_erased: bool = False


def campaign_of(changes: Mapping[str, Any]) -> Campaign:
    values: dict[str, Any] = {
        "id": "myyg-2018",
        "title": "“每月一关”答题闯关活动",
        "organiser": "机关委员会",
        "contacts": ("联系人：李某", "电话：0731-84320000"),
        "window": ALL_YEAR,
        "levels": tuple(
            Level(number=number, bank=f"b{number}", opens_at=OPENS_AT, time_limit_ms=300_000) for number in (1, 2)
        ),
        "periods": (
            Period(id="2018-04", kind="month", window=APRIL),
            Period(id="2018", title="2018年度", window=ALL_YEAR),
        ),
        "categories": (Category(name="required"), Category(name="voluntary", duty="voluntary")),
        "awards": (
            AwardTier(name="一等奖", period="month", first=1, last=1, cash_fen=30_000),
            AwardTier(name="二等奖", period="month", first=2, last=3, cash_fen=20_000),
            AwardTier(name="月冠军", period="month", first=1, last=1, decided="outside"),
            AwardTier(name="年度第一名", period="2018", first=1, last=1, advancement="现场竞赛"),
        ),
        "unit_awards": (
            UnitAward(
                name="优秀组织奖",
                period="2018",
                lists=("直属单位", "机关支部"),
                terms=(Term(metric="participation", weight="0.5"), Term(metric="level_ratio", weight="0.5")),
            ),
        ),
    }
    return Campaign(**{**values, **changes})


def material_of(
    *rows: Mapping[str, Any],
    changes: Mapping[str, Any] | None = None,
    period: str = "2018-04",
    units: Sequence[Unit] = UNITS,
    is_preview: bool = False,
    issued_at: int = 0,
) -> Material:
    """Close a period of a campaign with these players and return what its documents are made from.

    A row holds the fields of a `Player`, `changes` those of the campaign that differ.
    """
    players = [Player(**row) for row in rows]
    campaign = campaign_of(changes or {})
    ids = [entrant_id(number) for number in range(1, len(players) + 1)]
    closed = campaign.period(period)
    roster = Roster(map(_membership, ids, players), closed.cutoff_at)
    handed_in = {entrant: 3 for entrant, player in zip(ids, players, strict=True) if player.levels}
    tree = UnitTree(units)
    grounds = Grounds(
        period=closed,
        rules_hash="0" * 64,
        roster=roster,
        tree=tree,
        standings=[item for item in map(_standing, ids, players) if item.levels],
        tallies={entrant: Tally(digest=FIRST_DIGEST, imported=0) for entrant in ids},
        windows_of={"": [TurnoutWindow(members=roster.members, handed_in=handed_in)]},
        levels_open=2,
        banks=(),
        commitment="c" * 64,
        public_text="",
    )
    chain = Chain(number=2, revision=0, last_fact=99, previous_seal=f"sha256:{'a' * 64}")
    closing = close_period(campaign, grounds, chain, lambda entrant: entrant)
    return Material(
        campaign=campaign,
        closing=closing,
        canonical=closing_bytes(closing),
        people={e: _person(e, player) for e, player in zip(ids, players, strict=True) if not player.is_erased},
        units={entrant: player.unit for entrant, player in zip(ids, players, strict=True)},
        tree=tree,
        is_preview=is_preview,
        issued_at=issued_at,
        workings=unit_workings(campaign, grounds),
    )


def _membership(entrant: str, player: Player) -> Membership:
    return Membership(
        entrant=entrant,
        unit=player.unit,
        category=player.duty,
        duty=player.duty,  # type: ignore[arg-type]  # a word of the table
        has_prize_right=player.has_prize_right,
    )


def _standing(entrant: str, player: Player) -> Standing:
    number = int(entrant[1:])
    elapsed_ms = player.elapsed_ms or 60_000 * number
    reached_at = APRIL.opens_at + 86_400_000 + number
    return Standing(entrant=entrant, levels=player.levels, elapsed_ms=elapsed_ms, reached_at=reached_at, run=1)


def _person(entrant: str, player: Player) -> Person:
    member_no = player.member_no or f"1380000{int(entrant[1:]):04d}"
    return Person(entrant=entrant, member_no=member_no, name=player.name, salt="00" * 16)


@pytest.fixture
def build() -> Callable[..., Material]:
    """Return `material_of`."""
    return material_of
