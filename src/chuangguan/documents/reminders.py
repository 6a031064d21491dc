"""未参加名单.xlsx and 催办.txt: who of those due has not taken part, and what each unit is told (clause 7.1)."""

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from chuangguan.documents.files import put_files
from chuangguan.documents.sheet import Book, Cell, Column, Indented, Sheet, open_book
from chuangguan.documents.wording import ERASED, brief_moment_text, end_text, period_text, printable, rate_text
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.roster import Person
from chuangguan.rules.units import NOBODY_DUE, Pending, Turnout, UnitPending, hundredths
from chuangguan.values import Value

BYTE_ORDER_MARK: Final = "\ufeff"
"""Tells an older Notepad that the text is UTF-8."""

_WHOLE_ROSTER: Final = "各单位"


class PendingLine(Value, frozen=True, kw_only=True):
    """A unit's line; `pending` counts those below it too, `names` are its own; `rate` in hundredths of a per cent.

    `reminder` is the text for its administrator, empty where nobody is missing.
    """

    unit: str
    depth: int
    kind: str
    due: int
    took_part: int
    pending: int
    rate: int
    persons: int
    attempts: int
    names: tuple[str, ...]
    remark: str
    reminder: str


class PendingList(Value, frozen=True, kw_only=True):
    """The content of a list of those who have not taken part, once; `total` is the line of all units together.

    `at` (UTC ms) is when it was counted, `cutoff` how the period's end is said. Names are whole, there are no numbers.
    """

    campaign: str
    period: str
    scope: str
    at: int
    counted: str
    cutoff: str
    total: PendingLine
    lines: tuple[PendingLine, ...]
    remarks: tuple[str, ...]

    @property
    def reminders(self) -> tuple[str, ...]:
        """The texts for the units where somebody is missing, in their order."""
        return tuple(line.reminder for line in self.lines if line.reminder)

    @property
    def outcome(self) -> str:
        """What there is to say where nobody needs a reminder."""
        if not self.total.due:
            return f"截至{self.counted}，{self.scope}没有应参加的人员。"
        return f"截至{self.counted}，{self.scope}名册中应参加的人员均已参加。"


def pending_list(campaign: Campaign, pending: Pending, people: Mapping[str, Person]) -> PendingList:
    """Return what the documents say; who is missing from `people`, by opaque id, was erased."""
    zone, period = campaign.zone, pending.period
    # An instant of the last second before the cutoff is said as the cutoff: the period is over.
    is_over = pending.at >= period.cutoff_at - 1
    counted = end_text(period.cutoff_at, zone) if is_over else brief_moment_text(pending.at, zone)
    cutoff = end_text(period.cutoff_at, zone)
    until = f"本期已于{cutoff}截止" if is_over else f"请于{cutoff}前完成"
    scope = printable(pending.unit) or _WHOLE_ROSTER
    below: defaultdict[str, list[UnitPending]] = defaultdict(list)
    for item in pending.units:
        below[item.unit.parent].append(item)
    return PendingList(
        campaign=printable(campaign.title),
        period=period_text(period, zone),
        scope=scope,
        at=pending.at,
        counted=counted,
        cutoff=cutoff,
        total=_line(scope, pending.turnout, pending.pending),
        lines=tuple(_unit_line(item, below[item.unit.unit], people, counted, until) for item in pending.units),
        remarks=tuple(_remarks(campaign, pending)),
    )


def _line(
    unit: str,
    turnout: Turnout,
    pending: int,
    *,
    depth: int = 0,
    kind: str = "",
    names: tuple[str, ...] = (),
    reminder: str = "",
) -> PendingLine:
    return PendingLine(
        unit=unit,
        depth=depth,
        kind=kind,
        due=turnout.due,
        took_part=turnout.took_part,
        pending=pending,
        rate=NOBODY_DUE if turnout.rate is None else hundredths(turnout.rate),
        persons=turnout.persons,
        attempts=turnout.attempts,
        names=names,
        remark="；".join(_flags(turnout, pending)),
        reminder=reminder,
    )


def _flags(turnout: Turnout, pending: int) -> Iterator[str]:
    if turnout.is_over:
        yield "超过应参加数"
    on_roster = turnout.took_part + pending
    if turnout.due != on_roster:
        yield f"应参加数为申报数，名册为{on_roster}人"


def _unit_line(
    item: UnitPending, below: list[UnitPending], people: Mapping[str, Person], counted: str, until: str
) -> PendingLine:
    names = tuple(_name(people.get(entrant)) for entrant in item.entrants)
    told = f"{printable(item.unit.unit)}管理员：截至{counted}，{_said(item, names, below)}，{until}。"
    return _line(
        printable(item.unit.unit),
        item.turnout,
        item.pending,
        depth=item.depth,
        kind=printable(item.unit.kind),
        names=names,
        reminder=told if item.pending else "",
    )


