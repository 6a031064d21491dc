"""What `check --db` adds: the open points of a campaign file by the money at stake, and 规则澄清清单.docx."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.output import Cell, say
from chuangguan.cli.shell import progress
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.messages import say_problem
from chuangguan.documents.open_points import (
    MEASURE,
    NOT_COMPARED,
    NOTHING_ENDED,
    PointLine,
    point_lines,
    write_points,
)
from chuangguan.documents.wording import yuan_text
from chuangguan.errors import BadInput, Problem
from chuangguan.rules.campaign import Campaign, rules_hash
from chuangguan.rules.check import OpenPoint
from chuangguan.values import Value

PRICE_HEADERS: Final = {"effects": "换一种规则的影响", "cash": "涉及奖金（元）", "prizes": "奖项变动（人次）"}
"""What a database adds to the columns of the open points."""


class PricedPoints(Value, frozen=True, kw_only=True):
    """The open points by the money at stake; `is_priced` once a period has ended.

    `has_other_rules` says that the database has other regulations than the file; it is theirs that are compared.
    """

    lines: tuple[PointLine, ...]
    is_priced: bool
    has_other_rules: bool = False


def priced_points(campaign: Campaign, points: Sequence[OpenPoint], db: str, secret_file: str) -> PricedPoints:
    """Return the points with what each is worth by the facts in a database, which is only read.

    `BadInput` for the database of another campaign.
    """
    with open_workplace(db, secret_file) as workplace:
        with workplace.record.read() as view:
            stored, periods = view.stored, len(view.campaign.periods)
            if view.campaign.id != campaign.id:
                details: dict[str, int | str] = {"id": view.campaign.id}
                raise BadInput([Problem(code="another_campaign", file=db, details=details)])
        with progress("比较", periods) as shown:
            stakes = workplace.office.comparisons.stakes(progress=shown)
    return PricedPoints(
        lines=tuple(point_lines(points, stakes)),
        is_priced=bool(stakes),
        has_other_rules=stored.rules_hash != rules_hash(campaign),
    )


def unpriced_points(points: Sequence[OpenPoint]) -> PricedPoints:
    """Return the points as they come, without a database."""
    return PricedPoints(lines=tuple(PointLine(point=point) for point in points), is_priced=False)


def price_cells(line: PointLine) -> dict[str, Cell]:
    """Return the columns that a database adds to a point."""
    cash_fen, prizes = line.worst
    if not line.stakes:
        return {"effects": NOT_COMPARED, "cash": NOT_COMPARED, "prizes": NOT_COMPARED}
    return {"effects": line.effects, "cash": yuan_text(cash_fen), "prizes": prizes}


def plain_point(line: PointLine) -> dict[str, object]:
    """Return a point with its stakes as JSON has them; cash in fen, none where nothing can be compared."""
    cash_fen, prizes = line.worst if line.stakes else (None, None)
    point = {name: getattr(line.point, name) for name in line.point.__struct_fields__}
    return {**point, "cash_fen": cash_fen, "prizes": prizes, "values": line.stakes}


def print_measure(priced: PricedPoints) -> None:
    """Print how the money at stake is counted, and what a reader must know about it."""
    say(MEASURE if priced.is_priced else NOTHING_ENDED, style="dim")
    if priced.has_other_rules:
        say(f"提醒：{say_problem(Problem(code='other_rules_in_force'))}", style="yellow")


def page_path(_ctx: click.Context, _parameter: click.Parameter, value: str) -> Path | None:
    """Return where 规则澄清清单 goes, None where it was not asked for."""
    if value and not value.endswith(".docx"):
        raise click.UsageError("--out 应为 .docx 文件，如 规则澄清清单.docx。")
    return Path(value) if value else None


def write_page(path: Path, campaign: Campaign, priced: PricedPoints) -> Path:
    """Write 规则澄清清单.docx and return its path."""
    return write_points(path, campaign, priced.lines, is_priced=priced.is_priced)
