from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangguan.formats.bank_import.drafts import Draft
from chuangguan.formats.bank_import.imports import import_bank
from chuangguan.formats.bank_import.markup import plain_draft, plain_texts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>天是&nbsp;（ ）</p>", "天是\u00a0（ ）"),
        ("<P CLASS='a'>天</P>", "天"),
        ("<p>天</p>\n<p>地</p>", "天\n地"),
        ("天<br>地<br/>人<br />", "天\n地\n人"),
        ("<div><span style='font-size:14px'>天</span></div>", "天"),
        ("天<b>不</b>是<font color=red>蓝</font>的", "天不是蓝的"),
        ("<u>　　</u>是蓝的", "____是蓝的"),
        ("<p><u>&nbsp;&nbsp;</u>是蓝的</p>", "____是蓝的"),
        ("<span style='text-decoration: underline'>&nbsp;</span>是蓝的", "____是蓝的"),
        ("天&lt;地&amp;人", "天<地&人"),
        ("&#22825;&#x5730;", "天地"),
        ("10<sup>2</sup>", "10²"),
        ("<p>H<SUB>2</SUB>O</p>", "H₂O"),
        # What is no markup stays as it is
        ("x<y 且 y>z", "x<y 且 y>z"),
        ("List<String>", "List<String>"),
        ("AT&T，R&D;", "AT&T，R&D;"),
        ("<天>", "<天>"),
        ("天", "天"),
    ],
)
def test_what_only_dresses_a_text_is_taken_off(text: str, plain: str) -> None:
    assert plain_texts([text]) == ((plain,), None)


@pytest.mark.parametrize(
    ("texts", "given"),
    [
        (["天<del>红</del>蓝"], "del"),
        (["天<s>红</s>蓝"], "s"),
        (["天<strike>红</strike>蓝"], "strike"),
        (["甲<sup>乙</sup>"], "sup"),
        (["10<sup style='display:none'>2</sup>"], "sup"),
        (["x<sub>甲</sub>"], "sub"),
        (["H<sub>2O"], "sub"),
        (["<table><tr><td>天</td></tr></table>"], "table"),
        (["<math>x</math>"], "math"),
        (["<span style='text-decoration:line-through'>天</span>"], "<span style='text-decoration:line-through'>"),
        (["<span style='display:none'>天</span>"], "<span style='display:none'>"),
        (["<!-- 天 -->地"], "!--"),
        # Where it is not closed it may be what the question is about
        (["<b>的作用是（ ）"], "<b>"),
        (["<p>天</div>"], "<p>"),
        (["天</p>"], "</p>"),
        (["天<b></b>地"], "<b>"),
        (["<p></p>"], "<p>"),
        (["用<b>字</b>表示的标签"], "标签"),
        (["网页中的空格是&nbsp;吗"], "网页"),
        (["表示段落的是", "&lt;p&gt;"], "<p>"),
        (["&amp;lt;"], "&lt;"),
        (["读准<u>加</u>点的字：加点的是"], "加点"),
    ],
)  # fmt: skip
def test_what_may_mean_something_makes_a_doubt_and_changes_nothing(texts: list[str], given: str) -> None:
    plain, doubt = plain_texts(texts)
    assert plain == tuple(texts)
    assert doubt is not None
    assert (doubt.code, doubt.details["given"]) == ("markup_unsure", given)


@pytest.mark.parametrize("text", ["<p>看<img src='a.png'></p>", "<IMG>", "<svg></svg>", "看![图](a.png)"])
def test_a_picture_is_a_doubt_of_its_own(text: str) -> None:
    plain, doubt = plain_texts(["题", text])
    assert plain == ("题", text)
    assert doubt is not None
    assert doubt.code == "picture_lost"


def test_a_draft_is_read_as_a_whole_and_its_explanation_costs_no_question() -> None:
    draft = Draft(
        file="a.csv",
        row=2,
        stem="<p>天是</p>",
        options=("<b>蓝</b>", "红"),
        answer="<p>A</p>",
        explanation="甲<sup>乙</sup>",
    )
    plain = plain_draft(draft)
    assert (plain.stem, plain.options, plain.answer) == ("天是", ("蓝", "红"), "A")
    assert (plain.explanation, plain.doubt) == ("甲<sup>乙</sup>", None)
    doubted = plain_draft(Draft(file="a.csv", row=2, stem="<p>天</p>", options=("<del>蓝</del>", "红"), answer="A"))
    assert (doubted.stem, doubted.doubt and doubted.doubt.code) == ("<p>天</p>", "markup_unsure")


PIECES = st.sampled_from(
    ("天", "<p>", "</p>", "<b>", "</b>", "<br>", "<u>", "</u>", " ", "\n", "&nbsp;", "&lt;", "&gt;", "&amp;", "<", ">",
     "p", "b", "/", "<sup>", "2", "</sup>", "&", ";", "!", "[", "](", ")")
)  # fmt: skip


@given(st.lists(PIECES, max_size=12))
def test_a_text_that_was_read_is_not_changed_by_reading_it_again(pieces: list[str]) -> None:
    plain, doubt = plain_texts(["".join(pieces)])
    assert doubt is not None or plain_texts(plain) == (plain, None)


def test_a_table_is_judged_without_its_markup(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "题干,A,B,答案\n<p>天是（ ）</p>,<b>蓝</b>,红,A\n甲<sup>乙</sup>等于（ ）,100,20,A\n", encoding="utf-8"
    )
    found = import_bank(path)
    assert [item.problem.code for item in found.refused] == ["markup_unsure"]
    assert found.refusal is not None
