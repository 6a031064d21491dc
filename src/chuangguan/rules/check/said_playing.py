"""Who may play, papers, passing and the ladder: clauses 1–4, each rule said in a sentence."""

from typing import Final

from chuangguan.rules.campaign import Campaign
from chuangguan.rules.check.report import Rule
from chuangguan.rules.check.wording import said_duration, said_end, said_instant, said_share


def _zone(campaign: Campaign) -> str:
    name = "北京时间" if campaign.zone == "Asia/Shanghai" else f"{campaign.zone} 当地时间"
    return f"各项时间均为{name}。"


def _window(campaign: Campaign) -> str:
    opens, closes = campaign.window.opens_at, campaign.window.closes_at
    return f"活动自{said_instant(opens, campaign.zone)}起，至{said_end(closes, campaign.zone)}止。"


def _member_no(campaign: Campaign) -> str:
    if campaign.member_no == "staff_no":
        return "以工号认人，一个工号只对应一人。"
    return "以手机号码认人，一个号码只对应一人。"


def _sample_row(campaign: Campaign) -> str:
    if campaign.member_no != "phone":
        return ""
    return "手机号码须为11位；信息表的样例行（如12位的“130000000000”）不作为人员录入，其他位数不符的退回更正。"


def _required(campaign: Campaign) -> str:
    names = [item.name for item in campaign.categories if item.duty == "required"]
    return f"{'、'.join(names)}应参加活动。" if names else ""


def _voluntary(campaign: Campaign) -> str:
    names = [item.name for item in campaign.categories if item.duty == "voluntary"]
    if not names:
        return ""
    return f"{'、'.join(names)}自愿参加，参加排名，可以获奖，不计入参与率的分子和分母。"


def _excluded(campaign: Campaign) -> str:
    names = [item.name for item in campaign.categories if item.duty == "excluded"]
    return f"{'、'.join(names)}不参加排名和评奖。" if names else ""


def _grace(campaign: Campaign) -> str:
    if not campaign.grace_ms:
        return "到时后收到的交卷不予受理。"
    return f"到时后{said_duration(campaign.grace_ms)}内收到的交卷仍予受理，用时按限时计，以后的不予受理。"


def _on_limit(campaign: Campaign) -> str:
    if campaign.on_limit == "void":
        return "到时未交卷的，该次闯关按未通过处理。"
    return "到时未交卷的，按到时前已保存的作答收卷评分，符合过关条件的算通过。"


def _bank_changes(_: Campaign) -> str:
    return "关卡开放后题库即固定，此后对题库的调整只用于以后开放的关卡；更正错题的除外。"


def _release(campaign: Campaign) -> str:
    if campaign.release == "one_person":
        return ""
    return "题库中的每道题都须由命题人以外的人审核，含有未审核题目的题库不予载入。"


def _public_text(campaign: Campaign) -> str:
    if campaign.public_text == "required":
        return "每期抽题加入事先无人能知的公开文本，公布之前该期不能开始闯关。"
    return "抽题由系统按事先公布摘要的密钥进行，不另加公开文本。"


def _repeat(campaign: Campaign) -> str:
    if campaign.repeat == "avoid_seen":
        return "再次闯关时优先抽取本人没有做过的题。"
    return "同一份试卷内题目不重复，再次闯关时可能抽到做过的题。"


_REVEALED: Final = {
    "count": "交卷后告知答对题数，不公布答案和解析。",
    "after_pass": "过关后可以查看该份试卷的答案和解析，未过关的试卷在活动结束后才可查看。",
    "never": "交卷后只告知是否过关，不公布答案和解析。",
    "all": "交卷后可以查看全部答案和解析（仅限不设奖的练习）。",
}


def _reveal(campaign: Campaign) -> str:
    return _REVEALED[campaign.reveal]


def _marking(_: Campaign) -> str:
    return "单选、判断选对得分；多选须与标准答案完全一致，漏选、错选均不得分；填空逐空比对，全对得分。"


