"""The commands `bank simulate` and `bank stats`."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chuangguan.formats.bank_writing import write_bank
from chuangguan.rules.bank import bank_of
from chuangguan.rules.campaign import Quota
from chuangguan.stores.sqlite import SqliteStore
from chuangguan.testing import a_bank, a_campaign, a_level, a_question, entrants, started_campaign

BANK = "question_banks/constitution/questions.csv"
FILE = "每月一关-2018.toml"
EASY = a_bank(10, difficulty=1)


@pytest.fixture(scope="module")
def played_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which twelve people played five of ten easy questions; the last four got nothing right."""
    path = tmp_path_factory.mktemp("played") / "b.db"
    store = SqliteStore.create(path)
    campaign = a_campaign(levels=(a_level(1, title="入门", quotas=(Quota(n=5),)),))
    world = started_campaign(store, campaign=campaign, banks={1: EASY}, people=12)
    for place, entrant in enumerate(entrants(12)):
        world.climb(entrant, right=place < 8)
    store.close()
    return path


@pytest.fixture
def played(desk: Any, played_db: Path) -> Any:
    shutil.copy(played_db, desk.directory / "b.db")
    (desk.directory / "easy.csv").write_bytes(write_bank(EASY))
    return desk.at("2018-11-05T09:00:00")


def plain(desk: Any, *words: str) -> Any:
    return json.loads(desk.good("bank", "simulate", *words, "--format", "json").out)


def test_a_level_of_the_campaign_file_is_reckoned_by_its_own_rules(clerk: Any) -> None:
    found = plain(clerk, BANK, "--campaign", FILE, "--level", "2")
    forecast = found["forecast"]
    assert (forecast["questions"], forecast["paper"], forecast["is_exact"]) == (40, 20, True)
    assert found["pass"]["rule"] == "all_correct"
    assert forecast["expected_tries"] == pytest.approx(1 / forecast["chance"])
    assert (forecast["exposed"][:2], forecast["exposed_after"]) == ([20, 30], 4)


def test_the_table_says_chance_tries_spread_exposure_and_advice(clerk: Any) -> None:
    said = clerk.good("bank", "simulate", BANK, "--draw", "20", "--pass-rate", "0.3").out
    for words in ("40 题中抽 20 题，全部答对过关", "精确值", "平均要闯", "见过九成题", "quotas = [{ n =", "题库太小"):
        assert words in said
    assert "没有学习" in said


def test_quotas_by_difficulty_narrow_the_spread(clerk: Any) -> None:
    found = plain(clerk, BANK, "--draw", "20")

    def width(spread: Any) -> float:
        return float(spread["quantiles"][-1] - spread["quantiles"][0])

    assert width(found["by_difficulty"]) < width(found["forecast"]["spread"]) / 10


def test_the_proposed_quota_fits_into_the_campaign_file_and_gives_what_it_promises(clerk: Any) -> None:
    said = clerk.good("bank", "simulate", BANK, "--draw", "20", "--pass-rate", "0.08").out
    quotas = next(line for line in said.splitlines() if "quotas = " in line).partition("draw：")[2]
    text = (clerk.directory / FILE).read_text(encoding="utf-8")
    head, _, rest = text.partition('title      = "宪法"')
    clerk.write("新.toml", head + 'title      = "宪法"' + rest.replace("draw       = 20", quotas, 1))
    promised = plain(clerk, BANK, "--draw", "20", "--pass-rate", "0.08")["proposal"]
    found = plain(clerk, BANK, "--campaign", "新.toml", "--level", "2")
    assert promised["is_reached"]
    assert found["forecast"]["chance"] == pytest.approx(promised["chance"])
    assert abs(promised["chance"] - 0.08) <= 0.004


def test_csv_has_the_items_in_two_columns(clerk: Any) -> None:
    lines = clerk.good("bank", "simulate", BANK, "--format", "csv").out.lstrip("\ufeff").splitlines()
    assert lines[0] == "项目,结果"
    assert lines[2].startswith("一次过关的概率,")


def test_the_facilities_of_the_difficulties_can_be_stated(clerk: Any) -> None:
    found = plain(clerk, BANK, "--facility", "1,1,1,1,1")
    assert found["forecast"]["chance"] == pytest.approx(1)
    assert plain(clerk, BANK)["forecast"]["chance"] < 0.2


def test_the_same_seed_gives_the_same_figures(clerk: Any) -> None:
    first, second, other = (plain(clerk, BANK, "--seed", seed)["forecast"]["spread"] for seed in ("甲", "甲", "乙"))
    assert first == second != other


