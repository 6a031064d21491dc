"""How a unit's score and rank came about, said in Chinese, line by line with the clauses that it rests on."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from chuangguan.documents.derivation import DerivationLine, said_basis
from chuangguan.documents.wording import hundredths_text, period_text, printable
from chuangguan.rules.campaign import Campaign, Term, UnitAward
from chuangguan.rules.units import half_up
from chuangguan.rules.workings import TermWorking, UnitDerivation, UnitWorking

METRIC_NAMES: Final = {"participation": "参与率", "level_ratio": "闯关成绩"}
WHOLE_LIST: Final = "全部单位"
_DECIMALS: Final = 6


def decimal_text(value: Fraction) -> str:
    """Return a value ≥ 0 as a decimal: exactly where six places are enough, else rounded half-up to six.

    >>> [decimal_text(Fraction(number)) for number in ("80", "57.06", "200/3")]
    ['80', '57.06', '66.666667']
    """
    whole, places = divmod(int(half_up(value, _DECIMALS) * 10**_DECIMALS), 10**_DECIMALS)
    decimals = f"{places:0{_DECIMALS}d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def exact_text(value: Fraction) -> str:
    """Return a value as a decimal, and as a fraction beside it where six places are not exact.

    >>> exact_text(Fraction(200, 3))
    '66.666667（精确值200/3）'
    """
    is_exact = half_up(value, _DECIMALS) == value
    return decimal_text(value) + ("" if is_exact else f"（精确值{value.numerator}/{value.denominator}）")


def unit_lines(derivation: UnitDerivation, working: UnitWorking) -> Iterator[DerivationLine]:
    """Yield the sentences of one unit's working on one list."""
    yield _line("6.4", said_basis(derivation.campaign, derivation.closing, derivation.seal))
    award = award_of(derivation, working)
    yield _line("7.3", f"{said_formula(award)}。")
    for number, term in enumerate(working.terms, start=1):
        yield from _term_lines(derivation.campaign, number, term)
    yield _line("7.3", _said_sum(working))
    yield from (_line("7.3", text) for text in _said_rank(derivation, working))
    yield _line("7.3", _said_award(award, working))


def award_of(derivation: UnitDerivation, working: UnitWorking) -> UnitAward:
    """Return the award that a working is for."""
    return next(award for award in derivation.awards if award.name == working.score.award)


def why_not_scored(derivation: UnitDerivation, unit: str) -> str:
    """Return why a unit stands on no list of a period's awards."""
    period = period_text(derivation.period, derivation.campaign.zone)
    if not derivation.awards:
        return f"{period}没有由本系统评定的单位奖项。"
    kind = derivation.tree.units[unit].kind
    if not any(not award.lists or kind in award.lists for award in derivation.awards):
        return f"类型为“{printable(kind) or '未填'}”，不在分榜的单位类型之内，不参加评选。"
    return "没有应参加的人员，不参加评选。"


def said_formula(award: UnitAward) -> str:
    """Return how a score is made up: `得分＝参与率×0.5＋闯关成绩×0.5`."""
    return f"得分＝{'＋'.join(f'{METRIC_NAMES[term.metric]}×{term.weight}' for term in award.terms)}"


def said_rounding(term: Term) -> str:
    """Return what a term does before it is weighted, empty for nothing."""
    said = []
    if term.rounding >= 0:
        said.append(f"四舍五入保留{term.rounding}位小数" if term.rounding else "四舍五入取整")
    if term.cap:
        said.append(f"超过{term.cap}的按{term.cap}计")
    return "，".join(said)


def said_counts(campaign: Campaign, working: TermWorking) -> str:
    """Return what numerator and denominator of a term's metric are added up from."""
    if working.result.term.metric == "level_ratio":
        return f"通过关数合计{working.levels}关；{working.persons}人×已开放{working.levels_open}关"
    parts = (
        f"{period_text(campaign.period(item.period), campaign.zone)} {item.took_part}/{item.due}"
        for item in working.turnouts
    )
    return f"实际参加/应参加：{'；'.join(parts)}"


def term_remark(working: TermWorking) -> str:
    """Return what a reader must know of a term's figures, empty for nothing."""
    if working.is_over:
        return "超过应参加数，参与率按100%计"
    if working.result.term.metric == "participation" and not working.due:
        return "没有应参加的人员，按0计"
    if working.result.term.metric == "level_ratio" and not (working.persons and working.levels_open):
        return "没有可以计入的人，按0计"
    return ""


