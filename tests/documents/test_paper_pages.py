"""试卷.docx, 答题卡.docx and 答案.docx, read again: they fit each other and the bank, and no question is torn apart."""

import io
import re
from typing import Final

import msgspec
import pytest
from docx import Document
from docx.document import Document as Page
from docx.table import Table
from docx.text.paragraph import Paragraph

from chuangguan.documents.paper_pages import INTERNAL, answer_page, answer_sheet, paper_files, question_page
from chuangguan.documents.papers import PRACTICE, UNTIL_USED, PrintedPaper, printed_papers
from chuangguan.errors import Misuse
from chuangguan.rules.bank import TRUE_FALSE_OPTIONS, Bank, Kind, Question, bank_of, bank_version
from chuangguan.rules.campaign import Campaign, PassRule, Quota
from chuangguan.rules.canonical import message
from chuangguan.rules.draw import draw
from chuangguan.testing.builders import a_campaign, a_level

LONG: Final = "经办人发现申请材料前后不一致，" * 12


def single(number: int, *options: str, stem: str = "") -> Question:
    return Question(
        id=f"S-{number}", kind="single", stem=stem or f"第{number}问的答案是", options=options, answer=("B",),
        explanation=f"解析{number}", source=f"某法 第{number}条",
    )  # fmt: skip


def blank(number: int, stem: str, *answer: str) -> Question:
    return Question(id=f"B-{number}", kind="blank", stem=stem, answer=answer)


BANK: Final = bank_of(
    [
        single(1, "一", "二", "三", "四"),
        single(2, "=1+1", "<b>二</b>", "-5℃", "A&B"),
        single(3, "全国人民代表大会", "国务院", "最高人民法院"),
        single(4, LONG, "短", stem=LONG),
        single(5, "上\n下", "左"),
        Question(id="M-1", kind="multiple", stem="哪些是偶数", options=tuple("二三四五六七"), answer=("A", "C", "E")),
        Question(id="T-1", kind="true_false", stem="一小于二。", options=TRUE_FALSE_OPTIONS, answer=("A",)),
        Question(id="T-2", kind="true_false", stem="二小于一。", options=TRUE_FALSE_OPTIONS, answer=("B",)),
        blank(1, "____加＿＿等于三。", "一|1", "二"),
        blank(2, "写出两个偶数", "二", "四"),
    ]
)


def campaign_with(*quotas: Quota) -> Campaign:
    return a_campaign(title="“每月一关”", levels=(a_level(1, title="数学", quotas=quotas or (Quota(n=10),)),))


def papers(seed: str = "演练", copies: int = 1, *, bank: Bank = BANK, is_open: bool = True) -> list[PrintedPaper]:
    campaign = campaign_with()
    return printed_papers(campaign, campaign.levels[0], bank, seed=seed, copies=copies, is_open=is_open)


def page_of(content: bytes) -> Page:
    return Document(io.BytesIO(content))


def text_of(content: bytes) -> str:
    page = page_of(content)
    heads = [paragraph.text for paragraph in page.sections[0].header.paragraphs]
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return "\n".join([*heads, *(paragraph.text for paragraph in page.paragraphs), *cells])


