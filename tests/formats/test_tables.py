"""What goes out as CSV."""

import csv
import io

from chuangguan.formats.tables import write_csv


def test_a_csv_has_a_mark_safe_texts_and_plain_numbers() -> None:
    content = write_csv(["排名", "姓名", "差"], [[1, "=cmd()", -5], [2, "张三", None], [3, "－1", 0.5]])
    assert content == "\ufeff排名,姓名,差\r\n1,'=cmd(),-5\r\n2,张三,\r\n3,'－1,0.5\r\n".encode()


def test_a_header_is_safe_too() -> None:
    assert write_csv(["=1"], []) == "\ufeff'=1\r\n".encode()


def test_whatever_a_cell_holds_reads_back_as_one_cell() -> None:
    hostile = ['"', ",", "a\rb", "a\nb", "a\r\nb", 'a"b,c', ""]
    text = write_csv(["x"] * 7, [hostile]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == hostile
