"""Campaign files: TOML read into the regulations (clauses 1–8), and the JSON Schema of what it may hold."""

import datetime as dt
import re
import tomllib
from typing import Any, Final, cast

import msgspec

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.campaign_file import (
    AwardTable,
    CapTable,
    File,
    LevelTable,
    PassTable,
    PlayTable,
    QuotaTable,
    TermTable,
    UnitAwardTable,
)
from chuangguan.formats.closed import paths_of, read_closed
from chuangguan.rules.bank import Kind
from chuangguan.rules.campaign import (
    DEFAULT_KEYS,
    AttemptCap,
    AwardTier,
    Campaign,
    Category,
    Ladder,
    Level,
    PassRule,
    Period,
    Quota,
    Ranking,
    Term,
    UnitAward,
)
from chuangguan.rules.instants import Window, local_time, months, read_end, read_instant, zone_of
from chuangguan.rules.roster import Population
from chuangguan.values import Value

KINDS: Final[dict[str, Kind]] = {"单选": "single", "多选": "multiple", "判断": "true_false", "填空": "blank"}
YEARS: Final = range(2000, 2101)
"""The years a campaign may lie in; a slip of the keyboard such as 20180 or 0218 lies outside."""

_UNITS: Final = {
    "毫秒": 1,
    "ms": 1,
    "秒钟": 1_000,
    "秒": 1_000,
    "s": 1_000,
    "分钟": 60_000,
    "分": 60_000,
    "min": 60_000,
    "m": 60_000,
    "小时": 3_600_000,
    "h": 3_600_000,
}
_PART: Final = re.compile(rf"([0-9]{{1,7}})\s*({'|'.join(_UNITS)})\s*")
_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")
_BANK_FILES: Final = (".csv", ".xlsx")


class CampaignFile(Value, frozen=True, kw_only=True):
    """What a campaign file says.

    `stated` holds the key path of everything written in it, entries counted from 1 (`level[2].opens`); what is not
    there got the value of the regulations. `bank_files` has the path, as written, of each level's bank that is a file.
    """

    campaign: Campaign
    stated: frozenset[str]
    bank_files: dict[int, str]


def read_campaign(text: str, *, file: str = "") -> CampaignFile:
    """Return the campaign that a TOML text describes.

    Whatever is wrong with its form is raised at once as `BadInput`; each problem's `column` is the key path. What
    contradicts itself is found by `rules.check`, except a `count` against its own `ranks`.
    """
    tree = _parse(text, file)
    form, problems = read_closed(tree, File, _READERS)
    if form is None:
        raise BadInput([msgspec.structs.replace(problem, file=file) for problem in problems])
    contradictions = [*_counts_against_ranges(form, file), *_two_ways_to_draw(form, file)]
    if contradictions:
        raise BadInput(contradictions)
    bank_files = {level.number: level.bank for level in form.level if level.bank.endswith(_BANK_FILES)}
    return CampaignFile(campaign=_campaign(form), stated=frozenset(paths_of(tree)), bank_files=bank_files)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a campaign file, every key described in Chinese, for editors."""
    return msgspec.json.schema(File)


def read_duration(text: str) -> int:
    """Return a length of time in ms: `5m`, `300s`, `5分钟`, `1小时30分`; `ValueError` for anything else."""
    rest = _PART.sub("", text.strip())
    parts = _PART.findall(text)
    if rest or not parts:
        raise ValueError(text)
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        tree = tomllib.loads(text.removeprefix("\ufeff"), parse_float=str)
        return cast("dict[str, Any]", _plain(tree))
    except RecursionError:
        raise BadInput([Problem(code="toml_too_deep", file=file)]) from None
    except ValueError as error:
        line, column = _place(str(error), text)
        details: dict[str, int | str] = {"line": line, "column": column}
        raise BadInput([Problem(code="toml_syntax", file=file, details=details)]) from None


def _place(message: str, text: str) -> tuple[int, int]:
    """Return line and column of a syntax error; the end of the text where the parser names no place."""
    match = _PLACE.search(message)
    if match:
        return int(match[1]), int(match[2])
    lines = text.split("\n")
    return len(lines), len(lines[-1]) + 1


def _plain(value: object) -> object:
    """Return the tree with instants as texts, because a key takes either."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def _in_years(at: int) -> int:
    if local_time(at, "UTC").year not in YEARS:
        raise ValueError(at)
    return at


_READERS: Final = {
    "opening": lambda text: _in_years(read_instant(text, "UTC")),
    "end": lambda text: _in_years(read_end(text, "UTC")),
    "duration": read_duration,
    "zone": lambda text: len(zone_of(text).key),
}


def _counts_against_ranges(form: File, file: str) -> list[Problem]:
    """Return the tiers whose count is not the number of places in their range (clause 6.1)."""
    found = []
    for number, award in enumerate(form.award, 1):
        first, last = award.ranks
        if award.count and award.count != last - first + 1:
            details: dict[str, int | str] = {"award": award.name, "count": award.count, "places": last - first + 1}
            path = f"award[{number}].count"
            found.append(Problem(code="counts_contradict_ranges", file=file, column=path, details=details))
    return found


