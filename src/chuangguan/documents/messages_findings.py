"""What findings say in Chinese: the kind, the sign with its figures, what else would explain it."""

from typing import Final

KINDS: Final[dict[str, str]] = {
    "too_fast": "作答过快",
    "shared_origin": "设备或网络地址集中",
    "copied_responses": "作答雷同",
    "harvesting": "反复开卷弃答",
    "consecutive_numbers": "号码连续",
}

MESSAGES: Final[dict[str, str]] = {
    # Signs
    "papers_too_fast": "{papers}份试卷平均每题不足{limit_ms}毫秒，最快每题{fastest_ms}毫秒；其中过关{passed}份",
    "device_shared": "{persons}人在同一台设备上闯关，共{papers}次",
    "address_queue": "同一网络地址上{persons}人依次闯关{papers}次，前一次结束到后一次开始都不超过{gap_s}秒",
    "same_wrong_responses": "{persons}人的错误应答雷同：两人间相同的最多{same}处，"
    "似然比以2为底的对数最高{bits}（达到{needed_bits}才列出）",
    "times_in_step": "{persons}人多次同时开始又同时交卷（前后都不超过{step_s}秒），同两人最多{times}次",
    "papers_dropped": "第{level}关开卷后弃答{papers}次，看到不同题目{questions}道",
    "numbers_in_a_row": "同一单位{persons}个连续手机号码的首次闯关接连开始，前后共{span_s}秒",
    # What would explain them without anything wrong
    "bank_known_by_heart": "反复练习后已熟记题目；不看题随意点选后交卷",
    "shared_machine": "单位集中组织、共用电脑或平板；家人同事借用手机",
    "same_material": "同单位使用同一份有误的学习资料；一起讨论过题目",
    "played_together": "单位统一组织、同时开始；同处一室相互提醒",
    "bad_connection": "网络或设备故障，打开后未能作答；临时有事中断",
    "numbers_of_the_unit": "单位统一办理的集团号码，且集中组织参加",
}

CAUTION: Final = "以下各项只是供人工核查的线索，不是违规认定，不影响任何成绩；请核实情况、听取本人说明后再作决定。"
"""What stands above every list of findings (clause 8.1)."""
