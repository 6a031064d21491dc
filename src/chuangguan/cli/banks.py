"""Commands about question banks: check, load, export; and the public text that freezes them."""

from pathlib import Path

import rich_click as click

from chuangguan.cli.bank_checks import check_bank_file
from chuangguan.cli.bank_difficulty import simulate_bank
from chuangguan.cli.bank_exports import export_bank, new_bank, paper_bank
from chuangguan.cli.bank_figures import bank_stats
from chuangguan.cli.bank_imports import import_banks
from chuangguan.cli.output import Cell, say, show
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, hint, reason_option
from chuangguan.cli.workplace import open_workplace
from chuangguan.formats.banks import read_bank
from chuangguan.formats.cells import has_hostile_characters


@click.group(cls=ChineseGroup)
def bank() -> None:
    """题库：新建、导入、检查、载入、导出、印试卷，估计难度，统计题目。"""


bank.add_command(new_bank)
bank.add_command(check_bank_file)
bank.add_command(export_bank)
bank.add_command(paper_bank)
bank.add_command(import_banks)
bank.add_command(simulate_bank)
bank.add_command(bank_stats)


@bank.command("load", cls=ChineseCommand)
@click.argument("level", metavar="关卡", type=int)
@click.argument("file", metavar="题库文件")
@db_option
@by_option
@reason_option
def load_bank(level: int, file: str, db: str, by: str, reason: str) -> None:
    """把题库存为某关的新版本；已开放的关卡继续用开放时的版本。"""
    found = read_bank(Path(file))
    with open_workplace(db) as workplace:
        loaded = workplace.office.banks.load(level, found, by=by, reason=reason)
    used = [level for level in loaded.levels if level not in loaded.frozen]
    use = f"，用于第 {'、'.join(map(str, used))} 关" if used else ""
    say(f"已存入 {loaded.questions} 题，版本 {loaded.version[:16]}…{use}。")
    for number, short in loaded.shortages.items():
        for item in short:
            wanted = f"第 {item.quota} 条组卷规则要 {item.wanted} 题，只有 {item.available} 题"
            say(f"提醒：第 {number} 关开不了：{wanted}。", style="yellow")
    if loaded.frozen:
        names = "、".join(map(str, loaded.frozen))
        say(f"第 {names} 关已经开放，仍用开放时的题库；改正错题用 bank revise。", style="yellow")
    hint(f"chuangguan status --db {db}")


@bank.command("revise", cls=ChineseCommand)
@click.argument("level", metavar="关卡", type=int)
@click.argument("file", metavar="题库文件")
@db_option
@click.option("--apply", "is_applied", is_flag=True, help="真正更正；不加时只预览谁会过关、谁的名次会变。")
@click.option("--reason", default="", metavar="事由", help="更正的事由，记入记录；与 --apply 一起必填。")
@by_option
def revise_bank(level: int, file: str, db: str, is_applied: bool, reason: str, by: str) -> None:  # noqa: FBT001  a flag
    """更正错题：重评所有抽到该题的闯关；未过的可能变为通过，已过的仍算通过。"""
    if is_applied and not reason:
        raise click.UsageError("--apply 要同时写明 --reason。")
    found = read_bank(Path(file))
    with open_workplace(db) as workplace:
        revised = workplace.office.banks.revise(level, found, by=by, reason=reason, apply=is_applied)
        people = workplace.office.rosters.people(revised.moved, by=by, purpose=f"bank revise {level}")
        due = workplace.due_for_revision() if is_applied else []
    changed, dropped = _counted(revised.changed), _counted(revised.dropped)
    say(f"答案改动 {changed}，删去 {dropped}。")
    say(f"由不通过变为通过的闯关 {len(revised.passes)} 次，名次变动 {len(revised.moved)} 人。")
    rows: list[dict[str, Cell]] = [
        {"name": people[entrant].name if entrant in people else "已注销", "before": before, "after": after}
        for entrant, (before, after) in revised.moved.items()
    ]
    if rows:
        show({"name": "姓名", "before": "原名次", "after": "现名次"}, rows, "table")
    say("已更正。" if is_applied else "以上为预览，没有改动；加 --apply --reason 事由 才更正。")
    for period in due or []:
        hint(f"chuangguan revise {period} --reason 错题更正 --db {db}")


def _counted(questions: tuple[str, ...]) -> str:
    """Return how many questions there are and, where there are some, which."""
    ids = f"（{'、'.join(questions)}）" if questions else ""
    return f"{len(questions)} 题{ids}"


@click.command("draw-text", cls=ChineseCommand)
@click.argument("period", metavar="期次")
@click.argument("text", metavar="公开文本")
@db_option
@by_option
@reason_option
def draw_text(period: str, text: str, db: str, by: str, reason: str) -> None:
    """记录某期抽题用的公开文本，同时冻结该期题库。

    公开文本是事先无人能知的文字，如当日的开奖号码。
    """
    if not text.strip() or has_hostile_characters(text):
        raise click.UsageError("公开文本不能为空，也不能含有换行或控制字符。")
    with open_workplace(db) as workplace:
        workplace.office.conduct.draw_text(period, text, by=by, reason=reason)
    say(f"已记录 {period} 的公开文本：{text}")