def _pass_rule(campaign: Campaign) -> str:
    value = campaign.pass_rule.value
    conditions = {
        "all_correct": "全部答对",
        "min_correct": f"答对{value}题以上（含{value}题）",
        "ratio": f"答对的题不少于全卷的{said_share(value)}",
        "score": f"得分不低于{value}分",
    }
    return f"{conditions[campaign.pass_rule.rule]}的为过关，过关后取得下一关闯关资格。"


_PER: Final = {"level": "每关", "day": "每日", "period": "每期", "campaign": "活动期间"}


def _cap(campaign: Campaign) -> str:
    cap = campaign.ladder.cap
    return f"每人{_PER[cap.per]}最多闯关{cap.n}次，作废的不算。" if cap else "不限制闯关次数。"


def _after_failure(_: Campaign) -> str:
    return "关卡开放后直至活动结束均可闯关；闯关失败的，从失败的关卡继续，已取得的闯关资格不因重新闯关而失去。"


_RESTARTS: Final = {
    "after_clearing_all_open": "通过当时已开放的全部关卡后，可以重新自第一关开始新的一轮。",
    "anytime": "可以随时重新自第一关开始新的一轮。",
    "never": "不能重新自第一关开始。",
}


def _restart(campaign: Campaign) -> str:
    return _RESTARTS[campaign.ladder.restart]


def _time(campaign: Campaign) -> str:
    if campaign.ladder.time == "all_attempts":
        return "用时为本轮各关闯关用时之和，已通过关卡上失败和超时的闯关也计入。"
    return "用时为本轮各关过关那一次的用时之和，失败和超时的闯关不计入。"


def _best_of(campaign: Campaign) -> str:
    if campaign.ladder.best_of == "level":
        return "最佳成绩按关计：各关取用时最短的一次过关，相加为总用时。"
    return "最佳成绩按轮计：各轮成绩互不拼接，取最好的一轮。"


PLAYING_RULES: Final = (
    Rule(clause="1.1", say=_window),
    Rule(key="campaign.zone", clause="1.1", question="各项时间以哪里的时间为准", say=_zone),
    Rule(key="campaign.member_no", clause="5.2", question="名册以什么编号认人", say=_member_no),
    Rule(clause="5.2", question="信息表样例行的手机号码不是11位，怎样处理", say=_sample_row),
    Rule(clause="5.4", say=_required),
    Rule(clause="5.4", question="自愿参加人员是否参加排名和评奖、是否计入参与率", say=_voluntary),
    Rule(clause="5.4", say=_excluded),
    Rule(key="play.grace", clause="1.3", question="到时之后才收到的交卷是否受理", say=_grace),
    Rule(key="play.on_limit", clause="1.4", question="到时未交卷的怎样处理", say=_on_limit),
    Rule(clause="2.2", say=_bank_changes),
    Rule(clause="2.2", say=_release),
    Rule(key="play.public_text", clause="2.3", question="抽题是否加入公开文本以备核验", say=_public_text),
    Rule(key="play.repeat", clause="2.6", question="再次闯关时可否抽到做过的题", say=_repeat),
    Rule(key="play.reveal", clause="2.7", question="交卷后公布哪些内容", say=_reveal),
    Rule(clause="3.1", question="各题型（尤其是多选）怎样评分", say=_marking),
    Rule(key="play.pass", clause="3.2", question="答对多少算过关", say=_pass_rule),
    Rule(key="ladder.cap", clause="4.1", question="闯关次数有无限制", say=_cap),
    Rule(clause="4.1", say=_after_failure),
    Rule(key="ladder.restart", clause="4.2", question="什么时候可以重新自第一关开始", say=_restart),
    Rule(key="ladder.time", clause="4.4", question="失败的闯关是否计入用时", say=_time),
    Rule(key="ladder.best_of", clause="4.5", question="最佳成绩是最好的一轮，还是各关最好成绩相加", say=_best_of),
)
