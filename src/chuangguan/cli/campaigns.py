"""Commands about the campaign itself: new, check, schema, init, status."""

from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import rich_click as click

from chuangguan.cli.output import say, show, show_json
from chuangguan.cli.shell import ChineseCommand, by_option, db_option, format_option, hint, secret_option
from chuangguan.cli.workplace import Workplace, make_secret, open_workplace, secret_path
from chuangguan.documents.messages import say_problem
from chuangguan.errors import BadInput, Problem, StoreExists
from chuangguan.formats.banks import read_bank
from chuangguan.formats.campaigns import CampaignFile, json_schema, read_campaign
from chuangguan.host import SystemClock, SystemEntropy
from chuangguan.office.conduct import Status
from chuangguan.presets import PRESETS, YEAR, preset_text
from chuangguan.rules.bank import Bank
from chuangguan.rules.check import Report
from chuangguan.rules.check import check as check_campaign
from chuangguan.rules.instants import local_time
from chuangguan.stores.sqlite import SqliteStore

PHASES = {
    "upcoming": "未开始",
    "open": "进行中",
    "ended": "已截止，待结榜",
    "closed": "已结榜（公示中）",
    "final": "已定榜",
}


@click.command(cls=ChineseCommand)
@click.argument("preset", metavar="活动名称", type=click.Choice(list(PRESETS)))
@click.option("--year", type=click.IntRange(2000, 2099), default=YEAR, show_default=True, help="活动年份。")
@click.option("--out", default=".", show_default=True, metavar="目录", help="写到哪个目录。")
def new(preset: str, year: int, out: str) -> None:
    """新建一份可修改的活动文件，题库放在旁边。"""
    target = Path(out) / f"{preset}-{year}.toml"
    banks = target.parent / "question_banks"
    for path in (target, banks):
        if path.exists():
            raise StoreExists(path=str(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(preset_text(preset, year=year), encoding="utf-8")
    with as_file(shipped_banks()) as source:
        copytree(source, banks)
    say(f"已写出 {target} 和题库目录 {banks}。")
    hint(f"修改后运行 chuangguan check {target}")


def shipped_banks() -> Path:
    """Return where the banks that come with the package are: in the wheel, or beside the sources."""
    inside = Path(str(files("chuangguan").joinpath("question_banks")))
    return inside if inside.is_dir() else Path(__file__).parents[3] / "question_banks"


@click.command(cls=ChineseCommand)
@click.argument("campaign", metavar="活动文件")
@format_option
def check(campaign: str, form: str) -> int:
    """检查活动文件：错误、提醒、规则澄清清单，并逐条说出规则。"""
    stated, banks = read_with_banks(Path(campaign))
    report = check_campaign(stated.campaign, stated=stated.stated, banks=banks, at=SystemClock().now())
    if form == "json":
        show_json(_plain_report(report))
    else:
        _print_report(report, form)
    if report.errors:
        hint("改正错误后再检查一次。")
        return 1
    hint(f"规则无误后运行 chuangguan init {campaign} --db 活动.db")
    return 0


def _plain_report(report: Report) -> dict[str, object]:
    return {
        "errors": [{"code": p.code, "key": p.column, "text": say_problem(p)} for p in report.errors],
        "warnings": [{"code": p.code, "key": p.column, "text": say_problem(p)} for p in report.warnings],
        "open_points": report.open_points,
        "sentences": report.sentences,
    }


def _print_report(report: Report, form: str) -> None:
    rows: list[dict[str, str | int]] = [
        *({"kind": "错误", "clause": "", "text": say_problem(p), "question": ""} for p in report.errors),
        *({"kind": "提醒", "clause": "", "text": say_problem(p), "question": ""} for p in report.warnings),
        *({"kind": "规则", "clause": s.clause, "text": s.text, "question": ""} for s in report.sentences),
        *(
            {"kind": "待澄清", "clause": p.clause, "text": p.sentence, "question": p.question}
            for p in report.open_points
        ),
    ]
    if form == "csv":
        show({"kind": "类别", "clause": "条款", "question": "未写明之处", "text": "内容"}, rows, form)
        return
    for kind, title in (("规则", "规则"), ("待澄清", "规则澄清清单（通知未写明，按下列规定执行，请确认）")):
        mine = [row for row in rows if row["kind"] == kind]
        headers = (
            {"clause": "条款", "text": "内容"}
            if kind == "规则"
            else {"clause": "条款", "question": "未写明之处", "text": "采用的规则"}
        )
        show(headers, mine, form, title=f"{title}：{len(mine)} 条")
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
    """建立活动数据库和密钥，载入活动文件所列题库，打印应随规则公布的承诺值。"""
    stated, banks = read_with_banks(Path(campaign))
    report = check_campaign(stated.campaign, stated=stated.stated, banks=banks, at=SystemClock().now())
    if report.errors:
        raise BadInput(report.errors)
    commitments = begin(stated, banks, Path(db), secret_path(db, secret_file), by)
    say(
        f"已建立 {db}，载入 {len(stated.bank_files)} 个题库。密钥在 {secret_path(db, secret_file)}，请另行妥善备份，切勿外传。"
    )
    _show_commitments(commitments, "table")
    hint(f"chuangguan units import 单位.xlsx --db {db}，再 chuangguan roster import 名册.xlsx --db {db}")


def begin(stated: CampaignFile, banks: Mapping[str, Bank], db: Path, secret_file: Path, by: str) -> dict[str, str]:
    """Make the database and the secret and load the banks; if anything fails, neither is left behind."""
    if db.exists():
        raise StoreExists(path=str(db))
    entropy = SystemEntropy()
    secret = make_secret(secret_file, entropy)
    try:
        store = SqliteStore.create(db)
        try:
            with store.batch():
                workplace = Workplace(store, SystemClock(), entropy, secret)
                commitments = workplace.office.conduct.begin(stated.campaign, by=by)
                load_banks(workplace, stated, banks, by=by)
        finally:
            store.close()
    except BaseException:
        for path in (secret_file, db, Path(f"{db}-wal"), Path(f"{db}-shm")):
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
    stated = read_campaign(path.read_text(encoding="utf-8-sig"), file=str(path))
    banks: dict[str, Bank] = {}
    problems: list[Problem] = []
    for number, name in stated.bank_files.items():
        bank_path = path.parent / name
        try:
            if not bank_path.is_file():
                missing = {"bank": str(bank_path)}
                raise BadInput(
                    [
                        Problem(
                            code="bank_file_missing",
                            file=str(path),
                            column=f"level[{number}].bank",
                            details={**missing},
                        )
                    ]
                )
            banks[stated.campaign.level(number).bank] = read_bank(bank_path)
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return stated, banks


@click.command(cls=ChineseCommand)
@db_option
@format_option
def status(db: str, form: str) -> None:
    """显示活动现状：关卡、期次、记录数和链首、承诺值。"""
    with open_workplace(db) as workplace:
        now = workplace.office.conduct.status()
        due = workplace.office.closings.due_for_revision()
    if form == "json":
        show_json({"status": now, "due_for_revision": due})
        return
    if form == "table":
        say(f"{now.campaign.title}（{now.campaign.id}，规则第 {now.version} 版 {now.rules_hash[:16]}…）")
        say(f"记录 {now.facts} 条，链首 {now.head[:16]}…；参赛 {now.entrants} 人，进行中 {now.open_attempts} 次。")
        _show_levels(now, form)
    _show_periods(now, due, form)
    if form == "table":
        _show_commitments(now.commitments, form)
        ended = [p.period.id for p in now.periods if p.phase == "ended"]
        if ended:
            hint(f"chuangguan close {ended[0]} --db {db} --out 结果目录")


def _show_levels(now: Status, form: str) -> None:
    rows: list[dict[str, str | int]] = [
        {
            "number": level.number,
            "title": level.title,
            "opens_at": time_text(level.opens_at, now.campaign.zone) if level.opens_at else "未定",
            "state": _level_state(level.is_due, level.bank_version),
            "questions": level.questions,
            "version": level.bank_version[:12],
        }
        for level in now.levels
    ]
    headers = {
        "number": "关",
        "title": "名称",
        "opens_at": "开放时间",
        "state": "状态",
        "questions": "题数",
        "version": "题库版本",
    }
    show(headers, rows, form, title="关卡")


def _level_state(is_due: bool, version: str) -> str:  # noqa: FBT001  two facts of a level
    if not is_due:
        return "未开放"
    return "已开放" if version else "题库不足，未开放"


def _show_periods(now: Status, due: list[str], form: str) -> None:
    rows: list[dict[str, str | int]] = [
        {
            "period": item.period.id,
            "cutoff_at": time_text(item.period.cutoff_at, now.campaign.zone),
            "phase": PHASES[item.phase] + ("，有后到记录，待更正" if item.period.id in due else ""),
            "seal": item.seal,
        }
        for item in now.periods
    ]
    show({"period": "期次", "cutoff_at": "截止（不含）", "phase": "状态", "seal": "封存摘要"}, rows, form, title="期次")


def _show_commitments(commitments: dict[str, str], form: str) -> None:
    rows: list[dict[str, str | int]] = [
        {"period": period, "commitment": value} for period, value in commitments.items()
    ]
    show({"period": "期次", "commitment": "承诺值（随规则公布）"}, rows, form, title="抽题密钥承诺")


def time_text(at: int, zone: str) -> str:
    """Return an instant as people read it, to the second."""
    return local_time(at, zone).strftime("%Y-%m-%d %H:%M:%S")
