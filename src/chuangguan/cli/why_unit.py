"""How one unit's score and rank came about, as `why --unit` prints it; no person is named."""

import msgspec

from chuangguan.cli.output import say, show, show_json
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.derivation import said_basis
from chuangguan.documents.unit_derivation import WHOLE_LIST, unit_lines, why_not_scored
from chuangguan.documents.wording import period_text
from chuangguan.errors import NotFound
from chuangguan.rules.instants import write_instant
from chuangguan.rules.workings import TermWorking, UnitDerivation, UnitWorking
from chuangguan.stores.memory import MemoryStore


def why_unit(unit: str, period: str, db: str, secret_file: str, form: str) -> None:
    """Print the working of a unit on each list that it stands on, or why it stands on none."""
    with open_workplace(db, secret_file) as workplace:
        derivation = workplace.office.derivations.derive_units(period, MemoryStore())
    if unit not in derivation.tree.units:
        raise NotFound(kind="unit", key=unit)
    if form == "json":
        show_json(_plain(derivation, unit))
        return
    workings = derivation.of_unit(unit)
    title = period_text(derivation.period, derivation.campaign.zone)
    if not workings:
        say(f"{unit}{title}没有单位奖得分", style="bold")
        say(said_basis(derivation.campaign, derivation.closing, derivation.seal))
        say(why_not_scored(derivation, unit))
    for working in workings:
        say(f"{unit}{title}{working.score.award}得分（{working.score.list or WHOLE_LIST}）", style="bold")
        lines = unit_lines(derivation, working)
        show(
            {"clause": "条款", "text": "说明"}, [{"clause": line.clause, "text": line.text} for line in lines], "table"
        )


def _plain(derivation: UnitDerivation, unit: str) -> dict[str, object]:
    closing = derivation.closing
    workings = derivation.of_unit(unit)
    return {
        "unit": unit,
        "period": closing.period,
        "cutoff_at": write_instant(closing.cutoff_at, derivation.campaign.zone),
        "state": "closed" if derivation.seal else "preview",
        "seal": derivation.seal,
        "number": closing.number,
        "revision": closing.revision,
        "last_fact": closing.last_fact,
        "workings": [_plain_working(derivation, working) for working in workings],
        "reason": "" if workings else why_not_scored(derivation, unit),
    }


def _plain_working(derivation: UnitDerivation, working: UnitWorking) -> dict[str, object]:
    score, behind = working.score, derivation.behind(working)
    return {
        "award": score.award,
        "list": score.list,
        "rank": score.rank,
        "score": score.score,
        "sum": str(working.result.score),
        "participation": str(working.result.participation),
        "level_ratio": str(working.result.level_ratio),
        "terms": [_plain_term(term) for term in working.terms],
        "ahead": working.ahead or None,
        "key": working.key,
        "behind": behind.score.unit if behind else None,
        "lines": msgspec.to_builtins(list(unit_lines(derivation, working))),
    }


def _plain_term(working: TermWorking) -> dict[str, object]:
    result = working.result
    return {
        "metric": result.term.metric,
        "period": working.period,
        "turnouts": msgspec.to_builtins(working.turnouts),
        "due": working.due,
        "took_part": working.took_part,
        "is_over": working.is_over,
        "levels": working.levels,
        "persons": working.persons,
        "levels_open": working.levels_open,
        "counted": str(result.counted),
        "rounding": result.term.rounding,
        "cap": result.term.cap,
        "used": str(result.used),
        "weight": result.term.weight,
        "weighted": str(result.weighted),
    }
