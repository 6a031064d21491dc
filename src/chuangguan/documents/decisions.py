"""拟表彰名单公示, 更正通知 and 违规通报 as .docx: what is decided about a closing (clauses 6.3, 6.5, 8.2)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from chuangguan.documents.content import Material, PrizeList, prize_list
from chuangguan.documents.files import put_files
from chuangguan.documents.remarks import said_note
from chuangguan.documents.wording import day_text, moment_text, period_text, printable
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.closing import Change, Closing
from chuangguan.rules.sanctions import Sanction
from chuangguan.values import Value

_MINUTE_MS: Final = 60_000
_LAST: Final = 2**31
_OFF_THE_BOARD: Final = "不在榜"


class PublicityNotice(Value, frozen=True, kw_only=True):
    """What 公示 says: the prize list, from when to when it is shown, who hears objections, who signed.

    `name` is the name of its file, which no other decision has.
    """

    name: str
    content: PrizeList
    shown_from: str
    shown_until: str
    contacts: tuple[str, ...]
    signed_by: str


class ChangeLine(Value, frozen=True, kw_only=True):
    """A person's line of 更正通知; ranks as printed, tiers empty for none, cash in fen, `is_vacant` as clause 6.3."""

    name: str
    unit: str
    rank_before: str
    rank_after: str
    tiers_before: str
    tiers_after: str
    cash_before_fen: int
    cash_after_fen: int
    is_vacant: bool

    @property
    def named(self) -> str:
        """The person with their unit, as in running text."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


class RevisionNotice(Value, frozen=True, kw_only=True):
    """What 更正通知 says: the revised prize list, the cause, and everybody whose rank or prizes changed.

    `name` is the name of its file, which no other decision has.
    """

    name: str
    content: PrizeList
    reason: str
    changes: tuple[ChangeLine, ...]
    notes: tuple[str, ...]
    has_masked: bool

    @property
    def moved_up(self) -> list[ChangeLine]:
        """Who had no prize and has one now."""
        return [line for line in self.changes if line.tiers_after and not line.tiers_before]

    @property
    def lost(self) -> list[ChangeLine]:
        """Who had a prize and has none now."""
        return [line for line in self.changes if line.tiers_before and not line.tiers_after]

    @property
    def moved_between(self) -> list[ChangeLine]:
        """Who has other prizes than before."""
        return [
            line
            for line in self.changes
            if line.tiers_before and line.tiers_after and line.tiers_before != line.tiers_after
        ]

    @property
    def paid_before_fen(self) -> int:
        """What the replaced closing gave in all."""
        return self.content.paid_fen - sum(line.cash_after_fen - line.cash_before_fen for line in self.changes)


class SanctionNotice(Value, frozen=True, kw_only=True):
    """What 违规通报 says of one person; `scope` names the periods, `final` those whose places stay vacant."""

    campaign: str
    organiser: str
    issued_at: int
    issued: str
    number: int
    name: str
    unit: str
    conduct: str
    evidence: str
    decided_by: str
    scope: str
    final: str
    consequence: str
    succession: str
    has_masked: bool


def publicity_notice(
    material: Material, *, published_at: int, objections_until: int, signed_by: str
) -> PublicityNotice:
    """Return what 公示 of a closing says; instants in UTC ms."""
    campaign = material.campaign
    # The remark about publicity is left out: this document says it with its days.
    silent = replace(material, campaign=replace(campaign, publicity_days=0), is_final=False)
    return PublicityNotice(
        name=f"拟表彰名单公示-{_said_revision(material.closing)}.docx",
        content=prize_list(silent),
        shown_from=day_text(published_at, campaign.zone),
        shown_until=_end_minute(objections_until, campaign.zone) if objections_until > published_at else "",
        contacts=tuple(map(printable, campaign.contacts)),
        signed_by=printable(signed_by),
    )


def revision_notice(material: Material, reason: str) -> RevisionNotice:
    """Return what 更正通知 of a revised closing says; `material` names everybody whose place changed."""
    closing = material.closing
    vacant = {item.entrant for item in closing.exclusions if item.reason == "vacancy"}
    changes = sorted(closing.changes, key=best_rank)
    return RevisionNotice(
        name=f"更正通知-{_said_revision(closing)}.docx",
        content=prize_list(material),
        reason=printable(reason),
        changes=tuple(_change_line(material, item, item.entrant in vacant) for item in changes),
        notes=tuple(printable(said_note(note, material.campaign)) for note in closing.notes),
        has_masked=material.masks(change.entrant for change in closing.changes),
    )


def sanction_notice(
    campaign: Campaign,
    sanction: Sanction,
    *,
    name: str,
    unit: str,
    final_periods: Iterable[str],
    issued_at: int,
    is_masked: bool = False,
) -> SanctionNotice:
    """Return what 违规通报 of a sanction says; `final_periods` are those of the campaign that are final already.

    `is_masked` says that `name` is the one of somebody who may not be named, as `wording.public_name` gives it.
    """
    hit = [item for item in campaign.periods if not sanction.periods or item.id in sanction.periods]
    finals = set(final_periods)
    final = "、".join(period_text(item, campaign.zone) for item in hit if item.id in finals)
    scope = "、".join(period_text(item, campaign.zone) for item in hit) if sanction.periods else "本活动各期"
    return SanctionNotice(
        campaign=printable(campaign.title),
        organiser=printable(campaign.organiser),
        issued_at=issued_at,
        issued=day_text(issued_at, campaign.zone),
        number=sanction.number,
        name=printable(name),
        unit=printable(unit),
        conduct=printable(sanction.code),
        evidence=printable(sanction.evidence),
        decided_by=printable(sanction.decided_by),
        scope=scope,
        final=final,
        consequence=_consequence(sanction, scope),
        succession=_succession(sanction, final, is_all_final=all(item.id in finals for item in hit)),
        has_masked=is_masked,
    )


def _said_revision(closing: Closing) -> str:
    return f"{closing.period}-第{closing.revision}次更正" if closing.revision else closing.period


def write_publicity(directory: Path, said: PublicityNotice) -> list[Path]:
    """Write 拟表彰名单公示 of a closing into `directory`, whole or not at all, and return its path."""
    from chuangguan.documents.decision_pages import publicity_page  # noqa: PLC0415  needs the extra `files`, as few do

    return put_files(directory, {said.name: [publicity_page(said)]})


def write_revision(directory: Path, said: RevisionNotice) -> list[Path]:
    """Write 更正通知 of a revision into `directory`, whole or not at all, and return its path."""
    from chuangguan.documents.decision_pages import revision_page  # noqa: PLC0415  needs the extra `files`, as few do

    return put_files(directory, {said.name: [revision_page(said)]})


def write_sanction(directory: Path, said: SanctionNotice) -> list[Path]:
    """Write 违规通报 of a sanction into `directory`, whole or not at all, and return its path."""
    from chuangguan.documents.decision_pages import sanction_page  # noqa: PLC0415  needs the extra `files`, as few do

    return put_files(directory, {f"违规通报-第{said.number}号.docx": [sanction_page(said)]})


def _end_minute(at: int, zone: str) -> str:
    """Return an end cut to its minute, so that who keeps it is in time."""
    return moment_text(at // _MINUTE_MS * _MINUTE_MS, zone).removesuffix("00秒")


def _change_line(material: Material, change: Change, is_vacant: bool) -> ChangeLine:  # noqa: FBT001  a field of the line
    return ChangeLine(
        name=material.name_of(change.entrant),
        unit=material.unit_of(change.entrant),
        rank_before=said_rank(change.rank_before),
        rank_after=said_rank(change.rank_after),
        tiers_before=printable(change.tiers_before),
        tiers_after=printable(change.tiers_after),
        cash_before_fen=change.cash_before_fen,
        cash_after_fen=change.cash_after_fen,
        is_vacant=is_vacant,
    )


def best_rank(change: Change) -> tuple[int, int]:
    """Return by what changes are listed: the better of both ranks, so that the places of prizes come first."""
    best = min(rank for rank in (change.rank_before, change.rank_after, _LAST) if rank)
    return best, change.rank_before or _LAST


def said_rank(rank: int) -> str:
    """Return a rank as a list of changes prints it; 0 stands for nobody on the board."""
    return str(rank) if rank else _OFF_THE_BOARD


def _consequence(sanction: Sanction, scope: str) -> str:
    if sanction.kind == "void_attempts":
        numbers = "、".join(f"第{number}号" for number in sanction.attempts)
        return f"作废其{len(sanction.attempts)}次闯关成绩（{numbers}）。"
    stripped = f"取消其{scope}的排名和奖励资格"
    return f"{stripped}，并禁止其继续参加本活动。" if sanction.kind == "ban" else f"{stripped}。"


def _succession(sanction: Sanction, final: str, *, is_all_final: bool) -> str:
    if sanction.kind == "void_attempts":
        return "有关期次的名次按其余有效成绩重新计算。"
    vacancy = f"{final}已定榜，其位次空缺，不再递补" if final else ""
    rest = "" if is_all_final else f"{'其余各期的' if final else '其'}名次由后一名依次递补"
    return f"{'；'.join(text for text in (vacancy, rest) if text)}。"
