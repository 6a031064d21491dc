"""The law of every reader of prose: a question is taken exactly as it was written, or it is not taken."""

from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.prose.files import drafts_of_lines
from chuangguan.formats.bank_import.words import Reading
from chuangguan.rules.bank import Question

Asked = tuple[str, tuple[str, ...], str]

LETTERS: Final = "ABCDEF"
HOSTILE: Final = (
    "A、B都对", "B、C都对", "A. 和 B.", "A和B", "维生素B、维生素K", "维生素C、维生素K", "维生素E、维生素K",
    "方案B：增加预算", "方案 C：减少预算", "方案E：增加预算", "2.5倍", "E. coli", "B. 小写", "D. 大写", "B股市场",
    "C 盘", "D", "（B）类", "血型(D)型",
    "见附录C", "2**3", "100分", "1、2、3", "3. 三", "A", "AB", "x=1 B=2", "30~50", "第3页", "对", "√", "B）", "C。",
    "以上都对", "甲；乙", "“D.”", "A1", "B超", "以A、B、C、D为准", "a. 小", "甲 D 丁", "D：丁",
)  # fmt: skip
PLAIN: Final = st.text("东西南北春夏秋冬", min_size=2, max_size=5)
TEXTS: Final = st.one_of(PLAIN, PLAIN, PLAIN, st.sampled_from(HOSTILE))
STEMS: Final = (
    "{}是（ ）。", "关于{}，对的是：", "{}（A）的说法，错的是", "{}有A、B两类", "2.5倍的{}是（ ）",
    "{}中，B.乙和C.丙是（ ）", "3 月的{}是（ ）", "{}的范围是1～3", "{}（对）不对？", "A型{}是（ ）",
)  # fmt: skip
NUMBERS: Final = ("{}. ", "{}、", "（{}）", "第{}题 ", "{}\t", "{}.")
MARKS: Final = ("{}. {}", "{}.{}", "{}、{}", "（{}）{}", "{}．{}", "{} {}", "{}：{}", "{}){}", "{}\t{}")
BETWEEN: Final = ("\n", "\n", "\n\n", "  ", "\t", "")
PAGES: Final = ("", "", "第 3 页 共 10 页\n", "- 7 -\n")
NOISE: Final = (
    *PAGES, "内部资料\n", "注：出自旧题。\n", "消防知识\n", "D深圳\n", "B 上海\n", "(C 广州\n", "E。戊\n",
    "我的答案：B\n", "得分：0\n", "某厂停电两小时，请回答2～3题。\n", "材料：某厂停电两小时。\n", "С. 丙\n",
)  # fmt: skip
ANSWERS: Final = (
    "答案：{}\n",
    "【答案】{}\n解析：见书。\n",
    "我的答案：C\n正确答案：{}\n",
    "我的答案：D 正确答案：{}\n",
    "{}\n",
)


@st.composite
def banks(draw: st.DrawFn) -> list[Asked]:
    """Return questions that each can be told by the name in their stem."""
    asked = []
    for place in range(draw(st.integers(1, 5))):
        stem = draw(st.sampled_from(STEMS)).format(f"第{'甲乙丙丁戊'[place]}项")
        options = tuple(draw(st.lists(TEXTS, min_size=2, max_size=5, unique=True)))
        right = draw(st.sets(st.integers(0, len(options) - 1), min_size=1, max_size=3))
        asked.append((stem, options, "".join(LETTERS[index] for index in sorted(right))))
    return asked


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[Asked]]:
    """Return the text of a file in one of the layouts, and its questions; here and there a line slips in."""
    asked = draw(banks())
    number, mark, between = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(MARKS)), draw(st.sampled_from(BETWEEN))
    between = between if between or "." in mark else "  "  # letters without a mark are never glued to a text
    answer = draw(st.sampled_from((*ANSWERS, "")))
    slipped = draw(st.integers(0, 10))
    parts = []
    for place, (stem, options, letters) in enumerate(asked, 1):
        written = [mark.format(letter, text) for letter, text in zip(LETTERS, options, strict=False)]
        lines = between.join(written)
        if between == "\n" and draw(st.booleans()):
            lines = "\n".join("  ".join(written[at : at + 2]) for at in range(0, len(written), 2))
        slips = (PAGES, NOISE, NOISE) if place == slipped else (PAGES, PAGES, PAGES)
        noise = [draw(st.sampled_from(kind)) for kind in slips]
        parts.append(f"{number.format(place)}{stem}\n{noise[0]}{lines}\n{noise[1]}{answer.format(letters)}{noise[2]}")
    listed = " ".join(f"{place}.{letters}" for place, (_, _, letters) in enumerate(asked, 1))
    return "".join(parts) + ("" if answer else f"参考答案\n{listed}\n"), asked


def taken(text: str) -> list[Draft]:
    """Return the drafts that the judge takes."""
    drafts = drafts_of_lines(list(enumerate(text.split("\n"), 1)), "题.txt")
    return [draft for draft in drafts if isinstance(judge(draft, Reading()), Question)]


def is_exact(draft: Draft, asked: list[Asked]) -> bool:
    return any(
        (draft.stem.replace("\n", ""), draft.options, draft.answer) == (stem, options, letters)
        for stem, options, letters in asked
    )


@settings(max_examples=200, deadline=None)
@given(files())
def test_a_question_is_taken_as_it_was_written_or_not_at_all(file: tuple[str, list[Asked]]) -> None:
    text, asked = file
    found = taken(text)
    assert len(found) <= len(asked)
    assert [draft for draft in found if not is_exact(draft, asked)] == []


def test_the_law_would_notice_a_lost_option() -> None:
    (draft,) = taken("1. 甲是（ ）\nA. 一\nB. 二\n答案：A\n")
    assert is_exact(draft, [("甲是（ ）", ("一", "二"), "A")])
    assert not is_exact(draft, [("甲是（ ）", ("一", "二", "三"), "A")])