def test_recorded_responses_take_the_place_of_the_difficulty(played: Any) -> None:
    by_difficulty = plain(played, "easy.csv", "--draw", "5")
    recorded = plain(played, "easy.csv", "--level", "1", "--db", "b.db")
    assert (by_difficulty["recorded"], recorded["recorded"]) == (0, 10)
    assert recorded["forecast"]["paper"] == 5
    assert recorded["forecast"]["chance"] < by_difficulty["forecast"]["chance"] - 0.1


def test_how_many_responses_are_counted_in_is_said(played: Any) -> None:
    said = played.good("bank", "simulate", "easy.csv", "--level", "1", "--db", "b.db").out
    assert "10 题有首次作答记录（共 60 人次）" in said
    assert "其余" not in said
    played.edit("easy.csv", "第3题", "另一个第3题")
    said = played.good("bank", "simulate", "easy.csv", "--level", "1", "--db", "b.db").out
    assert "9 题有首次作答记录" in said
    assert "其余 1 题按难度1至5依次" in said


def test_a_level_without_attempts_is_reckoned_by_difficulty_and_that_is_said(clerk: Any) -> None:
    said = clerk.good("bank", "simulate", BANK, "--level", "2", "--db", "a.db").out
    assert "第2关还没有这些题的作答记录" in said


def test_a_question_that_was_reworded_since_counts_by_its_difficulty(played: Any) -> None:
    played.edit("easy.csv", "第3题", "另一个第3题")
    assert plain(played, "easy.csv", "--level", "1", "--db", "b.db")["recorded"] == 9


def simulated(desk: Any, difficulties: tuple[int, ...], *words: str) -> str:
    """Return what is said of a bank with these difficulties."""
    bank = bank_of(a_question(number, difficulty=level) for number, level in enumerate(difficulties, start=1))
    (desk.directory / "自编.csv").write_bytes(write_bank(bank))
    said: str = desk.good("bank", "simulate", "自编.csv", *words).out
    return said


@pytest.mark.parametrize(
    ("difficulties", "said"),
    [
        ((0,) * 30, "30 题没有写难度，都按难度3（0.82）算，结果只供参考"),
        ((2,) * 29 + (0,), "1 题没有写难度，都按难度3（0.82）算"),
        ((2,) * 30, ""),
    ],
)
def test_questions_without_a_difficulty_are_counted_in_a_warning(
    desk: Any, difficulties: tuple[int, ...], said: str
) -> None:
    told = simulated(desk, difficulties, "--draw", "5")
    assert said in told
    assert ("没有写难度" in told) == bool(said)


def test_the_present_rule_is_not_offered_as_another(desk: Any) -> None:
    assert "改为答对 9 题即过关" in simulated(desk, (2,) * 60, "--draw", "10", "--pass-rate", "0.5")
    assert "也可以不改抽题" not in simulated(desk, (2,) * 60, "--draw", "10", "--pass-rate", "0.3")


def test_a_proposal_says_how_many_questions_it_leaves_and_warns_where_papers_come_out_alike(desk: Any) -> None:
    narrow = simulated(desk, (1,) * 12 + (5,) * 30, "--draw", "10", "--pass-rate", "0.6")
    assert "12 题（现为 42 题），2 次见过九成" in narrow
    assert "可用的题由 42 减为 12，2 次就见过九成" in narrow
    wide = simulated(desk, (2,) * 60 + (3,) * 60, "--draw", "10", "--pass-rate", "0.2")
    assert "120 题（现为 120 题）" in wide
    assert "大同小异" not in wide


def test_what_was_tried_is_named_and_why_all_papers_are_alike(desk: Any) -> None:
    told = simulated(desk, (2,) * 20 + (4,) * 20, "--draw", "10")
    assert "难度2 5 题、难度4 5 题" in told
    assert "假定同一难度的题答对率相同；实际仍有差别" in told


def test_exposure_is_said_after_one_three_five_and_ten_tries(desk: Any) -> None:
    told = simulated(desk, (2,) * 200, "--draw", "5")
    assert re.findall(r"([0-9]+) 次 [0-9.]+ 题", told) == ["1", "3", "5", "10"]