def rows_of(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def questions_of(page: Page) -> list[list[Paragraph]]:
    """Return the paragraphs of each question of 试卷."""
    found: list[list[Paragraph]] = []
    for paragraph in page.paragraphs:
        name = paragraph.style.name if paragraph.style else ""
        if name == "试题" and paragraph.text:
            found.append([paragraph])
        elif name == "试题选项":
            found[-1].append(paragraph)
    return found


def options_of(paragraphs: list[Paragraph]) -> dict[str, str]:
    lines = "\t".join(paragraph.text for paragraph in paragraphs[1:])
    return dict(re.findall(r"([A-F])．(.*?)(?=\t[A-F]．|\Z)", lines, re.DOTALL))


def key_of(page: Page) -> dict[int, str]:
    """Return the answers that stand above the explanations, by number."""
    lines = [paragraph.text.split("\t") for paragraph in page.paragraphs if "\t" in paragraph.text]
    found: dict[int, str] = {}
    for line in lines:
        # Five answers stand behind their numbers, and a short group is filled up with empty ones.
        for first in range(0, len(line), 6):
            numbers = [int(text) for text in line[first].split("-")]
            places = range(numbers[0], numbers[-1] + 1)
            found.update(zip(places, line[first + 1 : first + 6], strict=False))
    return found


@pytest.mark.parametrize("seed", ["甲", "乙", "丙 2018"])
def test_the_answers_name_the_right_options_of_the_paper(seed: str) -> None:
    (paper,) = papers(seed)
    known = BANK.by_id()
    printed = questions_of(page_of(question_page(paper)))
    key = rows_of(page_of(answer_page(paper)).tables[0])[1:]
    assert len(printed) == len(key) == len(BANK.questions)
    short = key_of(page_of(answer_page(paper)))
    for number, (paragraphs, (place, answer, reasons, name)) in enumerate(zip(printed, key, strict=True), 1):
        question = known[name]
        assert paragraphs[0].text.startswith(f"{number}．")
        assert place == str(number)
        assert short[number] == answer
        assert question.explanation in reasons
        assert question.source in reasons
        if question.kind in ("single", "multiple"):
            shown = options_of(paragraphs)
            right = {question.options["ABCDEF".index(letter)] for letter in question.answer}
            assert sorted(shown.values()) == sorted(question.options)
            assert {shown[letter] for letter in answer} == right


def test_statements_and_blanks_are_answered_in_words() -> None:
    (paper,) = papers()
    key = {row[3]: row[1] for row in rows_of(page_of(answer_page(paper)).tables[0])}
    assert (key["T-1"], key["T-2"], key["B-1"], key["B-2"]) == ("对", "错", "一 或 1；二", "二；四")


def test_the_sheet_has_a_box_for_every_option_and_a_line_for_every_blank() -> None:
    (paper,) = papers()
    _, boxes, lines = page_of(answer_sheet(paper)).tables
    found = {row[place]: row[place + 2].split() for row in rows_of(boxes)[1:] for place in (0, 3) if row[place]}
    wanted = {
        str(q.number): [f"[{word}]" for word in ("ABCDEF"[: len(q.options)] or TRUE_FALSE_OPTIONS)]
        for q in paper.questions
        if q.kind != "blank"
    }
    assert found == wanted
    blanks = [row[0] for row in rows_of(lines)[1:]]
    assert blanks == [f"{q.number}（{place}）" for q in paper.questions if q.kind == "blank" for place in (1, 2)]


def test_a_blank_is_room_that_is_underlined() -> None:
    (paper,) = papers()
    found = {
        name: [run.text for paragraph in paragraphs for run in paragraph.runs if run.underline]
        for paragraphs, name in zip(
            questions_of(page_of(question_page(paper))), [q.id for q in paper.questions], strict=True
        )
    }
    rooms = {name: len(runs) for name, runs in found.items() if runs}
    assert rooms == {"B-1": 2, "B-2": 2}
    assert "__" not in text_of(question_page(paper))
    assert all(not text.strip() for runs in found.values() for text in runs)


def torn(paragraphs: list[Paragraph]) -> bool:
    """Say whether a page may end within a question."""
    forms = [paragraph.paragraph_format for paragraph in paragraphs]
    return not all(form.keep_together for form in forms) or not all(form.keep_with_next for form in forms[:-1])


def test_no_question_is_torn_apart_by_the_end_of_a_page() -> None:
    (paper,) = papers()
    printed = questions_of(page_of(question_page(paper)))
    assert max(map(len, printed)) > 2
    assert [paragraphs[0].text for paragraphs in printed if torn(paragraphs)] == []
    assert not printed[0][-1].paragraph_format.keep_with_next


def test_a_question_that_may_be_torn_apart_is_noticed() -> None:
    (paper,) = papers()
    paragraphs = max(questions_of(page_of(question_page(paper))), key=len)
    paragraphs[0].paragraph_format.keep_with_next = False
    assert torn(paragraphs)


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (("一", "二", "三", "四"), 1),
        (("一", "二", "三", "四", "五", "六"), 2),
        (("全国人民代表大会", "国务院"), 1),
        (("全国人民代表大会", "国务院", "上海", "北京"), 2),
        (("全国人民代表大会常务委员会办公厅的秘书局", "国务院"), 2),
        (("上\n下", "左", "右"), 3),
        (("National Congress", "State Council", "Supreme Court"), 2),
    ],
)
def test_short_options_stand_beside_each_other(options: tuple[str, ...], lines: int) -> None:
    campaign = campaign_with(Quota(n=1))
    (paper,) = printed_papers(
        campaign, campaign.levels[0], bank_of([single(1, *options)]), seed="甲", copies=1, is_open=True
    )
    (paragraphs,) = questions_of(page_of(question_page(paper)))
    assert len(paragraphs) - 1 == lines
    for paragraph in paragraphs[1:]:
        assert len(paragraph.paragraph_format.tab_stops) == paragraph.text.count("\t")


# Which paper it is


def test_the_same_seed_gives_the_same_papers_and_another_one_others() -> None:
    one, again, other = papers("甲", 3), papers("甲", 3), papers("乙", 3)
    assert one == again
    orders = {tuple((q.id, q.options) for q in paper.questions) for paper in (*one, *other)}
    assert len(orders) == 6


