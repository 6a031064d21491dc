"""`bank import` as it is meant to be used, and what a failed one leaves behind."""

import csv
import io
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
    assert [cell.value for cell in list(book["汇总"].iter_rows())[-1]][1:6] == [22, 20, 1, 1, "已写入"]
    head, refused, skipped = list(book["未收的题"].iter_rows(values_only=True))[-3:]
    assert head == ("处理", "位置", "列", "原因", "题型", "题干", "A", "B", "答案")
    assert refused == ("不收", 22, "答案", "答案 E 不在选项之中", "单选", "坏的", "甲", "乙", "E")
    assert (skipped[1], skipped[-1]) == (23, "某人")
    assert "甲 库.csv：单选 20。第一题 甲-库-001（单选）第1条说的是　A．甲　B．乙　答案 A" in done.out
    assert "有错的 1 题，跳过的 1 题" in done.out


def test_several_files_are_a_bank_each_and_a_prefix_names_the_questions(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    put(desk, "a.txt", GOOD.replace(",", "\t"))
    desk.good("bank", "import", "a.csv", "a.txt", "--to", "题库", "--prefix", "AF")
    assert everything(desk.directory / "题库") == ["a-csv.csv", "a-txt.csv", "导入报告.xlsx"]
    assert "AF-001" in (desk.directory / "题库/a-csv.csv").read_text(encoding="utf-8-sig")


def test_json_has_counts_that_add_up_and_every_reason(desk: Any) -> None:
    put(desk, "a.csv", GOOD + "单选,坏的,甲,乙,E\n")
    found = json.loads(desk.good("bank", "import", "a.csv", "--dry-run", "--format", "json").raw)
    counts = {"file": "a.csv", "found": 21, "taken": 20, "refused": 1, "skipped": 0, "result": "可以写入"}
    assert found["files"] == [counts]
    assert [(row["row"], row["place"], row["column"], row["reason"], row["stem"]) for row in found["unread"]] == [
        (22, "第22行", "答案", "答案 E 不在选项之中", "坏的")
    ]


def test_csv_has_every_question_that_was_not_taken_and_its_counts_add_up_to_what_was_found(desk: Any) -> None:
    put(desk, "a.csv", GOOD + "单选,坏的,甲,乙,E\n问答,谁写的,,,某人\n")
    put(desk, "b.csv", HEADER + "单选,坏的,甲,乙,E\n" + ROWS[0] + ROWS[1])
    done = desk("bank", "import", "a.csv", "b.csv", "--dry-run", "--format", "csv")
    assert done.code == 1
    rows = list(csv.DictReader(io.StringIO(done.raw.decode("utf-8-sig"))))
    assert [(row["处理"], row["题数"], row["文件"], row["位置"]) for row in rows] == [
        ("收下", "20", "a.csv", ""),
        ("不收", "1", "a.csv", "第22行"),
        ("跳过", "1", "a.csv", "第23行"),
        ("收下", "0", "b.csv", ""),
        ("整个文件不收", "2", "b.csv", ""),
        ("不收", "1", "b.csv", "第2行"),
    ]


def test_a_dry_run_writes_no_bank_but_a_report_if_asked(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    before = everything(desk.directory)
    assert "只看结果，题库没有写入" in desk.good("bank", "import", "a.csv", "--to", "题库", "--dry-run").out
    assert everything(desk.directory) == before
    said = desk.good("bank", "import", "a.csv", "--dry-run", "--report", "为何.xlsx").out
    assert "报告已写出 为何.xlsx" in said
    assert everything(desk.directory) == ["a.csv", "为何.xlsx"]


def test_reasons_that_are_alike_are_put_together_and_unknown_kinds_have_lines_to_copy(desk: Any) -> None:
    put(desk, "a.csv", HEADER + "".join(f"{n % 2},第{n}条说的是,甲,乙,A\n" for n in range(9)))
    done = desk("bank", "import", "a.csv", "--dry-run")
    assert done.out.count("不认识") == 2
    assert "第2行：第0条说的是" in done.out
    assert "等 9 处" in done.out
    assert '[kinds]\n"0" = "？"  # 5 题\n"1" = "？"  # 4 题\n' in done.out
    put(desk, "m.toml", '[kinds]\n"0" = "单选"\n"1" = "单选"\n')
    assert "可以写入" in desk.good("bank", "import", "a.csv", "--dry-run", "--map", "m.toml").out


def test_the_numbers_of_a_file_that_is_refused_agree_everywhere(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    put(desk, "b.csv", HEADER + "单选,坏的,甲,乙,E\n" + ROWS[0] + ROWS[1])
    done = desk("bank", "import", "a.csv", "b.csv", "--to", "题库", "--report", "为何.xlsx")
    assert "没有写入：另有文件不收" in done.out
    assert "整个文件不收（1 题有错）" in done.out
    assert "有错的 1 题，跳过的 0 题" in done.out
    assert "3 题中有 1 题不能收" in done.err
    assert "题库没有写入。报告已写出 为何.xlsx。" in done.err
    assert "什么也没有改动" not in done.err


def test_a_directory_is_said_to_be_one(desk: Any) -> None:
    (desk.directory / "库").mkdir()
    for words in (("bank", "import", "库", "--dry-run"), ("bank", "check", "库")):
        done = desk(*words)
        assert (done.code, "库：这是目录" in done.err) == (1, True)


def test_a_failed_import_leaves_nothing_behind(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    put(desk, "b.csv", WITHOUT)
    before = everything(desk.directory)
    done = desk("bank", "import", "a.csv", "b.csv", "--to", "题库")
    assert done.code == 1
    assert "只有答案字母而没有选项，整个文件不收" in done.err
    assert "题库没有写入。加 --report 报告.xlsx" in done.err
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


def test_a_report_takes_no_file_s_place(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    put(desk, "a.xlsx", "原件")
    done = desk("bank", "import", "a.csv", "--dry-run", "--report", "a.xlsx")
    assert (done.code, "a.xlsx：已存在" in done.err) == (1, True)
    assert (desk.directory / "a.xlsx").read_text(encoding="utf-8") == "原件"


def test_misuse_is_said(desk: Any) -> None:
    put(desk, "a.csv", GOOD)
    for words, said in [
        (("a.csv",), "--to"),
        (("a.csv", "./a.csv", "--to", "题库"), "a.csv 会写成同一个题库 a"),
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
