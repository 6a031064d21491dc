"""The command that says how one person's place, or one unit's, came about."""

from collections.abc import Mapping

import msgspec
import rich_click as click

from chuangguan.cli.output import say, show, show_json
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, secret_option
from chuangguan.cli.why_unit import why_unit
from chuangguan.cli.workplace import Workplace, open_workplace
from chuangguan.documents.derivation import derivation_lines, said_reason, said_treatment
from chuangguan.documents.wording import ERASED, period_text
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.derivation import AttemptShown, Derivation, Neighbour, PositionShown, RunShown
from chuangguan.rules.instants import write_instant
from chuangguan.rules.ladder import Run
from chuangguan.rules.roster import Person
from chuangguan.stores.memory import MemoryStore


@click.command(cls=ChineseCommand)
@click.argument("member_no", metavar="号码", default="")
@click.option("--unit", default="", metavar="单位", help="说明某单位的单位奖得分和名次，代替号码。")
@click.option("--period", required=True, metavar="期次", help="哪一期，如 2018-04。")
@db_option
@secret_option
@by_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="输出格式。",
)
def why(member_no: str, unit: str, period: str, db: str, secret_file: str, by: str, form: str) -> None:
    """说明某人（或某单位）某期的名次和获奖怎样得来：逐条列出依据。

    已结榜的期次以封存的结榜为准，未结榜的按现有记录推算。前后邻近者的姓名只供主办方查看，查看记入记录。
    写 --unit 单位 的，逐项列出该单位的单位奖得分怎样算出，不涉及任何人的姓名。
    """
    if bool(member_no) == bool(unit):
        raise click.UsageError("请写号码，或者写 --unit 单位，二者择一。")
    if unit:
        why_unit(unit, period, db, secret_file, form)
        return
    with open_workplace(db, secret_file) as workplace:
        derivation = workplace.office.derivations.derive(member_no, period, MemoryStore())
        people = _people(workplace, derivation, by)
    names = {entrant: people[entrant].name if entrant in people else ERASED for entrant in _named(derivation)}
    lines = list(derivation_lines(derivation, names))
    if form == "json":
        show_json({**_plain(derivation, people), "lines": msgspec.to_builtins(lines)})
        return
    title = period_text(derivation.period, derivation.campaign.zone)
    say(f"{names[derivation.entrant]}（{member_no}）{title}的名次和获奖", style="bold")
    show({"clause": "条款", "text": "说明"}, [{"clause": line.clause, "text": line.text} for line in lines], "table")


def _named(derivation: Derivation) -> list[str]:
    """Return the entrants that a derivation names: the one who is explained, and those directly beside."""
    beside = [neighbour.row for neighbour in (derivation.ahead, derivation.behind) if neighbour]
    return [derivation.entrant, *(row.entrant for row in (*beside, *derivation.tied))]


def _people(workplace: Workplace, derivation: Derivation, by: str) -> dict[str, Person]:
    purpose = f"why {derivation.closing.period}"
    return workplace.office.rosters.people(_named(derivation), by=by, purpose=purpose)


def _plain(derivation: Derivation, people: Mapping[str, Person]) -> dict[str, object]:
    closing, zone = derivation.closing, derivation.campaign.zone
    best, row = derivation.best, derivation.row
    return {
        "entrant": _member_no(people, derivation.entrant),
        "period": closing.period,
        "cutoff_at": write_instant(closing.cutoff_at, zone),
        "state": "closed" if derivation.seal else "preview",
        "seal": derivation.seal,
        "number": closing.number,
        "revision": closing.revision,
        "last_fact": closing.last_fact,
        "attempts": [_plain_attempt(shown, zone) for shown in derivation.attempts],
        "stored_late": derivation.stored_late,
        "runs": [_plain_run(shown, zone) for shown in derivation.runs],
        "best_run": best.run if best else None,
        "rank": row.rank if row else None,
        "ranked": len(closing.board),
        "reason": _reason(derivation.reason, zone),
        "ahead": _plain_neighbour(derivation.ahead, people),
        "tied": [_member_no(people, item.entrant) for item in derivation.tied],
        "behind": _plain_neighbour(derivation.behind, people),
        "awards": [_plain_position(shown, zone) for shown in derivation.positions],
    }


def _reason(reason: str, zone: str) -> dict[str, str] | None:
    return {"code": reason, "text": said_reason(reason, zone)} if reason else None


def _member_no(people: Mapping[str, Person], entrant: str) -> str:
    return people[entrant].member_no if entrant in people else entrant


def _plain_attempt(shown: AttemptShown, zone: str) -> dict[str, object]:
    attempt: Attempt = shown.attempt
    return {
        "attempt": attempt.attempt,
        "run": attempt.run,
        "level": attempt.level,
        "state": "void" if attempt.is_void else attempt.state,
        "started_at": write_instant(attempt.started_at, zone),
        "elapsed_ms": attempt.elapsed_ms if attempt.is_ended else None,
        "passed": attempt.passed,
        "treatment": shown.treatment,
        "text": said_treatment(shown),
    }


def _plain_run(shown: RunShown, zone: str) -> dict[str, object]:
    run: Run = shown.run
    return {
        "run": run.run,
        "levels": run.levels,
        "elapsed_ms": run.elapsed_ms,
        "reached_at": write_instant(run.reached_at, zone) if run.levels else None,
        "passes": [attempt.attempt for attempt in shown.passes],
        "failures": [attempt.attempt for attempt in shown.failures],
        "is_best": shown.is_best,
        "key": shown.key,
        "difference": shown.difference,
    }


def _plain_neighbour(neighbour: Neighbour | None, people: Mapping[str, Person]) -> dict[str, object] | None:
    if neighbour is None:
        return None
    row = neighbour.row
    return {
        "entrant": _member_no(people, row.entrant),
        "rank": row.rank,
        "levels": row.levels,
        "elapsed_ms": row.elapsed_ms,
        "key": neighbour.key,
        "difference": neighbour.difference,
    }


def _plain_position(shown: PositionShown, zone: str) -> dict[str, object]:
    award = shown.award
    return {
        "tiers": [tier.name for tier in shown.tiers],
        "position": shown.position or None,
        "sharing": shown.sharing,
        "tier": award.tier if award else None,
        "cash_fen": award.cash_fen if award else 0,
        "by_lot": bool(award and award.lot),
        "reason": _reason(shown.reason, zone),
    }