@pytest.mark.parametrize("copies", [2, 5])
def test_copies_ask_the_same_in_another_order_so_that_none_is_harder(copies: int) -> None:
    first, *others = papers("甲", copies)
    for other in others:
        assert {q.id for q in other.questions} == {q.id for q in first.questions}
        assert [q.id for q in other.questions] != [q.id for q in first.questions]
        assert other.parts[0][0] == first.parts[0][0]
        assert (other.points, other.pass_rule) == (first.points, first.pass_rule)
    shown = {q.id: q.options for q in first.questions}
    assert any(q.options != shown[q.id] for q in others[0].questions)


def test_copies_of_overlapping_quotas_ask_the_same_too() -> None:
    campaign = campaign_with(Quota(n=3), Quota(n=2, kinds=("single",)))
    for seed in "甲乙丙丁戊":
        first, other = printed_papers(campaign, campaign.levels[0], BANK, seed=seed, copies=2, is_open=True)
        assert {q.id for q in other.questions} == {q.id for q in first.questions}


def test_a_single_paper_is_the_first_of_several() -> None:
    (alone,), (first, _) = papers("甲"), papers("甲", 2)
    assert alone.questions == first.questions
    assert list(paper_files([alone])) == ["试卷.docx", "答题卡.docx", "答案.docx"]
    assert list(paper_files(papers("甲", 2)))[3:] == ["试卷-B卷.docx", "答题卡-B卷.docx", "答案-B卷.docx"]


def test_the_seed_of_a_paper_is_not_the_draw_of_another_campaign_or_level() -> None:
    campaign = campaign_with()
    elsewhere = a_campaign(id="other", levels=campaign.levels)
    (here,) = printed_papers(campaign, campaign.levels[0], BANK, seed="甲", copies=1, is_open=True)
    (there,) = printed_papers(elsewhere, campaign.levels[0], BANK, seed="甲", copies=1, is_open=True)
    assert here.questions != there.questions


@pytest.mark.parametrize("copies", [1, 2])
def test_every_page_says_what_it_is_made_from(copies: int) -> None:
    paper = papers("演练 2018", copies)[-1]
    for write in (question_page, answer_sheet, answer_page):
        said = text_of(write(paper))
        assert "抽题种子：演练 2018" in said
        assert bank_version(BANK)[:16] in said
        assert ("B卷" in said) is (copies == 2)
        for footer in (page_of(write(paper)).sections[0].footer, page_of(write(paper)).sections[0].even_page_footer):
            (line,) = [paragraph for paragraph in footer.paragraphs if paragraph.text]
            assert line.text.startswith("第1关　数学　")
            assert ("B卷" in line.text) is (copies == 2)
            assert re.findall("PAGE|NUMPAGES", line._p.xml) == ["PAGE", "NUMPAGES"]
        assert "第1关　数学" in said


@pytest.mark.parametrize(("is_open", "mark"), [(True, PRACTICE), (False, UNTIL_USED)])
def test_a_paper_of_an_open_level_is_marked_as_practice(is_open: bool, mark: str) -> None:  # noqa: FBT001  a column of the table
    (paper,) = papers(is_open=is_open)
    for write in (question_page, answer_sheet):
        page = page_of(write(paper))
        for header in (page.sections[0].header, page.sections[0].even_page_header):
            assert header.paragraphs[0].text == mark


def test_the_answers_are_marked_internal_and_stand_nowhere_else() -> None:
    (paper,) = papers()
    assert page_of(answer_page(paper)).sections[0].header.paragraphs[0].text == INTERNAL
    for write in (question_page, answer_sheet):
        said = text_of(write(paper))
        assert INTERNAL not in said
        assert not [name for name in ("解析1", "某法", "S-1", "一 或 1") if name in said]


def test_points_are_said_once_where_they_are_the_same_and_else_with_each_question() -> None:
    assert "共10题，每题1分，满分10分，限时5分钟。全部答对为过关。" in text_of(question_page(papers()[0]))
    kinds: tuple[Kind, ...] = ("blank",)
    campaign = campaign_with(Quota(n=2, kinds=kinds, points=3), Quota(n=5))
    (paper,) = printed_papers(campaign, campaign.levels[0], BANK, seed="甲", copies=1, is_open=True)
    said = text_of(question_page(paper))
    assert "共7题，满分11分" in said
    assert "填空题（每题3分，共6分）" in said