def tie_remark(working: UnitWorking) -> str:
    """Return what decided between a unit and the one directly ahead on the same score, empty where the score did."""
    if not working.ahead or working.key == "score":
        return ""
    name = printable(working.ahead)
    if not working.key:
        return f"与{name}得分、参与率、闯关成绩都相同，并列"
    return f"与{name}得分相同，{METRIC_NAMES[working.key]}较低"


def _line(clause: str, text: str) -> DerivationLine:
    return DerivationLine(clause=clause, text=text)


def _term_lines(campaign: Campaign, number: int, working: TermWorking) -> Iterator[DerivationLine]:
    term = working.result.term
    name = f"（{number}）{METRIC_NAMES[term.metric]}"
    if term.metric == "participation":
        yield from _participation_lines(campaign, name, working)
    else:
        yield _line("7.3", _said_levels(name, working))
    result = working.result
    if rounding := said_rounding(term):
        yield _line("7.3", f"{rounding}：{exact_text(result.counted)}计入{exact_text(result.used)}。")
    yield _line("7.3", f"{exact_text(result.used)}×权重{term.weight}＝{exact_text(result.weighted)}。")


def _participation_lines(campaign: Campaign, name: str, working: TermWorking) -> Iterator[DerivationLine]:
    several = len(working.turnouts) > 1
    for item in working.turnouts if several else ():
        period = period_text(campaign.period(item.period), campaign.zone)
        yield _line("7.1", f"{name}：{period}应参加{item.due}人，参加{item.took_part}人。")
    of_all = "各期合计" if several else period_text(campaign.period(working.period), campaign.zone)
    persons = "人期" if several else "人"
    sums = f"参加{working.took_part}{persons}，应参加{working.due}{persons}"
    share = f"，{working.took_part}÷{working.due}×100＝{exact_text(working.result.counted)}" if working.due else ""
    if remark := term_remark(working):
        share = f"，{remark}"
    yield _line("7.2" if several else "7.1", f"{name}：{of_all}{sums}{share}。")


def _said_levels(name: str, working: TermWorking) -> str:
    everybody = working.result.term.over == "roster"
    counted = "全部应参加的人" if everybody else "应参加的人中实际参加的"
    levels, persons, levels_open = working.levels, working.persons, working.levels_open
    said = f"{name}：{counted}{persons}人，通过关数合计{levels}关，已开放{levels_open}关，"
    if remark := term_remark(working):
        return f"{said}{remark}。"
    return f"{said}{levels}÷（{persons}×{levels_open}）×100＝{exact_text(working.result.counted)}。"


def _said_sum(working: UnitWorking) -> str:
    shares = [decimal_text(item.weighted) for item in working.result.terms]
    total = f"{'＋'.join(shares)}＝{exact_text(working.result.score)}"
    return f"合计：{total}，四舍五入保留两位小数，得分{hundredths_text(working.score.score)}分。"


def _said_rank(derivation: UnitDerivation, working: UnitWorking) -> Iterator[str]:
    score = working.score
    same_list = [item.score for item in derivation.workings if (item.score.award, item.score.list) == _list(working)]
    yield f"“{printable(score.list) or WHOLE_LIST}”共{len(same_list)}个单位，名次第{score.rank}名。"
    by_unit = {item.score.unit: item for item in derivation.workings if _list(item) == _list(working)}
    if working.ahead:
        yield f"前一名{_said_gap(by_unit[working.ahead], working, working.ahead)}"
    if behind := derivation.behind(working):
        yield f"后一名{_said_gap(working, behind, behind.score.unit)}"


def _list(working: UnitWorking) -> tuple[str, str]:
    return working.score.award, working.score.list


def _said_gap(ahead: UnitWorking, behind: UnitWorking, named: str) -> str:
    """Return by what the one ahead is ahead of the one directly behind; `named` is the other of the two."""
    other = ahead if ahead.score.unit == named else behind
    said = f"{printable(named)}（第{other.score.rank}名，{hundredths_text(other.score.score)}分）："
    if behind.key == "score":
        first, second = ahead.score.score, behind.score.score
        return f"{said}得分{hundredths_text(first)}高于{hundredths_text(second)}。"
    if not behind.key:
        return f"{said}得分、参与率、闯关成绩的精确值都相同，并列。"
    first, second = (getattr(item.result, behind.key) for item in (ahead, behind))
    return f"{said}得分相同，{METRIC_NAMES[behind.key]}{exact_text(first)}高于{exact_text(second)}。"


def _said_award(award: UnitAward, working: UnitWorking) -> str:
    name = printable(award.name)
    if not award.winners:
        return f"{name}的名额规则没有写明，由主办方确定。"
    given = "获奖" if working.score.rank <= award.winners else "不获奖"
    return f"{name}每榜取前{award.winners}名（末位并列的都取）：{given}。"
