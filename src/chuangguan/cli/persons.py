"""Commands about one person's own data: export and erase it, and whether they may be named in public."""

from pathlib import Path

import msgspec
import rich_click as click

from chuangguan.cli.output import say
from chuangguan.cli.shell import ChineseCommand, ChineseGroup, by_option, db_option, hint, reason_option
from chuangguan.cli.workplace import open_workplace, require_output
from chuangguan.documents.files import put_files
from chuangguan.formats.consents import BASES


@click.group(cls=ChineseGroup)
def person() -> None:
    """个人信息：导出、公开依据、注销。"""


@person.command("export", cls=ChineseCommand)
@click.argument("member_no", metavar="号码")
@db_option
@click.option("--out", required=True, metavar="目录", help="写到哪个目录。")
@by_option
def export(member_no: str, db: str, out: str, by: str) -> None:
    """导出一人的全部信息，应本人要求提供；导出记入记录。"""
    require_output(Path(out))
    with open_workplace(db) as workplace:
        found = workplace.office.rosters.export(member_no, by=by)
    content = msgspec.json.format(msgspec.json.encode(found), indent=2)
    (path,) = put_files(Path(out), {f"个人信息-{found.person.entrant}.json": [content]})
    say(f"已写出 {path}")


@person.command("publication", cls=ChineseCommand)
@click.argument("member_no", metavar="号码")
@db_option
@click.option("--basis", type=click.Choice(list(BASES)), required=True, help="公开姓名的依据。")
@click.option("--text-version", default="", metavar="版本", help="所同意的文本的版本，同意时必填，最多40字。")
@by_option
@reason_option
def publication(member_no: str, db: str, basis: str, text_version: str, by: str, reason: str) -> None:
    """公开依据：记录一人姓名凭什么公开；不同意的，此后写出的名单和通报以*号代替。"""
    with open_workplace(db) as workplace:
        entrant = workplace.office.rosters.entrant(member_no)
        consents = workplace.office.consents
        is_new = consents.put(entrant, BASES[basis], text_version=text_version.strip(), by=by, reason=reason)
    said = f"{basis}（{text_version.strip()}）" if text_version else basis
    say(f"{'已记录' if is_new else '没有变化'}：{entrant} 的公开依据为{said}。")
    hint(f"已经公布的名单不会改变；重新写出用 chuangguan close 期次 --db {db} --out 目录")


@person.command("erase", cls=ChineseCommand)
@click.argument("member_no", metavar="号码")
@db_option
@click.option("--reason", required=True, metavar="事由", help="注销的事由，记入记录。")
@by_option
def erase(member_no: str, db: str, reason: str, by: str) -> None:
    """注销一人：姓名、号码和来源不可恢复地删除，成绩以编号保留，名单印“已注销”。"""
    with open_workplace(db) as workplace:
        entrant = workplace.office.rosters.erase(member_no, reason=reason, by=by)
    say(f"已注销，编号 {entrant}。备份中仍有此人信息，请按期限销毁旧备份。")
    hint(f"chuangguan verify --db {db}")
