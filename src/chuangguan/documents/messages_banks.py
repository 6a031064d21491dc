"""What a check of a bank says in Chinese; the caller puts row, question and the other question beside each."""

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    # Errors
    "question_twice": "与另一题重复",
    "answers_contradict": "题干和选项与另一题相同，答案却不同",
    "option_names_others": "选项提到其他选项，抽题后次序会变；请在“选项固定”填 是，或改写选项",
    "level_short": "第{level}关第{quota}条组卷规则要{wanted}题，可用{available}题",
    "question_not_released": "题目 {question} 未经审核，本活动只用已审核的题",
    # Warnings
    "right_and_wrong": "题干与另一题相同，一题的正确选项是另一题的错误选项",
    "stem_repeated": "题干和正确答案与另一题相同，只是选项不同",
    "stem_with_two_answers": "题干与另一题相同，答案不同",
    "question_alike": "与另一题有 {per_cent}% 相似",
    "option_alike": "这一选项与 {first} 只差空格、全半角或标点",
    "stem_tells_answer": "题干中就有答案“{text}”",
    "other_stem_tells_answer": "答案“{text}”写在另一题的题干中",
    "positions_uneven": "{options} 个选项的单选题 {questions} 题，正确答案的位置很不均匀：{counts}",
    "true_false_uneven": "判断题 {questions} 题，对错很不均匀：{counts}",
    "longest_is_right": "单选题 {questions} 题中有 {right} 题的正确答案是最长的选项",
    "law_changed": "依据《{law}》{used}版，现行的是{in_force}，请复核",
    "law_without_version": "有 {questions} 题的出处写了《{law}》而没有写版本（如 {law}-2020），无从核对",
    "law_not_listed": "法律对照表中没有《{law}》，有 {questions} 题无从核对版本",
}
