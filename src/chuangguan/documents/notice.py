"""表彰通报.docx: the notice of a closing with its annexes, in the register of an official document."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

from chuangguan.documents.content import UNDECIDED, PrizeList, TierList, UnitLine, UnitList, Winner
from chuangguan.documents.layout import ColumnLook, OfficialDocument
from chuangguan.documents.wording import PREVIEW, hundredths_text, rate_text, yuan_text
from chuangguan.rules.check.wording import said_yuan

_NUMERALS: Final = "零一二三四五六七八九十"
_NAMED_IN_TEXT: Final = 10
"""A tier of more people than this is listed in the annex only."""

_TITLE_WIDTH: Final = 20
"""How many characters of the title's size a line holds."""

_PIECES: Final = re.compile("“[^”]*”|《[^》]*》|[^“《]+|.")
_FIRST_SCORE_ANNEX: Final = 3
_LEADING_RANKS: Final = 3
_FULL: Final = 10_000


class _Section(NamedTuple):
    """A part of the notice with its head."""

    head: str
    write: Callable[[OfficialDocument, PrizeList], None]


class _Annex(NamedTuple):
    """An annex with its title."""

    title: str
    write: Callable[[OfficialDocument, PrizeList], None]


def notice(content: PrizeList) -> bytes:
    """Return 表彰通报.docx of a closing: the notice, the prize list, participation by unit."""
    title = f"关于{content.campaign}{content.period}成绩的通报"
    mark = PREVIEW if content.is_preview else ""
    page = OfficialDocument(title, content.organiser, content.cutoff_at, mark=mark)
    annexes = _annexes(content)
    page.paragraph(title_lines(content), "通报标题")
    if mark:
        page.paragraph(f"（{mark}）", "通报标题")
    page.blank()
    _opening(page, content)
    for number, section in enumerate(_sections(content), start=1):
        page.paragraph(f"{chinese_number(number)}、{section.head}", "一级标题")
        section.write(page, content)
    _close(page, content, annexes)
    for number, annex in enumerate(annexes, start=1):
        page.new_page(f"附件{number}", "附件序号")
        page.paragraph(annex.title, "通报标题")
        page.blank()
        annex.write(page, content)
    return page.to_bytes()


def chinese_number(number: int) -> str:
    """Return a whole number from 1 to 99 as heads count: 一, 十, 十二, 二十.

    >>> [chinese_number(number) for number in (3, 10, 12, 20, 34)]
    ['三', '十', '十二', '二十', '三十四']
    """
    tens, ones = divmod(number, 10)
    leading = "" if not tens else f"{_NUMERALS[tens] if tens > 1 else ''}十"
    return leading + (_NUMERALS[ones] if ones else "")


def title_lines(content: PrizeList) -> str:
    """Return the title with its lines ended where no quotation and no date is torn apart."""
    return title_of(content.campaign, f"{content.period}成绩的通报")


def title_of(campaign: str, matter: str) -> str:
    """Return the title of a notice about a matter of a campaign, with its lines ended as `title_lines` says."""
    lines = ["关于"]
    for piece in (*_PIECES.findall(campaign), matter):
        if lines[-1] != "关于" and _width(lines[-1] + piece) > _TITLE_WIDTH:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