def test_no_line_of_the_table_needs_more_than_80_columns(desk: Any) -> None:
    told = simulated(desk, (1, 2, 3, 4, 5) * 8, "--draw", "20", "--pass-rate", "0.1")
    assert max(sum(2 if ord(char) > 0x2E80 else 1 for char in line) for line in told.splitlines() if "│" in line) <= 80


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["--draw", "20", "--campaign", FILE, "--level", "2"], "不能同时写", 2),
        (["--campaign", FILE], "--level", 2),
        (["--level", "2"], "--campaign 或 --db", 2),
        (["--db", "a.db"], "--level", 2),
        (["--facility", "0.9,0.8"], "五个", 2),
        (["--facility", "0.9,0.8,x,0.6,0.5"], "五个", 2),
        (["--facility", "nan,0.8,0.7,0.6,0.5"], "五个", 2),
        (["--facility", "0,0.8,0.7,0.6,0.5"], "五个", 2),
        (["--pass-rate", "0"], "--pass-rate", 2),
        (["--pass-rate", "nan"], "--pass-rate", 2),
        (["--draw", "41"], "要41题，可用40题", 1),
        (["--campaign", FILE, "--level", "13"], "13", 1),
        (["--campaign", "没有.toml", "--level", "1"], "没有.toml", 1),
    ],
)
def test_what_cannot_be_reckoned_is_refused(clerk: Any, words: list[str], said: str, code: int) -> None:
    assert said in clerk.refused("bank", "simulate", BANK, *words, code=code)


def test_stats_count_first_exposures_and_name_nobody(played: Any) -> None:
    found = json.loads(played.good("bank", "stats", "1", "--db", "b.db", "--format", "json").out)
    figures = found["figures"]
    assert (figures["attempts"], figures["entrants"]) == (12, 12)
    assert sum(item["first"] for item in figures["questions"]) == 60
    assert sum(item["right"] for item in figures["questions"]) == 40
    said = played.good("bank", "stats", "1", "--db", "b.db").out
    assert "第1关入门题目统计" in said
    assert "没有记录单题用时" in said
    assert "人员1" not in said
    assert "E0000" not in said


def test_stats_as_csv_have_stem_options_and_thirds(played: Any) -> None:
    lines = played.good("bank", "stats", "1", "--db", "b.db", "--format", "csv").out.lstrip("\ufeff").splitlines()
    heads = lines[0].split(",")
    assert heads[:5] == ["编号", "题型", "难度", "题干", "抽到次数"]
    assert len(lines) == 11
    first = dict(zip(heads, lines[1].split(","), strict=True))
    chosen = sum(int(first[f"选{name}人数"]) for name in ("A或对", "B或错", "C", "D"))
    assert chosen == int(first["首见人数"])
    assert first["选E人数"] == ""
    assert -1 <= float(first["区分度下限"]) <= float(first["区分度"]) <= float(first["区分度上限"]) <= 1
    assert int(first["高分组人数"]) > 0


def test_stats_stand_on_80_columns_and_tell_what_to_look_at(played: Any) -> None:
    said = played.good("bank", "stats", "1", "--db", "b.db").out
    assert max(map(len, (line for line in said.splitlines() if "│" in line))) <= 80
    assert "答案存疑：高分组多数选" not in said


def test_a_level_without_attempts_says_so_in_one_line(clerk: Any) -> None:
    said = clerk.good("bank", "stats", "2").out
    assert said == "第2关宪法还没有可统计的作答记录。\n"


def test_stats_write_a_workbook(played: Any) -> None:
    said = played.good("bank", "stats", "1", "--db", "b.db", "--out", "统计/第1关.xlsx").out
    assert "已写出 统计/第1关.xlsx" in said
    book = openpyxl.load_workbook(played.directory / "统计" / "第1关.xlsx")
    assert book.sheetnames[:2] == ["题目统计", "选项统计"]


def test_imported_attempts_have_no_papers_and_that_is_said(clerk: Any) -> None:
    line = {"entrant": "13900000001", "level": 1, "started_at": "2018-03-12T09:00:00+08:00", "correct": 20, "of": 20}
    clerk.write("成绩.jsonl", json.dumps({**line, "submitted_at": "2018-03-12T09:02:00+08:00"}))
    clerk.good("attempts", "import", "成绩.jsonl", "--by", "王干事")
    said = clerk.good("bank", "stats", "1").out
    assert "还没有可统计的作答记录" in said
    assert "从别处导入的 1 次没有试卷" in said


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [(["13"], "13", 1), (["1", "--out", "统计.csv"], ".xlsx", 2), (["x"], "应为整数", 2)],
)
def test_stats_that_cannot_be_made_are_refused(clerk: Any, words: list[str], said: str, code: int) -> None:
    assert said in clerk.refused("bank", "stats", *words, code=code)
