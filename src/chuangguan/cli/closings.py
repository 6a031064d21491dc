"""Commands that fix a period and check what was fixed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.output import Cell, say, show, show_json, stderr
from chuangguan.cli.shell import (
    ChineseCommand,
    by_option,
    db_option,
    format_option,
    hint,
    progress,
    reason_option,
    secret_option,
)
from chuangguan.cli.workplace import Workplace, open_workplace, require_output
from chuangguan.documents import write_documents
from chuangguan.documents.content import UNDECIDED, Material, PrizeList, prize_list
from chuangguan.documents.messages import say_note, say_problem
from chuangguan.documents.wording import hundredths_text, last_second_text, period_text, yuan_text
from chuangguan.errors import BadInput, StoreFull
from chuangguan.office.audit import Verification
from chuangguan.rules.closing import Closing, closing_bytes
from chuangguan.rules.instants import write_instant
from chuangguan.rules.roster import Person
from chuangguan.rules.units import UnitScore
from chuangguan.rules.workings import UnitWorking
from chuangguan.stores.memory import MemoryStore

if TYPE_CHECKING:
    from chuangguan.documents.templates import Template

_PUBLISHED: Final = re.compile(r"(?P<number>[1-9][0-9]{0,17}):(?P<hash>[0-9a-f]{16,64})…?")


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@click.option("--out", default="", metavar="目录", help="把获奖名单、排名、统计表、通报、奖金发放表写到哪个目录。")
@click.option(
    "--template",
    "own",
    default="",
    metavar="文件",
    help="本单位的 .docx 通报模板，与 --out 一起用；占位符写作 {{活动}}，见 docs/templates.md。",
)
@click.option("--preview", is_flag=True, help="只预览，不结榜；文件标明“预览”。")
@secret_option
@by_option
@reason_option
@format_option
def close(  # noqa: PLR0913  one parameter an option
    period: str,
    db: str,
    out: str,
    own: str,
    preview: bool,  # noqa: FBT001  a flag
    secret_file: str,
    by: str,
    reason: str,
    form: str,
) -> None:
    """结榜：固定一期的成绩和奖项并封存；已结的期次给出同一结果。"""
    if out:
        require_output(Path(out))
    template = _template(own, out)
    with open_workplace(db, secret_file) as workplace:
        closings, derivations = workplace.office.closings, workplace.office.derivations
        workings: tuple[UnitWorking, ...] = ()
        if preview:
            derived = derivations.derive_units(period, MemoryStore(), is_preview=True)
            closing, workings = derived.closing, derived.workings
            canonical, seal, state = closing_bytes(closing), "", "preview"
        else:
            sealed = closings.close(period, by=by, reason=reason)
            closing, canonical, seal = sealed.closing, sealed.canonical, sealed.seal
            state = workplace.office.publicity.state(period).state
            if out and closing.unit_awards:
                workings = derivations.derive_units(period, MemoryStore()).workings
        material = material_of(workplace, closing, canonical, by=by, is_preview=preview)
        material = replace(material, workings=workings)
    others = _other_periods(Path(out), material) if out else []
    written = _write(Path(out), material, template) if out else []
    if form == "table":
        print_prize_list(material.in_full)
        if material.masks(award.entrant for award in closing.awards):
            say("获奖人员中有未同意公开姓名的，写出的文件以*号代替其姓名。", style="yellow")
    else:
        _print_plain(material.in_full, seal, state, form)
    if form != "table":
        return
    say(f"封存摘要 {seal}" if seal else "预览，非正式结果。", style="bold")
    for path in written:
        say(f"已写出 {path}")
    for other in others:
        say(f"目录中 {other} 的同名文件已被替换；每期用一个目录，要重新写出再运行 close {other}。", style="yellow")
    hint(f"chuangguan verify --db {db}" if out else f"加上 --out 目录 写出名单和通报；chuangguan verify --db {db}")


def _template(own: str, out: str) -> "Template | None":
    """Return the organiser's own template, checked before anything is closed."""
    if not own:
        return None
    if not out:
        raise click.UsageError("--template 要与 --out 一起用。")
    # It needs the extra `files`, and takes time that other commands need not spend.
    from chuangguan.documents.templates import read_template  # noqa: PLC0415  as said

    return read_template(Path(own))


def _other_periods(directory: Path, material: Material) -> list[str]:
    """Return the other periods whose sealed documents are in a directory, under the names that these will take."""
    if material.is_preview:
        return []
    found = (path.stem.removeprefix("结榜-") for path in sorted(directory.glob("结榜-*.json")))
    known = {period.id for period in material.campaign.periods} - {material.closing.period}
    return [period for period in found if period in known]


