"""Rosters and lists of units as offices send them in: a title block, a header, a sample row, foot notes."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from chuangguan.errors import BadInput, Problem
from chuangguan.formats.cells import excerpt, has_hostile_characters
from chuangguan.formats.consents import basis_problems, read_basis
from chuangguan.formats.headers import FirstSeen, Line, Section, read_sections
from chuangguan.rules.roster import Basis
from chuangguan.values import Value

MemberNo = Literal["phone", "staff_no"]

_ROSTER: Final = {
    "name": ("姓名",),
    "unit": ("单位", "所在单位", "单位名称", "工作单位", "支部", "所在支部"),
    "category": ("人员类别", "类别"),
    "labels": ("标签",),
    "remark": ("备注",),
    "without_prize": ("不参评",),
    "publication": ("公开依据",),
}
_MEMBER_NO: Final = {
    "phone": ("手机号码", "手机号", "手机", "联系电话", "电话"),
    "staff_no": ("工号", "职工号", "编号"),
}
_UNITS: Final = {
    "unit": ("单位", "单位名称"),
    "parent": ("上级单位",),
    "kind": ("类型", "单位类型"),
    "headcount": ("党员总数",),
}
_PHONE: Final = re.compile("1[3-9][0-9]{9}")
_PHONE_DIGITS: Final = 11
_INVENTED_NUMBER: Final = re.compile("[0xX*]*|1[3-9]0+")
_SAMPLE_NAME: Final = re.compile(r".某某?|(示例|样例|例如|例[:：]).*|.?[xX×*]{2,}")
_NOTE: Final = re.compile(
    r"(注|备注|说明|填表说明|填表人|填报人|填报单位|联系人|审核人|负责人|制表人)\d*[:：.、].*|[合总]\s*计([:：\s\d].*)?",
    re.DOTALL,
)
_SENTENCE: Final = re.compile("[。:：;；]")
_TITLE: Final = re.compile(r"(?P<unit>.+?)[(（]单位[)）].*")
_UNFILLED: Final = re.compile("[xX×*_＿ ]+")
_ADMIN: Final = "管理员"
_YES: Final = ("是", "√", "1", "不参评")
_NO: Final = ("", "否")
_COUNT: Final = re.compile("[0-9]{1,9}")


class RosterLine(Value, frozen=True, kw_only=True):
    """A person as a roster names them; `file`, `sheet` and `row` say where.

    `basis` is on what basis they may be named in public, None where the row does not say.
    """

    file: str
    sheet: str = ""
    row: int
    name: str
    member_no: str
    unit: str
    category: str
    labels: tuple[str, ...] = ()
    is_admin: bool = False
    has_prize_right: bool = True
    basis: Basis | None = None
    text_version: str = ""


class RosterFile(Value, frozen=True, kw_only=True):
    """The people of a file, and the rows that were the template's samples."""

    lines: tuple[RosterLine, ...]
    skipped_samples: tuple[int, ...] = ()


class UnitLine(Value, frozen=True, kw_only=True):
    """A unit as a list names it; `headcount` is what it declared, None where it did not."""

    file: str
    sheet: str = ""
    row: int
    unit: str
    parent: str = ""
    kind: str = ""
    headcount: int | None = None


def read_roster(
    path: Path, *, default_unit: str = "", default_category: str = "", member_no: MemberNo = "phone"
) -> RosterFile:
    """Return the people of a roster; `BadInput` names every problem, and nothing is half read.

    A person's unit is the one in their row, else the one in the title “某某(单位)党员干部信息表”, else `default_unit`.
    """
    wanted = {**_ROSTER, "member_no": _MEMBER_NO[member_no]}
    sections, problems = read_sections(path, wanted, ("name", "member_no"))
    seen = FirstSeen()
    lines: list[RosterLine] = []
    samples: list[int] = []
    for section in sections:
        unit = _title_unit(section) or default_unit
        for line in section.lines:
            if _is_note(line):
                continue
            if _is_sample(line, member_no):
                samples.append(line.number)
                continue
            person = _person(line, _member_no(line, member_no), unit, default_category)
            problems += _person_problems(line, person, member_no, seen)
            lines.append(person)
    problems += _too_many_admins(lines)
    if problems:
        raise BadInput(problems)
    return RosterFile(lines=tuple(lines), skipped_samples=tuple(samples))


def _title_unit(section: Section) -> str:
    for row in section.header.title_rows:
        for cell in row.filled:
            match = _TITLE.fullmatch(cell)
            if match and not _UNFILLED.fullmatch(match["unit"]):
                return match["unit"].strip()
    return ""


def _is_note(line: Line) -> bool:
    """Say whether a row is a foot note, or one that was numbered beforehand and never filled in."""
    filled = line.row.filled
    if _NOTE.fullmatch(filled[0]):
        return True
    if len(filled) > 1 or line.get("member_no"):
        return False
    # A name alone is a person whose number was forgotten, which must be said.
    return not line.get("name") or _SENTENCE.search(filled[0]) is not None


def _is_sample(line: Line, member_no: MemberNo) -> bool:
    number = _member_no(line, member_no)
    is_real = not _INVENTED_NUMBER.fullmatch(number)
    if member_no == "phone":
        is_real = is_real and _PHONE.fullmatch(number) is not None
    return not is_real and _SAMPLE_NAME.fullmatch(line.get("name")) is not None


