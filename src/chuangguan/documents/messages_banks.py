"""What a check of a bank says in Chinese; the caller puts file, row, column and the question before each."""

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    # Errors
    "question_twice": "题目 {question} 与 {other} 重复",
    "answers_contradict": "题目 {question} 与 {other} 题干和选项相同，答案却不同",
    "option_names_others": "题目 {question} 的选项提到其他选项，抽题后次序会变；请在“选项固定”填 是，或改写选项",
    "level_short": "第{level}关第{quota}条组卷规则要{wanted}题，可用{available}题",
    "question_not_released": "题目 {question} 未经审核，本活动只用已审核的题",
    # Warnings
    "bank_of_no_level": "活动文件中没有关卡使用这个题库文件",
    "right_and_wrong": "题目 {question} 与 {other} 题干相同，一题的正确选项是另一题的错误选项",
    "stem_repeated": "题目 {question} 与 {other} 题干和正确答案相同，只是选项不同",
    "stem_with_two_answers": "题目 {question} 与 {other} 题干相同，答案不同",
    "question_alike": "题目 {question} 与 {other} 有 {per_cent}% 相似",
    "option_alike": "题目 {question} 的这一选项与 {first} 只差空格、全半角或标点",
    "stem_tells_answer": "题目 {question} 的题干中就有答案“{text}”",
    "other_stem_tells_answer": "题目 {question} 的答案“{text}”写在 {other} 的题干中",
    "positions_uneven": "{options} 个选项的单选题 {questions} 题，正确答案的位置很不均匀：{counts}",
    "true_false_uneven": "判断题 {questions} 题，对错很不均匀：{counts}",
    "longest_is_right": "单选题 {questions} 题中有 {right} 题的正确答案是最长的选项",
    "law_changed": "题目 {question} 依据《{law}》{used}版，现行的是{in_force}，请复核",
    "law_without_version": "有 {questions} 题的出处写了《{law}》而没有写版本（如 {law}-2020），无从核对",
    "law_not_listed": "法律对照表中没有《{law}》，有 {questions} 题无从核对版本",
}