def _write(directory: Path, material: Material, template: "Template | None") -> list[Path]:
    try:
        return write_documents(directory, material, template)
    except (BadInput, OSError, StoreFull):
        if not material.is_preview:
            stderr.print("已经结榜封存，只是文件没有写出；排除下述问题后再运行一次即可。", style="yellow")
        raise


def material_of(
    workplace: Workplace, closing: Closing, canonical: bytes, *, by: str, is_preview: bool = False
) -> Material:
    """Return what a closing's documents and tables are made from; looking at the names is recorded."""
    outside = workplace.office.awards.given(closing.period)
    named = {row.entrant for row in closing.board} | {item.entrant for item in closing.exclusions}
    # Whose every attempt was voided is on no board any more, and is named where the change is told all the same.
    named |= {change.entrant for change in closing.changes}
    named |= {entrant for award in outside for entrant in award.entrants}
    people = workplace.office.rosters.people(sorted(named), by=by, purpose=f"close {closing.period}")
    with workplace.record.read() as view:
        stored = next((item for item in view.rows.closings() if item.canonical == canonical and not is_preview), None)
        members = view.roster(closing.cutoff_at - 1).members
        return Material(
            campaign=view.campaign,
            closing=closing,
            canonical=canonical,
            people=people,
            units={entrant: member.unit for entrant, member in members.items()},
            tree=view.tree(),
            outside=tuple(outside),
            is_preview=is_preview,
            is_final=not is_preview and view.final_since(closing.period) is not None,
            issued_at=workplace.record.now(),
            unnamed=view.unnamed(),
            fact=stored.fact if stored else 0,
            fact_hash=view.envelope(stored.fact).hash if stored else "",
        )


def print_prize_list(material: Material, *, top: int = 0) -> None:
    """Print the figures, the awards (the first `top` only, if given), the unit awards and the notes."""
    campaign, closing = material.campaign, material.closing
    title = period_text(campaign.period(closing.period), campaign.zone)
    figures = closing.figures
    rate = "—" if figures.rate < 0 else f"{hundredths_text(figures.rate)}%"
    say(f"{title}，截至{last_second_text(closing.cutoff_at, campaign.zone)}", style="bold")
    turnout = f"应参加 {figures.due} 人，参加 {figures.took_part} 人，参与率 {rate}"
    say(f"{turnout}；答题 {figures.attempts} 人次；上榜 {len(closing.board)} 人。")
    headers = {
        "position": "位次",
        "name": "姓名",
        "unit": "单位",
        "levels": "关数",
        "time": "用时",
        "tier": "奖项",
        "cash": "奖金（元）",
    }
    content = prize_list(material)
    rows = list(_award_rows(content))
    show(headers, rows[: top or None], "table")
    if top and len(rows) > top:
        say(f"……共 {len(rows)} 项，全部见获奖名单。")
    if content.has_cash:
        say(f"奖金预算 {yuan_text(content.budget_fen)} 元，实发 {yuan_text(content.paid_fen)} 元。")
    if closing.unit_awards:
        show(_UNIT_HEADERS, [_unit_row(item) for item in closing.unit_awards], "table", title="单位")
    for text in (*(tier.remark for tier in content.tiers if tier.remark), *_said_notes(material)):
        say(f"说明：{text}", style="yellow")


def _said_notes(material: Material) -> Iterator[str]:
    return (say_note(note, material.campaign.zone) for note in material.closing.notes)


_UNIT_HEADERS = {
    "award": "奖项",
    "list": "榜",
    "rank": "名次",
    "unit": "单位",
    "participation": "参与率%",
    "level_ratio": "闯关率%",
    "score": "得分",
}


def _unit_row(item: UnitScore) -> dict[str, Cell]:
    return {
        "award": item.award,
        "list": item.list,
        "rank": item.rank,
        "unit": item.unit,
        "participation": hundredths_text(item.participation),
        "level_ratio": hundredths_text(item.level_ratio),
        "score": hundredths_text(item.score),
    }


def _award_rows(content: PrizeList) -> Iterator[dict[str, Cell]]:
    for tier in content.tiers:
        if tier.is_undecided:
            yield {"name": UNDECIDED, "tier": tier.tier}
        for winner in tier.winners:
            cells: dict[str, Cell] = {
                "position": winner.position,
                "name": winner.name,
                "unit": winner.unit,
                "levels": winner.levels,
                "time": winner.time,
                "tier": winner.tier,
                "cash": yuan_text(winner.cash_fen) if winner.cash_fen else "",
            }
            yield {key: cell for key, cell in cells.items() if cell}


