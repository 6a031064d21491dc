"""Options in prose: which letters of a line are labels, and where two readings remain."""

import pytest

from chuangguan.formats.bank_import.prose.options import letter_of, options_in, resembles


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        ("A、甲", "甲"),
        ("A 甲|B 乙", "甲|乙"),
        ("A.甲 B.乙 C.丙", "甲|乙|丙"),
        ("A.甲B.乙", "甲|乙"),
        ("A)甲B)乙C)丙", "甲|乙|丙"),
        ("A.甲 B、乙 C.丙", "甲|乙|丙"),
        ("A、甲 B、乙 C、丙", "甲|乙|丙"),
        ("A、甲  B、乙乙 C、丙  D、丁", "甲|乙乙|丙|丁"),
        ("A.甲 B.乙C.丙 D.丁", "甲|乙|丙|丁"),
        ("A.甲B.乙|C.丙D.丁", "甲|乙|丙|丁"),
        ("A.甲;B.乙;C.丙", "甲;|乙;|丙"),
        ("A. 甲|B. 乙|C. 丙|D. A、B、C都对", "甲|乙|丙|A、B、C都对"),
        ("A. 甲|B. 乙|C. 丙|D. B、C都对", "甲|乙|丙|B、C都对"),
        ("A. 甲|B. 乙|C. A. 和 B.", "甲|乙|A. 和 B."),
        ("A. 甲|B. 乙|C. D. 劳伦斯|D. 丁", "甲|乙|D. 劳伦斯|丁"),
        ("A. B、C都对|B. 乙|C. 丙", "B、C都对|乙|丙"),
        ("A.维生素B、维生素K|B.乙", "维生素B、维生素K|乙"),
        ("A.维生素B、维生素K B.乙 C.丙", "维生素B、维生素K|乙|丙"),
        ("A.附件B、附件C|B.附件D|C.无", "附件B、附件C|附件D|无"),
        ("A.维生素C.D|B.乙", "维生素C.D|乙"),
        ("(A) 甲|(B) 乙", "甲|乙"),
        ("A. 甲|B. 维生素(C)", "甲|维生素(C)"),
        ("A. 甲|B. 3c. 丙", "甲|3c. 丙"),
        ("A.二  C.四|B.三  D.五", "二|三|四|五"),
        ("A.甲|B. 乙 C. 丙 D. 丁", "甲|乙|丙|丁"),
        ("true. 真|false. 假", "真|假"),
        ("A，甲|B，乙|C，丙", "甲|乙|丙"),
        ("A,甲|B, 乙", "甲|乙"),
        ("A，甲，乙|B，甲和C", "甲，乙|甲和C"),
        ("A.D盘 B.C:\\Windows", "D盘|C:\\Windows"),
        ("A：D盘  B：C:/a", "D盘|C:/a"),
    ],
)
def test_a_letter_is_a_label_where_it_can_be_nothing_else(lines: str, texts: str) -> None:
    options, doubt = options_in(lines.split("|"))
    assert doubt is None
    assert options == list(zip("ABCDEFGH", texts.split("|"), strict=False))


@pytest.mark.parametrize(
    ("lines", "letter"),
    [
        ("A. 甲|B. 乙|C. 丙|D. 维生素E、维生素K", "E"),
        ("A. 甲|B. 乙|C. 丙|D. 方案E：增加预算", "E"),
        ("A. 甲 B. 乙 C. 丙 D. 方案 E：增加预算", "E"),
        ("A. 甲|B. 乙|C. 丙|D. E. coli", "E"),
        ("A、甲  B、乙  C、维生素 D、维生素K", "D"),
        ("A. 甲|B. 乙 C. 丙", "C"),
        ("A. 甲|B. 乙|C. 丙D. 丁", "D"),
        ("A. 甲|B. 乙|C. 丙 D丁", "D"),
        ("A. 甲|B. 乙|C. 丙 \u0415. 戊 D", "D"),
        ("A. 甲|B. 乙|C. 丙 E. 戊", "E"),
        ("A、甲B、乙C、丙", "B"),
        ("A.甲B.20C.30", "C"),
        ("A. 10B. B. 乙", "B"),
        ("A.甲B.乙C.30D. D. 丁", "D"),
        ("A. 甲 B. 乙 B. 丙", "B"),
        ("A. 甲 B. 乙|B. 丙", "B"),
        ("A. 甲|B 股|B. 乙", "B"),
        ("A. 甲|C. 丙|B. 乙", "B"),
        ("A 甲|B 乙 C 丙", "C"),
        ("A 甲 B B. 乙|C 丙", "B"),
        ("A.甲 C.丙|B.乙", "C"),
        ("A.甲|B，乙", "B"),
        ("A，甲|B 乙", "A"),
        ("A，甲|B，乙；C，丙", "C"),
        ("A，甲 B，乙|C，丙", "B"),
        ("A.D盘 B.C：丙", "C"),
    ],
)
def test_a_letter_that_could_be_a_label_or_a_word_is_doubtful(lines: str, letter: str) -> None:
    _, doubt = options_in(lines.split("|"))
    assert doubt
    assert (doubt.code, doubt.column) == ("option_two_ways", letter)


@pytest.mark.parametrize(
    ("line", "letter"),
    [
        ("A.", "A"),
        ("Ｃ．丙", "C"),
        ("b) 乙", "B"),
        ("AB、甲", ""),
        ("API 接口", ""),
        ("A，甲", "A"),
        ("A，B都对", ""),
        ("C:\\a", ""),
    ],
)
def test_a_line_begins_with_an_option_or_not(line: str, letter: str) -> None:
    assert letter_of(line) == letter


def test_a_letter_missing_between_two_is_no_doubt_but_a_gap() -> None:
    assert options_in(["A.一", "C.三"]) == ([("A", "一"), ("C", "三")], None)


def test_look_alikes_and_letters_without_a_mark_resemble_an_option() -> None:
    likes = ("D深圳", "(D 深圳", "d深圳", "\u0421. 丙", "Ⓒ 丙", "丙")
    assert [[resembles(line, letter) for line in likes] for letter in "DC"] == [
        [True, True, True, False, False, False],
        [False, False, False, True, True, False],
    ]
