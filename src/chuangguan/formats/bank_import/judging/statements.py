"""Statements: whether an answer certainly says right or wrong."""

from chuangguan.errors import Problem
from chuangguan.formats.bank_import.judging.answers import as_letters, labelled
from chuangguan.formats.bank_import.judging.cases import Case
from chuangguan.formats.bank_import.judging.truths import letters_of_heading, truth_explained, truth_said
from chuangguan.formats.bank_import.words import FILLERS, truth_of
from chuangguan.formats.cells import excerpt
from chuangguan.rules.bank import LETTERS, TRUE_FALSE_OPTIONS


def judge_statement(case: Case) -> tuple[str, ...] | Problem:
    """Return the letter of right or wrong, or why neither is certain."""
    truth = _truth(case)
    if isinstance(truth, Problem):
        return truth
    return (LETTERS[TRUE_FALSE_OPTIONS.index("对" if truth else "错")],)


def _truth(case: Case) -> bool | Problem:
    given = {
        letter: truth_of(option, case.reading)
        for letter, option in zip(LETTERS, case.options, strict=False)
        if option not in FILLERS
    } or letters_of_heading(case.draft.kind)
    if given and sorted(map(str, given.values())) != ["False", "True"]:
        return case.draft.problem("true_false_options", given=excerpt("、".join(case.options)))
    said = truth_said(case.answer, case.reading)
    letter = as_letters(case.answer) or labelled(case.answer, case.options)
    named = given.get(letter)
    if said is not None and named is not None and said != named:
        return case.draft.problem("answer_two_ways", "答案", given=excerpt(case.answer))
    if said is None and named is None:
        code = "truth_letter" if letter and not given else "true_false_unread"
        return case.draft.problem(code, "答案", given=excerpt(case.answer))
    truth = bool(said) if named is None else named
    keyed = given.get(case.keyed, truth_of(case.keyed, case.reading))
    if keyed is not None and keyed != truth:
        return case.draft.problem("answers_differ", "题干", given=excerpt(f"{case.answer} 和 {case.keyed}"))
    if keyed is not None:
        return case.draft.problem("stem_holds_key", "题干", given=case.keyed)
    if truth_explained(case.draft.explanation) == (not truth):
        return case.draft.problem("answers_differ", "解析", given=excerpt(f"{case.answer} 和 {case.draft.explanation}"))
    return truth
