"""Levels, periods and awards of the file, each said in a sentence, with what the file leaves open about them."""

from collections.abc import Collection, Iterator
from typing import Final

from chuangguan.rules.campaign import AwardTier, Campaign, Level, Quota, Term, UnitAward
from chuangguan.rules.check.budget import budget_fen, periods_with_cash, places_with_cash
from chuangguan.rules.check.report import OpenPoint, Sentence
from chuangguan.rules.check.wording import (
    period_name,
    said_duration,
    said_end,
    said_instant,
    said_places,
    said_population,
    said_share,
    said_yuan,
)

_KINDS: Final = {"single": "单选题", "multiple": "多选题", "true_false": "判断题", "blank": "填空题"}
_METRICS: Final = {"participation": "参与率", "level_ratio": "闯关成绩"}


def listed_sentences(campaign: Campaign) -> list[Sentence]:
    """Return a sentence for every level, declared period, tier, budget and unit award."""
    levels = [Sentence(clause="2.1", text=_level(campaign, level)) for level in campaign.levels]
    awards = [Sentence(clause="6.1", text=_tier(campaign, tier)) for tier in campaign.awards]
    unit_awards = [Sentence(clause="7.3", text=_unit_award(campaign, award)) for award in campaign.unit_awards]
    return [*levels, *_periods(campaign), *awards, *_budgets(campaign), *unit_awards]


def listed_points(campaign: Campaign, stated: Collection[str]) -> list[OpenPoint]:
    """Return what the file leaves open about single levels, periods and awards."""
    return [
        *_unset_openings(campaign),
        *_unset_draws(campaign, stated),
        *_unset_cutoffs(campaign, stated),
        *_outside(campaign),
        *_unset_winners(campaign),
        *_unset_terms(campaign, stated),
    ]


def _level(campaign: Campaign, level: Level) -> str:
    opens = f"{said_instant(level.opens_at, campaign.zone)}开放" if level.opens_at else "开放日期另行公布"
    title = f"“{level.title}”" if level.title else ""
    quotas = "，".join(_quota(quota) for quota in level.quotas)
    return f"第{level.number}关{title}：{opens}，从本关题库{quotas}，限时{said_duration(level.time_limit_ms)}。"


def _quota(quota: Quota) -> str:
    kinds = "、".join(_KINDS[kind] for kind in quota.kinds) or "试题"
    topics = f"知识点为{'、'.join(quota.topics)}的" if quota.topics else ""
    difficulties = f"难度为{'、'.join(map(str, quota.difficulties))}的" if quota.difficulties else ""
    points = f"（每题{quota.points}分）" if quota.points != 1 else ""
    return f"随机抽取{topics}{difficulties}{kinds}{quota.n}道{points}"


def _periods(campaign: Campaign) -> list[Sentence]:
    declared = (period for period in campaign.periods if period.kind == "declared")
    return [
        Sentence(
            clause="6.1",
            text=f"{period_name(campaign, period.id)}：{said_instant(period.window.opens_at, campaign.zone)}起，"
            f"统计截至{said_end(period.cutoff_at, campaign.zone)}。",
        )
        for period in declared
    ]


def _tier(campaign: Campaign, tier: AwardTier) -> str:
    head = f"{period_name(campaign, tier.period)}设“{tier.name}”{tier.places}名"
    if tier.decided == "outside":
        return f"{head}{''.join(_prizes(tier))}，由外单位评定，本活动只留名额，不作计算。"
    among = said_population(tier.among)
    scope = f"（在{among}中评）" if among else ""
    return f"{head}{scope}，取{said_places(tier.first, tier.last)}{''.join(_prizes(tier))}。"


def _prizes(tier: AwardTier) -> Iterator[str]:
    if tier.cash_fen:
        yield f"，每人奖励{said_yuan(tier.cash_fen)}"
    if tier.item:
        yield f"，每人奖励{tier.item}"
    if tier.title:
        yield f"，授予“{tier.title}”称号"
    if tier.advancement:
        yield f"，取得参加{tier.advancement}的资格"


def _budgets(campaign: Campaign) -> Iterator[Sentence]:
    for period_id in periods_with_cash(campaign):
        fen = budget_fen(campaign, period_id)
        places = places_with_cash(campaign, period_id)
        text = f"{period_name(campaign, period_id)}奖金{places}名，合计{said_yuan(fen)}"
        months = sum(period.kind == "month" for period in campaign.periods)
        if period_id == "month" and months > 1:
            text += f"，{months}期共{said_yuan(months * fen)}"
        yield Sentence(clause="6.1", text=f"{text}。")


