"""Banks as Hypothesis draws them, with every text that files and spreadsheets are apt to change."""

from typing import Final

from hypothesis import strategies as st

from chuangguan.formats.banks import KINDS
from chuangguan.formats.cells import has_hostile_characters
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS, Question, bank_of

NASTY: Final = (
    "=1+1", "+1", "-5℃", "@SUM(A1)", "＝cmd", "'=1", "''+", "'", '=HYPERLINK("http://a","b")', "<b>粗</b>", "&lt;",
    "]]>", "_x000D_", "_x0041_", '"', '""', ",", 'a,b"c', "上\n下", "\n,", "http://example.org", "0012", "1e5", "TRUE",
    "2018-03-12", "{}", "[", "\\", "\\u0041", "\u2028", "\u200b", "\ufeff", "é", "e\u0301", "😀", "𠮷", "；", "_",
    "编号", "题干",
)  # fmt: skip

TEXT = st.one_of(
    st.lists(st.sampled_from(NASTY), max_size=4).map("".join),
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
    st.builds(str.__mul__, st.sampled_from(["字", "=", "a "]), st.integers(1000, 4000)),
).map(str.strip)
SAFE = TEXT.filter(lambda text: not has_hostile_characters(text.replace("\n", "")))
FILLED = SAFE.filter(bool)
WORD = FILLED.filter(lambda text: not set(text) & set("；|｜"))
ID = FILLED.map(lambda text: "".join(text.split())[:40]).filter(bool)
NAME = st.sampled_from(["", "=张", "李四"])


@st.composite
def questions(draw: st.DrawFn, question_id: str) -> Question:
    kind = draw(st.sampled_from(sorted(KINDS.values())))
    options: tuple[str, ...] = ()
    if kind == "blank":
        answer = tuple(
            "|".join(words) for words in draw(st.lists(st.lists(WORD, min_size=1, max_size=2), min_size=1, max_size=2))
        )
    elif kind == "true_false":
        options, answer = TRUE_FALSE_OPTIONS, (draw(st.sampled_from("AB")),)
    else:
        options = tuple(draw(st.lists(FILLED, min_size=2, max_size=6, unique=True)))
        fewest, most = (1, 1) if kind == "single" else (2, 6)
        letters = st.sampled_from(LETTERS[: len(options)])
        answer = tuple(sorted(draw(st.sets(letters, min_size=fewest, max_size=most))))
    is_released = draw(st.booleans())
    return Question(
        id=question_id,
        kind=kind,
        stem=draw(FILLED.filter(lambda text: not set(text) & set("_＿"))),
        options=options,
        answer=answer,
        topic=draw(SAFE),
        difficulty=draw(st.integers(0, 5)),
        option_order_fixed=draw(st.booleans()),
        explanation=draw(SAFE),
        source=draw(SAFE),
        author="王五" if is_released else draw(NAME),
        reviewer="=赵六" if is_released else draw(NAME),
        is_released=is_released,
    )


BANKS = st.lists(ID, min_size=1, max_size=4, unique=True).flatmap(
    lambda ids: st.tuples(*[questions(question_id) for question_id in ids]).map(bank_of)
)
