"""The demo: two months of “每月一关” from the campaign file to two sealed prize lists, with invented people."""

from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.campaigns import load_banks, shipped_banks
from chuangguan.cli.closings import material_of, print_prize_list, print_verification
from chuangguan.cli.crowd import DAY, Crowd, Player, people, units
from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, progress
from chuangguan.cli.workplace import SECRET_BYTES, Workplace
from chuangguan.documents import write_documents
from chuangguan.formats.banks import read_bank
from chuangguan.formats.campaigns import CampaignFile, read_campaign
from chuangguan.host import ManualClock, SeededEntropy
from chuangguan.presets import preset_text
from chuangguan.rules.bank import Bank
from chuangguan.rules.campaign import Period
from chuangguan.stores.memory import MemoryStore
from chuangguan.stores.sqlite import SqliteStore

MONTHS: Final = ("2018-03", "2018-04")
BY: Final = "演示"


@click.command(cls=ChineseCommand)
@click.option("--out", default="demo-output", show_default=True, metavar="目录", help="写到哪个目录。")
@click.option("--people", "count", type=click.IntRange(40, 20_000), default=2_000, show_default=True, help="人数。")
def demo(out: str, count: int) -> int:
    """演示：虚构的 2000 人玩两个月，结榜、写出文件并复核；每次结果相同。"""
    directory = Path(out)
    directory.mkdir(parents=True, exist_ok=True)
    db = directory / "demo.db"
    for name in (db, Path(f"{db}-wal"), Path(f"{db}-shm")):
        name.unlink(missing_ok=True)
    store = SqliteStore.create(db)
    try:
        return _run(store, directory, count)
    finally:
        store.close()


def _run(store: SqliteStore, directory: Path, count: int) -> int:
    stated = read_campaign(preset_text("每月一关"))
    clock = ManualClock(stated.campaign.window.opens_at - DAY)
    entropy = SeededEntropy("demo")
    workplace = Workplace(store, clock, entropy, entropy.token(SECRET_BYTES))
    banks = _banks(stated)
    players = _set_up(workplace, store, stated, banks, count)
    questions = {question.id: question for bank in banks.values() for question in bank.questions}
    crowd = Crowd(workplace, store, clock, questions)
    for month in MONTHS:
        period = stated.campaign.period(month)
        _play(crowd, players, stated, period)
        clock.at = period.cutoff_at + stated.campaign.grace_ms
        sealed = workplace.office.closings.close(month, by=BY)
        material = material_of(workplace, sealed.closing, sealed.canonical, by=BY)
        print_prize_list(material, top=8)
        for path in write_documents(directory / month, material):
            say(f"  {path}")
        say(f"  封存摘要 {sealed.seal}")
    verification = workplace.office.audit.verify(MemoryStore())
    return print_verification(verification)


def _banks(stated: CampaignFile) -> dict[str, Bank]:
    """Read the banks that come with the package under the names that the preset gives them."""
    root = shipped_banks().parent
    return {stated.campaign.level(number).bank: read_bank(root / name) for number, name in stated.bank_files.items()}


def _set_up(
    workplace: Workplace, store: SqliteStore, stated: CampaignFile, banks: dict[str, Bank], count: int
) -> list[Player]:
    crowd = people(count)
    with store.batch():
        workplace.office.conduct.begin(stated.campaign, by=BY)
        load_banks(workplace, stated, banks, by=BY)
        workplace.office.rosters.put_units(units(), by=BY)
        workplace.office.rosters.enrol(crowd, by=BY)
    say(f"{stated.campaign.title}：{len(units()) - 1} 个单位，{count} 人，题库 {len(banks)} 个。")
    return [Player(number, workplace.office.rosters.entrant(person.member_no)) for number, person in enumerate(crowd)]


def _play(crowd: Crowd, players: list[Player], stated: CampaignFile, period: Period) -> None:
    levels = [level.number for level in stated.campaign.levels if level.is_due(period.cutoff_at - 1)]
    length = period.cutoff_at - period.window.opens_at
    with progress(f"{period.id} 闯关", length) as tick:
        crowd.play(players, period.window, levels, tick)
