"""Commands for the auditor."""

from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, hint
from chuangguan.cli.workplace import open_workplace, require_directory_of
from chuangguan.documents.files import put_directory
from chuangguan.errors import BadInput, Problem
from chuangguan.office.audit import AuditBundle

_README: Final = """审计包

供审计、纪检复核用，不是公布用的材料，请勿放到网站上。

facts.jsonl  全部记录，一行一条，按次序：编号、入库时刻（UTC 毫秒）、经办、事由、软件版本、
             内容（body，原样的 JSON 文字）、上一条的摘要、本条的摘要。
closings/    各次结榜封存的字节，一次一个文件；其 SHA-256 即通报上的封存摘要。

参赛人员只有参赛编号，没有姓名、号码，也没有盐值；名册记录中只有由它们得出的摘要。
经办人、事由、公示签发人和处理依据是组织方自己写下的文字，照原样在记录中。
题库（含答案）在记录中；已定榜各期的密钥也在记录中，未定榜的没有，所以其抽题还不能复核。

记录 {count} 条，链首 {head}
结榜 {closings} 次；已公布密钥的期次：{revealed}

复核：取项目 docs 目录中的 verify.py 和 verify_rules.py（只用 Python 标准库，不用安装任何东西），
放在一处，运行

    python verify.py 本目录 --expect-head 通报或组织方公布的链首

它由 facts.jsonl 重算试卷、评分、轮次、榜单、奖项、单位得分和封存摘要，逐项比较，不能复核的逐项说明；
退出码 0 为全部相符。
末尾缺几条记录时，只有与公布的链首比较才能发现。
"""


@click.group(cls=ChineseGroup)
def audit() -> None:
    """审计：给审计、纪检的材料。"""


@audit.command(cls=ChineseCommand)
@click.argument("directory", metavar="目录")
@db_option
@by_option
def export(directory: str, db: str, by: str) -> None:
    """导出审计包：全部记录和各次结榜，不含姓名、号码和盐值。

    写到一个新目录；已有内容的目录不会改动。导出本身也记入记录。
    """
    place = Path(directory)
    require_directory_of(place)
    if place.is_file() or (place.is_dir() and any(place.iterdir())):
        raise BadInput([Problem(code="file_exists", file=directory)])
    with open_workplace(db) as workplace:
        bundle = workplace.office.audit.export(by=by)
    put_directory(place, bundle_files(bundle))
    say(f"已写出审计包 {directory}：记录 {bundle.count} 条，结榜 {len(bundle.closings)} 次，链首 {bundle.head}")
    hint(f"python docs/verify.py {directory} --expect-head {bundle.head}")


def bundle_files(bundle: AuditBundle) -> dict[str, bytes]:
    """Return the files of a bundle by their paths in it."""
    readme = _README.format(
        count=bundle.count,
        head=bundle.head,
        closings=len(bundle.closings),
        revealed="、".join(bundle.revealed) or "无",
    )
    return {
        "facts.jsonl": bundle.facts,
        "README.txt": readme.encode(),
        **{f"closings/{name}": canonical for name, canonical in bundle.closings.items()},
    }
