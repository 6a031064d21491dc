"""The law of the judge: what it takes of a file is what was asked, whatever the texts look like and however dressed."""

from typing import Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.judging.habits import habits_of, index_base_of, without_numbers
from chuangguan.formats.bank_import.judging.judge import judge
from chuangguan.formats.bank_import.words import Reading, truth_of
from chuangguan.rules.bank import Question

LETTERS: Final = "ABCDEF"
HOSTILE: Final = (
    "A、B都对", "A和B", "A或B", "维生素B、维生素K", "维生素E、维生素K", "方案B：增加", "2.5倍", "E. coli", "C 盘", "D",
    "AB", "（B）类", "A类", "甲（A）", "2", "3", "0", "1、2、3", "3. 三", "（2）二", "x=1 B=2", "100分", "（12分）",
    "对", "√", "×", "正确", "以上都对", "甲；乙", "“D.”", "C。", "a. 小", "10²", "102", "43134", "2018-01-02", "1-2",
    "答案", "选B", "T", "是", "甲/乙", "A/B", "没有", "(√)", "C:\\盘", "甲 类", "甲类", "Ａ类", "，逗号", "第3题",
)  # fmt: skip
TEXTS: Final = st.one_of(st.text("东西南北春夏秋冬", min_size=2, max_size=5), st.sampled_from(HOSTILE))
STEMS: Final = (
    "{}是（ ）。", "关于{}，对的是", "关于{}（A）的说法，错的是", "{}有A、B两类的是（ ）", "2.5倍的{}是（ ）",
    "3、4月的{}是（ ）", "（2021）年{}的号是（ ）", "{}的满分是（12分）的是（ ）", "走（正确）的{}是（ ）",
    "3.{}是什么", "{}：（B）", "5000年的{}是（ ）", "{}用√表示的是（ ）", "选（C）型{}的理由", "（ ）是{}",
)  # fmt: skip
STATEMENTS: Final = (
    "{}是对的。", "{}的满分为（12分）", "走（正确）的{}是必须的", "3.{}是质数。", "（2021）{}有效", "{}应打√",
    "{}的记号是×", "{}（对）{}要诚实", "110、119是{}。", "{}分为（A）类",
)  # fmt: skip
NUMBERS: Final = ("", "", "{}. ", "{}.", "{}、", "（{}）", "第{}题：", "{}\t")
TAILS: Final = ("", "", "（2分）", "【5分】")
LETTER_DRESS: Final = ("{}", "（{}）", "答案：{}", " {} ", "正确答案是{}")

Asked = tuple[Draft, str]


@st.composite
def choices(draw: st.DrawFn) -> Asked:
    """Return a question with options, and its right letters."""
    options = draw(st.lists(TEXTS, min_size=2, max_size=5, unique=True))
    kind = draw(st.sampled_from(("单选", "多选", "选择", "")))
    least, most = {"单选": (1, 1), "多选": (2, len(options))}.get(kind, (1, len(options)))
    right = draw(st.lists(st.sampled_from(LETTERS[: len(options)]), min_size=least, max_size=most, unique=True))
    stem = draw(st.sampled_from(STEMS)).format(draw(TEXTS))
    return Draft(file="a", row=1, kind=kind, stem=stem, options=tuple(options)), "".join(sorted(right))


@st.composite
def statements(draw: st.DrawFn) -> Asked:
    stem = draw(st.sampled_from(STATEMENTS)).replace("{}", draw(TEXTS))
    return Draft(file="a", row=1, kind=draw(st.sampled_from(("判断题", ""))), stem=stem), draw(st.sampled_from("对错"))


@st.composite
def files(draw: st.DrawFn) -> list[Asked]:
    """Return the drafts of a file, dressed alike, each with what it truly asks; some have lost their answers."""
    asked = draw(st.lists(st.one_of(choices(), statements()), min_size=3, max_size=9))
    number, tail = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(TAILS))
    form = draw(st.sampled_from(("letters", "letters", "text", "index 0", "index 1", "bracket")))
    dress = draw(st.sampled_from(LETTER_DRESS))
    lost = draw(st.sets(st.integers(2, 9), max_size=2))
    dressed: list[Asked] = []
    for count, (draft, truth) in enumerate(asked, 1):
        answer, stem = answer_of(draft, truth, form, dress)
        # Where a file keeps its answers in brackets, nobody can tell a bracket of the text but beside an empty one.
        is_lost = count in lost and (form != "bracket" or "（ ）" in draft.stem)
        if is_lost:
            answer, stem = "", draft.stem
        changed = msgspec.structs.replace(draft, row=count, stem=f"{number.format(count)}{stem}{tail}", answer=answer)
        dressed.append((changed, "" if is_lost else truth))
    return dressed


def answer_of(draft: Draft, truth: str, form: str, dress: str) -> tuple[str, str]:
    """Return the answer as a file writes it, and the stem, which holds it where the file keeps answers there."""
    stem = draft.stem
    if form == "bracket":
        filled = stem.replace("（ ）", f"（{truth}）") if draft.options else f"{stem}（{truth}）"
        return "", filled if filled != stem else f"{stem}（{truth}）"
    if not draft.options or form == "letters":
        return dress.format(truth) if draft.options else truth, stem
    if form == "text":
        return "\n".join(draft.options[LETTERS.index(letter)] for letter in truth), stem
    return ",".join(str(LETTERS.index(letter) + int(form[-1])) for letter in truth), stem


def said(question: Question, original: Draft) -> str:
    """Return the letters that a question takes for right; of a statement the word, or the letter of its option."""
    if question.kind != "true_false":
        return "".join(question.answer)
    word = question.options["AB".index(question.answer[0])]
    pairs = zip(LETTERS, original.options, strict=False)
    return next((letter for letter, option in pairs if truth_of(option, Reading()) == (word == "对")), word)


@settings(max_examples=250, deadline=None)
@given(files())
def test_what_is_taken_is_what_was_asked(asked: list[Asked]) -> None:
    drafts = without_numbers([draft for draft, _ in asked])
    habits = habits_of(drafts, Reading())
    reading = Reading(index_base=index_base_of(drafts))
    for draft, (original, truth) in zip(drafts, asked, strict=True):
        found = judge(draft, reading, habits)
        if not isinstance(found, Question):
            continue
        assert truth, (original, found)
        assert said(found, original) == truth, (original, found)
        assert found.kind != "blank"
        assert found.kind == "true_false" or found.options == tuple(original.options), (original, found)
        assert ends_alike(found.stem, original.stem), (original, found)


def ends_alike(stem: str, original: str) -> bool:
    """Say whether nothing is lost of a stem but a number before it, a score behind it and the text in its bracket."""
    plain = "".join(stem.split()).replace("（）", "")
    whole = "".join(original.split())
    return plain[:1] in whole and len(plain) + len("第10题：（ABCDE）（2分）") >= len(whole)
