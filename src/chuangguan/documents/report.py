"""情况通报.docx: how things stand with participation in a closed period, with praise and blame of units, not people."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

from chuangguan.documents.content import Material, PrizeList, UnitLine, prize_list
from chuangguan.documents.files import put_files
from chuangguan.documents.layout import OfficialDocument
from chuangguan.documents.notice import anchor, comparable, title_of, write_anchor, write_end, write_turnout_table
from chuangguan.documents.wording import end_text, hundredths_text, period_text, printable, rate_text
from chuangguan.rules.campaign import Period
from chuangguan.rules.closing import Closing, Figures
from chuangguan.rules.units import NOBODY_DUE, hundredths
from chuangguan.values import Value

_NAMED: Final = 10
"""Of more units below the threshold than this, the lowest are named and the annex has the rest."""

_LEADING: Final = 3
_ANNEX: Final = "各单位参与率统计表"


class TurnoutReport(Value, frozen=True, kw_only=True):
    """The content of 情况通报: the closing's figures, and those of the one before, whose period is `previous`.

    `below` is the threshold in whole per cent; `next_end` says when the next period of the kind ends, empty for none.
    """

    content: PrizeList
    contacts: str
    below: int
    previous: str
    previous_figures: Figures | None
    next_end: str

    @property
    def leading(self) -> tuple[UnitLine, ...]:
        """The units with the three highest rates, ties included; none below the threshold is praised."""
        lines = sorted(self._with_people_due(), key=lambda line: -line.rate)
        least = max(lines[:_LEADING][-1].rate, 100 * self.below) if lines else 0
        return tuple(line for line in lines if line.rate >= least)

    @property
    def lagging(self) -> tuple[UnitLine, ...]:
        """The units with a rate below the threshold, the lowest first."""
        lines = sorted(self._with_people_due(), key=lambda line: line.rate)
        return tuple(line for line in lines if line.rate < 100 * self.below)

    def _with_people_due(self) -> list[UnitLine]:
        """Return the units that can be compared with each other and have people due."""
        return [line for line in comparable(self.content.turnout) if line.due]


def turnout_report(material: Material, previous: Closing | None, *, below: int) -> TurnoutReport:
    """Return what 情况通报 says of a closing; `material` need hold no people, for none is named.

    `previous` is the closing of the period that it is compared with, if there is one.
    """
    campaign, zone = material.campaign, material.campaign.zone
    later = [item for item in campaign.periods if follows(material.period, item)]
    upcoming = min(later, key=lambda item: item.cutoff_at, default=None)
    ends = f"{period_text(upcoming, zone)}的统计截至{end_text(upcoming.cutoff_at, zone)}" if upcoming else ""
    return TurnoutReport(
        content=prize_list(material),
        contacts=printable("，".join(campaign.contacts)),
        below=below,
        previous=period_text(campaign.period(previous.period), zone) if previous else "",
        previous_figures=previous.figures if previous else None,
        next_end=ends,
    )


def follows(earlier: Period, later: Period) -> bool:
    """Say whether a period comes behind another that it may be compared with: month by month, others without overlap.

    A month whose end was moved overlaps the next one, which is compared with it all the same.
    """
    if earlier.kind != later.kind:
        return False
    if later.kind == "month":
        return earlier.cutoff_at < later.cutoff_at
    return earlier.cutoff_at <= later.window.opens_at


def write_report(directory: Path, report: TurnoutReport) -> list[Path]:
    """Write 情况通报.docx into `directory` and return its path."""
    return put_files(directory, {"情况通报.docx": [report_notice(report)]})


def report_notice(report: TurnoutReport) -> bytes:
    """Return 情况通报.docx: the whole, the units, what is asked of them; participation by unit as its annex."""
    content = report.content
    matter = f"{content.period}参与情况的通报"
    page = OfficialDocument(f"关于{content.campaign}{matter}", content.organiser, content.cutoff_at)
    page.paragraph(title_of(content.campaign, matter), "通报标题")
    page.blank()
    page.paragraph("各有关单位：", "主送机关")
    page.paragraph(f"现将{content.period}参与情况通报如下：", "通报正文")
    for head, sentences in (
        ("一、总体情况", _whole(report)),
        ("二、分项分析", _units(report)),
        ("三、下一步", _next_step(report)),
    ):
        page.paragraph(head, "一级标题")
        for sentence in sentences:
            page.paragraph(sentence, "通报正文")
    # The last sentence goes along with the signature, which may not stand alone on a page.
    page.paragraph(_asked_back(report), "通报正文", keep_with_next=True)
    write_end(page, content.organiser, content.issued, _ANNEX)
    write_anchor(page, anchor(content))
    page.new_page("附件", "附件序号")
    page.paragraph(_ANNEX, "通报标题")
    page.blank()
    write_turnout_table(page, content)
    return page.to_bytes()


def _whole(report: TurnoutReport) -> Iterator[str]:
    content, figures = report.content, report.content.figures
    each = "（一人每期计一次）" if content.adds_up_periods else ""
    due = f"{'各期累计' if content.adds_up_periods else ''}应参加{figures.due}人，实际参加{figures.took_part}人{each}"
    everybody = f"连同自愿参加的，参加答题的共{figures.persons}人，" if figures.persons != figures.took_part else ""
    yield (
        f"截至{content.cutoff}，{due}，参与率{rate_text(figures.rate)}。"
        f"{everybody}累计答题{figures.attempts}人次{_each(content)}。"
        f"通过全部已开放关卡（共{figures.levels_open}关）{figures.cleared_all}人。"
    )
    if said := _said_change(report):
        yield said


def _each(content: PrizeList) -> str:
    """Return how often each took part on average, empty where nobody did."""
    figures = content.figures
    if not figures.persons:
        return ""
    mean = hundredths_text(hundredths(Fraction(figures.attempts, figures.persons)))
    return f"，{'每人每期平均' if content.adds_up_periods else '人均'}{mean}次"


def _said_change(report: TurnoutReport) -> str:
    """Return how the rate changed since the period before, in points of the printed rates."""
    before, now = report.previous_figures, report.content.figures
    if before is None or NOBODY_DUE in {before.rate, now.rate}:
        return ""
    change = now.rate - before.rate
    points = f"{hundredths_text(abs(change))}个百分点"
    said = "持平" if not change else f"{'提高' if change > 0 else '下降'}{points}"
    return (
        f"与{report.previous}（应参加{before.due}人，实际参加{before.took_part}人，"
        f"参与率{rate_text(before.rate)}）相比，参与率{said}。"
    )


def _units(report: TurnoutReport) -> Iterator[str]:
    content = report.content
    if report.leading:
        yield _said_leading(report.leading)
    yield _said_lagging(report)
    if over := [line.unit for line in content.turnout if line.took_part > line.due > 0]:
        yield f"{'、'.join(over)}实际参加人数超过应参加人数，参与率按100%计，请核对应参加人数。"
    yield "各单位参与情况见附件。"


def _said_leading(leading: tuple[UnitLine, ...]) -> str:
    if len(leading) > _NAMED:
        return f"参与率居前的单位有{len(leading)}个，参与率都在{leading[-1].rate_text}以上（含）。"
    return f"参与率居前的单位为：{_named(leading)}。"


def _said_lagging(report: TurnoutReport) -> str:
    lagging = report.lagging
    if not lagging:
        return f"没有参与率低于{report.below}%的单位。"
    if len(lagging) <= _NAMED:
        return f"参与率低于{report.below}%的单位有{len(lagging)}个：{_named(lagging)}。"
    last = lagging[_NAMED - 1].rate
    lowest = tuple(line for line in lagging if line.rate <= last)
    return f"参与率低于{report.below}%的单位有{len(lagging)}个，其中最低的{len(lowest)}个为：{_named(lowest)}。"


def _named(lines: tuple[UnitLine, ...]) -> str:
    return "、".join(f"{line.unit}（{line.rate_text}）" for line in lines)


def _next_step(report: TurnoutReport) -> Iterator[str]:
    if report.next_end:
        yield f"{report.next_end}，请各单位组织应参加而尚未参加的人员按时参加。"
    if report.lagging:
        yield f"参与率低于{report.below}%的单位，请了解原因，改进组织工作。"


def _asked_back(report: TurnoutReport) -> str:
    contacts = f"{report.contacts}。" if report.contacts else ""
    return f"单位、人员有变动，或对所列数字有疑问的，请及时与主办方核对。{contacts}"