def _said(item: UnitPending, names: tuple[str, ...], below: list[UnitPending]) -> str:
    """Return the figures and who is missing; whoever is named to a unit below is only counted to the one above."""
    turnout = item.turnout
    within = "（含下级单位）" if below else ""
    flags = list(_flags(turnout, item.pending))
    remark = f"（{'；'.join(flags)}）" if flags else ""
    counts = [f"{printable(other.unit.unit)}{other.pending}人" for other in below if other.pending]
    lower = f"下级单位{'、'.join(counts)}" if counts else ""
    missing = "；".join(text for text in ("、".join(names), lower) if text)
    figures = f"你单位{within}应参加{turnout.due}人，已参加{turnout.took_part}人{remark}"
    return f"{figures}，尚有{item.pending}人未参加：{missing}"


def _name(person: Person | None) -> str:
    return (printable(person.name) if person else "") or ERASED


def _remarks(campaign: Campaign, pending: Pending) -> Iterator[str]:
    yield "应参加的为截止时在册、要求参加的人员，自愿参加的不列入。"
    yield "交卷一次，或超时收卷而有已保存的作答，即为参加。"
    yield "上级单位的人数包括下级单位；未参加人员列在本人所在单位。"
    if campaign.denominator == "declared_headcount":
        yield "应参加人数按单位申报数，未申报的按名册；未参加人员以名册为准。"
    if len(campaign.parts_of(pending.period)) > 1:
        yield "本表每人计一次，全期一次也没有参加的为未参加；结榜的参与率为各期累计，人数与本表不同。"


def write_reminders(directory: Path, content: PendingList) -> list[Path]:
    """Write 未参加名单.xlsx and 催办.txt into `directory` and return their paths, both or neither."""
    files = {"未参加名单.xlsx": [pending_workbook(content)], "催办.txt": [reminder_text(content).encode()]}
    return put_files(directory, files)


def reminder_text(content: PendingList) -> str:
    """Return 催办.txt: a heading, then a paragraph a unit, to be copied into a message."""
    head = f"{content.campaign}{content.period}催办"
    paragraphs = [head, *(content.reminders or [content.outcome])]
    return BYTE_ORDER_MARK + "".join(f"{paragraph}\r\n\r\n" for paragraph in paragraphs)


def pending_workbook(content: PendingList) -> bytes:
    """Return 未参加名单.xlsx: the people by unit, the units' figures; the same content gives the same bytes."""
    stream = io.BytesIO()
    with open_book(stream, _title(content, "未参加人员名单"), content.at) as book:
        _write_people(book, content)
        _write_units(book, content)
    return stream.getvalue()


def _title(content: PendingList, name: str) -> str:
    scope = "" if content.scope == _WHOLE_ROSTER else content.scope
    return f"{content.campaign}{content.period}{scope}{name}"


def _write_people(book: Book, content: PendingList) -> None:
    columns = [
        Column(title="序号", kind="count"),
        Column(title="单位", kind="text", width=34),
        Column(title="姓名", width=24),
        Column(title="备注", width=20),
    ]
    sheet = Sheet(book, "未参加人员", columns)
    sheet.title(_title(content, "未参加人员名单"), f"统计截至{content.counted}，本期{content.cutoff}截止")
    people = [(line.unit, name) for line in content.lines for name in line.names]
    rows: list[list[Cell]] = [[number, unit, name, ""] for number, (unit, name) in enumerate(people, start=1)]
    sheet.table(rows, ["合计", "", f"{len(rows)}人", ""])
    if not rows:
        sheet.line(content.outcome)


def _write_units(book: Book, content: PendingList) -> None:
    columns = [
        Column(title="序号", kind="count"),
        Column(title="单位", kind="text"),
        Column(title="类型"),
        Column(title="应参加人数", kind="count"),
        Column(title="已参加人数", kind="count"),
        Column(title="未参加人数", kind="count"),
        Column(title="参与率", kind="rate"),
        Column(title="参加总人数\n（含自愿）", kind="count"),
        Column(title="答题人次", kind="count"),
        Column(title="备注", width=24),
    ]
    sheet = Sheet(book, "各单位参加情况", columns)
    sheet.title(_title(content, "各单位参加情况"), f"统计截至{content.counted}，本期{content.cutoff}截止")
    rows = [[number, *_unit_cells(line)] for number, line in enumerate(content.lines, start=1)]
    sheet.table(rows, ["合计", "", "", *_figures(content.total)])
    for remark in content.remarks:
        sheet.line(remark)


def _unit_cells(line: PendingLine) -> list[Cell]:
    return [Indented(line.unit, line.depth), line.kind, *_figures(line)]


def _figures(line: PendingLine) -> list[Cell]:
    rate = rate_text(line.rate) if line.rate == NOBODY_DUE else line.rate / 10_000
    return [line.due, line.took_part, line.pending, rate, line.persons, line.attempts, line.remark]
