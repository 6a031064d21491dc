"""Commands that hand a bank out: as a file that is read again, empty to be filled, and as papers to print.

None replaces a file: a bank may have been edited since, and papers printed.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.new_files import require_new
from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, db_option, hint
from chuangguan.cli.workplace import open_workplace, require_output
from chuangguan.documents.files import put_files
from chuangguan.formats.bank_workbooks import write_bank_xlsx, write_empty_bank
from chuangguan.formats.bank_writing import write_bank, write_bank_json
from chuangguan.formats.banks import read_bank
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
    require_new([path])
    found = _bank_of(int(source), db) if _LEVEL.fullmatch(source) else read_bank(Path(source))
    put_files(path.parent, {path.name: [write(found)]})
    say(f"已写出 {path}，{len(found.questions)} 题。")


@click.command("new", cls=ChineseCommand)
@click.argument("file", metavar="题库文件.xlsx")
def new_bank(file: str) -> None:
    """新建一个空白的题库 .xlsx，照表头和“填写说明”录入题目。"""
    path = Path(file)
    if path.suffix.lower() != ".xlsx":
        raise click.UsageError("题库文件名应以 .xlsx 结尾。")
    require_new([path])
    put_files(path.parent, {path.name: [write_empty_bank()]})
    say(f"已写出 {path}，没有题目。在 Excel 中从第2行起录入，各列怎样填见“填写说明”。")
    hint(f"录入以后：chuangguan bank check {path}")


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
    help="几种卷别：A卷、B卷……题目相同，题目和选项的次序不同。",
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

    按该关的组卷规则抽题，不用活动的密钥；已开放的关卡只作练习，卷上注明不计入活动成绩。另出一套题用另一个种子、另一个目录。
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
    files = paper_files(papers)
    require_new(target / name for name in files)
    paths = put_files(target, files)
    say(f"已写出 {target}：{'、'.join(path.name for path in paths)}。")
    say(f"每份 {len(papers[0].questions)} 题，抽题种子 {seed}。")
    if copies > 1:
        say(f"{'、'.join(paper.copy for paper in papers)}题目相同，题目和选项的次序不同；另出一套题请换 --seed。")
    if is_open:
        say(f"提醒：第 {level} 关已经开放，试卷只作练习，不计入活动成绩；答案不得外传。", style="yellow")
    else:
        say(f"提醒：第 {level} 关尚未开放，试卷和答案启用前须保密。", style="yellow")
