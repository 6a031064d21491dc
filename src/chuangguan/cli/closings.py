"""Commands that fix a period and check what was fixed."""

from collections.abc import Mapping
from pathlib import Path

import rich_click as click

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
from chuangguan.documents.content import Material, printed_times
from chuangguan.documents.messages import say_note, say_problem
from chuangguan.documents.wording import hundredths_text, last_second_text, period_text, yuan_text
from chuangguan.errors import StoreFull
from chuangguan.office.audit import Verification
from chuangguan.rules.closing import Closing, closing_bytes
from chuangguan.rules.instants import write_instant
from chuangguan.rules.roster import Person
from chuangguan.rules.units import UnitScore
from chuangguan.stores.memory import MemoryStore


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@click.option("--out", default="", metavar="目录", help="把获奖名单、排名、统计表、通报写到哪个目录。")
@click.option("--preview", is_flag=True, help="只预览，不结榜；文件标明“预览”。")
@secret_option
@by_option
@reason_option
@format_option
def close(
    period: str,
    db: str,
    out: str,
    preview: bool,  # noqa: FBT001  a flag
    secret_file: str,
    by: str,
    reason: str,
    form: str,
) -> None:
    """结榜：固定一期的成绩和奖项并封存；已结的期次给出同一结果。"""
    if out:
        require_output(Path(out))
    with open_workplace(db, secret_file) as workplace:
        closings = workplace.office.closings
        if preview:
            closing = closings.preview(period)
            canonical, seal, state = closing_bytes(closing), "", "preview"
        else:
            sealed = closings.close(period, by=by, reason=reason)
            closing, canonical, seal = sealed.closing, sealed.canonical, sealed.seal
            state = workplace.office.publicity.state(period).state
        material = material_of(workplace, closing, canonical, by=by, is_preview=preview)
    written = _write(Path(out), material) if out else []
    if form == "table":
        print_prize_list(material)
    else:
        _print_plain(material, seal, state, form)
    if form != "table":
        return
    say(f"封存摘要 {seal}" if seal else "预览，非正式结果。", style="bold")
    for path in written:
        say(f"已写出 {path}")
    hint(f"chuangguan verify --db {db}" if out else f"加上 --out 目录 写出名单和通报；chuangguan verify --db {db}")


def _write(directory: Path, material: Material) -> list[Path]:
    try:
        return write_documents(directory, material)
    except (OSError, StoreFull):
        if not material.is_preview:
            stderr.print("已经结榜封存，只是文件没有写出；排除下述问题后再运行一次即可。", style="yellow")
        raise


def material_of(
    workplace: Workplace, closing: Closing, canonical: bytes, *, by: str, is_preview: bool = False
) -> Material:
    """Return what a closing's documents and tables are made from; looking at the names is recorded."""
    named = {row.entrant for row in closing.board} | {item.entrant for item in closing.exclusions}
    people = workplace.office.rosters.people(sorted(named), by=by, purpose=f"close {closing.period}")
    with workplace.record.read() as view:
        members = view.roster(closing.cutoff_at - 1).members
        return Material(
            campaign=view.campaign,
            closing=closing,
            canonical=canonical,
            people=people,
            units={entrant: member.unit for entrant, member in members.items()},
            tree=view.tree(),
            is_preview=is_preview,
            issued_at=workplace.record.now(),
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
    rows = _award_rows(material)
    show(headers, rows[: top or None], "table")
    if top and len(rows) > top:
        say(f"……共 {len(rows)} 项，全部见获奖名单。")
    if closing.unit_awards:
        show(_UNIT_HEADERS, [_unit_row(item) for item in closing.unit_awards], "table", title="单位")
    for note in closing.notes:
        say(f"说明：{say_note(note, campaign.zone)}", style="yellow")


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


def _award_rows(material: Material) -> list[dict[str, Cell]]:
    closing = material.closing
    printed = printed_times(closing.board, material.campaign.ranking)
    times = dict(zip((row.entrant for row in closing.board), printed, strict=True))
    board = {row.entrant: row for row in closing.board}
    return [
        {
            "position": award.position,
            "name": material.name_of(award.entrant),
            "unit": material.units[award.entrant],
            "levels": board[award.entrant].levels,
            "time": times[award.entrant],
            "tier": award.tier,
            "cash": yuan_text(award.cash_fen) if award.cash_fen else "",
        }
        for award in closing.awards
    ]


def _print_plain(material: Material, seal: str, state: str, form: str) -> None:
    closing, people, zone = material.closing, material.people, material.campaign.zone
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
        }
    )


def _member_no(people: Mapping[str, Person], entrant: str) -> str:
    return people[entrant].member_no if entrant in people else entrant


@click.command(cls=ChineseCommand)
@db_option
@secret_option
@format_option
def verify(db: str, secret_file: str, form: str) -> int:
    """复核：由记录重算一遍，指出第一处不符。

    重算的有抽题、评分、各轮、榜单、奖项和封存。
    """
    with open_workplace(db, secret_file) as workplace:
        with workplace.record.read() as view:
            head = view.rows.head()
        with progress("复核", head.number if head else None) as shown:
            verification = workplace.office.audit.verify(MemoryStore(), progress=shown)
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
        say(f"没有密钥，{done.draws_not_checked} 次抽题未能复核。", style="yellow")
    if done.difference:
        say(f"不符：{say_problem(done.difference)}", style="red")
        return 1
    say("全部相符。", style="green")
    return 0