def _member_no(line: Line, kind: MemberNo) -> str:
    """Return a member number; a phone without the spaces and hyphens that people group it by."""
    return _ungrouped(line.get("member_no"), kind)


def _ungrouped(text: str, kind: MemberNo) -> str:
    if kind == "staff_no":
        return text.strip()
    return re.sub(r"[\s\-‐‑–—]", "", unicodedata.normalize("NFKC", text))


def _person(line: Line, number: str, unit: str, category: str) -> RosterLine:
    labels = re.split("[;；]", line.get("labels"))
    basis, text_version = read_basis(line.get("publication"))
    return RosterLine(
        file=line.file,
        sheet=line.sheet,
        row=line.number,
        name=line.get("name"),
        member_no=number,
        unit=line.get("unit") or unit,
        category=line.get("category") or category,
        labels=tuple(label.strip() for label in labels if label.strip()),
        is_admin=_ADMIN in line.get("remark"),
        has_prize_right=line.get("without_prize") in _NO,
        basis=basis,
        text_version=text_version,
    )


def _person_problems(line: Line, person: RosterLine, member_no: MemberNo, seen: FirstSeen) -> Iterator[Problem]:
    if not person.name:
        yield line.problem("name_missing", "name")
    elif has_hostile_characters(person.name):
        yield line.problem("name_hostile", "name")
    yield from _check_phone(line, person) if member_no == "phone" else _check_staff_no(line, person)
    number = person.member_no
    if number and (problem := seen.problem("duplicate_member_no", "member_no", number, line)):
        yield problem
    if not person.unit:
        yield line.problem("unit_missing", "unit")
    yield from _check_texts(line, "unit", "category", "labels")
    if line.get("without_prize") not in (*_YES, *_NO):
        yield line.problem("without_prize_bad", "without_prize", given=excerpt(line.get("without_prize")))
    for code, details in basis_problems(line.get("publication")):
        yield line.problem(code, "publication", **details)


def _check_phone(line: Line, person: RosterLine) -> Iterator[Problem]:
    for code, details in _phone_problems(person.member_no):
        yield line.problem(code, "member_no", **details)


def _phone_problems(number: str) -> Iterator[tuple[str, dict[str, int]]]:
    if not number:
        yield "phone_missing", {}
    elif number.isdecimal() and len(number) != _PHONE_DIGITS:
        yield "phone_length", {"digits": len(number)}
    elif not _PHONE.fullmatch(number):
        yield "phone_bad", {}


def _check_staff_no(line: Line, person: RosterLine) -> Iterator[Problem]:
    for code, _ in _staff_no_problems(person.member_no):
        yield line.problem(code, "member_no")


def _staff_no_problems(number: str) -> Iterator[tuple[str, dict[str, int]]]:
    if not number:
        yield "staff_no_missing", {}
    elif has_hostile_characters(number):
        yield "staff_no_bad", {}


def read_member_no(text: str, kind: MemberNo) -> str:
    """Return a member number as rosters hold it; `BadInput` where a roster would refuse it.

    >>> read_member_no("138 0000-1234", "phone")
    '13800001234'
    """
    number = _ungrouped(text, kind)
    found = _phone_problems(number) if kind == "phone" else _staff_no_problems(number)
    problems = [Problem(code=code, details={**details}) for code, details in found]
    if problems:
        raise BadInput(problems)
    return number


def _check_texts(line: Line, *fields: str) -> Iterator[Problem]:
    for field in fields:
        if has_hostile_characters(line.get(field)):
            yield line.problem("text_hostile", field)


def _too_many_admins(lines: list[RosterLine]) -> Iterator[Problem]:
    admins: dict[str, list[RosterLine]] = {}
    for line in lines:
        if line.is_admin and line.unit:
            admins.setdefault(line.unit, []).append(line)
    for unit, found in admins.items():
        if len(found) > 1:
            rows = "、".join(str(line.row) for line in found)
            second = found[1]
            yield Problem(
                code="too_many_admins",
                file=second.file,
                sheet=second.sheet,
                row=second.row,
                column="备注",
                details={"unit": unit, "rows": rows},
            )


def read_units(path: Path) -> list[UnitLine]:
    """Return the units of a list; `BadInput` names every problem, and nothing is half read."""
    sections, problems = read_sections(path, _UNITS, ("unit",))
    seen = FirstSeen()
    lines: list[UnitLine] = []
    for section in sections:
        for line in section.lines:
            if _NOTE.fullmatch(line.row.filled[0]):
                continue
            found = list(_unit_problems(line, seen))
            problems += found
            if not found:
                lines.append(_unit(line))
    if problems:
        raise BadInput(problems)
    return lines


def _unit(line: Line) -> UnitLine:
    headcount = line.get("headcount")
    return UnitLine(
        file=line.file,
        sheet=line.sheet,
        row=line.number,
        unit=line.get("unit"),
        parent=line.get("parent"),
        kind=line.get("kind"),
        headcount=int(headcount) if headcount else None,
    )


def _unit_problems(line: Line, seen: FirstSeen) -> Iterator[Problem]:
    unit = line.get("unit")
    if not unit:
        yield line.problem("unit_missing", "unit")
    elif problem := seen.problem("duplicate_unit", "unit", unit, line, given=excerpt(unit)):
        yield problem
    yield from _check_texts(line, "unit", "parent", "kind")
    headcount = line.get("headcount")
    if headcount and not _COUNT.fullmatch(headcount):
        yield line.problem("headcount_bad", "headcount", given=excerpt(headcount))
