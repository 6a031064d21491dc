"""试卷.docx, 答题卡.docx and 答案.docx of a printed paper."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from chuangguan.documents.layout import ColumnLook, OfficialDocument, Piece
from chuangguan.documents.papers import (
    KIND_NAMES,
    PrintedPaper,
    PrintedQuestion,
    point_each_of,
    points_of_all,
)
from chuangguan.documents.wording import duration_text
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS

INTERNAL: Final = "内部资料，不得外传"

_BLANK: Final = re.compile("[_＿]{2,}")
_ROOM: Final = "\u00a0" * 14
"""A blank that is filled in by hand; a space that no line breaks at."""

_NUMERALS: Final = "一二三四"
_KEY_GROUP: Final = 5
_KEY_STEP_MM: Final = 14
_KEY_LETTERS: Final = 4
"""How many letters of an answer a step of the key has room for."""

_LINE_MM: Final = 170
_INDENT_MM: Final = 8.5
_WIDEST: Final = ((4, 6.5), (2, 16))
"""How many options stand beside each other where none is wider than so many Chinese characters."""


def paper_files(papers: Sequence[PrintedPaper]) -> dict[str, list[bytes]]:
    """Return 试卷.docx, 答题卡.docx and 答案.docx of each paper by name; of several each has its copy's name."""
    writers = {"试卷": question_page, "答题卡": answer_sheet, "答案": answer_page}
    return {
        f"{name}{f'-{paper.copy}' if paper.copy else ''}.docx": [write(paper)]
        for paper in papers
        for name, write in writers.items()
    }


def question_page(paper: PrintedPaper) -> bytes:
    """Return 试卷.docx: the questions by kind, none of them torn apart by the end of a page."""
    page = _begin(paper, "试卷", paper.mark)
    _write_names(page, paper, has_score=False)
    page.paragraph(_said_size(paper), "试卷说明")
    page.paragraph("；".join(_instructions(paper)) + "。", "试卷说明")
    for place, (kind, questions) in enumerate(paper.parts):
        page.paragraph(f"{_NUMERALS[place]}、{KIND_NAMES[kind]}题（{_said_points(questions)}）", "试题标题")
        for question in questions:
            _write_question(page, question, has_points=not point_each_of(questions))
    _write_seed(page, paper)
    return page.to_bytes()


def answer_sheet(paper: PrintedPaper) -> bytes:
    """Return 答题卡.docx: boxes for the options and lines for the blanks, by the numbers of the paper."""
    page = _begin(paper, "答题卡", paper.mark)
    _write_names(page, paper, has_score=True)
    chosen = [question for question in paper.questions if question.kind != "blank"]
    filled = [question for question in paper.questions if question.kind == "blank"]
    if chosen:
        page.paragraph("选择题、判断题：把所选的字母或对、错涂黑，或在上面画“√”。", "试卷说明", keep_with_next=True)
        _write_boxes(page, chosen)
    if filled:
        page.paragraph("填空题：一行填一个空。", "试卷说明", keep_with_next=True)
        _write_lines(page, filled)
    page.paragraph("阅卷人：　　　　　　　　复核人：　　　　　　　　日期：", "表格落款")
    _write_seed(page, paper)
    return page.to_bytes()


def answer_page(paper: PrintedPaper) -> bytes:
    """Return 答案.docx: a key to mark by, then what explains each answer, for those who mark only."""
    page = _begin(paper, "答案", INTERNAL)
    page.paragraph(_said_size(paper), "试卷说明", keep_with_next=True)
    for place, (kind, questions) in enumerate(paper.parts):
        page.paragraph(f"{_NUMERALS[place]}、{KIND_NAMES[kind]}题（{_said_points(questions)}）", "试题标题")
        _write_key(page, questions)
    page.paragraph("解析、出处", "试题标题")
    table = page.table(
        [
            ColumnLook(title="题号", width_mm=12),
            ColumnLook(title="答案", width_mm=32),
            ColumnLook(title="解析、出处", width_mm=102, centred=False),
            ColumnLook(title="题目编号", width_mm=24),
        ]
    )
    for item in paper.questions:
        reasons = "\n".join(filter(None, (item.explanation, f"出处：{item.source}" if item.source else "")))
        table.row([str(item.number), item.answer_text, reasons, item.id])
    _write_seed(page, paper)
    return page.to_bytes()


