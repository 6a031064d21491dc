"""The command that says how hard a level will be, before anybody has played it or with what was recorded since."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.campaigns import read_campaign_at
from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, format_option
from chuangguan.cli.workplace import open_workplace
from chuangguan.documents.forecasts import MODEL, Reach, Simulation, said_advice, said_forecast, said_paper
from chuangguan.errors import Misuse
from chuangguan.formats.banks import read_bank
from chuangguan.rules.bank import Bank
from chuangguan.rules.campaign import Campaign, PassRule, Quota
from chuangguan.rules.difficulty import (
    FACILITY,
    QUANTILES,
    blocks,
    drawn_on,
    facilities,
    forecast,
    spread,
)
from chuangguan.rules.draw import matches, shortages
from chuangguan.rules.exposures import has_same_wording
from chuangguan.rules.proposal import correct_enough, propose, split_by_difficulty
from chuangguan.values import Value

_SEED: Final = "chuangguan bank simulate"
_DIFFICULTIES: Final = (1, 2, 3, 4, 5)
_MOST_DRAWN: Final = 1_000


class Played(Value, frozen=True, kw_only=True):
    """How a level is played: quotas, pass rule, the most tries (None for any number), whether seen ones are avoided."""

    quotas: tuple[Quota, ...]
    rule: PassRule = PassRule()
    most_tries: int | None = None
    avoids_seen: bool = False


def _facility(_ctx: click.Context, _parameter: click.Parameter, value: str) -> dict[int, float]:
    if not value:
        return dict(FACILITY)
    try:
        given = [float(part) for part in value.replace("，", ",").split(",")]
    except ValueError:
        given = []
    if len(given) != len(_DIFFICULTIES) or not all(0 < item <= 1 for item in given):
        raise click.UsageError(
            "--facility 应为五个大于0、不大于1的数，依次为难度1至5的答对率，如 0.95,0.9,0.82,0.7,0.55。"
        )
    return {0: given[2], **dict(zip(_DIFFICULTIES, given, strict=True))}


def _pass_rate(_ctx: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):
        raise click.UsageError("--pass-rate 应为大于0、不大于1的数。")
    return value


@click.command("simulate", cls=ChineseCommand)
@click.argument("file", metavar="题库文件")
@click.option("--campaign", default="", metavar="活动文件", help="取其中一关的组卷、过关和次数规则，与 --level 同用。")
@click.option("--level", type=int, default=None, metavar="关卡", help="哪一关。")
@click.option(
    "--draw",
    type=click.IntRange(1, _MOST_DRAWN),
    default=None,
    metavar="题数",
    help="不按活动，随机抽几题；默认20，全部答对过关。",
)
@click.option(
    "--pass-rate",
    type=click.FloatRange(0, 1, min_open=True),
    default=None,
    callback=_pass_rate,
    metavar="概率",
    help="希望一次过关的概率，如 0.3；据此建议各难度抽几题。",
)
@click.option("--db", default="", metavar="文件", help="活动数据库：答对率取该关已有的首次作答记录，与 --level 同用。")
@click.option(
    "--facility",
    callback=_facility,
    default="",
    metavar="五个数",
    help="难度1至5的答对率，默认 0.95,0.9,0.82,0.7,0.55；未写难度的按难度3。",
)
@click.option("--seed", default=_SEED, metavar="文字", help="抽样试卷的种子；同样的种子得同样的结果。")
@format_option
def simulate_bank(  # noqa: PLR0913  a command's parameters are its options
    file: str,
    campaign: str,
    level: int | None,
    draw: int | None,
    pass_rate: float | None,
    db: str,
    facility: dict[int, float],
    seed: str,
    form: str,
) -> None:
    """估计一关有多难：一次过关的概率、要闯几次、各份试卷差多少、几次见完题库。

    只估计，不改动任何文件和记录。
    """
    _require_one_source(campaign, level, draw, db)
    bank = read_bank(Path(file))
    played = _played(campaign, level, draw)
    recorded: dict[str, tuple[int, int]] = {}
    if db and level is not None:
        stored, recorded = _recorded(db, level, bank)
        played = played or _of_level(stored, level)
    found = _simulation(file, bank, played or Played(quotas=(Quota(),)), facility, recorded, pass_rate, seed)
    if form == "json":
        show_json(_plain(found))
        return
    rows: list[dict[str, Cell]] = [{"item": item, "text": text} for item, text in said_forecast(found)]
    show({"item": "项目", "text": "结果"}, rows, form, title=f"{file}：{said_paper(found)}")
    if form == "table":
        if db and not found.recorded:
            say(f"提醒：第{level}关还没有这些题的作答记录，答对率都按难度估计。", style="yellow")
        for text, is_warning in said_advice(found):
            say(text, style="yellow" if is_warning else "")


def _require_one_source(campaign: str, level: int | None, draw: int | None, db: str) -> None:
    if draw is not None and level is not None:
        raise click.UsageError("--draw 与 --level 不能同时写：一个随机抽几题，一个按活动的一关。")
    if (campaign or db) and level is None:
        raise click.UsageError("写了 --campaign 或 --db，请用 --level 写明哪一关。")
    if level is not None and not (campaign or db):
        raise click.UsageError("--level 要与 --campaign 或 --db 同用。")


def _played(campaign: str, level: int | None, draw: int | None) -> Played | None:
    if campaign and level is not None:
        return _of_level(read_campaign_at(Path(campaign)).campaign, level)
    return Played(quotas=(Quota(n=draw),)) if draw else None


def _of_level(campaign: Campaign, level: int) -> Played:
    cap = campaign.ladder.cap
    return Played(
        quotas=campaign.level(level).quotas,
        rule=campaign.pass_rule,
        most_tries=cap.n if cap and cap.per in {"level", "campaign"} else None,
        avoids_seen=campaign.repeat == "avoid_seen",
    )


def _recorded(db: str, level: int, bank: Bank) -> tuple[Campaign, dict[str, tuple[int, int]]]:
    """Return the stored campaign, and right and all first responses to those questions that the file has unchanged."""
    mine = bank.by_id()
    with open_workplace(db) as workplace:
        figures, stored = workplace.office.exposures.of(level)
        with workplace.record.read() as view:
            campaign = view.campaign
    return campaign, {
        item.question: (item.right, item.first)
        for item in figures.questions
        if item.question in mine and has_same_wording(mine[item.question], stored[item.question])
    }


def _simulation(
    file: str,
    bank: Bank,
    played: Played,
    by_difficulty: dict[int, float],
    recorded: Mapping[str, tuple[int, int]],
    wanted: float | None,
    seed: str,
) -> Simulation:
    for short in shortages(bank, played.quotas):
        raise Misuse(what="quota_short", wanted=short.wanted, available=short.available)
    facility = facilities(bank, by_difficulty, recorded)
    rule = played.rule
    split = split_by_difficulty(bank, played.quotas)
    proposal = propose(bank, played.quotas, facility, rule=rule, wanted=wanted) if wanted else None
    parts = blocks(bank, played.quotas)
    drawn = [item for item in bank.questions if any(matches(quota, item) for quota in played.quotas)]
    answered = {item.id: recorded[item.id][1] for item in drawn if recorded.get(item.id, (0, 0))[1]}
    return Simulation(
        file=file,
        rule=rule,
        facility=by_difficulty,
        recorded=len(answered),
        answered=sum(answered.values()),
        unstated=sum(item.difficulty == 0 and item.id not in answered for item in drawn),
        forecast=forecast(
            bank,
            played.quotas,
            facility,
            rule=rule,
            seed=seed,
            most_tries=played.most_tries,
            avoids_seen=played.avoids_seen,
        ),
        split=_counts(split or ()),
        by_difficulty=spread(bank, split, facility, rule, seed) if split and split != played.quotas else None,
        wanted=wanted,
        proposal=proposal,
        proposal_spread=spread(bank, proposal.quotas, facility, rule, seed) if proposal else None,
        proposal_reach=_reach(bank, proposal.quotas, avoids_seen=played.avoids_seen) if proposal else None,
        correct_enough=correct_enough(parts, facility, wanted) if wanted and parts and rule.rule != "score" else 0,
    )


def _counts(quotas: Sequence[Quota]) -> dict[int, int]:
    """Return how many questions of each difficulty these quotas take."""
    found: Counter[int] = Counter()
    for quota in quotas:
        found.update(dict.fromkeys(quota.difficulties, quota.n))
    return dict(sorted(found.items()))


def _reach(bank: Bank, quotas: Sequence[Quota], *, avoids_seen: bool) -> Reach | None:
    found = drawn_on(bank, quotas, avoids_seen=avoids_seen)
    return Reach(questions=found[0], after=found[1]) if found else None


def _plain(found: Simulation) -> dict[str, object]:
    """Return what JSON holds: all of it, the quantiles under the shares they stand for."""
    return {
        "file": found.file,
        "pass": found.rule,
        "facility": found.facility,
        "recorded": found.recorded,
        "answered": found.answered,
        "unstated": found.unstated,
        "forecast": found.forecast,
        "split": found.split,
        "by_difficulty": found.by_difficulty,
        "quantiles": QUANTILES,
        "pass_rate": found.wanted,
        "proposal": found.proposal,
        "proposal_spread": found.proposal_spread,
        "proposal_reach": found.proposal_reach,
        "correct_enough": found.correct_enough,
        "model": MODEL,
    }
