"""What each kind of fact says in the audit log: its tag -> pieces of a sentence.

A piece whose fields are not all there is left out. Opaque ids stand for persons; names and numbers are in no fact.
"""

from typing import Final

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "campaign-stored": ("存入活动规则第{version}版，规则摘要{rules_hash:.16}…，附{commitments}个密钥承诺值",),
    "bank-stored": ("{mode}题库“{bank}”，版本{version:.16}…",),
    "public-text-drawn": ("记录{period}的公开文本：{text}",),
    "unit-stored": ("单位变动：“{unit}”", "，上级“{parent}”", "，类型“{kind}”", "，申报{headcount}人"),
    "roster-changed": (
        "名册变动：{entrant}",
        "自{from_at}起",
        "{ended}",
        "，单位“{unit}”",
        "，类别“{category}”",
        "，{duty}",
        "，标签“{labels}”",
        "{is_admin}",
        "{has_prize_right}",
    ),
    "attempt-started": ("{entrant}开始第{level}关第{ordinal}次闯关",),
    "attempt-ended": ("第{attempt}号闯关{kind}，共{of}题，答对{correct}题",),
    "attempt-imported": ("导入{entrant}第{level}关的成绩：{started_at}开始，共{of}题，答对{correct}题，{passed}",),
    "closing-made": ("{period}结榜，编号第{number}号", "，第{revision}次更正", "，封存摘要{seal:.23}…"),
    "closing-published": ("公示{period}结榜（{seal:.23}…），拟稿{drafted_by}，核稿{checked_by}，签发{signed_by}",),
    "objection-recorded": ("记录对{period}的异议", "（所指{entrant}）", "：{text}"),
    "objection-decided": ("异议{objection}{upheld}：{decision}",),
    "closing-finalised": ("{period}定榜（{seal:.23}…），公布该期密钥",),
    "award-decided": ("记录{decided_by}评定的{period}“{tier}”，个人：{entrants}，单位：{units}",),
    "sanction-imposed": (
        "处理{entrant}：{kind}，情形：{code}，{decided_by}决定，依据：{evidence}，期次：{periods}",
        "，闯关记录：{attempts}",
    ),
    "sanction-lifted": ("撤销处理{sanction}",),
    "period-extended": ("{period}的截止时刻顺延至{cutoff_at}",),
    "interval-voided": ("作废{opens_at}至{closes_at}（不含）期间的闯关",),
    "extra-time-granted": ("{entrant}的限时延长{per_cent}%",),
    "person-erased": ("注销{entrant}：删去姓名、号码、盐值和来源",),
    "publication-basis-recorded": ("记录{entrant}的公开依据：{basis}", "（{text_version}）"),
    "origins-forgotten": ("清除{before_at}以前结束的闯关的来源{origins}条",),
    "personal-data-shown": ("查看或导出{persons}人的姓名、号码，用途：{purpose}",),
}

MANY: Final = {
    "unit-stored": "单位变动{count}个",
    "roster-changed": "名册变动{count}人",
    "attempt-imported": "导入成绩{count}次",
    "attempt-ended": "超时收卷{count}次",
}
"""What is said of so many facts of one command."""

FACT_WORDS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "bank-stored": {"mode": {"edit": "载入", "revision": "更正"}},
    "roster-changed": {
        "ended": {"True": "不再在册", "False": ""},
        "duty": {"required": "应参加", "voluntary": "自愿参加", "excluded": "不参加排名"},
        "is_admin": {"True": "，单位管理员", "False": ""},
        "has_prize_right": {"True": "", "False": "，不参评"},
    },
    "attempt-ended": {"kind": {"submitted": "交卷", "expired": "超时收卷"}},
    "attempt-imported": {"passed": {"True": "过关", "False": "未过关"}},
    "closing-made": {"revision": {"0": ""}},
    "objection-decided": {"upheld": {"True": "成立", "False": "不成立"}},
    "award-decided": {"entrants": {"": "无"}, "units": {"": "无"}},
    "sanction-imposed": {
        "kind": {"strip_awards": "取消排名和奖励资格", "void_attempts": "作废成绩", "ban": "禁止参加"},
        "periods": {"": "各期"},
    },
    "publication-basis-recorded": {"basis": {"rule": "规定", "consent": "本人同意", "none": "不同意公开"}},
}
"""Values that have a name of their own; one that becomes nothing counts as not there."""
