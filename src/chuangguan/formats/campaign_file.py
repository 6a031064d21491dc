"""The form of a campaign file: its tables and keys, with what each is for in Chinese (clauses 1–8).

Texts and numbers as a clerk writes them; `formats.campaigns` turns them into the regulations. Every key that may be
missing has the empty value of its type or the regulations' own default, so that each default is written once.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from chuangguan.rules.campaign import RankingKey
from chuangguan.rules.roster import Duty
from chuangguan.values import Value

KindWord = Literal["单选", "多选", "判断", "填空"]
Opening = Annotated[str, Meta(extra={"reader": "opening"}, examples=["2018-03-12T00:00:00", "2018年3月12日0时"])]
End = Annotated[str, Meta(extra={"reader": "end"}, examples=["2018-10-31T23:59:59", "2018-10-31T24:00"])]
Duration = Annotated[str, Meta(extra={"reader": "duration"}, examples=["5m", "300s", "5分钟"])]
Zone = Annotated[str, Meta(extra={"reader": "zone"}, examples=["Asia/Shanghai"])]
Exact = Annotated[str | int | float, Meta(examples=["0.5"])]
_AT_LEAST_1: Final = {"minimum": 1}
_AT_LEAST_0: Final = {"minimum": 0}


class CampaignTable(Value, frozen=True, kw_only=True):
    """`[campaign]`."""

    id: Annotated[str, Meta(description="活动编号：小写字母、数字和连字符，1至40个字符，启用后不能更改")]
    title: Annotated[str, Meta(description="活动名称")]
    organiser: Annotated[str, Meta(description="主办方，通报落款用")] = ""
    contacts: Annotated[tuple[str, ...], Meta(description="联系人、电话、邮箱，每项一条")] = ()
    zone: Annotated[Zone, Meta(description="各项时间所用的时区")] = "Asia/Shanghai"
    opens: Annotated[Opening, Meta(description="活动开始时刻")]
    closes: Annotated[End, Meta(description="活动结束时刻；写到59秒的含该秒")]
    edition: Annotated[Literal[1], Meta(description="规则版次")] = 1
    member_no: Annotated[Literal["phone", "staff_no"], Meta(description="以手机号码或工号认人")] = "phone"


class CategoryTable(Value, frozen=True, kw_only=True):
    """`[[category]]`."""

    name: Annotated[str, Meta(description="人员类别名称")]
    duty: Annotated[Duty, Meta(description="应参加 required、自愿参加 voluntary、不参加 excluded")] = "required"


class PassTable(Value, frozen=True, kw_only=True):
    """`play.pass = {rule, value}`."""

    rule: Annotated[
        Literal["all_correct", "min_correct", "ratio", "score"],
        Meta(description="全部答对、至少答对若干题、答对比例、得分"),
    ]
    value: Annotated[Exact, Meta(description="题数、比例（如 0.6）或分数")] = ""


class PlayTable(Value, frozen=True, kw_only=True):
    """`[play]`."""

    pass_rule: Annotated[
        Literal["all_correct", "min_correct", "ratio", "score"] | PassTable,
        Meta(description='过关条件：all_correct 全部答对；其他写成 {rule = "min_correct", value = 18}'),
    ] = msgspec.field(default="all_correct", name="pass")
    grace: Annotated[Duration, Meta(description="到时后仍受理交卷的宽限")] = "3s"
    on_limit: Annotated[
        Literal["submit", "void"], Meta(description="到时未交卷：按已保存的作答收卷 submit，或按未通过处理 void")
    ] = "submit"
    repeat: Annotated[
        Literal["allowed", "avoid_seen"], Meta(description="抽题：允许重复 allowed，或优先抽没见过的 avoid_seen")
    ] = "allowed"
    reveal: Annotated[
        Literal["count", "after_pass", "never", "all"],
        Meta(
            description="交卷后可看：答对题数 count，过关后看答案解析 after_pass，都不看 never，"
            "全看 all（仅限不设奖的练习）"
        ),
    ] = "count"
    public_text: Annotated[
        Literal["none", "required"], Meta(description="抽题是否加入事先无人能知的公开文本（如当日彩票号码）")
    ] = "none"
    release: Annotated[
        Literal["one_person", "two_persons"],
        Meta(description="题库审核：不要求 one_person；只收经命题人以外的人审核的题 two_persons，启用后不能更改"),
    ] = "one_person"


class CapTable(Value, frozen=True, kw_only=True):
    """`ladder.cap = {n, per}`."""

    n: Annotated[int, Meta(description="最多闯关次数", extra_json_schema=_AT_LEAST_1)]
    per: Annotated[Literal["level", "day", "period", "campaign"], Meta(description="按每关、每日、每期或整个活动计")]


class LadderTable(Value, frozen=True, kw_only=True):
    """`[ladder]`."""

    restart: Annotated[
        Literal["after_clearing_all_open", "anytime", "never"],
        Meta(description="重新闯关：通过已开放各关后 after_clearing_all_open、随时 anytime、不可 never"),
    ] = "after_clearing_all_open"
    best_of: Annotated[
        Literal["run", "level"], Meta(description="最佳成绩：最好的一轮 run，或各关最好成绩相加 level")
    ] = "run"
    time: Annotated[
        Literal["passing_attempts", "all_attempts"],
        Meta(description="用时：只计过关的闯关 passing_attempts，或连同失败的一起计 all_attempts"),
    ] = "passing_attempts"
    cap: Annotated[
        Literal["none"] | CapTable, Meta(description='闯关次数上限：none 不限，或写成 {n = 3, per = "day"}')
    ] = "none"


class RankingTable(Value, frozen=True, kw_only=True):
    """`[ranking]`."""

    keys: Annotated[
        tuple[RankingKey, ...],
        Meta(description="排名依据，依次为：关数多者在前、用时短者在前、达成早者在前"),
    ] = ()
    precision: Annotated[
        Literal["millisecond", "second_floor"], Meta(description="用时精确到毫秒，或舍去不足一秒的部分")
    ] = "millisecond"
    numbering: Annotated[
        Literal["competition", "dense", "ordinal"], Meta(description="并列名次的写法：1、1、3；1、1、2；1、2、3")
    ] = "competition"
    scope: Annotated[
        Literal["cumulative", "attempts_in_period"], Meta(description="期次成绩：截至当期的累计，或只计当期交卷的")
    ] = "cumulative"


class PeriodsTable(Value, frozen=True, kw_only=True):
    """`[periods]`."""

    every: Annotated[Literal["month"], Meta(description="按自然月结榜")]


class PeriodTable(Value, frozen=True, kw_only=True):
    """`[[period]]`: a period declared beside the months."""

    id: Annotated[str, Meta(description="期次编号，如 2018")]
    title: Annotated[str, Meta(description="期次名称，如 2018年度")] = ""
    opens: Annotated[Opening, Meta(description="开始时刻；不写为活动开始")] = ""
    cutoff: Annotated[End, Meta(description="统计截止时刻；不写为活动结束")] = ""


class QuotaTable(Value, frozen=True, kw_only=True):
    """An entry of `level.quotas`."""

    n: Annotated[int, Meta(description="题数", extra_json_schema=_AT_LEAST_1)]
    kinds: Annotated[tuple[KindWord, ...], Meta(description="题型；不写为不限")] = ()
    topics: Annotated[tuple[str, ...], Meta(description="知识点；不写为不限")] = ()
    difficulties: Annotated[tuple[int, ...], Meta(description="难度1至5；不写为不限")] = ()
    points: Annotated[int, Meta(description="每题分值", extra_json_schema=_AT_LEAST_1)] = 1


class LevelTable(Value, frozen=True, kw_only=True):
    """`[[level]]`."""

    number: Annotated[int, Meta(description="关卡序号，从1起连续", extra_json_schema=_AT_LEAST_1)]
    title: Annotated[str, Meta(description="关卡名称")] = ""
    bank: Annotated[str, Meta(description="题库：.csv 或 .xlsx 文件（相对本文件的路径），或题库名称")] = ""
    opens: Annotated[Opening, Meta(description="开放时刻；以后月份的可以暂不写")] = ""
    time_limit: Annotated[Duration, Meta(description="限时")]
    draw: Annotated[int | None, Meta(description="抽题数，不限题型", extra_json_schema=_AT_LEAST_1)] = None
    quotas: Annotated[tuple[QuotaTable, ...], Meta(description="组卷规则，与 draw 只写一个")] = ()


class AwardsTable(Value, frozen=True, kw_only=True):
    """`[awards]`."""

    boundary: Annotated[
        Literal["expand", "split", "draw"],
        Meta(description="末位并列：都按该等次奖励 expand、平分奖金 split、抽签 draw"),
    ] = "expand"
    publicity_days: Annotated[int, Meta(description="公示天数，0为不公示", extra_json_schema=_AT_LEAST_0)] = 7


class AmongTable(Value, frozen=True, kw_only=True):
    """`award.among`."""

    unit: Annotated[str, Meta(description="单位，含下级")] = ""
    category: Annotated[str, Meta(description="人员类别")] = ""
    label: Annotated[str, Meta(description="标签")] = ""


class AwardTable(Value, frozen=True, kw_only=True):
    """`[[award]]`."""

    name: Annotated[str, Meta(description="奖项名称")]
    period: Annotated[str, Meta(description="期次编号；month 为每月")]
    ranks: Annotated[tuple[int, int], Meta(description="名次范围，首尾都含，如 [6, 15]")]
    count: Annotated[int, Meta(description="名额；写了就须与名次范围一致", extra_json_schema=_AT_LEAST_1)] = 0
    cash_yuan: Annotated[int, Meta(description="每人奖金，元", extra_json_schema=_AT_LEAST_0)] = 0
    item: Annotated[str, Meta(description="奖品")] = ""
    title: Annotated[str, Meta(description="荣誉称号")] = ""
    advancement: Annotated[str, Meta(description="取得的参赛或晋级资格")] = ""
    among: Annotated[AmongTable, Meta(description="在哪些人中评；不写为全体")] = AmongTable()
    group: Annotated[str, Meta(description="奖项组；不写时同期次、同范围的为一组")] = ""
    decided: Annotated[Literal["here", "outside"], Meta(description="由本活动评定 here，由外单位评定 outside")] = "here"


class TermTable(Value, frozen=True, kw_only=True):
    """An entry of `unit_award.terms`."""

    metric: Annotated[Literal["participation", "level_ratio"], Meta(description="参与率，或闯关成绩")]
    weight: Annotated[Exact, Meta(description="权重，各项相加为1，如 0.5")]
    over: Annotated[
        Literal["participants", "roster"], Meta(description="闯关成绩按参加的人平均，或按应参加的人平均")
    ] = "participants"
    window: Annotated[str, Meta(description="期次编号；不写为本奖项的期次")] = ""
    rounding: Annotated[
        int | None, Meta(description="加权前保留的小数位数；不写为不取整", extra_json_schema=_AT_LEAST_0)
    ] = None
    cap: Annotated[Exact, Meta(description="加权前的上限，如 100；不写为不设")] = ""


class UnitAwardTable(Value, frozen=True, kw_only=True):
    """`[[unit_award]]`."""

    name: Annotated[str, Meta(description="单位奖项名称")]
    period: Annotated[str, Meta(description="期次编号；month 为每月")]
    lists: Annotated[tuple[str, ...], Meta(description="按哪几类单位分别排名；不写为一个榜")] = ()
    winners: Annotated[int, Meta(description="每个榜的名额", extra_json_schema=_AT_LEAST_1)] = 0
    terms: Annotated[tuple[TermTable, ...], Meta(description="得分的各项")]


class UnitsTable(Value, frozen=True, kw_only=True):
    """`[units]`."""

    denominator: Annotated[
        Literal["roster_required", "declared_headcount"],
        Meta(description="参与率的分母：名册中应参加人数，或单位申报的人数"),
    ] = "roster_required"


class IntegrityTable(Value, frozen=True, kw_only=True):
    """`[integrity]`."""

    sanction: Annotated[
        Literal["strip_awards", "void_attempts", "ban"],
        Meta(description="违规处理：取消排名和奖励资格、所涉闯关作废、取消资格并停止参加"),
    ] = "strip_awards"


class File(Value, frozen=True, kw_only=True):
    """The whole file."""

    campaign: Annotated[CampaignTable, Meta(description="活动")]
    category: Annotated[tuple[CategoryTable, ...], Meta(description="人员类别")] = ()
    play: Annotated[PlayTable, Meta(description="闯关和过关")] = PlayTable()
    ladder: Annotated[LadderTable, Meta(description="逐关、重闯和成绩")] = LadderTable()
    ranking: Annotated[RankingTable, Meta(description="排名")] = RankingTable()
    periods: Annotated[PeriodsTable | None, Meta(description="期次；不写为不按月结榜")] = None
    period: Annotated[tuple[PeriodTable, ...], Meta(description="另外声明的期次，如年度")] = ()
    level: Annotated[tuple[LevelTable, ...], Meta(description="关卡")]
    awards: Annotated[AwardsTable, Meta(description="评奖")] = AwardsTable()
    award: Annotated[tuple[AwardTable, ...], Meta(description="个人奖项")] = ()
    units: Annotated[UnitsTable, Meta(description="单位")] = UnitsTable()
    unit_award: Annotated[tuple[UnitAwardTable, ...], Meta(description="单位奖项")] = ()
    integrity: Annotated[IntegrityTable, Meta(description="违规处理")] = IntegrityTable()
