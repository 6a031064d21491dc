"""Boards, prizes, units and sanctions: clauses 5–8, each rule said in a sentence."""

from typing import Final

from chuangguan.rules.campaign import Campaign
from chuangguan.rules.check.budget import overruns
from chuangguan.rules.check.report import Rule
from chuangguan.rules.check.wording import period_name, said_yuan

_KEYS: Final = {"levels desc": "通过关数多者在前", "elapsed asc": "总用时短者在前", "reached_at asc": "先达成者在前"}


def _keys(campaign: Campaign) -> str:
    said = [_KEYS[key] for key in campaign.ranking.keys]
    return f"{'；相同的，'.join(said)}；全部相同的为并列。"


def _precision(campaign: Campaign) -> str:
    if campaign.ranking.precision == "second_floor":
        return "用时由服务器计时，总用时舍去不足一秒的部分后比较。"
    return "用时由服务器计时，精确到毫秒比较。"


_NUMBERS: Final = {
    "competition": "并列的占用名次，如第1、1、3名",
    "dense": "并列的不占用后面的名次，如第1、1、2名",
    "ordinal": "名次依次排列、不写并列，如第1、2、3名",
}


def _numbering(campaign: Campaign) -> str:
    return f"{_NUMBERS[campaign.ranking.numbering]}；名次的写法不影响谁获奖。"


def _scope(campaign: Campaign) -> str:
    if not campaign.periods:
        return ""
    if campaign.ranking.scope == "attempts_in_period":
        return "各期成绩只计当期内交卷的闯关。"
    return "各期成绩为截至当期统计截止时刻的累计最好成绩。"


def _belongs(campaign: Campaign) -> str:
    return "一次闯关算哪一期，以交卷时刻为准：月底开始、次月交卷的算次月。" if campaign.periods else ""


def _months(campaign: Campaign) -> str:
    count = sum(period.kind == "month" for period in campaign.periods)
    if not count:
        return ""
    end = "每月统计截至月底最后一天24时（即23时59分59秒，含该秒）"
    return f"按自然月结榜，共{count}期，{end}，活动结束的当月截至活动结束。"


def _boundary(campaign: Campaign) -> str:
    if not campaign.awards:
        return ""
    if campaign.boundary == "split":
        return "末位并列的，把并列各人所占名次的奖金相加后平分到分，除不尽的余数不发。"
    if campaign.boundary == "draw":
        return "末位并列的，由系统按公布的办法抽签决定。"
    return "末位并列的，并列各人都按该名次所在等次奖励，以后等次的名额相应减少" + _worst_case(campaign)


def _worst_case(campaign: Campaign) -> str:
    cases = overruns(campaign)
    if not cases:
        return "。"
    worst = max(cases, key=lambda case: case.over_fen)
    lasts = "、".join(f"第{case.last}名" for case in cases if case.period == worst.period)
    total = said_yuan(worst.budget_fen + worst.over_fen)
    name = period_name(campaign, worst.period)
    return f"；如{lasts}中有一处两人并列，{name}奖金最多为{total}，超出预算{said_yuan(worst.over_fen)}。"


def _seat(campaign: Campaign) -> str:
    has_seat = any(tier.advancement and tier.decided == "here" for tier in campaign.awards)
    return "只有一个参赛或晋级资格而有人并列的，抽签决定。" if has_seat else ""


def _needs_a_level(campaign: Campaign) -> str:
    return "至少通过一关才可以获奖。" if campaign.awards else ""


def _publicity(campaign: Campaign) -> str:
    if not (campaign.awards or campaign.unit_awards):
        return ""
    if not campaign.publicity_days:
        return "拟表彰名单不经公示即可定榜。"
    return f"拟表彰名单公示{campaign.publicity_days}天，期间有异议的处理完毕后才可定榜。"


def _vacancy(campaign: Campaign) -> str:
    if not campaign.awards:
        return ""
    return "定榜前被取消资格的，由后面的名次依次递补；定榜后被取消资格的，名额空缺，不再递补。"


_SANCTIONS: Final = {
    "strip_awards": "违规的取消排名和奖励资格，其参加情况仍计入单位数字，可以继续闯关。",
    "void_attempts": "违规的闯关作废，不计任何成绩。",
    "ban": "违规的取消排名和奖励资格，并不得再登录和闯关。",
}


def _sanction(campaign: Campaign) -> str:
    return _SANCTIONS[campaign.sanction]


def _denominator(campaign: Campaign) -> str:
    if campaign.denominator == "declared_headcount":
        return "参与率以各单位申报的人数为分母，超过100%的按100%计并注明。"
    return "参与率以统计截止时名册中的应参加人数为分母，没有应参加人员的单位不排名。"


def _took_part(_: Campaign) -> str:
    return "应参加人员在统计期内至少交卷一次（含到时收卷且有已保存作答的）算参加，按人数而不按人次计。"


def _spans_months(campaign: Campaign) -> bool:
    spans = {period.id for period in campaign.periods if len(campaign.parts_of(period)) > 1}
    return any(
        term.metric == "participation" and (term.window or award.period) in spans
        for award in campaign.unit_awards
        for term in award.terms
    )


def _year_rate(campaign: Campaign) -> str:
    return "年度参与率为各月参加人数之和除以各月应参加人数之和。" if _spans_months(campaign) else ""


def _has_level_ratio(campaign: Campaign) -> bool:
    return any(term.metric == "level_ratio" for award in campaign.unit_awards for term in award.terms)


def _level_ratio(campaign: Campaign) -> str:
    if not _has_level_ratio(campaign):
        return ""
    return "单位闯关成绩按百分制计：每人通过关数除以已开放关数，取平均后乘以100；自愿参加人员不计入。"


def _unit_ties(campaign: Campaign) -> str:
    if not campaign.unit_awards:
        return ""
    return "单位得分四舍五入保留两位小数，按公布的得分排名；相同的依次比较参与率、闯关成绩，仍相同的并列。"


RANKING_RULES: Final = (
    Rule(key="ranking.keys", clause="5.1", question="关数和用时都相同的怎样排名", say=_keys),
    Rule(key="ranking.precision", clause="5.1", question="用时精确到什么单位", say=_precision),
    Rule(key="ranking.numbering", clause="5.1", question="并列之后的名次怎样写", say=_numbering),
    Rule(key="ranking.scope", clause="5.3", question="各期成绩是累计的，还是只计当期的", say=_scope),
    Rule(clause="5.3", question="跨越统计截止时刻的一次闯关算哪一期", say=_belongs),
    Rule(clause="6.1", say=_months),
    Rule(key="awards.boundary", clause="6.2", question="等次末位并列的怎样奖励", say=_boundary),
    Rule(clause="6.2", question="只有一个资格而有人并列的怎样决定", say=_seat),
    Rule(clause="6.3", say=_needs_a_level),
    Rule(key="awards.publicity_days", clause="6.3", question="获奖名单是否公示、公示多久", say=_publicity),
    Rule(clause="6.3", question="获奖者被取消资格后，名额是否递补", say=_vacancy),
    Rule(key="integrity.sanction", clause="8.2", question="违规的取消什么", say=_sanction),
    Rule(key="units.denominator", clause="7.1", question="参与率以什么人数为分母", say=_denominator),
    Rule(clause="7.1", question="怎样算参加", say=_took_part),
    Rule(clause="7.2", question="年度参与率怎样由各月得出", say=_year_rate),
    Rule(clause="7.3", question="闯关成绩怎样折算为百分制", say=_level_ratio),
    Rule(clause="7.3", question="单位得分保留几位小数，相同的怎样排名", say=_unit_ties),
)
