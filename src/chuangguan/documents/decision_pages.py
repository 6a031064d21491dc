"""The pages of 公示, 更正通知 and 违规通报, made from what `decisions` says."""

from collections.abc import Iterable, Iterator
from typing import Final

from chuangguan.documents.content import UnitList
from chuangguan.documents.decisions import ChangeLine, PublicityNotice, RevisionNotice, SanctionNotice
from chuangguan.documents.layout import ColumnLook, OfficialDocument
from chuangguan.documents.notice import (
    anchor,
    chinese_number,
    sign,
    title_of,
    write_anchor,
    write_end,
    write_prize_table,
)
from chuangguan.documents.wording import UNNAMED, yuan_text
from chuangguan.rules.check.wording import said_yuan

_TO_ALL: Final = "各有关单位："
_NOTHING: Final = "无"
_FROM_NOW_ON: Final = (
    "原结榜由更正后的结榜代替，原件留存备查，前后两次的封存摘要见文末。"
    "名次、奖项以更正后的为准；参与率等其他数据以更正后重新印发的名单和通报为准。"
)


def publicity_page(said: PublicityNotice) -> bytes:
    """Return 拟表彰名单公示.docx."""
    content = said.content
    page = _page(content.campaign, f"{content.period}拟表彰名单的公示", content.organiser, content.cutoff_at)
    page.paragraph(
        f"截至{content.cutoff}，进入排名的共{content.ranked}人，拟表彰{content.count}，"
        "名单见附件。现予公示，接受监督。",
        "通报正文",
    )
    sections = [("公示时间", _said_days(said)), ("异议的提出", _said_objections(said))]
    if content.unit_lists:
        sections.insert(0, ("拟表彰单位", [_said_units(item) for item in content.unit_lists]))
    _write_sections(page, [*sections, ("有关说明", _numbered(content.remarks))])
    write_end(page, content.organiser, content.issued, "拟表彰名单")
    write_anchor(page, [*anchor(content), f"签发人：{said.signed_by}"])
    _begin_annex(page, "拟表彰名单")
    write_prize_table(page, content)
    return page.to_bytes()


def revision_page(said: RevisionNotice) -> bytes:
    """Return 更正通知.docx."""
    content = said.content
    page = _page(f"更正{content.campaign}", f"{content.period}成绩通报的通知", content.organiser, content.cutoff_at)
    page.paragraph(_TO_ALL, "主送机关")
    page.paragraph(f"{content.period}成绩已按现有记录重新计算，系第{content.revision}次更正。现通知如下：", "通报正文")
    _write_sections(
        page,
        [
            ("更正原因", [_sentence(said.reason)]),
            ("更正内容", list(_said_changes(said))),
            ("其他", [_FROM_NOW_ON, *([UNNAMED] if said.has_masked else [])]),
        ],
    )
    write_end(page, content.organiser, content.issued, "名次和奖项变化表" if said.changes else "")
    write_anchor(page, [*anchor(content), f"原封存摘要：{content.replaced_seal}"])
    if said.changes:
        _begin_annex(page, "名次和奖项变化表")
        _write_changes(page, said)
    return page.to_bytes()


def sanction_page(said: SanctionNotice) -> bytes:
    """Return 违规通报.docx."""
    page = _page(said.campaign, "违规处理情况的通报", said.organiser, said.issued_at)
    page.paragraph(_TO_ALL, "主送机关")
    page.paragraph(f"经核查，{said.unit}{said.name}在{said.campaign}中有违规情形。现将处理情况通报如下：", "通报正文")
    _write_sections(
        page,
        [
            ("违规情形", [_sentence(said.conduct)]),
            ("认定依据", [_sentence(said.evidence)]),
            ("处理决定", [f"依照活动实施方案，经{said.decided_by}决定，{said.consequence}", said.succession]),
        ],
    )
    sign(page, said.organiser, said.issued)
    write_anchor(page, [f"处理编号：第{said.number}号", *([UNNAMED] if said.has_masked else [])])
    return page.to_bytes()


def _page(campaign: str, matter: str, author: str, created_at: int) -> OfficialDocument:
    page = OfficialDocument(f"关于{campaign}{matter}", author, created_at)
    page.paragraph(title_of(campaign, matter), "通报标题")
    page.blank()
    return page


