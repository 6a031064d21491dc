"""情况通报.docx, read back: figures as in the closing's other documents, units named, nobody else."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from msgspec.structs import replace

from chuangguan.documents.content import Material, prize_list
from chuangguan.documents.notice import notice
from chuangguan.documents.report import follows, report_notice, turnout_report, write_report
from chuangguan.documents.workbook import turnout_workbook
from chuangguan.rules.campaign import Period
from chuangguan.rules.closing import Closing
from chuangguan.rules.instants import Window
from chuangguan.rules.roster import Unit

Build = Callable[..., Material]
HOSTILE = ("=cmd|'/c calc'!A0", "<b>&amp;</b>", "甲\u202e乙\x0b", "👩‍🚀" * 9, "长" * 200, "{name}%s", "]]>")
UNITS = (Unit(unit="机关"), Unit(unit="工人报社"), Unit(unit="服务中心"), Unit(unit="学院"))
APRIL = (
    {"name": "张三"},
    {"name": "李四", "levels": 1},
    {"name": "王五", "unit": "机关"},
    {"name": "赵六", "unit": "机关", "levels": 0},
    {"name": "钱七", "unit": "服务中心", "levels": 0},
    {"name": "孙八", "unit": "服务中心", "duty": "voluntary"},
)

WHOLE = (
    "截至2018年4月30日23时59分59秒，应参加5人，实际参加3人，参与率60.00%。连同自愿参加的，参加答题的共4人，"
    "累计答题12人次，人均3.00次。通过全部已开放关卡（共2关）3人。"
)


def opened(material: Material, previous: Closing | None = None, below: int = 80) -> Any:
    return Document(io.BytesIO(report_notice(turnout_report(material, previous, below=below))))


def lines(material: Material, previous: Closing | None = None, below: int = 80) -> list[str]:
    return [paragraph.text for paragraph in opened(material, previous, below).paragraphs if paragraph.text]


def said(material: Material, begin: str, **options: Any) -> str:
    return next((line for line in lines(material, **options) if line.startswith(begin)), "")


def march(build: Build, *rows: dict[str, Any]) -> Closing:
    """Return a closing that is said to be of March."""
    return replace(build(*rows, units=UNITS).closing, period="2018-03")


def with_march(material: Material) -> Material:
    window = Window(opens_at=0, closes_at=material.period.window.opens_at)
    before = Period(id="2018-03", title="2018年3月", window=window)
    campaign = replace(material.campaign, periods=(before, *material.campaign.periods))
    return replace(material, campaign=campaign)


def test_the_notice_of_a_month_reads_as_one(build: Build) -> None:
    material = build(*APRIL, units=UNITS)
    assert lines(material) == [
        "关于“每月一关”答题闯关活动\n2018年4月参与情况的通报",
        "各有关单位：",
        "现将2018年4月参与情况通报如下：",
        "一、总体情况",
        WHOLE,
        "二、分项分析",
        "参与率居前的单位为：工人报社（100.00%）。",
        "参与率低于80%的单位有2个：服务中心（0.00%）、机关（50.00%）。",
        "各单位参与情况见附件。",
        "三、下一步",
        "参与率低于80%的单位，请了解原因，改进组织工作。",
        "单位、人员有变动，或对所列数字有疑问的，请及时与主办方核对。联系人：李某，电话：0731-84320000。",
        "附件：各单位参与率统计表",
        "机关委员会",
        "年　　月　　日",
        "结榜编号：第2号",
        f"封存摘要：{prize_list(material).seal}",
        "附件",
        "各单位参与率统计表",
    ]


def test_the_annex_is_in_administrative_order_with_the_figures_of_the_other_documents(build: Build) -> None:
    material = build(*APRIL, units=UNITS)
    content = prize_list(material)
    mine = [[cell.text for cell in row.cells] for row in opened(material).tables[0].rows]
    praise = [[cell.text for cell in row.cells] for row in Document(io.BytesIO(notice(content))).tables[1].rows]
    assert mine == praise
    assert [row[1] for row in mine[1:-1]] == [unit.unit for unit in UNITS]
    sheet = openpyxl.load_workbook(io.BytesIO(turnout_workbook(content)))["参与率统计表"]
    counts = {row[1]: (row[3], row[4]) for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)}
    assert counts == {row[1]: (int(row[2]), int(row[3])) for row in mine[1:-1]}


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (APRIL, "与2018年3月（应参加5人，实际参加3人，参与率60.00%）相比，参与率持平。"),
        (APRIL[:4], "与2018年3月（应参加4人，实际参加3人，参与率75.00%）相比，参与率下降15.00个百分点。"),
        (APRIL[2:4], "与2018年3月（应参加2人，实际参加1人，参与率50.00%）相比，参与率提高10.00个百分点。"),
        (APRIL[5:], ""),
    ],
    ids=["equal", "lower", "higher", "nobody was due"],
)
def test_the_rate_is_compared_with_the_closing_before(build: Build, before: Any, text: str) -> None:
    material = with_march(build(*APRIL, units=UNITS))
    assert said(material, "与2018年3月", previous=march(build, *before)) == text


def test_without_an_earlier_closing_nothing_is_compared(build: Build) -> None:
    assert not said(build(*APRIL, units=UNITS), "与")


@pytest.mark.parametrize(
    ("below", "text"),
    [
        (0, "没有参与率低于0%的单位。"),
        (50, "参与率低于50%的单位有1个：服务中心（0.00%）。"),
        (51, "参与率低于51%的单位有2个：服务中心（0.00%）、机关（50.00%）。"),
        (100, "参与率低于100%的单位有2个：服务中心（0.00%）、机关（50.00%）。"),
    ],
)
def test_units_below_the_threshold_are_named_the_lowest_first(build: Build, below: int, text: str) -> None:
    material = build(*APRIL, units=UNITS)
    assert text in lines(material, below=below)
    assert bool(said(material, f"参与率低于{below}%的单位，请", below=below)) == (below > 0)


def test_a_unit_that_is_named_below_is_not_praised(build: Build) -> None:
    material = build(*APRIL[2:], units=UNITS)
    assert said(material, "参与率居前", below=50) == "参与率居前的单位为：机关（50.00%）。"
    assert not said(material, "参与率居前", below=51)


@pytest.mark.parametrize("count", [10, 11])
def test_of_many_low_units_the_lowest_ten_are_named(build: Build, count: int) -> None:
    units = [Unit(unit=f"第{number}站") for number in range(1, count + 1)]
    rows = [
        {"name": f"{number}之{place}", "unit": f"第{number}站", "levels": int(place < number)}
        for number in range(1, count + 1)
        for place in range(count * 2)
    ]
    line = said(build(*rows, units=units), "参与率低于80%的单位有", below=80)
    assert line.startswith(f"参与率低于80%的单位有{count}个" + ("：" if count == 10 else "，其中最低的10个为："))
    assert ("第11站" in line) is False
    assert "第10站" in line


@pytest.mark.parametrize(("count", "named"), [(10, True), (11, False)])
def test_of_many_leading_units_only_their_number_is_said(build: Build, count: int, named: bool) -> None:  # noqa: FBT001  a column
    units = [Unit(unit=f"第{number}站") for number in range(1, count + 1)]
    line = said(build(*({"name": "一", "unit": unit.unit} for unit in units), units=units), "参与率居前")
    assert line.endswith("第10站（100.00%）。" if named else "参与率居前的单位有11个，参与率都在100.00%以上（含）。")


def test_more_than_were_due_is_said(build: Build) -> None:
    units = (Unit(unit="工人报社", headcount=1), Unit(unit="机关", headcount=1))
    material = build(*APRIL[:3], units=units, changes={"denominator": "declared_headcount"})
    assert said(material, "工人报社") == "工人报社实际参加人数超过应参加人数，参与率按100%计，请核对应参加人数。"


def test_a_year_counts_person_periods(build: Build) -> None:
    material = with_months(build(*APRIL, units=UNITS, period="2018"))
    text = said(material, "截至2018年10月31日")
    assert "各期累计应参加5人，实际参加3人（一人每期计一次），参与率60.00%。" in text
    assert "每人每期平均3.00次。" in text


def with_months(material: Material) -> Material:
    april = material.campaign.period("2018-04")
    may = replace(april, id="2018-05", window=Window(opens_at=april.cutoff_at, closes_at=april.cutoff_at + 1000))
    return replace(material, campaign=replace(material.campaign, periods=(*material.campaign.periods, may)))


def test_the_end_of_the_next_period_is_said(build: Build) -> None:
    text = said(with_months(build(*APRIL, units=UNITS)), "2018年5月")
    assert text == "2018年5月的统计截至2018年5月1日0时00分01秒，请各单位组织应参加而尚未参加的人员按时参加。"


def test_nobody_is_named_and_nobody_need_be_known(build: Build) -> None:
    material = build(*APRIL, units=UNITS)
    unknown = replace(material, people={}, units={})
    content = report_notice(turnout_report(material, None, below=80))
    assert content_text(content) == content_text(report_notice(turnout_report(unknown, None, below=80)))
    assert not [row["name"] for row in APRIL if str(row["name"]) in content_text(content)]


def content_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_of_a_unit_is_a_text_as_it_is(build: Build, name: str) -> None:
    units = (Unit(unit=name), Unit(unit="工人报社"))
    changes = {"title": name, "organiser": name, "contacts": (name,)}
    material = build({"name": "张三", "unit": name, "levels": 0}, {"name": "李四"}, units=units, changes=changes)
    printed = name.replace("\u202e", "").replace("\x0b", "")
    text = content_text(report_notice(turnout_report(material, None, below=80)))
    assert f"参与率低于80%的单位有1个：{printed}（0.00%）。" in text
    assert "\u202e" not in text


def test_nobody_at_all_is_a_notice_too(build: Build) -> None:
    text = "".join(lines(build(units=UNITS)))
    assert "应参加0人，实际参加0人，参与率—。累计答题0人次。" in text
    assert "没有参与率低于80%的单位。" in text


def test_it_is_one_file(build: Build, tmp_path: Path) -> None:
    report = turnout_report(build(*APRIL, units=UNITS), None, below=80)
    assert [path.name for path in write_report(tmp_path, report)] == ["情况通报.docx"]
    assert [path.name for path in tmp_path.iterdir()] == ["情况通报.docx"]


def period(name: str, opens_at: int, closes_at: int, kind: Any = "declared") -> Period:
    return Period(id=name, kind=kind, window=Window(opens_at=opens_at, closes_at=closes_at))


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (period("a", 0, 10, "month"), period("b", 10, 20, "month"), True),
        (period("a", 0, 12, "month"), period("b", 10, 20, "month"), True),
        (period("b", 10, 20, "month"), period("a", 0, 10, "month"), False),
        (period("a", 0, 10, "month"), period("a", 0, 10, "month"), False),
        (period("a", 0, 10, "month"), period("b", 10, 20), False),
        (period("a", 0, 10), period("b", 10, 20), True),
        (period("half", 0, 10), period("year", 0, 20), False),
    ],
)
def test_what_a_period_may_be_compared_with(earlier: Period, later: Period, expected: bool) -> None:  # noqa: FBT001  a column
    assert follows(earlier, later) is expected
