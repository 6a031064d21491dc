import pytest

from chuangguan.formats.bank_import.option_cells import split_inline, split_options, without_letters
from chuangguan.formats.bank_import.texts import clean, difficulty_of


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("A:甲\nB:乙\nC:丙", ("甲", "乙", "丙")),
        ("**A.甲**B.乙", ("甲", "乙")),
        ("**A:甲**B乙**C、丙", ("甲", "乙", "丙")),
        ("A.甲##B.乙##", ("甲", "乙")),
        ("A.甲##B.乙\n", ("甲", "乙")),
        ("**Ａ．甲**Ｂ．乙", ("甲", "乙")),
        ("A:甲***B:乙", ("甲", "乙")),
        ("A、甲 B、乙 C、丙", ("甲", "乙", "丙")),
        ("A 甲 B 乙", ("甲", "乙")),
        ("（A）甲（B）乙", ("甲", "乙")),
        ("A.60％B.70％##C.80％", ("60％", "70％", "80％")),
        ("**A.1:2**B.1:4", ("1:2", "1:4")),
        ("**A.0.5MΩ**B.1MΩ", ("0.5MΩ", "1MΩ")),
        ("甲|乙|丙", ("甲", "乙", "丙")),
        ("甲；乙；丙", ("甲", "乙", "丙")),
        ("甲\n乙", ("甲", "乙")),
        ("**A.甲；乙**B.丙", ("甲；乙", "丙")),
        ("A.甲\nB.乙\nC.维生素D、维生素E", ("甲", "乙", "维生素D、维生素E")),
        ("A.甲 B.乙 C.维生素D、维生素E", ("甲", "乙", "维生素D、维生素E")),
        ("A.甲 B.乙 C.方案D：增加", ("甲", "乙", "方案D：增加")),
        ("A.甲 B.乙 C.A、B都对", ("甲", "乙", "A、B都对")),
        ("A.甲 B.乙 C. A、B都对", ("甲", "乙", "A、B都对")),
        ("A、甲类（A）\nB、乙类（B）", ("甲类（A）", "乙类（B）")),
        ("A.甲\nB、乙\nC 丙", ("甲", "乙", "丙")),
        ("A.甲##B.乙##C丙", ("甲", "乙", "丙")),
        ("**A甲说明**B乙说明**C丙说明", ("甲说明", "乙说明", "丙说明")),
        ("a.甲\nb.乙", ("甲", "乙")),
        ("A类火灾指固体\nB类火灾指液体", ("A类火灾指固体", "B类火灾指液体")),
        ("A级\nB1级\nB2级", ("A级", "B1级", "B2级")),
        ("北京$;$上海$;$天津", ("北京", "上海", "天津")),
        ("A.北京$;$B.上海$;$C.天津", ("北京", "上海", "天津")),
        ("A.北京§B.上海§C.天津", ("北京", "上海", "天津")),
        ("北京<br>上海<BR/>天津", ("北京", "上海", "天津")),
        ("A.5$B.6$C.7$", ("5$", "6$", "7$")),
        ("A.甲$B.乙$C.丙", ("甲", "乙", "丙")),
        ("A.甲@@B.乙@@C.丙", ("甲", "乙", "丙")),
        ("A.甲 & B.乙 & C.丙", ("甲", "乙", "丙")),
        ("A.甲1^B.乙1^C.丙1", ("甲1", "乙1", "丙1")),
        ("A.甲/B.乙/C.丙", ("甲", "乙", "丙")),
        ("A.甲，B.乙，C.丙", ("甲", "乙", "丙")),
        ("A.甲；B.乙；C.丙；", ("甲", "乙", "丙")),
        ("A.$x$ B.$y$ C.z", ("$x$", "$y$", "z")),
        ("A.50% B.60% C.全部", ("50%", "60%", "全部")),
        # Where an option ends cannot be told
        ("A.甲 B.乙 C、丙", None),
        ("A.Na+B.K+C.Cl", None),
        ("A.蓝\nB.红\nC类火灾", None),
        ("A.1/2/B.3/C.4", None),
        ("A110\nB119\nC120", None),
        ("A4纸\nB5纸\nC6纸", None),
        ("**A8~11次**B.12~16次", ("8~11次", "12~16次")),
        ("A.甲 B.乙 C. D. melanogaster", None),
        ("A.甲 B.乙 C. A. 和 B.", None),
        ("A、甲 B、乙 C、维生素D、维生素E", None),
        ("A上海\nB天津\nD北京", None),
        ("A甲\nB乙", None),
        ("a.甲\nb.乙\nd.丁", None),
        ("b.乙\na.甲", None),
        ("A 类火灾 B 类火灾", None),
        ("A.甲 C.丙\nB.乙", None),
        ("**A.甲**B.乙**D.丙", None),
        ("**A.R**B.L**C.I**D.**C", None),
        ("**B.甲**A.乙", None),
        ("A.甲##乙##丙", None),
        ("A.甲##B.乙##C.丙D.丁", ("甲", "乙", "丙", "丁")),
        ("A.甲##B.乙##C.5mD.6m", None),
        ("**A.20**A**B.30**A", None),
        ("A.", None),
        ("", None),
        ("甲", None),
        ("||", None),
    ],
)
def test_options_of_one_cell_are_told_apart_or_not_at_all(text: str, options: tuple[str, ...] | None) -> None:
    assert split_options(text) == options


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("正确的是（ ）。A.甲 B.乙", ("正确的是（ ）。", ("甲", "乙"))),
        ("正确的是\nA. 甲\nB. 乙\nC. 丙", ("正确的是", ("甲", "乙", "丙"))),
        ("维生素A、B、C", None),
        ("血型A、B、O中", None),
        ("先A.甲 B.乙 再A.丙", None),
        ("没有选项", None),
        ("维生素 A 的作用和 B 族", None),
        ("正确的是 A.维生素B、维生素D C.维生素K", None),
        ("哪种好（ ）A.维生素C B.维生素D、维生素E", ("哪种好（ ）", ("维生素C", "维生素D、维生素E"))),
    ],
)
def test_options_in_a_stem_are_told_apart_or_not_at_all(text: str, found: object) -> None:
    assert split_inline(text) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("A、甲", "B、乙"), ("甲", "乙")),
        (("（A）甲", "（B）乙", ""), ("甲", "乙", "")),
        (("A、甲", "B乙"), ("甲", "乙")),
        (("A、甲", "乙"), None),
        (("甲", "B.乙"), None),
        (("B、甲", "A、乙"), None),
        (("A.甲", "B.乙", "D.丙"), None),
        (("A 甲", "B 乙"), None),
        (("B 甲", "A 乙"), None),
        (("A甲", "B乙", "丙"), None),
        (("A型", "B型", "AB型", "O型"), ("A型", "B型", "AB型", "O型")),
        (("A股上涨", "B股下跌", "都涨"), ("A股上涨", "B股下跌", "都涨")),
        (("A4", "B5"), ("A4", "B5")),
        (("甲", "B超"), ("甲", "B超")),
        (("A", "B"), ("A", "B")),
        (("甲", "A、B都对"), ("甲", "A、B都对")),
        (("C:\\甲", "D:\\乙"), ("C:\\甲", "D:\\乙")),
    ],
)
def test_letters_go_only_where_every_option_has_its_own(options: tuple[str, ...], found: object) -> None:
    assert without_letters(options) == found


def test_a_text_keeps_its_line_feeds_but_no_other_control() -> None:
    assert clean(" 甲\r\n 乙_x000D_\t") == "甲\n乙"


def test_a_difficulty_is_a_number_or_a_usual_word() -> None:
    assert [difficulty_of(text) for text in ("3", "易", "困难", "★★", "0.7", "6", "")] == [3, 1, 5, 2, 0, 0, 0]
