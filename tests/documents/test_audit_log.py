"""The audit log as sentences and as a workbook (clause 8.3)."""

import io
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from chuangguan import facts
from chuangguan.documents.audit_log import AuditLog, LogLine, log_workbook, write_log
from chuangguan.documents.messages import say_fact
from chuangguan.documents.messages_facts import FACT_WORDS, FACTS, MANY
from chuangguan.facts import AnyFact, kind_of
from chuangguan.office.audit_log import IN_GROUPS
from chuangguan.rules.instants import read_instant

ZONE = "Asia/Shanghai"
FIRST = "E000001"


def at(text: str) -> int:
    return read_instant(text, ZONE)


def kinds_without_a_sentence(kinds: list[type[facts.Fact]]) -> list[str]:
    return [kind_of(kind) for kind in kinds if kind_of(kind) not in FACTS]


def test_every_kind_of_fact_has_its_sentence_and_no_sentence_is_left_over() -> None:
    every = list(get_args(AnyFact))
    assert kinds_without_a_sentence(every) == []
    assert FACTS.keys() == {kind_of(kind) for kind in every}
    assert FACT_WORDS.keys() <= FACTS.keys()


def test_a_kind_without_a_sentence_is_noticed() -> None:
    class NeverSaid(facts.Fact, frozen=True, kw_only=True, tag="never-said"):
        """A kind that nobody wrote a sentence for."""

    assert kinds_without_a_sentence([facts.UnitStored, NeverSaid]) == ["never-said"]


def test_every_kind_that_is_grouped_has_a_sentence_for_many() -> None:
    assert MANY.keys() == {kind_of(kind) for kind in IN_GROUPS}


def test_every_piece_names_fields_that_its_fact_has() -> None:
    for kind in get_args(AnyFact):
        fields = dict.fromkeys(kind.__struct_fields__, "x")
        assert FACT_WORDS.get(kind_of(kind), {}).keys() <= fields.keys()
        for piece in FACTS[kind_of(kind)]:
            piece.format(**fields)
    with pytest.raises(KeyError):
        "{no_such_field}".format(**dict.fromkeys(facts.UnitStored.__struct_fields__, "x"))


SAID = [
    (facts.UnitStored(unit="一处", parent="机关", headcount=0), "单位变动：“一处”，上级“机关”，申报0人"),
    (facts.UnitStored(unit="一处"), "单位变动：“一处”"),
    (
        facts.RosterChanged(entrant=FIRST, digest="d", from_at=at("2018-04-01"), unit="一处", has_prize_right=False),
        "名册变动：E000001自2018年4月1日0时00分00秒起，单位“一处”，应参加，不参评",
    ),
    (
        facts.RosterChanged(
            entrant=FIRST,
            digest="d",
            unit="一处",
            category="工会",
            duty="voluntary",
            labels=("甲", "乙"),
            is_admin=True,
        ),
        "名册变动：E000001，单位“一处”，类别“工会”，自愿参加，标签“甲、乙”，单位管理员",
    ),
    (
        facts.ClosingMade(period="2018-03", revision=1, number=4, seal="sha256:" + "ab" * 32, canonical="{}"),
        "2018-03结榜，编号第4号，第1次更正，封存摘要sha256:abababababababab…",
    ),
    (
        facts.SanctionImposed(entrant=FIRST, kind="strip_awards", code="代答", decided_by="纪委", evidence="第3号"),
        "处理E000001：取消排名和奖励资格，情形：代答，纪委决定，依据：第3号，期次：各期",
    ),
    (
        facts.SanctionImposed(
            entrant=FIRST,
            kind="void_attempts",
            code="代答",
            decided_by="纪委",
            evidence="第3号",
            periods=("2018-03", "2018-04"),
            attempts=(7, 9),
        ),
        "处理E000001：作废成绩，情形：代答，纪委决定，依据：第3号，期次：2018-03、2018-04，闯关记录：7、9",
    ),
    (facts.ObjectionDecided(objection=9, upheld=False, decision="查无实据"), "异议9不成立：查无实据"),
    (facts.ObjectionRecorded(period="2018-03", text="有误"), "记录对2018-03的异议：有误"),
    (
        facts.AwardDecided(period="2018-03", tier="月冠军", decided_by="评委会", entrants=(FIRST,)),
        "记录评委会评定的2018-03“月冠军”，个人：E000001，单位：无",
    ),
    (facts.PersonalDataShown(purpose="close 2018-03", persons=0), "查看或导出0人的姓名、号码，用途：close 2018-03"),
    (facts.PublicTextDrawn(period="2018-03", text="03\u202e07"), "记录2018-03的公开文本：0307"),
]


@pytest.mark.parametrize(("fact", "sentence"), SAID, ids=[sentence for _, sentence in SAID])
def test_what_is_said_of_a_fact(fact: AnyFact, sentence: str) -> None:
    assert say_fact(fact) == sentence


# The workbook

HOSTILE = ("=1+1", "+cmd", "@sum(a1)", "-2", "http://example.org", "<b>&amp;", "“引号”", "长" * 40_000)


def log_of(*said: str) -> AuditLog:
    lines = [
        LogLine(number=str(number), at="2018-04-01 00:00:00", actor=text, said=text, reason=text, software="0.1.0")
        for number, text in enumerate(said, start=1)
    ]
    return AuditLog(campaign="每月一关", zone=ZONE, made_at=at("2018-04-01"), facts=99, head="ab" * 32, lines=lines)


def cells(content: bytes) -> list[list[openpyxl.cell.Cell]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book["办理记录"].iter_rows()]


def test_every_cell_of_the_workbook_is_a_text_and_none_a_formula_or_a_link() -> None:
    for row in cells(log_workbook(log_of(*HOSTILE))):
        for cell in row:
            assert cell.value is None or cell.data_type == "s", cell.value
            assert cell.hyperlink is None


def test_the_workbook_says_number_and_head_and_every_line_as_it_is() -> None:
    rows = [[cell.value for cell in row] for row in cells(log_workbook(log_of(*HOSTILE[:-1])))]
    assert rows[2][0] == f"记录99条，链首{'ab' * 32}"
    assert rows[3] == ["记录号", "时间", "经办人", "内容", "事由", "软件版本"]
    assert [row[3] for row in rows[4:]] == list(HOSTILE[:-1])


def test_what_a_cell_cannot_hold_is_cut_and_says_so() -> None:
    text = cells(log_workbook(log_of(HOSTILE[-1])))[4][3].value
    assert text.startswith("长" * 30_000 + "…")
    assert text.endswith("（过长，全文见记录）")


def test_the_same_log_gives_the_same_bytes_in_the_file_that_is_named(tmp_path: Path) -> None:
    path = write_log(tmp_path / "办理.xlsx", log_of("甲"))
    assert (path.name, path.read_bytes()) == ("办理.xlsx", log_workbook(log_of("甲")))
