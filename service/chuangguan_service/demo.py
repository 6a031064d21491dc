"""The activity of `demo --serve`: the preset moved so that two of its months lie behind and the third is running."""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from chuangguan.cli.campaigns import load_banks, shipped_banks
from chuangguan.cli.crowd import Crowd, Player, people, units
from chuangguan.cli.output import say
from chuangguan.cli.workplace import SECRET_BYTES, Workplace
from chuangguan.formats.banks import read_bank
from chuangguan.formats.campaigns import CampaignFile, read_campaign
from chuangguan.host import ManualClock, SeededEntropy
from chuangguan.office.rosters import Enrolment
from chuangguan.presets import YEAR, preset_text
from chuangguan.rules.bank import Question
from chuangguan.rules.campaign import Period
from chuangguan.rules.instants import DAY_MS, Window, local_time
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.values import Refused, Value

PRESET: Final = "每月一关"
BY: Final = "演示"
_ZONE: Final = "Asia/Shanghai"
_FIRST_MONTH: Final = 3
_BEHIND: Final = 2
_DATE: Final = re.compile(rf"{YEAR}-(\d\d)-(\d\d)")
_ENTRANT: Final = 20
"""The person who is shown how to sign in: neither among the quickest nor an administrator."""

_ADMIN: Final = 8
_ORGANISER: Final = "13900000007"


class Shown(Value, frozen=True, kw_only=True):
    """What is printed before the service starts, and the settings that it starts with."""

    lines: tuple[str, ...]
    environment: Mapping[str, str]


def fill(directory: Path, count: int, now: int) -> Shown:
    """Make the activity's database as at `now` in `directory`, in place of an earlier one, and say who can sign in."""
    directory.mkdir(parents=True, exist_ok=True)
    db = directory / "service-demo.db"
    for path in (db, *(Path(f"{db}{end}") for end in ("-wal", "-shm", ".secret"))):
        path.unlink(missing_ok=True)
    entropy = SeededEntropy("demo --serve")
    secret = entropy.token(SECRET_BYTES)
    store = SqliteStore.create(db)
    try:
        secret_file = Path(f"{db}.secret")
        secret_file.touch(mode=0o600)
        secret_file.write_text(secret.hex() + "\n", encoding="ascii")
        stated = read_campaign(moved_preset(local_time(now, _ZONE)))
        clock = ManualClock(stated.campaign.window.opens_at - DAY_MS)
        workplace = Workplace(store, clock, entropy, secret)
        crowd = _set_up(workplace, store, stated, count)
        _play(workplace, store, clock, stated, crowd, now)
    finally:
        store.close()
    return Shown(lines=tuple(_lines(crowd)), environment=_environment(db))


def moved_preset(today: datetime) -> str:
    """Return the preset as TOML, moved by whole months so that its third month is today's.

    A date on the last day of a month stays on the last day.
    """
    steps = (today.year - YEAR) * 12 + today.month - _FIRST_MONTH - _BEHIND
    text = _DATE.sub(lambda found: _moved(int(found[1]), int(found[2]), steps), preset_text(PRESET))
    first_year = YEAR + (_FIRST_MONTH - 1 + steps) // 12
    return text.replace(str(YEAR), str(first_year)) if first_year != YEAR else text


def _moved(month: int, day: int, steps: int) -> str:
    is_last = day == calendar.monthrange(YEAR, month)[1]
    years, place = divmod(month - 1 + steps, 12)
    year, month = YEAR + years, place + 1
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1] if is_last else day:02d}"


def _set_up(workplace: Workplace, store: SqliteStore, stated: CampaignFile, count: int) -> list[Enrolment]:
    root = shipped_banks().parent
    banks = {stated.campaign.level(number).bank: read_bank(root / name) for number, name in stated.bank_files.items()}
    crowd = people(count)
    crowd[_ADMIN] = replace(crowd[_ADMIN], is_admin=True)
    with store.batch():
        workplace.office.conduct.begin(stated.campaign, by=BY)
        load_banks(workplace, stated, banks, by=BY)
        workplace.office.rosters.put_units(units(), by=BY)
        workplace.office.rosters.enrol(crowd, by=BY)
    say(f"{stated.campaign.title}：{len(units()) - 1} 个单位，{count} 人。")
    return crowd


def _play(
    workplace: Workplace,
    store: SqliteStore,
    clock: ManualClock,
    stated: CampaignFile,
    crowd: Sequence[Enrolment],
    now: int,
) -> None:
    players = [Player(number, workplace.office.rosters.entrant(row.member_no)) for number, row in enumerate(crowd)]
    crowd_at_play = Crowd(workplace, store, clock, _answers(workplace))
    months = [period for period in stated.campaign.periods if period.kind == "month"][: _BEHIND + 1]
    for period in months:
        closes_at = min(period.cutoff_at, now)
        if closes_at - period.window.opens_at < DAY_MS:
            break
        window = Window(opens_at=period.window.opens_at, closes_at=closes_at)
        levels = [level.number for level in stated.campaign.levels if level.is_due(closes_at - 1)]
        # Nobody waits for an answer here, so that a month may be one commit.
        with store.batch():
            crowd_at_play.play(players, window, levels, lambda _: None)
        if period.cutoff_at + stated.campaign.grace_ms < now:
            clock.at = period.cutoff_at + stated.campaign.grace_ms
            _close(workplace, period)
    clock.at = now
    _finalise(workplace, months)


def _answers(workplace: Workplace) -> dict[str, Question]:
    with workplace.record.read() as view:
        versions = view.rows.bank_versions()
        return {name: item for v in versions for name, item in view.library.questions(v.version, view.rows).items()}


def _close(workplace: Workplace, period: Period) -> None:
    sealed = workplace.office.closings.close(period.id, by=BY)
    publicity = workplace.office.publicity
    publicity.publish(period.id, drafted_by="拟稿人", checked_by="核稿人", signed_by="签发人", by=BY)
    say(f"{period.id} 已结榜并公示，封存摘要 {sealed.seal}")


def _finalise(workplace: Workplace, months: Sequence[Period]) -> None:
    """Make final what was published and whose days of publicity are over by now."""
    for period in months:
        if workplace.office.closings.get(period.id):
            state = workplace.office.publicity.finalise(period.id, by=BY)
            if not isinstance(state, Refused):
                say(f"{period.id} 已定榜，抽题密钥已公布")


def _lines(crowd: Sequence[Enrolment]) -> Iterator[str]:
    yield "登录：在页面上填下面的号码，点“获取验证码”，验证码显示在本窗口。"
    yield f"  参赛者      {crowd[_ENTRANT].member_no}（{crowd[_ENTRANT].name}，{crowd[_ENTRANT].unit}）"
    yield f"  单位管理员  {crowd[_ADMIN].member_no}（{crowd[_ADMIN].name}，{crowd[_ADMIN].unit}）"
    yield f"  主办方      {_ORGANISER}"


def _environment(db: Path) -> dict[str, str]:
    return {
        "CHUANGGUAN_DB": str(db),
        "CHUANGGUAN_SECRET_FILE": "",
        "CHUANGGUAN_CODE_SENDER": "console",
        "CHUANGGUAN_ORGANISERS": _ORGANISER,
    }
