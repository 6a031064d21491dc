"""What a forecast of a level says in Chinese, a line an item, and the advice below it."""

from collections.abc import Iterator, Mapping
from typing import Final

from chuangguan.rules.campaign import PassRule
from chuangguan.rules.difficulty import Forecast, Spread, needed
from chuangguan.rules.proposal import Proposal
from chuangguan.values import Value

MODEL: Final = (
    "按平均水平的人推算：每题答对的概率为其答对率，各题互不影响，两次之间没有学习；边闯边学的人实际要好一些。"
)
_DIFFICULTIES: Final = (1, 2, 3, 4, 5)
_LEAST_SHOWN: Final = 0.0001
_TRIES_SHOWN: Final = (1, 3, 5, 10)
_UNSTATED: Final = 3
"""The difficulty that a question without one counts as."""


class Reach(Value, frozen=True, kw_only=True):
    """How many questions quotas draw on, and after how many tries an entrant has seen nine tenths of them."""

    questions: int
    after: int


class Simulation(Value, frozen=True, kw_only=True):
    """What is printed: the forecast, and what quotas by difficulty would make of it; None where there are none.

    `recorded` questions have `answered` first responses; of the rest `unstated` have no difficulty either. `split` are
    the counts by difficulty that `by_difficulty` is the spread of.
    """

    file: str
    rule: PassRule
    facility: dict[int, float]
    recorded: int
    answered: int
    unstated: int
    forecast: Forecast
    split: dict[int, int]
    by_difficulty: Spread | None
    wanted: float | None
    proposal: Proposal | None
    proposal_spread: Spread | None
    proposal_reach: Reach | None
    correct_enough: int


def share_text(share: float) -> str:
    """Return a chance for people, never as a nought that it is not."""
    if 0 < share < _LEAST_SHOWN:
        return "不到0.01%"
    return f"{share:.2%}" if share < 0.1 else f"{share:.1%}"  # noqa: PLR2004  three figures are enough


def said_paper(found: Simulation) -> str:
    """Return what is drawn from what, and when it is passed."""
    rules = {
        "all_correct": "全部答对过关",
        "min_correct": f"答对 {found.rule.value} 题过关",
        "ratio": f"答对比例达到 {found.rule.value} 过关",
        "score": f"得 {found.rule.value} 分过关",
    }
    return f"{found.forecast.questions} 题中抽 {found.forecast.paper} 题，{rules[found.rule.rule]}"


def said_forecast(found: Simulation) -> Iterator[tuple[str, str]]:
    """Yield what was reckoned and what came out."""
    expected = found.forecast
    yield "答对率", _said_facility(found)
    how = "精确值" if expected.is_exact else _said_interval(expected)
    yield "一次过关的概率", f"{share_text(expected.chance)}（{how}）"
    tries = expected.expected_tries
    yield "平均要闯", "没有人能过" if tries is None else f"{tries:.1f} 次"
    yield "各份试卷的过关概率", _said_spread(expected.spread)
    if found.by_difficulty:
        yield "如按难度定额抽题", _said_counts(found.split)
        yield "这样抽的过关概率", _said_spread(found.by_difficulty)
    seen = dict(enumerate(expected.exposed, start=1))
    yield "平均见过的题", "，".join(f"{n} 次 {seen[n]:.1f} 题" for n in _TRIES_SHOWN if n in seen)
    yield "见过九成题", f"{expected.exposed_after} 次"
    if found.proposal and found.proposal_spread:
        yield "建议的难度定额", _said_counts(found.proposal.counts)
        is_even = _is_even(found.proposal_spread)
        spread_text = "各份相同" if is_even else _said_spread(found.proposal_spread)
        yield "建议定额的过关概率", f"{share_text(found.proposal.chance)}；{spread_text}"
    if reach := found.proposal_reach:
        yield "建议定额可用的题", f"{reach.questions} 题（现为 {expected.questions} 题），{reach.after} 次见过九成"


