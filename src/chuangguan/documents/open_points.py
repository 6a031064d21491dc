"""规则澄清清单: the points that a campaign leaves open, by the money at stake, as lines and as .docx."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from chuangguan.documents.files import put_files
from chuangguan.documents.wording import day_text, printable, yuan_text
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.check import OpenPoint, Stake
from chuangguan.values import Value

MEASURE: Final = (
    "涉及奖金：换一种规则，按现有记录重算已截止的各期，每期取少得的合计与多得的合计中较大的一个，各期相加；"
    "有几种别的规则的，取最大的。"
)
NOTHING_ENDED: Final = "尚无已截止的期次，没有可以比较的结果。"
NOT_COMPARED: Final = "—"
_UNKNOWN: Final = -1


class PointLine(Value, frozen=True, kw_only=True):
    """An open point with what each other value of it would move; none where it cannot be compared."""

    point: OpenPoint
    stakes: tuple[Stake, ...] = ()

    @property
    def worst(self) -> tuple[int, int]:
        """The cash in fen and the prizes of the value that would move most; −1 where nothing can be compared."""
        return max(((stake.cash_fen, stake.prizes) for stake in self.stakes), default=(_UNKNOWN, _UNKNOWN))

    @property
    def effects(self) -> str:
        """What each other value would move, a line each, the value as a campaign file has it."""
        return "\n".join(f"{stake.value}：{_said(stake)}" for stake in self.stakes) or NOT_COMPARED

    @property
    def spoken_effects(self) -> str:
        """The same with each other value said in a sentence."""
        return "\n".join(f"改为“{stake.sentence}”{_said(stake)}。" for stake in self.stakes) or NOT_COMPARED


def point_lines(points: Iterable[OpenPoint], stakes: Sequence[Stake]) -> list[PointLine]:
    """Return the open points, those first that move the most money, then the most prizes, then by clause."""
    lines = [
        PointLine(point=point, stakes=tuple(stake for stake in stakes if point.key and stake.key == point.key))
        for point in points
    ]
    return sorted(lines, key=lambda line: (*(-figure for figure in line.worst), line.point.clause))


def write_points(path: Path, campaign: Campaign, lines: Sequence[PointLine], *, is_priced: bool) -> Path:
    """Write 规则澄清清单 as a .docx to be signed, whole or not at all, and return its path."""
    return put_files(path.parent, {path.name: [_page(campaign, lines, is_priced=is_priced)]})[0]


def _said(stake: Stake) -> str:
    left_out = f"，另有{'、'.join(stake.left_out)}须抽签，没有密钥，未计算" if stake.left_out else ""
    if not stake.prizes:
        return f"奖项不变，0元{left_out}"
    return f"{stake.prizes}人次的奖项会变，涉及奖金{yuan_text(stake.cash_fen)}元{left_out}"


def _page(campaign: Campaign, lines: Sequence[PointLine], *, is_priced: bool) -> bytes:
    # Only the extra `files` has what writes pages, and most commands do without.
    from chuangguan.documents.layout import ColumnLook, OfficialDocument  # noqa: PLC0415  see above
    from chuangguan.documents.notice import sign, title_of  # noqa: PLC0415  see above

    title, organiser = printable(campaign.title), printable(campaign.organiser)
    page = OfficialDocument(f"关于{title}的规则澄清清单", organiser, campaign.window.opens_at)
    page.paragraph(title_of(title, "的规则澄清清单"), "通报标题")
    page.blank()
    for text in _opening(is_priced=is_priced):
        page.paragraph(text, "通报正文")
    spare_mm = 0 if is_priced else 40
    table = page.table(
        [
            ColumnLook(title="条款", width_mm=14),
            ColumnLook(title="未写明之处", width_mm=36 + spare_mm / 2, centred=False),
            ColumnLook(title="采用的规则", width_mm=44 + spare_mm / 2, centred=False),
            *([ColumnLook(title="换一种规则的影响", width_mm=40, centred=False)] if is_priced else []),
            ColumnLook(title="确认\n签字", width_mm=22),
        ]
    )
    for line in lines:
        effects = [line.spoken_effects] if is_priced else []
        table.row([line.point.clause, printable(line.point.question), printable(line.point.sentence), *effects, ""])
    page.blank()
    page.paragraph("签发人：", "通报正文", keep_with_next=True)
    sign(page, organiser, day_text(0, campaign.zone))
    return page.to_bytes()


def _opening(*, is_priced: bool) -> Iterator[str]:
    yield "活动通知没有写明下列各处，系统按“采用的规则”执行。请逐条确认签字；不同意的，写明应采用的规则。"
    if is_priced:
        yield f"各条按涉及奖金由多到少排列，不能比较的列在后面。{MEASURE}"
