"""A derivation in Chinese, clause by clause: what an organiser reads out to somebody who asks about their place."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from chuangguan.documents.messages import say_note
from chuangguan.documents.wording import (
    duration_text,
    last_second_text,
    moment_text,
    period_text,
    precise_moment_text,
    printable,
    yuan_text,
)
from chuangguan.rules.attempt import Attempt
from chuangguan.rules.awards import Award, Note
from chuangguan.rules.campaign import Campaign
from chuangguan.rules.check.wording import said_places
from chuangguan.rules.closing import Closing
from chuangguan.rules.derivation import AttemptShown, Derivation, Neighbour, PositionShown, RunShown
from chuangguan.values import Value

_MS_DIGITS: Final = 3
_NAMED: Final = 5
_TREATMENTS: Final = {
    "counting": "计入",
    "added": "用时按规则加入本轮",
    "failed": "不计",
    "longer_pass": "不计：同一关另有用时更短或更早的通过",
    "unreached": "不计：此前的关卡不连续",
    "open": "不计：尚未结束",
    "void": "不计：已作废",
    "after_cutoff": "不计：交卷在截止时刻或以后",
    "before_period": "不计：交卷在本期开始以前",
}
_ENDS: Final = {"open": "尚未结束", "submitted": "交卷", "expired": "超时收卷"}
_REASONS: Final = {
    "no_level": "截止时尚未通过任何一关，不上榜",
    "not_on_roster_then": "截止时不在名册，也没有通过任何一关",
    "beyond_tiers": "位次在各奖项名额之外",
    "decided_by_lot": "位次并列处名额不足，抽签决定，未抽中",
    "outside_population": "不在这一奖项的评奖范围内",
}


class DerivationLine(Value, frozen=True, kw_only=True):
    """A sentence and the clause that it rests on."""

    clause: str
    text: str


def derivation_lines(derivation: Derivation, names: Mapping[str, str]) -> Iterator[DerivationLine]:
    """Yield the sentences of a derivation; `names` by opaque id, who is missing was erased or is not to be named."""
    for clause, say in _PARTS:
        yield from (DerivationLine(clause=clause, text=text) for text in say(derivation, names))


def said_treatment(shown: AttemptShown) -> str:
    """Return whether an attempt counts, and why not."""
    return _TREATMENTS[shown.treatment]


def said_reason(reason: str, zone: str) -> str:
    """Return why somebody is not ranked or has no prize."""
    return _REASONS.get(reason) or say_note(Note(code=reason), zone)


def _basis(derivation: Derivation, _: Mapping[str, str]) -> Iterator[str]:
    yield said_basis(derivation.campaign, derivation.closing, derivation.seal)
    if derivation.stored_late:
        numbers = "、".join(map(str, derivation.stored_late))
        yield f"结榜以后才入账的闯关（第{numbers}号）交卷在截止以前，不进入已封存的结榜，须经更正。"


def said_basis(campaign: Campaign, closing: Closing, seal: str) -> str:
    """Return on which closing, or on which facts, an explanation rests; `seal` is empty for a preview."""
    period = period_text(campaign.period(closing.period), campaign.zone)
    if not seal:
        return f"{period}尚未结榜，以下按现有的{closing.last_fact}条记录推算，非正式结果。"
    revision = f"（第{closing.revision}次更正）" if closing.revision else ""
    sealed = f"结榜编号{closing.number}，封存摘要 {seal}"
    return f"{period}已结榜{revision}，{sealed}；以第{closing.last_fact}条及以前的记录为准。"


def _scope(derivation: Derivation, _: Mapping[str, str]) -> Iterator[str]:
    end = last_second_text(derivation.closing.cutoff_at, derivation.campaign.zone)
    if derivation.campaign.ranking.scope == "attempts_in_period":
        start = moment_text(derivation.period.window.opens_at, derivation.campaign.zone)
        yield f"只计{start}至{end}交卷的闯关，从本期最先通过的一关起连续计算。"
    else:
        yield f"计活动开始以来、{end}及以前交卷的闯关。"


def _member(derivation: Derivation, _: Mapping[str, str]) -> Iterator[str]:
    member = derivation.member
    if member is None:
        yield "截止时不在名册。"
        return
    prizes = "" if member.has_prize_right else "，名册注明不参评"
    ranked = "" if member.is_ranked else "，这一类别不参加排名"
    yield f"截止时在册：{printable(member.unit)}，{printable(member.category)}{ranked}{prizes}。"


def _attempts(derivation: Derivation, _: Mapping[str, str]) -> Iterator[str]:
    if not derivation.attempts:
        yield "没有闯关记录。"
    for shown in derivation.attempts:
        yield f"{_attempt(shown.attempt, derivation.campaign.zone)}：{said_treatment(shown)}。"


def _attempt(attempt: Attempt, zone: str) -> str:
    began = f"第{attempt.attempt}号，第{attempt.run}轮第{attempt.level}关，{moment_text(attempt.started_at, zone)}开始"
    if not attempt.is_ended:
        return f"{began}，{_ENDS[attempt.state]}"
    result = f"答对{attempt.correct}/{attempt.of}题，{'通过' if attempt.passed else '未通过'}"
    imported = "（导入）" if attempt.is_imported else ""
    return f"{began}，用时{_time(attempt.elapsed_ms)}{_ENDS[attempt.state]}，{result}{imported}"


def _runs(derivation: Derivation, _: Mapping[str, str]) -> Iterator[str]:
    for shown in derivation.runs:
        if not shown.passes:
            yield f"{_run_name(shown)}：没有计入的通过。"
            continue
        run = shown.run
        addends = "＋".join(f"第{item.level}关{_time(item.elapsed_ms)}" for item in shown.passes)
        failed = "".join(f"＋第{item.level}关未通过{_time(item.elapsed_ms)}" for item in shown.failures)
        reached = precise_moment_text(run.reached_at, derivation.campaign.zone)
        yield f"{_run_name(shown)}：{run.levels}关，{addends}{failed}，合计{_time(run.elapsed_ms)}，{reached}达成。"


def _run_name(shown: RunShown) -> str:
    return f"第{shown.run.run}轮" if shown.run.run else "各关取最短的一次"


def _best(derivation: Derivation, _: Mapping[str, str]) -> Iterator[str]:
    best = next((item for item in derivation.runs if item.is_best), None)
    if best is None:
        yield "没有成绩。"
        return
    yield f"成绩取{_run_name(best)}：{best.run.levels}关，{_time(best.run.elapsed_ms)}。"
    if not best.run.run:
        return
    for other in derivation.runs:
        if not other.is_best and other.key:
            yield f"它优于{_run_name(other)}：{_ahead_by(other.key, other.difference)}。"
        elif not other.is_best:
            yield f"它与{_run_name(other)}各项排名依据相同，取较早的一轮。"


def _ahead_by(key: str, difference: int) -> str:
    """Return by what the better of two results is better."""
    if key == "levels desc":
        return f"通过关数多{difference}关"
    if key == "elapsed asc":
        return f"关数相同，用时短{_time(difference)}"
    return f"早达成{_time(difference)}"


def _rank(derivation: Derivation, names: Mapping[str, str]) -> Iterator[str]:
    row = derivation.row
    if row is None:
        yield f"不在榜上：{said_reason(derivation.reason, derivation.campaign.zone)}。"
        return
    yield f"榜上名次第{row.rank}名，共{len(derivation.closing.board)}人上榜。"
    if derivation.campaign.ranking.precision == "second_floor":
        yield "用时舍去不足一秒的部分后比较。"
    if derivation.tied:
        shown = "、".join(_name(item.entrant, names) for item in derivation.tied[:_NAMED])
        more = "等" if len(derivation.tied) > _NAMED else ""
        yield f"与{shown}{more}{len(derivation.tied)}人各项排名依据都相同，并列。"
    yield _neighbour(derivation.ahead, "前一名", names, is_ahead=True)
    yield _neighbour(derivation.behind, "后一名", names, is_ahead=False)


def _neighbour(neighbour: Neighbour | None, title: str, names: Mapping[str, str], *, is_ahead: bool) -> str:
    if neighbour is None:
        return "前面没有人。" if is_ahead else "后面没有人。"
    row = neighbour.row
    said = f"{title}{_name(row.entrant, names)}（第{row.rank}名，{row.levels}关，{_time(row.elapsed_ms)}）"
    gap = _ahead_by(neighbour.key, neighbour.difference)
    return f"{said}在前：{gap}。" if is_ahead else f"{said}在后：本人{gap}。"


def _name(entrant: str, names: Mapping[str, str]) -> str:
    return printable(names.get(entrant, "")) or entrant


def _prizes(derivation: Derivation, _: Mapping[str, str]) -> Iterator[str]:
    if not derivation.positions:
        yield "本期没有由本系统评定的个人奖项。"
    for shown in derivation.positions:
        tiers = "、".join(printable(tier.name) for tier in shown.tiers)
        holds = f"在有获奖资格的人中位次第{shown.position}" if shown.position else "没有位次"
        sharing = f"（{shown.sharing}人并列）" if shown.sharing > 1 else ""
        yield f"{tiers}：{holds}{sharing}，{_prize(shown, derivation.campaign.zone)}。"


def _prize(shown: PositionShown, zone: str) -> str:
    award = shown.award
    if award is None:
        return f"不获奖：{said_reason(shown.reason, zone)}"
    tier = next(item for item in shown.tiers if item.name == award.tier)
    lot = "，由抽签决定" if award.lot else ""
    places = said_places(tier.first, tier.last)
    return f"获{printable(award.tier)}（{places}）{_given(award)}{lot}"


def _given(award: Award) -> str:
    cash = f"奖金{yuan_text(award.cash_fen)}元" if award.cash_fen else ""
    title = f"“{award.title}”称号" if award.title else ""
    advancement = f"{award.advancement}资格" if award.advancement else ""
    return "".join(f"，{printable(text)}" for text in (cash, award.item, title, advancement) if text)


def _time(ms: int) -> str:
    """Return a time exactly: thousandths wherever there are any, so that sums can be followed."""
    return duration_text(ms, _MS_DIGITS if ms % 1000 else 0)


_PARTS: Final[tuple[tuple[str, Callable[[Derivation, Mapping[str, str]], Iterator[str]]], ...]] = (
    ("6.4", _basis),
    ("5.3", _scope),
    ("5.4", _member),
    ("4.2", _attempts),
    ("4.4", _runs),
    ("4.5", _best),
    ("5.1", _rank),
    ("6.1", _prizes),
)