def _unit_award(campaign: Campaign, award: UnitAward) -> str:
    terms = "，".join(_term(campaign, award, term) for term in award.terms)
    lists = f"，按{'、'.join(award.lists)}分别排名" if award.lists else ""
    winners = f"，每个榜取前{award.winners}名" if award.winners else "，名额由主办方另定"
    return f"“{award.name}”：单位得分的构成为{terms}{lists}{winners}。"


def _term(campaign: Campaign, award: UnitAward, term: Term) -> str:
    over = {"participants": "按参加的人平均", "roster": "按应参加的人平均"}[term.over]
    notes = [over] if term.metric == "level_ratio" else []
    if term.rounding >= 0:
        notes.append(f"先保留{term.rounding}位小数")
    if term.cap:
        notes.append(f"不超过{term.cap}")
    period = period_name(campaign, term.window or award.period)
    return f"{period}{_METRICS[term.metric]}占{said_share(term.weight)}" + (f"（{'，'.join(notes)}）" if notes else "")


def _unset_openings(campaign: Campaign) -> Iterator[OpenPoint]:
    unset = [str(level.number) for level in campaign.levels if not level.opens_at]
    if unset:
        yield OpenPoint(
            key="level[*].opens",
            clause="4.1",
            question=f"第{'、'.join(unset)}关哪一天开放",
            sentence="开放日期未定的关卡暂不开放；定下日期后写入活动文件即可。",
        )


def _unset_draws(campaign: Campaign, stated: Collection[str]) -> Iterator[OpenPoint]:
    if any(f"level[{n}].quotas" not in stated for n, _ in enumerate(campaign.levels, 1)):
        yield OpenPoint(
            key="level[*].quotas",
            clause="2.1",
            question="试卷由哪些题型组成、各占多少",
            sentence="没有写明组卷规则的关卡不分题型，从该关题库中随机抽取。",
        )
    silent = [
        str(level.number)
        for n, level in enumerate(campaign.levels, 1)
        if not {f"level[{n}].draw", f"level[{n}].quotas"} & set(stated)
    ]
    if silent:
        yield OpenPoint(
            key="level[*].draw",
            clause="2.1",
            question=f"第{'、'.join(silent)}关抽取多少道题",
            sentence="没有写明题数的关卡抽取20道。",
        )


def _unset_cutoffs(campaign: Campaign, stated: Collection[str]) -> Iterator[OpenPoint]:
    declared = (period for period in campaign.periods if period.kind == "declared")
    for number, period in enumerate(declared, 1):
        if f"period[{number}].cutoff" not in stated:
            name = period_name(campaign, period.id)
            yield OpenPoint(
                key=f"period[{number}].cutoff",
                clause="6.1",
                question=f"{name}成绩统计截至哪一刻",
                sentence=f"{name}成绩统计截至活动结束，即{said_end(period.cutoff_at, campaign.zone)}；"
                "如奖励须在此前产生（如推荐参加现场竞赛），应写明更早的截止时刻。",
            )


def _outside(campaign: Campaign) -> Iterator[OpenPoint]:
    for number, tier in enumerate(campaign.awards, 1):
        if tier.decided == "outside":
            yield OpenPoint(
                key=f"award[{number}].decided",
                clause="6.1",
                question=f"“{tier.name}”由外单位在更大范围内评定，本名册无法计算",
                sentence=f"“{tier.name}”只留名额；同一人可以同时获得本活动评定的奖项。",
            )


def _unset_winners(campaign: Campaign) -> Iterator[OpenPoint]:
    for number, award in enumerate(campaign.unit_awards, 1):
        if not award.winners:
            yield OpenPoint(
                key=f"unit_award[{number}].winners",
                clause="7.3",
                question=f"“{award.name}”评多少名",
                sentence=f"“{award.name}”只列得分和排名，名额由主办方在结榜前定。",
            )


def _unset_terms(campaign: Campaign, stated: Collection[str]) -> Iterator[OpenPoint]:
    for number, award in enumerate(campaign.unit_awards, 1):
        for place, term in enumerate(award.terms, 1):
            path = f"unit_award[{number}].terms[{place}].over"
            if term.metric == "level_ratio" and path not in stated:
                yield OpenPoint(
                    key=path,
                    clause="7.3",
                    question=f"“{award.name}”的闯关成绩按参加的人平均，还是按应参加的人平均",
                    sentence="闯关成绩按应参加人员中实际参加的人平均，不参加的已反映在参与率中。",
                )