def _write_sections(page: OfficialDocument, sections: list[tuple[str, list[str]]]) -> None:
    for number, (head, paragraphs) in enumerate(sections, start=1):
        page.paragraph(f"{chinese_number(number)}、{head}", "一级标题")
        for text in paragraphs:
            # The last one goes along with the signature, which may not stand alone on a page.
            is_last = number == len(sections) and text is paragraphs[-1]
            page.paragraph(text, "通报正文", keep_with_next=is_last)


def _begin_annex(page: OfficialDocument, title: str) -> None:
    page.new_page("附件", "附件序号")
    page.paragraph(title, "通报标题")
    page.blank()


def _sentence(text: str) -> str:
    return text if text.endswith("。") else f"{text}。"


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}．{text}" for number, text in enumerate(texts, start=1)]


def _said_days(said: PublicityNotice) -> list[str]:
    if not said.shown_until:
        return [f"自{said.shown_from}起公示。"]
    return [f"公示期自{said.shown_from}起，至{said.shown_until}止。"]


def _said_objections(said: PublicityNotice) -> list[str]:
    how = "对名单有异议的，请于公示期内实名向主办方反映，并说明所指的人和具体事由。"
    return [how, *map(_sentence, said.contacts)]


def _said_units(unit_list: UnitList) -> str:
    head = f"{unit_list.award}（{unit_list.title}）"
    if not unit_list.winners:
        return f"{head}：名额由主办方确定。"
    return f"{head}：{'、'.join(score.unit for score in unit_list.winning)}。"


def _said_changes(said: RevisionNotice) -> Iterator[str]:
    if not said.changes:
        yield "名次和奖项没有变化，变化的是参与情况等其他数据。"
        yield from map(_sentence, said.notes)
        return
    yield f"名次或奖项有变化的共{len(said.changes)}人，原名次、更正后名次和奖项见附件。"
    if said.lost:
        yield f"不再获奖：{_named(said.lost)}。"
    if said.moved_between:
        yield f"奖项调整：{_named(said.moved_between)}。"
    yield f"递补人员：{_named(said.moved_up)}。" if said.moved_up else "本次更正没有递补人员。"
    if vacant := [line for line in said.changes if line.is_vacant]:
        yield f"定榜后取消资格、位次空缺不再递补的：{'、'.join(line.named for line in vacant)}。"
    if said.content.has_cash:
        yield _said_money(said.paid_before_fen, said.content.paid_fen)
    yield from map(_sentence, said.notes)


def _said_money(before_fen: int, after_fen: int) -> str:
    if before_fen == after_fen:
        return f"奖金实发总额不变，为{said_yuan(after_fen)}。"
    return f"奖金实发总额由{said_yuan(before_fen)}更正为{said_yuan(after_fen)}。"


def _said_cash(line: ChangeLine) -> str:
    before, after = yuan_text(line.cash_before_fen), yuan_text(line.cash_after_fen)
    return after if before == after else f"{before}→{after}"


def _named(lines: Iterable[ChangeLine]) -> str:
    return "；".join(f"{line.named}，{line.tiers_before or _NOTHING}→{line.tiers_after or _NOTHING}" for line in lines)


def _write_changes(page: OfficialDocument, said: RevisionNotice) -> None:
    has_cash = said.content.has_cash
    spare_mm = 0 if has_cash else 23
    table = page.table(
        [
            ColumnLook(title="序号", width_mm=11),
            ColumnLook(title="姓名", width_mm=22),
            ColumnLook(title="单位", width_mm=26 + spare_mm / 2, centred=False),
            ColumnLook(title="原名次", width_mm=17),
            ColumnLook(title="更正后\n名次", width_mm=17),
            ColumnLook(title="原奖项", width_mm=20 + spare_mm / 4),
            ColumnLook(title="更正后\n奖项", width_mm=20 + spare_mm / 4),
            *([ColumnLook(title="奖金\n（元）", width_mm=23)] if has_cash else []),
        ]
    )
    for number, line in enumerate(said.changes, start=1):
        tiers = [line.tiers_before or _NOTHING, line.tiers_after or _NOTHING]
        cash = [_said_cash(line)] if has_cash else []
        table.row([str(number), line.name, line.unit, line.rank_before, line.rank_after, *tiers, *cash])