def _two_ways_to_draw(form: File, file: str) -> list[Problem]:
    return [
        Problem(code="draw_and_quotas", file=file, column=f"level[{number}].quotas", details={"level": level.number})
        for number, level in enumerate(form.level, 1)
        if level.draw is not None and level.quotas
    ]


def _campaign(form: File) -> Campaign:
    head, play = form.campaign, form.play
    window = Window(opens_at=read_instant(head.opens, head.zone), closes_at=read_end(head.closes, head.zone))
    optional = {"categories": tuple(Category(name=item.name, duty=item.duty) for item in form.category)}
    return Campaign(
        id=head.id,
        title=head.title,
        organiser=head.organiser,
        contacts=head.contacts,
        edition=head.edition,
        zone=head.zone,
        window=window,
        grace_ms=read_duration(play.grace),
        on_limit=play.on_limit,
        public_text=play.public_text,
        release=play.release,
        repeat=play.repeat,
        reveal=play.reveal,
        pass_rule=_pass_rule(play),
        ladder=_ladder(form),
        ranking=_ranking(form),
        levels=tuple(_level(level, head.zone) for level in form.level),
        periods=_periods(form, window),
        member_no=head.member_no,
        denominator=form.units.denominator,
        boundary=form.awards.boundary,
        publicity_days=form.awards.publicity_days,
        sanction=form.integrity.sanction,
        awards=tuple(_tier(award) for award in form.award),
        unit_awards=tuple(_unit_award(award) for award in form.unit_award),
        **(optional if form.category else {}),
    )


def _pass_rule(play: PlayTable) -> PassRule:
    if isinstance(play.pass_rule, PassTable):
        return PassRule(rule=play.pass_rule.rule, value=str(play.pass_rule.value))
    return PassRule(rule=play.pass_rule)


def _ladder(form: File) -> Ladder:
    ladder = form.ladder
    cap = AttemptCap(n=ladder.cap.n, per=ladder.cap.per) if isinstance(ladder.cap, CapTable) else None
    return Ladder(restart=ladder.restart, best_of=ladder.best_of, time=ladder.time, cap=cap)


def _ranking(form: File) -> Ranking:
    ranking = form.ranking
    return Ranking(
        keys=ranking.keys or DEFAULT_KEYS,
        precision=ranking.precision,
        numbering=ranking.numbering,
        scope=ranking.scope,
    )


def _periods(form: File, window: Window) -> tuple[Period, ...]:
    """Return the months in order, then the declared periods in the file's order."""
    zone = form.campaign.zone
    monthly = months(window, zone) if form.periods else []
    declared = (
        Period(
            id=item.id,
            title=item.title,
            window=Window(
                opens_at=read_instant(item.opens, zone) if item.opens else window.opens_at,
                closes_at=read_end(item.cutoff, zone) if item.cutoff else window.closes_at,
            ),
        )
        for item in form.period
    )
    return (*(Period(id=name, title=_month_title(name), kind="month", window=cut) for name, cut in monthly), *declared)


def _month_title(name: str) -> str:
    year, _, month = name.partition("-")
    return f"{year}年{int(month)}月"


def _level(level: LevelTable, zone: str) -> Level:
    return Level(
        number=level.number,
        title=level.title,
        bank=level.bank or f"level-{level.number}",
        opens_at=read_instant(level.opens, zone) if level.opens else 0,
        time_limit_ms=read_duration(level.time_limit),
        quotas=_quotas(level),
    )


def _quotas(level: LevelTable) -> tuple[Quota, ...]:
    if level.quotas:
        return tuple(_quota(quota) for quota in level.quotas)
    return (Quota(),) if level.draw is None else (Quota(n=level.draw),)


def _quota(quota: QuotaTable) -> Quota:
    return Quota(
        n=quota.n,
        kinds=tuple(KINDS[word] for word in quota.kinds),
        topics=quota.topics,
        difficulties=quota.difficulties,
        points=quota.points,
    )


def _tier(award: AwardTable) -> AwardTier:
    among = award.among
    return AwardTier(
        name=award.name,
        period=award.period,
        first=award.ranks[0],
        last=award.ranks[1],
        among=Population(unit=among.unit, category=among.category, label=among.label),
        group=award.group,
        cash_fen=award.cash_yuan * 100,
        item=award.item,
        title=award.title,
        advancement=award.advancement,
        decided=award.decided,
    )


def _unit_award(award: UnitAwardTable) -> UnitAward:
    return UnitAward(
        name=award.name,
        period=award.period,
        terms=tuple(_term(term) for term in award.terms),
        lists=award.lists,
        winners=award.winners,
    )


def _term(term: TermTable) -> Term:
    return Term(
        metric=term.metric,
        weight=str(term.weight),
        over=term.over,
        window=term.window,
        rounding=-1 if term.rounding is None else term.rounding,
        cap=str(term.cap),
    )
