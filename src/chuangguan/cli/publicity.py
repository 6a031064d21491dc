"""Commands between a closing and its being final: publish, object, decide, finalise, revise."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.closings import material_of
from chuangguan.cli.output import Cell, say, show, stderr
from chuangguan.cli.shell import (
    ChineseCommand,
    by_option,
    db_option,
    hint,
    secret_option,
)
from chuangguan.cli.status import time_text
from chuangguan.cli.workplace import Workplace, open_workplace, require_output
from chuangguan.documents.decisions import (
    PublicityNotice,
    RevisionNotice,
    best_rank,
    publicity_notice,
    revision_notice,
    said_rank,
    write_publicity,
    write_revision,
)
from chuangguan.documents.messages import say_note, say_refusal
from chuangguan.documents.wording import yuan_text
from chuangguan.errors import StoreFull
from chuangguan.facts import ClosingPublished
from chuangguan.office.publicity import PublicityState
from chuangguan.rules.closing import Closing, read_closing
from chuangguan.rules.instants import DAY_MS
from chuangguan.values import Refused


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@click.option("--drafted", required=True, metavar="姓名", help="拟稿人。")
@click.option("--checked", required=True, metavar="姓名", help="核稿人。")
@click.option("--signed", required=True, metavar="姓名", help="签发人。")
@click.option("--out", default="", metavar="目录", help="把拟表彰名单公示写到哪个目录。")
@by_option
def publish(period: str, db: str, drafted: str, checked: str, signed: str, out: str, by: str) -> None:
    """公示：从现在起公示已结榜的一期，公示期内受理异议。"""
    if out:
        require_output(Path(out))
    with open_workplace(db) as workplace:
        state = workplace.office.publicity.publish(
            period, drafted_by=drafted, checked_by=checked, signed_by=signed, by=by
        )
        ends = time_text(state.objections_until, workplace.zone)
        said = published_notice(workplace, state.seal, by=by) if out else None
    with kept_on_record("公示"):
        written = write_publicity(Path(out), said) if said else []
    say(f"{period} 开始公示，到 {ends} 止；封存摘要 {state.seal}")
    _say_written(written)
    hint(f"有异议用 chuangguan object {period} 内容 --db {db}；期满后 chuangguan finalise {period} --db {db}")


@contextmanager
def kept_on_record(what: str) -> Iterator[None]:
    """Say that what was done stands where only its document could not be written."""
    try:
        yield
    except (OSError, StoreFull):
        stderr.print(f"{what}已经记入记录，只是文件没有写出。", style="yellow", markup=False)
        raise


def published_notice(workplace: Workplace, seal: str, *, by: str) -> PublicityNotice:
    """Return 公示 of a published closing as it was written on the day of its publication."""
    with workplace.record.read() as view:
        canonical = next(item.canonical for item in view.rows.closings() if item.seal == seal)
        number, fact = next((number, fact) for number, fact in view.facts_of(ClosingPublished) if fact.seal == seal)
        published_at = view.stored_at(number)
        days_ms = view.campaign.publicity_days * DAY_MS
    return publicity_notice(
        replace(material_of(workplace, read_closing(canonical), canonical, by=by), issued_at=published_at),
        published_at=published_at,
        objections_until=published_at + days_ms,
        signed_by=fact.signed_by,
    )


def revised_notice(workplace: Workplace, canonical: bytes, *, by: str) -> RevisionNotice:
    """Return 更正通知 of a revised closing as it was written on the day of the revision."""
    material = material_of(workplace, read_closing(canonical), canonical, by=by)
    with workplace.record.read() as view:
        made = view.envelope(material.fact)
    return revision_notice(replace(material, issued_at=made.stored_at), made.reason)


def _say_written(written: list[Path]) -> None:
    for path in written:
        say(f"已写出 {path}")


@click.command("object", cls=ChineseCommand)
@click.argument("period", metavar="期次")
@click.argument("text", metavar="异议内容")
@db_option
@click.option("--about", default="", metavar="号码", help="异议所指的人。")
@by_option
def object_(period: str, text: str, db: str, about: str, by: str) -> None:
    """异议：记录公示期内收到的一条异议。"""
    with open_workplace(db) as workplace:
        entrant = workplace.office.rosters.entrant(about) if about else ""
        number = workplace.office.publicity.object(period, text, entrant=entrant, by=by)
    say(f"已记录异议 {number}。")
    hint(f"处理后运行 chuangguan decide {number} 处理结果 --db {db}，成立的加 --upheld")


@click.command(cls=ChineseCommand)
@click.argument("objection", metavar="异议编号", type=int)
@click.argument("decision", metavar="处理结果")
@db_option
@click.option("--upheld", is_flag=True, help="异议成立。")
@by_option
def decide(objection: int, decision: str, db: str, upheld: bool, by: str) -> None:  # noqa: FBT001  a flag
    """异议处理：记录对一条异议的决定；异议未处理完不能定榜。"""
    with open_workplace(db) as workplace:
        workplace.office.publicity.decide(objection, decision, upheld=upheld, by=by)
    say(f"异议 {objection}：{'成立' if upheld else '不成立'}，{decision}")


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@secret_option
@by_option
def finalise(period: str, db: str, secret_file: str, by: str) -> int:
    """定榜：公示期满、异议处理完毕后，定榜并公布该期的抽题密钥。"""
    with open_workplace(db, secret_file) as workplace:
        state = workplace.office.publicity.finalise(period, by=by)
        zone = workplace.zone
    if isinstance(state, Refused):
        stderr.print(f"还不能定榜：{say_refusal(state, zone)}", style="red", markup=False, soft_wrap=True)
        return 1
    _print_final(state)
    return 0


def _print_final(state: PublicityState) -> None:
    say(f"{state.period} 已定榜；封存摘要 {state.seal}")
    say(f"该期抽题密钥（可公布，任何人可据此复核抽题）：{state.secret}")


@click.command(cls=ChineseCommand)
@click.argument("period", metavar="期次")
@db_option
@click.option("--reason", required=True, metavar="事由", help="更正的事由，记入记录。")
@click.option("--out", default="", metavar="目录", help="把更正通知写到哪个目录。")
@secret_option
@by_option
def revise(period: str, db: str, reason: str, out: str, secret_file: str, by: str) -> None:
    """更正：按现有记录重新结榜，列出每一处名次和奖项的变化；原结榜保留并被引用。"""
    if out:
        require_output(Path(out))
    with open_workplace(db, secret_file) as workplace:
        sealed = workplace.office.closings.revise(period, by=by, reason=reason)
        _print_changes(workplace, sealed.closing, by)
        said = revised_notice(workplace, sealed.canonical, by=by) if out else None
        is_final = workplace.office.publicity.state(period).state == "final"
    say(f"{period} 更正第 {sealed.closing.revision} 版，封存摘要 {sealed.seal}")
    say(f"原封存摘要 {sealed.closing.replaced_seal}")
    if said:
        with kept_on_record("更正"):
            _say_written(write_revision(Path(out), said))
    again = "仍为定榜，请公布更正的结果" if is_final else "更正后的结果须重新公示"
    hint(f"chuangguan close {period} --db {db} --out 目录 重新写出名单和通报；{again}")


def _print_changes(workplace: Workplace, closing: Closing, by: str) -> None:
    """Print who stands otherwise than before."""
    changed = [change.entrant for change in closing.changes]
    people = workplace.office.rosters.people(changed, by=by, purpose=f"revise {closing.period}")
    rows: list[dict[str, Cell]] = [
        {
            "name": people[change.entrant].name if change.entrant in people else "已注销",
            "rank": f"{said_rank(change.rank_before)} → {said_rank(change.rank_after)}",
            "tiers": f"{change.tiers_before or '无'} → {change.tiers_after or '无'}",
            "cash": f"{yuan_text(change.cash_before_fen)} → {yuan_text(change.cash_after_fen)}",
        }
        for change in sorted(closing.changes, key=best_rank)
    ]
    headers = {"name": "姓名", "rank": "名次", "tiers": "奖项", "cash": "奖金（元）"}
    if rows:
        show(headers, rows, "table", title=f"变化 {len(rows)} 人")
    else:
        say("名次和奖项没有变化，变的是参与情况等其他数据。")
    for note in closing.notes:
        say(f"说明：{say_note(note, workplace.zone)}", style="yellow")
