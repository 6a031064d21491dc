"""What errors, refusals, roster problems, `verify` and closings say in Chinese: code -> template."""

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    # Errors
    "error": "出现错误",
    "bad_input": "文件有{count}个问题",
    "bad_instant": "“{text}”不是认识的时刻或时区，时刻应如 2018-03-12T09:00:00",
    "not_found": "没有这个{kind}：{key}，可用的有：{known}",
    "not_in_this_edition": "第1版规则没有“{value}”这个值（{key}）",
    "period_not_ended": "{period}要到{closable_at}之后才能结榜，在此之前只能预览",
    "clock_went_back": "机器时钟为{reading_at}，早于已有记录的{last_at}，请校准时钟后再试",
    "secret_missing": "缺少密钥文件，无法处理{needed_for}；请用 --secret-file 指明密钥文件",
    "secret_mismatch": "密钥与{period}公布的承诺值不一致，请核对密钥文件",
    "misuse": "程序调用有误：{what}",
    "store_error": "数据库出现错误",
    "store_exists": "“{path}”已有活动，一个数据库只存一个活动",
    "store_missing": "“{path}”没有活动数据库，请先用 init 建立",
    "store_busy": "数据库“{path}”正被另一程序占用，请稍后再试",
    "store_full": "磁盘已满，“{path}”没有写入任何内容，请清理磁盘后再试",
    "store_unreadable": "“{path}”不是本系统的数据库，或已损坏",
    "store_too_new": "数据库“{path}”由较新版本写成（结构版本{found}，本程序认识到{known}），请升级程序",
    "conflict": "要写入的内容与已有的重复（{table}）",
    # Calls that can never be right
    "canonical_key": "规范编码的键应为英文：{value}",
    "canonical_value": "规范编码只接受整数和文字：{value}",
    "quota_short": "题库不足：要{wanted}题，可用{available}题",
    "cell_too_long": "第{row}行“{column}”的内容过长，电子表格放不下",
    "no_public_text_used": "本活动的规则不使用公开文本",
    "public_text_recorded": "{period}的公开文本已经记录，不能更改",
    "end_without_start": "第{fact}条记录结束了一次不存在的闯关",
    # Why an attempt may not start, or is not taken
    "campaign_not_open": "活动尚未开始，{opens_at}开始",
    "campaign_closed": "活动已于{closes_at}结束",
    "not_on_roster": "参赛者{entrant}当时不在名册中",
    "public_text_missing": "{period}的公开文本尚未记录，暂不能闯关",
    "level_not_open": "第{level}关尚未开放，开放时刻：{opens_at}",
    "level_bank_short": "第{level}关的题库尚未备齐，暂不能闯关",
    "previous_level_not_passed": "须先通过第{previous}关，才能闯第{level}关",
    "next_in_no_run": "没有哪一轮的下一关是第{level}关，请从各轮的下一关继续，或重新自第一关开始",
    "restart_not_allowed": "尚未通过已开放的第{missing}关，不能重新自第一关开始",
    "attempts_used_up": "闯关次数已用完：{per}最多{n}次",
    "before_start": "交卷时刻早于开始时刻（{started_at}）",
    "too_late": "已过交卷时限，到时为{limit_end}",
    "already_ended": "这次闯关已经结束，不能再保存",
    "already_submitted": "这次闯关已经交卷，以第一次交卷为准",
    "still_open": "这次闯关尚未结束",
    "not_revealed": "按活动规则，这次闯关的答案暂不公布",
    "key_used_for_another_attempt": "交卷标识已用于另一次闯关（第{attempt}号）",
    # Imported attempts
    "unknown_member_no": "名册中没有“{member_no}”",
    "unknown_level": "没有第{key}关",
    "in_the_future": "开始时刻{started_at}或其交卷时刻晚于现在",
    "conflicts_with_stored_line": "与已导入的同一次闯关（第{attempt}号）内容不一致",
    "overlaps_stored_attempt": "与已有的闯关重叠或早于它（已有的于{started_at}开始）",
    "paper_size_differs": "总题数为{of}，这一关应为{expected}题",
    "correct_out_of_range": "答对{correct}题，不在0至{of}之间",
    "points_unknown": "第{level}关各题分值不同，只有答对题数算不出得分",
    # Rosters and units
    "unknown_unit": "没有“{unit}”这个单位，请先导入单位",
    "unknown_category": "没有“{category}”这个人员类别，可用的有：{known}",
    "second_admin": "单位“{unit}”已有管理员{other}，只能有一名",
    "unknown_parent_unit": "单位“{unit}”的上级单位“{parent}”不存在",
    "unit_above_itself": "单位“{unit}”的上级关系成了环",
    # What verify finds
    "fact_unusable": "第{fact}条记录无法按规则重算（{said}）",
    "fact_changed": "第{fact}条记录与其校验值不符，记录被改动过",
    "stamp_went_back": "第{fact}条记录的时刻早于前一条",
    "rules_differ": "第{fact}条记录中的活动规则与其校验值不符",
    "start_differs": "第{fact}条记录（{entrant}开始闯关）与按规则重算的不一致",
    "draw_differs": "第{fact}条记录（{entrant}）的试卷与重新抽题的结果不一致",
    "score_differs": "第{fact}条记录（{entrant}）的成绩与重新判分的结果不一致",
    "import_differs": "第{fact}条记录（{entrant}导入的闯关）与按规则重算的不一致",
    "seal_differs": "第{fact}条记录（{period}结榜）的内容与封存摘要不符",
    "closing_differs": "第{fact}条记录（{period}结榜）与重新结榜的结果不一致，最先不同的是：{key}",
    "person_differs": "{entrant}的姓名或名册编号与名册记录不符",
    "projection_differs": "数据库中的“{table}”与由记录重建的不一致：{row}",
    # What a closing says about itself
    "budget_overrun": "{tiers}预算{budget_fen}，因末位并列实发{paid_fen}，超出预算",
    "split_remainder": "{tier}第{position}名并列平分奖金，除不尽的{remainder_fen}不发",
    "winners_not_stated": "“{award}”的名额规则没有写明，此处只列得分和排名，名额由主办方确定",
    "left_roster": "结榜时已不在名册，不参加排名",
    "excluded_duty": "所属人员类别不参加排名",
    "no_prize_right": "参加排名，按名册不参评",
}

SHORTER: Final[dict[str, str]] = {
    "not_found": "没有这个{kind}：{key}",
    "too_late": "已过交卷时限，这次闯关按超时收卷",
    "restart_not_allowed": "按活动规则，不能重新自第一关开始",
    "end_without_start": "结束了一次不存在的闯关（第{attempt}号）",
}
"""What is said where the details lack something that the first template needs."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "kind": {
        "level": "关卡",
        "period": "期次",
        "category": "人员类别",
        "unit": "单位",
        "attempt": "闯关记录",
        "member_no": "名册编号",
        "bank": "题库",
        "preset": "预设活动",
    },
    "per": {"level": "每关", "day": "每日", "period": "每期", "campaign": "整个活动"},
}
"""Details that are words of the vocabulary, and how they are said."""
