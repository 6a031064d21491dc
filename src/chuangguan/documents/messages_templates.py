"""What may be wrong with an organiser's own .docx template, in Chinese."""

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    "template_unreadable": "不是有效的 .docx 文件（旧版 .doc、带宏的 .docm 请另存为 .docx），或已损坏",
    "template_too_large": "模板太大：文件不得超过10MB，正文不得超过约50万个字符、2000处占位符",
    "template_tag_broken": "“{text}”没有写完整，占位符写作 {{{{活动}}}}，花括号用半角，for、if 要有 endfor、endif",
    "template_tag_across": "for、if 与其 endfor、endif 没有放在同一层；跨段落写成 {{%p … %}}，跨行写成 {{%tr … %}}",
    "template_tag_not_allowed": "“{text}”不能用，模板中只能用占位符、for 和 if",
    "template_placeholder_unknown": "没有“{name}”这个占位符，此处可用的有：{known}",
    "template_list_shown": "“{name}”有多项，要用 for 逐项列出",
    "template_not_a_list": "“{name}”只有一项，不能用 for 列出",
    "template_without_placeholder": "没有占位符，占位符写作 {{{{活动}}}}，花括号用半角",
}
