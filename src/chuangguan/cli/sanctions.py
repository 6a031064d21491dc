"""Commands about sanctions: disqualify and reinstate."""

from pathlib import Path

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.publicity import kept_on_record
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, hint
from chuangguan.cli.workplace import Workplace, open_workplace, require_output
from chuangguan.documents.decisions import SanctionNotice, sanction_notice, write_sanction
from chuangguan.documents.wording import public_name
from chuangguan.rules.sanctions import Kind

KINDS: dict[str, Kind] = {"取消奖励资格": "strip_awards", "作废成绩": "void_attempts", "禁止参加": "ban"}


@click.command(cls=ChineseCommand)
@click.argument("member_no", metavar="号码")
@db_option
@click.option("--code", required=True, metavar="情形", help="违规情形，如 代答。")
@click.option("--evidence", required=True, metavar="依据", help="依据的材料。")
@click.option("--decided-by", required=True, metavar="机构", help="作出决定的机构或人。")
@click.option("--kind", type=click.Choice(list(KINDS)), default=None, help="处理方式；默认按活动文件。")
@click.option("--period", "periods", multiple=True, metavar="期次", help="取消奖励资格只及于某期，可重复；默认各期。")
@click.option("--attempt", "attempts", multiple=True, type=int, metavar="编号", help="作废的闯关记录编号，可重复。")
@click.option("--out", default="", metavar="目录", help="把违规通报写到哪个目录。")
@by_option
def disqualify(  # noqa: PLR0913  one parameter an option
    member_no: str,
    db: str,
    code: str,
    evidence: str,
    decided_by: str,
    kind: str | None,
    periods: tuple[str, ...],
    attempts: tuple[int, ...],
    out: str,
    by: str,
) -> None:
    """取消资格：记录对一人的处理；公示中的期次用 revise 递补，已定榜的留空缺。"""
    if out:
        require_output(Path(out))
    with open_workplace(db) as workplace:
        entrant = workplace.office.rosters.entrant(member_no)
        number = workplace.office.sanctions.impose(
            entrant,
            code=code,
            decided_by=decided_by,
            evidence=evidence,
            by=by,
            kind=KINDS[kind] if kind else None,
            periods=periods,
            attempts=attempts,
        )
        due = workplace.due_for_revision()
        said = sanctioned_notice(workplace, number, by=by) if out else None
    say(f"已记录处理 {number}。")
    if said:
        with kept_on_record("处理"):
            for path in write_sanction(Path(out), said):
                say(f"已写出 {path}")
    for period in due or []:
        hint(f"chuangguan revise {period} --reason {code} --db {db}")


def sanctioned_notice(workplace: Workplace, number: int, *, by: str) -> SanctionNotice:
    """Return 违规通报 of a sanction as it was written on the day of the decision."""
    with workplace.record.read() as view:
        sanction = next(item for item in view.sanctions if item.number == number)
        campaign, newest = view.campaign, view.rows.memberships(sanction.entrant)[-1]
        issued_at = view.stored_at(number)
        final = [item.id for item in campaign.periods if 0 < (view.final_since(item.id) or 0) < number]
        is_unnamed = sanction.entrant in view.unnamed()
    people = workplace.office.rosters.people([sanction.entrant], by=by, purpose=f"disqualify {number}")
    return sanction_notice(
        campaign,
        sanction,
        name=public_name(people.get(sanction.entrant), is_unnamed=is_unnamed),
        unit=newest.unit,
        final_periods=final,
        issued_at=issued_at,
        is_masked=is_unnamed and bool(people),
    )


@click.command(cls=ChineseCommand)
@click.argument("sanction", metavar="处理编号", type=int)
@db_option
@click.option("--reason", required=True, metavar="事由", help="撤销的事由，记入记录。")
@by_option
def reinstate(sanction: int, db: str, reason: str, by: str) -> None:
    """恢复资格：撤销一项处理；两者都留在记录中。"""
    with open_workplace(db) as workplace:
        workplace.office.sanctions.lift(sanction, by=by, reason=reason)
        due = workplace.due_for_revision()
    say(f"已撤销处理 {sanction}。")
    for period in due or []:
        hint(f"chuangguan revise {period} --reason 恢复资格 --db {db}")