def _width(text: str) -> float:
    """Return how many Chinese characters wide a text is."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _sections(content: PrizeList) -> Iterator[_Section]:
    yield _Section("个人成绩", _write_people)
    for number, award in enumerate(_unit_awards(content), start=_FIRST_SCORE_ANNEX):
        yield _Section(award, partial(_write_unit_award, award, number))
    yield _Section("单位参与情况", _write_participation)
    yield _Section("有关说明", _write_remarks)


def _annexes(content: PrizeList) -> list[_Annex]:
    annexes = [_Annex("获奖名单", write_prize_table), _Annex("各单位参与率统计表", write_turnout_table)]
    scores = [_Annex(f"{award}得分排名", partial(_write_score_table, award)) for award in _unit_awards(content)]
    return annexes + scores


def _unit_awards(content: PrizeList) -> list[str]:
    return list(dict.fromkeys(unit_list.award for unit_list in content.unit_lists))


def _opening(page: OfficialDocument, content: PrizeList) -> None:
    figures = content.figures
    persons = (
        f"各期累计应参加{figures.due}人，实际参加{figures.took_part}人（一人每期计一次）"
        if content.adds_up_periods
        else f"应参加{figures.due}人，实际参加{figures.took_part}人"
    )
    page.paragraph("各有关单位：", "主送机关")
    page.paragraph(
        f"截至{content.cutoff}，{persons}，参与率{rate_text(figures.rate)}，累计答题{figures.attempts}人次；"
        f"通过全部已开放关卡（共{figures.levels_open}关）{figures.cleared_all}人。"
        "依照活动实施方案，现将成绩通报如下：",
        "通报正文",
    )


def _write_people(page: OfficialDocument, content: PrizeList) -> None:
    page.paragraph(f"进入排名的共{content.ranked}人，获奖{content.count}。{_money(content)}", "通报正文")
    for number, tier in enumerate(content.tiers, start=1):
        page.paragraph(f"（{chinese_number(number)}）{tier.tier}", "二级标题")
        page.paragraph(_said_tier(tier), "通报正文")


def _money(content: PrizeList) -> str:
    if not content.has_cash:
        return ""
    return f"奖金预算{said_yuan(content.budget_fen)}，实发{said_yuan(content.paid_fen)}。"


def _said_tier(tier: TierList) -> str:
    if tier.is_outside:
        return f"{tier.places}，{_said_outside(tier)}"
    if not tier.winners:
        return f"{tier.places}空缺。"
    if len(tier.winners) > _NAMED_IN_TEXT:
        return f"{tier.places}，共{len(tier.winners)}人，{_each(tier)}名单见附件1。"
    names = "、".join(winner.named for winner in tier.winners)
    return f"{tier.places}，共{len(tier.winners)}人，{_each(tier)}获奖人员为：{names}。"


def _said_outside(tier: TierList) -> str:
    """Say to whom another body gave a tier, a unit perhaps, or that it has yet to do so."""
    cash = f"各奖励{said_yuan(tier.cash_fen)}，" if tier.cash_fen else ""
    if tier.is_undecided:
        return f"{cash}{UNDECIDED}。"
    if not tier.winners:
        return f"由{tier.decided_by}评定，空缺。"
    names = "、".join(winner.named for winner in tier.winners)
    listed = f"名单见附件1，共{tier.count}" if len(tier.winners) > _NAMED_IN_TEXT else f"授予：{names}"
    return f"由{tier.decided_by}评定，{cash}{listed}。"


def _each(tier: TierList) -> str:
    sums = {winner.cash_fen for winner in tier.winners}
    others = {winner.other for winner in tier.winners}
    cash = f"每人奖励{said_yuan(*sums)}，" if len(sums) == 1 and any(sums) else ""
    if len(sums) > 1:
        cash = f"奖金合计{said_yuan(sum(winner.cash_fen for winner in tier.winners))}，"
    return cash + (f"每人获得{others.pop()}，" if len(others) == 1 and any(others) else "")


def _write_unit_award(award: str, annex: int, page: OfficialDocument, content: PrizeList) -> None:
    mine = [unit_list for unit_list in content.unit_lists if unit_list.award == award]
    for number, unit_list in enumerate(mine, start=1):
        page.paragraph(f"（{chinese_number(number)}）{unit_list.title}", "二级标题")
        page.paragraph(_said_unit_list(unit_list, annex), "通报正文")


def _said_unit_list(unit_list: UnitList, annex: int) -> str:
    count = f"参加评选的单位共{len(unit_list.scores)}个"
    if not unit_list.winners:
        return f"{count}，得分排名见附件{annex}，获奖名额由主办方确定。"
    names = "、".join(f"{score.unit}（{hundredths_text(score.score)}分）" for score in unit_list.winning)
    return f"{count}，{unit_list.award}授予：{names}。"


def _write_participation(page: OfficialDocument, content: PrizeList) -> None:
    page.paragraph(f"{_said_participation(content)}各单位参与情况见附件2。", "通报正文")


def _said_participation(content: PrizeList) -> str:
    """Name the units with the highest participation, or say how many reached 100 %."""
    lines = [line for line in comparable(content.turnout) if line.due]
    full = [line for line in lines if line.rate >= _FULL]
    if len(full) > _LEADING_RANKS:
        return f"应有人员参加的{len(lines)}个单位中，参与率达到100%的有{len(full)}个。"
    if not lines:
        return ""
    lines.sort(key=lambda line: -line.rate)
    # Who is below the whole does not lead, though few be compared.
    last = max(lines[:_LEADING_RANKS][-1].rate, min(content.figures.rate, lines[0].rate))
    names = "、".join(f"{line.unit}（{line.rate_text}）" for line in lines if line.rate >= last)
    return f"参与率居前的单位为：{names}。"


def comparable(turnout: tuple[UnitLine, ...]) -> list[UnitLine]:
    """Return the units of the uppermost layer that has more than one: a unit is not compared with its own part."""
    ordered = sorted(turnout, key=lambda line: line.depth)
    layers = [list(layer) for _, layer in groupby(ordered, key=lambda line: line.depth)]
    return next((layer for layer in layers if len(layer) > 1), layers[0] if layers else [])


def _write_remarks(page: OfficialDocument, content: PrizeList) -> None:
    for number, remark in enumerate(content.remarks, start=1):
        # The last one goes along with the signature, which may not stand alone on a page.
        page.paragraph(f"{number}．{remark}", "通报正文", keep_with_next=number == len(content.remarks))


def _close(page: OfficialDocument, content: PrizeList, annexes: list[_Annex]) -> None:
    """Write the list of annexes, who issues the notice and when, and what anchors it to the sealed closing."""
    page.blank()
    for number, annex in enumerate(annexes, start=1):
        lead, style = ("附件：", "附件说明") if number == 1 else ("", "附件说明续")
        page.paragraph(f"{lead}{number}．{annex.title}", style)
    sign(page, content.organiser, content.issued)
    write_anchor(page, anchor(content))


def write_end(page: OfficialDocument, organiser: str, issued: str, annex: str) -> None:
    """Write the one annex of a notice, if it has one, who issues it and its date."""
    if annex:
        page.blank()
        page.paragraph(f"附件：{annex}", "附件说明")
    sign(page, organiser, issued)


def write_anchor(page: OfficialDocument, lines: Iterable[str]) -> None:
    """Write the small lines below a signature."""
    page.blank()
    for line in lines:
        page.paragraph(line, "封存说明")


def sign(page: OfficialDocument, organiser: str, issued: str) -> None:
    """Write who issues a notice and its date."""
    page.blank()
    page.blank()
    if organiser:
        page.paragraph(organiser, "发文机关署名")
    page.paragraph(issued, "成文日期")


def anchor(content: PrizeList) -> Iterator[str]:
    """Yield the lines that tie a notice to the sealed closing and the facts up to it: numbers, seal and hash."""
    if content.is_preview:
        yield f"（{PREVIEW}，未封存）"
        return
    revision = f"（第{content.revision}次更正）" if content.revision else ""
    yield f"结榜编号：第{content.number}号{revision}"
    yield f"封存摘要：{content.seal}"
    if content.chained:
        yield f"链上摘要：{content.chained}"


def write_prize_table(page: OfficialDocument, content: PrizeList) -> None:
    """Write the prize list as a table, tier by tier, with its total."""
    has_remark = any(winner.remark for winner in content.winners)
    spare_mm = (0 if content.has_cash else 16) + (-20 if has_remark else 0)
    columns = [
        ColumnLook(title="位次", width_mm=13),
        ColumnLook(title="名次", width_mm=13),
        ColumnLook(title="姓名", width_mm=23),
        ColumnLook(title="单位", width_mm=42 + spare_mm / 2, centred=False),
        ColumnLook(title="通过\n关数", width_mm=15),
        ColumnLook(title="用时", width_mm=34 + spare_mm / 2),
        *([ColumnLook(title="奖金\n（元）", width_mm=16)] if content.has_cash else []),
        *([ColumnLook(title="备注", width_mm=20)] if has_remark else []),
    ]
    table = page.table(columns)
    for tier in content.tiers:
        table.band(f"{tier.tier}（{tier.count}）")
        for winner in tier.winners:
            cash = [yuan_text(winner.cash_fen)] if content.has_cash else []
            table.row([*_winner_cells(winner), *cash, *([winner.remark] if has_remark else [])])
    paid = [yuan_text(content.paid_fen)] if content.has_cash else []
    total = ["合计", "", content.count, "", "", "", *paid]
    table.total([*total, *([""] if has_remark else [])])


def _winner_cells(winner: Winner) -> list[str]:
    position, rank, levels = (str(count or "") for count in (winner.position, winner.rank, winner.levels))
    return [position, rank, winner.name, winner.unit, levels, winner.time]


def write_turnout_table(page: OfficialDocument, content: PrizeList) -> None:
    """Write the units' participation in the order of the tree, with the totals."""
    table = page.table(
        [
            ColumnLook(title="序号", width_mm=13),
            ColumnLook(title="单位", width_mm=50, centred=False),
            ColumnLook(title="应参加\n人数", width_mm=19),
            ColumnLook(title="实际参\n加人数", width_mm=19),
            ColumnLook(title="参与率", width_mm=20),
            ColumnLook(title="答题\n人次", width_mm=17),
            ColumnLook(title="备注", width_mm=18),
        ]
    )
    for number, line in enumerate(content.turnout, start=1):
        counts = [str(line.due), str(line.took_part), line.rate_text, str(line.attempts), line.remark]
        table.row([str(number), line.unit, *counts], indent=line.depth)
    figures = content.figures
    total = [str(figures.due), str(figures.took_part), rate_text(figures.rate), str(figures.attempts), ""]
    table.total(["合计", "", *total])


def _write_score_table(award: str, page: OfficialDocument, content: PrizeList) -> None:
    table = page.table(
        [
            ColumnLook(title="名次", width_mm=16),
            ColumnLook(title="单位", width_mm=62, centred=False),
            ColumnLook(title="参与率", width_mm=26),
            ColumnLook(title="闯关成绩", width_mm=26),
            ColumnLook(title="得分", width_mm=26),
        ]
    )
    for unit_list in (item for item in content.unit_lists if item.award == award):
        table.band(f"{unit_list.title}（{len(unit_list.scores)}个单位）")
        for score in unit_list.scores:
            figures = [rate_text(score.participation), hundredths_text(score.level_ratio), hundredths_text(score.score)]
            table.row([str(score.rank), score.unit, *figures])