def _write_key(page: OfficialDocument, questions: Sequence[PrintedQuestion]) -> None:
    """Write five answers a group and two groups a line, one where answers are long, and those of blanks a line each."""
    if questions[0].kind == "blank":
        for question in questions:
            text = f"{question.number}\t{question.answer_text}"
            page.question([Piece(text=text)], "试题", keep_with_next=False, tabs_mm=[_KEY_STEP_MM])
        return
    groups = [questions[first : first + _KEY_GROUP] for first in range(0, len(questions), _KEY_GROUP)]
    is_long = max(len(question.answer_text) for question in questions) > _KEY_LETTERS
    beside, step = (1, 2 * _KEY_STEP_MM) if is_long else (2, _KEY_STEP_MM)
    stops = [step * place for place in range(1, beside * (_KEY_GROUP + 1))]
    for first in range(0, len(groups), beside):
        cells = [cell for group in groups[first : first + beside] for cell in _key_cells(group)]
        page.question([Piece(text="\t".join(cells))], "试题", keep_with_next=False, tabs_mm=stops[: len(cells) - 1])


def _key_cells(group: Sequence[PrintedQuestion]) -> list[str]:
    numbers = f"{group[0].number}-{group[-1].number}" if len(group) > 1 else str(group[0].number)
    return [numbers, *(question.answer_text for question in group), *[""] * (_KEY_GROUP - len(group))]


def _begin(paper: PrintedPaper, name: str, mark: str) -> OfficialDocument:
    title = f"{paper.level}　{name}{f'（{paper.copy}）' if paper.copy else ''}"
    page = OfficialDocument(f"{paper.campaign}{title}", paper.organiser, paper.made_at, mark=mark)
    page.narrow()
    page.name_pages(title)
    page.paragraph(paper.campaign, "试卷名称")
    page.paragraph(title, "通报标题")
    return page


def _write_names(page: OfficialDocument, paper: PrintedPaper, *, has_score: bool) -> None:
    """Write who is asked for; only what is marked has room for a score."""
    page.paragraph("", "封存说明")
    columns = [
        ColumnLook(title="姓名", width_mm=36),
        ColumnLook(title="单位", width_mm=70 if has_score else 94),
        ColumnLook(title=paper.number_name, width_mm=40),
        *([ColumnLook(title="得分", width_mm=24)] if has_score else []),
    ]
    page.table(columns).row([""] * len(columns), height_mm=10)


def _said_size(paper: PrintedPaper) -> str:
    each = f"每题{paper.point_each}分，" if paper.point_each else ""
    limit = duration_text(paper.time_limit_ms).removesuffix("00秒")
    minutes = "钟" if limit.endswith("分") else ""
    return f"共{len(paper.questions)}题，{each}满分{paper.points}分，限时{limit}{minutes}。{paper.pass_rule}。"


def _said_points(questions: Sequence[PrintedQuestion]) -> str:
    each = point_each_of(questions)
    return f"{f'每题{each}分，' if each else ''}共{points_of_all(questions)}分"


def _instructions(paper: PrintedPaper) -> Iterator[str]:
    kinds = {question.kind for question in paper.questions}
    yield "答案写在答题卡上，写在试卷上的不计"
    if "single" in kinds:
        yield "单选题只有一项正确"
    if "multiple" in kinds:
        yield "多选题有两项以上正确，多选、少选、错选均不得分"
    if "true_false" in kinds:
        yield "判断题选“对”或“错”"
    if "blank" in kinds:
        yield "填空题依次填写各空"


