"""What a notice says about how a closing came about: its 有关说明, a sentence each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from chuangguan.documents.messages import say_note
from chuangguan.documents.wording import period_text, printable
from chuangguan.rules.awards import Note
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.closing import Closing

_KEYS: Final = {"levels desc": "通过关数多者在前", "elapsed asc": "用时短者在前", "reached_at asc": "先达成者在前"}
_LINKS: Final = ("", "相同的", "再相同的")
_FINAL: Final = "本结果已经定榜。"


def remarks(
    campaign: Campaign, closing: Closing, outside: Iterable[str] = (), *, is_final: bool = False
) -> Iterator[str]:
    """Yield the sentences that a reader of the prize list needs, those that apply.

    `outside` are those about the tiers that another body decides; `is_final` says that objections are over.
    """
    for say in _ABOUT_PLACES:
        yield from say(campaign, closing)
    yield from outside
    for say in _ABOUT_THE_CLOSING:
        yield from say(campaign, closing)
    yield from [_FINAL] if is_final else _publicity(campaign, closing)


def _basis(campaign: Campaign, _: Closing) -> Iterator[str]:
    said = [f"{link}{_KEYS[key]}" for link, key in zip(_LINKS, campaign.ranking.keys, strict=False)]
    precise = "；用时舍去不足一秒的部分后比较" if campaign.ranking.precision == "second_floor" else ""
    yield f"排名依据：{'，'.join(said)}{precise}。"


def _scope(campaign: Campaign, closing: Closing) -> Iterator[str]:
    if campaign.ranking.scope == "attempts_in_period":
        yield "成绩只计本期内交卷的闯关。"
    else:
        yield f"成绩为活动开始以来截至统计时刻的累计最好成绩，统计时共开放{closing.figures.levels_open}关。"


def _voluntary(_: Campaign, closing: Closing) -> Iterator[str]:
    if closing.figures.voluntary:
        yield f"自愿参加人员{closing.figures.voluntary}人参与排名，不计入参与率。"


def _excluded(_: Campaign, closing: Closing) -> Iterator[str]:
    counts = Counter(exclusion.reason for exclusion in closing.exclusions)
    if counts["no_prize_right"]:
        yield f"名册注明不参评的{counts['no_prize_right']}人列入名次，不占获奖位次。"
    if others := counts["left_roster"] + counts["excluded_duty"]:
        yield f"另有{others}人有成绩而不参加排名（已不在名册，或所属人员类别不排名）。"
    if counts["sanctioned"]:
        yield f"{counts['sanctioned']}人被取消资格，名次由后一名依次递补。"
    if counts["vacancy"]:
        yield f"{counts['vacancy']}人在定榜后被取消资格，其名次空缺。"


def _ties(_: Campaign, closing: Closing) -> Iterator[str]:
    sharing = Counter((award.tier, award.position) for award in closing.awards)
    tied = [f"{tier}中第{position}名{count}人并列" for (tier, position), count in sharing.items() if count > 1]
    if tied:
        yield f"{'，'.join(map(printable, tied))}。"


def _own_notes(campaign: Campaign, closing: Closing) -> Iterator[str]:
    for note in closing.notes:
        yield f"{said_note(note, campaign)}。"


def said_note(note: Note, campaign: Campaign) -> str:
    """Return what a closing says about itself, with other periods named as a notice names them."""
    if "periods" not in note.details:
        return say_note(note, campaign.zone)
    ids = str(note.details["periods"]).split("、")
    named = "、".join(period_text(campaign.period(item), campaign.zone) for item in ids)
    return say_note(replace(note, details={**note.details, "periods": named}), campaign.zone)


def _turnout(campaign: Campaign, closing: Closing) -> Iterator[str]:
    if len(campaign.parts_of(campaign.period(closing.period))) > 1:
        yield "参与率为各期参加人数之和除以各期应参加人数之和，一人每期计一次。"
    if any(item.is_over for item in closing.turnout):
        yield "实际参加人数超过应参加人数的，参与率按100%计，并在备注中注明。"


def _imported(_: Campaign, closing: Closing) -> Iterator[str]:
    if closing.imported_attempts:
        yield f"统计的闯关中有{closing.imported_attempts}次由其他平台或纸质记录导入。"


def _publicity(campaign: Campaign, closing: Closing) -> Iterator[str]:
    if not campaign.publicity_days or not (closing.awards or closing.unit_awards):
        return
    contacts = f"{printable('，'.join(campaign.contacts))}。" if campaign.contacts else ""
    yield f"本结果自发布之日起公示{campaign.publicity_days}天，有异议的，请于公示期内实名向主办方反映。{contacts}"


_ABOUT_PLACES: Final[tuple[Callable[[Campaign, Closing], Iterator[str]], ...]] = (
    _basis,
    _scope,
    _voluntary,
    _excluded,
    _ties,
)
_ABOUT_THE_CLOSING: Final[tuple[Callable[[Campaign, Closing], Iterator[str]], ...]] = (
    _own_notes,
    _turnout,
    _imported,
)
