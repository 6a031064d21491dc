"""Commands that hand a bank out: as a file that is read again, and as papers to print."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, db_option
from chuangguan.cli.workplace import open_workplace, require_output
from chuangguan.documents.files import put_files
from chuangguan.formats.banks import read_bank, write_bank, write_bank_json, write_bank_xlsx
from chuangguan.formats.cells import has_hostile_characters
from chuangguan.host import SystemEntropy
from chuangguan.rules.bank import Bank

_WRITERS: Final[Mapping[str, Callable[[Bank], bytes]]] = {
    ".csv": write_bank,
    ".xlsx": write_bank_xlsx,
    ".json": write_bank_json,
}
_LEVEL: Final = re.compile("[0-9]{1,4}")
_SEED_BYTES: Final = 5
_LONGEST_SEED: Final = 40
_optional_db = click.option(
    "--db", default="", envvar="CHUANGGUAN_DB", metavar="文件", help="活动数据库；导出某关的题库时必填。"
)


@click.command("export", cls=ChineseCommand)
@click.argument("source", metavar="关卡或题库文件")
@click.argument("file", metavar="导出文件")
@_optional_db
def export_bank(source: str, file: str, db: str) -> None:
    """导出某关的题库，或把题库文件转成另一种格式，内容不变。

    按文件名决定格式：.xlsx 表格、.csv 文本、.json 供程序使用。三种都能再用 check、load、import 读回，仍是同一题库。
    """
    path = Path(file)
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise click.UsageError(f"题库文件名应以 {'、'.join(_WRITERS)} 结尾。")
    found = _bank_of(int(source), db) if _LEVEL.fullmatch(source) else read_bank(Path(source))
    put_files(path.parent, {path.name: [write(found)]})
    say(f"已写出 {path}，{len(found.questions)} 题。")


def _bank_of(level: int, db: str) -> Bank:
    if not db:
        raise click.UsageError("导出某关的题库，要用 --db 写明活动数据库。")
    with open_workplace(db) as workplace:
        return workplace.office.banks.get(level)


def _seed(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    text = value.strip()
    if has_hostile_characters(text) or len(text) > _LONGEST_SEED:
        raise click.UsageError(f"--seed 应为一行文字，不超过 {_LONGEST_SEED} 字。")
    return text or SystemEntropy().token(_SEED_BYTES).hex()


@click.command("paper", cls=ChineseCommand)
@click.argument("level", metavar="关卡", type=int)
@click.argument("directory", metavar="目录")
@db_option
@click.option(
    "--copies",
    type=click.IntRange(1, 26),
    default=1,
    show_default=True,
    metavar="份数",
    help="几份不同的试卷：A卷、B卷……",
)
@click.option(
    "--seed",
    default="",
    callback=_seed,
    metavar="文字",
    help="抽题种子，印在卷上；题库和种子相同，试卷就相同。不写则随机。",
)
def paper_bank(level: int, directory: str, db: str, copies: int, seed: str) -> None:
    """为没有网络的场所打印试卷：试卷、答题卡、答案各一份 .docx。

    按该关的组卷规则抽题，不用活动的密钥；已开放的关卡只作练习，卷上注明不计入活动成绩。
    """
    from chuangguan.documents.paper_pages import paper_files  # noqa: PLC0415  most commands do without python-docx
    from chuangguan.documents.papers import printed_papers  # noqa: PLC0415  see above

    target = Path(directory)
    require_output(target)
    with open_workplace(db) as workplace:
        found = workplace.office.banks.get(level)
        with workplace.record.read() as view:
            campaign = view.campaign
            is_open = view.bank_in_force(campaign.level(level), workplace.record.now()) is not None
    papers = printed_papers(campaign, campaign.level(level), found, seed=seed, copies=copies, is_open=is_open)
    paths = put_files(target, paper_files(papers))
    say(f"已写出 {target}：{'、'.join(path.name for path in paths)}。")
    say(f"每份 {len(papers[0].questions)} 题，抽题种子 {seed}。")
    if is_open:
        say(f"提醒：第 {level} 关已经开放，试卷只作练习，不计入活动成绩；答案不得外传。", style="yellow")
    else:
        say(f"提醒：第 {level} 关尚未开放，试卷和答案启用前须保密。", style="yellow")