def _said_facility(found: Simulation) -> str:
    default = f"难度1至5依次 {'、'.join(f'{found.facility[level]:g}' for level in _DIFFICULTIES)}"
    if not found.recorded:
        return f"按{default}"
    recorded = f"{found.recorded} 题有首次作答记录（共 {found.answered} 人次），与按难度的估计合算"
    rest = found.forecast.questions - found.recorded
    return f"{recorded}；其余 {rest} 题按{default}" if rest > 0 else recorded


def _said_interval(expected: Forecast) -> str:
    low, high = share_text(expected.low), share_text(expected.high)
    return f"组卷规则互有重叠，按 {expected.spread.papers} 份抽样试卷推算，95%区间 {low} 至 {high}"


def _said_spread(found: Spread) -> str:
    lowest, _, middle, _, highest = map(share_text, found.quantiles)
    if _is_even(found):
        return f"各份相同，都是 {middle}"
    return f"最难的5%不超过 {lowest}，中间 {middle}，最易的5%不低于 {highest}"


def _is_even(found: Spread) -> bool:
    """Say whether all papers are as hard, as far as people are shown."""
    return share_text(found.quantiles[0]) == share_text(found.quantiles[-1])


def _said_counts(counts: Mapping[int, int]) -> str:
    return "、".join(f"难度{level} {n} 题" for level, n in counts.items())


def said_advice(found: Simulation) -> Iterator[tuple[str, bool]]:
    """Yield the sentences below the figures, each with whether it is a warning."""
    yield MODEL, False
    if any(item and _is_even(item) for item in (found.forecast.spread, found.by_difficulty, found.proposal_spread)):
        yield "“各份相同”是假定同一难度的题答对率相同；实际仍有差别。", False
    if found.unstated:
        counted = f"都按难度{_UNSTATED}（{found.facility[_UNSTATED]:g}）算"
        yield f"提醒：{found.unstated} 题没有写难度，{counted}，结果只供参考。", True
    wanted = share_text(found.wanted or 0)
    if found.proposal:
        yield f"写入活动文件，代替 draw：quotas = [{_toml(found.proposal)}]", False
        if not found.proposal.is_reached:
            yield f"这个题库达不到 {wanted}，以上是最接近的抽法；可增删题目或改变过关条件。", True
        if found.proposal_reach and found.proposal_reach.after < found.forecast.exposed_after:
            yield _said_narrow(found.proposal_reach, found.forecast), True
    elif found.wanted:
        why = "有题没有写难度，或者抽题规则限定了题型或知识点，或者按得分过关，或者过关条件无法达到"
        yield f"不能建议难度定额：{why}。", True
    if found.correct_enough not in (0, needed(found.rule, found.forecast.paper)):
        enough = f"改为答对 {found.correct_enough} 题即过关"
        yield f"也可以不改抽题，{enough}，一次过关的概率就不低于 {wanted}。", False
    if found.forecast.is_too_small:
        yield _said_too_small(found.forecast), True


def _said_narrow(reach: Reach, expected: Forecast) -> str:
    before = f"可用的题由 {expected.questions} 减为 {reach.questions}" if reach.questions < expected.questions else ""
    return f"提醒：按建议定额，{before or '有的难度题太少'}，{reach.after} 次就见过九成，各份试卷大同小异。"


def _said_too_small(expected: Forecast) -> str:
    wanted = f"同样的难度至少要 {expected.questions_wanted} 题；" if expected.questions_wanted else ""
    return f"提醒：题库太小，平均还没有过关就已经见过九成的题，考的是记性。{wanted}也可以降低难度、放宽过关条件。"


def _toml(proposal: Proposal) -> str:
    counts = proposal.counts.items()
    return ", ".join(f"{{ n = {n}, difficulties = [{difficulty}] }}" for difficulty, n in counts)
