"""Problems, errors and refusals as Chinese sentences: the one place where a code becomes prose."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Final

from chuangguan.documents import (
    messages_banks,
    messages_campaign,
    messages_core,
    messages_findings,
    messages_formats,
    messages_templates,
)
from chuangguan.documents.messages_facts import FACT_WORDS, FACTS, MANY
from chuangguan.documents.wording import moment_text, printable
from chuangguan.errors import BadInput, ChuangguanError, Misuse, NotFound, Problem
from chuangguan.facts import AnyFact, kind_of
from chuangguan.rules.awards import Note
from chuangguan.rules.check.wording import said_yuan
from chuangguan.rules.findings import Finding
from chuangguan.values import Refused

DEFAULT_ZONE: Final = "Asia/Shanghai"

# Two readers may say one code with different details, so the first template whose details are all there speaks.
_TABLES: Final = (
    messages_core.MESSAGES,
    messages_campaign.MESSAGES,
    messages_formats.MESSAGES,
    messages_banks.MESSAGES,
    messages_findings.MESSAGES,
    messages_templates.MESSAGES,
    messages_core.SHORTER,
)
_INSTANTS: Final = ("limit_end",)


def say_problem(problem: Problem, zone: str = DEFAULT_ZONE) -> str:
    """Return where a problem is and what it is: `名册.csv 第3行 “手机号码”：…`."""
    # What names another row counts it as its own is counted.
    details = {**problem.details, "row_kind": problem.row_kind} if "first_row" in problem.details else problem.details
    return f"{_place(problem)}{_say(problem.code, details, zone)}"


def said_row(problem: Problem) -> str:
    """Return where in its file a problem is, empty where it has no row: `第3行`, `第3题`, `第3段`."""
    return f"第{problem.row}{messages_core.WORDS['row_kind'][problem.row_kind]}" if problem.row else ""


def say_error(error: ChuangguanError, zone: str = DEFAULT_ZONE) -> str:
    """Return what went wrong; of bad input every problem, a line each."""
    if isinstance(error, BadInput):
        return "\n".join(say_problem(problem, zone) for problem in error.problems)
    if isinstance(error, NotFound) and error.details.get("kind") == "closing":
        # Who asks for a closing that is not there has a step to take first, and is told which.
        return _say("not_closed", {"period": error.details["key"]}, zone)
    code = str(error.details.get("what", "")) if isinstance(error, Misuse) else error.code
    return _say(code if is_known(code) else error.code, error.details, zone)


def say_refusal(refused: Refused, zone: str = DEFAULT_ZONE) -> str:
    """Return why something is refused; its instants as local time of `zone`."""
    return _say(refused.reason, refused.details, zone)


def say_note(note: Note, zone: str = DEFAULT_ZONE) -> str:
    """Return what a closing says about itself, money in yuan."""
    return _say(note.code, note.details, zone)


def say_finding(finding: Finding) -> tuple[str, str, str]:
    """Return what a finding is called, what was seen with its figures, and what would explain it innocently."""
    seen = _say(finding.sign, finding.figures, DEFAULT_ZONE)
    return messages_findings.KINDS[finding.kind], seen, _say(finding.innocent, {}, DEFAULT_ZONE)


def say_fact(fact: AnyFact, zone: str = DEFAULT_ZONE, *, count: int = 1) -> str:
    """Return what a fact says, or so many facts of its kind that one command made."""
    kind = kind_of(type(fact))
    if count > 1:
        return MANY[kind].format(count=count)
    shown = {name: _shown_field(kind, name, getattr(fact, name), zone) for name in fact.__struct_fields__}
    there = {name for name, text in shown.items() if text}
    return "".join(piece.format(**shown) for piece in FACTS[kind] if _fields(piece) <= there)


def _shown_field(kind: str, name: str, value: object, zone: str) -> str:
    """Return a field of a fact as text, empty where it holds nothing."""
    if name.endswith("_at") and isinstance(value, int):
        return moment_text(value, zone) if value else ""
    if isinstance(value, Mapping):
        return str(len(value))
    text = "、".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    return FACT_WORDS.get(kind, {}).get(name, {}).get(text, printable(text))


def is_known(code: str) -> bool:
    """Say whether a code has a message."""
    return any(True for _ in _templates(code))


def _place(problem: Problem) -> str:
    parts = [
        problem.file,
        f"工作表“{problem.sheet}”" if problem.sheet else "",
        said_row(problem),
        f"“{problem.column}”" if problem.column else "",
    ]
    place = " ".join(part for part in parts if part)
    return f"{printable(place)}：" if place else ""


def _say(code: str, details: Mapping[str, int | str], zone: str) -> str:
    shown = {name: _shown(name, value, zone) for name, value in details.items()}
    if "commonest" in details:
        # A problem of a whole file repeats the code and the details of the one that most of its rows have.
        shown["commonest"] = _say(shown["commonest"], {k: v for k, v in details.items() if k != "commonest"}, zone)
    for template in _templates(code):
        if _fields(template) <= shown.keys():
            return template.format(**shown)
    # A code without its figures is a mistake of ours; the person in front of the screen still gets a sentence.
    return f"出现问题（{code}）" + "，".join(f"{name}：{value}" for name, value in shown.items())


def _templates(code: str) -> Iterator[str]:
    return (table[code] for table in _TABLES if code in table)


def _fields(template: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(template) if field}


def _shown(name: str, value: int | str, zone: str) -> str:
    if isinstance(value, str):
        return printable(messages_core.WORDS.get(name, {}).get(value, value))
    if name.endswith("_at") or name in _INSTANTS:
        return moment_text(value, zone) if value else "未定"
    return said_yuan(value) if name.endswith("_fen") else str(value)