def _print_plain(material: Material, seal: str, state: str, form: str) -> None:
    closing, people, zone = material.closing, material.people, material.campaign.zone
    content = prize_list(material)
    standings: list[dict[str, Cell]] = [
        {
            "rank": row.rank,
            "entrant": _member_no(people, row.entrant),
            "name": material.name_of(row.entrant),
            "unit": material.units.get(row.entrant, ""),
            "levels": row.levels,
            "elapsed_ms": row.elapsed_ms,
            "reached_at": write_instant(row.reached_at, zone),
        }
        for row in closing.board
    ]
    if form == "csv":
        headers = {
            "rank": "名次",
            "entrant": "号码",
            "name": "姓名",
            "unit": "单位",
            "levels": "通过关数",
            "elapsed_ms": "用时毫秒",
            "reached_at": "达成时间",
        }
        show(headers, standings, form)
        return
    show_json(
        {
            "period": closing.period,
            "cutoff_at": write_instant(closing.cutoff_at, zone),
            "revision": closing.revision,
            "state": state,
            "seal": seal,
            "previous_seal": closing.previous_seal,
            "standings": standings,
            "awards": [
                {
                    "tier": award.tier,
                    "position": award.position,
                    "entrant": _member_no(people, award.entrant),
                    "cash_fen": award.cash_fen,
                }
                for award in closing.awards
            ],
            "unit_awards": [_unit_row(item) for item in closing.unit_awards],
            "exclusions": [
                {"entrant": _member_no(people, item.entrant), "reason": item.reason} for item in closing.exclusions
            ],
            "notes": [{"code": note.code, "text": say_note(note, zone), **note.details} for note in closing.notes],
            "decided_outside": _plain_outside(material),
            "budget_fen": content.budget_fen,
            "paid_fen": content.paid_fen,
        }
    )


def _plain_outside(material: Material) -> list[dict[str, object]]:
    cash_of = {tier.name: tier.cash_fen for tier in material.campaign.awards if material.period.is_named(tier.period)}
    return [
        {
            "tier": item.tier,
            "entrants": [_member_no(material.people, entrant) for entrant in item.entrants],
            "units": item.units,
            "decided_by": item.decided_by,
            "cash_fen": cash_of[item.tier],
        }
        for item in material.outside
    ]


def _member_no(people: Mapping[str, Person], entrant: str) -> str:
    return people[entrant].member_no if entrant in people else entrant


def _published(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[int, str]:
    """Return the published hashes, or how they begin, by number of fact."""
    found = [_PUBLISHED.fullmatch(value.strip().replace("：", ":").lower()) for value in values]
    if not all(found):
        raise click.UsageError("--against 应为“条数:摘要”，如 120:3f9a…，摘要至少抄前16位。")
    against = {int(item["number"]): item["hash"] for item in found if item}
    if len(against) < len(found):
        raise click.UsageError("--against 的同一条记录只能写一次。")
    return against


@click.command(cls=ChineseCommand)
@db_option
@secret_option
@click.option(
    "--against",
    multiple=True,
    metavar="条数:摘要",
    callback=_published,
    help="公布过的记录条数和链上摘要（至少前16位），如 120:3f9a…，可写多个；与之不符的，公布以后被重写过。",
)
@format_option
def verify(db: str, secret_file: str, against: dict[int, str], form: str) -> int:
    """复核：由记录重算一遍，指出第一处不符。

    重算的有抽题、评分、各轮、榜单、奖项和封存。没有密钥的，用定榜时公布的各期密钥核对抽题。
    记录末尾被截去、整条链被重写的，只有用 --against 与通报上的链上摘要比较才能发现。
    """
    with open_workplace(db, secret_file) as workplace:
        with workplace.record.read() as view:
            head = view.rows.head()
        with progress("复核", head.number if head else None) as shown:
            verification = workplace.office.audit.verify(MemoryStore(), against=against, progress=shown)
    if form == "json":
        show_json(_plain_verification(verification))
        return int(verification.difference is not None)
    return print_verification(verification)


def _plain_verification(done: Verification) -> dict[str, object]:
    plain = {name: getattr(done, name) for name in done.__struct_fields__}
    if done.difference:
        difference = done.difference
        plain["difference"] = {"code": difference.code, "text": say_problem(difference), **difference.details}
    return plain


def print_verification(done: Verification) -> int:
    """Print what was made again and the first difference; return the exit code."""
    say(
        f"复核记录 {done.facts} 条：结榜 {done.closings} 次，抽题 {done.draws} 次，评分 {done.scores} 次，"
        f"名册 {done.people} 人，导入成绩 {done.imported} 次（导入的没有抽题和评分可复核）。"
    )
    if done.draws_not_checked:
        say(f"没有密钥文件，密钥尚未公布的各期有 {done.draws_not_checked} 次抽题未能复核。", style="yellow")
    if done.difference:
        say(f"不符：{say_problem(done.difference)}", style="red")
        return 1
    say(f"记录 {done.facts} 条，链首 {done.head}")
    say("全部相符。", style="green")
    return 0