def _write_question(page: OfficialDocument, question: PrintedQuestion, *, has_points: bool) -> None:
    points = f"（{question.points}分）" if has_points else ""
    head = Piece(text=f"{question.number}．{points}")
    lines = list(_option_lines(question.options))
    pieces = _pieces(question)
    room = [] if any(piece.is_underlined for piece in pieces) or question.kind != "blank" else _room(question)
    page.question([head, *pieces], "试题", keep_with_next=bool(lines or room))
    for number, (text, tabs_mm) in enumerate(lines, 1):
        page.question([Piece(text=text)], "试题选项", keep_with_next=number < len(lines), tabs_mm=tabs_mm)
    if room:
        page.question(room, "试题选项", keep_with_next=False)


def _pieces(question: PrintedQuestion) -> list[Piece]:
    """Return the stem, with room to write where a blank is drawn."""
    if question.kind != "blank":
        return [Piece(text=question.stem)]
    texts = _BLANK.split(question.stem)
    pieces = [Piece(text=texts[0])]
    for text in texts[1:]:
        pieces += [Piece(text=_ROOM, is_underlined=True), Piece(text=text)]
    return [piece for piece in pieces if piece.text]


def _room(question: PrintedQuestion) -> list[Piece]:
    """Return room for each blank of a stem that draws none."""
    pieces = [Piece(text="答：")]
    for _ in question.answer:
        pieces += [Piece(text=_ROOM, is_underlined=True), Piece(text="　")]
    return pieces


def _option_lines(options: Sequence[str]) -> Iterator[tuple[str, list[float]]]:
    """Yield the lines that the options are printed in, with the tab stops of each."""
    texts = [f"{letter}．{option}" for letter, option in zip(LETTERS, options, strict=False)]
    widest = max(map(_width, options), default=0)
    beside = next((count for count, most in _WIDEST if widest <= most), 1)
    step = (_LINE_MM - _INDENT_MM) / beside
    for first in range(0, len(texts), beside):
        row = texts[first : first + beside]
        yield "\t".join(row), [_INDENT_MM + step * place for place in range(1, len(row))]


def _width(text: str) -> float:
    """Return how many Chinese characters wide a text is; more than a line for one that has several."""
    if "\n" in text:
        return _LINE_MM
    return sum(1 if unicodedata.east_asian_width(character) in "FWA" else 0.6 for character in text)


def _write_boxes(page: OfficialDocument, questions: Sequence[PrintedQuestion]) -> None:
    """Write two questions beside each other, the numbers running down."""
    columns = [
        ColumnLook(title="题号", width_mm=13),
        ColumnLook(title="题型", width_mm=14),
        ColumnLook(title="选项", width_mm=58, centred=False),
    ]
    table = page.table([*columns, *columns])
    half = (len(questions) + 1) // 2
    for index in range(half):
        cells = [
            _boxes(questions[place]) if place < len(questions) else ["", "", ""] for place in (index, index + half)
        ]
        table.row([*cells[0], *cells[1]], height_mm=8)


def _boxes(question: PrintedQuestion) -> list[str]:
    words = LETTERS[: len(question.options)] if question.has_letters else TRUE_FALSE_OPTIONS
    return [
        str(question.number),
        KIND_NAMES[question.kind],
        "\u00a0" + "\u00a0\u00a0".join(f"[{word}]" for word in words),
    ]


def _write_lines(page: OfficialDocument, questions: Sequence[PrintedQuestion]) -> None:
    table = page.table([ColumnLook(title="题号", width_mm=22), ColumnLook(title="填写", width_mm=148, centred=False)])
    for question in questions:
        for place in range(1, len(question.answer) + 1):
            which = f"（{place}）" if len(question.answer) > 1 else ""
            table.row([f"{question.number}{which}", ""], height_mm=10)


def _write_seed(page: OfficialDocument, paper: PrintedPaper) -> None:
    """Write what the same paper is made again from."""
    copy = f"　卷别：{paper.copy}" if paper.copy else ""
    page.paragraph("", "试题")
    page.paragraph(
        f"抽题种子：{paper.seed}{copy}　题库版本：{paper.version[:16]}　题库和种子相同，试卷就相同。", "封存说明"
    )
