"""`bank import` as it is meant to be used, and what a failed one leaves behind."""

import json
from pathlib import Path
from typing import Any

import openpyxl

HEADER = "题型,题干,A,B,答案\n"
ROWS = [f"单选,第{n}条说的是,甲,乙,A\n" for n in range(1, 21)]
GOOD = HEADER + "".join(ROWS)
WITHOUT = "题干,答案\n" + "".join(f"第{n}条说的是,A\n" for n in range(5))


def put(desk: Any, name: str, text: str) -> None:
    (desk.directory / name).write_text(text, encoding="utf-8")


def everything(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


def test_import_writes_a_bank_that_check_accepts_and_a_report(desk: Any) -> None:
    put(desk, "甲 库.csv", GOOD + "单选,坏的,甲,乙,E\n问答,谁写的,,,某人\n")
    done = desk.good("bank", "import", "甲 库.csv", "--to", "题库")
    assert "找到＝收下＋不收＋跳过" in done.out
    assert "答案 E 不在选项之中" in done.out
    assert everything(desk.directory / "题库") == ["导入报告.xlsx", "甲-库.csv"]
    assert desk("bank", "check", "题库/甲-库.csv").code == 0
    book = openpyxl.load_workbook(desk.directory / "题库/导入报告.xlsx")
    assert [cell.value for cell in list(book["汇总"].iter_rows())[-1]][1:5] == [22, 20, 1, 1]


def test_several_files_are_a_bank_each_and_a_prefix_names_the_questions(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    put(desk, "a.txt", GOOD.replace(",", "\t"))
    desk.good("bank", "import", "a.csv", "a.txt", "--to", "题库", "--prefix", "AF")
    assert everything(desk.directory / "题库") == ["a-csv.csv", "a-txt.csv", "导入报告.xlsx"]
    assert "AF-001" in (desk.directory / "题库/a-csv.csv").read_text(encoding="utf-8-sig")


def test_json_has_counts_that_add_up_and_every_reason(desk: Any) -> None:
    put(desk, "a.csv", GOOD + "单选,坏的,甲,乙,E\n")
    found = json.loads(desk.good("bank", "import", "a.csv", "--dry-run", "--format", "json").raw)
    assert found["files"] == [{"file": "a.csv", "found": 21, "taken": 20, "refused": 1, "skipped": 0}]
    assert [(row["row"], row["column"], row["reason"]) for row in found["unread"]] == [
        (22, "答案", "答案 E 不在选项之中")
    ]
    assert "收下" in desk.good("bank", "import", "a.csv", "--dry-run", "--format", "csv").out


def test_a_dry_run_writes_nothing(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    before = everything(desk.directory)
    desk.good("bank", "import", "a.csv", "--to", "题库", "--dry-run")
    assert everything(desk.directory) == before


def test_a_failed_import_leaves_nothing_behind(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    put(desk, "b.csv", WITHOUT)
    before = everything(desk.directory)
    done = desk("bank", "import", "a.csv", "b.csv", "--to", "题库")
    assert done.code == 1
    assert "只有答案字母而没有选项，整个文件不收" in done.err
    assert everything(desk.directory) == before


def test_a_disk_that_refuses_leaves_nothing_behind(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    put(desk, "题库", "一个文件")
    assert desk("bank", "import", "a.csv", "--to", "题库/里").code == 1
    assert everything(desk.directory) == ["a.csv", "题库"]


def test_a_report_may_be_had_of_a_failed_import_too(desk: Any) -> None:
    put(desk, "b.csv", WITHOUT)
    assert desk("bank", "import", "b.csv", "--to", "题库", "--report", "为何.xlsx").code == 1
    book = openpyxl.load_workbook(desk.directory / "为何.xlsx")
    assert book["未收的题"].max_row > 5
    assert not (desk.directory / "题库").exists()


def test_a_mapping_states_what_cannot_be_seen(desk: Any) -> None:
    put(desk, "a.csv", "题目,题目类型,答案\n天是&蓝&红,1,蓝&红\n")
    put(desk, "m.toml", '[kinds]\n"1" = "多选"\n')
    assert desk("bank", "import", "a.csv", "--to", "题库").code == 1
    desk.good("bank", "import", "a.csv", "--to", "题库", "--map", "m.toml")
    assert "多选,天是,蓝,红" in (desk.directory / "题库/a.csv").read_text(encoding="utf-8-sig")


def test_no_file_is_written_over(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    assert "会盖住原文件" in desk("bank", "import", "a.csv", "--to", ".").err
    desk.good("bank", "import", "a.csv", "--to", "题库")
    before = (desk.directory / "题库/a.csv").read_bytes()
    put(desk, "a.csv", HEADER + ROWS[0])
    done = desk("bank", "import", "a.csv", "--to", "题库")
    assert (done.code, "已有" in done.err) == (2, True)
    assert (desk.directory / "题库/a.csv").read_bytes() == before


def test_misuse_is_said(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    for words, said in [
        (("a.csv",), "--to"),
        (("a.csv", "a.csv", "--to", "题库"), "同一个题库"),
        (("a.csv", "--dry-run", "--report", "b.xlsx"), "--dry-run"),
        (("a.csv", "--to", "题库", "--report", "b.csv"), ".xlsx"),
        (("a.csv", "--to", "题库", "--prefix", "a b"), "--prefix"),
        ((), "文件"),
    ]:
        done = desk("bank", "import", *words)
        assert (done.code, said in done.err) == (2, True), done.err
    assert everything(desk.directory) == ["a.csv"]


def test_a_file_that_is_missing_or_old_word_is_said(desk: Any) -> None:
    (desk.directory / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert ".docx" in desk("bank", "import", "a.doc", "--to", "题库").err
    assert "文件不存在" in desk("bank", "import", "b.csv", "--to", "题库").err
    assert everything(desk.directory) == ["a.doc"]
