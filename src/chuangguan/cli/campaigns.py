"""Commands about the campaign itself: new, check, schema, init."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from shutil import copytree, rmtree

import rich_click as click
from msgspec.structs import replace

from chuangguan.cli.open_points import (
    PRICE_HEADERS,
    PricedPoints,
    page_path,
    plain_point,
    price_cells,
    priced_points,
    print_measure,
    unpriced_points,
    write_page,
)
from chuangguan.cli.output import Cell, say, show, show_json
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, format_option, hint, secret_option
from chuangguan.cli.status import show_commitments
from chuangguan.cli.workplace import (
    Workplace,
    make_secret,
    require_directory_of,
    require_output,
    secret_path,
)
from chuangguan.documents.files import put_files
from chuangguan.documents.messages import say_problem
from chuangguan.documents.open_points import MEASURE
from chuangguan.errors import BadInput, Problem, StoreExists
from chuangguan.formats.banks import read_bank
from chuangguan.formats.campaigns import CampaignFile, json_schema, read_campaign
from chuangguan.host import SystemClock, SystemEntropy
from chuangguan.presets import PRESETS, YEAR, preset_text
from chuangguan.rules.bank import Bank
from chuangguan.rules.check import Report
from chuangguan.rules.check import check as check_campaign
from chuangguan.stores.sqlite import SqliteStore


@click.command(cls=ChineseCommand)
@click.argument("preset", metavar="活动名称", type=click.Choice(list(PRESETS)))
@click.option(
    "--year", type=click.IntRange(2000, 2099), default=YEAR, show_default=True, metavar="年份", help="活动年份。"
)
@click.option("--out", default=".", show_default=True, metavar="目录", help="写到哪个目录。")
def new(preset: str, year: int, out: str) -> None:
    """新建一份可修改的活动文件，题库放在旁边。"""
    directory = Path(out)
    require_output(directory)
    target, banks = directory / f"{preset}-{year}.toml", directory / "question_banks"
    found = [Problem(code="file_exists", file=str(path)) for path in (target, banks) if path.exists()]
    if found:
        raise BadInput(found)
    directory.mkdir(parents=True, exist_ok=True)
    try:
        copytree(shipped_banks(), banks)
        put_files(directory, {target.name: [preset_text(preset, year=year).encode()]})
    except BaseException:
        rmtree(banks, ignore_errors=True)
        raise
    say(f"已写出 {target} 和题库目录 {banks}。")
    hint(f"修改后运行 chuangguan check {target}")


def shipped_banks() -> Path:
    """Return where the banks that come with the package are: in the wheel, or beside the sources."""
    inside = Path(str(files("chuangguan").joinpath("question_banks")))
    return inside if inside.is_dir() else Path(__file__).parents[3] / "question_banks"


@click.command(cls=ChineseCommand)
@click.argument("campaign", metavar="活动文件")
@click.option("--db", default="", metavar="文件", help="活动数据库：按涉及的奖金排列规则澄清清单，只看，不改动。")
@click.option(
    "--out",
    "page",
    default="",
    metavar="文件",
    callback=page_path,
    help="把规则澄清清单写成 Word 文件，如 规则澄清清单.docx。",
)
@secret_option
@format_option
def check(campaign: str, db: str, page: Path | None, secret_file: str, form: str) -> int:
    """检查活动文件：错误、提醒、规则澄清清单，并逐条说出规则。"""
    stated, banks = read_with_banks(Path(campaign))
    report = report_on(Path(campaign), stated, banks)
    points = report.open_points
    priced = priced_points(stated.campaign, points, db, secret_file) if db else unpriced_points(points)
    written = write_page(page, stated.campaign, priced) if page else None
    if form == "json":
        show_json(_plain_report(report) | (_plain_prices(priced) if db else {}))
    else:
        _print_report(report, form, priced if db else None)
    if written and form == "table":
        say(f"已写出 {written}")
    if report.errors:
        hint("改正错误后再检查一次。")
        return 1
    hint(f"规则无误后运行 chuangguan init {campaign} --db 活动.db")
    return 0


def report_on(path: Path, stated: CampaignFile, banks: Mapping[str, Bank]) -> Report:
    """Return what a check of a campaign file finds now, each problem with the name of the file."""
    report = check_campaign(stated.campaign, stated=stated.stated, banks=banks, at=SystemClock().now())
    errors, warnings = (
        tuple(replace(problem, file=str(path)) for problem in problems) for problems in (report.errors, report.warnings)
    )
    return replace(report, errors=errors, warnings=warnings)


def _plain_report(report: Report) -> dict[str, object]:
    return {
        "errors": [{"code": p.code, "key": p.column, "text": say_problem(p)} for p in report.errors],
        "warnings": [{"code": p.code, "key": p.column, "text": say_problem(p)} for p in report.warnings],
        "open_points": report.open_points,
        "sentences": report.sentences,
    }


def _plain_prices(priced: PricedPoints) -> dict[str, object]:
    return {
        "open_points": [plain_point(line) for line in priced.lines],
        "measure": MEASURE,
        "is_priced": priced.is_priced,
        "has_other_rules": priced.has_other_rules,
    }


def _report_row(kind: str, text: str, clause: str = "", question: str = "") -> dict[str, Cell]:
    return {"kind": kind, "clause": clause, "text": text, "question": question}


def _point_rows(report: Report, priced: PricedPoints | None) -> list[dict[str, Cell]]:
    lines = priced.lines if priced else unpriced_points(report.open_points).lines
    return [
        _report_row("待澄清", line.point.sentence, line.point.clause, line.point.question)
        | (price_cells(line) if priced else {})
        for line in lines
    ]


def _print_report(report: Report, form: str, priced: PricedPoints | None) -> None:
    rows = [
        *(_report_row("错误", say_problem(problem)) for problem in report.errors),
        *(_report_row("提醒", say_problem(problem)) for problem in report.warnings),
        *(_report_row("规则", sentence.text, sentence.clause) for sentence in report.sentences),
        *_point_rows(report, priced),
    ]
    if form == "csv":
        headers = {"kind": "类别", "clause": "条款", "question": "未写明之处", "text": "内容"}
        show(headers | (PRICE_HEADERS if priced else {}), rows, form)
        return
    for kind, title in (("规则", "规则"), ("待澄清", "规则澄清清单（通知未写明，按下列规定执行，请确认）")):
        mine = [row for row in rows if row["kind"] == kind]
        headers = (
            {"clause": "条款", "text": "内容"}
            if kind == "规则"
            else {"clause": "条款", "question": "未写明之处", "text": "采用的规则"}
        )
        if priced and kind != "规则":
            headers["effects"] = PRICE_HEADERS["effects"]
        show(headers, mine, form, title=f"{title}：{len(mine)} 条")
    if priced:
        print_measure(priced)
    for problem in report.warnings:
        say(f"提醒：{say_problem(problem)}", style="yellow")
    for problem in report.errors:
        say(f"错误：{say_problem(problem)}", style="red")
    say(f"{len(report.errors)} 处错误，{len(report.warnings)} 处提醒，{len(report.open_points)} 条待澄清。")


@click.command(cls=ChineseCommand)
def schema() -> None:
    """打印活动文件的 JSON Schema，供编辑器提示和检查。"""
    show_json(json_schema())


@click.command(cls=ChineseCommand)
@click.argument("campaign", metavar="活动文件")
@db_option
@secret_option
@by_option
def init(campaign: str, db: str, secret_file: str, by: str) -> None:
    """建立活动数据库和密钥，载入题库，打印承诺值。

    载入的是活动文件所列的题库；承诺值应随规则公布。
    """
    path = Path(campaign)
    stated, banks = read_with_banks(path)
    report = report_on(path, stated, banks)
    if report.errors:
        raise BadInput(report.errors)
    secret_file = str(secret_path(db, secret_file))
    commitments = begin(stated, banks, Path(db), Path(secret_file), by)
    say(f"已建立 {db}，载入 {len(stated.bank_files)} 个题库。")
    say(f"密钥在 {secret_file}，请另行妥善备份，切勿外传；没有它不能抽题，也不能复核抽题。", style="bold")
    if report.warnings:
        say(f"有 {len(report.warnings)} 处提醒，用 chuangguan check {campaign} 查看。", style="yellow")
    show_commitments(commitments)
    hint(f"chuangguan units import 单位.xlsx --db {db}，再 chuangguan roster import 名册.xlsx --db {db}")


def begin(stated: CampaignFile, banks: Mapping[str, Bank], db: Path, secret_file: Path, by: str) -> dict[str, str]:
    """Make the database and the secret and load the banks; if anything fails, neither is left behind."""
    if db.exists():
        raise StoreExists(path=str(db))
    require_directory_of(db)
    require_directory_of(secret_file)
    entropy = SystemEntropy()
    secret = make_secret(secret_file, entropy)
    try:
        return _fill(stated, banks, db, secret, by)
    except BaseException:
        secret_file.unlink(missing_ok=True)
        raise


def _fill(stated: CampaignFile, banks: Mapping[str, Bank], db: Path, secret: bytes, by: str) -> dict[str, str]:
    try:
        store = SqliteStore.create(db)
        try:
            with store.batch():
                workplace = Workplace(store, SystemClock(), SystemEntropy(), secret)
                commitments = workplace.office.conduct.begin(stated.campaign, by=by)
                load_banks(workplace, stated, banks, by=by)
        finally:
            store.close()
    except StoreExists:
        # Somebody else made it in the meantime, so it is theirs.
        raise
    except BaseException:
        for path in (db, Path(f"{db}-wal"), Path(f"{db}-shm")):
            path.unlink(missing_ok=True)
        raise
    return commitments


def load_banks(workplace: Workplace, stated: CampaignFile, banks: Mapping[str, Bank], *, by: str) -> None:
    """Store each bank that the campaign names once, however many levels draw from it."""
    for level in stated.campaign.levels:
        if level.bank in banks and level.number == min(
            other.number for other in stated.campaign.levels if other.bank == level.bank
        ):
            workplace.office.banks.load(level.number, banks[level.bank], by=by)


def read_with_banks(path: Path) -> tuple[CampaignFile, dict[str, Bank]]:
    """Return a campaign file and the banks it names, by name; every problem of all of them at once."""
    stated = read_campaign_at(path)
    banks: dict[str, Bank] = {}
    problems: list[Problem] = []
    for number, name in stated.bank_files.items():
        try:
            banks[stated.campaign.level(number).bank] = _read_bank(path, number, name)
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return stated, banks


def read_campaign_at(path: Path) -> CampaignFile:
    """Return a campaign file without its banks."""
    return read_campaign(_text_of(path), file=str(path))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput([Problem(code="text_not_utf8", file=str(path))]) from None


def _read_bank(campaign: Path, level: int, name: str) -> Bank:
    path = campaign.parent / name
    if path.is_file():
        return read_bank(path)
    column = f"level[{level}].bank"
    missing = Problem(code="bank_file_missing", file=str(campaign), column=column, details={"bank": str(path)})
    raise BadInput([missing])