def test_points_are_said_with_each_question_where_they_differ_within_a_kind() -> None:
    campaign = campaign_with(Quota(n=1, topics=("难",), points=3), Quota(n=2))
    easy = [single(number, "一", "二") for number in (1, 2)]
    bank = bank_of([*easy, msgspec.structs.replace(single(9, "一", "二"), topic="难")])
    (paper,) = printed_papers(campaign, campaign.levels[0], bank, seed="甲", copies=1, is_open=True)
    said = text_of(question_page(paper))
    assert "单选题（共5分）" in said
    assert (said.count("．（1分）"), said.count("．（3分）"), "每题" in said) == (2, 1, False)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (PassRule(), "全部答对为过关"),
        (PassRule(rule="min_correct", value="8"), "答对8题以上（含8题）为过关"),
        (PassRule(rule="ratio", value="0.8"), "答对的题不少于全卷的80%为过关"),
        (PassRule(rule="score", value="60"), "得分不低于60分为过关"),
    ],
)
def test_a_paper_says_when_it_is_passed(rule: PassRule, said: str) -> None:
    campaign = msgspec.structs.replace(campaign_with(), pass_rule=rule)
    (paper,) = printed_papers(campaign, campaign.levels[0], BANK, seed="甲", copies=1, is_open=True)
    for write in (question_page, answer_page):
        assert said in text_of(write(paper))


def test_questions_stand_by_kind_and_each_kind_says_what_it_is_worth() -> None:
    (paper,) = papers()
    kinds = [question.kind for question in paper.questions]
    assert kinds == sorted(kinds, key=["single", "multiple", "true_false", "blank"].index)
    assert [question.number for question in paper.questions] == list(range(1, 11))
    heads = ["一、单选题（每题1分，共5分）", "二、多选题（每题1分，共1分）", "三、判断题（每题1分，共2分）",
             "四、填空题（每题1分，共2分）"]  # fmt: skip
    for write in (question_page, answer_page):
        found = [paragraph for paragraph in page_of(write(paper)).paragraphs if paragraph.text in heads]
        assert [paragraph.text for paragraph in found] == heads


def test_by_kind_the_order_of_the_draw_stays() -> None:
    campaign = campaign_with()
    lot = message("printed paper", campaign.id, "1", "甲", "A")
    known = BANK.by_id()
    for kind in ("single", "true_false"):
        drawn = [it.question for it in draw(BANK, campaign.levels[0].quotas, lot).questions]
        assert [q.id for q in papers("甲")[0].questions if q.kind == kind] == [
            name for name in drawn if known[name].kind == kind
        ]


def test_the_key_holds_two_groups_of_five_a_line() -> None:
    bank = bank_of([single(number, "一", "二", "三") for number in range(10, 22)])
    campaign = campaign_with(Quota(n=12))
    (paper,) = printed_papers(campaign, campaign.levels[0], bank, seed="甲", copies=1, is_open=True)
    page = page_of(answer_page(paper))
    lines = [paragraph.text for paragraph in page.paragraphs if "\t" in paragraph.text]
    assert [line.split("\t")[0] for line in lines] == ["1-5", "11-12"]
    assert lines[0].split("\t")[6] == "6-10"
    assert key_of(page) == {q.number: q.answer_text for q in paper.questions}


def test_the_key_gives_long_answers_more_room() -> None:
    many = [
        Question(
            id=f"M-{number}",
            kind="multiple",
            stem=f"第{number}问",
            options=tuple("一二三四五六"),
            answer=tuple("ABCDEF"),
        )
        for number in range(7)
    ]
    campaign = campaign_with(Quota(n=7))
    (paper,) = printed_papers(campaign, campaign.levels[0], bank_of(many), seed="甲", copies=1, is_open=True)
    lines = [paragraph for paragraph in page_of(answer_page(paper)).paragraphs if "\t" in paragraph.text]
    assert [paragraph.text.split("\t")[:2] for paragraph in lines] == [["1-5", "ABCDEF"], ["6-7", "ABCDEF"]]
    assert [stop.position.mm for stop in lines[0].paragraph_format.tab_stops][:2] == pytest.approx([28, 56], abs=0.1)


def test_a_name_is_asked_for_on_paper_and_sheet() -> None:
    (paper,) = papers()
    for write, room in ((question_page, []), (answer_sheet, ["得分"])):
        assert rows_of(page_of(write(paper)).tables[0])[0] == ["姓名", "单位", "手机号码", *room]


def test_texts_that_no_page_may_hold_are_left_out_and_tags_are_texts() -> None:
    hostile = bank_of([single(1, "<w:t>", "a\u202eb", "]]>", stem="\x07=1\n2")])
    campaign = campaign_with(Quota(n=1))
    (paper,) = printed_papers(campaign, campaign.levels[0], hostile, seed="甲", copies=1, is_open=True)
    (paragraphs,) = questions_of(page_of(question_page(paper)))
    assert paragraphs[0].text == "1．=1\n2"
    assert sorted(options_of(paragraphs).values()) == ["<w:t>", "]]>", "ab"]


def test_a_bank_that_is_short_gives_no_paper() -> None:
    with pytest.raises(Misuse) as caught:
        papers(bank=bank_of(BANK.questions[:9]))
    assert caught.value.details["what"] == "quota_short"
